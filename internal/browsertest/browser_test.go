package browsertest

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

// strict is the policy that the project's pages have.
const strict = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"

const shell = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>A small page</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">%s<main><h1>A small page</h1>%s</main></html>`

const sheet = `body { color: #111; background: #fff }
a, button { display: inline-block; min-width: 44px; min-height: 44px }
.pale { color: #999 } .soft { color: #6a6a6a } .low { height: 600px } .tiny { min-width: 30px; min-height: 30px; padding: 0; border: 0 }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } }`

// pages are what the test site shows, by path: head and main.
var pages = map[string][2]string{
	"/good":    {"", `<p id="said">Hello</p><a href="/next">Next</a> <a id="jump" href="#end">Down</a><p id="end">End</p>`},
	"/next":    {"", `<p>Next</p>`},
	"/script":  {`<script src="/page.js" defer></script>`, `<p id="said">Written by the server</p><noscript><p id="plain">Plain</p></noscript>`},
	"/spare":   {"", `<noscript><p class="pale">Hard to read, for those without scripts</p></noscript>`},
	"/nolabel": {"", `<input type="text"><img src="/dot.svg">`},
	"/pale":    {"", `<p class="pale">Hard to read</p>`},
	"/soft":    {"", `<p class="soft">Not quite easy to read</p><button class="tiny">x</button>`},
	"/inline":  {`<style>p { color: red }</style>`, `<p style="color: red" onclick="x()">Inline</p>`},
	"/throws":  {`<script src="/throws.js" defer></script>`, `<p>Throws</p>`},
	"/calls":   {`<script src="/calls.js" defer></script>`, `<p>Writes an error</p>`},
	"/quiet":   {`<script src="/quiet.js" defer></script>`, `<p>Goes on without</p>`},
	"/leaves":  {"", `<p>A picture of another place</p><img alt="" src="https://other.example/dot.png">`},
	"/lacks":   {"", `<img alt="" src="/missing.svg">`},
	"/low":     {"", `<p class="low">Above</p><button>Press</button>`},
	"/form":    {"", `<form action="/took" method="post"><label>Name <input name="name"></label><button>Send</button></form>`},
}

var files = map[string][2]string{
	"/page.css":  {"text/css", sheet},
	"/page.js":   {"text/javascript", `document.getElementById("said").textContent = "Written by a script"; document.documentElement.dataset.ready = "yes"`},
	"/throws.js": {"text/javascript", `throw new Error("broken on purpose")`},
	"/calls.js":  {"text/javascript", `console.error("wrong", 7)`},
	"/quiet.js":  {"text/javascript", `try { eval("1") } catch {}`},
	"/dot.svg":   {"image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`},
}

func site(t *testing.T) string {
	mux := http.NewServeMux()
	for path, parts := range pages {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			policy := strict
			if path == "/leaves" {
				policy = strings.Replace(policy, "img-src 'self'", "img-src *", 1)
			}
			w.Header().Set("Content-Security-Policy", policy)
			fmt.Fprintf(w, shell, parts[0], parts[1])
		})
	}
	for path, file := range files {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", file[0])
			fmt.Fprint(w, file[1])
		})
	}
	mux.HandleFunc("POST /took", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", strict)
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, shell, "", "<p id=took>"+r.FormValue("name")+"</p>")
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// probe is a test that is expected to fail: it keeps what it is told.
type probe struct {
	*testing.T
	said []string
}

func (p *probe) Errorf(format string, args ...any) {
	p.said = append(p.said, fmt.Sprintf(format, args...))
}

// complaints opens a page that has something wrong and gives what the tab
// would have failed its test for.
func complaints(t *testing.T, path string, options ...Option) []string {
	t.Helper()
	caught := &probe{T: t}
	p := Open(t, site(t), options...)
	p.t = caught
	if status := p.Visit(path); status != http.StatusOK {
		t.Fatalf("%s: status %d", path, status)
	}
	p.report()
	p.seen.problems, p.t = nil, t
	return caught.said
}

func TestWhatAReaderOfTheConsoleWouldSee(t *testing.T) {
	for _, c := range []struct {
		path string
		want []string // each part is in some complaint; none: no complaint
	}{
		{"/good", nil},
		{"/script", nil},
		{"/throws", []string{"broken on purpose"}},
		{"/calls", []string{`console.error: "wrong" 7`}},
		{"/inline", []string{"Content Security Policy", "the policy stops (style-src", "the policy stops (script-src"}},
		{"/quiet", []string{"the policy stops (script-src"}},
		{"/leaves", []string{"a request left the site: https://other.example/dot.png"}},
		{"/lacks", []string{"missing.svg"}},
	} {
		t.Run(strings.Trim(c.path, "/"), func(t *testing.T) {
			said := complaints(t, c.path)
			if len(c.want) == 0 && len(said) > 0 {
				t.Errorf("complaints about a good page: %q", said)
			}
			for _, part := range c.want {
				if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, part) }) {
					t.Errorf("nobody complained of %q; complaints: %q", part, said)
				}
			}
		})
	}
}

func ids(all []Violation) []string {
	var names []string
	for _, v := range all {
		names = append(names, v.ID)
	}
	slices.Sort(names)
	return names
}

