package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"kist/internal/hooks"
)

// mostAnswer is how much is read of what an address answers, in bytes. Nobody looks at it:
// it is read so that the connection can be used again.
const mostAnswer = 4 << 10

// Outgoing sends evidence to addresses that the operator allows, and to none other.
type Outgoing struct {
	hosts   []string
	nets    []netip.Prefix
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	client  *http.Client
}

// NewOutgoing allows names, as far as they lead to the public net, and networks. roots are
// who vouches for an address; nil: those of the machine.
func NewOutgoing(hosts []string, nets []netip.Prefix, roots *x509.CertPool) *Outgoing {
	o := &Outgoing{hosts: hosts, nets: nets, resolve: func(ctx context.Context, host string) ([]netip.Addr, error) {
		return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	}}
	o.client = &http.Client{
		Timeout:       hooks.SendTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{ // with no proxy, which would look up names itself
			DialContext: o.dial, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 16 << 10, DisableCompression: true,
		},
	}
	return o
}

// None says whether nothing at all is allowed.
func (o *Outgoing) None() bool { return len(o.hosts) == 0 && len(o.nets) == 0 }

// errForbidden says that the operator's setting does not allow an address.
var errForbidden = errors.New("not allowed")

// Send is hooks.Send. What went wrong is told by the status alone: an error of the net
// would name the address.
func (o *Outgoing) Send(ctx context.Context, d hooks.Delivery) (status int) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Address, bytes.NewReader(d.Body))
	if err != nil || r.URL.Scheme != "https" {
		return hooks.Forbidden
	}
	for name, value := range d.Headers {
		r.Header.Set(name, value)
	}
	r.Header.Set("User-Agent", "Kist")
	resp, err := o.client.Do(r)
	switch {
	case errors.Is(err, errForbidden):
		return hooks.Forbidden
	case err != nil:
		return hooks.Unreached
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, mostAnswer)
	return resp.StatusCode
}

// dial looks a name up once and connects to what it found there, if that is allowed: so
// that a name cannot lead elsewhere in between.
func (o *Outgoing) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	found, err := o.found(ctx, host)
	if err != nil {
		return nil, err
	}
	err = errForbidden
	for _, ip := range found {
		if !o.allows(host, ip) {
			continue
		}
		var conn net.Conn
		if conn, err = (&net.Dialer{}).DialContext(ctx, network, net.JoinHostPort(ip.Unmap().String(), port)); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// found are the addresses of a host, which may be one itself.
func (o *Outgoing) found(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	if len(o.nets) == 0 && !o.names(host) {
		return nil, errForbidden
	}
	return o.resolve(ctx, host)
}

func (o *Outgoing) names(host string) bool {
	return slices.Contains(o.hosts, strings.ToLower(strings.TrimSuffix(host, ".")))
}

// allows says whether it may be connected to an address under the name that led to it.
func (o *Outgoing) allows(host string, ip netip.Addr) bool {
	ip = ip.Unmap()
	if ip.Zone() != "" {
		return false
	}
	in := func(p netip.Prefix) bool { return p.Contains(ip) }
	return slices.ContainsFunc(o.nets, in) || o.names(host) && public(ip)
}

// notPublic are networks in which a name has no business that is allowed as a name:
// this machine, its neighbours, and ways round through other kinds of address.
var notPublic = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

// publicSix is where all public addresses of IPv6 are.
var publicSix = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) (list []netip.Prefix) {
	for _, t := range texts {
		list = append(list, netip.MustParsePrefix(t))
	}
	return list
}

func public(ip netip.Addr) bool {
	in := func(p netip.Prefix) bool { return p.Contains(ip) }
	return (ip.Is4() || publicSix.Contains(ip)) && !slices.ContainsFunc(notPublic, in)
}
