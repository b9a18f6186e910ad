package people

import (
	"cmp"
	"slices"

	"kist/internal/fault"
)

// Grant is a role and where it holds: in the whole installation if neither is
// named, in one programme with all its inspections, or in one inspection. A
// person from a partner body has grants for single inspections only.
type Grant struct {
	Role       Role   `json:"role"`
	Programme  string `json:"programme,omitempty"`
	Inspection string `json:"inspection,omitempty"`
}

// Whole says whether the grant holds everywhere.
func (g Grant) Whole() bool { return g.Programme == "" && g.Inspection == "" }

// covers says whether the grant reaches a place. What belongs to no programme
// and no inspection is reached by whole grants alone.
func (g Grant) covers(programme, inspection string) bool {
	switch {
	case g.Whole():
		return true
	case g.Inspection != "":
		return g.Inspection == inspection
	}
	return g.Programme == programme
}

// within says whether one of these grants reaches all that g does. An inspection is not known
// to lie in a programme here, so that it counts as a place of its own.
func (g Grant) within(grants []Grant) bool {
	return slices.ContainsFunc(grants, func(h Grant) bool { return h.Role == g.Role && h.covers(g.Programme, g.Inspection) })
}

// May says whether the account holds one of the roles for a place: an
// inspection with its programme, a programme alone, or with two empty texts the
// installation as a whole. It is the one place where scopes are decided. An
// account that has ended may nothing.
func (a *Account) May(roles []Role, programme, inspection string) bool {
	return a.Ended == "" && slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return slices.Contains(roles, g.Role) && g.covers(programme, inspection)
	})
}

// Has says whether the account holds the role, wherever it holds.
func (a *Account) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// setGrants gives the account these grants and no others, each once and in one
// order. fault.Invalid if there is none, a role does not exist, one names both
// a programme and an inspection, or an administrator's is not for the whole:
// accounts belong to no programme.
func (a *Account) setGrants(grants []Grant) error {
	if len(grants) == 0 {
		return fault.Problem{Field: "role", ID: "staff.problem.no_grant"}
	}
	for _, g := range grants {
		if !g.Role.Valid() || g.Programme != "" && g.Inspection != "" {
			return fault.Wrap(fault.Invalid, "grant %+v", g)
		}
		if g.Role == Administrator && !g.Whole() {
			return fault.Problem{Field: "role", ID: "staff.problem.administrator_scope"}
		}
	}
	a.Grants = slices.Clone(grants)
	slices.SortFunc(a.Grants, func(x, y Grant) int {
		return cmp.Or(cmp.Compare(slices.Index(roles, x.Role), slices.Index(roles, y.Role)),
			cmp.Compare(x.Programme, y.Programme), cmp.Compare(x.Inspection, y.Inspection))
	})
	a.Grants = slices.Compact(a.Grants)
	a.Roles = nil
	for _, g := range a.Grants {
		if !a.Has(g.Role) {
			a.Roles = append(a.Roles, g.Role)
		}
	}
	return nil
}
