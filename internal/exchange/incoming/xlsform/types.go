package xlsform

import (
	"slices"
	"strconv"
	"strings"

	"kist/internal/exchange/incoming"
)

// leaving are the types of the XLSForm reference table that nothing here asks, with
// the reason why.
var leaving = map[string]string{
	"date": "type.date", "time": "type.date", "datetime": "type.date",
	"geopoint": "type.place", "geotrace": "type.place", "geoshape": "type.place", "start-geopoint": "type.place", "gps": "type.place", "location": "type.place",
	"image": "type.file", "photo": "type.file", "picture": "type.file", "audio": "type.file", "video": "type.file", "file": "type.file", "background-audio": "type.file",
	"barcode": "type.barcode", "acknowledge": "type.acknowledge", "trigger": "type.acknowledge",
	"calculate": "type.calculate", "hidden": "type.calculate", "xml-external": "type.external", "csv-external": "type.external", "xml_external": "type.external", "csv_external": "type.external",
	"start": "type.meta", "end": "type.meta", "today": "type.meta", "deviceid": "type.meta", "device_id": "type.meta", "phonenumber": "type.meta", "phone_number": "type.meta",
	"username": "type.meta", "email": "type.meta", "audit": "type.meta", "simserial": "type.meta", "sim_id": "type.meta", "subscriberid": "type.meta", "subscriber_id": "type.meta",
	"imei": "type.meta", "uri:deviceid": "type.meta", "uri:phonenumber": "type.meta", "uri:username": "type.meta", "uri:email": "type.meta", "uri:simserial": "type.meta", "uri:subscriberid": "type.meta",
	"osm": "type.place", "entity": "type.external",
	"select_one_external": "type.external", "select_one_from_file": "type.external", "select_multiple_from_file": "type.external",
}

// selects are the types that offer a list of choices, with the kind of question
// that they are here.
var selects = map[string]string{
	"select_one": "one_choice", "select1": "one_choice", "select_multiple": "several", "select": "several", "rank": "order", "odk:rank": "order",
}

// long are older spellings of several words, without the "add", "get", "q" and
// "prompt" around some of them.
var long = strings.NewReplacer(
	"select one using", "select_one", "select multiple using", "select_multiple",
	"number of days in last month", "integer", "number of days in last six months", "integer", "number of days in last year", "integer", "percentage", "integer",
	"subscriber id", "subscriberid", "sim id", "simserial",
	"select one from file", "select_one_from_file", "select multiple from file", "select_multiple_from_file", "select one external", "select_one_external",
	"select one from", "select_one", "select all that apply from", "select_multiple", "select all that apply", "select_multiple",
	"select one", "select_one", "select multiple from", "select_multiple", "select multiple", "select_multiple",
	"date time", "datetime", "background audio", "background-audio",
	"start time", "start", "end time", "end", "device id", "deviceid", "phone number", "phonenumber",
)

// typed reads a line by its type.
func (r *reader) typed(line row, at incoming.Place, given string, words []string) {
	words = modern(words)
	if why, ok := leaving[words[0]]; ok {
		r.form.Say(at, incoming.Left, why, "type", given)
		return
	}
	switch words[0] {
	case "note":
		r.note(line, at)
	case "text", "string":
		if isYes(r.survey.get(line, "readonly")) { // nothing can be written there
			r.note(line, at)
			return
		}
		r.story(line, at)
	case "integer", "int", "decimal":
		r.number(line, at, words[0] == "decimal")
	case "range":
		r.scale(line, at)
	default:
		kind, ok := selects[words[0]]
		if !ok {
			r.form.Say(at, incoming.Left, "type.unknown", "type", incoming.Short(given))
			return
		}
		r.choose(line, at, kind, strings.Fields(given), words)
	}
}

// modern writes a type as forms do today; words has at least one, and so has what is
// given back.
func modern(words []string) []string {
	switch first := words[0]; {
	case first == "add" && len(words) > 2:
		words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "add" || w == "prompt" })
	case len(words) > 1 && (first == "get" || first == "q"):
		words = words[1:]
	}
	if len(words) == 0 {
		return []string{"add"} // "add prompt" and nothing else
	}
	return strings.Fields(long.Replace(strings.Join(words, " ")))
}

