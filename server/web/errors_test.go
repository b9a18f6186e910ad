package web

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

func TestClassify(t *testing.T) {
	one := fault.Problem{Field: "slip", ID: "problem.slip"}
	for _, c := range []struct {
		err      error
		status   int
		what     string
		problems int
	}{
		{fault.Wrap(fault.NotFound, "round"), http.StatusNotFound, "not_found", 0},
		{fault.Wrap(fault.Exists, "slip"), http.StatusConflict, "exists", 0},
		{fault.Wrap(fault.Conflict, "draft"), http.StatusConflict, "conflict", 0},
		{fault.Wrap(fault.Denied, "page"), http.StatusForbidden, "denied", 0},
		{fault.Wrap(fault.Closed, "round"), http.StatusGone, "closed", 0},
		{fault.Wrap(fault.Invalid, "form"), http.StatusUnprocessableEntity, "invalid", 0},
		{one, http.StatusUnprocessableEntity, "invalid", 1},
		{fmt.Errorf("accept: %w", one), http.StatusUnprocessableEntity, "invalid", 1},
		{fault.Problems{one, one}.Err(), http.StatusUnprocessableEntity, "invalid", 2},
		{fmt.Errorf("accept: %w", fault.Problems{one, one}), http.StatusUnprocessableEntity, "invalid", 2},
		{fmt.Errorf("a: %w", fmt.Errorf("b: %w", fault.Closed)), http.StatusGone, "closed", 0},
		{&http.MaxBytesError{Limit: 1}, http.StatusRequestEntityTooLarge, "too_large", 0},
		{fmt.Errorf("%w: %w", fault.Invalid, &http.MaxBytesError{Limit: 1}), http.StatusRequestEntityTooLarge, "too_large", 0},
		{echo.ErrNotFound, http.StatusNotFound, "not_found", 0},
		{echo.ErrMethodNotAllowed, http.StatusMethodNotAllowed, "not_found", 0},
		{echo.ErrStatusRequestEntityTooLarge, http.StatusRequestEntityTooLarge, "too_large", 0},
		{echo.ErrTooManyRequests, http.StatusTooManyRequests, "too_many", 0},
		{echo.ErrUnauthorized, http.StatusUnauthorized, "denied", 0},
		{echo.ErrForbidden, http.StatusForbidden, "denied", 0},
		{echo.ErrBadRequest, http.StatusBadRequest, "invalid", 0},
		{echo.ErrUnsupportedMediaType, http.StatusUnsupportedMediaType, "invalid", 0},
		{echo.ErrServiceUnavailable, http.StatusServiceUnavailable, "broken", 0},
		{errors.New("the disk is full"), http.StatusInternalServerError, "broken", 0},
		{errPanic, http.StatusInternalServerError, "broken", 0},
	} {
		status, what, problems := classify(c.err)
		if status != c.status || what != c.what || len(problems) != c.problems {
			t.Errorf("%v: %d %s with %d problems, want %d %s with %d", c.err, status, what, len(problems), c.status, c.what, c.problems)
		}
	}
}
