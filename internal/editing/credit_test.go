package editing

import (
	"testing"

	"kist/surveys"
)

// proposes puts other words up for talk.
func (d *desk) proposes(t *testing.T, who, place, text string) *Proposal {
	t.Helper()
	p, err := d.ProposeEdits(t.Context(), parents, []Edit{word(t, d.draft(t).Survey, place, text)}, who, "Plainer.")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// publishNext signs the draft off and freezes it.
func (d *desk) publishNext(t *testing.T) {
	t.Helper()
	for as, who := range map[string]string{AsCoordinator: "coo", AsVolunteer: "ros"} {
		if _, err := d.SignOff(t.Context(), parents, d.draft(t).Seq, as, who, Notes{News: "New."}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Publish(t.Context(), d.versions, parents, "coo"); err != nil {
		t.Fatal(err)
	}
}

// What somebody proposed is theirs, and went into the versions that were frozen after
// it was accepted and still read it.
func TestProposalsInVersions(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.publishNext(t)
	kept := d.proposes(t, "iona", "title", "For you")
	open := d.proposes(t, "iona", "title", "For them")
	if _, err := d.Vote(ctx, kept.ID, kept.Seen(), "callum", Agree, ""); err != nil {
		t.Fatal(err)
	}
	for range 2 { // changing one's mind is no second vote
		if _, err := d.Vote(ctx, open.ID, open.Seen(), "callum", NotSure, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Accept(ctx, kept.ID, kept.Seen(), "coo", "Yes."); err != nil {
		t.Fatal(err)
	}
	d.publishNext(t)
	if _, err := d.Change(ctx, parents, []Edit{word(t, d.draft(t).Survey, "title", "For all")}, "coo", "Again."); err != nil {
		t.Fatal(err)
	}
	d.publishNext(t)
	if err := d.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	list, err := d.ProposedBy(ctx, "iona")
	if err != nil || len(list) != 2 {
		t.Fatalf("%d proposals, %v", len(list), err)
	}
	versions, err := d.versions.PublishedOf(ctx, parents)
	if err != nil || len(versions) != 3 {
		t.Fatalf("%d versions, %v", len(versions), err)
	}
	for _, p := range list {
		for _, v := range versions {
			if want := p.ID == kept.ID && v.Number == 2; v.Holds(p) != want {
				t.Errorf("proposal %s, version %d: %v", p.State, v.Number, v.Holds(p))
			}
		}
	}
	for who, want := range map[string]int{"callum": 2, "iona": 0, "": 0} {
		if n, err := d.VotedOn(ctx, who); err != nil || n != want {
			t.Errorf("%q voted on %d, want %d (%v)", who, n, want, err)
		}
	}
	if others, err := d.ProposedBy(ctx, "callum"); err != nil || len(others) != 0 {
		t.Errorf("%v, %v", others, err)
	}
}

// Whoever wrote or checked a translation finds it, and the versions that read it.
func TestRenderedBy(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	s := sampleSurvey(t, "what_its_like.yaml")
	doc, err := d.Start(ctx, s, "ros")
	if err != nil {
		t.Fatal(err)
	}
	list, err := d.Workspace(ctx, s.Key, "pl")
	if err != nil {
		t.Fatal(err)
	}
	x := list[0]
	if err := d.Drafts.Translate(ctx, s.Key, "pl", []Written{{Unit: x.Unit, Of: x.Of(), Was: x.Target, Text: "Jak jest u ciebie", Sent: true}}, "hanan"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.versions.Publish(ctx, d.surveyOf(t, s.Key)); err != nil {
		t.Fatal(err)
	}
	versions, err := d.versions.PublishedOf(ctx, s.Key)
	if err != nil || len(versions) != 1 || versions[0].Seq != -1 {
		t.Fatalf("%+v, %v", versions, err)
	}
	for who, want := range map[string]int{"hanan": 1, "yusuf": 0} {
		got, err := d.RenderedBy(ctx, doc, who)
		if err != nil || len(got) != want {
			t.Fatalf("%s: %+v, %v", who, got, err)
		}
		for _, r := range got {
			if r.Language != "pl" || r.Written != 1 || r.Checked != 0 || !versions[0].Reads(r) {
				t.Errorf("%s: %+v", who, r)
			}
		}
	}
	if versions[0].Reads(Rendered{marks: map[surveys.Unit]string{x.Unit: "another"}}) {
		t.Error("other words are taken for those of the version")
	}
}

// surveyOf is a draft's survey as it is now.
func (d *desk) surveyOf(t *testing.T, key string) *surveys.Survey {
	t.Helper()
	doc, err := d.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Survey
}
