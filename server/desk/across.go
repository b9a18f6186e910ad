package desk

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
)

// acrossPage is a release over the places of a programme: every question in a line, and
// which releases it brings together.
type acrossPage struct {
	web.StaffBase
	Heading, Deck string
	Attack        string // address of how it was attacked; empty where that was not kept
	Facts         []fact
	Chart         *drawing // questions on a scale: the highest and the lowest area; nil: none
	Table         table
	Questions     []acrossLine
	Apart         []limit // what some areas do not tell, by the reason
	Places        []acrossPlace
	Limits        []limit
	Numbers       []string
	Files         []fileView
	Signed        string
}

// acrossLine is a question in the list.
type acrossLine struct{ Text, Link, Said string }

// acrossPlace is a place with where its figures are from.
type acrossPlace struct {
	Name, Link, Made, Answers, Expected, Before string
	BeforeLink                                  string // empty: the reader may not open it
}

// acrossReport is the report of a release over places. Its round is none that there is.
func (k *desk) acrossReport(ctx context.Context, rel *results.Release, w words) (*report, error) {
	p, err := k.Book.Programmes.Get(ctx, rel.Programme)
	if err != nil {
		return nil, err
	}
	w.places = map[string]string{}
	for _, place := range rel.Places {
		area, ok := inspections.AreaByCode(place.Place)
		if !ok { // an invented place
			if area.Name, err = k.inspection(ctx, place.Inspection); err != nil {
				return nil, err
			}
		}
		w.places[place.Place] = area.Name
	}
	return &report{rel: rel, round: &inspections.Round{Name: w.T("staff.across.round")}, inspection: p.Title, words: w}, nil
}

// byPlace is one of the tables over places of a question.
func (q question) byPlace(by string) (*results.Table, bool) {
	i := slices.IndexFunc(q.others, func(t *results.Table) bool { return t.By == by })
	if i < 0 {
		return nil, false
	}
	return q.others[i], true
}

