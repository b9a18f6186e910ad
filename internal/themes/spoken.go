package themes

import (
	"context"
	"slices"

	"kist/internal/store"
)

// Spoken is a quote as others read it.
type Spoken struct {
	Quote
	Name string // of its theme, as the codebook has it now
}

// RoundOf is the round whose text a quote is of, by the id of the quote; empty for what is
// the id of none.
func RoundOf(quote string) string {
	round, rest := CutSet(quote)
	if question, text := CutSet(rest); question == "" || text == "" {
		return ""
	}
	return round
}

// Spoken reads a quote of a round of this inspection, one that was taken back too: that has
// no words. fault.NotFound if there is none.
func (s *Themes) Spoken(ctx context.Context, inspection, id string) (*Spoken, error) {
	q, err := s.quotes.GetStrong(ctx, id)
	if err != nil {
		return nil, err
	}
	b, err := s.Book(ctx, inspection)
	if err != nil {
		return nil, err
	}
	return spoken(b.Latest, q), nil
}

func spoken(v Version, q *Quote) *Spoken {
	name := v.Name(q.Theme)
	if now := v.Resolve(q.Theme); now != "" {
		name = v.Name(now)
	}
	return &Spoken{*q, name}
}

// Fits says whether a quote may be cited now: it was not taken back, and its theme still
// counts in its text, and in enough texts of the set. fault.NotFound if there is none.
func (s *Themes) Fits(ctx context.Context, inspection, id string) (bool, error) {
	q, err := s.quotes.GetStrong(ctx, id)
	if err != nil || q.Back {
		return false, err
	}
	b, err := s.Book(ctx, inspection)
	if err != nil {
		return false, err
	}
	theme, n, own := b.Latest.Resolve(q.Theme), 0, false
	for d, err := range s.sheets.Find(ctx, store.Query{Field: "set", Is: q.Set}) {
		if err != nil {
			return false, err
		}
		if theme != "" && slices.Contains(d.Confirmed(b.Latest), theme) {
			n, own = n+1, own || d.ID == id
		}
	}
	return own && n >= MinTheme, nil
}

// SpokenOf lists the quotes of a question of a round that were not taken back.
func (s *Themes) SpokenOf(ctx context.Context, inspection, round, question string) (list []*Spoken, err error) {
	b, err := s.Book(ctx, inspection)
	if err != nil {
		return nil, err
	}
	quotes, err := s.Quotes(ctx, Set(round, question))
	for _, q := range quotes {
		if !q.Back {
			list = append(list, spoken(b.Latest, q))
		}
	}
	return list, err
}
