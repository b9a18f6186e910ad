package studio

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/media"
	"kist/surveys"
)

// secret is a word that no page says but where the hidden question, or what people say
// of it, is.
const secret = "Quillwort"

// hiding is a house with a question that names a theme, whose word is in every place
// where a word can be: in its wording, hint and talk, in proposals that change it, move
// it, bring another like it or take it away, in history, reasons, advice that is kept,
// versions, the library and a pilot. Iona stepped out of the theme.
func hiding(t *testing.T) (h *house, key string, paths map[string]string) {
	h = newHouse(t)
	key = h.key(0)
	named := h.built(key)
	named[hardField] = []string{"loss"}
	named.Set("as", "change")
	named.Set("why", "It is about "+secret+".")
	h.sent(ros, questionPath(h.survey.Key, key)+"/build", named)
	h.changed(key, "Do you participate in "+secret+" and not in the rest?")
	at, r := h.piloted()
	h.test(r, 20, secret+" is odd.")
	h.sent(ros, at+"/close", nil)
	after := h.built(h.key(5)) // another is asked after it
	after[onField], after[anyField+key], after["as"] = []string{key}, []string{"1"}, []string{"change"}
	h.sent(ros, questionPath(h.survey.Key, h.key(5))+"/build", after)

	here := questionPath(h.survey.Key, key)
	propose := func(path string, form url.Values, why string) string {
		form.Set("seq", strconv.Itoa(h.draft().Seq))
		form.Set("why", why+" "+secret)
		form.Del("as")
		return h.sent(callum, path, form)
	}
	words := propose(here+"/propose", h.change(key, secret+" or not?", ""), "Shorter:")
	moved := propose(here+"/propose", url.Values{"lang": {"en"}, afterField: {h.key(3)}}, "Later:")
	another := asks("story", "Is "+secret+" dead?")
	another[hardField] = []string{"loss"}
	fresh := propose(draft+"/new", another, "One more:")
	h.sent(callum, here+"/say", url.Values{"text": {secret + "!"}})
	h.sent(callum, words+"/say", url.Values{"text": {secret + "?"}})
	h.sent(iona, here+"/propose", h.change(key, secret+", is it?", secret+" is mine."))
	var cases []string
	for _, a := range advice.Question(h.draft().Survey, h.draft().Survey.Question(key), "en") {
		cases = append(cases, a.Case())
	}
	h.sent(callum, here+"/keep", url.Values{"case": cases, "lang": {"en"}, "why": {secret + " stays."}})
	h.sent(ros, draft+"/review/coordinator", h.reasons())
	h.sent(callum, draft+"/review/volunteer", url.Values{"seq": {strconv.Itoa(h.draft().Seq)}})
	h.sent(ros, draft+"/publish", nil)
	h.sent(ros, moved+"/decide", url.Values{"decision": {"accept"}, "why": {"Moved: " + secret}})
	h.sent(ros, fresh+"/decide", url.Values{"decision": {"accept"}, "why": {"New: " + secret}})
	h.crew.out["iona"] = []string{"loss"}
	return h, key, map[string]string{
		"/q/:question": here, "/p/:proposal": words, "moved": moved, "fresh": fresh, "/pilots/:pilot": at,
	}
}

