package child

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kist/internal/i18n"
	"kist/internal/media"
	"kist/internal/store/sqlite"
	"kist/server/web"
	"kist/surveys"
	"kist/surveys/samples"
)

// record gives the house a library with a recording of every passage, and a
// video of every question, of one edition in one language that keep says to keep.
func (h *house) record(survey *surveys.Survey, e surveys.Edition, lang string, keep func(passage string) bool) *media.Library {
	h.t.Helper()
	library, ok := h.pages.heard.from.(*media.Library)
	if !ok {
		engine, err := sqlite.Open(filepath.Join(h.t.TempDir(), "kist.db"))
		if err != nil {
			h.t.Fatal(err)
		}
		h.t.Cleanup(func() { _ = engine.Close() })
		if library, err = media.Open(h.t.Context(), engine, nil); err != nil {
			h.t.Fatal(err)
		}
		h.pages.heard.from = library
		MountMedia(h.echo, library)
	}
	states, err := library.States(h.t.Context(), survey, e, h.pages.Words.Printer(lang))
	if err != nil {
		h.t.Fatal(err)
	}
	signs, err := library.Signs(h.t.Context(), survey, e, h.pages.Words.Printer(survey.Source))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, st := range append(states, signs...) {
		file := "sound.webm"
		if st.Slot.Lang == media.Sign {
			file = "picture.vp9.webm"
		}
		if !keep(st.Passage.ID) || !st.Missing() {
			continue
		}
		if _, err := library.Keep(h.t.Context(), "morag", st.Slot, recorded(h.t, file)); err != nil {
			h.t.Fatal(err)
		}
	}
	h.now = h.now.Add(heardAge)
	return library
}

