package review

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kist/internal/audit"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// wire is a store whose writes fail after a number of them, as under a server that is
// killed; -1 fails none.
type wire struct {
	store.Engine
	left int
}

var errCut = errors.New("the server is gone")

// cutDocs cuts off the writes of one collection.
type cutDocs struct {
	store.Docs
	wire *wire
}

func (w *wire) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	d, err := w.Engine.Ensure(ctx, spec)
	return cutDocs{d, w}, err
}

func (d cutDocs) Insert(ctx context.Context, id string, doc any) error {
	if d.wire.cut() {
		return errCut
	}
	return d.Docs.Insert(ctx, id, doc)
}

func (d cutDocs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	if d.wire.cut() {
		return errCut
	}
	return d.Docs.Replace(ctx, id, rev, doc)
}

func (w *wire) cut() bool {
	if w.left == 0 {
		return true
	}
	w.left--
	return false
}

// TestKilledAnywhere: wherever a server is killed, whoever does the same again gets what
// would have been without that: each version once, each line once.
func TestKilledAnywhere(t *testing.T) {
	w := &wire{storetest.SQLite(t)(), -1}
	h, r, items := withFindingsOn(t, w)
	var want *Point
	for after := -1; after < 8; after++ {
		w.left = after
		n := after + 2 // the number of its point
		got, cuts := h.work(r, n, items)
		w.left = -1
		if (cuts == 0) != (after < 0) {
			t.Errorf("cut after %d writes, %d times", after, cuts)
		}
		if want == nil {
			want = got
		}
		same := cmpopts.IgnoreFields(Point{}, "Head", "Audited", "Number")
		heads := cmpopts.IgnoreFields(Version{}, "Head", "Point")
		if diff := cmp.Diff(want, got, same, heads); diff != "" {
			t.Errorf("killed after %d writes: %s", after, diff)
		}
		h.kept(t, got)
	}
}

// work writes the point with a number, changes it, has it agreed and swept, each step done
// again where it was cut off.
func (h *house) work(r *Review, number int, items []int) (p *Point, cuts int) {
	h.t.Helper()
	ctx := context.Background()
	mark := func() string { p, _ := h.points.Get(ctx, joint, number); return p.Mark() }
	for _, do := range []func() error{
		func() error {
			_, err := h.points.Write(ctx, r, 0, "", Content{Kind: Strong, Text: "First words.", Items: items}, "morven")
			return err
		},
		func() error {
			_, err := h.points.Write(ctx, r, number, mark(), Content{Kind: Strong, Text: "Other words.", Items: items}, "morven")
			return err
		},
		func() error { _, err := h.points.Offer(ctx, r, number, mark(), "morven"); return err },
		func() error { _, err := h.points.Check(ctx, r, number, mark(), true, "", "david"); return err },
		func() error { return h.points.Sweep(ctx) },
	} {
		err := do()
		if errors.Is(err, errCut) {
			cuts++
			h.engine.(*wire).left = -1
			err = do()
		}
		check(h.t, err)
	}
	p, err := h.points.Get(ctx, joint, number)
	check(h.t, err)
	return p, cuts
}

// kept wants every version and every line of a point once.
func (h *house) kept(t *testing.T, p *Point) {
	t.Helper()
	list, err := h.points.History(t.Context(), p)
	if err != nil || len(list) != 2 || list[1].Content.Text != "First words." {
		t.Errorf("%s: %+v, %v", p.ID, list, err)
	}
	trail, err := audit.OpenTrail(t.Context(), h.engine, h.points.now)
	check(t, err)
	lines, err := trail.Of(t.Context(), collection, p.ID)
	if err != nil || len(lines) != 4 {
		t.Errorf("%s: %d lines, %v", p.ID, len(lines), err)
	}
}
