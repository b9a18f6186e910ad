package desk

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kist/internal/results"
	"kist/surveys"
)

func TestTwoGroupsOnALine(t *testing.T) {
	d := dumbbells([]pairRow{
		{name: "A friend", one: known(30, 200), two: known(80, 200), clear: true},
		{name: "School", one: known(50, 200), two: known(45, 200)},
		{name: "Nobody", one: known(10, 200), two: known(10, 200)},
		{name: "A nurse", withheld: "not shown"},
	})
	if diff := cmp.Diff([]mark{{"68.8%", 31, true, false}, {"30.8%", 31, false, false}}, d.Marks[:2]); diff != "" {
		t.Error(diff)
	}
	if !d.Marks[5].Small || !d.Marks[4].Diamond {
		t.Errorf("two that are the same are not both seen: %+v", d.Marks[4:])
	}
	var classes []string
	for _, w := range d.Ways {
		classes = append(classes, w.Class)
	}
	if got := strings.Join(classes, " "); got != "base strong base thin base thin" { // a line from nobody to all, and the way between the marks
		t.Errorf("lines are %q", got)
	}
	for _, text := range []string{"30", "80%", "45", "50", "10", "not shown", "50%"} {
		if !hasText(d, text) {
			t.Errorf("no text %q", text)
		}
	}
	if got, want := d.Height, 4*(pairLine+pairMarks)+rankFoot; got != want {
		t.Errorf("%d high, want %d", got, want)
	}
	if d := dumbbells([]pairRow{{name: "a", withheld: "not shown"}}); len(d.Marks) != 0 || hasText(d, "50%") {
		t.Errorf("nothing is drawn, so there is no scale: %+v", d)
	}
}

// Whatever two groups have in common, their marks and numbers stay in the chart, even
// on the smallest phone, and numbers stand outside of their marks.
func TestMarksStayInTheirChart(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		share := func(name string) share {
			return share{Percent: rapid.IntRange(0, 20).Draw(rt, name) * 5, Known: true}
		}
		d := dumbbells([]pairRow{{name: rapid.StringMatching(`[a-z ]{1,90}`).Draw(rt, "name"), one: share("one"), two: share("two")}})
		for _, m := range d.Marks {
			if x := across(rt, m.X) * 2.88; x < 8 || x > 280 || m.Y > d.Height {
				rt.Errorf("mark %+v is at %.0f of 288", m, x)
			}
		}
		for _, l := range d.Texts {
			width := 8.2 * float64(len(l.Text)) // of a figure in bold
			from := across(rt, l.X)*2.88 + float64(l.DX)
			if strings.Contains(l.Class, "e") && strings.HasSuffix(l.Class, " e") {
				from -= width
			}
			if strings.Contains(l.Class, "halo") && (from < 0 || from+width > 288) {
				rt.Errorf("%q from %.0f to %.0f of 288", l.Text, from, from+width)
			}
		}
	})
}

func TestNamesBreakIntoLines(t *testing.T) {
	for text, want := range map[string][]string{
		"":                        nil,
		"one":                     {"one"},
		"one two three":           {"one two", "three"},
		"a word that-is-far-long": {"a word", "that-is-far-long"},
		"  spaces   are  one ":    {"spaces", "are one"},
	} {
		if diff := cmp.Diff(want, wrapped(text, 8)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`([a-zà-ò]{1,12} ?){0,20}`).Draw(rt, "text")
		most := rapid.IntRange(1, 40).Draw(rt, "most")
		lines := wrapped(text, most)
		if strings.Join(lines, " ") != strings.Join(strings.Fields(text), " ") {
			rt.Errorf("words were lost: %q", lines)
		}
		for _, l := range lines {
			if len([]rune(l)) > most && strings.Contains(l, " ") {
				rt.Errorf("%q is longer than %d", l, most)
			}
		}
	})
}

func TestTheYoungestBesideTheOldest(t *testing.T) {
	r := newReport(t, "en")
	q := of(t, r, "who")
	d, ok := r.words.agesChart(q, r.words.order(q))
	if !ok {
		t.Fatal("no chart")
	}
	want := "Mum, dad or main carer: 4 to 7 85%, 14 to 18 55%, a clear difference; A friend: 4 to 7 30%, 14 to 18 80%, a clear difference; " +
		"Someone at school: 4 to 7 45%, 14 to 18 55%, no clear difference; Nobody: 4 to 7 0%, 14 to 18 20%, no clear difference; " +
		"I'd rather not say: 4 to 7 0%, 14 to 18 5%, no clear difference"
	if d.Desc != want {
		t.Errorf("%s\nwant\n%s", d.Desc, want)
	}
	if diff := cmp.Diff([]keyItem{{Dot: true, Text: "4 to 7"}, {Diamond: true, Text: "14 to 18"}}, d.Key); diff != "" {
		t.Error(diff)
	}
	for _, key := range []string{"help", "where", "visits"} { // a scale shows every age; too few; withheld
		q := of(t, r, key)
		if _, ok := r.words.agesChart(q, r.words.order(q)); ok {
			t.Errorf("a chart of two ages of %s", key)
		}
	}
}

// What one of the two ages was not offered is no difference between them.
func TestOnlyWhatBothWereOffered(t *testing.T) {
	r := newReport(t, "en")
	q := pair(tables("who", "several", []string{"nobody", "friend", surveys.RatherNot}, row("", 200, 20, 100, 0), row("4-7", 100, -1, 20, 0), row("14-18", 100, 20, 80, 0)))
	d, ok := r.words.agesChart(q, r.words.order(q))
	if !ok || len(d.Marks) != 4 || strings.Contains(d.Desc, "Nobody") {
		t.Errorf("%t, %s", ok, d.Desc)
	}
	few := question{whole: q.whole, ages: &results.Table{Question: "who", By: results.ByAgeBand, Columns: q.whole.Columns, Groups: []results.Group{row("4-7", 100, -1, -1, -1), row("14-18", 100, 20, 80, 0)}}}
	if _, ok := r.words.agesChart(few, []int{0, 1, 2}); ok {
		t.Error("nothing was offered to both, and still there is a chart")
	}
}
