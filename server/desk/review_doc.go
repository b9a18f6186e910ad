package desk

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"kist/internal/docx"
	"kist/internal/review"
)

// document is the review for a word processor: all that the page says, with tables, and
// charts whose numbers can be edited.
func (v reviewed) document() ([]byte, error) {
	about := docx.About{
		Title: v.T("staff.programme.review.of", "Programme", v.Programme.Title), Lang: v.Lang(), Made: time.Now().UTC().Truncate(24 * time.Hour), Foot: v.T("staff.programme.review.doc.foot"),
		Table: v.T("staff.programme.review.doc.table"), Figure: v.T("staff.programme.review.doc.figure"), Page: v.T("staff.programme.review.doc.page"),
	}
	if v.Synthetic {
		about.Notice = v.T("staff.synthetic.title") + " " + v.T("staff.synthetic.text")
	}
	d := docx.New(about)
	d.Title(v.heading())
	d.Lead(docx.Plain(v.deck()))
	if len(v.Broken) > 0 {
		d.Notice(docx.Strong(v.T("staff.programme.review.broken")+" "), docx.Plain(strings.Join(v.Broken, ", ")))
	}
	d.Contents(v.T("staff.programme.review.doc.contents"), 2)
	v.writePoints(d)
	for _, s := range v.sections() {
		v.writeSection(d, s)
	}
	v.writeOver(d)
	d.Heading(1, v.T("staff.programme.review.places"))
	d.Table(docTable(v.places().table))
	d.Heading(1, v.T("staff.limits.title"))
	for _, l := range v.limits() {
		d.Item(docx.Strong(l.Lead+" "), docx.Plain(l.Text))
	}
	var b bytes.Buffer
	err := d.Write(&b)
	return b.Bytes(), err
}

// writePoints writes the agreed points; what is being written is not in a document.
func (v reviewed) writePoints(d *docx.Document) {
	d.Heading(1, v.T("staff.programme.review.points"))
	if v.points == nil {
		d.Para(docx.Plain(v.T("staff.programme.review.points.none")))
	}
	for _, g := range v.points {
		d.Heading(2, g.Title)
		for _, p := range g.Points {
			for line := range strings.SplitSeq(p.Text, "\n") {
				d.Para(docx.Plain(line))
			}
			rests := make([]string, len(p.Rests))
			for i, r := range p.Rests {
				rests[i] = r.Text
			}
			d.Small(docx.Plain(p.Name + ". " + strings.Join(rests, "; ")))
			for _, f := range p.Findings {
				d.Item(docx.Plain(f))
			}
			if p.Gone != "" {
				d.Notice(docx.Plain(v.T("staff.programme.review.gone", "Items", p.Gone)))
			}
		}
	}
}

func (v reviewed) writeSection(d *docx.Document, s reviewSection) {
	d.Heading(1, s.Heading)
	d.Para(docx.Plain(s.Text))
	if s.Chart != nil {
		s.Data.Caption, s.Data.Alt = s.Chart.Title, s.Chart.Desc
		d.Chart(s.Data)
	}
	if s.Table.Rows != nil {
		d.Table(docTable(s.Table.table))
	}
}

// writeOver writes what children answered, as the release over areas tells it.
func (v reviewed) writeOver(d *docx.Document) {
	if v.over == nil {
		d.Heading(1, v.T("staff.programme.review.over"))
		d.Para(docx.Plain(v.T("staff.programme.review.over.none")))
		return
	}
	d.Heading(1, v.over.Heading)
	d.Para(docx.Plain(v.over.Release.Text))
	if v.over.Chart == nil {
		return
	}
	chart := docx.Chart{Kind: docx.Bars, Percent: true, Caption: v.over.Chart.Title, Alt: v.over.Chart.Desc}
	t := v.over.Table
	for i, head := range t.Head[1:4] {
		series := docx.Series{Name: head}
		for _, r := range t.Rows {
			series.Values = append(series.Values, numberIn(r.Cells[i].Text))
		}
		chart.Series = append(chart.Series, series)
	}
	for _, r := range t.Rows {
		chart.Categories = append(chart.Categories, r.Name)
	}
	d.Chart(chart)
	d.Table(docTable(t))
}

// numberIn is the number that a cell holds; nil if it holds words.
func numberIn(text string) *int {
	n, err := strconv.Atoi(strings.TrimSuffix(text, "%"))
	if err != nil {
		return nil
	}
	return &n
}

// docTable is a table of the page as one of a document.
func docTable(t table) docx.Table {
	out := docx.Table{Caption: t.Caption, Heads: true}
	for i, head := range t.Head {
		c := docx.Column{Head: head, Share: 2, Figures: i > 0}
		if i == 0 {
			c.Share = 4
		}
		out.Columns = append(out.Columns, c)
	}
	for _, r := range t.Rows {
		row := []string{r.Name}
		for _, c := range r.Cells {
			row = append(row, strings.TrimSpace(c.Text+" "+c.Range))
		}
		out.Rows = append(out.Rows, docx.Cells(row...))
	}
	return out
}

// inDocument is how a style of the page looks in a document, where a colour is written out
// and a pattern has a name.
func inDocument(s style) (color string, pattern docx.Pattern) {
	switch s {
	case styles[minus2]:
		return "9B1C1C", docx.Solid
	case styles[minus1]:
		return "9B1C1C", docx.Rising
	case styles[plus2]:
		return "0F4C5C", docx.Solid
	}
	return "786F63", docx.Dots
}

// chartData are the numbers of a chart with a bar a row.
func (v reviewed) chartData(s reviewSet, b reviewBars) docx.Chart {
	c := docx.Chart{Kind: docx.Stacked, Axis: v.T("staff.programme.review.doc.axis")}
	for _, r := range s.rows {
		c.Categories = append(c.Categories, s.name(r.Code))
	}
	for _, p := range slices.Concat(b.left, b.right, b.aside) {
		color, pattern := inDocument(p.style)
		series := docx.Series{Name: v.T("staff.programme.review.bar." + p.key), Color: color, Pattern: pattern}
		for _, r := range s.rows {
			n := p.of(r)
			series.Values = append(series.Values, &n)
		}
		c.Series = append(c.Series, series)
	}
	return c
}

// themeData are the numbers of the chart of themes.
func (v reviewed) themeData() docx.Chart {
	c := docx.Chart{Kind: docx.Bars, Axis: v.T("staff.programme.review.doc.axis"), Series: []docx.Series{{Name: v.T("staff.programme.review.bar.named"), Color: "0F4C5C"}}}
	for _, t := range v.Themes {
		c.Categories = append(c.Categories, t.Name)
		c.Series[0].Values = append(c.Series[0].Values, &t.In)
	}
	return c
}

// drawn are the rows of a set that its chart draws: those with anything to draw on either
// side, and of quality indicators, which inspectors evaluate, those without a finding too.
func drawn(s reviewSet, b reviewBars) (list []review.Row) {
	for _, r := range s.rows {
		n := 0
		for _, p := range append(slices.Concat(b.left, b.right), b.aside[:boolInt(s.key == qualitySet)]...) {
			n += p.of(r)
		}
		if n > 0 {
			list = append(list, r)
		}
	}
	return list
}
