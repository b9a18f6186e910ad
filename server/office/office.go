// Package office holds the pages for those who run Kist: coming in, what waits
// for whom, inspections and their rounds.
//
// It shows of a running round only what results.Progress tells, and of a
// closed one only that it can be counted; the counts themselves are the desk's.
package office

import (
	"context"
	"embed"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/contacts"
	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/results"
	"kist/server/web"
)

//go:embed pages/*.html
var pages embed.FS

// Closer closes rounds.
type Closer interface {
	// Close stops a round from taking answers, seals what waits, and marks it
	// sealed. It may be called again after a crash, and goes on where it was.
	// progress, if not nil, is told how many submissions of how many are sealed.
	Close(ctx context.Context, round string, progress func(done, total int)) error
}

// Progress tells how many answers a round has, as far as staff may know.
type Progress interface {
	Shown(ctx context.Context, round string) (results.Progress, error)
	// Begin counts a round for the first time, on the day that it opens.
	Begin(ctx context.Context, round string, now time.Time) error
}

// Slips makes the slips of ticketed rounds.
type Slips interface {
	// Issue makes n slips and gives their codes: the only time that they are known.
	Issue(ctx context.Context, round string, n int) ([]string, error)
}

// Rehearsal tries a round's keys with an invented form and stores nothing.
type Rehearsal interface {
	Rehearse(ctx context.Context, r *inspections.Round, f ballot.Form) error
}

// Boxes tells what could not be opened.
type Boxes interface {
	// Spoiled is how many envelopes of a round could not be opened.
	Spoiled(ctx context.Context, round string) (int, error)
}

// Orders has releases made, also after a server that made one ended.
type Orders interface {
	// Ask orders the next release of a round; again it changes nothing.
	Ask(ctx context.Context, round, who string) error
	// AskOver orders one over the rounds of a programme, under its results.Series.
	AskOver(ctx context.Context, programme, who string, chosen []results.Chosen) error
	// Asked says whether one is ordered and not made yet.
	Asked(ctx context.Context, round string) (bool, error)
	// Fulfil counts the round, attacks what it would publish, and stores it. fault.Closed
	// if none is due, fault.Denied for a pilot, fault.Exists if it has its final one.
	Fulfil(ctx context.Context, round string, progress func(done, total int)) error
	// Cancel takes the order back, and what is being made is not stored.
	Cancel(ctx context.Context, round string) error
	// Left lists rounds whose order nobody works on.
	Left(ctx context.Context) ([]string, error)
}

// Releases lists releases and has them approved.
type Releases interface {
	// Heads lists the published releases of a round.
	Heads(ctx context.Context, round string) ([]*results.Head, error)
	// Waiting is the release that waits for a second person; nil if none does.
	Waiting(ctx context.Context, round string) (*results.Release, error)
	// Next is the id of the round's next release.
	Next(ctx context.Context, round string) (string, error)
	// Second approves or declines one that waits. fault.Denied for who made it.
	Second(ctx context.Context, id, who string, approve bool) (*results.Release, error)
}

// Deps is what the office needs.
type Deps struct {
	Staff      *web.Staff
	People     *people.People
	Book       *inspections.Book
	Closer     Closer
	Progress   Progress
	Releases   Releases
	Orders     Orders
	Boxes      Boxes
	Asides     Asides
	Jobs       *web.Jobs
	Vault      *inspections.Vault
	Versions   *editing.Versions
	Drafts     *editing.Drafts // nil: nothing is said of what waits to be translated
	Recordings Recordings      // nil: nothing is said of them
	Words      *i18n.Bundle    // for sheets in the languages of rounds
	Slips      Slips
	Tablets    *inspections.Tablets
	Contacts   *contacts.Requests
	Feedback   Feedback // nil: nothing is said of what children are told
	Evidence   Evidence // nil: nothing is said of words to blank
	Safety     Safety   // nil: nothing is said of what children wrote
	Hooks      Hooks    // nil: nothing is said of evidence that does not arrive
	Rehearsal  Rehearsal
	HelpLines  []HelpLine // as children's pages show them
	URL        string     // public address, without a slash at its end
	Script     string     // address of the script for passkeys
	// Organisation vouches for people; nil: none does.
	Organisation *Organisation
	Proxies      []netip.Prefix // whose word is taken for where a request comes from
	Log          *slog.Logger
}

