package child

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"kist/server/web"
	"kist/surveys"
)

// document is a questionnaire as it is served: made once for a version, an
// edition and a language, the same bytes for everybody.
type document struct {
	served atomic.Pointer[web.Static]
	policy []string // its content security policy, which allows its style
}

const htmlType = "text/html; charset=utf-8"

// cacheShortly is short because a round may close, and long enough for a phone
// that goes back and forth.
var cacheShortly = []string{"public, max-age=300"}

// newDocument makes a document for those who wait for it.
func newDocument(html []byte, style string) *document {
	d := &document{policy: []string{web.StylePolicy(style)}}
	d.served.Store(web.QuickStatic(htmlType, html))
	return d
}

// press makes the document as small as can be. It takes long, so nobody waits
// for it.
func (d *document) press(html []byte) { d.served.Store(web.NewStatic(htmlType, html)) }

// documents are the questionnaires made so far.
type documents struct {
	mu   sync.RWMutex
	made map[documentKey]*making // the latest of each
}

type documentKey struct {
	version string
	edition surveys.Edition
	lang    string
}

// making is a document that is made by the first who asks for it, while others
// wait.
type making struct {
	mark string // of what stands on it besides its questions
	once sync.Once
	doc  *document
	err  error
}

func newDocuments() *documents { return &documents{made: map[documentKey]*making{}} }

// errNotMade is what is left of a document whose making broke off.
var errNotMade = errors.New("child: the questionnaire was not made")

// get gives a document, made once, and anew when there is something else to
// hear on it. A failure is not kept.
func (d *documents) get(key documentKey, mark string, build func() (*document, error)) (*document, error) {
	d.mu.RLock()
	m := d.made[key]
	d.mu.RUnlock()
	if m == nil || m.mark != mark {
		m = d.claim(key, mark)
	}
	m.once.Do(func() {
		m.err = errNotMade // stays if build panics
		m.doc, m.err = build()
	})
	if m.err != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.made[key] == m {
			delete(d.made, key)
		}
	}
	return m.doc, m.err
}

func (d *documents) claim(key documentKey, mark string) *making {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m := d.made[key]; m == nil || m.mark != mark {
		d.made[key] = &making{mark: mark}
	}
	return d.made[key]
}

// questionnaire serves the whole questionnaire.
func (p *Pages) questionnaire(c echo.Context) error {
	ctx := c.Request().Context()
	at, err := p.opensNow(c, c.Param("code"))
	if err != nil {
		return err
	}
	e, err := at.offered(c.Param("edition"), c.Param("lang"))
	if err != nil {
		return err
	}
	s, err := p.speaker(ctx, at.round.Version, e, c.Param("lang"))
	if err != nil {
		return err
	}
	s.pilot, s.work = at.round.Pilot != "", at.zeros()
	key := documentKey{at.round.Version + " " + string(at.round.Door), e, s.lang}
	doc, err := p.documents.get(key, s.heard.Mark(), func() (*document, error) { return p.build(s) })
	if err != nil {
		return err
	}
	c.Response().Header()["Content-Security-Policy"] = doc.policy
	return doc.served.Load().Write(c, cacheShortly)
}

// build makes the document that everybody gets.
func (p *Pages) build(s speaker) (*document, error) {
	p.Opening()
	page, err := p.prepare(s, nil)
	if err != nil {
		return nil, err
	}
	html, err := p.room.Bytes("questionnaire", page)
	if err != nil {
		return nil, err
	}
	doc := newDocument(html, string(page.Inline))
	go func() {
		p.pressing.Lock() // one at a time: the other processors are for those who wait
		defer p.pressing.Unlock()
		doc.press(html)
	}()
	return doc, nil
}
