// Package report holds a report as it stands on paper: headings, words, tables, charts
// and pictures in their order. A page and a document are drawn from the same one, so that
// neither says what the other does not.
//
// It knows no releases and no findings: whoever writes a report brings its words and
// numbers.
package report

import (
	"bytes"
	"strconv"
	"time"

	"kist/internal/docx"
)

// Report is a report. Make it with New, and write it from its first line to its last.
type Report struct {
	About
	Blocks   []*Block
	headings int
}

// About is what a report says of itself as a whole.
type About struct {
	Title  string
	Below  string // a line below the title; empty: none
	Author string // who made it; empty: not said
	Lang   string // BCP 47
	Made   time.Time
	Notice string // on every page; empty: none
	Table  string // the word for what captions of tables count
	Figure string // the same for charts and pictures
	Page   string // the word before the number of a page
	List   string // the heading of the table of contents
	Easy   bool   // large letters, and no table of contents
}

// Kind is what a block is.
type Kind string

// The kinds there are.
const (
	Heading Kind = "heading"
	Lead    Kind = "lead" // what a part comes to
	Para    Kind = "para"
	Asked   Kind = "asked"  // a question, which stays with what follows
	Notice  Kind = "notice" // in a frame
	List    Kind = "list"
	Quote   Kind = "quote"
	Small   Kind = "small" // where something comes from
	Table   Kind = "table"
	Chart   Kind = "chart"
	Beside  Kind = "beside" // a picture with words beside it
)

// Block is one piece of a report. Which fields it has follows from its kind.
type Block struct {
	Kind    Kind
	ID      string // of a heading
	Level   int    // of a heading, from 1
	Number  int    // of a table, or of a chart, each from 1
	Lines   []Line // of words: one, but for a list and beside a picture
	Lang    string // of a quote; empty: that of the report
	Below   string // a quote's: how it came about
	Table   docx.Table
	Chart   docx.Chart
	Drawing string // a chart's name, for who can draw it otherwise; empty: none
	Picture docx.Picture
}

// Line is a line of words, with what stands out at its beginning.
type Line struct{ Lead, Text string }

// Of is what a block says that has one line; empty if it has none.
func (b *Block) Of() Line {
	if len(b.Lines) == 0 {
		return Line{}
	}
	return b.Lines[0]
}

// New begins a report.
func New(a About) *Report { return &Report{About: a} }

func (r *Report) add(b *Block) *Block {
	r.Blocks = append(r.Blocks, b)
	return b
}

// Heading begins a part, from level 1 on.
func (r *Report) Heading(level int, text string) {
	r.headings++
	r.add(&Block{Kind: Heading, ID: "part-" + strconv.Itoa(r.headings), Level: level, Lines: []Line{{Text: text}}})
}

// Say writes words of a kind: Lead, Para, Asked, Notice, Small or List. Items of a list that
// follow each other are one list. Nothing is written of nothing.
func (r *Report) Say(kind Kind, lead, text string) {
	if lead == "" && text == "" {
		return
	}
	if n := len(r.Blocks); kind == List && n > 0 && r.Blocks[n-1].Kind == List {
		r.Blocks[n-1].Lines = append(r.Blocks[n-1].Lines, Line{lead, text})
		return
	}
	r.add(&Block{Kind: kind, Lines: []Line{{lead, text}}})
}

// Quote writes what somebody said, and below it how the words came about.
func (r *Report) Quote(words, below string) {
	r.add(&Block{Kind: Quote, Lines: []Line{{Text: words}}, Below: below})
}

// Table writes a table, and gives its number.
func (r *Report) Table(t docx.Table) int { return r.counted(&Block{Kind: Table, Table: t}) }

// Chart writes a chart, and gives its number. drawing is a name for it.
func (r *Report) Chart(c docx.Chart, drawing string) int {
	return r.counted(&Block{Kind: Chart, Chart: c, Drawing: drawing})
}

// counted numbers a block among its kind.
func (r *Report) counted(b *Block) int {
	b.Number = 1
	for _, other := range r.Blocks {
		if other.Kind == b.Kind {
			b.Number = other.Number + 1
		}
	}
	return r.add(b).Number
}

// Beside writes lines beside a picture.
func (r *Report) Beside(p docx.Picture, lines ...Line) {
	r.add(&Block{Kind: Beside, Picture: p, Lines: lines})
}

// Contents are the headings of a level, in order.
func (r *Report) Contents(level int) []*Block {
	var list []*Block
	for _, b := range r.Blocks {
		if b.Kind == Heading && b.Level == level {
			list = append(list, b)
		}
	}
	return list
}

// contents is down to which level the table of contents of a document goes.
const contents = 2

// easyPoints is the size of easy-read text.
const easyPoints = 16

// Document is the report for a word processor.
func (r *Report) Document() ([]byte, error) {
	about := docx.About{Title: r.Title, Author: r.Author, Lang: r.Lang, Made: r.Made, Notice: r.Notice, Foot: r.Title, Table: r.About.Table, Figure: r.Figure, Page: r.Page}
	if r.Easy {
		about.Points = easyPoints
	}
	d := docx.New(about)
	d.Title(r.Below)
	if !r.Easy {
		d.Contents(r.List, contents)
	}
	for _, b := range r.Blocks {
		b.write(d)
	}
	var out bytes.Buffer
	err := d.Write(&out)
	return out.Bytes(), err
}

// write puts a block into a document.
func (b *Block) write(d *docx.Document) {
	one := runs(b.Of())
	switch b.Kind {
	case Heading:
		d.Heading(b.Level, b.Of().Text)
	case Lead:
		d.Lead(one...)
	case Para:
		d.Para(one...)
	case Asked:
		d.Kept(one...)
	case Notice:
		d.Notice(one...)
	case Small:
		d.Small(one...)
	case List:
		for _, l := range b.Lines {
			d.Item(runs(l)...)
		}
	case Quote:
		d.Quote(b.Of().Text, b.Lang, b.Below)
	case Table:
		d.Table(b.Table)
	case Chart:
		d.Chart(b.Chart)
	case Beside:
		var lines [][]docx.Run
		for _, l := range b.Lines {
			lines = append(lines, runs(l))
		}
		d.Beside(b.Picture, lines...)
	}
}

func runs(l Line) []docx.Run {
	switch {
	case l.Lead == "":
		return []docx.Run{docx.Plain(l.Text)}
	case l.Text == "":
		return []docx.Run{docx.Strong(l.Lead)}
	}
	return []docx.Run{docx.Strong(l.Lead), docx.Plain(" " + l.Text)}
}
