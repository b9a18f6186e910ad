package desk

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
	"kist/internal/evidence"
	"kist/internal/findings"
	"kist/internal/heard"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/review"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/sqlite"
)

// office is a server where Morven and David inspect Strathlinn.
type office struct {
	*echo.Echo
	t        testing.TB
	findings *findings.Findings
	points   *review.Points
	book     *inspections.Book
	evidence *evidence.Base
	trail    *taken
	heard    *heard.Pages
	said     spokens
	keys     []string // that are the installation's
}

const (
	morven = "morven:inspector"
	david  = "david:inspector"
	first  = "/staff/findings/strathlinn-1"
	all1   = "/staff/inspections/strathlinn/findings"
)

func newOffice(t testing.TB) *office {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	ok(t, err)
	t.Cleanup(func() { _ = e.Close() })
	b, err := inspections.OpenBook(t.Context(), e)
	ok(t, err)
	ok(t, b.Programmes.Insert(t.Context(), &inspections.Programme{Head: store.Head{ID: "at_risk"}, Framework: "qif2019", Evaluated: []string{"2.1", "5.4"}}))
	for _, id := range []string{"strathlinn", "elsewhere"} {
		ok(t, b.Inspections.Insert(t.Context(), &inspections.Inspection{Head: store.Head{ID: id}, Programme: "at_risk", Title: strings.ToUpper(id[:1]) + id[1:] + " joint inspection", Starts: "2026-10-12", Synthetic: true}))
	}
	ok(t, b.Rounds.Insert(t.Context(), spring()))
	list, said := inWords{shelf{example(), wrote()}}, spokenHere()
	fs, err := findings.Open(t.Context(), e, b, list, list, said)
	ok(t, err)
	base, err := evidence.Open(t.Context(), e, fs, b, seal.Keys{Wrap: seal.Key{1}}.Signer().Sign, nil)
	ok(t, err)
	told, err := heard.Open(t.Context(), e, b)
	ok(t, err)
	trail := &taken{}
	points, err := review.Open(t.Context(), e, b)
	ok(t, err)
	own := seal.KeyID(seal.Keys{Wrap: seal.Key{1}}.Signer().Public())
	o := &office{t: t, points: points, findings: fs, book: b, evidence: base, trail: trail, heard: told, said: said, keys: []string{own}}
	reviews := review.Sources{Book: b, Items: base, Releases: list, Keys: func(context.Context) ([]string, error) { return o.keys, nil }}
	d := Deps{Reviews: reviews, Points: points, Book: b, Releases: list, Versions: list, Findings: fs, Quotes: said, Evidence: base, Trail: trail, Heard: told, Cycle: lundy, Keys: func(context.Context) ([]string, error) { return o.keys, nil }, URL: "https://kist.example", Name: func(_ context.Context, id string) string {
		return map[string]string{"morven": "Morven Baird", "david": "David Okafor"}[id]
	}}
	o.Echo = serveWith(t, d)
	return o
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// send posts a form as a browser on the same site would.
func (o *office) send(token, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "kist-staff", Value: token})
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

// sent posts a form that must be taken, and gives where it leads.
func (o *office) sent(token, path string, form url.Values) string {
	o.t.Helper()
	w := o.send(token, path, form)
	if w.Code != http.StatusSeeOther {
		body, _ := io.ReadAll(w.Body)
		o.t.Fatalf("%s: %d %s", path, w.Code, body)
	}
	return w.Header().Get("Location")
}

// shows says whether a page says this.
func (o *office) shows(token, path string, status int, say []string, never ...string) {
	o.t.Helper()
	must(o.t.(*testing.T), get(o.t, o, token, path), status, say, never...)
}

// field is the value of a hidden field of a page.
func (o *office) field(token, path, name string) string {
	o.t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(get(o.t, o, token, path).Body.String())
	if m == nil {
		o.t.Fatalf("%s has no field %s", path, name)
	}
	return m[1]
}

