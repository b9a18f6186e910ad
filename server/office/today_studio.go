package office

import (
	"errors"
	"slices"
	"strings"
	"time"

	"kist/internal/audit"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/people"
	"kist/server/web"
)

// calledFor is for how long a call by name stays on the page.
const calledFor = 14 * 24 * time.Hour

// studio adds what waits in the studio: proposals without the reader's vote,
// proposals to be decided, and calls by name.
func (w *work) studio() error {
	if w.o.Drafts == nil || !w.o.Staff.May(w.c, "GET /staff/surveys", web.Place{}) {
		return nil
	}
	drafts, err := w.o.Drafts.All(w.ctx)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.Retired {
			continue
		}
		open, err := w.o.Drafts.Undecided(w.ctx, d.ID)
		if err != nil {
			return err
		}
		w.proposals(d, open)
	}
	return w.calls()
}

// proposals adds what waits in one survey.
func (w *work) proposals(d *editing.Draft, open []*editing.Proposal) {
	me, title := w.o.Staff.Visitor(w.c).ID, ""
	title, _ = d.Survey.Say(d.Survey.Title, d.Survey.Editions[0], w.Lang())
	voteless := 0
	for _, p := range open {
		if p.By != me && p.VoteOf(me).Is == "" {
			voteless++
		}
	}
	if voteless > 0 {
		w.add(w.writer(), task{Text: w.T("staff.today.vote", "N", voteless), Link: "/staff/surveys/" + d.ID, Why: title})
	}
	if len(open) > 0 && w.o.Staff.May(w.c, "POST /staff/surveys/:id/p/:proposal/decide", web.Place{}) {
		w.add(w.runner(), task{Text: w.T("staff.today.decide", "N", len(open)), Link: "/staff/surveys/" + d.ID, Why: title})
	}
}

// writer is the role under which surveys are worked on by whoever is asking.
func (w *work) writer() string {
	roles := w.o.Staff.Visitor(w.c).Roles
	for _, r := range []people.Role{people.Volunteer, people.Translator, people.Coordinator} {
		if slices.Contains(roles, string(r)) {
			return string(r)
		}
	}
	return string(people.Administrator)
}

// calls adds the remarks of the last days that call the reader by name.
func (w *work) calls() error {
	list, err := w.o.Drafts.Mentioning(w.ctx, w.o.Staff.Visitor(w.c).ID, listed)
	if err != nil {
		return err
	}
	for _, r := range list {
		at, err := time.Parse(audit.Minute, r.At)
		if err != nil || w.now.Sub(at) > calledFor {
			continue
		}
		link, err := w.thread(r.Thread)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		w.add(w.writer(), task{Text: w.T("staff.today.called"), Link: link + "#talk", Why: start(r.Text, 120), When: w.Date(at.Format(time.DateOnly))})
	}
	return nil
}

// thread is the address of a talk: of a question, or of a proposal.
func (w *work) thread(id string) (string, error) {
	if survey, question, ok := strings.Cut(id, "/"); ok {
		return "/staff/surveys/" + survey + "/q/" + question, nil
	}
	p, err := w.o.Drafts.Proposal(w.ctx, id)
	if err != nil {
		return "", err
	}
	return "/staff/surveys/" + p.Survey + "/p/" + p.ID, nil
}

// start is how a text begins.
func start(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
