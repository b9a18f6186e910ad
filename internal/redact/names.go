package redact

import (
	"strings"
	"unicode/utf8"
)

// findName takes the name of a person, or of a place, that begins at core i.
func findName(r *reading, i int) (find, bool) {
	if r.cores[i].marks&^(hasDot|hasLetter) != 0 || r.cores[i].marks&hasLetter == 0 {
		return find{}, false
	}
	if f, ok := r.findPhrase(i); ok {
		return f, true
	}
	if r.twoParts(i) {
		r.lastTo = i + 2
		return r.span(i, i+1, Name)
	}
	kind, ok := r.name(i)
	if !ok {
		return find{}, false
	}
	j := i
	for kind == Name && j < i+2 && r.goesOn(j) {
		j++
	}
	r.lastTo = j + 1
	return r.span(i, j, kind)
}

// name says whether core i is a name and of what kind.
func (r *reading) name(i int) (Kind, bool) {
	if kind, ok := r.ownName(i); ok {
		return kind, true
	}
	known := r.know(i)
	if r.says(i)&title != 0 {
		return 0, false // Pan, Dr: what comes after is the name
	}
	if c := r.says(i); c&(kin|called|born) != 0 && (known&isListed == 0 || c&born != 0) || my[r.w(i)] || c&small != 0 && known&(given|place) == 0 && !capital(r.raw(i)) {
		return 0, false // the heidie; my brother, the little one, though it is a surname
	}
	if r.ordinary(known) && known&isListed == 0 && !r.seldom(i, known) {
		return Name, r.afterTitle(i, known) || r.english && r.mistaken(i, known) || !r.english && r.mistakenHere(i, known)
	}
	if strings.ContainsAny(r.raw(i), ".-/‐‑–") {
		return Name, r.compound(i) || r.doubleBarrelled(i)
	}
	if known&isListed == 0 {
		return r.unlisted(i, known)
	}
	e := r.evidence(i)
	kind := kindOf(known, e)
	if known&firm == 0 && (r.ordinary(known) || known&(r.double|stop) != 0) {
		return kind, r.doubtful(i, known, e)
	}
	short := !r.english && !r.caseless(i) && utf8.RuneCountInString(r.w(i)) <= 3
	return kind, !short || e.capital || e.cue != 0
}

// seldom says whether a word of this language is one that children seldom write, and
// stands where a name would.
func (r *reading) seldom(i int, known info) bool {
	if known&r.seen == 0 || known&^(r.seen|r.mine) != 0 {
		return false
	}
	e := r.evidence(i)
	return e.capital || e.cue != 0 || e.after&after != 0 || e.joined
}

// afterTitle says whether an ordinary word is a name since it has a capital letter
// and comes right after Mr, or after another word that names follow.
func (r *reading) afterTitle(i int, known info) bool {
	if !capital(r.raw(i)) || shout(r.raw(i)) || known&usual != 0 {
		return false
	}
	e := r.evidence(i)
	return e.capital && e.before&(title|called) != 0 || e.before&title != 0 && known&common == 0
}

// mistaken says whether an ordinary word is a given name with a mistake in it, since it
// stands where a name would and not where that word does: my carer Robe has a dog, my
// uncle roes hit me.
func (r *reading) mistaken(i int, known info) bool {
	e, rare := r.evidence(i), known&common == 0
	big, person, acts := e.capital && !shout(r.raw(i)), e.before&(kin|title) != 0, r.acts(i, e)
	if big && rare && e.joined && e.before&and != 0 && known&usual == 0 && len(r.w(i)) > 2 {
		return true // Tegan and Pixie
	}
	if big && rare && e.joined && r.nearGiven(i) {
		return true
	}
	if known&usual != 0 || r.says(i)&does != 0 || strings.HasSuffix(r.w(i), "ly") {
		return false
	}
	if big && (acts || person && rare) || person && rare && acts {
		return r.nearGiven(i)
	}
	return rare && (e.cue == called || big && e.before&with != 0) && r.nearHeard(i)
}

