package xlsform

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// construct is one line of the XLSForm reference table, with an example of it.
type construct struct {
	sheet, kind, name string   // kind is "type", "column", "appearance" or "parameter"
	fate              string   // "whole", "changed" or "stays behind"
	question          string   // the kind of question that a type becomes; empty if none
	cells             []string // of a type: how it may be written; of a column: the type of the question, and what stands in the cell
}

// reference is the reference table of the standard (xlsform.org, and the words of its
// converter), and not made of what the reader knows.
var reference = slices.Concat(typeReference, columnReference, appearanceReference)

var typeReference = []construct{
	{"survey", "type", "select_one", "whole", "one_choice", []string{"select_one l", "select one l", "select one from l", "select1 l", "add select one prompt using l", "SELECT_ONE l", "q select1 l"}},
	{"survey", "type", "select_multiple", "whole", "several", []string{"select_multiple l", "select multiple l", "select multiple from l", "select all that apply l", "select all that apply from l", "add select multiple prompt using l"}},
	{"survey", "type", "rank", "whole", "order", []string{"rank l", "odk:rank l"}},
	{"survey", "type", "or_other", "whole", "one_choice", []string{"select_one l or_other", "select one from l or specify other"}},
	{"survey", "type", "select_one_from_file", "stays behind", "", []string{"select_one_from_file a.csv", "select one from file a.csv", "select_one_from_file a.geojson"}},
	{"survey", "type", "select_multiple_from_file", "stays behind", "", []string{"select_multiple_from_file a.xml", "select multiple from file a.csv"}},
	{"survey", "type", "select_one_external", "stays behind", "", []string{"select_one_external l", "select one external l"}},
	{"survey", "type", "text", "whole", "story", []string{"text", "string", "add text prompt", "q string"}},
	{"survey", "type", "integer", "changed", "number", []string{"integer", "int", "add integer prompt", "q int", "percentage", "number of days in last month"}},
	{"survey", "type", "decimal", "changed", "number", []string{"decimal", "add decimal prompt", "q decimal"}},
	{"survey", "type", "range", "whole", "number", []string{"range"}},
	{"survey", "type", "date", "stays behind", "", []string{"date", "add date prompt", "q date"}},
	{"survey", "type", "time", "stays behind", "", []string{"time"}},
	{"survey", "type", "dateTime", "stays behind", "", []string{"dateTime", "datetime", "date time", "add dateTime prompt", "add date time prompt"}},
	{"survey", "type", "geopoint", "stays behind", "", []string{"geopoint", "gps", "location", "add location prompt", "q geopoint"}},
	{"survey", "type", "geotrace", "stays behind", "", []string{"geotrace"}},
	{"survey", "type", "geoshape", "stays behind", "", []string{"geoshape"}},
	{"survey", "type", "start-geopoint", "stays behind", "", []string{"start-geopoint"}},
	{"survey", "type", "osm", "stays behind", "", []string{"osm", "osm building"}},
	{"survey", "type", "image", "stays behind", "", []string{"image", "photo", "add image prompt", "add photo prompt", "q picture", "q image"}},
	{"survey", "type", "audio", "stays behind", "", []string{"audio", "add audio prompt", "q audio"}},
	{"survey", "type", "background-audio", "stays behind", "", []string{"background-audio"}},
	{"survey", "type", "video", "stays behind", "", []string{"video", "add video prompt", "q video"}},
	{"survey", "type", "file", "stays behind", "", []string{"file", "add file prompt"}},
	{"survey", "type", "barcode", "stays behind", "", []string{"barcode", "add barcode prompt", "q barcode"}},
	{"survey", "type", "note", "changed", "", []string{"note", "add note prompt", "q note"}},
	{"survey", "type", "acknowledge", "stays behind", "", []string{"acknowledge", "trigger", "add acknowledge prompt", "q acknowledge"}},
	{"survey", "type", "calculate", "stays behind", "", []string{"calculate", "add calculate prompt", "q calculate"}},
	{"survey", "type", "hidden", "stays behind", "", []string{"hidden"}},
	{"survey", "type", "xml-external", "stays behind", "", []string{"xml-external"}},
	{"survey", "type", "csv-external", "stays behind", "", []string{"csv-external"}},
	{"survey", "type", "start", "stays behind", "", []string{"start", "start time", "get start time"}},
	{"survey", "type", "end", "stays behind", "", []string{"end", "end time", "get end time"}},
	{"survey", "type", "today", "stays behind", "", []string{"today", "get today"}},
	{"survey", "type", "deviceid", "stays behind", "", []string{"deviceid", "imei", "device id", "get device id", "uri:deviceid"}},
	{"survey", "type", "phonenumber", "stays behind", "", []string{"phonenumber", "phone_number", "get phone number", "uri:phonenumber"}},
	{"survey", "type", "username", "stays behind", "", []string{"username", "uri:username"}},
	{"survey", "type", "email", "stays behind", "", []string{"email", "uri:email"}},
	{"survey", "type", "simserial", "stays behind", "", []string{"simserial", "sim id", "get sim id", "uri:simserial"}},
	{"survey", "type", "subscriberid", "stays behind", "", []string{"subscriberid", "subscriber id", "get subscriber id", "uri:subscriberid"}},
	{"survey", "type", "audit", "stays behind", "", []string{"audit"}},
	{"survey", "type", "begin_group", "changed", "", []string{"begin_group", "begin group", "Begin Group"}},
	{"survey", "type", "begin_repeat", "changed", "", []string{"begin_repeat", "begin repeat", "begin lgroup", "begin looped group", "begin loop over l"}},
}

