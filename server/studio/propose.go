package studio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// proposePage is the form of a change to one question. It is also where two
// people's changes of one place meet: then Clashes says so, and every field has
// what its writer wrote.
type proposePage struct {
	web.StaffBase
	Action, Back   string
	Seq            int    // the state that the form was made of
	WordsLang      string // language of the words
	WordsDir       string
	LangName       string
	Tongues        []web.Crumb // languages whose words can be changed; none: that is chosen elsewhere
	Texts          []textField
	Options        []optionField // answers, or points of the start page
	Start          bool          // it is about the title and the start page
	Minutes        []wordingField
	New, NewText   string
	CanAdd, CanCut bool
	After          []web.Choice
	Why            string
	Direct         bool // whoever is asking may change without a proposal
	Wrong          map[string]string
	Clashed        bool
	Other          *clashView // a clash that is about no wording
	AdviceAt       string     // address that gives advice while somebody writes
	Advice         advicePart // on what the form has
}

// textField is one text of the question, with a field for each wording.
type textField struct {
	Label  string
	Fields []wordingField
}

// wordingField is one wording in a form.
type wordingField struct {
	Name, ID, Label, Value string
	Shown                  string     // what is read where the field is empty
	Clash                  *clashView // somebody else's text for the same place
}

// clashView is what another person wrote meanwhile.
type clashView struct {
	Who, At, Was, Now string
	Order             bool // it is about answers or their order, and no wording
}

type optionField struct {
	Name, ID, Text, Lang string
	Place                string
}

func (s *studio) showPropose(c echo.Context) error {
	doc, q, err := s.theQuestion(c)
	if err != nil {
		return err
	}
	if done, err := s.foldedIn(c, doc, q); done || err != nil {
		return err
	}
	return s.drawPropose(c, http.StatusOK, doc, doc.Survey, q.Key, nil)
}

// propose takes the form in: as a proposal, or at once from those who may.
func (s *studio) propose(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	ctx, key := c.Request().Context(), c.Param("question")
	if c.FormValue("as") == lookValue {
		return s.look(c, doc, key)
	}
	edits, err := s.edits(c, doc)
	if err == nil {
		var done string
		if done, err = s.submit(c, doc, edits); err == nil {
			return web.Redirect(c, done)
		}
	}
	var clashes editing.Clashes
	if errors.As(err, &clashes) {
		return s.drawClash(c, key, edits, clashes)
	}
	words, ok := said(s.Staff.Printer(c), err)
	if !ok {
		return err
	}
	base, err := s.madeOf(ctx, doc, c.FormValue("seq"))
	if err != nil {
		return err
	}
	return s.drawPropose(c, http.StatusUnprocessableEntity, doc, base, key, words)
}

// madeOf is the survey as it was when the form was made.
func (s *studio) madeOf(ctx context.Context, doc *editing.Draft, seq string) (*surveys.Survey, error) {
	n, err := strconv.Atoi(seq)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "state %q", seq)
	}
	if n == doc.Seq {
		return doc.Survey, nil
	}
	return s.Drafts.At(ctx, doc.ID, n)
}

// edits are what the form changes in the state that it was made of.
func (s *studio) edits(c echo.Context, doc *editing.Draft) ([]editing.Edit, error) {
	base, err := s.madeOf(c.Request().Context(), doc, c.FormValue("seq"))
	if err != nil {
		return nil, err
	}
	form, err := c.FormParams()
	if err != nil {
		return nil, err
	}
	after, err := sheet{c.Param("question"), tongueOf(c, base), form}.onto(base)
	if err != nil {
		return nil, err
	}
	return editing.Diff(base, after), nil
}

// submit hands edits in, and gives the address of what came of it.
func (s *studio) submit(c echo.Context, doc *editing.Draft, edits []editing.Edit) (string, error) {
	ctx, me, why := c.Request().Context(), s.Staff.Visitor(c).ID, clean(c.FormValue("why"))
	if c.FormValue("as") != "change" || !s.may(c, changeRoute) {
		p, err := s.Drafts.ProposeEdits(ctx, doc.ID, edits, me, why)
		if err != nil {
			return "", err
		}
		return proposalPath(doc.ID, p.ID), nil
	}
	switch {
	case why == "":
		return "", fault.Problem{Field: "why", ID: "staff.problem.missing"}
	case len(edits) == 0:
		return "", fault.Problem{ID: "staff.problem.same"}
	}
	after, err := s.Drafts.Change(ctx, doc.ID, edits, me, why)
	if err != nil {
		return "", err
	}
	if after.Survey.Question(c.Param("question")) == nil {
		return surveyPath(doc.ID), nil
	}
	return questionPath(doc.ID, c.Param("question")), nil
}

