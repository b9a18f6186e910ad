package advice

import (
	"slices"
	"testing"

	"kist/surveys"
)

// A word that turns a question round is found in the languages that have a list, and
// one that asks for yes and no alike is none.
func TestTurned(t *testing.T) {
	for lang, c := range map[string]struct{ found, none map[string]string }{
		"pl":      {map[string]string{"Czy nie czujesz się dobrze?": "nie", "Czy nikt cię nie słucha?": "nikt", "Czy jesteś tam bez opieki?": "bez"}, map[string]string{"Lubisz to czy nie?": "", "Czy nie tylko tam?": "", "Czy niebo jest ładne?": "", "Czy niektórzy cię znają?": ""}},
		"gd":      {map[string]string{"Nach eil thu sàbhailte?": "Nach", "Carson nach èist iad?": "nach"}, map[string]string{"A bheil thu sàbhailte no nach eil?": "", "An cluinn iad thu?": ""}},
		"sco":     {map[string]string{"Are ye no weel?": "no", "Is it whit ye cannae dae?": "cannae"}, map[string]string{"Are ye weel or no?": "", "Dae ye ken noo?": ""}},
		"ro":      {map[string]string{"De ce nu te ascultă?": "nu", "Ce n-ai primit?": "n-ai"}, map[string]string{"Ești bine sau nu?": "", "Numele tău e frumos?": ""}},
		"uk":      {map[string]string{"Хто тебе не слухає?": "не", "Чого тобі ніколи бракує?": "ніколи"}, map[string]string{"Тобі добре чи ні?": "", "Чи не тільки там?": "", "Чи небо гарне?": ""}},
		"ar":      {map[string]string{"لماذا لا يستمعون إليك؟": "لا", "ما الذي لم يعجبك؟": "لم"}, map[string]string{"هل تشعر بالأمان أم لا؟": "", "هل الأمان مهم؟": ""}},
		"ur":      {map[string]string{"کون آپ کی بات نہیں سنتا؟": "نہیں"}, map[string]string{"کیا آپ خوش ہیں یا نہیں؟": "", "آپ کا نام کیا ہے؟": ""}},
		"pa":      {map[string]string{"ਕੌਣ ਤੁਹਾਡੀ ਗੱਲ ਨਹੀਂ ਸੁਣਦਾ?": "ਨਹੀਂ"}, map[string]string{"ਕੀ ਤੁਸੀਂ ਖੁਸ਼ ਹੋ ਜਾਂ ਨਹੀਂ?": "", "ਤੁਹਾਡਾ ਨਾਂ ਕੀ ਹੈ?": ""}},
		"zh-Hans": {map[string]string{"谁不听你说话？": "不", "你没吃饭吗？": "没"}, map[string]string{"你是不是高兴？": "", "有没有人帮你？": "", "你喜欢跟不同的人玩吗？": "", "家里好不好？": ""}},
		"so":      {nil, map[string]string{"Ma fiican tahay?": ""}},
		"en":      {nil, map[string]string{"Why not?": ""}}, // English has a list of its own
	} {
		tongue := ownTongue(lang)
		if lang != "en" && Turns(lang) != (len(c.found) > 0) {
			t.Errorf("%s: has it a list? %v", lang, Turns(lang))
		}
		for text, word := range c.found {
			at := turnedAt(text, tongue)
			if at == nil || text[at[0]:at[1]] != word {
				t.Errorf("%s: %q: found at %v", lang, text, at)
			}
		}
		for text := range c.none {
			if at := turnedAt(text, tongue); at != nil {
				t.Errorf("%s: %q: %q is taken for a word that turns it round", lang, text, text[at[0]:at[1]])
			}
		}
	}
}

// Grown-ups' questions may turn, and so may hints and answers.
func TestTurnedInQuestionsAlone(t *testing.T) {
	s := fitting()
	s.Languages = []string{"en", "ur"}
	s.Editions = append(s.Editions, surveys.Adult)
	q := s.Questions[0]
	q.Text.Set(surveys.All, "ur", "کون نہیں سنتا؟")
	q.Hint.Set(surveys.All, "ur", "کوئی نہیں؟")
	q.Hint.Set(surveys.All, "en", "Any?")
	got := told(Question(s, q, "ur"))
	if want := everyChild(Negative); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// The start page alone is advised on as it is in its survey, in every language.
func TestStartAlone(t *testing.T) {
	s := longest()
	var all []string
	for _, a := range Of(s) {
		if a.Question() == "" && a.Kind != ManyQuestions && a.Kind != EasyAge && a.Kind != NotChecked && a.Kind != NotTranslated {
			all = append(all, a.Case())
		}
	}
	alone, cases := *s, map[string]bool{}
	alone.Questions = nil
	for _, lang := range s.Languages {
		for _, a := range Start(&alone, lang) {
			cases[a.Case()] = true
		}
	}
	for _, name := range all {
		if !cases[name] {
			t.Errorf("alone it is not told of %s", name)
		}
		delete(cases, name)
	}
	for name := range cases {
		t.Errorf("alone it is told of %s too", name)
	}
}
