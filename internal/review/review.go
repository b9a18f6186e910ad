// Package review makes the review of a programme: what its inspections come to when they
// are laid beside each other. Which indicators, wellbeing indicators, rights and themes
// recur in how many partnerships, as a strength and as an area for improvement; where no
// child or young person speaks in the evidence; and what became of it where a partnership
// was inspected before. Beside what it counts, inspectors write points (Points): strengths,
// barriers and areas for consideration.
//
// # What it counts
//
// Findings and partnerships, and never children. It reads items of the evidence base, which
// two inspectors agreed, and of those only the ones that no later item supersedes: a draft
// is no item. An inspection whose items or releases are not what was signed is left out as a
// whole, and named (Review.Broken). Of a partnership the last inspection with findings counts, and the
// one before it is what has changed since.
//
// # Anonymity
//
// A review is made of two kinds of published documents and of nothing else: items of the
// evidence base, and published releases. So it tells nothing that somebody with these could
// not work out with a pencil; it opens no answer, no text, no coding and no quote, and a
// test holds that. Numbers of children stand in releases alone: the review names the
// latest release over areas (R7) and adds nothing up.
//
// How many partnerships a theme recurs in is no count of children. But a theme is known by
// what few children wrote, and a small partnership may be a handful of them. So a theme
// counts for a partnership only where a release of themes names it (R8: at least
// results.MinGroup texts, and past the gate); the review says in how many partnerships it
// is, and never in which; and one that is in fewer than MinPlaces is not named at all.
// Where every partnership with a release of themes has it, that is no secret, as it is none
// for whoever may open those releases.
package review

import (
	"cmp"
	"context"
	"slices"

	"kist/internal/evidence"
	"kist/internal/findings"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/store"
)

// MinPlaces is in how many partnerships a theme must recur to be named.
const MinPlaces = 3

// Items is where it is read what was agreed.
type Items interface {
	// Of lists the items of an inspection in order.
	Of(ctx context.Context, inspection string) ([]*evidence.Item, error)
}

// Releases is where published releases are read.
type Releases interface {
	// Get reads a published release. fault.NotFound if there is none.
	Get(ctx context.Context, id string) (*results.Release, error)
	// Heads lists the published releases of a round or series, first to last.
	Heads(ctx context.Context, round string) ([]*results.Head, error)
}

// Sources is where reviews are made from.
type Sources struct {
	Book     *inspections.Book
	Items    Items
	Releases Releases
	// Keys are the ids of the keys that the installation signs with, or did; nil: items
	// signed by any key count.
	Keys func(ctx context.Context) ([]string, error)
}

// Review is what the inspections of a programme come to.
type Review struct {
	Programme    *inspections.Programme
	Framework    inspections.Framework
	Partnerships []Partnership // by place
	Broken       []string      // titles of inspections whose items or releases are not what was signed: nothing of them counts
	Other        int           // findings in the terms of another framework: their indicators are not counted

	Indicators []Row // those that the programme evaluates or a finding bears on, in the framework's order
	Wellbeing  []Row // every one
	Rights     []Row // those that a finding bears on, by number

	Themes   []Theme // the most common first, then by name
	Seldom   int     // themes that are in fewer than MinPlaces
	Released int     // partnerships with a release of themes, now
	Before   int     // of those, partnerships with one of the inspection before

	// Over is the latest release over areas; nil if there is none.
	Over *results.Head
}

// Partnership is a community planning partnership with the inspections that are compared.
type Partnership struct {
	Place string // GSS code of the area; the inspection's id where it has none
	Title string // of the inspection that counts, or of the latest if none does
	Now   Cycle  // the zero Cycle: nothing was agreed yet
	Then  Cycle  // the inspection before that; the zero Cycle: there is none
}

// Cycle is one inspection with what stands of it.
type Cycle struct {
	Inspection *inspections.Inspection
	Findings   []Finding
	themes     []string // named by its releases
	released   bool     // it has a release of themes
	day        string
}

// Finding is an agreed finding that stands.
type Finding struct {
	Item      int // number in the evidence base
	ID        string
	Framework string
	Statement string // empty: it was blanked
	evidence.Terms
	Voice bool // children and young people speak in some of its evidence
}

// Standing is what an inspection found under a code.
type Standing int

// What it can have found.
const (
	Nothing     Standing = iota // no finding
	Strength                    // strengths alone
	Both                        // strengths and areas for improvement
	Improvement                 // areas for improvement alone
)

// Standings lists them in order. The slice is the caller's own.
func Standings() []Standing { return []Standing{Nothing, Strength, Both, Improvement} }

// improves says whether there is an area for improvement.
func (s Standing) improves() bool { return s == Both || s == Improvement }

// Row is what partnerships come to under one code. All but Findings are numbers of
// partnerships.
type Row struct {
	Code     string
	Of       int // that have any finding
	Found    [4]int
	Findings int
	States   map[findings.Concern]int // by the gravest state of a finding under the code
	Unvoiced int                      // with findings under it, in none of which a child or young person speaks
	Twice    int                      // that were inspected before, and can be compared
	Change   [4][4]int                // of those: what was found then, and now
}

