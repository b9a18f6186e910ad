package redact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestEveryTitleRaises takes an unlisted name with a capital letter after each title
// of the languages that have capitals, and a listed one in the others.
func TestEveryTitleRaises(t *testing.T) {
	name := map[string]string{
		"en": "Zorvan", "sco": "Zorvan", "gd": "Zorvan", "pl": "Zorvan", "uk": "Зорван", "ro": "Zorvan", "ar": "أحمد", "ur": "بلال", "pa": "ਹਰਜੀਤ",
	}
	for _, line := range strings.Split(list("cues"), "\n") {
		lang, use, words := parts(line)
		if use != "title" || name[lang] == "" {
			continue
		}
		for _, w := range words {
			in := "so " + w + " " + name[lang]
			if lang == "uk" {
				in = "а " + w + " " + name[lang]
			}
			want := strings.TrimSuffix(in, name[lang]) + "[name 1]"
			if got := Text(in, lang); got != want {
				t.Errorf("%s %q became %q", lang, in, got)
			}
		}
	}
}

// TestEveryKinRaises takes a listed name after each word of family and work.
func TestEveryKinRaises(t *testing.T) {
	name := map[string]string{
		"en": "karen", "sco": "karen", "gd": "seonaidh", "pl": "tomek", "uk": "тарас", "ro": "mihai", "ar": "فاطمة", "ur": "بلال", "pa": "ਹਰਜੀਤ",
	}
	for _, line := range strings.Split(list("cues"), "\n") {
		lang, use, words := parts(line)
		if use != "kin" {
			continue
		}
		for _, w := range words {
			in := w + " " + name[lang]
			if got := Text(in, lang); got != w+" [name 1]" {
				t.Errorf("%s %q became %q", lang, in, got)
			}
		}
	}
}

// TestEveryHead takes a name with each word for a school, a home, a street or a team.
func TestEveryHead(t *testing.T) {
	for _, line := range strings.Split(list("heads"), "\n") {
		lang, use, words := parts(line)
		if len(words) < 2 || lang != "en" && lang != "pl" && lang != "uk" && lang != "ro" && lang != "gd" {
			continue
		}
		kind, _ := ParseKind(use)
		for _, w := range words[1:] {
			in := "go " + w + " Zorvania" // a head before its name
			want := "go " + kind.marker(1)
			if words[0] != "before" {
				head := strings.ToUpper(w[:1]) + w[1:]
				in, want = "go Zorvania "+head+" so", "go "+kind.marker(1)+" so"
			}
			if got := Text(in, lang); got != want {
				t.Errorf("%s %q became %q, want %q", lang, in, got, want)
			}
		}
	}
}

// TestEveryPlace takes each listed town with a capital letter where one stands.
func TestEveryPlace(t *testing.T) {
	for _, place := range strings.Split(strings.TrimSpace(list("places")), "\n") {
		if place == "" {
			continue
		}
		in := "bha mi in " + place
		got := Text(in, "en")
		if !strings.HasPrefix(got, "bha mi in [") || !strings.HasSuffix(got, "]") {
			t.Errorf("%q became %q", in, got)
		}
	}
}

// TestEveryTeam takes each listed club.
func TestEveryTeam(t *testing.T) {
	for _, club := range strings.Split(strings.TrimSpace(list("teams")), "\n") {
		if club == "" {
			continue
		}
		in := "they beat " + club
		if got := Text(in, "en"); !strings.HasPrefix(got, "they beat [") || strings.HasSuffix(got, club) {
			t.Errorf("%q became %q", in, got)
		}
	}
}

// TestGivenNamesAlone counts how many listed names are found in small letters with
// nothing beside them but the word "with": what is also a word is not.
func TestGivenNamesAlone(t *testing.T) {
	found, all := 0, 0
	for _, name := range strings.Fields(list("given-own")) {
		all++
		if got := Text("i play with "+strings.ToLower(name), "en"); strings.HasPrefix(got, "i play with [") {
			found++
		}
	}
	if all < 3000 || found*100 < all*96 {
		t.Errorf("%d of %d names are found", found, all)
	}
}

// TestManyFindsInOneText holds numbering to its order over a long text.
func TestManyFindsInOneText(t *testing.T) {
	in := strings.Repeat("karen told callum and eilidh. ", 50)
	want := strings.Repeat("[name 1] told [name 2] and [name 3]. ", 50)
	if got := Text(in, "en"); got != want {
		t.Errorf("got %q", got[:120])
	}
}

// TestFindsNeverGrow holds every find to whole words of what was written: a second
// look finds nothing, and each is stored in one character.
func TestFindsNeverGrow(t *testing.T) {
	for lang, texts := range everyday {
		for _, s := range texts {
			mixed := s + " karen " + s + " 07700 900123 " + s
			once := Text(mixed, lang)
			if len(Find(once, lang)) != 0 {
				t.Errorf("%s: a second look at %q finds %v", lang, once, Find(once, lang))
			}
			want := utf8.RuneCountInString(mixed)
			for _, f := range Find(mixed, lang) {
				want -= utf8.RuneCountInString(mixed[f.From:f.To]) - 1
			}
			if got := utf8.RuneCountInString(Short(once)); got != want {
				t.Errorf("%s: %q has %d characters as stored, want %d", lang, mixed, got, want)
			}
		}
	}
}

// TestWordsOfNoUse are what a list could hold by mistake: signs, numbers, and words
// in capitals after folding.
func TestWordsOfNoUse(t *testing.T) {
	for w, known := range theLexicon().words {
		if w == "" || strings.ContainsAny(w, "0123456789.,;:()[]{}@") && known&usual == 0 || strings.ToLower(w) != w {
			t.Errorf("%q is on a list", w)
		}
	}
}
