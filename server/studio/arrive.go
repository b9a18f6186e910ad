package studio

import (
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/exchange/incoming"
	"kist/internal/exchange/incoming/anyfile"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

const arrivePath = "/staff/import"

// arrivePage takes a questionnaire that another program wrote: first it shows what
// would become of each line, and nothing begins before somebody says so.
type arrivePage struct {
	web.StaffBase
	Action   string
	Wrong    string // why the file could not be read
	Editions []web.Choice
	File     string // what was brought; empty: nothing
	Nothing  bool   // no question of it can be asked
	Key      string
	BadKey   string // what is wrong with it
	Counts   []string
	Only     []onlyLink
	Lines    []noteLine
	Pager    web.Pager
	Said     string // what was done just now; empty: nothing
}

// onlyLink shows the lines of one fate alone.
type onlyLink struct {
	Text, Link string
	On         bool
}

// noteLine is one line of the account.
type noteLine struct {
	Where, Name, Fate, Why string
	Kept                   bool
}

// fates are what can become of a line, in the order of the page.
var fates = []incoming.Fate{incoming.Left, incoming.Changed, incoming.Added, incoming.Kept}

func (s *studio) mountArrivals(e *echo.Echo) {
	e.GET(arrivePath, s.showArrival)
	e.POST(arrivePath, s.arrive)
	e.POST(arrivePath+"/begin", s.beginArrived)
}

func (s *studio) showArrival(c echo.Context) error {
	return s.drawArrival(c, http.StatusOK, "", "")
}

// drawArrival shows what the reader brought, with what is wrong with the file that
// they tried now, or with the key.
func (s *studio) drawArrival(c echo.Context, status int, wrong, badKey string) error {
	p := s.Staff.Printer(c)
	page := arrivePage{
		StaffBase: s.Staff.Base(c, "surveys", p.T("staff.import.title")),
		Action:    arrivePath, Wrong: wrong, BadKey: badKey,
		Editions: web.Choices(surveys.Editions(), func(e surveys.Edition) string { return editionWords(p, e) }, editionsAsked(c)...),
	}
	page.Crumbs = crumbs(p, page.Title)
	if c.QueryParam("gone") != "" {
		page.Said = p.T("staff.import.gone")
	}
	a, err := s.Drafts.Arrived(c.Request().Context(), s.Staff.Visitor(c).ID)
	switch {
	case errors.Is(err, fault.NotFound):
	case err != nil:
		return err
	default:
		page.brought(c, a)
	}
	return s.room.Write(c, status, "arrive", page)
}

// editionsAsked are those that a form names; the oldest children's at first.
func editionsAsked(c echo.Context) []surveys.Edition {
	form, err := c.FormParams()
	if err != nil || c.Request().Method == http.MethodGet {
		return []surveys.Edition{surveys.E14}
	}
	var list []surveys.Edition
	for _, e := range surveys.Editions() {
		if slices.Contains(form["editions"], string(e)) {
			list = append(list, e)
		}
	}
	return list
}

// brought fills in the account of a file.
func (a *arrivePage) brought(c echo.Context, from *editing.Arrival) {
	p := a.Printer
	a.File, a.Nothing, a.Key = from.File, from.Survey == nil, c.FormValue("key")
	if from.Survey != nil && a.Key == "" {
		a.Key = from.Survey.Key
	}
	n, only := incoming.Fates(from.Notes), incoming.Fate(c.QueryParam("only"))
	a.Only = []onlyLink{{p.T("staff.import.only.all"), arrivePath, only == ""}}
	for _, f := range fates {
		if n[f] > 0 {
			a.Counts = append(a.Counts, p.T("staff.import.count."+string(f), "count", n[f]))
			a.Only = append(a.Only, onlyLink{p.T("staff.import.fate." + string(f)), arrivePath + "?only=" + string(f), only == f})
		}
	}
	shown := slices.DeleteFunc(slices.Clone(from.Notes), func(n incoming.Note) bool { return only != "" && n.Fate != only })
	list, pager := web.Paginate(c, a.StaffBase, shown)
	a.Pager = pager
	for _, n := range list {
		a.Lines = append(a.Lines, lineOfNote(p, n))
	}
}

func lineOfNote(p *i18n.Printer, n incoming.Note) noteLine {
	line := noteLine{Where: n.Part, Name: n.Name, Fate: p.T("staff.import.fate." + string(n.Fate)), Kept: n.Fate == incoming.Kept}
	switch {
	case n.Line > 0:
		line.Where = p.T("staff.import.line", "Part", n.Part, "Line", n.Line)
	case n.Part == "":
		line.Where = p.T("staff.import.whole")
	}
	if n.Why != "" {
		line.Why = p.TArgs("staff.import.why."+n.Why, n.Args)
	}
	return line
}

// arrive reads a file, and keeps what it would become for its person to look at.
func (s *studio) arrive(c echo.Context) error {
	p := s.Staff.Printer(c)
	name, file, err := s.questionnaire(c)
	if err != nil {
		return err
	}
	editions := editionsAsked(c)
	switch {
	case len(file) == 0:
		return s.drawArrival(c, http.StatusUnprocessableEntity, p.T("staff.import.trouble.no_file"), "")
	case len(editions) == 0:
		return s.drawArrival(c, http.StatusUnprocessableEntity, p.T("staff.import.trouble.no_editions"), "")
	}
	start, err := s.Start()
	if err != nil {
		return err
	}
	a, err := takeFile(name, file, incoming.Wanted{Editions: editions, Start: start})
	var trouble *incoming.Trouble
	if errors.As(err, &trouble) {
		return s.drawArrival(c, http.StatusUnprocessableEntity, p.TArgs("staff.import.trouble."+trouble.Why, trouble.Args), "")
	}
	if err != nil {
		return err
	}
	if err := s.Drafts.Bring(c.Request().Context(), s.Staff.Visitor(c).ID, a); err != nil {
		return err
	}
	return web.Redirect(c, arrivePath)
}

// questionnaire is the file of a form, with its name.
func (s *studio) questionnaire(c echo.Context) (name string, file []byte, err error) {
	if head, err := c.FormFile("file"); err == nil {
		name = path.Base(strings.ReplaceAll(head.Filename, `\`, "/"))
	}
	file, err = web.Upload(c, "file", incoming.MaxFile)
	return begin(name, 100), file, err
}

// takeFile reads a file into what it would become.
func takeFile(name string, file []byte, w incoming.Wanted) (editing.Arrival, error) {
	form, parts, format, err := anyfile.Read(name, file)
	if err != nil {
		return editing.Arrival{}, err
	}
	survey, notes, err := incoming.Draft(form, w, parts...)
	if errors.Is(err, incoming.ErrNothing) {
		err = nil // the account says why
	}
	return editing.Arrival{File: name, Format: format, Survey: survey, Notes: notes}, err
}

// beginArrived begins a draft of what was brought, or lets it go.
func (s *studio) beginArrived(c echo.Context) error {
	ctx, who := c.Request().Context(), s.Staff.Visitor(c).ID
	if c.FormValue("do") == "let_go" {
		if err := s.Drafts.LetGo(ctx, who); err != nil {
			return err
		}
		return web.Redirect(c, arrivePath+"?gone=yes")
	}
	doc, err := s.Drafts.Begin(ctx, who, clean(c.FormValue("key")))
	if words, ok := said(s.Staff.Printer(c), err); ok {
		for _, text := range words {
			return s.drawArrival(c, http.StatusUnprocessableEntity, "", text)
		}
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, surveyPath(doc.ID))
}
