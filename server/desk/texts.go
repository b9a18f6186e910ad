package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/results"
	"kist/server/web"
)

// ofTexts are what stands in a release of themes in place of words that speak of children
// and their answers: it counts texts.
var ofTexts = map[string]string{
	"staff.release.number":          "staff.tables.number",
	"staff.release.title":           "staff.tables.title",
	"staff.release.answers":         "staff.tables.texts",
	"staff.fact.answered":           "staff.tables.fact",
	"staff.fact.questions":          "staff.tables.fact.questions",
	"staff.csv.answered":            "staff.tables.base",
	"staff.how.several":             "staff.tables.how",
	"staff.few":                     "staff.tables.few",
	"staff.finding.few":             "staff.tables.few",
	"staff.hidden":                  "staff.tables.hidden",
	"staff.hidden.either":           "staff.tables.hidden.either",
	"staff.group.all":               "staff.tables.by.all",
	"staff.finding.withheld":        "staff.tables.hidden",
	"staff.finding.withheld.either": "staff.tables.hidden.either",
	"staff.file.missing.either":     "staff.tables.hidden.either",
	"staff.finding.top":             "staff.tables.top",
	"staff.finding.top.unsure":      "staff.tables.top.unsure",
	"staff.finding.tops":            "staff.tables.tops",
	"staff.finding.flat":            "staff.tables.flat",
	"staff.table.answer":            "staff.themes.theme",
	"staff.table.answers":           "staff.tables.base",
	"staff.table.percent.several":   "staff.tables.percent",
	"staff.table.counts.several":    "staff.tables.counts",
	"staff.findings.cited.base":     "staff.tables.cited.base",
	"staff.findings.cited":          "staff.tables.cited",
	"staff.file.by.all":             "staff.tables.by.all",
	"staff.findings.by.all":         "staff.tables.by.all",
	"staff.file.var.column":         "staff.tables.var.column",
	"staff.file.var.label":          "staff.themes.theme",
	"staff.file.var.percent":        "staff.tables.var.percent",
	"staff.file.var.offered":        "staff.tables.var.offered",
	"staff.file.ddi.unit":           "staff.tables.ddi.unit",
	"staff.one.source":              "staff.tables.source",
}

// T is a text of the interface, in the words for texts where they are counted.
func (w words) T(id string, args ...any) string {
	if other, ok := ofTexts[id]; ok && w.texts != nil {
		id = other
	}
	return w.Printer.T(id, args...)
}

// textGroup is the name of a group of texts: of an edition or a setting, or of several.
func (w words) textGroup(by, value string) string {
	var names []string
	for _, part := range results.Parts(value) {
		name := results.NameOf(w.texts.Settings, part)
		if by == results.ByEdition {
			name = w.T("staff.edition." + part)
		}
		names = append(names, name)
	}
	return w.joined(names, "staff.finding.and")
}

// groupedBy names what a table is told apart by, where that is no age.
func (w words) groupedBy(by string) string {
	switch by {
	case results.ByEdition:
		return w.T("staff.tables.by.edition")
	case results.BySetting:
		return w.T("staff.tables.by.setting")
	}
	return w.question(by)
}

// textsPage is a release of themes, or one question of it.
type textsPage struct {
	web.StaffBase
	Heading, Inspected, Round string
	Whole                     string // address of the whole release; empty: this is it
	Attack                    string // address of how it was attacked
	Facts                     []fact
	Questions                 []textsView
	Limits                    []limit
	Numbers                   []string
	Files                     []fileView
	Signed                    string
	Cite                      string // how to name a question in a letter; empty on the whole
}

// textsView is a question with its tables.
type textsView struct {
	questionView
	Counts []table // the second of its tables, if there is one
	Groups []groupTable
}

// textsOnPage is a question together with its page, whose printer its template needs.
type textsOnPage struct {
	web.StaffBase
	Question textsView
}

// Of puts a question on the page.
func (p textsPage) Of(v textsView) textsOnPage { return textsOnPage{p.StaffBase, v} }

// showTexts shows a release of themes, or the question with this key.
func (k *desk) showTexts(c echo.Context, r *report, key string) error {
	base, w := k.Staff.Base(c, "results", ""), r.words
	base.Synthetic, base.Title, base.Crumbs = r.rel.Synthetic, r.title(), r.crumbs(base)
	base.Crumbs[len(base.Crumbs)-1].Text = w.T("staff.release.number", "Number", r.rel.Number)
	page := textsPage{
		StaffBase: base, Heading: r.textsHeading(), Inspected: r.inspection, Round: r.round.Name, Facts: r.textsFacts(),
		Limits: r.limits(), Numbers: r.numbers(), Files: files(r), Signed: r.signed(),
	}
	if r.rel.Attack != nil && len(r.rel.Attack.Questions) > 0 {
		page.Attack = questionPath(r.rel.ID, attackKey)
	}
	for i, q := range w.questions(r.rel) {
		if key == "" || q.whole.Question == key {
			page.Questions = append(page.Questions, r.textsView(q, i+1))
		}
		if key != "" && q.whole.Question == key {
			page.one(r, page.Questions[0], i+1, k.URL)
		}
	}
	return k.room.Write(c, http.StatusOK, "texts", page)
}

