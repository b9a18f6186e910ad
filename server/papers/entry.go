package papers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	forms "kist/internal/paper"
	"kist/server/web"
	"kist/surveys"
)

// typed is what somebody typed of a form, as it goes back into the page.
type typed struct {
	fields   map[string][]string // of answers
	marks    map[string]string   // question key -> what stands in the place of its answer
	problems map[string]string   // question key -> what to mend, in words
	became   string              // last part of the id of why it was not kept; empty: it was not tried
}

// entryPage is a form to be typed. It is the same for the first person and the second,
// and shows nothing that anybody else typed.
type entryPage struct {
	web.StaffBase
	Action    string
	About     string // which form it is, in words
	Second    bool   // somebody typed it before
	Again     bool   // who types it now did so before
	Became    string // last part of the id of why it was not kept; empty: it was not tried
	Fields    []field
	Questions []question
	Mend      []question // those that have to be mended
}

// Says are the words about why it was not kept.
func (p entryPage) Says() string { return p.T("staff.paper.became." + p.Became) }

// entry writes the page on which a form is typed; pair is what lies under its slip.
func (r *room) entry(c echo.Context, w work, h head, status int, pair *ballot.Pair, t typed) error {
	b, err := r.base(c, w, r.Staff.Printer(c).T("staff.paper.type"))
	if err != nil {
		return err
	}
	b.Script = r.Script
	page := entryPage{StaffBase: b, Action: path(w.round.ID) + "/answers", About: w.words(b, h), Fields: w.fields(h), Became: t.became}
	page.Again = pair != nil && pair.Mine
	page.Second = pair != nil && !pair.Mine && w.form.Get(anewField) == ""
	page.Questions = r.sayer(b, w, h).questions(t)
	for _, q := range page.Questions {
		if q.Problem != "" {
			page.Mend = append(page.Mend, q)
		}
	}
	return r.pages.Write(c, status, "entry", page)
}

// answers are what was typed, once nothing is to be mended.
type answers struct {
	given   surveys.Answers
	written map[string]string
	unread  []string
}

// read reads what was typed of these questions. Each has to have an answer, or a mark that
// says why not. The error is that of a form that cannot have come from our page.
func (w work) read(b web.StaffBase, h head, form url.Values, asked []*surveys.Question) (typed, answers, error) {
	t := typed{fields: map[string][]string{}, marks: map[string]string{}, problems: map[string]string{}}
	var a answers
	for _, q := range asked {
		answered := t.gather(q, h.edition, form)
		switch mark := t.marks[q.Key]; {
		case mark == "" && !answered:
			t.problems[q.Key] = b.T("staff.paper.problem.missing")
		case mark != "" && answered:
			t.problems[q.Key] = b.T("staff.paper.problem.both")
		case mark == unread:
			a.unread = append(a.unread, q.Key)
		}
	}
	var err error
	a.given, a.written, err = w.survey.AcceptAll(h.edition, h.lang, t.accepted())
	var problems fault.Problems
	if err != nil && (a.given == nil || !errors.As(err, &problems)) {
		return t, a, err
	}
	for _, p := range problems {
		if t.problems[p.Field] == "" {
			t.problems[p.Field] = b.TArgs(p.ID, p.Args)
		}
	}
	return t, a, nil
}

// gather takes what was typed of a question out of a form, and says whether there is an
// answer.
func (t typed) gather(q *surveys.Question, e surveys.Edition, form url.Values) (answered bool) {
	_, rather := q.RatherNot(e)
	mark := func(v string) bool { return v == leftBlank || v == unread || rather && v == surveys.RatherNot }
	if m := form.Get(markPrefix + q.Key); mark(m) {
		t.marks[q.Key] = m
	}
	for _, name := range q.Fields(e) {
		for _, v := range form[name] {
			switch {
			case v == "":
			case mark(v) && kindOf(q) == "one":
				t.marks[q.Key] = v
			default:
				answered = true
				t.fields[name] = append(t.fields[name], v)
			}
		}
	}
	return answered
}

// accepted are the fields as the survey reads them.
func (t typed) accepted() map[string][]string {
	form := map[string][]string{}
	for name, values := range t.fields {
		form[name] = values
	}
	for key, mark := range t.marks {
		if mark == surveys.RatherNot {
			form[key] = []string{mark}
		}
	}
	return form
}

// asked are the questions that the form prints.
func (w work) asked(h head) []*surveys.Question {
	var list []*surveys.Question
	for _, a := range forms.Number(w.survey, h.edition) {
		list = append(list, a.Question)
	}
	return list
}

// take takes a form that was typed. What has to be mended comes back with all that
// was typed; nothing of it is kept until nothing has to.
func (r *room) take(c echo.Context) error {
	w, err := r.workOf(c)
	if err != nil {
		return err
	}
	h, ok := w.head()
	if !ok {
		return r.startAgain(c, w, "staff.paper.problem.head")
	}
	t, a, err := w.read(r.Staff.Base(c, "", ""), h, w.form, w.asked(h))
	if err != nil {
		return err
	}
	if len(t.problems) > 0 {
		return r.mend(c, w, h, t)
	}
	e := ballot.Entry{Edition: string(h.edition), Language: h.lang, Setting: h.setting, Answers: a.given, Texts: a.written, Unread: a.unread}
	pair, err := r.Papers.Keep(c.Request().Context(), w.paper(), e, w.form.Get(anewField) != "")
	switch {
	case errors.Is(err, fault.Conflict) && pair != nil:
		return r.heads(c, w, h, of(pair.First), path(w.round.ID)+"/answers", w.form)
	case err != nil && passes(err):
		return r.notKept(c, w, h, t, err)
	case err != nil:
		return r.refused(c, w, err)
	case pair.Second == nil:
		return r.start(c, w, http.StatusOK, startPage{Became: "kept", Kept: web.DateIn(r.Staff.Printer(c), pair.Until)})
	}
	return r.agree(c, w, pair, settled{})
}

// notKept shows the form again as it was typed, to be sent once more.
func (r *room) notKept(c echo.Context, w work, h head, t typed, err error) error {
	switch {
	case errors.Is(err, ballot.ErrUnsure):
		t.became = "unsure"
	case errors.Is(err, ballot.ErrBusy):
		t.became = "busy"
	default:
		t.became = "not_kept"
		r.Log.Error("not kept", "ref", web.Ref(c), "error", err.Error())
	}
	c.Response().Header().Set(echo.HeaderRetryAfter, "5")
	return r.entry(c, w, h, http.StatusServiceUnavailable, nil, t)
}

// passes says that an error is none of the form's own, so that the same form may be taken
// later.
func passes(err error) bool {
	for _, own := range []error{ballot.ErrSent, fault.NotFound, fault.Exists, fault.Conflict, fault.Denied, fault.Closed, fault.Invalid} {
		if errors.Is(err, own) {
			return false
		}
	}
	return true
}

// mend shows the form again, with what has to be mended.
func (r *room) mend(c echo.Context, w work, h head, t typed) error {
	pair, err := r.Papers.Look(c.Request().Context(), w.paper())
	if err != nil && !passes(err) { // of the others the person is told when nothing is to be mended
		return r.refused(c, w, err)
	}
	return r.entry(c, w, h, http.StatusUnprocessableEntity, pair, t)
}
