package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/synthetic"
	"kist/internal/texts"
	"kist/surveys"
)

// staffed is the whole program with people in it, on one store.
type staffed struct {
	t       *testing.T
	app     *app
	path    string // of the database
	handler http.Handler
	log     *safeLog
	cookies map[string][]*http.Cookie
}

// newStaffed makes an installation with a running round in which children write, and
// the people of these roles.
func newStaffed(t *testing.T, roles map[string]people.Role) *staffed {
	t.Helper()
	dir := t.TempDir()
	s := &staffed{t: t, path: filepath.Join(dir, "kist.db"), log: &safeLog{}, cookies: map[string][]*http.Cookie{}}
	s.app = openTestApp(t, "sqlite:"+s.path, filepath.Join(dir, "kist.key"))
	if _, err := s.app.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.handler = s.app.handler(slog.New(slog.NewJSONHandler(s.log, nil)))
	for name, role := range roles {
		_, token, err := s.app.people.InviteTo(t.Context(), people.Server, "", people.Grant{Role: role})
		if err != nil {
			t.Fatal(err)
		}
		w := s.ask(name, "POST", "/staff/sign-in/"+token, "name", name)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%s does not come in: %d", name, w.Code)
		}
		s.cookies[name] = w.Result().Cookies()
	}
	return s
}

