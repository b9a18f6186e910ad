package web

import (
	"embed"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/i18n"
)

// StaffPages are the partials that all staff pages share: give them to NewRoom
// before the room's own.
//
//go:embed pages/_staff*.html
var StaffPages embed.FS

// StaffLanguages are those in which the staff pages are written.
var StaffLanguages = []string{"en", "gd"}

// StaffOptions is what the staff side needs.
type StaffOptions struct {
	Words    *i18n.Bundle
	Lang     string   // of pages for somebody who asks for none of StaffLanguages; English if it is none either
	Secure   bool     // the public address is https
	Sessions Sessions // who is signed in
	Places   Places   // where things lie; nil: roles that do not hold everywhere open nothing
	Style    string   // address of the style sheet
}

// Staff is what all staff rooms share. Make it with NewStaff.
type Staff struct {
	StaffOptions
	crossOrigin *http.CrossOriginProtection
	errors      *template.Template
	once        sync.Once
}

// NewStaff makes the staff side. Rooms call Protect when they mount.
func NewStaff(o StaffOptions) *Staff {
	if !slices.Contains(StaffLanguages, o.Lang) { // children's pages have more
		o.Lang = i18n.Source
	}
	return &Staff{
		StaffOptions: o,
		crossOrigin:  http.NewCrossOriginProtection(),
		errors:       template.Must(template.ParseFS(StaffPages, "pages/_staff*.html")),
	}
}

// Crumb is one step of the way to a page; the last has no link.
type Crumb struct{ Text, Link string }

// StaffBase is what every staff page has. Embed it in the page's struct.
type StaffBase struct {
	*i18n.Printer
	Title     string
	Room      string // which room is marked: "today", "rounds", "results"; empty: none
	Person    string // who is signed in; empty: nobody, and no rooms are shown
	Bare      bool   // who is signed in has no way to come in again
	Role      string // in words
	Synthetic bool   // some of what the page shows is invented
	Crumbs    []Crumb
	Style     string // address of the style sheet
	Script    string // address of the page's own script; empty: it has none
	Rooms     []RoomLink
	Languages []LanguageLink
}

// RoomLink is one room in the line at the top of every page.
type RoomLink struct {
	Text, Link string
	Here       bool
}

// LanguageLink is a language in which the page can be read.
type LanguageLink struct {
	Tag, Text string
	Here      bool
}

// libraryRoom is a room of its own only to those who do not come to the question
// library through the surveys.
const libraryRoom = "library"

// staffRooms are the rooms that exist, in order, and what opens them.
var staffRooms = []struct{ key, link string }{
	{"today", "/staff/"},
	{"surveys", "/staff/surveys"},
	{libraryRoom, "/staff/library"},
	{"translate", "/staff/translate"},
	{"inspections", "/staff/inspections"},
	{"rounds", "/staff/rounds"},
	{"paper", "/staff/paper"},
	{"results", "/staff/releases"},
	{"themes", "/staff/themes"},
	{"findings", "/staff/findings"},
	{"feedback", "/staff/feedback"},
	{"safety", "/staff/safety"},
	{"contacts", "/staff/contacts"},
	{"texts", "/staff/texts"},
	{"feeds", "/staff/feeds"},
	{"people", "/staff/people"},
	{"audit", "/staff/audit"},
}

// Base is the common part of a page for whoever is asking. room is the key of
// the room that the page is in; title is the finished words.
func (s *Staff) Base(c echo.Context, room, title string) StaffBase {
	v, known := s.visitor(c)
	p := s.Printer(c)
	b := StaffBase{Printer: p, Title: title, Room: room, Style: s.Style}
	if !known {
		return b
	}
	b.Person, b.Bare = v.Name, v.Bare
	b.Role = roleWords(p, v.Roles)
	for _, r := range staffRooms {
		if v.opens(access["GET "+r.link]) && (r.key != libraryRoom || !v.opens(access["GET /staff/surveys"])) {
			b.Rooms = append(b.Rooms, RoomLink{p.T("staff.room." + r.key), r.link, r.key == room})
		}
	}
	for _, tag := range StaffLanguages {
		b.Languages = append(b.Languages, LanguageLink{tag, i18n.Describe(tag).Endonym, tag == p.Lang()})
	}
	return b
}

