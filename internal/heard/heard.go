// Package heard keeps what children are told happened because of what they said: for
// each inspection one page of entries, each of what they said, what was heard, and what
// changes, by whom and by when, or why it cannot change.
//
// Several people write it together, in the editions and languages of the inspection's
// rounds. It is shown to children when somebody who wrote none of it has checked it;
// what is written after that stays with the staff until it is checked in its turn. No
// number stands in what was said and heard: numbers are a release's to tell.
//
// It knows no people (who acted is an id that its callers give) and no answers.
package heard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kist/internal/audit"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/surveys"
)

// Stage is how far the latest version of a page has come.
type Stage string

// The stages there are.
const (
	Draft   Stage = "draft"   // is being written
	Offered Stage = "offered" // waits for a second person
	Public  Stage = "public"  // children can read it
)

// Page is what the children of one inspection are told, as it is now.
type Page struct {
	store.Head    `bson:",inline"` // ID: that of the inspection
	audit.Audited `bson:",inline"`
	Synthetic     bool     `json:"synthetic"`
	Stage         Stage    `json:"stage"`
	Latest        Version  `json:"latest"`
	Writers       []string `json:"writers"` // who wrote any of it since it was last shown
	Tongues       []Tongue `json:"tongues,omitempty"`
	Checks        []Check  `json:"checks,omitempty"` // by second persons, the first first
	Shown         *Shown   `json:"shown,omitempty"`  // to children; nil: nothing yet
	IsShown       bool     `json:"is_shown"`         // Shown is there: for asking the store
	Due           string   `json:"due,omitempty"`    // day of the next promise that children were given; empty: none is open
}

// Version is a page as somebody wrote it.
type Version struct {
	store.Head `bson:",inline"` // ID: inspection/number, six digits
	Page       string           `json:"page"`
	Number     int              `json:"number"` // from 1
	Who        string           `json:"who"`    // account id
	At         string           `json:"at"`     // minute in UTC
	Content    Content          `json:"content"`
}

// Tongue is how it stands with one language of the latest version.
type Tongue struct {
	Language string   `json:"language"`
	Writers  []string `json:"writers,omitempty"` // who wrote in it since it was checked
	Checked  bool     `json:"checked"`           // by somebody who wrote none of it
	Who      string   `json:"who,omitempty"`     // that somebody
}

// Check is what a second person found.
type Check struct {
	Yes     bool   `json:"yes"`     // children may read it
	Version int    `json:"version"` // that was read
	Who     string `json:"who"`
	At      string `json:"at"` // minute in UTC
	Why     string `json:"why,omitempty"`
}

// Shown is what children read.
type Shown struct {
	Version   int               `json:"version"`
	Who       string            `json:"who"` // who checked it
	Day       string            `json:"day"`
	Editions  []surveys.Edition `json:"editions"`
	Languages []string          `json:"languages"` // in which all of it is written
	Checked   []string          `json:"checked"`   // languages that somebody checked who reads them
	Content   Content           `json:"content"`
	Writers   []string          `json:"writers,omitempty"` // who wrote what was checked; empty in pages of before it was kept
}

// Offers says whether children can read it in an edition and a language.
func (s *Shown) Offers(e surveys.Edition, lang string) bool {
	return s != nil && slices.Contains(s.Editions, e) && slices.Contains(s.Languages, lang)
}

// Brief is a page as lists need it.
type Brief struct {
	store.Head `bson:",inline"` // ID: that of the inspection
	Synthetic  bool             `json:"synthetic"`
	Stage      Stage            `json:"stage"`
	IsShown    bool             `json:"is_shown"`
	Due        string           `json:"due"`
}

// Source is the language in which a page is written first.
const Source = "en"

// Pages are those of all inspections.
type Pages struct {
	docs   *store.Collection[*Page]
	briefs *store.Collection[*Brief]
	log    *store.Collection[*Version]
	trail  *audit.Trail
	book   *inspections.Book
	quotes Quotes // nil: none
	now    func() time.Time
}

