package redact

import "unicode/utf8"

// notPlain says whether one of the cores i to j-1 is more than an ordinary word in small
// letters: the name of a street has such.
func (r *reading) notPlain(i, j int) bool {
	for ; i < j; i++ {
		if known := r.know(i); capital(r.raw(i)) || known&(common|usual|r.mine) == 0 || known&isListed != 0 && known&stop == 0 {
			return true
		}
	}
	return false
}

// address takes a street together with what stands before it: flat 2/1, number 12 on, and
// what comes after the word for an address.
func (r *reading) address(i int) (find, bool) {
	if r.is(i, addressWord) {
		return r.addressAfter(i)
	}
	if r.cores[i].marks&hasDigit == 0 && !r.is(i, flatWord|numberOfWord|digitWord) {
		return find{}, false
	}
	k := r.frontOf(i)
	if k == i || k >= len(r.cores) || r.inMarker(k) {
		return find{}, false
	}
	if f, ok := r.called(k); ok && f.kind == Street {
		f.from = r.cores[i].from
		return r.withFlat(f), true
	}
	if r.theHouse(i, k) {
		return r.span(i, k+1, Street)
	}
	return find{}, false
}

// frontOf is the first core after what may stand before a street: flat 2/1, number 12 on,
// twelve; i if there is nothing of it. The number of the house is left to the street
// where it stands right before it.
func (r *reading) frontOf(i int) int {
	k, numbers := i, 0
	for k < len(r.cores)-1 && k < i+6 && !r.inMarker(k) && (k == i || r.addressGap(k-1)) {
		w, said := r.w(k), r.is(k, digitWord)
		switch {
		case r.is(k, flatWord) || r.is(k, numberOfWord) && k < i+3:
		case r.houseNumber(k) && (!r.isStreetNext(k) || k > i && numbers == 0 && !r.next(k)), said && len(w) > 2:
			numbers++
		case numbers > 0 && utf8.RuneCountInString(w) == 1 && r.cores[k].marks == hasLetter && r.next(k): // 14 b
		case numbers > 0 && (w == "on" || w == "in" || w == "at") && r.addressGap(k):
		default:
			if numbers == 0 && !(k > i && r.houseNumber(k)) {
				return i
			}
			return k
		}
		k++
	}
	if numbers == 0 {
		return i
	}
	return k
}

// isStreetNext says whether a street begins at core i with the number that it is.
func (r *reading) isStreetNext(i int) bool {
	f, ok := r.headAfter(i)
	return ok && f.kind == Street
}

// addressGap says whether what stands after core i may stand inside an address.
func (r *reading) addressGap(i int) bool {
	switch r.gap(i) {
	case " ", ", ", ",", ". ", "\n", ",\n":
		return true
	}
	return false
}

// withFlat is a street with what belongs to it after: flat 2/1, number 12, a town.
func (r *reading) withFlat(f find) find {
	j := 0
	for j = r.coreAt(f.from); j < len(r.cores) && r.cores[j].to < f.to; {
		j++
	}
	for steps := 0; steps < 3 && j+1 < len(r.cores) && r.addressGap(j) && !r.inMarker(j+1); steps++ {
		w, after := r.w(j+1), j+2 < len(r.cores) && r.addressGap(j+1) && !r.inMarker(j+2)
		switch {
		case (r.is(j+1, flatWord|numberOfWord) || w == "m") && after && r.houseNumber(j+2):
			j += 2
		case r.houseNumber(j+1) && r.gap(j) == ", " && !r.english && len(r.raw(j+1)) <= 4:
			j++
		case r.gap(j) == ", " && capital(r.raw(j+1)) && r.cores[j+1].marks == hasLetter && r.know(j+1)&^(place|isPerson|seenAny) == 0:
			j++
		default:
			steps = 3
		}
	}
	f.to = r.cores[j].to
	return f
}

