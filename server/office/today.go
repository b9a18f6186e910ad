package office

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
	"kist/server/web"
)

// todayPage is where work finds people: what waits for the reader, by role,
// with a date and one reason.
type todayPage struct {
	web.StaffBase
	Heading string
	Roles   []roleTasks
	Running []roundRow
	Read    []task
	More    bool     // there are more results than are listed
	Plan    timeline // of the inspections that are under way
	Reset   string   // id for the command that lets the reader in again; empty: not theirs to run
}

// roleTasks is what waits for one of the reader's roles.
type roleTasks struct {
	Role  string // key
	Tasks []task
}

// task is one thing to do or to read.
type task struct {
	Text string
	Link string
	Why  string
	When string // a day in words; empty: no day
	day  string // for sorting
}

// listed is how many lines one part of the page has at most; the rooms have
// the rest.
const listed = 12

// listedResults is how many results the page leads to: the latest rounds'.
const listedResults = 6

// work gathers what waits, by role.
type work struct {
	*todayPage
	ctx   context.Context
	o     *office
	c     echo.Context
	now   time.Time
	mine  map[string]*inspections.Inspection
	tasks map[string][]task
}

func (o *office) showToday(c echo.Context) error {
	v := o.Staff.Visitor(c)
	page := todayPage{StaffBase: o.Staff.Base(c, "today", o.Staff.Printer(c).T("staff.room.today"))}
	w := work{&page, c.Request().Context(), o, c, o.now(), nil, map[string][]task{}}
	if err := w.gather(); err != nil {
		return err
	}
	n := 0
	for _, r := range v.Roles {
		list := w.tasks[r]
		slices.SortStableFunc(list, byDay)
		n += len(list)
		page.Roles = append(page.Roles, roleTasks{r, list[:min(len(list), listed)]})
	}
	if slices.Contains(v.Roles, string(people.Administrator)) {
		page.Reset = v.ID
	}
	page.Heading = page.T("staff.today.nothing", "Name", v.Name)
	if n > 0 {
		page.Heading = page.T("staff.today.heading", "Name", v.Name, "count", n)
	}
	page.Running = page.Running[:min(len(page.Running), listed)]
	page.Read, page.More = page.Read[:min(len(page.Read), listedResults)], len(page.Read) > listedResults
	return o.room.Write(c, http.StatusOK, "today", page)
}

// byDay puts what has the nearest day first, and what has none last.
func byDay(x, y task) int {
	switch {
	case x.day == y.day:
		return 0
	case y.day == "" || x.day != "" && x.day < y.day:
		return -1
	}
	return 1
}

func (w *work) gather() (err error) {
	if w.mine, err = w.o.mine(w.c); err != nil {
		return err
	}
	if err := errors.Join(w.translations(), w.contacts(), w.safety(), w.newcomers(), w.feedback(), w.evidence(), w.hooks()); err != nil {
		return err
	}
	w.inspections()
	if err := w.studio(); err != nil {
		return err
	}
	w.plan()
	if len(w.mine) == 0 {
		return nil
	}
	heads, err := w.o.Book.Heads(w.ctx, store.Query{})
	if err != nil {
		return err
	}
	slices.SortStableFunc(heads, roundOrders["closes"])
	open := false
	for _, r := range heads {
		if w.mine[r.Inspection] == nil {
			continue
		}
		open = open || r.Stage == inspections.Draft || r.Stage == inspections.Running
		if err := w.round(r); err != nil {
			return err
		}
	}
	if open {
		return w.helpLines()
	}
	return nil
}

// runner is the role under which rounds are run by whoever is asking.
func (w *work) runner() string {
	roles := w.o.Staff.Visitor(w.c).Roles
	if slices.Contains(roles, string(people.Coordinator)) {
		return string(people.Coordinator)
	}
	return string(people.Administrator)
}

