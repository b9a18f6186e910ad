package office

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
)

// Asides tells what of a round stands apart, and keeps what two people decide of it.
type Asides interface {
	// Of is what stands apart, in boxes up to a number.
	Of(ctx context.Context, round string, upTo int64) (ballot.Aside, error)
	// Ask asks a second person to let in, or to leave out, what stands apart up to the box
	// through. A fault.Problem for the reason, fault.Closed and fault.Conflict if that is
	// not what stands apart.
	Ask(ctx context.Context, round, who string, through int64, count bool, why string) error
	// Answer agrees to what was asked, or drops it. fault.Denied for agreeing with oneself.
	Answer(ctx context.Context, round, who string, mark int64, agree bool) error
}

// apart is what a page tells of what stands apart in a round.
type apart struct {
	Link      string
	Undecided string   // how many, in words; empty: nothing waits for a decision
	LeftOut   string   // how many were left out, in words; empty: none
	Why       []string // in words
	Asked     *verdict // waits for a second person
	Mine      bool     // the reader asked
	Through   int64
	Mark      int64
	Given     []verdict
}

// verdict is what was asked or decided.
type verdict struct {
	Answers string // how many it is about, in words
	What    string // id of words
	Why     string
	By      string // name
	Second  string // name; empty: nobody agreed yet
	Day     string
}

// apartPage is where two people decide.
type apartPage struct {
	web.StaffBase
	apart
	Round   string
	Back    string
	CanRun  bool
	Typed   string
	Problem string
}

// watched says whether answers of a round can stand apart: it has no slips, and began.
func watched(r *inspections.RoundHead) bool {
	return r.Door == inspections.Open && r.Stage != inspections.Draft
}

// apartOf is what of a round stands apart; nil if nothing does and nothing ever did.
func (o *office) apartOf(ctx context.Context, b web.StaffBase, r *inspections.RoundHead, reader string) (*apart, error) {
	if !watched(r) {
		return nil, nil
	}
	sum, err := o.toldApart(ctx, r)
	if err != nil || sum.Undecided == 0 && len(sum.Given) == 0 {
		return nil, err
	}
	// As releases tell it, in steps of a whole box: who sent 64 forms would see in fives that
	// a child was among them.
	many := func(n int) string {
		if n == 0 {
			return ""
		}
		floored := max(results.AsideBase, n/results.AsideBase*results.AsideBase) // no box has fewer
		return b.T("staff.progress.at_least", "count", floored)
	}
	a := &apart{Link: roundPath(r.ID) + "/apart", Undecided: many(sum.Undecided), LeftOut: many(sum.LeftOut), Through: sum.Through, Mark: sum.Mark}
	for _, why := range sum.Why {
		a.Why = append(a.Why, b.T("staff.apart.why."+string(why), "Forms", ballot.LeastAlike, "Questions", ballot.LeastGiven, "More", ballot.LeastMore))
	}
	of := func(v ballot.Verdict) (verdict, error) {
		w := verdict{Answers: many(v.N), What: "staff.apart.left", Why: v.Why, Day: b.Date(v.Day)}
		if v.Count {
			w.What = "staff.apart.let_in"
		}
		var err error
		if w.By, err = o.name(ctx, v.By); err == nil && v.Second != "" {
			w.Second, err = o.name(ctx, v.Second)
		}
		return w, err
	}
	if sum.Asked != nil {
		asked, err := of(*sum.Asked)
		if err != nil {
			return nil, err
		}
		a.Asked, a.Mine = &asked, sum.Asked.By == reader
	}
	for _, v := range sum.Given {
		given, err := of(v)
		if err != nil {
			return nil, err
		}
		a.Given = append(a.Given, given)
	}
	return a, nil
}

// toldApart is what of a round stands apart, as far as it is told: while the round runs,
// as it was when its answers were counted last.
func (o *office) toldApart(ctx context.Context, r *inspections.RoundHead) (ballot.Aside, error) {
	upTo := int64(ballot.AllBoxes)
	if r.Stage == inspections.Running {
		shown, err := o.Progress.Shown(ctx, r.ID)
		if err != nil {
			return ballot.Aside{}, err
		}
		upTo = shown.Apart
	}
	return o.Asides.Of(ctx, r.ID, upTo)
}

// name is what somebody is called.
func (o *office) name(ctx context.Context, id string) (string, error) {
	a, err := o.People.Get(ctx, id)
	if err != nil {
		return "", err
	}
	return a.Name, nil
}

