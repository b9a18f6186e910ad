package docx

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"kist/internal/workbook"
)

// ChartKind is how a chart draws its numbers.
type ChartKind int

// The kinds there are.
const (
	Bars    ChartKind = iota // from the start of the line, one below the other
	Stacked                  // the same, the series of a category in one bar
	Columns                  // from below
	Lines                    // from one category to the next
)

// Chart is a chart that can be edited: its numbers lie beside it in a workbook.
type Chart struct {
	Kind       ChartKind
	Caption    string
	Alt        string // what it shows, with the numbers that matter
	Source     string // a line below it; empty: none
	Categories []string
	Series     []Series
	Percent    bool   // numbers are per cent: the axis runs from 0 to 100, or as far as parts together do
	Axis       string // what the numbers are of; empty: not said
}

// Series is one set of numbers of a chart.
type Series struct {
	Name    string
	Values  []*int  // one a category; nil: none is known, and nothing is drawn
	Color   string  // six hexadecimal figures; empty: one that differs from those of others
	Pattern Pattern // so that colour does not speak alone
}

// Pattern is how an area is filled.
type Pattern string

// The patterns there are, by their names in DrawingML.
const (
	Solid   Pattern = ""
	Rising  Pattern = "wdUpDiag"
	Falling Pattern = "wdDnDiag"
	Dots    Pattern = "pct20"
	Grid    Pattern = "smGrid"
)

// inks are the colours and patterns of series that bring none.
var inks = []struct {
	color   string
	pattern Pattern
}{{"0F4C5C", Solid}, {"4B2E83", Rising}, {"9B1C1C", Falling}, {"2F5D34", Dots}, {"786F63", Grid}, {"1F1B2E", Solid}}

// Chart writes a chart. Without categories or series nothing is written.
func (d *Document) Chart(c Chart) {
	if len(c.Categories) == 0 || len(c.Series) == 0 {
		return
	}
	n := strconv.Itoa(len(d.parts) + 1)
	book, err := c.workbook()
	if err != nil {
		d.fail(fmt.Errorf("the numbers of a chart: %w", err))
		return
	}
	id := d.add(part{
		name: "charts/chart" + n + ".xml", kind: "chart", media: chartMedia, body: []byte(c.xml(d.about.Lang)),
		relations: []relation{{"rId1", "package", "../embeddings/workbook" + n + ".xlsx", false}},
	})
	d.parts = append(d.parts, part{name: "embeddings/workbook" + n + ".xlsx", body: book})
	d.figure(graphic{maxAcross * emu, c.height(), func(int) string {
		return `<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="` + id + `"/></a:graphicData>`
	}}, c.Alt, c.Caption)
	if c.Source != "" {
		d.Small(Plain(c.Source))
	}
}

// height is that of the drawing: bars that lie have a line each.
func (c Chart) height() int {
	mm := 85
	if c.lies() {
		rows := len(c.Categories)
		if c.Kind == Bars {
			rows *= max(1, len(c.Series))
		}
		mm = 25 + 8*rows
		if len(c.Series) > 1 {
			mm += 10
		}
	}
	return min(max(mm, 45), 10*maxHigh) * emu / 10
}

func (c Chart) lies() bool { return c.Kind == Bars || c.Kind == Stacked }

