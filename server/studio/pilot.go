package studio

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/exchange"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
	"kist/surveys"
)

// pilotPage is one pilot: how far it is, what can be done next, and what it told.
type pilotPage struct {
	web.StaffBase
	Heading, Stage string
	Here           string
	Days           string
	Answers        string // in words
	Code, Door     string // of joining; empty: nobody can any more
	Slips, Of      int
	SlipsLink      string
	Asked, Wrong   string // how many slips it may have, as the form says, and what is wrong with that
	Most           int    // that any pilot may have
	Next           string // what can be done: close, end; empty: nothing, or not by this reader
	Ending         bool   // a key waits for a child's request
	Report         *reportView
}

// reportView is what a pilot told.
type reportView struct {
	Made, Testers, File string
	Few                 bool // too few for any number
	Spoiled, Unread     int
	Questions           []triedView
}

// Spoken are the questions of which there is more to tell than the table has.
func (r reportView) Spoken() []triedView {
	return slices.DeleteFunc(slices.Clone(r.Questions), func(v triedView) bool { return !v.Spoken() })
}

// triedView is what a pilot told of one question.
type triedView struct {
	Key, Text, Lang, Link string
	Pilot, PilotLink      string
	Few                   bool // too few were asked
	Asked, Skipped        string
	Changed, Helped       string
	Heard                 string
	Answers               []countView
	Remarks               []remarkLine
	Reworded              bool // it was asked in other words than the draft has now
	Synthetic             bool
}

// Spoken says that there are answers or comments.
func (v triedView) Spoken() bool { return len(v.Answers) > 0 || len(v.Remarks) > 0 }

type countView struct{ Text, Lang, N string }

// remarkLine is what a tester said.
type remarkLine struct{ Text, Lang, Dir, Edition string }

// triedPart is a question of a pilot where the page's own parts are at hand.
type triedPart struct {
	web.StaffBase
	Tried *triedView
}

// With gives a question to a part of the page.
func (p pilotPage) With(v triedView) triedPart { return triedPart{p.StaffBase, &v} }

func (s *studio) showPilot(c echo.Context) error {
	r, doc, err := s.pilotOf(c)
	if err != nil {
		return err
	}
	return s.drawPilot(c, http.StatusOK, r, doc, strconv.Itoa(r.Expected), "")
}

// drawPilot shows a pilot, with the number of slips as it was asked for.
func (s *studio) drawPilot(c echo.Context, status int, r *inspections.Round, doc *editing.Draft, asked, wrong string) error {
	ctx, p := c.Request().Context(), s.Staff.Printer(c)
	page := pilotPage{
		StaffBase: s.belowPilot(c, r, doc, r.Name), Here: pilotPath(doc.ID, r.ID), Stage: string(r.Stage), Slips: r.Settings[0].Slips, Of: r.Expected,
		Asked: asked, Wrong: wrong, Most: inspections.MaxTesters,
	}
	page.Heading, page.Days = p.T("staff.pilot.stage."+page.Stage), p.T("sheet.days", "From", page.Date(r.Opens), "To", page.Date(r.Closes))
	page.Synthetic = r.Synthetic
	runs := s.may(c, "POST /staff/surveys/:id/pilots/:pilot/close")
	shown, err := s.Pilots.Progress.Shown(ctx, r.ID)
	if err != nil {
		return err
	}
	page.Answers = p.T("staff.progress.at_least", "count", shown.AtLeast)
	if shown.FewerThan10 || shown.Day == "" {
		page.Answers = p.T("staff.progress.few")
	}
	report, err := s.Pilots.Reports.Get(ctx, r.ID)
	switch {
	case err == nil:
		if page.Report, err = s.reportView(ctx, page.StaffBase, r, report); err != nil {
			return err
		}
	case !errors.Is(err, fault.NotFound):
		return err
	}
	if page.Report != nil {
		if done, err := s.foldedIn(c, doc, doc.Survey.Questions...); done || err != nil {
			return err
		}
	}
	page.step(r, runs)
	return s.room.Write(c, status, "pilot", page)
}

// step says what can be done next.
func (page *pilotPage) step(r *inspections.Round, runs bool) {
	page.Ending = r.Stage == inspections.Ending
	if r.Stage == inspections.Running {
		page.Code, page.Door = r.Codes[0], "/j/"+r.Codes[0]
	}
	switch {
	case !runs:
	case page.Report == nil:
		page.Next = "close"
	case r.Stage == inspections.Sealed:
		page.Next = "end"
	}
	if runs && r.Stage == inspections.Running {
		page.SlipsLink = "/staff/rounds/" + r.ID + "/slips"
	}
}

// reportView puts a report into words.
func (s *studio) reportView(ctx context.Context, b web.StaffBase, r *inspections.Round, report *results.Report) (*reportView, error) {
	_, survey, err := s.Versions.Get(ctx, report.Version)
	if err != nil {
		return nil, err
	}
	remarks, err := s.Pilots.Reports.Comments(report)
	if err != nil {
		return nil, err
	}
	v := &reportView{
		Made: b.Date(report.Made), Testers: figureWords(b.Printer, report.Testers), Few: !report.Testers.Shown, Spoiled: report.Spoiled, Unread: report.Unread,
		File: pilotPath(report.Survey, r.ID) + "/file",
	}
	for _, t := range report.Questions {
		if q := survey.Question(t.Question); q != nil {
			v.Questions = append(v.Questions, s.triedView(b.Printer, survey, q, t, remarks))
		}
	}
	return v, nil
}

