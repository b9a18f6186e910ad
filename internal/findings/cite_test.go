package findings

import (
	"errors"
	"fmt"
	"testing"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
	"kist/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

// A finding cannot cite a number that no release holds: not of a pilot, not of a
// release that waits or was declined, not of another inspection, nothing withheld.
func TestNoNumberThatNoReleaseHolds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		r, ctx := newRoom(t, open()), t.Context()
		reports, err := store.Open[results.Report](ctx, r.e, store.Spec{Name: "pilot_reports", Indexes: []store.Index{{Field: "survey", Order: "number"}}})
		check(t, err)
		check(t, reports.Insert(ctx, &results.Report{Head: store.Head{ID: "tried-2"}, Survey: "example", Testers: figure(30, -1)}))
		f := r.begun(claim())
		for name, c := range map[string]struct {
			field string
			alter func(*Source)
		}{
			"no such release": {
				field: "release",
				alter: func(s *Source) {
					s.Release = "spring-9"
				},
			},
			"no release": {
				field: "release",
				alter: func(s *Source) {
					s.Release = ""
				},
			},
			"one that waits": {
				field: "release",
				alter: func(s *Source) {
					s.Release = "spring-2"
				},
			},
			"one that was declined": {
				field: "release",
				alter: func(s *Source) {
					s.Release = "spring-3"
				},
			},
			"another inspection": {
				field: "release",
				alter: func(s *Source) {
					s.Release = "theirs-1"
				},
			},
			"a round that is a pilot": {
				field: "release",
				alter: func(s *Source) {
					s.Release = "tried-1"
				},
			},
			"the report of a pilot": {
				field: "release",
				alter: func(s *Source) {
					s.Release = "tried-2"
				},
			},
			"no such question": {
				field: "release",
				alter: func(s *Source) {
					s.Question = "asked"
				},
			},
			"no such grouping": {
				field: "release",
				alter: func(s *Source) {
					s.By = "place"
				},
			},
			"dropped by the gate": {
				field: "release",
				alter: func(s *Source) {
					s.Question = "heard"
				},
			},
			"a group that is not": {
				field: "cell",
				alter: func(s *Source) {
					s.Cells = []Cell{{"11-13", "yes"}}
				},
			},
			"a withheld group": {
				field: "cell",
				alter: func(s *Source) {
					s.Cells = []Cell{{"4-7", ""}}
				},
			},
			"an answer of it": {
				field: "cell",
				alter: func(s *Source) {
					s.Cells = []Cell{{"4-7", "yes"}}
				},
			},
			"no such answer": {
				field: "cell",
				alter: func(s *Source) {
					s.Cells = []Cell{{"14-18", "maybe"}}
				},
			},
			"not offered": {
				field: "cell",
				alter: func(s *Source) {
					s.Cells = []Cell{{"8-10", "no"}}
				},
			},
			"one of several": {
				field: "cell",
				alter: func(s *Source) {
					s.Cells = append(s.Cells, Cell{"", "yes"})
				},
			},
			"a withheld whole": {
				field: "cell",
				alter: func(s *Source) {
					s.Question, s.By, s.Cells = "heard", "", []Cell{{"", "yes"}}
				},
			},
		} {
			s := table()
			c.alter(&s)
			_, err := r.Save(ctx, f.ID, 1, claim(s), "", "morven")
			var bad fault.Problem
			if !errors.As(err, &bad) || bad.Field != c.field {
				t.Errorf("%s: %v", name, err)
			}
			if _, err = r.Start(ctx, place, claim(s), Uncertain, "Because.", "morven"); !errors.As(err, &bad) {
				t.Errorf("%s, to begin with: %v", name, err)
			}
		}
		if now := r.again(f.ID); now.Latest.Number != 1 {
			t.Errorf("it is version %d", now.Latest.Number)
		}
	})
}

