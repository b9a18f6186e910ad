package desk

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/evidence"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/review"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

const theReview = "/staff/review/at_risk"

// reviewHouse is the office with areas that were inspected, three of them twice, and what two
// inspectors agreed there.
func reviewHouse(t testing.TB) *office {
	o := newOffice(t)
	ctx := t.Context()
	ok(t, o.book.Programmes.Insert(ctx, &inspections.Programme{Head: store.Head{ID: "first"}, Title: "The first cycle", Framework: "qif2019", Evaluated: []string{"5.4"}, Synthetic: true}))
	_, err := o.book.Programmes.Update(ctx, "at_risk", func(p *inspections.Programme) error {
		p.Title, p.Synthetic, p.Evaluated = "Children at risk", true, []string{"2.1", "5.3", "5.4"}
		return nil
	})
	ok(t, err)
	for i := range 6 {
		o.inspected(t, "at_risk", i, "2026-01-12", []findings.Bears{findings.Strength, findings.Improvement}[i%2], i%3 != 0)
		if i < 3 {
			o.inspected(t, "first", i, "2023-01-09", findings.Improvement, true)
		}
	}
	ok(t, o.evidence.Sweep(ctx))
	return o
}

// inspected is an area with two findings that were agreed and one that is being written.
func (o *office) inspected(t testing.TB, programme string, area int, starts string, bears findings.Bears, voice bool) {
	t.Helper()
	ctx, a := t.Context(), inspections.Areas()[area]
	in := &inspections.Inspection{Head: store.Head{ID: fmt.Sprint(programme, area)}, Programme: programme, Area: a.Code, Title: a.Name, Starts: starts, Synthetic: true}
	ok(t, o.book.Inspections.Insert(ctx, in))
	for n, code := range []string{"5.4", "2.1", "5.3"} {
		c := findings.Content{Statement: fmt.Sprintf("Finding on %s of %s", code, a.Name), Bears: bears, Indicators: []string{code}, Wellbeing: []string{"R1"}, Rights: []int{12}}
		c = c.With(findings.Source{Kind: findings.Group, Title: "Hidden group", Says: "Hidden words", Bearing: findings.Supports, Weight: findings.Strong, Children: voice})
		f, err := o.findings.Start(ctx, in.ID, c, findings.Concerns()[n], "Because.", "morven")
		ok(t, err)
		if n == 2 {
			continue // it stays a draft
		}
		f, err = o.findings.Offer(ctx, f.ID, f.Mark(), "morven")
		ok(t, err)
		_, err = o.findings.Read(ctx, f.ID, f.Mark(), findings.Yes, "It carries it.", "david")
		ok(t, err)
	}
}

// TestReviews looks at one house from all sides.
func TestReviews(t *testing.T) {
	o := reviewHouse(t)
	for name, look := range map[string]func(*testing.T, *office){"pages": aReviewOnItsPages, "gaelic": aReviewInGaelic, "left out": whatAReviewLeavesOut, "files": filesOfAReview} {
		t.Run(name, func(t *testing.T) { look(t, o) })
	}
	reviewsOnEveryScreen(t, o)
}

