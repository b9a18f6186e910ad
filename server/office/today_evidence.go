package office

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"kist/internal/evidence"
	"kist/internal/people"
)

// Evidence tells which words in the evidence base wait to be blanked.
type Evidence interface {
	// Asked lists what one person asked to blank and another has to decide.
	Asked(ctx context.Context) ([]*evidence.Wish, error)
	// ToBlank lists, by inspection, the parts in which a child's words stand that were
	// taken back where they were let through.
	ToBlank(ctx context.Context, about func(inspection string) bool) (map[string][]evidence.Target, error)
}

const blankRoute = "POST /staff/inspections/:id/evidence/:item/blank"

// evidence asks inspectors for the second look that blanking words takes, and says where
// a child's words still stand that were taken back.
func (w *work) evidence() error {
	if w.o.Evidence == nil {
		return nil
	}
	may := func(id string) bool {
		in := w.mine[id]
		return in != nil && w.o.Staff.May(w.c, blankRoute, placeOf(in))
	}
	asked, err := w.o.Evidence.Asked(w.ctx)
	if err != nil {
		return err
	}
	for _, one := range asked {
		if may(one.Inspection) && one.First != w.o.Staff.Visitor(w.c).ID {
			w.add(string(people.Inspector), task{Text: w.T("staff.today.blank.second"), Link: itemPath(one.Inspection, one.Number) + "#asked", Why: w.mine[one.Inspection].Title, When: w.Date(one.Day), day: one.Day})
		}
	}
	withdrawn, err := w.o.Evidence.ToBlank(w.ctx, may)
	for _, id := range slices.Sorted(maps.Keys(withdrawn)) {
		for _, t := range withdrawn[id] {
			w.add(string(people.Inspector), task{Text: w.T("staff.today.blank.withdrawn"), Link: itemPath(id, t.Number) + "?part=" + url.QueryEscape(t.Part) + "#part", Why: w.mine[id].Title})
		}
	}
	return err
}

func itemPath(inspection string, number int) string {
	return inspectionPath(inspection) + "/evidence/" + strconv.Itoa(number)
}
