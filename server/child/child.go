// Package child holds the pages on which children answer: a code, a language and
// an age, the questionnaire, a look over the answers, and sending them.
//
// It knows no people and keeps nothing: until the answers are sent they live in
// the page that the child has open, and what is sent goes to the ballot. It
// sets no cookie, uses no storage, and its titles and addresses tell nothing.
package child

import (
	"context"
	"embed"
	"html/template"
	"io/fs"
	"log/slog"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/contacts"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/server/web"
	"kist/static"
	"kist/surveys"
)

//go:embed pages/*.html
var files embed.FS

// Sender is how a form is handed in.
type Sender interface {
	// Submit takes a form in; nil means that it is durable and nothing else may be
	// shown as sent. See ballot.Inbox.Submit for the errors.
	Submit(ctx context.Context, f ballot.Form) error
}

// Withdrawer takes answers back.
type Withdrawer interface {
	// Withdraw takes back what has this receipt, if anything has. See
	// ballot.Withdrawals.
	Withdraw(ctx context.Context, round string, r ballot.Receipt, questions []string) error
}

// Contacts takes requests to be contacted.
type Contacts interface {
	// Take keeps a request; nil means that it is durable. See contacts.Requests.
	Take(ctx context.Context, round *inspections.Round, form string, w contacts.Words) error
}

// Versions is where a round's questions are read.
type Versions interface {
	// Survey gives the survey of a version, shared: it must not be changed.
	Survey(ctx context.Context, id string) (*surveys.Survey, error)
}

// Rounds is where a join code leads.
type Rounds interface {
	// RoundByCode finds the round and the setting that a join code opens, in
	// whatever stage. fault.NotFound if no round has it.
	RoundByCode(ctx context.Context, code string) (*inspections.Round, inspections.Setting, error)
}

// Deps is what the children's pages need.
type Deps struct {
	Book     Rounds
	Versions Versions
	Ballot   Sender
	Media    Recordings // nil: none
	Taken    Withdrawer
	Contacts Contacts
	Drafts   Keeper
	Feedback Feedback // nil: none
	Asking   Asking   // on pages of feedback; nil: none
	// Inspection reads an inspection, for its name. fault.NotFound if there is none.
	Inspection func(ctx context.Context, id string) (*inspections.Inspection, error)
	Words      *i18n.Bundle
	Lang       string           // of pages whose reader's language is not known; empty: English
	Log        *slog.Logger     // for what went wrong with no one to tell; never for answers
	ExitURL    string           // where "Leave" goes; empty: DefaultExit
	Assets     *web.Assets      // where the style sheet and the script are; nil: made anew
	Now        func() time.Time // nil: time.Now
	Proxies    []netip.Prefix   // whose word is taken for where a request comes from
	// Opening hears that the first children are about to have a questionnaire open, some
	// minutes before their answers come; nil: nobody does.
	Opening func()
	// Fieldwork is for facilitators' tablets; nil: there is none.
	Fieldwork *Fieldwork
}

// DefaultExit is where "Leave" goes unless another place is set: a page that
// anybody may have open.
const DefaultExit = "https://www.bbc.co.uk/weather"

// Pages are the children's pages.
type Pages struct {
	Deps
	room      *web.Room
	drawings  web.Drawings
	sheet     string // the whole style sheet
	css, js   string // addresses of the style sheet and the script
	aloud     string // address of the script that reads aloud
	noting    string // address of the script that notes, in a pilot
	heard     *offers
	codes     *codes
	tries     *web.Near // of codes that open nothing
	documents *documents
	pace      pace
	unproven  *web.Pace    // of forms that show no work, for each open round
	taken     *taken       // forms among those that were taken
	pressing  sync.Mutex   // held while a document is made as small as can be
	thanked   sync.Map     // thanksKey -> page
	thanksNow atomic.Int32 // how many there are
	told      toldPages
	gate      *gate // before the ballot
}

