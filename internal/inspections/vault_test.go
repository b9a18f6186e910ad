package inspections

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

func openVault(t *testing.T, e store.Engine, wrap seal.Key) *Vault {
	t.Helper()
	v, err := OpenVault(context.Background(), e, wrap)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sealed closes a text to the public half that a round holds.
func sealed(t *testing.T, public []byte) []byte {
	t.Helper()
	key, err := seal.ParsePublic(public)
	if err != nil {
		t.Fatal(err)
	}
	b, err := key.Seal("test", []byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEquip(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		ctx, v := context.Background(), openVault(t, open(), seal.NewKey())
		r, other := &Round{Head: store.Head{ID: "r"}}, &Round{Head: store.Head{ID: "other"}}
		for _, round := range []*Round{r, other} {
			if err := v.Equip(ctx, round); err != nil {
				t.Fatal(err)
			}
		}
		keys := [][]byte{r.AnswersKey, r.TextsKey, r.ContactKey, other.AnswersKey, other.TextsKey, other.ContactKey}
		for i, a := range keys {
			for _, b := range keys[:i] {
				if bytes.Equal(a, b) {
					t.Error("two pairs are the same")
				}
			}
		}
		answers, err := v.Answers(ctx, "r")
		if err != nil {
			t.Fatal(err)
		}
		if text, err := answers.Open("test", sealed(t, r.AnswersKey)); err != nil || string(text) != "text" {
			t.Errorf("%q, %v", text, err)
		}
		if _, err := answers.Open("test", sealed(t, r.TextsKey)); !errors.Is(err, fault.Invalid) {
			t.Errorf("the key for answers opens texts: %v", err)
		}
		contact, err := v.Contact(ctx, "r")
		if err != nil {
			t.Fatal(err)
		}
		if text, err := contact.Open("test", sealed(t, r.ContactKey)); err != nil || string(text) != "text" {
			t.Errorf("%q, %v", text, err)
		}
		for _, key := range [][]byte{r.AnswersKey, r.TextsKey, other.ContactKey} {
			if _, err := contact.Open("test", sealed(t, key)); !errors.Is(err, fault.Invalid) {
				t.Errorf("the key for requests opens something else: %v", err)
			}
		}
		texts, err := v.Texts(ctx, "r")
		if err != nil {
			t.Fatal(err)
		}
		if text, err := texts.Open("test", sealed(t, r.TextsKey)); err != nil || string(text) != "text" {
			t.Errorf("%q, %v", text, err)
		}
	})
}

// A crash can fall between making keys and storing the round: what was sealed
// to the first keys must still open.
func TestEquipAgainGivesTheSameKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		ctx, v := context.Background(), openVault(t, open(), seal.NewKey())
		first, again := &Round{Head: store.Head{ID: "r"}}, &Round{Head: store.Head{ID: "r"}}
		if err := v.docs.Delete(ctx, "r"+textsKey); !errors.Is(err, fault.NotFound) {
			t.Fatal("the test begins with a key")
		}
		if err := v.Equip(ctx, first); err != nil {
			t.Fatal(err)
		}
		if err := v.docs.Delete(ctx, "r"+textsKey); err != nil { // as if it had stopped in the middle
			t.Fatal(err)
		}
		if err := v.Equip(ctx, again); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.AnswersKey, again.AnswersKey) || bytes.Equal(first.TextsKey, again.TextsKey) {
			t.Error("a pair that was stored was not used again, or one that was not stored was")
		}
	})
}

func TestWhoCannotOpen(t *testing.T) {
	ctx, engine := context.Background(), storetest.SQLite(t)()
	if err := openVault(t, engine, seal.NewKey()).Equip(ctx, &Round{Head: store.Head{ID: "r"}}); err != nil {
		t.Fatal(err)
	}
	collecting := openVault(t, engine, seal.Key{})
	if _, err := collecting.Answers(ctx, "r"); !errors.Is(err, fault.Denied) {
		t.Errorf("a collecting server: %v", err)
	}
	if err := collecting.Equip(ctx, &Round{Head: store.Head{ID: "new"}}); !errors.Is(err, fault.Denied) {
		t.Errorf("a collecting server makes keys: %v", err)
	}
	stranger := openVault(t, engine, seal.NewKey())
	if _, err := stranger.Texts(ctx, "r"); !errors.Is(err, fault.Invalid) {
		t.Errorf("another key file: %v", err)
	}
	if err := stranger.Equip(ctx, &Round{Head: store.Head{ID: "r"}}); !errors.Is(err, fault.Invalid) {
		t.Errorf("another key file makes the keys anew: %v", err)
	}
	if _, err := stranger.Answers(ctx, "gone"); !errors.Is(err, fault.NotFound) {
		t.Errorf("keys that are destroyed: %v", err)
	}
}

// One pair's wrapped half cannot be put in another's place.
func TestWrappedHalvesAreBoundToTheirRound(t *testing.T) {
	ctx, engine := context.Background(), storetest.SQLite(t)()
	v := openVault(t, engine, seal.NewKey())
	if err := v.Equip(ctx, &Round{Head: store.Head{ID: "r"}}); err != nil {
		t.Fatal(err)
	}
	doc, err := v.docs.Get(ctx, "r"+answersKey)
	if err != nil {
		t.Fatal(err)
	}
	doc.ID = "other" + answersKey
	if err := v.docs.Insert(ctx, doc); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Answers(ctx, "other"); !errors.Is(err, fault.Invalid) {
		t.Errorf("a key that was moved opens: %v", err)
	}
}
