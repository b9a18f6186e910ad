package child

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/ballot"
	"kist/internal/contacts"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/server/web"
)

// modeTablet is how a form from a facilitator's tablet was answered.
const modeTablet = "tablet"

// What a batch may hold at most; the script sends less.
const (
	maxItems  = 50
	maxItemID = 40
	maxSealed = 160 << 10 // bytes: the largest size that a tablet pads to, and its overhead
	maxHolds  = 100_000
)

// parcelSizes are the sizes that a tablet pads forms to (static/hpke.js).
var parcelSizes = seal.Classes{4 << 10, 8 << 10, 16 << 10, 32 << 10, 128 << 10}

// batch is what a tablet sends when it syncs.
type batch struct {
	Loaded string `json:"loaded"` // inspections.Round.Offering as it has it ready
	Holds  int    `json:"holds"`  // forms on the tablet, these among them
	Items  []item `json:"items"`
}

// item is one sealed form, by the name that the tablet has for it.
type item struct {
	ID     string `json:"id"`
	Sealed []byte `json:"sealed"`
}

// parcel is what a tablet sealed: a form with what its address would have told.
type parcel struct {
	Setting  string         `json:"setting"`
	Edition  string         `json:"edition"`
	Language string         `json:"language"`
	Secret   string         `json:"secret"`
	Slip     string         `json:"slip"`
	Helped   bool           `json:"helped"`
	Form     form           `json:"form"`    // none: the child gave no answers
	Contact  *parcelContact `json:"contact"` // none: the child does not want to be contacted
}

// parcelContact is what a child wrote who wants to be contacted. It travels in the
// one parcel that each child leaves, so that whoever counts them on the tablet
// does not see who asked.
type parcelContact struct {
	Form string `json:"form"` // by which taking it twice counts once
	contacts.Words
}

// parcelPurpose is what a tablet seals for; the round's id follows.
const parcelPurpose = "kist tablet "

// What becomes of one form. The tablet lets go of it only if it was sent.
const (
	wasSent    = "sent"     // durable
	comesLater = "later"    // try again
	tooLate    = "closed"   // the round takes no more answers
	tooEarly   = "not_open" // not yet
	noSlip     = "slip"     // the slip's code is none of the round's
	usedSlip   = "slip_used"
	notOurs    = "unreadable" // sealed for something else, or no form of this round
)

// synced answers a batch.
type synced struct {
	Stage    string            `json:"stage"`
	Offering string            `json:"offering"`
	Kit      string            `json:"kit"`
	Results  map[string]string `json:"results"`
}

// decodeBatch reads a batch. fault.Invalid for what no tablet sends.
func decodeBatch(b []byte) (batch, error) {
	var got batch
	if err := json.Unmarshal(b, &got); err != nil {
		return batch{}, fault.Wrap(fault.Invalid, "tablet: no batch")
	}
	if len(got.Items) > maxItems || got.Holds < len(got.Items) || got.Holds > maxHolds || len(got.Loaded) > maxItemID {
		return batch{}, fault.Wrap(fault.Invalid, "tablet: a batch of %d", len(got.Items))
	}
	seen := map[string]bool{}
	for _, it := range got.Items {
		if it.ID == "" || len(it.ID) > maxItemID || seen[it.ID] || len(it.Sealed) > maxSealed {
			return batch{}, fault.Wrap(fault.Invalid, "tablet: an item of %d bytes", len(it.Sealed))
		}
		seen[it.ID] = true
	}
	return got, nil
}

// sync takes in what a tablet holds, and says of each form what became of it.
// Whatever is lost on the way, the tablet still has it and asks again: the same
// form counts once.
func (p *Pages) sync(c echo.Context) error {
	t, r, err := p.tablet(c)
	if err != nil {
		return p.refuseTablet(c, err)
	}
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	got, err := decodeBatch(body)
	if err != nil {
		return c.JSON(http.StatusUnprocessableEntity, told{Why: "invalid"})
	}
	ctx := c.Request().Context()
	results, taken := make(map[string]string, len(got.Items)), 0
	for _, it := range got.Items {
		became := p.take(ctx, r, it.Sealed, web.Ref(c))
		if results[it.ID] = became; became == wasSent {
			taken++
		}
	}
	// Told comes last and may fail: it is only for staff to see. What was sent is
	// sent, and the tablet must hear of it.
	if err := p.Fieldwork.Tablets.Told(ctx, t.ID, got.Loaded, got.Holds-taken); err != nil {
		p.Log.Error("tablet", "ref", web.Ref(c), "error", err.Error())
	}
	return c.JSON(http.StatusOK, synced{string(r.Stage), r.Offering(), p.kitNow(ctx, r), results})
}

