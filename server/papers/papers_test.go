package papers

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/surveys"
)

// Two people type a form; it is sent once both agree, with no name in it.
func TestTwoPeopleTypeTheSame(t *testing.T) {
	h := newHouse(t, nil)
	must(t, h.get("ailsa", "/staff/paper"), http.StatusOK, `href="`+page+`"`, "Spring round", "Strathlinn joint inspection")
	must(t, h.get("ailsa", page), http.StatusOK, "Slip code", "child protection procedure", "At &lt;home&gt; (ATHOME)", "seven days")
	first := h.post("ailsa", page, h.head(0))
	must(t, first, http.StatusOK, "Do you have a &lt;worker&gt;?", "On the form this depends on 1.", "left blank", "cannot be read", "Schools, ages 11 to 13, English")
	w := h.post("ailsa", page+"/answers", h.typed(0))
	must(t, w, http.StatusOK, "first entry, until", "It does not count yet", `value="11-13" selected`)
	mustNot(t, w, "Seonaidh", h.slips[0])
	if h.waiting() != 0 {
		t.Fatal("one person's entry was sent")
	}
	must(t, h.post("ailsa", page, h.head(0)), http.StatusOK, "waits for a second person")
	must(t, h.post("ailsa", page+"/answers", h.typed(0, "story", "My pal Seonaidh Quillhammer")), http.StatusOK, "first entry, until")
	w = h.post("euan", page, h.head(0))
	must(t, w, http.StatusOK, "Second entry")
	if form := func(html string) string { _, after, _ := strings.Cut(html, `<form id="typing"`); return after }; form(w.Body.String()) != strings.ReplaceAll(form(first.Body.String()), "Ailsa", "Euan") {
		t.Error("the second person sees another form than the first")
	}
	must(t, h.post("euan", page+"/answers", h.typed(0, "story", "My  pal Seonaidh Quillhammer")), http.StatusOK, "Sent: the answers on this form are in the kist")
	must(t, h.post("euan", page+"/answers", h.typed(0)), http.StatusConflict, "This slip has been used")
	must(t, h.post("ailsa", page, h.head(0)), http.StatusConflict, "This slip has been used")
	rows, written := h.counted()
	want := surveys.Answers{"has": {"yes"}, "who": {"hill"}, "likes": {"boats", "birds"}, "first": {"oats", "tea"}, "age": {"12"}}
	if len(rows) != 1 || rows[0].Mode != "paper" || rows[0].Setting != "school" || rows[0].AgeBand != "11-13" || rows[0].Language != "en" || cmp.Diff(want, rows[0].Answers) != "" {
		t.Errorf("counted: %+v", rows)
	}
	if len(written) != 1 || written[0].Text != "My  pal [name 1]" {
		t.Errorf("texts: %+v", written)
	}
	if h.log.Len() > 0 {
		t.Errorf("logged: %s", h.log.String())
	}
}

