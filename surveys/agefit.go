package surveys

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Fit is how much a reader of one edition should be given. 0 is no limit.
type Fit struct {
	Questions int // in the edition, asked or not
	Options   int // answers to one question, "I'd rather not say" left out
	Words     int // in a question, and in any sentence
	Option    int // words in one answer
}

// fits are our own proposal, made from what is published about asking children;
// no published rule gives numbers. Easy-read follows 8-10; grown-ups get long
// sentences cut only.
var fits = map[Edition]Fit{
	E4:    {Questions: 8, Options: 3, Words: 8, Option: 6},
	E8:    {Questions: 15, Options: 3, Words: 12, Option: 8},
	E11:   {Questions: 25, Options: 5, Words: 15, Option: 10},
	E14:   {Questions: 35, Options: 5, Words: 20, Option: 12},
	Easy:  {Questions: 15, Options: 3, Words: 12, Option: 8},
	Adult: {Questions: 35, Words: 25},
}

// FitOf is the fit of edition e; all 0 for an edition that there is not.
func FitOf(e Edition) Fit { return fits[e] }

// AgeFit lists what could fit the survey's readers better: advice only. What
// depends on English is said of the English texts only.
func (s *Survey) AgeFit() Findings {
	r := &review{s: s}
	for _, e := range s.Editions {
		r.fitEdition(e)
	}
	for i, q := range s.Questions {
		r.fitQuestion(i, q)
	}
	for _, t := range s.Texts() {
		r.fitText(t)
	}
	for _, lang := range s.Languages {
		r.fitLanguage(lang)
	}
	return r.list
}

// wantedFacts are what a child should know before starting.
var wantedFacts = []string{"who", "why", "sees", "promise", "charge"}

func (r *review) fitEdition(e Edition) {
	fit := fits[e]
	if n := len(r.s.QuestionsIn(e)); fit.Questions > 0 && n > fit.Questions {
		r.add("many_questions", "questions", "edition", e, "given", n, "most", fit.Questions)
	}
	facts := r.s.FactsIn(e)
	for _, key := range wantedFacts {
		if !slices.ContainsFunc(facts, func(f Fact) bool { return f.Key == key }) {
			r.add("start_fact", "start.facts", "edition", e, "name", key)
		}
	}
	if _, ok := r.s.Start.GrownUp.In(e, r.s.Source); e == E4 && !ok {
		r.add("grown_up_note", "start")
	}
	if e == Easy && r.s.Question(AgeBandKey) == nil {
		r.add("easy_age", "questions")
	}
}

// youngKinds are the kinds that the youngest can answer.
var youngKinds = []string{"faces", "picture", "yes_no", "one_choice"}

func (r *review) fitQuestion(i int, q *Question) {
	at := "questions." + q.Key
	if q.Why == "" {
		r.add("why_missing", at)
	}
	for _, e := range narrow(r.s.Editions, q.Editions) {
		if e == E4 && !slices.Contains(youngKinds, q.KindName) {
			r.add("young_kind", at+".kind", "edition", e, "name", q.KindName)
		}
		if n := choices(q, e); fits[e].Options > 0 && n > fits[e].Options {
			r.add("many_options", at+".options", "edition", e, "given", n, "most", fits[e].Options)
		}
		if q.KindName == storyName && r.s.Source == "en" && !r.saysNames(q, e) {
			r.add("story_names", at, "edition", e)
		}
	}
	last := i + 1
	for last < len(r.s.Questions) && slices.Contains(r.s.Groupings, r.s.Questions[last].Key) {
		last++
	}
	if slices.Contains(r.s.Groupings, q.Key) && last < len(r.s.Questions) {
		r.add("about_you_last", at, "name", q.Key)
	}
}

// choices is how many answers a child weighs against each other: a scale is one
// line, and "not sure" stands apart.
func choices(q *Question, e Edition) int {
	labels := q.Choices(e)
	if q.KindName == numberName {
		return 0
	}
	if q.KindName == "agreement" {
		return len(labels) - 1
	}
	return len(labels)
}

func (r *review) saysNames(q *Question, e Edition) bool {
	text, _ := r.s.Say(q.Text, e, "en")
	hint, _ := r.s.Say(q.Hint, e, "en")
	return strings.Contains(strings.ToLower(text+" "+hint), "name")
}

// fitText checks the English wordings of one text, each in the editions that
// read it.
func (r *review) fitText(t TextAt) {
	for _, e := range t.Editions {
		text, lang := r.s.Say(*t.Words, e, "en")
		if lang != "en" {
			continue
		}
		r.fitLength(t.Role, t.Place, text, e)
		if t.Role == RoleQuestion {
			r.fitWording(t.Place, text, e)
		}
	}
	r.unused(t)
}

func (r *review) fitLength(role Role, at, text string, e Edition) {
	fit, m := fits[e], Measure(text)
	if role == RoleGrownUp {
		fit = fits[Adult]
	}
	switch {
	case fit.Words == 0:
	case role == RoleQuestion && m.Words > fit.Words:
		r.add("long_question", at, "edition", e, "given", m.Words, "most", fit.Words)
	case role == RoleOption && fit.Option > 0 && m.Words > fit.Option:
		r.add("long_option", at, "edition", e, "given", m.Words, "most", fit.Option)
	case role != RoleOption && m.Longest > fit.Words:
		r.add("long_sentence", at, "edition", e, "given", m.Longest, "most", fit.Words)
	}
}

var (
	negative = regexp.MustCompile(`(?i)\b(?:no|not|never|nobody|none|nothing|without|\w+n['’]t)\b`)
	double   = regexp.MustCompile(`(?i)\b(?:and|or)\b|\?.*\?`)
	memory   = regexp.MustCompile(`(?i)\b(?:last (?:week|month|year)|remember|in the past|ago|used to)\b`)
	// pairs are one thing in two words, and no second question.
	pairs = regexp.MustCompile(`(?i)\b(?:brothers? (?:and|or) sisters?|mums? (?:and|or) dads?|worries and feelings|parents? (?:and|or) carers?)\b`)
)

// fitWording looks for ways of asking that are known to mislead children.
func (r *review) fitWording(at, text string, e Edition) {
	if found := negative.FindString(text); found != "" && e != Adult {
		r.add("negative", at, "edition", e, "name", found)
	}
	if found := double.FindString(pairs.ReplaceAllString(text, "")); found != "" {
		r.add("double", at, "edition", e, "name", short(found))
	}
	if found := memory.FindString(text); found != "" && (e == E4 || e == E8) {
		r.add("memory", at, "edition", e, "name", found)
	}
}

// unused finds wordings for editions that do not show the text.
func (r *review) unused(t TextAt) {
	for _, lang := range sortedKeys(*t.Words) {
		for _, e := range sortedKeys((*t.Words)[lang]) {
			if e != All && !slices.Contains(t.Editions, e) {
				r.add("edition_unused", t.Place, "edition", e, "language", lang)
			}
		}
	}
}

func (r *review) fitLanguage(lang string) {
	if r.s.Draft(lang) {
		r.add("not_checked", "checked_by", "language", lang)
	}
	if lang == r.s.Source {
		return
	}
	if missing := r.s.Missing(lang); len(missing) > 0 {
		r.add("not_translated", "", "language", lang, "given", len(missing),
			"name", fmt.Sprintf("%s (%s)", missing[0].Place, missing[0].Editions[0]))
	}
}