func (s *staffed) ask(who, method, path string, form ...string) *httptest.ResponseRecorder {
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range s.cookies[who] {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// page is what somebody sees; it fails unless that is there.
func (s *staffed) page(who, path string) string {
	s.t.Helper()
	w := s.ask(who, "GET", path)
	if w.Code != http.StatusOK {
		s.t.Fatalf("%s sees %d at %s", who, w.Code, path)
	}
	return w.Body.String()
}

// does sends a form that leads on.
func (s *staffed) does(who, path string, form ...string) string {
	s.t.Helper()
	w := s.ask(who, "POST", path, form...)
	if w.Code != http.StatusSeeOther {
		s.t.Fatalf("%s is told %d at %s: %s", who, w.Code, path, w.Body)
	}
	return w.Header().Get("Location")
}

// write has a child answer, with these words for its story.
func (s *staffed) write(words string) {
	s.t.Helper()
	round, err := s.app.book.Round(s.t.Context(), demoID)
	if err != nil {
		s.t.Fatal(err)
	}
	survey := roundSurvey(s.t, s.app)
	form := url.Values(synthetic.Form(rand.New(rand.NewPCG(1, 1)), survey, surveys.E11))
	form.Set("_s", ballot.NewSecret().String())
	form.Set(storyKey(survey), words)
	r := httptest.NewRequest("POST", "/r/"+round.Codes[0]+"/11-13/en/send", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		s.t.Fatalf("not sent: %d", w.Code)
	}
}

// bytes is the database with its log, as a thief finds it.
func (s *staffed) bytes() []byte {
	s.t.Helper()
	var all []byte
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(s.path + end)
		if err != nil && !os.IsNotExist(err) {
			s.t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// nowhere wants none of these words in the database or in the log.
func (s *staffed) nowhere(words ...string) {
	s.t.Helper()
	db, logged := s.bytes(), s.log.String()
	if len(db) < 4096 || len(logged) == 0 {
		s.t.Fatal("nothing was looked through")
	}
	for _, w := range words {
		if bytes.Contains(db, []byte(w)) || strings.Contains(logged, w) {
			s.t.Errorf("%q is stored or logged in clear", w)
		}
	}
}

const (
	childsWords = "somebody hits me beside the hedgehog lantern and i am scared"
	leadsNote   = "grumblefoss house, second time"
)

var raiseForm = regexp.MustCompile(`href="(/staff/safety/[^"]+/raise/[0-9a-f]+)"`)

// TestAChildsWordsReachTwoLeads follows what a child wrote from the page on which it
// wrote, through the lane and a concern, to the review of the rest and the analysis: two
// people read it and nobody else does, and at no moment is a word of it, or of what a
// lead wrote, in the database or in a log.
func TestAChildsWordsReachTwoLeads(t *testing.T) {
	s := newStaffed(t, map[string]people.Role{
		"Nuala": people.SafeguardingLead, "Tom": people.SafeguardingLead, "Ailsa": people.Coordinator, "Iona": people.Inspector, "Kasia": people.Inspector, "Ada": people.Administrator,
	})
	s.write(childsWords)
	round, err := s.app.book.Round(t.Context(), demoID)
	if err == nil {
		err = s.app.lane.Copy(t.Context(), round, "2026-11-26")
	}
	if err != nil {
		t.Fatal(err)
	}
	s.nowhere("hedgehog lantern", "scared")
	page, session := "/staff/safety/"+demoID, "/staff/sessions/"+demoID+"/unreviewed"
	if today := s.page("Nuala", "/staff/"); !strings.Contains(today, `href="`+page+`"`) {
		t.Error("Today does not lead there")
	}
	s.does("Nuala", session, "do", "ask", "back", page)
	if got := s.page("Nuala", page); strings.Contains(got, "hedgehog lantern") {
		t.Error("one person alone reads it")
	}
	s.does("Tom", session, "do", "confirm", "back", page)
	got := s.page("Tom", page)
	if !strings.Contains(got, childsWords) || !strings.Contains(got, "being hit or hurt") {
		t.Fatal("two people do not read it")
	}
	if i, j := strings.Index(got, childsWords), strings.Index(got, `class="voice"`); i < j || i > j+200 {
		t.Error("it does not stand first, before the invented ones")
	}
	for _, who := range []string{"Ailsa", "Iona", "Ada"} {
		if w := s.ask(who, "GET", page); strings.Contains(w.Body.String(), "hedgehog lantern") {
			t.Errorf("%s reads it", who)
		}
	}
	concern := s.does("Nuala", raiseForm.FindStringSubmatch(got)[1], "note", leadsNote)
	if got := s.page("Tom", concern); !strings.Contains(got, leadsNote) || !strings.Contains(got, childsWords) {
		t.Error("the concern does not tell what it is about")
	}
	s.nowhere("hedgehog lantern", "grumblefoss")
	s.does("Tom", session, "do", "end", "back", page)
	for _, path := range []string{page, concern} {
		if got := s.page("Nuala", path); strings.Contains(got, "hedgehog lantern") || strings.Contains(got, "grumblefoss") {
			t.Errorf("%s is read after the end", path)
		}
	}
	s.reviewed()
	s.nowhere("hedgehog lantern", "grumblefoss")
}

// reviewed closes the round, and has two people hold back the child's words and pass the
// rest; the analysis reads the rest alone.
func (s *staffed) reviewed() {
	t := s.t
	t.Helper()
	if err := s.app.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	page, session := "/staff/texts/"+demoID, "/staff/sessions/"+demoID+"/unreviewed"
	s.does("Ailsa", session, "do", "ask", "back", page)
	s.does("Nuala", session, "do", "confirm", "back", page)
	passed := 0
	for _, who := range []string{s.accountOf("Ailsa"), s.accountOf("Nuala")} {
		passed = s.passOthers(who)
	}
	got := s.page("Ailsa", page) // the child's is the one that is left
	id := regexp.MustCompile(`name="text" value="([0-9a-f]+)"`).FindStringSubmatch(got)
	if id == nil || !strings.Contains(got, ">lantern<") {
		t.Fatal("the child's words do not wait for review")
	}
	for _, who := range []string{"Ailsa", "Nuala"} {
		s.does(who, page, "text", id[1], "do", "hold")
	}
	session = "/staff/sessions/" + demoID + "/analysis"
	s.does("Iona", session, "do", "ask", "back", "/staff/themes")
	s.does("Kasia", session, "do", "confirm", "back", "/staff/themes")
	kasia := s.accountOf("Kasia")
	in, err := s.app.texts.Enter(t.Context(), demoID, texts.Analysis, kasia)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for r, err := range s.app.texts.Reviewed(t.Context(), in) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; strings.Contains(r.Words, "hedgehog lantern") {
			t.Error("what was held back is read")
		}
	}
	if n == 0 || n != passed {
		t.Errorf("%d texts are read in the analysis, of %d reviewed", n, passed)
	}
}

// passOthers has one person pass all but the child's words, and tells how many.
func (s *staffed) passOthers(who string) (n int) {
	s.t.Helper()
	in, err := s.app.texts.Enter(s.t.Context(), demoID, texts.Unreviewed, who)
	if err != nil {
		s.t.Fatal(err)
	}
	desk, err := s.app.texts.Desk(s.t.Context(), in, who)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, x := range desk.Mine {
		if strings.Contains(x.Text.Text, "hedgehog lantern") {
			continue
		}
		if err := s.app.texts.Say(s.t.Context(), in, who, x.ID, false, nil); err != nil {
			s.t.Fatal(err)
		}
		n++
	}
	return n
}

// accountOf is the id of somebody's account.
func (s *staffed) accountOf(name string) string {
	s.t.Helper()
	all, err := s.app.people.All(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range all {
		if a.Name == name {
			return a.ID
		}
	}
	s.t.Fatalf("nobody is %s", name)
	return ""
}

// TestTheLaneDoesNotAnswerForTheSealer: copying changes nothing that is counted, and a
// collecting server does neither.
func TestTheLaneDoesNotAnswerForTheSealer(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []string{"2026-11-26", "2026-11-27"} {
		if err := a.lane.Copy(t.Context(), round, day); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	release, err := a.releases.Make(t.Context(), demoID, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if least, most := release.Responses.Range(); demoAnswers < least || demoAnswers > most {
		t.Errorf("%d released of %d", release.Responses.Count, demoAnswers)
	}
	if r, err := a.book.Round(t.Context(), demoID); err != nil || r.Stage != inspections.Sealed {
		t.Errorf("%v, %v", r, err)
	}
}

// TestDestroyedKeysAreNowhere: on their day the wrapped keys of a round are in no byte of
// the database or of its log once that is emptied, and nothing opens what children sent;
// before, they are there.
func TestDestroyedKeysAreNowhere(t *testing.T) {
	dir := t.TempDir()
	path, key := filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	a := openTestApp(t, "sqlite:"+path, key)
	if _, err := a.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	wrapped := keysOf(t, a, demoID)
	if len(wrapped) != 3 {
		t.Fatalf("%d keys", len(wrapped))
	}
	s := &staffed{t: t, app: a, path: path}
	inFile := func() (n int) {
		for _, w := range wrapped {
			if bytes.Contains(s.bytes(), []byte(base64.StdEncoding.EncodeToString(w))) {
				n++
			}
		}
		return n
	}
	if n := inFile(); n != 3 {
		t.Fatalf("%d keys are found in the file before: this test shows nothing", n)
	}
	if _, err := a.book.Rounds.Update(t.Context(), demoID, func(r *inspections.Round) error { r.KeysUntil = "2001-01-01"; return nil }); err != nil {
		t.Fatal(err)
	}
	kept := a.keptKeys()
	for _, left := range []int{1, 0} { // first the stories wait in the safety lane, then two people have looked at them
		if err := a.book.DestroyDue(t.Context(), a.vault, kept, nil); err != nil {
			t.Fatal(err)
		}
		if n := len(keysOf(t, a, demoID)); n != left {
			t.Errorf("%d keys are left, not %d", n, left)
		}
		kept.Texts = func(context.Context, *inspections.Round) (bool, error) { return false, nil }
	}
	if _, _, err := a.opener.Texts(t.Context(), demoID); !errors.Is(err, fault.NotFound) {
		t.Errorf("texts are opened: %v", err)
	}
	if err := a.opener.Batches(t.Context(), demoID, func(ballot.Batch) error { return nil }); !errors.Is(err, fault.NotFound) {
		t.Errorf("answers are opened: %v", err)
	}
	round, err := a.book.Round(t.Context(), demoID)
	if err != nil || a.lane.Copy(t.Context(), round, "2026-11-26") != nil {
		t.Error("the lane does not pass over a round without keys")
	}
	if err := a.engine.Close(); err != nil { // empties the log, as the engine does within a minute while it runs
		t.Fatal(err)
	}
	if n := inFile(); n != 0 {
		t.Errorf("%d keys are found in the file", n)
	}
}
