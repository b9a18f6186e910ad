package studio

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
)

// historyPage lists what was changed in a draft, the latest first.
type historyPage struct {
	web.StaffBase
	Steps []stepView
	Older string // address of earlier changes; empty: there are none
	Start string // address of how it began
}

// stepView is one change of a draft.
type stepView struct {
	N              int
	Who, At, Why   string
	Proposal, Link string // addresses; Proposal is empty if none was accepted
	Back           string // it went back to an earlier state; empty: it did not
	Changes        []changeView
	More           int // changed texts that are not shown
}

const (
	historySize = 10 // changes on a page
	stepSize    = 8  // changed texts shown of each
)

func (s *studio) showHistory(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), s.Staff.Printer(c)
	before, _ := strconv.Atoi(c.QueryParam("before")) // 0 is no bound
	list, err := s.Drafts.History(ctx, doc.ID, max(0, before), historySize+1)
	if err != nil {
		return err
	}
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	out, err := s.away(c)
	if err != nil {
		return err
	}
	here := surveyPath(doc.ID) + "/history"
	page := historyPage{StaffBase: s.below(c, doc, p.T("staff.history.title")), Start: here + "/0"}
	for i, step := range list {
		if i == historySize {
			page.Older = here + "?before=" + strconv.Itoa(step.Seq+1)
			break
		}
		page.Steps = append(page.Steps, stepOf(page.StaffBase, names, doc, step, out))
	}
	return s.room.Write(c, http.StatusOK, "history", page)
}

func stepOf(b web.StaffBase, names map[string]string, doc *editing.Draft, step *editing.Change, out advice.Away) stepView {
	hidden, why := editing.Hidden(out, doc.Survey, step.Edits...), step.Why
	if editing.Concerns(hidden, step.Edits) { // the reason may repeat the words
		why = b.T("staff.care.away")
	}
	edits := leaves(step.Edits, hidden)
	edits = edits[:min(len(edits), stepSize)]
	v := stepView{
		N: step.Seq, Who: nameIn(b.Printer, names, step.Who), At: b.Minute(step.At), Why: why,
		Link: statePath(doc.ID, step.Seq), Changes: tell(b.Printer, doc.Survey, edits, hidden),
		More: len(step.Edits) - len(edits),
	}
	if step.Proposal != "" {
		v.Proposal = proposalPath(doc.ID, step.Proposal)
	}
	if step.Restored != nil {
		v.Back = b.T("staff.history.went_back", "N", *step.Restored)
	}
	return v
}

func statePath(survey string, seq int) string {
	return surveyPath(survey) + "/history/" + strconv.Itoa(seq)
}

// statePage is a survey as it was after one change.
type statePage struct {
	web.StaffBase
	N         int
	Questions []questionLine
	Now       bool   // it is how the survey is now
	Restore   string // address that asks; empty: not theirs to do
	Back      string
}

// stateOf is the number of a state, from the address.
func stateOf(c echo.Context) (int, error) {
	seq, err := strconv.Atoi(c.Param("seq"))
	if err != nil {
		return 0, fault.Wrap(fault.NotFound, "state %q", c.Param("seq"))
	}
	return seq, nil
}

func (s *studio) showState(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	seq, err := stateOf(c)
	if err != nil {
		return err
	}
	then, err := s.Drafts.At(c.Request().Context(), doc.ID, seq)
	if err != nil {
		return err
	}
	p := s.Staff.Printer(c)
	page := statePage{StaffBase: s.below(c, doc, p.T("staff.history.state", "N", seq)), N: seq, Now: seq == doc.Seq, Back: surveyPath(doc.ID) + "/history"}
	out, err := s.away(c)
	if err != nil {
		return err
	}
	for i, q := range then.Questions {
		if out.From(then, q) {
			page.Questions = append(page.Questions, questionLine{N: i + 1, Away: true})
			continue
		}
		text, lang := sayAny(then, q, p.Lang())
		page.Questions = append(page.Questions, questionLine{N: i + 1, Text: text, Lang: lang, Kind: p.T("staff.draft.kind." + q.KindName)})
	}
	if !page.Now && !doc.Retired && s.may(c, "POST /staff/surveys/:id/history/:seq") {
		page.Restore = statePath(doc.ID, seq) + "/restore"
	}
	return s.room.Write(c, http.StatusOK, "state", page)
}

// atField is the state that somebody goes back from, as they saw it.
const atField = "at"

func (s *studio) askRestore(c echo.Context) error { return s.drawRestore(c, http.StatusOK, "") }

func (s *studio) drawRestore(c echo.Context, status int, wrong string) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	seq, err := stateOf(c)
	if err != nil {
		return err
	}
	p, at := s.Staff.Printer(c), strconv.Itoa(doc.Seq)
	if sent := c.FormValue(atField); sent != "" && status == http.StatusUnprocessableEntity {
		at = sent // they have been told of nothing newer
	}
	page := askPage{
		StaffBase: s.below(c, doc, p.T("staff.history.restore", "N", seq)), Text: p.T("staff.history.restore.text"), Button: p.T("staff.history.restore.yes"),
		Action: statePath(doc.ID, seq), Back: statePath(doc.ID, seq), Why: true, Wrong: wrong,
		Reason: clean(c.FormValue("why")), Hidden: hiddenField{atField, at},
	}
	return s.room.Write(c, status, "ask", page)
}

func (s *studio) restore(c echo.Context) error {
	seq, err := stateOf(c)
	if err != nil {
		return err
	}
	why := clean(c.FormValue("why"))
	if why == "" {
		return s.drawRestore(c, http.StatusUnprocessableEntity, s.Staff.Printer(c).T("staff.problem.missing"))
	}
	at, err := strconv.Atoi(c.FormValue(atField))
	if err != nil {
		return fault.Wrap(fault.Invalid, "state %q", c.FormValue(atField))
	}
	doc, err := s.Drafts.Restore(c.Request().Context(), c.Param("id"), at, seq, s.Staff.Visitor(c).ID, why)
	if errors.Is(err, fault.Conflict) {
		return s.drawRestore(c, http.StatusConflict, s.Staff.Printer(c).T("staff.history.restore.moved"))
	}
	if words, ok := said(s.Staff.Printer(c), err); ok {
		return s.drawRestore(c, http.StatusUnprocessableEntity, words["why"]+words["flaws"])
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, surveyPath(doc.ID)+"/history")
}

// likeWords are what staff call how a question compares.
func likeWords(p *i18n.Printer, is editing.Likeness) string { return p.T("staff.like." + string(is)) }
