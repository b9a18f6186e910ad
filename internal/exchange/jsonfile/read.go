package jsonfile

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"kist/internal/exchange/worded"
	"kist/internal/fault"
	"kist/internal/results"
	"kist/internal/store"
)

// MaxFile is how large a file is read, in bytes: some hundred times what a survey of
// thirty questions makes.
const MaxFile = 16 << 20

// maxParts is more than there are tables in a release, or answers or groups in a table.
const maxParts = 2000

// maxFigure is more than there are children anywhere that this is used.
const maxFigure = 100_000_000

// File is a file that was read.
type File struct {
	// Release is what it tells, with codes as files have them.
	Release *results.Release
	Title   string
	texts   map[string]string  // of its questions, by key
	file    *results.Signature // of the file; nil if it has none
	text    []byte
}

// Read reads a file that Write wrote, or one like it. fault.Invalid if it is too large,
// or none, or says what no release can say; the message names the place.
func Read(r io.Reader) (*File, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("json: %w", err)
	}
	if len(text) > MaxFile {
		return nil, fault.Wrap(fault.Invalid, "it is larger than %d MB: no file of a release is", MaxFile>>20)
	}
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fault.Wrap(fault.Invalid, "it is not a release's JSON file, or was cut off: %v", err)
	}
	if d.Format != format {
		return nil, fault.Wrap(fault.Invalid, "its format is %q: this program reads %q", d.Format, format)
	}
	if d.Release.ID == "" {
		return nil, fault.Wrap(fault.Invalid, "it does not say which release it is")
	}
	return fileOf(d, text)
}

func fileOf(d document, text []byte) (*File, error) {
	f := &File{Title: d.Release.Title, text: text, texts: map[string]string{}}
	f.Release = &results.Release{
		Head: store.Head{ID: d.Release.ID}, Number: d.Release.Number, Round: d.Release.Round, Version: d.Release.Version, Hash: d.Release.VersionHash,
		Made: d.Release.Made, Synthetic: d.Release.Synthetic, Interim: d.Release.Interim, Late: d.Release.Late, Editions: d.Release.Editions,
		Attack: &results.Attacked{},
	}
	if d.Signature != nil {
		f.Release.Signature, f.file = d.Signature.Release, d.Signature.File
	}
	var err error
	if f.Release.Responses, err = figureRead(d.Responses); err != nil {
		return nil, fmt.Errorf("responses: %w", err)
	}
	if f.Release.Aside, err = d.Release.Apart.read(); err != nil {
		return nil, err
	}
	if err := f.places(d.Release); err != nil {
		return nil, err
	}
	if t := d.Release.Texts; t != nil {
		if len(t.Themes) > maxParts || len(t.Settings) > maxParts {
			return nil, fault.Wrap(fault.Invalid, "there are more than %d themes or settings", maxParts)
		}
		f.Release.Texts = t
	}
	for _, q := range d.Questions {
		f.texts[q.Key] = q.Text
		if err := q.tied(); err != nil {
			return nil, fmt.Errorf("question %q: %w", q.Key, err)
		}
		for _, t := range q.Tables {
			if err := f.table(q, t); err != nil {
				return nil, fmt.Errorf("question %q by %q: %w", q.Key, t.Grouping, err)
			}
		}
	}
	return f, nil
}

// places reads which releases a release over places brings together.
func (f *File) places(r release) error {
	if len(r.Places) > results.MaxPlaces {
		return fault.Wrap(fault.Invalid, "there are more than %d places", results.MaxPlaces)
	}
	f.Release.Programme = r.Programme
	for _, p := range r.Places {
		responses, err := figureRead(p.Responses)
		if err != nil {
			return fmt.Errorf("place %q: %w", p.Code, err)
		}
		aside, err := p.Apart.read()
		if err != nil {
			return fmt.Errorf("place %q: %w", p.Code, err)
		}
		f.Release.Places = append(f.Release.Places, results.Place{
			Place: p.Code, Inspection: p.Inspection, Round: p.Round, Release: p.Release, Before: p.Before, Responses: responses, Expected: p.Expected, Aside: aside,
		})
	}
	return nil
}

