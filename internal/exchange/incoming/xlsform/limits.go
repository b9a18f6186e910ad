package xlsform

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kist/internal/exchange/incoming"
	"kist/surveys"
)

// constraintLeft says that a constraint is not held here.
func (r *reader) constraintLeft(it *incoming.Item, constraint string) {
	r.form.Say(it.At, incoming.Changed, "cell.constraint", "value", incoming.Short(constraint))
	it.Changed = true
}

var (
	lengthLimit = regexp.MustCompile(`^string-length\(\s*\.\s*\)\s*(<=|<)\s*(\d{1,6})$`)
	lowerLimit  = regexp.MustCompile(`^(?:\.\s*(>=|>)\s*(\d{1,6})|(\d{1,6})\s*(<=|<)\s*\.)$`)
	upperLimit  = regexp.MustCompile(`^(?:\.\s*(<=|<)\s*(\d{1,6})|(\d{1,6})\s*(>=|>)\s*\.)$`)
	countLimit  = regexp.MustCompile(`^count-selected\(\s*\.\s*\)\s*(<=|<)\s*(\d{1,3})$`)
	anyLimit    = regexp.MustCompile(`^count-selected\(\s*\.\s*\)\s*(?:>=\s*1|>\s*0)$`) // of what is answered at all
	aloneLimits = []*regexp.Regexp{
		regexp.MustCompile(`^not\(\s*selected\(\s*\.\s*,\s*['"]([^'"]+)['"]\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*(?:>\s*1|>=\s*2|!=\s*1)\s*\)$`),
		regexp.MustCompile(`^not\(\s*selected\(\s*\.\s*,\s*['"]([^'"]+)['"]\s*\)\s*\)\s+or\s+count-selected\(\s*\.\s*\)\s*=\s*1$`),
		regexp.MustCompile(`^if\(\s*selected\(\s*\.\s*,\s*['"]([^'"]+)['"]\s*\)\s*,\s*count-selected\(\s*\.\s*\)\s*=\s*1\s*,\s*(?:true\(\)|count-selected\(\s*\.\s*\)\s*>=?\s*[01])\s*\)$`),
	}
)

// What a survey allows at most, and what is taken where a form says nothing.
const (
	greatest   = 1000
	mostNumber = 100
)

// limitStory reads the length that a constraint allows a text.
func (r *reader) limitStory(line row, it *incoming.Item) {
	whole := true
	for _, part := range r.constraints(line) {
		m := lengthLimit.FindStringSubmatch(part)
		if m == nil || atMost(m[1], m[2]) < 1 || atMost(m[1], m[2]) > surveys.MaxStory {
			whole = false
			continue
		}
		it.Max = atMost(m[1], m[2])
	}
	if !whole {
		r.constraintLeft(it, r.survey.get(line, "constraint"))
	}
}

// constraints are the parts of a line's constraint that must all hold.
func (r *reader) constraints(line row) []string {
	return conjuncts(r.survey.get(line, "constraint"), 0)
}

// atMost is the greatest number that a limit allows; digits are few enough for an
// int.
func atMost(how, digits string) int {
	n, _ := strconv.Atoi(digits)
	if how == "<" || how == ">" {
		n--
	}
	return n
}

// limitNumber reads the least and the greatest number that a constraint allows. The
// account says what was taken where either is missing.
func (r *reader) limitNumber(line row, it *incoming.Item) {
	least, most, whole := -1, -1, true
	for _, part := range r.constraints(line) {
		if m := lowerLimit.FindStringSubmatch(part); m != nil {
			n, _ := strconv.Atoi(m[2] + m[3])
			if how := m[1] + m[4]; how == ">" || how == "<" {
				n++
			}
			least = max(least, n)
		} else if m := upperLimit.FindStringSubmatch(part); m != nil {
			n := atMost(m[1]+m[4], m[2]+m[3])
			if most < 0 || n < most {
				most = n
			}
		} else {
			whole = false
		}
	}
	it.Min, it.Max = max(least, 0), most
	if most < 0 {
		if it.Max = mostNumber; it.Min >= mostNumber {
			it.Max = greatest
		}
	}
	given := r.survey.get(line, "constraint")
	switch {
	case whole && least >= 0 && most >= 0:
		return
	case whole:
		r.form.Say(it.At, incoming.Changed, "number_open", "min", it.Min, "max", it.Max)
	case least < 0 || most < 0:
		r.form.Say(it.At, incoming.Changed, "number_range", "min", it.Min, "max", it.Max, "value", incoming.Short(given))
	default:
		r.constraintLeft(it, given)
	}
	it.Changed = true
}

