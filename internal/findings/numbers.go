package findings

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kist/internal/results"
)

// Number is a number in a text that no cited figure holds.
type Number struct {
	Where string // "statement", "unknown", or the part of a piece of evidence
	Text  string // as it stands there
	Words bool   // a share in words, such as "half": told, but never refused
}

// token is a number as it stands in a text, with what is around it.
type token struct {
	text          string
	value         int
	exact         bool // a whole number that value is
	percent       bool
	before, after string // what stands around it, in lower case
}

// around is how much of a text, in bytes, is looked at to tell what a number is.
const around = 80

var (
	// digits may be apart by thousands, and have a part after the point.
	digits = regexp.MustCompile(`\d+(?:[, ]\d{3}\b)*(?:[.]\d+)?`)
	// unit is what makes a number a percentage, in English and Gaelic.
	unit = regexp.MustCompile(`^[\s-]*(?:%|٪|per\s*-?cent\b|percentage|pct\b|sa cheud|às a[’'] cheud)`)
	// more joins a number to one behind it, of which it takes the unit.
	more = regexp.MustCompile(`^\s*(?:to|and|or|gu|agus|no|-|–|—|/)\s*$`)
)

// unheld lists the numbers of a text that are neither the value of one of these figures
// nor a name of something: an age, a date, an article of the finding.
func unheld(where, text string, figures []results.Figure, c Content) []Number {
	var list []Number
	for _, t := range tokens(text) {
		if !t.names(c) && !slices.ContainsFunc(figures, t.is) {
			list = append(list, Number{Where: where, Text: t.text})
		}
	}
	for _, s := range shares(text) {
		if !slices.ContainsFunc(figures, s.near) {
			list = append(list, Number{Where: where, Text: s.text, Words: true})
		}
	}
	return list
}

// Numbers lists the numbers of a text that none of these figures holds and that name
// nothing: for texts that rest on findings.
func Numbers(text string, figures []results.Figure) []Number {
	return unheld("", text, figures, Content{})
}

// is says whether the number is the value of a published figure.
func (t token) is(f results.Figure) bool {
	switch {
	case !t.exact || !f.Shown:
		return false
	case t.percent:
		return f.Percent != nil && *f.Percent == t.value
	}
	return f.Count == t.value
}

// tokens reads the numbers of a text, written in figures of any script, and
// percentages written in words.
func tokens(text string) []token {
	plain := western(text)
	spots := digits.FindAllStringIndex(plain, -1)
	list := make([]token, len(spots))
	for i, at := range spots {
		t := token{text: plain[at[0]:at[1]], before: strings.ToLower(plain[max(0, at[0]-around):at[0]]), after: strings.ToLower(plain[at[1]:min(len(plain), at[1]+around)])}
		n, err := strconv.Atoi(strings.Map(figuresOnly, t.text))
		t.value, t.exact = n, err == nil && !strings.Contains(t.text, ".")
		t.percent = unit.MatchString(t.after)
		list[i] = t
	}
	for i := len(list) - 2; i >= 0; i-- { // "40 to 45%"
		between := strings.ToLower(plain[spots[i][1]:spots[i+1][0]])
		list[i].percent = list[i].percent || list[i+1].percent && more.MatchString(between) && !list[i].isAge()
	}
	return append(append(list, spelled(plain)...), signs(plain)...)
}

// western writes the figures of every script as 0 to 9, and signs such as ½ as figures.
func western(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.Is(unicode.Nd, r) {
			return r
		}
		zero := r
		for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
			zero--
		}
		return '0' + (r - zero)
	}, norm.NFKC.String(text))
}

