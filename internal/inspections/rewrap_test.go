package inspections

import (
	"context"
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// stopping is an engine that is killed before a change: the left-th from now on fails,
// and all after it.
type stopping struct {
	store.Engine
	left   int
	before func(id string) // what others do before a change; nil: nothing
}

type stoppingDocs struct {
	store.Docs
	e *stopping
}

var errKilled = errors.New("killed")

func (e *stopping) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	d, err := e.Engine.Ensure(ctx, spec)
	return stoppingDocs{d, e}, err
}

func (d stoppingDocs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	if d.e.before != nil {
		d.e.before(id)
	}
	if d.e.left--; d.e.left < 0 {
		return errKilled
	}
	return d.Docs.Replace(ctx, id, rev, doc)
}

// beforeRenewal is a store with two rounds, one of them held by readers, as the key
// before closed them, and the keys of now.
//
// Readers' keys are as MakeReader stores them but for the words, which take a second to be
// stretched: ros is one reader's own.
func beforeRenewal(t *testing.T, e store.Engine) (rounds [2]*Round, ros seal.Private, keys seal.Closing) {
	t.Helper()
	keys = seal.Closing{Now: seal.NewKey(), Before: seal.NewKey()}
	v := openVault(t, e, keys.Before)
	for _, who := range []string{"ben", "ros"} {
		var err error
		if ros, err = seal.NewPrivate(); err != nil {
			t.Fatal(err)
		}
		doc := &reader{Head: store.Head{ID: who}, Public: ros.Public().Bytes(), Wrapped: v.wrap.Wrap(readerPurpose(who), []byte("closed with words"))}
		if err := v.readers.Insert(t.Context(), doc); err != nil {
			t.Fatal(err)
		}
	}
	rounds = [2]*Round{{Head: store.Head{ID: "simple"}}, {Head: store.Head{ID: "held"}, KeyMode: ReaderHeld, Readers: []string{"ben", "ros"}}}
	for _, r := range rounds {
		if err := v.Equip(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	return rounds, ros, keys
}

func closingVault(t *testing.T, e store.Engine, keys seal.Closer) *Vault {
	t.Helper()
	v, err := OpenVault(t.Context(), e, keys)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// opens says whether the vault opens both rounds' texts, the one that is held with a
// reader's own key.
func opens(t *testing.T, v *Vault, rounds [2]*Round, ros seal.Private) error {
	t.Helper()
	simple, err := v.Texts(t.Context(), "simple")
	if err == nil {
		_, err = simple.Open("test", sealed(t, rounds[0].TextsKey))
	}
	if err != nil {
		return err
	}
	doc, err := v.docs.Get(t.Context(), "held"+textsKey)
	if err != nil {
		return err
	}
	lent, err := v.wrap.Unwrap(copyPurpose("held", "ros"), doc.Readers[1].Sealed)
	if err == nil {
		_, err = ros.Open(copyPurpose("held", "ros"), lent)
	}
	if err != nil {
		return err
	}
	of, err := v.readers.Get(t.Context(), "ros")
	if err == nil {
		_, err = v.wrap.Unwrap(readerPurpose("ros"), of.Wrapped)
	}
	return err
}

// Killed before any of its changes, rewrapping leaves a store in which everything opens,
// and the next run finishes; then the key from before is needed for nothing.
func TestRewrapIsKilledAnywhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		e := open()
		rounds, ros, keys := beforeRenewal(t, e)
		v := closingVault(t, e, keys)
		all, err := v.Rewrap(t.Context(), true)
		if err != nil || all != 8 { // three keys for each round, two readers
			t.Fatalf("%d to do, %v", all, err)
		}
		for left := all; left > 0; left-- {
			killed := closingVault(t, &stopping{Engine: e, left: 1}, keys)
			if _, err := killed.Rewrap(t.Context(), false); left > 1 && !errors.Is(err, errKilled) {
				t.Fatalf("with %d to do: %v", left, err)
			}
			if n, err := v.Rewrap(t.Context(), true); err != nil || n != left-1 {
				t.Fatalf("%d are left of %d, %v", n, left, err)
			}
			if err := opens(t, v, rounds, ros); err != nil {
				t.Fatalf("with %d to do: %v", left, err)
			}
		}
		if err := opens(t, openVault(t, e, keys.Now), rounds, ros); err != nil {
			t.Errorf("without the key from before: %v", err)
		}
		if _, err := openVault(t, e, keys.Before).Texts(t.Context(), "simple"); !errors.Is(err, fault.Invalid) {
			t.Errorf("the key from before still opens: %v", err)
		}
	})
}

// A round that is made, and one that is read, while servers have both keys.
func TestBothKeysAtOnce(t *testing.T) {
	e := storetest.SQLite(t)()
	rounds, ros, keys := beforeRenewal(t, e)
	v := closingVault(t, e, keys)
	r := &Round{Head: store.Head{ID: "new"}}
	if err := errors.Join(opens(t, v, rounds, ros), v.Equip(t.Context(), r)); err != nil {
		t.Fatal(err)
	}
	if _, err := openVault(t, e, keys.Now).Answers(t.Context(), "new"); err != nil {
		t.Errorf("a new round is not closed with the key of now: %v", err)
	}
	again := *rounds[0]
	if err := v.Equip(t.Context(), &again); err != nil || string(again.TextsKey) != string(rounds[0].TextsKey) {
		t.Errorf("a round from before got other keys: %v", err)
	}
	if _, closed, err := v.Try(t.Context()); err != nil || len(closed) > 0 {
		t.Errorf("the doctor finds %v closed, %v", closed, err)
	}
}

// A key that is destroyed while it is rewrapped stays destroyed, and no error.
func TestRewrapBringsNothingBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		e := open()
		_, _, keys := beforeRenewal(t, e)
		destroyer := closingVault(t, e, keys)
		v := closingVault(t, &stopping{Engine: e, left: 100, before: func(id string) {
			if id == "simple"+answersKey {
				if err := destroyer.docs.Delete(t.Context(), id); err != nil {
					t.Error(err)
				}
			}
		}}, keys)
		if _, err := v.Rewrap(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Answers(t.Context(), "simple"); !errors.Is(err, fault.NotFound) {
			t.Errorf("a destroyed key: %v", err)
		}
		if n, err := v.Rewrap(t.Context(), true); err != nil || n != 0 {
			t.Errorf("%d left, %v", n, err)
		}
	})
}

func TestRewrapWithStrangeKeys(t *testing.T) {
	e := storetest.SQLite(t)()
	beforeRenewal(t, e)
	strange := closingVault(t, e, seal.Closing{Now: seal.NewKey(), Before: seal.NewKey()})
	if _, err := strange.Rewrap(t.Context(), false); !errors.Is(err, fault.Invalid) {
		t.Errorf("keys that open nothing: %v", err)
	}
	if _, err := closingVault(t, e, seal.Key{}).Rewrap(t.Context(), true); !errors.Is(err, fault.Denied) {
		t.Errorf("a collecting server: %v", err)
	}
}