// Where they differ, the second sees both, looks at the paper, and each is settled in one
// of three ways.
func TestDifferencesAreSettled(t *testing.T) {
	h := newHouse(t, nil)
	must(t, h.post("ailsa", page+"/answers", h.typed(0, "age", "11", "who", "_unread", "story", "The boat is green")), http.StatusOK, "first entry")
	w := h.post("euan", page+"/answers", h.typed(0, "has", "no", "likes", "", markPrefix+"likes", leftBlank, "story", "The goat is green"))
	must(t, w, http.StatusOK, "Two entries that differ", "cannot be read", "left blank", "The <ins>boat</ins> is green", "The <ins>goat</ins> is green", "Not", "The boats")
	mustNot(t, w, "What comes first?") // both say the same of it
	if h.waiting() != 0 {
		t.Fatal("sent with differences")
	}
	mark := markIn(t, w.Body.String())
	picks := h.head(0, markField, mark, "_pick.has", "first", "_pick.who", "second", "_pick.likes", "other", "likes", "bikes", "_pick.age", "second", "_pick.story", "first")
	w = h.post("euan", page+"/settle", with(clone(picks), "_pick.age", "", "_pick.likes", "other", "likes", ""))
	must(t, w, http.StatusUnprocessableEntity, "Choose one of the two, or type", "Choose what the paper says", `value="first" checked`)
	must(t, h.post("ailsa", page+"/settle", picks), http.StatusConflict, "you first, and they differ")
	must(t, h.post("ailsa", page, h.head(0)), http.StatusConflict, "you first, and they differ")
	must(t, h.post("ada", page, h.head(0)), http.StatusOK, "Two entries that differ") // a third person
	must(t, h.post("euan", page+"/settle", with(clone(picks), markField, "old")), http.StatusOK, "Two entries that differ")
	must(t, h.post("euan", page+"/settle", picks), http.StatusOK, "Sent: ")
	must(t, h.post("euan", page+"/settle", picks), http.StatusConflict, "This slip has been used")
	rows, written := h.counted()
	want := surveys.Answers{"has": {"yes"}, "who": {"hill"}, "likes": {"bikes"}, "first": {"oats", "tea"}, "age": {"12"}}
	if len(rows) != 1 || cmp.Diff(want, rows[0].Answers) != "" || len(written) != 1 || written[0].Text != "The boat is green" {
		t.Errorf("counted: %+v and %+v", rows, written)
	}
}

func clone(form url.Values) url.Values {
	c := url.Values{}
	for name, values := range form {
		c[name] = append([]string(nil), values...)
	}
	return c
}

// markIn is the mark of the entries that a page shows.
func markIn(t *testing.T, html string) string {
	t.Helper()
	_, after, ok := strings.Cut(html, `name="_mark" value="`)
	mark, _, _ := strings.Cut(after, `"`)
	if !ok {
		t.Fatal("the page shows no differences")
	}
	return mark
}

// What was answered against a condition is left out as it is of a phone's form, and the
// page says which.
func TestAnswersThatAreNotForThisChild(t *testing.T) {
	h := newHouse(t, nil)
	form := h.typed(0, "has", "no", "story", "-", markPrefix+"likes", unread, "likes", "")
	must(t, h.post("ailsa", page+"/answers", with(clone(form), "story", "", markPrefix+"story", "-")), http.StatusOK, "first entry")
	must(t, h.post("euan", page+"/answers", with(clone(form), "story", "", markPrefix+"story", "-")), http.StatusOK, "Sent: ", "the answers to 2.")
	rows, written := h.counted()
	want := surveys.Answers{"has": {"no"}, "first": {"oats", "tea"}, "age": {"12"}, "story": {"-"}}
	if len(rows) != 1 || cmp.Diff(want, rows[0].Answers) != "" || len(written) != 0 {
		t.Errorf("counted: %+v and %+v", rows, written)
	}
}

// Nothing is left out by chance: a question without an answer needs a word why, and what
// was typed comes back.
func TestEveryQuestionNeedsAWord(t *testing.T) {
	h := newHouse(t, nil)
	for name, c := range map[string]struct {
		change []string
		says   []string
	}{
		"nothing":   {[]string{"has", ""}, []string{`href="#q-has"`, "Choose what the paper says", "My pal Seonaidh"}},
		"both":      {[]string{markPrefix + "age", leftBlank}, []string{`href="#q-age"`, "Keep one of them", `value="12"`}},
		"too many":  {[]string{"likes", "boats", "likes", "birds", "likes", "bikes"}, []string{`href="#q-likes"`, "no more than 2"}},
		"places":    {[]string{"first.tea", "1"}, []string{`href="#q-first"`}},
		"a number":  {[]string{"age", "99"}, []string{`href="#q-age"`, "from 0 to 20", `value="99"`}},
		"no option": {[]string{"who", "moon"}, []string{`href="#q-who"`}},
		"no mark":   {[]string{"age", "", markPrefix + "age", "zzz"}, []string{`href="#q-age"`}},
		"not said":  {[]string{"likes", "", markPrefix + "likes", "-"}, []string{`href="#q-likes"`}}, // the form does not offer it there
		"long":      {[]string{"story", strings.Repeat("ab ", 600)}, []string{`href="#q-story"`, "too long"}},
	} {
		w := h.post("ailsa", page+"/answers", h.typed(0, c.change...))
		must(t, w, http.StatusUnprocessableEntity, append(c.says, "Nothing is kept yet")...)
		if t.Failed() {
			t.Fatal(name)
		}
	}
	must(t, h.post("ailsa", page+"/answers", h.typed(0, "story", strings.Repeat("x", 300_000))), http.StatusRequestEntityTooLarge)
	must(t, h.post("euan", page+"/answers", h.typed(0)), http.StatusOK, "first entry") // none of these was kept
}

