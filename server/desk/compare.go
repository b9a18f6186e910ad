package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/server/web"
)

// comparePath is the page of two releases side by side, or of one question in both.
func comparePath(now, was, question string) string {
	q := url.Values{"now": {now}, "was": {was}}
	if question != "" {
		q.Set("question", question)
	}
	return "/staff/releases/compare?" + q.Encode()
}

// comparePage is two releases side by side. Its numbers are those of the two releases;
// nothing is counted for it.
type comparePage struct {
	web.StaffBase
	Heading string
	Deck    string
	Form    web.Filter // which two
	Chart   *drawing   // nil: there are not two, or nothing to compare
	Table   table
	Rest    []contentsLine // questions that compare and are on no scale
	Apart   []string       // questions that both asked, in words that do not compare
	Now     *compared
	Was     *compared
	Picture string // address; empty without a chart
	Limits  []limit
	Back    string // address of the comparison that a question is of; empty on that
}

// compared is one of the two.
type compared struct {
	Name, Day, Link, Answered string
}

// comparison is what is put side by side.
type comparison struct {
	now, was           *report
	nowName, wasName   string
	pairs              []samePair
	question           string // key, of one question only
	nowSynth, wasSynth bool
}

// maxCompared is how many inspections can be chosen from, the newest first.
const maxCompared = 100

func (k *desk) showComparison(c echo.Context) error {
	base := k.Staff.Base(c, "results", "")
	page := comparePage{StaffBase: base, Heading: base.T("staff.compare.title"), Deck: base.T("staff.compare.deck")}
	page.Title = page.Heading
	page.Crumbs = []web.Crumb{{Text: base.T("staff.room.results"), Link: "/staff/releases"}, {Text: base.T("staff.compare.title")}}
	list, err := k.results(c)
	if err != nil {
		return err
	}
	page.Form = k.compareForm(c, base, list)
	if c.QueryParam("now") == "" || c.QueryParam("was") == "" {
		return k.room.Write(c, http.StatusOK, "compare", page)
	}
	x, err := k.comparison(c, list)
	if err != nil {
		return err
	}
	if err := x.fill(&page); err != nil {
		return err
	}
	return k.room.Write(c, http.StatusOK, "compare", page)
}

// sendComparison hands out the chart as a picture.
func (k *desk) sendComparison(c echo.Context) error {
	list, err := k.results(c)
	if err != nil {
		return err
	}
	x, err := k.comparison(c, list)
	if err != nil {
		return err
	}
	d, _, ok := x.draw()
	if !ok {
		return fault.Wrap(fault.NotFound, "nothing to compare")
	}
	w := x.now.words
	p := picture{Lang: w.Lang(), Title: x.heading(), Drawing: d}
	if x.question != "" {
		p.Asked = []string{w.T("staff.quote", "Text", w.question(x.question))}
	}
	if x.nowSynth || x.wasSynth {
		p.Source = append(p.Source, w.T("staff.synthetic.title")+" "+w.T("staff.synthetic.text"))
	}
	p.Source = append(p.Source, "Kist, "+x.nowName+"; "+x.wasName, k.URL+comparePath(x.now.rel.ID, x.was.rel.ID, x.question),
		w.T("staff.compare.source", "Points", clearGap))
	if err := k.Trail.NoteEach(c.Request().Context(), "releases", x.now.rel.ID, x.was.rel.ID+pictureSuffix, k.Staff.Visitor(c).ID, "release.file"); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+fileName(x.now.rel.ID+"-"+x.was.rel.ID)+`.svg"`)
	return c.Blob(http.StatusOK, svgMedia, p.SVG())
}

// compareForm asks for two releases: the newest of each inspection, and those that are
// shown.
func (k *desk) compareForm(c echo.Context, base web.StaffBase, list []published) web.Filter {
	newest := map[string]bool{}
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(a, b published) int { return byAge(b, a) })
	var choose []published
	for _, p := range sorted {
		if !newest[p.inspection.ID] && len(choose) < maxCompared || p.head.ID == c.QueryParam("now") || p.head.ID == c.QueryParam("was") {
			choose = append(choose, p)
		}
		newest[p.inspection.ID] = true
	}
	slices.SortFunc(choose, func(a, b published) int {
		return cmp.Or(cmp.Compare(a.inspection.Title, b.inspection.Title), byAge(b, a))
	})
	choices := make([]web.Choice, len(choose))
	for i, p := range choose {
		choices[i] = web.Choice{Value: p.head.ID, Text: nameOf(base, p)}
	}
	form := web.NewFilter(c, base)
	form.Action, form.Show = "/staff/releases/compare", base.T("staff.compare.show")
	form.SelectOr("now", base.T("staff.compare.first"), base.T("staff.compare.choose"), slices.Clone(choices))
	form.SelectOr("was", base.T("staff.compare.second"), base.T("staff.compare.choose"), slices.Clone(choices))
	return form
}

