package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/internal/hooks"
	"kist/server/web"
)

const admin = "administrator"

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

func TestTemplatesFitTheirPages(t *testing.T) {
	r := web.NewRoom(nil, web.StaffPages, pages)
	for _, name := range r.Pages() {
		page, known := map[string]any{"feeds": &feedsPage{}, "hooks": &hooksPage{}}[name]
		if !known {
			t.Errorf("page %s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(r.Template(name), page); err != nil {
			t.Error(err)
		}
	}
}

// says fails unless a page says all this, and none of that.
func says(t testing.TB, w *httptest.ResponseRecorder, status int, say []string, never ...string) {
	t.Helper()
	page := w.Body.String()
	if w.Code != status {
		t.Fatalf("status %d, want %d", w.Code, status)
	}
	for _, s := range say {
		if !strings.Contains(page, s) {
			t.Errorf("the page does not say %q", s)
		}
	}
	for _, s := range never {
		if strings.Contains(page, s) {
			t.Errorf("the page says %q", s)
		}
	}
}

var shownToken = regexp.MustCompile(`kist_([0-9a-f]+)_[0-9a-f]{64}`)

// A token is made, used, changed and ended on the page; each is shown once.
func TestTokensOnTheirPage(t *testing.T) {
	o := made(t)
	makes := url.Values{"name": {"Case system"}, "scope": {"evidence"}, "inspection": {"strathlinn"}}
	w := o.page(admin, "POST", "/staff/feeds/tokens", makes)
	says(t, w, http.StatusOK, []string{"The token of Case system", "it is shown this once", "Inspection of strathlinn", "Last used: never."})
	if cache := w.Header().Get("Cache-Control"); !strings.Contains(cache, "no-store") {
		t.Errorf("the browser may keep it: %q", cache)
	}
	first := shownToken.FindStringSubmatch(w.Body.String())
	if first == nil {
		t.Fatal("no token is shown")
	}
	if w := o.ask("/evidence/1", first[0]); w.Code != http.StatusOK {
		t.Errorf("it does not work: %d", w.Code)
	}
	says(t, o.page(admin, "GET", "/staff/feeds", nil), http.StatusOK, []string{"Case system", "Evidence base", "Last used: ", "Give it a new token"}, first[0])
	change := "/staff/feeds/tokens/" + first[1]
	w = o.page(admin, "POST", change, url.Values{"what": {"rotate"}})
	second := shownToken.FindStringSubmatch(w.Body.String())
	says(t, w, http.StatusOK, []string{"The token of Case system", "The one before works until"})
	if second == nil || second[0] == first[0] || second[1] != first[1] {
		t.Fatalf("changed into %q", second)
	}
	for _, works := range []string{first[0], second[0]} {
		if w := o.ask("/evidence/1", works); w.Code != http.StatusOK {
			t.Errorf("after the change: %d", w.Code)
		}
	}
	w = o.page(admin, "POST", change, url.Values{"what": {"rotate"}})
	says(t, w, http.StatusOK, []string{"and any earlier for as long as was said", "If somebody has seen one, end it"})
	if w := o.ask("/evidence/1", first[0]); w.Code != http.StatusOK {
		t.Errorf("after another change: %d", w.Code)
	}
	if w := o.page(admin, "POST", change, url.Values{"what": {"end"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("ending: %d", w.Code)
	}
	for _, works := range []string{first[0], second[0]} {
		if w := o.ask("/evidence/1", works); w.Code != http.StatusUnauthorized {
			t.Errorf("after the end: %d", w.Code)
		}
	}
	says(t, o.page(admin, "GET", "/staff/feeds", nil), http.StatusOK, []string{"Ended "})
	says(t, o.page(admin, "POST", change, url.Values{"what": {"rotate"}}), http.StatusGone, nil, "kist_")
}

func TestTokensThatCannotBe(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct {
		form   url.Values
		status int
		says   string
	}{
		{url.Values{"name": {" "}, "scope": {"evidence"}}, http.StatusUnprocessableEntity, `href="#name"`},
		{url.Values{"name": {"Case system"}}, http.StatusUnprocessableEntity, `href="#scope"`},
		{url.Values{"name": {"Case system"}, "scope": {"answers"}}, http.StatusUnprocessableEntity, `value="Case system"`},
		{url.Values{"name": {"Case system"}, "scope": {"evidence"}, "inspection": {"nowhere"}}, http.StatusNotFound, ""},
	} {
		says(t, o.page(admin, "POST", "/staff/feeds/tokens", c.form), c.status, []string{c.says}, "The token of")
	}
	says(t, o.page(admin, "POST", "/staff/feeds/tokens/nobody", url.Values{"what": {"end"}}), http.StatusNotFound, nil)
	if w := o.page(admin, "POST", "/staff/feeds/tokens/nobody", url.Values{"what": {"sell"}}); w.Code < 400 || w.Code >= 500 {
		t.Errorf("%d", w.Code)
	}
	if w := o.page(admin+"!", "POST", "/staff/feeds/tokens", url.Values{"name": {"Case system"}, "scope": {"evidence"}}); w.Code != http.StatusSeeOther {
		t.Errorf("who has not signed in just now: %d", w.Code)
	}
	for _, role := range []string{"coordinator", "inspector", "volunteer"} {
		if w := o.page(role, "GET", "/staff/feeds", nil); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", role, w.Code)
		}
	}
}

// The pages are for everybody, on every screen, with script and without.
func TestThePagesInABrowser(t *testing.T) {
	o := made(t)
	ok(t, asInUse(o))
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: admin})
		r.Header.Set("Accept-Language", cmp.Or(r.URL.Query().Get("lang"), "en"))
		o.ServeHTTP(w, r)
	})
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	see := func(p *browsertest.Page, path string) {
		p.Visit(path)
		fits(t, p, path)
	}
	small := browsertest.Open(t, s.URL, browsertest.Width(browsertest.SmallPhone), browsertest.NoScript())
	see(small, "/staff/feeds")
	see(small, hookPage+"?lang=gd")
	small.Type("#address", "https://new.example.org/")
	small.Follow("form[action='/staff/feeds/hooks'] button")
	fits(t, small, "the secret")
	if secret := small.Text("code.long"); !shownSecret.MatchString(secret) {
		t.Errorf("no secret is shown: %q", secret)
	}
	see(browsertest.Open(t, s.URL, browsertest.Width(browsertest.Phone)), hookPage)
	see(browsertest.Open(t, s.URL, browsertest.Width(browsertest.Desk), browsertest.NoScript()), hookPage)
}

