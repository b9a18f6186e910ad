package office

import (
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"kist/internal/audit"
	"kist/internal/exchange"
	"kist/internal/i18n"
	"kist/internal/people"
	"kist/server/web"
)

// deeds are those that have words of their own; any other is shown as it is
// written down.
var deeds = []string{
	"account.invite", "account.invite_again", "account.first_link", "account.accept", "account.sign_in", "account.language",
	"account.password", "account.password_remove", "account.passkey_add", "account.passkey_remove",
	"account.roles", "account.end", "account.reset", "account.recovery_ask", "account.recovery_confirm",
	"account.session_end", "account.sessions_end", "close", "release",
}

func deedWords(p *i18n.Printer, did string) string {
	if !slices.Contains(deeds, did) {
		return did
	}
	return p.T("staff.deed." + did)
}

// auditPage shows what was done, newest first.
type auditPage struct {
	web.StaffBase
	Filter      audit.Filter
	People      []option
	Deeds       []option
	Collections []option
	Lines       []lineView
	Before      string
	After       string
	File        string // address of the same lines as a table
}

type lineView struct{ At, Who, Did, What string }

// collections are those whose documents leave lines.
var collections = []string{"accounts", "programmes", "inspections", "rounds"}

func filterOf(c echo.Context) audit.Filter {
	q := c.QueryParams()
	return audit.Filter{Who: q.Get("who"), Did: q.Get("did"), Collection: q.Get("of"), From: q.Get("from"), To: q.Get("to")}
}

func (o *office) showAudit(c echo.Context) error {
	base := o.Staff.Base(c, "audit", o.Staff.Printer(c).T("staff.audit.title"))
	page := auditPage{StaffBase: base, Filter: filterOf(c)}
	names, err := o.names(c)
	if err != nil {
		return err
	}
	page.choices(names)
	if err := page.fill(o.lines(c, names, page.Filter), c.QueryParams()); err != nil {
		return err
	}
	page.File = "/staff/audit.csv?" + c.QueryParams().Encode()
	return o.room.Write(c, http.StatusOK, "audit", page)
}

// names are the accounts with their names, sorted by id; the server first.
func (o *office) names(c echo.Context) ([]option, error) {
	all, err := o.People.All(c.Request().Context())
	names := []option{{Value: people.Server, Text: o.Staff.Printer(c).T("staff.audit.server")}}
	for _, a := range all {
		name := a.Name
		if name == "" {
			name = a.ID
		}
		names = append(names, option{Value: a.ID, Text: name})
	}
	return names, err
}

func (p *auditPage) choices(names []option) {
	for _, n := range names {
		p.People = append(p.People, option{n.Value, n.Text, n.Value == p.Filter.Who})
	}
	for _, d := range deeds {
		p.Deeds = append(p.Deeds, option{d, deedWords(p.Printer, d), d == p.Filter.Did})
	}
	for _, name := range collections {
		p.Collections = append(p.Collections, option{name, p.T("staff.audit.of." + name), name == p.Filter.Collection})
	}
}

// fill reads up to the end of the page that is asked for, and one line more to
// know whether there is another.
func (p *auditPage) fill(lines iter.Seq2[lineView, error], asked url.Values) error {
	at, err := strconv.Atoi(asked.Get("page"))
	if err != nil || at < 1 {
		at = 1
	}
	n := 0
	for l, err := range lines {
		if err != nil {
			return err
		}
		if n++; n > at*perPage {
			break
		}
		if n > (at-1)*perPage {
			p.Lines = append(p.Lines, l)
		}
	}
	_, _, p.Before, p.After = cut(max(n, (at-1)*perPage), asked)
	return nil
}

// lines are the lines of the trail in words.
func (o *office) lines(c echo.Context, names []option, f audit.Filter) iter.Seq2[lineView, error] {
	base := o.Staff.Base(c, "", "")
	name := map[string]string{}
	for _, n := range names {
		name[n.Value] = n.Text
	}
	return func(yield func(lineView, error) bool) {
		for l, err := range o.People.Trail.Find(c.Request().Context(), f) {
			if err != nil {
				yield(lineView{}, err)
				return
			}
			who := name[l.Who]
			if who == "" {
				who = l.Who
			}
			what := l.Document()
			if l.Collection() == "accounts" && name[what] != "" {
				what = name[what]
			}
			if !yield(lineView{base.Minute(l.At), who, deedWords(base.Printer, l.Did), l.Collection() + ": " + what}, nil) {
				return
			}
		}
	}
}

// sendAudit sends the filtered lines as a table: codes, not words, so that a
// program can read it in any language.
func (o *office) sendAudit(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="audit.csv"`)
	rows := func(yield func([]string, error) bool) {
		for l, err := range o.People.Trail.Find(c.Request().Context(), filterOf(c)) {
			var row []string
			if err == nil {
				row = []string{l.At, l.Who, l.Did, l.Collection(), l.Document()}
			}
			if !yield(row, err) {
				return
			}
		}
	}
	return exchange.LinesCSV(c.Response(), []string{"at", "who", "did", "collection", "document"}, rows)
}
