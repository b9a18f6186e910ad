package studio

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// Children draws the pages on which children answer.
type Children interface {
	// Preview draws a page of a preview at an address: the questionnaire of an
	// edition in a language for no step, else what follows it with what was posted.
	// Nothing of it is kept. fault.NotFound for a step that there is not.
	Preview(ctx context.Context, s *surveys.Survey, e surveys.Edition, lang, at, step string, posted url.Values) (html []byte, status int, policy string, err error)
}

// previewPage shows the children's page of the draft in a frame as wide as a
// phone.
type previewPage struct {
	web.StaffBase
	Key               string
	Edition           string
	Frame             string // address of the children's page
	Editions, Tongues []web.Choice
	Hard              string // the hard themes that its questions touch, in words; empty: none
}

// hardIn are the hard themes that the questions of an edition touch.
func hardIn(survey *surveys.Survey, e surveys.Edition) []string {
	var list []string
	for _, q := range survey.QuestionsIn(e) {
		for _, t := range advice.Themes(survey, q) {
			if !slices.Contains(list, t) {
				list = append(list, t)
			}
		}
	}
	return list
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
	page.Hard = themeNames(p, hardIn(survey, e))
	if done, err := s.foldedIn(c, doc, survey.QuestionsIn(e)...); done || err != nil {
		return err
	}
	web.AllowFrames(c)
	return s.room.Write(c, http.StatusOK, "preview", page)
}

// showPreviewed serves the children's page itself.
func (s *studio) showPreviewed(c echo.Context) error { return s.previewed(c, "", nil) }

// answerPreview serves what follows on the children's page. Nothing of what was
// answered is kept: it goes to no round and into no store.
func (s *studio) answerPreview(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	if slices.Contains(leaving, c.Param("step")) {
		return s.showNowhere(c, form)
	}
	return s.previewed(c, c.Param("step"), form)
}

// leaving are what children can do that leads out of the questionnaire, and that
// a preview only tells of.
var leaving = []string{"other", "save", "away", "contact", "leave"}

// leavePreview serves a link that leads out of the preview; any other begins it
// anew, as the children's own pages do.
func (s *studio) leavePreview(c echo.Context) error {
	if !slices.Contains(leaving, c.Param("step")) {
		return web.Redirect(c, previewPath(c))
	}
	return s.showNowhere(c, nil)
}

// previewPath is the address of the children's page that an address names.
func previewPath(c echo.Context) string {
	return surveyPath(url.PathEscape(c.Param("id"))) + "/preview/" + url.PathEscape(c.Param("edition")) + "/" + url.PathEscape(c.Param("lang"))
}

// previewed serves a page of the preview.
func (s *studio) previewed(c echo.Context, step string, posted url.Values) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	html, status, policy, err := s.Children.Preview(c.Request().Context(), doc.Survey, surveys.Edition(c.Param("edition")), c.Param("lang"), previewPath(c), step, posted)
	if err != nil {
		return err
	}
	framed(c, policy)
	return web.WriteHTML(c, status, html)
}

// framed lets an answer stand in a frame of our own pages.
func framed(c echo.Context, policy string) {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
}

// nowherePage tells, in the frame, that a preview does not go on here.
type nowherePage struct {
	web.StaffBase
	Again  string // address of the questionnaire
	Change string // where the answers can be taken back to
	Fields []hiddenField
}

type hiddenField struct{ Name, Value string }

// showNowhere says so, and keeps the answers in the page to go back with.
func (s *studio) showNowhere(c echo.Context, posted url.Values) error {
	if _, err := s.draftOf(c); err != nil {
		return err
	}
	p := s.Staff.Printer(c)
	page := nowherePage{StaffBase: s.Staff.Base(c, "surveys", p.T("staff.preview.title")), Again: previewPath(c), Change: previewPath(c) + "/change"}
	for _, name := range slices.Sorted(maps.Keys(posted)) {
		for _, value := range posted[name] {
			page.Fields = append(page.Fields, hiddenField{name, value})
		}
	}
	framed(c, web.PreviewPolicy(""))
	return s.room.Write(c, http.StatusOK, "nowhere", page)
}
