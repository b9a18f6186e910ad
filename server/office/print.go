package office

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/server/web"
	"kist/surveys"
)

// sheetPage is what every page to be printed has: the sheet, and above it a
// small form that chooses what is on it. Only the sheet prints.
type sheetPage struct {
	web.StaffBase
	Link     string
	Action   string // of the form that chooses
	Tongues  []web.Choice
	Editions []web.Choice
	Settings []web.Choice
	In       *i18n.Printer // prints the words on the sheet
	Place    string        // the inspection
	Days     string        // from and to, in words
	Ages     string
	Door     door
	Host     string // public address without its scheme
	Ticketed bool
	Pilot    bool
	Help     []HelpLine
}

// prints are the pages that can be printed for a round, while there is
// something to join.
func (o *office) prints(b web.StaffBase, r *inspections.Round) []web.Crumb {
	if r.Feedback || r.Stage != inspections.Draft && r.Stage != inspections.Running {
		return nil
	}
	var list []web.Crumb
	for _, what := range []string{"poster", "leaflet", "helper", "slips", "forms"} {
		if what != "slips" || r.Door == inspections.Ticketed {
			list = append(list, web.Crumb{Text: b.T("staff.print." + what), Link: roundPath(r.ID) + "/" + what})
		}
	}
	return list
}

// sheet makes the common part of a page to be printed. Its words are in the
// language that the address asks for, if they are written in it; spoken says
// that every language of the round may be asked for.
func (o *office) sheet(c echo.Context, what string, spoken bool) (sheetPage, *inspections.Round, *surveys.Survey, error) {
	var page sheetPage
	r, err := o.anyRound(c)
	if err == nil && (r.Feedback || r.Pilot != "" && what != "slips") {
		err = fault.Wrap(fault.NotFound, "%s of round %s", what, r.ID)
	}
	if err != nil {
		return page, nil, nil, err
	}
	survey, _, err := o.version(c.Request().Context(), r.Version)
	if err != nil {
		return page, nil, nil, err
	}
	in, err := o.inspectionCrumb(c.Request().Context(), r.Inspection)
	if err != nil {
		return page, nil, nil, err
	}
	page.StaffBase = o.Staff.Base(c, "rounds", o.Staff.Printer(c).T("staff.print."+what+".of", "Name", r.Name))
	page.Action = c.Request().URL.Path
	page.Synthetic, page.Link, page.Place, page.Help = r.Synthetic, roundPath(r.ID), in.Text, o.HelpLines
	page.Ticketed, page.Host = r.Door == inspections.Ticketed, hostOf(o.URL)
	page.Crumbs = crumbs(page.Printer, in, web.Crumb{Text: r.Name, Link: page.Link}, web.Crumb{Text: page.T("staff.print." + what)})
	if r.Pilot != "" {
		page.ofPilot(survey, r)
	}
	page.language(c, o, r, spoken)
	page.Days = page.In.T("sheet.days", "From", page.day(r.Opens), "To", page.day(r.Closes))
	page.Ages = ages(r.Editions)
	return page, r, survey, page.setting(c, o.URL, r)
}

// ofPilot leads back to where the group runs the pilot.
func (p *sheetPage) ofPilot(survey *surveys.Survey, r *inspections.Round) {
	title, _ := survey.Say(survey.Title, survey.Editions[0], p.Lang())
	at := "/staff/surveys/" + r.Pilot
	p.Pilot, p.Link = true, pilotPath(r.Pilot, r.ID)
	p.Crumbs = []web.Crumb{
		{Text: p.T("staff.room.surveys"), Link: "/staff/surveys"}, {Text: title, Link: at}, {Text: r.Name, Link: p.Link}, {Text: p.T("staff.print.slips")},
	}
}

// day writes a day in words where the language has the months, and in figures
// elsewhere.
func (p *sheetPage) day(day string) string {
	if slices.Contains(web.StaffLanguages, p.In.Lang()) {
		return web.DateIn(p.In, day)
	}
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("02/01/2006")
}

// ages are those of the editions in figures, which every language reads; easy read is
// for any, and grown-ups know that they are.
func ages(editions []string) string {
	bands := slices.DeleteFunc(slices.Clone(editions), func(e string) bool { return !strings.Contains(e, "-") })
	return inLine(bands, func(e string) string { return strings.Replace(e, "-", "–", 1) })
}

// hostOf is an address as people type it.
func hostOf(address string) string {
	_, host, found := strings.Cut(address, "://")
	if !found {
		return address
	}
	return host
}

