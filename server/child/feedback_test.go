package child

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/server/web"
	"kist/surveys"

	"golang.org/x/net/html"
)

// board has the feedback of inspections in memory.
type board map[string]*heard.Page

func (b board) Get(_ context.Context, id string) (*heard.Page, error) {
	if b[id] == nil {
		return nil, fault.Wrap(fault.NotFound, "feedback")
	}
	return b[id], nil
}

// Said gives a quote by an id that is its words; one that begins with "~" is in other
// words, and one that begins with "-" was taken back.
func (b board) Said(_ context.Context, _, quote string) (heard.Said, error) {
	switch {
	case strings.HasPrefix(quote, "-"):
		return heard.Said{}, nil
	case quote == "broken":
		return heard.Said{}, errors.New("no store")
	}
	words, reworded := strings.CutPrefix(quote, "~")
	return heard.Said{Words: words, Reworded: reworded}, nil
}

func (b board) Public(context.Context) ([]*heard.Brief, error) {
	var list []*heard.Brief
	for id, p := range b {
		if p.Shown != nil {
			list = append(list, &heard.Brief{Head: store.Head{ID: id}})
		}
	}
	return list, nil
}

func inspectionNamed(_ context.Context, id string) (*inspections.Inspection, error) {
	if id == "gone" {
		return nil, fault.Wrap(fault.NotFound, "inspection")
	}
	return &inspections.Inspection{Head: store.Head{ID: id}, Title: "Area <" + id + ">"}, nil
}

// feedbackLanguages are all that children's pages have.
var feedbackLanguages = []string{"en", "gd", "sco", "pl", "uk", "ar", "ur", "ro", "pa", "zh-Hans"}

