package main

import (
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
)

// A release of real answers can be cited once a second person approved it, and not a
// moment before; one that was declined never.
func TestOnlyApprovedReleasesAreCited(t *testing.T) {
	a := newTestApp(t)
	if _, err := a.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	round, err := a.book.Rounds.Update(t.Context(), demoID, func(r *inspections.Round) error {
		r.Synthetic = false
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	cite := func(rel *results.Release) error {
		for _, table := range rel.Tables {
			if table.By != "" || !table.Groups[0].Base.Shown {
				continue
			}
			c := findings.Content{Statement: "A sentence"}.With(findings.Source{
				Kind:     findings.Table,
				Release:  rel.ID,
				Question: table.Question,
				Cells:    []findings.Cell{{}},
				Says:     "See there.",
				Bearing:  findings.Supports,
				Weight:   findings.Strong,
			})
			_, err := a.findings.Start(t.Context(), round.Inspection, c, findings.Uncertain, "Because.", "morven")
			return err
		}
		t.Fatal("the release shows nothing")
		return nil
	}
	for _, approved := range []bool{false, true} {
		rel, err := a.releases.Make(t.Context(), demoID, "ros", nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := cite(rel); !errors.Is(err, fault.Invalid) {
			t.Errorf("one that waits is cited: %v", err)
		}
		if _, err := a.releases.Second(t.Context(), rel.ID, "ann", approved); err != nil {
			t.Fatal(err)
		}
		if err := cite(rel); approved != (err == nil) || !approved && !errors.Is(err, fault.Invalid) {
			t.Errorf("approved %t: %v", approved, err)
		}
	}
	if list, err := a.findings.Of(t.Context(), round.Inspection); err != nil || len(list) != 1 {
		t.Errorf("%d findings, %v", len(list), err)
	}
}
