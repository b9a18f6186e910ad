// Package coding holds the pages on which people make themes of what children wrote:
// the codebook, reading one text after another, how far people agree, what they settle
// together, and what a machine finds that may help.
//
// Words are shown only while two people have unlocked the round, and only those that
// passed review. They are in the memory of this server until then and nowhere else; no
// page is kept by a browser.
package coding

import (
	"context"
	"embed"
	"iter"
	"net/url"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/texts"
	"kist/internal/themes"
	"kist/server/web"
	"kist/surveys"
)

//go:embed pages/*.html
var pages embed.FS

// Texts is where reviewed texts are read.
type Texts interface {
	// Standing is how the session of a round and use stands.
	Standing(round string, use texts.Use) texts.Standing
	// Enter gives the session to somebody who may read in it. fault.Closed if none is
	// open.
	Enter(ctx context.Context, round string, use texts.Use, who string) (*texts.Session, error)
	// Reviewed streams the reviewed texts of the session's round.
	Reviewed(ctx context.Context, s *texts.Session) iter.Seq2[texts.Reviewed, error]
	// Heads are where all texts belong that are or were in the round's boxes, without words.
	Heads(ctx context.Context, s *texts.Session) ([]texts.Head, error)
}

// Versions is where it is read what a round asked.
type Versions interface {
	// Survey is the frozen survey. fault.NotFound if there is none.
	Survey(ctx context.Context, id string) (*surveys.Survey, error)
}

// Deps is what the room needs.
type Deps struct {
	Staff    *web.Staff
	Book     *inspections.Book
	Versions Versions
	Themes   *themes.Themes
	Shelf    *Shelf
	Releases Releases
	Orders   Orders
	Jobs     *web.Jobs
	Trail    Trail
	Name     func(ctx context.Context, id string) string
	// Out are the hard themes that somebody does not want to be shown; nil: none.
	Out    func(ctx context.Context, account string) ([]string, error)
	Script string // address of the script of the page on which texts are coded
}

// coding is the room with its pages.
type coding struct {
	Deps
	room *web.Room
}

// Mount puts the room's pages on e, behind the guard.
func Mount(e *echo.Echo, d Deps) {
	d.Staff.Protect(e)
	k := &coding{Deps: d, room: web.NewRoom(nil, web.StaffPages, pages)}
	e.GET("/staff/themes", k.showRounds)
	e.GET("/staff/themes/:id", k.showRound)
	e.GET("/staff/themes/:id/theme", k.askTheme)
	e.POST("/staff/themes/:id/theme", k.saveTheme)
	e.GET("/staff/themes/:id/history", k.showHistory)
	e.GET("/staff/themes/:id/tables", k.showTables)
	e.POST("/staff/themes/:id/tables", k.saveTables)
	e.GET("/staff/themes/:id/q/:question", k.showText)
	e.POST("/staff/themes/:id/q/:question", k.codeText)
	e.GET("/staff/themes/:id/q/:question/agreement", k.showAgreement)
	e.POST("/staff/themes/:id/q/:question/join", k.join)
	e.GET("/staff/themes/:id/q/:question/settle", k.showSplits)
	e.POST("/staff/themes/:id/q/:question/settle", k.settle)
	e.GET("/staff/themes/:id/q/:question/groups", k.showGroups)
	e.GET("/staff/themes/:id/q/:question/search", k.search)
	e.GET("/staff/themes/:id/q/:question/quotes", k.showQuotes)
	e.POST("/staff/themes/:id/q/:question/quotes", k.saveQuote)
}

// param is a part of the address as it was meant.
func param(c echo.Context, name string) string {
	value, err := web.Param(c, name)
	if err != nil {
		return ""
	}
	return value
}

func roundPath(round string) string { return "/staff/themes/" + url.PathEscape(round) }

func setPath(round, question string) string {
	return roundPath(round) + "/q/" + url.PathEscape(question)
}

