package child

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/browsertest"
	"kist/internal/contacts"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store/storetest"
	"kist/surveys"
)

// begun opens a questionnaire on the tablet as the next child does.
func begun(p *browsertest.Page, page string) {
	p.Visit(page)
	p.Wait(`document.querySelector("form")?.dataset.ready === ""`)
}

// answerAll gives answers in the page that stands there, as a child does: controls
// that are chosen and texts that are written.
func answerAll(t *testing.T, p *browsertest.Page, f url.Values) {
	t.Helper()
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	browsertest.Eval[any](p, fmt.Sprintf(`(() => {
		for (const [name, values] of Object.entries(%s)) for (const i of document.getElementsByName(name)) {
			if (i.type === "radio" || i.type === "checkbox") { if (values.includes(i.value) !== i.checked) i.click() }
			else i.value = values[0];
		}
		return 0;
	})()`, b))
}

// other goes on in another language and for another age.
func other(p *browsertest.Page, edition, lang string) {
	p.Click(".more [data-do=other]")
	p.Click("#other [lang=" + lang + "]")
	p.Click(fmt.Sprintf(`#l-%s [data-to="/fieldwork/%s/%s"]`, lang, edition, lang))
	p.Wait(fmt.Sprintf(`location.pathname === "/fieldwork/%s/%s" && document.querySelector("form")?.dataset.ready === ""`, edition, lang))
}

// lookOver goes to the look over the answers.
func lookOver(p *browsertest.Page) {
	p.Jump("end")
	p.Click("#end .go")
	p.WaitFor("#check dl")
}

// handedIn wants one form, and gives it after a sync.
func (h *house) handedIn(p *browsertest.Page, l *wire) (answers surveys.Answers, texts map[string]string) {
	h.t.Helper()
	l.cut.Store(false)
	facilitate(p)
	syncNow(p)
	if len(h.urn.forms) != 1 {
		h.t.Fatalf("%d forms were handed in", len(h.urn.forms))
	}
	return h.urn.forms[0].Answers, h.urn.forms[0].Texts
}

// A child goes on in another language and for another age, without a network, and
// has the answers that the server would give there; back again, all of them. The
// tablet writes none of it down.
func TestTabletChangesTheLanguageInTheMiddle(t *testing.T) {
	for name, c := range map[string]struct {
		back bool
		e    surveys.Edition
		lang string
	}{"there": {false, surveys.E8, "ar"}, "and back": {true, surveys.E11, "en"}} {
		t.Run(name, func(t *testing.T) {
			survey := apart()
			h := newHouse(t, survey)
			p, l := h.ready()
			l.cut.Store(true)
			f := full()
			f.Set("who_first", "nobody") // which the younger are not asked
			f.Set("why_friend", canaryText)
			f.Set("places", "٣") // in the digits of another keyboard
			goesOn(t, p, f)
			if c.back {
				other(p, "11-13", "en")
			}
			want := form(f)
			want["_from"] = []string{"11-13"}
			if err := want.settle(survey, c.e); err != nil {
				t.Fatal(err)
			}
			answers, texts, err := survey.Accept(c.e, c.lang, want)
			if err != nil || len(answers) < 5 {
				t.Fatal(answers, err)
			}
			lookOver(p)
			if left := browsertest.Eval[bool](p, `!document.getElementById("left_out").hidden`); left == c.back {
				t.Errorf("it says that answers are left out: %v", left)
			}
			if kept := browsertest.Eval[string](p, everythingKept); strings.Contains(kept, "heronword") {
				t.Error("the tablet keeps the answers in clear")
			}
			p.Follow("#put")
			p.Wait(`location.pathname.endsWith("/done")`)
			backShowsNothing(t, p)
			got, said := h.handedIn(p, l)
			if diff := cmp.Diff(answers, got); diff != "" {
				t.Errorf("answers:\n%s", diff)
			}
			if diff := cmp.Diff(texts, said); diff != "" {
				t.Errorf("texts:\n%s", diff)
			}
			if f := h.urn.forms[0]; f.Edition != string(c.e) || f.Language != c.lang {
				t.Errorf("handed in for %s in %s", f.Edition, f.Language)
			}
		})
	}
}

