package browsertest

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Back presses the browser's Back button once and waits until the page that it
// leads to stands still, whether the browser had kept it or loads it anew. False
// if there is nothing to go back to.
func (p *Page) Back() bool {
	p.t.Helper()
	was := result(p, page.GetNavigationHistory, cdp.Empty{})
	if was.CurrentIndex <= 0 {
		return false
	}
	to := was.Entries[was.CurrentIndex-1].ID
	call(p, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: to})
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if at, ok := p.entry(); ok && at < was.CurrentIndex && p.still() {
			return true
		}
	}
	p.t.Fatal("browser: Back leads nowhere")
	return false
}

// entry is where the tab stands in its history; false while one page gives way
// to another.
func (p *Page) entry() (int64, bool) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	now, err := chromedp.Call(ctx, page.GetNavigationHistory, cdp.Empty{})
	return now.CurrentIndex, err == nil
}

// still says whether a document is there and loaded; while one gives way to
// another there is none to ask.
func (p *Page) still() bool {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	done, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete"`))
	return err == nil && done
}

// Jump goes to a place of the page that stands there, as its address names it,
// and waits until it is there and within reach.
func (p *Page) Jump(id string) {
	p.t.Helper()
	Eval[any](p, fmt.Sprintf("location.hash = %q, 0", id))
	p.Wait("document.querySelector(':target:not([inert])') !== null")
}

// Gone waits until the page that stands there, whichever it is, holds nothing
// that the CSS selector finds.
func (p *Page) Gone(selector string) {
	p.t.Helper()
	p.Becomes(fmt.Sprintf("document.querySelector(%q) === null", selector))
}

// Becomes waits until the JavaScript expression is true of the page that stands
// there, whichever it is: it may give way to another meanwhile, which Wait does
// not allow.
func (p *Page) Becomes(expression string) {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		cancel()
		if err == nil && holds && p.still() {
			return
		}
	}
	p.t.Fatalf("browser: this did not become true of any page: %s", expression)
}
