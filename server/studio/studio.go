// Package studio holds the pages for those who make the questions and what goes
// with them: volunteers, coordinators and translators. They work on a survey's
// draft together (see editing), and record what children hear and see of its
// words as it was last published.
package studio

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/internal/people"
	"kist/internal/results"
	"kist/server/web"
	"kist/static"
	"kist/surveys"
)

//go:embed pages/*.html
var pages embed.FS

// Stock is where the question library is found.
type Stock interface {
	// Library gives the library as it stands, shared.
	Library(ctx context.Context) (*editing.Library, error)
}

// Releases is where published results are read.
type Releases interface {
	// Heads lists the releases of a round, first to last.
	Heads(ctx context.Context, round string) ([]*results.Head, error)
	// Answered is who answered a question, with their share of all who answered;
	// false if the release has no such question.
	Answered(ctx context.Context, release, question string) (results.Figure, bool, error)
}

// Library keeps recordings.
type Library interface {
	// States tells of every passage of an edition in the printer's language
	// whether it has a recording.
	States(ctx context.Context, s *surveys.Survey, e surveys.Edition, p *i18n.Printer) ([]media.State, error)
	// SharedStates tells of every text of every survey's pages whether it has a
	// recording.
	SharedStates(ctx context.Context, e surveys.Edition, p *i18n.Printer) ([]media.State, error)
	// Signs tells of every question whether it has a signed video.
	Signs(ctx context.Context, s *surveys.Survey, e surveys.Edition, source *i18n.Printer) ([]media.State, error)
	// Keep makes a file the recording of a slot. A fault.Problem says what is
	// wrong with a file.
	Keep(ctx context.Context, who string, at media.Slot, file []byte) (*media.Recording, error)
	// Check records that somebody else found the recording of a slot right.
	Check(ctx context.Context, who string, at media.Slot, file string) error
	// Remove takes the recording of a slot away.
	Remove(ctx context.Context, who string, at media.Slot, file string) error
}

// Voices tells whose recordings are whose.
type Voices interface {
	// By lists the recordings that a person made and that stand.
	By(ctx context.Context, who string) ([]*media.Recording, error)
}

// People knows who works here.
type People interface {
	// All lists every account, invitations and ended ones too.
	All(ctx context.Context) ([]*people.Account, error)
	// SteppedOut are the hard themes that a person is not to be shown.
	SteppedOut(ctx context.Context, account string) ([]string, error)
	// StepOut makes these the themes that a person is not to be shown.
	StepOut(ctx context.Context, account string, themes []string) error
}

// Deps is what the studio needs.
type Deps struct {
	Staff    *web.Staff
	Versions *editing.Versions
	Children Children
	Drafts   *editing.Drafts
	Stock    Stock
	Book     *inspections.Book
	Releases Releases
	Findings Findings // nil: nothing is said of them
	People   People
	Library  Library
	Voices   Voices
	Pilots   Piloting
	Start    func() (surveys.Start, error) // what every child reads before the first question, for surveys that come in files
	Words    *i18n.Bundle                  // for the words that children read
	Script   string                        // address of the script that records
	Advise   string                        // address of the script that asks for advice while somebody writes
}

// studio is the room with its pages.
type studio struct {
	Deps
	room     *web.Room
	drawings web.Drawings // that answers can have
	pictures []string     // their ids, in order
	pace     *pace
}

// Mount puts the studio's pages on e, behind the guard.
func Mount(e *echo.Echo, d Deps) {
	d.Staff.Protect(e)
	s := &studio{Deps: d, room: web.NewRoom(nil, web.StaffPages, pages), drawings: drawings(), pace: &pace{now: time.Now}}
	s.pictures = s.drawings.Pictures()
	e.GET("/staff/surveys", s.showSurveys)
	e.GET("/staff/surveys/:id", s.showSurvey)
	e.GET("/staff/library", s.showLibrary)
	e.GET("/staff/library/:key", s.showKept)
	e.POST("/staff/library/:key/take", s.take)
	e.GET("/staff/my-work", s.showMine)
	e.GET(carePath, s.showCare)
	e.POST(carePath, s.stepOut)
	s.mountArrivals(e)
	s.mountDrafts(e)
	e.GET("/staff/surveys/:id/recordings", s.showRecordings)
	e.GET("/staff/surveys/:id/recordings/:passage", s.showPassage)
	e.POST("/staff/surveys/:id/recordings/:passage", s.keep)
	e.POST("/staff/surveys/:id/recordings/:passage/check", s.checkRecording)
	e.GET("/staff/surveys/:id/recordings/:passage/remove", s.askRemove)
	e.POST("/staff/surveys/:id/recordings/:passage/remove", s.remove)
}

// drawings are those that children's pages have.
func drawings() web.Drawings {
	sheet, err := fs.ReadFile(static.Files, "drawings.svg")
	if err != nil {
		panic(err) // a fault of the build
	}
	return web.ReadDrawings(string(sheet))
}

