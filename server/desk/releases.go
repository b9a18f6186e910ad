package desk

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/results"
	"kist/internal/store"
	"kist/server/web"
)

// releasesPage lists releases: filtered, sorted and paged by its address.
type releasesPage struct {
	web.StaffBase
	Filter   web.Filter
	Releases []releaseView
	Pager    web.Pager
	Across   []web.Crumb // releases over the areas of a programme
}

// releaseView is one release in the list.
type releaseView struct {
	Link, Name, Round, Inspection string
	Skim                          string // address of the inspection in short; empty: nothing tells what it found yet
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
	if page.Across, err = k.across(c, page.StaffBase); err != nil {
		return err
	}
	page.Synthetic = slices.ContainsFunc(page.Releases, func(v releaseView) bool { return v.synthetic })
	return k.room.Write(c, http.StatusOK, "releases", page)
}

// across are the latest releases over the areas of programmes that the reader may open.
func (k *desk) across(c echo.Context, b web.StaffBase) (list []web.Crumb, err error) {
	ctx := c.Request().Context()
	all, err := k.Book.Programmes.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if !k.Staff.May(c, "GET /staff/releases/:id", web.Place{Programme: p.ID}) {
			continue
		}
		made, err := k.Releases.Heads(ctx, results.Series(p.ID))
		if err != nil {
			return nil, err
		}
		if len(made) > 0 {
			last := made[len(made)-1]
			list = append(list, web.Crumb{Text: b.T("staff.across.title", "Number", last.Number, "Programme", p.Title), Link: releasePath(last.ID)})
		}
	}
	return list, nil
}

// releases are all that the reader may open, as the list shows them.
func (k *desk) releases(c echo.Context, b web.StaffBase) ([]releaseView, error) {
	all, err := k.readable(c)
	if err != nil {
		return nil, err
	}
	texts, err := k.readableOf(c, results.TextSeries)
	short := map[string]string{}
	for _, p := range all {
		if !p.round.Feedback {
			short[p.inspection.ID] = skimPath(p.inspection.ID)
		}
	}
	var list []releaseView
	for i, p := range append(all, texts...) {
		v := releaseView{
			Link: releasePath(p.head.ID), Name: b.T("staff.release.number", "Number", p.head.Number), number: p.head.Number, synthetic: p.head.Synthetic,
			Round: p.round.Name, Inspection: p.inspection.Title, Skim: short[p.inspection.ID], Made: p.head.Made, Answers: responsesWords(b.Printer, p.head.Responses),
		}
		if i >= len(all) {
			v.Name, v.Answers = b.T("staff.tables.number", "Number", p.head.Number), b.T("staff.tables.about", "count", p.head.Responses.Count)
		}
		list = append(list, v)
	}
	return list, err
}