// goesOn answers, and goes on in Arabic for another age, where the child was.
func goesOn(t *testing.T, p *browsertest.Page, f url.Values) {
	t.Helper()
	begun(p, fieldEnglish)
	answerAll(t, p, f)
	p.Jump(idOf("helps"))
	p.WaitFor("[data-q=helps]:target")
	p.Click(".more [data-do=other]")
	p.Axe(browsertest.AAA)
	p.Screenshot("fieldwork-other")
	p.Click("#other .bk")
	p.WaitFor("[data-q=helps]:target")
	other(p, "8-10", "ar")
	p.WaitFor("[data-q=helps]:target")
	if got := browsertest.Eval[string](p, `document.documentElement.lang + document.documentElement.dir + document.documentElement.classList.contains("e8")`); got != "arrtltrue" {
		t.Errorf("the page is %s", got)
	}
	p.Axe(browsertest.AAA)
	p.Screenshot("fieldwork-carried")
}

// A page that cannot be had is said plainly, and the answers stay.
func TestTabletLacksTheOtherPage(t *testing.T) {
	h := newHouse(t, every())
	p, l := h.ready()
	begun(p, fieldEnglish)
	answerAll(t, p, url.Values{"know": {"yes"}})
	browsertest.Eval[any](p, `(async () => { for (const n of await caches.keys()) await (await caches.open(n)).delete("/fieldwork/8-10/ar", {ignoreVary: true}); return 0 })()`)
	l.cut.Store(true)
	p.Click(".more [data-do=other]")
	p.Click("#other [lang=ar]")
	p.Click(`[data-to="/fieldwork/8-10/ar"]`)
	p.Wait(`document.querySelector("#l-ar [data-trouble]").textContent === "That did not work. Your answers are still here."`)
	p.Click("#l-ar .bk")
	if !browsertest.Eval[bool](p, `document.querySelector("[name=know][value=yes]").checked`) {
		t.Error("the answer is gone")
	}
}

// Words to take answers back with are shown once, are those that the server makes,
// and are nowhere afterwards; who is too young is not offered them.
func TestTabletGivesWords(t *testing.T) {
	h := newHouse(t, every())
	p, l := h.ready()
	l.cut.Store(true)
	begun(p, "/fieldwork/8-10/en")
	lookOver(p)
	if browsertest.Eval[bool](p, `!!document.querySelector("[name=_receipt]")`) {
		t.Error("the younger are offered words")
	}
	begun(p, fieldEnglish)
	answerAll(t, p, url.Values{"know": {"yes"}})
	lookOver(p)
	p.Click("[name=_receipt]")
	p.Click("[name=_helped]")
	p.Click("#put")
	p.Wait(`document.querySelectorAll("ol.words li").length === 6 && document.querySelectorAll(".step").length === 1`)
	p.Axe(browsertest.AAA)
	p.Screenshot("fieldwork-words")
	words := browsertest.Eval[string](p, `[...document.querySelectorAll("ol.words li")].map(li => li.textContent).join(" ")`)
	if got := browsertest.Eval[string](p, `document.querySelector("[data-code]").textContent + document.querySelector("[data-at]").textContent`); !strings.HasPrefix(got, openCode) || !strings.HasSuffix(got, "/withdraw") {
		t.Errorf("it tells to go to %s", got)
	}
	p.Follow("[data-do=done]")
	p.Wait(`location.pathname.endsWith("/done")`)
	if kept := browsertest.Eval[string](p, everythingKept); strings.Contains(strings.Join(strings.Fields(kept), " "), words) {
		t.Error("the tablet keeps the words")
	}
	for backs := 0; backs < 10 && p.Back(); backs++ {
		if browsertest.Eval[bool](p, fmt.Sprintf(`[...document.querySelectorAll("ol.words li")].some(li => li.textContent === %q)`, strings.Fields(words)[5])) {
			t.Fatal("Back shows the words")
		}
	}
	h.handedIn(p, l)
	f := h.urn.forms[0]
	if got := strings.Join(f.Secret.Receipt().Words(), " "); got != words {
		t.Errorf("the words are %s, the tablet says %s", got, words)
	}
	if f.Mode != "helped" {
		t.Errorf("a grown-up helped, and the mode is %s", f.Mode)
	}
}

