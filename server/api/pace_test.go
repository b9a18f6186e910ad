package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"kist/internal/tokens"
)

// askOften asks with a token, as often as that is let in. Whether each answer is as it is
// described others look at.
func (o *office) askOften(times int, with ...string) {
	o.t.Helper()
	for n := range times {
		r := httptest.NewRequest(http.MethodGet, root+"/evidence?limit=0", nil)
		r.Header.Set("Authorization", "Bearer "+append(with, o.token)[n%max(1, len(with))])
		w := httptest.NewRecorder()
		if o.ServeHTTP(w, r); w.Code != http.StatusUnprocessableEntity {
			o.t.Fatalf("request %d: %d", n+1, w.Code)
		}
	}
}

// A program that asks without end is told to wait; others are not, and neither is it when
// it has waited.
func TestAProgramThatAsksTooOften(t *testing.T) {
	o := made(t)
	other, text, err := o.tokens.Make(t.Context(), "Another", tokens.Scopes(), "", "ros")
	ok(t, err)
	o.askOften(askBurst)
	for _, path := range []string{"/evidence", "/evidence/1", "/feed.atom", "/releases/spring-1", "/evidence?limit=0"} {
		w := o.ask(path, o.token)
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), `"too_many"`) {
			t.Errorf("%s: %d, to wait %q: %s", path, w.Code, w.Header().Get("Retry-After"), w.Body)
		}
	}
	if w := o.ask("/openapi.json", ""); w.Code != http.StatusOK {
		t.Errorf("the description: %d", w.Code)
	}
	if w := o.ask("/evidence", text); w.Code != http.StatusOK {
		t.Errorf("token %s is slowed down by another: %d", other.ID, w.Code)
	}
	_, second, err := o.tokens.Rotate(t.Context(), other.ID, "ros")
	ok(t, err)
	o.askOften(askBurst-1, text, second) // both of its secrets together
	if w := o.ask("/evidence", second); w.Code != http.StatusTooManyRequests {
		t.Errorf("a new secret is another program: %d", w.Code)
	}
	o.clock = o.clock.Add(2 * askEvery) // what was refused did not make it longer
	o.askOften(2)
	if w := o.ask("/evidence", o.token); w.Code != http.StatusTooManyRequests {
		t.Errorf("a third: %d", w.Code)
	}
	o.clock = o.clock.Add(time.Hour)
	o.askOften(askBurst)
	if w := o.ask("/evidence", o.token); w.Code != http.StatusTooManyRequests {
		t.Errorf("a long wait is saved up: %d", w.Code)
	}
}

// The figures stand where programs are written by.
func TestThePaceIsDocumented(t *testing.T) {
	says := fmt.Sprintf("%d requests at once, then %d a second", askBurst, time.Second/askEvery)
	page, err := os.ReadFile("../../docs/feed.md")
	ok(t, err)
	if !strings.Contains(string(page), says) || strings.Count(string(openAPI), says) != 4 {
		t.Errorf("docs/feed.md or openapi.json does not say %q", says)
	}
}

// Without a clock of a test, time goes by.
func TestThePaceByItself(t *testing.T) {
	p := &pace{}
	for n := range askBurst {
		if wait := p.wait("a"); wait != 0 {
			t.Fatalf("request %d has to wait %v", n+1, wait)
		}
	}
	if wait := p.wait("b"); wait != 0 {
		t.Errorf("another waits %v", wait)
	}
}
