package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/contacts"
	"kist/internal/editing"
	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/heard"
	"kist/internal/hooks"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/internal/people"
	"kist/internal/results"
	"kist/internal/review"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/mongo"
	"kist/internal/store/moving"
	"kist/internal/store/sqlite"
	"kist/internal/texts"
	"kist/internal/themes"
	"kist/internal/tokens"
	"kist/locales"
	"kist/server/coding"
	"kist/server/web"
	"kist/surveys"
	"kist/surveys/library"
)

// app is the program with its parts joined, before any page is served.
type app struct {
	cfg      *config.Config
	keys     seal.Keys
	engine   store.Engine
	house    *moving.House // the engine, as a backup reads it
	words    *i18n.Bundle
	starter  func() (*surveys.Survey, error) // the survey that Kist begins with, where it is being read already
	book     *inspections.Book
	vault    *inspections.Vault
	versions *editing.Versions
	writing  *editing.Drafts // surveys that people work on
	shelf    *editing.Shelf  // the question library
	media    *media.Library
	inbox    *ballot.Inbox
	tickets  *ballot.Tickets
	tablets  *inspections.Tablets
	intake   seal.Intake // opens what tablets sealed
	sealer   *ballot.Sealer
	lane     *ballot.Lane
	taken    *ballot.Withdrawals
	contacts *contacts.Requests
	drafts   *ballot.Drafts
	papers   *ballot.Papers // forms on paper that one person typed
	opener   *ballot.Opener
	asides   *ballot.Asides
	texts    *texts.Texts
	releases *results.Releases
	orders   *results.Orders
	pilots   *results.Pilots
	watch    *results.Watch
	findings *findings.Findings
	evidence *evidence.Base
	points   *review.Points // of the reviews of programmes
	heard    *heard.Pages   // what children are told came of it
	tokens   *tokens.Tokens // of other systems
	hooks    *hooks.Hooks   // by which evidence is sent to them
	themes   *themes.Themes
	shelved  *coding.Shelf // reviewed texts of rounds that are unlocked
	people   *people.People
	metrics  *metrics
	jobs     *web.Jobs // closing rounds and making releases

	furnishing atomic.Bool // what a first start leaves to be made is being made
	furnished  bool        // known to the clock alone
}

// failpoint is told the steps of every protocol. Only a build made for crash
// tests sets it (failpoint.go).
var failpoint ballot.Step

// failpoints says that this build has them.
var failpoints bool

// clock is what the children's side takes for the time. Only a build made for crash
// tests sets it.
var clock = time.Now