func (o *office) mark(path string) string { return o.field(morven, path, "_mark") }

// words are the form of a finding that could be offered once it has evidence.
func claimForm(version string) url.Values {
	return url.Values{"_version": {version}, "statement": {"Half at 8 to 10 were told what happened, 20% at 14 to 18"}, "bears": {"improvement"}, "indicators": {"5.4"}, "wellbeing": {"R1"}, "rights": {"12"},
		"unknown": {"Why it falls with age.\nFewer than 10 of the youngest answered."}, "state": {"uncertain"}, "why": {"The position statement leaves it open."}}
}

// citeForm cites from the first release that a part of the young people were told.
func citeForm(version string) url.Values {
	return url.Values{"_version": {version}, "_fresh": {"abc"}, "release": {"spring-1"}, "question": {"told"}, "by": {results.ByAgeBand}, "cell": {"14-18|yes", "8-10|yes"},
		"says": {"50% at 8 to 10, 20% at 14 to 18"}, "bearing": {"supports"}, "weight": {"strong"}}
}

func referForm2(version string) url.Values {
	return url.Values{
		"_version": {version},
		"_fresh":   {"xyz"},
		"kind":     {"records"},
		"title":    {"Sample of 60 records"},
		"day":      {"2026-11-12"},
		"says":     {"What followed is written in 25."},
		"bearing":  {"supports"},
		"weight":   {"moderate"},
	}
}

// begun is a finding with a table and records under it, in version 3.
func (o *office) begun() {
	o.t.Helper()
	if to := o.sent(morven, all1+"/new", claimForm("0")); to != first {
		o.t.Fatalf("it leads to %s", to)
	}
	o.sent(morven, first+"/cite", citeForm("1"))
	o.sent(morven, first+"/refer", referForm2("2"))
}

