package child

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/media"
	"kist/server/web"
	"kist/surveys"
)

// enterPage asks for a code.
type enterPage struct {
	base
	Typed   string
	Problem string // last part of the id of what is wrong with it; empty: nothing
}

// ProblemID is the id of what is wrong with the code.
func (e enterPage) ProblemID() string { return "child.enter." + e.Problem }

// enter asks for a code.
func (p *Pages) enter(c echo.Context) error { return p.showEnter(c, http.StatusOK, "", "") }

func (p *Pages) showEnter(c echo.Context, status int, typed, problem string) error {
	if len(typed) > 24 {
		typed = ""
	}
	page := enterPage{base: p.base(p.reader(c), "e11", "child.title.enter"), Typed: strings.ToValidUTF8(typed, ""), Problem: problem}
	p.readOut(c, &page.base, "enter.title", "enter."+problem, "enter.label", "enter.hint")
	return p.room.Write(c, status, "enter", page)
}

// findCode takes the code that was typed to its page.
func (p *Pages) findCode(c echo.Context) error {
	typed := c.QueryParam("code")
	code := inspections.CleanCode(typed)
	if code == "" {
		return p.showEnter(c, http.StatusUnprocessableEntity, typed, misspelt(typed, "form"))
	}
	_, err := p.opens(c, code)
	switch {
	case errors.Is(err, errTries):
		return p.showEnter(c, http.StatusTooManyRequests, typed, "many")
	case errors.Is(err, fault.NotFound):
		return p.showEnter(c, http.StatusNotFound, typed, "unknown")
	case err != nil:
		return err
	}
	return web.Redirect(c, "/j/"+code)
}

// sixLetters is what looks like a code to those who do not know its letters.
var sixLetters = regexp.MustCompile(`^[A-Za-z]{6}$`)

// gaps are what people put between the letters of a code.
var gaps = strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\t", "")

// misspelt says what is wrong with a code that cannot be found: "letters" if it
// has the length of a code and a letter that none has, otherwise what is given.
func misspelt(typed, otherwise string) string {
	if sixLetters.MatchString(gaps.Replace(typed)) && inspections.CleanCode(typed) == "" {
		return "letters"
	}
	return otherwise
}

// joinPage offers the languages of a round, and each one's ages in its own words.
type joinPage struct {
	base
	Up        string // where "Back" leads
	HeadingID string
	Reading   bool // nothing is asked in what is chosen
	Languages []joinLanguage
}

// joinLanguage is one language with the editions that it is offered in.
type joinLanguage struct {
	i18n.Language
	*i18n.Printer
	Set      string // the mark of what is recorded for pages in it; empty: nothing of choosing an age
	Below    string // what the addresses of its questionnaires begin with
	Editions []joinEdition
}

// joinEdition is one edition to choose.
type joinEdition struct {
	Slug, Tone string
	Text       string // how it is, in words; empty: not said
	Say        string // where that is read aloud; empty: as it stands
}

// NameID is the id of the edition's ages.
func (e joinEdition) NameID() string { return "child.edition." + e.Slug + ".name" }

// promised is how many minutes the words for the oldest tell of, and what is recorded of
// them; a survey may name others.
const promised = 10

// toChoose is an edition of a survey to choose.
func toChoose(say *i18n.Printer, survey *surveys.Survey, e surveys.Edition) joinEdition {
	one := joinEdition{e.Slug(), toneOf(e), say.T("child.edition." + e.Slug() + ".text"), media.OfAges(e)}
	if n := survey.Start.Minutes[e]; e == surveys.E14 && n != 0 && n != promised {
		one.Text, one.Say = say.T("child.start.minutes", "count", n), ""
	}
	return one
}

// Range says that the edition is named by its ages, which belong on one line.
func (e joinEdition) Range() bool { return strings.Contains(e.Slug, "-") }

// ID is the id of the language's part of the page.
func (l joinLanguage) ID() string { return "l-" + l.Tag }

// Only says that there is nothing to choose among languages.
func (p joinPage) Only() bool { return len(p.Languages) == 1 }

