package feedback

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// formPage is where an entry is written in one language.
type formPage struct {
	web.StaffBase
	Action, Back, Key string
	Version           int
	In                i18n.Language
	First             bool // it is the language in which entries are written first
	States, Pictures  []web.Choice
	Due               string
	Quotes            []quoteChoice
	Quoted            bool // it has a quote
	Parts             []formPart
	Wrong             []web.Crumb
	Clashed           bool
}

// formPart is one text of an entry, for all ages and for each.
type formPart struct {
	Label, Source string // Source: in the first language; empty: this is it
	Most          int
	Fields        []formField
	Open          bool // some age has a wording of its own
}

// formField is one wording.
type formField struct{ Name, Label, Text string }

// entryOf is the entry that a form is about: a new one for a key that is not there.
func entryOf(s sight, key string) heard.Entry {
	if i := s.page.Latest.Content.Find(key); i >= 0 {
		return s.page.Latest.Content.Entries[i]
	}
	return heard.Entry{Key: key, State: heard.Planned}
}

// langOf is the language that a form asks for.
func langOf(c echo.Context, s sight) string {
	if lang := c.FormValue("lang"); slices.Contains(s.languages, lang) {
		return lang
	}
	return heard.Source
}

func (r *room) showForm(c echo.Context) error {
	s, err := r.of(c)
	if err != nil {
		return err
	}
	return r.drawForm(c, s, entryOf(s, c.QueryParam("entry")), langOf(c, s), http.StatusOK, nil)
}

// drawForm shows an entry's form, with what is wrong with what was typed.
func (r *room) drawForm(c echo.Context, s sight, e heard.Entry, lang string, status int, wrong fault.Problems) error {
	page := formPage{StaffBase: r.base(c, s, r.Staff.Printer(c).T("staff.feedback.entry")), Action: path(s.in.ID) + "/edit", Back: path(s.in.ID), Key: e.Key, Version: e.Version, In: i18n.Describe(lang), First: lang == heard.Source, Due: e.Due, Clashed: status == http.StatusConflict}
	page.States = web.Choices(heard.States(), func(x heard.State) string { return page.T("staff.feedback.state." + string(x)) }, e.State)
	page.Pictures = web.Choices(append([]string{""}, r.Pictures...), func(x string) string {
		if x == "" {
			return page.T("staff.feedback.picture.none")
		}
		return x
	}, e.Picture)
	var err error
	if page.Quotes, err = r.quotable(c.Request().Context(), page.StaffBase, s.in.ID, e.Quote); err != nil {
		return err
	}
	page.Quoted = e.Quote != ""
	for i, part := range e.Parts() {
		of := part.Name
		if i >= 5 {
			of = "news"
		}
		one := formPart{Label: page.T("staff.feedback.part." + of), Most: part.Most}
		if !page.First {
			one.Source, _ = part.Words.In(surveys.All, heard.Source)
		}
		for _, edition := range append([]surveys.Edition{surveys.All}, heard.Writing(s.editions)...) {
			label, text := page.T("staff.feedback.all_ages"), (*part.Words)[lang][edition]
			if edition != surveys.All {
				label = page.T("staff.edition." + string(edition))
				one.Open = one.Open || text != ""
			}
			one.Fields = append(one.Fields, formField{part.Name + "." + string(edition), label, text})
		}
		page.Parts = append(page.Parts, one)
	}
	for _, p := range wrong {
		field := p.Field
		if field != "state" && field != "due" && field != "quote" {
			field += "." + string(surveys.All)
		}
		page.Wrong = append(page.Wrong, web.Crumb{Text: page.TArgs(p.ID, p.Args), Link: "#" + field})
	}
	return r.pages.Write(c, status, "entry", page)
}

