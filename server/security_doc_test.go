package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// namedTest is a test as the table of docs/security.md names one: its package, its name.
var namedTest = regexp.MustCompile("`([a-z/0-9]+) ((?:Test|Fuzz)[A-Za-z0-9]+)`")

// reasons are how a cell begins that names no test, or not only.
var reasons = []string{"by build", "none here", "operator", "partly", "no:"}

// TestTheSecurityTableIsTrue holds the table of requirements to what there is: each row
// has a number that follows the one before, a level, and tests that are there, or a reason
// of a kind that the page explains.
func TestTheSecurityTableIsTrue(t *testing.T) {
	text, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	rows, tests, before, asked := 0, map[string]bool{}, []int{0, 0, 0}, requirements(t, string(text))
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if len(cells) < 4 || !strings.HasPrefix(line, "| ") || strings.HasPrefix(cells[0], " number") {
			continue
		}
		rows++
		number, level, held := strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), strings.TrimSpace(cells[3])
		if now := numbersOf(t, number); slices.Compare(before, now) >= 0 {
			t.Errorf("%s does not follow %v", number, before)
		} else {
			before = now
		}
		if level != asked[number] || len(cells) != 4 {
			t.Errorf("%s: level %q, want %q; %d cells", number, level, asked[number], len(cells))
		}
		delete(asked, number)
		named := namedTest.FindAllStringSubmatch(held, -1)
		if reason := slices.ContainsFunc(reasons, func(r string) bool { return strings.HasPrefix(held, r) }); !reason && (len(named) == 0 || !strings.HasPrefix(held, "`")) {
			t.Errorf("%s is held by nothing, and no reason is given: %q", number, held)
		}
		if (strings.HasPrefix(held, "partly") || strings.HasPrefix(held, "no:")) && len(held) < 20 {
			t.Errorf("%s: %q says nothing of what is missing", number, held)
		}
		for _, n := range named {
			tests[n[1]+" "+n[2]] = true
		}
	}
	for number := range asked {
		t.Errorf("%s is left out", number)
	}
	if rows < 200 || len(tests) < 70 {
		t.Errorf("%d rows name %d tests: most of the table is missing", rows, len(tests))
	}
	for name := range tests {
		folder, test, _ := strings.Cut(name, " ")
		if !hasTest(t, folder, test) {
			t.Errorf("there is no test %s", name)
		}
	}
}

// requirements are those of levels 1 and 2, by number, with their levels: all of the
// standard but for what the text says is none of ours, as sections in brackets or as a
// chapter of nothing but "None here.".
func requirements(t *testing.T, text string) map[string]string {
	t.Helper()
	list, err := os.ReadFile("testdata/asvs-5.0.0.txt")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]string{}
	for line := range strings.Lines(string(list)) {
		section, levels, _ := strings.Cut(strings.TrimSpace(line), " ")
		chapter, _, _ := strings.Cut(section, ".")
		if section == "#" || strings.Contains(text, "(10.3, 10.4, 10.6 and 10.7)") && slices.Contains([]string{"10.3", "10.4", "10.6", "10.7"}, section) ||
			regexp.MustCompile(`(?m)^## V`+chapter+` .*\n\nNone here\.$`).MatchString(text) {
			continue
		}
		for i, level := range levels {
			if level != '3' {
				asked[fmt.Sprintf("%s.%d", section, i+1)] = string(level)
			}
		}
	}
	return asked
}

// numbersOf reads a number such as 1.2.10.
func numbersOf(t *testing.T, number string) (list []int) {
	t.Helper()
	for part := range strings.SplitSeq(number, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			t.Errorf("%q is no number of a requirement", number)
		}
		list = append(list, n)
	}
	return list
}

// hasTest says whether a package has a test of this name.
func hasTest(t *testing.T, folder, test string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+test+"(") {
			return true
		}
	}
	return false
}
