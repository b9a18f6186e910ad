package office

import (
	"kist/internal/ballot"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"kist/internal/audit"
	"kist/internal/codewords"
	"kist/internal/contacts"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/locales"
)

// elsewhere are the routes that change something and that this file's walk does
// not send, with where their lines are looked for.
var elsewhere = map[string]string{
	"POST /staff/sign-in/passkey":   "TestPasskeysInABrowser: it needs a device",
	"POST /staff/me/passkey":        "TestPasskeysInABrowser: it needs a device",
	"POST /staff/me/passkey/remove": "people.TestPasskeysOfAnAccount: it needs a device",
}

// walk goes through every route that changes something, in an order in which each
// can succeed, and checks that each leaves its line.
type walk struct {
	t    *testing.T
	h    *house
	done map[string]bool
}

// lines are all lines of the trail, whatever still waits on documents.
func (w *walk) lines() []*audit.Line {
	w.t.Helper()
	ctx := w.t.Context()
	for _, sweep := range []func() error{func() error { return w.h.people.Sweep(ctx) }, func() error { return w.h.book.Sweep(ctx) }, func() error { return w.h.tablets.Sweep(ctx) }, func() error { return w.h.contacts.Sweep(ctx) }} {
		if err := sweep(); err != nil {
			w.t.Fatal(err)
		}
	}
	var all []*audit.Line
	for l, err := range w.h.people.Trail.Find(ctx, audit.Filter{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, l)
	}
	return all
}

// leaves sends a form to a route's path and wants a new line of this deed.
func (w *walk) leaves(did, route string, b *reader, path string, form ...string) string {
	w.t.Helper()
	w.done["POST "+route] = true
	before := map[string]bool{}
	for _, l := range w.lines() {
		before[l.ID] = true
	}
	answer := b.post(path, form...)
	if answer.Code >= http.StatusBadRequest && did != "account.sign_in_refused" {
		w.t.Errorf("%s: %d", route, answer.Code)
	}
	found := false
	for _, l := range w.lines() {
		if before[l.ID] {
			continue
		}
		found = found || l.Did == did
		if !slices.Contains(deeds, l.Did) {
			w.t.Errorf("%s leaves %q, which has no words", route, l.Did)
		}
	}
	if !found {
		w.t.Errorf("POST %s leaves no line %q", route, did)
	}
	return answer.Header().Get("Location")
}

// TestEveryMutationLeavesItsLine fails when a route is added that changes
// something and is not walked here.
func TestEveryMutationLeavesItsLine(t *testing.T) {
	h := open(t)
	w := &walk{t: t, h: h, done: map[string]bool{}}
	admin := h.as(people.Administrator)
	w.accounts(admin)
	w.plans(admin)
	for _, r := range h.handler.Routes() {
		route := r.Method + " " + r.Path
		if r.Method == http.MethodGet || r.Method == http.MethodHead || !strings.HasPrefix(r.Path, "/staff") {
			continue
		}
		if !w.done[route] && elsewhere[route] == "" {
			t.Errorf("%s changes something, and nothing looks for its line", route)
		}
	}
}

func (w *walk) accounts(admin *reader) {
	w.t.Helper()
	token, err := w.h.people.Invite(w.t.Context(), people.Server, people.Inspector)
	if err != nil {
		w.t.Fatal(err)
	}
	ros := w.h.reader()
	w.leaves("account.accept", "/staff/sign-in/:token", ros, "/staff/sign-in/"+token, "name", "Ros")
	w.leaves("account.language", "/staff/language", ros, "/staff/language", "lang", "en")
	page := ros.get("/staff/me/password").Body.String()
	key := strings.ReplaceAll(regexp.MustCompile(`<code>([A-Z2-7 ]+)</code>`).FindStringSubmatch(page)[1], " ", "")
	code, err := totp.GenerateCode(key, w.h.today)
	if err != nil {
		w.t.Fatal(err)
	}
	w.leaves("account.password", "/staff/me/password", ros, "/staff/me/password", "held", held.FindStringSubmatch(page)[1], "login", "ros", "password", "heather on the hill", "code", code)
	other := w.h.reader()
	w.leaves("account.sign_in_refused", "/staff/sign-in", other, "/staff/sign-in", "login", "ros", "password", "wrong, and long enough", "code", "000000")
	w.leaves("account.sign_in", "/staff/sign-in", other, "/staff/sign-in", "login", "ros", "password", "heather on the hill", "code", w.h.nextCode(w.t, key))
	w.leaves("account.sessions_end", "/staff/me/sessions", other, "/staff/me/sessions", "session", "others")
	w.leaves("account.password_remove", "/staff/me/password/remove", other, "/staff/me/password/remove")
	six := codewords.From(make([]byte, codewords.Size)).String()
	w.leaves("reader.make", "/staff/me/reading", other, "/staff/me/reading", "shown", six, "words", six)
	w.leaves("account.sign_out", "/staff/sign-out", other, "/staff/sign-out")

	w.leaves("account.invite", "/staff/people/new", admin, "/staff/people/new", "email", "iona@example.org", "role", "inspector", "scope", "whole")
	invited, person := w.account("iona@example.org"), w.account("Ros")
	w.leaves("account.invite_again", "/staff/people/:id/link", admin, invited+"/link")
	w.leaves("account.roles", "/staff/people/:id", admin, person, "role", "coordinator", "scope", "whole")
	w.leaves("account.sessions_end_all", "/staff/people/:id/sessions", admin, person+"/sessions")
	w.leaves("account.recovery_ask", "/staff/people/:id/recovery", admin, person+"/recovery", "what", "recovery")
	w.leaves("account.recovery_confirm", "/staff/people/:id/recovery", w.h.as(people.Administrator), person+"/recovery", "what", "confirm")
	w.leaves("account.end", "/staff/people/:id/end", admin, person+"/end")
}

