package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/hooks"
	"kist/internal/store"
	"kist/server/web"
)

const hooksPath = pagePath + "/hooks"

// shownLetters is how many dead letters the page shows of each hook.
const shownLetters = 50

// hooksPage is where staff say to which addresses evidence is sent.
type hooksPage struct {
	web.StaffBase
	Hooks       []hookLine
	Inspections []web.Choice
	None        bool   // the operator allows no address
	Secret      string // of a hook that was just made or changed; empty: none
	SecretFor   string // its address
	Until       string // when the secret before it ends, in words; empty: there is none
	Wrong       []web.Crumb
	Typed       string
}

// hookLine is one hook in the list.
type hookLine struct {
	ID, Address, Where, Made, Ended, State string
	On, More                               bool
	Cursor, Trying                         int  // numbers of items; 0: none
	Blanks                                 bool // the item that is being tried takes words out
	Letters                                []letterLine
}

// letterLine is one dead letter.
type letterLine struct {
	Number   int
	Says, At string
	Waits    bool // it is to be sent once more
	Blanks   bool // it takes words out
}

func (r *room) mountHooks(e *echo.Echo) {
	e.GET(hooksPath, r.showHooks)
	e.POST(hooksPath, r.makeHook)
	e.POST(hooksPath+"/:hook", r.changeHook)
}

func (r *room) showHooks(c echo.Context) error {
	page, err := r.hooks(c)
	if err != nil {
		return err
	}
	return r.pages.Write(c, http.StatusOK, "hooks", page)
}

// hooks is the page as it is, with nothing that was just done.
func (r *room) hooks(c echo.Context) (*hooksPage, error) {
	ctx := c.Request().Context()
	page := &hooksPage{StaffBase: r.Staff.Base(c, "feeds", r.Staff.Printer(c).T("staff.hooks.title")), None: r.Out.None(), Typed: c.FormValue("address")}
	titles, err := r.titles(c)
	if err != nil {
		return nil, err
	}
	for id, title := range titles {
		page.Inspections = append(page.Inspections, web.Choice{Value: id, Text: title, On: id == c.FormValue("inspection")})
	}
	slices.SortFunc(page.Inspections, func(x, y web.Choice) int { return strings.Compare(x.Text+x.Value, y.Text+y.Value) })
	list, err := r.Hooks.All(ctx)
	if err != nil {
		return nil, err
	}
	for _, doc := range list {
		letters, err := r.Hooks.Letters(ctx, doc.ID, shownLetters+1)
		if err != nil {
			return nil, err
		}
		line := page.line(doc, titles, letters)
		if err := r.markBlankings(ctx, &line); err != nil {
			return nil, err
		}
		page.Hooks = append(page.Hooks, line)
	}
	return page, nil
}

// markBlankings says which of the items that did not arrive take words out: those must.
func (r *room) markBlankings(ctx context.Context, l *hookLine) error {
	blanks := func(number int) (bool, error) {
		it, err := r.Evidence.Get(ctx, number)
		return err == nil && it.Kind == evidence.Blanking, err
	}
	var errs []error
	for i := range l.Letters {
		is, err := blanks(l.Letters[i].Number)
		l.Letters[i].Blanks, errs = is, append(errs, err)
	}
	if l.Trying > 0 {
		is, err := blanks(l.Trying)
		l.Blanks, errs = is, append(errs, err)
	}
	return errors.Join(errs...)
}

// titles are those of all inspections, by id.
func (r *room) titles(c echo.Context) (map[string]string, error) {
	all, err := r.Book.Inspections.All(c.Request().Context(), store.Query{})
	titles := map[string]string{}
	for _, in := range all {
		titles[in.ID] = in.Title
	}
	return titles, err
}

