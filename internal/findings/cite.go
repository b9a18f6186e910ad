package findings

import (
	"context"
	"errors"
	"slices"

	"kist/internal/fault"
	"kist/internal/results"
	"kist/internal/themes"
	"kist/surveys"
)

// Shown is a piece of evidence as it stands now: a table's figures are read from its
// release each time, and are kept nowhere else.
type Shown struct {
	Source
	Release *results.Release // nil for what is no table, or cannot be read
	Figures []Figure         // in the order of the cells
	Said    *themes.Spoken   // the quote; nil for what is none, or cannot be read
	Gone    bool             // it cannot be read: its release or figures are not there, or the quote was taken back
	Voice   bool             // children and young people speak in it, and it is not silent
}

// Figure is one figure that is cited, with the value that its release holds.
type Figure struct {
	Cell
	Value results.Figure
}

// Show reads the evidence of a finding. One whose table cannot be read is marked, not
// left out.
func (s *Findings) Show(ctx context.Context, inspection string, c Content) ([]Shown, error) {
	var list []Shown
	for _, source := range c.Sources {
		shown, err := s.show(ctx, inspection, source)
		if err != nil {
			return nil, err
		}
		list = append(list, shown)
	}
	return list, nil
}

// show reads one piece of evidence.
func (s *Findings) show(ctx context.Context, inspection string, source Source) (shown Shown, err error) {
	shown = Shown{Source: source, Voice: source.Children}
	switch source.Kind {
	case Table:
		var held cited
		if held, err = s.held(ctx, inspection, source); err == nil {
			shown.Release, shown.Figures = held.release, held.figures
			shown.Voice, err = s.asksChildren(ctx, held.release.Version)
		}
	case Quoted:
		var said *themes.Spoken
		if said, err = s.heldQuote(ctx, inspection, source); err == nil {
			shown.Gone, shown.Voice = said.Back, !said.Back
			if !said.Back {
				shown.Said = said
			}
		}
	}
	if errors.Is(err, fault.Invalid) || errors.Is(err, fault.NotFound) {
		shown.Gone, err = true, nil
	}
	shown.Voice = shown.Voice && source.Bearing != Silent && !shown.Gone
	return shown, err
}

// asksChildren says whether a version is for anybody but grown-ups.
func (s *Findings) asksChildren(ctx context.Context, version string) (bool, error) {
	survey, err := s.surveys.Survey(ctx, version)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(survey.Editions, func(e surveys.Edition) bool { return e != surveys.Adult }), nil
}

// cited is what a release holds of a table that is cited.
type cited struct {
	release *results.Release
	table   results.Table
	figures []Figure
}

// held reads what a source cites. It is refused unless a published release of a round
// of this inspection, and of no pilot, holds every figure: a Problem of the field
// "release" or "cell".
func (s *Findings) held(ctx context.Context, inspection string, source Source) (cited, error) {
	none := fault.Problem{Field: "release", ID: "staff.findings.problem.release"}
	rel, err := s.releases.Get(ctx, source.Release)
	if errors.Is(err, fault.NotFound) {
		return cited{}, none
	}
	if err != nil {
		return cited{}, err
	}
	round, err := s.book.Rounds.Get(ctx, rel.RoundID())
	if errors.Is(err, fault.NotFound) || err == nil && (round.Inspection != inspection || round.Pilot != "") {
		return cited{}, none
	}
	if err != nil {
		return cited{}, err
	}
	held := cited{release: rel}
	i := slices.IndexFunc(rel.Tables, func(t results.Table) bool { return t.Question == source.Question && t.By == source.By })
	if i < 0 {
		return cited{}, none
	}
	held.table = rel.Tables[i]
	for _, cell := range source.Cells {
		value, ok := FigureOf(held.table, cell)
		if !ok {
			return cited{}, fault.Problem{Field: "cell", ID: "staff.findings.problem.cell"}
		}
		held.figures = append(held.figures, Figure{cell, value})
	}
	return held, nil
}

// FigureOf is the figure of a table that a cell names; false if the table has none
// there, or withholds it.
func FigureOf(t results.Table, cell Cell) (results.Figure, bool) {
	g := slices.IndexFunc(t.Groups, func(g results.Group) bool { return g.Value == cell.Group })
	if g < 0 || !t.Groups[g].Base.Shown {
		return results.Figure{}, false
	}
	group := t.Groups[g]
	if cell.Column == "" {
		return group.Base, true
	}
	c := slices.Index(t.Columns, cell.Column)
	if c < 0 || c >= len(group.Cells) || !group.Cells[c].Shown || len(group.Offered) > c && !group.Offered[c] {
		return results.Figure{}, false
	}
	return group.Cells[c], true
}

// Unheld lists the numbers in a finding that no figure holds which it cites: those of
// the statement and of what is not known beside all its figures, those of what a table
// says beside the figures of that table. What other sources say is their own.
func (s *Findings) Unheld(ctx context.Context, inspection string, c Content) ([]Number, error) {
	shown, err := s.Show(ctx, inspection, c)
	if err != nil {
		return nil, err
	}
	var all []results.Figure
	var list []Number
	for _, source := range shown {
		if source.Kind != Table {
			continue
		}
		values := valuesOf(source.Figures)
		all = append(all, values...)
		list = append(list, unheld("source:"+source.Key, source.Says, values, c)...)
	}
	list = append(unheld("statement", c.Statement, all, c), list...)
	return append(list, unheld("unknown", c.Unknown, all, c)...), nil
}

func valuesOf(figures []Figure) []results.Figure {
	list := make([]results.Figure, len(figures))
	for i, f := range figures {
		list[i] = f.Value
	}
	return list
}
