package advice

import (
	"slices"
	"strings"
	"testing"

	"kist/surveys"
)

// examples are questions as somebody might write them, for 11 to 13: of each kind some
// that it has to find, with the words that it has to name, and some that it must not.
var examples = map[Kind]struct {
	found map[string]string
	none  []string
}{
	Double: {
		found: map[string]string{
			"Do you feel safe and well?":                           "and",
			"Are your social worker and your teacher kind?":        "and",
			"Is your room warm or big?":                            "or",
			"Do adults listen to you and act on what you say?":     "and",
			"Did your worker explain it, as well as help you?":     "as well as",
			"Do you like home and/or school?":                      "and/or",
			"Do you see mum and dad and your friends?":             "and",
			"Are you well? Are you safe?":                          "? Are you safe?",
			"Is it easy to get help AND to say what you want?":     "AND",
			"Do you get enough food or time with your gran?":       "or",
			"Do people explain plans and ask what you think?":      "and",
			"Is the house clean and is there a place to be alone?": "and",
		},
		none: []string{
			"Do you feel safe?",
			"Do you get bread and butter?",
			"How often do you see your brothers and sisters?",
			"Do your mum and dad know?",
			"Do you get help with worries and feelings?",
			"Do your parents or carers help with school?",
			"Can you see friends and family?",
			"Would you say yes or no?",
			"Do you go now and then?",
			"Do children and young people have a say?",
			"Is there a number between 0 and 10 that fits?",
			"Did you hear from Andrew about Orkney?",
			"Do you understand the plan?",
			"Does your worker come for one or two hours?",
			"Are you 12 or older?",
		},
	},
	Negative: {
		found: map[string]string{
			"Do you not feel safe?":              "not",
			"Is there nobody to talk to?":        "Nobody",
			"Are you never asked?":               "never",
			"What can’t you do here?":            "can’t",
			"What don't people know about you?":  "don't",
			"Is there no one you trust?":         "no",
			"Is nothing explained?":              "nothing",
			"Can you go out without asking?":     "without",
			"Is neither of them kind?":           "neither",
			"Do you have NO place of your own?":  "NO",
			"Is there nowhere you feel at home?": "nowhere",
		},
		none: []string{
			"Do you feel safe?",
			"Do you know who your worker is?",
			"Is your notebook private?",
			"Do you like the north of Scotland?",
			"What do you notice first?",
			"Do you like another place more?",
			"Is the noise hard for you?",
			"Is it often loud?",
		},
	},
	Leading: {
		found: map[string]string{
			"Don’t you think that adults should listen?":          "Don’t you",
			"Wouldn't you like to have a say?":                    "Wouldn't you",
			"Do you agree that your worker is kind?":              "Do you agree that",
			"Surely you know your rights?":                        "Surely",
			"How wonderful is your home?":                         "How wonderful",
			"How bad is the food?":                                "How bad",
			"How much do you love your school?":                   "How much do you love",
			"You feel safe here, don’t you?":                      ", don’t you?",
			"Your worker helps, right?":                           ", right?",
			"Most young people like hearings. How do you feel?":   "Most young people like",
			"Everyone knows the plan. Do you?":                    "Everyone knows",
			"Has the terrible food got better?":                   "terrible",
			"Of course you have a say; how is it?":                "Of course",
			"How really good is it to have a worker?":             "How really good",
			"Why do you hate meetings?":                           "Why do you hate",
			"Isn’t it good to have somebody who listens to you?":  "Isn’t it",
			"Would you agree that children should have more say?": "Would you agree that",
		},
		none: []string{
			"How safe do you feel?",
			"How happy are you with your room?",
			"What do you like about your home?",
			"Do you like your school?",
			"How often do adults listen to you?",
			"What is good about where you live?",
			"Do you feel loved?",
			"Is it clear to you what happens next?",
			"Do you agree with the plan?",
			"What course do you take?",
			"Is your right to play kept?",
			"Who knows you best?",
		},
	},
	HardWord: {
		found: map[string]string{
			"Do you utilise the room?":                 "utilise",
			"Were you consulted about the plan?":       "consulted",
			"Do they respect your circumstances?":      "circumstances",
			"Is your accommodation warm?":              "accommodation",
			"Is the help appropriate?":                 "appropriate",
			"What would enhance your life?":            "enhance",
			"Do people communicate?":                   "",
			"Have you experienced discrimination?":     "discrimination",
			"Do you have sufficient time?":             "",
			"How is your self-esteem?":                 "self-esteem",
			"Are decisions implemented?":               "implemented",
			"Do they facilitate time with friends?":    "facilitate",
			"How could your independence grow?":        "independence",
			"What is the impact of the help you have?": "impact",
		},
		none: []string{
			"Do you take part?",
			"Were you asked about the plan?",
			"Is your home warm?",
			"Is it the right help?",
			"What would make your life better?",
			"Do people treat you fairly?",
			"Who helps you when you are ill?",
			"Do you have your own space?",
			"Can you play outside?",
			"How are things at school?",
		},
	},
	Term: {
		found: map[string]string{
			"Do you have an advocate?":                   "advocate",
			"Were you at your children’s hearing?":       "children’s hearing",
			"Did you like your last placement?":          "placement",
			"Was your review a good meeting?":            "review",
			"Do you have a pathway plan?":                "pathway plan",
			"Are you in kinship care?":                   "kinship care",
			"Did the safeguarder talk to you?":           "safeguarder",
			"Do you know your named person?":             "named person",
			"Is your compulsory supervision order fair?": "compulsory supervision order",
		},
		none: []string{
			"Do you have somebody to speak up for you?",
			"Were you at your meeting?",
			"Did you like where you lived last?",
			"Is your hearing good?",
			"Do you plan your week?",
			"Who looks after you?",
			"Is the person named on the door kind?",
		},
	},
}