// areas are the places of a release with their share of some answers to a question, in the
// order of their names.
func (r *report) areas(q question, by string, columns []int) []areaShare {
	t, ok := q.byPlace(by)
	if !ok {
		return nil
	}
	var list []areaShare
	for i, g := range t.Groups {
		a := areaShare{Area: inspections.Area{Code: g.Value, Name: r.words.Group(by, g.Value)}}
		switch {
		case g.Why == results.OtherWords:
			a.is = otherWords
		case g.Why == results.NotAsked:
			a.is = notAsked
		case g.Why == results.KeptBack:
			a.is = kept
		default:
			a.read(g, columns)
		}
		a.from.head = &results.Head{Round: r.rel.Places[i].Round}
		a.from.head.ID = r.rel.Places[i].Release
		list = append(list, a)
	}
	slices.SortStableFunc(list, func(a, b areaShare) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// lead are the answers whose share is compared: the right side of a scale, or one.
func (w words) acrossLead(q question) []int {
	if isScale(q.whole.Kind) {
		return rightOf(q.whole)
	}
	return w.order(q)[:1]
}

// compared is one measure over the places of a release.
func (r *report) acrossMap(q question, columns []int) *areaMap {
	m := &areaMap{measure: measure{topic: q.whole.Question, columns: columns, what: r.words.named(q.whole, answers{columns: columns}), ref: r}, words: r.words, areas: r.areas(q, results.ByPlace, columns)}
	m.middle = middleArea(m.areas)
	return m
}

// ends are the place with the largest share and the one with the smallest; false if not
// two are told. clear says whether they are apart, as one of all pairs of places.
func (m *areaMap) ends() (high, low areaShare, clear, ok bool) {
	n := m.count(told)
	if n < 2 {
		return high, low, false, false
	}
	first := true
	for _, a := range m.areas {
		if a.is != told {
			continue
		}
		if first || a.share.Percent > high.share.Percent {
			high = a
		}
		if first || a.share.Percent < low.share.Percent {
			low = a
		}
		first = false
	}
	return high, low, clearlyMore(high.share, low.share, among(n*(n-1)/2)), true
}

func (k *desk) showAcross(c echo.Context, r *report) error {
	w, all := r.words, r.words.questions(r.rel)
	base := k.Staff.Base(c, "results", "")
	base.Synthetic, base.Title = r.rel.Synthetic, r.title()
	base.Crumbs = r.crumbs(base)
	page := acrossPage{
		StaffBase: base, Deck: w.T("staff.across.deck", "Programme", r.inspection, "Number", r.rel.Number, "Day", web.DateIn(w.Printer, r.rel.Made)),
		Facts: r.acrossFacts(all), Apart: r.apart(all), Limits: r.limits(), Numbers: r.numbers(), Signed: r.signed(),
	}
	page.Heading = r.acrossLines(all, &page)
	var err error
	if page.Places, err = k.acrossPlaces(c, r); err != nil {
		return err
	}
	page.Files = files(r)
	if len(r.rel.Attack.Questions) > 0 {
		page.Attack = questionPath(r.rel.ID, attackKey)
	}
	return k.room.Write(c, http.StatusOK, "across", page)
}

// acrossLines puts every question on the page, in a line and, if it is on a scale, in the
// chart. It gives the heading: how many tell places clearly apart.
func (r *report) acrossLines(all []question, page *acrossPage) string {
	w := r.words
	var rows []pairRow
	compared, apart := 0, 0
	page.Table = table{Label: w.T("staff.across.table.label"), Caption: w.T("staff.across.table"), Head: []string{w.T("staff.compare.question"), w.T("staff.across.all"), w.T("staff.across.high"), w.T("staff.across.low"), w.T("staff.compare.difference")}}
	for _, q := range all {
		m := r.acrossMap(q, w.acrossLead(q))
		high, low, clear, ok := m.ends()
		page.Questions = append(page.Questions, acrossLine{w.question(q.whole.Question), questionPath(r.rel.ID, q.whole.Question), r.acrossSaid(q, m)})
		if !ok {
			continue
		}
		compared, apart = compared+1, apart+boolInt(clear)
		if !isScale(q.whole.Kind) {
			continue
		}
		rows = append(rows, pairRow{name: w.question(q.whole.Question), one: high.share, two: low.share, clear: clear})
		cells := []cell{{Text: w.T("staff.not_shown"), Words: true}, {Text: number(high.share.Percent, false)}, {Text: number(low.share.Percent, false)}, {Text: w.T("staff.compare.same"), Words: true}}
		if s := shareOf(q.everybody(), rightOf(q.whole)); s.Known {
			cells[0] = cell{Text: number(s.Percent, false)}
		}
		if clear {
			cells[1].Range, cells[2].Range = high.Name, low.Name
			cells[3].Text = w.T("staff.compare.clear")
		}
		page.Table.Rows = append(page.Table.Rows, tableRow{Name: w.question(q.whole.Question), Cells: cells})
	}
	if len(rows) > 0 {
		d := dumbbells(rows)
		names := [2]string{w.T("staff.across.high"), w.T("staff.across.low")}
		d.ID, d.Title, d.Desc = "x", w.T("staff.across.chart"), w.pairsSaid(rows, names)
		d.Key = []keyItem{{Dot: true, Text: names[0]}, {Diamond: true, Text: names[1]}}
		page.Chart = &d
	}
	switch {
	case compared == 0:
		return w.T("staff.across.none")
	case apart == 0:
		return w.T("staff.across.flat", "count", compared)
	}
	return w.T("staff.across.differ", "count", apart, "Of", compared)
}

// acrossSaid says a question in a sentence: what all of them say, and how places stand.
func (r *report) acrossSaid(q question, m *areaMap) string {
	first := r.words.noShares(q.everybody())
	if s := shareOf(q.everybody(), m.columns); s.Known {
		first = r.words.T("staff.across.total", "Percent", s.Percent, "What", m.what)
	}
	n := m.count(told)
	if n < leastAreas {
		return r.words.T("staff.finding.join", "First", first, "Second", r.words.T("staff.across.few", "count", n))
	}
	b := m.bands()
	second := r.words.T("staff.map.flat")
	if len(b[0])+len(b[2]) > 0 {
		second = r.words.T("staff.across.bands", "Of", n, "Above", len(b[0]), "Below", len(b[2]))
	}
	return r.words.T("staff.finding.join", "First", first, "Second", second)
}

func (r *report) acrossFacts(all []question) []fact {
	w := r.words
	return []fact{
		{strconv.Itoa(len(r.rel.Places)), w.T("staff.across.fact.places")},
		{cmp.Or(map[bool]string{true: strconv.Itoa(r.rel.Responses.Count)}[r.rel.Responses.Shown], w.T("staff.fact.withheld", "Least", results.MinGroup)), w.T(w.who("staff.fact.answered"))},
		{strconv.Itoa(len(all)), w.T("staff.fact.questions")},
		{w.T("staff.release.number", "Number", r.rel.Number), w.T("staff.fact.made", "Day", web.DateIn(w.Printer, r.rel.Made))},
	}
}

// acrossPlaces say where the figures of each place are from, by name.
func (k *desk) acrossPlaces(c echo.Context, r *report) ([]acrossPlace, error) {
	var list []acrossPlace
	for _, p := range r.rel.Places {
		made, err := k.Releases.Heads(c.Request().Context(), p.Round)
		if err != nil {
			return nil, err
		}
		one := k.acrossPlace(c, r, p)
		if i := slices.IndexFunc(made, func(h *results.Head) bool { return h.ID == p.Release }); i >= 0 {
			one.Made = web.DateIn(r.words.Printer, made[i].Made)
		}
		list = append(list, one)
	}
	slices.SortStableFunc(list, func(a, b acrossPlace) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

func (k *desk) acrossPlace(c echo.Context, r *report, p results.Place) acrossPlace {
	out := acrossPlace{Name: r.words.Group(results.ByPlace, p.Place), Link: releasePath(p.Release), Answers: responsesWords(r.words.Printer, p.Responses), Before: p.Before}
	if p.Expected > 0 {
		out.Expected = strconv.Itoa(p.Expected)
	}
	if may, err := k.Staff.MayOpen(c, "GET /staff/releases/:id", p.Before); p.Before != "" && err == nil && may {
		out.BeforeLink = releasePath(p.Before)
	}
	return out
}

// apart says what places do not tell, and why: of each reason the questions with the
// places.
func (r *report) apart(all []question) []limit {
	var list []limit
	for _, why := range []standing{otherWords, notAsked, kept, hidden} {
		var said []string
		for _, q := range all {
			var names []string
			for _, a := range r.areas(q, results.ByPlace, nil) {
				if a.is == why && (why != hidden || !a.shown(q)) {
					names = append(names, a.Name)
				}
			}
			if names != nil {
				said = append(said, r.words.T("staff.across.apart", "Question", r.words.question(q.whole.Question), "Places", strings.Join(names, ", ")))
			}
		}
		if said != nil {
			list = append(list, limit{r.words.T("staff.across.apart." + standings[why]), strings.Join(said, "; ") + "."})
		}
	}
	return list
}

// shown says whether a place tells how many answered a question.
func (a areaShare) shown(q question) bool {
	t, ok := q.byPlace(results.ByPlace)
	return ok && slices.ContainsFunc(t.Groups, func(g results.Group) bool { return g.Value == a.Code && g.Base.Shown })
}

// acrossLimits are what a release over places cannot tell.
func (r *report) acrossLimits() []limit {
	w := r.words
	var list []limit
	expected := 0
	for _, p := range r.rel.Places {
		if expected += p.Expected; p.Expected == 0 {
			expected = 0
			break
		}
	}
	list = append(list, limit{w.T("staff.limit.all"), w.T("staff.limit.all.text")})
	if expected > 0 && r.rel.Responses.Shown {
		list[0].Text = w.T("staff.limit.all.of", "Answered", r.rel.Responses.Count, "Expected", expected)
	}
	for _, id := range []string{"league", "children", "cause"} {
		list = append(list, limit{w.T("staff.map.limit." + id), w.T("staff.map.limit."+id+".text", "Points", clearGap)})
	}
	list = append(list, limit{w.T("staff.map.limit.moment"), w.T("staff.across.limit.moment.text")})
	list = append(list, limit{w.T("staff.across.limit.large"), w.T("staff.across.limit.large.text")})
	if r.added() {
		list = append(list, limit{w.T("staff.across.limit.added"), w.T("staff.across.limit.added.text", "Within", results.RoundBase-1)})
	}
	list = append(r.asides(), list...)
	if len(r.rel.Attack.Merged) > 0 {
		list = append(list, limit{w.T("staff.across.limit.merged"), w.T("staff.across.limit.merged.text", "What", strings.Join(r.merged(), "; "))})
	}
	if len(r.rel.Attack.Dropped) > 0 {
		list = append(list, limit{w.T("staff.limit.dropped"), w.T("staff.across.limit.dropped.text", "What", strings.Join(r.dropped(), "; "))})
	}
	return append(list, limit{w.T("staff.limit.why"), w.T("staff.limit.why.text")})
}

// asides says of which areas forms stood apart, and how many.
func (r *report) asides() (list []limit) {
	w := r.words
	for _, of := range []struct {
		id string
		of func(results.Aside) int
	}{{"out", func(a results.Aside) int { return a.Out }}, {"in", func(a results.Aside) int { return a.In }}} {
		var where []string
		for _, p := range r.rel.Places {
			if p.Aside == nil || of.of(*p.Aside) == 0 {
				continue
			}
			n := of.of(*p.Aside)
			least, most := results.AsideRange(n)
			where = append(where, w.T("staff.across.limit.apart.where", "Place", w.Group(results.ByPlace, p.Place), "N", n, "Least", least, "Most", most))
		}
		if len(where) > 0 {
			id := "staff.across.limit.apart." + of.id
			list = append(list, limit{w.T(id), w.T(id+".text", "Where", strings.Join(where, "; "))})
		}
	}
	return list
}

// added says whether any total is a sum of published counts.
func (r *report) added() bool {
	return r.rel.Responses.Added > 0 || slices.ContainsFunc(r.rel.Tables, func(t results.Table) bool { return t.By == "" && len(t.Groups) > 0 && t.Groups[0].Base.Added > 0 })
}
