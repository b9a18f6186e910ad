package office

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
	"kist/internal/texts"
)

// stillness stands for what tells where something waits.
type stillness struct {
	list []texts.Standstill
	err  error
}

// Standstills implements Safety.
func (s *stillness) Standstills(context.Context) ([]texts.Standstill, error) { return s.list, s.err }

// A lead is told on Today of those who came by a role with which people read what children
// wrote, and who let them in; whoever let them in is not, unless a lead too.
func TestTodayTellsLeadsOfNewReaders(t *testing.T) {
	h := open(t)
	admin, lead, coordinator := h.as(people.Administrator), h.as(people.SafeguardingLead), h.as(people.Coordinator)
	const asks = "Some are new"
	mustNot(t, lead.get("/staff/"), asks)
	must(t, admin.post("/staff/people/new", "email", "iona@example.org", "role", "coordinator", "scope", "whole"), http.StatusOK)
	must(t, admin.post("/staff/people/new", "email", "volunteer@example.org", "role", "volunteer", "scope", "whole"), http.StatusOK)
	page := lead.get("/staff/")
	must(t, page, http.StatusOK, asks, "iona@example.org, let in or given more by ")
	mustNot(t, page, "volunteer@example.org")
	mustNot(t, admin.get("/staff/"), asks)
	mustNot(t, coordinator.get("/staff/"), asks)
}

// A lead is told on Today what waits in their scope, and what waits over a working day
// in other words; nobody else is told that children wrote anything.
func TestTodayRemindsOfWhatWaits(t *testing.T) {
	h := open(t)
	head := func(id, inspection, name string) *inspections.RoundHead {
		return &inspections.RoundHead{Head: store.Head{ID: id}, Inspection: inspection, Name: name}
	}
	h.still.list = []texts.Standstill{
		{Round: head("spring", "strathlinn", "Spring round"), Lane: "2026-11-10", Concerns: "2026-11-09"},
		{Round: head("pilot", "", "First try-out"), Lane: "2026-11-09"},
		{Round: head("autumn", "elsewhere", "Autumn round"), Concerns: "2026-11-10"},
	}
	must(t, h.as(people.SafeguardingLead).get("/staff/"), http.StatusOK,
		`<a href="/staff/safety/spring">Read with a second person what children wrote</a>`, `<a href="/staff/safety/spring">A concern waits over a working day for its next step</a>`,
		`<a href="/staff/safety/pilot">Children’s words wait over a working day: read them with a second person</a>`, "First try-out, A pilot", "Waiting since 9 November 2026")
	here := h.scoped(people.SafeguardingLead, "strathlinn").get("/staff/")
	must(t, here, http.StatusOK, "/staff/safety/spring")
	mustNot(t, here, "/staff/safety/pilot", "/staff/safety/autumn")
	for _, role := range people.Roles() {
		if role != people.SafeguardingLead {
			mustNot(t, h.as(role).get("/staff/"), "/staff/safety/spring")
		}
	}
	h.still.err = errors.New("the store is away")
	must(t, h.as(people.SafeguardingLead).get("/staff/"), http.StatusInternalServerError)
	h.still.err, h.still.list = nil, nil
	mustNot(t, h.as(people.SafeguardingLead).get("/staff/"), "/staff/safety/")
}
