package jsonfile

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kist/internal/exchange/exchangetest"
	"kist/internal/exchange/worded"
	"kist/internal/fault"
	"kist/internal/results"
)

func readBack(t interface{ Fatal(...any) }, text []byte) *File {
	f, err := Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A file that is read holds every figure of its release, and is as it was signed.
func TestAFileIsReadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rel := exchangetest.Generated(rt)
		file := readBack(rt, written(rt, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About())))
		if v := file.Check(); v.Numbers != nil || v.File != nil || v.Key == "" || v.FileKey != v.Key {
			rt.Fatalf("%+v", v)
		}
		// Written again, what was read says the same of every figure. The words differ,
		// for they are of other codes.
		again := worded.Of(file.Release, exchangetest.FixedWords{}, exchangetest.About())
		var d, was document
		was = of(worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About()))
		d = of(again)
		if diff := cmp.Diff(figuresOf(was), figuresOf(d)); diff != "" {
			rt.Error(diff)
		}
		if diff := cmp.Diff(tiesOf(was), tiesOf(d)); diff != "" {
			rt.Error(diff)
		}
		if diff := cmp.Diff(was.Release.Editions, d.Release.Editions); diff != "" || d.Release.Late != was.Release.Late {
			rt.Error(diff)
		}
	})
}

// tiesOf are how the answers to each question hang together.
func tiesOf(d document) map[string]any {
	list := map[string]any{}
	for _, q := range d.Questions {
		list[q.Key+" alone"], list[q.Key+" choices"] = q.Alone, q.Choices
	}
	return list
}