// In is in how many partnerships there is a finding.
func (r Row) In() int { return r.Of - r.Found[Nothing] }

// Strengths is in how many there is a strength.
func (r Row) Strengths() int { return r.Found[Strength] + r.Found[Both] }

// Improvements is in how many there is an area for improvement.
func (r Row) Improvements() int { return r.Found[Improvement] + r.Found[Both] }

// Unheard is in how many nothing under the code rests on what children and young people
// say: there is no finding, or none in which one speaks.
func (r Row) Unheard() int { return r.Found[Nothing] + r.Unvoiced }

// Turned says, of the partnerships inspected before, how areas for improvement went on.
func (r Row) Turned() Turned {
	var t Turned
	for _, then := range Standings() {
		for _, now := range Standings() {
			n := r.Change[then][now]
			switch {
			case then.improves() && now.improves():
				t.Still += n
			case then.improves() && now == Strength:
				t.Strength += n
			case then.improves():
				t.Silent += n
			case now.improves():
				t.New += n
			}
		}
	}
	return t
}

// Turned is how areas for improvement went on from one inspection to the next, in numbers
// of partnerships.
type Turned struct {
	Still    int // one then, and one now
	Strength int // one then, and strengths alone now
	Silent   int // one then, and no finding now
	New      int // none then, and one now
}

// Theme is a theme that releases of themes name, in numbers of partnerships. Themes are
// the same where people called them the same.
type Theme struct {
	Name string
	In   int // now
	Then int // of those with a release of themes then and now: in which it was named then
	Both int // of those: then and now
}

// Of makes the review of a programme. Inspections of the same areas in the programmes with
// the ids of before count as earlier ones; those of invented programmes never beside real
// ones. fault.NotFound if there is no such programme.
func (s Sources) Of(ctx context.Context, programme string, before []string) (*Review, error) {
	p, err := s.Book.Programmes.Get(ctx, programme)
	if err != nil {
		return nil, err
	}
	r := &Review{Programme: p}
	r.Framework, _ = inspections.FrameworkByID(p.Framework)
	if err := s.gather(ctx, r, before); err != nil {
		return nil, err
	}
	r.count()
	r.countThemes()
	heads, err := s.Releases.Heads(ctx, results.Series(p.ID))
	if len(heads) > 0 {
		r.Over = heads[len(heads)-1]
	}
	return r, err
}

// gather reads the partnerships, each with the inspections that are compared.
func (s Sources) gather(ctx context.Context, r *Review, before []string) error {
	cycles := map[string][]Cycle{} // by place
	for i, id := range append([]string{r.Programme.ID}, before...) {
		if i > 0 && id == r.Programme.ID {
			continue
		}
		list, err := s.Book.Inspections.All(ctx, store.Query{Field: "programme", Is: id})
		if err != nil {
			return err
		}
		for _, in := range list {
			if in.Synthetic != r.Programme.Synthetic || i > 0 && in.Area == "" {
				continue
			}
			c, err := s.cycle(ctx, r, in)
			if err != nil {
				return err
			}
			place := cmp.Or(in.Area, in.ID)
			cycles[place] = append(cycles[place], c)
		}
	}
	for place, list := range cycles {
		r.add(place, list)
	}
	slices.SortFunc(r.Partnerships, func(a, b Partnership) int { return cmp.Compare(a.Place, b.Place) })
	slices.Sort(r.Broken)
	return nil
}

// add takes in a place where the programme has an inspection. The last of them with
// findings counts; what lies before it, in whichever programme, is what has changed.
func (r *Review) add(place string, list []Cycle) {
	slices.SortFunc(list, func(a, b Cycle) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.Inspection.ID, b.Inspection.ID))
	})
	p, own := Partnership{Place: place}, false
	for _, c := range list {
		ours := c.Inspection.Programme == r.Programme.ID
		own = own || ours
		if ours {
			p.Title = c.Inspection.Title
		}
	}
	last := -1
	for i, c := range list {
		if c.Inspection.Programme == r.Programme.ID && len(c.Findings) > 0 {
			last = i
		}
	}
	if last >= 0 {
		p.Now, p.Title = list[last], list[last].Inspection.Title
		for _, c := range list[:last] {
			if len(c.Findings) > 0 {
				p.Then = c
			}
		}
	}
	if own {
		r.Partnerships = append(r.Partnerships, p)
	}
}

// Finding is the one with this number among those that stand; false if none has it.
func (r *Review) Finding(item int) (Finding, Partnership, bool) {
	for _, p := range r.Partnerships {
		for _, f := range slices.Concat(p.Now.Findings, p.Then.Findings) {
			if f.Item == item {
				return f, p, true
			}
		}
	}
	return Finding{}, Partnership{}, false
}

// Counted is how many partnerships have findings.
func (r *Review) Counted() (n int) {
	for _, p := range r.Partnerships {
		if len(p.Now.Findings) > 0 {
			n++
		}
	}
	return n
}

// Twice is how many of those were inspected before.
func (r *Review) Twice() (n int) {
	for _, p := range r.Partnerships {
		if len(p.Then.Findings) > 0 {
			n++
		}
	}
	return n
}
