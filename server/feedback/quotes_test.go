package feedback

import (
	"context"
	"net/http"
	"testing"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/themes"
	"kist/surveys"
)

// Spoken reads a quote of the world.
func (w *world) Spoken(_ context.Context, _, id string) (*themes.Spoken, error) {
	if w.quotes[id] == nil {
		return nil, fault.Wrap(fault.NotFound, "quote")
	}
	return w.quotes[id], nil
}

// Fits says that a quote of the world may be used unless it was taken back.
func (w *world) Fits(_ context.Context, _, id string) (bool, error) {
	return w.quotes[id] != nil && !w.quotes[id].Back, w.read("quotes")
}

// SpokenOf lists the quotes of the world that were not taken back.
func (w *world) SpokenOf(_ context.Context, _, round, question string) (list []*themes.Spoken, err error) {
	for _, id := range []string{"spring/change/t0", "spring/change/t1"} {
		if q := w.quotes[id]; q != nil && !q.Back && q.Set == round+"/"+question {
			list = append(list, q)
		}
	}
	return list, w.read("quotes")
}

// quoting gives the house two quotes.
func (h *house) quoting() {
	h.world.survey = &surveys.Survey{Key: "example", Source: "en", Title: surveys.Text("en", "What it is like"), Questions: []*surveys.Question{{Key: "change", KindName: "story"}, {Key: "safe", KindName: "faces"}}}
	h.world.quotes = map[string]*themes.Spoken{}
	for id, words := range map[string]string{"spring/change/t0": "and then nothing", "spring/change/t1": "Nobody asks <us>"} {
		h.world.quotes[id] = &themes.Spoken{Quote: themes.Quote{Head: store.Head{ID: id}, Set: "spring/change", Words: words, Reworded: id == "spring/change/t1"}, Name: "Told what happened"}
	}
}

// An entry takes a child's own words from those that two people let through. What is
// taken back says so where the page is written, and is offered no more.
func TestAnEntryTakesAQuote(t *testing.T) {
	h := newHouse(t)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	h.gets("morag", at+"/edit?entry="+entry, http.StatusOK, "!A child’s own words")
	h.quoting()
	h.gets("morag", at+"/edit?entry="+entry, http.StatusOK, "A child’s own words", "and then nothing", "Nobody asks &lt;us&gt;", "in other words", "Told what happened", `name="quote" value="" checked`)
	h.gets("morag", at+"/edit?entry="+entry+"&lang=pl", http.StatusOK, `!name="quote"`)
	form := written("1")
	form.Set("quote", "spring/change/t7")
	h.posts("morag", at+"/edit", http.StatusUnprocessableEntity, form, "Choose a quote that was not taken back", `href="#quote"`)
	form.Set("quote", "spring/change/t0")
	h.posts("morag", at+"/edit", http.StatusSeeOther, form)
	h.gets("morag", at+"/edit?entry="+entry, http.StatusOK, `value="spring/change/t0" checked`)
	h.gets("morag", at+"/history", http.StatusOK, "Meetings: A child’s own words", "a child’s own words")
	h.gets("morag", at, http.StatusOK, "Ask for a check", "!was taken back")
	h.world.quotes["spring/change/t0"].Back = true
	h.gets("morag", at, http.StatusOK, "The quote of entry 1 was taken back.", "!Ask for a check")
	h.gets("morag", at+"/edit?entry="+entry, http.StatusOK, "A child’s own words", "!and then nothing", `!value="" checked`)
	form = written("2")
	form.Set("quote", "spring/change/t1")
	h.posts("morag", at+"/edit", http.StatusSeeOther, form)
	h.gets("morag", at+"/history", http.StatusOK, "another child’s own words")
	form = written("3")
	h.posts("morag", at+"/edit", http.StatusSeeOther, form)
	h.gets("morag", at, http.StatusOK, "Ask for a check")
	h.world.broken = "quotes"
	h.gets("morag", at+"/edit?entry="+entry, http.StatusGone)
	h.world.broken = "versions"
	h.gets("morag", at+"/edit?entry="+entry, http.StatusGone)
}

// Quotes come from rounds in which children could write, and from no pilot.
func TestNoQuotesOfPilots(t *testing.T) {
	h := newHouse(t)
	h.quoting()
	for _, change := range []func(*inspections.Round){func(r *inspections.Round) { r.Pilot = "wilf" }, func(r *inspections.Round) { r.Pilot, r.Feedback = "", true }} {
		_, err := h.book.Rounds.Update(t.Context(), "spring", func(r *inspections.Round) error { change(r); return nil })
		ok(t, err)
		h.gets("morag", at+"/edit?entry="+entry, http.StatusOK, "!and then nothing")
	}
}
