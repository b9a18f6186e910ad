package office

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/synthetic"
	"kist/server/web"
	"kist/surveys"
)

// checksPage is what is looked at before a round opens.
type checksPage struct {
	web.StaffBase
	Heading string
	Link    string
	Stops   []checkRow
	Passed  []checkRow
	Ready   bool
	Privacy string // address of what children read about privacy
	// What children can hear and see, by language, and where that is seen to.
	Recorded     []recordedRow
	RecordedLink string
}

// checkRow is one check in words.
type checkRow struct {
	inspections.Check
	Text string
	Why  string
	Said string // who answered for it and when; empty: nobody
	Link string // where it is put right; empty: by a form here, or not at all
	Mark string // symbol
	Form string // which form puts it right: confirm, exception, test; empty: none
	// What a translation has to be at least, to choose from; none where nothing is translated.
	Levels []web.Choice
	Stated string // who stated the level and when; empty: nobody
}

// rowPart is a row where the page's own parts are at hand.
type rowPart struct {
	web.StaffBase
	Link string
	Row  checkRow
}

// With gives a row to a part of the page.
func (p checksPage) With(row checkRow) rowPart { return rowPart{p.StaffBase, p.Link, row} }

// facts gathers what the checks need to know.
func (o *office) facts(ctx context.Context, r *inspections.Round) (inspections.Facts, error) {
	f := inspections.Facts{Now: o.now(), Missing: map[string][]string{}, Read: map[string]int{}}
	survey, offer, err := o.version(ctx, r.Version)
	if err != nil {
		return f, err
	}
	f.Trial = offer.Trial
	for _, l := range r.Languages {
		if survey.Draft(l) {
			f.Unchecked = append(f.Unchecked, l)
		}
		f.Missing[l] = lacking(survey, l)
	}
	frozen, err := o.Versions.Spoken(ctx, r.Version)
	if err != nil {
		return f, err
	}
	for _, s := range frozen {
		f.Read[s.Language] = s.Read()
	}
	if f.Tablets, err = o.Tablets.OfRound(ctx, r.ID); err != nil {
		return f, err
	}
	if f.Lead, err = o.hasLead(ctx, r.Inspection); err != nil {
		return f, err
	}
	f.Confirmed, err = o.Book.Confirmed(ctx, r.ID)
	return f, err
}

// hasLead says whether a safeguarding lead, who has come in, reads the requests of
// an inspection's children to be contacted.
func (o *office) hasLead(ctx context.Context, inspection string) (bool, error) {
	in, err := o.Book.Inspections.Get(ctx, inspection)
	if err != nil {
		return false, err
	}
	all, err := o.People.All(ctx)
	return slices.ContainsFunc(all, func(a *people.Account) bool {
		return a.Joined != "" && a.Ended == "" && a.May([]people.Role{people.SafeguardingLead}, in.Programme, in.ID)
	}), err
}

// lacking are the places of the texts that a survey lacks in a language.
func lacking(s *surveys.Survey, lang string) []string {
	var places []string
	for _, t := range s.Missing(lang) {
		places = append(places, t.Place)
	}
	return places
}

func (o *office) showChecks(c echo.Context) error {
	r, err := o.doored(c)
	if err != nil {
		return err
	}
	if r.Stage != inspections.Draft {
		return web.Redirect(c, roundPath(r.ID))
	}
	f, err := o.facts(c.Request().Context(), r)
	if err != nil {
		return err
	}
	survey, _, err := o.version(c.Request().Context(), r.Version)
	if err != nil {
		return err
	}
	list, source := inspections.Preflight(r, f), survey.Source
	page := checksPage{StaffBase: o.Staff.Base(c, "rounds", o.Staff.Printer(c).T("staff.checks.title")), Link: roundPath(r.ID), Ready: inspections.Ready(list), Privacy: "/about/privacy"}
	page.Synthetic = r.Synthetic
	if page.Recorded, page.RecordedLink, err = o.recorded(c.Request().Context(), page.Printer, r); err != nil {
		return err
	}
	in, err := o.inspectionCrumb(c.Request().Context(), r.Inspection)
	if err != nil {
		return err
	}
	page.Crumbs = crumbs(page.Printer, in, web.Crumb{Text: r.Name, Link: page.Link}, web.Crumb{Text: page.Title})
	stops := 0
	for _, check := range list {
		row := page.row(check)
		if check.Key == "keys" && r.KeyMode == inspections.ReaderHeld && check.Verdict == inspections.Passes {
			row.Why = o.keyWords(c.Request().Context(), page.StaffBase, r)
		}
		if check.Key == inspections.Translation && check.Lang != source {
			row.level(page.StaffBase, f.Confirmed[inspections.LeastLevel+"/"+check.Lang])
		}
		if check.Verdict == inspections.Stops {
			stops++
		}
		if check.Verdict == inspections.Passes {
			page.Passed = append(page.Passed, row)
		} else {
			page.Stops = append(page.Stops, row)
		}
	}
	page.Heading = page.T("staff.checks.ready", "Name", r.Name)
	if stops > 0 {
		page.Heading = page.T("staff.checks.heading", "Name", r.Name, "count", stops)
	}
	return o.room.Write(c, http.StatusOK, "checks", page)
}

