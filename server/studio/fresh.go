package studio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/surveys"
)

// freshField and freshHint begin the names of a new question's wordings; the
// edition follows.
const (
	freshField = "text|"
	freshHint  = "hint|"
)

// showFresh asks for the kind of a new question, then for the question.
func (s *studio) showFresh(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	q := &surveys.Question{KindName: c.QueryParam("kind")}
	if !slices.Contains(surveys.Kinds(), q.KindName) {
		q.KindName = ""
	}
	return s.room.Write(c, http.StatusOK, "build", s.freshForm(c, doc, q, nil))
}

// fresh proposes a new question, or puts it in at once for those who may.
func (s *studio) fresh(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	after, err := doc.Survey.Clone()
	if err != nil {
		return err
	}
	q, wrong := freshQuestion(after, form)
	if q.Key, err = s.freeKey(c.Request().Context(), after, q.Text); err != nil {
		return err
	}
	place(after, q, form.Get(afterField))
	return s.settle(c, doc, editing.Diff(doc.Survey, after), wrong, func() *buildPage { return s.freshForm(c, doc, q, form) })
}

// freshQuestion is the question that a form asks for; the error, fault.Problems,
// tells what is wrong with it.
func freshQuestion(s *surveys.Survey, form url.Values) (*surveys.Question, error) {
	q := &surveys.Question{}
	wrong := asking{form}.onto(s, q)
	for _, e := range append([]surveys.Edition{surveys.All}, s.Editions...) {
		q.Text.Set(e, s.Source, clean(form.Get(freshField+string(e))))
		q.Hint.Set(e, s.Source, clean(form.Get(freshHint+string(e))))
	}
	if q.Text.Empty() {
		var bad fault.Problems
		_ = errors.As(wrong, &bad) // empty if nothing else is wrong
		wrong = append(bad, fault.Problem{Field: "text", ID: "staff.build.text.missing"})
	}
	return q, wrong
}

// place puts a question behind another, or at the end if there is no such.
func place(s *surveys.Survey, q *surveys.Question, after string) {
	at := len(s.Questions)
	if after == startValue {
		at = 0
	} else if i := slices.IndexFunc(s.Questions, func(x *surveys.Question) bool { return x.Key == after }); i >= 0 {
		at = i + 1
	}
	s.Questions = slices.Insert(s.Questions, at, q)
}

// freeKey makes a key of a question's words that neither the survey nor the
// library has: answers to two questions must never be taken for answers to one.
func (s *studio) freeKey(ctx context.Context, survey *surveys.Survey, w surveys.Words) (string, error) {
	library, err := s.Stock.Library(ctx)
	if err != nil {
		return "", err
	}
	text := ""
	for _, e := range append([]surveys.Edition{surveys.All}, survey.Editions...) {
		if text == "" {
			text, _ = w.In(e, survey.Source)
		}
	}
	return keyOf(text, "question", func(key string) bool {
		_, err := library.Question(key)
		return survey.Question(key) != nil || err == nil
	}), nil
}

// freshForm is the form of a new question; without a kind it asks for that alone.
func (s *studio) freshForm(c echo.Context, doc *editing.Draft, q *surveys.Question, form url.Values) *buildPage {
	survey := &surveys.Survey{}
	*survey = *doc.Survey
	survey.Questions = append(slices.Clone(doc.Survey.Questions), q) // at the end it can be asked after any other
	page := s.buildForm(c, doc, survey, q, form)
	p := page.Printer
	page.StaffBase = s.below(c, doc, p.T("staff.build.fresh"))
	page.Fresh, page.Text, page.Action, page.Back = true, "", surveyPath(doc.ID)+"/new", surveyPath(doc.ID)
	page.Script, page.AdviceAt = s.Advise, page.Action+"/advice"
	page.WordsLang, page.WordsDir = survey.Source, i18n.Direction(survey.Source)
	page.Texts = []textField{freshTexts(p, survey, p.T("staff.build.text"), freshField, form), freshTexts(p, survey, p.T("staff.build.hint"), freshHint, form)}
	page.After = s.hushed(c, doc.Survey, afterChoices(p, doc.Survey, nil))
	for i := range page.After {
		page.After[i].On = page.After[i].Value == form.Get(afterField) || form == nil && i == len(page.After)-1
	}
	return page
}

// freshTexts are the fields of one text of a new question.
func freshTexts(p *i18n.Printer, survey *surveys.Survey, label, field string, form url.Values) textField {
	t := textField{Label: label}
	for _, e := range append([]surveys.Edition{surveys.All}, survey.Editions...) {
		name := field + string(e)
		t.Fields = append(t.Fields, wordingField{Name: name, ID: "f-" + name, Label: editionWords(p, e), Value: form.Get(name)})
	}
	return t
}

// First is the wording for all ages.
func (f textField) First() wordingField { return f.Fields[0] }

// Rest are the wordings of single ages.
func (f textField) Rest() []wordingField { return f.Fields[1:] }

// Apart says that an age has a wording of its own.
func (f textField) Apart() bool {
	return slices.ContainsFunc(f.Rest(), func(w wordingField) bool { return w.Value != "" })
}
