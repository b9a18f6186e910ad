package safety

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"kist/internal/inspections"
	"kist/internal/texts"
)

var worryLink = regexp.MustCompile(`href="(/staff/[^"]*/worry/[^"]*)"`)

// concerns lists how the concerns of the round stand, as the lead's page says it.
func (h *house) concerns(t *testing.T) []*texts.Concern {
	t.Helper()
	list, err := h.texts.Concerns(t.Context(), "spring")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A coordinator who reviews a text is worried: it stands on the lead's page at once, with
// who worried and what for; sent twice it is there once, and the review goes on.
func TestWorriedInReview(t *testing.T) {
	h := newHouse(t)
	h.boxed("biscuit is loud", "the swings are fun", "the food is fine")
	w := h.get("ailsa", desk)
	must(t, w, http.StatusOK, "I am worried about this child")
	link := first(t, w, worryLink)
	must(t, h.get("ailsa", link), http.StatusOK, "need not be sure", "999")
	must(t, h.get("ailsa:gd", link), http.StatusOK, "Tha dragh orm mun phàiste seo")
	must(t, h.post("ailsa", link, "note", strings.Repeat("ß", texts.MaxNote+1)), http.StatusUnprocessableEntity, `role="alert"`, "ßßß")
	for range 2 {
		leads(t, h.post("ailsa", link, "note", "the <shouting>", "back", desk), link+"?back=%2Fstaff%2Ftexts%2Fspring")
	}
	must(t, h.get("ailsa", link), http.StatusOK, "You put this text to the safeguarding lead on 26 November 2026", `href="`+desk+`"`)
	leads(t, h.post("ros", link, "back", "https://example.org/"), link+"?back=%2Fstaff%2Ftexts%2Fspring")
	list := h.concerns(t)
	if len(list) != 1 || len(list[0].Taken) != 2 {
		t.Fatalf("%d concerns, %+v", len(list), list)
	}
	must(t, h.get("ros", concernPath("spring", list[0].ID)), http.StatusOK, "Concern written down", "Ailsa", "the &lt;shouting&gt;", "Somebody else is worried too", "The lead that the partnership named was told")
	must(t, h.get("ros", "/staff/safety"), http.StatusOK, "26 November 2026")
	must(t, h.get("ailsa", desk), http.StatusOK, `name="do" value="pass"`)
}

// Whoever reads texts for their themes can worry about what passed review, and nobody
// without a session; the room of those who code has no other way.
func TestWorriedInAnalysis(t *testing.T) {
	h := newHouse(t)
	h.boxed("biscuit is loud", "the swings are fun", "the food is fine")
	link := strings.Replace(first(t, h.get("ros", desk), worryLink), "/staff/texts/", "/staff/themes/", 1)
	leads(t, h.get("morag", link), "/staff/themes/spring")
	id, _ := h.ticks("ros")
	for _, who := range []string{"ros", "ailsa"} {
		leads(t, h.post(who, desk, "text", id, "do", "pass"), desk)
	}
	h.analysed()
	must(t, h.get("ros", link), http.StatusForbidden) // a lead reads in their own room
	must(t, h.get("morag", link), http.StatusOK, "I am worried about this child", "11 to 13")
	back := "/staff/themes/spring/q/story?text=" + id
	leads(t, h.post("morag", link, "back", back), link+"?back=%2Fstaff%2Fthemes%2Fspring%2Fq%2Fstory%3Ftext%3D"+id)
	must(t, h.get("morag", link+"?back=%2Fstaff%2Fthemes%2Fspring%2Fq%2Fstory%3Ftext%3D"+id), http.StatusOK, `href="`+back+`"`, "You put this text")
	if list := h.concerns(t); len(list) != 1 || list[0].Taken[0].Who != "morag" {
		t.Errorf("%+v", list)
	}
	must(t, h.get("morag", "/staff/themes/spring/worry/none"), http.StatusConflict, "cannot be opened any more")
	leads(t, h.post("iona", analysis, "do", "end", "back", "/staff/themes"), "/staff/themes")
	leads(t, h.get("hanan", link), "/staff/themes/spring")
	must(t, h.post("hanan", link), http.StatusConflict, "nothing of it was sent", `href="/staff/themes/spring" target="_blank"`) // no note, and the same worry
	w := h.post("hanan", link, "note", "the <shouting>", "back", back)                                                           // typed when it was locked
	must(t, w, http.StatusConflict, "not open to you now", "\nthe &lt;shouting&gt;</textarea>", `href="`+back+`" target="_blank"`, `name="back" value="`+back+`"`)
	mustNot(t, w, "biscuit", "swings", "food")
	h.analysed()
	leads(t, h.post("hanan", link, "note", "the <shouting>", "back", back), link+"?back=%2Fstaff%2Fthemes%2Fspring%2Fq%2Fstory%3Ftext%3D"+id)
	if list := h.concerns(t); len(list) != 1 || len(list[0].Taken) != 2 || list[0].Taken[1].Who != "hanan" {
		t.Errorf("%+v", list)
	}
}

// Once the key to answers is gone, nobody puts a text to the lead by the page: it says whom
// to tell, before somebody writes a note and after.
func TestWorriedWhenTheKeyIsGone(t *testing.T) {
	h := newHouse(t)
	h.boxed("biscuit is loud", "the swings are fun", "the food is fine")
	link := strings.Replace(first(t, h.get("ros", desk), worryLink), "/staff/texts/", "/staff/themes/", 1)
	id, _ := h.ticks("ros")
	for _, who := range []string{"ros", "ailsa"} {
		leads(t, h.post(who, desk, "text", id, "do", "pass"), desk)
	}
	h.keysEnd(t, inspections.Held{Texts: true})
	h.analysed()
	words := []string{"or its key is gone", "tell the inspection lead now"}
	must(t, h.get("morag", link), http.StatusConflict, words...)
	must(t, h.post("morag", link, "note", "the <shouting>"), http.StatusConflict, append(words, "\nthe &lt;shouting&gt;</textarea>")...)
	if list := h.concerns(t); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

// A concern is raised and read, two people having unlocked it, though nothing opens boxes any
// more.
func TestAConcernOpensWithoutBoxes(t *testing.T) {
	h := newHouse(t)
	h.copied("spring", "school", harm)
	h.keysEnd(t, inspections.Held{Texts: true})
	h.unlock("spring", "tom")
	raise := first(t, h.get("ros", back), raiseLink)
	concern := strings.Replace(raise, "/raise/", "/concerns/", 1)
	leads(t, h.post("ros", raise, "note", "sounds like home"), concern)
	must(t, h.get("tom", concern), http.StatusOK, "sounds like home", "He hits me")
}

// A concern of a text that somebody has before them, whose key another server destroyed, is
// not taken, and the page says so.
func TestRaisedWhenTheKeyIsGone(t *testing.T) {
	h := newHouse(t)
	h.copied("spring", "school", harm)
	h.unlock("spring", "tom")
	raise := first(t, h.get("ros", back), raiseLink)
	h.keysEnd(t, inspections.Held{})
	must(t, h.post("ros", raise, "note", "sounds like home"), http.StatusConflict, "or its key is gone", "\nsounds like home</textarea>")
}

// keysEnd destroys the keys as their day does, but for what is needed.
func (h *house) keysEnd(t *testing.T, held inspections.Held) {
	t.Helper()
	ctx := t.Context()
	if err := h.sealer.Close(ctx, "spring", nil); err != nil {
		t.Fatal(err)
	}
	r, err := h.book.Rounds.Update(ctx, "spring", func(r *inspections.Round) error { r.KeysGone = "2026-11-26"; return nil })
	if err == nil {
		err = h.vault.Destroy(ctx, r, held, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
}