// TestHowAnswersHangTogetherIsRead, and refused where no question can say so. A file from
// before it was told says nothing of it.
func TestHowAnswersHangTogetherIsRead(t *testing.T) {
	choice := func(least, most int, answers ...string) []results.Choice {
		return []results.Choice{{Answers: answers, Least: least, Most: most}}
	}
	for name, c := range map[string]struct {
		q  question
		ok bool
	}{
		"nothing said":          {question{Multiple: true}, true},
		"one alone":             {question{Multiple: true, Alone: []string{"none"}, Choices: choice(1, 2, "a", "b")}, true},
		"of one answer":         {question{Alone: []string{"none"}}, false},
		"more than there are":   {question{Multiple: true, Choices: choice(1, 3, "a", "b")}, false},
		"least above most":      {question{Multiple: true, Choices: choice(2, 1, "a", "b")}, false},
		"less than nothing":     {question{Multiple: true, Choices: choice(-1, 1, "a", "b")}, false},
		"none of any":           {question{Multiple: true, Choices: choice(0, 0, "a", "b")}, false},
		"twice the same":        {question{Multiple: true, Choices: choice(0, 1, "a", "a")}, false},
		"one that stands alone": {question{Multiple: true, Alone: []string{"a"}, Choices: choice(0, 1, "a", "b")}, false},
		"far too many":          {question{Multiple: true, Alone: make([]string, maxParts+1)}, false},
	} {
		if err := c.q.tied(); (err == nil) != c.ok || err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// figuresOf are all counts of a document, with the places that have one.
func figuresOf(d document) map[string]int {
	list := map[string]int{}
	for _, q := range d.Questions {
		for _, t := range q.Tables {
			for _, g := range t.Groups {
				at := q.Key + "/" + t.Grouping + "/" + g.Code + "/"
				if g.Answered.Count != nil {
					list[at] = *g.Answered.Count
				}
				for i, f := range g.Figures {
					if f.Count != nil {
						list[at+t.Answers[i].Code] = *f.Count
					}
				}
			}
		}
	}
	return list
}

func TestTheExampleReadBack(t *testing.T) {
	f := readBack(t, written(t, exchangetest.Worded()))
	safe := f.Release.Tables[1]
	if f.Title != "Release 1: Demo round" || f.Text("safe") != "Question safe at 14-18?" || f.Text("none") != "none" || safe.By != results.ByAgeBand {
		t.Errorf("%q, %q, %+v", f.Title, f.Text("safe"), safe)
	}
	if safe.Groups[0].Base.Shown || safe.Groups[0].Either || !safe.Groups[1].Base.Shown || safe.Groups[2].Offered[1] || !f.Release.Tables[2].Groups[0].Either {
		t.Errorf("%+v", safe.Groups)
	}
	want := []results.Dropped{{Question: "safe", By: "school"}, {Question: "visits", By: "where"}, {Question: "plan"}}
	if diff := cmp.Diff(want, f.Release.Attack.Dropped); diff != "" {
		t.Error(diff)
	}
}

// TestATamperedFile: whatever is changed, one of the two signatures says so.
func TestATamperedFile(t *testing.T) {
	whole := string(written(t, exchangetest.Worded()))
	for name, c := range map[string]struct {
		from, to         string
		numbers, written bool // still fit
	}{
		"nothing":                   {"demo-1", "demo-1", true, true},
		"a count":                   {`"count": 45,` + "\n        " + `"least": 41,` + "\n        " + `"most": 49`, `"count": 40,"least": 36,"most": 44`, false, false},
		"which release it is":       {`"id": "demo-1"`, `"id": "demo-2"`, false, false},
		"that it is invented":       {`"synthetic": true`, `"synthetic": false`, false, false},
		"the label of an answer":    {"Yes, at 14-18", "No, at 14-18", true, false},
		"the wording of a question": {"Question safe at 14-18?", "Question safe?", true, false},
		"a note":                    {"A number does not give its reasons.", "It gives them.", true, false},
		"a percentage":              {`"percent": 100`, `"percent": 95`, true, false},
		"why there is no number":    {`"missing": "fewer_than_10_or_alike"`, `"missing": "fewer_than_10"`, true, false},
		"a blank":                   {` "format"`, `  "format"`, true, false},
	} {
		changed := strings.Replace(whole, c.from, c.to, 1)
		if changed == whole && name != "nothing" {
			t.Errorf("%s: nothing was changed", name)
			continue
		}
		v := readBack(t, []byte(changed)).Check()
		if (v.Numbers == nil) != c.numbers || (v.File == nil) != c.written {
			t.Errorf("%s: numbers %v; file %v", name, v.Numbers, v.File)
		}
		if v.File != nil && !errors.Is(v.File, fault.Invalid) {
			t.Errorf("%s: %v", name, v.File)
		}
	}
	if v := readBack(t, []byte(whole+"\n")).Check(); v.File == nil {
		t.Error("a line more is not found")
	}
}

// Every byte of a file counts (each seventh is tried): turned, it is either no file of a release any more or not
// as it was handed out.
func TestNoByteOfAFileCanBeChanged(t *testing.T) {
	whole := written(t, exchangetest.Worded())
	for i := 0; i < len(whole); i += 7 {
		changed := bytes.Clone(whole)
		changed[i] ^= 1
		f, err := Read(bytes.NewReader(changed))
		if err == nil && f.Check().File == nil {
			t.Fatalf("byte %d (%q) can be %q", i, whole[i], changed[i])
		}
	}
}

func TestAnUnsignedFile(t *testing.T) {
	rel := exchangetest.Example()
	rel.Signature = nil
	file := written(t, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About()))
	v := readBack(t, file).Check()
	if !errors.Is(v.Numbers, fault.NotFound) || !errors.Is(v.File, fault.NotFound) || v.Key+v.FileKey != "" || bytes.Contains(file, []byte("signature")) {
		t.Errorf("%+v", v)
	}
	about := exchangetest.About()
	about.Sign = nil
	v = readBack(t, written(t, worded.Of(exchangetest.Example(), exchangetest.FixedWords{}, about))).Check()
	if v.Numbers != nil || !errors.Is(v.File, fault.NotFound) {
		t.Errorf("a release that is signed, in a file that is not: %+v", v)
	}
}

func TestWhatIsNoFile(t *testing.T) {
	whole := string(written(t, exchangetest.Worded()))
	for name, c := range map[string]struct{ from, to, says string }{
		"cut off":                   {whole[len(whole)/2:], "", "cut off"},
		"another format":            {format, "kist-release-9", "kist-release-9"},
		"no name":                   {`"id": "demo-1"`, `"id": ""`, "which release"},
		"a count of nobody knows":   {`"count": 60`, `"count": 61`, "61"},
		"a count under nothing":     {`"count": 60`, `"count": -5`, "-5"},
		"a count beyond all":        {`"count": 60`, `"count": 2000000000`, "2000000000"},
		"another meaning":           {`"least": 56`, `"least": 60`, "56 to 64"},
		"a reason that is none":     {`"missing": "fewer_than_10"`, `"missing": "lost"`, "reason"},
		"neither number nor reason": {`"missing": "fewer_than_10"`, `"missing": ""`, "reason"},
		"both":                      {`"missing": "fewer_than_10"`, `"missing": "fewer_than_10", "percent": 5`, "reason"},
		"a group twice":             {`"code": "11_13"`, `"code": "8_10"`, `group "8_10" is there twice`},
		"a table twice":             {`"grouping": "where"`, `"grouping": "age_band"`, "there twice"},
		"an answer twice":           {`"code": "rather_not"`, `"code": "yes"`, `"yes" is there twice`},
		"a figure too many":         {`"figures": [`, `"figures": [{"missing": "kept_back"},`, "figures for"},
	} {
		changed := strings.Replace(whole, c.from, c.to, 1)
		if changed == whole {
			t.Errorf("%s: nothing was changed", name)
		}
		_, err := Read(strings.NewReader(changed))
		if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(strings.NewReader(strings.Repeat(" ", MaxFile+1))); !errors.Is(err, fault.Invalid) {
		t.Errorf("too large: %v", err)
	}
}

// FuzzRead: whatever is read can be written again, and is nothing that no release says.
func FuzzRead(f *testing.F) {
	f.Add(written(f, exchangetest.Worded()))
	f.Add([]byte(`{"format": "kist-release-1", "release": {"id": "x"}, "responses": {"missing": "kept_back"}}`))
	f.Add([]byte(`{"format": "kist-release-1", "release": {"id": "x"}, "signature": {"release": {"public": "AA=="}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Read(bytes.NewReader(text))
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		file.Check()
		for _, table := range file.Release.Tables {
			for _, g := range table.Groups {
				if g.Base.Count%results.RoundBase != 0 || len(g.Cells) > len(table.Columns) || !g.Base.Shown && len(g.Cells) > 0 {
					t.Fatalf("%+v", g)
				}
			}
		}
		written(t, worded.Of(file.Release, exchangetest.FixedWords{}, exchangetest.About()))
	})
}
