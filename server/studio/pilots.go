package studio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/results"
	"kist/server/web"
	"kist/surveys"
)

// Closer closes rounds.
type Closer interface {
	// Close stops a round from taking answers and seals what waits; it may be called
	// again, and goes on where it was.
	Close(ctx context.Context, round string, progress func(done, total int)) error
}

// Progress tells how many answers a round has, as far as staff may know.
type Progress interface {
	Shown(ctx context.Context, round string) (results.Progress, error)
	// Begin counts a round for the first time, on the day that it opens.
	Begin(ctx context.Context, round string, now time.Time) error
}

// Piloting is what pilots need.
type Piloting struct {
	Reports  *results.Pilots
	Vault    *inspections.Vault
	Closer   Closer
	Progress Progress
	Kept     inspections.Kept
	Trail    Trail
}

// Trail is where it is written down who took which file.
type Trail interface {
	// NoteEach writes a line, once a minute for each person and detail.
	NoteEach(ctx context.Context, collection, id, detail, who, did string) error
}

// trialDays is how long a pilot runs unless its coordinator says otherwise.
const trialDays = 14

// fewSlips is how many are offered first: enough that something can be counted.
const fewSlips = 20

// pilotsPage lists the pilots of a survey, and starts another.
type pilotsPage struct {
	web.StaffBase
	Key      string
	Pilots   []pilotLine
	Action   string // empty: the reader starts none
	Slips    string
	Closes   string
	Most     int
	Tongues  []web.Choice
	Editions []web.Choice
	Wrong    map[string]string
	NoHelp   bool // nobody has looked at the help lines lately
	NoLead   bool // nobody would read a request to be contacted
}

// pilotLine is one pilot in a list.
type pilotLine struct{ Name, Link, State, Closes string }

func pilotsPath(survey string) string { return surveyPath(survey) + "/pilots" }

func pilotPath(survey, id string) string { return pilotsPath(survey) + "/" + url.PathEscape(id) }

func (s *studio) mountPilots(e *echo.Echo) {
	e.GET("/staff/surveys/:id/pilots", s.showPilots)
	e.POST("/staff/surveys/:id/pilots", s.startPilot)
	e.GET("/staff/surveys/:id/pilots/:pilot", s.showPilot)
	e.GET("/staff/surveys/:id/pilots/:pilot/file", s.sendPilot)
	e.POST("/staff/surveys/:id/pilots/:pilot/testers", s.setTesters)
	e.GET("/staff/surveys/:id/pilots/:pilot/close", s.askClosePilot)
	e.POST("/staff/surveys/:id/pilots/:pilot/close", s.closePilot)
	e.GET("/staff/surveys/:id/pilots/:pilot/end", s.askEndPilot)
	e.POST("/staff/surveys/:id/pilots/:pilot/end", s.endPilot)
}

func (s *studio) showPilots(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	var editions []string
	for _, e := range doc.Survey.Editions {
		editions = append(editions, string(e))
	}
	asked := &inspections.Round{Languages: []string{doc.Survey.Source}, Editions: editions, Closes: time.Now().AddDate(0, 0, trialDays).Format(time.DateOnly)}
	return s.drawPilots(c, http.StatusOK, doc, asked, strconv.Itoa(fewSlips), nil)
}

