package ballot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// desk is where people type forms on paper in, of a round with slips.
type desk struct {
	*kit
	*Papers
	slips []string
	lines wire
	day   time.Time
}

func newDesk(t *testing.T, e store.Engine) *desk {
	t.Helper()
	d := &desk{kit: newKit(t, e, inspections.Ticketed, 1), day: time.Now()}
	var err error
	d.slips, err = d.kit.inbox.tickets.Issue(t.Context(), "round", 4)
	must(t, err)
	d.open(t)
	return d
}

// open opens the parts that take answers in on a store that can be cut off.
func (d *desk) open(t *testing.T) {
	t.Helper()
	d.lines = wire{Engine: d.engine, left: -1}
	inbox, err := OpenInbox(t.Context(), &d.lines, d.book, d.keys.Tickets, nil)
	must(t, err)
	d.Papers, err = OpenPapers(t.Context(), &d.lines, inbox, d.keys.Wrap, nil)
	must(t, err)
	d.memory = 8
	d.Papers.now = func() time.Time { return d.day }
}

func eachDesk(t *testing.T, test func(t *testing.T, d *desk)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) { test(t, newDesk(t, open())) })
}

// wire is a store that is cut off after a number of writes; -1: never. With lost, the
// write that is cut off is done, and only its answer lost.
type wire struct {
	store.Engine
	counting sync.Mutex
	left     int
	lost     bool
}

type wireDocs struct {
	store.Docs
	wire *wire
}

var errCut = errors.New("the server is gone")

func (w *wire) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := w.Engine.Ensure(ctx, spec)
	return wireDocs{docs, w}, err
}

func (w *wire) write(do func() error) error {
	w.counting.Lock()
	cut := w.left == 0
	if !cut {
		w.left--
	}
	w.counting.Unlock()
	if !cut {
		return do()
	}
	if w.lost {
		_ = do()
	}
	return errCut
}

func (d wireDocs) Insert(ctx context.Context, id string, doc any) error {
	return d.wire.write(func() error { return d.Docs.Insert(ctx, id, doc) })
}

func (d wireDocs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	return d.wire.write(func() error { return d.Docs.Replace(ctx, id, rev, doc) })
}

func (d wireDocs) Delete(ctx context.Context, id string) error {
	return d.wire.write(func() error { return d.Docs.Delete(ctx, id) })
}

// typed is what somebody typed of the nth form.
func typed(n int, text string) Entry {
	return Entry{
		Edition: "11-13", Language: "en", Setting: "school",
		Answers: surveys.Answers{"child": {fmt.Sprint(n)}}, Texts: map[string]string{"story": text}, Unread: []string{"other"},
	}
}

func (d *desk) paper(n int, by string) Paper { return Paper{Round: "round", Slip: d.slips[n], By: by} }

// form is what is counted of an entry.
func (e Entry) form() Form {
	return Form{Edition: e.Edition, AgeBand: e.Edition, Language: e.Language, Setting: e.Setting, Answers: e.Answers, Texts: e.Texts}
}

// types does what the page does when somebody has typed a form: keeps it, and sends it
// if somebody else typed it before. Where they differ, what stands in the paper is e.
func (d *desk) types(ctx context.Context, of Paper, e Entry) (sent bool, err error) {
	pair, err := d.Keep(ctx, of, e, false)
	if errors.Is(err, fault.Conflict) {
		pair, err = d.Keep(ctx, of, e, true)
	}
	if errors.Is(err, ErrSent) {
		return true, nil
	}
	if err != nil || pair.Second == nil || pair.Mine {
		return false, err
	}
	err = d.Send(ctx, of, pair, e.form())
	return err == nil, err
}

// kept is how many forms lie there, typed once.
func (d *desk) kept(t *testing.T) int {
	t.Helper()
	n, err := d.docs.Count(t.Context(), store.Query{})
	must(t, err)
	return int(n)
}

