package office

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/docx"
	"kist/internal/docx/docxtest"
	"kist/internal/inspections"
	"kist/internal/people"
)

// formed are the fields of a form that asks for n forms, some of them changed.
func formed(n string, changed ...string) []string {
	return append([]string{"setting", "home", "edition", "11-13", "lang", "gd", "layout", "word", "forms", n}, changed...)
}

var onForm = regexp.MustCompile(`\x{200e}([0-9A-Z]{5} [0-9A-Z]{5})\x{200e}`)

// A coordinator makes forms on paper: each has a slip of its own, which lets one answer in,
// in the language and the edition that were asked for. They are counted as slips are, and
// shown in that document alone.
func TestFormsAreMade(t *testing.T) {
	h := open(t)
	h.alter(ticketedRound)
	b := h.as(people.Coordinator)
	must(t, b.get("/staff/rounds/spring"), http.StatusOK, `href="/staff/rounds/spring/forms"`)
	must(t, b.get("/staff/rounds/spring/forms"), http.StatusOK, "Each form in it has a slip of its own", "Large print: 18 points or more", `value="easy"`, "The easy-read words are those of the edition", "1 to 120 at once")
	w := b.post("/staff/rounds/spring/forms", formed("3")...)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != docx.Media || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Disposition") != `attachment; filename="forms-11-13-gd-word.docx"` {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	parts := docxtest.Open(t, w.Body.Bytes())
	text := docxtest.Text(parts["word/document.xml"])
	for _, want := range []string{"JKM NPR", "kist.example", "Do bhileag", "Na sgrìobh d’ ainm air", "1. "} {
		if n := strings.Count(text, want); n != 3 && want != "1. " {
			t.Errorf("%q stands %d times on 3 forms", want, n)
		}
	}
	if strings.Contains(text, "BCD FGH") || !strings.Contains(docxtest.Text(parts["word/header.xml"]), "Dìreach deuchainn") {
		t.Error("the join code of another setting, or no word of its being a try-out")
	}
	seen := map[string]bool{}
	for _, m := range onForm.FindAllStringSubmatch(text, -1) {
		code := ballot.CleanSlip(m[1])
		if code == "" || seen[code] {
			t.Errorf("the slip %q", m[1])
		}
		seen[code] = true
		mustNot(t, b.get("/staff/rounds/spring/forms"), m[1], code)
	}
	if len(seen) != 3 {
		t.Errorf("%d slips on 3 forms", len(seen))
	}
	must(t, b.get("/staff/rounds/spring/slips"), http.StatusOK, "<td>3</td>")
	must(t, b.get("/staff/rounds/spring/forms"), http.StatusOK, "<td>3</td>")
	r, err := h.book.Rounds.Get(t.Context(), "spring")
	if err != nil || r.Settings[0].Slips != 0 || r.Settings[1].Slips != 3 || r.Last.Did != "round.slips" {
		t.Errorf("%+v, %v", r, err)
	}
}

// What cannot be printed makes no slip, and whoever makes no slips makes no forms.
func TestFormsThatAreNotMade(t *testing.T) {
	h := open(t)
	b := h.as(people.Coordinator)
	must(t, b.get("/staff/rounds/spring/forms"), http.StatusOK, "Forms on paper need a round with slips.", `href="/staff/rounds/spring"`)
	mustNot(t, b.get("/staff/rounds/spring/forms"), "Make forms now", `method="post" action="/staff/rounds/spring/forms"`)
	must(t, b.post("/staff/rounds/spring/forms", formed("1")...), http.StatusGone)
	h.alter(ticketedRound)
	for _, changed := range [][]string{{"forms", "0"}, {"forms", "121"}, {"forms", "-3"}, {"forms", "many"}, {"edition", "14-18"}, {"edition", "adult"}, {"lang", "pl"}, {"lang", ""}, {"layout", "braille"}, {"layout", ""}} {
		must(t, b.post("/staff/rounds/spring/forms", formed("1", changed...)...), http.StatusUnprocessableEntity)
	}
	must(t, b.post("/staff/rounds/spring/forms", formed("1", "setting", "moon")...), http.StatusNotFound)
	for _, role := range []people.Role{people.Inspector, people.SafeguardingLead, people.Volunteer, people.Translator} {
		must(t, h.as(role).get("/staff/rounds/spring/forms"), http.StatusForbidden)
		must(t, h.as(role).post("/staff/rounds/spring/forms", formed("1")...), http.StatusForbidden)
	}
	h.alter(func(r *inspections.Round) { r.Editions = []string{"8-10"} })
	must(t, b.get("/staff/rounds/spring/forms"), http.StatusOK, "There are no easy-read words here.")
	h.alter(func(r *inspections.Round) { r.Pilot = "what_its_like" })
	must(t, b.get("/staff/rounds/spring/forms"), http.StatusNotFound)
	h.alter(func(r *inspections.Round) { r.Pilot, r.Stage = "", inspections.Sealed })
	must(t, b.get("/staff/rounds/spring/forms"), http.StatusGone)
	must(t, b.post("/staff/rounds/spring/forms", formed("1", "edition", "8-10")...), http.StatusGone)
	if r, err := h.book.Rounds.Get(t.Context(), "spring"); err != nil || r.Settings[0].Slips+r.Settings[1].Slips != 0 {
		t.Errorf("slips were counted: %+v, %v", r, err)
	}
}

// The page speaks Gaelic to whoever reads it.
func TestFormsInGaelic(t *testing.T) {
	h := open(t)
	h.alter(ticketedRound)
	b := h.as(people.Coordinator)
	b.post("/staff/language", "lang", "gd")
	must(t, b.get("/staff/rounds/spring/forms"), http.StatusOK, "Foirmean pàipeir airson", "Dèan foirmean a-nis", "Clò mòr: 18 puing no barrachd")
}

// No slip code of a form is stored or logged, with or without its space, nor is a mark of
// its pages.
func TestFormsAreKeptNowhere(t *testing.T) {
	h := open(t)
	h.alter(ticketedRound)
	b := h.as(people.Coordinator)
	parts := docxtest.Open(t, b.post("/staff/rounds/spring/forms", formed("5", "layout", "easy")...).Body.Bytes())
	var never []string
	for _, m := range onForm.FindAllStringSubmatch(docxtest.Text(parts["word/document.xml"]), -1) {
		never = append(never, m[1], strings.ReplaceAll(m[1], " ", ""), url.QueryEscape(m[1]))
	}
	if len(never) != 3*5 {
		t.Fatalf("%q", never)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(h.file), "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	all := bytes.Clone(h.logged.Bytes())
	for _, name := range files {
		kept, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, kept...)
	}
	for _, code := range never {
		if bytes.Contains(all, []byte(code)) {
			t.Errorf("%s is kept", code)
		}
	}
	if !bytes.Contains(all, []byte("round.slips")) || !strings.Contains(h.logged.String(), "/staff/rounds/:id/forms") {
		t.Error("nothing was read: neither the line of the audit nor that of the log is there")
	}
}
