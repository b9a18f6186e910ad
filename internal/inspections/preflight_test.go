package inspections

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// ready is a round and facts with which nothing stops it.
func ready() (*Round, Facts) {
	r := &Round{
		Version: "v-1", Languages: []string{"en", "gd"}, Opens: "2026-11-10", Closes: "2026-12-04", Expected: 100,
		Settings: []Setting{{Key: "a", Code: "BCDFGH"}}, Codes: []string{"BCDFGH"}, AnswersKey: []byte("k"), TextsKey: []byte("k"), ContactKey: []byte("k"),
	}
	word := func(day string) *Confirmation { return &Confirmation{Who: "ros", Name: "Ros", Day: day} }
	return r, Facts{Lead: true, Now: day("2026-11-10"), Unchecked: []string{"gd"}, Confirmed: map[string]*Confirmation{
		HelpLines: word("2026-01-02"), PrivacySeen: word("2026-11-01"), TestAnswer: word("2026-11-01"), Translation + "/gd": word("2026-11-01"),
	}}
}

func TestNothingStopsARoundThatIsReady(t *testing.T) {
	r, f := ready()
	list := Preflight(r, f)
	if !Ready(list) {
		t.Errorf("%+v", list)
	}
	for _, c := range list {
		if c.Verdict != Passes {
			t.Errorf("%s does not pass", c.Key)
		}
	}
}

func TestWhatStopsARound(t *testing.T) {
	for want, change := range map[string]func(*Round, *Facts){
		"keys":             func(r *Round, _ *Facts) { r.TextsKey = nil },
		"version":          func(_ *Round, f *Facts) { f.Trial = true },
		"dates":            func(r *Round, _ *Facts) { r.Closes = "2026-11-09" },
		"settings":         func(r *Round, _ *Facts) { r.Codes = nil },
		"translation gd":   func(_ *Round, f *Facts) { delete(f.Confirmed, Translation+"/gd") },
		"translation en":   func(_ *Round, f *Facts) { f.Unchecked = []string{"en", "gd"} },
		"helplines":        func(_ *Round, f *Facts) { delete(f.Confirmed, HelpLines) },
		"helplines (old)":  func(_ *Round, f *Facts) { f.Confirmed[HelpLines].Day = "2025-11-09" },
		"privacy":          func(_ *Round, f *Facts) { delete(f.Confirmed, PrivacySeen) },
		"test":             func(_ *Round, f *Facts) { delete(f.Confirmed, TestAnswer) },
		"test (old)":       func(r *Round, _ *Facts) { r.Sign("rounds", r.Head, "ros", "round.edit", day("2026-11-10")) },
		"expected to do":   func(r *Round, _ *Facts) { r.Expected = 0 },
		"lead to do":       func(_ *Round, f *Facts) { f.Lead = false },
		"early to do":      func(r *Round, _ *Facts) { r.Opens = "2026-11-20" },
		"helplines passes": func(_ *Round, f *Facts) { f.Confirmed[HelpLines].Day = "2025-11-10" },
	} {
		r, f := ready()
		change(r, &f)
		list := Preflight(r, f)
		key, note, _ := strings.Cut(want, " ")
		for _, c := range list {
			if c.Key != key || c.Key == Translation && c.Lang != note {
				if c.Verdict != Passes {
					t.Errorf("%s: %s does not pass", want, c.Key)
				}
				continue
			}
			verdict := map[string]Verdict{"to do": ToDo, "passes": Passes}[note]
			if c.Verdict != verdict || c.Old != (note == "(old)") {
				t.Errorf("%s: %+v", want, c)
			}
		}
		if Ready(list) != strings.Contains("to do passes", note) && note != "" || note == "" && Ready(list) {
			t.Errorf("%s: ready %t", want, Ready(list))
		}
	}
}

// What a translation lacks stops nothing, since children see it in the survey's
// own language; but it is to be looked at, also where somebody answers for it.
func TestWhatATranslationLacks(t *testing.T) {
	r, f := ready()
	f.Missing = map[string][]string{"gd": {"questions.safe_home.text", "title"}}
	find := func() Check {
		list := Preflight(r, f)
		return list[slices.IndexFunc(list, func(c Check) bool { return c.Lang == "gd" })]
	}
	if c := find(); c.Verdict != ToDo || len(c.Missing) != 2 || !Ready(Preflight(r, f)) {
		t.Errorf("answered for: %+v", c)
	}
	delete(f.Confirmed, Translation+"/gd")
	if c := find(); c.Verdict != Stops || len(c.Missing) != 2 {
		t.Errorf("answered for by nobody: %+v", c)
	}
	f.Unchecked = nil
	if c := find(); c.Verdict != ToDo {
		t.Errorf("checked: %+v", c)
	}
	f.Missing = nil
	if c := find(); c.Verdict != Passes {
		t.Errorf("checked and whole: %+v", c)
	}
}

