package desk

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/internal/store/sqlite"
	"kist/locales"
	"kist/server/web"
	"kist/surveys"
)

// loaded reads the words once: many tests make a report.
var loaded = sync.OnceValues(func() (*i18n.Bundle, error) { return i18n.Load(locales.Files) })

// bundle is every word that pages say.
func bundle(t testing.TB) *i18n.Bundle {
	t.Helper()
	b, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// all is the bands of the example, from the youngest on.
var all = []string{"4-7", "8-10", "11-13", "14-18"}

// figure is a published count of a base, as results publishes it: a test says
// what it wants to be shown, so the count is given rounded.
func figure(count, base int) results.Figure {
	f := results.Figure{Shown: true, Count: count}
	if base >= results.MinPercent {
		percent := nearest5(100 * float64(count) / float64(base))
		f.Percent = &percent
	}
	return f
}

// row is one group by its published counts; a base of 0 is withheld, a count
// of -1 was not offered.
func row(value string, base int, counts ...int) results.Group {
	g := results.Group{Value: value}
	if base == 0 {
		return g
	}
	g.Base = results.Figure{Shown: true, Count: base}
	for _, n := range counts {
		g.Cells = append(g.Cells, figure(max(0, n), base))
		g.Offered = append(g.Offered, n >= 0)
	}
	if !slices.Contains(g.Offered, false) {
		g.Offered = nil
	}
	return g
}

// tables are a question's two tables.
func tables(key, kind string, columns []string, everybody results.Group, bands ...results.Group) []results.Table {
	whole := results.Table{Question: key, Kind: kind, Columns: columns, Groups: []results.Group{everybody}, Multiple: kind == "several"}
	ages := whole
	ages.By, ages.Groups = results.ByAgeBand, bands
	return []results.Table{whole, ages}
}

// example is a release with every case that a page can show.
func example() *results.Release {
	rel := &results.Release{
		Head: store.Head{ID: "spring-1"}, Round: "spring", Number: 1, Version: "example-1",
		Made: "2026-11-17", Synthetic: true, Responses: figure(325, 325),
	}
	faces, agree := []string{"1", "2", "3", "4", "5"}, []string{"1", "2", "3", "4", "not_sure", surveys.RatherNot}
	for _, t := range [][]results.Table{
		tables("help", "faces", faces, row("", 325, 15, 30, 50, 130, 100),
			row("4-7", 35, 0, -1, 5, -1, 30), row("8-10", 95, 5, 5, 15, 40, 30), row("11-13", 120, 5, 15, 25, 45, 30), row("14-18", 70, 10, 15, 15, 20, 10)),
		tables("safe", "agreement", agree, row("", 290, 10, 25, 80, 155, 10, 5),
			row("4-7", 0), row("8-10", 95, 5, 5, 25, 55, 5, 0), row("11-13", 120, 5, 10, 35, 65, 5, 0), row("14-18", 15, 0, 5, 5, 5, 0, 0)),
		tables("told", "yes_no", []string{"yes", "no", "not_sure"}, row("", 280, 95, 155, 30),
			row("4-7", 0), row("8-10", 90, 45, 35, 10), row("11-13", 120, 35, 70, 15), row("14-18", 70, 15, 50, 5)),
		tables("who", "several", []string{"nobody", "friend", "parent", "school", surveys.RatherNot}, row("", 325, 30, 195, 230, 160, 15),
			row("4-7", 35, 0, 10, 30, 15, 0), row("8-10", 95, 5, 50, 80, 50, 5), row("11-13", 120, 10, 80, 80, 55, 5), row("14-18", 70, 15, 55, 40, 40, 5)),
		tables("where", "one_choice", []string{"home", "house", "other"}, row("", 15, 10, 5, 0),
			row("4-7", 0), row("8-10", 0), row("11-13", 10, 10, 0, 0), row("14-18", 0)),
		tables("visits", "number", []string{"0", "1", "2-5"}, row("", 0),
			row("4-7", 0), row("8-10", 0), row("11-13", 0), row("14-18", 0)),
		tables("plan", "faces", faces, row("", 200, 30, 50, 40, 50, 30),
			row("4-7", 0), row("8-10", 0), row("11-13", 120, 20, 30, 25, 30, 15), row("14-18", 80, 10, 20, 15, 20, 15)),
	} {
		rel.Tables = append(rel.Tables, t...)
	}
	return rel
}

func survey() *surveys.Survey {
	text := func(words string) surveys.Words { return surveys.Text("en", words) }
	help := text("How do you feel about the help you get?")
	help.Set(surveys.E4, "en", "Are you happy with your helpers?")
	options := func(pairs ...string) (list []surveys.Option) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, surveys.Option{Key: pairs[i], Text: text(pairs[i+1])})
		}
		return list
	}
	happy := map[string]surveys.Words{"1": text("Very unhappy"), "2": text("Unhappy"), "3": text("In the middle"), "4": text("Happy"), "5": text("Very happy")}
	// The survey's own words stand in for all that an interface says, so that
	// these tests do not change with it.
	agree := map[string]surveys.Words{"1": text("Strongly disagree"), "2": text("Disagree"), "3": text("Agree"), "4": text("Strongly agree"), "not_sure": text("Not sure"), "-": text("I'd rather not say")}
	yesNo := map[string]surveys.Words{"yes": text("Yes"), "no": text("No"), "not_sure": text("Not sure")}
	return &surveys.Survey{
		Key: "example", Source: "en", Languages: []string{"en", "gd"},
		Editions: []surveys.Edition{surveys.E4, surveys.E8, surveys.E11, surveys.E14},
		Questions: []*surveys.Question{
			{Key: "help", KindName: "faces", Text: help, Labels: happy},
			{Key: "safe", KindName: "agreement", AboutChild: true, Text: text("I feel safe where I live"), Labels: agree},
			{Key: "told", KindName: "yes_no", Text: text("Did somebody tell you what happened after you spoke?"), Labels: yesNo},
			{Key: "who", KindName: "several", AboutChild: true, Text: text("Who helps you when you are worried?"), Labels: agree,
				Options: options("nobody", "Nobody", "friend", "A friend", "parent", "Mum, dad or main carer", "school", "Someone at school")},
			{Key: "where", KindName: "one_choice", Text: text("Where do you live?"), Options: options("home", "At home", "house", "In a children’s house", "other", "<Somewhere> & else")},
			{Key: "visits", KindName: "number", Max: 5, Text: text("How often did somebody visit?")},
			{Key: "plan", KindName: "faces", Text: text("How do you feel about your plan?"), Labels: happy},
		},
	}
}

