package feedback

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/internal/media"
	"kist/internal/media/container"
	"kist/server/web"
	"kist/surveys"
)

// Library keeps recordings.
type Library interface {
	// TextStates tells of texts whether each has a recording.
	TextStates(ctx context.Context, at media.Slot, list []media.Passage) ([]media.State, error)
	// Keep makes a file the recording of a slot. fault.Problem for one that cannot be.
	Keep(ctx context.Context, who string, at media.Slot, file []byte) (*media.Recording, error)
	// Check says that somebody else listened to a file, and it is right.
	Check(ctx context.Context, who string, at media.Slot, file string) error
	// Remove takes a slot's recording away, which is this file. fault.Conflict if it is
	// another, fault.NotFound if there is none.
	Remove(ctx context.Context, who string, at media.Slot, file string) error
}

// shelf is what of a page can be recorded for an edition in a language.
type shelf struct {
	sight
	edition surveys.Edition
	lang    string
	states  []media.State
}

func (s shelf) path() string {
	return path(s.in.ID) + "/recordings/" + s.edition.Slug() + "/" + s.lang
}

func (s shelf) of(entry string) string { return s.path() + "/" + url.PathEscape(entry) }

// title is the entry's own, in the shelf's language or the first.
func (s shelf) title(passage string) string {
	i := s.page.Latest.Content.Find(keyOf(passage))
	if i < 0 {
		return ""
	}
	title := s.page.Latest.Content.Entries[i].Texts.Title
	text, ok := title.In(s.edition, s.lang)
	if !ok {
		text, _ = title.In(s.edition, heard.Source)
	}
	return text
}

// keyOf is the key of the entry that a passage reads out.
func keyOf(passage string) string { return passage[min(len("e."), len(passage)):] }

// shelfOf is the shelf that an address names. fault.NotFound if the page is not all
// written there.
func (r *room) shelfOf(c echo.Context) (shelf, error) {
	s, err := r.of(c)
	at := shelf{sight: s, edition: surveys.Edition(c.Param("edition")), lang: c.Param("lang")}
	if err != nil {
		return at, err
	}
	content := s.page.Latest.Content
	if !slices.Contains(s.editions, at.edition) || !slices.Contains(s.languages, at.lang) || !content.Complete(at.lang, s.editions) {
		return at, fault.Wrap(fault.NotFound, "recordings of %s for %s in %q", s.in.ID, at.edition, at.lang)
	}
	at.states, err = r.Library.TextStates(c.Request().Context(), r.Slot(s.in.ID, at.edition, at.lang), r.Children.TellFeedback(content, at.edition, at.lang))
	return at, err
}

// recordingsPage lists the entries of a shelf.
type recordingsPage struct {
	web.StaffBase
	In    i18n.Language
	Deck  string
	Lines []recordingLine
}

type recordingLine struct{ Title, Words, Link, Mark, State, Play string }

func (r *room) recordingsBase(c echo.Context, at shelf) (web.StaffBase, string) {
	p := r.Staff.Printer(c)
	b := r.base(c, at.sight, p.T("staff.recordings.title"))
	return b, p.T("staff.recordings.deck", "Edition", string(at.edition), "Language", i18n.Describe(at.lang).Endonym)
}

func (r *room) showRecordings(c echo.Context) error {
	at, err := r.shelfOf(c)
	if err != nil {
		return err
	}
	page := recordingsPage{In: i18n.Describe(at.lang)}
	page.StaffBase, page.Deck = r.recordingsBase(c, at)
	write := r.Staff.May(c, "POST /staff/feedback/:id/edit", web.Place{Programme: at.in.Programme, Inspection: at.in.ID})
	for _, st := range at.states {
		line := recordingLine{Title: at.title(st.ID), Words: st.Words, Mark: "m-no"}
		if write {
			line.Link = at.of(keyOf(st.ID))
		}
		state := "missing"
		switch {
		case st.Checked():
			state, line.Mark, line.Play = "checked", "m-full", "/media/"+st.Kept.File
		case st.Kept != nil:
			state, line.Mark, line.Play = "unheard", "m-half", "/media/"+st.Kept.File
		case st.Stale():
			state, line.Mark = "stale", "m-half"
		}
		line.State = page.T("staff.recordings.state." + state)
		page.Lines = append(page.Lines, line)
	}
	return r.pages.Write(c, http.StatusOK, "recordings", page)
}

