// Package exchangetest has releases for tests of files, and what such a file
// must say: read off the release by itself, not by way of the words.
package exchangetest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kist/internal/exchange/worded"
	"kist/internal/results"
	_ "kist/internal/sameseed" // the same cases in every run
	"kist/internal/store"
)

// FixedWords gives words that name what they were asked for.
type FixedWords struct{}

// Question names the question and the edition.
func (FixedWords) Question(key, band string) worded.Saying {
	return worded.Saying{Text: "Question " + key + " at " + editionOf(band) + "?", Edition: editionOf(band), Lang: "en"}
}

// Column has labels for the answers of Example.
func (FixedWords) Column(_, code, band string) worded.Saying {
	label := map[string]string{"-": "I'd rather not say", "5-9": "5-9", "yes": "Yes, at " + editionOf(band)}[code]
	if label == "" {
		return worded.Saying{Text: code}
	}
	return worded.Saying{Text: label, Edition: editionOf(band), Lang: "en"}
}

// editionOf is the edition in which a group is told.
func editionOf(band string) string {
	if band == "" {
		return "14-18"
	}
	return band
}

// Group names a group.
func (FixedWords) Group(by, value string) string {
	switch {
	case value == "":
		return "All ages"
	case by != results.ByAgeBand:
		return "Lives at " + value
	}
	return value
}

// Asked leaves the youngest out of one question.
func (FixedWords) Asked(question, band string) bool { return question != "visits" || band != "4-7" }

// T is the end of the id and the arguments, so that files are read without the locales.
func (FixedWords) T(id string, args ...any) string {
	return strings.TrimSpace("words of " + id[strings.LastIndexByte(id, '.')+1:] + " " + strings.Trim(fmt.Sprint(args...), "[]"))
}

// Lang is English.
func (FixedWords) Lang() string { return "en" }

// SameWords says the same to everything: whatever a survey may hold.
type SameWords string

// Question is the text.
func (w SameWords) Question(string, string) worded.Saying {
	return worded.Saying{Text: string(w), Edition: string(w), Lang: "en"}
}

// Column is the text.
func (w SameWords) Column(string, string, string) worded.Saying {
	return worded.Saying{Text: string(w), Edition: string(w), Lang: "en"}
}

// Group is the text.
func (w SameWords) Group(string, string) string { return string(w) }

// Asked is always true.
func (SameWords) Asked(string, string) bool { return true }

// T is the text.
func (w SameWords) T(string, ...any) string { return string(w) }

// Lang is English.
func (SameWords) Lang() string { return "en" }

// key signs the example and its files, the same in every run.
var key = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

// Sign signs as an installation does, without its keys: Ed25519 of the purpose, a line
// feed and the text; the key named by half of its SHA-256.
func Sign(purpose string, text []byte) (results.Signature, error) {
	public := key.Public().(ed25519.PublicKey)
	id := sha256.Sum256(public)
	return results.Signature{Key: hex.EncodeToString(id[:16]), Public: public, Value: ed25519.Sign(key, append([]byte(purpose+"\n"), text...))}, nil
}

// Signed signs a release.
func Signed(rel *results.Release) *results.Release {
	if err := rel.Sign(Sign); err != nil {
		panic(err) // with a key there is nothing to fail
	}
	return rel
}

// About is of the example.
func About() worded.About {
	return worded.About{
		Sign:  Sign,
		Title: "Release 1: Demo round", Round: "Demo round", Inspection: "Strathlinn joint inspection", Site: "https://kist.example",
		Notes: []worded.Note{{Lead: "Why.", Text: "A number does not give its reasons."}, {Text: "Every count was moved to a five, up or down by chance, so that nobody can be found in it, and it stays there for as long as there is a file."}},
	}
}

// Worded is the example in words.
func Worded() *worded.Release { return worded.Of(Example(), FixedWords{}, About()) }

// Shown is a published figure.
func Shown(count, percent int) results.Figure {
	return results.Figure{Shown: true, Count: count, Percent: &percent}
}