// holds fails unless so many are kept and so many wait to be sealed.
func (d *desk) holds(t *testing.T, kept, waiting int) {
	t.Helper()
	if k, w := d.kept(t), d.waiting(t); k != kept || w != waiting {
		t.Fatalf("%d kept and %d sent, want %d and %d", k, w, kept, waiting)
	}
}

func TestTwoPeopleTypeAForm(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx, ann, ben := t.Context(), d.paper(0, "ann"), d.paper(0, "ben")
		ben.Slip = " " + strings.ToLower(ben.Slip[:5]) + "-" + ben.Slip[5:]
		if pair, err := d.Look(ctx, ann); pair != nil || err != nil {
			t.Fatalf("before anybody typed: %v, %v", pair, err)
		}
		pair, err := d.Keep(ctx, ann, typed(1, "My pal Seonaidh\nis on 07700 900123."), false)
		must(t, err)
		if !pair.Mine || pair.Second != nil || pair.Until != d.day.AddDate(0, 0, PaperDays).Format(time.DateOnly) {
			t.Errorf("%+v", pair)
		}
		pair, err = d.Keep(ctx, ann, typed(2, "My pal Seonaidh is on 07700 900123."), false) // corrects it: still one person
		must(t, err)
		if pair.Second != nil {
			t.Error("one person typed both")
		}
		d.holds(t, 1, 0)
		if pair, err = d.Look(ctx, ben); err != nil || pair.Mine || pair.Second != nil {
			t.Fatalf("%+v, %v", pair, err)
		}
		pair, err = d.Keep(ctx, ben, typed(2, "My pal  Seonaidh is on\n07700 900123."), false)
		must(t, err)
		for _, q := range []string{"child", "story", "other"} {
			if !pair.First.Same(*pair.Second, q) {
				t.Errorf("%s differs: %v", q, pair)
			}
		}
		if pair.Mine || strings.Contains(pair.First.Texts["story"], "Seonaidh") {
			t.Errorf("%+v", pair)
		}
		if seen, err := d.Look(ctx, ann); err != nil || !seen.Mine || seen.Second == nil || seen.Mark != pair.Mark {
			t.Errorf("%+v, %v", seen, err)
		}
		d.holds(t, 1, 0)
		must(t, d.Send(ctx, ben, pair, pair.Second.form()))
		d.holds(t, 0, 1)
		must(t, d.Send(ctx, ben, pair, pair.Second.form())) // whoever did not hear the answer
		for _, again := range []Paper{ann, ben} {
			_, err = d.Look(ctx, again)
			wantErr(t, err, fault.Exists)
			_, err = d.Keep(ctx, again, typed(2, ""), false)
			wantErr(t, err, fault.Exists)
		}
		d.holds(t, 0, 1)
		d.counts(t, "paper", "My pal  [name 1] is on\n[phone].")
	})
}

// counts closes the round and wants one response of this mode with this text.
func (d *desk) counts(t *testing.T, mode, story string) {
	t.Helper()
	must(t, d.sealer.Close(t.Context(), "round", nil))
	n := 0
	must(t, d.opener.Batches(t.Context(), "round", func(b Batch) error {
		for _, r := range b.Rows.All() {
			if n++; r.Mode != mode || r.Setting != "school" || r.Edition != "11-13" {
				t.Errorf("counted: %+v", r)
			}
		}
		return nil
	}))
	texts, _, err := d.opener.Texts(t.Context(), "round")
	must(t, err)
	if n != 1 || len(texts) != 1 || texts[0].Text != story {
		t.Errorf("%d counted, with %v", n, texts)
	}
}

