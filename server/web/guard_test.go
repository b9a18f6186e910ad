package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/people"
	"kist/locales"
)

// tokens are sessions: a token is a role, with "@programme:p" or
// "@inspection:i" where it does not hold everywhere and "!" at the end (after an
// @) for a sign-in of long ago; or it is a state of the store.
type tokens struct{}

func (tokens) Visitor(_ context.Context, token string) (Visitor, error) {
	switch token {
	case "ended":
		return Visitor{}, fault.Wrap(fault.Denied, "the session is over")
	case "broken":
		return Visitor{}, errors.New("the store is away")
	case "gaelic":
		return Visitor{ID: "màiri", Name: "Màiri", Roles: []string{inspector}, Lang: "gd"}, nil
	}
	role, where, _ := strings.Cut(token, "@")
	grant := people.Grant{Role: people.Role(role)}
	place, stale := strings.CutSuffix(where, "!")
	if kind, id, ok := strings.Cut(place, ":"); ok && kind == OfProgramme {
		grant.Programme = id
	} else if ok {
		grant.Inspection = id
	}
	account := people.Account{Grants: []people.Grant{grant}}
	return Visitor{ID: "ros", Name: "Ros Baird", Roles: []string{role}, Fresh: !stale, Holds: func(roles []string, programme, inspection string) bool {
		asked := make([]people.Role, len(roles))
		for i, r := range roles {
			asked[i] = people.Role(r)
		}
		return account.May(asked, programme, inspection)
	}}, nil
}

// lie puts everything whose id is "r1" into inspection i of programme p.
type lie struct{}

func (lie) Place(_ context.Context, kind, id string) (Place, error) {
	switch {
	case id == "broken":
		return Place{}, errors.New("the store is away")
	case id != "r1":
		return Place{}, fault.Wrap(fault.NotFound, "%s", kind)
	case kind == OfProgramme:
		return Place{Programme: "p"}, nil
	}
	return Place{Programme: "p", Inspection: "i"}, nil
}

// newStaff is the staff side with those sessions.
func newStaff(t testing.TB, secure bool) *Staff {
	t.Helper()
	words, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	return NewStaff(StaffOptions{Words: words, Lang: "en", Secure: secure, Sessions: tokens{}, Places: lie{}, Style: "/static/staff.css"})
}

// site is a server on which every route of the table answers with who asked.
func site(t testing.TB, staff *Staff, more ...string) *echo.Echo {
	t.Helper()
	child := func(c echo.Context, status int, _ string, _ fault.Problems) error { return c.String(status, "child") }
	e := New(slog.New(slog.NewTextHandler(io.Discard, nil)), false, OnError(child, staff.ErrorPage, child))
	staff.Protect(e)
	staff.Protect(e) // every room does so
	for _, route := range append(StaffRoutes(), more...) {
		method, pattern, _ := strings.Cut(route, " ")
		e.Add(method, pattern, func(c echo.Context) error { return c.String(http.StatusOK, "reached by "+staff.Visitor(c).ID) })
	}
	return e
}

