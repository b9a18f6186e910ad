package papers

import (
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"kist/server/web"
)

// TestPagesFitTheirData checks every template against the struct that it is drawn from.
func TestPagesFitTheirData(t *testing.T) {
	room := web.NewRoom(nil, web.StaffPages, pages)
	types := map[string]any{"rounds": roundsPage{}, "start": startPage{}, "entry": entryPage{}, "differ": differPage{}, "heads": headsPage{}}
	for _, name := range room.Pages() {
		page, ok := types[name]
		if !ok {
			t.Errorf("page %s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(room.Template(name), page); err != nil {
			t.Error(err)
		}
	}
}

// TestRoutesAreInTheTable: nothing of this room is mounted without an entry in the
// table of who may open what, and every entry leads somewhere.
func TestRoutesAreInTheTable(t *testing.T) {
	mounted := map[string]bool{}
	for _, r := range newHouse(t, nil).echo.Routes() {
		if strings.HasPrefix(r.Path, "/staff") {
			mounted[r.Method+" "+r.Path] = true
		}
	}
	for _, route := range web.StaffRoutes() {
		if here := strings.Contains(route, " /staff/paper"); here != mounted[route] {
			t.Errorf("%s: mounted %v", route, mounted[route])
		}
	}
}
