package editing

import (
	"context"
	"errors"

	"kist/internal/audit"
	"kist/internal/exchange/incoming"
	"kist/internal/fault"
	"kist/internal/store"
	"kist/surveys"
)

// Arrival is a questionnaire that somebody brought in a file, as it would become a
// draft: nothing has begun yet. One person has one at a time.
type Arrival struct {
	store.Head `bson:",inline"` // ID: account
	File       string           `json:"file"`   // its name, for the page
	Format     string           `json:"format"` // as its reader is named
	At         string           `json:"at"`     // minute in UTC
	Survey     *surveys.Survey  `json:"survey"` // nil: no question could come over
	Notes      []incoming.Note  `json:"notes"`  // in the order of the file
}

// MaxNotes is how many lines of an account are kept; Bring puts how many more there
// were into the last.
const MaxNotes = 30_000

// Bring keeps what a file would become, for its person to look at. What they brought
// before is forgotten.
func (d *Drafts) Bring(ctx context.Context, who string, a Arrival) error {
	a.Head, a.At = store.Head{ID: who}, d.now().UTC().Format(audit.Minute)
	if over := len(a.Notes) - MaxNotes; over > 0 {
		a.Notes = append(a.Notes[:MaxNotes:MaxNotes], incoming.Note{Fate: incoming.Left, Why: "lines_many", Args: map[string]any{"count": over}})
	}
	for {
		there, err := d.arrivals.GetStrong(ctx, who)
		switch {
		case err == nil:
			a.Rev = there.Rev
			err = d.arrivals.Replace(ctx, &a)
		case isNotFound(err):
			a.Rev = 0
			err = d.arrivals.Insert(ctx, &a)
		}
		if !raced(err) {
			return err
		}
	}
}

// Arrived is what a person brought and has not settled. fault.NotFound if there is
// none.
func (d *Drafts) Arrived(ctx context.Context, who string) (*Arrival, error) {
	return d.arrivals.GetStrong(ctx, who)
}

// Begin makes a draft of what a person brought, under a key, and lets go of the
// rest. A fault.Problem of "key" if there is a survey of that key; fault.NotFound if
// they brought nothing of which a draft can be made. If the server ends between the
// two, the draft is there and the file is still to be let go.
func (d *Drafts) Begin(ctx context.Context, who, key string) (*Draft, error) {
	a, err := d.Arrived(ctx, who)
	if err != nil {
		return nil, err
	}
	if a.Survey == nil {
		return nil, fault.Wrap(fault.NotFound, "nothing of %s can be asked", a.File)
	}
	doc, err := d.Copy(ctx, a.Survey, key, who)
	if err != nil {
		return nil, err
	}
	return doc, d.LetGo(ctx, who)
}

// LetGo forgets what a person brought; no error if that is nothing.
func (d *Drafts) LetGo(ctx context.Context, who string) error {
	err := d.arrivals.Delete(ctx, who)
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