// A finding is begun, gets its evidence, is laid before a second inspector and agreed.
func TestAFindingOnItsPages(t *testing.T) {
	o := newOffice(t)
	o.shows(morven, "/staff/findings", http.StatusOK, []string{
		"0 findings",
		`href="` + all1 + `"`,
		"No finding fits.",
	})
	o.shows(morven, all1, http.StatusOK, []string{
		"No finding has been begun",
		"No finding yet",
		"Impact on children and young people",
		"Begin a finding",
		"Synthetic data.",
	}, "Children’s voice is there")
	o.shows(morven, all1+"/new", http.StatusOK, []string{
		"Involving individual children",
		"Respect for the views of the child",
		"Respected",
		"Area of uncertainty",
		`name="why"`,
	})
	bad := claimForm("0")
	bad.Set("statement", " ")
	bad.Set("why", "")
	must(t, o.send(morven, all1+"/new", bad), http.StatusUnprocessableEntity, []string{
		"This cannot be empty.",
		"Why it falls with age.",
		`value="5.4" checked`,
		`value="12" checked`,
		`href="#statement"`,
	})
	if to := o.sent(morven, all1+"/new", claimForm("0")); to != first {
		t.Fatalf("it leads to %s", to)
	}
	o.shows(morven, first, http.StatusOK, []string{
		"Half at 8 to 10",
		"No evidence is under it yet.",
		"Add evidence that supports it.",
		"“20”",
		"“Half at”",
		"Area for improvement",
		"F-1",
		"Week",
		"The position statement leaves it open.",
		"Why it falls with age.",
		"Version 1 by Morven Baird",
	}, first+"/offer", "Record my reading")
	o.shows(morven, first+"/cite", http.StatusOK, []string{
		"Spring round, release 1",
		"Did somebody tell you what happened after you spoke?",
		"By age",
		"release=spring-1",
	})
	o.shows(morven, first+"/cite?release=spring-1&question=told&by=age_band", http.StatusOK, []string{
		"14 to 18, Yes: 20% (15), which can mean 11 to 19",
		`value="14-18|yes"`,
		`value="14-18|"`,
		"Not shown: fewer than 10",
	}, `value="4-7|`)
	o.sent(morven, first+"/cite", citeForm("1"))
	o.shows(morven, first, http.StatusOK, []string{
		"One kind of evidence supports it",
		"Spring round",
		"14 to 18, Yes: <b>20% (15)</b>",
		"11 to 19",
		`href="/staff/releases/spring-1/told"`,
		"Children and young people speak here",
		first + "/offer",
	}, "Add evidence")
	o.sent(morven, first+"/refer", referForm2("2"))
	o.sent(morven, first+"/say", url.Values{"_form": {"f1"}, "text": {"Is “half” fair?"}})
	o.sent(morven, first+"/state", url.Values{
		"_mark": {o.mark(first)},
		"state": {"concern"},
		"why":   {"Records say the same."},
	})
	o.shows(david, first, http.StatusOK, []string{
		"Several kinds of evidence support it",
		"Sample of 60 records",
		"Records read, 12 November 2026",
		"Is “half” fair?",
		"Area of concern",
		"Records say the same.",
	})
	o.sent(morven, first+"/offer", url.Values{"_mark": {o.mark(first)}})
	o.shows(morven, first, http.StatusOK, []string{"You have a part in this finding", "Waits for a second inspector"}, "Record my reading")
	read := url.Values{
		"_mark": {o.mark(first)},
		"is":    {"yes"},
		"why":   {"It carries the sentence."},
	}
	if w := o.send(morven, first+"/read", read); w.Code != http.StatusForbidden {
		t.Errorf("who wrote it agrees it: %d", w.Code)
	}
	must(t, o.send(david, first+"/read", url.Values{
		"_mark": read["_mark"],
		"is":    {"yes"},
		"why":   {" "},
	}), http.StatusUnprocessableEntity, []string{"This cannot be empty.", `value="yes" required checked`})
	o.sent(david, first+"/read", read)
	o.shows(morven, first, http.StatusOK, []string{
		"Agreed by two",
		"Version 3 was agreed by David Okafor",
		"It carries the sentence.",
		"Take it up again",
	}, first+"/edit", first+"/offer", "You have a part")
	o.shows(morven, first+"/history", http.StatusOK, []string{
		"Version 3",
		"Version 1",
		"Agreed by two",
		"added:",
		"Records read: Sample of 60 records.",
		"spring-1 told 14-18/yes 8-10/yes",
	})
	o.shows(morven, all1, http.StatusOK, []string{
		"Children’s voice is missing for one of 2 indicators",
		"Children’s voice is there",
		"with children’s voice",
		"Agreed by two",
	})
	o.shows("administrator", "/staff/findings?q=half&stage=agreed", http.StatusOK, []string{"One finding", "Strathlinn joint inspection"}, "Begin a finding")
	o.shows(morven, "/staff/findings?stage=draft", http.StatusOK, []string{"0 findings"})
	o.sent(david, first+"/turn", url.Values{
		"_mark": {o.mark(first)},
		"to":    {"draft"},
		"why":   {"The staff survey is in."},
	})
	o.shows(morven, first, http.StatusOK, []string{
		"Draft.",
		"Version 3 was agreed by David Okafor",
		"Version 4 by David Okafor",
		first + "/edit",
	}, "Give it up")
}

