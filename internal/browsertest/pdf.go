package browsertest

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/chromedp/cdproto/page"
)

// PDF is a page as the browser prints it.
type PDF struct {
	Pages int
	Text  string // of all pages, without spaces: a printed line need not have any
}

// Print prints the page that the tab shows, as a person with paper of the size
// that its style asks for would.
func (p *Page) Print() PDF {
	p.t.Helper()
	yes := true
	printed := result(p, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: &yes, PreferCSSPageSize: &yes})
	p.keep("print"+strings.NewReplacer("/", "-", "?", "-", "&", "-", "=", "-").Replace(strings.TrimPrefix(p.Location(), p.site.String()))+".pdf", printed.Data)
	return readPDF(printed.Data)
}

var (
	pdfPage   = regexp.MustCompile(`/Type\s*/Page\b[^s]`)
	pdfObject = regexp.MustCompile(`(?s)\b(\d+) 0 obj(.*?)endobj`)
	pdfStream = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
	pdfFont   = regexp.MustCompile(`/(F\d+)\s+(\d+) 0 R`)
	pdfCMap   = regexp.MustCompile(`/ToUnicode\s+(\d+) 0 R`)
	pdfShow   = regexp.MustCompile(`/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>`)
	cmapBlock = regexp.MustCompile(`(?s)begin(bfchar|bfrange)(.*?)end`)
	cmapChar  = regexp.MustCompile(`<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>`)
	cmapRange = regexp.MustCompile(`<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>`)
)

// readPDF reads as much of a PDF as Chromium writes: pages, fonts that say what
// their glyphs stand for, and text shown with them.
func readPDF(b []byte) PDF {
	doc := PDF{Pages: len(pdfPage.FindAll(b, -1))}
	objects := map[string][]byte{}
	for _, m := range pdfObject.FindAllSubmatch(b, -1) {
		objects[string(m[1])] = m[2]
	}
	fonts := map[string]map[string]string{}
	for _, o := range objects {
		for _, m := range pdfFont.FindAllSubmatch(o, -1) {
			if cmap := pdfCMap.FindSubmatch(objects[string(m[2])]); cmap != nil {
				fonts[string(m[1])] = readCMap(inflate(objects[string(cmap[1])]))
			}
		}
	}
	var text strings.Builder
	for _, o := range objects {
		if content := inflate(o); bytes.Contains(content, []byte(" Tf")) {
			text.WriteString(shown(content, fonts))
		}
	}
	doc.Text = text.String()
	return doc
}

// inflate gives the stream of an object; nil if it has none that can be read.
func inflate(object []byte) []byte {
	m := pdfStream.FindSubmatch(object)
	if m == nil {
		return nil
	}
	r, err := zlib.NewReader(bytes.NewReader(m[1]))
	if err != nil {
		return m[1]
	}
	content, _ := io.ReadAll(r) // what can be read of it is enough
	return content
}

// readCMap reads which characters the glyphs of a font stand for.
func readCMap(cmap []byte) map[string]string {
	glyphs := map[string]string{}
	for _, block := range cmapBlock.FindAllSubmatch(cmap, -1) {
		if string(block[1]) == "bfchar" {
			for _, m := range cmapChar.FindAllSubmatch(block[2], -1) {
				glyphs[strings.ToUpper(string(m[1]))] = characters(string(m[2]))
			}
			continue
		}
		for _, m := range cmapRange.FindAllSubmatch(block[2], -1) {
			from, _ := strconv.ParseUint(string(m[1]), 16, 16)
			to, _ := strconv.ParseUint(string(m[2]), 16, 16)
			first, _ := strconv.ParseUint(string(m[3]), 16, 32)
			for g := from; g <= to; g++ {
				glyphs[hex4(g)] = string(rune(first + g - from))
			}
		}
	}
	return glyphs
}

func hex4(n uint64) string {
	s := strings.ToUpper(strconv.FormatUint(n, 16))
	return strings.Repeat("0", max(0, 4-len(s))) + s
}

// characters reads UTF-16 in hexadecimal.
func characters(hex string) string {
	var units []uint16
	for i := 0; i+4 <= len(hex); i += 4 {
		u, _ := strconv.ParseUint(hex[i:i+4], 16, 16)
		units = append(units, uint16(u))
	}
	return string(utf16.Decode(units))
}

// shown is the text that a page shows, without spaces.
func shown(content []byte, fonts map[string]map[string]string) string {
	var b strings.Builder
	var font map[string]string
	for _, m := range pdfShow.FindAllSubmatch(content, -1) {
		if len(m[1]) > 0 {
			font = fonts[string(m[1])]
			continue
		}
		hex := strings.ToUpper(string(m[2]))
		for i := 0; i+4 <= len(hex); i += 4 {
			b.WriteString(strings.TrimSpace(font[hex[i:i+4]]))
		}
	}
	return b.String()
}

// Squeezed is a text as PDF.Text holds it.
func Squeezed(text string) string { return strings.Join(strings.Fields(text), "") }
