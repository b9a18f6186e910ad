package media

import (
	"context"
	"errors"
	"strings"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/surveys"
)

// Shelf is the edition and language of a survey for which something was recorded.
type Shelf struct {
	Survey  string // key
	Edition surveys.Edition
	Lang    string // Sign for signed videos
}

// Shelf is where a recording belongs.
func (r *Recording) Shelf() Shelf {
	survey, rest, _ := strings.Cut(r.Place, "/")
	edition, lang, _ := strings.Cut(rest, "/")
	return Shelf{survey, surveys.Edition(edition), lang}
}

// By lists the recordings that a person made and that stand: those that somebody made
// anew or took away are not theirs any more. One of the last minute may not be among
// them yet: they are found by the trail.
func (l *Library) By(ctx context.Context, who string) ([]*Recording, error) {
	var list []*Recording
	seen := map[string]bool{}
	if who == "" {
		return nil, nil // the trail would give everybody's
	}
	for line, err := range l.trail.Find(ctx, audit.Filter{Who: who, Did: "recording.keep"}) {
		if err != nil {
			return nil, err
		}
		id := line.Document()
		if seen[id] {
			continue
		}
		seen[id] = true
		r, err := l.recordings.Get(ctx, id)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if r.File != "" && r.By == who {
			list = append(list, r)
		}
	}
	return list, nil
}
