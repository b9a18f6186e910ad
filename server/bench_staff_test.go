package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
)

// The size of the store in which staff pages are timed.
const (
	benchInspections = 32
	benchRounds      = 200
	benchPeople      = 500
)

// BenchmarkStaffPages times each staff page in a store of that size on SQLite,
// signing in and rendering included: "p95-ms" is what 19 of 20 requests take at
// most. The figure to hold is 20.
func BenchmarkStaffPages(b *testing.B) {
	a := newTestApp(b)
	programme, inspection, round := fillStaff(b, a)
	h, cookies := signedIn(b, a, people.Administrator)
	for _, path := range []string{
		"/staff/", "/staff/programmes", "/staff/programmes/" + programme, "/staff/inspections", "/staff/inspections?page=2&sort=name", "/staff/inspections/" + inspection,
		"/staff/inspections/" + inspection + "/edit", "/staff/inspections/" + inspection + "/new?version=what_its_like-1", "/staff/rounds", "/staff/rounds?page=7&sort=stage",
		"/staff/rounds/" + round, "/staff/rounds/" + round + "/edit", "/staff/rounds/" + round + "/checks", "/staff/rounds/" + round + "/poster", "/staff/rounds/" + round + "/leaflet",
		"/staff/rounds/" + round + "/helper", "/staff/rounds/" + round + "/slips", "/staff/helplines", "/staff/releases", "/staff/library", "/staff/library?q=frends", "/staff/library/respect", "/staff/people", "/staff/audit",
	} {
		name := strings.NewReplacer(programme, "ID", inspection, "ID", round, "ID").Replace(path)
		b.Run(name, func(b *testing.B) {
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

// fillStaff makes a store of a large installation, and names one of each kind.
func fillStaff(b *testing.B, a *app) (programme, inspection, round string) {
	b.Helper()
	ctx := b.Context()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	d := demonstration{app: a, now: time.Now(), rng: rand.New(rand.NewPCG(1, 2))}
	must(d.publish(ctx))
	p := &inspections.Programme{Title: demoProgramme, Framework: "qif2019", Evaluated: []string{"2.1"}, Synthetic: true}
	must(a.book.AddProgramme(ctx, p, people.Server))
	var ids []string
	for i, area := range inspections.Areas()[:benchInspections] {
		in := &inspections.Inspection{Programme: p.ID, Area: area.Code, Title: area.Name, Starts: d.now.AddDate(0, 0, -7*i).Format(time.DateOnly)}
		must(a.book.AddInspection(ctx, in, people.Server))
		ids = append(ids, in.ID)
	}
	for i := range benchRounds {
		r := benchRound(d, i, ids[i%len(ids)])
		must(a.book.AddRound(ctx, a.vault, r, d.offer, people.Server))
		if i == 0 {
			round = r.ID // stays in preparation
			continue
		}
		_, err := a.book.OpenRound(ctx, r.ID, r.Mark(), people.Server)
		must(err)
		must(a.watch.Begin(ctx, r.ID, d.now))
		if i%2 == 0 {
			must(a.sealer.Close(ctx, r.ID, nil))
			_, err := a.releases.Make(ctx, r.ID, "", nil)
			must(err)
		}
	}
	for i := range benchPeople {
		token, err := a.people.Invite(ctx, people.Server, people.Inspector)
		must(err)
		if i%10 == 0 {
			_, err := a.people.Accept(ctx, token, fmt.Sprintf("Person %d", i))
			must(err)
		}
	}
	n, err := a.book.Rounds.Count(ctx, store.Query{})
	if err != nil || n != benchRounds {
		b.Fatalf("%d rounds, %v", n, err)
	}
	return p.ID, ids[0], round
}

func benchRound(d demonstration, i int, inspection string) *inspections.Round {
	return &inspections.Round{
		Inspection: inspection, Name: fmt.Sprintf("Round %d", i), Version: d.version, Door: inspections.Ticketed, MinBox: inspections.Ticketed.MinBox(),
		Languages: d.offer.Languages, Editions: d.offer.Editions, Groupings: d.offer.Groupings,
		Opens: d.now.Format(time.DateOnly), Closes: d.now.AddDate(0, 0, 21).Format(time.DateOnly),
		Settings: []inspections.Setting{{Name: "Schools", Expected: 100}, {Name: "Homes", Expected: 50}},
	}
}

// BenchmarkResultsPage looks at every page of results of a demonstration as an inspector
// does: the first time that anybody looks at a release, when the sizes of its files are
// not known yet, and twenty times more. "p95-ms" is over all of them, "first-p95-ms" over
// the first looks; "wire-KB" is the most that a page weighs as a browser gets it. The
// figures to hold are 30 and 40.
func BenchmarkResultsPage(b *testing.B) {
	a := newTestApp(b)
	d := demonstration{app: a, answers: 3000, now: time.Now(), rng: rand.New(rand.NewPCG(1, 2)), steps: plainSteps(io.Discard)}
	if err := d.build(b.Context()); err != nil {
		b.Fatal(err)
	}
	h, cookies := signedIn(b, a, people.Administrator)
	rounds, err := a.book.Heads(b.Context(), store.Query{Field: "stage", Is: string(inspections.Sealed)})
	if err != nil {
		b.Fatal(err)
	}
	var first, all []time.Duration
	heaviest := 0
	for b.Loop() {
		for again := range 21 {
			for _, r := range rounds {
				list, err := a.releases.Heads(b.Context(), r.ID)
				if err != nil {
					b.Fatal(err)
				}
				for _, rel := range list {
					start := time.Now()
					w := packed(h, cookies, "/staff/releases/"+rel.ID)
					took := time.Since(start)
					if w.Code != http.StatusOK {
						b.Fatalf("%s: %d", rel.ID, w.Code)
					}
					if all = append(all, took); again == 0 && len(first) < len(rounds) {
						first = append(first, took)
					}
					heaviest = max(heaviest, w.Body.Len())
				}
			}
		}
	}
	slices.Sort(first)
	slices.Sort(all)
	b.ReportMetric(float64(first[len(first)*95/100].Microseconds())/1000, "first-p95-ms")
	b.ReportMetric(float64(all[len(all)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(heaviest)/1024, "wire-KB")
	b.ReportMetric(float64(len(first)), "releases")
}

// packed is look by a browser that takes compressed pages.
func packed(h http.Handler, cookies []*http.Cookie, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "gzip, br")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
