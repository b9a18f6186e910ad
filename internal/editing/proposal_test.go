package editing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/surveys"
)

var listAll = store.Query{}

// propose puts up a new wording of the title.
func (d *desk) propose(t testing.TB, who, title string) *Proposal {
	t.Helper()
	after := altered(t, d.draft(t).Survey, func(s *surveys.Survey) { s.Title.Set(surveys.All, "en", title) })
	p, err := d.Propose(t.Context(), parents, after, who, "because")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (d *desk) title(t testing.TB) string {
	t.Helper()
	text, _ := d.draft(t).Survey.Title.In(surveys.Adult, "en")
	return text
}

func TestAProposalIsTalkedOverAndDecided(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.propose(t, "ros", "Better")
	for _, v := range []struct{ who, is, why string }{
		{"ros", Agree, ""}, {"sam", Disagree, "too short"}, {"tia", NotSure, ""}, {"sam", Agree, ""},
	} {
		if _, err := d.Vote(ctx, p.ID, p.Seen(), v.who, v.is, v.why); err != nil {
			t.Fatal(err)
		}
	}
	p, err := d.Proposal(ctx, p.ID)
	if err != nil || p.Tally(Agree) != 2 || p.Tally(NotSure) != 1 || p.Tally(Disagree) != 0 || len(p.Votes) != 3 {
		t.Fatalf("%+v, %v", p.Votes, err)
	}
	if p.VoteOf("sam").Is != Agree || p.VoteOf("uma") != (Vote{}) {
		t.Error("a vote is not whose it was")
	}
	if list, err := d.Undecided(ctx, parents); err != nil || len(list) != 1 {
		t.Errorf("%d wait, %v", len(list), err)
	}
	if p, err = d.Accept(ctx, p.ID, p.Seen(), "coo", "yes"); err != nil || p.State != Accepted || p.Decision.Why != "yes" {
		t.Fatalf("%+v, %v", p, err)
	}
	if d.title(t) != "Better" || d.draft(t).Latest.Proposal != p.ID {
		t.Errorf("the title is %q", d.title(t))
	}
	if list, err := d.Undecided(ctx, parents); err != nil || len(list) != 0 {
		t.Errorf("%d wait, %v", len(list), err)
	}
	for name, again := range map[string]func() error{
		"vote":     func() error { _, err := d.Vote(ctx, p.ID, p.Seen(), "uma", Agree, ""); return err },
		"accept":   func() error { _, err := d.Accept(ctx, p.ID, p.Seen(), "coo", ""); return err },
		"decline":  func() error { _, err := d.Decline(ctx, p.ID, p.Seen(), "coo", "no"); return err },
		"withdraw": func() error { _, err := d.Withdraw(ctx, p.ID, "ros"); return err },
	} {
		if err := again(); !errors.Is(err, fault.Closed) {
			t.Errorf("%s after the decision: %v", name, err)
		}
	}
	if err := d.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if lines, err := d.trail.Of(ctx, proposalsName, p.ID); err != nil || len(lines) != 6 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
}

func TestOtherEnds(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	no := d.propose(t, "ros", "Worse")
	if _, err := d.Decline(ctx, no.ID, no.Seen(), "coo", ""); !errors.Is(err, fault.Invalid) {
		t.Errorf("declined without a reason: %v", err)
	}
	if p, err := d.Decline(ctx, no.ID, no.Seen(), "coo", "unclear"); err != nil || p.State != Declined {
		t.Errorf("%+v, %v", p, err)
	}
	mine := d.propose(t, "ros", "Mine")
	if _, err := d.Withdraw(ctx, mine.ID, "sam"); !errors.Is(err, fault.Denied) {
		t.Errorf("another's: %v", err)
	}
	if p, err := d.Withdraw(ctx, mine.ID, "ros"); err != nil || p.State != Withdrawn {
		t.Errorf("%+v, %v", p, err)
	}
	if d.draft(t).Seq != 0 {
		t.Error("the draft moved")
	}
	if list, err := d.About(ctx, parents, ""); err != nil || len(list) != 2 {
		t.Errorf("%d about no question alone, %v", len(list), err)
	}
}

func TestWhatCannotBeProposed(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	s := d.draft(t).Survey
	named := altered(t, s, func(s *surveys.Survey) { s.Title.Set(surveys.All, "en", "New") })
	for name, c := range map[string]struct {
		after *surveys.Survey
		why   string
	}{
		"nothing":           {s, "because"},
		"without a reason":  {named, ""},
		"too long a reason": {named, string(make([]rune, MaxWhy+1))},
		"no questions":      {altered(t, s, func(s *surveys.Survey) { s.Questions = nil }), "because"},
	} {
		if _, err := d.Propose(ctx, parents, c.after, "ros", c.why); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Propose(ctx, "none", named, "ros", "because"); !errors.Is(err, fault.NotFound) {
		t.Errorf("of no survey: %v", err)
	}
	p := d.propose(t, "ros", "New")
	for _, v := range []Vote{{Is: "maybe"}, {Is: Disagree}} {
		if _, err := d.Vote(ctx, p.ID, p.Seen(), "sam", v.Is, v.Why); !errors.Is(err, fault.Invalid) {
			t.Errorf("the vote %+v: %v", v, err)
		}
	}
}

// The program may end between making the change and ending the proposal.
func TestAcceptingAgainAfterACrash(t *testing.T) {
	d := newDesk(t)
	p := d.propose(t, "ros", "Better")
	if _, _, err := d.change(t.Context(), parents, Change{Who: "coo", Proposal: p.ID}, func(s *surveys.Survey) (*surveys.Survey, error) {
		return Apply(s, p.Edits)
	}); err != nil {
		t.Fatal(err)
	}
	p, err := d.Accept(t.Context(), p.ID, p.Seen(), "coo", "")
	if err != nil || p.State != Accepted || d.draft(t).Seq != 1 {
		t.Errorf("%+v, %v, state %d", p, err, d.draft(t).Seq)
	}
}

func TestTwoProposalsForOnePlaceAreJoined(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	one, two := d.propose(t, "ros", "One"), d.propose(t, "sam", "Two")
	if _, err := d.Accept(ctx, one.ID, one.Seen(), "coo", ""); err != nil {
		t.Fatal(err)
	}
	var clashes Clashes
	if _, err := d.Accept(ctx, two.ID, two.Seen(), "coo", ""); !errors.As(err, &clashes) || clashes[0].Now != "One" || clashes[0].After != "Two" {
		t.Fatalf("%v", err)
	}
	if told, err := d.Clashing(ctx, two); err != nil || len(told) != 1 {
		t.Fatalf("%+v, %v", told, err)
	}
	if p, err := d.Proposal(ctx, two.ID); err != nil || p.State != Open {
		t.Fatalf("%+v, %v", p, err)
	}
	joined := map[surveys.Unit]string{clashes[0].Unit: "One and two"}
	if _, err := d.Vote(ctx, two.ID, two.Seen(), "uma", Agree, ""); err != nil {
		t.Fatal(err)
	}
	var flaws surveys.Findings
	if _, err := d.Rebase(ctx, two.ID, "sam", map[surveys.Unit]string{clashes[0].Unit: strings.Repeat("Long. ", 500)}); !errors.As(err, &flaws) {
		t.Errorf("joined to what could not be published: %v", err)
	}
	if _, err := d.Rebase(ctx, two.ID, "ros", joined); !errors.Is(err, fault.Denied) {
		t.Errorf("another's proposal: %v", err)
	}
	p, err := d.Rebase(ctx, two.ID, "sam", joined)
	if err != nil {
		t.Fatal(err)
	}
	if told, err := d.Clashing(ctx, p); err != nil || len(told) != 0 {
		t.Errorf("still clashing: %+v, %v", told, err)
	}
	if len(p.Votes) != 0 {
		t.Errorf("votes on other words count still: %+v", p.Votes)
	}
	for name, deed := range map[string]func(seen string) error{
		"vote":    func(seen string) error { _, err := d.Vote(ctx, two.ID, seen, "uma", Agree, ""); return err },
		"decline": func(seen string) error { _, err := d.Decline(ctx, two.ID, seen, "coo", "no"); return err },
		"accept":  func(seen string) error { _, err := d.Accept(ctx, two.ID, seen, "coo", ""); return err },
	} {
		if err := deed(two.Seen()); !errors.Is(err, fault.Conflict) || d.title(t) != "One" {
			t.Errorf("%s of other words: %v", name, err)
		}
	}
	if _, err := d.Accept(ctx, two.ID, p.Seen(), "coo", ""); err != nil || d.title(t) != "One and two" {
		t.Errorf("%v, the title is %q", err, d.title(t))
	}
}

func TestEveryVoteCountsOnce(t *testing.T) {
	d := newDesk(t)
	p := d.propose(t, "ros", "Better")
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			for _, is := range []string{NotSure, Agree} {
				if _, err := d.Vote(t.Context(), p.ID, p.Seen(), fmt.Sprint("v", i), is, ""); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	p, err := d.Proposal(t.Context(), p.ID)
	if err != nil || p.Tally(Agree) != 20 || len(p.Votes) != 20 {
		t.Errorf("%d agree of %d, %v", p.Tally(Agree), len(p.Votes), err)
	}
}

func TestRemarks(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	first, err := d.Say(ctx, "thread", "", "ros", "Hm.", []string{"sam", "tia", "sam"})
	if err != nil || !slices.Equal(first.Mentions, []string{"sam", "tia"}) {
		t.Fatalf("%+v, %v", first, err)
	}
	if _, err := d.Say(ctx, "thread", first.ID, "sam", "Yes!", nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ thread, answers, text string }{
		"nothing said":      {"thread", "", ""},
		"too much":          {"thread", "", string(make([]rune, MaxRemark+1))},
		"to another thread": {"other", first.ID, "Yes"},
		"to nobody":         {"thread", "none", "Yes"},
	} {
		if _, err := d.Say(ctx, c.thread, c.answers, "sam", c.text, nil); err == nil {
			t.Errorf("%s was said", name)
		}
	}
	if list, err := d.Talk(ctx, "thread"); err != nil || len(list) != 2 {
		t.Errorf("%d remarks, %v", len(list), err)
	}
	if list, err := d.Mentioning(ctx, "tia", 5); err != nil || len(list) != 1 || list[0].ID != first.ID {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := d.TakeBack(ctx, first.ID, "sam"); !errors.Is(err, fault.Denied) {
		t.Errorf("another's remark: %v", err)
	}
	if r, err := d.TakeBack(ctx, first.ID, "ros"); err != nil || r.Text != "" || !r.TakenBack {
		t.Errorf("%+v, %v", r, err)
	}
	if list, err := d.Mentioning(ctx, "tia", 5); err != nil || len(list) != 0 {
		t.Errorf("still called: %+v, %v", list, err)
	}
}
