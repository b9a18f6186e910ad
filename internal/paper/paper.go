package paper

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"

	"kist/internal/docx"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/surveys"
)

// Layout is how a form looks.
type Layout string

// The layouts there are.
const (
	Word  Layout = "word"  // ordinary size
	Large Layout = "large" // nothing under 18 points, one answer a line
	Easy  Layout = "easy"  // 16 points, one thing a line, a picture beside each question
)

// Layouts lists them, the ordinary one first.
func Layouts() []Layout { return []Layout{Word, Large, Easy} }

// points are the size of a layout's text, and the least of anything on it.
var points = map[Layout][2]int{Word: {12, 10}, Large: {18, 18}, Easy: {16, 16}}

// Most is how many forms one document holds at most: as many as slips are made at once.
const Most = 120

// Slip is what lets one form's answers in, as its first page shows it.
type Slip struct {
	Join string // the join code, as it is read out
	Code string // the slip's own, as it is read out
	Link string // what the QR code leads to
}

// Print is what is to be printed.
type Print struct {
	Survey  *surveys.Survey
	Edition surveys.Edition
	Lang    string        // that the questions are asked in
	Words   *i18n.Printer // of the form's own words
	Layout  Layout
	Host    string // the address that a phone goes to, as people type it
	Notice  string // at the head of every page; empty: none
	Slips   []Slip // a form each; none: one specimen, which says that it is not for answering
}

// Write writes forms as one document for a word processor. fault.Invalid for a layout that
// there is not, an edition or language that the survey does not have, and more than Most slips.
func Write(w io.Writer, p Print) error {
	if _, known := points[p.Layout]; !known || !p.Survey.Has(p.Edition, p.Lang) || len(p.Slips) > Most {
		return fault.Wrap(fault.Invalid, "%d forms of %s in %s, %s, as %s", len(p.Slips), p.Survey.Key, p.Edition, p.Lang, p.Layout)
	}
	marks, err := drawMarks(len(p.Slips))
	if err != nil {
		return err
	}
	f := newForm(p)
	if len(marks) == 0 {
		if err := f.specimen(); err != nil {
			return err
		}
		return f.d.Write(w)
	}
	f.begin(marks[0])
	for i, slip := range p.Slips {
		if err := f.whole(&slip); err != nil {
			return err
		}
		if i+1 < len(marks) {
			f.d.End(f.footOf(marks[i+1]), f.thanks()...)
		} else {
			f.d.Para(f.thanks()...)
		}
	}
	return f.d.Write(w)
}

// markLetters are those of marks. Without vowels they spell nothing.
const (
	markLetters = "BCDGHJMNPRTVWXZ"
	markLength  = 3
)

// drawMarks draws n marks by chance, each once. A number would tell which form was the first
// of a pile, and whoever hands them out by a list would know whose it is.
func drawMarks(n int) ([]string, error) {
	seen := make(map[string]bool, n)
	list := make([]string, 0, n)
	for len(list) < n {
		mark := make([]byte, markLength)
		for i := range mark {
			at, err := rand.Int(rand.Reader, big.NewInt(int64(len(markLetters))))
			if err != nil {
				return nil, fmt.Errorf("paper: %w", err)
			}
			mark[i] = markLetters[at.Int64()]
		}
		if !seen[string(mark)] {
			seen[string(mark)] = true
			list = append(list, string(mark))
		}
	}
	return list, nil
}

// about is what the document says of itself. It has no time, and names nobody.
func (p Print) about(title string) docx.About {
	size := points[p.Layout]
	return docx.About{
		Title: title, Lang: p.Lang, Notice: p.Notice, Page: p.Words.T("sheet.form.page"), Figure: "picture", Table: "table",
		Points: size[0], Least: size[1],
	}
}