// nameOf is a release as it is told from those of other rounds and inspections.
func nameOf(base web.StaffBase, p published) string {
	return base.T("staff.compare.name", "Inspection", p.inspection.Title, "Round", p.round.Name, "Number", p.head.Number)
}

// comparison reads both releases. fault.NotFound for one that is not there, or that the
// reader may not open, or if they are of one round, or if the question does not compare.
func (k *desk) comparison(c echo.Context, list []published) (*comparison, error) {
	x := &comparison{question: c.QueryParam("question")}
	base := k.Staff.Base(c, "results", "")
	for _, one := range []struct {
		id    string
		to    **report
		name  *string
		synth *bool
	}{{c.QueryParam("now"), &x.now, &x.nowName, &x.nowSynth}, {c.QueryParam("was"), &x.was, &x.wasName, &x.wasSynth}} {
		i := slices.IndexFunc(list, func(p published) bool { return p.head.ID == one.id })
		if i < 0 {
			return nil, fault.Wrap(fault.NotFound, "release %s", one.id)
		}
		r, err := k.report(c, one.id)
		if err != nil {
			return nil, err
		}
		*one.to, *one.name, *one.synth = r, nameOf(base, list[i]), r.rel.Synthetic
	}
	if x.now.rel.Round == x.was.rel.Round || x.nowSynth != x.wasSynth { // the same children twice, or invented ones beside others
		return nil, fault.Wrap(fault.NotFound, "releases %s and %s do not compare", x.now.rel.ID, x.was.rel.ID)
	}
	var err error
	x.pairs, err = k.comparable(c.Request().Context(), x.now, x.was)
	if err == nil && x.question != "" && !slices.ContainsFunc(x.pairs, func(p samePair) bool { return p.alike && p.now.whole.Question == x.question }) {
		return nil, fault.Wrap(fault.NotFound, "question %s does not compare", x.question)
	}
	return x, err
}

// fill puts the comparison on the page.
func (x *comparison) fill(page *comparePage) error {
	w := x.now.words
	page.Synthetic = x.nowSynth || x.wasSynth
	page.Heading, page.Deck = x.heading(), w.T("staff.compare.of", "First", x.nowName, "Second", x.wasName)
	if x.question != "" {
		page.Deck = w.T("staff.quote", "Text", w.question(x.question)) + " " + page.Deck
		page.Back = comparePath(x.now.rel.ID, x.was.rel.ID, "")
	}
	page.Title = page.Heading
	page.Now, page.Was = sideOf(x.now, x.nowName, x.question), sideOf(x.was, x.wasName, x.question)
	if d, t, ok := x.draw(); ok {
		d.ID, d.Title = "c", page.Heading
		page.Chart, page.Table = &d, t
		page.Picture = "/staff/releases/compare.svg?" + comparePath(x.now.rel.ID, x.was.rel.ID, x.question)[len("/staff/releases/compare?"):]
	}
	for _, p := range x.pairs {
		key := p.now.whole.Question
		switch {
		case x.question != "":
		case !p.alike:
			page.Apart = append(page.Apart, w.question(key))
		default:
			page.Rest = append(page.Rest, contentsLine{Text: w.question(key), Link: comparePath(x.now.rel.ID, x.was.rel.ID, key)})
		}
	}
	page.Limits = x.limits()
	return nil
}

func sideOf(r *report, name, question string) *compared {
	s := &compared{Name: name, Day: web.DateIn(r.words.Printer, r.rel.Made), Link: releasePath(r.rel.ID), Answered: responsesWords(r.words.Printer, r.rel.Responses)}
	if question != "" {
		s.Link = questionPath(r.rel.ID, question)
	}
	return s
}

// rows are the lines to compare: of one question each of its answers, else of every
// question on a scale its right side. Each is clear only if it holds for all of them
// together (among).
func (x *comparison) rows() []pairRow {
	var rows []pairRow
	w := x.now.words
	for _, p := range x.pairs {
		switch {
		case !p.alike:
		case x.question == "":
			if m, ok := moveOf(p); ok {
				rows = append(rows, pairRow{name: w.question(p.now.whole.Question), one: m.now, two: m.was})
			}
		case p.now.whole.Question == x.question:
			for _, i := range w.order(p.now) {
				rows = append(rows, w.answerRow(p, i))
			}
		}
	}
	for i, r := range rows {
		rows[i].clear = apartFrom(r.one, r.two, among(len(both(rows))))
	}
	if x.question == "" { // the largest gap first, as far as gaps are told
		slices.SortStableFunc(rows, func(a, b pairRow) int { return cmp.Compare(boolInt(b.clear), boolInt(a.clear)) })
	}
	return rows
}

