package ddi

import (
	"strconv"
	"strings"

	"kist/internal/exchange/worded"
)

// The beginnings of ids: of a variable of the files, a question, a grouping, and
// a table. Keys of surveys are letters, figures and underscores, so none of these
// can be two things.
const (
	ofVariable = "V_"
	ofQuestion = "Q_"
	ofGrouping = "G_"
	ofTable    = "T_"
)

// data describes first the variables of the files, then what they are about:
// questions and groupings, which are the dimensions of the tables.
func (d describer) data() node {
	out := el("dataDscr")
	for i, v := range worded.Variables() {
		out.kids = append(out.kids, d.variable(i, v))
	}
	var cubes []node
	groupings := map[string]bool{}
	for i := range d.rel.Questions {
		q := &d.rel.Questions[i]
		out.kids = append(out.kids, d.question(q))
		for _, t := range q.Tables {
			if t.By == worded.AllCode {
				continue
			}
			if !groupings[t.By] {
				groupings[t.By] = true
				out.kids = append(out.kids, d.grouping(t.By, t.Label))
			}
			cubes = append(cubes, d.cube(q, t))
		}
	}
	out.kids = append(out.kids, cubes...)
	return out
}

// variable is a column of the files. Without a width, where it starts is its
// number among the columns.
func (d describer) variable(i int, v worded.Variable) node {
	out := el("var")
	ids := make([]string, len(d.files))
	for n := range d.files {
		ids[n] = fileID(n)
		out.kids = append(out.kids, el("location").with("StartPos", strconv.Itoa(i+1), "fileid", ids[n]))
	}
	out.kids = append(out.kids, say("labl", d.rel.LabelOf(v)))
	for _, l := range d.rel.Labels(v) {
		out.kids = append(out.kids, category(v, l))
	}
	kind, category := "character", "other"
	if v.Kind == worded.Number || v.Kind == worded.Flag {
		kind = "numeric"
	}
	if v.Kind == worded.Day {
		category = "date"
	}
	out.kids = append(out.kids, el("varFormat").with("type", kind, "category", category))
	measure := map[string]string{"count": "count", "percent": "percent"}[v.Name]
	return out.with("ID", ofVariable+v.Name, "name", v.Name, "files", strings.Join(ids, " "), "aggrMeth", measure)
}

// category is a value of a variable: a code, or the number that stands for why
// there is none.
func category(v worded.Variable, l worded.ValueLabel) node {
	value, missing, why := l.Value.Text, "", ""
	switch {
	case l.Value.Missing != worded.Published:
		value, missing, why = strconv.Itoa(l.Value.Missing.Number()), "Y", string(l.Value.Missing)
	case v.Kind == worded.Flag:
		value = strconv.Itoa(l.Value.Number)
	}
	return el("catgry", say("catValu", value), say("labl", l.Label)).with("missing", missing, "missType", why)
}

// question is a question with each of its wordings, and with the published counts
// of the whole round.
func (d describer) question(q *worded.Question) node {
	whole := figures(q)
	out := el("var", say("labl", q.Text.Text).with("xml:lang", q.Text.Lang))
	for _, e := range q.Editions {
		lit := say("qstnLit", e.Text.Text).with("xml:lang", e.Text.Lang)
		out.kids = append(out.kids, el("qstn", lit).with("ID", ofQuestion+q.Key+"."+e.Code))
	}
	if base, ok := whole[worded.BaseCode]; ok {
		out.kids = append(out.kids, say("sumStat", count(base)).with("type", "vald"))
	}
	for _, a := range q.Answers {
		f := whole[a.Code]
		out.kids = append(out.kids, el("catgry", say("catValu", a.Code), say("labl", a.Label.Text).with("xml:lang", a.Label.Lang),
			say("catStat", count(f)).with("type", "freq", "methrefs", "rounding"), say("catStat", percent(f)).with("type", "percent", "methrefs", "rounding")))
	}
	if base := whole[worded.BaseCode]; base.Missing != worded.Published {
		out.kids = append(out.kids, say("notes", d.rel.Why(base.Missing)))
	}
	return out.with("ID", ofQuestion+q.Key, "name", q.Key, "nature", "nominal", "catQnty", strconv.Itoa(len(q.Answers)))
}

// figures are those of the whole round, by their codes; none if there is no such
// table.
func figures(q *worded.Question) map[string]worded.Figure {
	found := map[string]worded.Figure{}
	for _, t := range q.Tables {
		if t.By == worded.AllCode {
			for _, f := range t.Groups[0].Figures {
				found[f.Code] = f
			}
		}
	}
	return found
}

// count is a published count; empty if there is none.
func count(f worded.Figure) string {
	if f.Missing != worded.Published || f.Code == "" {
		return ""
	}
	return strconv.Itoa(f.Count)
}

func percent(f worded.Figure) string {
	if f.Percent == nil {
		return ""
	}
	return strconv.Itoa(*f.Percent)
}

// grouping is what tables are told apart by, with every group of any table.
func (d describer) grouping(by, label string) node {
	out := el("var", say("labl", label))
	seen := map[string]bool{}
	for row := range d.rel.Rows() {
		if row.Table.By == by && !seen[row.Group.Code] {
			seen[row.Group.Code] = true
			out.kids = append(out.kids, el("catgry", say("catValu", row.Group.Code), say("labl", row.Group.Label)))
		}
	}
	return out.with("ID", ofGrouping+by, "name", by, "nature", "nominal", "catQnty", strconv.Itoa(len(seen)))
}

// cube is the table of a question by a grouping: its cells are rows of the files,
// by the variables question, grouping, group and column.
func (d describer) cube(q *worded.Question, t worded.Table) node {
	label := d.rel.T("staff.file.ddi.table", "Question", q.Text.Text, "By", t.Label)
	return el("nCube",
		say("labl", label),
		el("dmns").with("rank", "1", "varRef", ofQuestion+q.Key),
		el("dmns").with("rank", "2", "varRef", ofGrouping+t.By),
		el("measure").with("varRef", ofVariable+"count", "aggrMeth", "count", "additivity", "non-additive"),
		el("measure").with("varRef", ofVariable+"percent", "aggrMeth", "percent", "additivity", "non-additive"),
	).with("ID", ofTable+q.Key+"."+t.By, "name", q.Key+"."+t.By, "methrefs", "rounding", "dmnsQnty", "2", "cellQnty", strconv.Itoa(len(t.Answers)*len(t.Groups)))
}
