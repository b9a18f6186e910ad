package office

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
	"kist/locales"
	"kist/server/web"
)

// hire makes an account that has come in, and gives its id.
func (h *house) hire(name string, grants ...people.Grant) (id string, b *reader) {
	h.t.Helper()
	id, token, err := h.people.InviteTo(h.t.Context(), people.Server, "", grants...)
	if err != nil {
		h.t.Fatal(err)
	}
	b = h.reader()
	leads(h.t, b.post("/staff/sign-in/"+token, "name", name), "/staff/")
	return id, b
}

var oneTime = regexp.MustCompile(`https://kist\.example(/staff/sign-in/[A-Z2-7]{52})`)

// link is the path of the one-time link on a page.
func link(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	m := oneTime.FindStringSubmatch(w.Body.String())
	if m == nil {
		t.Fatalf("%d, and no link on the page", w.Code)
	}
	return m[1]
}

func TestInvitingSomebody(t *testing.T) {
	h := open(t)
	admin := h.as(people.Administrator)
	must(t, admin.get("/staff/people/new"), http.StatusOK, "Invite somebody", "Strathlinn joint inspection")
	w := admin.post("/staff/people/new", "role", "inspector", "scope", "inspections", "inspection", "strathlinn", "email", "ros@example.org")
	must(t, w, http.StatusOK, "ros@example.org", "works once")
	to := link(t, w)
	w = admin.get("/staff/people")
	must(t, w, http.StatusOK, "ros@example.org", "inspector: Strathlinn joint inspection", "invited")
	mustNot(t, w, to)

	ros := h.reader()
	leads(t, ros.post(to, "name", "Ros Partner"), "/staff/")
	must(t, admin.get("/staff/people"), http.StatusOK, "Ros Partner", "ros@example.org")
	must(t, ros.get("/staff/people"), http.StatusForbidden)
	must(t, ros.get("/staff/rounds/spring"), http.StatusOK, "Spring round")
}

func TestInvitationsThatCannotBe(t *testing.T) {
	h := open(t)
	admin := h.as(people.Administrator)
	for _, test := range []struct {
		form []string
		say  string
	}{
		{nil, "Please choose at least one role."},
		{[]string{"role", "king", "scope", "whole"}, "Please choose at least one role."},
		{[]string{"role", "inspector"}, "Please say where the role holds."},
		{[]string{"role", "inspector", "scope", "programme"}, "Please choose a programme."},
		{[]string{"role", "inspector", "scope", "inspections"}, "Please choose at least one inspection."},
		{[]string{"role", "inspector", "scope", "whole", "email", "ros"}, "This is not an e-mail address."},
		{[]string{"role", "administrator", "scope", "programme", "programme", "p"}, "whole installation"},
	} {
		w := admin.post("/staff/people/new", test.form...)
		must(t, w, http.StatusUnprocessableEntity, test.say)
		if oneTime.MatchString(w.Body.String()) {
			t.Errorf("%v made a link", test.form)
		}
	}
	if all, err := h.people.All(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d accounts, %v", len(all), err)
	}
}

// A person from a partner body sees the inspections they belong to and nothing
// of any other: not in a list, not on today's page, not by address.
func TestScopedPeopleSeeOnlyTheirOwn(t *testing.T) {
	h := open(t)
	other := round("autumn")
	other.Inspection, other.Name, other.Codes = "glen", "Autumn round", []string{"XXXXXX"}
	h.insert(other)
	if err := h.book.Inspections.Insert(t.Context(), &inspections.Inspection{Head: store.Head{ID: "glen"}, Title: "Glen joint inspection", Synthetic: true}); err != nil {
		t.Fatal(err)
	}
	_, ros := h.hire("Ros", people.Grant{Role: people.Coordinator, Inspection: "strathlinn"})
	for _, path := range []string{"/staff/", "/staff/rounds"} {
		w := ros.get(path)
		must(t, w, http.StatusOK, "Spring round")
		mustNot(t, w, "Autumn round", "Glen joint")
	}
	must(t, ros.get("/staff/rounds/spring"), http.StatusOK)
	must(t, ros.get("/staff/rounds/spring/close"), http.StatusOK)
	for _, path := range []string{"/staff/rounds/autumn", "/staff/rounds/autumn/close", "/staff/rounds/nothing", "/staff/people", "/staff/audit"} {
		must(t, ros.get(path), http.StatusForbidden)
	}
	must(t, ros.post("/staff/rounds/autumn/close"), http.StatusForbidden)
	must(t, h.as(people.Coordinator).get("/staff/rounds/autumn"), http.StatusOK, "Autumn round")
}

