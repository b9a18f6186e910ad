package inspections

import (
	"context"
	"errors"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// keyDoc is the wrapped private half of one of a round's key pairs.
type keyDoc struct {
	store.Head `bson:",inline"`
	Wrapped    []byte `json:"wrapped"`
}

// Vault keeps the private halves of rounds' keys, wrapped by the key file
// (simple mode). They are a collection apart so that a backup can leave them
// out, and a collecting server needs no right to read them.
type Vault struct {
	docs *store.Collection[keyDoc, *keyDoc]
	wrap seal.Key
}

// The three key pairs of a round.
const (
	answersKey = "/answers"
	textsKey   = "/texts"
	contactKey = "/contact"
)

var keysSpec = store.Spec{Name: "keys"}

// OpenVault ensures the collection. A zero wrap key makes a vault that can
// neither make nor open keys.
func OpenVault(ctx context.Context, e store.Engine, wrap seal.Key) (*Vault, error) {
	docs, err := store.Open[keyDoc](ctx, e, keysSpec)
	if err != nil {
		return nil, err
	}
	return &Vault{docs, wrap}, nil
}

// HoldsKeys says whether a store holds wrapped keys of any round.
func HoldsKeys(ctx context.Context, e store.Engine) (bool, error) {
	docs, err := store.Open[keyDoc](ctx, e, keysSpec)
	if err != nil {
		return false, err
	}
	n, err := docs.Count(ctx, store.Query{Limit: 1})
	return n > 0, err
}

// Equip makes the round's three key pairs, stores the private halves and sets
// the public ones on r, which the caller then stores. Pairs that were made for
// this round before are used again, so that it can be repeated after a crash.
// fault.Denied on a collecting server.
func (v *Vault) Equip(ctx context.Context, r *Round) error {
	var err error
	if r.AnswersKey, err = v.pair(ctx, r.ID+answersKey); err != nil {
		return err
	}
	if r.TextsKey, err = v.pair(ctx, r.ID+textsKey); err != nil {
		return err
	}
	r.ContactKey, err = v.pair(ctx, r.ID+contactKey)
	return err
}

// pair gives the public half of the pair with this id, making it if need be.
func (v *Vault) pair(ctx context.Context, id string) ([]byte, error) {
	private, err := v.open(ctx, id)
	if errors.Is(err, fault.NotFound) {
		private, err = v.create(ctx, id)
	}
	if err != nil {
		return nil, err
	}
	return private.Public().Bytes(), nil
}

func (v *Vault) create(ctx context.Context, id string) (seal.Private, error) {
	private, err := seal.NewPrivate()
	if err != nil {
		return private, err
	}
	b, err := private.Bytes()
	if err != nil {
		return private, err
	}
	doc := &keyDoc{Head: store.Head{ID: id}, Wrapped: v.wrap.Wrap(id, b)}
	return private, v.docs.Insert(ctx, doc)
}

// Answers opens the private half for the outer envelopes of a round.
// fault.Denied on a collecting server, fault.NotFound once it is destroyed.
func (v *Vault) Answers(ctx context.Context, round string) (seal.Private, error) {
	return v.open(ctx, round+answersKey)
}

// Texts opens the private half for the inner envelopes of a round; errors as
// for Answers.
func (v *Vault) Texts(ctx context.Context, round string) (seal.Private, error) {
	return v.open(ctx, round+textsKey)
}

// Contact opens the private half for requests to be contacted; errors as for
// Answers, and fault.NotFound for a round that has no such key.
func (v *Vault) Contact(ctx context.Context, round string) (seal.Private, error) {
	return v.open(ctx, round+contactKey)
}

func (v *Vault) open(ctx context.Context, id string) (seal.Private, error) {
	if v.wrap == (seal.Key{}) {
		return seal.Private{}, fault.Wrap(fault.Denied, "this server holds no wrapping key")
	}
	doc, err := v.docs.Get(ctx, id)
	if err != nil {
		return seal.Private{}, err
	}
	b, err := v.wrap.Unwrap(id, doc.Wrapped)
	if err != nil {
		return seal.Private{}, err
	}
	return seal.ParsePrivate(b)
}
