package corpus

import (
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"kist/internal/redact"
)

// TestFreshMistakes puts mistakes into all names of the lists, in sentences that were
// written before the rules: anywhere but in the first letter, in the first letter, and none.
// Languages count as in the corpus. Of "b" it tells totals only, so that a rule made to
// fit "a" shows.
func TestFreshMistakes(t *testing.T) {
	for _, c := range []struct {
		what string
		slip func(m maker, name string) string
		want float64 // per cent in "a" and in "b"
	}{
		{"inside", maker.slip, 94.5}, {"first letter", maker.headSlip, 88}, {"none", func(_ maker, name string) string { return name }, 95},
	} {
		for _, part := range []string{"a", "b"} {
			m := maker{rand.New(rand.NewPCG(11, 0)), sections(fresh), nil}
			found, wrong, of := 0.0, Tally{}, 0.0
			for _, lang := range slices.Sorted(maps.Keys(shares)) {
				if lang == "zh" { // no letters to mistake
					continue
				}
				r := m.freshly(t, part, lang, c.slip)
				if *show && part == "a" {
					t.Logf("%s missed:\n%s\ntaken:\n%s", c.what, strings.Join(r.Missed, "\n"), strings.Join(r.Taken, "\n"))
				}
				found, of = found+r.Slips.Percent()*float64(shares[lang]), of+float64(shares[lang])
				wrong = Tally{wrong.Found + r.wrong().Found, wrong.Of + r.wrong().Of}
			}
			t.Logf("%s, %s: %.1f %%; harmless words wrongly taken %.2f %%", part, c.what, found/of, wrong.Percent())
			if found/of < c.want || wrong.Percent() >= mostWrong/2.0 {
				t.Errorf("%s, %s: %.1f %% found, want %.1f; %.2f %% wrongly taken", part, c.what, found/of, c.want, wrong.Percent())
			}
		}
	}
}

// freshly measures texts of one sentence with a mistake in a listed name, half of them
// without capitals, and with mistakes in the words beside it.
func (m maker) freshly(t *testing.T, part, lang string, slip func(maker, string) string) Report {
	t.Helper()
	listed := listedFor(t, part, lang)
	var list []Text
	for range 400 {
		name, sentence, small := slip(m, m.pick(listed)), m.pick(m.frames[part+" "+lang]), m.Float64() < 0.5
		if small {
			name = strings.ToLower(name)
		}
		words := strings.Split(strings.ReplaceAll(sentence, "{other}", "&&"), "{name}")
		for i := range words {
			words[i] = strings.ReplaceAll(m.slips(m.slips(words[i], small), false), "&&", "{name:"+m.pick(listed)+"}")
		}
		x, err := unmark(strings.Join(words, "{name~:"+name+"}"))
		if err != nil {
			t.Fatal(err, sentence)
		}
		x.Part, x.Lang = part, lang
		list = append(list, x)
	}
	return Measure(list, part)
}

// headSlip makes a mistake in the first letter: left out, changed with the next, twice,
// or another.
func (m maker) headSlip(word string) string {
	r := []rune(word)
	switch kind := m.IntN(4); {
	case kind == 0, kind == 3 && r[0] >= utf8.RuneSelf:
		return string(r[1:])
	case kind == 1:
		r[0], r[1] = r[1], r[0]
	case kind == 2:
		return string(r[0]) + word
	default:
		r[0] = rune('a' + m.IntN(26))
	}
	return string(r)
}

// listedIn are the lines of the lists with names that children of a language have.
var listedIn = map[string]struct {
	file string
	from []string // how the remark before a line begins; empty: where lines are told
	line []int
}{
	"en": {"given-own", []string{"# Scots", "# heard", "# Arabic", "# African"}, nil}, "sco": {"given-own", []string{"# Scots", "# heard"}, nil},
	"gd": {"given-own", []string{"# Scots"}, nil}, "pl": {"given-own", []string{"# Polish"}, nil}, "ro": {"given-own", []string{"# Romanian"}, nil},
	"uk": {"given-script", nil, []int{1}}, "ar": {"given-script", nil, []int{2, 3}}, "ur": {"given-script", nil, []int{4, 5}}, "pa": {"given-script", nil, []int{6}},
}

// listedFor are names that children of a language have: every second of them for "a",
// the others for "b".
func listedFor(t *testing.T, part, lang string) []string {
	t.Helper()
	from := listedIn[lang]
	text, err := os.ReadFile("../lists/" + from.file + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	remark := ""
	for n, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "#") {
			remark = line
		} else if slices.Contains(from.line, n) || slices.ContainsFunc(from.from, func(begin string) bool { return strings.HasPrefix(remark, begin) }) {
			all = append(all, strings.Fields(line)...)
		}
	}
	slices.Sort(all)
	var mine []string
	for n, w := range slices.Compact(all) {
		if (n%2 == 0) == (part == "a") && utf8.RuneCountInString(w) >= 4 && redact.Listed(w) {
			mine = append(mine, w)
		}
	}
	if len(mine) < 50 {
		t.Fatalf("%d names for %s", len(mine), lang)
	}
	return mine
}