// ask sends a request with a session's token, as a browser on the same site
// would unless headers say otherwise.
func ask(h http.Handler, method, path, token string, headers map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(""))
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: token})
	}
	if headers == nil {
		headers = map[string]string{"Sec-Fetch-Site": "same-origin"}
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// concrete fills in the parameters of a route.
func concrete(route string) (method, path string) {
	method, path, _ = strings.Cut(route, " ")
	return method, strings.NewReplacer(":id", "r1", ":token", "abc").Replace(path)
}

var everyRole = []string{administrator, coordinator, volunteer, translator, inspector, safeguarding}

// table says once more who may use what, so that a change of one is a change
// of the other, and a route that is added without a row here fails: the roles by
// their first letters; where the role must hold: the whole installation unless
// it says "wide" or what ":id" names; and "fresh".
var table = map[string]string{
	"GET /staff": "acvtis wide", "GET /staff/": "acvtis wide", "POST /staff/language": "acvtis wide",
	"GET /staff/again": "acvtis wide", "GET /staff/me": "acvtis wide", "POST /staff/me/sessions": "acvtis wide fresh",
	"GET /staff/me/password": "acvtis wide", "POST /staff/me/password": "acvtis wide", "POST /staff/me/password/remove": "acvtis wide fresh",
	"GET /staff/me/passkey": "acvtis wide", "POST /staff/me/passkey": "acvtis wide", "POST /staff/me/passkey/remove": "acvtis wide fresh",
	"GET /staff/me/reading": "cis wide fresh", "POST /staff/me/reading": "cis wide fresh",
	"GET /staff/people": "a", "GET /staff/people/new": "a fresh", "POST /staff/people/new": "a fresh",
	"GET /staff/people/:id": "a", "POST /staff/people/:id": "a fresh", "POST /staff/people/:id/link": "a fresh", "POST /staff/people/:id/sessions": "a fresh",
	"GET /staff/people/:id/end": "a fresh", "POST /staff/people/:id/end": "a fresh",
	"GET /staff/people/:id/recovery": "a fresh", "POST /staff/people/:id/recovery": "a fresh",
	"GET /staff/audit": "a", "GET /staff/audit.csv": "a fresh",
	"GET /staff/rounds": "acis wide", "GET /staff/rounds/:id": "acis round",
	"GET /staff/rounds/:id/close": "ac round fresh", "POST /staff/rounds/:id/close": "ac round fresh", "POST /staff/rounds/:id/release": "ac round fresh", "POST /staff/rounds/:id/release/second": "ac round fresh", "POST /staff/rounds/:id/release/stop": "ac round", "GET /staff/rounds/:id/apart": "acis round", "POST /staff/rounds/:id/apart": "ac round fresh",
	"GET /staff/releases": "acis wide", "GET /staff/releases/:id": "acis release", "GET /staff/releases/:id/:question": "acis release", "GET /staff/releases/of/:id": "acis inspection",
	"GET /staff/releases/map": "acis wide", "GET /staff/releases/map.svg": "acis wide fresh", "GET /staff/releases/map.csv": "acis wide fresh",
	"GET /staff/releases/compare": "acis wide", "GET /staff/releases/compare.svg": "acis wide fresh",
	"GET /staff/review": "acis wide", "GET /staff/review/:id": "acis programme", "GET /staff/review/:id/review.docx": "acis programme fresh", "GET /staff/review/:id/tables.xlsx": "acis programme fresh", "GET /staff/review/:id/tables.csv": "acis programme fresh",
	"GET /staff/review/:id/under/:set/:code": "ai programme", "GET /staff/review/:id/points/:number": "ai programme", "POST /staff/review/:id/points/:number": "i programme", "POST /staff/review/:id/points/:number/step": "i programme",
	"GET /staff/themes": "civ wide", "GET /staff/themes/:id": "civ round", "GET /staff/themes/:id/theme": "ci round", "POST /staff/themes/:id/theme": "ci round", "GET /staff/themes/:id/history": "civ round",
	"GET /staff/themes/:id/q/:question": "civ round", "POST /staff/themes/:id/q/:question": "civ round", "GET /staff/themes/:id/q/:question/agreement": "civ round", "POST /staff/themes/:id/q/:question/join": "ci round",
	"GET /staff/themes/:id/q/:question/settle": "civ round", "POST /staff/themes/:id/q/:question/settle": "civ round", "GET /staff/themes/:id/q/:question/groups": "civ round", "GET /staff/themes/:id/q/:question/search": "civ round",
	"GET /staff/themes/:id/tables": "civ round", "POST /staff/themes/:id/tables": "ci round fresh", "GET /staff/themes/:id/q/:question/quotes": "civ round", "POST /staff/themes/:id/q/:question/quotes": "ci round",
	"GET /staff/feedback": "acvti wide", "GET /staff/feedback/:id": "acvti inspection", "GET /staff/feedback/:id/history": "acvti inspection", "GET /staff/feedback/:id/preview/:edition/:lang": "acvti inspection", "GET /staff/feedback/:id/edit": "cvt inspection",
	"POST /staff/feedback/:id/edit": "cvt inspection", "POST /staff/feedback/:id/step": "cvt inspection", "POST /staff/feedback/:id/check": "ci inspection", "POST /staff/feedback/:id/ask": "ac inspection", "GET /staff/feedback/:id/poster": "acvti inspection",
	"GET /staff/feedback/:id/recordings/:edition/:lang": "acvti inspection", "GET /staff/feedback/:id/recordings/:edition/:lang/:entry": "cvt inspection", "POST /staff/feedback/:id/recordings/:edition/:lang/:entry": "cvt inspection",
	"POST /staff/feedback/:id/recordings/:edition/:lang/:entry/check": "cvt inspection", "POST /staff/feedback/:id/recordings/:edition/:lang/:entry/remove": "cvt inspection",
	"GET /staff/findings": "ai wide", "GET /staff/inspections/:id/findings": "ai inspection", "GET /staff/findings/:id": "ai finding", "GET /staff/findings/:id/history": "ai finding",
	"GET /staff/feeds": "a", "POST /staff/feeds/tokens": "a fresh", "POST /staff/feeds/tokens/:token": "a fresh",
	"GET /staff/feeds/hooks": "a", "POST /staff/feeds/hooks": "a fresh", "POST /staff/feeds/hooks/:hook": "a fresh",
	"GET /staff/inspections/:id/evidence": "ai inspection", "GET /staff/inspections/:id/evidence/:item": "ai inspection",
	"GET /staff/inspections/:id/report": "ai inspection", "GET /staff/inspections/:id/report.html": "ai inspection fresh",
	"GET /staff/inspections/:id/report.docx": "ai inspection fresh", "GET /staff/inspections/:id/report/:edition/:file": "ai inspection fresh",
	"GET /staff/inspections/:id/evidence.json": "ai inspection fresh", "GET /staff/inspections/:id/evidence.zip": "ai inspection fresh", "POST /staff/inspections/:id/evidence/:item/blank": "i inspection fresh",
	"GET /staff/inspections/:id/findings/new": "i inspection", "POST /staff/inspections/:id/findings/new": "i inspection",
	"GET /staff/findings/:id/edit": "i finding", "POST /staff/findings/:id/edit": "i finding",
	"GET /staff/findings/:id/cite": "i finding", "POST /staff/findings/:id/cite": "i finding", "GET /staff/findings/:id/refer": "i finding", "POST /staff/findings/:id/refer": "i finding",
	"POST /staff/findings/:id/drop": "i finding", "GET /staff/findings/:id/quote": "i finding", "POST /staff/findings/:id/quote": "i finding", "POST /staff/findings/:id/state": "i finding", "POST /staff/findings/:id/say": "i finding",
	"POST /staff/findings/:id/offer": "i finding", "POST /staff/findings/:id/read": "i finding", "POST /staff/findings/:id/turn": "i finding",
	"GET /staff/programmes": "acis wide", "GET /staff/programmes/:id": "acis programme",
	"GET /staff/programmes/new": "ac", "POST /staff/programmes/new": "ac",
	"GET /staff/programmes/:id/edit": "ac programme", "POST /staff/programmes/:id/edit": "ac programme",
	"GET /staff/programmes/:id/release": "acis programme", "POST /staff/programmes/:id/release": "ac programme fresh", "POST /staff/programmes/:id/release/stop": "ac programme", "POST /staff/programmes/:id/release/second": "ac programme fresh",
	"GET /staff/programmes/:id/new": "ac programme", "POST /staff/programmes/:id/new": "ac programme",
	"GET /staff/inspections": "acis wide", "GET /staff/inspections/:id": "acis inspection", "GET /staff/inspections/:id/voice": "acis inspection",
	"GET /staff/inspections/:id/edit": "ac inspection", "POST /staff/inspections/:id/edit": "ac inspection",
	"GET /staff/inspections/:id/new": "ac inspection", "POST /staff/inspections/:id/new": "ac inspection",
	"POST /staff/inspections/:id/evaluation": "ai inspection",
	"GET /staff/rounds/:id/edit":             "ac round", "POST /staff/rounds/:id/edit": "ac round",
	"GET /staff/rounds/:id/checks": "ac round", "POST /staff/rounds/:id/checks": "ac round",
	"POST /staff/rounds/:id/test": "ac round", "POST /staff/rounds/:id/open": "ac round",
	"GET /staff/rounds/:id/poster": "acis round", "GET /staff/rounds/:id/leaflet": "acis round", "GET /staff/rounds/:id/helper": "acis round",
	"GET /staff/rounds/:id/slips": "ac round", "POST /staff/rounds/:id/slips": "ac round",
	"GET /staff/rounds/:id/forms": "ac round", "POST /staff/rounds/:id/forms": "ac round",
	"GET /staff/rounds/:id/tablets": "ac round", "POST /staff/rounds/:id/tablets": "ac round", "POST /staff/rounds/:id/tablets/:tablet": "ac round",
	"GET /staff/contacts": "s wide", "GET /staff/contacts/:id": "s contact fresh", "POST /staff/contacts/:id": "s contact fresh",
	"GET /staff/paper": "ac wide", "GET /staff/paper/:id": "ac round", "POST /staff/paper/:id": "ac round", "GET /staff/paper/:id/answers": "ac round", "POST /staff/paper/:id/answers": "ac round",
	"GET /staff/paper/:id/settle": "ac round", "POST /staff/paper/:id/settle": "ac round",
	"GET /staff/safety": "cs wide", "GET /staff/safety/:id": "cs round", "POST /staff/safety/:id": "s round", "GET /staff/safety/:id/raise/:text": "s round", "POST /staff/safety/:id/raise/:text": "s round",
	"GET /staff/safety/:id/concerns/:concern": "s round", "POST /staff/safety/:id/concerns/:concern": "s round", "GET /staff/texts": "cs wide", "GET /staff/texts/:id": "cs round", "POST /staff/texts/:id": "cs round",
	"GET /staff/texts/:id/worry/:text": "cs round", "POST /staff/texts/:id/worry/:text": "cs round", "GET /staff/themes/:id/worry/:text": "civ round", "POST /staff/themes/:id/worry/:text": "civ round",
	"GET /staff/words": "ct wide", "GET /staff/words/:id": "ct round", "POST /staff/words/:id": "ct round", "GET /staff/words/:id/worry/:text": "ct round", "POST /staff/words/:id/worry/:text": "ct round",
	"POST /staff/sessions/:id/unreviewed": "cs round", "POST /staff/sessions/:id/analysis": "cis round",
	"GET /staff/helplines": "ac", "POST /staff/helplines": "ac",
	"GET /staff/library": "acvti wide", "GET /staff/library/:key": "acvti wide", "POST /staff/library/:key/take": "acvt wide",
	"GET /staff/my-work": "acvt wide",
	"GET /staff/care":    "acvt wide",
	"POST /staff/care":   "acvt wide",
	"GET /staff/surveys": "acvt wide", "GET /staff/surveys/:id": "acvt wide", "GET /staff/surveys/:id/recordings": "acvt wide",
	"GET /staff/surveys/:id/recordings/:passage": "acvt wide", "POST /staff/surveys/:id/recordings/:passage": "acvt wide",
	"GET /staff/surveys/:id/retire":              "ac",
	"POST /staff/surveys/:id/retire":             "ac",
	"GET /staff/surveys/:id/q/:question":         "acvt wide",
	"POST /staff/surveys/:id/q/:question/say":    "acvt wide",
	"GET /staff/surveys/:id/q/:question/propose": "acvt wide",
	"GET /staff/surveys/:id/q/:question/build":   "acvt wide", "POST /staff/surveys/:id/q/:question/build": "acvt wide",
	"GET /staff/surveys/:id/preview/:edition/:lang/:step": "acvt wide", "POST /staff/surveys/:id/preview/:edition/:lang/:step": "acvt wide",
	"POST /staff/surveys/:id/recordings/:passage/check": "acvt wide",
	"GET /staff/surveys/:id/new":                        "acvt wide", "POST /staff/surveys/:id/new": "acvt wide",
	"GET /staff/surveys/:id/start": "acvt wide", "POST /staff/surveys/:id/start": "acvt wide",
	"POST /staff/surveys/:id/q/:question/propose":       "acvt wide",
	"GET /staff/surveys/:id/p/:proposal":                "acvt wide",
	"POST /staff/surveys/:id/p/:proposal/say":           "acvt wide",
	"POST /staff/surveys/:id/p/:proposal/vote":          "acvt wide",
	"POST /staff/surveys/:id/p/:proposal/merge":         "acvt wide",
	"POST /staff/surveys/:id/p/:proposal/withdraw":      "acvt wide",
	"POST /staff/surveys/:id/p/:proposal/decide":        "ac",
	"GET /staff/surveys/:id/file":                       "acvt wide",
	"GET /staff/surveys/:id/xlsform/:edition":           "acvt wide",
	"GET /staff/surveys/:id/paper":                      "acvt wide",
	"GET /staff/surveys/:id/paper/form.docx":            "acvt wide",
	"GET /staff/surveys/:id/preview":                    "acvt wide",
	"GET /staff/surveys/:id/preview/:edition/:lang":     "acvt wide",
	"GET /staff/surveys/:id/history":                    "acvt wide",
	"GET /staff/surveys/:id/history/:seq":               "acvt wide",
	"POST /staff/surveys/:id/history/:seq":              "ac",
	"GET /staff/surveys/:id/history/:seq/restore":       "ac",
	"GET /staff/surveys/:id/review":                     "acvt wide",
	"POST /staff/surveys/:id/review/coordinator":        "c",
	"POST /staff/surveys/:id/review/volunteer":          "v wide",
	"POST /staff/surveys/:id/publish":                   "ac",
	"GET /staff/surveys/:id/versions":                   "acvt wide",
	"GET /staff/surveys/:id/pilots":                     "acvt wide",
	"POST /staff/surveys/:id/pilots":                    "ac",
	"GET /staff/surveys/:id/pilots/:pilot":              "acvt wide",
	"GET /staff/surveys/:id/pilots/:pilot/file":         "acvt wide",
	"GET /staff/surveys/:id/pilots/:pilot/close":        "ac",
	"POST /staff/surveys/:id/pilots/:pilot/testers":     "ac",
	"POST /staff/surveys/:id/pilots/:pilot/close":       "ac",
	"GET /staff/surveys/:id/pilots/:pilot/end":          "ac fresh",
	"POST /staff/surveys/:id/pilots/:pilot/end":         "ac fresh",
	"GET /staff/import":                                 "ac",
	"POST /staff/import":                                "ac",
	"POST /staff/import/begin":                          "ac",
	"GET /staff/surveys/:id/copy":                       "ac",
	"POST /staff/surveys/:id/copy":                      "ac",
	"GET /staff/surveys/:id/recordings/:passage/remove": "acvt wide", "POST /staff/surveys/:id/recordings/:passage/remove": "acvt wide",
	"POST /staff/surveys/:id/q/:question/advice": "acvt wide", "POST /staff/surveys/:id/q/:question/keep": "acvt wide",
	"POST /staff/surveys/:id/q/:question/build/advice":   "acvt wide",
	"POST /staff/surveys/:id/new/advice":                 "acvt wide",
	"POST /staff/surveys/:id/start/advice":               "acvt wide",
	"GET /staff/surveys/:id/versions/:version/overruled": "acvt wide",
	"GET /staff/translate":                               "acvt wide", "GET /staff/translate/:survey/:lang": "acvt wide", "POST /staff/translate/:survey/:lang": "act wide",
	"GET /staff/translate/:survey/:lang/file": "acvt wide", "GET /staff/translate/:survey/:lang/xliff": "acvt wide",
	"POST /staff/translate/:survey/:lang/file": "act wide", "POST /staff/translate/:survey/:lang/file/take": "act wide",
	"GET /staff/glossary/:lang": "acvt wide", "POST /staff/glossary/:lang": "act wide",
}

// scopes are where a role may hold, and whether that reaches a whole
// programme p, or an inspection i in it.
var scopes = []struct {
	token                 string
	programme, inspection bool
}{
	{"@", true, true}, {"@programme:p", true, true}, {"@programme:q", false, false}, {"@inspection:i", false, true}, {"@inspection:j", false, false},
}

func TestWhoMayUseWhat(t *testing.T) {
	e := site(t, newStaff(t, false))
	for _, route := range StaffRoutes() {
		row := table[route]
		if access[route].anybody {
			if !strings.Contains(route, "/sign-") || row != "" {
				t.Errorf("%s is open to anybody", route)
			}
			continue
		}
		if row == "" {
			t.Errorf("%s has no row in this test's table", route)
			continue
		}
		words := strings.Fields(row)
		letters, fresh := words[0], words[len(words)-1] == "fresh"
		place := ""
		if len(words) > 1 && words[1] != "fresh" {
			place = words[1]
		}
		for _, role := range everyRole {
			for _, scope := range scopes {
				open := strings.Contains(letters, role[:1])
				switch place {
				case "":
					open = open && scope.token == "@"
				case OfProgramme:
					open = open && scope.programme
				case OfInspection, OfRound, OfRelease, OfContact, OfFinding:
					open = open && scope.inspection
				case wide:
				default:
					t.Errorf("%s: what is %q?", route, place)
				}
				wantReached(t, e, route, role+scope.token, open, false)
				wantReached(t, e, route, role+scope.token+"!", open, fresh)
			}
		}
	}
	for route := range table {
		if _, ok := access[route]; !ok {
			t.Errorf("%s is no route", route)
		}
	}
}

// wantReached asks and says whether the page may be reached; again: only
// after signing in again.
func wantReached(t *testing.T, h http.Handler, route, token string, open, again bool) {
	t.Helper()
	method, path := concrete(route)
	w := ask(h, method, path, token, nil)
	want := http.StatusForbidden
	switch {
	case open && again:
		want = http.StatusSeeOther
	case open:
		want = http.StatusOK
	}
	to := w.Header().Get("Location")
	if w.Code != want || strings.HasPrefix(w.Body.String(), "reached") != (want == http.StatusOK) || (want == http.StatusSeeOther) != strings.HasPrefix(to, "/staff/again?to=%2Fstaff%2F") {
		t.Errorf("%s on %s: %d to %q, want %d", token, route, w.Code, to, want)
	}
}

func TestSigningInAgainLeadsBackToAPage(t *testing.T) {
	e := site(t, newStaff(t, false))
	for _, test := range []struct{ method, path, to string }{
		{"GET", "/staff/rounds/r1/close?a=b", "/staff/rounds/r1/close?a=b"},
		{"POST", "/staff/rounds/r1/close", "/staff/rounds/r1/close"},
		{"POST", "/staff/rounds/r1/release", "/staff/rounds/r1"},
		{"POST", "/staff/rounds/a%2Fb/release", "/staff/rounds/a%2Fb"},
		{"POST", "/staff/me/passkey/remove", "/staff/me/passkey"},
	} {
		w := ask(e, test.method, test.path, administrator+"@!", nil)
		to, err := url.Parse(w.Header().Get("Location"))
		if err != nil || to.Path != "/staff/again" || to.Query().Get("to") != test.to {
			t.Errorf("%s %s: to %s, %v", test.method, test.path, to, err)
		}
	}
}

// What cannot be found, or looked up, is nobody's whose role has bounds.
func TestPlacesThatAreNotThere(t *testing.T) {
	e := site(t, newStaff(t, false))
	for token, want := range map[string][2]int{inspector + "@": {200, 200}, inspector + "@inspection:i": {403, 500}} {
		for i, id := range []string{"gone", "broken"} {
			if w := ask(e, http.MethodGet, "/staff/rounds/"+id, token, nil); w.Code != want[i] {
				t.Errorf("%s on %s: %d, want %d", token, id, w.Code, want[i])
			}
		}
	}
	staff := newStaff(t, false)
	staff.Places = nil
	if w := ask(site(t, staff), http.MethodGet, "/staff/rounds/r1", inspector+"@inspection:i", nil); w.Code != http.StatusForbidden {
		t.Errorf("with nobody who knows places: %d", w.Code)
	}
}

func TestEveryRouteIsGuarded(t *testing.T) {
	e := site(t, newStaff(t, false))
	for _, route := range StaffRoutes() {
		method, path := concrete(route)
		for _, role := range append([]string{"", "ended", "king"}, everyRole...) {
			w := ask(e, method, path, role, nil)
			want := http.StatusForbidden
			switch {
			case MayUse(route, []string{role}):
				want = http.StatusOK
			case role == "" || role == "ended":
				want = http.StatusSeeOther
			}
			if w.Code != want || strings.HasPrefix(w.Body.String(), "reached") != (want == http.StatusOK) {
				t.Errorf("%q on %s: %d, want %d", role, route, w.Code, want)
			}
		}
	}
}

func TestARouteThatIsNotInTheTableIsRefused(t *testing.T) {
	e := site(t, newStaff(t, false), "GET /staff/secrets", "POST /staff/rounds")
	for _, route := range []string{"GET /staff/secrets", "POST /staff/rounds"} {
		method, path := concrete(route)
		if w := ask(e, method, path, administrator, nil); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", route, w.Code)
		}
		if w := ask(e, method, path, "", nil); w.Code != http.StatusSeeOther {
			t.Errorf("%s, not signed in: %d", route, w.Code)
		}
	}
}

