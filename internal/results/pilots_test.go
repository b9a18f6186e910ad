package results

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

// shelf has one trial of one survey, and the same as a published version.
type shelf struct{ trial, published *surveys.Version }

func (s shelf) Get(_ context.Context, id string) (*surveys.Version, *surveys.Survey, error) {
	for _, v := range []*surveys.Version{s.trial, s.published} {
		if v.ID() == id {
			survey, err := v.Survey()
			return v, survey, err
		}
	}
	return nil, nil, fault.Wrap(fault.NotFound, "version %s", id)
}

func (s shelf) Alike(context.Context, string, string) ([]string, error) { return nil, nil }

// needs stands for what still needs keys.
func needs(h inspections.Held) inspections.Kept {
	say := func(held bool) func(context.Context, *inspections.Round) (bool, error) {
		return func(context.Context, *inspections.Round) (bool, error) { return held, nil }
	}
	return inspections.Kept{Requests: say(h.Requests), Texts: say(h.Texts)}
}

// bench is a server's parts on a store, with a pilot that testers answered.
type bench struct {
	engine store.Engine
	keys   seal.Keys
	shelf  shelf
	book   *inspections.Book
	vault  *inspections.Vault
	opener *ballot.Opener
	sealer *ballot.Sealer
	pilots *Pilots
	round  *inspections.Round
}

const secretComment = "I did not get the second word."

func newBench(t *testing.T, e store.Engine, n int) *bench {
	t.Helper()
	b := &bench{engine: e, keys: seal.Keys{Wrap: seal.NewKey(), Tickets: seal.NewKey()}}
	var err error
	s := trial()
	s.Title, s.Start.Lead = surveys.Text("en", "Trial"), surveys.Text("en", "Hello.")
	if b.shelf.trial, err = surveys.Trial(s, 3); err != nil {
		t.Fatal(err)
	}
	if b.shelf.published, err = surveys.Publish(s, 3); err != nil {
		t.Fatal(err)
	}
	b.join(t, nil)
	b.round = &inspections.Round{
		Name: "Trying out", Pilot: s.Key, Version: b.shelf.trial.ID(), Languages: []string{"en"}, Editions: []string{"8-10"},
		Settings: []inspections.Setting{{Expected: 20}}, Closes: "2999-01-01",
	}
	offer := inspections.Offer{Trial: true, Languages: s.Languages, Editions: []string{"8-10"}}
	check(t, b.book.AddPilot(t.Context(), b.vault, b.round, offer, "ros"))
	inbox, err := ballot.OpenInbox(t.Context(), e, b.book, b.keys.Tickets, nil)
	check(t, err)
	tickets, err := ballot.OpenTickets(t.Context(), e, b.keys.Tickets)
	check(t, err)
	slips, err := tickets.Issue(t.Context(), b.round.ID, n)
	check(t, err)
	for i, slip := range slips {
		f := ballot.Form{
			Round: b.round.ID, Edition: "8-10", AgeBand: "8-10", Language: "en", Setting: inspections.PilotSetting, Mode: "online",
			Secret: ballot.NewSecret(), Slip: slip, Answers: surveys.Answers{"talk": {"friend"}},
			Texts: map[string]string{"more": "A story for nobody."}, Trace: ballot.Trace{"home": ballot.Skipped, "talk": ballot.Changed, "more": 0},
		}
		if i == 0 {
			f.Comments = map[string]string{"talk": secretComment}
		}
		check(t, inbox.Submit(t.Context(), f))
	}
	return b
}

