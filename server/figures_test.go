package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/inspections"
)

var (
	figures       = flag.Bool("figures", false, "measure times on this machine, which should have nothing else to do, and hold them to the figures of docs/children.md")
	someEditions  = flag.String("editions", "", "with -figures: measure in these editions only, such as 4-7,8-10")
	someLanguages = flag.String("languages", "en,ar,uk,pa,zh-Hans", "with -figures: measure in these languages only")
)

// tries are how often each time is measured; the best counts, for whatever else
// the machine does only adds to it.
const tries = 3

// eachMeasured runs a test for each edition and language that the flags name, and
// within it each try: a tab must be gone before the next is measured, or its
// slowed processor slows the next too.
func eachMeasured(t *testing.T, round *inspections.Round, try func(t *testing.T, edition, lang string), judge func(t *testing.T, edition, lang string)) {
	t.Helper()
	for _, edition := range named(round.Editions, *someEditions) {
		for _, lang := range named(round.Languages, *someLanguages) {
			t.Run(edition+" "+lang, func(t *testing.T) {
				for n := range tries {
					t.Run(fmt.Sprint("try ", n+1), func(t *testing.T) { try(t, edition, lang) })
				}
				judge(t, edition, lang)
			})
		}
	}
}

// named are those of all that a flag names; all if it names none.
func named(all []string, flag string) []string {
	if flag == "" {
		return all
	}
	list := strings.Split(flag, ",")
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !slices.Contains(list, s) })
}

// The figures that children's pages are held to.
const (
	firstVisit    = 60 << 10 // bytes of everything that a first visit loads
	slowLatency   = 400      // ms for a request and its answer
	slowBytes     = 400_000 / 8
	slowProcessor = 4
)

// serveRound serves the demonstration round.
func serveRound(t *testing.T) (string, *inspections.Round) {
	t.Helper()
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serveTest(t, a)
	return address, round
}

// Everything that a first visit loads in each language, from the code on the
// poster to the first question, fonts and pictures in, is small and comes from
// one place.
func TestFirstVisitIsSmall(t *testing.T) {
	address, round := serveRound(t)
	for _, lang := range round.Languages {
		t.Run(lang, func(t *testing.T) {
			p := browsertest.Open(t, address, browsertest.Width(browsertest.Phone))
			p.Visit("/j/" + round.Codes[0])
			p.Click(fmt.Sprintf("#start a[lang=%q]", lang))
			p.Follow(fmt.Sprintf("section.step:target a[href$='/11-13/%s']", lang))
			p.Click("#start a.go")
			p.Wait("document.fonts.status === 'loaded' && document.querySelector('.step:target .o') !== null")
			total, fonts := 0, 0
			for _, f := range p.Traffic() {
				if !strings.HasPrefix(f.URL, address+"/") && !strings.HasPrefix(f.URL, "data:") {
					t.Errorf("%s is of another place", f.URL)
				}
				total += f.Bytes
				if strings.Contains(f.URL, ".woff2") {
					fonts += f.Bytes
				}
			}
			t.Logf("%s: %.1f KB, %.1f KB of it fonts", lang, float64(total)/1024, float64(fonts)/1024)
			if total > firstVisit || total < 10<<10 {
				t.Errorf("a first visit loads %d bytes, at most %d are allowed: %+v", total, firstVisit, p.Traffic())
			}
		})
	}
}
