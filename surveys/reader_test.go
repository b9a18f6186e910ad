package surveys_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"kist/internal/fault"
	"kist/surveys"
)

// small is the least survey that can be used, question lines left open.
const small = `title: A small one
editions: [8-10]
start:
  lead: Hello.
questions:
`

// question is small with one question on line 6.
func question(lines string) string { return small + "  q:\n    text: How is it?\n" + lines }

func TestSmallSurveyIsSound(t *testing.T) {
	s, err := surveys.Parse(folder(map[string]string{"s.yaml": question("    kind: faces\n")}), "s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if s.Key != "s" || s.Source != "en" || len(s.Questions) != 1 || s.Questions[0].KindName != "faces" {
		t.Errorf("survey = %+v", s)
	}
}

// Every mistake is named, on its line.
func TestFileMistakes(t *testing.T) {
	faces := "    kind: faces\n"
	for name, c := range map[string]struct {
		text string
		rule string
		line int
	}{
		"nothing":            {"", "empty", 1},
		"remarks only":       {"# nothing\n", "empty", 1},
		"bad UTF-8":          {"title: x\n# \xff\n", "not_utf8", 2},
		"control character":  {"title: a\x07b\n", "control", 1},
		"hidden direction":   {"title: a\u202eb\n", "control", 1},
		"tab":                {"title: x\n\teditions: [8-10]\n", "tab", 2},
		"tab after spaces":   {"title: x\n  \tlead: x\n", "tab", 2},
		"syntax":             {"title: 'x\n", "yaml", 0},
		"a list":             {"- a\n- b\n", "want_map", 1},
		"a text":             {"hello\n", "want_map", 1},
		"two documents":      {question(faces) + "---\ntitle: x\n", "yaml_documents", 9},
		"anchor":             {"title: &a x\n" + question(faces), "yaml_alias", 1},
		"alias":              {"why: *a\n" + question(faces), "yaml", 0},
		"tag":                {"why: !!str x\n" + question(faces), "yaml_tag", 1},
		"deep":               {"why: " + strings.Repeat("[", 20) + strings.Repeat("]", 20) + "\n" + question(faces), "yaml_deep", 1},
		"unknown name":       {question(faces + "    hnit: x\n"), "field_unknown", 9},
		"name twice":         {question(faces + "    kind: yes_no\n"), "field_twice", 9},
		"question twice":     {question(faces) + "  q:\n    kind: faces\n", "field_twice", 9},
		"list for text":      {question(faces + "    hint: [a]\n"), "want_text", 9},
		"map for list":       {question("    kind: one_choice\n    options:\n      a: A\n      b: B\n"), "want_list", 10},
		"no number":          {question("    kind: number\n    max: many\n"), "want_number", 9},
		"no yes":             {question(faces + "    about_child: maybe\n"), "want_bool", 9},
		"no edition":         {question(faces + "    hint: {9-12: x}\n"), "words_edition", 9},
		"edition twice":      {question(faces + "    hint: {8-10: x, \"8-10, 11-13\": y}\n"), "words_twice", 9},
		"no kind":            {question(""), "kind_unknown", 6},
		"unknown kind":       {question("    kind: riddle\n"), "kind_unknown", 8},
		"no title":           {strings.Replace(question(faces), "title: A small one", "title:", 1), "no_title", 1},
		"no editions":        {strings.Replace(question(faces), "[8-10]", "[]", 1), "no_editions", 2},
		"unknown edition":    {strings.Replace(question(faces), "[8-10]", "[8-10, 9-12]", 1), "edition_unknown", 2},
		"no questions":       {small, "no_questions", 5},
		"no text":            {small + "  q:\n    kind: faces\n", "text_missing", 6},
		"text of another":    {small + "  q:\n    kind: faces\n    text: {4-7: \"Hi?\"}\n", "text_missing", 8},
		"option without key": {question("    kind: one_choice\n    options:\n      - text: A\n        alone: no\n      - b: B\n"), "option_key", 10},
		"option as text":     {question("    kind: one_choice\n    options:\n      - A\n      - b: B\n      - c: C\n"), "want_map", 10},
		"key":                {strings.Replace(question(faces), "  q:", "  Q 1:", 1), "key", 6},
		"minutes":            {strings.Replace(question(faces), "  lead: Hello.", "  lead: Hello.\n  minutes: 90", 1), "minutes", 5},
		"minutes of no one":  {strings.Replace(question(faces), "  lead: Hello.", "  lead: Hello.\n  minutes: {9-12: 9}", 1), "edition_unknown", 5},
		"condition":          {question(faces + "    ask_if: {later: [yes]}\n"), "ask_if_question", 9},
		"long":               {question(faces + "    hint: " + strings.Repeat("long ", 100) + "\n"), "text_long", 9},
		"wellbeing":          {question(faces + "    links: {wellbeing: [Happy]}\n"), "link", 9},
		"article":            {question(faces + "    links: {uncrc: [99]}\n"), "link", 9},
	} {
		checkFound(t, name, surveys.Check(folder(map[string]string{"s.yaml": c.text}), "s.yaml"), c.rule, c.line)
	}
}

