package office

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/i18n"
	"kist/internal/people"
	"kist/internal/store"
	"kist/server/web"
)

// peoplePage lists accounts: filtered, sorted and a page at a time, by the
// address alone.
type peoplePage struct {
	web.StaffBase
	Filter web.Filter
	People []personView
	Pager  web.Pager
}

// personView is one account in a list.
type personView struct {
	Link   string
	Name   string
	Email  string
	Grants []string // in words
	State  string   // in words
	Day    string   // joined
}

// peopleOrders are the ways in which the list can be sorted.
var peopleOrders = map[string]func(a, b *people.Account) int{
	"name": byName,
	"joined": func(a, b *people.Account) int {
		return cmp.Or(cmp.Compare(b.Joined, a.Joined), byName(a, b))
	},
	"state": func(a, b *people.Account) int {
		return cmp.Or(cmp.Compare(a.State(), b.State()), byName(a, b))
	},
}

func byName(a, b *people.Account) int {
	key := func(a *people.Account) string { return strings.ToLower(cmp.Or(a.Name, a.Email)) }
	return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.ID, b.ID))
}

func (o *office) showPeople(c echo.Context) error {
	ctx := c.Request().Context()
	all, err := o.People.All(ctx)
	if err != nil {
		return err
	}
	page := peoplePage{StaffBase: o.Staff.Base(c, "people", o.Staff.Printer(c).T("staff.people.title"))}
	page.Filter = peopleFilter(c, page.StaffBase)
	titles, err := o.titles(ctx)
	if err != nil {
		return err
	}
	found := slices.DeleteFunc(all, func(a *people.Account) bool { return !lets(c, a) })
	slices.SortFunc(found, web.Order(c, peopleOrders, "name"))
	found, page.Pager = web.Paginate(c, page.StaffBase, found)
	for _, a := range found {
		page.People = append(page.People, viewPerson(page.Printer, titles, a))
	}
	return o.room.Write(c, http.StatusOK, "people", page)
}

func peopleFilter(c echo.Context, b web.StaffBase) web.Filter {
	f := web.NewFilter(c, b)
	f.Search("find", b.T("staff.people.find"))
	f.Select("role", b.T("staff.grant.role"), web.Choices(people.Roles(), func(r people.Role) string { return b.T("staff.role." + string(r)) }))
	states := []people.State{people.Invited, people.Active, people.Ended}
	f.SelectOr("state", b.T("staff.people.state"), b.T("staff.people.not_ended"), web.Choices(states, func(s people.State) string { return b.T("staff.account." + string(s)) }))
	f.Sort(web.Choices([]string{"name", "joined", "state"}, func(s string) string { return b.T("staff.people.sort." + s) }))
	return f
}

// lets says whether the address lets an account through. Accounts that have
// ended are shown only when asked for.
func lets(c echo.Context, a *people.Account) bool {
	find := strings.ToLower(strings.TrimSpace(c.QueryParam("find")))
	role, state := people.Role(c.QueryParam("role")), people.State(c.QueryParam("state"))
	switch {
	case role != "" && !a.Has(role):
	case state != "" && a.State() != state, state == "" && a.State() == people.Ended:
	case !strings.Contains(strings.ToLower(a.Name), find) && !strings.Contains(a.Email, find):
	default:
		return true
	}
	return false
}

func viewPerson(p *i18n.Printer, titles titles, a *people.Account) personView {
	v := personView{Link: personPath(a.ID), Name: a.Name, Email: a.Email, State: p.T("staff.account." + string(a.State())), Day: a.Joined}
	if v.Name == "" {
		v.Name = cmp.Or(a.Email, p.T("staff.people.unnamed"))
	}
	for _, g := range a.Grants {
		v.Grants = append(v.Grants, grantWords(p, titles, g))
	}
	return v
}

func personPath(id string) string { return "/staff/people/" + url.PathEscape(id) }

// titles are the names of programmes and inspections by their ids.
type titles struct{ programmes, inspections []web.Choice }

func (o *office) titles(ctx context.Context) (titles, error) {
	var t titles
	programmes, err := o.Book.Programmes.All(ctx, store.Query{})
	if err != nil {
		return t, err
	}
	for _, p := range programmes {
		t.programmes = append(t.programmes, web.Choice{Value: p.ID, Text: p.Title})
	}
	list, err := o.Book.Inspections.All(ctx, store.Query{})
	for _, in := range list {
		t.inspections = append(t.inspections, web.Choice{Value: in.ID, Text: in.Title})
	}
	return t, err
}

// grantWords says what somebody is, and where.
func grantWords(p *i18n.Printer, t titles, g people.Grant) string {
	role := p.T("staff.role." + string(g.Role))
	where := func(list []web.Choice, id string) string {
		if i := slices.IndexFunc(list, func(o web.Choice) bool { return o.Value == id }); i >= 0 {
			id = list[i].Text
		}
		return p.T("staff.grant.at", "Role", role, "Place", id)
	}
	switch {
	case g.Programme != "":
		return where(t.programmes, g.Programme)
	case g.Inspection != "":
		return where(t.inspections, g.Inspection)
	}
	return p.T("staff.grant.whole", "Role", role)
}