// shelf holds releases and the survey that they were asked with.
type shelf []*results.Release

func (s shelf) Get(_ context.Context, id string) (*results.Release, error) {
	for _, r := range s {
		if r.ID == id {
			return r, nil
		}
	}
	return nil, fault.Wrap(fault.NotFound, "release %s", id)
}

func (s shelf) Heads(_ context.Context, round string) ([]*results.Head, error) {
	var list []*results.Head
	for _, r := range s {
		if r.Round == round {
			list = append(list, &results.Head{Head: r.Head, Round: r.Round, Number: r.Number, Made: r.Made, Synthetic: r.Synthetic, Responses: r.Responses})
		}
	}
	return list, nil
}

// parents is a survey for grown-ups alone.
func parents() *surveys.Survey {
	s := survey()
	s.Key, s.Editions = "parents", []surveys.Edition{surveys.Adult}
	return s
}

func (shelf) Survey(_ context.Context, id string) (*surveys.Survey, error) {
	if id == "parents-1" {
		return parents(), nil
	}
	if id != "example-1" && id != "example-2" {
		return nil, fault.Wrap(fault.NotFound, "version %s", id)
	}
	return survey(), nil
}

// Alike says that everything compares within the example's survey but one question.
func (shelf) Alike(_ context.Context, a, b string) ([]string, error) {
	var keys []string
	for _, q := range survey().Questions {
		if a == b || q.Key != "plan" {
			keys = append(keys, q.Key)
		}
	}
	return keys, nil
}

// spring is the round of the example.
func spring() *inspections.Round {
	return &inspections.Round{
		Head: store.Head{ID: "spring"}, Inspection: "strathlinn", Name: "Spring round", Version: "example-1", Door: inspections.Open, Stage: inspections.Sealed,
		Editions: all, Languages: []string{"en", "gd", "ar"}, Expected: 1900, Synthetic: true, Opens: "2026-11-02", Closes: "2026-11-16",
	}
}

// newReport is the example without a server.
func newReport(t testing.TB, lang string) *report {
	t.Helper()
	return &report{rel: example(), round: spring(), inspection: "Strathlinn joint inspection", words: words{survey: survey(), Printer: bundle(t).Printer(lang)}}
}

// book holds the example's round and inspection.
func book(t testing.TB) *inspections.Book {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	b, err := inspections.OpenBook(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	in := &inspections.Inspection{Head: store.Head{ID: "strathlinn"}, Title: "Strathlinn joint inspection", Synthetic: true}
	if err := b.Inspections.Insert(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if err := b.Rounds.Insert(t.Context(), spring()); err != nil {
		t.Fatal(err)
	}
	return b
}

// base is the common part of a page outside a server, for an inspector.
func base(t testing.TB, lang string) web.StaffBase {
	return web.StaffBase{Printer: bundle(t).Printer(lang), Title: "Title", Room: "results", Person: "Ros Baird", Role: "inspector", Style: "/static/staff.css",
		Rooms: []web.RoomLink{{Text: "Today", Link: "/staff/"}, {Text: "Results", Link: "/staff/releases", Here: true}}}
}
