package studio

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// questionPage is one question in all its editions, side by side.
type questionPage struct {
	web.StaffBase
	N, Of               int
	Key, Kind, Why      string
	WordsLang           string // language that is shown
	Tongues             []web.Crumb
	Editions            []editionView
	Everywhere          []tongueView // each language, with the question as each age reads it
	Links               []string
	Open, Ended         []proposalLine
	Talk                talkPart
	Tried               *triedPart // in the last pilot; nil: in none
	Propose, Prev, Next string
	Build               string        // address of the form of how it is asked
	Asked               []string      // on which conditions, and whom
	Sprite              template.HTML // with the pictures of its answers
	Retired             bool
	Advice              advicePart
	Hard                string // the hard themes that it touches, in words; empty: none
}

// editionView is a question as one age reads it in one language.
type editionView struct {
	Edition         string
	Text            readText
	Hint, Rule      readText // Rule tells what the form holds the reader to; either can be empty
	Low, High       readText // what the ends of a scale mean
	Answers         []answerView
	Words, Longest  int // of the question, in English alone; 0 elsewhere
	MostWords       int // 0: no limit
	MostOptions, Of int // answers at most, and how many there are
}

// readText is a text as it is read. Lent says that it is not in the language that was
// asked for, but in the survey's own.
type readText struct {
	Text, Lang, Dir string
	Lent            bool
}

// read is a text of a survey for a reader of an age and a language.
func read(survey *surveys.Survey, w surveys.Words, e surveys.Edition, lang string) readText {
	text, in := survey.Say(w, e, lang)
	return readText{text, in, i18n.Direction(in), in != lang}
}

// Over says that the question is longer than it should be for this age.
func (v editionView) Over() bool {
	return v.MostWords > 0 && max(v.Words, v.Longest) > v.MostWords
}

// tongueView is a question in one language, as each age reads it.
type tongueView struct {
	Name, Tag string
	Editions  []editionView
}

// answerView is one answer; a number has no language.
type answerView struct {
	readText
	Picture string
}

// theQuestion is the draft and the question that an address names.
func (s *studio) theQuestion(c echo.Context) (*editing.Draft, *surveys.Question, error) {
	doc, err := s.draftOf(c)
	if err != nil {
		return nil, nil, err
	}
	q := doc.Survey.Question(c.Param("question"))
	if q == nil {
		return nil, nil, fault.Wrap(fault.NotFound, "question %q", c.Param("question"))
	}
	return doc, q, nil
}

// tongue is the language of the survey that an address asks for; its own if it
// asks for none.
func tongueOf(c echo.Context, s *surveys.Survey) string {
	if lang := c.FormValue("lang"); slices.Contains(s.Languages, lang) {
		return lang
	}
	return s.Source
}

func (s *studio) showQuestion(c echo.Context) error {
	doc, q, err := s.theQuestion(c)
	if err != nil {
		return err
	}
	if done, err := s.foldedIn(c, doc, q); done || err != nil {
		return err
	}
	return s.drawQuestion(c, http.StatusOK, doc, q, "")
}

