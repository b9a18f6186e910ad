package coding

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/fault"
	"kist/internal/texts"
	"kist/internal/themes"
)

const quotes = change + "/quotes"

// together is a house in which two agreed on most texts, unlocked.
func together(t testing.TB) *house {
	t.Helper()
	h := newHouse(t)
	h.coded(h.framed(), "hanan", "iona")
	_, err := h.themes.Join(t.Context(), "spring/change", "iona")
	check(t, err)
	h.unlock()
	return h
}

// agreed is the text of the sample with this number, on which the two agree if it is no
// multiple of five.
func (h *house) agreed(n int) texts.Reviewed { return h.texts.list[n] }

// offered offers a quote of a text, word for word.
func (h *house) offered(who string, text texts.Reviewed) {
	h.t.Helper()
	leads(
		h.t,
		h.post(
			who, quotes,
			"text", text.ID,
			"theme", "told",
			"how", "verbatim",
			"words", text.Words[:10],
			"known", "no",
			"do", "offer",
		),
		quotes,
	)
}

// approves lets the quote of a text through, or not, as the form has it that the page
// shows now.
func (h *house) approves(who string, text texts.Reviewed, known string) *httptest.ResponseRecorder {
	h.t.Helper()
	seen := ""
	for _, o := range h.shelf.offered("spring", "change") {
		if o.Text.ID == text.ID {
			seen = mark(o)
		}
	}
	must(h.t, h.get(who, quotes), http.StatusOK, `name="seen" value="`+seen+`"`)
	return h.post(who, quotes, "text", text.ID, "seen", seen, "known", known, "do", "approve")
}

// A second person answers for all that they saw: the quote is not let through if its theme,
// whom it stands beside, how it is told, its words or who offered it changed since.
func TestTheSecondAnswersForAllOfIt(t *testing.T) {
	first := themes.Offer{Text: themes.Text{ID: "a"}, Theme: "told", Words: "one\ntwo", Who: "iona"}
	for name, change := range map[string]func(*themes.Offer){
		"theme": func(o *themes.Offer) { o.Theme = "work" }, "beside": func(o *themes.Offer) { o.Edition = true }, "told": func(o *themes.Offer) { o.Reworded = true },
		"words": func(o *themes.Offer) { o.Words = "one two" }, "who": func(o *themes.Offer) { o.Who = "morag" },
	} {
		o := first
		if mark(o) != mark(first) {
			t.Fatal("one offer has two marks")
		}
		if change(&o); mark(o) == mark(first) {
			t.Errorf("%s can change underneath", name)
		}
	}
	h := together(t)
	text := h.agreed(2)
	h.offered("iona", text)
	old := mark(h.shelf.offered("spring", "change")[0])
	leads(t, h.post("iona", quotes, "text", text.ID, "theme", "told", "how", "verbatim", "words", text.Words[:10], "edition", "1", "known", "no", "do", "offer"), quotes)
	must(t, h.post("hanan", quotes, "text", text.ID, "seen", old, "known", "no", "do", "approve"), http.StatusUnprocessableEntity, "offered otherwise meanwhile")
}

// A quote of two lines is let through, though browsers send other signs at their ends.
func TestAQuoteOfTwoLines(t *testing.T) {
	h := together(t)
	text := h.agreed(2)
	leads(t, h.post("iona", quotes, "text", text.ID, "theme", "told", "how", "reworded", "words", "one line\r\nand another", "known", "no", "do", "offer"), quotes)
	leads(t, h.approves("hanan", text, "no"), quotes)
	must(t, h.get("morag", quotes), http.StatusOK, "one line and another", "in other words")
}

// One offers a quote, a second lets it through, everybody who codes reads it though the
// round is locked, and it is taken back.
func TestQuotesByTwo(t *testing.T) {
	h := together(t)
	h.texts.list[2].Out = "m2"
	text := h.agreed(2)
	must(
		t, h.get("iona", quotes), http.StatusOK,
		"Quotes that two people let through",
		"There are none yet",
		"Texts that could be quoted",
		"?text=",
	)
	must(
		t, h.get("iona", quotes+"?text="+text.ID), http.StatusOK,
		"Could a parent or worker recognise who wrote this?",
		text.Words,
		"Told what happened",
	)
	h.offered("iona", text)
	w := h.get("iona", quotes)
	must(
		t, w, http.StatusOK,
		"Waits for a second person",
		text.Words[:10],
		"offered by Iona",
		"A second person has to answer for themselves",
	)
	mustNot(t, w, "Let it through")
	if w := h.approves("iona", text, "no"); w.Code != http.StatusForbidden {
		t.Errorf("the same person lets it through: %d", w.Code)
	}
	must(t, h.get("hanan", quotes), http.StatusOK, "Let it through")
	leads(t, h.approves("hanan", text, "no"), quotes)
	if list, err := h.themes.Quotes(t.Context(), "spring/change"); err != nil || len(list) != 1 || list[0].Out != "m2" {
		t.Errorf("%+v, %v", list, err) // by which it goes when its child takes the text back
	}
	h.pass(texts.Lasts)
	w = h.get("morag", quotes)
	must(
		t, w, http.StatusOK,
		"word for word",
		text.Words[:10],
		"Iona and Hanan, ",
		"Told what happened",
	)
	mustNot(t, w, "Texts that could be quoted", "Take it back", "Waits for")
	leads(t, h.post("ailsa", quotes, "text", text.ID, "do", "back"), quotes)
	mustNot(t, h.get("morag", quotes), text.Words[:10])
	if w := h.post("morag", quotes, "text", text.ID, "do", "back"); w.Code != http.StatusForbidden {
		t.Errorf("a volunteer takes a quote back: %d", w.Code)
	}
}