// Example has a withheld group, one too small for percentages, a column that
// an age is not offered, a published nought, a cell that is kept back in a group
// that is shown, a group that is small or alike, a table that is kept back as a
// whole and has other columns than the rest of its question, a table and a question
// that the gate left out.
func Example() *results.Release {
	few := results.Figure{Shown: true, Count: 15}
	return Signed(&results.Release{
		Head: store.Head{ID: "demo-1"}, Round: "demo", Number: 1, Version: "what_its_like-2", Hash: "4f1c", Made: "2026-11-17", Synthetic: true, Responses: Shown(60, 100),
		Tables: []results.Table{
			{Question: "safe", Kind: "agreement", Columns: []string{"yes", "-"}, Groups: []results.Group{
				{Base: results.Figure{Shown: true, Count: 60}, Cells: []results.Figure{Shown(60, 100), Shown(0, 0)}},
			}},
			{Question: "safe", Kind: "agreement", By: "age_band", Columns: []string{"yes", "-"}, Groups: []results.Group{
				{Value: "4-7"},
				{Value: "8-10", Base: few, Cells: []results.Figure{few, {Shown: true}}},
				{Value: "11-13", Base: results.Figure{Shown: true, Count: 40}, Cells: []results.Figure{Shown(40, 100), {}}, Offered: []bool{true, false}},
				{Value: "14-18", Base: results.Figure{Shown: true, Count: 20}, Cells: []results.Figure{Shown(20, 100), {}}},
			}},
			{Question: "safe", Kind: "agreement", By: "where", Columns: []string{"yes", "-"}, Groups: []results.Group{
				{Value: "house", Either: true},
				{Value: "home", Base: results.Figure{Shown: true, Count: 45}, Cells: []results.Figure{Shown(45, 100), Shown(0, 0)}},
			}},
			{Question: "visits", Kind: "number", Columns: []string{"5-9"}, Groups: []results.Group{
				{Base: results.Figure{Shown: true, Count: 20}, Cells: []results.Figure{Shown(20, 100)}},
			}},
			{Question: "visits", Kind: "number", By: "age_band", Columns: []string{"5-9"}, Groups: []results.Group{
				{Value: "4-7"}, // was not asked
			}},
			{Question: "visits", Kind: "number", By: "where", Columns: []string{"5-9", "10-19"}}, // kept back
		},
		Attack: &results.Attacked{Dropped: []results.Dropped{{Question: "safe", By: "school"}, {Question: "plan"}}},
	})
}

// Figure is one figure as a file must tell it. A number that is not told is -1.
type Figure struct {
	Question, By, Group, Code string
	Count, Percent            int
	Missing                   string
}

// Figures are all figures of a release, as any file of it must tell them.
func Figures(rel *results.Release, words worded.Words) []Figure {
	list := []Figure{figure(Figure{Question: "_responses", By: "all", Group: "all", Code: "_answered"}, rel.Responses, true, "fewer_than_10")}
	dropped := []results.Dropped{}
	if rel.Attack != nil {
		dropped = rel.Attack.Dropped
	}
	for i, t := range rel.Tables {
		list = append(list, figuresOf(t, words)...)
		last := i == len(rel.Tables)-1 || rel.Tables[i+1].Question != t.Question
		for _, d := range dropped {
			if last && d.Question == t.Question {
				list = append(list, left(d))
			}
		}
	}
	for _, d := range dropped {
		if !slices.ContainsFunc(rel.Tables, func(t results.Table) bool { return t.Question == d.Question }) {
			list = append(list, left(d))
		}
	}
	return list
}

// left is what is told of a table that the gate left out.
func left(d results.Dropped) Figure {
	return Figure{Question: d.Question, By: name(d.By), Group: "all", Code: "_answered", Count: -1, Percent: -1, Missing: "kept_back"}
}

