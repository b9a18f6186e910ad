package results

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/surveys"
)

// textCount counts texts by their themes, as a question with several answers is counted: a
// text is a row, and its question, edition and setting are questions of a survey that is
// made for it.
type textCount struct {
	survey *surveys.Survey
	list   []Coded // all that passed review, now or once, by id
	by     []string
	views  []*view      // earlier releases that can be counted again, and the new one
	told   map[cell]int // by the texts that it counts, what an earlier release said
	basis  *Basis
}

func (c *textCount) now() *view { return c.views[len(c.views)-1] }

// texts counts what the next release of a round's themes is of, and what the earlier ones
// were of.
func (r *Releases) texts(ctx context.Context, rd *inspections.Round, s *surveys.Survey, earlier []*Release, coding Coding) (*textCount, error) {
	c := &textCount{list: sortedTexts(coding.Texts), told: map[cell]int{}, basis: &Basis{Round: TextSeries(rd.ID), Texts: map[string][]string{}}}
	for _, x := range c.list {
		if x.Settled && !x.Gone && s.Question(x.Question) != nil {
			c.basis.Texts[x.ID] = slices.Compact(slices.Sorted(slices.Values(x.Themes)))
		}
	}
	before, err := r.before(ctx, c, earlier)
	if err != nil {
		return nil, err
	}
	texts := &Texts{Round: rd.ID, Codebook: coding.Codebook}
	if n := len(before); n > 0 {
		texts.Later = c.leaveLate(before[n-1])
		if same(c.basis.Texts, before[n-1].Texts) && earlier[n-1].State == Published {
			return nil, fault.Wrap(fault.Exists, "release %s is of the same themes", earlier[n-1].ID)
		}
	}
	if len(c.basis.Texts) < MinGroup {
		return nil, fault.Wrap(fault.Closed, "themes of round %s: too few texts are settled", rd.ID)
	}
	c.ask(rd, s, earlier, coding)
	c.count(earlier, before, &Release{Texts: texts})
	return c, nil
}

// before is what the earlier releases counted, each text of which must still be known.
func (r *Releases) before(ctx context.Context, c *textCount, earlier []*Release) (list []*Basis, err error) {
	for _, rel := range earlier {
		b, err := r.bases.GetStrong(ctx, rel.Basis)
		if err != nil {
			return nil, err
		}
		if !c.has(b) {
			return nil, fault.Wrap(fault.Closed, "a text that release %s counted is nowhere: the next cannot be attacked together with it", rel.ID)
		}
		list = append(list, b)
	}
	return list, nil
}

// leaveLate leaves out the texts that the release before did not have, unless they are
// enough (R5). It says whether it did.
func (c *textCount) leaveLate(before *Basis) bool {
	var joined []string
	for id := range c.basis.Texts {
		if _, ok := before.Texts[id]; !ok {
			joined = append(joined, id)
		}
	}
	if len(joined) == 0 || len(joined) >= max(MinJoined, len(before.Texts)) {
		return false
	}
	for _, id := range joined {
		delete(c.basis.Texts, id)
	}
	return true
}

// same says whether two releases are of the same texts with the same themes.
func same(a, b map[string][]string) bool { return len(a) == len(b) && kept(a, b) }

// kept says whether all texts of a have the same themes in b.
func kept(a, b map[string][]string) bool {
	for id, themes := range a {
		if now, ok := b[id]; !ok || !slices.Equal(now, themes) {
			return false
		}
	}
	return true
}

// ask makes the survey that texts answer: of each question, which themes they carry, of those
// that enough do now or that an earlier release told.
func (c *textCount) ask(rd *inspections.Round, s *surveys.Survey, earlier []*Release, coding Coding) {
	c.survey = &surveys.Survey{Key: s.Key, Source: s.Source, Languages: s.Languages}
	var editions, settings []string
	for _, e := range s.Editions {
		if slices.Contains(rd.Editions, string(e)) {
			c.survey.Editions, editions = append(c.survey.Editions, e), append(editions, string(e))
		}
	}
	for _, set := range rd.Settings {
		settings = append(settings, set.Key)
	}
	known := !slices.ContainsFunc(c.list, func(x Coded) bool { return !slices.Contains(settings, x.Setting) })
	for _, q := range storiesOf(s) {
		if themes := c.themes(q.Key, earlier, coding); len(themes) > 0 {
			asked := *q
			asked.KindName, asked.Options, asked.Max = "several", append(options(themes), surveys.Option{Key: noTheme, Exclusive: true}), 0
			c.survey.Questions = append(c.survey.Questions, &asked)
		}
	}
	for _, by := range []struct {
		key    string
		values []string
		known  bool
	}{{ByEdition, editions, true}, {BySetting, settings, known}} {
		if len(by.values) > 1 && by.known {
			c.survey.Questions = append(c.survey.Questions, &surveys.Question{Key: by.key, KindName: "one_choice", Options: options(by.values)})
			c.by = append(c.by, by.key)
		}
	}
	c.survey.Groupings = c.by
}