// account is the page of somebody by name or e-mail address.
func (w *walk) account(who string) string {
	w.t.Helper()
	all, err := w.h.people.All(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(a *people.Account) bool { return a.Name == who || a.Email == who })
	if i < 0 {
		w.t.Fatalf("no account of %s", who)
	}
	return personPath(all[i].ID)
}

func (w *walk) plans(admin *reader) {
	w.t.Helper()
	programme := w.leaves("programme.make", "/staff/programmes/new", admin, "/staff/programmes/new", "title", "Children at risk of harm", "framework", "qif2019")
	w.leaves("programme.edit", "/staff/programmes/:id/edit", admin, programme+"/edit", "title", "Another title", "framework", "qif2019", "evaluated", "2.1", "_mark", markOf(w.t, admin, programme+"/edit"))
	inspection := w.leaves("inspection.make", "/staff/programmes/:id/new", admin, programme+"/new", "title", "Fife", "area", "S12000047", "starts", "2026-09-28")
	w.leaves("inspection.edit", "/staff/inspections/:id/edit", admin, inspection+"/edit", "title", "Fife again", "area", "S12000047", "starts", "2026-09-28", "_mark", markOf(w.t, admin, inspection+"/edit"))
	w.leaves("inspection.evaluate", "/staff/inspections/:id/evaluation", admin, inspection+"/evaluation", "indicator", "2.1", "grade", "5")
	checks := w.leaves("round.make", "/staff/inspections/:id/new", admin, inspection+"/new", roundForms()...)
	round := strings.TrimSuffix(checks, "/checks")
	w.leaves("round.edit", "/staff/rounds/:id/edit", admin, round+"/edit", roundForms("name", "Another name", "key-1", "schools", "_mark", markOf(w.t, admin, round+"/edit"))...)
	w.leaves("confirm", "/staff/helplines", admin, "/staff/helplines")
	w.leaves("confirm", "/staff/rounds/:id/checks", admin, checks, "what", "privacy")
	w.leaves("confirm", "/staff/rounds/:id/test", admin, round+"/test")
	w.leaves("round.open", "/staff/rounds/:id/open", admin, round+"/open")
	w.leaves("round.slips", "/staff/rounds/:id/slips", admin, round+"/slips", "setting", "schools", "sheets", "1")
	w.leaves("round.slips", "/staff/rounds/:id/forms", admin, round+"/forms", "setting", "schools", "edition", "11-13", "lang", "en", "layout", "word", "forms", "2")
	w.tablet(admin, round)
	lead, contact := w.h.as(people.SafeguardingLead), contactPath(w.h.contact("spring", contacts.Words{Reach: "07700 900123"}))
	w.leaves("contact.reached", "/staff/contacts/:id", lead, contact, "state", "reached")
	w.h.box(1, 40, ballot.Alike)
	w.h.kist.set(func(k *kist) { k.progress.Apart = 1 })
	const apart = "/staff/rounds/spring/apart"
	w.leaves("round.apart_leave", "/staff/rounds/:id/apart", admin, apart, "do", "leave", "_mark", "1", "why", "A script")
	w.leaves("round.apart_drop", "/staff/rounds/:id/apart", admin, apart, "do", "drop", "_mark", "1")
	w.leaves("round.apart_count", "/staff/rounds/:id/apart", admin, apart, "do", "count", "_mark", "1", "why", "A class")
	w.leaves("round.apart_agree", "/staff/rounds/:id/apart", w.h.as(people.Coordinator), apart, "do", "agree", "_mark", "3")
	w.leaves("close", "/staff/rounds/:id/close", admin, "/staff/rounds/spring/close")
	w.h.alter(func(r *inspections.Round) { r.Synthetic = false })
	w.leaves("release", "/staff/rounds/:id/release", admin, "/staff/rounds/spring/release")
	w.leaves("release.stop", "/staff/rounds/:id/release/stop", admin, "/staff/rounds/spring/release/stop")
	other := w.h.as(people.Coordinator)
	w.leaves("release.decline", "/staff/rounds/:id/release/second", other, "/staff/rounds/spring/release/second", "do", "decline")
	w.leaves("release", "/staff/rounds/:id/release", admin, "/staff/rounds/spring/release")
	w.leaves("release.approve", "/staff/rounds/:id/release/second", other, "/staff/rounds/spring/release/second", "do", "approve")
	w.over(admin, other)
}