// checkFound wants an error of this rule, on this line unless that is 0, telling
// what to do.
func checkFound(t *testing.T, name string, list surveys.Findings, rule string, line int) {
	t.Helper()
	for _, f := range list.Errors() {
		if f.Rule != rule {
			continue
		}
		if line != 0 && f.Line != line {
			t.Errorf("%s: line %d, want %d: %s", name, f.Line, line, f)
		}
		if f.Message == "" || f.Fix == "" || strings.ContainsAny(f.Message+f.Fix, "\n") || f.File == "" {
			t.Errorf("%s: does not tell what to do: %q %q", name, f.Message, f.Fix)
		}
		return
	}
	t.Errorf("%s: no %s in %q", name, rule, list)
}

func TestEveryMistakeIsReportedAtOnce(t *testing.T) {
	_, err := surveys.Parse(folder(map[string]string{"s.yaml": question("    kind: faces\n    hnit: x\n    about_child: maybe\n")}), "s.yaml")
	var all surveys.Findings
	if !errors.As(err, &all) || !errors.Is(err, fault.Invalid) || len(all) != 2 {
		t.Fatalf("err = %v", err)
	}
	if !strings.Contains(all[0].Fix, "Did you mean hint?") {
		t.Errorf("no suggestion: %s", all[0])
	}
	if text := err.Error(); !strings.Contains(text, "s.yaml:9: error:") || strings.Count(text, "\n") != 1 {
		t.Errorf("error = %q", text)
	}
}

func TestFileNames(t *testing.T) {
	files := folder(map[string]string{"s.yaml": question("    kind: faces\n"), "S.yaml": "", "s.yml": ""})
	for name, rule := range map[string]string{
		"gone.yaml": "file_missing", "S.yaml": "file_name", "s.yml": "file_name", "../s.yaml": "file_name", "": "file_name",
	} {
		checkFound(t, name, append(surveys.Findings{}, withFile(surveys.Check(files, name))...), rule, 0)
	}
	files["dir.yaml"] = &fstest.MapFile{Mode: 0o755 | 1<<31}
	if list := surveys.Check(files, "dir.yaml"); len(list) != 1 || list[0].Rule != "file_read" {
		t.Errorf("a folder: %q", list)
	}
}

// withFile names a file where the name asked for was empty.
func withFile(list surveys.Findings) surveys.Findings {
	for i := range list {
		if list[i].File == "" {
			list[i].File = "."
		}
	}
	return list
}