// openApp opens the parts for who works with them: not beside a store whose answers the
// key file does not open.
func openApp(ctx context.Context, cfg *config.Config) (*app, error) {
	a, err := openParts(ctx, cfg)
	if err != nil || cfg.Role == config.Collect {
		return a, err
	}
	if err := a.opensSome(ctx); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

// opensSome refuses another installation's key file. One that opens a key is enough: a
// renewal may be half done, and the doctor names the others.
func (a *app) opensSome(ctx context.Context) error {
	closed, err := a.vault.OpensNone(ctx)
	if err == nil && closed != "" {
		err = fmt.Errorf("key file %s does not open %s, nor any other key of a round in this store. Find the key file that was used when they were made; no answer opens without it", a.cfg.KeyFile, closed)
	}
	return err
}

// openParts reads the keys, opens the store and joins the parts.
func openParts(ctx context.Context, cfg *config.Config) (*app, error) {
	a := &app{cfg: cfg}
	words := sync.OnceValues(func() (*i18n.Bundle, error) { return i18n.Open(locales.Files) })
	go words() //nolint:errcheck // beside the store, for each takes as long; asked for its error below
	if beginsHere(cfg) {
		a.starter = sync.OnceValues(readStarter)
		go a.starter() //nolint:errcheck // as well; asked for its error where the demonstration is made
	}
	var err error
	if a.engine, err = openStore(ctx, cfg.Store); err != nil {
		return nil, err
	}
	if err := settled(ctx, a.engine); err != nil {
		return nil, errors.Join(err, a.engine.Close())
	}
	a.house = moving.NewHouse(a.engine)
	a.engine = a.house
	if a.keys, err = loadKeys(ctx, cfg, a.engine); err != nil {
		return nil, errors.Join(err, a.engine.Close())
	}
	if err := a.join(ctx); err != nil {
		return nil, errors.Join(err, a.engine.Close())
	}
	a.book.KeepDays, a.book.KeysWait = cfg.KeepDays, keysWait
	if a.words, err = words(); err != nil {
		return nil, errors.Join(err, a.engine.Close())
	}
	return a, nil
}

// loadKeys reads the key file, and makes it at the very first start: not where
// another server has it (a collecting server is given a file), and never beside a
// store with rounds whose answers only the missing file could open.
func loadKeys(ctx context.Context, cfg *config.Config, e store.Engine) (seal.Keys, error) {
	keys, err := seal.LoadKeys(cfg.KeyFile, false)
	if errors.Is(err, fault.NotFound) && cfg.Role == config.All {
		held, heldErr := inspections.HoldsKeys(ctx, e)
		switch {
		case heldErr != nil:
			return keys, heldErr
		case held:
			return keys, fmt.Errorf("key file %s is missing, and this store holds answers that nothing else opens: put it back, or set KIST_KEY_FILE to where it is", cfg.KeyFile)
		}
		keys, err = seal.LoadKeys(cfg.KeyFile, true)
	}
	if err != nil {
		return keys, err
	}
	if cfg.Role == config.Collect {
		return keys.Collect(), nil
	}
	if !keys.CanOpen() {
		return keys, fmt.Errorf("key file %s is one for collecting only: set KIST_ROLE=collect, or give this server the whole key file", cfg.KeyFile)
	}
	return keys, nil
}

// openStore opens the engine that the setting names.
func openStore(ctx context.Context, address string) (store.Engine, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		e, err := sqlite.Open(path)
		if err != nil {
			return nil, fmt.Errorf("cannot use %s (set KIST_STORE to a file in a folder that is there and that you may write in): %w", path, err)
		}
		return e, nil
	}
	e, err := mongo.Open(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("cannot reach MongoDB (start it, or correct KIST_STORE): %w", err)
	}
	return e, nil
}

// join opens every part on the engine.
func (a *app) join(ctx context.Context) (err error) {
	e := a.engine
	a.metrics, a.jobs = newMetrics(), web.NewJobs()
	if a.book, err = inspections.OpenBook(ctx, e); err != nil {
		return err
	}
	if a.vault, err = inspections.OpenVault(ctx, e, a.keys.Closing()); err != nil {
		return err
	}
	if a.versions, err = editing.OpenVersions(ctx, e); err != nil {
		return err
	}
	a.shelf = editing.NewShelf(library.Files, a.versions)
	if a.writing, err = editing.OpenDrafts(ctx, e); err != nil {
		return err
	}
	if a.media, err = media.Open(ctx, e, nil); err != nil {
		return err
	}
	if a.inbox, err = ballot.OpenInbox(ctx, e, a.book, a.keys.Tickets, failpoint); err != nil {
		return err
	}
	if a.tickets, err = ballot.OpenTickets(ctx, e, a.keys.Tickets); err != nil {
		return err
	}
	if a.tablets, err = inspections.OpenTablets(ctx, e); err != nil {
		return err
	}
	if a.intake, err = a.keys.Intake(); err != nil {
		return err
	}
	if a.sealer, err = ballot.OpenSealer(ctx, e, a.book, a.vault, failpoint); err != nil {
		return err
	}
	if a.lane, err = ballot.OpenLane(ctx, e, a.book, a.vault, a.keys.LaneKey(), failpoint); err != nil {
		return err
	}
	if err := a.joinDrafts(ctx, e); err != nil {
		return err
	}
	if a.taken, err = ballot.OpenWithdrawals(ctx, e); err != nil {
		return err
	}
	if a.contacts, err = contacts.Open(ctx, e, a.vault); err != nil {
		return err
	}
	if a.opener, err = ballot.OpenOpener(ctx, e, a.vault); err != nil {
		return err
	}
	if a.texts, err = texts.Open(ctx, e, texts.Deps{Book: a.book, Keys: a.vault, Boxes: a.opener, Lane: a.lane, IDs: a.keys.TextsKey(), Step: failpoint}); err != nil {
		return err
	}
	a.shelved = coding.NewShelf(a.texts)
	if err := a.joinResults(ctx, e); err != nil {
		return err
	}
	return a.joinPeople(ctx, e)
}