func TestWritingAPathOtherwiseDoesNotGoRound(t *testing.T) {
	e := site(t, newStaff(t, false))
	for _, path := range []string{"/staff/rounds/../rounds", "/staff//rounds", "/Staff/rounds", "/%73taff/rounds", "/staff/rounds/", "/x/../staff/rounds", "/staff/rounds/%2e%2e", "/staff/rounds/a%2fb", "/staff/rounds/%2561"} {
		w := ask(e, http.MethodGet, path, "", nil)
		if strings.HasPrefix(w.Body.String(), "reached") {
			t.Errorf("%s was reached without a session", path)
		}
	}
}

// TestPathsAreDecodedOnce: what an address names is read once, whatever it is written as,
// by the guard and by the pages alike.
func TestPathsAreDecodedOnce(t *testing.T) {
	e := site(t, newStaff(t, false))
	e.GET("/j/:code", func(c echo.Context) error {
		named, err := Param(c, "code")
		if err != nil {
			return err
		}
		return c.String(http.StatusOK, named)
	})
	for written, want := range map[string]string{"r1": "r1", "%72%31": "r1", "%2572%31": "%721", "%25721": "%721", "a%2Fb": "a/b", "a%2F%2562": "a/%62", "%C3%A9": "é", "a%252Fb": "a%2Fb"} {
		if got := ask(e, http.MethodGet, "/j/"+written, "", nil).Body.String(); got != want {
			t.Errorf("%s is %q, want %q", written, got, want)
		}
		status := http.StatusForbidden
		if want == "r1" {
			status = http.StatusOK
		}
		if w := ask(e, http.MethodGet, "/staff/rounds/"+written, inspector+"@inspection:i", nil); w.Code != status {
			t.Errorf("round %s: %d, want %d", written, w.Code, status)
		}
	}
}

