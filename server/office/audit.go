package office

import (
	"cmp"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/audit"
	"kist/internal/exchange/csvfile"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/people"
	"kist/server/web"
)

// deeds are those that have words of their own; any other is shown as it is
// written down.
var deeds = []string{
	"account.invite", "account.invite_again", "account.first_link", "account.accept", "account.sign_in", "account.sign_in_refused", "account.sign_out",
	"account.language", "account.password", "account.password_remove", "account.passkey_add", "account.passkey_remove",
	"account.roles", "account.end", "account.reset", "account.recovery_ask", "account.recovery_confirm",
	"account.session_end", "account.sessions_end", "account.sessions_end_all", "reader.make",
	"programme.make", "programme.edit", "inspection.make", "inspection.edit", "inspection.evaluate",
	"round.make", "round.ask", "round.edit", "round.open", "round.slips", "round.keys_end", "round.apart_count", "round.apart_leave", "round.apart_agree", "round.apart_drop", "confirm", "close", "release", "release.approve", "release.decline", "release.stop", "release.file", "recording.keep", "recording.check", "recording.remove",
	"survey.start", "survey.change", "survey.sign", "survey.publish", "survey.trial", "survey.retire", "survey.return", "pilot.start", "pilot.testers", "pilot.close", "pilot.end", "pilot.file", "audit.file",
	"proposal.make", "proposal.vote", "proposal.merge", "proposal.accepted", "proposal.declined", "proposal.withdrawn",
	"contact.open", "contact.reached", "contact.not_reached", "contact.passed_on", "contact.forget",
	"texts.ask", "texts.unlock", "texts.refused", "texts.lock", "texts.join",
	"lane.none", "lane.unread", "concern.raised", "concern.also", "concern.discussed", "concern.kept", "concern.passed", "concern.acted", "concern.recorded", "concern.read", "concern.forget", "text.review", "text.again", "text.translate", "text.untranslate",
	"codebook.theme", "codebook.retire", "codebook.restore", "codings.join", "quote.approve", "quote.back",
	"finding.start", "finding.edit", "finding.state", "finding.offer", "finding.agree", "finding.return", "finding.reopen", "finding.withdraw", "feedback.start", "feedback.edit", "feedback.drop", "feedback.promise", "feedback.offer", "feedback.show", "feedback.return", "feedback.language", "feedback.hide", "evidence.blank_ask", "evidence.blank", "evidence.blank_leave", "evidence.file", "token.make", "token.rotate", "token.end",
	"review.start", "review.edit", "review.offer", "review.agree", "review.return", "review.file", "report.file",
	"hook.make", "hook.pause", "hook.resume", "hook.rotate", "hook.end", "hook.replay", "hook.aside", "hook.again",
	"tablet.make", "tablet.link", "tablet.strike", "tablet.restore",
	"translation.write", "translation.check", "translation.keep", "term.set", "term.drop",
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
	Filter web.Filter
	Lines  []lineView
	Pager  web.Pager
	File   string // address of the same lines as a table
}

// lineView is one line in words.
type lineView struct {
	At, Who, Did string
	Of           string // the collection
	What         web.Crumb
}

// collections are those whose documents leave lines.
var collections = []string{"accounts", "programmes", "inspections", "rounds", "releases", "review_points", "programme_reviews", "confirmations", "recordings", "tablets", "contacts", "text_sessions", "lane", "concerns", "reviews", "translations", "audit", "findings", "feedback", "evidence", "tokens", "hooks", "survey_drafts", "survey_proposals", "survey_translations", "glossary"}

func filterOf(c echo.Context) audit.Filter {
	q := c.QueryParams()
	return audit.Filter{Who: q.Get("who"), Did: q.Get("did"), Collection: q.Get("of"), From: q.Get("from"), To: q.Get("to")}
}

func (o *office) showAudit(c echo.Context) error {
	page := auditPage{StaffBase: o.Staff.Base(c, "audit", o.Staff.Printer(c).T("staff.audit.title"))}
	who, err := o.authors(c)
	if err != nil {
		return err
	}
	page.Filter = auditFilter(c, page.StaffBase, who)
	lines, more, err := onPage(o.People.Trail.Find(c.Request().Context(), filterOf(c)), web.PageAsked(c))
	if err != nil {
		return err
	}
	named := namer{o: o, c: c, who: who, known: map[string]web.Crumb{}}
	for _, l := range lines {
		what, err := named.document(l.Collection(), l.Document())
		if err != nil {
			return err
		}
		page.Lines = append(page.Lines, lineView{page.Minute(l.At), named.person(l.Who), deedWords(page.Printer, l.Did), page.collection(l.Collection()), what})
	}
	page.Pager = web.NewPager(c, page.StaffBase, web.PageAsked(c), more)
	page.File = "/staff/audit.csv?" + c.QueryParams().Encode()
	return o.room.Write(c, http.StatusOK, "audit", page)
}

