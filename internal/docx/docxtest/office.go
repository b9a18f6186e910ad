package docxtest

import (
	"context"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is how long a word processor may take, on a machine that does much else.
const patience = 4 * time.Minute

// Convert has LibreOffice open a document and write it in another format, such as "odt" or
// "pdf". It skips the test where there is none, and fails it where CI is set.
func Convert(t testing.TB, b []byte, to string) []byte {
	t.Helper()
	return ConvertAll(t, to, b)[0]
}

// ConvertAll does that with several documents, and starts the program once for all.
func ConvertAll(t testing.TB, to string, docs ...[]byte) [][]byte {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice is not installed (Debian: libreoffice-writer-nogui)")
		}
		t.Skip("LibreOffice is not installed (Debian: libreoffice-writer-nogui): documents are held against the schema only")
	}
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--norestore", "--convert-to", to, "--outdir", dir}
	name := func(i int, end string) string { return filepath.Join(dir, fmt.Sprintf("document%d.%s", i, end)) }
	for i, b := range docs {
		if err := os.WriteFile(name(i, "docx"), b, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name(i, "docx"))
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, program, args...) // #nosec G204 -- in tests: the office programs that they name
	c.Env = append(os.Environ(), "HOME="+dir)
	said, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("LibreOffice: %v: %s", err, said)
	}
	done := make([][]byte, len(docs))
	for i := range docs {
		if done[i], err = os.ReadFile(name(i, to)); err != nil {
			t.Fatalf("LibreOffice could not read the document: %s", said)
		}
	}
	return done
}

// Opened is what LibreOffice found in a document.
type Opened struct {
	Title, Lang string
	Headings    []string // each with its level before it: "1 Findings"
	Captions    []string // paragraphs of the style of captions
	Alts        []string // of pictures, charts and tables
	Charts      int
	Tables      int
	HeadRows    int // rows that are repeated on each page
	Contents    bool
	Notes       int
}

// OpenIn has LibreOffice open a document, and gives what it found there.
func OpenIn(t testing.TB, b []byte) Opened {
	t.Helper()
	parts := unpack(t, Convert(t, b, "odt"))
	var o Opened
	o.styles(parts["styles.xml"] + parts["meta.xml"])
	o.meta(parts["meta.xml"])
	o.read(parts["content.xml"])
	return o
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// styles finds the language of the document.
func (o *Opened) styles(text string) {
	each(text, func(e xml.StartElement) {
		if e.Name.Local == "text-properties" && o.Lang == "" {
			o.Lang = attr(e, "language")
		}
	})
}

func (o *Opened) meta(text string) {
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "title" {
			_ = d.DecodeElement(&o.Title, &e)
		}
	}
}

// read goes through the body.
func (o *Opened) read(text string) {
	captions := captionStyles(text)
	d := xml.NewDecoder(strings.NewReader(text))
	var into *[]string // what is being read
	var until string
	deep := 0
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		switch e := token.(type) {
		case xml.CharData:
			if into != nil {
				(*into)[len(*into)-1] += string(e)
			}
		case xml.EndElement:
			if into != nil && e.Name.Local == until {
				if deep--; deep == 0 {
					into = nil
				}
			}
		case xml.StartElement:
			if into != nil && e.Name.Local == until {
				deep++
			}
			if into == nil {
				into, until, deep = o.begins(e, captions), e.Name.Local, 1
			}
			o.count(e)
		}
	}
}

// begins says into which list what an element holds is to be read.
func (o *Opened) begins(e xml.StartElement, captions map[string]bool) *[]string {
	switch {
	case e.Name.Local == "h":
		o.Headings = append(o.Headings, attr(e, "outline-level")+" ")
		return &o.Headings
	case e.Name.Local == "p" && captions[attr(e, "style-name")]:
		o.Captions = append(o.Captions, "")
		return &o.Captions
	case e.Name.Local == "desc" || e.Name.Local == "title":
		o.Alts = append(o.Alts, "")
		return &o.Alts
	}
	return nil
}

func (o *Opened) count(e xml.StartElement) {
	switch e.Name.Local {
	case "table":
		o.Tables++
	case "object":
		o.Charts++
	case "table-header-rows":
		o.HeadRows++
	case "table-of-content":
		o.Contents = true
	case "note":
		if attr(e, "note-class") == "footnote" {
			o.Notes++
		}
	}
}

// captionStyles are the styles that stand for that of captions.
func captionStyles(text string) map[string]bool {
	all := map[string]bool{"Caption": true, "caption": true}
	each(text, func(e xml.StartElement) {
		if parent := attr(e, "parent-style-name"); e.Name.Local == "style" && strings.EqualFold(parent, "caption") {
			all[attr(e, "name")] = true
		}
	})
	return all
}
