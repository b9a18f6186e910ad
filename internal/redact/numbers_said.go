package redact

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// dialled is a telephone number as it is read from its parts.
type dialled struct {
	digits
	pending int // what is said and may go on, 20 or 300; -1: nothing
	said    int // how many parts are words
	filled  bool
}

// say adds what a word counts: twenty and then three are 23, two and then three 2 3.
func (d *dialled) say(v int) {
	d.said++
	if v > 0 && v <= room(d.pending) {
		d.pending += v
		return
	}
	d.flush()
	d.pending = v
}

// room is how much may be added to what was said: up to 99 to 300, up to 9 to 20.
func room(said int) int {
	switch {
	case said >= 100 && said%100 == 0:
		return 99
	case said%100 >= 20 && said%10 == 0:
		return 9
	}
	return 0
}

// hundreds makes hundreds of the digit before.
func (d *dialled) hundreds() {
	d.said++
	switch p := d.pending; {
	case p >= 1 && p <= 9:
		d.pending = p * 100
	case p > 100 && p%100 < 10:
		d.add(strconv.Itoa(p / 100 * 100))
		d.pending = p % 100 * 100
	}
}

// spoken is what is said and not yet written down.
func (d *dialled) spoken() string { return strconv.Itoa(d.pending) }

// flush writes down what was said.
func (d *dialled) flush() {
	if d.pending >= 0 {
		d.add(d.spoken())
	}
	d.pending = -1
}

// verdict judges what was said so far.
func (d *dialled) verdict(cued bool) verdict {
	all := d.digits
	if d.pending >= 0 {
		all.add(d.spoken())
	}
	n := len(all.all)
	switch v := all.judge(); {
	case n == 0 || d.filled && n < 10 && !cued:
		return nothing
	case v == public, n > 0 && all.dull():
		return v
	case all.all[0] == '0' || d.plus:
		return v
	case cued && n >= 6 && n <= 13 && len(all.groups[0]) > 1, d.said >= n-2 && (cued && n >= 6 || all.all[0] == '7' && n >= 9):
		return private
	}
	return nothing
}

// maxFill is how many words may stand between two parts of a number.
const maxFill = 6

// findTold takes a telephone number that is told part by part, in words or with words
// between: oh seven seven double oh, 07700 and then 900. One that begins with no zero
// needs a word before it that says what it is.
func findTold(r *reading, i int) (find, bool) {
	if r.cores[i].marks&hasDigit == 0 && !r.is(i, digitWord|timesWord|plusWord) && !strings.Contains(r.raw(i), "-") {
		return find{}, false
	}
	d := dialled{pending: -1}
	cued, known := false, false
	last, found := i, false
	for j := i; j < len(r.cores) && len(d.all) <= maxDigits; {
		next := r.part(j, &d)
		if next == j {
			break
		}
		if !known {
			if cued, known = r.phoneBefore(i), true; !cued && !d.begins() {
				return find{}, false
			}
		}
		switch d.verdict(cued) {
		case private:
			last, found = next-1, true
		case public:
			return find{}, false
		}
		if j = r.filled(next-1, &d); j == 0 {
			break
		}
	}
	if !found {
		return find{}, false
	}
	return r.span(i, last, Phone)
}

// begins says whether a number can begin so without a word before it.
func (d *dialled) begins() bool {
	return d.plus || d.pending == 0 || d.pending == 7 || d.all != "" && d.all[0] == '0'
}

// part adds what core i says to a number, and gives the core after it; i if it says
// nothing.
func (r *reading) part(i int, d *dialled) int {
	if r.inMarker(i) || r.cores[i].to-r.cores[i].from > 2*longest {
		return i
	}
	e := r.entry(i)
	switch {
	case e.is&digitWord != 0 && !(r.w(i) == "o" && len(d.all) == 0 && capital(r.raw(i)) && !r.is(i+1, digitWord)), e.is&soundsWord != 0 && len(d.all) >= 4 && !d.filled:
		d.say(e.value)
	case e.is&timesWord != 0 && i+1 < len(r.cores) && soft(r.gap(i)):
		return r.twice(i, d, e.value)
	case e.is&plusWord != 0 && d.all == "" && d.pending < 0:
		d.plus = true
		d.said++
	case e.is&hundredWord != 0 && d.pending > 0:
		d.hundreds()
	default:
		return r.mixed(i, d)
	}
	return i + 1
}

