package child

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
)

// quickWaits has the page wait no time, and writes down how long it would have waited and
// what it said meanwhile.
const quickWaits = `
window.waits = [];
const wait = window.setTimeout;
window.setTimeout = (f, ms, ...more) => {
	if (ms >= 1000 && !String(f).includes("abort")) { // not the time after which a line is given up
		waits.push({ms, said: document.getElementById("sending").textContent});
		ms = 0;
	}
	return wait(f, ms, ...more);
};`

// TestScriptWaitsAsLongAsItIsTold: a server that is full says when to come again, and the
// page comes no sooner, with a moment of its own added, and not hours later whatever the
// server says; meanwhile it tells the child so, and in the end the answers are there once.
func TestScriptWaitsAsLongAsItIsTold(t *testing.T) {
	told := []struct {
		status      int
		after       string
		least, most float64 // seconds
	}{
		{http.StatusServiceUnavailable, "7", 7, 10.5},
		{http.StatusTooManyRequests, "30", 30, 45},
		{http.StatusServiceUnavailable, "999999", 300, 450},
		{http.StatusServiceUnavailable, "Wed, 21 Oct 2015 07:28:00 GMT", 12, 20}, // its own fourth wait
		{http.StatusServiceUnavailable, "-5", 24, 40},
		{http.StatusServiceUnavailable, "", 45, 75},
	}
	h := newHouse(t, every())
	var asked atomic.Int32
	h.echo.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if !strings.HasSuffix(c.Request().URL.Path, "/send") {
				return next(c)
			}
			i := int(asked.Add(1)) - 1
			if i >= len(told) {
				return next(c)
			}
			if told[i].after != "" {
				c.Response().Header().Set(echo.HeaderRetryAfter, told[i].after)
			}
			return c.NoContent(told[i].status)
		}
	})
	p := h.open(browsertest.Before(quickWaits), browsertest.MayLose())
	p.Visit(elevenEnglish + "#end")
	p.Follow("#end .go")
	p.Click("#send")
	p.WaitFor(".scene")
	waited := browsertest.Eval[[]struct {
		Ms   float64 `json:"ms"`
		Said string  `json:"said"`
	}](p, "waits")
	if len(waited) != len(told) || len(h.urn.forms) != 1 {
		t.Fatalf("waited %v, handed in %d", waited, len(h.urn.forms))
	}
	for i, w := range waited {
		if s := w.Ms / 1000; s < told[i].least || s > told[i].most {
			t.Errorf("told %q it waited %.1f s, want %v to %v", told[i].after, s, told[i].least, told[i].most)
		}
		if !strings.HasPrefix(w.Said, "Not sent yet.") {
			t.Errorf("it said %q", w.Said)
		}
	}
}
