package safety

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
	"kist/internal/contacts"
)

// The pages keep the rules for accessibility at every width, locked and unlocked,
// without scripts; ticked words are taken out by touch or key.
func TestSafetyPagesForEveryone(t *testing.T) {
	looks := map[string][]browsertest.Option{
		"small": {browsertest.Width(browsertest.SmallPhone), browsertest.NoScript()},
		"desk":  {browsertest.Width(browsertest.Desk), browsertest.NoScript(), browsertest.Dark()},
	}
	for name, options := range looks {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.echo.GET("/as/:name", func(c echo.Context) error {
				c.SetCookie(&http.Cookie{Name: "kist-staff", Value: c.Param("name"), Path: "/"})
				return c.HTML(http.StatusOK, "<!doctype html><html lang=en><title>Test</title><link rel=icon href=data:,><main><h1>Test</h1></main>")
			})
			site := httptest.NewServer(h.echo)
			t.Cleanup(site.Close)
			h.fill()
			p := browsertest.Open(t, site.URL, options...)
			all := looker(t, p, "safety-"+name)
			look := func(step string) {
				if name == "small" || step == "lane" || step == "marked" { // at the desk, where there is most
					all(step)
				}
			}
			p.Visit("/as/ros")
			p.Visit("/staff/safety")
			look("list")
			p.Follow(`main th a`)
			look("locked")
			p.Follow(".say button")
			look("asked")
			leads(t, h.post("ailsa", raw, "do", "confirm", "back", back), back)
			p.Follow(".say a.btn")
			look("lane")
			p.Follow(".list a.btn")
			look("raise")
			p.Type("#note", "It sounds like the house by the station. The same adult twice.")
			p.Follow("main form button")
			look("concern")
			p.Visit("/as/ailsa") // who has raised nothing yet
			p.Visit("/staff/texts")
			look("texts")
			p.Follow("main th a")
			look("review")
			p.Follow(`a[href*="/worry/"]`)
			look("worry")
			p.Follow("main form button")
			look("worried")
			p.Follow("main a.btn")
			p.Click(`.words input[value="0"]`)
			p.Follow(`[name=do][value=mark]`)
			look("marked")
			p.Follow(`[name=do][value=pass]`)
			if got := p.Text("main"); got == "" {
				t.Error("the page is empty")
			}
		})
	}
}

// fill gives the round texts in the lane and in a box, in two scripts, and a request.
func (h *house) fill() {
	h.t.Helper()
	h.copied("spring", "school", "The lady with the pink wheelchair helps me with my homework and the food is good.", "I dont want to be here anymore, nobody listens")
	h.copied("spring", "home", "A staff member grabbed me and held me down. They said dont tell.")
	if err := h.sealer.SealDue(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	r, err := h.book.Round(h.t.Context(), "spring")
	if err == nil {
		err = h.contacts.Take(h.t.Context(), r, contacts.NewForm(), contacts.Words{Reach: "Text me, my number is on the form for school", Safe: "Not at home. After four on school days."})
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// looker checks a page and keeps a picture of it.
func looker(t *testing.T, p *browsertest.Page, name string) func(step string) {
	return func(step string) {
		t.Helper()
		p.Axe()
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s scrolls sideways by %d px", step, over)
		}
		p.Screenshot(name + "-" + step)
	}
}
