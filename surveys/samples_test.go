package surveys_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"kist/internal/advice"
	"kist/surveys"
	"kist/surveys/samples"
)

// surveyFiles are the surveys' own files among the samples.
func surveyFiles(t *testing.T) []string {
	t.Helper()
	all, err := fs.Glob(samples.Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own := slices.DeleteFunc(all, func(name string) bool { return strings.Count(name, ".") > 1 })
	if len(own) < 2 {
		t.Fatalf("samples = %q", own)
	}
	return own
}

// Drafts are what the translations are; nothing else may be said of a sample.
func TestSamplesAreAsWeAdviseThem(t *testing.T) {
	for _, name := range surveyFiles(t) {
		for _, f := range surveys.Check(samples.Files, name) {
			if f.Rule != "not_checked" {
				t.Error(f)
			}
		}
	}
}

func TestSamplesGiveReasonsForEveryQuestion(t *testing.T) {
	for _, name := range surveyFiles(t) {
		for _, q := range sample(t, name).Questions {
			if q.Why == "" || len(q.Links.Quality) == 0 || len(q.Links.Wellbeing)+len(q.Links.UNCRC)+len(q.Links.Promise) == 0 {
				t.Errorf("%s: %s lacks a reason, an indicator or a right", name, q.Key)
			}
		}
	}
}

func TestStarterShape(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	files, err := fs.Glob(samples.Files, "what_its_like.*.yaml")
	if err != nil || len(s.Languages) != len(files)+1 || s.Languages[0] != "en" {
		t.Errorf("languages %q of the files %q, %v", s.Languages, files, err)
	}
	for e, most := range map[surveys.Edition]int{surveys.E4: 8, surveys.E8: 15, surveys.E11: 25, surveys.E14: 35, surveys.Easy: 15} {
		if n := len(s.QuestionsIn(e)); n == 0 || n > most {
			t.Errorf("%s has %d questions, at most %d", e, n, most)
		}
	}
	for _, q := range s.QuestionsIn(surveys.E4) {
		if q.KindName == "story" || q.KindName == "number" || q.KindName == "order" || q.KindName == "several" {
			t.Errorf("the youngest get a %s: %s", q.KindName, q.Key)
		}
		if q.KindName == "faces" && len(q.Choices(surveys.E4)) != 3 {
			t.Errorf("%s has not three faces for the youngest", q.Key)
		}
	}
	kinds := map[string]bool{}
	for _, q := range s.QuestionsIn(surveys.E11) {
		kinds[q.KindName] = true
	}
	if len(kinds) != len(surveys.Kinds()) {
		t.Errorf("the 11-13 edition has %d of %d kinds", len(kinds), len(surveys.Kinds()))
	}
}

// Easy read has a picture with each thing to know and each question, asks nothing
// that needs more than one choice, and asks the age last.
func TestStarterEasyRead(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	asked := s.QuestionsIn(surveys.Easy)
	for _, q := range asked {
		if q.Picture == "" && q.KindName != "picture" {
			t.Errorf("%s has no picture", q.Key)
		}
		if slices.Contains([]string{"number", "order", "several", "agreement"}, q.KindName) {
			t.Errorf("%s is of the kind %s", q.Key, q.KindName)
		}
	}
	if last := asked[len(asked)-1]; last.Key != surveys.AgeBandKey || !last.AboutChild {
		t.Errorf("the last question is %s", last.Key)
	}
	for _, f := range s.FactsIn(surveys.Easy) {
		if f.Picture == "" {
			t.Errorf("%s has no picture", f.Key)
		}
	}
	for _, f := range advice.Of(s) {
		if f.Edition == surveys.Easy && slices.Contains([]advice.Kind{advice.LongQuestion, advice.LongSentence, advice.LongOption}, f.Kind) {
			t.Errorf("%s in %s: %d words of at most %d", f.Place, f.Language, f.Given, f.Most)
		}
	}
}

// The topics that the starter survey promises, by question and youngest edition.
// Easy read is short: two questions are left to the others.
func TestStarterTopics(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	for key, from := range map[string]surveys.Edition{
		"safe_home": surveys.E4, "trusted": surveys.E4, "listened": surveys.E4, "know_why": surveys.E4,
		"see_people": surveys.E4, "fun": surveys.E4, "say": surveys.E4, "next": surveys.E8,
		"same_worker": surveys.E8, "worries_help": surveys.E8, "worries_wait": surveys.E11,
		"health_help": surveys.E8, "better": surveys.E8,
	} {
		q := s.Question(key)
		if q == nil {
			t.Errorf("no question %s", key)
			continue
		}
		asked := false
		for _, e := range s.Editions {
			asked = asked || e == from
			if e == surveys.Easy {
				asked = key != "same_worker" && key != "worries_wait"
			}
			if q.In(e) != asked {
				t.Errorf("%s in %s: %v, want %v", key, e, q.In(e), asked)
			}
		}
	}
}

// English is measured here against the limits themselves, apart from Check.
func TestEnglishIsWithinItsEditionsLimits(t *testing.T) {
	for _, name := range surveyFiles(t) {
		s := sample(t, name)
		for _, place := range s.Texts() {
			for _, e := range place.Editions {
				text, lang := s.Say(*place.Words, e, "en")
				if lang != "en" && place.Needed {
					t.Errorf("%s %s: %s is in %q", name, e, place.Place, lang)
				}
				fit := advice.FitOf(e)
				if place.Role == surveys.RoleGrownUp {
					fit = advice.FitOf(surveys.Adult)
				}
				m := advice.Measure(text)
				if m.Longest > fit.Words || place.Role == surveys.RoleQuestion && m.Words > fit.Words {
					t.Errorf("%s %s: %q has %d words, %d in a sentence; the limit is %d", name, e, text, m.Words, m.Longest, fit.Words)
				}
			}
		}
	}
}

// scotsAlike is how many words may be the same in Scots as in English, as "Some
// weeks" and "Music" are.
const scotsAlike = 3

func TestTranslationsAreWholeAndDifferent(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	for _, lang := range s.Languages[1:] {
		if missing := s.Missing(lang); len(missing) > 0 {
			t.Errorf("%s lacks %d texts, the first %s", lang, len(missing), missing[0].Place)
		}
		if !s.Draft(lang) {
			t.Errorf("%s claims to be checked by %q; nobody has yet", lang, s.Checked[lang])
		}
		for _, place := range s.Texts() {
			for _, e := range place.Editions {
				ours, in := s.Say(*place.Words, e, lang)
				english, _ := s.Say(*place.Words, e, "en")
				same := ours == english && !(lang == "sco" && len(strings.Fields(ours)) <= scotsAlike)
				if ours != "" && (in != lang || same) {
					t.Errorf("%s %s: %s says %q", lang, e, place.Place, ours)
				}
			}
		}
	}
}

func TestEveryStorySaysToLeaveOutNames(t *testing.T) {
	for _, name := range surveyFiles(t) {
		s := sample(t, name)
		for _, q := range s.Questions {
			if q.KindName != "story" {
				continue
			}
			for _, e := range s.Editions {
				if hint, _ := s.Say(q.Hint, e, "en"); q.In(e) && !strings.Contains(hint, "leave out names") {
					t.Errorf("%s in %s: hint %q", q.Key, e, hint)
				}
			}
		}
	}
}

// Answers to a question about the child must always be refusable in words.
func TestSensitiveTopicsAreMarked(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	for _, key := range []string{"safe_home", "safe_school", "see_people", "know_why", "worries_help", "health_help", "where_live"} {
		if !s.Question(key).AboutChild {
			t.Errorf("%s is not marked as about the child", key)
		}
	}
	if s.Question("listened").AboutChild {
		t.Error("an opinion of how adults listen must reach inspectors even when all agree")
	}
}

// A translation asks where the English asks, and is typed with the same care.
func TestTextsAreTypedWithCare(t *testing.T) {
	for _, name := range surveyFiles(t) {
		s := sample(t, name)
		for _, place := range s.Texts() {
			for _, lang := range s.Languages {
				for e, text := range (*place.Words)[lang] {
					english, _ := place.Words.In(e, "en")
					if asks(text) != asks(english) && place.Role == surveys.RoleQuestion {
						t.Errorf("%s %s %s: %q for %q", lang, e, place.Place, text, english)
					}
					if strings.Contains(text, "'") || strings.Contains(text, "  ") || strings.Contains(text, " .") || strings.Contains(text, "...") {
						t.Errorf("%s %s %s: %q", lang, e, place.Place, text)
					}
					if last, _ := utf8.DecodeLastRuneInString(text); place.Role == surveys.RoleOption && strings.ContainsRune(".。।۔", last) {
						t.Errorf("%s %s %s: an answer ends with a full stop: %q", lang, e, place.Place, text)
					}
				}
			}
		}
	}
}

// Gaelic has no word for yes: "Tha" and "Chan eil" answer a question that begins
// with "A bheil", and no other.
func TestGaelicQuestionsFitTheirAnswers(t *testing.T) {
	s := sample(t, "what_its_like.yaml")
	for _, q := range s.Questions {
		for e, text := range q.Text["gd"] {
			if q.KindName == "yes_no" && len(q.Labels) == 0 && !strings.HasPrefix(text, "A bheil ") {
				t.Errorf("%s in %s cannot be answered with Tha or Chan eil: %q", q.Key, e, text)
			}
		}
	}
}

// asks says whether a text ends with a question mark of its script.
func asks(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune("?؟？", last)
}

// Nobody is called by a name, and no place is named: the words must be true of
// every inspection.
func TestStartPageNamesNobody(t *testing.T) {
	for _, name := range surveyFiles(t) {
		s := sample(t, name)
		for _, e := range s.Editions {
			who := ""
			for _, f := range s.FactsIn(e) {
				text, _ := s.Say(f.Text, e, "en")
				if f.Key == "who" {
					who = text
				}
			}
			if !strings.HasPrefix(who, "The inspection team.") {
				t.Errorf("%s %s: asked by %q", name, e, who)
			}
			if s.Start.Minutes[e] == 0 {
				t.Errorf("%s %s does not say how long it takes", name, e)
			}
		}
	}
}
