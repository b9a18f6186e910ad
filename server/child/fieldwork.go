package child

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/codewords"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/server/web"
	"kist/static"
)

// Fieldwork is what a facilitator's tablet needs of the server. It is the one
// mode in which a device keeps anything, and only as ciphertext that it cannot
// open itself.
type Fieldwork struct {
	Tablets Tablets
	Rounds  RoundsByID
	Intake  seal.Intake // opens what tablets sealed
}

// Tablets is where facilitators' tablets are known.
type Tablets interface {
	// SetUp uses a set-up link for the tablet that made the token; see
	// inspections.Tablets.SetUp for the errors.
	SetUp(ctx context.Context, link, token, holds string) (*inspections.Tablet, error)
	// ByToken finds a tablet. fault.Denied if none has the token, fault.Closed if it
	// is struck off.
	ByToken(ctx context.Context, token string) (*inspections.Tablet, error)
	// Told writes down what a tablet has ready, and how many forms it still holds.
	Told(ctx context.Context, id, loaded string, holds int) error
}

// RoundsByID is where a tablet's round is read.
type RoundsByID interface {
	// Round sees every change acknowledged before the call. fault.NotFound if there is none.
	Round(ctx context.Context, id string) (*inspections.Round, error)
}

// fieldworkPath is below which everything of a tablet lies; it is the scope of
// its service worker.
const fieldworkPath = "/fieldwork/"

// mountFieldwork puts the pages of tablets on e.
func (p *Pages) mountFieldwork(e *echo.Echo) {
	e.GET("/fieldwork", func(c echo.Context) error { return web.Redirect(c, fieldworkPath) })
	e.GET(fieldworkPath, p.facilitator)
	e.GET(fieldworkPath+"worker.js", p.worker)
	e.GET(fieldworkPath+"app.webmanifest", p.webManifest)
	e.GET(fieldworkPath+"words.txt", codeWords)
	e.POST(fieldworkPath+"setup", p.setUpTablet)
	e.GET(fieldworkPath+"round", p.tabletRound)
	e.POST(fieldworkPath+"sync", p.sync)
	e.GET(fieldworkPath+"start", p.tabletStart)
	e.GET(fieldworkPath+":edition/:lang", p.tabletQuestionnaire)
	e.GET(fieldworkPath+":edition/:lang/done", p.tabletDone)
	e.GET(fieldworkPath+":edition/:lang/away", p.tabletAway)
}

// bearer is the token that a tablet sends with a request; empty if none.
func bearer(c echo.Context) string {
	token, _ := strings.CutPrefix(c.Request().Header.Get(echo.HeaderAuthorization), "Bearer ")
	return token
}

// errNotSetUp is for who opens a tablet's page without being one.
var errNotSetUp = echo.NewHTTPError(http.StatusUnauthorized)

// tablet is who asks, with its round as it is now.
func (p *Pages) tablet(c echo.Context) (*inspections.Tablet, *inspections.Round, error) {
	ctx := c.Request().Context()
	t, err := p.Fieldwork.Tablets.ByToken(ctx, bearer(c))
	if errors.Is(err, fault.Denied) {
		return nil, nil, errNotSetUp
	}
	if err != nil {
		return nil, nil, err
	}
	r, err := p.Fieldwork.Rounds.Round(ctx, t.Round)
	return t, r, err
}

// facilitatorPage is the one page of a tablet that is for the grown-up. Its
// script shows of it what is so.
type facilitatorPage struct {
	base
	Whys     []string // why a set-up link may not work, as ends of ids
	Refusals []string // why a form may not be taken, as ends of ids
}

func (p *Pages) facilitator(c echo.Context) error {
	lang := p.reader(c).Lang()
	if !slices.Contains(web.StaffLanguages, lang) {
		lang = i18n.Source
	}
	page := facilitatorPage{
		base: p.base(p.Words.Printer(lang), "e14", "staff.fieldwork.title"),
		Whys: []string{"unknown", "used", "old", "held", "owes"}, Refusals: []string{tooLate, tooEarly, noSlip, usedSlip, notOurs},
	}
	page.Module, page.Installs, page.Contact = p.Assets.URL("fieldwork.js"), true, ""
	c.Response().Header().Set("Content-Security-Policy", web.TabletPolicy())
	return p.room.Write(c, http.StatusOK, "fieldwork", page)
}

// worker serves the script that keeps the tablet's pages; never from a cache, so
// that a new one is found at once.
func (p *Pages) worker(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.Blob(http.StatusOK, "text/javascript; charset=utf-8", []byte(asset("fieldwork-worker.js")))
}

