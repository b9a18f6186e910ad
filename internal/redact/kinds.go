package redact

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Kind is what was found, or what a person says that a stretch is.
type Kind int

// The kinds. Those from Name on are numbered within a text.
const (
	Phone Kind = iota
	Email
	Postcode
	Link
	Handle
	Date
	Number
	Name
	School
	Home
	Street
	Place
	Team
)

// names are the words that stand in the brackets.
var names = [...]string{
	Phone: "phone", Email: "email", Postcode: "postcode", Link: "link", Handle: "handle", Date: "date", Number: "number",
	Name: "name", School: "school", Home: "home", Street: "street", Place: "place", Team: "team",
}

// Kinds lists all kinds, in the order in which a page offers them.
func Kinds() []Kind {
	return []Kind{Name, School, Home, Street, Place, Team, Phone, Email, Postcode, Link, Handle, Date, Number}
}

// ParseKind reads a kind as Key writes it; false for what is none.
func ParseKind(key string) (Kind, bool) {
	for k, name := range names {
		if name == key {
			return Kind(k), true
		}
	}
	return 0, false
}

// Key is the word of the kind, such as "phone".
func (k Kind) Key() string { return names[k] }

// String is the marker of the kind without a number, such as "[phone]".
func (k Kind) String() string { return "[" + names[k] + "]" }

// numbered says whether a reader has to tell apart what is of this kind.
func (k Kind) numbered() bool { return k >= Name }

// marker is what stands for the n-th of a kind, such as "[name 2]".
func (k Kind) marker(n int) string {
	if n == 0 {
		return k.String()
	}
	return "[" + names[k] + " " + strconv.Itoa(n) + "]"
}

// maxNumber is the highest number of a marker: what comes after shares it. There
// are private characters for so many of each kind, and no child names as many people.
const maxNumber = 479

// markerAt reads the marker that begins at byte i: its kind, its number (0: none)
// and where it ends. ok is false where there is none.
func markerAt(s string, i int) (kind Kind, n, end int, ok bool) {
	if s[i] != '[' {
		return 0, 0, 0, false
	}
	inside, _, closed := strings.Cut(s[i+1:min(len(s), i+1+len("postcode 479]"))], "]")
	if !closed {
		return 0, 0, 0, false
	}
	word, number, numbered := strings.Cut(inside, " ")
	if kind, ok = ParseKind(word); !ok {
		return 0, 0, 0, false
	}
	if numbered {
		var err error
		if n, err = strconv.Atoi(number); err != nil || n < 1 || n > maxNumber || strconv.Itoa(n) != number {
			return 0, 0, 0, false
		}
	}
	return kind, n, i + len(inside) + 2, true
}

// numbers gives each thing of a text its number: the same to the same.
type numbers struct {
	last [len(names)]int
	of   map[string]int
}

// numbersOf begins after the highest numbers that a text has already.
func numbersOf(s string) *numbers {
	n := &numbers{of: map[string]int{}}
	for i := strings.IndexByte(s, '['); i >= 0; {
		if kind, number, _, ok := markerAt(s, i); ok {
			n.last[kind] = max(n.last[kind], number)
		}
		next := strings.IndexByte(s[i+1:], '[')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return n
}

// number is that of what was written; letters of either case are the same.
func (n *numbers) number(kind Kind, written string) int {
	if !kind.numbered() {
		return 0
	}
	key := names[kind] + " " + same(written)
	if n.of[key] == 0 {
		n.last[kind] = min(n.last[kind]+1, maxNumber)
		n.of[key] = n.last[kind]
	}
	return n.of[key]
}

// same is what two writings of one name have in common: small letters, one
// space between words, and no apostrophe with an s at the end.
func same(written string) string {
	folded := strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return fold(r)
	}, written)
	return strings.TrimSuffix(strings.Join(strings.Fields(folded), " "), "'s")
}

// replace puts markers in the place of what was found; finds are in order and
// apart.
func replace(s string, finds []find) string {
	if len(finds) == 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	at, numbers := 0, numbersOf(s)
	for _, f := range finds {
		b.WriteString(s[at:f.from])
		b.WriteString(f.kind.marker(numbers.number(f.kind, s[f.from:f.to])))
		at = f.to
	}
	b.WriteString(s[at:])
	return b.String()
}

// runeStart is i, or where the rune begins in which it lies. Bytes that are no UTF-8
// are in none.
func runeStart(s string, i int) int {
	start := i
	for start > 0 && start < len(s) && !utf8.RuneStart(s[start]) {
		start--
	}
	if _, n := utf8.DecodeRuneInString(s[start:]); start+n > i {
		return start
	}
	return i
}
