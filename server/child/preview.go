package child

import (
	"kist/internal/fault"
	"kist/server/web"
	"kist/surveys"
)

// Preview is the questionnaire of an edition as children will get it, for those
// who write it, with the content security policy to serve it by: it can stand in a
// frame of a page of the same address, and nothing can be sent from it. It
// plays no recordings: those are of published words. fault.NotFound if the survey
// is not offered so.
func (p *Pages) Preview(survey *surveys.Survey, e surveys.Edition, lang string) (html []byte, policy string, err error) {
	if !survey.Has(e, lang) {
		return nil, "", fault.Wrap(fault.NotFound, "edition %s in %s", e, lang)
	}
	page, err := p.prepare(speaker{Printer: p.Words.Printer(lang), survey: survey, edition: e, lang: lang}, nil)
	if err != nil {
		return nil, "", err
	}
	html, err = p.room.Bytes("questionnaire", page)
	return html, web.PreviewPolicy(string(page.Inline)), err
}