func TestAxe(t *testing.T) {
	for _, c := range []struct {
		path  string
		rules []string
		want  []string
	}{
		{"/good", nil, nil},
		{"/good", []string{AAA}, nil},
		{"/nolabel", nil, []string{"image-alt", "label"}},
		{"/pale", nil, []string{"color-contrast"}},
		{"/pale", []string{AAA}, []string{enhanced}},
		{"/soft", nil, nil},
		{"/soft", []string{AAA}, []string{enhanced, "target-size"}},
	} {
		for _, options := range [][]Option{nil, {NoScript()}, {Width(Desk)}} {
			p := Open(t, site(t), options...)
			p.Visit(c.path)
			if got := ids(p.Violations(c.rules...)); !slices.Equal(got, c.want) {
				t.Errorf("%s with %v: %v, want %v", c.path, c.rules, got, c.want)
			}
		}
	}
}

func TestAxeSeesWhatIsShownWithoutScripts(t *testing.T) {
	p := Open(t, site(t), NoScript())
	p.Visit("/spare")
	if got := ids(p.Violations()); !slices.Equal(got, []string{"color-contrast"}) {
		t.Errorf("without scripts: %v", got)
	}
	p = Open(t, site(t))
	p.Visit("/spare")
	p.Axe()
}

func TestAAAEndsWithTheCall(t *testing.T) {
	p := Open(t, site(t))
	p.Visit("/soft")
	if got := ids(p.Violations(AAA)); len(got) != 2 {
		t.Fatalf("AAA: %v", got)
	}
	p.Axe()
}

func TestAxeFailsTheTestReadably(t *testing.T) {
	caught := &probe{T: t}
	p := Open(t, site(t))
	p.Visit("/nolabel")
	p.t = caught
	p.Axe()
	p.t = t
	all := strings.Join(caught.said, "\n")
	for _, part := range []string{"/nolabel breaks image-alt (critical)", `<img src="/dot.svg">`, "alt attribute"} {
		if !strings.Contains(all, part) {
			t.Errorf("%q is not in the report:\n%s", part, all)
		}
	}
}

func TestScriptsOnAndOff(t *testing.T) {
	p := Open(t, site(t))
	p.Visit("/script")
	p.Wait("document.documentElement.dataset.ready")
	if got := p.Text("#said"); got != "Written by a script" {
		t.Errorf("with scripts: %q", got)
	}
	plain := Open(t, site(t), NoScript())
	plain.Visit("/script")
	plain.WaitFor("#plain")
	plain.Axe()
	if got := plain.Text("#said"); got != "Written by the server" {
		t.Errorf("without scripts: %q", got)
	}
	if Eval[bool](plain, "'ready' in document.documentElement.dataset") {
		t.Error("looking at the page with axe let its scripts run")
	}
}

func TestALookAtThePage(t *testing.T) {
	for _, c := range []struct {
		name   string
		option Option
		query  string
	}{
		{"small phone", Width(SmallPhone), "(width: 320px) and (pointer: coarse)"},
		{"phone", Width(Phone), "(width: 390px)"},
		{"desk", Width(Desk), "(width: 1280px) and (not (pointer: coarse))"},
		{"dark", Dark(), "(prefers-color-scheme: dark)"},
		{"forced", ForcedColours(), "(forced-colors: active)"},
		{"still", ReducedMotion(), "(prefers-reduced-motion: reduce)"},
	} {
		p := Open(t, site(t), c.option)
		p.Visit("/good")
		if !Eval[bool](p, fmt.Sprintf("matchMedia(%q).matches", c.query)) {
			t.Errorf("%s: %s does not match", c.name, c.query)
		}
	}
}

func TestOffline(t *testing.T) {
	p := Open(t, site(t))
	p.Visit("/good")
	p.Offline(true)
	const fetches = `fetch("/next").then(() => "came", () => "did not come")`
	if got := Eval[string](p, fetches); got != "did not come" {
		t.Errorf("offline: a request %s", got)
	}
	if Eval[bool](p, "navigator.onLine") {
		t.Error("offline: the page thinks that it is online")
	}
	p.Offline(false)
	if got := Eval[string](p, fetches); got != "came" {
		t.Errorf("online again: a request %s", got)
	}
}

