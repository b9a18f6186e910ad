package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/inspections"
	"kist/surveys"
)

var (
	walkAll  = flag.Bool("walk.all", false, "walk every edition in every language in all six ways; without it each edition is walked in each way, in a language of its own as far as they reach, and each language in three ways")
	walkOnly = flag.String("walk.only", "", "walk only this piece of all, in all six ways: an edition, such as 4-7, or an edition and a language, such as 4-7/ar")
)

// way is how a child goes through the questions.
type way struct {
	name    string
	options []browsertest.Option
	walk    func(w *walker)
}

var ways = []way{
	{"keyboard", nil, (*walker).byKeys},
	{"touch", nil, (*walker).byTouch},
	{"no script", []browsertest.Option{browsertest.NoScript()}, (*walker).byTouch},
	{"network cut", []browsertest.Option{browsertest.MayLose()}, (*walker).cutOff},
	{"zoom 400", []browsertest.Option{browsertest.Height(256)}, (*walker).quickly},
	{"few colours", []browsertest.Option{browsertest.ForcedColours()}, (*walker).quickly},
}

// waysOf are the ways in which an edition is walked in a language, by their places
// in the lists. Over the table each edition meets every way once, each language three
// of them, and no two walks of an edition have the same language.
func waysOf(edition, language int) []int {
	if way := (language + 4*edition) % languagesWalked; way < len(ways) {
		return []int{way}
	}
	return nil
}

// languagesWalked is in how many languages the survey is that is walked.
const languagesWalked = 10

// chosen are the ways in which a piece is walked, by their places in the list.
func chosen(edition, lang string, i, j int) []int {
	all := make([]int, len(ways))
	for n := range all {
		all[n] = n
	}
	switch only := *walkOnly; {
	case only == edition, only == edition+"/"+lang, only == "" && *walkAll:
		return all
	case only != "":
		return nil
	}
	return waysOf(i, j)
}

// The table itself: whoever adds a way or an edition sees what it misses.
func TestEveryWayMeetsEveryEditionAndLanguage(t *testing.T) {
	const editions = 5
	met, often := map[string]bool{}, map[int]map[int]bool{}
	for l := range languagesWalked {
		often[l] = map[int]bool{}
		for e := range editions {
			for _, w := range waysOf(e, l) {
				met[fmt.Sprint("edition ", e, " way ", w)] = true
				often[l][w] = true
			}
		}
		if len(often[l]) != 3 {
			t.Errorf("language %d is walked in %d ways, want 3", l, len(often[l]))
		}
	}
	if want := editions * len(ways); len(met) != want {
		t.Errorf("%d meetings of an edition and a way, of %d", len(met), want)
	}
}

// TestWalkEveryEditionInEveryLanguage walks the starter survey on the narrowest
// phone, holds every screen of it to what a child needs, and at the end opens
// the boxes: what was answered is what arrived, each form once.
func TestWalkEveryEditionInEveryLanguage(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	log, line := &walkLog{survey: roundSurvey(t, a)}, &losing{posts: map[string]int{}, lost: map[string]bool{}}
	address := serveOver(t, a, line)
	t.Run("walks", func(t *testing.T) {
		for i, edition := range round.Editions {
			for j, lang := range round.Languages {
				for _, n := range chosen(edition, lang, i, j) {
					t.Run(edition+" "+lang+" "+ways[n].name, func(t *testing.T) {
						t.Parallel()
						walkOnce(t, address, round, walker{t: t, way: ways[n], edition: edition, lang: lang, log: log, line: line, turn: i + j + n})
					})
				}
			}
		}
	})
	if len(log.sent) == 0 || len(round.Languages) != languagesWalked {
		t.Fatalf("nothing was walked: editions are %v, languages %v", round.Editions, round.Languages)
	}
	log.arrived(t, a, demoAnswers)
}

func walkOnce(t *testing.T, address string, round *inspections.Round, w walker) {
	t.Helper()
	options := append([]browsertest.Option{browsertest.Width(browsertest.SmallPhone)}, w.way.options...)
	w.Page = browsertest.Open(t, address, options...)
	w.Visit("/r/" + round.Codes[0] + "/" + w.edition + "/" + w.lang)
	w.fit()
	w.way.walk(&w)
}

// walker is one child on one way through one questionnaire.
type walker struct {
	*browsertest.Page
	t             *testing.T
	way           way
	edition, lang string
	log           *walkLog
	line          *losing
	turn          int // so that not everybody chooses the same
}

