package office

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/server/web"
)

// todayPage is where work finds people: what waits for the reader, and why.
type todayPage struct {
	web.StaffBase
	Heading string
	Due     []task
	Running []roundView
	Read    []task
	Reset   string // id for the command that lets the reader in again; empty: not theirs to run
}

// task is one thing to do or to read.
type task struct {
	Text string
	Link string
	Why  string
	When string // a day in words; empty: no day
}

func (o *office) showToday(c echo.Context) error {
	base := o.Staff.Base(c, "today", o.Staff.Printer(c).T("staff.room.today"))
	v := o.Staff.Visitor(c)
	page := todayPage{StaffBase: base}
	if web.MayUse("GET /staff/rounds", v.Roles) {
		list, err := o.inspections(c, base.Printer)
		if err != nil {
			return err
		}
		page.fill(list)
	}
	if slices.Contains(v.Roles, string(people.Administrator)) {
		page.Reset = v.ID
	}
	page.Heading = base.T("staff.today.nothing", "Name", v.Name)
	if n := len(page.Due); n > 0 {
		page.Heading = base.T("staff.today.heading", "Name", v.Name, "count", n)
	}
	return o.room.Write(c, http.StatusOK, "today", page)
}

// fill sorts the rounds into what is due, what runs and what can be read.
func (t *todayPage) fill(list []inspectionView) {
	for _, in := range list {
		for _, r := range in.Rounds {
			t.Synthetic = t.Synthetic || r.Invented
			if r.Stage == inspections.Running {
				t.Running = append(t.Running, r)
			}
			if what := due(r); what != "" && r.CanRun {
				t.Due = append(t.Due, t.task(what, r, in.Title))
			}
			for _, rel := range r.Releases {
				t.Read = append(t.Read, task{Text: t.T("staff.today.read", "Name", r.Name, "Number", rel.Number), Link: rel.Link, Why: in.Title})
			}
		}
	}
}

// due names what somebody who runs rounds has to do about this one; empty if
// nothing.
func due(r roundView) string {
	switch {
	case r.Overdue:
		return "close"
	case r.Stage == inspections.Final:
		return "finish"
	case r.Stage == inspections.Sealed && r.Invented && len(r.Releases) == 0:
		return "release"
	}
	return ""
}

func (t *todayPage) task(what string, r roundView, inspection string) task {
	return task{
		Text: t.T("staff.today."+what, "Name", r.Name), Link: r.Link,
		Why: t.T("staff.today."+what+".why", "Inspection", inspection), When: t.Date(r.Closes),
	}
}