// limitSeveral reads what a constraint says of several choices: how many, and which
// goes with no other.
func (r *reader) limitSeveral(line row, it *incoming.Item) {
	whole := true
	for _, part := range r.constraints(line) {
		if m := countLimit.FindStringSubmatch(part); m != nil && atMost(m[1], m[2]) > 0 {
			it.Max = atMost(m[1], m[2])
		} else if !anyLimit.MatchString(part) && !alone(it, part) {
			whole = false
		}
	}
	switch {
	case it.Max >= len(it.Options):
		it.Max = 0
	case it.Max == 1:
		it.Kind, it.Max = "one_choice", 0
	}
	if !whole {
		r.constraintLeft(it, r.survey.get(line, "constraint"))
	}
}

// alone marks the answer that goes with no other; false if a constraint names none.
func alone(it *incoming.Item, constraint string) bool {
	for _, re := range aloneLimits {
		m := re.FindStringSubmatch(constraint)
		if m == nil {
			continue
		}
		i := slices.IndexFunc(it.Options, func(c incoming.Choice) bool { return c.Name == m[1] })
		if i >= 0 {
			it.Options = slices.Clone(it.Options) // other questions ask the same list
			it.Options[i].Alone = true
		}
		return i >= 0
	}
	return false
}

// conjuncts splits a constraint into the parts that must all hold, without the
// brackets around them.
func conjuncts(text string, depth int) []string {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 4096 || depth > 10 {
		return slices.DeleteFunc([]string{text}, func(s string) bool { return s == "" })
	}
	var parts []string
	from, open, quote, ends := 0, 0, byte(0), false
	for i := range len(text) {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(':
			open++
		case c == ')':
			open--
			ends = ends || open == 0 && i < len(text)-1
		case open == 0 && i > from && andAt(text, i):
			parts = append(parts, conjuncts(text[from:i], depth+1)...)
			from = i + len("and")
		}
	}
	switch {
	case from > 0:
		return append(parts, conjuncts(text[from:], depth+1)...)
	case text[0] == '(' && !ends && open == 0:
		return conjuncts(text[1:len(text)-1], depth+1)
	}
	return []string{text}
}

// andAt says whether the word "and" stands at i.
func andAt(text string, i int) bool {
	after, ok := strings.CutPrefix(text[i:], "and")
	return ok && strings.ContainsAny(text[i-1:i], " )\n\t") && (after == "" || strings.ContainsAny(after[:1], " (\n\t"))
}

var aroundEqual = regexp.MustCompile(`\s*=\s*`)

// parameters reads name=value pairs.
func parameters(text string) map[string]string {
	p := map[string]string{}
	text = aroundEqual.ReplaceAllString(text, "=")
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		if name, value, ok := strings.Cut(part, "="); ok {
			p[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
		}
	}
	return p
}

// parameters says of those of a line that they are not kept.
func (r *reader) parameters(line row, it *incoming.Item) {
	if text := r.survey.get(line, "parameters"); text != "" {
		r.form.Say(it.At, incoming.Changed, "cell.parameters", "value", incoming.Short(text))
		it.Changed = true
	}
}

// wholeOr reads a whole number; otherwise is what stands for none.
func wholeOr(text string, otherwise int) (int, error) {
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return otherwise, err
	}
	return n, nil
}