// screen is what stands on the page.
type screen struct {
	ID      string
	Wrong   []string
	Kind    string // of the question: one, several, order, number, story; empty for others
	Choices int
}

// wrote is what is written where something can be written.
var wrote = map[string]string{"number": "2", "story": "Two good friends."}

// fit puts the kit into the document that has just been opened.
func (w *walker) fit() { browsertest.Eval[any](w.Page, walkKit) }

// ask waits until the page gives something, and judges the screen that it gives.
func (w *walker) ask(expression string) screen {
	w.t.Helper()
	var now *screen
	w.Until(expression, func() bool {
		now = browsertest.Eval[*screen](w.Page, expression)
		return now != nil
	})
	for _, wrong := range now.Wrong {
		w.t.Errorf("%s: %s", now.ID, wrong)
	}
	return *now
}

// skips says whether the n-th screen is passed without an answer.
func (w *walker) skips(n int) bool { return n%6 == 5 }

// quickly answers from inside the page; each target was tried by look.
func (w *walker) quickly() {
	w.t.Helper()
	w.ask(`kist.look("")`)
	browsertest.Eval[bool](w.Page, `kist.press("start")`)
	w.questions()
	w.Follow("#end button.go")
	w.atCheck()
	w.Click("#send")
	w.atThanks()
}

// questions answers them one after the other from inside the page.
func (w *walker) questions() {
	w.t.Helper()
	before := "start"
	for n := 0; ; n++ {
		now := w.ask(fmt.Sprintf("kist.quick(%q, %d, %v, {number: %q, story: %q})", before, w.turn+n, w.skips(n), wrote["number"], wrote["story"]))
		if now.ID == "end" {
			return
		}
		before = now.ID
	}
}

// byTouch puts a finger on everything.
func (w *walker) byTouch() {
	w.t.Helper()
	if w.way.name == "touch" {
		w.axe()
	}
	before := w.ask(`kist.look("")`)
	w.tap("start", 0)
	for n := 0; ; n++ {
		now := w.ask(fmt.Sprintf("kist.look(%q)", before.ID))
		if now.ID == "end" {
			break
		}
		if w.skips(n) {
			w.tap("skip", 0)
		} else {
			w.touch(now, w.turn+n)
			w.tap("next", 0)
		}
		before = now
	}
	w.Follow("#end button.go")
	w.atCheck()
	w.tap("send", 0)
	w.atThanks()
}

func (w *walker) tap(what string, n int) {
	w.t.Helper()
	at := browsertest.Eval[struct{ X, Y float64 }](w.Page, fmt.Sprintf("kist.at(%q, %d)", what, n))
	w.Tap(at.X, at.Y)
}

// touch answers the question on the screen.
func (w *walker) touch(now screen, n int) {
	w.t.Helper()
	switch {
	case wrote[now.Kind] != "":
		w.tap("field", 0)
		w.Insert(wrote[now.Kind])
	case now.Kind == "order" && w.way.name == "no script":
		browsertest.Eval[bool](w.Page, "kist.place()")
	case now.Kind == "order":
		w.tap("down", 0)
	case now.Choices > 0:
		w.tap("answer", n%now.Choices)
	}
}

// byKeys goes by Tab, Space, arrows and Enter alone.
func (w *walker) byKeys() {
	w.t.Helper()
	w.InFront()
	before := w.ask(`kist.look("")`)
	browsertest.Eval[any](w.Page, `document.getElementById("start").focus(), 0`)
	w.tabTo("start")
	w.Press(kb.Enter)
	for n := 0; ; n++ {
		now := w.ask(fmt.Sprintf("kist.look(%q)", before.ID))
		w.Wait(fmt.Sprintf("document.activeElement.id === %q", now.ID)) // the place from which Tab goes on
		if now.ID == "end" {
			break
		}
		w.keys(now, n)
		for _, wrong := range browsertest.Eval[[]string](w.Page, "kist.focus()") {
			w.t.Errorf("%s: %s", now.ID, wrong)
		}
		w.Press(kb.Enter)
		before = now
	}
	w.tabTo("look")
	w.Press(kb.Enter)
	w.WaitFor("#send")
	w.atCheck()
	browsertest.Eval[any](w.Page, `document.querySelector("main h1").focus(), 0`)
	w.tabTo("send")
	w.Press(kb.Enter)
	w.atThanks()
}

