package coding

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"kist/internal/texts"
	"kist/internal/themes"
	"kist/server/web"
)

func TestTemplatesFitTheirPages(t *testing.T) {
	r := web.NewRoom(nil, web.StaffPages, pages)
	types := map[string]any{"tables": tablesPage{},
		"rounds": roundsPage{}, "round": roundPage{}, "theme": themePage{}, "history": historyPage{}, "locked": lockedPage{}, "code": codePage{}, "cards": []card{},
		"agreement": agreementPage{}, "settle": splitsPage{}, "groups": groupsPage{}, "search": searchPage{}, "quotes": quotesPage{},
	}
	for _, name := range r.Pages() {
		page, ok := types[name]
		if !ok {
			t.Errorf("page %s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(r.Template(name), page); err != nil {
			t.Error(err)
		}
	}
}

// Nothing of this room is mounted without an entry in the table of who may open what,
// and every entry leads somewhere.
func TestRoutesAreInTheTable(t *testing.T) {
	var mounted []string
	for _, r := range newHouse(t).echo.Routes() {
		if strings.HasPrefix(r.Path, "/staff") {
			mounted = append(mounted, r.Method+" "+r.Path)
		}
	}
	for _, route := range web.StaffRoutes() {
		here := strings.Contains(route, " /staff/themes") && !strings.Contains(route, "/worry/") // that is in the room of those who answer for safety
		if here != slices.Contains(mounted, route) {
			t.Errorf("%s: mounted %t", route, slices.Contains(mounted, route))
		}
	}
}

// Nobody reads a word without two people who unlocked the round, nobody whose role is
// another or holds elsewhere, and nobody once it is over.
func TestWhoReadsWhat(t *testing.T) {
	h := newHouse(t)
	h.framed()
	every := []string{
		change,
		change + "?text=zz01",
		change + "/settle",
		change + "/groups",
		change + "/search?q=worker",
	}
	for _, path := range every {
		w := h.get("iona", path)
		must(t, w, http.StatusOK, "Locked")
		mustNot(t, w, "worker changes", "hurts")
	}
	h.unlock()
	for _, path := range every {
		for _, who := range []string{"ada", "ros", "yusuf", "fergus"} {
			if w := h.get(who, path); w.Code != http.StatusForbidden {
				t.Errorf("%s opens %s: %d", who, path, w.Code)
			}
		}
		for _, who := range []string{"ailsa", "iona", "hanan", "morag"} {
			w := h.get(who, path)
			must(t, w, http.StatusOK)
			if w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be kept by a browser", path)
			}
		}
	}
	for _, path := range []string{
		home,
		home + "/theme",
		home + "/history",
		change + "/agreement",
	} {
		mustNot(t, h.get("iona", path), "worker changes all the time")
	}
	h.pass(texts.Lasts)
	for _, path := range every {
		mustNot(t, h.get("iona", path), "worker changes", "hurts")
	}
	if len(h.shelf.held) != 0 {
		t.Error("texts stay in memory")
	}
	must(t, h.get("iona", "/staff/themes/tried"), http.StatusNotFound)
	h.pass(time.Hour)
	h.unlock()
	must(t, h.get("iona", home+"/q/help"), http.StatusNotFound)
}

// What is in memory goes when the session ends, though nobody looks.
func TestTheShelfIsEmptied(t *testing.T) {
	h := newHouse(t)
	h.unlock()
	h.get("iona", change)
	check(t, h.shelf.EndOld(t.Context()))
	if len(h.shelf.held) != 1 {
		t.Fatal("nothing is held while the session lasts")
	}
	h.get("hanan", change)
	if h.texts.reads != 1 {
		t.Errorf("read %d times", h.texts.reads)
	}
	h.pass(2 * fresh)
	h.texts.list = h.texts.list[1:] // a child took one back
	gone := spoken()[0]
	mustNot(t, h.get("iona", change+"?text="+gone.ID), gone.Words)
	if h.texts.reads != 2 {
		t.Errorf("read %d times, after a while", h.texts.reads)
	}
	check(t, h.texts.End(t.Context(), "spring", texts.Analysis, "ailsa"))
	check(t, h.shelf.EndOld(t.Context()))
	if len(h.shelf.held) != 0 {
		t.Error("texts stay in memory")
	}
}