// changeRoute is what those may use who may change a draft without a proposal.
const changeRoute = "POST /staff/surveys/:id/p/:proposal/decide"

// drawPropose draws the form over base; what was posted stands in its fields.
func (s *studio) drawPropose(c echo.Context, status int, doc *editing.Draft, base *surveys.Survey, key string, wrong map[string]string) error {
	page, err := s.form(c, doc, base, key)
	if err != nil {
		return err
	}
	if c.Request().Method == http.MethodPost {
		page.Seq, _ = strconv.Atoi(c.FormValue("seq")) // read once before
		form, _ := c.FormParams()
		page.refill(form)
	}
	page.Wrong = wrong
	return s.room.Write(c, status, "propose", page)
}

// form is the form over a state of the survey.
func (s *studio) form(c echo.Context, doc *editing.Draft, base *surveys.Survey, key string) (*proposePage, error) {
	if key == "" {
		return s.startForm(c, doc, base)
	}
	q := base.Question(key)
	if q == nil {
		return nil, fault.Wrap(fault.NotFound, "question %q", key)
	}
	p, lang := s.Staff.Printer(c), tongueOf(c, base)
	page := &proposePage{
		StaffBase: s.below(c, doc, p.T("staff.propose.title")), Action: questionPath(doc.ID, key) + "/propose", Back: questionPath(doc.ID, key),
		Seq: doc.Seq, WordsLang: lang, WordsDir: i18n.Direction(lang), LangName: i18n.Describe(lang).Endonym,
		CanAdd: len(q.Options) > 0 && lang == base.Source, CanCut: len(base.Questions) > 1, Direct: s.may(c, changeRoute),
	}
	for _, t := range textsOf(base, key) {
		if ends := strings.HasSuffix(t.Place, ".low") || strings.HasSuffix(t.Place, ".high"); ends && q.KindName != "number" {
			continue // only numbers have ends
		}
		page.Texts = append(page.Texts, fieldsOf(p, base, t, lang))
	}
	for i, o := range q.Options {
		text, in := s.optionWords(base, q, o, lang)
		page.Options = append(page.Options, optionField{orderField + o.Key, "o-" + o.Key, text, in, strconv.Itoa(i + 1)})
	}
	page.After = s.hushed(c, base, afterChoices(p, base, q))
	page.Script, page.AdviceAt = s.Advise, page.Back+"/advice"
	var err error
	page.Advice, err = s.adviseOnForm(c, page.StaffBase, base, theWords)
	return page, err
}

// afterChoices are the places where a question of a survey can stand; that of q
// is on.
func afterChoices(p *i18n.Printer, s *surveys.Survey, q *surveys.Question) []web.Choice {
	at := slices.Index(s.Questions, q)
	list := []web.Choice{{Value: startValue, Text: p.T("staff.propose.first"), On: at == 0}}
	for i, x := range s.Questions {
		if x != q {
			text, _ := sayAny(s, x, p.Lang())
			list = append(list, web.Choice{Value: x.Key, Text: p.T("staff.propose.behind", "N", i+1, "Text", text), On: i == at-1})
		}
	}
	return list
}

// optionWords are the words of an option for somebody who orders them.
func (s *studio) optionWords(base *surveys.Survey, q *surveys.Question, o surveys.Option, lang string) (text, in string) {
	for _, e := range base.Editions {
		if text, in = base.Say(o.Text, e, lang); text != "" && q.In(e) {
			return text, in
		}
	}
	return o.Key, base.Source
}

// fieldsOf are the fields of one text: one for all ages, one for each.
func fieldsOf(p *i18n.Printer, s *surveys.Survey, t surveys.TextAt, lang string) textField {
	f := textField{Label: placeWords(p, s, t.Place)}
	for _, e := range append([]surveys.Edition{surveys.All}, t.Editions...) {
		w := wordingField{Name: wordName(t.Place, e), ID: "f-" + t.Place + "-" + string(e), Label: editionWords(p, e), Value: (*t.Words)[lang][e]}
		if e != surveys.All && w.Value == "" {
			w.Shown, _ = s.Say(*t.Words, e, lang)
		}
		f.Fields = append(f.Fields, w)
	}
	return f
}

