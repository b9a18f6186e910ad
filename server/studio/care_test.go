package studio

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/editing"
	"kist/internal/media"
	"kist/surveys"
)

// hardText is what a question asks that somebody does not want to read.
const hardText = "Does somebody at home hurt you?"

// A volunteer chooses what they are not shown, sees it kept, and comes back in; what
// there is not is nobody's choice, and nobody else sees anything of it.
func TestStepOut(t *testing.T) {
	h := newHouse(t)
	want(t, h.as(iona, "/staff/care"), http.StatusOK, "being hurt", "death and loss", "Only you see this choice", `href="/help"`, "!checked")
	to := h.sent(iona, "/staff/care", url.Values{"out": {"harm", "nonsense", "loss"}})
	if got := h.crew.out["iona"]; !slices.Equal(got, []string{"harm", "loss"}) {
		t.Errorf("kept: %q", got)
	}
	page := want(t, h.as(iona, to), http.StatusOK, "It is kept.", `value="harm" checked`)
	if n := strings.Count(page, " checked"); n != 2 {
		t.Errorf("%d themes are marked", n)
	}
	want(t, h.as(ros, "/staff/care"), http.StatusOK, "!checked")
	want(t, h.do("gd", get("/staff/care")), http.StatusOK, "bàs is call")
	want(t, h.as("ada:inspector", "/staff/care"), http.StatusForbidden)
	want(t, h.post("ada:inspector", "/staff/care", url.Values{"out": {"harm"}}), http.StatusForbidden)
	h.sent(iona, "/staff/care", nil)
	if got := h.crew.out["iona"]; len(got) != 0 {
		t.Errorf("still out of %q", got)
	}
}

// Wherever a question on such a theme would be read, a line that says nothing of it
// stands instead, for this person alone; it can be opened once.
func TestHardThemesAreFolded(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	h.changed(key, hardText)
	other := h.proposed(callum, key, "Does anybody hurt you where you live?", "Gentler.")
	h.crew.out["iona"] = []string{"harm"}
	here := questionPath(h.survey.Key, key)
	const folded, away = "Show it this once", "A question on a theme that you stepped out of."
	for path, line := range map[string]string{
		here: folded, here + "/propose": folded, here + "/build": folded, here + "?lang=gd": folded, other: folded, draft + "/preview?edition=14-18": folded,
		draft: away, draft + "/history": away, draft + "/history/1": away, draft + "/review": away,
	} {
		want(t, h.as(iona, path), http.StatusOK, line, "!hurt you")
		all := []string{"!" + away, "!" + folded}
		if path == here || path == draft || strings.HasPrefix(path, draft+"/history") || path == draft+"/review" {
			all = append(all, "hurt you") // elsewhere the words are cut, in a frame, or in another language
		}
		want(t, h.as(callum, path), http.StatusOK, all...)
	}
	next := h.key(slices.IndexFunc(h.survey.Questions, func(q *surveys.Question) bool { return q.Key == key }) + 1)
	for _, path := range []string{"/propose", "/build"} { // lists of the other questions name it by number alone
		want(t, h.as(iona, questionPath(h.survey.Key, next)+path), http.StatusOK, "!hurt you")
	}
	want(t, h.as(iona, questionPath(h.survey.Key, next)+"/propose"), http.StatusOK, "on a theme that you stepped out of")
	want(t, h.as(iona, draft+"/new"), http.StatusOK, "!hurt you")
	want(t, h.as(iona, here+"?show=once"), http.StatusOK, hardText, "This is about something hard: being hurt.", "Step out of it")
	want(t, h.as(iona, here+"?lang=gd"), http.StatusOK, "lang=gd&amp;show=once")
	want(t, h.as(iona, draft+"/preview?show=once&edition=14-18"), http.StatusOK, "<iframe", "being hurt")
	want(t, h.as(iona, draft+"/preview/14-18/en"), http.StatusOK) // the frame itself is opened from that page
	want(t, h.post(iona, here+"/say", url.Values{"text": {"I have something to say."}}), http.StatusSeeOther)
	want(t, h.as(callum, here), http.StatusOK, "Step out of it", "!you stepped out")
	h.crew.out["iona"] = []string{"loss"}
	want(t, h.as(iona, draft), http.StatusOK, hardText, "!"+away)
}

