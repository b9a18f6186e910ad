package texts

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/sqlite"
)

var crowd = []string{"ros", "tom", "ailsa"}

// sqliteKit is a kit on a store in a folder of the test's own.
func sqliteKit(t *testing.T) *kit {
	t.Helper()
	e, err := sqlite.Open(t.TempDir() + "/kist.db")
	must(t, err)
	t.Cleanup(func() { _ = e.Close() })
	return newKit(t, e)
}

// sessionModel is what a session is, said in another way: who asked, who confirmed,
// and when that ends.
type sessionModel struct {
	first, second string
	until         time.Time
}

func (m *sessionModel) at(now time.Time) {
	if m.first != "" && !now.Before(m.until) {
		*m = sessionModel{}
	}
}

// TestSessionsByChance lets three people ask, confirm, end and read in any order while
// time passes: somebody reads exactly when two, of whom they are one, unlocked the round
// less than ten minutes ago and neither has ended it.
func TestSessionsByChance(t *testing.T) {
	k := sqliteKit(t)
	ctx, round := t.Context(), k.round.ID
	rapid.Check(t, func(t *rapid.T) {
		k.texts.sessions = newSessions(k.vault, k.texts.trail, k.now)
		var m sessionModel
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			who := rapid.SampledFrom(crowd).Draw(t, "who")
			m.at(k.now())
			switch rapid.SampledFrom([]string{"ask", "confirm", "end", "wait"}).Draw(t, "do") {
			case "ask":
				err := k.texts.Ask(ctx, round, Unreviewed, who)
				if (err == nil) != (m.first == "") {
					t.Fatalf("asking: %v, %+v", err, m)
				}
				if err == nil {
					m = sessionModel{first: who, until: k.now().Add(Lasts)}
				}
			case "confirm":
				err := k.texts.Confirm(ctx, round, Unreviewed, who, "")
				if (err == nil) != (m.first != "" && m.second == "" && m.first != who) {
					t.Fatalf("confirming: %v, %+v", err, m)
				}
				if err == nil {
					m.second, m.until = who, k.now().Add(Lasts)
				}
			case "end":
				err := k.texts.End(ctx, round, Unreviewed, who)
				mine := m.first == who || m.second == who
				if (err == nil) != (m.first == "" || mine) {
					t.Fatalf("ending: %v, %+v", err, m)
				}
				if mine {
					m = sessionModel{}
				}
			case "wait":
				k.pass(time.Duration(rapid.IntRange(0, 11).Draw(t, "minutes")) * time.Minute)
			}
			m.at(k.now())
			for _, reader := range crowd {
				_, err := k.texts.Enter(ctx, round, Unreviewed, reader)
				if (err == nil) != (m.second != "" && (m.first == reader || m.second == reader)) {
					t.Fatalf("%s reads: %v, %+v", reader, err, m)
				}
			}
		}
	})
}

// said is what a review is, said in another way: the latest word of each, in the order
// of their first.
type said struct {
	who  []string
	hold map[string]bool
	cut  map[string]bool
}

func (s *said) open() bool { return len(s.who) < 2 }

// TestReviewsByChance lets three people say what they like in any order, and have it
// looked at again: a text is read exactly while the latest words of two different people
// pass it, and without what either took out.
func TestReviewsByChance(t *testing.T) {
	k := sqliteKit(t)
	ctx := t.Context()
	s := k.boxed(t, named, plays, loud)
	_, ids := k.desk(t, s, "ros")
	analysis := k.unlock(t, Analysis)
	id, cut := ids[named], Cut{4, 19, "name"}
	rapid.Check(t, func(t *rapid.T) {
		if err := k.texts.Again(ctx, s, "ros", id); err != nil && !errors.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		m := &said{hold: map[string]bool{}, cut: map[string]bool{}}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			who := rapid.SampledFrom(crowd).Draw(t, "who")
			if rapid.IntRange(0, 5).Draw(t, "do") == 0 {
				if err := k.texts.Again(ctx, s, who, id); err != nil && len(m.who) > 0 {
					t.Fatal(err)
				}
				m = &said{hold: map[string]bool{}, cut: map[string]bool{}}
				continue
			}
			hold, takesOut := rapid.Bool().Draw(t, "hold"), rapid.Bool().Draw(t, "cut")
			var cuts []Cut
			if takesOut {
				cuts = []Cut{cut}
			}
			err := k.texts.Say(ctx, s, who, id, hold, cuts)
			if (err == nil) != m.open() {
				t.Fatalf("%s says: %v after %v", who, err, m.who)
			}
			if err == nil {
				if !slices.Contains(m.who, who) {
					m.who = append(m.who, who)
				}
				m.hold[who], m.cut[who] = hold, takesOut
			}
		}
		got, err := k.words(ctx, analysis)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		if !m.open() && !m.hold[m.who[0]] && !m.hold[m.who[1]] {
			want = []string{named}
			if m.cut[m.who[0]] || m.cut[m.who[1]] {
				want = []string{"the [name 1] is loud and the [name 1] is late"}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q are read, want %q: %+v", got, want, *m)
		}
	})
}

