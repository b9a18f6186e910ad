package jsonfile

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"kist/internal/exchange/exchangetest"
	"kist/internal/exchange/worded"
	"kist/internal/results"
	_ "kist/internal/sameseed" // the same cases in every run
	"kist/static"
)

var update = flag.Bool("update", false, "write golden files anew")

// schema is the schema as it is served.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	b, err := static.Files.ReadFile(SchemaName)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:kist:release-1", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:kist:release-1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func written(t interface{ Fatal(...any) }, rel *worded.Release) []byte {
	var b bytes.Buffer
	if err := Write(&b, rel); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func value(t interface{ Fatal(...any) }, b []byte) any {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheFileIsAsItWas(t *testing.T) {
	const golden = "testdata/release.json"
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

// The schema describes every release, and each holds its figures and no other.
func TestTheFileHoldsTheReleaseAndNothingElse(t *testing.T) {
	s := schema(t)
	rapid.Check(t, func(rt *rapid.T) {
		rel := exchangetest.Generated(rt)
		file := written(rt, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About()))
		if err := s.Validate(value(rt, file)); err != nil {
			rt.Error(err)
		}
		var d document
		if err := json.Unmarshal(file, &d); err != nil {
			rt.Fatal(err)
		}
		if d.Release.ID != "demo-1" || d.Release.Version != "what_its_like-2" || d.Rounding.Base != results.RoundBase || d.Release.Made != "2026-11-17" {
			rt.Errorf("the file does not name its release: %+v", d.Release)
		}
		got := []exchangetest.Figure{read("_responses", "all", "all", worded.BaseCode, d.Responses)}
		for _, q := range d.Questions {
			for _, t := range q.Tables {
				for _, g := range t.Groups {
					got = append(got, read(q.Key, t.Grouping, g.Code, worded.BaseCode, g.Answered))
					for i, f := range g.Figures {
						got = append(got, read(q.Key, t.Grouping, g.Code, t.Answers[i].Code, f))
					}
				}
			}
		}
		if diff := cmp.Diff(exchangetest.Figures(rel, exchangetest.FixedWords{}), got); diff != "" {
			rt.Error(diff)
		}
	})
}

func read(question, by, group, code string, f figure) exchangetest.Figure {
	at := exchangetest.Figure{Question: question, By: by, Group: group, Code: code, Count: -1, Percent: -1, Missing: string(f.Missing)}
	if f.Count != nil {
		at.Count = *f.Count
	}
	if f.Percent != nil {
		at.Percent = *f.Percent
	}
	return at
}

// What no release is, is not what the schema describes.
func TestTheSchemaRefuses(t *testing.T) {
	s := schema(t)
	whole := string(written(t, exchangetest.Worded()))
	for name, change := range map[string][2]string{
		"a count that was not rounded":     {`"count": 60`, `"count": 61`},
		"a percentage that was not":        {`"percent": 100`, `"percent": 99`},
		"a number of what is withheld":     {`"missing": "fewer_than_10"`, `"missing": "fewer_than_10", "count": 5, "least": 1, "most": 9`},
		"a figure without what it means":   {`"least": 56,`, ``},
		"a reason that nobody knows":       {`"missing": "kept_back"`, `"missing": "lost"`},
		"a figure of a single child":       {`"figures": [`, `"figures": [{"child": 1},`},
		"a key that is too long":           {`"public": "`, `"public": "x`},
		"a signature cut off":              {`=="`, `"`},
		"a word beside a signature":        {`"file": {`, `"file": {"by": "me",`},
		"no day":                           {`"made": "2026-11-17"`, `"made": "yesterday"`},
		"another format":                   {format, "another"},
		"a file that does not name itself": {`"id": "demo-1",`, ``},
	} {
		changed := strings.Replace(whole, change[0], change[1], 1)
		if changed == whole {
			t.Errorf("%s: nothing was changed", name)
		}
		if s.Validate(value(t, []byte(changed))) == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if err := s.Validate(value(t, []byte(whole))); err != nil {
		t.Error(err)
	}
}

func TestAnEmptyRelease(t *testing.T) {
	rel := &results.Release{Number: 1, Made: "2026-11-17"}
	rel.ID = "demo-1"
	if err := schema(t).Validate(value(t, written(t, worded.Of(rel, exchangetest.FixedWords{}, worded.About{})))); err != nil {
		t.Error(err)
	}
}

func TestAFileThatCannotBeWritten(t *testing.T) {
	exchangetest.FailsWhenFull(t, []int{0, 100}, func(w *exchangetest.Full) error { return Write(w, exchangetest.Worded()) })
}

func FuzzAnyWordsMakeAFile(f *testing.F) {
	for _, s := range []string{"plain", "\x00", "\xff", `"`, "\u2028", "=1", "</script>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rel := exchangetest.Example()
		rel.Version, rel.Tables[0].Columns[0] = s, s
		file := written(t, worded.Of(rel, exchangetest.SameWords(s), exchangetest.About()))
		if !json.Valid(file) {
			t.Errorf("no JSON: %q", s)
		}
	})
}
