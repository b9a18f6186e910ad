package redact

import (
	"strings"
	"unicode/utf8"
)

// findHeaded takes what a school, a home, a street or a team is called, with the
// word that says which it is: Craigmount High School, 12 Elm Row, ulica Polna.
func findHeaded(r *reading, i int) (find, bool) {
	if f, ok := r.saint(i); ok {
		return f, true
	}
	if f, ok := r.address(i); ok {
		return f, true
	}
	f, ok := r.called(i)
	if ok && f.kind == Street {
		f = r.withFlat(f)
	}
	return f, ok
}

// called takes a name with the word that says what it is of.
func (r *reading) called(i int) (find, bool) {
	if h := r.head(i); h.before {
		return r.headBefore(i, h)
	}
	if f, ok := r.headAfter(i); ok {
		return f, true
	}
	return r.plainName(i)
}

// headAfter takes up to three words and the head after them. The first must be
// able to be a name, or the number of a house.
func (r *reading) headAfter(i int) (find, bool) {
	number := r.houseNumber(i)
	if !number && !r.nameLike(i, false) {
		return find{}, false
	}
	for j := i + 1; j <= i+4 && j < len(r.cores) && (r.next(j-1) || number && j == i+1 && r.gap(i) == ", "); j++ {
		if h, ok := r.headAt(j); ok && !h.before && !(number && j == i+1) {
			if f, ok := r.headed(i, j, h, number); ok {
				return f, true
			}
		}
		if j == i+4 || r.nameLike(j, true) || linking[r.w(j)] {
			continue
		}
		if h, _ := r.headAt(j + 1); !number || h.kind != Street {
			return find{}, false
		}
	}
	return find{}, false
}

// headAt is the head that core i is, one mistake allowed in it if it is no word.
func (r *reading) headAt(i int) (head, bool) {
	h := r.head(i)
	ok := h != (head{})
	if ok || i >= len(r.cores) || r.know(i) != 0 || r.cores[i].marks != hasLetter {
		return h, ok
	}
	like := r.lodges[r.lang].find(r.w(i), func(like string) bool { return sameHead(r.w(i), like) })
	return r.heads[like], like != ""
}

// linking are words inside a name.
var linking = set(`of the and st saint our lady high primary junior`)

// headed judges words i to j, of which j is a head, and takes further heads after.
func (r *reading) headed(i, j int, h head, number bool) (find, bool) {
	big := capital(r.raw(j))
	switch {
	case h.weak && !number && !big && !(h.kind == Home && capital(r.raw(i)) && r.know(i)&(common|usual) == 0), number && h.kind != Street:
		return find{}, false
	case number && !big && !r.notPlain(i+1, j) && !(i == 0 || r.close(i-1) && (r.says(i-1)&in != 0 || r.is(i-1, numberOfWord|addressFill))):
		return find{}, false // i was 5 then drive away
	case r.w(j) == "st" && !number && r.next(j) && capital(r.raw(j+1)):
		return find{}, false // and St Mirren
	case h.kind == Home && r.owner(i):
		return find{}, false // at tams house
	case !number && !big && r.ordinary(r.know(i)) && r.know(i)&(stop|place) != 0 && !capital(r.raw(i)):
		return find{}, false // high school, church road
	case r.w(j) == "high" && !big && r.know(i)&(given|stop) != 0:
		return find{}, false
	}
	for j+1 < len(r.cores) && r.next(j) && r.head(j+1).kind == h.kind && !r.head(j+1).before && r.head(j+1) != (head{}) {
		j++
	}
	return r.span(i, j, h.kind)
}

// owner says whether core i ends as what belongs to somebody.
func (r *reading) owner(i int) bool {
	raw := r.raw(i)
	stem, many := strings.CutSuffix(bare(raw), "s")
	known := r.lexicon.words[stem]
	return endsIn(bare(raw), "'s", "s'") || many && known&given != 0 && known&place == 0 && r.lexicon.words[bare(raw)]&isListed == 0
}

// nameLike says whether core i can be part of a name: an unknown word, a listed
// one, or, inside of the name, one with a capital letter.
func (r *reading) nameLike(i int, inside bool) bool {
	if r.cores[i].marks&^(hasDot|hasLetter) != 0 || r.cores[i].marks&hasLetter == 0 {
		return false
	}
	known := r.know(i)
	if r.says(i)&(kin|title|called|with|in) != 0 && known&isListed == 0 || r.is(i, plainWord) && !capital(r.raw(i)) && !inside {
		return false
	}
	big := capital(r.raw(i)) && (inside || r.close(i-1) && r.plainBefore(i-1))
	switch {
	case known&isListed != 0 && known&(stop|usual|r.local) == 0, big && known&usual == 0:
		return true
	case known == more && !inside && r.close(i-1) && r.says(i-1)&in != 0:
		return true // lives in kestrel street
	case r.ordinary(known) || known != 0:
		return big && !inside && known&isListed != 0
	}
	inPlace := !inside && r.close(i-1) && r.says(i-1)&in != 0 && r.next(i) && r.head(i+1) != (head{})
	return utf8.RuneCountInString(r.w(i)) >= 4 && (big || inPlace || !r.slip(i))
}

