package child

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/surveys"
	"kist/surveys/standing"

	"golang.org/x/net/html"
)

// asking has a round on the page of feedback of one inspection.
type asking struct {
	round *inspections.Round
	fail  error
}

func (a *asking) Asked(_ context.Context, inspection string) (*inspections.Round, error) {
	if a.fail != nil {
		return nil, a.fail
	}
	if a.round == nil || a.round.Inspection != inspection {
		return nil, fault.Wrap(fault.NotFound, "asked")
	}
	return a.round, nil
}

func (a *asking) AskedBy(ctx context.Context, inspection, id string) (*inspections.Round, error) {
	r, err := a.Asked(ctx, inspection)
	if err == nil && r.ID != id {
		return nil, fault.Wrap(fault.NotFound, "asked")
	}
	return r, err
}

// twoVersions has the version of the house, and the one question of feedback.
type twoVersions struct {
	Versions
	asked *surveys.Survey
}

func (v twoVersions) Survey(ctx context.Context, id string) (*surveys.Survey, error) {
	if id == "answers_you-1" {
		return v.asked, nil
	}
	return v.Versions.Survey(ctx, id)
}

// tapHouse is a house whose page of feedback asks.
func tapHouse(t testing.TB) (*house, *asking) {
	t.Helper()
	h, _ := toldHouse(t)
	s, err := standing.Survey()
	if err != nil {
		t.Fatal(err)
	}
	r := &inspections.Round{Head: store.Head{ID: "asked-1"}, Inspection: "strathlinn", Version: "answers_you-1", Feedback: true, Door: inspections.Open, Stage: inspections.Running, Languages: s.Languages, Closes: "2031-04-01"}
	for _, e := range s.Editions {
		r.Editions = append(r.Editions, string(e))
	}
	a := &asking{round: r}
	h.pages.Asking, h.pages.Versions = a, twoVersions{h.pages.Versions, s}
	return h, a
}

var secretForm = regexp.MustCompile(`name="_s" value="([\w-]{22})"`)

// tapOf is the form on a page, with an answer.
func tapOf(t testing.TB, page answer, value string) url.Values {
	t.Helper()
	m := secretForm.FindStringSubmatch(page.body)
	if m == nil {
		t.Fatal("the page has no form")
	}
	return url.Values{"_s": {m[1]}, "_round": {"asked-1"}, standing.AnswersYou: {value}}
}

// A child says with one tap whether it answers them: the tap is handed in as every
// answer is, with nothing else in it.
func TestOneTap(t *testing.T) {
	h, a := tapHouse(t)
	page := h.get(toldPath)
	page.want(t, http.StatusOK, "Does this answer you?", `action="/heard/strathlinn/11-13/en/tap"`, "Nobody can tell that it was you.", `<use href="#f1"`, `<symbol id="f5"`, "!Is this a good answer")
	h.get("/heard/strathlinn/4-7/en").want(t, http.StatusOK, "Is this a good answer?")
	h.get("/heard/strathlinn/8-10/ar").want(t, http.StatusOK, `dir="rtl"`, "هل هذا جواب لك؟")
	tap := tapOf(t, page, "3")
	sent := h.post(toldPath+"/tap", tap)
	sent.want(t, http.StatusOK, "Sent. Thank you.", "It counts once.", `class="exit"`, "– Kist</title>", "!_s", "!f3")
	if sent.header.Get("Cache-Control") != "no-store" {
		t.Errorf("what became of it is kept: %q", sent.header.Get("Cache-Control"))
	}
	form := h.urn.forms[0]
	if form.Round != "asked-1" || form.Setting != inspections.AskingSetting || form.Edition != "11-13" || form.AgeBand != "11-13" || form.Language != "en" ||
		form.Secret.String() != tap.Get("_s") || len(form.Answers) != 1 || form.Answers[standing.AnswersYou][0] != "3" || len(form.Texts)+len(form.Trace) > 0 {
		t.Errorf("%+v", form)
	}
	if a := h.get(toldPath + "/tap"); a.status != http.StatusSeeOther {
		t.Errorf("the address of a tap: %d", a.status)
	}
	a.round.Stage = inspections.Final
	h.now = h.now.Add(feedbackAge)
	h.get(toldPath).want(t, http.StatusOK, "!Does this answer you", "!<form")
}

