package i18n

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// A browser lists a handful of languages; what goes beyond these limits is left
// unread.
const (
	maxAccept = 512 // bytes of an Accept-Language header
	maxWishes = 16  // languages in it
)

// Match gives the language among have that somebody reads best, by what their
// browser sends as Accept-Language; otherwise if it asks for none of them.
//
// A language fits if it has the same base and script, as both follow from the
// tag: zh, zh-CN and zh-Hans-CN ask for zh-Hans, but zh-TW does not, nor pa-PK,
// which is written in Arabic letters, for pa.
func Match(accept string, have []string, otherwise string) string {
	for _, wish := range wishes(accept) {
		if slices.Contains(have, wish) {
			return wish
		}
		asked := written(wish)
		for _, tag := range have {
			if asked != "" && written(tag) == asked {
				return tag
			}
		}
	}
	return otherwise
}

// wishes are the tags of an Accept-Language header, most wanted first; those
// that are refused with the weight 0 are left out.
func wishes(accept string) []string {
	type wish struct {
		tag    string
		weight float64
	}
	var all []wish
	for part := range strings.SplitSeq(accept[:min(len(accept), maxAccept)], ",") {
		tag, rest, _ := strings.Cut(strings.TrimSpace(part), ";")
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.ReplaceAll(rest, " ", ""), "q="); ok {
			weight, _ = strconv.ParseFloat(q, 64)
		}
		if tag = strings.TrimSpace(tag); tag != "" && weight > 0 && len(all) < maxWishes {
			all = append(all, wish{tag, weight})
		}
	}
	slices.SortStableFunc(all, func(a, b wish) int { return cmp.Compare(b.weight, a.weight) })
	tags := make([]string, len(all))
	for i, w := range all {
		tags[i] = w.tag
	}
	return tags
}

// written gives the base and script of a tag, such as "zh-Hans" for zh-CN;
// empty for what is no language.
func written(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	base, sure := parsed.Base()
	script, _ := parsed.Script()
	if sure < language.High {
		return ""
	}
	return base.String() + "-" + script.String()
}