// twice adds the digit after double or treble.
func (r *reading) twice(i int, d *dialled, times int) int {
	one, ok := r.entry(i+1).value, r.is(i+1, digitWord)
	if n := likeDigits(r.plainShort(i+1), false); len(n) == 1 && isDigit(n[0]) {
		one, ok = int(n[0]-'0'), true
	}
	if !ok || one > 9 {
		return i
	}
	d.flush()
	d.add(strings.Repeat(strconv.Itoa(one), times))
	d.said++
	return i + 2
}

// mixed adds a core of digits, or of digits and the words of digits in one.
func (r *reading) mixed(i int, d *dialled) int {
	if r.cores[i].marks&hasDigit == 0 && !strings.Contains(r.raw(i), "-") && d.said < 1 {
		return i
	}
	plain := r.plain(i)
	if n := likeDigits(plain, d.all == ""); numeric(n) {
		if isDecimal(n) || isDate(n) {
			return i
		}
		d.flush()
		d.plus = d.plus || d.all == "" && n[0] == '+'
		d.add(n)
		return i + 1
	}
	if v := likeDigit(r.w(i)); v >= 0 && d.said >= 1 && r.know(i) == 0 {
		d.say(v)
		return i + 1
	}
	read, words := "", 0
	for rest := bare(plain); rest != ""; {
		n, v := r.leading(rest)
		switch {
		case n > 0 && v == 100:
			read += "00"
		case n > 0:
			read, words = read+strconv.Itoa(v), words+1
		case isDigit(rest[0]):
			n, read = 1, read+rest[:1]
		case strings.IndexByte(".-/'", rest[0]) >= 0:
			n = 1
		default:
			return i
		}
		rest = rest[n:]
	}
	d.flush()
	d.add(read)
	d.said += words
	return i + 1
}

// likeDigit is the digit whose English word is one mistake away; -1 if there is none.
func likeDigit(w string) int {
	for v, word := range [...]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"} {
		if len(word) > 3 && oneMistake(w, word) {
			return v
		}
	}
	return -1
}

// leading is how long the word of a digit is with which s begins, and the digit, or of a
// hundred; the longest counts.
func (r *reading) leading(s string) (n, v int) {
	for m := min(len(s), 16); m > 0; m-- {
		switch e := r.told(s[:m]); {
		case e.is&digitWord != 0:
			return m, e.value
		case e.is&hundredWord != 0:
			return m, 100
		}
	}
	return 0, 0
}

// filled is the core after core i that may go on with a number, words between left out;
// 0 if there is none.
func (r *reading) filled(i int, d *dialled) int {
	for j := i + 1; j < len(r.cores) && j <= i+1+maxFill && soft(r.gap(j-1)) && !r.inMarker(j); j++ {
		if !r.is(j, partFill) || d.said > 0 && j == i+1 && r.is(j, soundsWord) && len(d.all) >= 4 {
			d.filled = d.filled || j > i+1
			return j
		}
	}
	return 0
}

// phoneBefore says whether a word before core i tells that a telephone number comes.
func (r *reading) phoneBefore(i int) bool {
	for back := i - 1; back >= max(0, i-5) && soft(r.gap(back)) && !r.inMarker(back); back-- {
		if r.is(back, phoneWord) {
			return true
		}
		if !r.is(back, askWord) {
			return false
		}
	}
	return false
}

// maxSoft is how many runes may stand between two parts of a number that is told.
const maxSoft = 5

// soft says whether what stands between two cores may stand inside a number that is
// told: spaces, lines and marks.
func soft(gap string) bool {
	if gap == " " {
		return true
	}
	if len(gap) > maxSoft*utf8.UTFMax || utf8.RuneCountInString(gap) > maxSoft {
		return false
	}
	for _, c := range gap {
		if !unicode.IsSpace(c) && !invisible(c) && !strings.ContainsRune("-.,()/*|~:;=…&+_،؛\\", fold(c)) {
			return false
		}
	}
	return true
}
