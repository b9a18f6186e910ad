package studio

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// versionsPage lists the versions of a survey, and compares two of them.
type versionsPage struct {
	web.StaffBase
	Versions []versionView
	Older    string // address of earlier ones
	From, To []web.Choice
	Compared []comparedView
	Same     int
	Changes  []changeView
	More     int
	Both     bool // two are compared
}

// versionView is one version with what was said at publishing it.
type versionView struct {
	N                      int
	Trial                  bool
	News                   string
	Coordinator, Volunteer string
	Overruled              []overruledView
	All                    int    // cases that were overruled
	Each                   string // where each of them is listed
}

// overruledView are the cases of one rule that one person overruled for one reason.
type overruledView struct {
	What, Who, Why string
	N              int
}

func (s *studio) showVersions(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), s.Staff.Printer(c)
	all, err := s.Versions.List(ctx)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(v *editing.Listed) bool { return v.Survey != doc.ID })
	page := versionsPage{StaffBase: s.below(c, doc, p.T("staff.versions.title"))}
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	shown, pager := web.Paginate(c, page.StaffBase, all)
	page.Older = pager.Next
	for _, v := range shown {
		view, err := s.version(ctx, page.StaffBase, names, v)
		if err != nil {
			return err
		}
		page.Versions = append(page.Versions, view)
	}
	for _, v := range all {
		n := web.Choice{Value: v.ID, Text: p.T("staff.versions.version", "N", v.Number)}
		page.From, page.To = append(page.From, chosen(n, c.QueryParam("from"))), append(page.To, chosen(n, c.QueryParam("to")))
	}
	if err := s.compare(c, &page, doc.ID); err != nil {
		return err
	}
	return s.room.Write(c, http.StatusOK, "versions", page)
}

func chosen(n web.Choice, asked string) web.Choice {
	n.On = n.Value == asked
	return n
}

func (s *studio) version(ctx context.Context, b web.StaffBase, names map[string]string, v *editing.Listed) (versionView, error) {
	view := versionView{N: v.Number, Trial: v.Trial}
	signed, _, err := s.Versions.Notes(ctx, v.ID)
	if err != nil || signed == nil {
		return view, err
	}
	view.News, view.Coordinator, view.Volunteer = signed.News, nameIn(b.Printer, names, signed.Coordinator), nameIn(b.Printer, names, signed.Volunteer)
	view.All, view.Each = len(signed.Overruled), surveyPath(v.Survey)+"/versions/"+url.PathEscape(v.ID)+"/overruled"
	view.Overruled = gathered(b.Printer, names, signed.Overruled)
	return view, nil
}

// gathered counts overruled cases by rule, person and reason.
func gathered(p *i18n.Printer, names map[string]string, all []editing.Overruled) []overruledView {
	var list []overruledView
	for _, o := range all {
		one := overruledView{What: ruleName(p, o.Rule), Who: nameIn(p, names, o.Who), Why: o.Why}
		i := slices.IndexFunc(list, func(v overruledView) bool { return v.What == one.What && v.Who == one.Who && v.Why == one.Why })
		if i < 0 {
			i, list = len(list), append(list, one)
		}
		list[i].N++
	}
	return list
}

// ruleName is a rule in two or three words.
func ruleName(p *i18n.Printer, rule string) string {
	if slices.Contains(advice.Kinds(), advice.Kind(rule)) {
		return p.T("staff.advice.name." + rule)
	}
	return rule
}

// compare adds how two versions differ, if the address asks for two.
func (s *studio) compare(c echo.Context, page *versionsPage, key string) error {
	from, to := c.QueryParam("from"), c.QueryParam("to")
	if from == "" || to == "" {
		return nil
	}
	before, err := s.versionOf(c.Request().Context(), key, from)
	if err != nil {
		return err
	}
	after, err := s.versionOf(c.Request().Context(), key, to)
	if err != nil {
		return err
	}
	page.Both = true
	page.Compared, page.Same = comparedViews(page.Printer, before, after, nil)
	edits := slices.DeleteFunc(editing.Diff(before, after), func(e editing.Edit) bool { return e.Wording() && e.Language != after.Source })
	page.More = max(0, len(edits)-maxChanges)
	page.Changes = changeViews(page.Printer, after, edits[:len(edits)-page.More])
	return nil
}

// versionOf is a version of this survey. fault.NotFound for another's.
func (s *studio) versionOf(ctx context.Context, key, id string) (*surveys.Survey, error) {
	v, survey, err := s.Versions.Get(ctx, id)
	if err == nil && v.Key != key {
		err = fault.Wrap(fault.NotFound, "version %s of %s", id, key)
	}
	return survey, err
}

// copyPage asks for the name of a new survey that begins as a copy.
type copyPage struct {
	web.StaffBase
	Action, Back string
	Key, Name    string
	Wrong        map[string]string
}

func (s *studio) showCopy(c echo.Context) error {
	return s.drawCopy(c, http.StatusOK, nil)
}

func (s *studio) drawCopy(c echo.Context, status int, wrong map[string]string) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	page := copyPage{
		StaffBase: s.below(c, doc, s.Staff.Printer(c).T("staff.copy.title")), Action: surveyPath(doc.ID) + "/copy", Back: surveyPath(doc.ID),
		Key: c.FormValue("key"), Name: c.FormValue("name"), Wrong: wrong,
	}
	return s.room.Write(c, status, "copy", page)
}

// copy begins a survey as a copy of the latest version of another, or of its
// draft if it has none.
func (s *studio) copy(c echo.Context) error {
	ctx := c.Request().Context()
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	from := doc.Survey
	if last, err := s.last(ctx, doc.ID); err != nil {
		return err
	} else if last != nil {
		if from, err = s.Versions.Survey(ctx, last.ID); err != nil {
			return err
		}
	}
	made, err := s.begin(c, from)
	if words, ok := said(s.Staff.Printer(c), err); ok {
		return s.drawCopy(c, http.StatusUnprocessableEntity, words)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, surveyPath(made.ID))
}

func (s *studio) begin(c echo.Context, from *surveys.Survey) (*editing.Draft, error) {
	key, name := clean(c.FormValue("key")), clean(c.FormValue("name"))
	for field, text := range map[string]string{"key": key, "name": name} {
		if text == "" {
			return nil, fault.Problem{Field: field, ID: "staff.problem.missing"}
		}
	}
	copied, err := from.Clone()
	if err != nil {
		return nil, err
	}
	copied.Title = surveys.Text(copied.Source, name)
	return s.Drafts.Copy(c.Request().Context(), copied, key, s.Staff.Visitor(c).ID)
}
