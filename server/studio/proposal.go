package studio

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// proposalPage is one proposal: what it changes, why, the votes, the talk and
// how it ended.
type proposalPage struct {
	web.StaffBase
	proposalLine
	Here, About            string // addresses; About is empty if the question is gone
	Open                   bool
	Mine, Decides          bool
	Changes                []changeView
	More                   int // changes that are not shown
	Votes                  []voteView
	My                     editing.Vote
	DecidedBy, DecidedAt   string
	Clashes                []mergeField
	Talk                   talkPart
	VoteWrong, DecideWrong string
	Seen                   string // stands for what was read, when somebody votes or decides
	Moved                  bool   // it was joined with other changes while somebody voted or decided
	DecideWhy              string // reason for a decision that was not taken
	MergeWrong             string
}

// maxChanges is how many changed texts a page shows.
const maxChanges = 80

// voteView are the votes of one kind.
type voteView struct {
	Is, Text, Mark string
	N              int
	People         []personVote
}

type personVote struct{ Who, Why string }

// mergeField is a place that somebody else changed since: both texts, and what it
// shall be. Where it is no wording, both changes are told in words, and one is
// chosen.
type mergeField struct {
	clashView
	What, Name, ID, Lang, Dir, Mine string
	TheirChange, MyChange           []changeView
	Keep                            string // of the two changes, as the form chose: "now" or "mine"
}

// theProposal is the draft and the proposal that an address names.
func (s *studio) theProposal(c echo.Context) (*editing.Draft, *editing.Proposal, error) {
	doc, err := s.draftOf(c)
	if err != nil {
		return nil, nil, err
	}
	pr, err := s.Drafts.Proposal(c.Request().Context(), c.Param("proposal"))
	if err == nil && pr.Survey != doc.ID {
		err = fault.Wrap(fault.NotFound, "proposal %s of survey %s", pr.ID, doc.ID)
	}
	return doc, pr, err
}

func (s *studio) showProposal(c echo.Context) error {
	doc, pr, err := s.theProposal(c)
	if err != nil {
		return err
	}
	hidden, err := s.hides(c, doc.Survey, pr.Edits...)
	if err != nil {
		return err
	}
	if done, err := s.folded(c, s.below(c, doc, ""), surveyPath(doc.ID), editing.Concerns(hidden, pr.Edits)); done || err != nil {
		return err
	}
	return s.drawProposal(c, http.StatusOK, doc, pr, func(*proposalPage) {})
}

// drawProposal draws a proposal; with puts on the page what was wrong.
func (s *studio) drawProposal(c echo.Context, status int, doc *editing.Draft, pr *editing.Proposal, with func(*proposalPage)) error {
	ctx, p, me := c.Request().Context(), s.Staff.Printer(c), s.Staff.Visitor(c).ID
	lines, err := s.proposalLines(ctx, p, []*editing.Proposal{pr})
	if err != nil {
		return err
	}
	page := proposalPage{
		StaffBase: s.below(c, doc, p.T("staff.proposal.title", "Who", lines[0].Who)), proposalLine: lines[0],
		Here: proposalPath(doc.ID, pr.ID), Open: pr.State == editing.Open, Mine: pr.By == me, Decides: s.may(c, changeRoute),
		Changes: changeViews(p, s.hushedFor(c, doc.Survey), pr.Edits), My: pr.VoteOf(me), Seen: pr.Seen(),
	}
	page.Why = pr.Why
	if pr.Decision != nil {
		page.Decided = pr.Decision.Why
	}
	if n := len(page.Changes); n > maxChanges {
		page.Changes, page.More = page.Changes[:maxChanges], n-maxChanges
	}
	if doc.Survey.Question(pr.Question) != nil {
		page.About = questionPath(doc.ID, pr.Question)
	}
	if err := s.weigh(c, &page, doc, pr); err != nil {
		return err
	}
	if page.Talk, err = s.talk(c, page.StaffBase, pr.ID, page.Here+"/say"); err != nil {
		return err
	}
	with(&page)
	return s.room.Write(c, status, "proposal", page)
}

