package coding

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/themes"
	"kist/server/web"
)

// Releases is where the themes of a round are released.
type Releases interface {
	// Heads lists the published releases of a series, first to last.
	Heads(ctx context.Context, series string) ([]*results.Head, error)
	// Waiting is the release of a series that waits for a second person; nil if none does.
	Waiting(ctx context.Context, series string) (*results.Release, error)
	// Next is the id that the next release of a series will have.
	Next(ctx context.Context, series string) (string, error)
	// Second approves or declines a release that waits.
	Second(ctx context.Context, id, who string, approve bool) (*results.Release, error)
}

// Orders is where releases of themes are ordered and made.
type Orders interface {
	// Asked says whether a release of a series is ordered and not made yet.
	Asked(ctx context.Context, series string) (bool, error)
	// AskTexts orders the next release of the themes of a round.
	AskTexts(ctx context.Context, round, who string) error
	// FulfilTexts makes it.
	FulfilTexts(ctx context.Context, round, who string, coding results.Coding, progress func(done, total int)) error
}

// Trail is where it is written down who had a release made, and who approved it.
type Trail interface {
	// NoteEach writes down a deed on a document, before it is done, each time that it is.
	NoteEach(ctx context.Context, collection, id, detail, who, did string) error
}

// tablesPage is the releases of a round's themes, and the way to the next.
type tablesPage struct {
	web.StaffBase
	Unlock  web.Unlock
	Action  string
	Made    []web.Crumb
	Waits   *waitsView // nil: none does
	Sealed  bool       // the round is: before, nothing is released
	Open    bool       // the round is unlocked
	May     bool       // the reader may have a release made, and approve one
	Left    int        // how many releases more there can be
	Counts  []setView  // what the next would count, by question
	Refused string     // why none was made, in words
	Making  web.JobState
	Label   string // how far it is, in words
	Cut     bool   // one was asked for, and the server ended before it was made
}

// waitsView is the release that waits. Its numbers are read by nobody before.
type waitsView struct {
	Number                      int
	By                          string
	Mine                        bool
	Tables, Merged, Left, Cells int
}

func tablesPath(round string) string { return roundPath(round) + "/tables" }

func (k *coding) showTables(c echo.Context) error { return k.drawTables(c, nil) }

func (k *coding) drawTables(c echo.Context, refused error) error {
	a, err := k.about(c)
	if err != nil {
		return err
	}
	ctx, series := c.Request().Context(), results.TextSeries(a.round.ID)
	page := tablesPage{StaffBase: k.base(c, a, k.Staff.Printer(c).T("staff.tables.room")), Action: tablesPath(a.round.ID), Sealed: a.round.Stage == inspections.Sealed}
	page.Unlock = k.unlock(c, page.StaffBase, a, page.Action)
	page.May = k.Staff.May(c, "POST /staff/themes/:id/tables", a.place())
	made, err := k.Releases.Heads(ctx, series)
	if err != nil {
		return err
	}
	reads := k.Staff.May(c, "GET /staff/releases/:id", a.place())
	for _, h := range made {
		one := web.Crumb{Text: page.T("staff.tables.made", "Number", h.Number, "Day", page.Date(h.Made))}
		if reads {
			one.Link = "/staff/releases/" + url.PathEscape(h.ID)
		}
		page.Made = append(page.Made, one)
	}
	if err := k.waits(c, a, &page); err != nil {
		return err
	}
	if err := k.making(c, a, &page); err != nil {
		return err
	}
	if err := k.wouldCount(c, a, &page); err != nil {
		return err
	}
	status := http.StatusOK
	if refused != nil {
		status, page.Refused = http.StatusConflict, page.T("staff.tables.refused.closed", "Least", results.MinGroup, "Most", results.MaxReleases)
		switch {
		case errors.Is(refused, fault.Exists):
			page.Refused = page.T("staff.tables.refused.exists")
		case errors.Is(refused, results.ErrUndecided):
			page.Refused = page.T("staff.tables.refused.apart")
		}
	}
	return k.room.Write(c, status, "tables", page)
}

// waits tells of the release that waits for a second person, and how many there can be yet.
func (k *coding) waits(c echo.Context, a *about, page *tablesPage) error {
	ctx, series := c.Request().Context(), results.TextSeries(a.round.ID)
	rel, err := k.Releases.Waiting(ctx, series)
	if err != nil {
		return err
	}
	next, err := k.Releases.Next(ctx, series)
	if err != nil {
		return err
	}
	for n := results.MaxReleases; n > 0 && results.ReleaseID(series, n) >= next; n-- {
		page.Left++
	}
	if rel != nil {
		page.Waits = &waitsView{
			Number: rel.Number, By: k.name(ctx, rel.By), Mine: rel.By == a.who,
			Tables: len(rel.Tables), Merged: len(rel.Attack.Merged), Left: len(rel.Attack.Dropped), Cells: rel.Attack.Cells,
		}
	}
	return nil
}

