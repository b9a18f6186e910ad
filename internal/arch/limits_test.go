package arch

import (
	"go/ast"
	"go/constant"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// limitNames are the names by which a constant is taken for a limit, whatever its value;
// what is a duration is one whatever its name.
var limitNames = regexp.MustCompile(`^([mM]ax|[mM]ost|[kK]eep)([A-Z0-9]|$)|(Max|Most|Timeout|Every|Limit|Days|AtOnce|Length)$`)

// notLimiting are packages whose constants limit nobody who comes from outside: they play
// children, faults and stores, or lay out a page.
var notLimiting = []string{
	"kist/server/load", "kist/server/campaign", "kist/internal/store/mongo/replica", "kist/internal/store/mongo/ferret", "kist/internal/gosec",
	"kist/internal/synthetic", "kist/internal/docx", // sizes on paper
}

// constants are those of the program that are declared outside functions, by folder and
// name, as what they are written as.
type constants map[string]ast.Expr

// allConstants reads the constants of the sources that are not tests.
func allConstants(all []*source) constants {
	found := constants{}
	for _, s := range all {
		if s.isTest() {
			continue
		}
		for _, d := range s.file.Decls {
			group, ok := d.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, spec := range group.Specs {
				v := spec.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i < len(v.Values) {
						found[limitName(s.pkg, name.Name)] = v.Values[i]
					}
				}
			}
		}
	}
	return found
}

// limitName is how the page names a constant: its folder, a dot, its name.
func limitName(pkg, name string) string { return strings.TrimPrefix(pkg, "kist/") + "." + name }

// value works out a constant of a folder; nil is one that is no number.
func (c constants) value(folder string, e ast.Expr) constant.Value {
	switch e := e.(type) {
	case *ast.BasicLit:
		return constant.MakeFromLiteral(e.Value, e.Kind, 0)
	case *ast.ParenExpr:
		return c.value(folder, e.X)
	case *ast.CallExpr: // a conversion
		if len(e.Args) == 1 {
			return c.value(folder, e.Args[0])
		}
	case *ast.Ident:
		if of, ok := c[folder+"."+e.Name]; ok {
			return c.value(folder, of)
		}
	case *ast.SelectorExpr:
		return c.elsewhere(typeName(e.X), e.Sel.Name)
	case *ast.BinaryExpr:
		return both(c.value(folder, e.X), e.Op, c.value(folder, e.Y))
	}
	return nil
}

// both is what two numbers give together; nil if either is none.
func both(x constant.Value, op token.Token, y constant.Value) constant.Value {
	switch {
	case !isNumber(x) || !isNumber(y):
		return nil
	case op == token.SHL:
		by, _ := constant.Uint64Val(y)
		return constant.Shift(x, op, uint(by))
	case op == token.QUO && x.Kind() == constant.Int && y.Kind() == constant.Int:
		op = token.QUO_ASSIGN // whole numbers, as go/constant has it
	}
	return constant.BinaryOp(x, op, y)
}

func isNumber(v constant.Value) bool {
	return v != nil && (v.Kind() == constant.Int || v.Kind() == constant.Float)
}

// elsewhere is a constant of another package: of time, or of ours by the last part of its folder.
func (c constants) elsewhere(pkg, name string) constant.Value {
	if unit, ok := map[string]time.Duration{"Millisecond": time.Millisecond, "Second": time.Second, "Minute": time.Minute, "Hour": time.Hour}[name]; ok && pkg == "time" {
		return constant.MakeInt64(int64(unit))
	}
	for full, e := range c {
		folder, n, _ := cutLast(full)
		if n == name && path.Base(folder) == pkg {
			return c.value(folder, e)
		}
	}
	return nil
}

// cutLast cuts a name of the page into its folder and the constant's own name.
func cutLast(full string) (folder, name string, ok bool) {
	i := strings.LastIndexByte(full, '.')
	if i < 0 {
		return "", full, false
	}
	return full[:i], full[i+1:], true
}

// isDuration says whether an expression has a unit of time in it.
func isDuration(e ast.Expr) (yes bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && typeName(sel.X) == "time" {
			yes = true
		}
		return !yes
	})
	return yes
}

// limits are the constants that the page has to name.
func (c constants) limits() (list []string) {
	for full, e := range c {
		folder, name, _ := cutLast(full)
		if under("kist/"+folder, notLimiting) || !limitNames.MatchString(name) && !isDuration(e) {
			continue
		}
		if v := c.value(folder, e); isNumber(v) {
			list = append(list, full)
		}
	}
	slices.Sort(list)
	return list
}

