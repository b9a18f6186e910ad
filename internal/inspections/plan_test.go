package inspections

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/sqlite"
)

func openPlans(t *testing.T) (*Book, *Vault, *audit.Trail) {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	b, err := OpenBook(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	b.now = func() time.Time { return day("2026-11-10") }
	v, err := OpenVault(t.Context(), e, seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	trail, err := audit.OpenTrail(t.Context(), e, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return b, v, trail
}

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d.Add(9 * time.Hour)
}

// problems are the fields and ids of an error.
func problems(err error) []string {
	var list fault.Problems
	var one fault.Problem
	if errors.As(err, &one) {
		list = fault.Problems{one}
	}
	errors.As(err, &list)
	var all []string
	for _, p := range list {
		all = append(all, p.Error())
	}
	return all
}

func TestReferenceData(t *testing.T) {
	all := Areas()
	if len(all) != 32 || len(Frameworks()) != 2 || len(Grades()) != 6 || Timeline().Last() != 21 || len(Timeline().Stages) != 4 {
		t.Fatalf("%d areas, %d frameworks, %d grades, %d weeks", len(all), len(Frameworks()), len(Grades()), Timeline().Last())
	}
	seen := map[string]bool{}
	for _, a := range all {
		for _, code := range append([]string{a.Code}, a.Former...) {
			if seen[code] {
				t.Errorf("%s stands for two areas", code)
			}
			seen[code] = true
			if found, ok := AreaByCode(" " + strings.ToLower(code)); !ok || found.Code != a.Code {
				t.Errorf("%s leads to %+v", code, found)
			}
		}
	}
	if a, _ := AreaByCode("S12000015"); a.Name != "Fife" || a.Code != "S12000047" {
		t.Errorf("a former code leads to %+v", a)
	}
	for _, no := range []string{"", "S12", "Fife"} {
		if _, ok := AreaByCode(no); ok {
			t.Errorf("%q is an area", no)
		}
	}
	for _, f := range Frameworks() {
		if len(f.Indicators) != f.Structure.Indicators {
			t.Errorf("%s lists %d indicators and says %d", f.ID, len(f.Indicators), f.Structure.Indicators)
		}
		for _, q := range f.Indicators {
			if q.Verified == strings.Contains(q.Source, "unverified") {
				t.Errorf("%s %s: verified %t, read at %q", f.ID, q.Code, q.Verified, q.Source)
			}
		}
		for _, e := range f.Evaluated {
			for _, code := range e.Codes {
				if _, ok := f.Indicator(code); !ok {
					t.Errorf("%s: %s evaluates %s", f.ID, e.Programme, code)
				}
			}
		}
	}
	if _, ok := FrameworkByID("qif1999"); ok {
		t.Error("a framework that never was")
	}
}

func TestEveryWeekHasItsStage(t *testing.T) {
	w := Timeline()
	rapid.Check(t, func(t *rapid.T) {
		start := day("2026-01-05").AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "start"))
		off := rapid.IntRange(-60, 250).Draw(t, "days after")
		in := &Inspection{Starts: start.Format(time.DateOnly)}
		got, week := in.Step(start.AddDate(0, 0, off)), in.Week(start.AddDate(0, 0, off))
		switch {
		case off < 0 && (got != Planned || week > 0):
			t.Fatalf("%d days before: week %d, %s", -off, week, got)
		case off >= 0 && week != off/7+1:
			t.Fatalf("day %d is in week %d", off, week)
		case off >= 21*7 && got != Done, off >= 0 && off < 21*7 && got != w.StepIn(off/7+1):
			t.Fatalf("day %d: %s", off, got)
		}
		if got.Place() < 0 || !got.Valid() {
			t.Fatalf("%q is no step", got)
		}
	})
	in := &Inspection{Starts: "2026-01-05"}
	if in.Ends() != "2026-05-31" || in.Monday(2) != "2026-01-12" {
		t.Errorf("ends %s, week 2 begins %s", in.Ends(), in.Monday(2))
	}
	in.Stage = Report
	if in.Step(day("2026-01-06")) != Report {
		t.Error("what people set does not hold")
	}
	if blank := (&Inspection{}); blank.Step(day("2026-01-06")) != Planned || blank.Week(day("2026-01-06")) != 0 || blank.Ends() != "" {
		t.Error("an inspection without a first day is not planned")
	}
}

