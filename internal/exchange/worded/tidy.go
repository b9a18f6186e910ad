package worded

import (
	"iter"

	"kist/internal/results"
)

// Kind is what values a variable has.
type Kind int

// The kinds.
const (
	Code   Kind = iota // a word that is the same in every language
	Text               // words in the language of the file
	Number             // a whole number, or a reason why there is none
	Flag               // yes or no: the number 1 or 0
	Day                // 2006-01-02
)

// Variable is one column of the table that has a row a figure.
type Variable struct {
	Name string
	Kind Kind
	// Published says that its numbers are figures of the release, so that any of
	// them can be missing for a reason.
	Published bool
	value     func(r *Release, row Row) Value
}

// Value is one cell of that table. A number may be missing for a reason, or not
// belong to its row at all.
type Value struct {
	Text    string
	Number  int
	Missing Missing
	None    bool // no number belongs here
}

// Row is one figure in its place.
type Row struct {
	Question *Question
	Table    *Table
	Group    *Group
	Figure   *Figure
}

// Rows gives every figure of the release, how many answered at all first.
func (r *Release) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		if !rowsOf(&r.Responses, yield) {
			return
		}
		for i := range r.Questions {
			if !rowsOf(&r.Questions[i], yield) {
				return
			}
		}
	}
}

func rowsOf(q *Question, yield func(Row) bool) bool {
	for i := range q.Tables {
		t := &q.Tables[i]
		for j := range t.Groups {
			g := &t.Groups[j]
			for k := range g.Figures {
				if !yield(Row{q, t, g, &g.Figures[k]}) {
					return false
				}
			}
		}
	}
	return true
}

// Variables are the columns of the table that has a row a figure, in order. Files
// of a release may be kept for years: add variables at the end, and never rename
// one. The label of each is the text staff.file.var. and its name.
func Variables() []Variable { return variables }

var variables = []Variable{
	{Name: "release", value: func(r *Release, _ Row) Value { return Value{Text: r.ID} }},
	{Name: "round", value: func(r *Release, _ Row) Value { return Value{Text: r.RoundID} }},
	{Name: "question", value: func(_ *Release, w Row) Value { return Value{Text: w.Question.Key} }},
	{Name: "wording", Kind: Text, value: func(_ *Release, w Row) Value { return Value{Text: w.Group.Text.Text} }},
	{Name: "grouping", value: func(_ *Release, w Row) Value { return Value{Text: w.Table.By} }},
	{Name: "group", value: func(_ *Release, w Row) Value { return Value{Text: w.Group.Code} }},
	{Name: "group_label", Kind: Text, value: func(_ *Release, w Row) Value { return Value{Text: w.Group.Label} }},
	{Name: "column", value: func(_ *Release, w Row) Value { return Value{Text: w.Figure.Code} }},
	{Name: "label", Kind: Text, value: func(_ *Release, w Row) Value { return Value{Text: w.Figure.Label.Text} }},
	{Name: "count", Kind: Number, Published: true, value: func(_ *Release, w Row) Value { return figureValue(w, w.Figure.Count) }},
	{Name: "percent", Kind: Number, Published: true, value: percentValue},
	{Name: "withheld", Kind: Flag, value: func(_ *Release, w Row) Value { return flag(w.Figure.Missing.Withheld()) }},
	{Name: "least", Kind: Number, Published: true, value: func(_ *Release, w Row) Value { return figureValue(w, w.Figure.Least) }},
	{Name: "most", Kind: Number, Published: true, value: func(_ *Release, w Row) Value { return figureValue(w, w.Figure.Most) }},
	{Name: "offered", Kind: Flag, value: func(_ *Release, w Row) Value { return flag(w.Figure.Missing != NotAsked) }},
	{Name: "synthetic", Kind: Flag, value: func(r *Release, _ Row) Value { return flag(r.Synthetic) }},
	{Name: "wording_edition", value: func(_ *Release, w Row) Value { return Value{Text: w.Group.Text.Edition} }},
	{Name: "label_edition", value: func(_ *Release, w Row) Value { return Value{Text: w.Figure.Label.Edition} }},
	{Name: "wording_language", value: func(_ *Release, w Row) Value { return Value{Text: w.Group.Text.Lang} }},
	{Name: "label_language", value: func(_ *Release, w Row) Value { return Value{Text: w.Figure.Label.Lang} }},
	{Name: "missing", value: func(_ *Release, w Row) Value { return Value{Text: string(w.Figure.Missing)} }},
	{Name: "rounded_to", Kind: Number, value: func(*Release, Row) Value { return Value{Number: results.RoundBase} }},
	{Name: "version", value: func(r *Release, _ Row) Value { return Value{Text: r.Version} }},
	{Name: "version_hash", value: func(r *Release, _ Row) Value { return Value{Text: r.Hash} }},
	{Name: "made", Kind: Day, value: func(r *Release, _ Row) Value { return Value{Text: r.Made} }},
	{Name: "interim", Kind: Flag, value: func(r *Release, _ Row) Value { return flag(r.Interim) }},
	{Name: "signing_key", value: func(r *Release, _ Row) Value { return Value{Text: r.SigningKey()} }},
	{Name: "added", Kind: Number, value: func(_ *Release, w Row) Value { return Value{Number: w.Figure.Added} }},
	{Name: "counts", value: func(r *Release, _ Row) Value { return Value{Text: r.counts()} }},
	{Name: "apart_out", Kind: Number, value: func(r *Release, w Row) Value { return asideValue(r, w, func(a results.Aside) int { return a.Out }) }},
	{Name: "apart_in", Kind: Number, value: func(r *Release, w Row) Value { return asideValue(r, w, func(a results.Aside) int { return a.In }) }},
}

