package child

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/inspections"
	"kist/surveys"
	"kist/surveys/samples"
)

const (
	pilotCode    = "TRYXYZ"
	pilotEnglish = "/r/" + pilotCode + "/11-13/en"
)

// trying is a house with a pilot of the survey beside its rounds.
func trying(t testing.TB, s *surveys.Survey) *house {
	t.Helper()
	h := newHouse(t, s)
	h.round(s, pilotCode, inspections.Ticketed, inspections.Running)
	h.book.byCode[pilotCode].Pilot = s.Key
	return h
}

// starter is the survey that comes with Kist.
func starter(t testing.TB) *surveys.Survey {
	t.Helper()
	s, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tryNotes are what only a pilot's form carries.
func tryNotes() url.Values {
	return url.Values{
		notedField: {"feel:c who_first:lh gone:c feel:x"}, "_say.feel": {" Too many faces.\r\nRing me. "}, "_say.why_friend": {"Why not?"},
		"_help.know": {"yes"}, "_say.gone": {"Of no question."},
	}
}

func with(forms ...url.Values) url.Values {
	all := url.Values{}
	for _, f := range forms {
		for name, values := range f {
			all[name] = values
		}
	}
	return all
}

// The whole way of a tester without a script: told at the start, a box under each
// question, looked over, sent, and thanked for what it is.
func TestTryingOut(t *testing.T) {
	h := trying(t, every())
	page := h.get(pilotEnglish)
	page.want(t, http.StatusOK, "This is a try-out", "the form also notes what you skipped, changed, got help with or listened to", "Inspectors never see your answers.",
		"<noscript><p>Your browser runs no scripts.", `name="_say.feel" rows="3" maxlength="500"></textarea>`, `<input type="checkbox" name="_help.first" value="yes">`,
		"/static/pilot.js", "! open>", "![child.")
	if n := strings.Count(page.body, "What do you think of this question?"); n != len(every().Questions) {
		t.Errorf("%d of %d questions ask what testers think", n, len(every().Questions))
	}
	answers := full()
	answers.Del("listen")
	check := h.post(pilotEnglish+"/check", with(answers, tryNotes()))
	check.want(t, http.StatusOK, "This is a try-out. What you said", "Too many faces.\nRing me.", "You changed this answer.", "You had help here. You listened here.",
		"Skipped. That’s fine.", "!Of no question.")
	fields := check.hidden()
	fields.Set("_slip", slip)

	again := h.post(pilotEnglish+"/change", fields)
	again.want(t, http.StatusOK, `<details class="note" open>`, "Too many faces.\nRing me.</textarea>", `name="_help.know" value="yes" checked`, `name="_noted"`)
	if strings.Count(again.body, `name="_say.feel"`) != 1 {
		t.Error("a remark is in the form twice")
	}
	thanks := h.post(pilotEnglish+"/send", fields)
	thanks.want(t, http.StatusOK, "They help to make the questions better. Inspectors never see them.", "Then the key is destroyed", "!The inspection team reads", "!Too many")
	if len(h.urn.forms) != 1 {
		t.Fatalf("%d forms handed in", len(h.urn.forms))
	}
	got := h.urn.forms[0]
	wantTrace := ballot.Trace{
		"feel": ballot.Changed, "who_first": ballot.Heard | ballot.Helped, "why_friend": 0, "helps": 0, "know": ballot.Helped,
		"listen": ballot.Skipped, "rest": 0, "safe": 0, "places": 0, "first": 0,
	}
	if diff := cmp.Diff(wantTrace, got.Trace); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"feel": "Too many faces.\nRing me.", "why_friend": "Why not?"}, got.Comments); diff != "" {
		t.Error(diff)
	}
	if got.Slip != slip || got.Answers["feel"][0] != "4" || got.Texts["why_friend"] == "" {
		t.Errorf("the answers: %+v", got)
	}
}

