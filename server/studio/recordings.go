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

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/media"
	"kist/server/web"
	"kist/surveys"
)

// names lists editions.
func names(editions []surveys.Edition) string {
	var all []string
	for _, e := range editions {
		all = append(all, string(e))
	}
	return strings.Join(all, ", ")
}

// surveyPage shows how much of a survey is recorded, by edition and language.
type surveyPage struct {
	web.StaffBase
	Draft *draftPart // nil: it has none
	Runs  bool       // whoever is asking may retire it
	Key   string
	Rows  []languageRow
	Heads []string // editions
	// Everywhere says that it is no survey, but what stands on the pages of all.
	Everywhere bool
	OfDraft    bool   // the table is of the draft's words
	Other      string // address of the table of the latest version's words, or of the draft's; empty: there is one alone
}

// languageRow is a language, or signing.
type languageRow struct {
	Name, Tag string
	Cells     []shelfCell
}

type shelfCell struct {
	Edition, Link string
	Done, Of      int
}

// Full says that nothing is missing.
func (c shelfCell) Full() bool { return c.Done == c.Of }

// shelf is one edition in one language, or in sign language, of a survey, or of
// what stands on every survey's pages.
type shelf struct {
	survey  *surveys.Survey // nil: of every survey
	edition surveys.Edition
	lang    string // media.Sign for signing
	draft   bool   // of the draft's words, not of the latest version's
}

// path is the address of a shelf's page, or of what is below it.
func (at shelf) path(below string) string {
	if below != "" {
		below = "/" + url.PathEscape(below)
	}
	return surveyPath(at.key()) + "/recordings" + below
}

// key is that of its survey, or what stands for every survey.
func (at shelf) key() string {
	if at.survey == nil {
		return media.Everywhere
	}
	return at.survey.Key
}

// query names the shelf in an address.
func (at shelf) query() string {
	query := url.Values{"edition": {string(at.edition)}, "lang": {at.lang}}
	if at.draft {
		query.Set("of", draftState)
	}
	return "?" + query.Encode()
}

// signed says that it holds videos.
func (at shelf) signed() bool { return at.lang == media.Sign }

// states tells how it stands with each passage of a shelf.
func (s *studio) states(ctx context.Context, at shelf) ([]media.State, error) {
	if at.survey == nil {
		return s.Library.SharedStates(ctx, at.edition, s.Words.Printer(at.lang))
	}
	if at.signed() {
		return s.Library.Signs(ctx, at.survey, at.edition, s.Words.Printer(at.survey.Source))
	}
	return s.Library.States(ctx, at.survey, at.edition, s.Words.Printer(at.lang))
}

// named is what staff call a shelf's language.
func named(p *i18n.Printer, lang string) string {
	if lang == media.Sign {
		return p.T("staff.recordings.sign")
	}
	return i18n.Describe(lang).Endonym
}

// tongue is the language that a shelf's words are in.
func (at shelf) tongue() string {
	if at.signed() && at.survey != nil {
		return at.survey.Source
	}
	return at.lang
}

func (s *studio) showSurvey(c echo.Context) error {
	p := s.Staff.Printer(c)
	if c.Param("id") == media.Everywhere {
		return s.showEverywhere(c)
	}
	draft, err := s.glance(c, p)
	if err != nil {
		return err
	}
	survey, ofDraft, err := s.read(c)
	if err != nil {
		return err
	}
	title, _ := survey.Say(survey.Title, survey.Editions[0], p.Lang())
	page := surveyPage{StaffBase: s.Staff.Base(c, "surveys", title), Draft: draft, Runs: s.may(c, "POST /staff/surveys/:id/retire"), Key: survey.Key, OfDraft: ofDraft}
	page.Crumbs = crumbs(p, title)
	if _, err := s.survey(c); err == nil && draft != nil { // both are there to choose from
		page.Other = surveyPath(survey.Key) + "?of=" + draftState + "#recordings"
		if ofDraft {
			page.Other = surveyPath(survey.Key) + "#recordings"
		}
	}
	if err := s.shelves(c, &page, survey, survey.Editions, append(slices.Clone(survey.Languages), media.Sign)); err != nil {
		return err
	}
	return s.room.Write(c, http.StatusOK, "survey", page)
}