// A form that one person typed before the key file was renewed is found by the other, and
// one that nobody had typed lies where the new key says.
func TestPapersOfARenewedKeyFile(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t)())
	ctx, first := t.Context(), typed(1, "My pal Seonaidh is kind.")
	_, err := d.Keep(ctx, d.paper(0, "ann"), first, false)
	must(t, err)
	before := d.keys.Wrap
	d.keys.Wrap = seal.NewKey()
	d.open(t)
	d.Papers.Renewed(before)
	d.Papers.older.memory = d.memory
	if pair, err := d.Look(ctx, d.paper(0, "ann")); err != nil || pair == nil || !pair.Mine {
		t.Errorf("who typed it: %+v, %v", pair, err)
	}
	if sent, err := d.types(ctx, d.paper(0, "ben"), first); err != nil || !sent {
		t.Fatalf("the second: %v, %v", sent, err)
	}
	d.holds(t, 0, 1)
	_, err = d.Keep(ctx, d.paper(1, "ann"), first, false)
	must(t, err)
	d.Papers.older = nil
	if pair, err := d.Look(ctx, d.paper(1, "ann")); err != nil || pair == nil {
		t.Errorf("a form typed since needs the key from before: %v", err)
	}
	if n, err := d.Lie(ctx); err != nil || n != 1 {
		t.Errorf("%d lie there, %v", n, err)
	}
}

func TestPapersThatCannotBeCompared(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx, ann, ben := t.Context(), d.paper(0, "ann"), d.paper(0, "ben")
		_, err := d.Keep(ctx, ann, typed(1, "x"), false)
		must(t, err)
		for change, entry := range map[string]func(*Entry){
			"edition": func(e *Entry) { e.Edition = "8-10" }, "language": func(e *Entry) { e.Language = "ar" }, "setting": func(e *Entry) { e.Setting = "home" },
		} {
			e := typed(1, "x")
			entry(&e)
			pair, err := d.Keep(ctx, ben, e, false)
			wantErr(t, err, fault.Conflict)
			if pair == nil || pair.Second != nil || pair.Mine {
				t.Errorf("%s: %+v", change, pair)
			}
		}
		other := typed(1, "x")
		other.Edition = "8-10"
		pair, err := d.Keep(ctx, ben, other, true)
		if err != nil || !pair.Mine || pair.Second != nil || pair.First.Edition != "8-10" {
			t.Fatalf("%+v, %v", pair, err)
		}
		_, err = d.Keep(ctx, ann, typed(1, "x"), false)
		wantErr(t, err, fault.Conflict) // now the other way round
		pair, err = d.Keep(ctx, ann, other, false)
		if err != nil || pair.Second == nil {
			t.Fatalf("%+v, %v", pair, err)
		}
		third, err := d.Keep(ctx, d.paper(0, "cat"), typed(9, "y"), true)
		if err != nil || third.Mark != pair.Mark || third.Mine {
			t.Errorf("a third person changes what two typed: %+v, %v", third, err)
		}
	})
}

func TestSlipsThatAreNone(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		other := *d.round
		other.Head, other.Door = store.Head{ID: "other"}, inspections.Ticketed
		open := other
		open.Head, open.Door = store.Head{ID: "open"}, inspections.Open
		pilot := other
		pilot.Head, pilot.Pilot = store.Head{ID: "pilot"}, "survey"
		for _, r := range []*inspections.Round{&other, &open, &pilot} {
			must(t, d.book.Rounds.Insert(ctx, r))
		}
		var problem fault.Problem
		for slip, want := range map[string]error{"ZZZZZZZZZZ": fault.NotFound, "": fault.Invalid, "ABC": fault.Invalid, strings.Repeat("A", 5000): fault.Invalid, "UUUUUUUUUU": fault.Invalid} {
			_, err := d.Look(ctx, Paper{Round: "round", Slip: slip, By: "ann"})
			_, kept := d.Keep(ctx, Paper{Round: "round", Slip: slip, By: "ann"}, typed(1, "x"), false)
			for _, err := range []error{err, kept} {
				if want == fault.Invalid && !errors.As(err, &problem) || want == fault.NotFound && !errors.Is(err, want) {
					t.Errorf("%q: %v", slip, err)
				}
			}
		}
		for _, round := range []string{"other", "none"} {
			_, err := d.Look(ctx, Paper{Round: round, Slip: d.slips[0], By: "ann"})
			wantErr(t, err, fault.NotFound)
		}
		for _, round := range []string{"open", "pilot"} {
			_, err := d.Look(ctx, Paper{Round: round, Slip: d.slips[0], By: "ann"})
			wantErr(t, err, fault.Invalid)
		}
		d.holds(t, 0, 0)
	})
}

