package media

import (
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/surveys"
)

// A recording is checked by somebody who did not make it, of the very file that
// they heard; another file in its place is nobody's to have checked.
func TestARecordingIsCheckedByAnother(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	ctx := t.Context()
	states, err := s.States(ctx, s.survey, surveys.E11, s.words.Printer("en"))
	if err != nil {
		t.Fatal(err)
	}
	at := states[0].Slot
	look := func() State {
		t.Helper()
		states, err := s.States(ctx, s.survey, surveys.E11, s.words.Printer("en"))
		if err != nil {
			t.Fatal(err)
		}
		return states[0]
	}
	if err := s.Check(ctx, "iona", at, ""); !errors.Is(err, fault.NotFound) {
		t.Errorf("nothing was checked: %v", err)
	}
	r, err := s.Keep(ctx, "morag", at, sample(t, "sound.webm"))
	if err != nil {
		t.Fatal(err)
	}
	if st := look(); st.Checked() || st.Kept.By != "morag" {
		t.Errorf("a fresh recording is %+v", st.Kept)
	}
	if err := s.Check(ctx, "morag", at, r.File); !errors.Is(err, fault.Denied) {
		t.Errorf("checked by who made it: %v", err)
	}
	if err := s.Check(ctx, "iona", at, "another"); !errors.Is(err, fault.Conflict) {
		t.Errorf("checked what was not heard: %v", err)
	}
	if err := s.Check(ctx, "iona", at, r.File); err != nil || !look().Checked() {
		t.Errorf("not checked: %v", err)
	}
	if _, err := s.Keep(ctx, "iona", at, sample(t, "sound.webm")); err != nil || look().Checked() || look().Kept.By != "iona" {
		t.Errorf("another recording is checked already: %v", err)
	}
	if err := s.Remove(ctx, "iona", at, look().Kept.File); err != nil || look().Checked() {
		t.Errorf("what was removed is checked: %v", err)
	}
	if err := s.Check(ctx, "morag", at, r.File); !errors.Is(err, fault.NotFound) {
		t.Errorf("what was removed can be checked: %v", err)
	}
}
