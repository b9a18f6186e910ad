package questions

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kist/internal/exchange/incoming"
)

// onlyIf reads the condition of a question: "safe = no", "helps = A teacher | Family
// and age < 12", "helps is answered". Conditions of which all must hold are joined by
// "and"; of which one is enough, by "or".
func (r *reader) onlyIf(line row, it *incoming.Item) {
	text := r.get(line, "only if")
	if text == "" || len(text) > maxCondition {
		it.Asked = incoming.Short(text)
		return
	}
	it.Asked = incoming.Short(text)
	it.When = r.condition(text)
}

const (
	maxCondition = 4096 // bytes
	maxParts     = 50   // of a condition
	maxName      = 80   // bytes of a question's name in a condition
)

var (
	// joint is what stands between two parts of a condition, and may stand in an answer.
	joint = regexp.MustCompile(`(?i)\s+(and|or)\s+`)
	// comparison is how two things are compared.
	comparison = regexp.MustCompile(`(?i)^(<=|>=|!=|<>|==|=|<|>|is\s+not\b|is\b)\s*`)
)

// piece is a part of a condition.
type piece struct {
	before string // "and" or "or"
	name   string
	how    string
	value  string
}

// condition reads a condition; nil if it cannot be read, or names no question before.
func (r *reader) condition(text string) *incoming.Cond {
	pieces := r.pieces(text)
	if len(pieces) == 0 || len(pieces) > maxParts {
		return nil
	}
	any := &incoming.Cond{Op: incoming.Any}
	var all *incoming.Cond
	for _, p := range pieces {
		c := r.compared(p)
		if c == nil {
			return nil
		}
		if p.before == "or" || all == nil {
			all = &incoming.Cond{Op: incoming.All}
			any.Of = append(any.Of, all)
		}
		all.Of = append(all.Of, c)
	}
	if len(any.Of) == 1 {
		return all
	}
	return any
}

// pieces parts a condition where a question before is compared. Words such as "and"
// in an answer part nothing, unless a question's name follows them.
func (r *reader) pieces(text string) []piece {
	first, at := r.begun(text)
	if at == 0 {
		return nil
	}
	list := []piece{first}
	for from := at; ; {
		m := joint.FindStringSubmatchIndex(text[from:])
		if m == nil {
			list[len(list)-1].value = text[at:]
			return list
		}
		next, length := r.begun(text[from+m[1]:])
		if length == 0 {
			from += m[3] // it is part of an answer; the space after it may begin the next
			continue
		}
		list[len(list)-1].value = text[at : from+m[0]]
		next.before = strings.ToLower(text[from+m[2] : from+m[3]])
		list = append(list, next)
		at = from + m[1] + length
		from = at
	}
}

// begun reads the beginning of a part: a question that is known and how it is compared.
// length is 0 if it is none.
func (r *reader) begun(text string) (p piece, length int) {
	for at := range min(len(text), maxName) {
		word := at > 0 && text[at-1] == ' ' && (text[at] == 'i' || text[at] == 'I')
		if !word && !strings.Contains("<>=!", text[at:at+1]) {
			continue
		}
		name := strings.TrimSpace(text[:at])
		how := comparison.FindString(text[at:])
		if how != "" && r.asked[strings.ToLower(name)] != nil {
			return piece{name: name, how: strings.Join(strings.Fields(strings.ToLower(how)), " ")}, at + len(how)
		}
		if !word {
			break
		}
	}
	return piece{}, 0
}

// compared is one part of a condition; nil if it cannot be said.
func (r *reader) compared(p piece) *incoming.Cond {
	q := r.asked[strings.ToLower(p.name)]
	value := strings.TrimSpace(p.value)
	if p.how == "<" || p.how == ">" || p.how == "<=" || p.how == ">=" {
		return below(q, p.how, value)
	}
	if first, _, _ := strings.Cut("not "+value, "|"); p.how == "is not" && answerOf(q, first) != "" {
		p.how, value = "is", "not "+value // as in: is Not at all
	}
	not := p.how == "!=" || p.how == "<>" || p.how == "is not"
	answered := &incoming.Cond{Op: incoming.Answered, Question: q.Name}
	switch strings.ToLower(value) {
	case "":
		return denied(!not, answered)
	case "answered":
		return denied(not, answered)
	}
	any := &incoming.Cond{Op: incoming.Any}
	for _, one := range r.values(q, value) {
		name := answerOf(q, one)
		if name == "" {
			return nil
		}
		any.Of = append(any.Of, &incoming.Cond{Op: incoming.Is, Question: q.Name, Value: name})
	}
	if len(any.Of) == 1 {
		return denied(not, any.Of[0])
	}
	return denied(not, any)
}

func denied(not bool, c *incoming.Cond) *incoming.Cond {
	if not {
		return &incoming.Cond{Op: incoming.Not, Of: []*incoming.Cond{c}}
	}
	return c
}

// below is a number compared with another.
func below(q *incoming.Item, how, value string) *incoming.Cond {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > 1_000_000 || q.Kind != "number" {
		return nil
	}
	if how == "<=" || how == ">" {
		n++
	}
	c := &incoming.Cond{Op: incoming.Below, Question: q.Name, Number: n}
	if how == "<" || how == "<=" {
		return c
	}
	return &incoming.Cond{Op: incoming.All, Of: []*incoming.Cond{{Op: incoming.Answered, Question: q.Name}, denied(true, c)}}
}

var orWord = regexp.MustCompile(`(?i)\s+or\s+|\s*,\s*`)

// values parts the answers that a condition names: by |, or by "or" and commas where
// they are no part of an answer.
func (r *reader) values(q *incoming.Item, text string) []string {
	if strings.Contains(text, "|") {
		return strings.Split(text, "|")
	}
	if answerOf(q, text) != "" {
		return []string{text}
	}
	return orWord.Split(text, -1)
}

// answerOf is the name by which a question knows an answer; empty if it has none
// such. Capitals, signs and quotes do not count.
func answerOf(q *incoming.Item, text string) string {
	text = strings.Trim(strings.TrimSpace(text), `"'“”‘’`)
	if i := slices.IndexFunc(q.Options, func(c incoming.Choice) bool { return strings.EqualFold(c.Name, text) }); i >= 0 {
		return q.Options[i].Name
	}
	low := folded(text)
	if low == "" {
		return ""
	}
	if i := slices.IndexFunc(q.Options, func(c incoming.Choice) bool { return folded(c.Name) == low }); i >= 0 {
		return q.Options[i].Name
	}
	if q.Codes[low] != "" {
		return low
	}
	if _, err := strconv.Atoi(text); err == nil && q.Kind == "number" {
		return text
	}
	return ""
}