func (s *studio) drawQuestion(c echo.Context, status int, doc *editing.Draft, q *surveys.Question, wrong string) error {
	survey, lang, here := doc.Survey, tongueOf(c, doc.Survey), questionPath(doc.ID, q.Key)
	p := s.Staff.Printer(c)
	i := slices.Index(survey.Questions, q)
	page := questionPage{
		StaffBase: s.below(c, doc, p.T("staff.draft.question", "N", i+1)), N: i + 1, Of: len(survey.Questions), Key: q.Key, Kind: p.T("staff.draft.kind." + q.KindName),
		Why: q.Why, WordsLang: lang, Links: linksOf(p, q), Propose: here + "/propose?lang=" + url.QueryEscape(lang), Retired: doc.Retired, Build: here + "/build", Sprite: s.sprite(q),
	}
	for _, a := range aspectsOf(p, s.hushedFor(c, survey), q)[1:7] { // whom, when and how far: its kind stands above
		if a.text != "" {
			page.Asked = append(page.Asked, p.T("staff.build.said", "What", a.what, "Text", a.text))
		}
	}
	for _, l := range survey.Languages {
		page.Tongues = append(page.Tongues, web.Crumb{Text: i18n.Describe(l).Endonym, Link: here + "?lang=" + url.QueryEscape(l)})
		if l == lang {
			page.Tongues[len(page.Tongues)-1].Link = ""
		}
	}
	for _, e := range survey.Editions {
		if q.In(e) {
			page.Editions = append(page.Editions, s.edition(p, survey, q, e, lang))
		}
	}
	page.Everywhere = s.everyTongue(p, survey, q)
	if i > 0 {
		page.Prev = questionPath(doc.ID, survey.Questions[i-1].Key)
	}
	if i+1 < len(survey.Questions) {
		page.Next = questionPath(doc.ID, survey.Questions[i+1].Key)
	}
	page.Hard = themeNames(p, advice.Themes(survey, q))
	var err error
	if page.Advice, err = s.adviseOnDraft(c, page.StaffBase, doc, q, lang); err != nil {
		return err
	}
	if err := s.around(c, &page, doc, q, wrong); err != nil {
		return err
	}
	tried, err := s.triedLast(c.Request().Context(), p, survey, q.Key)
	if err != nil {
		return err
	}
	if tried != nil {
		page.Tried = &triedPart{page.StaffBase, tried}
	}
	return s.room.Write(c, status, "question", page)
}

// everyTongue is a question in all its languages and ages, side by side.
func (s *studio) everyTongue(p *i18n.Printer, survey *surveys.Survey, q *surveys.Question) []tongueView {
	var all []tongueView
	for _, lang := range survey.Languages {
		view := tongueView{Name: i18n.Describe(lang).Endonym, Tag: lang}
		for _, e := range survey.Editions {
			if q.In(e) {
				view.Editions = append(view.Editions, s.edition(p, survey, q, e, lang))
			}
		}
		all = append(all, view)
	}
	return all
}

// sprite has the drawings of a question's answers; empty if they have none.
func (s *studio) sprite(q *surveys.Question) template.HTML {
	var ids []string
	for _, e := range surveys.Editions() {
		for _, l := range q.Choices(e) {
			ids = append(ids, l.Picture)
		}
	}
	return s.drawings.Sprite(ids)
}

// around adds what people say of the question.
func (s *studio) around(c echo.Context, page *questionPage, doc *editing.Draft, q *surveys.Question, wrong string) error {
	ctx := c.Request().Context()
	list, err := s.Drafts.About(ctx, doc.ID, q.Key)
	if err != nil {
		return err
	}
	var open, ended []*editing.Proposal
	for _, pr := range list {
		if pr.State == editing.Open {
			open = append(open, pr)
		} else {
			ended = append(ended, pr)
		}
	}
	most := web.PageSize
	if page.Open, err = s.proposalLines(ctx, page.Printer, open[:min(most, len(open))]); err != nil {
		return err
	}
	if page.Ended, err = s.proposalLines(ctx, page.Printer, ended[:min(most, len(ended))]); err != nil {
		return err
	}
	page.Talk, err = s.talk(c, page.StaffBase, doc.ID+"/"+q.Key, questionPath(doc.ID, q.Key)+"/say")
	page.Talk.Wrong, page.Talk.Text = wrong, c.FormValue("text")
	return err
}

