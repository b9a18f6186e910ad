package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

// Assets are files served as they are, compressed once at the start. Their
// addresses hold their hash, so that a browser may keep them for ever.
type Assets struct{ files map[string]*Static }

// Static is one body in every form that a browser may take, made once.
type Static struct {
	Type  string // content type
	ETag  string
	plain []byte
	gzip  []byte
	br    []byte
}

// NewStatic compresses a body as far as it goes: it is done once.
func NewStatic(contentType string, body []byte) *Static {
	var br, gz bytes.Buffer
	b := brotli.NewWriterLevel(&br, brotli.BestCompression)
	z, _ := gzip.NewWriterLevel(&gz, gzip.BestCompression) // the level is a valid one
	for _, w := range []interface {
		Write([]byte) (int, error)
		Close() error
	}{b, z} {
		_, _ = w.Write(body) // to memory: cannot fail
		_ = w.Close()
	}
	sum := sha256.Sum256(body)
	return &Static{
		Type: contentType, ETag: `"` + base64.RawURLEncoding.EncodeToString(sum[:9]) + `"`,
		plain: body, gzip: gz.Bytes(), br: br.Bytes(),
	}
}

// Sizes are the bytes over the wire: plain, gzip and brotli.
func (s *Static) Sizes() (plain, gz, br int) { return len(s.plain), len(s.gzip), len(s.br) }

// Write answers with the smallest form that the browser takes, or with 304 if
// it has it already. cache is the Cache-Control to say.
func (s *Static) Write(c echo.Context, cache string) error {
	h := c.Response().Header()
	h["Cache-Control"] = []string{cache}
	h["Etag"] = []string{s.ETag}
	h["Vary"] = varyEncoding
	r := c.Request()
	if r.Header.Get("If-None-Match") == s.ETag {
		return c.NoContent(http.StatusNotModified)
	}
	body := s.plain
	switch accepts := r.Header.Get("Accept-Encoding"); {
	case strings.Contains(accepts, "br"):
		h["Content-Encoding"], body = encodingBr, s.br
	case strings.Contains(accepts, "gzip"):
		h["Content-Encoding"], body = encodingGzip, s.gzip
	}
	return c.Blob(http.StatusOK, s.Type, body)
}

// Header values that are the same each time are made once.
var (
	varyEncoding = []string{"Accept-Encoding"}
	encodingBr   = []string{"br"}
	encodingGzip = []string{"gzip"}
)

// NewAssets reads every file at the top of files. It panics if one cannot be
// read: they are part of the program.
func NewAssets(files fs.FS) *Assets {
	names, err := fs.Glob(files, "*")
	if err != nil {
		panic(err)
	}
	a := &Assets{files: map[string]*Static{}}
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err)
		}
		a.files[name] = NewStatic(mime.TypeByExtension(path.Ext(name)), body)
	}
	return a
}

// URL is the address of a file, with its hash. It panics for a file that is
// not there: a page must not ask for it.
func (a *Assets) URL(name string) string {
	s := a.files[name]
	if s == nil {
		panic("web: no asset " + name)
	}
	return "/static/" + name + "?" + strings.Trim(s.ETag, `"`)
}

// Mount serves the files below /static/.
func (a *Assets) Mount(e *echo.Echo) {
	e.GET("/static/:name", func(c echo.Context) error {
		s := a.files[c.Param("name")]
		if s == nil {
			return fault.Wrap(fault.NotFound, "asset")
		}
		cache := "public, max-age=3600"
		if c.QueryString() == strings.Trim(s.ETag, `"`) {
			cache = "public, max-age=31536000, immutable"
		}
		return s.Write(c, cache)
	})
}
