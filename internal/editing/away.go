package editing

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"kist/internal/advice"
	"kist/surveys"
)

// themes are the hard themes of what an edit replaces and of what it puts there: those
// that a question's build names, or those that its English words tell of. Both count,
// so that what somebody stepped out of is not shown on its way in or out.
func (e Edit) themes() []string {
	if e.Question() == "" {
		return nil
	}
	var list []string
	for _, text := range []string{e.Before, e.After} {
		var build struct {
			Hard []string `json:"hard"`
		}
		switch {
		case text == "":
		case !e.Wording():
			if json.Unmarshal([]byte(text), &build) == nil {
				list = append(list, build.Hard...)
			}
		case e.Language == "en" && strings.HasSuffix(e.Place, ".text"):
			list = append(list, advice.ThemesIn(text)...)
		}
	}
	return list
}

// hardOf are the hard themes that edits touch, in order, each once.
func hardOf(edits []Edit) []string {
	var list []string
	for _, e := range edits {
		list = append(list, e.themes()...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Moved are the keys of the questions that an edit puts in, takes out or moves; none
// unless it is of their order.
func (e Edit) Moved() []string {
	if e.Place != surveys.QuestionsPlace || e.Wording() {
		return nil
	}
	var before, after, moved []string
	_ = json.Unmarshal([]byte(e.Before), &before) // none for what is no list
	_ = json.Unmarshal([]byte(e.After), &after)
	both := func(list, other []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(key string) bool { return !slices.Contains(other, key) })
	}
	was, is := both(before, after), both(after, before)
	for _, key := range append(slices.Clone(before), after...) {
		if i := slices.Index(was, key); (i < 0 || is[i] != key) && !slices.Contains(moved, key) {
			moved = append(moved, key)
		}
	}
	return moved
}

// Hidden are the keys of the questions that somebody stepped out of: those of a survey,
// and those that edits of it bring or take away. Nil for who stepped out of nothing.
func Hidden(out advice.Away, s *surveys.Survey, edits ...Edit) map[string]bool {
	if len(out) == 0 {
		return nil
	}
	hidden := map[string]bool{}
	for _, q := range s.Questions {
		if q.Key != "" && out.From(s, q) {
			hidden[q.Key] = true
		}
	}
	for _, e := range edits {
		if out.OneOf(e.themes()) {
			hidden[e.Question()] = true
		}
	}
	return hidden
}

// Concerns says whether edits change, bring, take away or move one of these questions.
func Concerns(hidden map[string]bool, edits []Edit) bool {
	return slices.ContainsFunc(edits, func(e Edit) bool {
		return hidden[e.Question()] || slices.ContainsFunc(e.Moved(), func(key string) bool { return hidden[key] })
	})
}

// Touches says whether a proposal is about something that somebody stepped out of: by
// the question that it is about, by the themes that it brings, or, where it is about no
// question alone, by all that it changes.
func (d *Drafts) Touches(ctx context.Context, out advice.Away, s *surveys.Survey, p *Proposal) (bool, error) {
	if len(out) == 0 || p.Question != "" || out.OneOf(p.Hard) {
		return out.OneOf(p.Hard) || out.FromKey(s, p.Question), nil
	}
	whole, err := d.Proposal(ctx, p.ID)
	if err != nil {
		return false, err
	}
	return Concerns(Hidden(out, s, whole.Edits...), whole.Edits), nil
}
