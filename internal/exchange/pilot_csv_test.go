package exchange

import (
	"encoding/csv"
	"strings"
	"testing"

	"kist/internal/results"
	"kist/surveys"
)

type plainWords struct{}

func (plainWords) Question(key string) string   { return "=" + key + "?" }
func (plainWords) Column(_, code string) string { return "label " + code }

// A file of invented figures says so in every row.
func TestAnInventedPilotsFile(t *testing.T) {
	r := &results.Report{Version: "wilf-3-trial", Synthetic: true, Questions: []results.Tried{{Question: "safe", Columns: []string{"1", surveys.SkippedCode}}}}
	var b strings.Builder
	if err := PilotCSV(&b, r, plainWords{}); err != nil {
		t.Fatal(err)
	}
	for _, row := range strings.Split(strings.TrimSpace(b.String()), "\n")[1:] {
		if !strings.HasPrefix(row, "synthetic data; pilot: not to be cited,") {
			t.Errorf("%q is not marked", row)
		}
	}
}

// Every row of a pilot's file says that it is not to be cited; what is withheld has
// a row without numbers; nothing can be taken for a formula or a release.
func TestPilotCSV(t *testing.T) {
	percent := 50
	shown := results.Figure{Shown: true, Count: 10, Percent: &percent}
	r := &results.Report{Version: "wilf-3-trial", Questions: []results.Tried{
		{Question: "safe", Columns: []string{"1", "8-10", surveys.RatherNot, surveys.SkippedCode}, Asked: results.Figure{Shown: true, Count: 20}, Cells: []results.Figure{shown, shown, {Shown: true}, {Shown: true, Count: 5}}, Changed: shown},
		{Question: "more", Columns: []string{results.Written, surveys.SkippedCode}},
	}}
	var b strings.Builder
	if err := PilotCSV(&b, r, plainWords{}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 1+5+3+5+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		if row[0] != NotCited || row[1] != "wilf-3-trial" || !strings.HasPrefix(row[3], "'=") {
			t.Errorf("%q", row)
		}
	}
	want := map[string]string{
		"safe _asked": "20||no|16|24", "safe _skipped": "5||no|1|9", "safe _changed": "10|50|no|6|14", "safe _helped": "||yes||", "safe 8_10": "10|50|no|6|14",
		"safe rather_not": "0||no|0|4", "more _asked": "||yes||", "more _written": "||yes||",
	}
	for _, row := range rows[1:] {
		if w, ok := want[row[2]+" "+row[4]]; ok {
			if got := strings.Join(row[6:], "|"); got != w {
				t.Errorf("%s %s: %s, want %s", row[2], row[4], got, w)
			}
			delete(want, row[2]+" "+row[4])
		}
	}
	if len(want) > 0 {
		t.Errorf("no rows for %v", want)
	}
	for _, name := range rows[0] {
		if name == "release" || name == "round" {
			t.Errorf("a pilot's file has the column %q", name)
		}
	}
}
