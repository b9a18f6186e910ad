package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

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
