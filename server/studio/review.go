package studio

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/editing"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/server/web"
	"kist/surveys"
)

// reviewPage is where a state of a draft is looked at before it is published:
// what changed since the last version, the advice that still stands, and who
// signed.
type reviewPage struct {
	web.StaffBase
	Seq                    int
	Here, Publish          string // addresses
	Moved                  bool   // the draft moved on while somebody wrote; nothing was signed
	Last                   string
	Compared               []comparedView
	Same                   int // questions that are as they were
	Advice                 []adviceView
	News                   string
	Coordinator, Volunteer string // who signed; empty: nobody yet
	AsCoordinator          bool   // whoever is asking may sign in this role
	AsVolunteer            bool
	CanPublish, Unchanged  bool
	Wrong                  string
}

// comparedView is one question that is not as it was in the last version.
type comparedView struct {
	Key, Text, Lang, Like string
	Judge, Comparable     bool // somebody may say that its answers still compare; somebody did
}

// last is the latest version of a survey; nil if it was never published.
func (s *studio) last(ctx context.Context, key string) (*editing.Listed, error) {
	all, err := s.Versions.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range all { // the latest first
		if v.Survey == key && !v.Trial {
			return v, nil
		}
	}
	return nil, nil
}

func (s *studio) showReview(c echo.Context) error {
	return s.drawReview(c, http.StatusOK, func(*reviewPage) {})
}

func (s *studio) drawReview(c echo.Context, status int, with func(*reviewPage)) error {
	ctx := c.Request().Context()
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	p, v, reviewed := s.Staff.Printer(c), s.Staff.Visitor(c), doc.Reviewed()
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	kept, err := s.Drafts.Overrulings(ctx, doc.ID)
	if err != nil {
		return err
	}
	page := reviewPage{StaffBase: s.below(c, doc, p.T("staff.review.title")), Seq: doc.Seq, Here: surveyPath(doc.ID) + "/review", Publish: surveyPath(doc.ID) + "/publish", News: reviewed.News}
	if reviewed.Coordinator != "" {
		page.Coordinator = nameIn(p, names, reviewed.Coordinator)
	}
	if reviewed.Volunteer != "" {
		page.Volunteer = nameIn(p, names, reviewed.Volunteer)
	}
	page.AsCoordinator = s.may(c, "POST /staff/surveys/:id/review/coordinator") && reviewed.Volunteer != v.ID && !doc.Retired
	page.AsVolunteer = s.may(c, "POST /staff/surveys/:id/review/volunteer") && reviewed.Coordinator != v.ID && !doc.Retired
	page.CanPublish = doc.Signed() && !doc.Retired && s.may(c, "POST /staff/surveys/:id/publish")
	out, err := s.away(c)
	if err != nil {
		return err
	}
	vouched, err := s.Drafts.Vouched(ctx, doc)
	if err != nil {
		return err
	}
	page.Advice = adviceOf(page.StaffBase, names, vouched, reviewed, kept, out)
	if err := s.since(ctx, &page, doc, reviewed, out); err != nil {
		return err
	}
	with(&page)
	return s.room.Write(c, status, "review", page)
}

// since adds what changed since the last version.
func (s *studio) since(ctx context.Context, page *reviewPage, doc *editing.Draft, reviewed editing.Review, out advice.Away) error {
	last, err := s.last(ctx, doc.ID)
	if err != nil || last == nil {
		return err
	}
	before, err := s.Versions.Survey(ctx, last.ID)
	if err != nil {
		return err
	}
	page.Last = strconv.Itoa(last.Number)
	page.Unchanged = len(editing.Diff(before, doc.Survey)) == 0
	page.Compared, page.Same = comparedViews(page.Printer, before, doc.Survey, reviewed.Comparable, out)
	return nil
}

// comparedViews are the questions that differ, and how many do not.
func comparedViews(p *i18n.Printer, before, after *surveys.Survey, judged []string, out advice.Away) (list []comparedView, same int) {
	for _, c := range editing.Compare(before, after, judged) {
		if c.Is == editing.Same {
			same++
			continue
		}
		from := after
		if c.Is == editing.Removed {
			from = before
		}
		v := comparedView{Key: c.Question, Like: likeWords(p, c.Is), Judge: c.Is == editing.Reworded, Comparable: c.Comparable}
		if v.Text, v.Lang = sayAny(from, from.Question(c.Question), p.Lang()); out.FromKey(from, c.Question) {
			v.Text, v.Lang = p.T("staff.care.away"), p.Lang()
		}
		list = append(list, v)
	}
	return list, same
}

func (s *studio) signCoordinator(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	n, err := s.notes(c, doc)
	if err != nil {
		return s.unsigned(c, err)
	}
	return s.sign(c, editing.AsCoordinator, n)
}

func (s *studio) signVolunteer(c echo.Context) error {
	return s.sign(c, editing.AsVolunteer, editing.Notes{})
}

func (s *studio) sign(c echo.Context, as string, n editing.Notes) error {
	seq, err := strconv.Atoi(c.FormValue("seq"))
	if err != nil {
		return fault.Wrap(fault.Invalid, "state %q", c.FormValue("seq"))
	}
	doc, err := s.Drafts.SignOff(c.Request().Context(), c.Param("id"), seq, as, s.Staff.Visitor(c).ID, n)
	if err != nil {
		return s.unsigned(c, err)
	}
	return web.Redirect(c, surveyPath(doc.ID)+"/review")
}

// unsigned draws the page again with all that was written, and why nothing was
// signed.
func (s *studio) unsigned(c echo.Context, err error) error {
	words, ok := said(s.Staff.Printer(c), err)
	moved := errors.Is(err, fault.Conflict)
	if !ok && !moved {
		return err
	}
	status := http.StatusUnprocessableEntity
	if moved {
		status = http.StatusConflict
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	return s.drawReview(c, status, func(page *reviewPage) {
		page.Moved, page.Wrong = moved, words["news"]+words["overruled"]
		page.News = form.Get("news")
		for i := range page.Advice {
			page.Advice[i].Reason = form.Get(reasonField + page.Advice[i].Rule)
		}
		for i := range page.Compared {
			page.Compared[i].Comparable = slices.Contains(form["comparable"], page.Compared[i].Key)
		}
	})
}

func (s *studio) publish(c echo.Context) error {
	doc, err := s.draftOf(c)
	if err != nil {
		return err
	}
	if _, err := s.Drafts.Publish(c.Request().Context(), s.Versions, doc.ID, s.Staff.Visitor(c).ID); err != nil {
		return err
	}
	return web.Redirect(c, surveyPath(doc.ID)+"/versions")
}
