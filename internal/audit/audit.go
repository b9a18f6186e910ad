// Package audit is the one mechanism by which staff documents leave a trail: a
// document carries the line of its latest change, and whoever writes it next, or
// a sweep within a minute, first brings that line into the trail.
//
// It is a package of its own because accounts and inspections both use it and
// must not know each other. It knows neither: who acted is a text that its
// callers choose. It never holds what a child wrote.
package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
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

// Minute is how times of staff are kept: exact enough to ask about. They sort
// as text.
const Minute = "2006-01-02T15:04Z"

// Audited is the part of a staff document that carries the line of its latest
// revision. Embed it with the tag `bson:",inline"`. One document is one write,
// so a change and its line cannot be parted by a crash.
type Audited struct {
	Last *Line `json:"last,omitempty"`
	// Waiting says that Last is not in the trail yet; a sweep asks by it.
	Waiting bool `json:"waiting"`
}

// WaitingField is the name of Audited.Waiting in the store: declare an index on
// it, so that a sweep can ask.
const WaitingField = "waiting"

// Sign puts the line of the revision that is about to be written on the
// document; head is its head as read. Move the line before it first.
func (a *Audited) Sign(collection string, head store.Head, who, did string, now time.Time) {
	a.Last = &Line{
		Head: store.Head{ID: fmt.Sprintf("%s/%s/%d", collection, head.ID, head.Rev+1)},
		Who:  who, Did: did, At: now.UTC().Format(Minute),
	}
	a.Waiting = true
}

// Mark names the latest change that somebody signed; empty if there was none.
// A form carries it, so that sweeping, which is no change, is no conflict.
func (a *Audited) Mark() string {
	if a.Last == nil {
		return ""
	}
	return a.Last.ID[strings.LastIndexByte(a.Last.ID, '/')+1:]
}

// Trail is the record of what staff did. Lines are only ever added.
type Trail struct {
	lines *store.Collection[*Line]
	now   func() time.Time
}

// OpenTrail ensures the collection. now is the clock, for the minutes of notes.
func OpenTrail(ctx context.Context, e store.Engine, now func() time.Time) (*Trail, error) {
	lines, err := store.Open[Line](ctx, e, store.Spec{Name: "audit", Indexes: []store.Index{
		{Order: "at"}, {Field: "who", Order: "at"}, {Field: "did", Order: "at"},
	}})
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
		Who:  who, Did: did, At: t.now().UTC().Format(Minute),
	})
}

// NoteEach writes down a deed that may be done to a document many times, before it
// is done: once a minute for each person and detail, which is part of the line's
// document.
func (t *Trail) NoteEach(ctx context.Context, collection, id, detail, who, did string) error {
	at := t.now().UTC().Format(Minute)
	return t.add(ctx, Line{
		Head: store.Head{ID: fmt.Sprintf("%s/%s/%s/%s/%s/%s", collection, id, detail, who, at, did)},
		Who:  who, Did: did, At: at,
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

// Documents are a collection of documents that carry lines.
type Documents[T any] interface {
	All(ctx context.Context, q store.Query) ([]*T, error)
	Replace(ctx context.Context, doc *T) error
}

// Sweep brings the lines that wait on documents into the trail and marks them
// so; part gives a document's line. Whoever changes a document meanwhile moves
// its line as well, so a conflict is no error. All errors come together.
func Sweep[T any](ctx context.Context, t *Trail, docs Documents[T], part func(*T) *Audited) error {
	waiting, err := docs.All(ctx, store.Query{Field: WaitingField, Is: true})
	if err != nil {
		return err
	}
	var errs []error
	for _, doc := range waiting {
		a := part(doc)
		if err := t.Move(ctx, *a); err != nil {
			errs = append(errs, err)
			continue
		}
		a.Waiting = false
		if err := docs.Replace(ctx, doc); err != nil && !errors.Is(err, fault.Conflict) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
