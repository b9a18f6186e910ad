package media

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kist/internal/helplines"
	"kist/internal/i18n"
	"kist/internal/store/storetest"
	"kist/surveys"
)

// keepAll records every text that is heard on a survey's page, those of every
// survey in.
func (s *shelf) keepAll(survey *surveys.Survey, e surveys.Edition, p *i18n.Printer) {
	s.t.Helper()
	own, err := s.States(s.t.Context(), survey, e, p)
	if err != nil {
		s.t.Fatal(err)
	}
	shared, err := s.SharedStates(s.t.Context(), e, p)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, st := range append(own, shared...) {
		s.keep(st.Slot, "sound.webm")
	}
}

// With everything recorded there is nothing on the page of any edition that is
// not heard: every question, hint, answer, and the words around them.
func TestEveryTextHasAPlace(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	survey, en := fewQuestions(), s.words.Printer("en")
	s.keepAll(survey, surveys.E11, en)
	h, err := s.Preview(t.Context(), survey, surveys.E11, en, en)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range survey.QuestionsIn(surveys.E11) {
		if !h.Has(NameOf(q.Key)) {
			t.Errorf("%s is not heard", q.Key)
		}
		for _, l := range q.Choices(surveys.E11) {
			if id := h.ID(NameOfAnswer(q.Key, l.Code)); id == "" || len(s.bytes(id)) == 0 {
				t.Errorf("the answer %s to %s is not heard", l.Code, q.Key)
			}
		}
	}
	for _, name := range []string{Start, Help, End, "check.helped", "thanks.next", "q_helps.hint", "q_helps.how", "q_helps=-", "q_told.safe", "q_safe.high", "help.line.childline"} {
		if !h.Has(name) {
			t.Errorf("%s is not heard", name)
		}
	}
	if h.ID("q_helps=a") != h.ID("q_liked=z") || h.ID("q_helps=a") == h.ID("q_helps=b") {
		t.Error("the same words are one recording, others another")
	}
}

// The page asks once where everything is; addresses tell no question.
func TestIndex(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	survey, en := fewQuestions(), s.words.Printer("en")
	s.keepAll(survey, surveys.E11, en)
	h, err := s.Preview(t.Context(), survey, surveys.E11, en, en)
	if err != nil {
		t.Fatal(err)
	}
	index, err := s.Index(t.Context(), h.Mark())
	if err != nil || len(index) < 30 {
		t.Fatalf("%d places, %v", len(index), err)
	}
	for place := range index {
		if id := h.ID(place); id == "" || strings.Contains(id, "q_") || strings.Contains(id, "=") {
			t.Errorf("%s is at %q", place, id)
		}
	}
	if _, err := s.Index(t.Context(), "none"); err == nil {
		t.Error("an index of nothing")
	}
}

// In every language and edition the words of every survey are there, each once,
// help lines with their numbers; those that an edition does not read are not.
func TestSharedTexts(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	for _, lang := range s.words.Languages() {
		for _, e := range surveys.Editions() {
			seen := map[string]string{}
			for _, p := range Shared(e, s.words.Printer(lang)) {
				if p.Words == "" || !p.Shared || seen[p.ID] != "" || strings.Contains(p.Words, "[") || strings.Contains(p.Words, "{{") || strings.Contains(p.Words, "%!") {
					t.Errorf("%s %s: %+v", lang, e, p)
				}
				seen[p.ID] = p.Words
			}
			for _, l := range helplines.All() {
				if !strings.Contains(seen[l.Passage()], l.Number) {
					t.Errorf("%s %s: %s is %q", lang, e, l.Key, seen[l.Passage()])
				}
			}
			young := e == surveys.E4
			if (seen["kind.rather_not.young"] != "") != young || (seen["kind.rather_not"] != "") == young || seen["kind.yes_no.yes"] == "" || seen["kind.faces3.1"] == "" || (seen["kind.faces.2"] == "") != young {
				t.Errorf("%s %s: the words of kinds are other than its questions'", lang, e)
			}
			if has := seen[receipts] != ""; has == (young || e == surveys.E8) {
				t.Errorf("%s: words to take answers back with: %v", e, has)
			}
		}
	}
}

