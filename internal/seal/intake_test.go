package seal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"crypto/hpke"

	"kist/internal/fault"
)

// The intake key follows from the file alone, is the same on the collecting
// server, and is another for another file.
func TestIntakeFollowsFromTheKeyFile(t *testing.T) {
	whole := Keys{Wrap: NewKey(), Tickets: NewKey(), Staff: NewKey()}
	intake, err := whole.Intake()
	if err != nil {
		t.Fatal(err)
	}
	again, err := whole.Collect().Intake()
	if err != nil || !bytes.Equal(again.Public(), intake.Public()) || len(intake.Public()) != 65 {
		t.Fatalf("the collecting server's is another: %v", err)
	}
	other, err := Keys{Tickets: NewKey()}.Intake()
	if err != nil || bytes.Equal(other.Public(), intake.Public()) {
		t.Fatalf("another file gives the same key: %v", err)
	}
	const purpose = "kist tablet r"
	sealed, err := SealIntake(intake.Public(), purpose, []byte("what a child said"))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := again.Open(purpose, sealed); err != nil || string(text) != "what a child said" {
		t.Errorf("opened as %q, %v", text, err)
	}
	for what, open := range map[string]func() ([]byte, error){
		"another purpose": func() ([]byte, error) { return intake.Open("kist tablet s", sealed) },
		"another key":     func() ([]byte, error) { return other.Open(purpose, sealed) },
		"nothing":         func() ([]byte, error) { return intake.Open(purpose, nil) },
		"altered":         func() ([]byte, error) { return intake.Open(purpose, append(bytes.Clone(sealed[:80]), 1)) },
	} {
		if text, err := open(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %q, %v", what, text, err)
		}
	}
}

func TestNoKeysNoIntake(t *testing.T) {
	none, err := Keys{}.Intake()
	if err != nil || none.Public() != nil {
		t.Fatal(none.Public(), err)
	}
	if _, err := none.Open("x", []byte("y")); !errors.Is(err, fault.Denied) {
		t.Error(err)
	}
	if _, err := SealIntake([]byte("no point"), "x", nil); !errors.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

// TestIntakeSuiteIsThatOfTheRFC opens the first message of RFC 9180, A.3.1.1: the
// suite is the one that the browser's side is tested with.
func TestIntakeSuiteIsThatOfTheRFC(t *testing.T) {
	key, err := intakeKEM.NewPrivateKey(unhex(t, "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2"))
	if err != nil {
		t.Fatal(err)
	}
	enc := unhex(t, "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4")
	r, err := hpke.NewRecipient(enc, key, kdf, intakeAEAD, unhex(t, "4f6465206f6e2061204772656369616e2055726e"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.Open([]byte("Count-0"), unhex(t, "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"))
	if err != nil || string(text) != "Beauty is truth, truth beauty" {
		t.Fatalf("%q, %v", text, err)
	}
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
