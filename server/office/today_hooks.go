package office

import (
	"context"
	"slices"

	"kist/internal/hooks"
	"kist/internal/people"
)

// Hooks tells where evidence is sent and does not arrive.
type Hooks interface {
	Stuck(ctx context.Context) ([]*hooks.Hook, error)
}

// hooks leads administrators to systems that do not take the evidence they are sent: among
// it may be that words of a child are to be taken out there.
func (w *work) hooks() error {
	role := string(people.Administrator)
	if w.o.Hooks == nil || !slices.Contains(w.o.Staff.Visitor(w.c).Roles, role) {
		return nil
	}
	list, err := w.o.Hooks.Stuck(w.ctx)
	for _, doc := range list {
		w.add(role, task{Text: w.T("staff.today.hooks", "Host", doc.Host()), Link: "/staff/feeds/hooks", Why: w.T("staff.today.hooks.why")})
	}
	return err
}
