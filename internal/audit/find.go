package audit

import (
	"context"
	"iter"
	"strings"
	"time"

	"kist/internal/store"
)

// Filter says which lines to find; what is empty lets every line through.
type Filter struct {
	Who        string // account id
	Did        string
	Collection string
	From, To   string // first and last day, 2006-01-02
}

// Collection is that of the document that the line is about.
func (l *Line) Collection() string {
	collection, _, _ := strings.Cut(l.ID, "/")
	return collection
}

// Document is the id of what the line is about, in its collection.
func (l *Line) Document() string {
	_, rest, _ := strings.Cut(l.ID, "/")
	if i := strings.LastIndexByte(rest, '/'); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// Find streams the lines that the filter lets through, newest first. A day
// that cannot be read bounds nothing.
func (t *Trail) Find(ctx context.Context, f Filter) iter.Seq2[*Line, error] {
	q := store.Query{Order: "at", Desc: true}
	switch {
	case f.Who != "":
		q.Field, q.Is = "who", f.Who
	case f.Did != "":
		q.Field, q.Is = "did", f.Did
	}
	if _, err := time.Parse(time.DateOnly, f.From); err == nil {
		q.From = f.From
	}
	if day, err := time.Parse(time.DateOnly, f.To); err == nil {
		q.To = day.AddDate(0, 0, 1).Format(time.DateOnly)
	}
	return func(yield func(*Line, error) bool) {
		for l, err := range t.lines.Find(ctx, q) {
			if err == nil && (f.Did != "" && l.Did != f.Did || f.Collection != "" && l.Collection() != f.Collection) {
				continue
			}
			if !yield(l, err) {
				return
			}
		}
	}
}