// What an offer lacks is said, with what was typed; whoever says that somebody could
// tell who wrote it, or says nothing, stops it.
func TestOffersThatAreNone(t *testing.T) {
	h := together(t)
	text := h.agreed(2)
	for name, c := range map[string]struct{ how, words, known, edition, say string }{
		"recognised":    {"verbatim", text.Words, "yes", "", "could recognise them"},
		"not answered":  {"verbatim", text.Words, "", "", "could recognise them"},
		"not verbatim":  {"verbatim", "quite other words", "no", "", "do not stand in the text"},
		"nothing":       {"reworded", " ", "no", "", "This cannot be empty"},
		"not how it is": {"", "quite other words", "no", "", "do not stand in the text"},
	} {
		w := h.post("iona", quotes, "text", text.ID, "theme", "told", "how", c.how, "words", c.words, "known", c.known, "edition", c.edition, "do", "offer")
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
		must(t, w, http.StatusUnprocessableEntity, c.say)
	}
	if list := h.shelf.offered("spring", "change"); len(list) != 0 {
		t.Errorf("%+v", list)
	}
	must(t, h.post("iona", quotes, "text", "not there", "do", "offer"), http.StatusNotFound)
	h.offered("iona", text)
	must(
		t, h.approves("hanan", text, "yes"), http.StatusUnprocessableEntity,
		"could recognise them",
	)
	must(
		t, h.post("hanan", quotes, "text", text.ID, "seen", "as it was", "known", "no", "do", "approve"), http.StatusUnprocessableEntity,
		"offered otherwise meanwhile",
	)
	must(t, h.post("hanan", quotes, "text", text.ID, "seen", "as it was", "do", "drop"), http.StatusUnprocessableEntity, "offered otherwise meanwhile")
	w := h.post("hanan", quotes, "text", text.ID, "theme", "told", "how", "reworded", "words", "Something of mine", "edition", "1", "known", "no", "do", "offer")
	must(t, w, http.StatusUnprocessableEntity, "Another person has offered a quote of this text", "Something of mine", `value="reworded" checked`, text.Words[:10])
	list := h.shelf.offered("spring", "change")
	if len(list) != 1 || list[0].Who != "iona" {
		t.Errorf("%+v", list)
	}
	if _, err := h.shelf.Open(t.Context(), "spring", ""); err == nil || len(h.shelf.offered("spring", "change")) != 1 {
		t.Errorf("who may not read drops what waits: %v", err)
	}
	leads(t, h.post("hanan", quotes, "text", text.ID, "seen", mark(list[0]), "do", "drop"), quotes)
	mustNot(t, h.get("iona", quotes), "Waits for a second person")
}

