package ballot

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"kist/internal/codewords"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// DraftDays is how many days a draft is kept.
const DraftDays = 7

// Draft is an unfinished form: what the child answered so far, and where.
type Draft struct {
	Code    string              `json:"code"` // join code
	Edition string              `json:"edition"`
	Lang    string              `json:"lang"`
	Fields  map[string][]string `json:"fields"` // of the form, its secret among them
}

// draft is what is stored of it. The id and the key both come from six words that
// only the child has: nothing in it leads to a round, a child or a submission.
type draft struct {
	store.Head `bson:",inline"`
	Expires    string `json:"expires"` // the last day on which it can be opened, 2006-01-02
	Sealed     []byte `json:"sealed"`
}

// draftClasses are the sizes that drafts are padded to; the last is the most
// that one may hold, less its overhead.
var draftClasses = seal.Classes{4 << 10, 16 << 10, 64 << 10, maxDraft}

const (
	maxDraft     = 256 << 10
	draftPurpose = "kist draft"
)

// Stretching the words: 66 bits are more than anybody can search at this price,
// should both the database and the key file be taken. Without the key file
// there is nothing to search with.
const (
	draftMemory = 19 << 10 // KiB
	draftPasses = 1
	draftAtOnce = 2  // so many stretch at a time
	draftQueue  = 40 // and so many wait; who comes then is told to come again
)

// ErrBusy says that too many drafts are being saved or opened just now.
var ErrBusy = errors.New("too many drafts at once")

// Drafts keeps unfinished forms, each closed with words that only the child has.
type Drafts struct {
	*stretch
	docs *store.Collection[*draft]
	now  func() time.Time
}

// stretch makes of a code where something lies and what opens it, a few at a time.
type stretch struct {
	salt    [16]byte
	memory  uint32 // KiB
	turns   chan struct{}
	waiting atomic.Int32
}

func newStretch(salt [16]byte) *stretch {
	return &stretch{salt: salt, memory: draftMemory, turns: make(chan struct{}, draftAtOnce)}
}

// OpenDrafts ensures the collection. root is a key outside the database.
func OpenDrafts(ctx context.Context, e store.Engine, root seal.Key) (*Drafts, error) {
	docs, err := store.Open[draft](ctx, e, draftSpec("drafts"))
	if err != nil {
		return nil, err
	}
	return &Drafts{stretch: newStretch(root.Tag("drafts")), docs: docs, now: time.Now}, nil
}

func draftSpec(name string) store.Spec {
	return store.Spec{Name: name, Clustered: true, Indexes: []store.Index{{Order: "expires"}}}
}

// draftWords are those of the draft of a form: always the same for the same form, so
// that a child who saves again needs no other paper.
func (s Secret) draftWords() codewords.Code { return codewords.From(s.derive("draft")) }

// lock is where a draft lies and what opens it.
type lock struct {
	id  string
	key seal.Key
}

// lock derives both from a code. ErrBusy if too many ask at once.
func (d *stretch) lock(ctx context.Context, code []byte) (lock, error) {
	if d.waiting.Add(1) > draftQueue {
		d.waiting.Add(-1)
		return lock{}, ErrBusy
	}
	defer d.waiting.Add(-1)
	select {
	case d.turns <- struct{}{}:
		defer func() { <-d.turns }()
	case <-ctx.Done():
		return lock{}, ctx.Err()
	}
	raw := argon2.IDKey(code, d.salt[:], draftPasses, d.memory, 1, 16+uint32(len(seal.Key{})))
	return lock{hex.EncodeToString(raw[:16]), seal.Key(raw[16:])}, nil
}

// Save keeps a draft under the words of its form, in the place of an earlier
// one, and gives the words and the last day on which they open it. fault.Problem
// if it is too long.
func (d *Drafts) Save(ctx context.Context, s Secret, content Draft) (words []string, until string, err error) {
	plain, err := json.Marshal(content)
	if err != nil {
		return nil, "", fmt.Errorf("ballot: encode: %w", err)
	}
	if len(plain) > maxDraft-4 {
		return nil, "", fault.Problem{ID: "problem.form_size"}
	}
	code := s.draftWords()
	l, err := d.lock(ctx, code.Bytes())
	if err != nil {
		return nil, "", err
	}
	doc := &draft{
		Head: store.Head{ID: l.id}, Expires: d.now().AddDate(0, 0, DraftDays).Format(time.DateOnly),
		Sealed: l.key.Wrap(draftPurpose, seal.Pad(plain, draftClasses)),
	}
	return code.Words(), doc.Expires, d.put(ctx, doc)
}

// put inserts the draft or replaces the one that is there.
func (d *Drafts) put(ctx context.Context, doc *draft) error {
	for {
		err := d.docs.Insert(ctx, doc)
		if !errors.Is(err, fault.Exists) {
			return err
		}
		_, err = d.docs.Update(ctx, doc.ID, func(there *draft) error {
			there.Expires, there.Sealed = doc.Expires, doc.Sealed
			return nil
		})
		if !errors.Is(err, fault.NotFound) { // else it was swept just now
			return err
		}
	}
}

// Open gives the draft that these words close. fault.NotFound if there is none
// any more, fault.Problem if they cannot be words.
func (d *Drafts) Open(ctx context.Context, typed string) (Draft, error) {
	code, err := codewords.Parse(typed)
	if err != nil {
		return Draft{}, err
	}
	l, err := d.lock(ctx, code.Bytes())
	if err != nil {
		return Draft{}, err
	}
	doc, err := d.docs.Get(ctx, l.id)
	if err != nil {
		return Draft{}, err
	}
	if doc.Expires < d.now().Format(time.DateOnly) {
		return Draft{}, fault.Wrap(fault.NotFound, "draft")
	}
	padded, err := l.key.Unwrap(draftPurpose, doc.Sealed)
	if err != nil {
		return Draft{}, err
	}
	return decodeDraft(padded)
}

// decodeDraft reads what Save closed; fault.Invalid otherwise.
func decodeDraft(padded []byte) (Draft, error) {
	plain, err := seal.Unpad(padded, draftClasses)
	if err != nil {
		return Draft{}, err
	}
	var content Draft
	if json.Unmarshal(plain, &content) != nil { // its error would quote what a child answered
		return Draft{}, fault.Wrap(fault.Invalid, "ballot: draft")
	}
	return content, nil
}

// Drop forgets the draft of a form that was sent. Dropping none is no error.
func (d *Drafts) Drop(ctx context.Context, s Secret) error {
	l, err := d.lock(ctx, s.draftWords().Bytes())
	if err != nil {
		return err
	}
	return gone(d.docs.Delete(ctx, l.id))
}

// Sweep forgets the drafts whose last day is over.
func (d *Drafts) Sweep(ctx context.Context) error { return sweep(ctx, d.docs, d.now()) }

func sweep(ctx context.Context, docs *store.Collection[*draft], now time.Time) error {
	old, err := docs.All(ctx, store.Query{Order: "expires", To: now.Format(time.DateOnly), Limit: 1000})
	if err != nil {
		return err
	}
	for _, doc := range old {
		// Who saves it again meanwhile has a draft with another day.
		if again, err := docs.Get(ctx, doc.ID); err == nil && again.Rev != doc.Rev {
			continue
		}
		if err := gone(docs.Delete(ctx, doc.ID)); err != nil {
			return err
		}
	}
	return nil
}

// gone takes "there is none" for done.
func gone(err error) error {
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
