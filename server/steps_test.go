package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// stepTold is where the program tells that it comes to a step of a protocol.
var stepTold = regexp.MustCompile(`(?:\.at|step)\("([a-z]+\.[a-z]+)"\)`)

// TestEveryStepIsKilledAt: a step of a protocol that no crash test names is one at which
// nobody has ever looked what a power cut does. Each of those tests fails by itself if a
// step that it names is not reached.
func TestEveryStepIsKilledAt(t *testing.T) {
	steps, killed := map[string]string{}, ""
	for _, root := range []string{".", "../internal"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if strings.HasSuffix(name, "_test.go") {
				if root == "." && !strings.HasSuffix(name, "steps_test.go") {
					killed += string(text)
				}
				return nil
			}
			for _, m := range stepTold.FindAllStringSubmatch(string(text), -1) {
				steps[m[1]] = name
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(steps) < 25 {
		t.Fatalf("only %d steps were found", len(steps))
	}
	for step, where := range steps {
		if !regexp.MustCompile(`"` + regexp.QuoteMeta(step) + `[":]`).MatchString(killed) {
			t.Errorf("%s of %s: no crash test under server/ ends the program there", step, where)
		}
	}
}
