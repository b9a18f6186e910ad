package main

import (
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
)

// BenchmarkReadingPages times every other page on which results are read, in a
// demonstration of 3,000 answers: an inspection in short, one question, two releases side
// by side, the map, and a release across areas with its questions. "p95-ms" is what 19 of
// 20 requests take at most, "wire-KB" the most that such a page weighs as a browser gets
// it. The figures to hold are 30 and 40.
func BenchmarkReadingPages(b *testing.B) {
	a := newTestApp(b)
	d := demonstration{app: a, answers: 3000, now: time.Now(), rng: rand.New(rand.NewPCG(1, 2)), steps: plainSteps(io.Discard)}
	if err := d.build(b.Context()); err != nil {
		b.Fatal(err)
	}
	h, cookies := signedIn(b, a, people.Administrator)
	for name, paths := range readingPages(b, a) {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			heaviest := 0
			for b.Loop() {
				for range 3 {
					for _, path := range paths {
						start := time.Now()
						w := packed(h, cookies, path)
						took = append(took, time.Since(start))
						if heaviest = max(heaviest, w.Body.Len()); w.Code != http.StatusOK {
							b.Fatalf("%s: %d", path, w.Code)
						}
					}
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(heaviest)/1024, "wire-KB")
			b.ReportMetric(float64(len(paths)), "pages")
		})
	}
}

// readingPages are the addresses of each kind of page: at most thirty of each.
func readingPages(b *testing.B, a *app) map[string][]string {
	b.Helper()
	rounds, err := a.book.Heads(b.Context(), store.Query{Field: "stage", Is: string(inspections.Sealed)})
	if err != nil {
		b.Fatal(err)
	}
	pages := map[string][]string{"list": {"/staff/releases"}, "map": {"/staff/releases/map"}}
	add := func(kind, path string) {
		if len(pages[kind]) < 30 {
			pages[kind] = append(pages[kind], path)
		}
	}
	last := ""
	for _, r := range rounds {
		list, err := a.releases.Heads(b.Context(), r.ID)
		if err != nil {
			b.Fatal(err)
		}
		for _, head := range list {
			rel, err := a.releases.Get(b.Context(), head.ID)
			if err != nil {
				b.Fatal(err)
			}
			add("skim", "/staff/releases/of/"+r.Inspection)
			for _, table := range rel.Tables {
				if table.By == "" {
					add("question", "/staff/releases/"+rel.ID+"/"+table.Question)
				}
			}
			if last != "" {
				add("compare", "/staff/releases/compare?now="+rel.ID+"&was="+last)
			}
			last = rel.ID
		}
	}
	rel := acrossOf(b, a)
	add("across", "/staff/releases/"+rel.ID)
	add("across-form", strings.Replace("/staff/programmes/ID/release", "ID", rel.Programme, 1))
	for _, table := range rel.Tables {
		if table.By == "" {
			add("across-question", "/staff/releases/"+rel.ID+"/"+table.Question)
		}
	}
	return pages
}
