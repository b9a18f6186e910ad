package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kist/internal/exchange/exchangetest"
	"kist/internal/exchange/jsonfile"
	"kist/internal/exchange/worded"
	"kist/internal/results"
	"kist/internal/store"
)

// attacked runs kist attack on files.
func attacked(t *testing.T, c attackCommand) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := c.attack(t.Context(), &out)
	return out.String(), err
}

// TestTheDemonstrationIsAttacked from its file, as anybody can: nothing follows that may
// not, and the report says of each question how it is known.
func TestTheDemonstrationIsAttacked(t *testing.T) {
	path := signedFile(t, newTestApp(t))
	report, err := attacked(t, attackCommand{Files: []string{path}})
	if err != nil {
		t.Fatalf("%v\n%s", err, report)
	}
	for _, must := range []string{"release " + demoID + "-1, number 1", "The rule (R6)", "(about the child)", "counts, ", "a table in which it is ", "In all: ", "; 0 break the rule"} {
		if !strings.Contains(report, must) {
			t.Errorf("the report does not say %q:\n%s", must, report)
		}
	}
	long, err := attacked(t, attackCommand{Files: []string{path}, All: true})
	if err != nil || len(long) < len(report) {
		t.Errorf("%d bytes with --all, %d without, %v", len(long), len(report), err)
	}
}

// releaseFile writes a release of one question into a file.
func releaseFile(t *testing.T, number, responses int, cells ...int) string {
	t.Helper()
	shown := func(n int) results.Figure { return results.Figure{Shown: true, Count: n} }
	g := results.Group{Base: shown(responses)}
	for _, n := range cells {
		g.Cells = append(g.Cells, shown(n))
	}
	rel := &results.Release{
		Head: store.Head{ID: "r-" + string(rune('0'+number))}, Round: "r", Number: number, Made: "2026-11-26", Responses: shown(responses), Attack: &results.Attacked{},
		Tables: []results.Table{{Question: "safe", Kind: "yes_no", Columns: []string{"yes", "no", "not_sure", "never"}[:len(cells)], Groups: []results.Group{g}}},
	}
	var b bytes.Buffer
	if err := jsonfile.Write(&b, worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About())); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), rel.ID+".json")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAReleaseThatTellsTooMuch: with all columns rounded down and the base up, the last
// must be 3 or 4, of which fewer than three values are left. The command fails, and shows
// two tables.
func TestAReleaseThatTellsTooMuch(t *testing.T) {
	path := releaseFile(t, 1, 30, 10, 5, 0)
	report, err := attacked(t, attackCommand{Files: []string{path}})
	if err == nil || !strings.Contains(err.Error(), "too much follows of 1 count") {
		t.Errorf("%v", err)
	}
	for _, must := range []string{"BREAKS THE RULE", "release r-1, answer not_sure, everybody: 3 to 4 (2 values)", "a table in which it is 3:", "a table in which it is 4:"} {
		if !strings.Contains(report, must) {
			t.Errorf("the report does not say %q:\n%s", must, report)
		}
	}
}

// Two releases are attacked together: who joined between them is asked for too.
func TestTwoReleasesTogether(t *testing.T) {
	first, second := releaseFile(t, 1, 60, 40, 20), releaseFile(t, 2, 60, 40, 20)
	report, err := attacked(t, attackCommand{Files: []string{second, first}, All: true})
	if err != nil || !strings.Contains(report, "9 counts, ") { // three of each release, three of who joined
		t.Errorf("%v\n%s", err, report)
	}
	fewer := releaseFile(t, 2, 20, 10, 10)
	if _, err := attacked(t, attackCommand{Files: []string{first, fewer}}); err == nil || !strings.Contains(err.Error(), "cannot all be true") || !strings.Contains(err.Error(), "--left") {
		t.Errorf("children who left: %v", err)
	}
	if report, err := attacked(t, attackCommand{Files: []string{first, fewer}, Left: true}); err != nil {
		t.Errorf("with --left: %v\n%s", err, report)
	}
	if _, err := attacked(t, attackCommand{Files: []string{first, first}}); err == nil || !strings.Contains(err.Error(), "by themselves") {
		t.Errorf("one release twice: %v", err)
	}
}

func TestWhatCannotBeAttacked(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte(`{"format": "another"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{bad, "no such file"} {
		if _, err := attacked(t, attackCommand{Files: []string{path}}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := (attackCommand{Files: []string{releaseFile(t, 1, 60, 40, 20)}}).attack(ended, &bytes.Buffer{}); err == nil {
		t.Error("it does not stop")
	}
}
