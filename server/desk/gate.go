package desk

import "kist/internal/results"

// merged names what the gate tells of together, each with its reason.
func (r *report) merged() []string {
	var list []string
	for _, m := range r.rel.Attack.Merged {
		list = append(list, r.because(r.together(m), m.Why))
	}
	return list
}

// together names answers or groups that are told as one.
func (r *report) together(m results.Merged) string {
	w := r.words
	var parts []string
	for _, code := range m.Parts {
		text := w.column(m.Question, code)
		if m.Groups {
			text = w.Group(m.By, code)
		}
		parts = append(parts, w.T("staff.quote", "Text", text))
	}
	all := w.joined(parts, "staff.finding.and")
	if m.By == "" {
		return w.T("staff.limit.merged.answers", "Question", w.question(m.Question), "Parts", all)
	}
	return w.T("staff.limit.merged.by", "Question", w.question(m.Question), "By", r.by(m.By), "Parts", all)
}

// dropped names the tables that the gate left out, each with its reason.
func (r *report) dropped() []string {
	var list []string
	for _, d := range r.rel.Attack.Dropped {
		list = append(list, r.because(r.left(d), d.Why))
	}
	return list
}

func (r *report) left(d results.Dropped) string {
	if d.By == "" {
		return r.words.question(d.Question)
	}
	return r.words.T("staff.limit.dropped.by", "Question", r.words.question(d.Question), "By", r.by(d.By))
}

// by names what a table is told apart by.
func (r *report) by(grouping string) string {
	if grouping == results.ByAgeBand {
		return r.words.T("staff.limit.dropped.age")
	}
	return r.words.groupedBy(grouping)
}

// because adds the reason, which releases from before it was kept do not have.
func (r *report) because(what string, why results.Reason) string {
	switch why {
	case results.Alone:
		return r.words.T("staff.limit.why.alone", "What", what)
	case results.WithPast:
		return r.words.T("staff.limit.why.earlier", "What", what)
	}
	return what
}