// said finds advice of a kind on a question for 11 to 13.
func said(text string, kind Kind) (words string, found bool) {
	s := fitting()
	s.Editions = []surveys.Edition{surveys.E11}
	asking(text)(s)
	for _, a := range Question(s, s.Questions[0], "en") {
		if a.Kind == kind {
			return a.Words, true
		}
	}
	return "", false
}

func TestExamples(t *testing.T) {
	for kind, c := range examples {
		if len(c.found) < 9 || len(c.none) < 7 {
			t.Errorf("%s has too few examples", kind)
		}
		for text, want := range c.found {
			words, found := said(text, kind)
			if found != (want != "") || !strings.EqualFold(words, want) {
				t.Errorf("%s of %q: %q, want %q", kind, text, words, want)
			}
		}
		for _, text := range c.none {
			if words, found := said(text, kind); found {
				t.Errorf("%s of %q: %q, want none", kind, text, words)
			}
		}
	}
}

// answers that are balanced, and answers that are not: 1 for more good ones, -1 for more
// bad ones.
func TestBalanceExamples(t *testing.T) {
	for _, c := range []struct {
		answers []string
		leans   int
	}{
		{[]string{"Yes", "No"}, 0},
		{[]string{"Yes", "Sometimes", "No"}, 0},
		{[]string{"Very happy", "Happy", "Sad", "Very sad"}, 0},
		{[]string{"Always", "Sometimes", "Never"}, 0},
		{[]string{"Strongly agree", "Agree", "Disagree", "Strongly disagree"}, 0},
		{[]string{"It is fair", "It is not fair", "Not sure"}, 0},
		{[]string{"I like it", "I don’t like it", "I don’t know"}, 0},
		{[]string{"Not bad", "Bad"}, 0},
		{[]string{"Mum", "Dad", "A friend", "No one"}, 0},
		{[]string{"At home", "With a foster family", "Somewhere else"}, 0},
		{[]string{"Very good", "Good", "OK", "Bad"}, 1},
		{[]string{"Excellent", "Very good", "Good"}, 1},
		{[]string{"Always", "Often", "Never"}, 1},
		{[]string{"Yes, a lot", "Yes, a bit", "No"}, 1},
		{[]string{"Good", "Bad", "Awful"}, -1},
		{[]string{"Sad", "Very sad", "OK"}, -1},
		{[]string{"Safe", "Unsafe", "Not safe at all"}, -1},
	} {
		s := fitting()
		s.Editions = []surveys.Edition{surveys.E11}
		choosing(c.answers...)(s)
		leans := 0
		for _, a := range Question(s, s.Questions[0], "en") {
			if a.Kind == Unbalanced {
				leans = 1
				if a.Most > a.Given {
					leans = -1
				}
			}
		}
		if leans != c.leans {
			t.Errorf("%q leans %d, want %d", c.answers, leans, c.leans)
		}
	}
}

