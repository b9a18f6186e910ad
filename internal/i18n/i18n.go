// Package i18n prints the words of locales/ in a reader's language.
//
// It wraps go-i18n, which knows the plural rules and nothing else is needed
// from; it is imported here only. It knows no pages: a page asks a Printer for
// a text by id.
package i18n

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/sync/errgroup"
	"golang.org/x/text/language"
)

// Source is the language in which every text is first written, and to which
// a missing one falls back.
const Source = "en"

// Bundle holds every text of every language. It is safe for use by many.
type Bundle struct {
	printers map[string]*Printer // by language
}

// Load reads one YAML file a language, such as en.yaml, from the top of files:
// message ids with a text, or with plural forms (one, few, many, other).
func Load(files fs.FS) (*Bundle, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("i18n: no language files: %v", err)
	}
	// Reading them one after another would be a third of the program's start.
	read := make([]*Printer, len(names))
	var g errgroup.Group
	for i, name := range names {
		g.Go(func() (err error) {
			if read[i], err = readFile(files, name); err != nil {
				return fmt.Errorf("i18n: %s: %w", name, err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	b := &Bundle{printers: map[string]*Printer{}}
	for _, p := range read {
		b.printers[p.tag] = p
	}
	source := b.printers[Source]
	if source == nil {
		return nil, fmt.Errorf("i18n: %s.yaml is missing", Source)
	}
	for tag, p := range b.printers {
		if tag != Source {
			p.source = source
		}
	}
	return b, nil
}

// readFile reads the file of one language. Each has a go-i18n bundle of its own: in
// one together, the library's matching of tags would choose between them.
func readFile(files fs.FS, name string) (*Printer, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	tag := strings.TrimSuffix(path.Base(name), ".yaml")
	rules := PluralTag(tag)
	known, err := language.Parse(rules)
	if err != nil {
		return nil, fmt.Errorf("%q is not the tag of a language: %w", tag, err)
	}
	words := i18n.NewBundle(known)
	words.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	file, err := words.ParseMessageFileBytes(text, rules+".yaml")
	if err != nil {
		return nil, err
	}
	p := &Printer{tag: tag, plain: map[string]string{}, words: i18n.NewLocalizer(words, rules)}
	for _, m := range file.Messages {
		p.ids = append(p.ids, m.ID)
		if onlyText(m) {
			p.plain[m.ID] = m.Other
		}
	}
	slices.Sort(p.ids)
	return p, nil
}

// onlyText says whether a message has neither plural forms nor arguments, so
// that it can be printed without the template engine.
func onlyText(m *i18n.Message) bool {
	return m.Zero+m.One+m.Two+m.Few+m.Many == "" && !strings.Contains(m.Other, "{{")
}

// Languages are the tags that have a file, sorted.
func (b *Bundle) Languages() []string { return slices.Sorted(maps.Keys(b.printers)) }

// IDs are the message ids of a language, sorted; none for an unknown one.
func (b *Bundle) IDs(tag string) []string {
	if p := b.printers[tag]; p != nil {
		return p.ids
	}
	return nil
}

// Has says whether there is a file for the language.
func (b *Bundle) Has(tag string) bool { return b.printers[tag] != nil }

// Printer prints in the language, or in the source language if there is none.
func (b *Bundle) Printer(tag string) *Printer {
	if p := b.printers[tag]; p != nil {
		return p
	}
	return b.printers[Source]
}
