package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kist/internal/findings"
)

// A piece of evidence that says nothing is kept as such, without weight, and brings
// nobody's voice.
func TestSilentEvidence(t *testing.T) {
	o := newOffice(t)
	o.sent(morven, all1+"/new", claimForm("0"))
	form := citeForm("1")
	form.Set("bearing", "silent")
	form.Set("says", "It did not ask this.")
	form.Del("cell")
	o.sent(morven, first+"/cite", form)
	o.shows(morven, first, http.StatusOK,
		[]string{"Silent", "It did not ask this.", "Nothing supports it yet"},
		"Strong", "Children and young people speak here")
	o.shows(morven, all1, http.StatusOK, []string{"Children’s voice is missing for 2 of 2 indicators"}, "Children’s voice is there")
	o.shows(morven, first+"/cite?source=abc", http.StatusOK, []string{`value="silent" required checked`, "Take this evidence away"})
}

// A group that children lead brings their voice, records do not.
func TestChildrenSpeakInOtherEvidence(t *testing.T) {
	o := newOffice(t)
	o.sent(morven, all1+"/new", claimForm("0"))
	o.sent(morven, first+"/refer", referForm2("1"))
	o.shows(morven, first, http.StatusOK, nil, "Children and young people speak here")
	form := referForm2("2")
	form.Set("_fresh", "group")
	form.Set("kind", "focus_group")
	form.Set("children", "yes")
	form.Set("day", "")
	o.sent(morven, first+"/refer", form)
	o.shows(morven, first, http.StatusOK, []string{"Children and young people speak here", "Focus group"})
	o.shows(morven, first+"/refer?source=group", http.StatusOK, []string{`name="children" value="yes" checked`, `value="focus_group" required checked`})
}

// What a form of evidence lacks is said beside its field, and what was typed stays.
func TestFormsOfEvidence(t *testing.T) {
	o := newOffice(t)
	o.sent(morven, all1+"/new", claimForm("0"))
	for field, c := range map[string]struct{ value, says string }{
		"kind":    {"gossip", "Choose one of what is offered."},
		"title":   {" ", "This cannot be empty."},
		"day":     {"soon", "Give a day, such as"},
		"says":    {"", "This cannot be empty."},
		"bearing": {"", "Choose one of what is offered."},
		"weight":  {"heavy", "Choose one of what is offered."},
	} {
		form := referForm2("1")
		form.Set(field, c.value)
		must(t, o.send(morven, first+"/refer", form), http.StatusUnprocessableEntity, []string{
			c.says,
			fmt.Sprintf(`href="#%s"`, field),
			fmt.Sprintf(`id="%s"`, field),
			`name="_fresh" value="xyz"`,
		})
	}
	for _, path := range []string{"/edit", "/cite", "/refer"} {
		for _, version := range []string{"", "x", "0", "2", "-1"} {
			form := referForm2(version)
			form.Set("statement", "A sentence")
			if w := o.send(morven, first+path, form); w.Code < 400 || w.Code >= 500 {
				t.Errorf("%s of version %q: %d", path, version, w.Code)
			}
		}
	}
}

// A finding that is given up keeps its number and can be read; nothing can be written.
func TestAFindingGivenUp(t *testing.T) {
	o := newOffice(t)
	o.begun()
	must(t, o.send(morven, first+"/turn", url.Values{"_mark": {o.mark(first)}, "to": {"withdrawn"}, "why": {""}}), http.StatusUnprocessableEntity,
		[]string{"This cannot be empty.", "<details open"})
	o.sent(morven, first+"/turn", url.Values{
		"_mark": {o.mark(first)},
		"to":    {"withdrawn"},
		"why":   {"It is part of another."},
	})
	o.shows(morven, first, http.StatusOK, []string{"Withdrawn", "Half at 8 to 10"}, first+"/edit", first+"/offer", "Give it up", "Take it up again")
	o.shows(morven, first+"/history", http.StatusOK, []string{"It is part of another.", "Version 4"})
	o.shows(morven, all1, http.StatusOK, []string{"No finding has been begun"}, "Half at 8 to 10")
	o.shows(morven, "/staff/findings?stage=withdrawn", http.StatusOK, []string{"One finding"})
	if to := o.sent(david, all1+"/new", claimForm("0")); !strings.HasSuffix(to, "strathlinn-2") {
		t.Errorf("the next one is %s", to)
	}
}

