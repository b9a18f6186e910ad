package translate

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/server/web"
	"kist/surveys"
)

// textPage shows one text that could not be written as it was sent, with what the
// person wrote.
type textPage struct {
	web.StaffBase
	Unit   unit
	Why    string   // why it was not written
	Flaws  []string // of the survey, if it were written
	Theirs bool     // somebody else wrote meanwhile: both texts are shown
	Moved  bool     // what it translates is no longer what the person read
	Mine   string
	Back   string // said back, as it was sent
	List   string // address to go back to
}

// sent is what a form says of one text.
type sent struct {
	surveys.Unit
	do, of, was, text, back string // of: mark of the source as the page showed it
}

func sentIn(c echo.Context) sent {
	plain := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(c.FormValue(name), "\r\n", "\n"))
	}
	u := surveys.Unit{Place: c.FormValue("place"), Language: c.Param("lang"), Edition: surveys.Edition(c.FormValue("edition"))}
	return sent{u, c.FormValue("do"), c.FormValue("of"), plain("was"), plain("text"), plain("back")}
}

// maxBack is how long a text may be that says another back, in bytes.
const maxBack = 4000

// write does what a form asks with one text.
func (r *room) write(c echo.Context) error {
	d, err := r.deskOf(c)
	if err != nil {
		return err
	}
	s := sentIn(c)
	switch err := r.do(c, d, s); {
	case err == nil:
		q := c.QueryParams()
		q.Set("done", s.do)
		return web.Redirect(c, d.link+"?"+q.Encode())
	default:
		return r.refused(c, s, err)
	}
}

// errUnsaved says that a text was changed in the form that should only judge it.
var errUnsaved = errors.New("the text was changed")

func (r *room) do(c echo.Context, d desk, s sent) error {
	ctx, who := c.Request().Context(), r.Staff.Visitor(c).ID
	switch s.do {
	case "draft", "send":
		if s.text == "" {
			return fault.Problem{Field: "text", ID: "staff.problem.missing"}
		}
		if len(s.back) > maxBack {
			return fault.Problem{Field: "back", ID: "staff.problem.long", Args: map[string]any{"Max": maxBack}}
		}
		w := editing.Written{Unit: s.Unit, Of: s.of, Was: s.was, Text: s.text, Back: s.back, Sent: s.do == "send"}
		return r.Drafts.Translate(ctx, d.doc.ID, d.lang, []editing.Written{w}, who)
	case "check", "keep":
		if s.text != s.was {
			return errUnsaved
		}
		seen := editing.Seen{Unit: s.Unit, Of: s.of, Text: s.was}
		if s.do == "keep" {
			return r.Drafts.StillRight(ctx, d.doc.ID, seen, who)
		}
		return r.Drafts.Check(ctx, d.doc.ID, seen, who)
	}
	return fault.Wrap(fault.Invalid, "deed %q", s.do)
}

// refused shows a text that was not written, with both wordings if somebody else
// wrote meanwhile. Anything that the person cannot mend is the error itself.
func (r *room) refused(c echo.Context, s sent, err error) error {
	d, again := r.deskOf(c)
	if again != nil {
		return again
	}
	x, there := find(d.list, s.Unit)
	if !there {
		return fault.Wrap(fault.NotFound, "text")
	}
	page := textPage{StaffBase: r.base(c, d, "", web.Crumb{Text: d.tongue().Name, Link: d.link}), Unit: r.unit(c, d, x), Mine: s.text, Back: s.back, List: d.link}
	page.Title = page.Unit.What
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: page.Title})
	status := http.StatusUnprocessableEntity
	var problem fault.Problem
	var flaws surveys.Findings
	switch {
	case errors.As(err, &flaws):
		page.Why = page.T("staff.translate.why.flaws")
		page.Flaws = flawLines(flaws)
	case errors.As(err, &problem):
		page.Why = page.TArgs(problem.ID, problem.Args)
	case errors.Is(err, fault.Conflict):
		status, page.Theirs = http.StatusConflict, true
		page.Moved = s.of != x.Of()
		page.Why = page.theirs(r, c, x)
	case errors.Is(err, fault.Denied):
		page.Why = page.T("staff.translate.why.own")
	case errors.Is(err, errUnsaved):
		page.Why = page.T("staff.translate.why.unsaved")
	default:
		return err
	}
	return r.pages.Write(c, status, "text", page)
}

// theirs says who wrote meanwhile, or that the source is another by now.
func (p textPage) theirs(r *room, c echo.Context, x editing.Text) string {
	if p.Moved {
		return p.T("staff.translate.why.moved")
	}
	if x.Entry.By == "" || x.Target == "" {
		return p.T("staff.translate.why.clash")
	}
	return p.T("staff.translate.why.clash.who", "Name", r.name(c, x.Entry.By), "When", p.Minute(x.Entry.At))
}

func find(list []editing.Text, u surveys.Unit) (editing.Text, bool) {
	for _, x := range list {
		if x.Unit == u {
			return x, true
		}
	}
	return editing.Text{}, false
}

// flawLines are the flaws of a survey, one a line.
func flawLines(flaws surveys.Findings) []string {
	var lines []string
	for _, f := range flaws {
		lines = append(lines, f.Message+" "+f.Fix)
	}
	return lines
}