// join opens the parts on the store, as a server does when it starts.
func (b *bench) join(t *testing.T, step ballot.Step) {
	t.Helper()
	ctx := t.Context()
	var err error
	b.book, err = inspections.OpenBook(ctx, b.engine)
	check(t, err)
	b.vault, err = inspections.OpenVault(ctx, b.engine, b.keys.Wrap)
	check(t, err)
	b.opener, err = ballot.OpenOpener(ctx, b.engine, b.vault)
	check(t, err)
	b.sealer, err = ballot.OpenSealer(ctx, b.engine, b.book, b.vault, nil)
	check(t, err)
	b.pilots, err = OpenPilots(ctx, b.engine, b.book, b.vault, b.opener, b.shelf, b.keys.Wrap, step)
	check(t, err)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The whole way of a pilot: nothing before it is closed, a report then, the same
// however often it is asked for, and nothing to be opened once it is ended.
func TestThePilotsWay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		b, ctx := newBench(t, open(), 20), t.Context()
		if _, err := b.pilots.Make(ctx, b.round.ID); !errors.Is(err, fault.Closed) {
			t.Errorf("a report of a running pilot: %v", err)
		}
		if last, err := b.pilots.Last(ctx, "trial"); err != nil || last != nil {
			t.Errorf("the last report before there is one: %+v, %v", last, err)
		}
		check(t, b.sealer.Close(ctx, b.round.ID, nil))
		if _, err := b.pilots.End(ctx, b.round.ID, "ros", needs(inspections.Held{})); !errors.Is(err, fault.Closed) {
			t.Errorf("keys are destroyed before there is a report: %v", err)
		}
		made, err := b.pilots.Make(ctx, b.round.ID)
		check(t, err)
		again, err := b.pilots.Make(ctx, b.round.ID)
		check(t, err)
		made.Rev = again.Rev
		if diff := cmp.Diff(made, again); diff != "" {
			t.Error(diff)
		}
		talk, _ := made.Question("talk")
		if made.Testers.Count != 20 || made.Number != 3 || talk.Cells[0].Count != 20 || talk.Changed.Count != 20 || talk.Skipped().Count != 0 {
			t.Errorf("the report: %+v", made)
		}
		comments, err := b.pilots.Comments(made)
		if want := []Comment{{"talk", "en", "8-10", secretComment}}; err != nil || !cmp.Equal(want, comments) {
			t.Errorf("comments: %+v, %v", comments, err)
		}
		ended, err := b.pilots.End(ctx, b.round.ID, "ros", needs(inspections.Held{}))
		if err != nil || ended.Stage != inspections.Ended {
			t.Fatalf("ended: %+v, %v", ended, err)
		}
		b.shut(t)
		for _, report := range []func() (*Report, error){
			func() (*Report, error) { return b.pilots.Get(ctx, b.round.ID) }, func() (*Report, error) { return b.pilots.Last(ctx, "trial") },
			func() (*Report, error) { return b.pilots.Make(ctx, b.round.ID) },
		} {
			r, err := report()
			check(t, err)
			if diff := cmp.Diff(again, r); diff != "" {
				t.Error(diff)
			}
		}
	})
}

// shut fails unless the pilot's boxes are there and nothing opens them.
func (b *bench) shut(t *testing.T) {
	t.Helper()
	if n, err := b.opener.Count(t.Context(), b.round.ID); err != nil || n == 0 {
		t.Errorf("%d boxes, %v", n, err)
	}
	if err := b.opener.Batches(t.Context(), b.round.ID, nil); !errors.Is(err, fault.NotFound) {
		t.Errorf("boxes can be opened: %v", err)
	}
	if _, _, err := b.opener.Texts(t.Context(), b.round.ID); !errors.Is(err, fault.NotFound) {
		t.Errorf("texts can be opened: %v", err)
	}
	if held, err := inspections.HoldsKeys(t.Context(), b.engine); err != nil || held {
		t.Errorf("keys are in the store: %v, %v", held, err)
	}
}

// stopped is what a step panics with where the power goes.
type stopped string

// until runs do with a power cut at a step, and says whether it came to it.
func until(do func()) (cut bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(stopped); !ok {
				panic(r)
			}
			cut = true
		}
	}()
	do()
	return false
}

// Wherever the power goes between two steps, the next minute ends what was begun:
// the report stays as it was first stored, and the keys go.
func TestAPilotEndsAcrossCrashes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		b, ctx := newBench(t, open(), 12), t.Context()
		check(t, b.sealer.Close(ctx, b.round.ID, nil))
		at := func(step string) {
			b.join(t, func(name string) {
				if name == step {
					panic(stopped(name))
				}
			})
		}
		at("pilot.report")
		if !until(func() { _, _ = b.pilots.Make(ctx, b.round.ID) }) {
			t.Fatal("nothing was made")
		}
		if _, err := b.pilots.Get(ctx, b.round.ID); !errors.Is(err, fault.NotFound) {
			t.Errorf("a report before it was stored: %v", err)
		}
		at("")
		first, err := b.pilots.Make(ctx, b.round.ID)
		check(t, err)
		for _, step := range []string{"pilot.ending", "pilot.keys", "pilot.ended"} {
			at(step)
			if !until(func() { _, _ = b.pilots.End(ctx, b.round.ID, "ros", needs(inspections.Held{})) }) {
				t.Fatalf("%s was never come to", step)
			}
			if r, err := b.book.Round(ctx, b.round.ID); err != nil || (r.Stage == inspections.Sealed) != (step == "pilot.ending") {
				t.Errorf("after a crash at %s it is %s, %v", step, r.Stage, err)
			}
		}
		at("")
		check(t, b.pilots.EndDue(ctx, needs(inspections.Held{})))
		check(t, b.pilots.EndDue(ctx, needs(inspections.Held{})))
		if r, err := b.book.Round(ctx, b.round.ID); err != nil || r.Stage != inspections.Ended {
			t.Errorf("the next minute left it %s, %v", r.Stage, err)
		}
		b.shut(t)
		if last, err := b.pilots.Get(ctx, b.round.ID); err != nil || last.Testers != first.Testers || !bytes.Equal(last.Sealed, first.Sealed) {
			t.Errorf("the report has changed: %v", err)
		}
	})
}

