package safety

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/contacts"
	"kist/internal/inspections"
	"kist/internal/texts"
	"kist/server/web"
)

// safetyPage lists rounds with what waits in each.
type safetyPage struct {
	web.StaffBase
	Rows  []safetyRow
	Pager web.Pager
}

// safetyRow is one round of it.
type safetyRow struct {
	roundLine
	Lead                     bool   // the reader looks after safety there
	Lane, Concerns, Requests string // days in words; empty: nothing waits, or the reader is not told
	Overdue                  bool   // something waits over a working day
	first                    string // day since which the longest waits
}

func safetyPath(round string) string { return "/staff/safety/" + url.PathEscape(round) }

const (
	laneRoute    = "GET /staff/safety/:id"
	concernRoute = "GET /staff/safety/:id/concerns/:concern"
)

func (r *room) showSafety(c echo.Context) error {
	page := safetyPage{StaffBase: r.Staff.Base(c, "safety", r.Staff.Printer(c).T("staff.safety.title"))}
	rows, err := r.safetyRows(c, page.StaffBase)
	if err != nil {
		return err
	}
	page.Rows, page.Pager = web.Paginate(c, page.StaffBase, rows)
	for _, row := range page.Rows {
		page.Synthetic = page.Synthetic || row.RoundHead.Synthetic
	}
	return r.write(c, "safety", page)
}

// safetyRows are the rounds in the reader's scope: those in which the longest waits
// first.
func (r *room) safetyRows(c echo.Context, b web.StaffBase) ([]safetyRow, error) {
	lines, err := r.rounds(c, b, laneRoute, "/staff/safety/")
	if err != nil {
		return nil, err
	}
	stands, err := r.Texts.Standstills(c.Request().Context())
	if err != nil {
		return nil, err
	}
	requests, err := r.requests(c)
	if err != nil {
		return nil, err
	}
	var rows []safetyRow
	for _, l := range lines {
		row := safetyRow{roundLine: l, Lead: r.Staff.May(c, concernRoute, l.at)}
		for _, s := range stands {
			if s.Round.ID != l.ID {
				continue
			}
			row.waits(b, &row.Lane, s.Lane, r)
			if row.Lead {
				row.waits(b, &row.Concerns, s.Concerns, r)
			}
		}
		if !row.Lead {
			rows = append(rows, row)
			continue
		}
		for _, request := range requests[l.ID] {
			row.waits(b, &row.Requests, request.Came, r)
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(x, y safetyRow) int {
		return cmp.Or(cmp.Compare(later(x.first), later(y.first)))
	})
	return rows, nil
}

// later puts what waits since no day behind all days.
func later(day string) string {
	if day == "" {
		return "~"
	}
	return day
}

// waits takes in that something waits since a day.
func (row *safetyRow) waits(b web.StaffBase, words *string, since string, r *room) {
	if since == "" {
		return
	}
	if *words == "" {
		*words = b.Date(since)
	}
	row.Overdue = row.Overdue || texts.Overdue(since, r.now())
	row.first = min(later(row.first), since)
}

// requests are those that wait, by round, the longest first.
func (r *room) requests(c echo.Context) (map[string][]*contacts.Request, error) {
	byRound := map[string][]*contacts.Request{}
	list, err := r.Contacts.All(c.Request().Context(), contacts.Waiting)
	slices.SortFunc(list, func(x, y *contacts.Request) int { return cmp.Or(cmp.Compare(x.Came, y.Came), cmp.Compare(x.ID, y.ID)) })
	for _, request := range list {
		byRound[request.Round] = append(byRound[request.Round], request)
	}
	return byRound, err
}

// lanePage is the safety lane of one round.
type lanePage struct {
	web.StaffBase
	Round, Here string // Here: address of this page of the lane
	Inspection  string
	Unlock      web.Unlock
	Since       string // day in words since which the longest waits; empty: nothing does
	Overdue     bool
	Lead        bool // the reader may decide
	Read        bool // the words are on the page
	Unread      int  // that cannot be opened
	Settings    []lanePart
	Pager       web.Pager
	Concerns    []concernLine
	Requests    []requestLine
}

// lanePart is what waits in one setting.
type lanePart struct {
	Key, Name string
	Texts     []laneText
}

// laneText is one text that waits.
type laneText struct {
	asked
	ID, Raise string // Raise: address of the form of a concern
	Came      string // day in words
	Why       []string
}

// concernLine is a concern in a list.
type concernLine struct {
	Link, Step, Since string
	Open, Overdue     bool
}

// requestLine is a child's request to be contacted.
type requestLine struct {
	Link, Came  string
	Reach, Safe string // in a session: how, and when that is safe
}

func (r *room) showRound(c echo.Context) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	at, err := r.place(c.Request().Context(), rd)
	if err != nil {
		return err
	}
	page := lanePage{StaffBase: r.base(c, "safety", rd.Name, rd, web.Crumb{Text: rd.Name}), Round: rd.Name, Here: lanePath(c, rd.ID)}
	page.Lead = r.Staff.May(c, "POST /staff/safety/:id", at)
	if page.Inspection, err = r.titleOf(c, page.StaffBase, rd); err != nil {
		return err
	}
	since, err := r.Texts.LaneSince(c.Request().Context(), rd.ID)
	if err != nil {
		return err
	}
	page.Since, page.Overdue = page.Date(since), texts.Overdue(since, r.now())
	var s *texts.Session
	if page.Unlock, s, err = r.unlock(c, page.StaffBase, rd, page.Here); err != nil {
		return err
	}
	if err := r.fillLane(c, &page, rd, s); err != nil {
		return r.locked(c, err, page.Here)
	}
	return r.write(c, "lane", page)
}

