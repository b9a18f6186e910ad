package feedback

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/heard"
	"kist/internal/inspections"
	"kist/surveys"
)

// every language that children's pages have.
var every = []string{"en", "gd", "sco", "pl", "uk", "ar", "ur", "ro", "pa", "zh-Hans"}

// spoken writes entries in every language, each text of this many letters at most, and
// shows them.
func (h *house) spoken(entries, letters int) {
	h.t.Helper()
	words := map[string]string{"en": "children are asked first and told why ", "pl": "najpierw pyta się dzieci i mówi dlaczego ", "ar": "يسأل الأطفال أولا ويخبرون بالسبب دائما "}
	for n := range entries {
		e := heard.Entry{Key: "entry" + strings.Repeat("x", n+1) + "long", State: heard.Cannot}
		for _, part := range e.Parts() {
			for _, lang := range every {
				text := cmp.Or(words[lang], words["en"])
				all := []rune(strings.Repeat(text, 12))
				part.Words.Set(surveys.All, lang, string(rune('A'+n))+" "+string(all[:min(letters, part.Most-2)]))
			}
		}
		_, err := h.pages.Put(h.t.Context(), "strathlinn", e, "morag")
		ok(h.t, err)
	}
	p, err := h.pages.Get(h.t.Context(), "strathlinn")
	ok(h.t, err)
	p, err = h.pages.Offer(h.t.Context(), "strathlinn", p.Mark(), "morag")
	ok(h.t, err)
	_, err = h.pages.Read(h.t.Context(), "strathlinn", p.Mark(), true, "", "ros")
	ok(h.t, err)
}

const posterAt = at + "/poster"

// A poster has what children can read, at most three things of it, in one language, with
// the way to it and whom to call.
func TestThePoster(t *testing.T) {
	h := newHouse(t)
	h.gets("morag", posterAt, http.StatusNotFound)
	h.spoken(4, 40)
	h.gets("morag", at, http.StatusOK, `href="`+posterAt+`"`)
	h.gets("iain", posterAt, http.StatusOK, "What you told us, and what we did", "<h3>A children", "<h3>C children", "!<h3>D children", "kist.example/heard</bdi>", `aria-label="https://kist.example/heard/strathlinn"`, "0800 1111", "Strathlinn", "Only a try-out", "العربية", "!<b>English")
	h.gets("iain", posterAt+"?lang=ar&edition=8-10&line=entryxxxxlong&line=entryxlong&line=nothing", http.StatusOK, `class="poster told" lang="ar" dir="rtl"`, "<h3>A يسأل", "<h3>D يسأل", "!<h3>B", "<b>English")
	h.gets("iain", posterAt+"?lang=zz&edition=zz", http.StatusOK, "<h3>A children", `value="11-13" selected`)
	h.gets("iain", posterAt+"?line=entryxlong&line=entryxxlong&line=entryxxxlong&line=entryxxxxlong", http.StatusOK, "<h3>C children", "!<h3>D children")
	h.gets("tom", posterAt, http.StatusForbidden)
}

// What is written stands on one sheet of paper, as long as it may be, in any direction.
func TestThePosterPrints(t *testing.T) {
	h := newHouse(t)
	_, err := h.book.Rounds.Update(t.Context(), "spring", func(r *inspections.Round) error { r.Languages = every; return nil })
	ok(t, err)
	h.spoken(3, 400)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: "ros"})
		h.echo.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p := browsertest.Open(t, server.URL, browsertest.NoScript(), browsertest.Width(browsertest.Desk))
	for _, lang := range []string{"en", "pl", "ar", "pa"} {
		p.Visit(posterAt + "?lang=" + lang)
		cut := browsertest.Eval[[]string](p, `(() => {
			const of = s => document.querySelector(s).getBoundingClientRect(), cut = [];
			if (of(".fine").bottom > of(".sheet").bottom + 1) cut.push("the foot by " + (of(".fine").bottom - of(".sheet").bottom));
			for (const [above, below] of [[".sky", ".lines"], [".lines li:last-child", ".join"], [".join", ".langs"], [".says", ".fine"]])
				if (of(above).bottom > of(below).top + 1) cut.push(above + " lies upon " + below);
			return cut;
		})()`)
		if len(cut) > 0 {
			t.Errorf("%s: %q", lang, cut)
		}
		p.Axe()
		p.Screenshot("poster-long-" + lang)
		if printed := p.Print(); printed.Pages != 1 || !strings.Contains(printed.Text, "kist.example/heard") || strings.Contains(printed.Text, browsertest.Squeezed("Make again")) {
			t.Errorf("%s: %d sheets: %.300s", lang, printed.Pages, printed.Text)
		}
	}
}
