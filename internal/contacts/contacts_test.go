package contacts

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// room is the requests on a store of their own, with a running round.
type room struct {
	t        *testing.T
	requests *Requests
	round    *inspections.Round
	now      time.Time
}

func open(t *testing.T, e store.Engine) *room {
	t.Helper()
	vault, err := inspections.OpenVault(t.Context(), e, seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	r := &room{t: t, now: time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC), round: &inspections.Round{Head: store.Head{ID: "r"}, Stage: inspections.Running}}
	if err := vault.Equip(t.Context(), r.round); err != nil {
		t.Fatal(err)
	}
	if r.requests, err = Open(t.Context(), e, vault); err != nil {
		t.Fatal(err)
	}
	r.requests.now = func() time.Time { return r.now }
	return r
}

var mairi = Words{Name: "Mairi", Reach: "07700 900123", Safe: "after school", More: "not my uncle\nplease"}

func (r *room) take(form string, w Words) {
	r.t.Helper()
	if err := r.requests.Take(r.t.Context(), r.round, form, w); err != nil {
		r.t.Fatal(err)
	}
}

// all are the requests, and how many there must be.
func (r *room) all(want int) []*Request {
	r.t.Helper()
	list, err := r.requests.All(r.t.Context(), "")
	if err != nil || len(list) != want {
		r.t.Fatalf("%d requests, not %d: %v", len(list), want, err)
	}
	return list
}

// sweep sweeps, and gives the deeds on a request as the trail has them.
func (r *room) sweep(id string) string {
	r.t.Helper()
	if err := r.requests.Sweep(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	lines, err := r.requests.trail.Of(r.t.Context(), collection, id)
	if err != nil {
		r.t.Fatal(err)
	}
	var did []string
	for _, l := range lines {
		did = append(did, l.Who+" "+l.Did)
	}
	return strings.Join(did, ", ")
}

// A request waits, is opened, decided, decided again, and forgotten on its day:
// each with a line, and the child's words in none.
func TestTheLifeOfARequest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, engine storetest.Open) {
		r, ctx := open(t, engine()), t.Context()
		r.take(NewForm(), mairi)
		id := r.all(1)[0].ID
		doc, words, note, err := r.requests.Read(ctx, id, "lead")
		if err != nil || words != mairi || note != "" || doc.State != Waiting || doc.Came != "2026-11-26" || doc.Decided != "" {
			t.Fatalf("%+v %+v %q %v", doc, words, note, err)
		}
		for _, d := range []struct {
			s    State
			note string
		}{{NotReached, "no answer"}, {Reached, "rang at four\r\n"}} {
			if err := r.requests.Decide(ctx, id, d.s, d.note, "lead"); err != nil {
				t.Fatal(err)
			}
			r.now = r.now.AddDate(0, 0, 1)
		}
		doc, words, note, err = r.requests.Read(ctx, id, "other")
		if err != nil || words != mairi || note != "rang at four" || doc.State != Reached || doc.Decided != "2026-11-27" || doc.Until != "2026-12-27" {
			t.Fatalf("%+v %+v %q %v", doc, words, note, err)
		}
		r.now = time.Date(2026, 12, 26, 23, 59, 0, 0, time.UTC)
		r.sweep(id)
		if r.all(1)[0].Forgotten() {
			t.Fatal("forgotten a day early")
		}
		r.now = r.now.AddDate(0, 0, 1)
		r.sweep(id)
		if got, want := r.sweep(id), "lead contact.open, lead contact.not_reached, lead contact.reached, other contact.open, server contact.forget"; got != want {
			t.Errorf("the trail has %s, not %s", got, want)
		}
		doc, words, note, err = r.requests.Read(ctx, id, "lead")
		if err != nil || !doc.Forgotten() || words != (Words{}) || note != "" || len(doc.Note) > 0 || doc.State != Reached {
			t.Errorf("%+v %+v %q %v", doc, words, note, err)
		}
		if err := r.requests.Decide(ctx, id, Reached, "", "lead"); !errors.Is(err, fault.Closed) {
			t.Errorf("decided after all is forgotten: %v", err)
		}
	})
}

