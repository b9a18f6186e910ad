package questions

import (
	"slices"
	"strconv"
	"strings"

	"kist/internal/exchange/incoming"
	"kist/surveys"
)

// asking are the types that are asked, with the kind of question that each is here.
// They are compared in small letters, without signs.
var asking = map[string]string{
	"one choice": "one_choice", "one": "one_choice", "choice": "one_choice", "single choice": "one_choice", "single": "one_choice", "radio": "one_choice", "list": "one_choice",
	"select one": "one_choice", "dropdown": "one_choice", unclear: "one_choice",
	"several": "several", "several choices": "several", "many": "several", "checkbox": "several", "checkboxes": "several", "select multiple": "several", "tick boxes": "several",
	"yes no": "yes_no", "yes or no": "yes_no", "yesno": "yes_no",
	"story": "story", "text": "story", "open": "story", "open text": "story", "long text": "story", "short text": "story", "comment": "story", "own words": "story",
	"number": "number", "integer": "number", "scale": "number", "rating": "number", "slider": "number",
	"faces": "faces", "smileys": "faces", "agreement": "agreement", "agree": "agreement", "likert": "agreement",
	"order": "order", "rank": "order", "ranking": "order",
}

// unclear is one answer to some and several to others.
const unclear = "multiple choice"

// leaving are the types that nothing here asks, with the reason why.
var leaving = map[string]string{
	"date": "type.date", "time": "type.date", "file": "type.file", "photo": "type.file", "picture": "type.picture", "pictures": "type.picture",
	"email": "type.meta", "phone": "type.meta", "place": "type.place", "map": "type.place",
}

// around are lines that ask nothing, by what their type may be called.
var around = map[string]string{
	"title": "title", "welcome": "welcome", "lead": "welcome", "start": "welcome", "introduction": "welcome",
	"note": "note", "info": "note", "heading": "note", "section": "note",
}

// kind is the type of a line, as asking, leaving or around call it. A line that says
// none asks for one of its answers, or for a story if it has none.
func (r *reader) kind(line row) string {
	given := folded(r.get(line, "type"))
	if to, ok := around[given]; ok {
		return to
	}
	if given != "" {
		return given
	}
	for _, c := range r.columns {
		if (c.base == "answers" || c.base == "answer") && c.at < len(line.cells) && line.cells[c.at] != "" {
			return "one choice"
		}
	}
	return "story"
}

// answers reads the answers that may be chosen.
func (r *reader) answers(line row, it *incoming.Item) {
	own := r.listed(line, r.form.Source)
	offers := it.Kind == "one_choice" || it.Kind == "several" || it.Kind == "order"
	if !offers {
		it.Codes = codes(it.Kind)
		if len(own) > 0 {
			r.form.Say(it.At, incoming.Changed, "csv_answers", "value", incoming.Short(strings.Join(own, " | ")))
			it.Changed = true
		}
		return
	}
	byTag := r.translated(line, it, own)
	alone := folded(r.get(line, "alone"))
	for i, text := range own {
		if text == "" {
			continue
		}
		c := r.choice(it, i, text, byTag)
		if slices.ContainsFunc(it.Options, func(o incoming.Choice) bool { return o.Name == c.Name }) {
			r.form.Say(it.At, incoming.Left, "answer_twice", "value", incoming.Short(c.Name))
			continue
		}
		c.Alone = alone != "" && folded(c.Name) == alone
		it.Options = append(it.Options, c)
	}
	if alone != "" && !slices.ContainsFunc(it.Options, func(o incoming.Choice) bool { return o.Alone && it.Kind == "several" }) {
		r.form.Say(it.At, incoming.Changed, "csv_alone", "value", incoming.Short(r.get(line, "alone")))
		it.Changed = true
	}
}

// translated are the answers in the other languages, as many as in the form's own.
func (r *reader) translated(line row, it *incoming.Item, own []string) map[string][]string {
	byTag := map[string][]string{}
	for _, tag := range r.form.Languages[1:] {
		list := r.listed(line, tag)
		if len(list) > 0 && len(list) != len(own) {
			r.form.Say(it.At, incoming.Changed, "csv_answers_other", "language", tag, "given", len(list), "wanted", len(own))
			it.Changed = true
			continue
		}
		byTag[tag] = list
	}
	return byTag
}

