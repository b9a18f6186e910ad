package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
)

// acrossOne is one question of a release over places: the share of some answers in every
// place, what all say together, and how that is weighed.
type acrossOne struct {
	web.StaffBase
	Deck, Release string
	Question      questionView // its chart: the places
	Answers       []answerLink // whose share can be shown; none of a scale
	Map           *drawing     // tiles, where enough places are areas
	Since         *drawing     // now and the earlier release; nil: none is told
	Places        groupTable
	Weights       table
	Missing       []limit // places without a number, by the reason
	Total         table
	Limits        []limit
	Numbers       []string
	Files         []fileView
	Cite          string
	Prev, Next    string
}

// answerLink leads to the same page for another answer.
type answerLink struct {
	Text, Link string
	Here       bool
}

// answerOf are the columns that the address asks for, or those that stand for the
// question. fault.NotFound for an answer that there is not.
func (w words) answerOf(q question, code string) ([]int, error) {
	if code == "" || isScale(q.whole.Kind) {
		return w.acrossLead(q), nil
	}
	i := slices.Index(q.whole.Columns, code)
	if i < 0 {
		return nil, fault.Wrap(fault.NotFound, "answer %s", code)
	}
	return []int{i}, nil
}

func (k *desk) showAcrossOne(c echo.Context, r *report, q question, number int) error {
	columns, err := r.words.answerOf(q, c.QueryParam("answer"))
	if err != nil {
		return err
	}
	return k.room.Write(c, http.StatusOK, "across_one", r.acrossOne(k.Staff.Base(c, "results", ""), q, number, columns, k.URL))
}

func (r *report) acrossOne(base web.StaffBase, q question, number int, columns []int, site string) acrossOne {
	key, w, m := q.whole.Question, r.words, r.acrossMap(q, columns)
	base.Synthetic, base.Title = r.rel.Synthetic, r.acrossSaid(q, m)
	base.Crumbs = append(r.crumbs(base), web.Crumb{Text: w.T("staff.release.part.one", "Number", number)})
	page := acrossOne{
		StaffBase: base, Release: releasePath(r.rel.ID), Missing: m.missing(), Numbers: r.numbers(),
		Deck:     w.T("staff.across.deck", "Programme", r.inspection, "Number", r.rel.Number, "Day", web.DateIn(w.Printer, r.rel.Made)),
		Question: questionView{ID: questionID(q), Number: number, Heading: base.Title, Asked: w.wordings(key), How: w.how(q.whole), Notes: append(w.otherLabels(q.whole), w.dashNote(q)...)},
		Places:   r.placesTable(q, m), Weights: r.weights(q, columns), Limits: r.only(key).limits(), Cite: r.cite(number, site+questionPath(r.rel.ID, key)),
	}
	page.Question.Chart = r.placesChart(q, m)
	if !isScale(q.whole.Kind) {
		page.Answers = r.answerLinks(q, columns)
	}
	page.Map, page.Since = r.tilesOf(m), r.since(q, m)
	if tables := w.tables(q); len(tables) > 0 {
		page.Total = tables[len(tables)-1]
		page.Total.Head[1] = w.T("staff.across.all")
	}
	page.Files = r.oneFiles(key, questionView{})
	all := w.questions(r.rel)
	if number > 1 {
		page.Prev = questionPath(r.rel.ID, all[number-2].whole.Question)
	}
	if number < len(all) {
		page.Next = questionPath(r.rel.ID, all[number].whole.Question)
	}
	return page
}

func (r *report) answerLinks(q question, columns []int) []answerLink {
	var list []answerLink
	for _, i := range r.words.order(q) {
		code := q.whole.Columns[i]
		list = append(list, answerLink{r.words.column(q.whole.Question, code), questionPath(r.rel.ID, q.whole.Question) + "?answer=" + url.QueryEscape(code), i == columns[0]})
	}
	return list
}

// inBands are the places that are told as they stand to the middle: above it, alike, below;
// in each by name, for within a band no order is told. A map of fewer has one band.
func (m *areaMap) inBands() (list []areaShare) {
	if m.count(told) < leastAreas {
		return slices.DeleteFunc(slices.Clone(m.areas), func(a areaShare) bool { return a.is != told })
	}
	for _, band := range m.bands() {
		slices.SortStableFunc(band, func(a, b areaShare) int { return strings.Compare(a.Name, b.Name) })
		list = append(list, band...)
	}
	return list
}

