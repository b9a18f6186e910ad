package studio

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"kist/internal/media"
	"kist/server/web"
	"kist/surveys"
)

const (
	shelfPath = "/staff/surveys/what_its_like/recordings"
	eleven    = "?edition=11-13&lang=en"
)

// first is the address of the first question, or what is below it.
func (h *house) first(below, query string) string {
	return shelfPath + "/" + h.firstID() + below + query
}

func (h *house) firstID() string {
	return media.OfQuestion(h.survey.QuestionsIn(surveys.E11)[0].Key)
}

func TestTemplatesFitTheirPages(t *testing.T) {
	room := web.NewRoom(nil, web.StaffPages, pages)
	types := map[string]any{"surveys": surveysPage{}, "arrive": arrivePage{}, "survey": surveyPage{}, "recordings": recordingsPage{}, "passage": passagePage{}, "remove": removePage{},
		"question": questionPage{}, "propose": proposePage{}, "build": buildPage{}, "proposal": proposalPage{}, "ask": askPage{}, "library": libraryPage{}, "kept": keptPage{},
		"history": historyPage{}, "state": statePage{}, "review": reviewPage{}, "versions": versionsPage{}, "copy": copyPage{}, "pilots": pilotsPage{}, "pilot": pilotPage{}, "advise": advisePage{}, "care": carePage{}, "mine": &minePage{}, "folded": foldedPage{}, "overruled": overruledPage{}, "preview": previewPage{}, "paper": paperPage{}, "nowhere": nowherePage{}}
	for _, name := range room.Pages() {
		page, ok := types[name]
		if !ok {
			t.Errorf("page %s is not checked", name)
			continue
		}
		if err := templatecheck.CheckHTML(room.Template(name), page); err != nil {
			t.Error(err)
		}
	}
}

// What is mounted is in the table of who may open what, and all of the table's.
func TestRoutesAreInTheTable(t *testing.T) {
	mounted := map[string]bool{}
	for _, r := range newHouse(t).echo.Routes() {
		if strings.HasPrefix(r.Path, "/staff") {
			mounted[r.Method+" "+r.Path] = true
		}
	}
	for _, route := range web.StaffRoutes() {
		if (strings.Contains(route, "/care") || strings.Contains(route, "/my-work") || strings.Contains(route, "/import") || strings.Contains(route, "/surveys") || strings.Contains(route, "/library")) != mounted[route] {
			t.Errorf("%s: mounted %v", route, mounted[route])
		}
		delete(mounted, route)
	}
	if len(mounted) > 0 {
		t.Errorf("in no table: %v", mounted)
	}
}

// From the list of surveys a volunteer comes to a text, records it, and goes on
// to the next that is missing.
func TestRecordingJourney(t *testing.T) {
	h := newHouse(t)
	want(t, h.get("/staff/surveys"), http.StatusOK, `<a href="/staff/surveys/what_its_like"`, "11-13")
	all := len(media.Passages(h.survey, surveys.E11, h.words.Printer("en")))
	want(t, h.get("/staff/surveys/what_its_like"), http.StatusOK,
		fmt.Sprintf(`href="%s?edition=11-13&amp;lang=en"`, shelfPath), fmt.Sprintf(">0/%d<", all), "British Sign Language", `lang=bfi"`)
	list := want(t, h.get(shelfPath+eleven), http.StatusOK, fmt.Sprintf("0 of %d recorded", all), "An answer, question 1", "The first page", "!After sending", "!<audio")
	if n := strings.Count(list, "not recorded yet"); n != all {
		t.Errorf("%d of %d are missing", n, all)
	}
	want(t, h.get(h.first("", eleven)), http.StatusOK, "not recorded yet", `enctype="multipart/form-data"`, "Go to the next that is missing", "!<audio", "!Remove")
	w := h.send(h.first("", eleven), sample(t, "sound.webm"))
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || !strings.Contains(to, "kept=yes") {
		t.Fatalf("%d, to %q: %s", w.Code, to, w.Body)
	}
	page := want(t, h.get(w.Header().Get("Location")), http.StatusOK, "Kept.", `<audio controls preload="none" src="/media/`, "2 seconds", "Remove it", "recordings/a.")
	_, rest, _ := strings.Cut(page, `src="/media/`)
	id, _, _ := strings.Cut(rest, `"`)
	want(t, h.get("/media/"+id), http.StatusOK, "!Morag")
	list = want(t, h.get(shelfPath+eleven+"&show=missing"), http.StatusOK, fmt.Sprintf("1 of %d recorded", all), "Show all", "An answer, question 1")
	if n := strings.Count(list, "not recorded yet"); n != all-1 {
		t.Errorf("%d of %d are missing", n, all-1)
	}
}

