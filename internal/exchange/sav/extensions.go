package sav

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// extensions are the records that came with later versions: what machine this is
// for, the true names, the widths of long texts, and the encoding.
func (f *file) extensions() {
	f.extension(3, 4, func() { f.integers(1, 0, 0, -1, 1, 1, 2, 65001) }) // version, IEEE, no compression, little-endian, UTF-8
	f.extension(4, 8, func() { f.numbers(sysmis, math.MaxFloat64, math.Nextafter(-math.MaxFloat64, 0)) })
	f.extension(11, 4, f.display)
	f.extension(13, 1, func() { f.b.WriteString(f.list("\t", func(v variable) string { return v.short + "=" + v.Name })) })
	if long := f.list("", veryLong); long != "" {
		f.extension(14, 1, func() { f.b.WriteString(long) })
	}
	f.extension(16, 8, func() { f.integers(1, 0, len(f.rows), 0) }) // how many cases, in 64 bits
	f.extension(20, 1, func() { f.b.WriteString("UTF-8") })
	if labels := f.longLabels(); len(labels) > 0 {
		f.extension(21, 1, func() { f.b.Write(labels) })
	}
}

// extension writes one such record, of values of so many bytes each.
func (f *file) extension(subtype, size int, write func()) {
	f.integers(7, subtype, size)
	at := f.b.Len()
	f.integers(0) // how many values: known in the end
	write()
	n := (f.b.Len() - at - 4) / size
	count := f.b.Bytes()[at : at+4]
	count[0], count[1], count[2], count[3] = byte(n), byte(n>>8), byte(n>>16), byte(n>>24)
}

// list joins what is said of each variable; what is empty is left out.
func (f *file) list(between string, say func(v variable) string) string {
	var list []string
	for _, v := range f.variables {
		if s := say(v); s != "" {
			list = append(list, s)
		}
	}
	return strings.Join(list, between)
}

// veryLong tells the width of a text that is cut into segments.
func veryLong(v variable) string {
	if v.width <= longest {
		return ""
	}
	return fmt.Sprintf("%s=%05d\x00\t", v.short, v.width)
}

// display says of each variable, and of each segment, how it is measured, how wide
// it is shown, and at which side.
func (f *file) display() {
	const nominal, scale, left, right = 1, 3, 0, 1
	for _, v := range f.variables {
		for range v.segments() {
			switch {
			case v.width > 0:
				f.integers(nominal, min(v.width, 24)+1, left)
			case v.Published:
				f.integers(scale, 9, right)
			default:
				f.integers(nominal, 11, right)
			}
		}
	}
}

// longLabels are the value labels of texts that are longer than one element.
func (f *file) longLabels() []byte {
	out := &file{}
	for _, v := range f.variables {
		labels := f.rel.Labels(v.Variable)
		if len(labels) == 0 || v.width <= element {
			continue
		}
		out.counted(v.Name)
		out.integers(v.width, len(labels))
		for _, l := range labels {
			out.integers(v.width)
			out.text(l.Value.Text, v.width)
			out.counted(cut(l.Label, maxLabel))
		}
	}
	return bytes.Clone(out.b.Bytes())
}

// counted writes a text after the number of its bytes.
func (f *file) counted(s string) {
	f.integers(len(s))
	f.b.WriteString(s)
}

// wrap cuts a text into lines of at most so many bytes, four or more, between words where
// it can. What is no letter is marked first: of a line of it alone nothing could be cut off.
func wrap(text string, width int) []string {
	text = strings.ToValidUTF8(text, "\ufffd")
	var lines []string
	for len(text) > width {
		line := cut(text, width)
		if at := strings.LastIndexByte(line, ' '); at > 0 && text[len(line)] != ' ' {
			line = line[:at]
		}
		lines = append(lines, line)
		text = strings.TrimLeft(text[len(line):], " ")
	}
	return append(lines, text)
}
