package review

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kist/internal/evidence"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
)

// TestAReviewOfTwoCycles: two areas were inspected before; what recurs, what has changed,
// and where no child speaks is counted in partnerships.
func TestAReviewOfTwoCycles(t *testing.T) {
	h := newHouse(t)
	was := []string{h.inspect(earlier, 0, "2023-01-09"), h.inspect(earlier, 1, "2023-01-09")}
	is := []string{h.inspect(joint, 0, "2026-01-12"), h.inspect(joint, 1, "2026-01-12"), h.inspect(joint, 2, "2026-01-12"), h.inspect(joint, 3, "2026-01-12")}
	h.finds(was[0], told("They were not told", findings.Improvement, true, "5.4"), findings.Worrying)
	h.finds(was[1], told("They were not told", findings.Improvement, true, "5.4"), findings.Worrying)
	h.finds(was[1], told("Plans were good", findings.Strength, false, "5.3"), findings.NoConcern)
	h.finds(is[0], told("They are told now", findings.Strength, true, "5.4"), findings.NoConcern)
	h.finds(is[1], told("They are not told", findings.Improvement, false, "5.4"), findings.Uncertain)
	h.finds(is[1], told("They are, by some", findings.Strength, false, "5.4", "2.1"), findings.NoConcern)
	h.finds(is[2], told("Impact", findings.Improvement, true, "2.1"), findings.Worrying)
	r := h.review()
	if r.Counted() != 3 || r.Twice() != 2 || len(r.Partnerships) != 4 || r.Other != 0 || len(r.Broken) != 0 {
		t.Fatalf("%d counted, %d twice, %d partnerships, %d other, %q broken", r.Counted(), r.Twice(), len(r.Partnerships), r.Other, r.Broken)
	}
	if got := codes(r.Indicators); !slices.Equal(got, []string{"2.1", "5.3", "5.4"}) {
		t.Fatalf("indicators %q: those that are evaluated or used, in the framework's order", got)
	}
	want := Row{
		Code: "5.4", Of: 3, Found: [4]int{Nothing: 1, Strength: 1, Both: 1}, Findings: 3, Unvoiced: 1, Twice: 2,
		States: map[findings.Concern]int{findings.NoConcern: 1, findings.Uncertain: 1},
	}
	want.Change[Improvement][Strength], want.Change[Improvement][Both] = 1, 1
	got := row(t, r.Indicators, "5.4")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.In() != 2 || got.Strengths() != 2 || got.Improvements() != 1 || got.Unheard() != 2 || got.Turned() != (Turned{Still: 1, Strength: 1}) {
		t.Errorf("%+v, %+v", got, got.Turned())
	}
	if row := row(t, r.Indicators, "5.3"); row.In() != 0 || row.Change[Strength][Nothing] != 1 || row.Turned() != (Turned{}) {
		t.Errorf("%+v", row)
	}
	if row := row(t, r.Wellbeing, "R1"); len(r.Wellbeing) != 8 || row.In() != 3 || row.Findings != 4 || row.Turned() != (Turned{Still: 1, Strength: 1}) {
		t.Errorf("%+v", row)
	}
	if len(r.Rights) != 1 || r.Rights[0].Code != "12" || r.Rights[0].In() != 3 {
		t.Errorf("%+v", r.Rights)
	}
}

func codes(rows []Row) (list []string) {
	for _, r := range rows {
		list = append(list, r.Code)
	}
	return list
}

