package browsertest

import (
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
)

// Tap puts a finger down at a place of the window, in CSS pixels, and lifts it.
func (p *Page) Tap(x, y float64) {
	p.t.Helper()
	p.Put(x, y)
	p.Lift()
}

// Put puts a finger down at a place of the window, in CSS pixels, and leaves it
// there.
func (p *Page) Put(x, y float64) {
	p.t.Helper()
	call(p, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: x, Y: y}}})
}

// Lift lifts the finger that was put down.
func (p *Page) Lift() {
	p.t.Helper()
	call(p, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
}

// Insert writes text where the focus is, as a phone's keyboard does: at once.
func (p *Page) Insert(text string) {
	p.t.Helper()
	call(p, input.InsertText, input.InsertTextParams{Text: text})
}

// InFront makes the tab believe that it is the one that keys go to, so that
// several can be tried at the same time.
func (p *Page) InFront() {
	p.t.Helper()
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
}