// wrote puts two themes into the codebook by its pages: version 2.
func (h *house) wrote() {
	h.t.Helper()
	leads(
		h.t,
		h.post(
			"iona", home+"/theme",
			"_version", "0",
			"key", "told",
			"name", "Told <what> happened",
			"description", "After a meeting.",
			"examples", "Nobody rang.\r\nNo letter.",
			"links", "5.4, 2.1",
		),
		home,
	)
	leads(
		h.t,
		h.post(
			"iona", home+"/theme",
			"_version", "1",
			"key", "heard",
			"parent", "told",
			"name", "Heard",
		),
		home,
	)
}

// A codebook by its pages: begun, and read by those who code.
func TestCodebookPages(t *testing.T) {
	h := newHouse(t)
	must(t, h.get("iona", "/staff/themes"), http.StatusOK, "Strathlinn joint inspection, Spring round")
	must(
		t, h.get("iona", home), http.StatusOK,
		"What would you &lt;change&gt;?",
		"Add the first theme",
		"death and loss",
		"Synthetic data",
	)
	h.wrote()
	must(
		t, h.get("morag", home), http.StatusOK,
		"Told &lt;what&gt; happened",
		"“No letter.”",
		"5.4",
		"Version 2",
	)
	mustNot(t, h.get("morag", home), home+"/theme")
}

// Two change one theme: who comes second sees what the first made of it, and what is
// wrong with a theme is said beside what was typed.
func TestCodebookClash(t *testing.T) {
	h := newHouse(t)
	h.wrote()
	must(
		t, h.get("hanan", home+"/theme?key=told"), http.StatusOK,
		`value="Told &lt;what&gt; happened"`,
		"5.4, 2.1",
		"Take it out of use",
	)
	must(t, h.get("hanan", home+"/theme?name=nobody,+told"), http.StatusOK, `value="nobody, told"`)
	leads(t, h.post("hanan", home+"/theme", "_version", "2", "key", "told", "name", "Told"), home)
	must(
		t, h.post("iona", home+"/theme", "_version", "2", "key", "told", "name", "Hears back"), http.StatusUnprocessableEntity,
		"Somebody changed this theme",
		`value="Hears back"`,
		`name="_version" value="3"`,
		"Lies under: Nothing: it is at the top",
	)
	leads(t, h.post("hanan", home+"/theme", "_version", "3", "key", "people", "name", "People"), home)
	leads(t, h.post("hanan", home+"/theme", "_version", "4", "key", "told", "name", "Told", "parent", "people", "links", "5.4, 2.3"), home)
	must( // where it lies and what it is linked to would be replaced as well
		t, h.post("iona", home+"/theme", "_version", "3", "key", "told", "name", "Hears back"), http.StatusUnprocessableEntity,
		"Lies under: People",
		"Quality indicators: 5.4, 2.3",
	)
	must(
		t, h.post("iona", home+"/theme", "_version", "3", "key", "new", "name", ""), http.StatusUnprocessableEntity,
		"This cannot be empty",
	)
	must(
		t,
		h.post(
			"iona", home+"/theme",
			"_version", "3",
			"key", "told",
			"do", "retire",
			"name", "Told",
		),
		http.StatusUnprocessableEntity,
		"Other themes lie under this one",
	)
}

