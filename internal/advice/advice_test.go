package advice

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"kist/internal/i18n"
	"kist/locales"
	"kist/surveys"
	"kist/surveys/library"
	"kist/surveys/samples"
)

// fitting is a survey of one question that nothing can be advised about.
func fitting() *surveys.Survey {
	s := &surveys.Survey{
		Key: "trial", Source: "en", Languages: []string{"en"},
		Editions: []surveys.Edition{surveys.E4, surveys.E8, surveys.E11, surveys.E14},
		Title:    surveys.Text("en", "A trial"),
		Start:    surveys.Start{Lead: surveys.Text("en", "Hello."), GrownUp: surveys.Text("en", "Read it out.")},
		Questions: []*surveys.Question{
			{Key: "q", KindName: "yes_no", Text: surveys.Text("en", "Are you well?"), Why: "To know."},
		},
	}
	for _, key := range wantedFacts {
		s.Start.Facts = append(s.Start.Facts, surveys.Fact{Key: key, Head: surveys.Text("en", "Well.")})
	}
	return s
}

// asking is a fitting survey that asks something.
func asking(text string) func(*surveys.Survey) {
	return func(s *surveys.Survey) { s.Questions[0].Text = surveys.Text("en", text) }
}

// choosing is a fitting survey with answers to choose from.
func choosing(answers ...string) func(*surveys.Survey) {
	return func(s *surveys.Survey) {
		q := s.Questions[0]
		q.KindName = "one_choice"
		for i, a := range answers {
			q.Options = append(q.Options, surveys.Option{Key: fmt.Sprint("a", i), Text: surveys.Text("en", a)})
		}
	}
}

// told are the cases, each as its kind and edition, sorted.
func told(list []Advice) []string {
	var all []string
	for _, a := range list {
		all = append(all, strings.TrimSpace(string(a.Kind)+" "+string(a.Edition)))
	}
	slices.Sort(all)
	return all
}

func everyChild(kind Kind) []string {
	return []string{string(kind) + " 11-13", string(kind) + " 14-18", string(kind) + " 4-7", string(kind) + " 8-10"}
}

