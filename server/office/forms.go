package office

import (
	"bytes"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/docx"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/paper"
	"kist/server/web"
	"kist/surveys"
)

// formsPage asks which forms on paper to make, each with a slip of its own.
type formsPage struct {
	sheetPage
	Layouts []web.Choice
	Made    []settingSlips
	Most    int
	Easy    bool // the round offers an edition in words for easy read
}

func (o *office) askForms(c echo.Context) error {
	sheet, r, _, err := o.sheet(c, "forms", true)
	if err != nil {
		return err
	}
	if r.Door == inspections.Ticketed { // behind an open link the page says what is needed
		if err := ticketed(r); err != nil {
			return err
		}
	}
	page := formsPage{sheetPage: sheet, Most: paper.Most, Easy: slices.Contains(r.Editions, string(surveys.Easy))}
	page.Editions = web.Choices(r.Editions, func(e string) string { return page.T("staff.edition." + e) }, r.Editions[0])
	page.Layouts = web.Choices(paper.Layouts(), func(l paper.Layout) string { return page.T("staff.forms.layout." + string(l)) }, paper.Word)
	for _, s := range r.Settings {
		page.Made = append(page.Made, settingSlips{s.Name, s.Slips, s.Expected})
	}
	return o.room.Write(c, http.StatusOK, "forms", page)
}

// makeForms issues a slip for each form and answers with one document that holds them all.
// Their codes are written nowhere else: who loses the document makes new ones.
func (o *office) makeForms(c echo.Context) error {
	ctx := c.Request().Context()
	sheet, r, survey, err := o.sheet(c, "forms", true)
	if err != nil {
		return err
	}
	if err := ticketed(r); err != nil {
		return err
	}
	p, n, err := formsAsked(c, sheet, r, survey)
	if err != nil {
		return err
	}
	setting := c.FormValue("setting")
	if _, err := o.Book.CountSlips(ctx, r.ID, setting, n, o.Staff.Visitor(c).ID); err != nil {
		return err
	}
	codes, err := o.Slips.Issue(ctx, r.ID, n)
	if err != nil {
		return err
	}
	for _, code := range codes {
		p.Slips = append(p.Slips, paper.Slip{Join: sheet.Door.Code, Code: spaced(code), Link: sheet.Door.Link + "#" + code})
	}
	var file bytes.Buffer
	if err := paper.Write(&file, p); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, noStore[0])
	h.Set(echo.HeaderContentDisposition, `attachment; filename="forms-`+p.Edition.Slug()+"-"+p.Lang+"-"+string(p.Layout)+`.docx"`)
	return c.Blob(http.StatusOK, docx.Media, file.Bytes())
}

// formsAsked is what is to be printed, without its slips, and how many forms; a
// fault.Problem if that cannot be.
func formsAsked(c echo.Context, sheet sheetPage, r *inspections.Round, survey *surveys.Survey) (paper.Print, int, error) {
	p := paper.Print{Survey: survey, Edition: surveys.Edition(c.FormValue("edition")), Lang: c.FormValue("lang"), Words: sheet.In, Layout: paper.Layout(c.FormValue("layout")), Host: sheet.Host}
	if r.Synthetic {
		p.Notice = sheet.In.T("sheet.synthetic")
	}
	n := number(c.FormValue("forms"))
	switch {
	case !r.Offers(string(p.Edition), p.Lang):
		return p, 0, fault.Problem{Field: "edition", ID: "staff.problem.choice"}
	case !slices.Contains(paper.Layouts(), p.Layout):
		return p, 0, fault.Problem{Field: "layout", ID: "staff.problem.choice"}
	case n < 1 || n > paper.Most:
		return p, 0, fault.Problem{Field: "forms", ID: "staff.problem.number", Args: map[string]any{"Min": 1, "Max": paper.Most}}
	}
	return p, n, nil
}
