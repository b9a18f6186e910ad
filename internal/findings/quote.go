package findings

import (
	"context"
	"errors"
	"slices"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/themes"
)

// Quotes is where it is read what children said, as two people let others read it.
type Quotes interface {
	// Spoken reads a quote that was let through, by its id, one that was taken back too: that
	// has no words. fault.NotFound if there is none.
	Spoken(ctx context.Context, inspection, id string) (*themes.Spoken, error)
	// Fits says whether a quote may be cited now: it was not taken back, and its theme still
	// counts in enough texts. fault.NotFound if there is none.
	Fits(ctx context.Context, inspection, id string) (bool, error)
}

// heldQuote reads the quote that a source cites: one of a round of this inspection, and of
// no pilot. A Problem of the field "quote" if there is none.
func (s *Findings) heldQuote(ctx context.Context, inspection string, source Source) (*themes.Spoken, error) {
	none := fault.Problem{Field: "quote", ID: "staff.findings.problem.quote"}
	if ok, err := s.ofInspection(ctx, inspection, source.Quote); err != nil || !ok {
		return nil, orNone(err, none)
	}
	said, err := s.quotes.Spoken(ctx, inspection, source.Quote)
	if err != nil {
		return nil, orNone(err, none)
	}
	return said, nil
}

// orNone is an error, or that there is none.
func orNone(err error, none fault.Problem) error {
	if err == nil || errors.Is(err, fault.NotFound) {
		return none
	}
	return err
}

func (s *Findings) ofInspection(ctx context.Context, inspection, quote string) (bool, error) {
	round := themes.RoundOf(quote)
	if s.quotes == nil || round == "" {
		return false, nil
	}
	rd, err := s.book.Rounds.Get(ctx, round)
	return err == nil && rd.Inspection == inspection && rd.Pilot == "", err
}

// citable is whether a source that cites a quote can be kept. One that the finding cites
// already stays, with what became of it; a new one must have been let through, not been
// taken back, and be of a theme that counts in enough texts now.
func (s *Findings) citable(ctx context.Context, in *inspections.Inspection, source Source, before []Content) error {
	if slices.ContainsFunc(before, func(c Content) bool { return c.quotes(source.Quote) }) {
		return nil
	}
	if _, err := s.heldQuote(ctx, in.ID, source); err != nil {
		return err
	}
	fits, err := s.quotes.Fits(ctx, in.ID, source.Quote)
	if err == nil && !fits {
		return fault.Problem{Field: "quote", ID: "staff.findings.problem.quote"}
	}
	return err
}

// quotes says whether the finding cites a quote.
func (c Content) quotes(id string) bool {
	return slices.ContainsFunc(c.Sources, func(s Source) bool { return s.Kind == Quoted && s.Quote == id })
}

// apart is a Problem if a quote that is told beside an edition would stand in one finding
// with figures of a group of another kind, such as of a setting or of those who gave one
// answer: whoever puts the two together is one of few. So is one that is there twice.
func (s *Findings) apart(ctx context.Context, inspection string, c Content) error {
	var seen []string
	for _, q := range c.Sources {
		if q.Kind != Quoted {
			continue
		}
		if slices.Contains(seen, q.Quote) {
			return fault.Problem{Field: "quote", ID: "staff.findings.problem.twice"}
		}
		seen = append(seen, q.Quote)
		said, err := s.heldQuote(ctx, inspection, q)
		if _, gone := fault.ProblemsOf(err); gone {
			continue
		}
		if err != nil {
			return err
		}
		if said.Edition != "" && !said.Back && slices.ContainsFunc(c.Sources, Source.ofGroups) {
			return fault.Problem{Field: "quote", ID: "staff.findings.problem.beside"}
		}
	}
	return nil
}

// ofGroups says whether figures of groups are cited that are told apart by anything but
// age.
func (s Source) ofGroups() bool {
	return s.Kind == Table && !slices.Contains([]string{"", results.ByAgeBand, results.ByEdition}, s.By) &&
		slices.ContainsFunc(s.Cells, func(c Cell) bool { return c.Group != "" })
}
