// Package config reads the settings of the program from its environment, and
// is the only place that does. Everything has a default that works on a
// laptop; what is wrong is reported all at once, in words that say what to do.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Role says what a server does of the whole.
type Role string

const (
	// All takes answers and reads them: one server for everything.
	All Role = "all"
	// Collect takes answers and can open none.
	Collect Role = "collect"
	// Review opens boxes and takes no answers.
	Review Role = "review"
)

// Config is every setting. It is made by Read and not changed afterwards.
type Config struct {
	Addr      string         // KIST_ADDR: where to listen
	URL       *url.URL       // KIST_URL: the address that children and staff use
	Store     string         // KIST_STORE: sqlite:FILE or mongodb://...
	KeyFile   string         // KIST_KEY_FILE
	Role      Role           // KIST_ROLE
	Metrics   string         // KIST_METRICS_ADDR: where Prometheus may ask; empty is off
	Lang      string         // KIST_LANG: language of pages for a browser that asks for none that there is
	SealEvery time.Duration  // KIST_SEAL_EVERY: how often waiting answers are sealed
	KeepDays  int            // KIST_KEEP_DAYS: after how many days a new round's keys end that names no day; 0: never
	ExitURL   string         // KIST_EXIT_URL: where "leave this page" leads
	OIDC      OIDC           // KIST_OIDC_*: the organisation whose people may sign in
	Proxies   []netip.Prefix // KIST_PROXY: whose word is taken for where a request comes from
	Webhooks  Egress         // KIST_WEBHOOKS: where evidence may be sent
	Backups   Backups        // KIST_BACKUP_*: where a backup is made each day

	keyFileSet bool
}

// Egress is where this server may send something of itself. The zero Egress is nowhere.
type Egress struct {
	Hosts []string       // names, in small letters, as far as they lead to the public net
	Nets  []netip.Prefix // and networks, whatever the name
}

// Backups says where this server makes a backup each day, and how many it keeps. An
// empty folder: it makes none.
type Backups struct {
	Dir  string
	Keep int
}

// OIDC names an OpenID Connect issuer, and the client by which it knows Kist.
// All of it is empty where there is none.
type OIDC struct{ Issuer, Client, Secret string }

// String shows everything but the secret.
func (o OIDC) String() string { return o.Issuer + " as " + o.Client }

// GoString is String: no way of printing shows the secret.
func (o OIDC) GoString() string { return o.String() }

// Loopback says whether the address listened on is this machine's own.
func (c *Config) Loopback() bool {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// String shows the settings without the password that an address may hold.
func (c *Config) String() string {
	return fmt.Sprintf("addr=%s url=%s store=%s key_file=%s role=%s", c.Addr, c.URL, MaskStore(c.Store), c.KeyFile, c.Role)
}

// MaskStore hides what a store's address may hold that nobody should read in a
// terminal or a log: the user, the password, and passwords among the options.
func MaskStore(store string) string {
	scheme, rest, ok := strings.Cut(store, ":")
	if !ok || scheme == "sqlite" {
		return store
	}
	if i := strings.LastIndex(rest, "@"); i >= 0 {
		rest = "//***@" + rest[i+1:]
	}
	return scheme + ":" + passwordOption.ReplaceAllString(rest, "$1=***")
}

var passwordOption = regexp.MustCompile(`(?i)([?&][a-z]*(?:password|properties))=[^&]*`)

// What holds where nothing is set.
const (
	defaultAddr      = "127.0.0.1:8080"
	defaultStore     = "sqlite:kist.db"
	defaultKeyFile   = "kist.key"
	defaultLang      = "en"
	defaultSealEvery = 10 * time.Minute
	defaultKeepDays  = 365
	defaultBackups   = 14
	defaultExit      = "https://www.bbc.co.uk/weather"
)

// Read reads the settings through get, which is os.Getenv but for tests. The
// error lists everything that is wrong, a line each.
func Read(get func(string) string) (*Config, error) {
	r := reader{get: get}
	c := &Config{
		Addr:       r.text("KIST_ADDR", defaultAddr),
		Store:      r.store(),
		KeyFile:    r.text("KIST_KEY_FILE", defaultKeyFile),
		Role:       r.role(),
		Metrics:    r.text("KIST_METRICS_ADDR", ""),
		Lang:       r.lang("KIST_LANG"),
		SealEvery:  r.duration("KIST_SEAL_EVERY", defaultSealEvery, time.Second, 24*time.Hour),
		KeepDays:   r.days("KIST_KEEP_DAYS", defaultKeepDays, 30, 3650),
		ExitURL:    r.text("KIST_EXIT_URL", defaultExit),
		keyFileSet: r.text("KIST_KEY_FILE", "") != "",
	}
	c.URL = r.url("KIST_URL", c.Addr)
	r.web("KIST_EXIT_URL", c.ExitURL)
	listens := r.addr("KIST_ADDR", c.Addr)
	c.OIDC = r.oidc()
	c.Proxies = r.proxies("KIST_PROXY")
	c.Webhooks = r.egress("KIST_WEBHOOKS")
	c.Backups = Backups{Dir: r.text("KIST_BACKUP_DIR", ""), Keep: r.number("KIST_BACKUP_KEEP", defaultBackups, 1, 400)}
	if c.Metrics != "" {
		r.addr("KIST_METRICS_ADDR", c.Metrics)
	}
	if listens {
		r.beyondLoopback(c, r.text("KIST_URL", "") != "")
	}
	return c, errors.Join(r.wrong...)
}