const collection = "feedback"

// Open ensures the collections.
func Open(ctx context.Context, e store.Engine, book *inspections.Book) (*Pages, error) {
	s := &Pages{book: book, now: time.Now}
	spec := store.Spec{Name: collection, Indexes: []store.Index{{Field: "is_shown"}, {Field: audit.WaitingField}}}
	var errs [4]error
	s.docs, errs[0] = store.Open[Page](ctx, e, spec)
	s.briefs, errs[1] = store.Open[Brief](ctx, e, spec)
	s.log, errs[2] = store.Open[Version](ctx, e, store.Spec{Name: "feedback_versions", Indexes: []store.Index{{Field: "page", Order: "number"}}})
	s.trail, errs[3] = audit.OpenTrail(ctx, e, func() time.Time { return s.now() })
	return s, errors.Join(errs[:]...)
}

// Get reads the page of an inspection. fault.NotFound if nobody began one.
func (s *Pages) Get(ctx context.Context, inspection string) (*Page, error) {
	return s.docs.Get(ctx, inspection)
}

// All lists the pages of all inspections, by id.
func (s *Pages) All(ctx context.Context) ([]*Brief, error) {
	return s.briefs.All(ctx, store.Query{})
}

// Public lists the pages that children can read, by id.
func (s *Pages) Public(ctx context.Context) ([]*Brief, error) {
	return s.briefs.All(ctx, store.Query{Field: "is_shown", Is: true})
}

// Reach is for whom a page is written: the children's editions and the languages of
// the inspection's rounds, the source language with them; no edition if no round was
// made.
func (s *Pages) Reach(ctx context.Context, inspection string) ([]surveys.Edition, []string, error) {
	rounds, err := s.book.Rounds.All(ctx, store.Query{Field: "inspection", Is: inspection})
	if err != nil {
		return nil, nil, err
	}
	rounds = inspections.RealRounds(rounds)
	var editions []surveys.Edition
	languages := []string{Source}
	for _, e := range surveys.Editions() {
		if e != surveys.Adult && slices.ContainsFunc(rounds, func(r *inspections.Round) bool { return slices.Contains(r.Editions, string(e)) }) {
			editions = append(editions, e)
		}
	}
	for _, r := range rounds {
		languages = append(languages, r.Languages...)
	}
	slices.Sort(languages)
	return editions, slices.Compact(languages), nil
}

// History lists the versions of a page, the latest first.
func (s *Pages) History(ctx context.Context, p *Page) ([]Version, error) {
	before, err := s.log.All(ctx, store.Query{Field: "page", Is: p.ID, Order: "number", Desc: true, To: int64(p.Latest.Number)})
	if err != nil {
		return nil, err
	}
	list := []Version{p.Latest} // which may be on the page alone
	for _, v := range before {
		list = append(list, *v)
	}
	return list, nil
}

// Tongue is how it stands with a language; the zero Tongue, which nobody checked, if
// nothing was ever written in it.
func (p *Page) Tongue(lang string) Tongue {
	i := slices.IndexFunc(p.Tongues, func(t Tongue) bool { return t.Language == lang })
	if i < 0 {
		return Tongue{Language: lang}
	}
	return p.Tongues[i]
}

// Sweep brings the lines that wait on pages into the trail. Call it every minute;
// several servers may.
func (s *Pages) Sweep(ctx context.Context) error {
	return audit.Sweep(ctx, s.trail, s.docs, func(p *Page) *audit.Audited { return &p.Audited })
}

func versionID(page string, number int) string { return fmt.Sprintf("%s/%06d", page, number) }

func (s *Pages) minute() string { return s.now().UTC().Format(audit.Minute) }

func (s *Pages) today() string { return s.now().UTC().Format(time.DateOnly) }
