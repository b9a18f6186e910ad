// Package api is the room for machines: the inspectorate's own systems read the evidence
// base and releases here, with a token that staff made on this room's one page. What it
// answers is described by openapi.json, and docs/feed.md says how to follow the feed.
package api

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/hooks"
	"kist/internal/inspections"
	"kist/internal/tokens"
	"kist/server/web"
)

//go:embed pages/*.html
var pages embed.FS

// openAPI describes every answer to machines.
//
//go:embed openapi.json
var openAPI []byte

// Evidence is where items are read.
type Evidence interface {
	// Get reads an item. fault.NotFound if there is none with this number.
	Get(ctx context.Context, number int) (*evidence.Item, error)
	// After lists at most limit items with a higher number, in order.
	After(ctx context.Context, number, limit int) ([]*evidence.Item, error)
	// AfterIn is After of one inspection.
	AfterIn(ctx context.Context, inspection string, number, limit int) ([]*evidence.Item, error)
	// Latest lists at most limit items, the last first.
	Latest(ctx context.Context, inspection string, limit int) ([]*evidence.Item, error)
}

// Deps is what the room needs.
type Deps struct {
	Staff    *web.Staff
	Book     *inspections.Book
	Evidence Evidence
	Tokens   *tokens.Tokens
	Hooks    *hooks.Hooks
	Out      *Outgoing // where hooks send
	// Release writes the JSON file of a release and says of which inspection it is; empty:
	// of several. fault.NotFound if there is none.
	Release func(ctx context.Context, id string) (file []byte, inspection string, err error)
	URL     string // public address of the server, without a last slash
	// Now is the clock by which programs are slowed down; nil: time.Now.
	Now func() time.Time
}

// room is the room with its page.
type room struct {
	Deps
	pages *web.Room
	pace  pace
}

const root = "/api/v1"

// Mount puts what machines ask on e, and the page on which staff make tokens.
func Mount(e *echo.Echo, d Deps) {
	d.Staff.Protect(e)
	r := &room{Deps: d, pages: web.NewRoom(nil, web.StaffPages, pages), pace: pace{now: d.Now}}
	e.GET(root+"/openapi.json", func(c echo.Context) error { return answer(c, echo.MIMEApplicationJSON, openAPI) })
	e.GET(root+"/evidence", r.listEvidence, r.with(tokens.Evidence))
	e.GET(root+"/evidence/:number", r.getEvidence, r.with(tokens.Evidence))
	e.GET(root+"/feed.atom", r.sendAtom, r.with(tokens.Evidence))
	e.GET(root+"/releases/:id", r.getRelease, r.with(tokens.Releases))
	r.mountPage(e)
	r.mountHooks(e)
}

// ErrorPage tells machines what went wrong: one word, the parameters that are to be
// mended, and a reference that stands in the log.
func ErrorPage(c echo.Context, status int, what string, problems fault.Problems) error {
	out := map[string]any{"error": what, "ref": web.Ref(c)}
	var fields []string
	for _, p := range problems {
		fields = append(fields, p.Field)
	}
	if fields != nil {
		out["fields"] = fields
	}
	return c.JSON(status, out)
}

// tokenKey is where a request keeps the token that it came with.
const tokenKey = "token"

// with lets in who brings a token with a scope.
func (r *room) with(s tokens.Scope) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			text, ok := strings.CutPrefix(c.Request().Header.Get(echo.HeaderAuthorization), "Bearer ")
			if !ok {
				c.Response().Header().Set(echo.HeaderWWWAuthenticate, "Bearer")
				return echo.NewHTTPError(http.StatusUnauthorized)
			}
			t, err := r.Tokens.Check(c.Request().Context(), text)
			if err != nil {
				return deny(c, err)
			}
			if !t.May(s) {
				return fault.Wrap(fault.Denied, "scope %s", s)
			}
			if err := r.slowDown(c, t.ID); err != nil {
				return err
			}
			c.Set(tokenKey, t)
			return next(c)
		}
	}
}

