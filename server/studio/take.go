package studio

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/server/web"
	"kist/surveys"
)

// takePart is the form by which a question of the library comes into a draft.
// Without a survey chosen it asks for one first.
type takePart struct {
	Action  string
	Here    []web.Crumb // drafts that have the question already
	Surveys []web.Choice
	Survey  string // that was chosen
	After   []web.Choice
	Why     string
	Wrong   map[string]string
}

const takeRoute = "POST /staff/library/:key/take"

// takeForm is the form for what the address or a form sent before asks.
func (s *studio) takeForm(c echo.Context, k *editing.Kept, wrong map[string]string) (*takePart, error) {
	if !s.may(c, takeRoute) && !web.MayUse(takeRoute, s.Staff.Visitor(c).Roles) {
		return nil, nil
	}
	drafts, err := s.Drafts.All(c.Request().Context())
	if err != nil {
		return nil, err
	}
	part := &takePart{Action: keptPath(k.Key) + "/take", Why: c.FormValue("why"), Wrong: wrong}
	lang := s.Staff.Printer(c).Lang()
	drafts = slices.DeleteFunc(drafts, func(d *editing.Draft) bool { return d.Retired })
	for _, d := range drafts {
		title, _ := d.Survey.Say(d.Survey.Title, d.Survey.Editions[0], lang)
		if d.Survey.Question(k.Key) != nil {
			part.Here = append(part.Here, web.Crumb{Text: title, Link: questionPath(d.ID, k.Key)})
			continue
		}
		on := d.ID == c.FormValue("survey")
		part.Surveys = append(part.Surveys, web.Choice{Value: d.ID, Text: title, On: on})
		if on {
			part.Survey, part.After = d.ID, s.places(c, d.Survey)
		}
	}
	return part, nil
}

// places are the questions of a draft behind which another can come, the end
// first.
func (s *studio) places(c echo.Context, survey *surveys.Survey) []web.Choice {
	p := s.Staff.Printer(c)
	list := []web.Choice{{Text: p.T("staff.library.take.end")}}
	for i, q := range survey.Questions {
		text, _ := sayAny(survey, q, p.Lang())
		list = append(list, web.Choice{Value: q.Key, Text: p.T("staff.propose.behind", "N", i+1, "Text", begin(text, 80)), On: q.Key == c.FormValue(afterField)})
	}
	return s.hushed(c, survey, list)
}

// take proposes the question for a draft, key and all.
func (s *studio) take(c echo.Context) error {
	k, err := s.theKept(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	doc, err := s.Drafts.Get(ctx, c.FormValue("survey"))
	if err != nil {
		return err
	}
	after, err := k.Take(doc.Survey, c.FormValue(afterField))
	if err == nil {
		var pr *editing.Proposal
		if pr, err = s.Drafts.Propose(ctx, doc.ID, after, s.Staff.Visitor(c).ID, clean(c.FormValue("why"))); err == nil {
			return web.Redirect(c, proposalPath(doc.ID, pr.ID))
		}
	}
	p := s.Staff.Printer(c)
	words, ok := said(p, err)
	if errors.Is(err, fault.Exists) {
		words, ok = map[string]string{"question": p.T("staff.library.take.there")}, true
	}
	if !ok {
		return err
	}
	return s.drawKept(c, http.StatusUnprocessableEntity, k, words)
}
