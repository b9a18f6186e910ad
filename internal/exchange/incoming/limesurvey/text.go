package limesurvey

import (
	"regexp"
	"strings"

	"kist/internal/exchange/incoming"
)

// loss is what a text lost on its way.
type loss struct{ marked, piped, cut bool }

// plain is a text in the languages of the survey, without mark-up.
func (r *reader) plain(w words) (t incoming.Text, lost loss) {
	for _, name := range r.order {
		text := w[name]
		if text == "" {
			continue
		}
		lost.marked = lost.marked || marked(text)
		text = attributes.ReplaceAllString(text, "<$1>") // styles are often longer than words
		lost.cut = lost.cut || len(text) > incoming.MaxText
		if bare := expression.ReplaceAllString(text, "…"); bare != text {
			lost.piped, text = true, bare
		}
		bare, _, piped := incoming.Plain(text)
		lost.piped = lost.piped || piped
		if tag := r.tags[name]; bare != "" && t[tag] == "" {
			if t == nil {
				t = incoming.Text{}
			}
			t[tag] = bare
		}
	}
	return t, lost
}

// bare is plain where nothing is to be said of what is lost.
func (r *reader) bare(w words) incoming.Text {
	t, _ := r.plain(w)
	return t
}

// text is plain, and says what the text lost. changed is whether it lost anything.
func (r *reader) text(at incoming.Place, w words) (t incoming.Text, changed bool) {
	t, lost := r.plain(w)
	if lost.marked {
		r.form.Say(at, incoming.Changed, "markup")
	}
	if lost.piped {
		r.form.Say(at, incoming.Changed, "piping")
	}
	if lost.cut {
		r.form.Say(at, incoming.Changed, "text_cut", "most", incoming.MaxText)
	}
	return t, lost != loss{}
}

var (
	// expression is what LimeSurvey puts something else in place of: braces after the
	// first of which no space stands.
	expression = regexp.MustCompile(`\{[^{}\s][^{}]{0,500}\}`)
	attributes = regexp.MustCompile(`<([A-Za-z][A-Za-z0-9]*)\s[^<>]*>`)
	tagName    = regexp.MustCompile(`<\s*/?\s*([A-Za-z][A-Za-z0-9]*)`)
)

// flow are tags that the editor puts around any text; nothing is lost with them.
var flow = map[string]bool{"p": true, "div": true, "br": true, "span": true}

// marked says whether a text has mark-up that is seen.
func marked(text string) bool {
	for _, m := range tagName.FindAllStringSubmatch(text, -1) {
		if !flow[strings.ToLower(m[1])] {
			return true
		}
	}
	return false
}

// under is the text of a part of a question: both, if a question may be that long,
// otherwise the part with the question as its hint.
func under(whole, part incoming.Text) (text, hint incoming.Text) {
	text = incoming.Text{}
	for lang, own := range part {
		head := whole[lang]
		switch {
		case head == "":
			text[lang] = own
		case len([]rune(head))+len([]rune(own))+2 > maxQuestion:
			return part, whole
		case strings.ContainsRune(sentenceEnds, []rune(head)[len([]rune(head))-1]):
			text[lang] = head + " " + own
		default:
			text[lang] = head + ": " + own
		}
	}
	return text, nil
}

// sentenceEnds are signs after which another sentence may begin.
const sentenceEnds = ".?!:…؟。？！："

// maxQuestion is the length of the longest question, in runes.
const maxQuestion = 300