func (p *hooksPage) line(doc *hooks.Hook, titles map[string]string, letters []*hooks.Letter) hookLine {
	l := hookLine{ID: doc.ID, Address: doc.Address, Where: p.T("staff.feeds.all"), Made: p.Minute(doc.Made), On: doc.On, Cursor: doc.Cursor, Trying: doc.Trying, State: p.state(doc)}
	if doc.Inspection != "" {
		l.Where = titles[doc.Inspection]
	}
	if doc.Ended != "" {
		l.Ended = p.Minute(doc.Ended)
	}
	l.More = len(letters) > shownLetters
	for _, x := range letters[:min(shownLetters, len(letters))] {
		l.Letters = append(l.Letters, letterLine{Number: x.Number, Says: p.said(x.Status), At: p.Minute(x.At), Waits: slices.Contains(doc.Again, x.Number)})
	}
	return l
}

// state is what goes on with a hook, in a sentence.
func (p *hooksPage) state(doc *hooks.Hook) string {
	switch {
	case !doc.On:
		return p.T("staff.hooks.state.paused")
	case doc.Told == "":
		return p.T("staff.hooks.state.new")
	case doc.Tries > 0:
		return p.T("staff.hooks.state.trying", "Item", doc.Trying, "count", doc.Tries, "At", p.Minute(doc.Told), "Says", p.said(doc.Status))
	}
	return p.T("staff.hooks.state.well", "At", p.Minute(doc.Told))
}

// said is what was answered last, in words.
func (p *hooksPage) said(status int) string {
	switch status {
	case hooks.Unreached:
		return p.T("staff.hooks.said.nobody")
	case hooks.Forbidden:
		return p.T("staff.hooks.said.forbidden")
	}
	return p.T("staff.hooks.said.status", "Status", strconv.Itoa(status))
}

func (r *room) makeHook(c echo.Context) error {
	ctx := c.Request().Context()
	inspection := c.FormValue("inspection")
	if inspection != "" {
		if _, err := r.Book.Inspections.Get(ctx, inspection); err != nil {
			return err
		}
	}
	doc, err := r.Hooks.Make(ctx, c.FormValue("address"), inspection, r.Staff.Visitor(c).ID)
	return r.told(c, doc, err)
}

// told shows the secret of a hook that was just made or changed, or what is wrong with the
// form.
func (r *room) told(c echo.Context, doc *hooks.Hook, err error) error {
	wrong, bad := fault.ProblemsOf(err)
	if err != nil && !bad {
		return err
	}
	page, err := r.hooks(c)
	if err != nil {
		return err
	}
	for _, p := range wrong {
		at := "#" + p.Field
		if id := c.Param("hook"); id != "" {
			at += "-" + id
		}
		page.Wrong = append(page.Wrong, web.Crumb{Text: page.TArgs(p.ID, p.Args), Link: at})
	}
	if bad {
		return r.pages.Write(c, http.StatusUnprocessableEntity, "hooks", page)
	}
	page.Secret, page.SecretFor, page.Typed = r.Hooks.Secret(doc), doc.Address, ""
	if doc.Until != "" {
		page.Until = page.Minute(doc.Until)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return r.pages.Write(c, http.StatusOK, "hooks", page)
}

// changeHook does what one of the buttons of a hook says.
func (r *room) changeHook(c echo.Context) error {
	ctx, id, who := c.Request().Context(), c.Param("hook"), r.Staff.Visitor(c).ID
	number, err := strconv.Atoi(c.FormValue("number"))
	if err != nil {
		number = 0
	}
	switch c.FormValue("what") {
	case "rotate":
		doc, err := r.Hooks.Rotate(ctx, id, who)
		return r.told(c, doc, err)
	case "pause":
		_, err = r.Hooks.Pause(ctx, id, who)
	case "resume":
		_, err = r.Hooks.Resume(ctx, id, who)
	case "end":
		_, err = r.Hooks.End(ctx, id, who)
	case "replay":
		_, err = r.Hooks.Replay(ctx, id, number, who)
	case "aside":
		_, err = r.Hooks.SetAside(ctx, id, number, who)
	case "again":
		_, err = r.Hooks.SendAgain(ctx, id, number, who)
	default:
		return fault.Wrap(fault.Invalid, "what is to be done with a hook")
	}
	if _, bad := fault.ProblemsOf(err); bad {
		return r.told(c, nil, err)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, hooksPath)
}
