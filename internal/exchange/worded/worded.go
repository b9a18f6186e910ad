// Package worded is a release with the words for all its codes: what every file
// of it says, said once. It is made from a release and words alone, so no file
// can hold more than a release does.
package worded

import (
	"slices"

	"kist/internal/exchange/cells"
	"kist/internal/results"
	"kist/surveys"
)

// Words gives the words for the codes of a release, in one language.
type Words interface {
	// Question is the question as an age band was asked it; the zero saying for a
	// key that is unknown. Everybody is the empty band.
	Question(key, band string) Saying
	// Column is the label of an answer as an age band read it; its edition is
	// empty where no edition has the label.
	Column(question, code, band string) Saying
	// Group is the name of a group of a grouping (results.Table.By), such as of an
	// age band or of those who gave one answer; of all where value is empty.
	Group(by, value string) string
	// Asked says whether the round put the question to an age band at all, or to anybody
	// where the band is empty.
	Asked(question, band string) bool
	// T prints a text of the interface.
	T(id string, args ...any) string
	// Lang is the language of all these, as a BCP 47 tag; a saying that the survey
	// has no words for in it names its own.
	Lang() string
}

// Saying is a text of the survey, the edition whose text it is, and the language.
type Saying struct{ Text, Edition, Lang string }

// BaseCode is the column code of how many answered, in files and for Words.
// No answer has it: option keys begin with a letter.
const BaseCode = "_answered"

// ResponsesKey is the question key of how many children answered at all.
const ResponsesKey = "_responses"

// AllCode stands for the whole round, where a release has an empty text.
const AllCode = "all"

// About is what a release does not say of itself.
type About struct {
	Title      string // such as "Release 1: Spring round"
	Round      string // its name
	Inspection string // its title
	Notes      []Note
	Site       string // public address of the server, without a last slash
	// Sign is the installation's signature, for a file that can carry one; nil for none.
	Sign func(purpose string, text []byte) (results.Signature, error)
}

// Note is something to know before reading the numbers.
type Note struct{ Lead, Text string }

// Release is a release in words. Codes are in the form of cells.Code; texts are
// lines (cells.Line).
type Release struct {
	About
	ID, RoundID   string
	Number        int
	Version, Hash string // of the survey, as it was frozen
	Made          string // day, 2006-01-02
	Synthetic     bool
	Interim       bool               // made while the round was open
	Late          bool               // the numbers of the whole round are those of the release before
	Aside         *results.Aside     // forms that stood apart, as it was signed; nil for none, and of a release over places
	AllAside      results.Aside      // the same, of all places
	Programme     string             // id of what a release over places is of; empty of a round's
	Places        []Place            // of a release over places
	Texts         *results.Texts     // of a release of themes; nil of answers
	Asked         []string           // editions that the round asked; none if that was not kept
	Signature     *results.Signature // of the release; nil if it has none
	Attack        *results.Attacked  // how it was attacked; codes as in tables. nil: not kept
	Lang          string
	Responses     Question // how many answered at all: one figure
	Questions     []Question
	words         Words
}

// Place is a place of a release over places: which release its figures are copied from.
type Place struct {
	Code, Label                string
	Inspection, Round, Release string // ids
	Before                     string // id of an earlier release that is told beside; empty: none
	Responses                  Figure
	Expected                   int // children who could have answered; 0: not known
	Aside                      *results.Aside
}

// Question is one question with its tables.
type Question struct {
	Key, Kind string
	Multiple  bool     // a child may fall in several columns
	About     bool     // it is marked as about the child
	Alone     []string // codes of answers that stand alone
	Choices   []results.Choice
	Text      Saying   // as the oldest edition asks it
	Answers   []Answer // of any of its tables, as everybody is told them
	Editions  []Edition
	Tables    []Table
}

// Answer is an answer with its label.
type Answer struct {
	Code  string
	Label Saying
}

// Edition is a question as one edition put it.
type Edition struct {
	Code, Name string
	Text       Saying
	Labels     []Saying // one an answer; the zero saying where it is not offered
}

// Table is a question by one grouping.
type Table struct {
	By      string // code of the grouping; AllCode for the whole round
	Label   string
	Answers []Answer // its columns; another table of the question may have others
	Groups  []Group
}

// Group is one group of a grouping. Figures begin with how many answered
// (BaseCode) and go on with one an answer, in the order of Table.Answers.
type Group struct {
	Code, Label string
	Text        Saying // the question as this group was asked it
	Figures     []Figure
}

