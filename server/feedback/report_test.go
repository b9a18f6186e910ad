package feedback

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/locales"
	"kist/server/web"
	"kist/surveys"
)

// paper is what EachLine tells of an inspection, a line each.
func (h *house) paper(inspection string) (list []string, err error) {
	h.t.Helper()
	words, err := i18n.Load(locales.Files)
	ok(h.t, err)
	d := Deps{Staff: web.NewStaff(web.StaffOptions{Words: words, Lang: "en", Sessions: people{}}), Book: h.book, Pages: h.pages,
		Releases: h.world, Versions: h.world, Findings: concluded{h.world}, Evidence: handed{h.world}, Tablets: h.world}
	err = EachLine(h.t.Context(), d, words.Printer("en"), inspection, func(step, asks, lead, text string, lacks bool) {
		if asks == "" {
			h.t.Error("a step asks nothing")
		}
		list = append(list, fmt.Sprintf("%s|%s|%s|%t", step, lead, text, lacks))
	})
	return list, err
}

// A report tells the same four steps as the page, in order, and leads nowhere.
func TestTheCycleOnPaper(t *testing.T) {
	h := newHouse(t)
	h.whole()
	h.shownAnswer(written("0"))
	list, err := h.paper("strathlinn")
	ok(t, err)
	var steps []string
	for _, line := range list {
		step, _, _ := strings.Cut(line, "|")
		if !slices.Contains(steps, step) {
			steps = append(steps, step)
		}
		if strings.Contains(line, "/staff/") {
			t.Errorf("%s leads somewhere", line)
		}
	}
	if want := []string{"Space", "Voice", "Audience", "Influence"}; !slices.Equal(steps, want) {
		t.Errorf("%q", steps)
	}
	all := strings.Join(list, "\n")
	for _, part := range []string{"Space|Spring|Open. 2 March 2026 to 27 March 2026.", "About 85 answered.|", "2 are agreed. Children speak in 1.|false", "No child speaks in what it rests on.", "Influence|Meetings|Started. By: The council."} {
		if !strings.Contains(all, strings.TrimSuffix(part, "|")) {
			t.Errorf("no %q in %s", part, all)
		}
	}
	if _, err := h.paper("nowhere"); !errors.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
	for _, broken := range []string{"tablets", "releases spring", "versions", "findings", "evidence of findings", "items"} {
		h.world.broken = broken
		if _, err := h.paper("strathlinn"); err == nil {
			t.Errorf("without %s it tells something", broken)
		}
	}
}

// Easy read can be written of every inspection, for its report; children are offered the
// editions of their rounds alone.
func TestEasyReadCanBeWritten(t *testing.T) {
	h := newHouse(t)
	h.gets("morag", at+"/edit?entry="+entry, http.StatusOK, `name="title.8-10"`, `name="title.easy"`, `name="said.easy"`)
	form := written("0")
	form.Set("said.easy", "We wait. We hear late.")
	h.posts("morag", at+"/edit", http.StatusSeeOther, form)
	p, err := h.pages.Get(t.Context(), "strathlinn")
	ok(t, err)
	if got := p.Latest.Content.Entries[0].Texts.Said["en"][surveys.Easy]; got != "We wait. We hear late." {
		t.Errorf("%q", got)
	}
	form.Set("_version", "1")
	form.Del("said.easy")
	form.Set("said.8-10", "Nobody said.")
	h.shownAnswer(form)
	p, err = h.pages.Get(t.Context(), "strathlinn")
	ok(t, err)
	if slices.Contains(p.Shown.Editions, surveys.Easy) || len(p.Shown.Editions) != 2 || p.Shown.Content.Entries[0].Texts.Said["en"][surveys.Easy] != "" {
		t.Errorf("%+v", p.Shown)
	}
	h.gets("iain", at+"/preview/easy/en", http.StatusNotFound)
}
