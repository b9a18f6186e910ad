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
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
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

// Open finds one YAML file a language, such as en.yaml, at the top of files: message ids
// with a text, or with plural forms (one, few, many, other). It reads the source language;
// another is read when somebody first reads in it, for all together take longer than the
// rest of a start, and much memory. One that cannot be read then prints in the source
// language: Load tells beforehand, and tests load what a program is built with.
func Open(files fs.FS) (*Bundle, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("i18n: no language files: %v", err)
	}
	b := &Bundle{printers: map[string]*Printer{}}
	for _, name := range names {
		tag := strings.TrimSuffix(path.Base(name), ".yaml")
		b.printers[tag] = &Printer{tag: tag, words: sync.OnceValues(func() (*words, error) { return readFile(files, name) })}
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
	if _, err := source.words(); err != nil {
		return nil, err
	}
	return b, nil
}

// Load is Open, and reads every language.
func Load(files fs.FS) (*Bundle, error) {
	b, err := Open(files)
	if err != nil {
		return nil, err
	}
	var g errgroup.Group
	for _, p := range b.printers {
		g.Go(func() error {
			_, err := p.words()
			return err
		})
	}
	return b, g.Wait()
}

// words are those of one language. Texts with neither plural forms nor arguments are kept
// as they are; go-i18n takes several times the memory.
type words struct {
	ids    []string          // sorted
	plain  map[string]string // texts with neither plural nor argument
	others *i18n.Localizer
}

// readFile reads the file of one language. Each has a go-i18n bundle of its own: in
// one together, the library's matching of tags would choose between them.
func readFile(files fs.FS, name string) (*words, error) {
	w, err := readWords(files, name)
	if err != nil {
		return nil, fmt.Errorf("i18n: %s: %w", name, err)
	}
	return w, nil
}

func readWords(files fs.FS, name string) (*words, error) {
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
	file, err := i18n.ParseMessageFileBytes(text, rules+".yaml", map[string]i18n.UnmarshalFunc{"yaml": unmarshal})
	if err != nil {
		return nil, err
	}
	others := i18n.NewBundle(known)
	w := &words{plain: make(map[string]string, len(file.Messages)), others: i18n.NewLocalizer(others, rules)}
	for _, m := range file.Messages {
		w.ids = append(w.ids, m.ID)
		if onlyText(m) {
			w.plain[m.ID] = m.Other
		} else if err := others.AddMessages(known, m); err != nil {
			return nil, err
		}
	}
	slices.Sort(w.ids)
	return w, nil
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
	p := b.printers[tag]
	if p == nil {
		return nil
	}
	w, err := p.words()
	if err != nil {
		return nil
	}
	return w.ids
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
