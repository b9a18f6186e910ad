package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kist/internal/config"
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
