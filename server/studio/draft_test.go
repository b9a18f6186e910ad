package studio

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/editing"
	"kist/surveys"
)

const (
	iona   = "iona:volunteer"
	callum = "callum:volunteer"
	ros    = "ros:coordinator"
	draft  = "/staff/surveys/what_its_like"
)

// as opens a page as somebody.
func (h *house) as(who, path string) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.do(who, httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends a form as somebody.
func (h *house) post(who, path string, form url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	h.fill(path, form)
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(who, r)
}

// fill puts into the form of a vote, a decision or of going back what its page holds hidden, as it
// stands now, unless the test did.
func (h *house) fill(path string, form url.Values) {
	if strings.Contains(path, "/history/") && form != nil && !form.Has("at") {
		form.Set("at", strconv.Itoa(h.draft().Seq))
	}
	at, isVote := strings.CutSuffix(path, "/vote")
	at, isDecision := strings.CutSuffix(at, "/decide")
	if !isVote && !isDecision || form.Has("seen") {
		return
	}
	if pr, err := h.drafts.Proposal(h.t.Context(), at[strings.LastIndex(at, "/")+1:]); err == nil {
		form.Set("seen", pr.Seen())
	}
}

// sent posts a form and gives the page that it leads to.
func (h *house) sent(who, path string, form url.Values) string {
	h.t.Helper()
	w := h.post(who, path, form)
	if w.Code != http.StatusSeeOther {
		h.t.Fatalf("%s: %d\n%s", path, w.Code, w.Body)
	}
	to, _, _ := strings.Cut(w.Header().Get("Location"), "#")
	return to
}

// key is the key of the n-th question, from 0.
func (h *house) key(n int) string { return h.survey.Questions[n].Key }

// word is the name of a question's wording for all ages.
func word(key string) string { return wordName("questions."+key+".text", surveys.All) }

// change is the form of a change of one wording in English.
func (h *house) change(key, text, why string) url.Values {
	return url.Values{"seq": {strconv.Itoa(h.draft().Seq)}, "lang": {"en"}, word(key): {text}, "why": {why}}
}

func (h *house) draft() *editing.Draft {
	h.t.Helper()
	doc, err := h.drafts.Get(h.t.Context(), h.survey.Key)
	if err != nil {
		h.t.Fatal(err)
	}
	return doc
}

// reads is what the draft says for all ages in English.
func (h *house) reads(key string) string {
	h.t.Helper()
	return h.draft().Survey.Units()[surveys.Unit{Place: "questions." + key + ".text", Language: "en", Edition: surveys.All}]
}

// plain is a question with one wording for all ages.
func (h *house) plain() string {
	h.t.Helper()
	for _, q := range h.survey.Questions {
		if h.reads(q.Key) != "" {
			return q.Key
		}
	}
	h.t.Fatal("no question has a wording for all")
	return ""
}

// A volunteer proposes plainer words, another votes and talks, the coordinator
// accepts: the draft has the words, and why stays.
func TestProposeVoteAccept(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	q := questionPath(h.survey.Key, key)
	want(t, h.as(iona, draft), http.StatusOK, `href="`+q+`"`, "The draft", "!Take this survey out of use")
	want(t, h.as(iona, q), http.StatusOK, "8 to 10", "Propose a change", "Nobody proposes a change here.")
	want(t, h.as(iona, q+"/propose"), http.StatusOK, `name="`+word(key)+`"`, "!Change it now", "!an end of the scale")
	at := h.sent(iona, q+"/propose", h.change(key, h.reads(key)+" Really?", "It asks again."))
	want(t, h.as(callum, q), http.StatusOK, `href="`+at+`"`, "It asks again.")
	want(t, h.as(callum, draft), http.StatusOK, "Open proposals: 1", "Waiting for your vote: 1")
	want(t, h.as(callum, at), http.StatusOK, "Iona Muir proposes a change", "<ins><span class=\"vh\">added: </span> Really?</ins>", "!Accept</button>")
	want(t, h.post(callum, at+"/vote", url.Values{"vote": {"disagree"}}), http.StatusUnprocessableEntity, "This cannot be empty.")
	h.sent(callum, at+"/vote", url.Values{"vote": {"not_sure"}})
	h.sent(callum, at+"/vote", url.Values{"vote": {"disagree"}, "why": {"Too much."}})
	h.sent(ros, at+"/vote", url.Values{"vote": {"agree"}})
	want(t, h.as(iona, at), http.StatusOK, "Agree 1", "Not sure 0", "Disagree 1", "Callum: Too much.", "Votes: 2")
	want(t, h.as(callum, draft), http.StatusOK, "!Waiting for your vote")
	want(t, h.post(iona, at+"/decide", url.Values{"decision": {"accept"}, "why": {"Mine."}}), http.StatusForbidden)
	want(t, h.post(ros, at+"/decide", url.Values{"decision": {"accept"}}), http.StatusUnprocessableEntity, "This cannot be empty.")
	was := h.reads(key)
	h.sent(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"Children told us."}})
	if got := h.reads(key); got != was+" Really?" {
		t.Errorf("the draft reads %q", got)
	}
	want(t, h.as(iona, at), http.StatusOK, "Accepted", "Children told us.", "!Save vote", "!Take my proposal back")
	want(t, h.as(iona, q), http.StatusOK, "Proposals that were decided", "Children told us.")
	want(t, h.post(callum, at+"/vote", url.Values{"vote": {"agree"}}), http.StatusGone)
}