// collection is the name of a collection; one without words is its own.
func (p auditPage) collection(name string) string {
	if !slices.Contains(collections, name) {
		return name
	}
	return p.T("staff.audit.of." + name)
}

// onPage reads up to the end of the page that is asked for, and one line more
// to know whether there is another.
func onPage(lines iter.Seq2[*audit.Line, error], at int) (page []*audit.Line, more bool, err error) {
	n := 0
	for l, err := range lines {
		if err != nil {
			return nil, false, err
		}
		if n++; n > at*web.PageSize {
			return page, true, nil
		}
		if n > (at-1)*web.PageSize {
			page = append(page, l)
		}
	}
	return page, false, nil
}

func auditFilter(c echo.Context, b web.StaffBase, who []web.Choice) web.Filter {
	f := web.NewFilter(c, b)
	f.Select("who", b.T("staff.audit.who"), who)
	did := web.Choices(deeds, func(d string) string { return deedWords(b.Printer, d) })
	slices.SortFunc(did, func(x, y web.Choice) int { return cmp.Compare(x.Text, y.Text) })
	f.Select("did", b.T("staff.audit.did"), did)
	f.Select("of", b.T("staff.audit.what"), web.Choices(collections, func(name string) string { return b.T("staff.audit.of." + name) }))
	f.Date("from", b.T("staff.audit.from"))
	f.Date("to", b.T("staff.audit.to"))
	return f
}

// authors are the accounts with their names, the server first. An invitation that
// nobody accepted has done nothing.
func (o *office) authors(c echo.Context) ([]web.Choice, error) {
	all, err := o.People.All(c.Request().Context())
	names := []web.Choice{{Value: people.Server, Text: o.Staff.Printer(c).T("staff.audit.server")}}
	for _, a := range all {
		if a.Name != "" {
			names = append(names, web.Choice{Value: a.ID, Text: a.Name})
		}
	}
	slices.SortStableFunc(names[1:], func(x, y web.Choice) int { return cmp.Compare(strings.ToLower(x.Text), strings.ToLower(y.Text)) })
	return names, err
}

// namer gives the names of what lines are about, and remembers them for a page.
type namer struct {
	o     *office
	c     echo.Context
	who   []web.Choice
	known map[string]web.Crumb
}

// person is somebody's name; their id if they have none.
func (n namer) person(id string) string {
	if i := slices.IndexFunc(n.who, func(w web.Choice) bool { return w.Value == id }); i >= 0 {
		return n.who[i].Text
	}
	return id
}

// document names a document and leads to its page; what is gone, or of a kind
// without pages, is its id.
func (n namer) document(collection, id string) (web.Crumb, error) {
	key := collection + "/" + id
	if found, ok := n.known[key]; ok {
		return found, nil
	}
	found, err := n.look(collection, id)
	if errors.Is(err, fault.NotFound) {
		found, err = web.Crumb{Text: id}, nil
	}
	n.known[key] = found
	return found, err
}

