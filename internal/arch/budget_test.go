package arch

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// The budgets. They come from what good Go web code converges on; a budget that
// makes the code worse is broken on purpose in broken, by name.
const (
	medianLines    = 15  // of a function, at most; 10 to 15 is what reads well
	functionLines  = 60  // of one function, what is a table in it left out
	fileLines      = 400 // of one file that is not a test
	interfaceFaces = 6   // methods of an interface
)

// broken names what is over a budget on purpose: "file: name" -> the reason. A
// row that is no longer needed fails too.
var broken = map[string]string{}

// finding is one place where a budget is broken.
type finding struct {
	where string // file: name
	what  string
}

func TestBudgets(t *testing.T) {
	used := map[string]bool{}
	for _, s := range allSources(t) {
		for _, f := range slices.Concat(longFile(s), longFunctions(s), wideInterfaces(s)) {
			used[f.where] = true
			if broken[f.where] == "" {
				t.Errorf("%s: %s", f.where, f.what)
			}
		}
	}
	for where := range broken {
		if !used[where] {
			t.Errorf("%s keeps the budget: take it out of the table of those that do not", where)
		}
	}
}

func TestMedianFunction(t *testing.T) {
	median := medianFunction(allSources(t))
	t.Logf("the median function has %d lines", median)
	if median > medianLines {
		t.Errorf("the median function has %d lines, more than %d", median, medianLines)
	}
}

// Test code is at least as long as the code that it tests.
func TestEnoughTests(t *testing.T) {
	code, tests := balance(allSources(t))
	t.Logf("%d lines of code, %d lines of tests", code, tests)
	if tests < code {
		t.Errorf("%d lines of tests for %d lines of code: %d more are needed", tests, code, code-tests)
	}
}

func balance(all []*source) (code, tests int) {
	for _, s := range all {
		if s.isTest() {
			tests += s.lines
		} else {
			code += s.lines
		}
	}
	return code, tests
}

func longFile(s *source) []finding {
	if s.test || s.lines < fileLines {
		return nil
	}
	return []finding{{s.name, fmt.Sprintf("%d lines, not under %d: it holds more than one matter", s.lines, fileLines)}}
}

// functions gives the functions and methods of a file that have a body.
func functions(s *source) []*ast.FuncDecl {
	var all []*ast.FuncDecl
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			all = append(all, f)
		}
	}
	return all
}

func longFunctions(s *source) []finding {
	var found []finding
	for _, f := range functions(s) {
		if n := length(s, f) - tableLines(s, f); n > functionLines {
			found = append(found, finding{s.name + ": " + f.Name.Name, fmt.Sprintf("%d lines, more than %d", n, functionLines)})
		}
	}
	return found
}

// length counts the lines of a function, from func to the last brace.
func length(s *source, n ast.Node) int { return s.line(n.End()) - s.line(n.Pos()) + 1 }

// tableLines counts the lines of a function that are the rows of a table: a
// literal of a slice, an array or a map.
func tableLines(s *source, f *ast.FuncDecl) int {
	total := 0
	ast.Inspect(f, func(n ast.Node) bool {
		table, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		switch table.Type.(type) {
		case *ast.ArrayType, *ast.MapType:
			total += s.line(table.Rbrace) - s.line(table.Lbrace)
			return false
		}
		return true
	})
	return total
}

func medianFunction(all []*source) int {
	var lengths []int
	for _, s := range all {
		if s.isTest() {
			continue
		}
		for _, f := range functions(s) {
			lengths = append(lengths, length(s, f))
		}
	}
	if len(lengths) == 0 {
		return 0
	}
	slices.Sort(lengths)
	return lengths[len(lengths)/2]
}

func wideInterfaces(s *source) []finding {
	var found []finding
	ast.Inspect(s.file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if face, ok := spec.Type.(*ast.InterfaceType); ok && face.Methods.NumFields() > interfaceFaces {
			what := fmt.Sprintf("an interface of %d methods, more than %d", face.Methods.NumFields(), interfaceFaces)
			found = append(found, finding{s.name + ": " + spec.Name.Name, what})
		}
		return true
	})
	return found
}

func TestBudgetsCatchWhatIsOver(t *testing.T) {
	long := "package x\n\nfunc ok() {\n" + strings.Repeat("\t_ = 1\n", functionLines-2) + "}\n\n" +
		"func over() {\n" + strings.Repeat("\t_ = 1\n", functionLines-1) + "}\n\n" +
		"func table() []int {\n\treturn []int{\n" + strings.Repeat("\t\t1,\n", functionLines) + "\t}\n}\n\n" +
		"type six interface { a(); b(); c(); d(); e(); f() }\n\n" +
		"type seven interface { a(); b(); c(); d(); e(); f(); g() }\n"
	s := snippet(t, "x/long.go", long)
	var got []string
	for _, f := range slices.Concat(longFile(s), longFunctions(s), wideInterfaces(s)) {
		got = append(got, f.where)
	}
	if want := []string{"x/long.go: over", "x/long.go: seven"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	s.lines = fileLines
	if len(longFile(s)) != 1 {
		t.Error("a long file was not found")
	}
	s.test = true
	if len(longFile(s)) != 0 {
		t.Error("a long test file was found")
	}
}

func TestMedianAndBalance(t *testing.T) {
	code := snippet(t, "x/a.go", "package x\n\nfunc a() {}\n\nfunc b() {\n\tx()\n}\n\nfunc c() {\n\tx()\n\tx()\n\tx()\n}\n")
	tests := snippet(t, "x/a_test.go", "package x\n\nfunc t() {\n"+strings.Repeat("\tx()\n", 40)+"}\n")
	if got := medianFunction([]*source{code, tests}); got != 3 {
		t.Errorf("median %d, want 3: tests do not count", got)
	}
	if c, n := balance([]*source{code, tests}); c != 13 || n != 44 {
		t.Errorf("balance %d, %d", c, n)
	}
}
