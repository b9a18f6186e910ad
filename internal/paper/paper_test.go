package paper_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kist/internal/docx/docxtest"
	"kist/internal/fault"
	"kist/internal/paper"
	"kist/surveys"
)

// slips are n slips of one setting.
func slips(n int) []paper.Slip {
	list := make([]paper.Slip, n)
	for i := range list {
		code := fmt.Sprintf("%05d ABCDE", i)
		list[i] = paper.Slip{Join: "BCD FGH", Code: code, Link: "https://kist.example/j/BCDFGH#" + strings.ReplaceAll(code, " ", "")}
	}
	return list
}

// feet are those of a document, by the name of their part.
func feet(parts map[string]string) []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if strings.HasPrefix(name, "word/footer") {
			list = append(list, strings.TrimSpace(docxtest.Text(parts[name])))
		}
	}
	return list
}

// As many forms as slips are made at once stand in one document, each with its own slip,
// once, and with a mark of its own on every page, which follows from nothing.
func TestEachFormHasItsSlip(t *testing.T) {
	s := asking(&surveys.Question{KindName: "yes_no"}, &surveys.Question{KindName: "story"})
	made := slips(paper.Most)
	parts := docxtest.Open(t, written(t, printing(t, s, surveys.E11, "en", paper.Word, made...)))
	text := docxtest.Text(parts["word/document.xml"])
	forms := strings.Split(text, "A trial\n")[1:]
	if len(forms) != len(made) {
		t.Fatalf("%d forms for %d slips", len(forms), len(made))
	}
	for i, slip := range made {
		if strings.Count(text, slip.Code) != 1 || !strings.Contains(forms[i], slip.Code) || strings.Index(forms[i], slip.Code) > strings.Index(forms[i], "Hello.") {
			t.Errorf("slip %d does not stand once, before the first words of its form", i)
		}
	}
	marks, form := map[string]bool{}, regexp.MustCompile(`^Form ([B-Z]{3}) Page 1$`)
	for _, foot := range feet(parts) {
		m := form.FindStringSubmatch(foot)
		if m == nil {
			t.Fatalf("the foot %q", foot)
		}
		if marks[m[1]] {
			t.Errorf("the mark %s is there twice", m[1])
		}
		marks[m[1]] = true
	}
	if len(marks) != len(made) {
		t.Errorf("%d marks for %d forms", len(marks), len(made))
	}
	again := feet(docxtest.Open(t, written(t, printing(t, s, surveys.E11, "en", paper.Word, made...))))
	if slices.Equal(again, feet(parts)) {
		t.Error("marks follow from something: they are the same the next time")
	}
	sorted := slices.Clone(again)
	if slices.Sort(sorted); slices.Equal(sorted, again) {
		t.Error("marks are in an order")
	}
}

// A specimen says on every page that it is none to answer on, and has no mark.
func TestSpecimen(t *testing.T) {
	p := printing(t, asking(&surveys.Question{KindName: "yes_no"}), surveys.E8, "en", paper.Word)
	p.Notice = "Only a try-out."
	parts := docxtest.Open(t, written(t, p))
	if head := docxtest.Text(parts["word/header.xml"]); head != "Specimen: not for answering. Only a try-out.\n" {
		t.Errorf("the head says %q", head)
	}
	text := docxtest.Text(parts["word/document.xml"])
	for _, want := range []string{"This form has no slip. Answers on it do not count.", "Please don’t write your name on it.", "1. Question q1", "Thank you."} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(text, "Your slip") || len(feet(parts)) != 1 || strings.Contains(feet(parts)[0], "Form") {
		t.Errorf("it has a slip or a mark: %q", feet(parts))
	}
	p.Slips = two[:1]
	if head := docxtest.Text(docxtest.Open(t, written(t, p))["word/header.xml"]); head != "Only a try-out.\n" {
		t.Errorf("the head of a form says %q", head)
	}
}