// asideValue is what stood apart of the answers that a row counts: of its place, or of all.
// A row of an earlier release, or of texts, does not say.
func asideValue(r *Release, w Row, of func(results.Aside) int) Value {
	switch {
	case w.Table.By == results.ByBefore || r.Texts != nil:
		return Value{None: true}
	case w.Table.By == results.ByPlace:
		return Value{Number: of(r.asideAt(w.Group.Code))}
	}
	return Value{Number: of(r.AllAside)}
}

// asideAt is what stood apart of a place.
func (r *Release) asideAt(place string) results.Aside {
	for _, p := range r.Places {
		if p.Code == place && p.Aside != nil {
			return *p.Aside
		}
	}
	return results.Aside{}
}

// counts says what the numbers are of.
func (r *Release) counts() string {
	if r.Texts != nil {
		return "texts"
	}
	return "answers"
}

// Value is the cell of a row.
func (v Variable) Value(r *Release, row Row) Value { return v.value(r, row) }

// LabelOf says in words what a variable holds.
func (r *Release) LabelOf(v Variable) string { return r.words.T("staff.file.var." + v.Name) }

// Labels gives words for the values of a variable: of codes that mean the same
// throughout the file, of yes and no, and of the reasons why a number is missing.
func (r *Release) Labels(v Variable) []ValueLabel {
	switch v.Kind {
	case Flag:
		return []ValueLabel{{Value{Number: 0}, r.words.T("staff.file.no")}, {Value{Number: 1}, r.words.T("staff.file.yes")}}
	case Number:
		if !v.Published {
			return nil
		}
		var list []ValueLabel
		for _, m := range missing {
			if m.reason != TooFew || v.Name == "percent" {
				list = append(list, ValueLabel{Value{Missing: m.reason}, r.Why(m.reason)})
			}
		}
		return list
	}
	switch v.Name {
	case "question":
		return r.unambiguous(v, func(w Row) string { return w.Question.Text.Text })
	case "grouping":
		return r.unambiguous(v, func(w Row) string { return w.Table.Label })
	case "group":
		return r.unambiguous(v, func(w Row) string { return w.Group.Label })
	case "column":
		return r.unambiguous(v, func(w Row) string { return w.Figure.Label.Text })
	}
	return nil
}

// ValueLabel is a value with its words.
type ValueLabel struct {
	Value Value
	Label string
}

// unambiguous gives the labels of those codes that have the same one in every
// row, in the order in which they come: "1" may mean one thing in one question
// and another in the next.
func (r *Release) unambiguous(v Variable, label func(Row) string) []ValueLabel {
	var list []ValueLabel
	at, doubtful := map[string]int{}, map[string]bool{}
	for row := range r.Rows() {
		code, words := v.value(r, row).Text, label(row)
		i, known := at[code]
		if !known {
			at[code] = len(list)
			list = append(list, ValueLabel{Value{Text: code}, words})
		} else if list[i].Label != words {
			doubtful[code] = true
		}
	}
	kept := list[:0]
	for _, l := range list {
		if !doubtful[l.Value.Text] && l.Label != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

func figureValue(w Row, n int) Value {
	if w.Figure.Missing != Published {
		return Value{Missing: w.Figure.Missing}
	}
	return Value{Number: n}
}

func percentValue(_ *Release, w Row) Value {
	switch {
	case w.Figure.Percent != nil:
		return Value{Number: *w.Figure.Percent}
	case w.Figure.NoPercent() != Published:
		return Value{Missing: w.Figure.NoPercent()}
	}
	return Value{None: true}
}

func flag(yes bool) Value {
	if yes {
		return Value{Number: 1}
	}
	return Value{}
}
