package studio

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/server/web"
	"kist/surveys"
)

// buildPage is the form of how a question is asked, or of a new question with its
// words.
type buildPage struct {
	web.StaffBase
	Action, Back              string
	Seq                       int
	Text, TextLang            string       // the question; empty for a new one
	Fresh                     bool         // it is a new question
	Texts                     []textField  // of a new question
	After                     []web.Choice // where a new question stands
	WordsLang, WordsDir       string       // of its words
	Kind, KindName            string
	Kinds, Ages               []web.Choice
	KindHints                 []web.Choice // what each kind is for
	AboutChild                bool
	Hard                      []web.Choice // hard themes; those that the question names are on
	Least, Most, Faces        string
	HasLeast, HasMost         bool
	HasFaces                  bool
	Answers                   []answerField
	Bare                      bool         // there are no answers yet: lines for new ones
	Pictured, Alone           bool         // what answers of this kind can have
	Drawn                     []web.Choice // pictures that there are
	Eased                     bool         // there is an easy-read edition, where the question can have a picture
	Beside                    string       // its picture there; empty: none
	Sprite                    template.HTML
	Conditions                []conditionField
	Earlier                   []web.Choice // questions that one more condition can be on
	Quality, Being, Promise   []web.Choice
	Articles, Purpose, Credit string
	Why                       string
	Direct                    bool
	Wrong                     map[string]string
	Clashed                   bool
	Theirs                    []changeView // what somebody else changed meanwhile
	By, At                    string       // who, and when
	AdviceAt                  string       // address that gives advice while somebody writes
	Advice                    advicePart   // on what the form has
}

// Offers says that the kind's answers are written by the survey.
func (page *buildPage) Offers() bool { return slices.Contains(offering, page.Kind) }

// Linked says that one of the choices is on.
func (page *buildPage) Linked(list []web.Choice) bool {
	return slices.ContainsFunc(list, func(c web.Choice) bool { return c.On })
}

// answerField is one answer: there already, or a line for a new one.
type answerField struct {
	Name, Text, Lang, Picture string
	Alone                     bool
}

// conditionField is one condition: an earlier question with its answers.
type conditionField struct {
	Key, Text, Lang string
	Answers         []web.Choice
}

func (s *studio) showBuild(c echo.Context) error {
	doc, q, err := s.theQuestion(c)
	if err != nil {
		return err
	}
	if done, err := s.foldedIn(c, doc, q); done || err != nil {
		return err
	}
	return s.room.Write(c, http.StatusOK, "build", s.buildForm(c, doc, doc.Survey, q, nil))
}

// build takes the form in: as a proposal, at once from those who may, or to show
// the answers of the question that one more condition is on.
func (s *studio) build(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	base, err := s.madeOf(c.Request().Context(), doc, form.Get("seq"))
	if err != nil {
		return err
	}
	after, err := base.Clone()
	if err != nil {
		return err
	}
	q := after.Question(c.Param("question"))
	if q == nil {
		return fault.Wrap(fault.NotFound, "question %q", c.Param("question"))
	}
	wrong := asking{form}.onto(after, q)
	edits := editing.Diff(base, after)
	return s.settle(c, doc, edits, wrong, func() *buildPage {
		page := s.buildForm(c, doc, after, q, form)
		page.Seq = seqOf(form)
		return page
	})
}

// settle hands edits in, or draws the form again: with what stands against them, with
// the answers of one more question, or with advice.
func (s *studio) settle(c echo.Context, doc *editing.Draft, edits []editing.Edit, wrong error, again func() *buildPage) error {
	if as := c.FormValue("as"); as == "more" || as == lookValue {
		return s.room.Write(c, http.StatusOK, "build", again())
	}
	done, err := "", wrong
	if err == nil {
		done, err = s.submit(c, doc, edits)
	}
	var clashes editing.Clashes
	words, ok := said(s.Staff.Printer(c), err)
	switch {
	case err == nil:
		return web.Redirect(c, done)
	case errors.As(err, &clashes):
		return s.drawBuildClash(c, edits, clashes, again)
	case !ok:
		return err
	}
	page := again()
	page.Wrong = words
	return s.room.Write(c, http.StatusUnprocessableEntity, "build", page)
}