func TestAProgrammeIsMadeAndChanged(t *testing.T) {
	b, _, trail := openPlans(t)
	ctx := t.Context()
	bad := &Programme{Title: " ", Framework: "none"}
	if got := problems(b.AddProgramme(ctx, bad, "ros")); !cmp.Equal(got, []string{"title: staff.problem.missing", "framework: staff.problem.framework"}) {
		t.Errorf("problems %q", got)
	}
	p := &Programme{Title: " Children  at risk ", Framework: "qif2019", Evaluated: []string{"2.1", "99.9"}}
	if err := b.AddProgramme(ctx, p, "ros"); err != nil {
		t.Fatal(err)
	}
	mark := p.Mark()
	if err := b.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	p.Title = "Children at risk of harm"
	if _, err := b.SaveProgramme(ctx, p, mark, "sam"); err != nil {
		t.Fatalf("a sweep is no change: %v", err)
	}
	if _, err := b.SaveProgramme(ctx, p, mark, "ros"); !errors.Is(err, fault.Conflict) {
		t.Errorf("an old form: %v", err)
	}
	now, err := b.Programmes.Get(ctx, p.ID)
	if err != nil || now.Title != p.Title || !cmp.Equal(now.Evaluated, []string{"2.1"}) {
		t.Errorf("%+v, %v", now, err)
	}
	checkDeeds(t, b, trail, "programmes", p.ID, "ros programme.make", "sam programme.edit")
}

// checkDeeds sweeps and compares the trail of a document.
func checkDeeds(t *testing.T, b *Book, trail *audit.Trail, collection, id string, want ...string) {
	t.Helper()
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines, err := trail.Of(t.Context(), collection, id)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines {
		got = append(got, l.Who+" "+l.Did)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the trail of %s/%s:\n%s", collection, id, diff)
	}
}

// plans gives a programme with one inspection.
func plans(t *testing.T, b *Book) *Inspection {
	t.Helper()
	p := &Programme{Title: "Programme", Framework: "qif2019", Synthetic: true}
	if err := b.AddProgramme(t.Context(), p, "ros"); err != nil {
		t.Fatal(err)
	}
	in := &Inspection{Programme: p.ID, Title: "Fife", Area: "s12000015", Starts: "2026-11-02", Team: []string{"ros"}}
	if err := b.AddInspection(t.Context(), in, "ros"); err != nil {
		t.Fatal(err)
	}
	return in
}

