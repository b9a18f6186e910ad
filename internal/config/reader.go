package config

import (
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kist/locales"
)

// FromEnvironment reads the settings of this process.
func FromEnvironment() (*Config, error) { return Read(os.Getenv) }

// Unasked are the names of settings of Kist in the environment of this process that nothing
// asks for, sorted: a name that is misspelt is one.
func Unasked() []string { return unasked(os.Environ()) }

func unasked(environ []string) (names []string) {
	set, asked := map[string]string{}, map[string]bool{}
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		set[name] = value
	}
	_, _ = Read(func(name string) string { asked[name] = true; return set[name] }) // what is wrong it says elsewhere
	for name := range set {
		if strings.HasPrefix(name, "KIST_") && !strings.HasPrefix(name, "KIST_TEST_") && !asked[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// ForServer is the environment of a server that this program starts: its own, with
// these settings, each NAME=value, instead of those that it has.
func ForServer(settings ...string) []string { return append(os.Environ(), settings...) }

// reader collects everything that is wrong instead of stopping at the first.
type reader struct {
	get   func(string) string
	wrong []error
}

func (r *reader) fail(format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Errorf(format, args...))
}

func (r *reader) text(name, otherwise string) string {
	if v := strings.TrimSpace(r.get(name)); v != "" {
		return v
	}
	return otherwise
}

func (r *reader) store() string {
	v := r.text("KIST_STORE", defaultStore)
	switch {
	case v == "none":
		r.fail("KIST_STORE is not set: say where answers are kept, such as mongodb://mongo:27017/kist?replicaSet=rs0, or sqlite:/data/kist.db for a trial")
	case strings.HasPrefix(v, "sqlite:") && len(v) > len("sqlite:"):
	case strings.HasPrefix(v, "mongodb://"), strings.HasPrefix(v, "mongodb+srv://"):
		if u, err := url.Parse(v); err != nil || u.Host == "" {
			r.fail("KIST_STORE is not a MongoDB address: write mongodb://user:password@host:27017/kist, with signs such as @ or / in the password written as %%40 or %%2F")
		}
	default:
		r.fail("KIST_STORE=%s is not known: use sqlite:FILE, such as sqlite:kist.db, or mongodb://host/kist", MaskStore(v))
	}
	return v
}

func (r *reader) role() Role {
	v := Role(r.text("KIST_ROLE", string(All)))
	switch v {
	case All, Collect, Review:
	default:
		r.fail("KIST_ROLE=%s is not known: use all, collect or review", v)
	}
	return v
}

// lang is a language that pages are written in.
func (r *reader) lang(name string) string {
	v := r.text(name, defaultLang)
	if there := languages(); !slices.Contains(there, v) {
		r.fail("%s=%s is no language of Kist: use one of %s", name, v, strings.Join(there, ", "))
		return defaultLang
	}
	return v
}

// languages are those that there is a file of words for, sorted.
func languages() []string {
	files, err := fs.Glob(locales.Files, "*.yaml")
	if err != nil {
		panic(err) // a fault of the pattern
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, ".yaml")
	}
	return files
}

func (r *reader) duration(name string, otherwise, least, most time.Duration) time.Duration {
	v := r.text(name, "")
	if v == "" {
		return otherwise
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < least || d > most {
		r.fail("%s=%s must be a time from %s to %s, such as %s", name, v, least, most, otherwise)
		return otherwise
	}
	return d
}

// days is a number of them, or 0 for no end.
func (r *reader) days(name string, otherwise, least, most int) int {
	v := r.text(name, "")
	if v == "" {
		return otherwise
	}
	n, err := strconv.Atoi(v)
	if err != nil || n != 0 && (n < least || n > most) {
		r.fail("%s=%s must be a number of days from %d to %d, or 0 for no end, such as %d", name, v, least, most, otherwise)
		return otherwise
	}
	return n
}

// number is a whole number.
func (r *reader) number(name string, otherwise, least, most int) int {
	v := r.text(name, "")
	if v == "" {
		return otherwise
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		r.fail("%s=%s must be a number from %d to %d, such as %d", name, v, least, most, otherwise)
		return otherwise
	}
	return n
}

// url is the public address; without one it is the address listened on.
func (r *reader) url(name, addr string) *url.URL {
	v := r.text(name, "")
	if v == "" {
		return &url.URL{Scheme: "http", Host: addr}
	}
	u := r.web(name, v)
	if u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		r.fail("%s=%s says too much: pages are at the top of their address, so write only %s://%s", name, u.Redacted(), u.Scheme, u.Host)
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}
}

