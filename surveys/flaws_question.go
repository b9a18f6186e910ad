package surveys

import (
	"slices"
	"strconv"
)

// question checks question number i; seen holds the keys before it.
func (r *review) question(i int, q *Question, seen map[string]bool) {
	at := "questions." + q.Key
	if !keyForm.MatchString(q.Key) {
		r.add("key", at, "name", q.Key)
	}
	if seen[q.Key] {
		r.add("key_twice", at, "name", q.Key)
	}
	seen[q.Key] = true
	r.editions(at+".editions", q.Editions)
	r.picture(at, q.Picture)
	r.options(q, at)
	r.kind(q, at)
	r.links(q.Links, at+".links")
	r.hard(q, at)
	r.staffText(at+".why", q.Why)
	r.staffText(at+".source", q.Source)
	r.conditions(i, q, at+".ask_if")
	if q.Key == AgeBandKey {
		r.ageBand(q, at)
	}
}

func (r *review) kind(q *Question, at string) {
	d, ok := q.Kind().(designer)
	if !ok {
		r.add("kind_unknown", at+".kind", "name", q.KindName, "known", list(Kinds()))
		return
	}
	d.design(q, narrow(r.s.Editions, q.Editions), func(rule, place string, args ...any) { r.add(rule, at+"."+place, args...) })
	r.otherKind(q, at)
}

// otherKind finds fields that only another kind reads: left alone they would
// look as if they did something.
func (r *review) otherKind(q *Question, at string) {
	number, max := q.KindName == numberName, q.KindName == severalName || q.KindName == storyName
	for _, f := range []struct {
		name string
		odd  bool
	}{
		{"min", q.Min != 0 && !number},
		{"max", q.Max != 0 && !number && !max},
		{"bands", len(q.Bands) > 0 && !number},
		{"low", !q.Low.Empty() && !number},
		{"high", !q.High.Empty() && !number},
		{"faces", q.Faces != 0 && q.KindName != "faces"},
	} {
		if f.odd {
			r.add("field_other_kind", at+"."+f.name, "name", f.name)
		}
	}
}

func (r *review) options(q *Question, at string) {
	r.atMost(at+".options", "options", len(q.Options), maxOptions)
	seen := map[string]bool{}
	for _, o := range q.Options {
		place := at + ".options." + o.Key
		taken := o.Key == SkippedCode || q.AboutChild && o.Key == RatherNotKey // two columns of a file would have one name
		if !optionForm.MatchString(o.Key) || taken {
			r.add("option_key", place, "name", o.Key)
		}
		if seen[o.Key] {
			r.add("key_twice", place, "name", o.Key)
		}
		seen[o.Key] = true
		r.editions(place, o.Editions)
		r.picture(place, o.Picture)
		if o.Exclusive && q.KindName != severalName {
			r.add("field_other_kind", place, "name", "exclusive")
		}
	}
}

// picture checks the id of a drawing; none is none.
func (r *review) picture(place, id string) {
	if id != "" && !optionForm.MatchString(id) {
		r.add("option_key", place, "name", id)
	}
}

// conditions checks that ask_if looks back only, for answers that there are.
func (r *review) conditions(i int, q *Question, place string) {
	r.atMost(place, "conditions", len(q.AskIf), maxClauses)
	for _, c := range q.AskIf {
		var on *Question
		if j := slices.IndexFunc(r.s.Questions[:i], func(p *Question) bool { return p.Key == c.Question }); j >= 0 {
			on = r.s.Questions[j]
		}
		if on == nil || on.KindName == storyName || on.KindName == orderName {
			r.add("ask_if_question", place, "name", c.Question)
			continue
		}
		if len(c.Any) == 0 {
			r.add("ask_if_empty", place)
		}
		r.clause(q, on, c, place)
	}
}