func TestFilteringSortingAndTurningPages(t *testing.T) {
	h := open(t)
	admin := h.as(people.Administrator)
	for i := range web.PageSize + 3 {
		if _, _, err := h.people.InviteTo(t.Context(), "x", fmt.Sprintf("v%02d@example.org", i), people.Grant{Role: people.Volunteer}); err != nil {
			t.Fatal(err)
		}
	}
	w := admin.get("/staff/people?find=EXAMPLE.org&sort=name")
	must(t, w, http.StatusOK, "23 accounts", "v00@", "v19@", "Page 1 of 2, 23 in all", `href="/staff/people?find=EXAMPLE.org&amp;page=2&amp;sort=name"`)
	mustNot(t, w, "v20@", "Previous page")
	w = admin.get("/staff/people?find=EXAMPLE.org&page=2")
	must(t, w, http.StatusOK, "v20@", "Previous page")
	mustNot(t, w, "v19@", "Next page")
	must(t, admin.get("/staff/people?role=administrator"), http.StatusOK, "1 account<", "Ros Baird")
	must(t, admin.get("/staff/people?state=ended"), http.StatusOK, "0 accounts", "Nobody fits this")
	must(t, admin.get("/staff/people?page=99&sort=x&role=x&state=x"), http.StatusOK, "0 accounts")
}

func TestChangingRolesOnAPage(t *testing.T) {
	h := open(t)
	admin := h.as(people.Administrator)
	id, ros := h.hire("Ros", people.Grant{Role: people.Inspector}, people.Grant{Role: people.Translator})
	w := admin.get("/staff/people/" + id)
	must(t, w, http.StatusOK, "inspector, everywhere", "translator, everywhere", "Only by a one-time link")
	must(t, w, http.StatusOK, `name="had" value="`+html.EscapeString(grantKey(people.Grant{Role: people.Inspector}))+`"`)
	keep, had := grantKey(people.Grant{Role: people.Translator}), grantKey(people.Grant{Role: people.Inspector})
	meanwhile := func(now []people.Grant) []people.Grant { return append(now, people.Grant{Role: people.Volunteer}) } // somebody else gives another
	if err := h.people.SetGrants(t.Context(), people.Server, id, meanwhile); err != nil {
		t.Fatal(err)
	}
	leads(t, admin.post("/staff/people/"+id, "had", keep, "had", had, "keep", keep, "role", "coordinator", "scope", "inspections", "inspection", "strathlinn"), "/staff/people/"+id+"?saved=yes")
	w = admin.get("/staff/people/" + id + "?saved=yes")
	must(t, w, http.StatusOK, "Saved.", "participation coordinator: Strathlinn", "translator, everywhere", "volunteer, everywhere")
	mustNot(t, w, "inspector, everywhere")
	must(t, ros.get("/staff/rounds/spring/close"), http.StatusOK)
	var all []string
	for _, m := range regexp.MustCompile(`name="had" value="([^"]+)"`).FindAllStringSubmatch(admin.get("/staff/people/"+id).Body.String(), -1) {
		all = append(all, "had", html.UnescapeString(m[1]))
	}
	must(t, admin.post("/staff/people/"+id, append(all, "role", "")...), http.StatusUnprocessableEntity, "Please choose at least one role.")
	must(t, admin.post("/staff/people/"+id, "keep", keep, "role", "inspector", "scope", "programme"), http.StatusUnprocessableEntity, "Please choose a programme.")
	must(t, admin.get("/staff/people/nobody"), http.StatusNotFound)
}

