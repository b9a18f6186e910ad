package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

// Line says that somebody did something to a document, to the minute.
type Line struct {
	store.Head `bson:",inline"` // ID: collection/id/rev, or collection/id/deed
	Who        string           `json:"who"` // account id; "server" for the program itself
	Did        string           `json:"did"` // such as "round.close"; a text id ends in it
	At         string           `json:"at"`  // minute in UTC
}

// Server stands for the program itself where no person acts.
const Server = "server"

// minute is how times of staff are kept: exact enough to ask about, and the
// bounds of sessions are minutes too. They sort as text.
const minute = "2006-01-02T15:04Z"

// Audited is the part of a staff document that carries the line of its latest
// revision. Embed it with the tag `bson:",inline"`. One document is one write,
// so a change and its line cannot be parted by a crash.
type Audited struct {
	Last *Line `json:"last,omitempty"`
	// Waiting says that Last is not in the trail yet; a sweep asks by it.
	Waiting bool `json:"waiting"`
}

// waitingField is the name of Audited.Waiting in the store.
const waitingField = "waiting"

// Sign puts the line of the revision that is about to be written on the
// document; head is its head as read. Move the line before it first.
func (a *Audited) Sign(collection string, head store.Head, who, did string, now time.Time) {
	a.Last = &Line{
		Head: store.Head{ID: fmt.Sprintf("%s/%s/%d", collection, head.ID, head.Rev+1)},
		Who:  who, Did: did, At: now.UTC().Format(minute),
	}
	a.Waiting = true
}

// Trail is the record of what staff did. Lines are only ever added.
type Trail struct {
	lines *store.Collection[Line, *Line]
	now   func() time.Time
}

func openTrail(ctx context.Context, e store.Engine, now func() time.Time) (*Trail, error) {
	lines, err := store.Open[Line](ctx, e, store.Spec{Name: "audit"})
	if err != nil {
		return nil, err
	}
	return &Trail{lines, now}, nil
}

// Move copies the line that a document carries into the trail. It may be
// called any number of times; a document without a line is no error.
func (t *Trail) Move(ctx context.Context, a Audited) error {
	if a.Last == nil || !a.Waiting {
		return nil
	}
	return t.add(ctx, *a.Last)
}

// Note writes down a deed on a document that carries no line of its own,
// before it is done, so that nothing is done without a line. The same deed on
// the same document is noted once: its first author stands.
func (t *Trail) Note(ctx context.Context, collection, id, who, did string) error {
	return t.add(ctx, Line{
		Head: store.Head{ID: fmt.Sprintf("%s/%s/%s", collection, id, did)},
		Who:  who, Did: did, At: t.now().UTC().Format(minute),
	})
}

func (t *Trail) add(ctx context.Context, line Line) error {
	if err := t.lines.Insert(ctx, &line); err != nil && !errors.Is(err, fault.Exists) {
		return err
	}
	return nil
}

// Of lists the lines about one document, by id order. For pages that show what
// was done, and for tests.
func (t *Trail) Of(ctx context.Context, collection, id string) ([]*Line, error) {
	prefix := collection + "/" + id + "/"
	return t.lines.All(ctx, store.Query{From: prefix, To: collection + "/" + id + "0"})
}