// read reads how many forms stood apart. fault.Invalid if no release can say so.
func (a *apart) read() (*results.Aside, error) {
	if a == nil {
		return nil, nil
	}
	for _, p := range []part{a.Out, a.In} {
		least, most := results.AsideRange(p.Count)
		if p.Count < 0 || p.Count > maxFigure || p.Count%results.AsideBase != 0 || p.Least != least || p.Most != most {
			return nil, fault.Wrap(fault.Invalid, "%d forms stood apart: that is not told in steps of %d, with what it can mean", p.Count, results.AsideBase)
		}
	}
	if a.Out.Count+a.In.Count == 0 {
		return nil, fault.Wrap(fault.Invalid, "none stood apart: then it does not say so")
	}
	return &results.Aside{Out: a.Out.Count, In: a.In.Count}, nil
}

// tied refuses what no question says of how its answers hang together.
func (q question) tied() error {
	if !q.Multiple && len(q.Alone)+len(q.Choices) > 0 {
		return fault.Wrap(fault.Invalid, "one answer to it cannot hang together with others")
	}
	if len(q.Alone) > maxParts || len(q.Choices) > maxParts {
		return fault.Wrap(fault.Invalid, "there are more than %d answers that stand alone, or choices", maxParts)
	}
	for i, c := range q.Choices {
		many := len(c.Answers)
		if many > maxParts || c.Least < 0 || c.Least > c.Most || c.Most < 1 || c.Most > many {
			return fault.Wrap(fault.Invalid, "choice %d is of %d to %d among %d answers", i+1, c.Least, c.Most, many)
		}
		for k, code := range c.Answers {
			if slices.Contains(c.Answers[:k], code) || slices.Contains(q.Alone, code) {
				return fault.Wrap(fault.Invalid, "choice %d has answer %q twice, or it stands alone", i+1, code)
			}
		}
	}
	return nil
}

// Text is the question with this key in words; the key if the file has none.
func (f *File) Text(key string) string {
	if text := f.texts[key]; text != "" {
		return text
	}
	return key
}

// table reads a table, or that it was left out.
func (f *File) table(q question, t table) error {
	out := results.Table{Question: q.Key, Kind: q.Kind, By: withoutAll(t.Grouping), Multiple: q.Multiple, AboutChild: q.About, Alone: q.Alone, Choices: q.Choices}
	if len(f.Release.Tables) > maxParts || len(t.Answers) > maxParts || len(t.Groups) > maxParts {
		return fault.Wrap(fault.Invalid, "there are more than %d tables, answers or groups", maxParts)
	}
	if slices.ContainsFunc(f.Release.Tables, func(x results.Table) bool { return x.Question == out.Question && x.By == out.By }) {
		return fault.Wrap(fault.Invalid, "it is there twice")
	}
	for _, a := range t.Answers {
		if slices.Contains(out.Columns, a.Code) {
			return fault.Wrap(fault.Invalid, "answer %q is there twice", a.Code)
		}
		out.Columns = append(out.Columns, a.Code)
	}
	if len(t.Groups) == 1 && t.Groups[0].Answered.Missing == worded.Kept {
		f.Release.Attack.Dropped = append(f.Release.Attack.Dropped, results.Dropped{Question: out.Question, By: out.By})
		return nil
	}
	for _, g := range t.Groups {
		group, err := groupRead(out.By, g, len(out.Columns))
		if err != nil {
			return fmt.Errorf("group %q: %w", g.Code, err)
		}
		if slices.ContainsFunc(out.Groups, func(x results.Group) bool { return x.Value == group.Value }) {
			return fault.Wrap(fault.Invalid, "group %q is there twice", g.Code)
		}
		out.Groups = append(out.Groups, group)
	}
	f.Release.Tables = append(f.Release.Tables, out)
	return nil
}

func withoutAll(code string) string {
	if code == worded.AllCode {
		return ""
	}
	return code
}