func TestEndingAnAccountAsksOnce(t *testing.T) {
	h := open(t)
	admin := h.as(people.Administrator)
	id, ros := h.hire("Ros <b>", people.Grant{Role: people.Inspector})
	must(t, admin.get("/staff/people/"+id+"/end"), http.StatusOK, "End the account of Ros &lt;b&gt;?", "cannot be opened again", "Leave it as it is")
	must(t, ros.get("/staff/"), http.StatusOK)
	leads(t, admin.post("/staff/people/"+id+"/end"), "/staff/people/"+id)
	leads(t, ros.get("/staff/"), "/staff/sign-in?ended=yes")
	w := admin.get("/staff/people/" + id)
	must(t, w, http.StatusOK, "ended")
	mustNot(t, w, "Save the roles", "End it")
}

func TestInvitationsGetANewLink(t *testing.T) {
	h := open(t)
	admin := h.as(people.Administrator)
	old := link(t, admin.post("/staff/people/new", "role", "inspector", "scope", "whole"))
	all, err := h.people.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.State() == people.Invited {
			fresh := link(t, admin.post("/staff/people/"+a.ID+"/link"))
			must(t, h.reader().get(old), http.StatusNotFound)
			must(t, h.reader().get(fresh), http.StatusOK, "Welcome to Kist")
		}
	}
}

func TestTwoAdministratorsRecoverAnAccount(t *testing.T) {
	h := open(t)
	first, second := h.as(people.Administrator), h.as(people.Administrator)
	id, ros := h.hire("Ros", people.Grant{Role: people.Inspector})
	page := "/staff/people/" + id
	must(t, first.get(page+"/recovery"), http.StatusOK, "Ask to let Ros in anew?", "Another administrator has to confirm it")
	leads(t, first.post(page+"/recovery", "what", "recovery"), page)
	w := first.get(page)
	must(t, w, http.StatusOK, "waits for a second administrator")
	mustNot(t, w, "Confirm it")
	must(t, first.post(page+"/recovery", "what", "confirm"), http.StatusForbidden)
	must(t, second.get(page), http.StatusOK, "Confirm it")
	must(t, second.get(page+"/recovery"), http.StatusOK, "Let Ros in anew?", "stop working")
	to := link(t, second.post(page+"/recovery", "what", "confirm"))
	leads(t, ros.get("/staff/"), "/staff/sign-in?ended=yes")
	leads(t, ros.post(to), "/staff/")
	must(t, second.post(page+"/recovery", "what", "confirm"), http.StatusGone)
}

var held = regexp.MustCompile(`name="held" value="([^"]+)"`)

// enrol gives a reader a password with codes, and gives the key of the codes.
func enrol(t *testing.T, b *reader, login, password string) (key string) {
	t.Helper()
	w := b.get("/staff/me/password")
	must(t, w, http.StatusOK, "Set up a password with codes", "<svg class=\"qr\"")
	key = strings.ReplaceAll(regexp.MustCompile(`<code>([A-Z2-7 ]+)</code>`).FindStringSubmatch(w.Body.String())[1], " ", "")
	code, err := totp.GenerateCode(key, b.h.today)
	if err != nil {
		t.Fatal(err)
	}
	token := held.FindStringSubmatch(w.Body.String())[1]
	w = b.post("/staff/me/password", "held", token, "login", login, "password", "short", "code", code)
	must(t, w, http.StatusUnprocessableEntity, "at least 12 signs", `value="`+login+`"`)
	mustNot(t, w, `value="short"`)
	token = held.FindStringSubmatch(w.Body.String())[1]
	leads(t, b.post("/staff/me/password", "held", token, "login", login, "password", password, "code", code), "/staff/me")
	return key
}