// answerRow is one answer to a question in two releases.
func (w words) answerRow(p samePair, column int) pairRow {
	now, was, columns := p.now.everybody(), p.was.everybody(), []int{column}
	r := pairRow{name: w.column(p.now.whole.Question, p.now.whole.Columns[column]), one: shareOf(now, columns), two: shareOf(was, columns)}
	r.absent = [2]bool{now.Base.Shown && !offers(now, column), was.Base.Shown && !offers(was, column)}
	if !r.one.Known && !r.absent[0] || !r.two.Known && !r.absent[1] {
		r.withheld = w.T("staff.not_shown")
	}
	return r
}

// both are the rows of what both were offered.
func both(rows []pairRow) []pairRow {
	return slices.DeleteFunc(slices.Clone(rows), func(r pairRow) bool { return r.absent != [2]bool{} })
}

// draw is the chart and the same as a table; false if no line could be drawn.
func (x *comparison) draw() (drawing, table, bool) {
	all, w := x.rows(), x.now.words
	rows := both(all)
	if !slices.ContainsFunc(rows, func(r pairRow) bool { return r.withheld == "" }) {
		return drawing{}, table{}, false
	}
	d := dumbbells(rows)
	d.Key = []keyItem{{Dot: true, Text: x.nowName}, {Diamond: true, Text: x.wasName}}
	d.Desc = w.pairsSaid(rows, [2]string{x.nowName, x.wasName})
	head, caption := "staff.compare.answer", "staff.compare.table.one"
	if x.question == "" {
		head, caption = "staff.compare.question", "staff.compare.table"
	}
	t := table{Label: w.T("staff.compare.table.label"), Caption: w.T(caption), Head: []string{w.T(head), x.nowName, x.wasName, w.T("staff.compare.difference")}}
	t.Caption = w.dashed(t.Caption, len(rows) < len(all))
	for _, r := range all {
		t.Rows = append(t.Rows, w.pairCells(r))
	}
	return d, t, true
}

// pairCells is a row of the table: both shares, and whether they differ clearly.
func (w words) pairCells(r pairRow) tableRow {
	row := tableRow{Name: r.name}
	none, hidden := cell{Text: "–"}, cell{Text: w.T("staff.not_shown"), Words: true}
	for i, s := range []share{r.one, r.two} {
		switch {
		case r.absent[i]:
			row.Cells = append(row.Cells, none)
		case s.Known:
			row.Cells = append(row.Cells, cell{Text: number(s.Percent, false)})
		default:
			row.Cells = append(row.Cells, hidden)
		}
	}
	said := cell{Text: w.T("staff.compare.same"), Words: true}
	switch {
	case r.absent != [2]bool{}:
		said = none
	case r.withheld != "":
		said = hidden
	case r.clear:
		said.Text = w.T("staff.compare.clear")
	}
	row.Cells = append(row.Cells, said)
	return row
}

// heading says what was found: how many of those that compare differ clearly.
func (x *comparison) heading() string {
	w, rows, clear := x.now.words, both(x.rows()), 0
	for _, r := range rows {
		clear += boolInt(r.clear)
	}
	one := ""
	if x.question != "" {
		one = ".one"
	}
	switch {
	case len(rows) == 0:
		return w.T("staff.compare.none")
	case clear == 0:
		return w.T("staff.compare.flat" + one)
	}
	return w.T("staff.compare.differ"+one, "count", clear, "Of", len(rows))
}

// limits are what two releases side by side cannot tell.
func (x *comparison) limits() []limit {
	w := x.now.words
	list := []limit{{w.T("staff.compare.limit.children"), w.T("staff.compare.limit.children.text")},
		{w.T("staff.compare.limit.small"), w.T("staff.compare.limit.small.text", "Points", clearGap)}}
	for _, r := range []*report{x.now, x.was} {
		if r.rel.Responses.Shown && r.round.Expected > 0 {
			list = append(list, limit{r.inspection + ", " + r.round.Name + ".", r.reached()})
		}
	}
	if !slices.Equal(x.now.round.Editions, x.was.round.Editions) {
		list = append(list, limit{w.T("staff.compare.limit.editions"), w.T("staff.compare.limit.editions.text")})
	}
	return append(list, limit{w.T("staff.limit.why"), w.T("staff.limit.why.text")})
}
