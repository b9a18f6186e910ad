// Package desk holds the pages for those who read the answers: results, and the
// findings that inspectors make of them; themes later.
//
// Every number on them comes from a release, and the texts of children are
// never shown here. It knows no round's keys and no boxes.
package desk

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"sync"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"kist/internal/exchange"
	"kist/internal/fault"
	"kist/internal/i18n"
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
	// Alike are the keys of the questions whose answers to two versions may stand side
	// by side. fault.NotFound if there is no such version.
	Alike(ctx context.Context, a, b string) ([]string, error)
}

// Deps is what the desk needs.
type Deps struct {
	Staff    *web.Staff
	Book     *inspections.Book
	Releases Releases
	Versions Versions
	Findings Findings // nil: no pages about them
	Quotes   Quotes   // nil: none can be cited
	Evidence Evidence // nil: no pages about it
	Reviews  Reviews  // of programmes; nil: no pages about them
	Points   Points   // of reviews
	Trail    Trail
	Heard    Heard // nil: no report says what children were told
	// Cycle tells how children's voice went through an inspection; nil: no report tells.
	Cycle func(ctx context.Context, p *i18n.Printer, inspection string) ([]VoiceStep, error)
	// Name is the name of an account; nil: ids stand for them.
	Name func(ctx context.Context, id string) string
	URL  string // public address of the server, without a last slash
	// Keys are the ids of the keys that this installation signs with, or did; nil: none is
	// told from another's.
	Keys func(ctx context.Context) ([]string, error)
	// Frozen is the JSON of the frozen survey that a release is of.
	Frozen func(ctx context.Context, version string) ([]byte, error)
	// Sign signs files that are handed out; nil leaves them unsigned.
	Sign func(purpose string, text []byte) (results.Signature, error)
}

// Trail is where it is written down who took which file.
type Trail interface {
	// NoteEach writes a line, once a minute for each person and detail.
	NoteEach(ctx context.Context, collection, id, detail, who, did string) error
}

// desk is the room with its pages.
type desk struct {
	Deps
	room   *web.Room
	wholes sync.Map // id of a release -> *results.Release, of the whole round only
}

// Mount puts the desk's pages on e, behind the guard.
func Mount(e *echo.Echo, d Deps) {
	d.Staff.Protect(e)
	k := &desk{Deps: d, room: web.NewRoom(nil, web.StaffPages, pages)}
	if d.Findings != nil {
		k.mountFindings(e)
	}
	if d.Evidence != nil {
		k.mountEvidence(e)
	}
	if d.Reviews != nil {
		k.mountReview(e)
	}
	if d.Findings != nil && d.Evidence != nil {
		k.mountAccount(e)
	}
	for path, show := range map[string]echo.HandlerFunc{
		"/staff/releases": k.showReleases, "/staff/releases/:id": k.showRelease, "/staff/releases/:id/:question": k.showQuestion,
		"/staff/releases/of/:id": k.showSkim, mapPath: k.showMap, mapPath + ".svg": k.sendMap, mapPath + ".csv": k.sendMap,
		"/staff/releases/compare": k.showComparison, "/staff/releases/compare.svg": k.sendComparison,
	} {
		e.GET(path, show, packed)
	}
}

// packed makes pages smaller on their way. These hold published figures and no secret
// that a page could be made to give away by its size, letter by letter.
var packed = middleware.GzipWithConfig(middleware.GzipConfig{Level: 5, MinLength: 1 << 10})

func releasePath(id string) string { return "/staff/releases/" + url.PathEscape(id) }

// showRelease shows a release, or hands out one of its files: its address ends in
// the suffix of a format.
func (k *desk) showRelease(c echo.Context) error {
	id, err := web.Param(c, "id")
	if err != nil {
		return fault.Wrap(fault.NotFound, "release")
	}
	id, format, file := exchange.CutFormat(id)
	if file && !k.Staff.Visitor(c).Fresh {
		return k.Staff.StepUp(c)
	}
	r, err := k.report(c, id)
	if err != nil {
		return err
	}
	if file {
		return k.sendFile(c, r, format)
	}
	if r.rel.Over() {
		return k.showAcross(c, r)
	}
	if rel := r.rel; rel.Texts != nil {
		return k.showTexts(c, r, "")
	}
	page, err := r.page(k.Staff.Base(c, "results", ""), c.QueryParam("part"))
	if err != nil {
		return err
	}
	if page.Part == 1 {
		page.Files = files(r)
	}
	return k.room.Write(c, http.StatusOK, "release", page)
}

// report reads a release with all that its page needs.
func (k *desk) report(c echo.Context, id string) (*report, error) {
	return k.reportIn(c.Request().Context(), k.Staff.Printer(c), id)
}

// reportIn is report in the words of a printer.
func (k *desk) reportIn(ctx context.Context, p *i18n.Printer, id string) (*report, error) {
	rel, err := k.Releases.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	survey, err := k.Versions.Survey(ctx, rel.Version)
	if err != nil {
		return nil, err
	}
	if rel.Over() {
		return k.acrossReport(ctx, rel, wordsOf(rel, survey, p))
	}
	round, err := k.Book.Rounds.Get(ctx, rel.RoundID())
	if err != nil {
		return nil, err
	}
	in, err := k.inspection(ctx, round.Inspection)
	if err != nil {
		return nil, err
	}
	return &report{rel: rel, round: round, inspection: in, words: wordsOf(rel, survey, p)}, nil
}

func (k *desk) inspection(ctx context.Context, id string) (string, error) {
	in, err := k.Book.Inspections.Get(ctx, id)
	if err != nil {
		return "", err
	}
	return in.Title, nil
}
