package redact

import (
	"slices"
	"strings"
)

// cue is what a word says of the words beside it; lists/cues.txt tells each.
type cue uint16

const (
	title cue = 1 << iota
	called
	kin
	after
	with
	does
	in
	small
	and
	born
)

var cueNames = map[string]cue{
	"title": title, "called": called, "kin": kin, "after": after, "with": with, "does": does, "in": in, "small": small, "and": and, "born": born,
}

// cues are those of one language.
type cues map[string]cue

// head is what a word such as "school" makes of what stands beside it.
type head struct {
	kind   Kind
	before bool // the name comes after the word
	weak   bool // only with a capital, or after the number of a house
}

type heads map[string]head

// tongues are all languages that children are asked in.
var tongues = slices.Concat([]string{"en", "zh"}, languages)

// readCues makes the table of each language: Scots has English's too.
func readCues() map[string]cues {
	all := map[string]cues{}
	for _, lang := range tongues {
		all[lang] = cues{}
	}
	for _, line := range strings.Split(list("cues"), "\n") {
		lang, use, words := parts(line)
		for _, to := range speakers(lang) {
			for _, w := range words {
				all[to][bare(w)] |= cueNames[use]
			}
		}
	}
	return all
}

func readHeads() map[string]heads {
	all := map[string]heads{}
	for _, lang := range tongues {
		all[lang] = heads{}
	}
	for _, line := range strings.Split(list("heads"), "\n") {
		lang, use, words := parts(line)
		if len(words) < 2 {
			continue
		}
		kind, _ := ParseKind(use)
		for _, to := range headSpeakers(lang) {
			for _, w := range words[1:] {
				if h, has := all[to][bare(w)]; !has || lang == to && h.before != (words[0] == "before") {
					all[to][bare(w)] = head{kind, words[0] == "before", words[0] == "weak"}
				}
			}
		}
	}
	return all
}

// parts takes a line "en: kin mum dad" apart.
func parts(line string) (lang, use string, words []string) {
	lang, rest, ok := strings.Cut(line, ":")
	words = strings.Fields(rest)
	if !ok || len(words) == 0 {
		return "", "", nil
	}
	return lang, words[0], words[1:]
}

// speakers are the languages in which a language's cues count.
func speakers(lang string) []string {
	switch lang {
	case "*":
		return tongues
	case "en":
		return []string{"en", "sco"}
	case "sco":
		return []string{"sco", "en"}
	case "":
		return nil
	}
	return []string{lang}
}

// headSpeakers are those of a language's heads: a school in Scotland has its
// English name in every language.
func headSpeakers(lang string) []string {
	if lang == "en" {
		return tongues
	}
	return speakers(lang)
}