// What no release holds is refused on the page too, and nothing of it is kept.
func TestForgedFigures(t *testing.T) {
	o := newOffice(t)
	o.sent(morven, all1+"/new", claimForm("0"))
	for name, alter := range map[string]func(url.Values){
		"withheld":   func(f url.Values) { f.Set("cell", "4-7|yes") },
		"no answer":  func(f url.Values) { f.Set("cell", "14-18|maybe") },
		"no release": func(f url.Values) { f.Set("release", "spring-2") },
		"no table":   func(f url.Values) { f.Set("by", "where") },
		"none":       func(f url.Values) { f.Del("cell") },
	} {
		form := citeForm("1")
		alter(form)
		must(t, o.send(morven, first+"/cite", form), http.StatusUnprocessableEntity, []string{"50% at 8 to 10, 20% at 14 to 18", `role="alert"`})
		f, err := o.findings.Get(t.Context(), "strathlinn-1")
		ok(t, err)
		if f.Latest.Number != 1 {
			t.Errorf("%s: it is version %d", name, f.Latest.Number)
		}
	}
	reference := referForm2("1")
	reference.Set("kind", "table")
	if w := o.send(morven, first+"/refer", reference); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
		t.Errorf("a table as a reference: %d", w.Code)
	}
	o.sent(morven, first+"/cite", citeForm("1"))
	form := claimForm("2")
	form.Set("statement", "Only 25% at 14 to 18 were told")
	o.sent(morven, first+"/edit", form)
	o.shows(morven, first, http.StatusOK, []string{"“25”: no figure that this cites says so."}, first+"/offer")
	f, err := o.findings.Get(t.Context(), "strathlinn-1")
	ok(t, err)
	if w := o.send(morven, first+"/offer", url.Values{"_mark": {f.Mark()}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("it was laid before a second inspector: %d", w.Code)
	}
}

// Two inspectors edit at once: the second is shown both, and nothing is lost.
func TestTwoFormsAtOnce(t *testing.T) {
	o := newOffice(t)
	o.begun()
	theirs, mine := claimForm("3"), claimForm("3")
	theirs.Set("statement", "Half at 8 to 10 were told")
	theirs.Set("unknown", "Only theirs.")
	mine.Set("statement", "Few at 14 to 18 were told")
	mine.Set("bears", "strength")
	o.sent(david, first+"/edit", theirs)
	must(t, o.send(morven, first+"/edit", mine), http.StatusConflict, []string{
		"Nothing is lost",
		"David Okafor saved this",
		"Half at 8 to 10 were told",
		"Few at 14 to 18 were told",
		`name="_version" value="4"`,
		"Only theirs.",
		`value="strength" checked`,
	})
	mine.Set("_version", "4")
	mine.Set("unknown", "Only theirs.")
	o.sent(morven, first+"/edit", mine)
	o.shows(morven, first+"/history", http.StatusOK, []string{
		"Half at 8 to 10 were told",
		"Few at 14 to 18 were told",
		"Version 5",
	})
	// Evidence is apart from the words, and two pieces are apart from each other.
	o.sent(david, first+"/cite", url.Values{
		"_version": {"5"},
		"source":   {"abc"},
		"release":  {"spring-1"},
		"question": {"told"},
		"by":       {""},
		"cell":     {"|yes"},
		"says":     {"35% were told"},
		"bearing":  {"mixed"},
		"weight":   {"moderate"},
	})
	again := citeForm("5")
	again.Set("source", "abc")
	again.Set("weight", "limited")
	must(t, o.send(morven, first+"/cite", again), http.StatusConflict, []string{
		"Nothing is lost",
		"35% were told",
		"50% at 8 to 10, 20% at 14 to 18",
		`value="14-18|yes" checked`,
	})
	records := referForm2("5")
	records.Set("source", "xyz")
	records.Set("says", "It is written in few.")
	o.sent(morven, first+"/refer", records)
	o.shows(morven, first, http.StatusOK, []string{
		"35% were told",
		"It is written in few.",
		"The evidence is mixed",
	})
	if w := o.send(morven, first+"/drop", url.Values{"_version": {"5"}, "source": {"abc"}}); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "35% were told") {
		t.Errorf("what somebody else changed is dropped: %d", w.Code)
	}
	o.sent(morven, first+"/drop", url.Values{"_version": {"7"}, "source": {"abc"}})
	o.shows(morven, first, http.StatusOK, nil, "35% were told")
}

