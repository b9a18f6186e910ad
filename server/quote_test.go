package main

import (
	"fmt"
	"strings"
	"testing"

	"kist/internal/heard"
	"kist/internal/people"
	"kist/internal/themes"
	"kist/surveys"
)

// letThrough lets a child's own words through, as two people do who found a theme in
// enough texts of a round, and gives the quote's id.
func letThrough(t *testing.T, a *app, inspection, round string) string {
	t.Helper()
	ctx := t.Context()
	b, err := a.themes.Put(ctx, inspection, 99, themes.Theme{Key: "told", Name: "Told what happened"}, "ailsa")
	if err != nil {
		t.Fatal(err)
	}
	text := func(i int) themes.Text {
		return themes.Text{ID: fmt.Sprint("t", i), Round: round, Question: "change", Edition: "11-13", Words: "They wrote it down and then nothing."}
	}
	editions := map[string]string{}
	for i := range themes.MinTheme {
		editions[text(i).ID] = "11-13"
		for _, who := range []string{"ann", "ben"} {
			if _, err := a.themes.Code(ctx, b.Latest, text(i), themes.Coding{Who: who, Themes: []string{"told"}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := a.themes.Join(ctx, themes.Set(round, "change"), "ann"); err != nil {
		t.Fatal(err)
	}
	q, err := a.themes.Approve(ctx, b.Latest, themes.Offer{Text: text(0), Theme: "told", Words: "and then nothing", Who: "ann"}, false, editions, "ben")
	if err != nil {
		t.Fatal(err)
	}
	return q.ID
}

// What two people let through where themes are found stands on the children's page, and
// is gone from it the moment that somebody takes it back there: nobody has to remember
// the page.
func TestAQuoteLeavesThePage(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id := letThrough(t, a, round.Inspection, round.ID)
	e := heard.Entry{Key: heard.NewKey(), State: heard.Cannot, Quote: id}
	for _, part := range e.Parts() {
		*part.Words = surveys.Text("en", "A few words")
	}
	p, err := a.heard.Put(t.Context(), round.Inspection, e, "morag")
	if err != nil {
		t.Fatal(err)
	}
	if p, err = a.heard.Offer(t.Context(), round.Inspection, p.Mark(), "morag"); err != nil {
		t.Fatal(err)
	}
	if _, err = a.heard.Read(t.Context(), round.Inspection, p.Mark(), true, "", "ros"); err != nil {
		t.Fatal(err)
	}
	page := func() string { // of a server that has not made it before
		t.Helper()
		h, _ := signedIn(t, a, people.Volunteer)
		return look(h, nil, "/heard/"+round.Inspection+"/11-13/en").Body.String()
	}
	if got := page(); !strings.Contains(got, "and then nothing") {
		t.Errorf("it does not stand there:\n%s", got)
	}
	if err := a.themes.TakeBack(t.Context(), themes.Set(round.ID, "change"), "t0", "iona"); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page(), "and then nothing") {
		t.Error("it still stands there")
	}
	if lost, err := a.heard.Lost(t.Context()); err != nil || len(lost) != 1 {
		t.Errorf("who has to look is not told: %v, %v", lost, err)
	}
}