// choice is the answer with a number from 0, in all languages.
func (r *reader) choice(it *incoming.Item, i int, text string, byTag map[string][]string) incoming.Choice {
	plain, lost := r.plain(it.At, text)
	it.Changed = it.Changed || lost
	c := incoming.Choice{Name: plain, Text: incoming.Text{r.form.Source: plain}}
	for tag, list := range byTag {
		if i < len(list) {
			if other, _, _ := incoming.Plain(list[i]); other != "" {
				c.Text[tag] = other
			}
		}
	}
	return c
}

// codes are what conditions call the answers that a kind brings along: yes and "not
// sure", or the numbers of faces and steps.
func codes(kind string) map[string]string {
	q := &surveys.Question{KindName: kind}
	if kind == "number" || kind == "story" {
		return nil
	}
	named := map[string]string{}
	for _, cell := range q.Kind().Cells(q, surveys.E14) {
		named[folded(cell)] = cell
	}
	return named
}

// listed are the answers of a line in one language: those of one cell, or those of
// columns with a number. One that is empty keeps its place.
func (r *reader) listed(line row, tag string) []string {
	var list, numbered []string
	for _, c := range r.columns {
		if c.lost != "" || c.at >= len(line.cells) {
			continue
		}
		cell := line.cells[c.at]
		own := c.tag == tag || c.tag == "" && tag == r.form.Source
		switch {
		case c.base == "answers" && own && cell != "":
			list = append(list, cut(cell)...)
		case c.base == "answer" && cell != "":
			for len(numbered) < c.nth {
				numbered = append(numbered, "")
			}
			if own {
				numbered[c.nth-1] = cell
			}
		}
	}
	return append(list, numbered...)
}

// cut parts the answers of one cell: by |, or else by the ends of its lines, by ; or
// by commas.
func cut(cell string) []string {
	sign := ""
	for _, s := range []string{"|", "\n", ";", ","} {
		if strings.Contains(cell, s) {
			sign = s
			break
		}
	}
	if sign == "" {
		return []string{cell}
	}
	list := strings.Split(cell, sign)
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// limits reads the least and the greatest of an answer, and the ends of a scale.
func (r *reader) limits(line row, it *incoming.Item) {
	least, okLeast := r.whole(line, it, "min")
	most, okMost := r.whole(line, it, "max")
	low, _ := r.words(line, it.At, "low")
	high, _ := r.words(line, it.At, "high")
	switch it.Kind {
	case "number":
		it.Low, it.High = low, high
		r.bounds(it, least, most, okLeast, okMost)
		return
	case "several":
		if okMost && most > 1 && most < len(it.Options) {
			it.Max, okMost = most, false
		}
	case "story":
		if okMost && most > 0 && most <= surveys.MaxStory {
			it.Max, okMost = most, false
		}
	}
	for i, left := range []bool{okLeast, okMost, low != nil, high != nil} {
		if left {
			r.form.Say(it.At, incoming.Changed, "csv_limit", "column", []string{"min", "max", "low", "high"}[i])
			it.Changed = true
		}
	}
}

// mostNumber is the greatest answer to a number that the table does not limit.
const mostNumber = 100

// bounds gives a number its least and its greatest.
func (r *reader) bounds(it *incoming.Item, least, most int, okLeast, okMost bool) {
	if !okMost {
		if most = mostNumber; it.Low != nil || it.High != nil {
			most = 10
		}
		r.form.Say(it.At, incoming.Changed, "number_open", "min", least, "max", most)
		it.Changed = true
	}
	if !okLeast && okMost && (it.Low != nil || it.High != nil) && most > 1 {
		least = 1
		r.form.Say(it.At, incoming.Changed, "number_open", "min", least, "max", most)
		it.Changed = true
	}
	it.Min, it.Max = least, most
}

// whole reads a whole number of a column. ok is false if there is none.
func (r *reader) whole(line row, it *incoming.Item, column string) (n int, ok bool) {
	given := r.get(line, column)
	if given == "" {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(given, ".0"), ",0"))
	if err != nil || n < 0 {
		r.form.Say(it.At, incoming.Changed, "csv_number", "column", column, "value", incoming.Short(given))
		it.Changed = true
		return 0, false
	}
	return n, true
}
