package coding

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/inspections"
	"kist/internal/texts"
	"kist/internal/themes"
)

const tables = home + "/tables"

// real makes the round one of children, whose releases two people make.
func (h *house) real() {
	h.t.Helper()
	_, err := h.book.Rounds.Update(h.t.Context(), "spring", func(r *inspections.Round) error { r.Synthetic = false; return nil })
	check(h.t, err)
}

// settled has two people code all texts but two and brings that together; of every fifth
// they settle.
func (h *house) settled() {
	h.t.Helper()
	v := h.framed()
	h.coded(v, "hanan", "iona")
	_, err := h.themes.Join(h.t.Context(), "spring/change", "iona")
	check(h.t, err)
	for i, r := range h.texts.list[:40] {
		if i%5 == 0 && i < 35 {
			for _, who := range []string{"hanan", "iona"} {
				_, err := h.themes.Settle(h.t.Context(), v, themes.Text{ID: r.ID, Round: r.Round, Question: r.Question}, []string{"told"}, who)
				check(h.t, err)
			}
		}
	}
}

// The way of a release of themes: locked, made, approved by another, and made again when a
// coding changed; every step is written down.
func TestThemesAreReleasedFromTheirPage(t *testing.T) {
	h := newHouse(t)
	h.real()
	h.settled()
	must(t, h.get("iona", home), http.StatusOK, tables)
	must(t, h.get("iona", tables), http.StatusOK, "Unlock the texts", "Nothing is released yet", "Texts are counted, not children")
	must(t, h.post("iona", tables, "do", "make"), http.StatusConflict, "No release was made")
	h.unlock()
	h.boxes.undecided = true
	must(t, h.post("iona", tables, "do", "make"), http.StatusConflict, "answers of this round stand apart")
	h.boxes.undecided = false
	must(t, h.get("iona", tables), http.StatusOK, "Settled: 35. Passed review: 40.", "Settled: under 10. Passed review: under 10.", "3 releases more")
	leads(t, h.post("iona", tables, "do", "make"), tables)
	w := h.get("iona", tables)
	must(t, w, http.StatusOK, "Made by Iona", "another person must approve it")
	mustNot(t, w, "Approve it")
	must(t, h.post("iona", tables, "do", "approve"), http.StatusForbidden)
	must(t, h.post("hanan", tables, "do", "make"), http.StatusConflict)
	w = h.get("morag", tables) // a volunteer sees how it stands, and does nothing
	must(t, w, http.StatusOK, "Made by Iona")
	mustNot(t, w, "Approve it")
	must(t, h.post("morag", tables, "do", "approve"), http.StatusForbidden)
	must(t, h.get("fergus", tables), http.StatusForbidden)
	must(t, h.get("hanan", tables), http.StatusOK, "Approve it")
	leads(t, h.post("hanan", tables, "do", "approve"), tables)
	leads(t, h.post("hanan", tables, "do", "approve"), tables) // pressed twice
	must(t, h.get("hanan", tables), http.StatusOK, "Release 1, made on", `/staff/releases/themes_spring-1`, "2 releases more")
	rel, err := h.made.Get(t.Context(), "themes_spring-1")
	check(t, err)
	if len(rel.Tables) == 0 || rel.Tables[0].Question != "change" || rel.Responses.Count < 30 {
		t.Errorf("%+v", rel)
	}
	must(t, h.post("iona", tables, "do", "make"), http.StatusConflict, "no coding changed")
	r := h.texts.list[0]
	text := themes.Text{ID: r.ID, Round: r.Round, Question: r.Question}
	b, err := h.themes.Book(t.Context(), "strathlinn")
	check(t, err)
	_, err = h.themes.Reopen(t.Context(), text, "iona")
	check(t, err)
	for _, who := range []string{"hanan", "iona"} {
		_, err = h.themes.Settle(t.Context(), b.Latest, text, []string{"work"}, who)
		check(t, err)
	}
	leads(t, h.post("hanan", tables, "do", "make"), tables)
	leads(t, h.post("iona", tables, "do", "decline"), tables)
	must(t, h.get("iona", tables), http.StatusOK, "the last release that there can be")
	for _, want := range []string{"iona release", "hanan release.approve", "hanan release", "iona release.decline"} {
		if !slices.ContainsFunc(h.trail, func(line string) bool { return strings.HasSuffix(line, want) }) {
			t.Errorf("%q is not written down: %q", want, h.trail)
		}
	}
}