// over makes a release over the places of a programme.
func (w *walk) over(admin, other *reader) {
	w.t.Helper()
	w.h.programme()
	const page, route = "/staff/programmes/joint/release", "/staff/programmes/:id/release"
	w.leaves("release", route, admin, page, "round", "fife", "round", "moray")
	w.leaves("release.stop", route+"/stop", admin, page+"/stop")
	w.leaves("release.approve", route+"/second", other, page+"/second", "do", "approve")
}

func (w *walk) tablet(admin *reader, round string) {
	w.t.Helper()
	page := round + "/tablets"
	w.leaves("tablet.make", "/staff/rounds/:id/tablets", admin, page, "name", "The blue tablet")
	list, err := w.h.tablets.OfRound(w.t.Context(), strings.TrimPrefix(round, "/staff/rounds/"))
	if err != nil || len(list) != 1 {
		w.t.Fatalf("%d tablets, %v", len(list), err)
	}
	const route = "/staff/rounds/:id/tablets/:tablet"
	w.leaves("tablet.link", route, admin, page+"/"+list[0].ID, "what", "link")
	w.leaves("tablet.strike", route, admin, page+"/"+list[0].ID, "what", "strike", "reason", "lost")
	w.leaves("tablet.restore", route, admin, page+"/"+list[0].ID, "what", "restore")
}

// deedLiteral is a deed as it stands in the code that does it.
var deedLiteral = regexp.MustCompile(`"((?:account|programme|inspection|round|tablet|contact)\.[a-z_]+)"`)

// TestEveryDeedInTheCodeHasWords reads the code of those who sign lines.
func TestEveryDeedInTheCodeHasWords(t *testing.T) {
	bundle, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, folder := range []string{"people", "inspections", "contacts"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "internal", folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range deedLiteral.FindAllStringSubmatch(string(code), -1) {
				n++
				for _, lang := range []string{"en", "gd"} {
					if text := deedWords(bundle.Printer(lang), m[1]); text == m[1] || strings.HasPrefix(text, "[") {
						t.Errorf("%s: %s is shown as %q in %s", file, m[1], text, lang)
					}
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("%d deeds were found", n)
	}
}

// TestTheAuditHoldsNoPassword tries to sign in with a name that is a password:
// what nobody has leaves no line.
func TestTheAuditHoldsNoPassword(t *testing.T) {
	h := open(t)
	w := &walk{t: t, h: h, done: map[string]bool{}}
	before := len(w.lines())
	must(t, h.reader().post("/staff/sign-in", "login", "heather.on.the.hill", "password", "x", "code", "1"), http.StatusForbidden)
	if n := len(w.lines()); n != before {
		t.Errorf("%d lines more", n-before)
	}
}

// subresource is what a page makes a browser ask for beside itself.
var subresource = regexp.MustCompile(`<(?:link|script|img|iframe|object|embed|source|video|audio)[^>]*(?:href|src)="([^"]+)"`)

// TestFromTheSignInPageHome counts: the form, the page that it leads to, and beyond
// these only style and script.
func TestFromTheSignInPageHome(t *testing.T) {
	h := open(t)
	b := h.as(people.Inspector)
	key := enrol(t, b, "ros", "heather on the hill")
	other := h.reader()
	other.get("/staff/sign-in")
	requests := 1
	w := other.post("/staff/sign-in", "login", "ros", "password", "heather on the hill", "code", other.h.nextCode(t, key))
	for w.Code == http.StatusSeeOther && requests < 9 {
		requests++
		w = other.get(w.Header().Get("Location"))
	}
	must(t, w, http.StatusOK, "Ros Baird, nothing waits for you")
	if requests != 2 {
		t.Errorf("%d requests from the sign-in page to home", requests)
	}
	for _, m := range subresource.FindAllStringSubmatch(w.Body.String(), -1) {
		if !strings.HasPrefix(m[1], "data:") && !strings.HasPrefix(m[1], "/static/staff.") {
			t.Errorf("home asks for %s too", m[1])
		}
	}
}
