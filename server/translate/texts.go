package translate

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// textsPage lists the texts of a language, those that need work first.
type textsPage struct {
	web.StaffBase
	tongue
	Heading string
	Just    string // what was done just now; empty: nothing
	Filter  web.Filter
	Pager   web.Pager
	Units   []unit
	May     bool   // who is asking may write
	File    string // address of the page for files
	Words   string // address of the glossary
	Away    int    // texts that are not shown, on themes that the reader stepped out of
}

// tongue is how the page writes a language.
type tongue struct {
	Own, OwnDir string // the survey's own language
	Tag, TagDir string
	Name        string // of Tag for itself
}

func (d desk) tongue() tongue {
	l := i18n.Describe(d.lang)
	return tongue{d.doc.Survey.Source, i18n.Direction(d.doc.Survey.Source), l.Tag, l.Dir, l.Endonym}
}

// unit is one text as a form shows it.
type unit struct {
	editing.Text
	tongue
	N                    int // on the page
	Action               string
	What, Ages           string
	Mark, Tone, Now      string // its state: symbol, colour, words
	Before               []editing.Piece
	Plus, Minus          string // what a screen reader says of its pieces
	Said                 string // who wrote and checked it
	Wrong                string // what to look at; empty: nothing
	Keeps                []string
	Terms                []*editing.Term
	Like                 []editing.Suggestion
	Recorded, RecordMark string // empty: it is not read aloud
	Phone                string // address of the page on which children read it, as the draft stands
	May, MayCheck        bool
}

// Keep says that the text may still be right though its source changed.
func (u unit) Keep() bool { return u.State == editing.Stale }

// looks are how each state is shown.
var looks = map[editing.Progress]struct{ mark, tone string }{
	editing.Missing: {"m-no", "mute"}, editing.Drafted: {"m-half", "see"}, editing.Checked: {"m-full", "ok"}, editing.Stale: {"m-old", "bad"},
}

// states are what the list can be narrowed to; the last is what waits for the
// reader to check.
var states = []string{string(editing.Stale), string(editing.Missing), string(editing.Drafted), string(editing.Checked), toCheck}

const toCheck = "check"

// shown are the texts of a state; all for any other.
func shown(list []editing.Text, state, who string) []editing.Text {
	if !slices.Contains(states, state) {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(x editing.Text) bool {
		if state == toCheck {
			return !x.ToCheck(who)
		}
		return string(x.State) != state
	})
}

func (r *room) showTexts(c echo.Context) error {
	d, err := r.deskOf(c)
	if err != nil {
		return err
	}
	b := r.base(c, d, d.tongue().Name)
	b.Crumbs = append(b.Crumbs, web.Crumb{Text: d.tongue().Name})
	page := textsPage{StaffBase: b, tongue: d.tongue(), May: r.may(c), File: d.link + "/file", Words: "/staff/glossary/" + d.lang}
	page.Heading, page.Just = heading(page.StaffBase, d, r.Staff.Visitor(c).ID), just(page.StaffBase, c)
	page.Filter = web.NewFilter(c, page.StaffBase)
	page.Filter.Select("state", page.T("staff.translate.state"), web.Choices(states, func(s string) string { return page.T("staff.translate.state." + s) }))
	editing.ByWork(d.list)
	list, away, err := r.leave(c, d, shown(d.list, c.QueryParam("state"), r.Staff.Visitor(c).ID))
	if err != nil {
		return err
	}
	list, page.Pager = web.Paginate(c, page.StaffBase, list)
	page.Away = away
	if page.Units, err = r.units(c, d, list); err != nil {
		return err
	}
	return r.pages.Write(c, http.StatusOK, "texts", page)
}

// hidden are the keys of the questions that whoever is asking stepped out of.
func (r *room) hidden(c echo.Context, d desk) (map[string]bool, error) {
	out, err := r.Out(c.Request().Context(), r.Staff.Visitor(c).ID)
	return editing.Hidden(out, d.doc.Survey), err
}

