package web

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"
)

// PageSize is how many rows a list shows at once.
const PageSize = 20

// Choice is one option of a field.
type Choice struct {
	Value, Text string
	On          bool
}

// Choices are options with texts made from their values; chosen are on.
func Choices[T ~string](values []T, text func(T) string, chosen ...T) []Choice {
	list := make([]Choice, len(values))
	for i, v := range values {
		list[i] = Choice{Value: string(v), Text: text(v)}
		for _, c := range chosen {
			list[i].On = list[i].On || c == v
		}
	}
	return list
}

// Filter is the form over a list. All that it asks is in the page's address, so
// that a list filters, sorts and turns pages without script, and can be sent on.
type Filter struct {
	Action string
	Fields []Field
	Show   string // words of its button
	asked  url.Values
	base   StaffBase
}

// Field is one question of a filter.
type Field struct {
	Name, Label string
	Type        string // "search", "date" or "select"
	Value       string // of the first two
	Any         string // a select's text for no choice; empty: there is always one
	Choices     []Choice
}

// NewFilter is the filter of the list at this address, with no fields yet.
func NewFilter(c echo.Context, base StaffBase) Filter {
	return Filter{Action: c.Request().URL.Path, Show: base.T("staff.filter.show"), asked: c.QueryParams(), base: base}
}

// Search adds a field for words to look for.
func (f *Filter) Search(name, label string) {
	f.Fields = append(f.Fields, Field{Name: name, Label: label, Type: "search", Value: f.asked.Get(name)})
}

// Date adds a field for a day.
func (f *Filter) Date(name, label string) {
	f.Fields = append(f.Fields, Field{Name: name, Label: label, Type: "date", Value: f.asked.Get(name)})
}

// Select adds a choice of which none need be made.
func (f *Filter) Select(name, label string, choices []Choice) {
	f.pick(Field{Name: name, Label: label, Any: f.base.T("staff.filter.all"), Choices: choices})
}

// SelectOr is Select with other words for no choice.
func (f *Filter) SelectOr(name, label, none string, choices []Choice) {
	f.pick(Field{Name: name, Label: label, Any: none, Choices: choices})
}

// Sort adds the choice of an order.
func (f *Filter) Sort(choices []Choice) {
	f.pick(Field{Name: "sort", Label: f.base.T("staff.filter.sort"), Choices: choices})
}

func (f *Filter) pick(field Field) {
	field.Type = "select"
	for i, c := range field.Choices {
		field.Choices[i].On = c.Value == f.asked.Get(field.Name)
	}
	f.Fields = append(f.Fields, field)
}

// Order is the way in which the address wants a list sorted, or the one of this
// name.
func Order[F any](c echo.Context, orders map[string]F, otherwise string) F {
	if order, ok := orders[c.QueryParam("sort")]; ok {
		return order
	}
	return orders[otherwise]
}

// Pager is where a page of a list stands among the others; its zero value says
// nothing.
type Pager struct {
	Label      string
	Where      string // "Page 2 of 3, 46 in all"; empty where the whole is not known
	All        int    // rows on all pages
	Prev, Next string // addresses; empty at the ends
	Before     string // words of the two links
	After      string
}

// Paginate gives the rows of the page that the address asks for; a page that is
// not there gives the nearest.
func Paginate[T any](c echo.Context, b StaffBase, list []T) ([]T, Pager) {
	return PaginateBy(c, b, list, PageSize)
}

// PaginateBy is Paginate with size rows on a page.
func PaginateBy[T any](c echo.Context, b StaffBase, list []T, size int) ([]T, Pager) {
	pages := max(1, (len(list)+size-1)/size)
	at := min(PageAsked(c), pages)
	p := NewPager(c, b, at, at < pages)
	p.All = len(list)
	if pages > 1 {
		p.Where = b.T("staff.pager.page", "Page", at, "Pages", pages, "All", len(list))
	}
	from := (at - 1) * size
	return list[from:min(from+size, len(list))], p
}

// PageAsked is the page that the address asks for: 1 unless it is a number
// above that.
func PageAsked(c echo.Context) int {
	asked, err := strconv.Atoi(c.QueryParam("page"))
	if err != nil || asked < 1 {
		return 1
	}
	return asked
}

// NewPager leads from page at to its neighbours, where nobody counted how many
// there are; more says that another follows.
func NewPager(c echo.Context, b StaffBase, at int, more bool) Pager {
	link := func(to int) string {
		q := url.Values{}
		for name, values := range c.QueryParams() {
			q[name] = values
		}
		q.Set("page", strconv.Itoa(to))
		return c.Request().URL.Path + "?" + q.Encode()
	}
	p := Pager{Label: b.T("staff.pager"), Before: b.T("staff.pager.prev"), After: b.T("staff.pager.next")}
	if at > 1 {
		p.Prev = link(at - 1)
	}
	if more {
		p.Next = link(at + 1)
	}
	return p
}