// A told value stands in the page as `folder.name` = 12 KiB; a row's later ones leave the
// folder out.
var toldValue = regexp.MustCompile("`([a-z/0-9]*)\\.([A-Za-z0-9]+)` = ([0-9][0-9,.]*)(?: (KiB|MiB|GiB|ms|s|min|h)\\b)?")

// units are what a value of the page is counted in.
var units = map[string]int64{
	"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
	"ms": int64(time.Millisecond), "s": int64(time.Second), "min": int64(time.Minute), "h": int64(time.Hour),
}

// toldLimits are the limits that a page tells, by their whole names; twice is those that
// it tells more than once.
func toldLimits(text string) (told map[string]constant.Value, twice []string) {
	told = map[string]constant.Value{}
	for line := range strings.Lines(text) {
		folder := ""
		for _, m := range toldValue.FindAllStringSubmatch(line, -1) {
			if m[1] != "" {
				folder = m[1]
			}
			full := folder + "." + m[2]
			if told[full] != nil {
				twice = append(twice, full)
			}
			number := constant.MakeFromLiteral(strings.TrimRight(strings.ReplaceAll(m[3], ",", ""), "."), token.FLOAT, 0)
			told[full] = constant.BinaryOp(number, token.MUL, constant.MakeInt64(units[m[4]]))
		}
	}
	return told, twice
}

// wrongLimits says what a page tells that is not so, and what it lacks.
func wrongLimits(there constants, text string) (wrong []string) {
	told, twice := toldLimits(text)
	for _, full := range twice {
		wrong = append(wrong, full+" is told twice")
	}
	for full, is := range told {
		folder, _, _ := cutLast(full)
		of, ok := there[full]
		if !ok {
			wrong = append(wrong, full+" is told, and there is no such constant")
			continue
		}
		if now := there.value(folder, of); !isNumber(now) || !constant.Compare(now, token.EQL, is) {
			wrong = append(wrong, full+" is told as "+is.ExactString()+", and is another number")
		}
	}
	for _, full := range there.limits() {
		if told[full] == nil {
			wrong = append(wrong, full+" is a limit, and the page lacks it")
		}
	}
	slices.Sort(wrong)
	return wrong
}

// TestThePageOfLimitsIsTrue holds docs/limits.md against the constants of the program, both
// ways.
func TestThePageOfLimitsIsTrue(t *testing.T) {
	text := read(t, "docs/limits.md")
	if told, _ := toldLimits(text); len(told) < 250 {
		t.Errorf("the page tells %d limits: most of them are missing", len(told))
	}
	for _, w := range wrongLimits(allConstants(allSources(t)), text) {
		t.Error(w)
	}
}

// A limit that is told wrongly, or that is gone or missing, is seen.
func TestWrongLimitsAreSeen(t *testing.T) {
	there := allConstants([]*source{
		snippet(t, "a/x.go", "package a\n\nimport \"time\"\n\nconst (\n\tmaxOne = 2 << 10\n\twait = 3 * time.Second / 2\n\tsome = maxOne / 3 + b.Most\n\tname = \"x\"\n)\n"),
		snippet(t, "b/x.go", "package b\n\nconst Most = float64(7)\n"),
	})
	const good = "| x | `a.maxOne` = 2 KiB, `.wait` = 1.5 s, `.some` = 689 |\n| y | `b.Most` = 7 |\n"
	if wrong := wrongLimits(there, good); wrong != nil {
		t.Fatalf("a true page is said to be wrong: %q", wrong)
	}
	for page, want := range map[string]string{
		"| x | `a.maxOne` = 2 KiB, `.wait` = 1.5 s |\n":                                 "b.Most is a limit, and the page lacks it",
		"| x | `a.maxOne` = 2 KiB, `.wait` = 2 s, `b.Most` = 7 |\n":                     "a.wait is told as 2000000000, and is another number",
		"| x | `a.maxOne` = 2 KiB, `.wait` = 1.5 s, `b.Most` = 7, `.most` = 1 |\n":      "b.most is told, and there is no such constant",
		"| x | `a.maxOne` = 2 KiB, `.wait` = 1.5 s, `b.Most` = 7, `a.wait` = 1.5 s |\n": "a.wait is told twice",
	} {
		if wrong := wrongLimits(there, page); !slices.Equal(wrong, []string{want}) {
			t.Errorf("%q: %q, want %q", page, wrong, want)
		}
	}
}
