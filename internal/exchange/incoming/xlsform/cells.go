package xlsform

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"

	"kist/internal/exchange/incoming"
)

// texts reads the texts that cells name by number.
func (b *book) texts(name string) error {
	return b.each(name, func(e xml.StartElement, p *part) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := p.runs()
		b.shared = append(b.shared, text)
		return err
	})
}

// escape is how workbooks write characters that XML cannot hold, as _x000D_.
var escape = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

func unescaped(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escape.ReplaceAllStringFunc(text, func(s string) string {
		n, _ := strconv.ParseUint(s[2:6], 16, 16) // four hexadecimal digits always are one
		return string(rune(n))
	})
}

// line is one line of a sheet that holds anything.
type line struct {
	number int      // from 1
	cells  []string // to the last that is not empty
	wide   bool     // something stands beyond the columns that are read
}

// lines shows the lines of a sheet.
func (b *book) lines(t tab, show func(line) error) error {
	number := 0
	return b.each(t.part, func(e xml.StartElement, p *part) error {
		if e.Name.Local != "row" {
			return nil
		}
		number++
		if n, err := strconv.Atoi(attribute(e, "r")); err == nil {
			number = n
		}
		l, err := b.line(p)
		if l.number = number; err != nil || len(l.cells) == 0 && !l.wide {
			return err
		}
		return show(l)
	})
}

// line reads on to the end of a row.
func (b *book) line(p *part) (line, error) {
	l, at := line{}, -1
	for open := p.deep; ; {
		token, err := p.next()
		if err != nil {
			return l, err
		}
		if p.deep < open {
			return l, nil
		}
		c, ok := token.(xml.StartElement)
		if !ok || c.Name.Local != "c" {
			continue
		}
		if at++; attribute(c, "r") != "" {
			at = columnOf(attribute(c, "r"))
		}
		value, err := b.cell(c, p)
		if err != nil {
			return l, err
		}
		l.put(at, strings.TrimSpace(value))
	}
}

// put puts a value in its column.
func (l *line) put(at int, value string) {
	switch {
	case value == "":
	case at < 0 || at >= maxColumns:
		l.wide = true
	default:
		for len(l.cells) <= at {
			l.cells = append(l.cells, "")
		}
		l.cells[at] = value
	}
}

// columnOf is the column of a cell such as AB12, from 0; -1 if it is none.
func columnOf(ref string) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' || n > maxColumns {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// cell reads on to the end of a cell. A formula is passed over: what counts is what
// was last worked out.
func (b *book) cell(c xml.StartElement, p *part) (string, error) {
	value, text := "", ""
	for open := p.deep; ; {
		token, err := p.next()
		if err != nil {
			return "", err
		}
		if p.deep < open {
			break
		}
		e, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "is":
			text, err = p.runs()
		case e.Name.Local == "v":
			value, err = p.plain()
		default:
			err = p.skip()
		}
		if err != nil {
			return "", err
		}
	}
	if text != "" || value == "" {
		return text, nil
	}
	return b.value(attribute(c, "t"), attribute(c, "s"), value)
}

// value is what a cell says: words as they are, a number without its format, a date
// as 2026-11-26.
func (b *book) value(kind, style, value string) (string, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(b.shared) {
			return "", incoming.Troubled("damaged", "part", "sharedStrings")
		}
		return b.shared[i], nil
	case "b":
		if strings.TrimSpace(value) == "1" {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "", "n":
		i, err := strconv.Atoi(style)
		return b.number(value, err == nil && i >= 0 && i < len(b.dates) && b.dates[i]), nil
	}
	return unescaped(value), nil
}