// full is a text as long as one may be, of different words, in the letters of a language.
func fullText(lang string, most, seed int) string {
	letters := map[string]string{"ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "ur": "اآبپتٹثجچحخدڈرزسشصضطظعغفقکگلمنوہی", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "pa": "ਅਆਇਈਉਊਏਐਓਔਕਖਗਘਚਛਜਝਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਵ", "zh-Hans": "孩子们告诉我们生活是什么样的这里有人听见了也写下来会改变还不能改变因为时间不够"}[lang]
	if letters == "" {
		letters = "abcdefghijklmnoprstuvwyz"
	}
	runes, b, state := []rune(letters), []rune{}, uint32(seed*7919+most)
	for len(b) < most {
		state = state*1664525 + 1013904223
		if len(b)%7 == 6 {
			b = append(b, ' ')
		} else {
			b = append(b, runes[int(state>>16)%len(runes)])
		}
	}
	return strings.TrimSpace(string(b))
}

// shownPage is a page of three entries in every language; the Arabic one is not checked.
func shownPage() *heard.Page {
	words := func(text string) surveys.Words {
		w := surveys.Words{}
		for _, lang := range feedbackLanguages {
			w.Set(surveys.All, lang, text+" ("+lang+")")
		}
		return w
	}
	one := func(state heard.State, title, picture, due string) heard.Entry {
		e := heard.Entry{Key: title, State: state, Picture: picture, Due: due, Texts: heard.Texts{Title: words(title), Said: words("I found out in the <corridor>."), Heard: words("Nobody asked you first."), Change: words("You are asked first."), By: words("The council")}}
		e.Texts.Said.Set(surveys.E8, "en", "Nobody told me.")
		return e
	}
	started := one(heard.Started, "Meetings", "talk", "2031-09-01")
	started.News = []heard.News{{Day: "2031-03-02", Was: "2031-03-01", Text: words("It takes longer.")}}
	return &heard.Page{Head: store.Head{ID: "strathlinn"}, Shown: &heard.Shown{
		Version: 3, Day: "2031-03-01", Editions: []surveys.Edition{surveys.E4, surveys.E8, surveys.E11, surveys.E14, surveys.Easy}, Languages: feedbackLanguages,
		Checked: slices.DeleteFunc(slices.Clone(feedbackLanguages), func(l string) bool { return l == "ar" }),
		Content: heard.Content{Entries: []heard.Entry{one(heard.Done, "Brothers and sisters", "house", ""), started, one(heard.Cannot, "A dog in every house", "", "")}},
	}}
}

func toldHouse(t testing.TB) (*house, board) {
	t.Helper()
	h := newHouse(t, every())
	b := board{"strathlinn": shownPage()}
	h.pages.Feedback, h.pages.Inspection = b, inspectionNamed
	return h, b
}

const toldPath = "/heard/strathlinn/11-13/en"

// A child reads what came of it: by the page of all areas, a language and an age.
func TestFeedbackIsRead(t *testing.T) {
	h, b := toldHouse(t)
	b["quiet"], b["gone"] = &heard.Page{Head: store.Head{ID: "quiet"}}, shownPage()
	h.get("/").want(t, http.StatusOK, `href="/heard"`)
	h.get("/heard").want(t, http.StatusOK, "Area &lt;strathlinn&gt;", `href="/heard/strathlinn"`, "!quiet", "!gone")
	h.get("/heard/strathlinn").want(t, http.StatusOK, `href="/heard/strathlinn/8-10/ar"`, `href="/heard/strathlinn/easy/pl"`, "What you told us, and what we did", "!Hello. Come in",
		"How old are you?", "8 to 10", "Easy read", "!short questions", "!how the questions look", "!join.age", "!edition.8-10")
	page := h.get(toldPath)
	page.want(t, http.StatusOK, "Area &lt;strathlinn&gt;", "Meetings (en)", "I found out in the &lt;corridor&gt;.", "What does not change, and why", "Not now", "because we do not know who said what", "Promise changed:", "We had promised it for 1/3/2031.", "1/9/2031", `<use href="#talk"`, "!Nobody who speaks this language", "!made up", "!<noscript>")
	if n := strings.Count(page.body, "Who does it:"); n != 2 {
		t.Errorf("%d of 3 entries say who does it: nobody does what cannot be done", n)
	}
	if page.header.Get("Cache-Control") != cacheShortly[0] {
		t.Errorf("it is kept: %s", page.header.Get("Cache-Control"))
	}
	h.get("/heard/strathlinn/8-10/en").want(t, http.StatusOK, "Nobody told me.", "!corridor")
	h.get("/heard/strathlinn/8-10/ar", "Accept-Language", "pl").want(t, http.StatusOK, `lang="ar" dir="rtl"`, "لم يراجع هذه الكلمات", "Meetings (ar)")
	b["strathlinn"].Synthetic = true
	for path, status := range map[string]int{"/heard/strathlinn/adult/en": 404, "/heard/strathlinn/11-13/xx": 404, "/heard/nowhere": 404, "/heard/nowhere/11-13/en": 404, "/heard/quiet": 404, "/heard/%zz": 400, "/heard/strathlinn/11-13": 404} {
		if path == "/heard/%zz" {
			continue // no address at all
		}
		h.get(path).want(t, status)
	}
	h.now = h.now.Add(feedbackAge)
	h.get(toldPath).want(t, http.StatusOK, "This page is made up")
	b["strathlinn"].Shown = nil
	h.get(toldPath).want(t, http.StatusOK) // for a moment
	h.now = h.now.Add(feedbackAge)
	h.get(toldPath).want(t, http.StatusNotFound)
	h.get("/heard").want(t, http.StatusOK, "There is nothing to read here yet")
}

// Who has sent is told where it will be, the same with words to take answers back; until
// then that place says that there is nothing yet. A pilot's testers are told nothing.
func TestThanksTellWhere(t *testing.T) {
	h, b := toldHouse(t)
	round := h.book.byCode[openCode]
	form := func() url.Values { return url.Values{"_s": {ballot.NewSecret().String()}} }
	send := "/r/" + openCode + "/11-13/en/send"
	h.post(send, form()).want(t, http.StatusOK, "Sent. Thank you.", "!/heard")
	round.Inspection = "strathlinn"
	h.now = h.now.Add(codeAge)
	h.post(send, form()).want(t, http.StatusOK, `href="/heard/strathlinn"`, "It will be here when it is ready.")
	with := form()
	with.Set(receiptField, "yes")
	h.post(send, with).want(t, http.StatusOK, "Your six words", `href="/heard/strathlinn"`)
	h.post("/r/"+openCode+"/8-10/ar/send", form()).want(t, http.StatusOK, "سيكون هنا عندما يصبح جاهزًا.")
	round.Inspection = "other place"
	h.now = h.now.Add(codeAge)
	h.post(send, form()).want(t, http.StatusOK, `href="/heard/other%20place"`, "!strathlinn")
	h.get("/heard/other%20place", "Accept-Language", "pl").want(t, http.StatusNotFound, h.pages.Words.Printer("pl").T("child.heard.none"), `lang="pl"`)
	b["strathlinn"].Shown = nil
	h.get("/heard/strathlinn").want(t, http.StatusNotFound, "There is nothing to read here yet")
	h.get("/heard/gone").want(t, http.StatusNotFound, "!There is nothing to read here yet")
}

// Where one language and one age is offered there is nothing to choose.
func TestFeedbackOfOneKind(t *testing.T) {
	h, b := toldHouse(t)
	b["strathlinn"].Shown.Editions, b["strathlinn"].Shown.Languages = []surveys.Edition{surveys.E11}, []string{"en"}
	if a := h.get("/heard/strathlinn"); a.status != http.StatusSeeOther || a.header.Get("Location") != toldPath {
		t.Errorf("%d to %s", a.status, a.header.Get("Location"))
	}
	h.get(toldPath).want(t, http.StatusOK, "!Another language or age")
}

// The code of a round that is closed leads to what came of it, and to nothing before.
func TestClosedRoundLeadsToFeedback(t *testing.T) {
	h, b := toldHouse(t)
	for _, path := range []string{"/j/" + closedCode, "/r/" + closedCode + "/11-13/en"} {
		h.get(path).want(t, http.StatusGone, "These questions are closed", "!/heard")
	}
	h.book.byCode[closedCode].Inspection = "strathlinn"
	for _, path := range []string{"/j/" + closedCode, "/r/" + closedCode + "/11-13/en"} {
		h.get(path).want(t, http.StatusGone, "You can read what came of the answers.", `href="/heard/strathlinn"`)
	}
	b["strathlinn"].Shown = nil
	h.get("/j/"+closedCode).want(t, http.StatusGone, "!/heard")
}

// A page of feedback is small in every language, as full as it may be, with the style
// that it asks for beside it; and its words stand in its own language alone.
func TestFeedbackIsSmall(t *testing.T) {
	h, a := tapHouse(t)
	b := h.pages.Feedback.(board)
	for i, lang := range feedbackLanguages {
		p := shownPage()
		p.Shown.Content.Entries = nil
		for n := range heard.MaxEntries {
			e := heard.Entry{Key: "k", State: heard.Started, Due: "2031-09-01", Picture: "hill"}
			for k, part := range e.Parts() {
				*part.Words = surveys.Text(lang, fullText(lang, part.Most/2, 100*i+10*n+k))
			}
			if n < heard.MaxQuotes {
				e.Quote = fullText("en", 200, 7*n+i)
			}
			p.Shown.Content.Entries = append(p.Shown.Content.Entries, e)
		}
		b["strathlinn"] = p
		ask, err := h.pages.askOn(t.Context(), a.round.Inspection, surveys.E11, lang)
		if err != nil || ask == nil {
			t.Fatal(ask, err)
		}
		html, _, err := h.pages.styledFeedback(t.Context(), p, surveys.E11, lang, ask)
		if err != nil {
			t.Fatal(err)
		}
		_, _, br := web.QuickStatic(htmlType, html).Sizes() // as it is served
		t.Logf("%s: %d bytes", lang, br)
		if br > 14*1024 {
			t.Errorf("%s: %d bytes", lang, br)
		}
	}
}

// Whatever people write is text and nothing else.
func FuzzFeedbackIsOnlyText(f *testing.F) {
	for _, text := range []string{"A word", "</p><script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "{{.Title}}", "\u202e<u>"} {
		f.Add(text)
	}
	h, _ := toldHouse(f)
	plain := shownPage()
	draw := func(t testing.TB, text string) map[string]int {
		p := *plain
		shown := *plain.Shown
		e := heard.Entry{Key: "k", State: heard.Started, Due: "2031-09-01", News: []heard.News{{Text: surveys.Text("en", text)}}}
		for _, part := range e.Parts() {
			*part.Words = surveys.Text("en", text)
		}
		shown.Content.Entries = []heard.Entry{e}
		page, err := h.pages.DrawFeedback(context.Background(), &p, &shown, surveys.E11, "en")
		if err != nil {
			t.Fatal(err)
		}
		return shapeOf(t, page)
	}
	want := draw(f, "A word")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.TrimSpace(text) == "" {
			return
		}
		for tag, n := range draw(t, text) {
			if want[tag] != n {
				t.Errorf("%q makes %d of %s, not %d", text, n, tag, want[tag])
			}
		}
	})
}

