package redact

import (
	"strings"
	"unicode/utf8"
)

// findEmail takes an address at a host: as one core, with spaces around the sign or
// inside the host, or told in words to a machine that might not see it.
func findEmail(r *reading, i int) (find, bool) {
	if r.cores[i].marks&hasAt != 0 {
		if plain := r.plain(i); strings.LastIndexByte(plain, '@') > 0 {
			return r.span(i, r.endings(i), Email)
		}
	}
	if r.cores[i].marks&(hasLetter|hasDigit) == 0 || r.inMarker(i) {
		return find{}, false
	}
	if i+1 == len(r.cores) && !r.atGap(r.gap(i)) || r.gap(i) == " " && !r.is(i+1, atWord|mailWord|dotWord|underWord|dashWord) && r.cores[i+1].marks&(hasAt|hasDigit) == 0 && len(r.raw(i+1)) > 2 {
		return find{}, false
	}
	j, ok := r.mailName(i)
	if !ok {
		return find{}, false
	}
	host, unsigned := r.sign(j)
	if host == 0 {
		return find{}, false
	}
	if end := r.host(host, unsigned); end > 0 && (end > host || r.mailed(i, host)) {
		return r.span(i, end, Email)
	}
	return find{}, false
}

// mailName is the last core of what stands before the at sign: sam dot k 07.
func (r *reading) mailName(i int) (j int, ok bool) {
	for j = i; j+1 < len(r.cores) && j < i+6 && (soft(r.gap(j)) || bracketed(r.gap(j))) && !r.inMarker(j+1); {
		w := r.w(j + 1)
		switch {
		case r.is(j+1, atWord|mailWord) || w == "a" && r.gap(j) != " " && bracketed(r.gap(j)) || r.cores[j+1].marks&hasAt != 0 || strings.ContainsAny(r.gap(j), "@＠"):
			return j, true
		case r.is(j+1, dotWord|underWord|dashWord) && j+2 < len(r.cores) && soft(r.gap(j+1)):
			j += 2
		case utf8.RuneCountInString(w) == 1 || r.cores[j+1].marks == hasDigit && len(w) <= 4:
			j++
		default:
			return j, false
		}
	}
	return j, j+1 < len(r.cores) && r.atGap(r.gap(j))
}

// sign is the core of the host, which core i and an at sign stand before; 0 if none
// does. unsigned tells that the sign was left out.
func (r *reading) sign(i int) (host int, unsigned bool) {
	gap := r.gap(i)
	switch {
	case i+1 == len(r.cores) || r.inMarker(i+1):
		return 0, false
	case r.atGap(gap):
		return i + 1, false
	case !soft(gap) && !bracketed(gap):
		return 0, false
	case r.cores[i+1].marks&hasAt != 0 && r.plain(i + 1)[0] == '@':
		return i + 1, false
	case (r.is(i+1, atWord) || r.w(i+1) == "a" && bracketed(gap) && gap != " ") && i+2 < len(r.cores) && (soft(r.gap(i+1)) || bracketed(r.gap(i+1))):
		return i + 2, false
	case r.is(i+1, mailWord) && r.is(i+2, endingWord):
		return i + 1, true
	}
	return 0, false
}

// atGap says whether nothing but an at sign and spaces stands between two cores.
func (r *reading) atGap(gap string) bool {
	return len(gap) <= 6 && strings.ContainsAny(gap, "@＠") && strings.Trim(gap, " @＠") == ""
}

// bracketed says whether a sign in words has brackets: sam [at] gmail.
func bracketed(gap string) bool {
	return len(gap) <= 3 && strings.Trim(gap, " []()<>{}") == ""
}

// host is the last core of a host that begins at core i; 0 if none does. After a sign it
// may have two words.
func (r *reading) host(i int, unsigned bool) int {
	plain := strings.TrimPrefix(r.plain(i), "@")
	end := r.endings(i)
	name, _, dotted := strings.Cut(plain, ".")
	switch {
	case dotted && isHost(plain), end > i, r.mailHost(name):
		return end
	case r.next(i) && !unsigned && !r.inMarker(i+1):
		if end = r.endings(i + 1); end > i+1 { // one host in two words
			return end
		}
	}
	return 0
}

// mailHost says whether a word is a host of mail, one mistake allowed in it.
func (r *reading) mailHost(name string) bool {
	if r.told(bare(name)).is&mailWord != 0 {
		return true
	}
	for _, like := range []string{"gmail", "hotmail", "outlook", "icloud"} {
		if len(name) >= len(like)-1 && oneMistake(name, like) && name != "mail" && name != "email" && name != "loud" && name != "cloud" {
			return true
		}
	}
	return false
}

// endings is the last core of the endings after the host at core i: dot co dot uk, com.
func (r *reading) endings(i int) int {
	for first := true; i+1 < len(r.cores); first = false {
		gap := r.gap(i)
		switch {
		case i+2 < len(r.cores) && r.is(i+1, dotWord) && (soft(gap) || bracketed(gap)) && r.is(i+2, endingWord) && (soft(r.gap(i+1)) || bracketed(r.gap(i+1))):
			i += 2
		case r.is(i+1, endingWord) && len(gap) <= 3 && strings.Trim(gap, " .,点") == "" && (first && sure[r.w(i+1)] || strings.ContainsAny(gap, ".,点")):
			i++
		default:
			return i
		}
	}
	return i
}

// sure are endings that are no words: they may stand without a dot.
var sure = set(`com net org uk كوم کام ком`)

// mailed says whether there is a reason that core i is a name at a host without an
// ending: it is no word, or mail is spoken of before.
func (r *reading) mailed(i, host int) bool {
	known := r.know(i)
	name, _, dotted := strings.Cut(r.plain(host), ".")
	return dotted && (r.mailHost(name) || !r.ordinary(known)) || r.cores[i].marks&(hasDot|hasDigit|hasUnderscore) != 0 || !r.ordinary(known) && known&^r.mine == 0 || r.postBefore(i)
}

// postBefore says whether a word of mail stands at most three words before core i.
func (r *reading) postBefore(i int) bool {
	for back := i - 1; back >= max(0, i-3) && soft(r.gap(back)) && !r.inMarker(back); back-- {
		if r.is(back, postWord) {
			return true
		}
	}
	return false
}
