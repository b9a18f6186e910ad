package studio

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/media"
	"kist/internal/media/container"
	"kist/server/web"
)

// passagePage shows one passage, and takes a recording of it.
type passagePage struct {
	web.StaffBase
	What, Deck          string
	Words               string
	WordsLang, WordsDir string // of the words
	Action, Back        string
	Remove              string // where it is taken away; empty: there is none
	Check               string // where it is said to be right; empty: not by who reads this
	File                string // that is played
	Said                string // who made it, and who found it right; empty: nobody knows
	Next                string // the next passage that is missing; empty: none
	Signed              bool
	Wrong               string // what is wrong with a file
	Just                bool   // it has just been kept
	Play                string // address of the recording; empty: none
	Seconds             int
	Day                 string
	Old                 *media.Recording // of other words
	OldPlay             string
	Most                int // seconds
	MostKB              int
	Accept              string // what files to offer
}

// passage is one passage of a shelf, and the first that is missing after it.
type passage struct {
	shelf
	media.State
	next *media.State
}

// passageOf is the passage that an address names. fault.NotFound if there is
// none.
func (s *studio) passageOf(c echo.Context) (passage, error) {
	at, err := s.shelfOf(c)
	if err != nil {
		return passage{}, err
	}
	states, err := s.states(c.Request().Context(), at)
	if err != nil {
		return passage{}, err
	}
	found := passage{shelf: at}
	for i, st := range states {
		switch {
		case st.ID == c.Param("passage"):
			found.State, found.next = st, nil
		case st.Missing() && found.next == nil:
			found.next = &states[i]
		}
	}
	if found.ID == "" {
		return passage{}, fault.Wrap(fault.NotFound, "passage")
	}
	return found, nil
}

func (at passage) rules() container.Rules {
	if at.signed() {
		return container.Signed
	}
	return container.Sound
}

func (s *studio) showPassage(c echo.Context) error {
	at, err := s.passageOf(c)
	if err != nil {
		return err
	}
	hidden, err := s.hides(c, at.survey)
	if err != nil {
		return err
	}
	if done, err := s.folded(c, s.base(c, at.shelf), at.shelf.path("")+at.query(), left(hidden, at.State)); done || err != nil {
		return err
	}
	return s.draw(c, http.StatusOK, at, "")
}

// draw shows a passage, and what is wrong with the file that was sent.
func (s *studio) draw(c echo.Context, status int, at passage, wrong string) error {
	p, rules := s.Staff.Printer(c), at.rules()
	page := passagePage{
		StaffBase: s.base(c, at.shelf), What: what(p, at.survey, at.State), Words: at.Words, WordsLang: at.tongue(), WordsDir: i18n.Direction(at.tongue()),
		Deck:   p.T("staff.recordings.deck", "Edition", string(at.edition), "Language", named(p, at.lang)),
		Action: at.path(at.ID) + at.query(), Back: at.shelf.path("") + at.query(), Signed: at.signed(), Wrong: wrong,
		Just: c.QueryParam("kept") != "", Most: int(rules.Longest.Seconds()), MostKB: rules.Bytes / 1000, Accept: "audio/*,video/webm,video/mp4",
	}
	page.Title = page.What
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: page.Deck, Link: page.Back}, web.Crumb{Text: page.What})
	if at.next != nil {
		page.Next = at.path(at.next.ID) + at.query()
	}
	if k := at.Kept; k != nil {
		page.Play, page.Seconds, page.Day = "/media/"+k.File, k.Seconds(), page.Date(k.Day)
		page.Remove, page.File = at.path(at.ID)+"/remove"+at.query(), k.File
		if err := s.tell(c, &page, at); err != nil {
			return err
		}
	}
	if at.Stale() {
		page.Old, page.OldPlay = at.Old, "/media/"+at.Old.File
	}
	if at.signed() {
		page.Accept = "video/*"
	} else {
		page.Script = s.Script
		web.AllowMicrophone(c)
	}
	return s.room.Write(c, status, "passage", page)
}

// tell adds who made a recording and who found it right, and offers to say so to
// anybody else.
func (s *studio) tell(c echo.Context, page *passagePage, at passage) error {
	names, err := s.names(c.Request().Context())
	if err != nil {
		return err
	}
	k, p := at.Kept, page.Printer
	if k.By != "" {
		page.Said = p.T("staff.recordings.by", "Who", nameIn(p, names, k.By))
	}
	switch {
	case k.Checked != "":
		page.Said += " " + p.T("staff.recordings.checked", "Who", nameIn(p, names, k.Checked))
	case k.By != s.Staff.Visitor(c).ID:
		page.Check = at.path(at.ID) + "/check" + at.query()
	}
	return nil
}

// checkRecording takes down that a recording was heard and is right.
func (s *studio) checkRecording(c echo.Context) error {
	at, err := s.passageOf(c)
	if err != nil {
		return err
	}
	if err := s.Library.Check(c.Request().Context(), s.Staff.Visitor(c).ID, at.Slot, c.FormValue("heard")); err != nil {
		return err
	}
	return web.Redirect(c, at.path(at.ID)+at.query())
}

// keep takes a recording in.
func (s *studio) keep(c echo.Context) error {
	at, err := s.passageOf(c)
	if err != nil {
		return err
	}
	file, err := web.Upload(c, container.Field, at.rules().Bytes)
	if err != nil {
		return err
	}
	_, err = s.Library.Keep(c.Request().Context(), s.Staff.Visitor(c).ID, at.Slot, file)
	var wrong fault.Problem
	if errors.As(err, &wrong) {
		return s.draw(c, http.StatusUnprocessableEntity, at, s.Staff.Printer(c).TArgs(wrong.ID, wrong.Args))
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, at.path(at.ID)+at.query()+"&kept=yes")
}

// removePage asks once whether a recording is to go.
type removePage struct {
	web.StaffBase
	What, Words         string
	WordsLang, WordsDir string
	Action, Back        string
	File                string // that is to go
	Moved               bool   // it was another when it was asked
}

func (s *studio) askRemove(c echo.Context) error { return s.drawRemove(c, http.StatusOK) }

func (s *studio) drawRemove(c echo.Context, status int) error {
	at, err := s.passageOf(c)
	if err != nil {
		return err
	}
	back := at.path(at.ID) + at.query()
	if at.Kept == nil {
		return web.Redirect(c, back)
	}
	p := s.Staff.Printer(c)
	page := removePage{
		StaffBase: s.base(c, at.shelf), What: what(p, at.survey, at.State), Words: at.Words, WordsLang: at.tongue(), WordsDir: i18n.Direction(at.tongue()),
		Action: at.path(at.ID) + "/remove" + at.query(), Back: back,
		File: at.Kept.File, Moved: status == http.StatusConflict,
	}
	page.Title = p.T("staff.recordings.remove.title")
	return s.room.Write(c, status, "remove", page)
}

func (s *studio) remove(c echo.Context) error {
	at, err := s.passageOf(c)
	if err != nil {
		return err
	}
	err = s.Library.Remove(c.Request().Context(), s.Staff.Visitor(c).ID, at.Slot, c.FormValue("heard"))
	if errors.Is(err, fault.Conflict) {
		return s.drawRemove(c, http.StatusConflict)
	}
	if err != nil && !errors.Is(err, fault.NotFound) { // somebody else was first
		return err
	}
	return web.Redirect(c, at.shelf.path("")+at.query())
}