// round sorts one round into what is due, what runs and what can be read.
func (w *work) round(r *inspections.RoundHead) error {
	in := w.mine[r.Inspection]
	row := roundRow{Name: r.Name, Link: roundPath(r.ID), Stage: r.Stage, Closes: r.Closes, Overdue: r.Overdue(w.now), Invented: r.Synthetic, KeysGone: r.KeysGone != ""}
	var err error
	switch {
	case r.Stage == inspections.Sealed:
		if row.Releases, err = w.o.releases(w.ctx, r.ID); err != nil {
			return err
		}
	case r.Stage == inspections.Running && len(w.Running) < listed:
		if row, err = w.o.row(w.ctx, w.Printer, r); err != nil {
			return err
		}
		row.Inspection = in.Title
		w.Running = append(w.Running, row)
	}
	w.Synthetic = w.Synthetic || r.Synthetic
	if err := w.apart(r); err != nil {
		return err
	}
	if what := due(row); what != "" && w.o.Staff.May(w.c, "POST /staff/rounds/:id/close", placeOf(in)) {
		day, link := r.Closes, row.Link
		if what == "prepare" {
			day, link = r.Opens, row.Link+"/checks"
		}
		w.add(w.runner(), task{
			Text: w.T("staff.today."+what, "Name", r.Name), Link: link,
			Why: w.T("staff.today."+what+".why", "Inspection", in.Title), When: w.Date(day), day: day,
		})
	}
	w.keys(r, in)
	for _, rel := range row.Releases {
		w.Read = append(w.Read, task{Text: w.T("staff.today.read", "Name", r.Name, "Number", rel.Number), Link: rel.Link, Why: in.Title})
	}
	return nil
}

// keys tells whoever runs a round in time that nothing will open what children sent.
func (w *work) keys(r *inspections.RoundHead, in *inspections.Inspection) {
	if !r.KeysEnding(w.now) || !w.o.Staff.May(w.c, "POST /staff/rounds/:id/close", placeOf(in)) {
		return
	}
	w.add(w.runner(), task{
		Text: w.T("staff.today.keys", "Name", r.Name), Link: roundPath(r.ID),
		Why: w.T("staff.today.keys.why", "Inspection", in.Title), When: w.T("staff.today.until", "Day", w.Date(r.KeysUntil)), day: r.KeysUntil,
	})
}

func (w *work) add(role string, t task) { w.tasks[role] = append(w.tasks[role], t) }

// due names what somebody who runs rounds has to do about this one; empty if
// nothing.
func due(r roundRow) string {
	switch {
	case r.Stage == inspections.Draft:
		return "prepare"
	case r.Overdue:
		return "close"
	case r.Stage == inspections.Final:
		return "finish"
	case r.Stage == inspections.Sealed && !r.Final() && !r.KeysGone:
		return "release"
	}
	return ""
}

// helpMonths is after how many months the help lines come up again: one before
// they stop a round from opening.
const helpMonths = 11

// helpLines asks those who run rounds to look at the help lines in time.
func (w *work) helpLines() error {
	if !w.o.Staff.May(w.c, "POST /staff/helplines", web.Place{}) {
		return nil
	}
	known, err := w.o.Book.Confirmed(w.ctx, "")
	if err != nil {
		return err
	}
	t := task{Text: w.T("staff.today.helplines"), Link: "/staff/helplines", Why: w.T("staff.today.helplines.why")}
	if last := known[inspections.HelpLines]; last != nil {
		day, err := time.Parse(time.DateOnly, last.Day)
		if err != nil || w.now.Before(day.AddDate(0, helpMonths, 0)) {
			return err
		}
		t.day = day.AddDate(1, 0, 0).Format(time.DateOnly)
		t.When = w.Date(t.day)
	}
	w.add(w.runner(), t)
	return nil
}

// plan draws where the inspections are that are neither planned nor done.
func (w *work) plan() {
	var list []*inspections.Inspection
	for _, in := range w.mine {
		if step := in.Step(w.now); in.Starts != "" && step != inspections.Planned && step != inspections.Done {
			list = append(list, in)
		}
	}
	slices.SortFunc(list, byStart)
	w.Plan = allTimeline(w.StaffBase, list[:min(len(list), listed)], w.now)
}

// inspections gives members of a team where their inspections are, and asks
// for evaluations that are not held while the report is written.
func (w *work) inspections() {
	me, role := w.o.Staff.Visitor(w.c), string(people.Inspector)
	if len(me.Roles) > 0 && !slices.Contains(me.Roles, role) {
		role = me.Roles[0]
	}
	for _, in := range w.mine {
		if !slices.Contains(in.Team, me.ID) || in.Step(w.now) == inspections.Done {
			continue
		}
		step := in.Step(w.now)
		t := task{
			Text: in.Title, Link: inspectionPath(in.ID), Why: w.T("staff.inspection.step." + string(step)),
		}
		for _, s := range inspections.Timeline().Stages {
			if s.Key == step {
				t.day = in.Monday(s.To + 1)
			}
		}
		if t.day != "" {
			t.When = w.T("staff.today.until", "Day", w.Date(t.day))
		}
		w.add(role, t)
	}
}
