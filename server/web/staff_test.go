package web

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jba/templatecheck"
	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

func TestTheErrorTemplateFitsItsPage(t *testing.T) {
	staff := newStaff(t, false)
	if err := templatecheck.CheckHTML(staff.errors.Lookup("staff_error"), staffError{}); err != nil {
		t.Error(err)
	}
}

// whats are all the names that errors have.
func whats() []string {
	list := []string{"broken", "too_large", "too_many"}
	for _, k := range kinds {
		list = append(list, k.what)
	}
	return list
}

func TestEveryErrorHasAPage(t *testing.T) {
	staff := newStaff(t, false)
	for _, lang := range StaffLanguages {
		for _, what := range whats() {
			r := httptest.NewRequest(http.MethodGet, "/staff/x", nil)
			r.Header.Set("Accept-Language", lang)
			w := httptest.NewRecorder()
			c := echo.New().NewContext(r, w)
			c.Set(refKey, "00c0ffee")
			problems := fault.Problems{{Field: "name", ID: "staff.problem.name_long", Args: map[string]any{"Max": 80}}}
			if err := staff.ErrorPage(c, http.StatusTeapot, what, problems); err != nil {
				t.Fatal(err)
			}
			page := w.Body.String()
			for _, must := range []string{`lang="` + lang + `"`, template.HTMLEscapeString(staff.Words.Printer(lang).T("staff.error." + what + ".title")), "00c0ffee", "80", "<!doctype html>", "</html>"} {
				if !strings.Contains(page, must) {
					t.Errorf("%s in %s does not say %q", what, lang, must)
				}
			}
			if w.Code != http.StatusTeapot || strings.Contains(page, "[staff.") || strings.Contains(page, "<no value>") {
				t.Errorf("%s in %s: status %d\n%s", what, lang, w.Code, page)
			}
		}
	}
}

func TestErrorsOnTheStaffSideAreStaffPages(t *testing.T) {
	e := site(t, newStaff(t, false))
	w := ask(e, http.MethodGet, "/staff/nothing", inspector, nil)
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "There is no such page") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	if w := ask(e, http.MethodGet, "/nothing", "", nil); w.Body.String() != "child" {
		t.Errorf("outside: %s", w.Body)
	}
}

func TestLanguageOfPages(t *testing.T) {
	staff := newStaff(t, false)
	tests := []struct{ accepts, chosen, want string }{
		{"", "", "en"},
		{"gd", "", "gd"},
		{"GD-gb;q=0.8", "", "gd"},
		{"pl, gd;q=0.5, en;q=0.4", "", "gd"},
		{"en-GB,gd", "", "en"},
		{"ar", "", "en"}, // children's pages have Arabic; these do not
		{strings.Repeat(",", 5000), "", "en"},
		{"en", "gd", "gd"},
		{"gd", "made-up", "gd"},
	}
	for _, test := range tests {
		r := httptest.NewRequest(http.MethodGet, "/staff/", nil)
		r.Header.Set("Accept-Language", test.accepts)
		c := echo.New().NewContext(r, httptest.NewRecorder())
		if test.chosen != "" {
			c.Set(visitorKey, Visitor{ID: "x", Lang: test.chosen})
		}
		if got := staff.Printer(c).Lang(); got != test.want {
			t.Errorf("%.20q, chosen %q: %s, want %s", test.accepts, test.chosen, got, test.want)
		}
	}
}

func TestDatesInWords(t *testing.T) {
	staff := newStaff(t, false)
	en, gd := staff.Words.Printer("en"), staff.Words.Printer("gd")
	for day, want := range map[string]string{"2026-11-03": "3 November 2026", "": "", "soon": "soon", "2026-13-01": "2026-13-01"} {
		if got := DateIn(en, day); got != want {
			t.Errorf("%q: %q, want %q", day, got, want)
		}
	}
	if got := DateIn(gd, "2026-11-03"); got != "3 an t-Samhain 2026" {
		t.Errorf("in Gaelic: %q", got)
	}
}

// A language that only children's pages have is none for the staff's: they
// would say that they are in it, and be in English.
func TestStaffPagesAreInLanguagesOfTheirOwn(t *testing.T) {
	for given, want := range map[string]string{"gd": "gd", "en": "en", "ar": "en", "": "en", "xx": "en"} {
		staff := NewStaff(StaffOptions{Words: newStaff(t, false).Words, Lang: given})
		c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/staff/sign-in", nil), httptest.NewRecorder())
		if got := staff.Printer(c).Lang(); got != want {
			t.Errorf("set to %q, they are in %q, want %q", given, got, want)
		}
	}
}