// drawPilots shows the list, with the form as it was filled in.
func (s *studio) drawPilots(c echo.Context, status int, doc *editing.Draft, asked *inspections.Round, slips string, wrong map[string]string) error {
	ctx, p := c.Request().Context(), s.Staff.Printer(c)
	page := pilotsPage{StaffBase: s.below(c, doc, p.T("staff.pilots.title")), Key: doc.ID, Slips: slips, Closes: asked.Closes, Most: inspections.MaxTesters, Wrong: wrong}
	list, err := s.Book.Pilots(ctx, doc.ID)
	if err != nil {
		return err
	}
	for _, r := range list {
		page.Synthetic = page.Synthetic || r.Synthetic
		page.Pilots = append(page.Pilots, pilotLine{r.Name, pilotPath(doc.ID, r.ID), p.T("staff.pilot.stage." + string(r.Stage)), page.Date(r.Closes)})
	}
	if !doc.Retired && s.may(c, "POST /staff/surveys/:id/pilots") {
		page.Action = pilotsPath(doc.ID)
		page.Tongues = web.Choices(doc.Survey.Languages, func(l string) string { return i18n.Describe(l).Endonym }, asked.Languages...)
		page.Editions = web.Choices(doc.Survey.Editions, func(e surveys.Edition) string { return p.T("staff.edition." + string(e)) })
		for i := range page.Editions {
			page.Editions[i].On = slices.Contains(asked.Editions, page.Editions[i].Value)
		}
		if page.NoHelp, page.NoLead, err = s.unready(ctx); err != nil {
			return err
		}
	}
	return s.room.Write(c, status, "pilots", page)
}

// unready says what children would miss if a pilot started now.
func (s *studio) unready(ctx context.Context) (noHelp, noLead bool, err error) {
	seen, err := s.Book.HelpLinesSeen(ctx)
	if err != nil {
		return false, false, err
	}
	all, err := s.People.All(ctx)
	lead := slices.ContainsFunc(all, func(a *people.Account) bool {
		return a.Joined != "" && a.Ended == "" && a.May([]people.Role{people.SafeguardingLead}, "", "")
	})
	return !seen, !lead, err
}

// startPilot freezes the draft as a trial and opens a pilot of it.
func (s *studio) startPilot(c echo.Context) error {
	ctx, p, me := c.Request().Context(), s.Staff.Printer(c), s.Staff.Visitor(c).ID
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	slips := clean(form.Get("slips"))
	n, _ := strconv.Atoi(slips) // what is no number is refused as nought is
	r := &inspections.Round{
		Pilot: doc.ID, Languages: form["languages"], Editions: form["editions"], Closes: form.Get("closes"),
		Settings: []inspections.Setting{{Expected: n}}, Name: p.T("staff.pilot.name.new"),
	}
	if noHelp, _, err := s.unready(ctx); err != nil {
		return err
	} else if noHelp {
		return s.drawPilots(c, http.StatusUnprocessableEntity, doc, r, slips, map[string]string{"help": p.T("staff.pilots.help")})
	}
	if err = inspections.CheckPilot(r, offered(doc.Survey), time.Now()); err == nil {
		err = s.freeze(ctx, p, r, doc, me)
	}
	if bad, ok := problems(p, err); ok {
		return s.drawPilots(c, http.StatusUnprocessableEntity, doc, r, slips, bad)
	}
	if err != nil {
		return err
	}
	if err := s.Pilots.Progress.Begin(ctx, r.ID, time.Now()); err != nil {
		return err
	}
	return web.Redirect(c, pilotPath(doc.ID, r.ID))
}

// freeze makes the trial and the pilot of it.
func (s *studio) freeze(ctx context.Context, p *i18n.Printer, r *inspections.Round, doc *editing.Draft, who string) error {
	trial, err := s.Drafts.Trial(ctx, s.Versions, doc.ID, who)
	if err != nil {
		return err
	}
	_, survey, err := s.Versions.Get(ctx, trial.ID())
	if err != nil {
		return err
	}
	r.Version, r.Name = trial.ID(), p.T("staff.pilot.name", "N", trial.Number)
	return s.Book.AddPilot(ctx, s.Pilots.Vault, r, offered(survey), who)
}

// offered is what a trial of the survey has.
func offered(survey *surveys.Survey) inspections.Offer {
	o := inspections.Offer{Trial: true, Languages: survey.Languages}
	for _, e := range survey.Editions {
		o.Editions = append(o.Editions, string(e))
	}
	return o
}

// problems are the words for what was wrong with a form of several fields; false if
// err is about something else.
func problems(p *i18n.Printer, err error) (map[string]string, bool) {
	var all fault.Problems
	if !errors.As(err, &all) {
		return said(p, err)
	}
	words := map[string]string{}
	for _, one := range all {
		words[one.Field] = p.TArgs(one.ID, one.Args)
	}
	return words, true
}

