package translate

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kist/internal/editing"
)

// Texts of questions on themes that a translator stepped out of are left out of their
// list, which says how many; everybody else's list is whole.
func TestTextsOfHardThemes(t *testing.T) {
	h := newHouse(t)
	doc, err := h.drafts.Get(t.Context(), starter)
	if err != nil {
		t.Fatal(err)
	}
	hard := doc.Survey.Questions[0]
	hard.Hard = []string{"harm"}
	text, _ := hard.Text.In("14-18", "en")
	other, err := doc.Survey.Clone()
	if err != nil {
		t.Fatal(err)
	}
	other.Key = "hard_one"
	if _, err := h.drafts.Start(t.Context(), other, "ros"); err != nil {
		t.Fatal(err)
	}
	pages := func(who string) (all string) {
		for page := 1; page < 30; page++ {
			r := httptest.NewRequest(http.MethodGet, fmt.Sprint("/staff/translate/hard_one/pl?page=", page), nil)
			r.AddCookie(&http.Cookie{Name: "kist-staff", Value: who})
			w := httptest.NewRecorder()
			h.echo.ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				t.Fatalf("%d: %s", w.Code, w.Body)
			}
			all += w.Body.String()
		}
		return all
	}
	h.out = map[string][]string{"hanan": {"harm"}, "yusuf": {"loss"}}
	if all := pages("yusuf:en"); !strings.Contains(all, ">"+text+"<") || strings.Contains(all, "you stepped out of") {
		t.Errorf("who is out of another theme does not see %q", text)
	}
	all := pages("hanan:en")
	if strings.Contains(all, ">"+text+"<") || !strings.Contains(all, "Texts on themes that you stepped out of:") || !strings.Contains(all, `href="/staff/care"`) {
		t.Errorf("%q is shown, or nothing says that it is not", text)
	}
	file := func(who, at string) string {
		r := httptest.NewRequest(http.MethodGet, "/staff/translate/hard_one/pl/"+at, nil)
		r.AddCookie(&http.Cookie{Name: "kist-staff", Value: who})
		w := httptest.NewRecorder()
		h.echo.ServeHTTP(w, r)
		return w.Body.String()
	}
	place := "questions." + hard.Key + ".text"
	if !strings.Contains(file("yusuf:en", "xliff"), place) || strings.Contains(file("hanan:en", "xliff"), place) || strings.Contains(file("hanan:en", "xliff"), text) {
		t.Error("the file has what was stepped out of, or lacks it for everybody")
	}
	if !strings.Contains(file("hanan:en", "file"), "Texts on themes that you stepped out of:") || strings.Contains(file("yusuf:en", "file"), "you stepped out of") {
		t.Error("the page of the file does not say what it leaves out")
	}
}

// Earlier translations are suggested, but for those of what was stepped out of.
func TestSuggestionsLeaveOut(t *testing.T) {
	h := newHouse(t)
	doc, err := h.drafts.Get(t.Context(), starter)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := doc.Survey.Questions[0].Text.In("14-18", "en")
	memory := editing.NewMemory(doc.Survey)
	told := func(unsaid func(string) bool) bool {
		list := suggestions(memory, "pl", editing.Text{Source: text}, unsaid)
		return len(list) > 0 && list[0].Source == text
	}
	if !told(func(string) bool { return false }) || told(func(source string) bool { return source == text }) {
		t.Error("a translation is not suggested, or suggested to somebody who is not to read it")
	}
}
