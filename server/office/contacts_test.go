package office

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/contacts"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
)

var mairi = contacts.Words{Name: "Mairi <b>", Reach: "07700 900123", Safe: "after school", More: "not my uncle"}

// A lead finds on Today what waits, opens it, writes down what came of it, and
// finds it with what has been decided; the audit tells who opened it, and nothing
// of what the child wrote.
func TestALeadReadsARequest(t *testing.T) {
	h := open(t)
	lead := h.as(people.SafeguardingLead)
	must(t, lead.get("/staff/contacts"), http.StatusOK, "No child has asked to be contacted.")
	path := contactPath(h.contact("spring", mairi))
	must(t, lead.get("/staff/"), http.StatusOK, "A child wants to be contacted", `href="`+path+`"`, "Spring round, Strathlinn joint inspection", "Waiting since")
	list := lead.get("/staff/contacts")
	must(t, list, http.StatusOK, `href="`+path+`"`, "Spring round", "Strathlinn joint inspection", "waits")
	mustNot(t, list, "Mairi", "07700", "uncle")
	must(t, lead.get(path), http.StatusOK, "Mairi &lt;b&gt;", "07700 900123", "after school", "not my uncle")

	must(t, lead.post(path, "note", "rang <twice>"), http.StatusUnprocessableEntity, "This cannot be empty", "rang &lt;twice&gt;", "07700 900123")
	must(t, lead.post(path, "state", "reached", "note", strings.Repeat("n", 1001)), http.StatusUnprocessableEntity, "Use at most 1000 letters")
	must(t, lead.post(path, "state", "moon"), http.StatusUnprocessableEntity)
	leads(t, lead.post(path, "state", "reached", "note", "rang <twice>"), "/staff/contacts")
	must(t, lead.get("/staff/contacts?state=reached"), http.StatusOK, "the child was reached", `href="`+path+`"`)
	mustNot(t, lead.get("/staff/contacts?state=waiting"), path)
	mustNot(t, lead.get("/staff/"), "A child wants to be contacted")
	must(t, lead.get(path), http.StatusOK, "rang &lt;twice&gt;", `value="reached" required checked`, "That is on ")

	if err := h.contacts.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	audit := h.as(people.Administrator).get("/staff/audit")
	must(t, audit, http.StatusOK, "opened a child’s request to be contacted", "wrote down that a child was reached", "requests to be contacted")
	mustNot(t, audit, "Mairi", "07700", "uncle", "twice")
	must(t, lead.get("/staff/contacts/none"), http.StatusNotFound)
}

// scoped is somebody signed in whose role holds for one inspection alone.
func (h *house) scoped(role people.Role, inspection string) *reader {
	h.t.Helper()
	_, token, err := h.people.InviteTo(h.t.Context(), people.Server, "", people.Grant{Role: role, Inspection: inspection})
	if err != nil {
		h.t.Fatal(err)
	}
	b := h.reader()
	leads(h.t, b.post("/staff/sign-in/"+token, "name", h.nextName("Iona Reid")), "/staff/")
	return b
}

// Only a safeguarding lead opens a request, and only in their scope; an old
// sign-in is asked for again.
func TestWhoMayReadARequest(t *testing.T) {
	h := open(t)
	other := &inspections.Inspection{Head: store.Head{ID: "fife"}, Title: "Fife joint inspection"}
	if err := h.book.Inspections.Insert(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	r := round("autumn")
	r.Inspection, r.Name = "fife", "Autumn round"
	r.Codes, r.Settings = []string{"STWXYZ"}, []inspections.Setting{{Key: "school", Name: "Schools", Code: "STWXYZ"}}
	h.insert(r)
	here, there := contactPath(h.contact("spring", mairi)), contactPath(h.contact("autumn", mairi))
	for _, role := range people.Roles() {
		if role == people.SafeguardingLead {
			continue
		}
		b := h.as(role)
		for _, w := range []*httptest.ResponseRecorder{b.get("/staff/contacts"), b.get(here), b.post(here, "state", "reached")} {
			must(t, w, http.StatusForbidden)
			mustNot(t, w, "07700")
		}
		mustNot(t, b.get("/staff/"), "A child wants to be contacted", `href="/staff/contacts"`)
	}
	lead := h.scoped(people.SafeguardingLead, "strathlinn")
	list := lead.get("/staff/contacts")
	must(t, list, http.StatusOK, here)
	mustNot(t, list, there, "Autumn round")
	mustNot(t, lead.get("/staff/"), there)
	must(t, lead.get(here), http.StatusOK, "07700 900123")
	must(t, lead.get(there), http.StatusForbidden)
	must(t, lead.post(there, "state", "reached"), http.StatusForbidden)

	h.today = h.today.Add(people.FreshFor) // within the session, and not fresh
	leads(t, lead.get(here), "/staff/again?to="+url.QueryEscape(here))
	leads(t, lead.post(here, "state", "reached"), "/staff/again?to="+url.QueryEscape(here))
	must(t, lead.get("/staff/contacts"), http.StatusOK, here)
}

// The pages keep the rules for accessibility at every width.
func TestContactPagesForEveryone(t *testing.T) {
	for name, width := range map[string]int64{"phone": browsertest.SmallPhone, "desk": browsertest.Desk} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			s := httptest.NewServer(h.handler)
			t.Cleanup(s.Close)
			token, err := h.people.Invite(t.Context(), people.Server, people.SafeguardingLead)
			if err != nil {
				t.Fatal(err)
			}
			path := contactPath(h.contact("spring", mairi))
			p := browsertest.Open(t, s.URL, browsertest.Width(width), browsertest.NoScript())
			p.Visit("/staff/sign-in/" + token)
			p.Type("#name", "Ailsa Munro")
			p.Follow("main button")
			look := looker(t, p, "contacts-"+name)
			p.Visit("/staff/")
			look("today")
			p.Visit("/staff/contacts")
			look("list")
			p.Visit(path)
			look("one")
			p.Click("[name=state][value=passed_on]")
			p.Type("#note", "The school's named person rings on Friday.")
			p.Follow("main form button")
			look("decided")
		})
	}
}

// Before a round opens, staff see whether anybody would read a child's request: an
// invitation that nobody accepted reads nothing, and neither does a lead elsewhere.
func TestPreflightSeesWhetherThereIsALead(t *testing.T) {
	h := open(t)
	b := h.as(people.Administrator)
	h.alter(func(r *inspections.Round) { r.Stage, r.ContactKey = inspections.Draft, []byte("key") })
	const nobody, somebody = "Nobody is safeguarding lead for this inspection", "Somebody reads the requests of children"
	must(t, b.get("/staff/rounds/spring/checks"), http.StatusOK, nobody, `href="/staff/people"`)
	h.scoped(people.SafeguardingLead, "fife")
	if _, _, err := h.people.InviteTo(t.Context(), people.Server, "", people.Grant{Role: people.SafeguardingLead}); err != nil {
		t.Fatal(err)
	}
	must(t, b.get("/staff/rounds/spring/checks"), http.StatusOK, nobody)
	h.scoped(people.SafeguardingLead, "strathlinn")
	checks := b.get("/staff/rounds/spring/checks")
	must(t, checks, http.StatusOK, somebody)
	mustNot(t, checks, nobody)
}
