package themes

import (
	"context"
	"slices"

	"kist/internal/fault"
	"kist/internal/store"
)

// enough is how many people must have read a text on their own.
const enough = 2

// Join brings the codings of a set together: of each text that at least two people
// read on their own. From then on they see each other's and change their own no more.
// It gives how many texts that were; taken up again after a crash it goes on. Texts
// that fewer read stay as they are, for another time.
func (s *Themes) Join(ctx context.Context, set, who string) (int, error) {
	if err := s.trail.NoteEach(ctx, sheetsName, set, "join", who, "codings.join"); err != nil {
		return 0, err
	}
	n := 0
	for d, err := range s.sheets.Find(ctx, store.Query{Field: "set", Is: set}) {
		if err != nil {
			return n, err
		}
		if d.Open || len(d.Read()) < enough {
			continue
		}
		joined, err := s.open(ctx, d, who)
		if err != nil {
			return n, err
		}
		if joined {
			n++
		}
	}
	return n, nil
}

// open brings the codings of one text together, unless somebody took theirs back
// meanwhile.
func (s *Themes) open(ctx context.Context, d *Sheet, who string) (bool, error) {
	round, question := CutSet(d.Set)
	joined := false
	_, err := s.step(ctx, Text{ID: d.Text, Round: round, Question: question}, Step{Who: who, Did: Opened}, func(d *Sheet) error {
		joined = !d.Open && len(d.Read()) >= enough
		if !joined {
			return errSame
		}
		d.Open = true
		return nil
	})
	return joined, err
}

// Agreed are the themes that all who read a text on their own gave it, as the codebook has
// them now, once that was brought together; none before, or if fewer than two read it.
// People who gave two themes of which one was taken into the other agree.
func (s *Sheet) Agreed(v Version) []string {
	read := s.Read()
	if !s.Open || len(read) < enough {
		return nil
	}
	agreed := v.ResolveAll(read[0].Themes)
	for _, c := range read[1:] {
		gave := v.ResolveAll(c.Themes)
		agreed = slices.DeleteFunc(agreed, func(t string) bool { return !slices.Contains(gave, t) })
	}
	return agreed
}

// Split are the themes that some who read a text gave it and others did not, as the
// codebook has them now, while it is not settled; none before the codings were brought
// together.
func (s *Sheet) Split(v Version) []string {
	if !s.Open || s.Settled != nil {
		return nil
	}
	var split []string
	for _, c := range s.Read() {
		split = append(split, v.ResolveAll(c.Themes)...)
	}
	agreed := s.Agreed(v)
	return slices.DeleteFunc(sorted(split), func(t string) bool { return slices.Contains(agreed, t) })
}

// Confirmed are the themes that count in a text, as the codebook has them now: what two
// settled, or else what all who read it on their own gave it.
func (s *Sheet) Confirmed(v Version) []string {
	if s.Settled != nil {
		return v.ResolveAll(s.Settled.Themes)
	}
	return s.Agreed(v)
}

// Settle says which themes a text has, after its codings were brought together. When a
// second person says the same, it is settled; another answer takes the first one's
// place and waits in its turn. fault.Closed before the codings are together, or once it
// is settled; a fault.Problem for a theme that is not in use.
func (s *Themes) Settle(ctx context.Context, v Version, t Text, themes []string, who string) (*Sheet, error) {
	themes = sorted(slices.Clone(themes))
	for _, key := range themes {
		if v.Resolve(key) != key {
			return nil, fault.Problem{Field: "theme", ID: "staff.themes.problem.gone"}
		}
	}
	did := Said
	d, err := s.sheets.GetStrong(ctx, sheetID(t.Set(), t.ID))
	if err != nil {
		return nil, err
	}
	if d.second(themes, who) {
		did = Settled
	}
	return s.step(ctx, t, Step{Who: who, Did: did, Themes: themes}, func(d *Sheet) error {
		switch {
		case !d.Open || d.Settled != nil:
			return fault.Wrap(fault.Closed, "%s is not there to be settled", d.ID)
		case d.second(themes, who) != (did == Settled):
			return fault.Wrap(fault.Conflict, "%s: somebody else spoke meanwhile", d.ID)
		case did == Settled:
			d.Settled, d.Said = &Decision{Themes: themes, By: []string{d.Said.By[0], who}, At: s.minute()}, nil
		case d.Said != nil && slices.Equal(d.Said.Themes, themes):
			return errSame // the same person, again
		default:
			d.Said = &Decision{Themes: themes, By: []string{who}, At: s.minute()}
		}
		return nil
	})
}

// second says whether somebody says what another said before.
func (s *Sheet) second(themes []string, who string) bool {
	return s.Said != nil && s.Said.By[0] != who && slices.Equal(s.Said.Themes, themes)
}

// Reopen takes back what was settled, or said, about a text: its codings speak again.
// fault.NotFound if there is nothing to take back.
func (s *Themes) Reopen(ctx context.Context, t Text, who string) (*Sheet, error) {
	return s.step(ctx, t, Step{Who: who, Did: Reopen}, func(d *Sheet) error {
		if d.Settled == nil && d.Said == nil {
			return fault.Wrap(fault.NotFound, "a decision on %s", d.ID)
		}
		d.Settled, d.Said = nil, nil
		return nil
	})
}

// Confirmed are the texts of a set with the themes that count in each, by text id.
func (s *Themes) Confirmed(ctx context.Context, v Version, set string) (map[string][]string, error) {
	found := map[string][]string{}
	for d, err := range s.sheets.Find(ctx, store.Query{Field: "set", Is: set}) {
		if err != nil {
			return nil, err
		}
		if d.Settled != nil || d.Open && len(d.Split(v)) == 0 {
			found[d.Text] = d.Confirmed(v)
		} else if list := d.Confirmed(v); len(list) > 0 {
			found[d.Text] = list
		}
	}
	return found, nil
}
