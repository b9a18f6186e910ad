package inspections

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// shelf is a store with tablets, a round and a clock to turn.
type shelf struct {
	*Tablets
	t     *testing.T
	round *Round
	day   time.Time
}

func newShelf(t *testing.T, open storetest.Open) *shelf {
	t.Helper()
	tablets, err := OpenTablets(t.Context(), open())
	if err != nil {
		t.Fatal(err)
	}
	s := &shelf{Tablets: tablets, t: t, day: time.Date(2031, 3, 3, 15, 4, 0, 0, time.UTC)}
	s.round = &Round{Head: store.Head{ID: "r1"}, Stage: Draft, Version: "v1", Languages: []string{"en"}, Editions: []string{"8-10"}}
	tablets.now = func() time.Time { return s.day }
	return s
}

func (s *shelf) add(name string) (*Tablet, string) {
	s.t.Helper()
	doc, link, err := s.Add(s.t.Context(), s.round, name, "ann")
	if err != nil {
		s.t.Fatal(err)
	}
	return doc, link
}

func (s *shelf) want(what string, err, kind error) {
	s.t.Helper()
	if !errors.Is(err, kind) {
		s.t.Errorf("%s: %v, want %v", what, err, kind)
	}
}

func (s *shelf) get(id string) *Tablet {
	s.t.Helper()
	list, err := s.OfRound(s.t.Context(), s.round.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, doc := range list {
		if doc.ID == id {
			return doc
		}
	}
	s.t.Fatalf("no tablet %s", id)
	return nil
}

// tell is a tablet that says what it holds.
func (s *shelf) tell(id string, holds int) {
	s.t.Helper()
	if err := s.Told(s.t.Context(), id, "", holds); err != nil {
		s.t.Fatal(err)
	}
}

func token() string { return base64.RawURLEncoding.EncodeToString(seal.Random(secretBytes)) }

// A link sets up one tablet, that one as often as it asks; another tablet needs
// another link, and the first goes on until that is used. None takes the place of one that
// may hold answers: nobody would be told of these any more.
func TestALinkSetsUpOneTablet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s, ctx := newShelf(t, open), context.Background()
		doc, link := s.add(" Library  tablet 2 ")
		if doc.Name != "Library tablet 2" || doc.Ready() || doc.Owes(s.day) {
			t.Fatalf("%+v", doc)
		}
		first, second := token(), token()
		for range 2 {
			if got, err := s.SetUp(ctx, link, first, ""); err != nil || got.ID != doc.ID || !got.Ready() {
				t.Fatal(got, err)
			}
		}
		_, err := s.SetUp(ctx, link, second, "")
		s.want("a second tablet", err, fault.Exists)
		if got, err := s.ByToken(ctx, first); err != nil || got.ID != doc.ID {
			t.Fatal(got, err)
		}
		s.want("a new link while it may hold answers", mustFail(noSecret(s.Renew(ctx, "r1", doc.ID, "ann"))), fault.Invalid)
		s.tell(doc.ID, 0)
		again, fresh, err := s.Renew(ctx, "r1", doc.ID, "ann")
		if err != nil || again.LinkUntil != s.day.Format(time.DateOnly) {
			t.Fatalf("a link for the place of a tablet works until %+v, but what that says it holds is known today only: %v", again, err)
		}
		_, err = s.SetUp(ctx, link, first, "")
		s.want("the old link", err, fault.NotFound)
		if _, err := s.ByToken(ctx, first); err != nil {
			t.Errorf("a new link ended the old tablet: %v", err)
		}
		s.tell(doc.ID, 2)
		s.want("in the place of one that holds answers", mustFail(s.SetUp(ctx, fresh, second, "")), fault.Denied)
		s.tell(doc.ID, 0)
		s.day = s.day.AddDate(0, 0, 1)
		s.want("in the place of one that may hold answers by now", mustFail(s.SetUp(ctx, fresh, second, "")), fault.Denied)
		s.tell(doc.ID, 0)
		s.want("a link of yesterday", mustFail(s.SetUp(ctx, fresh, second, "")), fault.Closed)
		if _, fresh, err = s.Renew(ctx, "r1", doc.ID, "ann"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SetUp(ctx, fresh, second, ""); err != nil {
			t.Fatal(err)
		}
		_, err = s.ByToken(ctx, first)
		s.want("the old tablet", err, fault.Denied)
		if _, err := s.ByToken(ctx, second); err != nil {
			t.Error(err)
		}
		s.want("holding another round's forms", mustFail(s.SetUp(ctx, fresh, second, "r2")), fault.Conflict)
		if _, err := s.SetUp(ctx, fresh, second, "r1"); err != nil {
			t.Errorf("holding this round's forms: %v", err)
		}
		s.want("a link of nobody", mustFail(s.SetUp(ctx, token(), first, "")), fault.NotFound)
		s.want("no link", mustFail(s.SetUp(ctx, "x", first, "")), fault.Invalid)
		s.want("no token", mustFail(s.SetUp(ctx, fresh, "x\x00", "")), fault.Invalid)
		s.want("no token", mustFail(s.ByToken(ctx, "")), fault.Denied)
	})
}

func mustFail(_ *Tablet, err error) error { return err }

func noSecret(doc *Tablet, _ string, err error) (*Tablet, error) { return doc, err }

