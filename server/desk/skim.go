package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/results"
	"kist/server/web"
)

// skimPath is the page on which an inspection is told in short.
func skimPath(inspection string) string { return "/staff/releases/of/" + url.PathEscape(inspection) }

// skimPage is an inspection in short, from its latest release.
type skimPage struct {
	web.StaffBase
	Heading   string
	Release   string // address
	ReleaseIs string
	Map       string // address
	Facts     []fact
	Summary   summary
	Changed   changes
	Charts    []skimChart
	Limits    []limit
	Numbers   []string
	Earlier   []fileView // other releases of the inspection
}

// changes is what is clearly other than the last time.
type changes struct {
	topList
	Since   string // the release before, in words; empty if there is none
	Link    string // of the comparison
	Of      int    // questions on a scale that could be compared
	Reworks int    // questions that both hold, in words that do not compare
}

// skimChart is every question of one kind of scale, the largest right side first.
type skimChart struct {
	Key   string // of its anchor
	Head  string
	Chart drawing
	Table groupTable
}

func (k *desk) showSkim(c echo.Context) error {
	id, err := web.Param(c, "id")
	if err != nil {
		return fault.Wrap(fault.NotFound, "inspection")
	}
	list, err := k.results(c)
	if err != nil {
		return err
	}
	asked, err := k.surveysOf(c.Request().Context(), list)
	if err != nil {
		return err
	}
	now, ok := ofChildren(list, id, asked)
	if !ok {
		return fault.Wrap(fault.NotFound, "release of inspection %s", id)
	}
	r, err := k.report(c, now.head.ID)
	if err != nil {
		return err
	}
	page := r.skim(k.Staff.Base(c, "results", ""), now)
	slices.SortFunc(list, byAge)
	for _, p := range slices.Backward(list) {
		if p.inspection.ID == id && p.head.ID != now.head.ID {
			page.Earlier = append(page.Earlier, fileView{Link: releasePath(p.head.ID), Name: p.round.Name + ": " + page.T("staff.release.number", "Number", p.head.Number), For: web.DateIn(page.Printer, p.head.Made)})
		}
	}
	if was, ok := before(list, now, asked); ok {
		if page.Changed, err = k.changed(c, r, was); err != nil {
			return err
		}
	}
	return k.room.Write(c, http.StatusOK, "skim", page)
}

// skim is the page without what an earlier release is needed for.
func (r *report) skim(base web.StaffBase, now published) skimPage {
	all := r.words.questions(r.rel)
	base.Synthetic = r.rel.Synthetic
	base.Title = base.T("staff.skim.title", "Inspection", r.inspection)
	base.Crumbs = []web.Crumb{{Text: base.T("staff.room.results"), Link: "/staff/releases"}, {Text: r.inspection}}
	page := skimPage{
		StaffBase: base, Heading: r.heading(all), Release: releasePath(r.rel.ID), Map: mapPath,
		ReleaseIs: base.T("staff.skim.release", "Round", r.round.Name, "Number", r.rel.Number, "Day", web.DateIn(base.Printer, r.rel.Made)),
		Facts:     r.facts(all), Summary: r.summary(all), Limits: r.limits(), Numbers: r.numbers(),
	}
	page.Charts = r.skimCharts(all)
	return page
}

// changed finds what is clearly other than in an earlier release. Of all that could be
// compared each must differ by as much as holds for all of them together (among).
func (k *desk) changed(c echo.Context, r *report, before published) (changes, error) {
	was, err := k.report(c, before.head.ID)
	if err != nil {
		return changes{}, err
	}
	pairs, err := k.comparable(c.Request().Context(), r, was)
	if err != nil {
		return changes{}, err
	}
	name := r.words.T("staff.skim.since", "Inspection", before.inspection.Title, "Round", before.round.Name, "Day", web.DateIn(r.words.Printer, before.head.Made))
	ch := changes{Since: name, Link: comparePath(r.rel.ID, was.rel.ID, "")}
	var moves []move
	for _, p := range pairs {
		if !p.alike {
			ch.Reworks++
			continue
		}
		if m, ok := moveOf(p); ok {
			moves = append(moves, m)
		}
	}
	ch.Of = len(moves)
	slices.SortStableFunc(moves, func(a, b move) int { return cmp.Compare(b.gap(), a.gap()) })
	for _, m := range moves {
		if apartFrom(m.now, m.was, among(len(moves))) {
			ch.add(topLine{
				Value: strconv.Itoa(m.was.Percent) + "→" + strconv.Itoa(m.now.Percent), Text: r.words.question(m.pair.now.whole.Question),
				Small: r.words.listed(m.pair.now.whole, rightOf(m.pair.now.whole)), Link: comparePath(r.rel.ID, was.rel.ID, m.pair.now.whole.Question),
			})
		}
	}
	return ch, nil
}

