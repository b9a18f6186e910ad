package inspections

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// trialOffer is what a trial version has.
var trialOffer = Offer{Trial: true, Languages: []string{"en", "ar"}, Editions: []string{"8-10", "11-13"}, Groupings: []string{"age_band"}}

func pilotOf(survey string) *Round {
	return &Round{
		Name: "Trying out", Pilot: survey, Version: survey + "-1-trial", Languages: []string{"en"}, Editions: []string{"8-10"},
		Settings: []Setting{{Expected: 12}}, Closes: "2999-01-01", Groupings: []string{"age_band"}, Door: Open, Synthetic: true, Inspection: "i",
	}
}

// A pilot is ticketed and private, whatever the form said, and open at once; one that is
// invented stays marked so.
func TestAddPilot(t *testing.T) {
	b, v, trail := openPlans(t)
	r := pilotOf("wilf")
	if err := b.AddPilot(t.Context(), v, r, trialOffer, "ros"); err != nil {
		t.Fatal(err)
	}
	got, err := b.Round(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Stage != Running || got.Door != Ticketed || got.Inspection != "" || got.Groupings != nil || !got.Synthetic || got.MinBox != 10 || got.Expected != 12 {
		t.Errorf("the pilot is %+v", got)
	}
	if len(got.Codes) != 1 || len(got.AnswersKey) == 0 || got.Settings[0].Key != PilotSetting {
		t.Errorf("it has no way in, or no keys: %+v", got)
	}
	if _, err := b.CountSlips(t.Context(), r.ID, PilotSetting, 12, "ros"); err != nil {
		t.Errorf("slips: %v", err)
	}
	heads, err := b.Pilots(t.Context(), "wilf")
	if err != nil || len(heads) != 1 || heads[0].Pilot != "wilf" {
		t.Errorf("the survey's pilots: %+v, %v", heads, err)
	}
	for _, other := range []string{"", "other"} {
		if heads, err := b.Pilots(t.Context(), other); err != nil || len(heads) != 0 {
			t.Errorf("pilots of %q: %+v, %v", other, heads, err)
		}
	}
	if err := b.NoteClosing(t.Context(), r.ID, "ros"); err != nil {
		t.Fatal(err)
	}
	checkDeeds(t, b, trail, "rounds", r.ID, "ros pilot.start", "ros round.slips", "ros pilot.close")
}

// A pilot never has more slips than its coordinator set, however many print at once,
// and its coordinator may set another number: none below what was made.
func TestAPilotsSlipsEnd(t *testing.T) {
	storetest.EachAtomic(t, func(t *testing.T, open storetest.Open) {
		b, v := openPilots(t, open())
		r := pilotOf("wilf")
		if err := b.AddPilot(t.Context(), v, r, trialOffer, "ros"); err != nil {
			t.Fatal(err)
		}
		var made atomic.Int64
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				switch _, err := b.CountSlips(t.Context(), r.ID, PilotSetting, 3, "ros"); {
				case err == nil:
					made.Add(3)
				case !errors.As(err, new(fault.Problem)):
					t.Error(err)
				}
			})
		}
		all.Wait()
		got, err := b.Round(t.Context(), r.ID)
		if err != nil || made.Load() != 12 || got.Settings[0].Slips != 12 || got.SlipsLeft() != 0 {
			t.Errorf("%d slips were told, %d written down of 12: %v", made.Load(), got.Settings[0].Slips, err)
		}
		for _, n := range []int{-1, 0, 11, MaxTesters + 1} {
			if err := second(b.SetTesters(t.Context(), r.ID, n, "ros")); !errors.As(err, new(fault.Problem)) {
				t.Errorf("%d testers: %v", n, err)
			}
		}
		if got, err = b.SetTesters(t.Context(), r.ID, 14, "sam"); err != nil || got.SlipsLeft() != 2 || got.Expected != 14 {
			t.Errorf("more testers: %+v, %v", got, err)
		}
		for _, n := range []int{3, 0, -5} {
			if err := second(b.CountSlips(t.Context(), r.ID, PilotSetting, n, "ros")); !errors.As(err, new(fault.Problem)) {
				t.Errorf("%d slips of 2 left: %v", n, err)
			}
		}
		if got, err = b.CountSlips(t.Context(), r.ID, PilotSetting, 2, "ros"); err != nil || got.SlipsLeft() != 0 {
			t.Errorf("the last two: %+v, %v", got, err)
		}
	})
}

