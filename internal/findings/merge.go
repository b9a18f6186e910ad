package findings

import (
	"reflect"
	"slices"
	"strings"

	"kist/internal/fault"
)

// The parts of a finding that two people can change at once without harm to each other.
// What it states and what that comes to are one part; each piece of evidence is its own.
const (
	ClaimPart   = "claim"
	UnknownPart = "unknown"
	sourcePart  = "source:"
)

// Clash says that others changed the same parts meanwhile. Nothing is written, and
// nothing is lost: what each side wrote is here.
type Clash struct {
	Now    Version // how the finding stands
	Mine   Content // as the person sent it
	Joined Content // both, and as Mine has it where both changed the same part
	Parts  []string
}

// Error names the parts, never what is in them.
func (c *Clash) Error() string { return "changed meanwhile: " + strings.Join(c.Parts, ", ") }

// Unwrap makes errors.Is(c, fault.Conflict) true.
func (*Clash) Unwrap() error { return fault.Conflict }

// Has says whether both sides changed a part.
func (c *Clash) Has(part string) bool { return slices.Contains(c.Parts, part) }

// SourcePart is the name of the part that a piece of evidence is.
func SourcePart(key string) string { return sourcePart + key }

// merge joins what two people made of base: now, which is kept already, and mine. The
// parts that both changed, and not alike, are named; of them joined has mine.
func merge(base, now, mine Content) (joined Content, parts []string) {
	type claim struct {
		statement string
		bears     Bears
	}
	of := func(c Content) claim { return claim{c.Statement, c.Bears} }
	said, clash := pick(of(base), of(now), of(mine))
	if clash {
		parts = append(parts, ClaimPart)
	}
	joined.Statement, joined.Bears = said.statement, said.bears
	if joined.Unknown, clash = pick(base.Unknown, now.Unknown, mine.Unknown); clash {
		parts = append(parts, UnknownPart)
	}
	joined.Indicators = mergeSets(base.Indicators, now.Indicators, mine.Indicators)
	joined.Wellbeing = mergeSets(base.Wellbeing, now.Wellbeing, mine.Wellbeing)
	joined.Rights = mergeSets(base.Rights, now.Rights, mine.Rights)
	var more []string
	joined.Sources, more = mergeSources(base, now, mine)
	return joined, append(parts, more...)
}

// pick is what becomes of one part: the side that changed it, else either. clash says
// that both did, and not alike; then it is mine.
func pick[T any](base, now, mine T) (is T, clash bool) {
	switch {
	case reflect.DeepEqual(now, mine), reflect.DeepEqual(base, mine):
		return now, false
	case reflect.DeepEqual(base, now):
		return mine, false
	}
	return mine, true
}

// mergeSets does to now what made mine of base: adds what it added, takes out what it
// took out.
func mergeSets[T comparable](base, now, mine []T) []T {
	list := slices.DeleteFunc(slices.Clone(now), func(x T) bool { return slices.Contains(base, x) && !slices.Contains(mine, x) })
	for _, x := range mine {
		if !slices.Contains(base, x) && !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	return list
}

// mergeSources joins the evidence piece by piece. A piece that one side took away and
// the other changed is a clash; then it is as mine has it, be it gone.
func mergeSources(base, now, mine Content) (list []Source, parts []string) {
	side := func(c Content, key string) *Source {
		if s, ok := c.Source(key); ok {
			return &s
		}
		return nil
	}
	var keys []string
	for _, s := range slices.Concat(now.Sources, mine.Sources) {
		if !slices.Contains(keys, s.Key) {
			keys = append(keys, s.Key)
		}
	}
	for _, key := range keys {
		is, clash := pick(side(base, key), side(now, key), side(mine, key))
		if clash {
			parts = append(parts, SourcePart(key))
		}
		if is != nil {
			list = append(list, *is)
		}
	}
	return list, parts
}