// groupRead reads a group of a table with so many columns. One that is not told has no
// cells; of one that was not asked no column is offered.
func groupRead(by string, g group, columns int) (out results.Group, err error) {
	out.Value = g.Code
	if by == "" {
		out.Value = withoutAll(g.Code)
	}
	if len(g.Figures) != columns {
		return out, fault.Wrap(fault.Invalid, "it has %d figures for %d answers", len(g.Figures), columns)
	}
	if out.Base, err = figureRead(g.Answered); err != nil {
		return out, err
	}
	out.Either = g.Answered.Missing == worded.Either
	if by == results.ByPlace || by == results.ByBefore {
		out.Why = whys[g.Answered.Missing]
	}
	offered := make([]bool, columns)
	for i, f := range g.Figures {
		cell, err := figureRead(f)
		switch {
		case err != nil:
			return out, err
		case cell.Shown && !out.Base.Shown:
			return out, fault.Wrap(fault.Invalid, "it is not told how many answered, but what they answered is")
		}
		offered[i] = f.Missing != worded.NotAsked
		out.Cells = append(out.Cells, cell)
	}
	if !out.Base.Shown {
		out.Cells = nil
	}
	if slices.Contains(offered, false) {
		out.Offered = offered
	}
	return out, nil
}

// whys are the reasons why a place tells nothing of a question.
var whys = map[worded.Missing]results.Why{worded.OtherWords: results.OtherWords, worded.NotAsked: results.NotAsked, worded.Kept: results.KeptBack}

// figureRead reads a figure: rounded numbers that fit each other, or a reason.
func figureRead(f figure) (out results.Figure, err error) {
	if f.Count == nil {
		if f.Missing.Number() == 0 || f.Missing == worded.TooFew || f.Added != 0 || f.Least != nil || f.Most != nil || f.Percent != nil {
			return out, fault.Wrap(fault.Invalid, "a figure has neither a count nor a known reason why there is none")
		}
		return out, nil
	}
	out = results.Figure{Shown: true, Count: *f.Count, Percent: f.Percent, Added: f.Added}
	least, most := out.Range()
	switch {
	case f.Missing != worded.Published:
		return out, fault.Wrap(fault.Invalid, "the figure %d has a reason why there is none", *f.Count)
	case f.Added < 0 || f.Added > results.MaxAdded:
		return out, fault.Wrap(fault.Invalid, "the figure %d adds up %d others", *f.Count, f.Added)
	case *f.Count < 0 || *f.Count > maxFigure || *f.Count%results.RoundBase != 0:
		return out, fault.Wrap(fault.Invalid, "the figure %d is not a count in fives", *f.Count)
	case f.Least == nil || f.Most == nil || *f.Least != least || *f.Most != most:
		return out, fault.Wrap(fault.Invalid, "the figure %d does not say that it can mean %d to %d", *f.Count, least, most)
	}
	return out, nil
}

// Verdict is what Check finds.
type Verdict struct {
	Numbers error  // nil if every number is as it was signed
	File    error  // nil if every byte is as it was handed out
	Key     string // id of the key of the numbers; empty if they are unsigned
	FileKey string // id of the key of the file; empty if it is unsigned
}

// Check says whether the file is as it was handed out. The errors are of
// fault.Invalid where something was changed, and of fault.NotFound where there is no
// signature. Whose the keys are it does not know.
func (f *File) Check() Verdict {
	v := Verdict{Numbers: f.Release.Fits(), File: f.fits()}
	if f.Release.Signature != nil {
		v.Key = f.Release.Signature.Key
	}
	if f.file != nil {
		v.FileKey = f.file.Key
	}
	return v
}

func (f *File) fits() error {
	if f.file == nil {
		return fault.Wrap(fault.NotFound, "the file is not signed")
	}
	value := base64.StdEncoding.EncodeToString(f.file.Value)
	at := bytes.LastIndex(f.text, []byte(`"value": "`+value+`"`))
	if at < 0 {
		return fault.Wrap(fault.Invalid, "the file has another form than it was handed out in")
	}
	at += len(emptyValue) - 1
	return f.file.Fits(FilePurpose, slices.Concat(f.text[:at], f.text[at+len(value):]))
}
