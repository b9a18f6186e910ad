package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/surveys"
)

const paperID = "onpaper"

// paperRound makes a running round with slips in the inspection of the first one. With
// readers, they hold the key for its texts.
func paperRound(t testing.TB, a *app, readers ...string) (*inspections.Round, []string) {
	t.Helper()
	ctx := t.Context()
	first, err := a.book.Round(ctx, demoID)
	if err != nil {
		t.Fatal(err)
	}
	r := &inspections.Round{
		Head: store.Head{ID: paperID}, Inspection: first.Inspection, Name: "On paper", Version: first.Version, Door: inspections.Ticketed, Stage: inspections.Running, MinBox: 1,
		Settings: []inspections.Setting{{Key: "school", Name: "Schools", Code: "ONPAPR"}}, Languages: []string{"en"}, Editions: []string{"8-10", "11-13"}, Closes: "2999-01-01", Synthetic: true,
	}
	if len(readers) > 0 {
		r.KeyMode, r.Readers = inspections.ReaderHeld, readers
	}
	if err := errors.Join(a.vault.Equip(ctx, r), a.book.Rounds.Insert(ctx, r)); err != nil {
		t.Fatal(err)
	}
	slips, err := a.tickets.Issue(ctx, r.ID, 6)
	if err != nil {
		t.Fatal(err)
	}
	return r, slips
}

// typists are two coordinators with their sessions.
func typists(t testing.TB, a *app) (ann, ben []*http.Cookie) {
	t.Helper()
	_, ann = signedIn(t, a, people.Coordinator)
	_, ben = signedIn(t, a, people.Coordinator)
	return ann, ben
}

// paperForm is a form typed from paper: two answers, the rest left blank, and the child's
// own words.
func paperForm(survey *surveys.Survey, slip, story string) url.Values {
	form := url.Values{"_slip": {slip}, "_setting": {"school"}, "_edition": {"11-13"}, "_lang": {"en"}}
	for _, q := range survey.QuestionsIn(surveys.E11) {
		form.Set("_m."+q.Key, "_blank")
	}
	form.Del("_m.safe_home")
	form.Set("safe_home", "4")
	form.Del("_m." + storyKey(survey))
	form.Set(storyKey(survey), story)
	return form
}

const paperPage = "/staff/paper/" + paperID

// What is typed from paper on one server is in the boxes that it seals, whoever holds the
// keys; a server that only collects has no such page, and one that only reviews has.
func TestPaperIsTypedWhereStaffWork(t *testing.T) {
	dir := t.TempDir()
	address, whole := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	first := openTestApp(t, address, whole)
	if _, err := first.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"ros", "tom"} {
		if err := first.vault.MakeReader(t.Context(), who, strings.Join(ballot.NewSecret().Receipt().Words(), " ")); err != nil {
			t.Fatal(err)
		}
	}
	_, slips := paperRound(t, first, "ros", "tom")
	part := filepath.Join(dir, "collect.key")
	if err := seal.SaveKeys(part, first.keys.Collect()); err != nil {
		t.Fatal(err)
	}
	collect, review := openAs(t, address, part, config.Collect), openAs(t, address, whole, config.Review)
	form := paperForm(roundSurvey(t, first), slips[0], "the heron is here")
	wantStatus(t, collect, "GET", "/staff/paper", nil, http.StatusNotFound)
	wantStatus(t, collect, "POST", paperPage+"/answers", form, http.StatusNotFound)
	ann, ben := typists(t, review)
	h := review.handler(slog.New(slog.DiscardHandler))
	if page := look(h, ann, "/staff/paper").Body.String(); !strings.Contains(page, `href="`+paperPage+`"`) || !strings.Contains(page, ">Paper<") {
		t.Error("the round is not offered")
	}
	if w := hand(h, ann, paperPage+"/answers", form); w.Code != http.StatusOK {
		t.Fatalf("the first: %d", w.Code)
	}
	if n, err := review.inbox.Waiting(t.Context(), paperID); err != nil || n != 0 {
		t.Fatalf("%d sent by one, %v", n, err)
	}
	if w := hand(first.handler(slog.New(slog.DiscardHandler)), ben, paperPage+"/answers", form); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Sent: ") {
		t.Fatalf("the second, on another server: %d", w.Code)
	}
	if err := first.sealer.Close(t.Context(), paperID, nil); err != nil {
		t.Fatal(err)
	}
	rows := 0
	err := first.opener.Batches(t.Context(), paperID, func(b ballot.Batch) error {
		for _, r := range b.Rows.All() {
			if rows++; r.Mode != "paper" || r.Answers["safe_home"][0] != "4" {
				t.Errorf("counted: %+v", r)
			}
		}
		return nil
	})
	if err != nil || rows != 1 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

