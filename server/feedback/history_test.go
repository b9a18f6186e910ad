package feedback

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kist/internal/heard"
	"kist/internal/i18n"
	"kist/locales"
	"kist/server/web"
	"kist/surveys"
)

const historyAt = at + "/history"

// versions are the parts of the history, the latest first.
func (h *house) versions(who string) []string {
	h.t.Helper()
	return regexp.MustCompile(`(?s)<li><h2>.*?</li>`).FindAllString(h.gets(who, historyAt, http.StatusOK), -1)
}

// Every version says who wrote it, what it changed, and whether children read it.
func TestVersionsOfAnAnswer(t *testing.T) {
	h := newHouse(t)
	h.gets("morag", historyAt, http.StatusOK, "Nothing written yet", "!<ol")
	h.gets("morag", at, http.StatusOK, "!/history")
	h.posts("morag", at+"/edit", http.StatusSeeOther, written("0"))
	form := written("1")
	form.Set("change.all", "You are asked a week before.")
	form.Set("state", "planned")
	form.Set("picture", "bed")
	h.posts("ros", at+"/edit", http.StatusSeeOther, form)
	h.posts("hanan", at+"/edit", http.StatusSeeOther, url.Values{"entry": {entry}, "_version": {"2"}, "lang": {"ar"}, "title.all": {"اجتماعات"}})
	h.posts("morag", at+"/step", http.StatusSeeOther, url.Values{"do": {"drop"}, "entry": {entry}, "_version": {"3"}})
	h.gets("iain", at, http.StatusOK, `href="`+historyAt+`"`)
	list := h.versions("iain")
	if len(list) != 4 {
		t.Fatalf("%d versions, of 4", len(list))
	}
	for i, want := range [][]string{
		{"Version 4, by Morag", "Nobody asked you first.", "اجتماعات", "!<ins"},
		{"Version 3, by Hanan", `<dd lang="ar" dir="rtl">`, "اجتماعات", "In a few words, العربية", "!Nobody asked", "!<del"},
		{"Version 2, by Ros", "You are asked first.", "You are asked a week before.", "Started", "Planned", "hill", "bed", "!corridor", "!1 March 2027"},
		{"Version 1, by Morag", "We heard of them in the corridor.", "You said, 8 to 10", "Nobody told us.", "1 March 2027", "!<del"},
	} {
		for _, text := range want {
			if not, no := strings.CutPrefix(text, "!"); strings.Contains(list[i], not) == no {
				t.Errorf("version %d has, or lacks, %q:\n%s", 4-i, text, list[i])
			}
		}
	}
}

// The version that children read says who showed it; one that was sent back does not.
func TestWhoShowedAVersion(t *testing.T) {
	h := newHouse(t)
	h.shownAnswer(written("0"))
	form := written("1")
	form.Set("by.all", "The school")
	h.posts("morag", at+"/edit", http.StatusSeeOther, form)
	h.posts("morag", at+"/step", http.StatusSeeOther, url.Values{"do": {"offer"}, "_mark": {h.mark("morag")}})
	h.posts("ros", at+"/check", http.StatusSeeOther, url.Values{"do": {"return"}, "_mark": {h.mark("ros")}, "why": {"The school does not know."}})
	list := h.versions("morag")
	if len(list) != 2 {
		t.Fatalf("%d versions", len(list))
	}
	if strings.Contains(list[0], "Shown to children") || !strings.Contains(list[1], "Shown to children by Ros, ") {
		t.Errorf("%s", list)
	}
	h.gets("tom", historyAt, http.StatusForbidden)
	h.gets("iain", "/staff/feedback/nowhere/history", http.StatusNotFound)
	r := httptest.NewRequest(http.MethodGet, historyAt, nil)
	r.Header.Set("Accept-Language", "gd")
	h.holds(h.do("iain", r), http.StatusOK, []string{"Tionndaidhean", "Air a shealltainn do chloinn le Ros", "!Shown to", "![staff."})
}

// What came of a promise is a change by itself, and what is the same is none.
func TestChangesOfAnEntry(t *testing.T) {
	words, err := i18n.Load(locales.Files)
	ok(t, err)
	b := web.StaffBase{Printer: words.Printer("en")}
	was := heard.Entry{Key: entry, State: heard.Started, Due: "2027-03-01", Texts: heard.Texts{Title: surveys.Text("en", "Meetings")}}
	is := was
	is.State, is.Due = heard.Done, ""
	is.News = []heard.News{{Day: "2027-02-27", Was: "2027-03-01", Kept: true, Text: surveys.Text("en", "It is done.")}}
	if list := entryChanges(b, was, was); len(list) != 0 {
		t.Errorf("the same differs: %+v", list)
	}
	list := entryChanges(b, was, is)
	want := []changeRow{
		{"Meetings: How far it is", "en", "ltr", "Started", "Done"},
		{"Meetings: By which day, or when children hear more", "en", "ltr", "1 March 2027", ""},
		{"Meetings: What came of a promise", "en", "ltr", "", "It is done."},
	}
	if len(list) != len(want) {
		t.Fatalf("%+v", list)
	}
	for i := range want {
		if list[i] != want[i] {
			t.Errorf("%+v, want %+v", list[i], want[i])
		}
	}
	if back := entryChanges(b, is, was); len(back) != 3 || back[2].Before != "It is done." || back[2].After != "" {
		t.Errorf("taken away: %+v", back)
	}
}

// Entries that came and went are changes of a page, and one that moved is none; words of
// an age or a language stand apart from those for all.
func TestChangesOfAPage(t *testing.T) {
	words, err := i18n.Load(locales.Files)
	ok(t, err)
	b := web.StaffBase{Printer: words.Printer("en")}
	titled := func(key, title string) heard.Entry {
		return heard.Entry{Key: key, State: heard.Planned, Texts: heard.Texts{Title: surveys.Text("en", title)}}
	}
	one, two, three := titled("one", "Meetings"), titled("two", "Dogs"), titled("three", "Trips")
	before := heard.Content{Entries: []heard.Entry{one, two}}
	if list := changesOf(b, before, heard.Content{Entries: []heard.Entry{two, one}}); len(list) != 0 {
		t.Errorf("an entry that moved changed: %+v", list)
	}
	changed := titled("two", "Dogs")
	changed.Texts.Title.Set(surveys.E4, "en", "A dog")
	changed.Texts.Title.Set(surveys.All, "ur", "کتے")
	list := changesOf(b, before, heard.Content{Entries: []heard.Entry{changed, three}})
	want := []changeRow{
		{"Dogs: In a few words, 4 to 7", "en", "ltr", "", "A dog"},
		{"Dogs: In a few words, اردو", "ur", "rtl", "", "کتے"},
		{"Trips: How far it is", "en", "ltr", "", "Planned"},
		{"Trips: In a few words", "en", "ltr", "", "Trips"},
		{"Meetings: How far it is", "en", "ltr", "Planned", ""},
		{"Meetings: In a few words", "en", "ltr", "Meetings", ""},
	}
	for i := range max(len(list), len(want)) {
		if i >= len(list) || i >= len(want) || list[i] != want[i] {
			t.Fatalf("%+v\nwant %+v", list, want)
		}
	}
}
