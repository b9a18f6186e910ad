package ddi

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kist/internal/exchange/exchangetest"
	"kist/internal/exchange/worded"
	"kist/internal/results"
	_ "kist/internal/sameseed" // the same cases in every run
)

var update = flag.Bool("update", false, "write golden files anew")

var files = []Data{{Suffix: ".csv", Media: "text/csv"}, {Suffix: ".sav", Media: "application/x-spss-sav"}}

func written(t interface{ Fatal(...any) }, rel *worded.Release) []byte {
	var b bytes.Buffer
	if err := Write(&b, rel, files); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func parsed(t interface{ Fatal(...any) }, b []byte) *element {
	root, err := parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestTheFileIsAsItWas(t *testing.T) {
	const golden = "testdata/release.ddi.xml"
	got := written(t, exchangetest.Worded())
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s changed (-update if that is meant):\n%s", golden, diff)
	}
}

// Any release makes a document that keeps the rules, with the figures of the
// whole round and no other numbers about people.
func TestTheFileHoldsTheReleaseAndNothingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rel := exchangetest.Generated(rt)
		root := parsed(rt, written(rt, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About())))
		for _, line := range check(root) {
			rt.Error(line)
		}
		var want []string
		for _, f := range exchangetest.Figures(rel, exchangetest.FixedWords{}) {
			if f.By == "all" && f.Question != "_responses" && f.Count >= 0 {
				want = append(want, figure(f.Question, f.Code, "freq", f.Count))
			}
			if f.By == "all" && f.Question != "_responses" && f.Percent >= 0 {
				want = append(want, figure(f.Question, f.Code, "percent", f.Percent))
			}
		}
		got := statistics(root)
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Error(diff)
		}
	})
}

func figure(question, code, kind string, n int) string {
	return strings.Join([]string{question, code, kind, strconv.Itoa(n)}, " ")
}

// statistics are all numbers that the document gives of answers.
func statistics(root *element) []string {
	var list []string
	for _, v := range root.all("dataDscr")[0].all("var") {
		for _, s := range v.all("sumStat") {
			list = append(list, v.attrs["name"]+" _answered freq "+s.text)
		}
		for _, c := range v.all("catgry") {
			for _, s := range c.all("catStat") {
				list = append(list, v.attrs["name"]+" "+c.one("catValu")+" "+s.attrs["type"]+" "+s.text)
			}
		}
	}
	return list
}

// The document names the release, its rounding, its wording and its version, and
// describes every column of the files and every table.
func TestWhatIsDescribed(t *testing.T) {
	rel := exchangetest.Worded()
	root := parsed(t, written(t, rel))
	study := root.all("stdyDscr")[0]
	citation := study.all("citation")[0]
	if title := citation.all("titlStmt")[0]; title.one("titl") != "Release 1: Demo round" || title.one("IDNo") != "demo-1" {
		t.Errorf("%+v", title)
	}
	if version := citation.all("verStmt")[0]; version.one("version") != "demo-1" || version.all("version")[0].attrs["date"] != "2026-11-17" {
		t.Errorf("%+v", version)
	}
	method := study.all("method")[0].all("dataProcessing")
	if len(method) != 2 || !strings.Contains(method[0].text, "rounding Base5") || !strings.Contains(method[1].text, "what_its_like-2") || !strings.Contains(method[1].text, "4f1c") {
		t.Errorf("%+v", method)
	}
	if notes := study.all("notes"); len(notes) != 2 || notes[0].text != "Why. A number does not give its reasons." {
		t.Errorf("%+v", notes)
	}
	data := root.all("dataDscr")[0]
	vars := data.all("var")
	for i, v := range worded.Variables() {
		if vars[i].attrs["name"] != v.Name || vars[i].attrs["files"] != "F1 F2" || vars[i].all("location")[1].attrs["StartPos"] != strconv.Itoa(i+1) {
			t.Errorf("column %d is described as %v", i+1, vars[i].attrs)
		}
	}
	cubes := map[string]string{}
	for _, c := range data.all("nCube") {
		d := c.all("dmns")
		cubes[c.attrs["name"]] = d[0].attrs["varRef"] + " by " + d[1].attrs["varRef"] + ": " + c.attrs["cellQnty"]
	}
	want := map[string]string{"safe.age_band": "Q_safe by G_age_band: 8", "safe.where": "Q_safe by G_where: 4", "safe.school": "Q_safe by G_school: 0", "visits.age_band": "Q_visits by G_age_band: 1", "visits.where": "Q_visits by G_where: 2"}
	if !maps.Equal(want, cubes) {
		t.Error(cmp.Diff(want, cubes))
	}
}

// The rules find what breaks them: each change is one that the schema refuses.
func TestTheRulesRefuse(t *testing.T) {
	whole := string(written(t, exchangetest.Worded()))
	for name, change := range map[string][2]string{
		"an element out of order":  {"<titl>Release 1", "<IDNo>x</IDNo><titl>Release 1"},
		"an unknown element":       {"<titl>Release 1", "<title>x</title><titl>Release 1"},
		"two of what is once":      {`<varFormat type="numeric" category="other"></varFormat>`, strings.Repeat(`<varFormat type="numeric" category="other"></varFormat>`, 2)},
		"an id twice":              {`ID="Q_visits"`, `ID="Q_safe"`},
		"a reference to nothing":   {`varRef="Q_safe"`, `varRef="Q_gone"`},
		"a value that is not one":  {`aggrMeth="count"`, `aggrMeth="counting"`},
		"an attribute of nothing":  {`<labl>`, `<labl size="3">`},
		"text where there is none": {`<method>`, `<method>text`},
		"a day that is none":       {`date="2026-11-17"`, `date="17 November"`},
		"no title":                 {"<titl>Release 1: Demo round</titl>", ""},
		"a variable without name":  {`name="visits"`, ``},
	} {
		changed := strings.Replace(whole, change[0], change[1], 1)
		if changed == whole {
			t.Errorf("%s: nothing was changed", name)
			continue
		}
		if root, err := parse([]byte(changed)); err == nil && len(check(root)) == 0 {
			t.Errorf("%s is taken", name)
		}
	}
	if wrong := check(parsed(t, []byte(whole))); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
}

func TestAnEmptyRelease(t *testing.T) {
	rel := worded.Of(&results.Release{Made: "2026-11-17"}, exchangetest.FixedWords{}, worded.About{Title: "Release 1"})
	if wrong := check(parsed(t, written(t, rel))); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
}

func TestAFileThatCannotBeWritten(t *testing.T) {
	exchangetest.FailsWhenFull(t, []int{0, 10, 500}, func(w *exchangetest.Full) error { return Write(w, exchangetest.Worded(), files) })
}

func FuzzAnyWordsMakeAFile(f *testing.F) {
	for _, s := range []string{"plain", "", "\x00", "\xff", "<&\"'>]]>", "\uffff", "\u202e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rel := exchangetest.Example()
		rel.Version, rel.Hash, rel.Tables[0].Columns[0] = s, s, s
		parsed(t, written(t, worded.Of(rel, exchangetest.SameWords(s), exchangetest.About())))
	})
}
