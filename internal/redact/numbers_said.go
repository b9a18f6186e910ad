package redact

import "strings"

// findSpelt takes a telephone number that is written as it is said: oh seven seven
// double oh. Only one that begins with a zero is taken: nothing else that is counted
// in words does.
func findSpelt(r *reading, i int) (find, bool) {
	switch r.w(i) {
	case "oh", "o", "zero", "nought", "double", "treble", "triple":
	default:
		return find{}, false
	}
	n, words, last, found := digits{}, 0, i, false
	for j := i; j < len(r.cores) && len(n.all) <= maxDigits; j++ {
		step, said := r.saidDigits(j)
		if step == "" {
			break
		}
		if said {
			words++
		}
		if more := len(step) - 1; more > 0 && said { // double oh is two cores
			j++
		}
		if n.add(step); words >= 3 && n.judge() == private {
			last, found = j, true
		}
		if !r.near(j) {
			break
		}
	}
	if !found {
		return find{}, false
	}
	return r.span(i, last, Phone)
}

// saidDigits are the digits that core i says, alone or, doubled, with the next; empty
// if it says none. said is whether it does so in words.
func (r *reading) saidDigits(i int) (step string, said bool) {
	w := r.w(i)
	if d := saidDigit(w); d != "" {
		return d, true
	}
	times := map[string]int{"double": 2, "treble": 3, "triple": 3}[w]
	if times > 0 && r.near(i) {
		return strings.Repeat(saidDigit(r.w(i+1)), times), true
	}
	if n := r.plainShort(i); r.digitsOnlyIn(n) {
		return n, false
	}
	return "", false
}

func (r *reading) digitsOnlyIn(n string) bool { return n != "" && strings.Trim(n, "0123456789") == "" }

// saidDigit is the digit of a word; empty for any other.
func saidDigit(w string) string {
	switch w {
	case "oh", "o", "zero", "nought":
		return "0"
	case "one":
		return "1"
	case "two":
		return "2"
	case "three":
		return "3"
	case "four":
		return "4"
	case "five":
		return "5"
	case "six":
		return "6"
	case "seven":
		return "7"
	case "eight":
		return "8"
	case "nine":
		return "9"
	}
	return ""
}
