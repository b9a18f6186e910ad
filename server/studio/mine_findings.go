package studio

import (
	"context"
	"slices"

	"kist/internal/editing"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
)

// Findings is where it is read what inspectors concluded.
type Findings interface {
	// Of lists the findings of an inspection.
	Of(ctx context.Context, inspection string) ([]*findings.Finding, error)
}

// mineFinding is a finding that two inspectors agreed and that rests on a question with
// work of the person. Nothing of a draft is told, and no figure.
type mineFinding struct {
	Name, Question string // what it is called, and the question as children read it
	Statement      string // empty: not for the reader
	Why            string // in its place
	Bears, State   string // in words
	Early          bool   // its inspection's report is not out
}

// feed notes the questions of a version that hold work of the person.
func (m *mine) feed(version string, questions []string) {
	for _, key := range questions {
		if key != "" && !slices.Contains(m.fed[version], key) {
			m.fed[version] = append(m.fed[version], key)
		}
	}
}

// feedProposal notes the questions that a proposal gave to the versions that hold it.
func (m *mine) feedProposal(p *editing.Proposal) {
	for _, v := range m.versions {
		if v.Holds(p) {
			m.feed(v.ID, v.Given(p))
		}
	}
}

// feedTexts notes the questions of which the person wrote or checked a text.
func (m *mine) feedTexts(r editing.Rendered) {
	for _, v := range m.versions {
		m.feed(v.ID, v.Rendered(r))
	}
}

// findings are those agreed that rest on what the person gave to a round's version.
func (m *mine) findings(r *inspections.RoundHead, heads []*results.Head) ([]mineFinding, error) {
	if m.Findings == nil || len(m.fed[r.Version]) == 0 {
		return nil, nil
	}
	in, err := m.Book.Inspections.Get(m.ctx, r.Inspection)
	if err != nil {
		return nil, err
	}
	all, err := m.Findings.Of(m.ctx, r.Inspection)
	if err != nil {
		return nil, err
	}
	var list []mineFinding
	for _, f := range all {
		for _, key := range m.fed[r.Version] {
			if !slices.ContainsFunc(heads, func(h *results.Head) bool { return f.RestsOn(h.ID, key) }) {
				continue
			}
			view, err := m.finding(in, r.Version, f, key)
			if err != nil {
				return nil, err
			}
			list = append(list, view)
			break // a finding is told once
		}
	}
	return list, nil
}

// finding tells what was agreed: its sentence to those who belong to the inspection,
// unless it rests on a theme that the person stepped out of.
func (m *mine) finding(in *inspections.Inspection, version string, f *findings.Finding, key string) (mineFinding, error) {
	survey, err := m.Versions.Survey(m.ctx, version)
	if err != nil {
		return mineFinding{}, err
	}
	p := m.page
	v := mineFinding{Name: p.T("staff.findings.name", "N", f.Number)}
	away := m.out.FromKey(survey, key)
	for _, cited := range f.Agreed.Cites { // its sentence is about all of them
		away = away || m.out.FromKey(survey, cited.Question)
	}
	switch {
	case away:
		v.Why = p.T("staff.care.away")
		return v, nil
	case !m.belongs(web.Place{Programme: in.Programme, Inspection: in.ID}):
		v.Why = p.T("staff.mine.finding.theirs")
		return v, nil
	}
	if q := survey.Question(key); q != nil {
		v.Question, _ = sayAny(survey, q, p.Lang())
	}
	v.Statement, v.Early = f.Agreed.Statement, in.Step(m.now) != inspections.Done
	v.Bears, v.State = p.T("staff.findings.bears."+string(f.Agreed.Bears)), p.T("staff.findings.state."+string(f.Agreed.Is))
	return v, nil
}
