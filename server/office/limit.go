package office

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

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// How often one neighbourhood of addresses may try to come in: as many at once
// as a whole office on a Monday, then one every two seconds.
const (
	tryBurst = 30
	tryEvery = 2 * time.Second
	// maxNear bounds the memory; beyond so many neighbourhoods in an hour all begin anew.
	maxNear = 1 << 16
)

// limiter slows down who tries many names or links. It remembers no address: a
// neighbourhood is known by a keyed hash, the key is random, in memory alone
// and gone within the hour with everything that it named. Children's pages do
// not use it.
type limiter struct {
	mu    sync.Mutex
	now   func() time.Time
	key   [32]byte
	since time.Time
	rates map[[32]byte]*rate.Limiter
}

func newLimiter(now func() time.Time) *limiter { return &limiter{now: now} }

// allow says whether an address may try now.
func (l *limiter) allow(address netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if l.rates == nil || now.Sub(l.since) >= time.Hour || len(l.rates) >= maxNear {
		_, _ = rand.Read(l.key[:]) // never fails
		l.since, l.rates = now, map[[32]byte]*rate.Limiter{}
	}
	m := hmac.New(sha256.New, l.key[:])
	m.Write(neighbourhood(address))
	id := [32]byte(m.Sum(nil))
	r := l.rates[id]
	if r == nil {
		r = rate.NewLimiter(rate.Every(tryEvery), tryBurst)
		l.rates[id] = r
	}
	return r.AllowN(now, 1)
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

// caller is where a request comes from: the other end of the connection, or, as
// long as that is a proxy of ours, whom it names last in X-Forwarded-For. What
// stands before that, anybody could have written.
func caller(r *http.Request, proxies []netip.Prefix) netip.Addr {
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

// slowDown refuses a try that comes too soon after many others.
func (o *office) slowDown(c echo.Context) error {
	if o.limit.allow(caller(c.Request(), o.Proxies)) {
		return nil
	}
	return echo.NewHTTPError(http.StatusTooManyRequests)
}
