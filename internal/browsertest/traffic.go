package browsertest

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
)

// Fetched is one answer that a tab got over the network.
type Fetched struct {
	URL   string
	Bytes int // over the wire: header lines and the packed body
}

// traffic counts what comes over the wire.
type traffic struct {
	mu      sync.Mutex
	names   map[network.RequestID]string
	waiting map[network.RequestID]bool // of the document that stands there
	all     map[network.RequestID]Fetched
	asked   int
}

func newTraffic() *traffic {
	return &traffic{names: map[network.RequestID]string{}, waiting: map[network.RequestID]bool{}, all: map[network.RequestID]Fetched{}}
}

// event is called for each event of the tab, in order.
func (n *traffic) event(event any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if strings.HasPrefix(e.Request.URL, "data:") {
			return // is in the page already
		}
		n.asked++
		if e.Type == network.ResourceTypeDocument {
			clear(n.waiting) // what the page before still waited for may never be told of
		}
		n.names[e.RequestID], n.waiting[e.RequestID] = e.Request.URL, true
	case *network.EventLoadingFinished:
		name, known := n.names[e.RequestID]
		if !known {
			return
		}
		n.all[e.RequestID] = Fetched{name, int(e.EncodedDataLength)}
		delete(n.waiting, e.RequestID)
	case *network.EventLoadingFailed:
		delete(n.waiting, e.RequestID)
	}
}

// Traffic is what the tab has fetched over the wire so far, by address; what it
// had kept costs nothing and has no bytes. Requests that are on their way are
// waited for.
func (p *Page) Traffic() []Fetched {
	p.t.Helper()
	p.Until("all that was asked for is there", func() bool {
		_ = Eval[int](p, "0") // events come before this answer
		p.wire.mu.Lock()
		defer p.wire.mu.Unlock()
		return len(p.wire.waiting) == 0
	})
	p.wire.mu.Lock()
	defer p.wire.mu.Unlock()
	return slices.SortedFunc(maps.Values(p.wire.all), func(a, b Fetched) int { return b.Bytes - a.Bytes })
}

// Asked is how many requests the tab has made so far, of whatever kind.
func (p *Page) Asked() int {
	p.t.Helper()
	_ = Eval[int](p, "0") // events come before this answer
	p.wire.mu.Lock()
	defer p.wire.mu.Unlock()
	return p.wire.asked
}

// Slow makes the tab's network answer each request after latency milliseconds
// and carry so many bytes a second, and its processor take so many times as long
// (1: as it is). The browser does not slow the making of connections: whoever
// measures those adds them.
func (p *Page) Slow(latency, bytesPerSecond, times float64) {
	p.t.Helper()
	call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: latency, DownloadThroughput: bytesPerSecond, UploadThroughput: bytesPerSecond}},
	})
	call(p, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times})
}

// Unwatched ends the account that the browser keeps of the page's elements and
// styles, which costs a slowed processor time in every touch that nobody else's
// browser spends. What waits for a selector does not work any more.
func (p *Page) Unwatched() {
	p.t.Helper()
	call(p, css.Disable, cdp.Empty{})
	call(p, dom.Disable, cdp.Empty{})
}
