// Package exchange writes files for other programs, and reads theirs.
//
// It gets its numbers from releases and nowhere else, so a file can say no more
// than a page, and it never sees an answer.
package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"kist/internal/results"
	"kist/surveys"
)

// Words gives the words for the codes of a release.
type Words interface {
	// Question is the question as an age band was asked it, and the edition that asks
	// it so; both empty for a key that is unknown. Everybody is the empty band.
	Question(key, band string) (text, edition string)
	// Column is the label of an answer as an age band read it, and the edition that
	// labels it so; the edition is empty where no edition has the label.
	Column(question, code, band string) (label, edition string)
	// Group is the name of a group of a grouping (results.Table.By), such as of an
	// age band or of those who gave one answer; of all where value is empty.
	Group(by, value string) string
	// Asked says whether the question was put to an age band at all.
	Asked(question, band string) bool
}

// BaseCode is the column code of how many answered, in files and for Words.
// No answer has it: option keys begin with a letter.
const BaseCode = "_answered"

// ResponsesKey is the question key of how many children answered at all.
const ResponsesKey = "_responses"

// allValue stands for the whole round, where a release has an empty text.
const allValue = "all"

// rows of the file, in order. A file of a release may be kept for years: add
// columns at the end, and never rename one.
var header = []string{
	"release", "round", "question", "wording", "grouping", "group", "group_label", "column", "label",
	"count", "percent", "withheld", "least", "most", "offered", "synthetic", "wording_edition", "label_edition",
}

// ReleaseCSV writes a release as a table with one row a figure, in the words
// that its group read; wording_edition and label_edition say whose words those are.
// It is UTF-8 with a byte order mark (spreadsheets need it), commas, and CRLF as
// RFC 4180 has it. What is withheld has a row too, with empty numbers and "yes"
// under withheld.
// No cell can be taken for a formula (see text).
func ReleaseCSV(w io.Writer, rel *results.Release, words Words) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	out := &releaseWriter{csv: csv.NewWriter(w), rel: rel, words: words}
	out.csv.UseCRLF = true
	out.write(header)
	out.figure(results.Table{Question: ResponsesKey}, results.Group{}, BaseCode, rel.Responses, true)
	for _, t := range rel.Tables {
		for _, g := range t.Groups {
			out.group(t, g)
		}
	}
	out.csv.Flush()
	if err := out.csv.Error(); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	return nil
}

type releaseWriter struct {
	csv   *csv.Writer
	rel   *results.Release
	words Words
}

// write leaves errors to csv.Writer.Error, which keeps the first.
func (o *releaseWriter) write(row []string) { _ = o.csv.Write(row) }

func (o *releaseWriter) group(t results.Table, g results.Group) {
	asked := o.words.Asked(t.Question, bandOf(t, g))
	o.figure(t, g, BaseCode, g.Base, asked)
	for i, code := range t.Columns {
		var f results.Figure // withheld, if the group is
		if i < len(g.Cells) {
			f = g.Cells[i]
		}
		o.figure(t, g, code, f, asked && (len(g.Offered) == 0 || g.Offered[i]))
	}
}

func (o *releaseWriter) figure(t results.Table, g results.Group, code string, f results.Figure, offered bool) {
	wording, askedIn := o.words.Question(t.Question, bandOf(t, g))
	label, labelledIn := o.words.Column(t.Question, code, bandOf(t, g))
	row := []string{
		text(o.rel.ID), text(o.rel.Round), text(t.Question), text(wording),
		text(orAll(t.By)), text(codeOf(orAll(g.Value))), text(noDate(o.words.Group(t.By, g.Value))),
		text(codeOf(code)), text(noDate(label)),
	}
	row = append(row, numbers(f, offered)...)
	o.write(append(row, yes(offered), yes(o.rel.Synthetic), text(codeOf(askedIn)), text(codeOf(labelledIn))))
}

// bandOf is the age band whose words a group read; empty where children of
// every age are in it.
func bandOf(t results.Table, g results.Group) string {
	if t.By == results.ByAgeBand {
		return g.Value
	}
	return ""
}

// numbers are the cells count, percent, withheld, least and most. What an age
// was not asked or not offered was never counted, so it has no numbers; nor was
// it withheld.
func numbers(f results.Figure, offered bool) []string {
	switch {
	case !offered:
		return []string{"", "", "no", "", ""}
	case !f.Shown:
		return []string{"", "", "yes", "", ""}
	}
	percent := ""
	if f.Percent != nil {
		percent = strconv.Itoa(*f.Percent)
	}
	least, most := f.Range()
	return []string{strconv.Itoa(f.Count), percent, "no", strconv.Itoa(least), strconv.Itoa(most)}
}

// codeOf writes a code so that a spreadsheet leaves it alone: "rather not say"
// is not a minus sign, and a range such as 8-10 is not the eighth of October.
func codeOf(code string) string {
	if code == surveys.RatherNot {
		return "rather_not"
	}
	if isRange(code) {
		return strings.Replace(code, "-", "_", 1)
	}
	return code
}

// noDate writes a label that is only a range with a dash between its numbers.
func noDate(label string) string {
	if isRange(label) {
		return strings.Replace(label, "-", "–", 1)
	}
	return label
}

func isRange(s string) bool {
	from, to, ok := strings.Cut(s, "-")
	return ok && digits(from) && digits(to)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func orAll(value string) string {
	if value == "" {
		return allValue
	}
	return value
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
