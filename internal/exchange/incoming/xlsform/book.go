package xlsform

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"path"
	"strings"

	"kist/internal/exchange/incoming"
)

// book is a workbook: a zip of XML parts that name each other.
type book struct {
	parts  map[string]*zip.File
	left   int64 // bytes that may yet be unpacked
	sheets []tab
	shared []string // texts that cells name by number
	dates  []bool   // by a cell's style: its number is a date
	from   int      // the year that dates count from: 1900 or 1904
	text   int      // bytes in the cells that were read
}

// tab is one sheet: what it is called and the part that holds it.
type tab struct {
	name, part string
	read       bool
}

// open reads what all sheets need. Every part that is read is read to its end: one
// that is damaged is refused, for what stands after the damage would be lost without
// a word.
func open(file []byte) (*book, error) {
	if len(file) > incoming.MaxFile {
		return nil, incoming.Troubled("large", "most", incoming.MaxFile>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, incoming.Troubled("not_workbook")
	}
	b := &book{parts: map[string]*zip.File{}, left: maxUnzipped, from: 1900}
	for _, f := range z.File {
		b.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	main, err := b.named("", "officeDocument")
	if err != nil {
		return nil, err
	}
	if b.parts[main] == nil {
		return nil, incoming.Troubled("not_workbook")
	}
	return b, b.begin(main)
}

// begin reads the list of sheets, the shared texts and the styles.
func (b *book) begin(main string) error {
	if err := b.list(main); err != nil {
		return err
	}
	texts, err := b.named(main, "sharedStrings")
	if err == nil && texts != "" {
		err = b.texts(texts)
	}
	if err != nil {
		return err
	}
	styles, err := b.named(main, "styles")
	if err == nil && styles != "" {
		err = b.styles(styles)
	}
	return err
}

// list reads which sheets there are.
func (b *book) list(main string) error {
	targets, err := b.relations(main)
	if err != nil {
		return err
	}
	return b.each(main, func(e xml.StartElement, _ *part) error {
		switch e.Name.Local {
		case "workbookPr":
			if v := attribute(e, "date1904"); v == "1" || v == "true" {
				b.from = 1904
			}
		case "sheet":
			for _, a := range e.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					b.sheets = append(b.sheets, tab{name: attribute(e, "name"), part: targets[a.Value].part})
				}
			}
		}
		return nil
	})
}

// relation is one part that another part names.
type relation struct{ kind, part string }

// relations are the parts that a part names, by the ids that it gives them; "" are
// those of the workbook as a whole.
func (b *book) relations(of string) (map[string]relation, error) {
	dir, base := path.Split(of)
	name := dir + "_rels/" + base + ".rels"
	all := map[string]relation{}
	if b.parts[name] == nil {
		return all, nil
	}
	err := b.each(name, func(e xml.StartElement, _ *part) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		target := attribute(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		all[attribute(e, "Id")] = relation{path.Base(attribute(e, "Type")), strings.TrimPrefix(target, "/")}
		return nil
	})
	return all, err
}

// named finds the part of a kind that a part names; empty if there is none.
func (b *book) named(of, kind string) (string, error) {
	all, err := b.relations(of)
	for _, r := range all {
		if r.kind == kind && b.parts[r.part] != nil {
			return r.part, err
		}
	}
	return "", err
}
