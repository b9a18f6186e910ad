package surveys

import "slices"

// Survey is what is asked, in all its editions and languages.
type Survey struct {
	Key       string    `json:"key"`    // [a-z][a-z0-9_]*, also the file's name
	Source    string    `json:"source"` // the language it was written in; texts fall back to it
	Languages []string  `json:"languages"`
	Editions  []Edition `json:"editions"`
	// Framework names the edition of the quality framework that Links.Quality
	// counts in, such as "qif2019".
	Framework string `json:"framework,omitempty"`
	// Groupings are the questions by which results may be told apart, age band
	// (AgeBandKey) among them. At most 3.
	Groupings []string `json:"groupings,omitempty"`
	// Checked says who, reading the language natively, checked a translation.
	// A language that is not in it is a draft.
	Checked map[string]string `json:"checked,omitempty"`

	Title     Words       `json:"title"`
	Why       string      `json:"why,omitempty"`     // for staff, in the source language
	Credits   []string    `json:"credits,omitempty"` // whose practice it follows
	Start     Start       `json:"start"`
	Questions []*Question `json:"questions"`
}

// Start is what a child reads before the first question.
type Start struct {
	Lead  Words  `json:"lead"`
	Facts []Fact `json:"facts"`
	// GrownUp is the folded note for the grown-up who sits beside a small child.
	GrownUp Words `json:"grown_up,omitempty"`
	// Minutes is about how long it takes, by edition; absent means not said.
	Minutes map[Edition]int `json:"minutes,omitempty"`
}

// Fact is one thing to know before starting: a few bold words and the rest.
type Fact struct {
	Key      string    `json:"key"` // who, why, sees, promise, charge, back, or the survey's own
	Head     Words     `json:"head"`
	Text     Words     `json:"text,omitempty"`
	Picture  string    `json:"picture,omitempty"`  // as that of a question
	Editions []Edition `json:"editions,omitempty"` // none = all
}

// Question is one question in all its editions. Read the kind through Kind.
type Question struct {
	Key      string    `json:"key"`
	KindName string    `json:"kind"`
	Editions []Edition `json:"editions,omitempty"` // none = all of the survey's
	// AboutChild marks a question about the child's own life (harm, health,
	// care): it offers "I'd rather not say", and its results are kept stricter.
	AboutChild bool `json:"about_child,omitempty"`
	// Hard are the hard themes that the question touches, of HardThemes: people who
	// write questions may step out of them. None for most questions.
	Hard []string `json:"hard,omitempty"`

	Text    Words    `json:"text"`
	Hint    Words    `json:"hint,omitempty"`
	Picture string   `json:"picture,omitempty"` // a symbol's id, for easy read alone; may be empty
	Options []Option `json:"options,omitempty"` // one_choice, several, picture, order
	// Labels are the survey's own words for a kind's standard answers, by code;
	// a code that is not in it keeps the standard words.
	Labels map[string]Words `json:"labels,omitempty"`

	Min int `json:"min,omitempty"` // number: the least
	// Max is the most: for number the greatest; for several how many may be
	// chosen, 0 for any; for story the runes, 0 for DefaultStory.
	Max   int   `json:"max,omitempty"`
	Bands []int `json:"bands,omitempty"` // number: where each counted band begins
	Faces int   `json:"faces,omitempty"` // faces: 3, 5, or 0 to follow the edition
	Low   Words `json:"low,omitempty"`   // number: what the low end means
	High  Words `json:"high,omitempty"`  // number: what the high end means

	AskIf []Clause `json:"ask_if,omitempty"` // all must hold; none = always asked

	Why    string `json:"why,omitempty"` // why it is asked, for staff
	Links  Links  `json:"links,omitzero"`
	Source string `json:"source,omitempty"` // whose published practice the wording follows
}

// Option is one answer that may be chosen.
type Option struct {
	Key       string    `json:"key"`
	Text      Words     `json:"text"`
	Picture   string    `json:"picture,omitempty"`   // a symbol's id; may be empty
	Exclusive bool      `json:"exclusive,omitempty"` // "none of these": stands alone in several choices
	Editions  []Edition `json:"editions,omitempty"`  // none = all of the question's
}

