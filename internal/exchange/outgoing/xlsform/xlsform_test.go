package xlsform

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"kist/internal/exchange/incoming"
	"kist/surveys"
	"kist/surveys/samples"
)

// kindsBack are the kinds that come back for ours.
var kindsBack = map[string]string{
	"yes_no": "one_choice", "agreement": "one_choice", "faces": "one_choice", "picture": "one_choice", "one_choice": "one_choice",
	"several": "several", "order": "order", "number": "number", "story": "story",
}

// TestTheWayThereAndBack draws surveys, writes an edition and reads it again: the
// questions are the same, with the same answers and limits, and whatever somebody
// answers, the same questions are asked.
func TestTheWayThereAndBack(t *testing.T) {
	conditions := 0
	rapid.Check(t, func(t *rapid.T) {
		s, e := genSurvey(t), rapid.SampledFrom([]surveys.Edition{surveys.E8, surveys.E11, surveys.E14}).Draw(t, "edition")
		if err := s.Flaws().Err(); err != nil {
			t.Skip("not a survey")
		}
		file, said := written(t, s, e)
		got, notes := back(t, file, e)
		var want []*surveys.Question
		for _, q := range s.QuestionsIn(e) {
			if !slices.ContainsFunc(said, func(n Note) bool { return n.Question == q.Key && n.Why == "never" }) {
				want = append(want, q)
			}
		}
		if len(got.Questions) != len(want) {
			t.Fatalf("%d questions come back of %d: %v", len(got.Questions), len(want), notes)
		}
		for i, q := range want {
			sameQuestion(t, q, got.Questions[i], e)
		}
		if slices.ContainsFunc(notes, func(n incoming.Note) bool { return n.Why == "condition" }) {
			longest(t, s, e, notes)
			return
		}
		conditions++
		for range 10 {
			samePath(t, s, got, e)
		}
	})
	if conditions < 50 {
		t.Errorf("the conditions of only %d surveys came back whole", conditions)
	}
}

// sameQuestion compares a question with what came back of it.
func sameQuestion(t *rapid.T, q, got *surveys.Question, e surveys.Edition) {
	for _, lang := range []string{"en", "gd"} {
		for _, w := range [][2]surveys.Words{{q.Text, got.Text}, {q.Hint, got.Hint}, {q.Low, got.Low}, {q.High, got.High}} {
			a, _ := w[0].In(e, lang)
			if b, _ := w[1].In(e, lang); a != b && !(q.KindName == "number" && !q.Scale()) && strings.ReplaceAll(a, "${", "…") != b && !strings.Contains(a, "${") {
				t.Fatalf("%s in %s: %q comes back as %q", q.Key, lang, a, b)
			}
		}
	}
	min, max := q.Min, q.Max
	if q.KindName == "several" && max >= len(q.OptionsIn(e)) {
		max = 0 // as many as there are
	}
	if got.Key != q.Key || got.KindName != kindsBack[q.KindName] || got.Min != min || got.Max != max {
		t.Fatalf("%s, %s from %d to %d comes back as %s, %s from %d to %d", q.Key, q.KindName, min, max, got.Key, got.KindName, got.Min, got.Max)
	}
	sameAnswers(t, q, got, e)
}

func sameAnswers(t *rapid.T, q, got *surveys.Question, e surveys.Edition) {
	var want, have []string
	if q.KindName != "number" && q.KindName != "story" {
		want = codes(q.Choices(e))
	}
	if about := len(want) > 0 && q.AboutChild && q.KindName != "order"; got.AboutChild != about {
		t.Fatalf("%s is about the child: %v, want %v", q.Key, got.AboutChild, about)
	} else if label, _ := got.RatherNot(e); about {
		if text, ok := label.Words.In(e, "gd"); !ok {
			t.Fatalf("%s has no Gaelic for who would rather not say: %q", q.Key, text)
		}
	}
	for _, o := range got.Options {
		have = append(have, o.Key)
		old := slices.IndexFunc(q.Options, func(was surveys.Option) bool { return was.Key == o.Key })
		if alone := q.KindName == "several" && old >= 0 && q.Options[old].Exclusive; o.Exclusive != alone {
			t.Fatalf("%s.%s goes with no other: %v", q.Key, o.Key, o.Exclusive)
		}
		if text, ok := o.Text.In(e, "gd"); !ok {
			t.Fatalf("%s.%s has no Gaelic: %q", q.Key, o.Key, text)
		}
	}
	if !slices.Equal(want, have) {
		t.Fatalf("%s has the answers %q, want %q", q.Key, have, want)
	}
}

