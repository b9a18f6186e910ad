package feedback

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/heard"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/internal/themes"
	"kist/surveys"
)

const voiceAt = "/staff/inspections/strathlinn/voice"

// world is what the other rooms hold.
type world struct {
	heads    map[string][]*results.Head
	survey   *surveys.Survey
	tablets  []*inspections.Tablet
	findings []*findings.Finding
	before   *findings.Version // an earlier version of the first finding
	items    []*evidence.Item
	progress results.Progress
	quotes   map[string]*themes.Spoken
	broken   string // what cannot be read
}

func (w *world) Shown(context.Context, string) (results.Progress, error) {
	return w.progress, w.read("progress")
}

func (w *world) publish(_ context.Context, s *surveys.Survey) (string, error) {
	v, err := surveys.Publish(s, 1)
	if err != nil {
		return "", err
	}
	return v.ID(), w.read("publishing")
}

func (w *world) read(what string) error {
	if w.broken == what {
		return fault.Wrap(fault.Closed, "%s cannot be read", what)
	}
	return nil
}

func (w *world) Heads(_ context.Context, round string) ([]*results.Head, error) {
	return w.heads[round], w.read("releases " + round)
}

func (w *world) Survey(_ context.Context, id string) (*surveys.Survey, error) {
	if w.survey == nil {
		return nil, fault.Wrap(fault.NotFound, "version %s", id)
	}
	return w.survey, w.read("versions")
}

func (w *world) OfRound(context.Context, string) ([]*inspections.Tablet, error) {
	return w.tablets, w.read("tablets")
}

// concluded are the findings of the world.
type concluded struct{ *world }

func (c concluded) Of(context.Context, string) ([]*findings.Finding, error) {
	return c.findings, c.read("findings")
}

func (c concluded) Version(_ context.Context, _ *findings.Finding, number int) (*findings.Version, error) {
	if c.before == nil || c.before.Number != number {
		return nil, fault.Wrap(fault.NotFound, "version %d", number)
	}
	return c.before, nil
}

func (c concluded) Show(_ context.Context, _ string, content findings.Content) ([]findings.Shown, error) {
	var list []findings.Shown
	for _, s := range content.Sources {
		list = append(list, findings.Shown{Source: s, Voice: s.Children})
	}
	return list, c.read("evidence of findings")
}

// handed are the items of the world.
type handed struct{ *world }

func (h handed) Of(context.Context, string) ([]*evidence.Item, error) {
	return h.items, h.read("items")
}

// open makes the house's round one that children can answer.
func (h *house) open() {
	h.t.Helper()
	_, err := h.book.Rounds.Update(h.t.Context(), "spring", func(r *inspections.Round) error {
		r.Name, r.Stage, r.Door, r.Opens, r.Closes = "Spring", inspections.Running, inspections.Ticketed, "2026-03-02", "2026-03-27"
		return nil
	})
	ok(h.t, err)
}

// agreed is a finding that two inspectors agreed in this version.
func agreed(number, version int, children bool) *findings.Finding {
	f := &findings.Finding{Head: store.Head{ID: findings.ID("strathlinn", number)}, Inspection: "strathlinn", Number: number, Stage: findings.Settled}
	f.Latest = findings.Version{Number: version, Content: resting(children)}
	f.Agreed = &findings.Accord{Version: version, Who: "iain", At: "2026-04-20T10:05Z", Statement: "Children wait too long."}
	return f
}

// resting is what a finding says that rests on what children said, or on records.
func resting(children bool) findings.Content {
	return findings.Content{Sources: []findings.Source{
		{Key: "one", Kind: findings.Records, Bearing: findings.Supports},
		{Key: "two", Kind: findings.Group, Bearing: findings.Supports, Children: children},
	}}
}

// whole is an inspection in which something came of every step.
func (h *house) whole() {
	h.t.Helper()
	h.open()
	h.world.survey = &surveys.Survey{Key: "example", Source: "en", Title: surveys.Text("en", "What it is like"), Questions: make([]*surveys.Question, 12)}
	h.world.tablets = []*inspections.Tablet{{Token: "one"}}
	h.world.heads = map[string][]*results.Head{
		"spring": {
			{Head: store.Head{ID: "spring-1"}, Number: 1, Made: "2026-03-20", Responses: results.Figure{Shown: true, Count: 30}, Interim: true},
			{Head: store.Head{ID: "spring-2"}, Number: 2, Made: "2026-04-01", Responses: results.Figure{Shown: true, Count: 85}},
		},
		results.TextSeries("spring"): {{Head: store.Head{ID: "themes_spring-1"}, Number: 1, Made: "2026-04-10", Responses: results.Figure{Shown: true, Count: 40}}},
	}
	h.world.findings = []*findings.Finding{agreed(1, 2, true), agreed(2, 1, false)}
	h.world.items = []*evidence.Item{{Record: evidence.Record{Number: 4, Kind: evidence.Finding}}, {Record: evidence.Record{Number: 9, Kind: evidence.Finding}}}
}

