package results

import (
	"errors"
	"slices"

	"kist/internal/attack"
	"kist/internal/ballot"
	"kist/surveys"
)

// trialCount is everything that the report of a pilot needs.
type trialCount struct {
	survey    *surveys.Survey
	all       cell // testers
	spoiled   int
	editions  map[string]int // testers by edition, true counts
	questions []*triedCount
}

// triedCount counts one question of a pilot.
type triedCount struct {
	survey   *surveys.Survey
	question *surveys.Question
	columns  []string
	asked    cell
	cells    []cell
	marks    [3]cell // in the order of noted
}

// noted are the marks that are counted beside the answers; who skipped is in a
// column among them.
var noted = [3]ballot.Marks{ballot.Changed, ballot.Helped, ballot.Heard}

func newTrial(s *surveys.Survey) *trialCount {
	t := &trialCount{survey: s, editions: map[string]int{}}
	for _, q := range s.Questions {
		c := &triedCount{survey: s, question: q, columns: append(trialColumns(s, q), surveys.SkippedCode)}
		c.cells = make([]cell, len(c.columns))
		t.questions = append(t.questions, c)
	}
	return t
}

// trialColumns are the ways in which a question can have been answered.
func trialColumns(s *surveys.Survey, q *surveys.Question) []string {
	if !story(q) {
		return columns(s, q)
	}
	if q.AboutChild {
		return []string{Written, surveys.RatherNot}
	}
	return []string{Written}
}

// addBatch counts the rows of one box. A row without a trace tells of no question
// that it was asked: it did not come from a pilot's form.
func (t *trialCount) addBatch(b ballot.Batch, v *values) {
	t.spoiled += b.Spoiled
	for i, row := range b.Rows.All() {
		if b.Gone[i] {
			continue
		}
		value := v.of(b.BoxID, i)
		t.all.add(value)
		t.editions[row.Edition]++
		for _, c := range t.questions {
			if marks, asked := row.Trace[c.question.Key]; asked {
				c.add(surveys.Edition(row.Edition), row.Answers[c.question.Key], marks, value)
			}
		}
	}
}

// add counts one tester who was asked. Nobody falls in no column: what was not
// skipped and is no answer that can be counted is a story.
func (c *triedCount) add(e surveys.Edition, a surveys.Answer, marks ballot.Marks, value uint64) {
	c.asked.add(value)
	for i, m := range noted {
		if marks.Has(m) {
			c.marks[i].add(value)
		}
	}
	fallen := c.question.Kind().Fall(c.question, e, a)
	switch {
	case len(a) == 0 && (marks.Has(ballot.Skipped) || !story(c.question)):
		fallen = []string{surveys.SkippedCode}
	case story(c.question) && a.RatherNot():
		fallen = []string{surveys.RatherNot}
	case story(c.question):
		fallen = []string{Written}
	}
	for _, code := range fallen {
		if i := slices.Index(c.columns, code); i >= 0 {
			c.cells[i].add(value)
		}
	}
}

// publish fills in every figure that may be told.
func (t *trialCount) publish(r *Report) error {
	r.Spoiled = t.spoiled
	if t.all.n >= MinGroup {
		r.Testers = t.all.publish()
	}
	for _, c := range t.questions {
		tried, err := c.publish()
		if err != nil {
			return err
		}
		r.Questions = append(r.Questions, tried)
	}
	return nil
}

// publish applies R2 and R3, and then R6: what the attack finds unsafe is
// withheld, the answers as one and each mark as one.
func (c *triedCount) publish() (Tried, error) {
	out := Tried{Question: c.question.Key, Kind: c.question.KindName, Multiple: c.question.Many(), Columns: c.columns}
	if c.asked.n < MinGroup {
		return out, nil
	}
	out.Asked = c.asked.publish()
	shown := func(n cell) Figure {
		f := n.publish()
		f.Percent = percent(f.Count, out.Asked.Count)
		return f
	}
	for _, n := range c.cells {
		out.Cells = append(out.Cells, shown(n))
	}
	safe, err := safeRow(c.attacked(), c.question.AboutChild, out.Asked, c.cells, out.Cells)
	if err != nil {
		return out, err
	}
	if !safe {
		out.Cells = nil
	}
	for i, f := range []*Figure{&out.Changed, &out.Helped, &out.Heard} {
		// Whether somebody needed help tells of the tester: the stricter rule.
		others := cell{n: c.asked.n - c.marks[i].n}
		told := shown(c.marks[i])
		safe, err := safeRow(&attack.Question{}, true, out.Asked, []cell{c.marks[i], others}, []Figure{told, {}})
		if err != nil {
			return out, err
		}
		if safe {
			*f = told
		}
	}
	return out, nil
}

// attacked is the question as the attack reads it, without what is told of it. To have
// skipped it stands alone.
func (c *triedCount) attacked() *attack.Question {
	q := &attack.Question{Multiple: c.question.Many()}
	alone, choices := ties(c.survey, c.question, c.columns[:len(c.columns)-1])
	if q.Multiple {
		tie(q, c.columns, append(alone, surveys.SkippedCode), choices)
	}
	return q
}

// safeRow attacks one row of a question as published, and says whether every true count
// that is small keeps enough possible values. A figure that is not shown is unknown.
func safeRow(q *attack.Question, aboutChild bool, base Figure, truth []cell, told []Figure) (bool, error) {
	least, most := base.Range()
	in := attack.Row{Base: attack.Interval{Least: max(MinGroup, least), Most: most}}
	for _, f := range told {
		cell := attack.Unknown(most)
		if f.Shown {
			cell.Least, cell.Most = f.Range()
			cell.Most = min(cell.Most, most)
		}
		in.Cells = append(in.Cells, cell)
	}
	q.Columns, q.Views = len(told), []attack.View{{Whole: in}}
	a, err := attack.New(q, most)
	if errors.Is(err, attack.ErrInfeasible) { // true counts are never so
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for i, n := range truth {
		if v, _ := a.Judge(attack.Cell{Grouping: -1, Column: i}, n.n, aboutChild); v != attack.Safe {
			return false, nil
		}
	}
	return true, nil
}

// comments are the comments among the texts, on questions that there are. The
// edition is told only where as many read it as a group needs (R2).
func (t *trialCount) comments(texts []ballot.Text) []Comment {
	list := []Comment{}
	for _, x := range texts {
		if !x.Comment || x.Text == "" || t.survey.Question(x.Question) == nil {
			continue
		}
		c := Comment{Question: x.Question, Language: x.Language, Text: x.Text}
		if t.editions[x.Edition] >= MinGroup {
			c.Edition = x.Edition
		}
		list = append(list, c)
	}
	return list
}
