package safety

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/texts"
	"kist/server/web"
)

func concernPath(round, id string) string {
	return safetyPath(round) + "/concerns/" + url.PathEscape(id)
}

// raisePage is the form of a concern, beside the text.
type raisePage struct {
	web.StaffBase
	Here, Back string
	Text       *laneText // nil: it is not open to the reader now
	Typed      string
	Problem    string
}

func (r *room) showRaise(c echo.Context) error { return r.writeRaise(c, http.StatusOK, "", "") }

// writeRaise shows a text of the lane with the form of a concern, also where the
// text cannot be shown: shut has the reasons.
func (r *room) writeRaise(c echo.Context, status int, typed, problem string) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	back := safetyPath(rd.ID)
	title := r.Staff.Printer(c).T("staff.concern.raise.title")
	page := raisePage{
		StaffBase: r.base(c, "safety", title, rd, web.Crumb{Text: rd.Name, Link: back}, web.Crumb{Text: title}),
		Here:      back + "/raise/" + url.PathEscape(param(c, "text")), Back: back, Typed: typed, Problem: problem,
	}
	page.Text, err = r.raiseText(c, page.StaffBase, rd)
	if lost := shut(err, status != http.StatusOK); lost != "" {
		status, page.Problem = http.StatusConflict, page.T(lost)
	} else if err != nil {
		return r.locked(c, err, back)
	}
	return r.pages.Write(c, status, "raise", page)
}

// raiseText is the text that the address names, in the session of its reader.
func (r *room) raiseText(c echo.Context, b web.StaffBase, rd *inspections.Round) (*laneText, error) {
	ctx := c.Request().Context()
	s, err := r.Texts.Enter(ctx, rd.ID, texts.Unreviewed, r.Staff.Visitor(c).ID)
	if err != nil {
		return nil, err
	}
	text, err := r.Texts.InLane(ctx, s, param(c, "text"))
	if err != nil {
		return nil, err
	}
	parts, err := r.laneParts(c, b, rd, []texts.Waiting{text})
	if err != nil {
		return nil, err
	}
	return &parts[0].Texts[0], nil
}

// raise makes a concern of a text.
func (r *room) raise(c echo.Context) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	ctx, who, id := c.Request().Context(), r.Staff.Visitor(c).ID, param(c, "text")
	note := c.FormValue("note")
	s, err := r.Texts.Enter(ctx, rd.ID, texts.Unreviewed, who)
	if err == nil {
		err = r.Texts.Raise(ctx, s, who, id, note)
	}
	if words, ok := problem(r.Staff.Base(c, "", ""), err); ok {
		return r.writeRaise(c, http.StatusUnprocessableEntity, note, words)
	}
	if lost := shut(err, true); lost != "" {
		return r.writeRaise(c, http.StatusConflict, note, r.Staff.Printer(c).T(lost))
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, concernPath(rd.ID, id))
}

// concernPage is a concern on its way.
type concernPage struct {
	web.StaffBase
	Here, Back string
	Unlock     web.Unlock
	Text       *asked // nil: closed, or forgotten
	Read       bool   // words and notes are on the page
	Forgotten  bool
	Until      string // day in words on which they are; empty: no day yet
	Steps      []stepLine
	Next       []web.Choice
	Typed      string
	Problem    string
}

// stepLine is one step that was taken.
type stepLine struct {
	Text, Who, Day string
	Noted          bool
	Note           string
}

func (r *room) showConcern(c echo.Context) error { return r.writeConcern(c, http.StatusOK, "", "") }

func (r *room) writeConcern(c echo.Context, status int, typed, problem string) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	k, err := r.Texts.Concern(ctx, rd.ID, param(c, "concern"))
	if err != nil {
		return err
	}
	title := r.Staff.Printer(c).T("staff.concern.title")
	page := concernPage{
		StaffBase: r.base(c, "safety", title, rd, web.Crumb{Text: rd.Name, Link: safetyPath(rd.ID)}, web.Crumb{Text: title}),
		Here:      concernPath(rd.ID, k.ID), Back: safetyPath(rd.ID), Forgotten: k.Forgotten(), Typed: typed, Problem: problem,
	}
	if k.Until != "" {
		page.Until = page.Date(k.Until)
	}
	var s *texts.Session
	if page.Unlock, s, err = r.unlock(c, page.StaffBase, rd, page.Here); err != nil {
		return err
	}
	if err := r.fillConcern(c, &page, rd, k, s); err != nil {
		return r.locked(c, err, page.Here)
	}
	return r.pages.Write(c, status, "concern", page)
}

// fillConcern puts the steps on the page, and in a session the words.
func (r *room) fillConcern(c echo.Context, page *concernPage, rd *inspections.Round, k *texts.Concern, s *texts.Session) error {
	ctx := c.Request().Context()
	notes := make([]string, len(k.Taken))
	if page.Read = s != nil && !k.Forgotten(); page.Read {
		o, err := r.Texts.Read(ctx, s, k, r.Staff.Visitor(c).ID)
		if err != nil {
			return err
		}
		words, err := r.wording(ctx, page.StaffBase, rd)
		if err != nil {
			return err
		}
		text := words.asked(o.Text)
		text.Translation = o.Translation
		page.Text, notes = &text, o.Notes
	}
	for i, d := range k.Taken {
		page.Steps = append(page.Steps, stepLine{page.T("staff.concern.step." + string(d.Step)), r.Name(ctx, d.Who), page.Date(d.Day), len(d.Note) > 0, notes[i]})
	}
	page.Next = web.Choices(k.Step().Next(), func(s texts.Step) string { return page.T("staff.concern.do." + string(s)) })
	return nil
}

// advance takes the next step of a concern.
func (r *room) advance(c echo.Context) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	id, step, note := param(c, "concern"), texts.Step(c.FormValue("step")), c.FormValue("note")
	err = fault.Problem{Field: "step", ID: "staff.problem.missing"}
	if step != "" {
		err = r.Texts.Advance(c.Request().Context(), rd.ID, id, step, note, r.Staff.Visitor(c).ID)
	}
	if words, ok := problem(r.Staff.Base(c, "", ""), err); ok {
		return r.writeConcern(c, http.StatusUnprocessableEntity, note, words)
	}
	if errors.Is(err, fault.Closed) { // somebody else was first: the page shows how it stands, with what was typed
		return r.writeConcern(c, http.StatusConflict, note, r.Staff.Printer(c).T("staff.concern.moved"))
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, concernPath(rd.ID, id))
}
