package child

import (
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/surveys"
	"kist/surveys/samples"
)

const elevenEnglish = "/r/" + openCode + "/11-13/en"

// first is what one flight of TCP carries.
const firstFlight = 14 << 10

func TestQuestionnaire(t *testing.T) {
	h := newHouse(t, every())
	a := h.get(elevenEnglish)
	a.want(t, http.StatusOK,
		`<html lang="en" dir="ltr" class="e11">`, `<title>Questions – Kist</title>`,
		`action="en/check" method="post"`, "What it&#39;s like", "We want to know.", "About 4 minutes.", "Who asks?",
		`id="q_1" data-q="feel"`, `<input type="radio" name="feel" value="5">`, `<use href="#f5"/>`, "Very happy", "I’d rather not say",
		`id="q_3" data-q="why_friend" tabindex="-1" aria-labelledby="t_q_3" data-if="who_first=friend"`,
		`<textarea name="why_friend" rows="6" maxlength="40"`, "Question 3 of 10",
		`<input type="checkbox" name="helps" value="none" data-alone>`, "Choose up to 2.",
		`<select name="first.a"`, `inputmode="numeric" name="places"`, `<a class="b go" href="#end">`,
		"Talk to someone", `<a href="tel:08001111" dir="ltr">0800 1111</a>`, `class="exit"`,
		"! checked>", "! selected>", "!_s\"", "!_drop", "!Read it out.", "!ZgotmplZ", "![child.", "!style=\"")
	golden(t, "questionnaire.11-13.en", withoutStyle(a.body))
}

// What answers will need is made ready when the first questionnaire of a kind is opened,
// and not before: a server in which nobody answers does without it.
func TestOpeningAQuestionnaireIsHeard(t *testing.T) {
	h := newHouse(t, every())
	heard := 0
	h.pages.Opening = func() { heard++ }
	for _, path := range []string{"/", "/j/" + openCode, "/help", "/r/" + closedCode + "/11-13/en"} {
		if h.get(path); heard != 0 {
			t.Errorf("%s opens no questionnaire", path)
		}
	}
	for range 2 {
		h.get(elevenEnglish).want(t, http.StatusOK)
	}
	if heard != 1 {
		t.Errorf("heard %d times", heard)
	}
}

// withoutStyle leaves out the style inside a page and the marks of files, which
// change on their own.
func withoutStyle(page string) string {
	page = regexp.MustCompile(`(?s)<style>.*?</style>`).ReplaceAllString(page, "<style></style>")
	return regexp.MustCompile(`(/static/[a-z.]+)\?[\w-]+`).ReplaceAllString(page, "$1")
}

func TestQuestionnaireInArabic(t *testing.T) {
	a := newHouse(t, every()).get("/r/" + openCode + "/11-13/ar")
	a.want(t, http.StatusOK, `<html lang="ar" dir="rtl" class="e11">`, "ما شعورك؟", "السؤال 1 من 10", "أفضّل ألّا أجيب",
		`<span lang="en" dir="ltr">A team.</span>`, // not translated: marked as what it is
		"بعض الكلمات هنا باللغة English فقط.",      // and said at the beginning
		`<span lang="en" dir="ltr">not safe</span>`, "!Talk to someone")
	golden(t, "questionnaire.11-13.ar", withoutStyle(a.body))
}

