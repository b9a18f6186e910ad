package safety

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"kist/internal/codewords"
	"kist/internal/inspections"
	"kist/internal/texts"
)

const (
	raw      = "/staff/sessions/spring/unreviewed"
	analysis = "/staff/sessions/spring/analysis"
	back     = "/staff/safety/spring"
)

// Two people unlock a round, each with a sign-in of the last minutes; either ends it.
func TestUnlockingARound(t *testing.T) {
	h := newHouse(t)
	leads(t, h.post("ros:old", raw, "do", "ask", "back", back), "/staff/again?to=%2Fstaff%2Fsafety%2Fspring")
	leads(t, h.post("ros", raw, "do", "ask", "back", back), back)
	leads(t, h.post("tom:old", raw, "do", "confirm", "back", back), "/staff/again?to=%2Fstaff%2Fsafety%2Fspring")
	must(t, h.post("ros", raw, "do", "confirm", "back", back), http.StatusForbidden)
	if st := h.texts.Standing("spring", texts.Unreviewed); st.Open || st.First != "ros" {
		t.Fatalf("it stands %+v", st)
	}
	leads(t, h.post("tom", raw, "do", "confirm", "back", back), back)
	if st := h.texts.Standing("spring", texts.Unreviewed); !st.Open || st.Second != "tom" {
		t.Fatalf("it stands %+v", st)
	}
	must(t, h.post("ailsa", raw, "do", "end", "back", back), http.StatusForbidden)
	leads(t, h.post("tom:old", raw, "do", "end", "back", back), back) // what locks asks for nothing
	if st := h.texts.Standing("spring", texts.Unreviewed); st.Open {
		t.Error("it is open after its end")
	}
	must(t, h.post("ros", raw, "do", "dance"), http.StatusUnprocessableEntity)
	must(t, h.post("ros", "/staff/sessions/none/unreviewed", "do", "ask"), http.StatusNotFound)
}

// In a reader-held round the page asks the second for six words, and opens nothing
// without them; in any other it does not ask.
func TestAReaderHeldRoundAsksForWords(t *testing.T) {
	h := newHouse(t)
	words := map[string]string{}
	for i, who := range []string{"tom", "iona"} {
		words[who] = codewords.From([]byte(strings.Repeat(string(rune('a'+i)), codewords.Size))).String()
		if err := h.vault.MakeReader(t.Context(), who, words[who]); err != nil {
			t.Fatal(err)
		}
	}
	held := *h.addRound("autumn", "strathlinn")
	held.ID, held.KeyMode, held.Readers = "held", inspections.ReaderHeld, []string{"tom", "iona"}
	if err := errors.Join(h.vault.Equip(t.Context(), &held), h.book.Rounds.Insert(t.Context(), &held)); err != nil {
		t.Fatal(err)
	}
	h.send("held", "school", "I like the swings")
	const form, page = "/staff/sessions/held/unreviewed", "/staff/safety/held"
	for _, path := range []string{raw, form} {
		leads(t, h.post("ros", path, "do", "ask", "back", page), page)
	}
	mustNot(t, h.get("tom", back), `name="words"`)
	must(t, h.get("tom", page), http.StatusOK, `name="words"`, "Your six words")
	mustNot(t, h.get("ros", page), `name="words"`)
	for _, typed := range []string{"", words["iona"], "not six words"} {
		must(t, h.post("tom", form, "do", "confirm", "back", page, "words", typed), http.StatusUnprocessableEntity, "These are not the six words.")
	}
	must(t, h.post("ailsa", form, "do", "confirm", "back", page, "words", words["tom"]), http.StatusForbidden)
	leads(t, h.post("tom", form, "do", "confirm", "back", page, "words", words["tom"]), page)
	if !h.texts.Standing("held", texts.Unreviewed).Open {
		t.Error("with the words of a reader it is not open")
	}
}

