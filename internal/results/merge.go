package results

import (
	"maps"
	"slices"
	"strings"

	"kist/surveys"
)

// Merged is what the gate tells of together in a release (R6): answers to a question or
// groups of one of its tables. Their code in the release is Join of the parts.
type Merged struct {
	Question string   `json:"question"`
	By       string   `json:"by"`               // as Table.By; "" for answers of the whole round, and of all tables
	Groups   bool     `json:"groups,omitempty"` // they are groups, not answers
	Parts    []string `json:"parts"`            // codes of the answers or groups
	Why      Reason   `json:"why,omitempty"`
}

// Reason says what made the gate merge or leave out, as far as it may be told.
type Reason string

// The reasons. Which count it was is never told.
const (
	Alone    Reason = "alone"   // too much followed from the release by itself
	WithPast Reason = "earlier" // too much followed from it together with earlier ones
)

const joint = "+"

// Join is the code of answers or groups that are told together. No code of one has a
// plus sign.
func Join(parts []string) string { return strings.Join(parts, joint) }

// Parts are the codes that a code stands for: itself, unless it is of several.
func Parts(code string) []string { return strings.Split(code, joint) }

// merging says which columns of each table of a question, and which of its groups, are
// told together: by grouping, sets of indexes in order, in which every one is once. What
// it does not name is told each by itself. What is together for the whole round ("") is
// together in every table.
type merging struct{ columns, groups map[string][][]int }

// singles is every one of n by itself.
func singles(n int) [][]int {
	sets := make([][]int, n)
	for i := range sets {
		sets[i] = []int{i}
	}
	return sets
}

func (m merging) columnsOf(by string, n int) [][]int {
	switch own, all := m.columns[by], m.columns[""]; {
	case own != nil:
		return own
	case all != nil:
		return all
	}
	return singles(n)
}

func (m merging) groupsOf(by string, n int) [][]int {
	if sets := m.groups[by]; sets != nil {
		return sets
	}
	return singles(n)
}

// withColumns and withGroups are the merging with other sets in one table; what is put
// together for the whole round is so in the others too.
func (m merging) withColumns(by string, sets [][]int) merging {
	columns := map[string][][]int{}
	for k, own := range m.columns {
		if by == "" {
			own = coarser(own, sets)
		}
		columns[k] = own
	}
	columns[by] = sets
	return merging{columns, m.groups}
}

func (m merging) withGroups(by string, sets [][]int) merging {
	groups := map[string][][]int{}
	maps.Copy(groups, m.groups)
	groups[by] = sets
	return merging{m.columns, groups}
}

// coarser unites the sets of which some set of others has members.
func coarser(sets, others [][]int) [][]int {
	at := func(member int) int {
		return slices.IndexFunc(sets, func(s []int) bool { return slices.Contains(s, member) })
	}
	for _, set := range others {
		for _, member := range set[1:] {
			if a, b := at(set[0]), at(member); a != b {
				sets = unite(sets, a, b)
			}
		}
	}
	return sets
}

// unite makes two of the sets one, in the place of the first.
func unite(sets [][]int, a, b int) [][]int {
	var out [][]int
	for i, set := range sets {
		switch i {
		case min(a, b):
			out = append(out, slices.Sorted(slices.Values(slices.Concat(sets[a], sets[b]))))
		case max(a, b):
		default:
			out = append(out, set)
		}
	}
	return out
}

// codesOf are the codes of sets.
func codesOf(codes []string, sets [][]int) []string {
	out := make([]string, len(sets))
	for i, set := range sets {
		var parts []string
		for _, at := range set {
			parts = append(parts, codes[at])
		}
		out[i] = Join(parts)
	}
	return out
}

// setsOf is codesOf backwards. A code that is none of these is in no set.
func setsOf(codes, told []string) [][]int {
	sets := make([][]int, len(told))
	for i, code := range told {
		for _, part := range Parts(code) {
			if at := slices.Index(codes, part); at >= 0 {
				sets[i] = append(sets[i], at)
			}
		}
	}
	return sets
}

// joined is the cut with columns and groups counted together.
func (c *cut) joined(columns, groups [][]int) *cut {
	out := &cut{grouping: c.grouping, base: make([]cell, len(groups)), cells: make([][]cell, len(groups))}
	for i, set := range groups {
		out.cells[i] = make([]cell, len(columns))
		for _, g := range set {
			out.base[i].join(c.base[g])
			for j, columns := range columns {
				for _, column := range columns {
					out.cells[i][j].join(c.cells[g][column])
				}
			}
		}
	}
	return out
}

// class says what answers of a kind may be told with which others: only those of the
// same class, and next to each other unless they have no order. Never both sides of a
// scale, never its middle with a side, which would hide a worry, and nobody who is not
// sure or would rather not say with those who did say.
func class(kind, code string) (name string, ordered bool) {
	switch {
	case code == surveys.RatherNot || code == "not_sure":
		return "unsaid", false
	case kind == "faces":
		return map[string]string{"1": "low", "2": "low", "4": "high", "5": "high"}[code], true
	case kind == "agreement":
		return map[string]string{"1": "low", "2": "low", "3": "high", "4": "high"}[code], true
	case kind == "yes_no":
		return "", true
	case kind == "number":
		return "number", true
	}
	return "option", false
}

// mergeable says whether two sets of codes may be told together.
func mergeable(kind string, codes []string, a, b []int) bool {
	name, ordered := class(kind, codes[a[0]])
	for _, at := range slices.Concat(a, b) {
		if other, _ := class(kind, codes[at]); other != name {
			return false
		}
	}
	return name != "" && (!ordered || a[len(a)-1]+1 == b[0] || b[len(b)-1]+1 == a[0])
}
