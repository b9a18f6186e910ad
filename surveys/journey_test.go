package surveys_test

import (
	"fmt"
	"slices"
	"testing"

	"kist/surveys"
	"kist/surveys/samples"
)

// everyAnswer lists all single answers that a page offers for q in e, as the values
// of its field.
func everyAnswer(q *surveys.Question, e surveys.Edition) [][]string {
	var all [][]string
	labels := codes(q.Choices(e))
	switch {
	case q.KindName == "order":
		all = append(all, labels)
		reversed := slices.Clone(labels)
		slices.Reverse(reversed)
		all = append(all, reversed)
	case q.KindName == "story":
		all = append(all, []string{"Something"})
	case q.KindName == "number" && !q.Scale():
		all = append(all, []string{fmt.Sprint(q.Min)}, []string{fmt.Sprint(q.Max)})
	default:
		for _, code := range labels {
			all = append(all, []string{code})
		}
	}
	if no, offered := q.RatherNot(e); offered {
		all = append(all, []string{no.Code})
	}
	return all
}

// Whatever a page can offer is accepted, and counted in a cell that has a column.
func TestEveryAnswerOfTheSamplesIsAccepted(t *testing.T) {
	for _, name := range surveyFiles(t) {
		s := sample(t, name)
		for _, e := range s.Editions {
			for _, q := range s.QuestionsIn(e) {
				answers := everyAnswer(q, e)
				if len(answers) == 0 {
					t.Errorf("%s %s: nothing can be answered to %s", name, e, q.Key)
				}
				for _, raw := range answers {
					a, err := q.Kind().Check(q, e, raw)
					if err != nil || len(a) == 0 {
						t.Errorf("%s %s %s: %q gives %q, %v", name, e, q.Key, raw, a, err)
					}
					counted(t, q, e, a)
				}
			}
		}
	}
}

// counted wants a to fall into a cell and to be told by the columns.
func counted(t *testing.T, q *surveys.Question, e surveys.Edition, a surveys.Answer) {
	t.Helper()
	if q.KindName == "story" {
		return
	}
	if len(q.Kind().Fall(q, e, a)) == 0 {
		t.Errorf("%s in %s: %q is counted nowhere", q.Key, e, a)
	}
	told := false
	for _, c := range q.Kind().Columns(q) {
		value := c.Value(a)
		told = told || value != "" && (c.Type != "mark" || value == "1")
		if c.Type == "code" && !slices.Contains(c.Codes, value) {
			t.Errorf("%s: the column does not know %q", q.Key, value)
		}
	}
	if !told {
		t.Errorf("%s in %s: no column tells %q", q.Key, e, a)
	}
}

// The same code of the same question means the same in every edition: a code of
// one edition is a code of the fullest, in the same order.
func TestCodesCompareAcrossEditions(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	for _, q := range s.Questions {
		full := q.Kind().Cells(q, surveys.E14)
		for _, e := range s.Editions {
			if !q.In(e) || !q.In(surveys.E14) {
				continue
			}
			last := -1
			for _, c := range q.Kind().Cells(q, e) {
				i := slices.Index(full, c)
				if i <= last {
					t.Errorf("%s: %q of %s is not in its place among %q", q.Key, c, e, full)
				}
				last = i
			}
		}
	}
}

// A worker's questions stay away from those who say that they have none, in every
// edition that can ask.
func TestStarterPaths(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	about := []string{"know_why", "same_worker", "workers_count", "worker_reach", "worker_trust"}
	for _, e := range []surveys.Edition{surveys.E8, surveys.E11, surveys.E14} {
		for _, says := range []surveys.Answer{{"no"}, {"-"}, nil, {"yes"}, {"not_sure"}} {
			path := s.Path(e, surveys.Answers{"has_worker": says})
			for _, key := range about {
				q := s.Question(key)
				asked := slices.Contains(path, q)
				want := q.In(e) && len(says) == 1 && (says[0] == "yes" || says[0] == "not_sure")
				if asked != want {
					t.Errorf("%s, a worker: %q: %s asked %v, want %v", e, says, key, asked, want)
				}
			}
		}
	}
	if !slices.Contains(s.Path(surveys.E4, nil), s.Question("know_why")) {
		t.Error("the youngest are not asked whether they know why")
	}
}

// A record stored by an earlier program must be readable by this one: these bytes
// are never edited, only added to.
const storedV1 = `{"key":"old","source":"en","languages":["en","pl"],"editions":["4-7","8-10"],"framework":"qif2019",` +
	`"groupings":["age_band"],"checked":{"pl":"A reader"},"title":{"en":{"all":"Old"},"pl":{"all":"Stary"}},"why":"w","credits":["c"],` +
	`"start":{"lead":{"en":{"all":"Hello."}},"facts":[{"key":"who","head":{"en":{"all":"Who?"}},"editions":["8-10"]}],"minutes":{"4-7":3}},` +
	`"questions":[{"key":"wait","kind":"number","about_child":true,"text":{"en":{"all":"How hard?"}},"max":10,"low":{"en":{"all":"Easy"}},` +
	`"high":{"en":{"all":"Hard"}},"why":"y","links":{"quality":["2.1"],"wellbeing":["S1"],"uncrc":[12],"promise":["Voice"]},"source":"s"},` +
	`{"key":"pick","kind":"several","editions":["8-10"],"text":{"en":{"all":"Which?"}},"options":[{"key":"a","text":{"en":{"all":"A"}},"picture":"hill"},` +
	`{"key":"b","text":{"en":{"all":"B"}},"exclusive":true,"editions":["8-10"]}],"ask_if":[{"question":"wait","any":["10"]}]}]}`

func TestStoredVersionsStayReadable(t *testing.T) {
	v := &surveys.Version{Key: "old", Number: 1, JSON: storedV1, Hash: sha(storedV1)}
	s, err := v.Survey()
	if err != nil {
		t.Fatal(err)
	}
	again, err := surveys.Publish(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	if again.JSON != storedV1 {
		t.Errorf("the form of records has changed:\n%s\n%s", again.JSON, storedV1)
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := surveys.Parse(samples.Files, "what_its_like.yaml"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	for b.Loop() {
		if list := surveys.Check(samples.Files, "what_its_like.yaml"); len(list.Errors()) > 0 {
			b.Fatal(list)
		}
	}
}

func BenchmarkVersionSurvey(b *testing.B) {
	v, err := surveys.Publish(sample(b, "what_its_like.yaml"), 1)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := v.Survey(); err != nil {
			b.Fatal(err)
		}
	}
}