// What was typed into a form of a finding that changed meanwhile stays on the page.
func TestNothingTypedIsLost(t *testing.T) {
	o := newOffice(t)
	o.begun()
	seen := o.mark(first)
	o.sent(david, first+"/state", url.Values{
		"_mark": {seen},
		"state": {"concern"},
		"why":   {"Records say the same."},
	})
	must(t, o.send(morven, first+"/state", url.Values{
		"_mark": {seen},
		"state": {"none"},
		"why":   {"My own reason."},
	}), http.StatusConflict, []string{
		"changed while you were reading it",
		"My own reason.",
		"<details open",
	})
	must(t, o.send(morven, first+"/say", url.Values{"_form": {"f"}, "text": {strings.Repeat("long ", 1000)}}), http.StatusUnprocessableEntity, []string{"Use at most 4000 letters.", "long long"})
	for range 2 {
		o.sent(morven, first+"/refer", func() url.Values {
			f := referForm2("3")
			f.Set("_fresh", "once")
			f.Set("title", "Sent twice")
			return f
		}())
	}
	if n := strings.Count(get(t, o, morven, first).Body.String(), "Sent twice"); n != 1 {
		t.Errorf("what was sent twice is there %d times", n)
	}
	form := claimForm("4")
	o.sent(david, first+"/offer", url.Values{"_mark": {o.mark(first)}})
	_, err := o.findings.Read(t.Context(), "strathlinn-1", o.markOf(), findings.Yes, "Yes.", "iona")
	ok(t, err)
	form.Set("statement", "Typed before it was agreed")
	must(t, o.send(morven, first+"/edit", form), http.StatusUnprocessableEntity, []string{"agreed or withdrawn meanwhile", "Typed before it was agreed"})
}

func (o *office) markOf() string {
	o.t.Helper()
	f, err := o.findings.Get(o.t.Context(), "strathlinn-1")
	ok(o.t, err)
	return f.Mark()
}

// Inspectors of the inspection write, administrators read, nobody else does either.
func TestWhoReadsFindings(t *testing.T) {
	o := newOffice(t)
	o.begun()
	for token, want := range map[string][3]int{ // the list, a finding, its form
		morven: {200, 200, 200}, "administrator": {200, 200, 403}, "coordinator": {403, 403, 403}, "volunteer": {403, 403, 403},
		"translator": {403, 403, 403}, "safeguarding_lead": {403, 403, 403}, "nobody": {303, 303, 303}, "": {303, 303, 303},
	} {
		for i, path := range []string{
			"/staff/findings",
			first,
			first + "/edit",
		} {
			if w := get(t, o, token, path); w.Code != want[i] {
				t.Errorf("%q gets %s with %d", token, path, w.Code)
			}
		}
		if w := o.send(token, first+"/say", url.Values{"_form": {"f"}, "text": {"Hello."}}); token != morven && w.Code != want[2] {
			t.Errorf("%q says something: %d", token, w.Code)
		}
	}
	if list, err := o.findings.Talk(t.Context(), "strathlinn-1"); err != nil || len(list) != 1 {
		t.Errorf("%d remarks, %v", len(list), err)
	}
}

