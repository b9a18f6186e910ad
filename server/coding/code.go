package coding

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/themes"
	"kist/server/web"
)

// ahead is how many texts a page holds beyond the one that is read, so that the next
// one is there at once.
const ahead = 10

// codePage is the page on which texts are coded.
type codePage struct {
	web.StaffBase
	Asked   string
	Parts   []web.RoomLink
	Unlock  web.Unlock
	Now     *card // nil: nothing is left
	Queue   []card
	Rows    []themeRow
	Action  string
	Done    int // that the reader has been through
	All     int
	Closed  bool // what is shown can be changed no more
	History []string
	Wrong   []wrong
	Last    string // id of the text that was coded last; empty: none
}

// parts is the way between the pages about the texts of a question.
func parts(c echo.Context, b web.StaffBase, a *about, key string) []web.RoomLink {
	at := setPath(a.round.ID, key)
	list := []web.RoomLink{
		{Text: b.T("staff.themes.read"), Link: at}, {Text: b.T("staff.themes.agreement"), Link: at + "/agreement"}, {Text: b.T("staff.themes.settle"), Link: at + "/settle"},
		{Text: b.T("staff.themes.groups"), Link: at + "/groups"}, {Text: b.T("staff.themes.search"), Link: at + "/search"},
		{Text: b.T("staff.quotes"), Link: at + "/quotes"},
	}
	for i, part := range list {
		list[i].Here = c.Request().URL.Path == part.Link
	}
	return list
}

// of reads what a page about the texts of a question needs; its pile is nil while the
// round is locked. fault.NotFound if the survey has no such question in words of one's
// own.
func (k *coding) of(c echo.Context) (*about, string, *pile, error) {
	a, err := k.about(c)
	if err != nil {
		return nil, "", nil, err
	}
	key := param(c, "question")
	if !slices.Contains(a.stories(), key) {
		return nil, "", nil, fault.Wrap(fault.NotFound, "texts of question %q", key)
	}
	sets, err := k.Shelf.Open(c.Request().Context(), a.round.ID, a.who)
	if errors.Is(err, fault.Closed) {
		return a, key, nil, nil
	}
	if err != nil {
		return nil, "", nil, err
	}
	if sets[key] == nil {
		return a, key, newPile(nil), nil
	}
	return a, key, sets[key], nil
}

// locked draws the page of a round that is locked.
func (k *coding) locked(c echo.Context, a *about, key string) error {
	b := k.base(c, a, a.asked(key))
	return k.room.Write(c, http.StatusOK, "locked", lockedPage{b, k.unlock(c, b, a, c.Request().URL.Path), a.asked(key), parts(c, b, a, key)})
}

type lockedPage struct {
	web.StaffBase
	Unlock web.Unlock
	Asked  string
	Parts  []web.RoomLink
}

func (k *coding) showText(c echo.Context) error {
	a, key, pile, err := k.of(c)
	if err != nil {
		return err
	}
	if pile == nil {
		return k.locked(c, a, key)
	}
	return k.draw(c, a, key, pile, c.QueryParam("text"), nil)
}

// draw shows a text, or the next that the reader has not been through.
func (k *coding) draw(c echo.Context, a *about, key string, p *pile, text string, ps fault.Problems) error {
	page := codePage{StaffBase: k.base(c, a, a.asked(key)), Asked: a.asked(key), Action: setPath(a.round.ID, key), All: len(p.list), Last: c.QueryParam("last")}
	page.Script, page.Parts = k.Script, parts(c, page.StaffBase, a, key)
	page.Unlock = k.unlock(c, page.StaffBase, a, page.Action)
	page.Wrong = wrongs(page.StaffBase, ps)
	r, sheets, err := k.reads(c, page.StaffBase, a, key, p)
	if err != nil {
		return err
	}
	mine, counts := map[string]*themes.Coding{}, map[string]int{}
	for _, d := range sheets {
		if own := d.Of(a.who); own != nil {
			mine[d.Text] = own
		}
		for _, theme := range d.Confirmed(a.book.Latest) {
			counts[theme]++
		}
	}
	page.Done = len(mine)
	page.Rows = rows(page.StaffBase, a, counts, "")
	done := func(t themes.Text) (*themes.Coding, error) { return mine[t.ID], nil }
	chosen, ok := p.text(text)
	if ok && r.shows(chosen) {
		now := r.card(chosen, mine[text])
		page.Now = &now
		page.told(k, c, sheets, text)
	}
	if page.Queue, err = r.next(c.Request().Context(), text, ahead+1, done); err != nil {
		return err
	}
	page.Queue = slices.DeleteFunc(page.Queue, func(v card) bool { return v.ID == text })
	if page.Now == nil && len(page.Queue) > 0 {
		page.Now, page.Queue = &page.Queue[0], page.Queue[1:]
	}
	page.choose()
	status := http.StatusOK
	if len(ps) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return k.room.Write(c, status, "code", page)
}

