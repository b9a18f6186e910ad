package seal

import (
	"bytes"
	"errors"
	"testing"

	"kist/internal/fault"
)

// FuzzEnvelopes gives everything that opens, and everything that checks a signature, what
// anybody may have written: nothing opens, nothing fits, and each says that it is invalid.
func FuzzEnvelopes(f *testing.F) {
	private, err := NewPrivate()
	if err != nil {
		f.Fatal(err)
	}
	key, keys := NewKey(), Keys{Tickets: NewKey(), Wrap: NewKey()}
	intake, err := keys.Intake()
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := private.Public().Seal("answers", []byte("text"))
	if err != nil {
		f.Fatal(err)
	}
	tablet, err := SealIntake(intake.Public(), "answers", []byte("text"))
	if err != nil {
		f.Fatal(err)
	}
	signer := keys.Signer()
	wrapped := key.Wrap("answers", []byte("text"))
	for _, ours := range [][]byte{sealed, tablet, wrapped} {
		f.Add(ours[:len(ours)-1])
		f.Add(append(bytes.Clone(ours), 0))
		f.Add(ours[1:])
	}
	f.Add([]byte(nil))
	f.Add(bytes.Repeat([]byte{0}, 96))
	f.Fuzz(func(t *testing.T, b []byte) {
		for what, open := range map[string]func(string, []byte) ([]byte, error){"a round": private.Open, "a tablet": intake.Open, "a key": key.Unwrap, "two keys": (Closing{Now: key, Before: NewKey()}).Unwrap} {
			if text, err := open("other", b); text != nil || !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %q is opened for what it is not: %q, %v", what, b, text, err)
			}
		}
		for _, s := range []Signature{{Key: KeyID(signer.Public()), Public: signer.Public(), Value: b}, {Key: KeyID(b), Public: b}} {
			if err := s.Fits("other", b); !errors.Is(err, fault.Invalid) {
				t.Errorf("%q is signed by us: %v", b, err)
			}
		}
		if p, err := ParsePublic(b); err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("public half %q: %v, %v", b, p, err)
		}
		if _, err := ParsePrivate(b); err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("private half %q: %v", b, err)
		}
		if _, err := SealIntake(b, "x", nil); err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("a tablet's public half %q: %v", b, err)
		}
	})
}
