package web

import (
	"html/template"
	"strings"
	"testing"
	"time"
)

// drawn is the part of a page about a session.
func drawnUnlock(t *testing.T, s Standing) string {
	t.Helper()
	staff := newStaff(t, false)
	room := template.Must(template.ParseFS(StaffPages, "pages/_staff_unlock.html"))
	s.Use, s.Ends = "unreviewed", time.Date(2026, 11, 26, 9, 10, 0, 0, time.UTC)
	u := NewUnlock(StaffBase{Printer: staff.Words.Printer("en")}, "a round", "/staff/safety/a%20round", s)
	var b strings.Builder
	if err := room.ExecuteTemplate(&b, "staff_unlock", u); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Each state of a session offers what may be done then, to whom it may, and nothing
// else; without script.
func TestUnlockOffersWhatMayBeDone(t *testing.T) {
	const ask, confirm, end = `value="ask"`, `value="confirm"`, `value="end"`
	for name, c := range map[string]struct {
		s     Standing
		says  string
		does  []string
		never []string
	}{
		"nobody asked":             {Standing{May: true}, "Locked", []string{ask}, []string{confirm, end}},
		"nobody asked, no right":   {Standing{}, "Locked", nil, []string{ask, confirm, end, "<form"}},
		"I asked":                  {Standing{First: "Ros", Mine: true, May: true}, "You asked.", []string{end, "Look again"}, []string{confirm, ask}},
		"somebody asked":           {Standing{First: "Ros", May: true}, "Ros asks you to unlock this round together, until 09:10.", []string{confirm}, []string{ask, end}},
		"somebody asked, no right": {Standing{First: "Ros"}, "Ros asks", nil, []string{confirm, "<form"}},
		"open to me":               {Standing{First: "Ros", Second: "Tom", Mine: true, May: true, Open: true, Reads: true}, "Ros and Tom have unlocked this round until 09:10.", []string{end}, []string{ask, confirm}},
		"open to others":           {Standing{First: "Ros", Second: "<Tom>", May: true, Open: true}, "Ros and &lt;Tom&gt; have unlocked", nil, []string{ask, confirm, end}},
	} {
		got := drawnUnlock(t, c.s)
		for _, want := range append(c.does, c.says) {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is not there: %s", name, want, got)
			}
		}
		for _, never := range c.never {
			if strings.Contains(got, never) {
				t.Errorf("%s: %q is there", name, never)
			}
		}
		if len(c.does) > 0 && !strings.Contains(got, `action="/staff/sessions/a%20round/unreviewed"`) {
			t.Errorf("%s: the form goes elsewhere: %s", name, got)
		}
	}
}
