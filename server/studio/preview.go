package studio

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// Children draws the pages on which children answer.
type Children interface {
	// Preview is the questionnaire of an edition in a language as children will
	// get it, and the content security policy to serve it by: nothing can be sent
	// from it.
	Preview(s *surveys.Survey, e surveys.Edition, lang string) (html []byte, policy string, err error)
}

// previewPage shows the children's page of the draft in a frame as wide as a
// phone.
type previewPage struct {
	web.StaffBase
	Key               string
	Edition           string
	Frame             string // address of the children's page
	Editions, Tongues []web.Choice
}

// previewOf is the draft with the edition and the language that an address
// names; the first edition and the survey's own language if it names none.
func (s *studio) showPreview(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	p, survey := s.Staff.Printer(c), doc.Survey
	e, lang := surveys.Edition(c.QueryParam("edition")), tongueOf(c, survey)
	if !survey.Has(e, lang) {
		e = survey.Editions[0]
	}
	page := previewPage{
		StaffBase: s.below(c, doc, p.T("staff.preview.title")), Key: doc.ID, Edition: p.T("staff.edition." + string(e)),
		Frame:    surveyPath(doc.ID) + "/preview/" + url.PathEscape(string(e)) + "/" + url.PathEscape(lang),
		Editions: web.Choices(survey.Editions, func(e surveys.Edition) string { return p.T("staff.edition." + string(e)) }, e),
		Tongues:  web.Choices(survey.Languages, func(l string) string { return i18n.Describe(l).Endonym }, lang),
	}
	web.AllowFrames(c)
	return s.room.Write(c, http.StatusOK, "preview", page)
}

// showPreviewed serves the children's page itself.
func (s *studio) showPreviewed(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	html, policy, err := s.Children.Preview(doc.Survey, surveys.Edition(c.Param("edition")), c.Param("lang"))
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	return web.WriteHTML(c, http.StatusOK, html)
}
