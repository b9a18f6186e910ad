package browsertest

import (
	"cmp"
	"maps"
	"slices"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The widths that pages are tried at, in CSS pixels.
const (
	SmallPhone = 320  // the narrowest that WCAG asks for; also 1280 at 400 % zoom
	Phone      = 390  // what a tab has unless told otherwise
	Desk       = 1280 // an inspector's laptop
)

// look is how the tab shows pages.
type look struct {
	width    int64
	height   int64 // 0: that of a phone
	noScript bool
	before   string            // script that runs in every document first; empty: none
	media    map[string]string // CSS media feature -> value
}

// Option changes how a tab shows pages.
type Option func(*Page)

// Width sets the width in CSS pixels: SmallPhone, Phone or Desk. Up to a
// phone's width the tab is touched, not clicked.
func Width(pixels int64) Option { return func(p *Page) { p.look.width = pixels } }

// Height sets the height in CSS pixels, such as the 256 that are left of 1024 at
// 400 % zoom.
func Height(pixels int64) Option { return func(p *Page) { p.look.height = pixels } }

// NoScript keeps the pages' own scripts from running.
func NoScript() Option { return func(p *Page) { p.look.noScript = true } }

// Dark asks pages for dark colours.
func Dark() Option { return feature("prefers-color-scheme", "dark") }

// ForcedColours shows pages in the few colours of a system's contrast theme.
func ForcedColours() Option { return feature("forced-colors", "active") }

// ReducedMotion asks pages to keep still.
func ReducedMotion() Option { return feature("prefers-reduced-motion", "reduce") }

func feature(name, value string) Option { return func(p *Page) { p.look.media[name] = value } }

// MayLeaveTo allows requests to another origin, such as the one that the way
// out leads to. Nothing answers there.
func MayLeaveTo(origin string) Option {
	return func(p *Page) { p.seen.origins = append(p.seen.origins, origin) }
}

// MayLose allows requests that get no answer, or one that refuses, for tests that
// cut the line between the server and the page.
func MayLose() Option { return func(p *Page) { p.seen.loses = true } }

func (p *Page) applyLook() {
	p.t.Helper()
	const tall = 800
	height := cmp.Or(p.look.height, tall)
	touched := []chromedp.EmulateViewportOption{chromedp.EmulatePortrait, chromedp.EmulateMobile, chromedp.EmulateTouch}
	if p.look.width > Phone {
		touched = nil
	}
	p.do("set the size", chromedp.EmulateViewport(p.look.width, height, touched...))
	var features []*emulation.MediaFeature
	for _, name := range slices.Sorted(maps.Keys(p.look.media)) {
		features = append(features, &emulation.MediaFeature{Name: name, Value: p.look.media[name]})
	}
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	if p.look.before != "" {
		call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: p.look.before})
	}
	p.scripts(!p.look.noScript)
	call(p, audits.Enable, cdp.Empty{}) // what a policy stops, be it said on the console or not
}

// scripts lets the page's own scripts run, or stops them.
func (p *Page) scripts(on bool) {
	p.t.Helper()
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// Offline cuts the tab off from the network, or connects it again. Requests
// that fail meanwhile are no problem of the page. Workers are cut off too.
func (p *Page) Offline(cut bool) {
	p.t.Helper()
	const full = -1 // no limit of speed
	rule := &network.Conditions{Offline: cut, DownloadThroughput: full, UploadThroughput: full}
	call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		EmulateOfflineServiceWorker: &cut, MatchedNetworkConditions: []*network.Conditions{rule},
	})
	call(p, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: cut, DownloadThroughput: full, UploadThroughput: full,
	})
}

// Before runs a script in every document before the page's own.
func Before(script string) Option { return func(p *Page) { p.look.before = script } }