// A child's words from paper are nowhere in clear, nor are slips and those who typed: not
// while they wait for the second person, not when the store fails, not once they are sent.
func (d *canaryDay) paper() (needles []string) {
	d.t.Helper()
	const story, other = "canarypaper the otter sleeps under our boat", "canarysecond the otter swims"
	_, slips := paperRound(d.t, d.app)
	ann, ben := typists(d.t, d.app)
	survey := roundSurvey(d.t, d.app)
	post := func(who []*http.Cookie, path string, form url.Values) int {
		r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.AddCookie(who[0])
		status, _ := d.send(r)
		return status
	}
	d.want(http.StatusOK, post(ann, paperPage, paperForm(survey, slips[0], story)))
	d.want(http.StatusOK, post(ann, paperPage+"/answers", paperForm(survey, slips[0], story+" "+canaryPhone)))
	d.want(http.StatusOK, post(ben, paperPage+"/answers", paperForm(survey, slips[0], story+" "+canaryPhone)))
	d.want(http.StatusOK, post(ann, paperPage+"/answers", paperForm(survey, slips[1], story)))
	d.want(http.StatusOK, post(ben, paperPage+"/answers", paperForm(survey, slips[1], other)))
	d.want(http.StatusOK, post(ann, paperPage+"/answers", paperForm(survey, slips[2], story)))
	d.want(http.StatusUnprocessableEntity, post(ann, paperPage+"/answers", paperForm(survey, "ZZZZZZZZZZ", story)))
	d.want(http.StatusUnprocessableEntity, post(ann, paperPage+"/answers", paperForm(survey, slips[3], strings.Repeat(story, 100))))
	d.want(http.StatusConflict, post(ann, paperPage+"/answers", paperForm(survey, slips[0], story)))
	if n, err := d.app.inbox.Waiting(d.t.Context(), paperID); err != nil || n != 1 {
		d.t.Fatalf("%d forms from paper are sent, %v", n, err)
	}
	return append(slips, story, "the otter", // a space, which no sealed text holds by chance
		"canarypaper", other, "canarysecond")
}

// crashPapers kills the real program at every step from the first entry to the end of the
// draft: whoever types again comes to one answer, and nothing is left.
func crashPapers(t *testing.T, program, address string) {
	s := &crashServer{t: t, program: program, store: address, keys: filepath.Join(t.TempDir(), "kist.key")}
	s.start("") // which makes the first round
	s.stop()
	var slips []string
	var survey *surveys.Survey
	cookies := map[string]*http.Cookie{}
	func() {
		a := openTestApp(t, address, s.keys)
		_, slips = paperRound(t, a)
		survey = roundSurvey(t, a)
		ann, ben := typists(t, a)
		cookies["ann"], cookies["ben"] = ann[0], ben[0]
	}()
	steps := []string{"paper.first:1", "paper.second:1", "submit.insert:1", "submit.check:1", "paper.drop:1", ""}
	next := func() { s.stop(); s.start(steps[0]); steps = steps[1:] }
	s.start(steps[0])
	steps = steps[1:]
	types := func(n int, who string) (page string) {
		for {
			s.cookie = cookies[who]
			resp, page, err := s.ask("POST", paperPage+"/answers", paperForm(survey, slips[n], fmt.Sprintf("marker qxq%s end", letters(n))))
			if err == nil && resp.StatusCode == http.StatusOK {
				return page
			}
			s.waitEnd()
			if s.alive() || len(steps) == 0 {
				t.Fatalf("%s types form %d: %v, %v", who, n, resp, err)
			}
			next()
		}
	}
	for n := range 2 {
		if page := types(n, "ann"); !strings.Contains(page, "first entry") {
			t.Errorf("the first of form %d is told something else", n)
		}
		if page := types(n, "ben"); !strings.Contains(page, "Sent: ") {
			t.Errorf("the second of form %d is not told that it is sent", n)
		}
	}
	if len(steps) > 0 {
		t.Errorf("not killed at %v", steps)
	}
	s.stop()
	a := openTestApp(t, address, s.keys)
	if left := fieldsOf(t, a.engine, "papers"); len(left) > 0 {
		t.Errorf("drafts are left: %v", left)
	}
	if err := a.sealer.Close(t.Context(), paperID, nil); err != nil {
		t.Fatal(err)
	}
	written, unread, err := a.opener.Texts(t.Context(), paperID)
	if err != nil || unread != 0 || len(written) != 2 || written[0].Text == written[1].Text {
		t.Errorf("counted: %+v, %d, %v", written, unread, err)
	}
}
