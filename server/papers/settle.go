package papers

import (
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/editing"
	"kist/internal/fault"
	forms "kist/internal/paper"
	"kist/server/web"
	"kist/surveys"
)

// How a difference is settled: as the one typed it, as the other did, or as is typed now.
const (
	pickPrefix = "_pick." // the field; the question's key follows
	pickFirst  = "first"
	pickSecond = "second"
	pickOther  = "other"
	markField  = "_mark" // which two entries the person saw
)

// differPage shows where two people typed a form differently.
type differPage struct {
	web.StaffBase
	Action string
	About  string
	Became string // last part of the ids of what became of sending; empty: nothing was sent yet
	Mark   string
	Fields []field
	Diffs  []difference
}

// Says are the words about what became of sending.
func (p differPage) Says() string { return p.T("staff.paper.became."+p.Became, "Day", "") }

// difference is one question to settle.
type difference struct {
	question
	First, Second version
	Pick          string
	Note          string // what to mend, in words; empty: nothing
}

// version is what one person typed of a question.
type version struct {
	Lines  []text
	Pieces []editing.Piece // of a text
	Lang   string
	Dir    string
	Mark   string // what stands in the place of an answer, in words
}

// settled is what somebody made of the differences.
type settled struct {
	picks    map[string]string
	typed    typed
	answers  answers
	problems map[string]string // question key -> in words
	became   string
}

// differing are the questions of which two people typed different things, in the
// order of the form.
func (w work) differing(pair *ballot.Pair) []forms.Asked {
	var list []forms.Asked
	for _, a := range forms.Number(w.survey, of(pair.First).edition) {
		if !pair.First.Same(*pair.Second, a.Question.Key) {
			list = append(list, a)
		}
	}
	return list
}

// agree sends the form if both typed the same, and shows the differences otherwise.
func (r *room) agree(c echo.Context, w work, pair *ballot.Pair, s settled) error {
	for _, a := range w.differing(pair) {
		if s.picks[a.Question.Key] == "" || s.problems[a.Question.Key] != "" {
			return r.differ(c, w, pair, s)
		}
	}
	if pair.Mine { // the first person does not settle it
		return r.differ(c, w, pair, s)
	}
	return r.send(c, w, pair, s)
}

// differ writes the page of differences; who typed the first entry is told to leave it to
// somebody else.
func (r *room) differ(c echo.Context, w work, pair *ballot.Pair, s settled) error {
	if pair.Mine {
		return r.start(c, w, http.StatusConflict, startPage{Became: "theirs", Kept: web.DateIn(r.Staff.Printer(c), pair.Until)})
	}
	b, err := r.base(c, w, r.Staff.Printer(c).T("staff.paper.differ"))
	if err != nil {
		return err
	}
	b.Script = r.Script
	h := of(pair.First)
	page := differPage{StaffBase: b, Action: path(w.round.ID) + "/settle", About: w.words(b, h), Became: s.became, Mark: pair.Mark, Fields: w.fields(h)}
	say := r.sayer(b, w, h)
	for _, a := range w.differing(pair) {
		key := a.Question.Key
		d := difference{question: say.question(a, s.typed), Pick: s.picks[key], Note: s.problems[key]}
		d.First, d.Second = say.version(a.Question, pair.First, *pair.Second), say.version(a.Question, *pair.Second, pair.First)
		page.Diffs = append(page.Diffs, d)
	}
	status := http.StatusOK
	switch {
	case s.became != "":
		c.Response().Header().Set(echo.HeaderRetryAfter, "5")
		status = http.StatusServiceUnavailable
	case len(s.problems) > 0:
		status = http.StatusUnprocessableEntity
	}
	return r.pages.Write(c, status, "differ", page)
}

// version is what one person typed of a question, beside what another did: words that
// the other does not have are of the likeness editing.Added.
func (s sayer) version(q *surveys.Question, e, other ballot.Entry) version {
	v := version{Lang: s.own.Lang(), Dir: s.own.Dir()}
	if written := e.Texts[q.Key]; written != "" {
		for _, piece := range editing.WordDiff(other.Texts[q.Key], written) {
			if piece.Is != editing.Removed {
				v.Pieces = append(v.Pieces, piece)
			}
		}
		return v
	}
	if v.Lines = s.answerWords(q, e.Answers[q.Key]); len(v.Lines) == 0 {
		v.Mark = s.page.T("staff.paper.mark.blank")
		if slices.Contains(e.Unread, q.Key) {
			v.Mark = s.page.T("staff.paper.mark.unread")
		}
	}
	return v
}