func TestOutsideTheStaffSideNobodyIsAsked(t *testing.T) {
	staff := newStaff(t, false)
	e := site(t, staff, "GET /j/:code", "POST /j/:code", "GET /staffroom")
	for _, route := range []string{"GET /j/:code", "POST /j/:code", "GET /staffroom"} {
		method, path := concrete(route)
		w := ask(e, method, path, "broken", map[string]string{"X": "y"})
		if w.Body.String() != "reached by " || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %s", route, w.Code, w.Body)
		}
	}
}

func TestFormsFromElsewhere(t *testing.T) {
	e := site(t, newStaff(t, false))
	tests := []struct {
		name    string
		headers map[string]string
		status  int
	}{
		{"same origin", map[string]string{"Sec-Fetch-Site": "same-origin"}, 200},
		{"typed by the person", map[string]string{"Sec-Fetch-Site": "none"}, 200},
		{"an old browser", map[string]string{"Origin": "http://example.com"}, 200},
		{"another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.test"}, 403},
		{"another name of the same site", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"an old browser on another site", map[string]string{"Origin": "http://evil.test"}, 403},
		{"a page that hides where it is", map[string]string{"Origin": "null"}, 403},
		{"no browser", map[string]string{"User-Agent": "curl"}, 403},
	}
	for _, test := range tests {
		for _, path := range []string{"/staff/rounds/r1/close", "/staff/sign-in/abc"} {
			if w := ask(e, http.MethodPost, path, administrator, test.headers); w.Code != test.status {
				t.Errorf("%s, %s: %d, want %d", path, test.name, w.Code, test.status)
			}
		}
	}
	if w := ask(e, http.MethodGet, "/staff/rounds", administrator, map[string]string{"Sec-Fetch-Site": "cross-site"}); w.Code != http.StatusOK {
		t.Errorf("a link from elsewhere: %d", w.Code)
	}
}

