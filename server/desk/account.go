package desk

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/docx"
	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/internal/inspections"
	paper "kist/internal/report"
	"kist/server/web"
	"kist/static"
	"kist/surveys"
)

// Heard is where it is read what children were told.
type Heard interface {
	// Get reads the page of an inspection. fault.NotFound if nobody began one.
	Get(ctx context.Context, inspection string) (*heard.Page, error)
	// Reach is for which editions and in which languages it is written.
	Reach(ctx context.Context, inspection string) ([]surveys.Edition, []string, error)
	// Said reads a quote that stands there; the zero Said if it was taken back.
	Said(ctx context.Context, inspection, quote string) (heard.Said, error)
}

// VoiceStep is one of the four steps by which children's voice goes through an inspection.
type VoiceStep struct {
	Head, Asks string
	Lines      []VoiceLine
}

// VoiceLine is something that is there, or something that is missing.
type VoiceLine struct {
	Lead, Text string
	Lacks      bool
}

// account is the report of an inspection under way: what its evidence base holds, in the
// words of one language. Every number is of a release.
type account struct {
	*desk
	ctx      context.Context
	b        web.StaffBase
	in       *inspections.Inspection
	findings *findings.Findings
	items    []*evidence.Item // those that stand
	told     []evidence.Told  // what each says
	shown    [][]findings.Shown
	states   [][]string
	frame    frameworkOf
	out      *paper.Report
	reports  map[string]*report // by the id of the release
	asked    []askedOf          // questions that findings rest on, in the order of the releases
	Drawings map[string]drawing // by their names in the report
}

// askedOf is a question of a release.
type askedOf struct{ release, question string }

// mountAccount puts the report of an inspection on e.
func (k *desk) mountAccount(e *echo.Echo) {
	const base = "/staff/inspections/:id/report"
	e.GET(base, k.showAccount, packed)
	e.GET(base+".html", k.sendAccount)
	e.GET(base+".docx", k.sendAccount)
	e.GET(base+"/:edition/:file", k.sendEasy)
}

func accountPath(inspection string) string {
	return "/staff/inspections/" + url.PathEscape(inspection) + "/report"
}

// accountBody is a report as pages draw it.
type accountBody struct {
	web.StaffBase
	Report   *paper.Report
	Drawings map[string]drawing // by their names in it
}

// Figures says whether a column of a table holds figures.
func (accountBody) Figures(t docx.Table, column int) bool {
	return column < len(t.Columns) && t.Columns[column].Figures
}

// Src is a picture as the address of its own bytes, so that a file asks for nothing.
func (accountBody) Src(p docx.Picture) template.URL {
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(p.Bytes)) // #nosec G203 -- a picture in base64
}

// Quoted is a text as a style sheet has one, every sign but letters and figures by its number.
func (accountFile) Quoted(text string) template.CSS {
	var b strings.Builder
	for _, r := range text {
		if r == ' ' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\%06x ", r)
		}
	}
	return template.CSS(`"` + b.String() + `"`) // #nosec G203 -- every sign but letters and figures is a number by now
}

// accountPage is a report with what can be taken away.
type accountPage struct {
	accountBody
	Way      string     // address of the report, to which the ends of files are added
	Versions []easyLine // for easy reading and for children
	Write    string     // where those are written; empty: not theirs
}

// accountFile is a report as a file of its own.
type accountFile struct {
	accountBody
	Sheet      template.CSS
	NoticeLang string // that of the notice: of whoever hands it out
}

func (k *desk) showAccount(c echo.Context) error {
	in, err := k.theInspection(c)
	if err != nil {
		return err
	}
	b := k.below(c, in, k.Staff.Printer(c).T("staff.account.way"))
	items, err := k.Evidence.Of(c.Request().Context(), in.ID)
	if err != nil {
		return err
	}
	a, err := k.account(c.Request().Context(), b, in, items, time.Now())
	if err != nil {
		return err
	}
	page := accountPage{accountBody: accountBody{b, a.out, a.Drawings}, Way: accountPath(in.ID)}
	if page.Versions, err = k.easyLines(c.Request().Context(), b, in); err != nil {
		return err
	}
	if k.Staff.May(c, "GET /staff/feedback/:id", placeOf(in)) {
		page.Write = "/staff/feedback/" + url.PathEscape(in.ID)
	}
	return k.room.Write(c, http.StatusOK, "account", page)
}

// sendAccount hands out the report, once it is written down who takes it.
func (k *desk) sendAccount(c echo.Context) error {
	in, items, err := k.evidenceOf(c)
	if err != nil {
		return err
	}
	b := k.Staff.Base(c, "findings", "")
	a, err := k.account(c.Request().Context(), b, in, items, time.Now())
	if err != nil {
		return err
	}
	ending := "html"
	if c.Path() == "/staff/inspections/:id/report.docx" {
		ending = "docx"
	}
	return k.hand(c, in, "report", ending, a.out, a.Drawings)
}

