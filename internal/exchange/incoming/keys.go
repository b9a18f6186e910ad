package incoming

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxKey is the length of the longest key, in bytes.
const maxKey = 40

// Key is the key of a survey that a file calls name.
func Key(name string) string { return keyOf(name, "survey") }

// keyOf makes a key of a name: small letters, digits and _, a letter first. A name
// without any is called otherwise.
func keyOf(name, otherwise string) string {
	key := strings.Trim(folded(name, false), "_")
	if key == "" {
		return otherwise
	}
	if key[0] < 'a' {
		key = otherwise[:1] + "_" + key
	}
	return strings.TrimRight(key[:min(len(key), maxKey)], "_")
}

// optionKey makes the key of an option, which may begin with a digit and hold -.
func optionKey(name string) string {
	key := strings.Trim(folded(name, true), "_-")
	if key == "" {
		return "answer"
	}
	return strings.TrimRight(key[:min(len(key), maxKey)], "_-")
}

// folded writes a name in small letters without accents; what is neither letter nor
// digit is _.
func folded(name string, dashes bool) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(name[:min(len(name), 4*maxKey)]) {
		switch r = unicode.ToLower(r); {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', dashes && r == '-':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	return b.String()
}

// unique is the key, or the first of key_2, key_3 and so on that is free.
func unique(key string, taken map[string]bool) string {
	free := key
	for n := 2; taken[free]; n++ {
		tail := "_" + strconv.Itoa(n)
		free = strings.TrimRight(key[:min(len(key), maxKey-len(tail))], "_-") + tail
	}
	return free
}
