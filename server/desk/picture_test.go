package desk

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"kist/internal/browsertest"
)

// shape is one element of a picture.
type shape struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
}

func (s shape) at(name string) string {
	for _, a := range s.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (s shape) number(t *testing.T, name string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s.at(name), 64)
	if err != nil {
		t.Fatalf("%s %s=%q", s.XMLName.Local, name, s.at(name))
	}
	return f
}

// shapes reads a picture as a program would that knows XML and nothing of Kist.
func shapes(t *testing.T, svg []byte) []shape {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	var list []shape
	var open []*shape
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			list = append(list, shape{XMLName: e.Name, Attrs: e.Attr})
			open = append(open, &list[len(list)-1])
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				list[len(list)-1].Text += strings.TrimSpace(string(e))
			}
		}
	}
}

func pictureOf(t *testing.T, r *report, key string) []byte {
	t.Helper()
	q, number, ok := r.find(key)
	if !ok {
		t.Fatalf("no question %s", key)
	}
	return r.picture(q, number, r.question(q, number).Chart, "https://kist.example").SVG()
}

// TestAPictureStandsAlone: it has its title, question, key, source and address, uses
// no style sheet, script or file from elsewhere, and every text lies on the paper.
func TestAPictureStandsAlone(t *testing.T) {
	r := newReport(t, "en")
	for _, key := range []string{"help", "safe", "told", "who", "where", "visits"} {
		svg := pictureOf(t, r, key)
		list := shapes(t, svg)
		height := list[0].number(t, "height")
		var all strings.Builder
		for _, s := range list {
			switch s.XMLName.Local {
			case "style", "script", "image", "use", "foreignObject", "a":
				t.Errorf("%s: a <%s>", key, s.XMLName.Local)
			case "text":
				all.WriteString(s.Text + " ")
				x, y := s.number(t, "x"), s.number(t, "y")
				if x < 0 || x > pictureWidth || y < 0 || y > height-10 {
					t.Errorf("%s: %q at %g, %g of %g", key, s.Text, x, y, height)
				}
			}
			for _, a := range s.Attrs {
				if a.Name.Local == "class" || a.Name.Local == "style" || strings.Contains(a.Value, "var(") {
					t.Errorf("%s: %s=%q", key, a.Name.Local, a.Value)
				}
			}
		}
		for _, say := range []string{"Synthetic data.", "Release 1", "https://kist.example/staff/releases/spring-1/" + key, "17 November 2026"} {
			if !strings.Contains(all.String(), say) {
				t.Errorf("%s does not say %q: %s", key, say, &all)
			}
		}
	}
}

// A picture draws what the page draws: the same bars, at the same part of the width.
func TestAPictureDrawsTheChart(t *testing.T) {
	r := newReport(t, "en")
	q, number, _ := r.find("safe")
	chart := r.question(q, number).Chart
	var widths []float64
	for _, s := range shapes(t, pictureOf(t, r, "safe")) {
		if s.XMLName.Local == "rect" && s.at("height") == strconv.Itoa(barHeight) {
			widths = append(widths, s.number(t, "width")*100/pictureInner)
		}
	}
	if len(widths) != len(chart.Bars) {
		t.Fatalf("%d bars, want %d", len(widths), len(chart.Bars))
	}
	for i, b := range chart.Bars {
		if w := across(t, b.W); math.Abs(w-widths[i]) > 0.02 { // pixels have one place
			t.Errorf("bar %d is %g wide, want %g", i, widths[i], w)
		}
	}
}

func TestWordsCannotBreakAPicture(t *testing.T) {
	p := picture{Lang: `"en`, Title: `<script>alert("&")</script>` + "\x00", Asked: []string{"“]]>”"}, Drawing: ranked([]rankRow{{name: "<b>", percent: 5}})}
	svg := p.SVG()
	for _, s := range shapes(t, svg) {
		if s.XMLName.Local == "script" || s.XMLName.Local == "b" {
			t.Errorf("an element <%s> out of words", s.XMLName.Local)
		}
	}
}

// TestPicturesInABrowser looks at pictures as somebody does who opens the file.
func TestPicturesInABrowser(t *testing.T) {
	r := newReport(t, "en")
	for _, key := range []string{"safe", "who"} {
		svg := string(pictureOf(t, r, key))
		if key == "who" {
			q, number, _ := r.find(key)
			chart, _ := r.words.agesChart(q, r.words.order(q))
			svg = string(r.picture(q, number, chart, "https://kist.example").SVG())
		}
		p := browsertest.Open(t, pageWith(t, svg), browsertest.Width(browsertest.Desk))
		p.Visit("/")
		const over = `[...document.querySelectorAll("text")].filter(x => { const b = x.getBBox(); return b.x < 0 || b.x + b.width > 760 }).map(x => x.textContent)`
		if cut := browsertest.Eval[[]string](p, over); len(cut) > 0 {
			t.Errorf("%s: texts over the edge: %q", key, cut)
		}
		p.Screenshot("picture-" + key)
	}
}

// pageWith serves a page with a picture in it.
func pageWith(t *testing.T, svg string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Picture</title>`+svg)
	}))
	t.Cleanup(s.Close)
	return s.URL
}
