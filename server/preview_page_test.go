package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/people"
)

// A volunteer answers the draft in the frame, as a child would. That nothing can be
// sent from it is the policy's doing: see child.TestPreview.
func TestPreviewInABrowser(t *testing.T) {
	a := newTestApp(t)
	if _, err := a.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.seedDrafts(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, cookies := signedIn(t, a, people.Volunteer)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, c := range cookies {
			r.AddCookie(c)
		}
		h.ServeHTTP(w, r)
	}))
	defer server.Close()
	csp := look(h, cookies, "/staff/surveys/what_its_like/preview/11-13/en").Header().Get("Content-Security-Policy")
	if !strings.Contains(csp, "form-action 'none'") || !strings.Contains(csp, "frame-ancestors 'self'") {
		t.Errorf("the policy of the frame is %s", csp)
	}
	const frame = `document.querySelector("iframe").contentDocument`
	for _, width := range []int64{browsertest.Phone, 1280} {
		p := browsertest.Open(t, server.URL, browsertest.Width(width))
		p.Visit("/staff/surveys/what_its_like/preview?edition=11-13&lang=en")
		p.Wait(frame + `.querySelector("form input[type=radio]")`)
		p.Screenshot("studio-preview")
		browsertest.Eval[any](p, frame+`.querySelector("form input[type=radio]").click()`)
		if !browsertest.Eval[bool](p, frame+`.querySelector("form input[type=radio]").checked`) {
			t.Error("the page in the frame cannot be answered")
		}
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("the page is %d px too wide", over)
		}
	}
}
