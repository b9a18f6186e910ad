package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
)

const (
	code   = "BCDFGH"
	secret = "AAECAwQFBgcICQoLDA0ODw"
)

// TestKnownProof holds the one number that this form's proof is, so that no other program
// that finds or checks one has to be asked: the hash is worked out here by hand.
func TestKnownProof(t *testing.T) {
	const known = "80017"
	if got := Find(code, secret, Bits); got != known {
		t.Errorf("Find gives %s, not %s", got, known)
	}
	n, err := strconv.Atoi(known)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n), 'k', 'i', 's', 't', ' ', 'p', 'r', 'o', 'o', 'f', ' ',
		'B', 'C', 'D', 'F', 'G', 'H', ' ', 'A', 'A', 'E', 'C', 'A', 'w', 'Q', 'F', 'B', 'g', 'c', 'I', 'C', 'Q', 'o', 'L', 'D', 'A', '0', 'O', 'D', 'w'})
	if digits := hex.EncodeToString(sum[:]); !strings.HasPrefix(digits, "0000") {
		t.Errorf("the hash is %s", digits)
	}
}

func TestCheck(t *testing.T) {
	good := Find(code, secret, Bits)
	for what, p := range map[string]struct{ code, secret, proof string }{
		"another round":                       {"BCDFGJ", secret, good},
		"another form":                        {code, "AAECAwQFBgcICQoLDA0ODg", good},
		"another number":                      {code, secret, good + "1"},
		"none":                                {code, secret, ""},
		"zeros before it":                     {code, secret, "0" + good},
		"a sign":                              {code, secret, "+" + good},
		"a space":                             {code, secret, " " + good},
		"no number":                           {code, secret, "x"},
		"its bits once again":                 {code, secret, addTo(t, good, 1<<32)},
		"very long":                           {code, secret, strings.Repeat("9", 1<<20)},
		"code and secret run into each other": {"BCDFG", "H " + secret, good},
	} {
		if Check(p.code, p.secret, p.proof, Bits) {
			t.Errorf("%s: taken", what)
		}
	}
	if !Check(code, secret, good, Bits) {
		t.Error("the proof itself is not taken")
	}
}

// addTo adds to a number in decimal.
func addTo(t *testing.T, number string, more uint64) string {
	t.Helper()
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return strconv.FormatUint(n+more, 10)
}

// TestWorkDoubles: each bit more is twice the work, and less work is not enough.
func TestWorkDoubles(t *testing.T) {
	const forms = 200
	tried := map[int]float64{}
	for _, zeros := range []int{4, 8} {
		for i := range forms {
			form := secret[:20] + strconv.Itoa(10+i)
			found := Find(code, form, zeros)
			n, ok := parse(found)
			if !ok || !Check(code, form, found, zeros) {
				t.Fatalf("%q is found and not taken", found)
			}
			tried[zeros] += float64(n) + 1
		}
	}
	if each := tried[4] / forms; each < 12 || each > 20 {
		t.Errorf("four bits take %.1f tries, want 16", each)
	}
	if each := tried[8] / forms; each < 200 || each > 320 {
		t.Errorf("eight bits take %.1f tries, want 256", each)
	}
	if Check(code, secret, Find(code, secret, 4), 32) {
		t.Error("four bits are taken for 32")
	}
}

// FuzzCheck: whatever comes, what is taken is the one way to write a number that is right.
func FuzzCheck(f *testing.F) {
	f.Add(code, secret, Find(code, secret, 8))
	f.Add("", "", "0")
	f.Add(code, secret, "4294967296")
	f.Add("é", "\x00", "-1")
	f.Fuzz(func(t *testing.T, code, secret, proof string) {
		if !Check(code, secret, proof, 8) {
			return
		}
		if n, err := strconv.ParseUint(proof, 10, 32); err != nil || format(uint32(n)) != proof || len(proof) > 10 {
			t.Errorf("%q is taken", proof)
		}
		if Check(code, secret, proof, 32) && !Check(code, secret, proof, 16) {
			t.Errorf("%q is right for more and not for less", proof)
		}
	})
}

// BenchmarkFind is what a form costs who makes it.
func BenchmarkFind(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		Find(code, secret+strconv.Itoa(i), Bits)
	}
}

// BenchmarkCheck is what it costs the server.
func BenchmarkCheck(b *testing.B) {
	good := Find(code, secret, Bits)
	for b.Loop() {
		Check(code, secret, good, Bits)
	}
}
