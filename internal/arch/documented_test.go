package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// Every exported name says what it is, and every package what it is for.
func TestDocumented(t *testing.T) {
	all := allSources(t)
	for _, s := range all {
		if !s.test {
			for _, f := range undocumented(s) {
				t.Errorf("%s: %s", f.where, f.what)
			}
		}
	}
	for _, pkg := range silentPackages(all) {
		t.Errorf("%s has no package comment", pkg)
	}
}

// silentPackages are those in which no file has a package comment.
func silentPackages(all []*source) []string {
	speaks := map[string]bool{}
	for _, s := range all {
		if !s.test {
			speaks[s.pkg] = speaks[s.pkg] || says(s.file.Doc)
		}
	}
	maps.DeleteFunc(speaks, func(_ string, says bool) bool { return says })
	return slices.Sorted(maps.Keys(speaks))
}

func says(docs ...*ast.CommentGroup) bool {
	return slices.ContainsFunc(docs, func(d *ast.CommentGroup) bool { return d != nil && strings.TrimSpace(d.Text()) != "" })
}

func undocumented(s *source) []finding {
	var found []finding
	add := func(name string) { found = append(found, finding{s.name + ": " + name, "exported and not documented"}) }
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && receiverExported(d) && !says(d.Doc) {
				add(d.Name.Name)
			}
		case *ast.GenDecl:
			for _, name := range undocumentedSpecs(d) {
				add(name)
			}
		}
	}
	return found
}

// receiverExported says whether a function can be seen from outside: it has no
// receiver, or one of an exported type.
func receiverExported(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	kind := f.Recv.List[0].Type
	for {
		switch k := kind.(type) {
		case *ast.StarExpr:
			kind = k.X
		case *ast.IndexExpr:
			kind = k.X
		case *ast.IndexListExpr:
			kind = k.X
		case *ast.Ident:
			return k.IsExported()
		default:
			return true
		}
	}
}

// undocumentedSpecs gives exported types, constants and variables with no
// comment of their own. One comment above a block is enough for constants and
// variables that it speaks of together.
func undocumentedSpecs(d *ast.GenDecl) []string {
	var names []string
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			alone := !d.Lparen.IsValid() && says(d.Doc)
			if spec.Name.IsExported() && !alone && !says(spec.Doc, spec.Comment) {
				names = append(names, spec.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() && !says(d.Doc, spec.Doc, spec.Comment) {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}

func snippet(t *testing.T, name, text string) *source {
	t.Helper()
	s := &source{
		name: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go"),
		lines: strings.Count(text, "\n"), fset: token.NewFileSet(),
	}
	var err error
	if s.file, err = parser.ParseFile(s.fset, name, text, parser.ParseComments); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestUndocumentedIsCaught(t *testing.T) {
	s := snippet(t, "x/x.go", `package x

// Said is said.
type Said struct{}

type Silent[T any] struct{}

func (Silent[T]) Method() {}
func (*Silent[T]) unexported() {}
func (hidden) Method() {}

type hidden struct{}

// Told is told.
func Told() {}

func Untold() {}

// Both are spoken of together.
const (
	One = 1
	Two = 2
)

var (
	Lone = 1
	Side = 2 // said beside it
)
`)
	var got []string
	for _, f := range undocumented(s) {
		got = append(got, strings.TrimPrefix(f.where, "x/x.go: "))
	}
	if want := []string{"Silent", "Method", "Untold", "Lone"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := silentPackages([]*source{s}); !slices.Equal(got, []string{"x"}) {
		t.Errorf("packages without a comment: %q", got)
	}
	spoken := snippet(t, "x/doc.go", "// Package x is one.\npackage x\n")
	if got := silentPackages([]*source{s, spoken}); len(got) != 0 {
		t.Errorf("packages without a comment: %q", got)
	}
}
