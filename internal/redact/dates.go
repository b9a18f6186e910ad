package redact

import (
	"strings"
	"unicode/utf8"
)

// A day with its year tells when somebody was born, or when they were moved: it
// is taken out wherever it stands. A day and a month are taken out where a
// birthday is told. A year or a month alone stays.

// findDate takes a day that begins at core i.
func findDate(r *reading, i int) (find, bool) {
	if f, ok := r.dateInNumbers(i); ok {
		return f, true
	}
	return r.dateInWords(i)
}

// dateInNumbers takes 3/12/2013, and 3/12 after a word of birth.
func (r *reading) dateInNumbers(i int) (find, bool) {
	if r.cores[i].marks&hasDigit == 0 || r.cores[i].marks&(hasLetter|hasAt|hasHash|hasUnderscore) != 0 || r.cores[i].to-r.cores[i].from > 3*longest {
		return find{}, false
	}
	plain := r.plain(i)
	if isDate(plain) {
		return r.span(i, i, Date)
	}
	if i+2 < len(r.cores) && len(plain) <= 4 && r.spacedDate(i) {
		return r.span(i, i+2, Date)
	}
	day, month, two := strings.Cut(strings.Map(dateSign, plain), "/")
	if two && !strings.Contains(month, "/") && within(day, 31) && within(month, 31) && r.bornBefore(i) {
		return r.span(i, i, Date)
	}
	return find{}, false
}

// dateSign makes one sign of those that stand in a date.
func dateSign(r rune) rune {
	if r == '.' || r == '-' {
		return '/'
	}
	return r
}

// spacedDate says whether three cores are a day in numbers with spaces, or with
// the Chinese words for year, month and day.
func (r *reading) spacedDate(i int) bool {
	gaps := r.gap(i) + r.gap(i+1)
	if len(gaps) > 8 || !r.digitsOnly(i+1) || !r.digitsOnly(i+2) {
		return false
	}
	a, b, c := r.plain(i), r.plain(i+1), r.plain(i+2)
	switch strings.ReplaceAll(gaps, " ", "") {
	case "年月":
		return isYear(a)
	case "//", "--", "..", "":
		return isDate(a+"/"+b+"/"+c) && (isYear(a) || isYear(c) || gaps == "  ") && (gaps != "  " || r.bornBefore(i))
	}
	return false
}

// digitsOnly says whether a core is one to four digits.
func (r *reading) digitsOnly(i int) bool {
	n := r.plain(i)
	return len(n) >= 1 && len(n) <= 4 && strings.Trim(n, "0123456789") == ""
}

// dateInWords takes 3rd of May 2012, May 3 2012, and without the year after a
// word of birth.
func (r *reading) dateInWords(i int) (find, bool) {
	at := -1
	switch {
	case r.day(i):
		at = i + 1
		if r.next(i) && (r.w(i+1) == "of" || r.w(i+1) == "o" || r.w(i+1) == "de") {
			at++
		}
		if !r.isMonth(at) {
			return find{}, false
		}
	case r.isMonth(i) && r.near(i) && r.day(i+1):
		at = i + 1
	default:
		return find{}, false
	}
	for j := i; j < at; j++ {
		if !r.near(j) {
			return find{}, false
		}
	}
	if at+1 < len(r.cores) && r.near(at) && isYear(r.plainShort(at+1)) {
		return r.span(i, at+1, Date)
	}
	if r.bornBefore(i) {
		return r.span(i, at, Date)
	}
	return find{}, false
}

func (r *reading) isMonth(i int) bool { return i < len(r.cores) && r.know(i)&month != 0 }

// near says whether a space, a full stop or a comma stands between core i and
// the next.
func (r *reading) near(i int) bool {
	return i+1 < len(r.cores) && r.gap(i) != "" && len(r.gap(i)) <= 3 && strings.Trim(r.gap(i), " .,،") == ""
}

// plainShort is core i as plain, if it is short; else "".
func (r *reading) plainShort(i int) string {
	if r.cores[i].to-r.cores[i].from > longest {
		return ""
	}
	return r.plain(i)
}

// day says whether core i is the number of a day: 3, 3rd, 31st.
func (r *reading) day(i int) bool {
	if r.cores[i].marks&hasDigit == 0 {
		return dayWord[r.w(i)]
	}
	n := r.plainShort(i)
	for _, end := range []string{"st", "nd", "rd", "th", "mh", "na", "го"} {
		n = strings.TrimSuffix(n, end)
	}
	return within(n, 31)
}

// dayWord are the words of the days of a month.
var dayWord = wordSet("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth " +
	"eighteenth nineteenth twentieth thirtieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirty-first")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// bornWithin is how many words before a day may tell that it is one of birth.
const bornWithin = 5

func (r *reading) bornBefore(i int) bool {
	for back := 1; back <= bornWithin && i-back >= 0; back++ {
		gap := r.gap(i - back)
		if strings.ContainsAny(gap, ".!?\n[") || utf8.RuneCountInString(gap) > 4 {
			return strings.HasPrefix(gap, "生日") || strings.HasPrefix(gap, "出生")
		}
		if w := r.w(i - back); r.cues[w]&born != 0 || r.english && len(w) >= 6 && (oneMistake(w, "birthday") || oneMistake(w, "birth day")) {
			return true
		}
	}
	return false
}
