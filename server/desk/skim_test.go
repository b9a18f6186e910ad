package desk

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"kist/internal/results"
	"kist/surveys"
)

func TestAnInspectionInShort(t *testing.T) {
	h := serveBook(t, shelf{example(), earlier()}, yearsBook(t))
	must(t, get(t, h, "inspector", "/staff/releases/of/strathlinn"), http.StatusOK, []string{
		"Synthetic data.", "About 325 children and young people answered", "Spring round, release 1, made on 17 November 2026.",
		"Strongest", "Weakest", "Most different by age", "Most changed since last time", "Held against Inspection strathlinn-2023: Autumn round, 17 November 2023.",
		"45→80", "One was changed since and is left out.", `href="/staff/releases/compare?now=spring-1&amp;question=safe&amp;was=autumn-1"`,
		"How many chose “Happy” or “Very happy”", "When a question stands here", "What this cannot tell you",
	}, "There is no earlier release")
	must(t, get(t, h, "inspector", "/staff/releases/of/strathlinn-2023"), http.StatusOK, []string{"There is no earlier release of this inspection"}, "45→80")
	for _, path := range []string{"nothing", "%25zz"} {
		if w := get(t, h, "inspector", "/staff/releases/of/"+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for role, status := range map[string]int{"volunteer": 403, "translator": 403, "nobody": 303, "coordinator": 200} {
		if w := get(t, h, role, "/staff/releases/of/strathlinn"); w.Code != status {
			t.Errorf("%s: %d, want %d", role, w.Code, status)
		}
	}
}

// Who may read one inspection only is not told of another in the same place.
func TestLastTimeOfOthersIsNotTold(t *testing.T) {
	h := serveBook(t, shelf{example(), earlier()}, yearsBook(t))
	w := get(t, h, "inspector@strathlinn", "/staff/releases/of/strathlinn")
	if strings.Contains(w.Body.String(), "autumn") || strings.Contains(w.Body.String(), "Autumn") || strings.Contains(w.Body.String(), "45→80") {
		t.Error("a release that is not theirs is told of")
	}
}

func TestTheReleaseBefore(t *testing.T) {
	asked := map[string]*surveys.Survey{"": survey(), "example-2": survey(), "parents-1": parents()}
	at := func(id, inspection, area, made string, synthetic bool) published {
		p := published{head: &results.Head{Made: made, Synthetic: synthetic}}
		p.head.ID = id + "-1"
		p.round, p.inspection = roundOf(id), inspectionOf(inspection, area)
		return p
	}
	of := func(version string, p published) published {
		p.round.Version = version
		return p
	}
	now := at("b", "one", "S1", "2026-05-01", true)
	for name, test := range map[string]struct {
		other published
		want  bool
	}{
		"another round of the inspection":        {at("a", "one", "S1", "2026-02-01", true), true},
		"an earlier inspection of the area":      {at("a", "two", "S1", "2023-02-01", true), true},
		"another area":                           {at("a", "two", "S2", "2023-02-01", true), false},
		"later":                                  {at("a", "two", "S1", "2027-02-01", true), false},
		"the same round: the same children":      {at("b", "one", "S1", "2026-02-01", true), false},
		"invented beside real":                   {at("a", "two", "S1", "2023-02-01", false), false},
		"no area is not the same as no area":     {at("a", "two", "", "2023-02-01", true), false},
		"the same day: which came first, nobody": {at("a", "one", "S1", "2026-05-01", true), false},
		"another version of the survey":          {of("example-2", at("a", "two", "S1", "2023-02-01", true)), true},
		"another survey":                         {of("parents-1", at("a", "two", "S1", "2023-02-01", true)), false},
	} {
		if _, ok := before([]published{now, test.other}, now, asked); ok != test.want {
			t.Errorf("%s: %t", name, ok)
		}
	}
	older, newer := at("a", "one", "S1", "2024-01-01", true), at("c", "two", "S1", "2025-01-01", true)
	if got, _ := before([]published{older, newer, of("parents-1", at("d", "one", "S1", "2025-06-01", true)), now}, now, asked); got.head != newer.head {
		t.Errorf("%s", got.head.Made)
	}
}

// TestAnInspectionInShortIsOfChildren: what parents answered since is listed, and takes the
// place neither of what children said nor of what they said the last time.
func TestAnInspectionInShortIsOfChildren(t *testing.T) {
	b := yearsBook(t)
	list := shelf{example(), earlier()}
	for i, made := range []string{"2025-05-01", "2026-12-01"} {
		r := spring()
		r.ID = []string{"parents-then", "parents-now"}[i]
		r.Name, r.Version, r.Codes = r.ID, "parents-1", []string{"CODE" + r.ID}
		if err := b.Rounds.Insert(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		rel := example()
		rel.ID, rel.Round, rel.Made, rel.Version = r.ID+"-1", r.ID, made, r.Version
		list = append(list, rel)
	}
	must(t, get(t, serveBook(t, list, b), "inspector", "/staff/releases/of/strathlinn"), http.StatusOK, []string{
		"Spring round, release 1, made on 17 November 2026.", "Held against Inspection strathlinn-2023: Autumn round", "45→80", "parents-then: ", "parents-now: ",
	}, "There is no earlier release")
	must(t, get(t, serveBook(t, list[2:], b), "inspector", "/staff/releases/of/strathlinn"), http.StatusOK, []string{"parents-now, release 1", "Held against Strathlinn joint inspection: parents-then"})
}

// TestChanceFillsNoList: of releases in which every question and every age has the same
// truth, hardly one in twenty has any line in any one list. This is what among promises.
func TestChanceFillsNoList(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const releases, questions = 400, 20
	cell := func(n int) results.Group {
		yes := 0
		for range n {
			yes += rng.IntN(2)
		}
		yes = (yes + rng.IntN(5)) / 5 * 5
		return row("", n, n-yes, yes)
	}
	var strong, weak, different int
	r := newReport(t, "en")
	r.rel = &results.Release{}
	for range releases {
		var all []question
		for range questions {
			bands := []results.Group{cell(30), cell(40), cell(50)}
			all = append(all, pair(tables("told", "yes_no", []string{"no", "yes"}, cell(120), bands...)))
		}
		s := r.summary(all)
		strong, weak, different = strong+len(s.Strongest.Lines), weak+len(s.Weakest.Lines), different+len(s.Different.Lines)
	}
	t.Logf("of %d releases without a difference: %d lines among the strongest, %d among the weakest, %d among the different", releases, strong, weak, different)
	if most := releases / 20; strong > most || weak > most || different > most {
		t.Errorf("more than %d", most)
	}
}

// TestWhatIsThereIsListed: the other side of the rule. Clear differences are told.
func TestWhatIsThereIsListed(t *testing.T) {
	r := newReport(t, "en")
	var all []question
	for _, yes := range []int{20, 100, 105, 110, 190, 185, 180, 180} {
		all = append(all, pair(tables("told", "yes_no", []string{"no", "yes"}, row("", 200, 200-yes, yes), row("8-10", 100, 100-yes/2, yes/2/5*5), row("14-18", 100, 100-yes/2, yes/2/5*5))))
	}
	s := r.summary(all)
	if len(s.Strongest.Lines) != 3 || s.Strongest.More != 1 || len(s.Weakest.Lines) == 0 || s.Weakest.Lines[0].Value != "10%" || len(s.Different.Lines) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestAmong(t *testing.T) {
	last := 0.
	for _, k := range []int{0, 1, 2, 5, 20, 100} {
		z := among(k)
		if z < fixedPair || z < last {
			t.Errorf("%d: %g after %g", k, z, last)
		}
		last = z
	}
	if z := among(20); z < 3.02 || z > 3.03 { // the quantile of 1 - 0.05/40
		t.Errorf("among 20: %g", z)
	}
}
