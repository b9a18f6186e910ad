package ballot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kist/internal/inspections"
	_ "kist/internal/sameseed"
	"kist/internal/store/sqlite"
)

// laneWorld is a round with its lane, and what must be true of it, said in another way.
type laneWorld struct {
	*kit
	lane    *Lane
	sent    []Form
	out     map[int]bool // taken back
	shown   map[int]int  // how often each text came before somebody in the lane
	decided map[int]bool
	day     time.Time
}

// storyNumber is which story a text is.
func storyNumber(t *rapid.T, text string) (n int) {
	if _, err := fmt.Sscanf(text, "Story %d,", &n); err != nil {
		t.Fatalf("%q is no story", text)
	}
	return n
}

// laneCases is how many worlds are tried: each is a store of its own.
const laneCases = 15

// TestTheLaneByChance sends, seals, copies, takes back and decides in any order, over
// many days: whatever was sent and not taken back comes before somebody within the next
// run, once, wherever it lay; and what was taken back never again.
func TestTheLaneByChance(t *testing.T) {
	cases := 0
	rapid.Check(t, func(rt *rapid.T) {
		if cases++; cases > laneCases {
			return
		}
		e, err := sqlite.Open(t.TempDir() + "/kist.db")
		must(t, err)
		defer e.Close()
		k := newKit(t, e, inspections.Open, 3)
		w := &laneWorld{kit: k, lane: k.lane(t, nil), out: map[int]bool{}, shown: map[int]int{}, decided: map[int]bool{}, day: thursday}
		for range rapid.IntRange(3, 14).Draw(rt, "steps") {
			w.step(t, rt, rapid.SampledFrom([]string{"send", "send", "send", "seal", "copy", "copy", "take back", "decide"}).Draw(rt, "do"))
		}
		if rapid.Bool().Draw(rt, "close") {
			must(t, k.sealer.Close(t.Context(), k.round.ID, nil))
		}
		w.step(t, rt, "copy")
		w.check(t, rt)
	})
}

func (w *laneWorld) step(t *testing.T, rt *rapid.T, do string) {
	t.Helper()
	ctx := t.Context()
	switch do {
	case "send":
		f := w.form(len(w.sent))
		must(t, w.inbox.Submit(ctx, f))
		w.sent = append(w.sent, f)
	case "seal":
		must(t, w.sealer.SealDue(ctx))
	case "copy":
		for w.day = w.day.AddDate(0, 0, 1); !Working(w.day); {
			w.day = w.day.AddDate(0, 0, 1)
		}
		must(t, w.lane.CopyDue(ctx, w.day))
	case "take back":
		if len(w.sent) == 0 {
			return
		}
		n := rapid.IntRange(0, len(w.sent)-1).Draw(rt, "which")
		must(t, w.sealer.out.Withdraw(ctx, w.round.ID, w.sent[n].Secret.Receipt(), []string{"story"}))
		w.out[n] = true
	case "decide":
		for _, x := range w.read(t, rt) {
			n := storyNumber(rt, x.Text.Text)
			if rapid.Bool().Draw(rt, "this") {
				must(t, w.lane.Bury(ctx, w.round.ID, x.ID))
				w.decided[n] = true
				w.shown[n]++
			}
		}
	}
}

// read is what waits, of which nothing may be taken back or decided.
func (w *laneWorld) read(t *testing.T, rt *rapid.T) []InLane {
	t.Helper()
	key, err := w.vault.Texts(t.Context(), w.round.ID)
	must(t, err)
	list, closed, err := w.lane.Read(t.Context(), w.round.ID, key, nil)
	must(t, err)
	if len(closed) > 0 {
		rt.Fatalf("%d cannot be opened", len(closed))
	}
	for _, x := range list {
		if n := storyNumber(rt, x.Text.Text); w.out[n] || w.decided[n] {
			rt.Fatalf("story %d is shown: taken back %v, decided %v", n, w.out[n], w.decided[n])
		}
	}
	return list
}

// check wants every story that was not taken back in the lane or decided, once.
func (w *laneWorld) check(t *testing.T, rt *rapid.T) {
	t.Helper()
	var there []int
	for _, x := range w.read(t, rt) {
		there = append(there, storyNumber(rt, x.Text.Text))
	}
	for n := range w.sent {
		times := w.shown[n]
		for _, m := range there {
			if m == n {
				times++
			}
		}
		if !w.out[n] && times != 1 || w.out[n] && times > 1 {
			rt.Fatalf("story %d came before somebody %d times; taken back %v, sent %d, waiting %v", n, times, w.out[n], len(w.sent), there)
		}
	}
}

// TestWorkingDays are Monday to Friday.
func TestWorkingDays(t *testing.T) {
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	var free []string
	for i := range 14 {
		if day := monday.AddDate(0, 0, i); !Working(day) {
			free = append(free, day.Weekday().String())
		}
	}
	if got := strings.Join(free, " "); got != "Saturday Sunday Saturday Sunday" {
		t.Error(got)
	}
}

// TestLaneDocumentsTellNothing: of two texts of the same length, nothing stored tells
// which is which, and no field holds what an inbox or a box holds.
func TestLaneDocumentsTellNothing(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		l := k.lane(t, nil)
		sent := k.send(t, 3)
		must(t, l.CopyDue(t.Context(), thursday))
		var boxed []string
		for _, f := range sent {
			boxed = append(boxed, k.inboxID(t, f), f.Secret.once(), f.Secret.Receipt().Tag(), f.Secret.Receipt().TextTag("story"))
		}
		must(t, k.sealer.SealDue(t.Context()))
		sizes := map[int]bool{}
		for d, err := range l.waits(t.Context(), k.round.ID) {
			must(t, err)
			sizes[len(d.Sealed)] = true
			for _, s := range boxed {
				if d.ID == s || strings.Contains(string(d.Sealed), s) {
					t.Errorf("a document of the lane holds %q", s)
				}
			}
		}
		if len(sizes) != 1 {
			t.Errorf("texts alike have %d sizes", len(sizes))
		}
		if slices.ContainsFunc(k.sealedTexts(t), func(s sealedText) bool { return s.Tag == "" }) {
			t.Error("a text has no tag")
		}
	})
}