func TestAJourney(t *testing.T) {
	for name, options := range map[string][]Option{"with scripts": nil, "without": {NoScript()}, "at a desk": {Width(Desk)}} {
		t.Run(name, func(t *testing.T) {
			p := Open(t, site(t), options...)
			p.Visit("/good")
			p.Click("#jump")
			p.Wait("location.hash === '#end'")
			if status := p.Follow("a[href='/next']"); status != http.StatusOK || !strings.HasSuffix(p.Location(), "/next") {
				t.Fatalf("the link led to %s, status %d", p.Location(), status)
			}
			p.Visit("/form")
			p.Type("input", "Eilidh")
			if status := p.Follow("button"); status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", status)
			}
			if got := p.Text("#took"); got != "Eilidh" {
				t.Errorf("the form sent %q", got)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	p := Open(t, site(t), Width(Desk))
	p.Visit("/good")
	p.Press(kb.Tab)
	if got := Eval[string](p, "document.activeElement.textContent"); got != "Next" {
		t.Errorf("the first tab stop is %q", got)
	}
	p.Press(kb.Enter)
	p.Wait("location.pathname === '/next'")
}

func TestEachTabHasItsOwnProfile(t *testing.T) {
	address := site(t)
	one, other := Open(t, address), Open(t, address)
	one.Visit("/good")
	other.Visit("/good")
	Eval[any](one, `localStorage.setItem("kept", "yes"), 0`)
	if Eval[bool](other, `localStorage.getItem("kept") !== null`) {
		t.Error("what one test left is seen by another")
	}
}

func TestLeavingWhereItIsAllowed(t *testing.T) {
	if said := complaints(t, "/leaves", MayLeaveTo("https://other.example")); slices.ContainsFunc(said, func(s string) bool {
		return strings.Contains(s, "left the site")
	}) {
		t.Errorf("complaints: %q", said)
	}
}

func TestScreenshotsOnlyWhenAskedFor(t *testing.T) {
	p := Open(t, site(t), Width(SmallPhone))
	p.Visit("/good")
	was := *shots
	t.Cleanup(func() { *shots = was })
	*shots = ""
	p.Screenshot("none")
	*shots = filepath.Join(t.TempDir(), "made", "on", "the", "way")
	p.Screenshot("good")
	picture, err := os.ReadFile(filepath.Join(*shots, "good.png"))
	if err != nil || !strings.HasPrefix(string(picture), "\x89PNG") {
		t.Errorf("no picture: %v", err)
	}
	if _, err := os.Stat("none.png"); err == nil {
		t.Error("a picture that nobody asked for")
	}
}

// A finger on a link follows it, words come in at once where the focus is, the
// window is as high as was asked for, and a picture is as large as what it shows.
func TestTouchAndHeight(t *testing.T) {
	p := Open(t, site(t), Width(SmallPhone), Height(256))
	p.Visit("/form")
	if size := Eval[string](p, `innerWidth + " " + innerHeight`); size != "320 256" {
		t.Errorf("the window is %s", size)
	}
	middle := func(selector string) (x, y float64) {
		at := Eval[[]float64](p, `(r => [r.left + r.width / 2, r.top + r.height / 2])(document.querySelector("`+selector+`").getBoundingClientRect())`)
		return at[0], at[1]
	}
	p.Tap(middle("input"))
	p.Wait(`document.activeElement.name === "name"`)
	p.Insert("Ailsa")
	if got := Eval[string](p, `document.querySelector("input").value`); got != "Ailsa" {
		t.Errorf("the field holds %q", got)
	}
	picture, err := png.Decode(bytes.NewReader(p.Picture("button")))
	if err != nil || picture.Bounds().Dx() < 44 || picture.Bounds().Dx() > 200 {
		t.Errorf("the picture: %v %v", picture, err)
	}
	asked := 0
	p.Until("the third time", func() bool { asked++; return asked == 3 })
}

// What came over the wire is counted with its address, what was kept costs
// nothing, and a slow network is slow.
// What a touch changes at the lower edge of a phone counts as shown, by the browser's
// own account, without anything else that changes.
func TestTouchAtTheLowerEdgeIsShown(t *testing.T) {
	t.Parallel()
	p := Open(t, site(t), Width(Phone))
	p.Visit("/low")
	at := Eval[struct{ X, Y float64 }](p, `(() => {
		const b = document.querySelector("button"), r = b.getBoundingClientRect()
		b.addEventListener("click", () => b.style.background = "black")
		globalThis.told = []
		new PerformanceObserver(l => told.push(...l.getEntries().filter(e => e.name === "click"))).observe({type: "event", durationThreshold: 16})
		return {x: r.left + 20, y: r.top + 20}
	})()`)
	Eval[any](p, `new Promise(done => { let n = 60; const next = () => n-- ? requestAnimationFrame(next) : done(0); next() })`) // a page just loaded is drawn again and again
	if at.Y < 700 {
		t.Fatalf("the button is at %.0f px, which any window shows", at.Y)
	}
	p.Put(at.X, at.Y)
	p.Lift()
	p.Wait("told.length > 0")
}

func TestTraffic(t *testing.T) {
	p := Open(t, site(t))
	p.Visit("/good")
	got := p.Traffic()
	if len(got) != 2 || got[0].Bytes < len(shell) || !strings.HasSuffix(got[0].URL, "/good") || !strings.HasSuffix(got[1].URL, "/page.css") {
		t.Errorf("fetched %+v", got)
	}
	asked := p.Asked()
	p.Click("#jump")
	if p.Asked() != asked {
		t.Error("a link within the page asked for something")
	}
	const latency = 300
	p.Slow(latency, 50_000, 2)
	p.Visit("/next")
	if took := Eval[float64](p, `performance.getEntriesByType("navigation")[0].duration`); took < latency {
		t.Errorf("a slow network answered after %.0f ms", took)
	}
	if p.Asked() == asked {
		t.Error("another page came from nowhere")
	}
}
