package limesurvey

import (
	"regexp"
	"strings"

	"kist/internal/exchange/incoming"
)

// part is a question that is asked as an answer of another.
type part struct {
	question, option string
	value            string // what it is when ticked; empty: anything
}

// conditional says whether a part of a question is not always there.
func (q *question) conditional() bool { return q.relevance != "" && q.relevance != "1" }

// when reads under which condition a question is asked: its group's and its own. never
// is whether it is asked of nobody.
func (r *reader) when(g *group, q *question) (when *incoming.Cond, asked string, never bool) {
	texts := []string{g.relevance}
	if rows := r.rows[q.id]; len(rows) > 0 && !q.conditional() {
		texts = append(texts, rows...)
	} else {
		texts = append(texts, q.relevance)
	}
	return r.all(nil, "", texts...)
}

// partly is the condition of a part of a question.
func (r *reader) partly(p *question, when *incoming.Cond, asked string) (*incoming.Cond, string) {
	if asked != "" && when == nil {
		return nil, asked // what is around it is not understood
	}
	when, asked, _ = r.all(when, asked, p.relevance)
	return when, asked
}

// all joins conditions, of which all must hold. when is nil if one of them is not
// understood, or if there is none: then asked is empty too.
func (r *reader) all(when *incoming.Cond, asked string, texts ...string) (_ *incoming.Cond, _ string, never bool) {
	unclear := false
	for _, text := range texts {
		text = strings.TrimSpace(text)
		switch text {
		case "", "1":
			continue
		case "0":
			return nil, text, true
		}
		if asked != "" {
			asked = "(" + asked + ") and (" + incoming.Short(text) + ")"
		} else {
			asked = incoming.Short(text)
		}
		c, err := incoming.ParseCondition(r.named(text))
		if err == nil {
			c, err = r.resolved(c)
		}
		switch {
		case err != nil || unclear:
			unclear, when = true, nil
		case when == nil:
			when = c
		default:
			when = &incoming.Cond{Op: incoming.All, Of: []*incoming.Cond{when, c}}
		}
	}
	return when, asked, false
}

var (
	// sgqa is how older expressions call a question: by the ids of its survey, its group
	// and its own, and the code of its part.
	sgqa    = regexp.MustCompile(`\b[0-9]{1,12}X[0-9]{1,12}X([0-9]{1,12})([A-Za-z0-9_]*)(?:#([01]))?`)
	endings = regexp.MustCompile(`\.(valueNAOK|codeNAOK)\b`)
)

// named writes a condition with the names of questions instead of their ids.
func (r *reader) named(text string) string {
	text = sgqa.ReplaceAllStringFunc(text, func(ref string) string {
		m := sgqa.FindStringSubmatch(ref)
		if name := r.byID(m[1], m[2]); name != "" && m[3] != "" {
			return name + "_" + m[3] // one of two scales
		} else if name != "" {
			return name
		}
		return ref // the parser will not know it
	})
	return endings.ReplaceAllString(text, "")
}

// byID is the name of the question with an id, or of its part. Digits of the part's
// code may follow the id without anything between.
func (r *reader) byID(digits, code string) string {
	for n := len(digits); n > 0; n-- {
		q := r.tree.questions[digits[:n]]
		if q == nil || q.parent != "" {
			continue
		}
		switch rest := digits[n:] + code; {
		case rest == "":
			return q.code
		case rest == "other", rest == "comment", q.has(rest):
			return q.code + "_" + rest
		}
	}
	return ""
}

// has says whether a question has a part or a cell of this name.
func (q *question) has(code string) bool {
	for _, p := range q.parts {
		if rest, ok := strings.CutPrefix(code, p.code); ok && (rest == "" || rest[0] == '_') {
			return true
		}
	}
	return false
}

// resolved is a condition that names questions as they are asked here: a box that is
// ticked is an answer.
func (r *reader) resolved(c *incoming.Cond) (*incoming.Cond, error) {
	if len(c.Of) > 0 {
		joined := &incoming.Cond{Op: c.Op}
		for _, of := range c.Of {
			one, err := r.resolved(of)
			if err != nil {
				return nil, err
			}
			joined.Of = append(joined.Of, one)
		}
		return joined, nil
	}
	p, ok := r.parts[c.Question]
	switch {
	case ok && (c.Op == incoming.Answered || c.Op == incoming.Is && c.Value == p.value && p.value != ""):
		return &incoming.Cond{Op: incoming.Is, Question: p.question, Value: p.option}, nil
	case ok:
		return nil, incoming.ErrCondition
	case c.Op == incoming.Is && c.Value == "-oth-" && r.others[c.Question] != "":
		return &incoming.Cond{Op: incoming.Is, Question: c.Question, Value: r.others[c.Question]}, nil
	}
	return c, nil
}