// row puts a check into words.
func (p checksPage) row(c inspections.Check) checkRow {
	row := checkRow{Check: c, Mark: "m-full"}
	verdict := "passed"
	switch c.Verdict {
	case inspections.Stops:
		verdict, row.Mark = "stops", "m-no"
	case inspections.ToDo:
		verdict, row.Mark = "todo", "m-half"
	}
	language := i18n.Describe(c.Lang).Endonym
	row.Text = p.T("staff.check." + c.Key)
	row.Why = p.T("staff.check." + c.Key + "." + verdict)
	switch n := c.Level.Percent(); {
	case c.Key != inspections.Translation:
	case n > 0:
		row.Text, row.Why = p.T("staff.check.language.percent", "Language", language, "Percent", n), p.T("staff.check.translation.percent."+verdict, "Read", c.Read)
	default:
		row.Text, row.Why = p.T("staff.check.language."+string(c.Level), "Language", language), p.T("staff.check.translation."+string(c.Level)+"."+verdict)
	}
	if len(c.Names) > 0 {
		row.Why += " " + strings.Join(c.Names, ", ") + "."
	}
	if c.By != nil {
		row.Said = p.T("staff.check.said", "Name", c.By.Name, "Day", p.Date(c.By.Day))
		if c.By.Note != "" {
			row.Said = p.T("staff.check.said.note", "Name", c.By.Name, "Day", p.Date(c.By.Day), "Note", c.By.Note)
		}
	}
	if c.Verdict != inspections.Passes {
		row.remedy(p.Link)
	}
	return row
}

// level offers what the round can ask of a translation.
func (row *checkRow) level(b web.StaffBase, by *inspections.Confirmation) {
	row.Levels = web.Choices(inspections.Levels(), func(l inspections.Level) string {
		if n := l.Percent(); n > 0 {
			return b.T("staff.check.level.percent", "Percent", n)
		}
		return b.T("staff.check.level." + string(l))
	}, row.Level)
	if by != nil {
		row.Stated = b.T("staff.check.level.stated", "Name", by.Name, "Day", b.Date(by.Day))
	}
}

// remedy says how a check is put right.
func (row *checkRow) remedy(link string) {
	switch row.Key {
	case "dates", "settings", "expected":
		row.Link = link + "/edit"
	case "tablets":
		row.Link = link + "/tablets"
	case "lead":
		row.Link = "/staff/people"
	case inspections.HelpLines:
		row.Link = "/staff/helplines"
	case inspections.PrivacySeen:
		row.Form = "confirm"
	case inspections.Translation:
		if row.Verdict == inspections.Stops {
			row.Form = "exception"
		}
	case inspections.TestAnswer:
		row.Form = "test"
	}
}

// confirmCheck writes down a person's word about one check of a round.
func (o *office) confirmCheck(c echo.Context) error {
	r, err := o.draft(c)
	if err != nil {
		return err
	}
	what, v := c.FormValue("what"), o.Staff.Visitor(c)
	said := inspections.Confirmation{Who: v.ID, Name: v.Name, Of: r.Mark()}
	switch what {
	case inspections.PrivacySeen:
	case inspections.Translation:
		lang := c.FormValue("lang")
		if !r.Speaks(lang) {
			return fault.Wrap(fault.Invalid, "language %q", lang)
		}
		what += "/" + lang
		said.Name, said.Note = c.FormValue("name"), c.FormValue("note")
	case inspections.LeastLevel:
		lang, level := c.FormValue("lang"), c.FormValue("level")
		if !r.Speaks(lang) || !slices.Contains(inspections.Levels(), inspections.Level(level)) {
			return fault.Wrap(fault.Invalid, "level %q of %q", level, lang)
		}
		what += "/" + lang
		said.Note = level
	default:
		return fault.Wrap(fault.Invalid, "check %q", what)
	}
	said.ID = inspections.AboutRound(r.ID, what)
	if err := o.Book.Confirm(c.Request().Context(), said); err != nil {
		return err
	}
	return web.Redirect(c, roundPath(r.ID)+"/checks")
}