// A theme that goes out of use counts as another, and comes back; all of it is told.
func TestThemesOutOfUse(t *testing.T) {
	h := newHouse(t)
	h.wrote()
	leads(t, h.post("hanan", home+"/theme", "_version", "2", "key", "told", "name", "Told"), home)
	leads(
		t,
		h.post(
			"iona", home+"/theme",
			"_version", "3",
			"key", "heard",
			"do", "retire",
			"into", "told",
		),
		home,
	)
	must(t, h.get("iona", home), http.StatusOK, "Out of use", "Heard → Told")
	must(
		t, h.get("iona", home+"/theme?key=heard"), http.StatusOK,
		"is out of use",
		"Take it back into use",
	)
	leads(t, h.post("iona", home+"/theme", "_version", "4", "key", "heard", "do", "restore"), home)
	must(
		t, h.get("iona", home+"/history"), http.StatusOK,
		"Version 5",
		"Took “Heard” back into use",
		"“Heard” counts as “Told”",
		"is called “Told”",
		"Added “Heard”",
		"Hanan,",
	)
	must(t, h.get("iona:gd", home+"/history"), http.StatusOK, "Tionndadh 5")
	must(t, h.post("iona", home+"/theme", "_version", "x"), http.StatusUnprocessableEntity)
	if w := h.post("morag", home+"/theme", "_version", "5", "key", "k", "name", "Mine"); w.Code != http.StatusForbidden {
		t.Errorf("a volunteer writes the codebook: %d", w.Code)
	}
	b, err := h.themes.Book(t.Context(), "strathlinn")
	check(t, err)
	if !b.Synthetic || b.Latest.Number != 5 {
		t.Errorf("%+v", b)
	}
}

// Coding by forms alone: one text after another, none of the themes, one passed over,
// one undone.
func TestCodingByForms(t *testing.T) {
	h := newHouse(t)
	h.framed()
	h.unlock()
	w := h.get("iona", change)
	must(
		t, w, http.StatusOK,
		"Been through 0 of 41",
		"What would you &lt;change&gt;?",
		"under 10",
		"<kbd>1</kbd>",
		"11 to 13 · ",
	)
	first := h.texts.list[0]
	must(t, h.get("iona", change+"?text="+first.ID), http.StatusOK, first.Words)
	leads(
		t, h.post("iona", change, "text", first.ID, "theme", "told", "theme", "told", "do", "code"),
		change+"?last="+first.ID,
	)
	must(
		t, h.get("iona", change+"?last="+first.ID), http.StatusOK,
		"Been through 1 of 41",
		"?text="+first.ID,
	)
	must(
		t, h.get("iona", change+"?text="+first.ID), http.StatusOK,
		`value="told" checked`,
		"Undo my last",
		"Iona gave it themes",
	)
}

// What says nothing, or two things at once, is not kept; what was given can be undone.
func TestWhatIsNotACoding(t *testing.T) {
	h := newHouse(t)
	h.framed()
	h.unlock()
	first := h.texts.list[0]
	leads(t, h.post("iona", change, "text", first.ID, "theme", "told", "do", "code"), change+"?last="+first.ID)
	must(
		t, h.post("iona", change, "text", first.ID, "do", "code"), http.StatusUnprocessableEntity,
		"Choose at least one theme",
		first.Words,
	)
	must(
		t, h.post("iona", change, "text", first.ID, "theme", "told", "none", "1", "do", "code"), http.StatusUnprocessableEntity,
		"Choose at least one theme",
	)
	must(
		t, h.post("iona", change, "text", first.ID, "theme", "nothing", "do", "code"), http.StatusUnprocessableEntity,
		"no longer in use",
	)
	leads(
		t, h.post("iona", change, "text", first.ID, "none", "1", "do", "code"),
		change+"?last="+first.ID,
	)
	must(
		t, h.get("iona", change+"?text="+first.ID), http.StatusOK,
		`name="none" value="1" data-key="0" checked`,
	)
	leads(t, h.post("iona", change, "text", first.ID, "do", "undo"), change+"?text="+first.ID)
	must(
		t, h.get("iona", change+"?text="+first.ID), http.StatusOK,
		`value="told" checked`,
		"Iona undid their last",
	)
}

