package findings

import (
	"context"
	"slices"
)

// Weighing tells how the evidence of a finding stands together.
type Weighing struct {
	By     map[Bearing]int // pieces of evidence
	Kinds  int             // kinds of evidence that support it
	Strong bool            // something that supports it is strong
	Voice  bool            // children and young people speak in some of it
}

// Agreement says whether the evidence agrees.
type Agreement string

// How the evidence can stand together.
const (
	NoEvidence Agreement = "none"    // nothing supports it, and nothing speaks against it
	OneKind    Agreement = "one"     // one kind alone supports it
	Agrees     Agreement = "agrees"  // several kinds support it, and none is mixed or against
	Differs    Agreement = "differs" // some is mixed
	Opposed    Agreement = "opposed" // some speaks against it
)

// Weigh counts the evidence of a finding. A table that cannot be read carries nothing.
func Weigh(shown []Shown) Weighing {
	w := Weighing{By: map[Bearing]int{}}
	var kinds []Kind
	for _, s := range shown {
		if s.Gone {
			continue
		}
		w.By[s.Bearing]++
		w.Voice = w.Voice || s.Voice
		if s.Bearing != Supports {
			continue
		}
		w.Strong = w.Strong || s.Weight == Strong
		if !slices.Contains(kinds, s.Kind) {
			kinds = append(kinds, s.Kind)
		}
	}
	w.Kinds = len(kinds)
	return w
}

// Agreement is how the evidence stands together.
func (w Weighing) Agreement() Agreement {
	switch {
	case w.By[Against] > 0:
		return Opposed
	case w.By[Mixed] > 0:
		return Differs
	case w.Kinds > 1:
		return Agrees
	case w.Kinds == 1:
		return OneKind
	}
	return NoEvidence
}

// Laid is a finding with its evidence as it stands now.
type Laid struct {
	*Finding
	Shown    []Shown
	Weighing Weighing
}

// Lay reads the findings of an inspection that were not withdrawn, with their evidence.
func (s *Findings) Lay(ctx context.Context, inspection string) ([]Laid, error) {
	all, err := s.Of(ctx, inspection)
	if err != nil {
		return nil, err
	}
	var list []Laid
	for _, f := range all {
		if f.Stage == Withdrawn {
			continue
		}
		shown, err := s.Show(ctx, inspection, f.Latest.Content)
		if err != nil {
			return nil, err
		}
		list = append(list, Laid{f, shown, Weigh(shown)})
	}
	return list, nil
}

// Mark is what a finding has to do with an indicator.
type Mark int

// The marks.
const (
	Apart     Mark = iota // it does not bear on it
	Unvoiced              // it does, and no child or young person speaks in its evidence
	WithVoice             // it does, and they do
)

// Row is an indicator beside every finding.
type Row struct {
	Code  string
	Marks []Mark // one a finding, in the same order
}

// Best is the most that any finding has to do with the indicator.
func (r Row) Best() Mark { return slices.Max(append([]Mark{Apart}, r.Marks...)) }

// Matrix lays indicators beside findings; of gives the codes that a finding bears on.
func Matrix(laid []Laid, codes []string, of func(Content) []string) []Row {
	rows := make([]Row, len(codes))
	for i, code := range codes {
		rows[i] = Row{code, make([]Mark, len(laid))}
		for j, f := range laid {
			switch {
			case !slices.Contains(of(f.Latest.Content), code):
			case f.Weighing.Voice:
				rows[i].Marks[j] = WithVoice
			default:
				rows[i].Marks[j] = Unvoiced
			}
		}
	}
	return rows
}

// RestsOn says whether what was last agreed rests on a question of a release.
func (f *Finding) RestsOn(release, question string) bool {
	return f.Agreed != nil && slices.Contains(f.Agreed.Cites, Cited{release, question})
}
