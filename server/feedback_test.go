package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kist/internal/audit"
	"kist/internal/people"
)

// tellForm is an entry as its form sends it.
func tellForm(key string) url.Values {
	return url.Values{
		"entry":      {key},
		"_version":   {"0"},
		"lang":       {"en"},
		"state":      {"started"},
		"due":        {"2099-03-01"},
		"picture":    {"talk"},
		"title.all":  {"Too many meetings"},
		"said.all":   {"We heard of them in the corridor."},
		"heard.all":  {"Nobody asked you first."},
		"change.all": {"Your worker asks you before."},
		"by.all":     {"The council"},
	}
}

// From the words of a volunteer to what a child reads: nobody shows what they wrote,
// children see nothing before, the code of the closed round leads to it, and each deed
// leaves its line.
func TestChildrenHearWhatCameOfIt(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h, writer := signedIn(t, a, people.Coordinator)
	_, second := signedIn(t, a, people.Inspector)
	at, public := "/staff/feedback/"+round.Inspection, "/heard/"+round.Inspection
	read := func(path string, want int) string {
		t.Helper()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
		if len(w.Header()["Set-Cookie"]) > 0 {
			t.Errorf("%s sets a cookie", path)
		}
		return w.Body.String()
	}
	do := func(who []*http.Cookie, path string, form url.Values, want int) {
		t.Helper()
		if w := hand(h, who, path, form); w.Code != want {
			t.Errorf("%s: %d, want %d: %.500s", path, w.Code, want, w.Body.String())
		}
	}
	mark := func() string {
		t.Helper()
		return markOf(t, a, round.Inspection)
	}
	read("/heard", http.StatusOK)
	read(public, http.StatusNotFound)
	do(writer, at+"/edit", tellForm("firstentry"), http.StatusSeeOther)
	do(writer, at+"/step", url.Values{"do": {"offer"}, "_mark": {mark()}}, http.StatusSeeOther)
	do(writer, at+"/check", url.Values{"do": {"show"}, "_mark": {mark()}}, http.StatusForbidden)
	read(public+"/11-13/en", http.StatusNotFound)
	do(second, at+"/check", url.Values{"do": {"show"}, "_mark": {mark()}}, http.StatusSeeOther)
	if page := read(public+"/11-13/en", http.StatusOK); !strings.Contains(page, "Nobody asked you first.") || !strings.Contains(page, "1/3/2099") {
		t.Errorf("children read:\n%s", page)
	}
	if page := read("/heard", http.StatusOK); !strings.Contains(page, `href="`+public+`"`) {
		t.Error("the page of all areas does not lead to it")
	}
	closedCodeLeadsTo(t, a, round.Codes[0], public)
	if err := a.heard.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines, err := a.people.Trail.Of(t.Context(), "feedback", round.Inspection)
	if err != nil || len(lines) != 3 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	for _, l := range lines {
		if !regexp.MustCompile(`^feedback\.(start|offer|show)$`).MatchString(l.Did) || l.Who == audit.Server {
			t.Errorf("%+v", l)
		}
	}
}

// closedCodeLeadsTo closes the round, and wants its code to lead to what came of it.
func closedCodeLeadsTo(t *testing.T, a *app, code, public string) {
	t.Helper()
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	h, _ := signedIn(t, a, people.Volunteer) // a server that has not read the code before
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/j/"+code, nil))
	if w.Code != http.StatusGone || !strings.Contains(w.Body.String(), `href="`+public+`"`) {
		t.Errorf("the code of the closed round: %d", w.Code)
	}
}

// markOf is that of the feedback of an inspection, as a page has it.
func markOf(t *testing.T, a *app, inspection string) string {
	t.Helper()
	p, err := a.heard.Get(t.Context(), inspection)
	if err != nil {
		t.Fatal(err)
	}
	return p.Mark()
}
