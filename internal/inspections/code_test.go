package inspections

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	_ "kist/internal/sameseed" // the same cases in every run

	"pgregory.net/rapid"
)

var anyCode = rapid.StringOfN(rapid.RuneFrom([]rune(codeLetters)), codeLength, codeLength, -1)

// gap is what may stand between letters, so that a code can be read aloud.
var gap = rapid.SampledFrom([]string{"", "", "", " ", "-", "\u00a0", "\t"})

func TestHoweverACodeIsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := anyCode.Draw(t, "code")
		var typed strings.Builder
		for _, r := range code {
			typed.WriteString(gap.Draw(t, "gap"))
			if rapid.Bool().Draw(t, "small") {
				r += 'a' - 'A'
			}
			typed.WriteRune(r)
		}
		typed.WriteString(gap.Draw(t, "gap"))
		if got := CleanCode(typed.String()); got != code {
			t.Fatalf("%q became %q, not %q", typed.String(), got, code)
		}
	})
}

func TestWhatIsNoCode(t *testing.T) {
	for _, typed := range []string{
		"", " ", "BCDFG", "BCDFGHJ", "BCDFG1", "BCDFGA", "BCDFGO", "BCDFGÄ", "BCDFG_", "BCDFG/", "BCDFG\x00", "ＢＣＤＦＧＨ",
		"БCDFGH", "\xff\xfe\xfd\xfc\xfb\xfa", strings.Repeat(" ", 100) + "BCDFGH", "BCDFGH\n", "BCD FGH<script>",
	} {
		if got := CleanCode(typed); got != "" {
			t.Errorf("%q was taken for %q", typed, got)
		}
	}
}

func FuzzCleanCode(f *testing.F) {
	for _, typed := range []string{"", "bcd fgh", "BCDFGH", "ſſſſſſ", "ı", "BCDFGH\u00a0"} {
		f.Add(typed)
	}
	form := regexp.MustCompile("^[" + codeLetters + "]{6}$")
	f.Fuzz(func(t *testing.T, typed string) {
		code := CleanCode(typed)
		if code == "" {
			return
		}
		if !form.MatchString(code) || !utf8.ValidString(code) {
			t.Fatalf("%q became %q", typed, code)
		}
		if again := CleanCode(code); again != code {
			t.Fatalf("%q is clean, but became %q", code, again)
		}
	})
}

func TestNewCodes(t *testing.T) {
	const made = 500
	seen, letters := map[string]bool{}, map[rune]bool{}
	for range made {
		code := NewCode()
		if CleanCode(code) != code {
			t.Fatalf("%q is no code", code)
		}
		seen[code] = true
		for _, r := range code {
			letters[r] = true
		}
	}
	// Of 34 million codes 500 hold the same one twice every 270th time, which
	// saving a round puts right; five times is once in 10^14 runs.
	if len(seen) < made-4 {
		t.Errorf("only %d of %d codes differ", len(seen), made)
	}
	if len(letters) != len(codeLetters) {
		t.Errorf("only %d of %d letters come up", len(letters), len(codeLetters))
	}
}

func TestNewIDs(t *testing.T) {
	form, seen := regexp.MustCompile(`^[a-z2-9]{10}$`), map[string]bool{}
	for range 500 {
		id := NewID()
		if !form.MatchString(id) || seen[id] {
			t.Fatalf("%q is no id, or came twice", id)
		}
		seen[id] = true
	}
}

// A letter that came up more often would make codes easier to guess.
func TestRandomBelowIsEven(t *testing.T) {
	for _, n := range []int{1, 2, 18, 29, 255, 256} {
		counts := make([]int, n)
		const each = 400
		for range n * each {
			counts[randomBelow(n)]++
		}
		for i, got := range counts {
			// Eight standard deviations of a binomial count: chance does not go there.
			if got < each-8*20 || got > each+8*20 {
				t.Errorf("below %d: %d came %d times, not about %d", n, i, got, each)
			}
		}
	}
}