// draft reads the round that the address names, if it is in preparation.
func (o *office) draft(c echo.Context) (*inspections.Round, error) {
	r, err := o.doored(c)
	if err == nil && r.Stage != inspections.Draft {
		err = fault.Wrap(fault.Closed, "round %s is %s", r.ID, r.Stage)
	}
	return r, err
}

// rehearse sends an invented answer for every edition and language the way of
// children's own, as far as that goes without storing it.
func (o *office) rehearse(c echo.Context) error {
	ctx := c.Request().Context()
	r, err := o.draft(c)
	if err != nil {
		return err
	}
	survey, _, err := o.version(ctx, r.Version)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())) // #nosec G404 -- answers for a test of the round
	for _, e := range survey.Editions {
		for _, lang := range r.Languages {
			if !r.Offers(string(e), lang) {
				continue
			}
			answers, texts, err := survey.Accept(e, lang, synthetic.Form(rng, survey, e))
			if err != nil {
				return err
			}
			err = o.Rehearsal.Rehearse(ctx, r, ballot.Form{
				Edition: string(e), AgeBand: survey.AgeBand(e, answers), Language: lang, Setting: r.Settings[0].Key,
				Mode: "test", Secret: ballot.NewSecret(), Answers: answers, Texts: texts,
			})
			if err != nil {
				return err
			}
		}
	}
	v := o.Staff.Visitor(c)
	said := inspections.Confirmation{Who: v.ID, Name: v.Name, Of: r.Mark()}
	said.ID = inspections.AboutRound(r.ID, inspections.TestAnswer)
	if err := o.Book.Confirm(ctx, said); err != nil {
		return err
	}
	return web.Redirect(c, roundPath(r.ID)+"/checks")
}

// openRound lets children in, if nothing stops it.
func (o *office) openRound(c echo.Context) error {
	ctx := c.Request().Context()
	r, err := o.draft(c)
	if err != nil {
		return err
	}
	f, err := o.facts(ctx, r)
	if err != nil {
		return err
	}
	if !inspections.Ready(inspections.Preflight(r, f)) {
		return web.Redirect(c, roundPath(r.ID)+"/checks")
	}
	who := o.Staff.Visitor(c).ID
	if r, err = o.Book.CanAsk(ctx, o.Vault, r, r.Mark(), who); err != nil {
		return err
	}
	if _, err := o.Book.OpenRound(ctx, r.ID, r.Mark(), who); err != nil {
		return err
	}
	if err := o.Progress.Begin(ctx, r.ID, o.now()); err != nil {
		return err
	}
	return web.Redirect(c, roundPath(r.ID))
}

// helpLinesPage shows the numbers on children's pages, to be rung one by one.
type helpLinesPage struct {
	web.StaffBase
	Lines []HelpLine
	Said  string // who looked last; empty: nobody
	Can   bool
}

// HelpLine is a help line as children's pages show it.
type HelpLine struct {
	NameID   string // of its words
	Number   string
	Verified bool // the number was read at its owner's
}

func (o *office) showHelpLines(c echo.Context) error {
	page := helpLinesPage{StaffBase: o.Staff.Base(c, "rounds", o.Staff.Printer(c).T("staff.helplines.title")), Lines: o.HelpLines}
	page.Can = o.Staff.May(c, "POST /staff/helplines", web.Place{})
	page.Crumbs = crumbs(page.Printer, web.Crumb{}, web.Crumb{Text: page.Title})
	known, err := o.Book.Confirmed(c.Request().Context(), "")
	if err != nil {
		return err
	}
	if last := known[inspections.HelpLines]; last != nil {
		page.Said = page.T("staff.check.said", "Name", last.Name, "Day", page.Date(last.Day))
	}
	return o.room.Write(c, http.StatusOK, "helplines", page)
}

func (o *office) confirmHelpLines(c echo.Context) error {
	v := o.Staff.Visitor(c)
	said := inspections.Confirmation{Who: v.ID, Name: v.Name}
	said.ID = inspections.HelpLines
	if err := o.Book.Confirm(c.Request().Context(), said); err != nil {
		return err
	}
	return web.Redirect(c, "/staff/helplines")
}
