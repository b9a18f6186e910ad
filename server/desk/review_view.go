package desk

import (
	"slices"
	"strconv"
	"strings"

	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/review"
	"kist/server/web"
)

// reviewSet are the codes of one kind with their rows.
type reviewSet struct {
	key  string // in addresses and files
	lang string // of the titles; empty: the page's
	rows []review.Row
	of   func(review.Finding) []string
	name func(code string) string
}

const (
	qualitySet   = "quality"
	wellbeingSet = "wellbeing"
	rightsSet    = "rights"
)

var bearsInOrder = []findings.Bears{findings.Strength, findings.Improvement}

// sets are the three kinds of codes, in order.
func (v reviewed) sets() []reviewSet {
	return []reviewSet{{
		qualitySet, "en", v.Indicators, func(f review.Finding) []string {
			if f.Framework != v.Framework.ID {
				return nil
			}
			return f.Indicators
		},
		func(code string) string { q, _ := v.Framework.Indicator(code); return code + " " + q.Title },
	}, {
		wellbeingSet, "", v.Wellbeing, func(f review.Finding) []string { return f.Terms.Wellbeing },
		func(code string) string { return wellbeingName(v.StaffBase, code) },
	}, {
		rightsSet, "en", v.Rights, func(f review.Finding) (list []string) {
			for _, n := range f.Rights {
				list = append(list, strconv.Itoa(n))
			}
			return list
		},
		func(code string) string {
			n, _ := strconv.Atoi(code)
			a, _ := inspections.Article(n)
			return code + " " + a.Title
		},
	}}
}

// set finds one by its key.
func (v reviewed) set(key string) (reviewSet, bool) {
	all := v.sets()
	i := slices.IndexFunc(all, func(s reviewSet) bool { return s.key == key })
	if i < 0 {
		return reviewSet{}, false
	}
	return all[i], true
}

// most is the row with the largest of a number, the first of several; false if none is
// over least.
func most(rows []review.Row, least int, of func(review.Row) int) (review.Row, bool) {
	var best review.Row
	n, found := least, false
	for _, r := range rows {
		if of(r) > n {
			best, n, found = r, of(r), true
		}
	}
	return best, found
}

// heading says what recurs most, where anything does in two partnerships or more.
func (v reviewed) heading() string {
	set := v.sets()[0]
	if r, ok := most(set.rows, 1, review.Row.Improvements); ok {
		return v.T("staff.programme.review.heading", "What", set.name(r.Code), "N", r.Improvements(), "Of", r.Of)
	}
	return v.T("staff.programme.review.heading.none")
}

func (v reviewed) deck() string {
	first := v.T("staff.programme.review.deck", "Programme", v.Programme.Title, "Of", len(v.Partnerships), "N", v.Counted())
	if v.Other > 0 {
		first += " " + v.T("staff.programme.review.other", "count", v.Other)
	}
	return first
}

func (v reviewed) facts() []fact {
	n := 0
	for _, p := range v.Partnerships {
		n += len(p.Now.Findings)
	}
	return []fact{
		{v.T("staff.programme.review.of.all", "N", v.Counted(), "Of", len(v.Partnerships)), v.T("staff.programme.review.fact.counted")},
		{strconv.Itoa(v.Twice()), v.T("staff.programme.review.fact.twice")}, {strconv.Itoa(n), v.T("staff.programme.review.fact.findings")}, {strconv.Itoa(len(v.Themes)), v.T("staff.programme.review.fact.themes")},
	}
}

// sections are the parts of the review, each with its chart and its table. What has no
// rows is left out.
func (v reviewed) sections() []reviewSection {
	sets := v.sets()
	list := []reviewSection{v.recur(sets[0]), v.voice(sets[0])}
	if v.Twice() > 0 {
		list = append(list, v.change(sets[0]))
	}
	list = append(list, v.themes(), v.recur(sets[1]))
	if v.Twice() > 0 {
		list = append(list, v.change(sets[1]))
	}
	list = append(list, v.recur(sets[2]))
	return slices.DeleteFunc(list, func(s reviewSection) bool { return s.Table.Rows == nil && s.Heading == "" })
}

