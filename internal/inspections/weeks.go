package inspections

import (
	"slices"
	"time"
)

// Step is how far an inspection is.
type Step string

// The steps of an inspection, in order.
const (
	Planned Step = "planned" // its first week has not come, or no day is set
	Prepare Step = "prepare"
	Gather  Step = "gather"
	OnSite  Step = "on_site"
	Report  Step = "report"
	Done    Step = "done" // the report is published
)

var steps = []Step{Planned, Prepare, Gather, OnSite, Report, Done}

// Steps lists every step in order. The slice is the caller's own.
func Steps() []Step { return slices.Clone(steps) }

// Valid says whether s is one of Steps.
func (s Step) Valid() bool { return slices.Contains(steps, s) }

// Place is where s stands among Steps, from 0; -1 for none of them.
func (s Step) Place() int { return slices.Index(steps, s) }

// Last is the week of the report.
func (w Weeks) Last() int { return w.last }

// StepIn is the stage that a week belongs to: Planned before the first, Done
// after the last.
func (w Weeks) StepIn(week int) Step {
	switch {
	case week < 1:
		return Planned
	case week > w.last:
		return Done
	}
	return w.spans[week]
}

const week = 7 * 24 * time.Hour

// Week is the week of the inspection on that day, from 1; nought or less before
// it begins; 0 if no first day is set.
func (in *Inspection) Week(now time.Time) int {
	start, err := time.Parse(time.DateOnly, in.Starts)
	if err != nil {
		return 0
	}
	day, _ := time.Parse(time.DateOnly, now.Format(time.DateOnly)) // days, whatever the clocks do
	gone := day.Sub(start)
	if gone < 0 {
		return -int((-gone - 1) / week)
	}
	return int(gone/week) + 1
}

// Step is how far the inspection is: as people set it, or else as its weeks say.
func (in *Inspection) Step(now time.Time) Step {
	if in.Stage != "" {
		return in.Stage
	}
	if in.Starts == "" {
		return Planned
	}
	return weeks.StepIn(in.Week(now))
}

// Ends is the last day of the last week; empty if no first day is set.
func (in *Inspection) Ends() string { return in.dayOf(weeks.last, 6) }

// dayOf is a day of a week of the inspection, n days after its first.
func (in *Inspection) dayOf(week, n int) string {
	start, err := time.Parse(time.DateOnly, in.Starts)
	if err != nil {
		return ""
	}
	return start.AddDate(0, 0, 7*(week-1)+n).Format(time.DateOnly)
}

// Monday is the first day of a week of the inspection; empty if no first day
// is set.
func (in *Inspection) Monday(week int) string { return in.dayOf(week, 0) }
