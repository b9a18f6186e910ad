package feedback

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"kist/internal/browsertest"
)

// uploads sends a file as a recording, and wants what gets wants.
func (h *house) uploads(who, path string, file []byte, status int, texts ...string) {
	h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if file != nil {
		w, err := form.CreateFormFile("file", "sound.webm")
		ok(h.t, err)
		_, err = w.Write(file)
		ok(h.t, err)
	}
	ok(h.t, form.Close())
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	h.holds(h.do(who, r), status, texts)
}

func sound(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "internal", "media", "container", "testdata", "sound.webm"))
	ok(t, err)
	return b
}

var heardFile = regexp.MustCompile(`name="heard" value="([^"]+)"`)

const (
	soundsAt = at + "/recordings/8-10/en"
	takeAt   = soundsAt + "/" + entry
)

// A volunteer reads an entry out, somebody else listens and finds it right; other words
// make it out of date; it can be taken away.
func TestAnEntryIsRecorded(t *testing.T) {
	h := newHouse(t)
	h.gets("morag", soundsAt, http.StatusNotFound)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	h.gets("morag", at, http.StatusOK, `href="`+soundsAt+`"`, "!/recordings/8-10/pl")
	h.gets("morag", soundsAt, http.StatusOK, "not recorded yet", "Nobody asked you first.", `href="`+takeAt+`"`)
	h.gets("iain", soundsAt, http.StatusOK, "not recorded yet", "!"+takeAt)
	h.gets("iain", takeAt, http.StatusForbidden)
	h.gets("morag", takeAt, http.StatusOK, "Read this out", "Meetings", `enctype="multipart/form-data"`, "data-start=", "!Remove this recording")
	h.uploads("morag", takeAt, []byte("no sound"), http.StatusUnprocessableEntity, `id="file-error"`)
	h.uploads("morag", takeAt, nil, http.StatusUnprocessableEntity)
	h.uploads("morag", takeAt, sound(t), http.StatusSeeOther)
	h.gets("morag", takeAt+"?kept=yes", http.StatusOK, "once somebody else has listened", "Made by Morag. Children do not hear it yet.", "Remove this recording", "!I took all of it in", "/media/")
	h.gets("morag", soundsAt, http.StatusOK, "once somebody else has listened to it")
	file := heardFile.FindStringSubmatch(h.gets("ros", takeAt, http.StatusOK, "I took all of it in"))
	if file == nil {
		t.Fatal("nobody can check it")
	}
	h.posts("morag", takeAt+"/check", http.StatusForbidden, url.Values{"heard": {file[1]}})
	h.posts("ros", takeAt+"/check", http.StatusConflict, url.Values{"heard": {"another"}})
	h.posts("ros", takeAt+"/check", http.StatusSeeOther, url.Values{"heard": {file[1]}})
	h.gets("iain", soundsAt, http.StatusOK, "recorded, and checked by somebody else")
	h.gets("morag", takeAt, http.StatusOK, "Ros found it right.", "!Children do not hear it yet.")
	form := written("1")
	form.Set("heard.all", "Nobody told you in time.")
	h.posts("morag", at+"/edit", http.StatusSeeOther, form)
	h.gets("morag", soundsAt, http.StatusOK, "out of date: the words have changed")
	h.gets("morag", takeAt, http.StatusOK, "There is a recording of other words.", "!Remove this recording")
	h.uploads("morag", takeAt, sound(t), http.StatusSeeOther)
	h.posts("morag", takeAt+"/remove", http.StatusConflict, url.Values{"heard": {file[1]}}, "Nothing was removed.")
	file = regexp.MustCompile(`name="heard" value="([^"]+)"`).FindStringSubmatch(h.gets("morag", takeAt, http.StatusOK))
	for range 2 {
		h.posts("morag", takeAt+"/remove", http.StatusSeeOther, url.Values{"heard": {file[1]}})
	}
	h.gets("morag", soundsAt, http.StatusOK, "out of date")
}

// Only what is there can be recorded, and where all is written.
func TestWhatCanBeRecorded(t *testing.T) {
	h := newHouse(t)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	second := written("0")
	second.Set("entry", "secondentry")
	h.posts("morag", at+"/edit", http.StatusSeeOther, second)
	h.gets("morag", takeAt, http.StatusOK, "Go to the next that is missing", soundsAt+"/secondentry")
	h.gets("morag", soundsAt+"/secondentry", http.StatusOK, "Nothing else is missing here.")
	for _, path := range []string{soundsAt + "/nothing", at + "/recordings/8-10/pl", at + "/recordings/4-7/en", at + "/recordings/8-10/xx", "/staff/feedback/nowhere/recordings/8-10/en"} {
		h.gets("morag", path, http.StatusNotFound)
	}
	for _, step := range []string{"", "/check", "/remove"} {
		h.uploads("morag", soundsAt+"/nothing"+step, sound(t), http.StatusNotFound)
		h.uploads("iain", takeAt+step, sound(t), http.StatusForbidden)
	}
}

// The pages stand on a small phone, with the means to record.
func TestRecordingsInABrowser(t *testing.T) {
	h := newHouse(t)
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	h.uploads("morag", takeAt, sound(t), http.StatusSeeOther)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: "ros"})
		h.echo.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p := browsertest.Open(t, server.URL, browsertest.Width(browsertest.SmallPhone))
	for name, path := range map[string]string{"list": soundsAt, "take": takeAt} {
		p.Visit(path)
		if browsertest.Eval[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
			t.Errorf("%s scrolls sideways", name)
		}
		if name == "take" {
			p.WaitFor("#take")
		}
		p.Axe()
		p.Screenshot("feedback-recording-" + name)
	}
}
