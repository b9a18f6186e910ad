package studio

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/internal/store"
	"kist/server/web"
	"kist/surveys"
)

// minePage is what one person gave, and what became of it: for their own eyes, and
// to be printed.
type minePage struct {
	web.StaffBase
	Day        string // on which it was drawn up
	Accepted   int
	Votes      int
	Proposals  []mineProposal
	Texts      []mineLanguage
	Recordings []mineRecording
	Became     []mineVersion
}

// mineProposal is a proposal that the person made.
type mineProposal struct {
	Why, State, At, Link, Survey string
	Versions                     string // that hold it; empty: none
	Away                         bool   // it touches a theme that they stepped out of
}

// mineLanguage is what they did for one language of a survey.
type mineLanguage struct {
	Survey, Language, Lang string
	Written, Checked       int
	Versions               string
}

// mineRecording is how many texts they recorded of one edition and language.
type mineRecording struct {
	Survey, Edition, Language string
	N                         int
	Versions                  string
}

// mineVersion is a version that holds work of theirs, with the rounds that asked it.
type mineVersion struct {
	Survey string
	N      int
	Signed bool // they signed it off
	Rounds []mineRound
}

// mineRound is a round that asked such a version, and its published results.
type mineRound struct {
	Name, Inspection, When, Releases string
	Findings                         []mineFinding // that two inspectors agreed
}

// mine gathers one person's work.
type mine struct {
	*studio
	ctx      context.Context
	me       string
	out      advice.Away
	page     *minePage
	versions []editing.Published
	held     map[string]bool // ids of versions that hold work of theirs
	title    string
	fed      map[string][]string // id of a version -> questions that hold work of theirs
	belongs  func(web.Place) bool
	now      time.Time
}

func (s *studio) showMine(c echo.Context) error {
	p := s.Staff.Printer(c)
	page := &minePage{StaffBase: s.Staff.Base(c, "surveys", p.T("staff.mine.title"))}
	page.Crumbs = []web.Crumb{{Text: p.T("staff.surveys.title"), Link: "/staff/surveys"}, {Text: page.Title}}
	page.Day = page.Date(time.Now().UTC().Format(time.DateOnly))
	out, err := s.away(c)
	if err != nil {
		return err
	}
	m := &mine{studio: s, ctx: c.Request().Context(), me: s.Staff.Visitor(c).ID, out: out, page: page, held: map[string]bool{}, fed: map[string][]string{}, now: time.Now().UTC()}
	m.belongs = func(here web.Place) bool { return s.Staff.Belongs(c, "GET /staff/my-work", here) }
	if err := m.gather(); err != nil {
		return err
	}
	return s.room.Write(c, http.StatusOK, "mine", page)
}

// gather goes through every survey that has a draft.
func (m *mine) gather() error {
	drafts, err := m.Drafts.All(m.ctx)
	if err != nil {
		return err
	}
	if m.page.Votes, err = m.Drafts.VotedOn(m.ctx, m.me); err != nil {
		return err
	}
	proposals, err := m.Drafts.ProposedBy(m.ctx, m.me)
	if err != nil {
		return err
	}
	recorded, err := m.recorded()
	if err != nil {
		return err
	}
	rounds, err := m.Book.Heads(m.ctx, store.Query{})
	if err != nil {
		return err
	}
	for _, doc := range drafts {
		if err := m.survey(doc, proposals, recorded, rounds); err != nil {
			return err
		}
	}
	m.everywhere(recorded)
	return nil
}

// everywhere adds recordings of the words that every survey's pages have.
func (m *mine) everywhere(recorded map[media.Shelf][]string) {
	for _, e := range surveys.Editions() {
		for _, lang := range m.Words.Languages() {
			if n := len(recorded[media.Shelf{Survey: media.Everywhere, Edition: e, Lang: lang}]); n > 0 {
				m.page.Recordings = append(m.page.Recordings, mineRecording{
					Survey: m.page.T("staff.recordings.everywhere"), Edition: m.page.T("staff.edition." + string(e)), Language: named(m.page.Printer, lang), N: n,
				})
			}
		}
	}
}

// survey adds what the person gave to one survey.
func (m *mine) survey(doc *editing.Draft, proposals []*editing.Proposal, recorded map[media.Shelf][]string, rounds []*inspections.RoundHead) error {
	var err error
	if m.versions, err = m.Versions.PublishedOf(m.ctx, doc.ID); err != nil {
		return err
	}
	m.title, _ = doc.Survey.Say(doc.Survey.Title, doc.Survey.Editions[0], m.page.Lang())
	for _, pr := range proposals {
		if pr.Survey != doc.ID {
			continue
		}
		if err := m.proposal(doc, pr); err != nil {
			return err
		}
	}
	rendered, err := m.Drafts.RenderedBy(m.ctx, doc, m.me)
	if err != nil {
		return err
	}
	for _, r := range rendered {
		m.feedTexts(r)
		m.page.Texts = append(m.page.Texts, mineLanguage{
			Survey: m.title, Language: i18n.Describe(r.Language).Endonym, Lang: r.Language, Written: r.Written, Checked: r.Checked,
			Versions: m.holding(func(v editing.Published) bool { return v.Reads(r) }),
		})
	}
	if err := m.recordings(doc, recorded); err != nil {
		return err
	}
	return m.became(rounds)
}

