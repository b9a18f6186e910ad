package editing

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
			if lang == s.Source {
				continue
			}
			for _, t := range Translate(s, lang, nil) {
				if key := lang + "\x00" + t.Source + "\x00" + t.Target; t.Target != "" && !seen[key] {
					seen[key] = true
					m.byLang[lang] = append(m.byLang[lang], remembered{t.Source, t.Target, lexis.Triples(t.Source)})
				}
			}
		}
	}
	return m
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
	store.Head `bson:",inline"` // ID: language/word
	Language   string           `json:"language"`
	Word       string           `json:"word"` // in English, small letters
	Target     string           `json:"target"`
	Note       string           `json:"note,omitempty"`
	By         string           `json:"by"` // account id
}

var glossarySpec = store.Spec{Name: "glossary", Indexes: []store.Index{{Field: "language"}}}

// The most that a term may hold, in runes.
const (
	maxTerm     = 60
	maxTermNote = 200
)

// SetTerm agrees on a word, or changes what was agreed. fault.Problems for what
// is empty or too long.
func (d *Drafts) SetTerm(ctx context.Context, lang, word, target, note, who string) error {
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
	return d.putTerm(ctx, t)
}

func (d *Drafts) putTerm(ctx context.Context, t Term) error {
	for {
		there, err := d.glossary.GetStrong(ctx, t.ID)
		if err == nil {
			t.Rev = there.Rev
			err = d.glossary.Replace(ctx, &t)
		} else if isNotFound(err) {
			err = d.glossary.Insert(ctx, &t)
		}
		if !raced(err) {
			return err
		}
	}
}

// DropTerm forgets what was agreed on a word; no error if nothing was.
func (d *Drafts) DropTerm(ctx context.Context, lang, word string) error {
	err := d.glossary.Delete(ctx, lang+"/"+strings.ToLower(word))
	if isNotFound(err) {
		return nil
	}
	return err
}

// Glossary lists what is agreed in a language, by word.
func (d *Drafts) Glossary(ctx context.Context, lang string) ([]*Term, error) {
	return d.glossary.All(ctx, store.Query{Field: "language", Is: lang})
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
