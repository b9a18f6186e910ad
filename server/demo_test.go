package main

import (
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
	"kist/server/web"
)

// demo is a small demonstration as its files were left, made by the first test that wants
// one: to make it takes seconds, and every test has a copy of its own.
var demo struct {
	sync.Once
	store, key []byte
	said       string
}

// built is a small demonstration on a store of its own.
func built(t testing.TB) (*app, string) {
	t.Helper()
	demo.Do(func() { buildOnce(t) })
	if demo.store == nil {
		t.Fatal("the demonstration could not be made: see the first test that wanted it")
	}
	file := filepath.Join(t.TempDir(), "kist.db")
	for name, content := range map[string][]byte{file: demo.store, file + ".key": demo.key} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return openTestApp(t, "sqlite:"+file, file+".key"), demo.said
}

// buildOnce makes it, and keeps its files once the program has let go of them.
func buildOnce(t testing.TB) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kist.db")
	cfg, err := config.Read(func(name string) string {
		return map[string]string{"KIST_STORE": "sqlite:" + file, "KIST_KEY_FILE": file + ".key"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := openApp(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	d := demonstration{app: a, answers: 240, now: time.Now(), rng: rand.New(rand.NewPCG(1, 2)), steps: plainSteps(&said)}
	if err := errors.Join(d.build(t.Context()), a.close()); err != nil {
		t.Fatal(err)
	}
	if demo.key, err = os.ReadFile(file + ".key"); err != nil {
		t.Fatal(err)
	}
	if demo.store, err = os.ReadFile(file); err != nil {
		t.Fatal(err)
	}
	demo.said = said.String()
}

func TestTheDemonstration(t *testing.T) {
	a, said := built(t)
	ctx := t.Context()
	for _, line := range []string{"Inspections with rounds: 32\n", "Invented answers: 240\n", "Sealing and counting: ", "Pilots: 3\n"} {
		if !strings.Contains(said, line) {
			t.Errorf("%q was not said: %s", line, said)
		}
	}
	list, err := a.book.Inspections.All(ctx, store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	areas, steps := map[string]bool{}, map[inspections.Step]bool{}
	for _, in := range list {
		areas[in.Area], steps[in.Step(time.Now())] = true, true
		if !in.Synthetic || !strings.Contains(in.Title, "synthetic") {
			t.Errorf("%s is not marked", in.Title)
		}
	}
	if len(areas) != 32 || len(steps) != len(inspections.Steps()) {
		t.Errorf("%d areas in %d stages", len(areas), len(steps))
	}
	checkDemoPeople(t, a, list)
	checkDemoPilots(t, a)
	checkDemoFindings(t, a)
	checkDemoReview(t, a)
	checkDemoSafety(t, a)
	checkDemoThemes(t, a)
	answers, stages := checkDemoRounds(t, a)
	if answers != 240+demoStuffed {
		t.Errorf("%d answers are waiting or in boxes, of %d", answers, 240+demoStuffed)
	}
	if !slices.Contains(stages, inspections.Draft) || !slices.Contains(stages, inspections.Running) || !slices.Contains(stages, inspections.Sealed) {
		t.Errorf("stages %q", stages)
	}
}

// checkDemoFindings wants one finding that two agreed and one that is being written,
// both marked; what the first cites is in its release, and its page shows it.
func checkDemoFindings(t *testing.T, a *app) {
	t.Helper()
	agreed, err := a.findings.In(t.Context(), findings.Settled)
	agreed = slices.DeleteFunc(agreed, func(f *findings.Finding) bool { return f.Latest.Content.Sources[0].Kind == findings.Group })
	if err != nil || len(agreed) != 1 {
		t.Fatalf("%d findings with a table are agreed, %v", len(agreed), err)
	}
	open, err := a.findings.In(t.Context(), findings.Draft)
	if err != nil || len(open) != 1 {
		t.Fatalf("%d findings are being written, %v", len(open), err)
	}
	for _, f := range append(agreed, open...) {
		if !f.Synthetic || !strings.HasPrefix(f.Latest.Content.Statement, "Synthetic") {
			t.Errorf("%s is not marked", f.ID)
		}
	}
	f := agreed[0]
	if f.Agreed.Who == f.Latest.Who || len(f.States) != 2 {
		t.Errorf("%+v", f)
	}
	shown, err := a.findings.Show(t.Context(), f.Inspection, f.Latest.Content)
	if err != nil || shown[0].Gone || !shown[0].Voice || len(shown[0].Figures) == 0 || !shown[0].Figures[0].Value.Shown {
		t.Errorf("%+v, %v", shown, err)
	}
	if numbers, err := a.findings.Unheld(t.Context(), f.Inspection, f.Latest.Content); err != nil || len(numbers) > 0 {
		t.Errorf("no figure holds %+v, %v", numbers, err)
	}
	place, err := places{a}.Place(t.Context(), web.OfFinding, f.ID)
	if err != nil || place.Inspection != f.Inspection || place.Programme == "" {
		t.Errorf("it lies in %+v, %v", place, err)
	}
	if _, err := (places{a}).Place(t.Context(), web.OfFinding, "nothing-1"); !errors.Is(err, fault.NotFound) {
		t.Errorf("a finding that is not there: %v", err)
	}
}

// checkDemoPeople wants teams of people who are marked and cannot come in, and
// evaluations where reports are written, and only there.
func checkDemoPeople(t *testing.T, a *app, list []*inspections.Inspection) {
	t.Helper()
	accounts, err := a.people.All(t.Context())
	if err != nil || len(accounts) != len(invented) {
		t.Fatalf("%d accounts, %v", len(accounts), err)
	}
	for _, who := range accounts {
		sessions, err := a.people.Sessions(t.Context(), who.ID)
		if !strings.HasSuffix(who.Name, "(synthetic)") || !who.Bare() || len(sessions) != 0 || who.Link != "" || err != nil {
			t.Errorf("%s: bare %t, %d sessions, %v", who.Name, who.Bare(), len(sessions), err)
		}
	}
	held := 0
	for _, in := range list {
		writes := in.Step(time.Now()).Place() >= inspections.Report.Place()
		if len(in.Team) < 2 || (len(in.Evaluations) > 0) != writes {
			t.Errorf("%s: a team of %d, %d evaluations while %s", in.Title, len(in.Team), len(in.Evaluations), in.Step(time.Now()))
		}
		held += len(in.Evaluations)
	}
	if held == 0 {
		t.Error("nothing is held")
	}
	if _, err := a.people.FirstLink(t.Context()); err != nil {
		t.Errorf("the first administrator cannot come in: %v", err)
	}
}

// checkDemoPilots wants pilots in three stages that say they are invented, one with a
// report and its keys, and one with a report and none.
func checkDemoPilots(t *testing.T, a *app) {
	t.Helper()
	list, err := a.book.Pilots(t.Context(), "what_its_like")
	if err != nil || len(list) != len(demoPilots) {
		t.Fatalf("%d pilots, %v", len(list), err)
	}
	keys := map[inspections.Stage]int{inspections.Running: 3, inspections.Sealed: 3, inspections.Ended: 0}
	h, cookies := signedIn(t, a, people.Coordinator)
	for _, r := range list {
		want, ok := keys[r.Stage]
		if got := len(keysOf(t, a, r.ID)); !ok || got != want || !r.Synthetic || !strings.HasSuffix(r.Name, "(synthetic)") {
			t.Errorf("%+v has %d keys", r, got)
		}
		delete(keys, r.Stage)
		report, err := a.pilots.Get(t.Context(), r.ID)
		if r.Stage == inspections.Running {
			if !errors.Is(err, fault.NotFound) {
				t.Errorf("a report while testers answer: %v", err)
			}
			continue
		}
		if err != nil || !report.Synthetic || !report.Testers.Shown {
			t.Fatalf("the report of %s: %+v, %v", r.Name, report, err)
		}
		if remarks, err := a.pilots.Comments(report); err != nil || len(remarks) == 0 {
			t.Errorf("%d comments on %s, %v", len(remarks), r.Name, err)
		}
		if !shows(t, h, cookies, "/staff/surveys/what_its_like/pilots/"+r.ID, "Synthetic data.") {
			t.Errorf("the page of %s is not marked", r.Name)
		}
	}
	if !shows(t, h, cookies, "/staff/", "See what “Second try-out (synthetic)” told, and end it") {
		t.Error("today's page does not ask for what is left to do")
	}
}

// checkDemoRounds counts what was sent, by the way that only progress goes.
func checkDemoRounds(t *testing.T, a *app) (answers int64, stages []inspections.Stage) {
	t.Helper()
	ctx := t.Context()
	released := 0
	heads, err := a.book.Heads(ctx, store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range heads {
		if r.Pilot != "" {
			continue
		}
		waiting, err := a.inbox.Waiting(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		boxed, err := a.opener.InBoxes(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		list, err := a.releases.Heads(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		aside, err := a.asides.Of(ctx, r.ID, ballot.AllBoxes)
		if err != nil {
			t.Fatal(err)
		}
		if aside.Undecided > 0 && (r.Stage != inspections.Running || aside.Undecided < demoStuffed) {
			t.Errorf("%+v: %d stand apart", r, aside.Undecided)
		}
		boxed += int64(aside.Undecided)
		n := len(list)
		if !r.Synthetic || r.Stage == inspections.Draft && waiting+boxed > 0 || r.Stage != inspections.Sealed && n > 0 {
			t.Errorf("%+v has %d waiting, %d in boxes, %d releases", r, waiting, boxed, n)
		}
		answers, released, stages = answers+waiting+boxed, released+n, append(stages, r.Stage)
	}
	if released == 0 {
		t.Error("no round has a release")
	}
	return answers, stages
}

// TestADemonstrationStandsAlone refuses stores that hold anything, its own too.
func TestADemonstrationStandsAlone(t *testing.T) {
	for what, fill := range map[string]func(*app) error{
		"a demonstration round": func(a *app) error { return second(a.firstLight(t.Context())) },
		"an account":            func(a *app) error { return second(a.people.FirstLink(t.Context())) },
		"a programme": func(a *app) error {
			return a.book.AddProgramme(t.Context(), &inspections.Programme{Title: "Real", Framework: "qif2019"}, people.Server)
		},
	} {
		a := newTestApp(t)
		if err := fill(a); err != nil {
			t.Fatal(err)
		}
		d := demonstration{app: a, now: time.Now(), steps: plainSteps(io.Discard)}
		if err := d.build(t.Context()); !errors.Is(err, fault.Exists) {
			t.Errorf("beside %s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestProgressIsSilentOnAFile(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "out")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	step, done := progressOn(f)("Answers", 3)
	for range 3 {
		step()
	}
	if info, err := f.Stat(); err != nil || info.Size() != 0 {
		t.Errorf("%v bytes before the end, %v", info.Size(), err)
	}
	done()
	if b, err := os.ReadFile(f.Name()); err != nil || string(b) != "Answers: 3\n" {
		t.Errorf("%q, %v", b, err)
	}
}

// signedIn gives a handler, and the cookie of somebody with a role.
func signedIn(t testing.TB, a *app, role people.Role) (http.Handler, []*http.Cookie) {
	t.Helper()
	h := a.handler(slog.New(slog.NewTextHandler(io.Discard, nil)))
	token, err := a.people.Invite(t.Context(), people.Server, role)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/staff/sign-in/"+token, strings.NewReader(url.Values{"name": {"Ros " + token[:8]}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("signing in: %d", w.Code)
	}
	return h, w.Result().Cookies()
}

// TestEveryPageHasSomethingToShow opens the pages of a demonstration: none
// fails, and each says that it is synthetic.
func TestEveryPageHasSomethingToShow(t *testing.T) {
	a, _ := built(t)
	answersItsChildren(t, a)
	reportsItself(t, a)
	h, cookies := signedIn(t, a, people.Administrator)
	list, err := a.book.Inspections.All(t.Context(), store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	heads, err := a.book.Heads(t.Context(), store.Query{Field: "stage", Is: "running"})
	heads = slices.DeleteFunc(heads, func(r *inspections.RoundHead) bool { return r.Pilot != "" })
	if err != nil || len(heads) == 0 {
		t.Fatalf("%d rounds, %v", len(heads), err)
	}
	for _, path := range []string{
		"/staff/", "/staff/inspections", "/staff/inspections/" + list[0].ID, "/staff/programmes/" + list[0].Programme,
		"/staff/rounds", "/staff/rounds/" + heads[0].ID, "/staff/rounds/" + heads[0].ID + "/poster", "/staff/releases",
		"/staff/surveys/what_its_like/pilots",
	} {
		w := look(h, cookies, path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Synthetic data.") || w.Body.Len() > 60<<10 {
			t.Errorf("%s: %d, %d bytes, marked %t", path, w.Code, w.Body.Len(), strings.Contains(w.Body.String(), "Synthetic data."))
		}
	}
}

func look(h http.Handler, cookies []*http.Cookie, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