// Beside the words nothing in the help box leads to a form that is not there any more: each
// child leaves one thing on the tablet, and it is locked.
func TestNothingLeadsNowhereBesideTheWords(t *testing.T) {
	h, _ := contactHouse(t)
	p, _ := h.ready()
	begun(p, fieldEnglish)
	lookOver(p)
	p.Click("[name=_receipt]")
	p.Click("#put")
	p.Wait(`document.querySelectorAll("ol.words li").length === 6 && document.querySelectorAll(".step").length === 1`)
	if n := browsertest.Eval[int](p, `[...document.querySelectorAll("header a[href^='#']")].filter(a => !document.querySelector(a.hash)).length`); n > 0 {
		t.Errorf("%d links lead nowhere", n)
	}
	p.Click("header summary")
	p.Axe(browsertest.AAA)
}

// Saving for later needs a connection, and says so kindly; with one the words open
// the answers on another device, and the tablet keeps nothing of it.
func TestTabletSavesWhenInTouch(t *testing.T) {
	h := newHouse(t, every())
	p, l := h.ready()
	begun(p, fieldEnglish)
	answerAll(t, p, url.Values{"know": {"yes"}, "why_friend": {canaryText}})
	l.cut.Store(true)
	p.Click(".more [data-do=save]")
	p.Wait(`document.getElementById("unsaved").textContent.startsWith("There is no connection just now")`)
	p.Axe(browsertest.AAA)
	p.Screenshot("fieldwork-unsaved")
	l.cut.Store(false)
	p.Click(".more [data-do=save]")
	p.Wait(`document.querySelectorAll("ol.words li").length === 6 && document.querySelectorAll(".step").length === 1`)
	p.Axe(browsertest.AAA)
	p.Screenshot("fieldwork-saved")
	if said := browsertest.Eval[string](p, saidAtTheEnd); strings.Contains(said, "Saving") {
		t.Errorf("when all is saved it says %q", said)
	}
	if top := browsertest.Eval[float64](p, `document.querySelector("header .exit").getBoundingClientRect().top`); top < 0 || top > 100 {
		t.Errorf("the way out is at %v", top)
	}
	words := browsertest.Eval[string](p, `[...document.querySelectorAll("ol.words li")].map(li => li.textContent).join(" ")`)
	h.post("/come-back", url.Values{"_words": {words}}).want(t, http.StatusOK, "Your answers are here.", canaryText)
	p.Follow("[data-do=away]")
	p.Wait(`location.pathname.endsWith("/away")`)
	if said := browsertest.Eval[string](p, saidAtTheEnd); !strings.Contains(said, "Only the words open it.") || strings.Contains(said, "Nothing was kept") || strings.Contains(said, "Please contact me") {
		t.Errorf("at the end it says %q", said)
	}
	p.Axe(browsertest.AAA)
	if kept := browsertest.Eval[string](p, everythingKept); strings.Contains(kept, "heronword") || strings.Contains(kept, words) {
		t.Error("the tablet keeps what was saved")
	}
	backShowsNothing(t, p)
}

// saidAtTheEnd is what the page says on which the tablet is handed back.
const saidAtTheEnd = `document.querySelector("main").innerText`

