package ballot

import (
	"errors"
	"strings"
	"testing"

	"kist/internal/codewords"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// TestRehearsingLeavesNothing rehearses in every stage: a draft takes no
// answers, and after all of it there is none, whatever a crash left before.
func TestRehearsingLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k := newKit(t, open(), inspections.Ticketed, 3)
		left := &pending{Head: store.Head{ID: rehearsal + k.round.ID}, Waits: rehearsal, Sealed: []byte("left by a crash")}
		must(t, k.sealer.inbox.Insert(t.Context(), left))
		for _, stage := range []inspections.Stage{inspections.Draft, inspections.Running, inspections.Sealed} {
			k.round.Stage = stage
			for n := range 5 {
				must(t, k.sealer.Rehearse(t.Context(), k.round, k.form(n)))
			}
		}
		if n := k.waiting(t); n != 0 {
			t.Errorf("%d wait in the inbox", n)
		}
		if n, err := k.sealer.inbox.Count(t.Context(), store.Query{}); err != nil || n != 0 {
			t.Errorf("%d documents in the inbox, %v", n, err)
		}
		all, err := k.sealer.boxes.Count(t.Context(), store.Query{})
		if err != nil || all != 0 {
			t.Errorf("%d boxes, %v", all, err)
		}
	})
}

// What waits of a rehearsal is nothing that a sealer takes.
func TestARehearsalIsNotSealed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k := newKit(t, open(), inspections.Open, 1)
		sealed, err := pack(mustKeys(t, k.round), k.form(1))
		must(t, err)
		must(t, k.sealer.inbox.Insert(t.Context(), &pending{Head: store.Head{ID: rehearsal + k.round.ID}, Waits: rehearsal, Sealed: sealed}))
		must(t, k.sealer.SealDue(t.Context()))
		if n, err := k.sealer.boxes.Count(t.Context(), store.Query{}); err != nil || n != 0 {
			t.Errorf("%d boxes, %v", n, err)
		}
	})
}

// What readers alone can open is left closed by a rehearsal: the answers are tried, and
// the server needs no words of anybody.
func TestRehearsingWhatReadersHold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k := newKit(t, open(), inspections.Open, 3)
		for i, who := range []string{"ros", "tom"} {
			must(t, k.vault.MakeReader(t.Context(), who, codewords.From([]byte(strings.Repeat(string(rune('a'+i)), codewords.Size))).String()))
		}
		held := *k.round
		held.ID, held.KeyMode, held.Readers = "held", inspections.ReaderHeld, []string{"ros", "tom"}
		must(t, k.vault.Equip(t.Context(), &held))
		must(t, k.sealer.Rehearse(t.Context(), &held, k.form(1)))
		held.AnswersKey = k.round.AnswersKey
		if err := k.sealer.Rehearse(t.Context(), &held, k.form(1)); !errors.Is(err, fault.Invalid) {
			t.Errorf("answers that cannot be opened: %v", err)
		}
	})
}

func mustKeys(t *testing.T, r *inspections.Round) publicKeys {
	t.Helper()
	keys, err := parseKeys(r)
	must(t, err)
	return keys
}

func TestARehearsalFindsWrongKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		k := newKit(t, open(), inspections.Open, 3)
		other, err := seal.NewPrivate()
		must(t, err)
		for name, spoil := range map[string]func(*inspections.Round){
			"answers": func(r *inspections.Round) { r.AnswersKey = other.Public().Bytes() },
			"texts":   func(r *inspections.Round) { r.TextsKey = other.Public().Bytes() },
			"none":    func(r *inspections.Round) { r.AnswersKey = nil },
			"broken":  func(r *inspections.Round) { r.TextsKey = []byte("key") },
		} {
			r := *k.round
			spoil(&r)
			if err := k.sealer.Rehearse(t.Context(), &r, k.form(1)); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		unknown := *k.round
		unknown.ID = "unknown"
		if err := k.sealer.Rehearse(t.Context(), &unknown, k.form(1)); !errors.Is(err, fault.NotFound) {
			t.Errorf("no keys: %v", err)
		}
		bare := k.form(1)
		bare.Texts = nil
		must(t, k.sealer.Rehearse(t.Context(), k.round, bare))
	})
}
