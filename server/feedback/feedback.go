// Package feedback holds the pages on which children are answered: what they said, what
// was heard and what changes is written together, checked by somebody else, and shown.
package feedback

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/internal/store"
	"kist/server/web"
	"kist/surveys"
)

//go:embed pages/*.html
var pages embed.FS

// Children draws a page as children read it.
type Children interface {
	// DrawFeedback draws what children of an edition read in a language.
	DrawFeedback(ctx context.Context, of *heard.Page, shown *heard.Shown, e surveys.Edition, lang string) ([]byte, error)
	// TellFeedback lists each entry as it is read out in one go.
	TellFeedback(content heard.Content, e surveys.Edition, lang string) []media.Passage
}

// Deps is what the room needs.
type Deps struct {
	Staff    *web.Staff
	Book     *inspections.Book
	Pages    *heard.Pages
	Children Children
	Pictures []string // the drawings that an entry can have
	// Name gives the name of an account; empty if it has none.
	Name func(ctx context.Context, id string) string

	// What is printed: the public address, and whom children can call.
	URL   string
	Words *i18n.Bundle
	Help  []HelpLine

	// What can be heard of it: Slot is where recordings of an inspection's page belong,
	// Script the address of what records.
	Library Library
	Slot    func(inspection string, e surveys.Edition, lang string) media.Slot
	Script  string

	// Quotes are what children said, as two people let others read it.
	Quotes Quotes

	// Whether it answers children.
	Vault    *inspections.Vault
	Progress Progress
	// Publish freezes a survey and gives the id of its version.
	Publish func(ctx context.Context, s *surveys.Survey) (string, error)

	// What an inspection did about children's voice, at a glance.
	Releases Releases
	Versions Versions
	Findings Findings
	Evidence Evidence
	Tablets  Tablets
}

// room is the room with its pages.
type room struct {
	Deps
	pages *web.Room
}

// Mount puts the room's pages on e, behind the guard.
func Mount(e *echo.Echo, d Deps) {
	d.Staff.Protect(e)
	r := &room{d, web.NewRoom(nil, web.StaffPages, pages)}
	e.GET("/staff/feedback", r.showAll)
	e.GET("/staff/feedback/:id", r.showOne)
	e.GET("/staff/feedback/:id/edit", r.showForm)
	e.POST("/staff/feedback/:id/edit", r.save)
	e.POST("/staff/feedback/:id/step", r.write)
	e.POST("/staff/feedback/:id/check", r.check)
	e.POST("/staff/feedback/:id/ask", r.ask)
	e.GET("/staff/feedback/:id/preview/:edition/:lang", r.preview)
	e.GET("/staff/feedback/:id/history", r.showHistory)
	e.GET("/staff/feedback/:id/poster", r.showPoster)
	e.GET("/staff/feedback/:id/recordings/:edition/:lang", r.showRecordings)
	e.GET("/staff/feedback/:id/recordings/:edition/:lang/:entry", r.showTake)
	e.POST("/staff/feedback/:id/recordings/:edition/:lang/:entry", r.keepTake)
	e.POST("/staff/feedback/:id/recordings/:edition/:lang/:entry/check", r.checkTake)
	e.POST("/staff/feedback/:id/recordings/:edition/:lang/:entry/remove", r.removeTake)
	e.GET("/staff/inspections/:id/voice", r.showCycle)
}

func path(inspection string) string { return "/staff/feedback/" + url.PathEscape(inspection) }

// allPage lists inspections with how far the answer to their children has come.
type allPage struct {
	web.StaffBase
	Rows []allRow
}

type allRow struct{ Title, Link, Stage, Due string }

func (r *room) showAll(c echo.Context) error {
	ctx := c.Request().Context()
	page := allPage{StaffBase: r.Staff.Base(c, "feedback", r.Staff.Printer(c).T("staff.room.feedback"))}
	list, err := r.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return err
	}
	briefs, err := r.Pages.All(ctx)
	if err != nil {
		return err
	}
	for _, in := range list {
		if !r.Staff.May(c, "GET /staff/feedback/:id", web.Place{Programme: in.Programme, Inspection: in.ID}) {
			continue
		}
		row := allRow{Title: in.Title, Link: path(in.ID), Stage: page.T("staff.feedback.none")}
		if i := slices.IndexFunc(briefs, func(b *heard.Brief) bool { return b.ID == in.ID }); i >= 0 {
			row.Stage, row.Due = page.T("staff.feedback.stage."+string(briefs[i].Stage)), page.Date(briefs[i].Due)
		}
		page.Synthetic = page.Synthetic || in.Synthetic
		page.Rows = append(page.Rows, row)
	}
	return r.pages.Write(c, http.StatusOK, "all", page)
}

