package studio

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kist/internal/advice"
	"kist/internal/browsertest"
	"kist/internal/editing"
	"kist/server/web"
	"kist/surveys"
)

// doubled asks two things at once, with a "not" in it.
const doubled = "Do you feel safe, and are you not scared where you live?"

// Whoever writes is told, on the form itself, what could be better, why, and who says
// so: without script when they ask for it.
func TestAdviceOnTheForm(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	propose := questionPath(h.survey.Key, key) + "/propose"
	want(t, h.as(iona, propose), http.StatusOK, "Advice on the words", "Flesch-Kincaid", `data-advice="`+questionPath(h.survey.Key, key)+`/advice"`, "advise.js")
	form := h.change(key, doubled, "")
	form.Set("as", "look")
	page := want(t, h.post(iona, propose, form), http.StatusOK, "It may ask two things at once (“and”).", "make two questions", "Loyola Marymount", "Austin Research",
		doubled, "!This cannot be empty", "The question says “not”.")
	if n := strings.Count(page, "It may ask two things at once"); n != 1 {
		t.Errorf("ages that are told the same are told %d times", n)
	}
	if list, _ := h.drafts.Undecided(t.Context(), h.survey.Key); len(list) != 0 {
		t.Errorf("looking made %d proposals", len(list))
	}
	form.Set("lang", "gd")
	want(t, h.do("gd", post(propose, form)), http.StatusOK, "Comhairle mu na faclan", "Sa chànan seo")
	form.Set(orderField+"nothing", "x") // a field that there is not is nobody's
	want(t, h.post(iona, propose, form), http.StatusOK)
	want(t, h.post(iona, questionPath(h.survey.Key, "gone")+"/propose", form), http.StatusNotFound)
}

// Every form on which words are written has the same advice, as one types and, without
// script, when it is asked for: of how a question is asked, of a new one, and of the
// title and the start page. Nothing is kept.
func TestAdviceOnEveryForm(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	q := questionPath(h.survey.Key, key)
	words, fresh, start := h.change(key, doubled, ""), asks("one_choice", doubled), url.Values{"seq": {"0"}, "lang": {"en"}}
	fresh.Set(answerWordField+"0", "Of course I participate, it is brilliant and good")
	fresh.Set(answerWordField+"1", "Good")
	start.Set(wordName("start.lead", surveys.E11), "We want to utilise what you say. "+strings.Repeat("word ", 30))
	h.changed(key, doubled)
	built := h.built(key)
	built.Set(kindField, "order")
	for form, c := range map[string]struct {
		sent    url.Values
		says    []string
		without []string // what the form says before anything is written on it
	}{
		q + "/propose":              {words, []string{"two things at once", "Flesch-Kincaid", "The question says “not”"}, []string{"two things at once"}},
		q + "/build":                {built, []string{"two things at once", "The youngest are asked with a hard kind of question", "Answers (at most)"}, []string{"two things at once"}},
		draft + "/new?kind=story":   {asks("story", doubled), []string{"Nothing tells the child to leave names out"}, []string{"Nothing is written yet", "!Flesch"}},
		draft + "/new?kind=picture": {fresh, []string{"two things at once", "Of the answers 2 say something good and 0 something bad", "“participate” may be hard at this age"}, []string{"Nothing is written yet"}},
		draft + "/start":            {start, []string{"“utilise” may be hard", "A sentence has 30 words", "!Answers (at most)"}, []string{"!“utilise”", "Longest sentence"}},
	} {
		page, _, _ := strings.Cut(form, "?")
		at := page + "/advice"
		if page == q+"/propose" {
			at = q + "/advice"
		}
		seq := h.draft().Seq
		want(t, h.as(iona, form), http.StatusOK, append(c.without, `data-advice="`+at+`"`, `id="advised"`, "advise.js", `value="look"`)...)
		want(t, h.post(iona, at, c.sent), http.StatusOK, append(c.says, "!<form", "!<html")...)
		want(t, h.post("ada:inspector", at, c.sent), http.StatusForbidden)
		look := url.Values{"as": {"look"}, "seq": {strconv.Itoa(seq)}}
		for name, values := range c.sent {
			if name != "seq" && name != "as" {
				look[name] = values
			}
		}
		want(t, h.post(iona, page, look), http.StatusOK, append(c.says, "<form", "!This cannot be empty")...)
		if list, _ := h.drafts.Undecided(t.Context(), h.survey.Key); len(list) != 0 || h.draft().Seq != seq {
			t.Errorf("%s: looking changed something: %d proposals", form, len(list))
		}
	}
	for _, at := range []string{"/q/gone/advice", "/q/gone/build/advice"} {
		want(t, h.post(iona, draft+at, words), http.StatusNotFound)
	}
	start.Set("minutes|4-7", "a while") // said when it is sent; the words are advised on all the same
	want(t, h.post(iona, draft+"/start/advice", start), http.StatusOK, "“utilise” may be hard")
	words.Set(orderField+"x", "first")
	want(t, h.post(iona, q+"/advice", words), http.StatusOK, "two things at once")
}

