package seal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kist/internal/fault"
)

var whenRenewed = time.Date(2026, 11, 26, 9, 30, 0, 0, time.UTC)

// renewed is a key file before and after kist keys renew.
func renewed(t *testing.T, was Keys) (path string, before, after Keys) {
	t.Helper()
	path = keyPath(t)
	if err := SaveKeys(path, was); err != nil {
		t.Fatal(err)
	}
	after, err := Renew(path, whenRenewed)
	if err != nil {
		t.Fatal(err)
	}
	if read, err := LoadKeys(path, false); err != nil || read != after {
		t.Fatalf("the file does not hold what was said: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	return path, was, after
}

// A file from before there was anything but the three keys: what followed from its key
// is the same after it was renewed, and after the old key is gone.
func TestRenewKeepsNamesAndSignature(t *testing.T) {
	path, before, after := renewed(t, Keys{Wrap: NewKey(), Tickets: NewKey(), Staff: NewKey()})
	if after.Wrap == before.Wrap || after.Staff == before.Staff {
		t.Error("a key that closes is still the one from before")
	}
	if after.Older != (Older{before.Wrap, before.Staff, "2026-11-26T09:30Z"}) {
		t.Error("the older keys are not those from before")
	}
	last, err := Retire(path)
	if err != nil {
		t.Fatal(err)
	}
	for what, k := range map[string]Keys{"renewed": after, "retired": last} {
		if k.Tickets != before.Tickets || k.LaneKey() != before.LaneKey() || k.TextsKey() != before.TextsKey() {
			t.Errorf("%s: slips or texts are known by other names", what)
		}
		if string(k.Signer().Public()) != string(before.Signer().Public()) {
			t.Errorf("%s: it signs with another key", what)
		}
		if k.Collect() != before.Collect() {
			t.Errorf("%s: a collecting server would need another file", what)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(text), before.Wrap.text()) || strings.Contains(string(text), before.Staff.text()) || strings.Contains(string(text), "older") {
		t.Errorf("a retired key is still in the file, %v", err)
	}
}

func TestClosingOpensBoth(t *testing.T) {
	_, before, after := renewed(t, Keys{Wrap: NewKey(), Tickets: NewKey(), Staff: NewKey(), Sign: NewKey()})
	for what, pair := range map[string][2]Closing{
		"rounds":  {before.Closing(), after.Closing()},
		"codes":   {before.Codes(), after.Codes()},
		"derived": {before.Closing().Derive("x"), after.Closing().Derive("x")},
	} {
		old, now := pair[0], pair[1]
		closed := old.Wrap("p", []byte("text"))
		if text, err := now.Unwrap("p", closed); err != nil || string(text) != "text" {
			t.Errorf("%s: what was closed before does not open: %v", what, err)
		}
		if now.Fresh("p", closed) || !old.Fresh("p", closed) {
			t.Errorf("%s: not told which key closed it", what)
		}
		again, changed, err := Again(now, "p", closed)
		if err != nil || !changed || !now.Fresh("p", again) {
			t.Errorf("%s: not closed anew: %v", what, err)
		}
		if _, err := old.Unwrap("p", again); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: the key from before opens what the new one closed: %v", what, err)
		}
		if same, changed, err := Again(now, "p", again); err != nil || changed || string(same) != string(again) {
			t.Errorf("%s: closed anew a second time: %v", what, err)
		}
		if _, err := now.Unwrap("another", closed); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: opened for another purpose: %v", what, err)
		}
		if _, _, err := Again(now, "p", NewKey().Wrap("p", nil)); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: a stranger's was closed anew: %v", what, err)
		}
	}
	if (Keys{Tickets: NewKey()}).Closing().Derive("x").Can() {
		t.Error("a collecting server can close")
	}
}

func TestWhatCannotBeRenewed(t *testing.T) {
	if _, err := Renew(filepath.Join(t.TempDir(), "none"), whenRenewed); !errors.Is(err, fault.NotFound) {
		t.Errorf("no file: %v", err)
	}
	collect := keyPath(t)
	if err := SaveKeys(collect, Keys{Tickets: NewKey()}); err != nil {
		t.Fatal(err)
	}
	if _, err := Renew(collect, whenRenewed); !errors.Is(err, fault.Denied) {
		t.Errorf("a collecting server's: %v", err)
	}
	path, _, after := renewed(t, Keys{Wrap: NewKey(), Tickets: NewKey(), Staff: NewKey()})
	if _, err := Renew(path, whenRenewed); !errors.Is(err, fault.Closed) {
		t.Errorf("a second time, before the first was over: %v", err)
	}
	if read, err := LoadKeys(path, false); err != nil || read != after {
		t.Error("the file was changed all the same")
	}
	if _, err := Retire(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Retire(path); !errors.Is(err, fault.Closed) {
		t.Errorf("retired twice: %v", err)
	}
	if again, err := Renew(path, whenRenewed); err != nil || again.LaneKey() != after.LaneKey() {
		t.Errorf("renewed a second time: %v", err)
	}
}

func TestWhichBackupsOpen(t *testing.T) {
	path, before, after := renewed(t, Keys{Wrap: NewKey(), Tickets: NewKey(), Staff: NewKey()})
	last, err := Retire(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		of, with Keys
		opens    bool
	}{
		{before, before, true}, {before, after, true}, {before, last, false},
		{after, before, false}, {after, after, true}, {after, last, false}, // half of it may be closed with the old key
		{last, before, false}, {last, after, true}, {last, last, true},
	} {
		if got := c.with.OpensFor(c.of.Fingerprint()); got != c.opens {
			t.Errorf("a backup of %s with the file of %s: %v", c.of.Fingerprint(), c.with.Fingerprint(), got)
		}
	}
}

func TestSignerProvesWhatTheKeyBeforeProved(t *testing.T) {
	path, before, after := renewed(t, Keys{Wrap: NewKey(), Tickets: NewKey(), Staff: NewKey(), Sign: NewKey()})
	proof := before.Signer().Proof([]byte("key"))
	if ok, fresh := after.Signer().Proved([]byte("key"), proof); !ok || fresh {
		t.Errorf("proved before: %v, %v", ok, fresh)
	}
	if ok, fresh := after.Signer().Proved([]byte("key"), after.Signer().Proof([]byte("key"))); !ok || !fresh {
		t.Errorf("proved now: %v, %v", ok, fresh)
	}
	last, err := Retire(path)
	if err != nil {
		t.Fatal(err)
	}
	if ok, _ := last.Signer().Proved([]byte("key"), proof); ok {
		t.Error("a key that is retired still proves")
	}
}

func TestKeyFilesWithBrokenOlderKeys(t *testing.T) {
	for what, older := range map[string]string{
		"no key":         `{"since": "2026-11-26T09:30Z"}`,
		"no time":        `{"wrap": "` + aKey + `", "staff": "` + aKey + `"}`,
		"a short key":    `{"wrap": "AAEC", "staff": "` + aKey + `", "since": "2026-11-26T09:30Z"}`,
		"something else": `[]`,
	} {
		text := `{"tickets": "` + aKey + `", "wrap": "` + aKey + `", "staff": "` + aKey + `", "older": ` + older + `}`
		if _, err := parseKeys([]byte(text)); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := parseKeys([]byte(`{"tickets": "` + aKey + `", "older": {"wrap": "` + aKey + `", "staff": "` + aKey + `", "since": "2026-11-26T09:30Z"}}`)); !errors.Is(err, fault.Invalid) {
		t.Errorf("older keys and none of now: %v", err)
	}
}
