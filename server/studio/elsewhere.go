package studio

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/exchange/incoming/own"
	"kist/internal/exchange/outgoing/xlsform"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// workbookType is that of a workbook.
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func xlsFormPath(survey string, e surveys.Edition) string {
	return surveyPath(survey) + "/xlsform/" + url.PathEscape(string(e))
}

// elsewhere are the workbooks in which a draft goes to other programs, one an edition,
// our own file of all of it, and the way to forms on paper.
func elsewhere(p *i18n.Printer, key string, s *surveys.Survey) []web.Crumb {
	var list []web.Crumb
	for _, e := range s.Editions {
		list = append(list, web.Crumb{Text: p.T("staff.xlsform.link", "Edition", p.T("staff.edition."+string(e))), Link: xlsFormPath(key, e)})
	}
	return append(list, web.Crumb{Text: p.T("staff.xlsform.own"), Link: surveyPath(key) + "/file"}, web.Crumb{Text: p.T("staff.forms.link"), Link: paperPath(key)})
}

// sendXLSForm gives an edition of the draft as XLSForm.
func (s *studio) sendXLSForm(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	e := surveys.Edition(c.Param("edition"))
	if !slices.Contains(doc.Survey.Editions, e) {
		return fault.Wrap(fault.NotFound, "edition %q", c.Param("edition"))
	}
	if done, err := s.foldedIn(c, doc, doc.Survey.QuestionsIn(e)...); done || err != nil {
		return err
	}
	var file bytes.Buffer
	if _, err := xlsform.Write(&file, doc.Survey, e, s.Words, s.Staff.Printer(c)); err != nil {
		return err
	}
	name := doc.ID + "-" + strings.ReplaceAll(string(e), "-", "_") + ".xlsx"
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, workbookType, file.Bytes())
}

// sendOwn gives the draft as our own file, which comes in again as it was.
func (s *studio) sendOwn(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	if done, err := s.foldedIn(c, doc, doc.Survey.Questions...); done || err != nil {
		return err
	}
	name, file, err := own.Write(doc.Survey)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, echo.MIMEOctetStream, file)
}
