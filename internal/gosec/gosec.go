// Package gosec asks the rules of gosec, of staticcheck and of go vet of the whole program,
// in one pass. It is a module of its own, which only tests build. Each of the three commands
// reads all that is imported again, and that of gosec takes two minutes of a processor to
// build, nearly all of it for the clients of services that propose changes.
package gosec

import (
	"fmt"
	"io"
	"log"
	"slices"
	"strings"

	"github.com/securego/gosec/v2"
	"github.com/securego/gosec/v2/analyzers"
	"github.com/securego/gosec/v2/issue"
	"github.com/securego/gosec/v2/rules"
	"golang.org/x/tools/go/packages"
)

// Finding is one thing that a rule says.
type Finding struct {
	Rule  string // such as G304
	Place string // file from the folder that was looked at, with slashes, line and column
	Says  string
}

// Quiet leaves out what a rule says of the files whose names begin with Under; of all
// if that is empty. One line alone says so itself: #nosec, the number of the rule, and why.
type Quiet struct {
	Rule, Under string
	Why         string
}

// look returns what the rules say of one package.
func look(folder string, pkg *packages.Package) []Finding {
	if len(pkg.Syntax) == 0 {
		return nil // a folder of tests alone
	}
	analyzer := gosec.NewAnalyzer(gosec.NewConfig(), false, false, false, 1, log.New(io.Discard, "", 0))
	analyzer.LoadRules(rules.Generate(false).RulesInfo())
	analyzer.LoadAnalyzers(analyzers.Generate(false).AnalyzersInfo())
	analyzer.CheckRules(pkg)
	analyzer.CheckAnalyzers(pkg)
	issues, _, _ := analyzer.Report()
	var said []Finding
	for _, i := range issues {
		said = append(said, finding(folder, i))
	}
	return said
}

func finding(folder string, i *issue.Issue) Finding {
	return Finding{Rule: i.RuleID, Place: fmt.Sprintf("%s:%s:%s", within(folder, i.File), i.Line, i.Col), Says: i.What}
}

// Sift returns the findings that nothing in the table leaves out, and the rows of the
// table that leave out none: what they were for is gone, and so they should be.
func Sift(found []Finding, table []Quiet) (left []Finding, idle []Quiet) {
	used := make([]bool, len(table))
	for _, f := range found {
		at := slices.IndexFunc(table, func(q Quiet) bool { return q.Rule == f.Rule && strings.HasPrefix(f.Place, q.Under) })
		if at < 0 {
			left = append(left, f)
			continue
		}
		used[at] = true
	}
	for i, q := range table {
		if !used[i] {
			idle = append(idle, q)
		}
	}
	return left, idle
}
