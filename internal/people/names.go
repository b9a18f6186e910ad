package people

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kist/internal/fault"
	"kist/internal/store"
)

// MaxName is the longest name of a person, in runes.
const MaxName = 80

// turning are the signs that turn round what stands beside them: with them a name could
// read as another, and turn the words of a page after it. Names need none of them; those
// that mark a direction or join letters stay.
const turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

// cleanName tidies what was typed; a fault.Problem if it can be no name.
func cleanName(typed string) (string, error) {
	problem := func(id string) error {
		return fault.Problem{Field: "name", ID: id, Args: map[string]any{"Max": MaxName}}
	}
	if !utf8.ValidString(typed) || strings.ContainsFunc(typed, unicode.IsControl) || strings.ContainsAny(typed, turning) {
		return "", problem("staff.problem.name_signs")
	}
	name := strings.Join(strings.Fields(typed), " ")
	switch {
	case foldName(name) == "":
		return "", problem("staff.problem.name_missing")
	case utf8.RuneCountInString(name) > MaxName:
		return "", problem("staff.problem.name_long")
	}
	return name, nil
}

// freeName is a name as it was typed for an account, tidied. A fault.Problem if it can be
// none, or if somebody else has it who has not left: where two people decide, and in the
// audit, a name has to be one person's.
func (p *People) freeName(ctx context.Context, id, typed string) (string, error) {
	name, err := cleanName(typed)
	if err != nil {
		return "", err
	}
	for a, err := range p.accounts.Find(ctx, store.Query{}) {
		if err != nil {
			return "", err
		}
		if a.ID != id && a.Ended == "" && foldName(a.Name) == foldName(name) {
			return "", fault.Problem{Field: "name", ID: "staff.problem.name_taken"}
		}
	}
	return name, nil
}

// foldName is a name as somebody sees it: without signs that are not seen, and whether in
// capitals or not. They go first, for one between a letter and its accent keeps the two apart.
func foldName(name string) string {
	seen := strings.Map(func(r rune) rune {
		switch {
		case r == '\u2800': // the Braille cell without a dot
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
			return -1
		}
		return r
	}, name)
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(seen))), " ")
}
