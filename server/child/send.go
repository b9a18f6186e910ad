package child

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/server/web"
	"kist/surveys"
)

// How a form from these pages was answered: alone, or with a grown-up's help.
const (
	modeOnline = "online"
	modeHelped = "helped"
	// Nobody answered: a program invented it, for a round that is marked as synthetic.
	modeInvented = "synthetic"
)

// retryAfter is how many seconds a program that sent a form should wait.
const retryAfter = "5"

// thanksPage is shown when the answers are in the kist, and never else.
type thanksPage struct {
	base
	Words []string // to take the answers back with; none if the child did not ask, unless First
	Code  string   // the join code, without which the words take nothing back; empty in a preview
	First bool     // an earlier try had other answers, and those are what counts
	Pilot bool
	Told  string // where it is read later what came of it; empty: of a pilot nothing is
}

// send hands the answers in, and says "sent" only if they are durable.
func (p *Pages) send(c echo.Context) error {
	body, err := formBody(c)
	if err != nil {
		return err
	}
	v, secret, err := p.handIn(c, body)
	changed := errors.Is(err, ballot.ErrChanged)
	switch {
	case changed: // what came first counts, and is sent
	case errors.Is(err, errFull):
		return p.full(c, body)
	case v == nil:
		return err
	case err != nil:
		return p.notSent(c, v, err)
	}
	_ = p.dropDraft(c, v.form, secret) // the answers are sent all the same
	letGo(c)
	if v.receipt() || changed {
		page := p.thanksFor(v)
		if changed {
			page.First, page.places = true, page.places[1:] // the recorded thanks say otherwise
		}
		if v.offersReceipt() {
			page.Words = secret.Receipt().Words()
		}
		return p.room.Write(c, http.StatusOK, "thanks", page)
	}
	html, err := p.thanks(v)
	if err != nil {
		return err
	}
	return web.WriteHTML(c, http.StatusOK, html)
}

// letGo asks the browser to let go of the pages that it kept for its Back button,
// answers and all. Where a script sent the form, the script has seen to that, and
// nothing needs to be fetched again.
func letGo(c echo.Context) {
	if !byScript(c) {
		c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	}
}

// goneDot is a dot that pages ask for, where no script runs, once they stand there
// in the place of the form: only then has the browser put that page aside, and can
// be asked to let go of it as well.
const goneDot = "/about/gone.svg"

func (p *Pages) goneDot(c echo.Context) error {
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	return c.Blob(http.StatusOK, "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`))
}

// outPage is where "Leave" leads without a script: an empty page that hides what
// was there, asks for the dot, and when it has come goes on to where "Leave" leads.
// Another site could not let go of a page of ours.
const outPage = "/about/out"

func (p *Pages) leave(c echo.Context) error {
	return p.room.Write(c, http.StatusOK, "out", p.base(p.reader(c), "e11", "child.title.away"))
}

func (p *Pages) thanksFor(v *visit) thanksPage {
	page := thanksPage{base: p.base(v.Printer, toneOf(v.edition), "child.title.sent"), Pilot: v.pilot, Code: v.code}
	page.Contact = contactPath(v.code, v.edition.Slug(), v.lang, false)
	p.aloudOn(&page.base, v.heard, v.address()+"/hear")
	page.places = []string{"thanks", "thanks.talk", "thanks.next"}
	if p.Feedback != nil && v.round.Inspection != "" {
		page.Told = feedbackPath(v.round.Inspection)
	}
	return page
}

// maxThanked bounds the pages of thanks that are kept ready: there is one for each join
// code, edition and language.
const maxThanked = 512

// thanksKey is all that a page of thanks depends on; its address tells the edition and
// the language.
type thanksKey struct {
	at, mark, told string
	pilot          bool
}

// thanks is the page of thanks, made once for all who read the same: a class
// that sends at once should not wait for a template.
func (p *Pages) thanks(v *visit) ([]byte, error) {
	key := thanksKey{at: v.address(), mark: v.heard.Mark(), pilot: v.pilot, told: v.round.Inspection}
	if made, ok := p.thanked.Load(key); ok {
		return made.([]byte), nil
	}
	html, err := p.room.Bytes("thanks", p.thanksFor(v))
	if err != nil {
		return nil, err
	}
	if p.thanksNow.Add(1) > maxThanked {
		p.thanked.Clear()
		p.thanksNow.Store(1)
	}
	p.thanked.Store(key, html)
	return html, nil
}

// offersReceipt says whether the child may have words to take the answers back
// with: from the edition for 11 to 13 on, or at that age in the easy one.
func (v *visit) offersReceipt() bool {
	return mayHaveReceipt(v.survey.AgeBand(v.edition, v.answers))
}

// mayHaveReceipt says so of an age band; empty: it is not known.
func mayHaveReceipt(band string) bool {
	switch surveys.Edition(band) {
	case surveys.E11, surveys.E14, surveys.Adult:
		return true
	}
	return false
}

// receipt says that the child may have the words and asked for them.
func (v *visit) receipt() bool { return v.offersReceipt() && v.form.get(receiptField) != "" }

// mode is how the form was answered.
func (v *visit) mode() string {
	if v.invented() {
		return modeInvented
	}
	if v.form.get(helpedField) != "" {
		return modeHelped
	}
	return modeOnline
}

// invented says that a program made the answers, which it says itself.
func (v *visit) invented() bool { return v.form.get(inventedField) != "" }

// ballot is the form as it is handed in.
func (v *visit) ballot(secret ballot.Secret) ballot.Form {
	trace, comments := v.tried()
	return ballot.Form{
		Round: v.round.ID, Setting: v.setting.Key,
		Edition: string(v.edition), AgeBand: v.survey.AgeBand(v.edition, v.answers),
		Language: v.lang, Mode: v.mode(),
		Secret: secret, Slip: v.form.get(slipField),
		Answers: v.answers, Texts: v.texts, Trace: trace, Comments: comments,
	}
}

// notSent says why the answers are not in the kist. They stay in the page
// wherever trying again can help.
func (p *Pages) notSent(c echo.Context, v *visit, err error) error {
	switch {
	case errors.Is(err, errFaulty):
		return p.showCheck(c, v, http.StatusUnprocessableEntity, "again")
	case errors.Is(err, errNoSlip):
		return p.showCheck(c, v, http.StatusUnprocessableEntity, "slip")
	case errors.Is(err, errPace):
		return p.comeAgain(c, v, http.StatusTooManyRequests)
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
	v.form[triedField] = []string{"yes"} // it may have arrived all the same
	c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter)
	return p.showCheck(c, v, http.StatusServiceUnavailable, notice)
}
