package main

import (
	"fmt"
	"io"
	"strings"

	"rsc.io/qr"
)

// greeting is what the terminal says at the start.
type greeting struct {
	Address string // of this server, without a path
	Code    string // join code of the demonstration round; empty if there is none
	Link    string // token of the one-time link; empty once there is an administrator
}

func (g greeting) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\nKist is running at %s\n", g.Address)
	if g.Code != "" {
		join := g.Address + "/j/" + g.Code
		fmt.Fprintf(&b, "\nFor children and young people (a demonstration: all its data is synthetic):\n\n  %s\n  join code %s %s\n\n", join, g.Code[:3], g.Code[3:])
		if err := qrText(&b, join); err != nil {
			return err
		}
	}
	if g.Link != "" {
		fmt.Fprintf(&b, "\nFor you, the first administrator. This link works once, within 24 hours:\n\n  %s/staff/sign-in/%s\n", g.Address, g.Link)
	}
	fmt.Fprintf(&b, "\nFor staff: %s/staff/\n", g.Address)
	b.WriteString("\nTo stop, press Ctrl and C.\n\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// qrText draws a QR code with half blocks, dark on light with a quiet margin,
// so that phones read it from a dark terminal too.
func qrText(b *strings.Builder, text string) error {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return fmt.Errorf("qr: %w", err)
	}
	const margin = 2
	light := func(x, y int) bool { return !code.Black(x, y) } // outside the code all is light
	for y := -margin; y < code.Size+margin; y += 2 {
		b.WriteString("  ")
		for x := -margin; x < code.Size+margin; x++ {
			b.WriteString(halfBlock(light(x, y), light(x, y+1)))
		}
		b.WriteByte('\n')
	}
	return nil
}

func halfBlock(top, bottom bool) string {
	switch {
	case top && bottom:
		return "█"
	case top:
		return "▀"
	case bottom:
		return "▄"
	}
	return " "
}
