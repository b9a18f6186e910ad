package seal

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"kist/internal/fault"
)

func pair(t testing.TB) Private {
	t.Helper()
	private, err := NewPrivate()
	if err != nil {
		t.Fatal(err)
	}
	return private
}

var (
	anyBytes   = rapid.SliceOfN(rapid.Byte(), 0, 5000)
	anyPurpose = rapid.StringN(0, 40, -1)
)

func TestSealAndOpen(t *testing.T) {
	private := pair(t)
	rapid.Check(t, func(t *rapid.T) {
		purpose, text := anyPurpose.Draw(t, "purpose"), anyBytes.Draw(t, "text")
		sealed, err := private.Public().Seal(purpose, text)
		if err != nil {
			t.Fatal(err)
		}
		if len(sealed) != len(text)+Overhead {
			t.Fatalf("%d bytes became %d, not %d more", len(text), len(sealed), Overhead)
		}
		opened, err := private.Open(purpose, sealed)
		if err != nil || !bytes.Equal(opened, text) {
			t.Fatalf("opened %q, %v", opened, err)
		}
	})
}

func TestNothingElseOpensIt(t *testing.T) {
	private, stranger := pair(t), pair(t)
	rapid.Check(t, func(t *rapid.T) {
		purpose, text := anyPurpose.Draw(t, "purpose"), anyBytes.Draw(t, "text")
		sealed, err := private.Public().Seal(purpose, text)
		if err != nil {
			t.Fatal(err)
		}
		other := anyPurpose.Filter(func(s string) bool { return s != purpose }).Draw(t, "other purpose")
		changed := bytes.Clone(sealed)
		changed[rapid.IntRange(0, len(changed)-1).Draw(t, "place")] ^= byte(rapid.IntRange(1, 255).Draw(t, "change"))
		cut := sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "length")]
		for what, try := range map[string]func() ([]byte, error){
			"another purpose": func() ([]byte, error) { return private.Open(other, sealed) },
			"another key":     func() ([]byte, error) { return stranger.Open(purpose, sealed) },
			"a changed byte":  func() ([]byte, error) { return private.Open(purpose, changed) },
			"a part of it":    func() ([]byte, error) { return private.Open(purpose, cut) },
		} {
			if opened, err := try(); !errors.Is(err, fault.Invalid) || opened != nil {
				t.Fatalf("%s: %q, %v", what, opened, err)
			}
		}
	})
}

func TestTheSameTextIsNeverSealedAlike(t *testing.T) {
	public, key := pair(t).Public(), NewKey()
	one, _ := public.Seal("p", []byte("yes"))
	other, _ := public.Seal("p", []byte("yes"))
	if bytes.Equal(one, other) {
		t.Error("two envelopes with the same text are the same")
	}
	if bytes.Equal(key.Wrap("p", []byte("yes")), key.Wrap("p", []byte("yes"))) {
		t.Error("two wrapped texts are the same")
	}
}

func TestKeysAsStored(t *testing.T) {
	private := pair(t)
	b, err := private.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParsePrivate(b)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ParsePublic(private.Public().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(public.Bytes()); n != 32 {
		t.Errorf("a public key has %d bytes", n)
	}
	sealed, err := public.Seal("p", []byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := again.Open("p", sealed); err != nil || string(opened) != "text" {
		t.Errorf("%q, %v", opened, err)
	}
}

func TestWhatIsNoKey(t *testing.T) {
	for _, b := range [][]byte{nil, {}, []byte("short"), bytes.Repeat([]byte{0xff}, 33), make([]byte, 2000)} {
		if _, err := ParsePublic(b); !errors.Is(err, fault.Invalid) {
			t.Errorf("public key of %d bytes: %v", len(b), err)
		}
		if _, err := ParsePrivate(b); !errors.Is(err, fault.Invalid) {
			t.Errorf("private key of %d bytes: %v", len(b), err)
		}
	}
}

func TestZeroKeysDoNothing(t *testing.T) {
	if _, err := (Public{}).Seal("p", []byte("x")); !errors.Is(err, fault.Invalid) {
		t.Errorf("sealing without a key: %v", err)
	}
	if _, err := (Private{}).Open("p", []byte("x")); !errors.Is(err, fault.Denied) {
		t.Errorf("opening without a key: %v", err)
	}
	if _, err := (Private{}).Bytes(); !errors.Is(err, fault.Denied) {
		t.Errorf("the bytes of no key: %v", err)
	}
	if b := (Private{}).Public().Bytes(); b != nil {
		t.Errorf("the public half of no key is %x", b)
	}
}

// TestNothingIsSealedToAKeyThatHidesNothing tries public keys of small order: the
// secret they give is known to everybody (RFC 7748, section 6.1).
func TestNothingIsSealedToAKeyThatHidesNothing(t *testing.T) {
	one := make([]byte, 32)
	one[0] = 1
	for _, weak := range [][]byte{make([]byte, 32), one} {
		public, err := ParsePublic(weak)
		if errors.Is(err, fault.Invalid) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if sealed, err := public.Seal("p", []byte("text")); err == nil {
			t.Errorf("sealed to %x: %x", weak, sealed)
		}
	}
}

func TestRandom(t *testing.T) {
	if a, b := Random(32), Random(32); len(a) != 32 || bytes.Equal(a, b) {
		t.Errorf("%x, %x", a, b)
	}
	if len(Random(0)) != 0 {
		t.Error("no bytes were asked for")
	}
}

// BenchmarkSeal4K is what a submission costs; an AES-GCM of the same bytes is
// measured beside it to tell what the key exchange adds.
func BenchmarkSeal4K(b *testing.B) {
	public, key, text := pair(b).Public(), NewKey(), make([]byte, 4<<10)
	b.Run("seal", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := public.Seal("bench", text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("baseline-wrap", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			key.Wrap("bench", text)
		}
	})
}

func BenchmarkOpen4K(b *testing.B) {
	private := pair(b)
	sealed, err := private.Public().Seal("bench", make([]byte, 4<<10))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := private.Open("bench", sealed); err != nil {
			b.Fatal(err)
		}
	}
}
