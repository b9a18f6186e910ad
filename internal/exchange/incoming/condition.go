package incoming

import (
	"strconv"
	"strings"
)

// ParseCondition reads a condition in the language of XLSForm (a part of XPath) or
// in that of LimeSurvey's expressions. Nothing is worked out: functions other than
// those that ask for an answer, arithmetic and comparisons of two questions give
// ErrCondition. An empty text is nil: always asked.
func ParseCondition(text string) (*Cond, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	tokens, err := scan(straight.Replace(text))
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	n := p.either()
	if n.cond == nil || p.now().kind != end || p.bad {
		return nil, ErrCondition
	}
	return n.cond, nil
}

// straight makes plain quotes of those that word processors put in their place.
var straight = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`)

// parser reads from left to right, one token ahead.
type parser struct {
	tokens []token
	at     int
	depth  int
	bad    bool
}

// node is a condition, or something that is compared.
type node struct {
	cond    *Cond
	ref     string // the name of a question
	length  bool   // of what was answered, not the answer itself
	whole   bool   // everything that was answered, as XLSForm compares it
	literal *string
}

func (p *parser) now() token { return p.tokens[p.at] }

// take goes on if the next token is one of these words or signs.
func (p *parser) take(texts ...string) bool {
	t := p.now()
	if t.kind != word && t.kind != sign {
		return false
	}
	for _, text := range texts {
		if t.text == text || t.kind == word && strings.EqualFold(t.text, text) {
			p.at++
			return true
		}
	}
	return false
}

// fail remembers that the condition cannot be read.
func (p *parser) fail() node {
	p.bad = true
	return node{}
}

func (p *parser) either() node { return p.chain(Any, p.both, "or", "||") }
func (p *parser) both() node   { return p.chain(All, p.compared, "and", "&&") }

// chain reads parts with one of the words between them.
func (p *parser) chain(op Op, part func() node, words ...string) node {
	first := part()
	if p.bad || !p.take(words...) {
		return first
	}
	c := &Cond{Op: op}
	for n := first; ; n = part() {
		if n.cond == nil {
			return p.fail()
		}
		c.Of = append(c.Of, n.cond)
		if len(c.Of) > 1 && !p.take(words...) {
			return node{cond: c}
		}
	}
}

// comparisons by how they are written; LimeSurvey has words for them too.
var comparisons = map[string]string{
	"=": "=", "==": "=", "eq": "=", "!=": "!=", "<>": "!=", "ne": "!=",
	"<": "<", "lt": "<", "<=": "<=", "le": "<=", ">": ">", "gt": ">", ">=": ">=", "ge": ">=",
}

// flipped are comparisons with their sides changed.
var flipped = map[string]string{"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}

// compared reads a condition in brackets, a function, or two things compared.
func (p *parser) compared() node {
	left := p.single()
	if p.bad {
		return left
	}
	t := p.now()
	how, ok := comparisons[strings.ToLower(t.text)]
	if !ok || t.kind != sign && t.kind != word {
		return left
	}
	p.at++
	right := p.single()
	if left.literal != nil {
		left, right, how = right, left, flipped[how]
	}
	if p.bad || left.ref == "" || right.literal == nil {
		return p.fail()
	}
	c := compare(left, how, *right.literal)
	if c == nil {
		return p.fail()
	}
	return node{cond: c}
}

// compare is a question compared with a value; nil if conditions cannot say it.
func compare(q node, how, value string) *Cond {
	answered := &Cond{Op: Answered, Question: q.ref}
	if q.length || value == "" {
		return answeredIf(answered, q.length, how, value)
	}
	if how == "=" || how == "!=" {
		return notIf(how == "!=", &Cond{Op: Is, Question: q.ref, Value: value, Whole: q.whole})
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > 1_000_000 {
		return nil
	}
	if how == "<=" || how == ">" {
		n++
	}
	below := &Cond{Op: Below, Question: q.ref, Number: n}
	if how == "<" || how == "<=" {
		return below
	}
	return &Cond{Op: All, Of: []*Cond{answered, {Op: Not, Of: []*Cond{below}}}} // no answer is not more than anything
}

// answeredIf reads what only asks whether there is an answer: a length compared
// with 0 or 1, or an answer with nothing.
func answeredIf(answered *Cond, length bool, how, value string) *Cond {
	if !length {
		value = "0"
	}
	switch how + value {
	case "!=0", ">0", ">=1":
		return answered
	case "=0", "<1", "<=0":
		return notIf(true, answered)
	}
	return nil
}

func notIf(not bool, c *Cond) *Cond {
	if not {
		return &Cond{Op: Not, Of: []*Cond{c}}
	}
	return c
}

// single reads one thing: a name, a value, a function or what is in brackets.
func (p *parser) single() node {
	if p.depth++; p.depth > maxDepth {
		return p.fail()
	}
	defer func() { p.depth-- }()
	t := p.now()
	switch {
	case p.take("!"):
		return p.denied(p.single())
	case p.take("("):
		return p.closed(p.either())
	case t.kind == ref:
		p.at++
		return node{ref: t.text, whole: true}
	case t.kind == quoted || t.kind == digits:
		p.at++
		return node{literal: &t.text}
	case t.kind == word:
		p.at++
		return p.named(t.text)
	}
	return p.fail()
}

func (p *parser) denied(n node) node {
	if n.cond == nil {
		return p.fail()
	}
	return node{cond: notIf(true, n.cond)}
}

// closed wants the bracket that ends what was read.
func (p *parser) closed(n node) node {
	if !p.take(")") {
		return p.fail()
	}
	return n
}

// named reads a function, or the name of a question as LimeSurvey writes it.
func (p *parser) named(name string) node {
	if !p.take("(") {
		return node{ref: bare(name)}
	}
	switch strings.ToLower(name) {
	case "true":
		return p.closed(node{cond: &Cond{Op: All}})
	case "false":
		return p.closed(node{cond: &Cond{Op: Any}})
	case "not":
		return p.denied(p.closed(p.either()))
	case "selected":
		return p.selected()
	case "string-length", "count-selected", "strlen":
		n := p.closed(p.single())
		n.length = true
		return n
	case "is_empty":
		n := p.closed(p.single())
		if n.ref == "" {
			return p.fail()
		}
		return node{cond: notIf(true, &Cond{Op: Answered, Question: n.ref})}
	}
	return p.fail()
}

// selected reads the rest of selected(question, value).
func (p *parser) selected() node {
	q := p.single()
	if !p.take(",") {
		return p.fail()
	}
	v := p.closed(p.single())
	if q.ref == "" || v.literal == nil {
		return p.fail()
	}
	return node{cond: &Cond{Op: Is, Question: q.ref, Value: *v.literal}}
}

// bare is a name without what LimeSurvey puts after it to say that the bare answer
// is meant.
func bare(name string) string {
	for _, suffix := range []string{".NAOK", ".code", ".value"} {
		name = strings.TrimSuffix(name, suffix)
	}
	return name
}
