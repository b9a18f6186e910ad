package results

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

var testSigner = seal.Keys{Wrap: seal.Key{1}, Sign: seal.Key{2}}.Signer()

// signedRelease is one that two people published.
func signedRelease(t *testing.T, o *office) *Release {
	t.Helper()
	o.answer(90)
	o.seal(t)
	if waits := o.make(t, "ros"); waits.Signature != nil {
		t.Error("it is signed before a second person approved it")
	}
	rel, err := o.Second(t.Context(), "r-1", "ann", true)
	check(t, err)
	return rel
}

func TestAReleaseIsSignedWhenItIsPublished(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		o := newOffice(t, open(), false)
		made := signedRelease(t, o)
		rel, err := o.Get(t.Context(), made.ID)
		check(t, err)
		if rel.Signature == nil || rel.Signature.Key != seal.KeyID(testSigner.Public()) {
			t.Fatalf("%+v", rel.Signature)
		}
		check(t, rel.Fits())
		if !bytes.Equal(rel.Statement(), made.Statement()) {
			t.Error("the store gives back another statement")
		}
	})
}

func TestADeclinedReleaseIsNotSigned(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t)(), false)
	o.answer(60)
	o.seal(t)
	o.make(t, "ros")
	rel, err := o.Second(t.Context(), "r-1", "ann", false)
	check(t, err)
	if rel.Signature != nil {
		t.Error("what nobody may read is signed")
	}
}

func TestASyntheticReleaseIsSignedAtOnce(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t)(), true)
	o.answer(60)
	o.seal(t)
	check(t, o.make(t, "ros").Fits())
}

// changes is every published number of a release, moved by five, one after another, and
// all else that says which release it is.
func changes(rel *Release) map[string]func() {
	list := map[string]func(){
		"number": func() { rel.Number++ }, "round": func() { rel.Round += "x" }, "version": func() { rel.Version += "x" },
		"hash": func() { rel.Hash += "x" }, "day": func() { rel.Made = "2026-01-01" }, "synthetic": func() { rel.Synthetic = !rel.Synthetic },
		"interim": func() { rel.Interim = !rel.Interim }, "responses": func() { rel.Responses.Count += 5 }, "id": func() { rel.ID += "x" },
		"a table less": func() { rel.Tables = rel.Tables[1:] }, "another question": func() { rel.Tables[0].Question = "view" },
		"tables in another order":  func() { rel.Tables[0], rel.Tables[1] = rel.Tables[1], rel.Tables[0] },
		"nothing stood apart":      func() { rel.Aside = nil },
		"less left out":            func() { rel.Aside.Out -= 30 },
		"more let in":              func() { rel.Aside.In += 30 },
		"columns in another order": func() { c := rel.Tables[0].Columns; c[0], c[1] = c[1], c[0] },
	}
	for i, table := range rel.Tables {
		for j, g := range table.Groups {
			if !g.Base.Shown {
				continue
			}
			at := strings.Join([]string{table.Question, table.By, g.Value}, "/")
			list[at] = func() { rel.Tables[i].Groups[j].Base.Count += 5 }
			for k := range g.Cells {
				if k >= len(g.Offered) || g.Offered[k] {
					list[at+"/"+table.Columns[k]] = func() { rel.Tables[i].Groups[j].Cells[k].Count += 5 }
				}
			}
		}
	}
	return list
}

// TestNothingOfAReleaseCanBeChanged: each number is moved in turn, in a copy of what is
// stored, and the signature fits none of them.
func TestNothingOfAReleaseCanBeChanged(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t)(), true)
	o.answer(120)
	o.answer(60)
	o.boxes.stand[1] = ballot.LeftOut
	o.seal(t)
	made := o.make(t, "ros")
	names := changes(made)
	if len(names) < 60 {
		t.Fatalf("only %d changes", len(names))
	}
	for name := range names {
		rel, err := o.docs.Get(t.Context(), made.ID)
		check(t, err)
		changes(rel)[name]()
		if err := rel.Fits(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s can be changed: %v", name, err)
		}
	}
}

// TestAChangedReleaseIsNotRead: who can write in the database cannot make a page or a
// file say what was not published.
func TestAChangedReleaseIsNotRead(t *testing.T) {
	o, ctx := newOffice(t, storetest.SQLite(t)(), true), t.Context()
	o.answer(60)
	o.seal(t)
	id := o.make(t, "ros").ID
	_, err := o.docs.Update(ctx, id, func(r *Release) error { r.Tables[0].Groups[0].Cells[0].Count += 5; return nil })
	check(t, err)
	if _, err := o.Get(ctx, id); !errors.Is(err, fault.Invalid) {
		t.Errorf("read all the same: %v", err)
	}
}