// told adds what was done to the text that is shown.
func (p *codePage) told(k *coding, c echo.Context, sheets []*themes.Sheet, text string) {
	i := slices.IndexFunc(sheets, func(d *themes.Sheet) bool { return d.Text == text })
	if i < 0 {
		return
	}
	p.Closed = sheets[i].Open
	for _, s := range sheets[i].Steps {
		p.History = append(p.History, p.T("staff.themes.step."+string(s.Did), "Who", k.name(c.Request().Context(), s.Who), "At", p.Minute(s.At)))
	}
}

// choose ticks the themes that the reader gave the text before.
func (p *codePage) choose() {
	if p.Now == nil {
		return
	}
	for i := range p.Rows {
		p.Rows[i].On = slices.Contains(p.Now.Mine, p.Rows[i].Key)
	}
}

// codeText keeps what somebody made of a text, and shows the next one: as a page, or to
// the page's script as the cards that it holds ahead.
func (k *coding) codeText(c echo.Context) error {
	a, key, p, err := k.of(c)
	if err != nil {
		return err
	}
	if p == nil {
		return k.refused(c, fault.Wrap(fault.Closed, "the round is locked"), func() error { return web.Redirect(c, setPath(a.round.ID, key)) })
	}
	t, ok := p.text(c.FormValue("text"))
	if !ok {
		return fault.Wrap(fault.NotFound, "a text")
	}
	err = k.keep(c, a, t)
	if ps, wrong := fault.ProblemsOf(err); wrong {
		return k.refused(c, err, func() error { return k.draw(c, a, key, p, t.ID, ps) })
	}
	if err != nil {
		return k.refused(c, err, func() error { return err })
	}
	if c.FormValue("_more") != "" {
		return k.sendMore(c, a, key, p)
	}
	to := url.Values{"last": {t.ID}}
	if c.FormValue("do") == "undo" {
		to = url.Values{"text": {t.ID}}
	}
	return web.Redirect(c, setPath(a.round.ID, key)+"?"+to.Encode())
}

// keep does what the form says to a text.
func (k *coding) keep(c echo.Context, a *about, t themes.Text) error {
	ctx := c.Request().Context()
	form, err := c.FormParams()
	if err != nil {
		return fault.Wrap(fault.Invalid, "a form: %v", err)
	}
	coding := themes.Coding{Who: a.who, Themes: form["theme"], Helped: len(form["offered"]) > 0, Offered: form["offered"]}
	const most = themes.MaxThemes * 2 // a theme may stand beside a proposal and in the codebook
	if len(coding.Themes) > most || len(coding.Offered) > most {
		return fault.Wrap(fault.Invalid, "a form with %d themes", len(coding.Themes))
	}
	switch c.FormValue("do") {
	case "undo":
		_, err = k.Themes.Undo(ctx, t, a.who)
		return err
	case "decline":
		coding.Declined = true
	default:
		if none := c.FormValue("none") != ""; none == (len(coding.Themes) > 0) {
			return fault.Problem{Field: "theme", ID: "staff.themes.problem.none"}
		}
	}
	_, err = k.Themes.Code(ctx, a.book.Latest, t, coding)
	return err
}

// refused tells the page's script by the status alone that something was not kept, and
// anybody else by a page.
func (k *coding) refused(c echo.Context, err error, page func() error) error {
	if c.FormValue("_more") == "" {
		return page()
	}
	status := http.StatusConflict
	if errors.Is(err, fault.Invalid) {
		status = http.StatusUnprocessableEntity
	}
	return c.NoContent(status)
}

// sendMore sends the card that follows those which the page holds.
func (k *coding) sendMore(c echo.Context, a *about, key string, p *pile) error {
	ctx := c.Request().Context()
	r, _, err := k.reads(c, k.base(c, a, ""), a, key, p)
	if err != nil {
		return err
	}
	form, _ := c.FormParams()
	held := form["have"]
	after := c.FormValue("text")
	if len(held) > 0 {
		after = held[len(held)-1]
	}
	list, err := r.next(ctx, after, 1, func(t themes.Text) (*themes.Coding, error) {
		d, err := k.Themes.Sheet(ctx, t, a.who)
		if err != nil || slices.Contains(held, t.ID) {
			return &themes.Coding{}, err
		}
		return d.Of(a.who), nil
	})
	if err != nil {
		return err
	}
	return k.room.Write(c, http.StatusOK, "cards", list)
}