// A language of which only some words are there, or none of an edition's own, is
// never blank: what it lacks is in the survey's own, marked, and said beforehand.
func TestWordsThatAreNotTranslated(t *testing.T) {
	survey := every()
	survey.Languages = []string{"en", "ar", "uk"}
	survey.Questions[0].Text.Set(surveys.All, "uk", "Як ти почуваєшся?")
	survey.Questions[1].Text = surveys.Words{"en": {surveys.All: "Who first?", surveys.E4: "Who is it?"}, "uk": {surveys.E4: "Хто це?"}}
	h := newHouse(t, survey)
	h.get("/r/"+openCode+"/11-13/uk").want(t, http.StatusOK, `<html lang="uk" dir="ltr"`, "Деякі слова тут лише мовою English.",
		"<h2>Як ти почуваєшся?</h2>", `<h2><span lang="en" dir="ltr">Who first?</span></h2>`, "!Хто це?", "Запитання 3 з 10", "Дуже радісно")
	h.get("/r/"+openCode+"/4-7/uk").want(t, http.StatusOK, "<h2>Хто це?</h2>", "!Who first?")
	h.get(elevenEnglish).want(t, http.StatusOK, "!Some words are only in", "!<span lang")
	// On the check page too.
	a := h.post("/r/"+openCode+"/11-13/uk/check", url.Values{"who_first": {"nobody"}})
	a.want(t, http.StatusOK, `<span lang="en" dir="ltr">Who first?</span>`, `<span lang="en" dir="ltr">Option nobody</span>`)
	// A survey in a language that the pages do not speak keeps its own words, in pages
	// that say that they are English.
	survey.Languages = append(survey.Languages, "lt")
	survey.Questions[0].Text.Set(surveys.All, "lt", "Kaip jautiesi?")
	newHouse(t, survey).get("/r/"+openCode+"/11-13/lt").want(t, http.StatusOK, `<html lang="en" dir="ltr"`,
		`<span lang="lt" dir="ltr">Kaip jautiesi?</span>`, "<h2>Who first?</h2>", "!Some words are only in")
}

func TestQuestionnaireOfEachEdition(t *testing.T) {
	const drawn = `<legend id="t_q_1"><svg aria-hidden="true"><use href="#house"/></svg><h2>`
	survey := every()
	survey.Editions = append(survey.Editions, surveys.Easy)
	survey.Questions[0].Picture, survey.Start.Facts[0].Picture = "house", "two"
	h := newHouse(t, survey)
	for edition, texts := range map[string][]string{
		"4-7":   {`class="e4"`, "Read it out.", "1 of 10", "I don’t want to say", ":root{--of:10}", `class="o pic face"`},
		"8-10":  {`class="e8"`, "!Very happy", "Happy", "!Read it out."},
		"easy":  {`class="easy"`, `<symbol id="house"`, drawn, `<li><svg aria-hidden="true"><use href="#two"/></svg><strong>Who asks?`, "!Very happy", "I’d rather not say"},
		"14-18": {`class="e14"`, "!" + drawn, `<div class="lead">`, "How far do you agree?", "!class=\"scene\"", `<dl class="ans told">`},
	} {
		h.get("/r/"+openCode+"/"+edition+"/en").want(t, http.StatusOK, texts...)
	}
}

// A condition whose question the edition does not ask counts for nothing, on the page as
// for the server: the question is asked.
func TestConditionsOfOtherEditions(t *testing.T) {
	survey := withConditionElsewhere()
	h := newHouse(t, survey)
	h.get("/r/"+openCode+"/4-7/en").want(t, http.StatusOK, `data-q="know"`, `data-if="who_first=friend"`, "!helps=food")
	h.get(elevenEnglish).want(t, http.StatusOK, `data-if="helps=food"`)
	if q := survey.Question("know"); !slices.Contains(survey.Path(surveys.E4, nil), q) || slices.Contains(survey.Path(surveys.E11, nil), q) {
		t.Error("the server asks otherwise")
	}
}

// withConditionElsewhere is a survey whose youngest are not asked what helps, and those
// who are say by it whether they are asked what they know.
func withConditionElsewhere() *surveys.Survey {
	survey := every()
	survey.Question("helps").Editions = []surveys.Edition{surveys.E8, surveys.E11, surveys.E14}
	survey.Question("know").AskIf = []surveys.Clause{{Question: "helps", Any: []string{"food"}}}
	return survey
}

// A question's own hint stands alone, but for what the form holds one to.
func TestOwnHint(t *testing.T) {
	survey := every()
	for _, q := range survey.Questions {
		q.Hint = surveys.Text("en", "Own words for "+q.Key+".")
	}
	newHouse(t, survey).get(elevenEnglish).want(t, http.StatusOK,
		"Own words for places.", "!A guess is fine.", "Own words for why_friend.", "!A few words are enough.", "leave out addresses",
		"Own words for who_first.", "!Choose one.", "Own words for helps.", "Choose up to 2.", "Put the most important first.")
}