// join offers languages and ages.
func (p *Pages) join(c echo.Context) error {
	given := c.Param("code")
	code := inspections.CleanCode(given)
	if code == "" {
		return p.showEnter(c, http.StatusNotFound, given, misspelt(given, "unknown"))
	}
	at, err := p.opensNow(c, code)
	switch {
	case errors.Is(err, errTries):
		return p.showEnter(c, http.StatusTooManyRequests, given, "many")
	case errors.Is(err, fault.NotFound):
		return p.showEnter(c, http.StatusNotFound, given, "unknown")
	}
	if err != nil {
		return err
	}
	if code != given {
		return web.Redirect(c, "/j/"+code)
	}
	survey, err := p.Versions.Survey(c.Request().Context(), at.round.Version)
	if err != nil {
		return err
	}
	page := joinPage{base: p.base(p.reader(c), "e11", "child.title.join"), Up: "/", HeadingID: "child.join.title"}
	page.Languages, page.Contact = p.offers(at.round, survey, "/r/"+code+"/"), "/contact?code="+code
	p.readOut(c, &page.base)
	p.hearAges(c, page.Languages)
	html, err := p.room.Bytes("join", page)
	if err != nil {
		return err
	}
	return web.QuickStatic(htmlType, html).Write(c, keepNot) // nothing on it is anybody's: packing it tells nothing
}

var keepNot = []string{"no-store"}

// offers are the languages of a round, each with its ages in its own words; the
// addresses of questionnaires begin with below.
func (p *Pages) offers(r *inspections.Round, survey *surveys.Survey, below string) []joinLanguage {
	var list []joinLanguage
	for _, l := range i18n.InOrder(r.Languages) {
		offered := joinLanguage{Language: l, Printer: p.Words.Printer(l.Tag), Below: below}
		for _, e := range surveys.Editions() {
			if r.Offers(string(e), l.Tag) && survey.Has(e, l.Tag) {
				offered.Editions = append(offered.Editions, toChoose(offered.Printer, survey, e))
			}
		}
		if len(offered.Editions) > 0 {
			list = append(list, offered)
		}
	}
	return list
}

// hearAges tells of each language whether choosing an age in it is recorded.
func (p *Pages) hearAges(c echo.Context, list []joinLanguage) {
	for i := range list {
		l := &list[i]
		heard := p.heard.around(c.Request().Context(), l.Printer)
		if heard.Has("join.age") || slices.ContainsFunc(l.Editions, func(e joinEdition) bool { return heard.Has(media.OfAges(surveys.Edition(e.Slug))) }) {
			l.Set = heard.Mark()
		}
	}
}

// backToJoin leads from a questionnaire to another language or age.
func (p *Pages) backToJoin(c echo.Context) error {
	code := inspections.CleanCode(c.Param("code"))
	if code == "" {
		return fault.Wrap(fault.NotFound, "join code")
	}
	return web.Redirect(c, "/j/"+code)
}

// backToQuestions is where a reload of a page leads that only a form can ask
// for.
func (p *Pages) backToQuestions(c echo.Context) error {
	return web.Redirect(c, "../"+url.PathEscape(c.Param("lang")))
}

// langOf is the language in an address below /r/ or /heard/, whether there is such a page
// or not; empty if it has none.
func langOf(path string) string {
	parts := strings.SplitN(path, "/", 6) // "", "r", code, edition, language, the rest; "heard" likewise
	if len(parts) < 5 || parts[1] != "r" && parts[1] != "heard" {
		return ""
	}
	return parts[4]
}

// reader prints in the language of the address, or else the one that
// the browser asks for most and the pages have.
func (p *Pages) reader(c echo.Context) *i18n.Printer {
	if lang := langOf(c.Request().URL.Path); p.Words.Has(lang) {
		return p.Words.Printer(lang)
	}
	return p.Words.Printer(i18n.Match(c.Request().Header.Get("Accept-Language"), p.Words.Languages(), p.Lang))
}
