package results

import (
	"slices"
	"testing"

	"kist/internal/attack"

	"github.com/google/go-cmp/cmp"
)

// tellTogether has a place's release tell two answers to a question together, as its gate
// might have, with a number that is near the truth.
func (c *country) tellTogether(round, question string, together []string) {
	c.t.Helper()
	_, err := c.docs.Update(c.t.Context(), round+"-1", func(r *Release) error {
		i := slices.IndexFunc(r.Tables, func(t Table) bool { return t.Question == question && t.By == "" })
		t := r.Tables[i]
		_, truth := c.truly(question, t.Columns, round)
		var columns []string
		var cells []Figure
		for k, code := range t.Columns {
			switch slices.Index(together, code) {
			case -1:
				columns, cells = append(columns, code), append(cells, t.Groups[0].Cells[k])
			case 0:
				both := truth[k] + truth[slices.Index(t.Columns, together[1])]
				columns, cells = append(columns, Join(together)), append(cells, Figure{Shown: true, Count: both / 5 * 5})
			}
		}
		r.Tables[i].Columns, r.Tables[i].Groups = columns, []Group{{Base: t.Groups[0].Base, Cells: cells}}
		return r.Sign(testSigner.Sign)
	})
	check(c.t, err)
}

// TestWhatOnePlaceTellsTogether is together for all: it stands beside the others and is in
// the total, which is counted of just those answers; the others' own figures are added up.
func TestWhatOnePlaceTellsTogether(t *testing.T) {
	c := three(t)
	c.tellTogether("moray", "view", []string{"4", "5"})
	rel := c.over("fife", "moray", "angus")
	part, total := mustTable(t, rel, "view", ByPlace), mustTable(t, rel, "view", "")
	want := []string{"1", "2", "3", "4+5"}
	if !cmp.Equal(part.Columns, want) || !cmp.Equal(total.Columns, want) {
		t.Fatalf("%q and %q", part.Columns, total.Columns)
	}
	if got := rel.mergedOf("view"); !cmp.Equal(got, [][]string{{"4", "5"}}) {
		t.Errorf("%v", got)
	}
	for i, round := range []string{"moray", "angus", "fife"} {
		own, err := c.Get(t.Context(), round+"-1")
		check(t, err)
		was, g := mustTable(t, own, "view", "").Groups[0], part.Groups[i]
		if !g.Base.Shown || g.Base != was.Base || !cmp.Equal(numbersOf(g.Cells[:3]), numbersOf(was.Cells[:3])) {
			t.Errorf("%s: %+v", round, g)
		}
		last := g.Cells[3]
		if round == "moray" {
			if last.Added != 0 || last.Count != was.Cells[3].Count {
				t.Errorf("it is not copied: %+v", last)
			}
		} else if last.Added != 2 || last.Count != was.Cells[3].Count+was.Cells[4].Count {
			t.Errorf("%s adds two up: %+v", round, last)
		}
	}
	base, cells := c.truly("view", []string{"4", "5"}, "fife", "moray", "angus")
	near(t, "view", total.Groups[0].Base, base)
	near(t, "4 or 5", total.Groups[0].Cells[3], cells[0]+cells[1])
	// By chance the roundings leave too little room; then it adds up what the places publish.
	if g := total.Groups[0]; g.Base.Added == 0 && g.Cells[3].Added != 0 || g.Base.Added == 3 && g.Cells[3].Added != 5 {
		t.Errorf("the total is neither counted nor added up: %+v", g)
	}
}

// mergedOf are the answers to a question that a release tells together for all.
func (r *Release) mergedOf(question string) (list [][]string) {
	for _, m := range r.Attack.Merged {
		if m.Question == question && m.By == "" {
			list = append(list, m.Parts)
		}
	}
	return list
}

func numbersOf(list []Figure) (n []int) {
	for _, f := range list {
		n = append(n, f.Count)
	}
	return n
}