// The style is allowed by its hash, and nothing inside the page is not.
func TestQuestionnairePolicy(t *testing.T) {
	h := newHouse(t, every())
	for _, edition := range []string{"4-7", "8-10", "11-13", "14-18"} {
		a := h.get("/r/" + openCode + "/" + edition + "/en")
		style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(a.body)
		if style == nil {
			t.Fatal("no style inside")
		}
		sum := sha256.Sum256([]byte(style[1]))
		if policy := a.header.Get("Content-Security-Policy"); !strings.Contains(policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"';") {
			t.Errorf("%s: the policy does not allow the style: %s", edition, policy)
		}
		if got := a.header.Get("Cache-Control"); got != "public, max-age=300" {
			t.Errorf("Cache-Control: %s", got)
		}
	}
}

// A page's elements, what of them can come into an address, and its screens of questions.
var (
	tags    = regexp.MustCompile(`<[a-z]+[^>]*>`)
	ways    = regexp.MustCompile(` (?:id|href|action|formaction)="([^"]*)"`)
	screens = regexp.MustCompile(`<section class="step" id="(q_\d+)" (?:data-q="(\w+)")?`)
)

// naming finds the key of a question in an id or an address.
func naming(survey *surveys.Survey) *regexp.Regexp {
	var keys []string
	for _, q := range survey.Questions {
		keys = append(keys, q.Key)
	}
	return regexp.MustCompile(`(^|[^a-z0-9])(` + strings.Join(keys, "|") + `)($|[^a-z0-9_])`)
}

// ways are the ids of a page, and where its links, forms and buttons lead; its drawings
// are no part of any address.
func (a answer) ways() (list []string) {
	for _, tag := range tags.FindAllString(a.body, -1) {
		for _, way := range ways.FindAllStringSubmatch(tag, -1) {
			if !strings.HasPrefix(tag, "<use") && !strings.HasPrefix(tag, "<symbol") {
				list = append(list, way[1])
			}
		}
	}
	return list
}

// askedOn are the pages of an edition that lead to questions, and the rest with what was
// answered.
func (h *house) askedOn(survey *surveys.Survey, e surveys.Edition) (questions, others map[string]answer) {
	given := url.Values{}
	if survey.Question("who_first") != nil {
		given = url.Values{"who_first": {"friend"}, "places": {"99"}} // one leads on, one is to be mended
	}
	at := "/r/" + openCode + "/" + e.Slug() + "/en"
	return map[string]answer{
			"the questions": h.get(at), "changing": h.post(at+"/change", given), "hearing": h.get(at + "/hear"),
			"a pilot":  h.get("/r/" + pilotCode + "/" + e.Slug() + "/en"),
			"a tablet": h.get("/fieldwork/"+e.Slug()+"/en", "Authorization", "Bearer "+tabletToken),
		}, map[string]answer{
			"the check page": h.post(at+"/check", given), "another age": h.post(at+"/other", given), "saving": h.post(at+"/save", given),
		}
}

// What a browser keeps in its history, and suggests to whoever types there next, names
// no question: some are asked only of those who gave one answer. A screen has the same
// id in every edition, so that going on in other words leads to the same question.
func TestAddressesNameNoQuestion(t *testing.T) {
	for _, survey := range []*surveys.Survey{every(), starter(t)} {
		h := trying(t, survey)
		h.shelf.token = tabletToken
		named, keys := naming(survey), map[string]string{}
		for _, e := range survey.Editions {
			if e == surveys.E11 {
				h.record(survey, e, "en", everything)
			}
			questions, others := h.askedOn(survey, e)
			for what, page := range questions {
				found := screens.FindAllStringSubmatch(page.body, -1)
				if len(found) != len(survey.QuestionsIn(e)) {
					t.Errorf("%s for %s: %d screens of questions", what, e, len(found))
				}
				for _, s := range found {
					keys[s[1]] = cmp.Or(keys[s[1]], s[2])
					if s[2] != "" && keys[s[1]] != s[2] {
						t.Errorf("%s for %s: %s is %s, and elsewhere %s", what, e, s[1], s[2], keys[s[1]])
					}
				}
			}
			if n := strings.Count(others["the check page"].body, `formaction="change#q_`); n == 0 {
				t.Errorf("nothing can be changed for %s", e)
			}
			maps.Copy(others, questions)
			for what, page := range others {
				for _, way := range page.ways() {
					if named.MatchString(way) {
						t.Errorf("%s for %s names a question: %s", what, e, way)
					}
				}
			}
		}
		if len(keys) != len(survey.Questions) {
			t.Errorf("%d questions have %d ids", len(survey.Questions), len(keys))
		}
	}
}

