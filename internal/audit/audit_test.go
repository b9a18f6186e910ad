package audit

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kist/internal/fault"
	_ "kist/internal/sameseed" // the same cases in every run
	"kist/internal/store"
	"kist/internal/store/sqlite"
)

// plan is a staff document.
type plan struct {
	store.Head `bson:",inline"`
	Audited    `bson:",inline"`
	Text       string `json:"text"`
}

var noon = time.Date(2026, 11, 10, 12, 0, 59, 0, time.UTC)

func open(t *testing.T) (*Trail, *store.Collection[*plan]) {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	trail, err := OpenTrail(t.Context(), e, func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	docs, err := store.Open[plan](t.Context(), e, store.Spec{Name: "plans", Indexes: []store.Index{{Field: WaitingField}}})
	if err != nil {
		t.Fatal(err)
	}
	return trail, docs
}

func deeds(t *testing.T, trail *Trail, id string) []string {
	t.Helper()
	lines, err := trail.Of(t.Context(), "plans", id)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, l := range lines {
		list = append(list, l.ID+" "+l.Who+" "+l.Did+" "+l.At)
	}
	return list
}

func part(p *plan) *Audited { return &p.Audited }

func TestALineGoesWithItsChange(t *testing.T) {
	trail, docs := open(t)
	ctx := t.Context()
	p := &plan{Head: store.Head{ID: "a"}, Text: "first"}
	p.Sign("plans", p.Head, "ros", "make", noon)
	if err := docs.Insert(ctx, p); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second finds nothing to do
		if err := Sweep(ctx, trail, docs, part); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"plans/a/1 ros make 2026-11-10T12:00Z"}
	if diff := cmp.Diff(want, deeds(t, trail, "a")); diff != "" {
		t.Error(diff)
	}
	swept, err := docs.Get(ctx, "a")
	if err != nil || swept.Waiting || swept.Rev != 2 || swept.Mark() != "1" {
		t.Errorf("%+v, %v: sweeping is a write, but no change that a form could miss", swept, err)
	}
}

func TestMarks(t *testing.T) {
	if got := (&Audited{}).Mark(); got != "" {
		t.Errorf("a document that nobody signed: %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		var a Audited
		was := map[string]bool{}
		for rev := range rapid.IntRange(1, 20).Draw(t, "changes") {
			a.Sign("plans", store.Head{ID: rapid.StringN(1, 9, 9).Draw(t, "id"), Rev: int64(rev)}, "ros", "edit", noon)
			if m := a.Mark(); m == "" || was[m] {
				t.Fatalf("the mark %q came twice", m)
			} else {
				was[m] = true
			}
		}
	})
}

func TestNotes(t *testing.T) {
	trail, _ := open(t)
	for _, who := range []string{"ros", "sam"} {
		if err := trail.Note(t.Context(), "plans", "a", who, "close"); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"plans/a/close ros close 2026-11-10T12:00Z"}, deeds(t, trail, "a")); diff != "" {
		t.Error(diff)
	}
	if err := trail.Move(t.Context(), Audited{}); err != nil {
		t.Errorf("nothing to move: %v", err)
	}
}

// racing is a collection in which somebody else always writes first.
type racing struct {
	*store.Collection[*plan]
	err error
}

func (r racing) Replace(context.Context, *plan) error { return r.err }

func TestASweepThatLosesARace(t *testing.T) {
	trail, docs := open(t)
	p := &plan{Head: store.Head{ID: "a"}}
	p.Sign("plans", p.Head, "ros", "make", noon)
	if err := docs.Insert(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if err := Sweep(t.Context(), trail, racing{docs, fault.Wrap(fault.Conflict, "sam was first")}, part); err != nil {
		t.Errorf("a conflict is the other's to finish: %v", err)
	}
	away := errors.New("the store is away")
	if err := Sweep(t.Context(), trail, racing{docs, away}, part); !errors.Is(err, away) {
		t.Errorf("a store that fails: %v", err)
	}
	if got := deeds(t, trail, "a"); len(got) != 1 {
		t.Errorf("the line came over %d times", len(got))
	}
}

// Who takes a file twice in a minute leaves one line, and everybody leaves one of
// their own.
func TestADeedThatIsDoneOften(t *testing.T) {
	trail, _ := open(t)
	for _, who := range []string{"ros", "ros", "kit"} {
		if err := trail.NoteEach(t.Context(), "plans", "a", "sav", who, "file"); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"plans/a/sav/kit/2026-11-10T12:00Z/file kit file 2026-11-10T12:00Z",
		"plans/a/sav/ros/2026-11-10T12:00Z/file ros file 2026-11-10T12:00Z",
	}
	if diff := cmp.Diff(want, deeds(t, trail, "a")); diff != "" {
		t.Error(diff)
	}
	lines, err := trail.Of(t.Context(), "plans", "a")
	if err != nil || lines[0].Collection() != "plans" || lines[0].Document() != "a/sav/kit/2026-11-10T12:00Z" {
		t.Errorf("%v: %+v", err, lines[0])
	}
}
