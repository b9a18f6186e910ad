package ballot

import (
	"bytes"
	"context"
	"slices"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
)

// Most that goes into one box, so that a box stays well under the 16 MB that a
// MongoDB document may have: responses, bytes of their envelopes, and members
// with those that were withdrawn.
const (
	maxBoxCount = 500
	maxBoxBytes = 6 << 20
	maxMembers  = 50_000
	// mostBoxBytes is what a box may have in bytes that would else have too few responses;
	// memberBytes is more than the name of a member takes.
	mostBoxBytes = 16_000_000
	memberBytes  = 80
)

// fate is what becomes of an envelope that waited.
type fate int

const (
	kept      fate = iota // its row is counted
	takenBack             // it was withdrawn: nothing of it is kept
	spoiled               // it cannot be opened, and is put aside
)

// envelope is one submission that goes into a box.
type envelope struct {
	id     string
	fate   fate
	size   int    // that it takes in a box, at most
	outer  outer  // of one that is kept
	sealed []byte // of one that is spoiled
}

// cut is what goes into the next box.
type cut struct {
	key  seal.Public // of the round
	list []envelope
	kept int  // of the list
	size int  // of what a box has of the list, in bytes, at most
	all  bool // that is all that waits
}

// cut opens what waits until there is enough for a box. The withdrawn do not
// count: however many of them come first, they hold up nobody who comes after.
func (s *Sealer) cut(ctx context.Context, r *inspections.Round) (cut, error) {
	private, err := s.answersKey(ctx, r)
	if err != nil {
		return cut{}, err
	}
	gone, err := s.out.of(ctx, r.ID)
	if err != nil {
		return cut{}, err
	}
	c, held := cut{key: private.Public(), all: true}, 0
	for p, err := range s.inbox.Find(ctx, store.Query{Field: "waits", Is: r.ID, Strong: true}) {
		if err != nil {
			return cut{}, err
		}
		e := openEnvelope(private, r.ID, p, gone)
		c.add(e)
		if e.fate != takenBack {
			held++
		}
		if c.kept >= s.maxHeld+r.MinBox || c.size > maxBoxBytes && held >= 2*r.MinBox || len(c.list) >= maxMembers {
			c.all = false
			break
		}
	}
	if c.kept > s.maxHeld || !c.all && c.kept >= 2*r.MinBox {
		c.all = false
		c.leave(max(r.MinBox, c.kept-s.maxHeld))
	}
	c.shrink(r, s.mostBytes)
	return c, nil
}

func (c *cut) add(e envelope) {
	c.list = append(c.list, e)
	c.size += e.size
	if e.fate == kept {
		c.kept++
	}
}

// shrink leaves some of what no document could hold for the next box, which may have to
// wait for others or be a small last one. If not even k fit, it keeps what does: too few
// while the round runs, and not too few to close it. In letters the longest forms fit as
// many as either door asks for; of those that JSON makes longest, 10 do, and nothing that
// is written can keep a round open.
func (c *cut) shrink(r *inspections.Round, most int) {
	for c.size > most && c.kept > 1 {
		c.all = false
		c.leave(max(1, c.kept-r.MinBox))
	}
}

// opened are those that are kept.
func (c *cut) opened() (list []outer) {
	for _, e := range c.list {
		if e.fate == kept {
			list = append(list, e.outer)
		}
	}
	return list
}

// leave takes the last n that would be kept out of the cut, and what comes
// after the first of them, so that the next box is not too small.
func (c *cut) leave(n int) {
	for i := len(c.list) - 1; i >= 0 && n > 0; i-- {
		if c.list[i].fate == kept {
			n--
			c.kept--
		}
		c.size -= c.list[i].size
		c.list = c.list[:i]
	}
}

// answersKey is the round's private half. fault.Invalid if it is not that of
// the key that answers were sealed to: every envelope would be put aside as
// spoiled.
func (s *Sealer) answersKey(ctx context.Context, r *inspections.Round) (seal.Private, error) {
	private, err := s.vault.Answers(ctx, r.ID)
	if err != nil {
		return private, err
	}
	if !bytes.Equal(private.Public().Bytes(), r.AnswersKey) {
		return private, fault.Wrap(fault.Invalid, "round %s: this server's key is not the one that answers were sealed to", r.ID)
	}
	return private, nil
}

// openEnvelope opens one submission and drops what was withdrawn of it. One
// that was altered in the store is no reason to hold up the others.
func openEnvelope(private seal.Private, round string, p *pending, gone map[string]bool) envelope {
	o, err := unpack(private, round, p.Sealed)
	size := memberBytes + len(p.Sealed)
	switch {
	case err != nil:
		return envelope{id: p.ID, fate: spoiled, size: size, sealed: p.Sealed}
	case gone[o.Row.Tag]:
		return envelope{id: p.ID, fate: takenBack, size: memberBytes}
	}
	o.Texts = slices.DeleteFunc(o.Texts, func(t sealedText) bool { return gone[t.Tag] })
	return envelope{id: p.ID, fate: kept, size: size, outer: o}
}