// Of puts a release in words.
func Of(rel *results.Release, words Words, about About) *Release {
	r := &Release{
		About: cleaned(about), ID: cells.Line(rel.ID), RoundID: cells.Line(rel.Round), Number: rel.Number, Version: cells.Line(rel.Version), Hash: cells.Line(rel.Hash),
		Made: cells.Line(rel.Made), Synthetic: rel.Synthetic, Interim: rel.Interim, Late: rel.Late, Aside: rel.Aside, AllAside: rel.AsideOf(), Asked: rel.Editions, Signature: rel.Signature, Attack: attacked(rel.Attack), Lang: words.Lang(), words: words,
	}
	r.Programme, r.Places, r.Texts = cells.Line(rel.Programme), placesOf(rel, words), textsOf(rel.Texts)
	r.Responses = r.question([]results.Table{{Question: ResponsesKey, Groups: []results.Group{{Base: rel.Responses}}}})
	for rest := withDropped(rel); len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Question == rest[0].Question {
			n++
		}
		r.Questions = append(r.Questions, r.question(rest[:n]))
		rest = rest[n:]
	}
	return r
}

// textsOf is what a release of themes has beside, with codes as files have them. Names stay
// as they were signed.
func textsOf(t *results.Texts) *results.Texts {
	if t == nil {
		return nil
	}
	out := *t
	out.Round, out.Codebook, out.Themes, out.Settings = cells.Line(t.Round), cells.Line(t.Codebook), []results.Named{}, nil
	for _, n := range t.Themes {
		out.Themes = append(out.Themes, results.Named{Key: codeOf(n.Key), Name: n.Name})
	}
	for _, n := range t.Settings {
		out.Settings = append(out.Settings, results.Named{Key: codeOf(n.Key), Name: n.Name})
	}
	return &out
}

// placesOf puts the places of a release in words.
func placesOf(rel *results.Release, words Words) (list []Place) {
	for _, p := range rel.Places {
		list = append(list, Place{
			Code: codeOf(p.Place), Label: cells.Line(words.Group(results.ByPlace, p.Place)), Inspection: cells.Line(p.Inspection), Round: cells.Line(p.Round),
			Release: cells.Line(p.Release), Before: cells.Line(p.Before), Responses: figureOf(p.Responses, Small), Expected: p.Expected, Aside: p.Aside,
		})
	}
	return list
}

// figureOf is a figure with what it can mean; hidden is why it is not told, if it is not.
func figureOf(f results.Figure, hidden Missing) (out Figure) {
	if !f.Shown {
		out.Missing = hidden
		return out
	}
	out.Count, out.Percent, out.Added = f.Count, f.Percent, f.Added
	out.Least, out.Most = f.Range()
	return out
}

// attacked is how a release was attacked, with codes as files have them.
func attacked(a *results.Attacked) *results.Attacked {
	if a == nil {
		return nil
	}
	out := *a
	out.Together, out.Merged = append([]string{}, a.Together...), nil
	for _, m := range a.Merged {
		m.Question, m.By, m.Parts = codeOf(m.Question), codeOf(orAll(m.By)), results.Parts(codeOf(results.Join(m.Parts)))
		out.Merged = append(out.Merged, m)
	}
	out.Dropped = nil
	for _, d := range a.Dropped {
		d.Question, d.By = codeOf(d.Question), codeOf(orAll(d.By))
		out.Dropped = append(out.Dropped, d)
	}
	return &out
}

// withDropped are the tables of a release, and one without groups for each that
// the gate left out: after the others of its question, or at the end.
func withDropped(rel *results.Release) []results.Table {
	tables := slices.Clone(rel.Tables)
	if rel.Attack == nil {
		return tables
	}
	for _, d := range rel.Attack.Dropped {
		at := len(tables)
		for i, t := range tables {
			if t.Question == d.Question {
				at = i + 1
			}
		}
		left := results.Table{Question: d.Question, By: d.By}
		if at > 0 && tables[at-1].Question == d.Question {
			left.Kind, left.Multiple, left.AboutChild = tables[at-1].Kind, tables[at-1].Multiple, tables[at-1].AboutChild
			left.Alone, left.Choices = tables[at-1].Alone, tables[at-1].Choices
		}
		tables = slices.Insert(tables, at, left)
	}
	return tables
}

func cleaned(a About) About {
	notes := make([]Note, len(a.Notes))
	for i, n := range a.Notes {
		notes[i] = Note{cells.Line(n.Lead), cells.Line(n.Text)}
	}
	return About{Title: cells.Line(a.Title), Round: cells.Line(a.Round), Inspection: cells.Line(a.Inspection), Notes: notes, Site: a.Site, Sign: a.Sign}
}

