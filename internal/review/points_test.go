package review

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/findings"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// withFindings is a house whose review has two partnerships with a finding each, and their
// numbers in the evidence base.
func withFindings(t *testing.T) (h *house, r *Review, items []int) {
	return withFindingsOn(t, storetest.SQLite(t)())
}

func withFindingsOn(t *testing.T, e store.Engine) (h *house, r *Review, items []int) {
	t.Helper()
	h = newHouseOn(t, e)
	for i := range 2 {
		_, n := h.finds(h.inspect(joint, i, "2026-01-12"), told("They were not told", findings.Improvement, true, "5.4"), findings.Worrying)
		items = append(items, n)
	}
	return h, h.review(), items
}

// write keeps a point, which must go.
func (h *house) write(r *Review, p *Point, c Content, who string) *Point {
	h.t.Helper()
	number, mark := 0, ""
	if p != nil {
		number, mark = p.Number, p.Mark()
	}
	p, err := h.points.Write(h.t.(*testing.T).Context(), r, number, mark, c, who)
	check(h.t, err)
	return p
}

// two has morven offer a point and david agree it.
func (h *house) two(r *Review, p *Point) *Point {
	h.t.Helper()
	ctx := h.t.(*testing.T).Context()
	p, err := h.points.Offer(ctx, r, p.Number, p.Mark(), "morven")
	check(h.t, err)
	p, err = h.points.Check(ctx, r, p.Number, p.Mark(), true, "", "david")
	check(h.t, err)
	return p
}

// TestAPointIsAgreedByTwo: who wrote any of it cannot agree it; it goes back with a reason;
// what was agreed stays while the next version is written, and every version is kept.
func TestAPointIsAgreedByTwo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) { agreedByTwo(t, open()) })
}

func agreedByTwo(t *testing.T, e store.Engine) {
	h, r, items := withFindingsOn(t, e)
	ctx := t.Context()
	p := h.write(r, nil, Content{Kind: Consider, Text: "  Tell   children what came of it.\r\n", Items: []int{items[1], items[0], items[1]}}, "morven")
	if p.ID != "joint-1" || !p.Synthetic || p.Latest.Content.Text != "Tell children what came of it." || !slices.Equal(p.Latest.Content.Items, items) {
		t.Fatalf("%+v", p)
	}
	_, err := h.points.Check(ctx, r, 1, p.Mark(), true, "", "david")
	wants(t, err, fault.Closed)
	p, err = h.points.Offer(ctx, r, 1, p.Mark(), "morven")
	check(t, err)
	_, err = h.points.Offer(ctx, r, 1, p.Mark(), "morven")
	wants(t, err, fault.Closed)
	_, err = h.points.Check(ctx, r, 1, p.Mark(), true, "", "morven")
	wants(t, err, fault.Denied)
	_, err = h.points.Check(ctx, r, 1, p.Mark(), false, " ", "david")
	wants(t, err, fault.Invalid)
	_, err = h.points.Check(ctx, r, 1, "another", true, "", "david")
	wants(t, err, fault.Conflict)
	p, err = h.points.Check(ctx, r, 1, p.Mark(), false, "Say who.", "david")
	check(t, err)
	if p.Stage != Draft || p.Agreed != nil || len(p.Checks) != 1 || p.Checks[0].Why != "Say who." {
		t.Errorf("%+v", p)
	}
	p = h.two(r, h.write(r, p, Content{Kind: Consider, Text: "Partnerships tell children what came of it.", Items: items}, "morven"))
	if p.Stage != Agreed || p.Second != "david" || p.Agreed.Number != 2 || len(p.Writers) != 0 {
		t.Errorf("%+v", p)
	}
	same := h.write(r, p, p.Agreed.Content, "morven")
	if same.Stage != Agreed || same.Latest.Number != 2 {
		t.Errorf("what changes nothing is written: %+v", same)
	}
	p = h.write(r, p, Content{Kind: Barrier, Text: "Nobody tells them.", Items: items[:1]}, "david")
	if p.Stage != Draft || p.Agreed.Content.Kind != Consider {
		t.Errorf("%+v", p)
	}
	p, err = h.points.Offer(ctx, r, 1, p.Mark(), "david")
	check(t, err)
	_, err = h.points.Check(ctx, r, 1, p.Mark(), true, "", "david")
	wants(t, err, fault.Denied)
	list, err := h.points.History(ctx, p)
	if err != nil || len(list) != 3 || list[0].Number != 3 || list[2].Content.Text != "Tell children what came of it." {
		t.Errorf("%+v, %v", list, err)
	}
	check(t, h.points.Sweep(ctx))
	trail, err := audit.OpenTrail(ctx, h.engine, h.points.now)
	check(t, err)
	lines, err := trail.Of(ctx, collection, p.ID)
	check(t, err)
	var did []string
	for _, l := range lines {
		did = append(did, l.Who+" "+l.Did)
	}
	slices.Sort(did)
	if want := []string{"david review.agree", "david review.edit", "david review.offer", "david review.return", "morven review.edit", "morven review.offer", "morven review.offer", "morven review.start"}; !slices.Equal(did, want) {
		t.Errorf("%q, want %q", did, want)
	}
}

