// Package contacts keeps the requests of children who want to be contacted:
// sealed to a key of the round's own, apart from every answer.
//
// It never imports the ballot, and the ballot never it: nothing that is stored
// here leads to an answer. Of when a request came it keeps the day and nothing
// finer, since somebody has to be reminded; of who sent it nothing but what the
// child wrote. Thirty days after the decision the words are forgotten.
package contacts

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
)

// State is how far a request is: it waits, or what came of it.
type State string

// The states there are.
const (
	Waiting    State = "waiting"
	Reached    State = "reached"     // the child was reached
	NotReached State = "not_reached" // it could not be
	PassedOn   State = "passed_on"   // somebody else has taken it on
)

// deeds are the lines that decisions leave.
var deeds = map[State]string{Reached: "contact.reached", NotReached: "contact.not_reached", PassedOn: "contact.passed_on"}

// Decisions lists what can come of a request.
func Decisions() []State { return []State{Reached, NotReached, PassedOn} }

// keepDays is for how many days after the decision the words are kept.
const keepDays = 30

// Request is a child's request, as stored.
type Request struct {
	store.Head    `bson:",inline"` // ID: random
	audit.Audited `bson:",inline"`
	Round         string `json:"round"`
	State         State  `json:"state"`
	Came          string `json:"came"`             // day
	Sealed        []byte `json:"sealed,omitempty"` // the words; none: forgotten
	Note          []byte `json:"note,omitempty"`   // what the lead wrote down, sealed
	Decided       string `json:"decided"`          // day of the decision; empty: it waits
	Until         string `json:"until"`            // day on which the words are forgotten; empty: no day yet, or they are
}

// Forgotten says that the words are gone.
func (r *Request) Forgotten() bool { return len(r.Sealed) == 0 }

// Keys opens the private halves of rounds' keys for requests.
type Keys interface {
	// Contact gives that of a round. fault.Denied on a collecting server.
	Contact(ctx context.Context, round string) (seal.Private, error)
}

// Requests are those of all rounds.
type Requests struct {
	docs  *store.Collection[*Request]
	trail *audit.Trail
	keys  Keys
	now   func() time.Time
}

const collection = "contacts"

// Open ensures the collection.
func Open(ctx context.Context, e store.Engine, keys Keys) (*Requests, error) {
	docs, err := store.Open[Request](ctx, e, store.Spec{Name: collection, Clustered: true, Indexes: []store.Index{
		{Field: "state"}, {Order: "until"}, {Field: audit.WaitingField},
	}})
	if err != nil {
		return nil, err
	}
	r := &Requests{docs: docs, keys: keys, now: time.Now}
	r.trail, err = audit.OpenTrail(ctx, e, func() time.Time { return r.now() })
	return r, err
}

// Takes says whether a round takes requests: from its opening on until every
// answer is sealed, longer than it takes answers, so that help does not end with
// the last day; and only if it has a key for them.
func Takes(r *inspections.Round) bool {
	return len(r.ContactKey) > 0 && (r.Stage == inspections.Running || r.Stage == inspections.Final)
}

// NewForm makes the random text of a form, by which sending it twice counts once.
func NewForm() string { return base64.RawURLEncoding.EncodeToString(seal.Random(16)) }

// IsForm says whether a text can be one that NewForm made.
func IsForm(text string) bool {
	b, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && len(b) == 16
}

// Take keeps a request; nil means that it is durable. The same form with the same
// words again changes nothing; with other words it is another request, so that no
// child's correction is lost. fault.Problems for what the child has to put right,
// fault.Closed if the round takes none and did not take this one before.
func (r *Requests) Take(ctx context.Context, round *inspections.Round, form string, w Words) error {
	w = w.tidied()
	if err := w.check(); err != nil {
		return err
	}
	id, err := idOf(round.ID, form, w)
	if err != nil {
		return err
	}
	if !Takes(round) {
		return r.retried(ctx, round, id)
	}
	key, err := seal.ParsePublic(round.ContactKey)
	if err != nil {
		return err
	}
	padded, err := w.padded()
	if err != nil {
		return err
	}
	doc := &Request{Head: store.Head{ID: id}, Round: round.ID, State: Waiting, Came: r.today(0)}
	if doc.Sealed, err = key.Seal(purpose(doc), padded); err != nil {
		return err
	}
	if err := r.docs.Insert(ctx, doc); err != nil && !errors.Is(err, fault.Exists) {
		return err
	}
	return nil
}

// retried tells who sends a request again to a round that takes none any more whether it
// was taken before.
func (r *Requests) retried(ctx context.Context, round *inspections.Round, id string) error {
	_, err := r.docs.GetStrong(ctx, id)
	if errors.Is(err, fault.NotFound) {
		return fault.Wrap(fault.Closed, "round %s takes no requests", round.ID)
	}
	return err
}

