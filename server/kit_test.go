package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"sync"
	"testing"

	"kist/internal/config"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/locales"
	"kist/surveys"
)

// openTestApp opens the parts on a store, with a key file, as the program does.
func openTestApp(t testing.TB, address, keyFile string) *app {
	t.Helper()
	cfg, err := config.Read(func(name string) string {
		return map[string]string{"KIST_STORE": address, "KIST_KEY_FILE": keyFile}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := openApp(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	a.book.KeysWait = 0
	t.Cleanup(func() {
		if err := a.close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// testAppOn joins the parts on an engine that the test opened.
func testAppOn(t testing.TB, e store.Engine, keyFile string) *app {
	t.Helper()
	cfg, err := config.Read(func(name string) string { return map[string]string{"KIST_KEY_FILE": keyFile}[name] })
	if err != nil {
		t.Fatal(err)
	}
	a := &app{cfg: cfg, engine: e}
	if a.keys, err = loadKeys(t.Context(), cfg, e); err != nil {
		t.Fatal(err)
	}
	if a.words, err = i18n.Load(locales.Files); err != nil {
		t.Fatal(err)
	}
	if err := a.join(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// firstLight makes all that a first start makes, and waits for it.
func (a *app) firstLight(ctx context.Context) (*inspections.Round, error) {
	if _, err := a.light(ctx); err != nil {
		return nil, err
	}
	if err := a.fill(ctx); err != nil {
		return nil, err
	}
	return a.light(ctx)
}

// newTestApp opens the parts on a fresh SQLite store.
func newTestApp(t testing.TB) *app {
	t.Helper()
	dir := t.TempDir()
	return openTestApp(t, "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key"))
}

// serveTest serves an app on a port that the kernel chooses, as the program
// does, and gives its address and what it logs.
func serveTest(t testing.TB, a *app) (string, *safeLog) {
	t.Helper()
	logged := &safeLog{}
	s := httptest.NewUnstartedServer(nil)
	s.Config = a.server(slog.New(slog.NewJSONHandler(logged, nil)))
	s.Start()
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	a.cfg.URL = u
	return s.URL, logged
}

// roundSurvey is the survey of the demonstration round.
func roundSurvey(t testing.TB, a *app) *surveys.Survey {
	t.Helper()
	round, err := a.book.Rounds.Get(t.Context(), demoID)
	if err != nil {
		t.Fatal(err)
	}
	survey, err := a.versions.Survey(t.Context(), round.Version)
	if err != nil {
		t.Fatal(err)
	}
	return survey
}

// safeLog is a log that many may write to while a test reads it.
type safeLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *safeLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