func editionWords(p *i18n.Printer, e surveys.Edition) string {
	if e == surveys.All {
		return p.T("staff.propose.all")
	}
	return p.T("staff.edition." + string(e))
}

// refill puts what was posted into the fields.
func (page *proposePage) refill(form url.Values) {
	for i := range page.Texts {
		for j := range page.Texts[i].Fields {
			if f := &page.Texts[i].Fields[j]; form.Has(f.Name) {
				f.Value = form.Get(f.Name)
			}
		}
	}
	page.reorder(form)
}

// reorder puts what was posted into the fields that are not wordings.
func (page *proposePage) reorder(form url.Values) {
	for i := range page.Options {
		if f := &page.Options[i]; form.Has(f.Name) {
			f.Place = form.Get(f.Name)
		}
	}
	for i, a := range page.After {
		page.After[i].On = form.Get(afterField) == a.Value
	}
	for i := range page.Minutes {
		page.Minutes[i].Value = form.Get(page.Minutes[i].Name)
	}
	page.New, page.NewText, page.Why = form.Get(newField), form.Get(newTextField), form.Get("why")
}

// drawClash draws the form over how the survey is now: with all that fits of what
// was written, and beside each place that somebody else changed meanwhile both
// texts. Nothing is written until it is sent again.
func (s *studio) drawClash(c echo.Context, key string, edits []editing.Edit, clashes editing.Clashes) error {
	ctx := c.Request().Context()
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	page, err := s.merged(c, doc, key, split(edits, clashes))
	if err != nil {
		return err
	}
	page.Clashed = true
	for _, clash := range clashes {
		view, err := s.clash(ctx, page.StaffBase, doc.ID, clash)
		if err != nil {
			return err
		}
		page.meet(clash, view)
	}
	return s.room.Write(c, http.StatusConflict, "propose", page)
}

// merged is the form over how the survey is now with the edits made. Where the
// question is gone it is the form as it was sent, so that no text is lost.
func (s *studio) merged(c echo.Context, doc *editing.Draft, key string, edits []editing.Edit) (*proposePage, error) {
	form, err := c.FormParams()
	if err != nil {
		return nil, err
	}
	if key != "" && doc.Survey.Question(key) == nil {
		base, err := s.madeOf(c.Request().Context(), doc, form.Get("seq"))
		if err != nil {
			return nil, err
		}
		page, err := s.form(c, doc, base, key)
		if err == nil {
			page.Seq, _ = strconv.Atoi(form.Get("seq")) // read by madeOf
			page.refill(form)
		}
		return page, err
	}
	now, err := editing.Apply(doc.Survey, edits)
	if err != nil || key != "" && now.Question(key) == nil {
		now = doc.Survey
	}
	page, err := s.form(c, doc, now, key)
	if err == nil {
		page.reorder(form)
	}
	return page, err
}

// meet puts both texts of a clash on the page.
func (page *proposePage) meet(clash editing.Clash, view clashView) {
	for i := range page.Texts {
		for j := range page.Texts[i].Fields {
			if f := &page.Texts[i].Fields[j]; f.Name == wordName(clash.Place, clash.Edition) {
				f.Value, f.Clash = clash.After, &view
				return
			}
		}
	}
	page.Other = &view
}

// clash tells who changed a place, and when.
func (s *studio) clash(ctx context.Context, b web.StaffBase, survey string, clash editing.Clash) (clashView, error) {
	view := clashView{Who: b.T("staff.draft.somebody"), Was: clash.Before, Now: clash.Now, Order: !clash.Wording()}
	list, err := s.Drafts.History(ctx, survey, 0, 50)
	if err != nil {
		return view, err
	}
	for _, step := range list {
		if slices.ContainsFunc(step.Edits, func(e editing.Edit) bool { return e.Unit == clash.Unit }) {
			names, err := s.names(ctx)
			view.Who, view.At = nameIn(b.Printer, names, step.Who), b.Minute(step.At)
			return view, err
		}
	}
	return view, nil
}
