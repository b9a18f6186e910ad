package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// findLink takes an address on the web, to the next space: after a host
// anything may follow.
func findLink(t *text, i int) (find, bool) {
	if !t.startsLink(i) {
		return find{}, false
	}
	c := t.cores[i]
	rest := t.s[c.to:]
	end := strings.IndexFunc(rest, func(r rune) bool {
		return unicode.IsSpace(r) || r == utf8.RuneError || r == '[' || unicode.In(r, unspaced...)
	})
	if end < 0 {
		end = len(rest)
	}
	end = len(strings.TrimRight(rest[:end], `.,!?;:'")]}>»”’…،؛؟`))
	return find{c.from, c.to + end, Link}, true
}

func (t *text) startsLink(i int) bool {
	c := t.cores[i]
	if c.marks&hasDot == 0 {
		gap := t.gap(i)
		return strings.HasPrefix(gap, "://") && len(gap) == 3 && i+1 < len(t.cores)
	}
	plain := t.plain(i)
	return strings.HasPrefix(plain, "www.") || isHost(plain)
}

// isHost says whether a core is a host, perhaps with a path. Where the last
// part is a word as well, only a path makes it one: a child who forgets the
// space after a full stop writes "it.me".
func isHost(core string) bool {
	host, _, path := strings.Cut(core, "/")
	if strings.ContainsAny(host, "@#+_'") {
		return false
	}
	dot := strings.LastIndexByte(host, '.')
	if dot < 1 {
		return false
	}
	end := host[dot+1:]
	return hostEnds[end] || path && hostEndsWithPath[end]
}

var (
	hostEnds = set(`com org net uk scot gov edu io tv gg ly info biz eu co ac nhs sch dev app xyz
		online site pl ua pk cn de fr ie es ro lt lv ru sy`)
	hostEndsWithPath = set(`me be to is it in am at us ai so fm link page shop club live chat cc`)
)

// findEmail takes an address at a host: as one core, with spaces around the
// sign, or told in words to a machine that might not see it.
func findEmail(t *text, i int) (find, bool) {
	if t.cores[i].marks&hasAt != 0 {
		if plain := t.plain(i); strings.LastIndexByte(plain, '@') > 0 {
			return t.span(i, i, Email)
		}
	}
	if i+1 < len(t.cores) && strings.TrimSpace(fullWidth.Replace(t.gap(i))) == "@" && len(t.gap(i)) <= 6 {
		if t.cores[i+1].marks&hasDot != 0 && isHost(t.plain(i+1)) {
			return t.span(i, i+1, Email)
		}
	}
	return findWritten(t, i)
}

var fullWidth = strings.NewReplacer("＠", "@")

// findWritten takes "sam at gmail dot com", and "sam (at) gmail.com".
func findWritten(t *text, i int) (find, bool) {
	if i+2 >= len(t.cores) || !strings.EqualFold(t.raw(i+1), "at") {
		return find{}, false
	}
	host, _, whole := strings.Cut(t.plain(i+2), ".")
	switch {
	case !mailHosts[host]:
		return find{}, false
	case !whole && i+4 < len(t.cores) && t.word(i+3) == "dot":
		return t.span(i, i+4, Email)
	}
	return t.span(i, i+2, Email)
}

// word is core i in lower case if it is as short as the words we know, else "".
func (t *text) word(i int) string {
	if len(t.raw(i)) <= 16 {
		return t.plain(i)
	}
	return ""
}

var mailHosts = set(`gmail googlemail hotmail outlook yahoo icloud protonmail aol ymail msn btinternet`)

// findHandle takes a name on social media: with an at sign, with an underscore
// inside or a number sign and four digits after, as nobody writes in prose, or
// said to be one: "my snap is sam.k07".
func findHandle(t *text, i int) (find, bool) {
	c := t.cores[i]
	switch {
	case c.marks&hasAt != 0:
		if plain := t.plain(i); len(plain) > 2 && c.marks&(hasLetter|hasUnderscore) != 0 && !places[plain] && !isTime(plain) {
			return t.span(i, i, Handle)
		}
	case c.marks&hasUnderscore != 0:
		if strings.Contains(strings.Trim(t.plain(i), "_"), "_") && c.marks&(hasLetter|hasDigit) != 0 {
			return t.span(i, i, Handle)
		}
	case c.marks&(hasHash|hasLetter|hasDigit) == hasHash|hasLetter|hasDigit:
		_, tag, _ := strings.Cut(t.plain(i), "#")
		if len(tag) == 4 && strings.Trim(tag, "0123456789") == "" {
			return t.span(i, i, Handle)
		}
	}
	return findSaid(t, i)
}

// isTime says whether a word such as "@5pm" is a digit or two and letters.
func isTime(plain string) bool { return isDigit(plain[1]) && len(plain) <= len("@12pm") }

// places are what young people write after an at sign that is no name.
var places = set(`@home @school @work @night @the @my @mums @dads @grans @college @church`)

// findSaid takes the name after a platform's. It must look like a made-up one,
// for the platform may be followed by any word.
func findSaid(t *text, i int) (find, bool) {
	if !platforms[t.word(i)] {
		return find{}, false
	}
	told := false
	for j := i; j < len(t.cores) && j <= i+3; j++ {
		word := t.plain(j)
		if j > i && !said[word] {
			if told && madeUp(word, t.cores[j].marks) {
				return t.span(j, j, Handle)
			}
			return find{}, false
		}
		told = told || j > i || strings.ContainsAny(t.gap(j), ":=")
		if strings.ContainsAny(t.gap(j), ".!?\n[") {
			return find{}, false
		}
	}
	return find{}, false
}

// madeUp says whether a word has a digit or a dot among its letters.
func madeUp(word string, m marks) bool {
	return len(word) >= 4 && m&hasLetter != 0 && m&(hasDigit|hasDot) != 0 && !isDigit(word[0])
}

var (
	platforms = set(`insta instagram ig snap snapchat sc tiktok discord roblox xbox psn steam fortnite
		minecraft whatsapp telegram youtube twitter facebook fb kik twitch bereal threads messenger`)
	said = set(`is name username user id tag account called handle my its it's to jest`)
)
