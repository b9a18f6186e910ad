package translate

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
)

// wordsPage lists the words that the group agreed to translate in one way.
type wordsPage struct {
	web.StaffBase
	Tag, TagDir, Action string
	Terms               []*editing.Term
	May                 bool
	Word, Target, Note  string            // of the form
	Was                 string            // what was agreed on the word when the form was made
	Theirs              string            // what somebody else agreed on meanwhile; empty: nothing
	Wrong               map[string]string // by field of the form
}

func (r *room) showGlossary(c echo.Context) error {
	return r.words(c, http.StatusOK, wordsPage{})
}

// words shows the glossary; page holds what a form said and what is wrong with it.
func (r *room) words(c echo.Context, status int, page wordsPage) error {
	ctx, lang := c.Request().Context(), c.Param("lang")
	if err := r.offered(c, lang); err != nil {
		return err
	}
	l, p := i18n.Describe(lang), r.Staff.Printer(c)
	page.StaffBase = r.Staff.Base(c, "translate", p.T("staff.glossary.title", "Language", isolated(l.Endonym)))
	page.Crumbs = []web.Crumb{{Text: p.T("staff.translate.title"), Link: "/staff/translate"}, {Text: page.Title}}
	page.Tag, page.TagDir, page.Action = l.Tag, l.Dir, "/staff/glossary/"+lang
	page.May = r.Staff.May(c, "POST /staff/glossary/:lang", web.Place{})
	terms, err := r.Drafts.Glossary(ctx, lang)
	if err != nil {
		return err
	}
	page.Terms = terms
	if status == http.StatusConflict {
		page.meet()
	}
	if word := c.QueryParam("word"); status == http.StatusOK && word != "" {
		if i := slices.IndexFunc(terms, func(t *editing.Term) bool { return t.Word == word }); i >= 0 {
			page.Word, page.Target, page.Note, page.Was = terms[i].Word, terms[i].Target, terms[i].Note, terms[i].Mark()
		}
	}
	return r.pages.Write(c, status, "words", page)
}

// meet puts what somebody else agreed on for the form's word beside what was typed,
// which can then take its place.
func (p *wordsPage) meet() {
	for _, t := range p.Terms {
		if t.Word == strings.ToLower(strings.TrimSpace(p.Word)) {
			p.Was, p.Theirs = t.Mark(), t.Target
			p.Target, p.Note = cmp.Or(p.Target, t.Target), cmp.Or(p.Note, t.Note)
		}
	}
}

// offered is nil for a language that a survey is put into.
func (r *room) offered(c echo.Context, lang string) error {
	docs, err := r.Drafts.All(c.Request().Context())
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if lang != doc.Survey.Source && slices.Contains(doc.Survey.Languages, lang) {
			return nil
		}
	}
	return fault.Wrap(fault.NotFound, "language %q", lang)
}

func (r *room) setTerm(c echo.Context) error {
	ctx, lang, who := c.Request().Context(), c.Param("lang"), r.Staff.Visitor(c).ID
	if err := r.offered(c, lang); err != nil {
		return err
	}
	page := wordsPage{Word: c.FormValue("word"), Target: c.FormValue("target"), Note: c.FormValue("note"), Was: c.FormValue("was")}
	if c.FormValue("do") == "drop" {
		err := r.Drafts.DropTerm(ctx, lang, page.Word, page.Was, who)
		if errors.Is(err, fault.Conflict) {
			return r.words(c, http.StatusConflict, page)
		}
		if err != nil {
			return err
		}
		return web.Redirect(c, "/staff/glossary/"+lang)
	}
	err := r.Drafts.SetTerm(ctx, lang, page.Word, page.Was, page.Target, page.Note, who)
	if errors.Is(err, fault.Conflict) {
		return r.words(c, http.StatusConflict, page)
	}
	var bad fault.Problems
	if errors.As(err, &bad) {
		page.Wrong = map[string]string{}
		for _, b := range bad {
			page.Wrong[b.Field] = r.Staff.Printer(c).TArgs(b.ID, b.Args)
		}
		return r.words(c, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, "/staff/glossary/"+lang)
}
