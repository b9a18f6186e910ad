package ballot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"kist/internal/redact"
	"kist/surveys"
)

// TestTextsComeBack as people read them, whatever they say, in no more characters.
func TestTextsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wrote := strings.Join(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom([]string{"Al ", "karen ", "[name 3]", "\uE002", "<b>", "07700 900123 "}), rapid.String())).Draw(t, "words"), "")
		text := Text{Question: "story", Language: "en", Text: redact.Text(wrote, "en")}
		b, err := text.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseText(b)
		if err != nil || back != text {
			t.Fatalf("%q came back as %q, %v", text.Text, back.Text, err)
		}
		if short := redact.Short(back.Text); utf8.RuneCountInString(short) > utf8.RuneCountInString(wrote) {
			t.Fatalf("%q is stored as %q", wrote, short)
		}
	})
	if _, err := ParseText([]byte("{")); err == nil || strings.Contains(err.Error(), "{") {
		t.Errorf("what is no text: %v", err)
	}
}

// TestTheLongestStoryHasItsSize: whatever is taken out of the longest story that a
// question may allow, its envelope is no larger than that of one with nothing to take
// out in characters as long.
func TestTheLongestStoryHasItsSize(t *testing.T) {
	size := func(wrote string) int {
		b, err := Text{Question: "story", Text: redact.Text(wrote, "en")}.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return len(b)
	}
	names := strings.Repeat("tell karen, callum ", 200)[:surveys.MaxStory]
	if got, most := size(names), size(strings.Repeat("x", surveys.MaxStory)); got > most {
		t.Errorf("%d bytes for names, %d for none", got, most)
	}
}
