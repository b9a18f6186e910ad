package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
)

// Findings is where conclusions are kept.
type Findings = *findings.Findings

// frameworkOf is the framework of an inspection's programme, with the codes that the
// programme evaluates.
type frameworkOf struct {
	inspections.Framework
	evaluated []string
}

// programme reads it; the zero value if the inspection has none.
func (k *desk) programme(ctx context.Context, in *inspections.Inspection) (frameworkOf, error) {
	p, err := k.Book.Programmes.Get(ctx, in.Programme)
	if errors.Is(err, fault.NotFound) {
		return frameworkOf{}, nil
	}
	if err != nil {
		return frameworkOf{}, err
	}
	f, _ := inspections.FrameworkByID(p.Framework)
	return frameworkOf{f, p.Evaluated}, nil
}

// said is what somebody sent that could not be done, so that nothing typed is lost.
type sent struct {
	form    string // "state", "say", "read" or "turn"; empty: none
	text    string
	choice  string
	wrong   fault.Problems
	clashed bool // somebody changed the finding meanwhile
}

// findingPage is one finding: its sentence, the evidence, what is not known, and what
// can be done.
type findingPage struct {
	formPart
	Finding  *findings.Finding
	Here     string // address
	Bears    string
	Evidence string // the heading over it: how it stands together
	Sources  []sourceView
	Unknown  []string // paragraphs
	Missing  []string // what it lacks before it can be offered
	Doubts   []string // shares in words that no figure is near
	Terms    []termView
	Steps    []stepView
	Readings []readingView
	Talk     []remarkView
	Stage    string
	Agreed   string // who agreed it and when; empty: nobody
	By       string // who wrote the latest version, and when
	May      mayDo
	Verdicts []web.Choice
	Concerns []web.Choice
	Form     string // random text of the next remark's form
	sent     sent
}

// mayDo is what the reader can do to the finding as it is now.
type mayDo struct{ Write, Offer, Read, Reopen, Withdraw, Wrote bool }

// termView is a term of the framework.
type termView struct {
	Of, Code, Title, Lang string
	Check                 bool // it is to be checked
}

// stepView is one state that the evidence had.
type stepView struct {
	concernView
	When, Who, Why string
	Now            bool
}

// readingView is what a second inspector found.
type readingView struct{ Is, Who, At, Why string }

// remarkView is one remark.
type remarkView struct{ Who, At, Text string }

// sourceView is a piece of evidence.
type sourceView struct {
	findings.Shown
	Name, Detail  string
	BearingWords  string
	Mark, Class   string
	WeightWords   string
	Cited         []citedView
	Asked         string    // the question, as it was put
	Quote         *saidView // a child's words; nil: it is no quote, or was taken back
	Lost          bool      // it is a quote that was taken back
	Link, ReadIt  string
	Edit          string // address; empty: not theirs
	ReleaseNumber int
}

// citedView is one figure that is cited, as the release has it now.
type citedView struct{ What, Value, Range string }

// theFinding reads the finding that the address names, with its inspection.
func (k *desk) theFinding(c echo.Context) (*findings.Finding, *inspections.Inspection, error) {
	id, err := web.Param(c, "id")
	if err != nil {
		return nil, nil, fault.Wrap(fault.NotFound, "finding")
	}
	f, err := k.Findings.Get(c.Request().Context(), id)
	if err != nil {
		return nil, nil, err
	}
	in, err := k.Book.Inspections.Get(c.Request().Context(), f.Inspection)
	return f, in, err
}

func (k *desk) showFinding(c echo.Context) error { return k.drawFinding(c, http.StatusOK, sent{}) }

// drawFinding draws a finding; with what was sent, if that could not be done.
func (k *desk) drawFinding(c echo.Context, status int, s sent) error {
	ctx := c.Request().Context()
	f, in, err := k.theFinding(c)
	if err != nil {
		return err
	}
	b := k.below(c, in, findingName(k.Staff.Base(c, "findings", ""), f))
	page := &findingPage{formPart: formPart{StaffBase: b, Mark: f.Mark(), wrong: s.wrong}, Finding: f, Here: findingPath(f.ID), Form: findings.NewForm(), sent: s}
	page.Title = f.Latest.Content.Statement
	page.Stage, page.Unknown = b.T("staff.findings.stage."+string(f.Stage)), paragraphs(f.Latest.Content.Unknown)
	if f.Latest.Content.Bears != "" {
		page.Bears = b.T("staff.findings.bears." + string(f.Latest.Content.Bears))
	}
	page.By = b.T("staff.findings.version.by", "N", f.Latest.Number, "Who", k.who(ctx, f.Latest.Who), "At", b.Minute(f.Latest.At))
	if f.Agreed != nil {
		page.Agreed = b.T("staff.findings.agreed.by", "N", f.Agreed.Version, "Who", k.who(ctx, f.Agreed.Who), "At", b.Minute(f.Agreed.At))
	}
	k.may(c, page, in)
	if err := k.evidence(ctx, page); err != nil {
		return err
	}
	p, err := k.programme(ctx, in)
	if err != nil {
		return err
	}
	page.Terms = terms(b, p, f.Latest.Content)
	k.past(ctx, page)
	if page.Talk, err = k.talk(ctx, b, f.ID); err != nil {
		return err
	}
	return k.room.Write(c, status, "finding", page)
}