func openPilots(t *testing.T, e store.Engine) (*Book, *Vault) {
	t.Helper()
	b, err := OpenBook(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return b, openVault(t, e, seal.NewKey())
}

// How many slips it may have is set while a pilot runs, and of a pilot alone; slips of
// a round have no such end.
func TestWhoseSlipsEnd(t *testing.T) {
	b, v, trail := openPlans(t)
	pilot, round := pilotOf("wilf"), draftRound(plans(t, b).ID)
	round.Door = Ticketed
	for _, err := range []error{b.AddPilot(t.Context(), v, pilot, trialOffer, "ros"), b.AddRound(t.Context(), v, round, offer, "ros")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := second(b.SetTesters(t.Context(), round.ID, 20, "ros")); !errors.Is(err, fault.Denied) {
		t.Errorf("testers of a round: %v", err)
	}
	if got, err := b.CountSlips(t.Context(), round.ID, round.Settings[0].Key, 9*MaxTesters, "ros"); err != nil || got.Settings[0].Slips != 9*MaxTesters {
		t.Errorf("slips of a round: %v", err)
	}
	if err := second(b.SetTesters(t.Context(), pilot.ID, 5, "sam")); err != nil {
		t.Errorf("fewer testers: %v", err)
	}
	checkDeeds(t, b, trail, "rounds", pilot.ID, "ros pilot.start", "sam pilot.testers")
	if _, err := b.MarkFinal(t.Context(), pilot.ID); err != nil {
		t.Fatal(err)
	}
	if err := second(b.SetTesters(t.Context(), pilot.ID, 20, "ros")); !errors.Is(err, fault.Closed) {
		t.Errorf("testers of a closed pilot: %v", err)
	}
}

func TestWhatIsWrongWithAPilot(t *testing.T) {
	b, v, _ := openPlans(t)
	for want, change := range map[string]func(*Round){
		"languages: staff.problem.choose": func(r *Round) { r.Languages = []string{"xx"} },
		"editions: staff.problem.choose":  func(r *Round) { r.Editions = nil },
		"slips: staff.problem.number":     func(r *Round) { r.Settings[0].Expected = MaxTesters + 1 },
		"closes: staff.problem.day":       func(r *Round) { r.Closes = "soon" },
		"closes: staff.problem.past":      func(r *Round) { r.Closes = "2001-01-01" },
		"name: staff.problem.missing":     func(r *Round) { r.Name = " " },
	} {
		r := pilotOf("wilf")
		change(r)
		if got := problems(b.AddPilot(t.Context(), v, r, trialOffer, "ros")); !slices.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	published := trialOffer
	published.Trial = false
	if err := b.AddPilot(t.Context(), v, pilotOf("wilf"), published, "ros"); !errors.Is(err, fault.Denied) {
		t.Errorf("a published version is piloted: %v", err)
	}
	if err := b.AddPilot(t.Context(), v, pilotOf(""), trialOffer, "ros"); !errors.Is(err, fault.Denied) {
		t.Errorf("a pilot of no survey: %v", err)
	}
	two := pilotOf("wilf")
	two.Settings = append(two.Settings, Setting{})
	if err := b.AddPilot(t.Context(), v, two, trialOffer, "ros"); !errors.Is(err, fault.Invalid) {
		t.Errorf("two settings: %v", err)
	}
	inside := pilotOf("wilf")
	inside.Inspection = plans(t, b).ID
	if err := b.AddRound(t.Context(), v, inside, offer, "ros"); !errors.Is(err, fault.Denied) {
		t.Errorf("a pilot in an inspection: %v", err)
	}
	if n, err := b.Rounds.Count(t.Context(), store.Query{}); err != nil || n != 0 {
		t.Errorf("%d rounds were made: %v", n, err)
	}
}

// A pilot goes its way to the end once; a round never takes that way, and its keys
// cannot be destroyed.
func TestEndingAPilot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		e, ctx := open(), t.Context()
		b, v := openPilots(t, e)
		r, err := pilotOf("wilf"), error(nil)
		if err := b.AddPilot(ctx, v, r, trialOffer, "ros"); err != nil {
			t.Fatal(err)
		}
		if _, err := b.MarkEnding(ctx, r.ID, "ros"); !errors.Is(err, fault.Closed) {
			t.Errorf("a running pilot ends: %v", err)
		}
		if err := v.Destroy(ctx, r, Held{}, nil); !errors.Is(err, fault.Denied) {
			t.Errorf("the keys of a running pilot are destroyed: %v", err)
		}
		for _, mark := range []func() (*Round, error){
			func() (*Round, error) { return b.MarkFinal(ctx, r.ID) }, func() (*Round, error) { return b.MarkSealed(ctx, r.ID) },
			func() (*Round, error) { return b.MarkEnding(ctx, r.ID, "ros") }, func() (*Round, error) { return b.MarkEnding(ctx, r.ID, "sam") },
		} {
			if r, err = mark(); err != nil {
				t.Fatal(err)
			}
		}
		// First with a child's request that still has words and a text that waits, then
		// with one of the two, then without.
		for _, held := range []Held{{true, true}, {true, true}, {true, false}, {}, {}} {
			if err := v.Destroy(ctx, r, held, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := v.Answers(ctx, r.ID); !errors.Is(err, fault.NotFound) {
				t.Errorf("answers can be opened: %v", err)
			}
			if _, err := v.Texts(ctx, r.ID); errors.Is(err, fault.NotFound) == held.Texts {
				t.Errorf("the key to texts, with %+v: %v", held, err)
			}
			if _, err := v.Contact(ctx, r.ID); errors.Is(err, fault.NotFound) == held.Requests {
				t.Errorf("the key to requests, with %+v: %v", held, err)
			}
		}
		if held, err := HoldsKeys(ctx, e); err != nil || held {
			t.Errorf("keys are left: %v, %v", held, err)
		}
		for range 2 {
			if r, err = b.MarkEnded(ctx, r.ID); err != nil || r.Stage != Ended || !r.Stage.Taken() {
				t.Errorf("ended: %+v, %v", r, err)
			}
		}
		if r, err = b.MarkEnding(ctx, r.ID, "ros"); err != nil || r.Stage != Ended {
			t.Errorf("ending what has ended: %s, %v", r.Stage, err)
		}
	})
}

func TestARoundKeepsItsKeys(t *testing.T) {
	b, v, _ := openPlans(t)
	in := plans(t, b)
	r := draftRound(in.ID)
	if err := b.AddRound(t.Context(), v, r, offer, "ros"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.MarkEnding(t.Context(), r.ID, "ros"); !errors.Is(err, fault.Denied) {
		t.Errorf("a round ends as a pilot does: %v", err)
	}
	for _, stage := range []Stage{Sealed, Ending, Ended} {
		r.Stage = stage
		if err := v.Destroy(t.Context(), r, Held{}, nil); !errors.Is(err, fault.Denied) {
			t.Errorf("%s: %v", stage, err)
		}
	}
	if _, err := v.Answers(t.Context(), r.ID); err != nil {
		t.Error(err)
	}
}

func TestThePilotsOfASurveyInOrder(t *testing.T) {
	b, v, _ := openPlans(t)
	var ids []string
	for i, name := range []string{"Trial 1", "Trial 2", "Trial 3"} {
		r := pilotOf("wilf")
		r.Name = name
		if err := b.AddPilot(t.Context(), v, r, trialOffer, "ros"); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.ID)
		if i == 2 {
			if _, err := b.MarkFinal(t.Context(), r.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	heads, err := b.Pilots(t.Context(), "wilf")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range heads {
		got = append(got, h.ID)
	}
	if diff := cmp.Diff([]string{ids[1], ids[0], ids[2]}, got); diff != "" {
		t.Error(diff)
	}
}
