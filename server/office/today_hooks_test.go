package office

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"kist/internal/hooks"
	"kist/internal/people"
)

// arrivals stands for what tells where evidence does not arrive.
type arrivals struct {
	stuck []*hooks.Hook
	err   error
}

// Stuck implements Hooks.
func (s *arrivals) Stuck(context.Context) ([]*hooks.Hook, error) { return s.stuck, s.err }

// Administrators are told where evidence does not arrive, and nobody else.
func TestTodayTellsOfEvidenceThatDoesNotArrive(t *testing.T) {
	h := open(t)
	h.sent.stuck = []*hooks.Hook{{Address: "https://cases.example.org/kist?key=qxq"}}
	says := `<a href="/staff/feeds/hooks">Evidence does not arrive at cases.example.org</a>`
	w := h.as(people.Administrator).get("/staff/")
	must(t, w, http.StatusOK, says, "Words that are to be taken out may wait with it.")
	mustNot(t, w, "qxq")
	for _, role := range []people.Role{people.Coordinator, people.Inspector, people.SafeguardingLead} {
		mustNot(t, h.as(role).get("/staff/"), "cases.example.org")
	}
	h.sent.err = errors.New("the store is away")
	must(t, h.as(people.Administrator).get("/staff/"), http.StatusInternalServerError)
	must(t, h.as(people.Coordinator).get("/staff/"), http.StatusOK)
	h.sent.err, h.sent.stuck = nil, nil
	mustNot(t, h.as(people.Administrator).get("/staff/"), "/staff/feeds/hooks")
}
