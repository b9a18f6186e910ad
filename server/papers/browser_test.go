package papers

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"kist/internal/browsertest"
)

// site serves the house, with an address at which somebody signs in.
func (h *house) site() string {
	h.echo.GET("/as/:name", func(c echo.Context) error {
		c.SetCookie(&http.Cookie{Name: "kist-staff", Value: c.Param("name"), Path: "/"})
		return c.HTML(http.StatusOK, "<!doctype html><html lang=en><title>Test</title><link rel=icon href=data:,><main><h1>Test</h1></main>")
	})
	site := httptest.NewServer(h.echo)
	h.t.Cleanup(site.Close)
	return site.URL
}

// begin goes from the rooms to the form with a slip.
func begin(p *browsertest.Page, who, slip, edition, lang string) {
	p.Visit("/as/" + who)
	p.Visit("/staff/paper")
	p.Follow("main th a")
	p.Type("#slip", slip)
	for id, value := range map[string]string{"setting": "school", "edition": edition, "lang": lang} {
		browsertest.Eval[any](p, `document.getElementById("`+id+`").value = "`+value+`", 0`)
	}
	p.Follow("main form button")
}

// looker checks a page and keeps a picture of it.
func looker(t *testing.T, p *browsertest.Page, name string) func(step string) {
	return func(step string) {
		t.Helper()
		p.Axe()
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s scrolls sideways by %d px", step, over)
		}
		p.Screenshot("paper-" + name + "-" + step)
	}
}

// Two people type a whole form by keys alone; where they differ the second settles it.
func TestTypingByKeysAlone(t *testing.T) {
	h := newHouse(t, nil)
	p := browsertest.Open(t, h.site(), browsertest.Width(browsertest.Desk))
	look := looker(t, p, "desk")
	begin(p, "ailsa", h.slips[0], "11-13", "en")
	look("entry")
	typeAll(t, p, "1", "My pal Seonaidh helps")
	p.Follow("#typing button")
	p.WaitFor(".say[role=status]")
	look("kept")
	begin(p, "euan", h.slips[0], "11-13", "en")
	typeAll(t, p, "2", "My pal Seonaidh helped")
	p.Follow("#typing button")
	p.WaitFor("[name^=_pick]")
	look("differ")
	p.Click("summary")
	if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		t.Errorf("what neither typed scrolls sideways by %d px", over)
	}
	browsertest.Eval[any](p, `document.querySelectorAll("[name^=_pick][value=second]").forEach(i => i.click()), 0`)
	p.Follow("#typing button")
	p.WaitFor(".say[role=status]")
	if h.waiting() != 1 {
		t.Fatal("not sent")
	}
	if rows, written := h.counted(); len(rows) != 1 || len(rows[0].Answers) != 3 || len(written) != 1 || strings.Contains(written[0].Text, "Seonaidh") {
		t.Errorf("counted: %+v and %+v", rows, written)
	}
}

// typeAll types a form from the first question to the button that keeps it: first chooses
// the answer to the first question, the first key those to the others.
func typeAll(t *testing.T, p *browsertest.Page, first, story string) {
	t.Helper()
	p.WaitFor("#typing[data-ready]")
	browsertest.Eval[any](p, `document.querySelector("fieldset[data-kind] input").focus(), 0`)
	key := first
	for range 80 {
		switch browsertest.Eval[string](p, `document.activeElement.closest("fieldset[data-kind]")?.dataset.kind ?? ""`) {
		case "one":
			press(t, p, key)
		case "many":
			press(t, p, "1")
			press(t, p, "Enter")
		case "number":
			p.Press("3")
			press(t, p, "Enter")
		case "order":
			press(t, p, "Enter") // left blank
		case "story":
			p.Press(story)
			press(t, p, "Enter", "ctrlKey")
		default:
			if !browsertest.Eval[bool](p, `document.activeElement.matches("#typing button")`) {
				t.Fatalf("the keys lead out of the form: %s", browsertest.Eval[string](p, `document.activeElement?.outerHTML.slice(0, 200) ?? ""`))
			}
			return
		}
		key = "1"
	}
	t.Fatal("the keys lead nowhere")
}

// On a small screen, without scripts, in Arabic: the same.
func TestTypingWithoutScripts(t *testing.T) {
	h := newHouse(t, whole(t))
	p := browsertest.Open(t, h.site(), browsertest.Width(browsertest.SmallPhone), browsertest.NoScript(), browsertest.Dark())
	look := looker(t, p, "small")
	begin(p, "ailsa", h.slips[0], "8-10", "ar")
	p.Follow("#typing button") // nothing typed
	look("mend")
	blank := `document.querySelectorAll("[value=_blank]").forEach(i => i.checked = true), document.querySelector("[name=safe_home][value='5']").checked = true, 0`
	browsertest.Eval[any](p, blank)
	p.Follow("#typing button")
	look("kept")
	begin(p, "euan", h.slips[0], "11-13", "ar")
	look("heads")
	p.Follow("main form button") // the other is right
	browsertest.Eval[any](p, strings.Replace(blank, "'5'", "'1'", 1))
	p.Follow("#typing button")
	p.Click("summary")
	look("differ")
	browsertest.Eval[any](p, `document.querySelector("[name=_pick\\.safe_home][value=other]").checked = document.querySelector("[name=safe_home][value='3']").checked = true, 0`)
	p.Follow("#typing button")
	if rows, _ := h.counted(); len(rows) != 1 || rows[0].Answers["safe_home"][0] != "3" || rows[0].Edition != "8-10" || rows[0].Language != "ar" {
		t.Errorf("counted: %+v", rows)
	}
}

// press presses a key that the page acts upon. The driver's own keys send what they print
// as well, though the page prevents that, and to where the focus is by then.
func press(t *testing.T, p *browsertest.Page, key string, with ...string) {
	t.Helper()
	ignored := browsertest.Eval[bool](p, fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: %q, %s: true, bubbles: true, cancelable: true}))`, key, strings.Join(append(with, "composed"), ": true, ")))
	if ignored {
		t.Fatalf("the page does not act upon %s", key)
	}
}
