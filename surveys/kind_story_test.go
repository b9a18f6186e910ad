package surveys_test

import (
	"strings"
	"testing"

	"kist/surveys"
)

func TestStoryCheck(t *testing.T) {
	long := strings.Repeat("ä", surveys.DefaultStory)
	q := &surveys.Question{Key: "q", KindName: "story", AboutChild: true}
	checks(t, q, []checkCase{
		{raw: nil},
		{raw: []string{" \r\n "}},
		{raw: []string{" Hi\r\nyou\rthere\x00\x07\t! "}, want: surveys.Answer{"Hi\nyou\nthere !"}},
		{raw: []string{"a-b"}, want: surveys.Answer{"a-b"}},
		{raw: []string{"text", "-"}, want: surveys.Answer{"-"}},
		{raw: []string{"one", "two"}, problem: "problem.option"},
		{raw: []string{long}, want: surveys.Answer{long}},
		{raw: []string{long + "s"}, problem: "problem.story.long"},
	})
}

func TestStoryThatIsOnlyADash(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "story"}
	checks(t, q, []checkCase{{raw: []string{"-"}}, {raw: []string{"-", "more"}, want: surveys.Answer{"more"}}})
}

func TestStoryIsNeverCounted(t *testing.T) {
	q := &surveys.Question{Key: "q", KindName: "story", Max: 200}
	if q.Kind().Cells(q, surveys.E11) != nil || q.Kind().Columns(q) != nil || q.Kind().Fall(q, surveys.E11, surveys.Answer{"x"}) != nil {
		t.Error("a story has cells or columns")
	}
	if w := q.Kind().Wording(q, surveys.E11); w.HintArgs["Max"] != 200 {
		t.Errorf("wording = %+v", w)
	}
	checks(t, q, []checkCase{{raw: []string{strings.Repeat("x", 201)}, problem: "problem.story.long"}})
}

func TestStoryDesign(t *testing.T) {
	flawed(t, around(&surveys.Question{Key: "q", KindName: "story"}))
	flawed(t, around(&surveys.Question{Key: "q", KindName: "story", Max: surveys.MaxStory}))
	flawed(t, around(&surveys.Question{Key: "q", KindName: "story", Max: surveys.MaxStory + 1}), "story_max")
	flawed(t, around(&surveys.Question{Key: "q", KindName: "story", Max: -1}), "story_max")
	flawed(t, around(&surveys.Question{Key: "q", KindName: "story", Options: options("a", "b")}), "options_none")
}
