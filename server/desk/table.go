package desk

import (
	"strconv"

	"kist/internal/results"
)

// table is a table beside a chart: its first column names the rows.
type table struct {
	Label   string // tells it from the other tables of the page
	Caption string
	Head    []string
	Rows    []tableRow
}

// tableRow is one row.
type tableRow struct {
	Name  string
	Cells []cell
}

// cell holds a number, or words in its place.
type cell struct {
	Text  string
	Range string // what the number can mean; empty where it is not said
	Words bool
}

// printing says how the figures of a table are printed.
type printing struct {
	caption string // text id
	figure  func(w words, f results.Figure) cell
	// few says that groups too small for percentages have figures all the same.
	few bool
}

var (
	percents = printing{caption: "staff.table.percent", figure: words.percentCell}
	counts   = printing{caption: "staff.table.counts", figure: words.countCell, few: true}
)

func (w words) percentCell(f results.Figure) cell {
	if f.Percent == nil || !f.Shown {
		return cell{Text: w.T("staff.not_shown"), Words: true}
	}
	return cell{Text: strconv.Itoa(*f.Percent)}
}

func (w words) countCell(f results.Figure) cell {
	if !f.Shown {
		return cell{Text: w.T("staff.not_shown"), Words: true}
	}
	least, most := f.Range()
	return cell{Text: strconv.Itoa(f.Count), Range: w.T("staff.range", "Least", least, "Most", most)}
}

// tables are the percentages and the counts of a question; only counts if even
// the whole round is too small for percentages, and none if it is withheld.
func (w words) tables(q question) []table {
	all := q.everybody().Base
	if !all.Shown {
		return nil
	}
	if all.Count < results.MinPercent {
		return []table{w.table(q, counts)}
	}
	return []table{w.table(q, percents), w.table(q, counts)}
}

// baseCell is how many answered, with its range where counts are shown.
func (w words) baseCell(f results.Figure, p printing) cell {
	if p.few {
		return w.countCell(f)
	}
	return cell{Text: strconv.Itoa(f.Count)}
}

// figureCell is one figure of a group that is shown.
func (w words) figureCell(g results.Group, column int, p printing) cell {
	switch {
	case len(g.Offered) > 0 && !g.Offered[column]:
		return cell{Text: "–"}
	case column >= len(g.Cells):
		return cell{Text: w.T("staff.not_shown"), Words: true}
	}
	return p.figure(w, g.Cells[column])
}

// table has a row an answer and a column a group, everybody first: there are
// never more than a few groups, so that nothing is cut off on the smallest phone.
func (w words) table(q question, p printing) table {
	groups := append([]results.Group{q.everybody()}, q.bands()...)
	t := table{Caption: w.caption(q.whole, p), Head: []string{w.T("staff.table.answer")}}
	base := tableRow{Name: w.T("staff.table.answers")}
	for _, g := range groups {
		t.Head = append(t.Head, w.band(g.Value))
		base.Cells = append(base.Cells, w.groupBase(g, p))
	}
	t.Rows = append(t.Rows, base)
	for _, i := range w.order(q) {
		row := tableRow{Name: w.column(q.whole.Question, q.whole.Columns[i])}
		for _, g := range groups {
			row.Cells = append(row.Cells, w.optionCell(g, i, p))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (w words) optionCell(g results.Group, column int, p printing) cell {
	switch {
	case !g.Base.Shown:
		return cell{Text: w.T("staff.not_shown"), Words: true}
	case g.Base.Count < results.MinPercent && !p.few:
		return cell{Text: w.T("staff.too_few.short"), Words: true}
	}
	return w.figureCell(g, column, p)
}

// caption says what the numbers are, and that they need not add up.
func (w words) caption(t *results.Table, p printing) string {
	if t.Multiple {
		return w.T(p.caption + ".several")
	}
	return w.T(p.caption)
}
