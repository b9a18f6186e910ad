package desk

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/server/web"
)

// formPart is what every form about a finding has.
type formPart struct {
	web.StaffBase
	Action, Back string
	Mark         string // of the finding as the form shows it
	Version      int    // that the form was made from; 0: there is none yet
	Theirs       theirsView
	wrong        fault.Problems
	fresh        bool // what it is about is not kept yet
}

// theirsView is what somebody else made of the same parts meanwhile; its zero value
// says that nobody did.
type theirsView struct {
	Who, At string
	Lines   []theirLine
}

// theirLine is one part as somebody else has it.
type theirLine struct{ What, Text string }

// wrongField is a sentence about one field, whose name is also its id.
type wrongField struct{ Field, Text string }

// Wrong are the sentences about what must be put right, in the order of the form.
func (f formPart) Wrong() []wrongField {
	list := make([]wrongField, len(f.wrong))
	for i, p := range f.wrong {
		list[i] = wrongField{p.Field, f.TArgs(p.ID, p.Args)}
	}
	return list
}

// Bad is what is wrong with a field, in words; empty if nothing is.
func (f formPart) Bad(field string) string {
	for _, p := range f.wrong {
		if p.Field == field {
			return f.TArgs(p.ID, p.Args)
		}
	}
	return ""
}

// status is that of a page with this form.
func (f formPart) status() int {
	switch {
	case len(f.wrong) > 0:
		return http.StatusUnprocessableEntity
	case f.Theirs.Who != "":
		return http.StatusConflict
	}
	return http.StatusOK
}

// findingForm is where a finding's own words and terms are written.
type findingForm struct {
	formPart
	New       bool
	Statement string
	Unknown   string
	Why       string
	Bears     []web.Choice
	Evaluated []termChoice // the indicators that the programme evaluates
	Others    []termChoice
	Wellbeing []termChoice
	Rights    []termChoice
	States    []web.Choice // of a new finding
}

// termChoice is a term of the framework that can be chosen.
type termChoice struct {
	Value, Text, Lang string
	On, Check         bool
}

// drawForm draws the form with this content.
func (k *desk) drawForm(c echo.Context, in *inspections.Inspection, page *findingForm, content findings.Content) error {
	p, err := k.programme(c.Request().Context(), in)
	if err != nil {
		return err
	}
	b := page.StaffBase
	page.Statement, page.Unknown = content.Statement, content.Unknown
	page.Bears = web.Choices([]findings.Bears{findings.Strength, findings.Improvement}, func(x findings.Bears) string { return b.T("staff.findings.bears." + string(x)) }, content.Bears)
	for _, q := range p.Indicators {
		choice := termChoice{q.Code, q.Code + " " + q.Title, "en", slices.Contains(content.Indicators, q.Code), !q.Verified}
		if slices.Contains(p.evaluated, q.Code) {
			page.Evaluated = append(page.Evaluated, choice)
		} else {
			page.Others = append(page.Others, choice)
		}
	}
	for _, code := range findings.Wellbeing() {
		page.Wellbeing = append(page.Wellbeing, termChoice{Value: code, Text: wellbeingName(b, code), On: slices.Contains(content.Wellbeing, code)})
	}
	for n := 1; ; n++ {
		a, ok := inspections.Article(n)
		if !ok {
			break
		}
		page.Rights = append(page.Rights, termChoice{strconv.Itoa(n), strconv.Itoa(n) + " " + a.Title, "en", slices.Contains(content.Rights, n), !a.Verified})
	}
	return k.room.Write(c, page.status(), "finding_form", page)
}

// Folded says whether a group of choices can stay folded: nothing in it is chosen.
func (findingForm) Folded(list []termChoice) bool {
	return !slices.ContainsFunc(list, func(t termChoice) bool { return t.On })
}

