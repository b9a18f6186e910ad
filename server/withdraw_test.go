package main

import (
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/store/storetest"
	"kist/internal/synthetic"
	"kist/surveys"
)

// postTo sends a form to a page and gives what came back.
func postTo(t *testing.T, address string, form url.Values) (int, string) {
	t.Helper()
	resp, err := http.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, html.UnescapeString(string(body))
}

// childWithWords is a child who sent a story and kept the words.
type childWithWords struct{ story, words string }

var wordItem = regexp.MustCompile(`<li>([a-z]+)</li>`)

// sendForWords sends answers and reads the words off the page of thanks.
func sendForWords(t *testing.T, a *app, address, code, story string, rng *rand.Rand) childWithWords {
	t.Helper()
	survey := roundSurvey(t, a)
	form := url.Values(synthetic.Form(rng, survey, surveys.E11))
	form.Set(storyKey(survey), story)
	form.Set("_s", ballot.NewSecret().String())
	form.Set("_receipt", "yes")
	status, page := postTo(t, address+"/r/"+code+"/11-13/en/send", form)
	var words []string
	for _, m := range wordItem.FindAllStringSubmatch(page, -1) {
		words = append(words, m[1])
	}
	if status != http.StatusOK || len(words) != 6 {
		t.Fatalf("%d with the words %v", status, words)
	}
	return childWithWords{story, strings.Join(words, " ")}
}

// The whole way by HTTP: three children send and keep their words; one takes the
// answers back before anything is sealed, one after, one never. The release
// counts the third alone, and only that story is read.
func TestTakenBackIsNotCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		a := testAppOn(t, open(), t.TempDir()+"/kist.key")
		round, err := a.firstLight(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		address, _ := serveTest(t, a)
		rng := rand.New(rand.NewPCG(7, 8))
		code := round.Codes[0]
		stories := []string{"the otter came at dusk", "we built a raft of logs", "the bakery on the corner"}
		var kids []childWithWords
		for _, story := range stories {
			kids = append(kids, sendForWords(t, a, address, code, story, rng))
		}
		takeBack := func(kid childWithWords) {
			status, page := postTo(t, address+"/withdraw", url.Values{"code": {code}, "_words": {strings.ToUpper(kid.words)}})
			if status != http.StatusOK || !strings.Contains(page, "That is done") {
				t.Fatalf("%d: %s", status, page)
			}
		}
		takeBack(kids[0])
		closeAtLast(t, a)
		if n := countedRows(t, a); n != demoAnswers+2 {
			t.Errorf("%d counted after the first was taken back, want %d", n, demoAnswers+2)
		}
		takeBack(kids[1])
		takeBack(kids[1]) // again: no harm
		if n := countedRows(t, a); n != demoAnswers+1 {
			t.Errorf("%d counted after the second was taken back, want %d", n, demoAnswers+1)
		}
		read := storiesOf(t, a)
		for i, kid := range kids {
			if got, want := slices.Contains(read, kid.story), i == 2; got != want {
				t.Errorf("the story %d is read: %v", i, got)
			}
		}
		release, err := a.releases.Make(t.Context(), demoID, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		if least, most := release.Responses.Range(); demoAnswers+1 < least || demoAnswers+1 > most {
			t.Errorf("%d responses released", release.Responses.Count)
		}
	})
}

// closeAtLast closes the round, again after an error, as Close allows: the
// stand-in for MongoDB answers "locked" where the machine is busy.
func closeAtLast(t *testing.T, a *app) {
	t.Helper()
	var err error
	for range 20 {
		if err = a.sealer.Close(t.Context(), demoID, nil); err == nil {
			return
		}
	}
	t.Fatal(err)
}

// countedRows are the responses in boxes that were not taken back.
func countedRows(t *testing.T, a *app) int {
	t.Helper()
	n := 0
	err := a.opener.Batches(t.Context(), demoID, func(b ballot.Batch) error {
		for _, gone := range b.Gone {
			if !gone {
				n++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
