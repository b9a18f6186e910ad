package desk

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kist/internal/evidence"
)

const (
	base1  = "/staff/inspections/strathlinn/evidence"
	iona   = "iona:inspector"
	spoken = "“They moved me to Kirkwhistle”"
)

// agreedElsewhere is the evidence base of another inspection, where a finding was agreed
// and words were blanked; done again it changes nothing.
func agreedElsewhere(o *office) string {
	o.t.Helper()
	const list, of = "/staff/inspections/elsewhere/findings", "/staff/findings/elsewhere-1"
	path := strings.Replace(base1, "strathlinn", "elsewhere", 1)
	if n, err := o.evidence.Last(o.t.Context()); err == nil && n > 0 {
		return path
	}
	form := claimForm("0")
	form.Set("statement", "Young people are moved without being asked")
	o.sent(morven, list+"/new", form)
	refer := referForm2("1")
	refer.Set("says", spoken)
	o.sent(morven, of+"/refer", refer)
	o.sent(morven, of+"/offer", url.Values{"_mark": {o.mark(of)}})
	o.sent(david, of+"/read", url.Values{"_mark": {o.mark(of)}, "is": {"yes"}, "why": {"It carries the sentence."}})
	ok(o.t, o.evidence.Sweep(o.t.Context()))
	o.sent(morven, path+"/1/blank", url.Values{"do": {"ask"}, "part": {"source/xyz/says"}, "why": {"It names a place."}})
	o.sent(david, path+"/1/blank", url.Values{"do": {"yes"}, "part": {"source/xyz/says"}})
	return path
}

// What was agreed is in the evidence base; it is taken away as a file that stands by
// itself, and words in it can be blanked.
func TestTheEvidenceBaseOnItsPages(t *testing.T) {
	o := newOffice(t)
	o.shows(morven, base1, http.StatusOK, []string{"Nothing is agreed yet."}, base1+".json")
	o.begun()
	refer := referForm2("3")
	refer.Set("_fresh", "said")
	refer.Set("says", spoken)
	o.sent(morven, first+"/refer", refer)
	o.sent(morven, first+"/offer", url.Values{"_mark": {o.mark(first)}})
	o.sent(david, first+"/read", url.Values{"_mark": {o.mark(first)}, "is": {"yes"}, "why": {"It carries the sentence."}})
	ok(t, o.evidence.Sweep(t.Context()))
	o.shows(morven, all1, http.StatusOK, []string{`href="` + base1 + `"`})
	o.shows(morven, base1, http.StatusOK, []string{"E-1", "Half at 8 to 10", base1 + ".json", `href="` + base1 + `/1"`}, "not what was signed")
	o.shows(morven, base1+"/1", http.StatusOK, []string{"Half at 8 to 10", spoken, "Blank words", "SHA-256", `value="source/said/says"`}, `value="terms"`, "not what was signed")
	o.shows("administrator", base1+"/1", http.StatusOK, []string{"Half at 8 to 10"}, "Blank words")
	o.sent(david, first+"/turn", url.Values{"_mark": {o.mark(first)}, "to": {"draft"}, "why": {"More is known."}})
	form := claimForm("5")
	form.Set("unknown", "Nothing.")
	o.sent(david, first+"/edit", form)
	o.sent(david, first+"/offer", url.Values{"_mark": {o.mark(first)}})
	o.sent(iona, first+"/read", url.Values{"_mark": {o.mark(first)}, "is": {"yes"}, "why": {"It carries the sentence."}})
	ok(t, o.evidence.Sweep(t.Context()))
	o.shows(morven, base1, http.StatusOK, []string{"E-2 took its place"})

	must(t, o.send(morven, base1+"/1/blank", url.Values{"do": {"ask"}, "part": {"source/said/says"}, "why": {" "}}), http.StatusUnprocessableEntity, []string{"This cannot be empty.", `href="#why"`, "required checked"})
	must(t, o.send(morven, base1+"/1/blank", url.Values{"do": {"ask"}, "why": {"It names a place."}}), http.StatusUnprocessableEntity, []string{`href="#part"`, "It names a place."})
	o.sent(morven, base1+"/1/blank", url.Values{"do": {"ask"}, "part": {"source/said/says"}, "why": {"It names a place."}})
	o.shows(morven, base1+"/1", http.StatusOK, []string{spoken, "You asked for this, so somebody else has to do it."}, `value="yes"`)
	o.shows(david, base1+"/1", http.StatusOK, []string{"Somebody asks to blank words", "It names a place.", `value="yes"`, `value="no"`})
	o.shows("administrator", base1+"/1", http.StatusOK, nil, "Somebody asks to blank words")
	must(t, o.send(morven, base1+"/1/blank", url.Values{"do": {"yes"}, "part": {"source/said/says"}}), http.StatusForbidden, nil)
	must(t, o.send(david, base1+"/1/blank", url.Values{"do": {"dance"}, "part": {"source/said/says"}}), http.StatusUnprocessableEntity, nil)
	o.sent(david, base1+"/1/blank", url.Values{"do": {"no"}, "part": {"source/said/says"}})
	o.shows(david, base1+"/1?part=source/said/says", http.StatusOK, []string{spoken, "required checked"}, "Somebody asks to blank words")
	must(t, o.send(david, base1+"/1/blank", url.Values{"do": {"yes"}, "part": {"source/said/says"}}), http.StatusNotFound, nil)
	o.sent(morven, base1+"/1/blank", url.Values{"do": {"ask"}, "part": {"source/said/says"}, "why": {"It names a place."}})
	o.sent(david, base1+"/1/blank", url.Values{"do": {"yes"}, "part": {"source/said/says"}})
	for _, path := range []string{base1, base1 + "/1", base1 + "/2", base1 + "/3"} {
		o.shows(morven, path, http.StatusOK, nil, "Kirkwhistle", "not what was signed")
	}
	o.shows(morven, base1+"/1", http.StatusOK, []string{"Blanked by E-3"})
	o.shows(morven, base1+"/3", http.StatusOK, []string{"It names a place."}, "Blank words for good")
	o.shows(morven, base1, http.StatusOK, []string{"Words were blanked in 2 places"})

	w := get(t, o, morven, base1+".json")
	file, err := evidence.Read(bytes.NewReader(w.Body.Bytes()))
	ok(t, err)
	if c, err := file.Check(); err != nil || c.Items != 3 || c.Blanked != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	for _, line := range []string{"evidence strathlinn 1 morven evidence.blank_ask", "evidence strathlinn 1 david evidence.blank_leave", "evidence strathlinn 1 david evidence.blank", "evidence strathlinn json morven evidence.file"} {
		if !slices.Contains(*o.trail, line) {
			t.Errorf("%q is not written down: %q", line, *o.trail)
		}
	}
	if slices.Contains(*o.trail, "evidence strathlinn 1 morven evidence.blank") {
		t.Error("it is written down that somebody did what they were refused")
	}
}

