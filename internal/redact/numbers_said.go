package redact

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// saying is how numbers are said in one language; lists/digits.txt tells each word.
type saying struct {
	value  map[string]int // 0 to 9, 10, 20 ..., hundreds
	sounds map[string]int // digits among digits only: too, for
	times  map[string]int // double, treble
	plus, hundred,
	fill, phone, ask map[string]bool
}

// sayings are how numbers are said in each language; Scots has English's too, and
// so has every other one, since children mix them.
var sayings = sync.OnceValue(func() map[string]*saying {
	all := map[string]*saying{}
	for _, lang := range tongues {
		all[lang] = &saying{map[string]int{}, map[string]int{}, map[string]int{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	}
	for _, line := range strings.Split(list("digits"), "\n") {
		lang, use, words := parts(line)
		to := speakers(lang)
		if lang == "en" {
			to = tongues
		}
		for _, lang := range to {
			for _, w := range words {
				all[lang].add(use, bare(w))
			}
		}
	}
	return all
})

func (s *saying) add(use, w string) {
	words := map[string]map[string]bool{"+": s.plus, "hundred": s.hundred, "fill": s.fill, "phone": s.phone, "ask": s.ask}
	if set, ok := words[use]; ok {
		set[w] = true
		return
	}
	to, n := s.value, use
	if rest, ok := strings.CutPrefix(use, "sounds"); ok {
		to, n = s.sounds, rest
	} else if rest, ok := strings.CutPrefix(use, "x"); ok {
		to, n = s.times, rest
	}
	if v, err := strconv.Atoi(n); err == nil {
		to[w] = v
	}
}

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

// flush writes down what was said.
func (d *dialled) flush() {
	if d.pending >= 0 {
		d.add(strconv.Itoa(d.pending))
	}
	d.pending = -1
}

// verdict judges what was said so far.
func (d *dialled) verdict(cued bool) verdict {
	all := d.digits
	if d.pending >= 0 {
		all.add(strconv.Itoa(d.pending))
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
	s, w := sayings()[r.lang], r.w(i)
	if v, ok := s.value[w]; ok && !(w == "o" && len(d.all) == 0 && capital(r.raw(i))) {
		d.say(v)
		return i + 1
	}
	switch times := s.times[w]; {
	case times > 0 && i+1 < len(r.cores) && soft(r.gap(i)):
		return r.twice(i, d, times)
	case s.plus[w] && d.all == "" && d.pending < 0:
		d.plus = true
		d.said++
		return i + 1
	case s.hundred[w] && d.pending > 0:
		d.hundreds()
		return i + 1
	}
	if len(d.all) >= 4 && !d.filled {
		if v, ok := s.sounds[w]; ok {
			d.say(v)
			return i + 1
		}
	}
	return r.mixed(i, d)
}

// twice adds the digit after double or treble.
func (r *reading) twice(i int, d *dialled, times int) int {
	one, ok := sayings()[r.lang].value[r.w(i+1)]
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
	values := sayings()[r.lang].value
	if d.said >= 1 && r.know(i) == 0 {
		for w, v := range values {
			if len(w) > 3 && v < 10 && oneMistake(w, r.w(i)) {
				d.say(v)
				return i + 1
			}
		}
	}
	read, words := "", 0
	for rest := bare(plain); rest != ""; {
		n, v := leading(rest, values)
		switch {
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

// leading is how long the word of a digit is with which s begins, and the digit; the
// longest counts.
func leading(s string, values map[string]int) (n, v int) {
	for m := min(len(s), 16); m > 0; m-- {
		if v, ok := values[s[:m]]; ok {
			return m, v
		}
	}
	return 0, 0
}

// filled is the core after core i that may go on with a number, words between left out;
// 0 if there is none.
func (r *reading) filled(i int, d *dialled) int {
	fill := sayings()[r.lang].fill
	for j := i + 1; j < len(r.cores) && j <= i+1+maxFill && soft(r.gap(j-1)) && !r.inMarker(j); j++ {
		if !fill[r.w(j)] || d.said > 0 && j == i+1 && r.sounds(j) && len(d.all) >= 4 {
			d.filled = d.filled || j > i+1
			return j
		}
	}
	return 0
}

func (r *reading) sounds(i int) bool {
	_, ok := sayings()[r.lang].sounds[r.w(i)]
	return ok
}

// phoneBefore says whether a word before core i tells that a telephone number comes.
func (r *reading) phoneBefore(i int) bool {
	s := sayings()[r.lang]
	for back := i - 1; back >= max(0, i-5) && soft(r.gap(back)) && !r.inMarker(back); back-- {
		if w := r.w(back); s.phone[w] {
			return true
		} else if !s.ask[w] {
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
