package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/people"
	"kist/internal/results"
	"kist/internal/synthetic"
	"kist/surveys"
)

// TestAStuffedBallotIsShownToPeople is the whole way by HTTP: children answer an open
// round, a script sends the same form again and again, and every one is told "sent". The
// sealer sets its box apart, whoever runs the round is told, there is no final release
// until two people have decided, and then one of what they decided.
func TestAStuffedBallotIsShownToPeople(t *testing.T) {
	const script = 80
	for do, want := range map[string]struct{ counts, out, in int }{"leave": {demoAnswers, script, 0}, "count": {demoAnswers + script, 0, script}} {
		t.Run(do, func(t *testing.T) {
			a := newTestApp(t)
			round, err := a.firstLight(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := a.sealer.SealDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			address, _ := serveTest(t, a)
			stuff(t, a, address+"/r/"+round.Codes[0]+"/14-18/en/send", script)
			if err := a.sealer.SealDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			h, one := signedIn(t, a, people.Coordinator)
			_, two := signedIn(t, a, people.Administrator)
			const page = "/staff/rounds/" + demoID
			if w := look(h, one, page); strings.Contains(w.Body.String(), "stand apart") {
				t.Error("it is told before the day's count")
			}
			now := time.Now()
			if err := a.watch.CountDue(t.Context(), time.Date(now.Year(), now.Month(), now.Day()+1, results.CountHour, 0, 0, 0, now.Location())); err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{page, page + "/apart"} {
				if w := look(h, one, path); !strings.Contains(w.Body.String(), "At least 60 answers came in a way that should be looked at") {
					t.Errorf("%s: %d, and it does not tell of them", path, w.Code)
				}
			}
			if w := look(h, one, "/staff/"); !strings.Contains(w.Body.String(), page+"/apart") {
				t.Error("nothing waits on Today")
			}
			closeAtLast(t, a)
			if n := countedRows(t, a); n != demoAnswers+script {
				t.Errorf("%d are in boxes", n)
			}
			if w := hand(h, one, page+"/release", url.Values{}); w.Header().Get("Location") != page+"/apart" {
				t.Errorf("a final release before the decision: %d", w.Code)
			}
			if _, err := a.releases.Make(t.Context(), demoID, "", nil); !errors.Is(err, results.ErrUndecided) {
				t.Errorf("a final release before the decision: %v", err)
			}
			decideByTwo(t, a, h, page+"/apart", do, one, two)
			release, err := a.releases.Make(t.Context(), demoID, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			if least, most := release.Responses.Range(); want.counts < least || want.counts > most || !canMean(release.AsideOf().Out, want.out) || !canMean(release.AsideOf().In, want.in) {
				t.Errorf("%d responses released, %+v apart", release.Responses.Count, release.Aside)
			}
			tellsOfApart(t, h, one, release, want.in > 0)
		})
	}
}

// canMean says whether a number of what stood apart can mean n.
func canMean(told, n int) bool {
	least, most := results.AsideRange(told)
	return least <= n && n <= most
}

// tellsOfApart reads a release as its readers do: its page, its files and what is signed
// all say how many stood apart, and whether they were let in.
func tellsOfApart(t *testing.T, h http.Handler, who []*http.Cookie, release *results.Release, in bool) {
	t.Helper()
	page := "/staff/releases/" + release.ID
	a := release.AsideOf()
	words, part := fmt.Sprintf("About %d forms stood apart and are in no number here", a.Out), "left_out"
	if in {
		words, part = fmt.Sprintf("About %d forms stood apart and are in the numbers", a.In), "let_in"
	}
	var file struct {
		Release struct {
			Apart map[string]struct{ Count int }
		}
	}
	text := look(h, who, page+".json").Body.Bytes()
	if err := json.Unmarshal(text, &file); err != nil || file.Release.Apart[part].Count != a.Out+a.In {
		t.Errorf("the JSON file says %+v, not %+v: %v", file.Release.Apart, a, err)
	}
	if !strings.Contains(look(h, who, page).Body.String(), words) {
		t.Errorf("the page does not say: %s", words)
	}
	if table := look(h, who, page+".csv").Body.String(); !strings.Contains(table, ",apart_out,apart_in") || !strings.Contains(table, fmt.Sprintf(",answers,%d,%d", a.Out, a.In)) {
		t.Errorf("the table does not say %+v", a)
	}
	name := filepath.Join(t.TempDir(), "release.json")
	for file, good := range map[string]bool{string(text): true, strings.Replace(string(text), `"apart": {`, `"beside": {`, 1): false} {
		if err := os.WriteFile(name, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := verifyFile(io.Discard, name, []string{release.Signature.Key}); (err == nil) != good {
			t.Errorf("what stood apart is there: %t; verified: %v", good, err)
		}
	}
}

// stuff sends the same answers so many times, each as a form of its own.
func stuff(t *testing.T, a *app, address string, n int) {
	t.Helper()
	form := url.Values(synthetic.Form(rand.New(rand.NewPCG(3, 4)), roundSurvey(t, a), surveys.E14))
	for range n {
		form.Set("_s", ballot.NewSecret().String())
		if status, page := postTo(t, address, form); status != http.StatusOK {
			t.Fatalf("%d: %s", status, page)
		}
	}
}

// decideByTwo has one person propose and another agree; neither may do it alone.
func decideByTwo(t *testing.T, a *app, h http.Handler, page, do string, one, two []*http.Cookie) {
	t.Helper()
	sum, err := a.asides.Of(t.Context(), demoID, ballot.AllBoxes)
	if err != nil {
		t.Fatal(err)
	}
	step := func(who []*http.Cookie, want int, form url.Values) {
		t.Helper()
		if w := hand(h, who, page, form); w.Code != want {
			t.Fatalf("%v: %d", form, w.Code)
		}
	}
	step(one, http.StatusSeeOther, url.Values{"do": {do}, "_mark": {"2"}, "why": {"The link stood on a forum."}})
	if sum.Through != 2 {
		t.Fatalf("%+v", sum)
	}
	step(one, http.StatusForbidden, url.Values{"do": {"agree"}, "_mark": {"1"}})
	if undecided, err := a.opener.Undecided(t.Context(), demoID); err != nil || !undecided {
		t.Fatalf("one person decided: %v", err)
	}
	step(two, http.StatusSeeOther, url.Values{"do": {"agree"}, "_mark": {"1"}})
}
