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
	"slices"
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
	shared, err := library.SharedStates(h.t.Context(), e, h.pages.Words.Printer(lang))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, st := range slices.Concat(states, signs, shared) {
		file := "sound.webm"
		if st.Slot.Lang == media.Sign {
			file = "picture.vp9.webm"
		}
		if !st.Missing() || !slices.ContainsFunc(st.Names, keep) && !keep(st.Passage.ID) {
			continue
		}
		kept, err := library.Keep(h.t.Context(), "morag", st.Slot, recorded(h.t, file))
		if err == nil {
			err = library.Check(h.t.Context(), "ros", st.Slot, kept.File)
		}
		if err != nil {
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

// hearLink leads from a page to where recordings are heard without a script;
// mediaLink is a recording there.
var (
	hearLink  = regexp.MustCompile(`href="([\w/-]+/hear#\w+)" target="_blank"`)
	mediaLink = regexp.MustCompile(`src="(/media/[\w.-]+)"`)
	setMark   = regexp.MustCompile(`data-set="([\w-]+)"`)
)

// hearEnglish is where what is recorded for the ages of 11 to 13 is heard.
const hearEnglish = "/r/" + openCode + "/11-13/en/hear"

// media are the addresses of all recordings of a page.
func (a answer) media() (list []string) {
	for _, l := range mediaLink.FindAllStringSubmatch(a.body, -1) {
		list = append(list, l[1])
	}
	return list
}

// What was recorded is a link on the page, from the next moment on, and the
// page says nothing where nothing was.
func TestRecordingsAreOnThePage(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	before := h.get(elevenEnglish)
	before.want(t, http.StatusOK, "!data-set", "!class=\"say\"")
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" || id == "q_helps=food" || id == media.Start })
	one := h.get(elevenEnglish)
	one.want(t, http.StatusOK, ">Hear question</a>", ">Hear answers</a>", ">Hear this page</a>", ">Watch in sign language</a>")
	links := hearLink.FindAllStringSubmatch(one.body, -1)
	if len(links) != 4 { // the video of the first question too
		t.Fatalf("%d links: %q", len(links), links)
	}
	for _, l := range links {
		path, id, _ := strings.Cut(l[1], "#")
		h.get("/r/"+openCode+"/11-13/"+path).want(t, http.StatusOK, `id="`+id+`"`, `<audio controls preload="none"`, "close this page")
	}
	heard := h.get(hearEnglish).media()
	if len(heard) != 4 {
		t.Fatalf("%d recordings: %q", len(heard), heard)
	}
	for _, path := range heard {
		a := h.get(path)
		a.want(t, http.StatusOK)
		if kind := a.header.Get("Content-Type"); kind != "audio/webm" && kind != "video/webm" || len(a.body) < 1000 {
			t.Errorf("%s: %s, %d bytes", path, kind, len(a.body))
		}
	}
	if one.header.Get("Etag") == before.header.Get("Etag") {
		t.Error("the page has the tag of the one without recordings")
	}
	h.get("/r/"+openCode+"/11-13/ar").want(t, http.StatusOK, "!سماع السؤال</a>", ">المشاهدة بلغة الإشارة</a>") // signs are for all
	h.get("/r/"+openCode+"/8-10/en").want(t, http.StatusOK, "!data-set")
}

// A recording that is removed is on no page from the next moment on.
func TestRemovedRecordingsAreNotOnThePage(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	library := h.record(survey, surveys.E11, "en", func(id string) bool { return id == "kind.yes_no.yes" })
	link := h.get(hearEnglish).media()[0]
	states, err := library.SharedStates(t.Context(), surveys.E11, h.pages.Words.Printer("en"))
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range states {
		if st.Kept != nil {
			if err := library.Remove(t.Context(), "morag", st.Slot, st.Kept.File); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.now = h.now.Add(heardAge)
	h.get(elevenEnglish).want(t, http.StatusOK, "!data-set")
	h.get(hearEnglish).want(t, http.StatusOK, "!/media/")
	h.get(link).want(t, http.StatusNotFound)
}

// The page of a child who changes an answer has them too.
func TestRecordingsWhenChanging(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" })
	h.post(elevenEnglish+"/change", map[string][]string{"feel": {"5"}, "_s": {"AAAAAAAAAAAAAAAAAAAAAA"}}).want(t, http.StatusOK, `<a href="`+hearEnglish+`#q_1" target="_blank">Hear question</a>`)
}

// The page before sending says where each of its words is recorded, answers too;
// what a child wrote is recorded nowhere. So do the thanks.
func TestRecordingsBeforeAndAfterSending(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", everything)
	fields := map[string][]string{"feel": {"5"}, "who_first": {"friend"}, "why_friend": {"She is funny"}, "helps": {"food", "things"}, "places": {"-"}, "_s": {"AAAAAAAAAAAAAAAAAAAAAA"}}
	check := h.post(elevenEnglish+"/check", fields)
	check.want(t, http.StatusOK, `data-set="`, `data-say="check.lead"`, `data-say="check.helped"`, `data-say="check.send"`,
		`data-say="q_feel"`, `data-say="q_feel=5"`, `data-say="q_helps=food"`, `data-say="q_places=-"`, `<p data-say="">She is funny`, `data-say="check.skipped"`,
		`href="`+hearEnglish+`#check"`)
	index := h.get("/media/" + setMark.FindStringSubmatch(check.body)[1] + "/index")
	index.want(t, http.StatusOK)
	for _, l := range regexp.MustCompile(`data-say="([^"]+)"`).FindAllStringSubmatch(check.body, -1) {
		if !strings.Contains(index.body, `"`+l[1]+`":`) {
			t.Errorf("%s is said and not recorded", l[1])
		}
	}
	h.post(elevenEnglish+"/send", fields).want(t, http.StatusOK, `data-set="`, `data-say="thanks"`, `data-say="help.after"`, `data-say="thanks.next"`, `href="`+hearEnglish+`#thanks"`)
	h.get(hearEnglish).want(t, http.StatusOK, `id="check"`, "A grown‑up helped me", `id="thanks"`)
}

// The help page is heard too, with a script and without; in a language in which
// nobody recorded it, it says nothing of that.
func TestRecordingsOfHelp(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E14, "en", everything) // another age's are lent
	page := h.get("/help")
	page.want(t, http.StatusOK, `data-set="`, `data-say="help"`, `data-say="help.line.childline"`, `data-say="contact"`, "<noscript><audio")
	if n := len(page.media()); n != len(helpPlaces()) {
		t.Errorf("%d of %d are heard without a script", n, len(helpPlaces()))
	}
	h.get(page.media()[0]).want(t, http.StatusOK)
	h.get("/help", "Accept-Language", "gd").want(t, http.StatusOK, "!data-set", "!<audio", "aloud")
}

// Which file is heard where is told once for a page, and may be kept as long as
// the files; nothing else has an index.
func TestIndexOfRecordings(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "kind.yes_no.yes" || id == "q_know" })
	mark := setMark.FindStringSubmatch(h.get(elevenEnglish).body)[1]
	index := h.get("/media/" + mark + "/index")
	index.want(t, http.StatusOK, `"q_know":`, `"q_know=yes":`, "!q_feel")
	if got := index.header.Get("Cache-Control"); got != keepADay {
		t.Errorf("kept %q", got)
	}
	for _, wrong := range []string{"/media/x/index", "/media/" + mark + ".0/index", "/media/" + mark, "/media//index", "/media/%00/index"} {
		h.get(wrong).want(t, http.StatusNotFound)
	}
}

// Where a round is not there, or not in these words, nothing is heard.
func TestHearNothing(t *testing.T) {
	h := newHouse(t, every())
	for _, wrong := range []string{"/r/XXXXXX/11-13/en/hear", "/r/" + openCode + "/11-13/xx/hear", "/r/" + openCode + "/1-2/en/hear"} {
		h.get(wrong).want(t, http.StatusNotFound)
	}
	h.get(hearEnglish).want(t, http.StatusOK, "!<audio", "How do you feel?", "!Skip")
}

// mute is a library whose store does not answer.
type mute struct{ Recordings }

func (mute) Heard(context.Context, *surveys.Survey, surveys.Edition, *i18n.Printer, *i18n.Printer) (media.Heard, error) {
	return media.Heard{}, errors.New("the store does not answer")
}

func (m mute) Preview(ctx context.Context, s *surveys.Survey, e surveys.Edition, words, source *i18n.Printer) (media.Heard, error) {
	return m.Heard(ctx, s, e, words, source)
}

// Where the store does not answer, pages stay as they were.
func TestPagesDoNotNeedRecordings(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == "q.feel" })
	h.get(elevenEnglish).want(t, http.StatusOK, "data-set")
	h.pages.heard.from = mute{}
	h.now = h.now.Add(heardAge)
	h.get(elevenEnglish).want(t, http.StatusOK, "data-set")
	h.get("/r/"+openCode+"/8-10/en").want(t, http.StatusOK, "!data-set")
}

