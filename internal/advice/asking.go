package advice

import (
	"regexp"
	"slices"
	"strings"

	"kist/surveys"
)

// Ways of asking that are known to mislead. All are English.
var (
	negative = regexp.MustCompile(`(?i)\b(?:no|not|never|nobody|no one|none|nothing|nowhere|neither|without|\w+n['’]t)\b`)
	double   = regexp.MustCompile(`(?i)\b(?:and/or|and|or|as well as)\b`)
	memory   = regexp.MustCompile(`(?i)\b(?:last (?:week|month|year|summer|winter)|remember|in the past|ago|used to)\b`)
	leading  = regexp.MustCompile(`(?i)` + strings.Join([]string{
		`\b(?:do|would|did|are|is|was|were|have|has|can|could|should)n['’]t (?:you|it|they|we|that)\b`,
		`\b(?:do|would) you (?:not )?agree that\b`,
		`\b(?:surely|obviously|of course|clearly|naturally|as you know)\b`,
		`\b(?:everyone|everybody|most (?:people|children|young people)|other children|all children) (?:knows?|thinks?|agrees?|says?|likes?)\b`,
		`\bhow (?:very |really )?(?:good|great|bad|wonderful|brilliant|amazing|fantastic|lovely|excellent|terrible|awful|horrible|unfair|annoying)\b`,
		`\b(?:how much|why) do you (?:like|love|enjoy|hate|dislike)\b`,
		`, (?:right|correct|is(?:n['’]t)? it|do(?:n['’]t)? you|are(?:n['’]t)? you)\?`,
		`\b(?:wonderful|brilliant|amazing|fantastic|terrible|awful|horrible|disgusting)\b`,
	}, "|"))
	// pairs are one thing in two words, and no second question.
	pairs = regexp.MustCompile(`(?i)\b(?:` + strings.Join([]string{
		`brothers? (?:and|or) sisters?`, `sisters? (?:and|or) brothers?`, `mums? (?:and|or) dads?`, `mum or dad`, `worries and feelings`,
		`parents? (?:and|or) carers?`, `friends? (?:and|or) family`, `family (?:and|or) friends?`, `bread and butter`, `now and then`,
		`again and again`, `more and more`, `up and down`, `here and there`, `boys and girls`, `girls and boys`, `yes or no`, `or not`,
		`children and young people`, `health and well-?being`, `teachers? (?:and|or) helpers?`, `day and night`, `come and go`,
		`one or two`, `two or three`, `more or less`, `sooner or later`, `between \d+ and \d+`, `\d+ or (?:more|older|younger|under|over)`,
	}, "|") + `)\b`)
	marks = regexp.MustCompile(`[?؟？][^?؟？]*[?؟？]`)
)

// asking looks at how an English question is put.
func (r *review) asking(text string, at Advice) {
	grownUp := at.Edition == surveys.Adult
	young := at.Edition == surveys.E4 || at.Edition == surveys.E8
	asLeading := leading.FindStringIndex(text)
	r.found(Leading, text, asLeading, at)
	if no := negative.FindStringIndex(text); !grownUp && !within(no, asLeading) {
		r.found(Negative, text, no, at)
	}
	r.found(Double, text, doubled(text), at)
	if young {
		r.found(Memory, text, memory.FindStringIndex(text), at)
	}
}

// within says that one stretch lies in another; false where either is none.
func within(a, b []int) bool { return a != nil && b != nil && a[0] >= b[0] && a[1] <= b[1] }

// doubled is where a text seems to ask a second thing; nil if it does not. What is one
// thing in two words is blotted out first, byte for byte, so that places stay.
func doubled(text string) []int {
	if double.MatchString(text) { // most texts have none of these words
		blotted := pairs.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat("_", len(s)) })
		if at := double.FindStringIndex(blotted); at != nil {
			return at
		}
	}
	return marks.FindStringIndex(text)
}

// found adds what stands in a stretch of a text; nothing if there is no stretch.
func (r *review) found(kind Kind, text string, span []int, at Advice) {
	if span == nil {
		return
	}
	at.Kind, at.From, at.To = kind, span[0], span[1]
	at.Words = short(text[span[0]:span[1]])
	r.add(at)
}

// short is a stretch of a text as it is named: two questions are long.
func short(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// youngKinds are the kinds that the youngest can answer.
var youngKinds = []string{"faces", "picture", "yes_no", "one_choice"}

// answers looks at the answers of a question in one edition, and at what should
// stand beside it.
func (r *review) answers(q *surveys.Question, at string, e surveys.Edition, langs []string) {
	here := Advice{Place: at, Edition: e}
	if e == surveys.E4 && !slices.Contains(youngKinds, q.KindName) {
		a := here
		a.Kind, a.Words = YoungKind, q.KindName
		r.add(a)
	}
	if n, most := choices(q, e), fits[e].Options; most > 0 && n > most {
		a := here
		a.Kind, a.Place, a.Given, a.Most = ManyOptions, at+".options", n, most
		r.add(a)
	}
	for _, lang := range langs {
		here.Language = lang
		r.names(q, here)
		r.care(q, here)
		r.ways(q, here)
	}
}

// choices is how many answers a child weighs against each other: a scale is one
// line, and "not sure" stands apart.
func choices(q *surveys.Question, e surveys.Edition) int {
	labels := q.Choices(e)
	switch q.KindName {
	case "number":
		return 0
	case "agreement":
		return len(labels) - 1
	}
	return len(labels)
}

// names sees that a story in English asks to leave names out.
func (r *review) names(q *surveys.Question, at Advice) {
	if q.KindName != "story" || at.Language != english || r.s.Source != english {
		return
	}
	text, _ := r.s.Say(q.Text, at.Edition, english)
	hint, _ := r.s.Say(q.Hint, at.Edition, english)
	if !strings.Contains(strings.ToLower(text+" "+hint), "name") {
		at.Kind = StoryNames
		r.add(at)
	}
}
