package inspections

import (
	"cmp"
	"context"
	"errors"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// keyDoc is the wrapped private half of one of a round's key pairs.
type keyDoc struct {
	store.Head `bson:",inline"`
	Wrapped    []byte       `json:"wrapped,omitempty"`
	Public     []byte       `json:"public,omitempty"`  // of a pair that readers hold
	Readers    []readerCopy `json:"readers,omitempty"` // who hold it; none: Wrapped does
}

// Vault keeps the private halves of rounds' keys, wrapped by the key file, and in
// reader-held mode that for texts by its readers. They are a collection apart so that a backup can leave them
// out, and a collecting server needs no right to read them.
type Vault struct {
	docs    *store.Collection[*keyDoc]
	readers *store.Collection[*reader]
	trail   *audit.Trail
	wrap    seal.Closer
	now     func() time.Time
}

// The three key pairs of a round.
const (
	answersKey = "/answers"
	textsKey   = "/texts"
	contactKey = "/contact"
)

var (
	keysSpec    = store.Spec{Name: "keys", Shred: true}
	readersSpec = store.Spec{Name: "readers"}
)

// Keys are the ids of the private keys that open what children answer and write in a round,
// as Try names them; none of a round that was not equipped.
func (r *Round) Keys() []string {
	var ids []string
	if len(r.AnswersKey) > 0 {
		ids = append(ids, r.ID+answersKey)
	}
	if len(r.TextsKey) > 0 {
		ids = append(ids, r.ID+textsKey)
	}
	return ids
}

// OpenVault ensures the collection. A zero wrap key makes a vault that can
// neither make nor open keys.
func OpenVault(ctx context.Context, e store.Engine, wrap seal.Closer) (*Vault, error) {
	v := &Vault{wrap: wrap, now: time.Now}
	var errs [3]error
	v.docs, errs[0] = store.Open[keyDoc](ctx, e, keysSpec)
	v.readers, errs[1] = store.Open[reader](ctx, e, readersSpec)
	v.trail, errs[2] = audit.OpenTrail(ctx, e, v.now)
	return v, errors.Join(errs[:]...)
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
	if r.TextsKey, err = v.textsPair(ctx, r); err != nil {
		return err
	}
	r.ContactKey, err = v.pair(ctx, r.ID+contactKey)
	return err
}

func (v *Vault) textsPair(ctx context.Context, r *Round) ([]byte, error) {
	if r.KeyMode == ReaderHeld {
		return v.readersPair(ctx, r.ID, r.Readers)
	}
	return v.pair(ctx, r.ID+textsKey)
}

// pair gives the public half of the pair with this id, making it if need be.
func (v *Vault) pair(ctx context.Context, id string) ([]byte, error) {
	private, err := v.open(ctx, id)
	if errors.Is(err, fault.NotFound) {
		private, err = v.create(ctx, id)
		if errors.Is(err, fault.Exists) { // another server made it meanwhile
			private, err = v.open(ctx, id)
		}
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
// for Answers, and fault.Denied for a round whose readers hold it (TextsBy).
func (v *Vault) Texts(ctx context.Context, round string) (seal.Private, error) {
	return v.open(ctx, round+textsKey)
}

// HasTexts says whether the private half for a round's texts is still stored, whoever can
// open it.
func (v *Vault) HasTexts(ctx context.Context, round string) (bool, error) {
	_, err := v.docs.GetStrong(ctx, round+textsKey)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// Contact opens the private half for requests to be contacted; errors as for
// Answers, and fault.NotFound for a round that has no such key.
func (v *Vault) Contact(ctx context.Context, round string) (seal.Private, error) {
	return v.open(ctx, round+contactKey)
}

func (v *Vault) open(ctx context.Context, id string) (seal.Private, error) {
	if !v.wrap.Can() {
		return seal.Private{}, errNoWrap
	}
	doc, err := v.docs.Get(ctx, id)
	if err != nil {
		return seal.Private{}, err
	}
	if len(doc.Readers) > 0 {
		return seal.Private{}, fault.Wrap(fault.Denied, "key %s is held by its readers", id)
	}
	return v.unwrap(doc)
}

var errNoWrap = fault.Wrap(fault.Denied, "this server holds no wrapping key")

func (v *Vault) unwrap(doc *keyDoc) (seal.Private, error) {
	b, err := v.wrap.Unwrap(doc.ID, doc.Wrapped)
	if err != nil {
		return seal.Private{}, err
	}
	return seal.ParsePrivate(b)
}

// has says whether any of a round's keys is there.
func (v *Vault) has(ctx context.Context, round string) (bool, error) {
	for _, key := range []string{answersKey, textsKey, contactKey} {
		if _, err := v.docs.Get(ctx, round+key); !errors.Is(err, fault.NotFound) {
			return err == nil, err
		}
	}
	return false, nil
}

// Try opens every key that this server can open, and gives the ids of all that are there
// and of those that do not open: another key file wrapped them, or they were altered. A
// key that readers hold is there, and not tried. fault.Denied on a collecting server.
func (v *Vault) Try(ctx context.Context) (held, closed []string, err error) {
	if !v.wrap.Can() {
		return nil, nil, errNoWrap
	}
	for doc, err := range v.docs.Find(ctx, store.Query{}) {
		if err != nil {
			return nil, nil, err
		}
		held = append(held, doc.ID)
		if len(doc.Readers) > 0 {
			continue
		}
		if _, err := v.unwrap(doc); err != nil {
			closed = append(closed, doc.ID)
		}
	}
	return held, closed, nil
}

// OpensNone names a key, if there are any that this server should open and it opens not
// one of them: it has another installation's key file. It looks no further than the first
// that opens. Keys that readers hold are not tried. fault.Denied on a collecting server.
func (v *Vault) OpensNone(ctx context.Context) (closed string, err error) {
	if !v.wrap.Can() {
		return "", errNoWrap
	}
	for doc, err := range v.docs.Find(ctx, store.Query{}) {
		if err != nil {
			return "", err
		}
		if len(doc.Readers) > 0 {
			continue
		}
		if _, err := v.unwrap(doc); err == nil {
			return "", nil
		}
		closed = cmp.Or(closed, doc.ID)
	}
	return closed, nil
}