// An item that somebody signed with a key of their own is told, on the list and on its page.
func TestItemsOfAnotherKey(t *testing.T) {
	o := newOffice(t)
	path := agreedElsewhere(o)
	o.shows(morven, path, http.StatusOK, nil, "not what was signed")
	o.keys = []string{"another"}
	for _, p := range []string{path, path + "/1"} {
		o.shows(morven, p, http.StatusOK, []string{"This is not what was signed", "Rely on nothing here"})
	}
}

// Who may not, may not; and an item is found in its own inspection alone.
func TestWhoseEvidence(t *testing.T) {
	o := newOffice(t)
	path := agreedElsewhere(o)
	o.shows(morven, path+"/1", http.StatusOK, []string{"Young people are moved"})
	for _, c := range []struct {
		who, path string
		want      int
	}{
		{"volunteer", path, http.StatusForbidden},
		{"iona:inspector@strathlinn", path, http.StatusForbidden},
		{morven, base1 + "/1", http.StatusNotFound},
		{morven, base1 + "/x", http.StatusNotFound},
		{morven, path + "/9", http.StatusNotFound},
		{morven + "!", path + ".json", http.StatusSeeOther}, // who has not signed in just now
	} {
		if w := get(t, o, c.who, c.path); w.Code != c.want {
			t.Errorf("%s, %s: %d, want %d", c.who, c.path, w.Code, c.want)
		}
	}
	blank := url.Values{"do": {"ask"}, "part": {"statement"}, "why": {"Because."}}
	for who, want := range map[string]int{"administrator": http.StatusForbidden, "iona:inspector@strathlinn": http.StatusForbidden, morven + "!": http.StatusSeeOther} {
		if w := o.send(who, path+"/1/blank", blank); w.Code != want {
			t.Errorf("%s blanks: %d, want %d", who, w.Code, want)
		}
	}
	o.shows(morven, path+"/1", http.StatusOK, []string{"Young people are moved"})
}
