package coding

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/themes"
	"kist/server/web"
)

// roundsPage lists the rounds whose texts somebody may read for themes.
type roundsPage struct {
	web.StaffBase
	Rounds []web.Crumb
}

func (k *coding) showRounds(c echo.Context) error {
	ctx, page := c.Request().Context(), roundsPage{StaffBase: k.Staff.Base(c, "themes", k.Staff.Printer(c).T("staff.room.themes"))}
	all, err := k.Book.Inspections.All(ctx, store.Query{})
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b *inspections.Inspection) int { return cmp.Compare(a.Title, b.Title) })
	for _, in := range all {
		if !k.Staff.May(c, "GET /staff/themes/:id", web.Place{Programme: in.Programme, Inspection: in.ID}) {
			continue
		}
		heads, err := k.Book.Heads(ctx, store.Query{Field: "inspection", Is: in.ID})
		if err != nil {
			return err
		}
		for _, r := range heads {
			if r.Pilot == "" && !r.Feedback {
				page.Synthetic = page.Synthetic || r.Synthetic
				page.Rounds = append(page.Rounds, web.Crumb{Text: in.Title + ", " + r.Name, Link: roundPath(r.ID)})
			}
		}
	}
	return k.room.Write(c, http.StatusOK, "rounds", page)
}

// roundPage is a round's questions in words of one's own, and its codebook.
type roundPage struct {
	web.StaffBase
	Unlock  web.Unlock
	Sets    []setView
	Rows    []themeRow
	Retired []themeRow
	Version int
	New     string // address; empty: not theirs to write
	Tables  string // address of what is released of them
	History string
}

// setView is the texts of one question.
type setView struct {
	Asked, Link string
	Open        bool
	Counts      string // in words
	Note        string // hard themes that the question itself touches, in words; empty: none
}

// themeRow is a theme of the codebook.
type themeRow struct {
	Name, Description, Link string
	Depth                   int
	Examples, Links         []string
	Count                   string // texts in which it counts, in words
	Key, Hint               string // its key on the keyboard
	On                      bool
}

func (k *coding) showRound(c echo.Context) error {
	a, err := k.about(c)
	if err != nil {
		return err
	}
	page := roundPage{StaffBase: k.base(c, a, a.in.Title+", "+a.round.Name), Version: a.book.Latest.Number, History: roundPath(a.round.ID) + "/history"}
	page.Tables, page.Crumbs = tablesPath(a.round.ID), page.Crumbs[:2]
	page.Crumbs[1].Link = ""
	page.Unlock = k.unlock(c, page.StaffBase, a, roundPath(a.round.ID))
	sets, err := k.Shelf.Open(c.Request().Context(), a.round.ID, a.who)
	if err != nil && !errors.Is(err, fault.Closed) {
		return err
	}
	counts := map[string]int{}
	for _, key := range a.stories() {
		view := setView{Asked: a.asked(key), Link: setPath(a.round.ID, key), Note: k.note(page.StaffBase, hardOf(a.survey, key))}
		if pile := sets[key]; pile != nil {
			view.Open = true
			if view.Counts, err = k.counts(c, page.StaffBase, a, key, pile); err != nil {
				return err
			}
		}
		if err := k.confirmed(c, a, key, counts); err != nil {
			return err
		}
		page.Sets = append(page.Sets, view)
	}
	if k.Staff.May(c, "POST /staff/themes/:id/theme", a.place()) {
		page.New = roundPath(a.round.ID) + "/theme"
	}
	page.Rows = rows(page.StaffBase, a, counts, page.New)
	page.Retired = retired(a, page.New)
	return k.room.Write(c, http.StatusOK, "round", page)
}

// counts is how far the reader is with the texts of a question, in words.
func (k *coding) counts(c echo.Context, b web.StaffBase, a *about, key string, p *pile) (string, error) {
	sheets, err := k.Themes.Sheets(c.Request().Context(), themes.Set(a.round.ID, key), a.who)
	mine := 0
	for _, d := range sheets {
		if d.Of(a.who) != nil {
			mine++
		}
	}
	return b.T("staff.themes.counts", "count", len(p.list), "Mine", mine), err
}

