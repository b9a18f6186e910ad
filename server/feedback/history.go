package feedback

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// historyPage tells what an answer to children was, the latest first.
type historyPage struct {
	web.StaffBase
	Versions []versionRow
}

// versionRow is one version with what it changed.
type versionRow struct {
	Name    string
	Shown   string // who showed it to children, and when; empty: nobody did
	Changes []changeRow
}

// changeRow is one part of an entry that a version changed.
type changeRow struct {
	What, Tag, Dir string // Tag: of the language of the words
	Before, After  string
}

func (r *room) showHistory(c echo.Context) error {
	s, err := r.of(c)
	if err != nil {
		return err
	}
	page := historyPage{StaffBase: r.base(c, s, r.Staff.Printer(c).T("staff.feedback.history"))}
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: page.Title})
	var list []heard.Version
	if s.page.Latest.Number > 0 {
		if list, err = r.Pages.History(c.Request().Context(), s.page); err != nil {
			return err
		}
	}
	for i, v := range list {
		var before heard.Content
		if i+1 < len(list) {
			before = list[i+1].Content
		}
		row := versionRow{Name: page.T("staff.feedback.version", "N", v.Number, "Who", r.name(c, v.Who), "At", page.Minute(v.At)), Changes: changesOf(page.StaffBase, before, v.Content)}
		for _, k := range s.page.Checks {
			if k.Yes && k.Version == v.Number {
				row.Shown = page.T("staff.feedback.history.shown", "Who", r.name(c, k.Who), "At", page.Minute(k.At))
			}
		}
		page.Versions = append(page.Versions, row)
	}
	return r.pages.Write(c, http.StatusOK, "history", page)
}

// changesOf tells what makes one content of another, entry by entry.
func changesOf(b web.StaffBase, before, after heard.Content) []changeRow {
	var list []changeRow
	for _, e := range after.Entries {
		was := heard.Entry{}
		if i := before.Find(e.Key); i >= 0 {
			was = before.Entries[i]
		}
		list = append(list, entryChanges(b, was, e)...)
	}
	for _, e := range before.Entries {
		if after.Find(e.Key) < 0 {
			list = append(list, entryChanges(b, e, heard.Entry{})...)
		}
	}
	return list
}

// entryChanges tells what makes one entry of another; the zero Entry stands for none.
func entryChanges(b web.StaffBase, was, is heard.Entry) []changeRow {
	title, ok := is.Texts.Title.In(surveys.All, heard.Source)
	if !ok {
		title, _ = was.Texts.Title.In(surveys.All, heard.Source)
	}
	var list []changeRow
	add := func(what string, l i18n.Language, before, after string) {
		if before != after {
			list = append(list, changeRow{title + ": " + what, l.Tag, l.Dir, before, after})
		}
	}
	state := func(e heard.Entry) string {
		if e.State == "" {
			return ""
		}
		return b.T("staff.feedback.state." + string(e.State))
	}
	own := i18n.Describe(b.Lang())
	add(b.T("staff.feedback.state"), own, state(was), state(is))
	add(b.T("staff.feedback.due.label"), own, b.Date(was.Due), b.Date(is.Due))
	add(b.T("staff.feedback.picture"), own, was.Picture, is.Picture)
	old, now := quoteChange(b, was, is)
	add(b.T("staff.feedback.quote"), own, old, now)
	before, after := was.Parts(), is.Parts()
	for i := range max(len(before), len(after)) {
		var old, now surveys.Words
		var name string
		if i < len(before) {
			old, name = *before[i].Words, before[i].Name
		}
		if i < len(after) {
			now, name = *after[i].Words, after[i].Name
		}
		if i >= 5 {
			name = "news"
		}
		wordChanges(old, now, func(e surveys.Edition, l i18n.Language, before, after string) {
			what := b.T("staff.feedback.part." + name)
			if e != surveys.All {
				what += ", " + b.T("staff.edition."+string(e))
			}
			if l.Tag != heard.Source {
				what += ", " + l.Endonym
			}
			add(what, l, before, after)
		})
	}
	return list
}

// wordChanges hands over every wording that there is in either.
func wordChanges(was, is surveys.Words, add func(e surveys.Edition, l i18n.Language, before, after string)) {
	var tags []string
	for _, words := range []surveys.Words{was, is} {
		for tag := range words {
			tags = append(tags, tag)
		}
	}
	slices.Sort(tags)
	for _, l := range i18n.InOrder(slices.Compact(tags)) {
		for _, e := range append([]surveys.Edition{surveys.All}, surveys.Editions()...) {
			add(e, l, was[l.Tag][e], is[l.Tag][e])
		}
	}
}
