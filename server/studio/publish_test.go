package studio

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"kist/internal/advice"
	"kist/internal/browsertest"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/surveys"
)

// changed makes a change at once, as the coordinator.
func (h *house) changed(key, text string) {
	h.t.Helper()
	form := h.change(key, text, "Because of "+text)
	form.Set("as", "change")
	h.sent(ros, questionPath(h.survey.Key, key)+"/propose", form)
}

// Who changed what and why can be read; an earlier state can be seen, and gone
// back to with a reason, and that can be taken back.
func TestHistoryAndBack(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	was := h.reads(key)
	want(t, h.as(iona, draft+"/history"), http.StatusOK, "Nothing was changed yet.")
	h.changed(key, "First words?")
	h.changed(key, "Second words?")
	want(t, h.as(iona, draft+"/history"), http.StatusOK, "Change 2", "Ros", "Because of Second words?", "Second</ins>")
	want(t, h.as(iona, draft+"/history/1"), http.StatusOK, "First words?", "!Second words?", "!Go back to")
	want(t, h.as(iona, draft+"/history/9"), http.StatusNotFound)
	want(t, h.as(iona, draft+"/history/one"), http.StatusNotFound)
	want(t, h.as(iona, draft+"/history/1/restore"), http.StatusForbidden)
	want(t, h.post(iona, draft+"/history/1", url.Values{"why": {"No."}}), http.StatusForbidden)
	want(t, h.as(ros, draft+"/history/0"), http.StatusOK, draft+"/history/0/restore")
	want(t, h.as(ros, draft+"/history/0/restore"), http.StatusOK, "Go back to it")
	want(t, h.post(ros, draft+"/history/0", nil), http.StatusUnprocessableEntity, "This cannot be empty.")
	h.sent(ros, draft+"/history/0", url.Values{"why": {"It was better."}})
	if got := h.reads(key); got != was {
		t.Errorf("the draft reads %q", got)
	}
	want(t, h.as(iona, draft+"/history"), http.StatusOK, "Change 3", "It went back to change 0", "It was better.")
	want(t, h.post(ros, draft+"/history/2", url.Values{"why": {"Not seen."}, "at": {"2"}}), http.StatusConflict, "Nothing was done.", ">Not seen.</textarea>", `name="at" value="3"`)
	want(t, h.post(ros, draft+"/history/2", url.Values{"at": {"2"}}), http.StatusUnprocessableEntity, `name="at" value="2"`)
	h.sent(ros, draft+"/history/2", url.Values{"why": {"No, it was not."}})
	if got := h.reads(key); got != "Second words?" {
		t.Errorf("the draft reads %q", got)
	}
	for i := range historySize {
		h.changed(key, "Words number "+strconv.Itoa(i)+"?")
	}
	want(t, h.as(iona, draft+"/history"), http.StatusOK, "Change 14", "!>Change 4<", "history?before=5")
	want(t, h.as(iona, draft+"/history?before=5"), http.StatusOK, ">Change 4<", ">Change 1<", "!Change 14")
}

// reasons overrule all advice that stands.
func (h *house) reasons() url.Values {
	form := url.Values{"seq": {strconv.Itoa(h.draft().Seq)}, "news": {"Plainer words."}}
	for _, a := range advice.Of(h.draft().Survey) {
		form.Set("why-"+string(a.Kind), "We tried it and it is right.")
	}
	return form
}