// drawBuildClash draws the form over how the question is asked now, joined with
// what was sent, and tells what somebody else changed meanwhile. Nothing is
// written until it is sent again.
func (s *studio) drawBuildClash(c echo.Context, edits []editing.Edit, clashes editing.Clashes, again func() *buildPage) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	units := doc.Survey.Units()
	for i, e := range edits {
		edits[i].Before, edits[i].After = units[e.Unit], editing.Prefer(e, units[e.Unit])
	}
	page := again()
	if joined, err := editing.Apply(doc.Survey, edits); err == nil && joined.Question(c.Param("question")) != nil {
		why := page.Why
		page = s.buildForm(c, doc, joined, joined.Question(c.Param("question")), nil)
		page.Why = why
	}
	page.Clashed = true
	for _, clash := range clashes {
		page.Theirs = append(page.Theirs, changeViews(page.Printer, s.hushedFor(c, doc.Survey), []editing.Edit{{Unit: clash.Unit, Before: clash.Before, After: clash.Now}})...)
		view, err := s.clash(c.Request().Context(), page.StaffBase, doc.ID, clash)
		if err != nil {
			return err
		}
		page.By, page.At = view.Who, view.At
	}
	return s.room.Write(c, http.StatusConflict, "build", page)
}

// buildForm is the form over a question of a survey; form is what was posted, nil
// if nothing was.
func (s *studio) buildForm(c echo.Context, doc *editing.Draft, survey *surveys.Survey, q *surveys.Question, form url.Values) *buildPage {
	p := s.Staff.Printer(c)
	page := &buildPage{
		StaffBase: s.below(c, doc, p.T("staff.build.title")), Action: questionPath(doc.ID, q.Key) + "/build", Back: questionPath(doc.ID, q.Key),
		Seq: doc.Seq, Kind: q.KindName, KindName: p.T("staff.draft.kind." + q.KindName), AboutChild: q.AboutChild, Purpose: q.Why, Credit: q.Source, Why: form.Get("why"),
		Direct: s.may(c, changeRoute), Articles: numbers(q.Links.UNCRC), Sprite: s.drawings.Sprite(s.pictures),
		Kinds:     web.Choices(surveys.Kinds(), func(k string) string { return p.T("staff.draft.kind." + k) }, q.KindName),
		KindHints: web.Choices(surveys.Kinds(), func(k string) string { return p.T("staff.build.kind." + k) }, q.KindName),
		Hard:      web.Choices(surveys.HardThemes(), func(t string) string { return p.T("staff.hard." + t) }, q.Hard...),
		Drawn:     web.Choices(s.pictures, func(id string) string { return p.T("sheet.picture." + id) }),
	}
	page.Ages = web.Choices(survey.Editions, func(e surveys.Edition) string { return p.T("staff.edition." + string(e)) })
	for i, e := range survey.Editions {
		page.Ages[i].On = q.In(e) && (form == nil || slices.Contains(form[agesField], string(e)))
	}
	page.Eased, page.Beside = slices.Contains(survey.Editions, surveys.Easy), q.Picture
	if q.Key != "" {
		page.Text, page.TextLang = sayAny(survey, q, p.Lang())
	}
	page.numbers(q, form)
	page.answers(s, survey, q, form)
	page.links(survey, q)
	s.conditionsOf(page, s.hushedFor(c, survey), q, form)
	page.Earlier = s.hushed(c, survey, page.Earlier)
	page.Script, page.AdviceAt = s.Advise, page.Action+"/advice"
	page.Advice = s.adviseOnWritten(page.StaffBase, survey, q, survey.Source)
	return page
}
