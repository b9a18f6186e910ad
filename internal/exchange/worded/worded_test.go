package worded_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kist/internal/exchange/exchangetest"
	"kist/internal/exchange/worded"
	"kist/internal/results"
	_ "kist/internal/sameseed" // the same cases in every run
)

// The figures in words are those of the release, in its order, and no others.
func TestRowsAreTheFigures(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rel := exchangetest.Generated(rt)
		var got []exchangetest.Figure
		for row := range worded.Of(rel, exchangetest.FixedWords{}, exchangetest.About()).Rows() {
			f := exchangetest.Figure{
				Question: row.Question.Key, By: row.Table.By, Group: row.Group.Code, Code: row.Figure.Code,
				Count: row.Figure.Count, Percent: -1, Missing: string(row.Figure.Missing),
			}
			if row.Figure.Percent != nil {
				f.Percent = *row.Figure.Percent
			}
			if f.Missing != "" {
				if f.Count != 0 || row.Figure.Least != 0 || row.Figure.Most != 0 {
					rt.Errorf("%+v is missing and has numbers", row.Figure)
				}
				f.Count = -1
			}
			got = append(got, f)
		}
		if diff := cmp.Diff(exchangetest.Figures(rel, exchangetest.FixedWords{}), got); diff != "" {
			rt.Error(diff)
		}
	})
}

// Whoever has seen enough is given no more.
func TestRowsStop(t *testing.T) {
	rel := exchangetest.Worded()
	all := 0
	for range rel.Rows() {
		all++
	}
	for stop := 1; stop <= all; stop++ {
		n := 0
		for range rel.Rows() {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("stopped after %d, not %d", n, stop)
		}
	}
}

// A group is told in the words that it read, everybody in those of the oldest.
func TestEveryGroupInItsWords(t *testing.T) {
	q := exchangetest.Worded().Questions[0]
	if q.Text.Text != "Question safe at 14-18?" || q.Text.Edition != "14_18" {
		t.Errorf("%+v", q.Text)
	}
	youngest := q.Tables[1].Groups[1]
	if youngest.Code != "8_10" || youngest.Label != "8–10" || youngest.Text.Text != "Question safe at 8-10?" || youngest.Figures[1].Label.Text != "Yes, at 8-10" {
		t.Errorf("%+v", youngest)
	}
	if len(q.Editions) != 6 || q.Editions[1].Name != "words of 8-10" || q.Editions[1].Text.Text != "Question safe at 8-10?" || q.Editions[1].Labels[0].Text != "Yes, at 8-10" {
		t.Errorf("%+v", q.Editions)
	}
}

// Tables of one question may have other columns: all of them are its answers, and
// each table keeps its own.
func TestTablesWithOtherColumns(t *testing.T) {
	q := exchangetest.Worded().Questions[1]
	if len(q.Answers) != 2 || len(q.Tables[0].Answers) != 1 || len(q.Tables[2].Answers) != 2 || len(q.Tables[2].Groups[0].Figures) != 3 {
		t.Errorf("%+v", q)
	}
}

// Each state of a figure has a reason of its own, in words and as a number.
func TestReasons(t *testing.T) {
	rel := exchangetest.Worded()
	seen := map[string]bool{}
	for _, m := range worded.Reasons() {
		n := m.Number()
		if n < worded.LeastReason || n > worded.MostReason || rel.Why(m) == "" || seen[fmt.Sprint(n)] || seen[rel.Why(m)] {
			t.Errorf("%s: %d %q", m, n, rel.Why(m))
		}
		seen[fmt.Sprint(n)], seen[rel.Why(m)] = true, true
		if withheld := m == worded.Small || m == worded.Either || m == worded.Kept; m.Withheld() != withheld {
			t.Errorf("%s: withheld %v", m, m.Withheld())
		}
	}
	if worded.Published.Number() != 0 || rel.Why(worded.Published) != "" || worded.Published.Withheld() {
		t.Error("what is published is not missing")
	}
	percent := 0
	for _, c := range []struct {
		f    worded.Figure
		want worded.Missing
	}{
		{worded.Figure{Percent: &percent}, worded.Published}, {worded.Figure{Base: true}, worded.Published},
		{worded.Figure{}, worded.TooFew}, {worded.Figure{Missing: worded.Kept}, worded.Kept}, {worded.Figure{Base: true, Missing: worded.Small}, worded.Small},
	} {
		if got := c.f.NoPercent(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.f, got, c.want)
		}
	}
}

