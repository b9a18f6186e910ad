package ballot

import (
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
)

// stranger is another server on the kit's store, whose vault opens nothing there.
func (k *kit) stranger(t *testing.T) (*Sealer, *Lane) {
	t.Helper()
	vault, err := inspections.OpenVault(t.Context(), k.engine, seal.NewKey())
	must(t, err)
	s, err := OpenSealer(t.Context(), k.engine, k.book, vault, nil)
	must(t, err)
	l, err := OpenLane(t.Context(), k.engine, k.book, vault, k.keys.Wrap, nil)
	must(t, err)
	return s, l
}

// A server that can do nothing with its turn leaves it to one that can.
func TestWhoFailsLetsAnotherTry(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 3)
		bad, _ := k.stranger(t)
		wantErr(t, bad.SealTurn(t.Context()), fault.Invalid) // it was first
		for range 3 {
			if err := k.sealer.SealTurn(t.Context()); !errors.Is(err, ErrAnothersTurn) {
				must(t, err)
				break
			}
			if err := bad.SealTurn(t.Context()); !errors.Is(err, ErrAnothersTurn) {
				t.Fatalf("it takes the next turn: %v", err)
			}
		}
		if n := k.waiting(t); n != 0 {
			t.Fatalf("%d wait while a server is well", n)
		}
		if err := bad.SealTurn(t.Context()); !errors.Is(err, ErrAnothersTurn) {
			t.Errorf("it takes the turn back: %v", err)
		}
		must(t, k.sealer.SealTurn(t.Context()))
	})
}

// A round that can never be sealed does not slow down the others, on a server that is alone.
func TestABrokenRoundSlowsNoOther(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		must(t, k.book.Rounds.Insert(t.Context(), &inspections.Round{Head: store.Head{ID: "broken"}, Door: inspections.Open, Stage: inspections.Running, MinBox: 3}))
		for turn := range 3 {
			k.send(t, 3)
			wantErr(t, k.sealer.SealTurn(t.Context()), fault.NotFound)
			if n := k.waiting(t); n != 0 {
				t.Fatalf("turn %d: %d wait", turn, n)
			}
		}
	})
}

func TestWhoFailsLetsAnotherCopyTexts(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.send(t, 2)
		_, bad := k.stranger(t)
		well := k.lane(t, nil)
		wantErr(t, bad.CopyDue(t.Context(), thursday), fault.Invalid)
		must(t, well.CopyDue(t.Context(), thursday))
		must(t, bad.CopyDue(t.Context(), thursday))
		must(t, well.CopyDue(t.Context(), thursday))
		same(t, "by the one that is well", k.inLane(t, well), stories(0, 1))
	})
}

// A server that is alone misses two turns after one that failed, and none at its start.
func TestAFailureCostsTwoTurns(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		l, err := openLeases(t.Context(), k.engine)
		must(t, err)
		for i, want := range []bool{true, false, false, true, false, false, true, true} {
			mine, err := l.take(t.Context(), "work")
			must(t, err)
			if mine != want {
				t.Fatalf("turn %d is its own: %v", i, mine)
			}
			if other, err := l.take(t.Context(), "other work"); err != nil || !other {
				t.Fatalf("turn %d of what did not fail: %v, %v", i, other, err)
			}
			if mine && i < 6 {
				l.ended("work", errors.New("nothing can be done"))
			} else {
				l.ended("other work", nil)
			}
		}
	})
}