// houseNumber says whether core i is a number that a house can have: 12, 7b.
func (r *reading) houseNumber(i int) bool {
	if r.cores[i].marks&hasDigit == 0 {
		return false
	}
	n := strings.TrimRight(r.plain(i), "abcdef")
	most := 4
	if strings.Contains(n, "-") {
		most = 7 // 14-16
	}
	return len(n) >= 1 && len(n) <= most && strings.Trim(n, "0123456789/-") == "" && isDigit(n[0]) && len(r.plain(i))-len(n) <= 1
}

// headBefore takes the words after a head, as many as can be a name.
func (r *reading) headBefore(i int, h head) (find, bool) {
	j := i
	for j < min(i+4, len(r.cores)-1) && r.headNext(j) && r.partAfterHead(j+1, j == i) {
		j++
	}
	if j > i && linkingAfter[r.w(j)] {
		j--
	}
	if j == i {
		return find{}, false
	}
	return r.span(i, j, h.kind)
}

// headNext says whether the next core may belong to the head at i: a full stop may
// stand between, as after "ul.".
func (r *reading) headNext(i int) bool {
	return r.next(i) || i+1 < len(r.cores) && (r.gap(i) == ". " || r.gap(i) == " № " || r.gap(i) == " №" || r.gap(i) == ` "` || r.gap(i) == " „" || r.gap(i) == " «")
}

// linkingAfter are words between a head and its name, bare.
var linkingAfter = set(`nr numer im sw swietej swietego de di av an na nam ім імені № no`)

// partAfterHead says whether core i belongs to the name after a head.
func (r *reading) partAfterHead(i int, first bool) bool {
	if linkingAfter[r.w(i)] {
		return true
	}
	if r.cores[i].marks&hasLetter == 0 {
		return r.houseNumber(i)
	}
	if r.caseless(i) {
		known := r.know(i)
		if known == 0 {
			known = r.lexicon.words[strings.TrimPrefix(r.w(i), "ال")]
		}
		return first && (known&isListed != 0 || known == 0 && r.head(i-1).kind == Street)
	}
	known := r.know(i)
	if w := r.w(i); r.lang == "gd" && known == 0 && len(w) > 4 && w[1] == 'h' {
		return true // sgoil ghleann
	}
	if first && known == 0 && r.head(i-1).kind == Street {
		return true // ul. lipowa
	}
	return capital(r.raw(i)) && known&usual == 0 || first && known&isListed != 0 && !r.ordinary(known)
}

// saint takes a school or a place that is called after a saint, with what follows:
// St Ninian's, st marys primary, saint andrews.
func (r *reading) saint(i int) (find, bool) {
	w := r.w(i)
	if w == "our" {
		return r.ourLady(i)
	}
	if w != "st" && w != "saint" {
		if rest, ok := strings.CutPrefix(w, "st."); ok && len(rest) > 2 {
			return r.span(i, r.furtherHeads(i), School)
		}
		return find{}, false
	}
	if i+1 >= len(r.cores) || !(r.next(i) || r.gap(i) == ". ") || r.cores[i+1].marks&hasLetter == 0 {
		return find{}, false
	}
	known := r.know(i + 1)
	if known&isListed == 0 && r.ordinary(known) && !capital(r.raw(i+1)) {
		return find{}, false
	}
	kind, j := School, r.furtherHeads(i+1)
	if j == i+1 && strings.HasPrefix(r.w(i+1), "andrew") {
		kind = Place
	}
	return r.span(i, j, kind)
}

// ourLady takes a school that is called after our lady: Our Lady's, our lady of the braes.
func (r *reading) ourLady(i int) (find, bool) {
	if !r.next(i) || r.w(i+1) != "lady" && r.w(i+1) != "ladys" {
		return find{}, false
	}
	j, big := i+1, capital(r.raw(i+1)) && !shout(r.raw(i+1))
	of := r.next(j) && r.w(j+1) == "of"
	for of && r.next(j) && j < i+5 && !r.inMarker(j+1) && (j == i+1 || r.is(j+1, dateFill) || !r.ordinary(r.know(j+1)) || r.w(j) == "the" || capital(r.raw(j+1))) {
		j++
	}
	j = r.furtherHeads(j)
	whose := endsIn(bare(r.raw(i+1)), "s") && i > 0 && r.close(i-1) && r.says(i-1)&in != 0
	if j == i+1 && !big && !whose || of && j == i+2 {
		return find{}, false
	}
	return r.span(i, j, School)
}

// furtherHeads is the last core of those after i that are words of a school.
func (r *reading) furtherHeads(i int) int {
	for r.next(i) && r.cores[i+1].marks&hasLetter != 0 && (r.head(i+1).kind == School && r.head(i+1) != (head{}) || r.w(i+1) == "rc") && !r.head(i+1).before {
		i++
	}
	return i
}
