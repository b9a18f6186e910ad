package gosec

import (
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// facts are what analyzers know of packages, for the packages that import these. Each
// package is read with types of its own, so that things go by path and not by pointer.
type facts struct {
	mu sync.Mutex
	of map[string]map[factKey]analysis.Fact // by path of the package
}

// factKey is a thing of a package, the package itself if Path is empty, and a kind of fact.
type factKey struct {
	path objectpath.Path
	kind reflect.Type
}

func newFacts() *facts { return &facts{of: map[string]map[factKey]analysis.Fact{}} }

func (f *facts) put(pkg string, key factKey, fact analysis.Fact) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.of[pkg] == nil {
		f.of[pkg] = map[factKey]analysis.Fact{}
	}
	f.of[pkg][key] = fact
}

// take copies a fact into the one that is given; false if there is none.
func (f *facts) take(pkg string, path objectpath.Path, into analysis.Fact) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	fact, ok := f.of[pkg][factKey{path, reflect.TypeOf(into)}]
	if ok {
		reflect.ValueOf(into).Elem().Set(reflect.ValueOf(fact).Elem())
	}
	return ok
}

// each calls a function with all facts of some kinds about a package that is imported.
func (f *facts) each(pkg *types.Package, kinds map[reflect.Type]bool, call func(types.Object, analysis.Fact)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key, fact := range f.of[pkg.Path()] {
		if !kinds[key.kind] {
			continue
		}
		if key.path == "" {
			call(nil, fact)
		} else if o, err := objectpath.Object(pkg, key.path); err == nil {
			call(o, fact)
		}
	}
}

// local are the facts of one pass: its own, and through them those of what is imported.
type local struct {
	all     *facts
	pkg     *types.Package
	imports []*types.Package // all that is imported, at any distance
	kinds   map[reflect.Type]bool
	paths   *objectpath.Encoder
	own     map[types.Object]map[reflect.Type]analysis.Fact // of things that may have no path
}

// reached are the packages that one imports, at any distance.
func reached(pkg *types.Package) []*types.Package {
	var all []*types.Package
	seen := map[*types.Package]bool{pkg: true}
	for queue := pkg.Imports(); len(queue) > 0; queue = queue[1:] {
		if p := queue[0]; !seen[p] {
			seen[p] = true
			all = append(all, p)
			queue = append(queue, p.Imports()...)
		}
	}
	return all
}

// connect has a pass take facts from here and leave them here.
func (l *local) connect(p *analysis.Pass) {
	p.ExportObjectFact = func(o types.Object, fact analysis.Fact) {
		if l.own[o] == nil {
			l.own[o] = map[reflect.Type]analysis.Fact{}
		}
		kind := reflect.TypeOf(fact)
		l.own[o][kind] = fact
		if path, err := l.paths.For(o); err == nil {
			l.all.put(l.pkg.Path(), factKey{path, kind}, fact)
		}
	}
	p.ImportObjectFact = func(o types.Object, into analysis.Fact) bool {
		if fact, ok := l.own[o][reflect.TypeOf(into)]; ok {
			reflect.ValueOf(into).Elem().Set(reflect.ValueOf(fact).Elem())
			return true
		}
		if o.Pkg() == nil || o.Pkg() == l.pkg {
			return false
		}
		path, err := l.paths.For(o)
		return err == nil && l.all.take(o.Pkg().Path(), path, into)
	}
	p.ExportPackageFact = func(fact analysis.Fact) {
		l.all.put(l.pkg.Path(), factKey{"", reflect.TypeOf(fact)}, fact)
	}
	p.ImportPackageFact = func(pkg *types.Package, into analysis.Fact) bool { return l.all.take(pkg.Path(), "", into) }
	p.AllObjectFacts, p.AllPackageFacts = l.objects, l.packages
}

func (l *local) objects() []analysis.ObjectFact {
	var all []analysis.ObjectFact
	for o, kinds := range l.own {
		for kind, fact := range kinds {
			if l.kinds[kind] {
				all = append(all, analysis.ObjectFact{Object: o, Fact: fact})
			}
		}
	}
	for _, pkg := range l.imports {
		l.all.each(pkg, l.kinds, func(o types.Object, fact analysis.Fact) {
			if o != nil {
				all = append(all, analysis.ObjectFact{Object: o, Fact: fact})
			}
		})
	}
	return all
}

func (l *local) packages() []analysis.PackageFact {
	var all []analysis.PackageFact
	for _, pkg := range l.imports {
		l.all.each(pkg, l.kinds, func(o types.Object, fact analysis.Fact) {
			if o == nil {
				all = append(all, analysis.PackageFact{Package: pkg, Fact: fact})
			}
		})
	}
	return all
}