// fits says whether a page, with all of it open, is for everybody.
func fits(t *testing.T, p *browsertest.Page, what string) {
	t.Helper()
	browsertest.Eval[int](p, "[...document.querySelectorAll('details')].filter(d => d.open = true).length")
	p.Axe()
	width := browsertest.Eval[int](p, "innerWidth")
	p.Screenshot(fmt.Sprintf("%s-%d", strings.NewReplacer("/staff/", "", "/", "-", "?lang=", "-", " ", "-").Replace(what), width))
	if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		t.Errorf("%s is %d px too wide at %d", what, over, width)
	}
}

// asInUse makes addresses of all kinds: one that takes nothing, with a dead letter, one
// that is paused, and one that ended.
func asInUse(o *office) error {
	ctx := o.t.Context()
	refuse := func(context.Context, hooks.Delivery) int { return http.StatusServiceUnavailable }
	taking, err := o.hooks.Make(ctx, "https://cases.example.org/inspection/incoming/kist", "", "ros")
	if err != nil {
		return err
	}
	for range 2 {
		if err := o.hooks.Run(ctx, time.Now, refuse); err != nil {
			return err
		}
		if _, err := o.hooks.SetAside(ctx, taking.ID, 1, "ros"); err != nil && !errors.Is(err, fault.Conflict) {
			return err
		}
	}
	paused, err := o.hooks.Make(ctx, "https://records.example.org/"+strings.Repeat("very-long-path", 9), "strathlinn", "ros")
	if err != nil {
		return err
	}
	ended, err := o.hooks.Make(ctx, "https://old.example.org/", "", "ros")
	if err != nil {
		return err
	}
	_, err = o.hooks.Pause(ctx, paused.ID, "ros")
	_, err2 := o.hooks.End(ctx, ended.ID, "ros")
	return errors.Join(err, err2)
}
