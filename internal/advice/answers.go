package advice

import (
	"regexp"
	"slices"
	"strings"

	"kist/surveys"
)

// What answers say, in English.
var (
	notSure   = regexp.MustCompile(`(?i)\b(?:not sure|unsure|(?:don|do not|can)['’]?t? (?:know|tell)|do not know|no idea|can['’]?t say|maybe|can['’]?t decide)\b`)
	ratherNot = regexp.MustCompile(`(?i)\b(?:rather not|(?:don['’]t|do not) (?:want|wish) to (?:say|tell|answer)|prefer not|skip|keep (?:it|this) to myself)\b`)
	nobody    = regexp.MustCompile(`(?i)^(?:none|no ?one|nobody|nothing|nowhere|neither)\b`)
	likes     = regexp.MustCompile(`(?i)^(?:yes|always|often|mostly|a lot|lots|agree|strongly agree|true)\b|\b(?:good|great|happy|happier|well|better|best|safe|kind|like|love|easy|helpful|fair|agree|satisfied|pleased|excellent|brilliant|fine|enjoy|glad|proud)\b`)
	dislikes  = regexp.MustCompile(`(?i)^(?:no|never|rarely|hardly ever|seldom|disagree|strongly disagree|false)\b|\b(?:bad|sad|sadder|worse|worst|unsafe|unkind|hate|dislike|hard|unhelpful|unfair|disagree|dissatisfied|unhappy|awful|terrible|poor|poorly|scared|angry|upset)\b`)
	turned    = regexp.MustCompile(`(?i)\b(?:not|never|less|\w+n['’]t)\b`)
)

// notSureKey are names of answers for who does not know, in any language.
var notSureKey = regexp.MustCompile(`^(?:not_sure|unsure|dont_know|no_idea|maybe)$`)

// ways looks at what a question's own answers weigh, in English, and whether one of
// them is for who does not know: once, in the survey's own language.
func (r *review) ways(q *surveys.Question, at Advice) {
	if q.KindName != "one_choice" && q.KindName != "picture" {
		return // the other kinds bring answers of their own, which are balanced
	}
	at.Place += ".options"
	options := q.OptionsIn(at.Edition)
	if at.Language == english {
		r.balance(r.optionTexts(options, at), at)
	}
	open := slices.ContainsFunc(options, func(o surveys.Option) bool {
		text, _ := r.s.Say(o.Text, at.Edition, english)
		return notSureKey.MatchString(o.Key) || notSure.MatchString(text)
	})
	if at.Language == r.s.Source && !open {
		at.Kind = NotSure
		r.add(at)
	}
}

// optionTexts are the answers that are worded in the language itself.
func (r *review) optionTexts(options []surveys.Option, at Advice) []string {
	var texts []string
	for _, o := range options {
		if text, in := r.s.Say(o.Text, at.Edition, at.Language); in == at.Language {
			texts = append(texts, text)
		}
	}
	return texts
}

// balance weighs answers that judge: as many should say that it is good as that it is
// not. Answers that name things, such as people to talk to, judge nothing.
func (r *review) balance(texts []string, at Advice) {
	for _, text := range texts {
		switch weight(text) {
		case 1:
			at.Given++
		case -1:
			at.Most++
		}
	}
	if at.Given+at.Most >= 2 && at.Given != at.Most && 2*(at.Given+at.Most) > len(texts) {
		at.Kind = Unbalanced
		r.add(at)
	}
}

// judgement is how long an answer may be, in bytes, that is read as a judgement: what is
// longer tells a story.
const judgement = 60

// weight is 1 for an answer that says something good, -1 for one that does not, 0 for
// one that judges nothing.
func weight(text string) int {
	switch {
	case len(text) > judgement:
		return 0
	case notSure.MatchString(text) || ratherNot.MatchString(text) || nobody.MatchString(text):
		return 0
	case turned.MatchString(text) && dislikes.MatchString(turned.ReplaceAllString(text, "")):
		return 1
	case turned.MatchString(text) && likes.MatchString(turned.ReplaceAllString(text, "")), dislikes.MatchString(text):
		return -1
	case likes.MatchString(text):
		return 1
	}
	return 0
}

// signposts are words that name somebody to turn to.
var signposts = regexp.MustCompile(`(?i)\b(?:talk|tell|speak|phone|call|text|ask|helpline|childline|trust)\b`)

// care sees that a question on a hard theme can be refused, and says whom to talk to:
// once, in the survey's own language, since translations follow it.
func (r *review) care(q *surveys.Question, at Advice) {
	if at.Edition == surveys.Adult || at.Language != r.s.Source {
		return
	}
	themes := hardThemes(r.s, q, at.Edition)
	if len(themes) == 0 {
		return
	}
	at.Words = strings.Join(themes, ", ")
	if hint, said := r.s.Say(q.Hint, at.Edition, at.Language); hint == "" || said == english && !signposts.MatchString(hint) {
		at.Kind = Signpost
		r.add(at)
	}
	if !q.AboutChild {
		at.Kind = RatherNot
		r.add(at)
	}
}