// Two people change one place from the same page. The second sees both texts,
// with who wrote the first, and loses nothing; what does not clash goes along.
func TestTwoPeopleChangeOnePlace(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	q := questionPath(h.survey.Key, key)
	hint := wordName("questions."+key+".hint", surveys.All)
	mine := h.change(key, "Iona’s words?", "Plainer.")
	mine.Set(hint, "A hint of Iona’s.")
	theirs := h.change(key, "Ros’s words?", "Shorter.")
	theirs.Set("as", "change")
	if to := h.sent(ros, q+"/propose", theirs); to != q {
		t.Errorf("a change leads to %s", to)
	}
	page := want(t, h.post(iona, q+"/propose", mine), http.StatusConflict, "Nothing is lost", "Ros’s words?", "Iona’s words?", "Ros wrote", "A hint of Iona’s.", "Plainer.")
	if !strings.Contains(page, fmt.Sprintf(`name="seq" value="%d"`, h.draft().Seq)) {
		t.Error("the form is not made of the state that has both")
	}
	joined := h.change(key, "Ros’s and Iona’s words?", "Plainer.")
	joined.Set(hint, "A hint of Iona’s.")
	at := h.sent(iona, q+"/propose", joined)
	want(t, h.as(ros, at), http.StatusOK, "and Iona’s", "A hint of Iona’s.", "!Ros wrote")

	// while it waits, the place changes once more
	again := h.change(key, "Third words?", "Better.")
	again.Set("as", "change")
	h.sent(ros, q+"/propose", again)
	want(t, h.post(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"Good."}}), http.StatusConflict, "Third words?", "!Keep this text", ">Good.</textarea>")
	h.sent(callum, at+"/vote", url.Values{"vote": {"agree"}})
	read, err := h.drafts.Proposal(t.Context(), at[strings.LastIndex(at, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	long := url.Values{"text0": {strings.Repeat("Long words. ", 200)}, "now0": {"Third words?"}}
	want(t, h.post(iona, at+"/merge", long), http.StatusUnprocessableEntity, "Long words. Long words.", `class="err" role="alert"`)
	merge := url.Values{"text0": {"All words?"}, "now0": {"Third words?"}}
	want(t, h.post(callum, at+"/merge", merge), http.StatusForbidden)
	want(t, h.post(iona, at+"/merge", url.Values{"text0": {"All words?"}, "now0": {"Ros’s words?"}}), http.StatusConflict, "All words?", "Third words?")
	h.sent(iona, at+"/merge", merge)
	want(t, h.as(ros, at), http.StatusOK, "All</ins>", "!1</b>") // the vote was on other words
	for _, old := range []url.Values{{"decision": {"accept"}, "why": {"Read before."}}, {"decision": {"decline"}, "why": {"Read before."}}} {
		old.Set("seen", read.Seen())
		want(t, h.post(ros, at+"/decide", old), http.StatusConflict, "All</ins>", "other changes meanwhile", ">Read before.</textarea>")
	}
	want(t, h.post(callum, at+"/vote", url.Values{"vote": {"disagree"}, "why": {"I read others."}, "seen": {read.Seen()}}), http.StatusConflict, "All</ins>", ">I read others.</textarea>", `value="disagree" required checked`)
	h.sent(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"Good."}})
	if got := h.reads(key); got != "All words?" {
		t.Errorf("the draft reads %q", got)
	}
}

