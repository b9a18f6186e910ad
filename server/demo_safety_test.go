package main

import (
	"testing"
	"time"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
	"kist/internal/texts"
)

// checkDemoSafety wants words that wait in rounds that run, in one over a working day,
// and a closed round in which all was read and a part reviewed; nothing is unlocked.
func checkDemoSafety(t *testing.T, a *app) {
	t.Helper()
	ctx := t.Context()
	stands, err := a.texts.Standstills(ctx)
	if err != nil || len(stands) == 0 {
		t.Fatalf("nothing waits, %v", err)
	}
	overdue := 0
	for _, s := range stands {
		if s.Lane != "" && s.Round.Stage != inspections.Running {
			t.Errorf("%s: words wait since %s in a round that is %s", s.Round.Name, s.Lane, s.Round.Stage)
		}
		if texts.Overdue(s.Lane, time.Now()) {
			overdue++
		}
	}
	if overdue != 1 {
		t.Errorf("words wait over a working day in %d rounds, want 1", overdue)
	}
	sealed, err := a.book.Heads(ctx, store.Query{Field: "stage", Is: string(inspections.Sealed)})
	if err != nil {
		t.Fatal(err)
	}
	reviewed := 0
	for _, r := range sealed {
		if a.texts.Standing(r.ID, texts.Unreviewed).Open {
			t.Errorf("%s was left unlocked", r.Name)
		}
		if r.Pilot == "" {
			reviewed += len(reviewedOf(t, a, r.ID))
		}
	}
	if reviewed == 0 {
		t.Error("no text was reviewed")
	}
}

// reviewedOf are the reviewed texts of a round.
func reviewedOf(t *testing.T, a *app, round string) (list []texts.Reviewed) {
	t.Helper()
	ctx := t.Context()
	if err := a.texts.Ask(ctx, round, texts.Analysis, "ros"); err != nil {
		t.Fatal(err)
	}
	if err := a.texts.Confirm(ctx, round, texts.Analysis, people.Server, ""); err != nil {
		t.Fatal(err)
	}
	s, err := a.texts.Enter(ctx, round, texts.Analysis, "ros")
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range a.texts.Reviewed(ctx, s) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}
