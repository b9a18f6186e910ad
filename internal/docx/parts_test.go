package docx_test

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kist/internal/docx"
	"kist/internal/docx/docxtest"
	_ "kist/internal/sameseed" // the same cases in every run
)

// values are those of an attribute of an element, wherever it stands.
func values(part, element, attribute string) []string {
	var list []string
	for _, m := range regexp.MustCompile(`<w:`+element+`(?: [^>]*)? w:`+attribute+`="([^"]*)"`).FindAllStringSubmatch(part, -1) {
		list = append(list, m[1])
	}
	return list
}

// Whatever stands in a document has a style, and each style rests on one that is there.
func TestEveryStyleIsThere(t *testing.T) {
	parts := docxtest.Open(t, written(t, whole(t, "en-GB")))
	styles := parts["word/styles.xml"]
	known := values(styles, "style", "styleId")
	if len(known) < 20 {
		t.Fatalf("%d styles: %q", len(known), known)
	}
	for _, element := range []string{"pStyle", "rStyle", "tblStyle"} {
		for _, part := range []string{"word/document.xml", "word/footnotes.xml", "word/header.xml", "word/footer.xml", "word/numbering.xml"} {
			for _, used := range values(parts[part], element, "val") {
				if !slices.Contains(known, used) {
					t.Errorf("%s has the style %q, which there is not", part, used)
				}
			}
		}
	}
	for _, element := range []string{"basedOn", "next"} {
		for _, used := range values(styles, element, "val") {
			if !slices.Contains(known, used) {
				t.Errorf("a style rests on %q, which there is not", used)
			}
		}
	}
	for level := 1; level <= 4; level++ {
		for _, part := range []string{`w:styleId="Heading` + strconv.Itoa(level) + `"`, `<w:outlineLvl w:val="` + strconv.Itoa(level-1) + `"/>`, `w:styleId="TOC` + strconv.Itoa(level) + `"`} {
			if !strings.Contains(styles, part) {
				t.Errorf("no %s", part)
			}
		}
	}
}

// No paragraph is dressed by hand but in the way it runs: whoever edits a document
// changes a style.
func TestNothingIsDressedByHand(t *testing.T) {
	body := docxtest.Open(t, written(t, whole(t, "en-GB")))["word/document.xml"]
	for _, element := range []string{"w:sz", "w:color", "w:rFonts", "w:spacing", "w:ind", "w:pBdr", "w:shd", "w:tcBorders"} {
		if strings.Contains(body, "<"+element+" ") || strings.Contains(body, "<"+element+">") {
			t.Errorf("the body has <%s>", element)
		}
	}
	unstyled := regexp.MustCompile(`<w:p>(<w:r>.{0,60})`).FindAllString(body, -1)
	for _, p := range unstyled {
		if !strings.Contains(p, "w:br") && !strings.Contains(p, "w:fldChar") {
			t.Errorf("a paragraph without a style: %s", p)
		}
	}
}

// Text has the size that was asked for, and the rest goes with it.
func TestSizes(t *testing.T) {
	for points, want := range map[int]int{0: 22, 11: 22, 16: 32} {
		a := about("en")
		a.Points = points
		d := docx.New(a)
		styles := docxtest.Open(t, written(t, d))["word/styles.xml"]
		sizes := values(styles, "sz", "val")
		if sizes[0] != strconv.Itoa(want) {
			t.Errorf("%d points: %q", points, sizes)
		}
		for _, s := range sizes {
			n, err := strconv.Atoi(s)
			if err != nil || n < want*3/4 {
				t.Errorf("%d points: a style of %q half points", points, s)
			}
		}
	}
}

// The columns of a table fill the page, whatever their shares.
func TestColumnsFillThePage(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		shares := rapid.SliceOfN(rapid.IntRange(-2, 9), 1, 12).Draw(r, "shares")
		table := docx.Table{Caption: "T"}
		for i, share := range shares {
			table.Columns = append(table.Columns, docx.Column{Head: fmt.Sprint(i), Share: share, Figures: i%2 == 1})
		}
		for range rapid.IntRange(0, 3).Draw(r, "rows") {
			table.Rows = append(table.Rows, docx.Cells(rapid.SliceOfN(rapid.String(), 0, 14).Draw(r, "cells")...))
		}
		d := docx.New(about("en"))
		d.Table(table)
		body := docxtest.Open(t, written(t, d))["word/document.xml"]
		sum, widths := 0, values(body, "gridCol", "w")
		for _, w := range widths {
			n, err := strconv.Atoi(w)
			if err != nil || n <= 0 {
				t.Errorf("a column is %q wide", w)
			}
			sum += n
		}
		if sum != docx.Width || len(widths) != len(shares) {
			r.Errorf("%q are %d", widths, sum)
		}
		if cells := strings.Count(body, "<w:tc>"); cells != len(shares)*(len(table.Rows)+1) {
			r.Errorf("%d cells", cells)
		}
	})
}

