package inspections

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/sqlite"
	"kist/internal/store/storetest"
)

// needs stands for what still needs keys.
func needs(h Held) Kept {
	say := func(held bool) func(context.Context, *Round) (bool, error) {
		return func(context.Context, *Round) (bool, error) { return held, nil }
	}
	return Kept{Requests: say(h.Requests), Texts: say(h.Texts)}
}

// retained is a book with a sealed round whose keys end on a day, on that day.
func retained(t *testing.T, e store.Engine, id, until string) (*Book, *Vault, *Round) {
	t.Helper()
	b, err := OpenBook(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	b.now = func() time.Time { return time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC) }
	v, err := OpenVault(t.Context(), e, seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	r := &Round{Head: store.Head{ID: id}, Stage: Sealed, KeysUntil: until}
	if err := errors.Join(v.Equip(t.Context(), r), b.Rounds.Insert(t.Context(), r)); err != nil {
		t.Fatal(err)
	}
	return b, v, r
}

// left says which keys of the round can be opened: answers, texts, requests.
func left(t *testing.T, v *Vault, id string) (open [3]bool) {
	t.Helper()
	for i, get := range []func(context.Context, string) (seal.Private, error){v.Answers, v.Texts, v.Contact} {
		_, err := get(t.Context(), id)
		if err != nil && !errors.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		open[i] = err == nil
	}
	return open
}

// Keys go on their day and not before, and never without a day; the key to requests
// stays while one has words, and that to texts while one waits.
func TestKeysGoOnTheirDay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		e := open()
		for until, want := range map[string][3]bool{"": {true, true, true}, "2027-03-02": {true, true, true}} {
			b, v, r := retained(t, e, "until"+until, until)
			if err := b.DestroyDue(t.Context(), v, needs(Held{}), nil); err != nil {
				t.Fatal(err)
			}
			if got := left(t, v, r.ID); got != want {
				t.Errorf("%q: left are %v", until, got)
			}
		}
		b, v, _ := retained(t, e, "spring", "2027-03-01")
		for _, held := range []Held{{true, true}, {true, false}, {true, false}} {
			if err := b.DestroyDue(t.Context(), v, needs(held), nil); err != nil {
				t.Fatal(err)
			}
			if got, want := left(t, v, "spring"), [3]bool{false, held.Texts, held.Requests}; got != want {
				t.Errorf("left are %v, want %v", got, want)
			}
		}
		for range 2 {
			if err := b.DestroyDue(t.Context(), v, needs(Held{}), nil); err != nil {
				t.Fatal(err)
			}
		}
		r, err := b.Round(t.Context(), "spring")
		if got := left(t, v, "spring"); got != [3]bool{} || err != nil || r.KeysGone != "2027-03-01" || r.Last == nil || r.Last.Did != "round.keys_end" {
			t.Errorf("left are %v; %+v, %v", got, r, err)
		}
	})
}

// In SQLite the bytes of a destroyed key are in none of the files, the write-ahead log
// included, as soon as DestroyDue returns; those of a round whose day has not come are.
func TestDestroyedKeysAreInNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kist.db")
	e, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	b, v, r := retained(t, e, "spring", "2027-03-01")
	stays := &Round{Head: store.Head{ID: "autumn"}, Stage: Sealed, KeysUntil: "2027-03-02"}
	if err := errors.Join(v.Equip(t.Context(), stays), b.Rounds.Insert(t.Context(), stays)); err != nil {
		t.Fatal(err)
	}
	var wrapped [2][]byte // as it is written in the file
	for i, id := range []string{r.ID, stays.ID} {
		doc, err := v.docs.Get(t.Context(), id+textsKey)
		if err != nil || len(doc.Wrapped) == 0 {
			t.Fatal(err)
		}
		wrapped[i] = []byte(base64.StdEncoding.EncodeToString(doc.Wrapped))
	}
	inFiles := func(secret []byte) bool {
		files, err := filepath.Glob(path + "*")
		if err != nil || len(files) < 2 {
			t.Fatalf("files %v, %v", files, err)
		}
		return slices.ContainsFunc(files, func(f string) bool {
			data, err := os.ReadFile(f)
			return err == nil && bytes.Contains(data, secret)
		})
	}
	if !inFiles(wrapped[0]) || !inFiles(wrapped[1]) {
		t.Fatal("a key is in no file to begin with")
	}
	if err := b.DestroyDue(t.Context(), v, needs(Held{}), nil); err != nil {
		t.Fatal(err)
	}
	if inFiles(wrapped[0]) || !inFiles(wrapped[1]) {
		t.Errorf("the destroyed key is in a file: %v; the other one still is: %v", inFiles(wrapped[0]), inFiles(wrapped[1]))
	}
}

// A crash before any step leaves keys that the next turn destroys, and never a round
// that says nothing while a key is gone.
func TestACrashWhileKeysGo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		e := open()
		for nth := 1; nth <= 4; nth++ {
			b, v, made := retained(t, e, fmt.Sprint("spring-", nth), "2027-02-01")
			ctx, crash := context.WithCancel(t.Context())
			steps := 0
			err := b.DestroyDue(ctx, v, needs(Held{}), func(string) {
				if steps++; steps == nth {
					crash()
				}
			})
			crash()
			if err == nil {
				t.Fatalf("step %d: it did not break off", nth)
			}
			r, err := b.Round(t.Context(), made.ID)
			if err != nil || left(t, v, made.ID) != [3]bool{true, true, true} && r.KeysGone == "" {
				t.Errorf("step %d: keys are gone and the round does not say so, %v", nth, err)
			}
			if err := b.DestroyDue(t.Context(), v, needs(Held{}), nil); err != nil || left(t, v, made.ID) != [3]bool{} {
				t.Errorf("step %d: %v are left, %v", nth, left(t, v, made.ID), err)
			}
		}
	})
}

