package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/editing"
	"kist/internal/people"
	"kist/surveys"
	"kist/surveys/library"
	"kist/surveys/samples"
)

// The size of the survey at which the studio's pages are timed: in 4 editions or more and
// 10 languages.
const (
	benchQuestions = 60
	benchProposals = 2000
)

// BenchmarkStudioPages times each page of the studio on SQLite, signing in and
// rendering included: "p95-ms" is what 19 of 20 requests take at most. The figure
// to hold is 100.
func BenchmarkStudioPages(b *testing.B) {
	a := newTestApp(b)
	survey := studioSurvey(b)
	proposal := fillStudio(b, a, survey)
	h, cookies := signedIn(b, a, people.Administrator)
	at := "/staff/surveys/" + survey.Key
	q := at + "/q/" + survey.Questions[0].Key
	for _, path := range []string{
		"/staff/", "/staff/surveys", at, q, q + "?lang=ar", q + "/propose", q + "/build", at + "/new?kind=picture", at + "/start", at + "/p/" + proposal, at + "/history", at + "/history/0",
		at + "/review", at + "/versions", at + "/preview", at + "/preview/14-18/ar",
	} {
		b.Run(strings.ReplaceAll(path, proposal, "ID"), func(b *testing.B) {
			var took []time.Duration
			bytes := 0
			for b.Loop() {
				start := time.Now()
				w := look(h, cookies, path)
				took = append(took, time.Since(start))
				if bytes = w.Body.Len(); w.Code != http.StatusOK {
					b.Fatalf("%s: %d", path, w.Code)
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(bytes), "bytes")
		})
	}
}

// studioSurvey is the starter with questions of the library, 60 in all.
func studioSurvey(b *testing.B) *surveys.Survey {
	b.Helper()
	survey, err := surveys.Parse(samples.Files, starter)
	if err != nil {
		b.Fatal(err)
	}
	kept, err := editing.NewLibrary(library.Files, nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, k := range kept.Find(editing.Wanted{}) {
		if len(survey.Questions) >= benchQuestions {
			break
		}
		if with, err := k.Take(survey, ""); err == nil && with.Flaws().Err() == nil {
			survey = with
		}
	}
	if len(survey.Questions) != benchQuestions || len(survey.Editions) < 4 || len(survey.Languages) != 10 {
		b.Fatalf("%d questions, %d editions, %d languages", len(survey.Questions), len(survey.Editions), len(survey.Languages))
	}
	return survey
}

// fillStudio publishes the survey, and makes proposals about all of its
// questions; it names one of them.
func fillStudio(b *testing.B, a *app, survey *surveys.Survey) (id string) {
	b.Helper()
	if _, err := a.versions.Publish(b.Context(), survey); err != nil {
		b.Fatal(err)
	}
	if err := a.seedDrafts(b.Context()); err != nil {
		b.Fatal(err)
	}
	var places []editing.Edit
	for u, text := range survey.Units() {
		if u.Wording() && u.Question() != "" && u.Language == survey.Source && strings.HasSuffix(u.Place, ".text") {
			places = append(places, editing.Edit{Unit: u, Before: text})
		}
	}
	for i := range benchProposals {
		if i%10 == 0 { // a large one: a whole question, in every language and edition
			after, err := survey.Clone()
			if err != nil {
				b.Fatal(err)
			}
			at := i / 10 % len(after.Questions)
			after.Questions = slices.Delete(after.Questions, at, at+1)
			if _, err := a.writing.Propose(b.Context(), survey.Key, after, "volunteer", "We do not need it."); err == nil {
				continue
			} // another is asked after it
		}
		e := places[i%len(places)]
		e.After = fmt.Sprintf("%s (%d)", e.Before, i)
		p, err := a.writing.ProposeEdits(b.Context(), survey.Key, []editing.Edit{e}, "volunteer", fmt.Sprintf("Reason number %d, which is a sentence long.", i))
		if err != nil {
			b.Fatal(err)
		}
		id = p.ID
	}
	return id
}