// New prepares the children's pages: it parses every template.
func New(d Deps) *Pages {
	if d.ExitURL == "" {
		d.ExitURL = DefaultExit
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Assets == nil {
		d.Assets = web.NewAssets(static.Files)
	}
	if d.Opening == nil {
		d.Opening = func() {}
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Pages{
		Deps: d, room: web.NewRoom(nil, files),
		drawings: web.ReadDrawings(asset("drawings.svg")),
		sheet:    d.Assets.Sheet("child.css"),
		css:      d.Assets.URL("child.css"), js: d.Assets.URL("child.js"),
		aloud: d.Assets.URL("aloud.js"), noting: d.Assets.URL("pilot.js"), heard: &offers{from: d.Media, log: d.Log, now: d.Now, of: map[documentKey]*offer{}},
		codes: newCodes(d.Book, d.Now), tries: web.NewNear(d.Now, triesEvery, triesBurst), documents: newDocuments(), told: toldPages{made: map[toldKey]toldPage{}}, pace: newPace(d.Now), unproven: web.NewPace(d.Now, unprovenEvery, unprovenBurst), taken: newTaken(), gate: newGate(gatePlaces, gateWaiting, gatePatience),
	}
}

// Mount puts the pages on e. Errors below them go to ErrorPage, which the
// caller gives to web.OnError.
func (p *Pages) Mount(e *echo.Echo) {
	e.GET("/", p.enter)
	e.GET("/j", p.findCode)
	e.GET("/j/:code", p.join)
	e.GET("/r/:code", p.backToJoin)
	e.GET("/r/:code/", p.backToJoin)
	e.GET("/r/:code/:edition/:lang", p.questionnaire)
	e.GET("/r/:code/:edition/:lang/hear", p.hear)
	for step, handle := range map[string]echo.HandlerFunc{"check": p.check, "change": p.change, "other": p.other, "save": p.save, "send": p.send} {
		e.POST("/r/:code/:edition/:lang/"+step, handle)
		e.GET("/r/:code/:edition/:lang/"+step, p.backToQuestions)
	}
	e.GET("/r/:code/:edition/:lang/away", p.thrownAway)
	e.POST("/r/:code/:edition/:lang/away", p.throwAway)
	e.GET("/come-back", p.comeBack)
	e.POST("/come-back", p.goOn)
	e.GET("/r/:code/:edition/:lang/contact", p.toContact)
	e.GET("/contact", p.contact)
	e.POST("/contact", p.takeContact)
	e.GET("/withdraw", p.withdraw)
	e.POST("/withdraw", p.takeBack)
	e.GET("/help", p.help)
	e.GET("/about/privacy", p.privacy)
	e.GET(goneDot, p.goneDot)
	e.GET(outPage, p.leave)
	e.GET("/about/accessibility", p.accessibility)
	p.mountFeedback(e)
	if p.Fieldwork != nil {
		p.mountFieldwork(e)
	}
}

// asset reads one of the program's own files.
func asset(name string) string {
	text, err := fs.ReadFile(static.Files, name)
	if err != nil {
		panic(err) // a fault of the build
	}
	return string(text)
}

// base is what every children's page has.
type base struct {
	*i18n.Printer
	Title    string       // says nothing of what the page is about
	Tone     string       // class of the root element
	Inline   template.CSS // the style inside the page; empty: Style is linked
	Style    string       // address of the style sheet
	Script   string       // address of the script
	Aloud    string       // address of the script that reads aloud; empty: nothing to read
	Noting   string       // address of the script that notes, in a pilot; empty: it is none
	HearAt   string       // address of the page that plays recordings without a script; empty: none
	Module   string       // address of the script for tablets; empty: none
	Installs bool         // the page can be put on a home screen
	Exit     string       // where "Leave" goes without a script
	out      string       // where it leads in the end
	Contact  string       // from the help box to where a child asks to be contacted; empty: no way there
	Lines    []HelpLine
	heard    media.Heard
	places   []string // where its own words are read aloud
}

// Out is where "Leave" goes at once with a script; empty: where Exit leads.
func (b base) Out() string {
	if b.Exit != outPage {
		return ""
	}
	return b.out
}

// Set is the mark of what is recorded for the page; empty: nothing.
func (b base) Set() string { return b.heard.Mark() }

// HasSound says whether the words at a place of the page are recorded.
func (b base) HasSound(place string) bool { return b.HearAt != "" && b.heard.Has(place) }

// Own says whether any of the page's own words are recorded.
func (b base) Own() bool { return len(b.Players()) > 0 }

// HasHelp says whether the help words are recorded.
func (b base) HasHelp() bool { return b.heard.Has(media.Help) }

// Players are the ids of what is recorded of the page's own words, in order, for
// where there is no script.
func (b base) Players() []string {
	var list []string
	for _, place := range b.places {
		if id := b.heard.ID(place); id != "" && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// Talk is where the help words are heard without a script; empty: nowhere.
func (b base) Talk() string {
	if !b.HasSound(media.Help) {
		return ""
	}
	return b.HearAt
}

// aloudOn lets a page be read aloud. at is where recordings are heard without a
// script; empty: nowhere.
func (p *Pages) aloudOn(b *base, heard media.Heard, at string) {
	b.Aloud, b.heard, b.HearAt = p.aloud, heard, at
}

// readOut lets a page that belongs to no survey be read aloud: what is recorded of its
// own words stands at these places.
func (p *Pages) readOut(c echo.Context, b *base, places ...string) {
	p.aloudOn(b, p.heard.around(c.Request().Context(), b.Printer), "")
	b.places = places
}

// base starts a page in a tone with the title of this id.
func (p *Pages) base(printer *i18n.Printer, tone, title string) base {
	return base{
		Printer: printer, Title: printer.T(title), Tone: tone,
		Style: p.css, Script: p.js, Exit: outPage, out: p.ExitURL, Contact: "/contact", Lines: helpLines,
	}
}

// toneOf is the tone of an edition.
func toneOf(e surveys.Edition) string {
	switch e {
	case surveys.E4:
		return "e4"
	case surveys.E8:
		return "e8"
	case surveys.Easy:
		return "easy"
	case surveys.E14, surveys.Adult:
		return "e14"
	}
	return "e11"
}