func figuresOf(t results.Table, words worded.Words) (list []Figure) {
	groups, hidden := t.Groups, ""
	if len(groups) == 0 {
		groups, hidden = []results.Group{{}}, "kept_back"
	}
	for _, g := range groups {
		why := hidden
		switch {
		case why != "":
		case g.Why != "":
			why = string(g.Why)
		case g.Either:
			why = "fewer_than_10_or_alike"
		case !g.Base.Shown:
			why = "fewer_than_10"
		default:
			why = "kept_back"
		}
		asked := t.By != results.ByAgeBand || words.Asked(t.Question, g.Value)
		asked = asked && (g.Base.Shown || g.Offered == nil || slices.Contains(g.Offered, true))
		at := Figure{Question: t.Question, By: name(t.By), Group: name(g.Value), Code: "_answered"}
		list = append(list, figure(at, g.Base, asked, why))
		for i, code := range t.Columns {
			f := results.Figure{}
			if i < len(g.Cells) {
				f = g.Cells[i]
			}
			at.Code = name(code)
			list = append(list, figure(at, f, asked && (g.Offered == nil || g.Offered[i]), why))
		}
	}
	return list
}

func figure(at Figure, f results.Figure, offered bool, why string) Figure {
	at.Count, at.Percent = -1, -1
	switch {
	case !offered:
		at.Missing = "not_asked"
		return at
	case !f.Shown:
		at.Missing = why
		return at
	}
	at.Count = f.Count
	if f.Percent != nil {
		at.Percent = *f.Percent
	}
	return at
}

// name is a code as files have it.
func name(code string) string {
	switch {
	case code == "":
		return "all"
	case code == "-":
		return "rather_not"
	case code == "not_sure+-": // told together
		return "not_sure+rather_not"
	case code[0] >= '0' && code[0] <= '9':
		return strings.ReplaceAll(code, "-", "_")
	}
	return code
}

// Generated is any release that results could publish.
func Generated(rt *rapid.T) *results.Release {
	rel := Example()
	rel.Editions, rel.Late = []string{"8-10", "easy"}, true
	rel.Aside = []*results.Aside{nil, {Out: 300}, {In: 30}, {Out: 30, In: 90}}[rapid.IntRange(0, 3).Draw(rt, "apart")]
	rel.Responses, rel.Tables, rel.Attack = generated(rt, 10, nil), nil, &results.Attacked{}
	switch rapid.IntRange(0, 5).Draw(rt, "of what") {
	case 0:
		return Signed(overPlaces(rt, rel))
	case 1:
		return Signed(ofTexts(rt, rel))
	}
	for q := range rapid.IntRange(0, 4).Draw(rt, "questions") {
		columns := []string{"1", "2", "5-9", "not_sure", "-"}[:rapid.IntRange(1, 5).Draw(rt, "columns")]
		ages := []string{"4-7", "8-10", "11-13"}
		if rapid.IntRange(0, 2).Draw(rt, "merged") == 0 { // told together by the gate
			columns, ages = []string{"1+2", "5-9+10-19", "not_sure+-"}, []string{"4-7", "8-10+11-13"}
			rel.Attack.Merged = append(rel.Attack.Merged, results.Merged{Question: fmt.Sprintf("q%d", q), Parts: []string{"1", "2"}, Why: results.Alone})
		}
		for _, by := range []string{"", "age_band", "where"}[:rapid.IntRange(1, 3).Draw(rt, "groupings")] {
			t := results.Table{Question: fmt.Sprintf("q%d", q), Kind: "agreement", By: by, Columns: columns, Multiple: q%2 == 1, AboutChild: q == 0}
			if t.Multiple && len(columns) > 2 {
				t.Alone, t.Choices = []string{columns[2]}, []results.Choice{{Answers: columns[:2], Least: 1, Most: q/2 + 1}}
			}
			for _, value := range map[string][]string{"": {""}, "age_band": ages, "where": {"house", "home", "other"}}[by] {
				t.Groups = append(t.Groups, group(rt, value, columns))
			}
			if rapid.IntRange(0, 9).Draw(rt, "left out") == 0 {
				rel.Attack.Dropped = append(rel.Attack.Dropped, results.Dropped{Question: t.Question, By: by})
				if by == "" {
					break // with the whole round go all groupings
				}
				continue
			}
			rel.Tables = append(rel.Tables, t)
		}
		rel.Attack.Questions = append(rel.Attack.Questions, results.Judged{Question: fmt.Sprintf("q%d", q), AboutChild: q == 0, Cells: 20, Shown: 17, Searched: q, Fewest: 3, Tries: 1 + q, Took: 12})
	}
	return Signed(rel)
}

