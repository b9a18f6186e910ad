package locales

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"kist/internal/i18n"
)

// idLike is what a message id in code looks like: places with dots between.
// The first place is one that en.yaml has, so that file names are not taken
// for ids. One that ends in a dot is the beginning of ids made at run time.
var idLike = regexp.MustCompile(`^([a-z][a-z_]*)(\.[a-z0-9_-]+)*\.?$`)

// fileEnds are those of files that the code names.
var fileEnds = []string{".css", ".js", ".html", ".svg", ".yaml"}

// use is what the code says of texts.
type use struct {
	ids      map[string]string // id -> a file that has it
	prefixes map[string]string // beginning of ids made at run time -> a file
	words    map[string]bool   // every other literal: ends of such ids are among them
	calls    []usedWith
}

// usedWith is a call that prints a text with arguments that can be read off.
type usedWith struct {
	file, id string
	names    []string
}

func newUse() *use {
	return &use{ids: map[string]string{}, prefixes: map[string]string{}, words: map[string]bool{}}
}

// literal takes note of a text in quotes.
func (u *use) literal(file, s string, places map[string]bool) {
	m := idLike.FindStringSubmatch(s)
	switch {
	case m == nil || !places[m[1]] || !strings.Contains(s, ".") || slices.Contains(fileEnds, filepath.Ext(s)):
		u.words[s] = true
	case strings.HasSuffix(s, "."):
		u.prefixes[s] = file
	default:
		u.ids[s] = file
	}
}

// goFile reads the literals of a Go file, and its calls of T.
func (u *use) goFile(name string, text []byte, places map[string]bool) error {
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if s, ok := unquoted(n); ok {
				u.literal(name, s, places)
			}
		case *ast.CallExpr:
			u.call(name, n)
		}
		return true
	})
	return nil
}

func unquoted(n ast.Expr) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// call takes note of p.T("id", "Name", value, ...).
func (u *use) call(file string, c *ast.CallExpr) {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "T" || len(c.Args) == 0 || c.Ellipsis.IsValid() {
		return
	}
	id, ok := unquoted(c.Args[0])
	if !ok {
		return
	}
	with := usedWith{file: file, id: id}
	for i := 1; i < len(c.Args); i += 2 {
		name, ok := unquoted(c.Args[i])
		if !ok {
			return
		}
		with.names = append(with.names, name)
	}
	u.calls = append(u.calls, with)
}

// page reads the literals of a template, and its calls of T.
func (u *use) page(name, text string, places map[string]bool) error {
	return eachTree(name, text, func(node parse.Node) {
		switch node := node.(type) {
		case *parse.StringNode:
			u.literal(name, node.Text, places)
		case *parse.CommandNode:
			u.command(name, node)
		}
	})
}

// command takes note of {{.T "id" "Name" .Value}}.
func (u *use) command(file string, c *parse.CommandNode) {
	if len(c.Args) < 2 || !strings.HasSuffix(c.Args[0].String(), ".T") {
		return
	}
	id, ok := c.Args[1].(*parse.StringNode)
	if !ok {
		return
	}
	with := usedWith{file: file, id: id.Text}
	for i := 2; i < len(c.Args); i += 2 {
		name, ok := c.Args[i].(*parse.StringNode)
		if !ok {
			return
		}
		with.names = append(with.names, name.Text)
	}
	u.calls = append(u.calls, with)
}

// eachTree calls f with every node of a template and of those defined in it.
func eachTree(name, text string, f func(parse.Node)) error {
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	set := map[string]*parse.Tree{}
	if _, err := tree.Parse(text, "", "", set); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		each(set[name].Root, f)
	}
	return nil
}

func each(node parse.Node, f func(parse.Node)) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, inner := range n.Nodes {
				each(inner, f)
			}
		}
		return
	case *parse.ActionNode:
		each(n.Pipe, f)
	case *parse.IfNode:
		eachBranch(&n.BranchNode, f)
	case *parse.RangeNode:
		eachBranch(&n.BranchNode, f)
	case *parse.WithNode:
		eachBranch(&n.BranchNode, f)
	case *parse.TemplateNode:
		each(n.Pipe, f)
	case *parse.PipeNode:
		if n != nil {
			for _, c := range n.Cmds {
				each(c, f)
			}
		}
		return
	case *parse.CommandNode:
		for _, a := range n.Args {
			each(a, f)
		}
	}
	f(node)
}

func eachBranch(b *parse.BranchNode, f func(parse.Node)) {
	each(b.Pipe, f)
	each(b.List, f)
	each(b.ElseList, f)
}

// readUse reads the whole project, tests left out.
func readUse(t *testing.T, places map[string]bool) *use {
	t.Helper()
	u := newUse()
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != "..") {
			return fs.SkipDir
		}
		isGo := strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
		if d.IsDir() || !isGo && !strings.HasSuffix(name, ".html") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		name = strings.TrimPrefix(filepath.ToSlash(name), "../")
		if isGo {
			return u.goFile(name, text, places)
		}
		return u.page(name, string(text), places)
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// places are the first parts of the ids of a language.
func places(source map[string]text) map[string]bool {
	firsts := map[string]bool{"page": true}
	for id := range source {
		first, _, _ := strings.Cut(id, ".")
		firsts[first] = true
	}
	return firsts
}

