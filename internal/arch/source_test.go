package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// root is the folder of go.mod, seen from this package.
const root = "../.."

// source is one Go file of the project.
type source struct {
	name  string // from the root, with slashes
	pkg   string // import path; an external test package has that of its folder
	test  bool
	lines int
	file  *ast.File
	fset  *token.FileSet
}

// isTest says whether the file is built for tests only: it is a test file, or
// in a package that is.
func (s *source) isTest() bool { return s.test || testPackages[s.pkg] != "" }

func (s *source) line(p token.Pos) int { return s.fset.Position(p).Line }

// testPackages are imported by tests only, with what each is for; a rule of
// imports holds everybody else away from them.
var testPackages = map[string]string{
	"kist/internal/browsertest":                    "opens pages in a browser",
	"kist/internal/sameseed":                       "lets property tests try the same cases in every run",
	"kist/internal/exchange/exchangetest":          "has releases for tests of files",
	"kist/internal/exchange/incoming/incomingtest": "writes drafts and accounts so that a person can compare them",
	"kist/internal/exchange/incoming/own/owntest":  "takes the surveys of every corpus out as our own file and in again",
	"kist/internal/docx/docxtest":                  "holds documents against the schema, and has them opened",
	"kist/internal/store/storetest":                "what both engines must pass",
	"kist/internal/store/mongo/mongotest":          "starts a server that speaks as MongoDB does",
}

// sources parses every Go file of the project once, other modules below it
// included: they are written here too.
var sources = sync.OnceValues(func() ([]*source, error) {
	var all []*source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != root) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		s, err := parse(name)
		all = append(all, s)
		return err
	})
	return all, err
})

func parse(name string) (*source, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	rel, err := filepath.Rel(root, name)
	if err != nil {
		return nil, err
	}
	rel = filepath.ToSlash(rel)
	s := &source{
		name: rel, pkg: path.Join("kist", path.Dir(rel)), test: strings.HasSuffix(rel, "_test.go"),
		lines: strings.Count(string(text), "\n"), fset: token.NewFileSet(),
	}
	s.file, err = parser.ParseFile(s.fset, rel, text, parser.ParseComments|parser.SkipObjectResolution)
	return s, err
}

func allSources(t *testing.T) []*source {
	t.Helper()
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no Go files found")
	}
	return all
}

// imports gives the graph of what the project's packages import, tests left out.
func imports(all []*source) graph {
	g := graph{}
	for _, s := range all {
		if s.test {
			continue
		}
		if g[s.pkg] == nil {
			g[s.pkg] = map[string]string{}
		}
		for _, spec := range s.file.Imports {
			to, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
			g[s.pkg][to] = s.name
		}
	}
	return g
}

func TestSourcesAreFound(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range allSources(t) {
		seen[s.name] = true
	}
	for _, name := range []string{"internal/arch/source_test.go", "internal/fault/fault.go", "server/main.go"} {
		if !seen[name] {
			t.Errorf("%s was not read", name)
		}
	}
}
