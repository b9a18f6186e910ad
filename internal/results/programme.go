package results

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/store"
	"kist/surveys"
)

// The groupings of a release over places (R7). No question has these keys: they begin
// with no letter.
const (
	ByPlace  = "_place"  // one group for each place, as its own final release tells it
	ByBefore = "_before" // the same places, as an earlier final release of each told it
)

// MaxPlaces is how many places a release can be of: more than Scotland has areas. MaxAdded
// is of how many published counts a figure can be the sum: of more answers in each than a
// question has.
const (
	MaxPlaces = 64
	MaxAdded  = MaxPlaces * 64
)

// Place is where one part of a release over places comes from.
type Place struct {
	Place      string `json:"place"` // GSS code of the area; the inspection's id where it has none
	Inspection string `json:"inspection"`
	Round      string `json:"round"`
	Release    string `json:"release"`          // id of the round's final release
	Before     string `json:"before,omitempty"` // id of an earlier final release of the same area; empty: none
	Responses  Figure `json:"responses"`
	Expected   int    `json:"expected,omitempty"` // children who could have answered; 0: not known
	Aside      *Aside `json:"aside,omitempty"`    // as Release tells it
}

// Chosen is a round that a release over places is asked of.
type Chosen struct {
	Round  string `json:"round"`
	Before string `json:"before,omitempty"` // as Place.Before
}

// Why says why a place tells nothing of a question, where it is not its size.
type Why string

// The reasons.
const (
	OtherWords Why = "other_wording" // asked in words that do not compare, or with other answers
	NotAsked   Why = "not_asked"
	KeptBack   Why = "kept_back" // its own release left the question out
)

const seriesPrefix = "programme_"

// Series stands for a programme where a round's releases have the round's id.
func Series(programme string) string { return seriesPrefix + programme }

// ProgrammeOf is the programme of a series; false if it is a round's.
func ProgrammeOf(series string) (programme string, ok bool) {
	return strings.CutPrefix(series, seriesPrefix)
}

// Over says whether the release is over places, and not of a round.
func (r *Release) Over() bool { return len(r.Places) > 0 }

// place is a place with all that is known of its round.
type place struct {
	Place
	round  *inspections.Round
	survey *surveys.Survey // that it asked
	rel    *Release        // its final one
	before *Release        // nil: none
	then   *surveys.Survey // that before asked
	alike  []string        // questions whose wording compares with that of the whole release
	was    []string        // the same of before
	// The true counts; nil if the round's boxes can be opened no more.
	gate *gate
}

// over is a release over places on its way.
type over struct {
	*Releases
	programme string
	survey    *surveys.Survey // in whose words it is
	places    []*place
	earlier   []*Release // of the series
	others    []*place   // of earlier releases of the series and not of this one
	rel       *Release
	tries     int // systems of the question at hand that were attacked
}

// MakeOver makes the next release over the rounds of a programme (R7), which each need
// their final release: their cells are copied, and only totals are rounded anew. who
// makes it; a second person approves it (Second), but not one of synthetic rounds. It
// takes none of a round's three releases.
// fault.Invalid if fewer than two rounds are chosen, or rounds that do not belong
// together; fault.Closed if one has no final release, or a release of the programme
// waits; fault.Exists if the latest is of the same releases. progress, if not nil, is
// told how many rounds are counted of how many, then how many questions are attacked.
func (r *Releases) MakeOver(ctx context.Context, programme, who string, chosen []Chosen, progress func(done, total int)) (*Release, error) {
	return r.makeOver(ctx, programme, who, chosen, progress, func() error { return nil })
}

func (r *Releases) makeOver(ctx context.Context, programme, who string, chosen []Chosen, progress func(done, total int), before func() error) (*Release, error) {
	if !r.signer.Can() {
		return nil, fault.Wrap(fault.Denied, "this server holds no signing key")
	}
	o := &over{Releases: r, programme: programme}
	if err := o.choose(ctx, chosen); err != nil {
		return nil, err
	}
	version, err := o.words(ctx)
	if err != nil {
		return nil, err
	}
	if err := o.recountAll(ctx, progress); err != nil {
		return nil, err
	}
	number := len(o.earlier) + 1
	o.rel = &Release{
		Head: store.Head{ID: ReleaseID(Series(programme), number)}, Round: Series(programme), Number: number, Version: version.ID(), Hash: version.Hash,
		Made: r.now().Format("2006-01-02"), Synthetic: o.places[0].rel.Synthetic, By: who, Attack: &Attacked{Together: o.together()}, Programme: programme,
	}
	if !o.rel.Synthetic {
		o.rel.State = Waits
	}
	if err := o.publish(ctx, progress); err != nil {
		return nil, err
	}
	if o.rel.State == Published {
		if err := o.rel.Sign(r.signer.Sign); err != nil {
			return nil, err
		}
	}
	if err := before(); err != nil {
		return nil, err
	}
	return o.rel, r.docs.Insert(ctx, o.rel)
}

