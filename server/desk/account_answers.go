package desk

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"

	"kist/internal/docx"
	"kist/internal/heard"
	paper "kist/internal/report"
	"kist/internal/results"
	"kist/server/web"
	"kist/surveys"
)

// answers draws every question that findings rest on, once, with its tables.
func (a *account) answers() error {
	if len(a.asked) == 0 {
		return nil
	}
	a.out.Heading(1, a.b.T("staff.account.answers"))
	for _, id := range slices.Sorted(maps.Keys(a.reports)) {
		r := a.reports[id]
		a.out.Heading(2, r.title())
		for n, q := range r.words.questions(r.rel) {
			if slices.Contains(a.asked, askedOf{id, q.whole.Question}) {
				a.question(r, q, n+1)
			}
		}
		a.out.Heading(3, a.b.T("staff.limits.title"))
		for _, l := range r.limits() {
			a.out.Say(paper.List, l.Lead, l.Text)
		}
	}
	return nil
}

// question is what a release holds of one question: a sentence, the question as it was
// asked, a chart and the tables.
func (a *account) question(r *report, q question, number int) {
	v, w := r.question(q, number), r.words
	a.out.Heading(3, v.Heading)
	for _, asked := range v.Asked {
		a.out.Say(paper.Asked, w.T("staff.quote", "Text", asked.Text), asked.Editions)
	}
	source := r.cite(number, a.URL+v.Link)
	if c, ok := w.chartOf(q); ok {
		c.Caption, c.Alt, c.Source = v.Chart.Title, v.Heading+" "+v.Chart.Desc, source
		name := fileName(r.rel.ID) + "-" + fileName(q.whole.Question)
		v.Chart.ID = "c-" + name
		a.Drawings[name] = v.Chart
		a.out.Chart(c, name)
		source = "" // is told once
	}
	for _, t := range w.tables(q) {
		t.Caption = w.question(q.whole.Question) + " " + t.Caption
		a.out.Table(t.paper(source))
	}
	for _, note := range v.Notes {
		a.out.Say(paper.Small, "", note)
	}
}

