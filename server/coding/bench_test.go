package coding

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kist/internal/texts"
	"kist/internal/themes"
)

// Ten thousand texts, of which somebody coded a hundred: how long it takes to draw the
// page, and to keep one coding and send the card that the page holds next.
func BenchmarkCoding(b *testing.B) {
	h := newHouse(b)
	v := h.framed()
	h.unlock()
	h.texts.list = nil
	for i := range 10_000 {
		h.texts.list = append(h.texts.list, texts.Reviewed{
			ID:       fmt.Sprintf("t%05d", i),
			Round:    "spring",
			Question: "change",
			Edition:  "11-13",
			Language: "en",
			Setting:  "school",
			Words:    fmt.Sprint(said[[]string{"told", "work"}[i%2]][i/2%3], " ", i, " more words that a child may write here"),
		})
	}
	h.coded(v, "iona")
	h.get("iona", change)
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			if w := h.get("iona", change); w.Code != http.StatusOK {
				b.Fatal(w.Code)
			}
		}
	})
	n := 1000
	b.Run("keep", func(b *testing.B) {
		for b.Loop() {
			n++
			w := h.post("iona", change, "text", fmt.Sprintf("t%05d", n%9000), "theme", "told", "do", "code", "_more", "1")
			if w.Code != http.StatusOK {
				b.Fatal(w.Code)
			}
		}
	})
}

// Nothing of a text is lost or made up when it is taken apart, whatever it holds.
func FuzzPieces(f *testing.F) {
	for _, text := range []string{
		"keep [name 2] please",
		"Nobody TOLD me. İ ẞ ﬃ",
		"[[name]] [name 1",
		"didn’t 't ’’",
		"\x00\xff",
	} {
		f.Add(text, "told")
	}
	f.Fuzz(func(t *testing.T, text, found string) {
		var b strings.Builder
		for _, p := range pieces(text, []string{found}) {
			if p.Taken {
				b.WriteString("[" + p.Text + "]")
				continue
			}
			b.WriteString(p.Text)
		}
		if b.String() != text {
			t.Fatalf("%q became %q", text, b.String())
		}
	})
}

// Every page has all its words in Gaelic, locked and unlocked.
func TestPagesInGaelic(t *testing.T) {
	h := newHouse(t)
	every := []string{
		"/staff/themes",
		home,
		home + "/theme",
		home + "/history",
		change,
		change + "/agreement",
		change + "/settle",
		change + "/groups",
		change + "/search?q=worker",
	}
	for _, path := range every {
		must(t, h.get("ailsa:gd", path), http.StatusOK, `lang="gd"`)
	}
	v := h.framed()
	h.unlock()
	h.coded(v, "hanan", "ailsa")
	leads(t, h.post("ailsa:gd", change+"/join"), change+"/agreement?joined=1")
	for _, path := range append(every, change+"?text="+h.texts.list[3].ID, change+"/agreement?joined=1") {
		w := h.get("ailsa:gd", path)
		must(t, w, http.StatusOK)
		mustNot(t, w, "Two people read each answer", "Save and next")
	}
}

// Two who say the same in the same moment settle it once; who says something else waits.
func TestSettlingAtOnce(t *testing.T) {
	h := newHouse(t)
	v := h.framed()
	h.unlock()
	h.coded(v, "hanan", "iona", "ailsa")
	leads(t, h.post("ailsa", change+"/join"), change+"/agreement?joined=1")
	split := themes.Text{ID: h.texts.list[0].ID, Round: "spring", Question: "change"}
	done := make(chan error)
	for _, who := range []string{"hanan", "iona", "ailsa"} {
		go func() {
			_, err := h.themes.Settle(t.Context(), v, split, []string{"told"}, who)
			done <- err
		}()
	}
	refused := 0
	for range 3 {
		if err := <-done; err != nil {
			refused++
		}
	}
	d, err := h.themes.Sheet(t.Context(), split, "iona")
	check(t, err)
	if d.Settled == nil && d.Said == nil || refused > 2 {
		t.Fatalf("nobody was heard: %+v", d)
	}
	if d.Settled != nil && (d.Settled.By[0] == d.Settled.By[1] || !slices.Equal(d.Settled.Themes, []string{"told"})) {
		t.Errorf("%+v", d.Settled)
	}
}