// shownAnswer writes an entry and shows it to children.
func (h *house) shownAnswer(entry url.Values) {
	h.t.Helper()
	h.posts("morag", at+"/edit", http.StatusSeeOther, entry)
	h.posts("morag", at+"/step", http.StatusSeeOther, url.Values{"do": {"offer"}, "_mark": {h.mark("morag")}})
	h.posts("ros", at+"/check", http.StatusSeeOther, url.Values{"do": {"show"}, "_mark": {h.mark("ros")}})
}

// step is one of the four steps on a page.
func step(t testing.TB, page, key string) string {
	t.Helper()
	m := regexp.MustCompile(`(?s)<section aria-labelledby="` + key + `">.*?</section>`).FindString(page)
	if m == "" {
		t.Fatalf("there is no %s", key)
	}
	return m
}

// says wants texts in one step of the cycle, and none of those that begin with "!".
func (h *house) says(who, key string, texts ...string) {
	h.t.Helper()
	s := step(h.t, h.gets(who, voiceAt, http.StatusOK), key)
	for _, text := range texts {
		if not, no := strings.CutPrefix(text, "!"); strings.Contains(s, not) == no {
			h.t.Errorf("%s has, or lacks, %q:\n%s", key, text, s)
		}
	}
}

// missing counts what the page says is missing.
func missing(page string) int { return strings.Count(page, `class="small bad"`) }

// Of an inspection with nothing yet, each step says what is missing.
func TestWhatIsMissingIsSaid(t *testing.T) {
	h := newHouse(t)
	ok(t, h.book.Inspections.Insert(t.Context(), &inspections.Inspection{Head: store.Head{ID: "bare"}, Title: "Bare"}))
	page := h.gets("iain", "/staff/inspections/bare/voice", http.StatusOK,
		"No round was made, so nobody has asked the children yet.",
		"Nobody has asked the children yet.",
		"No themes of what children wrote are released yet.",
		"No finding is agreed yet.",
		"Nothing is in the evidence base yet.",
		"Nobody has written an answer to the children yet.",
		`href="/staff/feedback/bare"`,
		"Lundy, L. (2007)",
	)
	if n := missing(page); n != 6 {
		t.Errorf("%d are missing, of 6", n)
	}
	_, err := h.book.Rounds.Update(t.Context(), "spring", func(r *inspections.Round) error {
		r.Stage = inspections.Draft
		return nil
	})
	ok(t, err)
	h.says("iain", "space", "A round is being prepared, and none was open yet.", "!No round was made", "!Polski")
	h.says("iain", "voice", "Nobody has asked the children yet.")
	h.gets("iain", "/staff/inspections/nowhere/voice", http.StatusNotFound)
}

// Each step tells what there is, with where it is, in released figures.
func TestFromSpaceToInfluence(t *testing.T) {
	h := newHouse(t)
	h.whole()
	h.shownAnswer(written("0"))
	h.says("iain", "space",
		`<a href="/staff/rounds/spring" dir="auto">Spring</a>`,
		"Open. 2 March 2026 to 27 March 2026. One slip for each child. Tablets for places without a network.",
		"8 to 10, 11 to 13",
		"Nobody was asked in words for 4 to 7, 14 to 18, easy read.",
		"!grown-ups",
		"Polski",
		"العربية",
	)
	h.says("iain", "voice",
		"What it is like",
		"12 questions in Spring",
		`<a href="/staff/releases/spring-2" dir="auto">Spring: Release 2</a>`,
		"About 85 answered. Made on 1 April 2026.",
		"!30",
		"!/staff/surveys/", // inspectors do not write them
	)
	h.says("iain", "audience",
		`<a href="/staff/releases/themes_spring-1" dir="auto">Spring: Themes, release 1</a>`,
		"About 40 texts. Two people read each before its themes were told.",
		`href="/staff/inspections/strathlinn/findings"`,
		"2 are agreed. Children speak in 1.",
		`<a href="/staff/findings/strathlinn-1" dir="auto">F-1</a></p><p class="small">Children speak in what it rests on.`,
		"No child speaks in what it rests on. Written by an inspector and agreed by another,",
		"2 items stand.",
		"!Iain", // by role, not by name
		"!Children wait too long",
	)
	h.says("iain", "influence",
		`<a href="/staff/feedback/strathlinn" dir="auto">`,
		"in 1 language.",
		`<a href="/heard/strathlinn" dir="auto">As children read it</a>`,
		"Started. By: The council. Promised for 1 March 2027.",
		"!children cannot read",
	)
	if n := missing(h.gets("iain", voiceAt, http.StatusOK)); n != 3 {
		t.Errorf("%d are missing: the ages, the second finding and what children say to it are", n)
	}
	h.says("ros", "voice", `href="/staff/surveys/example"`)
}

