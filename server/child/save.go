package child

import (
	"context"
	"errors"
	"maps"
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/server/web"
)

// Keeper keeps unfinished forms under words that only the child has.
type Keeper interface {
	// Save keeps a form, and gives the words and the last day on which they open it.
	Save(ctx context.Context, s ballot.Secret, d ballot.Draft) (words []string, until string, err error)
	// Open gives what the words close. fault.NotFound if there is nothing.
	Open(ctx context.Context, typed string) (ballot.Draft, error)
	// Drop forgets the form that was sent.
	Drop(ctx context.Context, s ballot.Secret) error
}

// savedField says that the form was saved, so that sending it drops the draft.
const savedField = "_saved"

// savedPage shows the words of a saved form, once.
type savedPage struct {
	base
	Words  []string
	Until  string // the last day, in figures
	Back   string // the questionnaire
	Fields []field
}

// comeBackPage asks for the words of a saved form.
type comeBackPage struct {
	base
	codeAndWords
}

// save keeps the form for the child to come back to.
func (p *Pages) save(c echo.Context) error {
	v, err := p.read(c)
	if err != nil {
		return err
	}
	if !v.round.TakesAnswers(p.Now()) {
		return fault.Wrap(fault.Closed, "round %s", v.round.ID)
	}
	if err := p.slowDown(c, "save", v.round.ID); err != nil {
		return err
	}
	secret := v.secret()
	v.form[secretField], v.form[savedField] = []string{secret.String()}, []string{"yes"}
	words, until, err := p.Drafts.Save(c.Request().Context(), secret, v.draft())
	if err != nil {
		return tooBusy(err)
	}
	page := savedPage{
		base: p.base(v.Printer, toneOf(v.edition), "child.title.withdraw"), Words: words, Until: dayIn(v.Printer, savedUntil(until, v.round.Closes)),
		Back: v.address() + "/change", Fields: append(v.form.all(), field{fromField, string(v.edition)}),
	}
	page.Contact = v.contactAt()
	p.aloudOn(&page.base, v.heard, v.address()+"/hear")
	page.places = []string{"save.title", "words.english", "save.only", "save.where"}
	return p.room.Write(c, http.StatusOK, "saved", page)
}

// savedUntil is the last day on which what is saved is of use: after the round's last day,
// empty where it has none, nothing can be sent.
func savedUntil(kept, closes string) string {
	if closes == "" {
		return kept
	}
	return min(kept, closes)
}

// draft is the form as it is saved: as it was given, so that nothing is lost.
func (v *visit) draft() ballot.Draft {
	fields := maps.Clone(v.form)
	delete(fields, fromField)
	return ballot.Draft{Code: v.code, Edition: v.edition.Slug(), Lang: v.lang, Fields: fields}
}

// tooBusy asks to come again where nothing is wrong but the crowd.
func tooBusy(err error) error {
	if errors.Is(err, ballot.ErrBusy) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	return err
}

// comeBack asks for the words.
func (p *Pages) comeBack(c echo.Context) error {
	return p.room.Write(c, http.StatusOK, "come_back", p.comeBackPage(c))
}

func (p *Pages) comeBackPage(c echo.Context) comeBackPage {
	page := comeBackPage{base: p.base(p.reader(c), "e11", "child.title.withdraw")}
	p.readOut(c, &page.base, "come_back.title", "words.label")
	return page
}

// goOn shows the questionnaire with what was saved.
func (p *Pages) goOn(c echo.Context) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	c.Set(postedKey, f)
	saved, err := p.openSaved(c, f.get(wordsField))
	page := p.comeBackPage(c)
	page.Typed = clip(f.get(wordsField), 200)
	page.refuseWords(page.Printer, err)
	status := http.StatusUnprocessableEntity
	switch {
	case errors.Is(err, fault.NotFound):
		page.BadWords, status = page.T("child.come_back.none"), http.StatusNotFound
	case errors.Is(err, ballot.ErrBusy):
		page.BadWords, status = page.T("child.error.too_many.text"), http.StatusTooManyRequests
		c.Response().Header().Set(echo.HeaderRetryAfter, triesAfter)
	case err != nil && page.BadWords == "":
		return err
	}
	if page.BadWords != "" {
		return p.room.Write(c, status, "come_back", page)
	}
	return p.resume(c, saved)
}

// resume reads the saved form as if it had just been posted.
func (p *Pages) resume(c echo.Context, saved ballot.Draft) error {
	at, err := p.codes.find(c.Request().Context(), saved.Code) // nobody guessed it
	if err != nil {
		return err
	}
	v, err := p.visit(c.Request().Context(), at, saved.Edition, saved.Lang, form(saved.Fields))
	if err != nil {
		return err
	}
	if !v.round.TakesAnswers(p.Now()) {
		return fault.Wrap(fault.Closed, "round %s", v.round.ID)
	}
	v.form[fromField] = []string{string(v.edition)}
	return p.again(c, v)
}

// dropDraft forgets the draft of a form that was sent, or thrown away. It goes by itself
// on its last day if that fails, and opening it until then leads to the same secret.
// Anybody can ask for it, with any secret: beyond the pace it is ballot.ErrBusy.
func (p *Pages) dropDraft(c echo.Context, f form, s ballot.Secret) error {
	if f.get(savedField) == "" {
		return nil
	}
	if !p.pace.back.Allow(web.Caller(c.Request(), p.Proxies)) {
		return ballot.ErrBusy
	}
	err := p.Drafts.Drop(context.WithoutCancel(c.Request().Context()), s)
	if err != nil {
		p.Log.Error("draft", "ref", web.Ref(c), "error", err.Error())
	}
	return err
}
