package child

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"kist/surveys"
	"kist/surveys/samples"
)

// discard is a response that goes nowhere.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}

// What serving a questionnaire costs without the network, middleware in.
func BenchmarkServe(b *testing.B) {
	h := newHouse(b, every())
	r := httptest.NewRequest(http.MethodGet, elevenEnglish, nil)
	r.Header.Set("Accept-Encoding", "gzip, br")
	w := &discard{http.Header{}}
	h.echo.ServeHTTP(w, r)
	b.ReportAllocs()
	for b.Loop() {
		h.echo.ServeHTTP(w, r)
	}
}

// Making every document of the starter survey, once per version: the pages, as
// they are first served, and as small as can be, for which nobody waits.
func BenchmarkMake(b *testing.B) {
	survey, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		b.Fatal(err)
	}
	h := newHouse(b, survey)
	for _, c := range []struct {
		name   string
		finish func(html []byte, style string)
	}{
		{"pages", func([]byte, string) {}},
		{"documents", func(html []byte, style string) { newDocument(html, style) }},
		{"pressed", func(html []byte, style string) { newDocument(html, style).press(html) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				for _, e := range survey.Editions {
					for _, lang := range survey.Languages {
						makeOne(b, h, e, lang, c.finish)
					}
				}
			}
		})
	}
}

func makeOne(b *testing.B, h *house, e surveys.Edition, lang string, finish func([]byte, string)) {
	s, err := h.pages.speaker(b.Context(), "v1", e, lang)
	if err != nil {
		b.Fatal(err)
	}
	page, err := h.pages.prepare(s, nil)
	if err != nil {
		b.Fatal(err)
	}
	html, err := h.pages.room.Bytes("questionnaire", page)
	if err != nil {
		b.Fatal(err)
	}
	finish(html, string(page.Inline))
}
