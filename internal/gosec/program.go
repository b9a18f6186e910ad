package gosec

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/securego/gosec/v2"
	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// Check returns what the rules of go vet, staticcheck and gosec say of the packages that
// the patterns name in a folder, in order of places. Tests are looked at too, but for
// gosec's rules. The flags are those of go build, such as -tags. A package that does not
// compile is an error: of half a package rules say little.
func Check(folder string, flags []string, patterns ...string) ([]Finding, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	found, err := load(&packages.Config{Mode: gosec.LoadMode, Dir: folder, BuildFlags: flags, Tests: true}, patterns...)
	if err != nil {
		return nil, err
	}
	known := newFacts()
	all := asked()
	if err := learn(folder, found, known, factual(all)); err != nil {
		return nil, err
	}
	said, err := ask(folder, found, known, all)
	if err != nil {
		return nil, err
	}
	for _, pkg := range found {
		if pkg.ID == pkg.PkgPath && !strings.HasSuffix(pkg.Name, "_test") {
			said = append(said, look(folder, pkg)...)
		}
	}
	slices.SortFunc(said, func(a, b Finding) int { return strings.Compare(a.Place+a.Rule, b.Place+b.Rule) })
	return slices.Compact(said), nil
}

// load reads packages, but the programs that go test makes of them.
func load(c *packages.Config, patterns ...string) ([]*packages.Package, error) {
	found, err := packages.Load(c, patterns...)
	if err != nil {
		return nil, err
	}
	for _, pkg := range found {
		if len(pkg.Errors) > 0 {
			return nil, pkg.Errors[0]
		}
	}
	return slices.DeleteFunc(found, func(p *packages.Package) bool {
		return strings.HasSuffix(p.PkgPath, ".test") || len(p.Syntax) == 0
	}), nil
}

// learn runs analyzers over what the packages import themselves, for what is to be known
// of it; what those import in turn is not read.
func learn(folder string, found []*packages.Package, known *facts, list []*analysis.Analyzer) error {
	ours := map[string]bool{}
	for _, pkg := range found {
		ours[pkg.PkgPath] = true
	}
	imported := map[string]bool{}
	for _, pkg := range found {
		for path := range pkg.Imports {
			if !ours[path] && path != "C" && path != "unsafe" {
				imported[path] = true
			}
		}
	}
	var paths []string
	for path := range imported {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	if len(paths) == 0 {
		return nil
	}
	theirs, err := load(&packages.Config{Mode: gosec.LoadMode, Dir: folder}, paths...)
	if err != nil {
		return err
	}
	for _, pkg := range order(theirs) {
		if _, err := analyse(folder, pkg, known, list); err != nil {
			return err
		}
	}
	return nil
}

// ask runs analyzers over packages, each with its tests, two at a time; a package waits
// for those before it that it imports.
func ask(folder string, found []*packages.Package, known *facts, list []*analysis.Analyzer) ([]Finding, error) {
	whole := order(widest(found))
	done := map[string]chan struct{}{}
	each := make([][]Finding, len(whole))
	var group errgroup.Group
	group.SetLimit(2)
	for i, pkg := range whole {
		var before []chan struct{}
		for path := range pkg.Imports {
			if c, ok := done[path]; ok {
				before = append(before, c)
			}
		}
		end := make(chan struct{})
		done[pkg.PkgPath] = end
		group.Go(func() (err error) {
			defer close(end)
			for _, c := range before {
				<-c
			}
			each[i], err = analyse(folder, pkg, known, list)
			return err
		})
	}
	err := group.Wait()
	return slices.Concat(each...), err
}

// widest are the packages, of several forms of one that with the most files: with its tests.
func widest(found []*packages.Package) []*packages.Package {
	best := map[string]*packages.Package{}
	var paths []string
	for _, pkg := range found {
		old, ok := best[pkg.PkgPath]
		if !ok {
			paths = append(paths, pkg.PkgPath)
		}
		if !ok || len(pkg.Syntax) > len(old.Syntax) {
			best[pkg.PkgPath] = pkg
		}
	}
	slices.Sort(paths)
	var all []*packages.Package
	for _, path := range paths {
		all = append(all, best[path])
	}
	return all
}
