package office

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"kist/internal/people"
	"kist/internal/texts"
	"kist/server/web"
)

// Safety tells in which rounds something waits for those who look after children's
// safety, and since when. It tells no number.
type Safety interface {
	Standstills(ctx context.Context) ([]texts.Standstill, error)
}

// safety asks the safeguarding lead to read what children wrote, and to go on with
// concerns, in their scope: what waits over a working day says so.
func (w *work) safety() error {
	role := string(people.SafeguardingLead)
	if w.o.Safety == nil || !slices.Contains(w.o.Staff.Visitor(w.c).Roles, role) {
		return nil
	}
	list, err := w.o.Safety.Standstills(w.ctx)
	if err != nil {
		return err
	}
	for _, s := range list {
		var at web.Place // a pilot lies in the installation as a whole
		title := w.T("staff.contacts.pilot")
		if in := w.mine[s.Round.Inspection]; in != nil {
			at, title = placeOf(in), in.Title
		}
		if !w.o.Staff.May(w.c, "POST /staff/safety/:id", at) {
			continue
		}
		t := task{Link: "/staff/safety/" + url.PathEscape(s.Round.ID), Why: w.T("staff.today.contact.why", "Round", s.Round.Name, "Inspection", title)}
		w.waits(role, t, s.Lane, "staff.today.safety")
		w.waits(role, t, s.Concerns, "staff.today.concern")
	}
	return nil
}

// waits adds a task that waits since a day, if there is one, in words that say so when
// that is over a working day.
func (w *work) waits(role string, t task, since, id string) {
	if since == "" {
		return
	}
	t.Text = w.T(id)
	if texts.Overdue(since, w.now) {
		t.Text = w.T(id + ".overdue")
	}
	t.When, t.day = w.T("staff.contacts.since", "Day", w.Date(since)), since
	w.add(role, t)
}

// newcomers tells the safeguarding lead who came by a role with which people read what
// children wrote: an administrator who invites two accounts could be two people, and is
// seen by somebody who is none. It tells of no account of the reader's own.
func (w *work) newcomers() error {
	role, me := string(people.SafeguardingLead), w.o.Staff.Visitor(w.c)
	if !slices.Contains(me.Roles, role) {
		return nil
	}
	list, err := w.o.People.Newcomers(w.ctx, people.SafeguardingLead, people.Coordinator, people.Inspector)
	if err != nil {
		return err
	}
	var told []string
	day := ""
	for _, a := range list {
		if a.ID != me.ID {
			name := cmp.Or(a.Name, a.Email, w.T("staff.people.unnamed"))
			told = append(told, w.T("staff.today.newcomers.who", "Name", name, "By", w.o.nameOf(w.c, a.Given.By), "Day", w.Date(a.Given.Day)))
			day = a.Given.Day
		}
	}
	if told != nil {
		w.add(role, task{Text: w.T("staff.today.newcomers"), Link: "/staff/safety", Why: strings.Join(told, " "), day: day})
	}
	return nil
}
