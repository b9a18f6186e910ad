package redact

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// findLink takes an address on the web, to the next space: after a host
// anything may follow.
func findLink(r *reading, i int) (find, bool) {
	t := r.text
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
	if end > 0 && rest[end-1] == '/' && i+1 < len(r.cores) && r.made(i+1) && r.cores[i+1].from == c.to+end+1 { // youtube.com/ sam07
		return r.span(i, i+1, Link)
	}
	return find{c.from, c.to + end, Link}, true
}

func (t *text) startsLink(i int) bool {
	c := t.cores[i]
	if c.marks&hasDot == 0 {
		gap := t.gap(i)
		return i+1 < len(t.cores) && (gap == "://" || len(gap) > 1 && len(gap) <= 5 && schemes[t.word(i)] && strings.Trim(gap, ": /") == "" && strings.Contains(gap, "/"))
	}
	plain := t.plain(i)
	return strings.HasPrefix(plain, "www.") || isHost(plain) || isServer(plain)
}

// schemes stand before an address on the web, also where a child left out a sign.
var schemes = set(`http https htttp htpp htps`)

// isServer says whether a core is the address of a machine: four numbers below 256.
func isServer(core string) bool {
	numbers := strings.Split(core, ".")
	if len(numbers) != 4 {
		return false
	}
	for _, n := range numbers {
		if v, err := strconv.Atoi(n); err != nil || v > 255 || len(n) > 3 {
			return false
		}
	}
	return len(core) > len("1.1.1.1") // and no marks for school work
}

// word is core i in lower case if it is as short as the words we know, else "".
func (t *text) word(i int) string {
	if len(t.raw(i)) <= 16 {
		return t.plain(i)
	}
	return ""
}

// findLinkTold takes an address on the web that is told, or that has spaces in it:
// youtube dot com slash sam, www sam com, instagram .com/sam.
func findLinkTold(r *reading, i int) (find, bool) {
	if i+1 >= len(r.cores) || r.cores[i].marks&hasLetter == 0 {
		return find{}, false
	}
	j := i
	switch gap := r.gap(i); {
	case len(r.raw(i)) == 3 && r.w(i) == "www":
		j = r.lastEnding(i)
	case strings.Contains(gap, ".") && strings.Trim(gap, " .") == "" && len(gap) <= 3 && (gap == " ." || r.is(i, siteWord)):
		if host, _, _ := strings.Cut(r.plain(i+1), "/"); r.told(host).is&endingWord != 0 {
			j = i + 1
		}
	case r.is(i+1, dotWord) && utf8.RuneCountInString(r.w(i)) > 1 && !articles[r.w(i)]:
		j = r.endings(i)
	}
	if j == i {
		return find{}, false
	}
	for j+2 < len(r.cores) && r.is(j+1, slashWord) && r.next(j) && r.next(j+1) && !r.inMarker(j+2) {
		j += 2
	}
	return r.span(i, j, Link)
}

// lastEnding is the last core after www that is an ending of a host; i if there is none.
func (r *reading) lastEnding(i int) int {
	last := i
	for j := i + 1; j < len(r.cores) && j <= i+6 && soft(r.gap(j-1)) && !r.inMarker(j); j++ {
		if r.is(j, endingWord) || r.cores[j].marks&hasDot != 0 && isHost(r.plain(j)) {
			last = j
		}
	}
	return last
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
		online site blog pl ua pk cn de fr ie es ro lt lv ru sy`)
	hostEndsWithPath = set(`me be to is it in am at us ai so fm link page shop club live chat cc ee li fyi gl im la my tk ws vc sh id cat red blue vip fun games cloud wiki world space pro name tech art blog bio`)
)
