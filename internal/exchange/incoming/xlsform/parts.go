package xlsform

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"kist/internal/exchange/incoming"
)

// The largest workbook that is read.
const (
	maxUnzipped = 32 << 20 // bytes of all its parts together
	maxGap      = 1 << 20  // bytes from one < to the next: a text, or a tag with its attributes
	maxDeep     = 60       // elements in elements
)

// part reads one part as XML. It is where memory is held down: what one token may
// take, and how deep elements stand in each other.
type part struct {
	xml  *xml.Decoder
	deep int
}

var (
	errDocumentType = errors.New("document type")
	errDeep         = errors.New("elements too deep")
	errGap          = errors.New("a tag or a text without end")
)

// next is the next token; io.EOF at the end. A document type, and so any entity of
// its own, is refused.
func (p *part) next() (xml.Token, error) {
	token, err := p.xml.Token()
	switch t := token.(type) {
	case xml.StartElement:
		if p.deep++; p.deep > maxDeep {
			return nil, errDeep
		}
	case xml.EndElement:
		p.deep--
	case xml.Directive:
		if bytes.HasPrefix(bytes.ToUpper(t), []byte("DOCTYPE")) {
			return nil, errDocumentType
		}
	}
	return token, err
}

// skip reads on to the end of the element that stands open.
func (p *part) skip() error {
	for open := p.deep; p.deep >= open; {
		if _, err := p.next(); err != nil {
			return err
		}
	}
	return nil
}

// gaps refuses bytes among which no < comes for too long.
type gaps struct {
	from  io.Reader
	since int
}

// Read reads on, or gives errGap.
func (g *gaps) Read(p []byte) (int, error) {
	n, err := g.from.Read(p)
	if i := bytes.LastIndexByte(p[:n], '<'); i >= 0 {
		g.since = n - i
	} else if g.since += n; g.since > maxGap {
		return 0, errGap
	}
	return n, err
}

// each shows the elements of a part in order, to its end.
func (b *book) each(name string, show func(xml.StartElement, *part) error) error {
	err := b.unpack(name, show)
	if b.left <= 0 {
		return incoming.Troubled("unzipped", "most", maxUnzipped>>20)
	}
	var trouble *incoming.Trouble
	if err != nil && !errors.As(err, &trouble) {
		return incoming.Troubled("damaged", "part", name)
	}
	return err
}

func (b *book) unpack(name string, show func(xml.StartElement, *part) error) error {
	file := b.parts[name]
	if file == nil {
		return zip.ErrFormat
	}
	r, err := file.Open()
	if err != nil {
		return err
	}
	defer r.Close() // it was only read
	limited := &io.LimitedReader{R: r, N: b.left}
	defer func() { b.left = limited.N }()
	for p := (&part{xml: xml.NewDecoder(&gaps{from: limited})}); ; {
		token, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := show(e, p); err != nil {
				return err
			}
		}
	}
}

// attribute is one without a prefix; empty if there is none.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// runs reads on to the end of the open element and puts its texts together, without
// how they look and without how they are pronounced.
func (p *part) runs() (string, error) {
	var text strings.Builder
	inside := false
	for open := p.deep; ; {
		token, err := p.next()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if inside = t.Name.Local == "t"; t.Name.Local == "rPh" {
				err = p.skip()
			}
		case xml.EndElement:
			if inside = false; p.deep < open {
				return unescaped(text.String()), nil
			}
		case xml.CharData:
			if inside {
				text.Write(t)
			}
		}
		if err != nil {
			return "", err
		}
	}
}

// plain reads on to the end of the open element, which holds only text.
func (p *part) plain() (string, error) {
	var text strings.Builder
	for open := p.deep; ; {
		token, err := p.next()
		if err != nil {
			return "", err
		}
		if t, ok := token.(xml.CharData); ok {
			text.Write(t)
		}
		if p.deep < open {
			return text.String(), nil
		}
	}
}