// takePage shows one entry as it is read out, and takes a recording of it.
type takePage struct {
	web.StaffBase
	What                string
	Words               string
	WordsLang, WordsDir string
	Action, Back        string
	Remove              string // empty: it is taken away by a form of its own
	Away                string // where that form goes; empty: there is nothing to take away
	Check               string // where it is said to be right; empty: not by who reads this
	File, Said          string
	Next                string // the next that is missing; empty: none
	Signed              bool   // never
	Wrong               string // what is wrong with a file
	Just                bool   // it has just been kept
	Play, Day           string
	Seconds             int
	Old                 *media.Recording // of other words
	OldPlay             string
	Most, MostKB        int
	Accept              string
}

// stateOf is the entry that the address names among a shelf's, and the first after it
// that is missing.
func (r *room) stateOf(c echo.Context) (at shelf, found media.State, next string, err error) {
	if at, err = r.shelfOf(c); err != nil {
		return at, found, "", err
	}
	i := slices.IndexFunc(at.states, func(st media.State) bool { return keyOf(st.ID) == c.Param("entry") })
	if i < 0 {
		return at, found, "", fault.Wrap(fault.NotFound, "entry %q", c.Param("entry"))
	}
	if j := slices.IndexFunc(at.states[i+1:], media.State.Missing); j >= 0 {
		next = at.of(keyOf(at.states[i+1+j].ID))
	}
	return at, at.states[i], next, nil
}

func (r *room) showTake(c echo.Context) error {
	at, st, next, err := r.stateOf(c)
	if err != nil {
		return err
	}
	return r.drawTake(c, http.StatusOK, at, st, next, "")
}

// drawTake shows an entry, and what is wrong with the file that was sent.
func (r *room) drawTake(c echo.Context, status int, at shelf, st media.State, next, wrong string) error {
	rules := container.Sound
	page := takePage{
		What: at.title(st.ID), Words: st.Words, WordsLang: at.lang, WordsDir: i18n.Direction(at.lang), Action: at.of(keyOf(st.ID)), Back: at.path(), Next: next, Wrong: wrong,
		Just: c.QueryParam("kept") != "", Most: int(rules.Longest.Seconds()), MostKB: rules.Bytes / 1000, Accept: "audio/*,video/webm,video/mp4",
	}
	var deck string
	page.StaffBase, deck = r.recordingsBase(c, at)
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: deck, Link: page.Back}, web.Crumb{Text: page.What})
	if k := st.Kept; k != nil {
		page.Play, page.Seconds, page.Day, page.File, page.Away = "/media/"+k.File, k.Seconds(), page.Date(k.Day), k.File, page.Action+"/remove"
		page.Said = page.T("staff.recordings.by", "Who", r.name(c, k.By))
		switch {
		case k.Checked != "":
			page.Said += " " + page.T("staff.recordings.checked", "Who", r.name(c, k.Checked))
		case k.By != r.Staff.Visitor(c).ID:
			page.Check = page.Action + "/check"
		}
		if k.Checked == "" {
			page.Said += " " + page.T("staff.feedback.recordings.unheard")
		}
	}
	if st.Stale() {
		page.Old, page.OldPlay = st.Old, "/media/"+st.Old.File
	}
	page.Script = r.Script
	web.AllowMicrophone(c)
	return r.pages.Write(c, status, "take", page)
}

// keepTake takes a recording in.
func (r *room) keepTake(c echo.Context) error {
	at, st, next, err := r.stateOf(c)
	if err != nil {
		return err
	}
	file, err := web.Upload(c, container.Field, container.Sound.Bytes)
	if err != nil {
		return err
	}
	_, err = r.Library.Keep(c.Request().Context(), r.Staff.Visitor(c).ID, st.Slot, file)
	var wrong fault.Problem
	if errors.As(err, &wrong) {
		return r.drawTake(c, http.StatusUnprocessableEntity, at, st, next, r.Staff.Printer(c).TArgs(wrong.ID, wrong.Args))
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, at.of(keyOf(st.ID))+"?kept=yes")
}

// checkTake takes down that somebody else listened to a recording and it is right.
func (r *room) checkTake(c echo.Context) error {
	at, st, _, err := r.stateOf(c)
	if err == nil {
		err = r.Library.Check(c.Request().Context(), r.Staff.Visitor(c).ID, st.Slot, c.FormValue("heard"))
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, at.of(keyOf(st.ID)))
}

// removeTake takes a recording away.
func (r *room) removeTake(c echo.Context) error {
	at, st, next, err := r.stateOf(c)
	if err != nil {
		return err
	}
	err = r.Library.Remove(c.Request().Context(), r.Staff.Visitor(c).ID, st.Slot, c.FormValue("heard"))
	if errors.Is(err, fault.Conflict) {
		return r.drawTake(c, http.StatusConflict, at, st, next, r.Staff.Printer(c).T("staff.recordings.remove.moved"))
	}
	if err != nil && !errors.Is(err, fault.NotFound) { // somebody else was first
		return err
	}
	return web.Redirect(c, at.path())
}