// web checks that v is an address of the web.
func (r *reader) web(name, v string) *url.URL {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		r.fail("%s=%s is not an address of the web: write it like https://kist.example", name, MaskStore(v))
		return &url.URL{}
	}
	return u
}

// addr says whether v is an address to listen on.
func (r *reader) addr(name, v string) bool {
	_, port, err := net.SplitHostPort(v)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		r.fail("%s=%s is not an address to listen on: write host:port, such as 127.0.0.1:8080", name, v)
	}
	return err == nil
}

// beyondLoopback refuses to open to a network what was set up for one laptop.
func (r *reader) beyondLoopback(c *Config, urlSet bool) {
	if c.Loopback() {
		return
	}
	if !urlSet {
		r.fail("KIST_ADDR=%s listens to other machines: set KIST_URL to the address that children will use, such as https://kist.example", c.Addr)
	}
	if !c.keyFileSet {
		r.fail("KIST_ADDR=%s listens to other machines: set KIST_KEY_FILE to a file on a disk apart from the database, so that both are never lost or stolen together", c.Addr)
	}
}

// oidc reads the issuer with its client: all three settings, or none. Tokens
// and the secret go to the issuer, so it must be https unless it is on this
// machine.
func (r *reader) oidc() OIDC {
	o := OIDC{Issuer: r.text("KIST_OIDC_ISSUER", ""), Client: r.text("KIST_OIDC_CLIENT", ""), Secret: r.text("KIST_OIDC_SECRET", "")}
	if o == (OIDC{}) {
		return o
	}
	for _, part := range [][2]string{{"KIST_OIDC_ISSUER", o.Issuer}, {"KIST_OIDC_CLIENT", o.Client}, {"KIST_OIDC_SECRET", o.Secret}} {
		if part[1] == "" {
			r.fail("%s is not set: for sign-in by an organisation set KIST_OIDC_ISSUER, KIST_OIDC_CLIENT and KIST_OIDC_SECRET, or none of them", part[0])
		}
	}
	if o.Issuer == "" {
		return o
	}
	u := r.web("KIST_OIDC_ISSUER", o.Issuer)
	local := u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
	if u.Scheme == "http" && !local || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		r.fail("KIST_OIDC_ISSUER=%s cannot be an issuer: write it like https://login.example.org, without a password or a question mark", u.Redacted())
		return OIDC{}
	}
	return o
}

// proxies are addresses or networks, with commas between them.
func (r *reader) proxies(name string) []netip.Prefix {
	var list []netip.Prefix
	for part := range strings.SplitSeq(r.text(name, ""), ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		p, err := network(part)
		if err != nil {
			r.fail("%s=%s: %s is neither an address nor a network: write 127.0.0.1 or 10.0.0.0/8, with commas between several", name, r.text(name, ""), part)
			continue
		}
		list = append(list, p)
	}
	return list
}

// network reads a network, or an address as the network of it alone.
func network(text string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p, nil
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	return a.Prefix(a.BitLen())
}

var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$`)

// egress are names of hosts and networks, with commas between them. One that is all there
// is of addresses would allow this machine itself, which nobody means.
func (r *reader) egress(name string) (e Egress) {
	for part := range strings.SplitSeq(r.text(name, ""), ",") {
		part = strings.ToLower(strings.TrimSpace(part))
		p, err := network(part)
		switch {
		case part == "":
		case err == nil && (p.Bits() == 0 || p.Addr().Is4In6()):
			r.fail("%s=%s: %s is everywhere, or is not written as other addresses are: name the hosts, or write networks such as 10.1.2.0/24", name, r.text(name, ""), part)
		case err == nil:
			e.Nets = append(e.Nets, p.Masked())
		case hostName.MatchString(part):
			e.Hosts = append(e.Hosts, part)
		default:
			r.fail("%s=%s: %s is neither the name of a host nor a network: write cases.example.org or 10.1.2.0/24, with commas between several", name, r.text(name, ""), part)
		}
	}
	return e
}
