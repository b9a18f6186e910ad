package themes

import (
	"context"
	"errors"
	"strings"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/store"
)

// TakenBack lists the ids of all quotes that were taken back.
func (s *Themes) TakenBack(ctx context.Context) (ids []string, err error) {
	all, err := s.quotes.All(ctx, store.Query{Field: "back", Is: true})
	for _, q := range all {
		ids = append(ids, q.ID)
	}
	return ids, err
}

// TakeBack makes a quote be shown no more, and takes its words out of the store; done
// again it does nothing. fault.NotFound if there is none.
func (s *Themes) TakeBack(ctx context.Context, set, text, who string) error {
	_, err := s.quotes.Update(ctx, sheetID(set, text), func(q *Quote) error {
		if q.Back {
			return errSame
		}
		if err := s.trail.Move(ctx, q.Audited); err != nil {
			return err
		}
		q.Back, q.Words = true, ""
		q.Sign(quotesName, q.Head, who, "quote.back", s.now())
		return nil
	})
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

// TakeBackOf takes back the quote of a text of a round, whatever question it answers; a
// text that gave none is no error. Call it when what may be read of a text is looked at
// anew: a quote of it may hold just what should have been taken out.
func (s *Themes) TakeBackOf(ctx context.Context, round, text, who string) error {
	return s.takeBackEach(ctx, who, func(q *Quote) bool {
		return RoundOf(q.ID) == round && strings.TrimPrefix(q.ID, q.Set+"/") == text
	})
}

// TakeBackGone takes back, as the program itself, every quote of a text that its child
// took back; gone are the marks of these in a round. What cannot be read of one round
// stops no other.
func (s *Themes) TakeBackGone(ctx context.Context, gone func(ctx context.Context, round string) (map[string]bool, error)) error {
	rounds := map[string]map[string]bool{}
	var errs []error
	err := s.takeBackEach(ctx, audit.Server, func(q *Quote) bool {
		if q.Out == "" {
			return false
		}
		round := RoundOf(q.ID)
		if _, read := rounds[round]; !read {
			marks, err := gone(ctx, round)
			if err != nil {
				errs = append(errs, err)
			}
			rounds[round] = marks
		}
		return rounds[round][q.Out]
	})
	return errors.Join(append(errs, err)...)
}

// takeBackEach takes back the quotes that are meant.
func (s *Themes) takeBackEach(ctx context.Context, who string, meant func(*Quote) bool) error {
	all, err := s.quotes.All(ctx, store.Query{Field: "back", Is: false})
	errs := []error{err}
	for _, q := range all {
		if !meant(q) {
			continue
		}
		if err := s.TakeBack(ctx, q.Set, strings.TrimPrefix(q.ID, q.Set+"/"), who); err != nil && !errors.Is(err, fault.NotFound) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