// question puts the tables of one question in words. They may differ in their
// columns: its answers are those of any.
func (r *Release) question(tables []results.Table) Question {
	first := tables[0]
	q := Question{Key: cells.Line(first.Question), Kind: cells.Line(first.Kind), Multiple: first.Multiple, About: first.AboutChild, Text: clean(r.words.Question(first.Question, ""))}
	q.Alone = codesOf(first.Alone)
	for _, c := range first.Choices {
		q.Choices = append(q.Choices, results.Choice{Answers: codesOf(c.Answers), Least: c.Least, Most: c.Most})
	}
	var codes []string
	for i := range tables {
		q.Tables = append(q.Tables, r.table(&tables[i]))
		for _, code := range tables[i].Columns {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
				q.Answers = append(q.Answers, r.answer(first.Question, code))
			}
		}
	}
	for _, e := range surveys.Editions() {
		if text := r.words.Question(first.Question, string(e)); text.Edition == string(e) {
			q.Editions = append(q.Editions, r.edition(first.Question, codes, text))
		}
	}
	return q
}

func (r *Release) answer(question, code string) Answer {
	return Answer{codeOf(code), clean(r.words.Column(question, code, ""))}
}

// edition is a question as the edition of its text put it.
func (r *Release) edition(question string, codes []string, text Saying) Edition {
	e := text.Edition
	out := Edition{Code: codeOf(e), Name: r.words.T("staff.edition." + e), Text: clean(text), Labels: make([]Saying, len(codes))}
	for i, code := range codes {
		if label := r.words.Column(question, code, e); label.Edition == e {
			out.Labels[i] = clean(label)
		}
	}
	return out
}

// table puts a table in words. One that is kept back as a whole has one group left,
// which says so.
func (r *Release) table(t *results.Table) Table {
	out := Table{By: codeOf(orAll(t.By)), Label: r.grouping(t.By)}
	for _, code := range t.Columns {
		out.Answers = append(out.Answers, r.answer(t.Question, code))
	}
	for _, g := range t.Groups {
		out.Groups = append(out.Groups, r.group(t, g, hiddenIn(g)))
	}
	if len(out.Groups) == 0 {
		out.Groups = []Group{r.group(t, results.Group{}, Kept)}
	}
	return out
}

// hiddenIn says why a figure of a group is not shown.
func hiddenIn(g results.Group) Missing {
	switch {
	case g.Why == results.OtherWords:
		return OtherWords
	case g.Why == results.NotAsked:
		return NotAsked
	case g.Why == results.KeptBack:
		return Kept
	case g.Either:
		return Either
	case !g.Base.Shown:
		return Small
	}
	return Kept
}

// grouping names what a table is told apart by.
func (r *Release) grouping(by string) string {
	switch by {
	case "":
		if len(r.Places) > 0 {
			return r.words.T("staff.file.by.total")
		}
		return r.words.T("staff.file.by.all")
	case results.ByAgeBand:
		return r.words.T("staff.file.by.age")
	case results.ByPlace:
		return r.words.T("staff.file.by.place")
	case results.ByBefore:
		return r.words.T("staff.file.by.before")
	case results.ByEdition:
		return r.words.T("staff.tables.by.edition")
	case results.BySetting:
		return r.words.T("staff.tables.by.setting")
	}
	return cells.Line(r.words.Question(by, "").Text)
}

func (r *Release) group(t *results.Table, g results.Group, hidden Missing) Group {
	band := bandOf(t, g)
	asked := r.words.Asked(t.Question, band) && !g.Unasked()
	figure := func(code string, f results.Figure, offered bool) Figure {
		out := figureOf(f, hidden)
		if !asked || !offered {
			out = Figure{Missing: NotAsked}
		}
		out.Code, out.Label, out.Base = codeOf(code), clean(r.words.Column(t.Question, code, band)), code == BaseCode
		return out
	}
	out := Group{
		Code: codeOf(orAll(g.Value)), Label: cells.Label(cells.Line(r.words.Group(t.By, g.Value))), Text: clean(r.words.Question(t.Question, band)),
		Figures: []Figure{figure(BaseCode, g.Base, true)},
	}
	for i, code := range t.Columns {
		var f results.Figure // withheld, if the group is
		if i < len(g.Cells) {
			f = g.Cells[i]
		}
		out.Figures = append(out.Figures, figure(code, f, i >= len(g.Offered) || g.Offered[i]))
	}
	return out
}

// bandOf is the age band whose words a group read; empty where children of
// every age are in it.
func bandOf(t *results.Table, g results.Group) string {
	if t.By == results.ByAgeBand {
		return g.Value
	}
	return ""
}

func clean(s Saying) Saying {
	return Saying{cells.Label(cells.Line(s.Text)), codeOf(s.Edition), s.Lang}
}

func codeOf(code string) string { return cells.Code(cells.Line(code)) }

func codesOf(codes []string) (list []string) {
	for _, code := range codes {
		list = append(list, codeOf(code))
	}
	return list
}

func orAll(value string) string {
	if value == "" {
		return AllCode
	}
	return value
}