// Whoever stepped out of a theme is told nothing of a question that touches it on any
// page of the studio: neither its words, nor what others said of it, nor that it was
// moved. Everybody else reads it there, so that the test cannot pass on empty pages.
func TestHiddenOnEveryPage(t *testing.T) {
	h, key, at := hiding(t)
	here, next := at["/q/:question"], questionPath(h.survey.Key, h.key(5))
	shelf := "?edition=11-13&lang=en&of=draft"
	pages := map[string][]string{ // of each route; those that begin with "=" say nothing of it to anybody
		"/staff/surveys":                                  {"=/staff/surveys"},
		"/staff/surveys/:id":                              {draft},
		arrivePath:                                        nil, // of whoever brought the file alone
		"/staff/library":                                  {"/staff/library?q=" + strings.ToLower(secret)},
		"/staff/library/:key":                             {"/staff/library/" + key, "/staff/library/asked_views?survey=" + h.survey.Key},
		"/staff/my-work":                                  {"/staff/my-work"},
		carePath:                                          {"=" + carePath},
		"/staff/surveys/:id/retire":                       {},
		"/staff/surveys/:id/q/:question":                  {here, here + "?lang=gd", next},
		"/staff/surveys/:id/q/:question/propose":          {here + "/propose", next + "/propose"},
		"/staff/surveys/:id/q/:question/build":            {here + "/build", next + "/build"},
		"/staff/surveys/:id/new":                          {draft + "/new?kind=story"},
		"/staff/surveys/:id/start":                        {"=" + draft + "/start"},
		"/staff/surveys/:id/p/:proposal":                  {at["/p/:proposal"], at["moved"], at["fresh"]},
		"/staff/surveys/:id/preview":                      {"=" + draft + "/preview?edition=11-13"}, // its words are in the frame
		"/staff/surveys/:id/preview/:edition/:lang":       nil,                                      // in the frame, which is opened from that page alone
		"/staff/surveys/:id/preview/:edition/:lang/:step": nil,
		"/staff/surveys/:id/file":                         {"=" + draft + "/file"}, // packed, for those who are shown it all
		"/staff/surveys/:id/paper":                        {"=" + draft + "/paper"},
		"/staff/surveys/:id/paper/form.docx":              {"=" + draft + "/paper/form.docx?edition=11-13&lang=en&layout=word"}, // packed
		"/staff/surveys/:id/xlsform/:edition":             {"=" + draft + "/xlsform/11-13"},                                     // packed, for those who are shown it all
		"/staff/surveys/:id/history":                      {draft + "/history"},
		"/staff/surveys/:id/history/:seq":                 {draft + "/history/2", draft + "/history/5"},
		"/staff/surveys/:id/history/:seq/restore":         {},
		"/staff/surveys/:id/review":                       {draft + "/review"},
		"/staff/surveys/:id/versions":                     {draft + "/versions", draft + "/versions?from=what_its_like-1&to=what_its_like-2", draft + "/versions?from=what_its_like-2&to=draft"},
		"/staff/surveys/:id/versions/:version/overruled":  {h.pageWith(draft + "/versions/what_its_like-2/overruled")},
		"/staff/surveys/:id/copy":                         {},
		"/staff/surveys/:id/recordings":                   {draft + "/recordings" + shelf},
		"/staff/surveys/:id/recordings/:passage":          {draft + "/recordings/" + media.OfQuestion(key) + shelf},
		"/staff/surveys/:id/recordings/:passage/remove":   {},
		"/staff/surveys/:id/pilots":                       {"=" + draft + "/pilots"},
		"/staff/surveys/:id/pilots/:pilot":                {at["/pilots/:pilot"]},
		"/staff/surveys/:id/pilots/:pilot/file":           {at["/pilots/:pilot"] + "/file"},
		"/staff/surveys/:id/pilots/:pilot/close":          {},
		"/staff/surveys/:id/pilots/:pilot/end":            {},
	}
	for _, route := range h.echo.Routes() {
		if route.Method != http.MethodGet || !strings.HasPrefix(route.Path, "/staff/") {
			continue
		}
		if _, listed := pages[route.Path]; !listed {
			t.Errorf("the test does not know the page %s", route.Path)
		}
	}
	for route, list := range pages {
		for _, path := range list {
			path, silent := strings.CutPrefix(path, "=")
			page := h.as(iona, path)
			body := page.Body.String() // addresses and fields may have its key, which nobody reads
			if read := tags.ReplaceAllString(body, " "); page.Code != http.StatusOK || strings.Contains(body, secret) || strings.Contains(strings.ToLower(read), strings.ToLower(secret)) {
				t.Errorf("%s: %s: %d, and it says %q", route, path, page.Code, around(body, secret))
			}
			if told := strings.Contains(h.as(callum, path).Body.String(), secret); told == silent && route != "/staff/my-work" {
				t.Errorf("%s: %s: does everybody else read it? %v", route, path, told)
			}
		}
	}
}

