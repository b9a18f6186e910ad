package desk

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/inspections"
	"kist/internal/store"
	"kist/server/web"
)

// releasesPage lists releases: filtered, sorted and paged by its address.
type releasesPage struct {
	web.StaffBase
	Filter   web.Filter
	Releases []releaseView
	Pager    web.Pager
}

// releaseView is one release in the list.
type releaseView struct {
	Link, Name, Round, Inspection string
	Made                          string // day
	Answers                       string // in words
	number                        int
	synthetic                     bool
}

// releaseOrders are the ways in which the list can be sorted.
var releaseOrders = map[string]func(x, y releaseView) int{
	"newest":     func(x, y releaseView) int { return cmp.Or(cmp.Compare(y.Made, x.Made), byInspection(x, y)) },
	"inspection": byInspection,
	"round":      func(x, y releaseView) int { return cmp.Or(cmp.Compare(x.Round, y.Round), byInspection(x, y)) },
}

// byInspection has the latest release of a round first.
func byInspection(x, y releaseView) int {
	return cmp.Or(cmp.Compare(x.Inspection, y.Inspection), cmp.Compare(x.Round, y.Round), cmp.Compare(y.number, x.number))
}

func (k *desk) showReleases(c echo.Context) error {
	page := releasesPage{StaffBase: k.Staff.Base(c, "results", k.Staff.Printer(c).T("staff.room.results"))}
	page.Filter = web.NewFilter(c, page.StaffBase)
	page.Filter.Search("q", page.T("staff.releases.find"))
	page.Filter.Sort(web.Choices([]string{"newest", "inspection", "round"}, func(s string) string { return page.T("staff.releases.sort." + s) }))
	list, err := k.releases(c, page.StaffBase)
	if err != nil {
		return err
	}
	q := strings.ToLower(strings.TrimSpace(c.QueryParam("q")))
	list = slices.DeleteFunc(list, func(v releaseView) bool { return !strings.Contains(strings.ToLower(v.Inspection+"\n"+v.Round), q) })
	slices.SortFunc(list, web.Order(c, releaseOrders, "newest"))
	page.Releases, page.Pager = web.Paginate(c, page.StaffBase, list)
	page.Synthetic = slices.ContainsFunc(page.Releases, func(v releaseView) bool { return v.synthetic })
	return k.room.Write(c, http.StatusOK, "releases", page)
}

// releases are all that the reader may open.
func (k *desk) releases(c echo.Context, b web.StaffBase) ([]releaseView, error) {
	ctx := c.Request().Context()
	all, err := k.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, in := range all {
		if k.Staff.May(c, "GET /staff/releases/:id", web.Place{Programme: in.Programme, Inspection: in.ID}) {
			titles[in.ID] = in.Title
		}
	}
	var rounds []*inspections.RoundHead
	for _, stage := range []inspections.Stage{inspections.Running, inspections.Final, inspections.Sealed} {
		some, err := k.Book.Heads(ctx, store.Query{Field: "stage", Is: string(stage)})
		if err != nil {
			return nil, err
		}
		rounds = append(rounds, some...)
	}
	var list []releaseView
	for _, r := range rounds {
		in, mine := titles[r.Inspection]
		if !mine {
			continue
		}
		made, err := k.Releases.Heads(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		for _, rel := range made {
			list = append(list, releaseView{
				Link: releasePath(rel.ID), Name: b.T("staff.release.number", "Number", rel.Number), number: rel.Number, synthetic: rel.Synthetic,
				Round: r.Name, Inspection: in, Made: rel.Made, Answers: responsesWords(b.Printer, rel.Responses),
			})
		}
	}
	return list, nil
}
