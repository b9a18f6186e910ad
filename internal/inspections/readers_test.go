package inspections

import (
	"context"
	"errors"
	"strings"
	"testing"

	"kist/internal/codewords"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// words are six of the list, the same for the same name.
func words(name string) string {
	return codewords.From([]byte(strings.Repeat(name, codewords.Size))).String()
}

// readers gives each of these accounts a key of their own.
func readers(t *testing.T, v *Vault, who ...string) {
	t.Helper()
	for _, id := range who {
		if err := v.MakeReader(t.Context(), id, words(id)); err != nil {
			t.Fatal(err)
		}
	}
}

// held is a round whose key for texts these readers hold.
func held(t *testing.T, v *Vault, who ...string) *Round {
	t.Helper()
	readers(t, v, who...)
	r := &Round{Head: store.Head{ID: "r"}, KeyMode: ReaderHeld, Readers: who}
	if err := v.Equip(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	return r
}

// wants fails the test unless err is of this kind; nil: there is none.
func wants(t *testing.T, what string, err, kind error) {
	t.Helper()
	if kind == nil && err != nil || kind != nil && !errors.Is(err, kind) {
		t.Errorf("%s: %v, want %v", what, err, kind)
	}
}

// problem says of which field an error is; empty: it is none of a form.
func problem(err error) string {
	var p fault.Problem
	if errors.As(err, &p) {
		return p.Field
	}
	return ""
}

// TestReadersHoldTheKey: each of them opens texts with the words of their own, however
// they are typed; the server, somebody else, other words and a server without its key
// file open none; answers are opened by the server as ever.
func TestReadersHoldTheKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		ctx, e := t.Context(), open()
		v := openVault(t, e, seal.NewKey())
		r := held(t, v, "ros", "tom")
		for _, who := range r.Readers {
			key, err := v.TextsBy(ctx, r.ID, who, " "+strings.ToUpper(words(who))+"\n")
			wants(t, who, err, nil)
			if text, err := key.Open("test", sealed(t, r.TextsKey)); err != nil || string(text) != "text" {
				t.Errorf("%s opens %q, %v", who, text, err)
			}
		}
		_, err := v.Texts(ctx, r.ID)
		wants(t, "the server alone", err, fault.Denied)
		_, err = v.TextsBy(ctx, r.ID, "iona", words("iona"))
		wants(t, "somebody else", err, fault.Denied)
		for _, typed := range []string{"", "six", words("tom")} {
			if _, err = v.TextsBy(ctx, r.ID, "ros", typed); problem(err) != "words" {
				t.Errorf("%q for ros: %v", typed, err)
			}
		}
		_, err = openVault(t, e, seal.Key{}).TextsBy(ctx, r.ID, "ros", words("ros"))
		wants(t, "without a key file", err, fault.Denied)
		_, err = openVault(t, e, seal.NewKey()).TextsBy(ctx, r.ID, "ros", words("ros"))
		wants(t, "with another key file", err, fault.Invalid)
		_, err = v.Answers(ctx, r.ID)
		wants(t, "answers", err, nil)
	})
}

// TestDatabaseAndKeyFileOpenNoTexts: with all that a stolen server has, what is stored
// of a reader-held round comes open only as far as the readers' own envelopes.
func TestDatabaseAndKeyFileOpenNoTexts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		ctx, v := t.Context(), openVault(t, open(), seal.NewKey())
		r := held(t, v, "ros", "tom")
		doc, err := v.docs.Get(ctx, r.ID+textsKey)
		wants(t, "the stored key", err, nil)
		if len(doc.Wrapped) > 0 || len(doc.Readers) != 2 {
			t.Fatalf("stored are %d bytes for the key file and %d copies", len(doc.Wrapped), len(doc.Readers))
		}
		for _, c := range doc.Readers {
			b, err := v.wrap.Unwrap(copyPurpose(r.ID, c.Who), c.Sealed)
			wants(t, "the key file's layer", err, nil)
			if _, err := seal.ParsePrivate(b); err == nil {
				t.Errorf("the copy of %s is a key once the key file's layer is off", c.Who)
			}
			own, err := v.readers.Get(ctx, c.Who)
			wants(t, "the reader's key", err, nil)
			b, err = v.wrap.Unwrap(readerPurpose(c.Who), own.Wrapped)
			wants(t, "the key file's layer", err, nil)
			if _, err := seal.ParsePrivate(b); err == nil {
				t.Errorf("the own key of %s lies open once the key file's layer is off", c.Who)
			}
		}
	})
}

