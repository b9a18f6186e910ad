package studio

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"kist/internal/browsertest"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/results"
	"kist/internal/store"
	"kist/surveys"
	"kist/surveys/library"
	"kist/surveys/samples"
)

const (
	ada       = "ada:inspector"
	libraryAt = "/staff/library"
	night     = libraryAt + "/safe_night" // came with Kist
)

// published are the releases of the house, by round.
type published struct{ list []*results.Release }

func (p *published) Heads(_ context.Context, round string) ([]*results.Head, error) {
	var heads []*results.Head
	for _, r := range p.list {
		if r.Round == round {
			heads = append(heads, &results.Head{Head: r.Head, Round: round, Number: r.Number, Made: r.Made})
		}
	}
	return heads, nil
}

func (p *published) Answered(_ context.Context, id, question string) (results.Figure, bool, error) {
	for _, r := range p.list {
		if r.ID == id {
			f, ok := r.Answered(question)
			return f, ok, nil
		}
	}
	return results.Figure{}, false, fault.Wrap(fault.NotFound, "release %s", id)
}

// holdRound puts a round of a version into the book, and its inspection.
func (h *house) holdRound(id, version string, stage inspections.Stage) {
	h.t.Helper()
	in := &inspections.Inspection{Head: store.Head{ID: "in-" + id}, Programme: "p", Area: "S12000036", Title: "Inspection " + id}
	if err := h.book.Inspections.Insert(h.t.Context(), in); err != nil {
		h.t.Fatal(err)
	}
	r := &inspections.Round{Head: store.Head{ID: id}, Inspection: in.ID, Name: "Round " + id, Version: version, Stage: stage, Closes: "2031-05-04"}
	if err := h.book.Rounds.Insert(h.t.Context(), r); err != nil {
		h.t.Fatal(err)
	}
}

// release publishes for a round how many answered, in all and one question.
func (h *house) release(round, question string, all, base results.Figure) {
	h.releases.list = append(h.releases.list, &results.Release{
		Head: store.Head{ID: results.ReleaseID(round, 1)}, Round: round, Number: 1, Responses: all,
		Tables: []results.Table{{Question: question, Groups: []results.Group{{Base: base}}}},
	})
}

func shown(n int) results.Figure { return results.Figure{Shown: true, Count: n} }

// reworded is the survey with other words for a question.
func (h *house) reworded(key, text string) *surveys.Survey {
	h.t.Helper()
	s, err := h.survey.Clone()
	if err != nil {
		h.t.Fatal(err)
	}
	s.Question(key).Text.Set(surveys.All, "en", text)
	return s
}

// Somebody looks for a question in their own language, with a slip of the
// finger, and by what it gives evidence for.
func TestLibrarySearch(t *testing.T) {
	h := newHouse(t)
	want(t, h.as(iona, "/staff/surveys"), http.StatusOK, `href="/staff/library"`)
	all := want(t, h.as(iona, libraryAt), http.StatusOK, "Page 1 of", `rel="next"`, "!No question fits")
	if n := strings.Count(all, `<a class="voice"`); n != hitsShown {
		t.Errorf("%d questions on a page", n)
	}
	want(t, h.as(ada, libraryAt), http.StatusOK, `aria-current="page"`, ">Questions<", `!href="/staff/surveys"`)
	want(t, h.as(iona, libraryAt+"?page=2"), http.StatusOK, "Page 2 of", `rel="prev"`)
	want(t, h.as(iona, libraryAt+"?q=dentsit"), http.StatusOK, libraryAt+"/dentist_year", `value="dentsit"`, "Quality indicators: ", "!"+libraryAt+"/safe_home")
	want(t, h.as(iona, libraryAt+"?q=szacunkiem"), http.StatusOK, libraryAt+"/respect", "Versions that asked it: 1")
	want(t, h.as(iona, libraryAt+"?q=zzzzzz"), http.StatusOK, "Questions found: 0", "No question fits all of this", "!"+night)
	want(t, h.as(iona, libraryAt+"?wellbeing=S1&edition=4-7&q=outside"), http.StatusOK, libraryAt+"/safe_outside", `<option value="S1" selected>Safe`, `<option value="4-7" selected>`)
	want(t, h.as(iona, libraryAt+"?edition=4-7&q=online"), http.StatusOK, "!"+libraryAt+"/safe_online")
	want(t, h.as(iona, libraryAt+"?article=31&kind=faces"), http.StatusOK, libraryAt+"/safe_outside", "!"+night, `<option value="31" selected>31 `)
	want(t, h.as(iona, libraryAt+"?article=x&kind=nothing"), http.StatusOK, "Questions found: 0")
	want(t, h.as("gd", libraryAt), http.StatusOK, "Leabharlann nan ceistean", "Sàbhailte")
}

