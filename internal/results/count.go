package results

import (
	"context"
	"fmt"

	"kist/internal/store"
)

// Head is a release as lists show it: without its tables, which are most of it.
type Head struct {
	store.Head `bson:",inline"`
	Round      string `json:"round"`
	Number     int    `json:"number"`
	Made       string `json:"made"` // day, 2006-01-02
	Synthetic  bool   `json:"synthetic"`
	Responses  Figure `json:"responses"`
	Interim    bool   `json:"interim"`
	State      State  `json:"state"`
}

// Heads lists the published releases of a round as lists show them, first to last.
// They never change, so those read once stay in memory: do not change them.
func (r *Releases) Heads(ctx context.Context, round string) ([]*Head, error) {
	n, err := r.docs.Count(ctx, store.Query{Field: "round", Is: round})
	if err != nil {
		return nil, err
	}
	var list []*Head
	for i := range int(n) {
		h, err := r.head(ctx, ReleaseID(round, i+1))
		if err != nil {
			return nil, err
		}
		if h.State == Published {
			list = append(list, h)
		}
	}
	return list, nil
}

func (r *Releases) head(ctx context.Context, id string) (*Head, error) {
	if known, ok := r.known.Load(id); ok {
		return known.(*Head), nil
	}
	h, err := r.heads.Get(ctx, id)
	if err == nil && h.State != Waits {
		r.known.Store(id, h)
	}
	return h, err
}

// ReleaseID is the id of a round's release with this number.
func ReleaseID(round string, number int) string { return fmt.Sprintf("%s-%d", round, number) }

// Answered is how many of a release answered a question, and the published
// share that they are of all who answered in the round; false if the release
// has no such question. The share is worked out of the two published numbers.
func (r *Release) Answered(question string) (Figure, bool) {
	for _, t := range r.Tables {
		if t.Question != question || t.By != "" || len(t.Groups) == 0 {
			continue
		}
		f := t.Groups[0].Base
		if f.Shown && r.Responses.Shown {
			f.Percent = percent(f.Count, r.Responses.Count)
		}
		return f, true
	}
	return Figure{}, false
}

// Answered is Release.Answered of the release with this id. Releases never
// change, so what was worked out once stays in memory. fault.NotFound if there
// is no such release.
func (r *Releases) Answered(ctx context.Context, id, question string) (f Figure, ok bool, err error) {
	if known, there := r.shares.Load(id); there {
		f, ok = known.(map[string]Figure)[question]
		return f, ok, nil
	}
	release, err := r.Get(ctx, id)
	if err != nil {
		return Figure{}, false, err
	}
	shares := map[string]Figure{}
	for _, t := range release.Tables {
		if f, ok := release.Answered(t.Question); ok {
			shares[t.Question] = f
		}
	}
	r.shares.Store(id, shares)
	f, ok = shares[question]
	return f, ok, nil
}
