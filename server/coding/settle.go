package coding

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/themes"
	"kist/server/web"
)

// splitsPage is the texts that people read differently, to be settled together.
type splitsPage struct {
	web.StaffBase
	Asked  string
	Parts  []web.RoomLink
	Unlock web.Unlock
	Splits []splitView
	Pager  web.Pager
	Action string
	Wrong  []wrong
}

// splitView is one of them.
type splitView struct {
	ID, Number string
	Pieces     []piece
	Lang       string
	Note       string
	Folded     bool // its words are shown when somebody asks for them
	Gave       []gaveView
	Said       string // by whom and what, in words; empty: nobody has said anything
	SaidThemes []string
	Same       bool // the reader can say the same
	Settled    string
	Rows       []themeRow
}

// gaveView is what one person gave.
type gaveView struct{ Who, Themes string }

func (k *coding) showSplits(c echo.Context) error { return k.drawSplits(c, nil) }

func (k *coding) drawSplits(c echo.Context, ps fault.Problems) error {
	a, key, p, err := k.of(c)
	if err != nil {
		return err
	}
	if p == nil {
		return k.locked(c, a, key)
	}
	page := splitsPage{StaffBase: k.base(c, a, k.Staff.Printer(c).T("staff.themes.settle")), Asked: a.asked(key), Action: setPath(a.round.ID, key) + "/settle"}
	page.Parts, page.Wrong = parts(c, page.StaffBase, a, key), wrongs(page.StaffBase, ps)
	page.Unlock = k.unlock(c, page.StaffBase, a, page.Action)
	r, sheets, err := k.reads(c, page.StaffBase, a, key, p)
	if err != nil {
		return err
	}
	var split []*themes.Sheet
	for _, d := range sheets {
		if t, ok := p.text(d.Text); ok && r.shows(t) && d.Open && (len(d.Split(a.book.Latest)) > 0 || d.Settled != nil) {
			split = append(split, d)
		}
	}
	slices.SortStableFunc(split, func(x, y *themes.Sheet) int { // what is not settled first
		switch {
		case x.Settled == nil && y.Settled != nil:
			return -1
		case x.Settled != nil && y.Settled == nil:
			return 1
		}
		return 0
	})
	split, page.Pager = web.Paginate(c, page.StaffBase, split)
	for _, d := range split {
		t, _ := p.text(d.Text)
		page.Splits = append(page.Splits, k.split(c, r, t, d))
	}
	status := http.StatusOK
	if len(ps) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return k.room.Write(c, status, "settle", page)
}

func (k *coding) split(c echo.Context, r *reader, t themes.Text, d *themes.Sheet) splitView {
	ctx := c.Request().Context()
	shown := r.card(t, nil)
	v := splitView{ID: t.ID, Number: shown.Number, Pieces: pieces(t.Words, nil), Lang: t.Language, Note: shown.Note, Folded: shown.Folded}
	for _, g := range d.Read() {
		v.Gave = append(v.Gave, gaveView{k.name(ctx, g.Who), r.names(g.Themes)})
	}
	ticked := d.Agreed(r.a.book.Latest)
	if d.Said != nil {
		v.Said = r.b.T("staff.themes.said", "Who", k.name(ctx, d.Said.By[0]), "Themes", r.names(d.Said.Themes))
		v.SaidThemes, v.Same = d.Said.Themes, d.Said.By[0] != r.a.who
	}
	if d.Settled != nil {
		v.Settled = r.b.T("staff.themes.settled", "First", k.name(ctx, d.Settled.By[0]), "Second", k.name(ctx, d.Settled.By[1]), "Themes", r.names(d.Settled.Themes))
	}
	v.Rows = rows(r.b, r.a, nil, "")
	for i := range v.Rows {
		v.Rows[i].On = slices.Contains(ticked, v.Rows[i].Key)
	}
	return v
}

// names are what themes are called, in one line.
func (r *reader) names(keys []string) string {
	if len(keys) == 0 {
		return r.b.T("staff.themes.none")
	}
	var list []string
	for _, key := range keys {
		list = append(list, r.a.book.Latest.Name(key))
	}
	return strings.Join(list, ", ")
}

// settle keeps what somebody says that a text is about, or takes it up again.
func (k *coding) settle(c echo.Context) error {
	a, key, p, err := k.of(c)
	if err != nil {
		return err
	}
	back := setPath(a.round.ID, key) + "/settle"
	if p == nil {
		return web.Redirect(c, back)
	}
	t, ok := p.text(c.FormValue("text"))
	if !ok {
		return fault.Wrap(fault.NotFound, "a text")
	}
	form, err := c.FormParams()
	if err != nil || len(form["theme"]) > themes.MaxThemes {
		return fault.Wrap(fault.Invalid, "a form with %d themes", len(form["theme"]))
	}
	if c.FormValue("do") == "reopen" {
		_, err = k.Themes.Reopen(c.Request().Context(), t, a.who)
	} else {
		_, err = k.Themes.Settle(c.Request().Context(), a.book.Latest, t, form["theme"], a.who)
	}
	if ps, ok := fault.ProblemsOf(err); ok {
		return k.drawSplits(c, ps)
	}
	if err != nil && !errors.Is(err, fault.Closed) && !errors.Is(err, fault.Conflict) && !errors.Is(err, fault.NotFound) {
		return err // else somebody spoke meanwhile: the page says what
	}
	return web.Redirect(c, back)
}