var columnReference = []construct{
	{"survey", "column", "type", "whole", "", []string{"text", ""}},
	{"survey", "column", "name", "whole", "", []string{"text", ""}},
	{"survey", "column", "label", "whole", "", []string{"text", "Why?"}},
	{"survey", "column", "label::Polski (pl)", "whole", "", []string{"text", "Dlaczego?"}},
	{"survey", "column", "hint", "whole", "", []string{"text", "Think of home"}},
	{"survey", "column", "hint::Polski (pl)", "whole", "", []string{"text", "Pomyśl o domu"}},
	{"survey", "column", "guidance_hint", "stays behind", "", []string{"text", "Do not prompt"}},
	{"survey", "column", "constraint", "whole", "", []string{"integer", ". >= 0 and . <= 10"}},
	{"survey", "column", "constraint_message", "stays behind", "", []string{"text", "No more than 10"}},
	{"survey", "column", "required", "stays behind", "", []string{"text", "yes"}},
	{"survey", "column", "required_message", "stays behind", "", []string{"text", "Please"}},
	{"survey", "column", "default", "changed", "", []string{"text", "Nothing"}},
	{"survey", "column", "relevant", "whole", "", []string{"text", "${before} = 'a'"}},
	{"survey", "column", "read_only", "stays behind", "", []string{"select_one l", "yes"}},
	{"survey", "column", "calculation", "changed", "", []string{"text", "1 + 1"}},
	{"survey", "column", "trigger", "stays behind", "", []string{"text", "${before}"}},
	{"survey", "column", "choice_filter", "changed", "", []string{"select_one l", "town = ${before}"}},
	{"survey", "column", "repeat_count", "changed", "", []string{"begin_repeat", "3"}},
	{"survey", "column", "media::image", "changed", "", []string{"text", "house.png"}},
	{"survey", "column", "media::big-image", "changed", "", []string{"text", "house.png"}},
	{"survey", "column", "media::audio", "changed", "", []string{"text", "house.mp3"}},
	{"survey", "column", "media::video", "changed", "", []string{"text", "house.mp4"}},
	{"survey", "column", "media::image::Polski (pl)", "changed", "", []string{"text", "dom.png"}},
	{"survey", "column", "appearance", "stays behind", "", []string{"text", "multiline"}},
	{"survey", "column", "parameters", "changed", "", []string{"select_one l", "randomize=true seed=3"}},
	{"survey", "column", "autoplay", "stays behind", "", []string{"text", "audio"}},
	{"survey", "column", "disabled", "stays behind", "", []string{"text", "yes"}},
	{"survey", "column", "save_to", "stays behind", "", []string{"text", "home"}},
	{"survey", "column", "instance::attribute", "stays behind", "", []string{"text", "x"}},
	{"survey", "column", "bind::attribute", "stays behind", "", []string{"text", "x"}},
	{"survey", "column", "body::attribute", "stays behind", "", []string{"text", "x"}},
	{"survey", "column", "body::accuracyThreshold", "stays behind", "", []string{"text", "5"}},
	{"survey", "column", "body::intent", "stays behind", "", []string{"text", "org.example.scan()"}},
	{"survey", "column", "noAppErrorString", "stays behind", "", []string{"text", "Install it"}},
	{"survey", "column", "rows", "stays behind", "", []string{"text", "4"}},
	{"survey", "column", "hxl", "stays behind", "", []string{"text", "#adm1"}},
	{"survey", "column", "sms_field", "stays behind", "", []string{"text", "q"}},
	{"choices", "column", "list_name", "whole", "", []string{"", "l"}},
	{"choices", "column", "name", "whole", "", []string{"", "a"}},
	{"choices", "column", "label", "whole", "", []string{"", "An answer"}},
	{"choices", "column", "label::Polski (pl)", "whole", "", []string{"", "Odpowiedź"}},
	{"choices", "column", "media::image", "stays behind", "", []string{"", "a.png"}},
	{"choices", "column", "media::audio", "stays behind", "", []string{"", "a.mp3"}},
	{"choices", "column", "media::video", "stays behind", "", []string{"", "a.mp4"}},
	{"choices", "column", "geometry", "stays behind", "", []string{"", "1 1 0 0"}},
	{"choices", "column", "[filter]", "stays behind", "", []string{"", "north"}},
	{"settings", "column", "form_title", "whole", "", []string{"", "A form"}},
	{"settings", "column", "form_id", "whole", "", []string{"", "a_form"}},
	{"settings", "column", "default_language", "whole", "", []string{"", "English (en)"}},
	{"settings", "column", "version", "stays behind", "", []string{"", "7"}},
	{"settings", "column", "instance_name", "stays behind", "", []string{"", "uuid()"}},
	{"settings", "column", "public_key", "stays behind", "", []string{"", "MII"}},
	{"settings", "column", "submission_url", "stays behind", "", []string{"", "https://example.org"}},
	{"settings", "column", "auto_send", "stays behind", "", []string{"", "true"}},
	{"settings", "column", "auto_delete", "stays behind", "", []string{"", "true"}},
	{"settings", "column", "style", "stays behind", "", []string{"", "pages"}},
	{"settings", "column", "name", "stays behind", "", []string{"", "data"}},
	{"settings", "column", "allow_choice_duplicates", "stays behind", "", []string{"", "yes"}},
	{"settings", "column", "namespaces", "stays behind", "", []string{"", "esri=x"}},
	{"settings", "column", "client_editable", "stays behind", "", []string{"", "yes"}},
	{"settings", "column", "clean_text_values", "stays behind", "", []string{"", "no"}},
	{"settings", "column", "omit_instanceID", "stays behind", "", []string{"", "yes"}},
	{"settings", "column", "attribute::x", "stays behind", "", []string{"", "y"}},
	{"settings", "column", "sms_keyword", "stays behind", "", []string{"", "form"}},
	{"settings", "column", "prefix", "stays behind", "", []string{"", "f"}},
	{"settings", "column", "delimiter", "stays behind", "", []string{"", ","}},
	{"entities", "column", "list_name", "stays behind", "", []string{"", "homes"}},
	{"entities", "column", "label", "stays behind", "", []string{"", "${x}"}},
	{"entities", "column", "entity_id", "stays behind", "", []string{"", "${x}"}},
	{"entities", "column", "create_if", "stays behind", "", []string{"", "true()"}},
	{"entities", "column", "update_if", "stays behind", "", []string{"", "false()"}},
	{"osm", "column", "list_name", "stays behind", "", []string{"", "building"}},
	{"osm", "column", "name", "stays behind", "", []string{"", "house"}},
	{"osm", "column", "label", "stays behind", "", []string{"", "House"}},
	{"external_choices", "column", "list_name", "stays behind", "", []string{"", "l"}},
	{"external_choices", "column", "name", "stays behind", "", []string{"", "a"}},
	{"external_choices", "column", "label", "stays behind", "", []string{"", "A"}},
}