// samePath answers both surveys alike.
func samePath(t *rapid.T, s, got *surveys.Survey, e surveys.Edition) {
	first, second := surveys.Answers{}, surveys.Answers{}
	for _, q := range s.QuestionsIn(e) {
		a := genAnswer(t, q, e)
		first[q.Key], second[q.Key] = a, a
		if a.RatherNot() {
			if o := got.Question(q.Key); o != nil && !o.AboutChild {
				second[q.Key] = nil
			}
		}
	}
	if a, b := keys(s.Path(e, first)), keys(got.Path(e, second)); !slices.Equal(a, b) {
		t.Fatalf("with %v it asks %q, after the way there and back %q", first, a, b)
	}
}

func keys(list []*surveys.Question) (keys []string) {
	for _, q := range list {
		keys = append(keys, q.Key)
	}
	return keys
}

// longest holds that a condition only stays behind on the way back where it has grown
// longer than surveys allow.
func longest(t *rapid.T, s *surveys.Survey, e surveys.Edition, notes []incoming.Note) {
	for _, n := range notes {
		if n.Why == "condition" && strings.Count(fmt.Sprint(n.Args["condition"]), " and ") < 5 && !strings.HasSuffix(fmt.Sprint(n.Args["condition"]), "…") {
			t.Fatalf("in %s a condition stays behind: %v (%v)", e, n.Args["condition"], s.Question(n.Name).AskIf)
		}
	}
}

