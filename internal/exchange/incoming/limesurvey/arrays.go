package limesurvey

import (
	"strings"

	"kist/internal/exchange/incoming"
)

// arrays are the types that become one question for each of their parts.
var arrays = map[string]func(*reader, *question, *question, incoming.Item){
	"A": (*reader).rowOfFive, "B": (*reader).rowOfTen, "C": (*reader).rowOfYesNo, "E": (*reader).rowOfSame,
	"F": (*reader).rowOfChoices, "H": (*reader).rowOfChoices, "1": (*reader).rowOfTwo,
	":": (*reader).rowOfNumbers, ";": (*reader).rowOfTexts,
	"K": (*reader).rowOfNumber, "Q": (*reader).rowOfText,
}

// array reads a question that has parts.
func (r *reader) array(q *question, it incoming.Item, row func(*reader, *question, *question, incoming.Item)) {
	rows := q.ofScale(0)
	r.form.Say(q.at, incoming.Changed, "lime.array", "questions", len(rows))
	for _, p := range rows {
		own := it
		own.At, own.Name = p.at, p.at.Name
		text, changed := r.text(p.at, p.text)
		own.Changed = changed // what the whole lost is said of the whole
		if q.kind == "K" && q.on("slider_layout") {
			text = r.ends(q, text, &own)
		}
		if own.Text = it.Text; len(text) > 0 {
			var hint incoming.Text
			if own.Text, hint = under(it.Text, text); hint != nil {
				own.Hint = hint
			}
		}
		own.When, own.Asked = r.partly(p, it.When, it.Asked)
		row(r, q, p, own)
	}
}

// ends reads the words at the ends of a slider, which stand in its text: "Noise:
// quiet | loud".
func (r *reader) ends(q *question, text incoming.Text, it *incoming.Item) incoming.Text {
	sign := q.attribute("slider_separator")
	if sign == "" {
		return text
	}
	head := incoming.Text{}
	for lang, whole := range text {
		words := strings.SplitN(whole, sign, 3)
		if head[lang] = strings.TrimSpace(words[0]); len(words) < 3 {
			continue
		}
		if it.Low == nil {
			it.Low, it.High = incoming.Text{}, incoming.Text{}
		}
		it.Low[lang], it.High[lang] = strings.TrimSpace(words[1]), strings.TrimSpace(words[2])
	}
	return head
}

func (r *reader) rowOfFive(_, _ *question, it incoming.Item) {
	it.Kind, it.Min, it.Max = "number", 1, 5
	r.remarks.Add(it)
}

func (r *reader) rowOfTen(_, _ *question, it incoming.Item) {
	it.Kind, it.Min, it.Max = "number", 1, 10
	r.remarks.Add(it)
}

func (r *reader) rowOfYesNo(_, _ *question, it incoming.Item) {
	it.Kind, it.Codes = "yes_no", yesNoCodes
	r.remarks.Add(it)
}

// rowOfSame is more, the same or less.
func (r *reader) rowOfSame(q, _ *question, it incoming.Item) {
	it.Kind = "one_choice"
	for _, c := range [][2]string{{"I", "More"}, {"S", "The same"}, {"D", "Less"}} {
		it.Options = append(it.Options, incoming.Choice{Name: c[0], Text: r.ours(q.at, c[1])})
	}
	r.remarks.Add(it)
}

func (r *reader) rowOfChoices(q, _ *question, it incoming.Item) {
	it.Kind, it.Options = "one_choice", r.choices(q, q.answers, 0, &it)
	r.remarks.Add(it)
}

// rowOfTwo has two scales, of which each is asked.
func (r *reader) rowOfTwo(q, _ *question, it incoming.Item) {
	for scale, header := range []string{"dualscale_headerA", "dualscale_headerB"} {
		own := it
		suffix := "_" + string(rune('0'+scale))
		own.At.Name, own.Name = it.At.Name+suffix, it.Name+suffix
		if head := r.bare(q.attributes[header]); len(head) > 0 {
			own.Text, _ = under(it.Text, head)
		}
		own.Kind, own.Options = "one_choice", r.choices(q, q.answers, scale, &own)
		r.remarks.Add(own)
	}
}

// rowOfNumbers has a number in each column, or boxes to tick.
func (r *reader) rowOfNumbers(q, p *question, it incoming.Item) {
	columns := q.ofScale(1)
	if q.on("multiflexible_checkbox") {
		it.Kind, it.Options = "several", r.ticked(q, columns, &it)
		for _, c := range columns {
			r.parts[it.Name+"_"+c.code] = part{it.Name, c.code, "1"}
		}
		r.remarks.Add(it)
		return
	}
	r.cells(q, columns, it, func(own *incoming.Item) {
		own.Kind = "number"
		r.between(q, "multiflexible_min", "multiflexible_max", 1, 10, own)
		if step := q.attribute("multiflexible_step"); step != "" && step != "1" {
			r.form.Say(own.At, incoming.Changed, "range_step", "value", incoming.Short(step))
			own.Changed = true
		}
	})
}

func (r *reader) rowOfTexts(q, p *question, it incoming.Item) {
	r.cells(q, q.ofScale(1), it, func(own *incoming.Item) {
		own.Kind, own.Max = "story", r.length(q, own)
	})
}

// cells adds a question for each column of a row.
func (r *reader) cells(q *question, columns []*question, it incoming.Item, finish func(*incoming.Item)) {
	for _, c := range columns {
		own := it
		own.At.Name, own.Name = it.At.Name+"_"+c.code, it.Name+"_"+c.code
		text, changed := r.text(own.At, c.text)
		own.Changed = own.Changed || changed
		if len(text) > 0 {
			own.Text, _ = under(it.Text, text)
		}
		finish(&own)
		r.remarks.Add(own)
	}
}

func (r *reader) rowOfNumber(q, _ *question, it incoming.Item) {
	r.numeric(q, &it)
	r.remarks.Add(it)
}

func (r *reader) rowOfText(q, _ *question, it incoming.Item) {
	it.Kind, it.Max = "story", r.length(q, &it)
	r.remarks.Add(it)
}
