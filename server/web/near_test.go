package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

func TestTriesAreSlowedDown(t *testing.T) {
	const every, burst = 2 * time.Second, 30
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	l := NewNear(func() time.Time { return now }, every, burst)
	for i := range burst {
		if !l.Allow(address(fmt.Sprintf("192.0.2.%d", i))) {
			t.Fatalf("try %d is refused", i)
		}
	}
	for from, want := range map[string]bool{
		"192.0.2.200": false, "::ffff:192.0.2.9": false, "192.0.3.1": true, "2001:db8::1": true, "nonsense": true,
	} {
		if got := l.Allow(address(from)); got != want {
			t.Errorf("%s: %t", from, got)
		}
	}
	now = now.Add(every)
	if !l.Allow(address("192.0.2.7")) || l.Allow(address("192.0.2.8")) {
		t.Error("after a while there is one more try, and no more than one")
	}
	key := l.key
	now = now.Add(time.Hour)
	if !l.Allow(address("192.0.2.7")) || l.key == key || len(l.rates) != 1 {
		t.Error("after an hour the key is the same, or something is remembered")
	}
	for i := range 2 * maxNear { // from all over the world
		l.Allow(netip.AddrFrom4([4]byte{byte(i >> 16), byte(i >> 8), byte(i), 1}))
		if len(l.rates) > maxNear {
			t.Fatalf("%d neighbourhoods are remembered", len(l.rates))
		}
	}
}

// TestCallersBehindAProxy: the proxy's word is taken only from the proxy, and
// nobody's own for where they are.
func TestCallersBehindAProxy(t *testing.T) {
	ours := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, test := range []struct {
		proxies   []netip.Prefix
		from      string
		forwarded []string
		want      string
	}{
		{nil, "10.0.0.1:9", []string{"192.0.2.1"}, "10.0.0.1"},
		{ours, "10.0.0.1:9", []string{"192.0.2.1"}, "192.0.2.1"},
		{ours, "[::1]:9", []string{"192.0.2.1"}, "192.0.2.1"},
		{ours, "[::ffff:10.0.0.1]:9", []string{"203.0.113.5, 192.0.2.1"}, "192.0.2.1"},
		{ours, "10.0.0.1:9", []string{"203.0.113.5, 192.0.2.1", "10.0.0.2"}, "192.0.2.1"},
		{ours, "192.0.2.7:9", []string{"203.0.113.5"}, "192.0.2.7"},
		{ours, "10.0.0.1:9", nil, "10.0.0.1"},
		{ours, "10.0.0.1:9", []string{"who, 10.0.0.3"}, "10.0.0.3"},
		{ours, "nonsense", []string{"192.0.2.1"}, "invalid IP"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/staff/sign-in", nil)
		r.RemoteAddr = test.from
		r.Header["X-Forwarded-For"] = test.forwarded
		if got := Caller(r, test.proxies); got.String() != test.want {
			t.Errorf("%s with %q: %s, want %s", test.from, test.forwarded, got, test.want)
		}
	}
}

// TestWhatWasFoundStaysOpen: a neighbourhood without tries left still comes to what
// somebody near found before, another does not by that, and within the hour all is gone.
func TestWhatWasFoundStaysOpen(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	n := NewNear(func() time.Time { return now }, time.Minute, 2)
	school, other := address("192.0.2.7"), address("192.0.3.7")
	n.Found(school, "BCDFGH")
	for range 3 {
		n.Try(school, "ZZZZZZ")
		n.Try(other, "ZZZZZZ")
	}
	for _, test := range []struct {
		from      netip.Addr
		name      string
		known, ok bool
	}{
		{school, "BCDFGH", true, true}, {address("192.0.2.200"), "BCDFGH", true, true}, {school, "JKMNPR", false, false},
		{other, "BCDFGH", false, false}, {address("192.0.4.1"), "JKMNPR", false, true},
	} {
		if known, ok := n.Try(test.from, test.name); known != test.known || ok != test.ok {
			t.Errorf("%s to %s: %t, %t", test.from, test.name, known, ok)
		}
	}
	if len(n.opened) != 1 {
		t.Errorf("%d names are remembered of one", len(n.opened))
	}
	now = now.Add(time.Hour)
	if known, ok := n.Try(other, "BCDFGH"); known || !ok || len(n.opened) != 0 {
		t.Error("after an hour something is remembered")
	}
	for i := range maxNear + 8 {
		n.Found(netip.AddrFrom4([4]byte{byte(i >> 16), byte(i >> 8), byte(i), 1}), "BCDFGH")
		if len(n.opened) > maxNear {
			t.Fatalf("%d names are remembered", len(n.opened))
		}
	}
}

// TestTriesAreTakenBefore: a try counts from its beginning, whatever comes of it; one that
// is given back is there again, and none comes about by giving back.
func TestTriesAreTakenBefore(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	n := NewNear(func() time.Time { return now }, time.Minute, 2)
	school := address("192.0.2.7")
	left := func() (count int) {
		for ; ; count++ {
			if _, ok := n.Try(school, "ZZZZZZ"); !ok {
				return count
			}
		}
	}
	if got := left(); got != 2 {
		t.Fatalf("%d tries, want 2", got)
	}
	now = now.Add(time.Second)
	n.Back(school)
	if got := left(); got != 1 {
		t.Errorf("%d tries after one was given back", got)
	}
	now = now.Add(90 * time.Second)
	if got := left(); got != 1 {
		t.Errorf("%d tries after a minute and a half", got)
	}
	now = now.Add(time.Hour) // all is forgotten between a try and its end
	n.Back(school)
	if got := left(); got != 2 {
		t.Errorf("%d tries of a neighbourhood that was forgotten", got)
	}
}

// FuzzCaller has a caller write what it likes into the header of proxies: whoever does not
// come through one is who connects, and through one it is no proxy of ours that is told apart.
func FuzzCaller(f *testing.F) {
	for _, seed := range []string{"", "192.0.2.1", "203.0.113.5, 192.0.2.1", "who, 10.0.0.3", "::1", "[::1]:9", "fe80::1%eth0", ",,,", "10.0.0.1,10.0.0.2", "1.2.3.4.5", "::ffff:10.0.0.1,\xff"} {
		f.Add(seed, "192.0.2.7:9")
		f.Add(seed, "10.0.0.1:9")
	}
	ours := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, forwarded, from string) {
		r := httptest.NewRequest(http.MethodPost, "/staff/sign-in", nil)
		r.RemoteAddr = from
		direct := Caller(r, ours)
		r.Header.Set("X-Forwarded-For", forwarded)
		named := Caller(r, ours)
		if !ours[0].Contains(direct) && named != direct {
			t.Errorf("%q from %q is taken for %s", forwarded, from, named)
		}
		if named.Zone() != "" || named.Is4In6() {
			t.Errorf("%s is written in a second way", named)
		}
	})
}
