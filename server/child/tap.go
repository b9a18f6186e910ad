package child

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/heard"
	"kist/internal/inspections"
	"kist/server/web"
	"kist/surveys"
)

// Asking is the round on an inspection's page of feedback: whether it answers children.
type Asking interface {
	// Asked is the one that is there now, or was last. fault.NotFound if there was none.
	Asked(ctx context.Context, inspection string) (*inspections.Round, error)
	// AskedBy is the one with this id. fault.NotFound if it is not on that page.
	AskedBy(ctx context.Context, inspection, id string) (*inspections.Round, error)
}

// roundField names the round to which a tap goes: an answer that is sent again after
// another round began there still goes to its own.
const roundField = "_round"

// tapForm is the one question on a page of feedback, answered with one tap.
type tapForm struct {
	Action, Round, Secret string
	Key                   string // of the question, which is the name of its field
	Text                  string
	Faces                 []tapFace
}

// tapPath is where a tap goes.
func tapPath(inspection string, e surveys.Edition, lang string) string {
	return feedbackPath(inspection) + "/" + e.Slug() + "/" + lang + "/tap"
}

// tapFace is one of the answers.
type tapFace struct{ Value, Picture, Text string }

// askOn is the question on a page of feedback, with a secret that every reader gets
// another one for; nil if nothing is asked there now, or not in these words.
func (p *Pages) askOn(ctx context.Context, inspection string, e surveys.Edition, lang string) (*tapForm, error) {
	if p.Asking == nil {
		return nil, nil
	}
	round, err := p.Asking.Asked(ctx, inspection)
	if errors.Is(err, fault.NotFound) || err == nil && (!round.TakesAnswers(p.Now()) || !round.Offers(string(e), lang)) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	survey, err := p.Versions.Survey(ctx, round.Version)
	if err != nil {
		return nil, err
	}
	return tapOn(survey, round, inspection, e, lang), nil
}

// tapOn is the form of a round's one question.
func tapOn(survey *surveys.Survey, round *inspections.Round, inspection string, e surveys.Edition, lang string) *tapForm {
	q := survey.QuestionsIn(e)[0]
	say := func(w surveys.Words) string { text, _ := survey.Say(w, e, lang); return text }
	form := &tapForm{
		Action: tapPath(inspection, e, lang), Round: round.ID, Secret: ballot.NewSecret().String(),
		Key: q.Key, Text: say(q.Text),
	}
	for _, l := range q.Kind().Wording(q, e).Labels {
		form.Faces = append(form.Faces, tapFace{l.Code, l.Picture, say(l.Words)})
	}
	return form
}

// tapPage is a page with the question, as it is before and after its secret.
type tapPage struct{ before, after []byte }

// cutTap cuts a page at its secret.
func cutTap(html []byte, secret string) *tapPage {
	before, after, _ := bytes.Cut(html, []byte(secret))
	return &tapPage{before, after}
}

// keepYours lets a phone keep the page for its Back button, so that a tap after that is
// the same tap, and nobody else keep it: whoever opens the page anew gets a secret of
// their own.
var keepYours = []string{"private, no-cache"}

// write serves the page with a new secret. Nothing that a reader sends stands on it, so
// that packing it tells nothing of the secret.
func (t *tapPage) write(c echo.Context) error {
	html := bytes.Join([][]byte{t.before, t.after}, []byte(ballot.NewSecret().String()))
	return web.QuickStatic(htmlType, html).Write(c, keepYours)
}

// tappedPage tells what became of a tap.
type tappedPage struct {
	base
	Notice string // last part of the id of why it is not sent yet; empty: it is in the kist
	Action string
	Fields []field // what is sent again
	Areas  string
}

// NoticeID is the id of why it is not sent yet.
func (t tappedPage) NoticeID() string { return "child.tap." + t.Notice }

// tap hands one tap in, as every answer is handed in, and says "sent" only if it is
// durable. The same form again, by a second tap, by going back or by loading anew,
// counts once.
func (p *Pages) tap(c echo.Context) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	c.Set(postedKey, f)
	page, err := p.shownTo(c)
	if err != nil {
		return err
	}
	handed, err := p.tapped(c, page, f)
	switch problems, ok := fault.ProblemsOf(err); {
	case ok && len(problems) > 0, errors.Is(err, errNoTap):
		return p.backToQuestions(c) // nothing was tapped: what came is none of our forms
	case err != nil:
		return err
	}
	return p.tellTapped(c, page.ID, handed, f, p.Ballot.Submit(c.Request().Context(), handed))
}

// errNoTap says that a form holds no answer, or no secret.
var errNoTap = errors.New("child: no tap")

// tapped reads the form of a tap as it is handed in.
func (p *Pages) tapped(c echo.Context, page *heard.Page, f form) (ballot.Form, error) {
	ctx, e, lang := c.Request().Context(), surveys.Edition(c.Param("edition")), c.Param("lang")
	if p.Asking == nil || !page.Shown.Offers(e, lang) {
		return ballot.Form{}, fault.Wrap(fault.NotFound, "feedback of %s for %s in %q", page.ID, e, lang)
	}
	round, err := p.Asking.AskedBy(ctx, page.ID, f.get(roundField))
	if err != nil {
		return ballot.Form{}, err
	}
	if !round.Offers(string(e), lang) {
		return ballot.Form{}, fault.Wrap(fault.NotFound, "round %s for %s in %q", round.ID, e, lang)
	}
	survey, err := p.Versions.Survey(ctx, round.Version)
	if err != nil {
		return ballot.Form{}, err
	}
	answers, _, err := survey.Accept(e, lang, f)
	if err != nil {
		return ballot.Form{}, err
	}
	secret, err := ballot.ParseSecret(f.get(secretField))
	if err != nil || len(answers) == 0 {
		return ballot.Form{}, errNoTap
	}
	return ballot.Form{
		Round: round.ID, Setting: inspections.AskingSetting, Edition: string(e), AgeBand: survey.AgeBand(e, answers),
		Language: lang, Mode: modeOnline, Secret: secret, Answers: answers,
	}, p.pace.allow("tap", round.ID)
}

// tellTapped says what became of a tap, and offers to send it again where that can help.
func (p *Pages) tellTapped(c echo.Context, inspection string, handed ballot.Form, f form, err error) error {
	switch {
	case errors.Is(err, fault.Closed):
		return err
	case errors.Is(err, ballot.ErrChanged): // the first tap counts, as the page says
		err = nil
	}
	e := surveys.Edition(handed.Edition)
	page := tappedPage{base: p.base(p.Words.Printer(handed.Language), toneOf(e), "child.title.sent"), Areas: "/heard"}
	status := http.StatusOK
	if err != nil {
		status, page.Notice = http.StatusServiceUnavailable, "not_sent"
		page.Action = tapPath(inspection, e, handed.Language)
		page.Fields = f.carried(append(slices.Collect(maps.Keys(handed.Answers)), roundField, secretField)...)
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter)
		if errors.Is(err, ballot.ErrUnsure) {
			page.Notice = "unsure"
		} else {
			p.Log.Error("not sent", "ref", web.Ref(c), "error", err.Error())
		}
	}
	p.readOut(c, &page.base)
	return p.room.Write(c, status, "tapped", page)
}
