package ballot

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"

	"golang.org/x/sync/errgroup"
)

// Vault opens rounds' private halves.
type Vault interface {
	// Answers is the private half for outer envelopes. fault.Denied where this
	// server holds no private keys.
	Answers(ctx context.Context, round string) (seal.Private, error)
	// Texts is the private half for inner envelopes; the same errors.
	Texts(ctx context.Context, round string) (seal.Private, error)
}

// Sealer shuffles what waits into boxes. Two at once do no harm; a lease only
// spares them the work.
type Sealer struct {
	book      *inspections.Book
	vault     Vault
	inbox     *store.Collection[*pending]
	boxes     boxes
	out       *Withdrawals
	leases    *leases
	aside     *Asides
	step      Step
	maxHeld   int // maxBoxCount, less in tests
	mostBytes int // mostBoxBytes, less in tests
}

// OpenSealer ensures the collections. step may be nil.
func OpenSealer(ctx context.Context, e store.Engine, book *inspections.Book, vault Vault, step Step) (*Sealer, error) {
	s := &Sealer{book: book, vault: vault, step: step, maxHeld: maxBoxCount, mostBytes: mostBoxBytes}
	var err error
	if s.inbox, err = store.Open[pending](ctx, e, inboxSpec()); err != nil {
		return nil, err
	}
	if s.boxes, err = openBoxes(ctx, e); err != nil {
		return nil, err
	}
	if s.out, err = OpenWithdrawals(ctx, e); err != nil {
		return nil, err
	}
	if s.aside, err = OpenAsides(ctx, e); err != nil {
		return nil, err
	}
	s.leases, err = openLeases(ctx, e)
	return s, err
}

// SealDue makes boxes for every running round in which enough waits, and ends
// what Close began before a crash, if this server has the turn. It is called by
// a clock, never because a child sent something. It goes on after a round that
// fails and reports all errors together.
func (s *Sealer) SealDue(ctx context.Context) error {
	if err := s.SealTurn(ctx); !errors.Is(err, ErrAnothersTurn) {
		return err
	}
	return nil
}

// ErrAnothersTurn says that another server seals, or held the turn when it ended.
var ErrAnothersTurn = errors.New("ballot: another server has the turn")

// SealTurn is SealDue for who wants to know whether this server did it: ErrAnothersTurn
// alone if not.
func (s *Sealer) SealTurn(ctx context.Context) error {
	if mine, err := s.leases.take(ctx, "seal"); err != nil || !mine {
		return cmp.Or(err, ErrAnothersTurn)
	}
	some, err := s.all(ctx)
	if !some { // one round that always fails does not make the others wait
		s.leases.ended("seal", err)
	}
	return err
}

// all does what is due for every round, and says whether it could for some.
func (s *Sealer) all(ctx context.Context) (some bool, err error) {
	var errs []error
	for _, stage := range []inspections.Stage{inspections.Running, inspections.Final} {
		rounds, err := s.book.Rounds.All(ctx, store.Query{Field: "stage", Is: string(stage)})
		if err != nil {
			return some, errors.Join(append(errs, err)...)
		}
		for _, r := range rounds {
			err := s.due(ctx, r)
			some = some || err == nil
			errs = append(errs, err)
		}
	}
	return some, errors.Join(errs...)
}

// due does for one round what SealDue does for all.
func (s *Sealer) due(ctx context.Context, r *inspections.Round) error {
	if r.Stage == inspections.Final {
		return s.Close(ctx, r.ID, nil)
	}
	for {
		more, err := s.sealOne(ctx, r, false)
		if err != nil || !more {
			return err
		}
	}
}

// sealOne makes one box of a round, and says whether there may be more to do.
// While the round runs it makes none of fewer than k; closing takes what there
// is, and the box that takes all of it is the last.
func (s *Sealer) sealOne(ctx context.Context, r *inspections.Round, closing bool) (more bool, err error) {
	last, err := s.boxes.last(ctx, r.ID)
	if err != nil {
		return false, err
	}
	if err := s.sweep(ctx, r.ID); err != nil {
		return false, err
	}
	if last != nil && last.Last {
		return false, nil
	}
	c, err := s.cut(ctx, r)
	if err != nil || !closing && c.kept < r.MinBox { // the withdrawn hide nobody
		return false, err
	}
	b, err := s.fillBox(r.ID, last, c)
	if err != nil {
		return false, err
	}
	if b.Apart, err = s.noticed(ctx, r, c); err != nil {
		return false, err
	}
	b.Last = closing && c.all
	s.step.at("seal.box")
	err = s.boxes.Insert(ctx, b)
	if errors.Is(err, fault.Exists) {
		return true, nil // another sealer was first: start again
	}
	if err != nil {
		return false, err
	}
	return !b.Last, s.empty(ctx, b)
}

// fillBox fills the box that comes after last with a cut.
func (s *Sealer) fillBox(round string, last *box, c cut) (*box, error) {
	b := newBox(round, last)
	for _, e := range c.list {
		b.Members = append(b.Members, e.id) // the withdrawn too: a retry is told that they were handled
		if e.fate == spoiled {
			b.Unread = append(b.Unread, e.sealed)
		}
	}
	slices.Sort(b.Members)
	shuffle(b.Unread) // not in the order of the members
	b.Spoiled = len(b.Unread)
	return b, b.fill(c.key, c.opened())
}

func newBox(round string, last *box) *box {
	b := &box{Round: round, Unswept: round, Number: 1}
	if last != nil {
		b.Number = last.Number + 1
	}
	b.ID = boxID(round, b.Number)
	return b
}

// sweep empties the boxes that a sealer left between making a box and making
// its members tombstones.
func (s *Sealer) sweep(ctx context.Context, round string) error {
	left, err := s.boxes.All(ctx, store.Query{Field: "unswept", Is: round, Strong: true})
	if err != nil {
		return err
	}
	for _, b := range left {
		if err := s.empty(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// together is how many tombstones are written at once: enough that the store
// can put them into one commit.
const together = 32

// empty makes the members of a box tombstones and then forgets who they were.
// Doing it again, or twice at once, changes nothing.
func (s *Sealer) empty(ctx context.Context, b *box) error {
	group, whole := errgroup.WithContext(ctx)
	group.SetLimit(together)
	for _, id := range b.Members {
		group.Go(func() error {
			if err := whole.Err(); err != nil {
				return err // one has failed: no others begin, and those under way are not broken off
			}
			s.step.at("seal.tombstone")
			return s.bury(ctx, id)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	s.step.at("seal.forget")
	_, err := s.boxes.Update(ctx, b.ID, func(b *box) error {
		b.Members, b.Unswept = nil, ""
		return nil
	})
	return err
}

// bury makes one submission a tombstone. One that is gone needs no burying, nor one that
// is buried: a sweep that a bad line broke off goes on where it was.
func (s *Sealer) bury(ctx context.Context, id string) error {
	_, err := s.inbox.Update(ctx, id, func(p *pending) error {
		if p.tombstone() {
			return errBuried
		}
		p.Waits, p.Sealed, p.Content = "", nil, ""
		return nil
	})
	if errors.Is(err, fault.NotFound) || errors.Is(err, errBuried) {
		return nil
	}
	return err
}

var errBuried = errors.New("a tombstone already")
