package child

import (
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
	"kist/server/web"
)

// TestTriesForEveryone: who is asked to wait, because too many codes were tried nearby,
// can read it on every page that says it, on a phone and on a desk, in both directions of
// writing, with a script and without; what was answered is still there.
func TestTriesForEveryone(t *testing.T) {
	for _, look := range []struct {
		name, lang string
		width      int64
		script     bool
	}{{"320", "en", browsertest.SmallPhone, true}, {"390", "en", 390, false}, {"1280", "en", 1280, false}, {"ar-320", "ar", browsertest.SmallPhone, false}, {"ar-1280", "ar", 1280, true}} {
		t.Run(look.name, func(t *testing.T) {
			h := newHouse(t, every())
			h.echo.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
				return func(c echo.Context) error {
					c.Request().Header.Set("Accept-Language", look.lang)
					return next(c)
				}
			})
			options := []browsertest.Option{browsertest.Width(look.width), browsertest.MayLose()}
			if !look.script {
				options = append(options, browsertest.NoScript())
			}
			p := h.open(options...)
			shows := func(name string, status int) {
				if status != http.StatusTooManyRequests {
					t.Errorf("%s: %d", name, status)
				}
				p.Axe(browsertest.AAA)
				p.Screenshot("tries-" + name + "-" + look.name)
				if wide := browsertest.Eval[string](p, tooWide); wide != "" {
					t.Errorf("%s: wider than the page:\n%s", name, wide)
				}
			}
			if !look.script {
				p.Visit("/r/" + openCode + "/11-13/" + look.lang + "#" + idOf("feel"))
				p.Click("[data-q=feel] .o label:nth-of-type(4)")
				p.Jump("end")
				p.Follow("#end .go")
				h.pages.tries = web.NewNear(func() time.Time { return h.now }, triesEvery, triesBurst) // nobody opened this code nearby
			}
			h.wear("127.0.0.1")
			if !look.script {
				shows("sent", p.Follow("#send"))
				h.now = h.now.Add(triesEvery)
				if status := p.Follow("main .go"); status != http.StatusOK || len(h.urn.forms) != 1 {
					t.Errorf("later: %d, %d handed in", status, len(h.urn.forms))
				}
				h.pages.tries.Try(netip.MustParseAddr("127.0.0.1"), wrongCode(1))
			}
			shows("typed", p.Visit("/j?code="+wrongCode(1)))
			shows("link", p.Visit("/j/"+wrongCode(1)))
		})
	}
}
