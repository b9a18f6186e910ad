package child

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/surveys"
)

// hidden reads the hidden fields of a page, as a browser would send them.
func (a answer) hidden() url.Values {
	found := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(a.body, -1) {
		found.Add(m[1], strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&amp;", "&", "&lt;", "<", "&gt;", ">").Replace(m[2]))
	}
	return found
}

// full answers every question of the survey.
func full() url.Values {
	return url.Values{
		"feel": {"4"}, "who_first": {"friend"}, "why_friend": {"She <listens> & \"laughs\"."}, "helps": {"food", "things"},
		"know": {"not_sure"}, "listen": {"3"}, "rest": {"room"}, "safe": {"8"}, "places": {"3"},
		"first.a": {"2"}, "first.b": {"1"}, "first.c": {"3"},
	}
}

// A survey that names its minutes for the oldest is offered with them, and not with ten:
// then no recording of the ten is played.
func TestMinutesOfTheOldest(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.get("/j/"+openCode).want(t, http.StatusOK, "about 10 minutes", `data-say="edition.14-18"`)
	survey.Start.Minutes[surveys.E14] = 10
	h.get("/j/"+openCode).want(t, http.StatusOK, "about 10 minutes", `data-say="edition.14-18"`)
	survey.Start.Minutes[surveys.E14] = 20
	h.get("/j/"+openCode).want(t, http.StatusOK, "About 20 minutes.", "!about 10 minutes", `data-say="edition.11-13"`, "!edition.14-18\"")
	h.post(elevenEnglish+"/other", full()).want(t, http.StatusOK, "About 20 minutes.", "!about 10 minutes")
}

func TestAnswering(t *testing.T) {
	h := newHouse(t, every())
	h.get("/").want(t, http.StatusOK, `action="/j" method="get"`, "Type the code on your card")
	h.get("/j?code="+url.QueryEscape(" bcd fgh ")).want(t, http.StatusSeeOther)
	join := h.get("/j/" + openCode)
	join.want(t, http.StatusOK, `href="#l-en" lang="en" dir="ltr">English</a>`, `href="#l-ar" lang="ar" dir="rtl">العربية</a>`,
		`lang="ar" dir="rtl" aria-labelledby="t-ar"`, "كم عمرك؟", `href="/r/BCDFGH/11-13/en"`, `href="/r/BCDFGH/4-7/ar"`, "!Easy read", "!Gàidhlig")
	golden(t, "join", withoutStyle(join.body))
	h.get(elevenEnglish).want(t, http.StatusOK)

	check := h.post(elevenEnglish+"/check", full())
	check.want(t, http.StatusOK, "Look over your answers", "Not sent yet.", "Happy", "Option friend",
		"She &lt;listens&gt; &amp; &#34;laughs&#34;.", ">Option things</p><p", ">Option food</p>", "Not sure", "I agree a bit",
		`<ol><li data-say="q_first=b">Option b</li><li data-say="q_first=a">Option a</li><li data-say="q_first=c">Option c</li></ol>`, `formaction="change#q_4"`, "Send my answers", "Throw my answers away",
		"!_slip", "!problem.", "![child")
	if len(h.urn.forms) > 0 {
		t.Fatal("something was handed in before it was sent")
	}
	if got := check.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control of the check page: %s", got)
	}
	fields := check.hidden()
	golden(t, "check", strings.ReplaceAll(withoutStyle(check.body), fields.Get("_s"), "SECRET"))

	thanks := h.post(elevenEnglish+"/send", fields)
	thanks.want(t, http.StatusOK, "Sent. Thank you.", "Your answers are in the kist.", "0800 1111", "!listens")
	golden(t, "thanks", withoutStyle(thanks.body))
	if len(h.urn.forms) != 1 {
		t.Fatalf("%d forms handed in", len(h.urn.forms))
	}
	secret, err := ballot.ParseSecret(fields.Get("_s"))
	if err != nil {
		t.Fatal(err)
	}
	want := ballot.Form{
		Round: "round-" + openCode, Setting: "school", Edition: "11-13", AgeBand: "11-13", Language: "en", Mode: "online", Secret: secret,
		Answers: surveys.Answers{
			"feel": {"4"}, "who_first": {"friend"}, "helps": {"things", "food"}, "know": {"not_sure"}, "listen": {"3"},
			"rest": {"room"}, "safe": {"8"}, "places": {"3"}, "first": {"b", "a", "c"},
		},
		Texts: map[string]string{"why_friend": `She <listens> & "laughs".`},
	}
	if diff := cmp.Diff(want, h.urn.forms[0]); diff != "" {
		t.Errorf("handed in:\n%s", diff)
	}
}

