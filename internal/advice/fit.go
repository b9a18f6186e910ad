package advice

import "kist/surveys"

// Fit is how much a reader of one edition should be given. 0 is no limit.
type Fit struct {
	Questions int // in the edition, asked or not
	Options   int // answers to one question, "I'd rather not say" left out
	Words     int // in a question, and in any sentence
	Option    int // words in one answer
	Oldest    int // age in years of its oldest readers, by which reading ages are judged
}

// fits are our own proposal, made from what is published about asking children;
// no published rule gives numbers. Easy-read follows 8-10; grown-ups get long
// sentences cut only.
var fits = map[surveys.Edition]Fit{
	surveys.E4:    {Questions: 8, Options: 3, Words: 8, Option: 6, Oldest: 7},
	surveys.E8:    {Questions: 15, Options: 3, Words: 12, Option: 8, Oldest: 10},
	surveys.E11:   {Questions: 25, Options: 5, Words: 15, Option: 10, Oldest: 13},
	surveys.E14:   {Questions: 35, Options: 5, Words: 20, Option: 12, Oldest: 18},
	surveys.Easy:  {Questions: 15, Options: 3, Words: 12, Option: 8, Oldest: 10},
	surveys.Adult: {Questions: 35, Words: 25},
}

// FitOf is the fit of edition e; all 0 for an edition that there is not.
func FitOf(e surveys.Edition) Fit { return fits[e] }

// length looks at how long a text is, in any language that parts its words.
func (r *review) length(role surveys.Role, text string, at Advice) {
	fit, m := fits[at.Edition], Count(text, at.Language)
	if role == surveys.RoleGrownUp {
		fit = fits[surveys.Adult]
	}
	if fit.Words == 0 {
		return
	}
	switch at.Most = fit.Words; {
	case role == surveys.RoleQuestion && m.Words > fit.Words:
		at.Kind, at.Given = LongQuestion, m.Words
	case role == surveys.RoleOption && fit.Option > 0 && m.Words > fit.Option:
		at.Kind, at.Given, at.Most = LongOption, m.Words, fit.Option
	case role != surveys.RoleOption && m.Longest > fit.Words:
		at.Kind, at.Given = LongSentence, m.Longest
	default:
		return
	}
	r.add(at)
}

// least is how few words a formula may be asked about. Both formulas were made for
// passages; below this the chance of a single long name decides.
const least = 8

// reading asks the formulas about a question, and advises only where both say that
// it is for readers older than the oldest of the edition.
func (r *review) reading(text string, e surveys.Edition, at Advice) {
	m, oldest := Measure(text), fits[e].Oldest
	if oldest > 0 && m.Words >= least && m.AgeFrom > oldest {
		at.Kind, at.Given, at.Most = HardReading, m.AgeFrom, oldest
		r.add(at)
	}
}
