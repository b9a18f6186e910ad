package exchange

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"kist/internal/fault"
)

// Bilingual is a document of texts beside their translations, as translators'
// tools read and write it: XLIFF 2, the OASIS standard "XLIFF Version 2.1"
// (2018), core and its metadata module.
type Bilingual struct {
	ID             string // what the texts are from; a survey's key
	Source, Target string // languages
	Units          []BilingualUnit
}

// BilingualUnit is one text.
type BilingualUnit struct {
	Name   string   // where it stands; comes back as it went out
	Mark   string   // of the translation as it went out; comes back, to see what changed meanwhile
	State  string   // initial, translated, reviewed or final
	Notes  []string // for the translator; not read back
	Source string
	Target string // empty: not translated
}

// The most that a document may hold; the largest survey's is a tenth.
const (
	MaxXLIFF      = 8 << 20 // bytes
	maxXLIFFUnits = 20_000
	maxXLIFFText  = 10_000 // runes of one text
)

const (
	xliffSpace = "urn:oasis:names:tc:xliff:document:2.0"
	metaSpace  = "urn:oasis:names:tc:xliff:metadata:2.0"
	metaKist   = "kist"
)

type xliffDoc struct {
	XMLName xml.Name    `xml:"urn:oasis:names:tc:xliff:document:2.0 xliff"`
	Version string      `xml:"version,attr"`
	Source  string      `xml:"srcLang,attr"`
	Target  string      `xml:"trgLang,attr,omitempty"`
	Files   []xliffFile `xml:"file"`
}

type xliffFile struct {
	ID    string      `xml:"id,attr"`
	Units []xliffUnit `xml:"unit"`
	// Groups is what other tools may wrap units in.
	Groups []xliffGroup `xml:"group"`
}

type xliffGroup struct {
	Units  []xliffUnit  `xml:"unit"`
	Groups []xliffGroup `xml:"group"`
}

type xliffUnit struct {
	ID       string         `xml:"id,attr"`
	Name     string         `xml:"name,attr,omitempty"`
	Meta     *xliffMeta     `xml:"urn:oasis:names:tc:xliff:metadata:2.0 metadata"`
	Notes    []string       `xml:"notes>note,omitempty"`
	Segments []xliffSegment `xml:"segment"`
}

type xliffMeta struct {
	Groups []xliffMetaGroup `xml:"urn:oasis:names:tc:xliff:metadata:2.0 metaGroup"`
}

type xliffMetaGroup struct {
	Category string          `xml:"category,attr"`
	Meta     []xliffMetaItem `xml:"urn:oasis:names:tc:xliff:metadata:2.0 meta"`
}

type xliffMetaItem struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type xliffSegment struct {
	State  string     `xml:"state,attr,omitempty"`
	Source xliffText  `xml:"source"`
	Target *xliffText `xml:"target"`
}

// xliffText is text in which placeholders are elements of their own, so that a
// tool keeps them whole.
type xliffText string

var placeholders = regexp.MustCompile(`\{[a-z_]+\}`)

// MarshalXML writes text with its placeholders as ph elements.
func (t xliffText) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	text, last := string(t), 0
	for i, at := range placeholders.FindAllStringIndex(text, -1) {
		ph := xml.StartElement{Name: xml.Name{Local: "ph"}, Attr: []xml.Attr{
			{Name: xml.Name{Local: "id"}, Value: fmt.Sprint(i + 1)},
			{Name: xml.Name{Local: "equiv"}, Value: text[at[0]:at[1]]},
			{Name: xml.Name{Local: "canDelete"}, Value: "no"},
		}}
		for _, token := range []xml.Token{xml.CharData(text[last:at[0]]), ph, ph.End()} {
			if err := e.EncodeToken(token); err != nil {
				return err
			}
		}
		last = at[1]
	}
	return errors.Join(e.EncodeToken(xml.CharData(text[last:])), e.EncodeToken(start.End()))
}

