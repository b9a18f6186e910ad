package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// reading is a text being read for names in one language.
type reading struct {
	*text
	*lexicon
	own     *lexicon // a setting's own names; nil: none
	lang    string
	english bool // there are words of this language enough to know what is none
	cues    cues
	heads   heads
	entries map[string]*entry
	mine    info   // the bit of the words of this very language; 0 for English
	seen    info   // and of those that children may seldom write
	local   info   // that bit, and for English that of Scots
	usual   info   // bits of words that are usual here
	double  info   // bits of names that are words here
	words   []word // by core
	lastTo  int    // the core after the last name found
	ahead   []find // what was found before its core came
}

// word is what is known of a core, once it was asked.
type word struct {
	w      string // as the lists are compared; "": not asked
	known  info   // what the lists say
	asked  bool   // whether known was asked
	slip   int8   // whether it is nearly a usual word; 0: not asked, 1: no, 2: yes
	marker bool   // whether it is inside a marker
	entry  *entry // what the language says of it beside others; nil: not asked
}

func (x *lexicon) read(t *text, lang string) *reading {
	base, _, _ := strings.Cut(lang, "-")
	if _, ok := x.cues[base]; !ok {
		base = "en"
	}
	r := &reading{text: t, lexicon: x, lang: base, cues: x.cues[base], heads: x.heads[base], entries: x.entries[base], lastTo: -1}
	r.words = make([]word, len(t.cores))
	r.findMarkers()
	r.english = base == "en" || base == "sco"
	r.mine, r.usual, r.double = usualIn(base), usual|common|usualIn(base), double|doubleIn(base)
	r.local, r.seen = r.mine, seenIn(base)
	if r.english {
		r.local |= usualIn("sco")
		r.usual, r.double = r.usual|more|usualIn("sco"), r.double|doubleIn("sco")
	}
	return r
}

// w is core i as the lists are compared, without what hangs on its end.
func (r *reading) w(i int) string {
	if i < 0 || i >= len(r.cores) {
		return ""
	}
	if r.words[i].w == "" {
		raw := r.raw(i)
		if len(raw) > longest*2 {
			raw = ""
		}
		w := bare(raw)
		for _, end := range []string{"'s", "s'", "'"} {
			if cut, ok := strings.CutSuffix(w, end); ok && r.lexicon.words[w]&(r.usual|isListed) == 0 {
				w = cut
				break
			}
		}
		r.words[i].w = w
	}
	return r.words[i].w
}

// know is what the lists say of core i, endings of the language taken off if
// they say nothing of the word as it stands.
func (r *reading) know(i int) info {
	x := &r.words[i]
	if !x.asked {
		x.known, x.asked = r.look(r.w(i)), true
	}
	return x.known
}

func (r *reading) look(w string) info {
	if known := r.lexicon.words[w]; known != 0 {
		if stem, ok := strings.CutSuffix(w, "s"); ok && known == more && r.lexicon.words[stem]&firm != 0 {
			return r.lexicon.words[stem] // tams, jacks
		}
		return known
	}
	if r.lang == "ar" {
		if known := r.arabicWord(w); known != 0 {
			return known
		}
	}
	var known info
	endings(w, r.lang, func(stem string) bool {
		is := r.lexicon.words[stem]
		sure := is&isListed != 0 && is&(r.usual|r.double) == 0 || is&firm != 0
		if sure || is&isListed != 0 && is&r.double != 0 {
			known = is
		}
		return !sure
	})
	return known
}

// arabicWord is what the lists say of an Arabic word without what is written together
// with it, if it is an ordinary one then: wa-akhi, kitabuna. 0 for any other.
func (r *reading) arabicWord(w string) info {
	for _, front := range arabicArticles {
		stem, ok := strings.CutPrefix(w, front)
		if !ok || utf8.RuneCountInString(stem) < 3 {
			continue
		}
		for _, back := range arabicBacks {
			word, ok := strings.CutSuffix(stem, back)
			if !ok || front == "" && back == "" || utf8.RuneCountInString(word) < 3 {
				continue
			}
			for _, end := range []string{"", "ه"} { // which is a t before an ending
				if end != "" {
					word = strings.TrimSuffix(word, "ت")
				}
				if known := r.lexicon.words[word+end]; known&r.mine != 0 && known&isListed == 0 {
					return known & (r.mine | r.seen | usual)
				}
			}
		}
	}
	return 0
}