// Who asked to be contacted and throws the answers away, leaves, or saves them, reads what a
// child reads who answered: whoever takes the tablet sees nothing of the request. Without one
// the page says that nothing was kept, or what was saved. The same holds where another
// language follows.
func TestTabletSaysWhatStays(t *testing.T) {
	h, _ := contactHouse(t)
	p, l := h.ready()
	for name, end := range map[string]func(){
		"thrown away": func() { lookOver(p); p.Follow("#throw") },
		"left":        func() { p.Follow("header a.exit") },
		"in another language": func() {
			other(p, "8-10", "en")
			p.Follow("header a.exit")
		},
		"saved": func() {
			l.cut.Store(false)
			p.Click(".more [data-do=save]")
			p.Wait(`document.querySelectorAll("ol.words li").length === 6`)
			p.Follow("[data-do=away]")
		},
	} {
		for _, asks := range []bool{true, false} {
			l.cut.Store(true)
			begun(p, fieldEnglish)
			answerAll(t, p, url.Values{"know": {"yes"}})
			p.Jump(idOf("know"))
			at, want := "/away", "Nothing was kept"
			if name == "saved" {
				at, want = "/away#left", "Only the words open it."
			}
			if asks {
				at, want = "/done", "What you gave us is locked in the kist."
				wishOnTablet(p)
				p.Click("#asked .go")
				p.Wait(`location.hash === "#` + idOf("know") + `" && !document.querySelector(".more").hidden`)
			}
			end()
			p.Becomes(`document.querySelector("h1")?.textContent === "Please hand the tablet back."`)
			said := browsertest.Eval[string](p, saidAtTheEnd)
			if !strings.Contains(said, want) || strings.Contains(said, "Please contact me") || !asks && strings.Contains(said, "locked in the kist") || !strings.HasSuffix(p.Location(), at) {
				t.Errorf("%s, asked %v: at %s it says %q", name, asks, p.Location(), said)
			}
		}
	}
}

// wishOnTablet asks to be contacted, from wherever the child is.
func wishOnTablet(p *browsertest.Page) {
	p.Click(".more [data-do=contact]")
	p.WaitFor("#contact:target")
	p.Type("#k_name", "Mairi")
	p.Type("#k_reach", canaryText)
	p.Click("#contact [data-do=ask]")
	p.WaitFor("#asked:target")
}

// A child asks to be contacted on the tablet, without a network. It is locked at
// once; who counts what waits sees one thing for each child, whether it asked or
// not; it arrives once, apart from the answers.
func TestContactFromATablet(t *testing.T) {
	h, taken := contactHouse(t)
	h.book.byCode[openCode].ContactDays = 3
	p, l := h.ready()
	l.cut.Store(true)
	begun(p, fieldEnglish)
	answerAll(t, p, url.Values{"know": {"yes"}})
	p.Jump(idOf("know"))
	p.Click("header summary")
	p.Click("header a[href='#contact']")
	p.WaitFor("#contact:target")
	p.Click("#contact [data-do=ask]") // nothing is written yet
	p.WaitFor("#unreached")
	p.Axe(browsertest.AAA)
	p.Screenshot("fieldwork-contact")
	if got := p.Text("#contact"); !strings.Contains(got, "within 3 working days") || !strings.Contains(got, "can’t read it on this tablet") {
		t.Errorf("it says %q", got)
	}
	p.Click("#contact .bk")
	p.WaitFor("[data-q=know]:target")
	wishOnTablet(p)
	p.Axe(browsertest.AAA)
	p.Screenshot("fieldwork-asked")
	if kept := browsertest.Eval[string](p, everythingKept); strings.Contains(kept, "heronword") || !strings.Contains(kept, "sealed:") {
		t.Fatal("the tablet keeps the request in clear, or not at all")
	}
	p.Click("#asked [data-do=stay]")
	p.WaitFor("[data-q=know]:target")
	lookOver(p)
	put(p)
	backShowsNothing(t, p)
	facilitate(p)
	if got := shown(p, "waiting"); got != "1" {
		t.Errorf("one child was here, and %s wait", got)
	}
	h.handedIn(p, l)
	if got := shown(p, "waiting") + " " + shown(p, "sent"); got != "0 1" || len(taken.words) != 1 {
		t.Errorf("%s, and %d requests arrived", got, len(taken.words))
	}
	if want := (contacts.Words{Name: "Mairi", Reach: canaryText}); taken.words[0] != want {
		t.Errorf("taken: %+v", taken.words[0])
	}
}

