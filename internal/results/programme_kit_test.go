package results

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"
)

// towns are the boxes of several rounds.
type towns map[string]*boxed

func (towns) Undecided(context.Context, string) (bool, error) { return false, nil }

func (t towns) Count(_ context.Context, round string) (int64, error) {
	return int64(len(t[round].boxes)), nil
}

// Batches gives boxes a name that no other round's has, and none of a round whose key was
// destroyed.
func (t towns) Batches(ctx context.Context, round string, each func(ballot.Batch) error) error {
	b := t[round]
	if b == nil {
		return fault.Wrap(fault.NotFound, "key of %s", round)
	}
	return b.Batches(ctx, round, func(part ballot.Batch) error {
		part.BoxID = round + part.BoxID
		return each(part)
	})
}

// editions are versions of one survey, of which some questions compare.
type editions struct {
	versions []*surveys.Version
	apart    []string // questions that the last version words otherwise
}

func (e editions) Get(_ context.Context, id string) (*surveys.Version, *surveys.Survey, error) {
	for _, v := range e.versions {
		if v.ID() == id {
			s, err := v.Survey()
			return v, s, err
		}
	}
	return nil, nil, fault.Wrap(fault.NotFound, "version %s", id)
}

func (e editions) Alike(ctx context.Context, a, b string) (keys []string, err error) {
	_, s, err := e.Get(ctx, a)
	if err != nil {
		return nil, err
	}
	for _, q := range s.Questions {
		if a == b || !slices.Contains(e.apart, q.Key) {
			keys = append(keys, q.Key)
		}
	}
	return keys, nil
}

// country is a programme of several places, each with its round.
type country struct {
	*Releases
	t       *testing.T
	book    *inspections.Book
	towns   towns
	shelf   *editions
	counted map[string]*generated // by round: what is true
}

const programmeID = "prog"

// newCountry has the survey of the gate's tests, changed by alter.
func newCountry(t *testing.T, e store.Engine, alter ...func(*surveys.Survey)) *country {
	t.Helper()
	s := gateSurvey()
	for _, change := range alter {
		change(s)
	}
	s.Title, s.Start.Lead = surveys.Text("en", "Gate"), surveys.Text("en", "Hello.")
	first, err := surveys.Publish(s, 1)
	check(t, err)
	s.Questions[2].Text = surveys.Text("en", "view, asked in other words")
	second, err := surveys.Publish(s, 2)
	check(t, err)
	c := &country{t: t, towns: towns{}, shelf: &editions{versions: []*surveys.Version{first, second}, apart: []string{"view"}}, counted: map[string]*generated{}}
	c.book, err = inspections.OpenBook(t.Context(), e)
	check(t, err)
	c.Releases, err = OpenReleases(t.Context(), e, c.book, c.towns, c.shelf, testSigner)
	check(t, err)
	c.now = func() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }
	return c
}

// town adds a place whose round n children answered, all of them in one release that two
// people stand behind.
func (c *country) town(round, area string, n, version int) {
	c.t.Helper()
	c.round(round, area, n, version, 0)
	_, err := c.Make(c.t.Context(), round, "ros", nil)
	check(c.t, err)
	_, err = c.Second(c.t.Context(), ReleaseID(round, 1), "ann", true)
	check(c.t, err)
}

func (c *country) round(round, area string, n, version int, skew float64) {
	c.t.Helper()
	ctx := c.t.Context()
	check(c.t, c.book.Inspections.Insert(ctx, &inspections.Inspection{Head: store.Head{ID: "in-" + round}, Programme: programmeID, Area: area, Title: round}))
	g := generate(rand.New(rand.NewPCG(uint64(n), uint64(len(c.counted)))), shape{n, n, 1, skew, false})
	c.counted[round] = g
	c.towns[round] = &boxed{boxes: [][]ballot.Row{g.rows}, gone: map[int]bool{}}
	check(c.t, c.book.Rounds.Insert(ctx, &inspections.Round{
		Head: store.Head{ID: round}, Inspection: "in-" + round, Stage: inspections.Sealed, Version: fmt.Sprint("gate-", version), Expected: 2 * n,
		Editions: []string{"8-10", "11-13", "14-18"}, Groupings: gateSurvey().Groupings,
	}))
}

// asking adds a place whose round asks these editions alone, and its release.
func (c *country) asking(round, area string, n int, editions ...string) {
	c.t.Helper()
	c.round(round, area, n, 1, 0)
	_, s, err := c.shelf.Get(c.t.Context(), "gate-1")
	check(c.t, err)
	r, rows := rand.New(rand.NewPCG(uint64(n), 9)), make([]ballot.Row, n)
	for i := range rows {
		rows[i] = draw(r, s, editions[i%len(editions)], 0)
		for _, q := range s.Questions {
			if !q.In(surveys.Edition(rows[i].Edition)) {
				delete(rows[i].Answers, q.Key)
			}
		}
	}
	c.counted[round].rows, c.towns[round].boxes = rows, [][]ballot.Row{rows}
	_, err = c.book.Rounds.Update(c.t.Context(), round, func(rd *inspections.Round) error { rd.Editions = editions; return nil })
	check(c.t, err)
	_, err = c.Make(c.t.Context(), round, "ros", nil)
	check(c.t, err)
	_, err = c.Second(c.t.Context(), ReleaseID(round, 1), "ann", true)
	check(c.t, err)
}

func chosen(rounds ...string) (list []Chosen) {
	for _, r := range rounds {
		list = append(list, Chosen{Round: r})
	}
	return list
}

// over makes a release over rounds, and has it approved.
func (c *country) over(rounds ...string) *Release {
	c.t.Helper()
	rel, err := c.MakeOver(c.t.Context(), programmeID, "ros", chosen(rounds...), nil)
	check(c.t, err)
	rel, err = c.Second(c.t.Context(), rel.ID, "ann", true)
	check(c.t, err)
	return rel
}

// truly is how many children of some rounds answered a question, and with each answer.
func (c *country) truly(question string, columns []string, rounds ...string) (base int, cells []int) {
	cells = make([]int, len(columns))
	for _, round := range rounds {
		for _, row := range c.counted[round].rows {
			answer := row.Answers[question]
			if len(answer) == 0 {
				continue
			}
			base++
			for i, code := range columns {
				if slices.Contains(answer, code) {
					cells[i]++
				}
			}
		}
	}
	return base, cells
}

// three is a country of three places, whose releases are published.
func three(t *testing.T) *country {
	t.Helper()
	c := newCountry(t, storetest.SQLite(t)())
	c.town("fife", "S12000047", 90, 1)
	c.town("moray", "S12000020", 60, 1)
	c.town("angus", "S12000041", 120, 1)
	return c
}