func options(keys []string) (list []surveys.Option) {
	for _, key := range keys {
		list = append(list, surveys.Option{Key: key})
	}
	return list
}

// themes are those of a question that any release tells of, this one among them, in the order
// of the codebook.
func (c *textCount) themes(question string, earlier []*Release, coding Coding) (list []string) {
	counts, told := map[string]int{}, map[string]bool{}
	for _, x := range c.list {
		if x.Question == question {
			for _, theme := range c.basis.Texts[x.ID] {
				counts[theme]++
				told[theme] = told[theme] || counts[theme] >= MinGroup
			}
		}
	}
	for _, rel := range earlier {
		for _, t := range rel.Tables {
			for _, theme := range t.Columns {
				told[theme] = told[theme] || t.Question == question
			}
		}
	}
	for _, n := range coding.Themes {
		if told[n.Key] {
			list = append(list, n.Key)
		}
	}
	return list
}

// count counts the new release and the earlier ones, also of texts that are gone since.
func (c *textCount) count(earlier []*Release, before []*Basis, rel *Release) {
	fresh := newValues(freshKey())
	var last map[string][]string
	add := func(rel *Release, b *Basis) {
		v := &view{count: newCount(c.survey, c.by), basis: b, release: rel, left: last != nil && !kept(last, b.Texts)}
		v.tables = slices.DeleteFunc(v.tables, func(t *tally) bool { return slices.Contains(c.by, t.question.Key) })
		c.rows(v, fresh)
		c.views, last = append(c.views, v), b.Texts
	}
	for i, b := range before {
		add(earlier[i], b)
	}
	for _, v := range c.views {
		c.hear(v)
	}
	add(rel, c.basis)
	for _, t := range c.now().tables {
		t.told = c.told
	}
}

// has says whether every text that a release counted is still known.
func (c *textCount) has(b *Basis) bool {
	for id := range b.Texts {
		if _, ok := slices.BinarySearchFunc(c.list, id, func(x Coded, id string) int { return strings.Compare(x.ID, id) }); !ok {
			return false
		}
	}
	return true
}

// perBatch is how many texts are counted at once: fewer than rows that a table can have.
const perBatch = 30_000

// rows counts the texts of a view. The same text has the same value in every view.
func (c *textCount) rows(v *view, fresh *values) {
	n := 0
	for part := range slices.Chunk(c.list, perBatch) {
		b := ballot.Batch{BoxID: fmt.Sprint("texts", n), Gone: make([]bool, len(part))}
		var rows []ballot.Row
		for i, x := range part {
			themes, counted := v.basis.Texts[x.ID]
			b.Gone[i] = !counted
			rows = append(rows, ballot.Row{Edition: x.Edition, Answers: surveys.Answers{
				x.Question: c.answer(x.Question, themes), ByEdition: {x.Edition}, BySetting: {x.Setting},
			}})
		}
		b.Rows = ballot.TableOf(rows)
		v.addBatch(b, fresh)
		n++
	}
	v.settle()
}

// answer is which of the themes that can be told of a question a text carries.
func (c *textCount) answer(question string, themes []string) surveys.Answer {
	q := c.survey.Question(question)
	if q == nil {
		return nil
	}
	var a surveys.Answer
	for _, o := range q.Options {
		if slices.Contains(themes, o.Key) {
			a = append(a, o.Key)
		}
	}
	if a == nil {
		return surveys.Answer{noTheme}
	}
	return a
}

// hear takes over what a release told of which texts.
func (c *textCount) hear(v *view) {
	if v.release.Responses.Shown {
		c.told[v.all] = v.release.Responses.Count
	}
	for _, t := range v.tables {
		for _, cut := range t.cuts {
			by := v.groupings[cut.grouping]
			table, ok := v.release.table(t.question.Key, by.by)
			if !ok {
				continue
			}
			joined := cut.joined(setsOf(t.columns, table.Columns), setsOf(by.values, valuesOf(table)))
			for i, g := range table.Groups {
				if !g.Base.Shown {
					continue
				}
				c.told[joined.base[i]] = g.Base.Count
				for j, f := range g.Cells {
					c.told[joined.cells[i][j]] = f.Count
				}
			}
		}
	}
}