// triedView puts what a pilot told of a question into words.
func (s *studio) triedView(p *i18n.Printer, survey *surveys.Survey, q *surveys.Question, t results.Tried, remarks []results.Comment) triedView {
	v := triedView{
		Key: t.Question, Few: !t.Asked.Shown, Asked: figureWords(p, t.Asked), Skipped: figureWords(p, t.Skipped()),
		Changed: figureWords(p, t.Changed), Helped: figureWords(p, t.Helped), Heard: figureWords(p, t.Heard),
	}
	v.Text, v.Lang = sayAny(survey, q, p.Lang())
	for i, f := range t.Cells[:max(0, len(t.Cells)-1)] { // the last is who skipped
		text, lang := columnWords(p, survey, q, t.Columns[i])
		v.Answers = append(v.Answers, countView{text, lang, figureWords(p, f)})
	}
	for _, x := range remarks {
		if x.Question != t.Question {
			continue
		}
		line := remarkLine{Text: x.Text, Lang: x.Language, Dir: i18n.Direction(x.Language)}
		if x.Edition != "" {
			line.Edition = p.T("staff.edition." + x.Edition)
		}
		v.Remarks = append(v.Remarks, line)
	}
	return v
}

// figureWords is a published number with what it can mean.
func figureWords(p *i18n.Printer, f results.Figure) string {
	if !f.Shown {
		return p.T("staff.pilot.untold")
	}
	least, most := f.Range()
	words := p.T("staff.pilot.figure", "N", f.Count, "Least", least, "Most", most)
	if f.Percent != nil {
		words += ", " + strconv.Itoa(*f.Percent) + "\u00a0%"
	}
	return words
}

// columnWords are the words of an answer, as the first edition that has it reads it.
func columnWords(p *i18n.Printer, survey *surveys.Survey, q *surveys.Question, code string) (text, lang string) {
	if code == results.Written {
		return p.T("staff.pilot.written"), ""
	}
	for _, e := range survey.Editions {
		if !q.In(e) {
			continue
		}
		labels := q.Choices(e)
		if rather, offered := q.RatherNot(e); offered {
			labels = append(labels, rather)
		}
		for _, l := range labels {
			switch {
			case l.Code != code:
			case !l.Words.Empty():
				return survey.Say(l.Words, e, p.Lang())
			case l.TextID != "":
				return p.T(l.TextID), ""
			}
		}
	}
	return code, ""
}

// triedLast is what the survey's last pilot told of a question of the draft; nil if
// there was none, or it did not ask it.
func (s *studio) triedLast(ctx context.Context, p *i18n.Printer, draft *surveys.Survey, key string) (*triedView, error) {
	report, err := s.Pilots.Reports.Last(ctx, draft.Key)
	if err != nil || report == nil {
		return nil, err
	}
	t, asked := report.Question(key)
	_, survey, err := s.Versions.Get(ctx, report.Version)
	if err != nil || !asked {
		return nil, err
	}
	remarks, err := s.Pilots.Reports.Comments(report)
	if err != nil {
		return nil, err
	}
	q := survey.Question(key)
	v := s.triedView(p, survey, q, t, remarks)
	v.Pilot, v.PilotLink = p.T("staff.pilot.name", "N", report.Number), pilotPath(draft.Key, report.ID)
	v.Reworded, v.Synthetic = changedSince(survey, draft, key), report.Synthetic
	return &v, nil
}

// changedSince says whether a question of the draft is asked otherwise than it was.
func changedSince(was, draft *surveys.Survey, key string) bool {
	units := func(s *surveys.Survey) map[surveys.Unit]string {
		all := s.Units()
		maps.DeleteFunc(all, func(u surveys.Unit, _ string) bool { return !strings.HasPrefix(u.Place, "questions."+key+".") })
		return all
	}
	return !maps.Equal(units(was), units(draft))
}

// sendPilot hands out the figures of a report as a file, and leaves a line of who took it. It
// holds no comments.
func (s *studio) sendPilot(c echo.Context) error {
	if !s.Staff.Visitor(c).Fresh {
		return s.Staff.StepUp(c)
	}
	r, doc, err := s.pilotOf(c)
	if err != nil {
		return err
	}
	if done, err := s.foldedIn(c, doc, doc.Survey.Questions...); done || err != nil {
		return err
	}
	ctx := c.Request().Context()
	report, err := s.Pilots.Reports.Get(ctx, r.ID)
	if err != nil {
		return err
	}
	_, survey, err := s.Versions.Get(ctx, report.Version)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := exchange.PilotCSV(&b, report, pilotWords{s.Staff.Printer(c), survey}); err != nil {
		return err
	}
	if err := s.Pilots.Trail.NoteEach(ctx, "rounds", r.ID, "csv", s.Staff.Visitor(c).ID, "pilot.file"); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="pilot-not-to-be-cited-`+report.Version+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

// pilotWords are the words of a pilot's file.
type pilotWords struct {
	p      *i18n.Printer
	survey *surveys.Survey
}

// Question is the question as the oldest read it.
func (w pilotWords) Question(key string) string {
	q := w.survey.Question(key)
	if q == nil {
		return ""
	}
	text, _ := sayAny(w.survey, q, w.p.Lang())
	return text
}

// markIDs are the texts of what is counted of every question.
var markIDs = map[string]string{
	exchange.AskedCode: "staff.pilot.asked", exchange.SkippedCode: "staff.pilot.skipped", exchange.ChangedCode: "staff.pilot.changed",
	exchange.HelpedCode: "staff.pilot.helped", exchange.HeardCode: "staff.pilot.heard",
}

// Column is the label of an answer or of a mark.
func (w pilotWords) Column(question, code string) string {
	if id, ok := markIDs[code]; ok {
		return w.p.T(id)
	}
	q := w.survey.Question(question)
	if q == nil {
		return ""
	}
	text, _ := columnWords(w.p, w.survey, q, code)
	return text
}
