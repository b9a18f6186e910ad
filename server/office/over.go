package office

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/server/web"
)

// overPage is where releases over the places of a programme are made and found.
type overPage struct {
	web.StaffBase
	Link     string
	Releases []web.Crumb
	Making   web.JobState
	Watch    bool
	Second   *second
	CanRun   bool
	Choices  []overChoice
	Wrong    string // what is wrong with what was chosen; empty: nothing
}

// overChoice is a round that can be in one.
type overChoice struct {
	Round, Place, Name, Survey string
	Made                       string // day of its final release
	Answers                    string
	Before                     string // day of the earlier release that will stand beside it; empty: none
	On                         bool
	place                      string // as results.Place has it
	survey                     string // key
	before                     string // id
	synthetic                  bool
}

// Job shows how far the release is.
func (p overPage) Job() jobView { return jobOf(p.StaffBase, p.Making, "making", p.Link, p.Watch) }

func overPath(programme string) string { return programmePath(programme) + "/release" }

func (o *office) showOver(c echo.Context) error { return o.overPage(c, nil, "") }

// overPage shows the page: picked are the rounds that were chosen before, and wrong what
// is wrong with them.
func (o *office) overPage(c echo.Context, picked []string, wrong string) error {
	p, err := o.programme(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	page := overPage{StaffBase: o.Staff.Base(c, "inspections", ""), Link: overPath(p.ID), Wrong: wrong}
	page.Title = page.T("staff.over.title")
	page.Crumbs = programmeCrumbs(page.StaffBase, web.Crumb{Text: p.Title, Link: programmePath(p.ID)}, web.Crumb{Text: page.Title})
	page.CanRun = o.Staff.May(c, "POST /staff/programmes/:id/release", web.Place{Programme: p.ID})
	made, err := o.Releases.Heads(ctx, results.Series(p.ID))
	if err != nil {
		return err
	}
	for _, h := range slices.Backward(made) {
		page.Releases = append(page.Releases, web.Crumb{Text: page.T("staff.over.read", "Number", h.Number, "Day", page.Date(h.Made)), Link: releasePath(h.ID)})
		page.Synthetic = page.Synthetic || h.Synthetic
	}
	if page.Making, err = o.making(ctx, results.Series(p.ID)); err != nil {
		return err
	}
	if page.Second, err = o.second(ctx, results.Series(p.ID), page.Link+"/second", o.Staff.Visitor(c).ID); err != nil {
		return err
	}
	if page.Choices, err = o.overChoices(c, p.ID); err != nil {
		return err
	}
	page.pick(picked)
	if page.Watch = c.QueryParam("watch") != "" && page.Making.Running; page.Watch {
		c.Response().Header().Set("Refresh", refresh)
	}
	status := http.StatusOK
	if wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	return o.room.Write(c, status, "over", page)
}

// pick marks what is chosen: at first the latest round of every place that asked what the
// first did.
func (p *overPage) pick(rounds []string) {
	seen := map[string]bool{}
	for i := range p.Choices {
		choice := &p.Choices[i]
		first := p.Choices[0]
		choice.On = slices.Contains(rounds, choice.Round)
		if rounds == nil && !seen[choice.place] && choice.survey == first.survey && choice.synthetic == first.synthetic {
			choice.On, seen[choice.place] = true, true
		}
		p.Synthetic = p.Synthetic || choice.synthetic
	}
}

// finalRelease is the final release of a round that is published, with where it is.
type finalRelease struct {
	head   *results.Head
	round  *inspections.RoundHead
	in     *inspections.Inspection
	survey string // key
}

// finals are the final releases that the reader may open, the newest first.
func (o *office) finals(c echo.Context) ([]finalRelease, error) {
	ctx := c.Request().Context()
	all, err := o.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	mine := map[string]*inspections.Inspection{}
	for _, in := range o.visible(c, all) {
		mine[in.ID] = in
	}
	rounds, err := o.Book.Heads(ctx, store.Query{Field: "stage", Is: string(inspections.Sealed)})
	if err != nil {
		return nil, err
	}
	var list []finalRelease
	for _, r := range rounds {
		if mine[r.Inspection] == nil || r.Pilot != "" {
			continue
		}
		f, err := o.final(ctx, r)
		if err != nil {
			return nil, err
		}
		if f.in = mine[r.Inspection]; f.head != nil {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b finalRelease) int {
		return cmp.Or(cmp.Compare(b.head.Made, a.head.Made), cmp.Compare(a.in.Title, b.in.Title), cmp.Compare(a.round.ID, b.round.ID))
	})
	return list, nil
}

// final is the final release of a round; without a head if it has none.
func (o *office) final(ctx context.Context, r *inspections.RoundHead) (finalRelease, error) {
	f := finalRelease{round: r}
	heads, err := o.Releases.Heads(ctx, r.ID)
	if err != nil || len(heads) == 0 || heads[len(heads)-1].Interim {
		return f, err
	}
	survey, err := o.Versions.Survey(ctx, r.Version)
	if err != nil {
		return f, err
	}
	f.head, f.survey = heads[len(heads)-1], survey.Key
	return f, nil
}

// overChoices are the rounds of a programme that can be in a release over its places, the
// newest first.
func (o *office) overChoices(c echo.Context, programme string) ([]overChoice, error) {
	all, err := o.finals(c)
	if err != nil {
		return nil, err
	}
	b := o.Staff.Base(c, "inspections", "")
	var list []overChoice
	for _, f := range all {
		if f.in.Programme != programme {
			continue
		}
		choice := overChoice{
			Round: f.round.ID, Place: f.in.Title, Name: f.round.Name, Survey: f.survey, Made: f.head.Made, Answers: answeredWords(b, f.head.Responses),
			place: cmp.Or(f.in.Area, f.in.ID), survey: f.survey, synthetic: f.head.Synthetic,
		}
		if was := slices.IndexFunc(all, func(e finalRelease) bool { return earlier(e, f) }); was >= 0 {
			choice.Before, choice.before = all[was].head.Made, all[was].head.ID
		}
		list = append(list, choice)
	}
	return list, nil
}

// earlier says whether a release can stand beside another as the one before it: of the
// same area, by the same survey, and made before.
func earlier(was, now finalRelease) bool {
	same := was.in.ID == now.in.ID || was.in.Area != "" && was.in.Area == now.in.Area
	return same && was.round.ID != now.round.ID && was.head.Made < now.head.Made && was.survey == now.survey && was.head.Synthetic == now.head.Synthetic
}

func answeredWords(b web.StaffBase, f results.Figure) string {
	if !f.Shown {
		return b.T("staff.progress.few")
	}
	return b.T("staff.release.answered", "count", f.Count)
}

// makeOver orders a release over the rounds that were chosen.
func (o *office) makeOver(c echo.Context) error {
	p, err := o.programme(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return fault.Wrap(fault.Invalid, "form: %v", err)
	}
	choices, err := o.overChoices(c, p.ID)
	if err != nil {
		return err
	}
	var chosen []results.Chosen
	var picked []overChoice
	for _, choice := range choices {
		if slices.Contains(form["round"], choice.Round) {
			picked = append(picked, choice)
			chosen = append(chosen, results.Chosen{Round: choice.Round, Before: choice.before})
		}
	}
	if wrong := wrongOver(picked); wrong != "" {
		return o.overPage(c, append([]string{""}, form["round"]...), wrong)
	}
	ctx, series, who := c.Request().Context(), results.Series(p.ID), o.Staff.Visitor(c).ID
	next, err := o.Releases.Next(ctx, series)
	if err != nil {
		return err
	}
	if err := o.People.Trail.NoteEach(ctx, "releases", next, "", who, "release"); err != nil {
		return err
	}
	if err := o.Orders.AskOver(ctx, p.ID, who, chosen); err != nil {
		return err
	}
	return o.fulfil(c, series, overPath(p.ID))
}

// wrongOver says why rounds cannot be in one release; empty if they can.
func wrongOver(picked []overChoice) string {
	places := map[string]bool{}
	for _, choice := range picked {
		switch first := picked[0]; {
		case choice.survey != first.survey:
			return "survey"
		case choice.synthetic != first.synthetic:
			return "synthetic"
		case places[choice.place]:
			return "twice"
		}
		places[choice.place] = true
	}
	switch {
	case len(picked) < 2:
		return "few"
	case len(picked) > results.MaxPlaces:
		return "many"
	}
	return ""
}

func (o *office) stopOver(c echo.Context) error {
	p, err := o.programme(c)
	if err != nil {
		return err
	}
	return o.stopMaking(c, results.Series(p.ID), overPath(p.ID))
}

func (o *office) secondOver(c echo.Context) error {
	p, err := o.programme(c)
	if err != nil {
		return err
	}
	return o.decide(c, results.Series(p.ID), overPath(p.ID))
}