func roleWords(p *i18n.Printer, roles []string) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = p.T("staff.role." + r)
	}
	return strings.Join(words, ", ")
}

// Draft says that nobody who reads the page's language natively has checked
// its words.
func (b StaffBase) Draft() bool { return b.Lang() != i18n.Source }

// Date writes a day (2006-01-02) in words; anything else comes back as it is.
func (b StaffBase) Date(day string) string { return DateIn(b.Printer, day) }

// Minute writes a minute (2006-01-02T15:04Z) in words; anything else comes
// back as it is.
func (b StaffBase) Minute(at string) string {
	t, err := time.Parse("2006-01-02T15:04Z", at)
	if err != nil {
		return at
	}
	return b.T("staff.minute", "Day", b.Date(t.Format(time.DateOnly)), "Time", t.Format("15:04"))
}

// DateIn writes a day (2006-01-02) in words; anything else comes back as it is.
func DateIn(p *i18n.Printer, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return p.T("staff.date", "Day", t.Day(), "Month", p.T("staff.month."+t.Format("01")), "Year", t.Year())
}

// Printer prints in the language that the visitor chose, or else the first
// one that the browser asks for and we have.
func (s *Staff) Printer(c echo.Context) *i18n.Printer {
	if v, _ := s.visitor(c); slices.Contains(StaffLanguages, v.Lang) {
		return s.Words.Printer(v.Lang)
	}
	return s.Words.Printer(i18n.Match(c.Request().Header.Get("Accept-Language"), StaffLanguages, s.Lang))
}

// cookieName has the prefix that makes a browser refuse the cookie from an
// address without TLS. Not "__Host-", which would ask for the path "/" and so
// send the cookie with every children's page that a person on the staff opens.
func (s *Staff) cookieName() string {
	if s.Secure {
		return "__Secure-kist-staff"
	}
	return "kist-staff"
}

// Token is the token of the session in the request; empty if there is none, or if there
// are two: another machine of the same domain can set a second one, and which of them is
// ours does not show.
func (s *Staff) Token(c echo.Context) string {
	if named := c.Request().CookiesNamed(s.cookieName()); len(named) == 1 {
		return named[0].Value
	}
	return ""
}

// Remember gives the browser the token of a session. It has no lifetime: the
// browser drops it when it closes, and the session ends by its own rules.
func (s *Staff) Remember(c echo.Context, token string) { c.SetCookie(s.cookie(token, 0)) }

// Forget takes the token away from the browser.
func (s *Staff) Forget(c echo.Context) { c.SetCookie(s.cookie("", -1)) }

func (s *Staff) cookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{ // #nosec G124 -- Secure wherever the public address has TLS
		Name: s.cookieName(), Value: value, MaxAge: maxAge, Path: staffPrefix,
		Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}

// staffError is the page for a request that failed.
type staffError struct {
	StaffBase
	What     string // last part of the ids of its texts
	Problems []string
	Ref      string
}

// ErrorPage renders the page of a failed request on the staff side. It is an
// ErrorPage of OnError.
func (s *Staff) ErrorPage(c echo.Context, status int, what string, problems fault.Problems) error {
	p := s.Printer(c)
	page := staffError{StaffBase: s.Base(c, "", p.T("staff.error."+what+".title")), What: what, Ref: Ref(c)}
	for _, problem := range problems {
		page.Problems = append(page.Problems, p.TArgs(problem.ID, problem.Args))
	}
	var b strings.Builder
	if err := s.errors.ExecuteTemplate(&b, "staff_error", page); err != nil {
		return err
	}
	return c.HTML(status, b.String())
}
