package i18n

import (
	"errors"
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Printer prints texts in one language. It is safe for use by many.
type Printer struct {
	tag    string
	words  func() (*words, error) // read once
	source *Printer               // prints what this language lacks; nil for the source language
}

// Lang is the BCP 47 tag, for the lang attribute.
func (p *Printer) Lang() string { return p.tag }

// Dir is "rtl" for languages written from right to left, "ltr" otherwise.
func (p *Printer) Dir() string { return Direction(p.tag) }

// T prints the text with this id. Arguments come in pairs of name and value;
// an int named "count" chooses the plural form. A text that is nowhere prints
// as its id in brackets, so that it is seen.
func (p *Printer) T(id string, args ...any) string {
	if len(args) == 0 {
		if text, ok := p.text(id); ok {
			return text
		}
	}
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = args[i+1]
	}
	return p.TArgs(id, data)
}

// text is one with neither plural forms nor arguments.
func (p *Printer) text(id string) (text string, ok bool) {
	w, err := p.words()
	if err == nil {
		text, ok = w.plain[id]
	}
	return text, ok
}

// TArgs is T with the arguments in a map; nil is none.
func (p *Printer) TArgs(id string, data map[string]any) string {
	if text, ok := p.text(id); ok {
		return text
	}
	conf := &i18n.LocalizeConfig{MessageID: id, TemplateData: data}
	if n, ok := data["count"]; ok {
		conf.PluralCount = n
	}
	w, err := p.words()
	var text string
	if err == nil {
		text, err = w.others.Localize(conf)
	}
	var missing *i18n.MessageNotFoundErr
	switch {
	case err == nil:
		return text
	case (w == nil || errors.As(err, &missing)) && p.source != nil:
		return p.source.TArgs(id, data)
	}
	return "[" + id + "]"
}
