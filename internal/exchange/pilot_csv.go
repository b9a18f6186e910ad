package exchange

import (
	"io"
	"iter"
	"strconv"

	"kist/internal/exchange/cells"
	"kist/internal/exchange/csvfile"
	"kist/internal/results"
)

// NotCited stands in every row of a pilot's file: what a pilot tells is for those
// who write the questions, and for nobody else.
const NotCited = "pilot: not to be cited"

// InventedPilot stands there if all of it is invented.
const InventedPilot = "synthetic data; " + NotCited

// The column codes of what is told of every question of a pilot. No answer has them.
const (
	AskedCode   = "_asked"
	SkippedCode = "_skipped"
	ChangedCode = "_changed"
	HelpedCode  = "_helped"
	HeardCode   = "_heard"
)

// PilotWords gives the words for the codes of a pilot's report.
type PilotWords interface {
	// Question is the question as it was asked; empty for an unknown key.
	Question(key string) string
	// Column is the label of an answer, or of one of the codes above.
	Column(question, code string) string
}

var pilotHeader = []string{"notice", "trial", "question", "wording", "column", "label", "count", "percent", "withheld", "least", "most"}

// PilotCSV writes the figures of a pilot's report in the form of a release's table, each row
// beginning with NotCited or InventedPilot. It has no column that a release's file has for a release,
// and no comments.
func PilotCSV(w io.Writer, r *results.Report, words PilotWords) error {
	return csvfile.Lines(w, pilotHeader, pilotRows(r, words))
}

func pilotRows(r *results.Report, words PilotWords) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		notice := NotCited
		if r.Synthetic {
			notice = InventedPilot
		}
		for _, t := range r.Questions {
			for _, told := range toldOf(t) {
				row := []string{notice, r.Version, t.Question, words.Question(t.Question), cells.Code(told.code), cells.Label(words.Column(t.Question, told.code))}
				if !yield(append(row, told.numbers()...), nil) {
					return
				}
			}
		}
	}
}

type told struct {
	code   string
	figure results.Figure
}

// numbers are the cells count, percent, withheld, least and most.
func (t told) numbers() []string {
	if !t.figure.Shown {
		return []string{"", "", "yes", "", ""}
	}
	percent := ""
	if t.figure.Percent != nil {
		percent = strconv.Itoa(*t.figure.Percent)
	}
	least, most := t.figure.Range()
	return []string{strconv.Itoa(t.figure.Count), percent, "no", strconv.Itoa(least), strconv.Itoa(most)}
}

// toldOf are the figures of one question: what was noted first, then the answers,
// of which the last column is who skipped.
func toldOf(t results.Tried) []told {
	list := []told{{AskedCode, t.Asked}, {SkippedCode, t.Skipped()}, {ChangedCode, t.Changed}, {HelpedCode, t.Helped}, {HeardCode, t.Heard}}
	for i, code := range t.Columns[:max(0, len(t.Columns)-1)] {
		var f results.Figure // withheld, if all answers are
		if i < len(t.Cells) {
			f = t.Cells[i]
		}
		list = append(list, told{code, f})
	}
	return list
}
