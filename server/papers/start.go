package papers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// The fields that say which form is typed. Their names begin with "_", as no
// question's key does.
const (
	slipField    = "_slip"
	editionField = "_edition"
	langField    = "_lang"
	settingField = "_setting"
	anewField    = "_anew" // the first entry was of another edition: this one takes its place
)

// startPage asks for the next form, and says what became of the last.
type startPage struct {
	web.StaffBase
	Action   string
	Until    string // last day on which the round takes answers, in words; empty: it takes none any more
	Became   string // last part of the ids of what became of a form; empty: nothing is to be said
	Kept     string // day until which a form waits, in words
	Dropped  string // numbers of questions whose answers do not count, for another answer leads past them
	Slip     string // as typed, to be mended
	Problem  string // in words; empty: none
	Settings selection
	Editions selection
	Langs    selection
}

// selection is one choice about a form; where there is but one, it is made.
type selection struct {
	ID, Name, Any string
	Choices       []web.Choice
}

func (s *selection) add(value, text, chosen string) {
	s.Choices = append(s.Choices, web.Choice{Value: value, Text: text, On: value == chosen})
}

// Bad says that what became of the form is not what was meant.
func (p startPage) Bad() bool { return p.Became != "sent" && p.Became != "kept" }

// Says are the words about what became of a form.
func (p startPage) Says() string { return p.T("staff.paper.became."+p.Became, "Day", p.Kept) }

// Begins says that a form can be begun.
func (p startPage) Begins() bool { return p.Until != "" }

func (r *room) showStart(c echo.Context) error {
	w, err := r.workOf(c)
	if err != nil {
		return err
	}
	return r.start(c, w, http.StatusOK, startPage{})
}

// start writes the page on which the next form begins, with the choices of the last.
func (r *room) start(c echo.Context, w work, status int, page startPage) error {
	base, err := r.base(c, w, w.round.Name)
	if err != nil {
		return err
	}
	page.StaffBase, page.Action = base, path(w.round.ID)
	if w.round.TakesAnswers(r.now()) {
		page.Until = base.Date(w.round.Closes)
	}
	pick := func(id, name string) selection {
		return selection{ID: id, Name: name, Any: base.T("staff.paper.choose")}
	}
	page.Settings, page.Editions, page.Langs = pick("setting", settingField), pick("edition", editionField), pick("lang", langField)
	for _, s := range w.round.Settings {
		page.Settings.add(s.Key, s.Name+" ("+s.Code+")", w.form.Get(settingField))
	}
	for _, e := range w.survey.Editions {
		if slices.Contains(w.round.Editions, string(e)) {
			page.Editions.add(string(e), editionWords(base, e), w.form.Get(editionField))
		}
	}
	for _, l := range i18n.InOrder(w.round.Languages) {
		page.Langs.add(l.Tag, l.Endonym, w.form.Get(langField))
	}
	return r.pages.Write(c, status, "start", page)
}

func editionWords(b web.StaffBase, e surveys.Edition) string {
	return b.T("staff.edition." + string(e))
}

// base is the frame of a page about a round.
func (r *room) base(c echo.Context, w work, last string) (web.StaffBase, error) {
	in, err := r.Book.Inspections.Get(c.Request().Context(), w.round.Inspection)
	if err != nil {
		return web.StaffBase{}, err
	}
	b := r.Staff.Base(c, "paper", r.Staff.Printer(c).T("staff.paper.title"))
	b.Title, b.Synthetic = b.Title+": "+w.round.Name, w.round.Synthetic
	b.Crumbs = []web.Crumb{{Text: b.T("staff.room.paper"), Link: "/staff/paper"}, {Text: in.Title}, {Text: last}}
	return b, nil
}

// head is which form it is, as the first page asks.
type head struct {
	edition surveys.Edition
	lang    string
	setting string
}

// head reads which form it is; false if the round has none like that.
func (w work) head() (head, bool) {
	h := head{surveys.Edition(w.form.Get(editionField)), w.form.Get(langField), w.form.Get(settingField)}
	ok := w.round.Offers(string(h.edition), h.lang) && w.survey.Has(h.edition, h.lang)
	for _, s := range w.round.Settings {
		if s.Key == h.setting {
			return h, ok
		}
	}
	return h, false
}

