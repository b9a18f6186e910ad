package results

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kist/internal/attack"
	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestWhatMayBeToldTogether: neighbours on one side of a scale; what has no order with
// anything of its kind; never both sides, the middle with a side, or who did not say with
// who did.
func TestWhatMayBeToldTogether(t *testing.T) {
	for _, c := range []struct {
		kind, codes, a, b string
		want              bool
	}{
		{"faces", "1 2 3 4 5 -", "1", "2", true},
		{"faces", "1 2 3 4 5 -", "4", "5", true},
		{"faces", "1 2 3 4 5 -", "2", "3", false},
		{"faces", "1 2 3 4 5 -", "3", "4", false},
		{"faces", "1 2 3 4 5 -", "1", "5", false},
		{"faces", "1 2 3 4 5 -", "5", "-", false},
		{"faces", "1 3 5", "1", "3", false},
		{"agreement", "1 2 3 4 not_sure -", "1", "2", true},
		{"agreement", "1 2 3 4 not_sure -", "2", "3", false},
		{"agreement", "1 2 3 4 not_sure -", "4", "not_sure", false},
		{"agreement", "1 2 3 4 not_sure -", "not_sure", "-", true},
		{"yes_no", "yes no not_sure -", "yes", "no", false},
		{"yes_no", "yes no not_sure -", "no", "not_sure", false},
		{"yes_no", "yes no not_sure -", "not_sure", "-", true},
		{"number", "0 1-2 3-9 -", "0", "1-2", true},
		{"number", "0 1-2 3-9 -", "0", "3-9", false},
		{"number", "0 1-2 3-9 -", "3-9", "-", false},
		{"one_choice", "a b c -", "a", "c", true},
		{"one_choice", "a b c -", "c", "-", false},
		{"picture", "a b c", "b", "c", true},
	} {
		codes := strings.Fields(c.codes)
		a, b := []int{slices.Index(codes, c.a)}, []int{slices.Index(codes, c.b)}
		if got := mergeable(c.kind, codes, a, b); got != c.want || mergeable(c.kind, codes, b, a) != got {
			t.Errorf("%s: %s with %s: %t", c.kind, c.a, c.b, got)
		}
	}
	// A set goes on growing by the same rule.
	if codes := []string{"0", "1", "2", "3"}; !mergeable("number", codes, []int{1, 2}, []int{0}) || mergeable("number", codes, []int{0, 1}, []int{3}) {
		t.Error("sets of a number grow by neighbours alone")
	}
}

// TestCodesOfSetsComeBack: what a release says of sets is read as it was meant.
func TestCodesOfSetsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "codes")
		codes, sets := make([]string, n), singles(n)
		for i := range codes {
			codes[i] = fmt.Sprint("c_", i)
		}
		for range rapid.IntRange(0, 6).Draw(t, "merged") {
			if len(sets) > 1 {
				a := rapid.IntRange(0, len(sets)-2).Draw(t, "a")
				sets = unite(sets, a, rapid.IntRange(a+1, len(sets)-1).Draw(t, "b"))
			}
		}
		if diff := cmp.Diff(sets, setsOf(codes, codesOf(codes, sets))); diff != "" {
			t.Fatal(diff)
		}
		seen := make([]bool, n)
		for _, at := range slices.Concat(sets...) {
			if seen[at] {
				t.Fatalf("%d is in two sets: %v", at, sets)
			}
			seen[at] = true
		}
		if slices.Contains(seen, false) {
			t.Fatalf("one is lost: %v", sets)
		}
	})
}

// TestASetIsCountedAsItsChildrenAre: a merged count is that of the same children as if
// their answer had been one, rounded in the same direction.
func TestASetIsCountedAsItsChildrenAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &cut{}
		var all cell
		for range 3 {
			base, cells := cell{}, make([]cell, 4)
			for i := range cells {
				for range rapid.IntRange(0, 9).Draw(t, "children") {
					value := rapid.Uint64().Draw(t, "value")
					cells[i].add(value)
					base.add(value)
					all.add(value)
				}
			}
			c.base, c.cells = append(c.base, base), append(c.cells, cells)
		}
		one := c.joined([][]int{{0, 1, 2, 3}}, [][]int{{0, 1, 2}})
		if one.base[0] != all || one.cells[0][0] != all || one.cells[0][0].rounded() != all.rounded() {
			t.Fatalf("%+v, want %+v", one, all)
		}
		two := c.joined([][]int{{0, 2}, {1}, {3}}, [][]int{{0}, {1, 2}})
		for i, want := range []int{c.cells[1][0].n + c.cells[1][2].n + c.cells[2][0].n + c.cells[2][2].n, c.cells[1][1].n + c.cells[2][1].n, c.cells[1][3].n + c.cells[2][3].n} {
			if got := two.cells[1][i].n; got != want {
				t.Fatalf("set %d: %d, want %d", i, got, want)
			}
		}
	})
}

