package docx

import (
	"archive/zip"
	"bytes"
	"embed"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"text/template"
	"time"
)

//go:embed parts/*.xml
var partFiles embed.FS

// templates are the parts that differ by little from one document to the next. What is
// put into them is escaped by the function x.
var templates = template.Must(template.New("").Funcs(template.FuncMap{"x": escape}).ParseFS(partFiles, "parts/*.xml"))

// part is one file that the document leads to, beside those that each document has.
type part struct {
	name      string // below word/
	kind      string // of the relation that leads there; empty: another part does
	media     string // empty: told by the end of its name
	body      []byte
	relations []relation
}

// relation is a way from one part to another, or out.
type relation struct {
	id, kind, target string // kind: the last word of its address, or all of it
	outside          bool
}

// Types of parts.
const (
	wordMedia  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	chartMedia = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
	relMedia   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	coreMedia  = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
)

// always are the parts beside the body that every document has, each by the kind of its
// relation. The body names the last two by their place in this list.
var always = []string{"styles", "numbering", "settings", "footnotes", "header", "footer"}

// roots are where whoever opens a document begins.
var roots = []relation{
	{"rId1", "officeDocument", "word/document.xml", false}, {"rId2", "extended-properties", "docProps/app.xml", false}, {"rId3", coreMedia, "docProps/core.xml", false},
}

// add keeps a part, and gives the id by which the body names it.
func (d *Document) add(p part) string {
	d.parts = append(d.parts, p)
	return d.relate(relation{kind: p.kind, target: p.name})
}

// link is the id of a way out.
func (d *Document) link(address string) string {
	return d.relate(relation{kind: "hyperlink", target: address, outside: true})
}

func (d *Document) relate(r relation) string {
	for _, known := range d.links {
		if known.target == r.target && known.kind == r.kind {
			return known.id
		}
	}
	r.id = "rId" + strconv.Itoa(len(always)+len(d.links)+1)
	d.links = append(d.links, r)
	return r.id
}

// file is one of the archive.
type file struct {
	name string
	body []byte
}

// pack writes the archive.
func (d *Document) pack(w io.Writer) error {
	list := []file{{"[Content_Types].xml", []byte(d.types())}, {"_rels/.rels", []byte(relations(roots))}}
	for _, name := range []string{"docProps/app", "docProps/core", "word/document"} {
		list = append(list, d.fill(name))
	}
	all := make([]relation, 0, len(always)+len(d.links))
	for i, name := range always {
		list = append(list, d.fill("word/"+name))
		all = append(all, relation{"rId" + strconv.Itoa(i+1), name, name + ".xml", false})
	}
	list = append(list, file{"word/_rels/document.xml.rels", []byte(relations(append(all, d.links...)))})
	for _, p := range d.parts {
		list = append(list, file{"word/" + p.name, p.body})
		if len(p.relations) > 0 {
			list = append(list, file{"word/" + path.Dir(p.name) + "/_rels/" + path.Base(p.name) + ".rels", []byte(relations(p.relations))})
		}
	}
	if d.err != nil {
		return d.err
	}
	return archive(w, list)
}

// archive writes files into one. They have no times, so that the same is the same.
func archive(w io.Writer, list []file) error {
	z := zip.NewWriter(w)
	for _, f := range list {
		to, err := z.Create(f.name)
		if err == nil {
			_, err = to.Write(f.body)
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}

// filled is what templates are given.
type filled struct {
	About
	Body, Notes string
	RTL         bool
	NoticeRTL   bool // the notice runs from the right: it may be in another language
	Made        string
	Half        int  // size of the text in half points
	Restart     bool // the last section counts its pages from 1
}

// fill writes a part from its template.
func (d *Document) fill(name string) file {
	f := filled{About: d.about, RTL: d.rtl, Half: 2 * d.about.Points, Restart: d.sections > 0}
	f.NoticeRTL, _ = direction(d.about.Notice)
	if !d.about.Made.IsZero() {
		f.Made = d.about.Made.UTC().Format(time.RFC3339)
	}
	if name == "word/document" {
		f.Body = d.whole()
	}
	for i, p := range d.notes {
		f.Notes += fmt.Sprintf(`<w:footnote w:id="%d">%s</w:footnote>`, i+1, p)
	}
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, path.Base(name)+".xml", f); err != nil {
		d.fail(err)
	}
	return file{name + ".xml", b.Bytes()}
}

// Of makes sizes from that of the text, in half points.
func (f filled) Of(percent int) int { return max(f.Half*percent/100, 2*f.Least) }

// Em makes lengths from the size of the text, in twentieths of a point.
func (f filled) Em(percent int) int { return f.Half * 10 * percent / 100 }

// types says of what type each part is.
func (d *Document) types() string {
	var b strings.Builder
	b.WriteString(head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>` +
		`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="` + wordMedia + `document.main+xml"/>`)
	for _, p := range always {
		b.WriteString(`<Override PartName="/word/` + p + `.xml" ContentType="` + wordMedia + p + `+xml"/>`)
	}
	for _, p := range d.parts {
		if p.media != "" {
			b.WriteString(`<Override PartName="/word/` + p.name + `" ContentType="` + p.media + `"/>`)
		}
	}
	return b.String() + "</Types>"
}

// relations is the part that says where another leads.
func relations(list []relation) string {
	var b strings.Builder
	b.WriteString(head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for _, r := range list {
		mode, kind := "", r.kind
		if r.outside {
			mode = ` TargetMode="External"`
		}
		if !strings.Contains(kind, ":") {
			kind = relMedia + kind
		}
		b.WriteString(`<Relationship Id="` + r.id + `" Type="` + kind + `" Target="` + escape(r.target) + `"` + mode + `/>`)
	}
	return b.String() + "</Relationships>"
}
