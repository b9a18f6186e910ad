package office

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/people"
	"kist/server/web"
)

// formBase is what every page has that plans something. Embed it in the page's
// struct.
type formBase struct {
	web.StaffBase
	Action string
	Back   string
	Mark   string // of the document as the form shows it; empty for a new one
	wrong  fault.Problems
}

// Wrong are the sentences about what must be put right, in the order of the form.
func (f formBase) Wrong() []wrongField {
	list := make([]wrongField, len(f.wrong))
	for i, p := range f.wrong {
		list[i] = wrongField{p.Field, f.TArgs(p.ID, p.Args)}
	}
	return list
}

// wrongField is a sentence about one field, whose name is also its id.
type wrongField struct{ Field, Text string }

// Bad is what is wrong with a field, in words; empty if nothing is.
func (f formBase) Bad(field string) string {
	for _, p := range f.wrong {
		if p.Field == field {
			return f.TArgs(p.ID, p.Args)
		}
	}
	return ""
}

// status is that of the answer which shows the form.
func (f formBase) status() int {
	if len(f.wrong) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// conflictPage shows what somebody else saved beside what this person wrote.
type conflictPage struct {
	formBase
	Who    string // who was first; empty: not known
	Lines  []conflictLine
	Fields []sentField
}

// conflictLine is one field in both forms.
type conflictLine struct {
	What, Theirs, Mine string
	Same               bool
}

// sentField is a value that the form sends along again.
type sentField struct{ Name, Value string }

// conflict answers a form that was overtaken: nothing is lost, both are shown,
// and the person's own can be saved over the other's.
func (o *office) conflict(c echo.Context, room, back string, now audit.Audited, lines []conflictLine) error {
	base := o.Staff.Base(c, room, o.Staff.Printer(c).T("staff.conflict.title"))
	page := conflictPage{formBase: formBase{StaffBase: base, Action: c.Request().URL.Path, Back: back, Mark: now.Mark()}, Lines: lines}
	if now.Last != nil {
		page.Who = o.whoIs(c, now.Last.Who)
	}
	for i := range page.Lines {
		page.Lines[i].Same = lines[i].Theirs == lines[i].Mine
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	for name, values := range form {
		for _, v := range values {
			if name != "_mark" {
				page.Fields = append(page.Fields, sentField{name, v})
			}
		}
	}
	return o.room.Write(c, http.StatusConflict, "conflict", page)
}

// whoIs is the name of an account; "" if it is not known.
func (o *office) whoIs(c echo.Context, id string) string {
	if id == people.Server {
		return o.Staff.Printer(c).T("staff.server")
	}
	a, err := o.People.Get(c.Request().Context(), id)
	if err != nil {
		return ""
	}
	return a.Name
}

// orNone is the text, or words for there being none.
func orNone(p *i18n.Printer, text string) string {
	if text == "" {
		return p.T("staff.none")
	}
	return text
}
