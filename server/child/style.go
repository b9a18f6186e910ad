package child

import (
	"regexp"
	"slices"
	"strings"

	"kist/server/web"
)

// tones are the classes of the root element that set an edition's tokens.
var tones = []string{"e4", "e8", "e11", "e14", "easy"}

// questionnaireEnd is where the style sheet's part for questionnaires ends.
const questionnaireEnd = "/* Around the questions"

// styleFor is the part of the children's style sheet that a questionnaire in
// this tone and language needs, as short as can be: it travels inside every
// questionnaire.
func styleFor(sheet, tone, lang string) string {
	part, _, _ := strings.Cut(sheet, questionnaireEnd)
	return only(web.Minify(part), reader{tone, lang})
}

// reader is whom a questionnaire's style is for.
type reader struct{ tone, lang string }

// toneRule is a selector that speaks only of pages in one tone, langRule one
// that speaks only of one language.
var (
	toneRule = regexp.MustCompile(`^\.(e4|e8|e11|e14|easy)\b`)
	langRule = regexp.MustCompile(`^:lang\(([\w-]+)\)`)
)

// matches says whether a selector can match in a questionnaire for r.
func (r reader) matches(selector string) bool {
	if m := toneRule.FindStringSubmatch(selector); m != nil {
		return m[1] == r.tone
	}
	m := langRule.FindStringSubmatch(selector)
	return m == nil || m[1] == r.lang || strings.HasPrefix(r.lang, m[1]+"-")
}

// faces are the families of our own fonts that each language is set in; a
// language that is not here is set in K.
var faces = map[string]string{"ar": "A", "ur": "A", "pa": "G", "zh-Hans": ""}

// reads says whether a font can be used in a questionnaire for r.
func (r reader) reads(face string) bool {
	own, listed := faces[r.lang]
	if !listed {
		own = "K"
	}
	return strings.HasPrefix(face, "font-family:"+own+";")
}

// blockRule begins a block that holds rules.
var blockRule = regexp.MustCompile(`^@(media|supports|keyframes)\b`)

// only drops from a minified sheet the selectors that begin with the class of
// another tone, or with another language, and the rules that are left with none.
func only(sheet string, r reader) string {
	var b strings.Builder
	for len(sheet) > 0 {
		head, rest, found := strings.Cut(sheet, "{")
		if !found { // what is left closes a block
			b.WriteString(sheet)
			break
		}
		closing := head[:len(head)-len(strings.TrimLeft(head, "}"))]
		b.WriteString(closing)
		head = head[len(closing):]
		if blockRule.MatchString(head) {
			b.WriteString(head + "{")
			sheet = rest
			continue
		}
		var body string
		body, sheet, _ = strings.Cut(rest, "}")
		if kept := selectorsFor(head, r); kept != "" && (head != "@font-face" || r.reads(body)) {
			b.WriteString(kept + "{" + body + "}")
		}
	}
	return b.String()
}

// selectorsFor keeps the selectors of a list that can match for r.
func selectorsFor(list string, r reader) string {
	kept := slices.DeleteFunc(splitSelectors(list), func(s string) bool { return !r.matches(s) })
	return strings.Join(kept, ",")
}

// splitSelectors cuts a list at its commas, but not at those in parentheses.
func splitSelectors(list string) []string {
	var parts []string
	depth, from := 0, 0
	for i, r := range list {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0:
			parts = append(parts, list[from:i])
			from = i + 1
		}
	}
	return append(parts, list[from:])
}
