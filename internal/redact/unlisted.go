package redact

import (
	"strings"
	"unicode/utf8"
)

// stray is a word that no list has: perhaps a listed name with a mistake in it, perhaps
// a name that is not listed, perhaps a word with a mistake in it.
type stray struct {
	*reading
	i       int
	w       string
	letters int
	known   info
	evidence
	slip bool // it is nearly a word that everybody uses
	some bool // there is a reason beside it, if a weak one
}

func (r *reading) stray(i int, known info) *stray {
	w := r.w(i)
	x := &stray{reading: r, i: i, w: w, letters: utf8.RuneCountInString(w), known: known, evidence: r.evidence(i)}
	x.some = x.before&(with|in) != 0 || x.after&(does|after) != 0 || x.joined || r.inMyClass(i)
	return x
}

// unlisted judges a word that no list has.
func (r *reading) unlisted(i int, known info) (Kind, bool) {
	x := r.stray(i, known)
	if x.isWord() {
		return Name, !r.english && r.mistakenHere(i, known)
	}
	if r.inParts(i) {
		return Name, true
	}
	if x.passedOver() || x.foreign() || x.joinedWords() {
		return 0, false
	}
	x.slip = r.slip(i)
	if like := r.lexicon.names.find(x.w, x.nearly); like != "" {
		return kindOf(r.lexicon.words[like], x.evidence), true
	}
	if like := r.lexicon.sounds[soundOf(x.w)]; like != "" && !x.slip && x.nearly(like) {
		return Name, true
	}
	if x.before&in != 0 && x.cue == 0 && !x.joined {
		return Place, x.newName()
	}
	return Name, x.newName()
}

// isWord says whether it is a word of this language. A word of another counts less,
// for somebody may write in it, and so does one that is seldom written where a name stands.
func (x *stray) isWord() bool {
	words := isListed | firm | common | more | usual | month | idWord | stop | x.local | x.double
	return x.known&words != 0 && !x.seldom(x.i, x.known)
}

// passedOver says whether it is too short for a name, a word of another language with no
// reason beside it, or letters that stand for words: NHS, RSHP.
func (x *stray) passedOver() bool {
	switch {
	case x.letters < 3 && !(x.letters == 2 && capital(x.raw(x.i))):
		return true
	case x.known != 0 && !(x.capital || x.cue != 0 || x.acts(x.i, x.evidence) || x.caseless(x.i) && (x.before&with != 0 || x.after&after != 0)):
		return true
	}
	return shout(x.raw(x.i)) && len(x.w) <= 5 && x.cue&(title|called) == 0
}

// joinedWords says whether it is two words that everybody uses, written as one: breakfastclub.
func (x *stray) joinedWords() bool {
	if !x.english || x.letters < 7 || x.capital || len(x.w) > longest/2 {
		return false
	}
	usualWord := func(w string) bool {
		is := x.lexicon.words[w]
		return is&(common|usual) != 0 && is&isListed == 0
	}
	for at := 3; at <= len(x.w)-3; at++ {
		if usualWord(x.w[:at]) && usualWord(x.w[at:]) {
			return true
		}
	}
	return false
}

// foreign says whether the word is of a script in which nobody was asked here, whose words
// are not known.
func (x *stray) foreign() bool {
	switch x.lang {
	case "ar", "ur", "pa":
		return false
	}
	return x.caseless(x.i)
}

// nearly says whether the word is taken for this listed name with a mistake in it: the
// name, rather than the word that it is too, is meant, and a name could stand here.
func (x *stray) nearly(name string) bool {
	is := x.lexicon.words[name]
	return x.mayBe(name) && x.one(meant, name, is) && x.one(stands, name, is)
}

// reason is why a word is nearly a name; is tells what the lists say of the name.
type reason struct {
	why   string
	holds func(x *stray, name string, is info) bool
}

// one says whether one of the reasons holds.
func (x *stray) one(reasons []reason, name string, is info) bool {
	for _, r := range reasons {
		if r.holds(x, name, is) {
			return true
		}
	}
	return false
}

// meant are reasons that the name is meant, though it may be another word too.
var meant = []reason{
	{"it is no other word", func(x *stray, _ string, is info) bool { return is&(x.usual|x.double) == 0 || is&firm != 0 }},
	{"children have the name, and no word that everybody uses is near", func(x *stray, _ string, is info) bool {
		return is&heard != 0 && is&(x.usual|stop) == 0 && !x.slip
	}},
	{"one of the family stands before", func(x *stray, _ string, is info) bool { return x.cue == kin && is&(stop|x.usual) == 0 }},
	{"the name itself would be taken here", func(x *stray, _ string, is info) bool { return x.doubtful(x.i, is, x.evidence) }},
	{"a sentence is about it", func(x *stray, name string, is info) bool { return is&stop == 0 && x.subject(name) }},
}

