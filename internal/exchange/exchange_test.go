package exchange

import (
	"bytes"
	"strings"
	"testing"

	"kist/internal/exchange/exchangetest"
)

func TestCutFormat(t *testing.T) {
	for name, want := range map[string][2]string{
		"spring-1.csv": {"spring-1", "csv"}, "spring-1.wide.csv": {"spring-1", "wide"}, "spring-1.ddi.xml": {"spring-1", "ddi"}, "spring-1.sav": {"spring-1", "sav"},
		"spring-1": {"spring-1", ""}, "spring-1.xml": {"spring-1.xml", ""}, ".json": {"", "json"}, "spring-1.csv.csv": {"spring-1.csv", "csv"},
	} {
		rest, f, ok := CutFormat(name)
		if rest != want[0] || f.Name != want[1] || ok != (want[1] != "") {
			t.Errorf("%s: %q %q %v, want %q", name, rest, f.Name, ok, want)
		}
	}
}

// Every format finds itself, and writes the same each time.
func TestFormats(t *testing.T) {
	names := map[string]bool{}
	for _, f := range Formats() {
		if rest, g, ok := CutFormat("a" + f.Suffix); !ok || rest != "a" || g.Name != f.Name || names[f.Name] {
			t.Errorf("%s is taken for %s", f.Name, g.Name)
		}
		names[f.Name] = true
		var first, second bytes.Buffer
		for _, b := range []*bytes.Buffer{&first, &second} {
			if err := f.Write(b, exchangetest.Worded()); err != nil {
				t.Fatal(err)
			}
		}
		// The parts of a workbook come in any order.
		if first.Len() != second.Len() || f.Name != "xlsx" && !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s differs from one time to the next", f.Name)
		}
	}
}

// The codebook describes the files that there are.
func TestTheCodebookNamesFiles(t *testing.T) {
	var b strings.Builder
	if err := writeDDI(&b, exchangetest.Worded()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"<fileName>demo-1.csv</fileName>", "<fileName>demo-1.sav</fileName>"} {
		if !strings.Contains(b.String(), name) {
			t.Errorf("no %s", name)
		}
	}
}

func TestAFileThatCannotBeWritten(t *testing.T) {
	for _, f := range Formats() {
		exchangetest.FailsWhenFull(t, []int{0}, func(w *exchangetest.Full) error { return f.Write(w, exchangetest.Worded()) })
	}
}
