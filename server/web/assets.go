package web

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"io/fs"
	"math/bits"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

// Assets are files served as they are, each compressed when the first browser asks
// for it: all at the start would be most of the start's time. Their addresses hold
// their hash, so that a browser may keep them for ever.
type Assets struct {
	files map[string]*Static
	texts map[string]string // style sheets as people wrote them
}

// Static is one body in every form that a browser may take, made once, with
// its header lines ready, so that serving it makes nothing.
type Static struct {
	mark  string // changes with the body
	kind  []string
	plain form
	small func() compressed // made once
}

// compressed are the forms that take time to make.
type compressed struct{ gzip, br form }

// form is a body in one encoding.
type form struct {
	body                 []byte
	coding, length, etag []string
}

// quickly is a quality of brotli that takes a thirtieth of the time of the best
// and makes a page a tenth larger.
const quickly = 5

// NewStatic compresses a body as far as it goes: it is done once.
func NewStatic(contentType string, body []byte) *Static {
	s := newStatic(contentType, body, brotli.BestCompression)
	s.small()
	return s
}

// QuickStatic compresses a body well enough for those who wait for it.
func QuickStatic(contentType string, body []byte) *Static {
	s := newStatic(contentType, body, quickly)
	s.small()
	return s
}

// newStatic is a body that is compressed when it is first asked for.
func newStatic(contentType string, body []byte, quality int) *Static {
	s := &Static{mark: markOf(body), kind: []string{contentType}, plain: newForm(body, "")}
	s.small = sync.OnceValue(func() compressed {
		if contentType == fontKind { // which is compressed already
			return compressed{s.plain, s.plain}
		}
		return compress(s.plain, quality)
	})
	return s
}

// compress makes a form smaller in both codings.
func compress(plain form, quality int) compressed {
	var br, gz bytes.Buffer
	b := brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: quality, LGWin: window(len(plain.body))})
	z, _ := gzip.NewWriterLevel(&gz, gzip.BestCompression) // the level is a valid one
	for _, w := range []io.WriteCloser{b, z} {
		_, _ = w.Write(plain.body) // to memory: cannot fail
		_ = w.Close()
	}
	return compressed{gzip: plain.or(newForm(gz.Bytes(), "gzip")), br: plain.or(newForm(br.Bytes(), "br"))}
}

// or gives the other form if that is smaller: a picture may be compressed already.
func (f form) or(other form) form {
	if len(other.body) < len(f.body) {
		return other
	}
	return f
}

// window is the least window of brotli, as a power of two, that holds all of n
// bytes. A larger one takes tens of megabytes while a page is made small, and
// makes it no smaller.
func window(n int) int {
	const least, most = 16, 22
	return min(max(bits.Len(uint(n+16)), least), most) // 16 bytes are the format's own
}