// joinPeople opens accounts, the last part of all.
func (a *app) joinPeople(ctx context.Context, e store.Engine) (err error) {
	if a.people, err = people.Open(ctx, e, a.keys.Staff); err != nil {
		return err
	}
	a.renewed()
	return nil
}

// commentsUse is what the key is derived for that closes comments on pilots.
const commentsUse = "kist pilot comments"

// renewed tells the parts that follow from a key of the one that was replaced.
func (a *app) renewed() {
	a.people.Renewed(a.keys.Codes())
	a.papers.Renewed(a.keys.Older.Wrap)
	if before := a.keys.Older.Wrap; before.Can() {
		a.hooks.Renewed(func(use string) [32]byte { return before.Derive(use) })
	}
}

// joinDrafts opens what keeps forms that are not sent yet.
func (a *app) joinDrafts(ctx context.Context, e store.Engine) (err error) {
	a.inbox.UseClock(clock)
	if a.drafts, err = ballot.OpenDrafts(ctx, e, a.keys.Tickets); err != nil {
		return err
	}
	a.papers, err = ballot.OpenPapers(ctx, e, a.inbox, a.keys.Wrap, failpoint)
	return err
}

// joinResults opens what counts answers, and what keeps which are not counted.
func (a *app) joinResults(ctx context.Context, e store.Engine) (err error) {
	a.asides = a.opener.Asides()
	if a.releases, err = results.OpenReleases(ctx, e, a.book, a.opener, a.versions, a.keys.Signer()); err != nil {
		return err
	}
	if a.orders, err = results.OpenOrders(ctx, e, a.releases, failpoint); err != nil {
		return err
	}
	if a.pilots, err = results.OpenPilots(ctx, e, a.book, a.vault, a.opener, a.versions, a.keys.Closing().Derive(commentsUse), failpoint); err != nil {
		return err
	}
	if a.watch, err = results.OpenWatch(ctx, e, a.book, a.inbox, a.opener); err != nil {
		return err
	}
	if a.themes, err = themes.Open(ctx, e); err != nil {
		return err
	}
	if a.findings, err = findings.Open(ctx, e, a.book, a.releases, a.versions, a.themes); err != nil {
		return err
	}
	if a.evidence, err = evidence.Open(ctx, e, a.findings, a.book, a.sign(), failpoint); err != nil {
		return err
	}
	if a.points, err = review.Open(ctx, e, a.book); err != nil {
		return err
	}
	if a.heard, err = heard.Open(ctx, e, a.book); err != nil {
		return err
	}
	if a.hooks, err = hooks.Open(ctx, e, a.evidence, a.hookSecret(), strings.TrimSuffix(a.cfg.URL.String(), "/")+"/api/v1/evidence", failpoint); err != nil {
		return err
	}
	a.heard.Use(a.themes)
	a.evidence.Suggest(a.themes)
	a.tokens, err = tokens.Open(ctx, e)
	return err
}

// close ends work that goes on in the background, which can be taken up again,
// and lets go of the store.
func (a *app) close() error {
	a.jobs.Stop()
	return a.engine.Close()
}
