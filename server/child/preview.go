package child

import (
	"context"
	"maps"
	"net/http"
	"net/url"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/server/web"
	"kist/surveys"
)

// A preview is what children will get, for those who write it: the questionnaire,
// the look over the answers, and the thanks. It knows no round and no ballot, so
// that what is answered there goes nowhere.

// sketch is one page of a preview.
type sketch struct {
	html   []byte
	status int
	policy string
}

// The steps of a preview. Anything else a form can ask for leads out of it.
const (
	stepCheck  = "check"
	stepChange = "change"
	stepSend   = "send"
)

// Preview draws a page of a preview, at an address of the caller's: the
// questionnaire for no step, which reads aloud what was recorded of exactly these
// words. policy is the content security policy to serve it by. Nothing is kept. fault.NotFound if the survey is not offered so, or
// there is no such step; fault.Problems for a form that is none of ours.
func (p *Pages) Preview(ctx context.Context, survey *surveys.Survey, e surveys.Edition, lang, at, step string, posted url.Values) (html []byte, status int, policy string, err error) {
	page, err := p.sketch(ctx, survey, e, lang, at, step, posted)
	return page.html, page.status, page.policy, err
}

func (p *Pages) sketch(ctx context.Context, survey *surveys.Survey, e surveys.Edition, lang, at, step string, posted url.Values) (sketch, error) {
	if !survey.Has(e, lang) {
		return sketch{}, fault.Wrap(fault.NotFound, "edition %s in %s", e, lang)
	}
	v := &visit{
		speaker: speaker{Printer: p.Words.Printer(lang), survey: survey, edition: e, lang: lang},
		place:   place{round: &inspections.Round{Door: inspections.Open}},
		form:    form{},
	}
	maps.Copy(v.form, posted)
	switch step {
	case "", stepChange:
		return p.sketchQuestions(ctx, v, at, step)
	case stepCheck, stepSend:
	default:
		return sketch{}, fault.Wrap(fault.NotFound, "step %q of a preview", step)
	}
	if err := v.settle(); err != nil {
		return sketch{}, err
	}
	if step == stepSend && len(v.problems) == 0 {
		return p.sketchThanks(v, at)
	}
	return p.sketchCheck(v, at)
}

// sketchQuestions is the questionnaire; with a step, with the answers in it.
func (p *Pages) sketchQuestions(ctx context.Context, v *visit, at, step string) (sketch, error) {
	if p.heard.from != nil {
		found, err := p.heard.from.Preview(ctx, v.survey, v.edition, v.Printer, p.Words.Printer(v.survey.Source))
		if err != nil { // a page without recordings is still a page
			p.Log.Error("recordings", "error", err.Error())
		}
		v.heard = found
	}
	var before form
	if step != "" {
		before = v.form
	}
	page, err := p.prepare(v.speaker, before)
	if err != nil {
		return sketch{}, err
	}
	page.Action, page.Other, page.Save = at+"/"+stepCheck, at+"/other", at+"/save"
	page.base = sketched(page.base, at)
	html, err := p.room.Bytes("questionnaire", page)
	return sketch{html, http.StatusOK, web.PreviewPolicy(string(page.Inline))}, err
}

// sketched is the common part of a preview's page: what leads out of it leads to
// a page that says so.
func sketched(b base, at string) base {
	b.Exit, b.Contact = at+"/leave", at+"/contact"
	return b
}

func (p *Pages) sketchCheck(v *visit, at string) (sketch, error) {
	page, status := p.checkOf(v, http.StatusOK, "")
	page.base = sketched(page.base, at)
	html, err := p.room.Bytes("check", page)
	return sketch{html, status, web.PreviewPolicy("")}, err
}

// sketchThanks is the page of thanks. The words on it are made up on the spot:
// there is nothing to take back.
func (p *Pages) sketchThanks(v *visit, at string) (sketch, error) {
	page := p.thanksFor(v)
	page.base = sketched(page.base, at)
	if v.receipt() {
		page.Words = ballot.NewSecret().Receipt().Words()
	}
	html, err := p.room.Bytes("thanks", page)
	return sketch{html, http.StatusOK, web.PreviewPolicy("")}, err
}
