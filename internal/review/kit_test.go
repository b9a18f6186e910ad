package review

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	_ "kist/internal/sameseed"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// house is an installation with two programmes under one framework, in which findings are
// written and agreed as inspectors do.
type house struct {
	Sources
	t        testing.TB
	engine   store.Engine
	findings *findings.Findings
	base     *evidence.Base
	points   *Points
	shelf    *shelf
}

// shelf holds published releases, by their series.
type shelf map[string][]*results.Release

func (s shelf) Get(_ context.Context, id string) (*results.Release, error) {
	for _, list := range s {
		for _, rel := range list {
			if rel.ID == id {
				return rel, nil
			}
		}
	}
	return nil, fault.Wrap(fault.NotFound, "release %s", id)
}

func (s shelf) Heads(_ context.Context, series string) (list []*results.Head, err error) {
	for _, rel := range s[series] {
		list = append(list, &results.Head{Head: rel.Head, Round: series, Number: rel.Number})
	}
	return list, nil
}

const (
	earlier = "earlier" // programmes
	joint   = "joint"
)

var signer = seal.Keys{Wrap: seal.Key{1}}.Signer()

func newHouse(t testing.TB) *house {
	t.Helper()
	return newHouseOn(t, storetest.SQLite(t)())
}

func newHouseOn(t testing.TB, e store.Engine) *house {
	t.Helper()
	ctx := context.Background()
	book, err := inspections.OpenBook(ctx, e)
	check(t, err)
	for _, id := range []string{earlier, joint} {
		check(t, book.Programmes.Insert(ctx, &inspections.Programme{Head: store.Head{ID: id}, Title: id, Framework: "qif2019", Evaluated: []string{"2.1", "5.4"}, Synthetic: true}))
	}
	h := &house{t: t, engine: e, shelf: &shelf{}}
	h.findings, err = findings.Open(ctx, e, book, nil, nil, nil)
	check(t, err)
	h.base, err = evidence.Open(ctx, e, h.findings, book, signer.Sign, nil)
	check(t, err)
	h.points, err = Open(ctx, e, book)
	check(t, err)
	h.points.now = func() time.Time { return time.Date(2026, 11, 16, 9, 30, 0, 0, time.UTC) }
	h.Sources = Sources{Book: book, Items: h.base, Releases: h.shelf}
	return h
}

// inspect makes an inspection of the n-th area.
func (h *house) inspect(programme string, area int, starts string) string {
	h.t.Helper()
	a := inspections.Areas()[area]
	id := fmt.Sprintf("%s_%d_%s", programme, area, starts)
	check(h.t, h.Book.Inspections.Insert(context.Background(), &inspections.Inspection{
		Head: store.Head{ID: id}, Programme: programme, Area: a.Code, Title: a.Name + " " + starts, Starts: starts, Synthetic: true,
	}))
	return id
}

// told is a finding that rests on a focus group, in which children speak or do not.
func told(statement string, bears findings.Bears, voice bool, indicators ...string) findings.Content {
	return findings.Content{Statement: statement, Bears: bears, Indicators: indicators, Wellbeing: []string{"R1"}, Rights: []int{12}, Sources: []findings.Source{{
		Key: "g", Kind: findings.Group, Title: "Hidden title", Says: "Hidden words", Bearing: findings.Supports, Weight: findings.Strong, Children: voice,
	}}}
}

// draft begins a finding that nobody agreed.
func (h *house) draft(inspection string, c findings.Content, is findings.Concern) *findings.Finding {
	h.t.Helper()
	f, err := h.findings.Start(context.Background(), inspection, c, is, "Because.", "morven")
	check(h.t, err)
	return f
}

// agree has two inspectors stand for a finding as it is, and takes it into the evidence.
func (h *house) agree(f *findings.Finding) *findings.Finding {
	h.t.Helper()
	ctx := context.Background()
	f, err := h.findings.Offer(ctx, f.ID, f.Mark(), "morven")
	check(h.t, err)
	f, err = h.findings.Read(ctx, f.ID, f.Mark(), findings.Yes, "It carries it.", "david")
	check(h.t, err)
	check(h.t, h.base.Take(ctx, f.ID))
	return f
}

// finds is a finding that two agreed, and its number in the evidence base.
func (h *house) finds(inspection string, c findings.Content, is findings.Concern) (*findings.Finding, int) {
	h.t.Helper()
	f := h.agree(h.draft(inspection, c, is))
	last, err := h.base.Last(context.Background())
	check(h.t, err)
	return f, last
}

// again writes the next version of an agreed finding, which is a draft.
func (h *house) again(f *findings.Finding, c findings.Content) *findings.Finding {
	h.t.Helper()
	ctx := context.Background()
	f, err := h.findings.Reopen(ctx, f.ID, f.Mark(), "It was wrong.", "morven")
	check(h.t, err)
	f, err = h.findings.Save(ctx, f.ID, f.Latest.Number, c, "", "morven")
	check(h.t, err)
	return f
}

// review is that of a programme, with the earlier programme beside it.
func (h *house) review() *Review {
	h.t.Helper()
	r, err := h.Of(context.Background(), joint, []string{earlier})
	check(h.t, err)
	return r
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

// row is the row of a code.
func row(t testing.TB, rows []Row, code string) Row {
	t.Helper()
	for _, r := range rows {
		if r.Code == code {
			return r
		}
	}
	t.Fatalf("no row %s", code)
	return Row{}
}