// language chooses the language of the sheet.
func (p *sheetPage) language(c echo.Context, o *office, r *inspections.Round, spoken bool) {
	var offered []string
	for _, l := range i18n.InOrder(r.Languages) {
		if spoken || slices.Contains(web.StaffLanguages, l.Tag) {
			offered = append(offered, l.Tag)
		}
	}
	if len(offered) == 0 {
		offered = []string{i18n.Source}
	}
	lang := c.FormValue("lang")
	if !slices.Contains(offered, lang) {
		lang = offered[0]
	}
	p.Tongues = web.Choices(offered, func(l string) string { return i18n.Describe(l).Endonym }, lang)
	p.In = o.Words.Printer(lang)
}

// setting chooses the setting whose code is on the sheet.
func (p *sheetPage) setting(c echo.Context, address string, r *inspections.Round) error {
	if len(r.Settings) == 0 {
		return fault.Wrap(fault.NotFound, "round %s has no setting", r.ID)
	}
	chosen := r.Settings[0]
	for _, s := range r.Settings {
		if s.Key == c.QueryParam("setting") || s.Key == c.FormValue("setting") {
			chosen = s
		}
	}
	for _, s := range r.Settings {
		p.Settings = append(p.Settings, web.Choice{Value: s.Key, Text: s.Name, On: s.Key == chosen.Key})
	}
	link := address + "/j/" + chosen.Code
	code, err := web.DrawQR(link)
	p.Door = door{Name: chosen.Name, Code: spaced(chosen.Code), Link: link, QR: code}
	return err
}

// posterPage is the poster of a round.
type posterPage struct {
	sheetPage
	Says []spoken
	Many bool // so many languages that the sheet needs room for them
}

// roomy is how many languages a poster holds beside its large picture.
const roomy = 6

// spoken is a text in a language.
type spoken struct {
	i18n.Language
	Text string // empty: only the language's name
}

func (o *office) showPoster(c echo.Context) error {
	sheet, r, survey, err := o.sheet(c, "poster", true)
	if err != nil {
		return err
	}
	page := posterPage{sheetPage: sheet}
	edition := surveys.E11
	if !r.Offers(string(edition), r.Languages[0]) {
		edition = surveys.Edition(r.Editions[0])
	}
	for _, l := range i18n.InOrder(r.Languages) {
		text, actual := survey.Say(survey.Start.Lead, edition, l.Tag)
		if actual != l.Tag {
			text = ""
		}
		page.Says = append(page.Says, spoken{l, firstSentence(text)})
	}
	page.Many = len(page.Says) > roomy
	return o.room.Write(c, http.StatusOK, "poster", page)
}

// firstSentence ends where the first sentence does.
func firstSentence(text string) string {
	if i := strings.IndexAny(text, ".!?؟۔।。！？"); i >= 0 {
		return text[:i]
	}
	return text
}

// leafletPage tells children what this is, in the words of their edition.
type leafletPage struct {
	sheetPage
	Edition string
	Heading spoken
	Lead    spoken
	Minutes int  // 0: not said
	Short   bool // so few words that they can be large
	Facts   []leafletFact
}

// leafletFact is one thing to know.
type leafletFact struct{ Head, Text spoken }

func (o *office) showLeaflet(c echo.Context) error {
	sheet, r, survey, err := o.sheet(c, "leaflet", true)
	if err != nil {
		return err
	}
	edition := surveys.Edition(c.QueryParam("edition"))
	if !slices.Contains(r.Editions, string(edition)) {
		edition = surveys.Edition(r.Editions[0])
	}
	say := func(w surveys.Words) spoken {
		text, actual := survey.Say(w, edition, sheet.In.Lang())
		return spoken{i18n.Describe(actual), text}
	}
	page := leafletPage{sheetPage: sheet, Edition: string(edition), Heading: say(survey.Title), Lead: say(survey.Start.Lead), Minutes: survey.Start.Minutes[edition]}
	page.Editions = web.Choices(r.Editions, func(e string) string { return page.T("staff.edition." + e) }, string(edition))
	for _, f := range survey.FactsIn(edition) {
		page.Facts = append(page.Facts, leafletFact{say(f.Head), say(f.Text)})
	}
	page.Short = edition == surveys.E4
	return o.room.Write(c, http.StatusOK, "leaflet", page)
}

// helperPage tells the grown-up who helps what to do, and what not to.
type helperPage struct {
	sheetPage
	Youngest spoken // the survey's own note for who sits beside a small child; may be empty
}

func (o *office) showHelper(c echo.Context) error {
	sheet, r, survey, err := o.sheet(c, "helper", false)
	if err != nil {
		return err
	}
	page := helperPage{sheetPage: sheet}
	if slices.Contains(r.Editions, string(surveys.E4)) {
		text, actual := survey.Say(survey.Start.GrownUp, surveys.E4, sheet.In.Lang())
		page.Youngest = spoken{i18n.Describe(actual), text}
	}
	return o.room.Write(c, http.StatusOK, "helper", page)
}