// TestHeldPairIsMadeOnce: what is repeated after a crash gives the same public half.
func TestHeldPairIsMadeOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		v := openVault(t, open(), seal.NewKey())
		r := held(t, v, "ros", "tom")
		again := &Round{Head: r.Head, KeyMode: ReaderHeld, Readers: r.Readers}
		wants(t, "equip again", v.Equip(context.Background(), again), nil)
		if string(again.TextsKey) != string(r.TextsKey) || len(r.TextsKey) == 0 {
			t.Error("the round has another key for texts")
		}
	})
}

// TestAnotherKeyOfAReader: rounds from before stay closed to them, the others of the
// round read on, and new rounds are theirs.
func TestAnotherKeyOfAReader(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		ctx, v := t.Context(), openVault(t, open(), seal.NewKey())
		r := held(t, v, "ros", "tom")
		wants(t, "another key", v.MakeReader(ctx, "ros", words("new")), nil)
		_, err := v.TextsBy(ctx, r.ID, "ros", words("new"))
		wants(t, "an old round", err, fault.Closed)
		if _, err = v.TextsBy(ctx, r.ID, "ros", words("ros")); problem(err) != "words" {
			t.Errorf("the old words: %v", err)
		}
		_, err = v.TextsBy(ctx, r.ID, "tom", words("tom"))
		wants(t, "the other reader", err, nil)
		next := &Round{Head: store.Head{ID: "next"}, KeyMode: ReaderHeld, Readers: r.Readers}
		wants(t, "a new round", v.Equip(ctx, next), nil)
		_, err = v.TextsBy(ctx, "next", "ros", words("new"))
		wants(t, "the new round", err, nil)
		if since, err := v.ReaderSince(ctx, "ros"); err != nil || since != v.now().Format("2006-01-02") {
			t.Errorf("since %q, %v", since, err)
		}
		if since, err := v.ReaderSince(ctx, "iona"); since != "" || err != nil {
			t.Errorf("who has none, has one since %q, %v", since, err)
		}
		if problem(v.MakeReader(ctx, "iona", "not six words")) != "words" {
			t.Error("words that are none were taken")
		}
	})
}

// TestWhoHoldsARound: the mode is one that there is, at least two hold the key, each
// has one of their own, and a round in simple mode keeps no names.
func TestWhoHoldsARound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		v := openVault(t, open(), seal.NewKey())
		readers(t, v, "ros", "tom")
		for field, r := range map[string]*Round{
			"key_mode": {KeyMode: "nobody"},
			"readers":  {KeyMode: ReaderHeld, Readers: []string{"ros", "ros"}},
		} {
			if got := problem(v.checkReaders(t.Context(), r)); got != field {
				t.Errorf("%+v: a problem of %q, want %q", r, got, field)
			}
		}
		if got := problem(v.checkReaders(t.Context(), &Round{KeyMode: ReaderHeld, Readers: []string{"ros", "iona"}})); got != "readers" {
			t.Errorf("somebody without a key: a problem of %q", got)
		}
		plain := &Round{Readers: []string{"ros"}}
		wants(t, "simple mode", v.checkReaders(t.Context(), plain), nil)
		if plain.KeyMode != Simple || plain.Readers != nil {
			t.Errorf("it is %q, held by %v", plain.KeyMode, plain.Readers)
		}
		good := &Round{KeyMode: ReaderHeld, Readers: []string{"tom", "ros"}}
		wants(t, "two readers", v.checkReaders(t.Context(), good), nil)
	})
}