// appearanceReference are the appearances that the table names, under the type that
// they are for.
var appearanceReference = func() (all []construct) {
	for kind, names := range map[string]string{
		"text":         "numbers multiline url printer thousands-sep masked ex:org.example.app",
		"integer":      "thousands-sep bearing counter my-location",
		"range":        "vertical no-ticks rating picker distress",
		"select_one l": "minimal autocomplete likert list-nolabel columns columns-4 columns-pack no-buttons quick map image-map horizontal horizontal-compact compact compact-2 quickcompact search",
	} {
		for _, name := range strings.Fields(names) {
			all = append(all, construct{"survey", "appearance", name, "stays behind", "", []string{kind, name}})
		}
	}
	return append(all, construct{"survey", "appearance", "label", "stays behind", "", []string{"select_one l", "label"}})
}()

// tried gives a construct to the reader, in each way of writing it: what became of it,
// and the kinds of question that came of a type.
func (c construct) tried(t *testing.T) (fates, kinds []string) {
	t.Helper()
	if c.kind != "type" {
		return []string{fateOf(t, c.form(), c.place())}, nil
	}
	for _, cell := range c.cells {
		file := workbook(t, referenceForm("", "")+"|survey|\n|type|name|label|\n|text|before|Before|\n|"+cell+"|x|Which?|\n|text|after|After|\n")
		s, notes := taken(t, file)
		fates = append(fates, worst(notes, "survey 3 x: "))
		kind := ""
		if q := s.Question("x"); q != nil {
			kind = q.KindName
		}
		kinds = append(kinds, kind)
	}
	return fates, kinds
}