func TestAnsweringInArabic(t *testing.T) {
	h := newHouse(t, every())
	page := "/r/" + openCode + "/11-13/ar"
	check := h.post(page+"/check", url.Values{"feel": {"-"}, "safe": {"8"}, "places": {"٧"}})
	check.want(t, http.StatusOK, `dir="rtl"`, "مراجعة إجاباتك", "أفضّل ألّا أجيب", "تخطيت هذا السؤال", ">8</p>", ">7</p>", "!Look over")
	h.post(page+"/send", check.hidden()).want(t, http.StatusOK, "أُرسلت. شكرًا لك.", "!Sent.")
	if f := h.urn.forms[0]; f.Language != "ar" || !f.Answers["feel"].RatherNot() || f.Answers["places"][0] != "7" {
		t.Errorf("handed in %+v", f)
	}
}

// An empty form is an answer too: everything was skipped.
func TestAnsweringNothing(t *testing.T) {
	h := newHouse(t, every())
	check := h.post(elevenEnglish+"/check", nil)
	if n := strings.Count(check.body, "Skipped. That’s fine."); n != 9 { // all but the one off the path
		t.Errorf("%d questions are shown as skipped", n)
	}
	h.post(elevenEnglish+"/send", check.hidden()).want(t, http.StatusOK, "Sent.")
	if n := len(h.urn.forms[0].Answers); n != 0 {
		t.Errorf("%d answers from an empty form", n)
	}
}

// Questions off the path are not shown, and their answers are not kept.
func TestAnswersOffThePath(t *testing.T) {
	h := newHouse(t, every())
	f := full()
	f.Set("who_first", "nobody")
	check := h.post(elevenEnglish+"/check", f)
	check.want(t, http.StatusOK, "!Why them?", "!listens")
	h.post(elevenEnglish+"/send", f).want(t, http.StatusUnprocessableEntity) // no secret yet
	h.post(elevenEnglish+"/send", check.hidden()).want(t, http.StatusOK)
	if len(h.urn.forms[0].Texts) != 0 {
		t.Error("a text off the path was handed in")
	}
}

// "Change" shows the questionnaire with everything that was answered, and the
// same secret comes back.
func TestChanging(t *testing.T) {
	h := newHouse(t, every())
	fields := h.post(elevenEnglish+"/check", full()).hidden()
	page := h.post(elevenEnglish+"/change", fields)
	page.want(t, http.StatusOK, `action="/r/BCDFGH/11-13/en/check" method="post"`, `name="feel" value="4" checked>`, `name="helps" value="food" checked>`,
		`name="helps" value="things" checked>`, `name="safe" value="8" checked>`, `name="places" maxlength="6" value="3"`,
		"She &lt;listens&gt; &amp; &#34;laughs&#34;.</textarea>", `<ol class="ord done">`,
		`name="_s" value="`+fields.Get("_s")+`"`, "Look over my answers", `name="_drop" value="feel"`, `formaction="/r/BCDFGH/11-13/en/other"`,
		"!name=\"feel\" value=\"3\" checked")
	if order := regexp.MustCompile(`Place for: Option [abc]`).FindAllString(page.body, -1); strings.Join(order, "") != "Place for: Option bPlace for: Option aPlace for: Option c" {
		t.Errorf("the order is shown as %v", order)
	}
	if !strings.Contains(page.header.Get("Content-Security-Policy"), "style-src 'sha256-") || page.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", page.header)
	}
	if again := h.post(elevenEnglish+"/check", fields).hidden().Get("_s"); again != fields.Get("_s") {
		t.Error("another secret after a change")
	}
}

