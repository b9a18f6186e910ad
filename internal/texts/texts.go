// Package texts is where what children wrote in their own words is read by people:
// in the safety lane, by those who look for danger; in review, by those who take out
// what would tell who somebody is; and afterwards, reviewed, by those who look for
// themes.
//
// Nothing here is read by one person alone. Two unlock a round for ten minutes, each
// with a sign-in of their own; the session is in the memory of this server and
// nowhere else, either of them ends it, and the audit has a line of each step. Every
// function that gives words asks for the session, and gives none once it is over.
//
// A text is known by an id made of its envelope and a key that the store does not
// hold: the same in the lane, in a box and after review, so that nothing is decided
// twice, and leading to no row and to no time. What is stored of words here is
// sealed to the round's own key for texts, and dies with it.
//
// It knows no accounts and no pages: who acts is a text that its callers give.
package texts

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"kist/internal/audit"
	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
)

// Keys opens rounds' keys to texts.
type Keys interface {
	// TextsBy is the private half for texts of a round, for somebody who reads them: in
	// reader-held mode with the six words of theirs. fault.NotFound once it is
	// destroyed, fault.Denied where this server holds no private keys and for whoever
	// is none of the round's readers, a fault.Problem for other words.
	TextsBy(ctx context.Context, round, who, words string) (seal.Private, error)
	// HasTexts says whether it is still stored.
	HasTexts(ctx context.Context, round string) (bool, error)
}

// Boxes is where texts are once they are sealed into boxes.
type Boxes interface {
	// TextsWith are the texts of a round's boxes that were not withdrawn, in no order,
	// and how many could not be opened.
	TextsWith(ctx context.Context, round string, key seal.Private) (found []ballot.Found, unread int, err error)
	// TextsGone are those that were withdrawn. Their words are shown to nobody.
	TextsGone(ctx context.Context, round string, key seal.Private) ([]ballot.Found, error)
	// Withdrawn are the tags that were withdrawn in a round.
	Withdrawn(ctx context.Context, round string) (map[string]bool, error)
}

// Lane is the safety lane.
type Lane interface {
	// Read opens what waits, but for what was opened already, by id; closed are the ids of
	// what cannot be opened.
	Read(ctx context.Context, round string, key seal.Private, opened map[string]ballot.InLane) (list []ballot.InLane, closed []string, err error)
	// ID is what a text of a round is known by in the lane, whether it is there or not.
	ID(round, envelope string) string
	// Bury drops a text of a round after its decision. fault.NotFound for what was never
	// there.
	Bury(ctx context.Context, round, id string) error
	// Copy copies what the round has and the lane has not; without the round's key to
	// answers it does nothing.
	Copy(ctx context.Context, r *inspections.Round, day string) error
	// Since is the day since which the longest waits; empty if nothing does.
	Since(ctx context.Context, round string) (string, error)
}

// Deps is what texts are read with.
type Deps struct {
	Book  *inspections.Book
	Keys  Keys
	Boxes Boxes
	Lane  Lane
	IDs   seal.Key // from which ids are made; it stays when others are renewed
	Step  ballot.Step
	Now   func() time.Time // nil: the machine's clock
}

// Texts is where they are read.
type Texts struct {
	Deps
	*sessions
	reviewed *store.Collection[*sealedDoc]
	concerns *store.Collection[*Concern]
	reviews  *store.Collection[*review]

	translations *store.Collection[*translation]

	trail *audit.Trail
}

// Open ensures the collections.
func Open(ctx context.Context, e store.Engine, d Deps) (*Texts, error) {
	if d.Now == nil {
		d.Now = time.Now
	}
	t := &Texts{Deps: d}
	var errs [5]error
	t.reviewed, errs[0] = store.Open[sealedDoc](ctx, e, store.Spec{Name: "reviewed", Clustered: true, Indexes: []store.Index{{Field: "round"}}})
	t.trail, errs[1] = audit.OpenTrail(ctx, e, d.Now)
	t.concerns, errs[2] = openConcerns(ctx, e)
	t.reviews, errs[3] = openReviews(ctx, e)
	t.translations, errs[4] = openTranslations(ctx, e)
	t.sessions = newSessions(d.Keys, t.trail, d.Now)
	return t, errors.Join(errs[:]...)
}

// at tells a crash test the step that is about to be taken.
func (t *Texts) at(step string) {
	if t.Step != nil {
		t.Step(step)
	}
}

// id is what a text is known by.
func (t *Texts) id(round, envelope string) string {
	tag := t.IDs.Tag("text", round, envelope)
	return hex.EncodeToString(tag[:])
}

// today is the day, for documents: they hold no times.
func (t *Texts) today() string { return t.Now().Format(time.DateOnly) }