// ends are the last parts of ids made at run time that stand in no code.
var ends = []struct {
	ids *regexp.Regexp
	why string
}{
	{regexp.MustCompile(`^staff\.month\.(0[1-9]|1[0-2])$`), "the number of the month, as a date is written"},
	{regexp.MustCompile(`^sheet\.picture\.[a-z]+$`), "the name of a drawing, as static/drawings.svg has it"},
}

// made says whether an id can come about at run time: the code has its
// beginning and the next part, whatever that is a name of; or all of it but the
// last part, and that.
func (u *use) made(id string) bool {
	if slices.ContainsFunc(ends, func(e struct {
		ids *regexp.Regexp
		why string
	}) bool {
		return e.ids.MatchString(id)
	}) {
		return true
	}
	if dot := strings.LastIndex(id, "."); u.ids[id[:dot]] != "" && u.words[id[dot:]] {
		return true // a variant: its id is another with an end
	}
	for i, r := range id {
		if r != '.' || u.prefixes[id[:i+1]] == "" {
			continue
		}
		part, rest, _ := strings.Cut(id[i+1:], ".")
		if u.words[part] || u.words[part+"."+rest] || digits.MatchString(part) {
			return true
		}
	}
	return false
}

var digits = regexp.MustCompile(`^[0-9]$`) // a step of a scale

// wrong gives what does not fit between the code and the source's texts.
func (u *use) wrong(source map[string]text) []string {
	var all []string
	for _, id := range slices.Sorted(maps.Keys(u.ids)) {
		if _, ok := source[id]; !ok {
			all = append(all, fmt.Sprintf("%s uses %q, which en.yaml lacks", u.ids[id], id))
		}
	}
	for _, prefix := range slices.Sorted(maps.Keys(u.prefixes)) {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(source)), func(id string) bool { return strings.HasPrefix(id, prefix) }) {
			all = append(all, fmt.Sprintf("%s makes ids that begin with %q, which en.yaml lacks", u.prefixes[prefix], prefix))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(source)) {
		if u.ids[id] == "" && !u.made(id) {
			all = append(all, fmt.Sprintf("en.yaml has %s, which nothing uses", id))
		}
	}
	for _, c := range u.calls {
		if en, ok := source[c.id]; ok {
			if wrong := c.wrong(en); wrong != "" {
				all = append(all, wrong)
			}
		}
	}
	return all
}

// wrong says which arguments a call lacks or gives for nothing.
func (c usedWith) wrong(en text) string {
	want := en.arguments()
	if en.plural() {
		want["count"] = true
	}
	got := map[string]bool{}
	for _, name := range c.names {
		got[name] = true
	}
	if maps.Equal(want, got) {
		return ""
	}
	return fmt.Sprintf("%s prints %s with %v, it takes %v", c.file, c.id, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
}

func TestTextsAndCodeFit(t *testing.T) {
	source := languages(t)[i18n.Source]
	u := readUse(t, places(source))
	for _, wrong := range u.wrong(source) {
		t.Error(wrong)
	}
	if len(u.ids) == 0 || len(u.calls) == 0 {
		t.Error("no use of any text was found")
	}
}

func TestWhatDoesNotFitIsCaught(t *testing.T) {
	source := map[string]text{
		"page.used": {"other": "x"}, "page.unused": {"other": "x"}, "page.kind.one": {"other": "x"}, "page.kind.gone": {"other": "x"},
		"page.named": {"other": "{{.Name}}"}, "page.many": {"one": "{{.count}}", "other": "{{.count}}"}, "page.step.3": {"other": "x"},
		"page.used.young": {"other": "x"}, "page.used.old": {"other": "x"},
	}
	u := newUse()
	code := `package x
import "page.go"
func f(p printer, kind string) {
	p.T("page.used")
	p.T("page.kind." + kind)
	p.T("page.step." + kind)
	switch kind { case "one", ".young": }
	p.T("page.named", "Nmae", 1)
	p.T("page.missing")
	p.T("page.other." + kind)
	read("pages.html", "file.used", "page.css")
}`
	page := `{{define "a"}}<p>{{.T "page.many"}}{{with $x := .Y}}{{$x.T "page.named" "Name" .Name}}{{end}}{{if eq .K (.T "page.absent")}}x{{end}}{{end}}`
	p := places(source)
	if err := u.goFile("x.go", []byte(code), p); err != nil {
		t.Fatal(err)
	}
	if err := u.page("x.html", page, p); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`x.html uses "page.absent", which en.yaml lacks`,
		`x.go uses "page.missing", which en.yaml lacks`,
		`x.go makes ids that begin with "page.other.", which en.yaml lacks`,
		`en.yaml has page.kind.gone, which nothing uses`,
		`en.yaml has page.unused, which nothing uses`,
		`en.yaml has page.used.old, which nothing uses`,
		`x.go prints page.named with [Nmae], it takes [Name]`,
		`x.html prints page.many with [], it takes [count]`,
	}
	if got := u.wrong(source); !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
