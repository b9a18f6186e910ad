package findings

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"kist/internal/fault"
	"kist/internal/store/storetest"

	"pgregory.net/rapid"
)

// walk is one finding that people do anything to, in any order, beside what must be so.
type walk struct {
	*room
	id      string
	wrote   map[string]bool // since it was last agreed
	agreed  string          // the statement that two stand for; empty: none
	said    map[string]bool // every statement that was ever saved
	version int
}

var anybody = []string{"morven", "david", "iona"}

// now reads the finding.
func (w *walk) now(rt *rapid.T) *Finding {
	f, err := w.Get(w.t.Context(), w.id)
	if err != nil {
		rt.Fatal(err)
	}
	return f
}

// may says that what was done is either done or refused for a reason that people can
// be told.
func (w *walk) may(rt *rapid.T, what string, err error) bool {
	for _, kind := range []error{fault.Closed, fault.Invalid, fault.Denied, fault.Conflict} {
		if errors.Is(err, kind) {
			return false
		}
	}
	if err != nil {
		rt.Fatalf("%s: %v", what, err)
	}
	return true
}

// save writes a sentence, with evidence under it or without.
func (w *walk) save(rt *rapid.T) {
	f, who := w.now(rt), rapid.SampledFrom(anybody).Draw(rt, "who")
	c := f.Latest.Content
	c.Statement = rapid.SampledFrom([]string{
		"Few at 14 to 18 were told",
		"Only 40% at 14 to 18 were told",
		"Only 45% at 14 to 18 were told", // nothing that is cited says so
	}).Draw(rt, "statement")
	c.Bears = rapid.SampledFrom([]Bears{"", Strength, Improvement}).Draw(rt, "bears")
	c.Indicators = []string{"5.4"}
	c.Sources = nil
	if rapid.Bool().Draw(rt, "cites") {
		s := table()
		s.Key = "table"
		c = c.With(s)
	}
	after, err := w.Save(w.t.Context(), w.id, f.Latest.Number, c, "", who)
	if w.may(rt, "save", err) && after.Latest.Number > f.Latest.Number {
		w.wrote[who], w.said[c.Statement] = true, true
	}
}

// late saves from an earlier version than the present one.
func (w *walk) late(rt *rapid.T) {
	f, who := w.now(rt), rapid.SampledFrom(anybody).Draw(rt, "who")
	base := rapid.IntRange(1, f.Latest.Number).Draw(rt, "base")
	v, err := w.Version(w.t.Context(), f, base)
	if err != nil {
		rt.Fatal(err)
	}
	c := v.Content
	c.Unknown = rapid.SampledFrom([]string{"Why.", "Who."}).Draw(rt, "unknown")
	after, err := w.Save(w.t.Context(), w.id, base, c, "", who)
	if !w.may(rt, "late", err) {
		return
	}
	if after.Latest.Content.Statement != f.Latest.Content.Statement {
		rt.Fatalf("a late form took back %q", f.Latest.Content.Statement)
	}
	if after.Latest.Number > f.Latest.Number {
		w.wrote[who] = true
	}
}

// move says what the evidence shows.
func (w *walk) move(rt *rapid.T) {
	f, who := w.now(rt), rapid.SampledFrom(anybody).Draw(rt, "who")
	_, err := w.Move(w.t.Context(), w.id, f.Mark(), rapid.SampledFrom(Concerns()).Draw(rt, "state"), "Because.", who)
	if w.may(rt, "move", err) {
		w.wrote[who] = true
	}
}

// offer lays it before a second inspector; one with a number that nothing holds stays.
func (w *walk) offer(rt *rapid.T) {
	f := w.now(rt)
	_, err := w.Offer(w.t.Context(), w.id, f.Mark(), rapid.SampledFrom(anybody).Draw(rt, "who"))
	if !w.may(rt, "offer", err) {
		return
	}
	c := f.Latest.Content
	if len(c.Sources) == 0 || c.Bears == "" || c.Statement == "Only 45% at 14 to 18 were told" {
		rt.Fatalf("%+v was offered", c)
	}
}

// read is what a second inspector finds; nobody who wrote any of it agrees it.
func (w *walk) read(rt *rapid.T) {
	f, who := w.now(rt), rapid.SampledFrom(anybody).Draw(rt, "who")
	is := rapid.SampledFrom(Verdicts()).Draw(rt, "is")
	_, err := w.Read(w.t.Context(), w.id, f.Mark(), is, "Because.", who)
	if !w.may(rt, "read", err) {
		return
	}
	if w.wrote[who] {
		rt.Fatalf("%s wrote it and read it", who)
	}
	if is == Yes {
		w.agreed = f.Latest.Content.Statement
	}
}

// reopen takes an agreed finding up again.
func (w *walk) reopen(rt *rapid.T) {
	f, who := w.now(rt), rapid.SampledFrom(anybody).Draw(rt, "who")
	_, err := w.Reopen(w.t.Context(), w.id, f.Mark(), "Again.", who)
	if w.may(rt, "reopen", err) {
		w.wrote = map[string]bool{who: true}
	}
}

// withdraw gives it up; what was ever agreed stays.
func (w *walk) withdraw(rt *rapid.T) {
	f := w.now(rt)
	_, err := w.Withdraw(w.t.Context(), w.id, f.Mark(), "No more.", "morven")
	if w.may(rt, "withdraw", err) && w.agreed != "" {
		rt.Fatal("an agreed finding was withdrawn")
	}
}

// holds is what must be so after each step.
func (w *walk) holds(rt *rapid.T) {
	f := w.now(rt)
	if f.Latest.Number < w.version {
		rt.Fatalf("version %d after %d", f.Latest.Number, w.version)
	}
	w.version = f.Latest.Number
	if w.agreed == "" && f.Agreed != nil || w.agreed != "" && (f.Agreed == nil || f.Agreed.Statement != w.agreed) {
		rt.Fatalf("%+v is agreed, want %q", f.Agreed, w.agreed)
	}
	list, err := w.History(w.t.Context(), f)
	if err != nil || len(list) != f.Latest.Number {
		rt.Fatalf("%d versions of %d, %v", len(list), f.Latest.Number, err)
	}
	for i, v := range list {
		if v.Number != f.Latest.Number-i {
			rt.Fatalf("version %d at place %d", v.Number, i)
		}
	}
	for statement := range w.said {
		if !slices.ContainsFunc(list, func(v Version) bool { return v.Content.Statement == statement }) {
			rt.Fatalf("%q is in no version", statement)
		}
	}
}

// Whatever people do in whatever order: two stand for what is agreed, no number stands
// in it that no release holds, and nothing that was written is lost.
func TestAnyOrder(t *testing.T) {
	r := newRoom(t, storetest.SQLite(t)())
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > 25 { // enough: each is many writes
			return
		}
		first := fmt.Sprintf("A first sentence (question %d)", n)
		f, err := r.Start(t.Context(), place, Content{Statement: first}, Uncertain, "Because.", "morven")
		if err != nil {
			rt.Fatal(err)
		}
		w := &walk{
			room:  r,
			id:    f.ID,
			wrote: map[string]bool{"morven": true},
			said:  map[string]bool{first: true},
		}
		rt.Repeat(map[string]func(*rapid.T){
			"save":     w.save,
			"late":     w.late,
			"move":     w.move,
			"offer":    w.offer,
			"read":     w.read,
			"reopen":   w.reopen,
			"withdraw": w.withdraw,
			"":         w.holds,
		})
	})
}
