package limesurvey

import (
	"slices"
	"strconv"
	"strings"

	"kist/internal/exchange/incoming"
)

// leaving are the types that nothing here asks, with the reason why.
var leaving = map[string]string{"D": "type.date", "*": "type.calculate", "I": "type.language", "|": "type.file"}

// asking are the types that are asked. Those with one question for each part of theirs
// are in arrays.
var asking = map[string]func(*reader, *question, incoming.Item){
	"L": (*reader).list, "!": (*reader).list, "O": (*reader).listWithComment,
	"M": (*reader).several, "P": (*reader).severalWithComments, "R": (*reader).ranking,
	"Y": (*reader).yesNo, "G": (*reader).gender, "5": (*reader).five,
	"N": (*reader).number, "S": (*reader).story, "T": (*reader).story, "U": (*reader).story,
	"X": (*reader).display,
}

// question reads a question of a group.
func (r *reader) question(g *group, q *question) {
	ask, row := asking[q.kind], arrays[q.kind]
	switch why := leaving[q.kind]; {
	case q.on("hidden"):
		r.form.Say(q.at, incoming.Left, "lime.hidden")
		return
	case why != "":
		r.form.Say(q.at, incoming.Left, why, "type", q.kind)
		return
	case ask == nil && row == nil:
		r.form.Say(q.at, incoming.Left, "type.unknown", "type", incoming.Short(q.kind))
		return
	}
	it := incoming.Item{At: q.at, Name: q.code}
	var never bool
	if it.When, it.Asked, never = r.when(g, q); never {
		r.form.Say(q.at, incoming.Left, "never_asked", "condition", it.Asked)
		return
	}
	var changed bool
	it.Text, it.Changed = r.text(q.at, q.text)
	it.Hint, changed = r.text(q.at, q.help)
	it.Changed = it.Changed || changed
	it.Changed = r.settings(q) || it.Changed
	if ask != nil {
		ask(r, q, it)
	} else {
		r.array(q, it, row)
	}
}

// display is a text that asks nothing.
func (r *reader) display(q *question, it incoming.Item) {
	if len(it.Text) == 0 {
		r.form.Say(q.at, incoming.Left, "note_empty")
		return
	}
	r.remarks.Remark(q.at, it.Text, it.Asked)
}

// list is one answer of a list.
func (r *reader) list(q *question, it incoming.Item) {
	it.Kind, it.Options = "one_choice", r.choices(q, q.answers, 0, &it)
	r.withOther(q, it)
}

func (r *reader) listWithComment(q *question, it incoming.Item) {
	it.Kind, it.Options = "one_choice", r.choices(q, q.answers, 0, &it)
	r.withOther(q, it)
	r.after(q, "comment", "lime.comment", "Do you want to say more about it?", it.When, it.Asked)
}

// choices are the answers of one scale.
func (r *reader) choices(q *question, answers []*answer, scale int, it *incoming.Item) []incoming.Choice {
	var list []incoming.Choice
	for _, a := range answers {
		if a.scale != scale {
			continue
		}
		text, changed := r.text(q.at, a.text)
		it.Changed = it.Changed || changed
		list = append(list, incoming.Choice{Name: a.code, Text: text})
	}
	return list
}

// ticked are the parts of a question as answers that may be chosen.
func (r *reader) ticked(q *question, parts []*question, it *incoming.Item) []incoming.Choice {
	alone := q.alone()
	var list []incoming.Choice
	for _, p := range parts {
		text, changed := r.text(p.at, p.text)
		it.Changed = it.Changed || changed
		if p.conditional() {
			r.form.Say(p.at, incoming.Changed, "lime.answer_condition", "condition", incoming.Short(p.relevance))
			it.Changed = true
		}
		list = append(list, incoming.Choice{Name: p.code, Text: text, Alone: slices.Contains(alone, p.code)})
	}
	return list
}

// alone are the codes of answers that go with no other.
func (q *question) alone() []string {
	return strings.Split(strings.ReplaceAll(q.attribute("exclude_all_others"), " ", ""), ";")
}

