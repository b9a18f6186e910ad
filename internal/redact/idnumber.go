package redact

import (
	"strings"
	"unicode/utf8"
)

// findNumber takes a number that an office gave to one person or one car: after a
// word that says so, or in the shape of one.
func findNumber(r *reading, i int) (find, bool) {
	if r.cores[i].to-r.cores[i].from > longest {
		return find{}, false
	}
	if r.know(i)&idWord != 0 {
		if f, ok := r.numberAfter(i); ok {
			return f, true
		}
	}
	if m := r.cores[i].marks; m&(hasLetter|hasDigit) == hasLetter|hasDigit || m == hasLetter && len(r.w(i)) <= 3 && r.next(i) && r.cores[i+1].marks&hasDigit != 0 {
		return r.shapedNumber(i)
	}
	if r.cores[i].marks == hasDigit && digitsIn(r.raw(i)) >= 4 && hanNumbered(r.s[:r.cores[i].from]) {
		return r.span(i, i, Number)
	}
	return find{}, false
}

// hanNumbered says whether a text ends with a word after which such a number comes.
func hanNumbered(before string) bool {
	return endsIn(strings.TrimRight(before, " ：:是为"), "号", "号码", "编号", "护照", "密码", "證", "证")
}

// shapedNumber takes what has the shape of a number of an office, a car or an account.
func (r *reading) shapedNumber(i int) (find, bool) {
	one := r.plainShort(i)
	if insurance(one) || plate(one) || serial(one) {
		return r.span(i, i, Number)
	}
	if accountBegins(one) {
		if last := r.accountEnd(i); last > i {
			return r.span(i, last, Number)
		}
	}
	joined := one
	for j := i + 1; j <= i+4 && r.next(j-1); j++ {
		joined += r.plainShort(j)
		if len(joined) > len("ab123456c") {
			break
		}
		two := j == i+1 && len(r.plainShort(j)) == 3
		if two && plate(joined) || two && shaped(joined, "a000aaa") && shout(r.raw(j)) && capital(r.raw(i)) || insurance(joined) {
			return r.span(i, j, Number)
		}
	}
	return find{}, false
}

// accountEnd is the last core of the international number of an account that begins at
// core i, in groups of four; i if none does.
func (r *reading) accountEnd(i int) int {
	joined, last := r.plainShort(i), i
	for j := i + 1; j <= i+9 && r.next(j-1) && len(r.raw(j)) <= 4; j++ {
		if joined += r.plainShort(j); account(joined) {
			last = j
		}
	}
	return last
}

// accountBegins says whether an international number of an account may begin so: the
// code of a country and two digits.
func accountBegins(s string) bool { return len(s) == 4 && shaped(s, "aa00") }

