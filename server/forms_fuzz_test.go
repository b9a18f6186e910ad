package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/people"
)

// ending are routes that end the session which the forms are sent with.
var ending = regexp.MustCompile(`^POST /staff/(sign-out|me/)`)

// fieldNames are the names of a page's fields.
var fieldNames = regexp.MustCompile(` name="([^"]+)"`)

// FuzzEveryForm sends every route of the program any address behind its question mark and
// any form, as an administrator of a demonstration: whatever it is, the server is not at
// fault, and the answer holds the rules of every answer. Where a page has a form, it is
// begun with that form's own fields.
func FuzzEveryForm(f *testing.F) {
	a, _ := built(f)
	a.cfg.URL = &url.URL{Scheme: "https", Host: "kist.example"}
	h := a.handler(slog.New(slog.DiscardHandler))
	admin, fills := signInAt(f, a, h, people.Grant{Role: people.Administrator}), realOnes(f, a)
	var routes []string
	for _, route := range everyRoute(f, h) {
		if !ending.MatchString(route) {
			routes = append(routes, route)
		}
	}
	fields := func(path string) (names []string) {
		for _, m := range fieldNames.FindAllStringSubmatch(asked(h, http.MethodGet, fills(path), "same-origin", admin).Body.String(), -1) {
			names = append(names, url.QueryEscape(m[1]))
		}
		return names
	}
	for i, route := range routes {
		if method, path, _ := strings.Cut(route, " "); method == http.MethodPost {
			if names := fields(path); len(names) > 0 {
				f.Add(uint16(i), "", strings.Join(names, "=1&")+"=%00%ff")
			}
		} else if i%7 == 0 {
			f.Add(uint16(i), "page=-1&q=%ff&only=x&sort=;&lang=&from=9999999999999999999", "")
		}
	}
	f.Fuzz(func(t *testing.T, which uint16, query, body string) {
		method, path, _ := strings.Cut(routes[int(which)%len(routes)], " ")
		r := httptest.NewRequest(method, fills(path), strings.NewReader(body))
		r.URL.RawQuery = query
		if method != http.MethodGet {
			r.Header.Set("Content-Type", echo.MIMEApplicationForm)
		}
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		for _, c := range admin {
			r.AddCookie(c)
		}
		w := reply{httptest.NewRecorder(), method + " " + path, "an administrator"}
		h.ServeHTTP(w, r)
		w.rules(t)
		if w.Code >= http.StatusInternalServerError && w.Header().Get("Retry-After") == "" {
			t.Errorf("%s?%s with %q: the server is at fault", w, query, body)
		}
	})
}