// TestAPointRestsOnFindings that stand: without any it is not offered; one that is
// superseded while it waits keeps it from being agreed, and shows on what was agreed.
func TestAPointRestsOnFindings(t *testing.T) {
	h, r, items := withFindings(t)
	ctx := t.Context()
	p := h.write(r, nil, Content{Kind: Strong, Text: "It helps to be asked."}, "morven")
	_, err := h.points.Offer(ctx, r, 1, p.Mark(), "morven")
	wants(t, err, fault.Invalid)
	p = h.two(r, h.write(r, p, Content{Kind: Strong, Text: "It helps to be asked.", Items: items}, "morven"))
	waits := h.write(r, nil, Content{Kind: Barrier, Text: "Nobody asks.", Items: items}, "morven")
	waits, err = h.points.Offer(ctx, r, 2, waits.Mark(), "morven")
	check(t, err)
	if gone := p.Gone(r); len(gone) != 0 {
		t.Errorf("%v are gone", gone)
	}
	f, err := h.findings.Get(ctx, "joint_0_2026-01-12-1")
	check(t, err)
	h.agree(h.again(f, told("They were told", findings.Strength, true, "5.4")))
	r = h.review()
	if gone := p.Gone(r); !slices.Equal(gone, items[:1]) {
		t.Errorf("%v are gone, want %v", gone, items[:1])
	}
	_, err = h.points.Check(ctx, r, 2, waits.Mark(), true, "", "david")
	wants(t, err, fault.Invalid)
	if now, err := h.points.Get(ctx, joint, 2); err != nil || now.Stage != Offered || now.Agreed != nil || len(now.Checks) != 0 {
		t.Errorf("what was refused was written: %+v, %v", now, err)
	}
	if gone := waits.Gone(r); gone != nil {
		t.Errorf("nothing was agreed of it, and %v are gone", gone)
	}
}

// TestNoNumberOfChildren stands in a point: only of the findings it rests on and of
// partnerships.
func TestNoNumberOfChildren(t *testing.T) {
	h, _, items := withFindings(t)
	h.inspect(joint, 7, "2026-01-12") // nothing was agreed there yet
	r := h.review()
	for text, ok := range map[string]bool{
		"In 2 of 3 partnerships nobody told them.": true, "Under article 12 they are heard.": true, "Those aged 14 to 18 were.": true,
		"In 1 partnership nobody told them.": false, "40% were not told.": false, "Of 200 children few were.": false, "Sixty per cent were not.": false, "In ٤ of them.": false,
	} {
		bad := Missing(Content{Kind: Strong, Text: text, Items: items}, r)
		if (len(bad) == 0) != ok {
			t.Errorf("%q: %v", text, bad)
		}
	}
	if bad := Missing(Content{Kind: Strong, Text: "In 1 of 3 partnerships.", Items: items[:1]}, r); len(bad) != 0 {
		t.Errorf("%v", bad)
	}
	if bad := Missing(Content{Kind: Strong, Text: "Nothing.", Items: []int{99}}, r); len(bad) != 1 || bad[0].ID != "staff.programme.review.missing.gone" {
		t.Errorf("%v", bad)
	}
}

// TestAPointIsTakenOut by one while it was never agreed, and by two after.
func TestAPointIsTakenOut(t *testing.T) {
	h, r, items := withFindings(t)
	c := Content{Kind: Strong, Text: "It helps to be asked.", Items: items}
	p := h.write(r, nil, c, "morven")
	c.Out = true
	if p = h.write(r, p, c, "morven"); p.Stage != Out {
		t.Errorf("%+v", p)
	}
	c.Out = false
	if p = h.write(r, p, c, "morven"); p.Stage != Draft {
		t.Errorf("it does not come back: %+v", p)
	}
	p = h.two(r, p)
	c.Out = true
	p = h.write(r, p, c, "morven")
	if p.Stage != Draft || p.Agreed == nil {
		t.Errorf("one alone takes out what two agreed: %+v", p)
	}
	if p = h.two(r, p); p.Stage != Out || p.Agreed != nil {
		t.Errorf("%+v", p)
	}
}

func TestAPointThatCannotBe(t *testing.T) {
	h, r, items := withFindings(t)
	for what, c := range map[string]Content{
		"of no kind": {Text: "It helps.", Items: items}, "without words": {Kind: Strong, Text: " \n ", Items: items}, "too long": {Kind: Strong, Text: strings.Repeat("a", MaxText+1)},
		"with a control sign": {Kind: Strong, Text: "a\x07b"}, "no text": {Kind: Strong, Text: "a\xff"}, "on too much": {Kind: Strong, Text: "It helps.", Items: many(MaxItems + 1)},
	} {
		if _, err := h.points.Write(t.Context(), r, 0, "", c, "morven"); err == nil {
			t.Errorf("a point %s was kept", what)
		} else {
			wants(t, err, fault.Invalid)
		}
	}
	_, err := h.points.Write(t.Context(), r, 7, "", Content{Kind: Strong, Text: "It helps."}, "morven")
	wants(t, err, fault.NotFound)
	_, err = h.points.Get(t.Context(), joint, 1)
	wants(t, err, fault.NotFound)
	p := h.write(r, nil, Content{Kind: Strong, Text: "It helps."}, "morven")
	_, err = h.points.Write(t.Context(), r, 1, "another", Content{Kind: Strong, Text: "It does."}, "david")
	wants(t, err, fault.Conflict)
	if p.Number != 1 {
		t.Errorf("%+v", p)
	}
}

func many(n int) (list []int) {
	for i := range n {
		list = append(list, i+1)
	}
	return list
}

// TestPointsAreNumberedByTheStore: of many who begin one at the same time each has a number
// of its own, without gaps.
func TestPointsAreNumberedByTheStore(t *testing.T) {
	h, r, _ := withFindings(t)
	const all = 8
	var wg sync.WaitGroup
	for range all {
		wg.Go(func() {
			if _, err := h.points.Write(t.Context(), r, 0, "", Content{Kind: Strong, Text: "It helps."}, "morven"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	list, err := h.points.Of(t.Context(), joint)
	if err != nil || len(list) != all {
		t.Fatalf("%d points, %v", len(list), err)
	}
	for i, p := range list {
		if p.Number != i+1 {
			t.Errorf("point %d has number %d", i+1, p.Number)
		}
	}
}
