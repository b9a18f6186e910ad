package safety

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kist/internal/texts"
)

const desk = "/staff/texts/spring"

// boxed seals stories of a setting into a box and unlocks the round for ros and ailsa.
func (h *house) boxed(stories ...string) {
	h.t.Helper()
	h.send("spring", "school", stories...)
	if err := h.sealer.SealDue(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	h.unlock("spring", "ailsa")
}

var (
	reviewed = regexp.MustCompile(`name="text" value="([0-9a-f]+)"`)
	wordBox  = regexp.MustCompile(`name="word" value="(\d+)"><span>([^<]*)</span>`)
	cutField = regexp.MustCompile(`name="cut" value="([^"]+)"`)
)

// ticks gives the places of words on the page before somebody, and the text's id.
func (h *house) ticks(who string) (id string, at map[string]string) {
	h.t.Helper()
	w := h.get(who, desk)
	at = map[string]string{}
	for _, m := range wordBox.FindAllStringSubmatch(w.Body.String(), -1) {
		at[m[2]] = m[1]
	}
	return first(h.t, w, reviewed), at
}

// analysed is what an analysis reads of the round.
func (h *house) analysed() (list []string) {
	h.t.Helper()
	if !h.texts.Standing("spring", texts.Analysis).Open {
		leads(h.t, h.post("iona", analysis, "do", "ask", "back", "/staff/themes"), "/staff/themes")
		leads(h.t, h.post("hanan", analysis, "do", "confirm", "back", "/staff/themes"), "/staff/themes")
	}
	s, err := h.texts.Enter(h.t.Context(), "spring", texts.Analysis, "iona")
	if err != nil {
		h.t.Fatal(err)
	}
	for r, err := range h.texts.Reviewed(h.t.Context(), s) {
		if err != nil {
			h.t.Fatal(err)
		}
		list = append(list, r.Words)
	}
	return list
}

// Two people review blind: one marks a name and passes, the other passes as it is; what
// enters analysis is without the name.
func TestTwoReviewAText(t *testing.T) {
	h := newHouse(t)
	w := h.get("ros", desk)
	must(t, h.get("ros", "/staff/texts"), http.StatusOK, `href="`+desk+`"`, "Spring round")
	must(t, w, http.StatusOK, "neither sees what the other said", "Locked")
	h.boxed("biscuit, who is nice, cries", "biscuit crumble is loud", "biscuit sings")
	for range 3 {
		id, at := h.ticks("ros")
		name := []string{"text", id, "do", "mark", "kind", "name"}
		for word, n := range at {
			if strings.HasPrefix(word, "biscuit") || word == "crumble" {
				name = append(name, "word", n)
			}
		}
		must(t, h.post("ros", desk, "text", id, "do", "mark", "kind", "name"), http.StatusUnprocessableEntity, "Tick the words")
		w = h.post("ros", desk, name...)
		must(t, w, http.StatusOK, "<del>biscuit", "<ins", "It may pass without what is struck", "Begin again with this text")
		must(t, h.post("ros", desk, "text", id, "do", "unmark"), http.StatusOK, "It may pass as it is")
		leads(t, h.post("ros", desk, "text", id, "do", "pass", "cut", first(t, w, cutField)), desk)
	}
	must(t, h.get("ros", desk), http.StatusOK, "Nothing waits for you")
	if got := h.analysed(); len(got) != 0 {
		t.Fatalf("%q are read after one person", got)
	}
	for range 3 {
		id, _ := h.ticks("ailsa")
		mustNot(t, h.get("ailsa", desk), "<del>")
		leads(t, h.post("ailsa", desk, "text", id, "do", "pass"), desk)
	}
	got := strings.Join(h.analysed(), "; ")
	for _, want := range []string{"[name 1], who is nice, cries", "[name 1] is loud", "[name 1] sings"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if strings.Contains(got, "biscuit") || strings.Contains(got, "crumble") {
		t.Errorf("a name is left: %q", got)
	}
}

// Ticked words that nobody took out are not passed with the text: the page takes them
// out and asks again.
func TestTickedWordsArePassedByNobody(t *testing.T) {
	h := newHouse(t)
	h.boxed("biscuit sings", "It is loud", "We eat")
	id, at := h.ticks("ros")
	any := ""
	for _, n := range at {
		any = n
	}
	must(t, h.post("ros", desk, "text", id, "do", "pass", "word", any, "kind", "name"), http.StatusOK, "<del>", "It may pass without what is struck")
	if again, _ := h.ticks("ros"); again != id {
		t.Error("the text has gone on")
	}
}

// What is held back is read by nobody, and both can look at it again.
func TestHoldingBack(t *testing.T) {
	h := newHouse(t)
	h.boxed("Only I have a purple house", "It is loud", "We eat")
	for range 3 {
		for _, who := range []string{"ros", "ailsa"} {
			id, _ := h.ticks(who)
			leads(t, h.post(who, desk, "text", id, "do", "hold"), desk)
		}
	}
	w := h.get("ros", desk)
	must(t, w, http.StatusOK, "Only I have a purple house", "Look at it again, both of us")
	if got := h.analysed(); len(got) != 0 {
		t.Errorf("%q are read", got)
	}
	id := first(t, w, reviewed)
	leads(t, h.post("ailsa", desk, "text", id, "do", "again"), desk)
	if want := []string{"spring/" + id + "/ailsa"}; !slices.Equal(h.open, want) { // what others read of it goes
		t.Errorf("opened anew: %v, want %v", h.open, want)
	}
	h.ticks("ros")
	h.ticks("ailsa")
}

// Forms that no page of ours sends are refused, and change nothing.
func TestReviewFormsThatAreNone(t *testing.T) {
	h := newHouse(t)
	leads(t, h.post("ros", desk, "text", "x", "do", "pass"), desk) // locked
	h.boxed("biscuit sings", "It is loud", "We eat")
	id, _ := h.ticks("ros")
	for _, cut := range []string{"", "1-2", "a-b-name", "1-2-tea", "0-9999-name", "5-1-name", "-1-3-name"} {
		must(t, h.post("ros", desk, "text", id, "do", "pass", "cut", cut), http.StatusUnprocessableEntity)
	}
	many := []string{"text", id, "do", "pass"}
	for range maxCuts + 1 {
		many = append(many, "cut", "0-1-name")
	}
	must(t, h.post("ros", desk, many...), http.StatusUnprocessableEntity)
	must(t, h.post("ros", desk, "text", id, "do", "dance"), http.StatusUnprocessableEntity)
	must(t, h.post("ros", desk, "text", "none", "do", "pass"), http.StatusNotFound)
	leads(t, h.post("ros", desk, "text", "none", "do", "mark", "word", "0", "kind", "name"), desk)
	must(t, h.post("ros", desk, "text", id, "do", "mark", "word", "99", "kind", "name"), http.StatusOK)
	must(t, h.post("tom", desk, "text", id, "do", "pass"), http.StatusForbidden)
}

// FuzzReadCuts reads what a form carries without harm, and writes it as it was.
func FuzzReadCuts(f *testing.F) {
	for _, text := range []string{"0-6-name", "", "--", "1-2-tea", "99999999999999999999-1-name", "-1-3-name"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cuts, err := readCuts([]string{text})
		if err == nil && len(cuts) != 1 {
			t.Errorf("%q became %v", text, cuts)
		}
	})
}

// What is ticked becomes stretches: words that follow each other as one, without the
// commas around.
func TestStretches(t *testing.T) {
	const text = "“biscuit crumble”, and Bo."
	for _, c := range []struct {
		ticked []string
		want   []string
	}{
		{[]string{"0", "1"}, []string{"biscuit crumble"}}, {[]string{"0"}, []string{"biscuit"}}, {[]string{"3", "0"}, []string{"biscuit", "Bo"}},
		{nil, nil}, {[]string{"9", "x"}, nil}, {[]string{"0", "1", "2", "3"}, []string{"biscuit crumble”, and Bo"}},
	} {
		var got []string
		for _, cut := range stretches(text, c.ticked, "name") {
			got = append(got, text[cut.From:cut.To])
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%v: %q, want %q", c.ticked, got, c.want)
		}
	}
}