// What stands on every survey's pages has a shelf of its own, in every language
// and edition; what is recorded there is recorded for all surveys.
func TestRecordingWordsOfEverySurvey(t *testing.T) {
	h := newHouse(t)
	const everywhere, list = "/staff/surveys/_", "/staff/surveys/_/recordings?edition=8-10&lang=gd"
	want(t, h.get("/staff/surveys"), http.StatusOK, `href="`+everywhere+`"`, "Words on every survey’s pages")
	want(t, h.get("/staff/surveys/what_its_like"), http.StatusOK, `href="`+everywhere+`"`)
	all := len(media.Shared(surveys.E8, h.words.Printer("gd")))
	want(t, h.get(everywhere), http.StatusOK, "recorded once, they are heard in all", `href="/staff/surveys/_/recordings?edition=8-10&amp;lang=gd"`, fmt.Sprintf(">0/%d<", all), "!British Sign Language", "!Preview")
	shelf := want(t, h.get(list), http.StatusOK, fmt.Sprintf("0 of %d recorded", all), "Before sending", "After sending", "Talk to someone", "Answers and hints", "The last page", "0800 1111", "Chuidich inbheach mi")
	if n := strings.Count(shelf, "not recorded yet"); n != all {
		t.Errorf("%d of %d are missing", n, all)
	}
	const helped = "/staff/surveys/_/recordings/check.helped?edition=8-10&lang=gd"
	want(t, h.get(helped), http.StatusOK, "Chuidich inbheach mi", "Go to the next that is missing")
	if w := h.send(helped, sample(t, "sound.webm")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	want(t, h.get(everywhere), http.StatusOK, fmt.Sprintf(">1/%d<", all))
	_, rest, _ := strings.Cut(want(t, h.as(iona, helped), http.StatusOK, "I took all of it in"), `name="heard" value="`)
	file, _, _ := strings.Cut(rest, `"`)
	h.sent(iona, "/staff/surveys/_/recordings/check.helped/check?edition=8-10&lang=gd", url.Values{"heard": {file}})
	heard, err := h.voices.Heard(t.Context(), h.survey, surveys.E8, h.words.Printer("gd"), h.words.Printer("en"))
	if err != nil || !heard.Has("check.helped") {
		t.Errorf("a survey's page does not offer it: %v", err)
	}
	for _, path := range []string{"/staff/surveys/_/recordings?edition=8-10&lang=bfi", "/staff/surveys/_/recordings?edition=8&lang=en", "/staff/surveys/_/recordings/q.x?edition=8-10&lang=en", "/staff/surveys/_/preview", "/staff/surveys/_/history"} {
		want(t, h.get(path), http.StatusNotFound)
	}
}

// What cannot be kept is refused with what to do, and nothing changes.
func TestRefusedFiles(t *testing.T) {
	h := newHouse(t)
	for name, test := range map[string]struct {
		file  []byte
		query string
		text  string
	}{
		"none":              {nil, eleven, "No file was chosen."},
		"empty":             {[]byte{}, eleven, "No file was chosen."},
		"a text":            {[]byte("hello"), eleven, "This file cannot be used here."},
		"too large":         {make([]byte, 700<<10), eleven, "This file is larger than 614 KB."},
		"sound for a video": {sample(t, "sound.webm"), "?edition=11-13&lang=bfi", "This file has no picture."},
		"video for sound":   {sample(t, "picture.mp4"), eleven, "This file has no sound."},
	} {
		t.Run(name, func(t *testing.T) {
			want(t, h.send(h.first("", test.query), test.file), http.StatusUnprocessableEntity, test.text, `aria-invalid="true"`, `<b id="file-error">`)
		})
	}
	want(t, h.get(shelfPath+eleven), http.StatusOK, "0 of ")
	w := h.send(h.first("", eleven), make([]byte, 14<<20))
	want(t, w, http.StatusRequestEntityTooLarge, "!problem")
}

func TestSignedVideo(t *testing.T) {
	h := newHouse(t)
	const signs = "?edition=11-13&lang=bfi"
	q := h.survey.QuestionsIn(surveys.E11)
	want(t, h.get(shelfPath+signs), http.StatusOK, fmt.Sprintf("0 of %d recorded", len(q)), "British Sign Language, ages 11-13", "!The first page")
	want(t, h.get(h.first("", signs)), http.StatusOK, "Sign this", "Choose a video", "!data-start", "!record.js")
	if w := h.send(h.first("", signs), sample(t, "picture.mp4")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	want(t, h.get(h.first("", signs)), http.StatusOK, `<video controls preload="none" playsinline src="/media/`)
	want(t, h.get(shelfPath+signs), http.StatusOK, "signed", "<video", "1 of ")
}

// A recording is removed after one question, and only once.
func TestRemove(t *testing.T) {
	h := newHouse(t)
	if w := h.get(h.first("/remove", eleven)); w.Code != http.StatusSeeOther {
		t.Errorf("nothing to remove: %d", w.Code)
	}
	h.send(h.first("", eleven), sample(t, "sound.webm"))
	page := want(t, h.get(h.first("/remove", eleven)), http.StatusOK, "Remove this recording?", "It cannot be brought back.")
	_, rest, _ := strings.Cut(page, `name="heard" value="`)
	file, _, _ := strings.Cut(rest, `"`)
	other := url.Values{"heard": {"another"}}
	want(t, h.post("en", h.first("/remove", eleven), other), http.StatusConflict, "Nothing was removed.", `name="heard" value="`+file+`"`)
	want(t, h.get(shelfPath+eleven), http.StatusOK, "1 of ")
	for range 2 {
		if w := h.post("en", h.first("/remove", eleven), url.Values{"heard": {file}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != shelfPath+eleven {
			t.Errorf("%d, to %s", w.Code, w.Header().Get("Location"))
		}
	}
	want(t, h.get(shelfPath+eleven), http.StatusOK, "0 of ", "!<audio")
}

// Where a new version has other words, staff see that the recording is out of
// date, and both wordings.
func TestChangedWordsAreShown(t *testing.T) {
	h := newHouse(t)
	h.send(h.first("", eleven), sample(t, "sound.webm"))
	changed, err := h.survey.Clone()
	if err != nil {
		t.Fatal(err)
	}
	changed.QuestionsIn(surveys.E11)[0].Text.Set(surveys.E11, "en", "Is this quite another question?")
	h.publish(changed)
	want(t, h.get(shelfPath+eleven), http.StatusOK, "out of date: the words have changed", "0 of ", "Is this quite another question?")
	before, _ := h.survey.Say(h.survey.QuestionsIn(surveys.E11)[0].Text, surveys.E11, "en")
	want(t, h.get(h.first("", eleven)), http.StatusOK, "There is a recording of other words.", "Is this quite another question?", before, "<audio", "!Remove it")
}

// Only the page that records may use the microphone, and may play what is not
// sent yet.
func TestMicrophone(t *testing.T) {
	h := newHouse(t)
	for path, allowed := range map[string]bool{
		h.first("", eleven): true, shelfPath + eleven: false, "/staff/surveys": false, h.first("", "?edition=11-13&lang=bfi"): false, "/nowhere": false,
	} {
		header := h.get(path).Header()
		if got := strings.Contains(header.Get("Permissions-Policy"), "microphone=(self)"); got != allowed {
			t.Errorf("%s: microphone %v", path, got)
		}
		if got := strings.Contains(header.Get("Content-Security-Policy"), "media-src 'self' blob:"); got != allowed {
			t.Errorf("%s: blob %v", path, got)
		}
		if !strings.Contains(header.Get("Permissions-Policy"), "camera=()") {
			t.Errorf("%s: the camera is open", path)
		}
	}
}

func TestNothingThere(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{
		"/staff/surveys/none", "/staff/surveys/none/recordings" + eleven, shelfPath, shelfPath + "?edition=11-13&lang=xx", shelfPath + "?edition=1-3&lang=en",
		shelfPath + "/q.none" + eleven, shelfPath + "/start?edition=11-13&lang=bfi", shelfPath + "/q.none/remove" + eleven,
	} {
		want(t, h.get(path), http.StatusNotFound)
	}
	want(t, h.send(shelfPath+"/q.none"+eleven, sample(t, "sound.webm")), http.StatusNotFound)
}

// Every page is there in Gaelic, and in every language of the survey.
func TestInGaelic(t *testing.T) {
	h := newHouse(t)
	h.send(h.first("", eleven), sample(t, "sound.webm"))
	for _, path := range []string{"/staff/surveys", "/staff/surveys/what_its_like", shelfPath + eleven, h.first("", eleven), h.first("/remove", eleven)} {
		w := h.do("gd", httptest.NewRequest(http.MethodGet, path, nil))
		want(t, w, http.StatusOK, `<html lang="gd"`, "![staff", "!{seconds}")
	}
	for _, lang := range h.survey.Languages {
		want(t, h.get(h.first("", "?edition=11-13&lang="+lang)), http.StatusOK, fmt.Sprintf(`class="aloud big" lang="%s"`, lang))
	}
}