// Every figure that a release shows can be cited, and no other.
func TestEveryFigureThatIsShown(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	cited := 0
	for _, table := range tables() {
		for _, g := range append(table.Groups, results.Group{Value: "nobody"}) {
			for c, column := range append([]string{""}, table.Columns...) {
				s := Source{Kind: Table, Says: "See there.", Bearing: Mixed, Weight: Limited, Release: "spring-1", Question: table.Question, By: table.By, Cells: []Cell{{g.Value, column}}}
				_, err := r.Start(ctx, place, claim(s), Uncertain, "Because.", "morven")
				shown := g.Base.Shown && (c == 0 || len(g.Offered) == 0 || g.Offered[c-1])
				if shown != (err == nil) {
					t.Errorf("%s by %q, %s, %s: shown %t, %v", table.Question, table.By, g.Value, column, shown, err)
				}
				if shown {
					cited++
				}
			}
		}
	}
	if cited != 8 {
		t.Errorf("%d figures were cited", cited)
	}
}

// The numbers in a finding's words are held by what it cites, or it goes no further.
func TestNumbersInItsWords(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	silent := Source{Kind: Table, Says: "It asked 99 others.", Bearing: Silent, Release: "staff-1", Question: "told"}
	for name, c := range map[string]struct {
		alter func(*Content)
		want  []string
	}{
		"held": {
			alter: func(*Content) {

			},
			want: nil,
		},
		"another percentage": {
			alter: func(c *Content) {
				c.Statement = "Of 14 to 18 only 45% were told"
			},
			want: []string{"statement 45"},
		},
		"a count for a percentage": {
			alter: func(c *Content) {
				c.Statement = "30% were told"
			},
			want: []string{"statement 30"},
		},
		"a percentage for a count": {
			alter: func(c *Content) {
				c.Statement = "Only 40 children were told"
			},
			want: []string{"statement 40"},
		},
		"a count that is cited": {
			alter: func(c *Content) {
				c.Statement = "Only 30 children were told"
			},
			want: nil,
		},
		"what nobody cites": {
			alter: func(c *Content) {
				c.Statement = "65% were not told"
			},
			want: []string{"statement 65"},
		},
		"of the records": {
			alter: func(c *Content) {
				c.Statement = "In 25 of 60 records it is written"
			},
			want: []string{"statement 25", "statement 60"},
		},
		"not known": {
			alter: func(c *Content) {
				c.Unknown = "Why 12 were not.\nFewer than 10 signed."
			},
			want: []string{"unknown 12"},
		},
		"what the table says": {
			alter: func(c *Content) {
				c.Sources[0].Says = "80% at 8 to 10 were"
			},
			want: []string{"source:" + "KEY" + " 80"},
		},
		"a silent table": {
			alter: func(c *Content) {
				*c = c.With(silent)
			},
			want: []string{"source:" + "LAST" + " 99"},
		},
		"in words": {
			alter: func(c *Content) {
				c.Statement = "Half of them were told, forty per cent at 14 to 18"
			},
			want: []string{"statement Half of (words)"},
		},
		"in words, near": {
			alter: func(c *Content) {
				c.Statement = "Two in five were told"
			},
			want: nil,
		},
	} {
		content := claim(table(), records())
		c.alter(&content)
		f := r.begun(content)
		content = f.Latest.Content
		numbers, err := r.Unheld(ctx, place, content)
		check(t, err)
		var got, want []string
		refused := 0
		for _, n := range numbers {
			text := n.Where + " " + n.Text
			if n.Words {
				text += " (words)"
			} else {
				refused++
			}
			got = append(got, text)
		}
		for _, w := range c.want {
			w = replace(w, "KEY", content.Sources[0].Key)
			want = append(want, replace(w, "LAST", content.Sources[len(content.Sources)-1].Key))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if _, err := r.Offer(ctx, f.ID, f.Mark(), "morven"); (err == nil) != (refused == 0) || err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: it was laid before another inspector: %v", name, err)
		}
	}
}

// A release that is taken away between the offer and the reading is seen by both.
func TestReleasesAreAskedOnceMore(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	f := r.begun(claim(table(), records()))
	f, err := r.Offer(ctx, f.ID, f.Mark(), "morven")
	check(t, err)
	check(t, r.releases.Delete(ctx, "spring-1"))
	_, err = r.Read(ctx, f.ID, f.Mark(), Yes, "Yes.", "david")
	wants(t, err, fault.Invalid)
	if now := r.again(f.ID); now.Stage != Offered || now.Agreed != nil {
		t.Errorf("it is %s", now.Stage)
	}
	_, err = r.Read(ctx, f.ID, f.Mark(), No, "The release is gone.", "david")
	check(t, err)
}

