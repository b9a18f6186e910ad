package editing

import (
	"strings"
	"testing"
)

// marked writes a difference with marks: [-gone-]{+come+}.
func marked(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.Is {
		case Added:
			b.WriteString("{+" + p.Text + "+}")
		case Removed:
			b.WriteString("[-" + p.Text + "-]")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestWordDiff(t *testing.T) {
	for _, test := range []struct{ before, after, want string }{
		{"", "", ""},
		{"Do you feel safe?", "Do you feel safe?", "Do you feel safe?"},
		{"", "Hello you", "{+Hello you+}"},
		{"Hello you", "", "[-Hello you-]"},
		{"Do the professionals help?", "Do the adults help?", "Do the [-professionals-]{+adults+} help?"},
		{"Do you feel safe?", "Do you feel safe at home?", "Do you feel safe{+ at home+}?"},
		{"It’s ok", "It’s not ok", "It’s {+not +}ok"},
		{"你安全吗", "你很安全吗", "你{+很+}安全吗"},
		{"क्या तुम", "क्या आप", "क्या [-तुम-]{+आप+}"},
	} {
		if got := marked(WordDiff(test.before, test.after)); got != test.want {
			t.Errorf("%q to %q: %q, want %q", test.before, test.after, got, test.want)
		}
	}
}

// Whatever two texts are, both can be read from their difference.
func FuzzWordDiff(f *testing.F) {
	f.Add("Do the professionals help?", "Do adults help you?")
	f.Add("a\u0301 b", "a b\u200d")
	f.Add(strings.Repeat("a b ", 300), strings.Repeat("b a ", 300))
	f.Fuzz(func(t *testing.T, before, after string) {
		before, after = strings.ToValidUTF8(before, ""), strings.ToValidUTF8(after, "")
		var a, b strings.Builder
		for _, p := range WordDiff(before, after) {
			if p.Is != Added {
				a.WriteString(p.Text)
			}
			if p.Is != Removed {
				b.WriteString(p.Text)
			}
		}
		if a.String() != before || b.String() != after {
			t.Errorf("%q and %q read as %q and %q", before, after, a.String(), b.String())
		}
	})
}
