package translate

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"kist/internal/browsertest"
	"kist/internal/editing"
	"kist/server/web"
	"kist/surveys"
)

const arabic = "/staff/translate/" + starter + "/ar"

func TestTemplatesFitTheirPages(t *testing.T) {
	room := web.NewRoom(nil, web.StaffPages, pages)
	types := map[string]any{"all": allPage{}, "texts": textsPage{}, "text": textPage{}, "words": wordsPage{}, "file": filePage{}}
	for _, name := range room.Pages() {
		page, ok := types[name]
		if !ok {
			t.Errorf("page %s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(room.Template(name), page); err != nil {
			t.Error(err)
		}
	}
}

// What is mounted is in the table of who may open what, and all of the table's.
func TestRoutesAreInTheTable(t *testing.T) {
	mounted := map[string]bool{}
	for _, r := range newHouse(t).echo.Routes() {
		if strings.HasPrefix(r.Path, "/staff") {
			mounted[r.Method+" "+r.Path] = true
		}
	}
	for _, route := range web.StaffRoutes() {
		if (strings.Contains(route, "/translate") || strings.Contains(route, "/glossary")) != mounted[route] {
			t.Errorf("%s: mounted %v", route, mounted[route])
		}
		delete(mounted, route)
	}
	if len(mounted) > 0 {
		t.Errorf("in no table: %v", mounted)
	}
}

// A text goes from missing over a draft to checked by somebody else, falls
// behind when its source changes, and is found to be right still.
func TestTranslatingJourney(t *testing.T) {
	h := newHouse(t)
	const place = "questions.respect.text"
	x := h.text("ar", place, surveys.All)
	h.change(x.Unit, x.Target, "")
	want(t, h.get("hanan", "/staff/translate"), http.StatusOK, `<h1>`, "texts wait for you", `href="`+arabic+`"`, "1 to write")
	page := want(t, h.get("hanan", arabic), http.StatusOK, "1 to write", "Missing", `lang="ar" dir="rtl"`, x.Source, "Send to be checked", "!I have checked it: ")
	if first := strings.Index(page, "Missing</span>"); first < 0 || first > strings.Index(page, "Draft</span>") {
		t.Error("what is missing does not come first")
	}
	x.Target = ""
	form := formOf(x, "send", "الكبار يحترمونني.")
	form.Set("back", "Grown-ups respect me.")
	w := h.post("hanan", arabic+"?state=missing", form)
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != arabic+"?done=send&state=missing" {
		t.Fatalf("%d, to %q: %s", w.Code, to, w.Body)
	}
	want(t, h.get("hanan", w.Header().Get("Location")), http.StatusOK, "sent to be checked by somebody else", "There is no such text.")
	x = h.text("ar", place, surveys.All)
	want(t, h.post("hanan", arabic, formOf(x, "check", x.Target)), http.StatusUnprocessableEntity, "You wrote this text. Somebody else has to check it.")
	want(t, h.post("yusuf", arabic, formOf(x, "check", "شيء آخر")), http.StatusUnprocessableEntity, "Save it first", "شيء آخر")
	want(t, h.get("yusuf", arabic+"?state=check"), http.StatusOK, "Waits to be checked", "Written by Hanan.", "Grown-ups respect me.", "I have checked it")
	if w := h.post("yusuf", arabic, formOf(x, "check", x.Target)); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	want(t, h.get("hanan", arabic+"?state=checked&done=check"), http.StatusOK, "Written by Hanan, checked by Yusuf.", "Noted: you have checked it.", "الكبار يحترمونني.")
	h.change(surveys.Unit{Place: place, Language: "en", Edition: surveys.All}, x.Source, "Grown-ups who help me treat me with respect.")
	want(t, h.get("hanan", arabic), http.StatusOK, "1 to write", "Stale", "<del><span class=\"vh\">removed: </span>", "<ins><span class=\"vh\">added: </span>", "Still right")
	x = h.text("ar", place, surveys.All)
	if w := h.post("hanan", arabic, formOf(x, "keep", x.Target)); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	want(t, h.get("yusuf", arabic+"?state=check"), http.StatusOK, "Waits to be checked", x.Target) // who wrote it is no second reader
	x = h.text("ar", place, surveys.All)
	h.post("yusuf", arabic, formOf(x, "check", x.Target))
	if x = h.text("ar", place, surveys.All); x.State != editing.Checked {
		t.Errorf("it is %s", x.State)
	}
}

// Who saves somebody else's text as it stands has not written it, and cannot let
// its writer check it.
func TestSavingAsItStandsTakesNoTextOver(t *testing.T) {
	h := newHouse(t)
	x := h.text("ar", "title", surveys.All)
	h.post("hanan", arabic, formOf(x, "draft", "عنوان"))
	x = h.text("ar", "title", surveys.All)
	h.post("yusuf", arabic, formOf(x, "send", x.Target))
	x = h.text("ar", "title", surveys.All)
	if x.Entry.By != "hanan" || !x.Sent() {
		t.Errorf("%+v", x.Entry)
	}
	want(t, h.post("hanan", arabic, formOf(x, "check", x.Target)), http.StatusUnprocessableEntity)
}

// Two people at one text: the second sees both, and loses nothing.
func TestTwoPeopleWroteHere(t *testing.T) {
	h := newHouse(t)
	x := h.text("ar", "title", surveys.All)
	h.post("hanan", arabic, formOf(x, "draft", "واحد"))
	form := formOf(x, "send", "اثنان")
	form.Set("back", "two")
	page := want(t, h.post("yusuf", arabic, form), http.StatusConflict, "Two people wrote here", "Hanan wrote here on", "واحد", ">اثنان</textarea>", ">two</textarea>", `name="was" value="واحد"`)
	if strings.Contains(page, "var(") {
		t.Error("a style in the page")
	}
	again := h.text("ar", "title", surveys.All)
	if w := h.post("yusuf", arabic, formOf(again, "send", "اثنان")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	want(t, h.post("morag", arabic, formOf(again, "send", "ثلاثة")), http.StatusForbidden)
	want(t, h.post("ros", arabic, formOf(again, "check", again.Target)), http.StatusConflict, "Yusuf wrote here")
}

// Whoever judges or writes beside a source that was changed meanwhile is shown the
// new one, and what they typed.
func TestTheSourceThatWasRead(t *testing.T) {
	h := newHouse(t)
	const place = "questions.respect.text"
	x := h.text("ar", place, surveys.All)
	h.post("hanan", arabic, formOf(x, "send", "الكبار يحترمونني."))
	x = h.text("ar", place, surveys.All)
	want(t, h.get("yusuf", arabic+"?state=check"), http.StatusOK, `name="of" value="`+x.Of()+`"`)
	h.change(surveys.Unit{Place: place, Language: "en", Edition: surveys.All}, x.Source, "Grown-ups are kind to me.")
	for do, text := range map[string]string{"check": x.Target, "keep": x.Target, "draft": "نص جديد", "send": "نص آخر"} {
		page := want(t, h.post("yusuf", arabic, formOf(x, do, text)), http.StatusConflict, "What this translates was changed", "Grown-ups are kind to me.", ">"+text+"</textarea>", "!Two people wrote here")
		if now := h.text("ar", place, surveys.All); now.Target != x.Target || now.State != editing.Stale || !strings.Contains(page, `name="of" value="`+now.Of()+`"`) {
			t.Errorf("%s: it is %+v", do, now)
		}
	}
}

// What cannot be written is refused with what to do, and what was typed stays.
func TestRefusedTexts(t *testing.T) {
	h := newHouse(t)
	x := h.text("ar", "title", surveys.All)
	long := strings.Repeat("أ", 130)
	for name, test := range map[string]struct {
		form   url.Values
		status int
		texts  []string
	}{
		"empty":     {formOf(x, "draft", "  "), http.StatusUnprocessableEntity, []string{"This was not written"}},
		"too long":  {formOf(x, "draft", long), http.StatusUnprocessableEntity, []string{"The survey could not be used like this.", ">" + long + "</textarea>"}},
		"no text":   {url.Values{"place": {"questions.none.text"}, "edition": {"all"}, "text": {"x"}, "do": {"draft"}}, http.StatusNotFound, nil},
		"the build": {url.Values{"place": {surveys.HeadPlace}, "text": {"{}"}, "do": {"draft"}}, http.StatusNotFound, nil},
		"no deed":   {formOf(x, "burn", "x"), http.StatusUnprocessableEntity, nil},
	} {
		t.Run(name, func(t *testing.T) { want(t, h.post("hanan", arabic, test.form), test.status, test.texts...) })
	}
	if now := h.text("ar", "title", surveys.All); now.Target != x.Target {
		t.Errorf("it reads %q", now.Target)
	}
	for _, path := range []string{"/staff/translate/none/ar", "/staff/translate/" + starter + "/en", "/staff/translate/" + starter + "/xx", arabic + "x/file", "/staff/glossary/en", "/staff/glossary/xx"} {
		want(t, h.get("hanan", path), http.StatusNotFound)
	}
}

// Placeholders, markup and sentences left as they were are pointed at.
func TestTroubleIsPointedAt(t *testing.T) {
	h := newHouse(t)
	x := h.text("ar", "questions.respect.text", surveys.All)
	for text, says := range map[string]string{"{area} في": "A part in braces was lost or added.", "<b>في</b>": "There are angle brackets in it.", x.Source: "It is the same as the source."} {
		now := h.text("ar", x.Place, surveys.All)
		if w := h.post("hanan", arabic, formOf(now, "draft", text)); w.Code != http.StatusSeeOther {
			t.Fatalf("%d: %s", w.Code, w.Body)
		}
		want(t, h.get("hanan", arabic), http.StatusOK, says, `#m-bang`)
	}
}

// Every page is small, in English and Gaelic, and the texts come in pages.
func TestPagesAreSmallAndInGaelic(t *testing.T) {
	h := newHouse(t)
	if err := h.drafts.SetTerm(t.Context(), "ar", "safe", "", "آمن", "", "hanan"); err != nil {
		t.Fatal(err)
	}
	list, err := h.drafts.Workspace(t.Context(), starter, "ur")
	if err != nil {
		t.Fatal(err)
	}
	var edits []editing.Edit
	for _, x := range list { // the longest page: everything is missing, with suggestions
		if x.Target != "" {
			edits = append(edits, editing.Edit{Unit: x.Unit, Before: x.Target})
		}
	}
	if _, err := h.drafts.Change(t.Context(), starter, edits[:len(edits)/2], "ros", ""); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/staff/translate", arabic, arabic + "?page=2", "/staff/translate/" + starter + "/ur", arabic + "/file", "/staff/glossary/ar"} {
		for _, who := range []string{"hanan", "hanan:gd", "morag"} {
			page := want(t, h.get(who, path), http.StatusOK, "![staff", "!style=", "!<script>", `dir="ltr">`)
			if n := len(page); n > 60_000 {
				t.Errorf("%s has %d bytes for %s", path, n, who)
			}
			if n := strings.Count(page, `class="unit"`); n > web.PageSize {
				t.Errorf("%s shows %d texts", path, n)
			}
		}
	}
	want(t, h.get("morag", arabic), http.StatusOK, "!<textarea", "!Save draft", `href="/staff/surveys/what_its_like/preview?edition=4-7&amp;lang=ar"`)
	want(t, h.get("iain", arabic), http.StatusForbidden)
}

// Where a text is heard, its recording is told of.
func TestRecordingsAreToldOf(t *testing.T) {
	h := newHouse(t)
	want(t, h.get("hanan", arabic), http.StatusOK, "not recorded")
	survey := h.survey()
	states, err := h.library.States(t.Context(), survey, surveys.E4, h.words.Printer("ar"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.library.Keep(t.Context(), "hanan", states[0].Slot, sample(t, "sound.webm")); err != nil {
		t.Fatal(err)
	}
	page := want(t, h.get("hanan", arabic), http.StatusOK, "recorded for 1 of ")
	of := len(survey.Editions)
	if !regexp.MustCompile(fmt.Sprintf(`recorded for 1 of [1-%d] ages`, of)).MatchString(page) {
		t.Errorf("of %d editions", of)
	}
	x := h.text("ar", "title", surveys.All)
	if w := h.post("hanan", arabic, formOf(x, "draft", "عنوان آخر")); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	want(t, h.get("hanan", arabic), http.StatusOK, "recording out of date")
}

func TestGlossaryJourney(t *testing.T) {
	h := newHouse(t)
	const words = "/staff/glossary/ar"
	want(t, h.get("hanan", words), http.StatusOK, "No word is agreed yet.", "Agree on a word")
	want(t, h.post("hanan", words, url.Values{"word": {""}, "target": {strings.Repeat("x", 61)}}), http.StatusUnprocessableEntity, `id="word-error"`, `id="target-error"`, strings.Repeat("x", 61))
	term := url.Values{"word": {"Respect"}, "target": {"احترام"}, "note": {"not fear"}}
	if w := h.post("hanan", words, term); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	want(t, h.get("hanan", words+"?word=respect"), http.StatusOK, `value="respect"`, `value="احترام"`, "not fear", "Drop")
	want(t, h.get("morag", words), http.StatusOK, "احترام", "!Drop", "!<textarea", "!Agree on a word")
	x := h.text("ar", "questions.respect.text", surveys.All)
	h.change(x.Unit, x.Target, "")
	if strings.Contains(strings.ToLower(x.Source), "respect") {
		want(t, h.get("hanan", arabic+"?state=missing"), http.StatusOK, "<bdi lang=\"ar\">احترام</bdi>", "not fear")
	} else {
		t.Fatalf("the sample reads %q", x.Source)
	}
	other := url.Values{"word": {"respect"}, "target": {"تقدير"}, "note": {"Yusuf’s"}}
	want(t, h.post("yusuf", words, other), http.StatusConflict, "Nothing was changed", `value="تقدير"`, "Yusuf’s", `dir="rtl" maxlength="60"`)
	want(t, h.post("yusuf", words, url.Values{"word": {"respect"}, "do": {"drop"}, "was": {"older"}}), http.StatusConflict, "Nothing was changed")
	agreed, err := h.drafts.Glossary(t.Context(), "ar")
	if err != nil || len(agreed) != 1 || agreed[0].Target != "احترام" {
		t.Fatalf("%+v, %v", agreed, err)
	}
	want(t, h.get("yusuf", words+"?word=respect"), http.StatusOK, `name="was" value="`+agreed[0].Mark()+`"`)
	if w := h.post("yusuf", words, url.Values{"word": {"respect"}, "do": {"drop"}, "was": {agreed[0].Mark()}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	want(t, h.get("hanan", words), http.StatusOK, "No word is agreed yet.")
}

// On a phone and on a screen, with and without script, in the browser.
func TestInTheBrowser(t *testing.T) {
	h := newHouse(t)
	x := h.text("ar", "questions.respect.text", surveys.All)
	h.change(surveys.Unit{Place: x.Place, Language: "en", Edition: surveys.All}, x.Source, "Grown-ups treat me with respect here.")
	title := h.text("ar", "title", surveys.All)
	h.post("yusuf", arabic, formOf(title, "draft", "عنوان"))
	h.change(x.Unit, x.Target, "")
	for _, width := range []int64{320, 390, 1280} {
		p := h.browser("hanan", browsertest.Width(width), browsertest.NoScript())
		for name, path := range map[string]string{"all": "/staff/translate", "texts": arabic, "words": "/staff/glossary/ar", "file": arabic + "/file"} {
			p.Visit(path)
			if width > 320 {
				p.Axe()
			}
			if over := browsertest.Eval[float64](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
				t.Errorf("%s at %d is %v px too wide", name, width, over)
			}
			p.Screenshot(fmt.Sprintf("translate-%s-%d", name, width))
		}
	}
	p := h.browser("hanan", browsertest.Width(390))
	p.Visit(arabic + "?state=missing")
	p.Type(`textarea[name="text"]`, "الكبار يحترمونني.")
	p.Follow(`button[value="send"]`)
	if now := h.text("ar", x.Place, surveys.All); now.Target != "الكبار يحترمونني." || !now.Sent() {
		t.Errorf("%+v", now)
	}
	if says := p.Text("main .say"); !strings.Contains(says, "sent to be checked") {
		t.Errorf("it says %q", says)
	}
}

// Two people at one text, in the browser of the second.
func TestTwoPeopleInTheBrowser(t *testing.T) {
	h := newHouse(t)
	x := h.text("ar", "title", surveys.All)
	h.change(x.Unit, x.Target, "")
	p := h.browser("hanan", browsertest.Width(390), browsertest.NoScript())
	p.Visit(arabic + "?state=missing")
	p.Type(`textarea[name="text"]`, "عنواني")
	x.Target = ""
	h.post("yusuf", arabic, formOf(x, "draft", "عنوانه"))
	if status := p.Follow(`button[value="send"]`); status != http.StatusConflict {
		t.Fatalf("status %d", status)
	}
	p.Axe()
	p.Screenshot("translate-clash")
	if p.Text(".unit .voice[lang=ar]") != "عنوانه" {
		t.Error("the other text is not shown")
	}
	p.Follow(`button[value="send"]`)
	if now := h.text("ar", "title", surveys.All); now.Target != "عنواني" || now.Entry.By != "hanan" {
		t.Errorf("%+v", now)
	}
}
