package desk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/docx"
	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/review"
	"kist/internal/store"
	"kist/server/web"
)

const reviewBase = "/staff/review"

// mountReview puts on e what the inspections of a programme come to.
func (k *desk) mountReview(e *echo.Echo) {
	const one = reviewBase + "/:id"
	e.GET(reviewBase, k.showReviews, packed)
	e.GET(one, k.showReview, packed)
	for _, f := range reviewFiles {
		e.GET(one+"/"+f.name, k.sendReview)
	}
	e.GET(one+"/under/:set/:code", k.showUnder, packed)
	e.GET(one+"/points/:number", k.showPoint)
	e.POST(one+"/points/:number", k.writePoint)
	e.POST(one+"/points/:number/step", k.stepPoint)
}

func reviewPath(programme string) string { return reviewBase + "/" + url.PathEscape(programme) }

// reviewsPage lists the programmes whose review the reader may open.
type reviewsPage struct {
	web.StaffBase
	Reviews []web.Crumb
}

// reviewPage is a review at a glance.
type reviewPage struct {
	web.StaffBase
	Heading, Deck string
	Facts         []fact
	Broken        []string // inspections that are left out
	Points        []pointGroup
	Open          []pointView // being written, or waiting for a second inspector
	New           string      // address; empty: not theirs to write
	Sections      []reviewSection
	Over          *reviewOver
	Places        groupTable
	Limits        []limit
	Files         []fileView
}

// reviewSection is a part of a review: a chart with the table beside it, and where the
// findings are.
type reviewSection struct {
	ID, Heading, Text string
	Chart             *drawing   // nil: there is nothing to draw
	Data              docx.Chart // the same for a document
	Table             groupTable
	Links             []web.Crumb // to the findings under each row; none for who may not read them
}

// reviewOver is what children answered, as the latest release over areas tells it.
type reviewOver struct {
	Heading string
	Release web.Crumb
	Chart   *drawing
	Table   table
}

// pointGroup are the agreed points of a kind.
type pointGroup struct {
	Title  string
	Points []pointView
}

// pointView is a point as the review shows it.
type pointView struct {
	Name, Kind, Text string
	Link             string // empty: the reader may not open it
	Stage            string
	Rests            []web.Crumb // the findings that it rests on
	Findings         []string    // the same in words; none for who may not read findings
	Gone             string      // of those, the ones that stand no more, in words; empty: none
}

func (k *desk) showReviews(c echo.Context) error {
	page := reviewsPage{StaffBase: k.Staff.Base(c, "results", k.Staff.Printer(c).T("staff.programme.review.title"))}
	page.Crumbs = []web.Crumb{{Text: page.T("staff.room.results"), Link: "/staff/releases"}, {Text: page.Title}}
	all, err := k.Book.Programmes.All(c.Request().Context(), store.Query{})
	if err != nil {
		return err
	}
	for _, p := range all {
		if k.mayReview(c, p) {
			page.Reviews = append(page.Reviews, web.Crumb{Text: p.Title, Link: reviewPath(p.ID)})
			page.Synthetic = page.Synthetic || p.Synthetic
		}
	}
	slices.SortFunc(page.Reviews, func(x, y web.Crumb) int { return cmp.Compare(x.Text, y.Text) })
	return k.room.Write(c, http.StatusOK, "reviews", page)
}

func (k *desk) mayReview(c echo.Context, p *inspections.Programme) bool {
	return k.Staff.May(c, "GET "+reviewBase+"/:id", web.Place{Programme: p.ID})
}

// reviewed is a review as somebody reads it.
type reviewed struct {
	web.StaffBase
	*review.Review
	reads  bool // the reader may open findings
	writes bool // the reader may write points
	points []pointGroup
	over   *reviewOver // nil: there is no release over areas
}

// theReview makes the review that the address names. Inspections of other programmes count
// as earlier ones where the reader may open the review of those too.
func (k *desk) theReview(c echo.Context, title string) (reviewed, error) {
	ctx := c.Request().Context()
	id, err := web.Param(c, "id")
	if err != nil {
		return reviewed{}, fault.Wrap(fault.NotFound, "programme")
	}
	all, err := k.Book.Programmes.All(ctx, store.Query{})
	if err != nil {
		return reviewed{}, err
	}
	var before []string
	for _, p := range all {
		if p.ID != id && k.mayReview(c, p) {
			before = append(before, p.ID)
		}
	}
	r, err := k.Reviews.Of(ctx, id, before)
	if err != nil {
		return reviewed{}, err
	}
	b := k.Staff.Base(c, "results", title)
	b.Synthetic = r.Programme.Synthetic
	b.Crumbs = []web.Crumb{{Text: b.T("staff.room.results"), Link: "/staff/releases"}, {Text: b.T("staff.programme.review.title"), Link: reviewBase}, {Text: r.Programme.Title}}
	if title != "" {
		b.Crumbs[2].Link = reviewPath(id)
		b.Crumbs = append(b.Crumbs, web.Crumb{Text: title})
	}
	here := web.Place{Programme: id}
	return reviewed{StaffBase: b, Review: r, reads: k.Staff.May(c, "GET "+reviewBase+"/:id/points/:number", here), writes: k.Staff.May(c, "POST "+reviewBase+"/:id/points/:number", here)}, nil
}