// What was not reviewed is not unlocked without a safeguarding lead of the place.
func TestALeadIsOneOfTheTwo(t *testing.T) {
	h := newHouse(t)
	h.addRound("autumn", "fife")
	leads(t, h.post("ailsa", raw, "do", "ask", "back", back), back)
	must(t, h.post("euan", raw, "do", "confirm", "back", back), http.StatusUnprocessableEntity, "has to be a safeguarding lead")
	leads(t, h.post("ros", raw, "do", "confirm", "back", back), back)
	if !h.texts.Standing("spring", texts.Unreviewed).Open {
		t.Error("with a lead it is not open")
	}
	leads(t, h.post("fergus", "/staff/sessions/autumn/unreviewed", "do", "ask", "back", "/staff/texts/autumn"), "/staff/texts/autumn")
	leads(t, h.post("ailsa", "/staff/sessions/autumn/unreviewed", "do", "confirm", "back", "/staff/texts/autumn"), "/staff/texts/autumn")
	if !h.texts.Standing("autumn", texts.Unreviewed).Open {
		t.Error("a lead of the place is a lead")
	}
}

// Whoever asked and may no longer read here, because their account ended or lost its role,
// is not the first of two: the second would read alone. What they asked for is over.
func TestTheFirstIsStillThere(t *testing.T) {
	h := newHouse(t)
	for path, who := range map[string][2]string{raw: {"ailsa", "ros"}, analysis: {"iona", "hanan"}} {
		use := texts.Use(path[strings.LastIndexByte(path, '/')+1:])
		leads(t, h.post(who[0], path, "do", "ask", "back", back), back)
		h.gone = who[0]
		leads(t, h.post(who[1], path, "do", "confirm", "back", back), back)
		if st := h.texts.Standing("spring", use); st != (texts.Standing{}) {
			t.Errorf("it stands %+v", st)
		}
		leads(t, h.post(who[1], path, "do", "ask", "back", back), back)
		h.gone = ""
		leads(t, h.post(who[0], path, "do", "confirm", "back", back), back)
		if st := h.texts.Standing("spring", use); !st.Open {
			t.Errorf("two who are there do not open %s", use)
		}
	}
	if n := h.lines()["ros texts.unlock"]; n != 0 {
		t.Errorf("the audit says %d times that ros unlocked it", n)
	}
}

// Inspectors unlock what was reviewed and nothing else; nobody acts where their role
// does not hold.
func TestWhoUnlocksWhat(t *testing.T) {
	h := newHouse(t)
	for _, who := range []string{"iona", "ada", "morag", "yusuf", "fergus"} {
		must(t, h.post(who, raw, "do", "ask", "back", back), http.StatusForbidden)
	}
	for _, who := range []string{"ada", "morag", "yusuf", "fergus"} {
		must(t, h.post(who, analysis, "do", "ask", "back", back), http.StatusForbidden)
	}
	leads(t, h.post("iona", analysis, "do", "ask", "back", "/staff/themes/spring?x=y"), "/staff/themes/spring?x=y")
	leads(t, h.post("hanan", analysis, "do", "confirm", "back", "/staff/themes/spring"), "/staff/themes/spring")
	if !h.texts.Standing("spring", texts.Analysis).Open || h.texts.Standing("spring", texts.Unreviewed).Open {
		t.Error("two inspectors unlock what was reviewed, and that alone")
	}
}

// A form sends nobody to another site or another part of this one.
func TestWaysBack(t *testing.T) {
	for to, want := range map[string]string{
		"/staff/safety": "/staff/safety", "/staff/texts/r?page=2": "/staff/texts/r?page=2", "/staff/themes/a/b": "/staff/themes/a/b",
		"": "/staff/", "https://example.org/staff/safety": "/staff/", "//example.org/staff/safety": "/staff/", "/staff/safety/../people": "/staff/",
		"/staff/safetynet": "/staff/", "/staff/people": "/staff/", "/staff/texts\\x": "/staff/", "%zz": "/staff/",
	} {
		if got := safeBack(to); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
}
