package child

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/server/web"
	"kist/surveys"
)

// Feedback is what children are told happened because of what they said.
type Feedback interface {
	// Get reads the page of an inspection. fault.NotFound if there is none.
	Get(ctx context.Context, inspection string) (*heard.Page, error)
	// Public lists the pages that children can read.
	Public(ctx context.Context) ([]*heard.Brief, error)
	// Said reads a quote; the zero Said if it was taken back.
	Said(ctx context.Context, inspection, quote string) (heard.Said, error)
}

// feedbackAge is how long a page of feedback is shown without asking the store: it
// bounds for how long a page stays that somebody took away.
const feedbackAge = 10 * time.Second

// maxTold bounds the pages of feedback that are kept ready.
const maxTold = 512

// toldPages are the pages of feedback made lately.
type toldPages struct {
	mu   sync.Mutex
	made map[toldKey]toldPage
}

type toldKey struct{ inspection, edition, lang string }

type toldPage struct {
	served *web.Static
	form   *tapPage // with the question on it, instead; nil: it has none
	policy []string // its content security policy, which allows its style
	at     time.Time
}

// write serves the page: the same bytes for everybody, or with a secret of its own for
// the form on it.
func (t toldPage) write(c echo.Context) error {
	c.Response().Header()["Content-Security-Policy"] = t.policy
	if t.form != nil {
		return t.form.write(c)
	}
	return t.served.Write(c, cacheShortly)
}

// feedbackPage tells children what came of what they said.
type feedbackPage struct {
	base
	Where   string // the inspection's area
	Day     string // in words
	Draft   bool   // nobody checked the words of this language
	Made    bool   // it is invented
	Sprite  template.HTML
	Entries []toldEntry
	Other   string   // address of other languages and ages; empty: there is one alone
	Areas   string   // address of the page of all areas
	Ask     *tapForm // whether it answers children; nil: they are not asked
}

// toldEntry is one thing that children said, with what comes of it.
type toldEntry struct {
	N                              int // from 1
	Picture                        string
	State                          heard.State
	Title, Said, Heard, Change, By string
	Due                            string // day in words; empty: none
	News                           []toldNews
	Sound                          string // id of what is recorded of it; empty: nothing
	Quote                          heard.Said
}

// toldNews is what came of a promise.
type toldNews struct {
	Kept           bool
	Was, Day, Text string // the days in words
}

// StateID is the id of what comes of it.
func (e toldEntry) StateID() string { return "child.heard.state." + string(e.State) }

// Cannot says that it does not change.
func (e toldEntry) Cannot() bool { return e.State == heard.Cannot }

// mountFeedback puts the pages of what came of children's answers on e.
func (p *Pages) mountFeedback(e *echo.Echo) {
	e.GET("/heard", p.feedbackAreas)
	e.GET("/heard/:inspection", p.feedbackChoose)
	e.GET("/heard/:inspection/:edition/:lang", p.feedbackOf)
	e.POST("/heard/:inspection/:edition/:lang/tap", p.tap)
	e.GET("/heard/:inspection/:edition/:lang/tap", p.backToQuestions)
}

func feedbackPath(inspection string) string { return "/heard/" + url.PathEscape(inspection) }

// shownTo reads what children of an inspection can read. fault.NotFound if that is
// nothing.
func (p *Pages) shownTo(c echo.Context) (*heard.Page, error) {
	id, err := web.Param(c, "inspection")
	if err != nil || p.Feedback == nil {
		return nil, fault.Wrap(fault.NotFound, "feedback")
	}
	page, err := p.Feedback.Get(c.Request().Context(), id)
	if err == nil && page.Shown == nil {
		return nil, fault.Wrap(fault.NotFound, "feedback of %s is not shown", id)
	}
	return page, err
}

// feedbackOf serves what children are told in an edition and a language: the same
// bytes for everybody.
func (p *Pages) feedbackOf(c echo.Context) error {
	key := toldKey{c.Param("inspection"), c.Param("edition"), c.Param("lang")}
	p.told.mu.Lock()
	ready, ok := p.told.made[key]
	p.told.mu.Unlock()
	if ok && p.Now().Sub(ready.at) < feedbackAge {
		return ready.write(c)
	}
	page, err := p.shownTo(c)
	if err != nil {
		return err
	}
	if !page.Shown.Offers(surveys.Edition(key.edition), key.lang) {
		return fault.Wrap(fault.NotFound, "feedback of %s for %s in %q", key.inspection, key.edition, key.lang)
	}
	if ready, err = p.makeTold(c.Request().Context(), page, surveys.Edition(key.edition), key.lang); err != nil {
		return err
	}
	p.told.mu.Lock()
	if len(p.told.made) >= maxTold {
		clear(p.told.made)
	}
	p.told.made[key] = ready
	p.told.mu.Unlock()
	return ready.write(c)
}

