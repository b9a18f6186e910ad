package xlsx

import (
	"bytes"
	"strings"
	"testing"
)

// TestABookOfPlainTables: numbers are numbers and words are words, whatever they begin
// with; sheets have names of their own that programs take, and say what they are of.
func TestABookOfPlainTables(t *testing.T) {
	book := Book{Title: "Review", Naming: "Synthetic data.", Lang: "en", Sheets: []Sheet{
		{Name: "quality: [all]", Title: "Strengths", Notes: []string{"A note."}, Head: []string{"Indicator", "Partnerships"}, Rows: [][]any{{"=1+1", 7}, {"2.1 Impact", 0}, {"12", "–"}}},
		{Name: "quality: [all]", Title: "The same name"},
	}}
	var b bytes.Buffer
	if err := WriteBook(&b, book); err != nil {
		t.Fatal(err)
	}
	list := pages(t, b.Bytes())
	if len(list) != 2 || list[0].name == list[1].name || strings.ContainsAny(list[0].name, ":[]") {
		t.Fatalf("%d sheets, %q", len(list), list[0].name)
	}
	rows := list[0].Rows
	var said []string
	for _, r := range rows {
		for _, c := range r.Cells {
			if c.Formula != nil {
				t.Errorf("%s is a formula", c.Ref)
			}
			if n, ok := c.number(); ok {
				said = append(said, map[float64]string{7: "#7", 0: "#0"}[n])
			} else {
				said = append(said, c.Text)
			}
		}
	}
	if got, want := strings.Join(said, "|"), "Strengths|Synthetic data.|A note.|Indicator|Partnerships|'=1+1|#7|2.1 Impact|#0|12|–"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if list[1].Rows[1].Cells[0].Text != "Synthetic data." {
		t.Errorf("%+v", list[1].Rows)
	}
}
