package limesurvey

import (
	"cmp"
	"slices"
	"strings"
)

// test is a row of the table of conditions: one comparison.
type test struct {
	scenario int
	field    string // the name of the question or its part
	text     string
}

// conditionRows reads the table of conditions, that older surveys have. Rows of one
// question's answers are alternatives; those of several questions must all hold, but
// for those of another scenario, which is another way to meet the condition.
func (r *reader) conditionRows() {
	r.rows = map[string][]string{}
	tests := map[string][]test{}
	for _, row := range r.tree.tables["conditions"] {
		id := row.get("qid")
		tests[id] = append(tests[id], r.test(row))
	}
	for id, list := range tests {
		slices.SortStableFunc(list, func(a, b test) int { return cmp.Compare(a.scenario, b.scenario) })
		r.rows[id] = []string{written(list)}
	}
}

// test reads one row.
func (r *reader) test(row row) test {
	field, value, method := row.get("cfieldname"), row.get("value"), strings.TrimSpace(row.get("method"))
	t := test{scenario: number(row.get("scenario")), field: field}
	name, ticked := strings.CutPrefix(field, "+")
	name = r.named(name)
	if q := r.tree.questions[row.get("cqid")]; q != nil && !ticked && (q.kind == "M" || q.kind == "P") {
		name, value = q.code+"_"+value, "Y" // a box, named by the value
	}
	switch {
	case method == "RX", strings.HasPrefix(value, "@"), strings.HasPrefix(value, "{"):
		t.text = method + " " + name + " " + value // nothing that can be read
	case strings.TrimSpace(value) == "" && method == "==":
		t.text = "is_empty(" + name + ")"
	case strings.TrimSpace(value) == "" && method == "!=":
		t.text = "!is_empty(" + name + ")"
	default:
		t.text = name + " " + method + " " + quoted(value)
	}
	return t
}

// quoted is a value between quotes that do not stand in it.
func quoted(value string) string {
	if strings.Contains(value, `"`) {
		return "'" + value + "'"
	}
	return `"` + value + `"`
}

// written is the condition of rows in order of their scenarios.
func written(list []test) string {
	var scenarios, all, any []string
	for i, t := range list {
		any = append(any, t.text)
		last := i == len(list)-1 || list[i+1].scenario != t.scenario
		if last || list[i+1].field != t.field {
			all, any = append(all, "("+strings.Join(any, " or ")+")"), nil
		}
		if last {
			scenarios, all = append(scenarios, "("+strings.Join(all, " and ")+")"), nil
		}
	}
	return strings.Join(scenarios, " or ")
}

// defaults notes which questions are answered before a reader comes to them.
func (r *reader) defaults() {
	r.preset = map[string]bool{}
	for _, row := range r.tree.tables["defaultvalues"] {
		r.preset[row.get("qid")] = true
	}
}