// A coordinator and a volunteer sign what they read; any change makes that void;
// the version carries what is new, what was overruled, and by whom.
func TestReviewAndPublish(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	h.changed(key, "Do you feel safe, and are you not scared where you live?")
	review := draft + "/review"
	page := want(t, h.as(ros, review), http.StatusOK, "What changed since version 1", "Reworded", "Question 1, 14 to 18", "العربية", "Sign as coordinator", "!Sign as volunteer", "!Publish this version")
	if len(advice.Of(h.draft().Survey)) == 0 {
		t.Fatalf("nothing is advised, so nothing can be overruled: %s", page)
	}
	want(t, h.as(iona, review), http.StatusOK, "Sign as volunteer", "!Sign as coordinator")
	want(t, h.post(iona, review+"/coordinator", h.reasons()), http.StatusForbidden)
	want(t, h.post(ros, review+"/volunteer", h.reasons()), http.StatusForbidden)
	want(t, h.post(ros, draft+"/publish", nil), http.StatusForbidden)
	none := h.reasons()
	none.Set("news", " ")
	want(t, h.post(ros, review+"/coordinator", none), http.StatusUnprocessableEntity, "Say what is new", "We tried it and it is right.")
	long := h.reasons()
	long.Set("why-double", strings.Repeat("x", editing.MaxWhy+1))
	want(t, h.post(ros, review+"/coordinator", long), http.StatusUnprocessableEntity, "Plainer words.")

	stale := h.reasons()
	stale.Set("comparable", key)
	h.changed(key, "Do you feel safe and not scared where you live?")
	want(t, h.post(ros, review+"/coordinator", stale), http.StatusConflict, "Nothing was signed", "Plainer words.", `value="`+key+`" checked`)
	signed := h.reasons()
	signed.Set("comparable", key)
	h.sent(ros, review+"/coordinator", signed)
	want(t, h.post(ros, draft+"/publish", nil), http.StatusForbidden)
	h.sent(iona, review+"/volunteer", url.Values{"seq": {strconv.Itoa(h.draft().Seq)}})
	want(t, h.as(callum, review), http.StatusOK, "Signed by Ros as coordinator.", "Signed by Iona Muir as volunteer.", "Plainer words.", "!Publish this version")
	want(t, h.post(iona, draft+"/publish", nil), http.StatusForbidden)
	want(t, h.as(ros, review), http.StatusOK, "Publish this version")
	to := h.sent(ros, draft+"/publish", nil)
	want(t, h.as(iona, to), http.StatusOK, "Version 2", "Signed by Ros and Iona Muir", "Plainer words.", "We tried it and it is right.", "without a review")
	want(t, h.as(iona, draft+"/versions?from=what_its_like-1&to=what_its_like-2"), http.StatusOK, "How they differ", "Reworded", "<ins>", "!>New<")
	want(t, h.as(iona, draft+"/versions?from=what_its_like-1&to=other-2"), http.StatusNotFound)
	_, compared, err := h.versions.Notes(t.Context(), "what_its_like-2")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range compared {
		if !c.Comparable {
			t.Errorf("%s is %s and not comparable", c.Question, c.Is)
		}
	}
	want(t, h.as(iona, review), http.StatusOK, "Nothing has changed since the last version")
}

