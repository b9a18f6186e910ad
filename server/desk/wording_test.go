package desk

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/exchange/csvfile"
	"kist/internal/results"
	"kist/surveys"
)

// differing is the example where the younger editions have words of their own:
// for a face of one question and for an option of another.
func differing(t *testing.T) *report {
	t.Helper()
	r := newReport(t, "en")
	help := r.words.survey.Question("help")
	labels := map[string]surveys.Words{}
	for code, words := range help.Labels { // its own copy: another question shares them
		labels[code] = words
	}
	middle := surveys.Text("en", "Nearly enough")
	for _, e := range []surveys.Edition{surveys.E4, surveys.E8} {
		middle.Set(e, "en", "Sometimes")
	}
	labels["3"], help.Labels = middle, labels
	r.words.survey.Question("who").Options[2].Text.Set(surveys.E4, "en", "Mummy or daddy")
	return r
}

func TestThePageSaysWhereLabelsDiffer(t *testing.T) {
	r := differing(t)
	for key, want := range map[string][]string{
		"help": {"At 4 to 7 and 8 to 10 these answers read: Very unhappy, Sometimes, Very happy."}, // three faces
		"who":  {"At 4 to 7 these answers read: Mummy or daddy (here: Mum, dad or main carer)."},
		"told": nil,
	} {
		q := of(t, r, key)
		if diff := cmp.Diff(want, r.words.otherLabels(q.whole)); diff != "" {
			t.Errorf("%s:\n%s", key, diff)
		}
		notes := strings.Join(r.question(q, 1).Notes, "\n")
		for _, line := range want {
			if !strings.Contains(notes, line) {
				t.Errorf("%s: the notes lack %q:\n%s", key, line, notes)
			}
		}
		if want == nil && strings.Contains(notes, "these answers read") {
			t.Errorf("%s: %s", key, notes)
		}
	}
}

func TestEditionsThatDifferHaveALineEach(t *testing.T) {
	r := differing(t)
	r.words.survey.Question("help").Faces = 5 // which the youngest have three of
	want := []string{
		"At 8 to 10 these answers read: Very unhappy, Unhappy, Sometimes, Happy, Very happy.",
		"At 4 to 7 these answers read: Very unhappy, Sometimes, Very happy.",
	}
	if diff := cmp.Diff(want, r.words.otherLabels(of(t, r, "help").whole)); diff != "" {
		t.Error(diff)
	}
	if got := r.words.otherLabels(&results.Table{Question: "made_up"}); got != nil {
		t.Errorf("an unknown question: %q", got)
	}
}

// TestTheFileSaysWhatEachAgeRead: a label that an age never saw must not stand
// beside its numbers.
func TestTheFileSaysWhatEachAgeRead(t *testing.T) {
	r := differing(t)
	var b bytes.Buffer
	if err := csvfile.Tidy(&b, (&desk{}).worded(r)); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	const asOldest, asYoungest = "How do you feel about the help you get?", "Are you happy with your helpers?"
	want := map[string][4]string{
		"all":   {asOldest, "14_18", "Nearly enough", "14_18"},
		"4_7":   {asYoungest, "4_7", "Sometimes", "4_7"},
		"8_10":  {asOldest, "8_10", "Sometimes", "8_10"},
		"11_13": {asOldest, "11_13", "Nearly enough", "11_13"},
		"14_18": {asOldest, "14_18", "Nearly enough", "14_18"},
	}
	for _, row := range rows[1:] {
		if row[at["question"]] != "help" || row[at["column"]] != "3" {
			continue
		}
		group := row[at["group"]]
		got := [4]string{row[at["wording"]], row[at["wording_edition"]], row[at["label"]], row[at["label_edition"]]}
		if got != want[group] {
			t.Errorf("%s: %q, want %q", group, got, want[group])
		}
		delete(want, group)
	}
	if len(want) > 0 {
		t.Errorf("no rows of %v", want)
	}
}

// An age that had no edition of its own was asked in easy read.
func TestEasyReadSpeaksForAnAgeWithoutItsOwn(t *testing.T) {
	r := newReport(t, "en")
	r.words.survey.Editions = []surveys.Edition{surveys.Easy, surveys.E14}
	plan := r.words.survey.Question("plan")
	plan.Text.Set(surveys.Easy, "en", "Is your plan good?")
	for group, want := range map[string]string{"": "14-18", "8-10": "easy", "14-18": "14-18", "adult": "easy", "odd": "easy"} {
		if got := r.words.Question("plan", group).Edition; got != want {
			t.Errorf("%q is told in the words of %q, want %q", group, got, want)
		}
		if got := r.words.Column("plan", "5", group).Edition; got != want {
			t.Errorf("the answers of %q are told in the words of %q, want %q", group, got, want)
		}
	}
	if label := r.words.Column("plan", "made_up", "8-10"); label.Text != "made_up" || label.Edition != "" {
		t.Errorf("%+v", label)
	}
}

func TestListsHaveCommas(t *testing.T) {
	w := newReport(t, "en").words
	for want, texts := range map[string][]string{
		"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}, "a, b, c and d": {"a", "b", "c", "d"},
	} {
		if got := w.joined(texts, "staff.finding.and"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