// holding lists the versions that hold something, and marks them as holding work.
func (m *mine) holding(it func(editing.Published) bool) string {
	var numbers []string
	for _, v := range m.versions {
		if it(v) {
			m.held[v.ID] = true
			numbers = append(numbers, strconv.Itoa(v.Number))
		}
	}
	return strings.Join(numbers, ", ")
}

func (m *mine) proposal(doc *editing.Draft, pr *editing.Proposal) error {
	away, err := m.Drafts.Touches(m.ctx, m.out, doc.Survey, pr)
	if err != nil {
		return err
	}
	v := mineProposal{
		Why: begin(pr.Why, 200), State: m.page.T("staff.proposal.state." + string(pr.State)), At: m.page.Minute(pr.At), Link: proposalPath(doc.ID, pr.ID),
		Survey: m.title, Versions: m.holding(func(v editing.Published) bool { return v.Holds(pr) }), Away: away,
	}
	m.feedProposal(pr)
	if pr.State == editing.Accepted {
		m.page.Accepted++
	}
	m.page.Proposals = append(m.page.Proposals, v)
	return nil
}

// recorded are the ids of the recordings that the person made and that nobody made
// anew, by shelf.
func (m *mine) recorded() (map[media.Shelf][]string, error) {
	by := map[media.Shelf][]string{}
	list, err := m.Voices.By(m.ctx, m.me)
	for _, r := range list {
		by[r.Shelf()] = append(by[r.Shelf()], r.ID)
	}
	return by, err
}

func (m *mine) recordings(doc *editing.Draft, recorded map[media.Shelf][]string) error {
	for _, e := range surveys.Editions() {
		for _, lang := range append(slices.Clone(doc.Survey.Languages), media.Sign) {
			ids := recorded[media.Shelf{Survey: doc.ID, Edition: e, Lang: lang}]
			if len(ids) == 0 {
				continue
			}
			heard, err := m.heardIn(e, lang, ids)
			if err != nil {
				return err
			}
			m.page.Recordings = append(m.page.Recordings, mineRecording{
				Survey: m.title, Edition: m.page.T("staff.edition." + string(e)), Language: named(m.page.Printer, lang), N: len(ids),
				Versions: m.holding(func(v editing.Published) bool { return heard[v.ID] }),
			})
		}
	}
	return nil
}

// heardIn are the versions in which one of the recordings is heard or seen.
func (m *mine) heardIn(e surveys.Edition, lang string, ids []string) (map[string]bool, error) {
	heard := map[string]bool{}
	for _, v := range m.versions {
		survey, err := m.Versions.Survey(m.ctx, v.ID)
		if err != nil {
			return nil, err
		}
		at := shelf{survey: survey, edition: e, lang: lang}
		if !survey.Has(e, at.tongue()) {
			continue
		}
		states, err := m.states(m.ctx, at)
		if err != nil {
			return nil, err
		}
		for _, st := range states {
			if st.Kept != nil && slices.Contains(ids, st.Kept.ID) {
				heard[v.ID] = true
				m.feed(v.ID, st.Of)
			}
		}
	}
	return heard, nil
}

// became adds the versions of a survey that hold work of the person, or that they
// signed, with the rounds that asked them.
func (m *mine) became(rounds []*inspections.RoundHead) error {
	for _, v := range m.versions {
		signed := slices.Contains(v.Signed, m.me)
		if !m.held[v.ID] && !signed {
			continue
		}
		view := mineVersion{Survey: m.title, N: v.Number, Signed: signed}
		for _, r := range rounds {
			if r.Version != v.ID || r.Stage == inspections.Draft || r.Pilot != "" {
				continue
			}
			round, err := m.round(r)
			if err != nil {
				return err
			}
			view.Rounds = append(view.Rounds, round)
			m.page.Synthetic = m.page.Synthetic || r.Synthetic
		}
		m.page.Became = append(m.page.Became, view)
	}
	return nil
}

// round is a round with the days of its releases: no number of theirs is shown here.
func (m *mine) round(r *inspections.RoundHead) (mineRound, error) {
	view := mineRound{Name: r.Name, When: m.page.Date(cmp.Or(r.Opens, r.Closes))}
	if r.Opens != "" && r.Closes != "" {
		view.When = m.page.T("staff.mine.when", "From", m.page.Date(r.Opens), "To", m.page.Date(r.Closes))
	}
	if in, err := m.Book.Inspections.Get(m.ctx, r.Inspection); err == nil {
		view.Inspection = in.Title
	} else {
		return view, err
	}
	heads, err := m.Releases.Heads(m.ctx, r.ID)
	var days []string
	for _, h := range heads {
		days = append(days, m.page.Date(h.Made))
	}
	view.Releases = strings.Join(days, ", ")
	if err == nil {
		view.Findings, err = m.findings(r, heads)
	}
	return view, err
}