// What cannot be printed is refused before a byte is written.
func TestWhatIsNoForm(t *testing.T) {
	s := asking(&surveys.Question{KindName: "yes_no"})
	for name, change := range map[string]func(*paper.Print){
		"layout":   func(p *paper.Print) { p.Layout = "braille" },
		"edition":  func(p *paper.Print) { p.Edition = surveys.Adult },
		"language": func(p *paper.Print) { p.Lang = "gd" },
		"number":   func(p *paper.Print) { p.Slips = slips(paper.Most + 1) },
		"link":     func(p *paper.Print) { p.Slips[0].Link = strings.Repeat("x", 5000) },
	} {
		p := printing(t, s, surveys.E8, "en", paper.Word, slips(1)...)
		change(&p)
		var b strings.Builder
		err := paper.Write(&b, p)
		if err == nil || name != "link" && !errors.Is(err, fault.Invalid) || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, b.Len())
		}
	}
}

// Two hundred questions are printed as they are, each with its number.
func TestTwoHundredQuestions(t *testing.T) {
	var qs []*surveys.Question
	for i := range 200 {
		q := &surveys.Question{KindName: []string{"yes_no", "agreement", "story", "faces"}[i%4], AboutChild: true}
		if i > 0 && i%4 == 0 {
			q.AskIf = []surveys.Clause{{Question: fmt.Sprintf("q%d", i), Any: []string{"1"}}}
		}
		qs = append(qs, q)
	}
	text := docxtest.Text(body(t, written(t, printing(t, asking(qs...), surveys.E11, "en", paper.Large, slips(3)...))))
	at := 0
	for range 3 {
		for n := range 200 {
			next := strings.Index(text[at:], fmt.Sprintf("\n%d. Question q%d\n", n+1, n+1))
			if next < 0 {
				t.Fatalf("question %d is not where it belongs", n+1)
			}
			at += next
		}
	}
	if n := strings.Count(text, "Only answer this if"); n != 3*49 {
		t.Errorf("%d conditions", n)
	}
}

// used are the styles that parts of a document use.
func used(parts map[string]string) map[string]bool {
	list := map[string]bool{}
	for name, part := range parts {
		if name == "word/document.xml" || strings.HasPrefix(name, "word/footer") || strings.HasPrefix(name, "word/header") {
			for _, m := range regexp.MustCompile(`<w:pStyle w:val="(\w+)"/>`).FindAllStringSubmatch(part, -1) {
				list[m[1]] = true
			}
		}
	}
	return list
}

// style is what a document says of one, with those that it rests on, the nearest first.
func style(parts map[string]string, id string) []string {
	m := regexp.MustCompile(`(?s)w:styleId="` + id + `">.*?</w:style>`).FindString(parts["word/styles.xml"])
	on := regexp.MustCompile(`<w:basedOn w:val="(\w+)"/>`).FindStringSubmatch(m)
	if on == nil {
		return []string{m}
	}
	return append([]string{m}, style(parts, on[1])...)
}

// Large print has no letter under 18 points, easy read none under 16: text, hints, heads,
// feet and the shapes to tick. Nothing is slanted, in capitals, or set in columns or
// between two edges.
func TestLargePrintIsLarge(t *testing.T) {
	size, bodySize := regexp.MustCompile(`<w:sz w:val="(\d+)"/>`), regexp.MustCompile(`<w:docDefaults>.*?<w:sz w:val="(\d+)"/>`)
	for l, least := range map[paper.Layout]int{paper.Large: 36, paper.Easy: 32, paper.Word: 20} {
		p := printing(t, everyKind(), surveys.E8, "en", l, two...)
		p.Notice = "Only a try-out."
		parts := docxtest.Open(t, written(t, p))
		all := used(parts)
		if len(all) < 12 || !all["Footer"] || !all["Header"] {
			t.Fatalf("%v", all)
		}
		for id := range all {
			at := bodySize.FindStringSubmatch(parts["word/styles.xml"])[1]
			for _, s := range slices.Backward(style(parts, id)) {
				if m := size.FindStringSubmatch(s); m != nil {
					at = m[1]
				}
				for _, never := range []string{"<w:i/>", "<w:caps", "<w:smallCaps", `w:val="both"`, "<w:u "} {
					if strings.Contains(s, never) {
						t.Errorf("%s: the style %s has %s", l, id, never)
					}
				}
			}
			if n, err := strconv.Atoi(at); err != nil || n < least {
				t.Errorf("%s: the style %s has %s half points", l, id, at)
			}
		}
		for _, m := range size.FindAllStringSubmatch(parts["word/numbering.xml"], -1) {
			if n, _ := strconv.Atoi(m[1]); n < least {
				t.Errorf("%s: a shape has %d half points", l, n)
			}
		}
		if strings.Contains(parts["word/document.xml"], "<w:cols") {
			t.Errorf("%s: there are columns", l)
		}
	}
}

