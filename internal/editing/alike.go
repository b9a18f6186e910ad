package editing

import (
	"context"
	"slices"

	"kist/surveys"
)

// Alike are the keys of the questions whose answers to two versions may stand side
// by side, in the order of the later one: those that no version from the one to the
// other changed, or changed only in words that somebody judged to compare. Of one
// version and itself it is every question, of versions of two surveys none, and of a
// trial none. fault.NotFound if there is no such version.
func (v *Versions) Alike(ctx context.Context, a, b string) ([]string, error) {
	first, err := v.Survey(ctx, a)
	if err != nil {
		return nil, err
	}
	last, err := v.Survey(ctx, b)
	if err != nil {
		return nil, err
	}
	if first.Key != last.Key || isTrial(a) || isTrial(b) {
		return nil, nil
	}
	chain, err := v.between(ctx, last.Key, a, b)
	if err != nil {
		return nil, err
	}
	return v.kept(ctx, chain)
}

// between are the ids of the versions of a survey from one of two to the other, both
// among them, oldest first.
func (v *Versions) between(ctx context.Context, survey, a, b string) ([]string, error) {
	list, err := v.List(ctx)
	if err != nil {
		return nil, err
	}
	var chain []string
	for _, l := range slices.Backward(list) {
		if l.Survey == survey && !l.Trial {
			chain = append(chain, l.ID)
		}
	}
	from, to := slices.Index(chain, a), slices.Index(chain, b)
	if from < 0 || to < 0 {
		return nil, nil
	}
	return chain[min(from, to) : max(from, to)+1], nil
}

// kept are the questions of the last version of a chain that every version of it
// asked in a way that compares.
func (v *Versions) kept(ctx context.Context, chain []string) ([]string, error) {
	var keys []string
	var before *surveys.Survey
	for i, id := range chain {
		s, err := v.Survey(ctx, id)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			for _, q := range s.Questions {
				keys = append(keys, q.Key)
			}
			before = s
			continue
		}
		signed, _, err := v.Notes(ctx, id)
		if err != nil {
			return nil, err
		}
		var judged, still []string
		if signed != nil {
			judged = signed.Comparable
		}
		for _, c := range Compare(before, s, judged) {
			if c.Comparable && slices.Contains(keys, c.Question) {
				still = append(still, c.Question)
			}
		}
		keys, before = still, s
	}
	return keys, nil
}
