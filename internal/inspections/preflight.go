package inspections

import (
	"slices"
	"strconv"
	"time"
)

// Verdict says what a check means for opening a round.
type Verdict int

// The verdicts, in the order in which a page shows them.
const (
	Stops  Verdict = iota // the round cannot open
	ToDo                  // it can, but somebody should look
	Passes                // in order
)

// Check is one line of what is looked at before a round opens.
type Check struct {
	Key     string // names its texts: keys, version, dates, settings, translation, helplines, privacy, test, expected, early, lead, tablets
	Verdict Verdict
	Lang    string        // of a translation; empty otherwise
	Missing []string      // places of the texts that a translation lacks
	By      *Confirmation // who answered for it; nil if nobody did or it needs nobody
	Names   []string      // of tablets that are not ready
	Old     bool          // somebody answered for it, but too long ago or before a change
	Level   Level         // of a translation: what the round asks of it at least
	Read    int           // of a translation that is not checked in all: how many per cent are
}

// Facts is what has to be known beside the round itself.
type Facts struct {
	Trial     bool                     // the version is one for trying out
	Unchecked []string                 // languages of the round that no native reader has checked
	Read      map[string]int           // by language, how many per cent of the texts a native reader had checked when the version was frozen
	Missing   map[string][]string      // by language, the places of texts that are shown in the survey's own instead
	Confirmed map[string]*Confirmation // as Book.Confirmed gives it
	Tablets   []*Tablet                // of the round
	Lead      bool                     // somebody is there to read the requests of children who want to be contacted
	Now       time.Time
}

// helpHolds is how long a look at the help lines is good for, in months.
const helpHolds = 12

// Preflight looks at a round before it opens: what stops it first, then what is
// to do, then what is in order.
func Preflight(r *Round, f Facts) []Check {
	list := []Check{
		{Key: "keys", Verdict: must(len(r.AnswersKey) > 0 && len(r.TextsKey) > 0)},
		{Key: "version", Verdict: must(r.Version != "" && !f.Trial)},
		{Key: "dates", Verdict: must(isDay(r.Opens) && isDay(r.Closes) && r.Closes >= r.Opens && r.Closes >= f.Now.Format(time.DateOnly))},
		{Key: "settings", Verdict: must(len(r.Settings) > 0 && len(r.Codes) == len(r.Settings))},
		{Key: "expected", Verdict: should(r.Expected > 0)},
		{Key: "early", Verdict: should(r.Opens <= f.Now.Format(time.DateOnly))},
	}
	if len(r.ContactKey) > 0 {
		list = append(list, Check{Key: "lead", Verdict: should(f.Lead)})
	}
	for _, lang := range r.Languages {
		list = append(list, translation(lang, f))
	}
	list = append(list, f.helpLines(), f.word(PrivacySeen, true), f.word(TestAnswer, f.mark(TestAnswer) == r.Mark()))
	if len(f.Tablets) > 0 {
		list = append(list, f.tablets(r))
	}
	slices.SortStableFunc(list, func(x, y Check) int { return int(x.Verdict - y.Verdict) })
	return list
}

// Ready says whether nothing stops the round.
func Ready(list []Check) bool {
	return !slices.ContainsFunc(list, func(c Check) bool { return c.Verdict == Stops })
}

func must(ok bool) Verdict {
	if ok {
		return Passes
	}
	return Stops
}

func should(ok bool) Verdict {
	if ok {
		return Passes
	}
	return ToDo
}

// Level is how far a translation has to be before a round opens in it.
type Level string

// The levels, the highest first.
const (
	AllChecked    Level = "checked" // a native reader checked every text; holds where nobody said otherwise
	NearlyChecked Level = "95"      // per cent of the texts, when the version was frozen
	MostChecked   Level = "80"
	AllTranslated Level = "translated" // no text is missing
	AsItIs        Level = "any"
)

// Percent is how many per cent of the texts a level wants checked; 0 if it does
// not count them.
func (l Level) Percent() int {
	n, _ := strconv.Atoi(string(l)) // 0 for a word
	return n
}

// Levels lists every level. The slice is the caller's own.
func Levels() []Level { return []Level{AllChecked, NearlyChecked, MostChecked, AllTranslated, AsItIs} }

// level is what was stated for a language of the round.
func (f Facts) level(lang string) Level {
	if by := f.Confirmed[LeastLevel+"/"+lang]; by != nil && slices.Contains(Levels(), Level(by.Note)) {
		return Level(by.Note)
	}
	return AllChecked
}

// below says that a language is not as far as a level.
func (f Facts) below(lang string, l Level) bool {
	switch l {
	case AsItIs:
		return false
	case AllTranslated:
		return len(f.Missing[lang]) > 0
	}
	return slices.Contains(f.Unchecked, lang) && (l.Percent() == 0 || f.Read[lang] < l.Percent())
}

// translation passes if it is as far as the round asks, or if somebody took an
// exception on their own name. What it lacks is for somebody to look at.
func translation(lang string, f Facts) Check {
	c := Check{Key: Translation, Lang: lang, Missing: f.Missing[lang], Verdict: should(len(f.Missing[lang]) == 0), Level: f.level(lang), Read: f.Read[lang]}
	if f.below(lang, c.Level) {
		c.By = f.Confirmed[Translation+"/"+lang]
		c.Verdict = min(c.Verdict, must(c.By != nil))
	}
	return c
}

// word is a check that needs a person's word, and that it still holds.
func (f Facts) word(what string, holds bool) Check {
	by := f.Confirmed[what]
	return Check{Key: what, By: by, Verdict: must(by != nil && holds), Old: by != nil && !holds}
}

// tablets passes if every tablet that is not struck off has fetched the round as
// it is now. A round can open without one.
func (f Facts) tablets(r *Round) Check {
	var behind []string
	for _, t := range f.Tablets {
		if t.Struck == "" && (t.Token == "" || t.Loaded != r.Offering()) {
			behind = append(behind, t.Name)
		}
	}
	return Check{Key: "tablets", Verdict: should(len(behind) == 0), Names: behind}
}

func (f Facts) helpLines() Check {
	by := f.Confirmed[HelpLines]
	return f.word(HelpLines, by != nil && by.Day >= f.Now.AddDate(0, -helpHolds, 0).Format(time.DateOnly))
}

// mark is that of the round when this was confirmed.
func (f Facts) mark(what string) string {
	if by := f.Confirmed[what]; by != nil {
		return by.Of
	}
	return ""
}
