package redact

import (
	"strings"
	"unicode/utf8"
)

// bornWithin is how many words before a day, or after it, may tell that it is one of birth.
const bornWithin = 5

// birthday says whether a day at cores i to j is told to be one of birth: before it,
// after it, or with an age.
func (r *reading) birthday(i, j int) bool { return r.bornBefore(i) || r.ageBefore(i) || r.bornAfter(j) }

func (r *reading) bornBefore(i int) bool {
	for back := 1; back <= bornWithin && i-back >= 0; back++ {
		gap := r.gap(i - back)
		if strings.ContainsAny(gap, "!?\n[") || strings.Contains(gap, ".") && !(back == 1 && dotted[r.w(i-1)]) || utf8.RuneCountInString(gap) > 4 {
			return strings.HasPrefix(gap, "生日") || strings.HasPrefix(gap, "出生")
		}
		if r.tellsBirth(i-back) && !r.inMarker(i-back) {
			return true
		}
	}
	return false
}

// dotted are words of birth that are written short, with a full stop.
var dotted = wordSet("ur dob d.o.b b нар")

// bornAfter says whether a word of birth comes after core i: 3rd May is my birthday.
func (r *reading) bornAfter(i int) bool {
	for j := i + 1; j <= i+bornWithin+1 && j < len(r.cores); j++ {
		if gap := r.gap(j - 1); strings.ContainsAny(gap, ".!?\n[") || utf8.RuneCountInString(gap) > 4 || r.inMarker(j) {
			return false
		}
		if r.tellsBirth(j) {
			return true
		}
	}
	return false
}

func (r *reading) tellsBirth(i int) bool {
	w := r.w(i)
	if r.says(i)&born != 0 || w == "day" && i > 0 && r.w(i-1) == "b" {
		return true
	}
	return r.english && len(w) >= 6 && len(w) <= 10 && (oneMistake(w, "birthday") || oneMistake(w, "birthdays"))
}

// ageBefore says whether an age stands before a day: im 14 on the 5th of June.
func (r *reading) ageBefore(i int) bool {
	j := i - 1
	for ; j > 0 && j >= i-4 && r.close(j) && (r.is(j, dateFill) || r.know(j)&usual != 0 && endsIn(r.w(j), "day")); j-- {
	}
	if j < 1 || j == i-1 && !r.is(j, yearsWord) || !r.close(j) {
		return false
	}
	if r.is(j, yearsWord) && r.close(j-1) {
		j--
	}
	if !(r.is(j, digitWord) && r.entry(j).value > 0 || within(r.plainShort(j), 31)) || j < 1 || !r.close(j-1) {
		return false
	}
	return r.is(j-1, ageWord) || r.is(j+1, yearsWord)
}
