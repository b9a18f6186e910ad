package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"kist/internal/editing"
	"kist/internal/people"
	"kist/surveys"
)

// couple is two servers of one installation, and a proxy that leads to each in turn: no
// request comes to the server of the one before it.
type couple struct {
	t       *testing.T
	apps    [2]*app
	servers [2]http.Handler
	next    int
	cookies []*http.Cookie
}

func newCouple(t *testing.T) *couple {
	t.Helper()
	dir, c := t.TempDir(), &couple{t: t}
	for i := range c.apps {
		c.apps[i] = openTestApp(t, "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key"))
	}
	if _, err := c.apps[0].firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.apps[1].seedDrafts(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.servers[0], c.cookies = signedIn(t, c.apps[0], people.Administrator)
	c.servers[1] = c.apps[1].handler(slog.New(slog.DiscardHandler))
	c.next = 1
	return c
}

// ask leads to the server whose turn it is.
func (c *couple) ask(method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if strings.HasPrefix(path, "/staff") {
		for _, cookie := range c.cookies {
			r.AddCookie(cookie)
		}
	}
	w := httptest.NewRecorder()
	c.servers[c.next].ServeHTTP(w, r)
	c.next = 1 - c.next
	return w
}

// both looks at a page on each server, which has to say or not to say something.
func (c *couple) both(path, text string, says bool) {
	c.t.Helper()
	for range c.servers {
		at := c.next
		if w := c.ask(http.MethodGet, path, nil); w.Code != http.StatusOK || strings.Contains(w.Body.String(), text) != says {
			c.t.Errorf("server %d, %s: status %d; says %q: %v, want %v", at, path, w.Code, text, !says, says)
		}
	}
}

// TestTwoServersInTurn: whoever signs in at one server works on at the other; what is
// changed on one is seen on the other, at once where nothing is remembered, and else
// within the time that docs/scale.md tells.
func TestTwoServersInTurn(t *testing.T) {
	t.Parallel()
	c := newCouple(t)
	for _, page := range []string{"/staff/", "/staff/programmes", "/staff/rounds/" + demoID, "/staff/surveys", "/staff/library", "/staff/translate", "/staff/releases", "/staff/people", "/staff/audit"} {
		c.both(page, "<main", true)
	}
	c.changesADraft()
	c.publishes()
	c.closesARound()
	if w := c.ask(http.MethodPost, "/staff/sign-out", nil); w.Code != http.StatusSeeOther {
		t.Fatalf("signing out: %d", w.Code)
	}
	for range c.servers {
		if w := c.ask(http.MethodGet, "/staff/", nil); w.Code == http.StatusOK {
			t.Error("who signed out at one server is still in at the other")
		}
	}
}

const drafted = "what_its_like"

// changesADraft changes a title on each server in turn, between looks that let both
// remember the draft as it was.
func (c *couple) changesADraft() {
	c.t.Helper()
	unit := surveys.Unit{Place: "title", Language: "en", Edition: surveys.All}
	path, was := "/staff/surveys/"+drafted+"/preview/11-13/en", ""
	for i, title := range []string{"How is it going there?", "Tell us how it goes", "And how is it today?"} {
		a := c.apps[i%2]
		doc, err := a.writing.Get(c.t.Context(), drafted)
		if err != nil {
			c.t.Fatal(err)
		}
		if was != "" {
			c.both(path, was, true)
		}
		if _, err := a.writing.Change(c.t.Context(), drafted, []editing.Edit{{Unit: unit, Before: doc.Survey.Units()[unit], After: title}}, "somebody", "Shorter."); err != nil {
			c.t.Fatal(err)
		}
		c.both(path, title, true)
		was = title
	}
}

// publishes freezes the draft on one server: the other has the version, and its library
// is made anew.
func (c *couple) publishes() {
	c.t.Helper()
	before, err := c.apps[1].shelf.Library(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	doc, err := c.apps[0].writing.Get(c.t.Context(), drafted)
	if err != nil {
		c.t.Fatal(err)
	}
	id, err := c.apps[0].versions.Publish(c.t.Context(), doc.Survey)
	if err != nil {
		c.t.Fatal(err)
	}
	survey, err := c.apps[1].versions.Survey(c.t.Context(), id)
	if err != nil || survey.Key != drafted {
		c.t.Errorf("the other server has no version %s: %v", id, err)
	}
	if after, err := c.apps[1].shelf.Library(c.t.Context()); err != nil || after == before {
		c.t.Errorf("the other server's library is still that of before: %v", err)
	}
}

// closesARound has children answer on both servers, and closes the round on one: the
// other takes no form from that moment on, and says so on the first page within two
// seconds. Then a release that one made is read on the other.
func (c *couple) closesARound() {
	c.t.Helper()
	round, err := c.apps[0].book.Rounds.Get(c.t.Context(), demoID)
	if err != nil {
		c.t.Fatal(err)
	}
	address, phones := "/r/"+round.Codes[0]+"/11-13/en", newClients(c.t)
	c.both(address, "<form", true)
	for range 6 {
		_, form := phones.next()
		if w := c.ask(http.MethodPost, address+"/send", form); w.Code != http.StatusOK {
			c.t.Fatalf("sending: %d", w.Code)
		}
	}
	c.both(address, "<form", true) // both believe now that it runs
	if err := c.apps[0].sealer.Close(c.t.Context(), demoID, nil); err != nil {
		c.t.Fatal(err)
	}
	for range c.servers {
		_, form := phones.next()
		if w := c.ask(http.MethodPost, address+"/send", form); w.Code < http.StatusBadRequest {
			c.t.Errorf("a form was taken by a round that another server has closed: %d", w.Code)
		}
	}
	waitFor(c.t, "a server still shows the questionnaire of a closed round", func() bool {
		first, second := c.ask(http.MethodGet, address, nil), c.ask(http.MethodGet, address, nil)
		return first.Code != http.StatusOK && second.Code != http.StatusOK
	})
	rel, err := c.apps[1].releases.Make(c.t.Context(), demoID, "somebody", func(int, int) {})
	if err != nil {
		c.t.Fatal(err)
	}
	c.both("/staff/releases/"+rel.ID, "<main", true)
	c.both("/staff/rounds/"+demoID, "/staff/releases/"+rel.ID, true)
}
