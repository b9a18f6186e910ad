package office

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"kist/internal/heard"
	"kist/internal/people"
	"kist/internal/store"
)

// tellings stands for what tells how far the answers to children are.
type tellings struct {
	list []*heard.Brief
	lost []string
	err  error
}

// Lost implements Feedback.
func (s *tellings) Lost(context.Context) ([]string, error) { return s.lost, s.err }

// All implements Feedback.
func (s *tellings) All(context.Context) ([]*heard.Brief, error) { return s.list, s.err }

// Those who answer for an inspection are told when a promise to its children is due, and
// those who can check it when a page waits; nobody else.
func TestTodayRecallsPromises(t *testing.T) {
	h := open(t)
	day := func(days int) string { return h.now.AddDate(0, 0, days).Format(time.DateOnly) }
	brief := func(stage heard.Stage, due string) *heard.Brief {
		return &heard.Brief{Head: store.Head{ID: "strathlinn"}, Stage: stage, Due: due}
	}
	link := `<a href="/staff/feedback/strathlinn">`
	for name, c := range map[string]struct {
		page                   *heard.Brief
		coordinator, inspector string
	}{
		"nothing":         {brief(heard.Draft, ""), "", ""},
		"a page waits":    {brief(heard.Offered, ""), "Check what children are to be told", "Check what children are to be told"},
		"a promise soon":  {brief(heard.Public, day(promiseDays)), "A promise to children is due", ""},
		"a promise later": {brief(heard.Public, day(promiseDays+1)), "", ""},
		"one of today":    {brief(heard.Public, day(0)), "A promise to children is due", ""},
		"a promise late":  {brief(heard.Public, day(-1)), "A promise to children is overdue", ""},
	} {
		h.told.list = []*heard.Brief{c.page, {Head: store.Head{ID: "nowhere"}, Stage: heard.Offered, Due: day(0)}}
		for role, want := range map[people.Role]string{people.Coordinator: c.coordinator, people.Inspector: c.inspector, people.SafeguardingLead: "", people.Volunteer: ""} {
			w := h.as(role).get("/staff/")
			if want == "" {
				mustNot(t, w, "/staff/feedback/strathlinn")
				continue
			}
			must(t, w, http.StatusOK, link+want)
			if t.Failed() {
				t.Fatalf("%s, %s", name, role)
			}
		}
	}
	h.told.list, h.told.lost = []*heard.Brief{brief(heard.Public, "")}, []string{"strathlinn", "nowhere"}
	must(t, h.as(people.Coordinator).get("/staff/"), http.StatusOK, link+"A quote that children read was taken back")
	mustNot(t, h.as(people.Inspector).get("/staff/"), "A quote that children read")
	h.told.lost = nil
	h.told.err = errors.New("the store is away")
	must(t, h.as(people.Coordinator).get("/staff/"), http.StatusInternalServerError)
	h.told.err, h.told.list = nil, nil
}
