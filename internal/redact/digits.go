package redact

import (
	"strconv"
	"strings"
)

// digits is a number as it was written: in groups.
type digits struct {
	all    string
	groups []string
	plus   bool // a plus sign stood before it
}

// add appends the groups of one core.
func (d *digits) add(core string) {
	groups := strings.FieldsFunc(core, func(r rune) bool { return r < '0' || r > '9' })
	d.groups = append(d.groups, groups...)
	d.all += strings.Join(groups, "")
}

// judge says what the digits are by how many they are and how they begin.
func (d *digits) judge() verdict {
	n := len(d.all)
	switch {
	case n == 0 || d.dull():
		return nothing
	case d.helpline():
		return public
	case d.plus && n >= 7 && n <= 15,
		strings.HasPrefix(d.all, "00") && n >= 10 && n <= 16,
		d.all[0] == '0' && n >= 9 && n <= 11,
		d.all[0] == '0' && n == 12 && len(d.groups[len(d.groups)-1]) >= 3, // one too many
		len(d.groups) == 1 && n >= 7,
		d.all[0] != '0' && n >= 7 && n <= 13 && d.grouped(),
		n == cardDigits && d.ofFour():
		return private
	}
	return nothing
}

// cardDigits are those of a card of a bank or of a bus, in four groups.
const cardDigits = 16

func (d *digits) ofFour() bool { return every(d.groups, func(g string) bool { return len(g) == 4 }) }

// grouped says whether digits without a leading zero are grouped as telephone
// numbers are, not as ages or scores: nothing single, and a long first group
// or the country's code.
func (d *digits) grouped() bool {
	for _, g := range d.groups {
		if len(g) < 2 {
			return false
		}
	}
	return len(d.groups[0]) >= 3 || d.groups[0] == "44" || len(d.all) == countries[d.groups[0]]
}

// countries are the codes with which families here have numbers, and how many digits
// such a number has in all.
var countries = map[string]int{
	"44": 12, "48": 11, "40": 11, "92": 12, "91": 12, "86": 13, "20": 12, "90": 12, "49": 13, "33": 11, "34": 11, "39": 12, "36": 11, "98": 12, "93": 11,
	"380": 12, "963": 12, "964": 13, "961": 11, "962": 12, "966": 12, "971": 12, "212": 12, "218": 12, "213": 12, "249": 12, "353": 12, "373": 11, "234": 13, "370": 11, "371": 11,
}

// enough is after how many digits a number without a leading zero ends: what comes
// then may be an age or a year.
func (d *digits) enough() int {
	if n := countries[d.groups[0]]; n > 0 {
		return n
	}
	if d.ofFour() {
		return cardDigits
	}
	return 9
}

// helpline says whether everybody may call the number, ChildLine's above all: such
// must stay readable. Any other is somebody's, an office's among them.
func (d *digits) helpline() bool {
	n := d.all
	if d.plus || strings.HasPrefix(n, "00") {
		n = strings.TrimPrefix(n, "00")
		if n = strings.TrimPrefix(n, "44"); !strings.HasPrefix(n, "0") {
			n = "0" + n
		}
	}
	return helplines[n]
}

// helplines are for children, for parents and for whoever is in need or saw a crime.
// They were written down without a source and are to be checked; one that is wrong
// stays readable, which is all that the list does.
var helplines = set(`08001111 0800555111 08088002222 08000282233 08088005000 0800838587 08000684141 08088084994 08000271234
	03001236600 03003230169 03301077540 116123 116000 116111 85258`)

// dull says whether digits are counting, years, a large round number or a key
// held down.
func (d *digits) dull() bool {
	return uniform(d.all) || round(d.all) || len(d.groups) > 1 && every(d.groups, ten) || every(d.groups, round) || every(d.groups, isYear) || d.counts()
}

func every(groups []string, is func(string) bool) bool {
	for _, g := range groups {
		if !is(g) {
			return false
		}
	}
	return true
}

func uniform(n string) bool { return strings.Trim(n, n[:1]) == "" }

// round says whether zeros follow the first two digits.
func round(n string) bool { return len(n) > 2 && n[0] != '0' && strings.Trim(n[2:], "0") == "" }

// ten says whether two digits are a multiple of ten.
func ten(n string) bool { return len(n) == 2 && n[1] == '0' }

func isYear(n string) bool {
	return len(n) == 4 && (strings.HasPrefix(n, "19") || strings.HasPrefix(n, "20"))
}

// counts says whether each group is one more, or one less, than that before.
func (d *digits) counts() bool {
	if len(d.groups) < 4 {
		return false
	}
	step := 0
	for i := 1; i < len(d.groups); i++ {
		a, _ := strconv.Atoi(d.groups[i-1])
		b, _ := strconv.Atoi(d.groups[i])
		if i == 1 {
			step = b - a
		}
		if b-a != step || step != 1 && step != -1 {
			return false
		}
	}
	return true
}

// isDate says whether a core is a day, such as 3/12/2013 or 2013-12-03.
func isDate(core string) bool {
	parts := strings.FieldsFunc(core, func(r rune) bool { return r < '0' || r > '9' })
	if len(parts) != 3 || strings.Count(core, core[len(parts[0]):len(parts[0])+1]) != 2 {
		return false
	}
	if isYear(parts[0]) {
		return within(parts[1], 12) && within(parts[2], 31)
	}
	day := within(parts[0], 31) && within(parts[1], 31)
	return day && (isYear(parts[2]) || len(parts[2]) == 2)
}

// within says whether one or two digits say 1 to most.
func within(n string, most int) bool {
	v, err := strconv.Atoi(n)
	return err == nil && len(n) <= 2 && v >= 1 && v <= most
}

// isDecimal says whether a core is a number such as 3.14159265.
func isDecimal(core string) bool {
	whole, rest, ok := strings.Cut(core, ".")
	return ok && !strings.ContainsAny(rest, ".-/+") && len(whole) <= 3 && (whole == "0" || whole != "" && whole[0] != '0' && whole[0] != '+')
}
