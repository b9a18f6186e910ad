package studio

import (
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/media"
	"kist/surveys"
	"net/http"
	"net/url"
)

// module is the page's own script, as a promise.
const module = `import(document.querySelector("script[type=module]").src)`

// Silence at both ends goes, a breath stays, and what is said becomes as loud as
// every other recording, however it was recorded.
func TestTrimAndLevel(t *testing.T) {
	h := newHouse(t)
	p := h.browser()
	p.Visit(h.first("", eleven))
	type heard struct{ Before, After, Silence, Mean, Peak float64 }
	for _, loud := range []string{"0.01", "0.1", "0.9"} {
		got := browsertest.Eval[heard](p, module+`.then(m => {
			const rate = 16000, sound = new Float32Array(rate * 4);
			for (let i = rate; i < rate * 2; i++) sound[i] = `+loud+` * Math.sin(i / 8);
			for (let i = 0; i < sound.length; i++) sound[i] += 0.0002 * Math.sin(i);
			const cut = m.trim(sound, rate), even = m.level(cut, rate);
			const all = m.loudness(even, rate), said = all.filter(l => l > 0.02);
			return {Before: sound.length / rate, After: cut.length / rate, Silence: all.findIndex(l => l > 0.02) / 50,
				Mean: Math.sqrt(said.reduce((s, l) => s + l * l, 0) / said.length), Peak: even.reduce((p, s) => Math.max(p, Math.abs(s)), 0)};
		})`)
		if got.Before != 4 || got.After < 1.3 || got.After > 1.6 || got.Silence < 0.1 || got.Silence > 0.2 {
			t.Errorf("%s: of %v s %v s are left, %v s of silence before", loud, got.Before, got.After, got.Silence)
		}
		if got.Mean < 0.09 || got.Mean > 0.11 || got.Peak > 0.9 {
			t.Errorf("%s: loud as %v, at most %v", loud, got.Mean, got.Peak)
		}
	}
	if n := browsertest.Eval[int](p, module+`.then(m => m.trim(new Float32Array(48000), 48000).length)`); n != 0 {
		t.Errorf("of silence %d samples are left", n)
	}
	if n := browsertest.Eval[int](p, module+`.then(m => m.level(m.trim(new Float32Array(0), 48000), 48000).length)`); n != 0 {
		t.Errorf("of nothing %d samples are left", n)
	}
}

// A volunteer records with a phone, hears it, and keeps it.
func TestRecordInTheBrowser(t *testing.T) {
	h := newHouse(t)
	p := h.browser(browsertest.Width(browsertest.SmallPhone))
	p.Visit(h.first("", eleven))
	p.WaitFor("#take")
	p.Axe()
	p.Screenshot("record")
	p.Click("#take")
	p.Wait(`+document.getElementById("told").dataset.seconds >= 3`)
	p.Screenshot("recording")
	p.Click("#take")
	p.Wait(`document.getElementById("file").files.length === 1 && document.querySelector("#recorder audio")`)
	p.Axe()
	p.Screenshot("recorded")
	if told := p.Text("#told"); !strings.HasSuffix(told, "seconds. Listen to it, then press Keep.") {
		t.Errorf("it says %q", told)
	}
	p.Wait(`document.querySelector("#recorder audio").readyState > 0`)
	p.Follow("form[data-start] button:not([type])")
	p.WaitFor(".say[role=status]")
	p.Axe()
	p.Screenshot("kept")
	states, err := h.voices.States(t.Context(), h.survey, surveys.E11, h.words.Printer("en"))
	if err != nil {
		t.Fatal(err)
	}
	var kept *media.Recording
	for _, st := range states {
		if st.Kept != nil {
			kept = st.Kept
		}
	}
	if kept == nil || kept.Millis < 300 || kept.Size > 40_000 {
		t.Errorf("kept: %+v", kept)
	}
	p.Wait(`document.querySelector("audio").src.includes("/media/")`)
	p.Wait(`(a => { a.readyState === 0 && a.paused && a.play(); return a.currentTime > 0 })(document.querySelector("audio"))`)
}

// A file that was chosen is cut and made small by the browser too.
func TestChosenFilesAreMadeSmall(t *testing.T) {
	h := newHouse(t)
	p := h.browser()
	p.Visit(h.first("", eleven))
	p.Click("h1") // browsers let nothing sound before somebody has touched the page
	browsertest.Eval[any](p, `(() => {
		const rate = 8000, n = rate * 3, view = new DataView(new ArrayBuffer(44 + 2 * n));
		const text = (at, s) => [...s].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
		text(0, "RIFF"); view.setUint32(4, 36 + 2 * n, true); text(8, "WAVEfmt "); view.setUint32(16, 16, true);
		view.setUint16(20, 1, true); view.setUint16(22, 1, true); view.setUint32(24, rate, true); view.setUint32(28, 2 * rate, true);
		view.setUint16(32, 2, true); view.setUint16(34, 16, true); text(36, "data"); view.setUint32(40, 2 * n, true);
		for (let i = rate; i < 2 * rate; i++) view.setInt16(44 + 2 * i, 3000 * Math.sin(i / 5), true);
		const files = new DataTransfer();
		files.items.add(new File([view], "speech.wav", {type: "audio/wav"}));
		const field = document.getElementById("file");
		field.files = files.files;
		field.dispatchEvent(new Event("change"));
	})()`)
	p.Wait(`/^recording\./.test(document.getElementById("file").files[0]?.name)`)
	p.Follow("form[data-start] button:not([type])")
	p.WaitFor(".say[role=status]")
	states, err := h.voices.States(t.Context(), h.survey, surveys.E11, h.words.Printer("en"))
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range states {
		if st.Kept != nil && (st.Kept.Millis < 1000 || st.Kept.Millis > 2500 || st.Kept.Size > 20_000) {
			t.Errorf("of 3 s, 48 KB: %d ms, %d bytes", st.Kept.Millis, st.Kept.Size)
		}
	}
}

