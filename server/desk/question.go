package desk

import (
	"cmp"
	"slices"
	"strings"

	"kist/internal/results"
	"kist/server/web"
)

// questionView is one question with its chart and the same as tables.
type questionView struct {
	ID      string
	Number  int
	Heading string
	Asked   []asked
	How     string // how it could be answered
	Chart   drawing
	Ages    *drawing // the youngest beside the oldest; nil where Chart shows the ages
	Tables  []table  // the first of the question's; none if all is withheld
	Notes   []string
	Link    string // of the page with all of this question
}

// questionOnPage is a question together with its page, whose printer its
// template needs.
type questionOnPage struct {
	web.StaffBase
	Question questionView
}

// Of puts a question on the page.
func (p releasePage) Of(q questionView) questionOnPage { return questionOnPage{p.StaffBase, q} }

func (r *report) question(q question, number int) questionView {
	w := r.words
	v := questionView{
		ID: questionID(q), Number: number, Heading: w.sentence(q),
		Asked: w.wordings(q.whole.Question), How: w.how(q.whole), Link: questionPath(r.rel.ID, q.whole.Question),
	}
	if isScale(q.whole.Kind) {
		v.Chart = w.scaleChart(q)
	} else {
		v.Chart = w.rankChart(q, w.order(q))
	}
	v.Tables = r.labelled(q, number)
	v.Tables = v.Tables[:min(1, len(v.Tables))]
	v.Chart.ID = "c-" + q.whole.Question
	v.Chart.Title = w.T("staff.chart.title", "Number", number, "Text", w.question(q.whole.Question))
	if len(v.Asked) > 1 {
		v.Notes = append(v.Notes, w.T("staff.note.wording"))
	}
	if len(q.notAsked) > 0 && !q.everybody().Unasked() {
		names := make([]string, len(q.notAsked))
		for i, band := range q.notAsked {
			names[i] = w.together(band)
		}
		v.Notes = append(v.Notes, w.T("staff.note.not_asked", "Groups", strings.Join(names, ", ")))
	}
	v.Notes = append(v.Notes, w.otherLabels(q.whole)...)
	v.Notes = append(v.Notes, w.dashNote(q)...)
	return v
}

// how says in what way the question could be answered.
func (w words) how(t *results.Table) string {
	switch {
	case t.Kind == orderKind:
		return w.T("staff.how.order")
	case t.Multiple:
		return w.T("staff.how.several")
	case w.steps(t):
		return w.T("staff.how.scale")
	}
	return w.T("staff.how.one")
}

// steps says whether the answers are steps of a scale. "Yes" and "no" are drawn
// as two sides, but are no steps; 0 to 10 with words at its ends is.
func (w words) steps(t *results.Table) bool {
	if t.Kind == numberKind {
		q := w.survey.Question(t.Question)
		return q != nil && q.Scale()
	}
	return isScale(t.Kind) && t.Kind != yesNoKind
}

// dashNote says what a dash means, where an age or others were not offered some of the
// answers; nothing where there is none.
func (w words) dashNote(q question) []string {
	others := func(t *results.Table) bool { return slices.ContainsFunc(t.Groups, dash) }
	switch {
	case dash(q.everybody()) || slices.ContainsFunc(q.others, others):
		return []string{w.T("staff.note.dash.any")}
	case slices.ContainsFunc(q.bands(), dash):
		return []string{w.T("staff.note.dash")}
	}
	return nil
}

// dash says whether a group has one in a table: it was not offered some answer.
func dash(g results.Group) bool { return g.Base.Shown && slices.Contains(g.Offered, false) }

// dashed adds to the caption of a table what a dash in it means, if one is.
func (w words) dashed(caption string, is bool) string {
	if is {
		caption += " " + w.T("staff.note.dash.any")
	}
	return caption
}

// offers says whether a group was offered an answer.
func offers(g results.Group, column int) bool { return len(g.Offered) == 0 || g.Offered[column] }