// webManifest is what makes the mode an app on the tablet's home screen.
func (p *Pages) webManifest(c echo.Context) error {
	icon := map[string]string{"src": p.Assets.URL("fieldwork.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}
	b, err := json.Marshal(map[string]any{
		"name": "Kist", "short_name": "Kist", "id": fieldworkPath, "start_url": fieldworkPath, "scope": fieldworkPath,
		"display": "standalone", "background_color": "#fffaf0", "theme_color": "#4b2e83", "icons": []any{icon},
	})
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "application/manifest+json", b)
}

// codeWords are all that a receipt's words are taken from: a tablet makes them
// itself.
func codeWords(c echo.Context) error {
	return c.Blob(http.StatusOK, echo.MIMETextPlainCharsetUTF8, []byte(codewords.Listed()))
}

// maxSetUp is more than a set-up request can honestly hold, in bytes.
const maxSetUp = 1 << 10

// setUpTablet takes a set-up link for the tablet that made the token.
func (p *Pages) setUpTablet(c echo.Context) error {
	var asked struct{ Link, Token, Holds string }
	b, err := io.ReadAll(io.LimitReader(c.Request().Body, maxSetUp))
	if err == nil {
		err = json.Unmarshal(b, &asked)
	}
	if err != nil {
		return c.JSON(http.StatusUnprocessableEntity, told{Why: "invalid"})
	}
	_, err = p.Fieldwork.Tablets.SetUp(c.Request().Context(), asked.Link, asked.Token, asked.Holds)
	switch {
	case errors.Is(err, fault.NotFound), errors.Is(err, fault.Invalid):
		return c.JSON(http.StatusNotFound, told{Why: "unknown"})
	case errors.Is(err, fault.Exists):
		return c.JSON(http.StatusConflict, told{Why: "used"})
	case errors.Is(err, fault.Conflict):
		return c.JSON(http.StatusConflict, told{Why: "held"})
	case errors.Is(err, fault.Closed):
		return c.JSON(http.StatusGone, told{Why: "old"})
	case errors.Is(err, fault.Denied):
		return c.JSON(http.StatusConflict, told{Why: "owes"})
	case err != nil:
		return err
	}
	return c.JSON(http.StatusOK, told{})
}

// told is a short answer to the tablet's script.
type told struct {
	Why string `json:"why,omitempty"` // what is wrong, as the facilitator's page has words for it
}

// tabletPlan is all that a tablet must know of its round.
type tabletPlan struct {
	Tablet   string        `json:"tablet"` // its name
	Round    string        `json:"round"`  // id
	Name     string        `json:"name"`
	Stage    string        `json:"stage"`
	Closes   string        `json:"closes"`
	Offering string        `json:"offering"`
	Kit      string        `json:"kit"` // changes with anything that it must keep
	Ticketed bool          `json:"ticketed"`
	Intake   string        `json:"intake"` // public half, base64
	Settings []tabletPlace `json:"settings"`
	Pages    []string      `json:"pages"` // that children see
	Files    []string      `json:"files"` // that those pages need
	Heard    []tabletHeard `json:"heard"` // to choose from
	Most     int64         `json:"most"`  // bytes of what is chosen
}

// tabletFiles are what the pages of a tablet need, by their addresses there.
// What a script imports has no hash in its address.
func (p *Pages) tabletFiles() []string {
	files := []string{fieldworkPath + "app.webmanifest", fieldworkPath + "words.txt"}
	for _, name := range tabletModules {
		files = append(files, "/static/"+name)
	}
	for _, name := range []string{"child.css", "child.js", "aloud.js", "fieldwork.js", "fieldwork-child.js", "fieldwork.svg"} {
		files = append(files, p.Assets.URL(name))
	}
	letters, err := fs.Glob(static.Files, "letters-*.woff2")
	if err != nil {
		panic(err) // the pattern is a good one
	}
	for _, name := range letters {
		files = append(files, p.Assets.URL(name))
	}
	return files
}

// tabletModules are the scripts that others of a tablet import.
var tabletModules = []string{"hpke.js", "fieldwork-store.js", "fieldwork-carry.js", "fieldwork-words.js"}

// kit names what a tablet of this round must keep, this program's own files
// among it: when it changes, the tablet fetches all of it again.
func (p *Pages) kit(r *inspections.Round, speakers []speaker) string {
	sum := sha256.New()
	for _, s := range speakers {
		fmt.Fprintln(sum, s.heard.Mark())
	}
	fmt.Fprintln(sum, r.Offering(), r.Stage, p.tabletFiles(), contactMark(r))
	for _, name := range tabletModules {
		fmt.Fprintln(sum, p.Assets.URL(name))
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

type tabletPlace struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	Code string `json:"code"` // with which a child on another device finds the round
}

// tabletRound tells a tablet what to keep.
func (p *Pages) tabletRound(c echo.Context) error {
	t, r, err := p.tablet(c)
	if err != nil {
		return p.refuseTablet(c, err)
	}
	ctx := c.Request().Context()
	survey, err := p.Versions.Survey(ctx, r.Version)
	if err != nil {
		return err
	}
	speakers, err := p.speakersOf(ctx, r, survey)
	if err != nil {
		return err
	}
	heard, err := p.heardIn(ctx, speakers)
	if err != nil {
		return err
	}
	plan := tabletPlan{
		Tablet: t.Name, Round: r.ID, Name: r.Name, Stage: string(r.Stage), Closes: r.Closes, Offering: r.Offering(),
		Ticketed: r.Door == inspections.Ticketed, Intake: base64.StdEncoding.EncodeToString(p.Fieldwork.Intake.Public()),
		Pages: []string{fieldworkPath, fieldworkPath + "start"},
		Kit:   p.kit(r, speakers), Files: p.tabletFiles(), Heard: heard, Most: maxHeard,
	}
	for _, s := range r.Settings {
		plan.Settings = append(plan.Settings, tabletPlace{s.Key, s.Name, s.Code})
	}
	for _, s := range speakers {
		page := tabletPage(s.edition, s.lang)
		plan.Pages = append(plan.Pages, page, page+"/done", page+"/away")
	}
	return c.JSON(http.StatusOK, plan)
}

// refuseTablet says in one word why a tablet gets nothing.
func (p *Pages) refuseTablet(c echo.Context, err error) error {
	switch {
	case errors.Is(err, errNotSetUp):
		return c.JSON(http.StatusUnauthorized, told{Why: "unknown"})
	case errors.Is(err, fault.Closed):
		return c.JSON(http.StatusGone, told{Why: "struck"})
	}
	return err
}
