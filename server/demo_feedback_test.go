package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"kist/internal/docx/docxtest"
	"kist/internal/heard"
	"kist/internal/people"
)

// answersItsChildren wants that the demonstration's children read what came of their answers, marked as made up, in
// three languages, and that Today recalls the promise.
func answersItsChildren(t *testing.T, a *app) {
	t.Helper()
	list, err := a.heard.Public(t.Context())
	if err != nil || len(list) != 1 || !list[0].Synthetic || list[0].Due == "" {
		t.Fatalf("%+v, %v", list, err)
	}
	p, err := a.heard.Get(t.Context(), list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Shown.Languages, []string{"ar", "en", "pl"}) || !slices.Equal(p.Shown.Checked, []string{"en"}) || len(p.Shown.Content.Entries) != len(inventedAnswers) {
		t.Errorf("%+v", p.Shown)
	}
	if who := p.Checks[0].Who; !p.Checks[0].Yes || who == p.Latest.Who {
		t.Errorf("%s wrote and checked it", who)
	}
	h, cookies := signedIn(t, a, people.Coordinator)
	for path, says := range map[string]string{
		"/heard":                                "/heard/" + p.ID,
		"/heard/" + p.ID + "/11-13/en":          "This page is made up.",
		"/heard/" + p.ID + "/4-7/ar":            "وقت أكثر مع الإخوة والأخوات",
		"/staff/":                               "/staff/feedback/" + p.ID,
		"/staff/feedback/" + p.ID:               "More time with brothers and sisters",
		"/staff/inspections/" + p.ID:            `href="/staff/inspections/` + p.ID + `/voice"`,
		"/staff/inspections/" + p.ID + "/voice": "More time with brothers and sisters",
	} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		for _, c := range cookies {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s: %d, without %q", path, w.Code, says)
		}
	}
	for _, e := range p.Shown.Content.Entries {
		if e.State == heard.Started && e.Due != list[0].Due {
			t.Errorf("the promise of %s is recalled for %s", e.Due, list[0].Due)
		}
	}
}

// reportsItself wants that the demonstration's report of that inspection is there in every
// form, with the easy-read version that was checked.
func reportsItself(t *testing.T, a *app) {
	t.Helper()
	list, err := a.heard.Public(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := a.evidence.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, cookies := signedIn(t, a, people.Administrator)
	at := "/staff/inspections/" + list[0].ID + "/report"
	page := look(h, cookies, at).Body.String()
	for _, part := range []string{"Synthetic: children agree more than they differ here", "You said:", "Birthdays on the day, not the week after.", at + "/easy/en.docx", at + "/8-10/pl.html", "Checked by a second person"} {
		if !strings.Contains(page, part) {
			t.Errorf("the report does not say %q", part)
		}
	}
	if strings.Contains(page, "a finding that is being written") || strings.Contains(page, at+"/easy/pl.docx") {
		t.Error("the report has a draft, or an easy-read version that nobody wrote")
	}
	w := look(h, cookies, at+"/easy/en.docx")
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	text := docxtest.Text(docxtest.Open(t, w.Body.Bytes())["word/document.xml"])
	if !strings.Contains(text, "We want to meet on birthdays.\nNot a week later.\n") || strings.Contains(text, "Birthdays on the day") {
		t.Errorf("%s", text)
	}
}