// clause checks that what c asks for can be answered in some edition of q.
func (r *review) clause(q, on *Question, c Clause, place string) {
	var known []string
	for _, e := range narrow(r.s.Editions, q.Editions) {
		if !on.In(e) {
			continue
		}
		for _, cell := range on.Kind().Cells(on, e) {
			if cell != RatherNot && !slices.Contains(known, cell) {
				known = append(known, cell)
			}
		}
	}
	for _, code := range c.Any {
		if code != SkippedCode && !slices.Contains(known, code) {
			r.add("ask_if_answer", place, "name", code, "question", on.Key, "known", list(append(known, SkippedCode)))
		}
	}
}

// Names of the wellbeing indicators by code, and of the foundations of The
// Promise, as files name them.
var (
	wellbeing = map[string]string{
		"S1": "Safe", "H": "Healthy", "A1": "Achieving", "N": "Nurtured",
		"A2": "Active", "R1": "Respected", "R2": "Responsible", "I": "Included",
	}
	foundations = []string{"Voice", "Family", "Care", "People", "Scaffolding"}
)

// hardThemes are what can hurt to read or to think about, in the order in which they
// are shown.
var hardThemes = []string{"harm", "self_harm", "sexual", "loss", "family", "bullying", "hate", "drugs", "law", "mind"}

// HardThemes lists the names that Question.Hard may hold. The slice is the caller's
// own.
func HardThemes() []string { return slices.Clone(hardThemes) }

func (r *review) hard(q *Question, at string) {
	seen := map[string]bool{}
	for _, name := range q.Hard {
		if !slices.Contains(hardThemes, name) {
			r.add("link", at+".hard", "name", name, "what", "the hard themes", "hint", "Use "+list(hardThemes)+".")
		}
		if seen[name] {
			r.add("key_twice", at+".hard", "name", name)
		}
		seen[name] = true
	}
}

func (r *review) links(l Links, place string) {
	for _, code := range l.Quality {
		if !validQuality(code) {
			r.add("link", place, "name", code, "what", "quality indicators", "hint", "Write it like 2.1.")
		}
	}
	for _, code := range l.Wellbeing {
		if wellbeing[code] == "" {
			r.add("link", place, "name", code, "what", "the wellbeing indicators",
				"hint", "Use Safe, Healthy, Achieving, Nurtured, Active, Respected, Responsible or Included.")
		}
	}
	for _, n := range l.UNCRC {
		if n < 1 || n > 42 {
			r.add("link", place, "name", strconv.Itoa(n), "what", "the articles of the UNCRC", "hint", "Use 1 to 42.")
		}
	}
	for _, name := range l.Promise {
		if !slices.Contains(foundations, name) {
			r.add("link", place, "name", name, "what", "the foundations of The Promise", "hint", "Use "+list(foundations)+".")
		}
	}
}

// ageBand checks the one question whose answers the program itself reads.
func (r *review) ageBand(q *Question, at string) {
	good := q.KindName == "one_choice" && len(q.Editions) == 1 && q.Editions[0] == Easy
	for _, o := range q.Options {
		e := Edition(o.Key)
		good = good && e.Valid() && e != Easy && e != Adult
	}
	if !good {
		r.add("age_band", at)
	}
}

// needOptions is for kinds that offer the survey's own options.
func needOptions(q *Question, eds []Edition, flaw flawFunc) {
	for _, e := range eds {
		if n := len(q.OptionsIn(e)); n < 2 {
			flaw("options_few", "options", "edition", e, "given", n)
			return
		}
	}
}

// noOptions is for kinds that have their own answers or none.
func noOptions(q *Question, flaw flawFunc) {
	if len(q.Options) > 0 {
		flaw("options_none", "options")
	}
}

// labelsAmong checks that labels are for answers that there are. RatherNot may
// always be worded where it is offered.
func labelsAmong(q *Question, codes []string, flaw flawFunc) {
	if q.AboutChild {
		codes = append(slices.Clone(codes), RatherNot)
	}
	for _, code := range sortedKeys(q.Labels) {
		if !slices.Contains(codes, code) {
			flaw("label_unknown", "labels."+code, "name", code, "known", list(codes))
		}
	}
}
