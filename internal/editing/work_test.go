package editing

import (
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/surveys"
)

func TestTheOrderOfWork(t *testing.T) {
	at := func(state Progress, sent bool, by, trouble string) Text {
		return Text{State: state, Target: "x", Trouble: trouble, Entry: Entry{Sent: sent, By: by, Text: mark("x")}}
	}
	list := []Text{at(Checked, false, "h", ""), at(Drafted, false, "h", ""), at(Drafted, true, "h", ""), at(Drafted, false, "", "same"), at(Missing, false, "", ""), at(Stale, false, "h", "")}
	ByWork(list)
	for i, x := range list {
		if x.urgency() != i {
			t.Errorf("%d: %+v", i, x)
		}
	}
	for _, c := range []struct {
		x              Text
		write, byHanan bool
	}{
		{at(Missing, false, "", ""), true, false}, {at(Stale, false, "yusuf", ""), true, false}, {at(Checked, false, "yusuf", ""), false, false},
		{at(Drafted, false, "", ""), false, true}, {at(Drafted, false, "yusuf", ""), false, false}, {at(Drafted, true, "yusuf", ""), false, true}, {at(Drafted, true, "hanan", ""), false, false},
	} {
		if c.x.ToWrite() != c.write || c.x.ToCheck("hanan") != c.byHanan {
			t.Errorf("%+v: to write %v, to check %v", c.x, c.x.ToWrite(), c.x.ToCheck("hanan"))
		}
	}
	moved := at(Drafted, true, "yusuf", "")
	moved.Target = "y" // somebody changed it elsewhere
	if moved.Sent() {
		t.Error("another text counts as sent")
	}
}

func TestTongues(t *testing.T) {
	d := withStarter(t)
	doc, err := d.Get(t.Context(), starter)
	if err != nil {
		t.Fatal(err)
	}
	list, err := d.Tongues(t.Context(), doc, "hanan")
	if err != nil || len(list) != len(doc.Survey.Languages)-1 {
		t.Fatalf("%d, %v", len(list), err)
	}
	for _, tongue := range list {
		if tongue.All() == 0 || tongue.Check != tongue.Texts[Drafted] || tongue.Write != tongue.Texts[Missing] {
			t.Errorf("%+v", tongue)
		}
	}
}

// What a stale text translated is found in the history, and only that.
func TestTheSourceAsItWas(t *testing.T) {
	d := withStarter(t)
	const place = "questions.respect.text"
	x := d.text(t, "pl", place, surveys.All)
	if err := d.Drafts.Translate(t.Context(), starter, "pl", []Written{{Unit: x.Unit, Of: x.Of(), Was: x.Target, Text: "Inaczej."}}, "hanan"); err != nil {
		t.Fatal(err)
	}
	english, was := surveys.Unit{Place: place, Language: "en", Edition: surveys.All}, x.Source
	for _, text := range []string{"First new words.", "Second new words."} {
		if _, err := d.Change(t.Context(), starter, []Edit{{english, was, text}}, "ros", ""); err != nil {
			t.Fatal(err)
		}
		was = text
	}
	list, err := d.Workspace(t.Context(), starter, "pl")
	if err != nil {
		t.Fatal(err)
	}
	before, err := d.Before(t.Context(), starter, list)
	if err != nil || len(before) != 1 || before[x.Unit] != x.Source {
		t.Errorf("%q, %v", before, err)
	}
}

// A text that is saved as it stands stays its writer's.
func TestSavedAsItStands(t *testing.T) {
	d := withStarter(t)
	x := d.text(t, "pl", "title", surveys.All)
	write := func(was, text, back, who string, sent bool) Text {
		t.Helper()
		if err := d.Drafts.Translate(t.Context(), starter, "pl", []Written{{Unit: x.Unit, Of: x.Of(), Was: was, Text: text, Back: back, Sent: sent}}, who); err != nil {
			t.Fatal(err)
		}
		return d.text(t, "pl", "title", surveys.All)
	}
	now := write(x.Target, "Jak jest", "", "hanan", false)
	if now.Sent() || now.Entry.By != "hanan" {
		t.Errorf("%+v", now.Entry)
	}
	now = write("Jak jest", "Jak jest", "How it is", "yusuf", true)
	if !now.Sent() || now.Entry.By != "hanan" || now.Entry.Back != "How it is" {
		t.Errorf("%+v", now.Entry)
	}
	if err := d.Check(t.Context(), starter, Seen{x.Unit, x.Of(), "Jak jest"}, "hanan"); !errors.Is(err, fault.Denied) {
		t.Errorf("%v", err)
	}
	if now = write("Jak jest", "Jak to jest", "", "yusuf", false); now.Sent() || now.Entry.By != "yusuf" {
		t.Errorf("%+v", now.Entry)
	}
}
