package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/people"
)

var sixWords = regexp.MustCompile(`name="shown" value="([^"]*)"`)

// reads gives somebody a key to read with and tells its six words.
func (s *staffed) reads(who string) string {
	s.t.Helper()
	m := sixWords.FindStringSubmatch(s.page(who, "/staff/me/reading"))
	if m == nil {
		s.t.Fatalf("%s is shown no words", who)
	}
	s.does(who, "/staff/me/reading", "shown", m[1], "words", m[1])
	return m[1]
}

// unlock lets two people open a round together; the second lends six words.
func (s *staffed) unlock(first, second, round, use, back, words string) {
	s.t.Helper()
	path := "/staff/sessions/" + round + "/" + use
	s.does(first, path, "do", "ask", "back", back)
	s.does(second, path, "do", "confirm", "back", back, "words", words)
}

// heldRound is a round like the first one, whose texts all readers hold.
func (s *staffed) heldRound() *inspections.Round {
	s.t.Helper()
	ctx := s.t.Context()
	first, err := s.app.book.Rounds.Get(ctx, demoID)
	if err != nil {
		s.t.Fatal(err)
	}
	held := *first
	held.ID, held.KeyMode, held.Codes, held.Settings = "held", inspections.ReaderHeld, []string{"WXZBCD"}, slices.Clone(first.Settings[:1])
	held.Settings[0].Code = held.Codes[0]
	if held.Readers, err = s.app.vault.Readers(ctx); err != nil {
		s.t.Fatal(err)
	}
	if err := s.app.vault.Equip(ctx, &held); err != nil {
		s.t.Fatal(err)
	}
	if err := s.app.book.Rounds.Insert(ctx, &held); err != nil {
		s.t.Fatal(err)
	}
	return &held
}

// tells has a child answer one question in its own words.
func (s *staffed) tells(round *inspections.Round, question, words string) {
	s.t.Helper()
	form := url.Values{question: {words}, "_s": {ballot.NewSecret().String()}}
	r := httptest.NewRequest(http.MethodPost, "/r/"+round.Codes[0]+"/11-13/en/send", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	if s.handler.ServeHTTP(w, r); w.Code != http.StatusOK {
		s.t.Fatalf("not sent: %d", w.Code)
	}
}

var waitingText = regexp.MustCompile(`name="text" value="([0-9a-f]+)"`)

// TestFromAChildsWordsToATheme sends a story to a round whose readers hold its key: the
// name is taken out before anything is stored, no inspector sees it before two people
// have passed it in a session that a reader unlocked, and then it is read where themes
// are found, until the session ends. Neither the story nor the readers' words are in the
// database or in a log at any moment.
func TestFromAChildsWordsToATheme(t *testing.T) {
	s := newStaffed(t, map[string]people.Role{"Nuala": people.SafeguardingLead, "Ailsa": people.Coordinator, "Iona": people.Inspector})
	ailsas, ionas := s.reads("Ailsa"), s.reads("Iona")
	round, question := s.heldRound(), storyKey(roundSurvey(t, s.app))
	s.tells(round, question, "my social worker Karen never rings me back about the hedgehog")
	if err := s.app.sealer.Close(t.Context(), round.ID, nil); err != nil {
		t.Fatal(err)
	}
	const review, themes, says = "/staff/texts/held", "/staff/themes/held", "hedgehog"
	if strings.Contains(s.page("Nuala", review), says) {
		t.Error("it is read before anybody unlocked it")
	}
	s.unlock("Nuala", "Ailsa", round.ID, "unreviewed", review, ailsas)
	for _, who := range []string{"Nuala", "Ailsa"} {
		page := s.page(who, review)
		id := waitingText.FindStringSubmatch(page)
		if id == nil || !strings.Contains(page, says) || strings.Contains(page, "Karen") {
			t.Fatalf("the review shows %s\n%s", who, page)
		}
		if w := s.ask("Iona", "GET", review); w.Code == http.StatusOK {
			t.Error("an inspector opens the review")
		}
		s.does(who, review, "text", id[1], "do", "pass")
	}
	s.unlock("Nuala", "Iona", round.ID, "analysis", themes, ionas)
	if page := s.page("Iona", themes+"/q/"+question); !strings.Contains(page, "never rings me back") || strings.Contains(page, "Karen") {
		t.Errorf("where themes are found stands\n%s", page)
	}
	s.nowhere(says, "Karen", ailsas, ionas)
	s.does("Nuala", "/staff/sessions/held/analysis", "do", "end", "back", themes)
	for _, path := range []string{themes, themes + "/q/" + question} {
		if w := s.ask("Iona", "GET", path); strings.Contains(w.Body.String(), says) {
			t.Errorf("%s is read after the session was ended", path)
		}
	}
}
