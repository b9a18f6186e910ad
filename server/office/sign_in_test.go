package office

import (
	"net/http"
	"testing"

	"kist/internal/people"
)

func TestTheFirstAdministratorComesIn(t *testing.T) {
	h := open(t)
	link, err := h.people.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := h.reader()
	leads(t, b.get("/staff/"), "/staff/sign-in")
	must(t, b.get("/staff/sign-in"), http.StatusOK, "A one-time link", "kist person reset")
	for range 2 { // looking changes nothing
		must(t, b.get("/staff/sign-in/"+link), http.StatusOK, "Welcome to Kist", "Your role: administrator", `name="name"`, "Come in")
	}
	leads(t, b.post("/staff/sign-in/"+link, "name", "Ailsa Munro"), "/staff/")
	must(t, b.get("/staff/"), http.StatusOK, "Ailsa Munro, one thing waits for you", "Ring the help lines", "<b>Ailsa Munro</b></a>", "administrator", "kist person reset first")
	leads(t, b.get("/staff/sign-in"), "/staff/")

	again := h.reader()
	must(t, again.post("/staff/sign-in/"+link, "name", "Somebody"), http.StatusNotFound, "This link was used already", "Nobody was signed in")
	if len(again.cookies) != 0 {
		t.Errorf("a used link gave %v", again.cookies)
	}
}

func TestSigningOut(t *testing.T) {
	h := open(t)
	b := h.as(people.Inspector)
	token := b.cookies["kist-staff"]
	leads(t, b.post("/staff/sign-out"), "/staff/sign-in")
	if len(b.cookies) != 0 {
		t.Errorf("the browser keeps %v", b.cookies)
	}
	b.cookies["kist-staff"] = token // as from a copy
	leads(t, b.get("/staff/"), "/staff/sign-in?ended=yes")
	must(t, b.get("/staff/sign-in?ended=yes"), http.StatusOK, "You were signed out")
	b.cookies["kist-staff"] = token
	must(t, b.post("/staff/rounds/r1/apart", "why", "Asked at the school."), http.StatusForbidden, "What you typed was not saved", "\nAsked at the school.</textarea>", `href="/staff/sign-in"`)
}

func TestANameThatCannotBe(t *testing.T) {
	h := open(t)
	link, err := h.people.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := h.reader()
	must(t, b.post("/staff/sign-in/"+link, "name", " "), http.StatusUnprocessableEntity, "Please give your name.", `aria-invalid="true"`, `id="name-error"`)
	long := `"><script>` + string(make([]byte, 80))
	must(t, b.post("/staff/sign-in/"+link, "name", long), http.StatusUnprocessableEntity, "without special signs", "&#34;&gt;&lt;script&gt;")
	leads(t, b.post("/staff/sign-in/"+link, "name", "Ailsa"), "/staff/")
}

func TestLinksThatCannotBeUsed(t *testing.T) {
	h := open(t)
	b := h.reader()
	for _, token := range []string{"x", "%00", "a%2Fb", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} {
		must(t, b.get("/staff/sign-in/"+token), http.StatusNotFound, "This link was used already, or a newer one replaced it.")
	}
}

func TestComingBackByResetKeepsTheName(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	admins, err := h.people.Administrators(t.Context())
	if err != nil || len(admins) != 1 {
		t.Fatalf("%v, %v", admins, err)
	}
	link, err := h.people.Reset(t.Context(), admins[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	leads(t, b.get("/staff/"), "/staff/sign-in?ended=yes")
	w := b.get("/staff/sign-in/" + link)
	must(t, w, http.StatusOK, "Welcome back, Ros Baird")
	mustNot(t, w, `name="name"`)
	leads(t, b.post("/staff/sign-in/"+link), "/staff/")
	must(t, b.get("/staff/"), http.StatusOK, "Ros Baird")
}

func TestUsingALinkEndsTheSessionBefore(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	old := b.cookies["kist-staff"]
	link, err := h.people.Invite(t.Context(), people.Server, people.Inspector)
	if err != nil {
		t.Fatal(err)
	}
	leads(t, b.post("/staff/sign-in/"+link, "name", "Sam"), "/staff/")
	if b.cookies["kist-staff"] == old {
		t.Error("the session did not change hands")
	}
	b.cookies["kist-staff"] = old
	leads(t, b.get("/staff/"), "/staff/sign-in?ended=yes")
}

func TestChoosingALanguage(t *testing.T) {
	h := open(t)
	b := h.as(people.Inspector)
	leads(t, b.post("/staff/language", "lang", "gd"), "/staff/")
	must(t, b.get("/staff/"), http.StatusOK, `lang="gd"`, "chan eil dad a&#39; feitheamh ort", "Cha do dhearbh neach-labhairt")
	must(t, b.post("/staff/language", "lang", "xx"), http.StatusUnprocessableEntity)
	leads(t, b.post("/staff/language", "lang", "en"), "/staff/")
	w := b.get("/staff/")
	must(t, w, http.StatusOK, `lang="en"`)
	mustNot(t, w, "This language is a draft")
}
