package people

import (
	"slices"
	"strings"
	"testing"
)

// What somebody stepped out of is theirs: it is kept, changed and forgotten, and
// nothing of it is written into the trail.
func TestStepOut(t *testing.T) {
	h, _ := open(t)
	ctx := t.Context()
	out := func(who string, want ...string) {
		t.Helper()
		if got, err := h.SteppedOut(ctx, who); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is out of %q, want %q (%v)", who, got, want, err)
		}
	}
	out("iona")
	for _, themes := range [][]string{{"loss", "harm", "loss"}, {"harm", "loss"}, {"mind"}} {
		if err := h.StepOut(ctx, "iona", slices.Clone(themes)); err != nil {
			t.Fatal(err)
		}
	}
	out("iona", "mind")
	out("callum")
	for range 2 {
		if err := h.StepOut(ctx, "iona", nil); err != nil {
			t.Fatal(err)
		}
		out("iona")
	}
	if err := h.StepOut(ctx, "iona", []string{"loss", "harm", "loss"}); err != nil {
		t.Fatal(err)
	}
	out("iona", "harm", "loss")
	lines, err := h.Trail.Of(ctx, "stepped_out", "iona")
	if err != nil || len(lines) != 0 {
		t.Errorf("the trail tells of it: %v, %v", lines, err)
	}
}

// With an account ends what it stepped out of.
func TestStepsEndWithTheAccount(t *testing.T) {
	h, _ := open(t)
	ctx := t.Context()
	link, err := h.Invite(ctx, "first", Volunteer)
	if err != nil {
		t.Fatal(err)
	}
	session, err := h.Accept(ctx, link, "Iona")
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := h.Session(ctx, session)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.StepOut(ctx, a.ID, []string{"harm"}); err != nil {
		t.Fatal(err)
	}
	if err := h.End(ctx, "first", a.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := h.SteppedOut(ctx, a.ID); err != nil || len(got) != 0 {
		t.Errorf("after the end: %q, %v", strings.Join(got, ", "), err)
	}
}
