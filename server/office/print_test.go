package office

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/inspections"
	"kist/internal/people"
)

func ticketedRound(r *inspections.Round) { r.Door = inspections.Ticketed }

func TestSheets(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, "/staff/rounds/spring/poster", "/staff/rounds/spring/leaflet", "/staff/rounds/spring/helper")
	mustNot(t, b.get("/staff/rounds/spring"), "/staff/rounds/spring/slips")
	must(t, b.get("/staff/rounds/spring/poster"), http.StatusOK, "Your say, kept safe.", "BCD FGH", "kist.example", "العربية", "Strathlinn", "2 November 2026 to 4 December 2026", "Childline, <bdi>0800 1111</bdi>", "synthetic")
	must(t, b.get("/staff/rounds/spring/poster?lang=gd&setting=home"), http.StatusOK, "Do ghuth, sàbhailte.", "JKM NPR", `lang="gd"`)
	must(t, b.get("/staff/rounds/spring/poster?lang=ar"), http.StatusOK, `lang="ar" dir="rtl" aria-label`, "رأيك في أمان.", "02/11/2026", "8–10, 11–13")
	mustNot(t, b.get("/staff/rounds/spring/poster?lang=pl"), "Twój głos") // not a language of the round
	must(t, b.get("/staff/rounds/spring/leaflet?edition=11-13&lang=ar"), http.StatusOK, `class="leaflet" lang="ar" dir="rtl"`)
	must(t, b.get("/staff/rounds/spring/leaflet?edition=11-13"), http.StatusOK, "We want to know what life is like for you.", "One promise we can’t make.", "BCD FGH")
	must(t, b.get("/staff/rounds/spring/leaflet?edition=4-7"), http.StatusOK, "We’d like to know") // not offered: the first
	must(t, b.get("/staff/rounds/spring/helper"), http.StatusOK, "You are here to help, not to answer", "Read out what is there, word for word.")
	must(t, b.get("/staff/rounds/spring/slips"), http.StatusGone)
	h.alter(func(r *inspections.Round) { r.Stage = inspections.Sealed })
	mustNot(t, b.get("/staff/rounds/spring"), "/poster")
}

// A round with slips leads whoever runs it to the page on which forms are typed, and
// says before it closes what cannot be sent after.
func TestRoundsLeadToPaper(t *testing.T) {
	h := open(t)
	runner, reader := h.as(people.Coordinator), h.as(people.Inspector)
	const to = `href="/staff/paper/spring"`
	mustNot(t, runner.get("/staff/rounds/spring"), to)
	mustNot(t, runner.get("/staff/rounds/spring/close"), to)
	h.alter(ticketedRound)
	must(t, runner.get("/staff/rounds/spring"), http.StatusOK, to)
	must(t, runner.get("/staff/rounds/spring/close"), http.StatusOK, to, "cannot be sent after closing")
	mustNot(t, reader.get("/staff/rounds/spring"), to)
	h.alter(func(r *inspections.Round) { r.Stage = inspections.Sealed })
	mustNot(t, runner.get("/staff/rounds/spring"), to)
}

var slipCode = regexp.MustCompile(`<p class="code"><bdi dir="ltr">([0-9A-Z]{5} [0-9A-Z]{5})</bdi></p>`)

func TestSlipsAreIssuedAndShownOnce(t *testing.T) {
	h := open(t)
	h.alter(ticketedRound)
	b := h.as(people.Coordinator)
	must(t, b.get("/staff/rounds/spring/slips"), http.StatusOK, "24 slips on 1 sheet", "120 slips on 5 sheets")
	w := b.post("/staff/rounds/spring/slips", "setting", "home", "sheets", "5")
	must(t, w, http.StatusOK, "120 slips, shown this once. Print now.", "JKM NPR")
	if w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("cached: %q", w.Header().Get("Cache-Control"))
	}
	seen := map[string]bool{}
	for _, m := range slipCode.FindAllStringSubmatch(w.Body.String(), -1) {
		if ballot.CleanSlip(m[1]) == "" || seen[m[1]] {
			t.Errorf("the slip %q", m[1])
		}
		seen[m[1]] = true
		mustNot(t, b.get("/staff/rounds/spring/slips"), m[1])
	}
	if len(seen) != 120 {
		t.Errorf("%d slips", len(seen))
	}
	must(t, b.get("/staff/rounds/spring/slips"), http.StatusOK, "<td>120</td>")
	for _, form := range [][]string{{"setting", "home", "sheets", "6"}, {"setting", "home", "sheets", "x"}, {"setting", "home"}} {
		must(t, b.post("/staff/rounds/spring/slips", form...), http.StatusUnprocessableEntity)
	}
	must(t, b.post("/staff/rounds/spring/slips", "setting", "moon", "sheets", "1"), http.StatusNotFound)
	must(t, h.as(people.Inspector).post("/staff/rounds/spring/slips", "setting", "home", "sheets", "1"), http.StatusForbidden)
}

