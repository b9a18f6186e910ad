package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// How long something outside may take to answer; and the proxy, which looks for a server
// for as long as deploy/Caddyfile says.
const (
	answerIn = 5 * time.Second
	proxyIn  = 20 * time.Second
)

// The days before a certificate's end at which somebody has to look, or to act.
const (
	certificateNote = 21
	certificateMend = 7
)

// address looks at the public address and at what ends TLS there.
func (d *doctor) address(ctx context.Context) {
	u := d.cfg.URL
	host := u.Hostname()
	ip := net.ParseIP(host)
	switch {
	case u.Scheme == "https":
		d.certificate(ctx, net.JoinHostPort(host, orPort(u.Port(), "443")), host)
	case host == "localhost" || ip != nil && ip.IsLoopback():
		d.say(note, "staff.doctor.address.here", "URL", u.String())
	default:
		d.say(mend, "staff.doctor.address.open", "URL", u.String())
	}
}

func orPort(port, otherwise string) string {
	if port == "" {
		return otherwise
	}
	return port
}

// certificate asks for the certificate as a phone would, and says for how long it is good.
func (d *doctor) certificate(ctx context.Context, at, host string) {
	ctx, cancel := context.WithTimeout(ctx, answerIn)
	defer cancel()
	// It is verified below, so that what is wrong with it can be told apart.
	dialer := tls.Dialer{Config: &tls.Config{ServerName: host, InsecureSkipVerify: true}} // #nosec G402 -- nothing is sent, and it is verified below
	conn, err := dialer.DialContext(ctx, "tcp", at)
	if err != nil {
		d.say(mend, "staff.doctor.tls.silent", "At", at, "Why", err.Error())
		return
	}
	defer conn.Close()
	chain := conn.(*tls.Conn).ConnectionState().PeerCertificates
	leaf, between := chain[0], x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	days := int(leaf.NotAfter.Sub(d.now()).Hours() / 24)
	switch _, untrusted := leaf.Verify(x509.VerifyOptions{Roots: d.roots, Intermediates: between, CurrentTime: d.now()}); {
	case d.now().After(leaf.NotAfter):
		d.say(mend, "staff.doctor.tls.over", "Host", host, "Day", leaf.NotAfter.Format(time.DateOnly))
	case leaf.VerifyHostname(host) != nil:
		d.say(mend, "staff.doctor.tls.name", "Host", host, "Names", strings.Join(leaf.DNSNames, ", "))
	case untrusted != nil:
		d.say(mend, "staff.doctor.tls.trust", "Host", host, "Why", untrusted.Error())
	case days < certificateMend:
		d.say(mend, "staff.doctor.tls.days", "Host", host, "Days", days)
	case days < certificateNote:
		d.say(note, "staff.doctor.tls.days", "Host", host, "Days", days)
	default:
		d.say(well, "staff.doctor.tls.well", "Host", host, "Days", days)
	}
}

// reached asks the public address for the keys that everybody may see, and compares them
// with the store's: a proxy has a good certificate though the server behind it is down, or
// is another. Whether there is a certificate certificate tells.
func (d *doctor) reached(ctx context.Context) {
	ours, err := d.app.releases.Keys(ctx)
	if d.cfg.URL.Scheme != "https" || err != nil || len(ours) == 0 {
		return
	}
	at := d.cfg.URL.JoinPath(keysPath).String()
	ctx, cancel := context.WithTimeout(ctx, d.patience)
	defer cancel()
	status, body, err := d.fetch(ctx, at, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	var nobody *net.OpError
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) || errors.As(err, &nobody) && nobody.Op == "dial" {
		return
	}
	var theirs publicKeys
	switch unread := json.Unmarshal(body, &theirs); {
	case err != nil:
		d.say(mend, "staff.doctor.reach.other", "URL", at, "Why", err.Error())
	case status != http.StatusOK:
		d.say(mend, "staff.doctor.reach.other", "URL", at, "Why", http.StatusText(status))
	case unread != nil || !slices.ContainsFunc(theirs.Keys, func(k publicKey) bool { return k.Key == ours[0].ID }):
		d.say(mend, "staff.doctor.reach.other", "URL", at, "Why", "kist-signing-keys.json")
	default:
		d.say(well, "staff.doctor.reach.well", "URL", d.cfg.URL.String())
	}
}

// fetch gets what is at an address, and the first 64 KiB of it. Where it is led on to it
// goes if follow lets it.
func (d *doctor) fetch(ctx context.Context, at string, follow func(*http.Request, []*http.Request) error) (status int, body []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return 0, nil, err
	}
	client := http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: d.roots}, DisableKeepAlives: true},
		CheckRedirect: follow,
	}
	resp, err := client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	return resp.StatusCode, body, err
}

// issuer asks the organisation whose people may sign in for what it says of itself.
func (d *doctor) issuer(ctx context.Context) {
	issuer := d.cfg.OIDC.Issuer
	if issuer == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, answerIn)
	defer cancel()
	status, _, err := d.fetch(ctx, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration", nil)
	switch {
	case err != nil:
		d.say(mend, "staff.doctor.issuer.silent", "Issuer", issuer, "Why", err.Error())
	case status != http.StatusOK:
		d.say(mend, "staff.doctor.issuer.silent", "Issuer", issuer, "Why", http.StatusText(status))
	default:
		d.say(well, "staff.doctor.issuer.well", "Issuer", issuer)
	}
}
