package child

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/server/web"
	"kist/surveys"
)

// triedField says that the answers were sent and may have arrived, though nobody said so.
const triedField = "_tried"

// awayPage says that the answers are gone, and what may be left of them elsewhere.
type awayPage struct {
	base
	Saved bool // what was saved is still there
	Tried bool // they were sent, and may have arrived
}

// throwAway forgets what was saved, and leads to the page that says what is gone.
func (p *Pages) throwAway(c echo.Context) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	left := url.Values{}
	if f.get(triedField) != "" {
		left.Set(triedField, "yes")
	}
	if s, err := ballot.ParseSecret(f.get(secretField)); err != nil || p.dropDraft(c, f, s) != nil {
		left.Set(savedField, "yes")
	}
	to := "away"
	if len(left) > 0 {
		to += "?" + left.Encode()
	}
	return web.Redirect(c, to)
}

// thrownAway says that the answers are gone.
func (p *Pages) thrownAway(c echo.Context) error {
	letGo(c)
	page := awayPage{
		base:  p.base(p.reader(c), toneOf(surveys.Edition(c.Param("edition"))), "child.title.away"),
		Saved: c.QueryParam(savedField) != "", Tried: c.QueryParam(triedField) != "",
	}
	if code := inspections.CleanCode(c.Param("code")); code != "" {
		page.Contact = contactPath(code, c.Param("edition"), c.Param("lang"), false)
	}
	p.readOut(c, &page.base, "away.title")
	if page.Saved || page.Tried {
		page.places = nil // what is recorded says that nothing was sent and nothing kept
	}
	return p.room.Write(c, http.StatusOK, "away", page)
}
