// Package advice says how the words of a survey could serve their readers better:
// too long, too hard, two questions in one, answers that lean one way, nobody
// named to talk to. It is advice: nothing here keeps a survey from being used, and
// what a group overrules is recorded (see editing.Overruled). It reads texts alone,
// keeps nothing, and knows no person and no page; the sentences are in
// locales/, under staff.advice.
//
// What needs a long list of words is looked for in English alone: hard words, leading
// ones, "and" and "or", what answers weigh, how hard it is to read. In every language
// the words of a sentence are counted (but for Chinese, which does not part them), two
// question marks are seen, and answers are looked at. A "not" is looked for in the
// languages of turners, whose short lists nobody who grew up with them has checked yet.
package advice

import (
	"slices"
	"strings"

	"kist/surveys"
)

// Kind is what a piece of advice is about. It is stored with what was overruled,
// and is the end of text ids.
type Kind string

// The kinds of advice about a question.
const (
	LongQuestion Kind = "long_question" // words in a question
	LongSentence Kind = "long_sentence" // words in a sentence of another text
	LongOption   Kind = "long_option"   // words in an answer
	HardWord     Kind = "hard_word"     // there are simpler ones
	Term         Kind = "term"          // a word of the field, to be explained where it must stay
	HardReading  Kind = "hard_reading"  // both formulas say that it is for older readers
	Double       Kind = "double"        // two questions in one
	Negative     Kind = "negative"      // a "not" that is easily missed
	Leading      Kind = "leading"       // the wording tells which answer is wanted
	Memory       Kind = "memory"        // asks the young to remember
	ManyOptions  Kind = "many_options"  // more answers than the age can weigh
	Unbalanced   Kind = "unbalanced"    // more good answers than bad ones, or the other way round
	NotSure      Kind = "not_sure"      // no answer for who does not know
	RatherNot    Kind = "rather_not"    // no answer for who would rather not say
	Signpost     Kind = "signpost"      // a hard theme, and nobody named to talk to
	YoungKind    Kind = "young_kind"    // a kind that the youngest cannot answer
	StoryNames   Kind = "story_names"   // nothing says to leave names out
	WhyMissing   Kind = "why_missing"   // nobody says why it is asked
	AboutYouLast Kind = "about_you_last"
)

// The kinds of advice about a survey as a whole.
const (
	ManyQuestions Kind = "many_questions"
	StartFact     Kind = "start_fact"
	GrownUpNote   Kind = "grown_up_note"
	EasyAge       Kind = "easy_age"
	EditionUnused Kind = "edition_unused"
	NotChecked    Kind = "not_checked"
	NotTranslated Kind = "not_translated"
)

// kinds are all of them, in the order in which they are read.
var kinds = []Kind{
	LongQuestion, LongSentence, LongOption, HardWord, Term, HardReading, Double, Negative, Leading, Memory, ManyOptions, Unbalanced, NotSure,
	RatherNot, Signpost, YoungKind, StoryNames, WhyMissing, AboutYouLast, ManyQuestions, StartFact, GrownUpNote, EasyAge, EditionUnused, NotChecked, NotTranslated,
}

// Kinds lists every kind. The slice is the caller's own.
func Kinds() []Kind { return slices.Clone(kinds) }

// Advice is one case: one text, or one question, for the readers of one edition in
// one language.
type Advice struct {
	Kind     Kind
	Place    string          // "questions.safe_home.text", see surveys.Survey.Texts; "" for the whole
	Edition  surveys.Edition // empty if it does not depend on one
	Language string          // of the text; empty if it does not depend on one
	// Words are those that it is about, as they stand in the text or are named in the
	// survey; empty for the text as a whole.
	Words       string
	From, To    int      // where Words stand in the text, in bytes; 0, 0 if it is not about a stretch of it
	Given, Most int      // how much there is, and how much is enough; 0 if nothing is counted
	Simpler     []string // what can be said instead, in English; none for most kinds
	Means       string   // what a term means, in English; empty for all but Term
}

// Case names what a piece of advice is about, so that what was overruled is known
// again as long as it stands: another word in the same place is another case.
func (a Advice) Case() string {
	return strings.Join([]string{string(a.Kind), a.Place, string(a.Edition), a.Language, strings.ToLower(a.Words)}, "|")
}

// Question is the key of the question that it is about; empty for none.
func (a Advice) Question() string { return surveys.Unit{Place: a.Place}.Question() }

// review gathers advice about a survey.
type review struct {
	s    *surveys.Survey
	list []Advice
}

func (r *review) add(a Advice) { r.list = append(r.list, a) }

// Of lists what could be better in a survey: the survey as a whole first, then its
// texts in reading order, every question in each edition and language that it has.
func Of(s *surveys.Survey) []Advice {
	r := &review{s: s}
	r.whole()
	r.outside(s.Languages)
	for _, q := range s.Questions {
		r.question(q, s.Languages)
	}
	return r.list
}

// Question lists what could be better in one question as readers of one language
// find it, in every edition that it has. Beside the question it looks at nothing of the
// survey but what all questions share, so that a survey of this question alone will do.
func Question(s *surveys.Survey, q *surveys.Question, lang string) []Advice {
	r := &review{s: s}
	r.question(q, []string{lang})
	return r.list
}