// Two people who took the form for different ones are asked which is right; what was
// typed by the wrong one is let go, and nobody's typing is lost.
func TestFormsOfAnotherEdition(t *testing.T) {
	h := newHouse(t, nil)
	must(t, h.post("ailsa", page+"/answers", h.typed(0, editionField, "8-10")), http.StatusOK, "first entry")
	must(t, h.post("euan", page, h.head(0)), http.StatusConflict, "Is this the same form?", "Schools, ages 8 to 10, English", "Schools, ages 11 to 13, English")
	w := h.post("euan", page+"/answers", h.typed(0))
	must(t, w, http.StatusConflict, `name="_anew" value="yes"`, `name="story" value="My pal Seonaidh"`)
	must(t, h.post("euan", page, h.head(0, anewField, "yes")), http.StatusOK, "Type the form", `name="_anew"`)
	must(t, h.post("euan", page+"/answers", h.typed(0, anewField, "yes")), http.StatusOK, "first entry")
	must(t, h.post("ailsa", page+"/answers", h.typed(0)), http.StatusOK, "Sent: ")
	for _, wrong := range [][]string{{editionField, "14-18"}, {langField, "tlh"}, {settingField, "moon"}, {editionField, ""}} {
		must(t, h.post("euan", page, h.head(1, wrong...)), http.StatusUnprocessableEntity, "does not have such a form", h.slips[1])
		must(t, h.post("euan", page+"/answers", h.typed(1, wrong...)), http.StatusUnprocessableEntity, "does not have such a form")
	}
}

func TestSlipsThatCannotBeTyped(t *testing.T) {
	h := newHouse(t, nil)
	h.addRound("other", inspections.Ticketed)
	for slip, say := range map[string]string{"ZZZZZZZZZZ": "not a slip of this round", "ABC": "ten letters and numbers", strings.Repeat("A", 100): "ten letters and numbers"} {
		must(t, h.post("ailsa", page, h.head(0, slipField, slip)), http.StatusUnprocessableEntity, say)
		must(t, h.post("ailsa", page+"/answers", h.typed(0, slipField, slip)), http.StatusUnprocessableEntity, say)
		must(t, h.post("ailsa", page+"/settle", h.typed(0, slipField, slip)), http.StatusUnprocessableEntity, say)
	}
	must(t, h.post("ailsa", "/staff/paper/other", h.head(0)), http.StatusUnprocessableEntity, "not a slip of this round")
	must(t, h.post("ailsa", page, h.head(0, slipField, strings.ToLower(h.slips[0][:5])+" "+h.slips[0][5:])), http.StatusOK, "Type the form")
	// A code in the address is no code: addresses are kept in places.
	must(t, h.post("ailsa", page+"?_slip="+h.slips[0], h.head(0, slipField, "")), http.StatusUnprocessableEntity)
	must(t, h.post("ailsa", page+"/settle", h.head(0)), http.StatusConflict, "no longer kept")
	if got := h.get("ailsa", page+"/answers"); got.Code != http.StatusSeeOther || got.Header().Get("Location") != page {
		t.Errorf("%d %s", got.Code, got.Header().Get("Location"))
	}
}