// TestAReleaseSignedBySomebodyElse fits its signature, and is told from one of this
// installation.
func TestAReleaseSignedBySomebodyElse(t *testing.T) {
	o, ctx := newOffice(t, storetest.SQLite(t)(), true), t.Context()
	o.answer(60)
	o.seal(t)
	id := o.make(t, "ros").ID
	for range 2 {
		rel, err := o.Get(ctx, id)
		check(t, err)
		if rel.Foreign {
			t.Error("its own release is foreign")
		}
	}
	forger := seal.Keys{Wrap: seal.Key{9}}.Signer()
	check(t, o.keys.Insert(ctx, &SigningKey{Head: store.Head{ID: seal.KeyID(forger.Public())}, Public: forger.Public(), Proof: forger.Proof(forger.Public())}))
	_, err := o.docs.Update(ctx, id, func(r *Release) error {
		r.Responses.Count += 5
		return r.Sign(forger.Sign)
	})
	check(t, err)
	if rel, err := o.Get(ctx, id); err != nil || !rel.Foreign {
		t.Errorf("%+v, %v", rel, err)
	}
}

// With a renewed key file a release stays the installation's own, and so it is with the
// new keys alone once the public key was proved anew; a forger's never becomes so.
func TestPublicKeysOfARenewedKeyFile(t *testing.T) {
	o, ctx := newOffice(t, storetest.SQLite(t)(), true), t.Context()
	old := seal.Keys{Wrap: seal.Key{1}, Sign: seal.Key{2}}
	o.signer = old.Signer()
	o.answer(60)
	o.seal(t)
	id := o.make(t, "ros").ID
	forger := seal.Keys{Wrap: seal.Key{9}}.Signer()
	check(t, o.keys.Insert(ctx, &SigningKey{Head: store.Head{ID: seal.KeyID(forger.Public())}, Public: forger.Public(), Proof: forger.Proof(forger.Public())}))
	with := func(what string, k seal.Keys, foreign bool) {
		t.Helper()
		o.signer = k.Signer()
		o.own.Clear()
		rel, err := o.Get(ctx, id)
		if err != nil || rel.Foreign != foreign {
			t.Errorf("%s: %+v, %v", what, rel, err)
		}
	}
	now := seal.Keys{Wrap: seal.Key{3}, Sign: seal.Key{2}}
	both := now
	both.Older.Wrap = old.Wrap
	with("the new keys, before anything was proved anew", now, true)
	with("both", both, false)
	for _, want := range []int{1, 0} {
		if n, err := o.Rewrap(ctx, false); err != nil || n != want {
			t.Errorf("%d proved anew, want %d, %v", n, want, err)
		}
	}
	with("both, afterwards", both, false)
	with("the new keys alone", now, false)
	if bare, err := o.stripped(ctx, "another"); err != nil || !bare {
		t.Errorf("the list of what is not signed is lost: %v, %v", bare, err)
	}
	if list, err := o.Keys(ctx); err != nil || len(list) != 1 {
		t.Errorf("%d keys are published, %v", len(list), err)
	}
}

// TestAReleaseFromBeforeSignatures is read as it was, and says that it is unsigned.
func TestAReleaseFromBeforeSignatures(t *testing.T) {
	e, ctx := storetest.SQLite(t)(), t.Context()
	before, err := OpenReleases(ctx, e, nil, nil, nil, seal.Signer{})
	check(t, err)
	check(t, before.docs.Insert(ctx, &Release{Head: store.Head{ID: "old-1"}, Round: "old", Number: 1}))
	o := newOffice(t, e, true)
	rel, err := o.Get(ctx, "old-1")
	check(t, err)
	if err := rel.Fits(); !errors.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
}

