// Package translate holds the pages on which surveys are put into other
// languages: how far each language is, its texts beside their sources, the words
// that the group agreed on, and files for translators' tools.
package translate

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/media"
	"kist/server/web"
	"kist/surveys"
)

//go:embed pages/*.html
var pages embed.FS

// Recordings tells what is recorded.
type Recordings interface {
	// States tells of every passage of an edition in the printer's language
	// whether it has a recording.
	States(ctx context.Context, s *surveys.Survey, e surveys.Edition, p *i18n.Printer) ([]media.State, error)
}

// Deps is what the room needs.
type Deps struct {
	Staff      *web.Staff
	Drafts     *editing.Drafts
	Recordings Recordings
	Words      *i18n.Bundle // that children read
	// Name gives the name of an account; empty if it has none.
	Name func(ctx context.Context, id string) string
	// Out are the hard themes that a person is not to be shown.
	Out func(ctx context.Context, account string) ([]string, error)
}

// room is the room with its pages.
type room struct {
	Deps
	pages    *web.Room
	mu       sync.Mutex
	memories map[string]memory // by language
}

// memory is what was translated into a language before, in the drafts as they
// were when it was made.
type memory struct {
	of string // the states of the drafts
	*editing.Memory
}

// Mount puts the room's pages on e, behind the guard.
func Mount(e *echo.Echo, d Deps) {
	d.Staff.Protect(e)
	r := &room{Deps: d, pages: web.NewRoom(nil, web.StaffPages, pages), memories: map[string]memory{}}
	e.GET("/staff/translate", r.showAll)
	e.GET("/staff/translate/:survey/:lang", r.showTexts)
	e.POST("/staff/translate/:survey/:lang", r.write)
	e.GET("/staff/translate/:survey/:lang/file", r.showFile)
	e.POST("/staff/translate/:survey/:lang/file", r.receive)
	e.POST("/staff/translate/:survey/:lang/file/take", r.take)
	e.GET("/staff/translate/:survey/:lang/xliff", r.send)
	e.GET("/staff/glossary/:lang", r.showGlossary)
	e.POST("/staff/glossary/:lang", r.setTerm)
}

// allPage shows how far each survey is in each language.
type allPage struct {
	web.StaffBase
	Heading string
	Words   bool // the reader may translate what children wrote
	Surveys []surveyPart
}

type surveyPart struct {
	ID, Title, Lang string // Lang: that the title is in
	Rows            []tongueRow
}

// tongueRow is one language of a survey.
type tongueRow struct {
	editing.Tongue
	Name, Link, Words string // Words: what waits there
	Bars              []bar
}

// bar is one part of a drawing, in per cent.
type bar struct {
	X, W        float64
	Class, Fill string
}

// Of is the number of texts in a state.
func (t tongueRow) Of(state string) int { return t.Texts[editing.Progress(state)] }

// drawn are the states in the order in which they are drawn.
var drawn = []struct {
	state       editing.Progress
	class, fill string
}{{editing.Checked, "fl", ""}, {editing.Drafted, "", "pp"}, {editing.Stale, "", "pn"}, {editing.Missing, "none", ""}}

func barsOf(t editing.Tongue) []bar {
	var list []bar
	x := 0.0
	for _, d := range drawn {
		w := 100 * float64(t.Texts[d.state]) / float64(max(1, t.All()))
		if w > 0 {
			list = append(list, bar{x, w, d.class, d.fill})
		}
		x += w
	}
	return list
}

// path is the address of a language's texts.
func path(survey, lang string) string {
	return "/staff/translate/" + url.PathEscape(survey) + "/" + url.PathEscape(lang)
}

func (r *room) showAll(c echo.Context) error {
	p := r.Staff.Printer(c)
	page := allPage{StaffBase: r.Staff.Base(c, "translate", p.T("staff.translate.title"))}
	page.Words = r.Staff.May(c, "GET /staff/words", web.Place{})
	docs, err := r.Drafts.All(c.Request().Context())
	if err != nil {
		return err
	}
	waits := 0
	for _, doc := range docs {
		part, n, err := r.part(c, page.Printer, doc)
		if err != nil {
			return err
		}
		waits += n
		if len(part.Rows) > 0 {
			page.Surveys = append(page.Surveys, part)
		}
	}
	page.Heading = page.T("staff.translate.none")
	if waits > 0 {
		page.Heading = page.T("staff.translate.waits", "count", waits)
	}
	return r.pages.Write(c, http.StatusOK, "all", page)
}

// part is one survey of the page, with the number of texts that wait.
func (r *room) part(c echo.Context, p *i18n.Printer, doc *editing.Draft) (surveyPart, int, error) {
	part := surveyPart{ID: doc.ID}
	if doc.Retired {
		return part, 0, nil
	}
	part.Title, part.Lang = doc.Survey.Say(doc.Survey.Title, doc.Survey.Editions[0], p.Lang())
	tongues, err := r.Drafts.Tongues(c.Request().Context(), doc, r.Staff.Visitor(c).ID)
	if err != nil {
		return part, 0, err
	}
	n := 0
	for _, t := range tongues {
		n += t.Write + t.Check
		row := tongueRow{Tongue: t, Name: i18n.Describe(t.Language).Endonym, Link: path(doc.ID, t.Language), Bars: barsOf(t)}
		row.Words = waiting(p, t)
		part.Rows = append(part.Rows, row)
	}
	return part, n, nil
}

// waiting says what waits in a language; empty if nothing does.
func waiting(p *i18n.Printer, t editing.Tongue) string {
	var parts []string
	if t.Write > 0 {
		parts = append(parts, p.T("staff.translate.write", "count", t.Write))
	}
	if t.Check > 0 {
		parts = append(parts, p.T("staff.translate.check", "count", t.Check))
	}
	return strings.Join(parts, ", ")
}

// desk is one language of a survey as the address names it.
type desk struct {
	doc  *editing.Draft
	lang string
	list []editing.Text
	link string
}

// deskOf reads the texts that an address names. fault.NotFound if there is no
// such survey, or it is not put into that language.
func (r *room) deskOf(c echo.Context) (desk, error) {
	ctx, survey, lang := c.Request().Context(), c.Param("survey"), c.Param("lang")
	doc, err := r.Drafts.Get(ctx, survey)
	if err != nil {
		return desk{}, err
	}
	if doc.Retired {
		return desk{}, fault.Wrap(fault.NotFound, "survey %s is retired", survey)
	}
	list, err := r.Drafts.Workspace(ctx, survey, lang)
	return desk{doc, lang, list, path(survey, lang)}, err
}

// base is the common part of a page below a language; more is the way down to it.
func (r *room) base(c echo.Context, d desk, title string, more ...web.Crumb) web.StaffBase {
	p := r.Staff.Printer(c)
	of, _ := d.doc.Survey.Say(d.doc.Survey.Title, d.doc.Survey.Editions[0], p.Lang())
	b := r.Staff.Base(c, "translate", title)
	b.Crumbs = append([]web.Crumb{{Text: p.T("staff.translate.title"), Link: "/staff/translate"}, {Text: of, Link: "/staff/translate#" + d.doc.ID}}, more...)
	return b
}

// name is an account's name, or what stands for somebody without one.
func (r *room) name(c echo.Context, id string) string {
	if name := r.Name(c.Request().Context(), id); name != "" {
		return name
	}
	return r.Staff.Printer(c).T("staff.translate.somebody")
}

// may says whether who is asking may write.
func (r *room) may(c echo.Context) bool {
	return r.Staff.May(c, "POST /staff/translate/:survey/:lang", web.Place{})
}
