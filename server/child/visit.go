package child

import (
	"context"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/surveys"
)

// speaker reads the survey of a version for an edition and a language.
// fault.NotFound if it does not have them.
func (p *Pages) speaker(ctx context.Context, version string, e surveys.Edition, lang string) (speaker, error) {
	survey, err := p.Versions.Survey(ctx, version)
	if err != nil {
		return speaker{}, err
	}
	if !survey.Has(e, lang) {
		return speaker{}, fault.Wrap(fault.NotFound, "edition %s in %s", e, lang)
	}
	s := speaker{Printer: p.Words.Printer(lang), survey: survey, edition: e, lang: lang}
	s.heard = p.heardBy(ctx, version, s)
	return s, nil
}

// visit is a posted form with all that its address names.
type visit struct {
	speaker
	place
	form    form
	answers surveys.Answers
	texts   map[string]string
	// problems are those of single questions; a form that is wrong as a whole
	// never becomes a visit.
	problems fault.Problems
}

// read reads a posted form and checks it. The error is fault.NotFound for an
// address that leads nowhere, fault.Closed for a round that takes no answers,
// fault.Denied for invented answers in a round in which children answer,
// fault.Problems for a form that cannot have come from our pages.
func (p *Pages) read(c echo.Context) (*visit, error) {
	body, err := formBody(c)
	if err != nil {
		return nil, err
	}
	return p.readBody(c, body)
}

// readBody is read for a form whose body came already; the same errors.
func (p *Pages) readBody(c echo.Context, body []byte) (*visit, error) {
	f, err := parseForm(body)
	if err != nil {
		return nil, err
	}
	c.Set(postedKey, f)
	at, err := p.opens(c, c.Param("code"))
	if err != nil {
		return nil, err
	}
	return p.visit(c.Request().Context(), at, c.Param("edition"), c.Param("lang"), f)
}

// visit is read for a form that is there already, and a place that is found; the same
// errors.
func (p *Pages) visit(ctx context.Context, at place, edition, lang string, f form) (*visit, error) {
	e, err := at.offered(edition, lang)
	if err != nil {
		return nil, err
	}
	s, err := p.speaker(ctx, at.round.Version, e, lang)
	if err != nil {
		return nil, err
	}
	s.pilot, s.work = at.round.Pilot != "", at.zeros()
	v := &visit{speaker: s, place: at, form: f}
	if v.invented() && !at.round.Synthetic {
		return nil, fault.Wrap(fault.Denied, "invented answers for round %s", at.round.ID)
	}
	if err := v.settle(); err != nil {
		return nil, err
	}
	return v, nil
}

// settle checks the answers of a form that was read; the error is that of the
// whole form.
func (v *visit) settle() error {
	v.form.untried(v.survey, v.pilot)
	if err := v.form.settle(v.survey, v.edition); err != nil {
		return err
	}
	if key := v.form.get(dropField); key != "" {
		v.form.drop(key)
	}
	return v.accept()
}

// accept checks the answers. The error is that of the whole form.
func (v *visit) accept() error {
	answers, texts, err := v.survey.Accept(v.edition, v.lang, v.form)
	if err != nil && answers == nil {
		return err
	}
	v.answers, v.texts = answers, texts
	v.problems, _ = err.(fault.Problems)
	return nil
}

// ticketed says whether the form needs a slip.
func (v *visit) ticketed() bool { return v.round.Door == inspections.Ticketed }