// Answers are added, reordered and taken out; a question moves and goes; what
// could not be published is refused in words, with everything still there.
func TestOptionsAndPlaces(t *testing.T) {
	h := newHouse(t)
	var choice *surveys.Question
	for _, q := range h.survey.Questions {
		if q.KindName == "several" || q.KindName == "one_choice" {
			choice = q
			break
		}
	}
	q := questionPath(h.survey.Key, choice.Key)
	form := url.Values{"seq": {"0"}, "lang": {"en"}, "why": {"A better list."}, "new": {"My dog"}, "as": {"change"}}
	for i, o := range choice.Options {
		form.Set(orderField+o.Key, strconv.Itoa(i+1))
	}
	first, second := choice.Options[0].Key, choice.Options[1].Key
	form.Set(orderField+first, "2")
	form.Set(orderField+second, "1")
	h.sent(ros, q+"/propose", form)
	now := h.draft().Survey.Question(choice.Key)
	if now.Options[0].Key != second || now.Options[1].Key != first || len(now.Options) != len(choice.Options)+1 {
		t.Errorf("options are %v", keysOf(now.Options))
	}
	want(t, h.as(iona, q), http.StatusOK, "My dog")
	form.Set("seq", strconv.Itoa(h.draft().Seq))
	form.Set("new", "")
	for _, o := range now.Options {
		form.Set(orderField+o.Key, "")
	}
	want(t, h.post(ros, q+"/propose", form), http.StatusUnprocessableEntity, "A better list.", `role="alert"`)
	form.Set(orderField+first, "first")
	want(t, h.post(ros, q+"/propose", form), http.StatusUnprocessableEntity, "a number from 1 to 99", `value="first"`)

	move := url.Values{"seq": {strconv.Itoa(h.draft().Seq)}, "lang": {"en"}, "why": {"Ease in."}, "after": {startValue}}
	last := h.key(len(h.survey.Questions) - 1)
	at := h.sent(iona, questionPath(h.survey.Key, last)+"/propose", move)
	want(t, h.as(iona, at), http.StatusOK, "Which questions there are, in order", "1. ")
	h.sent(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"Yes."}})
	if got := h.draft().Survey.Questions[0].Key; got != last {
		t.Errorf("%s stands first", got)
	}
	cut := url.Values{"seq": {strconv.Itoa(h.draft().Seq)}, "lang": {"en"}, "why": {"Too long."}, "remove": {"yes"}, "as": {"change"}}
	grouping := questionPath(h.survey.Key, h.survey.Groupings[len(h.survey.Groupings)-1])
	want(t, h.post(ros, grouping+"/propose", cut), http.StatusUnprocessableEntity, "Results cannot be grouped by")
	plain := questionPath(h.survey.Key, h.plain())
	if to := h.sent(ros, plain+"/propose", cut); to != draft {
		t.Errorf("taking a question out leads to %s", to)
	}
	want(t, h.as(iona, plain), http.StatusNotFound)
}

