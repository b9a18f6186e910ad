package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// parts takes a policy apart by directive. It fails the test if one stands twice:
// browsers obey the first, so a second would be read over.
func parts(t *testing.T, policy string) map[string]string {
	t.Helper()
	list := map[string]string{}
	for _, part := range strings.Split(policy, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), " ")
		if _, twice := list[name]; twice {
			t.Errorf("%s stands twice in %s", name, policy)
		}
		list[name] = value
	}
	return list
}

// A preview may stand in our own frame; in all else it is as strict as the
// children's page is.
func TestPreviewPolicy(t *testing.T) {
	const style = "p{color:red}"
	for name, both := range map[string][2]string{"style inside": {StylePolicy(style), PreviewPolicy(style)}, "style linked": {staffPolicy, PreviewPolicy("")}} {
		strict, preview := parts(t, both[0]), parts(t, both[1])
		for directive, value := range strict {
			want := value
			if directive == "frame-ancestors" {
				want = "'self'"
			}
			if preview[directive] != want {
				t.Errorf("%s: %s is %q in a preview, want %q", name, directive, preview[directive], want)
			}
		}
		if len(preview) != len(strict) {
			t.Errorf("%s: a preview's policy has %d directives, a page's %d", name, len(preview), len(strict))
		}
	}
}

// Only the page that asks for it holds a frame, and only with a page of ours.
func TestAllowFrames(t *testing.T) {
	e := echo.New()
	e.Use(safeHeaders(false))
	e.GET("/frame", func(c echo.Context) error { AllowFrames(c); return c.NoContent(http.StatusOK) })
	e.GET("/other", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	for range 2 { // the headers of one answer leave those of the next alone
		for path, want := range map[string]string{"/frame": "'self'", "/other": ""} {
			w := httptest.NewRecorder()
			e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			policy := parts(t, w.Header().Get("Content-Security-Policy"))
			if policy["frame-src"] != want || policy["frame-ancestors"] != "'none'" || policy["default-src"] != "'none'" {
				t.Errorf("%s: %v", path, policy)
			}
		}
	}
}
