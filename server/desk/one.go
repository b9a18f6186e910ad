package desk

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/exchange"
	"kist/internal/fault"
	"kist/internal/results"
	"kist/server/web"
)

// questionPath is where one question of a release stands for good: a release never
// changes, so neither does what is read there. Findings and letters cite it. On the
// page, #chart, #ages, #percent and #counts lead to its parts.
func questionPath(release, question string) string {
	return releasePath(release) + "/" + url.PathEscape(question)
}

// What one question of a release is handed out as, by the end of its address.
const (
	pictureSuffix     = ".svg"
	agesPictureSuffix = ".ages.svg"
	questionCSVSuffix = ".csv"
)

// onePage is one question of a release, with all that the release tells of it.
type onePage struct {
	web.StaffBase
	Inspected, Round string
	Release          string // address
	Question         questionView
	Tables           []table
	Groups           []groupTable
	Limits           []limit
	Numbers          []string
	Files            []fileView
	Cite             string // how to name it in a letter
	Prev, Next       string // addresses; empty at the ends
}

// showQuestion shows one question, or hands out its picture or its numbers.
func (k *desk) showQuestion(c echo.Context) error {
	id, err := web.Param(c, "id")
	if err != nil {
		return fault.Wrap(fault.NotFound, "release")
	}
	key, suffix, file := strings.Cut(c.Param("question"), ".") // keys hold no stops
	if file && !k.Staff.Visitor(c).Fresh {
		return k.Staff.StepUp(c)
	}
	r, err := k.report(c, id)
	if err != nil {
		return err
	}
	if key == attackKey && !file {
		return k.showAttack(c, r)
	}
	q, number, ok := r.find(key)
	if !ok && !file && r.leftOut(key) {
		return k.room.Write(c, http.StatusOK, "left", r.leftPage(k.Staff.Base(c, "results", ""), key))
	}
	if !ok {
		return fault.Wrap(fault.NotFound, "question %s of release %s", key, id)
	}
	if file {
		return k.sendOne(c, r, q, number, "."+suffix)
	}
	if r.rel.Over() {
		return k.showAcrossOne(c, r, q, number)
	}
	if r.rel.Texts != nil {
		return k.showTexts(c, r, key)
	}
	return k.room.Write(c, http.StatusOK, "one", r.one(k.Staff.Base(c, "results", ""), q, number, k.URL))
}

// find is a question of the release with its number, from 1.
func (r *report) find(key string) (q question, number int, ok bool) {
	all := r.words.questions(r.rel)
	i := slices.IndexFunc(all, func(q question) bool { return q.whole.Question == key })
	if i < 0 {
		return question{}, 0, false
	}
	return all[i], i + 1, true
}

// only is the release as far as it tells of one question, so that what is said of
// limits, and the files, are of that question alone.
func (r *report) only(key string) *report {
	rel := *r.rel
	rel.Tables = nil
	for _, t := range r.rel.Tables {
		if t.Question == key {
			rel.Tables = append(rel.Tables, t)
		}
	}
	if rel.Attack != nil {
		attack := *rel.Attack
		attack.Merged = slices.DeleteFunc(slices.Clone(attack.Merged), func(m results.Merged) bool { return m.Question != key })
		attack.Dropped = slices.DeleteFunc(slices.Clone(attack.Dropped), func(d results.Dropped) bool { return d.Question != key })
		rel.Attack = &attack
	}
	one := *r
	one.rel = &rel
	return &one
}

// one is the page of a question. site is the public address of the server.
func (r *report) one(base web.StaffBase, q question, number int, site string) onePage {
	key, w := q.whole.Question, r.words
	base.Synthetic = r.rel.Synthetic
	view := r.question(q, number)
	base.Title = view.Heading
	release := w.T("staff.release.number", "Number", r.rel.Number)
	base.Crumbs = []web.Crumb{{Text: base.T("staff.room.results"), Link: "/staff/releases"}, {Text: r.inspection, Link: skimPath(r.round.Inspection)}, {Text: r.round.Name},
		{Text: release, Link: releasePath(r.rel.ID)}, {Text: w.T("staff.release.part.one", "Number", number)}}
	if chart, ok := w.agesChart(q, w.order(q)); ok {
		chart.ID, chart.Title = "a-"+key, w.T("staff.one.ages.title", "Number", number)
		view.Ages = &chart
	}
	page := onePage{
		StaffBase: base, Inspected: r.inspection, Round: r.round.Name, Release: releasePath(r.rel.ID),
		Question: view, Tables: r.labelled(q, number), Groups: w.groupTables(q, number),
		Limits: append(r.answeredHere(q), r.only(key).limits()...), Numbers: r.numbers(),
		Cite: r.cite(number, site+questionPath(r.rel.ID, key)),
	}
	page.Files = r.oneFiles(key, view)
	all := w.questions(r.rel)
	if number > 1 {
		page.Prev = questionPath(r.rel.ID, all[number-2].whole.Question)
	}
	if number < len(all) {
		page.Next = questionPath(r.rel.ID, all[number].whole.Question)
	}
	return page
}

