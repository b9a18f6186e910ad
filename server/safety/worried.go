package safety

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"kist/internal/inspections"
	"kist/internal/texts"
	"kist/server/web"
)

// worryPage puts a text to the safeguarding lead.
type worryPage struct {
	web.StaffBase
	Here, Back string
	Text       *asked // nil: it is not open to the reader now
	Said       string // day in words on which the reader did; empty: they have not
	Typed      string
	Problem    string
}

// spot is where somebody reads who may worry.
type spot struct {
	room, root string
	use        texts.Use
}

var (
	reviewing   = spot{"texts", "/staff/texts/", texts.Unreviewed}
	analysing   = spot{"themes", "/staff/themes/", texts.Analysis}
	translating = spot{"translate", "/staff/words/", texts.Analysis}
)

func (d spot) path(round, text string) string {
	return d.root + url.PathEscape(round) + "/worry/" + url.PathEscape(text)
}

// back is where a reader goes on, and whether that page is in one of the rooms.
func (d spot) back(c echo.Context, round string) string {
	if to := c.FormValue("back"); to != "" {
		if to = safeBack(to); to != "/staff/" {
			return to
		}
	}
	return d.root + url.PathEscape(round)
}

func (r *room) showWorry(d spot) echo.HandlerFunc {
	return func(c echo.Context) error { return r.writeWorry(c, d, http.StatusOK, "", "") }
}

// writeWorry shows the text, as the reader may read it, with the form, also where the
// text cannot be shown: shut has the reasons.
func (r *room) writeWorry(c echo.Context, d spot, status int, typed, problem string) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	id, back := param(c, "text"), d.back(c, rd.ID)
	title := r.Staff.Printer(c).T("staff.worried.title")
	page := worryPage{
		StaffBase: r.base(c, d.room, title, rd, web.Crumb{Text: rd.Name, Link: d.root + url.PathEscape(rd.ID)}, web.Crumb{Text: title}),
		Here:      d.path(rd.ID, id), Back: back, Typed: typed, Problem: problem,
	}
	err = r.fillWorry(c, &page, d, rd)
	if lost := shut(err, status != http.StatusOK); lost != "" {
		status, page.Problem = http.StatusConflict, page.T(lost)
	} else if err != nil {
		return r.locked(c, err, back)
	}
	return r.pages.Write(c, status, "worry", page)
}

// fillWorry puts the text on the page, in the session of its reader, and whether they have
// put it to the lead already.
func (r *room) fillWorry(c echo.Context, page *worryPage, d spot, rd *inspections.Round) error {
	ctx, who, id := c.Request().Context(), r.Staff.Visitor(c).ID, param(c, "text")
	s, err := r.Texts.Enter(ctx, rd.ID, d.use, who)
	if err != nil {
		return err
	}
	day, err := r.Texts.Worried(ctx, s, who, id)
	if err != nil {
		return err
	}
	if day != "" {
		page.Said = page.Date(day)
	}
	text, err := r.worryText(c, page.StaffBase, rd, s, id)
	if err == nil {
		page.Text = &text
	}
	return err
}

// worryText is the text as the session opens it: as it came, or as it passed review.
func (r *room) worryText(c echo.Context, b web.StaffBase, rd *inspections.Round, s *texts.Session, id string) (asked, error) {
	words, err := r.wording(c.Request().Context(), b, rd)
	if err != nil {
		return asked{}, err
	}
	t, translation, err := r.Texts.Shown(c.Request().Context(), s, id)
	text := words.asked(t)
	text.Translation = translation
	return text, err
}

// worry puts a text to the safeguarding lead.
func (r *room) worry(d spot) echo.HandlerFunc {
	return func(c echo.Context) error {
		rd, err := r.round(c)
		if err != nil {
			return err
		}
		ctx, who, id, back := c.Request().Context(), r.Staff.Visitor(c).ID, param(c, "text"), d.back(c, rd.ID)
		note := c.FormValue("note")
		s, err := r.Texts.Enter(ctx, rd.ID, d.use, who)
		if err == nil {
			err = r.Texts.Worry(ctx, s, who, id, note)
		}
		if words, ok := problem(r.Staff.Base(c, "", ""), err); ok {
			return r.writeWorry(c, d, http.StatusUnprocessableEntity, note, words)
		}
		if lost := shut(err, true); lost != "" {
			return r.writeWorry(c, d, http.StatusConflict, note, r.Staff.Printer(c).T(lost))
		}
		if err != nil {
			return err
		}
		return web.Redirect(c, d.path(rd.ID, id)+"?back="+url.QueryEscape(back))
	}
}
