package heard

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kist/internal/fault"
	"kist/surveys"
)

// State is what comes of what children said.
type State string

// The states there are.
const (
	Done    State = "done"
	Started State = "started"
	Planned State = "planned"
	Cannot  State = "cannot" // it does not change, and why is said
)

// States lists them. The slice is the caller's own.
func States() []State { return []State{Done, Started, Planned, Cannot} }

// Promises says whether a state promises children something that is still to come.
func (s State) Promises() bool { return s == Started || s == Planned }

// Content is what a page says.
type Content struct {
	Entries []Entry `json:"entries"`
}

// Entry is one thing that children said, and what comes of it.
type Entry struct {
	Key     string `json:"key"`
	Version int    `json:"version"`           // of the page, in which the entry was last changed
	Picture string `json:"picture,omitempty"` // a drawing of the program's own; empty: none
	State   State  `json:"state"`
	Due     string `json:"due,omitempty"` // day by which it is done, or children hear more
	Texts   Texts  `json:"texts"`
	Quote   string `json:"quote,omitempty"` // id of a child's own words beside what was said; empty: none
	News    []News `json:"news,omitempty"`  // what came of promises, the first first
}

// Texts are the words of an entry, each in its languages and editions.
type Texts struct {
	Title  surveys.Words `json:"title"`
	Said   surveys.Words `json:"said"`
	Heard  surveys.Words `json:"heard"`
	Change surveys.Words `json:"change"` // or why it cannot change
	By     surveys.Words `json:"by"`     // who does it
}

// News is what came of a promise.
type News struct {
	Day  string        `json:"day"`
	Was  string        `json:"was"`  // the day that was promised
	Kept bool          `json:"kept"` // else the promise was changed
	Text surveys.Words `json:"text"`
}

// Limits, in letters, and of entries on a page: a full page is still small enough to
// come at once.
const (
	MaxEntries = 8
	MaxNews    = 6
	MaxTitle   = 60
	MaxSaid    = 200
	MaxHeard   = 300
	MaxChange  = 400
	MaxBy      = 60
	MaxWhy     = 1000
)

// Part is one of an entry's texts.
type Part struct {
	Name    string // also the field of a problem
	Words   *surveys.Words
	Most    int
	Numbers bool // may hold numbers
	Needed  bool // in every language
}

// Parts lists an entry's texts, to read or to write. Those of what was said and heard
// hold no numbers.
func (e *Entry) Parts() []Part {
	list := []Part{
		{"title", &e.Texts.Title, MaxTitle, false, true},
		{"said", &e.Texts.Said, MaxSaid, false, true},
		{"heard", &e.Texts.Heard, MaxHeard, false, true},
		{"change", &e.Texts.Change, MaxChange, true, true},
		{"by", &e.Texts.By, MaxBy, true, e.State.Promises()},
	}
	for i := range e.News {
		list = append(list, Part{newsPart(i), &e.News[i].Text, MaxChange, true, true})
	}
	return list
}

func newsPart(i int) string { return "news" + string(rune('1'+i)) } // #nosec G115 -- one of a handful of parts

// Find gives the place of an entry; -1 if it is not there.
func (c Content) Find(key string) int {
	return slices.IndexFunc(c.Entries, func(e Entry) bool { return e.Key == key })
}

// Complete says whether everything of a page is written in a language for these
// editions.
func (c Content) Complete(lang string, editions []surveys.Edition) bool {
	for _, e := range c.Entries {
		if len(e.lacks(lang, editions)) > 0 {
			return false
		}
	}
	return len(c.Entries) > 0
}

// lacks names the texts of an entry that a language has not for one of the editions.
func (e *Entry) lacks(lang string, editions []surveys.Edition) []string {
	var list []string
	for _, part := range e.Parts() {
		lacks := func(of surveys.Edition) bool { _, ok := part.Words.In(of, lang); return !ok }
		if (part.Needed || len((*part.Words)[Source]) > 0) && slices.ContainsFunc(editions, lacks) {
			list = append(list, part.Name)
		}
	}
	return list
}

// tidied is an entry with single spaces in its texts, and without what its state does
// not have.
func (e Entry) tidied() Entry {
	for _, part := range e.Parts() {
		own := surveys.Words{}
		for lang, by := range *part.Words {
			for edition, text := range by {
				own.Set(edition, lang, strings.Join(strings.Fields(text), " "))
			}
		}
		*part.Words = own
	}
	if !e.State.Promises() {
		e.Due = ""
	}
	return e
}

// check says what is wrong with a tidied entry by itself; a draft may lack any text.
func (e Entry) check() fault.Problems {
	var bad fault.Problems
	if !slices.Contains(States(), e.State) {
		bad = append(bad, fault.Problem{Field: "state", ID: "staff.problem.choice"})
	}
	if e.Due != "" && !isDay(e.Due) {
		bad = append(bad, fault.Problem{Field: "due", ID: "staff.problem.day"})
	}
	if len(e.News) > MaxNews {
		bad = append(bad, fault.Problem{Field: "news", ID: "staff.feedback.problem.news", Args: map[string]any{"Max": MaxNews}})
	}
	for _, part := range e.Parts() {
		for _, by := range *part.Words {
			for edition, text := range by {
				if edition != surveys.All && !edition.Valid() {
					bad = append(bad, fault.Problem{Field: part.Name, ID: "staff.problem.choice"})
				}
				bad = append(bad, part.check(text)...)
			}
		}
	}
	return bad
}

// check says what is wrong with one text.
func (p Part) check(text string) fault.Problems {
	switch {
	case utf8.RuneCountInString(text) > p.Most:
		return fault.Problems{{Field: p.Name, ID: "staff.problem.long", Args: map[string]any{"Max": p.Most}}}
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return fault.Problems{{Field: p.Name, ID: "staff.problem.signs"}}
	case !p.Numbers && strings.ContainsFunc(text, func(r rune) bool { return unicode.IsNumber(r) || r == '%' }):
		return fault.Problems{{Field: p.Name, ID: "staff.feedback.problem.number"}}
	}
	return nil
}

func isDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil
}

// due is the nearest day of an open promise; empty if none is open.
func (c Content) due() string {
	day := ""
	for _, e := range c.Entries {
		if e.State.Promises() && e.Due != "" && (day == "" || e.Due < day) {
			day = e.Due
		}
	}
	return day
}

// in is all that a page says in one language, in one text that differs when any of it
// does.
func (c Content) in(lang string) string {
	var b strings.Builder
	for _, e := range c.Entries {
		for _, part := range e.Parts() {
			by := (*part.Words)[lang]
			for _, edition := range append(surveys.Editions(), surveys.All) {
				if by[edition] != "" {
					b.WriteString(e.Key + "\x00" + part.Name + "\x00" + string(edition) + "\x00" + by[edition] + "\x00")
				}
			}
		}
	}
	return b.String()
}

// languages are those in which anything is written, sorted.
func (c Content) languages() []string {
	var list []string
	for _, e := range c.Entries {
		for _, part := range e.Parts() {
			for lang := range *part.Words {
				list = append(list, lang)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// clone is a copy whose entries can be put in others' place.
func (c Content) clone() Content { return Content{Entries: slices.Clone(c.Entries)} }
