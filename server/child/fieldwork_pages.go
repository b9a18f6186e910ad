package child

import (
	"errors"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/server/web"
	"kist/surveys"
)

// tabletPart is what a questionnaire on a tablet has besides: its check page and
// its sending are made in the browser.
type tabletPart struct {
	Start    string // where a language and an age are chosen
	Ticketed bool
	Round    string // id: what is sealed is sealed for it
	Edition  string
	Done     string // where "hand the tablet back" is
}

// tabletStart is where the next child begins: languages and ages, as on the
// page that a join code opens.
func (p *Pages) tabletStart(c echo.Context) error {
	_, r, err := p.tablet(c)
	if err != nil {
		return p.backToFacilitator(c, err)
	}
	survey, err := p.Versions.Survey(c.Request().Context(), r.Version)
	if err != nil {
		return err
	}
	page := joinPage{base: p.base(p.reader(c), "e11", "child.title.join"), Languages: p.offers(r, survey, fieldworkPath), Up: fieldworkPath}
	if len(page.Languages) > 0 {
		l := page.Languages[0]
		page.Exit = fieldworkPath + l.Editions[0].Slug + "/" + l.Tag + "/away"
	}
	return p.room.Write(c, http.StatusOK, "join", page)
}

// backToFacilitator is where somebody is led who opens a page of a tablet that
// is not there to be opened so.
func (p *Pages) backToFacilitator(c echo.Context, err error) error {
	if errors.Is(err, errNotSetUp) || errors.Is(err, fault.Closed) {
		return web.Redirect(c, fieldworkPath)
	}
	return err
}

// tabletQuestionnaire is the questionnaire with its check page inside.
func (p *Pages) tabletQuestionnaire(c echo.Context) error {
	_, r, err := p.tablet(c)
	if err != nil {
		return p.backToFacilitator(c, err)
	}
	e, err := place{round: r}.offered(c.Param("edition"), c.Param("lang"))
	if err != nil {
		return err
	}
	speaks, err := p.speaker(c.Request().Context(), r.Version, e, c.Param("lang"))
	if err != nil {
		return err
	}
	speaks.heard = media.Heard{} // recordings stay where the network is; a voice on the tablet reads
	key := documentKey{r.Version + " on tablets of " + r.ID, e, speaks.lang}
	doc, err := p.documents.get(key, "", func() (*document, error) { return p.buildTablet(speaks, r) })
	if err != nil {
		return err
	}
	c.Response().Header()["Content-Security-Policy"] = doc.policy
	return doc.served.Load().Write(c, noStore)
}

// noStore keeps a tablet's pages where its own script puts them, and nowhere else.
var noStore = []string{"no-store"}

// buildTablet makes the document of a round's tablets in one edition and
// language. Its style is the whole sheet, since its check page is in it.
func (p *Pages) buildTablet(s speaker, r *inspections.Round) (*document, error) {
	page, err := p.prepare(s, nil)
	if err != nil {
		return nil, err
	}
	here := tabletPage(s.edition, s.lang)
	page.Exit, page.Module = here+"/away", p.Assets.URL("fieldwork-child.js")
	page.Contact = "" // there may be no network, and the tablet goes to the next child
	page.Tablet = &tabletPart{Start: fieldworkPath + "start", Ticketed: r.Door == inspections.Ticketed, Round: r.ID, Edition: string(s.edition), Done: here + "/done"}
	page.Inline = template.CSS(p.wholeStyle(page))
	html, err := p.room.Bytes("questionnaire", page)
	if err != nil {
		return nil, err
	}
	return newDocument(html, string(page.Inline)), nil
}

// tabletPage is the address of a questionnaire on tablets.
func tabletPage(e surveys.Edition, lang string) string {
	return fieldworkPath + e.Slug() + "/" + lang
}

// backPage asks for the tablet to be handed back; it shows nothing of who had it.
type backPage struct {
	base
	Kept bool // answers were put in the kist; else they are gone
	Next string
}

func (p *Pages) tabletDone(c echo.Context) error { return p.handBack(c, true) }
func (p *Pages) tabletAway(c echo.Context) error { return p.handBack(c, false) }

func (p *Pages) handBack(c echo.Context, kept bool) error {
	e, lang := surveys.Edition(c.Param("edition")), c.Param("lang")
	if !e.Valid() || !p.Words.Has(lang) {
		return fault.Wrap(fault.NotFound, "edition %q in %q", e, lang)
	}
	page := backPage{base: p.base(p.Words.Printer(lang), toneOf(e), "child.title.sent"), Kept: kept, Next: fieldworkPath}
	page.Contact = ""
	page.Exit = fieldworkPath
	return p.room.Write(c, http.StatusOK, "handback", page)
}
