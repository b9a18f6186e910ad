package ballot

import (
	"bytes"
	"testing"

	_ "kist/internal/sameseed" // the same cases in every run
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestOuterRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := outer{Row: Row{Edition: "11-13", AgeBand: "11-13", Tag: "00ff", Answers: surveys.Answers{}}}
		for _, key := range rapid.SliceOf(rapid.StringMatching(`[a-z]{1,8}`)).Draw(t, "keys") {
			o.Row.Answers[key] = surveys.Answer{rapid.StringMatching(`[a-z0-9-]{1,5}`).Draw(t, "answer")}
		}
		for _, sealed := range rapid.SliceOf(rapid.SliceOf(rapid.Byte())).Draw(t, "texts") {
			o.Texts = append(o.Texts, sealedText{"abcd", append([]byte{}, sealed...)})
		}
		b, err := encodeOuter(o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeOuter(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(o, got); diff != "" {
			t.Fatal(diff)
		}
		if cut := rapid.IntRange(1, len(b)).Draw(t, "cut"); len(o.Texts) == 0 {
			if _, err := decodeOuter(b[:len(b)-cut]); err == nil {
				t.Fatal("a cut envelope was read")
			}
		}
	})
}

// FuzzDecodeOuter: whoever holds a round's public key can seal anything, so what
// comes out of an envelope may be anything. What is read comes back as it was.
func FuzzDecodeOuter(f *testing.F) {
	good, err := encodeOuter(outer{Row: Row{Edition: "8-10"}, Texts: []sealedText{{"0a", []byte("x")}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := decodeOuter(b)
		if err != nil {
			return
		}
		again, err := encodeOuter(o)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeOuter(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(o, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

// FuzzCodesAndSecrets: whatever is typed or posted, a code that is taken reads
// the same when it is written again.
func FuzzCodesAndSecrets(f *testing.F) {
	f.Add("abcde fghjk")
	f.Add(NewSecret().String())
	f.Fuzz(func(t *testing.T, typed string) {
		if slip := CleanSlip(typed); slip != "" && CleanSlip(slip) != slip {
			t.Fatalf("%q became %q, and that %q", typed, slip, CleanSlip(slip))
		}
		if s, err := ParseSecret(typed); err == nil {
			if back, err := ParseSecret(s.String()); err != nil || !bytes.Equal(back[:], s[:]) {
				t.Fatalf("%q: %v %v", typed, back, err)
			}
		}
	})
}
