package surveys

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The lengths of a story in runes: what a question allows that names no Max,
// and the most that one may name.
const (
	DefaultStory = 1500
	MaxStory     = 3000
)

// story is a few lines in the child's own words. It is never counted.
type story struct{}

const storyName = "story"

var _ = register(story{})

func (story) Name() string { return storyName }

// Check tidies the text: line ends, control characters and outer space. A text
// that is only "-" is nothing said, unless the question offers RatherNot.
func (story) Check(q *Question, _ Edition, raw []string) (Answer, error) {
	text := ""
	for _, value := range raw {
		value = tidy(value)
		switch {
		case value == RatherNot && q.AboutChild:
			return Answer{RatherNot}, nil
		case value == "" || value == RatherNot:
		case text != "":
			return nil, problem(q, "problem.option")
		default:
			text = value
		}
	}
	if text == "" {
		return nil, nil
	}
	if over := utf8.RuneCountInString(text) - q.storyMax(); over > 0 {
		return nil, problem(q, "problem.story.long", "Max", q.storyMax(), "Over", over)
	}
	return Answer{text}, nil
}

// storyMax is how many runes the question's story may have.
func (q *Question) storyMax() int {
	if q.Max > 0 {
		return q.Max
	}
	return DefaultStory
}

// tidy makes line ends "\n" and drops what a child cannot have typed.
func tidy(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

func (story) Cells(*Question, Edition) []string        { return nil }
func (story) Fall(*Question, Edition, Answer) []string { return nil }

func (story) Wording(q *Question, _ Edition) Wording {
	return Wording{HintID: "kind.story.hint", HintArgs: map[string]any{"Max": q.storyMax()}}
}

// Columns is none: texts never stand beside the answers they came with.
func (story) Columns(*Question) []Column { return nil }

func (story) design(q *Question, eds []Edition, flaw flawFunc) {
	if q.Max < 0 || q.Max > MaxStory {
		flaw("story_max", "max", "given", q.Max, "most", MaxStory)
	}
	noOptions(q, flaw)
	labelsAmong(q, nil, flaw)
}
