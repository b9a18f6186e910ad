package results

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

// boxed are a round's boxes.
type boxed struct {
	boxes [][]ballot.Row
	gone  map[int]bool // rows of the first box that were withdrawn
}

func (b *boxed) Count(context.Context, string) (int64, error) { return int64(len(b.boxes)), nil }

func (b *boxed) Batches(_ context.Context, _ string, each func(ballot.Batch) error) error {
	for i, rows := range b.boxes {
		part := ballot.Batch{BoxID: fmt.Sprint("box", i), Rows: ballot.TableOf(rows)}
		for j := range rows {
			part.Gone = append(part.Gone, i == 0 && b.gone[j])
		}
		if err := each(part); err != nil {
			return err
		}
	}
	return nil
}

// office is a round that is counted from boxes in memory.
type office struct {
	*Releases
	book  *inspections.Book
	boxes *boxed
}

func newOffice(t *testing.T, e store.Engine, synthetic bool) *office {
	t.Helper()
	s := gateSurvey()
	s.Title, s.Start.Lead = surveys.Text("en", "Gate"), surveys.Text("en", "Hello.")
	version, err := surveys.Publish(s, 1)
	check(t, err)
	o := &office{boxes: &boxed{gone: map[int]bool{}}}
	o.book, err = inspections.OpenBook(t.Context(), e)
	check(t, err)
	o.Releases, err = OpenReleases(t.Context(), e, o.book, o.boxes, shelf{version, version}, testSigner)
	check(t, err)
	o.now = func() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }
	check(t, o.book.Rounds.Insert(t.Context(), &inspections.Round{
		Head: store.Head{ID: "r"}, Stage: inspections.Running, Version: version.ID(), Synthetic: synthetic,
		Editions: []string{"8-10", "11-13", "14-18"}, Groupings: s.Groupings,
	}))
	return o
}

// answer adds a box of children.
func (o *office) answer(n int) {
	r := rand.New(rand.NewPCG(uint64(len(o.boxes.boxes)), 3))
	o.boxes.boxes = append(o.boxes.boxes, generate(r, shape{n, n, 1, 0, false}).rows)
}

func (o *office) seal(t *testing.T) {
	t.Helper()
	_, err := o.book.Rounds.Update(t.Context(), "r", func(r *inspections.Round) error { r.Stage = inspections.Sealed; return nil })
	check(t, err)
}

func (o *office) make(t *testing.T, who string) *Release {
	t.Helper()
	rel, err := o.Make(t.Context(), "r", who, nil)
	check(t, err)
	return rel
}

func (o *office) refused(t *testing.T, kind error) {
	t.Helper()
	if _, err := o.Make(t.Context(), "r", "ros", nil); !errors.Is(err, kind) {
		t.Fatalf("got %v, want %v", err, kind)
	}
}

// TestARealRoundIsReleasedByTwo: nobody reads a release of a real round before a
// second person approved it.
func TestARealRoundIsReleasedByTwo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		o, ctx := newOffice(t, open(), false), t.Context()
		o.answer(90)
		o.seal(t)
		rel := o.make(t, "ros")
		if rel.State != Waits || rel.Interim || len(rel.Attack.Together) > 0 || rel.Attack.Cells == 0 {
			t.Errorf("%+v", rel)
		}
		if _, err := o.Get(ctx, "r-1"); !errors.Is(err, fault.NotFound) {
			t.Errorf("read before it was approved: %v", err)
		}
		if heads, err := o.Heads(ctx, "r"); err != nil || len(heads) > 0 {
			t.Errorf("listed before it was approved: %v, %v", heads, err)
		}
		waiting, err := o.Waiting(ctx, "r")
		if err != nil || waiting == nil || waiting.ID != "r-1" {
			t.Fatalf("%+v, %v", waiting, err)
		}
		o.refused(t, fault.Exists)
		if _, err := o.Second(ctx, "r-1", "ros", true); !errors.Is(err, fault.Denied) {
			t.Errorf("approved by the one who made it: %v", err)
		}
		for range 2 { // pressed twice
			_, err := o.Second(ctx, "r-1", "ann", true)
			check(t, err)
		}
		if _, err := o.Second(ctx, "r-1", "ann", false); !errors.Is(err, fault.Closed) {
			t.Errorf("declined after it was approved: %v", err)
		}
		got, err := o.Get(ctx, "r-1")
		check(t, err)
		if diff := cmp.Diff(rel.Tables, got.Tables); diff != "" || got.By != "ros" || got.Second != "ann" {
			t.Errorf("%s by %s and %s", diff, got.By, got.Second)
		}
		if waiting, err := o.Waiting(ctx, "r"); err != nil || waiting != nil {
			t.Errorf("it still waits: %+v, %v", waiting, err)
		}
	})
}