// What every survey says is recorded once, and heard in all of them.
func TestSharedTextsAreHeardInEverySurvey(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	en := s.words.Printer("en")
	shared, err := s.SharedStates(t.Context(), surveys.E11, en)
	if err != nil {
		t.Fatal(err)
	}
	yes := shared[slices.IndexFunc(shared, func(st State) bool { return st.Passage.ID == "kind.yes_no.yes" })]
	if yes.Slot.Survey != Everywhere || !yes.Missing() {
		t.Fatalf("%+v", yes)
	}
	s.keep(yes.Slot, "sound.webm")
	other := fewQuestions()
	other.Key, other.Questions = "y", other.Questions[3:]
	other.Questions[0].Key = "sure"
	for survey, place := range map[*surveys.Survey]string{fewQuestions(): "q_right=yes", other: "q_sure=yes"} {
		h, err := s.Preview(t.Context(), survey, surveys.E11, en, en)
		if err != nil || !h.Has(place) || h.Has(place+"x") {
			t.Errorf("%s: %+v, %v", place, h, err)
		}
	}
	own, err := s.States(t.Context(), fewQuestions(), surveys.E11, en)
	if err != nil || slices.ContainsFunc(own, func(st State) bool { return st.Shared || !st.Missing() }) {
		t.Errorf("a survey's own: %+v, %v", own, err)
	}
}

// Where an age has no recording of these words, a child hears another age's, and
// staff still see that it is missing; its own takes its place. Words that differ
// are not lent.
func TestOtherAgesLendTheirRecordings(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	en := s.words.Printer("en")
	slot := func(e surveys.Edition) Slot {
		return Slot{Survey: Everywhere, Edition: e, Lang: "en", Passage: Help, Words: Shared(e, en)[0].Words}
	}
	heard := func(e surveys.Edition, lang string) string {
		h, err := s.Preview(t.Context(), nil, e, s.words.Printer(lang), nil)
		if err != nil {
			t.Fatal(err)
		}
		return h.ID(Help)
	}
	s.keep(slot(surveys.E14), "sound.webm")
	lent := heard(surveys.E8, "en")
	if lent == "" || heard(surveys.E8, "gd") != "" {
		t.Fatalf("lent %q", lent)
	}
	states, err := s.SharedStates(t.Context(), surveys.E8, en)
	if err != nil || !states[0].Missing() {
		t.Errorf("staff see %+v, %v", states[0], err)
	}
	s.keep(slot(surveys.E8), "picture.vp8.webm")
	if own := heard(surveys.E8, "en"); own == lent || bytesEqual(s, own, heard(surveys.E14, "en")) {
		t.Error("an age's own recording is not heard")
	}
	other := slot(surveys.E4)
	other.Passage, other.Words = "kind.rather_not", "Other words."
	s.keep(other, "sound.webm")
	h, err := s.Preview(t.Context(), nil, surveys.E8, en, nil)
	if err != nil || h.Has("kind.rather_not") {
		t.Errorf("other words were lent: %v", err)
	}
}

func bytesEqual(s *shelf, a, b string) bool { return string(s.bytes(a)) == string(s.bytes(b)) }

// TestNobodyHearsWhatOnePersonMade: a child's page offers what somebody else has checked,
// another age's recording of the same words before one that nobody has; the preview of a
// draft offers all.
func TestNobodyHearsWhatOnePersonMade(t *testing.T) {
	s := newShelf(t, storetest.SQLite(t)())
	at, en := s.slot(false), s.words.Printer("en")
	offered := func(how func(context.Context, *surveys.Survey, surveys.Edition, *i18n.Printer, *i18n.Printer) (Heard, error)) bool {
		t.Helper()
		h, err := how(t.Context(), s.survey, surveys.E11, en, en)
		if err != nil {
			t.Fatal(err)
		}
		return h.Has(place(at))
	}
	kept := s.keep(at, "sound.webm")
	if offered(s.Heard) || !offered(s.Preview) {
		t.Error("before anybody checked it a child hears it, or its maker does not")
	}
	if err := s.Check(t.Context(), "ros", at, kept.File); err != nil {
		t.Fatal(err)
	}
	if !offered(s.Heard) {
		t.Error("what was checked is not heard")
	}
	s.keep(at, "sound.webm")
	if offered(s.Heard) {
		t.Error("another recording in its place is heard before anybody checked that")
	}
}
