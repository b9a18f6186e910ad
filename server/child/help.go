package child

import (
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/helplines"
	"kist/internal/media"
)

// HelpLine is one way to talk to someone.
type HelpLine struct {
	helplines.Line
	Link template.URL // the line's own, which a page may hold
}

// helpLines are those of every page.
var helpLines = HelpLines()

// HelpLines lists the help lines that children's pages show, for staff to
// check.
func HelpLines() []HelpLine {
	var list []HelpLine
	for _, l := range helplines.All() {
		list = append(list, HelpLine{l, template.URL(l.Link)}) // #nosec G203 -- an address of the list in the program
	}
	return list
}

// textPage is a page of words alone.
type textPage struct {
	base
	Heading string   // id
	Parts   []string // ids
}

// help says who there is to talk to.
func (p *Pages) help(c echo.Context) error {
	page := helpPage{base: p.base(p.reader(c), "e11", "child.title.help")}
	p.readOut(c, &page.base, helpPlaces()...)
	return p.room.Write(c, http.StatusOK, "help", page)
}

// helpPage says who there is to talk to.
type helpPage struct{ base }

// helpPlaces are where the words of the help page are recorded, in order.
func helpPlaces() []string {
	places := []string{media.Help, "talk.trusted"}
	for _, l := range helpLines {
		places = append(places, l.Passage())
	}
	return append(places, "contact")
}

// privacy says what happens to answers.
func (p *Pages) privacy(c echo.Context) error {
	return p.words(c, "child.title.privacy", "child.privacy.title",
		"child.privacy.name", "child.privacy.kept", "child.privacy.together", "child.privacy.limit", "child.privacy.read", "child.privacy.team", "child.privacy.phone", "child.privacy.withdraw", "child.privacy.saved", "child.privacy.back", "child.privacy.contact")
}

// accessibility says what works and whom to tell of what does not.
func (p *Pages) accessibility(c echo.Context) error {
	return p.words(c, "child.title.accessibility", "child.accessibility.title",
		"child.accessibility.aim", "child.accessibility.works", "child.accessibility.not_yet", "child.accessibility.tell")
}

func (p *Pages) words(c echo.Context, title, heading string, parts ...string) error {
	return p.room.Write(c, http.StatusOK, "text", textPage{p.base(p.reader(c), "e11", title), heading, parts})
}
