package office

import (
	"context"
	"net/url"
	"slices"
	"time"

	"kist/internal/heard"
	"kist/internal/people"
)

// Feedback tells how far the answers to children are.
type Feedback interface {
	All(ctx context.Context) ([]*heard.Brief, error)
	// Lost lists the inspections whose children read a page from which a quote is gone.
	Lost(ctx context.Context) ([]string, error)
}

// promiseDays is how many days before a promise to children is due it is recalled.
const promiseDays = 14

// feedback asks to check what children are to be told, and recalls the promises that
// they were given.
func (w *work) feedback() error {
	if w.o.Feedback == nil || len(w.mine) == 0 {
		return nil
	}
	list, err := w.o.Feedback.All(w.ctx)
	if err != nil {
		return err
	}
	lost, err := w.o.Feedback.Lost(w.ctx)
	if err != nil {
		return err
	}
	soon := w.now.AddDate(0, 0, promiseDays).Format(time.DateOnly)
	for _, p := range list {
		in := w.mine[p.ID]
		if in == nil {
			continue
		}
		link := "/staff/feedback/" + url.PathEscape(p.ID)
		if p.Stage == heard.Offered && w.o.Staff.May(w.c, "POST /staff/feedback/:id/check", placeOf(in)) {
			w.add(w.checker(), task{Text: w.T("staff.today.feedback.check"), Link: link, Why: in.Title})
		}
		if slices.Contains(lost, p.ID) && w.o.Staff.May(w.c, "POST /staff/feedback/:id/edit", placeOf(in)) {
			w.add(w.runner(), task{Text: w.T("staff.today.feedback.quote"), Link: link, Why: in.Title})
		}
		if p.Due == "" || p.Due > soon || !w.o.Staff.May(w.c, "POST /staff/feedback/:id/edit", placeOf(in)) {
			continue
		}
		t := task{Text: w.T("staff.today.feedback.promise"), Link: link, Why: in.Title, When: w.Date(p.Due), day: p.Due}
		if p.Due < w.now.Format(time.DateOnly) {
			t.Text = w.T("staff.today.feedback.overdue")
		}
		w.add(w.runner(), t)
	}
	return nil
}

// checker is the role under which whoever is asking checks what children are told.
func (w *work) checker() string {
	roles := w.o.Staff.Visitor(w.c).Roles
	if slices.Contains(roles, string(people.Coordinator)) {
		return string(people.Coordinator)
	}
	return string(people.Inspector)
}