// order is the order in which the answers are shown, as indexes of columns: by
// size unless they have an order of their own, with "rather not say" last.
func (w words) order(q question) []int {
	order := make([]int, len(q.whole.Columns))
	for i := range order {
		order[i] = i
	}
	if inOrder(q.whole.Kind) {
		return order
	}
	cells := q.everybody().Cells
	slices.SortStableFunc(order, func(a, b int) int {
		if x, y := ratherNot(q.whole.Columns[a]), ratherNot(q.whole.Columns[b]); x != y {
			return cmp.Compare(boolInt(x), boolInt(y))
		}
		if a >= len(cells) || b >= len(cells) {
			return 0
		}
		return cmp.Compare(cells[b].Count, cells[a].Count)
	})
	return order
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rows are the groups of a scale's chart and table: by age, then all.
func (q question) rows() []results.Group {
	return append(slices.Clone(q.bands()), q.everybody())
}

// reason says why a group has no percentages; empty if it has.
func (w words) reason(g results.Group) string {
	switch {
	case g.Unasked():
		return w.T("staff.hidden.unasked")
	case g.Either:
		return w.T("staff.hidden.either", "Least", results.MinGroup)
	case !g.Base.Shown:
		return w.T("staff.hidden", "Least", results.MinGroup)
	case g.Base.Count < results.MinPercent:
		return w.T("staff.few", "count", g.Base.Count)
	}
	return ""
}

func (w words) scaleChart(q question) drawing {
	if reason := w.reason(q.everybody()); reason != "" {
		return w.noChart(reason)
	}
	t := q.whole
	var rows []scaleRow
	var said []string
	for _, g := range q.rows() {
		row := scaleRow{name: w.band(g.Value), withheld: w.reason(g)}
		if row.withheld == "" {
			row = scaleRowOf(t, g, row.name, w.T("staff.release.answers", "count", g.Base.Count))
			said = append(said, w.T("staff.chart.value", "What", row.name, "Percent", row.sum))
		} else {
			said = append(said, w.T("staff.chart.reason", "What", row.name, "Reason", row.withheld))
		}
		rows = append(rows, row)
	}
	d := diverging(rows, w.T("staff.chart.apart"))
	d.Desc = w.T("staff.chart.desc", "What", w.named(t, answers{columns: rightOf(t)}), "Values", strings.Join(said, "; "))
	d.Key = w.key(t)
	return d
}

// parts are a group's answers on two sides of a scale, from the zero line
// outwards: the mild one first.
func parts(t *results.Table, g results.Group, sides ...side) []part {
	var list []part
	for _, s := range sides {
		for _, i := range columnsOn(t, s) {
			if i < len(g.Cells) && g.Cells[i].Percent != nil {
				list = append(list, part{*g.Cells[i].Percent, styleOf(t, i)})
			}
		}
	}
	return list
}

func styleOf(t *results.Table, column int) style {
	if ratherNot(t.Columns[column]) {
		return ratherNotStyle
	}
	return styles[onScale(t.Kind, t.Columns[column])]
}

// key explains the fillings of a scale's chart, in the order of the answers.
func (w words) key(t *results.Table) []keyItem {
	var list []keyItem
	for i, text := range w.labels(t) {
		if s := styleOf(t, i); t.By != "" || offers(t.Groups[0], i) {
			list = append(list, keyItem{Class: s.class, Fill: s.fill, Text: text})
		}
	}
	return list
}

// noChart stands in for the chart of a question that even the whole round is
// too small for: one bar that says so.
func (w words) noChart(reason string) drawing {
	d := ranked([]rankRow{{name: w.band(""), withheld: reason}})
	d.Desc = reason
	return d
}

// rankChart draws the options of the whole round.
func (w words) rankChart(q question, order []int) drawing {
	all := q.everybody()
	if reason := w.reason(all); reason != "" {
		return w.noChart(reason)
	}
	labels := w.labels(q.whole)
	var rows []rankRow
	var said []string
	for _, i := range order {
		if !offers(all, i) {
			continue
		}
		row := rankRow{name: labels[i], aside: ratherNot(q.whole.Columns[i])}
		if p := all.Cells[i].Percent; p != nil && all.Cells[i].Shown {
			row.percent = *p
			said = append(said, w.T("staff.chart.value", "What", row.name, "Percent", *p))
		} else {
			row.withheld = w.T("staff.not_shown")
			said = append(said, w.T("staff.chart.reason", "What", row.name, "Reason", row.withheld))
		}
		rows = append(rows, row)
	}
	d := ranked(rows)
	d.Desc = strings.Join(said, "; ")
	return d
}