func TestHostileFilesEndInAMessage(t *testing.T) {
	bomb := "why: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := range 9 {
		bomb += fmt.Sprintf("b%d: &b%d [*a,*a,*a,*a,*a,*a,*a,*a]\n", i, i)
	}
	wide := strings.Builder{}
	wide.WriteString(small)
	for i := range 9000 {
		fmt.Fprintf(&wide, "  q%d:\n    kind: faces\n    text: Hi?\n", i)
	}
	for name, text := range map[string]string{
		"aliases":         bomb,
		"too large":       strings.Repeat("# much too long\n", 40000),
		"deep brackets":   "why: " + strings.Repeat("[", 200000),
		"deep indent":     deepIndent(3000),
		"many questions":  wide.String(),
		"many unknown":    strings.Repeat("z: 1\n", 90000),
		"many editions":   small + "  q:\n    kind: faces\n    text: {" + strings.Repeat("x, ", 50000) + "}\n",
		"one long line":   "title: " + strings.Repeat("x", 500000),
		"merge key":       "<<: {title: x}\n" + small,
		"odd keys":        "? [a, b]\n: c\n" + small,
		"many languages":  "editions: [" + strings.Repeat("4-7, ", 60000) + "]\n",
		"many conditions": question("    kind: faces\n    ask_if: {" + manyKeys(20000) + "}\n"),
	} {
		list := surveys.Check(folder(map[string]string{"s.yaml": text}), "s.yaml")
		if len(list.Errors()) == 0 {
			t.Errorf("%s: accepted", name)
		}
		for _, f := range list {
			if len(f.String()) > 2000 {
				t.Errorf("%s: a message of %d bytes", name, len(f.String()))
				break
			}
		}
	}
}