// contentOf reads the words and terms of a form into content.
func contentOf(c echo.Context, before findings.Content) (findings.Content, error) {
	form, err := c.FormParams()
	if err != nil {
		return before, fault.Wrap(fault.Invalid, "form: %v", err)
	}
	before.Statement, before.Unknown, before.Bears = form.Get("statement"), form.Get("unknown"), findings.Bears(form.Get("bears"))
	before.Indicators, before.Wellbeing, before.Rights = form["indicators"], form["wellbeing"], nil
	for _, text := range form["rights"] {
		if n, err := strconv.Atoi(text); err == nil {
			before.Rights = append(before.Rights, n)
		}
	}
	return before, nil
}

// newForm is the form of a new finding.
func (k *desk) newForm(c echo.Context, in *inspections.Inspection, state findings.Concern) *findingForm {
	b := k.below(c, in, k.Staff.Printer(c).T("staff.findings.new"))
	page := &findingForm{formPart: formPart{StaffBase: b, Action: concludedPath(in.ID) + "/new", Back: concludedPath(in.ID)}, New: true}
	page.States = web.Choices(findings.Concerns(), func(is findings.Concern) string { return b.T("staff.findings.state." + string(is)) }, state)
	return page
}

func (k *desk) newFinding(c echo.Context) error {
	in, err := k.theInspection(c)
	if err != nil {
		return err
	}
	return k.drawForm(c, in, k.newForm(c, in, findings.Uncertain), findings.Content{})
}

func (k *desk) startFinding(c echo.Context) error {
	in, err := k.theInspection(c)
	if err != nil {
		return err
	}
	content, err := contentOf(c, findings.Content{})
	if err != nil {
		return err
	}
	state, why := findings.Concern(c.FormValue("state")), c.FormValue("why")
	f, err := k.Findings.Start(c.Request().Context(), in.ID, content, state, why, k.Staff.Visitor(c).ID)
	if wrong, ok := fault.ProblemsOf(err); ok {
		page := k.newForm(c, in, state)
		page.wrong, page.Why = wrong, why
		return k.drawForm(c, in, page, content)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, findingPath(f.ID))
}

// part is the common part of a form about a finding.
func (k *desk) part(c echo.Context, f *findings.Finding, in *inspections.Inspection, titleID, action string) formPart {
	b := k.below(c, in, k.Staff.Printer(c).T(titleID))
	b.Crumbs = slices.Insert(b.Crumbs, 2, web.Crumb{Text: findingName(b, f), Link: findingPath(f.ID)})
	return formPart{StaffBase: b, Action: findingPath(f.ID) + action, Back: findingPath(f.ID), Mark: f.Mark(), Version: f.Latest.Number}
}

func (k *desk) editFinding(c echo.Context) error {
	f, in, err := k.theFinding(c)
	if err != nil {
		return err
	}
	return k.drawForm(c, in, &findingForm{formPart: k.part(c, f, in, "staff.findings.edit", "/edit")}, f.Latest.Content)
}

func (k *desk) saveFinding(c echo.Context) error {
	f, base, err := k.baseOf(c)
	if err != nil {
		return err
	}
	content, err := contentOf(c, base.Content)
	if err != nil {
		return err
	}
	return k.save(c, f, base, content, func(part formPart, in *inspections.Inspection, joined findings.Content) error {
		part.Title, part.Action = part.T("staff.findings.edit"), findingPath(f.ID)+"/edit"
		return k.drawForm(c, in, &findingForm{formPart: part, Why: c.FormValue("why")}, joined)
	})
}

// save keeps content that was made from a version, and leads back to the finding. If
// that cannot be done, the form is drawn again with all that was typed: with what is
// wrong, or beside what somebody else made of the same parts.
func (k *desk) save(c echo.Context, f *findings.Finding, base *findings.Version, content findings.Content, again func(formPart, *inspections.Inspection, findings.Content) error) error {
	ctx := c.Request().Context()
	_, err := k.Findings.Save(ctx, f.ID, base.Number, content, c.FormValue("why"), k.Staff.Visitor(c).ID)
	if err == nil {
		return web.Redirect(c, findingPath(f.ID))
	}
	in, inErr := k.Book.Inspections.Get(ctx, f.Inspection)
	if inErr != nil {
		return inErr
	}
	part := k.part(c, f, in, "staff.findings.edit", "")
	part.Version = base.Number
	var clash *findings.Clash
	if errors.As(err, &clash) {
		part.Version, part.Theirs = clash.Now.Number, k.theirs(ctx, part.StaffBase, clash)
		_, there := clash.Now.Content.Source(c.FormValue("source"))
		part.fresh = !there // somebody took away what it is about: sent again it is added
		return again(part, in, clash.Joined)
	}
	wrong, ok := fault.ProblemsOf(err)
	switch {
	case errors.Is(err, fault.Closed): // agreed or withdrawn meanwhile: what was typed stays on the page
		wrong = fault.Problems{{ID: "staff.findings.problem.closed"}}
	case !ok:
		return err
	}
	part.wrong = wrong
	return again(part, in, content)
}