// leave takes out the texts of questions on themes that whoever is asking stepped out
// of, and says how many there are.
func (r *room) leave(c echo.Context, d desk, list []editing.Text) ([]editing.Text, int, error) {
	hidden, err := r.hidden(c, d)
	if err != nil || len(hidden) == 0 {
		return list, 0, err
	}
	kept := slices.DeleteFunc(slices.Clone(list), func(x editing.Text) bool { return hidden[x.Question()] })
	return kept, len(list) - len(kept), nil
}

// heading says how much waits in a language.
func heading(b web.StaffBase, d desk, who string) string {
	t := editing.Tongue{Texts: editing.Count(d.list)}
	for _, x := range d.list {
		if x.ToWrite() {
			t.Write++
		} else if x.ToCheck(who) {
			t.Check++
		}
	}
	if what := waiting(b.Printer, t); what != "" {
		return b.T("staff.translate.heading", "Language", isolated(d.tongue().Name), "What", what)
	}
	return b.T("staff.translate.heading.none", "Language", isolated(d.tongue().Name))
}

// isolated keeps the direction of a name from turning the words around it.
func isolated(name string) string { return "\u2068" + name + "\u2069" }

// done are what can just have been done.
var done = []string{"draft", "send", "check", "keep"}

func just(b web.StaffBase, c echo.Context) string {
	what := c.QueryParam("done")
	if !slices.Contains(done, what) {
		return ""
	}
	return b.T("staff.translate.done." + what)
}

// units makes forms of texts.
func (r *room) units(c echo.Context, d desk, list []editing.Text) ([]unit, error) {
	ctx, p := c.Request().Context(), r.Staff.Printer(c)
	before, err := r.Drafts.Before(ctx, d.doc.ID, list)
	if err != nil {
		return nil, err
	}
	words, err := r.Drafts.Glossary(ctx, d.lang)
	if err != nil {
		return nil, err
	}
	remembered, err := r.memory(ctx, d.lang)
	if err != nil {
		return nil, err
	}
	unsaid, err := r.unsaid(c, d)
	if err != nil {
		return nil, err
	}
	heard, err := r.heard(ctx, d)
	if err != nil {
		return nil, err
	}
	var all []unit
	for i, x := range list {
		u := r.unit(c, d, x)
		u.N = i + 1
		if text, ok := before[x.Unit]; ok {
			u.Before, u.Plus, u.Minus = editing.WordDiff(text, x.Source), p.T("staff.change.added"), p.T("staff.change.removed")
		}
		u.Terms = editing.Agreed(words, x.Source)
		if u.May && x.ToWrite() {
			u.Like = suggestions(remembered, d.lang, x, unsaid)
		}
		u.record(p, heard.of(d, x))
		all = append(all, u)
	}
	return all, nil
}

// unit is a text without what the page knows of its surroundings.
func (r *room) unit(c echo.Context, d desk, x editing.Text) unit {
	p, me := r.Staff.Printer(c), r.Staff.Visitor(c).ID
	look := looks[x.State]
	u := unit{Text: x, tongue: d.tongue(), N: 1, What: what(p, d.doc.Survey, x.Place), Ages: ages(p, x.Edition), Mark: look.mark, Tone: look.tone, May: r.may(c)}
	u.Action = d.link
	if q := c.Request().URL.RawQuery; q != "" {
		u.Action += "?" + q
	}
	u.Phone = phone(d, x)
	u.Now = p.T("staff.translate.state." + string(x.State))
	if x.Sent() {
		u.Now = p.T("staff.translate.sent")
	}
	if x.Trouble != "" {
		u.Wrong = p.T("staff.translate.trouble." + x.Trouble)
	} else {
		u.Keeps = x.Keeps()
	}
	u.MayCheck = u.May && x.State == editing.Drafted && x.Entry.By != me
	u.Said = r.said(c, x)
	return u
}

// phone is the address of the preview for somebody who reads this wording.
func phone(d desk, x editing.Text) string {
	e := x.Edition
	if e == surveys.All {
		e = d.doc.Survey.Editions[0]
		if q := d.doc.Survey.Question(x.Question()); q != nil {
			e = d.doc.Survey.Editions[max(0, slices.IndexFunc(d.doc.Survey.Editions, q.In))]
		}
	}
	return "/staff/surveys/" + url.PathEscape(d.doc.ID) + "/preview?" + url.Values{"edition": {string(e)}, "lang": {d.lang}}.Encode()
}