// markOf is short, and another for other bytes.
func markOf(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// newForm makes the header lines. The tag is that of the bytes over the wire, so
// that a part of one form is never joined to a part of another.
func newForm(body []byte, coding string) form {
	f := form{body: body, length: []string{strconv.Itoa(len(body))}, etag: []string{`"` + markOf(body) + `"`}}
	if coding != "" {
		f.coding = []string{coding}
	}
	return f
}

// Sizes are the bytes over the wire: plain, gzip and brotli.
func (s *Static) Sizes() (plain, gz, br int) {
	small := s.small()
	return len(s.plain.body), len(small.gzip.body), len(small.br.body)
}

var varyEncoding = []string{"Accept-Encoding"}

// Write answers with the smallest form that the browser takes, or with 304 if
// it has it already. cache is the Cache-Control to say; it is not changed.
func (s *Static) Write(c echo.Context, cache []string) error {
	r, w := c.Request(), c.Response()
	f := s.best(r.Header["Accept-Encoding"])
	h := w.Header()
	h["Cache-Control"] = cache
	h["Vary"] = varyEncoding
	h["Etag"] = f.etag
	if known := r.Header["If-None-Match"]; len(known) == 1 && strings.Contains(known[0], f.etag[0]) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h["Content-Type"] = s.kind
	h["Content-Length"] = f.length
	if f.coding != nil {
		h["Content-Encoding"] = f.coding
	}
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(f.body)
	return err
}

// best chooses the smallest form that is taken.
func (s *Static) best(accept []string) form {
	switch {
	case takes(accept, "br"):
		return s.small().br
	case takes(accept, "gzip"):
		return s.small().gzip
	}
	return s.plain
}

// takes says whether lines of Accept-Encoding name a coding and do not give it
// the weight nought.
func takes(accept []string, coding string) bool {
	for _, line := range accept {
		for line != "" {
			var part string
			part, line, _ = strings.Cut(line, ",")
			name, weight, weighed := strings.Cut(part, ";")
			if strings.TrimSpace(name) == coding {
				return !weighed || strings.Trim(strings.TrimPrefix(strings.TrimSpace(weight), "q="), "0.") != ""
			}
		}
	}
	return false
}

// NewAssets reads every file at the top of files. It panics if one cannot be
// read: they are part of the program.
func NewAssets(files fs.FS) *Assets {
	names, err := fs.Glob(files, "*")
	if err != nil {
		panic(err)
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(order(a), order(b)) })
	a := &Assets{files: map[string]*Static{}, texts: map[string]string{}}
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err)
		}
		if path.Ext(name) == ".css" {
			a.texts[name] = a.linked(string(body))
			body = []byte(Minify(a.texts[name]))
		}
		if path.Ext(name) == ".js" {
			body = []byte(withoutRemarks(string(body)))
		}
		a.files[name] = newStatic(kindOf(name), body, brotli.BestCompression)
	}
	return a
}

// order puts style sheets after the files that they name.
func order(name string) int {
	if path.Ext(name) == ".css" {
		return 1
	}
	return 0
}

// fontKind is the type of the fonts here.
const fontKind = "font/woff2"

// kindOf is the type of a file. Few machines know that of fonts.
func kindOf(name string) string {
	if path.Ext(name) == ".woff2" {
		return fontKind
	}
	return mime.TypeByExtension(path.Ext(name))
}

// fileInSheet is how a style sheet names a file beside it.
var fileInSheet = regexp.MustCompile(`url\(([a-z0-9-]+\.[a-z0-9]+)\)`)

// linked puts the addresses, with their hashes, of the files that a style sheet
// names. It panics for one that is not there.
func (a *Assets) linked(sheet string) string {
	return fileInSheet.ReplaceAllStringFunc(sheet, func(found string) string {
		return "url(" + a.URL(fileInSheet.FindStringSubmatch(found)[1]) + ")"
	})
}

// Sheet is a style sheet with its comments, and with the addresses of the files
// that it names. It panics for one that is not there.
func (a *Assets) Sheet(name string) string {
	text, ok := a.texts[name]
	if !ok {
		panic("web: no style sheet " + name)
	}
	return text
}

// URL is the address of a file, with its hash. It panics for a file that is
// not there: a page must not ask for it.
func (a *Assets) URL(name string) string {
	s := a.files[name]
	if s == nil {
		panic("web: no asset " + name)
	}
	return "/static/" + name + "?" + s.mark
}

// ofPages are header lines that say something of pages alone. A first visit on a
// slow phone does without them on every font and script.
var ofPages = []string{"Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options"}

var (
	keepForever = []string{"public, max-age=31536000, immutable"}
	keepAnHour  = []string{"public, max-age=3600"}
)

// Mount serves the files below /static/.
func (a *Assets) Mount(e *echo.Echo) {
	e.GET("/static/:name", func(c echo.Context) error {
		s := a.files[c.Param("name")]
		if s == nil {
			return fault.Wrap(fault.NotFound, "asset")
		}
		for _, name := range ofPages {
			delete(c.Response().Header(), name)
		}
		if c.QueryString() == s.mark {
			return s.Write(c, keepForever)
		}
		return s.Write(c, keepAnHour)
	})
}