// One question tells where it is from, how each age reads it, and what it is for.
func TestLibraryQuestion(t *testing.T) {
	h := newHouse(t)
	k := h.kept("safe_night")
	page := want(t, h.as(iona, night), http.StatusOK, "It came with Kist", "No round that you may see", "our own", k.Why, "safe_night", "Wellbeing indicator:  Safe", "!staff.library")
	for _, e := range k.Offered {
		if text, _ := k.Text.In(e, "en"); !strings.Contains(page, text) {
			t.Errorf("nobody reads %q", text)
		}
	}
	for _, n := range k.Links.UNCRC {
		if a, ok := inspections.Article(n); !ok || !strings.Contains(page, fmt.Sprintf("article: %d %s", n, a.Title)) {
			t.Errorf("article %d has no title", n)
		}
	}
	want(t, h.as(iona, libraryAt+"/nothing"), http.StatusNotFound)
	h.publish(h.reworded("respect", "Other words?"))
	page = want(t, h.as(iona, libraryAt+"/respect?lang=ar"), http.StatusOK, `lang="ar" dir="rtl"`, "Other words?", "changed its words; answers may not", "for the first time", "English", "العربية")
	if strings.Index(page, "version 2") > strings.Index(page, "version 1") {
		t.Error("the oldest version stands first")
	}
	key := unchecked(t, h)
	want(t, h.as(iona, libraryAt+"/"+key), http.StatusOK, "to be checked")
}

// unchecked is a question with a link whose title was not read at the publisher.
func unchecked(t *testing.T, h *house) string {
	t.Helper()
	for _, k := range h.all() {
		for _, code := range k.Links.Quality {
			if q := indicator(k.Framework, code); !q.Verified || !q.NumberVerified {
				return k.Key
			}
		}
	}
	t.Fatal("every title was read at the publisher: drop this check")
	return ""
}

func (h *house) all() []*editing.Kept {
	h.t.Helper()
	l, err := editing.NewShelf(library.Files, h.versions).Library(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return l.Find(editing.Wanted{})
}

func (h *house) kept(key string) *editing.Kept {
	h.t.Helper()
	list := h.all()
	i := slices.IndexFunc(list, func(k *editing.Kept) bool { return k.Key == key })
	if i < 0 {
		h.t.Fatalf("the library has no %s", key)
	}
	return list[i]
}

// How a question did is read from releases alone. Who may not open a round reads
// where and when it was asked and the share, once it is over, and finds no way to it.
func TestLibraryTellsHowAQuestionDid(t *testing.T) {
	h := newHouse(t)
	for _, id := range []string{"many", "few", "waits", "without", "plan", "else"} {
		stage, version := inspections.Sealed, "what_its_like-1"
		if id == "plan" {
			stage = inspections.Draft
		}
		if id == "else" {
			version = "parents_carers-1"
		}
		h.holdRound(id, version, stage)
	}
	h.release("many", "respect", shown(120), shown(95))
	h.release("few", "respect", shown(15), results.Figure{})
	h.release("without", "safe_home", shown(40), shown(40))
	page := want(t, h.as(ada, libraryAt+"/respect"), http.StatusOK, "Round many", "Inspection many", "City of Edinburgh", "until 4 May 2031", `href="/staff/releases/many-1"`, "About 80% of those who answered",
		"Too few answered to give a share", "Nothing is published yet", "has no numbers for it", "!Round plan", "!Round else", "!Take it into a survey", `href="/staff/library"`, `!href="/staff/surveys"`)
	for _, n := range []string{"120", ">95", "79"} {
		if strings.Contains(page, n) {
			t.Errorf("the page tells more than a share: %s", n)
		}
	}
	page = want(t, h.as(iona, libraryAt+"/respect"), http.StatusOK, "Inspection many", "City of Edinburgh", "until 4 May 2031", "About 80% of those who answered", "!Round many", "!/staff/rounds/", "!/staff/releases/", "!Round plan", "Take it into a survey")
	for _, n := range []string{"120", ">95", "79"} {
		if strings.Contains(page, n) {
			t.Errorf("a volunteer is told more than a share: %s", n)
		}
	}
}

// A volunteer takes a question: the group sees a proposal, and once it is
// accepted the draft asks the question under its own name.
func TestTakingAQuestion(t *testing.T) {
	h := newHouse(t)
	want(t, h.as(iona, night), http.StatusOK, "Into which draft?", `<option value="what_its_like">`, "!Send")
	want(t, h.as(iona, night+"?survey=what_its_like"), http.StatusOK, "At the end", "After question 1", `action="/staff/library/safe_night/take"`)
	form := url.Values{"survey": {"what_its_like"}, "after": {h.key(0)}}
	want(t, h.post(iona, night+"/take", form), http.StatusUnprocessableEntity, "This cannot be empty.", `<option value="`+h.key(0)+`" selected>`)
	form.Set("why", "Nights are when <it> matters.")
	want(t, h.post(ada, night+"/take", form), http.StatusForbidden)
	at := h.sent(iona, night+"/take", form)
	want(t, h.as(callum, at), http.StatusOK, "Nights are when &lt;it&gt; matters.")
	if h.draft().Survey.Question("safe_night") != nil {
		t.Fatal("a proposal changes the draft")
	}
	h.sent(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"Yes."}})
	if list := h.draft().Survey.Questions; list[1].Key != "safe_night" || !strings.Contains(list[1].Why, h.kept("safe_night").Why) {
		t.Errorf("the second question is %s", list[1].Key)
	}
	want(t, h.as(iona, night), http.StatusOK, "This draft has it already:", "!Into which draft?")
	want(t, h.post(iona, night+"/take", form), http.StatusUnprocessableEntity, "has a question of that name already")
	form.Set("survey", "nothing")
	want(t, h.post(iona, night+"/take", form), http.StatusNotFound)
	want(t, h.post(iona, libraryAt+"/nothing/take", form), http.StatusNotFound)
}