// A child who asked to be contacted, or wrote what two people have to look at, is never
// lost to the end of a pilot.
func TestAPilotWaitsForChildren(t *testing.T) {
	b, ctx := newBench(t, storetest.SQLite(t)(), 2), t.Context()
	check(t, b.sealer.Close(ctx, b.round.ID, nil))
	_, err := b.pilots.Make(ctx, b.round.ID)
	check(t, err)
	r, err := b.pilots.End(ctx, b.round.ID, "ros", needs(inspections.Held{Requests: true, Texts: true}))
	if err != nil || r.Stage != inspections.Ending {
		t.Fatalf("%+v, %v", r, err)
	}
	check(t, b.pilots.EndDue(ctx, needs(inspections.Held{Requests: true, Texts: true})))
	if _, err := b.vault.Contact(ctx, b.round.ID); err != nil {
		t.Errorf("the request cannot be read: %v", err)
	}
	if _, err := b.vault.Texts(ctx, b.round.ID); err != nil {
		t.Errorf("the text cannot be read: %v", err)
	}
	check(t, b.pilots.EndDue(ctx, needs(inspections.Held{Texts: true})))
	if r, err = b.book.Round(ctx, b.round.ID); err != nil || r.Stage != inspections.Ending {
		t.Errorf("with a text that waits it is %s, %v", r.Stage, err)
	}
	if err := b.opener.Batches(ctx, b.round.ID, nil); !errors.Is(err, fault.NotFound) {
		t.Errorf("boxes can be opened meanwhile: %v", err)
	}
	check(t, b.pilots.EndDue(ctx, needs(inspections.Held{})))
	b.shut(t)
}

// A pilot is never cited: no release is made of one, in whatever stage, and no
// report is made of a round or of a published version.
func TestAPilotIsNoRelease(t *testing.T) {
	b, ctx := newBench(t, storetest.SQLite(t)(), 12), t.Context()
	releases, err := OpenReleases(ctx, b.engine, b.book, b.opener, b.shelf, b.keys.Signer())
	check(t, err)
	for _, stage := range []inspections.Stage{inspections.Running, inspections.Final, inspections.Sealed, inspections.Ended} {
		_, err := b.book.Rounds.Update(ctx, b.round.ID, func(r *inspections.Round) error { r.Stage, r.Synthetic = stage, true; return nil })
		check(t, err)
		if _, err := releases.Make(ctx, b.round.ID, "ros", nil); !errors.Is(err, fault.Denied) {
			t.Errorf("a release of a pilot that is %s: %v", stage, err)
		}
	}
	if list, err := releases.Heads(ctx, b.round.ID); err != nil || len(list) != 0 {
		t.Errorf("%d releases, %v", len(list), err)
	}
	_, err = b.book.Rounds.Update(ctx, b.round.ID, func(r *inspections.Round) error {
		r.Stage, r.Version = inspections.Sealed, b.shelf.published.ID()
		return nil
	})
	check(t, err)
	if _, err := b.pilots.Make(ctx, b.round.ID); !errors.Is(err, fault.Denied) {
		t.Errorf("a report of a published version: %v", err)
	}
	check(t, b.book.Rounds.Insert(ctx, &inspections.Round{Head: store.Head{ID: "real"}, Stage: inspections.Sealed}))
	if _, err := b.pilots.Make(ctx, "real"); !errors.Is(err, fault.Denied) {
		t.Errorf("a report of a round: %v", err)
	}
}

// A stolen database tells nothing that a tester wrote: comments are closed with a
// key that is not in it, each for its own report.
func TestCommentsAreClosedInTheStore(t *testing.T) {
	b, ctx := newBench(t, storetest.SQLite(t)(), 12), t.Context()
	check(t, b.sealer.Close(ctx, b.round.ID, nil))
	made, err := b.pilots.Make(ctx, b.round.ID)
	check(t, err)
	if strings.Contains(fmt.Sprintf("%+v %s", made, made.Sealed), "second word") {
		t.Error("a comment is stored in clear")
	}
	moved := *made
	moved.ID = "another"
	if _, err := b.pilots.Comments(&moved); !errors.Is(err, fault.Invalid) {
		t.Errorf("comments of another pilot: %v", err)
	}
	b.keys.Wrap = seal.NewKey()
	b.join(t, nil)
	if _, err := b.pilots.Comments(made); !errors.Is(err, fault.Invalid) {
		t.Errorf("comments without the key file: %v", err)
	}
}