func TestAnInspection(t *testing.T) {
	b, _, trail := openPlans(t)
	ctx := t.Context()
	if err := b.AddInspection(ctx, &Inspection{Programme: "none", Title: "x"}, "ros"); !errors.Is(err, fault.NotFound) {
		t.Errorf("without a programme: %v", err)
	}
	in := plans(t, b)
	if in.Area != "S12000047" || !in.Synthetic {
		t.Errorf("a former code became %q; synthetic %t", in.Area, in.Synthetic)
	}
	bad := &Inspection{Title: strings.Repeat("x", MaxTitle+1), Area: "nowhere", Starts: "2026-13-01", Stage: "soon"}
	_, err := b.SaveInspection(ctx, bad, "", "ros")
	want := []string{"title: staff.problem.long", "area: staff.problem.area", "starts: staff.problem.day", "stage: staff.problem.choice"}
	if diff := cmp.Diff(want, problems(err)); diff != "" {
		t.Error(diff)
	}
	in.Stage = Gather
	saved, err := b.SaveInspection(ctx, in, in.Mark(), "sam")
	if err != nil || saved.Step(day("2026-11-03")) != Gather {
		t.Fatalf("%+v, %v", saved, err)
	}
	if _, err := b.Hold(ctx, in.ID, "2.1", 4, "ros"); err != nil {
		t.Fatal(err)
	}
	held, err := b.Hold(ctx, in.ID, "2.1", 5, "sam")
	if err != nil || len(held.Evaluations) != 1 {
		t.Fatalf("%+v, %v", held, err)
	}
	if e, ok := held.Evaluation("2.1"); !ok || e != (Evaluation{"2.1", 5, "sam", "2026-11-10"}) {
		t.Errorf("%+v", e)
	}
	for _, grade := range []int{-1, 7} {
		if _, err := b.Hold(ctx, in.ID, "2.1", grade, "ros"); !errors.Is(err, fault.Invalid) {
			t.Errorf("grade %d: %v", grade, err)
		}
	}
	if held, err = b.Hold(ctx, in.ID, "2.1", 0, "ros"); err != nil || len(held.Evaluations) != 0 {
		t.Errorf("taken away: %+v, %v", held.Evaluations, err)
	}
	checkDeeds(t, b, trail, "inspections", in.ID, "ros inspection.make", "sam inspection.edit", "ros inspection.evaluate", "sam inspection.evaluate", "ros inspection.evaluate")
}

var offer = Offer{Languages: []string{"en", "gd", "pl"}, Editions: []string{"8-10", "11-13"}, Groupings: []string{"age_band"}}

func draftRound(inspection string) *Round {
	return &Round{
		Inspection: inspection, Name: " Spring   round ", Version: "v-1", Door: Ticketed, MinBox: 10, Languages: []string{"gd", "en", "xx"}, Editions: []string{"11-13"},
		Opens: "2026-11-10", Closes: "2026-12-04", Settings: []Setting{{Name: "Primary schools", Expected: 80}, {Name: " "}, {Name: "primary-schools", Expected: 40}, {Name: "中"}},
	}
}