// choose reads what was chosen and refuses what does not belong together.
func (o *over) choose(ctx context.Context, chosen []Chosen) (err error) {
	if len(chosen) < 2 || len(chosen) > MaxPlaces {
		return fault.Wrap(fault.Invalid, "a release over places is of 2 to %d rounds, not %d", MaxPlaces, len(chosen))
	}
	o.earlier, err = o.docs.All(ctx, store.Query{Field: "round", Is: Series(o.programme), Order: "number", Strong: true})
	if err != nil {
		return err
	}
	for _, c := range chosen {
		p, err := o.place(ctx, c)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(o.places, func(q *place) bool { return q.Place.Place == p.Place.Place }) {
			return fault.Wrap(fault.Invalid, "place %s is chosen twice: its children would be counted twice", p.Place.Place)
		}
		if p.rel.Synthetic != o.first(p).rel.Synthetic {
			return fault.Wrap(fault.Invalid, "round %s is invented and others are not, or the other way round", c.Round)
		}
		o.places = append(o.places, p)
	}
	slices.SortFunc(o.places, func(a, b *place) int { return cmp.Compare(a.Place.Place, b.Place.Place) })
	if len(o.earlier) == 0 {
		return nil
	}
	last := o.earlier[len(o.earlier)-1]
	switch {
	case last.State == Waits:
		return fault.Wrap(fault.Closed, "programme %s: a release waits for a second person", o.programme)
	case last.State == Published && o.same(last):
		return fault.Wrap(fault.Exists, "release %s is of the same releases", last.ID)
	}
	return nil
}

func (o *over) first(p *place) *place {
	if len(o.places) > 0 {
		return o.places[0]
	}
	return p
}

// same says whether a release is of the very same releases.
func (o *over) same(rel *Release) bool {
	return slices.EqualFunc(rel.Places, o.places, func(a Place, b *place) bool { return a.Release == b.Release && a.Before == b.Before })
}

// place reads a round that was chosen, and its final release.
func (o *over) place(ctx context.Context, c Chosen) (*place, error) {
	rd, err := o.book.Rounds.GetStrong(ctx, c.Round)
	if err != nil {
		return nil, err
	}
	if rd.Pilot != "" {
		return nil, fault.Wrap(fault.Denied, "round %s is a pilot, which is never cited", rd.ID)
	}
	in, err := o.book.Inspections.Get(ctx, rd.Inspection)
	if err != nil {
		return nil, err
	}
	if in.Programme != o.programme {
		return nil, fault.Wrap(fault.Invalid, "round %s is of another programme", rd.ID)
	}
	rel, err := o.final(ctx, rd.ID)
	if err != nil {
		return nil, err
	}
	p := &place{round: rd, rel: rel, Place: Place{
		Place: cmp.Or(in.Area, in.ID), Inspection: in.ID, Round: rd.ID, Release: rel.ID, Responses: rel.Responses, Expected: rd.Expected, Aside: rel.Aside,
	}}
	if c.Before != "" {
		return p, o.readBefore(ctx, p, in, c.Before)
	}
	return p, nil
}

// final is the final release of a round. fault.Closed if it has none that is published.
func (r *Releases) final(ctx context.Context, round string) (*Release, error) {
	rel, err := r.docs.First(ctx, store.Query{Field: "round", Is: round, Order: "number", Desc: true, Strong: true})
	switch {
	case errors.Is(err, fault.NotFound):
		return nil, fault.Wrap(fault.Closed, "round %s has no final release", round)
	case err != nil:
		return nil, err
	case rel.Interim || rel.State != Published:
		return nil, fault.Wrap(fault.Closed, "round %s has no final release", round)
	}
	return rel, r.genuine(ctx, rel)
}

// readBefore reads the earlier release of a place.
func (o *over) readBefore(ctx context.Context, p *place, in *inspections.Inspection, id string) error {
	rel, err := o.Get(ctx, id)
	if err != nil {
		return err
	}
	rd, err := o.book.Rounds.Get(ctx, rel.Round)
	if err != nil {
		return err
	}
	was, err := o.book.Inspections.Get(ctx, rd.Inspection)
	if err != nil {
		return err
	}
	same := was.ID == in.ID || was.Area != "" && was.Area == in.Area
	if !same || rel.Interim || rd.ID == p.Round || rel.Made > p.rel.Made || rel.Synthetic != p.rel.Synthetic {
		return fault.Wrap(fault.Invalid, "release %s is no earlier one of %s", id, p.Place.Place)
	}
	p.before, p.Before = rel, rel.ID
	return nil
}

// words chooses in whose words the release is: those of the latest version that any of
// the rounds asked. It finds out which questions of each compare with it. fault.Invalid
// if they asked different surveys.
func (o *over) words(ctx context.Context) (*surveys.Version, error) {
	var latest *surveys.Version
	for _, p := range o.places {
		v, s, err := o.versions.Get(ctx, p.rel.Version)
		if err != nil {
			return nil, err
		}
		p.survey = s
		if latest != nil && v.Key != latest.Key {
			return nil, fault.Wrap(fault.Invalid, "rounds %s and %s asked different surveys", o.places[0].Round, p.Round)
		}
		if latest == nil || v.Number > latest.Number {
			latest, o.survey = v, s
		}
	}
	known := map[string][]string{}
	alike := func(version string) (keys []string, err error) {
		keys, ok := known[version]
		if !ok {
			keys, err = o.versions.Alike(ctx, version, latest.ID())
			known[version] = keys
		}
		return keys, err
	}
	for _, p := range o.places {
		var err error
		if p.alike, err = alike(p.rel.Version); err != nil {
			return nil, err
		}
		if p.before == nil {
			continue
		}
		if p.was, err = alike(p.before.Version); err != nil {
			return nil, err
		}
		if _, p.then, err = o.versions.Get(ctx, p.before.Version); err != nil {
			return nil, err
		}
	}
	return latest, nil
}

// together are the ids of the releases that it is attacked with: all of the rounds that
// are in it or in an earlier release of the series, and those earlier ones.
func (o *over) together() []string {
	list := []string{}
	for _, p := range slices.Concat(o.places, o.others) {
		if p.gate == nil {
			continue
		}
		for _, v := range p.gate.views {
			list = append(list, v.release.ID)
		}
	}
	for _, rel := range o.earlier {
		list = append(list, rel.ID)
	}
	return list
}
