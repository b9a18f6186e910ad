package office

import (
	"errors"
	"slices"
	"strings"
	"time"

	"kist/internal/advice"
	"kist/internal/audit"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/people"
	"kist/server/web"
	"kist/surveys"
)

// calledFor is for how long a call by name stays on the page.
const calledFor = 14 * 24 * time.Hour

// studio adds what waits in the studio: proposals without the reader's vote,
// proposals to be decided, pilots to be run, and calls by name.
func (w *work) studio() error {
	if w.o.Drafts == nil || !w.o.Staff.May(w.c, "GET /staff/surveys", web.Place{}) {
		return nil
	}
	drafts, err := w.o.Drafts.All(w.ctx)
	if err != nil {
		return err
	}
	out, err := w.away()
	if err != nil {
		return err
	}
	if err := w.pilots(drafts); err != nil {
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
		if err := w.proposals(d, open, out); err != nil {
			return err
		}
	}
	return w.calls(drafts, out)
}

// away are the hard themes that the reader stepped out of: nothing calls them there.
func (w *work) away() (advice.Away, error) {
	return w.o.People.SteppedOut(w.ctx, w.o.Staff.Visitor(w.c).ID)
}

// proposals adds what waits in one survey.
func (w *work) proposals(d *editing.Draft, open []*editing.Proposal, out advice.Away) error {
	me, title, voteless := w.o.Staff.Visitor(w.c).ID, w.titleOf(d), 0
	for _, p := range open {
		if p.By == me || p.VoteOf(me).Is != "" {
			continue
		}
		hidden, err := w.o.Drafts.Touches(w.ctx, out, d.Survey, p)
		if err != nil {
			return err
		}
		if !hidden {
			voteless++
		}
	}
	if voteless > 0 {
		w.add(w.writer(), task{Text: w.T("staff.today.vote", "N", voteless), Link: "/staff/surveys/" + d.ID, Why: title})
	}
	if len(open) > 0 && w.o.Staff.May(w.c, "POST /staff/surveys/:id/p/:proposal/decide", web.Place{}) {
		w.add(w.runner(), task{Text: w.T("staff.today.decide", "N", len(open)), Link: "/staff/surveys/" + d.ID, Why: title})
	}
	return nil
}

// titleOf is what a survey is called.
func (w *work) titleOf(d *editing.Draft) string {
	title, _ := d.Survey.Say(d.Survey.Title, d.Survey.Editions[0], w.Lang())
	return title
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
func (w *work) calls(drafts []*editing.Draft, out advice.Away) error {
	list, err := w.o.Drafts.Mentioning(w.ctx, w.o.Staff.Visitor(w.c).ID, listed)
	if err != nil {
		return err
	}
	for _, r := range list {
		at, err := time.Parse(audit.Minute, r.At)
		if err != nil || w.now.Sub(at) > calledFor {
			continue
		}
		link, hidden, err := w.thread(r.Thread, drafts, out)
		if errors.Is(err, fault.NotFound) || hidden {
			continue
		}
		if err != nil {
			return err
		}
		w.add(w.writer(), task{Text: w.T("staff.today.called"), Link: link + "#talk", Why: start(r.Text, 120), When: w.Date(at.Format(time.DateOnly))})
	}
	return nil
}

// thread is the address of a talk, of a question or of a proposal, and whether it
// touches a theme that the reader stepped out of.
func (w *work) thread(id string, drafts []*editing.Draft, out advice.Away) (link string, hidden bool, err error) {
	survey, question, ok := strings.Cut(id, "/")
	of := func(key string) *surveys.Survey {
		i := slices.IndexFunc(drafts, func(d *editing.Draft) bool { return d.ID == key })
		if i < 0 {
			return &surveys.Survey{}
		}
		return drafts[i].Survey
	}
	if ok {
		return "/staff/surveys/" + survey + "/q/" + question, out.FromKey(of(survey), question), nil
	}
	p, err := w.o.Drafts.Proposal(w.ctx, id)
	if err != nil {
		return "", false, err
	}
	hidden, err = w.o.Drafts.Touches(w.ctx, out, of(p.Survey), p)
	return "/staff/surveys/" + p.Survey + "/p/" + p.ID, hidden, err
}

// start is how a text begins.
func start(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