// links lead to the findings under each code that has any.
func (v reviewed) links(s reviewSet) (list []web.Crumb) {
	if !v.reads {
		return nil
	}
	for _, r := range s.rows {
		if r.In() > 0 {
			list = append(list, web.Crumb{Text: s.name(r.Code), Link: reviewPath(v.Programme.ID) + "/under/" + s.key + "/" + r.Code})
		}
	}
	return list
}

// reviewColumn is one number of a row, with how the file calls it.
type reviewColumn struct {
	key string
	of  func(review.Row) int
}

var (
	recurColumns = []reviewColumn{
		{"in", review.Row.In}, {"strength", review.Row.Strengths}, {"improvement", review.Row.Improvements},
		{"concern", func(r review.Row) int { return r.States[findings.Worrying] }}, {"uncertain", func(r review.Row) int { return r.States[findings.Uncertain] }},
		{"findings", func(r review.Row) int { return r.Findings }},
	}
	voiceColumns = []reviewColumn{
		{"voiced", func(r review.Row) int { return r.In() - r.Unvoiced }}, {"unvoiced", func(r review.Row) int { return r.Unvoiced }},
		{"nothing", func(r review.Row) int { return r.Found[review.Nothing] }},
	}
	changeColumns = []reviewColumn{
		{"twice", func(r review.Row) int { return r.Twice }}, {"still", func(r review.Row) int { return r.Turned().Still }}, {"turned", func(r review.Row) int { return r.Turned().Strength }},
		{"silent", func(r review.Row) int { return r.Turned().Silent }}, {"new", func(r review.Row) int { return r.Turned().New }},
	}
)

