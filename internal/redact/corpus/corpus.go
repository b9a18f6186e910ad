// Package corpus is what redaction is measured by: a thousand texts as children
// write them, in ten languages, in which is marked what has to go. Most are made
// from sentences and names by a seeded generator, some were written one by one.
// Sentences and names are split in two parts: "tune", which may be looked at while
// rules are made, and "held", by which the result is told.
// Whoever made them wrote the rules, too. A second corpus is by somebody who did not:
// it was held out until 26 November 2026, and is learnt from since. A third was written
// on that day by somebody who had read neither rules nor texts, and nobody who writes
// rules reads it.
package corpus

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"kist/internal/redact"
)

//go:embed corpus.txt
var texts string

//go:embed stranger.txt
var strange string

//go:embed third.txt
var third string

// The two parts of the corpus, and the parts that are corpora of their own.
const (
	Tune     = "tune"
	Held     = "held"
	Stranger = "stranger" // by somebody who did not write the rules; learnt from later
	Third    = "third"    // by somebody who had read neither rules nor texts
)

// parts are all there are.
var parts = []string{Tune, Held, Stranger, Third}

// Text is one text with what has to go.
type Text struct {
	Part, Lang string
	Words      string // as the child wrote it
	Marks      []Mark
}

// Mark is a stretch that has to go.
type Mark struct {
	redact.Stretch
	Slip bool // a listed name with one mistake in it
}

// Texts are all texts of the corpus, without those of the stranger.
func Texts() []Text { return must(texts) }

// StrangerTexts are the texts of the second corpus, all of the part Stranger. Rules
// are made by them since 26 November 2026: what is found of them proves little now.
func StrangerTexts() []Text { return must(strange) }

// ThirdTexts are the texts of the third corpus, all of the part Third. Only what is
// counted over all of them is for telling: who reads which are missed, and then mends
// a rule, has no independent measure any more.
func ThirdTexts() []Text { return must(third) }

// must reads what is embedded.
func must(lines string) []Text {
	list, err := parse(lines)
	if err != nil {
		panic(err) // a test reads the same files
	}
	return list
}

// parse reads lines "part language<tab>text with {kind:stretches}"; what is wrong
// with a line is an error that names it.
func parse(lines string) ([]Text, error) {
	var list []Text
	for n, line := range strings.Split(lines, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, marked, ok := strings.Cut(line, "\t")
		part, lang, both := strings.Cut(head, " ")
		if !ok || !both || !slices.Contains(parts, part) {
			return nil, fmt.Errorf("corpus, line %d: want the part, the language, a tab and a text", n+1)
		}
		t, err := unmark(marked)
		if err != nil {
			return nil, fmt.Errorf("corpus, line %d: %w", n+1, err)
		}
		t.Part, t.Lang = part, lang
		list = append(list, t)
	}
	return list, nil
}

// unmark takes the braces out of a text.
func unmark(marked string) (Text, error) {
	var t Text
	var b strings.Builder
	for rest := marked; rest != ""; {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(strings.ReplaceAll(before, `\n`, "\n"))
		if !found {
			break
		}
		inside, more, closed := strings.Cut(after, "}")
		key, words, named := strings.Cut(inside, ":")
		slip := strings.HasSuffix(key, "~")
		kind, known := redact.ParseKind(strings.TrimSuffix(key, "~"))
		if !closed || !named || !known || words == "" {
			return t, fmt.Errorf("{%s} is no mark", inside)
		}
		from := b.Len()
		b.WriteString(words)
		t.Marks = append(t.Marks, Mark{redact.Stretch{From: from, To: b.Len(), Kind: kind}, slip})
		rest = more
	}
	t.Words = b.String()
	return t, nil
}
