package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kist/internal/config"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
)

// TestALostKeyFileIsNotReplaced: a second start without the key file must not go
// on with new keys beside answers that only the old ones open.
func TestALostKeyFileIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	address, keys := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	first := openTestApp(t, address, keys)
	if _, err := first.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(keys); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Read(func(name string) string {
		return map[string]string{"KIST_STORE": address, "KIST_KEY_FILE": keys}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openApp(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "put it back") {
		t.Fatalf("a start without the key file: %v", err)
	}
	if _, err := os.Stat(keys); !os.IsNotExist(err) {
		t.Fatalf("a new key file was made: %v", err)
	}
}

// A key file that opens no key of the store is another installation's: children would be
// asked, and nothing that needs a key would ever be done. One that opens some is enough.
func TestAStrangersKeyFileStartsNothing(t *testing.T) {
	dir := t.TempDir()
	address, keys, stranger := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key"), filepath.Join(dir, "other.key")
	first := openTestApp(t, address, keys)
	ok(t, seal.SaveKeys(stranger, seal.Keys{Wrap: seal.NewKey(), Tickets: seal.NewKey(), Staff: seal.NewKey()}))
	starts := func(role config.Role) error {
		cfg, err := config.Read(func(name string) string {
			return map[string]string{"KIST_STORE": address, "KIST_KEY_FILE": stranger, "KIST_ROLE": string(role)}[name]
		})
		ok(t, err)
		a, err := openApp(t.Context(), cfg)
		if err == nil {
			ok(t, a.close())
		}
		return err
	}
	ok(t, starts(config.All)) // nothing is closed yet
	openRound(t, first, "round")
	for _, role := range []config.Role{config.All, config.Review} {
		if err := starts(role); err == nil || !strings.Contains(err.Error(), "Find the key file") {
			t.Errorf("%s: %v", role, err)
		}
	}
	ok(t, os.Rename(stranger, stranger+".whole"))
	whole, err := seal.LoadKeys(stranger+".whole", false)
	ok(t, err)
	ok(t, seal.SaveKeys(stranger, whole.Collect()))
	ok(t, starts(config.Collect)) // which opens none and needs none
	ok(t, os.Rename(stranger+".whole", stranger))
	vault, err := inspections.OpenVault(t.Context(), first.engine, whole.Closing())
	ok(t, err)
	ok(t, vault.Equip(t.Context(), &inspections.Round{Head: store.Head{ID: "z"}}))
	ok(t, starts(config.All))
}