// may fills in what the reader can do.
func (k *desk) may(c echo.Context, page *findingPage, in *inspections.Inspection) {
	f, b := page.Finding, page.StaffBase
	wrote := slices.Contains(f.Writers, k.Staff.Visitor(c).ID)
	if !k.Staff.May(c, "POST /staff/findings/:id/edit", placeOf(in)) {
		return
	}
	draft := f.Stage == findings.Draft
	page.May = mayDo{
		Write: draft || f.Stage == findings.Offered, Offer: draft, Read: f.Stage == findings.Offered && !wrote,
		Reopen: f.Stage == findings.Settled, Withdraw: draft && f.Agreed == nil, Wrote: wrote && f.Stage == findings.Offered,
	}
	page.Verdicts = web.Choices(findings.Verdicts(), func(v findings.Verdict) string { return b.T("staff.findings.verdict." + string(v)) }, findings.Verdict(page.sent.choice))
	for _, is := range findings.Concerns() {
		if is != f.State() {
			page.Concerns = append(page.Concerns, web.Choice{Value: string(is), Text: b.T("staff.findings.state." + string(is)), On: string(is) == page.sent.choice})
		}
	}
}

// evidence fills in the table of evidence, and what its numbers lack.
func (k *desk) evidence(ctx context.Context, page *findingPage) error {
	f, b := page.Finding, page.StaffBase
	shown, err := k.Findings.Show(ctx, f.Inspection, f.Latest.Content)
	if err != nil {
		return err
	}
	for _, s := range shown {
		v, err := k.source(ctx, b, s)
		if err != nil {
			return err
		}
		if page.May.Write {
			v.Edit = page.Here + "/refer?source=" + url.QueryEscape(s.Key)
			switch s.Kind {
			case findings.Table:
				v.Edit = page.Here + "/cite?source=" + url.QueryEscape(s.Key)
			case findings.Quoted:
				v.Edit = page.Here + "/quote?source=" + url.QueryEscape(s.Key)
			}
		}
		page.Sources = append(page.Sources, v)
	}
	w := findings.Weigh(shown)
	page.Evidence = b.T("staff.findings.agreement." + string(w.Agreement()))
	missing, err := k.Findings.Missing(ctx, f)
	if err != nil {
		return err
	}
	for _, m := range missing {
		page.Missing = append(page.Missing, b.TArgs(m.ID, m.Args))
	}
	numbers, err := k.Findings.Unheld(ctx, f.Inspection, f.Latest.Content)
	for _, n := range numbers {
		if n.Words {
			page.Doubts = append(page.Doubts, b.T("staff.findings.doubt", "Text", n.Text))
		}
	}
	return err
}

var bearingMarks = map[findings.Bearing][2]string{
	findings.Supports: {"m-up", "ok"}, findings.Mixed: {"m-mix", "see"}, findings.Against: {"m-dn", "bad"}, findings.Silent: {"m-dash", "mute"},
}

