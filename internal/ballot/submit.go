package ballot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
)

// ErrUnsure says that the round closed while the answers were on their way,
// so that their arrival cannot be promised. Asking again with the same secret
// tells in the end: sent, or closed.
var ErrUnsure = errors.New("closed meanwhile: arrival cannot be promised")

// ErrChanged says that an earlier try of the form arrived with other answers, and that
// those are the ones which count: a box may hold them already.
var ErrChanged = errors.New("arrived before it was changed")

// pending is a submission in the inbox. A tombstone keeps ID and Once only: it
// tells a retry that the submission is in a box, and a second child that the
// slip is spent.
type pending struct {
	store.Head `bson:",inline"`
	Once       string `json:"once"`
	Waits      string `json:"waits"`  // the round while it waits, "" for a tombstone
	Sealed     []byte `json:"sealed"` // outer envelope; empty for a tombstone
	// Content tells a retry from a form that was changed after an earlier try, as long as it
	// waits: a tombstone has none, so that nothing to try answers by outlives the envelope. It
	// is empty as well of what a server before there was this took.
	Content string `json:"content,omitempty"`
}

func (p *pending) tombstone() bool { return p.Waits == "" }

// Inbox takes forms in. It needs no private key.
type Inbox struct {
	rounds  Rounds
	inbox   *store.Collection[*pending]
	tickets *Tickets
	keys    sync.Map // id of a round -> publicKeys: they never change once it runs
	now     func() time.Time
	step    Step
}

// Rounds is where an inbox reads what a round is now.
type Rounds interface {
	// Round sees every change acknowledged before the call.
	Round(ctx context.Context, id string) (*inspections.Round, error)
}

// Step is told the name of each step of a protocol just before it is taken.
// Crash tests end the process there; otherwise it is nil.
type Step func(name string)

func (s Step) at(name string) {
	if s != nil {
		s(name)
	}
}

func inboxSpec() store.Spec {
	return store.Spec{Name: "inbox", Clustered: true, Indexes: []store.Index{{Field: "waits"}}}
}

// OpenInbox ensures the collections. root is the key from which rounds' ticket
// keys are derived; step may be nil.
func OpenInbox(ctx context.Context, e store.Engine, rounds Rounds, root seal.Key, step Step) (*Inbox, error) {
	docs, err := store.Open[pending](ctx, e, inboxSpec())
	if err != nil {
		return nil, err
	}
	tickets, err := OpenTickets(ctx, e, root)
	if err != nil {
		return nil, err
	}
	return &Inbox{rounds: rounds, inbox: docs, tickets: tickets, now: time.Now, step: step}, nil
}

// UseClock has the inbox look at another clock for the day on which a round ends.
func (b *Inbox) UseClock(now func() time.Time) { b.now = now }

// Submit takes a form in. Nil means that it is durable and will be counted
// once, however often it is sent with the same secret; ErrChanged means the same of an
// earlier try with other answers, as long as that can be told. Otherwise nothing may be
// shown as sent: fault.Closed if the round takes no answers, fault.Exists if
// the slip is spent, fault.NotFound if the slip is none of this round's,
// ErrUnsure if the round closed meanwhile, fault.Invalid for the parts of a pilot in
// another round; any other error means "not yet".
func (b *Inbox) Submit(ctx context.Context, f Form) error {
	r, err := b.rounds.Round(ctx, f.Round)
	if err != nil {
		return err
	}
	if err := tried(r, f); err != nil {
		return err
	}
	id, err := b.id(ctx, r, f)
	if err != nil {
		return err
	}
	m, err := b.mark(f)
	if err != nil {
		return err
	}
	if !r.TakesAnswers(b.now()) {
		return b.retried(ctx, r, id, m)
	}
	keys, err := b.publicKeys(r)
	if err != nil {
		return err
	}
	sealed, err := pack(keys, f)
	if err != nil {
		return err
	}
	b.step.at("submit.insert")
	changed, err := b.insert(ctx, r, id, m, sealed)
	if err != nil {
		return err
	}
	b.step.at("submit.check")
	return b.confirm(ctx, r.ID, changed)
}