// account says whether s is such a number, in full.
func account(s string) bool {
	return len(s) >= 15 && len(s) <= 34 && accountBegins(s[:4]) && digitsIn(s) >= 12 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// serial says whether one core is a number of an office by itself: letters and five digits
// with a stroke or a hyphen between, or up to three letters and six digits.
func serial(s string) bool {
	letters := strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz")
	if head := len(s) - len(letters); head >= 1 && head <= 3 && len(letters) >= 6 && digitsIn(letters) == len(letters) {
		return true
	}
	return strings.ContainsAny(s, "/-") && !strings.ContainsAny(s, "@.'_#+") && digitsIn(s) >= 5 && len(letters) < len(s) && letters != "" && strings.IndexByte("/-0123456789", letters[0]) >= 0
}

// numberAfter takes the number after a word that says what it is.
func (r *reading) numberAfter(i int) (find, bool) {
	k := r.entry(i).is
	other := !r.english && k&numberWord != 0 // the word of what it is the number may follow
	for j := i + 1; j < len(r.cores) && j <= i+5 && officialGap(r.gap(j-1)); j++ {
		if r.inMarker(j) {
			return find{}, false
		}
		if last := r.official(j, k); last >= j {
			return r.span(j, last, Number)
		}
		k |= r.entry(j).is
		switch {
		case r.is(j, officialFill|sureWord|numberWord|perhapsWord):
		case other && r.cores[j].marks == hasLetter:
			other = false
		default:
			return find{}, false
		}
	}
	return find{}, false
}

// officialGap says whether what stands between two cores may stand between such a word
// and the number.
func officialGap(gap string) bool {
	return gap == " " || len(gap) <= 6 && strings.Trim(gap, " .:#=-–№()\"'") == "" && utf8.RuneCountInString(gap) <= 3
}

// official is the last core of the number that begins at core i; -1 if it is none.
func (r *reading) official(i int, k role) int {
	if k&carWord != 0 && r.carAt(i) >= i {
		return r.carAt(i)
	}
	n, m := r.plainShort(i), r.cores[i].marks
	if n == "" || m&hasAt != 0 {
		return -1
	}
	digits := digitsIn(n)
	if k&secretWord != 0 && m&hasLetter != 0 && (digits > 0 || humped(r.raw(i))) && len(n) >= 4 {
		return i
	}
	if m&hasDigit == 0 {
		return r.lettersFirst(i, k)
	}
	if m&hasLetter != 0 {
		if mixed := len(n) >= 5 && digits >= 1 && (k&sureWord != 0 || digits >= 2) && !ordinal[strings.TrimLeft(n, "0123456789")]; mixed && !r.dated(n) && !numeric(likeDigits(n, true)) {
			return r.groupsAfter(i)
		}
		return -1
	}
	if isDate(n) && !(k&sureWord != 0 && len(n) == 8) {
		return -1
	}
	last := r.groupsAfter(i)
	total := 0
	for j := i; j <= last; j++ {
		total += digitsIn(r.plainShort(j))
	}
	whole := last == i && digits == len(n)
	switch {
	case whole && (isYear(n) || k&sureWord == 0 && (round(n) || uniform(n))):
		return -1
	case total >= 4 && (k&sureWord != 0 || k&numberWord != 0 && k&perhapsWord != 0 || total >= 5), digits == 3 && whole && r.w(i-1) != "" && (r.w(i-1) == "cvv" || r.w(i-1) == "cvc" || r.w(i-2) == "cvv" || r.w(i-2) == "cvc"):
		return last
	}
	return -1
}

// dated says whether a core is a day with its month in letters.
func (r *reading) dated(n string) bool {
	day, _ := r.dateInCore(n, true)
	return day
}

// groupsAfter is the last of the groups of digits that go on after core i.
func (r *reading) groupsAfter(i int) int {
	for j := i + 1; j <= i+8 && r.next(j-1); j++ {
		n := r.plainShort(j)
		if r.cores[j].marks&^hasLetter != hasDigit || digitsIn(n) < len(n)-1 || isYear(n) || len(n) > 8 {
			break
		}
		i = j
	}
	return i
}

// lettersFirst is the last core of a number that begins with letters apart: PA 123456.
func (r *reading) lettersFirst(i int, k role) int {
	if k&(sureWord|numberWord) == 0 || utf8.RuneCountInString(r.raw(i)) > 3 || !r.next(i) || r.cores[i+1].marks&^hasLetter != hasDigit || r.is(i, officialFill) || r.know(i)&(common|usual|r.mine) != 0 || r.caseless(i) {
		return -1
	}
	last, total := r.groupsAfter(i), 0
	for j := i + 1; j <= last; j++ {
		total += digitsIn(r.plainShort(j))
	}
	if total < 4 {
		return -1
	}
	return last
}

// carAt is the last core of a car's number, as its owner may have chosen it, that begins
// at core i: up to seven letters and digits, both among them, in two cores at most.
func (r *reading) carAt(i int) int {
	one := r.plainShort(i)
	fits := func(s string) bool {
		d := digitsIn(s)
		return len(s) >= 2 && len(s) <= 7 && d > 0 && d < len(s) && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
	}
	if r.next(i) && shout(r.raw(i)+r.raw(i+1)) && !r.inMarker(i+1) && fits(one+r.plainShort(i+1)) && len(r.raw(i+1)) <= 4 {
		return i + 1
	}
	if r.next(i) && !r.inMarker(i+1) && fits(one+r.plainShort(i+1)) && len(r.raw(i+1)) <= 4 && r.lexicon.words[r.w(i+1)]&(common|usual) == 0 && r.lexicon.words[r.w(i)]&(common|usual) == 0 {
		return i + 1
	}
	if fits(one) && len(one) >= 4 {
		return i
	}
	return -1
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
