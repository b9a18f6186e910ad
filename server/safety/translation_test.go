package safety

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/surveys"
)

const springWords = "/staff/words/spring"

// reviewedPolish has a Polish text and two others pass review, and unlocks them for
// those who read; it gives the id of the Polish one.
func (h *house) reviewedPolish() (id string) {
	h.t.Helper()
	f := ballot.Form{
		Round: "spring", Edition: "11-13", AgeBand: "11-13", Language: "pl", Setting: "school", Mode: "online", Secret: ballot.NewSecret(),
		Answers: surveys.Answers{}, Texts: map[string]string{"story": "mama krzyczy na mnie"},
	}
	if err := h.inbox.Submit(h.t.Context(), f); err != nil {
		h.t.Fatal(err)
	}
	h.boxed("the swings are fun", "the food is fine")
	for range 3 {
		one, at := h.ticks("ros")
		if _, is := at["krzyczy"]; is {
			id = one
		}
		leads(h.t, h.post("ros", desk, "text", one, "do", "pass"), desk)
		leads(h.t, h.post("ailsa", desk, "text", one, "do", "pass"), desk)
	}
	h.analysed()
	return id
}

// A translator sees what passed review in other languages, while two have unlocked it,
// and puts it into English; what they write stands beside the original, without names,
// and can be taken back.
func TestTranslatingWhatChildrenWrote(t *testing.T) {
	h := newHouse(t)
	must(t, h.get("yusuf", "/staff/words"), http.StatusOK, `href="`+springWords+`"`, "Spring round")
	w := h.get("yusuf", springWords)
	must(t, w, http.StatusOK, "Ask two people")
	mustNot(t, w, `value="ask"`)
	id := h.reviewedPolish()
	w = h.get("yusuf", springWords)
	must(t, w, http.StatusOK, "mama krzyczy", `lang="pl"`, "I am worried about this child")
	mustNot(t, w, "the swings", `name="do" value="undo"`)
	must(t, h.get("ailsa:gd", springWords), http.StatusOK, "mama krzyczy", "Cùm an t-eadar-theangachadh seo")
	for _, who := range []string{"iona", "morag", "ros", "ada"} {
		must(t, h.get(who, springWords), http.StatusForbidden)
	}
	must(t, h.post("yusuf", springWords, "text", id, "words", " "), http.StatusUnprocessableEntity, `role="alert"`)
	must(t, h.post("yusuf", springWords, "text", "none", "words", "x"), http.StatusNotFound)
	leads(t, h.post("yusuf", springWords+"?page=2", "text", id, "words", "mum shouts at me and <Karen>"), springWords+"?page=2")
	must(t, h.get("yusuf", springWords), http.StatusOK, "mum shouts at me and &lt;[name 1]&gt;</textarea>", "Yusuf wrote a translation on 26 November 2026")
	leads(t, h.post("ailsa", springWords, "text", id, "words", "mum shouts"), springWords)
	leads(t, h.post("yusuf", springWords, "text", id, "do", "undo"), springWords)
	must(t, h.get("yusuf", springWords), http.StatusOK, "mum shouts at me", "Yusuf took the latest back")

	must(t, h.get("yusuf", translating.path("spring", id)), http.StatusOK, "mama krzyczy", `href="/staff/translate"`)
	link := analysing.path("spring", id)
	must(t, h.get("morag", link), http.StatusOK, "mama krzyczy", "In English, by a translator", "mum shouts at me")
	leads(t, h.post("morag", link), link+"?back=%2Fstaff%2Fthemes%2Fspring")
	must(t, h.get("ros", concernPath("spring", h.concerns(t)[0].ID)), http.StatusOK, "mama krzyczy", "mum shouts at me")
	leads(t, h.post("iona", analysis, "do", "end", "back", "/staff/words"), "/staff/words")
	leads(t, h.post("yusuf", springWords, "text", id, "words", "late"), springWords)
	mustNot(t, h.get("yusuf", springWords), "mama", "mum")
}

// The page of translations keeps the rules for accessibility, on a small phone and
// without scripts.
func TestTranslatePageForEveryone(t *testing.T) {
	h := newHouse(t)
	h.reviewedPolish()
	h.echo.GET("/as/:name", func(c echo.Context) error {
		c.SetCookie(&http.Cookie{Name: "kist-staff", Value: c.Param("name"), Path: "/"})
		return c.HTML(http.StatusOK, "<!doctype html><html lang=en><title>Test</title><link rel=icon href=data:,><main><h1>Test</h1></main>")
	})
	site := httptest.NewServer(h.echo)
	t.Cleanup(site.Close)
	p := browsertest.Open(t, site.URL, browsertest.Width(browsertest.SmallPhone), browsertest.NoScript())
	look := looker(t, p, "safety-small")
	p.Visit("/as/yusuf")
	p.Visit(springWords)
	p.Type("textarea", "My mum shouts at me.")
	p.Follow(".list form button")
	look("translate")
	p.Follow("main .list a")
	look("translate-worry")
	p.Follow("main form button")
	look("translate-worried")
}
