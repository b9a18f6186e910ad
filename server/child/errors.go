package child

import (
	"maps"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/media"
	"kist/server/web"
	"kist/surveys"
)

// errorPage says kindly what did not work.
type errorPage struct {
	base
	What     string // last part of the ids of its texts
	Problems []string
	Told     string // where it is read what came of a round that is closed; empty: nowhere
	Ref      string // of the request in the log, for a fault of ours; else empty
	Again    string // where Fields are sent to once more
	Notice   string // id of what is said of answers among them; empty: none are
	Fields   []field
}

// postedKey is where a request keeps the form that came with it, until what is in it is
// safe: where no script runs it is nowhere else.
const postedKey = "posted"

// TitleID is the id of the page's heading.
func (e errorPage) TitleID() string { return "child.error." + e.What + ".title" }

// TextID is the id of what the page says.
func (e errorPage) TextID() string { return "child.error." + e.What + ".text" }

// Say is where its words are read aloud.
func (e errorPage) Say() string { return media.OfPage(e.TitleID()) }

// failures have words of their own; others are "broken".
var failures = []string{"not_found", "closed", "not_open", "exists", "conflict", "denied", "invalid", "too_large", "too_many", "broken"}

// ErrorPage renders the page of a failed request, in the reader's language. It
// is an ErrorPage of web.OnError.
func (p *Pages) ErrorPage(c echo.Context, status int, what string, problems fault.Problems) error {
	if !slices.Contains(failures, what) {
		what = "broken"
	}
	if what == "closed" && c.Request().Method != http.MethodPost { // nothing was sent, as there was nothing to send
		what = "not_open"
	}
	page := errorPage{base: p.base(p.reader(c), toneOf(surveys.Edition(c.Param("edition"))), "child.title.error"), What: what}
	if what == "not_open" {
		page.Told = p.toldOf(c)
	}
	p.readOut(c, &page.base, page.Say())
	for _, problem := range problems {
		page.Problems = append(page.Problems, page.TArgs(problem.ID, problem.Args))
	}
	switch {
	case status >= http.StatusInternalServerError:
		page.Ref = web.Ref(c)
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter) // also for who only opened a page
		if page.keep(c, retryAfter) {
			status = http.StatusServiceUnavailable
		}
	case status == http.StatusTooManyRequests:
		page.keep(c, triesAfter)
	}
	return p.room.Write(c, status, "error", page)
}

// keep takes the answers that came with the request into the page, to be sent once more
// after so many seconds: nobody even said which round it is. False if none came.
func (e *errorPage) keep(c echo.Context, after string) bool {
	posted, ok := c.Get(postedKey).(form)
	if !ok {
		return false
	}
	e.Again, e.Notice = c.Request().URL.Path, noticeOf(posted)
	for _, name := range slices.Sorted(maps.Keys(posted)) {
		for _, value := range posted[name] {
			e.Fields = append(e.Fields, field{name, value})
		}
	}
	c.Response().Header().Set(echo.HeaderRetryAfter, after)
	return true
}

// noticeOf is the id of what is said of the answers in a form that did not arrive. With
// words a child asks for answers, or takes them back: none are on their way.
func noticeOf(posted form) string {
	if _, words := posted[wordsField]; words {
		return ""
	}
	if posted.get(roundField) != "" {
		return "child.tap.not_sent"
	}
	return "child.check.notice.not_sent"
}

// writeStyled writes a page with its style inside, which the policy then
// allows.
func (p *Pages) writeStyled(c echo.Context, status int, name string, page any, style string) error {
	c.Response().Header().Set("Content-Security-Policy", web.StylePolicy(style))
	return p.room.Write(c, status, name, page)
}