func figuresOnly(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// signs are numbers in a sign of their own, that stands for no figure: no release has them.
func signs(text string) []token {
	var list []token
	for _, r := range text {
		if unicode.IsNumber(r) && !unicode.Is(unicode.Nd, r) {
			list = append(list, token{text: string(r)})
		}
	}
	return list
}

// What stands directly before or after a number that names something and counts
// nothing.
var (
	named    = regexp.MustCompile(`(?:^|[^\p{L}])(?:articles?|artaigil|indicators?|weeks?|seachdain|questions?|ceist|tables?|releases?|rounds?|findings?|stages?|phases?)\s*$`)
	lettered = regexp.MustCompile(`(?:^|[^\p{L}’'])[pqsf]-?$`) // P7, S4, F-12
	ofYear   = regexp.MustCompile(`(?:^|[^\p{L}])(?:in|since|from|until|before|after|by|to|and|between|during|spring|summer|autumn|winter|an|[-–/]|` + months + `)\s*$`)
	yearEnd  = regexp.MustCompile(`(?:^|\D)(?:19|20)\d\d[-–/]$`) // 2025-26
	ofMonth  = regexp.MustCompile(`^(?:st|nd|rd|th)?\s+(?:` + months + `)\b`)
	counted  = regexp.MustCompile(`^\s*(?:[\p{L}’'-]+\s+){0,2}(?:children|child|young people|young person|people|pupils|boys|girls|siblings|families|respondents|answers|of them|of those|in \d)`)
	aged     = regexp.MustCompile(`(?:^|[^\p{L}])(?:aged?|ages|aois)\s*$`)
	ageRange = regexp.MustCompile(`(?:^|[^\p{L}])(?:aged?|ages|aois|at|of|from|between|for|people|children)\s*$`)
	ageEnd   = regexp.MustCompile(`^(?:s\b|\s*-?\s*years?\b|\s*-?\s*year-olds?\b|\s*bliadhna)`)
	upTo     = regexp.MustCompile(`^\s*(?:to|gu|and|-|–)\s*(\d{1,2})`)
	downTo   = regexp.MustCompile(`(?:^|[^\d.,])(\d{1,2})\s*(?:to|gu|and|-|–)\s*$`)
	fewer    = regexp.MustCompile(`(?:fewer than|less than|under|nas lugha na)\s*$`)
)

const months = `january|february|march|april|may|june|july|august|september|october|november|december`

// names says whether a number names something: part of the finding's own frame, an age,
// a day or year, or the least group that is ever shown.
func (t token) names(c Content) bool {
	switch {
	case t.percent, t.text == "":
		return false
	case slices.Contains(c.Indicators, t.text), named.MatchString(t.before), lettered.MatchString(t.before):
		return true
	case !t.exact:
		return false
	case ofMonth.MatchString(t.after), yearEnd.MatchString(t.before) && len(t.text) == 2, t.isYear():
		return true
	case t.value == results.MinGroup && fewer.MatchString(t.before):
		return true
	}
	return t.isAge()
}

func (t token) isYear() bool {
	return t.value >= 1990 && t.value < 2100 && len(t.text) == 4 && ofYear.MatchString(t.before) && !counted.MatchString(t.after)
}

// maxAge is the highest age that a finding speaks of: young people are supported in
// care until they are 26.
const maxAge = 26

// isAge says whether a number is an age: "aged 14", "at 14 to 18", "12-year-olds"; not
// "8 to 10 children".
func (t token) isAge() bool {
	if t.value > maxAge || len(t.text) > 2 {
		return false
	}
	before, after, begins := t.before, t.after, aged
	if m := downTo.FindStringSubmatchIndex(before); m != nil && age(before[m[2]:m[3]]) < t.value {
		before, begins = before[:m[2]], ageRange
	} else if m := upTo.FindStringSubmatchIndex(after); m != nil && t.value < age(after[m[2]:m[3]]) {
		after, begins = after[m[1]:], ageRange
	}
	if counted.MatchString(after) || unit.MatchString(after) {
		return false
	}
	return ageEnd.MatchString(after) || begins.MatchString(before)
}

// age is a number that can be an age; 0 for what cannot.
func age(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n > maxAge {
		return 0
	}
	return n
}

// share is a share in words.
type share struct {
	text    string
	percent int
}

// near says whether a share in words can stand for a published percentage: those end in
// 0 or 5, so it is as near as they come.
func (s share) near(f results.Figure) bool {
	return f.Shown && f.Percent != nil && max(*f.Percent-s.percent, s.percent-*f.Percent) <= 5
}

var parts = []struct {
	words   *regexp.Regexp
	percent int
}{
	{regexp.MustCompile(`(?i)\bthree[- ]quarters\b`), 75},
	{regexp.MustCompile(`(?i)\btwo[- ]thirds\b`), 67},
	{regexp.MustCompile(`(?i)\b(?:a|one)[- ]third of\b`), 33},
	{regexp.MustCompile(`(?i)\b(?:a|one)[- ]quarter of\b`), 25},
	{regexp.MustCompile(`(?i)\bhalf (?:of|the|at|were|was|say|said)\b`), 50},
}

var (
	oneIn   = regexp.MustCompile(`(?i)\b(one|two|three|four|five|six|seven|eight|nine) in (two|three|four|five|six|seven|eight|nine|ten)\b`)
	perCent = regexp.MustCompile(`(?i)\b((?:` + strings.Join(slices.Concat(tens[2:], units[1:]), "|") + `|hundred)(?:[- ](?:` + strings.Join(units[1:], "|") + `))?)[\s-]+per\s*-?cent\b`)
)

// shares reads the shares in words of an English text.
func shares(text string) []share {
	var list []share
	for _, p := range parts {
		for _, found := range p.words.FindAllString(text, -1) {
			list = append(list, share{found, p.percent})
		}
	}
	for _, m := range oneIn.FindAllStringSubmatch(text, -1) {
		if x, y := spelledNumber(m[1]), spelledNumber(m[2]); x < y {
			list = append(list, share{m[0], 100 * x / y})
		}
	}
	return list
}

var (
	units = []string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	tens  = []string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
)

// spelled are the percentages that an English text writes in words.
func spelled(text string) []token {
	var list []token
	for _, m := range perCent.FindAllStringSubmatch(text, -1) {
		list = append(list, token{text: m[0], value: spelledNumber(m[1]), exact: true, percent: true})
	}
	return list
}

// spelledNumber is a number from 1 to 100 in words; 0 for what is none.
func spelledNumber(words string) int {
	n := 0
	for _, w := range strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return r == ' ' || r == '-' }) {
		if w == "hundred" {
			return 100
		}
		n += max(0, slices.Index(units, w)) + 10*max(0, slices.Index(tens, w))
	}
	return n
}
