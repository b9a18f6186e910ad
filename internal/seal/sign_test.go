package seal

import (
	"crypto/ed25519"
	"crypto/sha512"
	"errors"
	"os"
	"strings"
	"testing"

	"kist/internal/fault"
)

func signerOf(t *testing.T, k Keys) Signer {
	t.Helper()
	s := k.Signer()
	if !s.Can() {
		t.Fatal("there is nothing to sign with")
	}
	return s
}

func TestASignatureIsOfOneTextAndPurpose(t *testing.T) {
	s := signerOf(t, Keys{Wrap: NewKey(), Sign: NewKey()})
	sig, err := s.Sign("a purpose", []byte("ten children"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sig.Fits("a purpose", []byte("ten children")); err != nil {
		t.Error(err)
	}
	if !ed25519.Verify(s.Public(), []byte("a purpose\nten children"), sig.Value) {
		t.Error("another program, told how, cannot check it")
	}
	other := signerOf(t, Keys{Wrap: NewKey(), Sign: NewKey()})
	theirs, err := other.Sign("a purpose", []byte("ten children"))
	if err != nil {
		t.Fatal(err)
	}
	swapped, renamed, cut := sig, sig, sig
	swapped.Public, renamed.Key, cut.Value = theirs.Public, theirs.Key, sig.Value[:63]
	for what, err := range map[string]error{
		"another text":              sig.Fits("a purpose", []byte("nine children")),
		"another purpose":           sig.Fits("b purpose", []byte("ten children")),
		"another public key":        swapped.Fits("a purpose", []byte("ten children")),
		"the name of another key":   renamed.Fits("a purpose", []byte("ten children")),
		"a signature that is short": cut.Fits("a purpose", []byte("ten children")),
		"no signature":              Signature{}.Fits("a purpose", []byte("ten children")),
	} {
		if !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Every single bit of a signature counts.
func TestNoBitOfASignatureCanBeTurned(t *testing.T) {
	sig, err := signerOf(t, Keys{Wrap: NewKey()}).Sign("p", []byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range [][]byte{sig.Value, sig.Public} {
		for i := range len(part) * 8 {
			part[i/8] ^= 1 << (i % 8)
			if sig.Fits("p", []byte("text")) == nil {
				t.Fatalf("bit %d of %d can be turned", i, len(part)*8)
			}
			part[i/8] ^= 1 << (i % 8)
		}
	}
	if err := sig.Fits("p", []byte("text")); err != nil {
		t.Error("nothing is left as it was")
	}
}

// Key files from before there were signatures go on as they are, with the same key at
// each start; a collecting server signs nothing.
func TestWhoCanSign(t *testing.T) {
	old := Keys{Wrap: NewKey(), Tickets: NewKey(), Staff: NewKey()}
	first, again := signerOf(t, old), signerOf(t, old)
	if KeyID(first.Public()) != KeyID(again.Public()) {
		t.Error("an old key file signs with another key at each start")
	}
	fresh := old
	fresh.Sign = NewKey()
	if KeyID(signerOf(t, fresh).Public()) == KeyID(first.Public()) {
		t.Error("a key of its own is not used")
	}
	if s := fresh.Collect().Signer(); s.Can() || s.Public() != nil {
		t.Error("a collecting server can sign")
	}
	if _, err := (Signer{}).Sign("p", nil); !errors.Is(err, fault.Denied) {
		t.Errorf("signed with nothing: %v", err)
	}
}

// The private half is the seed, and never part of what is handed out.
func TestASignatureTellsNoSecret(t *testing.T) {
	k := Keys{Wrap: NewKey(), Sign: NewKey()}
	sig, err := k.Signer().Sign("p", []byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	half := sha512.Sum512(k.Sign[:])
	for _, secret := range [][]byte{k.Sign[:], k.Wrap[:], half[:32]} {
		if strings.Contains(string(sig.Public)+string(sig.Value), string(secret)) {
			t.Error("a signature holds a secret")
		}
	}
}

func TestRotatingTheSigner(t *testing.T) {
	path := keyPath(t)
	was, err := LoadKeys(path, true)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := was.Signer().Sign("p", []byte("signed before"))
	if err != nil {
		t.Fatal(err)
	}
	now, err := RotateSigner(path)
	if err != nil {
		t.Fatal(err)
	}
	if now.Wrap != was.Wrap || now.Tickets != was.Tickets || now.Staff != was.Staff || now.Sign == was.Sign {
		t.Error("more or less than the signing key changed")
	}
	if read, err := LoadKeys(path, false); err != nil || read != now {
		t.Errorf("the file does not hold the new key: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := sig.Fits("p", []byte("signed before")); err != nil {
		t.Errorf("what was signed before fits no more: %v", err)
	}
	if KeyID(now.Signer().Public()) == sig.Key {
		t.Error("it is still the old key")
	}
}

func TestWhatCannotBeRotated(t *testing.T) {
	if _, err := RotateSigner(keyPath(t)); !errors.Is(err, fault.NotFound) {
		t.Errorf("no file: %v", err)
	}
	path := keyPath(t)
	if err := SaveKeys(path, Keys{Tickets: NewKey()}); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := RotateSigner(path); !errors.Is(err, fault.Denied) {
		t.Errorf("a collecting server's file: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Error("it was changed")
	}
	if _, err := parseKeys([]byte(`{"tickets": "` + aKey + `", "sign": "` + aKey + `"}`)); !errors.Is(err, fault.Invalid) {
		t.Errorf("a key to sign with, and none to open: %v", err)
	}
}