// sight is a page with all that it is about; page is the zero page where none was begun.
type sight struct {
	in        *inspections.Inspection
	page      *heard.Page
	editions  []surveys.Edition
	languages []string
}

// of reads what the address names.
func (r *room) of(c echo.Context) (sight, error) {
	id, err := web.Param(c, "id")
	if err != nil {
		return sight{}, fault.Wrap(fault.NotFound, "feedback")
	}
	return r.read(c.Request().Context(), id)
}

// read reads the page of an inspection.
func (r *room) read(ctx context.Context, id string) (sight, error) {
	in, err := r.Book.Inspections.Get(ctx, id)
	if err != nil {
		return sight{}, err
	}
	s := sight{in: in}
	if s.page, err = r.Pages.Get(ctx, id); errors.Is(err, fault.NotFound) {
		s.page, err = &heard.Page{Head: store.Head{ID: id}, Synthetic: in.Synthetic}, nil
	}
	if err != nil {
		return s, err
	}
	s.editions, s.languages, err = r.Pages.Reach(ctx, id)
	return s, err
}

// base is the common part of a page about one inspection.
func (r *room) base(c echo.Context, s sight, title string) web.StaffBase {
	b := r.Staff.Base(c, "feedback", title)
	b.Synthetic = s.in.Synthetic
	b.Crumbs = []web.Crumb{{Text: b.T("staff.room.feedback"), Link: "/staff/feedback"}, {Text: s.in.Title, Link: path(s.in.ID)}}
	return b
}

func (r *room) name(c echo.Context, id string) string {
	if name := r.Name(c.Request().Context(), id); name != "" {
		return name
	}
	return r.Staff.Printer(c).T("staff.feedback.somebody")
}

// onePage is the answer to the children of one inspection, as it is being written.
type onePage struct {
	web.StaffBase
	Here, Mark, Stage, By, Shown string
	Public                       string // where children read it; empty: they do not
	Entries                      []entryRow
	Missing                      []string
	Tongues                      []languageRow
	Checks                       []checkRow
	Write, Offer, Check, Wrote   bool
	Hide                         bool   // it can be taken away from children
	Key                          string // of the next entry
	Ask                          askPart
	Failed                       []string
	Clashed                      bool
	Typed                        typedStep
	Lost                         string // what was typed, where its form is no longer there
}

// typedStep is what was sent with a step that was not done: nobody types it again.
type typedStep struct{ Do, Entry, Text, Due, Why string }

func typedIn(c echo.Context, status int) (t typedStep) {
	if status != http.StatusOK {
		t = typedStep{c.FormValue("do"), c.FormValue("entry"), c.FormValue("text"), c.FormValue("due"), c.FormValue("why")}
	}
	return t
}

// keepTyped puts what was sent back into its form, or beside the page where that form is
// no longer on it.
func (p *onePage) keepTyped(t typedStep) {
	p.Typed = t
	told := slices.ContainsFunc(p.Entries, func(e entryRow) bool { return e.Key == t.Entry && e.Promises })
	switch {
	case t.Do == "hide" && !p.Hide, t.Do != "hide" && !p.Check:
		p.Lost = t.Why
	}
	if !told || !p.Write {
		p.Lost = cmp.Or(t.Text, p.Lost)
	}
}

type entryRow struct {
	Key, Title, State, Due, Link string
	Version                      int
	Promises                     bool
}

type languageRow struct {
	Name, Tag, Dir, Stage string
	Done, Check           bool
	Views                 []web.Crumb
	Sounds                []web.Crumb // where each age is recorded
	Edits                 []web.Crumb
}

type checkRow struct {
	Yes          bool
	Who, At, Why string
}

func (r *room) showOne(c echo.Context) error { return r.draw(c, http.StatusOK, nil) }