func TestARoundIsMade(t *testing.T) {
	b, v, trail := openPlans(t)
	ctx := t.Context()
	in := plans(t, b)
	r := draftRound(in.ID)
	if err := b.AddRound(ctx, v, r, offer, "ros"); err != nil {
		t.Fatal(err)
	}
	if r.Stage != Draft || !r.Synthetic || r.Expected != 120 || r.KeyMode != Simple || r.Name != "Spring round" || len(r.AnswersKey) == 0 || !cmp.Equal(r.Languages, []string{"en", "gd"}) {
		t.Errorf("%+v", r)
	}
	var keys []string
	for _, s := range r.Settings {
		keys = append(keys, s.Key)
		if CleanCode(s.Code) != s.Code || !slices.Contains(r.Codes, s.Code) {
			t.Errorf("the code %q", s.Code)
		}
	}
	if !cmp.Equal(keys, []string{"primary_schools", "primary_schools_2", "place"}) {
		t.Errorf("keys %q", keys)
	}
	mark, codes := r.Mark(), slices.Clone(r.Codes)
	r.Settings = append(r.Settings, Setting{Name: "Homes"})
	saved, err := b.SaveRound(ctx, r, offer, mark, "sam")
	if err != nil || len(saved.Codes) != 4 || !cmp.Equal(saved.Codes[:3], codes) {
		t.Fatalf("codes %q became %q, %v", codes, saved.Codes, err)
	}
	if _, err := b.CountSlips(ctx, r.ID, "place", 24, "ros"); err != nil {
		t.Fatal(err)
	}
	if err := second(b.OpenRound(ctx, r.ID, saved.Mark(), "ros")); !errors.Is(err, fault.Conflict) {
		t.Errorf("opened though it was changed after the checks: %v", err)
	}
	opened, err := b.OpenRound(ctx, r.ID, anyMark, "ros")
	if err != nil || opened.Stage != Running || opened.Settings[2].Slips != 24 {
		t.Fatalf("%+v, %v", opened, err)
	}
	for what, err := range map[string]error{
		"opened again":             second(b.OpenRound(ctx, r.ID, anyMark, "ros")),
		"changed while it is open": second(b.SaveRound(ctx, r, offer, opened.Mark(), "ros")),
	} {
		if !errors.Is(err, fault.Closed) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := b.MarkFinal(ctx, r.ID); err != nil {
		t.Fatal(err)
	}
	if err := second(b.CountSlips(ctx, r.ID, "place", 24, "ros")); !errors.Is(err, fault.Closed) {
		t.Errorf("slips for a closed round: %v", err)
	}
	checkDeeds(t, b, trail, "rounds", r.ID, "ros round.make", "sam round.edit", "ros round.slips", "ros round.open")
}

func second(_ *Round, err error) error { return err }

// A round from before children could ask to be contacted can be asked from when it
// is next saved or opened; one that is open stays as it is.
func TestRoundsFromBeforeRequests(t *testing.T) {
	b, v, trail := openPlans(t)
	ctx := t.Context()
	r := draftRound(plans(t, b).ID)
	if err := b.AddRound(ctx, v, r, offer, "ros"); err != nil {
		t.Fatal(err)
	}
	key := r.ContactKey
	old, err := b.Rounds.Update(ctx, r.ID, func(r *Round) error { r.ContactKey = nil; return nil })
	if err != nil || len(key) == 0 {
		t.Fatal(err)
	}
	if err := second(b.CanAsk(ctx, v, old, "another", "ros")); !errors.Is(err, fault.Conflict) {
		t.Errorf("somebody changed it: %v", err)
	}
	now, err := b.CanAsk(ctx, v, old, old.Mark(), "sam")
	if err != nil || !cmp.Equal(now.ContactKey, key) {
		t.Fatalf("the key is %x, %v; the vault holds %x", now.ContactKey, err, key)
	}
	if again, err := b.CanAsk(ctx, v, now, now.Mark(), "sam"); err != nil || again != now {
		t.Errorf("a round that can be asked was changed: %v", err)
	}
	checkDeeds(t, b, trail, "rounds", r.ID, "ros round.make", "sam round.edit")
	open, err := b.OpenRound(ctx, r.ID, now.Mark(), "ros")
	if err != nil {
		t.Fatal(err)
	}
	open.ContactKey = nil
	if same, err := b.CanAsk(ctx, v, open, open.Mark(), "sam"); err != nil || same.ContactKey != nil {
		t.Errorf("an open round was given a key: %v", err)
	}
	if err := second(b.CanAsk(ctx, v, old, anyMark, "sam")); !errors.Is(err, fault.Closed) {
		t.Errorf("opened meanwhile: %v", err)
	}
}

func TestWhatIsWrongWithARound(t *testing.T) {
	b, v, _ := openPlans(t)
	in := plans(t, b)
	r := &Round{Inspection: in.ID, Door: "half", MinBox: 5, Opens: "tomorrow"}
	err := b.AddRound(t.Context(), v, r, Offer{Trial: true}, "ros")
	want := []string{
		"name: staff.problem.missing", "version: staff.problem.trial", "door: staff.problem.choice", "languages: staff.problem.choose", "editions: staff.problem.choose",
		"opens: staff.problem.day", "min_box: staff.problem.number", "setting-1: staff.problem.settings",
	}
	if diff := cmp.Diff(want, problems(err)); diff != "" {
		t.Error(diff)
	}
	for change, want := range map[string]func(*Round){
		"closes: staff.problem.order":        func(r *Round) { r.Closes = "2026-11-09" },
		"closes: staff.problem.day":          func(r *Round) { r.Closes = "" },
		"min_box: staff.problem.number":      func(r *Round) { r.Door = Open },
		"setting-1: staff.problem.long":      func(r *Round) { r.Settings[0].Name = strings.Repeat("x", MaxName+1) },
		"contact_name: staff.problem.long":   func(r *Round) { r.ContactName = strings.Repeat("x", MaxName+1) },
		"contact_days: staff.problem.number": func(r *Round) { r.ContactDays = MaxContactDays + 1 },
		"own_people: staff.problem.own":      func(r *Round) { r.Own.People = []string{"Ann", strings.Repeat("x", MaxName+1)} },
		"own_homes: staff.problem.own":       func(r *Round) { r.Own.Homes = manyNames(MaxOwn + 1) },
		"own_schools: staff.problem.own":     func(r *Round) { r.Own.Schools = []string{"Brae\x00"} },
		"expected-1: staff.problem.number":   func(r *Round) { r.Settings[0].Expected = -1 },
	} {
		r := draftRound(in.ID)
		want(r)
		if got := problems(b.AddRound(t.Context(), v, r, offer, "ros")); !cmp.Equal(got, []string{change}) {
			t.Errorf("%q, want %q", got, change)
		}
	}
	if err := b.AddRound(t.Context(), v, draftRound("nowhere"), offer, "ros"); !errors.Is(err, fault.NotFound) {
		t.Errorf("no inspection: %v", err)
	}
}

func manyNames(n int) []string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("House %d", i))
	}
	return list
}

