package office

import (
	"net/url"

	"kist/internal/editing"
	"kist/internal/inspections"
	"kist/server/web"
)

// pilotPath is where the group that writes a survey runs a pilot of it.
func pilotPath(survey, id string) string {
	return "/staff/surveys/" + survey + "/pilots/" + url.PathEscape(id)
}

// pilots adds what those who run pilots have to do about each.
func (w *work) pilots(drafts []*editing.Draft) error {
	if !w.o.Staff.May(w.c, "POST /staff/surveys/:id/pilots/:pilot/close", web.Place{}) {
		return nil
	}
	for _, d := range drafts {
		list, err := w.o.Book.Pilots(w.ctx, d.ID)
		if err != nil {
			return err
		}
		for _, r := range list {
			what, err := w.duePilot(r)
			if err != nil {
				return err
			}
			if what == "" {
				continue
			}
			t := task{
				Text: w.T("staff.today.pilot."+what, "Name", r.Name), Link: pilotPath(r.Pilot, r.ID),
				Why: w.T("staff.today.pilot."+what+".why", "Survey", w.titleOf(d)),
			}
			if r.Stage == inspections.Running {
				t.day, t.When = r.Closes, w.Date(r.Closes)
			}
			w.add(w.runner(), t)
		}
	}
	return nil
}

// duePilot names what is to be done about a pilot; empty if nothing, or nothing that
// whoever runs it can do.
func (w *work) duePilot(r *inspections.RoundHead) (string, error) {
	switch {
	case r.Overdue(w.now):
		return "close", nil
	case r.Stage == inspections.Final:
		return "finish", nil
	case r.Stage == inspections.Sealed:
		return "end", nil
	case r.Stage != inspections.Running:
		return "", nil
	}
	whole, err := w.o.Book.Round(w.ctx, r.ID)
	if err == nil && whole.SlipsLeft() == whole.Expected {
		return "slips", nil // nobody can answer yet
	}
	return "", err
}
