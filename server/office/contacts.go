package office

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/contacts"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
	"kist/server/web"
)

// contactsPage lists the requests of children who want to be contacted, in the
// reader's scope. What they wrote is on a page of its own, behind a fresh sign-in.
type contactsPage struct {
	web.StaffBase
	Filter web.Filter
	Rows   []contactRow
	Pager  web.Pager
}

// contactRow is one request in a list.
type contactRow struct {
	*contacts.Request
	Link       string
	Round      string // name
	Inspection string // title
	StateIn    string // in words
}

// contactPage shows what one child wrote.
type contactPage struct {
	web.StaffBase
	contactRow
	Words   contacts.Words
	Typed   string // the note
	Until   string // last day of the words, in words; empty: no day yet
	Problem string // what is wrong with the note, in words; empty: nothing
	Choices []web.Choice
}

func contactPath(id string) string { return "/staff/contacts/" + url.PathEscape(id) }

// contactStates are those that a request can have, in order.
func contactStates() []contacts.State {
	return append([]contacts.State{contacts.Waiting}, contacts.Decisions()...)
}

func stateWords(b web.StaffBase, s contacts.State) string {
	return b.T("staff.contacts.state." + string(s))
}

func (o *office) showContacts(c echo.Context) error {
	page := contactsPage{StaffBase: o.Staff.Base(c, "contacts", o.Staff.Printer(c).T("staff.contacts.title"))}
	page.Filter = web.NewFilter(c, page.StaffBase)
	page.Filter.Select("state", page.T("staff.contacts.state"), web.Choices(contactStates(), func(s contacts.State) string { return stateWords(page.StaffBase, s) }))
	rows, err := o.contactRows(c, page.StaffBase, contacts.State(c.QueryParam("state")))
	if err != nil {
		return err
	}
	page.Rows, page.Pager = web.Paginate(c, page.StaffBase, rows)
	return o.room.Write(c, http.StatusOK, "contacts", page)
}

// contactRows are the requests in the reader's scope: what waits first, the
// longest first; empty state: all.
func (o *office) contactRows(c echo.Context, b web.StaffBase, s contacts.State) ([]contactRow, error) {
	ctx := c.Request().Context()
	list, err := o.Contacts.All(ctx, s)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	heads, err := o.Book.Heads(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	byID := map[string]*inspections.RoundHead{}
	for _, r := range heads {
		byID[r.ID] = r
	}
	mine, err := o.mine(c)
	if err != nil {
		return nil, err
	}
	var rows []contactRow
	for _, r := range list {
		head := byID[r.Round]
		if head == nil {
			continue
		}
		var at web.Place // a pilot lies in the whole installation
		title := b.T("staff.contacts.pilot")
		if head.Pilot == "" {
			in := mine[head.Inspection]
			if in == nil {
				continue
			}
			at, title = placeOf(in), in.Title
		}
		if !o.Staff.May(c, "GET /staff/contacts/:id", at) {
			continue
		}
		rows = append(rows, contactRow{r, contactPath(r.ID), head.Name, title, stateWords(b, r.State)})
	}
	slices.SortStableFunc(rows, func(x, y contactRow) int {
		return cmp.Or(slices.Index(contactStates(), x.State)-slices.Index(contactStates(), y.State), cmp.Compare(x.Came, y.Came))
	})
	return rows, nil
}

// showContact opens a request; that leaves a line.
func (o *office) showContact(c echo.Context) error {
	return o.writeContact(c, http.StatusOK, "", nil)
}

// writeContact opens a request and shows it, with the note as it was typed if it
// could not be.
func (o *office) writeContact(c echo.Context, status int, problem string, typed *string) error {
	ctx, b := c.Request().Context(), o.Staff.Base(c, "contacts", o.Staff.Printer(c).T("staff.contacts.one"))
	request, words, note, err := o.Contacts.Read(ctx, contactID(c), o.Staff.Visitor(c).ID)
	if err != nil {
		return err
	}
	round, err := o.Book.Rounds.Get(ctx, request.Round)
	if err != nil {
		return err
	}
	in, err := o.inspectionCrumb(ctx, round.Inspection)
	if err != nil {
		return err
	}
	b.Synthetic = round.Synthetic
	b.Crumbs = []web.Crumb{{Text: b.T("staff.room.contacts"), Link: "/staff/contacts"}, {Text: b.Title}}
	page := contactPage{
		StaffBase: b, contactRow: contactRow{request, contactPath(request.ID), round.Name, in.Text, stateWords(b, request.State)},
		Words: words, Typed: note, Problem: problem,
		Choices: web.Choices(contacts.Decisions(), func(s contacts.State) string { return stateWords(b, s) }),
	}
	if typed != nil {
		page.Typed = *typed
	}
	if request.Until != "" {
		page.Until = b.Date(request.Until)
	}
	for i := range page.Choices {
		page.Choices[i].On = page.Choices[i].Value == string(request.State)
	}
	return o.room.Write(c, status, "contact", page)
}

func contactID(c echo.Context) string {
	id, err := web.Param(c, "id")
	if err != nil {
		return ""
	}
	return id
}

// decideContact writes down what came of a request.
func (o *office) decideContact(c echo.Context) error {
	id, state, note := contactID(c), contacts.State(c.FormValue("state")), c.FormValue("note")
	p := o.Staff.Base(c, "", "")
	var err error = fault.Problem{Field: "state", ID: "staff.problem.missing"}
	if state != "" {
		err = o.Contacts.Decide(c.Request().Context(), id, state, note, o.Staff.Visitor(c).ID)
	}
	if problem, ok := problemWords(p, err); ok {
		return o.writeContact(c, http.StatusUnprocessableEntity, problem, &note)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/staff/contacts")
}

// contacts asks the safeguarding lead to look at what waits, the longest first.
func (w *work) contacts() error {
	if !slices.Contains(w.o.Staff.Visitor(w.c).Roles, string(people.SafeguardingLead)) {
		return nil
	}
	rows, err := w.o.contactRows(w.c, w.StaffBase, contacts.Waiting)
	for _, r := range rows {
		w.add(string(people.SafeguardingLead), task{
			Text: w.T("staff.today.contact"), Link: r.Link, Why: w.T("staff.today.contact.why", "Round", r.Round, "Inspection", r.Inspection),
			When: w.T("staff.contacts.since", "Day", w.Date(r.Came)), day: r.Came,
		})
	}
	return err
}
