package coding

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/themes"
	"kist/server/web"
)

// themePage is the form of a theme.
type themePage struct {
	web.StaffBase
	themes.Theme
	Version int
	Fresh   bool // it is not in the codebook yet
	Lines   string
	Codes   string
	Parents []web.Choice
	Into    []web.Choice
	Wrong   []wrong
	Theirs  string // what somebody made of it meanwhile; empty: nobody did
	Action  string
	Back    string
}

// Bad is what is wrong with a field; empty if nothing is.
func (p themePage) Bad(field string) string {
	for _, w := range p.Wrong {
		if w.Field == field {
			return w.Text
		}
	}
	return ""
}

func (k *coding) askTheme(c echo.Context) error {
	a, err := k.about(c)
	if err != nil {
		return err
	}
	t, ok := a.book.Latest.Theme(c.QueryParam("key"))
	if !ok {
		t = themes.Theme{Key: themes.NewKey(), Name: firstLetters(c.QueryParam("name"), themes.MaxName), Parent: c.QueryParam("parent")}
	}
	return k.themeForm(c, a, t, a.book.Latest.Number, nil, "")
}

func firstLetters(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

func (k *coding) themeForm(c echo.Context, a *about, t themes.Theme, version int, ps fault.Problems, theirs string) error {
	_, known := a.book.Latest.Theme(t.Key)
	title := "staff.themes.theme.edit"
	if !known {
		title = "staff.themes.theme.new"
	}
	page := themePage{
		StaffBase: k.base(c, a, k.Staff.Printer(c).T(title)), Theme: t, Version: version, Fresh: !known, Lines: strings.Join(t.Examples, "\n"), Codes: strings.Join(t.Links, ", "),
		Action: roundPath(a.round.ID) + "/theme", Back: roundPath(a.round.ID), Theirs: theirs,
	}
	page.Wrong = wrongs(page.StaffBase, ps)
	for _, b := range themes.Flat(a.book.Latest.Tree()) {
		if b.Key == t.Key {
			continue
		}
		name := strings.Repeat("– ", b.Depth) + b.Name
		page.Parents = append(page.Parents, web.Choice{Value: b.Key, Text: name, On: b.Key == t.Parent})
		page.Into = append(page.Into, web.Choice{Value: b.Key, Text: name, On: b.Key == t.Into})
	}
	status := http.StatusOK
	if len(ps) > 0 || theirs != "" {
		status = http.StatusUnprocessableEntity
	}
	return k.room.Write(c, status, "theme", page)
}

// saveTheme keeps a theme, takes it out of use or back into it. What was typed stays on
// the page whatever is wrong.
func (k *coding) saveTheme(c echo.Context) error {
	a, err := k.about(c)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(c.FormValue("_version"))
	if err != nil {
		return fault.Wrap(fault.Invalid, "version of a codebook")
	}
	t, ctx := themeOf(c), c.Request().Context()
	if err := k.Themes.Begin(ctx, a.in.ID, a.round.Synthetic); err != nil {
		return err
	}
	switch c.FormValue("do") {
	case "retire":
		_, err = k.Themes.Retire(ctx, a.in.ID, t.Key, c.FormValue("into"), a.who)
	case "restore":
		_, err = k.Themes.Restore(ctx, a.in.ID, t.Key, a.who)
	default:
		_, err = k.Themes.Put(ctx, a.in.ID, version, t, a.who)
	}
	var clash *themes.Clash
	if errors.As(err, &clash) {
		return k.themeForm(c, a, t, clash.Base, nil, k.theirs(c, a, clash.Now))
	}
	if ps, ok := fault.ProblemsOf(err); ok {
		return k.themeForm(c, a, t, version, ps, "")
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, roundPath(a.round.ID))
}

// theirs is what a theme says now, all of it that a form would put something else in the
// place of.
func (k *coding) theirs(c echo.Context, a *about, now themes.Theme) string {
	p := k.Staff.Printer(c)
	said := func(label, text string) string {
		return p.T("staff.themes.theirs.line", "Label", p.T(label), "Text", text)
	}
	parent := p.T("staff.themes.parent.none")
	if now.Parent != "" {
		parent = a.book.Latest.Name(now.Parent)
	}
	list := []string{now.Name, said("staff.themes.parent", parent), now.Description}
	list = append(list, now.Examples...)
	if len(now.Links) > 0 {
		list = append(list, said("staff.themes.links", strings.Join(now.Links, ", ")))
	}
	return strings.Join(list, "\n")
}

func themeOf(c echo.Context) themes.Theme {
	return themes.Theme{
		Key: c.FormValue("key"), Parent: c.FormValue("parent"), Name: c.FormValue("name"), Description: lines(c.FormValue("description")),
		Examples: strings.Split(lines(c.FormValue("examples")), "\n"), Links: strings.FieldsFunc(c.FormValue("links"), func(r rune) bool { return r == ',' || r == ' ' || r == ';' }),
	}
}

// lines has one sign at the end of each line of the two that browsers send.
func lines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }
