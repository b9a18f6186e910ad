package docx

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// What is escaped is read back as it was, but for what XML cannot hold and breaks of lines.
func TestEscaping(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.String().Draw(r, "text")
		var back struct {
			A string `xml:"a,attr"`
			T string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte(`<x a="`+escape(text)+`">`+escape(text)+`</x>`), &back); err != nil {
			r.Fatal(err)
		}
		want := strings.Map(func(c rune) rune {
			switch {
			case c == '\n' || c == '\r' || c == '\t':
				return ' '
			case !holdable(c):
				return utf8.RuneError
			}
			return c
		}, text)
		if back.A != want || back.T != want {
			r.Errorf("%q came back as %q and %q", text, back.A, back.T)
		}
	})
	for c, want := range map[rune]bool{0: false, 8: false, 9: false, 0x1f: false, ' ': true, 0x7f: true, 0xd7ff: true, 0xfffd: true, 0xfffe: false, 0xffff: false, 0x10000: true, 0x10ffff: true} {
		if holdable(c) != want {
			t.Errorf("%x is holdable: %t", c, !want)
		}
	}
}

// A text runs the way of its first letter; figures and signs say nothing.
func TestDirections(t *testing.T) {
	for text, want := range map[string]struct{ toLeft, told bool }{
		"": {}, "12 %": {}, "(–) …": {}, "a": {false, true}, "À": {false, true}, "12 ع": {true, true}, "ا a": {true, true}, "a ا": {false, true}, "שלום": {true, true}, "ਪੰ": {false, true}, "中": {false, true}, "\u202eabc": {false, true},
	} {
		if toLeft, told := direction(text); toLeft != want.toLeft || told != want.told {
			t.Errorf("%q: %t, %t", text, toLeft, told)
		}
	}
	for lang, want := range map[string]bool{"ar": true, "ur": true, "UR-pk": true, "ar-EG": true, "en": false, "gd": false, "zh-Hans": false, "": false, "arn": false} {
		if fromRight(lang) != want {
			t.Errorf("%q from the right: %t", lang, !want)
		}
	}
}

// A link leads to a page or to a letter, and to nothing else.
func TestAddresses(t *testing.T) {
	for link, want := range map[string]bool{
		"https://example.org": true, "http://example.org/a?b=1&c=2#d": true, "mailto:a@example.org": true, "https://example.org/é": true,
		"": false, "example.org": false, "/path": false, "//example.org": false, "https:": false, "https:///path": false, "mailto:": false, "javascript:alert(1)": false, "JAVASCRIPT:x": false,
		"data:text/html,x": false, "file:///etc/passwd": false, "ftp://example.org": false, "https://example.org/\x00": false, "https://exa mple.org": false, `https://example.org/"x`: false, "\\\\server\\share": false,
	} {
		if address(link) != want {
			t.Errorf("%q is an address: %t", link, !want)
		}
	}
}

// Lines and tabs of a text are elements; nothing between them is lost.
func TestContent(t *testing.T) {
	const text, end = `<w:t xml:space="preserve">`, `</w:t>`
	for in, want := range map[string]string{
		"": "", "a": text + "a" + end, "\n": "<w:br/>", "a\r\nb": text + "a" + end + "<w:br/>" + text + "b" + end, "a\tb": text + "a" + end + "<w:tab/>" + text + "b" + end,
		" a ": text + " a " + end, "\t\t": "<w:tab/><w:tab/>", "a\n\nb": text + "a" + end + "<w:br/><w:br/>" + text + "b" + end, "<": text + "&lt;" + end,
	} {
		if got := content(in); got != want {
			t.Errorf("%q: %s", in, got)
		}
	}
}

// A style of a run says only what differs, in the order that the schema has.
func TestProperties(t *testing.T) {
	for _, c := range []struct {
		run    Run
		linked bool
		want   string
	}{
		{Plain("a"), false, ""},
		{Strong("a"), false, "<w:rPr><w:b/><w:bCs/></w:rPr>"},
		{Run{Text: "a", Light: true}, false, `<w:rPr><w:b w:val="0"/><w:bCs w:val="0"/></w:rPr>`},
		{Run{Text: "a", Strong: true, Slant: true, Lang: "gd"}, true, `<w:rPr><w:rStyle w:val="Hyperlink"/><w:b/><w:bCs/><w:i/><w:iCs/><w:lang w:val="gd"/></w:rPr>`},
		{Run{Text: "ا", Lang: "ur"}, false, `<w:rPr><w:rtl/><w:lang w:bidi="ur"/></w:rPr>`},
		{Run{Text: "a", Lang: `"><x`}, false, `<w:rPr><w:lang w:val="&quot;&gt;&lt;x"/></w:rPr>`},
	} {
		if got := properties(c.run, c.linked); got != c.want {
			t.Errorf("%+v: %s", c.run, got)
		}
	}
}

// Every field ends, and holds what it has when nobody updates it.
func TestFields(t *testing.T) {
	f := field(`SEQ Table \* ARABIC`, "3")
	if strings.Count(f, "fldChar ") != 3 || !strings.HasSuffix(f, fieldEnd) || !strings.Contains(f, "<w:t>3</w:t>") || !strings.Contains(f, `SEQ Table \* ARABIC`) {
		t.Error(f)
	}
	if err := xml.Unmarshal([]byte(`<x xmlns:w="w">`+field(`A "b" <c>`, "&")+`</x>`), new(struct{})); err != nil {
		t.Error(err)
	}
}

// Relations that lead to the same place are one, and ids do not meet those of the parts
// that every document has.
func TestRelationsAreOne(t *testing.T) {
	d := New(About{Lang: "en"})
	a, b, c := d.link("https://example.org/"), d.link("https://example.org/"), d.link("https://example.org/other")
	if a != b || a == c || a != "rId7" {
		t.Errorf("%s %s %s", a, b, c)
	}
	d.Para(Run{Text: "x", Link: "https://example.org/"})
	if strings.Count(relations(d.links), "<Relationship ") != 2 {
		t.Error(relations(d.links))
	}
	all := relations([]relation{{"rId1", "image", "a&b.png", false}, {"rId2", coreMedia, "core.xml", false}, {"rId3", "hyperlink", "https://x", true}})
	for _, part := range []string{relMedia + `image" Target="a&amp;b.png"/>`, `Type="` + coreMedia + `"`, `Target="https://x" TargetMode="External"/>`} {
		if !strings.Contains(all, part) {
			t.Errorf("no %s in %s", part, all)
		}
	}
}

// A disk that is full at any point is an error, and never half a document that is called whole.
func TestAFullDiskAnywhere(t *testing.T) {
	d := New(About{Title: "T", Lang: "en"})
	d.Heading(1, "One")
	var whole bytes.Buffer
	if err := d.Write(&whole); err != nil {
		t.Fatal(err)
	}
	for room := 0; room < whole.Len(); room += whole.Len() / 16 {
		if err := d.Write(&small{room}); err == nil {
			t.Errorf("with room for %d of %d bytes all is well", room, whole.Len())
		}
	}
	if err := d.Write(&small{whole.Len()}); err != nil {
		t.Errorf("with room for all: %v", err)
	}
}

// small takes so many bytes and no more.
type small struct{ room int }

func (s *small) Write(b []byte) (int, error) {
	if len(b) > s.room {
		return 0, io.ErrShortWrite
	}
	s.room -= len(b)
	return len(b), nil
}
