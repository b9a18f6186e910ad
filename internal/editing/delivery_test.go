package editing

import (
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/surveys"
)

// bringing is a text as a file made of it brings it back with other words.
func bringing(x Text, text string) Incoming { return Incoming{x.Unit, x.Mark(), x.Source, text} }

func TestWhatAFileBrings(t *testing.T) {
	d := withStarter(t)
	ctx := t.Context()
	title, lead := d.text(t, "pl", "title", surveys.All), d.text(t, "pl", "start.facts.who.head", surveys.All)
	respect := d.text(t, "pl", "questions.respect.text", surveys.All)
	moved := bringing(lead, "Inny początek.")
	moved.Source = "What it said long ago."
	stolen := bringing(respect, "Nie.")
	stolen.Mark = "0000"
	units := []Incoming{
		bringing(title, "Pierwszy"), bringing(title, "Drugi"), // the last counts
		moved, stolen,
		{Unit: surveys.Unit{Place: "questions.none.text", Language: "pl", Edition: surveys.All}, Text: "Obcy"},
		bringing(d.text(t, "pl", "start.facts.why.head", surveys.All), ""),
	}
	if err := d.Receive(ctx, starter, "pl", "hanan", units); err != nil {
		t.Fatal(err)
	}
	all, err := d.Received(ctx, starter, "pl", "hanan")
	if err != nil {
		t.Fatal(err)
	}
	var is []Outcome
	for _, b := range all {
		is = append(is, b.Is)
		if b.Is == Foreign && b.Text != "" {
			t.Error("a text that is not ours is kept")
		}
	}
	if len(is) != 4 || is[0] != Replaces || is[1] != Moved || is[2] != Clashing || is[3] != Foreign || all[0].Text != "Drugi" {
		t.Fatalf("%v", is)
	}
	if other, err := d.Received(ctx, starter, "pl", "yusuf"); err != nil || len(other) != 0 {
		t.Errorf("somebody else has %d, %v", len(other), err)
	}
	for _, want := range []int{1, 0} {
		if n, err := d.TakeIn(ctx, starter, "pl", "hanan"); err != nil || n != want {
			t.Errorf("%d taken in, %v", n, err)
		}
	}
	if x := d.text(t, "pl", "title", surveys.All); x.Target != "Drugi" || x.Entry.By != "hanan" || !x.Sent() {
		t.Errorf("%+v", x)
	}
	if left, err := d.Received(ctx, starter, "pl", "hanan"); err != nil || len(left) != 3 {
		t.Errorf("%d are left, %v", len(left), err)
	}
	for range 2 {
		if err := d.Forget(ctx, starter, "pl", "hanan"); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := d.Received(ctx, starter, "pl", "hanan"); err != nil || len(left) != 0 {
		t.Errorf("%d are left, %v", len(left), err)
	}
	if err := d.Receive(ctx, starter, "xx", "hanan", units); !errors.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
}

// A second file takes the place of the first, and spaces are no difference.
func TestASecondFile(t *testing.T) {
	d := withStarter(t)
	x := d.text(t, "pl", "title", surveys.All)
	for _, text := range []string{"Raz", "Dwa"} {
		if err := d.Receive(t.Context(), starter, "pl", "hanan", []Incoming{bringing(x, text)}); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := d.Received(t.Context(), starter, "pl", "hanan"); err != nil || len(all) != 1 || all[0].Text != "Dwa" {
		t.Errorf("%+v, %v", all, err)
	}
	if n, err := d.TakeIn(t.Context(), starter, "pl", "hanan"); err != nil || n != 1 {
		t.Errorf("%d taken in, %v", n, err)
	}
	if _, err := d.deliveries.Get(t.Context(), deliveryID(starter, "pl", "hanan")); !errors.Is(err, fault.NotFound) {
		t.Errorf("a file that is settled is kept: %v", err)
	}
	x.Target = "Two\n words"
	if got := bringing(x, "Two words").outcome(x, true); got != Nothing {
		t.Errorf("spaces make %s", got)
	}
}

func TestNamesOfTextsInFiles(t *testing.T) {
	u := surveys.Unit{Place: "questions.a.text", Language: "pl", Edition: "8-10"}
	if got, err := UnitOf(UnitName(u), "pl"); err != nil || got != u {
		t.Errorf("%+v, %v", got, err)
	}
	for _, name := range []string{"", "title", " all", "title "} {
		if _, err := UnitOf(name, "pl"); !errors.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
