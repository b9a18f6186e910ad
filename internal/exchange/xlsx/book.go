package xlsx

import (
	"fmt"
	"io"

	"kist/internal/workbook"
)

// Book is a workbook of plain tables.
type Book struct {
	Title  string
	Naming string // stands under the title of every sheet
	Lang   string
	Sheets []Sheet
}

// Sheet is a table under its title and notes.
type Sheet struct {
	Name  string // as a sheet can be called; what it cannot is left out
	Title string
	Notes []string
	Head  []string
	Rows  [][]any // ints are numbers, strings are texts
}

// WriteBook writes the workbook.
func WriteBook(w io.Writer, of Book) error {
	b := &book{file: workbook.Book{Title: of.Title, Description: of.Naming, Language: of.Lang}, naming: of.Naming}
	for i, s := range of.Sheets {
		b.plain(i, s)
	}
	if err := b.file.Write(w); err != nil {
		return fmt.Errorf("xlsx: %w", err)
	}
	return nil
}

// plain writes one sheet. Its number keeps its name from being another's.
func (b *book) plain(i int, of Sheet) {
	s := b.open(questionSheet(i, of.Name), of.Title)
	for _, note := range of.Notes {
		s.line(s.words(note))
	}
	if len(of.Head) > 0 {
		s.line()
		s.line(s.heads(of.Head...)...)
	}
	for _, row := range of.Rows {
		line := make([]workbook.Cell, len(row))
		for i, value := range row {
			switch value := value.(type) {
			case int:
				line[i] = s.whole(value)
			default:
				line[i] = s.words(fmt.Sprint(value))
			}
		}
		s.line(line...)
	}
}
