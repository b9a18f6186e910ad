package editing

import (
	"errors"
	"testing"

	"kist/internal/exchange/incoming"
	"kist/internal/fault"
)

func (d *desk) bring(t *testing.T, who string, a Arrival) {
	t.Helper()
	if err := d.Bring(t.Context(), who, a); err != nil {
		t.Fatal(err)
	}
}

// What somebody brings is theirs alone, takes the place of what they brought before,
// and comes back as it was, account and all.
func TestWhatArrivesWaitsForItsPerson(t *testing.T) {
	d := newDesk(t)
	note := incoming.Note{Place: incoming.Place{Part: "survey", Line: 3, Name: "q"}, Fate: incoming.Changed, Why: "cell.default", Args: map[string]any{"value": "x"}}
	d.bring(t, "ros", Arrival{File: "old.xlsx"})
	d.bring(t, "ros", Arrival{File: "new.xlsx", Format: "xlsform", Survey: sampleSurvey(t, "parents_carers.yaml"), Notes: []incoming.Note{note}})
	d.bring(t, "ada", Arrival{File: "hers.xlsx"})
	a, err := d.Arrived(t.Context(), "ros")
	if err != nil {
		t.Fatal(err)
	}
	if a.File != "new.xlsx" || a.Format != "xlsform" || a.At == "" || len(a.Notes) != 1 || a.Notes[0].Place != note.Place || a.Notes[0].Args["value"] != "x" || a.Survey.Key != parents {
		t.Errorf("it comes back as %+v", a)
	}
	if _, err := d.Arrived(t.Context(), "iona"); !errors.Is(err, fault.NotFound) {
		t.Errorf("nothing was brought: %v", err)
	}
}

func TestADraftBeginsOfWhatArrived(t *testing.T) {
	d := newDesk(t)
	d.bring(t, "ros", Arrival{File: "new.xlsx", Survey: sampleSurvey(t, "parents_carers.yaml")})
	var taken fault.Problem
	if _, err := d.Begin(t.Context(), "ros", parents); !errors.As(err, &taken) || taken.Field != "key" {
		t.Errorf("under a key that is taken: %v", err)
	}
	if _, err := d.Begin(t.Context(), "ros", "No Key"); err == nil {
		t.Error("it begins under what is no key")
	}
	doc, err := d.Begin(t.Context(), "ros", "fresh")
	if err != nil || doc.ID != "fresh" || doc.Survey.Key != "fresh" {
		t.Fatalf("%+v, %v", doc, err)
	}
	if _, err := d.Arrived(t.Context(), "ros"); !errors.Is(err, fault.NotFound) {
		t.Errorf("it waits still: %v", err)
	}
	if _, err := d.Begin(t.Context(), "ros", "again"); !errors.Is(err, fault.NotFound) {
		t.Errorf("it begins twice: %v", err)
	}
}

func TestNothingBeginsOfNothing(t *testing.T) {
	d := newDesk(t)
	d.bring(t, "ros", Arrival{File: "empty.xlsx"})
	if _, err := d.Begin(t.Context(), "ros", "fresh"); !errors.Is(err, fault.NotFound) {
		t.Errorf("a file without questions: %v", err)
	}
	for range 2 { // done again it does nothing
		if err := d.LetGo(t.Context(), "ros"); err != nil {
			t.Fatal(err)
		}
	}
}

// An account is long before it is cut, and says that it was.
func TestALongAccountIsKept(t *testing.T) {
	d := newDesk(t)
	notes := make([]incoming.Note, MaxNotes+7)
	for i := range notes {
		notes[i] = incoming.Note{Place: incoming.Place{Part: "survey", Line: i}, Fate: incoming.Left, Why: "questions_many"}
	}
	d.bring(t, "ros", Arrival{File: "long.xlsx", Notes: notes})
	a, err := d.Arrived(t.Context(), "ros")
	if err != nil {
		t.Fatal(err)
	}
	if last := a.Notes[len(a.Notes)-1]; len(a.Notes) != MaxNotes+1 || last.Why != "lines_many" || last.Args["count"] == nil || len(notes) != MaxNotes+7 {
		t.Errorf("%d lines, the last %+v", len(a.Notes), last)
	}
}
