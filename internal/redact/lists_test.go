package redact

import (
	"slices"
	"strings"
	"testing"
)

func TestBare(t *testing.T) {
	for in, want := range map[string]string{
		"karen": "karen", "Karen": "karen", "Róża": "roza", "Łukasz": "lukasz", "Ștefan": "stefan", "Màiri": "mairi", "Ma\u0300iri": "mairi",
		"أَحْمَد": "احمد", "إبراهيم": "ابراهيم", "فاطمة": "فاطمه", "علی": "علي", "ਸ਼ਰਮਾ": "ਸਰਮਾ", "O’Neil": "o'neil", "Ґанна": "ганна", "": "",
	} {
		if got := bare(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestOneMistake(t *testing.T) {
	for _, c := range []struct {
		a, b string
		near bool
	}{
		{"karen", "karen", true}, {"karen", "karn", true}, {"karen", "karren", true}, {"karen", "kaern", true}, {"karen", "karan", true},
		{"karen", "kran", false}, {"karen", "keran", false}, {"", "a", true}, {"", "ab", false}, {"ab", "ba", true}, {"abc", "cba", false},
		{"тарас", "тарс", true}, {"тарас", "траас", true}, {"احمد", "احمدد", true}, {"احمد", "حمد", true}, {"oksana", "oxana", false},
		{strings.Repeat("a", 90), strings.Repeat("a", 91), true}, {strings.Repeat("a", 90), strings.Repeat("b", 90), false},
	} {
		if oneMistake(c.a, c.b) != c.near || oneMistake(c.b, c.a) != c.near {
			t.Errorf("%q and %q: want %v", c.a, c.b, c.near)
		}
	}
}

// TestNearFindsWhatComparingFinds compares the index with looking at every word.
func TestNearFindsWhatComparingFinds(t *testing.T) {
	words := []string{"karen", "callum", "тарас", "احمد", "eilidh", "josh", "joshua"}
	n := newNear(words)
	for _, w := range []string{"karen", "karn", "kaern", "calum", "тарс", "احمدد", "eildih", "josha", "joshh", "zorvan", "kare", "kar", "jos", "k", "", "éilidh", "joss\xff"} {
		want := slices.ContainsFunc(words, func(other string) bool {
			return len([]rune(w)) >= shortest-1 && !strings.Contains(w, "\xff") && oneMistake(w, other)
		})
		if got := n.has(w); got != want {
			t.Errorf("%q is near one: %v, want %v", w, got, want)
		}
	}
	if n.find("joshu", func(w string) bool { return w == "nobody" }) != "" {
		t.Error("a word was found that was not asked for")
	}
}

func TestEndings(t *testing.T) {
	for _, c := range []struct{ lang, word, stem string }{
		{"pl", "tomka", "tomek"}, {"pl", "tomkiem", "tomek"}, {"pl", "kasia", ""}, {"pl", "kasie", "kasia"}, {"pl", "ahmedowi", "ahmed"},
		{"uk", "тарасом", "тарас"}, {"uk", "оксану", "оксана"}, {"uk", "андрія", "андрій"}, {"ro", "mariei", "maria"}, {"gd", "mhairi", "mairi"},
		{"gd", "sheumais", "seumas"}, {"ar", "ويوسف", "يوسف"}, {"ar", "لخالد", "خالد"}, {"en", "karens", "karen"}, {"ur", "احمد", ""},
	} {
		var stems []string
		endings(c.word, c.lang, func(stem string) bool {
			stems = append(stems, stem)
			return true
		})
		if c.stem != "" && !slices.Contains(stems, c.stem) {
			t.Errorf("%s %s can be %q, not %s", c.lang, c.word, stems, c.stem)
		}
	}
}

// TestListsAreRead holds the files to what reads them: no line is passed over.
func TestListsAreRead(t *testing.T) {
	for _, line := range strings.Split(list("cues"), "\n") {
		lang, use, words := parts(line)
		if line == "" {
			continue
		}
		if cueNames[use] == 0 || len(words) == 0 || len(speakers(lang)) == 0 {
			t.Errorf("cues.txt: %q is not read", line)
		}
		if len(speakers(lang)) == 1 && !slices.Contains(tongues, lang) {
			t.Errorf("cues.txt: nobody is asked in %q", lang)
		}
	}
	for _, line := range strings.Split(list("heads"), "\n") {
		lang, use, words := parts(line)
		if line == "" {
			continue
		}
		if _, ok := ParseKind(use); !ok || len(words) < 2 || !slices.Contains([]string{"before", "after", "weak"}, words[0]) || !slices.Contains(tongues, lang) {
			t.Errorf("heads.txt: %q is not read", line)
		}
	}
	for _, file := range []string{"words-own", "ambiguous"} {
		for _, w := range strings.Fields(list(file)) {
			if lang, ok := strings.CutPrefix(w, "@"); ok && !slices.Contains(slices.Concat(languages, []string{"*", "stop", "never"}), lang) {
				t.Errorf("%s.txt: nobody is asked in %q", file, lang)
			}
		}
	}
	for _, use := range strings.Split(strings.TrimSpace(list("han")), "\n") {
		if name, rest, ok := strings.Cut(use, ": "); !ok || rest == "" || name == "" {
			t.Errorf("han.txt: %q is not read", use)
		}
	}
}

func TestListed(t *testing.T) {
	for _, name := range []string{"Karen", "karen", "Seonaidh", "MacLeod", "أحمد", "ਗੁਰਪ੍ਰੀਤ", "Тарас", "Kirkcaldy"} {
		if !Listed(name) {
			t.Errorf("%s is on no list", name)
		}
	}
	for _, word := range []string{"playground", "zorvan", "because", ""} {
		if Listed(word) {
			t.Errorf("%q is on a list", word)
		}
	}
}

func TestFindSaysWhatTextReplaces(t *testing.T) {
	const s = "ring 07700 900123, ask Karen"
	want := []Stretch{{5, 17, Phone}, {23, 28, Name}}
	if got := Find(s, "en"); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := Marks(s, Find(s, "en")); got != Text(s, "en") {
		t.Errorf("marking what was found gives %q", got)
	}
}

// FuzzBare holds the folding of words to what the lists need of it.
func FuzzBare(f *testing.F) {
	for _, s := range []string{"Róża", "أَحْمَد", "ਸ਼ਰਮਾ", "Ma\u0300iri", "\xff", "İstanbul", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := bare(s)
		if twice := bare(once); twice != once {
			t.Fatalf("%q is %q and then %q", s, once, twice)
		}
	})
}

// FuzzNear compares the index of what is one mistake away with comparing.
func FuzzNear(f *testing.F) {
	for _, s := range []string{"karn", "calum", "тарс", "احمدد", "josh\xff", "joshuaa", "aaaa"} {
		f.Add(s)
	}
	words := []string{"karen", "callum", "тарас", "احمد", "joshua", "aaaaa"}
	n := newNear(slices.Clone(words))
	f.Fuzz(func(t *testing.T, s string) {
		got := n.find(s, func(string) bool { return true })
		if got != "" && !oneMistake(s, got) {
			t.Fatalf("%q is not one mistake from %q", s, got)
		}
		want := slices.ContainsFunc(words, func(w string) bool { return oneMistake(s, w) })
		long := len([]rune(s)) >= shortest-1 && len(s) <= longest && strings.ToValidUTF8(s, "") == s
		if long && want != (got != "") {
			t.Fatalf("%q: found %q", s, got)
		}
	})
}
