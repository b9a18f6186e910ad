package api

import (
	"bytes"
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/hooks"
)

// Where a name leads decides, at the moment of connecting, and not what it is called.
func TestWhereMayBeSentTo(t *testing.T) {
	nets := []netip.Prefix{netip.MustParsePrefix("10.1.2.0/24"), netip.MustParsePrefix("fd00:1::/64")}
	o := NewOutgoing([]string{"cases.example.org"}, nets, nil)
	for _, c := range []struct {
		host, ip string
		may      bool
	}{
		{"cases.example.org", "93.184.216.34", true}, {"CASES.example.org.", "93.184.216.34", true}, {"cases.example.org", "2606:2800::1", true},
		{"cases.example.org", "10.1.2.9", true}, {"anything.example", "10.1.2.9", true}, {"10.1.2.9", "::ffff:10.1.2.9", true}, {"x.example", "fd00:1::7", true},
		{"other.example.org", "93.184.216.34", false}, {"cases.example.org.evil.example", "93.184.216.34", false}, {"93.184.216.34", "93.184.216.34", false},
		{"cases.example.org", "127.0.0.1", false}, {"cases.example.org", "10.1.3.1", false}, {"cases.example.org", "192.168.1.1", false},
		{"cases.example.org", "172.20.0.1", false}, {"cases.example.org", "169.254.169.254", false}, {"cases.example.org", "100.64.0.1", false},
		{"cases.example.org", "0.0.0.0", false}, {"cases.example.org", "255.255.255.255", false}, {"cases.example.org", "224.0.0.1", false},
		{"cases.example.org", "198.18.0.1", false}, {"cases.example.org", "192.0.0.8", false}, {"cases.example.org", "::1", false}, {"cases.example.org", "::", false},
		{"cases.example.org", "::ffff:127.0.0.1", false}, {"cases.example.org", "fe80::1", false}, {"cases.example.org", "fd00:2::1", false},
		{"cases.example.org", "64:ff9b::7f00:1", false}, {"cases.example.org", "2002:7f00:1::1", false}, {"cases.example.org", "2001::1", false},
		{"cases.example.org", "ff02::1", false}, {"x.example", "fe80::1%eth0", false},
	} {
		if got := o.allows(c.host, netip.MustParseAddr(c.ip)); got != c.may {
			t.Errorf("%s at %s: %v", c.host, c.ip, got)
		}
	}
}

// Nothing is sent without the operator's word, and nothing but over TLS; a name that leads
// elsewhere than it did, and a redirect, lead nowhere.
func TestNothingGoesElsewhere(t *testing.T) {
	r := newReceiver(t)
	send := func(o *Outgoing, address string) int { return o.Send(t.Context(), hooks.Delivery{Address: address}) }
	if got := send(NewOutgoing(nil, nil, nil), r.URL); got != hooks.Forbidden {
		t.Errorf("with no setting: %d", got)
	}
	if got := send(r.out(), "http"+r.URL[len("https"):]); got != hooks.Forbidden {
		t.Errorf("without TLS: %d", got)
	}
	if got := send(NewOutgoing(nil, r.out().nets, nil), r.URL); got != hooks.Unreached {
		t.Errorf("with a certificate that nobody vouches for: %d", got)
	}
	named := NewOutgoing([]string{"cases.example.org"}, nil, nil)
	looked := 0
	named.resolve = func(context.Context, string) ([]netip.Addr, error) {
		looked++
		return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("169.254.169.254")}, nil
	}
	if got := send(named, "https://cases.example.org/"); got != hooks.Forbidden || looked != 1 {
		t.Errorf("a name that leads here: %d, looked up %d times", got, looked)
	}
	if got := send(named, "https://other.example.org/"); got != hooks.Forbidden || looked != 1 {
		t.Errorf("another name: %d, looked up %d times", got, looked)
	}
	if r.asked != 0 {
		t.Errorf("%d requests came", r.asked)
	}
	r.answer = func(int) int { return http.StatusTemporaryRedirect }
	if got := send(r.out(), r.URL); got != http.StatusTemporaryRedirect || r.asked != 1 {
		t.Errorf("a redirect: %d, %d requests", got, r.asked)
	}
}

// An address whose answers have no end, are too long, or never come takes no more than
// its time and a little memory; of an answer nothing counts but its status.
func TestAnswersWithoutEnd(t *testing.T) {
	const anything = -9 // what counts is that it ends: a slow machine may not hear the status in time
	end := make(chan struct{})
	endless := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(bytes.Repeat([]byte("x"), 1<<16)); err != nil {
				return
			}
		}
	}
	wait := func(r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-end:
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		within time.Duration // for how long an answer is waited for
		want   int
	}{
		"a body without end":     {endless, time.Minute, http.StatusOK},
		"a body that stops":      {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(202); w.(http.Flusher).Flush(); wait(r) }, 300 * time.Millisecond, anything},
		"a head without end":     {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1<<20)) }, time.Minute, hooks.Unreached},
		"no answer":              {func(_ http.ResponseWriter, r *http.Request) { wait(r) }, 300 * time.Millisecond, hooks.Unreached},
		"a line that breaks off": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, time.Minute, hooks.Unreached},
		"ways to elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusPermanentRedirect)
		}, time.Minute, 308},
	} {
		r := newReceiver(t)
		r.Config.Handler = c.answer
		o := r.out()
		if o.client.Timeout != hooks.SendTime {
			t.Errorf("an answer is waited for %v", o.client.Timeout)
		}
		o.client.Timeout = c.within
		began := time.Now()
		if got := o.Send(t.Context(), hooks.Delivery{Address: r.URL}); got != c.want && c.want != anything {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
		if took := time.Since(began); took > 50*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
	}
	close(end)
}

// An address as it may stand in the store, whoever wrote it there, is connected to or not,
// and never breaks the server.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"https://cases.example.org/kist", "https://127.0.0.1/", "https://[::ffff:127.0.0.1]:443/", "https://2130706433/", "https://cases.example.org@evil.example/", "https://0x7f.1/", "file:///etc/passwd", "https://[fe80::1%25eth0]/", "https://cases.example.org:99999/", "https:opaque", "https://cases.example.org\r\nHost: x/"} {
		f.Add(seed)
	}
	o := NewOutgoing([]string{"cases.example.org"}, nil, nil)
	looked := ""
	o.resolve = func(_ context.Context, host string) ([]netip.Addr, error) {
		looked = host
		return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1"), netip.MustParseAddr("169.254.169.254")}, nil
	}
	f.Fuzz(func(t *testing.T, address string) {
		looked = ""
		got := o.Send(t.Context(), hooks.Delivery{Address: address, Headers: map[string]string{"Webhook-Id": "1"}})
		if got > 0 || !slices.Contains([]string{"", "cases.example.org", "cases.example.org."}, strings.ToLower(looked)) {
			t.Errorf("%q: %d, looked up %q", address, got, looked)
		}
	})
}
