package advice

import (
	"strings"

	"kist/internal/i18n"
	"kist/surveys"
)

// Said is a piece of advice in the language of whoever reads it.
type Said struct {
	What    string // what is so
	Why     string // why that matters, and what to do
	Source  string // whose advice it is
	Address string // where it can be read; empty if nowhere
}

// Say puts a piece of advice into words.
func Say(p *i18n.Printer, a Advice) Said {
	args := map[string]any{"Words": named(p, a), "Given": a.Given, "Most": a.Most}
	said := Said{What: p.TArgs("staff.advice."+string(a.Kind), args), Why: p.TArgs("staff.advice.why."+string(a.Kind), args)}
	switch from := a.Kind.Source(); {
	case from.Own():
		said.Source = p.T("staff.advice.source.own")
	case from.Read:
		said.Source, said.Address = from.Name, from.Address
	default:
		said.Source = p.T("staff.advice.source.unread", "Name", from.Name)
	}
	return said
}

// named are the words of a piece of advice, names put into words.
func named(p *i18n.Printer, a Advice) string {
	switch a.Kind {
	case Signpost, RatherNot:
		themes := strings.Split(a.Words, ", ")
		for i, t := range themes {
			themes[i] = p.T("staff.hard." + t)
		}
		return strings.Join(themes, ", ")
	case YoungKind:
		return p.T("staff.draft.kind." + a.Words)
	}
	return a.Words
}

// Findings are the advice on a survey as kist check lists it, in p's language.
func Findings(s *surveys.Survey, p *i18n.Printer) surveys.Findings {
	var list surveys.Findings
	for _, a := range Of(s) {
		said := Say(p, a)
		f := surveys.Finding{
			Severity: surveys.Advice, Rule: string(a.Kind), Place: a.Place, Edition: a.Edition, Language: a.Language,
			Message: said.What, Fix: said.Why, Source: said.Source,
		}
		if a.Edition != "" {
			f.Message = string(a.Edition) + ": " + f.Message
		}
		if len(a.Simpler) > 0 {
			f.Fix = p.T("staff.advice.simpler") + " " + strings.Join(a.Simpler, ", ") + ". " + f.Fix
		}
		list = append(list, f)
	}
	return list
}