// source puts a piece of evidence into words.
func (k *desk) source(ctx context.Context, b web.StaffBase, s findings.Shown) (sourceView, error) {
	v := sourceView{Shown: s, Name: s.Title, Detail: b.T("staff.findings.kind." + string(s.Kind)), BearingWords: b.T("staff.findings.bearing." + string(s.Bearing)), Mark: bearingMarks[s.Bearing][0], Class: bearingMarks[s.Bearing][1]}
	if s.Weight != "" {
		v.WeightWords = b.T("staff.findings.weight." + string(s.Weight))
	}
	if s.Kind == findings.Quoted {
		quoted(b, &v)
		return v, nil
	}
	if s.Kind != findings.Table {
		if s.Day != "" {
			v.Detail = b.T("staff.findings.detail", "Kind", v.Detail, "Day", b.Date(s.Day))
		}
		return v, nil
	}
	v.Name = b.T("staff.findings.kind.table")
	if s.Gone {
		v.Detail = b.T("staff.findings.gone")
		return v, nil
	}
	survey, err := k.Versions.Survey(ctx, s.Release.Version)
	if err != nil {
		return v, err
	}
	round, err := k.Book.Rounds.Get(ctx, s.Release.RoundID())
	if err != nil {
		return v, err
	}
	w := wordsOf(s.Release, survey, b.Printer)
	v.Name, v.Detail, v.Asked = round.Name, "", w.question(s.Question)
	v.ReadIt, v.Link = w.T("staff.release.number", "Number", s.Release.Number), questionPath(s.Release.ID, s.Question)
	for _, fig := range s.Figures {
		v.Cited = append(v.Cited, w.cited(s.Question, s.By, fig.Cell, fig.Value))
	}
	return v, nil
}

// cited puts one figure into words: whose it is, and what the release says.
func (w words) cited(question, by string, cell findings.Cell, f results.Figure) citedView {
	least, most := f.Range()
	v := citedView{What: w.Group(by, cell.Group), Value: strconv.Itoa(f.Count), Range: w.T("staff.range", "Least", least, "Most", most)}
	if cell.Column == "" {
		v.What = w.T("staff.findings.cited.base", "Group", v.What)
		return v
	}
	v.What = w.T("staff.findings.cited", "Group", v.What, "Answer", w.column(question, cell.Column))
	if f.Percent != nil {
		v.Value = w.T("staff.findings.cited.percent", "Percent", *f.Percent, "N", f.Count)
	}
	return v
}

// terms are what the finding says in the framework's terms.
func terms(b web.StaffBase, p frameworkOf, c findings.Content) []termView {
	var list []termView
	for _, code := range c.Indicators {
		q, _ := p.Indicator(code)
		list = append(list, termView{b.T("staff.findings.indicator"), code, q.Title, "en", !q.Verified})
	}
	for _, code := range c.Wellbeing {
		list = append(list, termView{b.T("staff.library.wellbeing"), "", wellbeingName(b, code), "", false})
	}
	for _, n := range c.Rights {
		a, _ := inspections.Article(n)
		list = append(list, termView{b.T("staff.findings.article"), strconv.Itoa(n), a.Title, "en", !a.Verified})
	}
	return list
}

// past fills in the states that the evidence had, and what second inspectors found.
func (k *desk) past(ctx context.Context, page *findingPage) {
	f, b := page.Finding, page.StaffBase
	for i, s := range f.States {
		when := b.Minute(s.At)
		if s.Week > 0 {
			when = b.T("staff.findings.week", "Week", s.Week, "At", when)
		}
		page.Steps = append(page.Steps, stepView{concern(b, s.Is), when, k.who(ctx, s.Who), s.Why, i == len(f.States)-1})
	}
	for _, r := range f.Readings {
		page.Readings = append(page.Readings, readingView{b.T("staff.findings.verdict." + string(r.Is)), k.who(ctx, r.Who), b.T("staff.findings.read.at", "N", r.Version, "At", b.Minute(r.At)), r.Why})
	}
}

func (k *desk) talk(ctx context.Context, b web.StaffBase, id string) ([]remarkView, error) {
	list, err := k.Findings.Talk(ctx, id)
	var said []remarkView
	for _, r := range list {
		said = append(said, remarkView{k.who(ctx, r.By), b.T("staff.findings.read.at", "N", r.Version, "At", b.Minute(r.At)), r.Text})
	}
	return said, err
}

// who is the name of an account, or its id if it has none.
func (k *desk) who(ctx context.Context, id string) string {
	if k.Name != nil {
		if name := k.Name(ctx, id); name != "" {
			return name
		}
	}
	return id
}

// Typed is what was typed into a form that could not be taken.
func (p *findingPage) Typed(form string) string {
	if p.sent.form == form {
		return p.sent.text
	}
	return ""
}

// Clashed says that this form was of a finding that changed meanwhile.
func (p *findingPage) Clashed(form string) bool { return p.sent.form == form && p.sent.clashed }

// Off is what is wrong with a form as a whole or one of its fields, in words.
func (p *findingPage) Off(form, field string) string {
	if p.sent.form != form {
		return ""
	}
	return p.Bad(field)
}

func paragraphs(text string) []string {
	if text == "" {
		return nil
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
