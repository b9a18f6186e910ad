package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

func TestTakes(t *testing.T) {
	for _, c := range []struct {
		accept string
		br     bool
	}{
		{"br", true}, {"gzip, deflate, br", true}, {"gzip;q=1.0, br;q=0.5", true}, {"br;q=0", false}, {"br; q=0.0", false},
		{"", false}, {"gzip", false}, {"broken", false}, {"brr,xbr", false}, {"br;q=0.001", true},
	} {
		if got := takes([]string{c.accept}, "br"); got != c.br {
			t.Errorf("%q: %v", c.accept, got)
		}
	}
	if takes(nil, "br") {
		t.Error("nothing said is taken for br")
	}
}

var sheet = strings.Repeat("body { color: red }\n", 100)

// assetServer serves one file, as the program does.
func assetServer(t *testing.T) (*Assets, *echo.Echo) {
	t.Helper()
	a := NewAssets(fstest.MapFS{"a.css": {Data: []byte(sheet)}})
	page := func(c echo.Context, status int, what string, _ fault.Problems) error { return c.String(status, what) }
	e := New(slog.New(slog.DiscardHandler), false, OnError(page, page, page))
	a.Mount(e)
	return a, e
}

func fetch(e *echo.Echo, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func TestAssets(t *testing.T) {
	a, e := assetServer(t)
	decode := map[string]func(io.Reader) io.Reader{
		"":     func(r io.Reader) io.Reader { return r },
		"br":   func(r io.Reader) io.Reader { return brotli.NewReader(r) },
		"gzip": func(r io.Reader) io.Reader { z, _ := gzip.NewReader(r); return z },
	}
	tags := map[string]bool{}
	for coding, plain := range decode {
		w := fetch(e, a.URL("a.css"), "Accept-Encoding", coding)
		if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != coding || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") {
			t.Errorf("%q: %d, %v", coding, w.Code, w.Header())
		}
		if !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%q may not be kept: %v", coding, w.Header())
		}
		body, err := io.ReadAll(plain(w.Body))
		if err != nil || string(body) != Minify(sheet) {
			t.Errorf("%q: other bytes (%v)", coding, err)
		}
		tag := w.Header().Get("Etag")
		tags[tag] = true
		if again := fetch(e, a.URL("a.css"), "Accept-Encoding", coding, "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%q again: %d", coding, again.Code)
		}
	}
	if len(tags) != 3 {
		t.Errorf("tags %v", tags)
	}
	if w := fetch(e, "/static/a.css?old"); strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Error("an old address may be kept for ever")
	}
	if w := fetch(e, "/static/b.css"); w.Code != http.StatusNotFound {
		t.Errorf("a file that is not there: %d", w.Code)
	}
}

func TestAssetAddressOfNothing(t *testing.T) {
	a, _ := assetServer(t)
	defer func() {
		if recover() == nil {
			t.Error("a page may ask for a file that is not there")
		}
	}()
	a.URL("b.css")
}

func TestStaticSizes(t *testing.T) {
	plain, gz, br := NewStatic("text/css", []byte(sheet)).Sizes()
	if plain != len(sheet) || gz >= plain || br >= gz {
		t.Errorf("sizes %d, %d, %d", plain, gz, br)
	}
	long := []byte(strings.Repeat(sheet, 3) + strings.ToUpper(sheet) + strings.Repeat("p > a:hover { margin: 0 1px }", 40))
	plain, _, br = NewStatic("text/css", long).Sizes()
	if _, _, quick := QuickStatic("text/css", long).Sizes(); quick > plain/10 || br > plain/10 {
		t.Errorf("of %d bytes, quickly %d, at best %d", plain, quick, br)
	}
}

// Forms with other bytes have other tags, even in one encoding: a browser that
// has half of one must not take the other half of another.
func TestEveryFormHasItsOwnTag(t *testing.T) {
	long := []byte(strings.Repeat(sheet, 3) + strings.ToUpper(sheet) + strings.Repeat("p > a:hover { margin: 0 1px }", 40))
	quick, best := QuickStatic("text/css", long), NewStatic("text/css", long)
	if bytes.Equal(quick.small().br.body, best.small().br.body) {
		t.Fatal("both ways of compressing give the same bytes: nothing was compared")
	}
	tags := map[string]string{}
	for _, f := range []form{quick.plain, quick.small().gzip, quick.small().br, best.plain, best.small().gzip, best.small().br} {
		if body, ok := tags[f.etag[0]]; ok && body != string(f.body) {
			t.Errorf("the tag %s stands for two bodies", f.etag[0])
		}
		tags[f.etag[0]] = string(f.body)
	}
	if quick.mark != best.mark {
		t.Error("the address of a file depends on how it was compressed")
	}
}

// A style sheet names fonts by their addresses with their hashes, so that they
// may be kept for ever; a font says what it is, and is not packed a second time.
func TestFontsOfASheet(t *testing.T) {
	font := make([]byte, 600)
	for i := range font {
		font[i] = byte(i * i * 31 >> 3)
	}
	a := NewAssets(fstest.MapFS{
		"a.css":           {Data: []byte(`@font-face{src:url(letters-b.woff2)}i{background:url("data:x")}`)},
		"letters-b.woff2": {Data: font},
	})
	if got, want := a.Sheet("a.css"), "url("+a.URL("letters-b.woff2")+")"; !strings.Contains(got, want) || !strings.Contains(got, `url("data:x")`) {
		t.Errorf("the sheet %q does not name %q", got, want)
	}
	e := New(slog.New(slog.DiscardHandler), false, OnError(nil, nil, nil))
	a.Mount(e)
	w := fetch(e, a.URL("letters-b.woff2"), "Accept-Encoding", "gzip, br")
	if kind := w.Header().Get("Content-Type"); kind != "font/woff2" || w.Body.Len() != len(font) || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("%d bytes of %q in %q", w.Body.Len(), kind, w.Header().Get("Content-Encoding"))
	}
	if !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("it may not be kept: %v", w.Header())
	}
	defer func() {
		if recover() == nil {
			t.Error("a sheet may name a file that is not there")
		}
	}()
	NewAssets(fstest.MapFS{"a.css": {Data: []byte("@font-face{src:url(c.woff2)}")}})
}

// Making a page small takes little memory, and makes it as small as with all
// the memory in the world: a server makes one for every edition and language.
func TestMakingSmallIsLight(t *testing.T) {
	var page []byte
	for i := range 4000 {
		page = fmt.Appendf(page, "<li>%d and %x</li>\n", i*i, i*7919)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := NewStatic("text/html", page)
	runtime.ReadMemStats(&after)
	const most = 24 << 20 // with the largest window it takes more than twice that
	if took := after.TotalAlloc - before.TotalAlloc; took > most {
		t.Errorf("%d bytes take %d kB of memory", len(page), took>>10)
	}
	var widest bytes.Buffer
	w := brotli.NewWriterLevel(&widest, brotli.BestCompression)
	if _, err := w.Write(page); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, br := s.Sizes(); br > widest.Len()+widest.Len()/100 {
		t.Errorf("%d bytes, %d with the largest window", br, widest.Len())
	}
}