// placesChart draws all together, then every place.
func (r *report) placesChart(q question, m *areaMap) drawing {
	w := r.words
	all := rankRow{name: w.T("staff.across.all"), sum: true, withheld: w.reason(q.everybody())}
	if s := shareOf(q.everybody(), m.columns); s.Known {
		all.percent, all.withheld = s.Percent, ""
	} else if all.withheld == "" {
		all.withheld = w.T("staff.not_shown")
	}
	rows := []rankRow{all}
	var said []string
	for _, a := range m.inBands() {
		rows = append(rows, rankRow{name: a.Name, percent: a.share.Percent})
	}
	for _, a := range m.areas {
		if a.is != told {
			rows = append(rows, rankRow{name: a.Name, withheld: w.T("staff.map.is." + standings[a.is])})
		}
	}
	for _, row := range rows {
		if row.withheld != "" {
			said = append(said, w.T("staff.chart.reason", "What", row.name, "Reason", row.withheld))
		} else {
			said = append(said, w.T("staff.chart.value", "What", row.name, "Percent", row.percent))
		}
	}
	d := ranked(rows)
	d.ID, d.Title, d.Desc = "c-"+q.whole.Question, w.T("staff.map.measure", "Question", w.question(q.whole.Question), "What", m.what), strings.Join(said, "; ")
	return d
}

// leastTiles is from how many areas on the map says more than the bars do.
const leastTiles = 5

// tilesOf is the map of the areas; nil if few of the places are areas that are told.
func (r *report) tilesOf(m *areaMap) *drawing {
	known := map[string]areaShare{}
	n := 0
	for _, a := range m.areas {
		if _, ok := tiles[a.Code]; ok {
			known[a.Code] = a
			n += boolInt(a.is == told)
		}
	}
	if n < leastTiles {
		return nil
	}
	whole := *m
	whole.areas, whole.out = nil, "staff.across.out"
	for _, area := range inspections.Areas() {
		a, ok := known[area.Code]
		if !ok {
			a = areaShare{Area: area}
		}
		whole.areas = append(whole.areas, a)
	}
	d := whole.drawing()
	return &d
}

// since draws each place now and in its earlier release, where both are told.
func (r *report) since(q question, m *areaMap) *drawing {
	var rows []pairRow
	was := r.areas(q, results.ByBefore, m.columns)
	for _, now := range m.inBands() {
		i := slices.IndexFunc(was, func(a areaShare) bool { return a.Code == now.Code && a.is == told })
		if i >= 0 {
			rows = append(rows, pairRow{name: now.Name, one: now.share, two: was[i].share})
		}
	}
	if rows == nil {
		return nil
	}
	for i, row := range rows {
		rows[i].clear = apartFrom(row.one, row.two, among(len(rows)))
	}
	d, w := dumbbells(rows), r.words
	names := [2]string{w.T("staff.across.now"), w.T("staff.across.before")}
	d.ID, d.Title, d.Desc = "s-"+q.whole.Question, w.T("staff.across.since"), w.pairsSaid(rows, names)
	d.Key = []keyItem{{Dot: true, Text: names[0]}, {Diamond: true, Text: names[1]}}
	return &d
}

// placesTable has a row a place, as the chart has, with every answer.
func (r *report) placesTable(q question, m *areaMap) groupTable {
	w := r.words
	t := groupTable{table: table{Caption: w.caption(q.whole, percents), Head: []string{w.T("staff.map.area"), w.T("staff.table.answers")}}}
	order := w.order(q)
	for _, i := range order {
		t.Head = append(t.Head, w.column(q.whole.Question, q.whole.Columns[i]))
	}
	row := func(name string, g results.Group) {
		cells := []cell{w.groupBase(g, percents)}
		for _, i := range order {
			cells = append(cells, w.optionCell(g, i, percents))
		}
		t.Rows = append(t.Rows, tableRow{Name: name, Cells: cells})
	}
	row(w.T("staff.across.all"), q.everybody())
	part, ok := q.byPlace(results.ByPlace)
	if !ok {
		return t
	}
	for _, a := range m.inBands() {
		if i := slices.IndexFunc(part.Groups, func(g results.Group) bool { return g.Value == a.Code }); i >= 0 {
			row(a.Name, part.Groups[i])
		}
	}
	return t
}

// weights says the share of all in three ways, and what each is.
func (r *report) weights(q question, columns []int) table {
	w, a := r.words, r.rel.Average(q.whole.Question, columns)
	t := table{Caption: w.T("staff.across.weights") + ". " + w.T("staff.across.weights.text", "count", a.Places), Head: []string{w.T("staff.across.weights.how"), w.T("staff.map.percent")}}
	for _, x := range []struct {
		id      string
		percent *int
	}{{"together", a.Together}, {"equally", a.Equally}, {"expected", a.Expected}} {
		c := cell{Text: w.T("staff.across.weights.unknown"), Words: true}
		if x.percent != nil {
			c = cell{Text: strconv.Itoa(*x.percent)}
		}
		t.Rows = append(t.Rows, tableRow{Name: w.T("staff.across.weights." + x.id), Cells: []cell{c}})
	}
	return t
}

// missing are the places without a number, by the reason.
func (m *areaMap) missing() (list []limit) {
	for _, is := range []standing{hidden, kept, otherWords, notAsked, noRelease} {
		var names []string
		for _, a := range m.areas {
			if a.is == is {
				names = append(names, a.Name)
			}
		}
		if names != nil {
			list = append(list, limit{m.T("staff.map.is." + standings[is]), strings.Join(names, ", ")})
		}
	}
	return list
}