// Every setting of a round gets the same bytes, in every encoding.
func TestQuestionnaireEncodings(t *testing.T) {
	h := newHouse(t, every())
	plain := h.get(elevenEnglish)
	const another = "BCDFGJ"
	h.book.byCode[another] = h.book.byCode[openCode]
	if other := h.get("/r/" + another + "/11-13/en"); other.body != plain.body {
		t.Error("another code gets other bytes")
	}
	decode := map[string]func(string) string{
		"gzip": func(s string) string {
			r, err := gzip.NewReader(strings.NewReader(s))
			if err != nil {
				t.Fatal(err)
			}
			return readAll(t, r)
		},
		"br": func(s string) string { return readAll(t, brotli.NewReader(strings.NewReader(s))) },
	}
	for coding, decoded := range decode {
		a := h.get(elevenEnglish, "Accept-Encoding", "deflate, "+coding)
		if a.header.Get("Content-Encoding") != coding || a.header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: headers %v", coding, a.header)
		}
		if decoded(a.body) != plain.body {
			t.Errorf("%s: other bytes than plain", coding)
		}
		tag := a.header.Get("Etag")
		if tag == plain.header.Get("Etag") {
			t.Errorf("%s has the tag of the plain page", coding)
		}
		again := h.get(elevenEnglish, "Accept-Encoding", coding, "If-None-Match", tag)
		if again.status == http.StatusOK { // made smaller meanwhile, which happens once
			again = h.get(elevenEnglish, "Accept-Encoding", coding, "If-None-Match", again.header.Get("Etag"))
		}
		again.want(t, http.StatusNotModified)
		if again.body != "" {
			t.Error("a page that has not changed was sent again")
		}
	}
}

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Two languages that are unlike English in every way are kept as they are: one
// from right to left for those who are read to, one without spaces.
func TestStarterFarFromEnglish(t *testing.T) {
	h := starterHouse(t)
	for _, page := range []struct{ edition, lang string }{{"4-7", "ur"}, {"8-10", "zh-Hans"}} {
		a := h.get("/r/" + openCode + "/" + page.edition + "/" + page.lang)
		a.want(t, http.StatusOK, `<html lang="`+page.lang+`"`, "!Some words are only in", "!<span lang")
		golden(t, "questionnaire."+page.edition+"."+page.lang, withoutStyle(a.body))
	}
}

// The starter survey fits into one flight in every edition and language.
func TestStarterFitsOneFlight(t *testing.T) {
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(survey.Languages) < 10 {
		t.Errorf("the starter survey is in %q only", survey.Languages)
	}
	h := newHouse(t, survey)
	for _, e := range survey.Editions {
		for _, lang := range survey.Languages {
			a := h.get("/r/"+openCode+"/"+string(e)+"/"+lang, "Accept-Encoding", "br")
			a.want(t, http.StatusOK)
			if len(a.body) > firstFlight {
				t.Errorf("%s in %s: %d bytes", e, lang, len(a.body))
			}
			t.Logf("%s %s: %d bytes", e, lang, len(a.body))
		}
	}
}