// A picture keeps its shape and stays on the page.
func TestPicturesKeepTheirShape(t *testing.T) {
	for _, c := range []struct{ across, high, asked, cx, cy int }{ // pixels, millimetres asked, then in 1/360000 cm
		{100, 50, 0, 17 * 360_000, 17 * 180_000},
		{100, 50, 50, 5 * 360_000, 5 * 180_000},
		{100, 50, 999, 17 * 360_000, 17 * 180_000},
		{10, 100, 0, 22 * 36_000, 22 * 360_000},
		{1, 1, 10, 360_000, 360_000},
	} {
		d := docx.New(about("en"))
		d.Picture(docx.Picture{Bytes: dots(t, c.across, c.high), Across: c.asked})
		body := docxtest.Open(t, written(t, d))["word/document.xml"]
		if want := fmt.Sprintf(`<wp:extent cx="%d" cy="%d"/>`, c.cx, c.cy); !strings.Contains(body, want) {
			t.Errorf("%+v: no %s in %s", c, want, body)
		}
	}
}

// What is counted is counted on its own, and a figure without a caption is not.
func TestCaptionsCount(t *testing.T) {
	a := about("gd")
	a.Table, a.Figure = "Clàr", "Dealbh"
	d := docx.New(a)
	one := docx.Table{Caption: "A", Columns: []docx.Column{{Head: "x"}}}
	bar := docx.Chart{Caption: "B", Categories: []string{"a"}, Series: []docx.Series{{Name: "n", Values: []*int{num(5)}}}}
	d.Table(one)
	d.Chart(bar)
	d.Table(docx.Table{Columns: one.Columns})
	d.Picture(docx.Picture{Bytes: dots(t, 2, 2)})
	d.Table(one)
	bar.Kind = docx.Lines
	d.Chart(bar)
	text := docxtest.Text(docxtest.Open(t, written(t, d))["word/document.xml"])
	var got []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "Clàr") || strings.HasPrefix(line, "Dealbh") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	if want := []string{"Clàr 1. A", "Dealbh 1. B", "Clàr 2. A", "Dealbh 2. B"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// A chart of many categories has columns of the workbook beyond Z, is no higher than a
// page, and one series has no key.
func TestLargeCharts(t *testing.T) {
	large := docx.Chart{Kind: docx.Bars, Caption: "All areas", Percent: true}
	for i := range 40 {
		large.Categories = append(large.Categories, fmt.Sprintf("Area %d", i))
	}
	for i := range 30 {
		values := make([]*int, 40)
		for j := range values {
			values[j] = num(i + j)
		}
		large.Series = append(large.Series, docx.Series{Name: fmt.Sprintf("S%d", i), Values: values})
	}
	small := docx.Chart{Caption: "One", Categories: []string{"a"}, Series: []docx.Series{{Name: "n", Values: []*int{num(5), num(6)}}}}
	d := docx.New(about("en"))
	d.Chart(large)
	d.Chart(small)
	parts := docxtest.Open(t, written(t, d))
	cells := docxtest.Workbook(t, []byte(parts["word/embeddings/workbook1.xlsx"]))
	for at, want := range map[string]string{"A41": "Area 39", "Z1": "S24", "AA1": "S25", "AE1": "S29", "AE41": "68"} {
		if cells[at] != want {
			t.Errorf("%s holds %q", at, cells[at])
		}
	}
	if !strings.Contains(parts["word/charts/chart1.xml"], "$AE$2:$AE$41") || !strings.Contains(parts["word/document.xml"], fmt.Sprintf(`cy="%d"`, 22*360_000)) {
		t.Error("the chart reads from elsewhere, or is higher than a page")
	}
	if strings.Contains(parts["word/charts/chart3.xml"], "c:legend") || strings.Contains(parts["word/charts/chart3.xml"], "<c:v>6</c:v>") {
		t.Error("a chart of one series has a key, or a number of no category")
	}
}

// The head and foot of the page say what was asked for, and nothing where nothing was.
func TestHeadAndFoot(t *testing.T) {
	d := docx.New(docx.About{Title: "T", Lang: "en", Page: "Page"})
	parts := docxtest.Open(t, written(t, d))
	if got := strings.TrimSpace(docxtest.Text(parts["word/header.xml"])); got != "" {
		t.Errorf("head %q", got)
	}
	if got := docxtest.Text(parts["word/footer.xml"]); !strings.Contains(got, "Page 1") {
		t.Errorf("foot %q", got)
	}
	for _, part := range []string{"docProps/core.xml", "docProps/app.xml"} {
		if strings.Contains(parts[part], "created") || strings.Contains(parts[part], "Company") || strings.Contains(parts[part], "creator") {
			t.Errorf("%s says what nobody said: %s", part, parts[part])
		}
	}
	d = docx.New(about("ar"))
	parts = docxtest.Open(t, written(t, d))
	if got := docxtest.Text(parts["word/header.xml"]); got != "Synthetic data. Nobody answered.\n" {
		t.Errorf("head %q", got)
	}
	var core struct {
		Created string `xml:"created"`
		Lang    string `xml:"language"`
	}
	if err := xml.Unmarshal([]byte(parts["docProps/core.xml"]), &core); err != nil || core.Created != "2026-11-26T12:00:00Z" || core.Lang != "ar" {
		t.Errorf("%v %+v", err, core)
	}
}

// A picture with words beside it is a row that stays on one page, and what is light or kept
// is so.
func TestBesideAndKept(t *testing.T) {
	d := docx.New(about("en"))
	d.Kept(docx.Plain("A question?"))
	d.Beside(docx.Picture{Bytes: dots(t, 12, 8), Alt: "A bridge"}, []docx.Run{docx.Strong("You said")}, []docx.Run{docx.Plain("It is far.")})
	d.Beside(docx.Picture{Bytes: dots(t, 12, 8)})
	d.Table(docx.Table{Heads: true, Columns: []docx.Column{{Head: "h"}}, Rows: [][]docx.Cell{{{docx.Plain("a"), docx.Run{Text: "b", Light: true}}}, docx.Cells("c")}})
	body := docxtest.Open(t, written(t, d))["word/document.xml"]
	for _, part := range []string{
		`<w:pStyle w:val="BodyText"/><w:keepNext/></w:pPr><w:r><w:t xml:space="preserve">A question?`, `<w:tblStyle w:val="KistBeside"/>`, `descr="A bridge"`, fmt.Sprintf(`cx="%d"`, 45*36_000),
		`<w:b w:val="0"/><w:bCs w:val="0"/></w:rPr><w:t xml:space="preserve">b`, `<w:pStyle w:val="TableHead"/><w:keepNext/>`,
	} {
		if !strings.Contains(body, part) {
			t.Errorf("no %s in %s", part, body)
		}
	}
	if strings.Count(body, "<w:tbl>") != 3 || strings.Count(body, "<w:cantSplit/>") != 5 {
		t.Errorf("%s", body)
	}
	d.Beside(docx.Picture{Bytes: []byte("none")})
	if err := d.Write(&strings.Builder{}); err == nil {
		t.Error("a picture that is none is no error")
	}
}

// A short table stays on one page; a long one may be parted, between rows.
func TestShortTablesStayTogether(t *testing.T) {
	for rows, want := range map[int]int{0: 0, 1: 1, 12: 12, 13: 1} { // paragraphs kept with the next: the head, and all rows but the last
		d := docx.New(about("en"))
		table := docx.Table{Columns: []docx.Column{{Head: "h"}}}
		for range rows {
			table.Rows = append(table.Rows, docx.Cells("x"))
		}
		d.Table(table)
		body := docxtest.Open(t, written(t, d))["word/document.xml"]
		if got := strings.Count(body, "<w:keepNext/>"); got != want {
			t.Errorf("%d rows: %d kept, not %d", rows, got, want)
		}
	}
}

// Parts of a bar that were rounded one by one may come to more than 100: none is cut off.
func TestAxesOfPercentages(t *testing.T) {
	for kind, want := range map[docx.ChartKind]string{docx.Stacked: "110", docx.Bars: "100"} {
		d := docx.New(about("en"))
		d.Chart(docx.Chart{Kind: kind, Percent: true, Categories: []string{"a", "b"}, Series: []docx.Series{{Name: "n", Values: []*int{num(50), nil}}, {Name: "m", Values: []*int{num(55), num(5)}}}})
		if chart := docxtest.Open(t, written(t, d))["word/charts/chart1.xml"]; !strings.Contains(chart, `<c:max val="`+want+`"/>`) {
			t.Errorf("%d: %s", kind, chart)
		}
	}
}

// A picture that is shown twice is kept once, and each showing has its own words.
func TestAPictureIsKeptOnce(t *testing.T) {
	d := docx.New(about("en"))
	one, other := dots(t, 12, 8), dots(t, 8, 12)
	d.Picture(docx.Picture{Bytes: one, Alt: "First"})
	d.Beside(docx.Picture{Bytes: one, Alt: "Again"})
	d.Picture(docx.Picture{Bytes: other, Alt: "Another"})
	d.Picture(docx.Picture{Bytes: one, Alt: "Once more"})
	parts := docxtest.Open(t, written(t, d))
	kept := 0
	for name := range parts {
		kept += strings.Count(name, "word/media/")
	}
	body := parts["word/document.xml"]
	if kept != 2 || strings.Count(body, "<pic:pic>") != 4 || strings.Count(body, `r:embed="rId7"`) != 3 || !strings.Contains(body, `descr="Once more"`) {
		t.Errorf("%d pictures are kept: %s", kept, body)
	}
}