// office is the room with its pages.
type office struct {
	Deps
	room  *web.Room
	now   func() time.Time
	limit *web.Near
}

// How often one neighbourhood of addresses may try to come in: as many at once
// as a whole office on a Monday, then one every two seconds.
const (
	tryBurst = 30
	tryEvery = 2 * time.Second
)

// slowDown refuses a try that comes too soon after many others.
func (o *office) slowDown(c echo.Context) error {
	if o.limit.Allow(web.Caller(c.Request(), o.Proxies)) {
		return nil
	}
	return echo.NewHTTPError(http.StatusTooManyRequests)
}

// Mount puts the office's pages on e, behind the guard.
func Mount(e *echo.Echo, d Deps) { mount(e, d, time.Now) }

func mount(e *echo.Echo, d Deps, now func() time.Time) {
	d.Staff.Protect(e)
	o := &office{Deps: d, room: web.NewRoom(nil, web.StaffPages, pages), now: now, limit: web.NewNear(now, tryEvery, tryBurst)}
	o.mountSignIn(e)
	o.mountPeople(e)
	e.GET("/staff", o.showToday)
	e.GET("/staff/", o.showToday)
	o.mountInspections(e)
	o.mountRounds(e)
}

// mountInspections puts on e what is planned.
func (o *office) mountInspections(e *echo.Echo) {
	e.GET("/staff/programmes", o.showProgrammes)
	e.GET("/staff/programmes/new", o.newProgramme)
	e.POST("/staff/programmes/new", o.addProgramme)
	e.GET("/staff/programmes/:id", o.showProgramme)
	e.GET("/staff/programmes/:id/edit", o.editProgramme)
	e.POST("/staff/programmes/:id/edit", o.saveProgramme)
	e.GET("/staff/programmes/:id/new", o.newInspection)
	e.POST("/staff/programmes/:id/new", o.addInspection)
	e.GET("/staff/programmes/:id/release", o.showOver)
	e.POST("/staff/programmes/:id/release", o.makeOver)
	e.POST("/staff/programmes/:id/release/stop", o.stopOver)
	e.POST("/staff/programmes/:id/release/second", o.secondOver)
	e.GET("/staff/inspections", o.showInspections)
	e.GET("/staff/inspections/:id", o.showInspection)
	e.GET("/staff/inspections/:id/edit", o.editInspection)
	e.POST("/staff/inspections/:id/edit", o.saveInspection)
	e.POST("/staff/inspections/:id/evaluation", o.evaluate)
	e.GET("/staff/inspections/:id/new", o.newRound)
	e.POST("/staff/inspections/:id/new", o.addRound)
}

// mountRounds puts on e the rounds, from the first plan to the release.
func (o *office) mountRounds(e *echo.Echo) {
	e.GET("/staff/rounds", o.showRounds)
	e.GET("/staff/rounds/:id", o.showRound)
	e.GET("/staff/rounds/:id/edit", o.editRound)
	e.POST("/staff/rounds/:id/edit", o.saveRound)
	e.GET("/staff/rounds/:id/checks", o.showChecks)
	e.POST("/staff/rounds/:id/checks", o.confirmCheck)
	e.POST("/staff/rounds/:id/test", o.rehearse)
	e.POST("/staff/rounds/:id/open", o.openRound)
	e.GET("/staff/rounds/:id/poster", o.showPoster)
	e.GET("/staff/rounds/:id/leaflet", o.showLeaflet)
	e.GET("/staff/rounds/:id/helper", o.showHelper)
	e.GET("/staff/rounds/:id/slips", o.askSlips)
	e.POST("/staff/rounds/:id/slips", o.makeSlips)
	e.GET("/staff/rounds/:id/forms", o.askForms)
	e.POST("/staff/rounds/:id/forms", o.makeForms)
	e.GET("/staff/rounds/:id/tablets", o.showTablets)
	e.POST("/staff/rounds/:id/tablets", o.addTablet)
	e.POST("/staff/rounds/:id/tablets/:tablet", o.changeTablet)
	e.GET("/staff/rounds/:id/close", o.askClose)
	e.POST("/staff/rounds/:id/close", o.closeRound)
	e.POST("/staff/rounds/:id/release", o.makeRelease)
	e.POST("/staff/rounds/:id/release/stop", o.stopRelease)
	e.POST("/staff/rounds/:id/release/second", o.secondRelease)
	e.GET("/staff/rounds/:id/apart", o.showApart)
	e.POST("/staff/rounds/:id/apart", o.decideApart)
	e.GET("/staff/contacts", o.showContacts)
	e.GET("/staff/contacts/:id", o.showContact)
	e.POST("/staff/contacts/:id", o.decideContact)
	e.GET("/staff/helplines", o.showHelpLines)
	e.POST("/staff/helplines", o.confirmHelpLines)
}