// Where a part of the texts is enough, what had been checked when the version was
// frozen decides; without such a count nothing had.
func TestALevelPerCent(t *testing.T) {
	for _, c := range []struct {
		level   Level
		read    int
		checked bool
		want    Verdict
	}{
		{NearlyChecked, 95, false, Passes}, {NearlyChecked, 94, false, Stops}, {NearlyChecked, 0, true, Passes},
		{MostChecked, 80, false, Passes}, {MostChecked, 79, false, Stops}, {MostChecked, 0, false, Stops}, {AllChecked, 100, false, Stops},
	} {
		r, f := ready()
		f.Read = map[string]int{"gd": c.read}
		if c.checked {
			f.Unchecked = nil
		}
		delete(f.Confirmed, Translation+"/gd")
		f.Confirmed[LeastLevel+"/gd"] = &Confirmation{Who: "coo", Name: "Coo", Note: string(c.level)}
		list := Preflight(r, f)
		got := list[slices.IndexFunc(list, func(x Check) bool { return x.Lang == "gd" })]
		if got.Verdict != c.want || got.Read != c.read || got.Level != c.level {
			t.Errorf("%+v: %+v", c, got)
		}
		f.Confirmed[Translation+"/gd"] = &Confirmation{Who: "coo", Name: "Coo"}
		if !Ready(Preflight(r, f)) {
			t.Errorf("%+v: an exception on somebody's name does not open it", c)
		}
	}
	if AllChecked.Percent() != 0 || MostChecked.Percent() != 80 || !slices.Contains(Levels(), NearlyChecked) {
		t.Error("levels per cent are not what they say")
	}
}

// A language below the level that was stated for it stops the round, unless
// somebody takes an exception.
func TestTheLevelOfATranslation(t *testing.T) {
	missing := map[string][]string{"gd": {"title"}}
	for _, c := range []struct {
		level            string
		unchecked        bool
		missing          map[string][]string
		verdict, excused Verdict
	}{
		{"", true, nil, Stops, Passes}, {"nonsense", true, nil, Stops, Passes}, {"checked", true, nil, Stops, Passes}, {"checked", false, missing, ToDo, ToDo},
		{"translated", true, nil, Passes, Passes}, {"translated", false, missing, Stops, ToDo}, {"any", true, nil, Passes, Passes}, {"any", true, missing, ToDo, ToDo},
	} {
		for _, excused := range []bool{false, true} {
			r, f := ready()
			f.Missing, f.Unchecked = c.missing, nil
			if c.unchecked {
				f.Unchecked = []string{"gd"}
			}
			if c.level != "" {
				f.Confirmed[LeastLevel+"/gd"] = &Confirmation{Who: "coo", Name: "Coo", Note: c.level}
			}
			want := c.excused
			if !excused {
				delete(f.Confirmed, Translation+"/gd")
				want = c.verdict
			}
			list := Preflight(r, f)
			got := list[slices.IndexFunc(list, func(c Check) bool { return c.Lang == "gd" })]
			if got.Verdict != want || Ready(list) != (want != Stops) {
				t.Errorf("%+v, excused %v: %+v", c, excused, got)
			}
		}
	}
}

func TestStopsComeFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, f := ready()
		r.Expected = rapid.IntRange(0, 1).Draw(t, "expected")
		r.Closes = rapid.SampledFrom([]string{"2026-12-04", "2026-01-01", ""}).Draw(t, "closes")
		for _, key := range []string{HelpLines, PrivacySeen, TestAnswer} {
			if rapid.Bool().Draw(t, key) {
				delete(f.Confirmed, key)
			}
		}
		list := Preflight(r, f)
		for i := 1; i < len(list); i++ {
			if list[i].Verdict < list[i-1].Verdict {
				t.Fatalf("%s before %s", list[i-1].Key, list[i].Key)
			}
		}
		if Ready(list) != (list[0].Verdict != Stops) {
			t.Fatal("ready with a stop, or not without")
		}
	})
}

func TestConfirmations(t *testing.T) {
	b, _, trail := openPlans(t)
	ctx := t.Context()
	confirm := func(id, who, name string) {
		t.Helper()
		if err := b.Confirm(ctx, Confirmation{Who: who, Name: name}.as(id)); err != nil {
			t.Fatal(err)
		}
	}
	confirm(AboutRound("r1", PrivacySeen), "ros", "Ros Baird")
	confirm(AboutRound("r1", Translation+"/gd"), "ros", " Ailsa  Munro ")
	confirm(AboutRound("r10", PrivacySeen), "sam", "Sam")
	confirm(HelpLines, "ros", "Ros Baird")
	confirm(HelpLines, "sam", "Sam")
	got, err := b.Confirmed(ctx, "r1")
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for key, c := range got {
		said = append(said, fmt.Sprint(key, ": ", c.Name, " ", c.Day))
	}
	want := map[string]bool{"privacy: Ros Baird 2026-11-10": true, "translation/gd: Ailsa Munro 2026-11-10": true, "helplines: Sam 2026-11-10": true}
	for _, s := range said {
		if !want[s] {
			t.Errorf("%q was confirmed", s)
		}
	}
	if len(said) != len(want) {
		t.Errorf("%q", said)
	}
	checkDeeds(t, b, trail, "confirmations", HelpLines, "ros confirm", "sam confirm")
	for _, name := range []string{"", strings.Repeat("x", MaxName+1), "a\x00b"} {
		if problems(b.Confirm(ctx, Confirmation{Name: name}.as("x"))) == nil {
			t.Errorf("%q is a name", name)
		}
	}
	if diff := cmp.Diff([]string{"note: staff.problem.long"}, problems(b.Confirm(ctx, Confirmation{Name: "Ros", Note: strings.Repeat("x", 999)}.as("x")))); diff != "" {
		t.Error(diff)
	}
}

// as gives the confirmation its id.
func (c Confirmation) as(id string) Confirmation {
	c.Head.ID = id
	return c
}
