package redact

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// marked marks a word of a text the first time that it stands there.
func marked(s, word string, kind Kind) string {
	at := strings.Index(s, word)
	return Mark(s, at, at+len(word), kind)
}

func TestMark(t *testing.T) {
	for _, c := range []struct{ in, word, want string }{
		{"Zorvan helps me", "Zorvan", "[name 1] helps me"},
		{"Zorvan helps and Zorvan shouts, Zorvana too", "Zorvan", "[name 1] helps and [name 1] shouts, Zorvana too"},
		{"[name 1] and Zorvan", "Zorvan", "[name 1] and [name 2]"},
		{"Zorvan and [name 7]", "Zorvan", "[name 8] and [name 7]"},
		{"my worker [name 1] Zorvan", "[name 1] Zorvan", "my worker [name 2]"},
		{"so [name 1] ok", "name", "so [name 1] ok"},
		{"so [name 1] ok", "1] ok", "so [name 2]"},
		{"我叫王小明。", "王小明", "我叫[name 1]。"},
		{"I saw  Zorvan  there", "  Zorvan ", "I saw  [name 1]  there"},
		{"nothing", "  ", "nothing"},
	} {
		if got := marked(c.in, c.word, Name); got != c.want {
			t.Errorf("%q in %q\n got %q\nwant %q", c.word, c.in, got, c.want)
		}
	}
	if got := marked("ring 12 34", "12 34", Phone); got != "ring [phone]" {
		t.Errorf("a telephone number became %q", got)
	}
}

func TestMarkTakesWholeLetters(t *testing.T) {
	if got := Mark("Ż!", 1, 2, Name); got != "[name 1]!" {
		t.Errorf("half a letter became %q", got)
	}
	for _, bad := range []Stretch{{-1, 2, Name}, {2, 1, Name}, {0, 9, Name}, {0, 2, -1}, {0, 2, Kind(len(names))}, {1, 1, Name}} {
		if got := Marks("Ann", []Stretch{bad}); got != "Ann" {
			t.Errorf("%v became %q", bad, got)
		}
	}
}

// TestTwoPeopleMark puts together what two people saw in the same text.
func TestTwoPeopleMark(t *testing.T) {
	s := "Zorvan Ko is at Brae Unit with Zorvan Ko"
	got := Marks(s, []Stretch{{16, 25, Home}, {0, 6, Name}, {0, 9, Name}, {21, 25, Place}})
	if want := "[name 1] is at [home 1] with [name 1]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKindsAreReadBack(t *testing.T) {
	for _, k := range Kinds() {
		if back, ok := ParseKind(k.Key()); !ok || back != k {
			t.Errorf("%s is read as %v", k.Key(), back)
		}
		kind, n, end, ok := markerAt("x"+k.marker(12)+"y", 1)
		if want := 12; !ok || kind != k || k.numbered() && n != want || end != 1+len(k.marker(12)) {
			t.Errorf("%s is read as %v %d", k.marker(12), kind, n)
		}
	}
	if len(Kinds()) != len(names) {
		t.Errorf("%d kinds of %d are offered", len(Kinds()), len(names))
	}
	for _, bad := range []string{"[", "[]", "[name", "[name 0]", "[name 01]", "[name x]", "[nam 1]", "[name 1 ]", "[name 99999]", "name]"} {
		if _, _, _, ok := markerAt(bad, 0); ok {
			t.Errorf("%q is taken for a marker", bad)
		}
	}
}

// checkMarks holds for any text and any stretches of it.
func checkMarks(t interface{ Fatalf(string, ...any) }, s string, list []Stretch) {
	once := Marks(s, list)
	if utf8.ValidString(s) && !utf8.ValidString(once) {
		t.Fatalf("%q became %q", s, once)
	}
	for _, m := range markersOf(once) {
		if again := Mark(once, m.from, m.to, Name); again != once {
			t.Fatalf("marking a marker of %q gave %q", once, again)
		}
	}
	if other := Marks(s, append(list, list...)); other != once {
		t.Fatalf("saying it twice gave %q and %q", once, other)
	}
}

func TestMarksHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText().Draw(t, "text")
		var list []Stretch
		for range rapid.IntRange(0, 3).Draw(t, "stretches") {
			from := rapid.IntRange(-1, len(s)).Draw(t, "from")
			list = append(list, Stretch{from, from + rapid.IntRange(-1, 12).Draw(t, "long"), Kind(rapid.IntRange(-1, len(names)).Draw(t, "kind"))})
		}
		checkMarks(t, s, list)
	})
}

func FuzzMark(f *testing.F) {
	f.Add("Zorvan and [name 1]", 0, 6, int(Name))
	f.Add("我叫王小明", 6, 15, int(Name))
	f.Fuzz(func(t *testing.T, s string, from, to, kind int) {
		checkMarks(t, s, []Stretch{{from, to, Kind(kind)}})
	})
}
