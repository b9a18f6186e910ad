package store

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"kist/internal/fault"
)

// Names end up in statements of the engines, so they hold nothing that any of
// them would have to quote.
var (
	collectionName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	fieldName      = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// Check says whether engines can keep the collection. fault.Invalid if a name
// is malformed, or an index is on _id alone, which needs none.
func (s Spec) Check() error {
	if !collectionName.MatchString(s.Name) {
		return fault.Wrap(fault.Invalid, "collection name %q", s.Name)
	}
	for _, ix := range s.Indexes {
		if ix == (Index{}) {
			return fault.Wrap(fault.Invalid, "collection %s: an index on nothing", s.Name)
		}
		for _, f := range []string{ix.Field, ix.Order} {
			if f != "" && (f == "_id" || !fieldName.MatchString(f)) {
				return fault.Wrap(fault.Invalid, "collection %s: index on %q", s.Name, f)
			}
		}
	}
	return nil
}

// Kept lists the indexes that an engine keeps, each once: those declared and,
// since every field may be asked for in _id order too, that one of each field.
func (s Spec) Kept() []Index {
	var kept []Index
	for _, ix := range s.Indexes {
		for _, keep := range []Index{ix, {Field: ix.Field}} {
			if keep != (Index{}) && !slices.Contains(kept, keep) {
				kept = append(kept, keep)
			}
		}
	}
	return kept
}

// Serve finds the kept index that answers q; the zero Index means _id order
// alone. fault.Invalid if no index does, or a value has a type or a text that
// no document can hold: the mistake is then the program's, and is found at its
// first use instead of at its first million documents.
func (s Spec) Serve(q Query) (Index, error) {
	ix := Index{Field: q.Field, Order: q.Order}
	if ix != (Index{}) && !slices.Contains(s.Kept(), ix) {
		return ix, fault.Wrap(fault.Invalid, "%s: no index on %q by %q", s.Name, q.Field, q.Order)
	}
	if (q.Field == "") != (q.Is == nil) || q.Limit < 0 {
		return ix, fault.Wrap(fault.Invalid, "%s: half a query", s.Name)
	}
	if q.Is != nil && !askable(q.Is) {
		return ix, fault.Wrap(fault.Invalid, "%s: %s is a %T, or not text", s.Name, q.Field, q.Is)
	}
	return ix, s.checkBounds(q)
}

func (s Spec) checkBounds(q Query) error {
	for _, b := range []any{q.From, q.To} {
		if b == nil {
			continue
		}
		_, text := b.(string)
		_, number := b.(int64)
		if (!text && !number) || (q.Order == "" && !text) || !askable(b) {
			return fault.Wrap(fault.Invalid, "%s: a bound that is a %T, or not text", s.Name, b)
		}
	}
	if _, mixed := q.From.(string); q.From != nil && q.To != nil {
		if _, too := q.To.(string); mixed != too {
			return fault.Wrap(fault.Invalid, "%s: bounds of two types", s.Name)
		}
	}
	return nil
}

// askable says whether both engines order and compare the value alike.
func askable(v any) bool {
	switch v := v.(type) {
	case string:
		return plain(v)
	case bool, int64:
		return true
	}
	return false
}

// plain says whether the text is the same in JSON, in BSON and in a C string.
func plain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// possibleID says whether a document can have this id at all. The others must
// not reach an engine: JSON would change them on the way.
func possibleID(id string) bool { return id != "" && plain(id) }