// TestOnlyWhatStandsCounts: a draft and one that was offered are in no number; a version
// that took another's place counts in its stead, and until it is agreed the one before
// does.
func TestOnlyWhatStandsCounts(t *testing.T) {
	h := newHouse(t)
	in := h.inspect(joint, 0, "2026-01-12")
	draft := h.draft(in, told("A draft", findings.Improvement, true, "5.4"), findings.Worrying)
	if r := h.review(); r.Counted() != 0 || row(t, r.Indicators, "5.4").Findings != 0 || r.Partnerships[0].Title == "" {
		t.Errorf("a draft counts: %+v", r.Indicators)
	}
	_, err := h.findings.Offer(t.Context(), draft.ID, draft.Mark(), "morven")
	check(t, err)
	check(t, h.base.Sweep(t.Context()))
	if r := h.review(); r.Counted() != 0 {
		t.Error("what was offered counts")
	}
	f, one := h.finds(in, told("Before", findings.Improvement, false, "5.4"), findings.Worrying)
	f = h.again(f, told("After", findings.Strength, true, "2.1"))
	check(t, h.base.Sweep(t.Context()))
	if now := row(t, h.review().Indicators, "5.4"); now.Improvements() != 1 || now.Unvoiced != 1 {
		t.Errorf("while its next version is written, what was agreed counts: %+v", now)
	}
	h.agree(f)
	r := h.review()
	if now := row(t, r.Indicators, "5.4"); now.In() != 0 || now.Findings != 0 {
		t.Errorf("what was superseded counts: %+v", now)
	}
	if now := row(t, r.Indicators, "2.1"); now.Strengths() != 1 || now.Findings != 1 || now.Unvoiced != 0 {
		t.Errorf("%+v", now)
	}
	if _, _, ok := r.Finding(one); ok {
		t.Error("what was superseded can be cited")
	}
	if f, p, ok := r.Finding(one + 1); !ok || f.Statement != "After" || p.Now.Inspection.ID != in {
		t.Errorf("%+v %v", f, ok)
	}
}

// TestBlankedWordsStillCount: the codes of an item stay; its words are gone.
func TestBlankedWordsStillCount(t *testing.T) {
	h := newHouse(t)
	_, n := h.finds(h.inspect(joint, 0, "2026-01-12"), told("A name slipped in", findings.Strength, true, "5.4"), findings.NoConcern)
	_, err := h.base.Blank(t.Context(), n, "statement", "It named somebody.")
	check(t, err)
	r := h.review()
	f, _, ok := r.Finding(n)
	if !ok || f.Statement != "" || row(t, r.Indicators, "5.4").Strengths() != 1 {
		t.Errorf("%+v, %+v", f, r.Indicators)
	}
}

// TestWhatWasNotSignedIsLeftOut: an inspection in whose items somebody wrote is named, and
// none of them counts; nor do those that another installation signed.
func TestWhatWasNotSignedIsLeftOut(t *testing.T) {
	h := newHouse(t)
	in, other := h.inspect(joint, 0, "2026-01-12"), h.inspect(joint, 1, "2026-01-12")
	_, n := h.finds(in, told("As signed", findings.Strength, true, "5.4"), findings.NoConcern)
	h.finds(other, told("As signed", findings.Strength, true, "5.4"), findings.NoConcern)
	forged := h.Sources
	forged.Items = forger{h.base, n}
	r, err := forged.Of(t.Context(), joint, nil)
	check(t, err)
	if r.Counted() != 1 || len(r.Broken) != 1 || !strings.Contains(r.Broken[0], inspections.Areas()[0].Name) {
		t.Errorf("%d counted, %q broken", r.Counted(), r.Broken)
	}
	foreign := h.Sources
	foreign.Keys = func(context.Context) ([]string, error) { return []string{"another"}, nil }
	if r, err = foreign.Of(t.Context(), joint, nil); err != nil || r.Counted() != 0 || len(r.Broken) != 2 {
		t.Errorf("%d counted, %q, %v", r.Counted(), r.Broken, err)
	}
}

// forger hands out an item with other codes than were signed.
type forger struct {
	*evidence.Base
	number int
}

func (f forger) Of(ctx context.Context, inspection string) ([]*evidence.Item, error) {
	items, err := f.Base.Of(ctx, inspection)
	for _, it := range items {
		if it.Number == f.number {
			terms := it.Part("terms")
			terms.Text = strings.Replace(terms.Text, "5.4", "2.1", 1)
		}
	}
	return items, err
}

