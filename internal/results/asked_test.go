package results

import (
	"math/rand/v2"
	"testing"

	"kist/internal/attack"
	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/store/storetest"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

// TestOnlyWhatTheRoundAsks: of a round that asks the youngest alone nobody was shown five
// faces, which its readers know, and nobody was asked what only the others are.
func TestOnlyWhatTheRoundAsks(t *testing.T) {
	s := trial()
	s.Questions[0].Faces = 0
	s.Questions[1].Editions, s.Questions[1].AboutChild = []surveys.Edition{surveys.E11}, true
	s.Groupings = append(s.Groupings, "talk")
	all := append(rows(15, "8-10", surveys.Answers{"home": {"3"}}), rows(10, "8-10", surveys.Answers{"home": {"1"}})...)
	rel := counted(s, all, "8-10")
	var told []string
	for _, table := range rel.Tables {
		told = append(told, table.Question+" "+table.By)
	}
	if diff := cmp.Diff([]string{"home ", "home age_band", "talk ", "talk age_band"}, told); diff != "" {
		t.Fatal(diff)
	}
	three := []bool{true, false, true, false, true, true}
	if diff := cmp.Diff([][]bool{three, three, make([]bool, 6)}, [][]bool{rel.Tables[0].Groups[0].Offered, rel.Tables[1].Groups[0].Offered, rel.Tables[1].Groups[1].Offered}); diff != "" {
		t.Error(diff)
	}
	for _, table := range rel.Tables[2:] {
		for _, g := range table.Groups {
			if diff := cmp.Diff(Group{Value: g.Value, Offered: make([]bool, 3)}, g); diff != "" {
				t.Errorf("%s by %q: %s", table.Question, table.By, diff)
			}
		}
	}
	if g := counted(s, all).Tables[3].Groups[0]; g.Offered != nil || !g.Either {
		t.Errorf("asked of others, who are not there: %+v", g)
	}
}

// TestTheGateKnowsWhatTheRoundAsks: as much as who reads the survey.
func TestTheGateKnowsWhatTheRoundAsks(t *testing.T) {
	s := trial()
	s.Questions[0].Faces, s.Questions[0].AboutChild = 0, false
	s.Questions[1].Editions = []surveys.Edition{surveys.E11}
	rd := &inspections.Round{Editions: []string{"8-10"}, Groupings: s.Groupings}
	v := &view{count: newCount(s, rd.Groupings, rd.Editions...), release: &Release{}}
	v.addBatch(ballot.Batch{BoxID: "b", Rows: ballot.TableOf(rows(25, "8-10", surveys.Answers{"home": {"3"}})), Gone: make([]bool, 25)}, newValues([]byte("key")))
	v.settle()
	v.publish(v.release)
	g := newGate(rd, s, []*view{v})
	faces := g.asked(0, v.tables[0]).Views[0].Whole
	for c, code := range v.tables[0].columns {
		if none := faces.Cells[c] == (attack.Interval{}); none != (code == "2" || code == "4") {
			t.Errorf("of the answer %s it knows %+v", code, faces.Cells[c])
		}
	}
	talk := g.asked(1, v.tables[1]).Views[0]
	if diff := cmp.Diff([]attack.Row{{}, {}, {}}, append([]attack.Row{talk.Whole}, talk.Groups[0]...)); diff != "" {
		t.Error(diff)
	}
	check(t, g.reporting().pass(t.Context(), nil))
}

// TestPlacesThatAskOtherEditions: a place that asked the youngest alone asked nothing of what
// only the others are asked, which is not the same as too few; nobody there was shown five
// faces, and those who were shown three count in the total. That holds too of a release from
// before releases said so.
func TestPlacesThatAskOtherEditions(t *testing.T) {
	c, ctx := newCountry(t, storetest.SQLite(t)(), func(s *surveys.Survey) {
		s.Question("care").Editions, s.Question("view").Faces = []surveys.Edition{surveys.E11, surveys.E14}, 0
	}), t.Context()
	c.asking("fife", "S12000047", 90, "8-10")
	c.asking("fife_old", "S12000047", 90, "8-10")
	c.asking("angus", "S12000041", 120, "8-10", "11-13", "14-18")
	c.asking("moray", "S12000020", 60, "11-13", "14-18")
	old := func(id string) {
		_, err := c.docs.Update(ctx, id, func(r *Release) error {
			for i, table := range r.Tables {
				for j := range table.Groups {
					g := &r.Tables[i].Groups[j]
					g.Offered, g.Either = nil, !g.Base.Shown && table.AboutChild
				}
			}
			return r.Sign(testSigner.Sign)
		})
		check(t, err)
	}
	old("fife_old-1")
	for i := range 2 {
		list := chosen("fife", "angus", "moray")
		list[0].Before = "fife_old-1"
		rel, err := c.MakeOver(ctx, programmeID, "ros", list, nil)
		check(t, err)
		_, err = c.Second(ctx, rel.ID, "ann", true)
		check(t, err)
		care := mustTable(t, rel, "care", ByPlace)
		if g := care.Groups[2]; g.Why != NotAsked || g.Either || g.Base.Shown || !care.Groups[0].Base.Shown || !care.Groups[1].Base.Shown {
			t.Errorf("what was not asked in one place: %+v", care.Groups)
		}
		view, total := mustTable(t, rel, "view", ByPlace), mustTable(t, rel, "view", "").Groups[0]
		if g := view.Groups[2]; g.Why != "" || !g.Base.Shown || len(g.Cells) != 5 || total.Base.Added > 0 {
			t.Errorf("three faces and five: %+v, in all %+v", g, total)
		}
		if want := []string{"moray-1", "angus-1", "fife-1"}; !cmp.Equal(rel.tellers("view"), want) {
			t.Errorf("the faces are of %q", rel.tellers("view"))
		}
		if before, _ := rel.table("care", ByBefore); len(before.Groups) > 0 {
			t.Errorf("care before: %+v", before.Groups)
		}
		if before := mustTable(t, rel, "view", ByBefore).Groups[2]; !before.Base.Shown {
			t.Errorf("view before: %+v", before)
		}
		if i == 0 {
			if want := []bool{true, false, true, false, true}; !cmp.Equal(view.Groups[2].Offered, want) || total.Offered != nil {
				t.Errorf("offered %v, in all %v", view.Groups[2].Offered, total.Offered)
			}
			old("fife-1")
			check(t, c.docs.Delete(ctx, rel.ID))
		}
	}
}

// TestARepeatOfWhatWasToldBefore: a round of one edition whose interim release is from before
// releases said what was not asked. The final one repeats its numbers of the whole round as
// they were told, its groups say it, and both are attacked together.
func TestARepeatOfWhatWasToldBefore(t *testing.T) {
	for _, joined := range []int{0, 3, 160} {
		o := newOffice(t, storetest.SQLite(t)(), true, func(s *surveys.Survey) {
			s.Question("care").Editions, s.Question("view").Faces = []surveys.Edition{surveys.E11}, 0
		})
		rd, err := o.book.Rounds.Update(t.Context(), "r", func(r *inspections.Round) error { r.Editions = r.Editions[:1]; return nil })
		check(t, err)
		_, s, err := o.versions.Get(t.Context(), rd.Version)
		check(t, err)
		answer := func(n int) {
			var rows []ballot.Row
			for r := rand.New(rand.NewPCG(uint64(n), 4)); len(rows) < n; {
				row := draw(r, s, "8-10", 0)
				delete(row.Answers, "care")
				rows = append(rows, row)
			}
			o.boxes.boxes = append(o.boxes.boxes, rows)
		}
		answer(160)
		first := o.make(t, "ros")
		_, err = o.docs.Update(t.Context(), first.ID, func(r *Release) error {
			for i := range r.Tables {
				g := &r.Tables[i].Groups[0]
				g.Offered, g.Either = nil, r.Tables[i].Question == "care"
			}
			return r.Sign(testSigner.Sign)
		})
		check(t, err)
		answer(joined)
		o.seal(t)
		last := o.make(t, "ros")
		view, byAge := mustTable(t, last, "view", "").Groups[0], mustTable(t, last, "view", ByAgeBand).Groups[0]
		if last.Late != (joined < MinJoined) || last.Late != (view.Offered == nil) || len(byAge.Offered) != 5 || byAge.Offered[1] {
			t.Errorf("%d joined, late %t: %+v, by age %+v", joined, last.Late, view, byAge)
		}
		if _, err := o.Get(t.Context(), last.ID); err != nil {
			t.Error(err)
		}
	}
}
