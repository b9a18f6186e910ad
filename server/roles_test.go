package main

import (
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/synthetic"
	"kist/surveys"
)

// TestTwoServers takes answers in on one server that can open nothing, and
// closes and counts on another, both on one store.
func TestTwoServers(t *testing.T) {
	dir := t.TempDir()
	address, whole := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	first := openTestApp(t, address, whole)
	round, err := first.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(dir, "collect.key")
	if err := seal.SaveKeys(part, first.keys.Collect()); err != nil {
		t.Fatal(err)
	}
	collect := openAs(t, address, part, config.Collect)
	review := openAs(t, address, whole, config.Review)

	survey := roundSurvey(t, first)
	form := url.Values(synthetic.Form(rand.New(rand.NewPCG(1, 1)), survey, surveys.E11))
	form.Set("_s", ballot.NewSecret().String())
	page := "/r/" + round.Codes[0] + "/11-13/en"
	wantStatus(t, collect, "GET", page, nil, http.StatusOK)
	wantStatus(t, collect, "POST", page+"/send", form, http.StatusOK)
	wantStatus(t, collect, "GET", "/staff/sign-in", nil, http.StatusNotFound)
	wantStatus(t, collect, "GET", "/api/v1/evidence", nil, http.StatusNotFound)
	wantStatus(t, review, "GET", page, nil, http.StatusNotFound)
	wantStatus(t, review, "POST", page+"/send", form, http.StatusNotFound)
	wantStatus(t, review, "GET", "/staff/sign-in", nil, http.StatusOK)

	if err := collect.sealer.Close(t.Context(), demoID, nil); !errors.Is(err, fault.Denied) {
		t.Fatalf("a collecting server closes: %v", err)
	}
	if err := review.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	release, err := review.releases.Make(t.Context(), demoID, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if least, most := release.Responses.Range(); demoAnswers+1 < least || demoAnswers+1 > most {
		t.Fatalf("%d released of %d", release.Responses.Count, demoAnswers+1)
	}
}

func openAs(t *testing.T, address, keyFile string, role config.Role) *app {
	t.Helper()
	cfg, err := config.Read(func(name string) string {
		return map[string]string{"KIST_STORE": address, "KIST_KEY_FILE": keyFile, "KIST_ROLE": string(role)}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := openApp(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.close() })
	return a
}

func wantStatus(t *testing.T, a *app, method, path string, form url.Values, want int) {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	a.handler(slog.New(slog.NewTextHandler(io.Discard, nil))).ServeHTTP(w, r)
	if w.Code != want {
		t.Errorf("%s: %s %s answers %d, want %d", a.cfg.Role, method, path, w.Code, want)
	}
}

// TestRetryAfterClosing sends a form, closes the round, and sends it again as a
// phone does that never heard the answer: it is told "sent", a new child is not.
func TestRetryAfterClosing(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values(synthetic.Form(rand.New(rand.NewPCG(1, 1)), roundSurvey(t, a), surveys.E11))
	form.Set("_s", ballot.NewSecret().String())
	send := "/r/" + round.Codes[0] + "/11-13/en/send"
	wantStatus(t, a, "POST", send, form, http.StatusOK)
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, a, "POST", send, form, http.StatusOK)
	form.Set("_s", ballot.NewSecret().String())
	wantStatus(t, a, "POST", send, form, http.StatusGone)
}

// TestRealRoundsAreReleasedByTwo: what one person makes of real answers is told to
// nobody; invented ones are published at once.
func TestRealRoundsAreReleasedByTwo(t *testing.T) {
	a := newTestApp(t)
	if _, err := a.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	mark := func(synthetic bool) {
		t.Helper()
		_, err := a.book.Rounds.Update(t.Context(), demoID, func(r *inspections.Round) error { r.Synthetic = synthetic; return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	mark(false)
	first, err := a.releases.Make(t.Context(), demoID, "ros", nil)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := a.releases.Heads(t.Context(), demoID); len(list) != 0 || err != nil {
		t.Fatalf("%d releases of a real round are told before a second person approved, %v", len(list), err)
	}
	if _, err := a.releases.Second(t.Context(), first.ID, "ann", false); err != nil {
		t.Fatal(err)
	}
	mark(true)
	if _, err := a.releases.Make(t.Context(), demoID, "", nil); err != nil {
		t.Errorf("an invented one is not: %v", err)
	}
}
