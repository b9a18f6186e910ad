package web

import (
	"maps"
	"slices"
)

// StaffRoutes lists every staff route that has an entry in the table of
// access, as "METHOD /pattern", sorted, for tests that walk them.
func StaffRoutes() []string { return slices.Sorted(maps.Keys(access)) }

// MayUse says whether somebody with these roles may use a staff route
// ("METHOD /pattern") at all, if the roles hold in the right place. False for a
// route that is not in the table.
func MayUse(route string, roles []string) bool {
	w, ok := access[route]
	return ok && (w.anybody || slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(w.roles, r) }))
}

// RolesOf are the roles that open a staff route ("METHOD /pattern") where they hold. The
// slice is the caller's own.
func RolesOf(route string) []string { return slices.Clone(access[route].roles) }
