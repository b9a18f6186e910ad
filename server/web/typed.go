package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"
)

// typedPage gives back what somebody typed who has to sign in before it can be sent.
type typedPage struct {
	StaffBase
	Why   string // they have to sign in: "ended", "again"
	Typed []string
	Link  string // where they do
}

// password is the name of every field whose words no page shows.
const password = "password"

// typed is what a person wrote into a form, by the names of its fields: values of more
// than one word. None of a password, of what a button sends, of a file, or of what is no
// form.
func typed(c echo.Context) []string {
	r := c.Request()
	plain := strings.HasPrefix(r.Header.Get(echo.HeaderContentType), echo.MIMEApplicationForm) // a file is not read for nothing
	if r.Method != http.MethodPost || !plain || wholeForm(c) != nil {
		return nil
	}
	var all []string
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, value := range r.PostForm[name] {
			value = strings.TrimSpace(value)
			if name != password && strings.ContainsAny(value, " \n") && strings.ContainsFunc(value, unicode.IsLetter) {
				all = append(all, value)
			}
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
