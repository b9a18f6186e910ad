package desk

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/exchange/cells"
	"kist/internal/fault"
	"kist/server/web"
	"kist/surveys"
)

const mapPath = "/staff/releases/map"

// mapPage shows one measure over the areas, each from its own latest release.
type mapPage struct {
	web.StaffBase
	Heading  string
	Deck     string
	Form     web.Filter
	Chart    *drawing // nil: there is nothing to draw
	Bands    []areaBand
	Caption  string
	Missing  []limit // areas without a number, by the reason
	Limits   []limit
	Picture  string // address
	Data     string // address
	Measured bool
}

// areaBand is a part of the table: areas that stand alike.
type areaBand struct {
	Head string
	Rows []areaRow
}

// areaRow is an area in the table.
type areaRow struct {
	Name, Link string
	Answers    int
	Percent    int
	Made       string // day, in words
}

func (k *desk) showMap(c echo.Context) error {
	base := k.Staff.Base(c, "results", "")
	page := mapPage{StaffBase: base, Heading: base.T("staff.map.title"), Deck: base.T("staff.map.deck")}
	page.Crumbs = []web.Crumb{{Text: base.T("staff.room.results"), Link: "/staff/releases"}, {Text: base.T("staff.map.title")}}
	m, measures, err := k.areaMap(c)
	if err != nil {
		return err
	}
	page.Form = mapForm(c, base, measures)
	if m != nil {
		page.Form.Fields[0].Choices = chosen(page.Form.Fields[0].Choices, m.value)
		m.fill(&page)
	}
	page.Title = page.Heading
	return k.room.Write(c, http.StatusOK, "map", page)
}

