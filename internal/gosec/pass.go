package gosec

import (
	"fmt"
	"go/types"
	"maps"
	"os"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/objectpath"
	"honnef.co/go/tools/analysis/facts/directives"
	"honnef.co/go/tools/analysis/lint"
	"honnef.co/go/tools/unused"
)

// work is the analysis of one package: each analyzer runs once, after those that it asks.
type work struct {
	folder  string // places are told from there
	pkg     *packages.Package
	facts   *facts
	imports []*types.Package
	paths   *objectpath.Encoder
	results map[*analysis.Analyzer]any
	said    []Finding
}

// analyse runs analyzers over a package, and returns what they say of it.
func analyse(folder string, pkg *packages.Package, all *facts, list []*analysis.Analyzer) ([]Finding, error) {
	w := &work{
		folder: folder, pkg: pkg, facts: all, imports: reached(pkg.Types), paths: new(objectpath.Encoder),
		results: map[*analysis.Analyzer]any{},
	}
	for _, a := range list {
		if err := w.run(a); err != nil {
			return nil, fmt.Errorf("%s of %s: %w", a.Name, pkg.ID, err)
		}
	}
	if r, ok := w.results[unused.Analyzer.Analyzer].(unused.Result); ok {
		for _, o := range r.Unused {
			w.say("U1000", o.DisplayPosition, fmt.Sprintf("%s %s is unused", o.Kind, o.Name))
		}
	}
	said, _ := w.results[directives.Analyzer].([]lint.Directive)
	return w.heed(said), nil
}

func (w *work) run(a *analysis.Analyzer) error {
	if _, done := w.results[a]; done {
		return nil
	}
	for _, needed := range a.Requires {
		if err := w.run(needed); err != nil {
			return err
		}
	}
	p := w.pass(a)
	result, err := a.Run(p)
	w.results[a] = result
	return err
}

func (w *work) pass(a *analysis.Analyzer) *analysis.Pass {
	p := &analysis.Pass{
		Analyzer: a, Fset: w.pkg.Fset, Files: w.pkg.Syntax, OtherFiles: w.pkg.OtherFiles, IgnoredFiles: w.pkg.IgnoredFiles,
		Pkg: w.pkg.Types, TypesInfo: w.pkg.TypesInfo, TypesSizes: w.pkg.TypesSizes, ReadFile: os.ReadFile,
		Report:   func(d analysis.Diagnostic) { w.say(a.Name, w.pkg.Fset.PositionFor(d.Pos, true), d.Message) },
		ResultOf: map[*analysis.Analyzer]any{},
	}
	if m := w.pkg.Module; m != nil {
		p.Module = &analysis.Module{Path: m.Path, Version: m.Version, GoVersion: m.GoVersion}
	}
	for _, needed := range a.Requires {
		p.ResultOf[needed] = w.results[needed]
	}
	kinds := map[reflect.Type]bool{}
	for _, fact := range a.FactTypes {
		kinds[reflect.TypeOf(fact)] = true
	}
	own := map[types.Object]map[reflect.Type]analysis.Fact{}
	(&local{all: w.facts, pkg: w.pkg.Types, imports: w.imports, kinds: kinds, paths: w.paths, own: own}).connect(p)
	return p
}

// order puts packages after those of them that they import; where tests make a circle of
// that, what is imported by more than tests comes first.
func order(all []*packages.Package) []*packages.Package {
	byPath := map[string]*packages.Package{}
	for _, p := range all {
		byPath[p.PkgPath] = p
	}
	var sorted []*packages.Package
	seen := map[*packages.Package]bool{}
	var visit func(p *packages.Package)
	visit = func(p *packages.Package) {
		if p == nil || seen[p] {
			return
		}
		seen[p] = true
		for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
			visit(byPath[path])
		}
		sorted = append(sorted, p)
	}
	for _, p := range all {
		visit(p)
	}
	return sorted
}
