package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/tokens"
	"kist/server/web"
)

const pagePath = "/staff/feeds"

// feedsPage is where staff make and end tokens.
type feedsPage struct {
	web.StaffBase
	Tokens      []tokenLine
	Scopes      []web.Choice
	Inspections []web.Choice
	Made        string // the text of a token that was just made; empty: none
	MadeFor     string
	Until       string // when the secret before it ends, in words; empty: there is none
	Wrong       []web.Crumb
	Typed       string
}

// tokenLine is one token in the list.
type tokenLine struct {
	ID, Name, Scopes, Where, Made, Used, Ended string
	Before                                     string // until when the secret before works; empty: it does not
}

func (r *room) mountPage(e *echo.Echo) {
	e.GET(pagePath, r.showFeeds)
	e.POST(pagePath+"/tokens", r.makeToken)
	e.POST(pagePath+"/tokens/:token", r.changeToken)
}

func (r *room) showFeeds(c echo.Context) error {
	page, err := r.feeds(c)
	if err != nil {
		return err
	}
	return r.pages.Write(c, http.StatusOK, "feeds", page)
}

// feeds is the page as it is, with nothing that was just done.
func (r *room) feeds(c echo.Context) (*feedsPage, error) {
	ctx := c.Request().Context()
	b := r.Staff.Base(c, "feeds", r.Staff.Printer(c).T("staff.feeds.title"))
	page := &feedsPage{StaffBase: b, Typed: c.FormValue("name")}
	page.Scopes = web.Choices(tokens.Scopes(), func(s tokens.Scope) string { return b.T("staff.feeds.scope." + string(s)) }, scopesOf(c)...)
	all, err := r.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, in := range all {
		titles[in.ID] = in.Title
		page.Inspections = append(page.Inspections, web.Choice{Value: in.ID, Text: in.Title, On: in.ID == c.FormValue("inspection")})
	}
	slices.SortFunc(page.Inspections, func(x, y web.Choice) int { return strings.Compare(x.Text, y.Text) })
	list, err := r.Tokens.All(ctx)
	for _, t := range list {
		page.Tokens = append(page.Tokens, page.line(t, titles))
	}
	return page, err
}

func (p *feedsPage) line(t *tokens.Token, titles map[string]string) tokenLine {
	l := tokenLine{ID: t.ID, Name: t.Name, Where: p.T("staff.feeds.all"), Made: p.Minute(t.Made), Used: p.T("staff.feeds.unused")}
	var scopes []string
	for _, s := range t.Scopes {
		scopes = append(scopes, p.T("staff.feeds.scope."+string(s)))
	}
	l.Scopes = strings.Join(scopes, ", ")
	if t.Inspection != "" {
		l.Where = titles[t.Inspection]
	}
	for _, x := range []struct {
		at   string
		into *string
	}{{t.Used, &l.Used}, {t.Ended, &l.Ended}, {t.Until, &l.Before}} {
		if x.at != "" {
			*x.into = p.Minute(x.at)
		}
	}
	return l
}

func scopesOf(c echo.Context) (list []tokens.Scope) {
	form, err := c.FormParams()
	if err != nil {
		return nil
	}
	for _, s := range form["scope"] {
		list = append(list, tokens.Scope(s))
	}
	return list
}

// makeToken makes a token and shows it, the only time that it can be read. The page is an
// answer to the form and is not kept by the browser.
func (r *room) makeToken(c echo.Context) error {
	ctx := c.Request().Context()
	inspection := c.FormValue("inspection")
	if inspection != "" {
		if _, err := r.Book.Inspections.Get(ctx, inspection); err != nil {
			return err
		}
	}
	doc, text, err := r.Tokens.Make(ctx, c.FormValue("name"), scopesOf(c), inspection, r.Staff.Visitor(c).ID)
	return r.shown(c, doc, text, err)
}

// shown shows a token that was just made or changed, or what is wrong with the form.
func (r *room) shown(c echo.Context, doc *tokens.Token, text string, err error) error {
	wrong, ok := fault.ProblemsOf(err)
	if err != nil && !ok {
		return err
	}
	page, err := r.feeds(c)
	if err != nil {
		return err
	}
	for _, p := range wrong {
		page.Wrong = append(page.Wrong, web.Crumb{Text: page.TArgs(p.ID, p.Args), Link: "#" + p.Field})
	}
	if ok {
		return r.pages.Write(c, http.StatusUnprocessableEntity, "feeds", page)
	}
	page.Made, page.MadeFor, page.Typed = text, doc.Name, ""
	if doc.Until != "" {
		page.Until = page.Minute(doc.Until)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return r.pages.Write(c, http.StatusOK, "feeds", page)
}

// changeToken gives a token another secret, or ends it.
func (r *room) changeToken(c echo.Context) error {
	id, err := web.Param(c, "token")
	if err != nil {
		return fault.Wrap(fault.NotFound, "token")
	}
	ctx, who := c.Request().Context(), r.Staff.Visitor(c).ID
	switch c.FormValue("what") {
	case "rotate":
		doc, text, err := r.Tokens.Rotate(ctx, id, who)
		return r.shown(c, doc, text, err)
	case "end":
		if _, err := r.Tokens.End(ctx, id, who); err != nil {
			return err
		}
		return web.Redirect(c, pagePath)
	}
	return fault.Wrap(fault.Invalid, "what is to be done with a token")
}
