package review

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kist/internal/evidence"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/store"
)

// drawn is an inspection by chance.
func drawn(rt *rapid.T, programme string, place, n int) Cycle {
	c := Cycle{Inspection: &inspections.Inspection{Head: store.Head{ID: fmt.Sprintf("%s-%d-%d", programme, place, n)}, Programme: programme}}
	c.day = fmt.Sprintf("20%02d-01-01", rapid.IntRange(10, 26).Draw(rt, "year"))
	for i := range rapid.IntRange(0, 3).Draw(rt, "findings") {
		f := Finding{Item: 1000*place + 100*n + i, Framework: rapid.SampledFrom([]string{"qif2019", "qif2019", "qi2014"}).Draw(rt, "framework")}
		f.Terms = evidence.Terms{
			Bears:      rapid.SampledFrom([]findings.Bears{findings.Strength, findings.Improvement}).Draw(rt, "bears"),
			State:      rapid.SampledFrom(findings.Concerns()).Draw(rt, "state"),
			Indicators: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"2.1", "5.3", "5.4"}), 1, 3, rapid.ID).Draw(rt, "indicators"),
		}
		f.Voice = rapid.Bool().Draw(rt, "voice")
		c.Findings = append(c.Findings, f)
	}
	return c
}

// TestCountsAreThoseOfAPencil: what a review counts is what somebody counts who walks
// through every partnership for every code, and knows none of its steps.
func TestCountsAreThoseOfAPencil(t *testing.T) {
	framework, _ := inspections.FrameworkByID("qif2019")
	rapid.Check(t, func(rt *rapid.T) {
		r := &Review{Programme: &inspections.Programme{Head: store.Head{ID: joint}, Framework: "qif2019", Evaluated: []string{"2.1", "5.3", "5.4"}}, Framework: framework}
		all := map[int][]Cycle{}
		for place := range rapid.IntRange(1, 5).Draw(rt, "places") {
			for n := range rapid.IntRange(1, 3).Draw(rt, "cycles") {
				all[place] = append(all[place], drawn(rt, rapid.SampledFrom([]string{joint, joint, earlier}).Draw(rt, "programme"), place, n))
			}
			r.add(fmt.Sprint(place), slices.Clone(all[place]))
		}
		r.count()
		for _, code := range []string{"2.1", "5.3", "5.4"} {
			want := pencil(all, code)
			got := row(t, r.Indicators, code)
			turned := got.Turned()
			told := map[string]int{
				"in": got.In(), "strength": got.Strengths(), "improvement": got.Improvements(), "both": got.Found[Both], "findings": got.Findings, "of": got.Of,
				"unheard": got.Unheard(), "concern": got.States[findings.Worrying], "none": got.States[findings.NoConcern], "twice": got.Twice,
				"still": turned.Still, "turned": turned.Strength, "silent": turned.Silent, "new": turned.New,
			}
			for key, n := range told {
				if n != want[key] {
					rt.Errorf("%s of %s: %d, by pencil %d", key, code, n, want[key])
				}
			}
		}
	})
}

// pencil counts under a code of the framework of 2019, place by place.
func pencil(all map[int][]Cycle, code string) map[string]int {
	n := map[string]int{}
	for _, cycles := range all {
		now, then := latestOf(cycles)
		if now == nil || !slices.ContainsFunc(now.Findings, of2019) {
			continue
		}
		n["of"]++
		s, i, v, found, worst := look(now.Findings, code)
		n["findings"] += found
		add := func(key string, yes bool) {
			if yes {
				n[key]++
			}
		}
		add("in", found > 0)
		add("strength", s)
		add("improvement", i)
		add("both", s && i)
		add("unheard", !v)
		add("concern", worst == findings.Worrying)
		add("none", found > 0 && worst == findings.NoConcern)
		if then == nil || !slices.ContainsFunc(then.Findings, of2019) {
			continue
		}
		n["twice"]++
		_, was, _, _, _ := look(then.Findings, code)
		add("still", was && i)
		add("turned", was && !i && s)
		add("silent", was && found == 0)
		add("new", !was && i)
	}
	return n
}

func of2019(f Finding) bool { return f.Framework == "qif2019" }

// latestOf are the last inspection of the joint programme with findings, and the last
// before it with any.
func latestOf(cycles []Cycle) (now, then *Cycle) {
	before := func(a, b Cycle) bool {
		return a.day < b.day || a.day == b.day && a.Inspection.ID < b.Inspection.ID
	}
	for i, c := range cycles {
		if c.Inspection.Programme == joint && len(c.Findings) > 0 && (now == nil || before(*now, c)) {
			now = &cycles[i]
		}
	}
	for i, c := range cycles {
		if now != nil && before(c, *now) && len(c.Findings) > 0 && (then == nil || before(*then, c)) {
			then = &cycles[i]
		}
	}
	return now, then
}

func look(list []Finding, code string) (strength, improvement, voice bool, found int, worst findings.Concern) {
	worst = findings.NoConcern
	for _, f := range list {
		if !of2019(f) || !slices.Contains(f.Indicators, code) {
			continue
		}
		found++
		strength = strength || f.Bears == findings.Strength
		improvement = improvement || f.Bears == findings.Improvement
		voice = voice || f.Voice
		if f.State == findings.Worrying || worst == findings.NoConcern {
			worst = f.State
		}
	}
	return strength, improvement, voice, found, worst
}
