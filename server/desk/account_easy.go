package desk

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/clipperhouse/uax29/v2/sentences"
	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/internal/inspections"
	paper "kist/internal/report"
	"kist/server/web"
	"kist/surveys"
)

// easyLine is one edition of the report that is for children, or for easy reading.
type easyLine struct {
	Name  string
	Files []easyFile
	Lacks string // what is missing in the language in which it is written first; empty: nothing
}

// easyFile is an edition in one language.
type easyFile struct {
	i18n.Language
	State string // in words: who checked it, or that nobody did
	Final bool
	Ways  []web.Crumb // the files
}

// easyOf is an edition of the report in a language: what a second person checked, or
// what is being written where nobody has.
type easyOf struct {
	edition surveys.Edition
	lang    string
	content heard.Content
	final   bool
	checked bool // somebody who reads the language checked its words
}

// easy finds it. fault.NotFound if nobody has written all of it.
func easy(p *heard.Page, e surveys.Edition, lang string) (easyOf, error) {
	of := easyOf{edition: e, lang: lang}
	switch {
	case p != nil && p.Shown != nil && p.Shown.Content.Lacks(lang, e) == 0:
		of.content, of.final, of.checked = p.Shown.Content, true, slices.Contains(p.Shown.Checked, lang)
	case p != nil && p.Latest.Content.Lacks(lang, e) == 0:
		of.content, of.checked = p.Latest.Content, p.Tongue(lang).Checked
	default:
		return of, fault.Wrap(fault.NotFound, "report for %s in %s", e, lang)
	}
	return of, nil
}

