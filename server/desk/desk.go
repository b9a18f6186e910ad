// Package desk holds the pages for those who read the answers: results now,
// themes and findings later.
//
// Every number on them comes from a release, and the texts of children are
// never shown here. It knows no round's keys and no boxes.
package desk

import (
	"bytes"
	"context"
	"embed"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/exchange"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
	"kist/surveys"
)

//go:embed pages/*.html
var pages embed.FS

// Releases is where results are read from.
type Releases interface {
	// Get reads a release. fault.NotFound if there is none.
	Get(ctx context.Context, id string) (*results.Release, error)
	// Heads lists the releases of a round without their tables, first to last.
	Heads(ctx context.Context, round string) ([]*results.Head, error)
}

// Versions is where the wording of a release is read from.
type Versions interface {
	// Survey is the frozen survey. fault.NotFound if there is none.
	Survey(ctx context.Context, id string) (*surveys.Survey, error)
}

// Deps is what the desk needs.
type Deps struct {
	Staff    *web.Staff
	Book     *inspections.Book
	Releases Releases
	Versions Versions
}

// desk is the room with its pages.
type desk struct {
	Deps
	room *web.Room
}

// Mount puts the desk's pages on e, behind the guard.
func Mount(e *echo.Echo, d Deps) {
	d.Staff.Protect(e)
	k := &desk{Deps: d, room: web.NewRoom(nil, web.StaffPages, pages)}
	e.GET("/staff/releases", k.showReleases)
	e.GET("/staff/releases/:id", k.showRelease)
}

func releasePath(id string) string { return "/staff/releases/" + url.PathEscape(id) }

// csvSuffix on a release's address asks for its file.
const csvSuffix = ".csv"

// showRelease shows a release, or hands out its file.
func (k *desk) showRelease(c echo.Context) error {
	id, err := url.PathUnescape(c.Param("id"))
	if err != nil {
		return fault.Wrap(fault.NotFound, "release")
	}
	id, file := strings.CutSuffix(id, csvSuffix)
	if file && !k.Staff.Visitor(c).Fresh {
		return k.Staff.StepUp(c)
	}
	r, err := k.report(c, id)
	if err != nil {
		return err
	}
	if file {
		return r.sendCSV(c)
	}
	page, err := r.page(k.Staff.Base(c, "results", ""), c.QueryParam("part"))
	if err != nil {
		return err
	}
	return k.room.Write(c, http.StatusOK, "release", page)
}

// report reads a release with all that its page needs.
func (k *desk) report(c echo.Context, id string) (*report, error) {
	ctx := c.Request().Context()
	rel, err := k.Releases.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	survey, err := k.Versions.Survey(ctx, rel.Version)
	if err != nil {
		return nil, err
	}
	round, err := k.Book.Rounds.Get(ctx, rel.Round)
	if err != nil {
		return nil, err
	}
	in, err := k.inspection(ctx, round.Inspection)
	if err != nil {
		return nil, err
	}
	return &report{rel: rel, round: round, inspection: in, words: words{survey, k.Staff.Printer(c)}}, nil
}

func (k *desk) inspection(ctx context.Context, id string) (string, error) {
	in, err := k.Book.Inspections.Get(ctx, id)
	if err != nil {
		return "", err
	}
	return in.Title, nil
}

// sendCSV answers with the release as a file. Its words are those of the
// page's language; its codes are the same in every language.
func (r *report) sendCSV(c echo.Context) error {
	var b bytes.Buffer
	if err := exchange.ReleaseCSV(&b, r.rel, r.words); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+fileName(r.rel.ID)+csvSuffix+`"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

// fileName keeps of an id what every file system takes.
func fileName(id string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, id)
}
