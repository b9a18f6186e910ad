package studio

import (
	"cmp"
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
	All                    int      // cases that were overruled
	Each                   string   // where each of them is listed
	Spoken                 []string // how far each translation was, in words
	Copy                   string   // address of the form that begins a survey from it; empty: not theirs to do
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
	all, err := s.versionsOf(ctx, doc.ID)
	if err != nil {
		return err
	}
	page := versionsPage{StaffBase: s.below(c, doc, p.T("staff.versions.title"))}
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	out, err := s.away(c)
	if err != nil {
		return err
	}
	shown, pager := web.Paginate(c, page.StaffBase, all)
	page.Older = pager.Next
	for _, v := range shown {
		view, err := s.version(ctx, page.StaffBase, names, v, out)
		if err != nil {
			return err
		}
		if s.may(c, "POST /staff/surveys/:id/copy") {
			view.Copy = surveyPath(doc.ID) + "/copy?from=" + url.QueryEscape(v.ID)
		}
		page.Versions = append(page.Versions, view)
	}
	page.From, page.To = statesOf(p, all, c.QueryParam("from")), statesOf(p, all, c.QueryParam("to"))
	if err := s.compare(c, &page, doc.ID); err != nil {
		return err
	}
	return s.room.Write(c, http.StatusOK, "versions", page)
}

// draftState stands for the draft where a version can be chosen too.
const draftState = "draft"

// statesOf are the versions of a survey, the latest first, and its draft.
func statesOf(p *i18n.Printer, all []*editing.Listed, asked string) []web.Choice {
	var list []web.Choice
	for _, v := range all {
		list = append(list, web.Choice{Value: v.ID, Text: p.T("staff.versions.version", "N", v.Number), On: v.ID == asked})
	}
	return append(list, web.Choice{Value: draftState, Text: p.T("staff.versions.draft"), On: asked == draftState})
}

func (s *studio) version(ctx context.Context, b web.StaffBase, names map[string]string, v *editing.Listed, out advice.Away) (versionView, error) {
	view := versionView{N: v.Number, Trial: v.Trial}
	frozen, err := s.Versions.Spoken(ctx, v.ID)
	if err != nil {
		return view, err
	}
	for _, l := range frozen {
		view.Spoken = append(view.Spoken, b.T("staff.versions.spoken", "Language", i18n.Describe(l.Language).Endonym, "Written", l.Written(), "Read", l.Read(), "Texts", l.Texts))
	}
	signed, _, err := s.Versions.Notes(ctx, v.ID)
	if err != nil || signed == nil {
		return view, err
	}
	view.News, view.Coordinator, view.Volunteer = signed.News, nameIn(b.Printer, names, signed.Coordinator), nameIn(b.Printer, names, signed.Volunteer)
	view.All, view.Each = len(signed.Overruled), surveyPath(v.Survey)+"/versions/"+url.PathEscape(v.ID)+"/overruled"
	survey, err := s.Versions.Survey(ctx, v.ID)
	if err == nil {
		view.Overruled = gathered(b.Printer, names, signed.Overruled, editing.Hidden(out, survey))
	}
	return view, err
}

// gathered counts overruled cases by rule, person and reason, without the reasons that
// are about hidden questions: they may repeat the words.
func gathered(p *i18n.Printer, names map[string]string, all []editing.Overruled, hidden map[string]bool) []overruledView {
	var list []overruledView
	for _, o := range all {
		one := overruledView{What: ruleName(p, o.Rule), Who: nameIn(p, names, o.Who), Why: o.Why}
		if hidden[o.Advice().Question()] {
			one.Why = ""
		}
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
	out, err := s.away(c)
	if err != nil {
		return err
	}
	page.Both = true
	page.Compared, page.Same = comparedViews(page.Printer, before, after, nil, out)
	edits := editing.Diff(before, after)
	hidden := editing.Hidden(out, after, edits...)
	edits = slices.DeleteFunc(leaves(edits, hidden), func(e editing.Edit) bool { return e.Wording() && e.Language != after.Source })
	page.More = max(0, len(edits)-maxChanges)
	page.Changes = tell(page.Printer, after, edits[:len(edits)-page.More], hidden)
	return nil
}

// versionOf is a version of this survey, or its draft. fault.NotFound for
// another's.
func (s *studio) versionOf(ctx context.Context, key, id string) (*surveys.Survey, error) {
	if id == draftState {
		doc, err := s.Drafts.Get(ctx, key)
		if err != nil {
			return nil, err
		}
		return doc.Survey, nil
	}
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
	From         []web.Choice // versions, and the draft
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
	all, err := s.versionsOf(c.Request().Context(), doc.ID)
	if err != nil {
		return err
	}
	p, from := s.Staff.Printer(c), c.FormValue("from")
	if from == "" && len(all) > 0 {
		from = all[0].ID
	}
	page := copyPage{
		From: statesOf(p, all, from), StaffBase: s.below(c, doc, p.T("staff.copy.title")), Action: surveyPath(doc.ID) + "/copy", Back: surveyPath(doc.ID),
		Key: c.FormValue("key"), Name: c.FormValue("name"), Wrong: wrong,
	}
	return s.room.Write(c, status, "copy", page)
}

// versionsOf are the versions of a survey, the latest first.
func (s *studio) versionsOf(ctx context.Context, key string) ([]*editing.Listed, error) {
	all, err := s.Versions.List(ctx)
	return slices.DeleteFunc(all, func(v *editing.Listed) bool { return v.Survey != key }), err
}

// copy begins a survey as a copy of any version of another, or of its draft; of
// the draft if the form names none.
func (s *studio) copy(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	from, err := s.versionOf(c.Request().Context(), doc.ID, cmp.Or(c.FormValue("from"), draftState))
	if err != nil {
		return err
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