// tags are what of a page is not read.
var tags = regexp.MustCompile(`<[^>]*>`)

// pageWith is the page of a list on which everybody else reads the secret.
func (h *house) pageWith(path string) string {
	for page := 1; page < 100; page++ {
		if at := path + "?page=" + strconv.Itoa(page); strings.Contains(h.as(callum, at).Body.String(), secret) {
			return at
		}
	}
	return path
}

// around is where a page says something.
func around(page, text string) string {
	i := strings.Index(strings.ToLower(page), strings.ToLower(text))
	if i < 0 {
		return ""
	}
	return page[max(0, i-150):min(len(page), i+100)]
}

// A theme that a question's form names is proposed, told in words, decided and taken
// back like anything else of it; answers before and after still compare.
func TestHardThemesAreProposed(t *testing.T) {
	h := newHouse(t)
	key := h.key(2)
	q := questionPath(h.survey.Key, key)
	want(t, h.as(iona, q+"/build"), http.StatusOK, "Hard themes", `name="hard" value="loss">`, "death and loss")
	form := h.built(key)
	form[hardField] = []string{"loss", "harm", "nonsense"}
	at := h.sent(iona, q+"/build", form)
	want(t, h.as(callum, at), http.StatusOK, "Hard themes", "death and loss", "being hurt", "!nonsense")
	h.sent(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"It is."}})
	if got := h.draft().Survey.Question(key).Hard; !slices.Equal(got, []string{"loss", "harm"}) {
		t.Fatalf("it names %q", got)
	}
	want(t, h.as(callum, q+"/build"), http.StatusOK, `value="loss" checked`, `value="harm" checked`)
	want(t, h.as(callum, q), http.StatusOK, "This is about something hard: death and loss, being hurt.", "Hard themes: death and loss, being hurt")
	for _, c := range editing.Compare(h.survey, h.draft().Survey, nil) {
		if c.Question == key && !c.Comparable {
			t.Error("to name a theme parts the answers from those before")
		}
	}
	h.crew.out["iona"] = []string{"harm"}
	want(t, h.as(iona, draft), http.StatusOK, "3. A question on a theme that you stepped out of.")
	want(t, h.as(iona, at), http.StatusOK, "Show it this once", "!being hurt")
	fresh := asks("story", "What is the matter?")
	fresh[hardField], fresh["as"] = []string{"harm"}, []string{"change"}
	h.sent(ros, draft+"/new", fresh)
	if s := h.draft().Survey; !slices.Equal(s.Questions[len(s.Questions)-1].Hard, []string{"harm"}) {
		t.Error("a new question does not name its theme")
	}
}

// What stands for hidden questions names none of them, keeps every number as it was,
// and is never what the survey itself says.
func TestHush(t *testing.T) {
	h := newHouse(t)
	for _, lang := range []string{"en", "gd"} {
		p := h.words.Printer(lang)
		line := p.T("staff.care.away")
		quiet := hush(p, h.survey, map[string]bool{h.key(1): true, "no_more": true})
		if len(quiet.Questions) != len(h.survey.Questions)+1 || quiet.Questions[0] != h.survey.Questions[0] {
			t.Fatalf("%d questions", len(quiet.Questions))
		}
		for i, q := range quiet.Questions {
			text, _ := sayAny(quiet, q, lang)
			if hidden := i == 1 || q.Key == "no_more"; (text == line) != hidden {
				t.Errorf("%s: %q", q.Key, text)
			}
		}
		if text, _ := sayAny(h.survey, h.survey.Questions[1], lang); text == line {
			t.Error("the survey itself is hushed")
		}
	}
	if hush(h.words.Printer("en"), h.survey, nil) != h.survey {
		t.Error("nothing is hidden, and it is another survey")
	}
	options := h.ofKind("several")
	quiet := hushedQuestion(options, surveys.Text("en", "-"))
	for _, e := range h.survey.Editions {
		if len(quiet.Choices(e)) != len(options.Choices(e)) {
			t.Errorf("%s: its answers cannot be ticked as they were", e)
		}
	}
}