// idOf is the id of a request: random to whoever does not have the form.
func idOf(round, form string, w Words) (string, error) {
	text, err := json.Marshal([]any{"kist contact", round, form, w})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return base64.RawURLEncoding.EncodeToString(sum[:16]), nil
}

func purpose(r *Request) string { return "kist contact " + r.Round + " " + r.ID }

func notePurpose(r *Request) string { return "kist contact note " + r.Round + " " + r.ID }

// today is the day in so many days.
func (r *Requests) today(in int) string {
	return r.now().UTC().AddDate(0, 0, in).Format(time.DateOnly)
}

// All lists every request, by id, which is no order; with a state those of it.
func (r *Requests) All(ctx context.Context, s State) ([]*Request, error) {
	if s == "" {
		return r.docs.All(ctx, store.Query{})
	}
	return r.docs.All(ctx, store.Query{Field: "state", Is: string(s)})
}

// Get gives a request with its words closed. fault.NotFound if there is none.
func (r *Requests) Get(ctx context.Context, id string) (*Request, error) { return r.docs.Get(ctx, id) }

// Read opens a request for somebody, after a line that they did. The words and
// the note are empty once they are forgotten. fault.NotFound if there is none.
func (r *Requests) Read(ctx context.Context, id, who string) (doc *Request, w Words, note string, err error) {
	doc, err = r.change(ctx, id, who, "contact.open", func(*Request) error { return nil })
	if err != nil || doc.Forgotten() {
		return doc, Words{}, "", err
	}
	private, err := r.keys.Contact(ctx, doc.Round)
	if err != nil {
		return doc, Words{}, "", err
	}
	padded, err := private.Open(purpose(doc), doc.Sealed)
	if err != nil {
		return doc, Words{}, "", err
	}
	if w, err = decode(padded); err != nil || len(doc.Note) == 0 {
		return doc, w, "", err
	}
	text, err := private.Open(notePurpose(doc), doc.Note)
	return doc, w, string(text), err
}

// Decide writes down what came of a request, with a note. It may be decided
// again, from "not reached" to "reached" say, until the words are forgotten:
// fault.Closed then. fault.Problem for a note that is too long, fault.Invalid for
// what is no decision.
func (r *Requests) Decide(ctx context.Context, id string, s State, note, who string) error {
	did, ok := deeds[s]
	if !ok {
		return fault.Wrap(fault.Invalid, "contacts: decision %q", s)
	}
	note = tidy(note)
	if len([]rune(note)) > MaxNote {
		return fault.Problem{Field: "note", ID: "staff.problem.long", Args: map[string]any{"Max": MaxNote}}
	}
	_, err := r.change(ctx, id, who, did, func(doc *Request) error {
		if doc.Forgotten() {
			return fault.Wrap(fault.Closed, "contacts: the words are forgotten")
		}
		private, err := r.keys.Contact(ctx, doc.Round)
		if err != nil {
			return err
		}
		doc.State, doc.Decided, doc.Until, doc.Note = s, r.today(0), r.today(keepDays), nil
		if note != "" {
			doc.Note, err = private.Public().Seal(notePurpose(doc), []byte(note))
		}
		return err
	})
	return err
}

// change alters a request and leaves a line.
func (r *Requests) change(ctx context.Context, id, who, did string, alter func(*Request) error) (*Request, error) {
	return r.docs.Update(ctx, id, func(doc *Request) error {
		if err := alter(doc); err != nil {
			return err
		}
		if err := r.trail.Move(ctx, doc.Audited); err != nil {
			return err
		}
		doc.Sign(collection, doc.Head, who, did, r.now())
		return nil
	})
}

// Sweep forgets the words whose day has come, and brings lines into the trail.
// Call it every minute; several servers may.
func (r *Requests) Sweep(ctx context.Context) error {
	due, err := r.docs.All(ctx, store.Query{Order: "until", From: "1", To: r.today(1), Limit: 1000})
	errs := []error{err}
	for _, doc := range due {
		_, err := r.change(ctx, doc.ID, audit.Server, "contact.forget", func(now *Request) error {
			if now.Until != doc.Until {
				return fault.Wrap(fault.Conflict, "contacts: decided again")
			}
			now.Sealed, now.Note, now.Until = nil, nil, ""
			return nil
		})
		if !errors.Is(err, fault.Conflict) {
			errs = append(errs, err)
		}
	}
	errs = append(errs, audit.Sweep(ctx, r.trail, r.docs, func(doc *Request) *audit.Audited { return &doc.Audited }))
	return errors.Join(errs...)
}