func (n namer) look(collection, id string) (web.Crumb, error) {
	ctx, book := n.c.Request().Context(), n.o.Book
	switch collection {
	case "accounts":
		a, err := n.o.People.Get(ctx, id)
		if err != nil {
			return web.Crumb{}, err
		}
		return web.Crumb{Text: cmp.Or(a.Name, a.Email, id), Link: personPath(id)}, nil
	case "programmes":
		p, err := book.Programmes.Get(ctx, id)
		if err != nil {
			return web.Crumb{}, err
		}
		return web.Crumb{Text: p.Title, Link: programmePath(id)}, nil
	case "inspections":
		in, err := book.Inspections.Get(ctx, id)
		if err != nil {
			return web.Crumb{}, err
		}
		return web.Crumb{Text: in.Title, Link: inspectionPath(id)}, nil
	case "rounds":
		id, _, _ := strings.Cut(id, "/")
		r, err := book.Rounds.Get(ctx, id)
		if err != nil {
			return web.Crumb{}, err
		}
		return web.Crumb{Text: r.Name, Link: roundPath(id)}, nil
	case "releases":
		return fileOf(id), nil
	case "audit":
		return web.Crumb{Text: "audit.csv", Link: "/staff/audit"}, nil
	case "confirmations":
		return n.confirmation(id)
	case "recordings":
		return recording(id), nil
	case "feedback":
		return web.Crumb{Text: id, Link: "/staff/feedback/" + url.PathEscape(id)}, nil
	case "findings":
		return web.Crumb{Text: id, Link: "/staff/findings/" + url.PathEscape(id)}, nil
	case "review_points", "programme_reviews":
		return reviewOf(id), nil
	case "evidence":
		inspection, _, _ := strings.Cut(id, "/")
		return web.Crumb{Text: inspection, Link: inspectionPath(inspection) + "/evidence"}, nil
	case "tokens":
		return web.Crumb{Text: id, Link: "/staff/feeds"}, nil
	case "hooks":
		return web.Crumb{Text: id, Link: "/staff/feeds/hooks"}, nil
	case "survey_drafts":
		key, _, _ := strings.Cut(id, "/")
		return web.Crumb{Text: id, Link: "/staff/surveys/" + url.PathEscape(key)}, nil
	case "survey_translations":
		return web.Crumb{Text: id, Link: "/staff/translate/" + id}, nil
	case "glossary":
		lang, _, _ := strings.Cut(id, "/")
		return web.Crumb{Text: id, Link: "/staff/glossary/" + lang}, nil
	}
	return web.Crumb{Text: id}, nil
}

const reviewBase = "/staff/review/"

// reviewOf leads to the review of a programme, or to a point of it, whose number stands after
// the programme. The line of a file has its kind there, after a stroke.
func reviewOf(id string) web.Crumb {
	if programme, _, file := strings.Cut(id, "/"); file {
		return web.Crumb{Text: programme, Link: reviewBase + url.PathEscape(programme)}
	}
	programme, number := id, ""
	if i := strings.LastIndexByte(id, '-'); i >= 0 {
		programme, number = id[:i], "/points/"+id[i+1:]
	}
	return web.Crumb{Text: id, Link: reviewBase + url.PathEscape(programme) + number}
}

// fileOf leads to a release. The line of a file that was taken has its kind after
// the release, and then who took it when, which the line says already; that of a release
// which was ordered, stopped or decided has none.
func fileOf(id string) web.Crumb {
	release, rest, taken := strings.Cut(id, "/")
	if !taken {
		return web.Crumb{Text: id, Link: releasePath(id)}
	}
	kind, _, _ := strings.Cut(rest, "/")
	if kind == "" {
		return web.Crumb{Text: release, Link: releasePath(release)}
	}
	return web.Crumb{Text: release + ", " + kind, Link: releasePath(release)}
}

// recording is named by its survey, age, language and text, which its id has in
// this order before a mark of the words.
func recording(id string) web.Crumb {
	parts := strings.Split(id, "/")
	if len(parts) < 4 {
		return web.Crumb{Text: id}
	}
	to := "/staff/surveys/" + url.PathEscape(parts[0]) + "/recordings/" + url.PathEscape(parts[3]) + "?" +
		url.Values{"edition": {parts[1]}, "lang": {parts[2]}}.Encode()
	return web.Crumb{Text: strings.Join(parts[:4], ", "), Link: to}
}

// confirmation is of a round's check, or of the help lines.
func (n namer) confirmation(id string) (web.Crumb, error) {
	parts := strings.Split(id, "/")
	if len(parts) < 3 {
		return web.Crumb{Text: n.o.Staff.Printer(n.c).T("staff.helplines.title"), Link: "/staff/helplines"}, nil
	}
	round, err := n.document(parts[0], parts[1])
	if round.Link != "" {
		round.Link += "/checks"
	}
	return round, err
}

// sendAudit sends the filtered lines as a table: codes, not words, so that a
// program can read it in any language. That somebody took it is one of them.
func (o *office) sendAudit(c echo.Context) error {
	if err := o.People.Trail.NoteEach(c.Request().Context(), "audit", "file", "csv", o.Staff.Visitor(c).ID, "audit.file"); err != nil {
		return err
	}
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
	return csvfile.Lines(c.Response(), []string{"at", "who", "did", "collection", "document"}, rows)
}
