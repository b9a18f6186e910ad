package corpus

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"kist/internal/redact"
)

// TestManyMistakes puts mistakes into listed names, far more than the corpus has room
// for: the part of it that is held has fewer than sixty, of which one is 1.7 %.
// Languages count as in the corpus. Of what is held it tells a total and no more.
func TestManyMistakes(t *testing.T) {
	for part, want := range map[string]float64{Tune: 95, Held: 95} {
		m := maker{rand.New(rand.NewPCG(7, 0)), sections(frames), namesOf(names)}
		share, all := 0.0, 0.0
		for _, lang := range slices.Sorted(maps.Keys(shares)) {
			if lang == "zh" { // no letters to mistake
				continue
			}
			found := Tally{}
			for range 400 {
				found = found.plus(m.oneMistake(t, part, lang))
			}
			share, all = share+found.Percent()*float64(shares[lang]), all+float64(shares[lang])
		}
		t.Logf("%s %.1f %%", part, share/all)
		if share/all < want {
			t.Errorf("%s: %.1f %% are found, want %.0f", part, share/all, want)
		}
	}
}

// oneMistake says whether a listed name with a mistake in it is found in a sentence.
func (m maker) oneMistake(t *testing.T, part, lang string) bool {
	t.Helper()
	with := slices.DeleteFunc(slices.Clone(m.frames[part+" "+lang]), func(s string) bool { return strings.Count(s, "{name}") != 1 || strings.Count(s, "{") != 1 })
	listed := slices.DeleteFunc(slices.Clone(m.names[part+" "+lang+" name"]), func(n string) bool { return utf8.RuneCountInString(n) < 4 || !redact.Listed(n) })
	name, sentence := m.slip(m.pick(listed)), m.pick(with)
	if m.Float64() < 0.4 {
		name, sentence = strings.ToLower(name), strings.ToLower(sentence)
	}
	x, err := unmark(strings.Replace(sentence, "{name}", "{name~:"+name+"}", 1))
	if err != nil {
		t.Fatal(err)
	}
	return covered(x.Words, x.Marks[0].Stretch, redact.Find(x.Words, lang))
}
