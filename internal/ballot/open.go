package ballot

import (
	"context"
	"iter"

	"kist/internal/store"
)

// Opener reads what is in boxes, with the round's private key. What was
// withdrawn since it was sealed is left out.
type Opener struct {
	vault Vault
	rows  *store.Collection[boxRows, *boxRows]
	texts *store.Collection[boxTexts, *boxTexts]
	sizes *store.Collection[boxSize, *boxSize]
	out   *Withdrawals
}

// boxSize reads of a box how many responses it holds, and leaves them undecoded.
type boxSize struct {
	store.Head `bson:",inline"`
	Unswept    string `json:"unswept"`
	N          int    `json:"n"`
	Spoiled    int    `json:"spoiled"`
}

// OpenOpener ensures the collections.
func OpenOpener(ctx context.Context, e store.Engine, vault Vault) (*Opener, error) {
	rows, err := store.Open[boxRows](ctx, e, boxesSpec())
	if err != nil {
		return nil, err
	}
	texts, err := store.Open[boxTexts](ctx, e, boxesSpec())
	if err != nil {
		return nil, err
	}
	out, err := OpenWithdrawals(ctx, e)
	if err != nil {
		return nil, err
	}
	sizes, err := store.Open[boxSize](ctx, e, boxesSpec())
	if err != nil {
		return nil, err
	}
	return &Opener{vault, rows, texts, sizes, out}, nil
}

// Batch is the rows of one box. A row's place in it never changes, so that
// BoxID and index name it within the round's boxes.
type Batch struct {
	BoxID string
	Rows  *Table
	Gone  []bool // of each row: withdrawn, not to be counted

	Spoiled int // envelopes that were put aside, because they could not be opened
}

// Batches hands the rows of every box of a round to each, one box at a time
// and in order, and stops at its first error.
func (o *Opener) Batches(ctx context.Context, round string, each func(Batch) error) error {
	return eachBox(ctx, o, round, o.rows.Find, func(b *boxRows, rows *Table, gone map[string]bool) error {
		return each(Batch{BoxID: b.ID, Rows: rows, Gone: rows.gone(gone), Spoiled: b.Spoiled})
	})
}

// eachBox opens every box of a round in order, as find reads it.
func eachBox[B openable[In], In any](ctx context.Context, o *Opener, round string, find func(context.Context, store.Query) iter.Seq2[B, error], do func(B, In, map[string]bool) error) error {
	private, err := o.vault.Answers(ctx, round)
	if err != nil {
		return err
	}
	gone, err := o.out.of(ctx, round)
	if err != nil {
		return err
	}
	boxes := func(ctx context.Context) iter.Seq2[B, error] { return find(ctx, inOrder(round)) }
	for b := range openAhead(ctx, private, boxes) {
		if b.err != nil {
			return b.err
		}
		if err := do(b.box, b.in, gone); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Count is how many boxes a round has.
func (o *Opener) Count(ctx context.Context, round string) (int64, error) {
	return o.sizes.Count(ctx, store.Query{Field: "round", Is: round})
}

// InBoxes is how many responses of a round are in boxes whose members no longer
// wait in the inbox, so that none is counted in both. It is for
// results.Progress alone, as Inbox.Waiting is.
func (o *Opener) InBoxes(ctx context.Context, round string) (int64, error) {
	n := 0
	for b, err := range o.sizes.Find(ctx, store.Query{Field: "round", Is: round, Order: "number"}) {
		if err != nil {
			return 0, err
		}
		if b.Unswept == "" {
			n += b.N
		}
	}
	return int64(n), nil
}

// Spoiled is how many envelopes of a round could not be opened: somebody was
// told "sent", and what they sent was altered in the store afterwards. They are
// kept, and counted nowhere.
func (o *Opener) Spoiled(ctx context.Context, round string) (int, error) {
	n := 0
	for b, err := range o.sizes.Find(ctx, store.Query{Field: "round", Is: round, Order: "number"}) {
		if err != nil {
			return 0, err
		}
		n += b.Spoiled
	}
	return n, nil
}