// hand gives a report away as a file, once it is written down who takes it. name is
// what the file is called.
func (k *desk) hand(c echo.Context, in *inspections.Inspection, name, ending string, r *paper.Report, drawings map[string]drawing) error {
	media, body, err := docx.Media, []byte(nil), error(nil)
	if ending == "docx" {
		body, err = r.Document()
	} else {
		media = "text/html; charset=utf-8"
		body, err = k.sheet(r, drawings, k.Staff.Printer(c).Lang())
	}
	if err != nil {
		return err
	}
	if err := k.Trail.NoteEach(c.Request().Context(), evidenceLines, in.ID, name+"."+ending, k.Staff.Visitor(c).ID, "report.file"); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`-`+fileName(in.ID)+`.`+ending+`"`)
	return c.Blob(http.StatusOK, media, body)
}

// sheet is a report as one page for itself, in its own language.
func (k *desk) sheet(r *paper.Report, drawings map[string]drawing, noticeLang string) ([]byte, error) {
	style, err := static.Files.ReadFile("staff.css")
	if err != nil {
		return nil, err
	}
	b := web.StaffBase{Printer: k.Staff.Words.Printer(r.Lang), Title: r.Title}
	return k.room.Bytes("account_file", accountFile{accountBody{b, r, drawings}, template.CSS(style), noticeLang}) // #nosec G203 -- the program's own style sheet
}

// account writes the report of an inspection from what two inspectors agreed: from the
// items of its evidence base, so that what was blanked there is nowhere here.
func (k *desk) account(ctx context.Context, b web.StaffBase, in *inspections.Inspection, items []*evidence.Item, now time.Time) (*account, error) {
	a := &account{desk: k, ctx: ctx, b: b, in: in, findings: k.Findings.Once(), items: evidence.Standing(items), reports: map[string]*report{}, Drawings: map[string]drawing{}}
	about := k.about(b.Printer, in, now)
	about.Title, about.Below = b.T("staff.account.title", "Inspection", in.Title), b.T("staff.account.below", "Day", b.Date(now.UTC().Format(time.DateOnly)))
	a.out = paper.New(about)
	if err := a.read(); err != nil {
		return nil, err
	}
	for _, write := range []func() error{a.summary, a.rounds, a.privacy, a.byIndicator, a.matrix, a.answers, a.voice, a.heardBack, a.method} {
		if err := write(); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// about is what every report of an inspection says of itself, in the words of a language.
func (k *desk) about(p *i18n.Printer, in *inspections.Inspection, now time.Time) paper.About {
	about := paper.About{
		Lang: p.Lang(), Made: now.UTC().Truncate(24 * time.Hour),
		Table: p.T("staff.account.table"), Figure: p.T("staff.account.figure"), Page: p.T("staff.account.page"), List: p.T("staff.account.contents"),
	}
	if in.Synthetic {
		about.Notice = p.T("staff.synthetic.title") + " " + p.T("staff.synthetic.text")
	}
	return about
}

// read gathers what the report rests on.
func (a *account) read() (err error) {
	if a.frame, err = a.programme(a.ctx, a.in); err != nil {
		return err
	}
	for _, it := range a.items {
		told, err := it.Tell()
		if err != nil {
			return err
		}
		shown, states, err := a.grounds(it, told)
		if err != nil {
			return err
		}
		a.told, a.shown, a.states = append(a.told, told), append(a.shown, shown), append(a.states, states)
		for _, g := range told.Grounds {
			if g.Release == "" {
				continue
			}
			if err := a.release(g.Release); err != nil {
				return err
			}
			if one := (askedOf{g.Release, g.Question}); !slices.Contains(a.asked, one) {
				a.asked = append(a.asked, one)
			}
		}
	}
	return nil
}

// release reads a release that is rested on, once.
func (a *account) release(id string) error {
	if a.reports[id] != nil {
		return nil
	}
	r, err := a.reportIn(a.ctx, a.b.Printer, id)
	if err == nil {
		a.reports[id] = r
	}
	return err
}

// name is what an item is called.
func (a *account) name(i int) string { return a.b.T("staff.evidence.name", "N", a.items[i].Number) }

// statement is what a finding says, or that its words were blanked.
func (a *account) statement(i int) string {
	if s := a.told[i].Statement; s != "" {
		return s
	}
	return a.b.T("staff.evidence.gone.statement")
}

// toldPage is the page of what children were told; nil if there is none.
func (k *desk) toldPage(ctx context.Context, inspection string) (*heard.Page, error) {
	if k.Heard == nil {
		return nil, nil
	}
	p, err := k.Heard.Get(ctx, inspection)
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	return p, err
}

// addReport puts the report into a pack, as a page and as a document, made from the same items.
func (w *packing) addReport(items []*evidence.Item, in *inspections.Inspection, now time.Time) error {
	a, err := w.account(w.ctx, w.page.StaffBase, in, items, now)
	if err != nil {
		return err
	}
	page, err := w.sheet(a.out, a.Drawings, w.page.Lang())
	if err != nil {
		return err
	}
	document, err := a.out.Document()
	if err != nil {
		return err
	}
	return errors.Join(w.pack.Add("report.html", bytes.TrimSpace(page)), w.pack.Add("report.docx", document))
}
