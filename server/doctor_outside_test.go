package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/config"
	"kist/internal/i18n"
	"kist/locales"
)

// authority makes certificates for tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-1000 * time.Hour), NotAfter: time.Now().Add(10000 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	ok(t, err)
	a := &authority{key: key, pool: x509.NewCertPool()}
	a.cert, err = x509.ParseCertificate(der)
	ok(t, err)
	a.pool.AddCert(a.cert)
	return a
}

// issue makes a certificate that ends after d.
func (a *authority) issue(t testing.TB, d time.Duration, ip string, names ...string) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-900 * time.Hour), NotAfter: time.Now().Add(d), DNSNames: names}
	if ip != "" {
		template.IPAddresses = []net.IP{net.ParseIP(ip)}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	ok(t, err)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// The certificate is looked at as a phone would, and told for what is wrong with it.
func TestTheDoctorAndCertificates(t *testing.T) {
	ours, strangers := newAuthority(t), newAuthority(t)
	var cert *tls.Certificate
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	s.Listener = tls.NewListener(s.Listener, &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return cert, nil }})
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	defer s.Close()
	u, err := url.Parse(strings.Replace(s.URL, "http:", "https:", 1))
	ok(t, err)
	words, err := i18n.Load(locales.Files)
	ok(t, err)
	const day = 24 * time.Hour
	for line, x := range map[string]struct {
		cert *tls.Certificate
		h    health
	}{
		"good for 127.0.0.1 and for 39 days":       {ours.issue(t, 40*day-time.Hour, "127.0.0.1"), well},
		"127.0.0.1 has 19 days left":               {ours.issue(t, 20*day-time.Hour, "127.0.0.1"), note},
		"127.0.0.1 has 2 days left":                {ours.issue(t, 3*day-time.Hour, "127.0.0.1"), mend},
		"ended on 2":                               {ours.issue(t, -day, "127.0.0.1"), mend},
		"it is for other.example, not for 127.0.0": {ours.issue(t, 40*day, "", "other.example"), mend},
		"phones do not trust that of 127.0.0.1":    {strangers.issue(t, 40*day, "127.0.0.1"), mend},
	} {
		var out bytes.Buffer
		d := newDoctor(&config.Config{URL: u}, words.Printer("en"), &out)
		cert, d.roots = x.cert, ours.pool
		if d.address(context.Background()); !strings.HasPrefix(out.String(), marks[x.h]) || !strings.Contains(out.String(), line) {
			t.Errorf("not %q but %s", line, out.String())
		}
	}
}

// An issuer that answers is well, one that has no such page is not.
func TestTheDoctorAndTheIssuer(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/good/.well-known/openid-configuration" {
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	words, err := i18n.Load(locales.Files)
	ok(t, err)
	for path, want := range map[string]string{"/good": marks[well], "/bad": marks[mend], "": ""} {
		var out bytes.Buffer
		cfg := &config.Config{}
		if path != "" {
			cfg.OIDC.Issuer = s.URL + path
		}
		newDoctor(cfg, words.Printer("en"), &out).issuer(context.Background())
		if !strings.HasPrefix(out.String(), want) || (want == "") != (out.Len() == 0) {
			t.Errorf("%s: %q", path, out.String())
		}
	}
}

// A good certificate is not enough: it has to be this installation that answers.
func TestTheDoctorAsksWhoAnswers(t *testing.T) {
	p, ours := healthy(t), newAuthority(t)
	other := newTestApp(t)
	var at http.Handler
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { at.ServeHTTP(w, r) }))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{*ours.issue(t, 1000*time.Hour, "127.0.0.1")}}
	s.StartTLS()
	defer s.Close()
	u, err := url.Parse(s.URL)
	ok(t, err)
	cfg := *p.d.cfg
	cfg.URL = u
	p.d.cfg, p.d.roots = &cfg, ours.pool
	keysOf := func(a *app) http.Handler {
		e := echo.New()
		a.mountKeys(e)
		return e
	}
	for _, x := range []struct {
		at    http.Handler
		h     health
		words string
	}{
		{keysOf(p.source), well, "leads to this installation"},
		{keysOf(other), mend, "is not this installation"},
		{http.NotFoundHandler(), mend, "is not this installation .Not Found"},
		{http.RedirectHandler("https://elsewhere.example/", http.StatusFound), mend, "is not this installation .Found"},
		{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }), mend, "is not this installation"},
		{http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), mend, "is not this installation .*deadline"},
		{http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), mend, "is not this installation .*EOF"},
	} {
		p.d.patience = time.Second
		at = x.at
		p.want(x.h, x.words, p.d.reached)
	}
	p.d.roots = newAuthority(t).pool // what the certificate has been told for
	p.out.Reset()
	if p.d.reached(t.Context()); p.out.Len() > 0 {
		t.Errorf("it says %q", p.out.String())
	}
}