func (s *studio) mountDrafts(e *echo.Echo) {
	e.GET("/staff/surveys/:id/xlsform/:edition", s.sendXLSForm)
	e.GET("/staff/surveys/:id/file", s.sendOwn)
	e.GET("/staff/surveys/:id/paper", s.showPaper)
	e.GET("/staff/surveys/:id/paper/form.docx", s.sendPaper)
	e.GET("/staff/surveys/:id/retire", s.askRetire)
	e.POST("/staff/surveys/:id/retire", s.retire)
	e.GET("/staff/surveys/:id/q/:question", s.showQuestion)
	e.POST("/staff/surveys/:id/q/:question/say", s.sayOfQuestion)
	e.GET("/staff/surveys/:id/q/:question/propose", s.showPropose)
	e.POST("/staff/surveys/:id/q/:question/propose", s.propose)
	e.GET("/staff/surveys/:id/q/:question/build", s.showBuild)
	e.POST("/staff/surveys/:id/q/:question/build", s.build)
	e.GET("/staff/surveys/:id/new", s.showFresh)
	e.POST("/staff/surveys/:id/new", s.fresh)
	e.GET("/staff/surveys/:id/start", s.showStart)
	e.POST("/staff/surveys/:id/start", s.propose)
	e.POST("/staff/surveys/:id/q/:question/advice", s.advising(theWords))
	e.POST("/staff/surveys/:id/q/:question/build/advice", s.advising(theWays))
	e.POST("/staff/surveys/:id/new/advice", s.advising(theFresh))
	e.POST("/staff/surveys/:id/start/advice", s.advising(theStart))
	e.POST("/staff/surveys/:id/q/:question/keep", s.keepAdvised)
	e.GET("/staff/surveys/:id/p/:proposal", s.showProposal)
	e.POST("/staff/surveys/:id/p/:proposal/say", s.sayOfProposal)
	e.POST("/staff/surveys/:id/p/:proposal/vote", s.vote)
	e.POST("/staff/surveys/:id/p/:proposal/merge", s.merge)
	e.POST("/staff/surveys/:id/p/:proposal/withdraw", s.withdraw)
	e.POST("/staff/surveys/:id/p/:proposal/decide", s.decide)
	e.GET("/staff/surveys/:id/preview", s.showPreview)
	e.GET("/staff/surveys/:id/preview/:edition/:lang", s.showPreviewed)
	e.GET("/staff/surveys/:id/preview/:edition/:lang/:step", s.leavePreview)
	e.POST("/staff/surveys/:id/preview/:edition/:lang/:step", s.answerPreview)
	e.GET("/staff/surveys/:id/history", s.showHistory)
	e.GET("/staff/surveys/:id/history/:seq", s.showState)
	e.POST("/staff/surveys/:id/history/:seq", s.restore)
	e.GET("/staff/surveys/:id/history/:seq/restore", s.askRestore)
	s.mountVersions(e)
	s.mountPilots(e)
}

func (s *studio) mountVersions(e *echo.Echo) {
	e.GET("/staff/surveys/:id/review", s.showReview)
	e.POST("/staff/surveys/:id/review/coordinator", s.signCoordinator)
	e.POST("/staff/surveys/:id/review/volunteer", s.signVolunteer)
	e.POST("/staff/surveys/:id/publish", s.publish)
	e.GET("/staff/surveys/:id/versions", s.showVersions)
	e.GET("/staff/surveys/:id/versions/:version/overruled", s.showOverruled)
	e.GET("/staff/surveys/:id/copy", s.showCopy)
	e.POST("/staff/surveys/:id/copy", s.copy)
}

// surveysPage lists surveys.
type surveysPage struct {
	web.StaffBase
	Surveys   []surveyLine
	MayImport bool
}

type surveyLine struct {
	Title, Link string
	Lang        string // that the title is in
	Version     int    // 0: none yet
	Editions    string
	Languages   int
}

func (s *studio) showSurveys(c echo.Context) error {
	p := s.Staff.Printer(c)
	page := surveysPage{StaffBase: s.Staff.Base(c, "surveys", p.T("staff.surveys.title")), MayImport: web.MayUse("GET "+arrivePath, s.Staff.Visitor(c).Roles)}
	latest, err := s.latest(c.Request().Context())
	if err != nil {
		return err
	}
	listed := map[string]bool{}
	for _, v := range latest {
		survey, err := s.Versions.Survey(c.Request().Context(), v.ID)
		if err != nil {
			return err
		}
		listed[survey.Key] = true
		page.Surveys = append(page.Surveys, lineOf(p, survey, v.Number))
	}
	drafts, err := s.Drafts.All(c.Request().Context())
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if !listed[d.ID] {
			page.Surveys = append(page.Surveys, lineOf(p, d.Survey, 0))
		}
	}
	return s.room.Write(c, http.StatusOK, "surveys", page)
}

// lineOf is a survey in the list; number 0 stands for no version yet.
func lineOf(p *i18n.Printer, survey *surveys.Survey, number int) surveyLine {
	title, lang := survey.Say(survey.Title, survey.Editions[0], p.Lang())
	return surveyLine{
		Title: title, Lang: lang, Link: surveyPath(survey.Key), Version: number,
		Editions: names(survey.Editions), Languages: len(survey.Languages),
	}
}

func surveyPath(key string) string { return "/staff/surveys/" + key }

// latest are the latest versions of each survey; a trial only where there is
// nothing else.
func (s *studio) latest(ctx context.Context) ([]*editing.Listed, error) {
	all, err := s.Versions.List(ctx)
	if err != nil {
		return nil, err
	}
	var latest []*editing.Listed
	for _, v := range all {
		n := len(latest)
		switch {
		case n == 0 || latest[n-1].Survey != v.Survey:
			latest = append(latest, v)
		case latest[n-1].Trial && !v.Trial:
			latest[n-1] = v
		}
	}
	return latest, nil
}

// survey reads the latest version of the survey that the address names.
func (s *studio) survey(c echo.Context) (*surveys.Survey, error) {
	latest, err := s.latest(c.Request().Context())
	if err != nil {
		return nil, err
	}
	for _, v := range latest {
		if v.Survey == c.Param("id") {
			return s.Versions.Survey(c.Request().Context(), v.ID)
		}
	}
	return nil, fault.Wrap(fault.NotFound, "survey")
}
