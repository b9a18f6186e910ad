package editing

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kist/internal/fault"
	"kist/surveys"
)

// Edit changes one unit of a survey. What it replaced goes with it, so that
// every edit can be taken back and none overwrites what its author never saw.
type Edit struct {
	surveys.Unit `bson:",inline"`
	Before       string `json:"before,omitempty"` // empty: there was none
	After        string `json:"after,omitempty"`  // empty: it is taken away
}

// back is the edit that undoes e.
func (e Edit) back() Edit { return Edit{e.Unit, e.After, e.Before} }

// Diff lists what makes b of a: the build first, then wordings, by place.
func Diff(a, b *surveys.Survey) []Edit {
	before, after := a.Units(), b.Units()
	all := maps.Clone(before)
	maps.Copy(all, after)
	var list []Edit
	for u := range all {
		if before[u] != after[u] {
			list = append(list, Edit{u, before[u], after[u]})
		}
	}
	slices.SortFunc(list, func(x, y Edit) int { return compareUnits(x.Unit, y.Unit) })
	return list
}

func compareUnits(x, y surveys.Unit) int {
	return cmp.Or(boolean(x.Wording())-boolean(y.Wording()), cmp.Compare(x.Place, y.Place),
		cmp.Compare(x.Language, y.Language), cmp.Compare(x.Edition, y.Edition))
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Clash is an edit whose place somebody else changed meanwhile. Both texts are
// kept, for the person to choose or to join.
type Clash struct {
	Edit
	Now string // how the place stands; empty: it is gone, or was never there
}

// Clashes are all of one try; as an error they say that nothing was changed.
type Clashes []Clash

// Error names the places, never the texts.
func (c Clashes) Error() string {
	places := make([]string, len(c))
	for i, clash := range c {
		places[i] = clash.Place
	}
	return fmt.Sprintf("changed meanwhile: %s", strings.Join(places, ", "))
}

// Unwrap makes errors.Is(c, fault.Conflict) true.
func (Clashes) Unwrap() error { return fault.Conflict }

// Apply gives s with the edits made, and leaves s as it is. An edit that is
// made already changes nothing. Clashes if another stands in the way of any;
// fault.Invalid if what comes out is no survey.
func Apply(s *surveys.Survey, edits []Edit) (*surveys.Survey, error) {
	units := s.Units()
	var clashes Clashes
	for _, e := range edits {
		after, ok := e.onto(units[e.Unit])
		if !ok {
			clashes = append(clashes, Clash{e, units[e.Unit]})
			continue
		}
		put(units, e.Unit, after)
	}
	if len(clashes) > 0 {
		return nil, clashes
	}
	out, err := surveys.Assemble(units)
	if err != nil {
		return nil, err
	}
	return out, lost(edits, out)
}

// lost tells of wordings whose place went away: they must not vanish unseen.
func lost(edits []Edit, s *surveys.Survey) error {
	var clashes Clashes
	there := s.Units()
	for _, e := range edits {
		if e.Wording() && there[e.Unit] != e.After {
			clashes = append(clashes, Clash{e, there[e.Unit]})
		}
	}
	if len(clashes) > 0 {
		return clashes
	}
	return nil
}

func put(units map[surveys.Unit]string, u surveys.Unit, text string) {
	if text == "" {
		delete(units, u)
		return
	}
	units[u] = text
}

// onto is what stands at the edit's place once it is made; false if something
// else was written there meanwhile. Two changes of one piece of the build, such
// as the questions' order, are joined where they can be.
func (e Edit) onto(now string) (string, bool) {
	switch {
	case now == e.Before || now == e.After:
		return e.After, true
	case e.Wording() || now == "" || e.Before == "" || e.After == "":
		return "", false
	}
	return joinPieces(e.Before, now, e.After)
}

// merge joins two lists that grew from base: at most one of them may have moved
// what both kept.
func merge(base, x, y []string) ([]string, bool) {
	kept := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(k string) bool {
			return !slices.Contains(base, k) || !slices.Contains(x, k) || !slices.Contains(y, k)
		})
	}
	switch {
	case slices.Equal(kept(base), kept(y)):
		return follow(base, x, y), true
	case slices.Equal(kept(base), kept(x)):
		return follow(base, y, x), true
	}
	return nil, false
}

// follow does to list what other did to base without moving anything: takes
// out what it took out, and puts in what it put in, behind the same neighbour.
func follow(base, list, other []string) []string {
	out := slices.DeleteFunc(slices.Clone(list), func(k string) bool {
		return slices.Contains(base, k) && !slices.Contains(other, k)
	})
	at := 0
	for _, k := range other {
		if i := slices.Index(out, k); i >= 0 {
			at = i + 1
		} else if !slices.Contains(base, k) {
			out = slices.Insert(out, at, k)
			at++
		}
	}
	return out
}