// Ways out, in the words that people give them.
func TestWaysOut(t *testing.T) {
	for text, open := range map[string]bool{
		"Not sure": true, "I’m not sure": true, "Don’t know": true, "I do not know": true, "No idea": true, "Maybe": true, "Unsure": true,
		"I can’t tell": true, "Sure": false, "I know": false, "No": false, "None of these": false, "Tell me": false, "Never": false,
	} {
		s := fitting()
		s.Editions = []surveys.Edition{surveys.E11}
		choosing("Mum", text)(s)
		closed := slices.Contains(told(Of(s)), "not_sure 11-13")
		if closed == open {
			t.Errorf("%q is a way out: %v", text, !closed)
		}
	}
}

// A hint that names somebody to turn to is a signpost; one that does not is none. In
// a survey of another language any hint is taken for one, since no list can read it.
func TestSignposts(t *testing.T) {
	for hint, want := range map[string]bool{
		"":                                      false,
		"Choose one.":                           false,
		"You can talk to an adult you trust.":   true,
		"Tell a grown-up if it does.":           true,
		"Childline: call 0800 1111.":            true,
		"It is about the last few weeks.":       false,
		"If it worries you, phone a helpline.":  true,
		"You may speak to your teacher.":        true,
		"There are no wrong answers to this.":   false,
		"Ask somebody at school for help.":      true,
		"Text 07870 981 785 to be heard.":       true,
		"Think of the people around you there.": false,
	} {
		s := fitting()
		s.Editions, s.Languages = []surveys.Edition{surveys.E11}, []string{"en", "gd"}
		q := s.Questions[0]
		asking("Does anyone hurt you?")(s)
		q.Text.Set(surveys.All, "gd", "A bheil duine gad ghoirteachadh?")
		if list := told(Question(s, q, "gd")); len(list) != 0 {
			t.Errorf("the translation is told what its source is: %q", list)
		}
		q.AboutChild, q.Hard = true, []string{"harm"}
		if hint != "" {
			q.Hint = surveys.Text("en", hint)
		}
		if got := !slices.Contains(told(Question(s, q, "en")), "signpost 11-13"); got != want {
			t.Errorf("%q is a signpost: %v", hint, got)
		}
		if hint == "" {
			continue
		}
		q.Hint.Set(surveys.All, "gd", "Bruidhinn ri cuideigin.")
		s.Source = "gd"
		if list := told(Question(s, q, "gd")); slices.Contains(list, "signpost 11-13") {
			t.Errorf("in Gaelic: %q", list)
		}
	}
}

// Words and sentences are counted in scripts that part them, and not in Chinese.
func TestCount(t *testing.T) {
	for _, c := range []struct {
		text, lang string
		want       Length
	}{
		{"Do you feel safe?", "en", Length{4, 1, 4}},
		{"A bheil thu sàbhailte far a bheil thu a’ fuireach?", "gd", Length{10, 1, 10}},
		{"Czy czujesz się bezpiecznie?", "pl", Length{4, 1, 4}},
		{"هل تشعر بالأمان؟ نعم أو لا؟", "ar", Length{6, 2, 3}},
		{"کیا آپ محفوظ ہیں؟", "ur", Length{4, 1, 4}},
		{"ਕੀ ਤੁਸੀਂ ਸੁਰੱਖਿਅਤ ਹੋ? ਹਾਂ।", "pa", Length{5, 2, 4}},
		{"Чи ти в безпеці?", "uk", Length{4, 1, 4}},
		{"你觉得安全吗？", "zh-Hans", Length{}},
		{"你覺得安全嗎？", "zh-Hant", Length{}},
		{" – — … ", "en", Length{}},
		{"1, 2 or 3?", "en", Length{4, 1, 4}},
	} {
		if got := Count(c.text, c.lang); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.text, got, c.want)
		}
	}
}
