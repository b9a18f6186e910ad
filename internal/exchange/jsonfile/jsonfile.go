// Package jsonfile writes a release as one JSON document, which a JSON Schema
// describes (SchemaName, among the files served as they are).
package jsonfile

import (
	"encoding/json"
	"fmt"
	"io"

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
	Key      string    `json:"key"`
	Kind     string    `json:"kind"`
	Multiple bool      `json:"multiple"`
	Text     string    `json:"text"`
	Wordings []wording `json:"wordings"`
	Tables   []table   `json:"tables"`
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
	Missing worded.Missing `json:"missing,omitempty"`
}

// Write writes the document, indented: people look into such files too.
func Write(w io.Writer, rel *worded.Release) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(of(rel)); err != nil {
		return fmt.Errorf("json: %w", err)
	}
	return nil
}

func of(rel *worded.Release) document {
	d := document{
		Schema: rel.Site + "/static/" + SchemaName, Format: format, Language: rel.Lang,
		Release: release{
			ID: rel.ID, Number: rel.Number, Title: rel.Title, Round: rel.RoundID, RoundName: rel.Round, Inspection: rel.Inspection,
			Version: rel.Version, VersionHash: rel.Hash, Made: rel.Made, Synthetic: rel.Synthetic, Interim: rel.Interim,
		},
		Rounding:  rounding{results.RoundBase, results.MinGroup, results.MinPercent, rel.Rounding()},
		Missing:   reasons{},
		Responses: figureOf(rel.Responses.Tables[0].Groups[0].Figures[0]),
		Notes:     []note{}, Questions: []question{},
	}
	for _, m := range worded.Reasons() {
		d.Missing[m] = rel.Why(m)
	}
	for _, n := range rel.Notes {
		d.Notes = append(d.Notes, note(n))
	}
	for _, q := range rel.Questions {
		d.Questions = append(d.Questions, questionOf(q))
	}
	return d
}

func questionOf(q worded.Question) question {
	out := question{Key: q.Key, Kind: q.Kind, Multiple: q.Multiple, Text: q.Text.Text, Wordings: []wording{}}
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
	return figure{Count: &f.Count, Least: &f.Least, Most: &f.Most, Percent: f.Percent}
}
