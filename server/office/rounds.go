package office

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/server/web"
)

// roundsPage lists every round by inspection.
type roundsPage struct {
	web.StaffBase
	Inspections []inspectionView
}

type inspectionView struct {
	Title  string
	Rounds []roundView
}

// roundView is one round in a list.
type roundView struct {
	ID       string
	Name     string
	Link     string
	Stage    inspections.Stage
	StageIn  string // in words
	Answers  string // in words
	Closes   string // day
	Releases []releaseLink
	Invented bool // the round is marked synthetic
	Overdue  bool // still runs after its last day
	CanRun   bool // the reader may close it and make releases
}

type releaseLink struct {
	Number int
	Link   string
}

func (o *office) showRounds(c echo.Context) error {
	base := o.Staff.Base(c, "rounds", o.Staff.Printer(c).T("staff.rounds.title"))
	list, err := o.inspections(c, base.Printer)
	if err != nil {
		return err
	}
	for _, in := range list {
		for _, r := range in.Rounds {
			base.Synthetic = base.Synthetic || r.Invented
		}
	}
	return o.room.Write(c, http.StatusOK, "rounds", roundsPage{base, list})
}

// inspections lists the rounds that the reader may open under their
// inspections, in the order of ids.
func (o *office) inspections(c echo.Context, p *i18n.Printer) ([]inspectionView, error) {
	var list []inspectionView
	ctx := c.Request().Context()
	all, err := o.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	for _, in := range all {
		here := web.Place{Programme: in.Programme, Inspection: in.ID}
		if !o.Staff.May(c, "GET /staff/rounds/:id", here) {
			continue
		}
		view := inspectionView{Title: in.Title}
		rounds, err := o.Book.Rounds.All(ctx, store.Query{Field: "inspection", Is: in.ID})
		if err != nil {
			return nil, err
		}
		for _, r := range rounds {
			v, err := o.view(ctx, p, r)
			if err != nil {
				return nil, err
			}
			v.CanRun = o.Staff.May(c, "POST /staff/rounds/:id/close", here)
			view.Rounds = append(view.Rounds, v)
		}
		list = append(list, view)
	}
	return list, nil
}

func (o *office) view(ctx context.Context, p *i18n.Printer, r *inspections.Round) (roundView, error) {
	v := roundView{
		ID: r.ID, Name: r.Name, Link: roundPath(r.ID), Stage: r.Stage, StageIn: p.T("staff.stage." + string(r.Stage)),
		Closes: r.Closes, Invented: r.Synthetic,
		Overdue: r.Stage == inspections.Running && !r.TakesAnswers(o.now()),
	}
	shown, err := o.Progress.Shown(ctx, r.ID)
	if err != nil {
		return v, err
	}
	v.Answers = progressWords(p, shown)
	releases, err := o.Releases.OfRound(ctx, r.ID)
	for _, rel := range releases {
		v.Releases = append(v.Releases, releaseLink{rel.Number, releasePath(rel.ID)})
	}
	return v, err
}

// progressWords says how many answers there are, as far as staff may know.
func progressWords(p *i18n.Printer, shown results.Progress) string {
	switch {
	case shown.Day == "":
		return p.T("staff.progress.none")
	case shown.FewerThan10:
		return p.T("staff.progress.few")
	}
	return p.T("staff.progress.at_least", "count", shown.AtLeast)
}

func roundPath(id string) string   { return "/staff/rounds/" + url.PathEscape(id) }
func releasePath(id string) string { return "/staff/releases/" + url.PathEscape(id) }
