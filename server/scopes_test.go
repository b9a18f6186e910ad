package main

import (
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
	"kist/server/web"
)

// foreignTo are the ids of all inspections but one, with those of their rounds and
// releases, and the titles.
func foreignTo(t *testing.T, a *app, own *inspections.Inspection) map[string]string {
	t.Helper()
	ctx, found := t.Context(), map[string]string{}
	list, err := a.book.Inspections.All(ctx, store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range list {
		if in.ID == own.ID {
			continue
		}
		found[in.ID] = "inspection"
		rounds, err := a.book.Heads(ctx, store.Query{Field: "inspection", Is: in.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rounds {
			found[r.ID] = "round"
			heads, err := a.releases.Heads(ctx, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range heads {
				found[h.ID] = "release"
			}
		}
	}
	return found
}

// pointed is an address or a value in a page, in which an id would stand.
var pointed = regexp.MustCompile(`(?:href|action|value|src)="([^"]*)"`)

// signInAt signs somebody in with a role that holds in one place.
func signInAt(t testing.TB, a *app, h http.Handler, g people.Grant) []*http.Cookie {
	t.Helper()
	_, token, err := a.people.InviteTo(t.Context(), people.Server, "", g)
	if err != nil {
		t.Fatal(err)
	}
	w := hand(h, nil, "/staff/sign-in/"+token, url.Values{"name": {"Ros " + token[:8]}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("signing in: %d", w.Code)
	}
	return w.Result().Cookies()
}

// richest is an inspection whose round has a release and findings.
func richest(t testing.TB, a *app) *inspections.Inspection {
	t.Helper()
	list, err := a.book.Inspections.All(t.Context(), store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range list {
		found, err := a.findings.Of(t.Context(), in.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			return in
		}
	}
	t.Fatal("no inspection has a finding")
	return nil
}

// TestNobodyIsLedToAnotherPlace walks, for every role that holds in one inspection alone,
// every page that the role opens anywhere and those of its own inspection: none leads to
// another inspection, to its rounds or its releases, and no route opens one of them by its
// id. An administrator's role holds everywhere.
func TestNobodyIsLedToAnotherPlace(t *testing.T) {
	a, _ := built(t)
	own := richest(t, a)
	foreign := foreignTo(t, a, own)
	ids := map[string]string{}
	for id, kind := range foreign {
		ids[kind] = max(ids[kind], id)
	}
	if len(foreign) < 60 || len(ids) != 3 {
		t.Fatalf("%d foreign things, of the kinds %v: there is nothing to be led to", len(foreign), ids)
	}
	h := a.handler(slog.New(slog.DiscardHandler))
	everywhere := signInAt(t, a, h, people.Grant{Role: people.Administrator})
	if len(foreignIn(look(h, everywhere, "/staff/rounds").Body.String(), foreign)) == 0 {
		t.Fatal("an administrator is led nowhere either: this test would see nothing")
	}
	for _, role := range people.Roles() {
		if role == people.Administrator {
			continue
		}
		cookies := signInAt(t, a, h, people.Grant{Role: role, Inspection: own.ID})
		opened := 0
		for _, route := range web.StaffRoutes() {
			method, path, _ := strings.Cut(route, " ")
			if !web.MayUse(route, []string{string(role)}) {
				continue
			}
			if strings.Contains(path, ":id") {
				for kind, id := range ids {
					if w := asked(h, method, filled(path, id), "same-origin", cookies); w.Code == http.StatusOK || method != http.MethodGet && w.Code < http.StatusBadRequest {
						t.Errorf("%s of %s may %s %s, a %s of another place: %d", role, own.ID, method, filled(path, id), kind, w.Code)
					}
				}
			}
			if method != http.MethodGet {
				continue
			}
			w := look(h, cookies, filled(path, own.ID))
			if w.Code != http.StatusOK {
				continue
			}
			opened++
			for _, to := range foreignIn(w.Body.String(), foreign) {
				t.Errorf("%s of %s: %s leads to %s", role, own.ID, path, to)
			}
		}
		if opened < 4 {
			t.Errorf("%s opened %d pages: nothing was looked at", role, opened)
		}
	}
}

// foreignIn are the addresses and values of a page in which one of these ids stands.
func foreignIn(page string, foreign map[string]string) (list []string) {
	for _, m := range pointed.FindAllStringSubmatch(page, -1) {
		for part := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return strings.ContainsRune("/?=&;#. ", r) }) {
			if foreign[part] != "" {
				list = append(list, foreign[part]+" "+m[1])
			}
		}
	}
	return list
}

// filled puts an id in the place of what an address names, and what is nowhere for all
// else.
func filled(path, id string) string {
	return otherParts.ReplaceAllString(strings.Replace(path, ":id", id, 1), "none")
}

var otherParts = regexp.MustCompile(`:[a-z]+`)
