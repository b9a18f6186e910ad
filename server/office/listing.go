package office

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"
)

// pageSize is how many rows a list shows at once.
const pageSize = 20

// pager is where a page of a list stands among the others.
type pager struct {
	Page, Pages, All int
	Prev, Next       string // links; empty at the ends
}

// paginate gives the rows of the page that the address asks for; a page that is
// not there gives the nearest.
func paginate[T any](c echo.Context, list []T) ([]T, pager) {
	pages := max(1, (len(list)+pageSize-1)/pageSize)
	asked, _ := strconv.Atoi(c.QueryParam("page"))
	p := pager{Page: min(max(asked, 1), pages), Pages: pages, All: len(list)}
	link := func(to int) string {
		q := url.Values{}
		for name, values := range c.QueryParams() {
			q[name] = values
		}
		q.Set("page", strconv.Itoa(to))
		return c.Request().URL.Path + "?" + q.Encode()
	}
	if p.Page > 1 {
		p.Prev = link(p.Page - 1)
	}
	if p.Page < pages {
		p.Next = link(p.Page + 1)
	}
	from := (p.Page - 1) * pageSize
	return list[from:min(from+pageSize, len(list))], p
}

// choice is one option of a field.
type choice struct {
	Value, Text string
	On          bool
}

// choices are options with texts made from their values; chosen are on.
func choices[T ~string](values []T, text func(T) string, chosen ...T) []choice {
	list := make([]choice, len(values))
	for i, v := range values {
		list[i] = choice{Value: string(v), Text: text(v)}
		for _, c := range chosen {
			list[i].On = list[i].On || c == v
		}
	}
	return list
}