// A release is made beside the page: it says how far it is, goes on when the texts are
// locked again, and is begun once however often somebody asks.
func TestAThemeReleaseGoesOnByItself(t *testing.T) {
	h := newHouse(t)
	h.settled()
	h.unlock()
	counted, goOn := make(chan bool, 9), make(chan bool)
	h.step = func(step string) {
		if step == "release.counted" {
			counted <- true
			<-goOn
		}
	}
	leads(t, h.post("iona", tables, "do", "make"), tables)
	<-counted
	leads(t, h.post("hanan", tables, "do", "make"), tables)
	check(t, h.texts.End(t.Context(), "spring", texts.Analysis, "ailsa"))
	w := h.get("iona", tables)
	must(t, w, http.StatusOK, "The release is being made", "<progress", "the work goes on", "Attacking question by question")
	if w.Header().Get("Refresh") == "" {
		t.Error("the page does not look again")
	}
	mustNot(t, w, "Release 1, made on", "Make the release")
	close(goOn)
	h.jobs.Wait()
	w = h.get("iona", tables)
	must(t, w, http.StatusOK, "Release 1, made on")
	mustNot(t, w, "<progress", "was asked for", "Release 2")
	if len(counted) > 0 || w.Header().Get("Refresh") != "" {
		t.Error("it was made twice, or the page goes on looking")
	}
}

// What a server did not come to make is not forgotten: the page says so until it is made.
func TestAThemeReleaseThatWasCutOff(t *testing.T) {
	h := newHouse(t)
	h.settled()
	check(t, h.orders.AskTexts(t.Context(), "spring", "iona")) // and the server ended
	must(t, h.get("hanan", tables), http.StatusOK, "the server ended before it was made", "Unlock the texts")
	h.unlock()
	must(t, h.get("hanan", tables), http.StatusOK, "the server ended before it was made", "Make the release")
	leads(t, h.post("hanan", tables, "do", "make"), tables)
	w := h.get("hanan", tables)
	must(t, w, http.StatusOK, "Release 1, made on")
	mustNot(t, w, "the server ended", "could not be made")
	rel, err := h.made.Get(t.Context(), "themes_spring-1")
	check(t, err)
	if rel.By != "hanan" { // who had it made is not the one who lets it through
		t.Errorf("made by %q, though hanan had it made", rel.By)
	}
}

// A text that a child took back after it was released is in no number of the next release,
// which is attacked together with the one that told of it.
func TestATextTakenBackBetweenReleases(t *testing.T) {
	h := newHouse(t)
	h.settled()
	h.unlock()
	leads(t, h.post("iona", tables, "do", "make"), tables)
	x := h.texts.list[1]
	h.texts.list = slices.Delete(h.texts.list, 1, 2)
	h.texts.gone = append(h.texts.gone, texts.Head{ID: x.ID, Question: x.Question, Edition: x.Edition, Setting: x.Setting})
	h.pass(2 * time.Minute) // what was read is read anew
	leads(t, h.post("iona", tables, "do", "make"), tables)
	rel, err := h.made.Get(t.Context(), "themes_spring-2")
	check(t, err)
	if !slices.Equal(rel.Attack.Together, []string{"themes_spring-1"}) {
		t.Errorf("attacked together with %v", rel.Attack.Together)
	}
	h.texts.gone = nil
	h.texts.list = slices.Delete(h.texts.list, 2, 3)
	h.pass(2 * time.Minute)
	must(t, h.post("iona", tables, "do", "make"), http.StatusConflict, "No release was made")
}

// Who reads Gaelic does so here too; a round that runs releases nothing; who is not theirs to
// read gets nothing.
func TestThemeReleasesForOthers(t *testing.T) {
	h := newHouse(t)
	h.settled()
	must(t, h.get("iona:gd", tables), http.StatusOK, "teacsaichean")
	_, err := h.book.Rounds.Update(t.Context(), "spring", func(r *inspections.Round) error { r.Stage = inspections.Running; return nil })
	check(t, err)
	h.unlock()
	must(t, h.get("iona", tables), http.StatusOK, "The round is not closed")
	must(t, h.post("iona", tables, "do", "make"), http.StatusConflict)
	for _, who := range []string{"ada", "ros", "yusuf"} {
		must(t, h.get(who, tables), http.StatusForbidden)
	}
	must(t, h.get("iona", "/staff/themes/tried/tables"), http.StatusNotFound)
}
