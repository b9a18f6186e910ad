package feedback

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// HelpLine is whom a child can call.
type HelpLine struct{ NameID, Number string }

// maxLines is how many of the things that were heard stand on a poster: what is read in
// passing.
const maxLines = 3

// posterPage is a poster for where children are: what was heard, and where it is read
// what comes of it.
type posterPage struct {
	web.StaffBase
	Action   string // of the form that chooses
	Tongues  []web.Choice
	Editions []web.Choice
	Lines    []web.Choice // which of the page's entries can stand on it
	In       *i18n.Printer
	Told     []posterLine
	Says     []posterTongue
	Place    string // the inspection
	Host     string // where the pages of all areas are, as people type it
	Link     string
	QR       web.QR
	Help     []HelpLine
}

// posterLine is one thing that children said, and what was heard of it.
type posterLine struct{ Title, Heard string }

// posterTongue is what the poster says in another language.
type posterTongue struct {
	i18n.Language
	Title string
}

// Long says that its lines need room.
func (p posterPage) Long() bool {
	n := 0
	for _, l := range p.Told {
		n += len([]rune(l.Title)) + len([]rune(l.Heard))
	}
	return n > 500
}

// showPoster draws the poster of what children can read, in one of its languages and
// editions, with up to three of its entries.
func (r *room) showPoster(c echo.Context) error {
	s, err := r.of(c)
	if err != nil {
		return err
	}
	if s.page.Shown == nil {
		return fault.Wrap(fault.NotFound, "feedback of %s is not shown", s.in.ID)
	}
	page := posterPage{
		StaffBase: r.base(c, s, r.Staff.Printer(c).T("staff.feedback.poster.of", "Inspection", s.in.Title)), Action: c.Request().URL.Path,
		Place: s.in.Title, Link: r.URL + "/heard/" + url.PathEscape(s.in.ID), Help: r.Help,
	}
	_, host, _ := strings.Cut(r.URL, "://")
	page.Host = host + "/heard"
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: page.T("staff.feedback.poster")})
	edition := page.choose(c, s.page.Shown)
	page.In = r.Words.Printer(onIn(page.Tongues))
	page.lines(c, s.page.Shown, edition)
	for _, l := range i18n.InOrder(s.page.Shown.Languages) {
		if l.Tag != page.In.Lang() {
			page.Says = append(page.Says, posterTongue{l, r.Words.Printer(l.Tag).T("child.heard.title")})
		}
	}
	if page.QR, err = web.DrawQR(page.Link); err != nil {
		return err
	}
	return r.pages.Write(c, http.StatusOK, "poster", page)
}

// choose fills in the languages and editions, and gives the edition that was chosen.
func (p *posterPage) choose(c echo.Context, shown *heard.Shown) surveys.Edition {
	tags := make([]string, 0, len(shown.Languages))
	for _, l := range i18n.InOrder(shown.Languages) {
		tags = append(tags, l.Tag)
	}
	lang, edition := c.QueryParam("lang"), surveys.Edition(c.QueryParam("edition"))
	if !slices.Contains(tags, lang) {
		lang = tags[0]
	}
	if !slices.Contains(shown.Editions, edition) {
		edition = shown.Editions[0]
		if slices.Contains(shown.Editions, surveys.E11) {
			edition = surveys.E11
		}
	}
	p.Tongues = web.Choices(tags, func(l string) string { return i18n.Describe(l).Endonym }, lang)
	p.Editions = web.Choices(shown.Editions, func(e surveys.Edition) string { return p.T("staff.edition." + string(e)) }, edition)
	return edition
}

// onIn is the value that is chosen.
func onIn(list []web.Choice) string {
	return list[slices.IndexFunc(list, func(c web.Choice) bool { return c.On })].Value
}

// lines fills in the entries that were chosen, or the first ones.
func (p *posterPage) lines(c echo.Context, shown *heard.Shown, e surveys.Edition) {
	chosen := c.QueryParams()["line"]
	for i, entry := range shown.Content.Entries {
		title, _ := entry.Texts.Title.In(e, p.In.Lang())
		said, _ := entry.Texts.Heard.In(e, p.In.Lang())
		on := len(p.Told) < maxLines && (len(chosen) == 0 && i < maxLines || slices.Contains(chosen, entry.Key))
		p.Lines = append(p.Lines, web.Choice{Value: entry.Key, Text: title, On: on})
		if on {
			p.Told = append(p.Told, posterLine{title, said})
		}
	}
}
