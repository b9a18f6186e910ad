package office

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/people"
)

var (
	shown   = regexp.MustCompile(`name="shown" value="([^"]*)"`)
	keyMade = regexp.MustCompile(`You have a key, made (\d+ \w+ \d{4})`)
)

// readingKey makes the reader's key on its page and gives the words.
func readingKey(t *testing.T, b *reader) string {
	t.Helper()
	m := shown.FindStringSubmatch(b.get("/staff/me/reading").Body.String())
	if m == nil {
		t.Fatal("the page shows no words")
	}
	leads(t, b.post("/staff/me/reading", "shown", m[1], "words", strings.ToUpper(m[1])), "/staff/me")
	return m[1]
}

// TestAKeyToReadWith: whoever may read has the page and nobody else; the words are new
// each time, and typed again before there is a key; the account's page says since when.
func TestAKeyToReadWith(t *testing.T) {
	h := open(t)
	for _, role := range []people.Role{people.Volunteer, people.Translator, people.Administrator} {
		b := h.as(role)
		mustNot(t, b.get("/staff/me"), "/staff/me/reading")
		must(t, b.get("/staff/me/reading"), http.StatusForbidden)
		must(t, b.post("/staff/me/reading", "shown", "x", "words", "x"), http.StatusForbidden)
	}
	b := h.as(people.SafeguardingLead)
	must(t, b.get("/staff/me"), http.StatusOK, `href="/staff/me/reading"`, "Make a key to read with")
	first := shown.FindStringSubmatch(b.get("/staff/me/reading").Body.String())[1]
	second := shown.FindStringSubmatch(b.get("/staff/me/reading").Body.String())[1]
	if first == second || len(strings.Fields(first)) != 6 {
		t.Errorf("%q, and then %q", first, second)
	}
	must(t, b.post("/staff/me/reading", "shown", first, "words", second), http.StatusUnprocessableEntity, "These are not the six words.", first, `aria-invalid="true"`)
	if ids, err := h.vault.Readers(t.Context()); err != nil || len(ids) != 0 {
		t.Fatalf("%v have a key, %v", ids, err)
	}
	must(t, b.post("/staff/me/reading", "shown", "no words", "words", "no words"), http.StatusUnprocessableEntity)
	words := readingKey(t, b)
	w := b.get("/staff/me")
	must(t, w, http.StatusOK, "Make another key")
	made := keyMade.FindStringSubmatch(w.Body.String())
	if made == nil {
		t.Fatalf("the page does not say since when there is a key: %s", w.Body)
	}
	if at, err := time.Parse("2 January 2006", made[1]); err != nil || time.Since(at).Abs() > 48*time.Hour {
		t.Errorf("the key was made %s", made[1])
	}
	mustNot(t, w, words)
	must(t, b.get("/staff/me/reading"), http.StatusOK, "With another one you can no longer read")
}

// TestAReaderHeldRound: the form offers who has a key, asks for two, and the round's page
// says who holds it; the server opens no text of it.
func TestAReaderHeldRound(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	_, inspection := planned(t, b)
	choose := inspection + "/new?version=what_its_like-1"
	must(t, b.get(choose), http.StatusOK, "Nobody has a key to read with yet.", "On this server (simple)")
	for _, role := range []people.Role{people.SafeguardingLead, people.Inspector} {
		readingKey(t, h.as(role))
	}
	ids, err := h.vault.Readers(t.Context())
	if err != nil || len(ids) != 2 {
		t.Fatalf("%v have a key, %v", ids, err)
	}
	must(t, b.get(choose), http.StatusOK, `value="`+ids[0]+`"`, `value="`+ids[1]+`"`)
	form := url.Values{}
	for pair := range slices.Chunk(roundForms("key_mode", "readers"), 2) {
		form.Set(pair[0], pair[1])
	}
	form["readers"] = ids[:1]
	must(t, b.postForm(inspection+"/new", form), http.StatusUnprocessableEntity, "Choose at least 2 people who have a key to read with.", `value="`+ids[0]+`" checked`)
	form["readers"] = ids
	w := b.postForm(inspection+"/new", form)
	round := strings.TrimSuffix(w.Header().Get("Location"), "/checks")
	must(t, b.get(round), http.StatusOK, "texts: held by Ros Baird")
	must(t, b.get(round+"/edit"), http.StatusOK, "texts: held by Ros Baird")
	id := round[strings.LastIndex(round, "/")+1:]
	if _, err := h.vault.Texts(t.Context(), id); err == nil {
		t.Error("the server opens the key for texts alone")
	}
	r, err := h.book.Rounds.Get(t.Context(), id)
	if err != nil || r.KeyMode != inspections.ReaderHeld || !slices.Equal(r.Readers, ids) {
		t.Errorf("%+v, %v", r, err)
	}
	must(t, b.get(round+"/checks"), http.StatusOK, "texts: held by Ros Baird")
}

// TestTheKeyInABrowser: the words fit on a small phone, can be typed there, and make a
// key.
func TestTheKeyInABrowser(t *testing.T) {
	h, site := openAt(t)
	token, err := h.people.Invite(t.Context(), people.Server, people.SafeguardingLead)
	if err != nil {
		t.Fatal(err)
	}
	p := browsertest.Open(t, site, browsertest.Width(browsertest.SmallPhone), browsertest.NoScript())
	look := looker(t, p, "reading")
	p.Visit("/staff/sign-in/" + token)
	p.Type("#name", h.nextName("Ros Baird"))
	p.Follow("main button")
	p.Visit("/staff/me")
	look("none")
	p.Follow(`a[href="/staff/me/reading"]`)
	look("words")
	p.Type("#words", p.Text("code.six"))
	p.Follow("main form button")
	look("made")
	if text := p.Text("main"); !strings.Contains(text, "You have a key") {
		t.Errorf("no key on the page: %s", text)
	}
}

// TestWhoHoldsAKeyAndLeft: the form and the round say that somebody has gone, and not
// who; a round that was made for them stays as it is.
func TestWhoHoldsAKeyAndLeft(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	for _, role := range []people.Role{people.SafeguardingLead, people.Inspector} {
		readingKey(t, h.as(role))
	}
	ids, err := h.vault.Readers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := round("autumn")
	r.KeyMode, r.Readers, r.Codes = inspections.ReaderHeld, append(ids, "gone"), []string{"QRSTVW"}
	if err := h.vault.Equip(t.Context(), r); !errors.Is(err, fault.NotFound) {
		t.Errorf("a key was made for somebody who has none: %v", err)
	}
	r.Readers = ids
	if err := h.vault.Equip(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	h.insert(r)
	must(t, b.get("/staff/rounds/autumn"), http.StatusOK, "texts: held by Ros Baird ", "Ros Baird 2", "Ros Baird 3", ", each with six words")
	left := *r
	left.ID, left.Readers, left.Codes = "winter", []string{ids[0], "gone"}, []string{"XZBCDF"}
	h.insert(&left)
	must(t, b.get("/staff/rounds/winter"), http.StatusOK, "texts: held by Ros Baird ", ", somebody who has left")
}
