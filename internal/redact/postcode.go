package redact

import (
	"strconv"
	"strings"
)

// findPostcode takes a UK postcode, in one core or in several, spelled too; after a word
// that says that one comes, or that somebody lives there, also the half of one.
func findPostcode(r *reading, i int) (find, bool) {
	if r.is(i, postcodeWord) || r.is(i, sureWord) && r.w(i) == "code" && i > 0 && r.w(i-1) == "post" {
		return r.codeAfter(i)
	}
	c := r.cores[i]
	if c.marks&(hasLetter|hasDigit) == 0 || c.marks&hasLetter == 0 && r.lang != "pl" || c.to-c.from > 32 {
		return find{}, false
	}
	if r.lang == "pl" && isPolish(r.raw(i)) {
		return r.span(i, i, Postcode)
	}
	if c.marks&hasDigit == 0 && !r.spelt(i) || len(r.raw(i)) > 24 {
		return find{}, false
	}
	if last := r.postcode(i); last >= 0 {
		return r.span(i, last, Postcode)
	}
	if r.half(i) {
		return r.span(i, i, Postcode)
	}
	return find{}, false
}

// spelt says whether letters alone at core i may begin a postcode: an area, and what may
// go on with it.
func (r *reading) spelt(i int) bool {
	if i+1 == len(r.cores) || len(r.raw(i)) > 4 {
		return false
	}
	w, next := r.w(i), r.cores[i+1]
	if n := len(w); n > 2 { // kyl 1ab
		return next.marks&hasDigit != 0 && strings.IndexByte("oil", w[n-1]) >= 0 && (areas[w[:2]] || areas[w[:1]])
	}
	return (next.marks&hasDigit != 0 || next.to-next.from == 1 || r.is(i+1, digitWord)) && (len(w) == 1 || areas[w])
}

// postcodeCores is how many cores a spelled postcode has at most.
const postcodeCores = 7

// postcode is the last core of the postcode that begins at core i, -1 if none does.
func (r *reading) postcode(i int) int {
	all, outward := "", 0
	for j := i; j < len(r.cores) && j < i+postcodeCores && !r.inMarker(j); j++ {
		part := r.codePart(j, j == i)
		if part == "" || j > i && !codeGap(r.gap(j-1)) {
			return -1
		}
		before := all
		if all += part; len(all) > len("ec1a1bb") {
			return -1
		}
		if fixed, ok := wholePostcode(all); ok && r.codeIsMeant(i, j, fixed != all) && (j == i || outward > 0 || j > i+1 || isOutward(before)) {
			return j
		}
		if out, ok := fixOutward(all); ok && isOutward(out) {
			outward = len(all)
		}
	}
	return -1
}

// codePart are the letters and digits of core i, those in words too.
func (r *reading) codePart(i int, first bool) string {
	if e := r.entry(i); e.is&digitWord != 0 && !first && e.value < 100 && len(r.w(i)) > 1 {
		return strconv.Itoa(e.value)
	}
	if r.cores[i].to-r.cores[i].from > 32 {
		return ""
	}
	part := joiners.Replace(r.plain(i))
	if len(part) > len("ec1a1bb") || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return ""
	}
	return part
}

var joiners = strings.NewReplacer("-", "", ".", "", "/", "", "_", "")

// codeGap says whether what stands between two cores may stand inside a postcode.
func codeGap(gap string) bool {
	return gap == " " || len(gap) <= 4 && strings.Trim(gap, " ,\n()\u00a0") == ""
}

