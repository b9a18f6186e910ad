package office

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"kist/internal/evidence"
	"kist/internal/people"
)

// blanks stands for what tells which words wait to be blanked.
type blanks struct {
	asked     []*evidence.Wish
	withdrawn []string // inspections
	err       error
}

// Asked implements Evidence.
func (b *blanks) Asked(context.Context) ([]*evidence.Wish, error) { return b.asked, b.err }

// ToBlank implements Evidence.
func (b *blanks) ToBlank(_ context.Context, about func(string) bool) (map[string][]evidence.Target, error) {
	found := map[string][]evidence.Target{}
	for _, id := range b.withdrawn {
		if about(id) {
			found[id] = []evidence.Target{{Number: 4, Part: "source/k0/quote"}}
		}
	}
	return found, b.err
}

// Inspectors are told when words are to be blanked that somebody else has to look at, and
// where a child's words still stand that were taken back; nobody else is.
func TestTodayAsksToBlank(t *testing.T) {
	h := open(t)
	second := `<a href="/staff/inspections/strathlinn/evidence/3#asked">Words are to be blanked`
	withdrawn := `<a href="/staff/inspections/strathlinn/evidence/4?part=source%2Fk0%2Fquote#part">A child’s words that were taken back still stand`
	mustNot(t, h.as(people.Inspector).get("/staff/"), "/evidence/")
	h.blanks.asked = []*evidence.Wish{{Inspection: "strathlinn", Number: 3, Part: "statement", First: "somebody", Day: "2026-11-16"}, {Inspection: "nowhere", Number: 5, First: "somebody"}}
	h.blanks.withdrawn = []string{"strathlinn", "nowhere"}
	w := h.as(people.Inspector).get("/staff/")
	must(t, w, http.StatusOK, second, withdrawn)
	mustNot(t, w, "/evidence/5")
	for _, role := range []people.Role{people.Coordinator, people.Administrator, people.SafeguardingLead, people.Volunteer} {
		mustNot(t, h.as(role).get("/staff/"), "/evidence/")
	}
	h.blanks.err = errors.New("the store is away")
	must(t, h.as(people.Inspector).get("/staff/"), http.StatusInternalServerError)
	h.blanks = blanks{}
}
