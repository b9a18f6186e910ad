package seal

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kist/internal/fault"
)

func keyPath(t *testing.T) string { return filepath.Join(t.TempDir(), "kist.key") }

func TestKeyFileIsMadeOnce(t *testing.T) {
	path := keyPath(t)
	if _, err := LoadKeys(path, false); !errors.Is(err, fault.NotFound) {
		t.Fatalf("a file that is not there: %v", err)
	}
	made, err := LoadKeys(path, true)
	if err != nil {
		t.Fatal(err)
	}
	if !made.CanOpen() || made.Tickets == (Key{}) || made.Staff == (Key{}) || made.Wrap == made.Tickets || made.Wrap == made.Staff {
		t.Error("a new file lacks a key, or has one twice")
	}
	for _, create := range []bool{true, false} {
		if again, err := LoadKeys(path, create); err != nil || again != made {
			t.Errorf("create %v: other keys came back, %v", create, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
}

func TestKeyFileThatOthersReadIsRefused(t *testing.T) {
	path := keyPath(t)
	if _, err := LoadKeys(path, true); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o602, 0o610, 0o666} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := LoadKeys(path, true)
		if !errors.Is(err, fault.Denied) || !strings.Contains(err.Error(), "chmod 600 "+path) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	for _, mode := range []os.FileMode{0o600, 0o400} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadKeys(path, true); err != nil {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

func TestKeyFileIsNeverReplaced(t *testing.T) {
	path := keyPath(t)
	made, err := LoadKeys(path, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := SaveKeys(path, Keys{Tickets: NewKey()}); !errors.Is(err, fault.Exists) {
		t.Errorf("saving over it: %v", err)
	}
	if again, err := LoadKeys(path, false); err != nil || again != made {
		t.Errorf("the keys changed, %v", err)
	}
	if err := SaveKeys(filepath.Join(path, "below", "a file"), made); err == nil {
		t.Error("saved where no folder is")
	}
}

func TestCollectingServersFile(t *testing.T) {
	whole := Keys{Wrap: NewKey(), Tickets: NewKey(), Staff: NewKey()}
	path := keyPath(t)
	if err := SaveKeys(path, whole.Collect()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]Key{"wrap": whole.Wrap, "staff": whole.Staff} {
		if strings.Contains(string(text), `"`+name+`"`) || strings.Contains(string(text), base64.StdEncoding.EncodeToString(key[:])) {
			t.Errorf("the file of a collecting server holds the key %q", name)
		}
	}
	got, err := LoadKeys(path, true)
	if err != nil || got != (Keys{Tickets: whole.Tickets}) || got.CanOpen() {
		t.Errorf("it reads as %v, %v", got.CanOpen(), err)
	}
}

const aKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

func TestKeyFilesThatAreNone(t *testing.T) {
	for what, text := range map[string]string{
		"nothing":         ``,
		"cut off":         `{"tickets": "AAEC`,
		"no JSON":         `ssh-rsa AAAA`,
		"a list":          `[]`,
		"without tickets": `{"wrap": "` + aKey + `"}`,
		"a short key":     `{"tickets": "AAECAwQ="}`,
		"a long key":      `{"tickets": "` + aKey[:42] + `AAAA` + `"}`,
		"no base64":       `{"tickets": "` + strings.Repeat("?", 44) + `"}`,
		"a key of zeros":  `{"tickets": "` + strings.Repeat("A", 43) + `="}`,
		"one good of two": `{"tickets": "` + aKey + `", "wrap": "x"}`,
		"a number":        `{"tickets": 7}`,
		"something after": `{"tickets": "` + aKey + `"} x`,
	} {
		path := keyPath(t)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadKeys(path, true); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != text {
			t.Errorf("%s: the file was changed", what)
		}
	}
}

// No message shows a key, whatever is wrong with the file.
func TestErrorsShowNoKey(t *testing.T) {
	_, err := parseKeys([]byte(`{"tickets": "` + aKey + `", "wrap": "c2VjcmV0"}`))
	if err == nil || strings.Contains(err.Error(), "c2VjcmV0") || strings.Contains(err.Error(), aKey) {
		t.Errorf("%v", err)
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte(`{"tickets": "` + aKey + `"}`))
	f.Add([]byte(`{"about": "x", "wrap": "` + aKey + `", "tickets": "` + aKey + `", "staff": "` + aKey + `"}`))
	f.Add([]byte(`{"tickets": null}`))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, err := parseKeys(text)
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if keys.Tickets == (Key{}) {
			t.Fatal("accepted without the key for tickets")
		}
		path := filepath.Join(t.TempDir(), "k")
		if err := SaveKeys(path, keys); err != nil {
			t.Fatal(err)
		}
		if again, err := LoadKeys(path, false); err != nil || again != keys {
			t.Fatalf("saved and loaded again: %v", err)
		}
	})
}

// The fingerprint tells key files apart, says nothing of a key, and outlives the signing
// key.
func TestFingerprint(t *testing.T) {
	whole := Keys{Wrap: NewKey(), Tickets: NewKey(), Staff: NewKey(), Sign: NewKey()}
	seen := map[string]bool{whole.Fingerprint(): true}
	for what, alter := range map[string]func(k *Keys){
		"wrap": func(k *Keys) { k.Wrap = NewKey() }, "tickets": func(k *Keys) { k.Tickets = NewKey() },
		"staff": func(k *Keys) { k.Staff = NewKey() }, "collect": func(k *Keys) { *k = k.Collect() },
	} {
		other := whole
		if alter(&other); seen[other.Fingerprint()] {
			t.Errorf("another %s has the same fingerprint", what)
		}
		seen[other.Fingerprint()] = true
	}
	other := whole
	if other.Sign = NewKey(); other.Fingerprint() != whole.Fingerprint() || len(whole.Fingerprint()) != 16 {
		t.Errorf("a new signing key makes %s of %s", other.Fingerprint(), whole.Fingerprint())
	}
}
