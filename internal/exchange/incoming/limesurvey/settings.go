package limesurvey

import (
	"slices"
	"strings"

	"kist/internal/exchange/incoming"
	"kist/surveys"
)

// changing are settings that change how a question is asked, and are not kept: each is
// named with its value where it has one that does something.
var changing = []string{
	"answer_order", "array_filter", "array_filter_exclude", "em_validation_q", "em_validation_sq", "equals_num_value", "exclude_all_others_auto", "keep_codes_order",
	"max_num_value", "max_num_value_sgqa", "min_answers", "min_num_value", "min_num_value_sgqa", "other_numbers_only", "parent_order", "prefix", "suffix", "random_group",
	"random_order", "subquestion_order", "time_limit", "value_range_allows_missing", "equation", "input_boxes",
}

// idle are values of a setting that do nothing.
var idle = []string{"", "0", "N", "normal", "none"}

// settings says of a question's settings what is not kept of them.
func (r *reader) settings(q *question) (changed bool) {
	if q.mandatory {
		r.once(incoming.Place{Part: partQuestions, Name: "mandatory"}, "column.required")
	}
	if q.pattern != "" {
		r.form.Say(q.at, incoming.Changed, "cell.constraint", "value", incoming.Short(q.pattern))
		changed = true
	}
	if r.preset[q.id] {
		r.form.Say(q.at, incoming.Changed, "lime.preset")
		changed = true
	}
	for _, name := range changing {
		if value := q.attribute(name); !slices.Contains(idle, value) {
			r.form.Say(q.at, incoming.Changed, "lime.setting", "setting", name, "value", incoming.Short(value))
			changed = true
		}
	}
	for _, name := range []string{"prefix", "suffix"} { // these have words in each language
		if text := r.bare(q.attributes[name]); len(text) > 0 {
			r.form.Say(q.at, incoming.Changed, "lime.setting", "setting", name, "value", incoming.Short(text[r.form.Source]))
			changed = true
		}
	}
	r.looks(q)
	return changed
}

// looks says once of a file that settings of looks and statistics stay behind.
func (r *reader) looks(q *question) {
	for name := range q.attributes {
		for _, of := range []string{"statistics_", "display_", "css", "time_limit_", "slider_handle", "text_input_", "page_break", "public_statistics"} {
			if strings.HasPrefix(name, of) {
				r.once(incoming.Place{Part: partQuestions, Name: "settings"}, "column.appearance")
				return
			}
		}
	}
}

// limitLeft says that a setting that limits the answer is not kept.
func (r *reader) limitLeft(q *question, it *incoming.Item, name string) {
	r.form.Say(q.at, incoming.Changed, "lime.setting", "setting", name, "value", incoming.Short(q.attribute(name)))
	it.Changed = true
}

// length is the most characters of an answer; 0 if nothing is said of it.
func (r *reader) length(q *question, it *incoming.Item) int {
	given := q.attribute("maximum_chars")
	if given == "" {
		return 0
	}
	most, ok := whole(given)
	if !ok || most < 1 || most > surveys.MaxStory {
		r.limitLeft(q, it, "maximum_chars")
		return 0
	}
	return most
}

// between reads a least and a greatest number of two settings, each otherwise what
// LimeSurvey takes if none is given.
func (r *reader) between(q *question, least, most string, otherLeast, otherMost int, it *incoming.Item) {
	var ok1, ok2 bool
	if it.Min, ok1 = whole(q.attribute(least)); !ok1 {
		it.Min = otherLeast
	}
	if it.Max, ok2 = whole(q.attribute(most)); !ok2 {
		it.Max = otherMost
	}
	switch {
	case !ok1 && q.attribute(least) != "" || !ok2 && q.attribute(most) != "":
		given := strings.TrimSpace(q.attribute(least) + " " + q.attribute(most))
		r.form.Say(it.At, incoming.Changed, "number_range", "min", it.Min, "max", it.Max, "value", incoming.Short(given))
	case otherMost == mostNumber && !(ok1 && ok2):
		r.form.Say(it.At, incoming.Changed, "number_open", "min", it.Min, "max", it.Max)
	default:
		return
	}
	it.Changed = true
}

// mostNumber is the greatest answer to a number that the file does not limit.
const mostNumber = 100

// number is a number that is typed.
func (r *reader) number(q *question, it incoming.Item) {
	r.numeric(q, &it)
	r.remarks.Add(it)
}

// numeric makes a question one for a number.
func (r *reader) numeric(q *question, it *incoming.Item) {
	it.Kind = "number"
	if q.on("slider_layout") {
		r.between(q, "slider_min", "slider_max", 0, mostNumber, it)
		if step := q.attribute("slider_accuracy"); step != "" && step != "1" {
			r.form.Say(it.At, incoming.Changed, "range_step", "value", incoming.Short(step))
			it.Changed = true
		}
		return
	}
	r.between(q, "min_num_value_n", "max_num_value_n", 0, mostNumber, it)
	if !q.on("num_value_int_only") {
		r.form.Say(it.At, incoming.Changed, "number_whole")
		it.Changed = true
	}
}