// The same form twice is one request, whatever became of it; other words in it,
// or the same words in another form, are another.
func TestSendingTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, engine storetest.Open) {
		r, form := open(t, engine()), NewForm()
		r.take(form, mairi)
		r.take(form, mairi)
		id := r.all(1)[0].ID
		if err := r.requests.Decide(t.Context(), id, Reached, "", "lead"); err != nil {
			t.Fatal(err)
		}
		r.now = r.now.AddDate(0, 0, 40)
		r.sweep(id)
		r.take(form, mairi)
		if doc := r.all(1)[0]; doc.State != Reached || !doc.Forgotten() {
			t.Errorf("sent again after it was forgotten: %+v", doc)
		}
		other := mairi
		other.Reach = "07700 900124"
		r.take(form, other)
		r.all(2)
		r.take(NewForm(), mairi)
		r.all(3)
	})
}

// A request that was taken is taken, also if whoever sent it did not hear of that and
// sends it again when the round takes none any more; another comes too late.
func TestSendingAgainAfterTheEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, engine storetest.Open) {
		r, form := open(t, engine()), NewForm()
		r.take(form, mairi)
		r.round.Stage = inspections.Sealed
		r.take(form, mairi)
		r.all(1)
		other := mairi
		other.Reach = "07700 900124"
		for name, err := range map[string]error{
			"another form": r.requests.Take(t.Context(), r.round, NewForm(), mairi),
			"other words":  r.requests.Take(t.Context(), r.round, form, other),
		} {
			if !errors.Is(err, fault.Closed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		r.all(1)
	})
}

