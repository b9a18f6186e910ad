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

// dateInNumbers takes 3/12/2013 and 12mar12, and 3/12 after a word of birth.
func (r *reading) dateInNumbers(i int) (find, bool) {
	m := r.cores[i].marks
	if m&hasDigit == 0 || m&(hasAt|hasHash|hasUnderscore) != 0 || r.cores[i].to-r.cores[i].from > longest {
		return find{}, false
	}
	plain := r.plain(i)
	day, year := r.dateInCore(plain, m&hasLetter != 0)
	switch {
	case year, day && r.birthday(i, i):
		return r.span(i, i, Date)
	case m&hasLetter != 0:
		return find{}, false
	case i+2 < len(r.cores) && len(plain) <= 4 && r.spacedDate(i):
		return r.span(i, i+2, Date)
	case (len(plain) == 6 || len(plain) == 8) && r.digitsIn(plain) && isDate(plain[:2]+"/"+plain[2:4]+"/"+plain[4:]) && r.bornBefore(i):
		return r.span(i, i, Date)
	}
	return find{}, false
}

func (r *reading) digitsIn(n string) bool { return digitsIn(n) == len(n) }

// dateInCore says whether one core is a day of a month, and whether it has the year too.
func (r *reading) dateInCore(plain string, letters bool) (day, year bool) {
	if !letters {
		if isDate(plain) {
			return true, true
		}
		d, month, two := strings.Cut(strings.Map(dateSign, plain), "/")
		return two && !strings.Contains(month, "/") && within(d, 31) && within(month, 31), false
	}
	runs := dateRuns(plain)
	for len(runs) > 0 && r.cues[runs[0]]&born != 0 {
		runs = runs[1:] // dob-3/5/12
	}
	if n := len(runs); n == 3 && r.lexicon.words[runs[1]]&month == 0 && isDate(strings.Join(runs, "/")) {
		return true, true
	}
	switch len(runs) {
	case 3:
		if isYear(runs[0]) {
			runs[0], runs[2] = runs[2], runs[0]
		}
		return r.dayAndMonth(runs[0], runs[1]), r.dayAndMonth(runs[0], runs[1]) && len(runs[2])%2 == 0 && len(runs[2]) <= 4 && r.digitsIn(runs[2])
	case 2:
		return r.dayAndMonth(runs[0], runs[1]), false
	}
	return false, false
}

// dayAndMonth says whether of two parts one is a day and one the name of a month.
func (r *reading) dayAndMonth(a, b string) bool {
	return within(a, 31) && r.lexicon.words[b]&month != 0 || within(b, 31) && r.lexicon.words[a]&month != 0
}

// dateRuns are the parts of a core, digits and letters apart, without the ends of ordinal
// numbers: 12th-mar-2012. There are five at most: what has more is no date.
func dateRuns(plain string) []string {
	var runs []string
	for rest := plain; rest != "" && len(runs) < 5; {
		end := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		if end == 0 {
			if end = strings.IndexAny(rest, "0123456789.-/'"); end < 0 {
				end = len(rest)
			}
		}
		switch part := rest[:end]; {
		case end == 0:
			end = 1
		case len(runs) > 0 && isDigit(runs[len(runs)-1][0]) && (ordinal[part] || yearEnd[part] && end == len(rest)):
		default:
			if n := len(runs); n > 0 && isDigit(runs[n-1][0]) && len(part) > 4 && ordinal[part[:2]] {
				part = part[2:] // 3rdmay
			}
			if part = bare(part); part != "" { // a stroke that lengthens a word is a sign here: 12ـ3ـ2012
				runs = append(runs, part)
			}
		}
		rest = rest[end:]
	}
	return runs
}

// ordinal are the ends of ordinal numbers, and yearEnd what may hang on a year.
var (
	ordinal = set(`st nd rd th mh na go го ша ea-lea`)
	yearEnd = set(`r р rok roku y`)
)

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
	return len(n) >= 1 && len(n) <= 4 && r.digitsIn(n)
}

// dateInWords takes 3rd of May 2012, May the 3rd 2012, and without the year where a
// birth is told.
func (r *reading) dateInWords(i int) (find, bool) {
	if m := r.cores[i].marks; m&hasDigit == 0 && !r.is(i, dayWord|tensWord) && !r.isMonth(i) {
		return find{}, false
	}
	from, ordinals := i, false
	if r.cores[i].marks == hasDigit && isYear(r.plainShort(i)) && r.bornBefore(i) { // born 2011 on the 3rd of May
		from = r.skip(i+1, 2)
	}
	at := r.monthAfterDay(from)
	if at == 0 {
		at = r.dayAfterMonth(from)
	}
	if at == 0 {
		at, ordinals = r.dayOfTheMonth(from), true
	}
	if at == 0 {
		return find{}, false
	}
	born := r.birthday(i, at)
	if year := r.year(at, born); year > 0 {
		return r.span(i, year, Date)
	}
	if born || from > i && !ordinals {
		return r.span(i, at, Date)
	}
	return find{}, false
}