// coreAt is the core that begins at a byte.
func (r *reading) coreAt(from int) int {
	low, high := 0, len(r.cores)
	for low < high {
		if mid := (low + high) / 2; r.cores[mid].from < from {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// theHouse says whether cores i to k+1 are a house with a number where somebody lives:
// at 5 The Glebe.
func (r *reading) theHouse(i, k int) bool {
	return k+1 < len(r.cores) && i > 0 && r.close(i-1) && r.says(i-1)&in != 0 && r.w(k) == "the" && capital(r.raw(k)) && r.next(k) && capital(r.raw(k+1)) && !r.inMarker(k+1)
}

// addressAfter takes what comes after the word for an address, if it has a number.
func (r *reading) addressAfter(i int) (find, bool) {
	j := i + 1
	for ; j < len(r.cores) && j <= i+3 && officialGap(r.gap(j-1)) && r.is(j, addressFill); j++ {
	}
	if j >= len(r.cores) || !officialGap(r.gap(j-1)) || r.inMarker(j) || r.is(j, addressWord) {
		return find{}, false
	}
	if f, ok := r.address(j); ok {
		return f, true
	}
	if f, ok := r.called(j); ok && f.kind == Street {
		return r.withFlat(f), true
	}
	last, numbers, names := -1, 0, 0
	for k := j; k < len(r.cores) && k < j+8 && (k == j || r.addressGap(k-1)) && !r.inMarker(k); k++ {
		switch known := r.know(k); {
		case r.houseNumber(k):
			numbers++
			last = k
		case r.is(k, flatWord|numberOfWord):
		case r.cores[k].marks == hasLetter && (capital(r.raw(k)) && known&usual == 0 || known&(common|usual|r.mine) == 0 || r.head(k).kind == Street && r.head(k) != (head{})) && names < 4:
			names++
			last = k
		default:
			k = len(r.cores)
		}
	}
	if numbers == 0 || last < 0 {
		return find{}, false
	}
	return r.span(j, last, Street)
}

// plainName takes a street or a school in small letters that is called by ordinary words,
// where somebody lives or goes: on mill road, at little acorns nursery.
func (r *reading) plainName(i int) (find, bool) {
	if !r.is(i+1, streetEnd|schoolEnd) && !r.is(i+2, streetEnd|schoolEnd) && !r.is(i+3, streetEnd|schoolEnd) {
		return find{}, false
	}
	if i == 0 || !r.next(i-1) || r.cores[i].marks != hasLetter || articles[r.w(i)] || r.says(i)&(kin|title|small|in|with) != 0 && r.know(i)&isListed == 0 {
		return find{}, false
	}
	before := r.says(i-1)&in != 0 || r.w(i-1) == "up" || r.w(i-1) == "down"
	said := false
	if r.is(i-1, digitWord) && r.entry(i-1).value > 0 {
		before, said = true, true
	}
	if !before {
		return find{}, false
	}
	special := 0
	for j := i; j <= i+3 && (j == i || r.next(j-1)) && j < len(r.cores) && !r.inMarker(j); j++ {
		w := r.w(j)
		h := r.head(j)
		if r.is(j, streetEnd) && r.next(j) && r.is(j+1, schoolEnd) {
			continue // station road primary
		}
		if j > i && special > 0 && (r.is(j, streetEnd) || r.is(j, schoolEnd) && h.kind == School && !said) {
			return r.span(i, r.moreHeads(j, h), h.kind)
		}
		if r.is(j, plainWord) || r.cores[j].marks != hasLetter || endsIn(w, "'s") || r.says(j)&(does|with|in) != 0 && r.know(j)&isListed == 0 {
			if !r.is(j, littleWord) {
				return find{}, false
			}
			continue
		}
		special++
	}
	return find{}, false
}

// moreHeads is the last of the heads of the same kind that follow core i.
func (r *reading) moreHeads(i int, h head) int {
	for r.next(i) && r.head(i+1).kind == h.kind && r.head(i+1) != (head{}) && !r.head(i+1).before && !r.inMarker(i+1) {
		i++
	}
	return i
}

// seenAny are the bits that a word is seldom one of a language.
var seenAny = func() (all info) {
	for _, lang := range languages {
		all |= seenIn(lang) | doubleIn(lang) | usualIn(lang)
	}
	return all | double | heard | firm | more
}()