// In another language what can be computed is, and the page says plainly what cannot.
func TestAdviceInOtherLanguages(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	at := questionPath(h.survey.Key, key) + "/advice"
	for lang, text := range map[string]string{
		"pl": "Czy nie czujesz się bezpiecznie? A w domu?", "ar": "هل لم يستمع إليك أحد؟ ومتى؟", "gd": "Nach eil thu sàbhailte? Agus aig an taigh?",
	} {
		form := h.change(key, text, "")
		form.Set("lang", lang)
		body := want(t, h.post(iona, at, form), http.StatusOK, "The question says “", "two things at once", "Longest sentence", "a “not” are looked for too", "in English alone", "!Reading age", "!Flesch")
		if n := len(strings.Fields(text)); !strings.Contains(body, fmt.Sprintf(">%d (", n)) {
			t.Errorf("%s: the words are not counted", lang)
		}
		start := url.Values{"lang": {lang}, wordName("start.lead", surveys.E8): {strings.Repeat(text[:len(text)/2]+" ", 12)}}
		want(t, h.post(iona, draft+"/start/advice", start), http.StatusOK, "A sentence has", "in English alone")
	}
}

// post is a form on its way.
func post(path string, form url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// The script of the form gets the advice alone, of what was written; nothing is kept,
// only those who write may ask, and nobody more often than they can type.
func TestAdviceAlone(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	at := questionPath(h.survey.Key, key) + "/advice"
	form := h.change(key, doubled, "")
	want(t, h.post(iona, at, form), http.StatusOK, "two things at once", "!<html", "!<form")
	form.Set("remove", "yes")
	want(t, h.post(iona, at, form), http.StatusOK, "Nothing is advised.")
	want(t, h.post("ada:inspector", at, form), http.StatusForbidden)
	want(t, h.post(iona, questionPath(h.survey.Key, "gone")+"/advice", form), http.StatusNotFound)
	foreign := post(at, form)
	foreign.AddCookie(&http.Cookie{Name: "kist-staff", Value: iona})
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	h.echo.ServeHTTP(w, foreign)
	want(t, w, http.StatusForbidden)
	big := url.Values{"x": {strings.Repeat("x", web.MaxBody)}}
	want(t, h.post(iona, at, big), http.StatusRequestEntityTooLarge)
	for i := 0; ; i++ {
		if code := h.post(callum, at, h.change(key, "Well?", "")).Code; code == http.StatusTooManyRequests {
			break
		} else if code != http.StatusOK || i > 10_000 {
			t.Fatalf("request %d: %d", i, code)
		}
	}
	want(t, h.post(ros, at, h.change(key, doubled, "")), http.StatusOK)
	if got := h.draft().Seq; got != 0 {
		t.Errorf("asking for advice changed the draft: %d", got)
	}
}

// Who asks too often waits a moment, and nobody else does.
func TestPace(t *testing.T) {
	now := time.Date(2031, 3, 3, 9, 0, 0, 0, time.UTC)
	p := &pace{now: func() time.Time { return now }}
	for i := range askBurst {
		if !p.allow("iona") {
			t.Fatalf("the %d-th is refused", i)
		}
	}
	if p.allow("iona") || !p.allow("callum") {
		t.Error("somebody else waits, or nobody does")
	}
	now = now.Add(askEvery)
	if !p.allow("iona") || p.allow("iona") {
		t.Error("a moment later one more may come")
	}
	now = now.Add(time.Hour)
	if !p.allow("iona") || len(p.of) != 1 {
		t.Errorf("after an hour %d are remembered", len(p.of))
	}
}

// caseOf finds the hidden names of cases in a page.
var caseField = regexp.MustCompile(`name="case" value="([^"]+)"`)

// A case is kept as it is by name, with a reason if they like, and can be let stand
// again; what is reworded is another case.
func TestKeepAdvised(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	h.changed(key, doubled)
	here := questionPath(h.survey.Key, key)
	page := want(t, h.as(iona, here), http.StatusOK, "two things at once", "Keep it as it is", "!keeps it as it is")
	var cases []string
	for _, m := range caseField.FindAllStringSubmatch(page, -1) {
		if strings.HasPrefix(m[1], "double|") {
			cases = append(cases, m[1])
		}
	}
	if len(cases) == 0 {
		t.Fatal("no case can be kept")
	}
	keep := url.Values{"case": cases, "lang": {"en"}, "why": {"They are one thing to a child."}}
	want(t, h.post("ada:inspector", here+"/keep", keep), http.StatusForbidden)
	h.sent(iona, here+"/keep", keep)
	h.sent(callum, here+"/keep", url.Values{"case": cases, "lang": {"en"}, "why": {"Mine."}}) // the first stays
	want(t, h.as(callum, here), http.StatusOK, "Iona Muir keeps it as it is", "They are one thing to a child.", "!Mine.", "Follow the advice after all")
	want(t, h.as(ros, draft+"/review"), http.StatusOK, "Iona Muir keeps it as it is")
	h.sent(ros, here+"/keep", url.Values{"case": cases, "lang": {"en"}, "heed": {"yes"}})
	h.sent(ros, here+"/keep", url.Values{"case": cases, "lang": {"en"}, "heed": {"yes"}})
	want(t, h.as(callum, here), http.StatusOK, "!keeps it as it is")
	h.sent(iona, here+"/keep", keep)
	h.sent(iona, here+"/keep", url.Values{"case": {"double|questions.other.text|11-13|en|and"}, "lang": {"en"}})
	h.changed(key, "Do you feel safe or well where you live?")
	want(t, h.as(callum, here), http.StatusOK, "two things at once", "!keeps it as it is")
	keep.Set("why", strings.Repeat("x", editing.MaxWhy+1))
	h.changed(key, doubled+" ")
	h.sent(ros, draft+"/retire", url.Values{"on": {"yes"}})
	want(t, h.post(iona, here+"/keep", keep), http.StatusGone)
	want(t, h.as(iona, here), http.StatusOK, "!Follow the advice after all")
}

// What was overruled stands with the version, each case with who kept it: those of the
// group theirs, the rest the coordinator's who signed. No reason has to be given.
func TestPublicationListsWhatWasOverruled(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	h.changed(key, doubled)
	here := questionPath(h.survey.Key, key)
	var cases []string
	for _, a := range advice.Question(h.draft().Survey, h.draft().Survey.Question(key), "en") {
		if a.Kind == advice.Double {
			cases = append(cases, a.Case())
		}
	}
	h.sent(iona, here+"/keep", url.Values{"case": cases, "lang": {"en"}, "why": {"One thing to a child."}})
	seq := strconv.Itoa(h.draft().Seq)
	h.sent(ros, draft+"/review/coordinator", url.Values{"seq": {seq}, "news": {"Plainer."}, "why-negative": {"It was tried."}})
	h.sent(callum, draft+"/review/volunteer", url.Values{"seq": {seq}})
	h.sent(ros, draft+"/publish", nil)
	signed, _, err := h.versions.Notes(t.Context(), "what_its_like-2")
	if err != nil {
		t.Fatal(err)
	}
	if all := len(advice.Of(h.draft().Survey)); len(signed.Overruled) != all {
		t.Errorf("%d of %d cases are listed", len(signed.Overruled), all)
	}
	for _, o := range signed.Overruled {
		who, why := "ros", ""
		switch advice.Kind(o.Rule) {
		case advice.Double:
			who, why = "iona", "One thing to a child."
		case advice.Negative:
			why = "It was tried."
		}
		if o.Who != who || o.Why != why || o.At == "" {
			t.Errorf("%s at %s: %q, %q, %q", o.Rule, o.Place, o.Who, o.Why, o.At)
		}
		if o.Rule == string(advice.Double) && (o.Words != "and" || o.Language != "en" || o.Edition == "" || o.Place != "questions."+key+".text") {
			t.Errorf("the case is not told: %+v", o)
		}
	}
	want(t, h.as(callum, draft+"/versions"), http.StatusOK, fmt.Sprintf("by whom: %d", len(signed.Overruled)), "Two questions in one (", "Iona Muir", "One thing to a child.", "It was tried.")
	each := draft + "/versions/what_its_like-2/overruled"
	told := h.as(callum, each).Body.String()
	for page := 2; page < 20; page++ {
		told += h.as(callum, each+"?page="+strconv.Itoa(page)).Body.String()
	}
	for _, text := range []string{"Iona Muir keeps it as it is", "two things at once (“and”)", "Ros keeps it as it is", "The question says “not”"} {
		if !strings.Contains(told, text) {
			t.Errorf("the list lacks %q", text)
		}
	}
	want(t, h.do("gd", httptest.NewRequest(http.MethodGet, each, nil)), http.StatusOK, "ga chumail mar a tha e", "!two things at once")
	want(t, h.as(iona, draft+"/versions/what_its_like-1/overruled"), http.StatusOK, "All advice was followed.")
	want(t, h.as(iona, draft+"/versions/other-1/overruled"), http.StatusNotFound)
	want(t, h.as("ada:inspector", each), http.StatusForbidden)
}

// A version of before cases were noted shows its rules still.
func TestOverruledOfBefore(t *testing.T) {
	h := newHouse(t)
	p := h.words.Printer("en")
	old := []editing.Overruled{{Rule: "negative", Place: "x", Who: "ros", Why: "So."}, {Rule: "gone", Who: "ros"}, {Rule: "negative", Place: "y", Who: "ros", Why: "So."}}
	list := gathered(p, map[string]string{"ros": "Ros"}, old, nil)
	if len(list) != 2 || list[0] != (overruledView{"Negative", "Ros", "So.", 2}) || list[1].What != "gone" {
		t.Errorf("%+v", list)
	}
	if text := overruledWords(p, h.survey, old[0]); text != "negative" {
		t.Errorf("%q", text)
	}
}

// Advice is told by rule on the page of the review: each rule once, with its cases.
func TestAdviceOf(t *testing.T) {
	h := newHouse(t)
	h.changed(h.plain(), doubled)
	survey, b := h.draft().Survey, web.StaffBase{Printer: h.words.Printer("en")}
	reviewed := editing.Review{Coordinator: "ros", Overruled: []editing.Overruled{{Rule: "negative", Who: "ros", Why: "They know it."}, {Rule: "double", Who: "iona", Why: "Hers."}}}
	rules, cases := map[string]bool{}, 0
	for _, a := range adviceOf(b, map[string]string{"ros": "Ros"}, survey, reviewed, nil, nil) {
		if rules[a.Rule] {
			t.Errorf("%s is told twice", a.Rule)
		}
		rules[a.Rule] = true
		cases += len(a.Says) + a.More
		if len(a.Says) == 0 || len(a.Says) > saysSize || a.Why == "" || a.Source == "" {
			t.Errorf("%s: %d cases are shown, because %q says %q", a.Rule, len(a.Says), a.Source, a.Why)
		}
		for _, c := range a.Says {
			if c.What == "" || strings.HasPrefix(c.About, ",") {
				t.Errorf("%s: %+v", a.Rule, c)
			}
		}
		if given := a.Rule == "negative"; given != (a.Reason == "They know it.") || given != (a.Who == "Ros") {
			t.Errorf("%s: %q by %q", a.Rule, a.Reason, a.Who)
		}
	}
	if all := len(advice.Of(survey)); cases != all || !rules["negative"] {
		t.Errorf("%d cases of %d are told, of the rules %v", cases, all, rules)
	}
}

// While somebody types the advice changes, typing never waits, and the words of the
// form stay as they are. The longest question that there may be is on the form.
func TestAdviceWhileTyping(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	for _, width := range []int64{320, 1280} {
		p := h.browserOf(iona, browsertest.Width(width))
		p.Visit(questionPath(h.survey.Key, key) + "/propose")
		browsertest.Eval[any](p, `(() => {
			window.waits = [];
			new PerformanceObserver(list => window.waits.push(...list.getEntries().map(e => e.duration))).observe({type: "longtask"});
			window.field = document.querySelector("textarea");
			window.took = [];
			window.type = text => { field.value += text; const from = performance.now(); field.dispatchEvent(new InputEvent("input", {bubbles: true})); took.push(performance.now() - from); };
		})()`)
		browsertest.Eval[any](p, `(() => { field.value = ""; for (const letter of "Do you feel safe and well, or do you not participate? ".repeat(5)) type(letter); })()`)
		p.Wait(`document.querySelector("#advised").textContent.includes("two things at once")`)
		p.Wait(`document.querySelector("#advised-told").textContent.startsWith("Pieces of advice: ")`)
		p.Screenshot(fmt.Sprint("studio-advise-found-", width))
		took := browsertest.Eval[[]float64](p, "window.took")
		if worst := slices.Max(took); worst >= 20 {
			t.Errorf("one key of %d took %.1f ms", len(took), worst)
		}
		t.Logf("%d keys, the slowest %.2f ms; long tasks of %v ms", len(took), slices.Max(took), browsertest.Eval[[]float64](p, "window.waits"))
		browsertest.Eval[any](p, `(() => { field.value = "Are you well?"; type(""); })()`)
		p.Wait(`!document.querySelector("#advised").textContent.includes("two things at once")`)
		if text := browsertest.Eval[string](p, "field.value"); text != "Are you well?" {
			t.Errorf("the form reads %q", text)
		}
		p.Axe()
		p.Screenshot(fmt.Sprint("studio-advise-", width))
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("the form is %d px too wide", over)
		}
	}
}