// TestConcernsByChance walks a concern by chance: only steps that follow are taken, each
// once, and it ends where nothing follows.
func TestConcernsByChance(t *testing.T) {
	k := sqliteKit(t)
	ctx, n := t.Context(), 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		public, err := k.texts.public(ctx, k.round.ID)
		if err != nil {
			t.Fatal(err)
		}
		c := &Concern{Round: k.round.ID, Open: k.round.ID, Words: []byte("sealed")}
		c.ID = fmt.Sprint("concern-", n)
		if err := errors.Join(k.texts.take(public, c, Raised, "", "ros"), k.texts.concerns.Insert(ctx, c)); err != nil {
			t.Fatal(err)
		}
		at := Raised
		for range 8 {
			step := rapid.SampledFrom(Steps()).Draw(t, "step")
			err := k.texts.Advance(ctx, k.round.ID, c.ID, step, "", "tom")
			if (err == nil) != slices.Contains(at.Next(), step) {
				t.Fatalf("from %s to %s: %v", at, step, err)
			}
			if err == nil {
				at = step
			}
		}
		now, err := k.texts.Concern(ctx, k.round.ID, c.ID)
		if err != nil || now.Step() != at || (now.Open == "") != (len(at.Next()) == 0) || (now.Until != "") != (now.Open == "") {
			t.Fatalf("%v: %+v", err, now)
		}
		seen := map[Step]bool{}
		for _, d := range now.Taken {
			if seen[d.Step] {
				t.Fatalf("%s was taken twice", d.Step)
			}
			seen[d.Step] = true
		}
	})
}

// TestTwoConfirmAtOnce: one of them is the second, the other is told that it is open.
func TestTwoConfirmAtOnce(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		must(t, k.texts.Ask(t.Context(), k.round.ID, Unreviewed, "ros"))
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wg.Go(func() { errs[i] = k.texts.Confirm(t.Context(), k.round.ID, Unreviewed, fmt.Sprint("tom", i), "") })
		}
		wg.Wait()
		opened := 0
		for i, err := range errs {
			switch {
			case err == nil:
				opened++
				if _, err := k.texts.Enter(t.Context(), k.round.ID, Unreviewed, fmt.Sprint("tom", i)); err != nil {
					t.Errorf("the second does not read: %v", err)
				}
			case !errors.Is(err, fault.Exists):
				t.Error(err)
			}
		}
		if opened != 1 {
			t.Errorf("%d were the second", opened)
		}
		said := 0
		for line, n := range k.deeds(t, sessionsName, k.round.ID) {
			if strings.HasSuffix(line, " texts.unlock") {
				said += n
			}
		}
		if said != 1 {
			t.Errorf("the audit says that %d unlocked it", said)
		}
	})
}

// TestBothSpeakAtOnce: whoever writes first, the text has two words and one fate.
func TestBothSpeakAtOnce(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		s := k.boxed(t, named, plays, loud)
		_, ids := k.desk(t, s, "ros")
		var wg sync.WaitGroup
		var mu sync.Mutex
		var errs []error
		for _, id := range ids {
			for _, who := range crowd[:2] {
				wg.Go(func() {
					err := k.texts.Say(t.Context(), s, who, id, false, nil)
					mu.Lock()
					defer mu.Unlock()
					errs = append(errs, err)
				})
			}
		}
		wg.Wait()
		must(t, errors.Join(errs...))
		if got := k.reviewedWords(t); !slices.Equal(got, []string{loud, plays, named}) {
			t.Errorf("%q are read", got)
		}
	})
}

// TestReadingWhileItEnds: whoever reads when a session ends is told so, and gets no word
// after.
func TestReadingWhileItEnds(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.copied(t, calm, harm)
		s := k.unlock(t, Unreviewed)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for {
					if _, _, err := k.texts.Waiting(t.Context(), s); err != nil {
						if !errors.Is(err, fault.Closed) {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		must(t, k.texts.End(t.Context(), k.round.ID, Unreviewed, "tom"))
		wg.Wait()
	})
}

// TestASessionIsOfOneServer: another server on the same store knows nothing of it, and
// after a start nothing is open.
func TestASessionIsOfOneServer(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.unlock(t, Unreviewed)
		here := k.texts
		k.join(t, nil)
		if st := k.texts.Standing(k.round.ID, Unreviewed); st != (Standing{}) {
			t.Errorf("another server has %+v", st)
		}
		if st := here.Standing(k.round.ID, Unreviewed); !st.Open {
			t.Error("the first has lost it")
		}
		for _, name := range []string{sessionsName, "sessions"} {
			docs, err := k.engine.Ensure(t.Context(), store.Spec{Name: name})
			must(t, err)
			if n, err := docs.Count(t.Context(), store.Query{}); n != 0 || err != nil {
				t.Errorf("%d documents in %s, %v", n, name, err)
			}
		}
	})
}
