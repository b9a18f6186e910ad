package arch

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// graph is package -> what it imports -> a file that does.
type graph map[string]map[string]string

// rule says that the packages in who, but not those in but, never import what
// is in never, but may what is in save. Each is a list of patterns (see match).
type rule struct {
	who, but    []string
	never, save []string
	through     bool // not through other packages of the project either
	why         string
}

// match says whether a package is named by one of the patterns: a path, a path
// and everything below it (a/...), "std" for the standard library, "others" for
// other people's modules, "all".
func match(pkg string, patterns []string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return slices.ContainsFunc(patterns, func(p string) bool {
		switch p {
		case "all":
			return true
		case "std":
			return first != "kist" && !strings.Contains(first, ".")
		case "others":
			return strings.Contains(first, ".")
		}
		tree, ok := strings.CutSuffix(p, "/...")
		return pkg == tree || ok && strings.HasPrefix(pkg, tree+"/")
	})
}

// breaks gives a line for each import that the rule forbids.
func (r rule) breaks(g graph) []string {
	var found []string
	for _, pkg := range slices.Sorted(maps.Keys(g)) {
		if !match(pkg, r.who) || match(pkg, r.but) {
			continue
		}
		for _, way := range r.ways(g, pkg) {
			to := way[len(way)-1]
			if match(to, r.never) && !match(to, r.save) {
				found = append(found, fmt.Sprintf("%s imports %s: %s", g[pkg][way[1]], strings.Join(way[1:], " > "), r.why))
			}
		}
	}
	return found
}

// ways gives how pkg comes to each package that it imports; the shortest, if
// the rule looks through other packages too.
func (r rule) ways(g graph, pkg string) [][]string {
	ways := [][]string{{pkg}}
	seen := map[string]bool{pkg: true}
	for i := 0; i < len(ways); i++ {
		way := ways[i]
		if i > 0 && !r.through {
			break
		}
		for _, to := range slices.Sorted(maps.Keys(g[way[len(way)-1]])) {
			if !seen[to] {
				seen[to] = true
				ways = append(ways, append(slices.Clone(way), to))
			}
		}
	}
	return ways[1:]
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pkg, pattern string
		want         bool
	}{
		{"kist/server/web", "kist/server/...", true},
		{"kist/server", "kist/server/...", true},
		{"kist/serverless", "kist/server/...", false},
		{"kist/server/web", "kist/server", false},
		{"net/http", "std", true},
		{"kist/surveys", "std", false},
		{"go.yaml.in/yaml/v3", "std", false},
		{"go.yaml.in/yaml/v3", "others", true},
		{"net/http", "others", false},
		{"kist/surveys", "others", false},
		{"anything", "all", true},
	} {
		if got := match(c.pkg, []string{"nothing", c.pattern}); got != c.want {
			t.Errorf("match(%q, %q) = %v", c.pkg, c.pattern, got)
		}
	}
}

// The table is only worth something if it catches a house that is built wrong.
func TestAWrongHouseIsCaught(t *testing.T) {
	wrong := graph{
		"kist/surveys":          {"github.com/x/y": "surveys/a.go", "strings": "surveys/a.go", "go.yaml.in/yaml/v3": "surveys/a.go"},
		"kist/internal/fault":   {"kist/surveys": "internal/fault/a.go"},
		"kist/internal/ballot":  {"kist/internal/trail": "internal/ballot/a.go", "log/slog": "internal/ballot/a.go"},
		"kist/internal/trail":   {"kist/internal/people": "internal/trail/a.go"},
		"kist/internal/people":  {"net/http": "internal/people/a.go"},
		"kist/server/child":     {"kist/server/desk": "server/child/a.go", "kist/internal/people": "server/child/b.go"},
		"kist/internal/results": {"github.com/labstack/echo/v4": "internal/results/a.go", "kist/internal/ballot": "internal/results/a.go"},
		"kist/internal/exchange": {
			"kist/internal/ballot": "internal/exchange/a.go", "go.mongodb.org/mongo-driver/v2/bson": "internal/exchange/a.go",
			"kist/internal/store/storetest": "internal/exchange/a.go",
		},
		"kist/internal/store/sqlite": {"kist/internal/ballot": "internal/store/sqlite/a.go", "modernc.org/sqlite": "internal/store/sqlite/a.go"},
		"kist/internal/store/mongo":  {"go.mongodb.org/mongo-driver/mongo": "internal/store/mongo/a.go"},
	}
	var found []string
	for _, r := range directions {
		found = append(found, r.breaks(wrong)...)
	}
	want := []string{
		"surveys/a.go imports github.com/x/y",
		"internal/fault/a.go imports kist/surveys",
		"internal/ballot/a.go imports kist/internal/trail > kist/internal/people",
		"internal/ballot/a.go imports log/slog",
		"internal/people/a.go imports net/http",
		"server/child/a.go imports kist/server/desk",
		"server/child/b.go imports kist/internal/people",
		"internal/results/a.go imports github.com/labstack/echo/v4",
		"internal/exchange/a.go imports kist/internal/ballot",
		"internal/exchange/a.go imports go.mongodb.org/mongo-driver/v2/bson",
		"internal/exchange/a.go imports kist/internal/store/storetest",
		"internal/store/sqlite/a.go imports kist/internal/ballot",
		"internal/store/mongo/a.go imports go.mongodb.org/mongo-driver/mongo",
	}
	for _, line := range want {
		if n := len(slices.DeleteFunc(slices.Clone(found), func(f string) bool { return !strings.HasPrefix(f, line+":") })); n != 1 {
			t.Errorf("%q was found %d times", line, n)
		}
	}
	if len(found) != len(want) {
		t.Errorf("found %d, want %d:\n%s", len(found), len(want), strings.Join(found, "\n"))
	}
}
