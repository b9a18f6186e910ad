package feedback

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
	"kist/surveys/standing"
)

// Progress tells how many answered so far, as far as staff may know.
type Progress interface {
	// Shown is what was counted last; the zero Progress if nothing was.
	Shown(ctx context.Context, round string) (results.Progress, error)
}

// askDays is for how many days a page of feedback asks unless another day is chosen.
const askDays = 90

// askPart is whether children are asked if the page answers them, and how that stands.
type askPart struct {
	There   bool // to show: they read the page, or were asked
	Runs    bool
	Round   string // its page
	State   string // in words
	Answers string // how many so far, as far as staff may know
	Close   string // where it is closed; empty: not by whoever reads, or it is
	Start   bool   // it can be started
	Until   string // the last day that is proposed
	Made    []web.Crumb
}

// asked is how it stands with the question on the page of an inspection.
func (r *room) asked(c echo.Context, b web.StaffBase, s sight) (askPart, error) {
	ctx, at := c.Request().Context(), web.Place{Programme: s.in.Programme, Inspection: s.in.ID}
	part := askPart{There: s.page.Shown != nil, Until: time.Now().AddDate(0, 0, askDays).Format(time.DateOnly)}
	part.Start = part.There && r.Staff.May(c, "POST /staff/feedback/:id/ask", at)
	round, err := r.Book.Asked(ctx, s.in.ID)
	if errors.Is(err, fault.NotFound) {
		return part, nil
	}
	if err != nil {
		return part, err
	}
	part.There, part.Runs = true, round.Stage == inspections.Running
	part.Start = part.Start && !part.Runs
	part.Round = "/staff/rounds/" + url.PathEscape(round.ID)
	part.State = b.T("staff.stage."+string(round.Stage)) + ". " + b.T("staff.cycle.days", "From", b.Date(round.Opens), "To", b.Date(round.Closes))
	if part.Runs && r.Staff.May(c, "POST /staff/rounds/:id/close", at) {
		part.Close = part.Round + "/close"
	}
	shown, err := r.Progress.Shown(ctx, round.ID)
	if err != nil {
		return part, err
	}
	part.Answers = progressWords(b, shown)
	heads, err := r.Releases.Heads(ctx, round.ID)
	for _, h := range heads {
		part.Made = append(part.Made, web.Crumb{Text: b.T("staff.release.number", "Number", h.Number), Link: "/staff/releases/" + url.PathEscape(h.ID)})
	}
	return part, err
}

// progressWords says how many answered, as far as staff may know.
func progressWords(b web.StaffBase, shown results.Progress) string {
	switch {
	case shown.Day == "":
		return b.T("staff.progress.none")
	case shown.FewerThan10:
		return b.T("staff.progress.few")
	}
	return b.T("staff.progress.at_least", "count", shown.AtLeast)
}

// ask asks children on the page whether it answers them, until the day of the form. Done
// again it does nothing.
func (r *room) ask(c echo.Context) error {
	ctx, who := c.Request().Context(), r.Staff.Visitor(c).ID
	return r.step(c, func(id, _, _ string) error {
		page, err := r.Pages.Get(ctx, id)
		if err == nil && page.Shown == nil {
			err = fault.Wrap(fault.Closed, "feedback of %s is not shown", id)
		}
		if err != nil {
			return err
		}
		survey, err := standing.Survey()
		if err != nil {
			return err
		}
		version, err := r.Publish(ctx, survey)
		if err != nil {
			return err
		}
		round := inspections.Round{Inspection: id, Version: version, Name: r.Staff.Printer(c).T("staff.feedback.ask.name"), Closes: c.FormValue("closes")}
		offer := inspections.Offer{Languages: survey.Languages, Groupings: survey.Groupings}
		for _, e := range survey.Editions {
			offer.Editions = append(offer.Editions, string(e))
		}
		_, err = r.Book.Ask(ctx, r.Vault, round, offer, who)
		return err
	})
}
