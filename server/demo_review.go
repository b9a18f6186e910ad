package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/review"
	"kist/internal/store"
)

// demoBefore is the programme of an invented cycle of inspections before.
const demoBefore = "Inspections of the cycle before (synthetic)"

// How many areas of the demonstration have findings to lay beside each other, and how many
// of them were inspected before.
const (
	demoReviewedAreas = 8
	demoAreasBefore   = 5
)

// demoTerms are what invented findings bear on, with how each is said.
var demoTerms = []struct {
	code, wellbeing       string
	right                 int
	strength, improvement string
}{
	{"5.4", "R1", 12, "Synthetic: children are told what came of what they said", "Synthetic: children are not told what came of what they said"},
	{"2.1", "N", 3, "Synthetic: children have somebody who stays", "Synthetic: workers change too often for children"},
	{"5.3", "S1", 19, "Synthetic: plans say what changes for the child, and when", "Synthetic: plans do not say what changes for the child"},
}

// lay makes what a review of the programme lays beside each other: findings of areas that
// are at their report, some of which were inspected before; and points on them.
func (d *demonstration) lay(ctx context.Context, programme *inspections.Programme) error {
	before := &inspections.Programme{Title: demoBefore, Framework: programme.Framework, Evaluated: programme.Evaluated, Synthetic: true}
	if err := d.book.AddProgramme(ctx, before, people.Server); err != nil {
		return err
	}
	all, err := d.atReport(ctx, programme.ID)
	if err != nil {
		return err
	}
	step, done := d.steps("Areas to lay beside each other", len(all))
	for i, in := range all {
		if i < demoAreasBefore {
			if err := d.foundBefore(ctx, before, in, i); err != nil {
				return err
			}
		}
		for j := range demoTerms {
			if (i+j)%4 == 3 {
				continue // nobody found anything there
			}
			if err := d.found(ctx, in, j, (i+2*j)%3 > 0, (i+j)%3 > 0); err != nil {
				return err
			}
		}
		step()
	}
	done()
	if err := d.app.evidence.Sweep(ctx); err != nil {
		return err
	}
	return d.conclusions(ctx, programme.ID, before.ID)
}

// atReport are the areas whose findings are laid beside each other: first those whose texts
// were coded, then those that began earliest.
func (d *demonstration) atReport(ctx context.Context, programme string) ([]*inspections.Inspection, error) {
	all, err := d.book.Inspections.All(ctx, store.Query{Field: "programme", Is: programme})
	if err != nil {
		return nil, err
	}
	coded := map[string]int{}
	for _, id := range append([]string{d.shown}, d.also...) {
		if r, err := d.book.Round(ctx, id); err == nil {
			coded[r.Inspection] = -1
		}
	}
	all = slices.DeleteFunc(all, func(in *inspections.Inspection) bool {
		return len(in.Team) < 2 || coded[in.ID] == 0 && in.Step(d.now).Place() < inspections.Report.Place()
	})
	slices.SortFunc(all, func(a, b *inspections.Inspection) int {
		return cmp.Or(coded[a.ID]-coded[b.ID], strings.Compare(a.Starts, b.Starts))
	})
	return all[:min(len(all), demoReviewedAreas)], nil
}

// foundBefore makes the inspection of an area in the cycle before, with what was found.
func (d *demonstration) foundBefore(ctx context.Context, p *inspections.Programme, now *inspections.Inspection, i int) error {
	in := &inspections.Inspection{
		Programme: p.ID, Area: now.Area, Title: now.Title, Starts: d.now.AddDate(-3, 0, -7*i).Format(time.DateOnly), Stage: inspections.Done, Team: now.Team, Synthetic: true,
	}
	if err := d.book.AddInspection(ctx, in, people.Server); err != nil {
		return err
	}
	if err := d.hold(ctx, p, in); err != nil {
		return err
	}
	for j := range demoTerms {
		if err := d.found(ctx, in, j, (i+j)%4 == 0, j == 0); err != nil {
			return err
		}
	}
	return nil
}

// found has two of a team agree an invented finding.
func (d *demonstration) found(ctx context.Context, in *inspections.Inspection, term int, strength, voice bool) error {
	t := demoTerms[term]
	c := findings.Content{Statement: t.improvement, Bears: findings.Improvement, Indicators: []string{t.code}, Wellbeing: []string{t.wellbeing}, Rights: []int{t.right}}
	is := findings.Uncertain
	if strength {
		c.Statement, c.Bears, is = t.strength, findings.Strength, findings.NoConcern
	}
	c = c.With(findings.Source{Kind: findings.Group, Title: "Invented group", Says: "Nobody was asked: this stands for what a group said.", Bearing: findings.Supports, Weight: findings.Moderate, Children: voice})
	f, err := d.findings.Start(ctx, in.ID, c, is, "To show what a review lays beside each other.", in.Team[0])
	if err != nil {
		return err
	}
	if f, err = d.findings.Offer(ctx, f.ID, f.Mark(), in.Team[0]); err != nil {
		return err
	}
	_, err = d.findings.Read(ctx, f.ID, f.Mark(), findings.Yes, "Invented.", in.Team[1])
	return err
}

// conclusions writes what two invented inspectors make of it; the last waits for the second.
func (d *demonstration) conclusions(ctx context.Context, programme, before string) error {
	r, err := (review.Sources{Book: d.book, Items: d.app.evidence, Releases: d.releases}).Of(ctx, programme, []string{before})
	if err != nil {
		return err
	}
	writer, second := d.inspectors[0], d.inspectors[1]
	for i, x := range demoPoints {
		items, places := restsOn(r, x.code, x.bears)
		if len(items) == 0 {
			continue
		}
		p, err := d.points.Write(ctx, r, 0, "", review.Content{Kind: x.kind, Text: fmt.Sprintf(x.text, places, r.Counted()), Items: items}, writer)
		if err == nil {
			p, err = d.points.Offer(ctx, r, p.Number, p.Mark(), writer)
		}
		if err == nil && i < len(demoPoints)-1 {
			_, err = d.points.Check(ctx, r, p.Number, p.Mark(), true, "", second)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// demoPoints are invented points, each with what it rests on.
var demoPoints = []struct {
	kind  review.Kind
	code  string
	bears findings.Bears
	text  string // with how many partnerships, and of how many
}{
	{review.Strong, "5.4", findings.Strength, "Synthetic: where children hear what came of what they said, as in %d of %d partnerships, they go on saying it."},
	{review.Barrier, "2.1", findings.Improvement, "Synthetic: workers change too often for children to trust them, in %d of %d partnerships."},
	{review.Consider, "5.4", findings.Improvement, "Synthetic: partnerships could tell children what came of what they said. In %d of %d they do not."},
	{review.Consider, "5.3", findings.Improvement, "Synthetic: partnerships could write in each plan what changes for the child, and when. In %d of %d they do not."},
}

// restsOn are the findings under a code that come to the same, and in how many partnerships
// they are.
func restsOn(r *review.Review, code string, bears findings.Bears) (items []int, places int) {
	for _, p := range r.Partnerships {
		found := len(items)
		for _, f := range p.Now.Findings {
			if f.Bears == bears && slices.Contains(f.Indicators, code) {
				items = append(items, f.Item)
			}
		}
		if len(items) > found {
			places++
		}
	}
	return items, places
}