// makeTold makes a page that is shown, with the question on it while it is asked.
func (p *Pages) makeTold(ctx context.Context, page *heard.Page, e surveys.Edition, lang string) (toldPage, error) {
	ask, err := p.askOn(ctx, page.ID, e, lang)
	if err != nil {
		return toldPage{}, err
	}
	html, style, err := p.styledFeedback(ctx, page, e, lang, ask)
	if err != nil {
		return toldPage{}, err
	}
	told := toldPage{policy: []string{web.StylePolicy(style)}, at: p.Now()}
	if ask != nil {
		told.form = cutTap(html, ask.Secret)
	} else {
		told.served = web.QuickStatic(htmlType, html)
	}
	return told, nil
}

// styledFeedback draws a page with its style inside: it comes with one request, for who
// has nothing else of ours yet.
func (p *Pages) styledFeedback(ctx context.Context, of *heard.Page, e surveys.Edition, lang string, ask *tapForm) ([]byte, string, error) {
	page, err := p.feedbackFor(ctx, of, of.Shown, e, lang)
	if err != nil {
		return nil, "", err
	}
	page.asks(p.drawings, ask)
	page.Inline = template.CSS(only(web.Minify(p.sheet), reader{page.Tone, lang})) // #nosec G203 -- the program's own style sheet
	html, err := p.room.Bytes("feedback", page)
	return html, string(page.Inline), err
}

// asks puts a question at the end of the page; nil: none.
func (f *feedbackPage) asks(from web.Drawings, ask *tapForm) {
	if f.Ask = ask; ask == nil {
		return
	}
	var faces []string
	for _, face := range ask.Faces {
		faces = append(faces, face.Picture)
	}
	f.Sprite += from.Sprite(faces)
}

// DrawFeedback draws what children of an edition read in a language, be it shown to
// them already or about to be: staff see the same page before it is.
func (p *Pages) DrawFeedback(ctx context.Context, of *heard.Page, shown *heard.Shown, e surveys.Edition, lang string) ([]byte, error) {
	page, err := p.feedbackFor(ctx, of, shown, e, lang)
	if err != nil {
		return nil, err
	}
	return p.room.Bytes("feedback", page)
}

// feedbackFor is the page for an edition in a language.
func (p *Pages) feedbackFor(ctx context.Context, of *heard.Page, shown *heard.Shown, e surveys.Edition, lang string) (*feedbackPage, error) {
	in, err := p.Inspection(ctx, of.ID)
	if err != nil {
		return nil, err
	}
	printer := p.Words.Printer(lang)
	page := &feedbackPage{
		base: p.base(printer, toneOf(e), "child.title.heard"), Where: in.Title, Day: dayIn(printer, shown.Day),
		Draft: !slices.Contains(shown.Checked, lang), Made: of.Synthetic, Areas: "/heard",
	}
	if len(shown.Editions)*len(shown.Languages) > 1 {
		page.Other = feedbackPath(of.ID)
	}
	var pictures []string
	for i, entry := range shown.Content.Entries {
		one := tell(printer, entry, i+1, e, lang)
		one.Quote = p.quoteOf(ctx, of.ID, entry.Quote)
		page.Entries = append(page.Entries, one)
		pictures = append(pictures, entry.Picture)
	}
	page.Sprite = p.drawings.Sprite(pictures)
	p.toldAloud(ctx, page, of, shown.Content, e)
	return page, nil
}

// quoteOf reads a child's own words, anew whenever a page is made: where the store does
// not say that they may be shown, they are not.
func (p *Pages) quoteOf(ctx context.Context, inspection, quote string) heard.Said {
	if quote == "" || p.Feedback == nil {
		return heard.Said{}
	}
	said, err := p.Feedback.Said(ctx, inspection, quote)
	if err != nil {
		p.Log.Error("quote", "error", err.Error())
	}
	return said
}

