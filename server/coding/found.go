package coding

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/i18n"
	"kist/internal/themes"
	"kist/internal/themes/machine"
	"kist/server/web"
)

// typical is how many texts a group is shown by.
const typical = 4

// groupsPage is what a machine finds alike, and how often it is right.
type groupsPage struct {
	web.StaffBase
	Asked  string
	Parts  []web.RoomLink
	Unlock web.Unlock
	Groups []groupView
	Alone  string
	Scores []scoreRow
	Held   string // how many texts it is measured on, in words
}

// groupView is one group.
type groupView struct {
	Words, Lang, Count string
	LangTag            string
	Texts              []foundView
	New                string // address of a new theme with its words as a name; empty: not theirs
}

// foundView is a text that was found.
type foundView struct {
	Pieces     []piece
	Lang, Link string
	Where      string
	Note       string
}

// scoreRow is how often the machine is right about a theme.
type scoreRow struct{ Name, Precision, Recall string }

func (k *coding) showGroups(c echo.Context) error {
	a, key, p, err := k.of(c)
	if err != nil {
		return err
	}
	if p == nil {
		return k.locked(c, a, key)
	}
	page := groupsPage{StaffBase: k.base(c, a, k.Staff.Printer(c).T("staff.themes.groups")), Asked: a.asked(key)}
	page.Parts = parts(c, page.StaffBase, a, key)
	page.Unlock = k.unlock(c, page.StaffBase, a, setPath(a.round.ID, key)+"/groups")
	r, _, err := k.reads(c, page.StaffBase, a, key, p)
	if err != nil {
		return err
	}
	grouped := p.group()
	edit := k.Staff.May(c, "POST /staff/themes/:id/theme", a.place())
	for _, g := range grouped.Groups {
		page.Groups = append(page.Groups, r.group(g, edit))
	}
	page.Alone = page.T("staff.themes.alone", "N", inFives(page.StaffBase, len(grouped.Alone)))
	coded, err := k.Themes.Confirmed(c.Request().Context(), a.book.Latest, themes.Set(a.round.ID, key))
	if err != nil {
		return err
	}
	page.measure(a, p.space().Measure(coded))
	return k.room.Write(c, http.StatusOK, "groups", page)
}

func (r *reader) group(g machine.Group, edit bool) groupView {
	v := groupView{Words: strings.Join(g.Words, " · "), Lang: i18n.Describe(g.Lang).Endonym, LangTag: g.Lang, Count: inFives(r.b, len(g.Members))}
	if edit {
		v.New = roundPath(r.a.round.ID) + "/theme?name=" + url.QueryEscape(strings.Join(g.Words[:min(3, len(g.Words))], ", "))
	}
	for _, m := range g.Members {
		t, ok := r.pile.text(m.ID)
		if len(v.Texts) == typical {
			break
		}
		if ok && r.shows(t) {
			v.Texts = append(v.Texts, r.found(t, likeIn(t, g.Words)))
		}
	}
	return v
}

// found is a text with the words that are pointed to. Who reads with content notes is
// shown the note in place of what is folded for them.
func (r *reader) found(t themes.Text, words []string) foundView {
	shown := r.card(t, nil)
	v := foundView{Lang: t.Language, Link: setPath(r.a.round.ID, r.key) + "?text=" + url.QueryEscape(t.ID), Where: shown.Where, Note: shown.Note}
	if !shown.Folded {
		v.Pieces = pieces(t.Words, words)
	}
	return v
}

// measure tells how often the machine is right.
func (p *groupsPage) measure(a *about, scores []machine.Score) {
	p.Held = inFives(p.StaffBase, scores[0].Texts)
	if scores[0].Right+scores[0].Wrong+scores[0].Over == 0 {
		return
	}
	for _, s := range scores {
		row := scoreRow{Name: a.book.Latest.Name(s.Theme)}
		if s.Theme == "" {
			row.Name = p.T("staff.themes.all")
		}
		row.Precision, row.Recall = p.percent(s.Precision()), p.percent(s.Recall())
		p.Scores = append(p.Scores, row)
	}
}

func (p *groupsPage) percent(share float64, known bool) string {
	if !known {
		return p.T("staff.themes.unknown")
	}
	return p.T("staff.themes.percent", "N", fmt.Sprintf("%.0f", 100*share))
}

// searchPage is what a search found.
type searchPage struct {
	web.StaffBase
	Asked  string
	Parts  []web.RoomLink
	Unlock web.Unlock
	Filter web.Filter
	Found  []foundView
	Pager  web.Pager
	Query  string
}

func (k *coding) search(c echo.Context) error {
	a, key, p, err := k.of(c)
	if err != nil {
		return err
	}
	if p == nil {
		return k.locked(c, a, key)
	}
	page := searchPage{StaffBase: k.base(c, a, k.Staff.Printer(c).T("staff.themes.search")), Asked: a.asked(key), Query: strings.TrimSpace(c.QueryParam("q"))}
	page.Parts = parts(c, page.StaffBase, a, key)
	page.Unlock = k.unlock(c, page.StaffBase, a, setPath(a.round.ID, key)+"/search")
	page.Filter = web.NewFilter(c, page.StaffBase)
	page.Filter.Search("q", page.T("staff.themes.search.for"))
	var langs []string
	for _, t := range p.list {
		if !slices.Contains(langs, t.Language) {
			langs = append(langs, t.Language)
		}
	}
	slices.Sort(langs)
	page.Filter.Select("lang", page.T("staff.themes.language"), web.Choices(langs, func(l string) string { return i18n.Describe(l).Endonym }))
	r, _, err := k.reads(c, page.StaffBase, a, key, p)
	if err != nil {
		return err
	}
	lang := c.QueryParam("lang")
	if !slices.Contains(langs, lang) {
		lang = ""
	}
	hits := slices.DeleteFunc(p.space().Search(page.Query, lang), func(h machine.Hit) bool {
		t, ok := p.text(h.ID)
		return !ok || !r.shows(t)
	})
	hits, page.Pager = web.Paginate(c, page.StaffBase, hits)
	for _, h := range hits {
		t, _ := p.text(h.ID)
		page.Found = append(page.Found, r.found(t, h.Words))
	}
	return k.room.Write(c, http.StatusOK, "search", page)
}