func TestFiveSheetsAreLight(t *testing.T) {
	h := open(t)
	h.alter(ticketedRound)
	b := h.as(people.Coordinator)
	r := httptest.NewRequest(http.MethodPost, "/staff/rounds/spring/slips", strings.NewReader("setting=home&sheets=5"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Encoding", "gzip")
	w := b.send(r)
	t.Logf("120 slips take %d bytes over the wire", w.Body.Len())
	if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 60<<10 {
		t.Errorf("%d, %q, %d bytes", w.Code, w.Header().Get("Content-Encoding"), w.Body.Len())
	}
}

// TestSheetsPrint prints every sheet and looks for its words on the paper.
func TestSheetsPrint(t *testing.T) {
	h := open(t)
	h.alter(ticketedRound)
	h.alter(func(r *inspections.Round) {
		r.Languages = []string{"en", "gd", "sco", "pl", "uk", "ar", "ur", "ro", "pa", "zh-Hans"}
	})
	p := signedIn(t, h, browsertest.Width(browsertest.Desk), browsertest.NoScript())
	for path, want := range map[string][]string{
		"poster":                        {"Your say, kept safe.", "BCD FGH", "Gàidhlig", "4 December 2026"},
		"poster?lang=gd":                {"Do ghuth, sàbhailte."},
		"poster?lang=pl":                {"Twój głos, bezpieczny.", "04/12/2026", "0800 1111"},
		"leaflet?edition=11-13":         {"One promise we can’t make.", "BCD FGH", "0800 1111"},
		"leaflet?edition=8-10&lang=gd":  {"BCD FGH"},
		"leaflet?edition=11-13&lang=pl": {"BCD FGH"},
		"leaflet?edition=11-13&lang=ur": {"BCD FGH"},
		"helper":                        {"You are here to help, not to answer", "word for word"},
	} {
		p.Visit("/staff/rounds/spring/" + path)
		if cut := browsertest.Eval[int](p, `Math.max(0, ...[...document.querySelectorAll(".poster, .leaflet")].map(s => s.scrollHeight - s.clientHeight))`); cut > 2 {
			t.Errorf("%s: %d pixels of the sheet are cut off", path, cut)
		}
		onPaper(t, p, path, 1, want...)
	}
	p.Visit("/staff/rounds/spring/slips")
	browsertest.Eval[any](p, `document.querySelector("#sheets").value = "2", 0`)
	p.Follow("main form button")
	p.Screenshot("slips-made")
	first := p.Text(".slip .code + p + .code")
	onPaper(t, p, "slips", 2, "BCD FGH", first, "Your slip")
}

// inTheSheet says what of a sheet is cut off by its edge or lies upon another part.
const inTheSheet = `(() => {
	const box = s => document.querySelector(s)?.getBoundingClientRect(), cut = [];
	const sheet = box(".sheet"), foot = box(".fine");
	if (foot.bottom > sheet.bottom + 1) cut.push("the foot is " + (foot.bottom - sheet.bottom) + " px below the sheet");
	for (const [above, below] of [[".says", ".fine"], [".facts2", ".join"], [".join", ".fine"], [".join", ".small-print"], [".small-print", ".langs"], [".sky", ".join"]]) {
		const a = box(above), b = box(below);
		if (a && b && a.bottom > b.top + 1) cut.push(above + " is " + (a.bottom - b.top) + " px upon " + below);
	}
	for (const part of document.querySelectorAll(".facts2 > div, .sky h2, .sky p:not(.art), .says li"))
		if (part.getBoundingClientRect().bottom > (part.closest(".facts2, .sky, .says")).getBoundingClientRect().bottom + 1) cut.push("cut: " + part.textContent);
	return cut;
})()`

// TestSheetsHoldEveryLanguage draws the sheets of a round in all languages that the
// survey has, with slips, so that everything stands on them: what is cut off first is
// whom a child can call.
func TestSheetsHoldEveryLanguage(t *testing.T) {
	h := open(t)
	h.alter(ticketedRound)
	s, err := h.versions.Survey(t.Context(), "what_its_like-1")
	if err != nil {
		t.Fatal(err)
	}
	h.alter(func(r *inspections.Round) {
		r.Languages, r.Editions = s.Languages, nil
		for _, e := range s.Editions {
			r.Editions = append(r.Editions, string(e))
		}
	})
	p := signedIn(t, h, browsertest.Width(browsertest.Desk), browsertest.NoScript())
	for _, lang := range s.Languages {
		for _, path := range []string{"poster?lang=" + lang, "leaflet?edition=4-7&lang=" + lang, "leaflet?edition=14-18&lang=" + lang} {
			if status := p.Visit("/staff/rounds/spring/" + path); status != http.StatusOK {
				t.Fatalf("%s: %d", path, status)
			}
			if cut := browsertest.Eval[[]string](p, inTheSheet); len(cut) > 0 {
				t.Errorf("%s: %q", path, cut)
			}
		}
	}
}

func onPaper(t *testing.T, p *browsertest.Page, what string, pages int, want ...string) {
	t.Helper()
	printed := p.Print()
	if printed.Pages != pages {
		t.Errorf("%s prints %d pages, not %d", what, printed.Pages, pages)
	}
	for _, text := range want {
		if !strings.Contains(printed.Text, browsertest.Squeezed(text)) {
			t.Errorf("%s: %q is not on the paper: %.300s", what, text, printed.Text)
		}
	}
	if strings.Contains(printed.Text, browsertest.Squeezed("Sign out")) || strings.Contains(printed.Text, browsertest.Squeezed("Make again")) {
		t.Errorf("%s: more than the sheet is printed", what)
	}
}

// signedIn is a browser in which an administrator is signed in.
func signedIn(t *testing.T, h *house, options ...browsertest.Option) *browsertest.Page {
	t.Helper()
	s := httptest.NewServer(h.handler)
	t.Cleanup(s.Close)
	link, err := h.people.Invite(t.Context(), people.Server, people.Administrator)
	if err != nil {
		t.Fatal(err)
	}
	p := browsertest.Open(t, s.URL, options...)
	p.Visit("/staff/sign-in/" + link)
	p.Type("#name", h.nextName("Ailsa Munro"))
	p.Follow("main button")
	return p
}

// namesCutOff are the names on a plan that its edge cuts off.
const namesCutOff = `[...document.querySelectorAll(".plan .near, .plan .far")].filter(text => {
	const t = text.getBoundingClientRect(), plan = text.ownerSVGElement.getBoundingClientRect();
	return t.width > 0 && (t.left < plan.left - 1 || t.right > plan.right + 1);
}).map(text => text.textContent)`

func TestPlansInABrowser(t *testing.T) {
	for name, options := range map[string][]browsertest.Option{
		"small": {browsertest.Width(browsertest.SmallPhone), browsertest.NoScript()},
		"phone": {browsertest.Dark()},
		"desk":  {browsertest.Width(browsertest.Desk)},
	} {
		t.Run(name, func(t *testing.T) { plansJourney(t, name, options) })
	}
}

// plansJourney opens every page on which something is planned or printed.
func plansJourney(t *testing.T, name string, options []browsertest.Option) {
	h := open(t)
	h.alter(ticketedRound)
	b := h.as(people.Administrator)
	programme, inspection := planned(t, b)
	checks := made(t, b, inspection+"/new", roundForms()...)
	round := strings.TrimSuffix(checks, "/checks")
	p := signedIn(t, h, options...)
	for i, path := range []string{
		"/staff/", "/staff/programmes", "/staff/programmes/new", programme, programme + "/edit", programme + "/new", "/staff/inspections", inspection, inspection + "/edit",
		inspection + "/new", inspection + "/new?version=what_its_like-1", "/staff/rounds", round, round + "/edit", checks, "/staff/helplines",
		"/staff/rounds/spring", "/staff/rounds/spring/poster", "/staff/rounds/spring/leaflet", "/staff/rounds/spring/helper", "/staff/rounds/spring/slips", "/staff/rounds/spring/forms",
	} {
		if status := p.Visit(path); status != http.StatusOK {
			t.Errorf("%s: %d", path, status)
			continue
		}
		p.Axe()
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s scrolls sideways by %d px", path, over)
		}
		if cut := browsertest.Eval[[]string](p, namesCutOff); len(cut) > 0 {
			t.Errorf("%s: cut off by the edge of the plan: %q", path, cut)
		}
		if n := b.get(path).Body.Len(); n > 60<<10 {
			t.Errorf("%s is %d bytes", path, n)
		}
		p.Screenshot(fmt.Sprintf("plan-%02d-%s", i, name))
	}
}

// A sentence ends as its script ends it.
func TestFirstSentence(t *testing.T) {
	for text, want := range map[string]string{
		"Tell us. There is time.": "Tell us", "Was denkst du": "Was denkst du", "ما رأيك؟ قل.": "ما رأيك",
		"ہمیں بتائیں۔ شکریہ۔": "ہمیں بتائیں", "ਸਾਨੂੰ ਦੱਸੋ। ਧੰਨਵਾਦ।": "ਸਾਨੂੰ ਦੱਸੋ", "告诉我们。谢谢！": "告诉我们", "": "",
	} {
		if got := firstSentence(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