// Where few answered, or the round was open, no number stands that no release tells.
func TestNoNumberButAReleases(t *testing.T) {
	h := newHouse(t)
	h.open()
	h.says("iain", "voice", "Spring has no release yet, so no number is told.", "!What it is like")
	h.says("iain", "space", "!Tablets")
	h.world.tablets = []*inspections.Tablet{{}, {Token: "one", Struck: "lost"}}
	h.says("iain", "space", "!Tablets")
	few := []*results.Head{{Head: store.Head{ID: "spring-1"}, Number: 1, Made: "2026-04-01", Responses: results.Figure{Count: 7}, Interim: true}}
	h.world.heads = map[string][]*results.Head{"spring": few, results.TextSeries("spring"): few}
	h.says("iain", "voice", "Fewer than 10 answers. The round was still open. Made on 1 April 2026.", "!7")
	h.says("iain", "audience", "Fewer than 10 texts. Two people read each", "!7")
}

// A finding counts as it was agreed, and an item until another takes its place.
func TestWhatStands(t *testing.T) {
	h := newHouse(t)
	again := agreed(1, 1, false)
	again.Stage, again.Latest = findings.Draft, findings.Version{Number: 2, Content: resting(true)}
	gone := agreed(2, 1, true)
	gone.Stage = findings.Withdrawn
	draft := agreed(3, 1, true)
	draft.Stage, draft.Agreed = findings.Draft, nil
	h.world.findings = []*findings.Finding{again, gone, draft}
	h.world.before = &findings.Version{Number: 1, Content: resting(false)}
	h.says("iain", "audience", "1 is agreed. Children speak in 0.", "No child speaks", "!F-2", "!F-3")
	h.world.before.Content = resting(true)
	h.says("iain", "audience", "1 is agreed. Children speak in 1.", "!No child speaks")
	h.world.items = []*evidence.Item{
		{Record: evidence.Record{Number: 1, Kind: evidence.Finding}},
		{Record: evidence.Record{Number: 2, Kind: evidence.Finding, Supersedes: 1}},
		{Record: evidence.Record{Number: 3, Kind: evidence.Blanking}},
	}
	h.says("iain", "audience", "1 item stands.")
}

// What came of promises is told as children read it; one whose day is over is missing.
func TestPromisesInTheCycle(t *testing.T) {
	h := newHouse(t)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	h.says("iain", "influence", "An answer is being written, and children cannot read it yet.", "Meetings", "!/heard/")
	h.posts("morag", at+"/step", http.StatusSeeOther, url.Values{"do": {"drop"}, "entry": {entry}, "_version": {"1"}})
	h.says("iain", "influence", "Nobody has written an answer to the children yet.", "!Meetings")
	late := written("0")
	late.Set("due", "2026-01-05")
	h.shownAnswer(late)
	h.says("iain", "influence", `class="small bad"`, "Started. By: The council. It was promised for 5 January 2026, and that day is over.", "!What was written since")
	p, err := h.pages.Get(t.Context(), "strathlinn")
	ok(t, err)
	version := p.Latest.Content.Entries[0].Version
	_, err = h.pages.Tell(t.Context(), "strathlinn", entry, version, heard.News{Text: surveys.Text("en", "It takes longer.")}, "2099-06-01", "morag")
	ok(t, err)
	h.says("iain", "influence", "What was written since, children cannot read yet.", "It was promised for 5 January 2026, and that day is over.", "!2099")
	h.posts("morag", at+"/step", http.StatusSeeOther, url.Values{"do": {"offer"}, "_mark": {h.mark("morag")}})
	h.posts("ros", at+"/check", http.StatusSeeOther, url.Values{"do": {"show"}, "_mark": {h.mark("ros")}})
	h.says("iain", "influence", "it had been promised for 5 January 2026. Promised for 1 June 2099.", "!that day is over")
}

