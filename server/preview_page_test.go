package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/people"
	"kist/internal/store"
	"kist/surveys"
)

// A volunteer answers the draft in the frame, as a child would, looks over the
// answers and sends them: to nowhere.
func TestPreviewInABrowser(t *testing.T) {
	a := newTestApp(t)
	if _, err := a.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.seedDrafts(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, cookies := signedIn(t, a, people.Volunteer)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, c := range cookies {
			r.AddCookie(c)
		}
		h.ServeHTTP(w, r)
	}))
	defer server.Close()
	const frame = `document.querySelector("iframe").contentDocument`
	for _, width := range []int64{browsertest.Phone, 1280} {
		p := browsertest.Open(t, server.URL, browsertest.Width(width))
		p.Visit("/staff/surveys/what_its_like/preview?edition=11-13&lang=en")
		p.Wait(frame + `.querySelector("form input[type=radio]")`)
		p.Screenshot("studio-preview")
		browsertest.Eval[any](p, frame+`.querySelector("form input[type=radio]").click()`)
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("the page is %d px too wide", over)
		}
		before := everyDocument(t, a)
		browsertest.Eval[any](p, frame+`.querySelector("#end .go").click(), 0`)
		p.Wait(frame + `.getElementById("send")`)
		p.Screenshot("studio-preview-check")
		browsertest.Eval[any](p, frame+`.getElementById("send").click(), 0`)
		p.Wait(frame + `.querySelector("main h1")?.textContent === ` + quoted(a.words.Printer("en").T("child.thanks.title")))
		p.Screenshot("studio-preview-thanks")
		if after := everyDocument(t, a); after != before {
			t.Error("answering in the preview left something in the store")
		}
	}
}

// Answers of a preview go nowhere: whatever is posted there, a text included, the
// store and the log are as they were.
func TestPreviewKeepsNothing(t *testing.T) {
	a := newTestApp(t)
	if _, err := a.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.seedDrafts(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, cookies := signedIn(t, a, people.Volunteer)
	doc, err := a.writing.Get(t.Context(), "what_its_like")
	if err != nil {
		t.Fatal(err)
	}
	story := ""
	for _, q := range doc.Survey.QuestionsIn(surveys.E14) {
		if q.KindName == "story" {
			story = q.Key
		}
	}
	const at, said = "/staff/surveys/what_its_like/preview/14-18/en/", "canarywordsofnobody"
	before := everyDocument(t, a)
	for step, shows := range map[string]bool{"check": true, "change": true, "send": false, "save": true, "other": true} {
		w := hand(h, cookies, at+step, url.Values{story: {said}, "_receipt": {"yes"}, "_s": {"AAAAAAAAAAAAAAAAAAAAAA"}})
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), said) != shows {
			t.Errorf("%s: %d, shows what was written: %v", step, w.Code, !shows)
		}
	}
	after := everyDocument(t, a)
	if after != before || strings.Contains(after, said) {
		t.Error("a preview left something in the store")
	}
}

// everyDocument is all that children's answers could touch, as it is stored.
func everyDocument(t *testing.T, a *app) string {
	t.Helper()
	var b strings.Builder
	for _, name := range []string{"inbox", "boxes", "drafts", "contacts", "withdrawals", "tablets", "tickets", "rounds", "survey_drafts", "survey_changes", "survey_proposals", "survey_proposed", "survey_remarks", "recordings"} {
		docs, err := a.engine.Ensure(t.Context(), store.Spec{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for decode, err := range docs.Find(t.Context(), store.Query{}) {
			doc := map[string]any{}
			if err = errors.Join(err, decode(&doc)); err != nil {
				t.Fatal(err)
			}
			n++
			fmt.Fprintln(&b, name, doc) // maps are printed in order
		}
		fmt.Fprintln(&b, name, n)
	}
	if !strings.Contains(b.String(), "survey_drafts 1") {
		t.Fatal("this does not find what is stored")
	}
	return b.String()
}

func quoted(text string) string { return strconv.Quote(text) }
