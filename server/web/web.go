// Package web is what all pages share: setting up Echo, headers, logging,
// errors, rendering. It knows no room and no domain beyond fault.
//
// Echo v4 is used here and in the rooms beside it, and nowhere else, so that
// its successor is a change of one folder.
package web

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

// MaxBody is the most that a posted form may hold, in bytes: 35 answers with
// the longest texts in the widest script fit several times over.
const MaxBody = 256 << 10

// The most that a form with a file in it may hold, in bytes: a signed video, a voice for
// a page of feedback, a questionnaire or what a translator's tool wrote, each with the
// form around it.
const (
	maxRecordingBody = 13 << 20
	maxVoiceBody     = 4 << 20
	maxDocumentBody  = 9 << 20
)

// larger are the routes that take files, with the most that they take.
var larger = map[string]int64{
	"POST /staff/surveys/:id/recordings/:passage":               maxRecordingBody,
	"POST /staff/feedback/:id/recordings/:edition/:lang/:entry": maxVoiceBody,
	"POST /staff/translate/:survey/:lang/file":                  maxDocumentBody,
	"POST /staff/import":                                        maxDocumentBody,
}

// Observer is told of each answered request by its route's pattern.
type Observer func(route string, status int, took time.Duration)

// New makes the Echo that every room mounts on: it refuses large bodies, logs
// one line a request without anything that tells who asked, and turns errors
// into pages by the given handler. secure says that the public address is https.
func New(log *slog.Logger, secure bool, onError echo.HTTPErrorHandler, observers ...Observer) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = onError
	e.Logger.SetOutput(discard{})
	// The framework must never look at forwarding headers: nobody asks for an
	// address, and a wrong one must not come from outside.
	e.IPExtractor = func(*http.Request) string { return "" }
	e.Use(logged(log, observers), recovered(log), safeHeaders(secure), ownForms, limitBody)
	return e
}

// HeadAsGet lets every page answer HEAD: it is routed as GET, and net/http, which
// still knows the request as it came, sends no body.
func HeadAsGet(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		pages.ServeHTTP(w, r)
	})
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// logged writes one line a request: the route's pattern, never the path (it
// holds join codes), the status, the time taken, and a random reference that
// an error page can show. Of what children do it writes nothing, unless the
// server is at fault, and then not when: a log with times would be the order of
// arrival that the ballot takes such care to forget.
func logged(log *slog.Logger, observers []Observer) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			start := time.Now()
			ref := reference()
			c.Set(refKey, ref)
			err := next(c)
			if err != nil {
				c.Error(err)
			}
			route, status, took := routeOf(c), c.Response().Status, time.Since(start)
			if unspoken(route, status) {
				return nil
			}
			for _, observe := range observers {
				observe(route, status, took)
			}
			to := log
			if ofChildren(route) {
				to = Untimed(log)
			}
			attrs := []any{"route", route, "status", status, "ms", took.Milliseconds(), "ref", ref}
			if err != nil && status >= http.StatusInternalServerError {
				to.Error("request", append(attrs, "error", reason(err))...)
				return nil
			}
			to.Info("request", attrs...)
			return nil
		}
	}
}

// reason is an error's text for the log. That of a broken connection holds the
// addresses of both ends.
func reason(err error) string {
	var broken *net.OpError
	if errors.As(err, &broken) {
		return "the connection was lost"
	}
	return err.Error()
}

// methods are those that a line may name; another is what somebody made up.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions}

// routeOf is the method and the pattern of the route that matched, "none" if
// none did.
func routeOf(c echo.Context) string {
	method, pattern := c.Request().Method, c.Path()
	if !slices.Contains(methods, method) {
		method = "OTHER"
	}
	if pattern == "" {
		pattern = "none"
	}
	return method + " " + pattern
}

const refKey = "kist.ref"

// Ref is the random reference of the request in the log; an error page shows
// it, so that somebody can ask about it without saying who they are.
func Ref(c echo.Context) string {
	ref, _ := c.Get(refKey).(string)
	return ref
}

func reference() string {
	var b [4]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

var errPanic = errors.New("panic")

// recovered turns a panic into an error page. net/http would print the
// client's address with the stack.
func recovered(log *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) (err error) {
			defer func() {
				if r := recover(); r != nil {
					Untimed(log).Error("panic", "route", c.Path(), "ref", Ref(c), "stack", stack())
					err = errPanic
				}
			}()
			return next(c)
		}
	}
}

// ownForms refuses what a page of another site sends, if the browser says so: nobody's
// phone answers, withdraws or asks for somebody because of a page that it opened
// elsewhere. What says nothing is let through: children's phones may be old, and their
// pages hold no session that could be misused. The guard of staff pages asks for more.
func ownForms(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
			return next(c)
		}
		switch r.Header.Get("Sec-Fetch-Site") {
		case "cross-site", "same-site":
			return fault.Wrap(fault.Denied, "sent by another site")
		}
		return next(c)
	}
}

func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		most, ok := larger[r.Method+" "+c.Path()]
		if !ok {
			most = MaxBody
		}
		if r.ContentLength > most {
			return echo.NewHTTPError(http.StatusRequestEntityTooLarge)
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, most)
		return next(c)
	}
}
