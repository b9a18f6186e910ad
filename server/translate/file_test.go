package translate

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kist/internal/editing"
	"kist/internal/exchange"
	"kist/surveys"
)

// taken is the file that a translator takes away, as a tool reads it.
func (h *house) taken(lang string) exchange.Bilingual {
	h.t.Helper()
	w := h.get("hanan", "/staff/translate/"+starter+"/"+lang+"/xliff")
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Disposition"), starter+"-"+lang+".xlf") {
		h.t.Fatalf("%d: %v", w.Code, w.Header())
	}
	b, err := exchange.ReadXLIFF(w.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

func written(t testing.TB, b exchange.Bilingual) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := exchange.WriteXLIFF(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// put writes a translation into a file, as a tool would.
func put(t testing.TB, b *exchange.Bilingual, place, text string) {
	t.Helper()
	for i, u := range b.Units {
		if u.Name == place+" all" {
			b.Units[i].Target = text
			return
		}
	}
	t.Fatalf("no text at %s", place)
}

// A file goes out and comes back: what changes is shown first, nothing that
// somebody wrote meanwhile is lost, and what is not ours is left out.
func TestFileJourney(t *testing.T) {
	h := newHouse(t)
	b := h.taken("ar")
	list, err := h.drafts.Workspace(t.Context(), starter, "ar")
	if err != nil || len(b.Units) != len(list) || b.Source != "en" || b.Target != "ar" || b.Units[0].Notes[0] != "Title, all ages" {
		t.Fatalf("%d of %d texts, %+v, %v", len(b.Units), len(list), b.Units[0], err)
	}
	put(t, &b, "title", "من الملف")
	put(t, &b, "questions.respect.text", "وهذا أيضًا")
	put(t, &b, "start.facts.who.head", "مقدمة من الملف")
	b.Units = append(b.Units, exchange.BilingualUnit{Name: "questions.none.text all", Source: "?", Target: "غريب"})
	title := h.text("ar", "title", surveys.All)
	h.post("yusuf", arabic, formOf(title, "draft", "كتبه يوسف"))
	lead := h.text("ar", "start.facts.who.head", surveys.All)
	h.change(surveys.Unit{Place: "start.facts.who.head", Language: "en", Edition: surveys.All}, lead.Source, "Tell us how it is.")
	w := h.bring("hanan", arabic+"/file", written(t, b))
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	page := want(t, h.get("hanan", w.Header().Get("Location")), http.StatusOK, "1 text was changed here since", "1 text whose source changed", "1 text is not in this survey", "1 text would be written",
		"كتبه يوسف", "من الملف", "وهذا أيضًا", "Take 1 text in", "questions.none.text", "!غريب")
	if strings.Index(page, "Changed here since") > strings.Index(page, "Would be written") {
		t.Error("what is to be decided does not come first")
	}
	want(t, h.get("yusuf", arabic+"/file"), http.StatusOK, "!What your file brings")
	if now := h.text("ar", "questions.respect.text", surveys.All); now.Target == "وهذا أيضًا" {
		t.Fatal("looking at a file wrote it")
	}
	for range 2 { // once more does nothing
		w = h.post("hanan", arabic+"/file/take", url.Values{"do": {"take"}})
	}
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	now := h.text("ar", "questions.respect.text", surveys.All)
	if now.Target != "وهذا أيضًا" || now.Entry.By != "hanan" || !now.Sent() {
		t.Errorf("%+v", now)
	}
	if now := h.text("ar", "title", surveys.All); now.Target != "كتبه يوسف" {
		t.Errorf("the title reads %q", now.Target)
	}
	want(t, h.get("hanan", arabic+"/file?taken=1"), http.StatusOK, "1 text was taken in.", "Changed here since", "!Would be written")
	if w := h.post("hanan", arabic, formOf(h.text("ar", "title", surveys.All), "send", "كلاهما")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	h.post("hanan", arabic+"/file/take", url.Values{"do": {"forget"}})
	want(t, h.get("hanan", arabic+"/file"), http.StatusOK, "!What your file brings", "Take XLIFF away")
	want(t, h.bring("morag", arabic+"/file", written(t, b)), http.StatusForbidden)
}

func TestFilesThatAreRefused(t *testing.T) {
	h := newHouse(t)
	other, polish := h.taken("ar"), h.taken("pl")
	other.ID = "another_survey"
	for name, test := range map[string]struct {
		file []byte
		says string
	}{
		"none":             {nil, "No file was chosen."},
		"no XML":           {[]byte("hello"), "This file cannot be read as XLIFF."},
		"another survey":   {written(t, other), "This file is of another survey."},
		"another language": {written(t, polish), "This file is between other languages."},
		"too large":        {bytes.Repeat([]byte("<"), exchange.MaxXLIFF+10), "This file is larger than 8 MB."},
	} {
		t.Run(name, func(t *testing.T) {
			want(t, h.bring("hanan", arabic+"/file", test.file), http.StatusUnprocessableEntity, test.says, `aria-invalid="true"`)
		})
	}
	if w := h.bring("hanan", arabic+"/file", make([]byte, 10<<20)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", w.Code)
	}
	same := written(t, h.taken("ar"))
	w := h.bring("hanan", arabic+"/file", same)
	want(t, h.get("hanan", w.Header().Get("Location")), http.StatusOK, "Your file brings nothing that is not here already.")
}

// A text that no survey may hold is not written, and the file is kept.
func TestAFileWithATextThatIsTooLong(t *testing.T) {
	h := newHouse(t)
	b := h.taken("ar")
	put(t, &b, "title", strings.Repeat("أ", 200))
	h.bring("hanan", arabic+"/file", written(t, b))
	want(t, h.post("hanan", arabic+"/file/take", url.Values{"do": {"take"}}), http.StatusUnprocessableEntity, "The survey could not be used like this.", "Take 1 text in")
	if x := h.text("ar", "title", surveys.All); x.State != editing.Drafted || len(x.Target) > 200 {
		t.Errorf("%+v", x)
	}
}