// confirmed adds up in how many texts of a question each theme counts.
func (k *coding) confirmed(c echo.Context, a *about, key string, counts map[string]int) error {
	found, err := k.Themes.Confirmed(c.Request().Context(), a.book.Latest, themes.Set(a.round.ID, key))
	for _, list := range found {
		for _, theme := range list {
			counts[theme]++
		}
	}
	return err
}

// inFives is a count of texts as those who code are told it: in fives, and not at all
// under ten.
func inFives(b web.StaffBase, n int) string {
	if n < 10 {
		return b.T("staff.themes.under_ten")
	}
	return b.T("staff.themes.fives", "N", n/5*5)
}

// rows are the themes in use, in the order of the tree, each with a key of the keyboard
// while there are any.
func rows(b web.StaffBase, a *about, counts map[string]int, edit string) []themeRow {
	var list []themeRow
	for i, t := range themes.Flat(a.book.Latest.Tree()) {
		row := themeRow{Name: t.Name, Description: t.Description, Depth: t.Depth, Examples: t.Examples, Links: t.Links, Count: inFives(b, counts[t.Key]), Key: t.Key}
		if i < len(keyboard) {
			row.Hint = string(keyboard[i])
		}
		if edit != "" {
			row.Link = edit + "?key=" + t.Key
		}
		list = append(list, row)
	}
	return list
}

// keyboard are the keys that give themes, in order. Others do something else.
const keyboard = "123456789abcdefghijklmopqrstvwy"

func retired(a *about, edit string) []themeRow {
	var list []themeRow
	for _, t := range a.book.Latest.Themes {
		if !t.Retired {
			continue
		}
		row := themeRow{Name: t.Name, Description: a.book.Latest.Name(a.book.Latest.Resolve(t.Key))}
		if edit != "" {
			row.Link = edit + "?key=" + t.Key
		}
		list = append(list, row)
	}
	return list
}

// historyPage is what a codebook was, the latest first.
type historyPage struct {
	web.StaffBase
	Versions []versionView
}

type versionView struct {
	Name, By string
	Changes  []string
}

func (k *coding) showHistory(c echo.Context) error {
	a, err := k.about(c)
	if err != nil {
		return err
	}
	log, err := k.Themes.History(c.Request().Context(), a.book)
	if err != nil {
		return err
	}
	page := historyPage{StaffBase: k.base(c, a, k.Staff.Printer(c).T("staff.themes.history"))}
	for i, v := range log {
		var before themes.Version
		if i+1 < len(log) {
			before = log[i+1]
		}
		view := versionView{Name: page.T("staff.themes.version", "N", v.Number), By: page.T("staff.themes.by", "Who", k.name(c.Request().Context(), v.Who), "At", page.Minute(v.At))}
		for _, t := range v.Themes {
			if t.Changed == v.Number {
				view.Changes = append(view.Changes, changed(page.StaffBase, before, t))
			}
		}
		page.Versions = append(page.Versions, view)
	}
	return k.room.Write(c, http.StatusOK, "history", page)
}

// changed says in one line what a version did to a theme.
func changed(b web.StaffBase, before themes.Version, t themes.Theme) string {
	was, ok := before.Theme(t.Key)
	switch {
	case !ok:
		return b.T("staff.themes.added", "Name", t.Name)
	case t.Retired && !was.Retired && t.Into != "":
		return b.T("staff.themes.merged", "Name", t.Name, "Into", before.Name(t.Into))
	case t.Retired && !was.Retired:
		return b.T("staff.themes.retired", "Name", t.Name)
	case was.Retired && !t.Retired:
		return b.T("staff.themes.restored", "Name", t.Name)
	case was.Name != t.Name:
		return b.T("staff.themes.renamed", "Name", was.Name, "To", t.Name)
	}
	return b.T("staff.themes.changed", "Name", t.Name)
}
