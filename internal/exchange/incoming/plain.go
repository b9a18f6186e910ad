package incoming

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// MaxText is how much of one text is read, in bytes; all that a survey may hold is
// far shorter.
const MaxText = 4 << 10

// Plain is a text without mark-up, spaces made one, and what was in it: whether
// there was mark-up, and whether it repeats an earlier answer, which a static page
// cannot do (there "…" is put). Scripts and styles go with their content.
func Plain(text string) (plain string, marked, piped bool) {
	text = text[:min(len(text), MaxText)]
	if strings.ContainsAny(text, "<&") {
		bare := withoutTags(text)
		marked, text = bare != text, bare
	}
	if bare := withoutMarks(text); bare != text {
		marked, text = true, bare
	}
	if bare := piping.ReplaceAllString(text, "…"); bare != text {
		piped, text = true, bare
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r) && !unicode.IsSpace(r), r == unicode.ReplacementChar, r == '\ufeff':
			return -1
		case r == '\u202d', r == '\u202e': // they turn letters round, and no language needs them
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.Fields(text), " "), marked, piped
}

// withoutMarks is a text without the marks for headings, stress and links that XLSForm
// has from Markdown.
func withoutMarks(text string) string {
	if !strings.ContainsAny(text, "*_#[\\") {
		return text
	}
	text = links.ReplaceAllString(headings.ReplaceAllString(text, ""), "$1$2")
	text = markdown.ReplaceAllString(text, "$2")
	text = stress.ReplaceAllString(text, "$1$2$3$4")
	return marks.ReplaceAllString(text, "$1")
}

var (
	headings = regexp.MustCompile(`(?m)^\s*#{1,6}\s+`)
	links    = regexp.MustCompile(`(^|[^\\])\[([^\[\]]+)\]\([^()\s]*\)`)
	stress   = regexp.MustCompile(`(^|[\s("'])(?:\*([^\s*](?:[^*\n]*[^\s*])?)\*|_([^\s_](?:[^_\n]*[^\s_])?)_)($|[\s).,;:!?"'])`)
	marks    = regexp.MustCompile(`\\([\\*_#\[])`)
	markdown = regexp.MustCompile(`(\*\*|__)([^*_\s](?:[^*_]*[^*_\s])?)(?:\*\*|__)`)
	piping   = regexp.MustCompile(`\$\{[^}]{1,100}\}|\{[A-Za-z][A-Za-z0-9_.:]{0,100}\}`)
)

// withoutTags is the text of a piece of HTML. A < that begins no tag stays.
func withoutTags(text string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(MaxText)
	hidden := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if hidden == "" {
				b.WriteString(html.UnescapeString(string(z.Raw())))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			if s := string(name); s == "script" || s == "style" {
				hidden = s
			} else if !inline[s] {
				b.WriteByte(' ')
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == hidden {
				hidden = ""
			}
		case html.SelfClosingTagToken:
			b.WriteByte(' ')
		}
	}
}

// inline are tags that part no words.
var inline = map[string]bool{"b": true, "i": true, "em": true, "strong": true, "span": true, "u": true, "a": true, "small": true, "sup": true, "sub": true, "font": true, "mark": true}