// aReviewOnItsPages: at a glance what recurs, what has changed and where children's
// voice is missing, in partnerships; from there to the findings, and a point on some of
// them, which a second inspector agrees.
func aReviewOnItsPages(t *testing.T, o *office) {
	o.shows(morven, "/staff/releases", http.StatusOK, []string{`href="/staff/review"`})
	o.shows(morven, "/staff/review", http.StatusOK, []string{`href="` + theReview + `"`, "Children at risk", "The first cycle", "Synthetic data."})
	o.shows(morven, theReview, http.StatusOK, []string{
		"Synthetic data.", "2.1 Impact on children and young people: an area for improvement in 3 of 6 partnerships", "Children at risk: what two inspectors agreed in 6 of 8 partnerships", "never children",
		"<dd>6 of 8</dd>", "<dd>12</dd>", ">3</dd>", "In how many partnerships an agreed finding bears on it",
		`<td role="cell" data-of="Strength">3</td><td role="cell" data-of="Area for improvement">3</td>`,
		"5.3 Care planning, managing risk and effective intervention: in 6 of 6 partnerships nothing rests on what children say",
		"Of 6 areas for improvement found before: 4 now a strength, 2 still for improvement",
		"Any finding", "This programme has no release over areas yet.", "What this cannot tell you", "Nothing is agreed yet.", `href="` + theReview + `/under/quality/5.4"`, `href="` + theReview + `/tables.xlsx"`,
		"0 themes recur in what children write", `data-of="Inspection before" class="w">9 January 2023<`,
	}, "Finding on", "Hidden", "5.3</td>")
	under := theReview + "/under/quality/5.4"
	o.shows(morven, under, http.StatusOK, []string{"A strength in 3 of 6 partnerships, an area for improvement in 3.", "Finding on 5.4 of Aberdeen City", "No child or young person speaks", "Children and young people speak here", `name="items" value="`}, "Finding on 2.1", "Hidden", "first0")
	for _, path := range []string{"/under/quality/5.9", "/under/other/5.4", "/points/7", "/points/x"} {
		if w := get(t, o, morven, theReview+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	o.shows("administrator", under, http.StatusOK, []string{"Finding on 5.4"}, `name="items"`)
	o.shows("coordinator", theReview, http.StatusOK, []string{"3 of 6 partnerships"}, "/under/", "/points/")
	if w := get(t, o, "coordinator", under); w.Code != http.StatusForbidden {
		t.Errorf("a coordinator reads findings: %d", w.Code)
	}
}

// item is the number of an inspection's n-th item.
func (o *office) item(inspection string, n int) string {
	o.t.Helper()
	list, err := o.evidence.Of(o.t.(*testing.T).Context(), inspection)
	ok(o.t, err)
	return fmt.Sprint(evidence.Standing(list)[n].Number)
}

// TestAPointOnItsPages: it is begun on findings that were ticked, refused with a number of
// children, agreed by somebody else, changed, and taken out.
func TestAPointOnItsPages(t *testing.T) {
	o := reviewHouse(t)
	one, two := o.item("at_risk1", 0), o.item("at_risk3", 0)
	points := theReview + "/points/"
	o.shows(morven, points+"new?items="+one, http.StatusOK, []string{"E-" + one + ", Aberdeenshire: Finding on 5.4", `value="` + one + `" checked`, `value="consideration" required checked`}, "Take it out")
	bad := url.Values{"kind": {"consideration"}, "text": {" "}, "items": {one}, "more": {two}}
	must(t, o.send(morven, points+"new", bad), http.StatusUnprocessableEntity, []string{"This cannot be empty.", `href="#text"`, `value="` + two + `" checked`})
	form := url.Values{"kind": {"consideration"}, "text": {"Of 200 children few were told <b>what</b> came of it."}, "items": {one}, "more": {two + "."}}
	first := o.sent(morven, points+"new", form)
	if first != points+"1" {
		t.Fatalf("it leads to %s", first)
	}
	o.shows(morven, first, http.StatusOK, []string{"“200” is neither", "few were told &lt;b&gt;", "Draft.", "Morven Baird"}, first+"/step\"><input type=\"hidden\" name=\"_mark\" value=\"x", "Ready to be read")
	must(t, o.send(morven, first+"/step", url.Values{"_mark": {o.mark(first)}, "is": {"offer"}}), http.StatusUnprocessableEntity, []string{"“200” is neither"})
	form.Set("text", "In 2 of 8 partnerships children were not told what came of it.")
	form.Set("_mark", o.mark(first))
	o.sent(morven, first, form)
	must(t, o.send(david, first, form), http.StatusConflict, []string{"Somebody changed this meanwhile", "In 2 of 8"})
	o.sent(morven, first+"/step", url.Values{"_mark": {o.mark(first)}, "is": {"offer"}})
	o.shows(morven, first, http.StatusOK, []string{"You have a part in this", "Waits for a second inspector"}, "I agree it")
	if w := o.send(morven, first+"/step", url.Values{"_mark": {o.mark(first)}, "is": {"yes"}}); w.Code != http.StatusForbidden {
		t.Errorf("who wrote it agrees it: %d", w.Code)
	}
	must(t, o.send(david, first+"/step", url.Values{"_mark": {o.mark(first)}, "is": {"no"}}), http.StatusUnprocessableEntity, []string{"This cannot be empty.", "I agree it"})
	if w := o.send(david, first+"/step", url.Values{"_mark": {o.mark(first)}, "is": {"maybe"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a step that there is not: %d", w.Code)
	}
	o.shows(morven, theReview, http.StatusOK, []string{"Being written", "Nothing is agreed yet."})
	o.sent(david, first+"/step", url.Values{"_mark": {o.mark(first)}, "is": {"yes"}})
	o.shows("coordinator", theReview, http.StatusOK, []string{"Areas for consideration", "In 2 of 8 partnerships children were not told", "E-" + one + " (Aberdeenshire)"}, "Being written", "/points/", "Nothing is agreed")
	o.shows(david, first, http.StatusOK, []string{"What two inspectors stand for", "Version 2", "Version 1", "I agree it", "removed:", "Agreed by two"})
	o.replaced("at_risk1")
	o.shows(morven, theReview, http.StatusOK, []string{"Look at this again: E-" + one + " stands no more."})
	o.sent(morven, first+"/step", url.Values{"_mark": {o.mark(first)}, "is": {"out"}})
	o.sent(morven, first+"/step", url.Values{"_mark": {o.mark(first)}, "is": {"offer"}})
	o.sent(david, first+"/step", url.Values{"_mark": {o.mark(first)}, "is": {"yes"}})
	o.shows(morven, theReview, http.StatusOK, []string{"Nothing is agreed yet."}, "Look at this again", "Being written")
	o.shows(morven, first, http.StatusOK, []string{"Taken out of the review.", "Bring it back"})
	for _, token := range []string{"administrator", "coordinator"} {
		if w := o.send(token, points+"new", form); w.Code != http.StatusForbidden {
			t.Errorf("a %s writes a point: %d", token, w.Code)
		}
		if w := get(t, o, token, points+"new"); w.Code != http.StatusForbidden {
			t.Errorf("a %s is given the form: %d", token, w.Code)
		}
	}
}

// replaced has the first finding of an inspection agreed anew in other words.
func (o *office) replaced(inspection string) {
	o.t.Helper()
	ctx := o.t.(*testing.T).Context()
	f, err := o.findings.Get(ctx, findings.ID(inspection, 1))
	ok(o.t, err)
	f, err = o.findings.Reopen(ctx, f.ID, f.Mark(), "It was wrong.", "morven")
	ok(o.t, err)
	c := f.Latest.Content
	c.Statement = "In other words"
	f, err = o.findings.Save(ctx, f.ID, f.Latest.Number, c, "", "morven")
	ok(o.t, err)
	f, err = o.findings.Offer(ctx, f.ID, f.Mark(), "morven")
	ok(o.t, err)
	_, err = o.findings.Read(ctx, f.ID, f.Mark(), findings.Yes, "Yes.", "david")
	ok(o.t, err)
	ok(o.t, o.evidence.Sweep(ctx))
}

// filesOfAReview: every number of the page stands in both files, which say what they
// are; who takes one is written down; after a sign-in of long ago none is handed out.
func filesOfAReview(t *testing.T, o *office) {
	for _, name := range []string{"tables.csv", "tables.xlsx", "review.docx"} {
		if w := get(t, o, "inspector!", theReview+"/"+name); w.Code != http.StatusSeeOther {
			t.Errorf("%s after a sign-in of long ago: %d", name, w.Code)
		}
		w := get(t, o, "coordinator", theReview+"/"+name)
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Disposition"), "review-at_risk.") {
			t.Errorf("%s: %d %s", name, w.Code, w.Header().Get("Content-Disposition"))
		}
	}
	if len(*o.trail) != 3 || (*o.trail)[0] != "programme_reviews at_risk tables.csv ros review.file" {
		t.Errorf("written down: %q", *o.trail)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(get(t, o, morven, theReview+"/tables.csv").Body.String(), "\ufeff"))).ReadAll()
	ok(t, err)
	found := map[string]string{}
	for _, r := range rows[1:] {
		if r[0] != "Synthetic data." {
			t.Errorf("a row that does not say so: %q", r)
		}
		found[strings.Join([]string{r[2], r[3], r[5]}, " ")] = r[7] + "/" + r[8] + " " + r[6]
	}
	for key, want := range map[string]string{
		"quality 5.4 strength": "3/6 partnerships", "quality 5.4 unvoiced": "2/6 partnerships", "quality 5.4 turned": "2/3 partnerships", "quality 5.4 still": "1/3 partnerships",
		"quality 5.4 findings": "6/6 findings", "quality 5.3 nothing": "6/6 partnerships", "wellbeing R1 in": "6/6 partnerships", "rights 12 findings": "12/12 findings",
	} {
		if found[key] != want {
			t.Errorf("%s is %q, want %q", key, found[key], want)
		}
	}
	book := get(t, o, morven, theReview+"/tables.xlsx").Body.Bytes()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	ok(t, err)
	all := ""
	for _, f := range z.File {
		r, err := f.Open()
		ok(t, err)
		b, err := io.ReadAll(r)
		ok(t, err)
		all += string(b)
	}
	for _, say := range []string{"1 quality", "Synthetic data.", "Area for improvement", "Which partnership is best."} {
		if !strings.Contains(all, say) {
			t.Errorf("the workbook does not say %q", say)
		}
	}
	if strings.Contains(all+get(t, o, morven, theReview+"/tables.csv").Body.String(), "Hidden") {
		t.Error("a file holds what stands under a finding")
	}
}

// whatAReviewLeavesOut: evidence that another key signed is named and not counted, and
// a programme that a person may not open is no earlier one for them.
func whatAReviewLeavesOut(t *testing.T, o *office) {
	defer func(own []string) { o.keys = own }(o.keys)
	o.keys = []string{"another"}
	o.shows(morven, theReview, http.StatusOK, []string{"Left out:", "<li>Aberdeen City</li>", "No area for improvement recurs yet"}, "still for improvement")
	if w := get(t, o, "inspector@elsewhere", theReview); w.Code != http.StatusForbidden {
		t.Errorf("an inspector of one inspection reads the review: %d", w.Code)
	}
	o.shows("inspector@elsewhere", "/staff/review", http.StatusOK, nil, "Children at risk")
	for _, role := range []string{"volunteer", "translator"} {
		for _, path := range []string{"/staff/review", theReview, theReview + "/tables.csv"} {
			if w := get(t, o, role, path); w.Code != http.StatusForbidden {
				t.Errorf("a %s reads %s: %d", role, path, w.Code)
			}
		}
	}
	if w := get(t, o, morven, "/staff/review/nothing"); w.Code != http.StatusNotFound {
		t.Errorf("a programme that there is not: %d", w.Code)
	}
}

// aReviewInGaelic has a word for everything.
func aReviewInGaelic(t *testing.T, o *office) {
	must(t, getIn(t, o, "gd", theReview), http.StatusOK, []string{"raon ri leasachadh ann an 3 de 6 com-pàirteachasan", "’S e com-pàirteachasan a thathar a’ cunntadh", "Dè an com-pàirteachas as fheàrr."}, "[staff.", "What this")
	must(t, getIn(t, o, "gd", theReview+"/under/wellbeing/R1"), http.StatusOK, []string{"Fo spèis", "Neartan"}, "[staff.")
	must(t, getIn(t, o, "gd", theReview+"/points/new"), http.StatusOK, []string{"Raon ri beachdachadh"}, "[staff.")
}

// TestThemesOfAReview: a theme that recurs is named with in how many partnerships, and
// what children answered is the release's own.
func TestThemesOfAReview(t *testing.T) {
	r := &review.Review{Programme: &inspections.Programme{Title: "Children at risk"}, Themes: []review.Theme{{Name: "Changes of <worker>", In: 4, Then: 2, Both: 1}}, Seldom: 3, Released: 6, Before: 2}
	v := reviewed{StaffBase: base(t, "en"), Review: r}
	s := v.themes()
	if s.Heading != "1 theme recurs in what children write" || !strings.HasSuffix(s.Text, "3 more themes are in fewer.") || !strings.Contains(s.Text, "in at least 3 partnerships") {
		t.Errorf("%q, %q", s.Heading, s.Text)
	}
	if row := s.Table.Rows[0]; row.Name != "Changes of <worker>" || row.Cells[0].Text != "4" || row.Cells[1].Text != "2" || row.Cells[2].Text != "1" {
		t.Errorf("%+v", row)
	}
	r.Before = 0
	if first := v.themes().Table; len(first.Head) != 2 || len(first.Rows[0].Cells) != 1 || first.Head[1] != "Named" {
		t.Errorf("without a release of an inspection before: %+v", first)
	}
	if s.Chart.Desc != "Changes of <worker>: 4 of 6" || !strings.Contains(s.Table.Caption, "2 have one of an inspection before") {
		t.Errorf("%q, %q", s.Chart.Desc, s.Table.Caption)
	}
}

// TestWhatChildrenAnsweredInAReview is what the latest release over areas tells.
func TestWhatChildrenAnsweredInAReview(t *testing.T) {
	b := book(t)
	list := areaReleases(t, b, 60, 65, 60, 20, 90, -1)
	rel := acrossRelease(t, b, list)
	shelf := append(list, rel)
	e := storetest.SQLite(t)()
	points, err := review.Open(t.Context(), e, b)
	ok(t, err)
	h := serveWith(t, Deps{Book: b, Releases: shelf, Versions: shelf, Trail: &taken{}, Points: points, Reviews: review.Sources{Book: b, Items: nothing{}, Releases: shelf}})
	must(t, get(t, h, "inspector", "/staff/review/joint"), http.StatusOK, []string{
		"1 of 5 questions that compare tells areas clearly apart", `href="/staff/releases/programme_joint-1"`, "The highest and the lowest area for each question on a scale", "<td>90 <small>",
	}, "no release over areas", "[staff.")
	if heads, err := shelf.Heads(t.Context(), results.Series("joint")); err != nil || len(heads) != 1 {
		t.Errorf("%d, %v", len(heads), err)
	}
}

// nothing is an evidence base in which nothing is.
type nothing struct{ review.Items }

// reviewsOnEveryScreen: every page of a review fits a phone and a desk, works without
// script, and passes axe.
func reviewsOnEveryScreen(t *testing.T, o *office) {
	one := o.item("at_risk1", 0)
	form := url.Values{"kind": {"barrier"}, "text": {"In 1 of 8 partnerships children were not told what came of it."}, "items": {one}}
	point := o.sent(morven, theReview+"/points/new", form)
	o.sent(morven, point+"/step", url.Values{"_mark": {o.mark(point)}, "is": {"offer"}})
	s := httptest.NewServer(signedInAs(david, o))
	t.Cleanup(s.Close)
	pages := []string{"/staff/review", theReview, theReview + "/under/quality/5.4", point}
	look := func(p *browsertest.Page, i int, name string) {
		if status := p.Visit(pages[i]); status != http.StatusOK {
			t.Fatalf("%s: status %d", pages[i], status)
		}
		p.Axe()
		p.Screenshot(fmt.Sprint("review-", i, "-", name))
		if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s is %d px too wide on a %s", pages[i], over, name)
		}
		if cut := browsertest.Eval[[]string](p, cutOff); len(cut) > 0 {
			t.Errorf("%s: tables wider than the page, texts over the edge of a chart, or totals upon bars: %q", pages[i], cut)
		}
	}
	p := browsertest.Open(t, s.URL, browsertest.Width(browsertest.SmallPhone), browsertest.NoScript())
	for i := range pages {
		look(p, i, "phone")
	}
	p = browsertest.Open(t, s.URL, browsertest.Width(browsertest.Desk))
	look(p, 1, "desk")
	paper := p.Print()
	for _, say := range []string{"Synthetic data.", "an area for improvement in 3 of 6", "What this cannot tell you", "Where it comes from"} {
		if !strings.Contains(paper.Text, browsertest.Squeezed(say)) {
			t.Errorf("on paper it does not say %q", say)
		}
	}
	for _, never := range []string{"To edit and to take away", "Being written", "In 1 of 8 partnerships"} {
		if strings.Contains(paper.Text, browsertest.Squeezed(never)) {
			t.Errorf("on paper it says %q", never)
		}
	}
}
