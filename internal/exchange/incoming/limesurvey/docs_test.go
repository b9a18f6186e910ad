package limesurvey

import (
	"os"
	"strings"
	"testing"
)

// documented are the rows of the manual's table of types: types, their name, their fate
// and how.
func documented(t *testing.T) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile("../../../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(text), "<!-- limesurvey in -->")
	table, _, end := strings.Cut(table, "<!-- end -->")
	if !ok || !end {
		t.Fatal("the manual has no table")
	}
	for _, line := range strings.Split(strings.TrimSpace(table), "\n")[2:] {
		var cells []string
		for _, c := range strings.Split(strings.Trim(strings.ReplaceAll(line, `\|`, "\x00"), "| "), "|") {
			cells = append(cells, strings.TrimSpace(strings.ReplaceAll(c, "\x00", "|")))
		}
		rows = append(rows, cells)
	}
	return rows
}

// TestTheManualTellsTheTruth asks a question of each type that the manual names, as plain
// as can be: what becomes of it is what the manual says, and no type is missing there.
func TestTheManualTellsTheTruth(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range documented(t) {
		for _, name := range strings.Split(row[0], ",") {
			kind := strings.Trim(strings.TrimSpace(name), "`")
			if seen[kind] {
				t.Errorf("the manual names %s twice", kind)
			}
			seen[kind] = true
			parts := ". P1 One\n. P2 Two\n"
			if kind == ":" || kind == ";" {
				parts += ".. C1 Left\n.. C2 Right\n"
			}
			noted := "title Types\ngroup Types\nT before Before?\n" + kind + " asked What?\n" + parts + "+ A1 Yes\n+ A2 No\n++ A1 Yes\n++ A2 No\nset multiflexible_max 5\nT after After?"
			_, account := taken(t, file(modern, noted))
			if got := fate(account); got != row[2] {
				t.Errorf("the manual says of %s: %s. It is %s:\n%s", kind, row[2], got, account)
			}
		}
	}
	for _, known := range []map[string]bool{names(asking), names(arrays), names(leaving)} {
		for kind := range known {
			if !seen[kind] {
				t.Errorf("the manual does not name %s", kind)
			}
		}
	}
}

// names are the keys of a table of types.
func names[T any](types map[string]T) map[string]bool {
	known := map[string]bool{}
	for kind := range types {
		known[kind] = true
	}
	return known
}

// fate is what the account says of the second question.
func fate(account string) string {
	for _, line := range strings.Split(account, "\n") {
		if !strings.HasPrefix(line, "questions 2 asked: ") {
			continue
		}
		switch {
		case strings.Contains(line, ": left"):
			return "stays behind"
		case strings.Contains(line, ": changed"):
			return "changed"
		}
	}
	if strings.Contains(account, "questions 2 asked: kept") {
		return "whole"
	}
	return "nothing"
}