// nextCode is a code that was not used yet: that of the next half minute,
// which is taken too.
func (h *house) nextCode(t *testing.T, key string) string {
	t.Helper()
	code, err := totp.GenerateCode(key, h.today.Add(30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestComingInByPasswordAndCode(t *testing.T) {
	h := open(t)
	b := h.as(people.Inspector)
	must(t, b.get("/staff/"), http.StatusOK, "You have no way to come in again yet")
	const password = "heather on the hill"
	key := enrol(t, b, "ros.baird", password)
	mustNot(t, b.get("/staff/"), "You have no way to come in again yet")
	must(t, b.get("/staff/me"), http.StatusOK, "You can come in as ros.baird", "this one")

	other := h.reader()
	must(t, other.get("/staff/sign-in"), http.StatusOK, "With a passkey", "With a password and a code", `autocomplete="one-time-code"`)
	code := h.nextCode(t, key)
	var refused []string
	for _, form := range [][]string{
		{"login", "ros.baird", "password", "wrong", "code", code}, {"login", "nobody", "password", password, "code", code},
		{"login", "ros.baird", "password", password, "code", "000"},
	} {
		w := other.post("/staff/sign-in", form...)
		must(t, w, http.StatusForbidden, "do not fit together")
		mustNot(t, w, password)
		refused = append(refused, regexp.MustCompile(`(name="held" value|data-options|id="login" name="login" value)="[^"]*"`).ReplaceAllString(w.Body.String(), ""))
	}
	if refused[0] != refused[1] || refused[0] != refused[2] {
		t.Error("refusals differ")
	}
	leads(t, other.post("/staff/sign-in", "login", "ROS.baird", "password", password, "code", code, "to", "/staff/rounds"), "/staff/rounds")
	must(t, h.reader().post("/staff/sign-in", "login", "ros.baird", "password", password, "code", code), http.StatusForbidden)

	// Two sessions: the second ends the first, by its button.
	w := other.get("/staff/me")
	must(t, w, http.StatusOK, "End all the others")
	leads(t, other.post("/staff/me/sessions", "session", "others"), "/staff/me")
	leads(t, b.get("/staff/"), "/staff/sign-in?ended=yes")
	leads(t, other.post("/staff/me/sessions", "session", "nonsense"), "/staff/me")
	third := h.reader()
	h.today = h.today.Add(time.Minute)
	leads(t, third.post("/staff/sign-in", "login", "ros.baird", "password", password, "code", h.nextCode(t, key)), "/staff/")
	leads(t, other.post("/staff/me/password/remove"), "/staff/me")
	must(t, other.get("/staff/me"), http.StatusOK, "Set up a password")
	leads(t, third.get("/staff/"), "/staff/sign-in?ended=yes")
}

// An administrator signs somebody out everywhere, by a button on that person's page; on
// one's own there is none, and without a sign-in of the last minutes it is asked for first.
func TestSigningSomebodyOut(t *testing.T) {
	h := open(t)
	admin, ros := h.as(people.Administrator), h.as(people.Inspector)
	var own, theirs string
	all, err := h.people.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.Grants[0].Role == people.Inspector {
			theirs = personPath(a.ID)
		} else {
			own = personPath(a.ID)
		}
	}
	const button = "End all their sessions"
	mustNot(t, admin.get(own), button)
	must(t, admin.get(theirs), http.StatusOK, button, `action="`+theirs+`/sessions"`)
	must(t, ros.post(theirs+"/sessions"), http.StatusForbidden)
	must(t, ros.get("/staff/"), http.StatusOK)
	leads(t, admin.post(theirs+"/sessions"), theirs+"?out=yes")
	must(t, admin.get(theirs+"?out=yes"), http.StatusOK, "They are signed out everywhere", button)
	leads(t, ros.get("/staff/"), "/staff/sign-in?ended=yes")
	must(t, admin.get("/staff/audit"), http.StatusOK, "signed an account out everywhere")
	h.today = h.today.Add(people.FreshFor)
	for _, path := range []string{theirs + "/sessions", "/staff/me/sessions"} {
		if to := admin.post(path, "session", "others").Header().Get("Location"); !strings.HasPrefix(to, "/staff/again?") {
			t.Errorf("%s, ten minutes after signing in, leads to %q", path, to)
		}
	}
}

func TestSigningInAgain(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	must(t, b.get("/staff/again?to=/staff/people/new"), http.StatusOK, "Show that it is still you", "have no passkey or password yet")
	key := enrol(t, b, "ailsa", "heather on the hill")
	w := b.get("/staff/again?to=/staff/people/new")
	must(t, w, http.StatusOK, `value="ailsa"`, `name="to" value="/staff/people/new"`)
	mustNot(t, w, "Use a passkey", "Go to your organisation")
	old := b.cookies["kist-staff"]
	must(t, b.post("/staff/sign-in", "login", "ailsa", "password", "wrong", "code", "1", "to", "/staff/people/new"), http.StatusForbidden, "still you", "do not fit together")
	leads(t, b.post("/staff/sign-in", "login", "ailsa", "password", "heather on the hill", "code", h.nextCode(t, key), "to", "/staff/people/new"), "/staff/people/new")
	if b.cookies["kist-staff"] == old {
		t.Error("the token did not change")
	}
	b.cookies["kist-staff"] = old
	leads(t, b.get("/staff/"), "/staff/sign-in?ended=yes")
}

// TestWaysInAskForANewSignIn: a password or a passkey is looked at, made or changed only
// after a sign-in of the last minutes, whoever has the page open that was asked for before.
func TestWaysInAskForANewSignIn(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	key := enrol(t, b, "ailsa", "heather on the hill")
	w := b.get("/staff/me/password") // as long as the sign-in is fresh
	must(t, w, http.StatusOK)
	token, seed := held.FindStringSubmatch(w.Body.String())[1], regexp.MustCompile(`<code>([A-Z2-7 ]+)</code>`).FindStringSubmatch(w.Body.String())[1]
	must(t, b.get("/staff/me/passkey"), http.StatusOK)
	h.today = h.today.Add(people.FreshFor)
	code, err := totp.GenerateCode(strings.ReplaceAll(seed, " ", ""), h.today)
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range []string{"password", "passkey"} {
		again := "/staff/again?to=%2Fstaff%2Fme%2F" + way
		leads(t, b.get("/staff/me/"+way), again)
		leads(t, b.post("/staff/me/"+way, "held", token, "login", "other", "password", "bracken by the burn", "code", code, "name", "phone", "answer", "{}"), again)
	}
	leads(t, b.post("/staff/sign-in", "login", "ailsa", "password", "heather on the hill", "code", h.nextCode(t, key), "to", "/staff/"), "/staff/")
}

func TestWaysThatAreSafe(t *testing.T) {
	for to, want := range map[string]string{
		"/staff/rounds?a=b": "/staff/rounds?a=b", "": "/staff/", "/": "/staff/", "https://evil.test/staff/": "/staff/", "//evil.test/staff/": "/staff/",
		"/staff/../j/x": "/staff/", "/staff/\\evil": "/staff/", "/staffroom": "/staff/", "/staff/\r\nX: y": "/staff/", "/staff/%2e%2e/x": "/staff/",
	} {
		if got := safeWay(to); got != want {
			t.Errorf("%q: %q, want %q", to, got, want)
		}
	}
}

func TestTooManyTriesOnAPage(t *testing.T) {
	h := open(t)
	b := h.reader()
	for range tryBurst {
		b.post("/staff/sign-in/passkey", "held", "x")
	}
	must(t, b.post("/staff/sign-in/passkey", "held", "x"), http.StatusTooManyRequests, "That was too often")
}

func TestTheAuditPage(t *testing.T) {
	h := open(t)
	admin := h.as(people.Administrator)
	id, ros := h.hire("=Ros", people.Grant{Role: people.Coordinator})
	leads(t, ros.post("/staff/rounds/spring/close"), "/staff/rounds/spring")
	if err := h.people.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	must(t, admin.get("/staff/audit"), http.StatusOK, "closed a round", `<a href="/staff/rounds/spring">Spring round</a><small>rounds</small>`, "invited somebody", "used a one-time link", "the server itself", `>=Ros</a><small>people</small>`)
	w := admin.get("/staff/audit?did=close&who=" + id + "&of=rounds")
	must(t, w, http.StatusOK, "closed a round", "audit.csv?did=close")
	mustNot(t, w, "<td role=\"cell\">invited somebody")
	must(t, admin.get("/staff/audit?to=2001-01-01"), http.StatusOK, "Nothing was done that fits this.")
	must(t, admin.get("/staff/audit?page=7&from=soon"), http.StatusOK, "Previous page")
	w = admin.get("/staff/audit.csv?of=rounds")
	if got := strings.Split(w.Body.String(), "\r\n"); w.Code != http.StatusOK || len(got) != 3 || got[0] != "\ufeffat,who,did,collection,document" || !strings.HasSuffix(got[1], id+",close,rounds,spring") {
		t.Errorf("%d: %q", w.Code, got)
	}
	must(t, ros.get("/staff/audit.csv"), http.StatusForbidden)
	must(t, admin.get("/staff/audit?did=audit.file"), http.StatusOK, "took the audit as a file", `<a href="/staff/audit">audit.csv</a><small>the audit</small>`)
	if w = admin.get("/staff/audit.csv?of=audit"); strings.Count(w.Body.String(), ",audit.file,audit,") != 1 { // the same minute
		t.Errorf("the file says %q", w.Body)
	}
}

// A file that was taken leads to its release, and says which it was.
func TestFilesInTheAudit(t *testing.T) {
	h := open(t)
	if err := h.people.Trail.NoteEach(t.Context(), "releases", "spring-1", "sav", "ros", "release.file"); err != nil {
		t.Fatal(err)
	}
	must(t, h.as(people.Administrator).get("/staff/audit?did=release.file&of=releases"), http.StatusOK,
		"took a file of a release", `<a href="/staff/releases/spring-1">spring-1, sav</a><small>releases</small>`)
}

func TestEveryDeedHasWords(t *testing.T) {
	bundle, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	p := bundle.Printer("en")
	for _, did := range deeds {
		if text := deedWords(p, did); text == did || strings.HasPrefix(text, "[") {
			t.Errorf("%s is shown as %q", did, text)
		}
	}
	all, err := locales.Files.ReadFile("en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^staff\.deed\.([a-z_.]+):`).FindAllStringSubmatch(string(all), -1) {
		if !slices.Contains(deeds, m[1]) {
			t.Errorf("%s has words that nobody sees", m[1])
		}
	}
	if got := deedWords(p, "round.something"); got != "round.something" {
		t.Errorf("a deed without words: %q", got)
	}
}

func TestWhatFormsSay(t *testing.T) {
	bundle, err := i18n.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	p := bundle.Printer("en")
	if _, err := words(p, errStore); err != errStore {
		t.Errorf("%v", err)
	}
	problem := fault.Problem{Field: "email", ID: fieldProblems["email"]}
	for _, err := range []error{problem, fault.Problems{problem}} {
		if got, other := words(p, err); got["email"] != "This is not an e-mail address." || other != nil {
			t.Errorf("%v: %v, %v", err, got, other)
		}
	}
	for name, id := range fieldProblems {
		if text := p.T(id); strings.HasPrefix(text, "[") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// house at an address where passkeys work.
func openAt(t *testing.T) (*house, string) {
	t.Helper()
	h := open(t)
	s := httptest.NewUnstartedServer(nil)
	h.url = "http://" + s.Listener.Addr().String()
	h.mount()
	s.Config.Handler = h.handler
	s.Start()
	t.Cleanup(s.Close)
	return h, strings.Replace(h.url, "127.0.0.1", "localhost", 1)
}

// TestPasskeys makes a passkey after the link, signs out, and comes in by it
// with two requests after the sign-in page.
func TestPasskeysInABrowser(t *testing.T) {
	for _, width := range []int64{browsertest.Phone, browsertest.Desk} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			h, site := openAt(t)
			link, err := h.people.FirstLink(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			p := browsertest.Open(t, site, browsertest.Width(width))
			p.Device()
			look := looker(t, p, fmt.Sprint("passkey-", width))
			p.Visit("/staff/sign-in/" + link)
			p.Type("#name", "Ailsa Munro")
			p.Follow("main button")
			p.Follow(".say a")
			look("me")
			p.Follow(`a[href="/staff/me/passkey"]`)
			p.WaitFor("form[data-options]")
			look("new")
			p.Type("#name", "my phone")
			p.Follow("form[data-options] button")
			look("made")
			if text := p.Text("main"); !strings.Contains(text, "my phone") {
				t.Errorf("no passkey on the page: %s", text)
			}
			p.Follow(".me button")
			p.WaitFor("form[data-options]")
			look("sign-in")
			p.Follow("form[data-options] button")
			if to := p.Location(); to != site+"/staff/" {
				t.Errorf("led to %s", to)
			}
			p.Visit("/staff/again?to=/staff/people/new")
			p.WaitFor("form[data-options]")
			look("again")
			p.Follow("form[data-options] button")
			if to := p.Location(); to != site+"/staff/people/new" {
				t.Errorf("led to %s", to)
			}
			w := &walk{t: t, h: h}
			for _, did := range []string{"account.passkey_add", "account.sign_in"} {
				if !slices.ContainsFunc(w.lines(), func(l *people.Line) bool { return l.Did == did }) {
					t.Errorf("no line %q", did)
				}
			}
		})
	}
}

// looker checks the page as it stands.
func looker(t *testing.T, p *browsertest.Page, name string) func(step string) {
	return func(step string) {
		t.Helper()
		p.Axe()
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s scrolls sideways by %d px", step, over)
		}
		if n := browsertest.Eval[int](p, "document.documentElement.outerHTML.length"); n > 60<<10 {
			t.Errorf("%s is %d characters", step, n)
		}
		p.Screenshot(name + "-" + step)
	}
}

// TestPeoplePagesInABrowser looks at every page without scripts.
func TestPeoplePagesInABrowser(t *testing.T) {
	looks := map[string][]browsertest.Option{
		"small": {browsertest.Width(browsertest.SmallPhone), browsertest.NoScript()},
		"phone": {browsertest.Width(browsertest.Phone), browsertest.NoScript(), browsertest.Dark()},
		"desk":  {browsertest.Width(browsertest.Desk), browsertest.NoScript()},
	}
	for name, options := range looks {
		t.Run(name, func(t *testing.T) {
			h, site := openAt(t)
			token, err := h.people.FirstLink(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			id, _ := h.hire("Ros Baird", people.Grant{Role: people.Inspector})
			p := browsertest.Open(t, site, options...)
			look := looker(t, p, "people-"+name)
			p.Visit("/staff/sign-in")
			look("sign-in")
			p.Visit("/staff/sign-in/" + token)
			p.Type("#name", "Ailsa Munro")
			p.Follow("main button")
			for _, path := range []string{"/staff/people", "/staff/people/new", "/staff/people/" + id, "/staff/people/" + id + "/end", "/staff/people/" + id + "/recovery", "/staff/audit", "/staff/me", "/staff/me/password", "/staff/me/passkey", "/staff/again"} {
				if status := p.Visit(path); status != http.StatusOK {
					t.Errorf("%s: %d", path, status)
				}
				look(strings.ReplaceAll(strings.Trim(strings.ReplaceAll(path, id, "one"), "/"), "/", "-"))
			}
			p.Visit("/staff/people/new")
			p.Click("#role")
			browsertest.Eval[string](p, `document.querySelector("#role").value = "inspector"`)
			p.Follow("main form button")
			look("made-link")
		})
	}
}
