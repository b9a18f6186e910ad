package findings

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	_ "kist/internal/sameseed"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/themes"
	"kist/surveys"
)

// room is an inspection with releases of its rounds, and with those that must not be
// cited.
type room struct {
	*Findings
	t        *testing.T
	e        store.Engine
	releases *store.Collection[*results.Release]
	themes   *themes.Themes
}

const place = "strathlinn" // the inspection

func newRoom(t *testing.T, e store.Engine) *room {
	t.Helper()
	ctx := t.Context()
	book, err := inspections.OpenBook(ctx, e)
	check(t, err)
	made, err := results.OpenReleases(ctx, e, book, nil, nil, seal.Signer{})
	check(t, err)
	r := &room{t: t, e: e}
	r.releases, err = store.Open[results.Release](ctx, e, store.Spec{Name: "releases", Indexes: []store.Index{{Field: "round", Order: "number"}}})
	check(t, err)
	check(t, book.Programmes.Insert(ctx, &inspections.Programme{Head: store.Head{ID: "at_risk"}, Framework: "qif2019", Evaluated: []string{"2.1", "5.4"}}))
	for _, id := range []string{place, "elsewhere"} {
		check(t, book.Inspections.Insert(ctx, &inspections.Inspection{Head: store.Head{ID: id}, Programme: "at_risk", Title: id, Starts: "2026-10-12", Synthetic: true}))
	}
	for _, rd := range []inspections.Round{
		{Head: store.Head{ID: "spring"}, Inspection: place}, {Head: store.Head{ID: "staff"}, Inspection: place},
		{Head: store.Head{ID: "theirs"}, Inspection: "elsewhere"}, {Head: store.Head{ID: "tried"}, Inspection: place, Pilot: "example"},
	} {
		check(t, book.Rounds.Insert(ctx, &rd))
	}
	for _, rel := range releases() {
		check(t, r.releases.Insert(ctx, rel))
	}
	r.themes, err = themes.Open(ctx, e)
	check(t, err)
	r.Findings, err = Open(ctx, e, book, made, asked{}, r.themes)
	check(t, err)
	r.now = func() time.Time { return time.Date(2026, 11, 16, 9, 30, 0, 0, time.UTC) } // week 6
	return r
}

// asked are the surveys: that of the staff is for grown-ups.
type asked struct{}

func (asked) Survey(_ context.Context, id string) (*surveys.Survey, error) {
	switch id {
	case "staff-1":
		return &surveys.Survey{Editions: []surveys.Edition{surveys.Adult}}, nil
	case "example-1":
		return &surveys.Survey{Editions: []surveys.Edition{surveys.E8, surveys.E14}}, nil
	}
	return nil, fault.Wrap(fault.NotFound, "version %s", id)
}

func figure(count, percent int) results.Figure {
	f := results.Figure{Shown: true, Count: count}
	if percent >= 0 {
		f.Percent = &percent
	}
	return f
}

// tables are what every release here holds: one question as a whole and by age, of
// which one group is withheld and one was not offered an answer.
func tables() []results.Table {
	columns := []string{"yes", "no"}
	return []results.Table{
		{Question: "told", Kind: "yes_no", Columns: columns, Groups: []results.Group{{Base: figure(280, -1), Cells: []results.Figure{figure(95, 35), figure(185, 65)}}}},
		{Question: "told", Kind: "yes_no", By: results.ByAgeBand, Columns: columns, Groups: []results.Group{
			{Value: "4-7"},
			{Value: "8-10", Base: figure(90, -1), Cells: []results.Figure{figure(70, 80), figure(0, 0)}, Offered: []bool{true, false}},
			{Value: "14-18", Base: figure(75, -1), Cells: []results.Figure{figure(30, 40), figure(45, 60)}},
		}},
		{Question: "heard", Kind: "yes_no", Columns: columns, Groups: []results.Group{{}}},
	}
}

func releases() []*results.Release {
	of := func(round string, number int, version string, state results.State) *results.Release {
		return &results.Release{Head: store.Head{ID: results.ReleaseID(round, number)}, Round: round, Number: number, Version: version, Made: "2026-11-10", State: state, Tables: tables(), Responses: figure(300, -1)}
	}
	return []*results.Release{
		of("spring", 1, "example-1", results.Published), of("spring", 2, "example-1", results.Waits), of("spring", 3, "example-1", results.Declined),
		of("staff", 1, "staff-1", results.Published), of("theirs", 1, "example-1", results.Published), of("tried", 1, "example-1", results.Published),
	}
}

// table is a piece of evidence from the release of children, that 40% at 14 to 18 were
// told.
func table() Source {
	return Source{Kind: Table, Says: "40% at 14 to 18 were told what happened.", Bearing: Supports, Weight: Strong, Release: "spring-1", Question: "told", By: results.ByAgeBand, Cells: []Cell{{"14-18", "yes"}}}
}

// records is a piece of evidence that the inspection holds elsewhere.
func records() Source {
	return Source{Kind: Records, Title: "Children’s records, sample of 60", Day: "2026-11-12", Says: "What followed is written in 25 of 60.", Bearing: Supports, Weight: Moderate}
}

// claim is a finding that lacks nothing once it has evidence.
func claim(sources ...Source) Content {
	c := Content{Statement: "Of 14 to 18 only 40% were told what happened next", Bears: Improvement, Indicators: []string{"5.4"}, Wellbeing: []string{"R1"}, Rights: []int{12}}
	for _, s := range sources {
		c = c.With(s)
	}
	return c
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t testing.TB, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("got %v, want %v", err, kind)
	}
}

// begun starts a finding by Morven.
func (r *room) begun(c Content) *Finding {
	r.t.Helper()
	f, err := r.Start(r.t.Context(), place, c, Uncertain, "From the position statement.", "morven")
	check(r.t, err)
	return f
}

// now reads a finding.
func (r *room) again(id string) *Finding {
	r.t.Helper()
	f, err := r.Get(r.t.Context(), id)
	check(r.t, err)
	return f
}

// settled is a finding that David agreed.
func (r *room) settled() *Finding {
	r.t.Helper()
	f := r.begun(claim(table(), records()))
	f, err := r.Offer(r.t.Context(), f.ID, f.Mark(), "morven")
	check(r.t, err)
	f, err = r.Read(r.t.Context(), f.ID, f.Mark(), Yes, "It carries the sentence.", "david")
	check(r.t, err)
	return f
}

// docs cuts off the writes of one collection.
type docs struct {
	store.Docs
	wire *wire
}

func (w *wire) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	d, err := w.Engine.Ensure(ctx, spec)
	return docs{d, w}, err
}

func (w *wire) cut() error {
	if w.left == 0 {
		return errCut
	}
	w.left--
	return nil
}

func (d docs) Insert(ctx context.Context, id string, doc any) error {
	if err := d.wire.cut(); err != nil {
		return err
	}
	return d.Docs.Insert(ctx, id, doc)
}

func (d docs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	if err := d.wire.cut(); err != nil {
		return err
	}
	return d.Docs.Replace(ctx, id, rev, doc)
}

// broken is where no release can be read.
type broken struct{ err error }

func (b broken) Get(context.Context, string) (*results.Release, error) { return nil, b.err }

func replace(text, old, with string) string { return strings.ReplaceAll(text, old, with) }