// TestAMergedTableKeepsTheRules: a group together is as large as both and can be told
// where neither could; of a question about the child it is withheld where nearly all gave
// one of the answers that are told together (R2, R4).
func TestAMergedTableKeepsTheRules(t *testing.T) {
	s := gateSurvey()
	c := newCount(s, []string{ByAgeBand})
	add := func(n int, band, key, answer string) {
		all := rows(n, band, surveys.Answers{key: {answer}})
		c.addBatch(ballot.Batch{BoxID: fmt.Sprint(len(c.sorts.groups), band, answer), Rows: ballot.TableOf(all), Gone: make([]bool, n)}, &values{})
	}
	add(5, "8-10", "care", "o0")
	add(6, "11-13", "care", "o1")
	add(8, "14-18", "care", "o0")
	add(12, "14-18", "care", "o4")
	c.settle()
	care := c.tables[1]
	by := c.groupings[1]
	apart := care.table(care.cuts[1], by, merging{})
	if apart.Groups[0].Base.Shown || apart.Groups[1].Base.Shown || !apart.Groups[2].Base.Shown {
		t.Fatalf("%+v", apart.Groups)
	}
	m := merging{}.withGroups(ByAgeBand, [][]int{{0, 1}, {2}})
	young := care.table(care.cuts[1], by, m)
	if len(young.Groups) != 2 || young.Groups[0].Value != "8-10+11-13" || !young.Groups[0].Base.Shown {
		t.Errorf("eleven children are not told together: %+v", young.Groups)
	}
	m = m.withColumns("", [][]int{{0, 1}, {2}, {3}, {4}})
	same := care.table(care.cuts[1], by, m)
	if same.Columns[0] != "o0+o1" || same.Groups[0].Base.Shown || !same.Groups[0].Either || !same.Groups[1].Base.Shown {
		t.Errorf("all of a group gave one of two answers that are told as one: %+v", same)
	}
}

// TestWhatTheGateMerged: over many rounds the gate merges far more often than it leaves
// out; what it says is what the tables are, each answer and each group is in them once,
// and ages have the same answers as all.
func TestWhatTheGateMerged(t *testing.T) {
	merged, dropped := 0, 0
	for seed := range uint64(25) {
		last := generate(rand.New(rand.NewPCG(seed, 13)), shape{12, 45, 1, 0.6, false}).release(t, seeded(seed*3)).last()
		rel := last.release
		merged += len(rel.Attack.Merged)
		for _, d := range rel.Attack.Dropped {
			if by, groups := rel.table(d.By, ""); !groups || by.Groups[0].Base.Shown { // else its groups are not to be told
				dropped++
			}
		}
		for _, m := range rel.Attack.Merged {
			table, ok := rel.table(m.Question, m.By)
			codes := valuesOf(table)
			if !m.Groups {
				codes = table.Columns
			}
			if !ok || len(m.Parts) < 2 || !slices.Contains(codes, Join(m.Parts)) || m.Why != Alone {
				t.Errorf("seed %d: %+v, and the table has %q", seed, m, codes)
			}
		}
		for _, tally := range last.tables {
			whole, _ := rel.table(tally.question.Key, "")
			for _, table := range rel.Tables {
				if table.Question != tally.question.Key {
					continue
				}
				if got := slices.Sorted(slices.Values(slices.Concat(setsOf(tally.columns, table.Columns)...))); len(got) != len(tally.columns) || table.By == ByAgeBand && !slices.Equal(table.Columns, whole.Columns) {
					t.Errorf("seed %d: %s by %q has %q", seed, table.Question, table.By, table.Columns)
				}
				if table.By == "" {
					continue
				}
				i := slices.IndexFunc(last.groupings, func(g grouping) bool { return g.by == table.By })
				if got := slices.Concat(setsOf(last.groupings[i].values, valuesOf(table))...); len(got) != len(last.groupings[i].values) || len(table.Groups) < 2 {
					t.Errorf("seed %d: %s by %q has %q", seed, table.Question, table.By, valuesOf(table))
				}
			}
		}
	}
	t.Logf("told together %d times, left out %d times", merged, dropped)
	if merged == 0 || dropped > merged/2 {
		t.Errorf("told together %d times, left out %d times", merged, dropped)
	}
}