const chartNames = `xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// xml is the part that draws the chart.
func (c Chart) xml(lang string) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, `%s<c:chartSpace %s><c:date1904 val="0"/><c:lang val="%s"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>`, head, chartNames, escape(lang))
	kind := "bar"
	if c.Kind == Lines {
		kind = "line"
	}
	b.WriteString("<c:" + kind + "Chart>" + c.grouping())
	for i, s := range c.Series {
		c.series(&b, i, s)
	}
	switch c.Kind {
	case Lines:
		b.WriteString(`<c:marker val="1"/>`)
	case Stacked:
		b.WriteString(`<c:gapWidth val="40"/><c:overlap val="100"/>`)
	default:
		b.WriteString(`<c:gapWidth val="40"/>`)
	}
	b.WriteString(`<c:axId val="1"/><c:axId val="2"/></c:` + kind + `Chart>` + c.axes() + `<c:spPr><a:noFill/></c:spPr></c:plotArea>`)
	if len(c.Series) > 1 {
		b.WriteString(`<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>`)
	}
	b.WriteString(`<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>` +
		textOf(900, "1F1B2E") + `<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>`)
	return b.String()
}

// textOf is how words of a chart are written: size in hundredths of a point.
func textOf(size int, color string) string {
	return fmt.Sprintf(`<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="%d"><a:solidFill><a:srgbClr val="%s"/></a:solidFill><a:latin typeface="Arial"/><a:cs typeface="Arial"/></a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>`, size, color)
}

func (c Chart) grouping() string {
	switch c.Kind {
	case Bars:
		return `<c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>`
	case Stacked:
		return `<c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>`
	case Columns:
		return `<c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>`
	}
	return `<c:grouping val="standard"/><c:varyColors val="0"/>`
}

// series writes one set of numbers, with where they lie in the workbook.
func (c Chart) series(b *bytes.Buffer, i int, s Series) {
	col, last := workbook.Column(i+1), len(c.Categories)+1
	fmt.Fprintf(b, `<c:ser><c:idx val="%d"/><c:order val="%d"/><c:tx><c:strRef><c:f>%s!$%s$1</c:f>%s</c:strRef></c:tx>`, i, i, sheetName, col, texts([]string{s.Name}))
	b.WriteString(c.ink(i, s))
	if c.Kind != Lines {
		b.WriteString(`<c:invertIfNegative val="0"/>`)
	}
	b.WriteString(c.labels(i, s))
	fmt.Fprintf(b, `<c:cat><c:strRef><c:f>%s!$A$2:$A$%d</c:f>%s</c:strRef></c:cat><c:val><c:numRef><c:f>%s!$%s$2:$%s$%d</c:f>%s</c:numRef></c:val>`,
		sheetName, last, texts(c.Categories), sheetName, col, col, last, c.numbers(s))
	if c.Kind == Lines {
		b.WriteString(`<c:smooth val="0"/>`)
	}
	b.WriteString("</c:ser>")
}

// ink is how a series is drawn.
func (c Chart) ink(i int, s Series) string {
	color, pattern := c.look(i, s)
	line := `<a:solidFill><a:srgbClr val="` + color + `"/></a:solidFill>`
	if c.Kind == Lines {
		dash := []string{"solid", "dash", "sysDot", "dashDot"}[i%4]
		mark := []string{"circle", "square", "triangle", "diamond"}[i%4]
		return `<c:spPr><a:ln w="28575">` + line + `<a:prstDash val="` + dash + `"/></a:ln></c:spPr><c:marker><c:symbol val="` + mark + `"/><c:size val="7"/><c:spPr>` + line + `</c:spPr></c:marker>`
	}
	fill := line
	if pattern != Solid {
		fill = `<a:pattFill prst="` + escape(string(pattern)) + `"><a:fgClr><a:srgbClr val="` + color + `"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>`
	}
	return `<c:spPr>` + fill + `<a:ln w="9525">` + line + `</a:ln></c:spPr>`
}

// look is the colour and pattern of a series.
func (c Chart) look(i int, s Series) (color string, pattern Pattern) {
	own := inks[i%len(inks)]
	if len(s.Color) != 6 || strings.Trim(s.Color, "0123456789abcdefABCDEF") != "" {
		return own.color, own.pattern
	}
	return s.Color, s.Pattern
}

// labels puts the number on each bar or point: in white where it lies in a solid part.
func (c Chart) labels(i int, s Series) string {
	color, place, ground := "1F1B2E", "outEnd", ""
	switch c.Kind {
	case Stacked:
		place = "ctr"
		if _, pattern := c.look(i, s); pattern == Solid {
			color = "FFFFFF"
		} else {
			ground = `<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>`
		}
	case Lines:
		place = "t"
	}
	if ground != "" {
		ground = `<c:spPr>` + ground + `</c:spPr>`
	}
	if c.Kind == Stacked { // what is nothing has no width for a number
		ground = `<c:numFmt formatCode="0;;" sourceLinked="0"/>` + ground
	}
	return `<c:dLbls>` + ground + textOf(900, color) + `<c:dLblPos val="` + place + `"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>`
}

// axes are those of the categories and of the numbers. Bars that lie are read from above.
func (c Chart) axes() string {
	order, cats, vals, crosses := "minMax", "b", "l", "autoZero"
	if c.lies() {
		order, cats, vals, crosses = "maxMin", "l", "b", "max"
	}
	grey := `<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="786F63"/></a:solidFill></a:ln></c:spPr>`
	scale := `<c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>`
	if c.Percent {
		scale = fmt.Sprintf(`<c:scaling><c:orientation val="minMax"/><c:max val="%d"/><c:min val="0"/></c:scaling>`, c.end())
	}
	title := ""
	if c.Axis != "" {
		title = `<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="900" b="0"/></a:pPr><a:r><a:rPr lang="en-GB" sz="900" b="0"/><a:t>` + escape(c.Axis) + `</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`
	}
	return `<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="` + order + `"/></c:scaling><c:delete val="0"/><c:axPos val="` + cats + `"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>` + grey + `<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>` +
		`<c:valAx><c:axId val="2"/>` + scale + `<c:delete val="0"/><c:axPos val="` + vals + `"/><c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="DDD2BC"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>` + title +
		`<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>` + grey + `<c:crossAx val="1"/><c:crosses val="` + crosses + `"/><c:crossBetween val="between"/></c:valAx>`
}

// end is where an axis of percentages ends: parts that were rounded one by one can come
// to more than 100 together.
func (c Chart) end() int {
	end := 100
	for i := range c.Categories {
		sum := 0
		for _, s := range c.Series {
			if v := s.at(i); v != nil && c.Kind == Stacked {
				sum += *v
			}
		}
		end = max(end, (sum+9)/10*10)
	}
	return end
}

// texts are words as a chart keeps them beside where they lie.
func texts(list []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<c:strCache><c:ptCount val="%d"/>`, len(list))
	for i, text := range list {
		fmt.Fprintf(&b, `<c:pt idx="%d"><c:v>%s</c:v></c:pt>`, i, escape(text))
	}
	return b.String() + "</c:strCache>"
}

// numbers are those of a series, one a category.
func (c Chart) numbers(s Series) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="%d"/>`, len(c.Categories))
	for i := range c.Categories {
		if v := s.at(i); v != nil {
			fmt.Fprintf(&b, `<c:pt idx="%d"><c:v>%d</c:v></c:pt>`, i, *v)
		}
	}
	return b.String() + "</c:numCache>"
}

// at is the number of a category; nil if there is none.
func (s Series) at(i int) *int {
	if i >= len(s.Values) {
		return nil
	}
	return s.Values[i]
}