// arabicArticles are what may be written before a word, and arabicBacks after it.
var (
	arabicArticles = []string{"", "و", "ال", "وال", "بال", "لل", "كال", "فال", "ولل", "ف", "ب", "ل"}
	arabicBacks    = []string{"", "ي", "ه", "ها", "نا", "ك", "كم", "هم"}
)

// ordinary says whether a word is one of the language, whatever else it is.
func (r *reading) ordinary(known info) bool { return known&r.usual != 0 && known&firm == 0 }

// slip says whether core i is one mistake away from a word that everybody uses.
func (r *reading) slip(i int) bool {
	x := &r.words[i]
	if x.slip == 0 {
		x.slip = 1
		mine := usual | r.mine
		if r.english {
			mine |= common | r.local
		}
		w := r.w(i)
		if r.lexicon.usual.find(w, func(like string) bool { return r.lexicon.words[like]&mine != 0 && sameHead(w, like) }) != "" {
			x.slip = 2
		}
	}
	return x.slip == 2
}

// findMarkers notes which cores are inside markers: they are no words of the child.
func (r *reading) findMarkers() {
	i := 0
	for _, m := range markersOf(r.s) {
		for i < len(r.cores) && r.cores[i].from < m.to {
			r.words[i].marker = r.cores[i].from > m.from
			i++
		}
	}
}

func (r *reading) inMarker(i int) bool { return r.words[i].marker }

// close says whether nothing but a space, or a mark that does not end a
// sentence, stands between core i and the next.
func (r *reading) close(i int) bool {
	if i < 0 || i+1 >= len(r.cores) {
		return false
	}
	gap := r.gap(i)
	if gap == " " || gap == ". " && abbreviated[r.w(i)] {
		return true
	}
	return len(gap) <= 4 && gap != "" && strings.Trim(gap, " \t\u00a0,:;'\"“”„«»()،؛&-–") == ""
}

// abbreviated are titles after which a full stop ends no sentence.
var abbreviated = set(`mr mrs ms dr mgr prof sr dl dna ks`)

// next says whether only spaces stand between core i and the next.
func (r *reading) next(i int) bool {
	return i >= 0 && i+1 < len(r.cores) && (r.gap(i) == " " || strings.Trim(r.gap(i), " \u00a0") == "" && len(r.gap(i)) <= 3)
}

// evidence is why a word could be a name.
type evidence struct {
	capital bool // written with a capital letter where no sentence begins
	cue     cue  // the strongest of title, called and kin that stands before; 0: none
	before  cue  // of the word right before
	after   cue  // of the word right after
	joined  bool // "and" and a name stand before
}

func (r *reading) evidence(i int) evidence {
	var e evidence
	if r.close(i - 1) {
		e.before = r.says(i - 1)
		e.capital = capital(r.raw(i)) && r.plainBefore(i-1)
		e.cue = r.cueBefore(i)
		e.joined = e.before&and != 0 && r.lastTo == i-1
	} else if i > 0 && r.lastTo == i && (r.gap(i-1) == ", " || r.gap(i-1) == " & ") {
		e.joined = true
	}
	if r.next(i) {
		if e.after = r.says(i + 1); e.after == 0 && r.english && r.pastTense(i+1) {
			e.after = does
		}
	}
	e.joined = e.joined || r.joinsAhead(i)
	return e
}

// pastTense says whether core i is an English word that tells what was done: ended.
func (r *reading) pastTense(i int) bool {
	w := r.w(i)
	return len(w) > shortest && strings.HasSuffix(w, "ed") && r.know(i)&(common|more) != 0 && r.know(i)&isListed == 0
}