// A round's own names are tidied when they are saved, and are kept with it.
func TestOwnNamesAreKept(t *testing.T) {
	b, v, _ := openPlans(t)
	in := plans(t, b)
	r := draftRound(in.ID)
	r.Own = OwnNames{People: []string{" Mrs  Quill ", "", "Mrs Quill"}, Homes: manyNames(MaxOwn)}
	if err := b.AddRound(t.Context(), v, r, offer, "ros"); err != nil {
		t.Fatal(err)
	}
	kept, err := b.Rounds.Get(t.Context(), r.ID)
	if err != nil || !cmp.Equal(kept.Own.People, []string{"Mrs Quill"}) || kept.Own.Count() != 1+MaxOwn {
		t.Fatalf("%+v, %v", kept.Own, err)
	}
	kept.Own = OwnNames{Schools: []string{"Owlfield"}}
	saved, err := b.SaveRound(t.Context(), kept, offer, kept.Mark(), "ros")
	if err != nil || saved.Own.Count() != 1 || saved.Own.Schools[0] != "Owlfield" {
		t.Errorf("%+v, %v", saved, err)
	}
}

func TestSettingKeysAreKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var taken []string
		for _, name := range rapid.SliceOfN(rapid.String(), 1, 6).Draw(t, "names") {
			key := settingKey(name, taken)
			if key == "" || key[0] < 'a' || key[0] > 'z' || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || slices.Contains(taken, key) {
				t.Fatalf("%q became %q beside %q", name, key, taken)
			}
			taken = append(taken, key)
		}
	})
}

func TestHeads(t *testing.T) {
	b, v, _ := openPlans(t)
	in := plans(t, b)
	if err := b.AddRound(t.Context(), v, draftRound(in.ID), offer, "ros"); err != nil {
		t.Fatal(err)
	}
	for field, is := range map[string]string{"inspection": in.ID, "stage": "draft"} {
		heads, err := b.Heads(t.Context(), store.Query{Field: field, Is: is})
		if err != nil || len(heads) != 1 || heads[0].Name != "Spring round" || heads[0].Expected != 120 {
			t.Errorf("%s: %+v, %v", field, heads, err)
		}
	}
	h := RoundHead{Stage: Running, Closes: "2026-11-10"}
	if h.Overdue(day("2026-11-10")) || !h.Overdue(day("2026-11-11")) {
		t.Error("the last day is a whole day")
	}
}

func TestArticles(t *testing.T) {
	for n := 1; n <= 42; n++ {
		if a, ok := Article(n); !ok || a.Title == "" || !a.Verified || a.Source == "" {
			t.Errorf("article %d: %+v", n, a)
		}
	}
	for _, n := range []int{0, 43, -1} {
		if a, ok := Article(n); ok || a.Title != "" || a.Verified {
			t.Errorf("there is an article %d: %+v", n, a)
		}
	}
}