// TestReleasesOfAnotherInstallation: an inspection with one is left out and named, as is
// one whose release is not what was signed.
func TestReleasesOfAnotherInstallation(t *testing.T) {
	h := newHouse(t)
	for i := range 2 {
		in, round := h.inspect(joint, i, "2026-01-12"), fmt.Sprint("round", i)
		h.finds(in, told("Something", findings.Strength, true, "5.4"), findings.NoConcern)
		check(t, h.Book.Rounds.Insert(t.Context(), &inspections.Round{Head: store.Head{ID: round}, Inspection: in}))
		rel := themesRelease(round, 1, map[string]int{"Recurs": 50})
		rel.Foreign = i == 0
		(*h.shelf)[results.TextSeries(round)] = []*results.Release{rel}
	}
	r := h.review()
	if r.Counted() != 1 || r.Released != 1 || len(r.Broken) != 1 || !strings.Contains(r.Broken[0], inspections.Areas()[0].Name) {
		t.Errorf("%d counted, %d with releases, %q", r.Counted(), r.Released, r.Broken)
	}
	delete(*h.shelf, results.TextSeries("round1"))
	broken := h.Sources
	broken.Releases = untrue{h.shelf}
	if r, err := broken.Of(t.Context(), joint, nil); err != nil || r.Counted() != 1 || len(r.Broken) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// untrue is where no release can be read that is what was signed.
type untrue struct{ Releases }

func (untrue) Get(context.Context, string) (*results.Release, error) {
	return nil, fault.Wrap(fault.Invalid, "it is not what was signed")
}

// TestIndicatorsOfAnotherFramework are not compared; what children have a right to is.
func TestIndicatorsOfAnotherFramework(t *testing.T) {
	h := newHouse(t)
	was := h.inspect(earlier, 0, "2015-01-12")
	_, err := h.Book.Programmes.Update(t.Context(), earlier, func(p *inspections.Programme) error { p.Framework = "qi2014"; return nil })
	check(t, err)
	h.finds(was, told("Under the older terms", findings.Improvement, true, "5.3"), findings.Worrying)
	h.finds(h.inspect(joint, 0, "2026-01-12"), told("Now", findings.Strength, true, "5.3"), findings.NoConcern)
	r := h.review()
	if now := row(t, r.Indicators, "5.3"); r.Other != 1 || now.Twice != 0 || now.Turned() != (Turned{}) || now.Strengths() != 1 {
		t.Errorf("%d other, %+v", r.Other, now)
	}
	if now := row(t, r.Wellbeing, "R1"); now.Twice != 1 || now.Turned().Strength != 1 {
		t.Errorf("%+v", now)
	}
}

// TestWhichInspectionCounts: the last with findings; one that nothing was agreed of yet
// takes nobody's place, and inventions never stand beside real ones.
func TestWhichInspectionCounts(t *testing.T) {
	h := newHouse(t)
	first, second := h.inspect(joint, 0, "2024-01-08"), h.inspect(joint, 0, "2026-01-12")
	h.inspect(joint, 0, "2026-09-07")
	h.finds(first, told("Then", findings.Improvement, true, "5.4"), findings.Worrying)
	if r := h.review(); r.Twice() != 0 || r.Partnerships[0].Now.Inspection.ID != first {
		t.Errorf("%+v", r.Partnerships)
	}
	h.finds(second, told("Now", findings.Improvement, true, "5.4"), findings.Worrying)
	after := h.inspect(earlier, 0, "2027-01-11") // of the other programme, and later
	h.finds(after, told("Later", findings.Strength, true, "5.4"), findings.NoConcern)
	r := h.review()
	if p := r.Partnerships[0]; len(r.Partnerships) != 1 || p.Now.Inspection.ID != second || p.Then.Inspection.ID != first {
		t.Errorf("%+v", r.Partnerships)
	}
	if got := row(t, r.Indicators, "5.4").Turned(); got != (Turned{Still: 1}) {
		t.Errorf("%+v", got)
	}
	real := h.inspect(joint, 5, "2026-01-12")
	_, err := h.Book.Inspections.Update(t.Context(), real, func(in *inspections.Inspection) error { in.Synthetic = false; return nil })
	check(t, err)
	h.finds(real, told("Real", findings.Strength, true, "5.4"), findings.NoConcern)
	if r := h.review(); r.Counted() != 1 {
		t.Errorf("%d count: what is real stands beside inventions", r.Counted())
	}
	_, err = h.Of(t.Context(), "nothing", nil)
	wants(t, err, fault.NotFound)
}

// themesRelease is a release of themes of a round, with these counts; -1 withholds one.
func themesRelease(round string, number int, counts map[string]int) *results.Release {
	rel := &results.Release{Head: store.Head{ID: results.ReleaseID(results.TextSeries(round), number)}, Round: results.TextSeries(round), Number: number, Texts: &results.Texts{Round: round}}
	t := results.Table{Question: "told", Multiple: true, Groups: []results.Group{{Base: results.Figure{Shown: true, Count: 100}}}}
	for name, n := range counts {
		key := "k_" + strings.ReplaceAll(strings.ToLower(name), " ", "") + "_" + round
		rel.Texts.Themes = append(rel.Texts.Themes, results.Named{Key: key, Name: name})
		t.Columns = append(t.Columns, key)
		t.Groups[0].Cells = append(t.Groups[0].Cells, results.Figure{Shown: n >= 0, Count: max(0, n)})
	}
	rel.Tables = []results.Table{t}
	return rel
}

// TestThemesThatRecur: a theme counts where the latest release of a round names it, however
// it is spelled; one in few partnerships is not named, nor is any partnership.
func TestThemesThatRecur(t *testing.T) {
	h := newHouse(t)
	put := func(programme string, area int, starts string, releases ...map[string]int) {
		in := h.inspect(programme, area, starts)
		h.finds(in, told("Something", findings.Strength, true, "5.4"), findings.NoConcern)
		round := fmt.Sprintf("%s%d", programme, area)
		check(t, h.Book.Rounds.Insert(t.Context(), &inspections.Round{Head: store.Head{ID: round}, Inspection: in}))
		for i, counts := range releases {
			(*h.shelf)[results.TextSeries(round)] = append((*h.shelf)[results.TextSeries(round)], themesRelease(round, i+1, counts))
		}
	}
	put(earlier, 0, "2023-01-09", map[string]int{"Changes of worker": 20})
	put(earlier, 1, "2023-01-09", map[string]int{"Listened to": 20})
	put(joint, 0, "2026-01-12", map[string]int{"Changes of worker": 40, "Being alone": 15, "Of few": 5})
	put(joint, 1, "2026-01-12", map[string]int{"changes of  Worker": 10, "Being alone": 20, "Contact": -1, "Of few": 5})
	put(joint, 2, "2026-01-12", map[string]int{"Being alone": 40}, map[string]int{"Changes of worker": 25, "Listened to": 10, "Of few": 5})
	put(joint, 3, "2026-01-12")
	for i := range 3 { // each of its releases told it, and none does any more
		put(joint, 4+i, "2026-01-12", map[string]int{"Told before": 20}, map[string]int{"Contact": -1})
	}
	check(t, h.Book.Rounds.Insert(t.Context(), &inspections.Round{Head: store.Head{ID: "tried"}, Inspection: "joint_3_2026-01-12", Pilot: "example"}))
	(*h.shelf)[results.TextSeries("tried")] = []*results.Release{themesRelease("tried", 1, map[string]int{"Being alone": 90})}
	r := h.review()
	if want := []Theme{{Name: "Changes of worker", In: 3, Then: 1, Both: 1}}; !slices.Equal(r.Themes, want) {
		t.Errorf("%+v, want %+v", r.Themes, want)
	}
	if r.Released != 6 || r.Before != 2 || r.Seldom != 2 {
		t.Errorf("%d with releases of themes, %d before, %d seldom", r.Released, r.Before, r.Seldom)
	}
	if r.Over != nil {
		t.Error("a release over areas")
	}
	(*h.shelf)[results.Series(joint)] = []*results.Release{{Head: store.Head{ID: "programme_joint-1"}}, {Head: store.Head{ID: "programme_joint-2"}}}
	if r := h.review(); r.Over == nil || r.Over.ID != "programme_joint-2" {
		t.Errorf("%+v", r.Over)
	}
}

// TestAReviewTellsNoWordOfAChild: nothing that stands under a finding comes into a review,
// and nothing of which theme is in which partnership.
func TestAReviewTellsNoWordOfAChild(t *testing.T) {
	h := newHouse(t)
	for i := range 3 {
		in := h.inspect(joint, i, "2026-01-12")
		c := told("A statement", findings.Improvement, true, "5.4")
		c.Unknown = "Hidden: what is not known"
		h.finds(in, c, findings.Worrying)
		round := fmt.Sprint("round", i)
		check(t, h.Book.Rounds.Insert(t.Context(), &inspections.Round{Head: store.Head{ID: round}, Inspection: in}))
		(*h.shelf)[results.TextSeries(round)] = []*results.Release{themesRelease(round, 1, map[string]int{"Recurs": 50, fmt.Sprint("Hidden theme ", i): 30})}
	}
	r := h.review()
	b, err := json.Marshal(r)
	check(t, err)
	if len(r.Themes) != 1 || r.Seldom != 3 || !strings.Contains(string(b), "A statement") {
		t.Fatalf("%+v, %d seldom", r.Themes, r.Seldom)
	}
	if strings.Contains(string(b), "Hidden") {
		t.Errorf("a review holds what it must not: %s", b)
	}
	for _, p := range r.Partnerships {
		one, err := json.Marshal(p)
		check(t, err)
		if strings.Contains(string(one), "Recurs") {
			t.Errorf("it says in which partnership a theme is: %s", one)
		}
	}
}

// handedOut is the evidence as files of it hand it out, which is all that somebody outside
// has.
type handedOut struct {
	t    *testing.T
	base *evidence.Base
}

func (h handedOut) Of(ctx context.Context, inspection string) ([]*evidence.Item, error) {
	items, err := h.base.Of(ctx, inspection)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	var file bytes.Buffer
	check(h.t, evidence.Write(&file, inspection, items))
	f, err := evidence.Read(&file)
	if err != nil {
		return nil, err
	}
	return f.Items, nil
}

// TestAReviewTellsWhatWasPublished: from the files that are handed out of the evidence, and
// releases that were published, comes the very same review: there is nothing else in it.
func TestAReviewTellsWhatWasPublished(t *testing.T) {
	h := newHouse(t)
	for i := range 3 {
		h.finds(h.inspect(earlier, i, "2023-01-09"), told("Then", findings.Improvement, true, "5.4"), findings.Worrying)
		in := h.inspect(joint, i, "2026-01-12")
		f, _ := h.finds(in, told("Now", findings.Strength, i > 0, "5.4", "2.1"), findings.NoConcern)
		h.draft(in, told("Not yet", findings.Improvement, true, "5.3"), findings.Worrying)
		round := fmt.Sprint("round", i)
		check(t, h.Book.Rounds.Insert(t.Context(), &inspections.Round{Head: store.Head{ID: round}, Inspection: in}))
		(*h.shelf)[results.TextSeries(round)] = []*results.Release{themesRelease(round, 1, map[string]int{"Recurs": 50})}
		if i == 1 {
			h.agree(h.again(f, told("In other words", findings.Improvement, true, "5.4")))
		}
	}
	outside := h.Sources
	outside.Items = handedOut{t, h.base}
	got, err := outside.Of(t.Context(), joint, []string{earlier})
	check(t, err)
	want := h.review()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Cycle{})); diff != "" {
		t.Error(diff)
	}
	if want.Counted() != 3 || want.Twice() != 3 || len(want.Themes) != 1 {
		t.Errorf("%d, %d, %+v", want.Counted(), want.Twice(), want.Themes)
	}
}