// lanePath is the page of a round's lane that the address asks for.
func lanePath(c echo.Context, round string) string {
	if n := web.PageAsked(c); n > 1 {
		return safetyPath(round) + "?page=" + strconv.Itoa(n)
	}
	return safetyPath(round)
}

func (r *room) titleOf(c echo.Context, b web.StaffBase, rd *inspections.Round) (string, error) {
	if rd.Inspection == "" {
		return b.T("staff.contacts.pilot"), nil
	}
	in, err := r.Book.Inspections.Get(c.Request().Context(), rd.Inspection)
	if err != nil {
		return "", err
	}
	return in.Title, nil
}

// fillLane puts on the page what the reader may see of the lane; with a session the
// words.
func (r *room) fillLane(c echo.Context, page *lanePage, rd *inspections.Round, s *texts.Session) (err error) {
	if s != nil {
		page.Read = true
		var waiting []texts.Waiting
		if waiting, page.Unread, err = r.Texts.Waiting(c.Request().Context(), s); err != nil {
			return err
		}
		waiting, page.Pager = web.PaginateBy(c, page.StaffBase, waiting, laneSize)
		if page.Settings, err = r.laneParts(c, page.StaffBase, rd, waiting); err != nil {
			return err
		}
	}
	if !page.Lead {
		return nil
	}
	list, err := r.Texts.Concerns(c.Request().Context(), rd.ID)
	for _, k := range list {
		page.Concerns = append(page.Concerns, concernLine{
			concernPath(rd.ID, k.ID), page.T("staff.concern.step." + string(k.Step())), page.Date(k.Since()), k.Open != "", k.Open != "" && texts.Overdue(k.Since(), r.now()),
		})
	}
	if err != nil {
		return err
	}
	page.Requests, err = r.requestLines(c, page.StaffBase, rd.ID, s)
	return err
}

// laneSize is how many texts a page of the lane has. Pages go from the most worrying to
// the least over all settings; only within one are they by setting.
const laneSize = 100

// laneParts are the texts of a page by setting: the setting with the most worrying text
// first.
func (r *room) laneParts(c echo.Context, b web.StaffBase, rd *inspections.Round, waiting []texts.Waiting) (parts []lanePart, err error) {
	words, err := r.wording(c.Request().Context(), b, rd)
	if err != nil {
		return nil, err
	}
	for _, w := range waiting {
		t := laneText{asked: words.asked(w.Text), ID: w.ID, Raise: safetyPath(rd.ID) + "/raise/" + w.ID, Came: b.Date(w.Day)}
		for _, found := range w.Found {
			t.Why = append(t.Why, b.T("staff.worry."+string(found)))
		}
		i := slices.IndexFunc(parts, func(p lanePart) bool { return p.Key == w.Setting })
		if i < 0 {
			i, parts = len(parts), append(parts, lanePart{Key: w.Setting, Name: t.Setting})
		}
		parts[i].Texts = append(parts[i].Texts, t)
	}
	return parts, nil
}

// requestLines are the requests of a round that wait; in a session with how and when
// the child is to be reached, each opened with its line.
func (r *room) requestLines(c echo.Context, b web.StaffBase, round string, s *texts.Session) ([]requestLine, error) {
	byRound, err := r.requests(c)
	if err != nil {
		return nil, err
	}
	var lines []requestLine
	for _, request := range byRound[round] {
		l := requestLine{Link: "/staff/contacts/" + url.PathEscape(request.ID), Came: b.Date(request.Came)}
		if s != nil {
			_, words, _, err := r.Contacts.Read(c.Request().Context(), request.ID, r.Staff.Visitor(c).ID)
			if err != nil {
				return nil, err
			}
			l.Reach, l.Safe = words.Reach, words.Safe
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// settle takes out of the lane what two people saw nothing in, or what nobody can
// open.
func (r *room) settle(c echo.Context) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	ctx, who, page := c.Request().Context(), r.Staff.Visitor(c).ID, lanePath(c, rd.ID)
	s, err := r.Texts.Enter(ctx, rd.ID, texts.Unreviewed, who)
	if err != nil {
		return r.locked(c, err, page)
	}
	if c.FormValue("do") == "aside" {
		err = r.Texts.PutAside(ctx, s, who)
	} else {
		err = r.Texts.Dismiss(ctx, s, who, c.Request().PostForm["text"]...)
	}
	if err != nil {
		return r.locked(c, err, page)
	}
	return web.Redirect(c, page)
}

// write draws a page of the room.
func (r *room) write(c echo.Context, name string, page any) error {
	return r.pages.Write(c, http.StatusOK, name, page)
}