// What is stored has one size, and nothing of the words.
func TestWhatIsStoredTellsNothing(t *testing.T) {
	r := open(t, storetest.SQLite(t)())
	r.take(NewForm(), Words{Reach: "x"})
	r.take(NewForm(), mairi)
	r.take(NewForm(), Words{Reach: strings.Repeat("r", MaxReach), More: strings.Repeat("m", 600)})
	for _, doc := range r.all(3) {
		if len(doc.Sealed) != 1024+seal.Overhead {
			t.Errorf("%d bytes are sealed", len(doc.Sealed))
		}
		if bytes.Contains(doc.Sealed, []byte("Mairi")) {
			t.Error("the words are not closed")
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	r, ctx := open(t, storetest.SQLite(t)()), t.Context()
	for field, w := range map[string]Words{
		"reach: child.contact.problem.reach": {Name: "Mairi", Reach: " \n\x00 "},
		"reach: child.contact.problem.long":  {Reach: strings.Repeat("é", MaxReach+1)},
		"name: child.contact.problem.long":   {Reach: "x", Name: strings.Repeat("é", MaxName+1)},
		"safe: child.contact.problem.long":   {Reach: "x", Safe: strings.Repeat("é", MaxSafe+1)},
		"more: child.contact.problem.long":   {Reach: "x", More: strings.Repeat("é", MaxMore+1)},
	} {
		if err := r.requests.Take(ctx, r.round, NewForm(), w); err == nil || err.Error() != field {
			t.Errorf("%v, not %s", err, field)
		}
	}
	r.take(NewForm(), Words{strings.Repeat("é", MaxName), strings.Repeat("é", MaxReach), strings.Repeat("é", MaxSafe), strings.Repeat("é", MaxMore)})
	id := r.all(1)[0].ID
	for state, want := range map[State]error{Waiting: fault.Invalid, "": fault.Invalid, "moon": fault.Invalid} {
		if err := r.requests.Decide(ctx, id, state, "", "lead"); !errors.Is(err, want) {
			t.Errorf("%q: %v", state, err)
		}
	}
	if err := r.requests.Decide(ctx, id, Reached, strings.Repeat("é", MaxNote+1), "lead"); err == nil || err.Error() != "note: staff.problem.long" {
		t.Error(err)
	}
	if err := r.requests.Decide(ctx, "none", Reached, "", "lead"); !errors.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if _, _, _, err := r.requests.Read(ctx, "none", "lead"); !errors.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

// Requests are taken from the opening on until everything is sealed, and only
// with a key.
func TestWhichRoundsTakeRequests(t *testing.T) {
	r := open(t, storetest.SQLite(t)())
	for stage, takes := range map[inspections.Stage]bool{inspections.Draft: false, inspections.Running: true, inspections.Final: true, inspections.Sealed: false} {
		round := *r.round
		round.Stage = stage
		err := r.requests.Take(t.Context(), &round, NewForm(), mairi)
		if takes != (err == nil) || !takes && !errors.Is(err, fault.Closed) {
			t.Errorf("%s: %v", stage, err)
		}
	}
	r.round.ContactKey = nil
	if err := r.requests.Take(t.Context(), r.round, NewForm(), mairi); !errors.Is(err, fault.Closed) {
		t.Errorf("without a key: %v", err)
	}
}

// A collecting server takes requests and cannot read them; a request that was put
// in another's place opens nowhere.
func TestWhoCannotRead(t *testing.T) {
	engine := storetest.SQLite(t)()
	r, ctx := open(t, engine), t.Context()
	vault, err := inspections.OpenVault(ctx, engine, seal.Key{})
	if err != nil {
		t.Fatal(err)
	}
	collecting, err := Open(ctx, engine, vault)
	if err != nil {
		t.Fatal(err)
	}
	if err := collecting.Take(ctx, r.round, NewForm(), mairi); err != nil {
		t.Fatal(err)
	}
	doc := r.all(1)[0]
	if _, w, _, err := collecting.Read(ctx, doc.ID, "x"); !errors.Is(err, fault.Denied) || w != (Words{}) {
		t.Errorf("a collecting server reads %+v: %v", w, err)
	}
	if err := collecting.Decide(ctx, doc.ID, Reached, "", "x"); !errors.Is(err, fault.Denied) {
		t.Errorf("a collecting server decides: %v", err)
	}
	moved := *doc
	moved.ID, moved.Audited = "moved", audit.Audited{}
	if err := r.requests.docs.Insert(ctx, &moved); err != nil {
		t.Fatal(err)
	}
	if _, w, _, err := r.requests.Read(ctx, "moved", "x"); !errors.Is(err, fault.Invalid) || w != (Words{}) {
		t.Errorf("a request that was moved opens: %+v, %v", w, err)
	}
}

// Deciding again while the sweep is on its way keeps the words.
func TestSweepLeavesWhatWasDecidedAgain(t *testing.T) {
	r, ctx := open(t, storetest.SQLite(t)()), t.Context()
	r.take(NewForm(), mairi)
	id := r.all(1)[0].ID
	if err := r.requests.Decide(ctx, id, NotReached, "", "lead"); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.AddDate(0, 0, 20)
	if err := r.requests.Decide(ctx, id, Reached, "", "lead"); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.AddDate(0, 0, 15)
	r.sweep(id)
	if r.all(1)[0].Forgotten() {
		t.Error("forgotten by the day of the first decision")
	}
}

func TestForms(t *testing.T) {
	if a, b := NewForm(), NewForm(); a == b || !IsForm(a) || !IsForm(b) {
		t.Errorf("%s, %s", a, b)
	}
	for _, text := range []string{"", "x", strings.Repeat("A", 21), strings.Repeat("A", 23), strings.Repeat("!", 22)} {
		if IsForm(text) {
			t.Errorf("%q is no form", text)
		}
	}
}

func TestTrailFails(t *testing.T) {
	r := open(t, storetest.SQLite(t)())
	r.take(NewForm(), mairi)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, w, _, err := r.requests.Read(ctx, r.all(1)[0].ID, "lead"); err == nil || w != (Words{}) {
		t.Errorf("read without a line: %+v", w)
	}
}

// FuzzDecode: whoever holds a round's public key can seal anything.
func FuzzDecode(f *testing.F) {
	good, err := mairi.padded()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{})
	f.Add(seal.Pad([]byte(`{"name":1}`), classes))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := decode(b)
		if err != nil && (!errors.Is(err, fault.Invalid) || w != (Words{})) {
			t.Fatalf("%+v, %v", w, err)
		}
	})
}

// FuzzTidy: whatever is typed, what is taken is text, within its limits, comes
// back as it was, and says so if it is refused.
func FuzzTidy(f *testing.F) {
	f.Add("Mairi", "07700 900123", "after\r\nschool", "not \x00 my uncle\xff")
	f.Fuzz(func(t *testing.T, name, reach, safe, more string) {
		w := Words{name, reach, safe, more}.tidied()
		if w != w.tidied() {
			t.Fatalf("tidied twice: %+v", w)
		}
		if w.check() != nil {
			return
		}
		b, err := w.padded()
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(b)
		if err != nil || got != w {
			t.Fatalf("%+v became %+v: %v", w, got, err)
		}
	})
}