// TestWhoHangsUpTakesNoRecordingsAway: whoever opens a page first asks the store for all
// who open it soon after; that phone may be gone before the store has answered.
func TestWhoHangsUpTakesNoRecordingsAway(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(string) bool { return false }) // there is a library
	h.get(elevenEnglish).want(t, http.StatusOK, "!data-set")
	h.record(survey, surveys.E11, "en", everything)
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	page := httptest.NewRequest(http.MethodGet, elevenEnglish, nil).WithContext(gone)
	h.echo.ServeHTTP(httptest.NewRecorder(), page)
	h.get(elevenEnglish).want(t, http.StatusOK, "data-set")
}

// oneAnswerEach keeps everything but answers to a question that has one: a page
// with one is as large as a page with all.
func oneAnswerEach() func(string) bool {
	done := map[string]bool{}
	return func(id string) bool {
		key, _, isAnswer := strings.Cut(id, "=")
		if !isAnswer {
			return !strings.HasPrefix(id, "a.")
		}
		first := !done[key]
		done[key] = true
		return first
	}
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
			h.record(survey, surveys.E14, lang, oneAnswerEach())
			a := h.get("/r/"+openCode+"/14-18/"+lang, "Accept-Encoding", "br")
			plain := h.get("/r/" + openCode + "/14-18/" + lang)
			links := hearLink.FindAllString(plain.body, -1)
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
	library := h.record(survey, surveys.E11, "en", func(id string) bool { return id == "kind.faces.5" })
	link := h.get(hearEnglish).media()[0]
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
	link := h.get(hearEnglish).media()[0]
	a := h.get(link, "Cookie", "kist-staff=x")
	for name, want := range map[string]string{
		"Content-Type": "audio/webm", "X-Content-Type-Options": "nosniff", "Cache-Control": keepADay, "Set-Cookie": "",
		"Cross-Origin-Resource-Policy": "same-origin", "Content-Disposition": "",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, wrong := range []string{"/media/", "/media/x", link + "0", strings.Split(link, ".")[0], strings.Split(link, ".")[0] + "/other", "/media/%00", "/media/../media/x"} {
		h.get(wrong).want(t, http.StatusNotFound)
	}
}

// HEAD tells what there is and sends none of it.
func TestMediaHead(t *testing.T) {
	survey := every()
	h := newHouse(t, survey)
	h.record(survey, surveys.E11, "en", func(id string) bool { return id == media.End })
	link := h.get(hearEnglish).media()[0]
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