// A child asks and gives no answers; one whose request went out already while it
// was answering still asks once.
func TestContactAlone(t *testing.T) {
	h, taken := contactHouse(t)
	p, l := h.ready()
	l.cut.Store(true)
	begun(p, "/fieldwork/8-10/en")
	wishOnTablet(p)
	p.Follow("#asked [data-do=done]")
	p.Wait(`location.pathname.endsWith("/done")`)
	facilitate(p)
	if got := shown(p, "waiting"); got != "1" {
		t.Errorf("waiting: %s", got)
	}
	l.cut.Store(false)
	syncNow(p)
	if len(h.urn.forms) != 0 || len(taken.words) != 1 {
		t.Fatalf("%d forms and %d requests arrived", len(h.urn.forms), len(taken.words))
	}
	begun(p, fieldEnglish)
	wishOnTablet(p)
	browsertest.Eval[any](p, `(async () => { const {sync} = await import("/static/fieldwork-store.js"); await sync(); return 0 })()`)
	p.Click("#asked [data-do=stay]")
	lookOver(p)
	put(p)
	h.handedIn(p, l)
	if taken.forms[1] != taken.forms[2] || len(taken.forms) != 3 {
		t.Errorf("a request that went out twice is two: %v", taken.forms)
	}
}

// What becomes of a request is told as of answers, and neither is let go before
// both are durable.
func TestWhatBecomesOfARequest(t *testing.T) {
	asked := &parcelContact{contacts.NewForm(), contacts.Words{Reach: "07700 900123"}}
	for name, c := range map[string]struct {
		contact *parcelContact
		form    form
		fail    error // of taking the request
		urn     error // of taking the answers
		want    string
		forms   int
	}{
		"alone":                  {asked, nil, nil, nil, wasSent, 0},
		"with answers":           {asked, form{"know": {"yes"}}, nil, nil, wasSent, 1},
		"the store fails":        {asked, form{"know": {"yes"}}, errors.New("the disk is full"), nil, comesLater, 0},
		"the answers fail":       {asked, form{"know": {"yes"}}, nil, errors.New("the disk is full"), comesLater, 0},
		"over":                   {asked, nil, fault.Wrap(fault.Closed, "round"), nil, tooLate, 0},
		"no way to reach":        {&parcelContact{contacts.NewForm(), contacts.Words{}}, nil, nil, nil, notOurs, 0},
		"no form of ours":        {&parcelContact{"x", contacts.Words{Reach: "y"}}, nil, nil, nil, notOurs, 0},
		"no answers, no request": {nil, nil, nil, nil, wasSent, 1},
	} {
		t.Run(name, func(t *testing.T) {
			h, taken := contactHouse(t)
			h.shelf.token, taken.fail, h.urn.fail = tabletToken, c.fail, c.urn
			p := inClear(newSecret())
			p.Form, p.Contact = c.form, c.contact
			if got := h.sendOne(h.parcel(p)); got != c.want || len(h.urn.forms) != c.forms {
				t.Errorf("became %q with %d forms, want %q", got, len(h.urn.forms), c.want)
			}
		})
	}
}

// A request and answers that were taken, of which the tablet did not hear, are told as
// sent when the round has been sealed meanwhile; a request that comes only then is not.
func TestARequestThatWasTakenBeforeTheEnd(t *testing.T) {
	h := onShelf(t, openCode)
	e, round := storetest.SQLite(t)(), h.book.byCode[openCode]
	vault, err := inspections.OpenVault(t.Context(), e, seal.NewKey())
	if err == nil {
		err = vault.Equip(t.Context(), round)
	}
	if err != nil {
		t.Fatal(err)
	}
	if h.pages.Contacts, err = contacts.Open(t.Context(), e, vault); err != nil {
		t.Fatal(err)
	}
	asks := func() []byte {
		p := inClear(newSecret())
		p.Contact = &parcelContact{contacts.NewForm(), contacts.Words{Reach: "07700 900123"}}
		return h.parcel(p)
	}
	once := asks()
	for _, stage := range []inspections.Stage{inspections.Running, inspections.Sealed} {
		round.Stage = stage
		if got := h.sendOne(once); got != wasSent {
			t.Errorf("when the round is %s: %q", stage, got)
		}
	}
	if got := h.sendOne(asks()); got != tooLate {
		t.Errorf("asked after the end: %q", got)
	}
}
