package redact

import "strings"

// findPostcode takes a UK postcode, written as one core or as two.
func findPostcode(t *text, i int) (find, bool) {
	const both = hasLetter | hasDigit
	if t.cores[i].marks&both != both || t.cores[i].to-t.cores[i].from > 32 {
		return find{}, false
	}
	out := joiners.Replace(t.plain(i))
	if n := len(out); n > 4 && isOutward(out[:n-3]) && isInward(out[n-3:]) {
		return t.span(i, i, Postcode)
	}
	if i+1 == len(t.cores) || !isOutward(out) || strings.Trim(t.gap(i), " \u00a0") != "" || len(t.gap(i)) > 4 {
		return find{}, false
	}
	in := t.plain(i + 1)
	if !isInward(in) || isSchoolYear(out) && isOrdinal(in) {
		return find{}, false
	}
	return t.span(i, i+1, Postcode)
}

var joiners = strings.NewReplacer("-", "", ".", "")

// isOutward says whether s is the first half: an area, a digit, and perhaps one
// more digit or letter.
func isOutward(s string) bool {
	area := strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
	if area < 1 || !areas[s[:area]] {
		return false
	}
	switch rest := s[area:]; len(rest) {
	case 1:
		return isDigit(rest[0])
	case 2:
		return isDigit(rest[0]) && (isDigit(rest[1]) || isLetter(rest[1]))
	}
	return false
}

// isInward says whether s is the second half. Six letters are never used in it.
func isInward(s string) bool {
	if len(s) != 3 || !isDigit(s[0]) {
		return false
	}
	for _, c := range []byte(s[1:]) {
		if !isLetter(c) || strings.IndexByte("cikmov", c) >= 0 {
			return false
		}
	}
	return true
}

// isSchoolYear says whether s is also a year of a Scottish secondary school:
// "S3 2nd term" is no place in Sheffield.
func isSchoolYear(s string) bool { return len(s) == 2 && s[0] == 's' && s[1] >= '1' && s[1] <= '6' }

func isOrdinal(s string) bool {
	switch s[1:] {
	case "st", "nd", "rd", "th":
		return true
	}
	return false
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }

// areas are the postcode areas of the UK, of its islands and of the forces.
var areas = set(`ab al b ba bb bd bf bh bl bn br bs bt bx ca cb cf ch cm co cr ct cv cw da
	dd de dg dh dl dn dt dy e ec eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv
	je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph
	pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub
	w wa wc wd wf wn wr ws wv yo ze`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