// The group talks: answers stand under what they answer, a name calls its owner,
// and one takes back what is one's own and nothing else.
func TestTalk(t *testing.T) {
	h := newHouse(t)
	q := questionPath(h.survey.Key, h.key(0))
	want(t, h.post(iona, q+"/say", url.Values{"text": {" "}}), http.StatusUnprocessableEntity, "This cannot be empty.")
	h.sent(iona, q+"/say", url.Values{"text": {"What do you think, @callum? And @ros!"}})
	page := want(t, h.as(callum, q), http.StatusOK, "What do you think", "Iona Muir", "!Take it back")
	id := regexp.MustCompile(`id="r-([^"]+)"`).FindStringSubmatch(page)[1]
	for _, who := range []string{"callum", "ros"} {
		if list, err := h.drafts.Mentioning(t.Context(), who, 5); err != nil || len(list) != 1 {
			t.Errorf("%s is called by %d remarks (%v)", who, len(list), err)
		}
	}
	h.sent(callum, q+"/say", url.Values{"text": {"I like it."}, "answers": {id}})
	want(t, h.post(callum, q+"/say", url.Values{"take_back": {id}}), http.StatusForbidden)
	want(t, h.post(iona, questionPath(h.survey.Key, h.key(1))+"/say", url.Values{"take_back": {id}}), http.StatusNotFound)
	h.sent(iona, q+"/say", url.Values{"take_back": {id}})
	want(t, h.as(iona, q), http.StatusOK, "Taken back", "!What do you think", "I like it.")
}

func TestCalled(t *testing.T) {
	all, _ := (&crew{}).All(t.Context())
	for text, want := range map[string]int{
		"": 0, "iona": 0, "@iona": 1, "@Iona Muir, look": 1, "@ionas": 0, "mail@callum": 1, "@callum @ros": 2, "@ada": 0, "@ionas, @iona": 1, "@": 0,
	} {
		got := map[string]bool{}
		for _, id := range called(text, all) {
			got[id] = true
		}
		if len(got) != want {
			t.Errorf("%q calls %v", text, got)
		}
	}
}

// A retired survey can be read; nothing in it changes until it is back.
func TestRetireAndReturn(t *testing.T) {
	h := newHouse(t)
	q := questionPath(h.survey.Key, h.plain())
	want(t, h.as(iona, draft+"/retire"), http.StatusForbidden)
	want(t, h.as(ros, draft+"/retire"), http.StatusOK, "Take this survey out of use")
	h.sent(ros, draft+"/retire", url.Values{"on": {"yes"}})
	want(t, h.as(iona, draft), http.StatusOK, "out of use")
	want(t, h.as(iona, q), http.StatusOK, "!Propose a change</a>")
	want(t, h.post(iona, q+"/propose", h.change(h.plain(), "New?", "Why.")), http.StatusGone)
	want(t, h.as(ros, draft+"/retire"), http.StatusOK, "Bring this survey back", `name="on" value="no"`)
	h.sent(ros, draft+"/retire", url.Values{"on": {"yes"}}) // by somebody who opened the form before
	if !h.draft().Retired {
		t.Error("taken out of use twice it is back")
	}
	want(t, h.post(ros, draft+"/review/coordinator", url.Values{"seq": {strconv.Itoa(h.draft().Seq)}, "news": {"New."}}), http.StatusGone)
	want(t, h.post(ros, draft+"/retire", nil), http.StatusUnprocessableEntity)
	h.sent(ros, draft+"/retire", url.Values{"on": {"no"}})
	h.sent(iona, q+"/propose", h.change(h.plain(), "New?", "Why."))
}

// Every page of the studio is small, and fits a phone and a desk.
func TestStudioPagesInABrowser(t *testing.T) {
	h := newHouse(t)
	key := h.plain()
	q := questionPath(h.survey.Key, key)
	at := h.sent(iona, q+"/propose", h.change(key, "Do adults do something about what you tell them?", "Nobody says “professionals”."))
	h.sent(callum, at+"/vote", url.Values{"vote": {"agree"}})
	h.sent(callum, at+"/say", url.Values{"text": {"At twelve I would have skipped this one."}})
	theirs := h.change(key, "Ros’s words?", "Shorter.")
	theirs.Set("as", "change")
	h.sent(ros, q+"/propose", theirs)
	for _, width := range []browsertest.Option{browsertest.Width(320), browsertest.Width(1280)} {
		p := h.browserOf(ros, width)
		for name, path := range map[string]string{"draft": draft, "question": q, "propose": q + "/propose", "proposal": at, "retire": draft + "/retire"} {
			if size := len(want(t, h.as(ros, path), http.StatusOK)); size > 60_000 {
				t.Errorf("%s has %d bytes", path, size)
			}
			p.Visit(path)
			p.Axe()
			p.Screenshot("studio-" + name)
			if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %d px too wide", path, over)
			}
		}
	}
}