// mistakenHere is mistaken in languages of which few words are known: what somebody is
// called, and who comes right after uncle, is a name if it is nearly one.
func (r *reading) mistakenHere(i int, known info) bool {
	e := r.evidence(i)
	if known&usual != 0 || r.says(i) != 0 {
		return false
	}
	w := r.w(i)
	person := e.before&(kin|title) != 0 && (r.caseless(i) && !r.verb(w) || r.noun(w, kin))
	acts := e.after&after != 0 || e.after&does != 0 && r.caseless(i)
	named := e.capital && (e.cue != 0 || e.before&with != 0) || known&r.seen != 0 && (e.cue != 0 || e.before&with != 0 && e.before&and == 0)
	if named && r.nearHeard(i) {
		return true
	}
	return (person || e.before&called != 0 || acts && known&r.usual == 0) && r.nearGiven(i)
}

// nearGiven says whether core i is at most one mistake away from a given name that is
// hardly another word.
func (r *reading) nearGiven(i int) bool {
	return r.lexicon.names.find(r.w(i), func(like string) bool { is := r.lexicon.words[like]; return is&given != 0 && is&(stop|usual) == 0 }) != ""
}

// nearHeard says whether core i is at most one mistake, and not in the first letter, away
// from a name that children here have and that is hardly another word.
func (r *reading) nearHeard(i int) bool {
	w := r.w(i)
	return r.lexicon.names.find(w, func(like string) bool {
		is := r.lexicon.words[like]
		return is&heard != 0 && is&(stop|usual) == 0 && sameHead(w, like)
	}) != ""
}

// kindOf is what a listed name is: of two meanings that which fits what is before.
func kindOf(known info, e evidence) Kind {
	switch {
	case known&school != 0:
		return School
	case known&home != 0:
		return Home
	case known&team != 0 && known&isPerson == 0:
		return Team
	case known&place != 0 && (known&isPerson == 0 || e.before&in != 0 && e.cue == 0):
		return Place
	}
	return Name
}

// doubtful judges a word that is a name and a word too.
func (r *reading) doubtful(i int, known info, e evidence) bool {
	month := known&usual != 0
	if !e.capital && known&r.mine != 0 && !r.caseless(i) {
		return false
	}
	switch {
	case r.listed(i, known, e), r.seldomWord(i, known, e):
		return true
	case e.cue == called && (known&stop == 0 || e.capital), e.cue == title && (known&stop == 0 || e.capital || known&surname != 0 && e.after&does != 0):
		return true
	case known&isPerson == 0: // a place, or a team
		return e.capital && !month
	case e.capital && !month:
		return known&given != 0 || e.cue != 0 || e.joined || known&place != 0 && e.before&in != 0
	case known&stop != 0:
		return e.capital && e.cue != 0
	case known&given != 0 && r.inMyClass(i):
		return true
	case e.cue == kin:
		return e.capital || e.after&does != 0 || e.after&and != 0 || r.surnameAfter(i) || !r.english && r.caseless(i)
	case e.joined, e.before&with != 0 && !month, e.after&does != 0 && !month && !linksOn[r.w(i+1)]:
		return known&given != 0 && !month && (r.english || r.caseless(i))
	case e.after&(after|and) != 0 && r.caseless(i):
		return known&given != 0
	}
	return false
}

// seldomWord says whether a name that is a word too, but none that children write often,
// stands beside a word that tells of others; or, where there are capital letters, begins a
// sentence with one.
func (r *reading) seldomWord(i int, known info, e evidence) bool {
	if r.english || known&(given|heard) != given|heard || known&(r.mine|usual|stop) != 0 {
		return false
	}
	if r.caseless(i) {
		return utf8.RuneCountInString(r.w(i)) > 2 && (e.before|e.after) != 0
	}
	return capital(r.raw(i)) && !shout(r.raw(i)) && (r.firstOf(i) || e.capital)
}

// listed says whether a word with a capital letter that is a given name too begins a list
// of names: Cam, Jonesy and Fitz.
func (r *reading) listed(i int, known info, e evidence) bool {
	return e.joined && known&given != 0 && known&usual == 0 && capital(r.raw(i)) && r.joinsAhead(i)
}

