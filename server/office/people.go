package office

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
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
	Find    string
	Role    string
	State   string
	Sort    string
	Roles   []option
	States  []option
	Sorts   []option
	Found   int // accounts that the filter lets through
	People  []personView
	Before  string // address of the page before; empty: none
	After   string
	CanMake bool
}

// option is one choice of a form.
type option struct {
	Value, Text string
	On          bool
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

// perPage is how many lines a page of a list has.
const perPage = 25

var sorts = []string{"name", "joined", "state"}

func (o *office) showPeople(c echo.Context) error {
	ctx := c.Request().Context()
	all, err := o.People.All(ctx)
	if err != nil {
		return err
	}
	base := o.Staff.Base(c, "people", o.Staff.Printer(c).T("staff.people.title"))
	page := peoplePage{StaffBase: base, Find: strings.TrimSpace(c.QueryParam("find")), Role: c.QueryParam("role"), State: c.QueryParam("state"), Sort: c.QueryParam("sort")}
	page.choices()
	titles, err := o.titles(ctx)
	if err != nil {
		return err
	}
	found := slices.DeleteFunc(all, func(a *people.Account) bool { return !page.lets(a) })
	page.order(found)
	page.Found = len(found)
	for _, a := range page.cut(found, c.QueryParams()) {
		page.People = append(page.People, viewPerson(base.Printer, titles, a))
	}
	return o.room.Write(c, http.StatusOK, "people", page)
}

func (p *peoplePage) choices() {
	for _, r := range people.Roles() {
		p.Roles = append(p.Roles, option{string(r), p.T("staff.role." + string(r)), string(r) == p.Role})
	}
	for _, s := range []people.State{people.Invited, people.Active, people.Ended} {
		p.States = append(p.States, option{string(s), p.T("staff.account." + string(s)), string(s) == p.State})
	}
	for _, s := range sorts {
		p.Sorts = append(p.Sorts, option{s, p.T("staff.people.sort." + s), s == p.Sort})
	}
}

// lets says whether the filter lets an account through. Accounts that have
// ended are shown only when asked for.
func (p *peoplePage) lets(a *people.Account) bool {
	find := strings.ToLower(p.Find)
	switch {
	case p.Role != "" && !a.Has(people.Role(p.Role)):
	case p.State != "" && a.State() != people.State(p.State), p.State == "" && a.State() == people.Ended:
	case !strings.Contains(strings.ToLower(a.Name), find) && !strings.Contains(a.Email, find):
	default:
		return true
	}
	return false
}

func (p *peoplePage) order(list []*people.Account) {
	key := func(a *people.Account) string { return strings.ToLower(cmp.Or(a.Name, a.Email)) }
	name := func(a, b *people.Account) int { return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.ID, b.ID)) }
	slices.SortFunc(list, func(a, b *people.Account) int {
		switch p.Sort {
		case "joined":
			return cmp.Or(cmp.Compare(b.Joined, a.Joined), name(a, b))
		case "state":
			return cmp.Or(cmp.Compare(a.State(), b.State()), name(a, b))
		}
		return name(a, b)
	})
}

// cut is the part of the list that the address asks for.
func (p *peoplePage) cut(list []*people.Account, asked url.Values) []*people.Account {
	from, to, before, after := cut(len(list), asked)
	p.Before, p.After = before, after
	return list[from:to]
}

// cut says which lines of a list of n make the page that is asked for, and
// the addresses of its neighbours.
func cut(n int, asked url.Values) (from, to int, before, after string) {
	at, err := strconv.Atoi(asked.Get("page"))
	if err != nil || at < 1 || at > n/perPage+1 {
		at = 1
	}
	link := func(page int) string {
		q := url.Values{}
		for name, values := range asked {
			q[name] = values
		}
		q.Set("page", strconv.Itoa(page))
		return "?" + q.Encode()
	}
	from, to = min(n, (at-1)*perPage), min(n, at*perPage)
	if at > 1 {
		before = link(at - 1)
	}
	if to < n {
		after = link(at + 1)
	}
	return from, to, before, after
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
type titles struct{ programmes, inspections []option }

func (o *office) titles(ctx context.Context) (titles, error) {
	var t titles
	programmes, err := o.Book.Programmes.All(ctx, store.Query{})
	if err != nil {
		return t, err
	}
	for _, p := range programmes {
		t.programmes = append(t.programmes, option{Value: p.ID, Text: p.Title})
	}
	list, err := o.Book.Inspections.All(ctx, store.Query{})
	for _, in := range list {
		t.inspections = append(t.inspections, option{Value: in.ID, Text: in.Title})
	}
	return t, err
}

// grantWords says what somebody is, and where.
func grantWords(p *i18n.Printer, t titles, g people.Grant) string {
	role := p.T("staff.role." + string(g.Role))
	where := func(list []option, id string) string {
		if i := slices.IndexFunc(list, func(o option) bool { return o.Value == id }); i >= 0 {
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
