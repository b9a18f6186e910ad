package themes

import (
	"context"

	"kist/internal/store"
)

// Counted is a text as a release of themes counts it (R8).
type Counted struct {
	Text
	// Settled says that two people who read it on their own agree about every theme, or
	// two settled it together. Until then it is in no number.
	Settled bool
	Themes  []string // keys of those that count in it, as the codebook has them now
}

// Counted are the texts that passed review, as reviewed lists them: a coding of any other
// counts nowhere.
func (s *Themes) Counted(ctx context.Context, v Version, reviewed []Text) ([]Counted, error) {
	sets := map[string]map[string][]string{} // by set and text
	list := make([]Counted, len(reviewed))
	for i, t := range reviewed {
		done, read := sets[t.Set()]
		if !read {
			var err error
			if done, err = s.done(ctx, v, t.Set()); err != nil {
				return nil, err
			}
			sets[t.Set()] = done
		}
		themes, settled := done[t.ID]
		list[i] = Counted{Text: t, Settled: settled, Themes: themes}
	}
	return list, nil
}

// done are the texts of a set about which nothing is open, with their themes.
func (s *Themes) done(ctx context.Context, v Version, set string) (map[string][]string, error) {
	done := map[string][]string{}
	for d, err := range s.sheets.Find(ctx, store.Query{Field: "set", Is: set}) {
		if err != nil {
			return nil, err
		}
		if d.Done(v) {
			done[d.Text] = d.Confirmed(v)
		}
	}
	return done, nil
}

// Done says whether nothing is open about a text: its codings were brought together, and
// all agree by the codebook as it is now, or two settled what it is about.
func (s *Sheet) Done(v Version) bool {
	return s.Settled != nil || s.Open && len(s.Read()) >= enough && len(s.Split(v)) == 0
}