// On the other forms too the advice follows what is typed and chosen, on a phone and on
// a desk.
func TestEveryFormAdvisesInABrowser(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	for _, width := range []int64{320, 1280} {
		p := h.browserOf(iona, browsertest.Width(width))
		for name, c := range map[string]struct{ path, field, value, says string }{
			"new":   {draft + "/new?kind=picture", `textarea[name="text|all"]`, doubled, "two things at once"},
			"build": {questionPath(h.survey.Key, key) + "/build", "select[name=kind]", "order", "hard kind of question"},
			"start": {draft + "/start", "textarea", "We utilise it.", "“utilise”"},
		} {
			p.Visit(c.path)
			browsertest.Eval[any](p, fmt.Sprintf(`(() => {
				const field = document.querySelector(%q);
				field.value = %q;
				field.dispatchEvent(new InputEvent("input", {bubbles: true}));
			})()`, c.field, c.value))
			p.Wait(fmt.Sprintf(`document.querySelector("#advised").textContent.includes(%q)`, c.says))
			p.Axe()
			p.Screenshot(fmt.Sprint("studio-advise-", name, "-", width))
			if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %d px too wide", c.path, over)
			}
		}
	}
}

// The pages with advice fit a phone and a desk.
func TestAdvicePagesInABrowser(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	h.changed(key, doubled)
	h.sent(ros, draft+"/review/coordinator", h.reasons())
	h.sent(iona, draft+"/review/volunteer", url.Values{"seq": {strconv.Itoa(h.draft().Seq)}})
	h.sent(ros, draft+"/publish", nil)
	for _, width := range []int64{320, 390, 1280} {
		p := h.browserOf(iona, browsertest.Width(width))
		for name, path := range map[string]string{"question": questionPath(h.survey.Key, key), "review": draft + "/review", "overruled": draft + "/versions/what_its_like-2/overruled", "versions": draft + "/versions"} {
			p.Visit(path)
			browsertest.Eval[any](p, `document.querySelectorAll("details").forEach(d => d.open = true)`)
			p.Axe()
			p.Screenshot(fmt.Sprint("studio-advice-", name, "-", width))
			if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %d px too wide", path, over)
			}
		}
	}
}

// BenchmarkAdvise is advice as the form's script asks for it: sixty questions in ten
// languages, of which one is being written.
func BenchmarkAdvise(b *testing.B) {
	h := newHouse(b)
	key := h.plain()
	form := h.change(key, strings.Repeat("Do you feel safe and well, or do you not participate? ", 6)[:300], "")
	for _, e := range h.survey.Editions {
		form.Set(wordName("questions."+key+".text", e), form.Get(word(key)))
	}
	for i := 0; b.Loop(); i++ {
		if w := h.post(strconv.Itoa(i)+":volunteer", questionPath(h.survey.Key, key)+"/advice", form); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// get is a page on its way.
func get(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }
