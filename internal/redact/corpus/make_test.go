package corpus

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kist/internal/redact"
)

// size is how many texts the corpus has.
const size = 1000

// shares is how many of a hundred made texts are in each language.
var shares = map[string]int{"en": 34, "sco": 10, "gd": 9, "pl": 11, "uk": 8, "ro": 7, "ar": 8, "ur": 6, "pa": 4, "zh": 3}

// makeAll is the whole corpus for a seed: what was written, and made texts up to size.
func makeAll(seed uint64) string {
	var lines []string
	for _, line := range strings.Split(written, "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	m := maker{rand.New(rand.NewPCG(seed, 0)), sections(frames), namesOf(names)}
	var langs []string
	for _, lang := range slices.Sorted(maps.Keys(shares)) {
		langs = append(langs, slices.Repeat([]string{lang}, shares[lang])...)
	}
	for n := 0; len(lines) < size; n++ {
		part := []string{Tune, Held}[n%2]
		lang := langs[m.IntN(len(langs))]
		lines = append(lines, part+" "+lang+"\t"+m.text(part, lang))
	}
	return "# Made by make.go from frames, names and written: do not change it here.\n" + strings.Join(lines, "\n") + "\n"
}

// maker makes texts.
type maker struct {
	*rand.Rand
	frames map[string][]string // "tune en" -> sentences
	names  map[string][]string // "tune en name" -> names
}

// sections reads the frames.
func sections(file string) map[string][]string {
	all, at := map[string][]string{}, ""
	for _, line := range strings.Split(file, "\n") {
		if key, ok := strings.CutPrefix(line, "@"); ok {
			at = key
		} else if line != "" && !strings.HasPrefix(line, "#") {
			all[at] = append(all[at], line)
		}
	}
	return all
}

func namesOf(file string) map[string][]string {
	all := map[string][]string{}
	for _, line := range strings.Split(file, "\n") {
		if key, list, ok := strings.Cut(line, ": "); ok && !strings.HasPrefix(line, "#") {
			all[key] = strings.Split(list, ", ")
		}
	}
	return all
}

// text is one text: one to three sentences, of which often none has anything to
// take out; without capitals as often as children write so.
func (m maker) text(part, lang string) string {
	var with, without []string
	for _, s := range m.frames[part+" "+lang] {
		if strings.Contains(s, "{") {
			with = append(with, s)
		} else {
			without = append(without, s)
		}
	}
	var said []string
	if m.Float64() < 0.52 {
		said = append(said, m.pick(with))
	}
	if m.Float64() < 0.15 {
		said = append(said, m.pick(slices.DeleteFunc(slices.Clone(with), func(s string) bool { return !shaped(s) })))
	}
	for len(said) == 0 || m.Float64() < 0.45 && len(said) < 3 {
		if more := m.pick(slices.Concat(without, without, with)); !slices.Contains(said, more) {
			said = append(said, more)
		}
	}
	m.Shuffle(len(said), func(i, j int) { said[i], said[j] = said[j], said[i] })
	small := m.Float64() < 0.4
	for i, s := range said {
		said[i] = m.fill(s, part, lang, small)
	}
	return strings.Join(said, m.pick([]string{" ", ". ", " ", `\n`}))
}

// shaped says whether a sentence has something with a shape of its own.
func shaped(s string) bool {
	for _, slot := range []string{"phone", "email", "postcode", "link", "handle", "date", "birthday", "number"} {
		if strings.Contains(s, "{"+slot+"}") {
			return true
		}
	}
	return false
}

func (m maker) pick(list []string) string { return list[m.IntN(len(list))] }

// fill puts words into the braces of a sentence, and mistakes into the rest.
func (m maker) fill(sentence, part, lang string, small bool) string {
	var b strings.Builder
	for rest := sentence; rest != ""; {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(m.slips(before, small))
		if !found {
			break
		}
		slot, more, _ := strings.Cut(after, "}")
		b.WriteString(m.slot(slot, part, lang, small))
		rest = more
	}
	return b.String()
}

// slips puts a mistake into one word of thirty.
func (m maker) slips(s string, small bool) string {
	if small {
		s = strings.ToLower(s)
	}
	words := strings.Split(s, " ")
	for i, w := range words {
		if utf8.RuneCountInString(w) >= 4 && m.Float64() < 0.03 {
			words[i] = m.slip(w)
		}
	}
	return strings.Join(words, " ")
}

// slip makes one mistake that a child makes: a letter left out, twice, changed
// with its neighbour, or another one.
func (m maker) slip(word string) string {
	r := []rune(word)
	at := 1 + m.IntN(len(r)-1)
	switch m.IntN(4) {
	case 0:
		return string(slices.Delete(r, at, at+1))
	case 1:
		return string(slices.Insert(r, at, r[at]))
	case 2:
		if at+1 < len(r) && unicode.IsLetter(r[at+1]) && r[at] != r[at+1] {
			r[at], r[at+1] = r[at+1], r[at]
			return string(r)
		}
	}
	if r[at] < utf8.RuneSelf {
		r[at] = rune('a' + m.IntN(26))
		return string(r)
	}
	return string(slices.Delete(r, at, at+1))
}

// slot is what stands for a brace, marked.
func (m maker) slot(slot, part, lang string, small bool) string {
	kind := slot
	var words string
	switch slot {
	case "birthday":
		kind, words = "date", fmt.Sprintf("%d %s", 1+m.IntN(28), m.pick([]string{"May", "June", "March", "October"}))
	case "surname":
		full := strings.Fields(m.pick(m.names[part+" "+lang+" full"]))
		kind, words = "name", full[len(full)-1]
	case "full":
		kind, words = "name", m.pick(m.names[part+" "+lang+" full"])
	default:
		if words = m.number(slot); words == "" {
			words = m.pick(m.names[part+" "+lang+" "+slot])
		}
	}
	if small && words != strings.ToUpper(words) {
		words = strings.ToLower(words)
	}
	if slot == "name" && utf8.RuneCountInString(words) >= 4 && redact.Listed(words) && lang != "zh" && m.Float64() < 0.4 {
		return "{name~:" + m.slip(words) + "}"
	}
	return "{" + kind + ":" + words + "}"
}

// number is something with a shape of its own; empty for other slots.
func (m maker) number(slot string) string {
	d := func(n int) string {
		s := ""
		for range n {
			s += string(rune('0' + m.IntN(10)))
		}
		return s
	}
	month := m.pick([]string{"January", "May", "july", "Sept", "December"})
	year := fmt.Sprint(2008 + m.IntN(12))
	switch slot {
	case "phone":
		return m.pick([]string{"07700 900" + d(3), "07700900" + d(3), "0131 496 0" + d(3), "+44 7700 900" + d(3), "07700-900-" + d(3)})
	case "email":
		return m.pick([]string{"sam", "kasia.k", "big_davie", "xox"}) + d(2) + "@" + m.pick([]string{"example.com", "example.org", "mail.example.net"})
	case "postcode":
		return m.pick([]string{"EH", "G", "AB", "DD", "iv", "ky"}) + fmt.Sprint(1+m.IntN(16)) + m.pick([]string{" ", " ", ""}) + d(1) + m.pick([]string{"AB", "QX", "LT", "rs"})
	case "handle":
		return m.pick([]string{"@sam.", "@kas_", "dav_e_", "@xx"}) + d(3)
	case "link":
		return m.pick([]string{"www.example.com/", "https://example.org/u/", "example.net/"}) + "me" + d(3)
	case "date":
		return m.pick([]string{fmt.Sprintf("%d/%d/%s", 1+m.IntN(28), 1+m.IntN(12), year), fmt.Sprintf("%d %s %s", 1+m.IntN(28), month, year), fmt.Sprintf("%dth of %s %s", 4+m.IntN(16), month, year)})
	case "number":
		return m.pick([]string{d(10), "AB" + d(6) + "C", "1" + d(6)})
	}
	return ""
}