// draw shows the page, with what was wrong with what was sent.
func (r *room) draw(c echo.Context, status int, failed fault.Problems) error {
	s, err := r.of(c)
	if err != nil {
		return err
	}
	p, me := s.page, r.Staff.Visitor(c).ID
	at := web.Place{Programme: s.in.Programme, Inspection: s.in.ID}
	page := onePage{StaffBase: r.base(c, s, r.Staff.Printer(c).T("staff.feedback.title", "Inspection", s.in.Title)), Here: path(s.in.ID), Mark: p.Mark(), Key: heard.NewKey(), Clashed: status == http.StatusConflict}
	page.Stage = page.T("staff.feedback.none")
	page.Write = r.Staff.May(c, "POST /staff/feedback/:id/edit", at)
	if p.Latest.Number > 0 {
		page.Stage = page.T("staff.feedback.stage." + string(p.Stage))
		page.By = page.T("staff.feedback.version", "N", p.Latest.Number, "Who", r.name(c, p.Latest.Who), "At", page.Minute(p.Latest.At))
		missing, err := r.Pages.Missing(c.Request().Context(), p)
		if err != nil {
			return err
		}
		page.Missing = sentences(page.Printer, missing)
		page.Offer = page.Write && p.Stage == heard.Draft && len(missing) == 0
		page.Wrote = p.Stage == heard.Offered && slices.Contains(p.Writers, me)
		page.Check = p.Stage == heard.Offered && !page.Wrote && r.Staff.May(c, "POST /staff/feedback/:id/check", at)
	}
	if p.Shown != nil {
		page.Hide = r.Staff.May(c, "POST /staff/feedback/:id/check", at)
		page.Public = "/heard/" + url.PathEscape(p.ID)
		page.Shown = page.T("staff.feedback.shown", "N", p.Shown.Version, "Day", page.Date(p.Shown.Day), "Who", r.name(c, p.Shown.Who))
	}
	for _, e := range p.Latest.Content.Entries {
		title, _ := e.Texts.Title.In(surveys.All, heard.Source)
		page.Entries = append(page.Entries, entryRow{e.Key, title, page.T("staff.feedback.state." + string(e.State)), page.Date(e.Due), page.Here + "/edit?entry=" + e.Key, e.Version, e.State.Promises() && e.Due != ""})
	}
	for _, l := range i18n.InOrder(s.languages) {
		page.Tongues = append(page.Tongues, r.language(page, s, l, me))
	}
	for _, k := range slices.Backward(p.Checks) {
		page.Checks = append(page.Checks, checkRow{k.Yes, r.name(c, k.Who), page.Minute(k.At), k.Why})
	}
	if page.Ask, err = r.asked(c, page.StaffBase, s); err != nil {
		return err
	}
	page.Failed = sentences(page.Printer, failed)
	page.keepTyped(typedIn(c, status))
	return r.pages.Write(c, status, "one", page)
}

// language is how far one language is, and who may do what about it.
func (r *room) language(page onePage, s sight, l i18n.Language, me string) languageRow {
	t := s.page.Tongue(l.Tag)
	row := languageRow{Name: l.Endonym, Tag: l.Tag, Dir: l.Dir, Done: s.page.Latest.Content.Complete(l.Tag, s.editions)}
	switch {
	case !row.Done:
		row.Stage = page.T("staff.feedback.language.part")
	case t.Checked:
		row.Stage = page.T("staff.feedback.language.checked")
	default:
		row.Stage = page.T("staff.feedback.language.draft")
		row.Check = page.Write && !slices.Contains(t.Writers, me)
	}
	if row.Done {
		for _, e := range s.editions {
			row.Views = append(row.Views, web.Crumb{Text: page.T("staff.edition." + string(e)), Link: page.Here + "/preview/" + e.Slug() + "/" + l.Tag})
			row.Sounds = append(row.Sounds, web.Crumb{Text: page.T("staff.edition." + string(e)), Link: page.Here + "/recordings/" + e.Slug() + "/" + l.Tag})
		}
	}
	if page.Write && l.Tag != heard.Source {
		for _, e := range page.Entries {
			row.Edits = append(row.Edits, web.Crumb{Text: e.Title, Link: e.Link + "&lang=" + l.Tag})
		}
	}
	return row
}

func sentences(p *i18n.Printer, problems fault.Problems) []string {
	list := make([]string, len(problems))
	for i, one := range problems {
		list[i] = p.TArgs(one.ID, one.Args)
	}
	return list
}

// preview shows the latest version as children would read it.
func (r *room) preview(c echo.Context) error {
	s, err := r.of(c)
	if err != nil {
		return err
	}
	e, lang := surveys.Edition(c.Param("edition")), c.Param("lang")
	if !slices.Contains(s.editions, e) || !slices.Contains(s.languages, lang) {
		return fault.Wrap(fault.NotFound, "preview of %s in %s", e, lang)
	}
	shown := &heard.Shown{Day: s.page.Latest.At[:min(10, len(s.page.Latest.At))], Content: s.page.Latest.Content}
	if s.page.Tongue(lang).Checked || lang == heard.Source {
		shown.Checked = []string{lang}
	}
	html, err := r.Children.DrawFeedback(c.Request().Context(), s.page, shown, e, lang)
	if err != nil {
		return err
	}
	return web.WriteHTML(c, http.StatusOK, html)
}