// easyLines lists the editions of the report, easy read first.
func (k *desk) easyLines(ctx context.Context, b web.StaffBase, in *inspections.Inspection) ([]easyLine, error) {
	if k.Heard == nil {
		return nil, nil
	}
	p, err := k.toldPage(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	reach, languages, err := k.Heard.Reach(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var list []easyLine
	for _, e := range append([]surveys.Edition{surveys.Easy}, slices.DeleteFunc(slices.Clone(reach), func(e surveys.Edition) bool { return e == surveys.Easy })...) {
		line := easyLine{Name: b.T("staff.edition." + string(e))}
		if e != surveys.Easy {
			line.Name = b.T("staff.account.children", "Edition", line.Name)
		}
		for _, l := range i18n.InOrder(languages) {
			of, err := easy(p, e, l.Tag)
			if errors.Is(err, fault.NotFound) {
				continue
			}
			f := easyFile{Language: l, Final: of.final, State: b.T("staff.account.draft")}
			for _, ending := range []string{"docx", "html"} {
				f.Ways = append(f.Ways, web.Crumb{Text: strings.ToUpper(ending), Link: accountPath(in.ID) + "/" + e.Slug() + "/" + l.Tag + "." + ending})
			}
			if of.final {
				f.State = b.T("staff.account.final", "Day", b.Date(p.Shown.Day))
			}
			line.Files = append(line.Files, f)
		}
		if n := lacking(p, e); n > 0 {
			line.Lacks = b.T("staff.account.lacking", "count", n)
		}
		list = append(list, line)
	}
	return list, nil
}

// lacking is how many texts of an edition nobody has written in the first language.
func lacking(p *heard.Page, e surveys.Edition) int {
	if p == nil {
		return 1
	}
	return p.Latest.Content.Lacks(heard.Source, e)
}

// sendEasy hands out an edition for children or for easy reading, marked as a draft on
// every page where no second person has checked it.
func (k *desk) sendEasy(c echo.Context) error {
	in, err := k.theInspection(c)
	if err != nil {
		return err
	}
	e, file := surveys.Edition(c.Param("edition")), c.Param("file")
	lang, ending, _ := strings.Cut(file, ".")
	p, err := k.toldPage(c.Request().Context(), in.ID)
	if err != nil {
		return err
	}
	of, err := easy(p, e, lang)
	if err != nil || !e.Valid() || e == surveys.Adult || ending != "html" && ending != "docx" {
		return fault.Wrap(fault.NotFound, "report %s of %s", file, in.ID)
	}
	r, err := k.easyReport(c.Request().Context(), k.Staff.Printer(c), in, of, time.Now())
	if err != nil {
		return err
	}
	name := "report-" + e.Slug() + "-" + url.PathEscape(lang)
	if !of.final {
		name += "-draft"
	}
	return k.hand(c, in, name, ending, r, nil)
}

// easyReport writes an edition of the report in its own texts and language. Words for
// those who hand it out, such as that it is a draft, are in theirs.
func (k *desk) easyReport(ctx context.Context, staff *i18n.Printer, in *inspections.Inspection, of easyOf, now time.Time) (*paper.Report, error) {
	p := k.Staff.Words.Printer(of.lang)
	about := k.about(staff, in, now)
	about.Title, about.Below, about.Lang, about.Easy = p.T("child.heard.title"), in.Title, of.lang, true
	about.Page = "" // a number says enough in every language
	if !of.final {
		about.Notice = strings.TrimSpace(staff.T("staff.account.draft.notice") + " " + about.Notice)
	}
	r := paper.New(about)
	r.Say(paper.Lead, "", p.T("child.heard.lead"))
	if in.Synthetic {
		r.Say(paper.Notice, "", p.T("child.heard.made"))
	}
	if !of.checked && of.lang != heard.Source {
		r.Say(paper.Notice, "", p.T("child.heard.draft"))
	}
	for i := range of.content.Entries {
		e := &of.content.Entries[i]
		quote, err := k.Heard.Said(ctx, in.ID, e.Quote)
		if err == nil {
			err = easyEntry(r, p, e, of, quote)
		}
		if err != nil {
			return nil, err
		}
	}
	return r, nil
}

// stock are the pictures beside what every entry has.
var stock = map[string]string{"said": "tell", "heard": "talk", "change": "road", "cannot": "why", "by": "helper", "news": "pencil"}

// easyEntry writes one entry: short lines, each part beside a picture, and a child's own
// words if it has some.
func easyEntry(r *paper.Report, p *i18n.Printer, e *heard.Entry, of easyOf, quote heard.Said) error {
	say := func(w surveys.Words) string { text, _ := w.In(of.edition, of.lang); return text }
	var failed error
	beside := func(picture string, lines ...paper.Line) {
		drawn, err := paper.PictureOf(picture, "")
		failed = errors.Join(failed, err)
		r.Beside(drawn, lines...)
	}
	r.Heading(1, say(e.Texts.Title))
	said := of.lines(p.T("child.heard.said"), say(e.Texts.Said))
	if quote.Words != "" {
		how := "child.heard.quote"
		if quote.Reworded {
			how += ".other"
		}
		said = append(said, paper.Line{Lead: p.T(how), Text: quote.Words})
	}
	if e.Picture != "" {
		beside(e.Picture, said...)
	} else {
		beside(stock["said"], said...)
	}
	beside(stock["heard"], of.lines(p.T("child.heard.heard"), say(e.Texts.Heard))...)
	change, picture := p.T("child.heard.changes"), stock["change"]
	if e.State == heard.Cannot {
		change, picture = p.T("child.heard.cannot"), stock["cannot"]
	}
	beside(picture, of.lines(change, p.T("child.heard.state."+string(e.State))+". "+say(e.Texts.Change))...)
	if by := say(e.Texts.By); e.State != heard.Cannot && (by != "" || e.Due != "") {
		lines := []paper.Line{{Lead: p.T("child.heard.who"), Text: by}}
		if e.Due != "" {
			lines = append(lines, paper.Line{Lead: p.T("child.heard.when"), Text: dayIn(p, e.Due)})
		}
		beside(stock["by"], lines...)
	}
	for _, n := range e.News {
		lead := p.T("child.heard.moved")
		if n.Kept {
			lead = p.T("child.heard.kept")
		}
		beside(stock["news"], of.lines(lead+" "+dayIn(p, n.Day), say(n.Text))...)
	}
	return failed
}

// lines are a heading and the text below it; of easy read, a line for each sentence.
func (of easyOf) lines(head, text string) []paper.Line {
	list := []paper.Line{{Lead: head}}
	if of.edition != surveys.Easy {
		return append(list, paper.Line{Text: text})
	}
	for all := sentences.FromString(text); all.Next(); {
		if s := strings.TrimSpace(all.Value()); s != "" {
			list = append(list, paper.Line{Text: s})
		}
	}
	return list
}

// dayIn is a day (2006-01-02) in the words of children's pages.
func dayIn(p *i18n.Printer, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return p.T("child.day", "Day", t.Day(), "Month", int(t.Month()), "Year", t.Year())
}
