package editing

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/lexis"
	"kist/internal/store"
	"kist/surveys"
)

// Memory remembers how texts were translated before, in every survey that it
// was shown. It lives in memory and is made anew from the drafts.
type Memory struct {
	byLang map[string][]remembered
}

// remembered is one pair of a text and its translation.
type remembered struct {
	source, target string
	triples        map[string]bool
}

// Suggestion is an earlier translation of the same or a similar text.
type Suggestion struct {
	Source string
	Target string
	Like   int // per cent of what the two sources share; 100 is the same text
}

// NewMemory learns from surveys.
func NewMemory(all ...*surveys.Survey) *Memory {
	m := &Memory{map[string][]remembered{}}
	seen := map[string]bool{}
	for _, s := range all {
		for _, lang := range s.Languages {
			m.learn(s, lang, seen)
		}
	}
	return m
}

// Remember is NewMemory of one language only.
func Remember(lang string, all ...*surveys.Survey) *Memory {
	m, seen := &Memory{map[string][]remembered{}}, map[string]bool{}
	for _, s := range all {
		m.learn(s, lang, seen)
	}
	return m
}

// learn takes note of a survey's translations into lang, each once.
func (m *Memory) learn(s *surveys.Survey, lang string, seen map[string]bool) {
	if lang == s.Source {
		return
	}
	for _, t := range Translate(s, lang, nil) {
		if key := lang + "\x00" + t.Source + "\x00" + t.Target; t.Target != "" && !seen[key] {
			seen[key] = true
			m.byLang[lang] = append(m.byLang[lang], remembered{t.Source, t.Target, lexis.Triples(t.Source)})
		}
	}
}

// alike is the least likeness, in per cent, that is worth showing: under it
// suggestions distract more than they help.
const alike = 60

// Suggest gives earlier translations of a text into lang, the likest first, at
// most limit.
func (m *Memory) Suggest(lang, source string, limit int) []Suggestion {
	own := lexis.Triples(source)
	var list []Suggestion
	for _, r := range m.byLang[lang] {
		like := 100
		if r.source != source {
			like = min(99, lexis.Likeness(own, r.triples))
		}
		if like >= alike {
			list = append(list, Suggestion{r.source, r.target, like})
		}
	}
	slices.SortStableFunc(list, func(a, b Suggestion) int { return cmp.Compare(b.Like, a.Like) })
	return list[:min(limit, len(list))]
}

// Term is a word that the group agreed to translate in one way.
type Term struct {
	store.Head    `bson:",inline"` // ID: language/word
	audit.Audited `bson:",inline"`
	Language      string `json:"language"`
	Word          string `json:"word"`   // in English, small letters
	Target        string `json:"target"` // empty: it was dropped
	Note          string `json:"note,omitempty"`
	By            string `json:"by"` // account id
}

const glossaryName = "glossary"

var glossarySpec = store.Spec{Name: glossaryName, Indexes: []store.Index{{Field: "language"}, {Field: audit.WaitingField}}}

// The most that a term may hold, in runes.
const (
	maxTerm     = 60
	maxTermNote = 200
)

// Mark stands for what is agreed on a word; empty for one that was dropped.
func (t *Term) Mark() string {
	if t.Target == "" {
		return ""
	}
	return mark(t.Word + "\x00" + t.Target + "\x00" + t.Note)
}

// SetTerm agrees on a word, or changes what was agreed: was is the Mark of that as the
// person saw it, empty if they saw nothing. fault.Conflict if something else is agreed
// by now; fault.Problems for what is empty or too long.
func (d *Drafts) SetTerm(ctx context.Context, lang, word, was, target, note, who string) error {
	word, target, note = strings.ToLower(strings.TrimSpace(word)), strings.TrimSpace(target), strings.TrimSpace(note)
	var bad fault.Problems
	for _, f := range []struct {
		field, text string
		most        int
		needed      bool
	}{{"word", word, maxTerm, true}, {"target", target, maxTerm, true}, {"note", note, maxTermNote, false}} {
		switch {
		case f.needed && f.text == "":
			bad = append(bad, fault.Problem{Field: f.field, ID: "staff.problem.missing"})
		case utf8.RuneCountInString(f.text) > f.most:
			bad = append(bad, fault.Problem{Field: f.field, ID: "staff.problem.long", Args: map[string]any{"Max": f.most}})
		}
	}
	if err := bad.Err(); err != nil {
		return err
	}
	t := Term{Head: store.Head{ID: lang + "/" + word}, Language: lang, Word: word, Target: target, Note: note, By: who}
	return d.putTerm(ctx, t, was, "term.set")
}

// putTerm writes a term over what the person saw. fault.Conflict if another one stands
// there, unless it is the same as theirs.
func (d *Drafts) putTerm(ctx context.Context, t Term, was, did string) error {
	for {
		there, err := d.glossary.GetStrong(ctx, t.ID)
		switch {
		case err == nil:
			if now := there.Mark(); now != "" && now != was && now != t.Mark() {
				return fault.Wrap(fault.Conflict, "term %s", t.ID)
			}
			if err := d.trail.Move(ctx, there.Audited); err != nil {
				return err
			}
			t.Rev, t.Audited = there.Rev, there.Audited
			t.Sign(glossaryName, t.Head, t.By, did, d.now())
			err = d.glossary.Replace(ctx, &t)
		case isNotFound(err):
			t.Sign(glossaryName, t.Head, t.By, did, d.now())
			err = d.glossary.Insert(ctx, &t)
		}
		if !raced(err) {
			return err
		}
	}
}

// DropTerm forgets what was agreed on a word; no error if nothing was. was as in
// SetTerm: fault.Conflict if something else is agreed by now.
func (d *Drafts) DropTerm(ctx context.Context, lang, word, was, who string) error {
	id := lang + "/" + strings.ToLower(strings.TrimSpace(word))
	there, err := d.glossary.GetStrong(ctx, id)
	switch {
	case isNotFound(err):
		return nil
	case err != nil:
		return err
	case there.Target == "":
		return nil
	}
	return d.putTerm(ctx, Term{Head: store.Head{ID: id}, Language: lang, Word: there.Word, By: who}, was, "term.drop")
}

// Glossary lists what is agreed in a language, by word.
func (d *Drafts) Glossary(ctx context.Context, lang string) ([]*Term, error) {
	all, err := d.glossary.All(ctx, store.Query{Field: "language", Is: lang})
	return slices.DeleteFunc(all, func(t *Term) bool { return t.Target == "" }), err
}

// Agreed are the terms of a glossary whose word stands in a text.
func Agreed(glossary []*Term, source string) []*Term {
	words := " " + strings.Join(strings.FieldsFunc(strings.ToLower(source), func(r rune) bool {
		return !unicode.IsLetter(r) && r != '’' && r != '-'
	}), " ") + " "
	var list []*Term
	for _, t := range glossary {
		if strings.Contains(words, " "+t.Word+" ") {
			list = append(list, t)
		}
	}
	return list
}
