package safety

import (
	"strings"
	"testing"

	"kist/server/web"
)

// TestRoutesAreInTheTable: nothing of this room is mounted without an entry in the
// table of who may open what, and every entry leads somewhere.
func TestRoutesAreInTheTable(t *testing.T) {
	mounted := map[string]bool{}
	for _, r := range newHouse(t).echo.Routes() {
		if strings.HasPrefix(r.Path, "/staff") {
			mounted[r.Method+" "+r.Path] = true
		}
	}
	for _, route := range web.StaffRoutes() {
		here := strings.Contains(route, "/staff/sessions") || strings.Contains(route, "/staff/safety") || strings.Contains(route, "/staff/texts")
		if here != mounted[route] {
			t.Errorf("%s: mounted %v", route, mounted[route])
		}
		delete(mounted, route)
	}
	if len(mounted) > 0 {
		t.Errorf("in no table: %v", mounted)
	}
}
