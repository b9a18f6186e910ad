package office

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/server/web"
)

// roundsPage lists rounds: filtered, sorted and paged by its address.
type roundsPage struct {
	web.StaffBase
	Filter web.Filter
	Rows   []roundRow
	Pager  web.Pager
}

// roundRow is one round in a list.
type roundRow struct {
	ID         string
	Name       string
	Link       string
	Inspection string // title
	Stage      inspections.Stage
	StageIn    string // in words
	Answers    string // in words
	Opens      string // day
	Closes     string // day
	Releases   []releaseLink
	Invented   bool // the round is marked synthetic
	Overdue    bool // still runs after its last day
	CanRun     bool // the reader may close it and make releases
	KeysGone   bool // nothing opens its boxes any more
}

// roundTable is a table of rounds, wherever it stands.
type roundTable struct {
	web.StaffBase
	Caption string
	Rows    []roundRow
}

// Table is the table of the page.
func (p roundsPage) Table() roundTable { return roundTable{p.StaffBase, p.Title, p.Rows} }

type releaseLink struct {
	Number  int
	Link    string
	Interim bool
}

func roundPath(id string) string   { return "/staff/rounds/" + url.PathEscape(id) }
func releasePath(id string) string { return "/staff/releases/" + url.PathEscape(id) }

// stages are those that a round passes, in order.
var stages = []inspections.Stage{inspections.Draft, inspections.Running, inspections.Final, inspections.Sealed}

// roundOrders are the ways in which the list can be sorted.
var roundOrders = map[string]func(x, y *inspections.RoundHead) int{
	"closes": func(x, y *inspections.RoundHead) int {
		return cmp.Or(cmp.Compare(y.Closes, x.Closes), cmp.Compare(x.Name, y.Name))
	},
	"name": func(x, y *inspections.RoundHead) int { return cmp.Compare(x.Name, y.Name) },
	"stage": func(x, y *inspections.RoundHead) int {
		return cmp.Or(slices.Index(stages, x.Stage)-slices.Index(stages, y.Stage), cmp.Compare(x.Closes, y.Closes))
	},
}

func (o *office) showRounds(c echo.Context) error {
	ctx := c.Request().Context()
	page := roundsPage{StaffBase: o.Staff.Base(c, "rounds", o.Staff.Printer(c).T("staff.rounds.title"))}
	page.Filter = web.NewFilter(c, page.StaffBase)
	page.Filter.Search("q", page.T("staff.filter.find"))
	page.Filter.Select("stage", page.T("staff.plan.stage"), web.Choices(stages, func(s inspections.Stage) string { return page.T("staff.stage." + string(s)) }))
	page.Filter.Sort(web.Choices([]string{"closes", "name", "stage"}, func(s string) string { return page.T("staff.sort." + s) }))
	mine, err := o.mine(c)
	if err != nil {
		return err
	}
	list, err := o.Book.Heads(ctx, store.Query{})
	if err != nil {
		return err
	}
	q := strings.ToLower(strings.TrimSpace(c.QueryParam("q")))
	list = slices.DeleteFunc(list, func(r *inspections.RoundHead) bool {
		in, ok := mine[r.Inspection]
		return !ok || !matches(c.QueryParam("stage"), string(r.Stage)) || !strings.Contains(strings.ToLower(r.Name+"\n"+in.Title), q)
	})
	slices.SortStableFunc(list, web.Order(c, roundOrders, "closes"))
	list, page.Pager = web.Paginate(c, page.StaffBase, list)
	if page.Rows, err = o.rows(ctx, page.Printer, list); err != nil {
		return err
	}
	for i := range page.Rows {
		page.Rows[i].Inspection = mine[list[i].Inspection].Title
		page.Synthetic = page.Synthetic || page.Rows[i].Invented
	}
	return o.room.Write(c, http.StatusOK, "rounds", page)
}

// mine are the inspections whose rounds the reader may see, by id.
func (o *office) mine(c echo.Context) (map[string]*inspections.Inspection, error) {
	all, err := o.Book.Inspections.All(c.Request().Context(), store.Query{})
	if err != nil {
		return nil, err
	}
	mine := map[string]*inspections.Inspection{}
	for _, in := range all {
		if o.Staff.May(c, "GET /staff/rounds/:id", placeOf(in)) {
			mine[in.ID] = in
		}
	}
	return mine, nil
}

// rows fills in what is told of rounds in lists.
func (o *office) rows(ctx context.Context, p *i18n.Printer, heads []*inspections.RoundHead) ([]roundRow, error) {
	rows := make([]roundRow, len(heads))
	for i, r := range heads {
		var err error
		if rows[i], err = o.row(ctx, p, r); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (o *office) row(ctx context.Context, p *i18n.Printer, r *inspections.RoundHead) (roundRow, error) {
	v := roundRow{
		ID: r.ID, Name: r.Name, Link: roundPath(r.ID), Stage: r.Stage, StageIn: p.T("staff.stage." + string(r.Stage)),
		Opens: r.Opens, Closes: r.Closes, Invented: r.Synthetic, Overdue: r.Overdue(o.now()),
	}
	if r.Stage == inspections.Draft {
		v.Answers = p.T("staff.progress.not_open")
		return v, nil
	}
	shown, err := o.Progress.Shown(ctx, r.ID)
	if err != nil {
		return v, err
	}
	v.Answers = progressWords(p, shown)
	if r.Stage == inspections.Sealed || r.Stage == inspections.Running {
		v.Releases, err = o.releases(ctx, r.ID)
	}
	return v, err
}

// Final says whether the round has its final release.
func (r roundRow) Final() bool {
	return slices.ContainsFunc(r.Releases, func(l releaseLink) bool { return !l.Interim })
}

// releases are links to a round's published releases.
func (o *office) releases(ctx context.Context, round string) ([]releaseLink, error) {
	heads, err := o.Releases.Heads(ctx, round)
	list := make([]releaseLink, len(heads))
	for i, h := range heads {
		list[i] = releaseLink{h.Number, releasePath(h.ID), h.Interim}
	}
	return list, err
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