// The page stands on a small phone in both directions, in every tone, without scripts
// and with them, and can be read out by the device.
func TestFeedbackInABrowser(t *testing.T) {
	h, _ := toldHouse(t)
	p := h.open(browsertest.NoScript())
	for _, path := range []string{"/heard", "/heard/strathlinn", "/heard/strathlinn/4-7/en", "/heard/strathlinn/11-13/ar"} {
		p.Visit(path)
		if browsertest.Eval[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
			t.Errorf("%s scrolls sideways", path)
		}
		p.Axe(browsertest.AAA)
		p.Screenshot("heard" + strings.ReplaceAll(path, "/", "-"))
	}
	p = h.open(browsertest.Before(`window.voices = [{name: "here", lang: "en-GB", localService: true}];` + listen))
	p.Visit(toldPath)
	p.Click("main .say button")
	p.Wait(`spoken.length > 0`)
	p.Axe(browsertest.AAA)
	p.Screenshot("heard-scripts")
}

// Every language has the words of the page, and no other's.
func TestFeedbackInEveryLanguage(t *testing.T) {
	h, _ := toldHouse(t)
	english := h.pages.Words.Printer(i18n.Source)
	for _, lang := range feedbackLanguages {
		page := h.get("/heard/strathlinn/11-13/" + lang)
		page.want(t, http.StatusOK, `lang="`+lang+`"`, html.EscapeString(h.pages.Words.Printer(lang).T("child.heard.cannot")))
		if lang != "en" && strings.Contains(page.body, english.T("child.heard.by")) {
			t.Errorf("%s: English words stand on it", lang)
		}
	}
}

