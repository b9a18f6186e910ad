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
	rows  *store.Collection[*boxRows]
	texts *store.Collection[*boxTexts]
	sizes *store.Collection[*boxSize]
	out   *Withdrawals
	aside *Asides
}

// boxSize reads of a box how many responses it holds, and leaves them undecoded.
type boxSize struct {
	store.Head `bson:",inline"`
	Number     int64  `json:"number"`
	Unswept    string `json:"unswept"`
	N          int    `json:"n"`
	Spoiled    int    `json:"spoiled"`
	Apart      Reason `json:"apart,omitempty"`
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
	aside, err := OpenAsides(ctx, e)
	return &Opener{vault, rows, texts, sizes, out, aside}, err
}

// Batch is the rows of one box. A row's place in it never changes, so that
// BoxID and index name it within the round's boxes.
type Batch struct {
	BoxID string
	Rows  *Table
	Gone  []bool // of each row: withdrawn, not to be counted
	Stand Stand  // whether any of it is to be counted
	// Noticed says that the box was set apart, however it stands now.
	Noticed bool

	Spoiled int // envelopes that were put aside, because they could not be opened
}

// Batches hands the rows of every box of a round to each, one box at a time
// and in order, and stops at its first error.
func (o *Opener) Batches(ctx context.Context, round string, each func(Batch) error) error {
	return eachBox(ctx, o, round, o.rows.Find, func(b *boxRows, rows *Table, now state) error {
		return each(Batch{BoxID: b.ID, Rows: rows, Gone: rows.gone(now.gone), Stand: now.aside.stand(b.Number, b.Apart), Noticed: b.Apart != "", Spoiled: b.Spoiled})
	})
}

// state is what became of a round's boxes and of what is in them.
type state struct {
	gone  map[string]bool // tags that were withdrawn
	aside *asideDoc
}

// eachBox opens every box of a round in order, as find reads it.
func eachBox[B openable[In], In any](ctx context.Context, o *Opener, round string, find func(context.Context, store.Query) iter.Seq2[B, error], do func(B, In, state) error) error {
	private, err := o.vault.Answers(ctx, round)
	if err != nil {
		return err
	}
	var now state
	if now.gone, err = o.out.of(ctx, round); err != nil {
		return err
	}
	if now.aside, err = o.aside.doc(ctx, round); err != nil {
		return err
	}
	boxes := func(ctx context.Context) iter.Seq2[B, error] { return find(ctx, inOrder(round)) }
	for b := range openAhead(ctx, private, boxes) {
		if b.err != nil {
			return b.err
		}
		if err := do(b.box, b.in, now); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Count is how many boxes a round has.
func (o *Opener) Count(ctx context.Context, round string) (int64, error) {
	return o.sizes.Count(ctx, store.Query{Field: "round", Is: round})
}

// Undecided says whether boxes of a round stand apart of which people have not decided.
func (o *Opener) Undecided(ctx context.Context, round string) (bool, error) {
	sum, err := o.aside.Of(ctx, round, AllBoxes)
	return sum.Undecided > 0, err
}

// LastApart is the number of the last box that stands apart and is undecided; 0: none does.
// It is for results.Progress alone.
func (o *Opener) LastApart(ctx context.Context, round string) (int64, error) {
	sum, err := o.aside.Of(ctx, round, AllBoxes)
	return sum.Through, err
}

// InBoxes is how many responses of a round are in boxes that count and whose members no
// longer wait in the inbox, so that none is counted in both. It is for
// results.Progress alone, as Inbox.Waiting is.
func (o *Opener) InBoxes(ctx context.Context, round string) (int64, error) {
	aside, err := o.aside.doc(ctx, round)
	if err != nil {
		return 0, err
	}
	n := 0
	for b, err := range o.sizes.Find(ctx, store.Query{Field: "round", Is: round, Order: "number"}) {
		if err != nil {
			return 0, err
		}
		if b.Unswept == "" && aside.stand(b.Number, b.Apart) == Counts {
			n += b.N
		}
	}
	return int64(n), nil
}

// Spoiled is how many envelopes of a round could not be opened: somebody was
// told "sent", and what they sent was altered in the store afterwards. They are
// kept, and counted nowhere.
func (o *Opener) Spoiled(ctx context.Context, round string) (int, error) {
	return o.aside.spoiled(ctx, round)
}

// Asides are those of its boxes.
func (o *Opener) Asides() *Asides { return o.aside }