// A child who sent the answers from a phone as well counts once.
func TestSlipThatAPhoneUsed(t *testing.T) {
	h := newHouse(t, nil)
	must(t, h.post("ailsa", page+"/answers", h.typed(0)), http.StatusOK, "first entry")
	f := ballot.Form{Round: "spring", Edition: "11-13", AgeBand: "11-13", Language: "en", Setting: "school", Mode: "online", Secret: ballot.NewSecret(), Slip: h.slips[0], Answers: surveys.Answers{"has": {"no"}}}
	if err := h.inbox.Submit(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	must(t, h.post("euan", page+"/answers", h.typed(0)), http.StatusConflict, "This slip has been used")
	if rows, _ := h.counted(); len(rows) != 1 || rows[0].Mode != "online" {
		t.Errorf("counted: %+v", rows)
	}
}

func TestRoundsThatTakeNoPaper(t *testing.T) {
	h := newHouse(t, nil)
	h.addRound("open", inspections.Open)
	must(t, h.get("ailsa", "/staff/paper/open"), http.StatusNotFound)
	must(t, h.get("ailsa", "/staff/paper/none"), http.StatusNotFound)
	mustNot(t, h.get("ailsa", "/staff/paper"), "Open round")
	must(t, h.post("ailsa", page+"/answers", h.typed(0)), http.StatusOK, "first entry")
	must(t, h.post("ailsa", page+"/answers", h.typed(1)), http.StatusOK, "first entry")
	w := h.post("euan", page+"/answers", h.typed(1, "age", "13"))
	must(t, w, http.StatusOK, "Two entries that differ")
	picks := h.head(1, markField, markIn(t, w.Body.String()), "_pick.age", "second")
	if _, err := h.book.MarkFinal(t.Context(), "spring"); err != nil {
		t.Fatal(err)
	}
	must(t, h.get("ailsa", page), http.StatusOK, "takes no more answers")
	must(t, h.get("ailsa", "/staff/paper"), http.StatusOK, "No round with slips")
	must(t, h.post("euan", page+"/answers", h.typed(0)), http.StatusGone, "so this form cannot be sent")
	w = h.post("euan", page+"/settle", picks)
	must(t, w, http.StatusServiceUnavailable, "arrival cannot be promised", `value="second" checked`)
	if w.Header().Get("Retry-After") == "" {
		t.Error("no time to come again")
	}
	if rows, _ := h.counted(); len(rows) != 0 {
		t.Errorf("counted: %+v", rows)
	}
	must(t, h.post("euan", page+"/settle", picks), http.StatusGone, "so this form cannot be sent")
}

// A store that fails loses nothing: what both typed is kept, and sent later.
func TestSendingAgain(t *testing.T) {
	h := newHouse(t, nil)
	must(t, h.post("ailsa", page+"/answers", h.typed(0)), http.StatusOK, "first entry")
	h.lines.failing["inbox"] = errFull
	w := h.post("euan", page+"/answers", h.typed(0))
	must(t, w, http.StatusServiceUnavailable, "Two entries that agree", "not sent yet", "Send this form")
	if !strings.Contains(h.log.String(), "not sent") || strings.Contains(h.log.String(), "time=") || strings.Contains(h.log.String(), h.slips[0]) {
		t.Errorf("logged: %s", h.log.String())
	}
	clear(h.lines.failing)
	must(t, h.post("euan", page, h.head(0)), http.StatusOK, "Two entries that agree")
	must(t, h.post("euan", page+"/settle", h.head(0, markField, markIn(t, w.Body.String()))), http.StatusOK, "Sent: ")
	if h.waiting() != 1 {
		t.Error("not sent once")
	}
}

// A store that cannot keep what one person typed loses nothing of it: the form stands there
// as it was typed, to be sent once more.
func TestTypingIsNotLost(t *testing.T) {
	h := newHouse(t, nil)
	for _, who := range []string{"ailsa", "euan"} {
		for err, says := range map[error]string{errFull: "not kept yet", fault.Wrap(fault.Conflict, "others were first"): "Many forms are being typed"} {
			h.lines.failing["papers"] = err
			w := h.post(who, page+"/answers", h.typed(0))
			must(t, w, http.StatusServiceUnavailable, says, "Type the form", h.slips[0], " checked>", `name="age" value="12"`, "My pal Seonaidh</textarea>")
			mustNot(t, w, "Some questions need another look")
			if w.Header().Get("Retry-After") == "" {
				t.Error("no time to come again")
			}
		}
		clear(h.lines.failing)
		must(t, h.post(who, page+"/answers", h.typed(0)), http.StatusOK)
	}
	if !strings.Contains(h.log.String(), "not kept") || strings.Contains(h.log.String(), h.slips[0]) || h.waiting() != 1 {
		t.Errorf("%d sent, logged: %s", h.waiting(), h.log.String())
	}
}

// Who may not collect finds no page; who may in another place finds none of this round.
func TestWhoMayType(t *testing.T) {
	h := newHouse(t, nil)
	may := map[string]bool{"ailsa": true, "euan": true, "ada": true, "mhairi": true}
	for who := range rolesOf {
		want := http.StatusForbidden
		if may[who] {
			want = http.StatusOK
		} else if w := h.post(who, page+"/answers", h.typed(5)); w.Code != want {
			t.Errorf("%s types a form: %d", who, w.Code)
		}
		for _, answer := range []int{h.get(who, page).Code, h.post(who, page, h.head(5)).Code} {
			if answer != want {
				t.Errorf("%s: %d, want %d", who, answer, want)
			}
		}
	}
	must(t, h.post("mhairi", page+"/answers", h.typed(5)), http.StatusOK, "first entry") // nobody of the others was
	mustNot(t, h.get("fergus", "/staff/paper"), "Spring round")
	if w := h.get("nobody", page); w.Code != http.StatusSeeOther {
		t.Errorf("nobody: %d", w.Code)
	}
}

func TestGuessingIsSlow(t *testing.T) {
	h := newHouse(t, nil)
	for range paceBurst {
		h.post("ailsa", page, h.head(0, slipField, "ZZZZZZZZZZ"))
	}
	must(t, h.post("ailsa", page, h.head(0)), http.StatusTooManyRequests)
	must(t, h.post("euan", page, h.head(0)), http.StatusOK)
	h.time = h.time.Add(paceEvery)
	must(t, h.post("ailsa", page, h.head(0)), http.StatusOK)
}

// Whatever is posted is answered, nothing of it is sent by one person, and the page has no
// tag of theirs.
func FuzzTypedForm(f *testing.F) {
	h := newHouse(f, nil)
	for _, seed := range []string{h.typed(0).Encode(), "has=<b>&_m.age=_blank&story=%ff", "_pick.has=other&_mark=x", "first.tea=1=2", strings.Repeat("likes=boats&", 50), "_slip=%00&%zz"} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, body string, settles bool) {
		h.t = t
		form, err := url.ParseQuery(body)
		if err != nil {
			form = url.Values{"has": {body}}
		}
		h.time = h.time.Add(paceEvery)
		to := page + "/answers"
		if settles {
			to = page + "/settle"
		}
		form[slipField] = []string{h.slips[0]}
		if form.Get(editionField) == "" {
			form[editionField], form[langField], form[settingField] = []string{"11-13"}, []string{"en"}, []string{"school"}
		}
		w := h.post("ailsa", to, form)
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("%d", w.Code)
		}
		if strings.Contains(w.Body.String(), "<script>") || strings.Contains(w.Body.String(), "<b>") && !strings.Contains(w.Body.String(), "<b>Ailsa</b>") {
			t.Error("a tag of theirs")
		}
		if h.waiting() != 0 {
			t.Error("one person sent it")
		}
	})
}

func TestTheWordsNameTheDays(t *testing.T) {
	if ballot.PaperDays != 7 {
		t.Error("staff.paper.how.kept says seven")
	}
	if errors.Is(ballot.ErrSent, ballot.ErrUnsure) {
		t.Error("sent is not unsure")
	}
}