// TestWhatIsTogetherForAllIsInEveryTable, and what one table tells together stays so.
func TestWhatIsTogetherForAllIsInEveryTable(t *testing.T) {
	m := merging{}.withColumns("care", [][]int{{0, 3}, {1}, {2}}).withGroups("care", [][]int{{0, 1}, {2}})
	m = m.withColumns("", [][]int{{0, 1}, {2}, {3}})
	for by, want := range map[string][][]int{"": {{0, 1}, {2}, {3}}, "gender": {{0, 1}, {2}, {3}}, "care": {{0, 1, 3}, {2}}} {
		if diff := cmp.Diff(want, m.columnsOf(by, 4)); diff != "" {
			t.Errorf("by %q: %s", by, diff)
		}
	}
	if got := m.groupsOf("care", 3); len(got) != 2 || len(m.groupsOf("gender", 3)) != 3 {
		t.Errorf("groups: %v", got)
	}
	if got := (merging{}).columnsOf("", 2); len(got) != 2 {
		t.Errorf("to begin with: %v", got)
	}
}

// TestALateReleaseMergesAsTheOneBefore: numbers of the whole round that are repeated have
// their answers together as they were, and so have the groups.
func TestALateReleaseMergesAsTheOneBefore(t *testing.T) {
	g := &generated{survey: gateSurvey(), round: &inspections.Round{Editions: []string{"8-10", "11-13", "14-18"}, Groupings: []string{ByAgeBand}}}
	r := rand.New(rand.NewPCG(2, 3))
	for i := range 90 {
		g.rows = append(g.rows, draw(r, g.survey, g.round.Editions[i%3], 0.2))
	}
	g.steps, g.gone = []int{90, 90}, [][]bool{make([]bool, 90), make([]bool, 90)}
	first := g.views(nil, 0, []byte("one"))
	view := first[0].tables[2]
	earlier := &Release{Head: (&Release{}).Head, Attack: &Attacked{}}
	first[0].publish(earlier)
	for i, table := range earlier.Tables {
		if table.Question == "view" {
			earlier.Tables[i] = view.table(view.cuts[map[string]int{"": 0, ByAgeBand: 1}[table.By]], first[0].groupings[map[string]int{"": 0, ByAgeBand: 1}[table.By]], merging{}.withColumns("", [][]int{{0, 1}, {2}, {3}, {4}}))
		}
	}
	views := g.views([]*Release{earlier}, 1, []byte("two"))
	rel := views[1].release
	rel.Late = true
	views[1].publish(rel)
	rel.repeat(earlier)
	if err := newGate(g.round, g.survey, views).pass(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for _, by := range []string{"", ByAgeBand} {
		table, ok := rel.table("view", by)
		if !ok || table.Columns[0] != "1+2" {
			t.Errorf("by %q: %q", by, table.Columns)
		}
	}
	was, _ := earlier.table("view", "")
	if now, _ := rel.table("view", ""); cmp.Diff(was, now) != "" {
		t.Errorf("repeated numbers were changed: %s", cmp.Diff(was, now))
	}
}

// TestMergedOtherwiseBefore: two releases that tell the same answers together in different
// ways are one system; a stranger finds what the two together betray.
func TestMergedOtherwiseBefore(t *testing.T) {
	shown := func(n int) Figure { return Figure{Shown: true, Count: n} }
	table := func(columns []string, cells ...int) Table {
		g := Group{Base: shown(30)}
		for _, n := range cells {
			g.Cells = append(g.Cells, shown(n))
		}
		return Table{Question: "q", Kind: "one_choice", Columns: columns, Groups: []Group{g}}
	}
	one := &Release{Round: "r", Number: 1, Responses: shown(30), Tables: []Table{table([]string{"a+b", "c"}, 15, 15)}}
	two := &Release{Round: "r", Number: 2, Responses: shown(30), Tables: []Table{table([]string{"a", "b+c"}, 10, 20)}}
	s, err := NewStranger([]*Release{one, two}, false)
	check(t, err)
	e, err := s.Examine(t.Context(), "q")
	check(t, err)
	if diff := cmp.Diff([]string{"a", "b", "c"}, e.Answers()); diff != "" {
		t.Fatal(diff)
	}
	// In the second release 26 to 34 answered, at most 8 more than in the first; a is 6 to
	// 14 there, a and b were at most 19 before, and c at most 19.
	in, err := e.A.Bound(attack.Cell{View: 1, Grouping: -1, Column: 0})
	if err != nil || in != (attack.Interval{Least: 6, Most: 14}) {
		t.Errorf("a: %+v, %v", in, err)
	}
	in, err = e.A.Bound(attack.Cell{Grouping: -1, Column: 1})
	if err != nil || in.Least != 0 || in.Most > 19 {
		t.Errorf("b: %+v, %v", in, err)
	}
	if in, err = e.A.Bound(attack.Cell{Grouping: -1, Column: attack.JointColumn(0)}); err != nil || in != (attack.Interval{Least: 11, Most: 19}) {
		t.Errorf("a and b: %+v, %v", in, err)
	}
}

// forced is a release of one question by age and care in which the gate did nothing and
// two bands and two answers are told together.
func forced(t *testing.T, seed uint64) *gate {
	t.Helper()
	g := small(seed)
	gate := g.ungated(seeded(seed)())
	v := gate.last()
	m := merging{}.withGroups(ByAgeBand, [][]int{{0, 1}, {2}}).withColumns("", [][]int{{0}, {1, 2}, {3}, {4}})
	for i, table := range v.release.Tables {
		for _, tally := range v.tables {
			for _, cut := range tally.cuts {
				if by := v.groupings[cut.grouping]; tally.question.Key == "care" && table.Question == "care" && by.by == table.By {
					v.release.Tables[i] = tally.table(cut, by, m)
				}
			}
		}
	}
	return gate
}

// TestAStrangerReadsWhatIsTogether as the gate does: the same sets, of which nobody is
// told otherwise than he is, with a whole table as witness of what is found.
func TestAStrangerReadsWhatIsTogether(t *testing.T) {
	witnessed := 0
	for seed := range uint64(20) {
		gate := forced(t, seed)
		e, err := gate.stranger(t).Examine(t.Context(), "care")
		check(t, err)
		for _, f := range e.Findings {
			if n := gate.truly(1, f); n < f.Least || n > f.Most && f.Most < attack.Enough {
				t.Errorf("seed %d: %+v is truly %d", seed, f, n)
			}
			if len(Parts(f.Answer)) > 1 || len(Parts(f.Group)) > 1 {
				if !f.Shown && witnessed < 5 {
					e.fits(t, f, f.Least)
					witnessed++
				}
			}
		}
		q := gate.asked(1, gate.last().tables[1])
		if whole, _ := gate.last().release.table("care", ""); whole.Groups[0].Base.Shown && (!cmp.Equal(q.Joint, [][]int{{1, 2}}) || !cmp.Equal(q.Together[0], [][]int{{0, 1}})) {
			t.Errorf("seed %d: the gate reads %v and %v", seed, q.Joint, q.Together)
		}
	}
	if witnessed == 0 {
		t.Error("nothing was found of what is told together")
	}
}

// TestTheTruthOfASetFits: what is counted of sets of groups and answers is the sum of what
// is counted of each, and the attack takes it for the truth.
func TestTheTruthOfASetFits(t *testing.T) {
	for seed := range uint64(10) {
		gate := forced(t, seed)
		tally := gate.last().tables[1]
		q := gate.asked(1, tally)
		a, err := attack.New(q, gate.most())
		check(t, err)
		if !a.Know(func(c attack.Cell) int { return gate.truth(q, 1, c) }) {
			t.Fatalf("seed %d: the truth is refused", seed)
		}
		for _, c := range a.Cells() {
			sum := 0
			for _, group := range q.Groups(c) {
				for _, column := range q.ColumnsOf(c) {
					one := c
					one.Group, one.Column = group, column
					sum += gate.truth(q, 1, one)
				}
			}
			if got := gate.truth(q, 1, c); got != sum {
				t.Errorf("seed %d: %+v is %d, the sum of its parts %d", seed, c, got, sum)
			}
		}
	}
}