// cellsOf are the lines of a sheet.
func cellsOf(t *testing.T, file []byte, sheet string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// sample is the questionnaire that children get.
func sample(t *testing.T) *surveys.Survey {
	t.Helper()
	s, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestEveryEditionOfASample writes the starter questionnaire in all its editions, in
// the languages that it has, and reads it again without a word lost.
func TestEveryEditionOfASample(t *testing.T) {
	s := sample(t)
	for _, e := range s.Editions {
		file, notes := written(t, s, e)
		survey := cellsOf(t, file, "survey")
		if !slices.Contains(survey[0], "label::English (en)") || !slices.Contains(survey[0], "label::Gàidhlig (gd)") || !slices.Contains(survey[0], "label::العربية (ar)") {
			t.Errorf("%s is worded in %q", e, survey[0])
		}
		for i, row := range survey[1:] {
			for c, cell := range row {
				if strings.HasPrefix(survey[0][c], "label::") && cell == "" {
					t.Errorf("%s: line %d has no %s", e, i+2, survey[0][c])
				}
			}
		}
		got, account := back(t, file, e)
		asked := 0
		for _, q := range s.QuestionsIn(e) {
			if !slices.ContainsFunc(notes, func(n Note) bool { return n.Question == q.Key && n.Why == "never" }) {
				asked++
			}
		}
		if len(got.Questions) != asked || len(got.Languages) < 5 {
			t.Errorf("%s comes back with %d questions of %d, in %v: %v", e, len(got.Questions), asked, got.Languages, account)
		}
	}
}

// TestWhatAFileCannotCarryIsTold reads the last sheet.
func TestWhatAFileCannotCarryIsTold(t *testing.T) {
	yes := &surveys.Question{Key: "yes", KindName: "yes_no", Text: both("Yes?")}
	face := &surveys.Question{Key: "face", KindName: "faces", Text: both("How?"), AboutChild: true}
	age := &surveys.Question{Key: "age", KindName: "number", Text: both("How old?"), Min: 4, Max: 18, Bands: []int{4, 10}, AboutChild: true}
	never := &surveys.Question{Key: "never", KindName: "story", Text: both("Never?"), AskIf: []surveys.Clause{{Question: "face", Any: []string{"2"}}}}
	after := &surveys.Question{Key: "after", KindName: "story", Text: both("After?"), AskIf: []surveys.Clause{{Question: "face", Any: []string{"1", "skipped"}}, {Question: "yes", Any: []string{"no"}}}}
	more := &surveys.Question{Key: "more", KindName: "story", Text: both("More?"), AskIf: []surveys.Clause{{Question: "likes", Any: []string{"skipped"}}}}
	likes := &surveys.Question{Key: "likes", KindName: "yes_no", Text: both("Likes?"), AskIf: never.AskIf}
	s := around(yes, face, age, never, likes, more, after)
	s.Languages = append(s.Languages, "fr", "pl")
	for _, text := range s.Texts() {
		text.Words.Set(surveys.All, "fr", "mots")
	}
	file, notes := written(t, s, surveys.E8)
	var told []string
	for _, n := range notes {
		told = append(told, n.Question+" "+n.Why)
	}
	want := []string{" language_pages", " language", " title", "face pictures", "age bands", "age rather_not", "never never", "likes never", "more never"}
	if !slices.Equal(told, want) {
		t.Errorf("it tells of %q, want %q", told, want)
	}
	rows := cellsOf(t, file, "_What this file does not carry")
	if len(rows) != len(want)+1 || !strings.Contains(rows[2][1], "Polski") || strings.Contains(fmt.Sprint(rows), "[staff") {
		t.Errorf("the sheet says %q", rows)
	}
	survey := fmt.Sprint(cellsOf(t, file, "survey"))
	for _, part := range []string{"(${face} = '1' or ${face} = '' or ${face} = 'rather_not') and ${yes} = 'no'", "select_one face", ". >= 4 and . <= 18"} {
		if !strings.Contains(survey, part) {
			t.Errorf("the survey lacks %q:\n%s", part, survey)
		}
	}
	if strings.Contains(survey, "never") {
		t.Error("what is never asked is asked")
	}
}

// TestTheTableForPeople holds docs/formats.md against what is written.
func TestTheTableForPeople(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "<!-- xlsform out -->")
	table, _, _ = strings.Cut(table, "<!-- end -->")
	for _, kind := range surveys.Kinds() {
		q := &surveys.Question{Key: "q", KindName: kind, Text: both("So?")}
		switch kind {
		case "one_choice", "several", "picture", "order":
			q.Options = []surveys.Option{{Key: "a", Text: both("A")}, {Key: "b", Text: both("B")}}
		case "number":
			q.Max = 10
		}
		file, _ := written(t, around(q), surveys.E11)
		survey := cellsOf(t, file, "survey")
		written, _, _ := strings.Cut(survey[len(survey)-1][0], " ")
		got, _ := back(t, file, surveys.E11)
		line := fmt.Sprintf("| `%s` | `%s` | `%s` |", kind, written, got.Questions[0].KindName)
		if !strings.Contains(table, line) {
			t.Errorf("docs/formats.md lacks %s", line)
		}
	}
	if rows := strings.Count(table, "\n| `"); rows != len(surveys.Kinds()) {
		t.Errorf("docs/formats.md has %d kinds of %d", rows, len(surveys.Kinds()))
	}
}

// TestTheStandardsOwnConverter gives workbooks to pyxform, where it is installed: it
// takes them without an error.
func TestTheStandardsOwnConverter(t *testing.T) {
	converter, err := exec.LookPath("xls2xform")
	if err != nil {
		t.Skip("pyxform (xls2xform) is not installed")
	}
	s := sample(t)
	for _, e := range s.Editions {
		file, _ := written(t, s, e)
		name := filepath.Join(t.TempDir(), "form.xlsx")
		if err := os.WriteFile(name, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(converter, "--skip_validate", name, name+".xml").CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", e, err, out)
		}
	}
}
