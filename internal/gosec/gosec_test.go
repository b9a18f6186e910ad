package gosec

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// quiet is what was read, rule by rule, and is right as it is.
var quiet = []Quiet{
	{"G115", "internal/media/container/", "fields of files have the width that their format gives them, read and written; FuzzWebM and FuzzMP4"},
	{"G115", "internal/exchange/sav/", "a number is written as four bytes, as the format has it"},
	{"G115", "internal/redact/", "places in lists that are in the program"},
	{"G115", "internal/ballot/", "lengths of what has a limit far below 32 bits; FuzzTable and FuzzDecodeOuter"},
	{"G404", "server/load/", "invented answers, by a generator that can be told to begin the same again"},
	{"G115", "internal/store/mongo/replica/", "numbers of a frame have the width that the protocol gives them, and none is longer than 48 MB; FuzzFrame"},
	{"G404", "internal/store/mongo/replica/", "faults by chance, in a server that only campaigns have"},
	{"G404", "server/campaign/", "faults by chance, by a generator that can be told to begin the same again"},
}

// The program is looked at whole.
func TestGosecSaysNothingOfTheProgram(t *testing.T) {
	found, err := Check("../..", nil, "./...")
	if err != nil {
		t.Fatal(err)
	}
	left, idle := Sift(found, quiet)
	for _, f := range left {
		t.Errorf("%s: %s: %s", f.Place, f.Rule, f.Says)
	}
	for _, q := range idle {
		t.Errorf("nothing is left out by %s in %q any more: take it out of the table", q.Rule, q.Under)
	}
}

// Whoever asks no rules hears nothing either: each kind of them finds its weakness here,
// the ones that read lines and the ones that follow a value on its way.
func TestGosecFindsWhatIsWeak(t *testing.T) {
	found, err := Check(weak(t), nil, ".")
	if err != nil {
		t.Fatal(err)
	}
	for rule, line := range map[string]string{"G401": "weak.go:17", "G304": "weak.go:21", "G203": "weak.go:26", "G115": "weak.go:29", "G710": "weak.go:32"} {
		seen := false
		for _, f := range found {
			seen = seen || f.Rule == rule && strings.HasPrefix(f.Place, line+":")
		}
		if !seen {
			t.Errorf("%s says nothing of %s: %v", rule, line, found)
		}
	}
}

func TestALineSaysItselfThatItIsRight(t *testing.T) {
	found, err := Check(weak(t), nil, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if strings.HasPrefix(f.Place, "weak.go:36:") {
			t.Errorf("a line with a reason is reported all the same: %v", f)
		}
	}
}

func TestHalfAPackageIsAnError(t *testing.T) {
	folder := weak(t)
	write(t, filepath.Join(folder, "half.go"), "package weak\n\nvar x int = missing\n")
	if _, err := Check(folder, nil, "."); err == nil {
		t.Error("a package that does not compile passed")
	}
}

func TestSift(t *testing.T) {
	found := []Finding{{"G1", "a/x.go:1:1", ""}, {"G2", "a/x.go:2:1", ""}, {"G1", "b/x.go:1:1", ""}}
	left, idle := Sift(found, []Quiet{{"G1", "a/", "why"}, {"G3", "", "why"}})
	if len(left) != 2 || left[0].Rule != "G2" || left[1].Place != "b/x.go:1:1" {
		t.Errorf("left: %v", left)
	}
	if len(idle) != 1 || idle[0].Rule != "G3" {
		t.Errorf("idle: %v", idle)
	}
}

// weak is a module of its own with something to find.
func weak(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	text, err := os.ReadFile("testdata/weak.go")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "weak.go"), string(text))
	write(t, filepath.Join(folder, "go.mod"), "module example.org/weak\n\ngo 1.26.0\n")
	return folder
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
