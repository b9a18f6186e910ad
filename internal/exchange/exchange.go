// Package exchange writes files for other programs, and reads theirs.
//
// It gets its numbers from releases and nowhere else, so a file can say no more
// than a page, and it never sees an answer.
package exchange

import (
	"io"
	"strings"

	"kist/internal/exchange/csvfile"
	"kist/internal/exchange/ddi"
	"kist/internal/exchange/jsonfile"
	"kist/internal/exchange/sav"
	"kist/internal/exchange/worded"
	"kist/internal/exchange/xlsx"
)

// Format is a kind of file in which a release is handed out.
type Format struct {
	Name   string // in audit lines, and at the end of text ids
	Suffix string // of the file's name and address
	Media  string // for Content-Type
	Write  func(w io.Writer, rel *worded.Release) error
}

const (
	csvMedia = "text/csv; charset=utf-8"
	savMedia = "application/x-spss-sav"
)

// formats are in the order in which people are offered them. The wide table's
// suffix ends in that of the other, so that spreadsheets know it.
var formats = []Format{
	{"xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.Write},
	{"csv", ".csv", csvMedia, csvfile.Tidy},
	{"wide", ".wide.csv", csvMedia, csvfile.Wide},
	{"sav", ".sav", savMedia, sav.Write},
	{"json", ".json", "application/json", jsonfile.Write},
	{"ddi", ".ddi.xml", "application/xml", writeDDI},
}

// Formats are all kinds of files of a release.
func Formats() []Format { return formats }

// CutFormat takes the suffix of a kind of file off a name: the longest that fits.
// It says whether there was one.
func CutFormat(name string) (rest string, f Format, ok bool) {
	rest = name
	for _, g := range formats {
		if before, found := strings.CutSuffix(name, g.Suffix); found && len(g.Suffix) > len(f.Suffix) {
			rest, f, ok = before, g, true
		}
	}
	return rest, f, ok
}

// writeDDI describes the two files that have a row a figure.
func writeDDI(w io.Writer, rel *worded.Release) error {
	return ddi.Write(w, rel, []ddi.Data{{Suffix: ".csv", Media: csvMedia}, {Suffix: ".sav", Media: savMedia}})
}