// worryPath is where somebody who reads a text puts it to the safeguarding lead, and
// comes back from; the room of those answers.
func worryPath(round, text, back string) string {
	return roundPath(round) + "/worry/" + url.PathEscape(text) + "?" + url.Values{"back": {back}}.Encode()
}

// about is what every page about a round needs: where it lies, what it asked, and the
// codebook of its inspection.
type about struct {
	round  *inspections.Round
	in     *inspections.Inspection
	survey *surveys.Survey
	book   *themes.Codebook
	who    string
}

// about reads it. A pilot tries questions, and has no themes: fault.NotFound.
func (k *coding) about(c echo.Context) (*about, error) {
	ctx, a := c.Request().Context(), &about{who: k.Staff.Visitor(c).ID}
	c.Response().Header().Set("Cache-Control", "no-store")
	var err error
	if a.round, err = k.Book.Rounds.Get(ctx, param(c, "id")); err != nil {
		return nil, err
	}
	if a.round.Pilot != "" {
		return nil, fault.Wrap(fault.NotFound, "themes of a pilot")
	}
	if a.in, err = k.Book.Inspections.Get(ctx, a.round.Inspection); err != nil {
		return nil, err
	}
	if a.survey, err = k.Versions.Survey(ctx, a.round.Version); err != nil {
		return nil, err
	}
	a.book, err = k.Themes.Book(ctx, a.in.ID)
	return a, err
}

func (a *about) place() web.Place {
	return web.Place{Programme: a.in.Programme, Inspection: a.in.ID}
}

// asked is a question in the survey's own language, as the oldest edition that has it
// asks it.
func (a *about) asked(key string) string {
	text := key
	if q := a.survey.Question(key); q != nil {
		for _, e := range a.survey.Editions {
			if q.In(e) {
				text, _ = a.survey.Say(q.Text, e, a.survey.Source)
			}
		}
	}
	return text
}

// stories are the questions that are answered in words of one's own, by key.
func (a *about) stories() []string {
	var list []string
	for _, q := range a.survey.Questions {
		if q.KindName == "story" {
			list = append(list, q.Key)
		}
	}
	return list
}

// base is the common part of a page about a round.
func (k *coding) base(c echo.Context, a *about, title string) web.StaffBase {
	b := k.Staff.Base(c, "themes", title)
	b.Synthetic = a.round.Synthetic || a.book.Synthetic
	b.Crumbs = []web.Crumb{{Text: b.T("staff.room.themes"), Link: "/staff/themes"}, {Text: a.in.Title + ", " + a.round.Name, Link: roundPath(a.round.ID)}, {Text: title}}
	return b
}

// unlock is the part of the page at back about the session of the round.
func (k *coding) unlock(c echo.Context, b web.StaffBase, a *about, back string) web.Unlock {
	ctx, s := c.Request().Context(), k.Shelf.texts.Standing(a.round.ID, texts.Analysis)
	return web.NewUnlock(b, a.round.ID, back, web.Standing{
		Use: string(texts.Analysis), First: k.name(ctx, s.First), Second: k.name(ctx, s.Second), Mine: s.Has(a.who), Open: s.Open, Reads: s.Open,
		May: k.Staff.May(c, "POST /staff/sessions/:id/analysis", a.place()), Ends: s.Until, Words: a.round.KeyMode == inspections.ReaderHeld,
	})
}

// name is what people call an account; empty for none.
func (k *coding) name(ctx context.Context, id string) string {
	if id == "" || k.Name == nil {
		return id
	}
	if name := k.Name(ctx, id); name != "" {
		return name
	}
	return id
}

// wrong is what is wrong with a form, with the words for it.
type wrong struct{ Field, Text string }

func wrongs(b web.StaffBase, ps fault.Problems) []wrong {
	var list []wrong
	for _, p := range ps {
		list = append(list, wrong{p.Field, b.TArgs(p.ID, p.Args)})
	}
	return list
}
