package studio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// draftPart is a survey's draft at a glance.
type draftPart struct {
	Retired   bool
	Steps     int // changes made so far
	Questions []questionLine
	General   []proposalLine // open proposals that are about no single question
	Open      int            // open proposals in all
	Elsewhere []web.Crumb    // files in which it goes to other programs
}

// questionLine is one question of a draft.
type questionLine struct {
	N             int
	Text          string
	Lang          string // that the text is in
	Kind          string
	Link          string
	Open, Waiting int  // open proposals; those on which the reader has no vote yet
	Away          bool // it touches a theme that the reader stepped out of: the number is all that is said
}

// proposalLine is one proposal in a list.
type proposalLine struct {
	ID, Who, At, Why, State, Link   string
	Agree, NotSure, Disagree, Voted int
	Decided                         string // the reason of the decision
}

// draftOf reads the draft that the address names.
func (s *studio) draftOf(c echo.Context) (*editing.Draft, error) {
	return s.Drafts.Get(c.Request().Context(), c.Param("id"))
}

// glance is the draft of a survey; nil if it has none.
func (s *studio) glance(c echo.Context, p *i18n.Printer) (*draftPart, error) {
	ctx := c.Request().Context()
	doc, err := s.draftOf(c)
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	open, err := s.Drafts.Undecided(ctx, doc.ID)
	if err != nil {
		return nil, err
	}
	out, err := s.away(c)
	if err != nil {
		return nil, err
	}
	return s.outline(ctx, p, doc, open, s.Staff.Visitor(c).ID, out)
}

func (s *studio) outline(ctx context.Context, p *i18n.Printer, doc *editing.Draft, open []*editing.Proposal, me string, out advice.Away) (*draftPart, error) {
	part := &draftPart{Retired: doc.Retired, Steps: doc.Seq, Open: len(open), Elsewhere: elsewhere(p, doc.ID, doc.Survey)}
	all, waiting := map[string]int{}, map[string]int{}
	var general []*editing.Proposal
	for _, pr := range open {
		all[pr.Question]++
		if pr.VoteOf(me).Is == "" && pr.By != me {
			waiting[pr.Question]++
		}
		if doc.Survey.Question(pr.Question) != nil || len(general) == web.PageSize {
			continue
		}
		hidden, err := s.Drafts.Touches(ctx, out, doc.Survey, pr)
		if err != nil {
			return nil, err
		}
		if !hidden {
			general = append(general, pr)
		}
	}
	for i, q := range doc.Survey.Questions {
		if out.From(doc.Survey, q) {
			part.Questions = append(part.Questions, questionLine{N: i + 1, Link: questionPath(doc.ID, q.Key), Away: true})
			continue
		}
		text, lang := sayAny(doc.Survey, q, p.Lang())
		part.Questions = append(part.Questions, questionLine{
			N: i + 1, Text: text, Lang: lang, Kind: p.T("staff.draft.kind." + q.KindName),
			Link: questionPath(doc.ID, q.Key), Open: all[q.Key], Waiting: waiting[q.Key],
		})
	}
	var err error
	part.General, err = s.proposalLines(ctx, p, general)
	return part, err
}

// sayAny is a question as the oldest of its editions reads it.
func sayAny(s *surveys.Survey, q *surveys.Question, lang string) (text, actual string) {
	for _, e := range []surveys.Edition{surveys.All, surveys.Adult, surveys.E14, surveys.E11, surveys.E8, surveys.E4, surveys.Easy} {
		if text, actual = s.Say(q.Text, e, lang); text != "" {
			return text, actual
		}
	}
	return q.Key, s.Source
}

func questionPath(survey, question string) string {
	return surveyPath(survey) + "/q/" + url.PathEscape(question)
}

func proposalPath(survey, id string) string { return surveyPath(survey) + "/p/" + url.PathEscape(id) }

// below is the common part of a page about something in a draft.
func (s *studio) below(c echo.Context, doc *editing.Draft, title string) web.StaffBase {
	p := s.Staff.Printer(c)
	name, _ := doc.Survey.Say(doc.Survey.Title, doc.Survey.Editions[0], p.Lang())
	b := s.Staff.Base(c, "surveys", title)
	b.Crumbs = crumbs(p, name, web.Crumb{Text: title})
	b.Crumbs[1].Link = surveyPath(doc.ID)
	return b
}

// may says whether who is asking may use a route about surveys, which lie in
// no inspection.
func (s *studio) may(c echo.Context, route string) bool { return s.Staff.May(c, route, web.Place{}) }

// askPage asks once before something is done.
type askPage struct {
	web.StaffBase
	Text, Action, Back, Button string
	Why                        bool // a reason is asked for
	Wrong, Reason              string
	Hidden                     hiddenField // what was so when it was asked
}

func (s *studio) askRetire(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	p := s.Staff.Printer(c)
	page := askPage{Action: surveyPath(doc.ID) + "/retire", Back: surveyPath(doc.ID), Hidden: hiddenField{retireField, retireYes}}
	if doc.Retired {
		page.Hidden.Value = retireNo
		page.StaffBase, page.Text = s.below(c, doc, p.T("staff.draft.return")), p.T("staff.draft.return.text")
	} else {
		page.StaffBase, page.Text = s.below(c, doc, p.T("staff.draft.retire")), p.T("staff.draft.retire.text")
	}
	page.Button = page.Title
	return s.room.Write(c, http.StatusOK, "ask", page)
}

// Whether a survey is to be out of use. The form says which it asked: pressed twice,
// or by two people, it does not turn about.
const (
	retireField = "on"
	retireYes   = "yes"
	retireNo    = "no"
)

func (s *studio) retire(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	on := c.FormValue(retireField)
	if on != retireYes && on != retireNo {
		return fault.Wrap(fault.Invalid, "out of use %q", on)
	}
	_, err = s.Drafts.Retire(c.Request().Context(), doc.ID, on == retireYes, s.Staff.Visitor(c).ID)
	if err != nil {
		return err
	}
	return web.Redirect(c, surveyPath(doc.ID))
}

// clean is a text from a form, as it is kept: one kind of line end, and no
// space around it.
func clean(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n"))
}

// said are the words for what was wrong with a form, by field; nil, false if
// err is about something else.
func said(p *i18n.Printer, err error) (map[string]string, bool) {
	var one fault.Problem
	var many fault.Problems
	var flaws surveys.Findings
	switch {
	case errors.As(err, &many):
		words := map[string]string{}
		for _, bad := range many {
			words[bad.Field] = p.TArgs(bad.ID, bad.Args)
		}
		return words, true
	case errors.As(err, &one):
		return map[string]string{one.Field: p.TArgs(one.ID, one.Args)}, true
	case errors.As(err, &flaws):
		texts := make([]string, len(flaws))
		for i, f := range flaws {
			texts[i] = strings.TrimSuffix(f.Message, ".") + ". " + strings.TrimSuffix(f.Fix, ".") + "."
		}
		return map[string]string{"flaws": strings.Join(texts, " ")}, true
	}
	return nil, false
}
