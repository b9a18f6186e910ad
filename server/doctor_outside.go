package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// answerIn is how long something outside may take to answer.
const answerIn = 5 * time.Second

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

// issuer asks the organisation whose people may sign in for what it says of itself.
func (d *doctor) issuer(ctx context.Context) {
	issuer := d.cfg.OIDC.Issuer
	if issuer == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, answerIn)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration", nil)
	var resp *http.Response
	if err == nil {
		client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: d.roots}}}
		resp, err = client.Do(r)
	}
	if err != nil {
		d.say(mend, "staff.doctor.issuer.silent", "Issuer", issuer, "Why", err.Error())
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	if resp.StatusCode != http.StatusOK {
		d.say(mend, "staff.doctor.issuer.silent", "Issuer", issuer, "Why", resp.Status)
		return
	}
	d.say(well, "staff.doctor.issuer.well", "Issuer", issuer)
}
