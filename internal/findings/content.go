package findings

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kist/internal/fault"
	"kist/internal/inspections"
)

// Bears says what a finding comes to.
type Bears string

// What it can come to.
const (
	Strength    Bears = "strength"
	Improvement Bears = "improvement" // an area for improvement
)

// Kind is where a piece of evidence comes from.
type Kind string

// The kinds there are. A table is of a release, and a quote is what a child said as two
// people let it through; the others are references to what the inspection holds elsewhere.
const (
	Table       Kind = "table"
	Quoted      Kind = "quote"
	Records     Kind = "records"
	StaffSurvey Kind = "staff_survey"
	Parents     Kind = "parents_survey"
	Group       Kind = "focus_group"
	Observation Kind = "observation"
	Document    Kind = "document"
)

// References lists the kinds but Table and Quoted. The slice is the caller's own.
func References() []Kind {
	return []Kind{Records, StaffSurvey, Parents, Group, Observation, Document}
}

// Bearing is what a piece of evidence says of the finding.
type Bearing string

// The bearings there are.
const (
	Supports Bearing = "supports"
	Mixed    Bearing = "mixed"
	Against  Bearing = "against"
	Silent   Bearing = "silent" // it was looked at, and says nothing
)

// Bearings lists them. The slice is the caller's own.
func Bearings() []Bearing { return []Bearing{Supports, Mixed, Against, Silent} }

// Weight is how much a piece of evidence can carry.
type Weight string

// The weights there are. What is silent has none.
const (
	Strong   Weight = "strong"
	Moderate Weight = "moderate"
	Limited  Weight = "limited"
)

// Weights lists them. The slice is the caller's own.
func Weights() []Weight { return []Weight{Strong, Moderate, Limited} }

// Content is all that inspectors write of a finding.
type Content struct {
	Statement  string   `json:"statement"`
	Bears      Bears    `json:"bears,omitempty"`      // empty: not said yet
	Unknown    string   `json:"unknown,omitempty"`    // what is not known
	Indicators []string `json:"indicators,omitempty"` // codes of the programme's framework
	Wellbeing  []string `json:"wellbeing,omitempty"`  // SHANARRI codes
	Rights     []int    `json:"rights,omitempty"`     // articles of the UNCRC
	Sources    []Source `json:"sources,omitempty"`
}

// Source is one piece of evidence.
type Source struct {
	Key     string  `json:"key"` // within the finding; made when it is added
	Kind    Kind    `json:"kind"`
	Says    string  `json:"says"`
	Bearing Bearing `json:"bearing"`
	Weight  Weight  `json:"weight,omitempty"` // empty if it is silent

	// Of a table: which of a release, and the figures that are cited.
	Release  string `json:"release,omitempty"` // id
	Question string `json:"question,omitempty"`
	By       string `json:"by,omitempty"` // as results.Table.By
	Cells    []Cell `json:"cells,omitempty"`

	// Of a quote: its id. Its words are kept where it was let through, and nowhere else.
	Quote string `json:"quote,omitempty"`

	// Of any other kind.
	Title    string `json:"title,omitempty"`
	Day      string `json:"day,omitempty"`      // 2006-01-02; empty: none
	Children bool   `json:"children,omitempty"` // children and young people speak in it
}

// Cell names one figure of a table.
type Cell struct {
	Group  string `json:"group,omitempty"`  // as results.Group.Value
	Column string `json:"column,omitempty"` // a cell code; empty: how many answered
}

// The most that people may write.
const (
	MaxStatement = 300 // runes
	MaxUnknown   = 2000
	MaxSays      = 1000
	MaxTitle     = 200
	MaxWhy       = 1000
	MaxRemark    = 4000
	MaxSources   = 40
	MaxCells     = 60
)

// wellbeing are the SHANARRI codes in their order.
var wellbeing = []string{"S1", "H", "A1", "N", "A2", "R1", "R2", "I"}

// Wellbeing lists the codes of the wellbeing indicators. The slice is the caller's own.
func Wellbeing() []string { return slices.Clone(wellbeing) }

// Source finds a piece of evidence; false if it is not there.
func (c Content) Source(key string) (Source, bool) {
	i := slices.IndexFunc(c.Sources, func(s Source) bool { return s.Key == key })
	if i < 0 {
		return Source{}, false
	}
	return c.Sources[i], true
}

// With puts a piece of evidence in the place of the one with its key, or at the end;
// one without a key is given one.
func (c Content) With(s Source) Content {
	c.Sources = slices.Clone(c.Sources)
	if s.Key == "" {
		s.Key = inspections.NewID()
	}
	if i := slices.IndexFunc(c.Sources, func(x Source) bool { return x.Key == s.Key }); i >= 0 {
		c.Sources[i] = s
	} else {
		c.Sources = append(c.Sources, s)
	}
	return c
}

// Without takes a piece of evidence away; no error if it is not there.
func (c Content) Without(key string) Content {
	c.Sources = slices.DeleteFunc(slices.Clone(c.Sources), func(s Source) bool { return s.Key == key })
	return c
}

// tidied is the content with single spaces in its lines, its lists in order, and
// without codes that there are not. framework is that of the programme.
func (c Content) tidied(framework inspections.Framework) Content {
	c.Statement, c.Unknown = line(c.Statement), lines(c.Unknown)
	c.Indicators = known(c.Indicators, codes(framework))
	c.Wellbeing = known(c.Wellbeing, wellbeing)
	c.Rights = known(c.Rights, articles())
	var sources []Source
	for _, s := range c.Sources {
		sources = append(sources, s.tidied())
	}
	c.Sources = sources
	return c
}