// place is how the account names a construct that is no type.
func (c construct) place() []string {
	switch {
	case c.sheet == "entities" || c.sheet == "osm" || c.sheet == "external_choices":
		return []string{"0 " + c.sheet + ": "}
	case c.kind == "appearance":
		return []string{"survey 1 appearance: ", "survey 3 x: left type.labels"}
	case c.sheet == "survey":
		return []string{"survey 1 " + c.name + ": ", "survey 3 x: "}
	}
	return []string{c.sheet + " 1 " + c.name + ": "}
}

// form is a form with the construct in it.
func (c construct) form() string {
	column, value := c.name, c.cells[1]
	if c.kind == "appearance" {
		column = "appearance"
	}
	if c.sheet != "survey" {
		rest := "|survey|\n|type|name|label|\n|select_one l|before|Before|\n|text|x|Which?|\n"
		return referenceForm(c.sheet, "|"+column+"|\n|"+value+"|\n") + rest
	}
	switch column {
	case "type", "name":
		return referenceForm("", "") + "|survey|\n|type|name|label|\n|select_one l|before|Before|\n|" + c.cells[0] + "|x|Which?|\n"
	case "label":
		return referenceForm("", "") + "|survey|\n|type|name|label|\n|select_one l|before|Before|\n|" + c.cells[0] + "|x|" + value + "|\n"
	}
	return referenceForm("", "") + "|survey|\n|type|name|label|" + column + "|\n|select_one l|before|Before| |\n|" + c.cells[0] + "|x|Which?|" + value + "|\n"
}