func TestVariables(t *testing.T) {
	rel := exchangetest.Worded()
	names := map[string]bool{}
	for _, v := range worded.Variables() {
		if names[v.Name] || strings.Trim(v.Name, "abcdefghijklmnopqrstuvwxyz_") != "" {
			t.Errorf("%q is no name, or one twice", v.Name)
		}
		names[v.Name] = true
		if got := rel.LabelOf(v); got != "words of "+v.Name {
			t.Errorf("%s is labelled %q", v.Name, got)
		}
		for row := range rel.Rows() {
			value := v.Value(rel, row)
			number := v.Kind == worded.Number || v.Kind == worded.Flag
			if number && value.Text != "" || !number && value.Number != 0 || !v.Published && value.Missing != "" {
				t.Errorf("%s: %+v", v.Name, value)
			}
		}
	}
}

// What a round did not ask is told so, and not as if too few had answered.
func TestWhatARoundDidNotAsk(t *testing.T) {
	rel := exchangetest.Example()
	rel.Tables = rel.Tables[3:4]
	rel.Tables[0].Groups = []results.Group{{Offered: []bool{false}}}
	for row := range worded.Of(rel, exchangetest.FixedWords{}, worded.About{}).Rows() {
		if want := row.Question.Key == "visits"; (row.Figure.Missing == worded.NotAsked) != want {
			t.Errorf("%s %s: %q", row.Question.Key, row.Figure.Code, row.Figure.Missing)
		}
	}
}

// A label stands for a code only if it does so in every row.
func TestLabelsAreNotAmbiguous(t *testing.T) {
	rel := exchangetest.Worded()
	for _, v := range worded.Variables() {
		if v.Name != "column" {
			continue
		}
		var got []string
		for _, l := range rel.Labels(v) {
			got = append(got, l.Value.Text+": "+l.Label)
		}
		want := []string{"_answered: _answered", "rather_not: I'd rather not say", "5_9: 5–9", "10_19: 10–19"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("each age has its own words for yes:\n%s", diff)
		}
	}
}

func TestWhatIsSaidOfAll(t *testing.T) {
	rel := exchangetest.Worded()
	for got, want := range map[string]string{
		rel.Naming(): "words of naming Releasedemo-1Day2026-11-17Versionwhat_its_like-2Base5; words of signed Key" + rel.SigningKey(), rel.Rounding(): "words of rounding Base5Within4Least10From20", rel.T("a.b"): "words of b",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if len(rel.SigningKey()) != 32 {
		t.Errorf("signed with %q", rel.SigningKey())
	}
	rel.Signature = nil
	if rel.SigningKey() != "" || !strings.HasSuffix(rel.Naming(), "; words of unsigned") {
		t.Errorf("without a signature: %q", rel.Naming())
	}
}

// Whatever a survey says comes out as lines that any format takes.
func FuzzWordsAreLines(f *testing.F) {
	for _, s := range []string{"plain", "a\nb", "\x00", "\xff", "8-10", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rel := exchangetest.Example()
		rel.ID, rel.Tables[0].Question, rel.Tables[0].Columns[0], rel.Tables[1].Groups[0].Value = s, s, s, s
		r := worded.Of(rel, exchangetest.SameWords(s), worded.About{Title: s, Round: s, Inspection: s, Notes: []worded.Note{{s, s}}})
		texts := []string{r.Title, r.Round, r.Inspection, r.Notes[0].Lead, r.Notes[0].Text}
		for row := range r.Rows() {
			for _, v := range worded.Variables() {
				texts = append(texts, v.Value(r, row).Text)
			}
		}
		for _, text := range texts {
			if strings.ContainsAny(text, "\x00\r\n\t") || strings.ToValidUTF8(text, "") != text || strings.TrimSpace(text) != text {
				t.Errorf("%q", text)
			}
		}
	})
}

// A release says nothing of its own accord that is not a figure, a code or words:
// one without tables has one figure.
func TestAnEmptyRelease(t *testing.T) {
	rel := worded.Of(&results.Release{}, exchangetest.FixedWords{}, worded.About{})
	n := 0
	for row := range rel.Rows() {
		if n++; row.Question.Key != worded.ResponsesKey || row.Figure.Missing != worded.Small {
			t.Errorf("%+v", row)
		}
	}
	if n != 1 || len(rel.Questions) != 0 {
		t.Errorf("%d rows, %d questions", n, len(rel.Questions))
	}
}