// weigh adds the votes, the decision, and what stands in the way.
func (s *studio) weigh(c echo.Context, page *proposalPage, doc *editing.Draft, pr *editing.Proposal) error {
	ctx := c.Request().Context()
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	page.Votes = votesOf(page.Printer, names, pr)
	if d := pr.Decision; d != nil {
		page.DecidedBy, page.DecidedAt = nameIn(page.Printer, names, d.Who), page.Minute(d.At)
	}
	if !page.Open {
		return nil
	}
	clashes, err := s.Drafts.Clashing(ctx, pr)
	if err != nil && !errors.Is(err, fault.Invalid) {
		return err
	}
	for i, clash := range clashes {
		view, err := s.clash(ctx, page.StaffBase, doc.ID, clash)
		if err != nil {
			return err
		}
		page.Clashes = append(page.Clashes, mergeOf(page.Printer, s.hushedFor(c, doc.Survey), i, clash, view))
	}
	return nil
}

func mergeOf(p *i18n.Printer, survey *surveys.Survey, i int, clash editing.Clash, view clashView) mergeField {
	f := mergeField{clashView: view, Name: "text" + strconv.Itoa(i), ID: "text" + strconv.Itoa(i), Mine: clash.After, Lang: clash.Language}
	f.Dir = i18n.Direction(clash.Language)
	if clash.Wording() {
		f.What = p.T("staff.change.what", "Text", placeWords(p, survey, clash.Place), "Edition", editionWords(p, clash.Edition), "Language", i18n.Describe(clash.Language).Endonym)
		return f
	}
	f.What = p.T("staff.build.survey")
	if q := clash.Question(); q != "" {
		f.What = placeWords(p, survey, "questions."+q+".text")
	}
	f.TheirChange = changeViews(p, survey, []editing.Edit{{Unit: clash.Unit, Before: clash.Before, After: clash.Now}})
	f.MyChange = changeViews(p, survey, []editing.Edit{clash.Edit})
	return f
}

func votesOf(p *i18n.Printer, names map[string]string, pr *editing.Proposal) []voteView {
	views := []voteView{{Is: editing.Agree, Mark: "●"}, {Is: editing.NotSure, Mark: "○"}, {Is: editing.Disagree, Mark: "◆"}}
	for i := range views {
		v := &views[i]
		v.Text, v.N = p.T("staff.vote."+v.Is), pr.Tally(v.Is)
		for _, vote := range pr.Votes {
			if vote.Is == v.Is {
				v.People = append(v.People, personVote{nameIn(p, names, vote.Who), vote.Why})
			}
		}
	}
	return views
}

func (s *studio) vote(c echo.Context) error {
	doc, pr, err := s.theProposal(c)
	if err != nil {
		return err
	}
	_, err = s.Drafts.Vote(c.Request().Context(), pr.ID, c.FormValue("seen"), s.Staff.Visitor(c).ID, c.FormValue("vote"), clean(c.FormValue("why")))
	typed := editing.Vote{Is: c.FormValue("vote"), Why: clean(c.FormValue("why"))}
	if errors.Is(err, fault.Conflict) {
		return s.readAgain(c, func(page *proposalPage) { page.My = typed })
	}
	if words, ok := said(s.Staff.Printer(c), err); ok {
		return s.drawProposal(c, http.StatusUnprocessableEntity, doc, pr, func(page *proposalPage) {
			page.VoteWrong, page.My = words["why"]+words["vote"], typed
		})
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, proposalPath(doc.ID, pr.ID))
}

// readAgain draws a proposal that was joined with other changes while somebody voted
// or decided; with puts on the page what they wrote.
func (s *studio) readAgain(c echo.Context, with func(*proposalPage)) error {
	doc, pr, err := s.theProposal(c)
	if err != nil {
		return err
	}
	return s.drawProposal(c, http.StatusConflict, doc, pr, func(page *proposalPage) {
		page.Moved = true
		with(page)
	})
}

