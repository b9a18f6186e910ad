package codewords

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	_ "kist/internal/sameseed"

	"pgregory.net/rapid"
)

func TestList(t *testing.T) {
	if len(list) != 1<<bits {
		t.Fatalf("%d words", len(list))
	}
	if !slices.IsSorted(list) {
		t.Error("the list is not in order")
	}
	shape, first := regexp.MustCompile(`^[a-z]{3,8}$`), map[string]string{}
	for _, word := range list {
		if !shape.MatchString(word) {
			t.Errorf("%q", word)
		}
		begin := word[:min(4, len(word))]
		if other := first[begin]; other != "" {
			t.Errorf("%s and %s begin alike", other, word)
		}
		first[begin] = word
	}
}

// One slip of a finger never turns a word into another.
func TestNoWordIsOneSlipFromAnother(t *testing.T) {
	for i, a := range list {
		for _, b := range list[i+1:] {
			if oneSlip(a, b) {
				t.Errorf("%s and %s", a, b)
			}
		}
	}
}

// sounds writes a word roughly as it sounds.
func sounds(word string) string {
	for _, same := range [][2]string{
		{"ough", "o"}, {"augh", "or"}, {"igh", "y"}, {"wh", "w"}, {"kn", "n"}, {"wr", "r"}, {"gn", "n"}, {"ph", "f"}, {"ck", "k"}, {"ch", "tsh"},
		{"qu", "kw"}, {"ce", "se"}, {"ci", "si"}, {"cy", "sy"}, {"c", "k"}, {"x", "ks"}, {"ea", "ee"}, {"ie", "ee"}, {"ai", "ay"}, {"ei", "ay"}, {"oa", "o"}, {"oo", "u"},
		{"z", "s"}, {"y", "i"}, {"ii", "i"}, {"ee", "i"}, {"mb", "m"},
	} {
		word = strings.ReplaceAll(word, same[0], same[1])
	}
	if len(word) > 3 {
		word = strings.TrimSuffix(word, "e")
	}
	return string(slices.Compact([]rune(word)))
}

func TestNoTwoWordsSoundAlike(t *testing.T) {
	heard := map[string]string{}
	for _, word := range list {
		if other, ok := heard[sounds(word)]; ok {
			t.Errorf("%s sounds like %s", word, other)
		}
		heard[sounds(word)] = word
	}
	if sounds("peak") != sounds("peek") || sounds("night") == sounds("nut") {
		t.Error("sounds does not hear")
	}
}

// What a child in care should not be given on a slip of paper.
func TestNothingHurts(t *testing.T) {
	for _, word := range strings.Fields(`
		mother father parent brother sister uncle aunt granny orphan family home court judge police prison social worker foster
		blood bone body breast belly bottom naked kiss touch tickle secret hide bed bath knife gun sword kill hurt whip hit punch
		drug needle beer wine pill smoke dead death grave ghost scream cry fear alone lost fat slim ugly stupid`) {
		if slices.Contains(list, word) {
			t.Errorf("the list has %q", word)
		}
	}
}

func TestCodeAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), Size, 16).Draw(t, "bytes")
		c := From(b)
		again, err := Parse(c.String())
		if err != nil || again != c || From(c.Bytes()) != c {
			t.Fatalf("%s: %v, %v, %v", c, again, From(c.Bytes()), err)
		}
		if c.Bytes()[Size-1]&0x3f != 0 || c.Bytes()[0] != b[0] {
			t.Fatalf("%x of %x", c.Bytes(), b)
		}
	})
}

// Whatever slip is made in a word, it is read as it was meant or refused, never
// as another word; and most are read.
func TestSlipsAreNeverReadAsAnother(t *testing.T) {
	read, all := 0, 0
	for place := 0; place < len(list); place += 31 {
		for _, typed := range slips(list[place]) {
			got, ok := meant(typed, false)
			if ok && got != place {
				t.Errorf("%s was read as %s, and meant was %s", typed, list[got], list[place])
			}
			if ok {
				read++
			}
			all++
		}
	}
	if read < all*3/4 {
		t.Errorf("%d slips of %d were put right", read, all)
	}
}

// slips are all ways to make one slip in a word.
func slips(word string) []string {
	var all []string
	for i := range len(word) + 1 {
		for letter := 'a'; letter <= 'z'; letter++ {
			all = append(all, word[:i]+string(letter)+word[i:])
			if i < len(word) {
				all = append(all, word[:i]+string(letter)+word[i+1:])
			}
		}
		if i < len(word) {
			all = append(all, word[:i]+word[i+1:])
		}
		if i+1 < len(word) {
			all = append(all, word[:i]+word[i+1:i+2]+word[i:i+1]+word[i+2:])
		}
	}
	return all
}

func TestParseForgives(t *testing.T) {
	c := From([]byte{0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x40})
	w := c.Words()
	var four []string
	for _, word := range w {
		four = append(four, word[:min(4, len(word))])
	}
	for _, typed := range []string{
		strings.ToUpper(c.String()), "  " + strings.Join(w, "\n") + "\t", strings.Join(w, "-"), strings.Join(w, ", "), strings.Join(four, " "),
		"1. " + w[0] + " 2. " + w[1] + " 3." + w[2] + " 4 " + w[3] + " 5) " + w[4] + " 6) " + w[5], strings.Join(w, "\u00a0"),
	} {
		if got, err := Parse(typed); err != nil || got != c {
			t.Errorf("%q: %v, %v", typed, got, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for typed, id := range map[string]string{
		"": "problem.words.count", "apple": "problem.words.count", strings.Repeat("apple ", 7): "problem.words.count",
		"apple apple apple apple apple qqqqqq": "problem.words.unknown", "apple apple apple apple apple ap": "problem.words.unknown",
		"apple apple apple apple apple яблоко": "problem.words.unknown", strings.Repeat("x", 1<<20): "problem.words.count",
	} {
		_, err := Parse(typed)
		var problem fault.Problem
		if !errors.As(err, &problem) || problem.ID != id || problem.Field != "_words" {
			t.Errorf("%.40q: %v", typed, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("apple banana cherry daisy eagle falcon")
	f.Add("1. APPL\u00a0bana-cher daisyy eagel falcon\xff")
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := Parse(typed)
		if err != nil {
			var problem fault.Problem
			if !errors.As(err, &problem) {
				t.Fatalf("%v", err)
			}
			return
		}
		if again, err := Parse(c.String()); err != nil || again != c {
			t.Fatalf("%q became %v, and that %v (%v)", typed, c.Words(), again, err)
		}
	})
}
