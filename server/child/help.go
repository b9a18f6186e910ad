package child

import (
	"html/template"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
)

// HelpLine is one way to talk to someone.
type HelpLine struct {
	Key    string       // its words: help.line.<key>.name and .text
	Number string       // as people write it
	Link   template.URL // what a phone does with it: "tel:..." or "sms:..."
	// Verified says that the number was read at its owner's. The pages show every
	// line alike; staff are shown which ones are still to be checked.
	Verified bool
	Urgent   bool // for danger right now
}

// helpLines are the same on every page and for every answer. A number is
// checked with its owner before a deployment is opened to children.
var helpLines = []HelpLine{
	{Key: "childline", Number: "0800 1111", Link: "tel:08001111"},
	{Key: "inspectorate", Number: "07870 981 785", Link: "sms:07870981785", Verified: true},
	{Key: "emergency", Number: "999", Link: "tel:999", Verified: true, Urgent: true},
}

// NameID is the id of the line's name.
func (l HelpLine) NameID() string { return "help.line." + l.Key + ".name" }

// TextID is the id of what the line is good for.
func (l HelpLine) TextID() string { return "help.line." + l.Key + ".text" }

// HelpLines lists the help lines that children's pages show, for staff to
// check.
func HelpLines() []HelpLine { return slices.Clone(helpLines) }

// textPage is a page of words alone.
type textPage struct {
	base
	Heading string   // id
	Parts   []string // ids
}

// help says who there is to talk to.
func (p *Pages) help(c echo.Context) error {
	return p.room.Write(c, http.StatusOK, "help", p.base(p.reader(c), "e11", "child.title.help"))
}

// privacy says what happens to answers.
func (p *Pages) privacy(c echo.Context) error {
	return p.words(c, "child.title.privacy", "child.privacy.title",
		"child.privacy.name", "child.privacy.kept", "child.privacy.together", "child.privacy.limit", "child.privacy.phone", "child.privacy.withdraw", "child.privacy.saved", "child.privacy.back", "child.privacy.contact")
}

// accessibility says what works and whom to tell of what does not.
func (p *Pages) accessibility(c echo.Context) error {
	return p.words(c, "child.title.accessibility", "child.accessibility.title",
		"child.accessibility.aim", "child.accessibility.works", "child.accessibility.not_yet", "child.accessibility.tell")
}

func (p *Pages) words(c echo.Context, title, heading string, parts ...string) error {
	return p.room.Write(c, http.StatusOK, "text", textPage{p.base(p.reader(c), "e11", title), heading, parts})
}