// A long list of findings comes in pages; the matrix says of all what it shows of some.
func TestManyFindings(t *testing.T) {
	o := newOffice(t)
	o.begun()
	for i := range 24 {
		_, err := o.findings.Start(t.Context(), "strathlinn", findings.Content{
			Statement:  fmt.Sprintf("A finding like others, letter %c", 'A'+i),
			Indicators: []string{"2.1"},
		}, findings.Uncertain, "Because.", "morven")
		ok(t, err)
	}
	o.shows(morven, all1, http.StatusOK, []string{"Children’s voice is missing for one of 2", ">F-20<", "letter S", "page=2"}, "letter T", ">F-21<")
	o.shows(morven, all1+"?page=2", http.StatusOK, []string{"Children’s voice is there", ">F-25<", "letter X"}, ">F-1<", "letter A")
	o.shows(morven, "/staff/findings", http.StatusOK, []string{"25 findings", "Page 1 of 2, 25 in all"})
	o.shows(morven, "/staff/findings?q=letter+x", http.StatusOK, []string{"One finding", "letter X"}, "letter A")
	o.shows(morven, "/staff/findings?q=strathlinn&page=2", http.StatusOK, []string{"letter X"}, "letter A")
}

// What one table says is held by its own figures, not by those of another that the
// finding cites as well.
func TestEachTableAnswersForItself(t *testing.T) {
	o := newOffice(t)
	o.sent(morven, all1+"/new", claimForm("0"))
	o.sent(morven, first+"/cite", citeForm("1"))
	whole := citeForm("2")
	whole.Set("_fresh", "whole")
	whole.Set("by", "")
	whole["cell"] = []string{"|yes", "|"}
	whole.Set("says", "35% of 280 were told, 50% at 8 to 10")
	o.sent(morven, first+"/cite", whole)
	o.shows(morven, first, http.StatusOK, []string{
		"“50”: no figure that this cites says so.",
		"All ages, answered: <b>280</b>",
	}, first+"/offer", "“35”", "“280”", "“20”")
	whole.Set("_version", "3")
	whole.Set("source", "whole")
	whole.Set("says", "35% of 280 were told")
	o.sent(morven, first+"/cite", whole)
	o.shows(morven, first, http.StatusOK, []string{first + "/offer", "35% of 280 were told"}, "no figure that this cites")
}

// A second inspector who says no sends it back with what is missing; the next version
// is read again, and every reading stays.
func TestReadingsStay(t *testing.T) {
	o := newOffice(t)
	o.begun()
	for i, why := range []string{"Ask the staff too.", "Now ask the parents."} {
		o.sent(morven, first+"/offer", url.Values{"_mark": {o.mark(first)}})
		o.sent(david, first+"/read", url.Values{
			"_mark": {o.mark(first)},
			"is":    {"no"},
			"why":   {why},
		})
		form := referForm2(fmt.Sprint(3 + i))
		form.Set("_fresh", fmt.Sprint("more", i))
		form.Set("title", fmt.Sprint("More evidence ", i))
		o.sent(morven, first+"/refer", form)
	}
	o.shows(morven, first, http.StatusOK, []string{
		"No, and this is what is missing",
		"Ask the staff too.",
		"Now ask the parents.",
		"David Okafor, version 3",
		"David Okafor, version 4",
		"More evidence 1",
		"Draft.",
	}, "Agreed by two")
}

// Evidence that one edits while another takes it away stays on the page as it was typed, and
// is added when it is sent again.
func TestEvidenceTakenAwayMeanwhile(t *testing.T) {
	o := newOffice(t)
	o.begun()
	o.sent(morven, first+"/drop", url.Values{"_version": {"3"}, "source": {"xyz"}})
	form := referForm2("3")
	form.Del("_fresh")
	form.Set("source", "xyz")
	form.Set("says", "What followed is written in 27.")
	must(t, o.send(morven, first+"/refer", form), http.StatusConflict, []string{
		"What followed is written in 27.", `name="_version" value="4"`, `name="source" value=""`, `name="_fresh" value="xyz"`,
	})
	form.Set("_version", "4")
	form.Set("source", "")
	form.Set("_fresh", "xyz")
	if to := o.sent(morven, first+"/refer", form); to != first {
		t.Errorf("it leads to %s", to)
	}
	o.shows(morven, first, http.StatusOK, []string{"What followed is written in 27."})
}