// move is a question on a scale in two releases.
type move struct {
	pair     samePair
	now, was share // of the right side
}

func (m move) gap() int { return max(m.now.Percent-m.was.Percent, m.was.Percent-m.now.Percent) }

// moveOf is the right side of a scale in both releases; false for another kind, or
// where one of them has no percentages.
func moveOf(p samePair) (move, bool) {
	if !isScale(p.now.whole.Kind) {
		return move{}, false
	}
	columns := rightOf(p.now.whole)
	m := move{p, shareOf(p.now.everybody(), columns), shareOf(p.was.everybody(), columns)}
	return m, m.now.Known && m.was.Known
}

// skimCharts draw all questions on a scale, those with the same answers in one chart.
func (r *report) skimCharts(all []question) []skimChart {
	var order []string
	kinds := map[string][]scored{}
	for _, q := range score(all) {
		key := q.whole.Kind + "\n" + strings.Join(r.words.labels(q.whole), "\n")
		if kinds[key] == nil {
			order = append(order, key)
		}
		kinds[key] = append(kinds[key], q)
	}
	charts := make([]skimChart, len(order))
	for i, key := range order {
		list := kinds[key]
		slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.all.Percent, a.all.Percent) })
		charts[i] = r.skimChart("scale-"+strconv.Itoa(i+1), list)
	}
	return charts
}

// skimChart draws questions that have the same answers.
func (r *report) skimChart(key string, list []scored) skimChart {
	w := r.words
	first := asOffered(list)
	var rows []scaleRow
	said := make([]string, len(list))
	t := table{Caption: w.T("staff.skim.table"), Label: w.T("staff.skim.table.label", "What", r.right(first)), Head: []string{w.T("staff.skim.question"), w.T("staff.table.answers")}}
	t.Head = append(t.Head, w.labels(first)...)
	for i, q := range list {
		g := q.everybody()
		text := w.question(q.whole.Question)
		rows = append(rows, scaleRowOf(q.whole, g, text, w.T("staff.release.answers", "count", g.Base.Count)))
		said[i] = w.T("staff.chart.value", "What", text, "Percent", q.all.Percent)
		row := tableRow{Name: text, Cells: []cell{w.groupBase(g, percents)}}
		for c := range q.whole.Columns {
			row.Cells = append(row.Cells, w.optionCell(g, c, percents))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Caption = w.dashed(t.Caption, slices.ContainsFunc(list, func(q scored) bool { return dash(q.everybody()) }))
	d := diverging(rows, w.T("staff.chart.apart"))
	d.ID, d.Title, d.Key = key, w.T("staff.skim.chart", "What", r.right(first)), w.key(first)
	d.Desc = w.T("staff.chart.desc", "What", r.right(first), "Values", strings.Join(said, "; "))
	return skimChart{Key: key + "-h", Head: w.T("staff.skim.chart", "What", r.right(first)), Chart: d, Table: groupTable{table: t}}
}

// asOffered is what questions that have the same answers have in common: an answer is offered
// if any of them offers it.
func asOffered(list []scored) *results.Table {
	t := *list[0].whole
	offered := make([]bool, len(t.Columns))
	for _, q := range list {
		for i := range offered {
			offered[i] = offered[i] || offers(q.everybody(), i)
		}
	}
	t.Groups = []results.Group{{Offered: offered}}
	return &t
}

// scaleRowOf is a group in a chart of a scale, with all its parts.
func scaleRowOf(t *results.Table, g results.Group, name, note string) scaleRow {
	row := scaleRow{name: name, note: note, left: parts(t, g, minus1, minus2), right: parts(t, g, plus1, plus2), aside: parts(t, g, apart)}
	slices.Reverse(row.aside) // drawn from the right edge inwards
	sum := shareOf(g, rightOf(t))
	row.sum, row.sumKnown = sum.Percent, sum.Known
	return row
}