// one makes the page that of one question.
func (p *textsPage) one(r *report, v textsView, number int, site string) {
	key := strings.TrimPrefix(v.ID, "q-")
	p.Heading, p.Title, p.Whole, p.Facts = v.Heading, v.Heading, releasePath(r.rel.ID), nil
	p.Limits, p.Cite = r.only(key).limits(), r.cite(number, site+questionPath(r.rel.ID, key))
	p.Files = r.oneFiles(key, v.questionView)
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: p.T("staff.release.part.one", "Number", number)})
}

func (r *report) textsView(q question, number int) textsView {
	var names []string
	for i, t := range q.others {
		asked := *t
		asked.Groups = slices.DeleteFunc(slices.Clone(t.Groups), func(g results.Group) bool {
			not := len(g.Offered) > 0 && !slices.Contains(g.Offered, true)
			if not {
				names = append(names, r.words.Group(t.By, g.Value))
			}
			return not
		})
		q.others[i] = &asked
	}
	v := textsView{questionView: r.question(q, number), Groups: r.words.groupTables(q, number)}
	if names != nil {
		v.Notes = append(v.Notes, r.words.T("staff.note.not_asked", "Groups", strings.Join(names, ", ")))
	}
	if all := r.labelled(q, number); len(all) > 1 {
		v.Counts = all[1:]
	}
	return v
}

// textsHeading says what the release found: the theme that most texts carry.
func (r *report) textsHeading() string {
	all := r.words.questions(r.rel)
	if len(all) == 0 {
		return r.words.T("staff.tables.none", "Least", results.MinGroup)
	}
	return r.words.T("staff.tables.heading", "count", len(r.rel.Texts.Themes), "Texts", r.rel.Responses.Count)
}

func (r *report) textsFacts() []fact {
	w := r.words
	return []fact{
		{strconv.Itoa(r.rel.Responses.Count), w.T("staff.fact.answered")},
		{strconv.Itoa(len(r.rel.Texts.Themes)), w.T("staff.tables.fact.themes")},
		{strconv.Itoa(len(w.questions(r.rel))), w.T("staff.fact.questions")},
		{w.T("staff.release.number", "Number", r.rel.Number), w.T("staff.fact.made", "Day", web.DateIn(w.Printer, r.rel.Made))},
	}
}

// textLimits are what a release of themes cannot tell.
func (r *report) textLimits() []limit {
	w := r.words
	say := func(id string, args ...any) limit {
		return limit{w.T("staff.tables.limit."+id, args...), w.T("staff.tables.limit."+id+".text", args...)}
	}
	list := []limit{say("children"), say("chosen"), say("people"), say("seldom", "Least", results.MinGroup)}
	if r.rel.Number > 1 {
		list = append(list, say("before"))
	}
	if r.rel.Texts.Later {
		list = append(list, say("later", "Least", results.MinJoined))
	}
	if r.alike() {
		list = append(list, say("alike", "Apart", results.MinApart))
	}
	if slices.ContainsFunc(r.round.Editions, func(e string) bool { return e == "4-7" }) {
		list = append(list, say("youngest"))
	}
	if r.rel.Attack != nil && len(r.rel.Attack.Merged) > 0 {
		list = append(list, limit{w.T("staff.limit.merged"), w.T("staff.limit.merged.text", "What", strings.Join(r.merged(), "; "))})
	}
	if r.rel.Attack != nil && len(r.rel.Attack.Dropped) > 0 {
		list = append(list, limit{w.T("staff.limit.dropped"), w.T("staff.limit.dropped.text", "What", strings.Join(r.dropped(), "; "))})
	}
	return list
}

// textNumbers say how to read counts of texts.
func (r *report) textNumbers() []string {
	w := r.words
	least, most := results.Figure{Shown: true, Count: results.MinGroup}.Range()
	return []string{
		w.T("staff.tables.numbers.what"),
		w.T("staff.numbers.counts", "N", results.MinGroup, "Least", least, "Most", most),
		w.T("staff.tables.numbers.percent", "From", results.MinPercent),
		w.T("staff.tables.numbers.gaps", "Points", clearGap),
	}
}

// releaseOf names a release of a round, or of its themes, in a list.
func (w words) releaseOf(round string, rel *results.Release) string {
	if rel.Texts != nil {
		return w.T("staff.tables.release", "Round", round, "N", rel.Number)
	}
	return w.T("staff.findings.release", "Round", round, "N", rel.Number)
}