// overPlaces makes of a release one over places.
func overPlaces(rt *rapid.T, rel *results.Release) *results.Release {
	aside := rel.Aside
	rel.Round, rel.Programme, rel.Editions, rel.Late, rel.Aside = results.Series("joint"), "joint", nil, false, nil
	for i, code := range []string{"S12000036", "S12000047", "in-vented"} {
		p := results.Place{Place: code, Inspection: "in-" + code, Round: "r-" + code, Release: "r-" + code + "-1", Responses: generated(rt, 5, nil), Expected: 40 * i}
		if i == 1 {
			p.Before, p.Aside = "r-old-2", aside
		}
		rel.Places = append(rel.Places, p)
	}
	for q := range rapid.IntRange(0, 3).Draw(rt, "questions") {
		columns := []string{"1", "2", "5-9", "not_sure", "-"}[:rapid.IntRange(1, 5).Draw(rt, "columns")]
		for _, by := range []string{"", results.ByPlace, results.ByBefore} {
			t := results.Table{Question: fmt.Sprintf("q%d", q), Kind: "agreement", By: by, Columns: columns, Multiple: q%2 == 1, AboutChild: q == 0}
			if by == "" {
				t.Groups = []results.Group{group(rt, "", columns)}
				if added := rapid.IntRange(0, 3).Draw(rt, "added"); added > 1 && t.Groups[0].Base.Shown {
					t.Groups[0].Base.Added = added
				}
				rel.Tables = append(rel.Tables, t)
				continue
			}
			for _, p := range rel.Places {
				g := group(rt, p.Place, columns)
				if !g.Base.Shown {
					g.Why = rapid.SampledFrom([]results.Why{"", results.OtherWords, results.NotAsked, results.KeptBack}).Draw(rt, "why")
					g.Either, g.Offered = g.Either && g.Why == "", nil
				}
				t.Groups = append(t.Groups, g)
			}
			rel.Tables = append(rel.Tables, t)
		}
	}
	return rel
}

func group(rt *rapid.T, value string, columns []string) results.Group {
	g := results.Group{Value: value, Base: generated(rt, 3, nil)}
	if !g.Base.Shown {
		return hidden(rt, g, len(columns))
	}
	for range columns {
		g.Cells = append(g.Cells, generated(rt, 9, &g.Base.Count))
	}
	if value == "4-7" {
		g.Offered = slices.Repeat([]bool{true}, len(columns))
		g.Offered[0] = rapid.Bool().Draw(rt, "offered")
	}
	return g
}

// generated is a figure that is hidden about once in so many; a cell of a base
// that is large enough has a percentage.
func generated(rt *rapid.T, hidden int, base *int) results.Figure {
	if rapid.IntRange(0, hidden).Draw(rt, "hidden") == 0 {
		return results.Figure{}
	}
	f := results.Figure{Shown: true, Count: 5 * rapid.IntRange(0, 40).Draw(rt, "fives")}
	if base != nil && *base >= results.MinPercent {
		percent := min(100, 5*((20*f.Count+*base/2) / *base))
		f.Percent = &percent
	}
	return f
}

// ErrFull is the error of Full.
var ErrFull = errors.New("disk is full")

// Full fails after so many bytes.
type Full int

// Write takes what still fits.
func (n *Full) Write(b []byte) (int, error) {
	if *n -= Full(len(b)); *n < 0 {
		return 0, ErrFull
	}
	return len(b), nil
}

// FailsWhenFull checks that a file that cannot be written is an error that says why.
func FailsWhenFull(t *testing.T, sizes []int, write func(w *Full) error) {
	t.Helper()
	for _, n := range sizes {
		if full := Full(n); !errors.Is(write(&full), ErrFull) {
			t.Errorf("a disk full after %d bytes is no error", n)
		}
	}
}
