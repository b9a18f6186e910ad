package editing

import (
	"encoding/json"
	"reflect"
	"slices"
)

// A piece of the build is JSON. Two changes of one piece are joined field by
// field, so that one person can set a question's links while another sets who
// is asked; only what both changed clashes.

// joiner joins values, and notes whether both sides changed one and the same.
// What clashes then reads as the second side has it.
type joiner struct{ clashed bool }

// joinPieces joins two changes of one piece. Where both changed the same, after
// wins and clean is false; so it is if any of the three is no JSON.
func joinPieces(base, now, after string) (joined string, clean bool) {
	var sides [3]any
	for i, text := range []string{base, now, after} {
		if json.Unmarshal([]byte(text), &sides[i]) != nil {
			return after, false
		}
	}
	j := &joiner{}
	text, err := json.Marshal(j.value(sides[0], sides[1], sides[2]))
	if err != nil {
		return after, false
	}
	return string(text), !j.clashed
}

// value joins any value; nil stands for one that is not there.
func (j *joiner) value(base, now, after any) any {
	switch {
	case reflect.DeepEqual(now, after), reflect.DeepEqual(base, after):
		return now
	case reflect.DeepEqual(base, now):
		return after
	}
	if fields, ok := three[map[string]any](base, now, after); ok {
		return j.object(fields)
	}
	if lists, ok := three[[]any](base, now, after); ok {
		if joined, ok := j.list(lists); ok {
			return joined
		}
	}
	j.clashed = true
	return after
}

// three gives all three as one type; false unless each is of it, or absent
// before it was added on both sides.
func three[T any](base, now, after any) (sides [3]T, ok bool) {
	for i, v := range []any{base, now, after} {
		t, is := v.(T)
		if !is && !(i == 0 && v == nil) {
			return sides, false
		}
		sides[i] = t
	}
	return sides, true
}

func (j *joiner) object(sides [3]map[string]any) any {
	out := map[string]any{}
	for _, side := range sides {
		for name := range side {
			if _, done := out[name]; !done {
				out[name] = j.value(sides[0][name], sides[1][name], sides[2][name])
			}
		}
	}
	for name, v := range out {
		if v == nil {
			delete(out, name)
		}
	}
	return out
}

// list joins lists of texts, or of things that have a key of their own.
func (j *joiner) list(sides [3][]any) (any, bool) {
	var keys [3][]string
	by := [3]map[string]any{{}, {}, {}}
	for i, side := range sides {
		for _, item := range side {
			key, ok := keyOf(item)
			if !ok || slices.Contains(keys[i], key) {
				return nil, false
			}
			keys[i], by[i][key] = append(keys[i], key), item
		}
	}
	order, ok := merge(keys[0], keys[1], keys[2])
	if !ok { // both moved things: nothing that the first put in or took out is undone
		j.clashed, order = true, follow(keys[0], keys[2], keys[1])
	}
	out := []any{}
	for _, key := range order {
		out = append(out, j.value(by[0][key], by[1][key], by[2][key]))
	}
	for key, was := range by[0] { // taken out on one side, and changed on the other
		now, after := by[1][key], by[2][key]
		j.clashed = j.clashed || (now == nil) != (after == nil) && !reflect.DeepEqual(was, now) && !reflect.DeepEqual(was, after)
	}
	return out, true
}

// keyOf is what a thing of a list is told by: a text by itself, the rest by its
// key, a condition by its question.
func keyOf(item any) (string, bool) {
	switch v := item.(type) {
	case string:
		return v, true
	case map[string]any:
		for _, name := range []string{"key", "question"} {
			if key, ok := v[name].(string); ok {
				return key, true
			}
		}
	}
	return "", false
}

// Prefer gives what an edit makes of how its place stands now: joined with it
// as far as can be, and as the edit has it where both changed the same. It is
// what a person is shown to whom a clash is told, and never written unseen.
func Prefer(e Edit, now string) string {
	if e.Wording() || now == "" || e.Before == "" || e.After == "" {
		return e.After
	}
	joined, _ := joinPieces(e.Before, now, e.After)
	return joined
}