func TestAnEndedSessionIsSaidSo(t *testing.T) {
	e := site(t, newStaff(t, false))
	w := ask(e, http.MethodGet, "/staff/rounds", "ended", nil)
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || to.Path != "/staff/sign-in" || to.Query().Get("ended") == "" {
		t.Errorf("sent to %s, %v", to, err)
	}
	if c := w.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 || c[0].Value != "" {
		t.Errorf("the token stays: %v", c)
	}
	if w := ask(e, http.MethodGet, "/staff/rounds", "", nil); w.Header().Get("Location") != "/staff/sign-in" {
		t.Errorf("sent to %s", w.Header().Get("Location"))
	}
}

func TestAStoreThatFailsLetsNobodyIn(t *testing.T) {
	w := ask(site(t, newStaff(t, false)), http.MethodGet, "/staff/rounds", "broken", nil)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "away") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
}

func TestTheCookie(t *testing.T) {
	for _, secure := range []bool{false, true} {
		staff := newStaff(t, secure)
		e := echo.New()
		w := httptest.NewRecorder()
		staff.Remember(e.NewContext(httptest.NewRequest(http.MethodGet, "/staff/", nil), w), "token")
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("cookies %v", cookies)
		}
		c := cookies[0]
		// The path keeps it from children's pages, and no lifetime lets the
		// browser drop it when it closes.
		if c.Value != "token" || c.Path != "/staff" || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure != secure || c.MaxAge != 0 || !c.Expires.IsZero() || c.Domain != "" {
			t.Errorf("%+v", c)
		}
		if strings.HasPrefix(c.Name, "__Secure-") != secure {
			t.Errorf("name %s, secure %t", c.Name, secure)
		}
		r := httptest.NewRequest(http.MethodGet, "/staff/", nil)
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		if got := staff.Token(e.NewContext(r, w)); got != "token" {
			t.Errorf("token %q", got)
		}
	}
}