// deny tells a program whose token does not work that it needs another.
func deny(c echo.Context, err error) error {
	if !errors.Is(err, fault.Denied) {
		return err
	}
	c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer error="invalid_token"`)
	return echo.NewHTTPError(http.StatusUnauthorized)
}

func tokenOf(c echo.Context) *tokens.Token { return c.Get(tokenKey).(*tokens.Token) }

// The items that are handed out at once: as asked for, and otherwise.
const (
	mostItems = 1000
	someItems = 100
)

// pageOf is one page of the feed.
type pageOf struct {
	Items []*evidence.Item `json:"items"`
	Next  int              `json:"next"` // what to ask after, next time
	More  bool             `json:"more"` // there are more already
}

// listEvidence hands out items in order, from a number on.
func (r *room) listEvidence(c echo.Context) error {
	after, limit, inspection, err := r.asked(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	var list []*evidence.Item
	if inspection == "" {
		list, err = r.Evidence.After(ctx, after, limit+1)
	} else {
		list, err = r.Evidence.AfterIn(ctx, inspection, after, limit+1)
	}
	if err != nil {
		return err
	}
	page := pageOf{Items: list, Next: after, More: len(list) > limit}
	page.Items = page.Items[:min(limit, len(list))]
	if n := len(page.Items); n > 0 {
		page.Next = page.Items[n-1].Number
	} else {
		page.Items = []*evidence.Item{}
	}
	return answerJSON(c, page)
}

// asked reads what a page of the feed is to be. fault.Problems for what cannot be;
// fault.Denied for an inspection that the token does not read.
func (r *room) asked(c echo.Context) (after, limit int, inspection string, err error) {
	var bad fault.Problems
	number := func(name string, otherwise, least, most int) int {
		text := c.QueryParam(name)
		if text == "" {
			return otherwise
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			bad = append(bad, fault.Problem{Field: name, ID: "staff.problem.choice"})
		}
		return n
	}
	after, limit = number("after", 0, 0, mostNumber), number("limit", someItems, 1, mostItems)
	inspection = c.QueryParam("inspection")
	t := tokenOf(c)
	if inspection == "" {
		inspection = t.Inspection
	}
	if !t.Reads(inspection) {
		return 0, 0, "", fault.Wrap(fault.Denied, "inspection")
	}
	return after, limit, inspection, bad.Err()
}

// mostNumber is the highest number that an item can have.
const mostNumber = 999_999_999

// getEvidence hands out one item. One that the token may not read is not there.
func (r *room) getEvidence(c echo.Context) error {
	n, err := strconv.Atoi(c.Param("number"))
	if err != nil || n < 1 || n > mostNumber {
		return fault.Wrap(fault.NotFound, "item")
	}
	it, err := r.Evidence.Get(c.Request().Context(), n)
	if err != nil {
		return err
	}
	if !tokenOf(c).Reads(it.Inspection) {
		return fault.Wrap(fault.NotFound, "item %d", n)
	}
	return answerJSON(c, it)
}

// getRelease hands out a release as its page does.
func (r *room) getRelease(c echo.Context) error {
	file, inspection, err := r.Release(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if !tokenOf(c).Reads(inspection) {
		return fault.Wrap(fault.NotFound, "release")
	}
	return answer(c, echo.MIMEApplicationJSON, file)
}

func answerJSON(c echo.Context, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return answer(c, echo.MIMEApplicationJSON, b)
}

// answer hands out bytes with a tag of them; who has the same already is told so.
func answer(c echo.Context, media string, b []byte) error {
	sum := sha256.Sum256(b)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
	h := c.Response().Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	for has := range strings.SplitSeq(c.Request().Header.Get("If-None-Match"), ",") {
		if has = strings.TrimPrefix(strings.TrimSpace(has), "W/"); has == tag || has == "*" {
			return c.NoContent(http.StatusNotModified)
		}
	}
	return c.Blob(http.StatusOK, media, b)
}
