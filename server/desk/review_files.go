package desk

import (
	"bytes"
	"iter"
	"net/http"
	"path"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/docx"
	"kist/internal/exchange/csvfile"
	"kist/internal/exchange/xlsx"
	"kist/internal/review"
)

// reviewFile is what a review is handed out as.
type reviewFile struct {
	name, media string
	write       func(v reviewed) ([]byte, error)
}

var reviewFiles = []reviewFile{
	{"review.docx", docx.Media, reviewed.document},
	{"tables.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", reviewed.workbook},
	{"tables.csv", "text/csv; charset=utf-8", reviewed.lines},
}

// files lead to them.
func (v reviewed) files() (list []fileView) {
	for _, f := range reviewFiles {
		kind := path.Ext(f.name)[1:]
		list = append(list, fileView{Link: reviewPath(v.Programme.ID) + "/" + f.name, Name: v.T("staff.programme.review.file." + kind), For: v.T("staff.programme.review.file." + kind + ".text")})
	}
	return list
}

// sendReview hands out a file, once it is written down who takes it.
func (k *desk) sendReview(c echo.Context) error {
	v, err := k.theReview(c, "")
	if err != nil {
		return err
	}
	if _, err := k.complete(c, &v); err != nil {
		return err
	}
	name := path.Base(c.Path())
	for _, f := range reviewFiles {
		if f.name != name {
			continue
		}
		body, err := f.write(v)
		if err != nil {
			return err
		}
		if err := k.Trail.NoteEach(c.Request().Context(), "programme_reviews", v.Programme.ID, name, k.Staff.Visitor(c).ID, "review.file"); err != nil {
			return err
		}
		c.Response().Header().Set("Content-Disposition", `attachment; filename="review-`+fileName(v.Programme.ID)+path.Ext(name)+`"`)
		return c.Blob(http.StatusOK, f.media, body)
	}
	return echo.ErrNotFound
}

// notice says in every row of a file, and under every title, what it is.
func (v reviewed) notice() string {
	if v.Synthetic {
		return v.T("staff.synthetic.title")
	}
	return v.T("staff.programme.review.of", "Programme", v.Programme.Title)
}

// lines is a file with a row a number: what a program or a pivot table takes.
func (v reviewed) lines() ([]byte, error) {
	var b bytes.Buffer
	head := []string{"notice", "programme", "table", "code", "label", "measure", "unit", "count", "of"}
	err := csvfile.Lines(&b, head, v.numbers())
	return b.Bytes(), err
}

// numbers are all numbers of the review.
func (v reviewed) numbers() iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		line := func(set, code, label, measure, unit string, n, of int) bool {
			return yield([]string{v.notice(), v.Programme.Title, set, code, label, measure, unit, strconv.Itoa(n), strconv.Itoa(of)}, nil)
		}
		for _, s := range v.sets() {
			for _, r := range s.rows {
				for _, c := range allColumns() {
					unit, of := "partnerships", r.Of
					switch c.key {
					case "findings":
						unit, of = "findings", r.Findings
					case "still", "turned", "silent", "new":
						of = r.Twice
					}
					if !line(s.key, r.Code, s.name(r.Code), c.key, unit, c.of(r), of) {
						return
					}
				}
			}
		}
		for _, t := range v.Themes {
			for _, n := range []struct {
				measure string
				n, of   int
			}{{"in", t.In, v.Released}, {"then", t.Then, v.Before}, {"then_and_now", t.Both, v.Before}} {
				if !line("themes", "", t.Name, n.measure, "partnerships", n.n, n.of) {
					return
				}
			}
		}
	}
}

// allColumns are the numbers of a row, each once.
func allColumns() (list []reviewColumn) {
	list = append(list, recurColumns...)
	list = append(list, reviewColumn{"both", func(r review.Row) int { return r.Found[review.Both] }})
	list = append(list, voiceColumns...)
	return append(list, changeColumns...)
}

// workbook has a sheet for each part of the review.
func (v reviewed) workbook() ([]byte, error) {
	book := xlsx.Book{Title: v.T("staff.programme.review.of", "Programme", v.Programme.Title), Naming: v.notice(), Lang: v.Lang()}
	for _, s := range v.sections() {
		if s.Table.Rows != nil {
			book.Sheets = append(book.Sheets, sheetOf(s.ID, s.Heading, s.Table.table))
		}
	}
	book.Sheets = append(book.Sheets, sheetOf(v.T("staff.programme.review.head.places"), v.T("staff.programme.review.caption.places"), v.places().table))
	notes := xlsx.Sheet{Name: v.T("staff.file.sheet.notes"), Title: v.T("staff.limits.title")}
	for _, l := range v.limits() {
		notes.Notes = append(notes.Notes, l.Lead+" "+l.Text)
	}
	book.Sheets = append(book.Sheets, notes)
	var b bytes.Buffer
	err := xlsx.WriteBook(&b, book)
	return b.Bytes(), err
}

// sheetOf is a table of the page as a sheet: what is a number there is one here.
func sheetOf(name, title string, t table) xlsx.Sheet {
	s := xlsx.Sheet{Name: name, Title: title, Notes: []string{t.Caption}, Head: t.Head}
	for _, r := range t.Rows {
		row := []any{r.Name}
		for _, c := range r.Cells {
			if n, err := strconv.Atoi(c.Text); err == nil && !c.Words {
				row = append(row, n)
			} else {
				row = append(row, c.Text)
			}
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}
