// Package csvfile writes tables as comma-separated text: UTF-8 with a byte order
// mark (spreadsheets need it), commas, and CRLF as RFC 4180 has it. No cell can
// be taken for a formula.
package csvfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"

	"kist/internal/exchange/cells"
	"kist/internal/exchange/worded"
	"kist/internal/results"
)

// Lines writes rows of texts. It stops at the first error of the rows.
func Lines(w io.Writer, header []string, rows iter.Seq2[[]string, error]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(safe(header)); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := out.Write(safe(row)); err != nil {
			return fmt.Errorf("csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	return nil
}

func safe(row []string) []string {
	out := make([]string, len(row))
	for i, s := range row {
		out[i] = cells.Text(s)
	}
	return out
}

// Tidy writes a release as a table with one row a figure, in the words that its
// group read; wording_edition and label_edition say whose words those are. What
// is not told has a row too, with empty numbers and the reason under missing.
func Tidy(w io.Writer, rel *worded.Release) error {
	variables := worded.Variables()
	header := make([]string, len(variables))
	for i, v := range variables {
		header[i] = v.Name
	}
	return Lines(w, header, func(yield func([]string, error) bool) {
		for row := range rel.Rows() {
			line := make([]string, len(variables))
			for i, v := range variables {
				line[i] = cell(v, v.Value(rel, row))
			}
			if !yield(line, nil) {
				return
			}
		}
	})
}

func cell(v worded.Variable, value worded.Value) string {
	switch {
	case v.Kind == worded.Flag && value.Number == 0:
		return "no"
	case v.Kind == worded.Flag:
		return "yes"
	case v.Kind == worded.Number && (value.None || value.Missing != worded.Published):
		return ""
	case v.Kind == worded.Number:
		return strconv.Itoa(value.Number)
	}
	return value.Text
}

// group is where a group stands in the wide table: under what, and under which
// heading.
type group struct{ by, code string }

func (g group) heading() string {
	if g.by == worded.AllCode {
		return g.code
	}
	return g.by + "." + g.code
}

// fixed are the first columns of the wide table. Columns of groups come after
// them: add one before the first of those, and never rename one.
var fixed = []string{
	"release", "version", "made", "rounded_to", "synthetic", "language", "question", "wording", "wording_edition", "column", "label", "label_edition", "signing_key",
	"apart_out", "apart_in",
}

// Wide writes a release as a table with one row an answer, and for each group
// three columns: its count, its percentage, and why either is missing. Wording
// and labels are those that everybody is told.
func Wide(w io.Writer, rel *worded.Release) error {
	groups := groupsOf(rel)
	header := append([]string{}, fixed...)
	for _, g := range groups {
		header = append(header, g.heading()+".count", g.heading()+".percent", g.heading()+".missing")
	}
	return Lines(w, header, func(yield func([]string, error) bool) {
		for _, q := range append([]worded.Question{rel.Responses}, rel.Questions...) {
			base := worded.Answer{Code: worded.BaseCode, Label: q.Tables[0].Groups[0].Figures[0].Label}
			for _, a := range append([]worded.Answer{base}, q.Answers...) {
				if !yield(wideRow(rel, q, a, groups), nil) {
					return
				}
			}
		}
	})
}

// groupsOf lists every group of the release once, as they come.
func groupsOf(rel *worded.Release) []group {
	var list []group
	seen := map[group]bool{}
	for row := range rel.Rows() {
		if g := (group{row.Table.By, row.Group.Code}); !seen[g] {
			seen[g] = true
			list = append(list, g)
		}
	}
	return list
}

func wideRow(rel *worded.Release, q worded.Question, a worded.Answer, groups []group) []string {
	row := []string{
		rel.ID, rel.Version, rel.Made, strconv.Itoa(results.RoundBase), cell(worded.Variable{Kind: worded.Flag}, worded.Value{Number: one(rel.Synthetic)}), rel.Lang,
		q.Key, q.Text.Text, q.Text.Edition, a.Code, a.Label.Text, a.Label.Edition, rel.SigningKey(),
	}
	row = append(row, apart(rel)...)
	figures := map[group]worded.Figure{}
	for _, t := range q.Tables {
		for _, g := range t.Groups {
			for _, f := range g.Figures {
				if f.Code == a.Code {
					figures[group{t.By, g.Code}] = f
				}
			}
		}
	}
	for _, g := range groups {
		f, ok := figures[g]
		if !ok { // this question was not told apart in this way
			row = append(row, "", "", "")
			continue
		}
		row = append(row, numbers(f)...)
	}
	return row
}

// apart are the cells that say how many forms stood apart; empty of texts.
func apart(rel *worded.Release) []string {
	if rel.Texts != nil {
		return []string{"", ""}
	}
	return []string{strconv.Itoa(rel.AllAside.Out), strconv.Itoa(rel.AllAside.In)}
}

// numbers are the cells count, percent and missing.
func numbers(f worded.Figure) []string {
	out := []string{"", "", string(f.NoPercent())}
	if f.Missing == worded.Published {
		out[0] = strconv.Itoa(f.Count)
	}
	if f.Percent != nil {
		out[1] = strconv.Itoa(*f.Percent)
	}
	return out
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