// skip is the first core from i on that is none of dateFill, at most so many of them
// passed over.
func (r *reading) skip(i, most int) int {
	for ; most > 0 && i < len(r.cores) && r.is(i, dateFill) && r.near(i); most-- {
		i++
	}
	return i
}

// monthAfterDay is the core of the month, if core i begins a day and the month
// follows; else 0.
func (r *reading) monthAfterDay(i int) int {
	last := r.dayEnd(i)
	if last < 0 || !r.near(last) {
		return 0
	}
	at := r.skip(last+1, 2)
	if at >= len(r.cores) || r.w(last+1) == "on" || !r.isMonth(at) && !r.nearMonth(at) {
		return 0
	}
	if r.near(at) && halves[r.w(at)] && r.w(at+1) != "" && secondHalf[r.w(at+1)] {
		at++
	}
	return at
}

// halves are Arabic names of months in two words, the first of them, and secondHalf the
// second.
var (
	halves     = wordSet("تشرين كانون")
	secondHalf = wordSet("الاول الثاني")
)

// dayAfterMonth is the last core of the day, if core i is a month and the day follows;
// else 0.
func (r *reading) dayAfterMonth(i int) int {
	if i >= len(r.cores) || !r.isMonth(i) || !r.near(i) {
		return 0
	}
	at := r.skip(i+1, 2)
	if at >= len(r.cores) {
		return 0
	}
	return max(0, r.dayEnd(at))
}

// dayOfTheMonth is the last core of the third of the fifth; 0 if none begins at core i.
func (r *reading) dayOfTheMonth(i int) int {
	last := r.dayEnd(i)
	if last < 0 || last+3 >= len(r.cores) || !r.near(last) || !r.near(last+1) || !r.near(last+2) || r.w(last+2) != "the" || r.w(last+1) != "of" && r.w(last+1) != "o" {
		return 0
	}
	if end := r.dayEnd(last + 3); end > 0 && (digitsIn(r.plainShort(last+3)) == 0 || within(strings.TrimRight(r.plainShort(last+3), "stndrh"), 12)) {
		return end
	}
	return 0
}

// year is the last core of the year after core i, 0 if none follows. Two digits are one
// where a birth is told, after an apostrophe and with a zero.
func (r *reading) year(i int, born bool) int {
	if i+1 >= len(r.cores) || !r.near(i) && r.gap(i) != " '" && r.gap(i) != " ’" {
		return 0
	}
	n := r.plainShort(i + 1)
	if isYear(n) || len(n) == 2 && r.digitsIn(n) && (born || n[0] == '0' || strings.HasSuffix(r.gap(i), "'") || strings.HasSuffix(r.gap(i), "’")) {
		return i + 1
	}
	said := dialled{pending: -1}
	last := 0
	for j := i + 1; j < len(r.cores) && j <= i+5 && (j == i+1 || r.near(j-1)) && r.cores[j].marks == hasLetter; j++ {
		if w := r.w(j); w == "thousand" || w == "and" && j > i+2 {
			continue
		}
		if r.part(j, &said) == j || said.plus {
			break
		}
		if all := said.digits; said.pending >= 0 {
			all.add(said.spoken())
			if len(all.all) >= 3 && (all.all[0] == '2' || strings.HasPrefix(all.all, "19")) || strings.HasPrefix(all.all, "2") && r.w(i+2) == "thousand" && j > i+1 {
				last = j
			}
		}
	}
	return last
}

func (r *reading) isMonth(i int) bool { return i < len(r.cores) && r.know(i)&month != 0 }

// nearMonth says whether core i, which stands where a month would, is one with a mistake.
func (r *reading) nearMonth(i int) bool {
	known := r.know(i)
	return r.cores[i].marks == hasLetter && known&(common|stop) == 0 && utf8.RuneCountInString(r.w(i)) > shortest && r.lexicon.months.has(r.w(i))
}

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

// dayEnd is the last core of the day that begins at core i: 3, 3rd, 31st, twenty first;
// -1 if none does.
func (r *reading) dayEnd(i int) int {
	if i >= len(r.cores) || r.inMarker(i) {
		return -1
	}
	if r.cores[i].marks&hasDigit == 0 {
		switch {
		case r.is(i, tensWord) && r.near(i) && r.is(i+1, dayWord):
			return i + 1
		case r.is(i, dayWord):
			return i
		}
		return -1
	}
	n := r.plainShort(i)
	end := strings.TrimLeft(n, "0123456789")
	if within(n[:len(n)-len(end)], 31) && (end == "" || ordinal[strings.TrimLeft(end, "-")]) {
		return i
	}
	return -1
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[bare(w)] = true
	}
	return set
}
