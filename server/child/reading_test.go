package child

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"kist/internal/advice"
	"kist/locales"
	"kist/surveys"
	"kist/surveys/samples"
)

// readers are the editions with the oldest age that each is for, and who reads.
var readers = []struct {
	edition surveys.Edition
	oldest  float64
	who     string
}{
	{surveys.E4, 7, "a grown-up reads it out"},
	{surveys.E8, 10, "the child"},
	{surveys.E11, 13, "the child"},
	{surveys.E14, 18, "the young person"},
	{surveys.Easy, 10, "whoever wants to"},
}

const enoughWords = 50 // below this a formula says nothing

const readingHead = `# How old one must be to read the children's texts

Written by a test from the English starter survey and the English words of the pages; ` + "`go test ./server/child -run ReadingAge -update`" + ` writes
it anew, and the test fails where a text is over the age of its edition by either formula.

Two formulas that need no list of words: the Flesch-Kincaid grade (J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, Research
Branch Report 8-75, 1975), which counts syllables, and the automated readability index (E. A. Smith and R. J. Senter, AMRL-TR-66-220, 1967),
which counts letters. A grade is turned into an age by adding five. Both were made for passages, not for single questions: so the texts of an
edition are measured together, and answers, which are no sentences, are not measured. Syllables are counted by groups of vowels. An age below
five means only "as easy as can be". No formula knows whether a sentence can be understood: children must be asked.

`

// The English texts of each edition are within its ages by both formulas.
func TestReadingAge(t *testing.T) {
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(readingHead + "| edition | read by | texts | words | words a sentence | longest | Flesch-Kincaid | readability index | at most |\n|---|---|---|---|---|---|---|---|---|\n")
	row := func(edition, who, what, text string, oldest float64) {
		m := advice.Measure(text)
		if m.Words < enoughWords {
			t.Errorf("%s, %s: %d words are too few to measure", edition, what, m.Words)
		}
		if m.Kincaid > oldest || m.Index > oldest {
			t.Errorf("%s, %s: for ages %.1f and %.1f, and it is read at %.0f", edition, what, m.Kincaid, m.Index, oldest)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %.1f | %d | %.1f | %.1f | %.0f |\n", edition, who, what, m.Words, float64(m.Words)/float64(m.Sentences), m.Longest, m.Kincaid, m.Index, oldest)
	}
	for _, r := range readers {
		row(string(r.edition), r.who, "start page", textsOf(survey, r.edition, surveys.RoleStart), r.oldest)
		row(string(r.edition), r.who, "questions and hints", textsOf(survey, r.edition, surveys.RoleQuestion, surveys.RoleHint), r.oldest)
	}
	row("all", "the child, from 8", "words of the pages", pageWords(t), readers[1].oldest)
	const path = "../../docs/reading-age.md"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), b.String()); diff != "" {
		t.Errorf("docs/reading-age.md is not as kept (-update writes it anew):\n%s", diff)
	}
}

// textsOf are an edition's English texts for these purposes, a sentence at least
// each.
func textsOf(s *surveys.Survey, e surveys.Edition, roles ...surveys.Role) string {
	var b strings.Builder
	for _, at := range s.Texts() {
		text, lang := s.Say(*at.Words, e, "en")
		if lang == "en" && slices.Contains(roles, at.Role) && slices.Contains(at.Editions, e) {
			b.WriteString(sentence(text))
		}
	}
	return b.String()
}

// sentence closes a text that ends without a stop, as heads and labels do.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") {
		return text + " "
	}
	return text + ". "
}

// notRead are words of the children's pages that others read: for grown-ups,
// and what a privacy notice must say by name.
var notRead = []string{"child.privacy.", "child.accessibility.", "child.start.grown_up", "child.title.", "child.error.ref"}

// pageWords are the English words of the children's pages, in the order of their
// ids. What stands in braces is put in by the page.
func pageWords(t *testing.T) string {
	t.Helper()
	body, err := locales.Files.ReadFile("en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := yaml.Unmarshal(body, &all); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(all)) {
		text, plain := all[id].(string)
		ours := strings.HasPrefix(id, "child.") || strings.HasPrefix(id, "help.")
		if plain && ours && !strings.Contains(text, "{{") && !slices.ContainsFunc(notRead, func(p string) bool { return strings.HasPrefix(id, p) }) {
			b.WriteString(sentence(text))
		}
	}
	return b.String()
}