// of is the head of an entry that is kept.
func of(e ballot.Entry) head { return head{surveys.Edition(e.Edition), e.Language, e.Setting} }

// words say which form it is.
func (w work) words(b web.StaffBase, h head) string {
	return b.T("staff.paper.head", "Setting", settingName(w.round, h.setting), "Edition", editionWords(b, h.edition), "Language", i18n.Describe(h.lang).Endonym)
}

// fields carry which form it is from page to page.
func (w work) fields(h head) []field {
	list := []field{{slipField, w.form.Get(slipField)}, {settingField, h.setting}, {editionField, string(h.edition)}, {langField, h.lang}}
	if w.form.Get(anewField) != "" {
		list = append(list, field{anewField, "yes"})
	}
	return list
}

// field is a hidden field of a form.
type field struct{ Name, Value string }

// open takes the slip of a form, and shows what is to be done with it.
func (r *room) open(c echo.Context) error {
	w, err := r.workOf(c)
	if err != nil {
		return err
	}
	h, ok := w.head()
	if !ok {
		return r.startAgain(c, w, "staff.paper.problem.head")
	}
	pair, err := r.Papers.Look(c.Request().Context(), w.paper())
	switch {
	case err != nil:
		return r.refused(c, w, err)
	case pair != nil && pair.Second != nil:
		return r.differ(c, w, pair, settled{})
	case pair != nil && !pair.Mine && of(pair.First) != h && w.form.Get(anewField) == "":
		return r.heads(c, w, h, of(pair.First), path(w.round.ID), nil)
	}
	return r.entry(c, w, h, http.StatusOK, pair, typed{})
}

func (r *room) startAgain(c echo.Context, w work, id string) error {
	page := startPage{Slip: w.form.Get(slipField), Problem: r.Staff.Printer(c).T(id)}
	if len(page.Slip) > 40 {
		page.Slip = ""
	}
	return r.start(c, w, http.StatusUnprocessableEntity, page)
}

// refused says why a form cannot be typed or sent, where the person can do something
// with that; other errors come back as they are.
func (r *room) refused(c echo.Context, w work, err error) error {
	var problem fault.Problem
	switch {
	case errors.Is(err, ballot.ErrSent):
		return r.start(c, w, http.StatusOK, startPage{Became: "sent"})
	case errors.Is(err, fault.Exists):
		return r.start(c, w, http.StatusConflict, startPage{Became: "used"})
	case errors.Is(err, fault.Closed):
		return r.start(c, w, http.StatusGone, startPage{Became: "closed"})
	case errors.Is(err, ballot.ErrUnsure):
		return r.later(c, w, "unsure")
	case errors.Is(err, ballot.ErrBusy):
		return r.later(c, w, "busy")
	case errors.As(err, &problem) && problem.Field == slipField:
		return r.startAgain(c, w, problem.ID)
	case errors.Is(err, fault.NotFound):
		return r.startAgain(c, w, "staff.paper.problem.unknown")
	}
	return err
}

func (r *room) later(c echo.Context, w work, became string) error {
	c.Response().Header().Set(echo.HeaderRetryAfter, "5")
	return r.start(c, w, http.StatusServiceUnavailable, startPage{Became: became})
}

// headsPage shows that two people took the form for different ones.
type headsPage struct {
	web.StaffBase
	Theirs, Mine      string // in words
	Here, To          string // where the forms that follow theirs and mine are sent
	Follow, Overrules []field
}

// heads asks which is right. What was typed already stays in the page, as posted.
func (r *room) heads(c echo.Context, w work, mine, theirs head, to string, answers url.Values) error {
	b, err := r.base(c, w, w.round.Name)
	if err != nil {
		return err
	}
	page := headsPage{StaffBase: b, Theirs: w.words(b, theirs), Mine: w.words(b, mine), Here: path(w.round.ID), To: to}
	page.Follow = w.fields(theirs)
	page.Overrules = append(w.fields(mine), field{anewField, "yes"})
	for name, values := range answers {
		for _, v := range values {
			if !isHead(name) {
				page.Overrules = append(page.Overrules, field{name, v})
			}
		}
	}
	return r.pages.Write(c, http.StatusConflict, "heads", page)
}

func isHead(name string) bool {
	switch name {
	case slipField, editionField, langField, settingField, anewField:
		return true
	}
	return false
}
