package feedback

import (
	"net/url"
	"time"

	"kist/internal/evidence"
	"kist/internal/findings"
	"kist/internal/heard"
	"kist/internal/results"
	"kist/surveys"
)

// audience is who took in what children said: themes of what they wrote, findings and
// the evidence base.
func (y *cycle) audience() ([]cycleLine, error) {
	list, err := y.written()
	if err != nil {
		return nil, err
	}
	more, err := y.concluded()
	if err != nil {
		return nil, err
	}
	list = append(list, more...)
	items, err := y.r.Evidence.Of(y.ctx, y.s.in.ID)
	if err != nil {
		return nil, err
	}
	standing := map[int]bool{}
	for _, it := range items {
		delete(standing, it.Supersedes)
		if it.Kind == evidence.Finding {
			standing[it.Number] = true
		}
	}
	if len(standing) == 0 {
		return append(list, y.lacks("none.evidence")), nil
	}
	return append(list, cycleLine{Lead: y.T("staff.evidence.title"), Link: y.link("GET /staff/inspections/:id/evidence", inspectionPath(y.s.in.ID)+"/evidence"), Text: y.T("staff.cycle.evidence", "count", len(standing))}), nil
}

// written is how many texts were reviewed and told of by their themes, as released.
func (y *cycle) written() (list []cycleLine, err error) {
	for _, r := range y.rounds {
		heads, err := y.r.Releases.Heads(y.ctx, results.TextSeries(r.ID))
		if err != nil {
			return nil, err
		}
		if len(heads) == 0 {
			continue
		}
		h := heads[len(heads)-1]
		text := y.T("staff.cycle.texts.few")
		if h.Responses.Shown {
			text = y.T("staff.tables.about", "count", h.Responses.Count)
		}
		list = append(list, cycleLine{Lead: r.Name + ": " + y.T("staff.tables.number", "Number", h.Number), Link: y.released(h), Text: text + " " + y.T("staff.cycle.texts")})
	}
	if len(list) == 0 {
		list = append(list, y.lacks("none.texts"))
	}
	return list, nil
}

// concluded lists the findings that two inspectors agreed, with whether children speak
// in the version that they agreed.
func (y *cycle) concluded() ([]cycleLine, error) {
	all, err := y.r.Findings.Of(y.ctx, y.s.in.ID)
	if err != nil {
		return nil, err
	}
	var list []cycleLine
	silent := 0
	for _, f := range all {
		if f.Stage == findings.Withdrawn || f.Agreed == nil {
			continue
		}
		speaks, err := y.speaks(f)
		if err != nil {
			return nil, err
		}
		text := y.T("staff.cycle.speaks")
		if !speaks {
			silent, text = silent+1, y.T("staff.cycle.silent")
		}
		list = append(list, cycleLine{Lead: y.T("staff.findings.name", "N", f.Number), Link: y.link("GET /staff/findings/:id", "/staff/findings/"+url.PathEscape(f.ID)), Text: text + " " + y.T("staff.cycle.agreed", "At", y.Minute(f.Agreed.At)), Lacks: !speaks})
	}
	if len(list) == 0 {
		return []cycleLine{y.lacks("none.findings")}, nil
	}
	sum := cycleLine{Lead: y.T("staff.room.findings"), Link: y.link("GET /staff/inspections/:id/findings", inspectionPath(y.s.in.ID)+"/findings"), Text: y.T("staff.cycle.findings", "count", len(list), "Heard", len(list)-silent)}
	return append([]cycleLine{sum}, list...), nil
}

// speaks says whether children speak in the agreed version of a finding.
func (y *cycle) speaks(f *findings.Finding) (bool, error) {
	v := &f.Latest
	if v.Number != f.Agreed.Version {
		var err error
		if v, err = y.r.Findings.Version(y.ctx, f, f.Agreed.Version); err != nil {
			return false, err
		}
	}
	shown, err := y.r.Findings.Show(y.ctx, f.Inspection, v.Content)
	return findings.Weigh(shown).Voice, err
}

// influence is what children were told came of it: as they read it, or as it is being
// written.
func (y *cycle) influence() ([]cycleLine, error) {
	p := y.s.page
	own := y.link("GET /staff/feedback/:id", path(y.s.in.ID))
	if p.Latest.Number == 0 || len(p.Latest.Content.Entries) == 0 && p.Shown == nil {
		line := y.lacks("none.answer")
		line.Lead, line.Link = y.T("staff.room.feedback"), own
		return []cycleLine{line}, nil
	}
	content := p.Latest.Content
	list := []cycleLine{{Lead: y.T("staff.room.feedback"), Link: own, Text: y.T("staff.cycle.unread"), Lacks: true}}
	if p.Shown != nil {
		content = p.Shown.Content
		list[0].Text, list[0].Lacks = y.T("staff.cycle.read", "Day", y.Date(p.Shown.Day), "count", len(p.Shown.Languages)), false
		list = append(list, cycleLine{Lead: y.T("staff.cycle.theirs"), Link: "/heard/" + url.PathEscape(p.ID)})
		if p.Latest.Number != p.Shown.Version {
			list = append(list, cycleLine{Text: y.T("staff.cycle.newer")})
		}
	}
	today := time.Now().UTC().Format(time.DateOnly)
	for _, e := range content.Entries {
		list = append(list, y.entry(e, today))
	}
	if p.Shown == nil {
		return list, nil
	}
	back, err := y.answersThem()
	return append(list, back...), err
}

// answersThem is what children said to what they were told, as far as a release tells.
func (y *cycle) answersThem() ([]cycleLine, error) {
	if len(y.asks) == 0 {
		return []cycleLine{y.lacks("none.asked_back")}, nil
	}
	var list []cycleLine
	for _, r := range y.asks {
		heads, err := y.r.Releases.Heads(y.ctx, r.ID)
		if err != nil {
			return nil, err
		}
		line := cycleLine{Lead: r.Name, Link: y.link("GET /staff/rounds/:id", "/staff/rounds/"+url.PathEscape(r.ID)), Text: y.T("staff.cycle.days", "From", y.Date(r.Opens), "To", y.Date(r.Closes))}
		if len(heads) > 0 {
			line = y.answered(r, heads[len(heads)-1])
		}
		list = append(list, line)
	}
	return list, nil
}

// entry is one thing that children said, with what came of it.
func (y *cycle) entry(e heard.Entry, today string) cycleLine {
	title, _ := e.Texts.Title.In(surveys.All, heard.Source)
	line := cycleLine{Lead: title, Text: y.T("staff.feedback.state."+string(e.State)) + "."}
	add := func(text string) { line.Text += " " + text }
	if by, ok := e.Texts.By.In(surveys.All, heard.Source); ok {
		add(y.T("staff.cycle.by", "Who", by))
	}
	for _, n := range e.News {
		id := "staff.cycle.moved"
		if n.Kept {
			id = "staff.cycle.kept"
		}
		add(y.T(id, "Was", y.Date(n.Was), "Day", y.Date(n.Day)))
	}
	switch {
	case e.Due == "":
	case e.Due < today:
		line.Lacks = true
		add(y.T("staff.cycle.overdue", "Day", y.Date(e.Due)))
	default:
		add(y.T("staff.feedback.due", "Day", y.Date(e.Due)) + ".")
	}
	return line
}
