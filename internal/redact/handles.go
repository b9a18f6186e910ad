package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// findHandle takes a name on social media: with an at sign, with an underscore
// inside or a number sign and four digits after, as nobody writes in prose, or
// said to be one: "my snap is sam.k07", "im sam.k07 on snap".
func findHandle(r *reading, i int) (find, bool) {
	if r.handle(i) {
		return r.span(i, i, Handle)
	}
	if r.handleBefore(i) {
		return r.span(i, i, Handle)
	}
	return r.handleAfter(i)
}

// handle says whether core i has the shape of such a name.
func (r *reading) handle(i int) bool {
	m := r.cores[i].marks
	switch {
	case m&hasAt != 0:
		plain := r.plain(i)
		return len(plain) > 2 && m&(hasLetter|hasUnderscore) != 0 && !places[plain] && !isTime(plain)
	case m&hasUnderscore != 0:
		return strings.Contains(strings.Trim(r.plain(i), "_"), "_") && m&(hasLetter|hasDigit) != 0
	case m&(hasHash|hasLetter|hasDigit) == hasHash|hasLetter|hasDigit:
		_, tag, _ := strings.Cut(r.plain(i), "#")
		return len(tag) == 4 && strings.Trim(tag, "0123456789") == ""
	case i > 0 && r.atGap(r.gap(i-1)) && strings.HasSuffix(r.gap(i-1), " "): // my @ sam.k
		return r.made(i) || r.know(i) == 0 && utf8.RuneCountInString(r.w(i)) > 3
	}
	return m&hasLetter != 0 && !r.next(i-1) && hanAccount(r.s[:r.cores[i].from])
}

// isTime says whether a word such as "@5pm" is a digit or two and letters.
func isTime(plain string) bool { return isDigit(plain[1]) && len(plain) <= len("@12pm") }

// places are what young people write after an at sign that is no name.
var places = set(`@home @school @work @night @the @my @mums @dads @grans @college @church`)

// handleBefore says whether core i is a name and a platform follows: zorvy07 on snap.
func (r *reading) handleBefore(i int) bool {
	if r.cores[i].marks&hasDigit != 0 && i > 0 && r.close(i-1) && iAm[r.w(i-1)] && r.next(i) && r.w(i+1) == "on" && r.made(i) {
		return true
	}
	if !r.is(i+2, siteWord) || !r.close(i) || !r.close(i+1) {
		return false
	}
	switch r.w(i + 1) {
	case "on", "in", "na", "pe", "на", "в", "على", "في":
	default:
		return false
	}
	stem := strings.TrimRight(r.w(i), "0123456789")
	if r.made(i) && r.lexicon.words[stem]&(usual|idWord) == 0 && r.told(stem).is&siteWord == 0 {
		return true
	}
	return r.know(i) == 0 && r.cores[i].marks == hasLetter && i > 0 && r.close(i-1) && iAm[r.w(i-1)] && !r.slip(i)
}

// iAm are words after which one tells who one is.
var iAm = set(`im i'm am called is jestem sunt я انا أنا`)

// handleAfter takes the name after a platform's, or after another word that says that
// such a name comes. It must look like a made-up one, or be no word at all, for a
// platform may be followed by any word.
func (r *reading) handleAfter(i int) (find, bool) {
	if !r.is(i, accountWord|siteWord|addWord|atWord|postWord) {
		return find{}, false
	}
	account, site := r.is(i, accountWord), r.is(i, siteWord|postWord) || r.is(i, atWord) && i > 0 && r.next(i-1) && my[r.w(i-1)]
	if !account && !site && !r.is(i, addWord) {
		return find{}, false
	}
	tells := false
	for j := i + 1; j < len(r.cores) && j <= i+5 && loose(r.gap(j-1)); j++ {
		gap := r.gap(j - 1)
		tells = tells || (site || account) && strings.ContainsAny(gap, ":=-")
		account, site = account || r.is(j, accountWord) || site && ofSite[r.w(j)], site || r.is(j, siteWord)
		if !r.is(j, nameFill|tellsWord|siteWord|accountWord|postWord) {
			if r.inMarker(j) || !r.named(j, account, site, tells) {
				return find{}, false
			}
			if f, ok := findEmail(r, j); ok {
				return f, true
			}
			return r.span(j, r.handleOn(j, account && tells), r.handleKind(i))
		}
		tells = tells || r.is(j, tellsWord)
	}
	return find{}, false
}

// ofSite are words that say, after a platform, that what comes is the name there.
var ofSite = set(`name user ign id channel profile`)

func (r *reading) handleKind(i int) Kind {
	if r.is(i, postWord) {
		return Email
	}
	return Handle
}

// named judges the word after a platform's.
func (r *reading) named(i int, account, site, tells bool) bool {
	if r.cores[i].to-r.cores[i].from > longest {
		return false
	}
	known, letters := r.know(i), utf8.RuneCountInString(r.w(i))
	switch {
	case r.made(i):
		return true
	case letters < 3 || r.cores[i].marks&hasLetter == 0:
		return false
	case account && tells && known&(common|usual|r.mine) == 0 && (known != 0 || letters > 3), account && tells && capital(r.raw(i)) && !shout(r.raw(i)) && known&usual == 0:
		return true
	case (site || account) && tells:
		return !r.ordinary(known) && known&^isListed&^heard&^double == 0 && !r.slip(i)
	}
	return known == 0 && letters > 4 && !r.slip(i) && !r.caseless(i)
}

// handleOn is the last core of a name of several words: zor vy07, Dragon Kid 9.
func (r *reading) handleOn(i int, told bool) int {
	for j := i + 1; j <= i+2 && r.next(j-1) && !r.inMarker(j); j++ {
		m := r.cores[j].marks
		number := m&^hasLetter == hasDigit && m&hasLetter == 0 && len(r.raw(j)) <= 4 && told
		if !(r.made(j) || number || told && capital(r.raw(i)) && capital(r.raw(j))) {
			return i
		}
		i = j
	}
	return i
}

// made says whether core i looks made up: with a digit, a dot, an underscore or a capital
// letter inside, and no word.
func (r *reading) made(i int) bool {
	raw, m := r.raw(i), r.cores[i].marks
	if len(raw) < 4 || len(raw) > longest || m&hasLetter == 0 || isDigit(raw[0]) || r.know(i)&(common|usual|more) != 0 {
		return false
	}
	return m&(hasDigit|hasDot|hasUnderscore) != 0 || humped(raw) || strings.Contains(raw, "-") && len(raw) <= 12 && r.lexicon.words[r.w(i)] == 0
}

// humped says whether a capital letter comes after a small one.
func humped(raw string) bool {
	small := false
	for _, c := range raw {
		if small && unicode.IsUpper(c) {
			return true
		}
		small = unicode.IsLower(c)
	}
	return false
}

// loose says whether what stands between two cores may stand between a platform and a
// name there: a few signs, a picture, but no end of a sentence and no marker.
func loose(gap string) bool {
	return gap == " " || utf8.RuneCountInString(gap) <= 6 && !strings.ContainsAny(gap, ".!?\n[]。！？")
}

// hanAccount says whether a text ends with a word that says that a name on a platform
// comes.
func hanAccount(before string) bool {
	if before = strings.TrimRight(before, " ：:是为叫"); before == "" || before[len(before)-1] < utf8.RuneSelf && !strings.HasSuffix(before, "Q号") {
		return false
	}
	return endsIn(before, "微信", "微信号", "抖音", "抖音号", "账号", "用户名", "小红书", "快手", "昵称", "网名", "QQ号")
}
