package browsertest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// watch collects what a reader of the browser's console and network panel
// would object to.
type watch struct {
	mu       sync.Mutex
	origins  []string        // where requests may go
	pages    map[string]bool // addresses of documents: their status is for the test to judge
	loses    bool            // requests without an answer, or with one that refuses, are no problem
	problems []string
}

func newWatch(site *url.URL) *watch {
	return &watch{origins: []string{origin(site)}, pages: map[string]bool{}}
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// event is called for each event of the tab, in order, by the goroutine that
// reads the browser's messages.
func (w *watch) event(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		w.add("a script failed: %s", exception(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "assert" {
			w.add("console.%s: %s", e.Type, arguments(e.Args))
		}
	case *log.EventEntryAdded:
		w.entry(e.Entry)
	case *audits.EventIssueAdded:
		w.policy(e.Issue.Details)
	case *network.EventRequestWillBeSent:
		w.request(e)
	}
}

// entry judges what the browser itself writes to the console: what a policy
// refused, what did not load.
func (w *watch) entry(e *log.Entry) {
	if e.Level != log.EntryLevelError {
		return
	}
	lost := strings.Contains(e.Text, "net::ERR_INTERNET_DISCONNECTED") || w.loses && (strings.Contains(e.Text, "net::ERR_") || strings.Contains(e.Text, "responded with a status of"))
	if e.Source == log.EntrySourceNetwork && (w.isPage(e.URL) || lost) {
		return
	}
	w.add("the browser says (%s): %s %s", e.Source, e.Text, e.URL)
}

// policy takes down what a page's policy stopped. The browser says it on the console too,
// but for what a script asked for and went on without.
func (w *watch) policy(d *audits.InspectorIssueDetails) {
	if d == nil || d.ContentSecurityPolicyIssueDetails == nil {
		return
	}
	v := d.ContentSecurityPolicyIssueDetails
	w.add("the policy stops (%s): %s %s", v.ViolatedDirective, v.ContentSecurityPolicyViolationType, v.BlockedURL)
}

func (w *watch) request(e *network.EventRequestWillBeSent) {
	if e.Type == network.ResourceTypeDocument {
		w.mu.Lock()
		w.pages[e.Request.URL] = true
		w.mu.Unlock()
	}
	if u, err := url.Parse(e.Request.URL); err == nil && !w.allowed(u) {
		w.add("a request left the site: %s", e.Request.URL)
	}
}

// allowed says whether an address stays on the site or needs no network.
func (w *watch) allowed(u *url.URL) bool {
	switch u.Scheme {
	case "data", "blob", "about":
		return true
	}
	return slices.Contains(w.origins, origin(u))
}

func (w *watch) isPage(address string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pages[address]
}

func (w *watch) add(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.problems = append(w.problems, fmt.Sprintf(format, args...))
}

func (w *watch) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.problems)
}

func exception(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return d.Text
}

func arguments(all []*runtime.RemoteObject) string {
	var said []string
	for _, a := range all {
		if a.Description != "" {
			said = append(said, a.Description)
			continue
		}
		said = append(said, string(a.Value))
	}
	return strings.Join(said, " ")
}
