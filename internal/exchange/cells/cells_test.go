package cells

import (
	"encoding/xml"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	_ "kist/internal/sameseed" // the same cases in every run
)

// Cells that need no care come through as they are, and a second time over
// changes nothing.
func TestTextKeepsWhatIsPlain(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		plain := rapid.StringMatching(`[A-Za-zÀ-ÿ0-9“][A-Za-zÀ-ÿ0-9 ,;:=+@"'.-]{0,20}[a-z]`).Draw(rt, "plain")
		if got := Text(plain); got != plain {
			rt.Errorf("%q became %q", plain, got)
		}
		any := rapid.String().Draw(rt, "any")
		if once := Text(any); Text(once) != once {
			rt.Errorf("%q: %q, then %q", any, once, Text(once))
		}
	})
}

// A line can stand in XML, which takes fewer signs than Go does.
func TestLinesStandInXML(t *testing.T) {
	check := func(t interface{ Errorf(string, ...any) }, s string) {
		line := Line(s)
		b, err := xml.Marshal(line)
		var back string
		if err == nil {
			err = xml.Unmarshal(b, &back)
		}
		if err != nil || back != line || !utf8.ValidString(line) {
			t.Errorf("%q became %q, and %q in XML: %v", s, line, back, err)
		}
	}
	for _, s := range []string{"\x00", "a\x01b", "\ufffe", "\uffff", "\U0001ffff", "\xff\xfe", "<&>\"'", "\u202eabc", "a\r\nb"} {
		check(t, s)
	}
	rapid.Check(t, func(rt *rapid.T) { check(rt, rapid.String().Draw(rt, "any")) })
}

func TestCodesThatSpreadsheetsMisread(t *testing.T) {
	for code, want := range map[string]string{"-": "rather_not", "8-10": "8_10", "all": "all", "not_sure": "not_sure", "4": "4", "a-b": "a-b", "4-": "4-", "1+2": "1+2", "8-10+11-13": "8_10+11_13", "not_sure+-": "not_sure+rather_not"} {
		if got := Code(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
	for label, want := range map[string]string{"5-9": "5–9", "5": "5", "8 to 10": "8 to 10", "-": "-"} {
		if got := Label(label); got != want {
			t.Errorf("%q: %q, want %q", label, got, want)
		}
	}
}
