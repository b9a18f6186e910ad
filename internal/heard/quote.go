package heard

import (
	"context"
	"errors"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/themes"
)

// MaxQuotes is how many entries of a page may have a child's own words.
const MaxQuotes = 3

// Quotes is where it is read what children said, as two people let others read it.
type Quotes interface {
	// Spoken reads a quote that was let through, by its id, one that was taken back too:
	// that has no words. fault.NotFound if there is none.
	Spoken(ctx context.Context, inspection, id string) (*themes.Spoken, error)
	// Fits says whether a quote may be used now: it was not taken back, and its theme
	// still counts in enough texts. fault.NotFound if there is none.
	Fits(ctx context.Context, inspection, id string) (bool, error)
}

// Said is a child's own words as they are shown. The zero Said is none.
type Said struct {
	Words    string
	Reworded bool // else it is a part of what the child wrote, word for word
}

// Use lets entries have quotes. Call it before the pages are used; without it there are
// none.
func (s *Pages) Use(quotes Quotes) { s.quotes = quotes }

// Said reads a quote of one of the inspection's rounds. The zero Said if it was taken
// back, or is none: a page has an id alone, so that its words go from everywhere at once.
func (s *Pages) Said(ctx context.Context, inspection, quote string) (Said, error) {
	round := themes.RoundOf(quote)
	if s.quotes == nil || round == "" {
		return Said{}, nil
	}
	rd, err := s.book.Rounds.Get(ctx, round)
	if err == nil && (rd.Inspection != inspection || rd.Pilot != "") {
		return Said{}, nil
	}
	var q *themes.Spoken
	if err == nil {
		q, err = s.quotes.Spoken(ctx, inspection, quote)
	}
	switch {
	case errors.Is(err, fault.NotFound) || err == nil && q.Back:
		return Said{}, nil
	case err != nil:
		return Said{}, err
	}
	return Said{q.Words, q.Reworded}, nil
}

// citable is a Problem of the field "quote" unless the entry's quote is one that it has
// already, or one that may be used now.
func (s *Pages) citable(ctx context.Context, inspection string, e Entry) error {
	if e.Quote == "" {
		return nil
	}
	p, err := s.docs.Get(ctx, inspection)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	if err == nil {
		if i := p.Latest.Content.Find(e.Key); i >= 0 && p.Latest.Content.Entries[i].Quote == e.Quote {
			return nil
		}
	}
	said, err := s.Said(ctx, inspection, e.Quote)
	if err != nil {
		return err
	}
	fits := false
	if said.Words != "" {
		if fits, err = s.quotes.Fits(ctx, inspection, e.Quote); err != nil {
			return err
		}
	}
	if !fits {
		return fault.Problem{Field: "quote", ID: "staff.feedback.problem.quote"}
	}
	return nil
}

// quotes is a Problem if more entries have quotes than a page may hold, or two have the
// same.
func (c Content) quotes() error {
	seen := map[string]bool{}
	for _, e := range c.Entries {
		if e.Quote == "" {
			continue
		}
		if seen[e.Quote] || len(seen) == MaxQuotes {
			return fault.Problem{Field: "quote", ID: "staff.feedback.problem.quotes", Args: map[string]any{"Max": MaxQuotes}}
		}
		seen[e.Quote] = true
	}
	return nil
}

// lost says of which entries, from 1, the quote was taken back.
func (s *Pages) lost(ctx context.Context, inspection string, c Content) (list []int, err error) {
	for i, e := range c.Entries {
		if e.Quote == "" {
			continue
		}
		said, err := s.Said(ctx, inspection, e.Quote)
		if err != nil {
			return nil, err
		}
		if said.Words == "" {
			list = append(list, i+1)
		}
	}
	return list, nil
}

// Lost lists the inspections whose children read a page from which a quote is gone: its
// words are shown no more, and somebody has to look at what is left.
func (s *Pages) Lost(ctx context.Context) ([]string, error) {
	shown, err := s.docs.All(ctx, store.Query{Field: "is_shown", Is: true})
	var list []string
	for _, p := range shown {
		gone, err := s.lost(ctx, p.ID, p.Shown.Content)
		if err != nil {
			return nil, err
		}
		if len(gone) > 0 {
			list = append(list, p.ID)
		}
	}
	return list, err
}