// Any other round has none of it: nothing on its pages, and what is sent to it all
// the same is dropped at every step, before anything is kept.
func TestARoundNotesNothing(t *testing.T) {
	h := trying(t, every())
	h.get(elevenEnglish).want(t, http.StatusOK, "!_say.", "!_help.", "!pilot.js", "!try-out", "!What do you think of this question")
	check := h.post(elevenEnglish+"/check", with(full(), tryNotes()))
	check.want(t, http.StatusOK, "!_noted", "!_say.", "!_help.", "!Too many faces", "!You changed")
	h.post(elevenEnglish+"/change", with(full(), tryNotes())).want(t, http.StatusOK, "!_noted", "!Too many faces")
	h.post(elevenEnglish+"/other", with(full(), tryNotes())).want(t, http.StatusOK, "!_noted", "!Too many faces")
	saved := h.post(elevenEnglish+"/save", with(full(), tryNotes()))
	saved.want(t, http.StatusOK, "!_noted", "!Too many faces")
	words := savedWords(saved.body)
	draft, err := h.drafts.Open(t.Context(), words)
	if err != nil {
		t.Fatal(err)
	}
	for name := range draft.Fields {
		if isTry(name) {
			t.Errorf("%s is kept to come back to", name)
		}
	}
	h.post(elevenEnglish+"/send", with(check.hidden(), tryNotes())).want(t, http.StatusOK, "People will read them.")
	if f := h.urn.forms[0]; f.Trace != nil || f.Comments != nil {
		t.Errorf("handed in: %+v", f)
	}
}