// cite names a question of the release in a letter.
func (r *report) cite(number int, link string) string {
	release := r.words.T("staff.release.number", "Number", r.rel.Number)
	if r.rel.Over() {
		return r.words.T("staff.across.cite", "Release", release, "Programme", r.inspection, "Number", number, "Link", link)
	}
	return r.words.T("staff.one.cite", "Release", release, "Round", r.round.Name, "Inspection", r.inspection, "Number", number, "Link", link)
}

// labelled are a question's tables, told from the other tables of the page.
func (r *report) labelled(q question, number int) []table {
	list := r.words.tables(q)
	for i := range list {
		list[i].Label = r.words.T([]string{"staff.table.label", "staff.counts"}[i], "Number", number)
	}
	return list
}

// answeredHere says how many of those who took part answered this question; nothing
// if either number is withheld, or if nobody was seen to leave it out.
func (r *report) answeredHere(q question) []limit {
	base, all := q.everybody().Base, r.rel.Responses
	if !base.Shown || !all.Shown || base.Count >= all.Count {
		return nil
	}
	w := r.words
	return []limit{{w.T("staff.limit.others"), w.T("staff.limit.others.text", "Answered", base.Count, "All", all.Count)}}
}

// oneFiles are what a question is handed out as: its charts as pictures, its numbers
// as a table.
func (r *report) oneFiles(key string, view questionView) []fileView {
	path, w := questionPath(r.rel.ID, key), r.words
	list := []fileView{{Link: path + pictureSuffix, Name: w.T("staff.one.picture"), For: w.T("staff.one.picture.text")}}
	if view.Ages != nil {
		list = append(list, fileView{Link: path + agesPictureSuffix, Name: w.T("staff.one.picture.ages"), For: w.T("staff.one.picture.ages.text")})
	}
	return append(list, fileView{Link: path + questionCSVSuffix, Name: w.T("staff.file.csv"), For: w.T("staff.file.csv.text")})
}

// sendOne hands out a picture or the numbers of one question, once it is written
// down who takes it. fault.NotFound for a kind that there is not.
func (k *desk) sendOne(c echo.Context, r *report, q question, number int, suffix string) error {
	body, media, err := k.oneFile(r, q, number, suffix)
	if err != nil {
		return err
	}
	key := q.whole.Question
	if err := k.Trail.NoteEach(c.Request().Context(), "releases", r.rel.ID, key+suffix, k.Staff.Visitor(c).ID, "release.file"); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+fileName(r.rel.ID)+"-"+fileName(key)+suffix+`"`)
	return c.Blob(http.StatusOK, media, body)
}

const svgMedia = "image/svg+xml"

func (k *desk) oneFile(r *report, q question, number int, suffix string) (body []byte, media string, err error) {
	switch suffix {
	case pictureSuffix:
		return r.chartPicture(q, number, k.URL).SVG(), svgMedia, nil
	case agesPictureSuffix:
		if chart, ok := r.words.agesChart(q, r.words.order(q)); ok {
			return r.picture(q, number, chart, k.URL).SVG(), svgMedia, nil
		}
	case questionCSVSuffix:
		_, format, _ := exchange.CutFormat(suffix)
		var b bytes.Buffer
		err := format.Write(&b, k.worded(r.only(q.whole.Question)))
		return b.Bytes(), format.Media, err
	}
	return nil, "", fault.Wrap(fault.NotFound, "file %s of a question", suffix)
}

// chartPicture is the chart of a question's page.
func (r *report) chartPicture(q question, number int, site string) picture {
	if !r.rel.Over() {
		return r.picture(q, number, r.question(q, number).Chart, site)
	}
	m := r.acrossMap(q, r.words.acrossLead(q))
	p := r.picture(q, number, r.placesChart(q, m), site)
	p.Title = r.acrossSaid(q, m)
	return p
}

// picture is a chart of a question with its title and source.
func (r *report) picture(q question, number int, d drawing, site string) picture {
	w := r.words
	p := picture{Lang: w.Lang(), Title: w.sentence(q), Drawing: d}
	for _, a := range w.wordings(q.whole.Question) {
		text := w.T("staff.quote", "Text", a.Text)
		if a.Editions != "" {
			text += " " + w.T("staff.asked", "Editions", a.Editions)
		}
		p.Asked = append(p.Asked, text)
	}
	if r.rel.Synthetic {
		p.Source = append(p.Source, w.T("staff.synthetic.title")+" "+w.T("staff.synthetic.text"))
	}
	p.Source = append(p.Source,
		r.cite(number, site+questionPath(r.rel.ID, q.whole.Question)),
		w.T("staff.one.source", "Day", web.DateIn(w.Printer, r.rel.Made), "Points", clearGap))
	return p
}
