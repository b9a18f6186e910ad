//go:build linux

// Package campaign runs real servers under load while faults strike, and then asks what
// became of every form that was acknowledged: processes are killed, at every step of the
// protocols and at any moment, stopped and woken; the store is frozen and killed; lines
// are cut; the disk is full, fails, or cannot be written; a clock is a day or a month off; forms come twice
// and late; the round is closed while they come. It runs on Linux, which has all of this.
package campaign

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kist/internal/store/mongo/replica"
	"kist/server/load"
)

// Options is what a campaign is told.
type Options struct {
	Program    string // the executable of kist
	Failpoints bool   // it is a build that ends itself at a step
	Dir        string // an empty folder for stores and logs
	Round      string // id of the round that a new store begins with, which is synthetic
	Shape      Shape
	Store      Store
	Kills      int  // at least
	Forms      int  // acknowledged, at least
	Lap        int  // from 0: each begins with another fault, so that few in a lap are all in the end
	Long       bool // the longest faults too: a store that is frozen or away for half a minute
	// Check reads what became of the forms in the store that is left.
	Check func(ctx context.Context, at, keys string, log *load.Log) (Found, error)
	// Told hears how far it is; nil: nobody does.
	Told func(kills, forms int)
}

// Shape is which servers there are.
type Shape string

// The shapes.
const (
	One   Shape = "one"   // one server does all
	Three Shape = "three" // three do all, and share a store behind a proxy
	Apart Shape = "apart" // two collect, one reviews
	Disk  Shape = "disk"  // one, on a disk that is small, full at times, read-only at times, and failing
)

// Shapes are all of them.
func Shapes() []Shape { return []Shape{One, Three, Apart, Disk} }

// Found is what the checker found of the forms in a store.
type Found struct {
	Lost     int // acknowledged, or there before anybody came, and not there
	Doubled  int // there more than once, whether acknowledged or not
	Changed  int // acknowledged, and there with other answers or words
	Unseen   int // texts that safeguarding leads would not be shown four days from now, or not once
	Invented int // there, and sent by nobody
	Spoiled  int // there, and cannot be read
	Rest     int // there once and not acknowledged: their children were told to try again
}

// field is a campaign under way.
type field struct {
	Options
	report   Report
	servers  []*process // those that take answers first
	takers   int
	store    *process
	front    *Proxy           // before the servers
	back     *Proxy           // before the store; nil: it is a file
	primary  *replica.Primary // between that and the store
	ledger   *load.Ledger
	code     string
	cookies  []*http.Cookie
	disk     *disk
	due      atomic.Int64 // forms that are to be acknowledged before the next kill
	turn     int          // of steps at which a server stands still
	clocks   int          // that were wrong
	closers  int          // accounts that were to close rounds; no two people have one name
	lastTold time.Time
	mu       sync.Mutex // of what the waves report

	waits     atomic.Int64 // answers that asked to wait
	refusals  atomic.Int64 // forms that were refused
	wrongly   atomic.Int64 // of these, such as were while no server had a reason to
	mayRefuse atomic.Int64 // until when a server may have one, in nanoseconds of Unix time
}

// Run runs one campaign. The error says that it could not be run; what was lost is in the
// report.
func Run(ctx context.Context, o Options) (report *Report, err error) {
	f := &field{Options: o, report: *newReport(o.Shape, o.Store.name()), turn: o.Lap, clocks: o.Lap}
	defer func() { err = errors.Join(err, f.end()) }()
	begin := time.Now()
	if err := f.build(ctx); err != nil {
		return nil, err
	}
	loading, stop := context.WithCancel(ctx)
	defer stop()
	f.due.Store(int64(f.perKill()))
	var waves sync.WaitGroup
	for range f.together() {
		waves.Go(func() { f.wave(loading) })
	}
	err = f.fight(ctx)
	if err == nil {
		err = f.close(ctx)
	}
	stop()
	waves.Wait()
	if err != nil {
		return nil, err
	}
	f.report.Took = time.Since(begin)
	return &f.report, f.check(ctx)
}

// fewForms are so few that one wave at once brings them, and leaves the machine to others.
const fewForms = 1000

// together is how many waves come at once.
func (f *field) together() int {
	switch {
	case f.Forms < fewForms:
		return 1
	case f.store != nil:
		return fewWaves
	}
	return wavesAtOnce
}

// cutShare is the share of requests that meet a cut between phones and servers.
const cutShare = 0.04

