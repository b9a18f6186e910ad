package redact

import (
	"strings"
	"unicode/utf8"
)

// hanDates lists days as Chinese writes them, 2012年3月8日 and 三月八号, that have a year
// or where a birth is told.
func hanDates(s string) []find {
	var finds []find
	for at := strings.Index(s, "月"); at >= 0; {
		if f, ok := hanDate(s, at); ok {
			finds = append(finds, f)
		}
		next := strings.Index(s[at+len("月"):], "月")
		if next < 0 {
			break
		}
		at += len("月") + next
	}
	return finds
}

// hanDate is the day around the word for month at byte at.
func hanDate(s string, at int) (find, bool) {
	from := numberEnds(s, at, 3)
	day := at + len("月")
	to := numberBegins(s, day, 3)
	if from == at || to == day {
		return find{}, false
	}
	n := begins(s[to:], []string{"日", "号", "號"})
	if n == 0 {
		return find{}, false
	}
	f, year := find{from, to + n, Date}, false
	if before := strings.TrimSuffix(s[:from], "年"); len(before) < from {
		if y := numberEnds(s, len(before), 4); len(before)-y >= 2 {
			f.from, year = y, true
		}
	}
	return f, year || hanBorn(s, f)
}

// numberEnds is where the number begins that ends at byte at, numberBegins where the one
// ends that begins there; both at if there is none, most runes are looked at.
func numberEnds(s string, at, most int) int {
	for ; most > 0; most-- {
		c, n := utf8.DecodeLastRuneInString(s[:at])
		if !counting(c) {
			break
		}
		at -= n
	}
	return at
}

func numberBegins(s string, at, most int) int {
	for ; most > 0; most-- {
		c, n := utf8.DecodeRuneInString(s[at:])
		if !counting(c) {
			break
		}
		at += n
	}
	return at
}

func counting(c rune) bool { return digit(c) >= 0 || c == '十' || strings.ContainsRune(hanDigits, c) }

// hanBorn says whether a birth is told right before a day or after it.
func hanBorn(s string, f find) bool {
	const reach = 8 * len("月")
	before, after := s[runeStart(s, max(0, f.from-reach)):f.from], s[f.to:runeStart(s, min(len(s), f.to+reach))]
	for _, end := range []string{"。", "[", "]", "\n"} {
		before = before[strings.LastIndex(before, end)+1:]
		after, _, _ = strings.Cut(after, end)
	}
	for _, word := range []string{"生日", "出生", "生于", "生在"} {
		if strings.Contains(before, word) || strings.Contains(after, word) {
			return true
		}
	}
	return false
}