// A text can be passed over without a word; nobody sees what another gave it; and a
// round that is locked takes nothing.
func TestPassedOverAndLocked(t *testing.T) {
	h := newHouse(t)
	h.framed()
	h.unlock()
	first := h.texts.list[0]
	leads(t, h.post("iona", change, "text", first.ID, "theme", "told", "do", "code"), change+"?last="+first.ID)
	leads(t, h.post("iona", change, "text", "zz01", "do", "decline"), change+"?last=zz01")
	must(t, h.post("iona", change, "text", "not there", "theme", "told"), http.StatusNotFound)
	must(t, h.get("hanan", change+"?text="+first.ID), http.StatusOK, "Been through 0 of 41")
	mustNot(t, h.get("hanan", change+"?text="+first.ID), "checked", "Iona gave")
	h.pass(texts.Lasts)
	leads(t, h.post("iona", change, "text", first.ID, "theme", "told", "do", "code"), change)
	if w := h.post("iona", change, "text", first.ID, "theme", "told", "do", "code", "_more", "1"); w.Code != http.StatusConflict {
		t.Errorf("to the script: %d", w.Code)
	}
}

// The page's script is sent the card that follows those it holds, and nothing when there
// is none.
func TestCardsForTheScript(t *testing.T) {
	h := newHouse(t)
	v := h.framed()
	h.unlock()
	ids := []string{}
	for _, r := range h.texts.list {
		if r.Question == "change" {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	w := h.post("iona", change, "text", ids[0], "theme", "told", "do", "code", "_more", "1", "have", ids[1], "have", ids[2])
	must(t, w, http.StatusOK, `data-text="`+ids[3]+`"`)
	h.coded(v, "iona")
	w = h.post("iona", change, "text", "zz01", "none", "1", "do", "code", "_more", "1")
	must(t, w, http.StatusOK)
	mustNot(t, w, "data-text")
	if w := h.post("iona", change, "text", ids[0], "do", "code", "_more", "1"); w.Code != http.StatusUnprocessableEntity || w.Body.Len() > 0 {
		t.Errorf("nothing chosen: %d", w.Code)
	}
}

// Volunteers are told what a text may touch before they read it, may pass it over, and
// are shown nothing of what they stepped out of.
func TestContentNotes(t *testing.T) {
	h := newHouse(t)
	h.framed()
	h.unlock()
	must(
		t, h.get("morag", change+"?text=zz01"), http.StatusOK,
		"It may touch:",
		"being hurt",
		"<summary>Show the words</summary>",
		"I would rather not read this one",
		"hurts &lt;me&gt;",
	)
	w := h.get("iona", change+"?text=zz01")
	must(t, w, http.StatusOK, "being hurt", "hurts &lt;me&gt;")
	mustNot(t, w, "Show the words")
	must(t, h.get("iona", home+"/q/sad"), http.StatusOK, "death and loss", "bhàsaich", `lang="gd"`)
	h.out["morag"] = []string{"harm", "loss"}
	for _, path := range []string{
		change + "?text=zz01",
		change + "/search?q=somebody",
		change + "/groups",
		home + "/q/sad",
	} {
		mustNot(t, h.get("morag", path), "hurts", "bhàsaich")
	}
	must(t, h.get("morag", home+"/q/sad"), http.StatusOK, "You have been through everything")
}

// What was taken out of a text, and what a machine points to, is told from what a child
// wrote.
func TestPieces(t *testing.T) {
	for _, c := range []struct {
		text  string
		found []string
		want  string
	}{
		{"keep [name 2] please", nil, "keep |{name 2}| please"},
		{"Nobody told me", []string{"nobody", "told"}, "<Nobody>| |<told>| me"},
		{"they didn’t [school]", []string{"didn't"}, "they |<didn’t>| |{school}"},
		{"", nil, ""},
		{"[not a marker because it is far too long]", nil, "[not a marker because it is far too long]"},
		{"İstanbul told", []string{"told"}, "İstanbul told"},
		{"没有人 told", []string{"told"}, "没有人 |<told>"},
	} {
		var got []string
		for _, p := range pieces(c.text, c.found) {
			switch {
			case p.Taken:
				got = append(got, "{"+p.Text+"}")
			case p.Found:
				got = append(got, "<"+p.Text+">")
			default:
				got = append(got, p.Text)
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q: %q, want %q", c.text, strings.Join(got, "|"), c.want)
		}
	}
}

// A machine proposes from what the reader gave themselves, never from what another did
// on their own; what it proposed is remembered, and one in five has no proposals.
func TestProposalsOnTheCard(t *testing.T) {
	h := newHouse(t)
	v := h.framed()
	h.unlock()
	h.coded(v, "hanan")
	mustNot(t, h.get("iona", change), "A machine suggests")
	for i, r := range h.texts.list[:24] {
		if i%12 < 10 {
			leads(
				t,
				h.post(
					"iona", change,
					"text", r.ID,
					"theme", []string{"told", "work"}[i%2],
					"offered", "work",
					"do", "code",
				),
				change+"?last="+r.ID,
			)
		}
	}
	proposed, held := 0, 0
	for i, r := range h.texts.list[24:40] {
		w := h.get("iona", change+"?text="+r.ID)
		now, _, _ := strings.Cut(w.Body.String(), `id="queue"`)
		switch {
		case strings.Contains(now, "shown without suggestions"):
			held++
		case strings.Contains(now, "A machine suggests"):
			proposed++
			must(
				t, w, http.StatusOK,
				"because of:",
				`<mark class="sug">`,
				[]string{"Told what happened", "Changes of worker"}[i%2],
			)
		}
	}
	if proposed < 6 || held == 0 {
		t.Errorf("%d proposed, %d held out", proposed, held)
	}
	d, err := h.themes.Sheet(t.Context(), themes.Text{ID: h.texts.list[0].ID, Round: "spring", Question: "change"}, "iona")
	check(t, err)
	if mine := d.Of("iona"); !mine.Helped || !slices.Equal(mine.Offered, []string{"work"}) {
		t.Errorf("%+v", mine)
	}
}

// Two finish, come together, see how far they agree, settle what differs, and take one
// up again.
func TestAgreementAndSettling(t *testing.T) {
	h := newHouse(t)
	v := h.framed()
	must(t, h.get("iona", change+"/agreement"), http.StatusOK, "There is no agreement to show yet")
	h.coded(v, "hanan", "iona")
	must(t, h.get("iona", change+"/agreement"), http.StatusOK, "There is no agreement to show yet")
	if w := h.post("morag", change+"/join"); w.Code != http.StatusForbidden {
		t.Errorf("a volunteer joins: %d", w.Code)
	}
	mustNot(t, h.get("morag", change+"/agreement"), "Bring them together")
	leads(t, h.post("iona", change+"/join"), change+"/agreement?joined=1")
	must(
		t, h.get("iona", change+"/agreement?joined=1"), http.StatusOK,
		"People agree on all 2 themes",
		"What two people had read is together",
		`role="img"`,
		"0.60",
		"<td>40</td>",
		"use",
	)
	must(
		t, h.get("iona:gd", change+"/agreement"), http.StatusOK,
		"Tha daoine air aon ràdh mu 2 chuspair",
	)
	must(t, h.get("iona", change+"/settle"), http.StatusOK, "Locked")
	must(t, h.get("iona", home), http.StatusOK, `<span class="small mute">15</span>`)
}

// What two read differently they settle by saying the same, and may take up again.
func TestSettling(t *testing.T) {
	h := newHouse(t)
	h.coded(h.framed(), "hanan", "iona")
	leads(t, h.post("iona", change+"/join"), change+"/agreement?joined=1")
	h.unlock()
	must(
		t, h.get("iona", change+"/settle"), http.StatusOK,
		"8 texts were read differently",
		"Hanan",
		"Changes of worker",
	)
	split := h.texts.list[0]
	leads(t, h.post("hanan", change+"/settle", "text", split.ID, "theme", "told"), change+"/settle")
	w := h.get("iona", change+"/settle")
	must(t, w, http.StatusOK, "Hanan says: Told what happened", "Say the same, and settle it")
	mustNot(t, h.get("hanan", change+"/settle"), "Say the same")
	leads(t, h.post("iona", change+"/settle", "text", split.ID, "theme", "told"), change+"/settle")
	must(
		t, h.get("iona", change+"/settle"), http.StatusOK,
		"Settled by Hanan and Iona: Told what happened",
		"Take it up again",
	)
	leads(t, h.post("iona", change+"/settle", "text", split.ID, "theme", "told"), change+"/settle")
	leads(t, h.post("iona", change+"/settle", "text", split.ID, "do", "reopen"), change+"/settle")
	mustNot(t, h.get("iona", change+"/settle"), "Settled by")
	must(
		t, h.post("iona", change+"/settle", "text", split.ID, "theme", "gone"), http.StatusUnprocessableEntity,
		"no longer in use",
	)
	must(
		t, h.post("iona", change+"/settle", "text", "not there", "theme", "told"), http.StatusNotFound,
	)
	must(
		t, h.get("iona", change+"?text="+split.ID), http.StatusOK,
		"can no longer change",
		"Hanan gave it themes",
		"disabled",
	)
	w = h.post("iona", change, "text", split.ID, "theme", "told", "do", "code")
	if w.Code == http.StatusSeeOther {
		t.Error("a reading changes after they came together")
	}
	must(t, h.get("iona", home), http.StatusOK, `<span class="small mute">15</span>`)
}

func TestGroupsAndScores(t *testing.T) {
	h := newHouse(t)
	v := h.framed()
	h.unlock()
	must(
		t, h.get("iona", change+"/groups"), http.StatusOK,
		"Machine:",
		"worker",
		"A group is no theme",
		"Make a theme of it",
		"Nothing to measure yet",
		`<mark class="sug">`,
	)
	mustNot(t, h.get("morag", change+"/groups"), "Make a theme of it")
	h.coded(v, "hanan", "iona")
	leads(t, h.post("iona", change+"/join"), change+"/agreement?joined=1")
	must(
		t, h.get("iona", change+"/groups"), http.StatusOK,
		"All themes",
		"%",
		"Of what it proposed, people gave",
	)
	must(t, h.get("iona:gd", change+"/groups"), http.StatusOK, "A h-uile cuspair")
}

func TestSearchPage(t *testing.T) {
	h := newHouse(t)
	h.unlock()
	must(t, h.get("iona", change+"/search"), http.StatusOK, "Finds words in other forms")
	must(
		t, h.get("iona", change+"/search?"+url.Values{"q": {"wokrer changed"}}.Encode()), http.StatusOK,
		`<mark class="sug">worker</mark> <mark class="sug">changes</mark>`,
		"?text=",
	)
	must(t, h.get("iona", change+"/search?q=zebra&lang=en"), http.StatusOK, "No text has these words")
	must(t, h.get("iona", change+"/search?q=worker&lang=xx"), http.StatusOK, "worker</mark>")
}

// What is folded is folded whole: no word of a text that touches something hard stands open
// before a volunteer, neither in its translation nor where texts are settled.
func TestFoldedTextsAreFoldedWhole(t *testing.T) {
	h := newHouse(t)
	i := slices.IndexFunc(h.texts.list, func(r texts.Reviewed) bool { return r.ID == "zz01" })
	h.texts.list[i].Translation = "somebody was hitting me at home"
	v := h.framed()
	for _, by := range [][2]string{{"iona", "told"}, {"hanan", "work"}} {
		_, err := h.themes.Code(t.Context(), v, themes.Text{ID: "zz01", Round: "spring", Question: "change"}, themes.Coding{Who: by[0], Themes: []string{by[1]}})
		check(t, err)
	}
	_, err := h.themes.Join(t.Context(), "spring/change", "iona")
	check(t, err)
	h.unlock()
	folded := regexp.MustCompile(`(?s)<details>.*?</details>`)
	for path, words := range map[string][]string{
		change + "?text=zz01": {"hurts &lt;me&gt;", "hitting me at home"},
		change + "/settle":    {"hurts &lt;me&gt;"},
	} {
		w := h.get("morag", path)
		must(t, w, http.StatusOK, append(words, "<summary>Show the words</summary>")...)
		open := folded.ReplaceAllString(w.Body.String(), "")
		for _, word := range words {
			if strings.Contains(open, word) {
				t.Errorf("%s: %q stands open", path, word)
			}
		}
		w = h.get("iona", path)
		must(t, w, http.StatusOK, words...)
		mustNot(t, w, "Show the words")
	}
}
