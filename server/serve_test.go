package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kist/internal/config"
)

// TestFirstAndSecondStart starts the program in an empty folder, reads the
// greeting, stops it, and starts it again: the join code stays, the link does not.
func TestFirstAndSecondStart(t *testing.T) {
	dir := t.TempDir()
	first, second := startAndStop(t, dir), startAndStop(t, dir)
	for _, greeting := range []string{first, second} {
		for _, want := range []string{"synthetic", "/j/", "▀", "first administrator", "/staff/sign-in/"} {
			if !strings.Contains(greeting, want) {
				t.Errorf("the greeting does not say %q:\n%s", want, greeting)
			}
		}
	}
	code, link := regexp.MustCompile(`/j/[A-Z]{6}`), regexp.MustCompile(`sign-in/\S+`)
	if a, b := code.FindString(first), code.FindString(second); a != b {
		t.Errorf("the join code was %s and is %s", a, b)
	}
	if link.FindString(first) == link.FindString(second) {
		t.Error("the link of the first start still works")
	}
}

// startAndStop serves until the server answers, and gives what it said.
func startAndStop(t *testing.T, dir string) string {
	t.Helper()
	cfg, err := config.Read(func(name string) string {
		return map[string]string{
			"KIST_ADDR": "127.0.0.1:0", "KIST_STORE": "sqlite:" + filepath.Join(dir, "kist.db"), "KIST_KEY_FILE": filepath.Join(dir, "kist.key"),
		}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said := &safeLog{}
	greeted := make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- serve(ctx, cfg, slog.New(slog.DiscardHandler), &firstWrite{Writer: said, done: greeted})
	}()
	select {
	case <-greeted:
	case err := <-done:
		t.Fatalf("it did not start: %v", err)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		waitFor(t, path+" does not become well", func() bool { return ready(t, cfg.URL.String()+path) })
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("it did not stop well: %v", err)
	}
	return said.String()
}

// ready says whether a server is; one that still makes what a first start makes says so.
func ready(t *testing.T, address string) bool {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK && (resp.StatusCode != http.StatusServiceUnavailable || string(said) != "starting") {
		t.Errorf("%s answers %s, %q", address, resp.Status, said)
	}
	return resp.StatusCode == http.StatusOK
}

// firstWrite closes done after the first write.
type firstWrite struct {
	io.Writer
	done chan struct{}
}

func (f *firstWrite) Write(b []byte) (int, error) {
	n, err := f.Writer.Write(b)
	if bytes.Contains(b, []byte("running")) {
		close(f.done)
	}
	return n, err
}
