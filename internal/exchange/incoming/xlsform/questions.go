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
	r.leavePending("note_last")
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
	return slices.Contains([]string{"yes", "true", "true()"}, strings.ToLower(text))
}

// groupLine reads "begin group", "begin_repeat" and the like.
func groupLine(words []string) (verb, kind string, ok bool) {
	joined := strings.ReplaceAll(strings.Join(words, "_"), "__", "_")
	for _, verb := range []string{"begin", "end"} {
		for _, kind := range []string{"group", "repeat", "loop"} {
			if joined == verb+"_"+kind || strings.HasPrefix(joined, verb+"_"+kind+"_") {
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
		if len(r.groups) == 0 {
			r.form.Say(at, incoming.Changed, "group_end")
			return
		}
		r.groups = r.groups[:len(r.groups)-1]
		return
	}
	if len(r.groups) == maxGroups {
		r.form.Say(at, incoming.Left, "groups_deep", "most", maxGroups)
		return
	}
	if kind == "group" {
		r.form.Say(at, incoming.Changed, "group")
	} else {
		r.form.Say(at, incoming.Changed, "repeat")
	}
	g := group{kind: kind}
	if len(r.groups) > 0 {
		g = r.groups[len(r.groups)-1]
	}
	g.when, g.asked, g.unclear = r.when(line, g)
	r.groups = append(r.groups, g)
}

// when joins the condition of a line to that of the group around it.
func (r *reader) when(line row, around group) (when *incoming.Cond, asked string, unclear bool) {
	given := r.survey.get(line, "relevant")
	own, err := incoming.ParseCondition(given)
	if around.asked != "" && given != "" {
		asked = "(" + around.asked + ") and (" + given + ")"
	} else {
		asked = around.asked + given
	}
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
	around := group{}
	if len(r.groups) > 0 {
		around = r.groups[len(r.groups)-1]
	}
	it.When, it.Asked, _ = r.when(line, around)
	var marked, piped bool
	it.Text, marked, piped = r.text(r.survey, line, "label")
	it.Changed = r.sayMarked(at, marked, piped)
	it.Hint, marked, piped = r.text(r.survey, line, "hint")
	it.Changed = r.sayMarked(at, marked, piped) || it.Changed
	for _, column := range []string{"choice_filter", "calculation", "default"} {
		if value := r.survey.get(line, column); value != "" {
			r.form.Say(at, incoming.Changed, "cell."+column, "value", short(value))
			it.Changed = true
		}
	}
	for _, c := range r.survey.columns {
		if media[c.base] && c.at < len(line.cells) && line.cells[c.at] != "" {
			r.form.Say(at, incoming.Changed, "cell.media", "value", short(line.cells[c.at]))
			it.Changed = true
		}
	}
	return it
}

// short is a value as the account shows it.
func short(value string) string {
	if r := []rune(value); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return value
}

// add takes a question, with the note that stood before it as its hint.
func (r *reader) add(it incoming.Item) {
	if r.pending != nil {
		if it.Hint == nil {
			it.Hint = r.pending
			r.form.Say(r.pendingAt, incoming.Changed, "note_hint", "question", it.Name)
		} else {
			r.form.Say(r.pendingAt, incoming.Left, "note_second", "question", it.Name)
		}
		r.pending = nil
	}
	r.form.Items = append(r.form.Items, it)
}

// note is a text that asks nothing. Before the first question it is what is read at
// the start; elsewhere it becomes the hint of the question after it.
func (r *reader) note(line row, at incoming.Place) {
	text, marked, piped := r.text(r.survey, line, "label")
	r.sayMarked(at, marked, piped)
	switch {
	case text == nil:
		r.form.Say(at, incoming.Left, "note_empty")
	case len(r.form.Items) == 0:
		r.form.Say(at, incoming.Changed, "note_lead")
		r.form.Lead = joined(r.form.Lead, text)
	default:
		r.leavePending("note_second")
		r.pending, r.pendingAt = text, at
	}
}

// leavePending leaves a note that waits for a question.
func (r *reader) leavePending(why string) {
	if r.pending != nil {
		r.form.Say(r.pendingAt, incoming.Left, why, "question", "")
		r.pending = nil
	}
}

// joined is a text followed by another, in each language.
func joined(a, b incoming.Text) incoming.Text {
	t := incoming.Text{}
	for lang, text := range a {
		t[lang] = text
	}
	for lang, text := range b {
		t[lang] = strings.TrimSpace(t[lang] + " " + text)
	}
	return t
}