func TestLeavingOneOut(t *testing.T) {
	h := newHouse(t, every())
	f := full()
	f.Set("_drop", "first")
	check := h.post(elevenEnglish+"/check", f)
	check.want(t, http.StatusOK, "!Option b</li>", "Happy")
	if got := check.hidden(); got.Has("first") || got.Has("first.a") || !got.Has("feel") {
		t.Errorf("fields %v", got)
	}
}

// What must be mended is said, and nothing of the rest is lost.
func TestMending(t *testing.T) {
	h := newHouse(t, every())
	f := full()
	f.Set("why_friend", strings.Repeat("word ", 20))
	f.Set("places", "77")
	f.Set("first.b", "2")
	for _, step := range []string{"/check", "/send"} {
		page := h.post(elevenEnglish+step, f)
		page.want(t, http.StatusUnprocessableEntity, "Some answers need a small change", "letters too long", "Please write a number from 1 to 30.",
			"Please give each one a different place.", "Happy", `formaction="change#q_3">Mend`, "!id=\"send\"")
		got := page.hidden()
		for _, name := range []string{"places", "first.a", "first.b", "feel", "safe"} {
			if got.Get(name) != f.Get(name) {
				t.Errorf("%s: %s was %q, now %q", step, name, f.Get(name), got.Get(name))
			}
		}
		h.post(elevenEnglish+"/change", got).want(t, http.StatusOK, `value="77"`, "word word")
	}
	if len(h.urn.forms) > 0 {
		t.Error("a form with problems was handed in")
	}
}

// Every way in which sending can fail keeps the answers, unless trying again
// cannot help.
func TestNotSent(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		status int
		says   string
		kept   bool
	}{
		{"store away", errors.New("disk on fire"), http.StatusServiceUnavailable, "Your answers did not reach us yet.", true},
		{"closed meanwhile", ballot.ErrUnsure, http.StatusServiceUnavailable, "we can’t promise that your answers arrived", true},
		{"closed", fault.Wrap(fault.Closed, "x"), http.StatusGone, "These questions are closed", false},
		{"secret used by another", fault.Wrap(fault.Exists, "x"), http.StatusConflict, "used already", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, every())
			fields := h.post(elevenEnglish+"/check", full()).hidden()
			h.urn.fail = c.err
			page := h.post(elevenEnglish+"/send", fields)
			page.want(t, c.status, c.says, "!Sent. Thank", "!disk on fire")
			if !c.kept {
				return
			}
			if got := page.hidden(); got.Get("_s") != fields.Get("_s") || got.Get("feel") != "4" {
				t.Errorf("fields %v", got)
			}
			h.urn.fail = nil
			h.post(elevenEnglish+"/send", page.hidden()).want(t, http.StatusOK, "Sent. Thank you.")
		})
	}
}

// Answers that were changed after they had arrived are not said to be sent: the page tells
// which ones count, and gives the words to take them back.
func TestTheFirstAnswersCount(t *testing.T) {
	h := newHouse(t, every())
	fields := h.post(elevenEnglish+"/check", full()).hidden()
	h.urn.fail = ballot.ErrChanged
	page := h.post(elevenEnglish+"/send", fields)
	page.want(t, http.StatusOK, "Sent. Thank you.", "as they were when you first pressed", "Your six words", "!Your answers are in the kist. People")
	h.urn.fail = nil
	h.post(elevenEnglish+"/send", fields).want(t, http.StatusOK, "Your answers are in the kist. People", "!as they were when you first", "!Your six words")
}