// typed is the entry as a form has it, in one language; the others stay.
func typed(c echo.Context, s sight, e heard.Entry, lang string) heard.Entry {
	if lang == heard.Source {
		e.State, e.Picture, e.Due, e.Quote = heard.State(c.FormValue("state")), c.FormValue("picture"), c.FormValue("due"), c.FormValue("quote")
	}
	e.News = slices.Clone(e.News)
	for _, part := range e.Parts() {
		own := surveys.Words{}
		for l, by := range *part.Words {
			for edition, text := range by {
				if l != lang {
					own.Set(edition, l, text)
				}
			}
		}
		for _, edition := range append([]surveys.Edition{surveys.All}, heard.Writing(s.editions)...) {
			own.Set(edition, lang, c.FormValue(part.Name+"."+string(edition)))
		}
		*part.Words = own
	}
	return e
}

// save keeps what was typed.
func (r *room) save(c echo.Context) error {
	s, err := r.of(c)
	if err != nil {
		return err
	}
	lang := langOf(c, s)
	e := typed(c, s, entryOf(s, c.FormValue("entry")), lang)
	e.Version, _ = strconv.Atoi(c.FormValue("_version")) // no number is that of a new entry
	if e.Picture != "" && !slices.Contains(r.Pictures, e.Picture) {
		e.Picture = ""
	}
	_, err = r.Pages.Put(c.Request().Context(), s.in.ID, e, r.Staff.Visitor(c).ID)
	switch wrong, ok := fault.ProblemsOf(err); {
	case err == nil:
		return web.Redirect(c, path(s.in.ID))
	case ok:
		return r.drawForm(c, s, e, lang, http.StatusUnprocessableEntity, wrong)
	case errors.Is(err, fault.Conflict):
		return r.drawForm(c, s, e, lang, http.StatusConflict, nil)
	}
	return err
}

// step does one thing to a page and leads back to it.
func (r *room) step(c echo.Context, do func(id, mark, who string) error) error {
	s, err := r.of(c)
	if err != nil {
		return err
	}
	err = do(s.in.ID, c.FormValue("_mark"), r.Staff.Visitor(c).ID)
	switch wrong, ok := fault.ProblemsOf(err); {
	case err == nil:
		return web.Redirect(c, path(s.in.ID))
	case ok:
		return r.draw(c, http.StatusUnprocessableEntity, wrong)
	case errors.Is(err, fault.Conflict), errors.Is(err, fault.Closed):
		return r.draw(c, http.StatusConflict, nil)
	}
	return err
}

// write does what those who write may do besides writing.
func (r *room) write(c echo.Context) error {
	ctx, key := c.Request().Context(), c.FormValue("entry")
	version, _ := strconv.Atoi(c.FormValue("_version")) // no number is the version of no entry
	return r.step(c, func(id, mark, who string) (err error) {
		switch c.FormValue("do") {
		case "offer":
			_, err = r.Pages.Offer(ctx, id, mark, who)
		case "language":
			_, err = r.Pages.CheckLanguage(ctx, id, mark, c.FormValue("lang"), who)
		case "drop":
			_, err = r.Pages.Drop(ctx, id, key, version, who)
		case "kept", "moved":
			n := heard.News{Kept: c.FormValue("do") == "kept", Text: surveys.Text(heard.Source, c.FormValue("text"))}
			if c.FormValue("text") == "" {
				return fault.Problem{Field: "text", ID: "staff.problem.missing"}
			}
			_, err = r.Pages.Tell(ctx, id, key, version, n, c.FormValue("due"), who)
		default:
			err = fault.Wrap(fault.Invalid, "step of feedback")
		}
		return err
	})
}

// check is what a second person does.
func (r *room) check(c echo.Context) error {
	ctx, why := c.Request().Context(), c.FormValue("why")
	return r.step(c, func(id, mark, who string) (err error) {
		switch do := c.FormValue("do"); do {
		case "show", "return":
			_, err = r.Pages.Read(ctx, id, mark, do == "show", why, who)
		case "hide":
			_, err = r.Pages.Hide(ctx, id, mark, why, who)
		default:
			err = fault.Wrap(fault.Invalid, "check of feedback")
		}
		return err
	})
}