// table has a row a code and a column a number.
func (v reviewed) table(s reviewSet, caption string, columns []reviewColumn) groupTable {
	t := groupTable{table: table{Caption: v.T("staff.programme.review.caption." + caption), Head: []string{v.T("staff.programme.review.head." + s.key)}}}
	for _, c := range columns {
		t.Head = append(t.Head, v.T("staff.programme.review.column."+c.key))
	}
	for _, r := range s.rows {
		row := tableRow{Name: s.name(r.Code)}
		for _, c := range columns {
			row.Cells = append(row.Cells, cell{Text: strconv.Itoa(c.of(r))})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// reviewPart is one stretch of a bar: how many partnerships, in which style.
type reviewPart struct {
	key   string
	style style
	of    func(review.Row) int
}

// The parts of the three charts. Left are those that ask for attention, from the line
// outwards; right are those that do not; aside stands apart.
type reviewBars struct{ left, right, aside []reviewPart }

var (
	recurBars = reviewBars{
		left:  []reviewPart{{"both", styles[minus1], func(r review.Row) int { return r.Found[review.Both] }}, {"only", styles[minus2], func(r review.Row) int { return r.Found[review.Improvement] }}},
		right: []reviewPart{{"strengths", styles[plus2], func(r review.Row) int { return r.Found[review.Strength] }}},
		aside: []reviewPart{{"nothing", styles[apart], func(r review.Row) int { return r.Found[review.Nothing] }}},
	}
	voiceBars = reviewBars{
		left:  []reviewPart{{"unvoiced", styles[minus2], func(r review.Row) int { return r.Unvoiced }}},
		right: []reviewPart{{"voiced", styles[plus2], func(r review.Row) int { return r.In() - r.Unvoiced }}},
		aside: []reviewPart{{"nothing", styles[apart], func(r review.Row) int { return r.Found[review.Nothing] }}},
	}
	changeBars = reviewBars{
		left:  []reviewPart{{"still", styles[minus2], func(r review.Row) int { return r.Turned().Still }}, {"new", styles[minus1], func(r review.Row) int { return r.Turned().New }}},
		right: []reviewPart{{"turned", styles[plus2], func(r review.Row) int { return r.Turned().Strength }}},
		aside: []reviewPart{{"silent", styles[apart], func(r review.Row) int { return r.Turned().Silent }}},
	}
)

// draw puts the chart of a set into a part of the review, and its numbers for a document;
// nothing if there is nothing to draw.
func (v reviewed) draw(out *reviewSection, id string, s reviewSet, b reviewBars, title string) {
	if s.rows = drawn(s, b); s.rows == nil {
		return
	}
	out.Chart, out.Data = v.bars(id, s, b, title), v.chartData(s, b)
}

// bars draws the rows of a set.
func (v reviewed) bars(id string, s reviewSet, b reviewBars, title string) *drawing {
	var rows []scaleRow
	var said []string
	for _, r := range s.rows {
		row := scaleRow{name: s.name(r.Code), left: stretches(r, b.left), right: stretches(r, b.right), aside: stretches(r, b.aside)}
		rows = append(rows, row)
		var values []string
		for _, p := range slices.Concat(b.left, b.right, b.aside) {
			values = append(values, v.T("staff.programme.review.value", "What", v.T("staff.programme.review.bar."+p.key), "N", p.of(r)))
		}
		said = append(said, v.T("staff.chart.reason", "What", row.name, "Reason", strings.Join(values, ", ")))
	}
	d := diverging(rows, v.T("staff.programme.review.bar."+b.aside[0].key))
	d.ID, d.Title, d.Desc = id, title, strings.Join(said, "; ")
	for _, p := range slices.Concat(b.left, b.right, b.aside) {
		d.Key = append(d.Key, keyItem{Class: p.style.class, Fill: p.style.fill, Text: v.T("staff.programme.review.bar." + p.key)})
	}
	return &d
}

func stretches(r review.Row, list []reviewPart) (out []part) {
	for _, p := range list {
		out = append(out, part{p.of(r), p.style})
	}
	return out
}

// recur says under which codes findings recur.
func (v reviewed) recur(s reviewSet) reviewSection {
	if len(s.rows) == 0 {
		return reviewSection{}
	}
	out := reviewSection{ID: s.key, Text: v.T("staff.programme.review.recur.text"), Table: v.table(s, "recur", recurColumns), Links: v.links(s)}
	out.Heading = v.T("staff.programme.review.recur.none." + s.key)
	if r, ok := most(s.rows, 0, review.Row.Strengths); ok {
		out.Heading = v.T("staff.programme.review.recur", "What", s.name(r.Code), "N", r.Strengths(), "Of", r.Of)
	}
	v.draw(&out, "r-"+s.key, s, recurBars, v.T("staff.programme.review.head."+s.key))
	return out
}

// voice says where nothing rests on what children and young people say.
func (v reviewed) voice(s reviewSet) reviewSection {
	out := reviewSection{ID: "voice", Text: v.T("staff.programme.review.voice.text"), Table: v.table(s, "voice", voiceColumns), Heading: v.T("staff.programme.review.voice.none")}
	if r, ok := most(s.rows, 0, review.Row.Unheard); ok {
		out.Heading = v.T("staff.programme.review.voice", "What", s.name(r.Code), "N", r.Unheard(), "Of", r.Of)
	}
	v.draw(&out, "voice-c", s, voiceBars, v.T("staff.programme.review.caption.voice"))
	return out
}

// change says what became of areas for improvement where a partnership was inspected
// before.
func (v reviewed) change(s reviewSet) reviewSection {
	var all review.Turned
	for _, r := range s.rows {
		t := r.Turned()
		all.Still, all.Strength, all.Silent, all.New = all.Still+t.Still, all.Strength+t.Strength, all.Silent+t.Silent, all.New+t.New
	}
	s.rows = slices.DeleteFunc(slices.Clone(s.rows), func(r review.Row) bool { return r.Turned() == (review.Turned{}) })
	if len(s.rows) == 0 {
		return reviewSection{}
	}
	out := reviewSection{ID: "change-" + s.key, Text: v.T("staff.programme.review.change.text"), Table: v.table(s, "change", changeColumns)}
	out.Heading = v.T("staff.programme.review.change", "count", all.Still+all.Strength+all.Silent, "Turned", all.Strength, "Still", all.Still)
	if s.key != qualitySet {
		out.Heading = v.T("staff.programme.review.change.wellbeing", "count", all.Still+all.Strength+all.Silent, "Turned", all.Strength, "Still", all.Still)
	}
	v.draw(&out, "change-c-"+s.key, s, changeBars, v.T("staff.programme.review.caption.change"))
	return out
}

// themes says which themes recur in what children write, as releases name them.
func (v reviewed) themes() reviewSection {
	out := reviewSection{ID: "themes", Heading: v.T("staff.programme.review.themes", "count", len(v.Themes)), Text: v.T("staff.programme.review.themes.text", "Least", review.MinPlaces, "count", v.Released)}
	if v.Seldom > 0 {
		out.Text += " " + v.T("staff.programme.review.themes.seldom", "count", v.Seldom)
	}
	if len(v.Themes) == 0 {
		return out
	}
	t := table{Caption: v.T("staff.programme.review.caption.themes", "count", v.Before), Head: []string{v.T("staff.programme.review.head.themes"), v.T("staff.programme.review.bar.named")}}
	if v.Before > 0 {
		t.Head = append(t.Head, v.T("staff.programme.review.column.then"), v.T("staff.programme.review.column.both"))
	}
	rows := make([]scaleRow, len(v.Themes))
	said := make([]string, len(v.Themes))
	for i, theme := range v.Themes {
		cells := []cell{{Text: strconv.Itoa(theme.In)}, {Text: strconv.Itoa(theme.Then)}, {Text: strconv.Itoa(theme.Both)}}
		t.Rows = append(t.Rows, tableRow{Name: theme.Name, Cells: cells[:len(t.Head)-1]})
		rows[i] = scaleRow{name: theme.Name, right: []part{{theme.In, styles[plus2]}, {v.Released - theme.In, styles[apart]}}}
		said[i] = v.T("staff.chart.reason", "What", theme.Name, "Reason", v.T("staff.programme.review.of.all", "N", theme.In, "Of", v.Released))
	}
	d := diverging(rows, "")
	d.ID, d.Title, d.Desc = "themes-c", v.T("staff.programme.review.head.themes"), strings.Join(said, "; ")
	d.Key = []keyItem{{Class: styles[plus2].class, Text: v.T("staff.programme.review.bar.named")}, {Fill: styles[apart].fill, Text: v.T("staff.programme.review.bar.unnamed")}}
	out.Chart, out.Data, out.Table = &d, v.themeData(), groupTable{table: t}
	return out
}

// places lists the partnerships with the inspections that are compared.
func (v reviewed) places() groupTable {
	t := table{Caption: v.T("staff.programme.review.caption.places"), Head: []string{v.T("staff.programme.review.head.places"), v.T("staff.programme.review.column.since"), v.T("staff.programme.review.column.findings"), v.T("staff.programme.review.column.before")}}
	list := slices.Clone(v.Partnerships)
	slices.SortFunc(list, func(a, b review.Partnership) int { return strings.Compare(a.Title, b.Title) })
	for _, p := range list {
		row := tableRow{Name: p.Title, Cells: []cell{{Text: "–"}, {Text: "0"}, {Text: "–"}}}
		if in := p.Now.Inspection; in != nil {
			row.Cells[0], row.Cells[1].Text = cell{Text: v.dayOr(in.Starts), Words: true}, strconv.Itoa(len(p.Now.Findings))
		}
		if in := p.Then.Inspection; in != nil {
			row.Cells[2] = cell{Text: v.dayOr(in.Starts), Words: true}
		}
		t.Rows = append(t.Rows, row)
	}
	return groupTable{table: t}
}

// dayOr is a day in words, or that it is not known.
func (v reviewed) dayOr(day string) string {
	if day == "" {
		return v.T("staff.programme.review.no_day")
	}
	return v.Date(day)
}

// limits are what a review cannot tell.
func (v reviewed) limits() (list []limit) {
	for _, id := range []string{"league", "none", "children", "themes", "moment"} {
		list = append(list, limit{v.T("staff.programme.review.limit." + id), v.T("staff.programme.review.limit." + id + ".text")})
	}
	return list
}

func (v reviewed) underHeading(s reviewSet, r review.Row) string {
	return v.T("staff.programme.review.under", "Strengths", r.Strengths(), "Improvements", r.Improvements(), "Of", r.Of)
}