// A new survey begins as a copy, under a name of its own.
func TestCopy(t *testing.T) {
	h := newHouse(t)
	want(t, h.as(iona, draft+"/copy"), http.StatusForbidden)
	want(t, h.as(ros, draft+"/copy"), http.StatusOK, "Begin a new survey")
	for name, form := range map[string]url.Values{
		"no name":   {"key": {"fife"}},
		"no key":    {"name": {"For you"}},
		"taken":     {"name": {"For you"}, "key": {h.survey.Key}},
		"wrong key": {"name": {"For you"}, "key": {"Fife 2026"}},
	} {
		w := h.post(ros, draft+"/copy", form)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	to := h.sent(ros, draft+"/copy", url.Values{"name": {"How is it in Fife?"}, "key": {"fife"}})
	want(t, h.as(iona, to), http.StatusOK, "How is it in Fife?", "/staff/surveys/fife/q/"+h.key(0))
	want(t, h.as(iona, "/staff/surveys"), http.StatusOK, "How is it in Fife?", `href="/staff/surveys/fife"`)
}

// A copy begins from whichever version is asked for, or from the draft; any two of
// them can be compared.
func TestCopyAndCompareAnyVersion(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	first := h.reads(key)
	h.publish(h.reworded(key, "Second words?"))
	h.changed(key, "Third words?")
	want(t, h.as(ros, draft+"/versions"), http.StatusOK, `href="`+draft+`/copy?from=what_its_like-1"`, "The draft as it is now")
	want(t, h.as(iona, draft+"/versions"), http.StatusOK, "!/copy?from=")
	want(t, h.as(ros, draft+"/copy?from=what_its_like-1"), http.StatusOK, `value="what_its_like-1" selected`)
	want(t, h.as(ros, draft+"/copy"), http.StatusOK, `value="what_its_like-2" selected`)
	for from, text := range map[string]string{"what_its_like-1": first, "what_its_like-2": "Second words?", "draft": "Third words?"} {
		name := "copy_" + strings.ReplaceAll(from, "-", "_")
		h.sent(ros, draft+"/copy", url.Values{"from": {from}, "name": {"Copy"}, "key": {name}})
		doc, err := h.drafts.Get(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Survey.Question(key).Text["en"][surveys.All]; got != text {
			t.Errorf("a copy of %s asks %q, not %q", from, got, text)
		}
	}
	want(t, h.post(ros, draft+"/copy", url.Values{"from": {"other-1"}, "name": {"Copy"}, "key": {"nothing"}}), http.StatusNotFound)
	want(t, h.as(iona, draft+"/versions?from=what_its_like-1&to=draft"), http.StatusOK, "How they differ", "Third", "!Second")
	want(t, h.as(iona, draft+"/versions?from=draft&to=what_its_like-2"), http.StatusOK, "How they differ", "Third", "Second")
}

// A version keeps how far its translations were when it was published.
func TestVersionsTellOfTheirLanguages(t *testing.T) {
	h := newHouse(t)
	h.changed(h.plain(), "Other words?")
	h.sent(ros, draft+"/review/coordinator", h.reasons())
	h.sent(iona, draft+"/review/volunteer", url.Values{"seq": {strconv.Itoa(h.draft().Seq)}})
	to := h.sent(ros, draft+"/publish", nil)
	want(t, h.as(iona, to), http.StatusOK, "How far its translations were", "Polski: ", " % translated, 0 % checked by a native reader, of ")
	frozen, err := h.versions.Spoken(t.Context(), "what_its_like-2")
	if err != nil || len(frozen) != len(h.survey.Languages)-1 {
		t.Fatalf("%d languages: %v", len(frozen), err)
	}
	if before, err := h.versions.Spoken(t.Context(), "what_its_like-1"); err != nil || len(before) > 0 {
		t.Errorf("what a program published tells of %v, %v", before, err)
	}
}

// drawn stands in for the children's pages: rooms know nothing of each other.
type drawn struct{}

func (drawn) Preview(_ context.Context, s *surveys.Survey, e surveys.Edition, lang, at, step string, posted url.Values) ([]byte, int, string, error) {
	text, _ := s.Say(s.Questions[0].Text, e, lang)
	if step == "nothing" {
		return nil, 0, "", fault.NotFound
	}
	return []byte("<!doctype html><html lang=" + lang + "><title>Preview</title><p>" + text + "</p><p>" + at + " " + step + " " + posted.Encode() + "</p>"), http.StatusOK, "default-src 'none'; frame-ancestors 'self'", nil
}

// In the frame a form goes from step to step, and what leads out of it leads to a
// page that says so and holds the answers to go back with.
func TestPreviewSteps(t *testing.T) {
	h := newHouse(t)
	at := draft + "/preview/8-10/en"
	w := h.post(iona, at+"/check", url.Values{"fun": {"yes"}})
	want(t, w, http.StatusOK, at+" check fun=yes")
	if got := w.Header().Get("X-Frame-Options"); got != "SAMEORIGIN" {
		t.Errorf("the frame is refused: %s", got)
	}
	want(t, h.post(iona, at+"/send", url.Values{"fun": {"yes"}}), http.StatusOK, at+" send fun=yes")
	want(t, h.post(iona, at+"/nothing", nil), http.StatusNotFound)
	for _, step := range []string{"other", "save"} {
		w := h.post(iona, at+"/"+step, url.Values{"fun": {"<yes>", "no"}})
		want(t, w, http.StatusOK, "The preview ends here", `action="`+at+`/change"`, `name="fun" value="&lt;yes&gt;"`, `name="fun" value="no"`)
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'self'") || !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: the policy is %s", step, csp)
		}
	}
	for _, step := range []string{"away", "contact", "leave"} {
		want(t, h.as(iona, at+"/"+step), http.StatusOK, "The preview ends here", `href="`+at+`"`, "!Back, with the answers")
	}
	if w := h.as(iona, at+"/check"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != at {
		t.Errorf("a page that is loaded again: %d, %s", w.Code, w.Header().Get("Location"))
	}
	want(t, h.as(iona, "/staff/surveys/nothing/preview/8-10/en/away"), http.StatusNotFound)
	want(t, h.post("ada:inspector", at+"/check", nil), http.StatusForbidden)
}

// The preview frames the children's page of the draft as it is now, and only
// that page may be framed.
func TestPreviewFrames(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	h.changed(key, "Is it good?")
	w := h.as(iona, draft+"/preview?edition=8-10&lang=ar")
	want(t, w, http.StatusOK, `<iframe src="`+draft+`/preview/8-10/ar"`, "Answers go nowhere.")
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("the page's policy is %s", csp)
	}
	w = h.as(iona, draft+"/preview/8-10/en")
	want(t, w, http.StatusOK, "Is it good?")
	if h := w.Header(); h.Get("X-Frame-Options") != "SAMEORIGIN" || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'self'") {
		t.Errorf("headers of the frame: %v", h)
	}
	want(t, h.as("ada:inspector", draft+"/preview/8-10/en"), http.StatusForbidden)
}

// The pages of history, review and versions fit a phone and a desk too.
func TestPublishingPagesInABrowser(t *testing.T) {
	h := newHouse(t)
	h.changed(h.plain(), "Do you feel safe, and are you not scared where you live?")
	for _, width := range []browsertest.Option{browsertest.Width(320), browsertest.Width(1280)} {
		p := h.browserOf(ros, width)
		for name, path := range map[string]string{"history": draft + "/history", "state": draft + "/history/1", "review": draft + "/review",
			"versions": draft + "/versions?from=what_its_like-1&to=what_its_like-1", "copy": draft + "/copy", "paper": draft + "/paper", "preview": draft + "/preview"} {
			if size := len(want(t, h.as(ros, path), http.StatusOK)); size > 60_000 {
				t.Errorf("%s has %d bytes", path, size)
			}
			p.Visit(path)
			if name == "preview" { // what is in the frame has checks of its own
				browsertest.Eval[any](p, `document.querySelector("iframe").remove()`)
			}
			p.Axe()
			p.Screenshot("studio-" + name)
			if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %d px too wide", path, over)
			}
		}
	}
}
