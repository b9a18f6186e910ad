package docx

import (
	"bytes"
	"fmt"
)

// Width is what stands between the margins of a page, in twentieths of a point: 17 cm.
const Width = 9638

// Table is a table with a caption above it.
type Table struct {
	Caption string
	Alt     string // what it shows, for who does not see it; empty: its caption
	Columns []Column
	Rows    [][]Cell // each as long as the columns: what lacks is empty, what is over is left out
	Heads   bool     // the first cell of each row names it
	Source  string   // a line below it; empty: none
}

// Column is one column of a table.
type Column struct {
	Head    string
	Share   int  // of the width, beside those of the others; 0 is taken for 1
	Figures bool // stands at the end of its cells
}

// Cell is what stands in one cell.
type Cell []Run

// Cells are cells of plain text.
func Cells(texts ...string) []Cell {
	list := make([]Cell, len(texts))
	for i, text := range texts {
		list[i] = Cell{Plain(text)}
	}
	return list
}

// together is up to how many rows a table stays on one page.
const together = 12

// Table writes a table. Its head stands on each page that it comes to; a row stays on
// one page, and so does a short table. Without columns nothing is written.
func (d *Document) Table(t Table) {
	if len(t.Columns) == 0 {
		return
	}
	if t.Caption != "" {
		d.caption("Table", d.about.Table, t.Caption, true)
	}
	widths := t.widths()
	d.openTable(t, widths)
	d.body.WriteString(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, c := range t.Columns {
		d.cell(Cell{Plain(c.Head)}, "TableHead", widths[i], c.Figures, len(t.Rows) > 0)
	}
	d.body.WriteString("</w:tr>")
	for n, row := range t.Rows {
		keep := len(t.Rows) <= together && n+1 < len(t.Rows)
		d.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, c := range t.Columns {
			var cell Cell
			if i < len(row) {
				cell = row[i]
			}
			style := "TableText"
			if i == 0 && t.Heads {
				style = "TableHead"
			}
			d.cell(cell, style, widths[i], c.Figures, keep)
		}
		d.body.WriteString("</w:tr>")
	}
	d.body.WriteString("</w:tbl>")
	d.Small(Plain(t.Source)) // an empty one too: two tables with nothing between them are one
}

func (d *Document) openTable(t Table, widths []int) {
	both := ""
	if d.rtl {
		both = "<w:bidiVisual/>"
	}
	alt := t.Alt
	if alt == "" {
		alt = t.Caption
	}
	first, look := 0, "0420"
	if t.Heads {
		first, look = 1, "04A0"
	}
	fmt.Fprintf(&d.body, `<w:tbl><w:tblPr><w:tblStyle w:val="KistTable"/>%s<w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>`+
		`<w:tblLook w:val="%s" w:firstRow="1" w:lastRow="0" w:firstColumn="%d" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>`+
		`<w:tblCaption w:val="%s"/><w:tblDescription w:val="%s"/></w:tblPr><w:tblGrid>`, both, Width, look, first, escape(t.Caption), escape(alt))
	for _, w := range widths {
		fmt.Fprintf(&d.body, `<w:gridCol w:w="%d"/>`, w)
	}
	d.body.WriteString("</w:tblGrid>")
}

// cell writes one cell; keep says that its row stays on the page of the next.
func (d *Document) cell(c Cell, style string, width int, figures, keep bool) {
	fmt.Fprintf(&d.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, width)
	more := ""
	if keep {
		more = "<w:keepNext/>"
	}
	var p bytes.Buffer
	d.openIn(&p, style, more, plain(c))
	text := p.Bytes()
	if figures { // "right" is the end of the line, whichever way it runs
		text = bytes.Replace(text, []byte("</w:pPr>"), []byte(`<w:jc w:val="right"/></w:pPr>`), 1)
	}
	d.body.Write(text)
	d.runs(&d.body, c...)
	d.body.WriteString("</w:p></w:tc>")
}

// widths are those of the columns, which fill the page.
func (t Table) widths() []int {
	all := 0
	for _, c := range t.Columns {
		all += max(c.Share, 1)
	}
	list, left := make([]int, len(t.Columns)), Width
	for i, c := range t.Columns {
		list[i] = Width * max(c.Share, 1) / all
		left -= list[i]
	}
	list[len(list)-1] += left
	return list
}
