package feedback

import (
	"cmp"
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
	Gone              bool     // somebody took the entry away meanwhile
	Now               []string // what else the entry says now, in words: of a clash
}

// formPart is one text of an entry, for all ages and for each.
type formPart struct {
	Label, Source string // Source: in the first language; empty: this is it
	Most          int
	Fields        []formField
	Open          bool // some age has a wording of its own
}

// formField is one wording.
type formField struct {
	Name, Label, Text string
	Now               string // what it says now, if that is something else: of a clash
}

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

// drawClash shows the form of an entry that somebody changed or took away meanwhile: with
// what was typed, beside what it says now. Sent again, the form puts what was typed in the
// place of that.
func (r *room) drawClash(c echo.Context, typed heard.Entry, lang string) error {
	s, err := r.of(c)
	if err != nil {
		return err
	}
	typed.Version = entryOf(s, typed.Key).Version // 0 if it is gone: saved again it is new
	return r.drawForm(c, s, typed, lang, http.StatusConflict, nil)
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
	now := e
	if page.Clashed {
		now, page.Gone = entryOf(s, e.Key), e.Version == 0
	}
	if page.Clashed && !page.Gone && page.First {
		page.Now = page.others(now, e)
	}
	stored := now.Parts()
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
			field := formField{Name: part.Name + "." + string(edition), Label: label, Text: text}
			if i < len(stored) && !page.Gone {
				if says := (*stored[i].Words)[lang][edition]; says != text {
					field.Now = says
				}
			}
			one.Fields = append(one.Fields, field)
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

// others are what an entry says now beside its texts where that is not what was typed.
func (p *formPage) others(now, typed heard.Entry) (list []string) {
	if now.State != typed.State {
		list = append(list, p.T("staff.feedback.state")+": "+p.T("staff.feedback.state."+string(now.State)))
	}
	if now.Due != typed.Due {
		list = append(list, p.T("staff.feedback.due.label")+": "+cmp.Or(now.Due, "–"))
	}
	if now.Picture != typed.Picture {
		list = append(list, p.T("staff.feedback.picture")+": "+cmp.Or(now.Picture, p.T("staff.feedback.picture.none")))
	}
	if now.Quote != typed.Quote {
		said := p.T("staff.feedback.quote.none")
		for _, q := range p.Quotes {
			if q.Value == now.Quote {
				said = q.Text
			}
		}
		list = append(list, p.T("staff.feedback.quote")+": "+said)
	}
	return list
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
	case errors.Is(err, fault.Conflict), errors.Is(err, fault.NotFound):
		return r.drawClash(c, e, lang)
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
			err = moved(err)
		case "kept", "moved":
			n := heard.News{Kept: c.FormValue("do") == "kept", Text: surveys.Text(heard.Source, c.FormValue("text"))}
			if c.FormValue("text") == "" {
				return fault.Problem{Field: "text", ID: "staff.problem.missing"}
			}
			_, err = r.Pages.Tell(ctx, id, key, version, n, c.FormValue("due"), who)
			err = moved(err)
		default:
			err = fault.Wrap(fault.Invalid, "step of feedback")
		}
		return err
	})
}

// moved is an error about an entry; one that is gone was taken away while somebody read it.
func moved(err error) error {
	if errors.Is(err, fault.NotFound) {
		return fault.Wrap(fault.Conflict, "feedback: %v", err)
	}
	return err
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