// said tells who wrote a text and who checked it.
func (r *room) said(c echo.Context, x editing.Text) string {
	p := r.Staff.Printer(c)
	switch {
	case x.Target == "" || x.Entry.By == "" && x.Entry.Checked == "":
		return ""
	case x.Entry.By == "":
		return p.T("staff.translate.said.checked", "Reader", r.name(c, x.Entry.Checked))
	case x.Entry.Checked == "":
		return p.T("staff.translate.said.by", "Writer", r.name(c, x.Entry.By))
	}
	return p.T("staff.translate.said.both", "Writer", r.name(c, x.Entry.By), "Reader", r.name(c, x.Entry.Checked))
}

// suggested is how many earlier translations a text shows.
const suggested = 2

// unsaid says of a source text whether it belongs to what whoever is asking stepped out
// of: to a question that is hidden from them here, or, in any survey, by its words.
func (r *room) unsaid(c echo.Context, d desk) (func(source string) bool, error) {
	out, err := r.Out(c.Request().Context(), r.Staff.Visitor(c).ID)
	hidden, texts := editing.Hidden(out, d.doc.Survey), map[string]bool{}
	for _, x := range d.list {
		if hidden[x.Question()] {
			texts[x.Source] = true
		}
	}
	return func(source string) bool {
		return texts[source] || len(out) > 0 && advice.Away(out).OneOf(advice.ThemesIn(source))
	}, err
}

// suggestions are earlier translations of a text, but not the one that it has, and none
// that is not to be said.
func suggestions(m *editing.Memory, lang string, x editing.Text, unsaid func(source string) bool) []editing.Suggestion {
	list := slices.DeleteFunc(m.Suggest(lang, x.Source, suggested+1), func(s editing.Suggestion) bool { return s.Target == x.Target || unsaid(s.Source) })
	return list[:min(suggested, len(list))]
}

// memory is what was translated into a language before, made anew when a draft
// has moved on.
func (r *room) memory(ctx context.Context, lang string) (*editing.Memory, error) {
	docs, err := r.Drafts.All(ctx)
	if err != nil {
		return nil, err
	}
	var of strings.Builder
	var all []*surveys.Survey
	for _, doc := range docs {
		fmt.Fprintf(&of, "%s:%d ", doc.ID, doc.Seq)
		all = append(all, doc.Survey)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if m := r.memories[lang]; m.Memory != nil && m.of == of.String() {
		return m.Memory, nil
	}
	m := memory{of.String(), editing.Remember(lang, all...)}
	r.memories[lang] = m
	return m.Memory, nil
}

// ages are who reads a wording.
func ages(p *i18n.Printer, e surveys.Edition) string {
	if e == surveys.All {
		return p.T("staff.translate.ages.all")
	}
	return p.T("staff.edition." + string(e))
}

// what says which text a place is: "question 9, wording".
func what(p *i18n.Printer, s *surveys.Survey, place string) string {
	parts := strings.Split(place, ".")
	last := parts[len(parts)-1]
	if parts[0] != surveys.QuestionsPlace || len(parts) < 3 {
		switch {
		case len(parts) == 4: // start.facts.KEY.head
			n := 1 + slices.IndexFunc(s.Start.Facts, func(f surveys.Fact) bool { return f.Key == parts[2] })
			return p.T("staff.translate.what.fact."+last, "N", n)
		case last == "lead":
			return p.T("staff.translate.what.lead")
		case last == "grown_up":
			return p.T("staff.translate.what.grown_up")
		}
		return p.T("staff.translate.what.title")
	}
	n := 1 + slices.IndexFunc(s.Questions, func(q *surveys.Question) bool { return q.Key == parts[1] })
	if len(parts) == 4 {
		return p.T("staff.translate.what.answer", "N", n, "Key", last)
	}
	return p.T("staff.translate.what."+last, "N", n)
}
