package review

import (
	"cmp"
	"slices"
	"strconv"

	"kist/internal/findings"
)

// count fills in the rows.
func (r *Review) count() {
	own := func(f Finding) []string {
		if f.Framework != r.Framework.ID {
			return nil
		}
		return f.Indicators
	}
	rights := func(f Finding) (list []string) {
		for _, n := range f.Rights {
			list = append(list, strconv.Itoa(n))
		}
		return list
	}
	wellbeing := func(f Finding) []string { return f.Terms.Wellbeing }
	anyOf := func(Finding) bool { return true }
	ownFramework := func(f Finding) bool { return f.Framework == r.Framework.ID }

	var codes []string
	used := r.used(own)
	for _, q := range r.Framework.Indicators {
		if used[q.Code] || slices.Contains(r.Programme.Evaluated, q.Code) {
			codes = append(codes, q.Code)
		}
	}
	r.Indicators = r.rows(codes, own, ownFramework)
	r.Wellbeing = r.rows(findings.Wellbeing(), wellbeing, anyOf)
	r.Rights = r.rows(byNumber(r.used(rights)), rights, anyOf)
	for _, p := range r.Partnerships {
		for _, f := range slices.Concat(p.Now.Findings, p.Then.Findings) {
			if f.Framework != r.Framework.ID {
				r.Other++
			}
		}
	}
}

// used are the codes that any finding bears on.
func (r *Review) used(of func(Finding) []string) map[string]bool {
	used := map[string]bool{}
	for _, p := range r.Partnerships {
		for _, f := range slices.Concat(p.Now.Findings, p.Then.Findings) {
			for _, code := range of(f) {
				used[code] = true
			}
		}
	}
	return used
}

func byNumber(used map[string]bool) (list []string) {
	for code := range used {
		list = append(list, code)
	}
	slices.SortFunc(list, func(a, b string) int {
		x, _ := strconv.Atoi(a)
		y, _ := strconv.Atoi(b)
		return cmp.Compare(x, y)
	})
	return list
}

// rows counts partnerships by code. of gives the codes of a finding, and counts says whether
// a finding is in terms that these codes belong to: only those make an inspection one that
// can be compared.
func (r *Review) rows(codes []string, of func(Finding) []string, counts func(Finding) bool) []Row {
	rows := make([]Row, len(codes))
	for i, code := range codes {
		row := Row{Code: code, States: map[findings.Concern]int{}}
		for _, p := range r.Partnerships {
			if slices.ContainsFunc(p.Now.Findings, counts) {
				row.add(p, of, slices.ContainsFunc(p.Then.Findings, counts))
			}
		}
		rows[i] = row
	}
	return rows
}

// add counts a partnership.
func (r *Row) add(p Partnership, of func(Finding) []string, twice bool) {
	now := under(p.Now.Findings, r.Code, of)
	is := standing(now)
	r.Of++
	r.Found[is]++
	r.Findings += len(now)
	if len(now) > 0 {
		r.States[gravest(now)]++
		if !slices.ContainsFunc(now, func(f Finding) bool { return f.Voice }) {
			r.Unvoiced++
		}
	}
	if twice {
		r.Twice++
		r.Change[standing(under(p.Then.Findings, r.Code, of))][is]++
	}
}

// under are the findings that bear on a code.
func under(list []Finding, code string, of func(Finding) []string) (found []Finding) {
	for _, f := range list {
		if slices.Contains(of(f), code) {
			found = append(found, f)
		}
	}
	return found
}

func standing(list []Finding) Standing {
	strength := slices.ContainsFunc(list, func(f Finding) bool { return f.Bears == findings.Strength })
	improvement := slices.ContainsFunc(list, func(f Finding) bool { return f.Bears == findings.Improvement })
	switch {
	case strength && improvement:
		return Both
	case strength:
		return Strength
	case improvement:
		return Improvement
	}
	return Nothing
}

// gravest is the state that gives most concern.
func gravest(list []Finding) findings.Concern {
	worst := 0
	for _, f := range list {
		worst = max(worst, slices.Index(findings.Concerns(), f.State))
	}
	return findings.Concerns()[worst]
}

// countThemes counts in how many partnerships releases name each theme.
func (r *Review) countThemes() {
	names, themes := map[string][]string{}, map[string]*Theme{}
	for _, p := range r.Partnerships {
		if !p.Now.released {
			continue
		}
		r.Released++
		both := p.Then.released
		if both {
			r.Before++
		}
		now, then := distinct(p.Now.themes, names), distinct(p.Then.themes, names)
		for _, key := range slices.Concat(now, then) {
			if themes[key] == nil {
				themes[key] = &Theme{}
			}
		}
		for key, t := range themes {
			is, was := slices.Contains(now, key), both && slices.Contains(then, key)
			t.In += boolInt(is)
			t.Then += boolInt(was)
			t.Both += boolInt(is && was)
		}
	}
	for key, t := range themes {
		switch {
		case t.In >= MinPlaces:
			t.Name = slices.Min(names[key])
			r.Themes = append(r.Themes, *t)
		case t.In > 0:
			r.Seldom++
		}
	}
	slices.SortFunc(r.Themes, func(a, b Theme) int { return cmp.Or(b.In-a.In, cmp.Compare(a.Name, b.Name)) })
}

// distinct are the themes of a list, each once, as they are compared; it keeps how each
// was written.
func distinct(list []string, names map[string][]string) (keys []string) {
	for _, name := range list {
		key := sameName(name)
		names[key] = append(names[key], name)
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
