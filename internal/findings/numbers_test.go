package findings

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"kist/internal/results"

	"pgregory.net/rapid"
)

// What stands in a text as a number is found, and what only names something is not.
func TestNumbersOfATest(t *testing.T) {
	frame := Content{Indicators: []string{"2.1", "5.4"}}
	for _, c := range []struct{ text, want string }{
		{
			text: "Adults listen, and rarely say what happened",
			want: "",
		},
		{
			text: "40% at 14 to 18 say so, 80% at 8 to 10",
			want: "40 80",
		},
		{
			text: "35% of 8 to 18 were told",
			want: "35",
		},
		{
			text: "40 % were, 45 per cent were not",
			want: "40 45",
		},
		{
			text: "50% at 8 to 10, 20% at 14 to 18",
			want: "50 20",
		},
		{
			text: "50% at 8 to 10 and 20% at 14 to 18",
			want: "50 20",
		},
		{
			text: "between 10 and 20%, at 10 to 20%",
			want: "10 20 10 20",
		},
		{
			text: "40 to 45% were",
			want: "40 45",
		},
		{
			text: "between 40 and 45 percent",
			want: "40 45",
		},
		{
			text: "٤٠٪ and ４０％ and ४०%",
			want: "40 40 40",
		},
		{
			text: "𝟒𝟎% and 𝟜𝟘%",
			want: "40 40",
		},
		{
			text: "39.6% were",
			want: "39.6",
		},
		{
			text: "1,200 or 1 200 or 1200 children",
			want: "1,200 1 200 1200",
		},
		{
			text: "½ of them, and ⅓",
			want: "1 2 1 3",
		},
		{
			text: "forty-five per cent, one hundred per cent",
			want: "forty-five per cent hundred per cent",
		},
		{
			text: "aged 14, ages 8-10 and 12-year-olds",
			want: "",
		},
		{
			text: "of 14 to 18 years, and at 14–18",
			want: "",
		},
		{
			text: "11 to 13s and 16s",
			want: "",
		},
		{
			text: "8 to 10 children said so",
			want: "8 10",
		},
		{
			text: "8 to 10 of the young people said so",
			want: "8 10",
		},
		{
			text: "at 40 to 50",
			want: "40 50",
		},
		{
			text: "aged 40",
			want: "40",
		},
		{
			text: "about 15 said so",
			want: "15",
		},
		{
			text: "over 25 said so, under 20 did not",
			want: "25 20",
		},
		{
			text: "fewer than 10 answered",
			want: "",
		},
		{
			text: "10 answered",
			want: "10",
		},
		{
			text: "article 12 and 5.4 in week 6, question 14, F-12, P7",
			want: "",
		},
		{
			text: "the children’s 40 answers",
			want: "40",
		},
		{
			text: "since 2024, on 16 November 2026, in 2025-26",
			want: "",
		},
		{
			text: "26 said so",
			want: "26",
		},
		{
			text: "in 2015 children said so",
			want: "2015",
		},
		{
			text: "2020 said so",
			want: "2020",
		},
		{
			text: "a gap of 15 percentage points",
			want: "15",
		},
		{
			text: "5.4% were",
			want: "5.4",
		},
		{
			text: "article 40%",
			want: "40",
		},
		{
			text: "a third of the files (1 in 3)",
			want: "1 3",
		},
		{
			text: "10x and x10",
			want: "10 10",
		},
		{
			text: "",
			want: "",
		},
	} {
		var got []string
		for _, n := range unheld("statement", c.text, nil, frame) {
			if !n.Words {
				got = append(got, n.Text)
			}
		}
		if list := strings.Join(got, " "); list != c.want {
			t.Errorf("%q: %q, want %q", c.text, list, c.want)
		}
	}
}

func TestSharesInWords(t *testing.T) {
	for text, percent := range map[string]int{
		"half of them": 50, "a third of them": 33, "Two-thirds": 67, "three quarters": 75, "one in ten": 10, "Seven in nine": 77, "a quarter of them": 25,
		"in a third meeting": 0, "this half-term": 0, "nine in two": 0, "the third sector": 0, "a quarter past": 0,
	} {
		list := shares(text)
		if percent == 0 != (len(list) == 0) || percent > 0 && list[0].percent != percent {
			t.Errorf("%q: %+v", text, list)
		}
	}
	for percent, near := range map[int]bool{25: false, 30: true, 35: true, 40: false} {
		if (share{"a third of", 33}).near(figure(50, percent)) != near {
			t.Errorf("a third beside %d%%", percent)
		}
	}
}

// A percentage is held if it is that of a cited figure, and by nothing else.
func TestOnlyWhatIsCited(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var figures []results.Figure
		held := rapid.SliceOfN(rapid.IntRange(0, 20), 0, 5).Draw(rt, "held")
		for _, p := range held {
			figures = append(figures, figure(1000+p, 5*p))
		}
		said := rapid.IntRange(0, 100).Draw(rt, "said")
		form := rapid.SampledFrom([]string{"%d%% were", "Of 14 to 18 only %d per cent were", "about %d%%", "article 12: %d %%", "%d percent of 120"}).Draw(rt, "form")
		text := fmt.Sprintf(form, said)
		told := slices.ContainsFunc(unheld("", text, figures, Content{}), func(n Number) bool { return n.Text == fmt.Sprint(said) })
		if held := said%5 == 0 && slices.Contains(held, said/5); held == told {
			rt.Fatalf("%q beside %v: told %t", text, figures, told)
		}
	})
}

func FuzzNumbers(f *testing.F) {
	for _, seed := range []string{"40% at 14 to 18", "½", "٤٠٪", "forty per cent", "one in ten", "1,200", "5.4", "\xff12%", "𝟒𝟎%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4*MaxUnknown {
			return
		}
		for _, n := range unheld("statement", text, nil, Content{}) {
			if n.Text == "" || utf8.ValidString(text) && !utf8.ValidString(n.Text) {
				t.Errorf("%q: %+v", text, n)
			}
		}
		if list := unheld("", text+" 35%", nil, Content{}); !slices.ContainsFunc(list, func(n Number) bool { return strings.HasSuffix(n.Text, "35") }) {
			t.Errorf("%q before it, and 35%% is not found", text)
		}
	})
}
