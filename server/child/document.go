package child

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"

	"kist/server/web"
	"kist/surveys"
)

// document is a questionnaire as it is served: made once for a version, an
// edition and a language, the same bytes for everybody.
type document struct {
	policy            []string // its content security policy, which allows its style
	plain, gzip, brot encoded
}

// encoded is a document in one encoding, with its header lines ready, so that
// serving it makes nothing.
type encoded struct {
	body           []byte
	coding, length []string
	etag           []string
}

// Header lines that every questionnaire has. The time is short because a round
// may close, and long enough for a phone that goes back and forth.
var (
	htmlType     = []string{"text/html; charset=utf-8"}
	cacheShortly = []string{"public, max-age=300"}
	varyEncoding = []string{"Accept-Encoding"}
)

// newDocument compresses a page as far as it goes.
func newDocument(html []byte, style string) (*document, error) {
	var br, gz bytes.Buffer
	bw := brotli.NewWriterLevel(&br, brotli.BestCompression)
	if _, err := bw.Write(html); err != nil {
		return nil, err
	}
	if err := bw.Close(); err != nil {
		return nil, err
	}
	gw, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := gw.Write(html); err != nil {
		return nil, err
	}
	if err := gw.Close(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(html)
	mark := hex.EncodeToString(sum[:8])
	return &document{
		policy: []string{web.StylePolicy(style)},
		plain:  newEncoded(html, "", mark),
		gzip:   newEncoded(gz.Bytes(), "gzip", mark),
		brot:   newEncoded(br.Bytes(), "br", mark),
	}, nil
}

func newEncoded(body []byte, coding, mark string) encoded {
	e := encoded{body: body, length: []string{strconv.Itoa(len(body))}, etag: []string{`"` + mark + coding + `"`}}
	if coding != "" {
		e.coding = []string{coding}
	}
	return e
}

// write answers with the document in the best encoding that the browser takes.
func (d *document) write(w http.ResponseWriter, r *http.Request) error {
	e := d.best(r.Header["Accept-Encoding"])
	h := w.Header()
	h["Content-Security-Policy"] = d.policy
	h["Cache-Control"] = cacheShortly
	h["Vary"] = varyEncoding
	h["Etag"] = e.etag
	if known := r.Header["If-None-Match"]; len(known) == 1 && strings.Contains(known[0], e.etag[0]) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h["Content-Type"] = htmlType
	h["Content-Length"] = e.length
	if e.coding != nil {
		h["Content-Encoding"] = e.coding
	}
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(e.body)
	return err
}

// best chooses the smallest encoding that is taken.
func (d *document) best(accept []string) *encoded {
	switch {
	case takes(accept, "br"):
		return &d.brot
	case takes(accept, "gzip"):
		return &d.gzip
	}
	return &d.plain
}

// takes says whether lines of Accept-Encoding name a coding and do not give it
// the weight nought.
func takes(accept []string, coding string) bool {
	for _, line := range accept {
		for line != "" {
			var part string
			part, line, _ = strings.Cut(line, ",")
			name, weight, _ := strings.Cut(part, ";")
			if strings.TrimSpace(name) == coding {
				return strings.Trim(strings.TrimPrefix(strings.TrimSpace(weight), "q="), "0.") != "" || strings.TrimSpace(weight) == ""
			}
		}
	}
	return false
}

// documents are the questionnaires made so far.
type documents struct {
	mu   sync.RWMutex
	made map[documentKey]*making
}

type documentKey struct {
	version string
	edition surveys.Edition
	lang    string
}

// making is a document that is made by the first who asks for it, while others
// wait.
type making struct {
	once sync.Once
	doc  *document
	err  error
}

func newDocuments() *documents { return &documents{made: map[documentKey]*making{}} }

// get gives a document, made once. A failure is not kept.
func (d *documents) get(key documentKey, build func() (*document, error)) (*document, error) {
	d.mu.RLock()
	m := d.made[key]
	d.mu.RUnlock()
	if m == nil {
		m = d.claim(key)
	}
	m.once.Do(func() { m.doc, m.err = build() })
	if m.err != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.made[key] == m {
			delete(d.made, key)
		}
	}
	return m.doc, m.err
}

func (d *documents) claim(key documentKey) *making {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.made[key] == nil {
		d.made[key] = &making{}
	}
	return d.made[key]
}

// questionnaire serves the whole questionnaire.
func (p *Pages) questionnaire(c echo.Context) error {
	ctx := c.Request().Context()
	at, err := p.codes.running(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	e, err := at.offered(c.Param("edition"), c.Param("lang"))
	if err != nil {
		return err
	}
	key := documentKey{at.round.Version, e, c.Param("lang")}
	doc, err := p.documents.get(key, func() (*document, error) { return p.build(ctx, key) })
	if err != nil {
		return err
	}
	return doc.write(c.Response(), c.Request())
}

// build makes the document that everybody gets.
func (p *Pages) build(ctx context.Context, key documentKey) (*document, error) {
	s, err := p.speaker(ctx, key.version, key.edition, key.lang)
	if err != nil {
		return nil, err
	}
	page, err := p.prepare(s, nil)
	if err != nil {
		return nil, err
	}
	html, err := p.room.Bytes("questionnaire", page)
	if err != nil {
		return nil, err
	}
	return newDocument(html, string(page.Inline))
}