// Every page of feedback has what all children's pages have: help, a way out, a strict
// policy, no cookie, nothing from another place, and a title that tells nothing.
func TestFeedbackIsAChildrensPage(t *testing.T) {
	h, _ := toldHouse(t)
	for _, path := range []string{"/heard", "/heard/strathlinn", toldPath, "/heard/strathlinn/4-7/ur"} {
		page := h.get(path, "Accept-Language", "en")
		page.want(t, http.StatusOK, `class="exit"`, `class="talk"`, "0800 1111", "– Kist</title>", "!<title>What", "!style=", `!src="http`)
		if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %s", path, policy)
		}
		if page.header.Get("Referrer-Policy") != "no-referrer" || len(page.header["Set-Cookie"]) > 0 {
			t.Errorf("%s: %v", path, page.header)
		}
	}
}

// An entry that was recorded and checked is heard in its place: by a player of its own
// where there is no script, and whole pages are still small.
func TestFeedbackIsHeard(t *testing.T) {
	h, b := toldHouse(t)
	library := h.record(every(), surveys.E11, "en", func(string) bool { return false })
	content := b["strathlinn"].Shown.Content
	list := h.pages.TellFeedback(content, surveys.E11, "en")
	if len(list) != 3 || !strings.HasPrefix(list[1].Words, "Meetings (en). You said. I found out in the <corridor>. (en).") || !strings.Contains(list[1].Words, "Started. You are asked first. (en). Who does it: The council (en). By when: 1/9/2031. Promise changed: 2/3/2031. It takes longer. (en)") {
		t.Errorf("read out: %q", list[1].Words)
	}
	if strings.Contains(list[2].Words, "Who does it") {
		t.Errorf("who does what cannot be done: %q", list[2].Words)
	}
	states, err := library.TextStates(t.Context(), FeedbackSlot("strathlinn", surveys.E11, "en"), list)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := library.Keep(t.Context(), "morag", states[1].Slot, recorded(t, "sound.webm"))
	if err != nil {
		t.Fatal(err)
	}
	h.get(toldPath).want(t, http.StatusOK, "!<audio", "!data-own")
	if err := library.Check(t.Context(), "ros", states[1].Slot, kept.File); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(feedbackAge)
	page := h.get(toldPath)
	page.want(t, http.StatusOK, `aria-label="Meetings (en)"`, "data-own", `data-say="e2"`)
	m := mediaLink.FindStringSubmatch(page.body)
	if n := strings.Count(page.body, "<audio"); n != 1 || m == nil {
		t.Fatalf("%d players", n)
	}
	h.get(m[1]).want(t, http.StatusOK)
	h.get("/heard/strathlinn/8-10/en").want(t, http.StatusOK, "!<audio")
}

// A child's own words stand beside what was said, with how they came about, as text and
// nothing else; what was taken back is gone when the page is made anew, and so is what
// the store does not tell of.
func TestFeedbackQuotes(t *testing.T) {
	h, b := toldHouse(t)
	entries := b["strathlinn"].Shown.Content.Entries
	entries[0].Quote, entries[1].Quote = "They wrote it <down>.", "~Nobody asks."
	h.get(toldPath).want(t, http.StatusOK, "One of you wrote:", `<blockquote class="voice" dir="auto" data-say="e1">They wrote it &lt;down&gt;.</blockquote>`, "One of you said something like this:", "Nobody asks.")
	h.get("/heard/strathlinn/8-10/ar").want(t, http.StatusOK, "كتب واحد منكم:", "They wrote it")
	for _, quote := range []string{"-", "broken", ""} {
		entries[0].Quote, entries[1].Quote = quote, ""
		h.now = h.now.Add(feedbackAge)
		h.get(toldPath).want(t, http.StatusOK, "!<blockquote", "!One of you wrote", "Brothers and sisters (en)")
	}
	words := h.pages.TellFeedback(b["strathlinn"].Shown.Content, surveys.E11, "en")[0].Words
	entries[0].Quote = "They wrote it down."
	if h.pages.TellFeedback(b["strathlinn"].Shown.Content, surveys.E11, "en")[0].Words != words {
		t.Error("a child's own words are recorded, and would be heard after they were taken back")
	}
}
