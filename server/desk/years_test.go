package desk

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
)

// earlier is a release of an earlier inspection of the example's area: feeling safe was
// told less often, and the plan was asked in other words.
func earlier() *results.Release {
	rel := example()
	rel.ID, rel.Round, rel.Made, rel.Version = "autumn-1", "autumn", "2023-11-17", "example-2"
	agree := rel.Tables[2].Columns
	for i, t := range rel.Tables {
		if t.Question == "safe" && t.By == "" {
			rel.Tables[i].Groups = []results.Group{row("", 200, 40, 60, 60, 30, 10, 0)}
			rel.Tables[i].Columns = agree
		}
	}
	return rel
}

// yearsBook holds both inspections, the example's and the earlier one.
func yearsBook(t testing.TB) *inspections.Book {
	t.Helper()
	b := book(t)
	if _, err := b.Inspections.Update(t.Context(), "strathlinn", func(in *inspections.Inspection) error {
		in.Area = "S12000047"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	addRound(t, b, "strathlinn-2023", "S12000047", "autumn", "Autumn round")
	return b
}

// addRound adds an inspection of an area with one sealed round.
func addRound(t testing.TB, b *inspections.Book, inspection, area, round, name string) {
	t.Helper()
	in := &inspections.Inspection{Head: store.Head{ID: inspection}, Title: "Inspection " + inspection, Area: area, Synthetic: true}
	if err := b.Inspections.Insert(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	r := spring()
	r.ID, r.Name, r.Inspection, r.Codes = round, name, inspection, []string{"CODE" + round}
	if err := b.Rounds.Insert(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

// areaReleases are releases of the first areas of the list, with how many of 200 feel
// safe; a share of less than nothing is withheld. They are put into the book.
func areaReleases(t testing.TB, b *inspections.Book, shares ...int) shelf {
	t.Helper()
	var list shelf
	for i, percent := range shares {
		id := fmt.Sprintf("area%02d", i)
		addRound(t, b, "in-"+id, inspections.Areas()[i].Code, id, "Round "+id)
		rel := example()
		rel.ID, rel.Round, rel.Made = id+"-1", id, fmt.Sprintf("2026-10-%02d", i+1)
		for j, table := range rel.Tables {
			if table.Question != "safe" || table.By != "" {
				continue
			}
			rel.Tables[j].Groups = []results.Group{row("", 0)}
			if percent >= 0 {
				rel.Tables[j].Groups = []results.Group{row("", 200, 200-2*percent, 0, 0, 2*percent, 0, 0)}
			}
		}
		list = append(list, rel)
	}
	return list
}

func roundOf(id string) *inspections.RoundHead {
	return &inspections.RoundHead{Head: store.Head{ID: id}, Name: id}
}

func inspectionOf(id, area string) *inspections.Inspection {
	return &inspections.Inspection{Head: store.Head{ID: id}, Title: id, Area: area}
}

// seeded is a source of chance that is the same in every run.
func seeded(n uint64) *rand.Rand { return rand.New(rand.NewPCG(n, n+1)) }

// counted counts how often a release is read whole.
type counted struct {
	shelf
	gets int
}

func (s *counted) Get(ctx context.Context, id string) (*results.Release, error) {
	s.gets++
	return s.shelf.Get(ctx, id)
}
