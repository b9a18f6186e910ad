package child

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/server/web"
	"kist/surveys"
)

// tabletPart is what a questionnaire on a tablet has besides: its check page and
// its sending are made in the browser.
type tabletPart struct {
	Languages []joinLanguage // to go on in, with their ages
	Ticketed  bool
	Round     string // id: what is sealed is sealed for it
	Edition   string
	Words     string         // who may have words to take the answers back with: "all", the question that tells, or empty for nobody
	Contact   []contactField // what to write who wants to be contacted; none: the round takes no requests
	Aloud     string         // address of the script that reads aloud, which begins when it is known what there is to hear
	Done      string         // where "hand the tablet back" is
}

// Only says that there is nothing to choose among languages.
func (t *tabletPart) Only() bool { return len(t.Languages) == 1 }

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
	page.Contact = "" // the page that it leads to is not on the tablet
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
	key := documentKey{r.Version + " on tablets of " + r.ID, e, speaks.lang}
	doc, err := p.documents.get(key, r.Offering()+contactMark(r)+speaks.heard.Mark(), func() (*document, error) { return p.buildTablet(speaks, r) })
	if err != nil {
		return err
	}
	return doc.served.Load().Write(c, noStore)
}

// noStore keeps a tablet's pages where its own script puts them, and nowhere else.
var noStore = []string{"no-store"}

// buildTablet makes the document of a round's tablets in one edition and
// language. Its style is the sheet that all of them share: one page gives way to
// another in the same place, answers and all, under the policy of the first.
func (p *Pages) buildTablet(s speaker, r *inspections.Round) (*document, error) {
	page, err := p.prepare(s, nil)
	if err != nil {
		return nil, err
	}
	here := tabletPage(s.edition, s.lang)
	page.Exit, page.Module = here+"/away", p.Assets.URL("fieldwork-child.js")
	page.Contact, page.Inline = "", ""
	page.Tablet = &tabletPart{
		Languages: p.offers(r, s.survey, fieldworkPath), Ticketed: r.Door == inspections.Ticketed,
		Aloud: page.Aloud, Round: r.ID, Edition: string(s.edition), Words: receiptsIn(s.survey, s.edition), Done: here + "/done",
	}
	page.Aloud = ""
	page.hearAt("#") // a place in the page; the script makes buttons of these links, or takes them out
	if len(r.ContactKey) > 0 {
		page.Asks = asksOf(r, page.Tone)
		page.Contact, page.Tablet.Contact = "#contact", contactFields(nil, nil, s.Printer)
	}
	html, err := p.room.Bytes("questionnaire", page)
	if err != nil {
		return nil, err
	}
	return newDocument(html, ""), nil
}

// receiptsIn says who may have words in an edition: "all", the key of the
// question that tells who, or nobody.
func receiptsIn(s *surveys.Survey, e surveys.Edition) string {
	switch {
	case e == surveys.Easy && s.Question(surveys.AgeBandKey) != nil:
		return surveys.AgeBandKey
	case mayHaveReceipt(s.AgeBand(e, nil)):
		return "all"
	}
	return ""
}

// tabletPage is the address of a questionnaire on tablets.
func tabletPage(e surveys.Edition, lang string) string {
	return fieldworkPath + e.Slug() + "/" + lang
}

// backPage asks for the tablet to be handed back; it shows nothing of who had it.
type backPage struct {
	base
	Kept bool // something was put in the kist; else the answers are gone
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