// Every page keeps the rules for accessibility and fits a phone.
func TestPagesForEveryone(t *testing.T) {
	h := newHouse(t)
	h.send(h.first("", eleven), sample(t, "sound.webm"))
	for name, options := range map[string][]browsertest.Option{
		"phone": {browsertest.Width(browsertest.SmallPhone)}, "no script": {browsertest.NoScript()}, "desk": {browsertest.Width(browsertest.Desk), browsertest.Dark()},
	} {
		t.Run(name, func(t *testing.T) {
			p := h.browser(options...)
			for i, path := range []string{"/staff/surveys", "/staff/surveys/what_its_like", shelfPath + eleven, shelfPath + "?edition=11-13&lang=ar", "/staff/surveys/_", "/staff/surveys/_/recordings?edition=4-7&lang=ar", h.first("", eleven), h.first("", "?edition=11-13&lang=bfi"), h.first("/remove", eleven)} {
				p.Visit(path)
				p.Axe()
				p.Screenshot(strings.ReplaceAll(name, " ", "-") + "-studio-" + string(rune('0'+i)))
				if wide := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); wide > 1 {
					t.Errorf("%s is %d px too wide", path, wide)
				}
			}
		})
	}
}

// The words of a draft are recorded before they are published: what is recorded is
// heard as soon as a version has the same words.
func TestRecordingTheDraft(t *testing.T) {
	h := newHouse(t)
	key := h.survey.QuestionsIn(surveys.E11)[0].Key
	name := wordName("questions."+key+".text", surveys.E11)
	form := url.Values{"seq": {"0"}, "lang": {"en"}, name: {"Only the draft asks this?"}, "why": {"So."}, "as": {"change"}}
	h.sent(ros, questionPath(h.survey.Key, key)+"/propose", form)
	want(t, h.get(draft), http.StatusOK, `href="`+draft+`?of=draft#recordings"`, "!texts of the draft as it is now")
	want(t, h.get(draft+"?of=draft"), http.StatusOK, "texts of the draft as it is now", "of=draft", `href="`+draft+`#recordings"`)
	want(t, h.get(shelfPath+eleven), http.StatusOK, "!Only the draft asks this?")
	list := want(t, h.get(shelfPath+eleven+"&of=draft"), http.StatusOK, "Only the draft asks this?")
	before, _, _ := strings.Cut(list, "Only the draft asks this?")
	from := strings.LastIndex(before, `href="`+shelfPath+"/")
	if from < 0 {
		t.Fatalf("no way to the text: %s", before)
	}
	at, _, _ := strings.Cut(before[from+len(`href="`):], `"`)
	at = strings.ReplaceAll(at, "&amp;", "&")
	if !strings.Contains(at, "of=draft") {
		t.Fatalf("%s leads to the version", at)
	}
	w := h.send(at, sample(t, "sound.webm"))
	if w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), "of=draft") {
		t.Fatalf("%d, to %s", w.Code, w.Header().Get("Location"))
	}
	want(t, h.get(shelfPath+eleven), http.StatusOK, "0 of ")
	want(t, h.get(shelfPath+eleven+"&of=draft"), http.StatusOK, "1 of ")
	h.publish(h.draft().Survey)
	want(t, h.get(shelfPath+eleven), http.StatusOK, "1 of ", "Only the draft asks this?")
}

// Somebody else listens to a recording and says that it is right; its maker cannot,
// and another recording is to be checked anew.
func TestCheckingARecording(t *testing.T) {
	h := newHouse(t)
	at := h.first("", eleven)
	h.send(at, sample(t, "sound.webm"))
	want(t, h.get(at), http.StatusOK, "Made by", "!I took all of it in")
	page := want(t, h.as(iona, at), http.StatusOK, "I took all of it in")
	_, rest, _ := strings.Cut(page, `name="heard" value="`)
	file, _, _ := strings.Cut(rest, `"`)
	check := h.first("/check", eleven)
	if w := h.post("morag:volunteer", check, url.Values{"heard": {file}}); w.Code != http.StatusForbidden {
		t.Errorf("its maker checks it: %d", w.Code)
	}
	if w := h.post(iona, check, url.Values{"heard": {"another"}}); w.Code != http.StatusConflict {
		t.Errorf("what was not heard is checked: %d", w.Code)
	}
	h.sent(iona, check, url.Values{"heard": {file}})
	want(t, h.as(callum, at), http.StatusOK, "Iona Muir found it right.", "!I took all of it in")
	want(t, h.get(shelfPath+eleven), http.StatusOK, "recorded, and checked by somebody else")
	h.send(at, sample(t, "sound.webm"))
	want(t, h.as(callum, at), http.StatusOK, "!found it right", "I took all of it in")
	want(t, h.post(iona, shelfPath+"/nothing/check"+eleven, nil), http.StatusNotFound)
}
