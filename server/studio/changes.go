package studio

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/surveys"
)

// changeView is one edit in words.
type changeView struct {
	What   string // which text, or which part
	Lang   string // of the text; empty: it is no wording
	Dir    string
	Pieces []editing.Piece
	// Words for those who hear the page.
	Plus, Minus string
}

// changeViews tell what edits of a survey change.
func changeViews(p *i18n.Printer, s *surveys.Survey, edits []editing.Edit) []changeView {
	var list []changeView
	for _, e := range edits {
		if !e.Wording() {
			list = append(list, buildViews(p, s, e)...)
			continue
		}
		list = append(list, changeView{
			What: p.T("staff.change.what", "Text", placeWords(p, s, e.Place), "Edition", editionWords(p, e.Edition), "Language", i18n.Describe(e.Language).Endonym),
			Lang: e.Language, Dir: i18n.Direction(e.Language), Pieces: editing.WordDiff(e.Before, e.After),
		})
	}
	for i := range list {
		list[i].Plus, list[i].Minus = p.T("staff.change.added"), p.T("staff.change.removed")
	}
	return list
}

// placeWords name a text by where it stands.
func placeWords(p *i18n.Printer, s *surveys.Survey, place string) string {
	parts := strings.Split(place, ".")
	if len(parts) < 3 || parts[0] != "questions" {
		return startWords(p, s, parts)
	}
	n := 1 + slices.IndexFunc(s.Questions, func(q *surveys.Question) bool { return q.Key == parts[1] })
	in := p.T("staff.draft.question", "N", n)
	if n == 0 {
		in = p.T("staff.change.new")
	}
	switch parts[2] {
	case "text":
		return in
	case "hint":
		return p.T("staff.change.hint", "In", in)
	case "low", "high":
		return p.T("staff.change.end", "In", in)
	}
	return p.T("staff.change.answer", "In", in, "Key", parts[len(parts)-1])
}

// startWords name the title, or a text of the start page, by the parts of its
// place.
func startWords(p *i18n.Printer, s *surveys.Survey, parts []string) string {
	last := parts[len(parts)-1]
	switch {
	case len(parts) == 4: // start.facts.KEY.head
		n := 1 + slices.IndexFunc(s.Start.Facts, func(f surveys.Fact) bool { return f.Key == parts[2] })
		if n == 0 {
			n = 1 + len(s.Start.Facts) // one that is to come
		}
		return p.T("staff.translate.what.fact."+last, "N", n)
	case len(parts) == 2:
		return p.T("staff.translate.what." + last)
	}
	return p.T("staff.translate.what.title")
}

// buildViews tell of a change to how the survey is built.
func buildViews(p *i18n.Printer, s *surveys.Survey, e editing.Edit) []changeView {
	switch e.Place {
	case surveys.QuestionsPlace:
		return orderViews(p.T("staff.change.order"), list(e.Before), list(e.After), func(key string) string {
			if q := s.Question(key); q != nil {
				text, _ := sayAny(s, q, p.Lang())
				return text
			}
			return key
		})
	case surveys.HeadPlace:
		return headViews(p, e.Before, e.After)
	case surveys.FactsPlace:
		return orderViews(p.T("staff.change.facts"), factsOf(e.Before), factsOf(e.After), func(key string) string { return key })
	}
	if e.After == "" {
		return nil // the order of questions tells of it
	}
	before, after := questionOf(e.Before), questionOf(e.After)
	what := placeWords(p, s, "questions."+e.Question()+".text")
	views := orderViews(p.T("staff.change.answers", "In", what), keysOf(before.Options), keysOf(after.Options), func(key string) string { return key })
	return append(views, aspectViews(p, what, aspectsOf(p, s, before), aspectsOf(p, s, after))...)
}

// questionOf reads how a question is built; one without a key for what is none.
func questionOf(text string) *surveys.Question {
	q := &surveys.Question{}
	if text == "" || json.Unmarshal([]byte(text), q) != nil {
		return &surveys.Question{}
	}
	return q
}

// factsOf are the keys of the points of a start page.
func factsOf(text string) []string {
	var facts []surveys.Fact
	_ = json.Unmarshal([]byte(text), &facts) // none for what is no list
	keys := make([]string, len(facts))
	for i, f := range facts {
		keys[i] = f.Key
	}
	return keys
}

// list reads a list of keys; what is none is empty.
func list(text string) []string {
	var keys []string
	_ = json.Unmarshal([]byte(text), &keys) // empty for what is no list
	return keys
}

func keysOf(options []surveys.Option) []string {
	keys := make([]string, len(options))
	for i, o := range options {
		keys[i] = o.Key
	}
	return keys
}

// orderViews tell what was put into a list, taken out of it, or moved in it.
func orderViews(what string, before, after []string, name func(string) string) []changeView {
	if slices.Equal(before, after) {
		return nil
	}
	view := changeView{What: what}
	for i, key := range after {
		switch {
		case !slices.Contains(before, key):
			view.Pieces = append(view.Pieces, editing.Piece{Text: placed(i, name(key)), Is: editing.Added})
		case slices.Index(kept(before, after), key) != slices.Index(kept(after, before), key):
			view.Pieces = append(view.Pieces, editing.Piece{Text: placed(slices.Index(before, key), name(key)), Is: editing.Removed}, editing.Piece{Text: placed(i, name(key)), Is: editing.Added})
		}
	}
	for i, key := range before {
		if !slices.Contains(after, key) {
			view.Pieces = append(view.Pieces, editing.Piece{Text: placed(i, name(key)), Is: editing.Removed})
		}
	}
	return []changeView{view}
}

// kept are those of a list that another has too.
func kept(of, other []string) []string {
	return slices.DeleteFunc(slices.Clone(of), func(key string) bool { return !slices.Contains(other, key) })
}

// placed is one thing with its place in a list.
func placed(i int, text string) string { return strconv.Itoa(i+1) + ". " + text + " " }

// numbers lists numbers.
func numbers(list []int) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, ", ")
}