// What the store cannot tell is an error, never a finding without its evidence.
func TestAStoreThatIsAway(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	away := errors.New("the store is away")
	f := r.begun(claim(table()))
	r.Findings.releases = broken{away}
	_, err := r.Show(ctx, place, f.Latest.Content)
	wants(t, err, away)
	_, err = r.Lay(ctx, place)
	wants(t, err, away)
	_, err = r.Offer(ctx, f.ID, f.Mark(), "morven")
	wants(t, err, away)
	_, err = r.Save(ctx, f.ID, 1, claim(table()), "", "morven")
	wants(t, err, away)
}

func TestWeighing(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	of := func(bearing Bearing, alter func(*Source)) Source {
		s := records()
		s.Bearing = bearing
		if alter != nil {
			alter(&s)
		}
		return s
	}
	staff := table()
	staff.Release = "staff-1"
	silent := table()
	silent.Bearing, silent.Weight = Silent, ""
	group := of(Supports, func(s *Source) { s.Kind, s.Children = Group, true })
	for name, c := range map[string]struct {
		sources []Source
		is      Agreement
		voice   bool
	}{
		"nothing": {
			sources: nil,
			is:      NoEvidence,
			voice:   false,
		},
		"children alone": {
			sources: []Source{table()},
			is:      OneKind,
			voice:   true,
		},
		"grown-ups alone": {
			sources: []Source{staff},
			is:      OneKind,
			voice:   false,
		},
		"silent": {
			sources: []Source{silent},
			is:      NoEvidence,
			voice:   false,
		},
		"two records": {
			sources: []Source{of(Supports, nil), of(Supports, nil)},
			is:      OneKind,
			voice:   false,
		},
		"two kinds": {
			sources: []Source{table(), of(Supports, nil)},
			is:      Agrees,
			voice:   true,
		},
		"a group": {
			sources: []Source{group, of(Supports, nil)},
			is:      Agrees,
			voice:   true,
		},
		"mixed": {
			sources: []Source{table(), of(Mixed, nil)},
			is:      Differs,
			voice:   true,
		},
		"against": {
			sources: []Source{table(), of(Mixed, nil), of(Against, nil)},
			is:      Opposed,
			voice:   true,
		},
		"against alone": {
			sources: []Source{of(Against, nil)},
			is:      Opposed,
			voice:   false,
		},
		"children who speak": {
			sources: []Source{of(Silent, func(s *Source) { s.Children = true })},
			is:      NoEvidence,
			voice:   false,
		},
	} {
		f := r.begun(claim(c.sources...))
		shown, err := r.Show(ctx, place, f.Latest.Content)
		check(t, err)
		if w := Weigh(shown); w.Agreement() != c.is || w.Voice != c.voice {
			t.Errorf("%s: %s, children speak %t", name, w.Agreement(), w.Voice)
		}
	}
}

// The matrix shows where nobody's finding has children's voice.
func TestMatrix(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	second := claim(records())
	second.Indicators = []string{"2.1", "5.4"}
	r.begun(claim(table()))
	r.begun(second)
	laid, err := r.Lay(ctx, place)
	check(t, err)
	var got []string
	for _, row := range Matrix(laid, []string{"2.1", "5.4", "9.2"}, func(c Content) []string { return c.Indicators }) {
		got = append(got, fmt.Sprint(row.Code, row.Marks, row.Best()))
	}
	if diff := cmp.Diff([]string{"2.1[0 1] 1", "5.4[2 1] 2", "9.2[0 0] 0"}, got); diff != "" {
		t.Error(diff)
	}
	if rows := Matrix(nil, []string{"2.1"}, nil); rows[0].Best() != Apart {
		t.Errorf("%+v", rows)
	}
}

// An inspection whose programme is not there has no indicators, and is no error.
func TestWithoutAFramework(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	check(t, r.book.Inspections.Insert(ctx, &inspections.Inspection{Head: store.Head{ID: "alone"}, Title: "Alone"}))
	f, err := r.Start(ctx, "alone", claim(), Uncertain, "Because.", "morven")
	check(t, err)
	if len(f.Latest.Content.Indicators) > 0 || f.States[0].Week != 0 {
		t.Errorf("%+v", f)
	}
}