// A clock that says for a moment that the day has come, or that is set back before it has
// said so for long, destroys nothing; one that says so on end does.
func TestAWrongClockDestroysNoKeys(t *testing.T) {
	b, v, r := retained(t, storetest.SQLite(t)(), "spring", "2031-01-01")
	right, wrong := b.now, func() time.Time { return time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC) }
	all := [3]bool{true, true, true}
	turn := func(now func() time.Time, want [3]bool) {
		t.Helper()
		b.now = now
		if err := b.DestroyDue(t.Context(), v, needs(Held{}), nil); err != nil {
			t.Fatal(err)
		}
		if got := left(t, v, r.ID); got != want {
			t.Errorf("left are %v", got)
		}
	}
	b.KeysWait = time.Hour
	turn(wrong, all)
	turn(wrong, all)
	b.keysSeen[r.ID] = time.Now().Add(-59 * time.Minute) // it has said so for as long
	turn(wrong, all)
	turn(right, all)
	turn(wrong, all)
	if since := b.keysSeen[r.ID]; time.Since(since) > time.Minute {
		t.Errorf("it counts from %s, before it was set right", since)
	}
	b.keysSeen[r.ID] = time.Now().Add(-time.Hour)
	turn(wrong, [3]bool{})
}

// The day is one, a while after the last day, or none.
func TestTheDayOfKeys(t *testing.T) {
	for day, fine := range map[string]bool{"": true, "2026-12-31": true, "2026-12-30": false, "2026-01-01": false, "soon": false, "2027-06-01": true} {
		r := &Round{Closes: "2026-12-01", KeysUntil: day}
		if bad := r.checkKeys(nil); (len(bad) == 0) != fine {
			t.Errorf("%q: %v", day, bad)
		}
	}
}

// Nothing else loses its keys.
func TestOtherRoundsKeepTheirKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		b, v, r := retained(t, open(), "spring", "2027-02-01")
		if err := v.Destroy(t.Context(), r, Held{}, nil); !errors.Is(err, fault.Denied) {
			t.Errorf("without a mark: %v", err)
		}
		if _, err := b.Rounds.Update(t.Context(), "spring", func(r *Round) error { r.Stage = Running; return nil }); err != nil {
			t.Fatal(err)
		}
		err := b.DestroyDue(t.Context(), v, needs(Held{}), nil)
		if left(t, v, "spring") != [3]bool{true, true, true} {
			t.Errorf("a round that runs: %v", left(t, v, "spring"))
		}
		if !errors.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "round spring were to end on 2027-02-01") {
			t.Errorf("nobody hears of it: %v", err)
		}
		if _, err := b.Rounds.Update(t.Context(), "spring", func(r *Round) error { r.KeysUntil = "2027-03-02"; return nil }); err != nil {
			t.Fatal(err)
		}
		if err := b.DestroyDue(t.Context(), v, needs(Held{}), nil); err != nil {
			t.Errorf("before its day: %v", err)
		}
	})
}

// A round that names no day gets the one that the installation sets, never sooner than
// the least; one that names a day keeps it, and so does everything where none is set.
func TestKeysEndWhereNobodySaysOtherwise(t *testing.T) {
	for _, c := range []struct {
		days          int
		closes, until string
		want          string
	}{
		{365, "2027-03-01", "", "2028-02-29"}, {90, "2027-03-01", "", "2027-05-30"}, {1, "2027-03-01", "", "2027-03-31"},
		{0, "2027-03-01", "", ""}, {365, "2027-03-01", "2030-01-01", "2030-01-01"}, {365, "", "", ""}, {365, "soon", "", ""},
	} {
		r := &Round{Closes: c.closes, KeysUntil: c.until}
		(&Book{KeepDays: c.days}).setKeysEnd(r)
		if r.KeysUntil != c.want {
			t.Errorf("%d days after %q, saying %q: %q, want %q", c.days, c.closes, c.until, r.KeysUntil, c.want)
		}
		if len(r.checkKeys(nil)) != 0 && c.closes != "soon" && c.closes != "" {
			t.Errorf("%q is no day for the end of the keys of a round that closes on %q", r.KeysUntil, c.closes)
		}
	}
}

// A round that is closed late, or after the day of its keys, keeps them for as long as it
// takes to count it; one that is closed in time keeps its day, and one without a day has none.
func TestARoundThatIsClosedLateCanBeCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		for until, want := range map[string]string{"2027-02-01": "2027-03-31", "2027-03-30": "2027-03-31", "2027-04-01": "2027-04-01", "": ""} {
			b, v, r := retained(t, open(), "spring"+until, until)
			if _, err := b.Rounds.Update(t.Context(), r.ID, func(r *Round) error { r.Stage = Final; return nil }); err != nil {
				t.Fatal(err)
			}
			for range 2 { // a second sealer changes nothing
				sealed, err := b.MarkSealed(t.Context(), r.ID)
				if err != nil || sealed.KeysUntil != want || sealed.KeysEndClosed(b.now()) != want {
					t.Errorf("until %q: %+v, %v, want %q", until, sealed, err, want)
				}
			}
			if err := b.DestroyDue(t.Context(), v, needs(Held{}), nil); err != nil || left(t, v, r.ID) != [3]bool{true, true, true} {
				t.Errorf("until %q: left are %v, %v", until, left(t, v, r.ID), err)
			}
		}
	})
}
