package main

import (
	"context"
	"fmt"
	"strings"

	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/surveys"
)

// conclude writes two findings of the first inspection that has results and a team: one
// that two invented inspectors agreed, and one that is being written.
func (d *demonstration) conclude(ctx context.Context, rounds []*inspections.Round) error {
	for _, r := range rounds {
		heads, err := d.releases.Heads(ctx, r.ID)
		if err != nil {
			return err
		}
		in, err := d.book.Inspections.Get(ctx, r.Inspection)
		if err != nil {
			return err
		}
		if len(heads) == 0 || len(in.Team) < 2 {
			continue
		}
		rel, err := d.releases.Get(ctx, heads[len(heads)-1].ID)
		if err != nil {
			return err
		}
		if s, ok := d.evidence(rel); ok {
			return d.write(ctx, in, s)
		}
	}
	return nil
}

// evidence cites how many answered the first question of a release that has no figure in
// its own words, and the most common answer where percentages are told; false if the
// release shows nothing.
func (d *demonstration) evidence(rel *results.Release) (findings.Source, bool) {
	for _, t := range rel.Tables {
		q := d.survey.Question(t.Question)
		if q == nil || t.By != "" || t.Multiple || len(t.Groups) == 0 || !t.Groups[0].Base.Shown {
			continue
		}
		text := d.asked(q)
		if strings.ContainsAny(text, "0123456789") {
			continue
		}
		group := t.Groups[0]
		s := findings.Source{Kind: findings.Table, Release: rel.ID, Question: t.Question, Bearing: findings.Supports, Weight: findings.Moderate}
		s.Says, s.Cells = fmt.Sprintf("About %d answered “%s”", group.Base.Count, text), []findings.Cell{{}}
		if most := commonest(group); most >= 0 {
			s.Says += fmt.Sprintf(", and %d%% gave the same answer", *group.Cells[most].Percent)
			s.Cells = append(s.Cells, findings.Cell{Column: t.Columns[most]})
		}
		return s, true
	}
	return findings.Source{}, false
}

// commonest is the column with the highest percentage; -1 if none is told.
func commonest(g results.Group) int {
	most := -1
	for i, f := range g.Cells {
		if f.Percent != nil && (most < 0 || *f.Percent > *g.Cells[most].Percent) {
			most = i
		}
	}
	return most
}

// asked is a question in English, as the oldest edition that has it asks it.
func (d *demonstration) asked(q *surveys.Question) string {
	text := ""
	for _, e := range d.survey.Editions {
		if q.In(e) {
			text, _ = d.survey.Say(q.Text, e, d.survey.Source)
		}
	}
	return text
}

// write begins the two findings; the second of the team agrees the first of them.
func (d *demonstration) write(ctx context.Context, in *inspections.Inspection, s findings.Source) error {
	writer, second := in.Team[0], in.Team[1]
	c := findings.Content{Statement: "Synthetic: children agree more than they differ here", Bears: findings.Strength, Indicators: []string{"5.4"}, Wellbeing: []string{"R1"}, Rights: []int{12}}
	c.Unknown = "Everything: these answers are invented."
	c = c.With(s).With(findings.Source{
		Kind: findings.Records, Title: "Invented sample of records", Says: "Nothing was read: this stands for a reference.", Bearing: findings.Mixed, Weight: findings.Limited,
	})
	f, err := d.findings.Start(ctx, in.ID, c, findings.Uncertain, "To show how a finding begins.", writer)
	if err != nil {
		return err
	}
	if f, err = d.findings.Move(ctx, f.ID, f.Mark(), findings.NoConcern, "To show how its state moves.", writer); err != nil {
		return err
	}
	if f, err = d.findings.Offer(ctx, f.ID, f.Mark(), writer); err != nil {
		return err
	}
	if _, err = d.findings.Read(ctx, f.ID, f.Mark(), findings.Yes, "To show what two stand for.", second); err != nil {
		return err
	}
	open := findings.Content{Statement: "Synthetic: a finding that is being written", Indicators: []string{"2.1"}}
	for _, s := range d.voices {
		open = open.With(s)
	}
	f, err = d.findings.Start(ctx, in.ID, open, findings.Worrying, "To show one that rests on what children wrote.", second)
	if err != nil {
		return err
	}
	return d.findings.Say(ctx, f.ID, findings.NewForm(), "Synthetic: which table could carry this?", writer)
}
