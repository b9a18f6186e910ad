package editing

import (
	"errors"
	"slices"
	"testing"

	"kist/internal/fault"
	"kist/surveys"
)

func TestADraftChangesAndGoesBack(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	start := d.draft(t).Survey
	first := word(t, start, "questions.listened_to.text", "Do people listen?")
	doc, err := d.Change(ctx, parents, []Edit{first}, "ros", "plainer")
	if err != nil || doc.Seq != 1 {
		t.Fatalf("%+v, %v", doc, err)
	}
	if again, err := d.Change(ctx, parents, []Edit{first}, "ros", "plainer"); err != nil || again.Seq != 1 {
		t.Fatalf("made again: %v, state %d", err, again.Seq)
	}
	doc, err = d.Change(ctx, parents, Diff(doc.Survey, altered(t, doc.Survey, func(s *surveys.Survey) {
		s.Questions = slices.DeleteFunc(s.Questions, func(q *surveys.Question) bool { return q.Key == "helps_best" })
	})), "sam", "too many")
	if err != nil || doc.Seq != 2 {
		t.Fatalf("%v, %+v", err, doc)
	}
	if doc, err = d.Restore(ctx, parents, doc.Seq, 1, "ros", "we need it"); err != nil || doc.Seq != 3 {
		t.Fatalf("%v, %+v", err, doc)
	}
	for seq, want := range []string{"", "Do people listen?", "Do people listen?", "Do people listen?"} {
		s, err := d.At(ctx, parents, seq)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := s.Question("listened_to").Text.In(surveys.Adult, "en")
		if want == "" {
			want, _ = start.Question("listened_to").Text.In(surveys.Adult, "en")
		}
		if got != want || len(s.Questions) != len(start.Questions)-boolean(seq == 2) {
			t.Errorf("state %d asks %q, %d questions", seq, got, len(s.Questions))
		}
	}
	if _, err := d.At(ctx, parents, 4); !errors.Is(err, fault.NotFound) {
		t.Errorf("a state to come: %v", err)
	}
	log, err := d.History(ctx, parents, 0, 0)
	if err != nil || len(log) != 3 || log[0].Restored == nil || *log[0].Restored != 1 || log[2].Why != "plainer" || log[1].Who != "sam" {
		t.Fatalf("%+v, %v", log, err)
	}
	if log, err = d.History(ctx, parents, 3, 1); err != nil || len(log) != 1 || log[0].Seq != 2 {
		t.Errorf("one before the third: %+v, %v", log, err)
	}
}

func TestWhatADraftRefuses(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	s := d.draft(t).Survey
	if _, err := d.Start(ctx, s, "sam"); !errors.Is(err, fault.Exists) {
		t.Errorf("begun twice: %v", err)
	}
	blank := word(t, s, "title", "")
	if _, err := d.Change(ctx, parents, []Edit{blank}, "sam", ""); !errors.As(err, new(surveys.Findings)) {
		t.Errorf("a survey without a title: %v", err)
	}
	stale := word(t, s, "title", "New")
	stale.Before = "Never was"
	if _, err := d.Change(ctx, parents, []Edit{stale}, "sam", ""); !errors.Is(err, fault.Conflict) {
		t.Errorf("over another's words: %v", err)
	}
	if _, err := d.Change(ctx, parents, nil, "sam", string(make([]rune, MaxWhy+1))); !errors.Is(err, fault.Invalid) {
		t.Errorf("an endless reason: %v", err)
	}
	if doc := d.draft(t); doc.Seq != 0 || doc.Rev != 1 {
		t.Errorf("something was written: %+v", doc.Head)
	}
	if _, err := d.Retire(ctx, parents, true, "ros"); err != nil {
		t.Fatal(err)
	}
	fine := []Edit{word(t, s, "title", "New")}
	if _, err := d.Change(ctx, parents, fine, "sam", ""); !errors.Is(err, fault.Closed) {
		t.Errorf("a retired survey: %v", err)
	}
	if _, err := d.Retire(ctx, parents, false, "ros"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Change(ctx, parents, fine, "sam", ""); err != nil {
		t.Errorf("after its return: %v", err)
	}
}

// The record of a change is on the document until somebody brings it over: a
// crash between the two loses nothing.
func TestTheLogAfterACrash(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	texts := []string{"One?", "Two?", "Three?"}
	for _, text := range texts {
		s := d.draft(t).Survey
		if _, err := d.Change(ctx, parents, []Edit{word(t, s, "title", text)}, "ros", ""); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := d.log.All(ctx, listAll)
	if err != nil || len(stored) != 2 {
		t.Fatalf("%d changes are in the log, %v", len(stored), err)
	}
	if log, err := d.History(ctx, parents, 0, 0); err != nil || len(log) != 3 {
		t.Errorf("%d changes are told, %v", len(log), err)
	}
	for range 2 {
		if err := d.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if stored, err = d.log.All(ctx, listAll); err != nil || len(stored) != 3 {
		t.Errorf("after a sweep %d changes are in the log, %v", len(stored), err)
	}
	if log, err := d.History(ctx, parents, 0, 0); err != nil || len(log) != 3 {
		t.Errorf("after a sweep %d changes are told, %v", len(log), err)
	}
	lines, err := d.trail.Of(ctx, draftsName, parents)
	if err != nil || len(lines) != 4 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
}

func TestACopyIsASurveyOfItsOwn(t *testing.T) {
	d := newDesk(t)
	s := d.draft(t).Survey
	doc, err := d.Copy(t.Context(), s, "carers_2027", "ros")
	if err != nil || doc.Survey.Key != "carers_2027" || s.Key != parents {
		t.Fatalf("%+v, %v", doc, err)
	}
	if _, err := d.Copy(t.Context(), s, "carers_2027", "ros"); !errors.Is(err, fault.Invalid) {
		t.Errorf("a key that is taken: %v", err)
	}
	all, err := d.All(t.Context())
	if err != nil || len(all) != 2 {
		t.Errorf("%d drafts, %v", len(all), err)
	}
}

// Who reads a state that was read before gets the same survey, and another once
// it has moved on.
func TestAStateIsReadOnce(t *testing.T) {
	d := newDesk(t)
	first := d.draft(t).Survey
	if d.draft(t).Survey != first {
		t.Error("the same state is another survey")
	}
	if _, err := d.Change(t.Context(), parents, []Edit{word(t, first, "title", "Another title")}, "iona", ""); err != nil {
		t.Fatal(err)
	}
	after := d.draft(t).Survey
	if after == first || len(Diff(first, after)) != 1 || d.draft(t).Survey != after {
		t.Error("a state that moved on is the one before")
	}
}