// A child who sent the answers from a phone as well is counted once: the phone.
func TestSlipUsedOnAPhone(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		phone := func(n int) {
			f := d.kit.form(n)
			f.Slip = d.slips[n]
			must(t, d.kit.inbox.Submit(ctx, f))
		}
		phone(0)
		_, err := d.Look(ctx, d.paper(0, "ann"))
		wantErr(t, err, fault.Exists)
		_, err = d.types(ctx, d.paper(0, "ann"), typed(0, "x"))
		wantErr(t, err, fault.Exists)
		_, err = d.types(ctx, d.paper(1, "ann"), typed(1, "x"))
		must(t, err)
		phone(1)
		_, err = d.types(ctx, d.paper(1, "ben"), typed(1, "x"))
		wantErr(t, err, fault.Exists)
		d.holds(t, 0, 2)
		_, err = d.types(ctx, d.paper(2, "ann"), typed(2, "x"))
		must(t, err)
		pair, err := d.Keep(ctx, d.paper(2, "ben"), typed(2, "x"), false)
		must(t, err)
		phone(2)
		wantErr(t, d.Send(ctx, d.paper(2, "ben"), pair, pair.First.form()), fault.Exists)
		d.holds(t, 0, 3)
	})
}

func TestPapersOfAClosedRound(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		pairs := make([]*Pair, 3)
		for n := range pairs {
			_, err := d.types(ctx, d.paper(n, "ann"), typed(n, "x"))
			must(t, err)
			if n == 0 {
				continue
			}
			pairs[n], err = d.Keep(ctx, d.paper(n, "ben"), typed(n, "x"), false)
			must(t, err)
		}
		d.lines.left, d.lines.lost = 0, true // sent, and nobody heard
		if err := d.Send(ctx, d.paper(1, "ben"), pairs[1], pairs[1].First.form()); !errors.Is(err, errCut) {
			t.Fatal(err)
		}
		d.lines.left = -1
		_, err := d.book.MarkFinal(ctx, "round")
		must(t, err)
		_, err = d.types(ctx, d.paper(0, "ben"), typed(0, "x"))
		wantErr(t, err, fault.Closed)
		_, err = d.Look(ctx, d.paper(3, "ben"))
		wantErr(t, err, fault.Closed)
		_, err = d.Look(ctx, d.paper(1, "ben"))
		wantErr(t, err, ErrUnsure)
		wantErr(t, d.Send(ctx, d.paper(1, "ben"), pairs[1], pairs[1].First.form()), ErrUnsure)
		wantErr(t, d.Send(ctx, d.paper(2, "ben"), pairs[2], pairs[2].First.form()), ErrUnsure)
		d.holds(t, 2, 1)
		must(t, d.sealer.Close(ctx, "round", nil))
		if pair, err := d.Look(ctx, d.paper(2, "ann")); err != nil || pair == nil {
			t.Errorf("%v, %v", pair, err)
		}
		wantErr(t, d.Send(ctx, d.paper(2, "ben"), pairs[2], pairs[2].First.form()), fault.Closed)
		_, err = d.Look(ctx, d.paper(1, "ben"))
		wantErr(t, err, ErrSent)
		d.holds(t, 0, 0)
		if got := d.counted(t); len(got) != 1 || got[0] != "1" {
			t.Errorf("counted: %v", got)
		}
	})
}

