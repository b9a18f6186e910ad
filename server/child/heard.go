package child

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/i18n"
	"kist/internal/media"
	"kist/surveys"
)

// Recordings is what there is to hear and to see of a survey.
type Recordings interface {
	// Heard gives what a child's page can offer, which is what somebody has checked, and
	// Preview what is recorded. words prints the page's language, source the survey's own.
	Preview(ctx context.Context, s *surveys.Survey, e surveys.Edition, words, source *i18n.Printer) (media.Heard, error)
	Heard(ctx context.Context, s *surveys.Survey, e surveys.Edition, words, source *i18n.Printer) (media.Heard, error)
	// HeardWith gives what a page can offer on which no survey is, with checked
	// recordings of texts that stand there alone.
	HeardWith(ctx context.Context, e surveys.Edition, words *i18n.Printer, at media.Slot, list []media.Passage) (media.Heard, error)
	// Index tells the number of the file that is heard at each place of the page
	// with this mark. fault.NotFound if there is no such page.
	Index(ctx context.Context, mark string) (map[string]int, error)
	// Find gives a file by its id. fault.NotFound if there is none.
	Find(ctx context.Context, id string) (*media.File, error)
	// Read gives the bytes of a file from wherever the reader seeks.
	Read(ctx context.Context, f *media.File) io.ReadSeeker
}

// heardAge is how long what a page can offer is believed without asking the
// store: a recording that is kept is on the pages of every server that soon.
const heardAge = 10 * time.Second

// offers remembers for a moment what pages can offer. It is safe for use by many.
type offers struct {
	from Recordings
	log  *slog.Logger
	now  func() time.Time
	mu   sync.Mutex
	of   map[documentKey]*offer
}

type offer struct {
	media.Heard
	read time.Time
}

// get gives what the page of a key can offer. Where the store does not say, it
// is what it said before, or nothing: a page without recordings is still a page.
func (h *offers) get(ctx context.Context, key documentKey, s speaker, source *i18n.Printer) media.Heard {
	if h.from == nil {
		return media.Heard{}
	}
	now := h.now()
	h.mu.Lock()
	known := h.of[key]
	if known != nil && now.Sub(known.read) < heardAge {
		h.mu.Unlock()
		return known.Heard
	}
	was := media.Heard{}
	if known != nil {
		was = known.Heard
		h.of[key] = &offer{was, now} // one asks, the others take what was
	}
	h.mu.Unlock()
	// A phone that hangs up meanwhile has asked for the others too.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), heardAge)
	defer cancel()
	found, err := h.from.Heard(ctx, s.survey, s.edition, s.Printer, source) // without a survey: what all say
	if err != nil {
		h.log.Error("recordings", "error", err.Error())
		return was
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.of[key] = &offer{found, now}
	return found
}

// heardBy is what the page that a speaker reads can offer.
func (p *Pages) heardBy(ctx context.Context, version string, s speaker) media.Heard {
	return p.heard.get(ctx, documentKey{version, s.edition, s.lang}, s, p.Words.Printer(s.survey.Source))
}

// around gives what pages can offer on which no survey is: in the words of those
// of no particular age.
func (h *offers) around(ctx context.Context, words *i18n.Printer) media.Heard {
	return h.get(ctx, documentKey{edition: surveys.E11, lang: words.Lang()}, speaker{Printer: words, edition: surveys.E11}, nil)
}

// keepADay is short enough for a phone not to tell for long what was heard, and
// long enough to hear it again without the network.
const keepADay = "public, max-age=86400, immutable"

// patience is how long a phone may take for a piece of a recording.
const patience = time.Minute

// MountMedia serves recordings and signed videos by their ids, whole or in the
// ranges that a player asks for, and by a page's mark which of them is heard where.
func MountMedia(e *echo.Echo, from Recordings) {
	e.GET("/media/:id/index", func(c echo.Context) error {
		index, err := from.Index(c.Request().Context(), c.Param("id"))
		if err != nil {
			return err
		}
		c.Response().Header().Set("Cache-Control", keepADay)
		return c.JSON(http.StatusOK, index)
	})
	e.GET("/media/:id", func(c echo.Context) error {
		ctx := c.Request().Context()
		f, err := from.Find(ctx, c.Param("id"))
		if err != nil {
			return err
		}
		h := c.Response().Header()
		h.Set("Content-Type", f.Type)
		h.Set("Cache-Control", keepADay)
		h.Set("Etag", `"`+f.ID+`"`)
		patient := patientReader{from.Read(ctx, f), http.NewResponseController(c.Response())}
		http.ServeContent(c.Response(), c.Request(), "", time.Time{}, patient)
		return nil
	})
}

// patientReader gives the answer more time with each piece: a video over a slow
// line takes longer than a page may.
type patientReader struct {
	io.ReadSeeker
	answer *http.ResponseController
}

// Read reads on, and moves the end of the time for writing.
func (r patientReader) Read(into []byte) (int, error) {
	_ = r.answer.SetWriteDeadline(time.Now().Add(patience)) // a test's answer has none
	return r.ReadSeeker.Read(into)
}
