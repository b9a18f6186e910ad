package studio

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/server/web"
	"kist/surveys"
)

// formed is one of the forms in which words of a survey are written. It gives the
// survey as the form would have it, and the question that the form is about: nil for
// the title and the start page, or where the form takes the question away. Of the
// survey it needs no more than what is being written, so that advice takes no longer
// in a long one.
type formed func(c echo.Context, base *surveys.Survey) (*surveys.Survey, *surveys.Question, error)

// only is a survey with these questions alone, and without title and start page.
func only(base *surveys.Survey, questions ...*surveys.Question) *surveys.Survey {
	alone := *base
	alone.Questions, alone.Title, alone.Start = questions, nil, surveys.Start{}
	return &alone
}

// asWritten writes a form into a survey of its own: one of the question that the
// address names alone.
func asWritten(c echo.Context, base *surveys.Survey) (*surveys.Survey, *surveys.Question, url.Values, error) {
	q := base.Question(c.Param("question"))
	if q == nil {
		return nil, nil, nil, fault.Wrap(fault.NotFound, "question %q", c.Param("question"))
	}
	form, err := c.FormParams()
	if err != nil {
		return nil, nil, nil, err
	}
	after, err := only(base, q).Clone()
	if err != nil {
		return nil, nil, nil, err
	}
	return after, after.Questions[0], form, nil
}

// theWords is the form of a question's words.
func theWords(c echo.Context, base *surveys.Survey) (*surveys.Survey, *surveys.Question, error) {
	after, q, form, err := asWritten(c, base)
	if err != nil || form.Get(removeField) != "" {
		return after, nil, err
	}
	written := sheet{q.Key, tongueOf(c, base), form}
	written.words(after)
	_ = written.options(q) // a place that is none is said when the form is sent
	written.add(after, q)
	return after, q, nil
}

// theWays is the form of how a question is asked.
func theWays(c echo.Context, base *surveys.Survey) (*surveys.Survey, *surveys.Question, error) {
	after, q, form, err := asWritten(c, base)
	if err == nil && form.Has(kindField) {
		_ = asking{form}.onto(after, q) // what is wrong is said when it is sent
	}
	return after, q, err
}

// theFresh is the form of a new question.
func theFresh(c echo.Context, base *surveys.Survey) (*surveys.Survey, *surveys.Question, error) {
	form, err := c.FormParams()
	if err != nil {
		return nil, nil, err
	}
	after := only(base)
	q, _ := freshQuestion(after, form) // what is wrong is said when it is sent
	q.Key = "question"
	after.Questions = []*surveys.Question{q}
	return after, q, nil
}

// theStart is the form of the title and the start page.
func theStart(c echo.Context, base *surveys.Survey) (*surveys.Survey, *surveys.Question, error) {
	form, err := c.FormParams()
	if err != nil {
		return nil, nil, err
	}
	alone := *base
	alone.Questions = nil
	after, err := alone.Clone()
	if err == nil {
		_ = sheet{"", tongueOf(c, base), form}.start(after) // what is wrong is said when it is sent
	}
	return after, nil, err
}

// adviseOnForm is the advice on what is written in a form over base.
func (s *studio) adviseOnForm(c echo.Context, b web.StaffBase, base *surveys.Survey, form formed) (advicePart, error) {
	after, q, err := form(c, base)
	if err != nil {
		return advicePart{}, err
	}
	lang := tongueOf(c, base)
	if q == nil && c.Param("question") == "" {
		return adviseOnStart(b, after, lang), nil
	}
	return s.adviseOnWritten(b, after, q, lang), nil
}

// adviseOnWritten is the advice on a question that is being written. Of one that is
// taken away, or of which no word is written yet, there is nothing to say.
func (s *studio) adviseOnWritten(b web.StaffBase, survey *surveys.Survey, q *surveys.Question, lang string) advicePart {
	if q == nil || q.Text.Empty() {
		part := newAdvice(b.Printer, lang)
		part.Empty = q != nil
		return part
	}
	return s.adviseOn(b, only(survey, q), q, lang, nil, nil)
}

// adviseOnStart is the advice on the title and the start page.
func adviseOnStart(b web.StaffBase, survey *surveys.Survey, lang string) advicePart {
	part := newAdvice(b.Printer, lang)
	part.Start = true
	for _, e := range survey.Editions {
		text, in := startText(survey, e, lang)
		part.Figures = append(part.Figures, measured(b.Printer, e, text, in))
	}
	part.say(b, advice.Start(survey, lang), nil, nil)
	return part
}

// startText is all that an age reads before the first question, with the language of
// its first words. The note for the grown-up is not the child's to read.
func startText(survey *surveys.Survey, e surveys.Edition, lang string) (all, in string) {
	var texts []string
	for _, t := range textsOf(survey, "") {
		text, tongue := survey.Say(*t.Words, e, lang)
		if text == "" || t.Role == surveys.RoleGrownUp {
			continue
		}
		if in == "" {
			in = tongue
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ". "), in
}

// lookValue of a form's button asks for advice on what was written, and for nothing
// else: the way for those who have no script.
const lookValue = "look"

// advisePage is the advice alone, for the form to show while somebody types.
type advisePage struct{ Advice advicePart }

// advising answers a form that is being written with advice on it. Nothing is kept.
func (s *studio) advising(form formed) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.pace.allow(s.Staff.Visitor(c).ID) {
			return echo.NewHTTPError(http.StatusTooManyRequests)
		}
		doc, err := s.draftOf(c)
		if err != nil {
			return err
		}
		part, err := s.adviseOnForm(c, web.StaffBase{Printer: s.Staff.Printer(c)}, doc.Survey, form)
		if err != nil {
			return err
		}
		return s.room.Write(c, http.StatusOK, "advise", advisePage{part})
	}
}

// look draws the form of words as it was sent, with advice on it.
func (s *studio) look(c echo.Context, doc *editing.Draft, key string) error {
	base, err := s.madeOf(c.Request().Context(), doc, c.FormValue("seq"))
	if err != nil {
		return err
	}
	return s.drawPropose(c, http.StatusOK, doc, base, key, nil)
}
