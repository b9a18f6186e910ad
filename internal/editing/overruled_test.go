package editing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kist/internal/advice"
	"kist/internal/fault"
	"kist/internal/store"
	"kist/surveys"
)

// unlucky is a piece of advice on a question of the parents' survey.
var unlucky = advice.Advice{
	Kind: advice.Double, Place: "questions.you_are.text", Edition: surveys.Adult, Language: "en", Words: "and", Given: 2, Most: 1,
}

// What somebody keeps as it is is found again by its case, with who, when and why; the
// first who keeps it is named, until it is let stand again.
func TestOverrule(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	for _, who := range []string{"iona", "callum"} {
		if err := d.Overrule(ctx, parents, unlucky, who, "because of "+who); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Overrule(ctx, "other", unlucky, "callum", ""); err != nil {
		t.Fatal(err)
	}
	kept, err := d.Overrulings(ctx, parents)
	if err != nil {
		t.Fatal(err)
	}
	want := Overrule(unlucky, "iona", d.minute(), "because of iona")
	if got := kept[unlucky.Case()]; len(kept) != 1 || got != want {
		t.Errorf("%+v, want %+v", kept, want)
	}
	if back := want.Advice(); back.Case() != unlucky.Case() || back.Given != 2 || back.Most != 1 {
		t.Errorf("%+v is not %+v", back, unlucky)
	}
	for range 2 {
		if err := d.Heed(ctx, parents, unlucky.Case()); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err = d.Overrulings(ctx, parents); err != nil || len(kept) != 0 {
		t.Errorf("%+v, %v", kept, err)
	}
	if kept, err = d.Overrulings(ctx, "other"); err != nil || len(kept) != 1 {
		t.Errorf("another survey's: %+v, %v", kept, err)
	}
}

// A reason has a limit, and so has what one survey keeps.
func TestOverruleHasLimits(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	var p fault.Problem
	if err := d.Overrule(ctx, parents, unlucky, "iona", strings.Repeat("ö", MaxWhy+1)); !errors.As(err, &p) || p.Field != "why" {
		t.Errorf("a long reason: %v", err)
	}
	for i := range MaxOverruled {
		doc := &overruling{Head: store.Head{ID: fmt.Sprint(parents, "/", i)}, Survey: parents}
		if err := d.overruled.Insert(ctx, doc); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Overrule(ctx, parents, unlucky, "iona", ""); !errors.As(err, &p) || p.ID != "staff.problem.much" {
		t.Errorf("one more than there may be: %v", err)
	}
	if err := d.Overrule(ctx, "other", unlucky, "iona", ""); err != nil {
		t.Errorf("another survey: %v", err)
	}
}

// Whoever signs overrules what nobody kept before, by the reason for its rule.
func TestStanding(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	doc := d.draft(t)
	all := advice.Of(doc.Survey)
	if len(all) < 2 {
		t.Fatalf("%d pieces of advice are too few for this test", len(all))
	}
	if err := d.Overrule(ctx, parents, all[0], "iona", "hers"); err != nil {
		t.Fatal(err)
	}
	list, err := d.Standing(ctx, doc, "ros", map[string]string{string(all[1].Kind): "the coordinator's"})
	if err != nil || len(list) != len(all) {
		t.Fatalf("%d of %d, %v", len(list), len(all), err)
	}
	for i, o := range list {
		who, why := "ros", ""
		if o.Rule == string(all[1].Kind) {
			why = "the coordinator's"
		}
		if i == 0 {
			who, why = "iona", "hers"
		}
		if o.Who != who || o.Why != why || o.At == "" || o.Advice().Case() != all[i].Case() {
			t.Errorf("%d: %+v", i, o)
		}
	}
}

// A language of which native readers checked every text here is not said to be
// checked by nobody.
func TestNoAdviceOfACheckedLanguage(t *testing.T) {
	d := withStarter(t)
	ctx := t.Context()
	doc, err := d.Get(ctx, starter)
	if err != nil {
		t.Fatal(err)
	}
	unchecked := func() bool {
		t.Helper()
		list, err := d.Standing(ctx, doc, "ros", nil)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(list, func(o Overruled) bool { return o.Language == "pl" && o.Rule == string(advice.NotChecked) })
	}
	if !unchecked() {
		t.Fatal("no advice of what nobody checked")
	}
	err = d.note(ctx, doc.ID, "pl", "yusuf", "translation.check", func(x Text, e *Entry) bool {
		*e = Entry{Place: x.Place, Edition: x.Edition, Source: x.Of(), Text: x.Mark(), By: "hanan", At: d.minute(), Checked: "yusuf"}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	if unchecked() {
		t.Error("it is said that nobody checked what was checked text by text")
	}
}
