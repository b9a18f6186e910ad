package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

// ErrorPage renders the page for a failed request. what is the last part of
// the ids of its texts ("not_found", "closed", ...).
type ErrorPage func(c echo.Context, status int, what string, problems fault.Problems) error

// OnError is the one place that turns errors into pages. staff renders below
// /staff/, machine below /api/, child everywhere else. Nobody is shown the
// error's own text.
func OnError(child, staff, machine ErrorPage) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		if c.Response().Committed {
			return
		}
		status, what, problems := classify(err)
		page := child
		switch path := c.Request().URL.Path; {
		case strings.HasPrefix(path, "/staff/") || path == "/staff":
			page = staff
		case strings.HasPrefix(path, "/api/"):
			page = machine
		}
		if page(c, status, what, problems) != nil {
			_ = c.NoContent(http.StatusInternalServerError)
		}
	}
}

// classify maps an error to a status, a text and what the user can put right.
func classify(err error) (status int, what string, problems fault.Problems) {
	var tooLarge *http.MaxBytesError
	var web *echo.HTTPError
	switch {
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, "too_large", nil
	case errors.As(err, &problems):
		return http.StatusUnprocessableEntity, "invalid", problems
	case errors.As(err, &web):
		return web.Code, whatOf(web.Code), nil
	}
	var one fault.Problem
	if errors.As(err, &one) {
		problems = fault.Problems{one}
	}
	for _, k := range kinds {
		if errors.Is(err, k.kind) {
			return k.status, k.what, problems
		}
	}
	return http.StatusInternalServerError, "broken", nil
}

var kinds = []struct {
	kind   error
	status int
	what   string
}{
	{fault.NotFound, http.StatusNotFound, "not_found"},
	{fault.Exists, http.StatusConflict, "exists"},
	{fault.Conflict, http.StatusConflict, "conflict"},
	{fault.Denied, http.StatusForbidden, "denied"},
	{fault.Closed, http.StatusGone, "closed"},
	{fault.Invalid, http.StatusUnprocessableEntity, "invalid"},
}

// whatOf names the text for a status that the framework itself raised.
func whatOf(status int) string {
	switch status {
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return "not_found"
	case http.StatusRequestEntityTooLarge:
		return "too_large"
	case http.StatusTooManyRequests:
		return "too_many"
	case http.StatusForbidden, http.StatusUnauthorized:
		return "denied"
	}
	if status < http.StatusInternalServerError {
		return "invalid"
	}
	return "broken"
}
