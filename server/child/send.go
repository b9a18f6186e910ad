package child

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/server/web"
)

// modeOnline is how a form from these pages was answered.
const modeOnline = "online"

// retryAfter is how many seconds a program that sent a form should wait.
const retryAfter = "5"

// thanksPage is shown when the answers are in the kist, and never else.
type thanksPage struct{ base }

// send hands the answers in, and says "sent" only if they are durable.
func (p *Pages) send(c echo.Context) error {
	v, err := p.read(c)
	if err != nil {
		return err
	}
	secret, err := ballot.ParseSecret(v.form.get(secretField))
	if len(v.problems) > 0 || err != nil {
		return p.showCheck(c, v, http.StatusUnprocessableEntity, "again")
	}
	if v.ticketed() && ballot.CleanSlip(v.form.get(slipField)) == "" {
		return p.showCheck(c, v, http.StatusUnprocessableEntity, "slip")
	}
	err = p.Ballot.Submit(c.Request().Context(), v.ballot(secret))
	if err != nil {
		return p.notSent(c, v, err)
	}
	html, err := p.thanks(v)
	if err != nil {
		return err
	}
	return web.WriteHTML(c, http.StatusOK, html)
}

// thanksKey is all that a page of thanks depends on.
type thanksKey struct{ lang, tone string }

// thanks is the page of thanks, made once for all who read the same: a class
// that sends at once should not wait for a template.
func (p *Pages) thanks(v *visit) ([]byte, error) {
	key := thanksKey{v.lang, toneOf(v.edition)}
	if made, ok := p.thanked.Load(key); ok {
		return made.([]byte), nil
	}
	html, err := p.room.Bytes("thanks", thanksPage{p.base(v.Printer, key.tone, "child.title.sent")})
	if err == nil {
		p.thanked.Store(key, html)
	}
	return html, err
}

// ballot is the form as it is handed in.
func (v *visit) ballot(secret ballot.Secret) ballot.Form {
	return ballot.Form{
		Round: v.round.ID, Setting: v.setting.Key,
		Edition: string(v.edition), AgeBand: v.survey.AgeBand(v.edition, v.answers),
		Language: v.lang, Mode: modeOnline,
		Secret: secret, Slip: v.form.get(slipField),
		Answers: v.answers, Texts: v.texts,
	}
}

// notSent says why the answers are not in the kist. They stay in the page
// wherever trying again can help.
func (p *Pages) notSent(c echo.Context, v *visit, err error) error {
	switch {
	case errors.Is(err, fault.Closed):
		return err
	case errors.Is(err, fault.Exists):
		return p.showCheck(c, v, http.StatusConflict, "slip_used")
	case v.ticketed() && (errors.Is(err, fault.NotFound) || errors.Is(err, fault.Invalid)):
		return p.showCheck(c, v, http.StatusUnprocessableEntity, "slip")
	}
	notice := "not_sent"
	if errors.Is(err, ballot.ErrUnsure) {
		notice = "unsure"
	} else {
		p.Log.Error("not sent", "ref", web.Ref(c), "error", err.Error())
	}
	c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter)
	return p.showCheck(c, v, http.StatusServiceUnavailable, notice)
}