// withOther adds a question, and if it has an answer for any other, that answer and
// a question after it which other.
func (r *reader) withOther(q *question, it incoming.Item) {
	if !q.other {
		r.remarks.Add(it)
		return
	}
	name := "other"
	for _, c := range it.Options {
		if c.Name == name {
			name = "-oth-" // as LimeSurvey itself calls it
		}
	}
	text := r.bare(q.attributes["other_replace_text"])
	if text[r.form.Source] == "" {
		text = r.ours(q.at, "Other")
	}
	it.Options = append(it.Options, incoming.Choice{Name: name, Text: text, Alone: slices.Contains(q.alone(), "other")})
	r.others[q.code] = name
	r.form.Say(q.at, incoming.Added, "or_other")
	r.remarks.Add(it)
	is := &incoming.Cond{Op: incoming.Is, Question: it.Name, Value: name}
	r.after(q, "other", "", "Please say which.", is, it.Name+" = "+name)
}

// after adds a question in one's own words that belongs to one before it.
func (r *reader) after(q *question, suffix, why, text string, when *incoming.Cond, asked string) {
	at := q.at
	at.Name = q.code + "_" + suffix
	if why != "" {
		r.form.Say(at, incoming.Added, why)
	}
	r.remarks.Add(incoming.Item{
		At: at, Name: at.Name, Kind: "story", Text: r.ours(at, text), Max: maxComment, When: when, Asked: asked, Changed: true, With: q.code,
	})
}

// maxComment is the length of a comment, in runes.
const maxComment = 200

// ours are words that LimeSurvey brings along and that no file holds. They are in
// English; the account says so of a survey that is not.
func (r *reader) ours(at incoming.Place, text string) incoming.Text {
	if said := "words_english " + at.Name; r.form.Source != "en" && !r.said[said] {
		r.said[said] = true
		r.form.Say(at, incoming.Changed, "words_english", "language", r.form.Source)
	}
	return incoming.Text{r.form.Source: text}
}

// several is any number of answers.
func (r *reader) several(q *question, it incoming.Item) {
	it.Kind, it.Options = "several", r.ticked(q, q.parts, &it)
	for _, p := range q.parts {
		r.parts[p.at.Name] = part{q.code, p.code, "Y"}
	}
	n := len(it.Options)
	if q.other {
		n++
	}
	if most, ok := whole(q.attribute("max_answers")); ok && most > 1 && most < n {
		it.Max = most
	} else if q.attribute("max_answers") != "" && (!ok || most < 2) {
		r.limitLeft(q, &it, "max_answers")
	}
	r.withOther(q, it)
	if name := r.others[q.code]; name != "" {
		r.parts[q.code+"_other"] = part{q.code, name, ""} // in LimeSurvey it is ticked by writing which
	}
}

func (r *reader) severalWithComments(q *question, it incoming.Item) {
	when, asked := it.When, it.Asked
	r.several(q, it)
	r.after(q, "comment", "lime.comments", "Do you want to say more about any of these?", when, asked)
}

// ranking is answers in order. They are parts of the question in newer files, and its
// answers in older ones.
func (r *reader) ranking(q *question, it incoming.Item) {
	if it.Kind = "order"; len(q.parts) > 0 {
		it.Options = r.ticked(q, q.parts, &it)
	} else {
		it.Options = r.choices(q, q.answers, 0, &it)
	}
	if q.attribute("max_answers") != "" {
		r.limitLeft(q, &it, "max_answers")
	}
	r.remarks.Add(it)
}

// yesNoCodes are what conditions call the answers yes and no, and uncertain.
var yesNoCodes = map[string]string{"Y": "yes", "N": "no", "U": "not_sure"}

func (r *reader) yesNo(q *question, it incoming.Item) {
	it.Kind, it.Codes, it.Changed = "yes_no", yesNoCodes, true
	r.form.Say(q.at, incoming.Changed, "lime.yes_no")
	r.remarks.Add(it)
}

func (r *reader) gender(q *question, it incoming.Item) {
	it.Kind = "one_choice"
	it.Options = []incoming.Choice{{Name: "F", Text: r.ours(q.at, "Female")}, {Name: "M", Text: r.ours(q.at, "Male")}}
	r.form.Say(q.at, incoming.Changed, "lime.gender")
	it.Changed = true
	r.remarks.Add(it)
}

func (r *reader) five(_ *question, it incoming.Item) {
	it.Kind, it.Min, it.Max = "number", 1, 5
	r.remarks.Add(it)
}

// story is an answer in one's own words.
func (r *reader) story(q *question, it incoming.Item) {
	it.Kind = "story"
	if q.on("numbers_only") {
		r.form.Say(q.at, incoming.Changed, "lime.setting", "setting", "numbers_only", "value", "1")
		it.Changed = true
	}
	it.Max = r.length(q, &it)
	r.remarks.Add(it)
}

// whole reads a whole number that is not negative.
func whole(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0
}