// settle takes what somebody made of the differences, and sends the form.
func (r *room) settle(c echo.Context) error {
	w, err := r.workOf(c)
	if err != nil {
		return err
	}
	pair, err := r.Papers.Look(c.Request().Context(), w.paper())
	switch {
	case err != nil:
		return r.refused(c, w, err)
	case pair == nil || pair.Second == nil:
		return r.start(c, w, http.StatusConflict, startPage{Became: "gone"})
	case w.form.Get(markField) != pair.Mark: // others than the person saw
		return r.agree(c, w, pair, settled{})
	}
	s, err := r.settled(c, w, pair)
	if err != nil {
		return err
	}
	return r.agree(c, w, pair, s)
}

// settled reads what somebody made of each difference. What was typed anew counts where
// neither of the others was picked.
func (r *room) settled(c echo.Context, w work, pair *ballot.Pair) (settled, error) {
	b, h := r.Staff.Base(c, "", ""), of(pair.First)
	s := settled{picks: map[string]string{}, problems: map[string]string{}}
	var asked []*surveys.Question
	for _, a := range w.differing(pair) {
		q := a.Question
		switch pick := w.form.Get(pickPrefix + q.Key); pick {
		case pickFirst, pickSecond:
			s.picks[q.Key] = pick
		default:
			asked = append(asked, q)
		}
	}
	var err error
	if s.typed, s.answers, err = w.read(b, h, w.form, asked); err != nil {
		return s, err
	}
	for _, q := range asked {
		s.picks[q.Key] = pickOther
		if problem := s.typed.problems[q.Key]; problem != "" {
			s.problems[q.Key] = problem
		}
		if w.form.Get(pickPrefix+q.Key) == "" && s.typed.nothing(q, h.edition) {
			s.picks[q.Key], s.problems[q.Key] = "", b.T("staff.paper.problem.pick")
		}
	}
	return s, nil
}

// nothing says that a question has neither an answer nor a mark.
func (t typed) nothing(q *surveys.Question, e surveys.Edition) bool {
	for _, name := range q.Fields(e) {
		if len(t.fields[name]) > 0 {
			return false
		}
	}
	return t.marks[q.Key] == ""
}

// agreed is the entry that both made together.
func (w work) agreed(pair *ballot.Pair, s settled) ballot.Entry {
	e := *pair.Second
	e.Answers, e.Texts = maps.Clone(e.Answers), maps.Clone(e.Texts)
	for key, pick := range s.picks {
		from := map[string]ballot.Entry{
			pickFirst: pair.First, pickSecond: *pair.Second, pickOther: {Answers: s.answers.given, Texts: s.answers.written},
		}[pick]
		delete(e.Answers, key)
		delete(e.Texts, key)
		if a, ok := from.Answers[key]; ok {
			e.Answers[key] = a
		}
		if written, ok := from.Texts[key]; ok {
			e.Texts[key] = written
		}
	}
	return e
}

// send hands in what both agreed on and says what became of it.
func (r *room) send(c echo.Context, w work, pair *ballot.Pair, s settled) error {
	h, e := of(pair.First), w.agreed(pair, s)
	given, written, dropped := w.survey.OnPath(h.edition, e.Answers, e.Texts)
	f := ballot.Form{
		Setting: h.setting, Edition: string(h.edition), AgeBand: w.survey.AgeBand(h.edition, given), Language: h.lang, Answers: given, Texts: written,
	}
	err := r.Papers.Send(c.Request().Context(), w.paper(), pair, f)
	switch {
	case err == nil:
		page := startPage{Became: "sent"}
		var off []int
		for _, a := range forms.Number(w.survey, h.edition) {
			if slices.Contains(dropped, a.Question.Key) {
				off = append(off, a.Number)
			}
		}
		page.Dropped = numbers(off)
		return r.start(c, w, http.StatusOK, page)
	case errors.Is(err, fault.Exists), errors.Is(err, fault.Closed):
		return r.refused(c, w, err)
	}
	s.became = "not_sent"
	if errors.Is(err, ballot.ErrUnsure) {
		s.became = "unsure"
	} else {
		r.Log.Error("not sent", "ref", web.Ref(c), "error", err.Error())
	}
	return r.differ(c, w, pair, s)
}