// Every kind, 35 questions with the words of the starter survey, fits too.
func TestLongestFitsOneFlight(t *testing.T) {
	long := longest(t)
	h := newHouse(t, long)
	for _, lang := range long.Languages {
		s, err := h.pages.speaker(t.Context(), "v1", surveys.E14, lang)
		if err != nil {
			t.Fatal(err)
		}
		page, err := h.pages.prepare(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		html, err := h.pages.room.Bytes("questionnaire", page)
		if err != nil {
			t.Fatal(err)
		}
		doc := newDocument(html, string(page.Inline))
		_, _, quick := doc.served.Load().Sizes()
		doc.press(html)
		_, _, pressed := doc.served.Load().Sizes()
		if quick > firstFlight || pressed >= quick {
			t.Errorf("%s: %d bytes at first, %d in the end", lang, quick, pressed)
		}
		t.Logf("%s: %d bytes at first, %d in the end", lang, quick, pressed)
	}
}

// longest has 35 questions of all kinds, in the languages and words of the
// starter survey.
func longest(t *testing.T) *surveys.Survey {
	t.Helper()
	starter, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var questions, options []surveys.Words
	for _, q := range starter.Questions {
		questions = append(questions, q.Text)
		for _, o := range q.Options {
			options = append(options, o.Text)
		}
	}
	kinds, used := every().Questions, 0
	long := &surveys.Survey{Key: "long", Source: "en", Languages: starter.Languages, Editions: starter.Editions, Title: starter.Title, Start: starter.Start}
	for i := range 35 {
		q := *kinds[i%len(kinds)]
		q.Key, q.AskIf, q.Text = fmt.Sprintf("%s_%d", q.Key, i), nil, questions[i%len(questions)]
		q.Options = slices.Clone(q.Options)
		for o := range q.Options {
			q.Options[o].Text = options[used%len(options)]
			used++
		}
		long.Questions = append(long.Questions, &q)
	}
	return long
}

// A document is made once, even if many ask for it at the same time.
func TestDocumentsAreMadeOnce(t *testing.T) {
	d := newDocuments()
	var made atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			doc, err := d.get(documentKey{"v", surveys.E11, "en"}, "", func() (*document, error) {
				made.Add(1)
				return newDocument([]byte("<p>"), ""), nil
			})
			if err != nil || doc == nil {
				t.Error(doc, err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
}

// What could not be made is tried again by the next who asks.
func TestDocumentFailureIsNotKept(t *testing.T) {
	d, broken := newDocuments(), errors.New("store")
	key := documentKey{"v", surveys.E11, "en"}
	if _, err := d.get(key, "", func() (*document, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	doc, err := d.get(key, "", func() (*document, error) { return newDocument([]byte("<p>"), ""), nil })
	if err != nil || doc == nil {
		t.Errorf("second time: %v, %v", doc, err)
	}
}

func TestCodesAreRememberedForAMoment(t *testing.T) {
	h := newHouse(t, every())
	for range 5 {
		h.get(elevenEnglish).want(t, http.StatusOK)
	}
	if h.book.asked != 1 {
		t.Errorf("the store was asked %d times", h.book.asked)
	}
	closed := *h.book.byCode[openCode]
	closed.Stage = inspections.Final
	h.book.byCode[openCode] = &closed
	h.now = h.now.Add(codeAge)
	h.get(elevenEnglish).want(t, http.StatusGone, "These questions are closed")
}

func TestCodesAreBounded(t *testing.T) {
	book := &rounds{byCode: map[string]*inspections.Round{}}
	c := newCodes(book, func() time.Time { return today })
	round := &inspections.Round{Settings: []inspections.Setting{{Code: "X"}}}
	for i := range maxCodes + 10 {
		code := string(rune('a' + i))
		book.byCode[code] = round
		if _, err := c.find(context.Background(), code); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.open) > maxCodes {
		t.Errorf("%d codes in memory", len(c.open))
	}
	if _, err := c.find(context.Background(), "unknown"); !errors.Is(err, fault.NotFound) {
		t.Errorf("unknown code: %v", err)
	}
	if _, kept := c.open["unknown"]; kept {
		t.Error("a code that opens nothing is remembered")
	}
}