// proposed is the address of a proposal of other words.
func (h *house) proposed(who, key, text, why string) string {
	h.t.Helper()
	return h.sent(who, questionPath(h.survey.Key, key)+"/propose", h.change(key, text, why))
}

// What is published and recorded is folded too: in comparisons of versions, on the
// lists of recordings, and in the question library.
func TestHardThemesOfWhatIsPublished(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	after, err := h.survey.Clone()
	if err != nil {
		t.Fatal(err)
	}
	after.Question(key).Text.Set(surveys.All, "en", hardText)
	h.publish(after)
	h.crew.out["iona"] = []string{"harm"}
	const away = "A question on a theme that you stepped out of."
	var e surveys.Edition
	for _, x := range after.Editions {
		if text, _ := after.Say(after.Question(key).Text, x, "en"); text == hardText {
			e = x
		}
	}
	shelf := shelfPath + "?edition=" + string(e) + "&lang=en"
	passage := shelfPath + "/" + media.OfQuestion(key) + "?edition=" + string(e) + "&lang=en"
	for path, line := range map[string]string{
		draft + "/versions?from=what_its_like-1&to=what_its_like-2": away, shelf: away, passage: "Show it this once",
		"/staff/library?q=" + url.QueryEscape(hardText): away, "/staff/library/" + key: "Show it this once",
	} {
		want(t, h.as(iona, path), http.StatusOK, line, "!home hurt you?<")
		want(t, h.as(callum, path), http.StatusOK, "hurt", "!"+line)
	}
	want(t, h.as(iona, passage+"&show=once"), http.StatusOK, hardText)
}

// A theme that the survey names holds in every language, whatever the words are.
func TestNamedThemes(t *testing.T) {
	h := newHouse(t)
	doc := h.draft()
	survey, err := doc.Survey.Clone()
	if err != nil {
		t.Fatal(err)
	}
	survey.Key = "named"
	survey.Questions[2].Hard = []string{"sexual"}
	if _, err := h.drafts.Start(t.Context(), survey, "ros"); err != nil {
		t.Fatal(err)
	}
	h.crew.out["iona"] = []string{"sexual"}
	text, _ := sayAny(survey, survey.Questions[2], "en")
	page := want(t, h.as(iona, "/staff/surveys/named"), http.StatusOK, "3. A question on a theme", "!>"+text+"<")
	if n := strings.Count(page, "A question on a theme that you stepped out of."); n != 1 {
		t.Errorf("%d questions are folded", n)
	}
	edits := []editing.Edit{{Unit: surveys.Unit{Place: "questions." + survey.Questions[2].Key + ".text"}}, {Unit: surveys.Unit{Place: "title"}}}
	if left := leaves(edits, editing.Hidden([]string{"sexual"}, survey, edits...)); len(left) != 1 || left[0].Place != "title" {
		t.Errorf("%+v", left)
	}
	if left := leaves(edits, nil); len(left) != 2 {
		t.Errorf("%+v", left)
	}
}

// The pages fit a phone and a desk.
func TestCarePagesInABrowser(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	h.changed(key, hardText)
	h.crew.out["iona"] = []string{"harm"}
	for _, width := range []int64{320, 1280} {
		p := h.browserOf(iona, browsertest.Width(width))
		for name, path := range map[string]string{"care": "/staff/care", "folded": questionPath(h.survey.Key, key), "survey": draft, "once": questionPath(h.survey.Key, key) + "?show=once"} {
			p.Visit(path)
			p.Axe()
			p.Screenshot(fmt.Sprint("studio-care-", name, "-", width))
			if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %d px too wide", path, over)
			}
		}
	}
}
