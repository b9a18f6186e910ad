// Package jsonfile writes a release as one JSON document, which a JSON Schema
// describes (SchemaName, among the files served as they are), reads such files, and
// says whether they are as they were handed out.
package jsonfile

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"kist/internal/exchange/worded"
	"kist/internal/results"
)

// SchemaName is the name of the schema of the documents that this package writes.
// Another number stands for documents that programs written for this one could
// not read; fields may be added without it.
const SchemaName = "release-1.schema.json"

// format is what the document says it is.
const format = "kist-release-1"

type document struct {
	Schema    string     `json:"$schema"`
	Format    string     `json:"format"`
	Release   release    `json:"release"`
	Language  string     `json:"language"` // of labels and notes
	Rounding  rounding   `json:"rounding"`
	Missing   reasons    `json:"missing"`
	Notes     []note     `json:"notes"`
	Responses figure     `json:"responses"`
	Questions []question `json:"questions"`
	// Attack is how the release was attacked before it was stored; absent where that was
	// not kept by question.
	Attack *results.Attacked `json:"attack,omitempty"`
	// Signature is the last, so that the file's own can be put in when all before it is
	// written.
	Signature *signature `json:"signature,omitempty"`
}

// signature is of the release, and of the file as it was handed out, words and all.
type signature struct {
	Release *results.Signature `json:"release,omitempty"`
	File    *results.Signature `json:"file,omitempty"` // of all bytes of the file but its value
}

type release struct {
	ID          string `json:"id"`
	Number      int    `json:"number"`
	Title       string `json:"title"`
	Round       string `json:"round"`
	RoundName   string `json:"round_name"`
	Inspection  string `json:"inspection"`
	Version     string `json:"version"`
	VersionHash string `json:"version_hash"`
	Made        string `json:"made"`
	Synthetic   bool   `json:"synthetic"`
	Interim     bool   `json:"interim"`
	Late        bool   `json:"late,omitempty"`
	Apart       *apart `json:"apart,omitempty"`
	// Editions are those that the round asked.
	Editions []string `json:"editions,omitempty"`
	// Programme and Places are of a release over places; its round is a series of releases.
	Programme string  `json:"programme,omitempty"`
	Places    []place `json:"places,omitempty"`
	// Counts is "texts" of a release of themes, and Texts what it has beside.
	Counts string         `json:"counts,omitempty"`
	Texts  *results.Texts `json:"texts,omitempty"`
}

type place struct {
	Code       string `json:"code"`
	Label      string `json:"label"`
	Inspection string `json:"inspection"`
	Round      string `json:"round"`
	Release    string `json:"release"`
	Before     string `json:"before,omitempty"`
	Responses  figure `json:"responses"`
	Expected   int    `json:"expected,omitempty"`
	Apart      *apart `json:"apart,omitempty"`
}

// apart is how many forms stood apart, because they looked as if one had sent many: those
// that are in no number, and those that people let in. Absent where none did.
type apart struct {
	Out part `json:"left_out"`
	In  part `json:"let_in"`
}

// part is how many forms, and what that can mean.
type part struct {
	Count int `json:"count"`
	Least int `json:"least"`
	Most  int `json:"most"`
}

func apartOf(a *results.Aside) *apart {
	if a == nil {
		return nil
	}
	of := func(n int) part {
		least, most := results.AsideRange(n)
		return part{n, least, most}
	}
	return &apart{of(a.Out), of(a.In)}
}

type rounding struct {
	Base         int    `json:"base"`
	LeastGroup   int    `json:"least_group"`
	LeastPercent int    `json:"least_percent"`
	Text         string `json:"text"`
}

// reasons puts the states of figures in words.
type reasons map[worded.Missing]string

type note struct {
	Lead string `json:"lead,omitempty"`
	Text string `json:"text"`
}

type question struct {
	Key      string `json:"key"`
	Kind     string `json:"kind"`
	Multiple bool   `json:"multiple"`
	About    bool   `json:"about_child,omitempty"` // it is marked as about the child
	// Alone are answers that nobody gives together with another; Choices say how many of
	// some answers everybody else gave.
	Alone    []string         `json:"alone,omitempty"`
	Choices  []results.Choice `json:"choices,omitempty"`
	Text     string           `json:"text"`
	Wordings []wording        `json:"wordings"`
	Tables   []table          `json:"tables"`
}

// wording is how one edition put a question.
type wording struct {
	Edition  string            `json:"edition"`
	Language string            `json:"language"`
	Text     string            `json:"text"`
	Answers  map[string]string `json:"answers"` // labels by code
}

type table struct {
	Grouping string   `json:"grouping"`
	Label    string   `json:"label"`
	Answers  []answer `json:"answers"`
	Groups   []group  `json:"groups"`
}

type answer struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

type group struct {
	Code     string   `json:"code"`
	Label    string   `json:"label"`
	Answered figure   `json:"answered"`
	Figures  []figure `json:"figures"` // one an answer of the table, in its order
}

