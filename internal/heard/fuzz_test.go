package heard

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"kist/internal/store/storetest"
	"kist/surveys"
)

// Whatever is typed is either kept, short and plain and without a number where none may
// stand, or refused with a sentence for a field; and what is kept is kept as it is when
// it is sent again.
func FuzzAnyEntry(f *testing.F) {
	for _, seed := range [][4]string{
		{"Meetings", "started", "2027-03-01", "11-13"},
		{"30 of 40", "planned", "", "all"},
		{"  two   words ", "cannot", "soon", "adult"},
		{"a\x00b", "maybe", "2027-02-30", "9-10"},
		{"\xff", "done", "2027-03-01", ""},
		{"٣٠ %", "done", "", "easy"},
		{strings.Repeat("ab ", 200), "started", "9999-99-99", "all"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	f.Fuzz(func(t *testing.T, text, state, due, edition string) {
		e := Entry{Key: first, State: State(state), Due: due, News: []News{{}}}
		for _, part := range e.Parts() {
			part.Words.Set(surveys.Edition(edition), "en", text)
		}
		e = e.tidied()
		bad := e.check()
		for _, p := range bad {
			if p.Field == "" || p.ID == "" {
				t.Fatalf("%+v says nothing", p)
			}
		}
		if len(bad) > 0 {
			return
		}
		if again := e.tidied(); !reflect.DeepEqual(again, e) {
			t.Fatalf("%+v is not what was kept: %+v", again, e)
		}
		for _, part := range e.Parts() {
			for _, kept := range (*part.Words)["en"] {
				if utf8.RuneCountInString(kept) > part.Most || strings.ContainsFunc(kept, unicode.IsControl) || kept != strings.TrimSpace(kept) {
					t.Fatalf("%s holds %q", part.Name, kept)
				}
				if !part.Numbers && strings.ContainsFunc(kept, unicode.IsNumber) {
					t.Fatalf("%s holds a number: %q", part.Name, kept)
				}
			}
		}
		if e.Due != "" && (!isDay(e.Due) || !e.State.Promises()) {
			t.Fatalf("%s promises %q", e.State, e.Due)
		}
	})
}

// What is read from the store is what was written, in both engines, letters of every
// script included.
func TestEveryScriptIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r := newRoom(t, open())
		e := entry(first)
		for lang, words := range map[string]string{
			"gd":      "Coinneamhan a’ tighinn",
			"sco":     "Gaitherins",
			"pl":      "Zażółć gęślą jaźń",
			"uk":      "Зустрічі",
			"ar":      "اجتماعات",
			"ur":      "ملاقاتیں",
			"ro":      "Întâlniri",
			"pa":      "ਮੀਟਿੰਗਾਂ",
			"zh-Hans": "会议",
		} {
			e = e.in(lang, words)
		}
		e.Texts.Said.Set(surveys.E4, "en", "Nobody told me.")
		e.Picture = "talk"
		p := r.put(e, "morag")
		got := r.again(first)
		if !reflect.DeepEqual(got, p.Latest.Content.Entries[0]) {
			t.Errorf("%+v, written as %+v", got, p.Latest.Content.Entries[0])
		}
		if text, _ := got.Texts.Title.In(surveys.E4, "pl"); text != "Zażółć gęślą jaźń" {
			t.Errorf("%q", text)
		}
		if text, _ := got.Texts.Said.In(surveys.E4, "en"); text != "Nobody told me." {
			t.Errorf("%q", text)
		}
		if n := len(p.Tongues); n != 10 {
			t.Errorf("%d languages", n)
		}
	})
}
