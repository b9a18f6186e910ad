package surveys

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// source is the package's own code without its tests.
func source(t *testing.T) string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && name != "text_ids.go" {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}

// named are the texts that a pattern's first group finds in the code.
func named(code, pattern string) []string {
	var list []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(code, -1) {
		list = append(list, m[1])
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestEveryRuleIsUsedAndKnown(t *testing.T) {
	used := named(source(t), `(?:\.add|flaw|finding)\((?:[^"\n]*?, )?"([a-z0-9_]+)"`)
	if known := sortedKeys(rules); !slices.Equal(used, known) {
		t.Errorf("used but not known, or known but not used:\n%q\n%q", used, known)
	}
}

func TestRulesSayWhatToDo(t *testing.T) {
	for name, r := range rules {
		if r.message == "" || r.fix == "" || !strings.HasSuffix(r.message, ".") || r.severity == "" {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// Every argument that a sentence wants must be given where the rule is used: an
// open {name} would reach the reader.
func TestFindingFillsItsSentences(t *testing.T) {
	f := finding("link", "name", "x", "what", "y", "hint", "Do z.")
	if strings.Contains(f.Message+f.Fix, "{") {
		t.Errorf("%q %q", f.Message, f.Fix)
	}
	if g := finding("never heard of"); g.Severity != Error || g.Message == "" {
		t.Errorf("an unknown rule: %+v", g)
	}
}

func TestTextIDsAreThoseInTheCode(t *testing.T) {
	code := source(t)
	for _, id := range TextIDs() {
		if strings.HasPrefix(id, "problem.") && !strings.Contains(code, `"`+id+`"`) {
			t.Errorf("%s is named nowhere", id)
		}
	}
	for _, id := range named(code, `"(problem\.[a-z0-9_.]+)"`) {
		if !slices.Contains(TextIDs(), id) {
			t.Errorf("%s is not among TextIDs", id)
		}
	}
	if !slices.IsSorted(TextIDs()) {
		t.Error("TextIDs are not in order")
	}
}

// Whatever a kind says of itself is among TextIDs, and all of these are said.
func TestKindsNameTheirTextIDs(t *testing.T) {
	said := map[string]bool{}
	for _, name := range Kinds() {
		for _, faces := range []int{3, 5} {
			for _, max := range []int{0, 2} {
				q := &Question{Key: "q", KindName: name, AboutChild: true, Faces: faces, Max: max}
				for _, e := range editions {
					w := q.Kind().Wording(q, e)
					no, _ := q.RatherNot(e)
					said[w.HintID], said[no.TextID] = true, true
					for _, l := range w.Labels {
						said[l.TextID] = true
					}
				}
			}
		}
	}
	delete(said, "")
	var want []string
	for _, id := range TextIDs() {
		if strings.HasPrefix(id, "kind.") {
			want = append(want, id)
		}
	}
	if got := sortedKeys(said); !slices.Equal(got, want) {
		t.Errorf("said %q\nlisted %q", got, want)
	}
}

func TestSuggest(t *testing.T) {
	known := []field{{name: "hint"}, {name: "kind"}}
	for name, want := range map[string]string{
		"hnit": "Did you mean hint?", "kinds": "Did you mean kind?", "colour": "Known here: hint, kind.",
		strings.Repeat("hint", 1000): "Known here: hint, kind.",
	} {
		if got := suggest(name, known); got != want {
			t.Errorf("suggest(%s) = %q, want %q", short(name), got, want)
		}
	}
}