// paper is a table as it stands in a report.
func (t table) paper(source string) docx.Table {
	out := docx.Table{Caption: t.Caption, Source: source, Heads: true}
	for i, head := range t.Head {
		share := 2
		if i == 0 {
			share = 5
		}
		out.Columns = append(out.Columns, docx.Column{Head: head, Share: share, Figures: i > 0})
	}
	for _, row := range t.Rows {
		cells := docx.Cells(row.Name)
		for _, c := range row.Cells {
			text := c.Text
			if c.Range != "" {
				text += " (" + c.Range + ")"
			}
			cells = append(cells, docx.Cell{{Text: text, Slant: c.Words}})
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}

// papers are the colours and patterns of a chart's parts in a document, by the styles of
// pages.
var papers = map[string]docx.Series{
	"fl": {Color: "0F4C5C"}, "fr": {Color: "9B1C1C"}, "fs": {Color: "786F63", Pattern: docx.Grid}, "pn": {Color: "9B1C1C", Pattern: docx.Rising},
	"pp": {Color: "0F4C5C", Pattern: docx.Falling}, "pm": {Color: "786F63", Pattern: docx.Dots},
}

// chartOf is the chart of a question with the percentages that its page draws; false if
// none is told. A scale has a bar a group, and other kinds a bar an answer.
func (w words) chartOf(q question) (docx.Chart, bool) {
	if w.reason(q.everybody()) != "" {
		return docx.Chart{}, false
	}
	c := docx.Chart{Kind: docx.Bars, Percent: true, Axis: w.T("staff.account.axis")}
	labels := w.labels(q.whole)
	if !isScale(q.whole.Kind) {
		s := docx.Series{Name: w.band("")}
		for _, i := range w.order(q) {
			c.Categories = append(c.Categories, labels[i])
			s.Values = append(s.Values, percentOf(q.everybody(), i))
		}
		c.Series = []docx.Series{s}
		return c, true
	}
	c.Kind = docx.Stacked
	groups := q.rows()
	for _, g := range groups {
		name := w.band(g.Value)
		if reason := w.reason(g); reason != "" {
			name += ". " + reason
		}
		c.Categories = append(c.Categories, name)
	}
	for i, label := range labels {
		of := styleOf(q.whole, i)
		s := papers[cmp.Or(of.fill, of.class)]
		s.Name = label
		for _, g := range groups {
			var value *int
			if w.reason(g) == "" {
				value = percentOf(g, i)
			}
			s.Values = append(s.Values, value)
		}
		c.Series = append(c.Series, s)
	}
	return c, true
}

// percentOf is a published percentage; nil if none is told.
func percentOf(g results.Group, column int) *int {
	if column >= len(g.Cells) || !g.Cells[column].Shown || len(g.Offered) > 0 && !g.Offered[column] {
		return nil
	}
	return g.Cells[column].Percent
}

// heardBack is what children were told came of it: as they can read it, and nothing that
// still waits.
func (a *account) heardBack() error {
	p, err := a.toldPage(a.ctx, a.in.ID)
	if err != nil {
		return err
	}
	a.out.Heading(1, a.b.T("staff.account.heard"))
	if p == nil || p.Shown == nil {
		a.out.Say(paper.Para, "", a.b.T("staff.account.heard.none"))
		return nil
	}
	a.out.Say(paper.Lead, "", a.b.T("staff.account.heard.shown", "Day", a.b.Date(p.Shown.Day)))
	for i := range p.Shown.Content.Entries {
		if err := a.entry(&p.Shown.Content.Entries[i]); err != nil {
			return err
		}
	}
	return nil
}

// entry is one thing that children said, with what comes of it.
func (a *account) entry(e *heard.Entry) error {
	quote, err := a.Heard.Said(a.ctx, a.in.ID, e.Quote)
	if err != nil {
		return err
	}
	say := func(w surveys.Words) string { text, _ := w.In(surveys.E14, heard.Source); return text }
	a.out.Heading(2, say(e.Texts.Title))
	line := func(id, text string) {
		if text != "" {
			a.out.Say(paper.Para, a.b.T(id), text)
		}
	}
	line("staff.account.heard.said", say(e.Texts.Said))
	a.quote(quote.Words, quote.Reworded)
	line("staff.account.heard.heard", say(e.Texts.Heard))
	change := "staff.account.heard.change"
	if e.State == heard.Cannot {
		change = "staff.account.heard.cannot"
	}
	line(change, a.b.T("staff.feedback.state."+string(e.State))+". "+say(e.Texts.Change))
	line("staff.account.heard.by", say(e.Texts.By))
	line("staff.account.heard.due", a.b.Date(e.Due))
	for _, n := range e.News {
		id := "staff.cycle.moved"
		if n.Kept {
			id = "staff.cycle.kept"
		}
		a.out.Say(paper.Para, a.b.T(id, "Was", a.b.Date(n.Was), "Day", a.b.Date(n.Day)), say(n.Text))
	}
	return nil
}

// quote writes a child's words with how they came about; nothing of none.
func (a *account) quote(words string, reworded bool) {
	how := "staff.account.verbatim"
	if reworded {
		how = "staff.account.reworded"
	}
	if words != "" {
		a.out.Quote(words, a.b.T(how))
	}
}

// method is the appendix by which anybody can check what the report says: the framework,
// the questionnaires, the releases and the items of the evidence base, with their hashes.
func (a *account) method() error {
	b := a.b
	a.out.Heading(1, b.T("staff.account.method"))
	if f := a.frame; f.ID != "" {
		a.out.Say(paper.Para, b.T("staff.account.framework"), f.Title+". "+f.Publisher+", "+f.Used+". "+b.T("staff.framework.parts", "Areas", f.Structure.Areas, "Indicators", f.Structure.Indicators))
	}
	a.out.Say(paper.Para, "", b.T("staff.account.check"))
	versions := a.hashes("staff.account.versions", "staff.account.version")
	releases := a.hashes("staff.account.releases", "staff.account.release")
	var seen []string
	for _, id := range slices.Sorted(maps.Keys(a.reports)) {
		rel := a.reports[id].rel
		sum := sha256.Sum256(rel.Statement())
		key := ""
		if rel.Signature != nil {
			key = "\n" + b.T("staff.account.key", "Key", rel.Signature.Key)
		}
		releases.Rows = append(releases.Rows, docx.Cells(rel.ID, a.reports[id].title()+", "+web.DateIn(b.Printer, rel.Made)+key, hex.EncodeToString(sum[:])))
		if !slices.Contains(seen, rel.Version) {
			seen = append(seen, rel.Version)
			versions.Rows = append(versions.Rows, docx.Cells(rel.Version, a.surveyTitle(a.reports[id]), rel.Hash))
		}
	}
	items := a.hashes("staff.account.items", "staff.account.item")
	for i, it := range a.items {
		items.Rows = append(items.Rows, docx.Cells(strconv.Itoa(it.Number), a.statement(i)+"\n"+b.T("staff.account.key", "Key", it.Signature.Key), it.Hash))
	}
	for _, t := range []docx.Table{versions, releases, items} {
		if len(t.Rows) > 0 {
			a.out.Table(t)
		}
	}
	return nil
}

func (a *account) surveyTitle(r *report) string {
	text, _ := r.words.survey.Say(r.words.survey.Title, surveys.E14, a.b.Lang())
	return text
}

func (a *account) hashes(caption, first string) docx.Table {
	return docx.Table{Caption: a.b.T(caption), Heads: true, Columns: []docx.Column{{Head: a.b.T(first), Share: 2}, {Head: a.b.T("staff.account.what"), Share: 4}, {Head: "SHA-256", Share: 4}}}
}