// joinsAhead says whether a list of names begins with core i: Cam, Jonesy and Fitz; and in
// Arabic, Urdu and Punjabi, where one name and another begin a sentence.
func (r *reading) joinsAhead(i int) bool {
	if i+1 >= len(r.cores) || r.inMarker(i+1) {
		return false
	}
	if r.caseless(i) {
		return r.firstOf(i) && r.namesAfter(i)
	}
	if !capital(r.raw(i)) || shout(r.raw(i)) {
		return false
	}
	j := i + 1
	switch gap := r.gap(i); {
	case gap == ", " || gap == " & ":
	case gap == " " && r.says(j)&and != 0 && r.next(j):
		j++
	default:
		return false
	}
	return j < len(r.cores) && !r.inMarker(j) && capital(r.raw(j)) && len(r.raw(j)) > 1 && !shout(r.raw(j)) && r.cores[j].marks == hasLetter && !r.ordinary(r.know(j)) && (r.know(j)&isPerson != 0 || r.know(j) == 0 && r.says(j) == 0)
}

// firstOf says whether a text or a sentence begins with core i.
func (r *reading) firstOf(i int) bool {
	return i == 0 && r.cores[0].from == 0 || i > 0 && strings.ContainsAny(r.gap(i-1), ".!?\n۔।؟")
}

// namesAfter says whether "and" and a name that is no word stand after core i, in one word
// as in Arabic or in two.
func (r *reading) namesAfter(i int) bool {
	if !r.next(i) {
		return false
	}
	sure := func(known info) bool { return known&given != 0 && known&(r.usual|r.double|stop) == 0 }
	if stem, ok := strings.CutPrefix(r.w(i+1), "و"); ok && r.lang == "ar" {
		return sure(r.lexicon.words[stem])
	}
	return r.says(i+1)&and != 0 && r.next(i+1) && !r.inMarker(i+2) && sure(r.know(i+2))
}

// cueBefore looks for a cue before core i, over two small words at most.
func (r *reading) cueBefore(i int) cue {
	for back := 1; back <= 3 && r.close(i-back); back++ {
		c := r.cueOf(i - back)
		for _, strong := range []cue{title, called, kin} {
			if c&strong != 0 && (back == 1 || strong != title) {
				return strong
			}
		}
		if c&small == 0 {
			return 0
		}
	}
	return 0
}

// cueOf is what core i says of others; Arabic writes "and" together with it.
func (r *reading) cueOf(i int) cue {
	c := r.says(i)
	if c == 0 && r.lang == "ar" {
		c = r.cues[strings.TrimPrefix(r.w(i), "و")]
	}
	return c
}

// plainBefore says whether core i begins with a small letter, or is an ordinary
// word at the beginning of a text or a sentence.
func (r *reading) plainBefore(i int) bool {
	raw := r.raw(i)
	if !capital(raw) {
		c, _ := utf8.DecodeRuneInString(raw)
		return unicode.IsLetter(c)
	}
	if raw == "I" || strings.HasPrefix(raw, "I'") || strings.HasPrefix(raw, "I’") {
		return true
	}
	first := i == 0 && r.cores[0].from == 0 || i > 0 && strings.ContainsAny(r.gap(i-1), ".!?\n")
	return first && !shout(raw) && r.ordinary(r.know(i))
}

// caseless says whether core i is of a script without capital letters.
func (r *reading) caseless(i int) bool {
	c, _ := utf8.DecodeRuneInString(r.raw(i))
	return !unicode.IsLower(c) && !unicode.IsUpper(c)
}

// sameHead says whether two words begin with the same letter, or with the same two that
// changed places: a mistake hardly ever falls on the first letter.
func sameHead(a, b string) bool {
	r, n := utf8.DecodeRuneInString(a)
	q, m := utf8.DecodeRuneInString(b)
	if r == q {
		return true
	}
	r2, _ := utf8.DecodeRuneInString(a[n:])
	q2, _ := utf8.DecodeRuneInString(b[m:])
	return r == q2 && q == r2
}
