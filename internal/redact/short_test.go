package redact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// checkShort holds for any text s and what Text made of it: stored it has no more
// characters than were written, and it is read as it was.
func checkShort(t interface{ Fatalf(string, ...any) }, s, once string) {
	stored := Short(once)
	if got, most := utf8.RuneCountInString(stored), utf8.RuneCountInString(s); got > most {
		t.Fatalf("%q has %d characters and is stored in %d: %q", s, most, got, stored)
	}
	if back := Spell(stored); back != once {
		t.Fatalf("stored as %q, %q is read as %q", stored, once, back)
	}
	if again := Short(stored); again != stored {
		t.Fatalf("%q became %q", stored, again)
	}
	if withoutPrivate(once) != once {
		t.Fatalf("of %q a character of private use was left: %q", s, once)
	}
}

func TestShort(t *testing.T) {
	for in, want := range map[string]string{
		"":                                "",
		"no marker [here]":                "no marker [here]",
		"[phone]":                         "\uE000",
		"[name 1], [name 2] & [name 1]":   "\uED21, \uED22 & \uED21",
		"[name] [phone 3] [team 479]":     "\uED20 \uE003 " + string(rune(0xE000+13*480-1)),
		"[name 480] and [name 01] stay [": "[name 480] and [name 01] stay [",
		"我叫[name 1]。":                     "我叫\uED21。",
		"\xff[link]\xfe":                  "\xff\uE5A0\xfe",
	} {
		if got := Short(in); got != want {
			t.Errorf("%q is stored as %q, want %q", in, got, want)
		}
		if back := Spell(Short(in)); back != in {
			t.Errorf("%q is read as %q", in, back)
		}
	}
}

// TestSpellLeavesTheRest: what was stored before markers were short, and characters
// of private use that stand for none.
func TestSpellLeavesTheRest(t *testing.T) {
	for _, s := range []string{"[name 1] hit me", "\uF8FF", "\uE000"[:2] + "x", "عيد ﷺ", "ＡＢ"} {
		if got := Spell(s); got != s {
			t.Errorf("%q is read as %q", s, got)
		}
	}
	if last := privateFirst + len(names)*perKind - 1; last > privateLast {
		t.Errorf("the last marker is %U, after those of private use", last)
	}
}

// TestEveryMarkerHasACharacter of its own.
func TestEveryMarkerHasACharacter(t *testing.T) {
	seen := map[string]string{}
	for _, k := range Kinds() {
		for n := range perKind {
			marker := k.marker(n)
			short := Short(marker)
			if utf8.RuneCountInString(short) != 1 || seen[short] != "" || Spell(short) != marker {
				t.Fatalf("%s is stored as %q, as is %q", marker, short, seen[short])
			}
			seen[short] = marker
		}
	}
}

// TestAChildsOwnPrivateCharacters are never taken for markers, not even put together
// from bytes around one.
func TestAChildsOwnPrivateCharacters(t *testing.T) {
	for in, want := range map[string]string{
		"\uE001 hit me":              " hit me",
		"Ka\uE123ren hit me":         "[name 1] hit me",
		"\xee\uE000\x80\x80 ok":      " ok",
		"\xee\xee\uE000\x80\x80\x80": "\xee\x80",
		"ＡＢ \uFB01ne":                "ＡＢ \uFB01ne",
	} {
		if got := Text(in, "en"); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	long := strings.Repeat("\xee", 40_000) + "\uE000" + strings.Repeat("\x80\x80", 40_000)
	if got := withoutPrivate(long); got != "" {
		t.Errorf("%d bytes are left", len(got))
	}
}

// TestShortNamesGrowNothing: the shortest names there are, and more of them than
// there are numbers.
func TestShortNamesGrowNothing(t *testing.T) {
	var s strings.Builder
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			s.WriteString("my uncle " + string(a) + string(b) + ". ")
		}
	}
	once := Text(s.String(), "en")
	checkShort(t, s.String(), once)
	if !strings.Contains(once, "[name 479]") {
		t.Error("there are not more names than numbers in it")
	}
}

func FuzzShort(f *testing.F) {
	f.Add("[name 1] and \uE001")
	f.Add("\xee\uE000\x80\x80 [team 479]")
	f.Fuzz(func(t *testing.T, s string) {
		checkShort(t, s, Text(s, "en"))
		if utf8.RuneCountInString(Short(s)) > utf8.RuneCountInString(s) {
			t.Fatalf("%q got longer", s)
		}
	})
}
