package editing

import (
	"testing"

	"kist/internal/audit"
	"kist/internal/inspections"
	"kist/internal/store"
)

// A list of proposals holds none of their texts, a proposal by itself all of them,
// whatever was done to it; what is written of it later takes none away.
func TestEditsStandApart(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.propose(t, "iona", "Plainer words")
	n := len(p.Edits)
	if n == 0 || p.Part == "" {
		t.Fatalf("who proposes is given %+v", p)
	}
	for _, is := range []string{Agree, NotSure} {
		if _, err := d.Vote(ctx, p.ID, p.Seen(), "sam", is, ""); err != nil {
			t.Fatal(err)
		}
	}
	open, err := d.Undecided(ctx, parents)
	if err != nil || len(open) != 1 || len(open[0].Edits) != 0 || open[0].Why == "" || open[0].Tally(NotSure) != 1 {
		t.Errorf("the list has %+v, %v", open, err)
	}
	about, err := d.About(ctx, parents, p.Question)
	if err != nil || len(about) != 1 || len(about[0].Edits) != 0 {
		t.Errorf("about its question there is %+v, %v", about, err)
	}
	one, err := d.Proposal(ctx, p.ID)
	if err != nil || len(one.Edits) != n {
		t.Fatalf("by itself it has %d edits, %v", len(one.Edits), err)
	}
	if err := d.proposals.Replace(ctx, &Proposal{Head: one.Head, Audited: audit.Audited{}, Survey: parents, Undecided: parents, About: one.About, Why: "Older", Edits: one.Edits, State: Open}); err != nil {
		t.Fatal(err)
	}
	if old, err := d.Proposal(ctx, p.ID); err != nil || len(old.Edits) != n || old.Part != "" {
		t.Errorf("one from before there were parts has %+v, %v", old, err)
	}
	if _, err := d.Accept(ctx, p.ID, "", "coo", ""); err != nil {
		t.Errorf("and is not accepted: %v", err)
	}
}

// A part that is not there is told of: a proposal is never taken for one that
// changes nothing.
func TestAMissingPart(t *testing.T) {
	d := newDesk(t)
	p := &Proposal{Head: store.Head{ID: inspections.NewID()}, Survey: parents, Undecided: parents, State: Open, Part: "nowhere"}
	if err := d.proposals.Insert(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Proposal(t.Context(), p.ID); !isNotFound(err) {
		t.Errorf("read: %v", err)
	}
	if _, err := d.Accept(t.Context(), p.ID, p.Seen(), "coo", "Yes."); !isNotFound(err) {
		t.Errorf("accepted: %v", err)
	}
}
