package seal

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"kist/internal/fault"
	_ "kist/internal/sameseed" // the same cases in every run
)

var anyKey = rapid.Custom(func(t *rapid.T) Key {
	return Key(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key"))
})

func TestWrapAndUnwrap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, purpose, text := anyKey.Draw(t, "key"), anyPurpose.Draw(t, "purpose"), anyBytes.Draw(t, "text")
		wrapped := key.Wrap(purpose, text)
		if len(wrapped) != len(text)+28 {
			t.Fatalf("%d bytes became %d", len(text), len(wrapped))
		}
		got, err := key.Unwrap(purpose, wrapped)
		if err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%q, %v", got, err)
		}
	})
}

func TestNothingElseUnwrapsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, purpose, text := anyKey.Draw(t, "key"), anyPurpose.Draw(t, "purpose"), anyBytes.Draw(t, "text")
		wrapped := key.Wrap(purpose, text)
		stranger := anyKey.Filter(func(k Key) bool { return k != key }).Draw(t, "another key")
		other := anyPurpose.Filter(func(s string) bool { return s != purpose }).Draw(t, "another purpose")
		changed := bytes.Clone(wrapped)
		changed[rapid.IntRange(0, len(changed)-1).Draw(t, "place")] ^= byte(rapid.IntRange(1, 255).Draw(t, "change"))
		for what, try := range map[string]func() ([]byte, error){
			"another key":     func() ([]byte, error) { return stranger.Unwrap(purpose, wrapped) },
			"another purpose": func() ([]byte, error) { return key.Unwrap(other, wrapped) },
			"a changed byte":  func() ([]byte, error) { return key.Unwrap(purpose, changed) },
			"a part of it":    func() ([]byte, error) { return key.Unwrap(purpose, wrapped[:len(wrapped)-1]) },
			"nothing":         func() ([]byte, error) { return key.Unwrap(purpose, nil) },
		} {
			if got, err := try(); !errors.Is(err, fault.Invalid) || got != nil {
				t.Fatalf("%s: %q, %v", what, got, err)
			}
		}
	})
}

func TestDerivedKeysAreIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, use := anyKey.Draw(t, "key"), anyPurpose.Draw(t, "use")
		other := anyPurpose.Filter(func(s string) bool { return s != use }).Draw(t, "another use")
		derived := key.Derive(use)
		if derived != key.Derive(use) {
			t.Fatal("the same use gives another key")
		}
		if derived == key || derived == key.Derive(other) || derived == derived.Derive(use) {
			t.Fatal("two uses share a key")
		}
		if _, err := key.Unwrap("p", derived.Wrap("p", []byte("text"))); err == nil {
			t.Fatal("a key opens what one derived from it closed")
		}
	})
}

func TestNewKeysDiffer(t *testing.T) {
	if a, b := NewKey(), NewKey(); a == b || a == (Key{}) {
		t.Errorf("%x, %x", a, b)
	}
}

// Two lists of parts have the same tag only if they are the same list: parts
// cannot be moved from one to the next.
func TestTag(t *testing.T) {
	key := NewKey()
	seen := map[[16]byte][]string{}
	for _, parts := range [][]string{nil, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"", "ab"}, {"ab", ""}, {"1:a"}, {"a1:b"}, {"a", "1:b"}} {
		tag := key.Tag(parts...)
		if other, twice := seen[tag]; twice {
			t.Errorf("%q and %q have the same tag", parts, other)
		}
		seen[tag] = parts
		if tag != key.Tag(parts...) {
			t.Errorf("%q: the tag changes", parts)
		}
		if tag == NewKey().Tag(parts...) {
			t.Errorf("%q: another key gives the same tag", parts)
		}
	}
}
