package editing

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/surveys"
)

var (
	crowdTime = flag.Duration("crowd", time.Second, "how long the crowd edits one survey")
	crowdSize = flag.Int("crowd.people", 30, "how many edit one survey at once")
)

// Thirty people edit the same survey at once. Each reads a place, writes words of
// its own there, and joins both texts if it is told of a clash. In the end every
// word that was acknowledged stands in the history exactly once, each change
// replaced just what stood before, and the history leads from the first state to
// the last.
func TestACrowdLosesNothing(t *testing.T) {
	d := newDesk(t)
	first := d.draft(t).Survey
	var places []surveys.Unit
	for u := range first.Units() {
		if u.Wording() && u.Question() != "" {
			places = append(places, u)
		}
	}
	places = places[:6] // few, so that people meet
	until := time.Now().Add(*crowdTime)
	acknowledged := make([][]string, *crowdSize)
	var clashed sync.Map
	var group sync.WaitGroup
	for i := range *crowdSize {
		group.Go(func() {
			for n := 0; n == 0 || time.Now().Before(until); n++ {
				text := fmt.Sprintf("p%d n%d", i, n)
				if d.write(t, places[rand.IntN(len(places))], text, &clashed) {
					acknowledged[i] = append(acknowledged[i], text)
				}
			}
		})
	}
	group.Wait()
	d.replay(t, first, acknowledged)
	shown := 0
	clashed.Range(func(any, any) bool { shown++; return true })
	t.Logf("%d changes, %d clashes shown and joined", d.draft(t).Seq, shown)
}

// write puts a text at a place, joining it with what others write meanwhile.
func (d *desk) write(t *testing.T, u surveys.Unit, text string, clashed *sync.Map) bool {
	e := Edit{Unit: u, After: text, Before: "what nobody ever wrote"}
	if doc, err := d.Get(t.Context(), parents); err == nil {
		e.Before = doc.Survey.Units()[u]
	}
	for {
		_, err := d.Change(t.Context(), parents, []Edit{e}, "crowd", text)
		var clashes Clashes
		switch {
		case err == nil:
			return true
		case errors.As(err, &clashes):
			clashed.Store(text, true)
			e.Before = clashes[0].Now // seen, and replaced on purpose
		case !errors.Is(err, fault.Conflict):
			t.Error(err)
			return false
		}
	}
}

// replay walks the history from the first state and finds every text.
func (d *desk) replay(t *testing.T, first *surveys.Survey, acknowledged [][]string) {
	t.Helper()
	log, err := d.History(t.Context(), parents, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	units, found := first.Units(), map[string]int{}
	for i := len(log) - 1; i >= 0; i-- {
		if log[i].Seq != len(log)-i {
			t.Fatalf("change %d stands at %d", log[i].Seq, len(log)-i)
		}
		for _, e := range log[i].Edits {
			if units[e.Unit] != e.Before {
				t.Fatalf("change %d overwrote %q unseen", log[i].Seq, units[e.Unit])
			}
			put(units, e.Unit, e.After)
			found[e.After]++
		}
	}
	all := 0
	for _, texts := range acknowledged {
		for _, text := range texts {
			all++
			if found[text] != 1 {
				t.Errorf("%q stands %d times in the history", text, found[text])
			}
		}
	}
	if all != len(log) {
		t.Errorf("%d changes were acknowledged, %d are in the history", all, len(log))
	}
	now := d.draft(t).Survey.Units()
	for u, text := range units {
		if now[u] != text {
			t.Errorf("%+v: the history leads to %q, the draft says %q", u, text, now[u])
		}
	}
}
