package redact

import "strings"

// findSounds lists how the names that children here have sound: who writes one by ear is
// more than one letter away from it.
func (x *lexicon) findSounds() {
	x.sounds = map[string]string{}
	for w, is := range x.words {
		if is&heard != 0 && is&stop == 0 && len(w) >= shortest {
			if sound := soundOf(w); sound != "" && (x.sounds[sound] == "" || w < x.sounds[sound]) {
				x.sounds[sound] = w
			}
		}
	}
}

// soundOf is a Latin word as it sounds to a child: letters that stand for one sound are
// one, doubled ones single, silent ones gone. It is empty for a word that is too short
// to tell, or of another script.
func soundOf(w string) string {
	if len(w) < shortest || len(w) > longest {
		return ""
	}
	for i := range len(w) {
		if !isLetter(w[i]) {
			return ""
		}
	}
	s := bySound.Replace(strings.TrimSuffix(w, "e"))
	kept := make([]byte, 0, len(s))
	for i := range len(s) {
		if n := len(kept); n == 0 || kept[n-1] != s[i] {
			kept = append(kept, s[i])
		}
	}
	if len(kept) < shortest-1 {
		return ""
	}
	return string(kept)
}

var bySound = strings.NewReplacer("eigh", "e", "aigh", "e", "ough", "o", "augh", "o", "igh", "i", "ph", "f", "gh", "g", "ck", "k", "ch", "c", "sh", "c", "th", "t", "wh", "w", "kn", "n", "wr", "r",
	"ee", "i", "ea", "i", "ie", "i", "ei", "i", "ey", "i", "ay", "e", "ai", "e", "ae", "e", "oo", "u", "ou", "u", "ow", "o", "oa", "o", "au", "o", "aw", "o", "y", "i", "c", "k", "q", "k", "x", "ks", "z", "s", "j", "g", "v", "f", "h", "")

// inParts says whether core i, which no list has, is a name written together with another
// or with a word beside it: lilymae, karensaid; or the first of two parts of one: cal lum.
func (r *reading) inParts(i int) bool {
	w := r.w(i)
	if r.know(i) != 0 || r.caseless(i) || len(w) < 3 || len(w) > 24 {
		return false
	}
	name := func(s string) bool {
		is := r.lexicon.words[s]
		return is&heard != 0 && is&(r.usual|r.double|stop) == 0
	}
	for at := 3; at <= len(w)-2; at++ {
		a, b := w[:at], w[at:]
		switch {
		case len(w) >= 7 && len(b) > 2 && name(a) && name(b):
			return true
		case r.english && len(a) > shortest && name(a) && r.told(b).cue&(does|and|kin) != 0 && len(b) > 2 && !r.slip(i):
			return true
		case r.english && len(b) > shortest && name(b) && r.told(a).cue&(with|kin|and) != 0 && !r.slip(i):
			return true
		}
	}
	return false
}

// twoParts says whether core i and the next, neither of which is a word, are one name with a
// space in it.
func (r *reading) twoParts(i int) bool {
	if !r.next(i) || r.inMarker(i+1) || r.cores[i+1].marks != hasLetter || r.know(i) != 0 && r.know(i+1) != 0 || len(r.w(i)) < 2 || len(r.w(i+1)) < 2 || r.ordinary(r.know(i)) || r.ordinary(r.know(i+1)) {
		return false
	}
	is := r.lexicon.words[r.w(i)+r.w(i+1)]
	return is&heard != 0 && is&(r.usual|r.double|stop) == 0 && len(r.w(i))+len(r.w(i+1)) > shortest
}
