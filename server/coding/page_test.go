package coding

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"kist/internal/browsertest"
	"kist/internal/themes"
)

// site serves the house to a browser that is signed in as somebody.
func (h *house) site(who string) string {
	h.t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: who})
		h.ServeHTTP(w, r)
	}))
	h.t.Cleanup(s.Close)
	return s.URL
}

// gate lets posts through when it is opened, and none before.
type gate chan struct{}

func (g gate) stands(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			select {
			case <-g:
			case <-r.Context().Done():
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// shownText waits until so many texts have been gone through, and gives the one that is
// shown.
func shownText(p *browsertest.Page, n int) string {
	p.Wait(`!document.getElementById("coding").hidden && (document.getElementById("coding").dataset.gone ?? 0) == ` + strconv.Itoa(n))
	return browsertest.Eval[string](p, `document.querySelector("#card .card").dataset.text`)
}

// Twenty texts are coded from the keyboard alone, each next one shown while the one
// before is still on its way, and every coding is kept.
func TestTwentyWithoutTouchingTheMouse(t *testing.T) {
	h := newHouse(t)
	h.framed()
	h.unlock()
	p := browsertest.Open(t, h.site("iona"))
	p.Visit(change)
	p.Wait(`document.activeElement?.id == "now"`)
	var seen []string
	for i := range 20 {
		id := shownText(p, i)
		if slices.Contains(seen, id) {
			t.Fatalf("%s is shown again", id)
		}
		seen = append(seen, id)
		p.Press([]string{"3", "2", "0"}[i%3])
		p.Press(kb.Enter)
	}
	shownText(p, 20)
	p.Wait(`document.getElementById("coding").dataset.kept == "20"`)
	atACodersPace(t, browsertest.Eval[[]float64](p, `document.getElementById("coding").dataset.took.trim().split(" ").map(Number)`))
	for i, id := range seen {
		d, err := h.themes.Sheet(t.Context(), themes.Text{ID: id, Round: "spring", Question: "change"}, "iona")
		check(t, err)
		want := [][]string{{"told"}, {"work"}, {}}[i%3]
		if mine := d.Of("iona"); mine == nil || !slices.Equal(mine.Themes, want) && len(mine.Themes)+len(want) > 0 {
			t.Errorf("%s: %+v, want %v", id, mine, want)
		}
	}
}

// pace is within how many milliseconds the next text is to be shown; a machine that checks a
// change and does other things besides is given five times as long, by the middle one.
const pace = 50

// atACodersPace wants each of twenty texts to have come in time.
func atACodersPace(t *testing.T, took []float64) {
	t.Helper()
	slices.Sort(took)
	if len(took) != 20 || took[10] > 5*pace {
		t.Fatalf("the next texts came after %v ms", took)
	}
	t.Logf("the next text came after %.1f ms, the slowest of 20 after %.1f", took[10], took[19])
}

// The next text waits for no network: with every request held back it is there, and what
// could not be sent is said, kept and sent again.
func TestTheNextTextWaitsForNothing(t *testing.T) {
	h := newHouse(t)
	h.framed()
	h.unlock()
	g := make(gate)
	h.stop = g.stands
	p := browsertest.Open(t, h.site("iona"))
	p.Visit(change)
	p.Wait(`document.activeElement?.id == "now"`)
	first := shownText(p, 0)
	for i := range 3 {
		p.Press("3")
		p.Press(kb.Enter)
		shownText(p, i+1)
	}
	d, err := h.themes.Sheet(t.Context(), themes.Text{ID: first, Round: "spring", Question: "change"}, "iona")
	check(t, err)
	if d.Of("iona") != nil {
		t.Fatal("it went through a closed gate")
	}
	close(g)
	p.Wait(`document.getElementById("coding").dataset.kept == "3"`)
	p.Press("z") // back to the last, by a page
	p.WaitFor(`button[value="undo"]`)
	if !browsertest.Eval[bool](p, `document.querySelector('input[value="told"]').checked`) {
		t.Error("what was given is not ticked")
	}
}

// A round that is locked meanwhile keeps what was chosen on the page, says so, and takes
// it when it is open again.
func TestLockedMeanwhile(t *testing.T) {
	h := newHouse(t)
	h.framed()
	h.unlock()
	p := browsertest.Open(t, h.site("iona"), browsertest.MayLose())
	p.Visit(change)
	p.Wait(`document.activeElement?.id == "now"`)
	first := shownText(p, 0)
	check(t, h.texts.End(t.Context(), "spring", "analysis", "ailsa"))
	p.Press("2")
	p.Press(kb.Enter)
	p.WaitFor("#told button")
	h.unlock()
	p.Click("#told button")
	p.Wait(`document.getElementById("coding").dataset.kept == "1"`)
	d, err := h.themes.Sheet(t.Context(), themes.Text{ID: first, Round: "spring", Question: "change"}, "iona")
	check(t, err)
	if d.Of("iona") == nil {
		t.Error("it was lost")
	}
}

// The pages hold to the rules of the house for people with a disability, on a phone and
// at a desk, and fit a narrow phone.
func TestPagesForEverybody(t *testing.T) {
	h := newHouse(t)
	v := h.framed()
	h.unlock()
	h.coded(v, "hanan", "iona")
	_, err := h.themes.Join(t.Context(), "spring/change", "iona")
	check(t, err)
	site := h.site("ailsa")
	for _, width := range []int{320, browsertest.Desk} {
		p := browsertest.Open(t, site, browsertest.Width(int64(width)))
		for name, path := range map[string]string{
			"round":     home,
			"theme":     home + "/theme?key=told",
			"code":      change + "?text=" + h.texts.list[30].ID,
			"agreement": change + "/agreement",
			"settle":    change + "/settle",
			"groups":    change + "/groups",
			"search":    change + "/search?q=worker",
			"history":   home + "/history",
			"tables":    tables,
		} {
			if width == browsertest.Desk && name != "code" && name != "agreement" && flag.Lookup("shots").Value.String() == "" {
				continue
			}
			p.Visit(path)
			if width == 320 {
				p.Axe()
			}
			if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
				t.Errorf("%s at %d is %d too wide", name, width, over)
			}
			p.Screenshot(name + "-" + strconv.Itoa(width/100))
		}
	}
}
