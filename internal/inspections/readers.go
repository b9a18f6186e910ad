package inspections

import (
	"context"
	"errors"
	"slices"
	"time"

	"kist/internal/codewords"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// ReaderHeld wraps a round's key for texts to named readers alone: the server opens
// what children wrote only while one of them lends it six words. The key for answers
// stays with the server, so that sealing and releases run unattended.
const ReaderHeld KeyMode = "readers"

// MinReaders is how many a reader-held round names at least: when one is ill, or has
// lost the words, nothing is lost.
const MinReaders = 2

// reader is the key of somebody who reads texts. Its private half is closed twice:
// with the key that their six words give, and over that with the key file, so that
// neither the database with the key file nor the words alone open anything.
type reader struct {
	store.Head `bson:",inline"` // ID: the account's
	Public     []byte           `json:"public"`
	Salt       []byte           `json:"salt"`
	Wrapped    []byte           `json:"wrapped"`
	Since      string           `json:"since"` // day, 2006-01-02
}

// readerCopy is a round's key for texts as one reader can open it.
type readerCopy struct {
	Who    string `json:"who"`
	Public []byte `json:"public"` // that it was sealed to
	Sealed []byte `json:"sealed"` // to the reader's key, and over that with the key file
}

func readerPurpose(who string) string      { return "kist reader " + who }
func copyPurpose(round, who string) string { return "kist reader " + round + "/" + who }
func underWords(who string) string         { return readerPurpose(who) + ", words" }

// MakeReader gives an account a key of its own to read with, closed with the six words
// that were typed. It takes the place of one that was there: rounds that were made for
// that one stay closed to this account. fault.Problem of the field "words" if they
// are not six words of the list, fault.Denied where there is no key file.
func (v *Vault) MakeReader(ctx context.Context, who, words string) error {
	if !v.wrap.Can() {
		return errNoWrap
	}
	code, err := codewords.Parse(words)
	if err != nil {
		return fault.Problem{Field: "words", ID: "staff.reading.problem"}
	}
	private, err := seal.NewPrivate()
	if err != nil {
		return err
	}
	b, err := private.Bytes()
	if err != nil {
		return err
	}
	salt := seal.Random(seal.SaltSize)
	b = seal.FromPassphrase(code.String(), salt).Wrap(underWords(who), b)
	doc := &reader{Head: store.Head{ID: who}, Public: private.Public().Bytes(), Salt: salt, Wrapped: v.wrap.Wrap(readerPurpose(who), b), Since: v.now().Format(time.DateOnly)}
	if err := v.trail.NoteEach(ctx, readersSpec.Name, who, doc.Since, who, "reader.make"); err != nil {
		return err
	}
	_, err = v.readers.Update(ctx, who, func(now *reader) error {
		now.Public, now.Salt, now.Wrapped, now.Since = doc.Public, doc.Salt, doc.Wrapped, doc.Since
		return nil
	})
	if errors.Is(err, fault.NotFound) {
		return v.readers.Insert(ctx, doc)
	}
	return err
}

// ReaderSince is the day on which an account's key to read with was made; empty if it
// has none.
func (v *Vault) ReaderSince(ctx context.Context, who string) (string, error) {
	doc, err := v.readers.Get(ctx, who)
	if errors.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return doc.Since, nil
}

// Readers lists the accounts that have a key to read with, by id.
func (v *Vault) Readers(ctx context.Context) ([]string, error) {
	all, err := v.readers.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, doc := range all {
		ids[i] = doc.ID
	}
	return ids, nil
}

// readersPair gives the public half of a round's key for texts, making the pair if
// need be: its private half is stored in the readers' copies alone, in one document.
// fault.NotFound if one of them has no key.
func (v *Vault) readersPair(ctx context.Context, round string, who []string) ([]byte, error) {
	doc, err := v.docs.Get(ctx, round+textsKey)
	if !errors.Is(err, fault.NotFound) {
		if err != nil {
			return nil, err
		}
		return doc.Public, nil
	}
	private, err := seal.NewPrivate()
	if err != nil {
		return nil, err
	}
	b, err := private.Bytes()
	if err != nil {
		return nil, err
	}
	doc = &keyDoc{Head: store.Head{ID: round + textsKey}, Public: private.Public().Bytes()}
	for _, id := range who {
		c, err := v.copyFor(ctx, round, id, b)
		if err != nil {
			return nil, err
		}
		doc.Readers = append(doc.Readers, c)
	}
	return doc.Public, v.docs.Insert(ctx, doc)
}

func (v *Vault) copyFor(ctx context.Context, round, who string, private []byte) (readerCopy, error) {
	reader, err := v.readers.Get(ctx, who)
	if err != nil {
		return readerCopy{}, err
	}
	public, err := seal.ParsePublic(reader.Public)
	if err != nil {
		return readerCopy{}, err
	}
	sealed, err := public.Seal(copyPurpose(round, who), private)
	return readerCopy{who, reader.Public, v.wrap.Wrap(copyPurpose(round, who), sealed)}, err
}

// TextsBy opens the private half for a round's texts with the words of somebody who
// reads them; a round in simple mode asks for none. fault.Denied for whoever is not one
// of its readers, fault.Problem of the field "words" if they are not theirs, and
// fault.Closed for a reader who has made another key since.
func (v *Vault) TextsBy(ctx context.Context, round, who, words string) (seal.Private, error) {
	if !v.wrap.Can() {
		return seal.Private{}, errNoWrap
	}
	doc, err := v.docs.Get(ctx, round+textsKey)
	if err != nil {
		return seal.Private{}, err
	}
	if len(doc.Readers) == 0 {
		return v.unwrap(doc)
	}
	for _, c := range doc.Readers {
		if c.Who == who {
			return v.openCopy(ctx, round, c, words)
		}
	}
	return seal.Private{}, fault.Wrap(fault.Denied, "round %s: somebody who is none of its readers", round)
}

func (v *Vault) openCopy(ctx context.Context, round string, c readerCopy, words string) (seal.Private, error) {
	own, public, err := v.openReader(ctx, c.Who, words)
	if err != nil {
		return seal.Private{}, err
	}
	if string(public) != string(c.Public) {
		return seal.Private{}, fault.Wrap(fault.Closed, "round %s: its reader has another key now", round)
	}
	sealed, err := v.wrap.Unwrap(copyPurpose(round, c.Who), c.Sealed)
	if err != nil {
		return seal.Private{}, err
	}
	b, err := own.Open(copyPurpose(round, c.Who), sealed)
	if err != nil {
		return seal.Private{}, err
	}
	return seal.ParsePrivate(b)
}

// openReader opens somebody's own key with their words.
func (v *Vault) openReader(ctx context.Context, who, words string) (private seal.Private, public []byte, err error) {
	wrong := fault.Problem{Field: "words", ID: "staff.reading.problem"}
	code, err := codewords.Parse(words)
	if err != nil {
		return private, nil, wrong
	}
	doc, err := v.readers.Get(ctx, who)
	if err != nil {
		return private, nil, err
	}
	b, err := v.wrap.Unwrap(readerPurpose(who), doc.Wrapped)
	if err != nil {
		return private, nil, err
	}
	b, err = seal.FromPassphrase(code.String(), doc.Salt).Unwrap(underWords(who), b)
	if err != nil {
		return private, nil, wrong
	}
	private, err = seal.ParsePrivate(b)
	return private, doc.Public, err
}

// checkReaders says what is wrong with who holds a new round's key for texts.
func (v *Vault) checkReaders(ctx context.Context, r *Round) error {
	slices.Sort(r.Readers)
	r.Readers = slices.Compact(r.Readers)
	switch r.KeyMode {
	case "", Simple:
		r.KeyMode, r.Readers = Simple, nil
		return nil
	case ReaderHeld:
	default:
		return fault.Problem{Field: "key_mode", ID: "staff.problem.choice"}
	}
	known, err := v.Readers(ctx)
	if err != nil {
		return err
	}
	if len(r.Readers) < MinReaders || slices.ContainsFunc(r.Readers, func(id string) bool { return !slices.Contains(known, id) }) {
		return fault.Problem{Field: "readers", ID: "staff.problem.readers", Args: map[string]any{"Min": MinReaders}}
	}
	return nil
}