// articles are those of the UNCRC, in order.
func articles() []int {
	var list []int
	for n := 1; ; n++ {
		if _, ok := inspections.Article(n); !ok {
			return list
		}
		list = append(list, n)
	}
}

func (s Source) tidied() Source {
	s.Says, s.Title = lines(s.Says), line(s.Title)
	if s.Bearing == Silent {
		s.Weight = ""
	}
	if s.Kind == Table || s.Kind == Quoted {
		s.Title, s.Day, s.Children = "", "", false
	}
	if s.Kind != Table || len(s.Cells) == 0 {
		s.Cells = nil
	}
	if s.Kind != Table {
		s.Release, s.Question, s.By = "", "", ""
	}
	if s.Kind != Quoted {
		s.Quote = ""
	}
	return s
}

// codes are those of a framework's indicators, in order.
func codes(f inspections.Framework) []string {
	list := make([]string, len(f.Indicators))
	for i, q := range f.Indicators {
		list[i] = q.Code
	}
	return list
}

// known are those of all that were chosen, in order and each once.
func known[T comparable](chosen, all []T) []T {
	var list []T
	for _, code := range all {
		if slices.Contains(chosen, code) {
			list = append(list, code)
		}
	}
	return list
}

// check says what is wrong with tidied content by itself; a draft may lack anything.
func (c Content) check() error {
	var bad fault.Problems
	bad = fits(bad, "statement", c.Statement, MaxStatement)
	bad = fits(bad, "unknown", c.Unknown, MaxUnknown)
	if c.Statement == "" {
		bad = append(bad, fault.Problem{Field: "statement", ID: "staff.problem.missing"})
	}
	if c.Bears != "" && c.Bears != Strength && c.Bears != Improvement {
		bad = append(bad, fault.Problem{Field: "bears", ID: "staff.problem.choice"})
	}
	if len(c.Sources) > MaxSources {
		bad = append(bad, fault.Problem{ID: "staff.findings.problem.sources", Args: map[string]any{"Max": MaxSources}})
	}
	for _, s := range c.Sources {
		bad = append(bad, s.check()...)
	}
	return bad.Err()
}

// check says what is wrong with a piece of evidence by itself.
func (s Source) check() fault.Problems {
	var bad fault.Problems
	bad = fits(bad, "says", s.Says, MaxSays)
	bad = fits(bad, "title", s.Title, MaxTitle)
	if !slices.Contains(Bearings(), s.Bearing) {
		bad = append(bad, fault.Problem{Field: "bearing", ID: "staff.problem.choice"})
	}
	if s.Bearing != Silent && !slices.Contains(Weights(), s.Weight) {
		bad = append(bad, fault.Problem{Field: "weight", ID: "staff.problem.choice"})
	}
	if s.Says == "" {
		bad = append(bad, fault.Problem{Field: "says", ID: "staff.problem.missing"})
	}
	switch s.Kind {
	case Table:
		return append(bad, s.checkTable()...)
	case Quoted:
		return bad
	}
	if !slices.Contains(References(), s.Kind) {
		bad = append(bad, fault.Problem{Field: "kind", ID: "staff.problem.choice"})
	}
	if s.Title == "" {
		bad = append(bad, fault.Problem{Field: "title", ID: "staff.problem.missing"})
	}
	if _, err := time.Parse(time.DateOnly, s.Day); s.Day != "" && err != nil {
		bad = append(bad, fault.Problem{Field: "day", ID: "staff.problem.day"})
	}
	return bad
}

func (s Source) checkTable() fault.Problems {
	switch {
	case len(s.Cells) == 0 && s.Bearing != Silent:
		return fault.Problems{{Field: "cell", ID: "staff.problem.choose"}}
	case len(s.Cells) > MaxCells:
		return fault.Problems{{Field: "cell", ID: "staff.findings.problem.cells", Args: map[string]any{"Max": MaxCells}}}
	}
	return nil
}

// fits adds a problem if a text is too long, or holds signs that no text has.
func fits(bad fault.Problems, field, text string, most int) fault.Problems {
	switch {
	case utf8.RuneCountInString(text) > most:
		return append(bad, fault.Problem{Field: field, ID: "staff.problem.long", Args: map[string]any{"Max": most}})
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }):
		return append(bad, fault.Problem{Field: field, ID: "staff.problem.signs"})
	}
	return bad
}

// line leaves single spaces between words.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }

// lines leaves single spaces between words, and the lines apart.
func lines(text string) string {
	var list []string
	for l := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		list = append(list, line(l))
	}
	return strings.Trim(strings.Join(list, "\n"), "\n")
}

// framework is that of an inspection's programme; the zero Framework, which has no
// indicators, if there is none.
func (s *Findings) framework(ctx context.Context, in *inspections.Inspection) (inspections.Framework, error) {
	p, err := s.book.Programmes.Get(ctx, in.Programme)
	if errors.Is(err, fault.NotFound) {
		return inspections.Framework{}, nil
	}
	if err != nil {
		return inspections.Framework{}, err
	}
	f, _ := inspections.FrameworkByID(p.Framework)
	return f, nil
}
