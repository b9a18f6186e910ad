package desk

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/server/web"
)

// weighPart is the part of a form that every piece of evidence has.
type weighPart struct {
	formPart
	Source   string // its key; empty for a new one
	Fresh    string // the key that a new one will have
	Says     string
	Bearings []web.Choice
	Weights  []web.Choice
	Drop     string // address; empty for a new one
}

func (k *desk) weigh(part formPart, s findings.Source) weighPart {
	b := part.StaffBase
	w := weighPart{formPart: part, Source: s.Key, Says: s.Says}
	if fresh := s.Key == "" || part.fresh; fresh {
		w.Source, w.Fresh = "", cmp.Or(s.Key, findings.NewForm())
	}
	w.Bearings = web.Choices(findings.Bearings(), func(x findings.Bearing) string { return b.T("staff.findings.bearing." + string(x)) }, s.Bearing)
	w.Weights = web.Choices(findings.Weights(), func(x findings.Weight) string { return b.T("staff.findings.weight." + string(x)) }, s.Weight)
	if w.Source != "" {
		w.Drop = part.Back + "/drop"
	}
	return w
}

// weighed reads that part of a form.
func weighed(c echo.Context, s findings.Source) findings.Source {
	s.Says, s.Bearing, s.Weight = c.FormValue("says"), findings.Bearing(c.FormValue("bearing")), findings.Weight(c.FormValue("weight"))
	return s
}

// referForm is where evidence is entered that the inspection holds elsewhere.
type referForm struct {
	weighPart
	Name, Day string // Name is what it is called
	Children  bool
	Kinds     []web.Choice
}

func (k *desk) drawRefer(c echo.Context, part formPart, s findings.Source) error {
	page := referForm{weighPart: k.weigh(part, s), Name: s.Title, Day: s.Day, Children: s.Children}
	page.Kinds = web.Choices(findings.References(), func(x findings.Kind) string { return page.T("staff.findings.kind." + string(x)) }, s.Kind)
	return k.room.Write(c, part.status(), "finding_refer", page)
}

func (k *desk) askRefer(c echo.Context) error {
	f, in, err := k.theFinding(c)
	if err != nil {
		return err
	}
	s, err := sourceOf(c, f.Latest.Content)
	if err != nil {
		return err
	}
	return k.drawRefer(c, k.part(c, f, in, "staff.findings.refer", "/refer"), s)
}

func (k *desk) saveRefer(c echo.Context) error {
	f, base, err := k.baseOf(c)
	if err != nil {
		return err
	}
	s, err := sourceOf(c, base.Content)
	if err != nil {
		return err
	}
	s = weighed(c, s)
	s.Kind, s.Title, s.Day, s.Children = findings.Kind(c.FormValue("kind")), c.FormValue("title"), c.FormValue("day"), c.FormValue("children") != ""
	if s.Kind == findings.Table || s.Kind == findings.Quoted {
		return fault.Wrap(fault.Invalid, "a %s that is cited as a reference", s.Kind)
	}
	return k.save(c, f, base, base.Content.With(s), func(part formPart, _ *inspections.Inspection, _ findings.Content) error {
		part.fresh = part.fresh || c.FormValue("source") == ""
		part.Title, part.Action = part.T("staff.findings.refer"), findingPath(f.ID)+"/refer"
		return k.drawRefer(c, part, s)
	})
}

// citePage is where a table of a release is chosen, and then its figures.
type citePage struct {
	weighPart
	Releases []citeRelease // to choose from; none once a table is chosen
	Chosen   *citeTable
}

// citeRelease is a release with its tables.
type citeRelease struct {
	Name, Made string
	Open       bool
	Questions  []citeQuestion
}

// citeQuestion is a question of it, with the ways in which it is told apart.
type citeQuestion struct {
	Text   string
	Tables []web.Crumb
}

// citeTable is the table whose figures are chosen.
type citeTable struct {
	Release, Question, By string // as the release has them
	Name, Asked           string
	Groups                []citeGroup
}

// citeGroup is one group with its figures.
type citeGroup struct {
	Name    string
	Why     string // why it has none; empty: it has
	Figures []citeFigure
}

// citeFigure is a figure that can be cited, or in place of one why not.
type citeFigure struct {
	Value, Text string // Value is empty if it cannot be cited
	On          bool
}

// askCite offers the tables of the inspection's releases, or the figures of the one
// that the address names.
func (k *desk) askCite(c echo.Context) error {
	f, in, err := k.theFinding(c)
	if err != nil {
		return err
	}
	s, err := sourceOf(c, f.Latest.Content)
	if err != nil {
		return err
	}
	if c.QueryParam("source") == "" {
		s = findings.Source{Kind: findings.Table, Release: c.QueryParam("release"), Question: c.QueryParam("question"), By: c.QueryParam("by")}
	}
	return k.drawCite(c, k.part(c, f, in, "staff.findings.cite", "/cite"), in, s)
}

func (k *desk) drawCite(c echo.Context, part formPart, in *inspections.Inspection, s findings.Source) (err error) {
	ctx, page := c.Request().Context(), citePage{weighPart: k.weigh(part, s)}
	if s.Release == "" {
		page.Releases, err = k.citable(ctx, part, in)
	} else {
		page.Chosen, err = k.citeTable(ctx, part.StaffBase, in, s)
	}
	if err != nil {
		return err
	}
	return k.room.Write(c, part.status(), "finding_cite", page)
}

