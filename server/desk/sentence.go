package desk

import (
	"slices"
	"strings"

	"kist/internal/results"
)

// sentence puts the finding of a question into words: a sentence that could be
// wrong, with its number, and what the ages say of it.
func (w words) sentence(q question) string {
	f := findingOf(q)
	if len(f.lead) == 0 {
		return w.noShares(q.everybody())
	}
	lead := w.lead(q.whole, f.lead)
	if ages := w.ages(q, f); ages != "" {
		return w.T("staff.finding.join", "First", lead, "Second", ages)
	}
	return lead
}

// noShares says why there is no finding.
func (w words) noShares(all results.Group) string {
	if all.Unasked() {
		return w.T("staff.finding.unasked")
	}
	if all.Either {
		return w.T("staff.finding.withheld.either", "Least", results.MinGroup)
	}
	if !all.Base.Shown {
		return w.T("staff.finding.withheld", "Least", results.MinGroup)
	}
	return w.T("staff.finding.few", "count", all.Base.Count)
}

func (w words) lead(t *results.Table, lead []answers) string {
	first := w.named(t, lead[0])
	percent := lead[0].Percent
	switch {
	case isScale(t.Kind) && percent >= 100:
		return w.T("staff.finding.all", "What", first)
	case isScale(t.Kind):
		return w.T("staff.finding.part", "What", first, "Percent", percent)
	case len(lead) == 1 && len(lead[0].columns) > 1:
		return w.half(t, lead[0])
	case len(lead) == 1 && t.Kind == orderKind:
		return w.T("staff.finding.first", "What", first, "Percent", percent)
	case len(lead) == 1:
		return w.T("staff.finding.top", "What", first, "Percent", percent)
	case unsure(lead) && t.Kind == orderKind:
		return w.T("staff.finding.first.unsure", "What", first, "Percent", percent)
	case unsure(lead):
		return w.T("staff.finding.top.unsure", "What", first, "Percent", percent)
	case len(lead) > maxLead:
		return w.T("staff.finding.flat", "What", first, "Percent", percent)
	}
	named := make([]string, len(lead))
	for i, a := range lead {
		named[i] = w.counted(t, a)
	}
	list := w.joined(named, "staff.finding.and")
	if t.Kind == orderKind {
		return w.T("staff.finding.firsts", "What", list)
	}
	return w.T("staff.finding.tops", "What", list)
}

// half tells the half of a number's answers that more people gave, by the
// answer at its inner end.
func (w words) half(t *results.Table, a answers) string {
	label := func(i int) string {
		return w.T("staff.quote", "Text", w.column(t.Question, t.Columns[a.columns[i]]))
	}
	if last := len(a.columns) - 1; a.columns[0] == 0 {
		return w.T("staff.finding.or_less", "What", label(last), "Percent", a.Percent)
	}
	return w.T("staff.finding.or_more", "What", label(0), "Percent", a.Percent)
}

// named is the labels of some answers: "Happy or Very happy"; without those that nobody in
// the round could choose.
func (w words) named(t *results.Table, a answers) string {
	all := question{whole: t}.everybody()
	columns := slices.DeleteFunc(slices.Clone(a.columns), func(c int) bool { return t.By == "" && !offers(all, c) })
	if len(columns) == 0 {
		columns = a.columns
	}
	return w.listed(t, columns)
}

// listed is the labels of some answers, whoever could choose them.
func (w words) listed(t *results.Table, columns []int) string {
	labels := make([]string, len(columns))
	for i, c := range columns {
		labels[i] = w.T("staff.quote", "Text", w.column(t.Question, t.Columns[c]))
	}
	return w.joined(labels, "staff.finding.or")
}

// counted is the labels with their share: "A friend (60%)".
func (w words) counted(t *results.Table, a answers) string {
	return w.T("staff.finding.counted", "What", w.named(t, a), "Percent", a.Percent)
}

// ages says how the first of the named answers goes with age; empty if there
// are no ages to speak of.
func (w words) ages(q question, f finding) string {
	if q.bands() == nil {
		return ""
	}
	if f.compared < 2 {
		return w.T("staff.finding.ages.few")
	}
	what := ""
	if !isScale(q.whole.Kind) && len(f.lead) > 1 {
		what = ".one" // several answers were named: say which of them is meant
	}
	args := []any{
		"What", w.named(q.whole, f.lead[0]),
		"From", f.from.Percent, "FromGroup", w.together(f.from.group),
		"To", f.to.Percent, "ToGroup", w.together(f.to.group),
	}
	return w.T("staff.finding.ages."+trendIDs[f.trend]+what, args...)
}

// together is the name of a group that stays on one line: "85% (4 to 7) to 45%"
// is hard to read when it breaks inside.
func (w words) together(group string) string {
	return strings.ReplaceAll(w.band(group), " ", "\u00a0")
}

var trendIDs = map[trend]string{noTrend: "same", rises: "rises", falls: "falls", differs: "differs"}