// sendMap hands out the map as a picture or as a table with a row an area.
func (k *desk) sendMap(c echo.Context) error {
	m, _, err := k.areaMap(c)
	if err != nil {
		return err
	}
	if m == nil {
		return fault.Wrap(fault.NotFound, "nothing to draw")
	}
	suffix := strings.TrimPrefix(c.Path(), mapPath)
	media, body := svgMedia, []byte(nil)
	if suffix == pictureSuffix {
		body = m.picture(k.URL).SVG()
	} else {
		media = "text/csv; charset=utf-8"
		if body, err = m.csv(); err != nil {
			return err
		}
	}
	if err := k.Trail.NoteEach(c.Request().Context(), "releases", m.from.head.ID, "map "+m.topic+suffix, k.Staff.Visitor(c).ID, "release.file"); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="map-`+fileName(m.topic)+suffix+`"`)
	return c.Blob(http.StatusOK, media, body)
}

// areaMap reads what the address asks for, or the first measure; nil if there is no
// release to show. fault.NotFound for a measure that there is not.
func (k *desk) areaMap(c echo.Context) (*areaMap, []measure, error) {
	list, err := k.results(c)
	if err != nil {
		return nil, nil, err
	}
	ctx := c.Request().Context()
	asked, err := k.surveysOf(ctx, list)
	if err != nil {
		return nil, nil, err
	}
	measures, err := k.measures(c, list, asked)
	if err != nil || len(measures) == 0 {
		return nil, nil, err
	}
	i := 0
	if wanted := c.QueryParam("measure"); wanted != "" {
		if i = slices.IndexFunc(measures, func(m measure) bool { return m.value == wanted }); i < 0 {
			return nil, nil, fault.Wrap(fault.NotFound, "measure %s", wanted)
		}
	}
	m := &areaMap{measure: measures[i], words: measures[i].ref.words}
	if err := k.fillAreas(ctx, m, list, asked); err != nil {
		return nil, nil, err
	}
	return m, measures, nil
}

// surveysOf are the surveys of the releases' versions, by those.
func (k *desk) surveysOf(ctx context.Context, list []published) (map[string]*surveys.Survey, error) {
	known := map[string]*surveys.Survey{}
	for _, p := range list {
		if known[p.round.Version] != nil {
			continue
		}
		s, err := k.Versions.Survey(ctx, p.round.Version)
		if err != nil {
			return nil, err
		}
		known[p.round.Version] = s
	}
	return known, nil
}

func mapForm(c echo.Context, base web.StaffBase, measures []measure) web.Filter {
	choices := make([]web.Choice, len(measures))
	for i, m := range measures {
		choices[i] = web.Choice{Value: m.value, Text: base.T("staff.map.measure", "Question", m.ref.words.question(m.topic), "What", m.what)}
	}
	form := web.NewFilter(c, base)
	form.Show = base.T("staff.map.show")
	form.SelectOr("measure", base.T("staff.map.choose"), "", choices)
	return form
}

// chosen marks the choice with this value.
func chosen(choices []web.Choice, value string) []web.Choice {
	for i := range choices {
		choices[i].On = choices[i].Value == value
	}
	return choices
}

// heading says what the map shows: how the areas stand to the one in the middle.
func (m *areaMap) heading() string {
	n, b := m.count(told), m.bands()
	if n < leastAreas {
		return m.T("staff.map.few", "count", n)
	}
	first := m.T("staff.map.middle", "Of", n, "Percent", m.middle, "What", m.what)
	if len(b[0])+len(b[2]) == 0 {
		return m.T("staff.finding.join", "First", first, "Second", m.T("staff.map.flat"))
	}
	return m.T("staff.finding.join", "First", first, "Second", m.T("staff.map.apart", "Above", len(b[0]), "Below", len(b[2])))
}

// said says an area in words.
func (m *areaMap) said(a areaShare) string {
	if a.is == told {
		return m.T("staff.chart.value", "What", a.Name, "Percent", a.share.Percent)
	}
	return m.T("staff.chart.reason", "What", a.Name, "Reason", m.isWords(a.is))
}

// isWords puts in words what is known of an area without a number.
func (m *areaMap) isWords(is standing) string {
	if is == noRelease && m.out != "" {
		return m.T(m.out)
	}
	return m.T("staff.map.is." + standings[is])
}

var standings = map[standing]string{noRelease: "none", otherWords: "words", notAsked: "asked", hidden: "hidden", kept: "kept"}

func (m *areaMap) drawing() drawing {
	d := tileMap(m.areas, m.said, m.T("staff.map.tile.hidden"), m.T("staff.map.tile.words"))
	d.ID, d.Title = "m", m.T("staff.map.chart", "Question", m.asked(), "What", m.what)
	for i, s := range shades {
		to := 100
		if i+1 < len(shades) {
			to = shades[i+1].from - 5
		}
		d.Key = append(d.Key, keyItem{Class: s.class, Fill: s.fill, Text: m.T("staff.map.shade", "From", s.from, "To", to)})
	}
	for _, k := range []struct {
		is          []standing
		class, fill string
	}{{[]standing{hidden, kept}, "none", "pw"}, {[]standing{otherWords, notAsked}, "", "pm"}, {[]standing{noRelease}, "none empty", ""}} {
		for _, is := range k.is {
			if m.count(is) > 0 {
				d.Key = append(d.Key, keyItem{Class: k.class, Fill: k.fill, Text: m.isWords(is)})
			}
		}
	}
	return d
}

// asked is the question as it was asked.
func (m *areaMap) asked() string { return m.words.question(m.topic) }

func (m *areaMap) fill(page *mapPage) {
	page.Measured, page.Synthetic = true, m.from.head.Synthetic
	page.Heading = m.heading()
	page.Deck = m.T("staff.map.of", "Question", m.asked(), "What", m.what)
	d := m.drawing()
	page.Chart, page.Caption = &d, m.T("staff.map.caption", "What", m.what, "Middle", m.middle)
	for i, list := range m.bands() {
		if len(list) == 0 {
			continue
		}
		band := areaBand{Head: m.T("staff.map.band." + []string{"above", "same", "below"}[i])}
		for _, a := range list {
			band.Rows = append(band.Rows, areaRow{
				Name: a.Name, Link: questionPath(a.from.head.ID, m.topic), Answers: a.answered, Percent: a.share.Percent,
				Made: web.DateIn(m.Printer, a.from.head.Made),
			})
		}
		page.Bands = append(page.Bands, band)
	}
	page.Missing = m.missing()
	for _, id := range []string{"league", "moment", "children", "cause"} {
		page.Limits = append(page.Limits, limit{m.T("staff.map.limit." + id), m.T("staff.map.limit."+id+".text", "Points", clearGap)})
	}
	ask := "?" + url.Values{"measure": {m.value}}.Encode()
	page.Picture, page.Data = mapPath+pictureSuffix+ask, mapPath+questionCSVSuffix+ask
}

func (m *areaMap) picture(site string) picture {
	p := picture{Lang: m.Lang(), Title: m.heading(), Drawing: m.drawing(), Asked: []string{m.T("staff.map.of", "Question", m.asked(), "What", m.what)}}
	if m.from.head.Synthetic {
		p.Source = append(p.Source, m.T("staff.synthetic.title")+" "+m.T("staff.synthetic.text"))
	}
	p.Source = append(p.Source, m.T("staff.map.source", "Points", clearGap), "Kist, "+site+mapPath+"?"+url.Values{"measure": {m.value}}.Encode())
	return p
}

// csv has a row an area: what is on the map, with the release that it is from.
func (m *areaMap) csv() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff") // or else some spreadsheets read the letters wrong
	w := csv.NewWriter(&b)
	rows := [][]string{{"area", "area_code", "question", "answers", "is", "percent", "answered", "release", "made", "synthetic"}}
	for _, a := range m.areas {
		row := []string{cells.Text(a.Name), a.Code, m.topic, cells.Text(m.what), "told", "", "", a.from.id(), a.from.made(), strconv.FormatBool(m.from.head.Synthetic)}
		if a.is == told {
			row[5], row[6] = strconv.Itoa(a.share.Percent), strconv.Itoa(a.answered)
		} else {
			row[4] = standings[a.is]
		}
		rows = append(rows, row)
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

// id is the release's, and made its day; neither where there is none.
func (p published) id() string {
	if p.head == nil {
		return ""
	}
	return p.head.ID
}

func (p published) made() string {
	if p.head == nil {
		return ""
	}
	return p.head.Made
}