// A form that is none is told so, on every page, before the page looks at it.
func TestFormsThatAreNone(t *testing.T) {
	e := site(t, newStaff(t, false))
	const file = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nb\r\n--x--\r\n"
	for name, c := range map[string]struct {
		kind, body string
		want       int
	}{
		"a form":             {"application/x-www-form-urlencoded", "a=b", 200},
		"a form with a file": {"multipart/form-data; boundary=x", file, 200},
		"nothing":            {"", "", 200},
		"bad escapes":        {"application/x-www-form-urlencoded", "a=%zz", 422},
		"semicolons":         {"application/x-www-form-urlencoded", "a=b;c=d", 422},
		"no boundary":        {"multipart/form-data", file, 422},
		"cut off":            {"multipart/form-data; boundary=x", file[:len(file)-8], 422},
		"a name with nought": {"multipart/form-data; boundary=x", strings.Replace(file, "a.csv", "a\x00.csv", 1), 422},
		"too large":          {"application/x-www-form-urlencoded", "a=" + strings.Repeat("b", MaxBody), 413},
	} {
		r := httptest.NewRequest(http.MethodPost, "/staff/people/new", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.ContentLength = -1
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: administrator})
		w := httptest.NewRecorder()
		if e.ServeHTTP(w, r); w.Code != c.want {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
	}
}

