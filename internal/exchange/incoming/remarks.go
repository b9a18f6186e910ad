package incoming

import (
	"strings"
	"unicode/utf8"
)

// Remarks find a place for texts that ask nothing: before the first question they are
// what is read at the start, as far as there is room; each other becomes the hint of
// the question after it, if that has none and is asked of the same.
type Remarks struct {
	Form    *Form
	waiting Text
	at      Place
	asked   string
}

// Remark takes a text over; nothing happens if it is empty. asked is the condition
// under which it is read, in the file's words; empty for one that all read.
func (r *Remarks) Remark(at Place, text Text, asked string) {
	switch first := len(r.Form.Items) == 0; {
	case len(text) == 0:
	case first && asked != "":
		r.Form.Say(at, Left, "note_condition", "condition", asked)
	case first && fitsLead(Joined(r.Form.Lead, text)):
		r.Form.Say(at, Changed, "note_lead")
		r.Form.Lead = Joined(r.Form.Lead, text)
	default:
		r.leave("note_second")
		r.waiting, r.at, r.asked = text, at, asked
	}
}

// Add takes a question over, with the text that waits for it.
func (r *Remarks) Add(it Item) {
	switch {
	case r.waiting == nil:
	case r.asked != "" && r.asked != it.Asked:
		r.Form.Say(r.at, Left, "note_condition", "condition", r.asked)
	case it.Hint != nil:
		r.Form.Say(r.at, Left, "note_second", "question", it.Name)
	default:
		it.Hint = r.waiting
		r.Form.Say(r.at, Changed, "note_hint", "question", it.Name)
	}
	r.waiting = nil
	r.Form.Items = append(r.Form.Items, it)
}

// End leaves the text that no question follows.
func (r *Remarks) End() { r.leave("note_last") }

func (r *Remarks) leave(why string) {
	if r.waiting != nil {
		r.Form.Say(r.at, Left, why, "question", "")
		r.waiting = nil
	}
}

// fitsLead says whether a text may stand at the start.
func fitsLead(t Text) bool {
	for _, text := range t {
		if utf8.RuneCountInString(text) > maxLead {
			return false
		}
	}
	return true
}

// Joined is a text followed by another, in each language.
func Joined(a, b Text) Text {
	t := Text{}
	for lang, text := range a {
		t[lang] = text
	}
	for lang, text := range b {
		t[lang] = strings.TrimSpace(t[lang] + " " + text)
	}
	return t
}

// Short is a value of the file as the account shows it.
func Short(value string) string {
	if r := []rune(value); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return value
}