// citable are the published releases of an inspection, the latest first.
func (k *desk) citable(ctx context.Context, part formPart, in *inspections.Inspection) ([]citeRelease, error) {
	rounds, err := k.Book.Heads(ctx, store.Query{Field: "inspection", Is: in.ID})
	if err != nil {
		return nil, err
	}
	var list []citeRelease
	for _, round := range rounds {
		heads, err := k.Releases.Heads(ctx, round.ID)
		if err != nil {
			return nil, err
		}
		texts, err := k.Releases.Heads(ctx, results.TextSeries(round.ID))
		if err != nil {
			return nil, err
		}
		for _, h := range slices.Backward(append(texts, heads...)) {
			r, err := k.citeRelease(ctx, part, round, h.ID)
			if err != nil {
				return nil, err
			}
			list = append(list, r)
		}
	}
	if len(list) > 0 {
		list[0].Open = true
	}
	return list, nil
}

func (k *desk) citeRelease(ctx context.Context, part formPart, round *inspections.RoundHead, id string) (citeRelease, error) {
	rel, w, err := k.released(ctx, part.StaffBase, id)
	if err != nil {
		return citeRelease{}, err
	}
	r := citeRelease{Name: w.releaseOf(round.Name, rel), Made: part.Date(rel.Made)}
	for _, t := range rel.Tables {
		if n := len(r.Questions); t.By == "" || n == 0 {
			r.Questions = append(r.Questions, citeQuestion{Text: w.question(t.Question)})
		}
		query := url.Values{"release": {rel.ID}, "question": {t.Question}, "by": {t.By}}
		last := &r.Questions[len(r.Questions)-1]
		last.Tables = append(last.Tables, web.Crumb{Text: w.groupingName(t.By), Link: part.Action + "?" + query.Encode()})
	}
	return r, nil
}

// groupingName says how a table tells children apart.
func (w words) groupingName(by string) string {
	switch by {
	case "":
		return w.T("staff.findings.by.all")
	case results.ByAgeBand:
		return w.T("staff.findings.by.age")
	case results.ByEdition, results.BySetting:
		return w.T("staff.findings.by", "Question", w.groupedBy(by))
	}
	return w.T("staff.findings.by", "Question", w.question(by))
}

// released reads a release with its words.
func (k *desk) released(ctx context.Context, b web.StaffBase, id string) (*results.Release, words, error) {
	rel, err := k.Releases.Get(ctx, id)
	if err != nil {
		return nil, words{}, err
	}
	survey, err := k.Versions.Survey(ctx, rel.Version)
	return rel, wordsOf(rel, survey, b.Printer), err
}

// citeTable is a table with a box for each figure that it shows. fault.NotFound if no
// release of the inspection has it.
func (k *desk) citeTable(ctx context.Context, b web.StaffBase, in *inspections.Inspection, s findings.Source) (*citeTable, error) {
	rel, w, err := k.released(ctx, b, s.Release)
	if err != nil {
		return nil, err
	}
	round, err := k.Book.Rounds.Get(ctx, rel.RoundID())
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(rel.Tables, func(t results.Table) bool { return t.Question == s.Question && t.By == s.By })
	if i < 0 || round.Inspection != in.ID {
		return nil, fault.Wrap(fault.NotFound, "table of release %s", rel.ID)
	}
	v := &citeTable{Release: rel.ID, Question: s.Question, By: s.By, Asked: w.question(s.Question)}
	v.Name = w.releaseOf(round.Name, rel)
	for _, g := range rel.Tables[i].Groups {
		v.Groups = append(v.Groups, w.citeGroup(rel.Tables[i], g, s.Cells))
	}
	return v, nil
}

// citeGroup offers the figures of one group; those in on are chosen.
func (w words) citeGroup(t results.Table, g results.Group, on []findings.Cell) citeGroup {
	v := citeGroup{Name: w.Group(t.By, g.Value)}
	if !g.Base.Shown {
		v.Why = w.reason(w.asAsked(t, g))
		return v
	}
	for _, column := range append([]string{""}, t.Columns...) {
		cell := findings.Cell{Group: g.Value, Column: column}
		f, ok := findings.FigureOf(t, cell)
		if !ok {
			v.Figures = append(v.Figures, citeFigure{Text: w.T("staff.findings.cite.not", "Answer", w.column(t.Question, column))})
			continue
		}
		c := w.cited(t.Question, t.By, cell, f)
		text := w.T("staff.findings.cite.figure", "What", c.What, "Value", c.Value, "Range", c.Range)
		v.Figures = append(v.Figures, citeFigure{Value: cellValue(cell), Text: text, On: slices.Contains(on, cell)})
	}
	return v
}

// cellValue names a figure in a form: no code holds the sign between.
func cellValue(c findings.Cell) string { return c.Group + "|" + c.Column }

func (k *desk) saveCite(c echo.Context) error {
	f, base, err := k.baseOf(c)
	if err != nil {
		return err
	}
	s, err := sourceOf(c, base.Content)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return fault.Wrap(fault.Invalid, "form: %v", err)
	}
	s = weighed(c, s)
	s.Kind, s.Release, s.Question, s.By, s.Cells = findings.Table, form.Get("release"), form.Get("question"), form.Get("by"), nil
	for _, value := range form["cell"] {
		group, column, _ := strings.Cut(value, "|")
		s.Cells = append(s.Cells, findings.Cell{Group: group, Column: column})
	}
	return k.save(c, f, base, base.Content.With(s), func(part formPart, in *inspections.Inspection, _ findings.Content) error {
		part.fresh = part.fresh || c.FormValue("source") == ""
		part.Title, part.Action = part.T("staff.findings.cite"), findingPath(f.ID)+"/cite"
		err := k.drawCite(c, part, in, s)
		if errors.Is(err, fault.NotFound) { // it names a table that is not there: choose one
			err = k.drawCite(c, part, in, findings.Source{Kind: findings.Table, Says: s.Says, Bearing: s.Bearing, Weight: s.Weight})
		}
		return err
	})
}