// showEverywhere shows how much is recorded of what stands on every survey's
// pages.
func (s *studio) showEverywhere(c echo.Context) error {
	p := s.Staff.Printer(c)
	page := surveyPage{StaffBase: s.Staff.Base(c, "surveys", p.T("staff.recordings.everywhere")), Key: media.Everywhere, Everywhere: true}
	page.Crumbs = crumbs(p, page.Title)
	if err := s.shelves(c, &page, nil, surveys.Editions(), s.Words.Languages()); err != nil {
		return err
	}
	return s.room.Write(c, http.StatusOK, "survey", page)
}

// shelves adds how much of a published survey is recorded, or of what stands on
// every survey's pages.
func (s *studio) shelves(c echo.Context, page *surveyPage, survey *surveys.Survey, editions []surveys.Edition, languages []string) error {
	p := page.Printer
	for _, e := range editions {
		page.Heads = append(page.Heads, string(e))
	}
	for _, lang := range languages {
		row := languageRow{Name: named(p, lang), Tag: lang}
		for _, e := range editions {
			at := shelf{survey, e, lang, page.OfDraft}
			states, err := s.states(c.Request().Context(), at)
			if err != nil {
				return err
			}
			cell := shelfCell{Edition: string(e), Link: at.path("") + at.query(), Of: len(states)}
			for _, st := range states {
				if !st.Missing() {
					cell.Done++
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		page.Rows = append(page.Rows, row)
	}
	return nil
}

// crumbs are the way to a survey's page, and below it.
func crumbs(p *i18n.Printer, title string, more ...web.Crumb) []web.Crumb {
	return append([]web.Crumb{{Text: p.T("staff.surveys.title"), Link: "/staff/surveys"}, {Text: title}}, more...)
}

// recordingsPage lists the passages of a shelf.
type recordingsPage struct {
	web.StaffBase
	Deck                string
	WordsLang, WordsDir string // of the words
	Edition             string
	Tag                 string // of the shelf
	Only                bool   // only what is missing is shown
	Signed              bool
	Done, Of            int
	Lines               []passageLine
}

type passageLine struct {
	What, Words, Link string
	Mark              string // of its state
	State             string
	Play              string // address of the recording; empty: none
	Away              bool   // it touches a theme that the reader stepped out of
}

// left says whether a passage is of nothing but hidden questions. Answers such as "Yes"
// are of many.
func left(hidden map[string]bool, st media.State) bool {
	return len(st.Of) > 0 && !slices.ContainsFunc(st.Of, func(key string) bool { return !hidden[key] })
}

// shelfOf is the shelf that an address names. fault.NotFound if the survey has
// no such edition or language.
func (s *studio) shelfOf(c echo.Context) (shelf, error) {
	if at := (shelf{edition: surveys.Edition(c.QueryParam("edition")), lang: c.QueryParam("lang")}); c.Param("id") == media.Everywhere {
		if !at.edition.Valid() || !s.Words.Has(at.lang) {
			return shelf{}, fault.Wrap(fault.NotFound, "edition %q in %q", at.edition, at.lang)
		}
		return at, nil
	}
	survey, draft, err := s.read(c)
	if err != nil {
		return shelf{}, err
	}
	at := shelf{survey, surveys.Edition(c.QueryParam("edition")), c.QueryParam("lang"), draft}
	if !survey.Has(at.edition, at.tongue()) {
		return shelf{}, fault.Wrap(fault.NotFound, "edition %q in %q", at.edition, at.lang)
	}
	return at, nil
}

// read is the survey whose words an address asks for: of its draft if it says so,
// or if nobody published it yet.
func (s *studio) read(c echo.Context) (survey *surveys.Survey, draft bool, err error) {
	if c.QueryParam("of") != draftState {
		survey, err = s.survey(c)
		if !errors.Is(err, fault.NotFound) {
			return survey, false, err
		}
	}
	doc, err := s.draftOf(c)
	if err != nil {
		return nil, true, err
	}
	return doc.Survey, true, nil
}

func (s *studio) showRecordings(c echo.Context) error {
	at, err := s.shelfOf(c)
	if err != nil {
		return err
	}
	states, err := s.states(c.Request().Context(), at)
	if err != nil {
		return err
	}
	p := s.Staff.Printer(c)
	page := recordingsPage{
		StaffBase: s.base(c, at), WordsLang: at.tongue(), WordsDir: i18n.Direction(at.tongue()),
		Edition: string(at.edition), Tag: at.lang, Only: c.QueryParam("show") == "missing", Signed: at.signed(), Of: len(states),
	}
	page.Deck = p.T("staff.recordings.deck", "Edition", string(at.edition), "Language", named(p, at.lang))
	hidden, err := s.hides(c, at.survey)
	if err != nil {
		return err
	}
	for _, st := range states {
		if !st.Missing() {
			page.Done++
		}
		if page.Only && !st.Missing() {
			continue
		}
		page.Lines = append(page.Lines, line(p, at, st, hidden))
	}
	return s.room.Write(c, http.StatusOK, "recordings", page)
}

// base is the common part of a page below a survey.
func (s *studio) base(c echo.Context, at shelf) web.StaffBase {
	p := s.Staff.Printer(c)
	title := p.T("staff.recordings.everywhere")
	if at.survey != nil {
		title, _ = at.survey.Say(at.survey.Title, at.edition, p.Lang())
	}
	b := s.Staff.Base(c, "surveys", p.T("staff.recordings.title"))
	b.Crumbs = crumbs(p, title)
	b.Crumbs[1].Link = surveyPath(at.key())
	return b
}

// line tells how it stands with a passage.
func line(p *i18n.Printer, at shelf, st media.State, hidden map[string]bool) passageLine {
	if left(hidden, st) {
		return passageLine{What: what(p, at.survey, st), Link: at.path(st.ID) + at.query(), Away: true}
	}
	l := passageLine{What: what(p, at.survey, st), Words: st.Words, Link: at.path(st.ID) + at.query(), Mark: "m-no"}
	state := "missing"
	switch {
	case st.Stale():
		state, l.Mark = "stale", "m-half"
	case st.Kept != nil:
		state, l.Mark, l.Play = "kept", "m-full", "/media/"+st.Kept.File
		switch {
		case st.Checked():
			state = "checked"
		case at.signed():
			state = "signed"
		}
	}
	l.State = p.T("staff.recordings.state." + state)
	return l
}

// what a passage is, in words: the third question's hint.
func what(p *i18n.Printer, survey *surveys.Survey, st media.State) string {
	if len(st.Of) == 0 {
		return p.T("staff.recordings.passage." + group(st.ID))
	}
	asked := survey.QuestionsIn(st.Slot.Edition)
	var numbers []string
	for _, key := range st.Of {
		numbers = append(numbers, strconv.Itoa(1+slices.IndexFunc(asked, func(q *surveys.Question) bool { return q.Key == key })))
	}
	kind := "question"
	switch {
	case st.IsHint():
		kind = "hint"
	case st.IsAnswer():
		kind = "answer"
	}
	return p.T("staff.recordings.passage."+kind, "N", strings.Join(slices.Compact(numbers), ", "))
}

// group is the part of the pages on which a text stands that belongs to no
// question.
func group(id string) string {
	if id == media.Start || id == media.GrownUp || id == media.End {
		return id
	}
	switch first, _, _ := strings.Cut(id, "."); first {
	case "check", "thanks":
		return first
	case "kind", "child":
		return "kind"
	}
	return media.Help
}
