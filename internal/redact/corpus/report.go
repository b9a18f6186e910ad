package corpus

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kist/internal/redact"
)

// Tally counts what had to go and how much of it was found.
type Tally struct{ Found, Of int }

// Percent is the share that was found; 100 where there was nothing.
func (t Tally) Percent() float64 {
	if t.Of == 0 {
		return 100
	}
	return 100 * float64(t.Found) / float64(t.Of)
}

// Report is how redaction does on one part of the corpus.
type Report struct {
	Texts  int
	Kinds  map[redact.Kind]Tally
	Names  map[string]Tally // by language: all kinds of names
	Shaped Tally            // what has a shape: telephone numbers and the like
	Slips  Tally            // listed names with one mistake
	All    Tally            // all kinds of names
	New    Tally            // those of them of which no word is listed
	Wrong  map[string]Tally // by language: harmless words that were taken, of how many
	Missed []string         // what was not found, in its text
	Taken  []string         // harmless words that were taken, in their text
}

// Measure redacts the texts of one part and compares.
func Measure(list []Text, part string) Report {
	r := Report{Kinds: map[redact.Kind]Tally{}, Names: map[string]Tally{}, Wrong: map[string]Tally{}}
	for _, t := range list {
		if t.Part == part {
			r.Texts++
			r.add(t)
		}
	}
	return r
}

func (r *Report) add(t Text) {
	finds := redact.Find(t.Words, t.Lang)
	for _, m := range t.Marks {
		found := covered(t.Words, m.Stretch, finds)
		if !found {
			r.Missed = append(r.Missed, fmt.Sprintf("%s %s %q in %q", t.Lang, m.Kind, t.Words[m.From:m.To], t.Words))
		}
		r.Kinds[m.Kind] = r.Kinds[m.Kind].plus(found)
		switch {
		case !named(m.Kind):
			r.Shaped = r.Shaped.plus(found)
			continue
		case m.Slip:
			r.Slips = r.Slips.plus(found)
		case !anyListed(t.Words[m.From:m.To]):
			r.New = r.New.plus(found)
		}
		r.All = r.All.plus(found)
		r.Names[t.Lang] = r.Names[t.Lang].plus(found)
	}
	r.harmless(t, finds)
}

// anyListed says whether a word of a name is on a list.
func anyListed(words string) bool {
	return slices.ContainsFunc(strings.Fields(words), redact.Listed)
}

func (t Tally) plus(found bool) Tally {
	t.Of++
	if found {
		t.Found++
	}
	return t
}

// named says whether a kind is one of names.
func named(k redact.Kind) bool { return k >= redact.Name }

// covered says whether what had to go is gone: every letter of it, or of a school,
// a home, a street or a team, whose name has ordinary words in it, more than half.
func covered(s string, m redact.Stretch, finds []redact.Stretch) bool {
	all, gone := 0, 0
	for i, c := range s[m.From:m.To] {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			continue
		}
		all++
		if in(finds, m.From+i) {
			gone++
		}
	}
	if m.Kind == redact.School || m.Kind == redact.Home || m.Kind == redact.Street || m.Kind == redact.Team {
		return 2*gone >= all
	}
	return gone == all
}

func in(list []redact.Stretch, at int) bool {
	return slices.ContainsFunc(list, func(x redact.Stretch) bool { return x.From <= at && at < x.To })
}

// harmless counts the words outside of the marks, and those that were taken.
func (r *Report) harmless(t Text, finds []redact.Stretch) {
	var marks []redact.Stretch
	for _, m := range t.Marks {
		marks = append(marks, m.Stretch)
	}
	for _, w := range wordsOf(t.Words) {
		if in(marks, w[0]) || in(marks, w[1]-1) {
			continue
		}
		taken := in(finds, w[0]) || in(finds, w[1]-1)
		if taken {
			r.Taken = append(r.Taken, fmt.Sprintf("%s %q in %q", t.Lang, t.Words[w[0]:w[1]], t.Words))
		}
		r.Wrong[t.Lang] = r.Wrong[t.Lang].plus(taken)
	}
}

// wordsOf gives where each word begins and ends; of Chinese each character is one.
func wordsOf(s string) [][2]int {
	var list [][2]int
	from := -1
	end := func(at int) {
		if from >= 0 {
			list = append(list, [2]int{from, at})
		}
		from = -1
	}
	for i, c := range s {
		switch {
		case unicode.Is(unicode.Han, c):
			end(i)
			list = append(list, [2]int{i, i + utf8.RuneLen(c)})
		case unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) || from >= 0 && (c == '\'' || c == '’'):
			if from < 0 {
				from = i
			}
		default:
			end(i)
		}
	}
	end(len(s))
	return list
}

// Lines are the report as a command prints it.
func (r Report) Lines() []string {
	wrong := r.wrong()
	lines := []string{
		row("with a shape of their own", r.Shaped), row("listed names with one mistake", r.Slips), row("all names", r.All),
		row("names on no list", r.New),
		fmt.Sprintf("%-32s %5.2f %%  (%d of %d words)", "harmless words wrongly taken", wrong.Percent(), wrong.Found, wrong.Of), "",
	}
	for _, k := range redact.Kinds() {
		lines = append(lines, row(k.String(), r.Kinds[k]))
	}
	lines = append(lines, "")
	for _, lang := range slices.Sorted(maps.Keys(r.Wrong)) {
		lines = append(lines, row("names, "+lang, r.Names[lang])+fmt.Sprintf("   wrongly taken %5.2f %%", r.Wrong[lang].Percent()))
	}
	return lines
}

// wrong are the harmless words that were taken, of all, in all languages.
func (r Report) wrong() Tally {
	var all Tally
	for _, t := range r.Wrong {
		all.Found, all.Of = all.Found+t.Found, all.Of+t.Of
	}
	return all
}

func row(what string, t Tally) string {
	return fmt.Sprintf("%-32s %5.1f %%  (%d of %d)", what, t.Percent(), t.Found, t.Of)
}