// publicKeys reads a round's public halves, once for each round.
func (b *Inbox) publicKeys(r *inspections.Round) (publicKeys, error) {
	if known, ok := b.keys.Load(r.ID); ok {
		return known.(publicKeys), nil
	}
	k, err := parseKeys(r)
	if err == nil {
		b.keys.Store(r.ID, k)
	}
	return k, err
}

// id is where the form waits: from the slip where there is one, so that a slip
// counts once whatever form it is used with.
func (b *Inbox) id(ctx context.Context, r *inspections.Round, f Form) (string, error) {
	send := f.Secret.send()
	if r.Door == inspections.Ticketed {
		var err error
		if send, err = b.tickets.check(ctx, r.ID, f.Slip); err != nil {
			return "", err
		}
	}
	sum := sha256.Sum256(append([]byte("kist inbox "+r.ID+" "), send...))
	return hex.EncodeToString(sum[:16]), nil
}

// insert makes the submission durable. The same form again is no error; changed says that
// it was sent before with other answers.
func (b *Inbox) insert(ctx context.Context, r *inspections.Round, id string, m mark, sealed []byte) (changed bool, err error) {
	err = b.inbox.Insert(ctx, &pending{Head: store.Head{ID: id}, Once: m.once, Waits: r.ID, Sealed: sealed, Content: m.content})
	if !errors.Is(err, fault.Exists) {
		return false, err
	}
	there, err := b.inbox.GetStrong(ctx, id)
	if err != nil {
		return false, err
	}
	if there.Once != m.once {
		return false, fault.Wrap(fault.Exists, "slip used")
	}
	return there.holdsOther(m), nil
}

// mark is what is known of a form beside its envelope: once is the same for all that is sent
// with its secret, content only for the same answers; empty: it is not known.
type mark struct{ once, content string }

// mark tells what was answered from anything else that could be sent with the same secret.
// Whoever has the store learns nothing by it without that secret, which is nowhere there,
// and the key file.
func (b *Inbox) mark(f Form) (mark, error) {
	row := f.row()
	row.Trace = nil // how it was filled in can differ while no answer does
	all, err := json.Marshal([]any{row, f.Texts, f.Comments})
	if err != nil {
		return mark{}, fmt.Errorf("ballot: encode: %w", err)
	}
	tag := b.tickets.root.Tag("content", f.Round, f.Secret.String(), string(all))
	return mark{f.Secret.once(), hex.EncodeToString(tag[:])}, nil
}

// holdsOther says that the submission is known to have other content.
func (p *pending) holdsOther(m mark) bool {
	return p.Content != "" && m.content != "" && p.Content != m.content
}

// confirm reads the round a second time. Closing marks it first and lists what
// waits after: a round that still runs now will find what was inserted before.
// changed says that what was inserted were other answers.
func (b *Inbox) confirm(ctx context.Context, round string, changed bool) error {
	r, err := b.rounds.Round(ctx, round)
	if err != nil {
		return err
	}
	if r.Stage != inspections.Running {
		return ErrUnsure
	}
	if changed {
		return ErrChanged
	}
	return nil
}

// retried answers a form that comes after the round stopped taking answers:
// sent if an earlier try of it is in a box, or waits in a round that will
// still be sealed; never merely because it lies in the inbox.
func (b *Inbox) retried(ctx context.Context, r *inspections.Round, id string, m mark) error {
	there, err := b.inbox.GetStrong(ctx, id)
	if errors.Is(err, fault.NotFound) {
		if r.Stage == inspections.Final {
			return ErrUnsure // an earlier try may still be on its way into the inbox
		}
		return fault.Wrap(fault.Closed, "round %s", r.ID)
	}
	if err != nil {
		return err
	}
	if there.Once != m.once {
		return fault.Wrap(fault.Exists, "slip used")
	}
	switch {
	case there.tombstone():
		return nil
	case r.Stage == inspections.Running: // its last day is over, but nobody has closed it
		return b.confirm(ctx, r.ID, there.holdsOther(m))
	case r.Stage == inspections.Final:
		return ErrUnsure
	}
	return fault.Wrap(fault.Closed, "round %s", r.ID)
}

// Waiting is how many submissions of a round wait to be sealed. It is for
// results.Progress alone, which tells staff no more than once a day.
func (b *Inbox) Waiting(ctx context.Context, round string) (int64, error) {
	return b.inbox.Count(ctx, store.Query{Field: "waits", Is: round})
}
