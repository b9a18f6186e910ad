package gosec

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What only some builds have is looked at too: the build that crash tests kill, the server
// that stands in for MongoDB, and this. Gosec's rules are not asked of the last two, which
// only tests build.
func TestNothingIsSaidOfTheOtherBuilds(t *testing.T) {
	for _, of := range []struct {
		folder   string
		flags    []string
		patterns []string
		gosec    bool
	}{
		{"../..", []string{"-tags=failpoint"}, []string{"./server", "./internal/config"}, true},
		{"../store/mongo/ferret", nil, []string{"./..."}, false},
		{".", nil, []string{"./..."}, false},
	} {
		found, err := Check(of.folder, of.flags, of.patterns...)
		if err != nil {
			t.Fatal(err)
		}
		left, _ := Sift(found, quiet)
		for _, f := range left {
			if of.gosec || !gosecs.MatchString(f.Rule) {
				t.Errorf("%s, %s: %s: %s", of.folder, f.Place, f.Rule, f.Says)
			}
		}
	}
}

var gosecs = regexp.MustCompile(`^G\d{3}$`)

// Each family of rules finds its fault: those that read lines, those that follow values,
// those that know of imported packages, ours and others, and those that look into tests.
func TestEveryFamilyFindsItsFault(t *testing.T) {
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("testdata/faulty")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "go.mod"), "module example.org/faulty\n\ngo 1.26.0\n")
	found, err := Check(folder, nil, "./...")
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, f := range found {
		line := strings.SplitAfterN(f.Place, ":", 3)
		said = append(said, line[0]+line[1]+f.Rule)
	}
	want := []string{
		"faulty.go:9:SA1019", "faulty.go:18:lostcancel", "faulty.go:18:G118", "faulty.go:23:copylocks", "faulty.go:26:printf",
		"faulty.go:32:SA1019", "faulty.go:34:U1000", "faulty.go:36:ST1005", "faulty.go:43:S1002", "faulty.go:43:S1008",
		"faulty.go:51:SA4017", "faulty.go:70:lint", "faulty_test.go:6:SA2002", "faulty_test.go:6:testinggoroutine", "faulty_test.go:7:printf",
	}
	slices.Sort(said)
	slices.Sort(want)
	if !slices.Equal(said, want) {
		t.Errorf("said:\n%s\nwant:\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
}

// A rule that the next Go has and this list has not would be asked by nobody.
func TestTheRulesAreThoseOfVet(t *testing.T) {
	out, err := exec.Command("go", "tool", "vet", "help").Output()
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(out), "Registered analyzers:\n\n")
	list, _, _ = strings.Cut(list, "\n\n")
	var theirs, ours []string
	for line := range strings.Lines(list) {
		theirs = append(theirs, strings.Fields(line)[0])
	}
	for _, a := range vet {
		ours = append(ours, a.Name)
	}
	slices.Sort(theirs)
	slices.Sort(ours)
	if len(theirs) < 30 || !slices.Equal(theirs, ours) {
		t.Errorf("vet has %v\nthis has %v", theirs, ours)
	}
}