// A question stands in every language and age side by side with its hint and its
// answers; what is not translated is in the language that children read instead, and
// says so.
func TestEveryTongueSideBySide(t *testing.T) {
	h := newHouse(t)
	s := &studio{Deps: Deps{Words: h.words}}
	p := h.words.Printer("en")
	survey, err := h.survey.Clone()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range surveys.Kinds() {
		q := survey.Question(h.ofKind(kind).Key)
		delete(q.Text, "pl")
		delete(q.Hint, "pl")
		rows := s.everyTongue(p, survey, q)
		if len(rows) != len(survey.Languages) {
			t.Fatalf("%d rows", len(rows))
		}
		for _, row := range rows {
			for i, v := range row.Editions {
				e := survey.Editions[slices.IndexFunc(survey.Editions, func(e surveys.Edition) bool { return p.T("staff.edition."+string(e)) == v.Edition })]
				hint, _ := survey.Say(q.Hint, e, row.Tag)
				answers := len(q.Choices(e))
				if q.AboutChild {
					answers++
				}
				if v.Text.Text == "" || v.Hint.Text != hint || len(v.Answers) != answers || len(row.Editions) != len(rows[0].Editions) {
					t.Errorf("%s in %s, age %d: %+v", q.Key, row.Tag, i, v)
				}
				for _, r := range append([]readText{v.Text, v.Rule}, readings(v.Answers)...) {
					lent := row.Tag == "pl" && r == v.Text
					if r.Lent != lent && r.Lang != "" || r.Lent && r.Lang != "en" || row.Tag == "ar" && r.Lang == "ar" && r.Dir != "rtl" || strings.HasPrefix(r.Text, "[") {
						t.Errorf("%s in %s, age %d: %+v", q.Key, row.Tag, i, r)
					}
				}
			}
		}
	}
}

// readings are the texts of answers.
func readings(list []answerView) []readText {
	var texts []readText
	for _, a := range list {
		texts = append(texts, a.readText)
	}
	return texts
}

// All of it is on the page without script, right to left where the language is, on a
// phone and on a desk.
func TestSideBySideInABrowser(t *testing.T) {
	h := newHouse(t)
	q := h.ofKind("several")
	last := h.survey.Editions[len(h.survey.Editions)-1]
	option := q.OptionsIn(last)[0]
	path, ages := questionPath(h.survey.Key, q.Key), 0
	for _, e := range h.survey.Editions {
		if q.In(e) {
			ages++
		}
	}
	for _, lang := range []string{"ar", "ur", "pl", "zh-Hans"} {
		text, _ := h.survey.Say(q.Text, last, lang)
		answer, _ := h.survey.Say(option.Text, last, lang)
		want(t, h.as(iona, path), http.StatusOK, html.EscapeString(text), html.EscapeString(answer))
	}
	for _, width := range []int64{320, 1280} {
		p := h.browserOf(iona, browsertest.Width(width))
		p.Visit(path)
		browsertest.Eval[any](p, `document.querySelectorAll("details").forEach(d => d.open = true)`)
		p.Axe()
		p.Screenshot(fmt.Sprint("studio-side-by-side-", width))
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%d px too wide at %d", over, width)
		}
		beside := browsertest.Eval[int](p, `(() => { const top = e => e.getBoundingClientRect().top, all = [...document.querySelector(".every").children]; return all.filter(e => top(e) === top(all[0])).length; })()`)
		if width == 1280 && beside != ages || beside == 0 {
			t.Errorf("%d ages stand side by side at %d px", beside, width)
		}
		if rtl := browsertest.Eval[int](p, `[...document.querySelectorAll(".every [lang=ar], .every [lang=ur]")].filter(e => getComputedStyle(e).direction === "rtl").length`); rtl < 2*ages {
			t.Errorf("%d texts run from right to left", rtl)
		}
	}
}