// stands are reasons that a name could stand here. Where few words of a language are
// known, a word needs more letters, or to be near a name that children here have.
var stands = []reason{
	{"no word that everybody uses is near, and it is long enough", func(x *stray, _ string, is info) bool {
		return !x.slip && (is&heard != 0 || x.english && x.letters >= shortest || !x.caseless(x.i) && x.letters > shortest+1 && is&given != 0)
	}},
	{"children have a long name, and the mistake is not in its first letter", func(x *stray, name string, is info) bool {
		return is&heard != 0 && x.letters > shortest && is&(x.usual|x.double|stop) == 0 && sameHead(x.w, name)
	}},
	{"a name, Mr, called or one of the family stands before, or it has a capital letter", func(x *stray, _ string, _ info) bool {
		return x.joined || x.capital || x.cue != 0
	}},
	{"a sentence is about it", func(x *stray, name string, _ info) bool { return x.english && x.subject(name) }},
	{"with or does stands beside, and not what is said of things", func(x *stray, _ string, _ info) bool {
		return x.english && x.some && !(x.slip && x.before&(with|in) == 0 && linksOn[x.reading.w(x.i+1)] && !x.inMyClass(x.i))
	}},
	{"it is all that was written", func(x *stray, _ string, _ info) bool { return len(x.cores) == 1 }},
	{"what follows a name follows", func(x *stray, _ string, _ info) bool {
		return !x.english && (x.after&after != 0 || x.caseless(x.i) && x.after&does != 0)
	}},
	{"with stands before", func(x *stray, _ string, _ info) bool {
		return !x.english && x.before&with != 0 && (x.caseless(x.i) || x.before&and == 0 || x.letters >= shortest && !x.slip)
	}},
}

// newName says whether a word that is near no listed name is a name that no list has.
func (x *stray) newName() bool {
	switch {
	case x.capital:
		return !x.slip || x.some || x.cue != 0
	case x.english:
		return !x.slip && (x.cue != 0 || x.some || x.begins()) && (x.letters > 3 || x.cue != 0 || x.acts(x.i, x.evidence))
	case x.caseless(x.i):
		return x.joined && x.letters > 2 && !x.verb(x.w) || x.cue&(called|title) != 0 || (x.cue == kin || x.myFriend(x.i) || x.before&with != 0 || x.after&after != 0) && !x.verb(x.w)
	}
	return x.cue == called && !x.slip || (x.cue == kin || x.cue == title) && x.noun(x.w, x.cue)
}

// begins says whether a sentence begins with the word, in a capital letter, and goes on as
// after a name: Ngozi plaits my hair.
func (x *stray) begins() bool {
	raw := x.raw(x.i)
	if x.known != 0 || x.letters < shortest || !capital(raw) || shout(raw) || !x.firstOf(x.i) || !x.next(x.i) {
		return false
	}
	next, known := x.reading.w(x.i+1), x.know(x.i+1)
	return x.after&(does|and) != 0 || my[next] || known&(common|more) != 0 && known&isListed == 0 && len(next) > shortest && strings.HasSuffix(next, "s")
}

// myFriend says whether "my friend", or another of family and work, comes after
// core i, as where the verb stands at the end.
func (r *reading) myFriend(i int) bool {
	return r.next(i) && r.next(i+1) && my[r.w(i+1)] && r.says(i+2)&(kin|title) != 0
}

// my is that word, bare.
var my = set(`my ma our oor ميرا ميري ميرے ਮੇਰਾ ਮੇਰੀ ਮੇਰੇ`)

// noun says whether an unknown word in small letters is no verb by its end: after
// uncle comes a name, or what he does.
func (r *reading) noun(w string, c cue) bool {
	switch r.lang {
	case "pl":
		return c == title && strings.HasSuffix(w, "a") && !endsIn(w, "la", "wa") || !endsIn(w, "a", "e", "i", "y", "u", "o", "l", "c", "m", "sz", "s")
	case "uk":
		return !endsIn(w, "ла", "е", "и", "і", "о", "є", "ю", "в", "ть", "ся", "но", "ки")
	case "ro":
		return endsIn(w, "r", "n", "l", "d", "s", "f", "b", "g", "p", "ț") && !endsIn(w, "and", "ind")
	}
	return false
}

// subject says whether it is what a sentence is about and begins like a given name:
// things have an article or an owner there.
func (x *stray) subject(name string) bool {
	if !x.english || x.letters < shortest || x.lexicon.words[name]&given == 0 || !x.close(x.i) || !x.firstWord() {
		return false
	}
	head, _ := utf8.DecodeRuneInString(name)
	next := x.reading.w(x.i + 1)
	return strings.HasPrefix(x.w, string(head)) && (x.cues[next]&does != 0 || x.cues[next]&and != 0 && mine[x.reading.w(x.i+2)] || my[next])
}

// firstWord says whether a sentence, or a part of one, begins with it.
func (x *stray) firstWord() bool {
	if x.i == 0 {
		return x.cores[0].from == 0
	}
	return strings.ContainsAny(x.gap(x.i-1), ".!?\n") || x.close(x.i-1) && clauses[x.reading.w(x.i-1)]
}

// clauses are words after which a sentence begins anew, and mine who else is in it.
var (
	clauses = set(`when because cos cause that if but so and`)
	mine    = set(`me i us we`)
)

// mayBe says whether a word could be a name with a mistake in it: one that is shaped like
// a verb only if the mistake is not what makes it one.
func (x *stray) mayBe(name string) bool {
	first, _ := utf8.DecodeRuneInString(x.w)
	return !x.verb(x.w) || x.cue == called || strings.HasPrefix(name, string(first))
}

// verb says whether an unknown word of Arabic, Urdu or Punjabi is shaped like a
// verb, or like a word with a preposition or an article before it.
func (r *reading) verb(w string) bool {
	switch r.lang {
	case "ar":
		first, _ := utf8.DecodeRuneInString(w)
		return strings.ContainsRune("يتنابولفسك", first) || strings.HasSuffix(w, "ني") || strings.HasSuffix(w, "وا")
	case "ur":
		return endsIn(w, "تا", "تي", "تے", "نے", "نا", "ني", "وں", "يں", "يا", "گا", "گي", "گے")
	case "pa":
		return endsIn(w, "ਦਾ", "ਦੀ", "ਦੇ", "ਣਾ", "ਣੀ", "ਿਆ", "ਆਂ", "ਾਂ", "ਗਾ", "ਗੀ", "ਗੇ")
	}
	return false
}
