package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to become as a test expects. It only
// bounds a failure: nothing waits for it. It is long, because a machine that
// checks a change may stand still for a while.
const patience = 2 * time.Minute

// Page is one tab with a profile of its own, on one site. Its methods fail the
// test that opened it; they are for that test's goroutine only.
type Page struct {
	t    testing.TB
	ctx  context.Context
	site *url.URL
	look look
	seen *watch
	wire *traffic

	keepsAxe bool // for the documents that follow
}

// Open opens a blank tab for the site, such as a test server's address. When
// the test ends, it fails for everything on the way that a reader of the
// console would have seen, and for every request to another place.
func Open(t testing.TB, site string, options ...Option) *Page {
	t.Helper()
	p := newPage(t, site, options)
	ctx, cancel := chromedp.NewContext(start(t), chromedp.WithNewBrowserContext(), chromedp.WithListener(p.event))
	p.ctx = ctx
	t.Cleanup(func() {
		defer cancel()
		p.report()
	})
	p.must("open a tab", chromedp.Do(ctx)) // with no limit: the limit would end the tab
	p.applyLook()
	return p
}

// newPage is a page for a site that is in no browser yet.
func newPage(t testing.TB, site string, options []Option) *Page {
	t.Helper()
	at, err := url.Parse(site)
	if err != nil || at.Host == "" {
		t.Fatalf("browsertest: %q is not the address of a site", site)
	}
	p := &Page{t: t, site: at, look: look{width: Phone, media: map[string]string{}}, seen: newWatch(at), wire: newTraffic()}
	for _, option := range options {
		option(p)
	}
	return p
}

// event hands what happens in the tab to those who keep account of it.
func (p *Page) event(event any) {
	p.seen.event(event)
	p.wire.event(event)
}

// report waits until the browser has said all that it saw, and fails the test
// for each of it.
func (p *Page) report() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	_ = chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void]("0")) // events come before this answer
	for _, problem := range p.seen.all() {
		p.t.Errorf("%s: %s", p.t.Name(), problem)
	}
}

func (p *Page) must(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("browser: %s: %v", what, err)
	}
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must(what, chromedp.Do(ctx, steps...))
}

func run[T any](p *Page, what string, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	p.must(what, err)
	return value
}

func call[P, R any](p *Page, command cdp.Command[P, R], params P) {
	p.t.Helper()
	result(p, command, params)
}

// result is what a command gives.
func result[P, R any](p *Page, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	r, err := chromedp.Call(ctx, command, params)
	p.must(command.Method, err)
	return r
}

// Visit goes to a path of the site, waits until it is loaded, and gives the
// status of the answer.
func (p *Page) Visit(path string) int {
	p.t.Helper()
	to, err := p.site.Parse(path)
	p.must("address "+path, err)
	return status(run(p, "visit "+path, chromedp.NavigateResponse(to.String())))
}

// Follow clicks what the CSS selector finds first, waits until another document
// is loaded, and gives the status of the answer. Links within a page are for Click.
func (p *Page) Follow(selector string) int {
	p.t.Helper()
	p.reachable(selector)
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector)))
	p.must("follow "+selector, err)
	return status(answer)
}

// reachable waits until what the CSS selector finds first is not out of reach
// (inert), as what is only laid out in advance is.
func (p *Page) reachable(selector string) {
	p.t.Helper()
	p.Becomes(fmt.Sprintf("!document.querySelector(%q)?.closest('[inert]')", selector))
}

func status(answer *network.Response) int {
	if answer == nil {
		return 0 // from a worker or the page cache
	}
	return int(answer.Status)
}

// Click waits for what the CSS selector finds first to be visible and clicks it.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.reachable(selector)
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Type writes into the field that the CSS selector finds first, key by key.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.reachable(selector)
	p.do("type into "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Press presses keys where the focus is; keys that print nothing are in
// package kb of chromedp, such as kb.Tab.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.do("press keys", chromedp.KeyEvent(keys))
}

// Text is what can be read in the first match of the CSS selector, once it is visible.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return strings.TrimSpace(run(p, "text of "+selector, chromedp.Text(chromedp.CSS(selector))))
}

// Location is the address that the tab shows, with its fragment.
func (p *Page) Location() string {
	p.t.Helper()
	return Eval[string](p, "location.href")
}

// Eval runs a JavaScript expression in the page and gives its value, a promise's
// once it is kept. It works with the page's own scripts off too, except for promises.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	const enough = 100 // bytes of a long script that tell which it was
	return run(p, "evaluate "+expression[:min(len(expression), enough)], chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Wait waits until the JavaScript expression is true; not by a page's own
// timers, which stand still while scripts are off.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	p.Until(expression, func() bool { return Eval[bool](p, "!!("+expression+")") })
}

// Until asks again and again until the answer is yes; what names the question.
func (p *Page) Until(what string, yes func() bool) {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if yes() {
			return
		}
	}
	p.t.Fatalf("browser: this did not become true: %s", what)
}

// WaitFor waits until what the CSS selector finds is visible.
func (p *Page) WaitFor(selector string) {
	p.t.Helper()
	p.do("wait for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
}

// Screenshot writes the whole page to NAME.png in the folder of -shots, and
// does nothing without that flag.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	if *shots == "" {
		return
	}
	const quality = 100 // of a hundred: a PNG
	p.keep(name+".png", run(p, "screenshot", chromedp.FullScreenshot(quality)))
}

// keep writes a file into the folder of -shots, and does nothing without that
// flag.
func (p *Page) keep(name string, b []byte) {
	p.t.Helper()
	if *shots == "" {
		return
	}
	p.must("screenshot folder", os.MkdirAll(*shots, 0o750))
	p.must("screenshot", os.WriteFile(filepath.Join(*shots, name), b, 0o600))
}

// Picture is the first match of the CSS selector as it stands on the page, as a
// PNG at the size of CSS pixels.
func (p *Page) Picture(selector string) []byte {
	p.t.Helper()
	return run(p, "picture of "+selector, chromedp.Screenshot(chromedp.CSS(selector)))
}
