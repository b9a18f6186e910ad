package desk

import (
	"slices"

	"kist/internal/results"
)

// groupTable is a question told apart by what children answered to another.
type groupTable struct {
	Summary string // names the other question
	table
}

// HeadOf is what stands over a cell of a row, for phones, where there is no room
// above it.
func (t groupTable) HeadOf(i int) string { return t.Head[i+1] }

// groupTables are a question's tables by other questions: percentages, or only
// counts where the whole round is too small for them; none if it is withheld.
// The counts beside the percentages are in the file.
func (w words) groupTables(q question, number int) []groupTable {
	all := q.everybody().Base
	if !all.Shown {
		return nil
	}
	p := percents
	if all.Count < results.MinPercent {
		p = counts
	}
	list := make([]groupTable, len(q.others))
	for i, t := range q.others {
		by := w.T("staff.groups.by", "Number", number, "Text", w.groupedBy(t.By))
		list[i] = groupTable{Summary: by, table: w.byGroup(q, t, p)}
		list[i].Label = by
	}
	return list
}

// byGroup has a row a group, since groups are more than ages are and have long
// names, and a column an answer.
func (w words) byGroup(q question, t *results.Table, p printing) table {
	order := orderIn(t, q.whole, w.order(q))
	out := table{Caption: w.caption(t, p), Head: []string{w.T("staff.groups.group"), w.T("staff.table.answers")}}
	for _, i := range order {
		out.Head = append(out.Head, w.column(t.Question, t.Columns[i]))
	}
	for _, g := range t.Groups {
		row := tableRow{Name: w.Group(t.By, g.Value), Cells: []cell{w.groupBase(g, p)}}
		for _, i := range order {
			row.Cells = append(row.Cells, w.optionCell(g, i, p))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// orderIn is an order of all answers for a table in which some of them are told together:
// those stand where the first of them does.
func orderIn(t, whole *results.Table, order []int) []int {
	var list []int
	for _, i := range order {
		for _, part := range results.Parts(whole.Columns[i]) {
			c := slices.IndexFunc(t.Columns, func(code string) bool { return slices.Contains(results.Parts(code), part) })
			if c >= 0 && !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}

// groupBase is how many of a group answered, or that too few did.
func (w words) groupBase(g results.Group, p printing) cell {
	if g.Unasked() {
		return cell{Text: w.T("staff.hidden.short.unasked"), Words: true}
	}
	if g.Either {
		return cell{Text: w.T("staff.hidden.short.either", "Least", results.MinGroup), Words: true}
	}
	if !g.Base.Shown {
		return cell{Text: w.T("staff.hidden.short", "Least", results.MinGroup), Words: true}
	}
	return w.baseCell(g.Base, p)
}