// recorded is a file that a browser made.
func recorded(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "internal", "media", "container", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func everything(string) bool { return true }

var mediaLink = regexp.MustCompile(`href="(/media/[\w.-]+)" target="_blank"`)

// What was recorded is a link on the page, from the next moment on, and the
// page says nothing where nothing was.
func TestRecordingsAreOnThePage(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	before := h.get(elevenEnglish)
	before.want(t, http.StatusOK, "!/media/", "!class=\"say\"")
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" || id == "q.helps.answers" || id == media.Start })
	one := h.get(elevenEnglish)
	one.want(t, http.StatusOK, ">Hear question</a>", ">Hear answers</a>", ">Hear this page</a>", ">Watch in sign language</a>")
	links := mediaLink.FindAllStringSubmatch(one.body, -1)
	if len(links) != 4 { // the video of the first question too
		t.Fatalf("%d links: %q", len(links), links)
	}
	for _, l := range links {
		a := h.get(l[1])
		a.want(t, http.StatusOK)
		if kind := a.header.Get("Content-Type"); kind != "audio/webm" && kind != "video/webm" || len(a.body) < 1000 {
			t.Errorf("%s: %s, %d bytes", l[1], kind, len(a.body))
		}
	}
	if one.header.Get("Etag") == before.header.Get("Etag") {
		t.Error("the page has the tag of the one without recordings")
	}
	h.get("/r/"+openCode+"/11-13/ar").want(t, http.StatusOK, "!سماع السؤال</a>", ">المشاهدة بلغة الإشارة</a>") // signs are for all
	h.get("/r/"+openCode+"/8-10/en").want(t, http.StatusOK, "!/media/")
}

// A recording that is removed is on no page from the next moment on.
func TestRemovedRecordingsAreNotOnThePage(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	library := h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.know.answers" })
	link := mediaLink.FindStringSubmatch(h.get(elevenEnglish).body)[1]
	states, err := library.States(t.Context(), survey, surveys.E11, h.pages.Words.Printer("en"))
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range states {
		if st.Kept != nil {
			if err := library.Remove(t.Context(), "morag", st.Slot); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.now = h.now.Add(heardAge)
	h.get(elevenEnglish).want(t, http.StatusOK, "!/media/")
	h.get(link).want(t, http.StatusNotFound)
}

// The page of a child who changes an answer has them too.
func TestRecordingsWhenChanging(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" })
	h.post(elevenEnglish+"/change", map[string][]string{"feel": {"5"}, "_s": {"AAAAAAAAAAAAAAAAAAAAAA"}}).want(t, http.StatusOK, ">Hear question</a>")
}

// mute is a library whose store does not answer.
type mute struct{ Recordings }

func (mute) Heard(context.Context, *surveys.Survey, surveys.Edition, *i18n.Printer, *i18n.Printer) (media.Heard, error) {
	return media.Heard{}, errors.New("the store does not answer")
}

// Where the store does not answer, pages stay as they were.
func TestPagesDoNotNeedRecordings(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" })
	h.get(elevenEnglish).want(t, http.StatusOK, "/media/")
	h.pages.heard.from = mute{}
	h.now = h.now.Add(heardAge)
	h.get(elevenEnglish).want(t, http.StatusOK, "/media/")
	h.get("/r/"+openCode+"/8-10/en").want(t, http.StatusOK, "!/media/")
}

// With a recording of every passage and a video of every question, both the
// starter survey and the longest one fit into one flight in every language.
func TestEverythingRecordedFitsOneFlight(t *testing.T) {
	starter, err := surveys.Parse(samples.Files, "what_its_like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, survey := range map[string]*surveys.Survey{"starter": starter, "longest": longest(t)} {
		h := newHouse(t, survey)
		for _, lang := range survey.Languages {
			h.record(survey, surveys.E14, lang, everything)
			a := h.get("/r/"+openCode+"/14-18/"+lang, "Accept-Encoding", "br")
			plain := h.get("/r/" + openCode + "/14-18/" + lang)
			links := mediaLink.FindAllString(plain.body, -1)
			if want := 2*len(survey.QuestionsIn(surveys.E14)) + 3; len(a.body) > firstFlight || len(links) < want {
				t.Errorf("%s in %s: %d bytes with %d recordings, want %d at least", name, lang, len(a.body), len(links), want)
			}
			t.Logf("%s in %s: %d bytes with %d recordings", name, lang, len(a.body), len(links))
		}
	}
}

// Ranges are answered as net/http answers them for bytes in memory.
func TestMediaRanges(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	library := h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel.answers" })
	link := mediaLink.FindStringSubmatch(h.get(elevenEnglish).body)[1]
	f, err := library.Find(t.Context(), strings.TrimPrefix(link, "/media/"))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := io.ReadAll(library.Read(t.Context(), f))
	if err != nil {
		t.Fatal(err)
	}
	etag := `"` + f.ID + `"`
	for _, headers := range [][]string{
		nil, {"Range", "bytes=0-"}, {"Range", "bytes=0-0"}, {"Range", "bytes=100-199"}, {"Range", "bytes=-50"}, {"Range", "bytes=4000-999999"},
		{"Range", "bytes=999999-"}, {"Range", "bytes=5-4"}, {"Range", "items=0-1"}, {"Range", "bytes=0-0,10-19"}, {"Range", "bytes=x"},
		{"If-None-Match", etag}, {"If-None-Match", `"other"`}, {"Range", "bytes=0-9", "If-Range", etag}, {"Range", "bytes=0-9", "If-Range", `"other"`},
		{"If-Match", `"other"`},
	} {
		got := h.get(link, headers...)
		want := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, link, nil)
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		want.Header().Set("Content-Type", f.Type)
		want.Header().Set("Etag", etag)
		http.ServeContent(want, r, "", time.Time{}, bytes.NewReader(whole))
		several := strings.HasPrefix(want.Header().Get("Content-Type"), "multipart") // with a boundary made by chance
		if got.status != want.Code || !several && got.body != want.Body.String() || len(got.body) != want.Body.Len() {
			t.Errorf("%q: %d with %d bytes, want %d with %d", headers, got.status, len(got.body), want.Code, want.Body.Len())
		}
		for _, name := range []string{"Content-Range", "Accept-Ranges", "Content-Length", "Etag"} {
			if g, w := got.header.Get(name), want.Header().Get(name); g != w {
				t.Errorf("%q: %s is %q, want %q", headers, name, g, w)
			}
		}
	}
}

// Files may be kept for a day, are what they say they are, and set nothing.
func TestMediaHeaders(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == media.End })
	link := mediaLink.FindStringSubmatch(h.get(elevenEnglish).body)[1]
	a := h.get(link, "Cookie", "kist-staff=x")
	for name, want := range map[string]string{
		"Content-Type": "audio/webm", "X-Content-Type-Options": "nosniff", "Cache-Control": keepADay, "Set-Cookie": "",
		"Cross-Origin-Resource-Policy": "same-origin", "Content-Disposition": "",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, wrong := range []string{"/media/", "/media/x", link + "0", strings.Split(link, ".")[0], "/media/%00", "/media/../media/x"} {
		h.get(wrong).want(t, http.StatusNotFound)
	}
}

// HEAD tells what there is and sends none of it.
func TestMediaHead(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == media.End })
	link := mediaLink.FindStringSubmatch(h.get(elevenEnglish).body)[1]
	server := httptest.NewServer(web.HeadAsGet(h.echo))
	defer server.Close()
	answer, err := http.Head(server.URL + link)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK || answer.ContentLength < 1000 || len(body) != 0 || answer.Header.Get("Accept-Ranges") != "bytes" {
		t.Errorf("%d, %d bytes said, %d sent, %v", answer.StatusCode, answer.ContentLength, len(body), answer.Header)
	}
}