// UnmarshalXML reads text; of the elements in it only placeholders say something.
func (t *xliffText) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	var text strings.Builder
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			text.WriteString(equivalent(token))
		case xml.EndElement:
			depth--
		case xml.CharData:
			text.Write(token)
		}
	}
	*t = xliffText(strings.Join(strings.Fields(text.String()), " "))
	return nil
}

// equivalent is the placeholder that an element stands for; empty if none.
func equivalent(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "equiv" && e.Name.Local == "ph" && placeholders.FindString(a.Value) == a.Value {
			return a.Value
		}
	}
	return ""
}

// WriteXLIFF writes the document.
func WriteXLIFF(w io.Writer, b Bilingual) error {
	doc := xliffDoc{Version: "2.0", Source: b.Source, Target: b.Target, Files: []xliffFile{{ID: b.ID}}}
	for i, u := range b.Units {
		out := xliffUnit{ID: fmt.Sprintf("u%d", i+1), Name: u.Name, Notes: u.Notes}
		out.Meta = &xliffMeta{[]xliffMetaGroup{{metaKist, []xliffMetaItem{{"mark", u.Mark}}}}}
		segment := xliffSegment{State: u.State, Source: xliffText(u.Source)}
		if u.Target != "" {
			target := xliffText(u.Target)
			segment.Target = &target
		}
		out.Segments = []xliffSegment{segment}
		doc.Files[0].Units = append(doc.Files[0].Units, out)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	return e.Encode(doc)
}

// ReadXLIFF reads a document back. fault.Problem with what is wrong with it as a
// whole: too large, no XML, another format or version, not of two languages, too
// much in it. Units without a name are left out: they are not from Kist.
func ReadXLIFF(r io.Reader) (Bilingual, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxXLIFF+1))
	switch {
	case err != nil:
		return Bilingual{}, fmt.Errorf("xliff: %w", err)
	case len(raw) > MaxXLIFF:
		return Bilingual{}, xliffProblem("size")
	case !utf8.Valid(raw):
		return Bilingual{}, xliffProblem("encoding")
	}
	var doc xliffDoc
	if err := xml.Unmarshal(raw, &doc); err != nil {
		return Bilingual{}, xliffProblem("xml")
	}
	if !strings.HasPrefix(doc.Version, "2.") || len(doc.Files) != 1 || doc.Source == "" || doc.Target == "" {
		return Bilingual{}, xliffProblem("version")
	}
	return doc.bilingual()
}

func xliffProblem(what string) error {
	return fault.Problem{Field: "file", ID: "staff.problem.xliff." + what}
}

func (doc xliffDoc) bilingual() (Bilingual, error) {
	f := doc.Files[0]
	b := Bilingual{ID: f.ID, Source: doc.Source, Target: doc.Target}
	for _, u := range append(f.Units, inside(f.Groups)...) {
		if u.Name == "" {
			continue
		}
		out := u.read()
		if len(b.Units) == maxXLIFFUnits || utf8.RuneCountInString(out.Source) > maxXLIFFText || utf8.RuneCountInString(out.Target) > maxXLIFFText {
			return Bilingual{}, xliffProblem("much")
		}
		b.Units = append(b.Units, out)
	}
	return b, nil
}

func inside(groups []xliffGroup) []xliffUnit {
	var list []xliffUnit
	for _, g := range groups {
		list = append(append(list, g.Units...), inside(g.Groups)...)
	}
	return list
}

// read joins the segments of a unit, which a tool may have split by sentence.
func (u xliffUnit) read() BilingualUnit {
	out := BilingualUnit{Name: u.Name, Notes: u.Notes}
	var sources, targets []string
	for _, s := range u.Segments {
		sources = append(sources, string(s.Source))
		if s.Target != nil {
			targets = append(targets, string(*s.Target))
		}
		out.State = s.State
	}
	out.Source, out.Target = strings.Join(sources, " "), strings.TrimSpace(strings.Join(targets, " "))
	if u.Meta == nil {
		return out
	}
	for _, g := range u.Meta.Groups {
		for _, m := range g.Meta {
			if g.Category == metaKist && m.Type == "mark" {
				out.Mark = m.Text
			}
		}
	}
	return out
}