func (o *office) showApart(c echo.Context) error { return o.writeApart(c, http.StatusOK, "", "") }

// writeApart shows what stands apart, with the reason as it was typed if it could not be.
func (o *office) writeApart(c echo.Context, status int, problem, typed string) error {
	r, err := o.round(c)
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), o.Staff.Printer(c)
	base := o.Staff.Base(c, "rounds", p.T("staff.apart.title", "Name", r.Name))
	base.Synthetic = r.Synthetic
	a, err := o.apartOf(ctx, base, r.Short(), o.Staff.Visitor(c).ID)
	if err != nil {
		return err
	}
	if a == nil {
		return fault.Wrap(fault.NotFound, "round %s: nothing stands apart", r.ID)
	}
	in, err := o.inspectionCrumb(ctx, r.Inspection)
	if err != nil {
		return err
	}
	base.Crumbs = crumbs(p, in, web.Crumb{Text: r.Name, Link: roundPath(r.ID)}, web.Crumb{Text: p.T("staff.apart.crumb")})
	page := apartPage{StaffBase: base, apart: *a, Round: r.Name, Back: roundPath(r.ID), Typed: typed, Problem: problem}
	page.CanRun, err = o.Staff.MayOpen(c, "POST /staff/rounds/:id/apart", r.ID)
	if err != nil {
		return err
	}
	return o.room.Write(c, status, "apart", page)
}

// decideApart is one step of a decision on what stands apart.
func (o *office) decideApart(c echo.Context) error {
	r, err := o.round(c)
	if err != nil {
		return err
	}
	ctx, who, do := c.Request().Context(), o.Staff.Visitor(c).ID, c.FormValue("do")
	deed, ok := map[string]string{"count": "round.apart_count", "leave": "round.apart_leave", "agree": "round.apart_agree", "drop": "round.apart_drop"}[do]
	mark, err := strconv.ParseInt(c.FormValue("_mark"), 10, 64)
	if !ok || err != nil {
		return o.writeApart(c, http.StatusUnprocessableEntity, o.Staff.Printer(c).T("staff.problem.choice"), c.FormValue("why"))
	}
	if err = o.mayDecide(ctx, r, who, do, mark, c.FormValue("why")); err == nil {
		err = o.People.Trail.NoteEach(ctx, "rounds", r.ID, "apart-"+strconv.FormatInt(mark, 10), who, deed)
	}
	switch {
	case err != nil:
	case do == "agree" || do == "drop":
		err = o.Asides.Answer(ctx, r.ID, who, mark, do == "agree")
	default:
		err = o.Asides.Ask(ctx, r.ID, who, mark, do == "count", c.FormValue("why"))
	}
	if problem, ok := problemWords(o.Staff.Base(c, "", ""), err); ok {
		return o.writeApart(c, http.StatusUnprocessableEntity, problem, c.FormValue("why"))
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, roundPath(r.ID)+"/apart")
}

// mayDecide is why a step is refused, so that nothing is written down that was not done.
func (o *office) mayDecide(ctx context.Context, r *inspections.Round, who, do string, mark int64, why string) error {
	told, err := o.toldApart(ctx, r.Short())
	switch {
	case err != nil:
		return err
	case do == "agree" || do == "drop":
		return told.CheckAnswer(who, mark, do == "agree")
	case mark != told.Through: // all that is told of, and no part of it; whether there is more is not for today
		return fault.Wrap(fault.Conflict, "round %s: something else than box %d is told of", r.ID, mark)
	}
	return told.CheckAsk(mark, why)
}

// apart asks whoever runs a round to decide of what stands apart in it, and a second
// person to agree.
func (w *work) apart(r *inspections.RoundHead) error {
	in := w.mine[r.Inspection]
	if !watched(r) || !w.o.Staff.May(w.c, "POST /staff/rounds/:id/apart", placeOf(in)) {
		return nil
	}
	sum, err := w.o.toldApart(w.ctx, r)
	id := "staff.today.apart"
	switch {
	case err != nil || sum.Undecided == 0:
		return err
	case sum.Asked != nil && sum.Asked.By == w.o.Staff.Visitor(w.c).ID:
		return nil // it waits for another
	case sum.Asked != nil:
		id = "staff.today.apart_second"
	}
	w.add(w.runner(), task{Text: w.T(id, "Name", r.Name), Link: roundPath(r.ID) + "/apart", Why: w.T("staff.today.apart.why", "Inspection", in.Title)})
	return nil
}