func TestLinksGrowOld(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s, ctx := newShelf(t, open), context.Background()
		_, used := s.add("one")
		_, late := s.add("two")
		one := token()
		if _, err := s.SetUp(ctx, used, one, ""); err != nil {
			t.Fatal(err)
		}
		s.day = s.day.AddDate(0, 0, linkDays+1)
		s.want("after the last day", mustFail(s.SetUp(ctx, late, token(), "")), fault.Closed)
		if _, err := s.SetUp(ctx, used, one, ""); err != nil {
			t.Errorf("a retry of the tablet that was set up in time: %v", err)
		}
	})
}

// A tablet owes until it says, on the day itself, that it holds nothing.
func TestWhatATabletOwes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s, ctx := newShelf(t, open), context.Background()
		doc, link := s.add("one")
		if _, err := s.SetUp(ctx, link, token(), ""); err != nil {
			t.Fatal(err)
		}
		tell := func(holds int) *Tablet {
			if err := s.Told(ctx, doc.ID, s.round.Offering(), holds); err != nil {
				t.Fatal(err)
			}
			return s.get(doc.ID)
		}
		if !s.get(doc.ID).Owes(s.day) {
			t.Error("before the first sync it owes nothing")
		}
		if now := tell(3); !now.Owes(s.day) || now.Holds != 3 || now.Synced != "2031-03-03" || now.Loaded != s.round.Offering() {
			t.Errorf("with three: %+v", now)
		}
		none := tell(0)
		if none.Owes(s.day) || !none.Owes(s.day.AddDate(0, 0, 1)) {
			t.Error("with none it owes today, or tomorrow not")
		}
		if again := tell(0); again.Rev != none.Rev {
			t.Error("the same again was written: its revision would count syncs")
		}
		if strings.Contains(none.Last.At, "15:04") && none.Last.Did != "tablet.make" {
			t.Errorf("a sync left a line: %+v", none.Last)
		}
		s.want("nobody", s.Told(ctx, "x", "", 1), fault.NotFound)
	})
}

// A tablet that is struck off is not taken from, until it is put back; both
// leave a line, and so does every other thing that people do with it.
func TestStrikingOff(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s, ctx := newShelf(t, open), context.Background()
		doc, link := s.add("one")
		mine := token()
		if _, err := s.SetUp(ctx, link, mine, ""); err != nil {
			t.Fatal(err)
		}
		var problems fault.Problems
		if _, err := s.Strike(ctx, "r1", doc.ID, "  ", "bob"); !errors.As(err, &problems) || problems[0].Field != "reason" {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := s.Strike(ctx, "r1", doc.ID, "left on a bus", "bob"); err != nil {
			t.Fatal(err)
		}
		if now := s.get(doc.ID); now.Owes(s.day) || now.Struck != "left on a bus" {
			t.Errorf("%+v", now)
		}
		s.want("struck off", mustFail(s.ByToken(ctx, mine)), fault.Closed)
		s.want("set up again", mustFail(s.SetUp(ctx, link, mine, "")), fault.Closed)
		s.want("another round's", mustFail(s.Restore(ctx, "r2", doc.ID, "bob")), fault.NotFound)
		if _, err := s.Restore(ctx, "r1", doc.ID, "bob"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ByToken(ctx, mine); err != nil {
			t.Error(err)
		}
		if err := s.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		lines, err := s.ledger.trail.Of(ctx, "tablets", doc.ID)
		if err != nil {
			t.Fatal(err)
		}
		var did []string
		for _, l := range lines {
			did = append(did, l.Who+" "+l.Did)
		}
		if got := strings.Join(did, ", "); got != "ann tablet.make, bob tablet.strike, bob tablet.restore" {
			t.Errorf("the trail has: %s", got)
		}
	})
}

func TestTabletsThatCannotBe(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s, ctx := newShelf(t, open), context.Background()
		s.add("one")
		for _, name := range []string{"", " ", "ONE", strings.Repeat("x", MaxName+1)} {
			_, _, err := s.Add(ctx, s.round, name, "ann")
			var one fault.Problem
			var many fault.Problems
			if !errors.As(err, &one) && !errors.As(err, &many) {
				t.Errorf("%q: %v", name, err)
			}
		}
		for _, stage := range []Stage{Final, Sealed} {
			s.round.Stage = stage
			_, _, err := s.Add(ctx, s.round, "two", "ann")
			s.want(string(stage), err, fault.Closed)
		}
	})
}

// What a tablet has ready stays right when the round opens, and is old when what
// is asked, in what, where or when has changed.
func TestOffering(t *testing.T) {
	r := Round{Version: "v1", Languages: []string{"en", "ar"}, Editions: []string{"8-10"}, Settings: []Setting{{Key: "a", Name: "A"}}, Closes: "2031-04-01"}
	was := r.Offering()
	r.Stage, r.Expected = Running, 40
	if r.Offering() != was {
		t.Error("opening changes it")
	}
	for what, change := range map[string]func(*Round){
		"version": func(r *Round) { r.Version = "v2" }, "languages": func(r *Round) { r.Languages = []string{"en"} },
		"editions": func(r *Round) { r.Editions = []string{"11-13"} }, "setting": func(r *Round) { r.Settings = []Setting{{Key: "b", Name: "A"}} },
		"last day": func(r *Round) { r.Closes = "2031-05-01" }, "door": func(r *Round) { r.Door = Ticketed },
	} {
		other := r
		change(&other)
		if other.Offering() == was {
			t.Errorf("another %s does not change it", what)
		}
	}
}