func TestOf(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(s *surveys.Survey)
		want  []string
	}{
		"fits":           {func(*surveys.Survey) {}, nil},
		"8 words":        {asking("Do you get help when you feel sad?"), nil},
		"9 words":        {asking("Do you get any help when you feel sad?"), []string{"long_question 4-7"}},
		"16 words":       {asking("Do you get as much help as you want when you feel sad at home here?"), []string{"long_question 11-13", "long_question 4-7", "long_question 8-10"}},
		"two sentences":  {asking("You feel sad. Do you get any help?"), nil},
		"negative":       {asking("Is it not fair here?"), everyChild(Negative)},
		"curly":          {asking("Is help what you can’t get?"), everyChild(Negative)},
		"knot":           {asking("Do you know nobles?"), nil},
		"double":         {asking("Do you feel safe and well?"), everyChild(Double)},
		"two questions":  {asking("Are you well? Are you safe?"), everyChild(Double)},
		"a pair":         {asking("Do you see brothers and sisters?"), nil},
		"an idiom":       {asking("Do you get bread and butter?"), nil},
		"pair and more":  {asking("Do you see mum or dad and friends?"), everyChild(Double)},
		"in a word":      {asking("Is there sand or a land here?"), everyChild(Double)},
		"sandy":          {asking("Is the sandy land yours?"), nil},
		"leading":        {asking("Don’t you like it here?"), everyChild(Leading)},
		"leading by how": {asking("How wonderful is your home?"), everyChild(Leading)},
		"by others":      {asking("Most children like it. Do you?"), everyChild(Leading)},
		"by a tag":       {asking("You like it here, right?"), everyChild(Leading)},
		"how safe":       {asking("How safe do you feel?"), nil},
		"memory":         {asking("Were you well last year?"), []string{"memory 4-7", "memory 8-10"}},
		"long sentence": {func(s *surveys.Survey) { s.Questions[0].Hint = surveys.Text("en", strings.Repeat("word ", 13)+".") },
			[]string{"long_sentence 4-7", "long_sentence 8-10"}},
		"long answer": {func(s *surveys.Survey) {
			s.Questions[0].Labels = map[string]surveys.Words{"no": surveys.Text("en", "No it is a bit less than that")}
		}, []string{"long_option 4-7"}},
		"options": {choosing("Mum", "Gran", "A friend", "Not sure"), []string{"many_options 4-7", "many_options 8-10"}},
		"agreement": {func(s *surveys.Survey) { s.Questions[0].KindName = "agreement" },
			[]string{"many_options 4-7", "many_options 8-10", "young_kind 4-7"}},
		"scale": {func(s *surveys.Survey) {
			q := s.Questions[0]
			q.KindName, q.Max, q.Low, q.Editions = "number", 10, surveys.Text("en", "Low"), []surveys.Edition{surveys.E11}
			s.Editions = q.Editions
		}, nil},
		"story": {func(s *surveys.Survey) { s.Questions[0].KindName = "story" }, append(everyChild(StoryNames), "young_kind 4-7")},
		"names": {func(s *surveys.Survey) {
			s.Questions[0].KindName, s.Editions = "story", []surveys.Edition{surveys.E11}
			s.Questions[0].Hint = surveys.Text("en", "Leave out names.")
		}, nil},
		"balanced":      {choosing("Good", "Bad", "Not sure"), nil},
		"unbalanced":    {choosing("Great", "Good", "Bad"), append(everyChild(NotSure), everyChild(Unbalanced)...)},
		"all good":      {choosing("Very good", "Good", "Not sure"), everyChild(Unbalanced)},
		"turned round":  {choosing("Happy", "Not happy", "Don’t know"), nil},
		"people":        {choosing("Mum", "No one", "Not sure"), nil},
		"not sure":      {choosing("Mum", "Dad"), everyChild(NotSure)},
		"no reason":     {func(s *surveys.Survey) { s.Questions[0].Why = "" }, []string{"why_missing"}},
		"no note":       {func(s *surveys.Survey) { s.Start.GrownUp = nil }, []string{"grown_up_note"}},
		"no promise":    {func(s *surveys.Survey) { s.Start.Facts[3].Editions = []surveys.Edition{surveys.E8} }, []string{"start_fact 11-13", "start_fact 14-18", "start_fact 4-7"}},
		"easy, no age":  {func(s *surveys.Survey) { s.Editions = append(s.Editions, surveys.Easy) }, []string{"easy_age"}},
		"unused":        {func(s *surveys.Survey) { s.Title.Set(surveys.Easy, "en", "Hi") }, []string{"edition_unused easy"}},
		"a translation": {func(s *surveys.Survey) { s.Languages = append(s.Languages, "pl") }, []string{"not_checked", "not_translated"}},
		"hard word":     {asking("Do you participate here?"), []string{"hard_word 4-7", "hard_word 8-10"}},
		"for the young": {asking("Do you like the activities?"), []string{"hard_word 4-7", "hard_word 8-10"}},
		"a term":        {asking("Do you have an advocate?"), everyChild(Term)},
		"once a word":   {func(s *surveys.Survey) { s.Questions[0].Hint = surveys.Text("en", "Participate: to participate.") }, []string{"hard_word 4-7", "hard_word 8-10"}},
		"hard reading": {func(s *surveys.Survey) {
			s.Editions = []surveys.Edition{surveys.E11}
			asking("Multigenerational reconciliation notwithstanding, characteristically extraordinary grandmotherly conversationalists?")(s)
		}, nil},
		"harm": {func(s *surveys.Survey) { asking("Does somebody hurt you?")(s); s.Questions[0].AboutChild = true }, everyChild(Signpost)},
		"harm, with a way": {func(s *surveys.Survey) {
			asking("Does somebody hurt you?")(s)
			s.Questions[0].AboutChild, s.Questions[0].Hint = true, surveys.Text("en", "Tell a grown-up.")
		}, nil},
		"harm, open": {asking("Does somebody hurt you?"), append(everyChild(RatherNot), everyChild(Signpost)...)},
		"named hard": {func(s *surveys.Survey) { s.Questions[0].Hard = []string{"loss"}; s.Questions[0].AboutChild = true }, everyChild(Signpost)},
	} {
		s := fitting()
		c.spoil(s)
		slices.Sort(c.want)
		if got := told(Of(s)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Reading age is advised on only where both formulas agree, and never of a few words.
func TestHardReading(t *testing.T) {
	s := fitting()
	asking("Notwithstanding characteristically extraordinary responsibilities, unquestionably multidisciplinary conversations?")(s)
	if got := told(Of(s)); slices.Contains(got, "hard_reading 14-18") {
		t.Errorf("seven words are advised on: %q", got)
	}
	asking("Do multidisciplinary organisations systematically operationalise comprehensive accountability arrangements for disadvantaged adolescents?")(s)
	got := told(Of(s))
	for _, e := range s.Editions {
		if !slices.Contains(got, "hard_reading "+string(e)) {
			t.Errorf("%s is not told: %q", e, got)
		}
	}
}

// Words of a case stand where it says, in any text.
func TestWhereWordsStand(t *testing.T) {
	for text, want := range map[string]map[Kind]string{
		"Naïve — do you not participate?":             {Negative: "not", HardWord: "participate"},
		"Does your social worker take part and help?": {Term: "social worker", Double: "and"},
		"Do you get on with SIBLINGS?":                {Term: "SIBLINGS"},
	} {
		s := fitting()
		asking(text)(s)
		found := map[Kind]string{}
		for _, a := range Question(s, s.Questions[0], "en") {
			if a.Edition == surveys.E8 && a.To > 0 {
				found[a.Kind] = text[a.From:a.To]
				if a.Words != found[a.Kind] {
					t.Errorf("%q: words %q, stretch %q", text, a.Words, found[a.Kind])
				}
			}
		}
		if !maps.Equal(found, want) {
			t.Errorf("%q: %q, want %q", text, found, want)
		}
	}
}

// What is advised in other languages needs no list of words.
func TestOtherLanguages(t *testing.T) {
	s := fitting()
	s.Languages = []string{"en", "pl", "ur", "zh-Hans"}
	q := s.Questions[0]
	q.Text.Set(surveys.All, "pl", "Czy czujesz się bezpiecznie nie tylko tam gdzie mieszkasz ale także w szkole and advocate?")
	q.Text.Set(surveys.All, "ur", "کیا آپ ٹھیک ہیں؟ کیا آپ محفوظ ہیں؟")
	q.Text.Set(surveys.All, "zh-Hans", strings.Repeat("你觉得安全吗", 20)+"？")
	for lang, want := range map[string][]string{
		"en": nil, "pl": {"long_question 4-7", "long_question 8-10"}, "ur": everyChild(Double), "zh-Hans": nil, "so": nil,
	} {
		if got := told(Question(s, q, lang)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	s.Source, s.Languages = "pl", []string{"pl"}
	q.KindName, q.Options = "one_choice", []surveys.Option{{Key: "a", Text: surveys.Text("pl", "Tak")}, {Key: "b", Text: surveys.Text("pl", "Nie")}}
	if got := told(Question(s, q, "pl")); !slices.Contains(got, "not_sure 8-10") {
		t.Errorf("answers are not looked at: %q", got)
	}
	q.Options[1].Key = "not_sure"
	if got := told(Question(s, q, "pl")); slices.Contains(got, "not_sure 8-10") {
		t.Errorf("the answer for who does not know is not seen: %q", got)
	}
}

// A question alone is advised on as it is in its survey.
func TestQuestionAlone(t *testing.T) {
	s, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range s.Questions {
		alone := *s
		alone.Questions, alone.Start, alone.Title = []*surveys.Question{q}, surveys.Start{}, nil
		for _, lang := range s.Languages {
			in, out := told(Question(s, q, lang)), told(Question(&alone, q, lang))
			if !slices.Equal(in, out) {
				t.Errorf("%s in %s: %q in its survey, %q alone", q.Key, lang, in, out)
			}
		}
	}
}

// A case is known again, and is another one when its words are others.
func TestCases(t *testing.T) {
	s := fitting()
	asking("Do you participate?")(s)
	cases := map[string]bool{}
	for _, a := range Of(s) {
		if cases[a.Case()] {
			t.Errorf("%s twice", a.Case())
		}
		cases[a.Case()] = true
		if a.Question() != "q" {
			t.Errorf("%s is about the question %q", a.Case(), a.Question())
		}
	}
	asking("Do you utilise it?")(s)
	for _, a := range Of(s) {
		if cases[a.Case()] {
			t.Errorf("%s is taken for the case before", a.Case())
		}
	}
}

// Simple words are not taken for hard ones: not those that are offered instead, and
// hardly any of the starter survey's and the library's, which were written with care.
func TestSimpleWordsAreSimple(t *testing.T) {
	for first, list := range hardByFirst() {
		for _, h := range list {
			for _, simpler := range h.simpler {
				for i, w := 0, wordsIn(simpler); i < len(w); i++ {
					if other, n := hardAt(w[i:], h.band); n > 0 && other.means == "" {
						t.Errorf("%s: %q is hard itself", first, simpler)
					}
				}
			}
		}
	}
	for text, band := range map[string]int{
		"Do you know who to talk to when you are worried, hurt or sad? Who cares for you there?": 8,
		"Somebody listens when I say what I think about my school, my home or my friends.":       11,
		"The people here treat me the same as everyone else, whatever I have been through.":      14,
	} {
		for i, w := 0, wordsIn(text); i < len(w); i++ {
			if _, n := hardAt(w[i:], band); n > 0 {
				t.Errorf("%q is hard in %q", text[w[i].from:w[i].to], text)
			}
		}
	}
}

// The list is long enough, in order, and says something simpler of every word.
func TestHardList(t *testing.T) {
	simpler, terms, last := 0, 0, ""
	for line := range strings.Lines(hardText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			last = ""
			continue
		}
		h, ok := readHard(line)
		if !ok || !slices.Contains([]int{4, 8, 11, 14}, h.band) || len(h.simpler) == 0 && h.means == "" {
			t.Errorf("cannot be read: %q", line)
			continue
		}
		_, word, _ := strings.Cut(strings.TrimPrefix(line, "! "), " ")
		if last != "" && word <= last {
			t.Errorf("%q stands after %q", word, last)
		}
		last = word
		if h.means != "" {
			terms++
		} else {
			simpler++
		}
	}
	if simpler < 250 || terms < 30 {
		t.Errorf("%d words and %d terms", simpler, terms)
	}
	t.Logf("%d words with simpler ones, %d terms that are explained", simpler, terms)
}

// Endings are found, and what only looks alike is not.
func TestHardWordForms(t *testing.T) {
	for text, hard := range map[string]bool{
		"participates": true, "Participating": true, "PARTICIPATION": true, "part": false, "advocacy": true, "advocates": true,
		"self-esteem": true, "self": false, "social workers": true, "social": true, "worker": false, "regarding": true, "regard": false,
		"children’s hearing": true, "hearing": false, "police": false, "policy": false, "care": false, "careful": false, "services": true,
	} {
		found := false
		for i, w := 0, wordsIn(text); i < len(w); i++ {
			_, n := hardAt(w[i:], 8)
			found = found || n > 0
		}
		if found != hard {
			t.Errorf("%q: hard %v", text, found)
		}
	}
}

// Every kind has its sentences in both languages of the staff pages, and a source
// that says whether it was read.
func TestEveryKindIsSaid(t *testing.T) {
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "gd"} {
		p := words.Printer(lang)
		for _, k := range Kinds() {
			a := Advice{Kind: k, Words: "harm", Given: 9, Most: 8}
			if k == YoungKind {
				a.Words = "story"
			}
			said := Say(p, a)
			if said.What == "" || said.Why == "" || said.Source == "" || strings.Contains(said.What+said.Why+said.Source, "staff.") {
				t.Errorf("%s in %s: %+v", k, lang, said)
			}
			from := k.Source()
			if !from.Own() && !from.Read && !strings.Contains(said.Source, p.T("staff.advice.source.unread", "Name", from.Name)) {
				t.Errorf("%s does not say that its source is to be checked: %q", k, said.Source)
			}
			if said.Address != "" && !strings.HasPrefix(said.Address, "http") {
				t.Errorf("%s: %q", k, said.Address)
			}
		}
		for _, theme := range surveys.HardThemes() {
			if themeWords[theme] == nil {
				t.Errorf("nothing tells the theme %s", theme)
			}
			if text := named(p, Advice{Kind: Signpost, Words: theme}); strings.Contains(text, "staff.") {
				t.Errorf("%s in %s: %q", theme, lang, text)
			}
		}
	}
}

// Hard themes are seen by their words, and not by what only sounds alike.
func TestThemesIn(t *testing.T) {
	for text, want := range map[string][]string{
		"Does somebody hit you?":                  {"harm"},
		"Have you ever hurt yourself?":            {"harm", "self_harm"},
		"Did somebody die?":                       nil,
		"Has somebody died?":                      {"loss"},
		"Do you feel left out at school?":         {"bullying"},
		"Do you miss your mum?":                   {"family"}, // the word before stands without an ending
		"Are you bullied because of your accent?": {"bullying", "hate"},
		"What do you like to do?":                 nil,
		"Do you know the cartoon about drugs?":    {"drugs"},
		"Does the policeman help?":                nil,
		"Have the police ever restrained you?":    {"law"},
		"Are you scared at night?":                {"mind"},
		"Is your diet good?":                      nil,
	} {
		if got := ThemesIn(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// The starter surveys and the library have few things to be told in English, and the
// program's own texts are advised on like anybody's.
func TestOwnSurveys(t *testing.T) {
	names, err := os.ReadDir("../../surveys/library")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range names {
		if !strings.HasSuffix(f.Name(), ".yaml") {
			continue
		}
		s, err := surveys.Parse(library.Files, f.Name())
		if err != nil {
			t.Fatal(err)
		}
		wordings := 0
		for _, q := range s.Questions {
			for _, a := range Question(s, q, "en") {
				switch a.Kind {
				case Double, Negative, Leading, HardWord, HardReading, LongQuestion:
					wordings++
				}
			}
		}
		if wordings > 3*len(s.Questions)/4 {
			t.Errorf("%s: %d pieces of advice on the wording of %d questions", f.Name(), wordings, len(s.Questions))
		}
	}
}

func TestFitsAreThoseProposed(t *testing.T) {
	for e, want := range map[surveys.Edition]Fit{
		surveys.E4:  {Questions: 8, Options: 3, Words: 8, Option: 6, Oldest: 7},
		surveys.E8:  {Questions: 15, Options: 3, Words: 12, Option: 8, Oldest: 10},
		surveys.E11: {Questions: 25, Options: 5, Words: 15, Option: 10, Oldest: 13},
		surveys.E14: {Questions: 35, Options: 5, Words: 20, Option: 12, Oldest: 18},
		"9-12":      {},
	} {
		if got := FitOf(e); got != want {
			t.Errorf("%s: %+v, want %+v", e, got, want)
		}
	}
}

func TestTooManyQuestions(t *testing.T) {
	s := fitting()
	for i := range 15 {
		s.Questions = append(s.Questions, &surveys.Question{Key: fmt.Sprint("more", i), KindName: "yes_no", Text: surveys.Text("en", "Well?"), Why: "To know."})
	}
	if got := told(Of(s)); !slices.Equal(got, []string{"many_questions 4-7", "many_questions 8-10"}) {
		t.Errorf("%q", got)
	}
}

func TestAboutYouLast(t *testing.T) {
	s := fitting()
	s.Questions = append(s.Questions, &surveys.Question{Key: "p", KindName: "yes_no", Text: surveys.Text("en", "Well?"), Why: "To know."})
	for _, c := range []struct {
		groupings, want []string
	}{{[]string{"p"}, nil}, {[]string{"q"}, []string{"about_you_last"}}, {[]string{"q", "p"}, nil}} {
		s.Groupings = c.groupings
		if got := told(Of(s)); !slices.Equal(got, c.want) {
			t.Errorf("grouped by %q: %q", c.groupings, got)
		}
	}
}

// longest is the longest question that a survey may hold: every edition with words
// of its own, in one language, with as many answers as there may be.
func longest() *surveys.Survey {
	s := fitting()
	s.Editions = surveys.Editions()
	q := s.Questions[0]
	q.KindName, q.Text, q.Hint = "one_choice", nil, nil
	most := "Do you participate and not utilise appropriate facilities, or does somebody hurt you, multidisciplinary? "
	for _, e := range s.Editions {
		q.Text.Set(e, "en", strings.Repeat(most, 3)[:300])
		q.Hint.Set(e, "en", strings.Repeat(most, 3)[:300])
	}
	for i := range 20 {
		o := surveys.Option{Key: fmt.Sprint("o", i)}
		for _, e := range s.Editions {
			o.Text.Set(e, "en", strings.Repeat(most, 2)[:120])
		}
		q.Options = append(q.Options, o)
	}
	return s
}

// BenchmarkLongest is the advice on the longest question that there may be; the aim is
// 20 ms for it with all that the server does around it.
func BenchmarkLongest(b *testing.B) {
	s := longest()
	if flaws := s.Flaws(); len(flaws) > 0 {
		b.Fatal(flaws)
	}
	for b.Loop() {
		if len(Question(s, s.Questions[0], "en")) < 20 {
			b.Fatal("hardly anything is advised")
		}
	}
}

// BenchmarkSurvey is the advice on the whole starter survey in all its languages.
func BenchmarkSurvey(b *testing.B) {
	s, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Of(s)
	}
}

// Whatever somebody types, the advice comes, and its words stand where it says.
func FuzzQuestion(f *testing.F) {
	for _, text := range []string{"Do you feel safe and well?", "كيف حالك؟ هل أنت بخير؟", "Don't you agree that it’s not good?", "\xff\xfe and", "?", "", "a\u0301nd or'", strings.Repeat("é", 300)} {
		f.Add(text, text, "en")
		f.Add(text, "Not sure", "pl")
	}
	f.Fuzz(func(t *testing.T, text, answer, lang string) {
		s := fitting()
		s.Languages = []string{"en", lang}
		q := s.Questions[0]
		q.KindName, q.Options = "one_choice", []surveys.Option{{Key: "a", Text: surveys.Text(lang, answer)}, {Key: "b", Text: surveys.Text("en", answer)}}
		q.Text.Set(surveys.All, lang, text)
		q.Hint = surveys.Text(lang, answer)
		for _, a := range Question(s, q, lang) {
			if a.From < 0 || a.To < a.From || a.To > max(len(text), len(answer)) {
				t.Errorf("%q, %q: %+v", text, answer, a)
			}
			if !slices.Contains(Kinds(), a.Kind) || a.Given < 0 || a.Question() != "q" {
				t.Errorf("%+v", a)
			}
		}
	})
}
