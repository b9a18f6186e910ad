package browsertest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/page"
)

// axeCore is axe-core 4.14.1 of Deque Systems, under the Mozilla Public
// License 2.0, as published. It is evaluated through the browser's debugging
// port, which no policy of a page stands in the way of.
//
//go:embed testdata/axe.min.js
var axeCore string

// baseline is WCAG 2.2 at level AA, with what axe-core calls best practice.
var baseline = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}

// AAA asks Axe for what children's pages reach beyond AA: the higher contrast,
// and targets of 44 by 44 CSS pixels (WCAG 2.5.5) with no excuse for distance.
const AAA = "aaa"

const enhanced = "color-contrast-enhanced" // AAA's rule of the two

const aaaTarget = 44 // CSS pixels

// Violation is one rule that a page breaks.
type Violation struct {
	ID     string `json:"id"`     // axe-core's name of the rule
	Impact string `json:"impact"` // minor, moderate, serious or critical
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// String tells the rule, and each place with what is wrong there.
func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&b, "\n    %s\n        %s", n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n        "))
	}
	return b.String()
}

// Axe fails the test for every rule of WCAG 2.2 AA that the page as it stands
// breaks, and for the named rules of axe-core besides; AAA names a set of them.
func (p *Page) Axe(rules ...string) {
	p.t.Helper()
	for _, v := range p.Violations(rules...) {
		p.t.Errorf("%s breaks %s", Eval[string](p, "location.pathname + location.hash"), v)
	}
}

// Violations are what Axe fails for.
func (p *Page) Violations(rules ...string) []Violation {
	p.t.Helper()
	p.bringAxe()
	setUp := "axe.reset(), 0" // what an earlier call made stricter
	if slices.Contains(rules, AAA) {
		setUp = fmt.Sprintf(stricter, aaaTarget)
	}
	Eval[any](p, setUp)
	return Eval[[]Violation](p, fmt.Sprintf(runAxe, !p.look.noScript, axeOptions(rules)))
}

// bringAxe has axe-core in the page. It has half a million letters, and bringing them
// costs as much as running them: from the first time on the tab keeps them for the pages
// that follow, where scripts are on.
func (p *Page) bringAxe() {
	p.t.Helper()
	if Eval[bool](p, "typeof axe === 'object' || typeof bringAxe === 'function' && (bringAxe(), true)") {
		return
	}
	Eval[any](p, axeCore+"\n;0")
	if p.look.noScript || p.keepsAxe {
		return
	}
	p.keepsAxe = true
	call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: "function bringAxe() {" + axeCore + "\n}"})
}

// runAxe runs axe-core and gives what it found. While a page's scripts are off
// its timers stand still, but promises are kept; axe-core puts off each rule by
// a timer of no time, so a promise takes its place. Its longer timers only give
// up on what is not used here. It also passes over what is in a noscript
// element, which is what a reader without scripts sees: that is taken out of
// the element meanwhile.
const runAxe = `(async () => {
	const timer = window.setTimeout, scripted = %t
	window.setTimeout = (then, wait) => { if (!wait) Promise.resolve().then(then) }
	const unwrapped = scripted ? [] : [...document.querySelectorAll("body noscript")].map(n => [n, [...n.childNodes]])
	for (const [element, inside] of unwrapped) element.before(...inside)
	try {
		return (await axe.run(document, %s)).violations
	} finally {
		for (const [element, inside] of unwrapped) element.append(...inside)
		window.setTimeout = timer
	}
})()`

// stricter asks for the size of targets alone: axe-core's own rule lets a small one pass
// that is far from others. And its higher contrast leaves out what the lower one would
// find: looked for without that, both are seen in the time of one.
const stricter = `axe.configure({
	checks: [
		{id: "target-size", options: {minSize: %d}},
		{id: "color-contrast-enhanced", options: {
			ignoreUnicode: true, ignoreLength: false, ignorePseudo: false, boldValue: 700, boldTextPt: 14, largeTextPt: 18,
			contrastRatio: {normal: {expected: 7}, large: {expected: 4.5}}, pseudoSizeThreshold: .25, shadowOutlineEmMax: .1, textStrokeEmMin: .03,
		}},
	],
	rules: [{id: "target-size", any: ["target-size"]}],
}), 0`

// axeOptions are the options of axe.run for the baseline and these rules.
func axeOptions(rules []string) string {
	on := map[string]any{"target-size": enabled}
	for _, rule := range rules {
		if rule == AAA {
			rule = enhanced
			on["color-contrast"] = map[string]bool{"enabled": false} // it asks less of the same, in as much time
		}
		on[rule] = enabled
	}
	b, err := json.Marshal(map[string]any{
		"runOnly":     map[string]any{"type": "tag", "values": baseline},
		"rules":       on,
		"resultTypes": []string{"violations"},
		"preload":     false,
	})
	if err != nil {
		panic(err) // maps of strings always encode
	}
	return string(b)
}

var enabled = map[string]bool{"enabled": true}
