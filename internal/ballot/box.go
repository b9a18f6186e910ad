package ballot

import (
	"context"
	"crypto/rand"
	"encoding/json"
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
}

func boxID(round string, number int64) string { return fmt.Sprintf("%s/%06d", round, number) }

func boxPurpose(id, part string) string { return "kist box " + id + " " + part }

// boxes is the collection with what is asked of it.
type boxes struct {
	*store.Collection[box, *box]
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
	return b.Find(ctx, store.Query{Field: "round", Is: round, Order: "number", Strong: true})
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
	if b.Rows, err = sealJSON(key, boxPurpose(b.ID, "rows"), rows); err != nil {
		return err
	}
	b.Texts = key.Wrap(boxPurpose(b.ID, "texts"), appendTexts(nil, texts))
	return nil
}

func sealJSON(key seal.Key, purpose string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("ballot: encode: %w", err)
	}
	return key.Wrap(purpose, plain), nil
}

// open gives back what fill sealed.
func (b *box) open(private seal.Private) (rows []Row, texts []sealedText, err error) {
	raw, err := private.Open(boxPurpose(b.ID, "key"), b.Key)
	if err != nil {
		return nil, nil, err
	}
	if len(raw) != len(seal.Key{}) {
		return nil, nil, fault.Wrap(fault.Invalid, "box %s: key", b.ID)
	}
	key := seal.Key(raw)
	if err := openJSON(key, boxPurpose(b.ID, "rows"), b.Rows, &rows); err != nil {
		return nil, nil, err
	}
	plain, err := key.Unwrap(boxPurpose(b.ID, "texts"), b.Texts)
	if err != nil {
		return nil, nil, err
	}
	texts, err = decodeTexts(plain)
	return rows, texts, err
}

func openJSON(key seal.Key, purpose string, sealed []byte, v any) error {
	plain, err := key.Unwrap(purpose, sealed)
	if err != nil {
		return err
	}
	if json.Unmarshal(plain, v) != nil { // its error would quote what children answered
		return fault.Wrap(fault.Invalid, "ballot: %s", purpose)
	}
	return nil
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