// Start lists what could be better in the title and the start page as readers of one
// language find them. It looks at nothing else, so that a survey without questions will
// do.
func Start(s *surveys.Survey, lang string) []Advice {
	r := &review{s: s}
	for _, e := range s.Editions {
		r.begins(e)
	}
	r.outside([]string{lang})
	return r.list
}

// outside looks at the texts that are of no question.
func (r *review) outside(langs []string) {
	for _, t := range r.s.Texts() {
		if (surveys.Unit{Place: t.Place}).Question() == "" {
			r.text(t, langs)
		}
	}
}

// question looks at one question: at its answers once for each edition, at its texts
// once for each language too.
func (r *review) question(q *surveys.Question, langs []string) {
	at := "questions." + q.Key
	if q.Why == "" {
		r.add(Advice{Kind: WhyMissing, Place: at})
	}
	for _, e := range r.s.Editions {
		if q.In(e) {
			r.answers(q, at, e, langs)
		}
	}
	one := *r.s
	one.Questions = []*surveys.Question{q}
	for _, t := range one.Texts() {
		if (surveys.Unit{Place: t.Place}).Question() != "" {
			r.text(t, langs)
		}
	}
}

// text looks at one text as it is worded in each language: a language without words
// of its own reads another's, which is advised on there.
func (r *review) text(t surveys.TextAt, langs []string) {
	for _, lang := range langs {
		for _, e := range t.Editions {
			if text, in := r.s.Say(*t.Words, e, lang); in == lang {
				r.wording(t, text, e, lang)
			}
		}
	}
	r.unused(t, langs)
}

// wording looks at one wording as readers of an edition find it.
func (r *review) wording(t surveys.TextAt, text string, e surveys.Edition, lang string) {
	here := Advice{Place: t.Place, Edition: e, Language: lang}
	r.length(t.Role, text, here)
	if lang != english {
		if t.Role == surveys.RoleQuestion {
			r.found(Double, text, marks.FindStringIndex(text), here)
			r.turned(text, here)
		}
		return
	}
	reader := e
	if t.Role == surveys.RoleGrownUp {
		reader = surveys.Adult
	}
	r.hardWords(text, reader, here)
	if t.Role == surveys.RoleQuestion {
		r.reading(text, reader, here)
		r.asking(text, here)
	}
}

// unused finds wordings for editions that do not show the text.
func (r *review) unused(t surveys.TextAt, langs []string) {
	for _, lang := range langs {
		for _, e := range surveys.Editions() {
			if (*t.Words)[lang][e] != "" && !slices.Contains(t.Editions, e) {
				r.add(Advice{Kind: EditionUnused, Place: t.Place, Edition: e, Language: lang})
			}
		}
	}
}

// english is the language that the lists of words are for.
const english = "en"

// wantedFacts are what a child should know before starting.
var wantedFacts = []string{"who", "why", "sees", "promise", "charge"}

// whole looks at the survey beside its texts.
func (r *review) whole() {
	for _, e := range r.s.Editions {
		r.edition(e)
	}
	for i, q := range r.s.Questions {
		r.aboutYou(i, q)
	}
	for _, lang := range r.s.Languages {
		if r.s.Draft(lang) {
			r.add(Advice{Kind: NotChecked, Place: "checked_by", Language: lang})
		}
		if missing := r.s.Missing(lang); lang != r.s.Source && len(missing) > 0 {
			r.add(Advice{Kind: NotTranslated, Language: lang, Given: len(missing), Words: missing[0].Place})
		}
	}
}

func (r *review) edition(e surveys.Edition) {
	fit := fits[e]
	if n := len(r.s.QuestionsIn(e)); fit.Questions > 0 && n > fit.Questions {
		r.add(Advice{Kind: ManyQuestions, Place: "questions", Edition: e, Given: n, Most: fit.Questions})
	}
	r.begins(e)
	if e == surveys.Easy && r.s.Question(surveys.AgeBandKey) == nil {
		r.add(Advice{Kind: EasyAge, Place: "questions"})
	}
}

// begins looks at what readers of an edition know before the first question.
func (r *review) begins(e surveys.Edition) {
	facts := r.s.FactsIn(e)
	for _, key := range wantedFacts {
		if !slices.ContainsFunc(facts, func(f surveys.Fact) bool { return f.Key == key }) {
			r.add(Advice{Kind: StartFact, Place: "start.facts", Edition: e, Words: key})
		}
	}
	if _, ok := r.s.Start.GrownUp.In(e, r.s.Source); e == surveys.E4 && !ok {
		r.add(Advice{Kind: GrownUpNote, Place: "start"})
	}
}

// aboutYou finds a question that sorts answers and is not among the last.
func (r *review) aboutYou(i int, q *surveys.Question) {
	last := i + 1
	for last < len(r.s.Questions) && slices.Contains(r.s.Groupings, r.s.Questions[last].Key) {
		last++
	}
	if slices.Contains(r.s.Groupings, q.Key) && last < len(r.s.Questions) {
		r.add(Advice{Kind: AboutYouLast, Place: "questions." + q.Key})
	}
}