// codeIsMeant says whether cores i to j, which make a postcode, are meant as one: not if
// the second half is a word, or an ordinal number after a year of school. fixed tells
// that a letter was read for a digit.
func (r *reading) codeIsMeant(i, j int, fixed bool) bool {
	last := r.raw(j)
	switch plain := r.plain(j); {
	case i == j:
		return !fixed || r.know(i)&^idWord == 0 && r.cores[i].marks&hasDigit != 0
	case isOrdinal(plain) && len(plain) == 3 && isSchoolYear(r.plain(i)):
		return false
	case fixed && r.cores[j].marks&hasDigit == 0 && j == i+1:
		return humped(last) || r.know(j) == 0 || shout(last) && shout(r.raw(i))
	case fixed && r.cores[i].marks&hasDigit == 0 && j == i+1:
		return r.know(i)&(common|usual) == 0
	case j > i+1 && fixed:
		return false
	case j > i+1: // spelled: no words in it
		for at := i; at <= j; at++ {
			if len(r.w(at)) > 2 && r.cores[at].marks&hasDigit == 0 && !r.is(at, digitWord) {
				return false
			}
		}
	}
	return true
}

// wholePostcode is s with the letters that stand for digits in it made digits, and
// whether it is a postcode then.
func wholePostcode(s string) (string, bool) {
	if len(s) < 5 {
		return s, false
	}
	out, in := s[:len(s)-3], s[len(s)-3:]
	if !isDigit(in[0]) {
		in = asDigits(in[:1]) + in[1:]
	}
	out, ok := fixOutward(out)
	return out + in, ok && isOutward(out) && isInward(in)
}

// fixOutward makes the letters that stand for digits at the end of a first half digits.
func fixOutward(s string) (string, bool) {
	if isOutward(s) || len(s) < 2 || len(s) > 4 {
		return s, isOutward(s)
	}
	for area := min(2, len(s)-1); area > 0; area-- {
		if fixed := s[:area] + asDigits(s[area:]); isOutward(fixed) {
			return fixed, true
		}
	}
	return s, false
}

func asDigits(s string) string { return written.Replace(s) }

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

// half says whether core i is the first half of a Scottish postcode after a word of
// living there.
func (r *reading) half(i int) bool {
	out := r.plain(i)
	area := strings.TrimRight(out, "0123456789")
	if i > 1 && r.w(i-1) == "the" && r.close(i-1) {
		return r.says(i-2)&in != 0 && r.close(i-2) && isOutward(out) && scottish[area] && len(out) > 2 && r.cores[i].marks&hasLetter != 0
	}
	if i == 0 || !r.close(i-1) || len(out) > 4 || !isOutward(out) || !scottish[area] || r.says(i-1)&in == 0 {
		return false
	}
	return len(area) > 1 && r.w(i-1) != "at" && r.w(i-1) != "on" || r.close(i-2) && r.is(i-2, livingWord) && len(out) > 2
}

// codeAfter takes the postcode, or what is like one, after the word for it.
func (r *reading) codeAfter(i int) (find, bool) {
	for j := i + 1; j < len(r.cores) && j <= i+4 && officialGap(r.gap(j-1)) && !r.inMarker(j); j++ {
		if last := r.postcode(j); last >= 0 {
			return r.span(j, last, Postcode)
		}
		if n := r.plainShort(j); r.cores[j].marks&hasDigit != 0 && len(n) <= 8 && len(n) > 1 {
			last := j
			if r.next(j) && !r.inMarker(j+1) && len(r.raw(j+1)) <= 5 && r.cores[j+1].marks&hasLetter != 0 && (r.cores[j+1].marks&hasDigit != 0 || r.know(j+1) == 0) {
				last = j + 1
			}
			return r.span(j, last, Postcode)
		}
		if !r.is(j, codeFill) {
			return find{}, false
		}
	}
	return find{}, false
}

// isPolish says whether s is a postcode of Poland: 31-042.
func isPolish(s string) bool { return len(s) == 6 && s[2] == '-' && digitsIn(s) == 5 }

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

// areas are the postcode areas of the UK, of its islands and of the forces, and scottish
// those of Scotland.
var (
	areas = set(`ab al b ba bb bd bf bh bl bn br bs bt bx ca cb cf ch cm co cr ct cv cw da
	dd de dg dh dl dn dt dy e ec eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv
	je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph
	pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub
	w wa wc wd wf wn wr ws wv yo ze`)
	scottish = set(`ab dd dg eh fk g hs iv ka kw ky ml pa ph td ze`)
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