// referenceForm is the list of answers, with a column more where asked for, and a sheet
// more where asked for.
func referenceForm(sheet, table string) string {
	if sheet != "choices" {
		choices := "|choices|\n|list_name|name|label|\n|l|a|A|\n|l|b|B|\n"
		if sheet == "" {
			return choices
		}
		return choices + "|" + sheet + "|\n" + strings.ReplaceAll(table, "|\n", "| |\n")
	}
	lines := strings.Split(strings.Trim(table, "\n"), "\n")
	switch lines[0] {
	case "|list_name|", "|name|", "|label|":
		return referenceForm("", "")
	}
	return "|choices|\n|list_name|name|label" + lines[0] + "\n|l|a|A" + lines[1] + "\n|l|b|B| |\n"
}

// fateOf is the worst that the account says of any of these places.
func fateOf(t *testing.T, form string, places []string) string {
	t.Helper()
	_, notes := taken(t, workbook(t, form))
	fate := "whole"
	for _, place := range places {
		if f := worst(notes, place); f == "stays behind" || f == "changed" {
			fate = f
		}
	}
	return fate
}

// worst is the worst of what an account says of one place; empty if it says nothing.
func worst(notes, place string) string {
	fate := ""
	for _, line := range strings.Split(notes, "\n") {
		rest, ok := strings.CutPrefix(line, place)
		switch {
		case !ok:
		case strings.HasPrefix(rest, "left"):
			return "stays behind"
		case strings.HasPrefix(rest, "changed"):
			fate = "changed"
		case fate == "":
			fate = "whole"
		}
	}
	return fate
}

// TestTheWholeReferenceTable gives every construct of the standard to the reader, in
// every spelling: it comes over as said, and where it does not the account names it,
// with a reason that is not that nobody knows it.
func TestTheWholeReferenceTable(t *testing.T) {
	for _, c := range reference {
		fates, kinds := c.tried(t)
		for i, fate := range fates {
			if fate != c.fate {
				t.Errorf("%s, %s %s (%v): %s, want %s", c.sheet, c.kind, c.name, c.cells, fate, c.fate)
			}
			if kinds != nil && kinds[i] != c.question {
				t.Errorf("%s becomes %q, want %q", c.cells[i], kinds[i], c.question)
			}
		}
		if c.kind != "type" {
			if _, notes := taken(t, workbook(t, c.form())); strings.Contains(notes, "unknown") {
				t.Errorf("%s, %s %s is not known:\n%s", c.sheet, c.kind, c.name, notes)
			}
		}
	}
}

// TestTheTableForPeople holds docs/formats.md against the reference table: it has each
// construct once, with what becomes of it.
func TestTheTableForPeople(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "<!-- xlsform in -->")
	table, _, _ = strings.Cut(table, "<!-- end -->")
	said := map[string]string{}
	for _, line := range strings.Split(table, "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 5 || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| sheet") {
			continue
		}
		for _, name := range strings.Split(cells[2], ",") {
			key := strings.TrimSpace(cells[0]) + " " + strings.TrimSpace(cells[1]) + " " + strings.Trim(strings.TrimSpace(name), "`")
			said[key] = strings.TrimSpace(cells[3])
		}
	}
	known := map[string]bool{}
	for _, c := range reference {
		key := c.sheet + " " + c.kind + " " + c.name
		if c.kind == "appearance" {
			key = "survey column appearance"
		}
		if said[key] != c.fate {
			t.Errorf("docs/formats.md says of %s: %q, want %q", key, said[key], c.fate)
		}
		known[key] = true
	}
	for key := range said {
		if !known[key] {
			t.Errorf("docs/formats.md has %q, which the standard has not", key)
		}
	}
}
