package limesurvey

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"kist/internal/exchange/incoming"
)

// The largest file that is read, in what it holds.
const (
	maxRows   = 100_000
	maxFields = 200 // of a row
	maxDepth  = 40  // elements within elements
)

// document is what a file holds: tables by their names.
type document struct {
	kind   string // what LimeSurvey calls such a file: "Survey"
	tables map[string][]row
	names  []string // of tables, in the order of the file
	listed []string // languages, of the list at the file's beginning
}

// row is one row of a table: names and values, in turn.
type row []string

// get is the value of a field; empty if there is none.
func (r row) get(name string) string {
	for i := 0; i+1 < len(r); i += 2 {
		if r[i] == name {
			return r[i+1]
		}
	}
	return ""
}

// parse reads a file. incoming.Trouble for one that is no survey of LimeSurvey's, or
// is not whole. Entities of a file's own are never put in: it may declare none.
func parse(file []byte) (*document, error) {
	if err := encoded(file); err != nil {
		return nil, err
	}
	p := &parser{doc: &document{tables: map[string][]row{}}, d: xml.NewDecoder(bytes.NewReader(file))}
	p.d.CharsetReader = func(string, io.Reader) (io.Reader, error) {
		return nil, incoming.Troubled("encoding")
	}
	for {
		t, err := p.d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, p.damaged(err)
		}
		if err := p.token(t); err != nil {
			return nil, err
		}
	}
	return p.doc, p.doc.whole()
}

// encoded refuses what is not written in UTF-8, as LimeSurvey writes.
func encoded(file []byte) error {
	switch {
	case len(file) > incoming.MaxFile:
		return incoming.Troubled("large", "most", incoming.MaxFile>>20)
	case !utf8.Valid(file): // as text in UTF-16 never is, for its mark
		return incoming.Troubled("encoding")
	}
	return nil
}

// whole checks that a file is a whole survey: groups and questions are exported alone
// too, and do not say in which languages they are asked.
func (d *document) whole() error {
	switch {
	case d.kind == "":
		return incoming.Troubled("lime_none")
	case d.kind != "Survey":
		return incoming.Troubled("lime_part", "given", incoming.Short(d.kind))
	case len(d.tables["questions"]) == 0:
		return incoming.Troubled("lime_empty")
	}
	return nil
}

// parser reads from the beginning to the end.
type parser struct {
	doc   *document
	d     *xml.Decoder
	path  []string
	row   row
	text  strings.Builder
	count int // rows
}

func (p *parser) damaged(err error) error {
	var trouble *incoming.Trouble
	if errors.As(err, &trouble) {
		return trouble
	}
	line, _ := p.d.InputPos()
	return incoming.Troubled("xml_damaged", "line", line)
}

func (p *parser) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.Directive:
		if bytes.HasPrefix(bytes.ToUpper(bytes.TrimSpace(t)), []byte("DOCTYPE")) {
			return incoming.Troubled("xml_entities")
		}
	case xml.StartElement:
		if len(p.path) == maxDepth {
			return incoming.Troubled("xml_deep", "most", maxDepth)
		}
		p.path = append(p.path, t.Name.Local)
		p.begin()
	case xml.CharData:
		if len(p.path) == 2 || len(p.path) == 3 || len(p.path) == 5 {
			p.text.Write(t)
		}
	case xml.EndElement:
		err := p.end()
		p.path = p.path[:len(p.path)-1]
		return err
	}
	return nil
}

// begin opens the element that the path ends with.
func (p *parser) begin() {
	p.text.Reset()
	switch {
	case len(p.path) == 2 && p.path[0] == "document":
		p.doc.names = append(p.doc.names, p.path[1])
	case len(p.path) == 4 && p.path[2] == "rows":
		p.row = nil
	}
}

// end closes the element that the path ends with.
func (p *parser) end() error {
	if p.path[0] != "document" {
		return nil
	}
	text := strings.TrimSpace(p.text.String())
	switch {
	case len(p.path) == 2 && p.path[1] == "LimeSurveyDocType":
		p.doc.kind = text
	case len(p.path) == 3 && p.path[1] == "languages":
		p.doc.listed = append(p.doc.listed, text)
	case len(p.path) == 5 && p.path[2] == "rows" && len(p.row) < 2*maxFields:
		p.row = append(p.row, p.path[4], text)
	case len(p.path) == 4 && p.path[2] == "rows":
		if p.count++; p.count > maxRows {
			return incoming.Troubled("lime_rows", "most", maxRows)
		}
		p.doc.tables[p.path[1]] = append(p.doc.tables[p.path[1]], p.row)
	}
	p.text.Reset()
	return nil
}
