// Package findings keeps what inspectors conclude: a statement in the terms of the
// quality framework, the evidence under it, how strong each piece is and whether they
// agree, and how far the whole has come.
//
// Numbers come from releases and from nowhere else. A finding keeps which figures it
// cites, never their values: they are read from the release at each showing, so that a
// finding cannot hold a number that no release does. It is agreed by a second
// inspector, never by one who wrote it. Versions are only ever added.
//
// It knows no people (who acted is an id that its callers give) and no answers.
package findings

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kist/internal/audit"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/surveys"
)

// Stage is how far a finding has come.
type Stage string

// The stages. A finding that is agreed can be taken up again, with a reason; the
// agreed version stays what others read until the next one is agreed.
const (
	Draft     Stage = "draft"     // is being written
	Offered   Stage = "offered"   // waits for a second inspector
	Settled   Stage = "agreed"    // by two
	Withdrawn Stage = "withdrawn" // given up, with a reason; it keeps its number
)

// Stages lists them in order. The slice is the caller's own.
func Stages() []Stage { return []Stage{Draft, Offered, Settled, Withdrawn} }

// Concern is the state of the evidence, in the words of the guide to joint inspections.
type Concern string

// The states there are.
const (
	NoConcern Concern = "none" // no significant concern
	Uncertain Concern = "uncertain"
	Worrying  Concern = "concern"
)

// Concerns lists them. The slice is the caller's own.
func Concerns() []Concern { return []Concern{NoConcern, Uncertain, Worrying} }

// Finding is one conclusion of an inspection, as it is now.
type Finding struct {
	store.Head    `bson:",inline"` // ID: inspection-number
	audit.Audited `bson:",inline"`
	Inspection    string    `json:"inspection"`
	Number        int       `json:"number"` // from 1, within the inspection
	Synthetic     bool      `json:"synthetic"`
	Stage         Stage     `json:"stage"`
	Latest        Version   `json:"latest"`
	Writers       []string  `json:"writers"`            // who wrote any of it since it was last agreed
	States        []Judged  `json:"states"`             // of the evidence; the last is the present one
	Readings      []Reading `json:"readings,omitempty"` // by second inspectors, the first first
	Agreed        *Accord   `json:"agreed,omitempty"`   // the version last agreed; nil: none
}

// Version is a finding as somebody wrote it.
type Version struct {
	store.Head `bson:",inline"` // ID: finding/number, six digits
	Finding    string           `json:"finding"`
	Number     int              `json:"number"` // from 1
	Who        string           `json:"who"`    // account id
	At         string           `json:"at"`     // minute in UTC
	Why        string           `json:"why,omitempty"`
	Content    Content          `json:"content"`
}

// Judged is one step in what the evidence was taken to show.
type Judged struct {
	Is   Concern `json:"is"`
	Who  string  `json:"who"`
	At   string  `json:"at"`   // minute in UTC
	Week int     `json:"week"` // of the inspection; 0 if it has no first day
	Why  string  `json:"why"`
}

// Verdict is what a second inspector makes of a finding.
type Verdict string

// The verdicts there are.
const (
	Yes        Verdict = "yes"         // it is agreed
	OtherWords Verdict = "other_words" // the evidence carries it, in other words
	No         Verdict = "no"          // something is missing
)

// Verdicts lists them. The slice is the caller's own.
func Verdicts() []Verdict { return []Verdict{Yes, OtherWords, No} }

// Reading is what a second inspector found. It is kept as long as the finding.
type Reading struct {
	Is      Verdict `json:"is"`
	Version int     `json:"version"` // that was read
	Who     string  `json:"who"`
	At      string  `json:"at"` // minute in UTC
	Why     string  `json:"why"`
}

// Accord is a version that two inspectors stand for, with as much of it as others are
// shown.
type Accord struct {
	Version   int     `json:"version"`
	Who       string  `json:"who"` // the second inspector
	At        string  `json:"at"`
	Statement string  `json:"statement"`
	Bears     Bears   `json:"bears"`
	Is        Concern `json:"is"`
	Cites     []Cited `json:"cites,omitempty"`
}

// Cited is a question in a release on which an agreed finding rests.
type Cited struct {
	Release  string `json:"release"` // id
	Question string `json:"question"`
}

// State is the present state of the evidence.
func (f *Finding) State() Concern {
	if len(f.States) == 0 {
		return Uncertain
	}
	return f.States[len(f.States)-1].Is
}

// Releases is where figures are read from.
type Releases interface {
	// Get reads a published release. fault.NotFound if there is none, be it that it
	// waits or was declined.
	Get(ctx context.Context, id string) (*results.Release, error)
}

// Versions is where it is read whom a release asked.
type Versions interface {
	// Survey is the frozen survey. fault.NotFound if there is none.
	Survey(ctx context.Context, id string) (*surveys.Survey, error)
}

// Findings are those of all inspections.
type Findings struct {
	docs     *store.Collection[*Finding]
	log      *store.Collection[*Version]
	remarks  *store.Collection[*Remark]
	trail    *audit.Trail
	book     *inspections.Book
	releases Releases
	surveys  Versions
	quotes   Quotes
	now      func() time.Time
}

const collection = "findings"

// Open ensures the collections. Without quotes none can be cited.
func Open(ctx context.Context, e store.Engine, book *inspections.Book, releases Releases, versions Versions, quotes Quotes) (*Findings, error) {
	s := &Findings{book: book, releases: releases, surveys: versions, quotes: quotes, now: time.Now}
	var errs [4]error
	s.docs, errs[0] = store.Open[Finding](ctx, e, store.Spec{Name: collection, Indexes: []store.Index{
		{Field: "inspection", Order: "number"}, {Field: "stage"}, {Field: audit.WaitingField},
	}})
	s.log, errs[1] = store.Open[Version](ctx, e, store.Spec{Name: "finding_versions", Indexes: []store.Index{{Field: "finding", Order: "number"}}})
	s.remarks, errs[2] = store.Open[Remark](ctx, e, store.Spec{Name: "finding_remarks", Indexes: []store.Index{{Field: "finding", Order: "at"}}})
	s.trail, errs[3] = audit.OpenTrail(ctx, e, func() time.Time { return s.now() })
	return s, errors.Join(errs[:]...)
}

// Get reads a finding. fault.NotFound if there is none.
func (s *Findings) Get(ctx context.Context, id string) (*Finding, error) { return s.docs.Get(ctx, id) }

// GetStrong is Get for what cannot be taken back: it shows whatever was acknowledged before
// it, and nothing that an election of another primary can still undo.
func (s *Findings) GetStrong(ctx context.Context, id string) (*Finding, error) {
	return s.docs.GetStrong(ctx, id)
}

// Of lists the findings of an inspection in the order of their numbers, those
// withdrawn too.
func (s *Findings) Of(ctx context.Context, inspection string) ([]*Finding, error) {
	return s.docs.All(ctx, store.Query{Field: "inspection", Is: inspection, Order: "number"})
}

// In lists the findings of all inspections in a stage, by id, as strongly as GetStrong.
func (s *Findings) In(ctx context.Context, stage Stage) ([]*Finding, error) {
	return s.docs.All(ctx, store.Query{Field: "stage", Is: string(stage), Strong: true})
}

// ID is the id of an inspection's finding with this number.
func ID(inspection string, number int) string { return fmt.Sprintf("%s-%d", inspection, number) }

func versionID(finding string, number int) string { return fmt.Sprintf("%s/%06d", finding, number) }

func (s *Findings) minute() string { return s.now().UTC().Format(audit.Minute) }
