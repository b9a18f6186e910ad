package surveys

import (
	"maps"
	"slices"

	"kist/internal/fault"
)

// Kind is one way of answering. Each lives in a file of its own, which
// registers it; a kind also says what is wrong with a question of it (see
// designer). A kind holds no state.
type Kind interface {
	// Name is the kind's name in files and records, such as "one_choice".
	Name() string
	// Check turns the raw values of the question's fields (Question.Fields) into
	// the canonical answer. Nothing given is a nil Answer. RatherNot wins over
	// whatever comes with it. What is canonical comes back unchanged. The
	// error is a fault.Problem.
	Check(q *Question, e Edition, raw []string) (Answer, error)
	// Cells are the codes that can be counted, in order, RatherNot last where it
	// is offered. A story has none.
	Cells(q *Question, e Edition) []string
	// Fall gives the cells of a canonical answer, none for a skipped one. It
	// may return a itself: do not write to it.
	Fall(q *Question, e Edition, a Answer) []string
	// Wording names the kind's own words for the question: text ids and their
	// arguments, never HTML.
	Wording(q *Question, e Edition) Wording
	// Columns are the question's columns in a table with one row an answer.
	Columns(q *Question) []Column
}

// designer is the other half of a kind: the flaws of a question of it, which is
// in the editions eds.
type designer interface {
	design(q *Question, eds []Edition, flaw flawFunc)
}

// flawFunc records a flaw by its rule, where in the question, and what the
// rule's sentence needs to know, in pairs.
type flawFunc func(rule, place string, args ...any)

// Wording is what a kind says of itself on a page.
type Wording struct {
	HintID   string         // text id of the standard hint, empty for none; Question.Hint goes before it
	HintArgs map[string]any // its arguments, such as Max; may be nil
	Labels   []Label        // the answers in reading order, RatherNot left out
}

// Beside says whether the hint is shown, own being whether the question has a
// hint of its own: that takes its place, but not of one that tells what the form
// holds the reader to.
func (w Wording) Beside(own bool) bool {
	binding := w.HintID == "kind.several.hint_max" || w.HintID == "kind.order.hint"
	return w.HintID != "" && (!own || binding)
}

// Label is one answer's words: the survey's own Words if there are any (give them to Survey.Say),
// else the interface's text TextID. A number has neither: its Code is its text.
type Label struct {
	Code    string
	TextID  string
	Words   Words
	Picture string // a symbol's id; may be empty
}

// Column is one column of a table of answers.
type Column struct {
	Name  string   // the question's key, or "key.option"
	Type  string   // "code", "mark" (1 chosen, 0 not, empty skipped), "number" or "place"
	Codes []string // the codes that a "code" column may hold, in order
	// Value is what an answer puts into the column, empty if skipped. Columns of
	// the types "code" and "number" may also hold RatherNot.
	Value func(Answer) string
}

var kinds = map[string]Kind{}

// register adds a kind at start; it returns it so that a file can do so in a
// var declaration.
func register(k Kind) Kind {
	kinds[k.Name()] = k
	return k
}

// Kinds lists the names of all kinds in alphabetical order.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// Many says that one answer may fall into several cells, so that the cells do
// not add up to the number of children.
func (q *Question) Many() bool { return q.KindName == severalName || q.KindName == orderName }

// Fields lists the names of the form fields of the question in edition e: its key, and
// for an order also "key.option" for the place of each option.
func (q *Question) Fields(e Edition) []string {
	fields := []string{q.Key}
	if q.KindName == orderName {
		for _, o := range q.OptionsIn(e) {
			fields = append(fields, q.Key+"."+o.Key)
		}
	}
	return fields
}

// problem is a fault.Problem of q's field.
func problem(q *Question, id string, args ...any) error {
	p := fault.Problem{Field: q.Key, ID: id}
	if len(args) > 0 {
		p.Args = make(map[string]any, len(args)/2)
	}
	for i := 0; i+1 < len(args); i += 2 {
		p.Args[args[i].(string)] = args[i+1]
	}
	return p
}

// oneOf is Check for kinds with a single code: known says which there are.
func oneOf(q *Question, raw []string, known func(code string) bool) (Answer, error) {
	code, refused := "", false
	for _, value := range raw {
		switch {
		case value == "":
		case value == RatherNot && q.AboutChild:
			return Answer{RatherNot}, nil
		case code != "" && value != code, !known(value):
			refused = true
		default:
			code = value
		}
	}
	if refused {
		return nil, problem(q, "problem.option")
	}
	if code == "" {
		return nil, nil
	}
	return Answer{code}, nil
}

// withRatherNot ends a list of cells with RatherNot where q offers it.
func withRatherNot(q *Question, cells []string) []string {
	if q.AboutChild {
		return append(cells, RatherNot)
	}
	return cells
}

// codeColumn is the one column of a kind whose answer is a single code.
func codeColumn(q *Question, codes []string) []Column {
	return []Column{{Name: q.Key, Type: "code", Codes: codes, Value: first}}
}

// markColumn tells whether code is in the answer.
func markColumn(q *Question, code string) Column {
	return Column{Name: q.Key + "." + code, Type: "mark", Value: func(a Answer) string {
		switch {
		case len(a) == 0:
			return ""
		case slices.Contains(a, code):
			return "1"
		}
		return "0"
	}}
}

// first is the single code of an answer, empty if skipped.
func first(a Answer) string {
	if len(a) == 0 {
		return ""
	}
	return a[0]
}

// unknown stands in for a kind that this program does not have.
type unknown struct{}

func (unknown) Name() string { return "unknown" }
func (unknown) Check(q *Question, _ Edition, raw []string) (Answer, error) {
	return oneOf(q, raw, func(string) bool { return false })
}
func (unknown) Cells(*Question, Edition) []string        { return nil }
func (unknown) Fall(*Question, Edition, Answer) []string { return nil }
func (unknown) Wording(*Question, Edition) Wording       { return Wording{} }
func (unknown) Columns(*Question) []Column               { return nil }