func TestPaperWaitsUntilItsLastDay(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		_, err := d.types(ctx, d.paper(0, "ann"), typed(0, "x"))
		must(t, err)
		d.day = d.day.AddDate(0, 0, PaperDays)
		must(t, d.Sweep(ctx))
		if pair, err := d.Look(ctx, d.paper(0, "ben")); err != nil || pair == nil {
			t.Fatalf("%v, %v", pair, err)
		}
		_, err = d.types(ctx, d.paper(1, "ann"), typed(1, "x"))
		must(t, err)
		d.round.Closes = ""
		d.day = d.day.AddDate(0, 0, 1)
		must(t, d.Sweep(ctx))
		d.holds(t, 1, 0)
		d.day = d.day.AddDate(0, 0, PaperDays)
		_, err = d.Look(ctx, d.paper(1, "ben")) // nobody swept yet
		if err != nil && !errors.Is(err, fault.Closed) {
			t.Fatal(err)
		}
		d.holds(t, 0, 0)
	})
}

// What is stored of a form is the same for every form: a number, a day, sealed bytes.
func TestPaperTellsNothing(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		_, err := d.types(ctx, d.paper(0, "ann-the-typist"), typed(1, "heron over the roof"))
		must(t, err)
		_, err = d.Keep(ctx, d.paper(0, "ben-the-typist"), typed(2, strings.Repeat("heron ", 500)), false)
		must(t, err)
		_, err = d.types(ctx, d.paper(1, "ann-the-typist"), Entry{Edition: "11-13"})
		must(t, err)
		all, err := d.docs.All(ctx, store.Query{})
		must(t, err)
		if len(all) != 2 || len(all[0].Sealed) != len(all[1].Sealed) {
			t.Fatalf("lengths tell forms apart: %d", len(all))
		}
		for _, doc := range all {
			for _, canary := range []string{"heron", "round", "11-13", "school", "typist", d.slips[0], d.slips[1]} {
				if bytes.Contains(doc.Sealed, []byte(canary)) || strings.Contains(doc.ID+doc.Expires, canary) {
					t.Errorf("stored: %s", canary)
				}
			}
			for _, slip := range d.slips {
				if doc.ID == d.kit.inbox.tickets.id("round", slip) {
					t.Error("a form is found by its ticket")
				}
			}
		}
		d.salt[0] ^= 1 // another key file
		if pair, err := d.Look(ctx, d.paper(0, "ben-the-typist")); pair != nil || err != nil {
			t.Errorf("%v, %v", pair, err)
		}
	})
}

func TestPaperTooLong(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		e := typed(1, "")
		e.Answers["child"] = surveys.Answer{strings.Repeat("x", maxPapers)}
		_, err := d.Keep(t.Context(), d.paper(0, "ann"), e, false)
		var problem fault.Problem
		if !errors.As(err, &problem) || problem.ID != "problem.form_size" {
			t.Error(err)
		}
		d.holds(t, 0, 0)
	})
}

// The store is cut off at every write, before it or with its answer lost. Who asks again
// comes to one answer and leaves nothing.
func TestPaperCutOffAnywhere(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		for _, lost := range []bool{false, true} {
			for cut := range 5 { // keep, keep, insert, delete; and one too many
				slips, err := d.kit.inbox.tickets.Issue(t.Context(), "round", 1)
				must(t, err)
				d.slips = slips
				before := d.waiting(t)
				d.lines.left, d.lines.lost = cut, lost
				for _, who := range []string{"ann", "ben"} {
					if _, err := d.types(t.Context(), d.paper(0, who), typed(1, "x")); err != nil {
						if !errors.Is(err, errCut) {
							t.Fatalf("cut %d: %v", cut, err)
						}
						d.open(t) // a new server
						_, err = d.types(t.Context(), d.paper(0, who), typed(1, "x"))
						if err != nil {
							t.Fatalf("again after cut %d: %v", cut, err)
						}
					}
				}
				d.lines.left = -1
				if _, err := d.types(t.Context(), d.paper(0, "ben"), typed(1, "x")); err != nil && !errors.Is(err, fault.Exists) {
					t.Fatalf("after cut %d: %v", cut, err)
				}
				d.holds(t, 0, before+1)
			}
		}
	})
}