// figure has either numbers or a reason.
type figure struct {
	Count   *int           `json:"count,omitempty"`
	Least   *int           `json:"least,omitempty"`
	Most    *int           `json:"most,omitempty"`
	Percent *int           `json:"percent,omitempty"`
	Added   int            `json:"added,omitempty"`
	Missing worded.Missing `json:"missing,omitempty"`
}

// FilePurpose is what the signature of a file is for.
const FilePurpose = "kist file 1"

// Write writes the document, indented: people look into such files too. A release that
// is signed is handed out with a signature of the file as well, where there is a key for
// it, so that words and labels cannot be changed either.
func Write(w io.Writer, rel *worded.Release) error {
	d := of(rel)
	if rel.Signature != nil {
		d.Signature = &signature{Release: rel.Signature}
	}
	text, err := encode(d)
	if err == nil && d.Signature != nil && rel.Sign != nil {
		text, err = signed(d, rel.Sign)
	}
	if err == nil {
		_, err = w.Write(text)
	}
	if err != nil {
		return fmt.Errorf("json: %w", err)
	}
	return nil
}

// signed encodes the document with a signature of itself.
func signed(d document, sign func(purpose string, text []byte) (results.Signature, error)) ([]byte, error) {
	whose, err := sign(FilePurpose, nil) // to learn the key
	if err != nil {
		return nil, err
	}
	d.Signature.File = &results.Signature{Key: whose.Key, Public: whose.Public, Value: []byte{}}
	text, err := encode(d)
	if err != nil {
		return nil, err
	}
	s, err := sign(FilePurpose, text)
	if err != nil {
		return nil, err
	}
	at := bytes.LastIndex(text, emptyValue) + len(emptyValue) - 1
	value := base64.StdEncoding.EncodeToString(s.Value)
	return slices.Concat(text[:at], []byte(value), text[at:]), nil
}

// emptyValue stands in the signed text where the signature comes.
var emptyValue = []byte(`"value": ""`)

func encode(d document) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(d)
	return b.Bytes(), err
}

func of(rel *worded.Release) document {
	d := document{
		Schema: rel.Site + "/static/" + SchemaName, Format: format, Language: rel.Lang,
		Release: release{
			ID: rel.ID, Number: rel.Number, Title: rel.Title, Round: rel.RoundID, RoundName: rel.Round, Inspection: rel.Inspection,
			Version: rel.Version, VersionHash: rel.Hash, Made: rel.Made, Synthetic: rel.Synthetic, Interim: rel.Interim,
			Late: rel.Late, Apart: apartOf(rel.Aside), Editions: rel.Asked, Programme: rel.Programme,
		},
		Rounding:  rounding{results.RoundBase, results.MinGroup, results.MinPercent, rel.Rounding()},
		Missing:   reasons{},
		Responses: figureOf(rel.Responses.Tables[0].Groups[0].Figures[0]),
		Notes:     []note{}, Questions: []question{},
	}
	for _, p := range rel.Places {
		d.Release.Places = append(d.Release.Places, place{p.Code, p.Label, p.Inspection, p.Round, p.Release, p.Before, figureOf(p.Responses), p.Expected, apartOf(p.Aside)})
	}
	if rel.Texts != nil {
		d.Release.Counts, d.Release.Texts = "texts", rel.Texts
	}
	for _, m := range worded.Reasons() {
		d.Missing[m] = rel.Why(m)
	}
	for _, n := range rel.Notes {
		d.Notes = append(d.Notes, note(n))
	}
	if rel.Attack != nil && len(rel.Attack.Questions) > 0 {
		d.Attack = rel.Attack
	}
	for _, q := range rel.Questions {
		d.Questions = append(d.Questions, questionOf(q))
	}
	return d
}

func questionOf(q worded.Question) question {
	out := question{Key: q.Key, Kind: q.Kind, Multiple: q.Multiple, About: q.About, Alone: q.Alone, Choices: q.Choices, Text: q.Text.Text, Wordings: []wording{}}
	for _, e := range q.Editions {
		w := wording{Edition: e.Code, Language: e.Text.Lang, Text: e.Text.Text, Answers: map[string]string{}}
		for i, label := range e.Labels {
			if label.Text != "" {
				w.Answers[q.Answers[i].Code] = label.Text
			}
		}
		out.Wordings = append(out.Wordings, w)
	}
	for _, t := range q.Tables {
		out.Tables = append(out.Tables, tableOf(t))
	}
	return out
}

func tableOf(t worded.Table) table {
	out := table{Grouping: t.By, Label: t.Label, Answers: []answer{}, Groups: []group{}}
	for _, a := range t.Answers {
		out.Answers = append(out.Answers, answer{a.Code, a.Label.Text})
	}
	for _, g := range t.Groups {
		group := group{Code: g.Code, Label: g.Label, Answered: figureOf(g.Figures[0]), Figures: []figure{}}
		for _, f := range g.Figures[1:] {
			group.Figures = append(group.Figures, figureOf(f))
		}
		out.Groups = append(out.Groups, group)
	}
	return out
}

func figureOf(f worded.Figure) figure {
	if f.Missing != worded.Published {
		return figure{Missing: f.Missing}
	}
	return figure{Count: &f.Count, Least: &f.Least, Most: &f.Most, Percent: f.Percent, Added: f.Added}
}
