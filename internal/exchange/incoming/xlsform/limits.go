package xlsform

import (
	"regexp"
	"strconv"
	"strings"

	"kist/internal/exchange/incoming"
)

// constraintLeft says that a constraint is not held here.
func (r *reader) constraintLeft(it *incoming.Item, constraint string) {
	r.form.Say(it.At, incoming.Changed, "cell.constraint", "value", short(constraint))
	it.Changed = true
}

var (
	lengthLimit = regexp.MustCompile(`^\s*string-length\(\s*\.\s*\)\s*(<=|<)\s*(\d{1,6})\s*$`)
	numberLimit = regexp.MustCompile(`^\s*\(?\s*\.\s*(>=|<=|>|<)\s*(\d{1,6})\s*\)?\s*$`)
	countLimit  = regexp.MustCompile(`^\s*count-selected\(\s*\.\s*\)\s*(<=|<)\s*(\d{1,3})\s*$`)
	aloneLimit  = regexp.MustCompile(`^\s*not\(\s*selected\(\s*\.\s*,\s*['"]([^'"]+)['"]\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*>\s*1\s*\)\s*$`)
	andWord     = regexp.MustCompile(`(?i)\s+and\s+`)
)

// lengthAtMost reads a limit of a text's length.
func lengthAtMost(constraint string) (most int, ok bool) {
	m := lengthLimit.FindStringSubmatch(constraint)
	if m == nil {
		return 0, false
	}
	return atMost(m[1], m[2]), true
}

// atMost is the greatest number that a limit allows; digits are few enough for an
// int.
func atMost(how, digits string) int {
	n, _ := strconv.Atoi(digits)
	if how == "<" {
		n--
	}
	return n
}

// numbersWithin reads a least and a greatest number. ok is false if one is missing
// or anything else is said.
func numbersWithin(constraint string) (least, most int, ok bool) {
	low, high := false, false
	for _, part := range andWord.Split(constraint, -1) {
		m := numberLimit.FindStringSubmatch(part)
		if m == nil {
			return 0, 0, false
		}
		switch n, _ := strconv.Atoi(m[2]); m[1] {
		case ">":
			least, low = n+1, true
		case ">=":
			least, low = n, true
		default:
			most, high = atMost(m[1], m[2]), true
		}
	}
	return least, most, low && high
}

// limitSeveral reads what a constraint says of several choices: how many, and which
// goes with no other.
func (r *reader) limitSeveral(line row, it *incoming.Item) {
	c := r.survey.get(line, "constraint")
	if c == "" {
		return
	}
	if m := countLimit.FindStringSubmatch(c); m != nil {
		if it.Max = atMost(m[1], m[2]); it.Max >= len(it.Options) {
			it.Max = 0
		}
		return
	}
	if m := aloneLimit.FindStringSubmatch(c); m != nil {
		for i := range it.Options {
			if it.Options[i].Name == m[1] {
				it.Options[i].Alone = true
				return
			}
		}
	}
	r.constraintLeft(it, c)
}

// parameters reads name=value pairs.
func parameters(text string) map[string]string {
	p := map[string]string{}
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
		r.form.Say(it.At, incoming.Changed, "cell.parameters", "value", short(text))
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