func deepIndent(n int) string {
	b := strings.Builder{}
	for i := range n / 20 {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func manyKeys(n int) string {
	b := strings.Builder{}
	for i := range n {
		fmt.Fprintf(&b, "k%d: [yes], ", i)
	}
	return b.String()
}

func TestTranslationMistakes(t *testing.T) {
	own := question("    kind: yes_no\n    labels: {no: Not now}\n")
	for name, c := range map[string]struct {
		file, text, rule string
		line             int
	}{
		"another language": {"s.pl.yaml", "language: gd\n", "language_file", 1},
		"not a language":   {"s.p_l.yaml", "language: pl\n", "language_tag", 0},
		"extra question":   {"s.pl.yaml", "questions:\n  p:\n    text: x\n", "language_extra", 2},
		"extra field":      {"s.pl.yaml", "questions:\n  q:\n    kind: faces\n", "language_extra", 3},
		"extra label":      {"s.pl.yaml", "questions:\n  q:\n    labels: {yes: Tak}\n", "language_extra", 3},
		"words for no one": {"s.pl.yaml", "title: {9-12: x}\n", "words_edition", 1},
		"the source again": {"s.en.yaml", "title: x\n", "file_many", 0},
		"too long":         {"s.pl.yaml", "language: pl\ntitle: " + strings.Repeat("x", 121) + "\n", "text_long", 2},
		"broken":           {"s.pl.yaml", "title: 'x\n", "yaml", 0},
	} {
		list := surveys.Check(folder(map[string]string{"s.yaml": own, c.file: c.text}), "s.yaml")
		checkFound(t, name, list, c.rule, c.line)
		for _, f := range list.Errors() {
			if f.File != c.file {
				t.Errorf("%s: found in %s: %s", name, f.File, f)
			}
		}
	}
}

func TestTranslationIsRead(t *testing.T) {
	s, err := surveys.Parse(folder(map[string]string{
		"s.yaml":         question("    kind: one_choice\n    options:\n      - a: One\n      - key: b\n        text: Two\n"),
		"s.pl.yaml":      "checked_by: A reader\nquestions:\n  q:\n    text: Jak?\n    options: {a: Jeden}\n",
		"s.pa-Arab.yaml": "title: ...\n",
		"other.gd.yaml":  "nonsense",
		"s.pl.txt":       "nonsense",
	}), "s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "languages", s.Languages, []string{"en", "pa-Arab", "pl"})
	if s.Draft("pl") || s.Checked["pl"] != "A reader" || !s.Draft("pa-Arab") {
		t.Errorf("checked = %v", s.Checked)
	}
	q := s.Questions[0]
	if text, lang := s.Say(q.Options[0].Text, surveys.E8, "pl"); text != "Jeden" || lang != "pl" {
		t.Errorf("option a: %q in %q", text, lang)
	}
	if text, lang := s.Say(q.Options[1].Text, surveys.E8, "pl"); text != "Two" || lang != "en" {
		t.Errorf("option b: %q in %q", text, lang)
	}
}

func TestSurveyInAFolderBelow(t *testing.T) {
	files := folder(map[string]string{"a/b/s.yaml": question("    kind: faces\n"), "a/b/s.pl.yaml": "title: Mała\n", "s.gd.yaml": "nonsense"})
	s, err := surveys.Parse(files, "a/b/s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "languages", s.Languages, []string{"en", "pl"})
}

func TestEverythingThatAFileCanSayIsRead(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	if s.Framework != "qif2019" || len(s.Credits) == 0 || s.Why == "" || s.Start.Minutes[surveys.E4] != 3 {
		t.Errorf("head: %q %q %v", s.Framework, s.Credits, s.Start.Minutes)
	}
	equal(t, "groupings", s.Groupings, []string{surveys.AgeBandKey, "where_live"})
	count := s.Question("workers_count")
	if count.Max != 30 || len(count.Bands) != 6 || count.AskIf[0].Question != "has_worker" || count.AskIf[0].Any[1] != "not_sure" {
		t.Errorf("workers_count = %+v", count)
	}
	if q := s.Question("future_help"); q.Max != 3 {
		t.Errorf("choose = %d", q.Max)
	}
	if q := s.Question("helps_most"); !q.Options[4].Exclusive || len(q.Options[4].Editions) != 2 {
		t.Errorf("alone: %+v", q.Options[4])
	}
	if q := s.Question("safe_home"); q.Links.Wellbeing[0] != "S1" || q.Links.UNCRC[1] != 20 || q.Links.Promise[0] != "Care" || q.Source == "" {
		t.Errorf("links = %+v", q.Links)
	}
	if n := len(s.FactsIn(surveys.E4)); n != 5 {
		t.Errorf("%d facts for the youngest", n)
	}
	if n := len(s.FactsIn(surveys.E14)); n != 6 {
		t.Errorf("%d facts for the oldest", n)
	}
	if text, _ := s.Say(s.Start.GrownUp, surveys.E4, "en"); !strings.HasPrefix(text, "Read the words aloud, then wait.") || strings.Contains(text, "\n") {
		t.Errorf("grown-up note = %q", text)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(question("    kind: faces\n"), "title: Mała\n")
	f.Add(question("    kind: number\n    min: 0\n    max: 10\n    bands: [0, 5]\n    low: a\n    high: b\n"), "questions: {q: {low: c}}")
	f.Add(question("    kind: order\n    options: [a: A, {key: b, text: B, editions: 8-10}]\n    ask_if: {q: [yes]}\n"), "language: pl")
	f.Add("groupings: [age_band, q]\n"+question("    kind: yes_no\n    labels: {no: {8-10: Nah}}\n"), "questions: {q: {labels: {no: Nie}}}")
	f.Add("title: &a *a\n? x\n: [[[", "\t- \xff")
	f.Fuzz(func(t *testing.T, own, polish string) {
		files := folder(map[string]string{"s.yaml": own, "s.pl.yaml": polish})
		list := surveys.Check(files, "s.yaml")
		s, err := surveys.Parse(files, "s.yaml")
		if (err == nil) != (len(list.Errors()) == 0) {
			t.Fatalf("Parse says %v, Check %v", err, list)
		}
		if err != nil {
			return
		}
		v, err := surveys.Publish(s, 1)
		if err != nil {
			t.Fatalf("parsed but not publishable: %v", err)
		}
		if _, err := v.Survey(); err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Editions {
			for _, q := range s.Path(e, nil) {
				q.Kind().Cells(q, e)
				q.Kind().Wording(q, e)
				q.Kind().Columns(q)
			}
			if _, _, err := s.Accept(e, "pl", nil); err != nil {
				t.Fatal(err)
			}
		}
	})
}