// pilotOf is the pilot that an address names, with its survey's draft.
// fault.NotFound for a round that is no pilot of this survey.
func (s *studio) pilotOf(c echo.Context) (*inspections.Round, *editing.Draft, error) {
	doc, err := s.draftOf(c)
	if err != nil {
		return nil, nil, err
	}
	id, err := web.Param(c, "pilot")
	if err != nil {
		return nil, nil, fault.Wrap(fault.NotFound, "pilot")
	}
	r, err := s.Book.Round(c.Request().Context(), id)
	if err == nil && (r.Pilot == "" || r.Pilot != doc.ID) {
		err = fault.Wrap(fault.NotFound, "pilot %s of %s", id, doc.ID)
	}
	return r, doc, err
}

func (s *studio) belowPilot(c echo.Context, r *inspections.Round, doc *editing.Draft, title string) web.StaffBase {
	p := s.Staff.Printer(c)
	b := s.below(c, doc, title)
	last := b.Crumbs[len(b.Crumbs)-1]
	b.Crumbs = append(b.Crumbs[:len(b.Crumbs)-1], web.Crumb{Text: p.T("staff.pilots.title"), Link: pilotsPath(doc.ID)})
	if title != r.Name {
		b.Crumbs = append(b.Crumbs, web.Crumb{Text: r.Name, Link: pilotPath(doc.ID, r.ID)})
	}
	b.Crumbs = append(b.Crumbs, last)
	return b
}

// setTesters sets how many slips the pilot may have.
func (s *studio) setTesters(c echo.Context) error {
	r, doc, err := s.pilotOf(c)
	if err != nil {
		return err
	}
	asked := clean(c.FormValue("slips"))
	n, _ := strconv.Atoi(asked) // what is no number is refused as nought is
	_, err = s.Book.SetTesters(c.Request().Context(), r.ID, n, s.Staff.Visitor(c).ID)
	if bad, ok := said(s.Staff.Printer(c), err); ok {
		return s.drawPilot(c, http.StatusUnprocessableEntity, r, doc, asked, bad["slips"])
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, pilotPath(doc.ID, r.ID))
}

// closePilot ends the taking of answers and makes the report. Whatever breaks off in
// between is taken up where it was.
func (s *studio) closePilot(c echo.Context) error {
	r, doc, err := s.pilotOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if r.Stage == inspections.Running {
		if err := s.Book.NoteClosing(ctx, r.ID, s.Staff.Visitor(c).ID); err != nil {
			return err
		}
	}
	if err := s.Pilots.Closer.Close(ctx, r.ID, nil); err != nil {
		return err
	}
	if _, err := s.Pilots.Reports.Make(ctx, r.ID); err != nil {
		return err
	}
	return web.Redirect(c, pilotPath(doc.ID, r.ID))
}

// endPilot destroys the pilot's keys.
func (s *studio) endPilot(c echo.Context) error {
	r, doc, err := s.pilotOf(c)
	if err != nil {
		return err
	}
	if _, err := s.Pilots.Reports.End(c.Request().Context(), r.ID, s.Staff.Visitor(c).ID, s.Pilots.Kept); err != nil {
		return err
	}
	return web.Redirect(c, pilotPath(doc.ID, r.ID))
}

func (s *studio) askClosePilot(c echo.Context) error { return s.askPilot(c, "close") }

func (s *studio) askEndPilot(c echo.Context) error { return s.askPilot(c, "end") }

// askPilot asks once before something is done to a pilot.
func (s *studio) askPilot(c echo.Context, what string) error {
	r, doc, err := s.pilotOf(c)
	if err != nil {
		return err
	}
	p, here := s.Staff.Printer(c), pilotPath(doc.ID, r.ID)
	return s.room.Write(c, http.StatusOK, "ask", askPage{
		StaffBase: s.belowPilot(c, r, doc, p.T("staff.pilot."+what)), Text: p.T("staff.pilot." + what + ".text"),
		Action: here + "/" + what, Back: here, Button: p.T("staff.pilot." + what),
	})
}