func TestSlips(t *testing.T) {
	h := newHouse(t, every())
	page := "/r/" + ticketCode + "/11-13/en"
	check := h.post(page+"/check", full())
	check.want(t, http.StatusOK, `<input class="code" type="text" id="slip" name="_slip" value=""`)
	fields := check.hidden()
	if fields.Has("_slip") {
		t.Error("a slip that nobody gave")
	}
	h.post(page+"/send", fields).want(t, http.StatusUnprocessableEntity, "We don’t know this slip code.", `aria-invalid="true"`)

	fields.Set("_slip", slip)
	with := h.post(page+"/check", fields)
	with.want(t, http.StatusOK, `<input type="hidden" name="_slip" value="`+slip+`">`, "!id=\"slip\"")
	for _, refusal := range []struct {
		err    error
		status int
	}{
		{fault.Wrap(fault.NotFound, "slip"), http.StatusUnprocessableEntity},
		{fault.Problem{Field: "_slip", ID: "problem.slip"}, http.StatusUnprocessableEntity},
		{fault.Wrap(fault.Exists, "slip was spent"), http.StatusConflict},
	} {
		h.urn.fail = refusal.err
		refused := h.post(page+"/send", with.hidden())
		refused.want(t, refusal.status, `id="slip" name="_slip" value="`+slip+`"`, "!Sent. Thank")
		if refused.hidden().Get("feel") != "4" {
			t.Error("answers were lost")
		}
	}
	h.urn.fail = nil
	h.post(page+"/send", with.hidden()).want(t, http.StatusOK, "Sent.")
	if h.urn.forms[0].Slip != slip {
		t.Errorf("slip %q", h.urn.forms[0].Slip)
	}
}

// Pages that only a form can ask for lead back when they are asked for alone.
func TestReload(t *testing.T) {
	h := newHouse(t, every())
	for _, step := range []string{"check", "change", "other", "save", "send"} {
		a := h.get(elevenEnglish + "/" + step)
		a.want(t, http.StatusSeeOther)
		if to := a.header.Get("Location"); to != "../en" {
			t.Errorf("%s leads to %s", step, to)
		}
	}
	for _, path := range []string{"/r/bcdfgh", "/r/BCDFGH/"} {
		if to := h.get(path).header.Get("Location"); to != "/j/BCDFGH" {
			t.Errorf("%s leads to %q", path, to)
		}
	}
}

func TestThrowingAway(t *testing.T) {
	newHouse(t, every()).get(elevenEnglish+"/away").want(t, http.StatusOK, "Your answers are gone.", "Nothing was sent and nothing was kept.", `href="../../"`, "Talk to someone", `href="/contact?age=11-13&amp;code=BCDFGH&amp;lang=en"`)
}

// One language or none to choose: the ages come at once.
func TestJoinInOneLanguage(t *testing.T) {
	h := newHouse(t, every())
	h.book.byCode[openCode].Languages = []string{"ar"}
	h.book.byCode[openCode].Editions = []string{"11-13"}
	h.get("/j/"+openCode).want(t, http.StatusOK, `id="start" tabindex="-1" lang="ar" dir="rtl"`, `href="/r/BCDFGH/11-13/ar"`, "!#l-ar", "!Choose your language", "!4-7")
}

func TestWordsAboutKist(t *testing.T) {
	h := newHouse(t, every())
	for path, text := range map[string]string{
		"/help": "It is never a bother.", "/about/privacy": "We don’t ask for your name.", "/about/accessibility": "with a keyboard",
	} {
		h.get(path).want(t, http.StatusOK, text, `class="exit"`, "Talk to someone", "![child", "![help")
	}
	h.get("/help", "Accept-Language", "ar-SY,en;q=0.5").want(t, http.StatusOK, `lang="ar" dir="rtl"`, "تحدّث مع شخص")
	h.get("/help", "Accept-Language", "xx, *;q=0.1").want(t, http.StatusOK, `lang="en"`)
}

func TestHelpLines(t *testing.T) {
	lines := HelpLines()
	if !slices.ContainsFunc(lines, func(l HelpLine) bool { return l.Urgent && l.Number == "999" }) {
		t.Error("nothing for danger right now")
	}
	for _, l := range lines {
		digits := strings.ReplaceAll(l.Number, " ", "")
		if string(l.Link) != "tel:"+digits && string(l.Link) != "sms:"+digits {
			t.Errorf("%s links to %s", l.Number, l.Link)
		}
	}
	lines[0].Number = "0"
	if HelpLines()[0].Number == "0" {
		t.Error("a caller can change the help lines")
	}
}
