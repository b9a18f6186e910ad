package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kist/internal/editing"
	"kist/internal/people"
	"kist/surveys"
)

// shows says whether a page of somebody's has a text.
func shows(t *testing.T, h http.Handler, cookies []*http.Cookie, path, text string) bool {
	t.Helper()
	w := look(h, cookies, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", path, w.Code)
	}
	return strings.Contains(w.Body.String(), text)
}

// hand posts a form as somebody.
func hand(h http.Handler, cookies []*http.Cookie, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// From the start there is a draft to work on, with the children's own page to
// look at. What waits there finds a volunteer and a coordinator on the first page,
// and goes once it is done.
func TestStudioFindsItsPeople(t *testing.T) {
	a := newTestApp(t)
	if _, err := a.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.seedDrafts(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, volunteer := signedIn(t, a, people.Volunteer)
	_, coordinator := signedIn(t, a, people.Coordinator)
	_, inspector := signedIn(t, a, people.Inspector)
	const survey = "what_its_like"
	doc, err := a.writing.Get(t.Context(), survey)
	if err != nil {
		t.Fatal(err)
	}
	unit := surveys.Unit{Place: "title", Language: "en", Edition: surveys.All}
	edit := editing.Edit{Unit: unit, Before: doc.Survey.Units()[unit], After: "How is it?"}
	p, err := a.writing.ProposeEdits(t.Context(), survey, []editing.Edit{edit}, "somebody", "Shorter.")
	if err != nil {
		t.Fatal(err)
	}
	const vote, decide, called = "Proposals without your vote: 1", "Proposals to decide: 1", "Somebody calls you in a talk"
	at := "/staff/surveys/" + survey + "/p/" + p.ID
	if !shows(t, h, volunteer, "/staff/", vote) || shows(t, h, volunteer, "/staff/", decide) {
		t.Error("a volunteer is to vote, and not to decide")
	}
	if !shows(t, h, coordinator, "/staff/", decide) || shows(t, h, inspector, "/staff/", vote) {
		t.Error("a coordinator decides; an inspector has no vote")
	}
	if !shows(t, h, volunteer, "/staff/surveys/"+survey, p.ID) || look(h, inspector, at).Code != http.StatusForbidden {
		t.Error("the proposal is not where it should be, or open to too many")
	}
	frame := look(h, volunteer, "/staff/surveys/"+survey+"/preview/8-10/ar")
	if body := frame.Body.String(); !strings.Contains(body, `lang="ar" dir="rtl"`) || !strings.Contains(body, `name="`+doc.Survey.QuestionsIn(surveys.E8)[0].Key) {
		t.Errorf("the preview is no children's page: %d", frame.Code)
	}

	if w := hand(h, volunteer, at+"/vote", url.Values{"vote": {"agree"}, "seen": {p.Seen()}}); w.Code != http.StatusSeeOther {
		t.Fatalf("voting: %d", w.Code)
	}
	voted, err := a.writing.Proposal(t.Context(), p.ID)
	if err != nil || len(voted.Votes) != 1 || shows(t, h, volunteer, "/staff/", vote) {
		t.Errorf("the vote does not count, or is asked for again: %v", err)
	}
	if _, err := a.writing.Say(t.Context(), p.ID, "", "somebody", "What do you think, @Ros?", []string{voted.Votes[0].Who}); err != nil {
		t.Fatal(err)
	}
	if !shows(t, h, volunteer, "/staff/", called) || !shows(t, h, volunteer, "/staff/", at+"#talk") || shows(t, h, coordinator, "/staff/", called) {
		t.Error("who was called does not find it, or somebody else does")
	}
	if _, err := a.writing.Decline(t.Context(), p.ID, p.Seen(), "somebody", "Not now."); err != nil {
		t.Fatal(err)
	}
	if shows(t, h, coordinator, "/staff/", decide) {
		t.Error("what is decided still waits")
	}
}
