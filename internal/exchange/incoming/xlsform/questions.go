package xlsform

import (
	"slices"
	"strings"

	"kist/internal/exchange/incoming"
)

// group is a group or a repeat that is open.
type group struct {
	kind string // "group" or "repeat"
	when *incoming.Cond
	// asked is its condition in the form's words, with those of the groups around it.
	asked   string
	unclear bool // its condition, or one around it, could not be read
}

// maxGroups is how deep groups may stand in groups.
const maxGroups = 50

// questions reads the lines of the survey.
func (r *reader) questions() {
	for _, line := range r.survey.rows {
		r.line(line)
	}
	r.remarks.End()
	for range r.groups {
		r.form.Say(incoming.Place{Part: surveySheet}, incoming.Changed, "group_open")
	}
}

// line reads one line of the survey.
func (r *reader) line(line row) {
	given := r.survey.get(line, "type")
	at := incoming.Place{Part: surveySheet, Line: line.line, Name: r.survey.get(line, "name")}
	words := strings.Fields(strings.ToLower(given))
	if isYes(r.survey.get(line, "disabled")) {
		r.form.Say(at, incoming.Left, "disabled")
		return
	}
	if len(words) == 0 {
		r.form.Say(at, incoming.Left, "type_missing")
		return
	}
	if verb, kind, ok := groupLine(words); ok {
		r.group(line, at, verb, kind)
		return
	}
	r.typed(line, at, given, words)
}

// isYes reads the ways in which XLSForm writes yes.
func isYes(text string) bool {
	return slices.Contains([]string{"yes", "true", "true()", "1"}, strings.ToLower(text))
}

// groupLine reads "begin group", "begin_repeat" and the like.
func groupLine(words []string) (verb, kind string, ok bool) {
	joined := strings.ReplaceAll(strings.Join(words, "_"), "__", "_")
	for _, verb := range []string{"begin", "end"} {
		for _, spelled := range []string{"group", "repeat", "loop", "lgroup", "looped_group"} {
			if joined == verb+"_"+spelled || strings.HasPrefix(joined, verb+"_"+spelled+"_") {
				if kind = spelled; kind != "group" {
					kind = "repeat"
				}
				return verb, kind, true
			}
		}
	}
	return "", "", false
}

// group opens or closes a group. Its questions stand one after another; its
// condition is that of each of them.
func (r *reader) group(line row, at incoming.Place, verb, kind string) {
	if verb == "end" {
		if len(r.groups) == 0 || r.around().kind != kind {
			r.form.Say(at, incoming.Changed, "group_end")
		}
		r.groups = r.groups[:max(0, len(r.groups)-1)]
		return
	}
	r.form.Say(at, incoming.Changed, kind)
	g := r.around()
	if g.kind = kind; len(r.groups) < maxGroups {
		g.when, g.asked, g.unclear = r.when(line, g)
	} else { // it still has an end that has to be found
		r.form.Say(at, incoming.Changed, "groups_deep", "most", maxGroups)
		g.unclear = true
	}
	r.groups = append(r.groups, g)
}

// around is the innermost group that is open; the zero group if there is none.
func (r *reader) around() group {
	if len(r.groups) == 0 {
		return group{}
	}
	return r.groups[len(r.groups)-1]
}

// when joins the condition of a line to that of the group around it.
func (r *reader) when(line row, around group) (when *incoming.Cond, asked string, unclear bool) {
	given := r.survey.get(line, "relevant")
	own, err := incoming.ParseCondition(given)
	if asked = around.asked + given; around.asked != "" && given != "" {
		asked = "(" + around.asked + ") and (" + given + ")"
	}
	asked = incoming.Short(asked) // groups stand in groups, and a cell may hold very much
	switch {
	case err != nil || around.unclear:
		return nil, asked, true
	case around.when == nil:
		return own, asked, false
	case own == nil:
		return around.when, asked, false
	}
	return &incoming.Cond{Op: incoming.All, Of: []*incoming.Cond{around.when, own}}, asked, false
}

// item begins a question of a line: its words and its condition.
func (r *reader) item(line row, at incoming.Place) incoming.Item {
	it := incoming.Item{At: at, Name: at.Name}
	it.When, it.Asked, _ = r.when(line, r.around())
	text, marked, piped := r.text(r.survey, line, "label")
	hint, marked2, piped2 := r.text(r.survey, line, "hint")
	it.Text, it.Hint, it.Changed = text, hint, r.sayMarked(at, marked || marked2, piped || piped2)
	for _, column := range []string{"choice_filter", "calculation", "default"} {
		if value := r.survey.get(line, column); value != "" {
			r.form.Say(at, incoming.Changed, "cell."+column, "value", incoming.Short(value))
			it.Changed = true
		}
	}
	for _, c := range r.survey.columns {
		if media[c.base] && c.at < len(line.cells) && line.cells[c.at] != "" {
			r.form.Say(at, incoming.Changed, "cell.media", "value", incoming.Short(line.cells[c.at]))
			it.Changed = true
		}
	}
	return it
}

// note is a text that asks nothing: incoming.Remarks finds a place for it.
func (r *reader) note(line row, at incoming.Place) {
	text, marked, piped := r.text(r.survey, line, "label")
	r.sayMarked(at, marked, piped)
	if text == nil {
		r.form.Say(at, incoming.Left, "note_empty")
		return
	}
	_, asked, _ := r.when(line, r.around())
	r.remarks.Remark(at, text, asked)
}