// decide accepts a proposal or declines it.
func (s *studio) decide(c echo.Context) error {
	doc, pr, err := s.theProposal(c)
	if err != nil {
		return err
	}
	ctx, me, why, seen := c.Request().Context(), s.Staff.Visitor(c).ID, clean(c.FormValue("why")), c.FormValue("seen")
	switch {
	case why == "": // a reason stays, whichever way it went
		err = fault.Problem{Field: "why", ID: "staff.problem.missing"}
	case c.FormValue("decision") == "accept":
		_, err = s.Drafts.Accept(ctx, pr.ID, seen, me, why)
	default:
		_, err = s.Drafts.Decline(ctx, pr.ID, seen, me, why)
	}
	words, ok := said(s.Staff.Printer(c), err)
	keep := func(page *proposalPage) { page.DecideWhy = why }
	var clashes editing.Clashes
	switch {
	case errors.As(err, &clashes): // the page says what stands in the way
		return s.drawProposal(c, http.StatusConflict, doc, pr, keep)
	case errors.Is(err, fault.Conflict):
		return s.readAgain(c, keep)
	case ok:
		return s.drawProposal(c, http.StatusUnprocessableEntity, doc, pr, func(page *proposalPage) {
			page.DecideWrong = words["why"] + words["flaws"]
			keep(page)
		})
	case err != nil:
		return err
	}
	return web.Redirect(c, proposalPath(doc.ID, pr.ID))
}

func (s *studio) withdraw(c echo.Context) error {
	doc, pr, err := s.theProposal(c)
	if err != nil {
		return err
	}
	if _, err := s.Drafts.Withdraw(c.Request().Context(), pr.ID, s.Staff.Visitor(c).ID); err != nil {
		return err
	}
	return web.Redirect(c, proposalPath(doc.ID, pr.ID))
}

// merge joins a proposal with what the draft became meanwhile. A place that is no
// wording keeps what stands now where both changed the same, unless the form
// chooses what was proposed.
func (s *studio) merge(c echo.Context) error {
	doc, pr, err := s.theProposal(c)
	if err != nil {
		return err
	}
	clashes, err := s.Drafts.Clashing(c.Request().Context(), pr)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	texts := map[surveys.Unit]string{}
	for i, clash := range clashes {
		name := "text" + strconv.Itoa(i)
		if clean(form.Get("now"+strconv.Itoa(i))) != clean(clash.Now) {
			return s.drawProposal(c, http.StatusConflict, doc, pr, func(page *proposalPage) { page.keep(form) })
		}
		switch {
		case clash.Wording():
			texts[clash.Unit] = clean(form.Get(name))
		case form.Get("keep"+strconv.Itoa(i)) == "mine":
			texts[clash.Unit] = editing.Prefer(clash.Edit, clash.Now)
		default:
			texts[clash.Unit] = editing.Prefer(editing.Edit{Unit: clash.Unit, Before: clash.Before, After: clash.Now}, clash.After)
		}
	}
	_, err = s.Drafts.Rebase(c.Request().Context(), pr.ID, s.Staff.Visitor(c).ID, texts)
	if words, ok := said(s.Staff.Printer(c), err); ok {
		return s.drawProposal(c, http.StatusUnprocessableEntity, doc, pr, func(page *proposalPage) {
			page.MergeWrong = words["flaws"]
			page.keep(form)
		})
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, proposalPath(doc.ID, pr.ID))
}

// keep leaves in the boxes what was written and chosen there, where two texts could
// not be joined as somebody wanted.
func (page *proposalPage) keep(form url.Values) {
	for i := range page.Clashes {
		f := &page.Clashes[i]
		if form.Has(f.Name) {
			f.Mine = form.Get(f.Name)
		}
		f.Keep = form.Get("keep" + strconv.Itoa(i))
	}
}

func (s *studio) sayOfProposal(c echo.Context) error {
	doc, pr, err := s.theProposal(c)
	if err != nil {
		return err
	}
	wrong, err := s.say(c, pr.ID)
	switch {
	case err != nil:
		return err
	case wrong != "":
		return s.drawProposal(c, http.StatusUnprocessableEntity, doc, pr, func(page *proposalPage) { page.Talk.Wrong, page.Talk.Text = wrong, c.FormValue("text") })
	}
	return web.Redirect(c, proposalPath(doc.ID, pr.ID)+"#talk")
}