// TestATotalOfSetsIsAttacked: what is told together in a total is asked for as such, with
// earlier totals that told it apart.
func TestATotalOfSetsIsAttacked(t *testing.T) {
	c, ctx := three(t), t.Context()
	c.over("fife", "angus") // every answer by itself
	c.tellTogether("moray", "view", []string{"1", "2"})
	o := &over{Releases: c.Releases, programme: programmeID, rel: &Release{Attack: &Attacked{}}}
	check(t, o.choose(ctx, chosen("fife", "moray", "angus")))
	_, err := o.words(ctx)
	check(t, err)
	check(t, o.recountAll(ctx, nil))
	part, tell := o.part("view")
	total, ok := countedTotal(part, tell)
	j := o.attackOf(part)
	if !ok || !j.add(tell, total, part.Columns) || !j.addEarlier() || len(j.sums) != 2 {
		t.Fatalf("%t, %d sums", ok, len(j.sums))
	}
	if want, asked := [][]int{{-1}, {2}, {3}, {4}, {0, 1}}, j.toldIn(j.sums[0]); !cmp.Equal(asked, want) {
		t.Errorf("asked for %v", asked)
	}
	_, cells := c.truly("view", []string{"1", "2"}, "fife", "moray", "angus")
	both := cells[0] + cells[1]
	if n := j.sums[0].of([]int{0, 1}); n != both {
		t.Errorf("%d gave one of two, want %d", n, both)
	}
	a, sums, err := j.joint(tell)
	check(t, err)
	set := slices.IndexFunc(j.seen[tell[0]].Joint, func(s []int) bool { return cmp.Equal(s, []int{0, 1}) })
	if n := j.sums[0].of(j.seen[tell[0]].ColumnsOf(attack.TotalCell(0, attack.JointColumn(set)))); n != both {
		t.Errorf("as a cell of the attack it is %d, want %d", n, both)
	}
	in, err := a.Bound(attack.TotalCell(slices.Index(sums, 0), attack.JointColumn(set)))
	if least, _ := total.Cells[0].Range(); err != nil || in.Least < least || in.Least > both { // upwards it looks no further than a place is large
		t.Errorf("1 or 2 is %d, told as %+v and bounded by %+v, %v", both, total.Cells[0], in, err)
	}
}

// TestColumnsThatDoNotAddUp: a table whose columns cross those that are wanted, or are other
// ones, is not added up; and what nobody may know stays withheld.
func TestColumnsThatDoNotAddUp(t *testing.T) {
	table := func(columns ...string) Table {
		g := Group{Base: Figure{Shown: true, Count: 60}}
		for i := range columns {
			g.Cells = append(g.Cells, Figure{Shown: true, Count: 5 * (i + 1)})
		}
		return Table{Columns: columns, Groups: []Group{g}}
	}
	for _, c := range []struct {
		from Table
		into []string
		ok   bool
	}{
		{table("a", "b", "c"), []string{"a", "b", "c"}, true},
		{table("a", "b", "c"), []string{"a+b", "c"}, true},
		{table("a+c", "b"), []string{"a+b", "c"}, false},
		{table("a", "b", "d"), []string{"a+b", "c"}, false},
		{table("a", "b", "c", "d"), []string{"a+b", "c"}, false},
		{table("a", "c"), []string{"a+b", "c"}, false},
	} {
		cells, ok := addedCells(c.from, c.into)
		if ok != c.ok || ok && len(cells) != len(c.into) {
			t.Errorf("%q as %q: %v, %t", c.from.Columns, c.into, cells, ok)
		}
	}
	cells, _ := addedCells(table("a", "b", "c"), []string{"a+b", "c"})
	if cells[0].Count != 15 || cells[0].Added != 2 || *cells[0].Percent != 25 || cells[1].Added != 0 || cells[1].Count != 15 {
		t.Errorf("%+v", cells)
	}
	if cells, ok := addedCells(Table{Columns: []string{"a", "b"}, Groups: []Group{{}}}, []string{"a+b"}); cells != nil || !ok {
		t.Errorf("what is withheld is told: %+v", cells)
	}
}

// TestOneAloneIsNotTold: where the places' merged answers leave one for all, the question
// stays as it is, and the place that merged is named and in no total.
func TestOneAloneIsNotTold(t *testing.T) {
	c := three(t)
	c.tellTogether("moray", "gender", []string{"o0", "o1"})
	c.tellTogether("fife", "gender", []string{"o1", "o2"})
	rel := c.over("fife", "moray", "angus")
	part := mustTable(t, rel, "gender", ByPlace)
	if !cmp.Equal(part.Columns, []string{"o0", "o1", "o2"}) || part.Groups[0].Why != OtherWords || part.Groups[2].Why != OtherWords || !part.Groups[1].Base.Shown {
		t.Errorf("%q: %+v", part.Columns, part.Groups)
	}
	if got := rel.mergedOf("gender"); got != nil {
		t.Errorf("%v", got)
	}
}
