package desk

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/attack"
	"kist/internal/fault"
	"kist/internal/results"
	"kist/server/web"
)

// attackKey is where the report of the attack stands among a release's questions. No
// question has it for a key: those begin with a letter.
const attackKey = "_attack"

// attackPage is how a release was attacked before it was stored, for statisticians.
type attackPage struct {
	web.StaffBase
	Heading  string
	Deck     string
	Release  string // address
	Together string
	Table    groupTable
	Merged   []string
	Dropped  []string
}

// showAttack shows the report by question. fault.NotFound for a release from before it
// was kept.
func (k *desk) showAttack(c echo.Context, r *report) error {
	a := r.rel.Attack
	if a == nil || len(a.Questions) == 0 {
		return fault.Wrap(fault.NotFound, "release %s has no report by question", r.rel.ID)
	}
	base := k.Staff.Base(c, "results", "")
	base.Synthetic = r.rel.Synthetic
	release := base.T("staff.release.number", "Number", r.rel.Number)
	of := r.round.Name
	if r.rel.Over() {
		of = r.inspection // the programme
	}
	base.Title = base.T("staff.attack.title", "Release", release, "Round", of)
	base.Crumbs = append(r.crumbs(base), web.Crumb{Text: base.T("staff.attack.short")})
	page := attackPage{
		StaffBase: base, Heading: base.Title, Deck: base.T("staff.attack.deck"), Release: releasePath(r.rel.ID),
		Table: r.attackTable(a), Merged: r.merged(), Dropped: r.dropped(),
	}
	switch {
	case r.rel.Over():
		page.Deck = base.T("staff.attack.places.deck")
		page.Together = base.T("staff.attack.places", "N", a.Cells, "count", len(a.Together))
	case len(a.Together) > 0:
		page.Together = base.T("staff.attack.together", "N", a.Cells, "count", len(a.Together))
	default:
		page.Together = base.T("staff.attack.alone", "N", a.Cells)
	}
	return k.room.Write(c, http.StatusOK, "attack", page)
}

// attackTable has a row a question.
func (r *report) attackTable(a *results.Attacked) groupTable {
	w := r.words
	t := table{Label: w.T("staff.attack.table"), Caption: w.T("staff.attack.table")}
	for _, id := range []string{"question", "counts", "shown", "bounded", "searched", "undecided", "fewest", "doubtful", "tries", "took"} {
		t.Head = append(t.Head, w.T("staff.attack."+id))
	}
	for _, q := range a.Questions {
		row := tableRow{Name: w.question(q.Question)}
		if q.AboutChild {
			row.Name = w.T("staff.attack.child", "Question", row.Name)
		}
		for _, n := range []int{q.Cells, q.Shown, q.Cells - q.Shown - q.Searched - q.Undecided, q.Searched, q.Undecided} {
			row.Cells = append(row.Cells, cell{Text: strconv.Itoa(n)})
		}
		row.Cells = append(row.Cells, w.fewest(q), cell{Text: strconv.Itoa(q.Doubtful)}, cell{Text: strconv.Itoa(q.Tries)}, cell{Text: strconv.Itoa(q.Took)})
		t.Rows = append(t.Rows, row)
	}
	return groupTable{Summary: t.Label, table: t}
}

// fewest is how many values the narrowest count keeps, as far as is looked.
func (w words) fewest(q results.Judged) cell {
	switch {
	case q.Fewest == 0:
		return cell{Text: w.T("staff.attack.none"), Words: true}
	case q.Fewest > attack.Enough:
		return cell{Text: w.T("staff.attack.many", "N", attack.Enough), Words: true}
	}
	return cell{Text: strconv.Itoa(q.Fewest)}
}
