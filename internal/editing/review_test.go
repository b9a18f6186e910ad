package editing

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

func TestTwoSignOffAndPublish(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	if _, err := d.Publish(ctx, d.versions, parents, "coo"); !errors.Is(err, fault.Denied) {
		t.Fatalf("published unsigned: %v", err)
	}
	sign := func(seq int, as, who string, n Notes) error {
		_, err := d.SignOff(ctx, parents, seq, as, who, n)
		return err
	}
	if err := sign(0, AsCoordinator, "coo", Notes{News: "All new."}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		err, kind error
	}{
		"the same person": {sign(0, AsVolunteer, "coo", Notes{}), fault.Denied},
		"another state":   {sign(1, AsVolunteer, "ros", Notes{}), fault.Conflict},
		"in no role":      {sign(0, "inspector", "ros", Notes{}), fault.Invalid},
		"a long reason":   {sign(0, AsVolunteer, "ros", Notes{Overruled: []Overruled{{Rule: "long", Why: strings.Repeat("x", MaxWhy+1)}}}), fault.Invalid},
	} {
		if !errors.Is(c.err, c.kind) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	if err := sign(0, AsVolunteer, "ros", Notes{Overruled: []Overruled{{Rule: "long", Place: "title", Who: "ros", Why: "it has to be"}}}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if id, err := d.Publish(ctx, d.versions, parents, "coo"); err != nil || id != "parents_carers-1" {
			t.Fatalf("%s, %v", id, err)
		}
	}
	signed, compared, err := d.versions.Notes(ctx, "parents_carers-1")
	if err != nil || signed.News != "All new." || signed.Volunteer != "ros" || signed.Overruled[0].Why != "it has to be" || compared != nil {
		t.Errorf("%+v, %+v, %v", signed, compared, err)
	}
	if _, err := d.Change(ctx, parents, []Edit{word(t, d.draft(t).Survey, "title", "Else")}, "sam", ""); err != nil {
		t.Fatal(err)
	}
	if doc := d.draft(t); doc.Signed() || doc.Reviewed().Coordinator != "" {
		t.Error("a change left the old signatures")
	}
	if _, err := d.Publish(ctx, d.versions, parents, "coo"); !errors.Is(err, fault.Denied) {
		t.Errorf("published what nobody signed: %v", err)
	}
}

// A coordinator who signs again can take a judgement back, and leaves no volunteer's
// signature under other notes.
func TestSigningAgain(t *testing.T) {
	d := newDesk(t)
	sign := func(as, who string, n Notes) Review {
		t.Helper()
		doc, err := d.SignOff(t.Context(), parents, 0, as, who, n)
		if err != nil {
			t.Fatal(err)
		}
		return doc.Reviewed()
	}
	notes := Notes{News: "New.", Comparable: []string{"one"}, Overruled: []Overruled{{Rule: "long", Place: "title", Who: "coo", At: "2031-03-03T10:00Z"}}}
	sign(AsCoordinator, "coo", notes)
	if r := sign(AsVolunteer, "ros", Notes{}); len(r.Comparable) != 1 || r.News != "New." {
		t.Errorf("a volunteer took something back: %+v", r)
	}
	notes.Overruled = []Overruled{{Rule: "long", Place: "title", Who: "coo", At: "2031-03-03T11:00Z"}}
	if r := sign(AsCoordinator, "coo", notes); r.Volunteer != "ros" {
		t.Error("the same notes a little later took the signature away")
	}
	for name, change := range map[string]func(*Notes){
		"comparable": func(n *Notes) { n.Comparable = nil },
		"news":       func(n *Notes) { n.News = "Newer." },
		"reasons":    func(n *Notes) { n.Overruled = []Overruled{{Rule: "long", Place: "title", Who: "coo", Why: "Needed."}} },
	} {
		sign(AsCoordinator, "coo", notes)
		sign(AsVolunteer, "ros", Notes{})
		other := notes
		change(&other)
		if r := sign(AsCoordinator, "coo", other); r.Volunteer != "" || r.Coordinator != "coo" || len(r.Comparable) != len(other.Comparable) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// A survey out of use is neither signed nor published, also if it was signed before;
// taking it out of use twice leaves it there.
func TestARetiredSurveyIsNotPublished(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	for as, who := range map[string]string{AsCoordinator: "coo", AsVolunteer: "ros"} {
		if _, err := d.SignOff(ctx, parents, 0, as, who, Notes{News: "New."}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if doc, err := d.Retire(ctx, parents, true, "coo"); err != nil || !doc.Retired || !doc.Signed() {
			t.Fatalf("%+v, %v", doc, err)
		}
	}
	if _, err := d.SignOff(ctx, parents, 0, AsVolunteer, "sam", Notes{}); !errors.Is(err, fault.Closed) {
		t.Errorf("signed: %v", err)
	}
	if _, err := d.Publish(ctx, d.versions, parents, "coo"); !errors.Is(err, fault.Closed) {
		t.Errorf("published: %v", err)
	}
	if doc, err := d.Retire(ctx, parents, false, "coo"); err != nil || doc.Retired {
		t.Fatalf("%+v, %v", doc, err)
	}
	if _, err := d.Publish(ctx, d.versions, parents, "coo"); err != nil {
		t.Error(err)
	}
}

func TestWhatStaysComparable(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	a := sampleSurvey(t, "parents_carers.yaml")
	if _, err := d.versions.Publish(ctx, a); err != nil {
		t.Fatal(err)
	}
	keys := order(a)
	b := altered(t, a, func(s *surveys.Survey) {
		s.Questions[0].Text.Set(surveys.All, "en", "Other words?")
		s.Questions[1].AboutChild = !s.Questions[1].AboutChild
		s.Questions[2].Why = "A better reason"
		s.Questions[2].Text.Set(surveys.All, "pl", "Po polsku?")
		s.Questions[3].Text.Set(surveys.All, "en", "Better words?")
		s.Questions = slices.Delete(s.Questions, 4, 5)
		s.Questions = append(s.Questions, &surveys.Question{Key: "fresh", KindName: "yes_no", Text: surveys.Text("en", "Is it fresh?")})
	})
	got := Compare(a, b, []string{keys[3], keys[1]})
	want := []Comparison{{keys[0], Reworded, false}, {keys[1], Altered, false}, {keys[2], Same, true}, {keys[3], Reworded, true}}
	if diff := cmp.Diff(want, got[:4]); diff != "" {
		t.Error(diff)
	}
	if last := got[len(got)-2:]; !cmp.Equal(last, []Comparison{{"fresh", Added, false}, {keys[4], Removed, false}}) {
		t.Errorf("%+v", last)
	}
	id, err := d.versions.publish(ctx, b, &Review{Comparable: []string{keys[3]}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, kept, err := d.versions.Notes(ctx, id)
	if err != nil || !kept[3].Comparable || kept[1].Comparable {
		t.Errorf("%+v, %v", kept, err)
	}
	if _, _, err := d.versions.Notes(ctx, "none-1"); !errors.Is(err, fault.NotFound) {
		t.Errorf("notes on no version: %v", err)
	}
}

// A version says of a language that it is checked when every text of it is, as
// it stands, and no more once one has fallen behind.
func TestAVersionSaysWhatIsChecked(t *testing.T) {
	d := withStarter(t)
	ctx := t.Context()
	publish := func() *surveys.Survey {
		t.Helper()
		doc, err := d.Get(ctx, starter)
		if err != nil {
			t.Fatal(err)
		}
		for as, who := range map[string]string{AsCoordinator: "coo", AsVolunteer: "ros"} {
			if _, err := d.SignOff(ctx, starter, doc.Seq, as, who, Notes{}); err != nil {
				t.Fatal(err)
			}
		}
		id, err := d.Publish(ctx, d.versions, starter, "coo")
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.versions.Survey(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := publish(); !s.Draft("pl") {
		t.Error("nobody checked it")
	}
	doc, err := d.Get(ctx, starter)
	if err != nil {
		t.Fatal(err)
	}
	err = d.note(ctx, doc.ID, "pl", "yusuf", "translation.check", func(x Text, e *Entry) bool { // all at once: 216 checks take long
		*e = Entry{x.Place, x.Edition, mark(x.Source), mark(x.Target), "hanan", d.minute(), "", "yusuf", true}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := publish(); s.Draft("pl") || !s.Draft("gd") {
		t.Errorf("checked: %v", s.Checked)
	}
	x := d.text(t, "pl", "title", surveys.All)
	english := surveys.Unit{Place: "title", Language: "en", Edition: surveys.All}
	if _, err := d.Change(ctx, starter, []Edit{{english, x.Source, "Your life"}}, "ros", ""); err != nil {
		t.Fatal(err)
	}
	if s := publish(); !s.Draft("pl") {
		t.Error("a text has fallen behind")
	}
}

// What a survey says of who checked a language holds while it is as it came: not of a
// copy, and not once its words were changed.
func TestCheckedElsewhere(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	came := altered(t, sampleSurvey(t, "what_its_like.yaml"), func(s *surveys.Survey) { s.Checked = map[string]string{"pl": "A reader"} })
	doc, err := d.Start(ctx, came, "ros")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := d.Vouched(ctx, doc); err != nil || s.Draft("pl") || !s.Draft("gd") {
		t.Errorf("as it came it is checked by %v, %v", s.Checked, err)
	}
	other, err := d.Copy(ctx, came, "another", "ros")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := d.Vouched(ctx, other); err != nil || !s.Draft("pl") || came.Draft("pl") {
		t.Errorf("a copy is checked by %v, %v", s.Checked, err)
	}
	if doc, err = d.Change(ctx, starter, []Edit{word(t, came, "title", "Else")}, "ros", ""); err != nil {
		t.Fatal(err)
	}
	if s, err := d.Vouched(ctx, doc); err != nil || !s.Draft("pl") {
		t.Errorf("changed it is checked by %v, %v", s.Checked, err)
	}
}

// What a version keeps of its languages is rounded down: all is said only of all.
func TestSpoken(t *testing.T) {
	for _, c := range []struct {
		s             Spoken
		written, read int
	}{
		{Spoken{Texts: 3, Missing: 1, Checked: 1}, 66, 33}, {Spoken{Texts: 1000, Missing: 1, Checked: 999}, 99, 99},
		{Spoken{Texts: 2, Checked: 2}, 100, 100}, {Spoken{}, 100, 100},
	} {
		if c.s.Written() != c.written || c.s.Read() != c.read {
			t.Errorf("%+v: %d, %d", c.s, c.s.Written(), c.s.Read())
		}
	}
	d := newDesk(t)
	if got, err := d.versions.Spoken(t.Context(), "nothing-1"); !isNotFound(err) || got != nil {
		t.Errorf("a version that there is not: %v, %v", got, err)
	}
}
