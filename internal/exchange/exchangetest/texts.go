package exchangetest

import (
	"fmt"

	"pgregory.net/rapid"

	"kist/internal/results"
)

// ofTexts makes of a release one of themes, of which an edition may not have been asked.
func ofTexts(rt *rapid.T, rel *results.Release) *results.Release {
	rel.Round, rel.Late, rel.Aside = results.TextSeries("demo"), false, nil
	rel.Texts = &results.Texts{Round: "demo", Codebook: "in/000004", Later: rapid.Bool().Draw(rt, "later"), Themes: []results.Named{}}
	columns := []string{"heard", "5-9", "told"}[:rapid.IntRange(1, 3).Draw(rt, "columns")]
	for _, code := range columns {
		rel.Texts.Themes = append(rel.Texts.Themes, results.Named{Key: code, Name: rapid.SampledFrom([]string{"Being heard", "  =SUM(A1)", "“Nobody”	asks", "5-9"}).Draw(rt, "name")})
	}
	for q := range rapid.IntRange(0, 2).Draw(rt, "questions") {
		for _, by := range []string{"", results.ByEdition, results.BySetting} {
			t := results.Table{Question: fmt.Sprintf("q%d", q), Kind: "several", By: by, Columns: columns, Multiple: true}
			for _, value := range map[string][]string{"": {""}, results.ByEdition: {"8-10+11-13", "easy"}, results.BySetting: {"house", "school"}}[by] {
				g := group(rt, value, columns)
				if g.Offered = nil; value == "easy" && q == 0 {
					g = results.Group{Value: value, Offered: make([]bool, len(columns))}
				}
				t.Groups = append(t.Groups, g)
			}
			rel.Tables = append(rel.Tables, t)
		}
	}
	rel.Texts.Settings = []results.Named{{Key: "house", Name: "Houses"}, {Key: "school", Name: "Schools"}}
	rel.Texts.Sum = rel.Texts.SumOf()
	return rel
}

// hidden is a group that is not told: too small, or alike, or not asked in that round.
func hidden(rt *rapid.T, g results.Group, columns int) results.Group {
	if g.Either = rapid.Bool().Draw(rt, "either"); rapid.IntRange(0, 3).Draw(rt, "unasked") == 0 {
		g.Either, g.Offered = false, make([]bool, columns)
	}
	return g
}