// drip is the body of a request that comes in pieces, the last of them after a while.
type drip struct {
	pieces []string
	pause  time.Duration
}

func (d *drip) Read(b []byte) (int, error) {
	if len(d.pieces) == 0 {
		return 0, io.EOF
	}
	time.Sleep(d.pause)
	n := copy(b, d.pieces[0])
	d.pieces = d.pieces[1:]
	return n, nil
}

// TestAFileOverASlowLine: whoever may send a file has longer for it than a form has, and
// for the answer to it; who may not, and a form without a file, have no longer than others.
func TestAFileOverASlowLine(t *testing.T) {
	s := httptest.NewUnstartedServer(site(t, newStaff(t, false)))
	s.Config.ReadTimeout, s.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	s.Start()
	defer s.Close()
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	send := func(path, token string) int {
		pieces := strings.SplitAfter("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nb\r\nc\r\nd\r\ne\r\nf\r\n--x--\r\n", "\r\n")
		body := &drip{pause: 100 * time.Millisecond, pieces: pieces}
		r, err := http.NewRequest(http.MethodPost, s.URL+path, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if token != "" {
			r.AddCookie(&http.Cookie{Name: "kist-staff", Value: token})
		}
		w, err := s.Client().Do(r)
		if err != nil {
			return 0 // cut
		}
		defer w.Body.Close()
		return w.StatusCode
	}
	for route := range larger {
		_, path := concrete(route)
		if got := send(path, coordinator+"@"); got != http.StatusOK {
			t.Errorf("%s, by who may: %d", route, got)
		}
		for token, refusal := range map[string]int{"": http.StatusSeeOther, safeguarding + "@": http.StatusForbidden} {
			if got := send(path, token); got != 0 && got != refusal {
				t.Errorf("%s, by %q: %d", route, token, got)
			}
		}
	}
	if got := send("/staff/people/new", administrator+"@"); got == http.StatusOK {
		t.Error("a form may take as long as a file")
	}
}

// A machine of the same domain can give the browser a cookie of the same name. Which of
// the two is ours does not show, so neither opens anything.
func TestTwoSessionsAreNone(t *testing.T) {
	e := site(t, newStaff(t, false))
	for _, second := range []string{administrator, inspector, ""} {
		r := httptest.NewRequest(http.MethodGet, "/staff/people", nil)
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: administrator})
		r.AddCookie(&http.Cookie{Name: "other", Value: "x"})
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: second})
		w := httptest.NewRecorder()
		if e.ServeHTTP(w, r); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/staff/sign-in" {
			t.Errorf("beside %q: %d to %q", second, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestRoomsThatOpen(t *testing.T) {
	staff := newStaff(t, false)
	for role, want := range map[string][]string{
		administrator: {"/staff/", "/staff/surveys", "/staff/translate", "/staff/inspections", "/staff/rounds", "/staff/paper", "/staff/releases", "/staff/findings", "/staff/feedback", "/staff/feeds", "/staff/people", "/staff/audit"},
		inspector:     {"/staff/", "/staff/library", "/staff/inspections", "/staff/rounds", "/staff/releases", "/staff/themes", "/staff/findings", "/staff/feedback"},
		translator:    {"/staff/", "/staff/surveys", "/staff/translate", "/staff/feedback"},
	} {
		c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/staff/", nil), httptest.NewRecorder())
		visitor, err := tokens{}.Visitor(t.Context(), role)
		if err != nil {
			t.Fatal(err)
		}
		c.Set(visitorKey, visitor)
		base := staff.Base(c, "today", "Title")
		var got []string
		for _, r := range base.Rooms {
			got = append(got, r.Link)
			if r.Here != (r.Link == "/staff/") {
				t.Errorf("%s: here %t", r.Link, r.Here)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", role, got, want)
		}
	}
}