// edition is a question as one age reads it, with how long it is.
func (s *studio) edition(p *i18n.Printer, survey *surveys.Survey, q *surveys.Question, e surveys.Edition, lang string) editionView {
	v := editionView{
		Edition: p.T("staff.edition." + string(e)), Text: read(survey, q.Text, e, lang), Hint: read(survey, q.Hint, e, lang),
		Low: read(survey, q.Low, e, lang), High: read(survey, q.High, e, lang),
	}
	w := q.Kind().Wording(q, e)
	if w.Beside(v.Hint.Text != "") {
		v.Rule = s.standing(w.HintID, w.HintArgs, lang)
	}
	for _, l := range w.Labels {
		v.Answers = append(v.Answers, s.answer(survey, l, e, lang))
	}
	v.Of = len(v.Answers)
	if l, there := q.RatherNot(e); there {
		v.Answers = append(v.Answers, s.answer(survey, l, e, lang))
	}
	fit := advice.FitOf(e)
	v.MostOptions = fit.Options
	if v.Text.Lang == i18n.Source {
		m := advice.Measure(v.Text.Text)
		v.Words, v.Longest, v.MostWords = m.Words, m.Longest, fit.Words
	}
	return v
}

// answer is an answer as one age reads it: in the survey's words, or in those that
// stand in every survey, or by its number.
func (s *studio) answer(survey *surveys.Survey, l surveys.Label, e surveys.Edition, lang string) answerView {
	switch {
	case !l.Words.Empty():
		return answerView{read(survey, l.Words, e, lang), l.Picture}
	case l.TextID != "":
		return answerView{s.standing(l.TextID, nil, lang), l.Picture}
	}
	return answerView{readText{Text: l.Code, Dir: "auto"}, l.Picture}
}

// standing is a text that stands in every survey, as children read it; in English
// where a language has none.
func (s *studio) standing(id string, args map[string]any, lang string) readText {
	in := lang
	if !s.Words.Has(lang) {
		in = i18n.Source
	}
	return readText{s.Words.Printer(in).TArgs(id, args), in, i18n.Direction(in), in != lang}
}

// linksOf are the parts of the frameworks that a question serves.
func linksOf(p *i18n.Printer, q *surveys.Question) []string {
	var list []string
	if len(q.Links.Quality) > 0 {
		list = append(list, p.T("staff.draft.quality", "List", strings.Join(q.Links.Quality, ", ")))
	}
	if len(q.Links.Wellbeing) > 0 {
		names := make([]string, len(q.Links.Wellbeing))
		for i, code := range q.Links.Wellbeing {
			names[i] = p.T("staff.wellbeing." + strings.ToLower(code))
		}
		list = append(list, p.T("staff.draft.wellbeing", "List", strings.Join(names, ", ")))
	}
	if len(q.Links.UNCRC) > 0 {
		list = append(list, p.T("staff.draft.uncrc", "List", numbers(q.Links.UNCRC)))
	}
	if len(q.Links.Promise) > 0 {
		list = append(list, p.T("staff.draft.promise", "List", strings.Join(q.Links.Promise, ", ")))
	}
	return list
}

func (s *studio) sayOfQuestion(c echo.Context) error {
	doc, q, err := s.theQuestion(c)
	if err != nil {
		return err
	}
	wrong, err := s.say(c, doc.ID+"/"+q.Key)
	switch {
	case err != nil:
		return err
	case wrong != "":
		return s.drawQuestion(c, http.StatusUnprocessableEntity, doc, q, wrong)
	}
	return web.Redirect(c, questionPath(doc.ID, q.Key)+"#talk")
}

// proposalLines are proposals in a list.
func (s *studio) proposalLines(ctx context.Context, p *i18n.Printer, list []*editing.Proposal) ([]proposalLine, error) {
	if len(list) == 0 {
		return nil, nil
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	lines := make([]proposalLine, len(list))
	for i, pr := range list {
		lines[i] = proposalLine{
			ID: pr.ID, Who: nameIn(p, names, pr.By), At: web.StaffBase{Printer: p}.Minute(pr.At), Why: begin(pr.Why, 200),
			State: p.T("staff.proposal.state." + string(pr.State)), Link: proposalPath(pr.Survey, pr.ID),
			Agree: pr.Tally(editing.Agree), NotSure: pr.Tally(editing.NotSure), Disagree: pr.Tally(editing.Disagree), Voted: len(pr.Votes),
		}
		if pr.Decision != nil {
			lines[i].Decided = begin(pr.Decision.Why, 200)
		}
	}
	return lines, nil
}