// wouldCount says what the next release would count, while the round is unlocked.
func (k *coding) wouldCount(c echo.Context, a *about, page *tablesPage) error {
	list, err := k.counted(c, a)
	if errors.Is(err, fault.Closed) {
		return nil
	}
	if err != nil {
		return err
	}
	page.Open = true
	settled, all := map[string]int{}, map[string]int{}
	for _, x := range list {
		all[x.Question]++
		if x.Settled {
			settled[x.Question]++
		}
	}
	for _, key := range a.stories() {
		page.Counts = append(page.Counts, setView{
			Asked: a.asked(key), Link: setPath(a.round.ID, key) + "/settle",
			Counts: page.T("staff.tables.would", "Settled", inFives(page.StaffBase, settled[key]), "All", inFives(page.StaffBase, all[key])),
		})
	}
	return nil
}

// counted are the texts of a round that passed review, with the themes that count in them.
// fault.Closed while the round is locked.
func (k *coding) counted(c echo.Context, a *about) ([]themes.Counted, error) {
	ctx := c.Request().Context()
	sets, err := k.Shelf.Open(ctx, a.round.ID, a.who)
	if err != nil {
		return nil, err
	}
	var reviewed []themes.Text
	for _, pile := range sets {
		reviewed = append(reviewed, pile.list...)
	}
	return k.Themes.Counted(ctx, a.book.Latest, reviewed)
}

// saveTables has the next release made, or approves or declines the one that waits.
func (k *coding) saveTables(c echo.Context) error {
	a, err := k.about(c)
	if err != nil {
		return err
	}
	switch do := c.FormValue("do"); do {
	case "approve", "decline":
		err = k.second(c, a, do == "approve")
	default:
		err = k.makeTables(c, a)
	}
	if errors.Is(err, fault.Closed) || errors.Is(err, fault.Exists) {
		return k.drawTables(c, err)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, tablesPath(a.round.ID))
}

// making tells of a release that is being made, or that a server did not come to make.
func (k *coding) making(c echo.Context, a *about, page *tablesPage) (err error) {
	series := results.TextSeries(a.round.ID)
	page.Making = k.Jobs.State(series)
	if !page.Making.Running {
		page.Cut, err = k.Orders.Asked(c.Request().Context(), series)
		return err
	}
	page.Label = page.T("staff.tables.making.begun")
	if page.Making.Total > 0 {
		page.Label = page.T("staff.tables.making.so_far")
	}
	c.Response().Header().Set("Refresh", "5")
	return nil
}

// makeTables orders the next release and begins to make it, which goes on when the page is
// closed and when the texts are locked again: what is counted was read by then.
func (k *coding) makeTables(c echo.Context, a *about) error {
	list, err := k.counted(c, a)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	next, err := k.Releases.Next(ctx, results.TextSeries(a.round.ID))
	if err != nil {
		return err
	}
	if err := k.Trail.NoteEach(ctx, "releases", next, "", a.who, "release"); err != nil {
		return err
	}
	coding := CodingOf(a.book.Latest, list)
	if err := k.addGone(ctx, a, &coding); err != nil {
		return err
	}
	if err := k.Orders.AskTexts(ctx, a.round.ID, a.who); err != nil {
		return err
	}
	var failed error
	over := k.Jobs.Start(results.TextSeries(a.round.ID), func(ctx context.Context, progress func(done, total int)) error {
		failed = k.Orders.FulfilTexts(ctx, a.round.ID, a.who, coding, progress)
		if errors.Is(failed, fault.Closed) || errors.Is(failed, fault.Exists) { // refused before anything was counted: the page says why
			return nil
		}
		return failed
	})
	if web.Ended(ctx, over) {
		return failed
	}
	return nil
}

// addGone adds the texts that passed review once and are gone since.
func (k *coding) addGone(ctx context.Context, a *about, coding *results.Coding) error {
	heads, err := k.Shelf.Heads(ctx, a.round.ID, a.who)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, x := range coding.Texts {
		there[x.ID] = true
	}
	for _, h := range heads {
		if !there[h.ID] {
			coding.Texts = append(coding.Texts, results.Coded{ID: h.ID, Question: h.Question, Edition: h.Edition, Setting: h.Setting, Gone: true})
		}
	}
	return nil
}

// CodingOf is what a release counts of these texts, with the names of the codebook.
func CodingOf(v themes.Version, list []themes.Counted) results.Coding {
	coding := results.Coding{Codebook: v.ID}
	for _, t := range v.Themes {
		coding.Themes = append(coding.Themes, results.Named{Key: t.Key, Name: t.Name})
	}
	for _, x := range list {
		coding.Texts = append(coding.Texts, results.Coded{ID: x.ID, Question: x.Question, Edition: x.Edition, Setting: x.Setting, Settled: x.Settled, Themes: x.Themes})
	}
	return coding
}

// second approves or declines the release that waits; if none does, nothing happens.
func (k *coding) second(c echo.Context, a *about, approve bool) error {
	ctx := c.Request().Context()
	rel, err := k.Releases.Waiting(ctx, results.TextSeries(a.round.ID))
	if err != nil || rel == nil {
		return err
	}
	if rel.By == a.who {
		return fault.Wrap(fault.Denied, "release %s was made by the same person", rel.ID)
	}
	did := "release.decline"
	if approve {
		did = "release.approve"
	}
	if err := k.Trail.NoteEach(ctx, "releases", rel.ID, "", a.who, did); err != nil {
		return err
	}
	_, err = k.Releases.Second(ctx, rel.ID, a.who, approve)
	return err
}