func (k *desk) showReview(c echo.Context) error {
	v, err := k.theReview(c, "")
	if err != nil {
		return err
	}
	v.Title = v.T("staff.programme.review.of", "Programme", v.Programme.Title)
	page := reviewPage{
		StaffBase: v.StaffBase, Heading: v.heading(), Deck: v.deck(), Facts: v.facts(), Broken: v.Broken,
		Sections: v.sections(), Places: v.places(), Limits: v.limits(), Files: v.files(),
	}
	points, err := k.complete(c, &v)
	if err != nil {
		return err
	}
	page.Points, page.Over = v.points, v.over
	if v.reads {
		page.Open = v.open(points)
	}
	if v.writes {
		page.New = reviewPath(v.Programme.ID) + "/points/new"
	}
	return k.room.Write(c, http.StatusOK, "review", page)
}

// complete reads what a review has beside its numbers, and gives all its points.
func (k *desk) complete(c echo.Context, v *reviewed) ([]*review.Point, error) {
	points, err := k.Points.Of(c.Request().Context(), v.Programme.ID)
	if err != nil {
		return nil, err
	}
	v.points = v.agreed(points)
	v.over, err = k.reviewOver(c, *v)
	return points, err
}

// reviewOver is what the latest release over areas tells; nil if there is none. Its numbers
// are that release's: none is made here.
func (k *desk) reviewOver(c echo.Context, v reviewed) (*reviewOver, error) {
	if v.Over == nil {
		return nil, nil
	}
	r, err := k.report(c, v.Over.ID)
	if err != nil {
		return nil, err
	}
	var across acrossPage
	heading := r.acrossLines(r.words.questions(r.rel), &across)
	over := &reviewOver{Heading: heading, Chart: across.Chart, Table: across.Table}
	over.Release = web.Crumb{Text: v.T("staff.across.deck", "Programme", v.Programme.Title, "Number", r.rel.Number, "Day", v.Date(r.rel.Made)), Link: releasePath(r.rel.ID)}
	return over, nil
}

// underPage lists the findings under one code.
type underPage struct {
	web.StaffBase
	Heading, Code string
	Lang          string
	Sides         []underSide
	Action        string // where a point on some of them is begun; empty: not theirs to write
}

// underSide are the findings that come to the same.
type underSide struct {
	Title    string
	Findings []underLine
}

// underLine is one finding.
type underLine struct {
	Item             int
	Statement, Place string
	Name, Link       string
	State            concernView
	Voice            bool
}

// showUnder lists the findings under a code, for those who may read findings.
func (k *desk) showUnder(c echo.Context) error {
	code := c.Param("code")
	v, err := k.theReview(c, code)
	if err != nil {
		return err
	}
	set, ok := v.set(c.Param("set"))
	i := slices.IndexFunc(set.rows, func(r review.Row) bool { return r.Code == code })
	if !ok || i < 0 {
		return fault.Wrap(fault.NotFound, "code %s", code)
	}
	page := underPage{StaffBase: v.StaffBase, Heading: v.underHeading(set, set.rows[i]), Code: set.name(code), Lang: set.lang}
	for _, bears := range bearsInOrder {
		side := underSide{Title: v.T("staff.programme.review.side." + string(bears))}
		for _, p := range v.Partnerships {
			for _, f := range p.Now.Findings {
				if f.Bears == bears && slices.Contains(set.of(f), code) {
					side.Findings = append(side.Findings, v.line(p, f))
				}
			}
		}
		if side.Findings != nil {
			page.Sides = append(page.Sides, side)
		}
	}
	if v.writes {
		page.Action = reviewPath(v.Programme.ID) + "/points/new"
	}
	return k.room.Write(c, http.StatusOK, "review_under", page)
}

// line is a finding in words.
func (v reviewed) line(p review.Partnership, f review.Finding) underLine {
	l := underLine{Item: f.Item, Statement: f.Statement, Place: p.Title, Name: v.T("staff.evidence.name", "N", f.Item), State: concern(v.StaffBase, f.State), Voice: f.Voice}
	in := p.Now.Inspection
	if i := slices.IndexFunc(p.Now.Findings, func(x review.Finding) bool { return x.Item == f.Item }); i < 0 {
		in = p.Then.Inspection
		l.Place = in.Title
	}
	l.Link = evidencePath(in.ID) + "/" + strconv.Itoa(f.Item)
	if l.Statement == "" {
		l.Statement = v.T("staff.programme.review.blanked")
	}
	return l
}

// Reviews is where reviews are made.
type Reviews interface {
	// Of makes the review of a programme, with those of before as earlier ones.
	// fault.NotFound if there is no such programme.
	Of(ctx context.Context, programme string, before []string) (*review.Review, error)
}

// Points is where the words of reviews are kept.
type Points = *review.Points

// ensure that what the desk reads is what reviews are made from.
var (
	_ review.Items    = (*evidence.Base)(nil)
	_ review.Releases = (*results.Releases)(nil)
)
