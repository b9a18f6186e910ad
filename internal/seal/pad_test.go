package seal

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kist/internal/fault"
)

var padClasses = Classes{2 << 10, 8 << 10, 32 << 10, 128 << 10}

func TestPad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.IntRange(0, 9000), rapid.SampledFrom([]int{2044, 2045, 8188, 8189, 32764, 131068, 131069, 300000})).Draw(t, "length")
		text := bytes.Repeat([]byte{rapid.Byte().Draw(t, "byte")}, n)
		padded := Pad(text, padClasses)
		if last := padClasses[len(padClasses)-1]; !slices.Contains(padClasses, len(padded)) && len(padded)%last != 0 {
			t.Fatalf("%d bytes became %d, which tells their number", n, len(padded))
		}
		if got, err := Unpad(padded, padClasses); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%d bytes came back as %d, %v", n, len(got), err)
		}
	})
}

func TestPadClasses(t *testing.T) {
	for _, c := range []struct{ length, want int }{
		{0, 2 << 10}, {1, 2 << 10}, {2<<10 - 4, 2 << 10}, {2<<10 - 3, 8 << 10}, {8<<10 - 4, 8 << 10}, {8<<10 - 3, 32 << 10},
		{32<<10 - 3, 128 << 10}, {128<<10 - 4, 128 << 10}, {128<<10 - 3, 256 << 10}, {256 << 10, 384 << 10},
	} {
		if got := len(Pad(make([]byte, c.length), padClasses)); got != c.want {
			t.Errorf("%d bytes became %d, want %d", c.length, got, c.want)
		}
	}
}

func TestUnpadRefuses(t *testing.T) {
	good := Pad([]byte("text"), padClasses)
	change := func(i int, b byte) []byte {
		c := bytes.Clone(good)
		c[i] = b
		return c
	}
	for what, padded := range map[string][]byte{
		"nothing":             nil,
		"less than the head":  {0, 0, 0},
		"no size class":       good[:len(good)-1],
		"a longer text":       change(0, 0xff),
		"a text of the whole": change(2, 0x08),
		"filling at its end":  change(len(good)-1, 1),
		"filling of no text":  change(len("text")+padHead, 0xc3),
		"too large a class":   append(bytes.Clone(good), make([]byte, 6<<10)...),
	} {
		if got, err := Unpad(padded, padClasses); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
}

// Whatever comes, Unpad ends, and what it accepts is what Pad makes.
func FuzzUnpad(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte{0, 0, 0, 0})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 1})
	f.Add(Pad([]byte("text"), padClasses))
	f.Add(Pad(nil, padClasses))
	f.Fuzz(func(t *testing.T, padded []byte) {
		text, err := Unpad(padded, padClasses)
		if err != nil {
			if !errors.Is(err, fault.Invalid) || text != nil {
				t.Fatalf("%q, %v", text, err)
			}
			return
		}
		if !bytes.Equal(Pad(text, padClasses), padded) {
			t.Fatalf("accepted what Pad does not make: %d bytes", len(padded))
		}
	})
}