// keys answers the question on the screen and goes to what leads on.
func (w *walker) keys(now screen, n int) {
	w.t.Helper()
	if w.skips(n) {
		w.tabTo("skip")
		return
	}
	switch {
	case now.Kind == "one":
		w.Press(kb.Tab + " " + strings.Repeat(kb.ArrowDown, (w.turn+n)%now.Choices))
	case now.Kind == "several":
		w.Press(strings.Repeat(kb.Tab, 1+(w.turn+n)%now.Choices) + " ")
	case now.Kind == "order":
		w.Press(kb.Tab + " ")
	case wrote[now.Kind] != "":
		w.Press(kb.Tab + wrote[now.Kind])
	}
	w.tabTo("next")
}

// tabTo presses Tab as often as it takes by the order of the page, and no
// more, and wants to be there.
func (w *walker) tabTo(what string) {
	w.t.Helper()
	w.Press(strings.Repeat(kb.Tab, max(0, browsertest.Eval[int](w.Page, fmt.Sprintf("kist.tabs(%q)", what)))))
	if left := browsertest.Eval[int](w.Page, fmt.Sprintf("kist.tabs(%q)", what)); left != 0 {
		w.t.Errorf("Tab is %d stops away from %s, at %s", left, what, browsertest.Eval[string](w.Page, "document.activeElement.outerHTML.slice(0, 80)"))
	}
}

// axe holds all screens at once to the rules; some of the colours change with
// the language, most with the edition.
func (w *walker) axe() {
	w.t.Helper()
	browsertest.Eval[any](w.Page, everyScreen)
	w.Axe(browsertest.AAA)
	w.Screenshot("walk-" + w.edition + "-" + w.lang)
	browsertest.Eval[any](w.Page, `[...document.querySelectorAll(".step")].forEach(s => s.removeAttribute("style")), scrollTo(0, 0), 0`)
}

// atCheck looks at the check page, and remembers what it holds.
func (w *walker) atCheck() {
	w.t.Helper()
	w.WaitFor("#send")
	w.fit()
	w.ask(`kist.look("")`)
	if w.way.name == "touch" {
		w.Axe(browsertest.AAA)
	}
	fields, err := url.ParseQuery(browsertest.Eval[string](w.Page, "kist.fields()"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.log.add(w.t, w.edition, w.lang, fields)
}

// atThanks looks at the last page.
func (w *walker) atThanks() {
	w.t.Helper()
	w.WaitFor("main .scene")
	w.fit()
	w.ask(`kist.look("")`)
	if w.way.name == "touch" {
		w.Axe(browsertest.AAA)
	}
}

// walkLog is what children had before them when they pressed Send.
type walkLog struct {
	mu     sync.Mutex
	survey *surveys.Survey
	sent   []string // row of each
	texts  int      // stories in them
}

func (l *walkLog) add(t *testing.T, edition, lang string, fields url.Values) {
	t.Helper()
	answers, texts, err := l.survey.Accept(surveys.Edition(edition), lang, fields)
	if err != nil {
		t.Errorf("what is about to be sent: %v", err)
	}
	if len(answers) < 4 {
		t.Errorf("only %d questions were answered: %v", len(answers), fields)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = append(l.sent, rowOf(edition, lang, answers))
	l.texts += len(texts)
}

// rowOf is the same for the same answers.
func rowOf(edition, lang string, answers surveys.Answers) string {
	b, err := json.Marshal(answers) // keys in order
	if err != nil {
		panic(err) // maps of strings always encode
	}
	return edition + " " + lang + " " + string(b)
}

// arrived closes the round and opens its boxes: each form is there once, beside
// those that were in them before, and so is each story.
func (l *walkLog) arrived(t *testing.T, a *app, before int) {
	t.Helper()
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	there, rows := map[string]int{}, 0
	if err := a.opener.Batches(t.Context(), demoID, func(b ballot.Batch) error {
		for _, r := range b.Rows.All() {
			there[rowOf(r.Edition, r.Language, r.Answers)]++
			rows++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if want := before + len(l.sent); rows != want {
		t.Errorf("%d forms in the boxes, want %d", rows, want)
	}
	for _, row := range l.sent {
		if there[row]--; there[row] < 0 {
			t.Errorf("shown as sent, and not in the boxes: %s", row)
		}
	}
	texts, unread, err := a.opener.Texts(t.Context(), demoID)
	if err != nil || unread != 0 {
		t.Fatal(unread, err)
	}
	stories := 0
	for _, text := range texts {
		if text.Text == wrote["story"] {
			stories++
		}
	}
	if stories != l.texts {
		t.Errorf("%d stories arrived of %d", stories, l.texts)
	}
}
