package ballot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// box is a sealed batch of responses. It is inserted whole, under the number
// that follows the last: who comes second finds it there and starts again.
type box struct {
	store.Head `bson:",inline"` // ID: round/number in six figures
	Round      string           `json:"round"`
	Number     int64            `json:"number"`  // from 1
	Members    []string         `json:"members"` // inbox ids, sorted; emptied once all are tombstones
	Unswept    string           `json:"unswept"` // the round while Members is not empty, "" after
	N          int              `json:"n"`       // responses in it
	Last       bool             `json:"last"`    // made by closing: no box comes after it
	Key        []byte           `json:"key"`     // the box's own key, sealed to the round's
	Rows       []byte           `json:"rows"`    // under the box's own key
	Texts      []byte           `json:"texts"`   // under the box's own key; each sealed to the texts key inside
	Spoiled    int              `json:"spoiled"` // how many of the members could not be opened
	Unread     [][]byte         `json:"unread"`  // outer envelopes that could not be opened: kept, never dropped
	// Apart is why the box is not counted until people decide; empty: it is. See Asides.
	Apart Reason `json:"apart,omitempty"`
}

func boxID(round string, number int64) string { return fmt.Sprintf("%s/%06d", round, number) }

func boxPurpose(id, part string) string { return "kist box " + id + " " + part }

// boxes is the collection with what is asked of it.
type boxes struct {
	*store.Collection[*box]
}

func boxesSpec() store.Spec {
	return store.Spec{
		Name: "boxes", Clustered: true, Indexes: []store.Index{{Field: "round", Order: "number"}, {Field: "unswept"}},
	}
}

func openBoxes(ctx context.Context, e store.Engine) (boxes, error) {
	docs, err := store.Open[box](ctx, e, boxesSpec())
	return boxes{docs}, err
}

// last is the highest box of a round, nil if there is none.
func (b boxes) last(ctx context.Context, round string) (*box, error) {
	doc, err := b.First(ctx, store.Query{Field: "round", Is: round, Order: "number", Desc: true, Strong: true})
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	return doc, err
}

// of streams the boxes of a round in order.
func (b boxes) of(ctx context.Context, round string) func(func(*box, error) bool) {
	return b.Find(ctx, inOrder(round))
}

// inOrder asks for the boxes of a round from the first to the last.
func inOrder(round string) store.Query {
	return store.Query{Field: "round", Is: round, Order: "number", Strong: true}
}

// fill puts opened submissions into a box: rows and texts shuffled apart from
// each other, and sealed under a key of the box's own.
func (b *box) fill(public seal.Public, opened []outer) error {
	rows := make([]Row, 0, len(opened))
	texts := []sealedText{}
	for _, o := range opened {
		rows = append(rows, o.Row)
		texts = append(texts, o.Texts...)
	}
	shuffle(rows)
	shuffle(texts)
	b.N = len(rows)

	key := seal.NewKey()
	var err error
	if b.Key, err = public.Seal(boxPurpose(b.ID, "key"), key[:]); err != nil {
		return err
	}
	plain, err := encodeRows(rows)
	if err != nil {
		return err
	}
	b.Rows = key.Wrap(boxPurpose(b.ID, "rows"), plain)
	b.Texts = key.Wrap(boxPurpose(b.ID, "texts"), appendTexts(nil, texts))
	return nil
}

// boxRows is a box without its texts, as it is read to be counted.
type boxRows struct {
	store.Head `bson:",inline"`
	Number     int64  `json:"number"`
	Key        []byte `json:"key"`
	Rows       []byte `json:"rows"`
	Spoiled    int    `json:"spoiled"`
	Apart      Reason `json:"apart,omitempty"`
}

// open gives back the rows that fill sealed.
func (b *boxRows) open(private seal.Private) (*Table, error) {
	key, err := openKey(private, b.ID, b.Key)
	if err != nil {
		return nil, err
	}
	plain, err := key.Unwrap(boxPurpose(b.ID, "rows"), b.Rows)
	if err != nil {
		return nil, err
	}
	return decodeRows(plain)
}

// boxTexts is a box without its rows, as it is read for its texts.
type boxTexts struct {
	store.Head `bson:",inline"`
	Number     int64  `json:"number"`
	Key        []byte `json:"key"`
	Texts      []byte `json:"texts"`
	Apart      Reason `json:"apart,omitempty"`
}

// open gives back the texts that fill sealed.
func (b *boxTexts) open(private seal.Private) ([]sealedText, error) {
	key, err := openKey(private, b.ID, b.Key)
	if err != nil {
		return nil, err
	}
	plain, err := key.Unwrap(boxPurpose(b.ID, "texts"), b.Texts)
	if err != nil {
		return nil, err
	}
	return decodeTexts(plain)
}

// openKey gives back a box's own key.
func openKey(private seal.Private, id string, sealed []byte) (seal.Key, error) {
	raw, err := private.Open(boxPurpose(id, "key"), sealed)
	if err != nil {
		return seal.Key{}, err
	}
	if len(raw) != len(seal.Key{}) {
		return seal.Key{}, fault.Wrap(fault.Invalid, "box %s: key", id)
	}
	return seal.Key(raw), nil
}

// shuffle is Fisher and Yates's, with numbers that nobody can foretell.
func shuffle[T any](s []T) {
	for i := len(s) - 1; i > 0; i-- {
		j, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil { // the operating system's source does not fail
			panic(err)
		}
		k := j.Int64()
		s[i], s[k] = s[k], s[i]
	}
}
