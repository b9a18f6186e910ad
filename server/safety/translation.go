package safety

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/inspections"
	"kist/internal/texts"
	"kist/server/web"
)

// wordsPage lists the rounds whose texts are translated.
type wordsPage struct {
	web.StaffBase
	Rows  []roundLine
	Pager web.Pager
}

func (r *room) showWords(c echo.Context) error {
	page := wordsPage{StaffBase: r.Staff.Base(c, "translate", r.Staff.Printer(c).T("staff.words.title"))}
	page.Crumbs = []web.Crumb{{Text: page.T("staff.room.translate"), Link: "/staff/translate"}, {Text: page.Title}}
	lines, err := r.rounds(c, page.StaffBase, "GET /staff/words/:id", "/staff/words/")
	if err != nil {
		return err
	}
	lines = slices.DeleteFunc(lines, func(l roundLine) bool { return l.Pilot != "" })
	page.Rows, page.Pager = web.Paginate(c, page.StaffBase, lines)
	for _, row := range page.Rows {
		page.Synthetic = page.Synthetic || row.RoundHead.Synthetic
	}
	return r.write(c, "words", page)
}

// translatePage holds the texts of a round that are not in English, each with the
// form of its translation.
type translatePage struct {
	web.StaffBase
	Here, Inspection string
	Unlock           web.Unlock
	Read             bool
	Texts            []foreignText
	Pager            web.Pager
	At               string // id of the text that a problem is of
	Problem          string
}

// foreignText is one text with its translation and how that came.
type foreignText struct {
	asked
	ID, Worry string
	English   string
	Steps     []string
}

// perPage is how many texts a page of them has.
const perPage = 10

func wordsPath(round string) string { return "/staff/words/" + url.PathEscape(round) }

func (r *room) showTranslate(c echo.Context) error {
	return r.writeTranslate(c, http.StatusOK, "", "", "")
}

// writeTranslate shows the texts; at the one with this id what was typed, and what is
// wrong with it.
func (r *room) writeTranslate(c echo.Context, status int, id, typed, problem string) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	ctx, me := c.Request().Context(), r.Staff.Visitor(c).ID
	page := translatePage{StaffBase: r.base(c, "translate", rd.Name, rd), Here: wordsPath(rd.ID), At: id, Problem: problem}
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: page.T("staff.words.title"), Link: "/staff/words"}, web.Crumb{Text: rd.Name})
	if page.Inspection, err = r.titleOf(c, page.StaffBase, rd); err != nil {
		return err
	}
	at, err := r.place(ctx, rd)
	if err != nil {
		return err
	}
	st := r.Texts.Standing(rd.ID, texts.Analysis)
	page.Unlock = web.NewUnlock(page.StaffBase, rd.ID, page.Here, web.Standing{
		Use: string(texts.Analysis), First: r.Name(ctx, st.First), Second: r.Name(ctx, st.Second), Mine: st.Has(me), Open: st.Open, Reads: st.Open,
		May: r.Staff.May(c, "POST /staff/sessions/:id/analysis", at), Ends: st.Until, Words: rd.KeyMode == inspections.ReaderHeld,
	})
	if page.Read = st.Open; page.Read {
		if err := r.fillTranslate(c, &page, rd, typed); err != nil {
			return r.locked(c, err, "/staff/words")
		}
	}
	return r.pages.Write(c, status, "translate", page)
}

func (r *room) fillTranslate(c echo.Context, page *translatePage, rd *inspections.Round, typed string) error {
	ctx := c.Request().Context()
	s, err := r.Texts.Enter(ctx, rd.ID, texts.Analysis, r.Staff.Visitor(c).ID)
	if err != nil {
		return err
	}
	words, err := r.wording(ctx, page.StaffBase, rd)
	if err != nil {
		return err
	}
	var list []texts.Reviewed
	for t, err := range r.Texts.Reviewed(ctx, s) {
		if err != nil {
			return err
		}
		if t.Language != "en" {
			list = append(list, t)
		}
	}
	done := func(t texts.Reviewed) int { return min(len(t.Translation), 1) }
	slices.SortStableFunc(list, func(x, y texts.Reviewed) int { return done(x) - done(y) }) // what waits first
	list, page.Pager = web.PaginateBy(c, page.StaffBase, list, perPage)
	for _, t := range list {
		f := foreignText{asked: words.asked(t.Text()), ID: t.ID, Worry: translating.path(rd.ID, t.ID), English: t.Translation}
		if t.ID == page.At {
			f.English = typed
		}
		steps, err := r.Texts.TranslationSteps(ctx, t.ID)
		if err != nil {
			return err
		}
		for _, step := range steps {
			id := "staff.words.step.wrote"
			if step.Back {
				id = "staff.words.step.back"
			}
			f.Steps = append(f.Steps, page.T(id, "Who", r.Name(ctx, step.Who), "Day", page.Date(step.Day)))
		}
		page.Texts = append(page.Texts, f)
	}
	return nil
}

// translate keeps a translation, or takes the latest back.
func (r *room) translate(c echo.Context) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	ctx, who, id := c.Request().Context(), r.Staff.Visitor(c).ID, c.FormValue("text")
	s, err := r.Texts.Enter(ctx, rd.ID, texts.Analysis, who)
	if err != nil {
		return r.locked(c, err, wordsPath(rd.ID))
	}
	typed := c.FormValue("words")
	if c.FormValue("do") == "undo" {
		err = r.Texts.Untranslate(ctx, s, who, id)
	} else {
		err = r.Texts.Translate(ctx, s, who, id, typed)
	}
	if words, ok := problem(r.Staff.Base(c, "", ""), err); ok {
		return r.writeTranslate(c, http.StatusUnprocessableEntity, id, typed, words)
	}
	if err != nil {
		return r.locked(c, err, wordsPath(rd.ID))
	}
	to := wordsPath(rd.ID)
	if page := web.PageAsked(c); page > 1 {
		to += "?page=" + url.QueryEscape(c.QueryParam("page"))
	}
	return web.Redirect(c, to)
}
