package results

import (
	"context"
	"slices"
	"time"
)

// Judged is what the gate leaves of one question, for statisticians: what somebody can
// tell of its counts who has read this release and the earlier ones and knows nothing
// else (Stranger). It is worked out of what was published alone, so that it tells no more.
type Judged struct {
	Question   string `json:"question"`
	AboutChild bool   `json:"about_child,omitempty"`
	Cells      int    `json:"cells"`              // counts that were asked for: of every release, group and answer, and of who joined
	Shown      int    `json:"shown"`              // of them, those that whole tables show to keep the rule whatever is true
	Searched   int    `json:"searched,omitempty"` // those that a search for whole tables decided; the others, linear programmes
	Fewest     int    `json:"fewest,omitempty"`   // values that the one keeps, of those that are not shown and can be 1 to 4, that keeps fewest
	Doubtful   int    `json:"doubtful,omitempty"` // those that break the rule unless they are 0, or 5 or more, which they can be
	Undecided  int    `json:"undecided,omitempty"`
	Tries      int    `json:"tries"` // systems that were attacked until this one was safe
	Took       int    `json:"took"`  // milliseconds, all of them and this report
}

// reporting makes the gate leave a report of each question.
func (g *gate) reporting() *gate {
	g.reports = true
	return g
}

// judge is the report of a question, as it is told now; breaks are counts of which a
// stranger finds that they break the rule whatever is true.
func (g *gate) judge(ctx context.Context, question string) (j Judged, breaks int, err error) {
	s := &Stranger{most: g.most(), sizes: g.sizes, left: slices.ContainsFunc(g.views, func(v *view) bool { return v.left })}
	for _, v := range g.views {
		s.releases = append(s.releases, v.release)
	}
	e, err := s.Examine(ctx, question)
	if err != nil {
		return j, 0, err
	}
	return e.judged(), e.Breaks, nil
}

// judged is what was found, but for how it came about.
func (e *Examined) judged() Judged {
	return Judged{
		Question: e.Question, AboutChild: e.AboutChild, Cells: e.Cells, Shown: e.Shown, Searched: e.Searched,
		Fewest: e.Fewest, Doubtful: e.Doubtful, Undecided: e.Undecided,
	}
}

// judge writes down the report of a question over places: what a stranger can tell who has
// this release and nothing else, as of its file. It was attacked with the releases of its
// rounds before a total was told; what those leave stands with them. Nothing is written of a
// question of which nothing is told.
func (o *over) judge(ctx context.Context, question string, since time.Time) error {
	s, err := NewStranger([]*Release{o.rel}, false)
	if err != nil {
		return err
	}
	if whole, ok := o.rel.table(question, ""); !ok || !whole.Groups[0].Base.Shown {
		return nil
	}
	e, err := s.Examine(ctx, question)
	if err == nil && e.Breaks > 0 && o.addUp(question) { // what is published already tells no more
		e, err = s.Examine(ctx, question)
	}
	if err != nil {
		return err
	}
	j := e.judged()
	j.Tries, j.Took = o.tries, int(time.Since(since).Milliseconds())
	o.rel.Attack.Questions = append(o.rel.Attack.Questions, j)
	return nil
}

// note writes down a report, in the place of an earlier one of the question.
func (a *Attacked) note(j Judged) {
	at := slices.IndexFunc(a.Questions, func(o Judged) bool { return o.Question == j.Question })
	if at < 0 {
		a.Questions = append(a.Questions, j)
		return
	}
	j.Tries, j.Took = j.Tries+a.Questions[at].Tries, j.Took+a.Questions[at].Took
	a.Questions[at] = j
}

// passed is called when nothing unsafe is left of a question: it writes down the report,
// or says that a stranger finds what the gate did not. Without a report it has nothing to
// say.
func (g *gate) passed(ctx context.Context, t *tally, tries int, since time.Time) (bool, error) {
	if !g.reports {
		return true, nil
	}
	j, breaks, err := g.judge(ctx, t.question.Key)
	if err != nil || breaks > 0 {
		return false, err
	}
	j.Tries, j.Took = tries, int(time.Since(since).Milliseconds())
	g.last().release.Attack.note(j)
	return true, nil
}
