package evidence

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/themes"
)

// desk is where the tests' findings are agreed: as the package findings keeps them, in
// memory.
type desk struct {
	found    map[string]*findings.Finding
	versions map[string]findings.Content // by finding/number
	gone     bool                        // no release can be read
}

func newDesk() *desk {
	return &desk{found: map[string]*findings.Finding{}, versions: map[string]findings.Content{}}
}

// agree makes c the next version of a finding, and two stand for it.
func (d *desk) agree(inspection string, number int, c findings.Content) *findings.Finding {
	id := findings.ID(inspection, number)
	f := d.found[id]
	if f == nil {
		f = &findings.Finding{Head: store.Head{ID: id}, Inspection: inspection, Number: number, Synthetic: true}
		d.found[id] = f
	}
	next := *f
	next.Rev++
	next.Stage = findings.Settled
	next.Latest.Number++
	next.States = append(slices.Clone(f.States), findings.Judged{Is: findings.Worrying, At: "2026-11-16T09:29Z"})
	next.Readings = append(slices.Clone(f.Readings), findings.Reading{Is: findings.Yes, Version: next.Latest.Number, At: "2026-11-16T09:30Z"})
	next.Agreed = &findings.Accord{Version: next.Latest.Number, Is: findings.Worrying}
	d.versions[fmt.Sprint(id, "/", next.Latest.Number)] = c
	d.found[id] = &next
	return &next
}

func (d *desk) GetStrong(_ context.Context, id string) (*findings.Finding, error) {
	f := d.found[id]
	if f == nil {
		return nil, fault.Wrap(fault.NotFound, "finding %s", id)
	}
	return f, nil
}

func (d *desk) In(_ context.Context, stage findings.Stage) (list []*findings.Finding, err error) {
	for _, f := range d.found {
		if f.Stage == stage {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b *findings.Finding) int { return cmp.Or(a.Number-b.Number, cmp.Compare(a.ID, b.ID)) })
	return list, nil
}

func (d *desk) Version(_ context.Context, f *findings.Finding, number int) (*findings.Version, error) {
	c, ok := d.versions[fmt.Sprint(f.ID, "/", number)]
	if !ok {
		return nil, fault.Wrap(fault.NotFound, "version %d", number)
	}
	return &findings.Version{Number: number, Content: c}, nil
}

func (d *desk) Show(_ context.Context, _ string, c findings.Content) (list []findings.Shown, err error) {
	for _, s := range c.Sources {
		shown := findings.Shown{Source: s, Gone: d.gone, Voice: s.Kind == findings.Table}
		if s.Kind == findings.Table {
			percent := 40
			shown.Release = &results.Release{Head: store.Head{ID: s.Release}, Round: "spring", Number: 1}
			shown.Figures = []findings.Figure{{Cell: findings.Cell{Group: "14-18", Column: "yes"}, Value: results.Figure{Shown: true, Count: 30, Percent: &percent}}}
		}
		if s.Kind == findings.Quoted {
			shown.Said = &themes.Spoken{Quote: themes.Quote{Words: "words of " + s.Quote}}
		}
		list = append(list, shown)
	}
	return list, nil
}

// told is the content of a finding with a table and an observation that says something.
func told(statement, says string) findings.Content {
	return findings.Content{
		Statement: statement, Bears: findings.Improvement, Indicators: []string{"5.4"}, Wellbeing: []string{"R1"}, Rights: []int{12}, Unknown: "Why.",
		Sources: []findings.Source{
			{Key: "t1", Kind: findings.Table, Says: "40% were told.", Bearing: findings.Supports, Weight: findings.Strong, Release: "spring-1", Question: "told", By: "age_band"},
			{Key: "o1", Kind: findings.Observation, Title: "A meeting", Says: says, Bearing: findings.Mixed, Weight: findings.Limited, Day: "2026-11-12"},
		},
	}
}

const place = "strathlinn" // the inspection

// signer is one installation's, made once.
var signer = seal.Keys{Wrap: seal.NewKey()}.Signer()

// newBase opens the base on an engine, with the inspections that the tests have.
func newBase(t testing.TB, e store.Engine, d *desk) *Base {
	t.Helper()
	ctx := context.Background()
	book, err := inspections.OpenBook(ctx, e)
	check(t, err)
	for _, id := range []string{place, "elsewhere"} {
		err := book.Inspections.Insert(ctx, &inspections.Inspection{Head: store.Head{ID: id}, Programme: "at_risk", Title: "Joint inspection of " + id, Area: "S12000033", Synthetic: true})
		if !errors.Is(err, fault.Exists) {
			check(t, err)
		}
	}
	err = book.Programmes.Insert(ctx, &inspections.Programme{Head: store.Head{ID: "at_risk"}, Framework: "qif2019"})
	if !errors.Is(err, fault.Exists) {
		check(t, err)
	}
	b, err := Open(ctx, e, d, book, signer.Sign, nil)
	check(t, err)
	b.now = func() time.Time { return time.Date(2026, 11, 16, 9, 30, 41, 0, time.UTC) }
	return b
}

// all lists the whole chain.
func (b *Base) all(t testing.TB) []*Item {
	t.Helper()
	list, err := b.After(context.Background(), 0, 0)
	check(t, err)
	return list
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

// decoded reads a part that holds JSON.
func decoded[T any](t testing.TB, it *Item, part string) (v T) {
	t.Helper()
	check(t, json.Unmarshal([]byte(it.Words(part)), &v))
	return v
}