// An offer is nowhere but in the memory of the session, and goes with it.
func TestOffersGoWithTheSession(t *testing.T) {
	h := together(t)
	h.offered("iona", h.agreed(2))
	h.pass(2 * fresh) // the texts are read again, the offer stays
	must(t, h.get("hanan", quotes), http.StatusOK, "Waits for a second person")
	check(t, h.texts.End(t.Context(), "spring", texts.Analysis, "ailsa"))
	mustNot(t, h.get("hanan", quotes), "Waits for a second person")
	h.unlock()
	mustNot(t, h.get("hanan", quotes), "Waits for a second person")
	list, err := h.themes.Quotes(t.Context(), "spring/change")
	check(t, err)
	if len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

// A quote whose text the child took back is marked, for somebody to take it back.
func TestQuotesOfTextsThatAreGone(t *testing.T) {
	h := together(t)
	text := h.agreed(2)
	h.offered("iona", text)
	leads(t, h.approves("hanan", text, "no"), quotes)
	mustNot(t, h.get("iona", quotes), "no longer there")
	h.texts.list = slices.DeleteFunc(h.texts.list, func(r texts.Reviewed) bool { return r.ID == text.ID })
	h.pass(2 * fresh)
	must(t, h.get("iona", quotes), http.StatusOK, "Its text is no longer there")
}

// Texts by which a theme counts in too few, or that were quoted, are offered to nobody.
func TestQuotable(t *testing.T) {
	a := ofThree()
	sheet := func(id string, list ...string) *themes.Sheet {
		d := &themes.Sheet{Text: id, Settled: &themes.Decision{Themes: list}}
		d.ID = "spring/change/" + id
		return d
	}
	sheets := []*themes.Sheet{
		sheet("a", "told"),
		sheet("b", "told", "work"),
		sheet("c", "told", "home"),
		sheet("d", "work"),
		sheet("e"),
	}
	p := newPile([]themes.Text{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e"}})
	can := quotable(a, p, sheets, nil)
	for id, want := range map[string][]string{
		"a": {"told"},
		"b": {"told"},
		"c": {"told"},
		"d": nil,
		"e": nil,
	} {
		if !slices.Equal(can[id], want) {
			t.Errorf("%s: %v, want %v", id, can[id], want)
		}
	}
	was := &themes.Quote{Back: true}
	was.ID = "spring/change/a"
	if can = quotable(a, p, sheets, []*themes.Quote{was}); len(can["a"]) != 0 {
		t.Error("a text is quoted twice")
	}
	p = newPile([]themes.Text{{ID: "a"}, {ID: "b"}, {ID: "d"}, {ID: "e"}})
	if can = quotable(a, p, sheets, nil); len(can) != 0 {
		t.Errorf("a text that was taken back counts: %v", can)
	}
}

func TestQuotesForEverybody(t *testing.T) {
	h := together(t)
	h.offered("iona", h.agreed(2))
	h.offered("hanan", h.agreed(4))
	p := browsertest.Open(t, h.site("iona"), browsertest.Width(320))
	p.Visit(quotes + "?text=" + h.agreed(6).ID)
	p.Axe()
	if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		t.Errorf("%d too wide", over)
	}
	p.Screenshot("quotes")
	must(t, h.get("iona:gd", quotes+"?text="+h.agreed(6).ID), http.StatusOK, "Am b’ urrainn do phàrant")
}

// What was taken out of a text says nothing of what it is alike to.
func TestMarkersAreNoWords(t *testing.T) {
	p := newPile([]themes.Text{
		{ID: "a", Language: "en", Words: "[name 1] is kind"},
		{ID: "b", Language: "en", Words: "[name 2] and [school] are far"},
		{ID: "c", Language: "en", Words: "a good name"},
	})
	hits := p.space().Search("name", "")
	if len(hits) != 1 || hits[0].ID != "c" {
		t.Errorf("%+v", hits)
	}
	if hits = p.space().Search("school", ""); len(hits) != 0 {
		t.Errorf("%+v", hits)
	}
}

// Offers lie by question and text; one from the same text takes the place of the other,
// and what is no longer held holds none.
func TestOffersOnTheShelf(t *testing.T) {
	h := together(t)
	offer := func(id, words string) themes.Offer {
		return themes.Offer{
			Text:  themes.Text{ID: id, Round: "spring", Question: "change"},
			Words: words,
			Who:   "iona",
		}
	}
	if err := h.shelf.offer("spring", offer("a", "lost")); !errors.Is(err, fault.Closed) { // nothing is held yet
		t.Error(err)
	}
	_, err := h.shelf.Open(t.Context(), "spring", "iona")
	check(t, err)
	if list := h.shelf.offered("spring", "change"); len(list) != 0 {
		t.Errorf("%+v", list)
	}
	check(t, h.shelf.offer("spring", offer("b", "second")))
	check(t, h.shelf.offer("spring", offer("a", "first")))
	check(t, h.shelf.offer("spring", offer("b", "again")))
	list := h.shelf.offered("spring", "change")
	if len(list) != 2 || list[0].Words != "first" || list[1].Words != "again" {
		t.Errorf("%+v", list)
	}
	if other := h.shelf.offered("spring", "sad"); len(other) != 0 {
		t.Errorf("of another question: %+v", other)
	}
	h.shelf.unoffer("spring", list[0].Text)
	h.shelf.unoffer("elsewhere", list[1].Text)
	if list = h.shelf.offered("spring", "change"); len(list) != 1 {
		t.Errorf("%+v", list)
	}
	h.pass(texts.Lasts)
	if list = h.shelf.offered("spring", "change"); len(list) != 0 {
		t.Errorf("after the session: %+v", list)
	}
}