// surnameAfter says whether a listed surname that is hardly another word follows.
func (r *reading) surnameAfter(i int) bool {
	return r.next(i) && r.know(i+1)&surname != 0 && r.know(i+1)&(stop|usual|common|r.local) == 0
}

// inMyClass says whether "in my class", or another place where people are, comes after
// core i, and nothing before it that says it is a thing: it is somebody.
func (r *reading) inMyClass(i int) bool {
	return !(r.next(i-1) && articles[r.w(i-1)]) && r.next(i) && r.next(i+1) && r.next(i+2) && among[r.w(i+1)] && my[r.w(i+2)] && groups[r.w(i+3)]
}

// among are words before a place, and groups the people of one.
var (
	among    = set(`in at from fae`)
	articles = set(`a an the this that these those some every each no other another one two my our his her their`)
	groups   = set(`class school year house hoose home unit team group street`)
)

// linksOn are words after a name that come as often after any noun.
var linksOn = set(`in from off at on is was wis wisnae and an never always who isnt isn't wasnt wasn't has had looks works smells`)

func endsIn(w string, ends ...string) bool {
	for _, end := range ends {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// compound says whether a core of several words has a name that is nothing else
// among them: Anna-Maria, school.Karen.
func (r *reading) compound(i int) bool {
	raw := r.raw(i)
	if head, rest, _ := strings.Cut(raw, "."); abbreviated[bare(head)] && capital(rest) {
		return true // Mr.Smith
	}
	for _, part := range strings.FieldsFunc(raw, func(c rune) bool { return fold(c) == '-' || c == '.' || c == '/' }) {
		known := r.lexicon.words[strings.TrimSuffix(bare(part), "'s")]
		if known&isListed != 0 && (known&firm != 0 || !r.ordinary(known) && known&(r.double|stop) == 0) && utf8.RuneCountInString(part) > 2 {
			return true
		}
	}
	return false
}

// doubleBarrelled says whether a core is two words with a hyphen, one of which is
// unknown, and stands where a name would.
func (r *reading) doubleBarrelled(i int) bool {
	e := r.evidence(i)
	if strings.ContainsAny(r.raw(i), "./") || !e.capital && e.cue == 0 {
		return false
	}
	for _, part := range strings.FieldsFunc(r.raw(i), func(c rune) bool { return fold(c) == '-' }) {
		if r.lexicon.words[bare(part)] == 0 && capital(part) {
			return true
		}
	}
	return false
}

// ends says whether a sentence ends with core i, or goes on with what somebody does.
func (r *reading) ends(i int) bool {
	return !r.next(i) || r.says(i+1)&(does|and) != 0
}

// goesOn says whether the name at core i has the next core too: a second given
// name or a surname.
func (r *reading) goesOn(i int) bool {
	if !r.next(i) || r.cores[i+1].marks&^(hasDot|hasLetter) != 0 {
		return false
	}
	known, big := r.know(i+1), capital(r.raw(i+1))
	if r.lang == "ar" && r.lexicon.words[r.w(i+1)] == 0 {
		return false // "and" or "for" is written together with it
	}
	if r.says(i+1)&(kin|title|called) != 0 && known&isListed == 0 {
		return false
	}
	switch {
	case r.caseless(i + 1):
		return known&isPerson != 0 && !r.ordinary(known)
	case !big && known&(r.local|usual|stop) != 0:
		return false
	}
	switch {
	case !big && r.english && known == 0 && r.cores[i+1].to-r.cores[i+1].from > 3:
		return !r.slip(i + 1)
	case known&isPerson == 0:
		return big && known&(common|usual|stop) == 0 && known&r.usual&^more == 0 && !shout(r.raw(i+1))
	case known&stop != 0 || known&usual != 0:
		return big
	}
	return big || !r.ordinary(known) && known&r.double == 0 || known&surname != 0 && known&common == 0 && r.ends(i+1)
}

// acts says whether what somebody does comes after core i, and hardly what is said of
// things.
func (r *reading) acts(i int, e evidence) bool { return e.after&does != 0 && !linksOn[r.w(i+1)] }
