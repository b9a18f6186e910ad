package incoming

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"kist/internal/fault"
	"kist/surveys"
)

// MaxQuestions is how many questions a survey holds; the file's others stay behind.
// MaxOptions is how many answers one of them may offer.
const (
	MaxQuestions = 60
	MaxOptions   = 20
)

// maxTitle, maxLead and maxClauses are what surveys allow.
const (
	maxTitle     = 120 // runes
	maxLead      = 600 // runes
	maxClauses   = 5
	maxLanguages = 40
)

// Wanted says what no file tells.
type Wanted struct {
	Key      string            // of the draft; empty: made of the file's own name
	Editions []surveys.Edition // that its words are for; at least one
	// Start has the facts that every child reads before the first question; those that are
	// not worded in the file's own language are left out, and the account says so.
	Start surveys.Start
}

// ErrNothing says that no question of a file could come over.
var ErrNothing = errors.New("no question of this file can be asked here")

// Draft makes a survey that could be published of a form, and the whole account, in
// the order of the file; parts are the names of its parts in that order. The survey
// is nil, with the account and an error that is fault.Invalid, if no question could
// come over.
func Draft(f *Form, w Wanted, parts ...string) (*surveys.Survey, []Note, error) {
	if f.Whole != nil {
		return whole(f, w, parts)
	}
	d := &drafting{form: f, notes: slices.Clone(f.Notes), known: map[string]*known{}, keys: map[string]bool{}}
	d.begin(w)
	for i := range f.Items {
		d.item(&f.Items[i])
	}
	notes := sorted(d.notes, parts)
	if len(d.survey.Questions) == 0 {
		return nil, notes, errors.Join(fault.Invalid, ErrNothing)
	}
	if err := d.survey.Flaws().Err(); err != nil {
		return nil, notes, err // a question is only taken if it has none: something here is wrong
	}
	return d.survey, notes, nil
}

// whole is the draft of a survey that came as it is.
func whole(f *Form, w Wanted, parts []string) (*surveys.Survey, []Note, error) {
	notes := sorted(slices.Clone(f.Notes), parts)
	if len(f.Whole.Questions) == 0 {
		return nil, notes, errors.Join(fault.Invalid, ErrNothing)
	}
	s := *f.Whole
	s.Key = cmp.Or(w.Key, s.Key)
	if err := s.Flaws().Err(); err != nil {
		return nil, notes, err
	}
	return &s, notes, nil
}

// drafting is a survey in the making.
type drafting struct {
	form   *Form
	survey *surveys.Survey
	notes  []Note
	known  map[string]*known // questions taken, by their names in the file
	keys   map[string]bool   // taken
}

func (d *drafting) say(at Place, fate Fate, why string, args ...any) {
	d.notes = append(d.notes, newNote(at, fate, why, args...))
}

// begin makes what stands before the first question.
func (d *drafting) begin(w Wanted) {
	f := d.form
	s := &surveys.Survey{Source: f.Source, Editions: slices.Clone(w.Editions)}
	s.Languages = slices.DeleteFunc(slices.Clone(f.Languages), func(l string) bool { return !Tagged(l) })
	if len(s.Languages) > maxLanguages {
		d.say(Place{}, Left, "languages", "most", maxLanguages, "given", len(s.Languages))
		s.Languages = s.Languages[:maxLanguages]
	}
	d.survey = s
	if s.Key = w.Key; s.Key == "" {
		s.Key = keyOf(f.Name, "survey")
	}
	title := f.Title
	if title[f.Source] == "" {
		title = Text{f.Source: strings.ReplaceAll(s.Key, "_", " ")}
		d.say(Place{}, Added, "title")
	}
	s.Title = d.short(title, maxTitle, "title_long")
	lead := f.Lead
	if lead[f.Source] == "" || utf8.RuneCountInString(lead[f.Source]) > maxLead {
		if lead[f.Source] != "" {
			d.say(Place{}, Left, "lead_long", "most", maxLead)
		}
		lead = title
	}
	s.Start.Lead = d.short(lead, maxLead, "lead_long")
	d.facts(w.Start)
}

// short makes words of a text, cut where it is longer than allowed.
func (d *drafting) short(t Text, most int, why string) surveys.Words {
	cut := false
	w := surveys.Words{}
	for _, lang := range d.survey.Languages {
		text := []rune(t[lang])
		if len(text) > most {
			text, cut = text[:most], true
		}
		w.Set(surveys.All, lang, strings.TrimSpace(string(text)))
	}
	if cut {
		d.say(Place{}, Changed, why, "most", most)
	}
	return w
}

// facts adds what a child must know before the first question, in the languages of
// the form.
func (d *drafting) facts(start surveys.Start) {
	s := d.survey
	for _, f := range start.Facts {
		f.Editions = within(f.Editions, s.Editions)
		f.Head, f.Text = d.only(f.Head), d.only(f.Text)
		if d.fits(f) {
			s.Start.Facts = append(s.Start.Facts, f)
		}
	}
	if len(s.Start.Facts) < len(start.Facts) {
		d.say(Place{}, Added, "facts_missing", "language", s.Source)
	} else if len(start.Facts) > 0 {
		d.say(Place{}, Added, "facts")
	}
}

// within are the editions of a fact that the survey has; none is all.
func within(of, have []surveys.Edition) []surveys.Edition {
	return slices.DeleteFunc(slices.Clone(of), func(e surveys.Edition) bool { return !slices.Contains(have, e) })
}

// fits says whether a fact can stand at the survey's start.
func (d *drafting) fits(f surveys.Fact) bool {
	probe := *d.survey
	probe.Start.Facts = []surveys.Fact{f}
	for _, flaw := range probe.Flaws() {
		if strings.HasPrefix(flaw.Place, "start.facts.") {
			return false
		}
	}
	return true
}

// only are the words in the languages of the survey, a copy.
func (d *drafting) only(w surveys.Words) surveys.Words {
	kept := surveys.Words{}
	for _, lang := range d.survey.Languages {
		for e, text := range w[lang] {
			if e == surveys.All || slices.Contains(d.survey.Editions, e) {
				kept.Set(e, lang, text)
			}
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}