// TestASignatureThatWasTakenOut: a release that must have had a signature is not shown
// without it, however old it pretends to be; one from before the first key is, and stays so
// when there is another key. Who can write in the database alone cannot add to the list.
func TestASignatureThatWasTakenOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		e, ctx := open(), t.Context()
		before, err := OpenReleases(ctx, e, nil, nil, nil, seal.Signer{})
		check(t, err)
		check(t, before.docs.Insert(ctx, &Release{Head: store.Head{ID: "old-1"}, Round: "old", Number: 1, Made: "2025-01-01"}))
		check(t, before.docs.Insert(ctx, &Release{Head: store.Head{ID: "old-2"}, Round: "old", Number: 2, Made: "2025-01-01", State: Waits}))
		first, err := OpenReleases(ctx, e, nil, nil, nil, seal.Keys{Wrap: seal.Key{1}, Sign: seal.Key{2}}.Signer())
		check(t, err)
		if _, err := first.Get(ctx, "old-1"); err != nil {
			t.Errorf("a release from before signatures: %v", err)
		}
		made := &Release{Head: store.Head{ID: "new-1"}, Round: "new", Number: 1, Made: "2026-11-26"}
		check(t, made.Sign(first.signer.Sign))
		check(t, first.docs.Insert(ctx, made))
		_, err = first.Get(ctx, "new-1")
		check(t, err)
		_, err = first.docs.Update(ctx, "new-1", func(r *Release) error { r.Signature, r.Made = nil, "2024-01-01"; return nil })
		check(t, err)
		gone := func(what string, r *Releases, id string) {
			t.Helper()
			if _, err := r.Get(ctx, id); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		gone("taken out", first, "new-1")
		again, err := OpenReleases(ctx, e, nil, nil, nil, first.signer)
		check(t, err)
		gone("after another start", again, "new-1")
		rotated, err := OpenReleases(ctx, e, nil, nil, nil, seal.Keys{Wrap: seal.Key{1}, Sign: seal.Key{3}}.Signer())
		check(t, err)
		gone("after another key", rotated, "new-1")
		if _, err := rotated.Get(ctx, "old-1"); err != nil {
			t.Errorf("a release from before signatures, with another key: %v", err)
		}
		_, err = rotated.keys.Update(ctx, seal.KeyID(first.signer.Public()), func(k *SigningKey) error { k.Unsigned = append(k.Unsigned, "new-1"); return nil })
		check(t, err)
		gone("added to the list", rotated, "new-1")
	})
}

// TestAKeyFromBeforeThereWasAList gets one at the next start, and no second one.
func TestAKeyFromBeforeThereWasAList(t *testing.T) {
	e, ctx := storetest.SQLite(t)(), t.Context()
	r, err := OpenReleases(ctx, e, nil, nil, nil, testSigner)
	check(t, err)
	id := seal.KeyID(testSigner.Public())
	_, err = r.keys.Update(ctx, id, func(k *SigningKey) error { k.Unsigned, k.Listed, k.Since = nil, nil, "2025-02-03"; return nil })
	check(t, err)
	check(t, r.docs.Insert(ctx, &Release{Head: store.Head{ID: "old-1"}, Round: "old", Number: 1}))
	for range 2 {
		r, err = OpenReleases(ctx, e, nil, nil, nil, testSigner)
		check(t, err)
		key, err := r.keys.Get(ctx, id)
		check(t, err)
		if len(key.Unsigned) != 1 || key.Unsigned[0] != "old-1" || key.Since != "2025-02-03" {
			t.Errorf("%+v", key)
		}
		check(t, r.noteKey(ctx))
		_, err = r.Get(ctx, "old-1")
		check(t, err)
	}
}

// TestKeysAreThisInstallations: those that it signed with before stay, and one that
// somebody put into the database is none.
func TestKeysAreThisInstallations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		e, ctx := open(), t.Context()
		first := seal.Keys{Wrap: seal.Key{1}}.Signer()
		for range 2 { // a second start with the same key
			_, err := OpenReleases(ctx, e, nil, nil, nil, first)
			check(t, err)
		}
		r, err := OpenReleases(ctx, e, nil, nil, nil, testSigner)
		check(t, err)
		forged := seal.Keys{Wrap: seal.Key{9}}.Signer()
		check(t, r.keys.Insert(ctx, &SigningKey{Head: store.Head{ID: seal.KeyID(forged.Public())}, Public: forged.Public(), Proof: forged.Proof(forged.Public())}))
		keys, err := r.Keys(ctx)
		check(t, err)
		if len(keys) != 2 || !bytes.Equal(keys[0].Public, testSigner.Public()) || !bytes.Equal(keys[1].Public, first.Public()) || keys[0].Since == "" {
			t.Errorf("%d keys: %+v", len(keys), keys)
		}
	})
}

func TestWithoutAKeyNothingIsMade(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t)(), true)
	o.signer = seal.Signer{}
	o.answer(60)
	o.seal(t)
	o.refused(t, fault.Denied)
}

// Codes are stated as files have them, whatever form they come in.
func TestTheStatementIsTheSameFromAFile(t *testing.T) {
	of := func(code, band, no string) *Release {
		g := Group{Value: band, Base: Figure{Shown: true, Count: 20}, Cells: []Figure{{Shown: true, Count: 5}, {Shown: true, Count: 15}}}
		return &Release{Tables: []Table{{Question: "visits", By: ByAgeBand, Columns: []string{code, no}, Groups: []Group{g}}}}
	}
	if a, b := of("5-9", "8-10", "-"), of("5_9", "8_10", "rather_not"); !bytes.Equal(a.Statement(), b.Statement()) {
		t.Errorf("%s\n%s", a.Statement(), b.Statement())
	}
}
