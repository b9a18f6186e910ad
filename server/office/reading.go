package office

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/codewords"
	"kist/internal/fault"
	"kist/internal/seal"
	"kist/server/web"
)

// readingPage makes somebody's key to read what children wrote with: six words that
// are shown once, and typed again as a sign that they were written down.
type readingPage struct {
	web.StaffBase
	Since string // day in words; empty: there is no key yet
	Words string
	Wrong said
}

func (o *office) askReading(c echo.Context) error {
	return o.writeReading(c, http.StatusOK, codewords.From(seal.Random(codewords.Size)).String(), nil)
}

func (o *office) writeReading(c echo.Context, status int, words string, wrong said) error {
	since, err := o.Vault.ReaderSince(c.Request().Context(), o.Staff.Visitor(c).ID)
	if err != nil {
		return err
	}
	base := o.Staff.Base(c, "", o.Staff.Printer(c).T("staff.reading.title"))
	base.Crumbs = []web.Crumb{{Text: base.T("staff.me.title"), Link: "/staff/me"}, {Text: base.Title}}
	page := readingPage{StaffBase: base, Words: words, Wrong: wrong}
	if since != "" {
		page.Since = base.Date(since)
	}
	return o.room.Write(c, status, "reading", page)
}

// saveReading takes the words that the page proposed, once they were typed again.
func (o *office) saveReading(c echo.Context) error {
	shown := c.FormValue("shown")
	want, err := codewords.Parse(shown)
	if err != nil {
		return fault.Wrap(fault.Invalid, "reading: what was shown is no six words") // the error would quote one
	}
	if typed, err := codewords.Parse(c.FormValue("words")); err != nil || typed != want {
		p := o.Staff.Printer(c)
		return o.writeReading(c, http.StatusUnprocessableEntity, want.String(), said{"words": p.T("staff.reading.problem")})
	}
	if err := o.Vault.MakeReader(c.Request().Context(), o.Staff.Visitor(c).ID, shown); err != nil {
		return err
	}
	return web.Redirect(c, "/staff/me")
}
