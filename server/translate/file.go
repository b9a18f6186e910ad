package translate

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/exchange"
	"kist/internal/fault"
	"kist/server/web"
	"kist/surveys"
)

// filePage gives a language's texts out as a file, and takes them back: first it
// shows what would change.
type filePage struct {
	web.StaffBase
	tongue
	Link     string
	Wrong    string // what is wrong with a file
	Just     string // what was done just now; empty: nothing
	May      bool
	Counts   []countLine
	Replaces int
	Rows     []fileRow
	Pager    web.Pager
	Away     int // texts that the file has not, on themes that the reader stepped out of
}

// countLine says how many texts of a file come to what.
type countLine struct{ Mark, Text string }

// fileRow is one text of a file beside what stands there.
type fileRow struct {
	editing.Brought
	tongue
	What, Ages, Why, Mark string
	Wrong                 string
	Action                string
}

// Decide says that a person has to decide between the two texts.
func (f fileRow) Decide() bool { return f.Is == editing.Clashing || f.Is == editing.Moved }

// send gives the texts of a language as XLIFF, without those that whoever is asking
// stepped out of. What a file does not have stays as it is when it comes back.
func (r *room) send(c echo.Context) error {
	d, err := r.deskOf(c)
	if err != nil {
		return err
	}
	p := r.Staff.Printer(c)
	list, _, err := r.leave(c, d, d.list)
	if err != nil {
		return err
	}
	out := exchange.Bilingual{ID: d.doc.ID, Source: d.doc.Survey.Source, Target: d.lang}
	for _, x := range list {
		out.Units = append(out.Units, exchange.BilingualUnit{
			Name: editing.UnitName(x.Unit), Mark: x.Mark(), State: xliffStates[x.State], Source: x.Source, Target: x.Target,
			Notes: []string{what(p, d.doc.Survey, x.Place) + ", " + ages(p, x.Edition)},
		})
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "application/xliff+xml; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+d.doc.ID+"-"+d.lang+`.xlf"`)
	return exchange.WriteXLIFF(c.Response(), out)
}

// xliffStates are what the standard calls ours. A stale text is one to begin
// again with.
var xliffStates = map[editing.Progress]string{
	editing.Missing: "initial", editing.Stale: "initial", editing.Drafted: "translated", editing.Checked: "final",
}

func (r *room) showFile(c echo.Context) error {
	return r.file(c, http.StatusOK, "")
}

// file shows what the reader's file brings; wrong says why one could not be read.
func (r *room) file(c echo.Context, status int, wrong string) error {
	d, err := r.deskOf(c)
	if err != nil {
		return err
	}
	p := r.Staff.Printer(c)
	title := p.T("staff.translate.file")
	page := filePage{StaffBase: r.base(c, d, title, web.Crumb{Text: d.tongue().Name, Link: d.link}, web.Crumb{Text: title}), tongue: d.tongue(), Link: d.link, Wrong: wrong, May: r.may(c)}
	all, err := r.Drafts.Received(c.Request().Context(), d.doc.ID, d.lang, r.Staff.Visitor(c).ID)
	if err != nil {
		return err
	}
	page.count(all)
	if n, err := strconv.Atoi(c.QueryParam("taken")); err == nil && n > 0 {
		page.Just = p.T("staff.translate.file.taken", "count", n)
	} else if c.QueryParam("read") != "" && len(all) == 0 {
		page.Just = p.T("staff.translate.file.same")
	}
	hidden, err := r.hidden(c, d)
	if err != nil {
		return err
	}
	shown := slices.DeleteFunc(decideFirst(all), func(b editing.Brought) bool { return hidden[b.Question()] })
	if _, page.Away, err = r.leave(c, d, d.list); err != nil {
		return err
	}
	list, pager := web.Paginate(c, page.StaffBase, shown)
	page.Pager = pager
	for _, b := range list {
		page.Rows = append(page.Rows, page.row(d, b))
	}
	return r.pages.Write(c, status, "file", page)
}

// outcomes are what can become of a text of a file, in the order of the page.
var outcomes = []struct {
	is   editing.Outcome
	mark string
}{{editing.Clashing, "m-bang"}, {editing.Moved, "m-old"}, {editing.Foreign, "m-no"}, {editing.Replaces, "m-full"}}

func (p *filePage) count(all []editing.Brought) {
	n := map[editing.Outcome]int{}
	for _, b := range all {
		n[b.Is]++
	}
	for _, o := range outcomes {
		if n[o.is] > 0 {
			p.Counts = append(p.Counts, countLine{o.mark, p.T("staff.translate.file.count."+string(o.is), "count", n[o.is])})
		}
	}
	p.Replaces = n[editing.Replaces]
}

// decideFirst puts what a person has to look at first.
func decideFirst(all []editing.Brought) []editing.Brought {
	var list []editing.Brought
	for _, o := range outcomes {
		for _, b := range all {
			if b.Is == o.is {
				list = append(list, b)
			}
		}
	}
	return list
}

func (p filePage) row(d desk, b editing.Brought) fileRow {
	row := fileRow{Brought: b, tongue: d.tongue(), What: b.Place, Action: d.link, Why: p.T("staff.translate.file.why." + string(b.Is))}
	for _, o := range outcomes {
		if o.is == b.Is {
			row.Mark = o.mark
		}
	}
	if b.Is != editing.Foreign {
		row.What, row.Ages = what(p.Printer, d.doc.Survey, b.Place), ages(p.Printer, b.Edition)
	}
	if b.Trouble != "" {
		row.Wrong = p.T("staff.translate.trouble." + b.Trouble)
	}
	return row
}

// receive reads a file, and keeps what it brings for its person to look at.
func (r *room) receive(c echo.Context) error {
	d, err := r.deskOf(c)
	if err != nil {
		return err
	}
	units, err := incoming(c, d)
	var problem fault.Problem
	if errors.As(err, &problem) {
		return r.file(c, http.StatusUnprocessableEntity, r.Staff.Printer(c).TArgs(problem.ID, problem.Args))
	}
	if err != nil {
		return err
	}
	if err := r.Drafts.Receive(c.Request().Context(), d.doc.ID, d.lang, r.Staff.Visitor(c).ID, units); err != nil {
		return err
	}
	return web.Redirect(c, d.link+"/file?read=yes")
}

// incoming reads the file of a form. fault.Problem for one that cannot be read,
// or is of another survey or language.
func incoming(c echo.Context, d desk) ([]editing.Incoming, error) {
	head, err := c.FormFile("file")
	if err != nil {
		return nil, fault.Problem{Field: "file", ID: "staff.problem.no_file"}
	}
	f, err := head.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := exchange.ReadXLIFF(io.LimitReader(f, exchange.MaxXLIFF+1))
	switch {
	case err != nil:
		return nil, err
	case b.ID != d.doc.ID:
		return nil, fault.Problem{Field: "file", ID: "staff.problem.xliff.survey"}
	case b.Target != d.lang || b.Source != d.doc.Survey.Source:
		return nil, fault.Problem{Field: "file", ID: "staff.problem.xliff.language"}
	}
	var list []editing.Incoming
	for _, u := range b.Units {
		if unit, err := editing.UnitOf(u.Name, d.lang); err == nil {
			list = append(list, editing.Incoming{Unit: unit, Mark: u.Mark, Source: u.Source, Text: u.Target})
		}
	}
	return list, nil
}

// take writes what the reader's file brings where nothing stands against it, or
// lets go of the rest.
func (r *room) take(c echo.Context) error {
	d, err := r.deskOf(c)
	if err != nil {
		return err
	}
	ctx, who := c.Request().Context(), r.Staff.Visitor(c).ID
	if c.FormValue("do") == "forget" {
		if err := r.Drafts.Forget(ctx, d.doc.ID, d.lang, who); err != nil {
			return err
		}
		return web.Redirect(c, d.link+"/file")
	}
	n, err := r.Drafts.TakeIn(ctx, d.doc.ID, d.lang, who)
	var flaws surveys.Findings
	switch {
	case errors.As(err, &flaws):
		return r.file(c, http.StatusUnprocessableEntity, r.Staff.Printer(c).T("staff.translate.why.flaws")+" "+strings.Join(flawLines(flaws), " "))
	case errors.Is(err, fault.Conflict): // somebody wrote this very moment: the page tells where
		return web.Redirect(c, d.link+"/file")
	case err != nil:
		return err
	}
	return web.Redirect(c, d.link+"/file?taken="+strconv.Itoa(n))
}
