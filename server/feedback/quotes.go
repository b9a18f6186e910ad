package feedback

import (
	"context"
	"errors"

	"kist/internal/fault"
	"kist/internal/heard"
	"kist/internal/store"
	"kist/internal/themes"
	"kist/server/web"
)

// Quotes is where the words are that children wrote and two people let through.
type Quotes interface {
	// SpokenOf lists the quotes of a question of a round that were not taken back.
	SpokenOf(ctx context.Context, inspection, round, question string) ([]*themes.Spoken, error)
}

// quoteChoice is a child's own words that an entry can have.
type quoteChoice struct {
	web.Choice
	How, Theme string
}

// quotable lists the quotes of an inspection, the entry's own ticked.
func (r *room) quotable(ctx context.Context, b web.StaffBase, inspection, chosen string) (list []quoteChoice, err error) {
	rounds, err := r.Book.Heads(ctx, store.Query{Field: "inspection", Is: inspection})
	for _, rd := range rounds {
		if rd.Pilot != "" || rd.Feedback {
			continue
		}
		survey, err := r.Versions.Survey(ctx, rd.Version)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, q := range survey.Questions {
			if q == nil || q.KindName != "story" {
				continue
			}
			said, err := r.Quotes.SpokenOf(ctx, inspection, rd.ID, q.Key)
			if err != nil {
				return nil, err
			}
			for _, x := range said {
				list = append(list, quoteChoice{web.Choice{Value: x.ID, Text: x.Words, On: x.ID == chosen}, howSaid(b, x), x.Name})
			}
		}
	}
	return list, err
}

func howSaid(b web.StaffBase, q *themes.Spoken) string {
	if q.Reworded {
		return b.T("staff.quotes.reworded")
	}
	return b.T("staff.quotes.verbatim")
}

// quoteChange says in words how an entry's quote changed; empty twice if it did not.
func quoteChange(b web.StaffBase, was, is heard.Entry) (before, after string) {
	if was.Quote == is.Quote {
		return "", ""
	}
	if was.Quote != "" {
		before = b.T("staff.feedback.quote.one")
	}
	if is.Quote != "" {
		after = b.T("staff.feedback.quote.one")
	}
	if before == after {
		after = b.T("staff.feedback.quote.another")
	}
	return before, after
}