// Clause is one condition of a question: that an earlier question was answered
// in one of these ways, as cells of its kind; SkippedCode stands for no answer
// and for "I'd rather not say". In an edition without that earlier question
// the clause does not count.
type Clause struct {
	Question string   `json:"question"`
	Any      []string `json:"any"`
}

// SkippedCode in a Clause stands for "asked, but not answered".
const SkippedCode = "skipped"

// Links say which parts of the frameworks a question gives evidence for.
type Links struct {
	Quality   []string `json:"quality,omitempty"`   // indicators of Survey.Framework: "2.1"
	Wellbeing []string `json:"wellbeing,omitempty"` // SHANARRI codes: S1 H A1 N A2 R1 R2 I
	UNCRC     []int    `json:"uncrc,omitempty"`     // articles 1 to 42
	Promise   []string `json:"promise,omitempty"`   // Voice, Family, Care, People, Scaffolding
}

// in says whether a list of editions, where none means all, holds e.
func in(list []Edition, e Edition) bool {
	return len(list) == 0 || slices.Contains(list, e)
}

// Question finds a question by its key; nil if there is none.
func (s *Survey) Question(key string) *Question {
	for _, q := range s.Questions {
		if q.Key == key {
			return q
		}
	}
	return nil
}

// QuestionsIn lists the questions of edition e in order, asked or not.
func (s *Survey) QuestionsIn(e Edition) []*Question {
	var list []*Question
	for _, q := range s.Questions {
		if q.In(e) {
			list = append(list, q)
		}
	}
	return list
}

// Has says whether the survey is offered in edition e and language lang.
func (s *Survey) Has(e Edition, lang string) bool {
	return slices.Contains(s.Editions, e) && slices.Contains(s.Languages, lang)
}

// Draft says that no native reader has checked the survey in lang. The source
// language is never a draft.
func (s *Survey) Draft(lang string) bool {
	return lang != s.Source && s.Checked[lang] == ""
}

// AgeBand is the band of a reader of edition e: the edition's own, or in the
// easy edition what was answered to AgeBandKey. Empty when not said.
func (s *Survey) AgeBand(e Edition, a Answers) string {
	if e != Easy {
		return e.AgeBand()
	}
	if given := a[AgeBandKey]; len(given) == 1 && given[0] != RatherNot {
		return given[0]
	}
	return ""
}

// FactsIn lists the facts of the start page of edition e in order.
func (s *Survey) FactsIn(e Edition) []Fact {
	var list []Fact
	for _, f := range s.Start.Facts {
		if in(f.Editions, e) {
			list = append(list, f)
		}
	}
	return list
}

// In says whether the question is in edition e.
func (q *Question) In(e Edition) bool { return in(q.Editions, e) }

// Kind is how the question is answered. A name that is not known gives a kind
// that accepts no answer, never nil.
func (q *Question) Kind() Kind {
	if k, ok := kinds[q.KindName]; ok {
		return k
	}
	return unknown{}
}

// OptionsIn lists the options of edition e in order.
func (q *Question) OptionsIn(e Edition) []Option {
	list := make([]Option, 0, len(q.Options))
	for _, o := range q.Options {
		if in(o.Editions, e) {
			list = append(list, o)
		}
	}
	return list
}

// option finds an option of edition e by its key; nil if there is none.
func (q *Question) option(e Edition, key string) *Option {
	for i := range q.Options {
		if o := &q.Options[i]; o.Key == key && in(o.Editions, e) {
			return o
		}
	}
	return nil
}

// Choices are the words of each answer in reading order, "I'd rather not say"
// left out: see RatherNot.
func (q *Question) Choices(e Edition) []Label { return q.Kind().Wording(q, e).Labels }

// RatherNot is the label of "I'd rather not say", and whether it is offered.
func (q *Question) RatherNot(e Edition) (Label, bool) {
	id := "kind.rather_not"
	if e.young() {
		id = "kind.rather_not.young"
	}
	return Label{Code: RatherNot, TextID: id, Words: q.Labels[RatherNot]}, q.AboutChild
}
