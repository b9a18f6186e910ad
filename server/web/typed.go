package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// typedPage gives back what somebody typed who has to sign in before it can be sent.
type typedPage struct {
	StaffBase
	Why   string // they have to sign in: "ended", "again"
	Typed []string
	Link  string // where they do
}

// writings are the names of the fields for longer writing on staff pages. Nothing else is
// given back: not a password, and above all not the words by which a reader opens texts.
var writings = []string{"back", "description", "examples", "new_text", "news", "note", "purpose", "says", "statement", "text", "unknown", "why"}

// typed is what a person wrote into the writings of a form: what has more than one word.
// None of a form with a file, or of what is no form.
func typed(c echo.Context) []string {
	r := c.Request()
	plain := strings.HasPrefix(r.Header.Get(echo.HeaderContentType), echo.MIMEApplicationForm) // a file is not read for nothing
	if r.Method != http.MethodPost || !plain || wholeForm(c) != nil {
		return nil
	}
	var all []string
	for _, name := range writings {
		if value := strings.TrimSpace(r.PostFormValue(name)); strings.ContainsAny(value, " \n") {
			all = append(all, value)
		}
	}
	return all
}

// giveBack shows what was typed, in the answer to the form and nowhere else: it is not
// stored, in no address, and the browser is told to keep no copy. Who sees it is who sent
// it, from a page of this site.
func (s *Staff) giveBack(c echo.Context, why string, all []string, link string) error {
	page := typedPage{s.Base(c, "", s.Printer(c).T("staff.typed.title")), why, all, link}
	var b strings.Builder
	if err := s.errors.ExecuteTemplate(&b, "staff_typed", page); err != nil {
		return err
	}
	return c.HTML(http.StatusForbidden, b.String())
}
