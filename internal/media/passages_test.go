package media

import (
	"strings"
	"testing"

	"kist/surveys"
)

// Every edition and language has its passages, in the page's words, each once.
func TestPassages(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	for _, e := range s.survey.Editions {
		for _, lang := range s.survey.Languages {
			seen := map[string]bool{}
			for _, p := range Passages(s.survey, e, s.words.Printer(lang)) {
				if p.Words == "" || p.Shared || seen[p.ID] || strings.Contains(p.Words, "[") || strings.Contains(p.Words, "..") {
					t.Errorf("%s %s: %+v", e, lang, p)
				}
				seen[p.ID] = true
			}
			if n := len(s.survey.QuestionsIn(e)); len(seen) < 2*n || !seen[Start] || seen[End] || seen[Help] || seen[GrownUp] != (e == surveys.E4) {
				t.Errorf("%s %s: %d passages for %d questions", e, lang, len(seen), n)
			}
		}
	}
}

// fewQuestions is a survey with questions of several kinds, two of which have an
// answer in common.
func fewQuestions() *surveys.Survey {
	words := func(en string) surveys.Words { return surveys.Text("en", en) }
	return &surveys.Survey{
		Key: "x", Source: "en", Languages: []string{"en"}, Editions: []surveys.Edition{surveys.E11}, Title: words("What it’s like"),
		Start: surveys.Start{Lead: words("We want to know!"), Facts: []surveys.Fact{{Key: "who", Head: words("Who asks?"), Text: words("A team.")}}},
		Questions: []*surveys.Question{
			{Key: "helps", KindName: "several", Max: 2, AboutChild: true, Text: words("What helps?"), Hint: words("Think of today"), Options: []surveys.Option{{Key: "a", Text: words("Friends")}, {Key: "b", Text: words("Food")}}},
			{Key: "safe", KindName: "number", Text: words("How safe?"), Max: 3, Low: words("not safe"), High: words("very safe")},
			{Key: "liked", KindName: "one_choice", Text: words("What do you like?"), Options: []surveys.Option{{Key: "z", Text: words("Friends")}, {Key: "y", Text: words("Music")}}},
			{Key: "right", KindName: "yes_no", Text: words("Is that right?")},
			{Key: "told", KindName: "story", Text: words("Tell us")},
		},
	}
}

// Each text is a passage of its own; an answer that two questions share is one,
// and stands at both.
func TestPassagesSayWhatIsShown(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	survey := fewQuestions()
	got, at := map[string]string{}, map[string]string{}
	for _, p := range onPage(survey, surveys.E11, s.words.Printer("en")) {
		got[p.ID], at[p.ID] = p.Words, strings.Join(p.Names, " ")
	}
	for id, want := range map[string][2]string{
		"q.helps":                        {"What helps?", "q_helps"},
		"q.helps.hint":                   {"Think of today.", "q_helps.hint"},
		"h." + markOf("Choose up to 2."): {"Choose up to 2.", "q_helps.how"},
		OfAnswer("Friends"):              {"Friends.", "q_helps=a q_liked=z"},
		OfAnswer("Music."):               {"Music.", "q_liked=y"},
		OfAnswer("0: not safe"):          {"0: not safe.", "q_safe.low"},
		OfAnswer("3"):                    {"3.", "q_safe=3"},
		"kind.rather_not":                {"I’d rather not say.", "q_helps=-"},
		"kind.yes_no.yes":                {"Yes.", "q_right=yes"},
		"kind.one_choice.hint":           {"Choose one.", "q_liked.how"},
		"child.story.safe":               {got["child.story.safe"], "q_told.safe"},
	} {
		if got[id] != want[0] || got[id] == "" || at[id] != want[1] {
			t.Errorf("%s: %q at %q, want %q", id, got[id], at[id], want)
		}
	}
	if !strings.HasPrefix(got[Start], "What it’s like. We want to know! Who asks? A team.") || got["q.told"] != "Tell us." {
		t.Errorf("%q, %q", got[Start], got["q.told"])
	}
	signs, err := s.Signs(t.Context(), survey, surveys.E11, s.words.Printer("en"))
	if err != nil || len(signs) != 5 || signs[0].Slot.Lang != Sign || signs[0].Slot.Words != "What helps? Think of today. Choose up to 2. Friends. Food. I’d rather not say." {
		t.Errorf("%+v, %v", signs, err)
	}
}

// What kinds of passages there are is told by their ids.
func TestKindsOfPassages(t *testing.T) {
	for id, want := range map[string][2]bool{
		OfAnswer("Yes"): {true, false}, OfHint("a"): {false, true}, OfQuestion("a"): {}, "h.x": {false, true}, Start: {}, "help.after": {}, "check.hint": {},
	} {
		p := Passage{ID: id}
		if p.IsAnswer() != want[0] || p.IsHint() != want[1] {
			t.Errorf("%s: an answer %v, a hint %v", id, p.IsAnswer(), p.IsHint())
		}
	}
}