// savedWords are the six words on the page of a saved form.
func savedWords(page string) string {
	var words []string
	_, rest, _ := strings.Cut(page, `<ol class="words"`)
	for part := range strings.SplitSeq(rest, "<li>") {
		if word, _, ok := strings.Cut(part, "</li>"); ok {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// What testers said comes back with the rest, and goes along to another edition
// even where the question is not asked.
func TestRemarksGoAlong(t *testing.T) {
	s := every()
	s.Question("rest").Editions = []surveys.Edition{surveys.E11}
	h := trying(t, s)
	form := with(full(), tryNotes(), url.Values{"_say.rest": {"Nice pictures."}})
	saved := h.post(pilotEnglish+"/save", form)
	back := h.post("/come-back", url.Values{"_words": {savedWords(saved.body)}})
	back.want(t, http.StatusOK, "Nice pictures.</textarea>", "Too many faces.", `name="_noted"`)

	other := h.post(pilotEnglish+"/other", form)
	other.want(t, http.StatusOK, `name="_say.rest" value="Nice pictures."`)
	younger := h.post("/r/"+pilotCode+"/8-10/en/change", with(other.hidden()))
	younger.want(t, http.StatusOK, `<input type="hidden" name="_say.rest" value="Nice pictures.">`, "Too many faces.", "!Nice pictures.</textarea>")
	check := h.post("/r/"+pilotCode+"/8-10/en/check", with(younger.hidden(), url.Values{"_slip": {slip}, "_say.feel": {"Better."}}))
	h.post("/r/"+pilotCode+"/8-10/en/send", with(check.hidden())).want(t, http.StatusOK)
	if len(h.urn.forms) != 1 {
		t.Fatal("nothing was handed in")
	}
	got := h.urn.forms[0]
	if diff := cmp.Diff(map[string]string{"feel": "Better."}, got.Comments); diff != "" {
		t.Error(diff) // of a question that was not asked here nothing is sent
	}
	if _, asked := got.Trace["rest"]; asked {
		t.Error("a question that is not asked here has marks")
	}
}

func TestAReceiptTakesRemarksBack(t *testing.T) {
	h := trying(t, every())
	receipt := strings.Join(ballot.NewSecret().Receipt().Words(), " ")
	h.post("/withdraw", url.Values{"code": {pilotCode}, "_words": {receipt}}).want(t, http.StatusOK)
	h.post("/withdraw", url.Values{"code": {openCode}, "_words": {receipt}}).want(t, http.StatusOK)
	if len(h.urn.taken) != 2 || !strings.HasSuffix(h.urn.taken[0], " comment:first") || strings.Contains(h.urn.taken[1], "comment:") {
		t.Errorf("taken back: %q", h.urn.taken)
	}
}

// A pilot's page in every edition and language of the starter survey is one flight
// of TCP too, and says what it is.
func TestAPilotFitsOneFlight(t *testing.T) {
	survey := starter(t)
	h := trying(t, survey)
	for _, e := range survey.Editions {
		for _, lang := range survey.Languages {
			path := "/r/" + pilotCode + "/" + string(e) + "/" + lang
			a := h.get(path, "Accept-Encoding", "br")
			a.want(t, http.StatusOK)
			t.Logf("%s %s: %d bytes", e, lang, len(a.body))
			if len(a.body) > firstFlight {
				t.Errorf("%s in %s: %d bytes", e, lang, len(a.body))
			}
		}
	}
}

// FuzzNoted: whatever is posted as the script's notes, only marks that there are come
// out, of names as they were.
func FuzzNoted(f *testing.F) {
	f.Add("feel:c who_first:lh", "said")
	f.Add(":::", "é\xff")
	f.Add(strings.Repeat("a:c ", 4000), strings.Repeat("x", 600))
	f.Fuzz(func(t *testing.T, text, said string) {
		for key, m := range noted(text) {
			if m == 0 || m.Has(ballot.Skipped) || m > ballot.Changed|ballot.Helped|ballot.Heard || !strings.Contains(text, key) {
				t.Errorf("%q gives %q the marks %d", text, key, m)
			}
		}
		kept := clipRunes(said)
		if n := utf8.RuneCountInString(kept); n > ballot.MaxComment || !utf8.ValidString(kept) || kept != strings.TrimSpace(kept) && n < ballot.MaxComment {
			t.Errorf("%q is kept as %q", said, kept)
		}
	})
}

// marksOf is what the page has noted of a question, in the page's own words.
func marksOf(key string) string {
	return fmt.Sprintf(`(document.querySelector("[name=_noted]").value.split(" ").find(x => x.startsWith(%q)) ?? "").slice(%d).split("").sort().join("")`, key+":", len(key)+1)
}

// noting fails unless the page has noted these marks of a question.
func noting(t *testing.T, p *browsertest.Page, key, marks string) {
	t.Helper()
	if marks != "" { // which may come with an event that is on its way
		p.Becomes(fmt.Sprintf("%s === %q", marksOf(key), marks))
	} else if got := browsertest.Eval[string](p, marksOf(key)); got != "" {
		t.Errorf("%s: noted %q, want nothing", key, got)
	}
}

// hesitate fills in a form as a tester may who is not sure. To choose at first, to
// choose one more, and to go back are no changes.
func hesitate(t *testing.T, p *browsertest.Page) {
	t.Helper()
	p.Click("[data-q=feel] .o label:nth-of-type(4)")
	noting(t, p, "feel", "")
	p.Click("[data-q=feel] .o label:nth-of-type(2)")
	noting(t, p, "feel", "c")
	next(t, p, ".go", "who_first")
	p.Click("[data-q=who_first] .say button")
	noting(t, p, "who_first", "l")
	p.Click("[data-q=who_first] .o label:nth-of-type(1)")
	next(t, p, ".go", "why_friend")
	p.Click("header summary")
	noting(t, p, "why_friend", "h")
	p.Click("header summary")
	p.Type("[data-q=why_friend] fieldset textarea", "She laughs.")
	p.Click("[data-q=why_friend] details.note summary")
	p.Type("#say_"+idOf("why_friend"), "Ask about friends.")
	p.Click("[data-q=why_friend] details.note label.no")
	next(t, p, ".go", "helps")
	p.Click(`[data-q=helps] label:has([value="things"])`)
	p.Click(`[data-q=helps] label:has([value="food"])`)
	next(t, p, ".go", "know")
	next(t, p, ".bk", "helps")
	noting(t, p, "helps", "")
	p.Click(`[data-q=helps] label:has([value="none"])`)
	noting(t, p, "helps", "c")
	next(t, p, ".go", "know")
	p.Click("[data-q=know] .o label:nth-of-type(1)")
	p.Click("[data-q=know] details.note summary")
	p.Type("#say_"+idOf("know"), "Odd.")
	next(t, p, ".sk", "listen") // skipping leaves the remark
	noting(t, p, "know", "c")
	p.Jump(idOf("first"))
	p.Wait(`location.hash === "#` + idOf("first") + `"`)
	p.Click("[data-q=first] .ord li:first-child [value=down]")
	next(t, p, ".go", "end")
	noting(t, p, "first", "")
}

// With a script the form notes what was changed, where the help was opened and what
// was heard; the tester sees it, goes back, and it is sent.
func TestScriptNotes(t *testing.T) {
	h := trying(t, every())
	h.record(every(), surveys.E11, "en", everything)
	p := h.open(browsertest.Before(listen))
	p.Visit(pilotEnglish)
	p.Click("#start .go")
	hesitate(t, p)
	p.Follow("#end .go")
	for _, text := range []string{"Ask about friends.", "Odd.", "You had help here.", "You listened here.", "You changed this answer."} {
		if !strings.Contains(p.Text("dl"), text) {
			t.Errorf("the check page lacks %q:\n%s", text, p.Text("dl"))
		}
	}
	p.Axe(browsertest.AAA)
	p.Screenshot("pilot-check")
	p.Follow(`[formaction="change#` + idOf("feel") + `"]`)
	p.Click("[data-q=feel] .o label:nth-of-type(5)")
	noting(t, p, "who_first", "l") // what was noted before is still there
	p.Follow(".step:target button.go")
	p.Type("#slip", slip)
	p.Click("#send")
	p.WaitFor(".scene")
	p.Screenshot("pilot-thanks")
	if len(h.urn.forms) != 1 {
		t.Fatalf("%d forms handed in", len(h.urn.forms))
	}
	got := h.urn.forms[0]
	for key, marks := range map[string]ballot.Marks{
		"feel": ballot.Changed, "who_first": ballot.Heard, "why_friend": ballot.Helped, "helps": ballot.Changed, "know": ballot.Changed | ballot.Skipped, "listen": ballot.Skipped, "first": 0,
	} {
		if got.Trace[key] != marks {
			t.Errorf("%s: marks %d, want %d", key, got.Trace[key], marks)
		}
	}
	if got.Comments["know"] != "Odd." || got.Comments["why_friend"] != "Ask about friends." || len(got.Comments) != 2 {
		t.Errorf("comments: %v", got.Comments)
	}
}

// A pilot's pages are for everyone: in both directions of writing, narrow and wide,
// with a script and without.
func TestAPilotForEveryone(t *testing.T) {
	both := []string{"en", "ar"}
	for _, look := range []struct {
		name    string
		edition surveys.Edition
		langs   []string
		options []browsertest.Option
	}{
		{"320", surveys.E8, both, nil}, {"390", surveys.E4, both[1:], []browsertest.Option{browsertest.Width(390)}},
		{"1280", surveys.E14, both[:1], []browsertest.Option{browsertest.Width(1280)}}, {"no script", surveys.E11, both, []browsertest.Option{browsertest.NoScript()}},
	} {
		t.Run(look.name, func(t *testing.T) {
			p := trying(t, starter(t)).open(look.options...)
			for _, lang := range look.langs {
				p.Visit("/r/" + pilotCode + "/" + string(look.edition) + "/" + lang)
				p.Screenshot("pilot-start-" + look.name + "-" + lang)
				p.Click("#start .go")
				browsertest.Eval[any](p, `document.querySelectorAll(".step details").forEach(x => x.open = true), 0`)
				p.Screenshot("pilot-question-" + look.name + "-" + lang)
				p.Axe(browsertest.AAA)
				if wide := browsertest.Eval[string](p, tooWide); wide != "" {
					t.Errorf("%s: wider than the page:\n%s", lang, wide)
				}
			}
		})
	}
}
