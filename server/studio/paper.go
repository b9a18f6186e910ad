package studio

import (
	"bytes"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/docx"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/paper"
	"kist/server/web"
	"kist/surveys"
)

// paperPage asks which form on paper somebody would like to see.
type paperPage struct {
	web.StaffBase
	Action                     string
	Editions, Tongues, Layouts []web.Choice
	Easy                       bool // the survey has words of its own for easy read
}

func paperPath(survey string) string { return surveyPath(survey) + "/paper" }

func (s *studio) showPaper(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	p, survey := s.Staff.Printer(c), doc.Survey
	page := paperPage{
		StaffBase: s.below(c, doc, p.T("staff.print.forms")), Action: paperPath(doc.ID) + "/form.docx",
		Editions: web.Choices(survey.Editions, func(e surveys.Edition) string { return p.T("staff.edition." + string(e)) }, survey.Editions[0]),
		Tongues:  web.Choices(survey.Languages, func(l string) string { return i18n.Describe(l).Endonym }, tongueOf(c, survey)),
		Layouts:  web.Choices(paper.Layouts(), func(l paper.Layout) string { return p.T("staff.forms.layout." + string(l)) }, paper.Word),
		Easy:     slices.Contains(survey.Editions, surveys.Easy),
	}
	return s.room.Write(c, http.StatusOK, "paper", page)
}

// sendPaper gives an edition of the draft as a form on paper, which says on every page that
// it is not for answering.
func (s *studio) sendPaper(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	e, lang, layout := surveys.Edition(c.QueryParam("edition")), c.QueryParam("lang"), paper.Layout(c.QueryParam("layout"))
	if !doc.Survey.Has(e, lang) || !slices.Contains(paper.Layouts(), layout) {
		return fault.Wrap(fault.NotFound, "form of %s in %s, %s, as %s", doc.ID, e, lang, layout)
	}
	if done, err := s.foldedIn(c, doc, doc.Survey.QuestionsIn(e)...); done || err != nil {
		return err
	}
	var file bytes.Buffer
	if err := paper.Write(&file, paper.Print{Survey: doc.Survey, Edition: e, Lang: lang, Words: s.Words.Printer(lang), Layout: layout}); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+doc.ID+"-"+e.Slug()+"-"+lang+"-"+string(layout)+`.docx"`)
	return c.Blob(http.StatusOK, docx.Media, file.Bytes())
}
