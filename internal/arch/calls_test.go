package arch

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// ban keeps names out of the program, tests left out: "os.Getenv", or ".RealIP" for a field or
// method of anything.
type ban struct {
	names []string
	save  []string // packages or files that may
	why   string
}

var bans = []ban{
	{
		names: []string{"os.Getenv", "os.LookupEnv", "os.Environ"}, save: []string{"kist/internal/config"},
		why: "settings are read in one place, which reports all that is wrong with them together",
	}, {
		names: []string{".RealIP", ".RemoteAddr", ".UserAgent"},
		save:  []string{"server/web/near.go"}, // staff sign-in, and codes that open nothing; keeps a keyed hash, in memory, for an hour
		why:   "nobody asks who a child is: not even for a moment",
	},
}

// uses gives each place of a file that a ban forbids.
func (b ban) uses(s *source) []finding {
	if s.isTest() || match(s.pkg, b.save) || slices.Contains(b.save, s.name) {
		return nil
	}
	var found []finding
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		names := []string{"." + sel.Sel.Name}
		if x, ok := sel.X.(*ast.Ident); ok {
			names = append(names, x.Name+"."+sel.Sel.Name)
		}
		for _, name := range names {
			if slices.Contains(b.names, name) {
				found = append(found, finding{s.name, strings.TrimPrefix(name, ".") + ": " + b.why})
			}
		}
		return true
	})
	return found
}

func TestBans(t *testing.T) {
	for _, s := range allSources(t) {
		for _, b := range bans {
			for _, f := range b.uses(s) {
				t.Errorf("%s uses %s", f.where, f.what)
			}
		}
	}
}

func TestBansCatchWhatIsForbidden(t *testing.T) {
	text := "package x\n\nfunc f(r *request) { os.Getenv(r.RemoteAddr); os.Exit(1); x.y.RealIP() }\n"
	for _, c := range []struct {
		name string
		want int
	}{
		{"internal/x/x.go", 3},
		{"internal/x/x_test.go", 0},
	} {
		s := snippet(t, c.name, text)
		var found []finding
		for _, b := range bans {
			found = append(found, b.uses(s)...)
		}
		if len(found) != c.want {
			t.Errorf("%s: found %v, want %d", c.name, found, c.want)
		}
	}
	s := snippet(t, "internal/config/x.go", text)
	s.pkg = "kist/internal/config"
	if found := bans[0].uses(s); len(found) != 0 {
		t.Errorf("where it is allowed: %v", found)
	}
}