// build starts the store and the servers, and signs in.
func (f *field) build(ctx context.Context) (err error) {
	if f.front, err = NewProxy(cutShare); err != nil {
		return err
	}
	if f.ledger, err = load.OpenLedger(f.ledgerPath()); err != nil {
		return err
	}
	data := filepath.Join(f.Dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	if f.Shape == Disk {
		if f.disk, err = newDisk(data); err != nil {
			return err
		}
	}
	if f.Store.Program != "" {
		if err := f.buildStore(ctx, data); err != nil {
			return err
		}
	}
	first := f.server("first", "all", f.keys())
	if err := first.start(ctx); err != nil {
		return err
	}
	if err := furnished(ctx, first.at); err != nil {
		return err
	}
	if f.code = first.find(codeLine); f.code == "" {
		return errors.New("a new store begins with no round to answer in")
	}
	if err := f.signIn(ctx, first.at, first.find(linkLine)); err != nil {
		return err
	}
	if err := f.share(ctx, first); err != nil {
		return err
	}
	f.lead()
	return nil
}

// furnished waits until a first start has made all that it makes: what is counted in the
// end begins with that.
func furnished(ctx context.Context, at string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+"/readyz", nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// share makes the servers of the shape; the first has made keys and round.
func (f *field) share(ctx context.Context, first *process) error {
	f.servers, f.takers = []*process{first}, 1
	switch f.Shape {
	case Three:
		f.servers = append(f.servers, f.server("second", "all", f.keys()), f.server("third", "all", f.keys()))
		f.takers = 3
	case Apart:
		first.kill()
		collect := f.keys() + ".collect"
		export := &process{name: "export", dir: f.Dir, args: []string{f.Program, "keys", "export", "--collect", collect}, env: first.env, says: serverReady}
		if err := export.start(ctx); !errors.Is(err, errEnded) {
			return fmt.Errorf("keys for collecting: %w", err)
		}
		f.servers = []*process{f.server("collects", "collect", collect), f.server("collects_too", "collect", collect), f.server("reviews", "review", f.keys())}
		f.takers = 2
	}
	for _, s := range f.servers {
		if !s.alive() {
			if err := s.start(ctx); err != nil {
				return err
			}
		}
	}
	f.disturbStore()
	return nil
}

func (f *field) keys() string       { return filepath.Join(f.Dir, "kist.key") }
func (f *field) ledgerPath() string { return filepath.Join(f.Dir, "acknowledged") }

func (f *field) server(name, role, keys string) *process {
	return &process{name: name, dir: f.Dir, args: []string{f.Program}, says: serverReady, env: []string{
		"KIST_ADDR=127.0.0.1:0", "KIST_STORE=" + f.address(), "KIST_KEY_FILE=" + keys, "KIST_ROLE=" + role, "KIST_SEAL_EVERY=" + f.Store.sealEvery().String(),
	}}
}

// lead has the proxy lead to the servers that take answers, where they are now, and past
// one that stands still, if there are others.
func (f *field) lead() {
	var to, stand []string
	for _, s := range f.servers[:f.takers] {
		if s.standing() {
			stand = append(stand, s.at)
		} else {
			to = append(to, s.at)
		}
	}
	if len(to) == 0 {
		to = stand
	}
	f.front.Lead(to...)
}

// chief is the server that seals and closes and has staff pages.
func (f *field) chief() *process { return f.servers[len(f.servers)-1] }

// signIn makes the first administrator by the one-time link.
func (f *field) signIn(ctx context.Context, at, link string) error {
	resp, err := f.post(ctx, at, link, url.Values{"name": {fmt.Sprint("Invented Administrator ", f.closers)}})
	if err != nil {
		return err
	}
	if f.cookies = resp.Cookies(); len(f.cookies) == 0 {
		return fmt.Errorf("nobody was signed in: %s", resp.Status)
	}
	return nil
}

// signInAgain makes another administrator: who closes a round has signed in lately. A cut
// line to the store may take the account, or the answer; then it is another one.
func (f *field) signInAgain(ctx context.Context, chief *process) (err error) {
	for range startsAtMost {
		f.closers++
		add := &process{name: "person", dir: f.Dir, args: []string{f.Program, "person", "add", fmt.Sprint("Invented Closer ", f.closers), "administrator"}, env: chief.env, says: serverReady}
		if err = add.start(ctx); !errors.Is(err, errEnded) {
			return fmt.Errorf("an account that closes the round: %w", err)
		}
		link := add.find(linkLine)
		if link == "" {
			continue
		}
		f.cookies = nil
		if err = f.signIn(ctx, chief.at, link); err == nil {
			return nil
		}
	}
	return err
}

// post sends a form as a staff page would, and reads the answer's head.
func (f *field) post(ctx context.Context, at, path string, form url.Values) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := f.request(ctx, http.MethodPost, at, path, form)
	if err != nil {
		return nil, err
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err == nil {
		_ = resp.Body.Close()
	}
	return resp, err
}

// request is one that a page of staff would send.
func (f *field) request(ctx context.Context, method, at, path string, form url.Values) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+at+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range f.cookies {
		r.AddCookie(c)
	}
	return r, nil
}

// check ends all servers and has the store that is left checked.
func (f *field) check(ctx context.Context) error {
	for _, s := range f.servers {
		s.kill()
	}
	f.calmStore()
	f.report.Forms, f.report.Cut = f.ledger.Count(), f.front.Cuts()
	f.report.Wrongly = int(f.wrongly.Load())
	log, err := load.ReadLedger(f.ledgerPath())
	if err != nil {
		return err
	}
	if len(log.Acknowledged) < f.report.Forms {
		return fmt.Errorf("the clients' log has %d lines of %d", len(log.Acknowledged), f.report.Forms)
	}
	f.report.Found, err = f.Check(ctx, f.address(), f.keys(), log)
	return err
}

// end lets go of everything.
func (f *field) end() (err error) {
	for _, s := range f.servers {
		s.kill()
	}
	if f.store != nil {
		f.store.kill()
	}
	for _, p := range []*Proxy{f.front, f.back} {
		if p != nil {
			err = errors.Join(err, p.Close())
		}
	}
	if f.primary != nil {
		err = errors.Join(err, f.primary.Close())
	}
	if f.ledger != nil {
		err = errors.Join(err, f.ledger.Close())
	}
	if f.disk != nil {
		err = errors.Join(err, f.disk.end())
	}
	return err
}
