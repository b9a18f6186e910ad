package redact

import "testing"

// A word that is usual in a language is written often, unless it is known from the names of
// small pictures there only; another language may have it for itself.
func TestWhatIsWrittenOften(t *testing.T) {
	for _, test := range []struct {
		is   info
		want bool
	}{
		{0, false}, {given | common | usual, false}, {doubleIn("pl"), false}, {seenIn("pl"), false},
		{usualIn("sco"), true}, {usualIn("pa"), true}, {usualIn("pa") | doubleIn("pa"), true},
		{usualIn("pl") | seenIn("pl"), false}, {usualIn("pl") | seenIn("pl") | usualIn("uk"), true},
		{usualIn("pl") | seenIn("pl") | usualIn("uk") | seenIn("uk"), false}, {usualIn("sco") | seenIn("gd"), true},
	} {
		if got := test.is.often(); got != test.want {
			t.Errorf("%b: %t, want %t", test.is, got, test.want)
		}
	}
}
