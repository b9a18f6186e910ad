package xlsform

import (
	"cmp"
	"strings"

	"kist/internal/exchange/incoming"
)

// What is done with a column: nothing is said of those that are taken, and of the
// others that have anything in them one line says why they are not. The names are
// those of the XLSForm reference table.
var (
	surveyColumns = map[string]string{
		"type": "", "name": "", "label": "", "hint": "", "relevant": "", "constraint": "", "parameters": "", "choice_filter": "", "calculation": "", "default": "",
		"disabled": "", "image": "", "audio": "", "video": "", "big-image": "", "repeat_count": "",
		"required": "column.required", "required_message": "column.required",
		"constraint_message": "column.message", "guidance_hint": "column.guidance", "readonly": "column.readonly", "appearance": "column.appearance",
		"trigger": "column.trigger", "save_to": "column.entity", "note": "column.remark", "autoplay": "column.appearance", "rows": "column.appearance",
		"query": "column.external", "intent": "column.external", "no_app_error_string": "column.external", "accuracythreshold": "column.appearance", "hxl": "column.remark",
		"bind": "column.custom", "body": "column.custom", "instance": "column.custom", "sms_field": "column.custom", "sms_option": "column.custom", "sms_separator": "column.custom",
		"sms_allow_media": "column.custom", "sms_date_format": "column.custom", "sms_datetime_format": "column.custom", "sms_response": "column.custom", "compact_tag": "column.custom",
	}
	choiceColumns = map[string]string{
		"list_name": "", "name": "", "label": "",
		"image": "column.media", "audio": "column.media", "video": "column.media", "big-image": "column.media", "geometry": "column.geometry",
	}
	settingColumns = map[string]string{
		"form_title": "", "form_id": "", "default_language": "",
		"version": "setting.version", "instance_name": "setting.sending", "public_key": "setting.sending", "submission_url": "setting.sending",
		"auto_send": "setting.sending", "auto_delete": "setting.sending", "style": "setting.style", "name": "setting.sending",
		"allow_choice_duplicates": "setting.sending", "namespaces": "setting.sending", "sms_keyword": "setting.sending", "sms_separator": "setting.sending",
		"sms_allow_media": "setting.sending", "sms_date_format": "setting.sending", "sms_datetime_format": "setting.sending", "sms_response": "setting.sending",
		"prefix": "setting.sending", "delimiter": "setting.sending", "client_editable": "setting.sending", "compact_tag": "setting.sending", "add_none_option": "setting.sending",
		"clean_text_values": "setting.sending", "omit_instanceid": "setting.sending", "attribute": "setting.sending",
	}
)

// columns says of each column that has anything in it, and is not taken, why.
func (r *reader) columns(s *sheet, known map[string]string) {
	seen := map[[2]string]bool{}
	for _, c := range s.columns {
		if !s.used(c) {
			continue
		}
		why, ok := known[c.base]
		if prefix, _, two := strings.Cut(c.base, "::"); two && !ok {
			why, ok = known[prefix]
		}
		if !ok {
			if why = "column.unknown"; s.name == choicesSheet {
				why = "column.filter" // by which lists are narrowed
			}
		}
		key := [2]string{c.base, cmp.Or(r.tags[c.words], c.words)}
		if why == "" && seen[key] {
			why = "column.twice"
		}
		seen[key] = true
		if why != "" {
			r.form.Say(incoming.Place{Part: s.name, Line: s.line, Name: c.head}, incoming.Left, why)
		}
	}
	r.headless(s)
}

// headless says where something stands under no head, or too far to the right.
func (r *reader) headless(s *sheet) {
	heads := map[int]bool{}
	for _, c := range s.columns {
		heads[c.at] = true
	}
	for _, line := range s.rows {
		for i, cell := range line.cells {
			if cell != "" && !heads[i] {
				heads[i] = true // said once
				r.form.Say(incoming.Place{Part: s.name, Line: line.line}, incoming.Left, "column.headless", "value", incoming.Short(cell))
			}
		}
	}
	if s.wide {
		r.form.Say(incoming.Place{Part: s.name, Line: s.line}, incoming.Left, "columns_many", "most", maxColumns)
	}
}
