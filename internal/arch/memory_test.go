package arch

import (
	"go/ast"
	"path"
	"regexp"
	"strings"
	"testing"
)

// notServing are packages whose memory is not that of a server with others beside it.
var notServing = []string{"kist/server/load", "kist/server/campaign", "kist/internal/store", "kist/internal/gosec"}

// remembering are the types of a struct's field by which it keeps something for many, and
// so is a memory of one server that another may have reason to contradict.
var remembering = regexp.MustCompile(`^(sync\.(Map|Mutex|RWMutex)|atomic\.Pointer)$`)

// memories are the types of the program that keep something for many, as docs/scale.md
// names them: package.Type.
func memories(all []*source) map[string]bool {
	found := map[string]bool{}
	for _, s := range all {
		if s.isTest() || under(s.pkg, notServing) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			typ, ok := spec.Type.(*ast.StructType)
			for i := 0; ok && i < len(typ.Fields.List); i++ {
				if remembering.MatchString(typeName(typ.Fields.List[i].Type)) {
					found[path.Base(s.pkg)+"."+spec.Name.Name] = true
				}
			}
			return true
		})
	}
	return found
}

// under says whether a package is one of these, or below one.
func under(pkg string, these []string) bool {
	for _, p := range these {
		if pkg == p || strings.HasPrefix(pkg, p+"/") {
			return true
		}
	}
	return false
}

// typeName is a type as it is written, without what it points to or is made of.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// TestEveryMemoryOfAServerIsTold: of whatever a server remembers, docs/scale.md says how it
// notices that another server changed it, or why it need not.
func TestEveryMemoryOfAServerIsTold(t *testing.T) {
	_, table, ok := strings.Cut(read(t, "docs/scale.md"), "## What a server remembers")
	if !ok {
		t.Fatal("docs/scale.md has no table of what a server remembers")
	}
	table, _, _ = strings.Cut(table, "\n## ")
	told := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+`) \\|").FindAllStringSubmatch(table, -1) {
		for _, name := range regexp.MustCompile("`([A-Za-z.]+)`").FindAllStringSubmatch(row[1], -1) {
			told[name[1]] = true
		}
	}
	there := memories(allSources(t))
	for name := range there {
		if !told[name] {
			t.Errorf("%s remembers something, and the table does not say how it notices what another server did", name)
		}
	}
	for name := range told {
		if !there[name] {
			t.Errorf("the table tells of %s, which remembers nothing", name)
		}
	}
	if len(there) < 20 {
		t.Errorf("%d memories: this test looks at the wrong place", len(there))
	}
}