// kitNow is the round's kit; empty if it cannot be said now: what was sent is sent,
// and the tablet hears of the kit another time.
func (p *Pages) kitNow(ctx context.Context, r *inspections.Round) string {
	survey, err := p.Versions.Survey(ctx, r.Version)
	if err != nil {
		return ""
	}
	speakers, err := p.speakersOf(ctx, r, survey)
	if err != nil {
		return ""
	}
	return p.kit(r, speakers)
}

// take takes in what one child left, and says what became of it: the request to
// be contacted, if there is one, and then the answers. Whatever fails, both are
// there to be taken again, and each counts once.
func (p *Pages) take(ctx context.Context, r *inspections.Round, sealed []byte, ref string) string {
	got, err := unwrapParcel(p.Fieldwork.Intake, r.ID, sealed)
	if err != nil {
		return notOurs
	}
	if got.Contact != nil {
		if became := p.takeAsked(ctx, r, got.Contact, ref); became != wasSent || got.Form == nil {
			return became
		}
	}
	return p.takeForm(ctx, r, got, ref)
}

// takeAsked takes a request to be contacted in and says what became of it.
func (p *Pages) takeAsked(ctx context.Context, r *inspections.Round, asked *parcelContact, ref string) string {
	if !contacts.IsForm(asked.Form) {
		return notOurs
	}
	err := p.Contacts.Take(ctx, r, asked.Form, asked.Words)
	var problems fault.Problems
	switch {
	case err == nil:
		return wasSent
	case errors.As(err, &problems):
		return notOurs
	case errors.Is(err, fault.Closed):
		return tooLate
	}
	p.Log.Error("not sent", "ref", ref, "error", err.Error())
	return comesLater
}

// takeForm takes answers in and says what became of them.
func (p *Pages) takeForm(ctx context.Context, r *inspections.Round, got parcel, ref string) string {
	f, err := p.openForm(ctx, r, got)
	if errors.Is(err, fault.Invalid) || errors.Is(err, fault.NotFound) {
		return notOurs
	}
	if err == nil {
		err = p.Ballot.Submit(ctx, f)
	}
	ticketed := r.Door == inspections.Ticketed
	switch {
	case err == nil, errors.Is(err, ballot.ErrChanged):
		return wasSent
	case errors.Is(err, fault.Closed) && r.Stage == inspections.Draft:
		return tooEarly
	case errors.Is(err, fault.Closed):
		return tooLate
	case ticketed && errors.Is(err, fault.Exists):
		return usedSlip
	case ticketed && (errors.Is(err, fault.NotFound) || errors.Is(err, fault.Invalid)):
		return noSlip
	case !errors.Is(err, ballot.ErrUnsure):
		p.Log.Error("not sent", "ref", ref, "error", err.Error())
	}
	return comesLater
}

// openForm reads the answers in a parcel, and checks them as every other's.
// The tablet held it to the same rules before the child gave it away, and the
// child is gone: an answer that is wrong all the same is left out, so that the
// others count. fault.Invalid or fault.NotFound if it is no form of this round.
func (p *Pages) openForm(ctx context.Context, r *inspections.Round, got parcel) (ballot.Form, error) {
	at := place{round: r}
	for _, s := range r.Settings {
		if s.Key == got.Setting {
			at.setting = s
		}
	}
	e, err := at.offered(got.Edition, got.Language)
	if err != nil || at.setting.Key == "" {
		return ballot.Form{}, fault.Wrap(fault.Invalid, "tablet: a form of another round")
	}
	s, err := p.speaker(ctx, r.Version, e, got.Language)
	if err != nil {
		return ballot.Form{}, err
	}
	v := &visit{speaker: s, place: at, form: got.Form}
	if err := v.accept(); err != nil {
		return ballot.Form{}, fault.Wrap(fault.Invalid, "tablet: a form that cannot be")
	}
	secret, err := ballot.ParseSecret(got.Secret)
	if err != nil {
		return ballot.Form{}, fault.Wrap(fault.Invalid, "tablet: a form without a secret")
	}
	f := v.ballot(secret)
	f.Mode, f.Slip = modeTablet, got.Slip
	if got.Helped {
		f.Mode = modeHelped
	}
	return f, nil
}

// unwrapParcel opens and reads a parcel. fault.Invalid if it is none for this
// round; its errors quote nothing of it.
func unwrapParcel(key seal.Intake, round string, sealed []byte) (parcel, error) {
	var got parcel
	padded, err := key.Open(parcelPurpose+round, sealed)
	if err != nil {
		return got, err
	}
	plain, err := seal.Unpad(padded, parcelSizes)
	if err != nil {
		return got, err
	}
	if json.Unmarshal(plain, &got) != nil {
		return parcel{}, fault.Wrap(fault.Invalid, "tablet: no form")
	}
	return got, nil
}
