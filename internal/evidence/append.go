package evidence

import (
	"context"
	"errors"
	"time"

	"kist/internal/fault"
	"kist/internal/store"
)

// The steps that a crash test ends the program at.
const (
	stepRead    = "evidence.read"    // all that the next item follows is read
	stepInsert  = "evidence.insert"  // the item is in the chain
	stepBlank   = "evidence.blank"   // one part was blanked
	stepBlanked = "evidence.blanked" // all were, and that is written down
)

// draft is an item before its place in the chain is known.
type draft struct {
	subject, inspection, about string
	kind                       Kind
	version                    int
	synthetic                  bool
	// fill gives the parts, and what a blanking blanks, from the items that are in the
	// chain already: those about the same finding, in order, and all of the inspection.
	fill func(about, inspection []*kept, it *Item) error
}

// append adds an item unless its subject is in the chain; then it gives the one that is.
// fault.Denied where there is no key. Its steps may be repeated by anybody.
func (b *Base) append(ctx context.Context, d draft) (*Item, error) {
	if b.sign == nil {
		return nil, fault.Wrap(fault.Denied, "evidence: this server has no key to sign with")
	}
	for {
		last, err := b.last(ctx) // first, so that what is looked for after it is in it
		if err != nil {
			return nil, err
		}
		known, err := b.docs.First(ctx, store.Query{Field: "subject", Is: d.subject, Strong: true})
		if err == nil {
			return &known.Item, nil
		}
		if !errors.Is(err, fault.NotFound) {
			return nil, err
		}
		k, err := b.next(ctx, d, last)
		if err != nil {
			return nil, err
		}
		b.step(stepRead)
		if err = b.docs.Insert(ctx, k); err == nil {
			b.step(stepInsert)
			return &k.Item, nil
		}
		if !errors.Is(err, fault.Exists) { // else somebody appended meanwhile
			return nil, err
		}
	}
}

// last reads the end of the chain; nil if there is none.
func (b *Base) last(ctx context.Context) (*kept, error) {
	k, err := b.docs.First(ctx, store.Query{Desc: true, Strong: true})
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	return k, err
}

// next is the item that follows last, which is nil for the first.
func (b *Base) next(ctx context.Context, d draft, last *kept) (*kept, error) {
	number, before := 1, First
	if last != nil {
		number, before = last.Number+1, last.Hash
	}
	upTo := func(field, is string) ([]*kept, error) {
		return b.docs.All(ctx, store.Query{Field: field, Is: is, Order: "number", To: int64(number), Strong: true})
	}
	about, err := upTo("about", d.about)
	if err != nil {
		return nil, err
	}
	inspection, err := upTo("inspection", d.inspection)
	if err != nil {
		return nil, err
	}
	k := &kept{Head: store.Head{ID: numberID(number)}, Subject: d.subject, Waiting: d.kind == Blanking, Item: Item{Record: Record{
		Number: number, Kind: d.kind, Inspection: d.inspection, Place: len(inspection) + 1, About: d.about, Version: d.version,
		Made: b.now().UTC().Format(madeLayout), Synthetic: d.synthetic, Before: before, Within: First,
	}}}
	if n := len(inspection); n > 0 {
		k.Within = inspection[n-1].Hash
	}
	if err := d.fill(about, inspection, &k.Item); err != nil {
		return nil, err
	}
	return k, b.close(&k.Item)
}

// madeLayout is a minute in UTC as RFC 3339 has it.
const madeLayout = "2006-01-02T15:04:00Z"

// close hashes and signs an item that is whole.
func (b *Base) close(it *Item) (err error) {
	if _, err := time.Parse(time.RFC3339, it.Made); err != nil {
		return fault.Wrap(fault.Invalid, "item %d: made %q", it.Number, it.Made)
	}
	if err := it.plain(); err != nil {
		return err
	}
	it.Hash = it.sum()
	it.Signature, err = b.sign(Purpose, it.Statement())
	return err
}