// theirs is what a clash leaves to be joined by a person.
func (k *desk) theirs(ctx context.Context, b web.StaffBase, clash *findings.Clash) theirsView {
	now := clash.Now
	v := theirsView{Who: k.who(ctx, now.Who), At: b.Minute(now.At)}
	for _, part := range clash.Parts {
		switch key, source := strings.CutPrefix(part, findings.SourcePart("")); {
		case source:
			s, _ := now.Content.Source(key)
			v.Lines = append(v.Lines, theirLine{b.T("staff.findings.evidence"), orNothing(b, sourceLine(b, s))})
		case part == findings.ClaimPart:
			v.Lines = append(v.Lines, theirLine{b.T("staff.findings.statement"), now.Content.Statement}, theirLine{b.T("staff.findings.comes"), orNothing(b, bearsWords(b, now.Content))})
		default:
			v.Lines = append(v.Lines, theirLine{b.T("staff.findings.unknown"), orNothing(b, now.Content.Unknown)})
		}
	}
	return v
}

func orNothing(b web.StaffBase, text string) string {
	if text == "" {
		return b.T("staff.findings.nothing")
	}
	return text
}

func bearsWords(b web.StaffBase, c findings.Content) string {
	if c.Bears == "" {
		return ""
	}
	return b.T("staff.findings.bears." + string(c.Bears))
}

// termsLine is the codes of a finding's terms in one line.
func termsLine(b web.StaffBase, c findings.Content) string {
	list := slices.Clone(c.Indicators)
	for _, code := range c.Wellbeing {
		list = append(list, wellbeingName(b, code))
	}
	for _, n := range c.Rights {
		list = append(list, b.T("staff.findings.article.short", "N", n))
	}
	return strings.Join(list, ", ")
}

// sourceLine is a piece of evidence in one line; empty for none.
func sourceLine(b web.StaffBase, s findings.Source) string {
	if s.Key == "" {
		return ""
	}
	of := s.Title
	if s.Kind == findings.Table {
		of = s.Release + " " + s.Question
		for _, cell := range s.Cells {
			of += " " + strings.Trim(cell.Group+"/"+cell.Column, "/")
		}
	}
	line := b.T("staff.findings.source.line", "Kind", b.T("staff.findings.kind."+string(s.Kind)), "Of", of, "Says", s.Says, "Bearing", b.T("staff.findings.bearing."+string(s.Bearing)))
	if s.Weight != "" {
		line = b.T("staff.findings.detail", "Kind", line, "Day", b.T("staff.findings.weight."+string(s.Weight)))
	}
	return line
}

// freshField is the field of a form with the key of a piece of evidence that is to be
// added: sent twice it is added once.
const freshField = "_fresh"

var freshKey = regexp.MustCompile(`^[a-z0-9]{1,32}$`)

// sourceOf is the piece of evidence that an address or a form names, or a new one.
func sourceOf(c echo.Context, content findings.Content) (findings.Source, error) {
	key := c.FormValue("source")
	if key == "" {
		if fresh := c.FormValue(freshField); freshKey.MatchString(fresh) {
			return findings.Source{Key: fresh}, nil
		}
		return findings.Source{}, nil
	}
	if s, ok := content.Source(key); ok {
		return s, nil
	}
	return findings.Source{}, fault.Wrap(fault.NotFound, "a piece of evidence")
}