// Pictures are the drawings that an entry can have, in order.
func (p *Pages) Pictures() []string { return p.drawings.Pictures() }

// tell is an entry in the words of an edition.
func tell(p *i18n.Printer, e heard.Entry, n int, of surveys.Edition, lang string) toldEntry {
	say := func(w surveys.Words) string { text, _ := w.In(of, lang); return text }
	one := toldEntry{
		N: n, Picture: e.Picture, State: e.State, Title: say(e.Texts.Title), Said: say(e.Texts.Said), Heard: say(e.Texts.Heard),
		Change: say(e.Texts.Change), By: say(e.Texts.By), Due: dayIn(p, e.Due),
	}
	for _, news := range e.News {
		one.News = append(one.News, toldNews{news.Kept, dayIn(p, news.Was), dayIn(p, news.Day), say(news.Text)})
	}
	return one
}

// feedbackChoose offers the languages and ages in which a page can be read, or leads to
// the only one.
func (p *Pages) feedbackChoose(c echo.Context) error {
	shown, err := p.shownTo(c)
	if errors.Is(err, fault.NotFound) && p.isInspection(c) {
		return p.notYet(c)
	}
	if err != nil {
		return err
	}
	below := feedbackPath(shown.ID) + "/"
	page := joinPage{base: p.base(p.reader(c), "e11", "child.title.heard"), Up: "/heard", HeadingID: "child.heard.title", Reading: true}
	for _, l := range i18n.InOrder(shown.Shown.Languages) {
		offered := joinLanguage{Language: l, Printer: p.Words.Printer(l.Tag), Below: below}
		for _, e := range shown.Shown.Editions {
			offered.Editions = append(offered.Editions, joinEdition{Slug: e.Slug(), Tone: toneOf(e)})
		}
		page.Languages = append(page.Languages, offered)
	}
	if page.Only() && len(page.Languages[0].Editions) == 1 {
		return web.Redirect(c, below+page.Languages[0].Editions[0].Slug+"/"+page.Languages[0].Tag)
	}
	p.readOut(c, &page.base)
	html, err := p.room.Bytes("join", page)
	if err != nil {
		return err
	}
	return web.QuickStatic(htmlType, html).Write(c, cacheShortly)
}

// isInspection says whether the address names an inspection.
func (p *Pages) isInspection(c echo.Context) bool {
	id, err := web.Param(c, "inspection")
	if err != nil || p.Inspection == nil {
		return false
	}
	_, err = p.Inspection(c.Request().Context(), id)
	return err == nil
}

// notYet says that there is nothing to read yet, to who was told where it will be.
func (p *Pages) notYet(c echo.Context) error {
	page := areasPage{base: p.base(p.reader(c), "e11", "child.title.heard")}
	p.readOut(c, &page.base)
	return p.room.Write(c, http.StatusNotFound, "areas", page)
}

// areasPage lists the areas whose children can read what came of their answers.
type areasPage struct {
	base
	Areas []area
}

// area is one area with its page.
type area struct{ Name, Link string }

func (p *Pages) feedbackAreas(c echo.Context) error {
	ctx := c.Request().Context()
	page := areasPage{base: p.base(p.reader(c), "e11", "child.title.heard")}
	if p.Feedback != nil {
		list, err := p.Feedback.Public(ctx)
		if err != nil {
			return err
		}
		for _, one := range list {
			in, err := p.Inspection(ctx, one.ID)
			if errors.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			page.Areas = append(page.Areas, area{in.Title, feedbackPath(in.ID)})
		}
	}
	slices.SortFunc(page.Areas, func(x, y area) int { return strings.Compare(x.Name, y.Name) })
	p.readOut(c, &page.base)
	return p.room.Write(c, http.StatusOK, "areas", page)
}

// toldOf is where the children of a join code's round read what came of it; empty if
// there is nothing yet.
func (p *Pages) toldOf(c echo.Context) string {
	code := inspections.CleanCode(c.Param("code"))
	if code == "" || p.Feedback == nil {
		return ""
	}
	at, err := p.opens(c, code)
	if err != nil || at.round.Inspection == "" {
		return ""
	}
	page, err := p.Feedback.Get(c.Request().Context(), at.round.Inspection)
	if err != nil || page.Shown == nil { // what failed is shown already
		return ""
	}
	return feedbackPath(page.ID)
}
