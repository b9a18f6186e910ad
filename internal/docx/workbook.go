package docx

import (
	"bytes"

	"kist/internal/workbook"
)

// sheetName is that of the one sheet, the same in every language.
const sheetName = "Sheet1"

// head begins every part.
const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// workbook holds the numbers of a chart: categories down, series across.
func (c Chart) workbook() ([]byte, error) {
	var book workbook.Book
	s := book.Sheet(sheetName)
	row := []workbook.Cell{{}}
	for _, s := range c.Series {
		row = append(row, workbook.Cell{Value: s.Name})
	}
	s.Row(row...)
	for i, name := range c.Categories {
		row := []workbook.Cell{{Value: name}}
		for _, s := range c.Series {
			cell := workbook.Cell{}
			if v := s.at(i); v != nil {
				cell.Value = *v
			}
			row = append(row, cell)
		}
		s.Row(row...)
	}
	var b bytes.Buffer
	err := book.Write(&b)
	return b.Bytes(), err
}