// choose reads a question with a list of choices.
func (r *reader) choose(line row, at incoming.Place, kind string, given, words []string) {
	other := words[len(words)-1] == "or_other" || strings.HasSuffix(strings.Join(words, " "), "or specify other")
	list := ""
	if len(words) > 1 { // the list's name is as it was written, capitals and all
		list = given[len(given)-len(words)+1]
	}
	choices, ok := r.lists[list]
	if !ok {
		r.form.Say(at, incoming.Left, "list_missing", "list", incoming.Short(list))
		return
	}
	r.used[list] = true
	if slices.Contains(strings.Fields(strings.ToLower(r.survey.get(line, "appearance"))), "label") {
		r.form.Say(at, incoming.Left, "type.labels") // the head of a table: it shows the answers and takes none
		return
	}
	it := r.item(line, at)
	it.Kind, it.Options = kind, choices[:len(choices):len(choices)]
	if kind == "several" {
		r.limitSeveral(line, &it)
	} else if c := r.survey.get(line, "constraint"); c != "" {
		r.constraintLeft(&it, c)
	}
	r.parameters(line, &it)
	if !other {
		r.remarks.Add(it)
		return
	}
	if !slices.ContainsFunc(choices, func(c incoming.Choice) bool { return c.Name == "other" }) {
		it.Options = append(it.Options, incoming.Choice{Name: "other", Text: incoming.Text{r.form.Source: "Other"}})
	}
	r.form.Say(at, incoming.Added, "or_other")
	r.remarks.Add(it)
	r.remarks.Add(incoming.Item{
		At: at, Name: at.Name + "_other", Kind: "story", Text: incoming.Text{r.form.Source: "Please say which."}, Max: 200, Changed: true, With: at.Name,
		When: &incoming.Cond{Op: incoming.Is, Question: at.Name, Value: "other"}, Asked: at.Name + " = other",
	})
}

// story reads a question that is answered in one's own words.
func (r *reader) story(line row, at incoming.Place) {
	it := r.item(line, at)
	it.Kind = "story"
	r.limitStory(line, &it)
	r.parameters(line, &it)
	r.remarks.Add(it)
}

// number reads a question that is answered by a number.
func (r *reader) number(line row, at incoming.Place, decimal bool) {
	it := r.item(line, at)
	it.Kind = "number"
	r.limitNumber(line, &it)
	if decimal {
		r.form.Say(at, incoming.Changed, "number_whole")
		it.Changed = true
	}
	r.remarks.Add(it)
}

// scale reads a range.
func (r *reader) scale(line row, at incoming.Place) {
	it := r.item(line, at)
	it.Kind = "number"
	given := r.survey.get(line, "parameters")
	p := parameters(given)
	least, err1 := wholeOr(p["start"], 1)
	most, err2 := wholeOr(p["end"], 10)
	step, err3 := wholeOr(p["step"], 1)
	if err1 != nil || err2 != nil || err3 != nil || step != 1 {
		r.form.Say(at, incoming.Changed, "range_step", "value", incoming.Short(given))
		it.Changed = true
	}
	it.Min, it.Max = least, most
	if !r.ends(&it, p) {
		r.parameters(line, &it)
	}
	if c := r.survey.get(line, "constraint"); c != "" {
		r.constraintLeft(&it, c)
	}
	r.remarks.Add(it)
}

// ends takes the words at the two ends of a range from the list of its marks. False
// if there are other marks, or other parameters, that stay behind.
func (r *reader) ends(it *incoming.Item, p map[string]string) bool {
	whole, list := true, p["tick_labelset"]
	for _, c := range r.lists[list] {
		switch c.Name {
		case strconv.Itoa(it.Min):
			it.Low = c.Text
		case strconv.Itoa(it.Max):
			it.High = c.Text
		default:
			whole = false
		}
	}
	r.used[list] = true
	for name := range p {
		whole = whole && slices.Contains([]string{"start", "end", "step", "tick_labelset"}, name)
	}
	return whole && (list == "" || len(r.lists[list]) > 0)
}