// Two at the same time, as first or as second: one form, counted once, and only what two
// people typed.
func TestPaperTypedAtTheSameTime(t *testing.T) {
	storetest.EachAtomic(t, func(t *testing.T, open storetest.Open) {
		d := newDesk(t, open())
		for n, people := range [][]string{{"ann", "ben"}, {"ann", "ben", "cat", "dan"}, {"ann", "ann", "ann"}} {
			var wg sync.WaitGroup
			for _, who := range people {
				wg.Go(func() {
					if _, err := d.types(context.Background(), d.paper(n, who), typed(n, "x")); err != nil && !errors.Is(err, fault.Exists) {
						t.Errorf("%s: %v", who, err)
					}
				})
			}
			wg.Wait()
		}
		d.holds(t, 1, 2) // what one person typed three times waits for another
		if diff := cmp.Diff([]string{"0", "1"}, d.sealed(t)); diff != "" {
			t.Error(diff)
		}
	})
}

// Whoever types in whatever order, with phones between them and a store that is cut off
// again and again: nothing is sent that fewer than two people typed, nothing twice, and
// once all are heard nothing is left.
func TestPaperInAnyOrder(t *testing.T) {
	storetest.EachAtomic(t, func(t *testing.T, open storetest.Open) {
		d := newDesk(t, open())
		rapid.Check(t, func(r *rapid.T) { inAnyOrder(t, r, d) })
	})
}

func inAnyOrder(t *testing.T, r *rapid.T, d *desk) {
	slips, err := d.kit.inbox.tickets.Issue(t.Context(), "round", 1)
	must(t, err)
	d.slips = slips
	before, typists, phone := d.waiting(t), map[string]bool{}, false
	for range rapid.IntRange(1, 8).Draw(r, "steps") {
		d.lines.left, d.lines.lost = rapid.IntRange(-1, 3).Draw(r, "cut"), rapid.Bool().Draw(r, "lost")
		who := rapid.SampledFrom([]string{"ann", "ben", "cat", "phone"}).Draw(r, "who")
		if who == "phone" {
			f := d.kit.form(1)
			f.Slip = slips[0]
			phone = phone || d.kit.inbox.Submit(t.Context(), f) == nil
			continue
		}
		typists[who] = true
		e := typed(rapid.IntRange(0, 1).Draw(r, "answer"), "x")
		e.Language = rapid.SampledFrom([]string{"en", "en", "en", "gd"}).Draw(r, "language")
		sent, err := d.types(t.Context(), d.paper(0, who), e)
		d.lines.left = -1
		now := d.waiting(t) - before
		if now > 1 || now == 1 && len(typists) < 2 && !phone || sent && now != 1 {
			r.Fatalf("%d sent by %v; told: %v, %v", now, typists, sent, err)
		}
	}
	d.lines.left = -1
	for _, who := range []string{"ann", "ben", "ann", "ben"} {
		if _, err := d.types(t.Context(), d.paper(0, who), typed(1, "x")); err != nil && !errors.Is(err, fault.Exists) {
			r.Fatal(err)
		}
	}
	d.holds(t, 0, before+1)
}

// sealed closes the round and gives what was counted.
func (d *desk) sealed(t *testing.T) []string {
	t.Helper()
	must(t, d.sealer.Close(t.Context(), "round", nil))
	return d.counted(t)
}

func FuzzDecodePapers(f *testing.F) {
	f.Add(seal.Pad([]byte(`{"secret":"AAAAAAAAAAAAAAAAAAAAAA==","first":{"edition":"8-10"},"by":"x"}`), papersClasses))
	f.Add([]byte("\x00\x00\x00\x02{}"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, padded []byte) {
		in, plain, err := decodePapers(padded)
		switch {
		case err != nil && !errors.Is(err, fault.Invalid):
			t.Errorf("%v", err)
		case err != nil && (plain != nil || in.By != "" || in.Secret != nil):
			t.Errorf("half a form: %+v", in)
		case err == nil && in.secret().String() != Secret(in.Secret).String():
			t.Error("another secret")
		}
	})
}
