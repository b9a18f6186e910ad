package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxNear bounds the memory; beyond so many neighbourhoods in an hour all begin anew.
const maxNear = 1 << 16

// Near slows down who tries many names, links or codes: burst at once, then one every so
// often. It remembers no address: a neighbourhood is known by a keyed hash, the key is
// random, in memory alone and gone within the hour with everything that it named.
type Near struct {
	mu     sync.Mutex
	now    func() time.Time
	every  time.Duration
	burst  int
	key    [32]byte
	since  time.Time
	rates  map[[32]byte]*rate.Limiter
	opened map[[32]byte]struct{} // what neighbourhoods found, by the hash of both
}

// NewNear makes one; now is the clock.
func NewNear(now func() time.Time, every time.Duration, burst int) *Near {
	return &Near{now: now, every: every, burst: burst}
}

// Allow counts a try, and says whether an address may make it now.
func (n *Near) Allow(address netip.Addr) bool { return n.AllowTo(address, "") }

// AllowTo is Allow for what is named, each of which has a pace of its own.
func (n *Near) AllowTo(address netip.Addr, name string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.rate(address, name).AllowN(n.now(), 1)
}

// Try says whether an address may look for what is named, ok: because somebody near it
// found that before, known, which costs nothing, or because it has a try left, which is
// taken. It is taken before anybody looks, since any number may look in one moment; Back
// gives it back where nothing was guessed.
func (n *Near) Try(address netip.Addr, name string) (known, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.turn()
	if _, known = n.opened[n.hash(address, name)]; known {
		return true, true
	}
	return false, n.rate(address, "").AllowN(n.now(), 1)
}

// Back gives back a try that was taken. There are never more than burst by that.
func (n *Near) Back(address netip.Addr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.rate(address, "").AllowN(n.now(), -1)
}

// Found keeps within the hour that what is named was found from near an address.
func (n *Near) Found(address netip.Addr, name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.turn()
	n.opened[n.hash(address, name)] = struct{}{}
}

// rate is that of the neighbourhood of an address, to what is named.
func (n *Near) rate(address netip.Addr, name string) *rate.Limiter {
	n.turn()
	id := n.hash(address, name)
	r := n.rates[id]
	if r == nil {
		r = rate.NewLimiter(rate.Every(n.every), n.burst)
		n.rates[id] = r
	}
	return r
}

// turn forgets everything once an hour.
func (n *Near) turn() {
	now := n.now()
	if n.rates == nil || now.Sub(n.since) >= time.Hour || len(n.rates) >= maxNear || len(n.opened) >= maxNear {
		_, _ = rand.Read(n.key[:]) // never fails
		n.since, n.rates, n.opened = now, map[[32]byte]*rate.Limiter{}, map[[32]byte]struct{}{}
	}
}

// hash stands for a neighbourhood, and for what it comes to from there if that is named.
func (n *Near) hash(address netip.Addr, name string) [32]byte {
	m := hmac.New(sha256.New, n.key[:])
	m.Write(append(neighbourhood(address), 0))
	m.Write([]byte(name))
	return [32]byte(m.Sum(nil))
}

// neighbourhood is the part of an address that one subscriber shares: 24 bits
// of the old kind, 48 of the new. What is no address is one neighbourhood.
func neighbourhood(a netip.Addr) []byte {
	if !a.IsValid() {
		return nil
	}
	bits := 48
	if a.Is4() {
		bits = 24
	}
	prefix, _ := a.Prefix(bits) // such a length fits such an address
	b, _ := prefix.MarshalBinary()
	return b
}

// Caller is where a request comes from: the other end of the connection, or, as
// long as that is a proxy of ours, whom it names last in X-Forwarded-For. What
// stands before that, anybody could have written.
func Caller(r *http.Request, proxies []netip.Prefix) netip.Addr {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	at := address(host)
	named := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(named) - 1; i >= 0 && slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(at) }); i-- {
		next := address(strings.TrimSpace(named[i]))
		if !next.IsValid() {
			break
		}
		at = next
	}
	return at
}

// address reads an address in one way of writing; not valid if it is none.
func address(text string) netip.Addr {
	a, _ := netip.ParseAddr(text)
	return a.Unmap().WithZone("")
}