// Whoever reads is led only where they may go; who may read no inspection sees nothing.
func TestWhoSeesTheCycle(t *testing.T) {
	h := newHouse(t)
	h.whole()
	h.shownAnswer(written("0"))
	for _, who := range []string{"morag", "hanan"} {
		h.gets(who, voiceAt, http.StatusForbidden)
	}
	h.gets("ros", voiceAt, http.StatusOK, "F-1", "!/staff/findings/", "!/strathlinn/evidence", at)
	page := h.gets("tom", voiceAt, http.StatusOK, "Children speak in 1.", "/staff/rounds/spring", "/heard/strathlinn", "!/staff/findings/", `!href="/staff/feedback/strathlinn"`)
	for _, link := range regexp.MustCompile(`href="(/staff/[^"]*)"`).FindAllStringSubmatch(strings.Join([]string{step(t, page, "space"), step(t, page, "voice"), step(t, page, "audience"), step(t, page, "influence")}, ""), -1) {
		if !slices.ContainsFunc([]string{"/staff/rounds/", "/staff/releases/"}, func(s string) bool { return strings.HasPrefix(link[1], s) }) {
			t.Errorf("a safeguarding lead is led to %s", link[1])
		}
	}
}

// A store that fails makes no page that says that something is missing.
func TestWhatCannotBeReadIsNotMissing(t *testing.T) {
	h := newHouse(t)
	h.whole()
	for _, what := range []string{"releases spring", "releases " + results.TextSeries("spring"), "versions", "tablets", "findings", "evidence of findings", "items"} {
		h.world.broken = what
		w := h.do("iain", httptest.NewRequest(http.MethodGet, voiceAt, nil))
		if w.Code < 400 || strings.Contains(w.Body.String(), "yet.") {
			t.Errorf("%s: %d %.300s", what, w.Code, w.Body)
		}
	}
	h.world.broken, h.world.findings[0].Latest.Number = "", 3 // its agreed version is not there
	if w := h.do("iain", httptest.NewRequest(http.MethodGet, voiceAt, nil)); w.Code != http.StatusNotFound {
		t.Errorf("a version that is not there: %d", w.Code)
	}
}

// The cycle has all its words in Gaelic too, whether something is there or not.
func TestCycleInGaelic(t *testing.T) {
	h := newHouse(t)
	gaelic := func(texts ...string) {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, voiceAt, nil)
		r.Header.Set("Accept-Language", "gd")
		h.holds(h.do("iain", r), http.StatusOK, append(texts, `lang="gd"`, "![staff.", "!Children", "!Nobody"))
	}
	h.open()
	gaelic("Cha do sgrìobh duine freagairt don chloinn fhathast.")
	h.whole()
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	gaelic("12 cheist ann an Spring", "Fhreagair mu 85.", "Tha 2 air aontachadh.", "Le: The council.", "Buaidh")
}

// The cycle prints on paper as it is read, with every step and what is missing.
func printsWhole(t *testing.T, p *browsertest.Page) {
	t.Helper()
	p.Visit(voiceAt)
	p.Screenshot("feedback-cycle-wide")
	printed := p.Print()
	if printed.Pages > 2 {
		t.Errorf("a glance takes %d sheets", printed.Pages)
	}
	for _, text := range []string{"Space", "Voice", "Audience", "do children know?", "About 85 answered.", "No child speaks in what it rests on.", "Promised for 1 March 2027.", "Lundy, L. (2007)"} {
		if !strings.Contains(printed.Text, browsertest.Squeezed(text)) {
			t.Errorf("on paper %q is missing", text)
		}
	}
}

// Several rounds stand in the order of their days, their ages and languages together;
// one that is being prepared has offered nothing yet.
func TestRoundsTogether(t *testing.T) {
	h := newHouse(t)
	h.open()
	for _, r := range []inspections.Round{
		{
			Head: store.Head{ID: "again"}, Name: "Again", Stage: inspections.Sealed, Door: inspections.Open,
			Opens: "2026-01-12", Closes: "2026-01-23", Editions: []string{"14-18", "adult"}, Languages: []string{"en", "uk"},
		},
		{
			Head: store.Head{ID: "later"}, Name: "Later", Stage: inspections.Draft,
			Editions: []string{"4-7", "easy"}, Languages: []string{"ro"},
		},
	} {
		r.Inspection = "strathlinn"
		ok(t, h.book.Rounds.Insert(t.Context(), &r))
	}
	h.says("iain", "space",
		"Closed. 12 January 2026 to 23 January 2026. Open link, for whoever has the code.",
		"8 to 10, 11 to 13, 14 to 18, grown-ups",
		"Nobody was asked in words for 4 to 7, easy read.",
		"Українська",
		"!Later",
		"!Română",
	)
	page := h.gets("iain", voiceAt, http.StatusOK, "Again has no release yet", "Spring has no release yet", "!Later has no release yet")
	if strings.Index(page, "Again has no") > strings.Index(page, "Spring has no") {
		t.Error("the round of January stands behind that of March")
	}
	if n := strings.Count(step(t, page, "space"), "English"); n != 1 {
		t.Errorf("English stands there %d times", n)
	}
}