// In easy read each question has a picture with words for it, and one sentence a line.
func TestEasyReadHasPictures(t *testing.T) {
	s := starter(t)
	parts := docxtest.Open(t, written(t, printing(t, s, surveys.Easy, "en", paper.Easy, two[0])))
	lines := strings.Split(outline(parts["word/document.xml"]), "\n")
	beside := regexp.MustCompile(`^FormWords: \[[^\]]{3,}\]$`)
	questions := 0
	for i, line := range lines {
		if !strings.HasPrefix(line, "FormQuestion:") {
			continue
		}
		if questions++; !beside.MatchString(lines[i-1]) {
			t.Errorf("%q has no picture beside it: %q", line, lines[i-1])
		}
	}
	if questions != len(paper.Number(s, surveys.Easy)) {
		t.Errorf("%d questions", questions)
	}
	for _, line := range lines {
		if _, text, _ := strings.Cut(line, ": "); regexp.MustCompile(`[a-z][.!?] [A-Z]`).MatchString(text) && strings.HasPrefix(line, "FormHint:") {
			t.Errorf("two sentences in one line: %q", text)
		}
	}
}

// A form names no child and no moment, and asks for no name.
func TestFormsTellNothing(t *testing.T) {
	parts := docxtest.Open(t, written(t, printing(t, everyKind(), surveys.E8, "en", paper.Word, two...)))
	for _, name := range []string{"docProps/core.xml", "docProps/app.xml"} {
		if m := regexp.MustCompile(`\d{4}-\d\d-\d\d|<dc:creator>[^<]+<`).FindString(parts[name]); m != "" {
			t.Errorf("%s says %q", name, m)
		}
		for _, s := range two {
			if strings.Contains(parts[name], s.Code) {
				t.Errorf("%s tells a slip", name)
			}
		}
	}
	text := docxtest.Text(parts["word/document.xml"])
	if n := strings.Count(strings.ToLower(text), "name"); n != strings.Count(text, "Please don’t write your name on it.")+strings.Count(text, "leave out names") {
		t.Errorf("names are spoken of %d times", n)
	}
}

// TestTheTableForPeople holds docs/formats.md against what is printed.
func TestTheTableForPeople(t *testing.T) {
	page, err := os.ReadFile("../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "<!-- paper out -->")
	table, _, _ = strings.Cut(table, "<!-- end -->")
	shape := map[string]string{"FormOne": "circles", "FormTickUnder": "circles", "FormMany": "squares", "FormLine": "lines"}
	for _, q := range everyKind().Questions {
		q.AskIf, q.AboutChild, q.Low, q.High = nil, false, nil, nil
		made := outline(docxtest.Open(t, written(t, printing(t, asking(q), surveys.E8, "en", paper.Word)))["word/document.xml"])
		_, below, _ := strings.Cut(made, "FormQuestion:")
		with := ""
		for _, line := range strings.Split(below, "\n") {
			name, _, _ := strings.Cut(line, ":")
			if with == "" {
				with = shape[name]
			}
		}
		if boxes := strings.Count(below, "FormTick:"); boxes > 0 {
			with = map[bool]string{true: "a box", false: "boxes"}[boxes == 1]
		}
		if line := fmt.Sprintf("| `%s` | %s |", q.KindName, with); !strings.Contains(table, line) {
			t.Errorf("docs/formats.md lacks %s", line)
		}
	}
	if rows := strings.Count(table, "\n| `"); rows != len(surveys.Kinds()) {
		t.Errorf("docs/formats.md has %d kinds of %d", rows, len(surveys.Kinds()))
	}
}