// Each reader gets a secret of their own, even of a page that is ready; a phone may keep
// its page for going back, and nothing between may.
func TestEveryReaderHasASecret(t *testing.T) {
	h, _ := tapHouse(t)
	seen := map[string]bool{}
	for range 5 {
		page := h.get(toldPath)
		seen[tapOf(t, page, "1").Get("_s")] = true
		if got := page.header.Get("Cache-Control"); got != "private, no-cache" {
			t.Errorf("kept as %q", got)
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d secrets of 5", len(seen))
	}
}

// What is none of our forms is not handed in.
func TestWhatIsNoTap(t *testing.T) {
	h, a := tapHouse(t)
	tap := tapOf(t, h.get(toldPath), "1")
	with := func(name, value string) url.Values {
		f := url.Values{}
		for k, v := range tap {
			f[k] = v
		}
		f.Set(name, value)
		return f
	}
	for _, c := range []struct {
		path   string
		form   url.Values
		status int
	}{
		{toldPath, with("_s", "short"), http.StatusSeeOther},
		{toldPath, with(standing.AnswersYou, ""), http.StatusSeeOther},
		{toldPath, with(standing.AnswersYou, "2"), http.StatusSeeOther},
		{toldPath, with("story", "words"), http.StatusSeeOther},
		{toldPath, with("_round", "round-BCDFGH"), http.StatusNotFound},
		{"/heard/strathlinn/adult/en", tap, http.StatusNotFound},
		{"/heard/strathlinn/11-13/xx", tap, http.StatusNotFound},
		{"/heard/nowhere/11-13/en", tap, http.StatusNotFound},
	} {
		if got := h.post(c.path+"/tap", c.form); got.status != c.status {
			t.Errorf("%s %v: %d, want %d", c.path, c.form, got.status, c.status)
		}
	}
	a.round.Languages = []string{"pl"}
	h.post(toldPath+"/tap", tap).want(t, http.StatusNotFound)
	h.pages.Asking = nil
	h.post(toldPath+"/tap", tap).want(t, http.StatusNotFound)
	if len(h.urn.forms) > 0 {
		t.Errorf("%d were handed in", len(h.urn.forms))
	}
}

// Nothing is called sent that is not durable: the page keeps the tap, and sends the same
// one again.
func TestATapThatDoesNotArrive(t *testing.T) {
	h, a := tapHouse(t)
	tap := tapOf(t, h.get(toldPath), "5")
	for err, says := range map[error]string{errors.New("no store"): "did not reach us yet", ballot.ErrUnsure: "closed just as you tapped"} {
		h.urn.fail = err
		got := h.post(toldPath+"/tap", tap)
		got.want(t, http.StatusServiceUnavailable, "Not sent yet", says, `action="/heard/strathlinn/11-13/en/tap"`, `name="answers_you" value="5"`, `name="_round" value="asked-1"`, "!Sent. Thank you.")
		if again := secretForm.FindStringSubmatch(got.body); again == nil || again[1] != tap.Get("_s") {
			t.Errorf("it goes again with %v", again)
		}
	}
	h.urn.fail = ballot.ErrChanged // another was tapped before, and has arrived
	h.post(toldPath+"/tap", tap).want(t, http.StatusOK, "Sent. Thank you.")
	h.urn.fail = fault.Wrap(fault.Closed, "round")
	h.post(toldPath+"/tap", tap).want(t, http.StatusGone, "!Sent. Thank you.")
	h.urn.fail = nil
	for range paceBurst {
		h.post(toldPath+"/tap", tap)
	}
	kept := func(got answer, status int) {
		got.want(t, status, "Your answer did not reach us yet.", "Try again", `action="/heard/strathlinn/11-13/en/tap"`, "!Sent. Thank you.", "!They are still here")
		if got.hidden().Encode() != tap.Encode() {
			t.Errorf("%d: it goes again as %v", status, got.hidden())
		}
	}
	kept(h.post(toldPath+"/tap", tap), http.StatusTooManyRequests)
	a.fail = errors.New("no store")
	kept(h.post(toldPath+"/tap", tap), http.StatusServiceUnavailable)
	h.now = h.now.Add(feedbackAge)
	h.get(toldPath).want(t, http.StatusInternalServerError)
}

// On a phone without scripts: read, tap, thanked. Going back and tapping again is the
// same tap; opening the page anew is another.
func TestATapInABrowser(t *testing.T) {
	h, _ := tapHouse(t)
	p := h.open(browsertest.NoScript())
	for _, path := range []string{"/heard/strathlinn/4-7/en", "/heard/strathlinn/8-10/ar", toldPath} {
		p.Visit(path)
		if browsertest.Eval[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
			t.Errorf("%s scrolls sideways", path)
		}
		if small := browsertest.Eval[bool](p, `[...document.querySelectorAll(".tap button")].some(b => b.offsetHeight < 44 || b.offsetWidth < 44)`); small {
			t.Errorf("%s: small targets", path)
		}
		browsertest.Eval[bool](p, `(document.querySelector(".tap").scrollIntoView(), true)`)
		p.Axe(browsertest.AAA)
		p.Screenshot("tap" + strings.ReplaceAll(path, "/", "-"))
	}
	p.Follow(`.tap button[value="5"]`)
	p.Axe(browsertest.AAA)
	p.Screenshot("tap-sent")
	p.Back()
	p.Becomes(`!!document.querySelector(".tap")`)
	browsertest.Eval[bool](p, `(document.querySelector('.tap button[value="1"]').click(), true)`) // the page that the browser kept is none that the driver has loaded
	p.Becomes(`!document.querySelector(".tap")`)
	p.Visit(toldPath)
	p.Follow(`.tap button[value="1"]`)
	var secrets []string
	for _, f := range h.urn.forms {
		secrets = append(secrets, f.Secret.String())
	}
	if len(secrets) != 3 || secrets[0] != secrets[1] || secrets[1] == secrets[2] {
		t.Errorf("secrets: %v", secrets)
	}
}

// Whatever is posted as a tap, what is handed in is one of the three faces, for the page
// that it came from, and nothing else; and nothing is called sent that was not handed in.
func FuzzTaps(f *testing.F) {
	for _, seed := range []string{
		"_s=AAAAAAAAAAAAAAAAAAAAAA&_round=asked-1&answers_you=5", "answers_you=5&answers_you=1&_s=AAAAAAAAAAAAAAAAAAAAAA&_round=asked-1",
		"_s=&_round=&answers_you=", "_s=AAAAAAAAAAAAAAAAAAAAAA&_round=asked-1&answers_you=%ff", "%zz", "_round=round-BCDFGH&answers_you=3&_s=AAAAAAAAAAAAAAAAAAAAAA", "answers_you.x=1&_s=AAAAAAAAAAAAAAAAAAAAAA&_round=asked-1",
	} {
		f.Add(seed)
	}
	h, _ := tapHouse(f)
	f.Fuzz(func(t *testing.T, body string) {
		h.urn.mu.Lock()
		h.urn.forms = nil
		h.urn.mu.Unlock()
		h.now = h.now.Add(time.Minute) // the pace is another test's
		r := httptest.NewRequest(http.MethodPost, toldPath+"/tap", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.echo.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Fatalf("%q: %d", body, w.Code)
		}
		if thanked := w.Code == http.StatusOK; thanked != (len(h.urn.forms) == 1) {
			t.Fatalf("%q: %d, and %d were handed in", body, w.Code, len(h.urn.forms))
		}
		for _, form := range h.urn.forms {
			given := form.Answers[standing.AnswersYou]
			if len(form.Answers) != 1 || len(given) != 1 || !strings.Contains("135", given[0]) || form.Round != "asked-1" || form.Edition != "11-13" || len(form.Texts) > 0 || form.Slip != "" {
				t.Fatalf("%q is handed in as %+v", body, form)
			}
		}
	})
}

// In every language the question stands in its own words, in the direction of its
// letters, and so does what is said after the tap.
func TestTheQuestionInEveryLanguage(t *testing.T) {
	h, _ := tapHouse(t)
	s, err := standing.Survey()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range feedbackLanguages {
		for _, e := range []surveys.Edition{surveys.E4, surveys.Easy} {
			path := "/heard/strathlinn/" + e.Slug() + "/" + lang
			asked, in := s.Say(s.Questions[0].Text, e, lang)
			page := h.get(path)
			page.want(t, http.StatusOK, html.EscapeString(asked), html.EscapeString(h.pages.Words.Printer(lang).T("child.tap.hint")))
			if in != lang {
				t.Errorf("%s is asked in %s", lang, in)
			}
			sent := h.post(path+"/tap", tapOf(t, page, "1"))
			sent.want(t, http.StatusOK, `lang="`+lang+`"`, html.EscapeString(h.pages.Words.Printer(lang).T("child.tap.once")))
		}
	}
	if n := len(h.urn.forms); n != 2*len(feedbackLanguages) {
		t.Errorf("%d were handed in", n)
	}
	for _, form := range h.urn.forms {
		if form.Edition == "easy" && form.AgeBand != "" {
			t.Errorf("an age is told that nobody was asked: %+v", form)
		}
	}
}
