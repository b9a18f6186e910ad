package redact

import "strings"

// findNumber takes a number that an office gave to one person or one car: after a
// word that says so, or in the shape of one.
func findNumber(r *reading, i int) (find, bool) {
	if r.cores[i].to-r.cores[i].from > longest {
		return find{}, false
	}
	w := r.w(i)
	if r.know(i)&idWord != 0 {
		return r.numberAfter(i)
	}
	if r.cores[i].marks&(hasLetter|hasDigit) != hasLetter|hasDigit && len(w) != 2 {
		return find{}, false
	}
	if insurance(r.plainShort(i)) || plate(r.plainShort(i)) {
		return r.span(i, i, Number)
	}
	joined := r.plainShort(i)
	for j := i + 1; j <= i+4 && r.next(j-1); j++ {
		joined += r.plainShort(j)
		if len(joined) > len("ab123456c") {
			break
		}
		if plate(joined) && j == i+1 && len(joined) == 4+len(r.plainShort(j)) && len(r.plainShort(j)) == 3 || insurance(joined) {
			return r.span(i, j, Number)
		}
	}
	return find{}, false
}

// numberWords come before a number that identifies.
var numberWords = set(`chi scn passport nino pesel cnp nhs ucas licence license permit visa reference ref account case file brp
	pin code passcode locker swift carefirst candidate sqa hospital ticket
	paszport паспорт pașaport جواز`)

// numberFill may stand between such a word and the number.
var numberFill = set(`number no nr num numer is id code my nummer număr номер رقم its it's was the jest e`)

// numberAfter takes the number after a word that says what it is.
func (r *reading) numberAfter(i int) (find, bool) {
	for j := i + 1; j <= i+4 && r.close(j-1); j++ {
		n := r.plainShort(j)
		if digitsIn(n) >= 4 && !isYear(n) && !isDate(n) {
			return r.span(j, j, Number)
		}
		if !numberFill[r.w(j)] {
			return find{}, false
		}
	}
	return find{}, false
}

func digitsIn(s string) int {
	n := 0
	for _, c := range []byte(s) {
		if isDigit(c) {
			n++
		}
	}
	return n
}

// insurance says whether s is a National Insurance number, two letters, six
// digits and a letter.
func insurance(s string) bool { return shaped(s, "aa000000a") }

// plate says whether s is a car's number as given since 2001.
func plate(s string) bool { return shaped(s, "aa00aaa") }

func shaped(s, shape string) bool {
	if len(s) != len(shape) {
		return false
	}
	for i := range len(s) {
		if shape[i] == 'a' && !isLetter(s[i]) || shape[i] == '0' && !isDigit(s[i]) {
			return false
		}
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}
