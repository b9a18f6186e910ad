package web

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// Untimed gives a logger whose lines carry no time. A line about a child's
// answers tells what went wrong, never when: with a time, the log of one school
// would tell who sent what and in which order.
func Untimed(log *slog.Logger) *slog.Logger { return slog.New(untimed{log.Handler()}) }

type untimed struct{ slog.Handler }

// Handle writes a line without its time, which slog leaves out if it is zero.
func (u untimed) Handle(ctx context.Context, r slog.Record) error {
	r.Time = time.Time{}
	return u.Handler.Handle(ctx, r)
}

// WithAttrs keeps what WithAttrs of the handler below gives untimed.
func (u untimed) WithAttrs(attrs []slog.Attr) slog.Handler {
	return untimed{u.Handler.WithAttrs(attrs)}
}

// WithGroup keeps what WithGroup of the handler below gives untimed.
func (u untimed) WithGroup(name string) slog.Handler { return untimed{u.Handler.WithGroup(name)} }

// ofChildren says whether a route ("METHOD /pattern") is one by which a child
// comes to the questions, hears them, answers them, reads what came of them, or looks
// for help. The files of pages are among them: a phone asks for the letters and the
// script as it opens the questions. So is what staff type for children who answered
// on paper.
func ofChildren(route string) bool {
	_, pattern, _ := strings.Cut(route, " ")
	switch pattern {
	case "/", "/j", "/withdraw", "/come-back", "/contact", "/help", "/heard":
		return true
	}
	return strings.HasPrefix(pattern, "/j/") || strings.HasPrefix(pattern, "/r/") ||
		strings.HasPrefix(pattern, "/media/") || strings.HasPrefix(pattern, "/fieldwork") ||
		strings.HasPrefix(pattern, "/static/") || strings.HasPrefix(pattern, "/about/") ||
		strings.HasPrefix(pattern, "/heard/") || // where a tap is an answer
		strings.HasPrefix(pattern, "/staff/paper/")
}

// unspoken says whether nothing at all is written or counted of a request: all
// that children do, unless the server is at fault, and what a proxy asks every few
// seconds, which would hide how long pages of staff take.
func unspoken(route string, status int) bool {
	switch route {
	case "GET /healthz", "HEAD /healthz", "GET /readyz", "HEAD /readyz":
		return true
	}
	return ofChildren(route) && status < http.StatusInternalServerError
}
