// Package helplines lists whom a child can talk to: what stands in the help box
// of every page, what staff check by ringing, and what is read aloud.
package helplines

import "slices"

// Line is one way to talk to someone.
type Line struct {
	Key    string // its words: help.line.<key>.name and .text
	Number string // as people write it
	Link   string // what a phone does with it: "tel:..." or "sms:..."
	// Verified says that the number was read at its owner's. The pages show every
	// line alike; staff are shown which ones are still to be checked.
	Verified bool
	Urgent   bool // for danger right now
}

// lines are the same on every page and for every answer. A number is checked
// with its owner before a deployment is opened to children.
var lines = []Line{
	{Key: "childline", Number: "0800 1111", Link: "tel:08001111"},
	{Key: "inspectorate", Number: "07870 981 785", Link: "sms:07870981785", Verified: true},
	{Key: "emergency", Number: "999", Link: "tel:999", Verified: true, Urgent: true},
}

// All lists the lines in the order of the page. The slice is the caller's own.
func All() []Line { return slices.Clone(lines) }

// NameID is the id of the line's name.
func (l Line) NameID() string { return "help.line." + l.Key + ".name" }

// TextID is the id of what the line is good for.
func (l Line) TextID() string { return "help.line." + l.Key + ".text" }

// Passage is the id of the line where it is read aloud, number in.
func (l Line) Passage() string { return "help.line." + l.Key }
