package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// partsCommand is kist parts.
type partsCommand struct{}

// Run prints the parts of this program.
func (partsCommand) Run() error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("this program does not know what it was built from: build it with go build")
	}
	return writeParts(os.Stdout, info)
}

// bill is a bill of materials in the form of CycloneDX 1.5. It has no time and no random
// number in it: the same program always gives the same bytes.
type bill struct {
	Format     string   `json:"bomFormat"`
	Spec       string   `json:"specVersion"`
	Version    int      `json:"version"`
	Metadata   metadata `json:"metadata"`
	Components []part   `json:"components"`
}

type metadata struct {
	Component part `json:"component"`
}

// part is a module, or the compiler with its library.
type part struct {
	Kind       string     `json:"type"`
	Name       string     `json:"name"`
	Version    string     `json:"version,omitempty"`
	Ref        string     `json:"bom-ref,omitempty"`
	Purl       string     `json:"purl,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// writeParts writes what the compiler put into a program of its modules. A module that
// another took the place of is told as the one that is in it.
func writeParts(w io.Writer, info *debug.BuildInfo) error {
	b := bill{Format: "CycloneDX", Spec: "1.5", Version: 1, Metadata: metadata{part{Kind: "application", Name: "kist", Version: cmp.Or(commit, revision(info))}}}
	b.Components = append(b.Components, goPart("std", strings.TrimPrefix(info.GoVersion, "go"), ""))
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		b.Components = append(b.Components, goPart(m.Path, m.Version, m.Sum))
	}
	slices.SortFunc(b.Components, func(x, y part) int { return strings.Compare(x.Name, y.Name) })
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(b)
}

// goPart is a Go module; sum is the hash that go.sum has of it.
func goPart(path, version, sum string) part {
	purl := "pkg:golang/" + path + "@" + version
	p := part{Kind: "library", Name: path, Version: version, Ref: purl, Purl: purl}
	if sum != "" {
		p.Properties = []property{{"go:sum", sum}}
	}
	return p
}

// revision is the commit that a program was built from; empty if it was built from files
// alone.
func revision(info *debug.BuildInfo) string {
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}

// commit is what the program was built from, where the build says so because the compiler
// cannot see it: -ldflags "-X main.commit=...".
var commit string

// versionOf is the version of this program in a word: its commit, "unknown" if it was built
// from files alone.
func versionOf() string {
	found := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		found = revision(info)
	}
	return cmp.Or(commit, found, "unknown")
}
