package api

import (
	"context"
	"net/http"
	"net/netip"
	"testing"

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