// An inspector of one inspection sees no other's findings, and cannot know of them.
func TestFindingsOfOneInspection(t *testing.T) {
	o := newOffice(t)
	o.begun()
	_, err := o.findings.Start(t.Context(), "elsewhere", findings.Content{Statement: "Theirs alone"}, findings.Uncertain, "Because.", "iona")
	ok(t, err)
	o.shows("ann:inspector@strathlinn", "/staff/findings", http.StatusOK, []string{"One finding", "Half at 8 to 10"}, "Theirs alone", "Elsewhere")
	for _, path := range []string{
		"/staff/findings/elsewhere-1",
		"/staff/inspections/elsewhere/findings",
		"/staff/findings/nothing-1",
		"/staff/findings/%25zz",
	} {
		if w := get(t, o, "ann:inspector@strathlinn", path); w.Code == http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, path := range []string{
		"/staff/findings/nothing-1",
		first + "/cite?source=none",
		first + "/refer?source=none",
		first + "/cite?release=spring-1&question=none",
		first + "/cite?release=nothing-1&question=told",
		"/staff/inspections/nowhere/findings",
	} {
		if w := get(t, o, morven, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, form := range []url.Values{
		claimForm("9"),
		claimForm("x"),
		claimForm(""),
	} {
		if w := o.send(morven, first+"/edit", form); w.Code < 400 {
			t.Errorf("version %s: %d", form.Get("_version"), w.Code)
		}
	}
}

// What people write is text, wherever it stands.
func TestWordsOfFindingsAreText(t *testing.T) {
	o := newOffice(t)
	evil := `<script>alert(1)</script>"'`
	form := claimForm("0")
	form.Set("statement", evil)
	form.Set("unknown", evil)
	form.Set("why", evil)
	o.sent(morven, all1+"/new", form)
	reference := referForm2("1")
	reference.Set("title", evil)
	reference.Set("says", evil)
	o.sent(morven, first+"/refer", reference)
	o.sent(morven, first+"/say", url.Values{"_form": {"f"}, "text": {evil}})
	for _, path := range []string{
		first,
		first + "/edit",
		first + "/history",
		first + "/refer?source=xyz",
		all1,
		"/staff/findings",
	} {
		o.shows(morven, path, http.StatusOK, []string{"&lt;script&gt;"}, "<script>alert")
	}
	form.Set("_version", "1")
	o.sent(david, first+"/edit", url.Values{"_version": {"2"}, "statement": {evil + "!"}})
	form.Set("statement", evil+"?")
	must(t, o.send(morven, first+"/edit", form), http.StatusConflict, []string{"&lt;script&gt;"}, "<script>alert")
}

// Every page of findings fits a phone and a desk, works without script, and passes axe.
func TestFindingsInABrowser(t *testing.T) {
	o := newOffice(t)
	o.begun()
	o.sent(morven, first+"/say", url.Values{"_form": {"f1"}, "text": {"Is “half” fair?"}})
	o.sent(morven, all1+"/new", url.Values{
		"statement":  {"Adults listen"},
		"state":      {"none"},
		"why":        {"Nobody says otherwise."},
		"indicators": {"2.1"},
	})
	o.sent(david, first+"/offer", url.Values{"_mark": {o.mark(first)}})
	o.sent("iona:inspector", first+"/read", url.Values{
		"_mark": {o.mark(first)},
		"is":    {"other_words"},
		"why":   {"Say “few”."},
	})
	s := httptest.NewServer(signedInAs(morven, o))
	t.Cleanup(s.Close)
	pages := []string{
		"/staff/findings",
		all1,
		all1 + "/new",
		first,
		first + "/edit",
		first + "/cite",
		first + "/cite?source=abc",
		first + "/refer?source=xyz",
		first + "/quote",
		first + "/history",
		agreedElsewhere(o),
		agreedElsewhere(o) + "/1",
	}
	for _, width := range []int64{browsertest.SmallPhone, browsertest.Phone, browsertest.Desk} {
		p := browsertest.Open(t, s.URL, browsertest.Width(width), browsertest.NoScript())
		for _, path := range pages {
			p.Visit(path)
			p.Axe()
			p.Screenshot(fmt.Sprint("findings-", slices.Index(pages, path), "-", width))
			if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %d px too wide at %d", path, over, width)
			}
		}
	}
}

// All that a finding says is in Gaelic too, in words that say they are a draft.
func TestFindingsInGaelic(t *testing.T) {
	o := newOffice(t)
	o.begun()
	for _, path := range []string{
		"/staff/findings",
		all1,
		first,
		first + "/edit",
		first + "/cite",
		first + "/history",
	} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: morven})
		r.Header.Set("Accept-Language", "gd")
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		must(t, w, http.StatusOK, []string{`lang="gd"`, "na dhreachd"}, "Evidence", "Finding")
	}
}