// gaelic is a survey that was written in Gaelic.
const gaelic = `language: gd
title: Suirbhidh
editions: [14-18]
start:
  lead: Fàilte.
questions:
  latha:
    kind: yes_no
    text: An robh latha math agad?
`

// What cannot be taken is refused in words: another language, no age in common,
// a survey that is out of use.
func TestWhatCannotBeTaken(t *testing.T) {
	h := newHouse(t)
	files := fstest.MapFS{"in_gaelic.yaml": {Data: []byte(gaelic)}}
	for name, from := range map[string]fs.FS{"parents_carers.yaml": samples.Files, "in_gaelic.yaml": files} {
		s, err := surveys.Parse(from, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.drafts.Start(t.Context(), s, people.Server); err != nil {
			t.Fatal(err)
		}
	}
	form := func(survey string) url.Values { return url.Values{"survey": {survey}, "why": {"It fits."}} }
	want(t, h.post(iona, night+"/take", form("parents_carers")), http.StatusUnprocessableEntity, "for ages that the survey does not have", "It fits.")
	want(t, h.post(iona, night+"/take", form("in_gaelic")), http.StatusUnprocessableEntity, "written in another language")
	h.sent(ros, draft+"/retire", url.Values{"on": {"yes"}})
	want(t, h.post(iona, night+"/take", form("what_its_like")), http.StatusGone)
	want(t, h.as(iona, night), http.StatusOK, `!value="what_its_like"`)
}

// Every page of the library is small, and fits a phone and a desk.
func TestLibraryInABrowser(t *testing.T) {
	h := newHouse(t)
	h.holdRound("many", "what_its_like-1", inspections.Sealed)
	h.release("many", "respect", shown(120), shown(95))
	for _, width := range []browsertest.Option{browsertest.Width(320), browsertest.Width(390), browsertest.Width(1280)} {
		p := h.browserOf(ros, width)
		for name, path := range map[string]string{"list": libraryAt, "none": libraryAt + "?q=zzzzz", "kept": libraryAt + "/respect", "take": night + "?survey=what_its_like"} {
			if size := len(want(t, h.as(ros, path), http.StatusOK)); size > 60_000 {
				t.Errorf("%s has %d bytes", path, size)
			}
			p.Visit(path)
			p.Axe()
			p.Screenshot("library-" + name)
			if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %d px too wide", path, over)
			}
		}
	}
}

func TestCodesAreOrderedAsNumbers(t *testing.T) {
	list := []string{"10.1", "2.10", "2.2", "12", "3", "x"}
	slices.SortFunc(list, byNumber)
	if got := strings.Join(list, " "); got != "x 2.10 2.2 3 10.1 12" {
		t.Error(got)
	}
}

func BenchmarkLibrarySearch(b *testing.B) {
	h := newHouse(b)
	for b.Loop() {
		if w := h.as(iona, libraryAt+"?q=frends"); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// Each wording stands once, with the ages that read it, and in no language that
// lacks it.
func TestTellings(t *testing.T) {
	words := surveys.Text("en", "For all?")
	words.Set(surveys.E8, "en", "For the young?")
	words.Set(surveys.E14, "pl", "Po polsku?")
	k := &editing.Kept{
		Question: &surveys.Question{Key: "k", Text: words}, Source: "en",
		Languages: []string{"en", "pl", "ar"}, Offered: []surveys.Edition{surveys.E8, surveys.E11, surveys.E14},
	}
	h := newHouse(t)
	list := tellings(h.words.Printer("en"), k)
	if len(list) != 2 || list[0].Lang != "en" || list[1].Lang != "pl" {
		t.Fatalf("%+v", list)
	}
	for _, c := range []struct {
		in   telling
		want []wording
	}{
		{list[0], []wording{{"8 to 10", "For the young?"}, {"11 to 13, 14 to 18", "For all?"}}},
		{list[1], []wording{{"14 to 18", "Po polsku?"}}},
	} {
		if !slices.Equal(c.in.Wordings, c.want) {
			t.Errorf("%s: %+v, want %+v", c.in.Lang, c.in.Wordings, c.want)
		}
	}
}