// TestADeclinedReleaseCounts: it was seen, so it takes a number and is attacked
// with the next, which tells the same of the whole round.
func TestADeclinedReleaseCounts(t *testing.T) {
	o, ctx := newOffice(t, storetest.SQLite(t)(), false), t.Context()
	o.answer(60)
	o.seal(t)
	first := o.make(t, "ros")
	_, err := o.Second(ctx, "r-1", "ann", false)
	check(t, err)
	again := o.make(t, "ros")
	if again.Number != 2 || !cmp.Equal(again.Attack.Together, []string{"r-1"}) || again.Responses != first.Responses {
		t.Errorf("%+v", again)
	}
	if was, _ := first.table("view", ""); !cmp.Equal(was, mustTable(t, again, "view", "")) {
		t.Error("the whole round is told with other numbers")
	}
}

func mustTable(t *testing.T, r *Release, question, by string) Table {
	t.Helper()
	table, ok := r.table(question, by)
	if !ok {
		t.Fatalf("no table %s by %q", question, by)
	}
	return table
}

// TestInterimReleases: of many, of the whole round only, and again after as many.
func TestInterimReleases(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t)(), true)
	o.answer(MinJoined - 1)
	o.refused(t, fault.Closed)
	o.answer(1)
	first := o.make(t, "ros")
	if !first.Interim || first.State != Published || len(first.Tables) == 0 {
		t.Errorf("%+v", first)
	}
	for _, table := range first.Tables {
		if table.By != "" {
			t.Errorf("an interim release tells %s by %s", table.Question, table.By)
		}
	}
	o.answer(MinJoined - 1)
	o.refused(t, fault.Closed)
	o.boxes.gone[0], o.boxes.gone[7] = true, true // they withdrew; the next release is without them
	o.answer(3)
	second := o.make(t, "ros")
	if second.Number != 2 || second.Responses.Count < 295 || second.Responses.Count > 305 {
		t.Errorf("%+v", second.Responses)
	}
	o.answer(400)
	o.refused(t, fault.Closed) // the third is the final one
	o.seal(t)
	final := o.make(t, "ros")
	if final.Interim || final.Late || final.Number != 3 || len(final.Attack.Together) != 2 {
		t.Errorf("%+v", final)
	}
	mustTable(t, final, "view", ByAgeBand)
	o.refused(t, fault.Exists)
}

// TestAFewWhoCameLate could be guessed at from the difference: they are in no number.
func TestAFewWhoCameLate(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t)(), true)
	o.answer(200)
	interim := o.make(t, "ros")
	o.answer(40)
	for i := range 60 { // they withdrew, and are in nothing that is told from now on
		o.boxes.gone[i] = true
	}
	o.seal(t)
	final := o.make(t, "ros")
	if !final.Late || final.Interim || final.Responses != interim.Responses {
		t.Errorf("%+v after %+v", final, interim)
	}
	for _, table := range interim.Tables {
		if !cmp.Equal(table, mustTable(t, final, table.Question, "")) {
			t.Errorf("%s is told with other numbers", table.Question)
		}
	}
	n := 0
	for _, g := range mustTable(t, final, "view", ByAgeBand).Groups {
		n += g.Base.Count
	}
	if n > 155 {
		t.Errorf("%d by age, of 140 who are left", n)
	}
}

// TestTwoServersMakeOne: one of them stores its release, with the basis that it
// counted; the other is told that there is one.
func TestTwoServersMakeOne(t *testing.T) {
	o, ctx := newOffice(t, storetest.SQLite(t)(), true), t.Context()
	o.answer(40)
	o.seal(t)
	made := o.make(t, "ros")
	other := &Release{Head: store.Head{ID: made.ID}, Round: "r", Number: 1}
	if err := o.keep(ctx, other, &Basis{Round: "r", Boxes: 99}); !errors.Is(err, fault.Exists) {
		t.Errorf("stored twice: %v", err)
	}
	rel, err := o.Get(ctx, made.ID)
	check(t, err)
	basis, err := o.bases.Get(ctx, rel.Basis)
	check(t, err)
	if basis.Boxes != 1 {
		t.Errorf("%+v", basis)
	}
}