// mountSignIn puts on e the ways in, and what people do with their own account.
func (o *office) mountSignIn(e *echo.Echo) {
	e.GET("/staff/sign-in", o.showSignIn)
	e.POST("/staff/sign-in", o.enterByPassword)
	e.POST("/staff/sign-in/passkey", o.enterByPasskey)
	e.GET("/staff/sign-in/organisation", o.toOrganisation)
	e.GET(backPath, o.backFromOrganisation)
	e.GET("/staff/sign-in/:token", o.showLink)
	e.POST("/staff/sign-in/:token", o.useLink)
	e.POST("/staff/sign-out", o.signOut)
	e.POST("/staff/language", o.saveLanguage)
	e.GET("/staff/again", o.showAgain)
	e.GET("/staff/me", o.showMe)
	e.POST("/staff/me/sessions", o.endSession)
	e.GET("/staff/me/password", o.askPassword)
	e.POST("/staff/me/password", o.savePassword)
	e.POST("/staff/me/password/remove", o.removePassword)
	e.GET("/staff/me/passkey", o.askPasskey)
	e.POST("/staff/me/passkey", o.savePasskey)
	e.POST("/staff/me/passkey/remove", o.removePasskey)
	e.GET("/staff/me/reading", o.askReading)
	e.POST("/staff/me/reading", o.saveReading)
}

// mountPeople puts on e what administrators do with accounts.
func (o *office) mountPeople(e *echo.Echo) {
	e.GET("/staff/people", o.showPeople)
	e.GET("/staff/people/new", o.askInvite)
	e.POST("/staff/people/new", o.invite)
	e.GET("/staff/people/:id", o.showPerson)
	e.POST("/staff/people/:id", o.saveRoles)
	e.GET("/staff/people/:id/end", o.askEnd)
	e.POST("/staff/people/:id/end", o.endPerson)
	e.POST("/staff/people/:id/sessions", o.endTheirSessions)
	e.POST("/staff/people/:id/link", o.renewLink)
	e.GET("/staff/people/:id/recovery", o.askRecovery)
	e.POST("/staff/people/:id/recovery", o.recoverPerson)
	e.GET("/staff/audit", o.showAudit)
	e.GET("/staff/audit.csv", o.sendAudit)
}

// sessions lets the guard ask the accounts.
type sessions struct{ people *people.People }

// Sessions gives the guard of the staff pages the accounts to ask.
func Sessions(p *people.People) web.Sessions { return sessions{p} }

// Visitor is who is signed in with the token. fault.Denied if nobody is.
func (s sessions) Visitor(ctx context.Context, token string) (web.Visitor, error) {
	a, session, err := s.people.Session(ctx, token)
	if err != nil {
		return web.Visitor{}, err
	}
	v := web.Visitor{ID: a.ID, Name: a.Name, Lang: a.Lang, Session: session.ID, Fresh: session.Fresh, Bare: a.Bare()}
	for _, r := range a.Roles {
		v.Roles = append(v.Roles, string(r))
	}
	v.Holds = func(roles []string, programme, inspection string) bool {
		asked := make([]people.Role, len(roles))
		for i, r := range roles {
			asked[i] = people.Role(r)
		}
		return a.May(asked, programme, inspection)
	}
	return v, nil
}
